r"""Linear CKA is 1 exactly when the centred Gram matrices are proportional.

Proof.     Equality in the Cauchy-Schwarz inequality: R = |L|^2 K - <K, L>L has |R|^2 = |L|^2(|K|^2|L|^2 - <K, L>^2) =
           (1 - CKA)(1 + CKA)|K|^2|L|^4, and the factors beside 1 - CKA are positive because <K, L> >= 0. So CKA = 1
           exactly when K = cL with c = <K, L>/|L|^2, and then c > 0.
Sharpness. <K, L> >= 0 is where semidefiniteness enters: debiased CKA is -1 for K and L that are not proportional
           (estimators/debiased_minus_one). What K = cL says of X and Y: rigidity/proportional_grams_are_rotations.
Source.    Kornblith et al. (2019), section 2.2, state one direction; the equality case is textbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Hypothesis, Iff, Swap, Theorem, Verdict, Witness, eq, lt, varies, zero
from ..core.strategies import pairs, positive, semi_orthogonal


def residual(m: Any, X: Any, Y: Any) -> Any:
    """|L|^2 K - <K, L> L: zero if K = cL, with c = <K, L>/|L|^2."""
    K, L = m.gram(X), m.gram(Y)
    return K * m.inner(L, L) - L * m.inner(K, L)


def claim(m: Any, X: Any, Y: Any) -> Claim:
    proportional = All(zero(residual(m, X, Y)), lt(0, m.inner(m.gram(X), m.gram(Y))))
    return Iff(proportional, eq(m.linear_cka(X, Y), m.ratio(1, 1)))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    """The squared norm of the residual is 1 - CKA times something positive, so they vanish together."""
    K, L, R, one = m.gram(X), m.gram(Y), residual(m, X, Y), m.ratio(1, 1)
    m.lemma_nonnegative(m.psd_product(m.gram_psd(m.center(X)), m.gram_psd(m.center(Y))))
    cka = m.linear_cka(X, Y)
    factor = (one + cka) * m.inner(K, K) * m.inner(L, L) ** 2
    yield m.decide(eq(m.inner(R, R), (one - cka) * factor))
    yield m.decide(lt(0, factor))
    with m.supposing(eq(cka, one)):
        yield m.decide(lt(0, m.inner(K, L)))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Half generic, half a rotated and scaled copy: an equivalence needs both."""
    X, Y = draw(pairs())
    if draw(st.booleans()):
        p = X.shape[1]
        Y = X @ draw(semi_orthogonal(p, draw(st.integers(p, p + 1)))) * draw(positive())
    return {"X": X, "Y": Y}


CORNER = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]]}

THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, Y) = 1 \iff K = cL \text{ for some } c > 0",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", CORNER | {"X": [[1, 1]] * 3}),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        Hypothesis(r"\text{CKA is centred}", None, Swap("uncentred_cka", {"X": [[1], [2], [4]], "Y": [[2], [3], [5]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("not proportional", CORNER, lambda m, X, Y: eq(m.linear_cka(X, Y) ** 2, m.ratio(5, 8))),),
    kernel=("rigidity_one_means_proportional_grams", "rigidity_one_means_proportional_grams_residual"),
    cites=("kornblith2019similarity",),
)
