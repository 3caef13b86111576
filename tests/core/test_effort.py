"""The limit on exact arithmetic: it stops what would run for minutes, counts alike every time, and is else not felt."""

import pytest
from flint import fmpq_poly

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.numbers import Field, sqrt
from unalignable.theory.core.numbers.array import array, filled
from unalignable.theory.core.numbers.effort import TooMuch, at_most, limited, spend

PRIMES = [p for p in range(2, 100) if all(p % q for q in range(2, p))]
WILD = array([[((7 * i + 3 * j) % 11 - 5.3) * 2.0 ** ((i * j * 37) % 900 - 450) for j in range(6)] for i in range(12)])
ROOTS = filled([sqrt(PRIMES[i]) for i in range(18)], (6, 3))
FIELD = Field(127)
ELEMENTS = filled([FIELD.element(fmpq_poly([i + j, 1] * 31)) for i in range(4) for j in range(2)], (4, 2))


@pytest.mark.parametrize("X", [WILD, ROOTS, ELEMENTS], ids=["wild doubles", "roots of primes", "a field of degree 63"])
def test_what_would_take_minutes_is_stopped(X):
    m = Exact()
    with at_most(1e5), pytest.raises(TooMuch):
        m.mean_cca(X, X[::-1])


def test_a_product_of_many_terms_stops_at_once():
    """An exception inside a product of matrices comes out as itself, and ends it."""
    A = filled([sum((sqrt(p) for p in PRIMES[k : k + 6]), sqrt(2)) for k in range(16)], (4, 4))
    with at_most(3000), pytest.raises(TooMuch):
        A @ A


def test_one_count_whatever_was_computed_before():
    def spent():
        with at_most(1e9) as so_far:
            Exact().linear_cka(ROOTS[:4, :2], ROOTS[2:6, 1:])
            return so_far()

    assert spent() == spent() > 1000


def test_a_limit_inside_a_limit():
    with at_most(100):
        with at_most(1000), pytest.raises(TooMuch):
            spend(101)
        with pytest.raises(TooMuch):
            spend(1)


def test_no_limit_counts_nothing():
    assert not limited()
    spend(1e30)
