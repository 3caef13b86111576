r"""Deleting principal components hardly moves CKA, though a probe for them falls to zero.

Proof.     Split X into two uncorrelated blocks of columns, A_c'B_c = 0: then K = K_A + K_B with K_A K_B = 0, so
           <K, K_A> = |K_A|^2 and CKA^2 = |K_A|^2/(|K_A|^2 + |K_B|^2). Principal components are such blocks, and
           |K_A|^2 is the sum of their squared eigenvalues. P_A B_c = 0, so no probe on A reads B.
Sharpness. The blocks have to be uncorrelated: A = (0, 0, 1), B = (0, 1, 0) has CKA^2 = 5/8 against 1/2, and R^2 = 1/4.
Source.    Ding, Denain and Steinhardt (2021) delete principal components to test similarity scores; the formula is
           derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import REWRITING, All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, varies, zero
from ..core.strategies import orthogonal, positive, uncorrelated, white


def claim(m: Any, A: Any, B: Any) -> Claim:
    kept, lost = (m.inner(m.gram(Z), m.gram(Z)) for Z in (A, B))
    return All(eq(m.linear_cka(m.concat(A, B), A) ** 2 * (kept + lost), kept), zero(m.linear_r2(A, B)))


@st.composite
def components(draw: DrawFn) -> Case:
    """Principal components of a spectrum drawn at random, in a basis of their own for each block."""
    n = draw(st.integers(4, 5))
    W, k = draw(white(n, 3)), draw(st.integers(1, 2))
    X = W * [draw(positive()) for _ in range(3)]
    return {"A": X[:, :k] @ draw(orthogonal(k)), "B": X[:, k:] @ draw(orthogonal(3 - k)) + draw(st.integers(-2, 2))}


@st.composite
def blocks(draw: DrawFn) -> Case:
    A, B = draw(uncorrelated(draw(st.integers(3, 5)), draw(st.integers(1, 2)), draw(st.integers(1, 2))))
    return {"A": A, "B": B}


def spectrum(k: int) -> Case:
    """Eigenvalues 9, 4, 1 (times 4), cut after k components."""
    rows = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
    X = [[3 * a, 2 * b, c] for a, b, c in rows]
    return {"A": [row[:k] for row in X], "B": [row[k:] for row in X]}


def keeps(share: int) -> Any:
    return lambda m, A, B: eq(m.linear_cka(m.concat(A, B), A) ** 2, m.ratio(share, 98))


PAIR = {"A": [[1], [-1], [0]], "B": [[1], [1], [-2]]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}([A, B], A)^2 = \frac{\|K_A\|^2}{\|K_A\|^2 + \|K_B\|^2} ="
        r"\frac{\sum_{i \le k} \lambda_i^2}{\sum_i \lambda_i^2}, \quad R^2_{A \to B} = 0"
    ),
    case={"A": "n p", "B": "n q"},
    claim=claim,
    hypotheses=(
        varies("A", PAIR | {"A": [[1]] * 3}),
        varies("B", PAIR | {"B": [[1]] * 3}),
        Hypothesis(
            r"A_c^\top B_c = 0",
            lambda m, A, B: zero(m.center(A).T @ m.center(B)),
            Drop({"A": [[0], [0], [1]], "B": [[0], [1], [0]]}),
        ),
    ),
    domain=st.one_of(components(), blocks()),
    variants=frozenset({"linear", "r2"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("one of (9, 4, 1)", spectrum(1), keeps(81)),
        Witness("two of (9, 4, 1)", spectrum(2), keeps(97)),
    ),
    refutes=("first_feature_cka", "trace_normalised_cka"),
    kernel=("probes_top_components_keep_cka", "probes_top_components_keep_cka_spectrum"),
    cites=("ding2021grounding",),
)
