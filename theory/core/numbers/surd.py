"""Sums of square roots whose sign can be decided: Σ c_i √d_i over Q or over a real cyclotomic field.

Square roots of positive numbers of a field F are linearly independent over F when no quotient of two of them lies
in F (they belong to different characters of the Galois group of F(√d_1, √d_2, …)). So after merging the terms for
which d_i d_j is a square in F, a sum is zero iff no term is left. Over Q this is Besicovitch (1940), and needs no
factoring; over a field the square test is a factorisation over Q (field.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flint import arb, fmpq, fmpz

from .effort import limited, spend
from .enclosure import enclosed
from .field import Algebraic, Field, common_field, field_root
from .irrational import Irrational
from .number import enclose
from .rational import FACTORED_BITS, RATIONAL, rational, rational_root, square_part

Terms = tuple[tuple[Any, Any], ...]

MOST_ROOTS = 5  # a field of degree 32: its inverses still take milliseconds


class Surd(Irrational):
    """``Σ coefficient · √radicand``, merged: an irrational number with at least one term.

    Coefficients are nonzero and radicands positive numbers of one field: Q (``field`` is None), where radicands are
    integers, or a Field. Build one with :func:`square_root` and arithmetic.
    """

    __slots__ = ("field", "terms")

    def __init__(self, field: Field | None, terms: Terms) -> None:
        self.field, self.terms = field, terms

    def _meet(self, other: Any) -> tuple[Field | None, Terms] | None:
        if isinstance(other, Surd):
            return common_field(self.field, other.field), other.terms
        if isinstance(other, Algebraic):
            return common_field(self.field, other.field), ((other, fmpz(1)),)
        if isinstance(other, RATIONAL):
            return self.field, ((rational(other), fmpz(1)),) if other else ()
        return None

    def __add__(self, other: Any) -> Any:
        met = self._meet(other)
        return NotImplemented if met is None else merged(met[0], self.terms + met[1])

    def __mul__(self, other: Any) -> Any:
        met = self._meet(other)
        if met is None:
            return NotImplemented
        return merged(met[0], [(a * c, b * d) for a, b in self.terms for c, d in met[1]])

    def __neg__(self) -> Surd:
        return Surd(self.field, tuple((-c, d) for c, d in self.terms))

    def inverse(self) -> Any:
        """1/x, by conjugation: x times its conjugate under √g -> -√g lies in a field with one root fewer.

        An enclosure when more than MOST_ROOTS independent roots are involved: it would have as many as 2^roots terms.
        """
        if len(self.terms) == 1:
            ((c, d),) = self.terms
            return merged(self.field, [(1 / (c * fmpq(1) * d), d)])
        masks = self._masks()
        if masks is None:
            return enclosed(1 / self.ball())
        top = 1 << (max(masks).bit_length() - 1)
        conjugate = Surd(
            self.field, tuple((-c if mask & top else c, d) for (c, d), mask in zip(self.terms, masks, strict=True))
        )
        norm = self * conjugate
        return conjugate * (norm.inverse() if isinstance(norm, Irrational) else 1 / norm)

    def _masks(self) -> list[int] | None:
        """Each radicand as a product, up to squares, of independent generators (a bit mask over them).

        None if there are more than MOST_ROOTS generators.
        """
        products: dict[int, Any] = {0: fmpz(1)}
        masks = []
        for _, d in self.terms:
            mask = next((mask for mask, g in products.items() if root_in(self.field, d * g) is not None), None)
            if mask is None:
                mask = len(products)
                if mask >= 1 << MOST_ROOTS:
                    return None
                products |= {mask | other: g * d for other, g in products.items()}
            masks.append(mask)
        return masks

    def ball(self) -> arb:
        """An enclosure at the current precision."""
        return sum((enclose(c) * enclose(d).sqrt() for c, d in self.terms), arb(0))

    def sign(self) -> int:
        """-1 or 1, without enclosures when there is one term."""
        if len(self.terms) == 1:
            c = self.terms[0][0]
            return c.sign() if isinstance(c, Irrational) else 1 if c > 0 else -1
        return super().sign()

    def __repr__(self) -> str:
        return " + ".join(f"{c}" if d == 1 else f"√{d}" if c == 1 else f"{c}·√{d}" for c, d in self.terms)


def root_in(field: Field | None, x: Any) -> Any:
    """√x if it lies in the field, else None (x a positive number of the field)."""
    if not isinstance(x, Irrational):
        root = rational_root(fmpq(x))
        if root is not None or field is None:
            return root
    assert field is not None
    return field_root(field, x)


def merged(field: Field | None, terms: Iterable[tuple[Any, Any]]) -> Any:
    """Merge terms whose radicands differ by a square; a number of the field itself comes back as that."""
    if field is None:
        terms = list(terms)
        if all(isinstance(d, fmpz) and d.bit_length() <= FACTORED_BITS for _, d in terms):
            return _merged_rational(terms)
    out: list[tuple[Any, Any]] = []
    for coefficient, radicand in terms:
        c, d = coefficient, radicand
        if isinstance(d, fmpz):
            s, d = square_part(d)
            c = c * s
        if limited():
            spend(1 + len(out))
        for k, (c2, d2) in enumerate(out):
            root = root_in(field, d * d2)
            if root is not None:  # √d = (root/d2) √d2
                out[k] = (c2 + c * (root / d2), d2)
                break
        else:
            root = root_in(field, d)
            out.append((c, d) if root is None else (c * root, fmpz(1)))
    out = [(c, d) for c, d in out if isinstance(c, Irrational) or c != 0]
    if not out:
        return fmpq(0)
    if len(out) == 1 and out[0][1] == 1:
        return out[0][0]
    return Surd(field, tuple(out))


def _merged_rational(terms: Iterable[tuple[Any, fmpz]]) -> Any:
    """The same over Q for small radicands: square-free parts, which are equal or independent."""
    out: dict[fmpz, Any] = {}
    for c, d in terms:
        s, rest = small_square_part(d)
        out[rest] = out[rest] + c * s if rest in out else c * s
        if limited():
            spend(1)
    kept = tuple((c, d) for d, c in out.items() if c != 0)
    if not kept:
        return fmpq(0)
    return kept[0][0] if len(kept) == 1 and kept[0][1] == 1 else Surd(None, kept)


@lru_cache(maxsize=4096)
def small_square_part(d: fmpz) -> tuple[fmpz, fmpz]:
    """``square_part``, remembered."""
    return square_part(d)


def square_root(x: Any) -> Any:
    """√x of a nonnegative rational or field element, exactly.

    Raises:
        ValueError: x is negative.
    """
    if isinstance(x, Algebraic):
        if x.sign() < 0:
            raise ValueError(f"square root of {float(x)} < 0")
        return merged(x.field, [(fmpq(1), x)])
    x = rational(x)
    if x < 0:
        raise ValueError(f"square root of {x} < 0")
    return merged(None, [(fmpq(1, x.q), x.p * x.q)]) if x else x
