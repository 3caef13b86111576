r"""Two networks that hold nothing but one output of rank two or more can still have CKA as near to zero as one likes.

Proof.     P projects onto the columns of HT, A and B onto two orthogonal directions among them. X = A + e(P - A) and
           Y = B + e(P - B) have the columns of P, and their heads undo the stretch: X(A + (P - A)/e) = P, and PT = HT.
           K = A + e^2(P - A) and L = B + e^2(P - B) give <K, L> = 2e^2 + (r - 2)e^4 and |K|^2 = |L|^2 = 1 +
           (r - 1)e^4. For P = FF' with r orthonormal columns, XF and YF are the same in r features.
Sharpness. Y is X times a map of condition number 1/e^2, and for r = 2 this is the least CKA that such a map allows
           (invariance/invertible_map_bound). Where T is white, either head has the condition number 1/e, and it is the
           least of floors/condition_of_two_heads. Rank one has a single direction, and CKA 1
           (floors/one_direction_each). Both sides have to be stretched: against a white one, CKA is at least 1/sqrt(r)
           (floors/one_sided_stretching).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.carriers.exact import Exact
from ..core.record import All, Case, Drop, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, nonzero, zero
from ..core.strategies import matrices, positive, rank_profile


def stretched(m: Any, T: Any, A: Any, e: Any) -> tuple[Any, Any]:
    """X = A + e(P - A), n x n, and its head (A + (P - A)/e)T."""
    rest = m.projector(m.center(T)) - A
    return A + rest * e, (A + rest * (1 / e)) @ T


def value(m: Any, T: Any, e: Any) -> tuple[Any, Any]:
    """<K, L> and |K|^2 = |L|^2."""
    r = m.ratio(m.rank(m.center(T)), 1)
    return (r - 2) * e**4 + e**2 * 2, (r - 1) * e**4 + 1


def claim(m: Any, T: Any, A: Any, B: Any, e: Any) -> All:
    (X, W), (Y, V), t = stretched(m, T, A, e), stretched(m, T, B, e), m.center(T)
    one, cka, (common, size) = m.ratio(1, 1), m.linear_cka(X, Y), value(m, T, e)
    return All(
        *(eq(Z @ U, t) for Z, U in ((X, W), (Y, V))),
        *(eq(m.ratio(m.rank(Z), 1), m.ratio(m.rank(t), 1)) for Z in (X, Y)),
        eq(m.linear_r2(X, Y), one),
        eq(m.linear_r2(Y, X), one),
        eq(cka, common / size),
        le(cka, common),
    )


def symbolic(m: Any, T: Any, A: Any, B: Any, e: Any) -> Iterator[Verdict]:
    P = m.projector(m.center(T))
    more = m.psd_trace(m.projector_psd(P - A - B))  # r >= 2
    for power in (e**2, e**4):
        m.lemma_positive((m.trace(P) - 1) * power + 1, facts=[m.scaled(power, more)], rest=power + 1)
    (X, W), (Y, V), (common, size) = stretched(m, T, A, e), stretched(m, T, B, e), value(m, T, e)
    for Z, U, D in ((X, W, A), (Y, V, B)):
        yield m.decide(eq(Z @ U, P @ T))
        yield m.decide(eq(Z @ (D + (P - D) * (1 / e)), P))
        yield m.decide(eq(P @ Z, Z))
        yield m.decide(lt(0, m.inner(Z, Z)))
    yield from same_columns(m)
    cka = m.linear_cka(X, Y)
    yield m.decide(eq(cka, common / size))
    facts = [m.scaled(e**6 * 2 + e**8, more), m.scaled(e**8, m.square(more.value))]
    yield m.certificate(le(cka, common), scale=size, facts=facts, rest=e**6 * 2)


def same_columns(m: Any) -> Iterator[Verdict]:
    """For any X and Y, not 0, that a centred projector G is a right multiple of, and that it keeps."""
    X, Y, U, V, G = (m.matrix(name, "n", "n") for name in "XYUVG")
    kept = (eq(Z @ S, G) for Z, S in ((X, U), (Y, V))), (eq(G @ Z, Z) for Z in (X, Y)), map(nonzero, (X, Y))
    onto = eq(G.T, G), eq(G @ G, G), eq(m.center(G), G)
    with m.supposing(All(*(part for parts in kept for part in parts), *onto)):
        for Z in (X, Y):
            yield m.decide(eq(m.rank(Z), m.trace(G)))
        for score in (m.linear_r2(X, Y), m.linear_r2(Y, X)):
            yield m.decide(eq(score, m.ratio(1, 1)))


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any output of rank two or more, and any two orthogonal directions of it."""
    m, n = Exact(), draw(st.integers(3, 5))
    r = draw(st.integers(2, n - 1))
    T = draw(rank_profile(n, draw(st.integers(r, r + 1)), r))
    P = m.projector(m.center(T))
    a, b = (P @ draw(matrices(n, 1)) for _ in "AB")
    assume((a != 0).any())
    A = m.projector(a)
    b = b - A @ b
    assume((b != 0).any())
    return {"T": T, "A": A, "B": m.projector(b), "e": draw(positive())}


