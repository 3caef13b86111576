r"""Gaussian-kernel CKA is positive, with an explicit bound, when the samples of one side are distinct.

Proof.     For K - cI positive semidefinite, <HKH, HLH> - c tr(HLH) = tr((K - cI)HLH) >= 0, as HLH is semidefinite too.
           A Gaussian Gram matrix of distinct samples is positive definite, so some c > 0 serves.
Sharpness. With repeated samples CKA can be 0: X = (0,0,1,1) and Y = (0,1,0,1), whose K is singular. A zero score of
           kernel CKA is thus a matter of low-rank kernels, such as the linear one.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq
from hypothesis import assume
from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.definitions import gaussian
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Hypothesis,
    Implies,
    Relation,
    Theorem,
    Verdict,
    Witness,
    le,
    lt,
    psd,
    varies,
)
from ..core.strategies import matrices


def claim(m: Any, X: Any, Y: Any, sigma: Any, c: Any) -> Claim:
    K, L = gaussian(m, X, sigma), gaussian(m, Y, sigma)
    score = m.kernel_cka(X, Y, bandwidth=sigma)
    return All(le(m.trace(L) * c / (m.norm(K) * m.norm(L)), score), Implies(lt(0, c), lt(0, score)))


def definite(m: Any, X: Any, sigma: Any, c: Any) -> Relation:
    """K - cI is positive semidefinite."""
    K = m.exp(m.squared_distances(X) * (m.ratio(-1, 2) / (sigma * sigma)))
    return psd(K - m.identity(X.shape[0]) * c)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n = draw(st.integers(2, 4))
    X = draw(matrices(n, draw(st.integers(1, 2)), distinct_rows=True))
    case = {"X": X, "Y": draw(matrices(n, draw(st.integers(1, 2)))), "sigma": fmpq(1, draw(st.integers(1, 3)))}
    c = next((fmpq(k, 20) for k in range(19, 0, -1) if smaller(X, case["sigma"], fmpq(k, 20))), None)
    assume(c is not None)
    return case | {"c": c}


def smaller(X: Any, sigma: Any, c: Any) -> bool:
    """No eigenvalue of K is below c."""
    return Exact().decide(definite(Exact(), X, sigma, c)) is Verdict.HOLDS


SQUARE = {"X": [[0], [0], [1], [1]], "Y": [[0], [1], [0], [1]], "sigma": 1, "c": fmpq(1, 10)}
FOLD = {"X": [[-1], [0], [1]], "Y": [[1], [0], [1]], "sigma": 1, "c": fmpq(1, 5)}

THEOREM = Theorem(
    statement=r"K_\sigma \succeq cI \implies \mathrm{CKA}_\sigma(X, Y) \ge \frac{c\,\mathrm{tr}(HL_\sigma H)}"
    r"{\|HK_\sigma H\|_F\|HL_\sigma H\|_F}, \text{ positive for } c > 0",
    case={"X": "n p", "Y": "n q", "sigma": "", "c": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"K_\sigma \succeq cI", definite, Drop(SQUARE)),
        varies("X", FOLD | {"X": [[1], [1], [1]], "c": -1}),
        varies("Y", FOLD | {"Y": [[1], [1], [1]]}),
    ),
    domain=cases(),
    variants=frozenset({"kernel"}),
    why_not={"symbolic": "the kernel is an exponential of entries, which words do not have"},
    witnesses=(Witness("a line and its fold", FOLD, lambda m, X, Y: lt(0, m.kernel_cka(X, Y, bandwidth=1))),),
    kernel=("estimators_gaussian_cka_is_positive",),
    cites=("kornblith2019similarity",),
)
