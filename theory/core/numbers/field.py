"""Real cyclotomic fields Q(2 cos 2π/N): all rotations by rational angles, exactly.

An element is a polynomial in ``2 cos 2π/N`` modulo its minimal polynomial, which is irreducible: an element is zero
iff its polynomial is. The field of N lies in the field of every multiple of N, so elements of two fields meet in
the field of the least common multiple. Q(√5) is N = 5, Q(√2) is N = 8.
"""

from __future__ import annotations

from functools import lru_cache
from math import lcm
from typing import Any

from flint import arb, fmpq, fmpq_mat, fmpq_poly, fmpz_poly

from .effort import forgets, limited, spend
from .irrational import Irrational
from .rational import RATIONAL, rational


class Field:
    """The field Q(2 cos 2π/N).

    Raises:
        ValueError: N is not a positive integer.
    """

    __slots__ = ("N", "minimal")

    def __init__(self, N: int) -> None:
        if not isinstance(N, int) or N < 1:
            raise ValueError(f"N must be a positive integer, got {N!r}: the field is Q(2 cos 2π/N)")
        spend(N * N / 10_000)
        self.N = N
        self.minimal = fmpq_poly(fmpz_poly.cos_minpoly(N).coeffs())

    @property
    def degree(self) -> int:
        """The dimension over Q."""
        return int(self.minimal.degree())

    def element(self, polynomial: fmpq_poly) -> Any:
        """The value of a polynomial at 2 cos 2π/N: a rational where it is one, else an Algebraic."""
        if limited():
            spend(1 + self.degree * (1 + _bits(polynomial) / 200))
        reduced = polynomial % self.minimal
        return reduced[0] if reduced.degree() <= 0 else Algebraic(self, reduced)

    def cos(self, k: int) -> Any:
        """cos 2πk/N, exactly."""
        return self.element(twice_cosine(k % self.N) / 2)

    def sin(self, k: int) -> Any:
        """sin 2πk/N, exactly; it lies in the field when 4 divides N.

        Raises:
            ValueError: 4 does not divide N.
        """
        if self.N % 4:
            raise ValueError(f"sin 2π·{k}/{self.N} may lie outside {self}; take it from Field({lcm(self.N, 4)})")
        return self.cos(k - self.N // 4)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and other.N == self.N

    def __hash__(self) -> int:
        return hash(("Field", self.N))

    def __repr__(self) -> str:
        return f"Field({self.N})"


def _bits(polynomial: fmpq_poly) -> int:
    """The length of the longest coefficient over a common denominator."""
    return int(polynomial.numer().height_bits()) + int(polynomial.denom().bit_length())


@lru_cache(maxsize=1024)
def twice_cosine(k: int) -> fmpq_poly:
    """The polynomial C with C(2 cos t) = 2 cos kt (Chebyshev)."""
    x = fmpq_poly([0, 1])
    if k < 2:
        return x if k else fmpq_poly([2])
    half = twice_cosine(k // 2)
    return half * twice_cosine(k // 2 + 1) - x if k % 2 else half * half - 2


def common_field(a: Field | None, b: Field | None) -> Field | None:
    """The smallest of these fields that holds both; None is Q."""
    if a is None or b is None or a == b:
        return a or b
    return Field(lcm(a.N, b.N))


class Algebraic(Irrational):
    """An irrational element of a Field."""

    __slots__ = ("field", "polynomial")

    def __init__(self, field: Field, polynomial: fmpq_poly) -> None:
        self.field, self.polynomial = field, polynomial

    def _meet(self, other: Any) -> tuple[Field, fmpq_poly, fmpq_poly] | None:
        if not isinstance(other, (Algebraic, *RATIONAL)):
            return None
        field = common_field(self.field, other.field if isinstance(other, Algebraic) else None)
        assert field is not None  # self has one
        return field, polynomial_in(field, self), polynomial_in(field, other)

    def __add__(self, other: Any) -> Any:
        met = self._meet(other)
        return NotImplemented if met is None else met[0].element(met[1] + met[2])

    def __mul__(self, other: Any) -> Any:
        met = self._meet(other)
        return NotImplemented if met is None else met[0].element(met[1] * met[2])

    def __neg__(self) -> Algebraic:
        return Algebraic(self.field, -self.polynomial)

    def inverse(self) -> Any:
        """1/x."""
        return self.field.element(inverse_modulo(self.polynomial, self.field.minimal))

    def ball(self) -> arb:
        """An enclosure at the current precision."""
        x, value = 2 * arb.cos_pi_fmpq(fmpq(2, self.field.N)), arb(0)
        for coefficient in reversed(self.polynomial.coeffs()):
            value = value * x + coefficient
        return value

    def __repr__(self) -> str:
        return f"[{self.polynomial} at x = 2cos(2π/{self.field.N})]"


def polynomial_in(field: Field, x: Any) -> fmpq_poly:
    """The polynomial of a number of ``field`` or of one of its subfields Q(2 cos 2π/M), M dividing N."""
    if not isinstance(x, Algebraic):
        return fmpq_poly([rational(x)])
    if x.field == field:
        return x.polynomial
    return x.polynomial(twice_cosine(field.N // x.field.N)) % field.minimal


def inverse_modulo(a: fmpq_poly, minimal: fmpq_poly) -> fmpq_poly:
    """1/a in Q[x]/(minimal); ``minimal`` is irreducible and ``a`` not zero modulo it."""
    if limited():
        spend(10 + minimal.degree() ** 3 * _bits(a) ** 1.5 / 3000)
    g, s, _ = a.xgcd(minimal)
    return s / g[0]


@forgets
@lru_cache(maxsize=4096)
def _field_root(N: int, coefficients: tuple[fmpq, ...]) -> fmpq_poly | None:
    """A polynomial b with b^2 = a in Q(2 cos 2π/N), or None: a decision, by Trager's norm.

    With θ the generator and z^2 = a, the characteristic polynomial of z + sθ over Q is the norm of (x - sθ)^2 - a.
    For all but finitely many s it is square-free, and then it factors over Q exactly as z^2 - a does over the
    field. A factor f gives the root: f(z + sθ) = u + vz vanishes at z = b, so b = -u/v.
    """
    field, a = Field(N), fmpq_poly(list(coefficients))
    n, minimal = field.degree, field.minimal
    if limited():
        spend((2 * n) ** 2.5 * _bits(a) / 5)
    columns = [(fmpq_poly([0] * i + [1]) * a) % minimal for i in range(n)]
    shifts = [(fmpq_poly([0] * (i + 1) + [1])) % minimal for i in range(n)]
    s = 0
    while True:
        rows = [[fmpq(0)] * (2 * n) for _ in range(2 * n)]
        for j in range(n):
            for i in range(n):
                rows[i][j] = rows[n + i][n + j] = s * shifts[j][i]
                rows[i][n + j] = columns[j][i]
            rows[n + j][j] = fmpq(1)
        norm = fmpq_mat(rows).charpoly()
        if norm.gcd(norm.derivative()).degree() == 0:
            break
        s += 1
    factors = norm.numer().factor()[1]
    if len(factors) == 1:
        return None
    u, v, shift = fmpq_poly([0]), fmpq_poly([0]), fmpq_poly([0, s])
    for coefficient in reversed(factors[0][0].coeffs()):  # Horner in the field with z adjoined
        u, v = (u * shift + v * a + coefficient) % minimal, (u + v * shift) % minimal
    return (-u * inverse_modulo(v, minimal)) % minimal


def field_root(field: Field, x: Any) -> Any:
    """The positive square root of the positive number ``x`` if it lies in ``field`` (which holds x), else None."""
    root = _field_root(field.N, tuple(polynomial_in(field, x).coeffs()))
    return None if root is None else abs(field.element(root))
