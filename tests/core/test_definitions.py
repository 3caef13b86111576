"""The measures against values known exactly, and the sources that they cite."""

import inspect
import re
from fractions import Fraction
from pathlib import Path

import pytest
from flint import ctx, fmpq

from unalignable import theory
from unalignable.theory.core import definitions
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.numbers import Field, enclose, sqrt
from unalignable.theory.core.numbers.array import array

M = Exact()


def column(*entries):
    return array([[x] for x in entries])


def beside(*columns):
    return array([list(row) for row in zip(*columns, strict=True)])


SHEARED = array([[0, 0], [0, 1], [1, 0]])
SHEAR = array([[1, 1], [0, 1]])
MIDDLE = column(0, 1, 0)
T, J1, J2 = (1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)


# -------------------------------------------------------------------------------- values of the catalogue


def test_an_invertible_map_lowers_cka():
    assert M.linear_cka(SHEARED, MIDDLE) ** 2 == fmpq(5, 8)
    assert M.linear_cka(SHEARED @ SHEAR, MIDDLE) ** 2 == fmpq(1, 10)


@pytest.mark.parametrize(("root", "expected"), [(2, Fraction(64, 289)), (3, Fraction(81, 1681))])
def test_the_kantorovich_bound_is_attained(root, expected):
    """κ = root²: CKA² = (2κ/(1 + κ²))²."""
    X = beside([root * x for x in T], J1)
    assert M.linear_cka(X, X @ array([[1, 0], [0, root * root]])) ** 2 == fmpq(*expected.as_integer_ratio())


def test_two_samples_always_agree():
    assert M.linear_cka(column(0, 1), column(5, -2)) == 1
    assert M.linear_r2(column(0, 1), column(5, -2)) == 1


def test_debiased_cka_falls_to_minus_one():
    Y = column(0, 0, 1, 1)
    X = beside((0, 0, 1, 1), (2, -2, 0, 0))
    assert M.debiased_cka(Y, Y) == 1
    assert M.debiased_cka(X, Y) == -1
    assert M.linear_cka(X, Y) ** 2 == fmpq(1, 65)
    assert M.modified_rv(X, Y) == -5 / sqrt(fmpq(345))  # not debiased CKA: -0.269…


def test_debiased_cka_below_the_readout_floor():
    X, Y = beside(T, J1), beside(T, J2)
    assert M.linear_cka(X, Y) == fmpq(1, 2)
    assert M.debiased_cka(X, Y) == fmpq(-1, 2)
    X, Y = (beside([2 * x for x in T], [3 * x for x in J]) for J in (J1, J2))
    assert M.debiased_cka(X, Y) ** 2 == fmpq(14641, 14884)
    assert M.debiased_cka(X, Y) < 0


def test_debiased_cka_is_undefined_on_a_simplex_and_below_four_samples():
    with pytest.raises(ZeroDivisionError):
        M.debiased_cka(M.identity(4), column(0, 0, 1, 1))
    with pytest.raises(ZeroDivisionError):
        M.debiased_cka(SHEARED, MIDDLE)
    assert M.modified_rv(M.identity(4), column(0, 0, 1, 1)) != 0


@pytest.mark.parametrize(("c", "expected"), [(1, (9, 16)), (2, (9, 49)), (3, (1, 16))])
def test_moving_one_sample_lowers_cka(c, expected):
    assert M.linear_cka(column(-1, 0, 1), column(-1, c, 1)) ** 2 == fmpq(*expected)


def test_regression_scores_of_the_drop_of_full_rank():
    Z = column(0, 1, 4)
    assert M.linear_r2(column(0, 1, 3), Z) == fmpq(361, 364)
    assert M.linear_r2(column(5, 0, 4), Z) == fmpq(3, 364)


def test_full_rank_makes_regression_and_cca_vacuous():
    X, Y = array([[0, 0], [1, 0], [0, 1]]), array([[5, 1], [-2, 3], [7, 7]])
    assert M.linear_r2(X, Y) == M.linear_r2(Y, X) == M.mean_cca(X, Y) == M.mean_squared_cca(X, Y) == 1
    assert M.linear_cka(X, Y) < 1


def test_cka_near_one_and_regression_far_from_it():
    X, Y = column(*J1), beside([2 * x for x in J1], J2)  # s² = 4, N = 1
    assert M.linear_cka(X, Y) ** 2 == fmpq(16, 17)
    assert M.linear_r2(X, Y) == fmpq(4, 5)
    assert M.linear_r2(Y, X) == 1


def test_uncorrelated_in_every_score():
    X, Y = column(0, 1, 3), column(5, 0, 4)
    for measure in (M.linear_cka, M.linear_r2, M.mean_cca, M.mean_squared_cca, M.nbs, M.svcca, M.pwcca):
        assert measure(X, Y) == 0
    assert M.procrustes(X, Y) == fmpq(14, 3) + 14


def test_rsa_is_not_cka():
    assert M.rsa(SHEARED, MIDDLE) == fmpq(1, 2)
    assert M.rsa(SHEARED @ SHEAR, MIDDLE) == -1


def test_pwcca_is_not_invariant_to_rotations():
    X, Y = array([[1, 0], [1, 0], [1, 1], [0, 0]]), array([[0, 0], [1, 0], [0, 0], [0, 1]])
    turn = array([[1, 1], [-1, 1]])  # by 45°, times √2
    assert M.pwcca(X, Y) == (3 - sqrt(fmpq(2))) / 2  # .7929
    assert M.pwcca(X @ turn, Y) == 5 - 3 * sqrt(fmpq(2))  # .7574
    assert M.pwcca(X @ array([[3, 4], [-4, 3]]), Y) == fmpq(51, 2) - fmpq(35, 2) * sqrt(fmpq(2))  # .7513
    assert M.mean_cca(X @ turn, Y) == M.mean_cca(X, Y) == fmpq(3, 4)


