r"""Where one of two networks holds nothing but the output, bounded readouts force more CKA than of two that hold more.

Proof.     M = TT' <= BK and M <= CL. With l = |L| <= 1, E = CL - lM is semidefinite, as CL - M and (1 - l)M are. Its
           columns are among those of Y, where M >= s^2: x = <M, E> >= s^2 tr E >= s^2|E|, and |E|^2 = C^2 l^2 - 2lx -
           l^2|M|^2. So (x + s^4 l)^2 >= s^4 l^2(s^4 + C^2 - |M|^2), which bounds x = C<M, L> - l|M|^2 from below, and
           CKA >= <K, L>/l >= <M, L>/(Bl) for |K| <= 1.
Sharpness. Attained: X holds one feature beside the output, and Y the output with its least direction enlarged until
           |L| = 1. For one output the floor is |T'T|/B, where of two that hold more it is |T'T|^2/(BC)
           (floors/operator_budget). It tends to that as s tends to 0.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import fmpq
from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.numbers import sqrt
from ..core.record import Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, eq, le, nonzero, psd
from ..core.strategies import ranked_readouts
from ..identifiability.zero_slack import same_output
from .bounded_readouts import normalised
from .operator_budget import columns, small, spends
from .operator_budget import tight as both_beside


def claim(m: Any, X: Any, Y: Any, W: Any, B: Any, C: Any, s: Any) -> Claim:
    return le(m.one_sided_budget_floor(X @ W, B, C, s), m.linear_cka(X, Y))


def filled(m: Any, X: Any, Y: Any, W: Any, s: Any) -> Any:
    """TT' - s^2 P_Y."""
    return m.gram(X @ W) - m.projector(m.center(Y)) * (s * s)


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, B: Any, C: Any, s: Any) -> Iterator[Verdict]:
    y, T, size_x, size_y = m.center(Y), m.center(X) @ W, m.norm(m.gram(X)), m.norm(m.gram(Y))
    M, read = m.gram_psd(T), m.squared_norm(T.T @ T)
    first, second = (room(m, T, *side) for side in ((X, W, B), (Y, V, C)))
    # |M| <= C|L| <= C, so that s^2 is at most the root
    large = m.sum(m.psd_product(second, M), m.scaled(C, m.psd_product(second, m.gram_psd(y))))
    spare = m.sum(large, m.scaled(C**2 * (1 + size_y), m.sign_known(1 - size_y)))
    m.lemma_nonnegative(spare)
    m.lemma_nonnegative(m.sum(spare, m.square(s**2)))
    root = m.sqrt(s**4 + C**2 - read.value)
    gain = m.scaled(s**2, m.from_squares(spare, root, s**2))
    facts = [
        m.scaled(C, m.psd_product(first, m.gram_psd(y))),
        least_meeting(m, M, second, size_y, m.given(filled(m, X, Y, W, s)), s, root),
        m.scaled(size_y * (1 - size_x), m.sum(read, gain)),
    ]
    yield m.certificate(claim(m, X, Y, W, B, C, s), scale=B * C * size_x * size_y, facts=facts)


def room(m: Any, T: Any, Z: Any, U: Any, budget: Any) -> Any:
    """BK - TT' is semidefinite, and B > 0."""
    z = m.center(Z)
    factor_is_nonzero(m, z, U)
    over = m.congruence(z, m.identity(U.shape[0]) * budget - U @ U.T)
    m.lemma_positive(budget * m.inner(z, z), facts=[m.psd_trace(over)], rest=m.inner(T, T))
    return over


