"""Exact spectra, and CKA of rational data: against their definitions; and faults that must be seen."""

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.numbers import Field, Surd, enclose, sign, spectrum, sqrt
from unalignable.theory.core.numbers.alignment import exact_cka_squared
from unalignable.theory.core.numbers.array import array
from unalignable.theory.core.record import Verdict, eq

M = Exact()
ENTRIES = st.integers(-3, 3)
SIZES = st.integers(1, 4)
COSINES = [Field(5).cos(k) for k in range(3)]


@st.composite
def matrices(draw, rows=SIZES, columns=SIZES, entries=ENTRIES):
    n, p = draw(rows), draw(columns)
    return array([[draw(entries) for _ in range(p)] for _ in range(n)])


IRRATIONAL = matrices(entries=st.sampled_from([*COSINES, sqrt(fmpq(2)), fmpq(0), fmpq(1), fmpq(-1)]))


def same(A, B):
    return M.decide(eq(A, B)) is Verdict.HOLDS


@given(matrices())
@settings(max_examples=40, deadline=None)
def test_eigenprojectors_are_a_resolution_of_the_identity(A):
    G = A.T @ A
    pieces = spectrum.eigenprojectors(G)
    assert sum(k for _, _, k in pieces) == G.shape[0]
    for total, whole in ((sum((E for _, E, _ in pieces), G * 0), M.identity(G.shape[0])), (weighted(pieces, G), G)):
        assert all(sign(x) in (0, None) for x in (total - whole).ravel())
    for _, E, k in pieces:
        assert sign(M.trace(E) - k) in (0, None)


def weighted(pieces, G):
    return sum((E * a for a, E, _ in pieces), G * 0)


def test_eigenvalues_are_exact_where_they_are_surds():
    assert spectrum.eigenvalues(array([[2, 1], [1, 2]])) == [(3, 1), (1, 1)]
    assert spectrum.eigenvalues(array([[1, 1], [1, 0]])) == [((1 + sqrt(fmpq(5))) / 2, 1), ((1 - sqrt(fmpq(5))) / 2, 1)]
    assert spectrum.eigenvalues(M.identity(3)) == [(1, 3)]
    (top, _), *_ = spectrum.eigenvalues(array([[0, 1, 1], [1, 0, 1], [1, 1, 1]]))  # a root of x³ - x² - 3x - 1
    assert sign(top**3 - top**2 - 3 * top - 1) in (0, None)


def check_nuclear_norm(m, A):
    """It meets the sum of the singular values as NumPy has them, with a backward error of a few n u σ₁ each."""
    values = np.linalg.svd(np.array([[float(x) for x in row] for row in A.tolist()]), compute_uv=False)
    bound = len(values) * (max(A.shape) * 4 * np.finfo(float).eps * values[0])
    norm = enclose(m.nuclear_norm(A))
    assert abs(float(norm.mid()) - values.sum()) <= bound + float(norm.rad())


@given(st.one_of(matrices(), IRRATIONAL))
@settings(max_examples=60, deadline=None)
def test_nuclear_norm_agrees_with_numpy(A):
    check_nuclear_norm(M, A)


def test_nuclear_norms_that_are_exact():
    assert M.nuclear_norm(M.zeros(2, 3)) == 0
    assert M.nuclear_norm(array([[3, 0], [0, -4], [0, 0]])) == 7
    assert M.nuclear_norm(M.identity(3)) == 3
    assert M.nuclear_norm(array([[1, 2], [2, 4], [1, 2]])) == sqrt(fmpq(30))
    assert M.nuclear_norm(array([[1, 2], [3, 4]])) == sqrt(fmpq(34))  # √(30 + 2 |det|)
    assert isinstance(M.nuclear_norm(array([[1, 1], [1, 0]])), Surd)
    assert M.nuclear_norm(array([[1, 1], [1, 0]])) == sqrt(fmpq(5))  # golden ratio and its inverse
    assert M.nuclear_norm(array([[1, 1], [1, 0]]) * Field(5).cos(0)) == sqrt(fmpq(5))


def test_a_singular_irrational_matrix_has_a_sharp_nuclear_norm():
    A = array([[COSINES[i] * COSINES[j] + (i == j) for j in range(3)] for i in range(3)])
    B = M.stack(M.concat(A, A), M.concat(A, A))  # singular values twice those of A, and three zeros
    assert float(abs(enclose(M.nuclear_norm(B)) - 2 * enclose(M.nuclear_norm(A))).upper()) < 1e-12


@given(matrices(st.integers(2, 4), st.integers(2, 2), st.sampled_from([*COSINES, sqrt(fmpq(2)), fmpq(1)])))
@settings(max_examples=30, deadline=None)
def test_leading_sums_at_rank_two_agree_with_numpy(B):
    """aa' - bb', whose eigenvalues have both signs, with zeros between them; every sum is off by at most n^2 u |A|."""
    a, b = B[:, :1], B[:, 1:]
    A = a @ a.T - b @ b.T
    n = A.shape[0]
    values = np.linalg.eigvalsh(np.array([[float(x) for x in row] for row in A.tolist()]))[::-1]
    for k in range(n + 1):
        off = float(enclose(spectrum.leading_sum(A, k)).mid()) - values[:k].sum()
        assert abs(off) <= 16 * n * n * np.finfo(float).eps * max(1, abs(values).max())


