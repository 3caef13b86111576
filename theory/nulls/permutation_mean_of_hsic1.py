r"""Relabelling the samples at random leaves the debiased HSIC at exactly zero on average.

Proof.     n(n - 3) HSIC_1(K, L) = <U(K), U(L)> with U the U-centring (estimators/hsic1_is_u_centred), and U(PLP') =
           PU(L)P'. The mean of that over permutations P is aI + b11'; its diagonal and its row sums are 0, so it is 0.
Sharpness. The biased HSIC averages tr K tr L/(n - 1)^3 > 0 instead (nulls/permutation_mean).
Source.    Song et al. (2007) for the estimator; that it averages 0 is derived here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import REWRITING, All, Claim, Drop, Hypothesis, Swap, Theorem, Witness, eq, le, zero
from ..core.strategies import pairs


def mean(m: Any, X: Any, Y: Any, estimator: str = "hsic1") -> Any:
    """The mean of an estimator of HSIC between X and PY over all permutations P."""
    hsic, K, L = getattr(m, estimator), m.gram(X), m.gram(Y)
    return m.mean_over_permutations(X.shape[0], lambda P: hsic(K, P @ L @ P.T))


def claim(m: Any, X: Any, Y: Any) -> Claim:
    return zero(mean(m, X, Y))


PAIR = {"X": [[0], [0], [1], [1]], "Y": [[0], [1], [3], [7]]}


def values(m: Any, X: Any, Y: Any) -> Claim:
    one = m.hsic1(m.gram(X), m.gram(Y))
    return All(eq(one, m.ratio(8, 3)), eq(mean(m, X, Y, "hsic0"), m.ratio(115, 108)))


THEOREM = Theorem(
    statement=r"\mathbb{E}_\Pi\,\mathrm{HSIC}_1(K, \Pi L \Pi^\top) = 0",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"n \ge 4", lambda m, X: le(4, X.shape[0]), Drop({"X": [[0], [0], [1]], "Y": [[0], [1], [3]]})),
        Hypothesis(r"\text{the unbiased estimator}", None, Swap("hsic0_as_hsic1", PAIR)),
    ),
    domain=pairs(n=4).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"hsic"}),
    symbolic=REWRITING,
    witnesses=(Witness("one labelling, and the biased mean", PAIR, values),),
    refutes=(
        "hsic0_as_hsic1",
        "hsic1_with_diagonal",
        "hsic1_single_cross_term",
        "hsic0_over_n_squared",
        "hsic1_as_hsic0",
        "hsic1_wrong_count",
    ),
    kernel=("nulls_permutation_mean_of_hsic1", "nulls_permutation_mean_of_hsic1_grams"),
    cites=("song2007supervised", "gretton2005measuring"),
)
