r"""Linear CKA and the Procrustes similarity NBS bound each other through participation ratios and the rank.

Proof.     With M = X_c'Y_c: CKA sqrt-normalised by the participation ratios is |M|_F^2/(tr K tr L) and NBS^2 is
           |M|_*^2/(tr K tr L). The nuclear norm is at least the Frobenius norm, and at most sqrt(rank M) times it.
Sharpness. One shared direction attains the lower bound; equal singular values of M, as in X = Y white, the upper one.
           So NBS = 0 exactly when CKA = 0 (probes/zero).
Source.    The two norm inequalities are textbook; put together here. Cloos et al. (2024) compare the two scores.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

from ..core.forces import Forces
from ..core.record import All, Claim, Family, Hypothesis, Swap, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import pairs


def sizes(m: Any, X: Any, Y: Any) -> tuple[Any, Any]:
    """sqrt(PR_X PR_Y) NBS^2, and the rank of X_c'Y_c."""
    K, L = m.gram(X), m.gram(Y)
    spread = m.trace(K) * m.trace(L) / (m.norm(K) * m.norm(L))
    return spread * m.nbs(X, Y) ** 2, m.rank(m.center(X).T @ m.center(Y))


def claim(m: Any, X: Any, Y: Any) -> All:
    scaled, rank = sizes(m, X, Y)
    cka = m.linear_cka(X, Y)
    return All(le(cka, scaled), le(scaled, cka * rank))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    M = m.center(X).T @ m.center(Y)
    lower, upper = claim(m, X, Y).parts
    scale = m.norm(m.gram(X)) * m.norm(m.gram(Y))
    yield m.certificate(lower, scale=scale, facts=[m.nuclear_bounds_frobenius(M)])
    yield m.certificate(upper, scale=scale, facts=[m.nuclear_below_rank(M)])


CORNER = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]]}


def white(s: int) -> dict[str, Any]:
    X = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    return {"X": X, "Y": [[s * a, s * b] for a, b in X]}


def attained(m: Any, X: Any, Y: Any) -> Claim:
    scaled, rank = sizes(m, X, Y)
    return All(eq(scaled, m.linear_cka(X, Y) * rank), eq(m.array(rank), m.array(2)))


def one_direction(m: Any, X: Any, Y: Any) -> Claim:
    return eq(sizes(m, X, Y)[0], m.linear_cka(X, Y))


THEOREM = Theorem(
    statement=r"\frac{\mathrm{CKA}}{\sqrt{PR_X PR_Y}} \le \mathrm{NBS}^2 \le \mathrm{rank}(X_c^\top Y_c)\,"
    r"\frac{\mathrm{CKA}}{\sqrt{PR_X PR_Y}}",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", CORNER | {"X": [[1, 1]] * 3}),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        Hypothesis(r"\text{CKA is centred}", None, Swap("uncentred_cka", {"X": [[1], [2]], "Y": [[5], [-4]]})),
    ),
    domain=pairs().map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"linear", "nbs", "procrustes"}),
    symbolic=symbolic,
    witnesses=(Witness("one direction", CORNER, one_direction),),
    sharp=Family((1, 2, 7), white, attained),
    refutes=("nbs_frobenius", "nbs_uncentred", "nbs_distance", "nbs_squared"),
    kernel=("equivalences_cka_and_nbs", "equivalences_cka_and_nbs_zero"),
    cites=("cloos2024differentiable", "williams2021generalized"),
    forces=(
        Forces(
            ("nbs",),
            lambda k: k.cka is not None and bool(k.most_ranks),
            lambda m, k: m.sqrt(m.array(k.cka) / m.sqrt(m.ratio(prod(k.most_ranks), 1))),
            "the square of NBS is at least CKA over the root of the participation ratios, which the ranks bound",
        ),
    ),
)
