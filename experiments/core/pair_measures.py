"""Two trained networks at the layers that their heads read: every similarity beside its mean over relabellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from unalignable.theory import linear_cka, linear_r2, mutual_knn, permutation_null, procrustes

FOLDS: Final = 5
RIDGE: Final = 0.01  # of a feature's mean squared norm: directions that hardly vary would be fitted to chance
NEIGHBOURS: Final = 10
RELABELLINGS: Final = 3  # where the mean is not known in closed form; it varies little at some hundred samples

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """One network.

    Attributes:
        fitted: what its head reads, on the samples it was trained on, shape (n, p).
        held_out: the same on samples that it never saw, shape (n', p).
        weights: of the head, shape (p, m).
        bias: of the head, shape (m,).
    """

    fitted: Real
    held_out: Real
    weights: Real
    bias: Real

    @classmethod
    def of(cls, net: nn.Sequential, X: Any, X_held_out: Any) -> Side:
        """Run a network, in evaluation mode, whose last module is its linear head."""
        head = net[-1]
        assert isinstance(head, nn.Linear)
        with torch.inference_mode():
            fitted, held_out = (net[:-1](torch.tensor(part)).double().numpy() for part in (X, X_held_out))
            return cls(fitted, held_out, head.weight.detach().double().numpy().T, head.bias.detach().double().numpy())

    def answers(self, features: Real) -> NDArray[np.int64]:
        """The class of the largest logit."""
        found: NDArray[np.int64] = (features @ self.weights + self.bias).argmax(axis=1)
        return found


def similarities(a: Side, b: Side, labels: NDArray[np.int64], seed: int) -> dict[str, float]:
    """Similarities of two networks on held-out samples, each with its mean over relabellings as ``…_null``.

    Args:
        a: the first network.
        b: the second.
        labels: of the held-out samples.
        seed: of the relabellings.

    Returns:
        cka, debiased_cka, r2 and r2_back (cross-validated with a small ridge, X to Y and back), angle (of Procrustes,
        in radians), knn (10 nearest neighbours), stitched (see ``stitching``).
    """
    X, Y = a.held_out, b.held_out
    asked: dict[str, tuple[Any, tuple[Real, Real], dict[str, Any], int]] = {
        "cka": (linear_cka, (X, Y), {}, 1),
        "debiased_cka": (linear_cka, (X, Y), {"debiased": True}, 1),
        "r2": (linear_r2, (X, Y), {"cv": FOLDS, "ridge": _penalty(X)}, RELABELLINGS),
        "r2_back": (linear_r2, (Y, X), {"cv": FOLDS, "ridge": _penalty(Y)}, RELABELLINGS),
        "angle": (procrustes, (X, Y), {"kind": "angular"}, RELABELLINGS),
        "knn": (mutual_knn, (X, Y), {"k": min(NEIGHBOURS, len(X) - 1)}, 1),
    }
    found: dict[str, float] = {}
    for name, (measure, pair, options, permutations) in asked.items():
        null = permutation_null(measure, *pair, permutations=permutations, seed=seed, **options)
        found |= {name: null.value, f"{name}_null": null.mean}
    return found | stitching(a, b, labels, seed)


def _penalty(X: Real) -> float:
    return RIDGE * float(X.var(axis=0).mean()) * len(X)


def stitching(a: Side, b: Side, labels: NDArray[np.int64], seed: int) -> dict[str, float]:
    """Held-out accuracy of one network's head on the other's features, mapped by least squares with an intercept.

    The mean of both directions; for ``stitched_null`` the map is fitted to relabelled training samples.
    """
    rng = np.random.default_rng(seed)
    orders = [np.arange(len(a.fitted)), *(rng.permutation(len(a.fitted)) for _ in range(RELABELLINGS))]
    scores = np.zeros(len(orders))
    for source, target in ((a, b), (b, a)):
        centre, aim = source.fitted.mean(axis=0), target.fitted.mean(axis=0)
        inverse = np.linalg.pinv(source.fitted - centre)
        for index, order in enumerate(orders):
            S = inverse @ (target.fitted[order] - aim)
            answers = target.answers((source.held_out - centre) @ S + aim)
            scores[index] += float(np.mean(answers == labels)) / 2
    return {"stitched": float(scores[0]), "stitched_null": float(scores[1:].mean())}
