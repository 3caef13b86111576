r"""For two whitened representations CKA is the sum of squared canonical correlations, up to the ranks.

Proof.     K = cP and L = dR with P, R the projectors onto the columns of X_c and Y_c: tr KL = cd tr PR, |K|^2 = c^2
           r_X, |L|^2 = d^2 r_Y, and tr PR is the sum of the squared canonical correlations.
Sharpness. With one side white the sum is weighted by the spectrum of the other (probes/white_cka_is_r2): X =
           (1,-1,0), Y = [[0,0],[0,1],[1,0]] has CKA^2 = 9/40 against 1/2.
Source.    Kornblith et al. (2019), section 3, compare the scores: CKA weights principal components by their variance,
           CCA does not. This form is derived here.
"""

from __future__ import annotations

from math import prod
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces, exactly_one
from ..core.record import REWRITING, All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, varies
from ..core.strategies import semi_orthogonal, white


def claim(m: Any, X: Any, Y: Any) -> Claim:
    r, s = m.rank(m.center(X)), m.rank(m.center(Y))
    total = m.mean_squared_cca(X, Y) * m.minimum(r, s)
    return eq(m.linear_cka(X, Y) ** 2 * (r * s), total**2)


def white_x(m: Any, X: Any, c: Any) -> Claim:
    return eq(m.gram(X), m.projector(m.center(X)) * c)


def white_y(m: Any, Y: Any, d: Any) -> Claim:
    return eq(m.gram(Y), m.projector(m.center(Y)) * d)


def whitened(draw: DrawFn, n: int) -> tuple[Any, Any]:
    """White features in some dimension, moved off the origin, and their eigenvalue."""
    r = draw(st.integers(1, {2: 1, 3: 1, 4: 3, 5: 3}[n]))
    W = draw(white(n, r))
    X = W @ draw(semi_orthogonal(r, draw(st.integers(r, r + 1)))) + draw(st.integers(-2, 2))
    return X, (W[:, :1].T @ W[:, :1])[0, 0]


@st.composite
def cases(draw: DrawFn) -> Case:
    n = draw(st.integers(2, 5))
    (X, c), (Y, d) = whitened(draw, n), whitened(draw, n)
    return {"X": X, "Y": Y, "c": c, "d": d}


PLANES = {
    "X": [[1, 1], [1, -1], [-1, 1], [-1, -1]],
    "Y": [[1, 1], [-1, 1], [1, -1], [-1, -1]],
    "c": 4,
    "d": 4,
}
CORNER = {"X": [[1], [-1], [0]], "Y": [[0, 0], [0, 1], [1, 0]], "c": 2, "d": 1}
THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, Y) = \frac{\sum_k \rho_k^2}{\sqrt{r_X r_Y}}",
    case={"X": "n p", "Y": "n q", "c": "", "d": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("K = cP_X", white_x, Drop({"X": CORNER["Y"], "Y": CORNER["X"], "c": 1, "d": 2})),
        Hypothesis("L = dP_Y", white_y, Drop(CORNER)),
        varies("X", PLANES | {"X": [[1, 1]] * 4}),
        varies("Y", PLANES | {"Y": [[1, 1]] * 4}),
    ),
    domain=cases(),
    variants=frozenset({"linear", "cca"}),
    symbolic=REWRITING,
    witnesses=(
        Witness(
            "two planes",
            PLANES,
            lambda m, X, Y, **_: All(*(eq(s(X, Y), m.ratio(1, 1)) for s in (m.linear_cka, m.mean_squared_cca))),
        ),
    ),
    refutes=("squared_cca_uncentred", "squared_cca_by_larger_rank", "squared_cca_by_columns", "cca_for_squared_cca"),
    kernel=("probes_white_both_cka_is_cca",),
    cites=("kornblith2019similarity",),
    forces=(
        Forces(
            ("linear_cka",),
            lambda k: k.white and k.linear_output and bool(k.most_ranks),
            lambda m, k: m.ratio(k.least_rank, 1) / m.sqrt(m.ratio(prod(k.most_ranks), 1)),
            "as many canonical correlations are 1 as the output has dimensions, and CKA adds up their squares",
        ),
        Forces(
            ("linear_cka",),
            lambda k: k.white and k.condition is not None,
            exactly_one,
            "one is a linear image of the other, of the same rank, so that all canonical correlations are 1",
        ),
    ),
)
