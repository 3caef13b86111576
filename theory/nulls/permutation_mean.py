r"""Relabelling the samples at random leaves linear CKA at sqrt(PR_X PR_Y)/(n - 1) on average, not at zero.

Proof.     The mean of PLP' over permutations P commutes with them, so it is aI + b11'; its trace is tr L and its row
           sums are 0 as L1 = 0, so it is (tr L/(n - 1))H. Hence E<K, PLP'> = tr K tr L/(n - 1); norms do not move.
Sharpness. Centring is needed: uncentred, K = [[1,1,0],[1,1,0],[0,0,0]] and L = E_11 have E<K, PLP'> = 2/3 where
           tr K tr L/(n - 1) = 1. Wide representations have PR near n - 1, so a mean CKA near 1.
Source.    Kazi-Aoual et al. (1995) and Josse, Pages and Husson (2008) for the RV coefficient, which is linear CKA;
           Murphy et al. (2024) for the bias at p >> n.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, All, Claim, Hypothesis, Swap, Theorem, Witness, eq, varies
from ..core.strategies import pairs


def mean(m: Any, X: Any, Y: Any) -> Any:
    """The mean of CKA(X, PY) over all permutations P."""
    return m.mean_over_permutations(X.shape[0], lambda P: m.linear_cka(X, P @ Y))


def claim(m: Any, X: Any, Y: Any) -> Claim:
    K, L = m.gram(X), m.gram(Y)
    floor = m.trace(K) * m.trace(L) / (m.norm(K) * m.norm(L))  # sqrt(PR_X PR_Y)
    return eq(mean(m, X, Y), floor * m.ratio(1, X.shape[0] - 1))


PAIR = {"X": [[0], [0], [1]], "Y": [[0], [1], [3]]}
SIMPLEX = {"X": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], "Y": [[0], [1], [3], [7]]}
UNCENTRED = {"X": [[1], [1], [0]], "Y": [[1], [0], [0]]}


def uncentred(m: Any, X: Any, Y: Any) -> Claim:
    K, L = X @ X.T, Y @ Y.T
    average = m.mean_over_permutations(3, lambda P: m.inner(K, P @ L @ P.T))
    return All(eq(average, m.ratio(2, 3)), eq(m.trace(K) * m.trace(L) * m.ratio(1, 2), m.ratio(1, 1)))


THEOREM = Theorem(
    statement=r"\mathbb{E}_\Pi\,\mathrm{CKA}(X, \Pi Y) = \frac{\sqrt{\mathrm{PR}_X \mathrm{PR}_Y}}{n-1}",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", PAIR | {"X": [[1], [1], [1]]}),
        varies("Y", PAIR | {"Y": [[1], [1], [1]]}),
        Hypothesis(r"\text{both sides are centred}", None, Swap("uncentred_cka", UNCENTRED)),
    ),
    domain=pairs(n=st.sampled_from((2, 3, 3, 4))).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"linear", "participation-ratio"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("one half for two lines", PAIR, lambda m, X, Y: eq(mean(m, X, Y), m.ratio(1, 2))),
        Witness("all 24 relabellings", SIMPLEX, lambda m, X, Y: eq(mean(m, X, Y) ** 2, m.ratio(1, 3))),
        Witness("uncentred: 2/3 against 1", UNCENTRED, uncentred),
    ),
    kernel=("nulls_permutation_mean",),
    cites=("kaziaoual1995refined", "josse2008testing", "robert1976unifying", "murphy2024correcting"),
)
