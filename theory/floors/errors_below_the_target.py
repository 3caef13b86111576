r"""Readouts of one target with relative squared errors that add up to less than one are at an acute angle: CKA > 0.

Proof.     Put T = |t|^2, A = |a|^2, B = |b|^2, x = 1 - e, y = 1 - f. |a - t|^2 <= eT is 2a't >= A + xT >=
           2 sqrt(xAT): the angle between a and t has cos^2 >= x, whatever the length of a. With p = a't and q = b't the
           Gram determinant of t, a, b gives (T a'b - pq)^2 <= (AT - p^2)(BT - q^2) <= ef AB T^2, and pq >=
           sqrt(xy AB) T. So a'b >= g sqrt(AB), g = sqrt(xy) - sqrt(ef), which has the sign of 1 - e - f; and CKA >=
           (a'b)^2/(|w|^2 |v|^2 |K||L|).
Sharpness. Single features X = e and Y = e + kf on either side of the target X + Y, e and f at a right angle, read by
           least squares. At e + f = 1 nothing is forced: X = (1, -1, 0), Y = (1, 1, -2), t = X + Y.
Source.    The threshold is the transitivity of correlation (Langford, Schwertman and Owens 2001); for CKA it is derived
           here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.forces import Forces, more_than_zero, squared_probe_norms
from ..core.knowledge import Knowledge
from ..core.record import All, Case, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, varies
from ..core.strategies import matrices
from .approximate_decoding import from_agreement, sizes
from .relative_errors import close


def claim(m: Any, X: Any, Y: Any, w: Any, v: Any, e: Any, f: Any) -> All:
    floor = m.angle_floor(X, Y, w, v, e, f)
    return All(le(floor, m.linear_cka(X, Y)), lt(0, floor))


def symbolic(m: Any, X: Any, Y: Any, t: Any, w: Any, v: Any, e: Any, f: Any) -> Iterator[Verdict]:
    z = m.center(t)
    T = m.inner(z, z)
    sides = [(m.center(X), w, e), (m.center(Y), v, f)]
    near = []
    for side, weights, error in sides:
        u = side @ weights - z
        near.append(m.sign_known(T * error - m.inner(u, u)))
        m.lemma_nonnegative(m.divided(m.sum(near[-1], m.squared_norm(u)), T))
    for (side, weights, error), (_, _, other), fact in zip(sides, sides[::-1], near, strict=True):
        m.lemma_positive(1 - error, facts=[m.sign_known(other)], rest=1 - e - f)
        a = side @ weights
        # 2a't = A + (1 - error)T + (error T - |u|^2), so a is not zero
        m.lemma_positive(
            m.inner(a, z),
            facts=[m.scaled(m.ratio(1, 2), m.sum(fact, m.squared_norm(a)))],
            rest=T * (1 - error) * m.ratio(1, 2),
        )
        m.lemma_positive(m.inner(a, a) * T, facts=[m.cauchy_schwarz(a, z)], rest=m.inner(a, z) ** 2)
        factor_is_nonzero(m, side, weights)
        factor_is_nonzero(m, weights.T, side.T)
    (x, _, _), (y, _, _) = sides
    a, b, N = x @ w, y @ v, m.norm(z)
    A, B, p, q = m.inner(a, a), m.inner(b, b), m.inner(a, z), m.inner(b, z)
    cosines, over = [], []
    for (side, weights, error), fact in zip(sides, near, strict=True):
        c = side @ weights
        least = m.sqrt(1 - error) * m.norm(c) * N
        square = m.square(m.norm(c) - m.sqrt(1 - error) * N)
        gap = m.scaled(m.ratio(1, 2), m.sum(square, fact))  # c't - sqrt((1 - error)CT)
        cosines.append((gap, least))
        over.append(m.sum(m.product(gap, gap), m.scaled(least * 2, gap)))  # (c't)^2 - (1 - error)CT
    sine = m.cauchy_schwarz(a, z)  # AT - p^2
    spread = [
        m.scaled(T, m.gram_determinant(z, a, b)),
        m.scaled(f * B * T, over[0]),
        m.product(sine, over[1]),
    ]  # ef AB T^2 - (T a'b - pq)^2
    root = m.sqrt(e) * m.sqrt(f) * m.norm(a) * m.norm(b) * T
    apart = m.from_squares(m.sum(*spread), root, p * q - T * m.inner(a, b))
    both = [m.scaled(q, cosines[0][0]), m.scaled(cosines[0][1], cosines[1][0])]  # pq - sqrt(xy AB) T
    g = m.sqrt((1 - e) * (1 - f)) - m.sqrt(e * f)
    positive = (1 - e - f) / (m.sqrt((1 - e) * (1 - f)) + m.sqrt(e * f))
    m.lemma_positive(g, rest=positive)
    above = m.divided(m.sum(apart, *both), T)  # a'b - g|a||b|
    least = m.scaled(m.norm(a) * m.norm(b), m.sign_known(g))
    floor, forced = claim(m, X, Y, w, v, e, f).parts
    scale = sizes(m, X, Y, w, v)
    yield m.certificate(floor, scale=scale, facts=from_agreement(m, X, Y, w, v, least, above))
    yield m.certificate(forced, scale=scale, facts=[], rest=g * positive * A * B)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Predictions at two distances from a target, of any length, with features beside them; errors add up below one."""
    n, m = draw(st.integers(2, 5)), Exact()
    t = draw(matrices(n, 1))
    target = m.center(t)
    size, sides, errors = m.inner(target, target), [], []
    for most in (m.ratio(1, 2), m.ratio(1, 3)):
        off, beside = draw(matrices(n, 1, nonconstant=False)), draw(matrices(n, 1, nonconstant=False))
        gap = m.center(off) * m.ratio(1, draw(st.integers(1, 6)))
        while m.inner(gap, gap) > size * most:
            gap = gap * m.ratio(1, 2)
        sides.append(m.concat(target + gap, beside))
        errors.append(m.inner(gap, gap) / size + m.ratio(draw(st.integers(0, 1)), 13))
    one = m.array([[1], [0]])
    return {"X": sides[0], "Y": sides[1], "t": t, "w": one, "v": one, "e": errors[0], "f": errors[1]}


