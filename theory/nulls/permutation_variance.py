r"""The variance of linear CKA under random relabelling is a closed formula, so its z-score needs no resampling.

With b = (tr K)^2/|K|^2, d = sum K_ii^2/|K|^2, a = n - 1 - b and g = n(n + 1)d - (n - 1)(b + 2), for K and for L:
Var CKA(X, PY) = [2n(n - 3)a_K a_L + (n - 1)g_K g_L]/[(n - 2)(n - 3)(n - 1)^2 n(n + 1)].

Proof.     CKA(X, PY) = <K, PLP'>/(|K||L|), and E<K, PLP'>^2 is a sum over pairs of index pairs (i, j), (k, l): by the
           pattern of equal indices it is a sum of products of an orbit sum of K x K, the same of L x L, over the
           orbit's size. K1 = 0 reduces all orbit sums to those of (tr K)^2, |K|^2 and sum K_ii^2. Collect, subtract
           the squared mean (nulls/permutation_mean). Multiplied out as above, nothing is divided by a: at K = sH
           (regular simplex) a = g = 0 and CKA never moves.
Sharpness. At n = 3 the formula is 0/0. Beside PR it needs the third invariant: sum K_ii^2 is not a function of b.
Source.    Kazi-Aoual et al. (1995) and Josse, Pages and Husson (2008) for the RV coefficient, which is linear CKA;
           the form here is checked against all relabellings at n = 4, 5 and 6.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations, permutations
from math import factorial
from typing import Any

import numpy as np

from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Witness, eq, le, varies


def variance(m: Any, X: Any, Y: Any) -> Any:
    """The formula."""
    n = X.shape[0]
    (a, g), (b, h) = (shape(m, m.gram(Z)) for Z in (X, Y))
    return (a * b * (2 * n * (n - 3)) + g * h * (n - 1)) * m.ratio(1, (n - 2) * (n - 3) * (n - 1) ** 2 * n * (n + 1))


def shape(m: Any, K: Any) -> tuple[Any, Any]:
    """n - 1 - b and n(n + 1)d - (n - 1)(b + 2)."""
    n, square = K.shape[0], m.inner(K, K)
    b, d = m.trace(K) ** 2 / square, m.inner(m.diagonal(K), m.diagonal(K)) / square
    return -b + (n - 1), d * (n * (n + 1)) - (b + 2) * (n - 1)


def mean(m: Any, X: Any, Y: Any) -> Any:
    """The mean, sqrt(PR_X PR_Y)/(n - 1)."""
    K, L = m.gram(X), m.gram(Y)
    return m.trace(K) * m.trace(L) / (m.norm(K) * m.norm(L)) * m.ratio(1, X.shape[0] - 1)


def claim(m: Any, X: Any, Y: Any) -> Claim:
    K, L = m.gram(X), m.gram(Y)
    square = m.mean_over_permutations(X.shape[0], lambda P: m.inner(K, P @ L @ P.T) ** 2)
    norms = m.inner(K, K) * m.inner(L, L)
    return eq(square / norms, mean(m, X, Y) ** 2 + variance(m, X, Y))


LINES = {"X": [[0], [0], [0], [1]], "Y": [[0], [0], [0], [1]]}
SIMPLEX = {"X": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], "Y": [[0], [1], [3], [7]]}
FOUR = (  # four samples: a plane, repeated rows, a line in two features, more features than samples, a fraction
    [[0, 1], [1, 0], [3, 0], [0, 2]],
    [[0, 1], [0, 1], [2, 0], [2, 0]],
    [[0, 0], [1, -2], [3, -6], [2, -4]],
    [[1, 0, 0, 2, 0], [0, 1, 0, 0, 3], [0, 0, 1, 0, 0], [1, 1, 0, 1, 1]],
    [[Fraction(1, 2)], [-1], [Fraction(2, 3)], [5]],
)
CASES = {
    "five": {"X": [[0, 1], [1, 0], [3, 0], [0, 2], [1, 1]], "Y": [[0], [1], [1], [3], [7]]},
    "six": {
        "X": [[0, 1], [1, 0], [3, 0], [0, 2], [5, 1], [2, 2]],
        "Y": [[1, 0, 0], [0, 1, 0], [0, 0, 1], [2, 0, 3], [0, 3, 1], [1, 1, 1]],
    },
}


@cache
def moments(name: str) -> tuple[int, int, int]:
    """n^4 times the sum of <K, PLP'>^2 over all n! relabellings, and n^2|K|^2, n^2|L|^2: plain integers."""
    K, L = (integer_gram(np.array(CASES[name][side])) for side in "XY")
    total = sum(int((K * L[np.ix_(order, order)]).sum()) ** 2 for order in permutations(range(len(K))))
    return total, int((K * K).sum()), int((L * L).sum())


def integer_gram(X: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """n^2 K: the columns of nX - 1(1'X) are integers."""
    Z = X.shape[0] * X - X.sum(0)
    K: np.ndarray[Any, Any] = Z @ Z.T
    return K


def two_lines(m: Any, X: Any, Y: Any) -> Claim:
    return All(eq(mean(m, X, Y), m.ratio(1, 3)), eq(variance(m, X, Y), m.ratio(4, 27)))


def brute_force(m: Any, name: str) -> Claim:
    total, first, second = moments(name)
    X, Y = m.array(CASES[name]["X"]), m.array(CASES[name]["Y"])
    return eq(mean(m, X, Y) ** 2 + variance(m, X, Y), m.ratio(total, factorial(X.shape[0]) * first * second))


THEOREM = Theorem(
    statement=r"\mathrm{Var}_\Pi\,\mathrm{CKA}(X, \Pi Y) = "
    r"\frac{2n(n-3)a_Ka_L + (n-1)g_Kg_L}{(n-2)(n-3)(n-1)^2n(n+1)},\quad a_K = n - 1 - b_K,\ "
    r"g_K = n(n+1)d_K - (n-1)(b_K + 2),\ b_K = \frac{(\mathrm{tr} K)^2}{\|K\|_F^2},\ "
    r"d_K = \frac{\sum_i K_{ii}^2}{\|K\|_F^2}",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", LINES | {"X": [[1]] * 4}),
        varies("Y", LINES | {"Y": [[1]] * 4}),
        Hypothesis(r"n \ge 4", lambda m, X: le(4, X.shape[0]), Drop({"X": [[0], [0], [1]], "Y": [[0], [1], [3]]})),
    ),
    domain=[{"X": X, "Y": Y} for X, Y in combinations(FOUR, 2)],
    variants=frozenset({"linear"}),
    why_not={
        "symbolic": "a mean of products of two traces is a sum over the patterns of equal indices in four entries, "
        "where the words of this calculus average one conjugated matrix at a time"
    },
    witnesses=(
        Witness("two lines", LINES, two_lines),
        Witness("the simplex never moves", SIMPLEX, lambda m, X, Y: eq(variance(m, X, Y), 0)),
        Witness("all 120 relabellings of five samples", LINES, lambda m: brute_force(m, "five")),
        Witness("all 720 relabellings of six samples", LINES, lambda m: brute_force(m, "six")),
    ),
    kernel=("nulls_permutation_variance",),
    uses=("nulls/permutation_mean",),
    cites=("kaziaoual1995refined", "josse2008testing", "robert1976unifying"),
)
