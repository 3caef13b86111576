"""Two small networks trained together: their inputs, their layers, and the CKA that a loss can hold down."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from unalignable.theory import participation_ratio

INPUTS: Final = 4


def inputs_and_target(samples: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Standard normal inputs x, shape (samples, 4), and sin(2 x_1) + x_2 x_3, shape (samples,).

    Neither a linear nor an additive function of the inputs, so the networks have to make features of their own.
    """
    x = np.random.default_rng(seed).normal(size=(samples, INPUTS))
    return x, np.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2]


def perceptron(hidden: int, features: int) -> nn.Sequential:
    """4 → hidden → features, tanh between; double precision, so that rounding is far below what is measured."""
    return nn.Sequential(nn.Linear(INPUTS, hidden), nn.Tanh(), nn.Linear(hidden, features)).double()


def centred(features: Tensor) -> Tensor:
    """Each feature minus its mean over the samples."""
    return features - features.mean(dim=0)


def cka(X: Tensor, Y: Tensor) -> Tensor:
    """Linear CKA of centred features, with its gradient.

    Args:
        X: shape (n, p).
        Y: shape (n, q).
    """
    found: Tensor = (X.T @ Y).square().sum() / ((X.T @ X).norm() * (Y.T @ Y).norm())
    return found


def chance(X: Any, Y: Any) -> float:
    """The mean of linear CKA over all relabellings of the samples (nulls/permutation_mean)."""
    return float(np.sqrt(participation_ratio(X) * participation_ratio(Y)) / (len(X) - 1))
