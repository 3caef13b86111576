r"""The participation ratio of few samples and features has too small a harmonic mean, for signs by a known factor.

Proof.     For n x m signs F let g = |F|^4/|FF'|^2. In |FF'|^2 = sum F_ia F_ja F_ib F_jb each term with i = j or a = b
           is 1, so 1 - 1/g = (1 - 1/n)(1 - 1/m)(1 - u), u the mean of the terms with i != j and a != b. Over random P
           samples and Q features the mean of u stays u: (1 - 1/g)/((1 - 1/n)(1 - 1/m)) is on average the same in parts
           as in the whole. Drawn with replacement all terms are drawn, and E[1/g] of P samples and Q features is
           1/P + 1/Q - 1/PQ + (1 - 1/P)(1 - 1/Q)/g.
Sharpness. Four orthogonal features on four samples have g = 4; two of each have E[1/g] = 2/3, 13/16 with replacement.
           Three of four samples of three white centred features have PR = 2, never the 3 of the whole. The plain mean
           can be too large: with one of ten signs changed, two rows of five, g = 25/17, and E[g] = 37/25 for four of
           the columns. Features of different sizes are beyond the formula. For the samples at hand their own
           participation ratio is exact: the bounds on them hold with it, and only a population needs the correction.
Source.    E[1/g] is about 1/P + 1/Q + 1/g: Chun et al. (2026). The exact form for signs is derived here.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, le
from ..core.strategies import matrices


def inverse_ratio(m: Any, F: Any) -> Any:
    """|FF'|^2/|F|^4: one over the participation ratio, not centred."""
    return m.inner(F @ F.T, F @ F.T) / m.inner(F, F) ** 2


def over_parts(m: Any, F: Any, samples: int, features: int, f: Any) -> Any:
    """The mean of f over all choices of so many samples and features."""
    n, k = F.shape
    return m.mean_over_subsets(n, samples, lambda S: m.mean_over_subsets(k, features, lambda R: f(S @ F @ R.T)))


def room(m: Any, samples: int, features: int) -> Any:
    """(1 - 1/P)(1 - 1/Q)."""
    return m.ratio((samples - 1) * (features - 1), samples * features)


def claim(m: Any, F: Any, P: str, Q: str) -> Claim:
    whole, samples, features = inverse_ratio(m, F), int(P), int(Q)
    part = over_parts(m, F, samples, features, lambda G: inverse_ratio(m, G))
    return All(
        eq((1 - part) * room(m, *F.shape), (1 - whole) * room(m, samples, features)),
        le(whole, part),
    )


@st.composite
def cases(draw: DrawFn) -> Case:
    n, k = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    F = draw(matrices(n, k, elements=st.sampled_from((1, -1)), nonconstant=False))
    return {"F": F, "P": str(draw(st.integers(1, n))), "Q": str(draw(st.integers(1, k)))}


HADAMARD = [[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]]


@lru_cache
def with_replacement(samples: int, features: int) -> Fraction:
    """E[1/g] of so many independent draws of rows and of columns of HADAMARD."""
    F, found = np.array(HADAMARD), []
    for rows in product(range(4), repeat=samples):
        for columns in product(range(4), repeat=features):
            G = F[np.ix_(rows, columns)]
            found.append(Fraction(int(((G @ G.T) ** 2).sum()), (samples * features) ** 2))
    return sum(found, Fraction(0)) / len(found)


def orthogonal(m: Any, F: Any, P: str, Q: str) -> Claim:
    """g = 4, E[1/g] = 2/3 in parts of two by two; with replacement 13/16 = 1/2 + 1/2 - 1/4 + 1/16."""
    part = over_parts(m, F, 2, 2, lambda G: inverse_ratio(m, G))
    drawn, formula = m.array(with_replacement(2, 2)), 1 - room(m, 2, 2) * (1 - inverse_ratio(m, F))
    return All(
        eq(inverse_ratio(m, F), m.ratio(1, 4)),
        eq(part, m.ratio(2, 3)),
        eq(drawn, m.ratio(13, 16)),
        eq(formula, m.ratio(13, 16)),
    )


def centred(m: Any, F: Any, P: str, Q: str) -> Claim:
    """The centred ratio of the three white features, and of any three of the four samples."""
    X = F[:, 1:]
    parts = m.mean_over_subsets(4, 3, lambda S: m.participation_ratio(S @ X))
    squares = m.mean_over_subsets(4, 3, lambda S: m.participation_ratio(S @ X) ** 2)
    return All(eq(m.participation_ratio(X), m.ratio(3, 1)), eq(parts, m.ratio(2, 1)), eq(squares, m.ratio(4, 1)))


def plain_mean(m: Any, F: Any, P: str, Q: str) -> Claim:
    """Four of the five columns: E[g] is above g, and E[1/g] above 1/g as always."""
    F = m.array([[1, 1, 1, 1, 1], [1, 1, 1, 1, -1]])
    mean = over_parts(m, F, 2, 4, lambda G: 1 / inverse_ratio(m, G))
    return All(eq(1 / inverse_ratio(m, F), m.ratio(25, 17)), eq(mean, m.ratio(37, 25)))


FOUR = {"F": HADAMARD, "P": "2", "Q": "2"}
THEOREM = Theorem(
    statement=(
        r"\mathbb{E}\Bigl[1 - \frac1{g(F_{S,R})}\Bigr] = \frac{(1 - 1/P)(1 - 1/Q)}{(1 - 1/n)(1 - 1/m)}\Bigl(1 -"
        r"\frac1{g(F)}\Bigr), \quad g(F) = \frac{\|F\|_F^4}{\|FF^\top\|_F^2},\ F \in \{1, -1\}^{n \times m},"
        r"\ |S| = P,\ |R| = Q"
    ),
    case={"F": "n m", "P": "data", "Q": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"F_{ia}^2 = 1",
            lambda m, F: eq(F * F, m.ones(F) @ m.ones(F.T).T),
            Drop({"F": [[1, 1], [1, 1], [1, 2]], "P": "2", "Q": "2"}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"participation-ratio"}),
    why_not={"symbolic": "an average over subsets, of a quantity whose terms are told apart entry by entry"},
    witnesses=(
        Witness("orthogonal features", FOUR, orthogonal),
        Witness("centred features", FOUR, centred),
        Witness("the plain mean", FOUR, plain_mean),
    ),
    refutes=("participation_uncentred",),
    kernel=("probes_participation_ratio_of_a_sample",),
    cites=("chun2026dimensionality",),
)
