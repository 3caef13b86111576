r"""A swirl turns every sphere around the origin by its own angle: norms stay, CKA is a squared characteristic function.

Proof.     Two spheres or rings A, B with mean 0, A'A = eI, B'B = fI, turned by rotations R and S: X = [A; B] and
           Y = [AR; BS]. Norms are kept, and turning back by R', S' undoes it. X'Y = eR + fS, X'X = Y'Y = (e + f)I: CKA
           and both R^2 are |eR + fS|^2/(d(e + f)^2), in the plane |(e exp(iw r) + f exp(iw s))/(e + f)|^2 for angles
           wr and ws: the squared characteristic function of the angle, weighted by energy.
Sharpness. 1 at equal turns, 0 for equal energies and opposite turns, and 1 again after whole turns: on a finite sample
           CKA is almost periodic in w and has no limit (twists/swirl_limit has one, for a law). The rings have to have
           equal energy in all directions.
Source.    Rotations that depend on the radius are known from nonlinear ICA; the formula is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, lt
from ..core.strategies import orthogonal, positive
from ..core.uncorrelated import uncorrelated


def swirled(m: Any, A: Any, B: Any, R: Any, S: Any) -> tuple[Any, Any]:
    return m.stack(A, B), m.stack(A @ R, B @ S)


def norms(m: Any, Z: Any) -> Any:
    return m.diagonal(Z @ Z.T)


def formula(m: Any, R: Any, S: Any, e: Any, f: Any) -> Any:
    """|eR + fS|^2/(d(e + f)^2)."""
    return m.swirl_cka([e, f], [R, S])


def claim(m: Any, A: Any, B: Any, R: Any, S: Any, e: Any, f: Any) -> Claim:
    X, Y = swirled(m, A, B, R, S)
    return All(*kept(m, A, B, R, S), *scores(m, X, Y, formula(m, R, S, e, f)))


def kept(m: Any, A: Any, B: Any, R: Any, S: Any) -> tuple[Claim, ...]:
    """Norms, and everything once the turns are taken back."""
    back = m.stack(A @ R @ R.T, B @ S @ S.T)
    return eq(norms(m, A @ R), norms(m, A)), eq(norms(m, B @ S), norms(m, B)), eq(back, m.stack(A, B))


def scores(m: Any, X: Any, Y: Any, share: Any) -> tuple[Claim, ...]:
    return eq(m.linear_cka(X, Y), share), eq(m.linear_r2(X, Y), share), eq(m.linear_r2(Y, X), share)


def symbolic(m: Any, A: Any, B: Any, R: Any, S: Any, e: Any, f: Any) -> Iterator[Verdict]:
    for part in kept(m, A, B, R, S):
        yield m.decide(part)
    X, Y = swirled(m, A, B, R, S)
    one = m.identity(R.shape[0])
    for Z in (X, Y):
        yield m.decide(eq(m.center(Z), Z))
        yield m.decide(eq(Z.T @ Z, one * (e + f)))
    yield m.decide(eq(m.inner(X.T @ Y, X.T @ Y) / ((e + f) ** 2 * R.shape[0]), formula(m, R, S, e, f)))
    g = m.scalar("g")  # the scores of any two such representations
    U, V = (m.matrix(name, m.dimension("n"), A.cols) for name in "UV")
    white = (part for Z in (U, V) for part in (eq(m.center(Z), Z), eq(Z.T @ Z, one * g)))
    with m.supposing(All(lt(0, g), *white)):
        for Z in (U, V):
            m.pseudo_inverse(Z)  # Z^+ Z = I
        for part in scores(m, U, V, m.inner(U.T @ V, U.T @ V) / (g**2 * R.shape[0])):
            yield m.decide(part)


def rotation(name: str) -> Any:
    def holds(m: Any, **case: Any) -> Claim:
        Q = case[name]
        return All(eq(Q.T @ Q, m.identity(Q.shape[0])), eq(Q @ Q.T, m.identity(Q.shape[0])))

    return holds


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Unions of frames and their negatives, on a line or in a plane."""
    d = draw(st.integers(1, 2))
    rings, energies = [], []
    for frames in (1, draw(st.integers(1, 2))):
        radius = draw(positive())
        Q = [draw(orthogonal(d)) * radius for _ in range(frames)]
        rings.append(np.concatenate([part for frame in Q for part in (frame, -frame)]))
        energies.append(2 * frames * radius**2)
    turns = {name: draw(orthogonal(d)) for name in "RS"}
    return {"A": rings[0], "B": rings[1], "e": energies[0], "f": energies[1], **turns}


