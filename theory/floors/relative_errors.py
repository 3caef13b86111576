r"""Two predictions within a relative squared error below one half of a target agree, and force linear CKA up.

Proof.     Put u = a - t, z = b - t, s = u + z, T = |t|^2 and e = sqrt(E). Then a'b - (1/2 - E)T = |t + s|^2/2 +
           (ET - |u|^2)/2 + (ET - |z|^2)/2. For e <= 1/2 there is more: with d = 2e|t| - |s|, which is nonnegative as
           4ET - |s|^2 = 2(ET - |u|^2) + 2(ET - |z|^2) + |u - z|^2, a'b - (1 - e)^2 T = (ET - |u|^2)/2 + (ET - |z|^2)/2
           + (t's + |t||s|) + d(|t|(1 - 2e) + d/2). So a'b >= gT, and (a'b)^2 <= |w|^2 |v|^2 |X_c'Y_c|^2.
Sharpness. a = b = (1 - e)t up to E = 1/4, and a, b = t/2 + z, t/2 - z with z at a right angle to t from there on. At
           E = 1/2 nothing is forced: two features at a right angle and their sum.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, varies
from ..core.strategies import matrices
from .approximate_decoding import from_agreement, sizes


def claim(m: Any, X: Any, Y: Any, t: Any, w: Any, v: Any, E: Any) -> All:
    floor = m.relative_error_floor(X, Y, w, v, t, E)
    return All(le(floor, m.linear_cka(X, Y)), lt(0, floor))


def close(name: str, weights: str, case: Case, error: str = "E") -> Hypothesis:
    """|X_cw - t_c|^2 <= E|t_c|^2."""
    latex = {"E": r"\varepsilon"}.get(error, error)

    def holds(m: Any, t: Any, **case: Any) -> Claim:
        target = m.center(t)
        gap = m.center(case[name]) @ case[weights] - target
        return le(m.inner(gap, gap), m.inner(target, target) * case[error])

    return Hypothesis(rf"\|{name}_c{weights} - t_c\|^2 \le {latex}\|t_c\|^2", holds, Drop(case))


def not_zero(m: Any, z: Any, w: Any, target: Any, E: Any) -> Any:
    """Both factors of a = zw: 2|a|^2 = (1 - 2E)T + 2(ET - |u|^2) + |a + u|^2. Returns ET - |u|^2 as a fact."""
    a = z @ w
    u, T = a - target, m.inner(target, target)
    near = m.sign_known(T * E - m.inner(u, u))
    m.lemma_positive(m.inner(a, a) * 2, facts=[m.squared_norm(a + u), m.scaled(2, near)], rest=T * (1 - E * 2))
    factor_is_nonzero(m, z, w)
    factor_is_nonzero(m, w.T, z.T)
    return near


def error_is_a_square(m: Any, near: Any, u: Any, T: Any) -> None:
    """E >= 0, so that it has a root."""
    m.lemma_nonnegative(m.divided(m.sum(near, m.squared_norm(u)), T))


def agreement(m: Any, u: Any, z: Any, target: Any, E: Any, near: list[Any]) -> Any:
    """a'b - (1 - e)^2 T >= 0, for E known to be at most 1/4."""
    e, s, length = m.sqrt(E), u + z, m.norm(target)
    twice = [m.scaled(2, fact) for fact in near]
    apart = m.from_squares(m.sum(*twice, m.squared_norm(u - z)), length * e * 2, m.norm(s))
    opposite = m.from_squares(m.cauchy_schwarz(target, s), length * m.norm(s), -m.inner(target, s))
    halves = [m.scaled(m.ratio(1, 2), fact) for fact in near]
    rest = m.scaled(length * (1 - e * 2), apart)
    return m.sum(*halves, opposite, rest, m.scaled(m.ratio(1, 2), m.product(apart, apart)))


