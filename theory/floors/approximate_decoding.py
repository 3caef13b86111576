r"""Two representations that explain a target by more than one in sum are aligned; at one they need not be.

Proof.     Let t be centred. Least squares: a = X_cw and b = Y_cv are projections of t, at angles with cos^2 = r and
           cos^2 = s from it. The Gram determinant of t, a, b is nonnegative: (a'b - rs|t|^2)^2 <= rs(1 - r)(1 -
           s)|t|^4, that is, a and b are at most the sum of both angles apart. So a'b >= g|t|^2, g = rs - sqrt(rs(1 -
           r)(1 - s)), which has the sign of r + s - 1; and CKA >= (a'b)^2/(|w|^2 |v|^2 |K||L|)
           (floors/any_two_readouts).
Sharpness. X and Y of one feature each and t between them, in one plane, attain it. r + s = 1 forces nothing: X =
           (1, -1, 0) and Y = (1, 1, -2) explain 1/4 and 3/4 of X + Y, with CKA = 0.
Source.    The threshold is the transitivity of correlation (Langford, Schwertman and Owens 2001); for CKA it is derived
           here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Family,
    Hypothesis,
    Relation,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    lt,
    zero,
)
from ..core.strategies import matrices


def claim(m: Any, X: Any, Y: Any, t: Any, w: Any, v: Any) -> All:
    floor = m.decoding_floor(X, Y, w, v, t)
    return All(le(floor, m.linear_cka(X, Y)), lt(0, floor))


def from_agreement(m: Any, X: Any, Y: Any, w: Any, v: Any, least: Any, above: Any) -> list[Any]:
    """|w|^2 |v|^2 |M|^2 - least^2, from least >= 0 and a'b - least >= 0: Cauchy-Schwarz, and a square."""
    M = m.center(X).T @ m.center(Y)
    return [m.cauchy_schwarz(M, w @ v.T), m.product(above, above), m.scaled(2, m.product(least, above))]


