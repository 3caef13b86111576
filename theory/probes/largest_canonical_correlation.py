r"""No linear score of two representations exceeds their largest canonical correlation, squared where it is a share.

Proof.     P and R project onto the columns of x = X_c and y = Y_c, and rho^2 is the largest eigenvalue of PRP. From PRP
           <= rho^2 1 follows F = x'Rx <= rho^2 x'x, whose trace is R^2 from Y; and tr KL = tr RKRL <= |F||L| <= rho^2
           |K||L|. For G = RPR, G^2 = RP(PRP)PR <= rho^2 RPR, so that (tr GL)^2 <= tr G^2L tr L gives R^2 from X. For
           a = X_cw and b = Y_cv, (a'b)^2 <= |Ra|^2 |b|^2 <= rho^2 |a|^2 |b|^2. Mean CCA is a mean in which rho is one.
Sharpness. Equality for one feature each. It says nothing the other way: X = [t, sJ1], Y = [t, sJ2] have rho = 1, and
           CKA and R^2 as near 0 as one likes.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.derivations import rank_is_positive
from ..core.forces import Forces
from ..core.knowledge import Knowledge, real
from ..core.record import All, Case, Claim, Family, Theorem, Verdict, Witness, eq, le, lt, varies
from ..core.strategies import matrices, pairs
from ..floors.errors_below_the_target import shares_target
from ..floors.r2_from_a_shared_readout import junk


def largest(m: Any, X: Any, Y: Any) -> Any:
    """rho^2."""
    P, R = m.projector(m.center(X)), m.projector(m.center(Y))
    return m.leading_sum(P @ R @ P, 1)


def claim(m: Any, X: Any, Y: Any, w: Any, v: Any) -> All:
    rho2, a, b = largest(m, X, Y), m.center(X) @ w, m.center(Y) @ v
    count = m.minimum(m.rank(m.center(X)), m.rank(m.center(Y)))
    return All(
        le(m.linear_cka(X, Y), rho2),
        le(m.linear_r2(X, Y), rho2),
        le(m.linear_r2(Y, X), rho2),
        le(m.inner(a, b) ** 2, rho2 * m.inner(a, a) * m.inner(b, b)),
        le(m.sqrt(rho2) / count, m.mean_cca(X, Y)),
    )


def symbolic(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Iterator[Verdict]:
    x, y, K, L = m.center(X), m.center(Y), m.gram(X), m.gram(Y)
    for z in (x, y):
        rank_is_positive(m, z)
    P, R, a, b = m.projector(x), m.projector(y), x @ w, y @ v
    rho2, S = largest(m, X, Y), m.gram_psd(P @ R)  # PRP
    below, E = m.trailing_psd(S.A, 1), m.leading(S.A, 1)[0]  # rho^2 1 - PRP
    m.lemma_nonnegative(m.psd_product(S, m.projector_psd(E)))
    over, part = m.congruence(x.T, below), m.congruence(x.T, m.projector_psd(R))  # rho^2 x'x - F, F
    size = m.sum(m.scaled(rho2, m.psd_product(m.gram_psd(x.T), over)), m.psd_product(part, over))  # rho^4|K|^2 - |F|^2
    square = m.sum(m.cauchy_schwarz(R @ K @ R, L), m.scaled(m.inner(L, L), size))
    parts: Any = claim(m, X, Y, w, v).parts
    cka, forward, back, readouts, mean = parts
    aligned = m.from_squares(square, rho2 * m.norm(K) * m.norm(L), m.inner(K, L))
    yield m.certificate(cka, scale=m.norm(K) * m.norm(L), facts=[aligned])
    yield m.certificate(back, scale=m.trace(K), facts=[m.psd_trace(over)])
    read, G = m.inner(P @ y, y), R @ P @ R
    spread = m.sum(m.cauchy_schwarz(G @ y, y), m.scaled(m.trace(L), m.psd_trace(m.congruence(y.T @ P, below))))
    with m.supposing(le(read, 0)):
        yield m.certificate(forward, facts=[m.sign_known(rho2), m.sign_known(-read / m.trace(L))])
    with m.supposing(lt(0, read)):  # (rho^2 tr L - tr PL) tr PL >= 0
        yield m.certificate(forward, scale=m.trace(L), facts=[m.divided(spread, read)])
    facts = [m.cauchy_schwarz(R @ a, b), m.scaled(m.inner(b, b), m.psd_trace(m.congruence(a.T, below)))]
    yield m.certificate(readouts, facts=facts)
    rest = m.psd_product(S, m.projector_psd(E, complement=True))  # tr PRP - rho^2
    first = m.from_squares(m.sum(m.nuclear_bounds_frobenius(P @ R), rest), m.nuclear_norm(P @ R), m.sqrt(rho2))
    yield m.certificate(mean, scale=m.minimum(m.rank(x), m.rank(y)), facts=[first])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any readouts of one output each, also those that read nothing."""
    X, Y = draw(pairs())
    w, v = (draw(matrices(Z.shape[1], 1, nonconstant=False)) for Z in (X, Y))
    return {"X": X, "Y": Y, "w": w, "v": v}


