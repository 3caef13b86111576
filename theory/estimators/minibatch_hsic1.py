r"""HSIC_1 averaged over all batches of b samples is HSIC_1 of all samples; CKA from those averages is debiased CKA.

Proof.     HSIC_1 is a combination, free of n, of means over distinct tuples of at most four samples
           (estimators/hsic1_is_a_u_statistic). A tuple lies in equally many batches as any other of its length, so the
           mean over batches of the mean over tuples in the batch is the mean over all tuples.
           Minibatch CKA takes the ratio after summing the three HSIC_1 over batches: with every batch once, the factors
           cancel.
Sharpness. Not so for the biased HSIC_0: for X = Y = (0,0,0,1,1) it is 9/100, and 11/120 on average over batches of
           four. (Four samples are one batch.) Nor for the average of the batches' ratios: for X = (0,0,1,1,2) and Y =
           (0,0,1,2,1) these average 2/5 over batches of four where debiased CKA is 7/11. Over random batches
           the three parts are unbiased, the ratio not.
Source.    Nguyen, Raghu and Kornblith (2021).
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.definitions import total
from ..core.record import All, Case, Claim, Drop, Hypothesis, Relation, Swap, Theorem, Verdict, Witness, eq, le, lt
from ..core.strategies import pairs


def batches(m: Any, X: Any, Y: Any, b: int) -> list[tuple[Any, Any]]:
    """Every batch of b samples."""
    eye = np.eye(X.shape[0], dtype=int)
    chosen = [m.array(eye[list(rows)]) for rows in combinations(range(X.shape[0]), b)]
    return [(S @ X, S @ Y) for S in chosen]


def average(m: Any, estimator: str, X: Any, Y: Any, b: int) -> Any:
    """The mean over all batches of an estimator of HSIC."""
    hsic = getattr(m, estimator)
    values = [hsic(A @ A.T, B @ B.T) for A, B in batches(m, X, Y, b)]
    return total(values) * m.ratio(1, len(values))


def claim(m: Any, X: Any, Y: Any, size: tuple[int]) -> Claim:
    return All(
        eq(average(m, "hsic1", X, Y, *size), m.hsic1(X @ X.T, Y @ Y.T)),
        eq(m.minibatch_cka(batches(m, X, Y, *size)), m.debiased_cka(X, Y)),
    )


def own(m: Any, Z: Any) -> Relation:
    return lt(0, m.hsic1(m.gram(Z), m.gram(Z)))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n = draw(st.integers(4, 5))
    X, Y = draw(pairs(n=n, p=st.integers(1, 2), q=st.integers(1, 2)))
    m = Exact()
    assume(all(m.decide(own(m, Z)) is Verdict.HOLDS for Z in (X, Y)))
    return {"X": X, "Y": Y, "size": (draw(st.integers(4, n)),)}


FIVE = {"X": [[0], [0], [1], [1], [2]], "Y": [[0], [0], [1], [2], [1]], "size": (4,)}
STEP = {"X": [[0], [0], [0], [1], [1]], "Y": [[0], [0], [0], [1], [1]], "size": (4,)}
SIX = {"X": [[0], [0], [0], [1], [1], [2]], "Y": [[0], [1], [1], [2], [2], [2]]}
SIMPLEX = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]]


def ratios(m: Any, X: Any, Y: Any, size: tuple[int]) -> Claim:
    each = [m.minibatch_cka([batch]) for batch in batches(m, X, Y, *size)]
    return All(eq(total(each) * m.ratio(1, 5), m.ratio(2, 5)), eq(m.debiased_cka(X, Y), m.ratio(7, 11)))


def biased(m: Any, X: Any, Y: Any, size: tuple[int]) -> Claim:
    """HSIC_0 in full, and on average over batches of four."""
    return All(eq(average(m, "hsic0", X, Y, *size), m.ratio(11, 120)), eq(m.hsic0(X @ X.T, Y @ Y.T), m.ratio(9, 100)))


def value(m: Any, X: Any, Y: Any) -> Claim:
    return eq(m.debiased_cka(X, Y), m.ratio(5, 6))


THEOREM = Theorem(
    statement=r"\mathrm{mean}_{|B| = b}\,\mathrm{HSIC}_1(K_B, L_B) = \mathrm{HSIC}_1(K, L), \quad "
    r"\mathrm{CKA}_{\mathrm{minibatch}} = \mathrm{CKA}_1",
    case={"X": "n p", "Y": "n q", "size": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\mathrm{HSIC}_1(K, K) > 0", lambda m, X: own(m, X), Drop(FIVE | {"X": SIMPLEX})),
        Hypothesis(r"\mathrm{HSIC}_1(L, L) > 0", lambda m, Y: own(m, Y), Drop(FIVE | {"Y": SIMPLEX})),
        Hypothesis(r"b \ge 4", lambda m, size: le(4, size[0]), Drop(FIVE | {"size": (3,)})),
        Hypothesis(r"\text{the unbiased estimator}", None, Swap("hsic0_as_hsic1", STEP)),
        Hypothesis(r"\text{the ratio is taken last}", None, Swap("minibatch_average_of_ratios", FIVE)),
    ),
    domain=cases(),
    variants=frozenset({"hsic", "minibatch-debiased", "linear-debiased"}),
    why_not={
        "symbolic": "a batch is a choice of rows, which words do not have; the identity behind it is derived for all n "
        "in estimators/hsic1_is_a_u_statistic"
    },
    witnesses=(
        Witness("the average of ratios", FIVE, ratios),
        Witness("the biased estimator", STEP, biased),
        Witness("15 batches of 4", SIX | {"size": (4,)}, value),
        Witness("6 batches of 5", SIX | {"size": (5,)}, value),
    ),
    refutes=(
        "minibatch_last_batch",
        "minibatch_average_of_ratios",
        "minibatch_sum_of_ratios",
        "minibatch_biased",
        "minibatch_norms_of_last_batch",
        "minibatch_divided_by_batches",
    ),
    kernel=("estimators_minibatch_hsic1", "estimators_minibatch_hsic1_cka"),
    uses=("estimators/hsic1_is_a_u_statistic",),
    cites=("nguyen2021wide", "song2007supervised"),
)
