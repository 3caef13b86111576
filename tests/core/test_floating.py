"""The tracked floats: every bound holds against exact arithmetic, and an optimistic bound is caught."""

import math

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.floating import Floating
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.carriers.tracked import Tracked, frobenius
from unalignable.theory.core.record import Verdict, eq, le, lt, ne, psd
from unalignable.theory.core.strategies import matrices

E = Exact()
THIRDS = st.integers(-9, 9).map(lambda k: fmpq(k, 3))
DTYPES = ("float32", "float64")

OPERATIONS = {
    "sum": lambda m, A, B: A + B * 3,
    "difference": lambda m, A, B: A - B,
    "entrywise": lambda m, A, B: A * B,
    "product": lambda m, A, B: A @ B.T @ A,
    "centred": lambda m, A, B: m.center(A) @ m.center(B).T,
    "distances": lambda m, A, B: m.squared_distances(A @ B.T),
    "norm": lambda m, A, B: m.norm(A @ B.T),
    "trace": lambda m, A, B: m.trace(A @ B.T),
    "hollow": lambda m, A, B: m.hollow(A @ A.T),
    "diagonal": lambda m, A, B: m.diagonal(A @ B.T),
    "diagonal matrix": lambda m, A, B: m.diagonal_matrix(A[:, :1]) @ m.diagonal_matrix(B[:, 1:2]),
    "blocks": lambda m, A, B: m.stack(m.concat(A, B), m.concat(B, A)) * 2,
    "quotient": lambda m, A, B: A / (m.inner(B, B) + 1),
    "exponential": lambda m, A, B: m.exp(m.squared_distances(A) * m.ratio(-1, 7)),
    "cosine": lambda m, A, B: m.cos(A @ B.T),
    "sine": lambda m, A, B: m.sin(A @ B.T),
    "u-centred": lambda m, A, B: m.u_center(A @ A.T),
}


def distance(tracked, exact):
    return frobenius(np.asarray(tracked.value, float) - np.asarray(exact, dtype=object).astype(float))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", OPERATIONS)
@given(A=matrices(4, 3, elements=THIRDS, nonconstant=False), B=matrices(4, 3, elements=THIRDS, nonconstant=False))
def test_every_bound_holds(dtype, name, A, B):
    m = Floating(dtype)
    got = OPERATIONS[name](m, m.array(A), m.array(B))
    want = OPERATIONS[name](E, E.array(A), E.array(B))
    # the exact value is itself rounded to double for the comparison
    assert distance(got, want) <= got.error + 2**-52 * frobenius(np.asarray(got.value, float))
    assert got.error < 1e-2 * (1 + frobenius(got.value))  # and the bound says something


def test_an_optimistic_product_bound_is_caught(monkeypatch):
    def optimistic(self, other):
        return Tracked(self.value @ other.value, 0.0)

    monkeypatch.setattr(Tracked, "__matmul__", optimistic)
    A = E.array([[fmpq(1, 3), fmpq(2, 3)], [fmpq(4, 3), fmpq(5, 3)]])
    m = Floating("float32")
    got = m.array(A) @ m.array(A)
    assert distance(got, A @ A) > got.error + 2**-52 * frobenius(got.value)


@pytest.mark.parametrize("dtype", DTYPES)
@given(A=matrices(4, 2, nonconstant=False))
def test_spectral_bounds_hold(dtype, A):
    m = Floating(dtype)
    try:
        got = m.projector(m.array(A))
    except Undecided:
        return
    assert distance(got, E.projector(E.array(A))) <= got.error + 1e-15
    assert m.rank(m.array(A)) == E.rank(E.array(A))


def test_rank_is_undecided_when_the_error_hides_it():
    m = Floating("float64")
    with pytest.raises(Undecided, match="not separated"):
        m.rank(Tracked(np.diag([1.0, 1e-6]), 1e-5))


def test_division_by_what_may_be_zero_knows_nothing():
    m = Floating("float64")
    assert math.isinf((m.array(1) / Tracked(np.float64(1e-9), 1e-8)).error)
    with pytest.raises(ZeroDivisionError):
        m.array(1) / m.array(0)


def test_relations_have_tolerances_and_conditions_a_dead_zone():
    m = Floating("float64")
    near = Tracked(np.float64(1.0), 1e-6)
    assert m.decide(eq(near, m.array(1) + 5e-7)) is Verdict.HOLDS
    assert m.decide(eq(near, 1.1)) is Verdict.REFUTED
    assert m.decide(eq(near, 1 + 1e-5)) is Verdict.REFUTED
    assert m.decide(eq(near, 1 + 1e-5), condition=True) is Verdict.UNDECIDED
    assert m.decide(ne(near, 1 + 1e-5), condition=True) is Verdict.UNDECIDED
    assert m.decide(eq(near, 1.1), condition=True) is Verdict.REFUTED
    assert m.decide(le(near, 1 - 1e-5)) is Verdict.REFUTED
    assert m.decide(lt(near, 1)) is Verdict.UNDECIDED
    assert m.decide(eq(Tracked(np.float64(1.0), np.inf), 5)) is Verdict.UNDECIDED
    assert m.decide(psd(m.array([[1, 0], [0, -1]]))) is Verdict.REFUTED


def test_a_conclusion_inherits_the_tolerance_of_its_premise():
    m = Floating("float64")
    relation = eq(m.array(1), m.array(2))
    assert m.decide(relation) is Verdict.REFUTED
    m.inherited = 2.0
    assert m.decide(relation) is Verdict.HOLDS


def test_the_value_is_the_strangers_and_the_radius_the_definitions():
    X = E.array([[0, 1], [2, 0], [1, 1]])
    honest = Floating("float64")
    liar = honest.implement(linear_cka=lambda X, Y: 0.25)
    Z = honest.array(X)
    assert float(liar.linear_cka(Z, Z).value) == 0.25
    assert liar.linear_cka(Z, Z).error == pytest.approx(honest.linear_cka(Z, Z).error, rel=0.5)
    assert liar.decide(eq(liar.linear_cka(Z, Z), 1)) is Verdict.REFUTED


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_nan_is_refuted_not_undecided(value):
    m = Floating("float64").implement(linear_cka=lambda X, Y: value)
    X = m.array([[0], [1]])
    with pytest.raises(ZeroDivisionError, match="linear_cka returned"):
        m.linear_cka(X, X)


def test_a_stranger_cannot_change_the_case():
    def vandal(X, Y):
        X += 1
        return 1.0

    m = Floating("float64").implement(linear_cka=vandal)
    X = m.array([[0], [1]])
    m.linear_cka(X, X)
    assert X.value.tolist() == [[0.0], [1.0]]
