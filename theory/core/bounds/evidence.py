"""What is known about two representations: the activations, and where given their readouts and the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from ..data_pair import Pair, Real, Side
from ..measures.centring import scaled
from ..measures.inputs import Matrix, pair
from .readout import Readout
from .target import Target

REACH: Final = 400
"""Binary exponents between which products of two numbers are still floats."""


@dataclass(frozen=True)
class Evidence:
    """Everything that the bounds of this package are functions of.

    Attributes:
        pair: the two representations.
        readouts: the linear readouts of X and of Y, or None.
        target: the labels, or None.
        raw: X and Y as stored, each divided by a power of two, with the exponents; for scores with a bias.
    """

    pair: Pair
    readouts: tuple[Readout, Readout] | None = None
    target: Target | None = None
    raw: tuple[tuple[Real, int], tuple[Real, int]] | None = None

    @classmethod
    def of(
        cls,
        X: Any,
        Y: Any,
        *,
        readout: Sequence[Any] | None = None,
        bias: Sequence[Any] | None = None,
        labels: Any = None,
    ) -> Evidence:
        """Check and decompose what is known.

        Args:
            X: shape (n, p), NumPy or torch.
            Y: shape (n, q), the same samples in the same order.
            readout: (W, V): the weights of a linear readout of X and of one of Y, shapes (p, m) and (q, m'), or
                transposed, as torch keeps them.
            bias: (b, c), shapes (m,) and (m',); either may be None. Only margins and accuracies need them.
            labels: one per sample: integers or words (classes), a one-hot matrix, or floats (real targets; several
                columns for several targets).

        Raises:
            ValueError: malformed input (the message says what and the mend).
            UndefinedMeasure: a constant representation, or labels of one class.

        Example:
            >>> evidence = Evidence.of([[0.0], [1.0], [3.0]], [[0.0], [2.0], [1.0]], readout=([[1.0]], [[2.0]]))
            >>> evidence.pair.n
            3
        """
        first, second = pair(X, Y)
        found = cls(Pair(Side.of(first, "X"), Side.of(second, "Y")))
        if bias is not None and readout is None:
            raise ValueError("biases came without readouts; give both")
        if readout is not None:
            W, V = _two(readout, "readouts")
            b, c = (None, None) if bias is None else _two(bias, "biases")
            heads = Readout.of(W, b, "X", found.pair.x.p), Readout.of(V, c, "Y", found.pair.y.p)
            found = replace(found, readouts=heads, raw=(_raw(first), _raw(second)))
        return found if labels is None else replace(found, target=Target.of(labels, found.pair.n))

    @property
    def swapped(self) -> Evidence:
        """Y first."""
        readouts, raw = (None if both is None else both[::-1] for both in (self.readouts, self.raw))
        return Evidence(self.pair.swapped, readouts, self.target, raw)  # type: ignore[arg-type]

    @cached_property
    def outputs(self) -> tuple[Real, Real]:
        """a = X_cW and b = Y_cV in the bases of left singular vectors, shapes (rank X, m) and (rank Y, m').

        In the units in which ``pair`` and the readouts are stored; see ``gap`` for those of X and Y themselves.
        """
        assert self.readouts is not None
        x, y = (
            side.values[:, None] * (side.right.T @ head.weights)
            for side, head in zip((self.pair.x, self.pair.y), self.readouts, strict=True)
        )
        return x, y

    @cached_property
    def through(self) -> Real:
        """B_W'X_c'Y_cB_V for the bases of the two readouts, shape (k, k')."""
        assert self.readouts is not None
        W, V = self.readouts
        left, right = self.pair.x.right.T @ W.basis, self.pair.y.right.T @ V.basis
        product: Real = left.T @ self.pair.cross @ right
        return product

    @cached_property
    def left_over(self) -> Real:
        """b − a over the samples, shape (n, m), in the unit of b; the readouts need equally many outputs.

        Where the two units are further apart than floats reach, the smaller of a and b is as good as 0.
        """
        a, b = self.outputs
        gap = min(max(self.gap, -REACH), REACH)
        difference: Real = self.pair.y.left @ b - np.ldexp(self.pair.x.left @ a, gap)
        return difference

    @property
    def gap(self) -> int:
        """Binary exponent of the unit of a over that of b."""
        assert self.readouts is not None
        W, V = self.readouts
        return self.pair.x.exponent + W.exponent - self.pair.y.exponent - V.exponent


def _two(values: Sequence[Any], name: str) -> tuple[Any, Any]:
    if len(values) != 2:
        raise ValueError(f"{name} come in pairs, one for X and one for Y, but {len(values)} were given")
    if name == "readouts" and any(value is None for value in values):
        raise ValueError("one of the two readouts is None; what a readout forces needs both")
    return values[0], values[1]


def _raw(M: Matrix) -> tuple[Real, int]:
    stored = M.values.cpu() if hasattr(M.values, "cpu") else M.values
    return scaled(np.asarray(stored, dtype=np.float64), M.name)
