r"""Relabelling the samples at random leaves the overlap of k nearest neighbours at k/(n - 1) on average.

Proof.     Row i of a neighbour matrix marks k of the n - 1 other samples. Relabelled at random, an ordered pair i !=
           j is marked on the second side with chance nk/(n(n - 1)) = k/(n - 1), whatever the first side marks. As
           matrices: N1 = k1 and tr N = 0, so the mean of PNP' is (k/(n - 1))(11' - I), and <M, .> is nk^2/(n - 1).
Sharpness. At k = n - 1 the score is 1 whatever the data; a point counted as its own neighbour moves the mean.
Source.    Groger, Wen and Brbic (2026), propositions 4.1 and 4.2.
"""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from ..core.record import Case, Claim, Hypothesis, Scope, Swap, Theorem, Witness, eq
from ..core.strategies import pairs


def mean(m: Any, X: Any, Y: Any, k: tuple[int]) -> Any:
    """The mean of the score of X and PY over all permutations P."""
    return m.mean_over_permutations(X.shape[0], lambda P: m.mutual_knn(X, P @ Y, k=k[0]))


def claim(m: Any, X: Any, Y: Any, k: tuple[int]) -> Claim:
    return eq(mean(m, X, Y, k), m.ratio(k[0], X.shape[0] - 1))


def tied(Z: Any, k: int) -> bool:
    """Some sample has two others as far away as its k-th neighbour."""
    D = ((Z[:, None] - Z[None, :]) ** 2).sum(-1)
    others = (sorted(row[:i].tolist() + row[i + 1 :].tolist()) for i, row in enumerate(D))
    return any(0 < k < len(row) and row[k - 1] == row[k] for row in others)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n = draw(st.sampled_from((3, 3, 4)))
    k = draw(st.integers(1, n - 1))
    X, Y = draw(pairs(n=n, elements=st.integers(-20, 20)))
    assume(not tied(X, k) and not tied(Y, k))
    return {"X": X, "Y": Y, "k": (k,)}


LINES = {"X": [[0], [1], [3], [7]], "Y": [[0], [4], [5], [7]], "k": (1,)}

THEOREM = Theorem(
    statement=r"\mathbb{E}_\Pi\,\mathrm{mkNN}_k(X, \Pi Y) = \frac{k}{n-1}",
    case={"X": "n p", "Y": "n q", "k": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\text{no sample is its own neighbour}", None, Swap("knn_with_self", LINES)),
        Hypothesis(
            r"\text{no tie for the } k\text{-th neighbour}",
            None,
            Scope("with a tie the k nearest neighbours are not defined; a tie-breaking rule may depend on the labels"),
        ),
    ),
    domain=cases(),
    variants=frozenset({"mutual-knn"}),
    why_not={"symbolic": "which samples are nearest is an order of entries, which words do not have; see the proof"},
    witnesses=(
        Witness("one neighbour of four samples", LINES, lambda m, X, Y, k: eq(mean(m, X, Y, k), m.ratio(1, 3))),
        Witness("as labelled", LINES, lambda m, X, Y, k: eq(m.mutual_knn(X, Y, k=1), m.ratio(3, 4))),
    ),
    refutes=("knn_with_self", "knn_one_more", "knn_over_union"),
    kernel=("nulls_mutual_knn_mean",),
    cites=("groger2026revisiting",),
)
