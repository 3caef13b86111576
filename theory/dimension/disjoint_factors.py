r"""What is independent of X is no function of X: a torus keeps an angle of its own that no probe of the circle finds.

Proof.     X = X(theta), Y = [U, Z] with U = U(theta) uncorrelated with X, and Z independent of X: averages over equal
           rows of X and of Z satisfy HA_X A_Z = 0. So HA_X Z_c = HA_X A_Z Z_c = 0: no function of X explains any of Z,
           their maximal correlation is 0, and X_c'Z_c = X_c'A_X Z_c = 0. So X_c'Y_c = 0, which is CKA = 0
           (probes/zero); and of Y the functions of X explain U, all of it, and nothing else.
Sharpness. On Z_4 x Z_2 with X the circle of theta and Y that of (2 theta, phi): no linear score, yet half of Y is a
           function of X. Uncorrelated is not enough: Z = U is uncorrelated with X, and a function of it.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import lcm
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.carriers.exact import Exact
from ..core.numbers import Field
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, varies, zero
from ..core.strategies import matrices


def claim(m: Any, X: Any, U: Any, Z: Any) -> All:
    Y = m.concat(U, Z)
    return All(
        zero(m.center(X).T @ m.center(Y)),
        zero(m.correlation_ratio(X, Z)),
        zero(m.maximal_correlation(X, Z)),
        eq(m.correlation_ratio(X, Y) * m.trace(m.gram(Y)), m.trace(m.gram(U))),
    )


def symbolic(m: Any, X: Any, U: Any, Z: Any) -> Iterator[Verdict]:
    total = m.inner(m.center(U), m.center(U)) + m.inner(m.center(Z), m.center(Z))
    m.lemma_positive(total, facts=[m.squared_norm(m.center(U))], rest=m.inner(m.center(Z), m.center(Z)))
    for part in claim(m, X, U, Z).parts:
        yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    """All pairs of a value of theta, which X tells apart, and a value of phi."""
    a, b = draw(st.sampled_from(((3, 2), (3, 3), (4, 2))))
    X, R = draw(matrices(a, draw(st.integers(1, 2)), distinct_rows=True)), draw(matrices(a, draw(st.integers(1, 2))))
    U = R - Exact().projector(np.concatenate([X, X[:, :1] * 0 + 1], axis=1)) @ R + draw(st.integers(-2, 2))
    Z = draw(matrices(b, draw(st.integers(1, 2))))
    theta, phi = (list(values) for values in zip(*product(range(a), range(b)), strict=True))
    return {"X": X[theta], "U": U[theta], "Z": Z[phi]}


def circles(a: int, b: int) -> dict[str, Any]:
    """theta in Z_a, phi in Z_b: the circles of theta, 2 theta and phi."""
    F, G = (Field(lcm(k, 4)) for k in (a, b))
    turns = list(product(range(a), range(b)))
    x, u = ([[F.cos(k * i * F.N // a), F.sin(k * i * F.N // a)] for i, _ in turns] for k in (1, 2))
    return {"X": x, "U": u, "Z": [[G.cos(j * G.N // b), G.sin(j * G.N // b)] for _, j in turns]}


def half(m: Any, X: Any, U: Any, Z: Any) -> Claim:
    """Of the torus, one of its two circles is a function of X."""
    return eq(m.correlation_ratio(X, m.concat(U, Z)), m.ratio(1, 2))


FOUR = circles(4, 2)
THEOREM = Theorem(
    statement=(
        r"X = X(\theta),\ Y = [U(\theta), Z(\varphi)],\ X_c^\top U_c = 0 \implies X_c^\top Y_c = 0, \quad"
        r"\max_f R^2_{f(X) \to Z} = 0, \quad \max_f R^2_{f(X) \to Y} = \frac{\mathrm{tr} L_U}{\mathrm{tr} L}"
    ),
    case={"X": "n p", "U": "n q", "Z": "n r"},
    claim=claim,
    hypotheses=(
        varies("Z", FOUR | {"Z": [[1]] * 8}),
        Hypothesis(
            r"X_c^\top U_c = 0", lambda m, X, U: zero(m.center(X).T @ m.center(U)), Drop(FOUR | {"U": FOUR["X"]})
        ),
        Hypothesis("U = U(X)", lambda m, X, U: eq(m.averaging(X) @ U, U), Drop(FOUR | {"U": FOUR["Z"]})),
        Hypothesis(
            r"Z \text{ independent of } X",
            lambda m, X, Z: zero(m.center(m.averaging(X)) @ m.averaging(Z)),
            Drop(FOUR | {"Z": FOUR["U"]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    symbolic=symbolic,
    witnesses=(Witness("quarter turns and half turns", FOUR, half),),
    refutes=("maximal_correlation_uncentred", "correlation_ratio_given_both", "correlation_ratio_swapped"),
    kernel=("dimension_disjoint_factors",),
    uses=("dimension/any_function", "probes/zero"),
)
