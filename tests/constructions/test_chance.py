"""What random signs and turns leave of the covariance: all of them enumerated, and wrong formulas that must differ."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from unalignable.constructions.core import chance
from unalignable.constructions.core.chance import heavy_tails, over_signs, over_turns

EPS = np.finfo(float).eps


def rounding(values):
    """What |X_c'Y_c|^2 of X (4 x 4) may be off by: 16 entries, each of 8 products and sums of numbers that are rounded
    a few times themselves, squared and added: 64 roundings of the largest value. A mean and a standard deviation of
    such values are off by no more than the values are, and by the roundings of their own sums."""
    return 64 * EPS * float(np.max(values))


X = np.array([[3.0, 0, 1, 2], [1, 4, -2, 0], [0, 1, 5, 1], [2, -2, 1, 3]])  # no two channels alike, mean not 0


def centred(A):
    return A - A.mean(0)


def kept(Y):
    """|X_c'Y_c|^2."""
    return float(np.sum((centred(X[:, : Y.shape[1]]).T @ centred(Y)) ** 2))


def exact_over_signs():
    """The first two moments over all 16 signs, in rational arithmetic."""
    rows = [[Fraction(int(x)) for x in row] for row in X]
    mean = [sum(column) / 4 for column in zip(*rows, strict=True)]
    values = []
    for signs in itertools.product((1, -1), repeat=4):
        entries = (
            sum(s * (row[i] - mean[i]) * row[j] for s, row in zip(signs, rows, strict=True))
            for i in range(4)
            for j in range(4)
        )
        values.append(sum(e * e for e in entries))
    first = sum(values) / 16
    return first, sum((v - first) ** 2 for v in values) / 16


def test_signs_exactly():
    mean, variance = exact_over_signs()
    found = over_signs(X)
    assert found.mean == mean  # products of small integers and quarters: nothing is rounded
    # the sum over pairs is exact too; a root and its square round once each
    assert found.sd**2 == pytest.approx(float(variance), rel=4 * EPS)


@pytest.mark.parametrize("width", [2, 3, 4])
def test_turns_exactly(width):
    """Frequencies up to 2 in every angle: the mean over the fifth roots of unity is the mean over all angles."""
    pairs = np.array([[1, 0], [3, 2]])[: width // 2]
    values = []
    for angles in itertools.product(2 * np.pi / 5 * np.arange(5), repeat=4):
        Y = X[:, :width].copy()
        for a, b in pairs:
            Y[:, a] = np.cos(angles) * X[:, a] - np.sin(angles) * X[:, b]
            Y[:, b] = np.sin(angles) * X[:, a] + np.cos(angles) * X[:, b]
        values.append(kept(Y))
    found = over_turns(X[:, :width], pairs)
    assert found.mean == pytest.approx(np.mean(values), abs=rounding(values))
    assert found.sd == pytest.approx(np.std(values), abs=rounding(values))


WRONG = {
    "each pair of samples once": lambda K, G: np.sum(np.triu(K * G, 1) ** 2) * 2,
    "the diagonal counted": lambda K, G: 2 * np.sum((K * G) ** 2),
    "both sides centred": lambda K, G: 2 * np.sum((K * (K - np.diag(np.diag(K)))) ** 2),
    "as if Gaussian, with fourth moment 3": lambda K, G: (
        2 * np.sum((K * G) ** 2) - 2 * np.sum(np.diag(K * G)) ** 2 / len(K)
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_wrong_variances_differ(wrong):
    """The planted bugs: each is off by more than a tenth on this example, where the formula is right to rounding."""
    _, variance = exact_over_signs()
    assert abs(wrong(centred(X) @ centred(X).T, X @ X.T) / float(variance) - 1) > 0.1


TIED = np.array([[3.0, 4], [3, 4], [3, 0], [3, -4], [0, 5]])  # |x| is the same in three rows


def shared(signs):
    return np.array([signs[0], signs[0], signs[1], signs[0], signs[2]])


def test_rows_of_equal_size_share_a_sign():
    C = centred(TIED)
    values = [
        float(np.sum((C.T @ (shared(signs)[:, None] * TIED)) ** 2)) for signs in itertools.product((1, -1), repeat=3)
    ]
    found = over_signs(TIED)
    assert found == pytest.approx((np.mean(values), np.std(values)), abs=rounding(values))
    a, b = np.sum(C**2), np.sum(TIED**2)
    assert heavy_tails(TIED) == pytest.approx(len(TIED) * found.mean / (a * b), rel=64 * EPS)
    # the planted bug: a sign for each row
    alone = float(np.sum(C**2, axis=1) @ np.sum(TIED**2, axis=1))
    assert found.mean > 1.1 * alone


def test_turns_of_rows_of_equal_size():
    values = []
    for angles in itertools.product(2 * np.pi / 5 * np.arange(5), repeat=3):
        c, s = np.cos(shared(angles)), np.sin(shared(angles))
        a, b = TIED.T
        values.append(float(np.sum((centred(TIED).T @ np.stack([c * a - s * b, s * a + c * b], 1)) ** 2)))
    found = over_turns(TIED, np.array([[0, 1]]))
    assert found == pytest.approx((np.mean(values), np.std(values)), abs=rounding(values))


def test_blocks_do_not_matter(monkeypatch):
    rows = np.random.default_rng(0).normal(size=(50, 3))
    rows[20:33] = rows[0]
    whole = over_signs(rows)
    monkeypatch.setattr(chance, "BLOCK", 7)
    # 2500 squares, all positive, added in another order: pairwise or by blocks, at most a few dozen roundings deep
    assert over_signs(rows) == pytest.approx(whole, rel=64 * EPS)
