r"""In a plane bounded readouts force more CKA: with three samples, or with two outputs and nothing beside them.

Proof.     A = TT'/B = aG + bJ for orthogonal directions G and J of the plane. For k = |K| <= 1, E = K - kA is
           semidefinite, as K - A and (1 - k)A are. With x = <E, G> and y = <E, J>, |E| <= tr E = x + y. Let c = 1 -
           a^2 - b^2, e = sqrt(1 - b^2) - a, f = sqrt(1 - a^2) - b, none of them negative; e^2 + 2ae = f^2 + 2bf = c. So
           ck^2 <= 2k(ax + by) + (x + y)^2 is (fx + ey - kef)(ck + ex + fy) >= xy(e - f)^2 >= 0, and fx + ey >= kef. So
           <K, M> >= k(1 + s) for M = (e + 2a)G + (f + 2b)J, with s the floor, and |M|^2 = 2(1 + s): K is within half
           the angle arccos s of M, and so is L.
Sharpness. Attained by K = sqrt(1 - b^2)G + bJ and L = aG + sqrt(1 - a^2)J. For one output b = 0, and s = |T'T|/B; for
           two s is larger. With a third direction one output forces only the square of that (floors/operator_budget).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.carriers.exact import Exact
from ..core.derivations import half_angles
from ..core.forces import Forces
from ..core.knowledge import Knowledge
from ..core.numbers import sqrt
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, eq, le, lt, nonzero, zero
from ..core.strategies import invertible, matrices, positive
from ..identifiability.zero_slack import same_output
from .bounded_readouts import normalised
from .no_floor_without_slack import onto
from .operator_budget import columns, small, spends
from .operator_budget import tight as both_beside
from .operator_budget_without_slack import room


def claim(m: Any, X: Any, Y: Any, W: Any, B: Any, a: Any, b: Any) -> All:
    floor = m.two_direction_floor(a, b)
    return All(le(floor, m.linear_cka(X, Y)), le(m.norm(m.gram(X @ W)) / B, floor))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, G: Any, J: Any, B: Any, a: Any, b: Any) -> Iterator[Verdict]:
    T, K, L = m.center(X) @ W, m.gram(X), m.gram(Y)
    rests = [room(m, T, *part, B) for part in ((X, W), (Y, V))]
    c = spare(m, T, X, rests[0], G, J, B, a, b)
    e, f, short = sides(m, c, a, b)
    floor, more = claim(m, X, Y, W, B, a, b).parts
    M = G * (e + a * 2) + J * (f + b * 2)
    with m.supposing(lt(0, c.value)):
        for N, rest in zip((K, L), rests, strict=True):
            share = m.psd_scaled((1 - m.norm(N)) / B, m.gram_psd(T))
            E = m.psd_sum(m.psd_scaled(1 / B, rest), share)
            beyond = chord(m, E, m.norm(N), c.value, (G, e, e + a * 2), (J, f, f + b * 2))
            yield m.certificate(le(m.norm(N) * (2 - short.value), m.inner(N, M)), facts=[beyond])
        yield m.decide(eq(m.inner(M, M), (2 - short.value) * 2))
        yield m.decide(le(0, m.two_direction_floor(a, b)))
        yield m.certificate(le(m.two_direction_floor(a, b), 1), facts=[short])
    yield half_angles(m)
    with m.supposing(le(c.value, 0)):  # |TT'| = B: <K, L> >= |A|^2 >= 1, and the floor is at most 1
        alike = m.divided(m.loewner(m.gram_psd(T), rests[0], m.gram_psd(T), rests[1]), B**2)
        below = m.scaled(m.norm(K), m.sign_known(1 - m.norm(L))), m.sign_known(1 - m.norm(K))
        facts = [alike, m.sign_known(-c.value), m.scaled(m.norm(K) * m.norm(L), short), *below]
        yield m.certificate(floor, scale=m.norm(K) * m.norm(L), facts=facts)
    crossed = m.from_squares(c, (e + a) * (f + b), a * b)
    larger = m.from_squares(m.scaled(a * b * 2, crossed), m.two_direction_floor(a, b), m.norm(m.gram(X @ W)) / B)
    yield m.certificate(more, facts=[larger])


def spare(m: Any, T: Any, X: Any, rest: Any, G: Any, J: Any, B: Any, a: Any, b: Any) -> Any:
    """c = 1 - a^2 - b^2 >= 0 from |TT'| <= B|K| <= B, and a, b >= 0."""
    output, size = m.gram_psd(T), m.norm(m.gram(X))
    for D in (G, J):
        m.lemma_nonnegative(m.psd_product(output, m.projector_psd(D)))
    large = m.sum(m.psd_product(rest, output), m.scaled(B, m.psd_product(rest, m.gram_psd(m.center(X)))))
    c = m.sum(m.divided(large, B**2), m.scaled(1 + size, m.sign_known(1 - size)))
    m.lemma_nonnegative(c)
    for other in (a, b):
        m.lemma_nonnegative(m.sum(c, m.square(other)))
    return c