def test_svcca_drops_the_smallest_components():
    X = beside([10 * x for x in T], J1)  # J1 holds 1/101 of the variance: less than 1 %
    assert M.svcca(X, column(*J1)) == 0
    assert M.mean_cca(X, column(*J1)) == 1
    assert M.svcca(beside([9 * x for x in T], J1), column(*J1)) == 1


def test_svcca_where_the_kept_components_are_not_rational():
    """A cut inside an irreducible factor: the score is an enclosure, checked by more bits against fewer."""
    A = M.center(array([[20, 1, 0], [-3, 0, 2], [1, 19, 0], [-7, -2, 1], [4, 1, 1]]))
    B = column(0, 1, 0, 0, 2)
    assert M.principal_projector(A, fmpq(99, 100))[1] == 2
    few = enclose(M.svcca(A, B))
    before, ctx.prec = ctx.prec, 200
    try:
        many = enclose(M.svcca(A, B))
    finally:
        ctx.prec = before
    assert few.contains(many)
    assert float(many.rad()) < float(few.rad())
    assert M.svcca(A, B) < M.mean_cca(A, B)


def test_mutual_neighbours():
    assert M.mutual_knn(column(0, 1, 3, 7), column(0, 1, 3, 7), k=1) == 1
    assert M.mutual_knn(column(0, 1, 10, 11), column(0, 10, 1, 11), k=1) == 0
    assert M.mutual_knn(column(0, 1, 3, 7), column(7, 3, 1, 0), k=3) == 1
    with pytest.raises(Undecided, match="tie"):
        M.mutual_knn(column(0, 1, 2), column(0, 1, 3), k=1)


def test_participation_ratio():
    assert M.participation_ratio(beside(T, J1)) == 2
    assert M.participation_ratio(beside([2 * x for x in T], J1)) == fmpq(25, 17)
    assert M.participation_ratio(column(1, 2, 7)) == 1


def test_estimators_of_hsic_by_hand():
    K = L = M.identity(4)  # HKH = H
    assert M.hsic0(K, L) == fmpq(1, 3)
    assert M.hsic1(K, L) == 0
    ones = M.ones(K) @ M.ones(K).T
    assert M.hsic0(ones, L) == M.hsic1(ones, L) == 0
    K = array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert M.hsic1(K, K) == fmpq(1, 6)  # [2 + 2·2/6 - 2]/4


def test_constant_representations_are_undefined():
    X, constant = column(0, 1, 3, 9), column(2, 2, 2, 2)
    for name in (
        "linear_cka",
        "debiased_cka",
        "modified_rv",
        "nbs",
        "rsa",
        "whitened_rsa",
        "mean_cca",
        "svcca",
        "pwcca",
    ):
        for case in ((X, constant), (constant, X)):
            with pytest.raises(ZeroDivisionError):
                getattr(M, name)(*case)
    with pytest.raises(ZeroDivisionError):
        M.linear_r2(X, constant)
    with pytest.raises(ZeroDivisionError):
        M.participation_ratio(constant)
    with pytest.raises(ZeroDivisionError):
        M.kernel_cka(constant, X, bandwidth=1)


# ------------------------------------------------------------------------------------------ algebraic rings


def ring(m, *frequencies):
    """m points, a circle in the plane for each (frequency, radius), in the real cyclotomic field of 4m."""
    F = Field(4 * m)
    return beside(*([radius * f(4 * k * j) for j in range(m)] for k, radius in frequencies for f in (F.cos, F.sin)))


@pytest.mark.parametrize(("m", "k", "other"), [(5, 1, 2), (8, 1, 3), (7, 2, 3)])
def test_rings_of_different_frequency_are_unalignable(m, k, other):
    X, Y = ring(m, (k, 1)), ring(m, (other, 1))
    assert M.linear_cka(X, Y) == M.linear_r2(X, Y) == M.nbs(X, Y) == 0
    assert M.linear_cka(X, ring(m, (k, 3))) == 1
    assert M.participation_ratio(X) == 2


def test_ring_spectra_give_cka():
    """CKA = Σ p_k q_k/(|p| |q|) over the powers: (4, 1) against (1, 1)."""
    X, Y = ring(5, (1, 2), (2, 1)), ring(5, (1, 1), (2, 1))
    assert M.linear_cka(X, Y) == 5 / sqrt(fmpq(34))
    assert M.linear_r2(X, Y) == 1


@pytest.mark.parametrize(("m", "expected"), [(3, fmpq(1)), (4, 1 / sqrt(fmpq(3)))])
def test_few_points_alias(m, expected):
    X = ring(m, (1, 1))
    assert M.linear_cka(X, ring(m, (2, 1), (3, 1))) == expected


# ------------------------------------------------------------------------------------------------ the sources


def cited():
    text = inspect.getsource(definitions)
    return set(re.findall(r"\b[a-z]+(?:19|20)\d\d[a-z]+\b", text))


def test_every_definition_cites_a_source_that_exists():
    bibliography = (Path(inspect.getfile(theory)).parent / "references.bib").read_text(encoding="utf-8")
    keys = set(re.findall(r"^@\w+\{([^,]+),", bibliography, re.MULTILINE))
    assert cited()
    assert cited() <= keys
    assert "raghu2018svcca" not in keys  # what a wrong year looks like
