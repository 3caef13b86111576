r"""The unbiased HSIC is the inner product of U-centred Gram matrices, so debiased CKA lies between -1 and 1.

Proof.     Off the diagonal U(K) is K minus something of the form a_i + a_j, its diagonal is 0 and its rows sum to 0; so
           <U(K), U(L)> = <U(K), L_0>, the correction of L falling out. Written out, <U(K), L_0> is n(n - 3) times the
           formula of HSIC_1. Debiased CKA is then the cosine of U(K) and U(L): Cauchy and Schwarz.
Sharpness. Both ends are attained (estimators/debiased_minus_one). Where U(K) = 0, on a regular simplex, the cosine is
           0/0 (estimators/debiased_undefined_on_a_simplex).
Source.    Song et al. (2007, 2012) for HSIC_1; Szekely and Rizzo (2014) for U-centring.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Drop, Hypothesis, Swap, Theorem, Verdict, Witness, eq, le
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any) -> All:
    n, K, L = X.shape[0], m.gram(X), m.gram(Y)
    return All(
        eq(m.hsic1(K, L) * (n * (n - 3)), m.inner(m.u_center(K), m.u_center(L))),
        le(m.hsic1(K, L) ** 2, m.hsic1(K, K) * m.hsic1(L, L)),
    )


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    product, bound = claim(m, X, Y).parts
    yield m.decide(product)
    n, U, V = X.shape[0], m.u_center(m.gram(X)), m.u_center(m.gram(Y))
    yield m.certificate(bound, scale=(n * (n - 3)) ** 2, facts=[m.cauchy_schwarz(U, V)])


SQUARE = {"X": [[0], [0], [1], [1]], "Y": [[0], [1], [0], [1]]}

THEOREM = Theorem(
    statement=r"n(n-3)\,\mathrm{HSIC}_1(K, L) = \langle\tilde U(K), \tilde U(L)\rangle, \qquad "
    r"\mathrm{HSIC}_1(K, L)^2 \le \mathrm{HSIC}_1(K, K)\,\mathrm{HSIC}_1(L, L)",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"n \ge 4", lambda m, X: le(4, X.shape[0]), Drop({"X": [[0], [0], [1]], "Y": [[0], [1], [0]]})),
        Hypothesis(r"\text{the diagonals are removed}", None, Swap("hsic1_with_diagonal", SQUARE)),
    ),
    domain=pairs(n=st.integers(4, 6)).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"hsic", "linear-debiased"}),
    symbolic=symbolic,
    witnesses=(Witness("minus one half", SQUARE, lambda m, X, Y: eq(m.debiased_cka(X, Y), m.ratio(-1, 2))),),
    refutes=(
        "hsic0_as_hsic1",
        "hsic1_single_cross_term",
        "hsic1_with_diagonal",
        "hsic1_wrong_count",
        "biased_as_debiased",
        "debiased_clamped",
        "debiased_over_biased",
        "debiased_without_sign",
    ),
    kernel=("estimators_hsic1_is_u_centred", "estimators_hsic1_is_u_centred_symmetric"),
    cites=("song2007supervised", "song2012feature", "szekely2014partial", "nguyen2021wide"),
)