def sides(m: Any, c: Any, a: Any, b: Any) -> tuple[Any, Any, Any]:
    """e = sqrt(1 - b^2) - a >= 0, f = sqrt(1 - a^2) - b >= 0, and the fact that the floor is at most 1."""
    across, along = m.sqrt(1 - b**2), m.sqrt(1 - a**2)
    e, f = m.from_squares(c, across, a), m.from_squares(c, along, b)
    short = m.scaled(m.ratio(1, 2), m.sum(m.square(e.value), m.square(f.value)))
    for fact in (e, f, short):
        m.lemma_nonnegative(fact)
    return e.value, f.value, short


def chord(m: Any, E: Any, k: Any, c: Any, *directions: tuple[Any, Any, Any]) -> Any:
    """<E, M> >= kc, M = pG + qJ: from |E|^2 <= (tr E)^2 comes fx + ey >= kef, and ep = fq = c."""
    (G, e, p), (J, f, q) = directions
    x, y = (m.psd_product(E, m.projector_psd(D)) for D in (G, J))
    size = m.scaled(e * f, m.psd_product(m.trace_psd(E), E))
    total = m.scaled(e, x), m.scaled(f, y)
    by = total[0].value + total[1].value + c * k
    m.lemma_positive(by, facts=total, rest=c * k)
    line = m.divided(m.sum(size, m.product(m.product(x, y), m.square(e - f))), by)
    return m.divided(m.scaled(p * q, line), c)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any plane of the samples, features that span it, and any output in it, of rank one or two."""
    m, n = Exact(), draw(st.integers(3, 5))
    u, v = (m.center(draw(matrices(n, 1))) for _ in "GJ")
    v = v - m.projector(u) @ v
    assume((u != 0).any() and (v != 0).any())
    F, sizes = m.concat(u, v), (draw(positive()), draw(st.one_of(st.just(0), positive())))
    parts = []
    for _ in "XY":
        R = draw(invertible(2))
        Z, U = (
            F @ R + draw(matrices(1, 2, nonconstant=False)),
            m.solve(R, m.identity(2) * np.array([sizes], dtype=object)),
        )
        parts.append(small(m, Z, U, m.inner(U, U)))
    (X, W, B), (Y, V, C) = parts
    B = max(B, C)
    a, b = (size**2 * m.inner(z, z) / B for size, z in zip(sizes, (u, v), strict=True))
    return {"X": X, "Y": Y, "W": W, "V": V, "G": m.projector(u), "J": m.projector(v), "B": B, "a": a, "b": b}


def tight(squares: tuple[Fraction, Fraction]) -> dict[str, Any]:
    """K = sqrt(1 - b^2)G + bJ and L = aG + sqrt(1 - a^2)J, of which aG + bJ is read."""
    a, b = (fmpq(square.numerator, square.denominator) for square in squares)
    p, q, x, y = (sqrt(z) for z in (sqrt(1 - b**2), sqrt(1 - a**2), a, b))
    if b == 0:
        return PLANE | {"X": columns(p), "Y": columns(x, q), "W": [[x]], "V": [[1], [0]], "a": a, "b": 0}
    return PLANE | {
        "X": columns(p, y),
        "Y": columns(x, q),
        "W": [[x / p, 0], [0, 1]],
        "V": [[1, 0], [0, y / q]],
        "a": a,
        "b": b,
    }


def attained(m: Any, X: Any, Y: Any, a: Any, b: Any, **_: Any) -> Claim:
    return eq(m.two_direction_floor(a, b), m.linear_cka(X, Y))


def directions(case: Case) -> Hypothesis:
    """G and J project onto two orthogonal directions."""

    def holds(m: Any, G: Any, J: Any) -> All:
        each = (part for D in (G, J) for part in (eq(D.T, D), eq(D @ D, D), eq(m.trace(D), 1)))
        return All(*each, zero(G @ J))

    return Hypothesis(
        r"G, J \text{ project onto two orthogonal directions}",
        holds,
        Drop(case),
    )


def in_a_plane(k: Knowledge) -> bool:
    """All that is there has two directions."""
    return k.samples == 3 or (k.rank == 2 and k.ranks == (2, 2))


def least_in_a_plane(m: Any, k: Knowledge) -> Any:
    """|T'T|/B for |T'T| = 1, where B is the larger squared norm."""
    x, y = k.most_norm_x, k.most_norm_y
    return None if x is None or y is None else m.ratio(1, 1) / m.array(max(x, y)) ** 2


PLANE: dict[str, Any] = {"G": onto(1, 1, -1, -1), "J": onto(1, -1, 1, -1), "B": 1}
ONE, EYE = Fraction(1), [[1, 0], [0, 1]]
FIRST: dict[str, Any] = {"X": columns(ONE), "Y": columns(ONE), "W": [[1]], "V": [[1]], "a": 1, "b": 0}
LINE = PLANE | FIRST
CROSSED = PLANE | {
    "X": columns(ONE / 2, ONE * 3 / 4),
    "Y": columns(ONE * 3 / 4, ONE / 2),
    "W": [[1, 0], [0, ONE * 2 / 3]],
    "V": [[ONE * 2 / 3, 0], [0, 1]],
    "a": ONE / 4,
    "b": ONE / 4,
}
BOTH = [[i + j for i, j in zip(*rows, strict=True)] for rows in zip(PLANE["G"], PLANE["J"], strict=True)]
CALM = columns(ONE / 2, ONE / 2)
LOUD = columns(ONE, ONE)
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge a\sqrt{1 - b^2} + b\sqrt{1 - a^2} \ge \frac{\|T^\top T\|_F}{B},\quad "
        r"T = X_cW = Y_cV,\ TT^\top = B(aG + bJ)"
    ),
    case=dict.fromkeys("GJ", "n n") | dict.fromkeys("Bab", "") | {"X": "n p", "Y": "n q", "W": "p k", "V": "q k"},
    claim=claim,
    hypotheses=(
        Hypothesis("X_cW = Y_cV", same_output, Drop(LINE | {"Y": [row[1:] for row in LOUD]})),
        Hypothesis(
            r"T \ne 0",
            lambda m, X, W: nonzero(m.center(X) @ W),
            Drop(LINE | {"Y": [row[1:] for row in LOUD], "W": [[0]], "V": [[0]], "B": 0}),
        ),
        spends("W", "B", LINE | {"X": CALM, "W": [[2], [0]]}),
        spends("V", "B", LINE | {"Y": CALM, "V": [[2], [0]]}),
        normalised("X", "K", LINE | {"X": LOUD, "W": [[1], [0]]}),
        normalised("Y", "L", LINE | {"Y": LOUD, "V": [[1], [0]]}),
        directions(CROSSED | {"G": BOTH, "J": [[0] * 4] * 4, "b": 1}),
        Hypothesis(
            r"TT^\top = B(aG + bJ)",
            lambda m, X, W, G, J, B, a, b: eq(m.gram(X @ W), (G * a + J * b) * B),
            Drop(CROSSED | {"a": 1, "b": 0}),
        ),
        Hypothesis(
            r"(G + J)X_c = X_c,\ (G + J)Y_c = Y_c",
            lambda m, X, Y, G, J: All(*(eq((G + J) @ m.center(Z), m.center(Z)) for Z in (X, Y))),
            Drop(PLANE | both_beside((Fraction(3, 5), Fraction(4, 5))) | {"a": Fraction(3, 5), "b": 0}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    sharp=Family(
        (
            (Fraction(3, 5), Fraction(0)),
            (Fraction(3, 5), Fraction(5, 13)),
            (Fraction(3, 5), Fraction(3, 5)),
            (Fraction(3, 5), Fraction(4, 5)),
        ),
        tight,
        attained,
    ),
    refutes=(
        "two_direction_as_two_sided",
        "two_direction_of_the_norm",
        "two_direction_without_crossing",
        "two_direction_of_the_difference",
    ),
    kernel=("floors_operator_budget_in_two_directions",),
    uses=("floors/operator_budget",),
    forces=(
        Forces(
            ("linear_cka",),
            lambda k: k.linear_output and k.same != "probabilities" and in_a_plane(k),
            least_in_a_plane,
            "one output is read from both, by readouts of bounded norm, and there are two directions in all",
        ),
    ),
)
