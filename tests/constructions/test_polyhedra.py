"""Rational polyhedra: every answer carries its proof, and agrees with a solver of somebody else's."""

import dataclasses

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from unalignable.constructions.core import polyhedra
from unalignable.constructions.core.polyhedra import Empty, Inequality, Inside, interior

ENTRY = st.integers(-3, 3).map(fmpq)


@st.composite
def systems(draw):
    dimension = draw(st.integers(0, 4))
    normal = st.tuples(*[ENTRY] * dimension)
    return draw(st.lists(st.builds(Inequality, normal, st.integers(-4, 3).map(fmpq)), max_size=10)), dimension


def widest(inequalities, dimension):
    """max t with a x + t <= b, t <= 1, in floating point, by HiGHS."""
    rows = [[*(int(a.p) / int(a.q) for a in i.normal), 1.0] for i in inequalities]
    bounds = [int(i.bound.p) / int(i.bound.q) for i in inequalities]
    cost = [0.0] * dimension + [-1.0]
    limits = [(None, None)] * dimension + [(None, 1.0)]
    return -linprog(cost, A_ub=np.array(rows), b_ub=bounds, bounds=limits).fun


@given(systems())
def test_agrees_with_a_float_solver(system):
    inequalities, dimension = system
    found = interior(inequalities, dimension)
    if inequalities:
        # optima of these small integer systems are rationals with numerator at least 1 and a small denominator
        assert isinstance(found, Inside) == (widest(inequalities, dimension) > 1e-7)
    else:
        assert found == Inside((fmpq(0),) * dimension)


def test_a_thin_wedge_has_an_interior_and_a_line_has_none():
    thin = fmpq(1, 10**40)
    wedge = [Inequality((fmpq(1), fmpq(-1)), fmpq(0)), Inequality((fmpq(-1), fmpq(1) - thin), fmpq(0))]
    assert isinstance(interior(wedge, 2), Inside)
    line = [Inequality((fmpq(1), fmpq(-1)), fmpq(0)), Inequality((fmpq(-1), fmpq(1)), fmpq(0))]
    assert isinstance(interior(line, 2), Empty)


def test_degenerate_pivots_end():
    """Many inequalities through one point: where a simplex without Bland's rule can go round in circles."""
    fan = [Inequality((fmpq(k), fmpq(1), fmpq(k * k)), fmpq(0)) for k in range(-6, 7)]
    assert isinstance(interior(fan, 3), Inside)
    assert isinstance(interior([*fan, Inequality((fmpq(0), fmpq(-1), fmpq(0)), fmpq(1))], 3), Inside)
    opposite = [Inequality(tuple(-a for a in i.normal), i.bound) for i in fan]
    assert isinstance(interior([*fan, *opposite], 3), Empty)


def test_another_number_of_variables_is_refused():
    with pytest.raises(ValueError, match="an inequality of 1 variables among 2"):
        interior([Inequality((fmpq(1),), fmpq(0))], 2)


@pytest.mark.parametrize(
    "planted",
    [Inside((fmpq(1),)), Empty((fmpq(1),)), Empty((fmpq(0),)), Empty((fmpq(-1),))],
    ids=["a point outside", "weights that do not cancel", "no weights", "a negative weight"],
)
def test_a_wrong_answer_is_not_given(monkeypatch, planted):
    monkeypatch.setattr(polyhedra._Simplex, "run", lambda self: planted)
    with pytest.raises(ArithmeticError, match="went wrong"):
        interior([Inequality((fmpq(1),), fmpq(0))], 1)


def test_answers_are_immutable():
    with pytest.raises(dataclasses.FrozenInstanceError):
        interior([], 1).point = ()
