r"""CKA with the labels bounds from both sides what a logistic probe can gain over the constant predictor.

Proof.     With class frequencies pi and logits log pi + Z the gain in log-likelihood is <Y, Z> - sum_i log(pi'exp z_i).
           Jensen: log(pi'exp z) >= pi'z, so for Z = XW + 1b' the gain is at most <Y_c, XW> <= |G||W| with G = X_c'Y_c,
           |G|^2 = CKA |K||L|. From below take Z = X_c W with W = 2G/c, c the largest eigenvalue of K. Taylor:
           log(pi'exp z) is pi'z and half a variance of z under some law of the classes; a variance is at most |z|^2/2.
           So the gain is at least <G, W> - |X_c W|^2/4 >= 2|G|^2/c - |G|^2/c = CKA |K||L|/c.
Sharpness. Without CKA no probe gains anything, with it some probe does. The lower bound is right up to second order for
           two equal classes that one feature hardly tells apart: with 11 of 20 samples at 1 and the others at -1, and
           the other way round, 0.2 is sure and the best probe gains 0.20033. The upper one is for W small along G. The
           rows of Y have to be probabilities: rows that sum to 3 break the lower bound, negative entries the upper.
Source.    Derived here, from the convexity and smoothness of the log-loss.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, le, varies, zero
from ..core.strategies import matrices


def gain(m: Any, Y: Any, Z: Any) -> Any:
    """The log-likelihood of logits log pi + Z less that of the constant predictor, in nats, over all samples."""
    one = m.ones(Y)
    frequencies = Y.T @ one * m.ratio(1, Y.shape[0])
    return m.inner(Y, Z) - m.trace(one.T @ m.log(m.exp(Z) @ frequencies))


def claim(m: Any, X: Any, Y: Any, W: Any, b: Any) -> Claim:
    x, K, L = m.center(X), m.gram(X), m.gram(Y)
    aligned = m.linear_cka(X, Y) * m.norm(K) * m.norm(L)
    top = m.leading_sum(K, 1)
    step = x.T @ m.center(Y) * (2 / top)
    return All(
        le(gain(m, Y, X @ W + m.ones(X) @ b.T), m.sqrt(aligned) * m.norm(W)),
        le(aligned / top, gain(m, Y, x @ step)),
    )


def rows_sum_to_one(m: Any, Y: Any) -> Claim:
    return eq(Y @ m.ones(Y.T), m.ones(Y))


def one_hot(labels: list[int], classes: int) -> Any:
    return np.array([[fmpq(int(label == c)) for c in range(classes)] for label in labels])


@st.composite
def cases(draw: DrawFn) -> Case:
    """Hard or soft labels, in two or three classes, and probes that tell classes apart: any, or along the gradient."""
    n, classes, p = draw(st.integers(2, 5)), draw(st.integers(2, 3)), draw(st.integers(1, 2))
    first, second = (draw(st.lists(st.integers(0, classes - 1), min_size=n, max_size=n)) for _ in range(2))
    X, Y = draw(matrices(n, p)), one_hot(first, classes)
    if draw(st.booleans()):
        Y = (Y * 2 + one_hot(second, classes)) / 3
    x = X - X.sum(axis=0) / n
    W = (
        x.T @ Y / draw(st.sampled_from((1, 10, 1000)))
        if draw(st.booleans())
        else draw(matrices(p, classes, nonconstant=False)) / 2
    )
    b = draw(st.sampled_from(((x - X)[:1] @ W, draw(matrices(1, classes, nonconstant=False)) / 2)))
    Z = X @ W + b
    assume((Y[:1] != Y).any() and (Z[:, :1] != Z).any())
    return {"X": X, "Y": Y, "W": W, "b": b.T}


STEP = {"X": [[0], [1], [2], [3]], "Y": [[1, 0], [1, 0], [0, 1], [0, 1]], "W": [[-1, 1]], "b": [[3], [0]]}
BLIND = {"X": [[0], [1], [1], [2]], "Y": [[0, 1], [1, 0], [1, 0], [0, 1]], "W": [[-1, 1]], "b": [[1], [0]]}
THREE = {"X": [[-2], [1], [2]], "Y": [[3, 0], [3, 0], [0, 3]], "W": [[0, 1]], "b": [[-2], [0]]}
NEGATIVE = {"X": [[-2], [0], [0]], "Y": [[-1, 2], [1, 0], [-1, 2]], "W": [[1, -2]], "b": [[0], [0]]}


def hardly_told_apart(m: Any, X: Any, Y: Any, W: Any, b: Any) -> Claim:
    """The probe that gets all four frequencies right, log-odds log(11/9) and -log(11/9), gains hardly more than 1/5."""
    x = m.array([[i] for i, k in ((-1, 11), (1, 9), (1, 11), (-1, 9)) for _ in range(k)])
    labels = m.array([[1, 0]] * 20 + [[0, 1]] * 20)
    G, half = x.T @ m.center(labels), m.log(m.ratio(11, 9)) * m.ratio(1, 2)
    best = gain(m, labels, m.concat(x * -half, x * half))
    sure = m.inner(G, G) / m.inner(x, x)
    return All(eq(sure, m.ratio(1, 5)), le(sure, best), le(best, m.ratio(501, 2500)))


def lowest_gain(m: Any, X: Any, Y: Any, W: Any, b: Any) -> Claim:
    return eq(m.inner(m.gram(X), m.gram(Y)) / m.trace(m.gram(X)), m.ratio(8, 5))


THEOREM = Theorem(
    statement=(
        r"\mathrm{gain}(W, b) \le \|W\|_F \sqrt{\mathrm{CKA}\, \|K\| \|L\|}, \qquad"
        r"\sup_{W, b} \mathrm{gain}(W, b) \ge \frac{\mathrm{CKA}\, \|K\| \|L\|}{\|K\|_{op}},"
        r"\quad \mathrm{gain} = \langle Y, Z\rangle - \sum_i \log(\pi^\top \exp z_i),\ Z = XW + 1b^\top,"
        r"\ \pi = Y^\top 1/n"
    ),
    case={"X": "n p", "Y": "n C", "W": "p C", "b": "C 1"},
    claim=claim,
    hypotheses=(
        varies("X", STEP | {"X": [[1]] * 4}),
        varies("Y", STEP | {"Y": [[1, 0]] * 4}),
        Hypothesis("Y 1 = 1", rows_sum_to_one, Drop(THREE)),
        Hypothesis(r"Y \ge 0", lambda m, Y: le(Y * 0, Y), Drop(NEGATIVE)),
    ),
    domain=cases(),
    variants=frozenset({"linear", "probe-accuracy"}),
    why_not={"symbolic": "the log-loss is a sum of logarithms of sums of exponentials, entry by entry: not words"},
    witnesses=(
        Witness("the low against the high", STEP, lowest_gain),
        Witness("two classes hardly told apart", STEP, hardly_told_apart),
        Witness("the middle against the ends", BLIND, lambda m, X, Y, **_: zero(m.linear_cka(X, Y))),
    ),
    kernel=("probes_logistic_gain",),
    uses=("probes/logistic_probe_is_blind",),
)