def least_meeting(m: Any, M: Any, over: Any, size: Any, inside: Any, s: Any, root: Any) -> Any:
    """x + s^4 l >= s^2 l root for x = <M, E> >= s^2 tr E >= s^2|E|; ``over`` is CL - M, ``inside`` M - s^2 P_Y."""
    E = m.psd_sum(over, m.psd_scaled(1 - size, M))
    meets, trace = m.psd_product(inside, E), m.psd_trace(E)
    squares = m.sum(
        m.product(meets, m.sum(meets, m.scaled(s**2 * 2, trace))),
        m.scaled(s**4, m.psd_product(m.trace_psd(E), E)),
    )
    larger = m.sum(m.psd_product(M, E), m.sign_known(s**4 * size))
    m.lemma_nonnegative(larger)
    return m.from_squares(squares, larger.value, s**2 * size * root)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Y holds nothing but the output, X anything; s^2 is at most 1/tr (R'R)^-1 for the output's own columns R."""
    m, n = Exact(), draw(st.integers(2, 5))
    r = draw(st.integers(1, min(2, n - 1)))
    left = draw(st.integers(r, n - 1))
    p, q = (draw(st.integers(rank, rank + 1)) for rank in (left, r))
    X, Y, W, V = draw(ranked_readouts(n, p, q, r, rank=r, left=left, right=r))
    B, C = (m.inner(U, U) for U in (W, V))
    (X, W, B), (Y, V, C) = small(m, X, W, B), small(m, Y, V, C)
    T = m.center(X) @ W
    least = 1 / m.trace(m.solve(T.T @ T, m.identity(r)))
    return {"X": X, "Y": Y, "W": W, "V": V, "B": B, "C": C, "s": below_root(least)}


def below_root(square: Any) -> Any:
    """A rational of at most the root, by less than a thousandth of it."""
    scale = 1000 * (1 + isqrt(int(square.q)))
    return fmpq(isqrt(int(square.p) * scale**2 // int(square.q)), scale)


def tight(sizes: tuple[Fraction, Fraction]) -> dict[str, Any]:
    """K has the eigenvalues a, b and what is left to |K| = 1; L has a, and what is left of it in place of b <= a.

    The output has a and b. Without b, L has a alone.
    """
    a, b = (fmpq(size.numerator, size.denominator) for size in sizes)
    rest, wide = sqrt(1 - a**2 - b**2), sqrt(1 - a**2)
    x, y, z = sqrt(a), sqrt(b), sqrt(wide)
    if b == 0:
        return {"X": columns(x, z), "Y": columns(x), "W": [[1], [0]], "V": [[1]], "B": 1, "C": 1, "s": x}
    return {
        "X": columns(x, y, sqrt(rest)),
        "Y": columns(x, z),
        "W": [[1, 0], [0, 1], [0, 0]],
        "V": [[1, 0], [0, y / z]],
        "B": 1,
        "C": 1,
        "s": y,
    }


def attained(m: Any, X: Any, Y: Any, W: Any, B: Any, C: Any, s: Any, **_: Any) -> Claim:
    return eq(m.one_sided_budget_floor(X @ W, B, C, s), m.linear_cka(X, Y))


ONE, SIZES = Fraction(1), (Fraction(3, 5), Fraction(12, 25))
LINE: dict[str, Any] = {"X": columns(ONE), "Y": columns(ONE), "W": [[1]], "V": [[1]], "B": 1, "C": 1, "s": 1}
CALM: dict[str, Any] = {"X": columns(ONE / 2, ONE / 2), "W": [[2], [0]]}
EYE = [[1, 0], [0, 1]]
UNEQUAL: dict[str, Any] = {"X": columns(ONE / 4, ONE * 3 / 4), "Y": columns(ONE * 3 / 4, ONE / 4), "W": EYE, "V": EYE}


def louder(case: dict[str, Any], k: Fraction) -> dict[str, Any]:
    """Y enlarged k times, and read with less."""
    scaled = {"Y": [[k * i for i in row] for row in case["Y"]], "V": [[i / k for i in row] for row in case["V"]]}
    return case | scaled | {"C": case["C"] / k**2}


THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{\mu^2 + s^2\bigl(\sqrt{s^4 + C^2 - \mu^2} - s^2\bigr)}{BC},\quad "
        r"T = X_cW = Y_cV,\ \mu = \|T^\top T\|_F"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k", "B": "", "C": "", "s": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"X_cW = Y_cV", same_output, Drop(LINE | UNEQUAL | {"s": ONE / 4})),
        Hypothesis(
            r"X_cW \ne 0",
            lambda m, X, W: nonzero(m.center(X) @ W),
            Drop(LINE | {"X": [[1]] * 4, "Y": [[1]] * 4, "s": 0}),
        ),
        spends("W", "B", LINE | CALM),
        spends("V", "C", tight(SIZES) | {"C": Fraction(9, 10)}),
        normalised("X", "K", LINE | {"X": columns(ONE * 2), "W": [[ONE / 2]], "B": ONE / 4}),
        normalised("Y", "L", louder(tight(SIZES), Fraction(10, 9))),
        Hypothesis(
            r"TT^\top \succeq s^2 P_Y",
            lambda m, X, Y, W, s: psd(filled(m, X, Y, W, s)),
            Drop(both_beside((Fraction(3, 5), Fraction(4, 5))) | {"s": Fraction(1, 2)}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    sharp=Family(((Fraction(3, 5), Fraction(0)), SIZES, (Fraction(12, 13), Fraction(3, 13))), tight, attained),
    refutes=("one_sided_budget_unreduced", "one_sided_budget_as_two_sided", "one_sided_budget_of_one_output"),
    kernel=("floors_operator_budget_without_slack",),
    uses=("floors/operator_budget",),
)
