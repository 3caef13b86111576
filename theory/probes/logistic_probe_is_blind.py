r"""A logistic probe has nothing to learn exactly when a linear one reads nothing: the class means are equal.

Proof.     Start from the constant predictor, weights 0 and the log-odds as biases: every sample gets the class
           frequencies, and the gradient of the log-loss is X'(1 pi' - Y) = -X_c'Y in the weights and 0 in the biases.
           The loss is convex, so the constant is a global minimiser exactly when X_c'Y = 0. The class means are the
           rows of P_Y X for the projector onto the columns of Y, which span the ones: P_Y X = 1 mean' when P_Y X_c = 0.
Sharpness. Label rows have to sum to one: with the column Y = (1, 0, 1) alone and X = (4, 5, 6) the gradient is 0, but
           the labelled mean is 5 and the rest is 0. The loss is blind, not the accuracy: probes/accuracy_above_chance.
Source.    Derived here. How much a logistic probe gains when it is not blind: probes/logistic_gain.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Iff, Swap, Theorem, Verdict, Witness, eq, varies, zero
from ..core.strategies import matrices


def residual(m: Any, Y: Any) -> Any:
    """What the constant predictor gets wrong: class frequencies minus labels."""
    one = m.ones(Y)
    return one @ (one.T @ Y) * m.ratio(1, Y.shape[0]) - Y


def claim(m: Any, X: Any, Y: Any) -> All:
    wrong, one = residual(m, Y), m.ones(Y)
    grand_mean = one @ (one.T @ X) * m.ratio(1, X.shape[0])
    return All(
        zero(one.T @ wrong),
        Iff(
            zero(X.T @ wrong),
            zero(m.center(X).T @ m.center(Y)),
            eq(m.projector(Y) @ X, grand_mean),
            zero(m.linear_cka(X, Y)),
            zero(m.linear_r2(X, Y)),
        ),
    )


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    biases, same = claim(m, X, Y).parts
    yield m.decide(biases)
    x, y = m.center(X), m.center(Y)
    yield m.equivalent(same, roots=(x.T @ y, m.projector(x) @ y))


def rows_sum_to_one(m: Any, Y: Any) -> Claim:
    return eq(Y @ m.ones(Y.T), m.ones(Y))


def one_hot(labels: list[int], classes: int) -> Any:
    return np.array([[fmpq(int(label == c)) for c in range(classes)] for label in labels])


@st.composite
def cases(draw: DrawFn) -> Case:
    """Hard or soft labels; half of the features with equal class means, for hard labels."""
    n, classes = draw(st.integers(3, 5)), draw(st.integers(2, 3))
    first, second = (draw(st.lists(st.integers(0, classes - 1), min_size=n, max_size=n)) for _ in range(2))
    assume(len(set(first)) > 1)
    X, Y = draw(matrices(n, draw(st.integers(1, 2)))), one_hot(first, classes)
    if draw(st.booleans()):
        for c in set(first):
            members = [i for i in range(n) if first[i] == c]
            X[members] -= X[members].sum(axis=0) / len(members)
        assume((X != 0).any())
    elif draw(st.booleans()):
        Y = (Y * 2 + one_hot(second, classes)) / 3
        assume((Y[:1] != Y).any())
    return {"X": X, "Y": Y}


BLIND = {"X": [[0], [1], [1], [2]], "Y": [[0, 1], [1, 0], [1, 0], [0, 1]]}
SEEN = {"X": [[0], [1], [2], [3]], "Y": [[1, 0], [1, 0], [0, 1], [0, 1]]}
THEOREM = Theorem(
    statement=(
        r"\text{the constant predictor minimises the log-loss} \iff X_c^\top Y = 0 \iff"
        r"\text{the class means are equal} \iff R^2_{X \to Y} = 0 \iff \mathrm{CKA}(X, Y) = 0"
    ),
    case={"X": "n p", "Y": "n C"},
    claim=claim,
    hypotheses=(
        varies("X", BLIND | {"X": [[1]] * 4}),
        varies("Y", BLIND | {"Y": [[1, 0]] * 4}),
        Hypothesis("Y 1 = 1", rows_sum_to_one, Drop({"X": [[4], [5], [6]], "Y": [[1], [0], [1]]})),
        Hypothesis(
            r"\text{the score is the loss or } R^2 \text{, not the accuracy}", None, Swap("accuracy_for_r2", BLIND)
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "probe-accuracy"}),
    symbolic=symbolic,
    witnesses=(
        Witness("the middle against the ends", BLIND, lambda m, X, Y: zero(m.linear_r2(X, Y))),
        Witness("the low against the high", SEEN, lambda m, X, Y: eq(m.linear_r2(X, Y), m.ratio(4, 5))),
    ),
    refutes=("r2_without_intercept",),
    kernel=("probes_logistic_probe_is_blind", "probes_logistic_probe_is_blind_loss"),
    uses=("probes/zero",),
)
