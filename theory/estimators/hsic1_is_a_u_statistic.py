r"""HSIC_1 is a U-statistic of order four: a combination of means over distinct tuples of samples.

HSIC_1 = mean of K_ij L_ij over distinct pairs - 2 mean of K_ij L_jk over distinct triples + mean of K_ij L_kl over
distinct quadruples.

Proof.     With A_2 = tr K_0L_0, the triples sum to A_3 = 1'K_0L_0 1 - A_2, and of the terms of 1'K_0 1 1'L_0 1 those
           that share one index sum to 4A_3, those that share both to 2A_2: A_4 = 1'K_0 1 1'L_0 1 - 4A_3 - 2A_2.
Sharpness. HSIC_0 keeps the diagonals, and with them tuples in which a sample meets itself: it is biased.
Source.    Song et al. (2007, 2012), who derive HSIC_1 in this way.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import strategies as st

from ..core.definitions import total
from ..core.record import REWRITING, All, Claim, Drop, Hypothesis, Swap, Theorem, Witness, eq, le
from ..core.strategies import pairs


def sums(m: Any, K: Any, L: Any) -> tuple[Any, Any, Any]:
    """The sums over distinct pairs, triples and quadruples, by inclusion and exclusion."""
    K, L, one = m.hollow(K), m.hollow(L), m.ones(K)
    two = m.trace(K @ L)
    three = m.inner(one, K @ L @ one) - two
    four = m.inner(one, K @ one) * m.inner(one, L @ one) - three * 4 - two * 2
    return two, three, four


def combined(m: Any, n: Any, two: Any, three: Any, four: Any) -> Any:
    """Means of the sums, with signs."""
    pair = m.ratio(1, n * (n - 1))
    triple = pair * m.ratio(1, n - 2)
    return two * pair - three * triple * 2 + four * triple * m.ratio(1, n - 3)


def claim(m: Any, X: Any, Y: Any) -> Claim:
    K, L = m.gram(X), m.gram(Y)
    return eq(m.hsic1(K, L), combined(m, X.shape[0], *sums(m, K, L)))


FIVE = {"X": [[0], [0], [1], [1], [2]], "Y": [[0], [1], [0], [1], [3]]}


def counted(m: Any, X: Any, Y: Any) -> Claim:
    """The sums over tuples, tuple by tuple."""
    K, L = X @ X.T, Y @ Y.T
    two, three, four = sums(m, K, L)
    return All(
        eq(two, total([K[i, j] * L[i, j] for i, j in permutations(range(5), 2)])),
        eq(three, total([K[i, j] * L[j, k] for i, j, k in permutations(range(5), 3)])),
        eq(four, total([K[i, j] * L[k, h] for i, j, k, h in permutations(range(5), 4)])),
        eq(m.hsic1(K, L), m.ratio(-1, 30)),
    )


THEOREM = Theorem(
    statement=r"\mathrm{HSIC}_1 = \frac{1}{(n)_2}\sum_{(i,j)} K_{ij}L_{ij} "
    r"- \frac{2}{(n)_3}\sum_{(i,j,k)} K_{ij}L_{jk} + \frac{1}{(n)_4}\sum_{(i,j,k,l)} K_{ij}L_{kl}",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"n \ge 4", lambda m, X: le(4, X.shape[0]), Drop({"X": [[0], [0], [1]], "Y": [[0], [1], [0]]})),
        Hypothesis(r"\text{the unbiased estimator}", None, Swap("hsic0_as_hsic1", FIVE)),
    ),
    domain=pairs(n=st.integers(4, 6)).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"hsic"}),
    symbolic=REWRITING,
    witnesses=(Witness("tuple by tuple", FIVE, counted),),
    refutes=("hsic1_wrong_count", "hsic1_single_cross_term"),
    kernel=("estimators_hsic1_is_a_u_statistic", "estimators_hsic1_is_a_u_statistic_symmetric"),
    cites=("song2007supervised", "song2012feature"),
)
