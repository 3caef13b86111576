r"""CKA is zero exactly when no linear probe reads anything, in either direction.

Proof.     Every score below is a positive multiple of a squared norm or of a norm: CKA and tr KL of X_c'Y_c, NBS of its
           singular values, R^2 from X of P_X Y_c, the canonical correlations of P_X P_Y. The columns of P_X and of X_c
           span the same space, so X_c'Y_c = 0, P_X Y_c = 0 and P_X P_Y = 0 say the same. P_X Y_c is what least squares
           with an intercept reads from X: it vanishes when the best probe for every target Yw is the constant.
Sharpness. Without an intercept a probe reads means: X = (4, 5, 6), Y = (1, 0, 1) give R^2 = 50/77 where CKA is 0.
Source.    The scores are those of table 1 of Kornblith et al. (2019); the equivalence is put together here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces, more_than_zero
from ..core.knowledge import LINEAR
from ..core.record import All, Case, Claim, Hypothesis, Iff, Swap, Theorem, Verdict, Witness, eq, varies, zero
from ..core.strategies import pairs, uncorrelated


def claim(m: Any, X: Any, Y: Any) -> Claim:
    x, y, K, L = m.center(X), m.center(Y), m.gram(X), m.gram(Y)
    return Iff(
        zero(x.T @ y),
        zero(m.linear_cka(X, Y)),
        zero(m.linear_r2(X, Y)),
        zero(m.linear_r2(Y, X)),
        zero(m.projector(x) @ y),
        zero(m.mean_squared_cca(X, Y)),
        zero(m.nbs(X, Y)),
        zero(m.inner(K, L)),
        zero(K @ L),
    )


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    for z in (x, y):  # a nonzero matrix has positive rank: tr K = <P, K> <= |K| tr P
        K = m.gram(z)
        below = m.psd_product(m.projector_psd(m.projector(z)), m.norm_psd(m.gram_psd(z)))
        m.lemma_positive(m.norm(K) * m.rank(z), facts=[below], rest=m.trace(K))
    yield m.equivalent(claim(m, X, Y), roots=(x.T @ y, m.projector(x) @ y, m.projector(x) @ m.projector(y)))


@st.composite
def cases(draw: DrawFn) -> Case:
    """Half of the pairs uncorrelated, with all ranks that n allows: an equivalence needs both sides."""
    if draw(st.booleans()):
        X, Y = draw(uncorrelated(draw(st.integers(3, 5)), draw(st.integers(1, 2)), draw(st.integers(1, 2))))
    else:
        X, Y = draw(pairs(p=st.integers(1, 2), q=st.integers(1, 2)))
    return {"X": X, "Y": Y}


UP, EVEN = [[4], [5], [6]], [[1], [0], [1]]
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA} = 0 \iff X_c^\top Y_c = 0 \iff R^2_{X \to Y} = 0 \iff R^2_{Y \to X} = 0 \iff \rho_k = 0"
        r"\ \forall k \iff \mathrm{NBS} = 0 \iff \mathrm{tr}\,KL = 0 \iff KL = 0"
    ),
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", {"X": [[1], [1], [1]], "Y": EVEN}),
        varies("Y", {"X": UP, "Y": [[1], [1], [1]]}),
        Hypothesis(r"\text{the probe has an intercept}", None, Swap("r2_without_intercept", {"X": UP, "Y": EVEN})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "cca", "nbs"}),
    symbolic=symbolic,
    witnesses=(
        Witness("up against even", {"X": UP, "Y": EVEN}, lambda m, X, Y: zero(m.linear_r2(X, Y))),
        Witness(
            "what a probe without an intercept reads",
            {"X": UP, "Y": EVEN},
            lambda m, X, Y: eq(m.inner(m.projector(X) @ Y, Y) / m.inner(Y, Y), m.ratio(50, 77)),
        ),
        Witness(
            "one quarter",
            {"X": [[0], [0], [1]], "Y": [[0], [1], [0]]},
            lambda m, X, Y: All(
                eq(m.linear_cka(X, Y), m.ratio(1, 4)),
                eq(m.mean_squared_cca(X, Y), m.ratio(1, 4)),
                eq(m.mean_cca(X, Y), m.ratio(1, 2)),
                eq(m.nbs(X, Y), m.ratio(1, 2)),
            ),
        ),
    ),
    refutes=("r2_without_intercept", "cka_distance", "nbs_distance", "cca_for_squared_cca", "squared_cca_for_cca"),
    kernel=("probes_zero",),
    cites=("kornblith2019similarity",),
    forces=(
        Forces(
            LINEAR,
            lambda k: k.aligned,
            more_than_zero,
            "one of the linear measures is positive, and they vanish together",
            strict=True,
        ),
    ),
)
