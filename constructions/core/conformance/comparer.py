"""Somebody else's comparer of whole networks: two models and a loader in, one number for each pair of layers out."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .adapter import Misbehaved, _name, _one_line, distributions, quiet
from .variants import Variant
from .variants import variant as variant_of

VARIANTS: Final = ("minibatch-debiased", "linear-debiased", "linear")
"""What a comparer may promise."""


@dataclass(frozen=True)
class Comparer:
    """A function that compares two networks layer by layer.

    Args:
        function: ``function(model1, model2, loader, layers1, layers2)`` returns the values as an array, a tensor or
            nested lists of shape (len(layers1), len(layers2)), in the order of the names given. The loader yields
            ``(inputs, labels)``; the names are those of ``named_modules``.
        variant: what a value promises to be: ``minibatch-debiased`` over the batches of the loader, or ``linear`` or
            ``linear-debiased`` over all samples.
        name: how a screen says it; by default the function's own.

    Raises:
        ValueError: an unknown variant, or a function that cannot be called.
    """

    function: Callable[..., Any]
    variant: str = "minibatch-debiased"
    name: str = ""
    kind: str = field(default="similarity", init=False)
    promised: Variant = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise ValueError(f"{self.function!r} cannot be called; a function of two models and a loader is needed")
        if self.variant not in VARIANTS:
            raise ValueError(f"no comparer can promise {self.variant!r}; choose from {', '.join(VARIANTS)}")
        object.__setattr__(self, "promised", variant_of(self.variant))
        object.__setattr__(self, "name", self.name or _name(self.function))

    @property
    def package(self) -> str:
        """The distribution that has it and its version; the module's name where it is in none."""
        module = str(getattr(self.function, "__module__", None) or type(self.function).__module__)
        for distribution in distributions().get(module.partition(".")[0], ()):
            return f"{distribution} {importlib.metadata.version(distribution)}"
        return module

    def __call__(
        self, first: Any, second: Any, loader: Any, layers: Sequence[str], others: Sequence[str]
    ) -> NDArray[np.float64]:
        """The values, shape (len(layers), len(others)).

        Raises:
            Misbehaved: an exception, or something else than a matrix of this shape.
        """
        try:
            with quiet():
                found = self.function(first, second, loader, list(layers), list(others))
                if hasattr(found, "detach"):
                    found = found.detach().cpu().numpy()
                values = np.asarray(found, dtype=np.float64)
        except Exception as error:  # strangers' code may raise anything
            raise Misbehaved("crash", _one_line(error)) from error
        if values.shape != (len(layers), len(others)):
            raise Misbehaved("no number", f"returned shape {values.shape} for {len(layers)} x {len(others)} layers")
        return values