ONE, QUARTER, HALF = [[1, 0], [0, 1]], [[0, 1], [-1, 0]], [[-1, 0], [0, -1]]
CROSS, CORNERS = [[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, 1], [1, -1], [-1, 1], [-1, -1]]
TILTED = [[3, 4], [-4, 3], [-3, -4], [4, -3]]
RINGS: dict[str, Any] = {"A": CROSS, "B": CORNERS, "R": ONE, "S": QUARTER, "e": 2, "f": 4}
TWELVE: dict[str, Any] = {
    "A": CROSS + [[fmpq(a, 5) for a in row] for row in TILTED],
    "B": CORNERS,
    "R": ONE,
    "S": HALF,
    "e": 4,
    "f": 4,
}


def turned_over(m: Any, A: Any, B: Any, R: Any, S: Any) -> Claim:
    """Squared norms 1 and 2, the outer ring turned by 180 degrees; five times as large, all entries are integers."""
    X, Y = swirled(m, A, B, R, S)
    integers = [[5 * a for a in row] for row in CROSS] + TILTED + [[5 * a for a in row] for row in CORNERS]
    rings = m.array([[1]] * 8 + [[2]] * 4)
    return All(eq(X * 5, m.array(integers)), eq(norms(m, X), rings), eq(norms(m, Y), rings), uncorrelated(m, X, Y))


def almost_periodic(m: Any, A: Any, B: Any, R: Any, S: Any) -> Claim:
    """The outer ring by 0, 1, 2, 3, 4 quarter turns."""
    values, turn = [], m.identity(2)
    for _ in range(5):
        values.append(m.linear_cka(*swirled(m, A, B, R, turn)))
        turn = turn @ m.array(QUARTER)
    expected = (m.ratio(k, 2) for k in (2, 1, 0, 1, 2))
    return All(*(eq(value, share) for value, share in zip(values, expected, strict=True)))


STRETCHED = [[2, 0], [-2, 0], [0, 1], [0, -1]]
THEOREM = Theorem(
    statement=r"X = [A; B],\ Y = [AR; BS],\ A^\top A = eI,\ B^\top B = fI:\quad \mathrm{CKA}(X, Y) = R^2 = "
    r"\frac{\|eR + fS\|_F^2}{d(e + f)^2},\quad \|y_i\| = \|x_i\|,\quad X = [AR\,R^\top; BS\,S^\top]",
    case={"A": "a d", "B": "b d", "R": "d d", "S": "d d", "e": "", "f": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("HA = A", lambda m, A: eq(m.center(A), A), Drop(RINGS | {"A": [[1, 0], [0, 1]], "e": 1})),
        Hypothesis("HB = B", lambda m, B: eq(m.center(B), B), Drop(RINGS | {"B": [[1, 0], [0, 1]], "f": 1})),
        Hypothesis(
            r"A^\top A = eI",
            lambda m, A, e: eq(A.T @ A, m.identity(A.shape[1]) * e),
            Drop(RINGS | {"A": STRETCHED, "e": 5}),
        ),
        Hypothesis(
            r"B^\top B = fI",
            lambda m, B, f: eq(B.T @ B, m.identity(B.shape[1]) * f),
            Drop(RINGS | {"B": STRETCHED, "f": 5}),
        ),
        Hypothesis(
            "e + f > 0",
            lambda m, e, f: lt(0, e + f),
            Drop(RINGS | {"A": [[0, 0]], "B": [[0, 0]], "e": 0, "f": 0}),
        ),
        Hypothesis(r"R^\top R = I", rotation("R"), Drop(RINGS | {"R": [[2, 0], [0, 2]]})),
        Hypothesis(r"S^\top S = I", rotation("S"), Drop(RINGS | {"S": [[2, 0], [0, 2]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness("twelve points on two rings: 0", TWELVE, turned_over),
        Witness("quarter turns: 1, 1/2, 0, 1/2, 1", TWELVE, almost_periodic),
        Witness(
            "energies 2 and 4: 5/9",
            RINGS,
            lambda m, A, B, R, S: eq(m.linear_cka(*swirled(m, A, B, R, S)), m.ratio(5, 9)),
        ),
    ),
    refutes=("swirl_not_squared", "swirl_without_energies", "swirl_of_squared_energies"),
    kernel=("twists_swirl",),
)