def sizes(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Any:
    return m.inner(w, w) * m.inner(v, v) * m.norm(m.gram(X)) * m.norm(m.gram(Y))


def symbolic(m: Any, X: Any, Y: Any, t: Any, w: Any, v: Any) -> Iterator[Verdict]:
    x, y, target = m.center(X), m.center(Y), m.center(t)
    a, b = x @ w, y @ v
    A, B, T = m.inner(a, a), m.inner(b, b), m.inner(target, target)
    left = [
        m.psd_product(m.projector_psd(m.projector(z), complement=True), m.gram_psd(target)) for z in (x, y)
    ]  # T - A and T - B
    for fact in left:
        m.lemma_nonnegative(fact)
    for size, facts in ((T, left), (A, left[1:]), (B, left[:1])):
        m.lemma_positive(size, facts=facts, rest=A + B - T)
    for z, u in ((x, w), (y, v)):
        factor_is_nonzero(m, z, u)
        factor_is_nonzero(m, u.T, z.T)
    r, s = m.linear_r2(X, t), m.linear_r2(Y, t)
    root = m.sqrt(r * s * (1 - r) * (1 - s))
    least = r * s - root
    positive = r * s * (r + s - 1) / (r * s + root)
    m.lemma_positive(least, rest=positive)
    above = m.from_squares(m.divided(m.gram_determinant(target, a, b), T), T * root, r * s * T - m.inner(a, b))
    parts: Any = claim(m, X, Y, t, w, v).parts
    floor, forced = parts
    scale = sizes(m, X, Y, w, v)
    yield m.certificate(floor, scale=scale, facts=from_agreement(m, X, Y, w, v, m.sign_known(least * T), above))
    yield m.certificate(forced, scale=scale, facts=[], rest=least * positive * T**2)


def least_squares(Z: Any, t: Any) -> Any:
    """The readout of least norm."""
    m = Exact()
    return m.pseudo_inverse(m.center(Z)) @ t


def explained(m: Any, X: Any, Y: Any, t: Any) -> Relation:
    """R^2_X + R^2_Y > 1, times |t|^2, so that it says t is not constant, too."""
    target = m.center(t)
    parts = [m.inner(m.projector(m.center(Z)) @ target, target) for Z in (X, Y)]
    return lt(m.inner(target, target), parts[0] + parts[1])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A target, and representations that nearly hold it."""
    n, m = draw(st.integers(2, 5)), Exact()
    t = draw(matrices(n, 1))
    X, Y = (draw(matrices(n, draw(st.integers(1, 2)))) for _ in range(2))
    for Z in (X, Y):
        Z[:, :1] += t * draw(st.integers(1, 6))
    assume(m.decide(explained(m, X, Y, t)) is Verdict.HOLDS)
    return {"X": X, "Y": Y, "t": t, "w": least_squares(X, t), "v": least_squares(Y, t)}


def between(k: int) -> dict[str, Any]:
    """X = e, Y = e + kf and t = X + Y between them, for e and f at a right angle."""
    X, Y = [[1], [-1], [0]], [[1 + k], [k - 1], [-2 * k]]
    t = [[x + y for x, y in zip(*rows, strict=True)] for rows in zip(X, Y, strict=True)]
    w, v = 2, 1 + Fraction(2, 2 + 6 * k * k)  # X't/X'X and Y't/Y'Y
    return {"X": X, "Y": Y, "t": t, "w": [[w]], "v": [[v]]}


def attained(m: Any, X: Any, Y: Any, t: Any, w: Any, v: Any) -> Claim:
    return All(
        eq(m.decoding_floor(X, Y, w, v, t), m.linear_cka(X, Y)),
        eq(m.linear_cka(X, Y) * m.inner(Y, Y), m.ratio(2, 1)),
    )


def a_quarter(m: Any) -> Claim:
    X, Y, t = (m.array(APART[name]) for name in "XYt")
    return All(eq(m.linear_r2(X, t), m.ratio(1, 4)), eq(m.linear_r2(Y, t), m.ratio(3, 4)), zero(m.linear_cka(X, Y)))


ONE, TWO = [[1], [-1], [0]], [[1], [1], [-2]]
SAME = {"X": ONE, "Y": ONE, "t": ONE, "w": [[1]], "v": [[1]]}
APART = {"X": ONE, "Y": TWO, "t": [[2], [0], [-2]], "w": [[1]], "v": [[1]]}
THEOREM = Theorem(
    statement=(
        r"R^2_X + R^2_Y > 1 \implies \mathrm{CKA}(X, Y) \ge \frac{R^2_XR^2_Y\Bigl(\sqrt{R^2_XR^2_Y} - "
        r"\sqrt{(1 - R^2_X)(1 - R^2_Y)}\Bigr)^2\|t_c\|^4}{\|w\|^2\|v\|^2\|K\|_F\|L\|_F} > 0 "
        r"\text{ for least squares predictions } X_cw,\ Y_cv \text{ of } t_c"
    ),
    case={"X": "n p", "Y": "n q", "t": "n 1", "w": "p 1", "v": "q 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"X_c^\top(t_c - X_cw) = 0 \text{: least squares}",
            lambda m, X, t, w: zero(m.center(X).T @ (m.center(t) - m.center(X) @ w)),
            Drop(SAME | {"w": [[Fraction(1, 2)]]}),
        ),
        Hypothesis(
            r"Y_c^\top(t_c - Y_cv) = 0",
            lambda m, Y, t, v: zero(m.center(Y).T @ (m.center(t) - m.center(Y) @ v)),
            Drop(SAME | {"v": [[Fraction(1, 2)]]}),
        ),
        Hypothesis(r"R^2_X + R^2_Y > 1", explained, Drop(APART)),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(Witness("at the threshold, nothing is forced", SAME, lambda m: a_quarter(m)),),
    sharp=Family((1, 2, 3), between, attained),
    refutes=(
        "decoding_floor_plus",
        "decoding_floor_of_correlations",
        "decoding_floor_without_square",
        "decoding_floor_of_the_product",
    ),
    kernel=("floors_approximate_decoding", "floors_approximate_decoding_sharp"),
    uses=("floors/any_two_readouts",),
    cites=("langford2001positively",),
)
