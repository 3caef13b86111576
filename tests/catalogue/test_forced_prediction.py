"""Which ranks force R^2 = 1 both ways of X and Y that read one output: exactly rank HX = rank HY in {r, n - 1}.

The two theorems that force it, and the one that takes it away, are put to every choice of ranks up to n = 5.
"""

import itertools

import numpy as np
import pytest

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.decide import call, decide
from unalignable.theory.core.record import Verdict
from unalignable.theory.floors import nothing_unread_is_predicted, unread_features_escape_prediction
from unalignable.theory.probes import control_tasks

M = Exact()
RANKS = [
    (n, r, left, right)
    for n in range(2, 6)
    for r, left, right in itertools.product(range(1, n), repeat=3)
    if r <= min(left, right)
]


def frame(n):
    """n - 1 orthogonal directions of n samples: (1, -1, 0, ...), (1, 1, -2, 0, ...), ..."""
    return M.array([[1 if i <= j else -(j + 1) if i == j + 1 else 0 for j in range(n - 1)] for i in range(n)])


def holds(theorem, case):
    """The case is inside the hypotheses; then the claim has to hold of it."""
    inside = (decide(M, call(h.holds, M, case)).verdict for h in theorem.hypotheses if h.holds)
    if any(verdict is not Verdict.HOLDS for verdict in inside):
        return False
    assert decide(M, call(theorem.claim, M, case)).verdict is Verdict.HOLDS
    return True


def one_way(n, r, left, right):
    """R^2 from X to Y is 1 for all X and Y of these ranks, by a theorem; or else for one Y it is below 1."""
    F = frame(n)
    X, Y = F[:, :left], F[:, :right]
    W, V = (M.array(np.eye(rank, r, dtype=int)) for rank in (left, right))
    read = {"X": X, "Y": Y, "W": W, "V": V}
    if holds(nothing_unread_is_predicted.THEOREM, read) or holds(control_tasks.THEOREM, {"X": X, "Y": Y, "C": Y}):
        return True
    case = {**read, "a": F[:, left : left + 1], "b": F[:, right - 1 : right], "s": M.ratio(1, 1)}
    assert holds(unread_features_escape_prediction.THEOREM, case)
    Z = unread_features_escape_prediction.moved(M, Y, case["a"], case["b"], case["s"])
    assert M.linear_r2(X, Z) < 1
    return False


@pytest.mark.parametrize("ranks", RANKS, ids=str)
def test_ranks_that_force_prediction(ranks):
    n, r, left, right = ranks
    both = one_way(n, r, left, right) and one_way(n, r, right, left)
    assert both == (left == right and left in (r, n - 1))
