"""Scalars of a derivation: rational functions over Q in named generators, in lowest terms.

Two are equal as rational functions exactly when their lowest terms are, so equality here is decided, not searched for.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn

from flint import fmpq

from .errors import NotProved

if TYPE_CHECKING:
    from .field import Field

Poly = Any
"""A flint ``fmpq_mpoly``."""


class Scalar:
    """An element of the field, ``num/den`` in lowest terms. Dividing needs a denominator proved to be nonzero."""

    __slots__ = ("den", "home", "num", "world")
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, home: Field, num: Poly, den: Poly) -> None:
        self.home, self.num, self.den, self.world = home, num, den, home.world

    # -------------------------------------------------------------------------------------------- arithmetic

    def _with(self, other: Any) -> Scalar | None:
        self.home.visit(self.world)
        if isinstance(other, Scalar):
            if other.home is not self.home:
                raise ValueError("scalars of two different derivations")
            self.home.visit(other.world)
            return other
        return self.home.coerce(other)

    def __add__(self, other: Any) -> Scalar:
        o = self._with(other)
        if o is None:
            return NotImplemented
        a, b, c, d = self.home.level(self.num, self.den, o.num, o.den)
        if b == d:
            return self.home.quotient(a + c, b)
        return self.home.quotient(a * d + c * b, b * d)

    def __mul__(self, other: Any) -> Scalar:
        o = self._with(other)
        if o is None:
            return NotImplemented
        a, b, c, d = self.home.level(self.num, self.den, o.num, o.den)
        return self.home.quotient(a * c, b * d)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Scalar:
        self.home.visit(self.world)
        return Scalar(self.home, -self.num, self.den)

    def __sub__(self, other: Any) -> Scalar:
        o = self._with(other)
        return NotImplemented if o is None else self + (-o)

    def __rsub__(self, other: Any) -> Scalar:
        o = self._with(other)
        return NotImplemented if o is None else o + (-self)

    def over(self, other: Scalar) -> Scalar:
        """``self/other`` for an ``other`` already known to be nonzero."""
        self._with(other)
        a, b, c, d = self.home.level(self.num, self.den, other.num, other.den)
        if c.is_zero():
            raise NotProved("division by zero")
        return self.home.quotient(a * d, b * c)

    def __truediv__(self, other: Any) -> Scalar:
        o = self._with(other)
        if o is None:
            return NotImplemented
        self.home.must_be_nonzero(o)
        return self.over(o)

    def __rtruediv__(self, other: Any) -> Scalar:
        o = self._with(other)
        return NotImplemented if o is None else o / self

    def __pow__(self, k: int) -> Scalar:
        if k < 0:
            return 1 / self**-k
        self.home.visit(self.world)
        return Scalar(self.home, self.num**k, self.den**k)

    def __abs__(self) -> Scalar:
        return self.home.absolute(self)

    # ------------------------------------------------------------------------------ comparisons are not decided

    def identical(self, other: Any) -> bool:
        """The same rational function."""
        o = self._with(other)
        return o is not None and (self + (-o)).num.is_zero()

    def __eq__(self, other: object) -> bool:
        o = self._with(other)
        if o is None:
            return NotImplemented
        difference = self + (-o)
        if not difference.num.is_constant():
            self._unordered(f"{self} == {o}")
        return bool(difference.num.is_zero())

    def _unordered(self, what: str) -> NoReturn:
        raise NotProved(f"whether {what} is not known on words: state it as a claim, or use m.minimum for min(a, b)")

    def __lt__(self, other: Any) -> bool:
        self._unordered(f"{self} < {other}")

    def __le__(self, other: Any) -> bool:
        self._unordered(f"{self} <= {other}")

    def __gt__(self, other: Any) -> bool:
        self._unordered(f"{self} > {other}")

    def __ge__(self, other: Any) -> bool:
        self._unordered(f"{self} >= {other}")

    def __bool__(self) -> bool:
        self._unordered(f"{self} is nonzero")

    def __index__(self) -> int:
        if self.num.is_constant() and self.den.is_constant():
            value = self.constant()
            if value.q == 1:
                return int(value.p)
        raise NotProved(f"{self} is a symbol here, not a number: it cannot be counted or indexed with")

    __int__ = __index__

    def __float__(self) -> float:
        if self.num.is_constant() and self.den.is_constant():
            return float(Fraction(int(self.constant().p), int(self.constant().q)))
        raise NotProved(f"{self} is a symbol here, not a number")

    def constant(self) -> fmpq:
        """The value of a scalar without generators."""
        top = fmpq(0) if self.num.is_zero() else self.num.leading_coefficient()
        value: fmpq = top / self.den.leading_coefficient()
        return value

    def __repr__(self) -> str:
        top, bottom = self.home.text(self.num), self.home.text(self.den)
        return top if bottom == "1" else f"({top})/({bottom})"