def onto(*column: int) -> list[list[Fraction]]:
    """The projector onto one direction."""
    return [[Fraction(i * j, sum(c * c for c in column)) for j in column] for i in column]


t, J, G = (1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)
PLANE = [list(row) for row in zip(t, J, strict=True)]
SQUARE: dict[str, Any] = {"T": PLANE, "A": onto(*t), "B": onto(*J), "e": Fraction(1, 2)}
ALL = [list(row) for row in zip(t, J, G, strict=True)]
BOTH = [[i + j for i, j in zip(*rows, strict=True)] for rows in zip(onto(*t), onto(*G), strict=True)]


def direction(name: str, case: Case) -> Hypothesis:
    """A projects onto one direction."""

    def holds(m: Any, **c: Any) -> All:
        A = c[name]
        return All(eq(A.T, A), eq(A @ A, A), eq(m.trace(A), 1))

    return Hypothesis(rf"{name}^\top = {name} = {name}^2,\ \mathrm{{tr}}\,{name} = 1", holds, Drop(case))


def inside(name: str, case: Case) -> Hypothesis:
    """It is a direction of the output."""
    return Hypothesis(
        rf"P{name} = {name}", lambda m, T, **c: eq(m.projector(m.center(T)) @ c[name], c[name]), Drop(case)
    )


THEOREM = Theorem(
    statement=(
        r"X = A + e(P - A),\ Y = B + e(P - B) \implies R^2_{X \to Y} = R^2_{Y \to X} = 1,\quad "
        r"\mathrm{CKA}(X, Y) = \frac{2e^2 + (r - 2)e^4}{1 + (r - 1)e^4} \le 2e^2 + (r - 2)e^4,\quad "
        r"P = P_{HT},\ r = \mathrm{rank}\,HT"
    ),
    case={"T": "n k", "A": "n n", "B": "n n", "e": ""},
    claim=claim,
    hypotheses=(
        direction("A", SQUARE | {"T": ALL, "A": BOTH}),
        direction("B", SQUARE | {"T": ALL, "A": onto(*J), "B": BOTH}),
        inside("A", SQUARE | {"A": onto(*G)}),
        inside("B", SQUARE | {"B": onto(*G)}),
        Hypothesis(r"AB = 0", lambda m, A, B: zero(A @ B), Drop(SQUARE | {"B": onto(*t)})),
        Hypothesis(r"e > 0", lambda m, e: lt(0, e), Drop(SQUARE | {"e": 0})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "stretched by two",
            SQUARE,
            lambda m, T, A, B, e: eq(m.linear_cka(stretched(m, T, A, e)[0], stretched(m, T, B, e)[0]), m.ratio(8, 17)),
        ),
        Witness(
            "one side alone",
            SQUARE,
            lambda m, T, A, e, **_: eq(m.linear_cka(stretched(m, T, A, e)[0], T) ** 2, m.ratio(25, 34)),
        ),
    ),
    refutes=("trace_normalised_cka",),
    kernel=("floors_no_floor_without_slack",),
)
