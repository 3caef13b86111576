"""A linear readout of one representation: weights, bias, and the scores that it gives the samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..data_pair import SAFETY, UNIT, Real
from ..measures.centring import scaled
from ..measures.inputs import Matrix, matrix, require_finite


@dataclass(frozen=True)
class Readout:
    """W, with its singular value decomposition B diag(s) R'.

    Attributes:
        weights: W·2^-exponent, shape (p, m), largest entry in [1, 2).
        exponent: of the power of two that was divided by.
        bias: shape (m,), as given; zeros where none was.
        basis: B, orthonormal columns, shape (p, k) with k the numerical rank.
        values: s, shape (k,).
        right: R, shape (m, k).
        transposed: it came as (outputs, features).
    """

    weights: Real
    exponent: int
    bias: Real
    basis: Real
    values: Real
    right: Real
    transposed: bool

    @property
    def outputs(self) -> int:
        """m."""
        return int(self.weights.shape[1])

    @property
    def norm(self) -> float:
        """‖W‖_F·2^-exponent."""
        return float(np.linalg.norm(self.values))

    @property
    def inverse(self) -> Real:
        """R diag(1/s), shape (m, k): W times this is the basis."""
        return self.right / self.values

    @classmethod
    def of(cls, weights: Any, bias: Any, side: str, features: int) -> Readout:
        """Check and decompose.

        Args:
            weights: shape (features, outputs), or (outputs, features) as torch keeps it; a square one is read as
                (features, outputs). One axis is one output. NumPy or torch.
            bias: shape (outputs,), or None.
            side: the representation it reads, in messages.
            features: its width.

        Raises:
            ValueError: the shapes do not match, an entry is not finite, or all weights are 0.
        """
        name = f"the readout of {side}"
        W, transposed = _oriented(matrix(_column(weights), name), name, side, features)
        require_finite(W, name)
        values, exponent = scaled(W, name)
        if not np.any(values):
            raise ValueError(f"{name} is 0 everywhere, so it reads nothing; give the weights of a trained head")
        return cls._decomposed(values, exponent, _bias(bias, values.shape[1], name), transposed)

    @classmethod
    def _decomposed(cls, values: Real, exponent: int, bias: Real, transposed: bool) -> Readout:
        left, singular, right = np.linalg.svd(values, full_matrices=False)
        k = int(np.sum(singular > max(values.shape) * UNIT * singular[0]))
        return cls(values, exponent, bias, left[:, :k], singular[:k], right[:k].T, transposed)

    @property
    def score(self) -> Readout | None:
        """The one output, or the second minus the first of two; None where that reads nothing, or of more outputs."""
        if self.outputs == 1:
            return self
        if self.outputs > 2:
            return None
        values, more = scaled(self.weights[:, 1:] - self.weights[:, :1], "the difference of the two outputs")
        if not np.any(values):
            return None
        return self._decomposed(values, self.exponent + more, self.bias[1:] - self.bias[:1], self.transposed)

    def scores(self, X: Real, exponent: int) -> tuple[Real, Real, int]:
        """XW + b for every sample, how far each may be off, and the exponent of the power of two they count in.

        Args:
            X: the representation divided by 2^exponent, shape (n, p), not centred.
            exponent: of that power of two.
        """
        products = X @ self.weights
        reach = np.abs(X) @ np.abs(self.weights)
        unit = exponent + self.exponent
        top = float(np.max(np.abs(self.bias)))
        shift = max(0, int(np.frexp(top)[1]) - unit) if top > 0 else 0
        bias = np.ldexp(self.bias, -(unit + shift))
        scores = np.ldexp(products, -shift) + bias
        doubt = SAFETY * (X.shape[1] + 2) * UNIT * (np.ldexp(reach, -shift) + np.abs(bias))
        return scores, doubt, unit + shift


def _column(weights: Any) -> Any:
    """A vector of weights is one output."""
    if getattr(weights, "ndim", None) == 1:
        return weights.reshape(-1, 1)
    if isinstance(weights, list | tuple) and weights and not hasattr(weights[0], "__len__"):
        return [[w] for w in weights]
    return weights


def _oriented(W: Matrix, name: str, side: str, features: int) -> tuple[Real, bool]:
    values = np.asarray(W.values.cpu() if hasattr(W.values, "cpu") else W.values, dtype=np.float64)
    if values.shape[0] == features:
        return values, False
    if values.shape[1] == features:
        return values.T.copy(), True
    raise ValueError(
        f"{name} has shape {values.shape} and {side} has {features} features; it must be (features, outputs) = "
        f"({features}, …), or its transpose, as torch keeps it"
    )


def _bias(bias: Any, outputs: int, name: str) -> Real:
    if bias is None:
        return np.zeros(outputs)
    values = matrix(_column(bias), f"the bias of {name}")
    require_finite(values.values, values.name)
    found: Real = np.asarray(values.values.cpu() if hasattr(values.values, "cpu") else values.values, dtype=np.float64)
    if found.size != outputs:
        raise ValueError(f"{values.name} has {found.size} entries for {outputs} outputs; it needs one per output")
    return found.ravel()
