r"""Moving samples whose mean is the global mean can drive linear CKA to zero.

Proof.     Y = X + c1_Sv' with |v| = 1. With h = H1_S, w = X_cv and X_c'h = 0 the cross terms of
           rigidity/subset_translation vanish: <K, L> = |K|^2 and |L|^2 = |K|^2 + 2c^2|h|^2|w|^2 + c^4|h|^4. So
           CKA = |K|/|L| <= |K|/(c^2|h|^2). For one feature |w|^2 = |K| and |L| = |K| + c^2|h|^2.
Sharpness. For h = 0 (S empty or everything) CKA stays 1. With X_c'h not zero there is a positive limit:
           rigidity/subset_translation.
Source.    Davari et al. (2023), theorem 1; the closed form is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, le, varies, zero
from ..core.strategies import matrices, orthogonal, positive


def moved(m: Any, X: Any, s: Any, v: Any, c: Any) -> Any:
    return m.linear_cka(X, X + s @ v.T * c)


def sizes(m: Any, X: Any, s: Any, v: Any, c: Any) -> tuple[Any, Any, Any]:
    """|K|^2, |L|^2 - |K|^2 - c^4|h|^4 and c^2|h|^2."""
    K, w = m.gram(X), m.center(X) @ v
    length = m.inner(m.center(s), m.center(s)) * c**2
    return m.inner(K, K), length * m.inner(w, w) * 2, length


def claim(m: Any, X: Any, s: Any, v: Any, c: Any) -> All:
    own, cross, length = sizes(m, X, s, v, c)
    cka = moved(m, X, s, v, c)
    return All(eq(cka * cka * (own + cross + length * length), own), le(cka * length, m.norm(m.gram(X))))


def symbolic(m: Any, X: Any, s: Any, v: Any, c: Any) -> Iterator[Verdict]:
    own, _, length = sizes(m, X, s, v, c)
    K, L, w = m.gram(X), m.gram(X + s @ v.T * c), m.center(X) @ v
    facts = [m.scaled(length * 2, m.squared_norm(w)), m.square(length)]
    m.lemma_positive(m.inner(L, L), facts=facts, rest=own)
    closed, bound = claim(m, X, s, v, c).parts
    yield m.decide(closed)
    longer = m.from_squares(m.sum(m.squared_norm(K), facts[0]), m.norm(L), length)
    yield m.certificate(bound, scale=m.norm(L), facts=[m.scaled(m.norm(K), longer)])


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """S and its mirror image in the mean: rows z and -z, and rows at the mean."""
    k, p = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    Z, b = draw(matrices(k + 1, p))[1:], draw(matrices(1, p, nonconstant=False))
    if not Z.any():
        Z[0] += 1
    X = np.concatenate([Z, -Z, 0 * Z[:1]]) + b
    inside = draw(st.lists(st.integers(0, 1), min_size=k, max_size=k))
    s = np.array([*inside, *inside, 1 - min(inside)])[:, None]
    return {"X": X, "s": s, "v": draw(orthogonal(p))[:, :1], "c": draw(positive()) * draw(st.sampled_from((1, -1, 20)))}


def line(c: int) -> dict[str, Any]:
    return {"X": [[-1], [0], [1]], "s": [[0], [1], [0]], "v": [[1]], "c": c}


FOUR = {"X": [[-3], [-1], [1], [3]], "s": [[1], [0], [0], [1]], "v": [[-1]], "c": 5}


def squared(a: int, b: int) -> Any:
    return lambda m, X, s, v, c: eq(moved(m, X, s, v, c) ** 2, m.ratio(a, b))


def one_feature(m: Any, X: Any, s: Any, v: Any, c: Any) -> Claim:
    own, _, length = sizes(m, X, s, v, c)
    return eq(moved(m, X, s, v, c) * (m.sqrt(own) + length), m.sqrt(own))


THEOREM = Theorem(
    statement=r"X_c^\top h = 0 \implies \mathrm{CKA}(X, X + c1_Sv^\top)^2 = "
    r"\frac{\|K\|_F^2}{\|K\|_F^2 + 2c^2\|h\|^2\|w\|^2 + c^4\|h\|^4} \to 0 "
    r"\text{ if } h \ne 0,\quad h = H1_S,\ w = X_cv",
    case={"X": "n p", "s": "n 1", "v": "p 1", "c": ""},
    claim=claim,
    hypotheses=(
        varies("X", line(1) | {"X": [[1], [1], [1]]}),
        Hypothesis(
            r"X_c^\top h = 0",
            lambda m, X, s: zero(m.center(X).T @ m.center(s)),
            Drop(line(2) | {"s": [[1], [0], [0]]}),
        ),
        Hypothesis(r"\|v\| = 1", lambda m, v: eq(v.T @ v, m.identity(1)), Drop(line(2) | {"v": [[2]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("c = 1", line(1), squared(9, 16)),
        Witness("c = 2", line(2), squared(9, 49)),
        Witness("c = 3", line(3), squared(1, 16)),
        Witness("one feature", FOUR, one_feature),
    ),
    kernel=("rigidity_subset_at_the_mean", "rigidity_subset_at_the_mean_one_feature"),
    uses=("rigidity/subset_translation",),
    cites=("davari2023reliability",),
)
