r"""Any network has a twin with the same outputs whose representation has the signs of whole rows flipped.

Proof.     f = g o h. Let s(h) be a sign that depends on |h| alone, |.| taken entrywise, and psi(h) = s(h)h. Then
           |psi(h)| = |h|, so s(psi(h)) = s(h) and psi(psi(h)) = s(h)^2 h = h: psi undoes itself. The twin has the
           representation psi(h) and the head g o psi, and (g o psi)(psi(h)) = g(h), for every head g and every input.
           A flipped sign does not round: in floating point the outputs agree to the last bit. In plain words, a
           bijection and its inverse are inserted.
Sharpness. The sign must not read h itself: s = sign(h - 1/2) maps -1 and 1 to one point, and no head tells them apart.
Source.    Derived here. How little covariance remains: twists/random_signs.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq
from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Witness, eq, lt, zero
from ..core.strategies import matrices
from ..core.uncorrelated import uncorrelated


def score(m: Any, X: Any, a: Any, b: Any, e: Any) -> Any:
    """(|h| + eh)a - b for every row h: it reads |h| alone when e is 0."""
    return (abs(X) + X * e) @ a - m.ones(X) * b


def twisted(m: Any, X: Any, a: Any, b: Any, e: Any) -> Any:
    """psi of every row, with s the sign of its score."""
    value = score(m, X, a, b, e)
    return m.diagonal_matrix(value / abs(value)) @ X


def head(m: Any, X: Any, W: Any, V: Any) -> Any:
    """Any head: here a ReLU layer and a readout."""
    return m.pos(X @ W) @ V


def claim(m: Any, X: Any, W: Any, V: Any, a: Any, b: Any, e: Any) -> Claim:
    twin = twisted(m, X, a, b, e)
    undone = twisted(m, twin, a, b, e)
    return All(eq(abs(twin), abs(X)), eq(undone, X), eq(head(m, undone, W, V), head(m, X, W, V)))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Integer rows and weights against a threshold halfway between integers: no row is at the threshold."""
    n, d, k = (draw(st.integers(1, most)) for most in (4, 3, 3))
    return {
        "X": draw(matrices(n, d, nonconstant=False)),
        "W": draw(matrices(d, k, nonconstant=False)),
        "V": draw(matrices(k, 2, nonconstant=False)),
        "a": draw(matrices(d, 1, nonconstant=False)),
        "b": fmpq(2 * draw(st.integers(-2, 4)) + 1, 2),
        "e": 0,
    }


LINE: dict[str, Any] = {"X": [[-1], [1]], "W": [[1, -1]], "V": [[1], [2]], "a": [[1]], "b": fmpq(1, 2), "e": 0}
TRIPLE: dict[str, Any] = LINE | {"X": [[-5], [-4], [-3], [3], [4], [5]], "b": fmpq(9, 2)}


def orthogonal(m: Any, X: Any, a: Any, b: Any, e: Any) -> Claim:
    twin = twisted(m, X, a, b, e)
    return All(eq(twin, m.array([[-5], [4], [3], [-3], [-4], [5]])), uncorrelated(m, X, twin))


THEOREM = Theorem(
    statement=r"\psi(h) = s(|h|)\,h,\ s = \pm 1:\quad \psi(\psi(h)) = h,\quad (g \circ \psi)(\psi(h)) = g(h) "
    r"\text{ for every head } g",
    case={"X": "n d", "W": "d k", "V": "k r", "a": "d 1", "b": "", "e": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"s \text{ reads } |h| \text{ alone, } \epsilon = 0", lambda m, e: zero(e), Drop(LINE | {"e": 1})),
        Hypothesis(r"s \ne 0", lambda m, X, a, b, e: lt(0, score(m, X, a, b, e) ** 2), Drop(LINE | {"b": 1})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    why_not={
        "symbolic": "the sign is a function of the entries of a row; with any signs S on the diagonal SS = I, and what "
        "of the covariance remains is symbolic (twists/random_signs)"
    },
    witnesses=(Witness("3, 4, 5 against their twin: 0", TRIPLE, orthogonal),),
    kernel=("twists_sign_twin", "twists_sign_twin_samples"),
)
