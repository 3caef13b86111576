r"""For whitened features CKA is a multiple of the linear probe's score.

Proof.     White means K = cP with P the projector onto the columns of X_c. Then tr KL = c tr PL = c R^2 tr L and
           |K|^2 = c^2 r_X, so CKA = R^2 tr L/(sqrt(r_X) |L|) = sqrt(PR(Y)/r_X) R^2.
Sharpness. For features that are not white it fails: X = [[0,0],[0,1],[1,0]], Y = (0, 1, 0) has CKA^2 = 5/8 and R^2 = 1,
           where the formula gives 1/2. The factor sqrt(PR(Y)/r_X) shows how CKA and a probe can disagree.
Source.    Kornblith et al. (2019), table 1 and section 3, for the scores in one basis; this form is derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces
from ..core.record import REWRITING, All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, varies
from ..core.strategies import matrices, semi_orthogonal, white


def claim(m: Any, X: Any, Y: Any) -> Claim:
    rank = m.rank(m.center(X))
    return eq(m.linear_cka(X, Y) ** 2 * rank, m.participation_ratio(Y) * m.linear_r2(X, Y) ** 2)


def is_white(m: Any, X: Any, c: Any) -> Claim:
    return eq(m.gram(X), m.projector(m.center(X)) * c)


@st.composite
def cases(draw: DrawFn) -> Case:
    """White features turned into more dimensions and moved off the origin."""
    n = draw(st.integers(2, 5))
    r = draw(st.integers(1, {2: 1, 3: 1, 4: 3, 5: 3}[n]))
    W = draw(white(n, r))
    X = W @ draw(semi_orthogonal(r, draw(st.integers(r, r + 1)))) + draw(st.integers(-2, 2))
    return {"X": X, "Y": draw(matrices(n, draw(st.integers(1, 3)))), "c": (W[:, :1].T @ W[:, :1])[0, 0]}


SQUARE = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": [[0, 1], [0, 1], [1, 1], [2, 0]], "c": 4}
THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, Y) = \sqrt{PR(Y)/r_X}\; R^2_{X \to Y}",
    case={"X": "n p", "Y": "n q", "c": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("K = cP_X", is_white, Drop({"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]], "c": 1})),
        varies("X", SQUARE | {"X": [[1, 1]] * 4}),
        varies("Y", SQUARE | {"Y": [[1, 1]] * 4}),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "participation-ratio"}),
    symbolic=REWRITING,
    witnesses=(
        Witness(
            "a square",
            SQUARE,
            lambda m, X, Y, c: All(eq(m.linear_cka(X, Y) ** 2, m.ratio(2, 5)), eq(m.linear_r2(X, Y), m.ratio(6, 7))),
        ),
    ),
    refutes=("r2_uniform_average", "participation_uncentred", "squared_cka"),
    kernel=("probes_white_cka_is_r2",),
    cites=("kornblith2019similarity",),
    forces=(
        Forces(
            ("linear_r2",),
            lambda k: k.white and k.linear_output and k.most_rank_y is not None,
            lambda m, k: m.ratio(k.least_rank, k.most_rank_y),
            "of white features, the output is the share that its rank is of theirs",
        ),
        Forces(
            ("linear_cka",),
            lambda k: k.white and k.r2 is not None and k.ranks is not None,
            lambda m, k: m.sqrt(m.ratio(*(k.ranks or (1, 1))[::-1])) * m.array(k.r2),
            "of white features, CKA is the root of the ratio of the ranks, times R²",
        ),
    ),
)
