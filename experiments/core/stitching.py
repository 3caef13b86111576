"""One network's layer read by another network's head, through a linear layer between the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

Real = NDArray[np.float64]
STEPS: Final = 50  # of L-BFGS: the loss no longer moves in its third digit
PENALTY: Final = 1e-3  # on the mean square of the trained weights, so that separable classes have a minimum


@dataclass(frozen=True)
class Head:
    """The last layer of a network: logits = X W + b.

    Attributes:
        weights: shape (features, classes).
        bias: shape (classes,).
    """

    weights: Real
    bias: Real

    def __call__(self, X: Real) -> Real:
        """Logits, shape (n, classes)."""
        found: Real = X @ self.weights + self.bias
        return found


@dataclass(frozen=True)
class Stitch:
    """A linear layer X S + s from the features of one network to those of another."""

    weights: Real
    bias: Real

    def __call__(self, X: Real) -> Real:
        """The features as the other network's head takes them, shape (n, features there)."""
        found: Real = X @ self.weights + self.bias
        return found


def by_formula(donor: Head, receiver: Head) -> Stitch:
    """S = W V⁺, which nothing is trained for: the receiver's head then gives the donor's logits.

    Exactly so where the columns of the receiver's weights V are independent, whatever its features are
    (floors/stitching_sees_nothing, with the constant feature 1 for the biases).
    """
    inverse = np.linalg.pinv(receiver.weights)
    return Stitch(donor.weights @ inverse, (donor.bias - receiver.bias) @ inverse)


def by_training(X: Real, y: NDArray[np.int64], receiver: Head) -> Stitch:
    """The stitching layer that gradient descent finds on labels, with the receiver's head frozen.

    Args:
        X: the donor's features on the training samples, shape (n, p).
        y: labels, shape (n,).
        receiver: the head.
    """
    mean, scale = X.mean(0), X.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    inputs, labels = torch.tensor((X - mean) / scale), torch.tensor(y)
    V, c = torch.tensor(receiver.weights), torch.tensor(receiver.bias)
    S = torch.zeros(X.shape[1], len(V), dtype=torch.float64, requires_grad=True)
    s = torch.zeros(len(V), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([S, s], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Any:
        optimiser.zero_grad()
        value = nn.functional.cross_entropy((inputs @ S + s) @ V + c, labels) + PENALTY * (S**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    weights = S.detach().numpy() / scale[:, None]
    return Stitch(weights, s.detach().numpy() - mean @ weights)


def accuracy(logits: Real, y: NDArray[np.int64]) -> float:
    """Share of the samples whose class has the largest logit."""
    return float(np.mean(logits.argmax(1) == y))