def between(k: int) -> Case:
    """t between X = e and Y = e + kf in their plane, e and f at a right angle: least squares readouts, 1 - R^2."""
    X, Y = [[1], [-1], [0]], [[1 + k], [k - 1], [-2 * k]]
    t = [[i + j for i, j in zip(*rows, strict=True)] for rows in zip(X, Y, strict=True)]
    w, v = 2, 1 + Fraction(2, 2 + 6 * k * k)  # X't/X'X and Y't/Y'Y
    size = 8 + 6 * k * k
    e, f = 1 - Fraction(8, size), 1 - v * v * (2 + 6 * k * k) / size
    return {"X": X, "Y": Y, "t": t, "w": [[w]], "v": [[v]], "e": e, "f": f}


def shares_target(k: Knowledge) -> bool:
    """Two readouts of one target whose errors add up to less than its variance."""
    return k.decoding is not None and bool(sum(k.errors) < 1)


def agreed(m: Any, k: Knowledge) -> Any:
    """The floor for predictions a and b that are as far apart as their errors allow, on two sides of the target."""
    x, y = squared_probe_norms(m, k)
    return None if x is None or y is None else m.acute_cosine(*k.errors) ** 2 / (x * y)


ONE: list[list[int]] = [[1], [-1], [0]]
SAME: dict[str, Any] = {"X": ONE, "Y": ONE, "t": ONE, "w": [[1]], "v": [[1]], "e": 0, "f": 0}
RIGHT: dict[str, Any] = SAME | {"Y": [[1], [1], [-2]], "t": [[2], [0], [-2]]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{\bigl(\sqrt{(1 - e)(1 - f)} - \sqrt{ef}\bigr)^2\|X_cw\|^2\|Y_cv\|^2}"
        r"{\|w\|^2\|v\|^2\|K\|_F\|L\|_F} > 0"
    ),
    case={"X": "n p", "Y": "n q", "t": "n 1", "w": "p 1", "v": "q 1", "e": "", "f": ""},
    claim=claim,
    hypotheses=(
        varies("t", SAME | {"t": [[1]] * 3, "w": [[0]], "v": [[0]]}),
        close("X", "w", RIGHT | {"t": [[1], [1], [-2]]}, "e"),
        close("Y", "v", RIGHT | {"t": ONE}, "f"),
        Hypothesis("e + f < 1", lambda m, e, f: lt(e + f, 1), Drop(RIGHT | {"e": Fraction(3, 4), "f": Fraction(1, 4)})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "errors of a quarter each: at most 60 degrees apart",
            SAME | {"e": Fraction(1, 4), "f": Fraction(1, 4)},
            lambda m, e, f, **_: eq(m.acute_cosine(e, f), m.ratio(1, 2)),
        ),
    ),
    sharp=Family(
        (1, 2, 3),
        between,
        lambda m, X, Y, w, v, e, f, **_: eq(m.angle_floor(X, Y, w, v, e, f), m.linear_cka(X, Y)),
    ),
    refutes=("cosine_of_the_difference", "cosine_without_the_sines", "angle_floor_without_square"),
    kernel=("floors_errors_below_the_target", "floors_errors_below_the_target_sharp"),
    uses=("floors/any_two_readouts",),
    cites=("langford2001positively",),
    forces=(
        Forces(
            ("linear_cka",),
            shares_target,
            more_than_zero,
            "together they explain more than the whole target, so their predictions correlate",
            strict=True,
        ),
        Forces(
            ("linear_cka",),
            shares_target,
            agreed,
            "their predictions correlate, and are read by readouts of bounded norm",
        ),
    ),
)
