"""Somebody else's measure, made comparable: arrays as it wants them, its number on the scale of the definition."""

from __future__ import annotations

import contextlib
import importlib.metadata
import inspect
import io
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

import numpy as np

from .variants import Variant
from .variants import variant as variant_of

Kind = Literal["similarity", "distance", "angle", "squared"]
KINDS: Final = ("similarity", "distance", "angle", "squared")
BATCHES: Final = ("list", "stream")
INPUTS: Final = ("numpy", "torch", "list")
Fault = Literal["crash", "silent NaN", "no number"]


class Misbehaved(Exception):
    """The function under test gave no finite number.

    Attributes:
        fault: what it did instead.
        detail: the exception or the value, in one line.
    """

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Returned:
    """One value of the function under test.

    Attributes:
        raw: the number that it returned.
        value: the same on the scale of the definition.
        error: what the change of scale may have done to a value that is right to rounding.
    """

    raw: float
    value: float
    error: float


@cache
def distributions() -> Mapping[str, list[str]]:
    """Top-level module -> the installed distributions that have it; reading them all takes half a second."""
    return importlib.metadata.packages_distributions()


@dataclass(frozen=True)
class Measure:
    """A function that promises to be one of the measures.

    Args:
        function: called with arrays of shape (samples, features), returns a number. What it takes depends on the
            variant: ``function(X, Y)``; for ``hsic`` two Gram matrices; for ``participation-ratio`` one array; for
            ``minibatch-debiased`` see ``batch``; ``kernel`` and ``mutual-knn`` without a rule pass ``bandwidth=`` and
            ``k=``.
        variant: what it promises to be: ``linear``, ``linear-debiased``, ``rbf:lower-median`` … (``variants``).
        kind: how it says it: as the similarity s, the distance 1 - s, the angle arccos s in radians, or s squared. Of a
            distance (``procrustes``): as ``distance``, which is then meant by default, or ``squared``.
        batch: for ``minibatch-debiased``: ``"list"`` calls ``function([(X1, Y1), (X2, Y2), …])``; ``"stream"`` calls
            ``function()`` and on what it returns ``update(X, Y)`` for each batch, then ``compute()``; a number calls
            ``function(X, Y)`` and expects it to cut batches of so many rows, in order, the last with the rest.
        inputs: ``"numpy"``, ``"torch"`` (CPU tensors), ``"list"`` (nested lists), or a function from an ndarray.
        name: how a screen says it; by default the function's own.

    Raises:
        ValueError: an unknown variant, kind, batch or inputs, or a function that cannot be called.
    """

    function: Callable[..., Any]
    variant: str = "linear"
    kind: Kind | None = None
    batch: int | Literal["list", "stream"] | None = None
    inputs: str | Callable[[Any], Any] = "numpy"
    name: str = ""
    promised: Variant = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise ValueError(f"{self.function!r} cannot be called; a function of arrays is needed")
        promised = variant_of(self.variant)
        object.__setattr__(self, "promised", promised)
        object.__setattr__(self, "kind", self.kind or ("distance" if promised.distance else "similarity"))
        known = ("distance", "squared") if promised.distance else KINDS
        if self.kind not in known:
            raise ValueError(f"kind {self.kind!r} of {promised.name}; choose from {', '.join(known)}")
        if not callable(self.inputs) and self.inputs not in INPUTS:
            raise ValueError(
                f"inputs {self.inputs!r}; choose from {', '.join(INPUTS)}, or give a function of an ndarray"
            )
        self._check_batch()
        object.__setattr__(self, "name", self.name or _name(self.function))

    def _check_batch(self) -> None:
        if self.promised.takes != "batches":
            if self.batch is not None:
                raise ValueError(f"batch={self.batch!r} is for minibatch-debiased; {self.variant} takes all samples")
            return
        batch = "list" if self.batch is None else self.batch
        object.__setattr__(self, "batch", batch)
        counted = isinstance(batch, int) and not isinstance(batch, bool) and batch >= self.promised.needs
        if not counted and batch not in BATCHES:
            raise ValueError(f"batch {batch!r}; give list, stream, or a number of rows from {self.promised.needs}")

    @property
    def package(self) -> str:
        """The distribution that has it and its version, ``mylib 2.3.0``; the module's name where it is in none."""
        module = getattr(self.function, "__module__", None) or type(self.function).__module__
        top = str(module).partition(".")[0]
        for distribution in distributions().get(top, ()):
            return f"{distribution} {importlib.metadata.version(distribution)}"
        return str(module)

    def presentable(self, args: Sequence[Any]) -> bool:
        """Whether the function can be asked for this: batches of a fixed number of rows come as one pair of arrays."""
        if not isinstance(self.batch, int):
            return True
        sizes = [len(X) for X, _ in args[0]]
        return all(size == self.batch for size in sizes[:-1]) and self.promised.needs <= sizes[-1] <= self.batch

    def __call__(self, *args: Any, **options: Any) -> float:
        """The value on the scale of the definition.

        Raises:
            Misbehaved: an exception, a value that is not finite, or no number.
        """
        return self.returned(*args, **options).value

    def returned(self, *args: Any, **options: Any) -> Returned:
        """The value, on both scales.

        Raises:
            Misbehaved: an exception, a value that is not finite, or no number.
        """
        try:
            with quiet():
                found = self._called(args, options)
        except (Exception, SystemExit) as error:  # strangers' code may raise anything
            raise Misbehaved("crash", _one_line(error)) from error
        raw = number(found)
        if not math.isfinite(raw):
            raise Misbehaved("silent NaN", f"returned {raw}")
        return self._on_scale(raw)

    def _called(self, args: Sequence[Any], options: dict[str, Any]) -> Any:
        if self.promised.takes != "batches":
            return self.function(*(self.given(a) for a in args), **options)
        batches = [(self.given(X), self.given(Y)) for X, Y in args[0]]
        if self.batch == "list":
            return self.function(batches, **options)
        if self.batch == "stream":
            accumulator = self.function(**options)
            for X, Y in batches:
                accumulator.update(X, Y)
            return accumulator.compute()
        whole = (np.concatenate([pair[side] for pair in args[0]]) for side in (0, 1))
        return self.function(*(self.given(Z) for Z in whole), **options)

    def given(self, X: Any) -> Any:
        """An array as the function wants it; never the caller's own memory."""
        array = np.array(X)
        if callable(self.inputs):
            return self.inputs(array)
        if self.inputs == "list":
            return array.tolist()
        if self.inputs == "torch":
            import torch

            return torch.from_numpy(array)
        return array

    def _on_scale(self, raw: float) -> Returned:
        u = 2.0**-53
        if self.promised.distance:
            return Returned(raw, raw if self.kind == "squared" else raw * raw, 0.0)
        if self.kind == "distance":
            return Returned(raw, 1.0 - raw, 4 * u)
        if self.kind == "angle":
            return Returned(raw, math.cos(raw), 4 * u * max(1.0, abs(raw)))
        if self.kind == "squared":
            if raw < 0:
                raise Misbehaved("no number", f"returned {raw}, which is no square")
            return Returned(raw, math.sqrt(raw), 0.0)
        return Returned(raw, raw, 0.0)

    def said(self, value: float) -> float:
        """What the function should return for this value of the definition."""
        if self.promised.distance:
            return value if self.kind == "squared" else math.sqrt(max(value, 0.0))
        if self.kind == "distance":
            return 1.0 - value
        if self.kind == "angle":
            return math.acos(min(1.0, max(-1.0, value)))
        return value * value if self.kind == "squared" else value


def number(found: Any) -> float:
    """The one number in what a function returned: a float, an array or tensor of one entry.

    Raises:
        Misbehaved: there is none, or more than one.
    """
    if hasattr(found, "detach"):
        found = found.detach().cpu()
    try:
        if hasattr(found, "item"):
            found = found.item()
        if isinstance(found, complex) and found.imag == 0:
            found = found.real
        if isinstance(found, str):
            raise TypeError("a string")
        return float(found)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        shape = getattr(found, "shape", None)
        what = f"{type(found).__name__} of shape {tuple(shape)}" if shape is not None else repr(found)[:60]
        raise Misbehaved("no number", f"returned {what}") from None


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Strangers' warnings and progress bars stay off the screen."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


def _name(function: Any) -> str:
    while hasattr(function, "func"):  # functools.partial
        function = function.func
    module = getattr(function, "__module__", None) or type(function).__module__
    return f"{module}:{getattr(function, '__qualname__', type(function).__qualname__)}"


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__


def accepts(function: Callable[..., Any], keyword: str) -> bool:
    """Whether a function takes this keyword argument, as far as its signature says."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return True
    return keyword in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())
