"""Sums of leading eigenvalues and averages over equal rows, on numbers; and faults that must be seen."""

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.floating import Floating
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.numbers import Field, enclose, exp, sign, spectrum, sqrt
from unalignable.theory.core.numbers.array import array
from unalignable.theory.core.strategies import matrices

M = Exact()


@st.composite
def symmetric(draw):
    n = draw(st.integers(1, 4))
    A = draw(matrices(n, n, nonconstant=False))
    return A + A.T


def check_leading_sums(leading_sum, A):
    """They meet NumPy's, whose eigenvalues are off by a few n u |A| (Weyl)."""
    w = np.sort(np.linalg.eigvalsh(A.astype(float)))[::-1]
    for k in range(A.shape[0] + 1):
        assert float(leading_sum(A, k)) == pytest.approx(w[:k].sum(), abs=64 * k * 2**-53 * np.abs(w).max(initial=0))


@given(symmetric())
@settings(max_examples=60, deadline=None)
def test_the_leading_eigenvalues_are_summed(A):
    check_leading_sums(M.leading_sum, A)
    check_leading_sums(lambda A, k: M.leading_sum(A * sqrt(fmpq(2)), k) / sqrt(fmpq(2)), A)  # enclosures
    E = [spectrum.leading_projector(A, k) for k in range(A.shape[0] + 1)]
    for k, (P, c) in enumerate(E):
        assert sign(M.trace(P) - k) in (0, None)
        assert sign(M.trace(P @ A) - M.leading_sum(A, k)) in (0, None)
        assert not k or sign(M.leading_sum(A, k) - M.leading_sum(A, k - 1) - c) in (0, None)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda A, k: M.trace(A) - M.leading_sum(A, A.shape[0] - k),  # ascending
        lambda A, k: M.leading_sum(A, min(k, M.rank(A))),  # negative eigenvalues after the zeros are left out
        lambda A, k: M.leading_sum(A @ A, k),
    ],
)
def test_a_wrong_sum_of_eigenvalues_is_seen(wrong):
    with pytest.raises(AssertionError):
        check_leading_sums(wrong, array([[2, 0, 0], [0, 0, 0], [0, 0, -1]]))


def test_sums_of_eigenvalues_are_exact_where_a_factor_is_complete():
    A = array([[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, -9]])  # x³ - x² - 3x - 1 has its roots above -9
    assert M.leading_sum(A, 3) == 1
    golden = array([[1, 1, 0], [1, 0, 0], [0, 0, 1]])
    assert M.leading_sum(golden, 1) == (1 + sqrt(fmpq(5))) / 2
    assert M.leading_sum(golden, 2) == (3 + sqrt(fmpq(5))) / 2
    assert M.leading_sum(golden, 3) == 2


def test_balls_that_overlap_are_bounded_by_their_ends():
    """The largest of [0, 10] and [4, 6] may be 10, though the middle of the second is larger than 4."""
    roots = [arb(5, 1), arb(4.9, 5)]
    (found, both) = (enclose(spectrum.enclosed_leading_sum(roots, k)) for k in (1, 2))
    assert found.contains(arb(9.85))
    assert found.contains(arb(4))
    assert not found.contains(arb(3))
    assert both.contains(arb(15.8))


def test_a_number_of_eigenvalues_that_there_is_not():
    for m in (M, Floating("float64")):
        for k in (-1, 3):
            with pytest.raises(ValueError, match=f"k must be between 0 and 2, the number of eigenvalues, got {k}"):
                m.leading_sum(m.array([[1, 0], [0, 1]]), k)


def test_equal_rows_are_averaged():
    X = [[1, 2], [0, 1], [1, 2], [1, 1]]
    A = [[1, 0, 1, 0], [0, 2, 0, 0], [1, 0, 1, 0], [0, 0, 0, 2]]
    assert (M.averaging(array(X)) * 2 == array(A)).all()
    for dtype in ("float64", "float32"):
        m = Floating(dtype)
        assert (m.averaging(m.array(X)).value * 2 == np.array(A)).all()
        assert m.averaging(m.array(X)).value.dtype == dtype


def test_algebraic_rows_are_compared_as_numbers():
    c = Field(5)
    X = array([[c.cos(1)], [c.cos(4)], [c.cos(2)], [(sqrt(fmpq(5)) - 1) / 4]])
    assert M.trace(M.averaging(X)) == 2  # cos 2π/5 three times


def test_rows_that_may_be_equal_are_undecided():
    near = [[exp(fmpq(1))], [exp(fmpq(1)) + 0]]
    with pytest.raises(Undecided, match="whether two rows are equal"):
        M.averaging(array(near))
    m = Floating("float32")
    far, apart = m.array([[fmpq(1, 3)], [fmpq(1, 3)], [1]]), m.array([[fmpq(1, 3)], [fmpq(1, 3) + fmpq(1, 10**8)]])
    assert float(m.trace(m.averaging(far)).value) == pytest.approx(2)
    apart.value[1] += np.spacing(apart.value[1])
    with pytest.raises(Undecided, match="some differ by no more than their error"):
        m.averaging(apart)


def test_precision_is_left_as_it_was():
    before = ctx.prec
    M.leading_sum(array([[0, 1, 1], [1, 0, 1], [1, 1, 1]]), 1)
    assert ctx.prec == before
