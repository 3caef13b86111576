r"""A linear probe with p features can learn exactly 2 sum_{k <= p} C(n - 1, k) of the 2^n labellings.

Proof.     Cover's recursion: of the labellings of n - 1 samples, those with a separating hyperplane through sample n
           get both labels there, and these are the labellings of n - 1 samples in p - 1 dimensions: L(n, p) =
           L(n - 1, p) + L(n - 1, p - 1). Here each labelling is decided on its own: two classes cannot be separated
           when their convex hulls meet, and then some minimal affine dependence of the samples has its positive
           coefficients in one class and its negative ones in the other.
Sharpness. General position is needed: four samples on a line in the plane admit 8 labellings, not 14. For n <= p + 1
           the count is 2^n: every labelling is learned, and a control task too (probes/control_tasks).
Source.    Cover (1965), the function-counting theorem.
"""

from __future__ import annotations

from itertools import combinations, product
from math import comb
from typing import Any

from flint import fmpq_mat
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, zero

Points = tuple[tuple[int, ...], ...]
Circuit = dict[int, bool]
"""Sample -> sign of its coefficient in a minimal affine dependence sum_i c_i (1, x_i) = 0."""


def circuit(points: Points, where: tuple[int, ...]) -> Circuit | None:
    """The signs of the dependence between these samples, when there is one and it needs all of them."""
    columns = [(1, *points[i]) for i in where]
    reduced, rank = fmpq_mat(len(columns), len(columns[0]), [x for c in columns for x in c]).transpose().rref()
    last = len(where) - 1
    if rank != last or any(reduced[i, i] == 0 or reduced[i, last] == 0 for i in range(last)):
        return None
    return {where[last]: True, **{where[i]: bool(reduced[i, last] < 0) for i in range(last)}}


def circuits(points: Points) -> list[Circuit]:
    """All minimal affine dependences: at most p + 2 samples each."""
    subsets = (c for size in range(2, len(points[0]) + 3) for c in combinations(range(len(points)), size))
    return [found for where in subsets if (found := circuit(points, where)) is not None]


def learnable(points: Points) -> int:
    """How many labellings a hyperplane separates."""
    known = circuits(points)
    return sum(
        not any(len({labels[i] == sign for i, sign in signs.items()}) == 1 for signs in known)
        for labels in product((False, True), repeat=len(points))
    )


def claim(m: Any, points: Points) -> Claim:
    n, p = len(points), len(points[0])
    return eq(m.ratio(learnable(points), 1), m.ratio(2 * sum(comb(n - 1, k) for k in range(p + 1)), 1))


def general_position(m: Any, points: Points) -> Claim:
    """No p + 1 samples, or fewer, are affinely dependent."""
    return zero(m.array(sum(len(signs) < len(points[0]) + 2 for signs in circuits(points))))


@st.composite
def cases(draw: DrawFn) -> Case:
    p = draw(st.integers(1, 3))
    n = draw(st.integers(1, 7 - p // 2))
    points = tuple(draw(st.tuples(*[st.integers(-9, 9)] * p)) for _ in range(n))
    assume(all(len(signs) == p + 2 for signs in circuits(points)))
    return {"points": points}


CORNERS, LINE = ((0, 0), (1, 0), (0, 1), (3, 4)), ((0, 0), (1, 1), (2, 2), (3, 3))
THEOREM = Theorem(
    statement=(
        r"\#\{\text{separable labellings of } n \text{ samples with } p \text{ features}\} ="
        r"2 \sum_{k \le p} \binom{n - 1}{k}"
    ),
    case={"points": "data"},
    claim=claim,
    hypotheses=(Hypothesis(r"\text{the samples are in general position}", general_position, Drop({"points": LINE})),),
    domain=cases(),
    variants=frozenset({"probe-accuracy"}),
    why_not={
        "symbolic": "a count of labellings of n given samples: words have no entries",
        "float": "a count decided on integers; no measure is computed",
    },
    witnesses=(
        Witness(
            "fourteen of sixteen", {"points": CORNERS}, lambda m, points: eq(m.array(learnable(points)), m.array(14))
        ),
        Witness("all of eight", {"points": CORNERS[:3]}, lambda m, points: eq(m.array(learnable(points)), m.array(8))),
    ),
    kernel=("probes_cover_count",),
    cites=("cover1965geometrical",),
)
