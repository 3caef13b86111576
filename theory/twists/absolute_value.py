r"""A number and its absolute value, read by two ReLU heads, give one function on all of R, and have CKA zero.

Proof.     relu(t) + relu(-t) = |t| for every t: the representation t with that head and the representation |t| with the
           identity compute the same. A symmetric sample is mapped by a relabelling P to Pt = -t, and P|t| = |t|. So t
           has mean 0 and t'|t| = (Pt)'(P|t|) = -t'|t| = 0: an odd and an even representation are two different
           frequencies of P (twists/different_frequencies).
Sharpness. The sample has to be symmetric: (0, 1, 2) gives CKA 1. A floor for shared outputs needs a linear head.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Witness, eq, nonzero
from ..core.strategies import matrices
from ..core.uncorrelated import uncorrelated


def head(m: Any, X: Any) -> Any:
    """relu(t) + relu(-t), a layer with weights 1 and -1 and the readout 1, 1."""
    return m.pos(X) + m.pos(-X)


def claim(m: Any, X: Any) -> Claim:
    return All(eq(head(m, X), abs(X)), uncorrelated(m, X, abs(X)))


def one_sided(m: Any) -> Any:
    X = m.array([[0], [1], [2]])
    return m.linear_cka(X, abs(X))


def relabelling(m: Any, P: Any) -> Claim:
    """A 0/1 matrix with orthonormal rows."""
    return All(eq(P @ P.T, m.identity(P.shape[0])), eq(P * P, P))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Rows A and -A, with or without a row of zeros, in any order; two sizes at least in the first feature."""
    k, p, zeros = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(0, 1))
    A = draw(matrices(k, p, nonconstant=False))
    A[:, 0] = [2 + i for i in range(k)]
    A = np.concatenate([A, [[1] * p]])
    X, n = np.concatenate([A, -A, [[0] * p] * zeros] if zeros else [A, -A]), 2 * (k + 1) + zeros
    swap = [*range(k + 1, 2 * (k + 1)), *range(k + 1), *range(2 * (k + 1), n)]
    order = draw(st.permutations(range(n)))
    S, P = np.eye(n, dtype=int)[order], np.eye(n, dtype=int)[swap]
    return {"P": S @ P @ S.T, "X": X[order]}


THREE: dict[str, Any] = {"P": [[0, 0, 1], [0, 1, 0], [1, 0, 0]], "X": [[-1], [0], [1]]}
TWO: dict[str, Any] = {"P": [[0, 1], [1, 0]], "X": [[-1], [1]]}

THEOREM = Theorem(
    statement=r"\mathrm{relu}(t) + \mathrm{relu}(-t) = |t|,\quad "
    r"PX = -X \implies \mathrm{CKA}(X, |X|) = R^2_{X \to |X|} = R^2_{|X| \to X} = 0",
    case={"P": "n n", "X": "n p"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"H|X| \ne 0", lambda m, X: nonzero(m.center(abs(X))), Drop(TWO)),
        Hypothesis(
            r"\text{the sample is symmetric, } PX = -X",
            lambda m, P, X: eq(P @ X, -X),
            Drop(THREE | {"X": [[0], [1], [2]]}),
        ),
        Hypothesis(
            r"P \text{ relabels the samples}",
            relabelling,
            Drop({"P": [[-1, 0, 0], [0, -1, 0], [0, 0, -1]], "X": [[0], [1], [2]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    why_not={
        "symbolic": "absolute values are entrywise, and that P|X| = |PX| is said of entries; that an odd and an even "
        "representation are uncorrelated is a case of twists/different_frequencies, which is symbolic"
    },
    witnesses=(
        Witness("three samples", THREE, lambda m, X: All(eq(abs(X), m.array([[1], [0], [1]])), claim(m, X))),
        Witness("a sample that is not symmetric", THREE, lambda m: eq(one_sided(m), m.ratio(1, 1))),
    ),
    kernel=("twists_absolute_value",),
    uses=("twists/different_frequencies",),
)