def symbolic(m: Any, X: Any, Y: Any, t: Any, w: Any, v: Any, E: Any) -> Iterator[Verdict]:
    x, y, target = m.center(X), m.center(Y), m.center(t)
    T, u, z = m.inner(target, target), x @ w - target, y @ v - target
    near = [not_zero(m, side, weights, target, E) for side, weights in ((x, w), (y, v))]
    error_is_a_square(m, near[0], u, T)
    e, scale = m.sqrt(E), sizes(m, X, Y, w, v)
    with m.supposing(le(e, m.ratio(1, 2))):
        beyond = m.sum(m.square(m.ratio(1, 2) - e), m.sign_known(m.ratio(1, 2) - e))  # (1 - e)^2 - 1/4
        more = [m.scaled(T * T, m.product(beyond, beyond)), m.scaled(T * T * m.ratio(1, 2), beyond)]
        floor, forced = claim(m, X, Y, t, w, v, E).parts
        above, least = agreement(m, u, z, target, E, near), m.scaled(T, m.square(1 - e))
        yield m.certificate(floor, scale=scale, facts=from_agreement(m, X, Y, w, v, least, above))
        yield m.certificate(forced, scale=scale, facts=more, rest=T * T * m.ratio(1, 16))
    with m.supposing(lt(m.ratio(1, 2), e)):
        floor, forced = claim(m, X, Y, t, w, v, E).parts
        halves = [m.scaled(m.ratio(1, 2), fact) for fact in (*near, m.squared_norm(target + u + z))]
        above, least = m.sum(*halves), m.sign_known((m.ratio(1, 2) - E) * T)
        yield m.certificate(floor, scale=scale, facts=from_agreement(m, X, Y, w, v, least, above))
        yield m.certificate(forced, scale=scale, facts=[], rest=((m.ratio(1, 2) - E) * T) ** 2)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Predictions t + u and t + z, and features beside them; the error is the larger of both, or a little more."""
    n, m = draw(st.integers(2, 5)), Exact()
    t = draw(matrices(n, 1))
    target = m.center(t)
    size, sides, errors = m.inner(target, target), [], []
    for _ in range(2):
        off, beside = draw(matrices(n, 1, nonconstant=False)), draw(matrices(n, 1, nonconstant=False))
        scale = m.ratio(1, draw(st.integers(1, 6)))
        gap = m.center(off)
        spread = m.inner(gap, gap)
        if spread * scale * scale * 2 >= size:
            scale = scale * size / (spread * 2 + size * 2)
        sides.append(m.concat(target + off * scale, beside))
        errors.append(spread * scale * scale / size)
    E = max(errors)
    E += (m.ratio(1, 2) - E) * m.ratio(draw(st.integers(0, 1)), 3) if E * 2 < 1 else 0
    one = m.array([[1], [0]])
    return {"X": sides[0], "Y": sides[1], "t": t, "w": one, "v": one, "E": E}


def shrunk(e: Any) -> Case:
    """a = b = (1 - e)t."""
    return {"X": ONE, "Y": ONE, "t": ONE, "w": [[1 - e]], "v": [[1 - e]], "E": e * e}


def either_side(k: Any) -> Case:
    """a, b = t/2 + z, t/2 - z with |z|^2 = k^2 |t|^2/4."""
    X, Y = ([[1 + s], [1 - s], [s - 1], [-1 - s]] for s in (k, -k))
    return {"X": X, "Y": Y, "t": [[2], [2], [-2], [-2]], "w": [[1]], "v": [[1]], "E": Fraction(1, 4) + k * k / 4}


def member(which: tuple[Any, Any]) -> Case:
    make, parameter = which
    found: Case = make(parameter)
    return found


ONE: list[list[int]] = [[1], [1], [-1], [-1]]
OTHER: list[list[int]] = [[1], [-1], [1], [-1]]
SAME: dict[str, Any] = {"X": ONE, "Y": ONE, "t": ONE, "w": [[1]], "v": [[1]], "E": 0}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{g^2\|t_c\|^4}{\|w\|^2\|v\|^2\|K\|_F\|L\|_F} > 0,\quad "
        r"g = (1 - \sqrt\varepsilon)^2 \text{ for } \varepsilon \le \tfrac14,\ \tfrac12 - \varepsilon \text{ beyond}"
    ),
    case={"X": "n p", "Y": "n q", "t": "n 1", "w": "p 1", "v": "q 1", "E": ""},
    claim=claim,
    hypotheses=(
        varies("t", SAME | {"t": [[1]] * 4, "w": [[0]], "v": [[0]]}),
        close("X", "w", SAME | {"w": [[Fraction(1, 2)]]}),
        close("Y", "v", SAME | {"v": [[Fraction(1, 2)]]}),
        Hypothesis(
            r"\varepsilon < \tfrac12",
            lambda m, E: lt(E, m.ratio(1, 2)),
            Drop({"X": ONE, "Y": OTHER, "t": [[2], [0], [0], [-2]], "w": [[1]], "v": [[1]], "E": Fraction(1, 2)}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "an error of 5/16 leaves 3/16",
            either_side(Fraction(1, 2)),
            lambda m, E, **_: eq(m.prediction_agreement(E), m.ratio(3, 16)),
        ),
        Witness(
            "an error of 1/9 leaves 4/9",
            shrunk(Fraction(1, 3)),
            lambda m, E, **_: eq(m.prediction_agreement(E), m.ratio(4, 9)),
        ),
    ),
    sharp=Family(
        (
            (shrunk, Fraction(1, 4)),
            (shrunk, Fraction(1, 2)),
            (either_side, Fraction(1, 2)),
            (either_side, Fraction(2, 3)),
        ),
        member,
        lambda m, X, Y, t, w, v, E: eq(m.relative_error_floor(X, Y, w, v, t, E), m.linear_cka(X, Y)),
    ),
    refutes=(
        "agreement_by_errors",
        "agreement_of_small_errors",
        "agreement_without_square",
        "relative_floor_of_the_target",
        "relative_floor_without_square",
    ),
    kernel=("floors_relative_errors", "floors_relative_errors_sharp"),
    uses=("floors/any_two_readouts",),
)
