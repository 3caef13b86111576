"""The symbolic carrier: the namespace of primitives, on words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, Self

from ..carriers.namespace import Namespace
from .errors import NotProved
from .logic import Logic
from .scalar import Scalar
from .signs import NONNEGATIVE
from .words import Matrix

ENTRYWISE = (
    "upper",
    "median",
    "neighbours",
    "canonical",
    "principal_projector",
    "exp",
    "log",
    "cos",
    "sin",
    "mean_over_subsets",
)
"""Primitives of the other carriers that look at entries or spectra: a derivation that needs them is not on words."""


class Symbolic(Logic, Namespace):
    """One derivation. Sound, not complete: what it cannot prove it leaves undecided."""

    name = "symbolic"

    def replace(self, **bugs: Callable[..., Any]) -> Self:
        """A new derivation, with definitions swapped."""
        other = type(self)()
        other.definitions = {**self.definitions, **bugs}
        return other

    def implement(self, **functions: Callable[..., Any]) -> Self:
        """Only with nothing: a stranger's code computes in floats."""
        if functions:
            raise NotProved(f"{', '.join(functions)}: an implementation runs on the float carriers, not on words")
        return self

    def __getattr__(self, name: str) -> Any:
        if name in ENTRYWISE:
            return lambda *_, **__: _refuse(name)
        return super().__getattr__(name)

    # ------------------------------------------------------------------------------------------ the case's symbols

    def dimension(self, name: str) -> str:
        """A size: a literal, or a name for any integer of at least one."""
        if name.isdigit():
            return self.size(int(name))
        s = self.generator(name)
        self.least.setdefault(self.generators[name], 1)
        return self.size(s)

    def matrix(self, name: str, rows: str, cols: str) -> Matrix:
        """A matrix of the case; a 1 x 1 one is a scalar in a matrix.

        Raises:
            ValueError: a size that this derivation does not have.
        """
        for size in (rows, cols):
            if size not in self.sizes:
                raise ValueError(
                    f"{name} cannot be {rows} x {cols}: {size!r} is not a size yet; use m.dimension({size!r})"
                )
        return self.letter(name, rows, cols)

    def scalar(self, name: str) -> Scalar:
        """A scalar of the case."""
        if name in self.generators:
            raise ValueError(f"{name!r} is already a size or a scalar of this derivation")
        return self.generator(name)

    # --------------------------------------------------------------------------------------------------- primitives

    def array(self, x: Any) -> Any:
        """A rational number; matrices of numbers have no words."""
        if isinstance(x, Matrix):
            return x
        made = self.coerce(x)
        if made is None:
            raise NotProved(f"a matrix of numbers ({x!r:.60}): words are symbols")
        return made

    def ratio(self, a: Any, b: Any) -> Scalar:
        """a/b, for b known to be nonzero."""
        return self.scalar_of(a) / self.scalar_of(b)

    def identity(self, k: Any) -> Matrix:
        """The k x k identity."""
        return self.unit(self.size(k))

    def zeros(self, r: Any, c: Any) -> Matrix:
        """The r x c zero matrix."""
        return self.nothing(self.size(r), self.size(c))

    def minimum(self, a: Any, b: Any) -> Scalar:
        """min(a, b)."""
        return self.least_of(self.scalar_of(a), self.scalar_of(b))

    def inner(self, A: Matrix, B: Matrix) -> Scalar:
        """tr A'B; of a matrix with itself it is known to be nonnegative."""
        value = self.trace(A.T @ B)
        if A is B and not self.nonnegative(value):
            self.learn(value, NONNEGATIVE)
        return value

    def norm(self, A: Matrix) -> Scalar:
        """The Frobenius norm."""
        return self.root(self.inner(A, A))

    def sqrt(self, x: Any) -> Scalar:
        """The square root of a scalar known to be nonnegative."""
        if isinstance(x, Matrix):
            _refuse("an entrywise square root")
        return self.root(self.scalar_of(x))


def _refuse(name: str) -> NoReturn:
    raise NotProved(f"{name} looks at entries or spectra, which words do not have")
