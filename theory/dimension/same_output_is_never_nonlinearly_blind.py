r"""Two networks with one output are never blind to each other: some functions of their features correlate perfectly.

Proof.     T = f(X) = g(Y), with f and g anything: the averages A and B over equal rows of X and of Y keep T. On
           finitely many samples the squared maximal correlation is the largest eigenvalue of S = HBABH <= I, so it is
           at most 1; and ST_c = T_c, so it is at least <T_c, ST_c>/|T_c|^2 = 1.
Sharpness. T must vary and be a function of both: for two independent bits the maximal correlation is 0. It does not say
           how much of Y is seen: R^2 of the best function can be any small number (dimension/independent_nuisance).
Source.    Maximal correlation: Renyi (1959). For networks with one output, derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces, exactly_one
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, le, varies, zero
from ..core.strategies import matrices


def claim(m: Any, X: Any, Y: Any) -> All:
    found = m.maximal_correlation(X, Y)
    return All(le(found, m.ratio(1, 1)), le(m.ratio(1, 1), found))


def symbolic(m: Any, X: Any, Y: Any, T: Any) -> Iterator[Verdict]:
    A, B, t = m.averaging(X), m.averaging(Y), m.center(T)
    S = m.center(B) @ A @ m.center(B).T
    E, top = m.leading(S, 1)
    reached = m.psd_product(m.trailing_psd(S, 1), m.gram_psd(t))  # (top - 1)|T_c|^2
    m.lemma_positive(top * m.inner(t, t), facts=[reached], rest=m.inner(t, t))
    apart = m.psd_sum(
        m.projector_psd(m.center(B), complement=True),
        m.congruence(m.center(B), m.projector_psd(A, complement=True)),
    )  # I - S
    at_most, at_least = claim(m, X, Y).parts
    yield m.certificate(at_most, facts=[m.from_squares(m.psd_product(m.projector_psd(E), apart), 1, m.sqrt(top))])
    yield m.certificate(at_least, facts=[m.from_squares(m.divided(reached, m.inner(t, t)), m.sqrt(top), 1)])


def function_of(name: str) -> Any:
    """T is constant where the representation is."""
    return lambda m, T, **case: eq(m.averaging(case[name]) @ T, T)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Two representations whose rows tell the values of T apart, beside noise that repeats rows more or less."""
    n = draw(st.integers(3, 5))
    label = [0, 1, *(draw(st.integers(0, 2)) for _ in range(n - 2))]
    T = draw(matrices(3, draw(st.integers(1, 2)), distinct_rows=True))[label]

    def seen() -> Any:
        code = draw(matrices(3, draw(st.integers(1, 2)), distinct_rows=True))[label]
        return np.concatenate([code, draw(matrices(n, 1, nonconstant=False))], axis=1)

    return {"X": seen(), "Y": seen(), "T": T}


A, B, AB = ([[1], [1], [-1], [-1]], [[1], [-1], [1], [-1]], [[1], [-1], [-1], [1]])
XOR = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": AB, "T": AB}
"""The two bits, and their product: no linear score sees it."""


def linear_scores_are_blind(m: Any, X: Any, Y: Any) -> Claim:
    return All(zero(m.center(X).T @ m.center(Y)), eq(m.maximal_correlation(X, Y), m.ratio(1, 1)))


THEOREM = Theorem(
    statement=r"T = f(X) = g(Y) \text{ not constant} \implies \max_{f, g} \mathrm{corr}(f(X), g(Y)) = 1",
    case={"X": "n p", "Y": "n q", "T": "n k"},
    claim=claim,
    hypotheses=(
        varies("T", {"X": A, "Y": B, "T": [[1]] * 4}),
        Hypothesis("T = f(X)", function_of("X"), Drop({"X": A, "Y": B, "T": B})),
        Hypothesis("T = g(Y)", function_of("Y"), Drop({"X": A, "Y": B, "T": A})),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    symbolic=symbolic,
    witnesses=(Witness("two bits and their product", XOR, linear_scores_are_blind),),
    refutes=("maximal_correlation_linear",),
    kernel=("dimension_same_output_is_never_nonlinearly_blind",),
    cites=("renyi1959measures",),
    forces=(
        Forces(
            ("maximal_correlation",),
            lambda k: k.same is not None or k.margins is not None,
            exactly_one,
            "what both networks output is a function of either representation",
        ),
    ),
)
