"""The field of a derivation's scalars: its generators, and the arithmetic of their rational functions.

A generator stands for a size, a scalar of the case, the trace of a word, or a square root.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np
from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpz

from .errors import NotProved
from .scalar import Poly, Scalar

SMALLEST: Final = 96
"""Generators of the first context; a full one is doubled, and what was made in the old one is converted when met."""
LARGEST: Final = 1536


class Field:
    """The generators of one derivation, and the arithmetic of their rational functions."""

    def __init__(self) -> None:
        super().__init__()
        self.world = 0
        """The supposition under which things are being made; 0 is none."""
        self.active: frozenset[int] = frozenset({0})
        self._worlds = 0
        self.names: list[str] = []
        self.generators: dict[str, int] = {}
        self._room = SMALLEST
        self._context = _context(self._room)

    # -------------------------------------------------------------------------------------------- generators

    def generator(self, name: str) -> Scalar:
        """The generator of this name, made on first use."""
        if name not in self.generators:
            if len(self.names) == self._room:
                self._room *= 2
                if self._room > LARGEST:
                    raise NotProved(f"more than {LARGEST} different scalars")
                self._context = _context(self._room)
            self.generators[name] = len(self.names)
            self.names.append(name)
        return self.at(self.generators[name])

    def at(self, index: int) -> Scalar:
        """The generator with this index."""
        return Scalar(self, self._context.gens()[index], self._one())

    def number(self, value: int | fmpq) -> Scalar:
        """A rational constant."""
        return Scalar(self, self._context.constant(value), self._one())

    def coerce(self, x: Any) -> Scalar | None:
        """``x`` as a scalar, or None when it is not a rational number."""
        if isinstance(x, Scalar):
            self.visit(x.world)
            return x
        if isinstance(x, int | np.integer) and not isinstance(x, bool):
            return self.number(int(x))
        if isinstance(x, Fraction):
            return self.number(fmpq(x.numerator, x.denominator))
        if isinstance(x, fmpq | fmpz):
            return self.number(fmpq(x))
        if isinstance(x, np.ndarray) and x.ndim == 0:
            return self.coerce(x[()])
        return None

    def scalar_of(self, x: Any) -> Scalar:
        """``x`` as a scalar.

        Raises:
            TypeError: ``x`` is neither a scalar of this derivation nor a rational number.
        """
        made = self.coerce(x)
        if made is None:
            raise TypeError(f"{x!r} is neither a scalar of this derivation nor a rational number")
        return made

    def visit(self, world: int) -> None:
        """Refuse what was made under a supposition that has ended."""
        if world not in self.active:
            raise NotProved("something made under a supposition is used outside it")

    # -------------------------------------------------------------------------------------------- lowest terms

    def _one(self) -> Poly:
        return self._context.constant(1)

    def level(self, *polys: Poly) -> tuple[Poly, ...]:
        """The polynomials in one common context: the current one."""
        context = self._context
        return tuple(p if p.context() is context else p.project_to_context(context) for p in polys)

    def quotient(self, num: Poly, den: Poly) -> Scalar:
        """``num/den`` in lowest terms with a monic denominator."""
        if num.is_zero():
            return Scalar(self, num, self._one())
        if not den.is_constant():
            common = num.gcd(den)
            if not common.is_one():
                num, den = num / common, den / common
        lead = den.leading_coefficient()
        if lead != 1:
            num, den = num / lead, den / lead
        return Scalar(self, num, den)

    def used(self, s: Scalar) -> set[int]:
        """The indices of the generators in ``s``."""
        return _used(s.num) | _used(s.den)

    def substitute(self, s: Scalar, values: Mapping[int, Scalar]) -> Scalar:
        """``s`` with generators replaced by scalars."""
        top, bottom = self._substitute(s.num, values), self._substitute(s.den, values)
        return top.over(bottom)

    def _substitute(self, p: Poly, values: Mapping[int, Scalar]) -> Scalar:
        (p,) = self.level(p)
        hit = sorted(_used(p) & values.keys())
        if not hit:
            return Scalar(self, p, self._one())
        groups: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for monomial, coefficient in p.to_dict().items():
            powers = tuple(int(monomial[i]) for i in hit)
            rest = tuple(0 if i in values else int(e) for i, e in enumerate(monomial))
            groups.setdefault(powers, {})[rest] = coefficient
        total = self.number(0)
        for powers, rest_terms in groups.items():
            term = Scalar(self, self._context.from_dict(rest_terms), self._one())
            for i, e in zip(hit, powers, strict=True):
                if e:
                    term = term * values[i] ** e
            total = total + term
        return total

    def factors(self, p: Poly) -> tuple[fmpq, list[tuple[Poly, int]]]:
        """``p = constant * product of monic irreducibles``, each with its multiplicity."""
        (p,) = self.level(p)
        if p.is_constant():
            return (fmpq(0) if p.is_zero() else p.leading_coefficient()), []
        small = fmpq_mpoly_ctx.get([f"x{i}" for i in sorted(_used(p))], Ordering.lex)
        constant, found = p.project_to_context(small).factor()
        out = []
        for factor, multiplicity in found:
            lead = factor.leading_coefficient()
            constant = constant * lead**multiplicity
            out.append(((factor / lead).project_to_context(self._context), int(multiplicity)))
        return fmpq(constant), out

    # ------------------------------------------------------------------------------- to be refined by subclasses

    def must_be_nonzero(self, s: Scalar) -> None:
        """Refuse to divide by a scalar that is not known to be nonzero."""
        raise NotImplementedError

    def absolute(self, s: Scalar) -> Scalar:
        """|s|."""
        raise NotImplementedError

    def text(self, p: Poly) -> str:
        """A polynomial with the names of its generators."""
        terms = []
        for monomial, coefficient in sorted(p.to_dict().items(), reverse=True):
            powers = [
                self.names[i] + (f"^{e}" if e > 1 else "") for i, e in enumerate(monomial[: len(self.names)]) if e
            ]
            body = "*".join(powers)
            sign, size = ("-" if coefficient < 0 else "+"), abs(coefficient)
            terms.append(f"{sign} {body if size == 1 and body else f'{size}*{body}' if body else size}")
        joined = " ".join(terms)
        return (joined[2:] if joined.startswith("+") else "-" + joined[2:]) if joined else "0"


@cache
def _context(room: int) -> fmpq_mpoly_ctx:
    # always x0, x1, ..., so that a polynomial reads the same in every context
    return fmpq_mpoly_ctx.get([f"x{i}" for i in range(room)], Ordering.lex)


def _used(p: Poly) -> set[int]:
    return {i for i, d in enumerate(p.degrees()) if d > 0} if not p.is_constant() else set()