def one_feature(pair: Any) -> dict[str, Any]:
    return {"X": [[i] for i in pair[0]], "Y": [[j] for j in pair[1]], "w": [[1]], "v": [[1]]}


def attained(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Claim:
    rho2, a, b = largest(m, X, Y), m.center(X) @ w, m.center(Y) @ v
    scores = (m.linear_cka(X, Y), m.linear_r2(X, Y), m.linear_r2(Y, X), m.mean_cca(X, Y) ** 2)
    return All(*(eq(score, rho2) for score in scores), eq(m.inner(a, b) ** 2, rho2 * m.inner(a, a) * m.inner(b, b)))


def unseen(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Claim:
    return All(
        eq(largest(m, X, Y), m.ratio(1, 1)),
        eq(m.linear_cka(X, Y), m.ratio(1, 17)),
        eq(m.linear_r2(X, Y), m.ratio(1, 5)),
        eq(m.mean_cca(X, Y), m.ratio(1, 2)),
    )


def correlation(m: Any, k: Knowledge) -> Any:
    """The most that is known: of the root of CKA, the root of R^2, and the cosine of two predictions of one target."""
    shares = [m.sqrt(m.array(share)) for share in (k.cka, k.r2) if share is not None]
    return max([*shares, *([m.acute_cosine(*k.errors)] if shares_target(k) else [])], key=real)


def mean(m: Any, k: Knowledge) -> Any:
    """The same over as many pairs as there can be; None where no rank is known."""
    most = [rank for rank in (k.most_rank_x, k.most_rank_y) if rank is not None]
    return correlation(m, k) / min(most) if most else None


def known(k: Knowledge) -> bool:
    return k.cka is not None or k.r2 is not None or shares_target(k)


JUNK = {"X": junk(2)["X"], "Y": junk(2)["Y"], "w": [[1], [0]], "v": [[1], [0]]}
LINE = one_feature(((0, 0, 1), (0, 1, 0)))
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA},\ R^2_{X \to Y},\ R^2_{Y \to X},\ \frac{(a^\top b)^2}{\|a\|^2\|b\|^2} \le \rho_1^2, \quad "
        r"\frac{\rho_1}{\min(r_X, r_Y)} \le \mathrm{mean\ CCA}, \qquad a = X_cw,\ b = Y_cv"
    ),
    case={"X": "n p", "Y": "n q", "w": "p 1", "v": "q 1"},
    claim=claim,
    hypotheses=(
        varies("X", LINE | {"X": [[1], [1], [1]]}),
        varies("Y", LINE | {"Y": [[1], [1], [1]]}),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "cca"}),
    symbolic=symbolic,
    witnesses=(Witness("one feature of two is shared", JUNK, unseen),),
    sharp=Family((((0, 0, 1), (0, 1, 0)), ((1, 2, 4), (1, 4, 9)), ((1, -1, 0), (1, 1, -2))), one_feature, attained),
    forces=(
        Forces(
            ("canonical_correlation",),
            known,
            correlation,
            "no linear score is above its square, nor is the correlation of two readouts above it",
        ),
        Forces(
            ("mean_cca",),
            known,
            mean,
            "the largest canonical correlation is at least the root of a linear score, and the ranks say of how many",
        ),
    ),
    kernel=("probes_largest_canonical_correlation",),
)
