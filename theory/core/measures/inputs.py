"""What the user hands in becomes a checked pair of real floating-point matrices, or one clear error.

Rules, in one place:

* NumPy arrays, torch tensors, and whatever ``numpy.asarray`` reads as numbers (lists of lists, data frames).
  Two arguments must be of one kind and, for torch, on one device; they are never moved or converted silently.
* Booleans and integers become float64. float16 and bfloat16 become float32. float32 and float64 stay; wider
  NumPy floats become float64. Complex numbers are refused.
* Torch tensors are detached: a measure returns a Python float, so no gradient could pass through it anyway.
* Exactly two axes, samples by features. Nothing is reshaped or broadcast silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import array_api_compat
import numpy as np

Array = Any
"""A NumPy array or torch tensor (the Array API has no public static type)."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A real float32 or float64 matrix with at least one row and one column; entries not yet known to be finite."""

    name: str
    values: Array
    unit_roundoff: float

    @property
    def rows(self) -> int:
        """Number of samples."""
        return int(self.values.shape[0])

    @property
    def columns(self) -> int:
        """Number of features."""
        return int(self.values.shape[1])

    @property
    def xp(self) -> Any:
        """The Array API namespace of the values."""
        return array_api_compat.array_namespace(self.values)


def matrix(value: Any, name: str) -> Matrix:
    """Check one representation and promote its dtype.

    Args:
        value: shape (n_samples, n_features), see the module's rules.
        name: what to call it in messages.

    Raises:
        ValueError: not numbers, complex, masked, or not of shape (samples, features) with both at least 1.
    """
    values = _promoted(value, name)
    shape = tuple(int(size) for size in values.shape)
    if len(shape) != 2:
        raise ValueError(_wrong_axes(name, shape))
    if 0 in shape:
        what = "no samples" if shape[0] == 0 else "no features"
        raise ValueError(f"{name} is empty: shape {shape} has {what}; at least one row and one column are needed")
    xp = array_api_compat.array_namespace(values)
    return Matrix(name, values, float(xp.finfo(values.dtype).eps) / 2)


def pair(X: Any, Y: Any) -> tuple[Matrix, Matrix]:
    """Check two representations of the same samples.

    Raises:
        ValueError: one of them is malformed, their row counts differ, or they are of different kinds or devices.
    """
    _same_kind(X, Y)
    first, second = matrix(X, "X"), matrix(Y, "Y")
    if first.rows != second.rows:
        raise ValueError(
            f"X has {first.rows} {_rows(first.rows)} and Y has {second.rows}; "
            f"both need one row per sample, in the same order{_swapped(first, second)}"
        )
    return first, second


def _swapped(first: Matrix, second: Matrix) -> str:
    """A hint, where the axes of one of them look exchanged: of both, the one that then has more samples."""
    fitting = [(rows, z.name) for z, rows in ((first, second.rows), (second, first.rows)) if z.columns == rows]
    return ": {1}.T has {0}".format(*max(fitting)) if fitting else ""


def require_finite(values: Array, name: str) -> None:
    """Raise a ValueError that says how many entries are NaN or infinite, and where the first is."""
    xp = array_api_compat.array_namespace(values)
    bad = ~xp.isfinite(values)
    if not bool(xp.any(bad)):
        return
    nan, total = int(xp.sum(xp.astype(xp.isnan(values), xp.int64))), int(xp.sum(xp.astype(bad, xp.int64)))
    flat = int(xp.argmax(xp.astype(xp.reshape(bad, (-1,)), xp.int8)))
    row, column = divmod(flat, int(values.shape[1]))
    kinds = " and ".join(f"{count} {kind}" for count, kind in ((nan, "NaN"), (total - nan, "infinite")) if count)
    raise ValueError(
        f"{name} of shape {tuple(values.shape)} has {kinds} {'entry' if total == 1 else 'entries'}, "
        f"the first at row {row}, column {column}; drop or repair these samples in both representations"
    )


def sample_weights(weights: Any, like: Matrix) -> Array:
    """Check sample weights and return them as a column of shape (n, 1), in the namespace of ``like``.

    Raises:
        ValueError: wrong length, negative, not finite, or all zero.
    """
    xp = like.xp
    values = weights.detach() if array_api_compat.is_torch_array(weights) else np.asarray(weights, dtype=np.float64)
    shape = tuple(values.shape)
    if shape != (like.rows,):
        raise ValueError(f"weights have shape {shape}; one weight per sample is needed, shape ({like.rows},)")
    column = xp.asarray(values, dtype=like.values.dtype, device=array_api_compat.device(like.values))[:, None]
    require_finite(column, "weights")
    if bool(xp.any(column < 0)):
        raise ValueError(f"weights must be at least 0 but one is {float(xp.min(column))}")
    if not bool(xp.any(column > 0)):
        raise ValueError("weights are all 0; at least one sample needs a positive weight")
    return column


def _promoted(value: Any, name: str) -> Array:
    """The values as a float32 or float64 array of the same kind."""
    if array_api_compat.is_torch_array(value):
        if not str(value.layout).endswith("strided"):
            raise ValueError(f"{name} is a sparse tensor; pass {name}.to_dense()")
        values: Array = value.detach()
    elif isinstance(value, np.ma.MaskedArray):
        raise ValueError(
            f"{name} is a masked array, whose masked entries would count as data; drop those samples first"
        )
    else:
        values = _as_numpy(value, name)
    xp = array_api_compat.array_namespace(values)
    dtype = values.dtype
    if xp.isdtype(dtype, "complex floating"):
        raise ValueError(f"{name} has dtype {dtype}; measures are defined for real numbers: pass a real representation")
    if dtype in (xp.float32, xp.float64):
        return values
    half = not xp.isdtype(dtype, ("bool", "integral")) and xp.finfo(dtype).bits < 32
    return xp.astype(values, xp.float32 if half else xp.float64)


def _as_numpy(value: Any, name: str) -> np.ndarray[Any, Any]:
    try:
        values = np.asarray(value)
        if values.dtype == object:
            values = values.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} cannot be read as a matrix of numbers ({error})") from None
    if values.dtype.kind not in "biufc":
        raise ValueError(f"{name} has dtype {values.dtype}; numbers are needed, shape (samples, features)")
    return values


def _same_kind(X: Any, Y: Any) -> None:
    torch = array_api_compat.is_torch_array(X), array_api_compat.is_torch_array(Y)
    if torch[0] != torch[1]:
        names = ("X", "Y") if torch[0] else ("Y", "X")
        raise ValueError(
            f"{names[0]} is a torch tensor and {names[1]} is not; convert one of them: "
            f"{names[0]}.numpy(force=True) or torch.as_tensor({names[1]})"
        )
    if torch[0] and X.device != Y.device:
        raise ValueError(f"X is on {X.device} and Y on {Y.device}; move one of them: Y.to(X.device)")


def _wrong_axes(name: str, shape: Sequence[int]) -> str:
    head = f"{name} has shape {tuple(shape)}; the shape must be (samples, features)"
    if len(shape) > 2:
        return f"{head}: flatten the other axes, {name}.reshape({shape[0]}, -1), or move them into the samples"
    if len(shape) == 1:
        return f"{head}: for one feature use {name}.reshape(-1, 1)"
    return head


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"
