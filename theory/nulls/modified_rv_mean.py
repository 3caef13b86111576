r"""The modified RV coefficient is not debiased CKA: relabelling at random leaves it positive on average.

Proof.     The mean of PL_0P' over permutations P is aI + b11', with zero trace and, as L1 = 0, entries of sum -tr L.
           Likewise for K_0, so E<K_0, PL_0P'> = (-tr K)(-tr L)/(n(n - 1)). Norms do not move, and are positive:
           n|K_0| >= |<K_0, 11'>| = tr K.
Sharpness. Debiased CKA averages 0 in its numerator. On the regular simplex the modified coefficient is 1 where debiased
           CKA is 0/0; on Y = (0,0,1,1), X = [Y, (2,-2,0,0)] it is -sqrt(5/69) = -.269 where debiased CKA is -1.
Source.    Smilde et al. (2009) for the coefficient; the mean is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Hypothesis, Swap, Theorem, Verdict, Witness, eq, lt, varies, zero
from ..core.strategies import pairs


def mean(m: Any, X: Any, Y: Any) -> Any:
    """The mean of the modified RV coefficient of X and PY over all permutations P."""
    return m.mean_over_permutations(X.shape[0], lambda P: m.modified_rv(X, P @ Y))


def claim(m: Any, X: Any, Y: Any) -> All:
    n, K, L = X.shape[0], m.gram(X), m.gram(Y)
    norms = m.norm(m.hollow(K)) * m.norm(m.hollow(L))
    floor = m.trace(K) * m.trace(L) / norms * m.ratio(1, n * (n - 1))
    return All(eq(mean(m, X, Y), floor), lt(0, floor))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    for Z in (X, Y):
        K, one = m.gram(Z), m.ones(Z)
        hollow = m.hollow(K)
        # <K_0, 11'> = -tr K, so |K_0| >= tr K/n > 0
        bound = m.cauchy_schwarz(hollow, one @ one.T)
        m.lemma_positive(m.inner(hollow, hollow) * Z.shape[0] ** 2, facts=[bound], rest=m.trace(K) ** 2)
    mean_is_floor, floor_is_positive = claim(m, X, Y).parts
    yield m.decide(mean_is_floor)
    yield m.decide(floor_is_positive)


PAIR = {"X": [[0], [0], [1]], "Y": [[0], [1], [3]]}
JUMP = {"X": [[0, 2], [0, -2], [1, 0], [1, 0]], "Y": [[0], [0], [1], [1]]}
SIMPLEX = {"X": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], "Y": [[0], [0], [1], [1]]}


def jump(m: Any, X: Any, Y: Any) -> All:
    value = m.modified_rv(X, Y)
    return All(eq(value**2, m.ratio(5, 69)), lt(value, 0), eq(m.debiased_cka(X, Y), m.ratio(-1, 1)))


def simplex(m: Any, X: Any, Y: Any) -> All:
    return All(eq(m.modified_rv(X, X), m.ratio(1, 1)), zero(m.hsic1(m.gram(X), m.gram(X))))


THEOREM = Theorem(
    statement=r"\mathbb{E}_\Pi\,\mathrm{RV}_{\mathrm{mod}}(X, \Pi Y) = "
    r"\frac{\mathrm{tr} K\,\mathrm{tr} L}{n(n-1)\,\|K_0\|_F\|L_0\|_F} > 0",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", PAIR | {"X": [[1], [1], [1]]}),
        varies("Y", PAIR | {"Y": [[1], [1], [1]]}),
        Hypothesis(r"\text{not centred again}", None, Swap("modified_rv_recentred", PAIR)),
    ),
    domain=pairs(n=st.sampled_from((2, 3, 3, 4))).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"linear", "linear-debiased"}),
    symbolic=symbolic,
    witnesses=(
        Witness("-.269 where debiased CKA is -1", JUMP, jump),
        Witness("1 on the simplex", SIMPLEX, simplex),
    ),
    refutes=(
        "modified_rv_recentred",
        "modified_rv_with_diagonal",
        "modified_rv_uncentred",
        "modified_rv_debiased",
        "debiased_by_modified_rv",
        "debiased_clamped",
        "debiased_over_biased",
        "debiased_single_cross_term",
        "debiased_with_diagonal",
        "debiased_without_roots",
        "debiased_without_sign",
    ),
    kernel=("nulls_modified_rv_mean",),
    cites=("smilde2009matrix", "robert1976unifying"),
)