def test_a_double_eigenvalue_of_an_irrational_matrix_is_exact():
    circle = array([[Field(20).cos(4 * j), Field(20).sin(4 * j)] for j in range(5)])
    assert [spectrum.leading_sum(circle @ circle.T * sqrt(fmpq(2)), k) for k in (1, 2, 5)] == [
        sqrt(fmpq(2)) * x for x in (fmpq(5, 2), 5, 5)
    ]


def test_principal_components_exactly():
    A = M.center(array([[10, 1, 0], [10, -1, 0], [-10, 0, 1], [-10, 0, -1]]))
    P, count = M.principal_projector(A, fmpq(99, 100))
    assert count == 1
    assert same(P, M.projector(array([[1], [1], [-1], [-1]])))
    assert M.principal_projector(A, fmpq(400, 404))[1] == 1  # exactly the share
    with pytest.raises(Undecided, match="1 of 2 equal principal components"):
        M.principal_projector(A, fmpq(401, 404))
    P, count = M.principal_projector(A, fmpq(1))
    assert count == 3
    assert same(P, M.projector(A))


def test_canonical_variates_exactly():
    t, a, b = (array([[x] for x in column]) for column in ((1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)))
    P, R = M.projector(M.concat(t, a)), M.projector(M.concat(t, b))
    (first, E), (second, F) = M.canonical(P, R, 2)
    assert (first, second) == (1, 0)
    assert same(E, M.projector(t))
    assert same(F, M.projector(a))
    ((only, whole),) = M.canonical(P, P, 2)  # all correlations are equal
    assert only == 1
    assert same(whole, P)
    with pytest.raises(Undecided, match="their variates are a choice"):
        M.canonical(M.identity(4), P, 3)


@given(
    st.integers(2, 4).flatmap(
        lambda n: st.tuples(*[matrices(st.just(n), st.integers(1, 6), st.fractions(-2, 2, max_denominator=6))] * 2)
    )
)
@settings(max_examples=40, deadline=None)
def test_fast_exact_cka_is_the_definition(pair):
    X, Y = pair
    if not (M.rank(M.center(X)) and M.rank(M.center(Y))):
        with pytest.raises(ZeroDivisionError, match="is constant over samples, so CKA is 0/0"):
            exact_cka_squared(X, Y)
    else:
        assert exact_cka_squared(X, Y) == M.linear_cka(X, Y) ** 2


def test_fast_exact_cka_takes_floats_as_they_are_stored():
    X = np.array([[0.1, 0.2], [0.3, 0.1], [0.7, 0.5]], dtype=np.float32)
    assert exact_cka_squared(X, X) == 1
    assert exact_cka_squared(X, X * 2 + 1e5) != 1  # the sum is rounded to float32


@pytest.mark.parametrize(
    ("X", "Y", "error"),
    [
        ([[1], [2]], [[1], [2], [3]], "X has 2 samples and Y has 3"),
        ([1, 2], [[1], [2]], r"X must have shape \(samples, features\).*got shape \(2,\)"),
        ([[1], [2]], [[], []], "Y must have shape"),
        ([[1], [float("nan")]], [[1], [2]], "give a finite value"),
    ],
)
def test_fast_exact_cka_refuses(X, Y, error):
    with pytest.raises(ValueError, match=error):
        exact_cka_squared(X, Y)


def distinct_roots(A):
    """A nuclear norm that forgets multiplicities."""
    return sum((sqrt(x) for x, _ in spectrum.eigenvalues(A.T @ A)), fmpq(0))


def without_the_mean(m, X):
    return X


def as_if_positive(A, given=spectrum.at_most_two):
    """Two eigenvalues, the smaller one without its sign."""
    return [abs(x) for x in given(A)] if given(A) else None


def test_faults_are_caught(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(spectrum, "at_most_two", as_if_positive)
        with pytest.raises(AssertionError):
            test_leading_sums_at_rank_two_agree_with_numpy.hypothesis.inner_test(array([[sqrt(fmpq(2)), 1], [1, 1]]))
    with monkeypatch.context() as patch:
        patch.setattr(spectrum, "nuclear_norm", distinct_roots)
        with pytest.raises(AssertionError):
            check_nuclear_norm(M, M.identity(2))
    with monkeypatch.context() as patch:
        patch.setattr(Exact, "center", without_the_mean)
        with pytest.raises(AssertionError):
            test_fast_exact_cka_is_the_definition.hypothesis.inner_test(
                (array([[1], [2], [4]]), array([[1], [0], [2]]))
            )
