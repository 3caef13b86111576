r"""One output read linearly from both representations keeps linear CKA above the product of its two shares.

Proof.     t = X_cw = Y_cv. K - tt'/|w|^2 = X_c(1 - ww'/|w|^2)X_c' is semidefinite, so is L - tt'/|v|^2, and the trace
           of a product is monotone: tr KL >= |t|^4/(|w|^2 |v|^2). Cut X_c into what is read, X_r = tw'/|w|^2, and the
           rest X_o, and Y_c alike: the gap is |X_o'Y_o|^2 + |X_o'Y_r|^2 + |X_r'Y_o|^2.
Sharpness. Equality exactly when X_c'Y_c = |t|^2 wv'/(|w|^2 |v|^2): what is not read is correlated neither with the
           other's rest nor with what the other reads. X = [t, sJ1], Y = [t, sJ2] at n = 4 have CKA = 1/(1 + s^4) and
           R^2 = 1/(1 + s^2) both ways, for every s: squared, identities of degree 8 in s^2, checked at twelve values.
           So no positive floor is left without a bound on the readouts. Slack on one side suffices for that, at n = 3:
           X = [t, sJ], Y = t have CKA = 1/sqrt(1 + 9s^4), and R^2 = 1 and 1/(1 + 3s^2). With fewer samples there is no
           room for t and what is orthogonal to it. Debiased CKA falls below the floor, to -1/2.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.derivations import factor_is_nonzero
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Family,
    Hypothesis,
    Limit,
    Swap,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    lt,
    nonzero,
)
from ..core.strategies import shared_readouts


def claim(m: Any, X: Any, Y: Any, w: Any, v: Any) -> All:
    x, y, t = m.center(X), m.center(Y), m.center(X) @ w
    cka, floor = m.linear_cka(X, Y), m.readout_floor(X, Y, w, v)
    gap = (cka - floor) * m.norm(m.gram(X)) * m.norm(m.gram(Y))
    x_read, y_read = t @ w.T * (1 / m.inner(w, w)), t @ v.T * (1 / m.inner(v, v))
    x_rest, y_rest = x - x_read, y - y_read
    parts = [m.inner(a.T @ b, a.T @ b) for a, b in ((x_rest, y_rest), (x_rest, y_read), (x_read, y_rest))]
    off = x.T @ y - w @ v.T * (m.inner(t, t) / (m.inner(w, w) * m.inner(v, v)))
    return All(
        le(floor, cka),
        lt(0, floor),
        eq(floor, m.readout_share(X, w) * m.readout_share(Y, v)),
        eq(gap, m.inner(off, off)),
        eq(gap, parts[0] + parts[1] + parts[2]),
    )


def symbolic(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Iterator[Verdict]:
    x, y, t = m.center(X), m.center(Y), m.center(X) @ w
    for z, u in ((x, w), (y, v)):
        factor_is_nonzero(m, z, u)
        factor_is_nonzero(m, u.T, z.T)
    below, *values = claim(m, X, Y, w, v).parts
    T = m.gram_psd(t)
    rest = [m.congruence(z, m.projector_psd(m.projector(u), complement=True)) for z, u in ((x, w), (y, v))]
    read = [m.psd_scaled(1 / m.inner(u, u), T) for u in (w, v)]
    monotone = m.loewner(read[0], rest[0], read[1], rest[1])
    yield m.certificate(below, scale=m.norm(m.gram(X)) * m.norm(m.gram(Y)), facts=[monotone])
    for value in values:
        yield m.decide(value)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    X, Y, w, v = draw(shared_readouts(draw(st.integers(2, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3)), 1))
    return {"X": X, "Y": Y, "w": w, "v": v}


T, J1, J2 = (1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)


def beside(t: tuple[int, ...], junk: tuple[int, ...], s: Any) -> Any:
    return [[i, s * j] for i, j in zip(t, junk, strict=True)]


def tight(s: Any) -> dict[str, Any]:
    """X = [t, sJ1], Y = [t, sJ2]."""
    return {"X": beside(T, J1, s), "Y": beside(T, J2, s), "w": [[1], [0]], "v": [[1], [0]]}


def attained(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Claim:
    s, one, cka = X[0, 1], m.ratio(1, 1), m.linear_cka(X, Y)
    return All(
        eq(m.readout_floor(X, Y, w, v), cka),
        eq(cka * (s**4 + 1), one),
        eq(m.linear_r2(X, Y) * (s**2 + 1), one),
        eq(m.linear_r2(Y, X) * (s**2 + 1), one),
    )


def one_sided(s: int) -> Case:
    return {"X": beside((1, -1, 0), (1, 1, -2), s), "Y": [[1], [-1], [0]], "w": [[1], [0]], "v": [[1]]}


def slack_in_x(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Claim:
    s, one, cka = X[0, 1], m.ratio(1, 1), m.linear_cka(X, Y)
    return All(
        eq(m.readout_floor(X, Y, w, v), cka),
        eq(cka**2 * (s**4 * 9 + 1), one),
        eq(m.linear_r2(X, Y), one),
        eq(m.linear_r2(Y, X) * (s**2 * 3 + 1), one),
    )


def full(m: Any, X: Any, Y: Any) -> Claim:
    """Every centred direction is taken: with a sample less there is no such pair."""
    return eq(m.ratio(m.rank(m.center(m.concat(X, Y))), 1), m.ratio(X.shape[0] - 1, 1))


THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{\|t\|^4}{\|w\|^2\|v\|^2\|K\|_F\|L\|_F} = \eta_X\eta_Y > 0, \quad "
        r"\eta_X = \frac{\|t\|^2}{\|w\|^2\|K\|_F},\ \eta_Y = \frac{\|t\|^2}{\|v\|^2\|L\|_F}"
    ),
    case={"X": "n p", "Y": "n q", "w": "p 1", "v": "q 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"X_cw = t = Y_cv \text{: the outputs are equal, not just near}",
            lambda m, X, Y, w, v: eq(m.center(X) @ w, m.center(Y) @ v),
            Drop({"X": [[1], [-1], [0]], "Y": [[1], [1], [-2]], "w": [[1]], "v": [[1]]}),
        ),
        Hypothesis(
            r"t \ne 0",
            lambda m, X, w: nonzero(m.center(X) @ w),
            Drop(tight(1) | {"w": [[0], [0]], "v": [[0], [0]]}),
        ),
        Hypothesis(r"\text{CKA is the biased estimator}", None, Swap("debiased_as_cka", tight(1))),
        Hypothesis(
            r"\|w\|^2\|K\|_F,\ \|v\|^2\|L\|_F \text{ are bounded, for a floor that is the same for all } X, Y",
            None,
            Limit(tuple(range(1, 12)), tight, lambda m, X, Y: m.linear_cka(X, Y), Fraction(1, 1 + 11**4)),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness("slack in both, and no room left", tight(1), full),
        Witness("slack in one, and no room left", one_sided(1), full),
        *(Witness(f"slack in one, s = {s}", one_sided(s), slack_in_x) for s in (1, 2, 10)),
    ),
    sharp=Family(tuple(range(12)), tight, attained),
    refutes=("readout_floor_over_traces", "share_of_the_trace"),
    kernel=(
        "floors_shared_scalar_readout",
        "floors_shared_scalar_readout_sharp",
        "floors_shared_scalar_readout_beside",
    ),
    uses=("floors/any_two_readouts",),
)
