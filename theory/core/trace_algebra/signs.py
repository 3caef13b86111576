"""What is known of the signs of scalars, and what follows from it.

The possible signs of a scalar are a subset of {-1, 0, 1}. Knowledge is kept for irreducible factors: a product is
taken apart, a sum is settled when every monomial has a sign of its own once each size is written as its least value
plus a nonnegative integer (``n - 1 >= 0`` because samples can be counted).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flint import fmpq

from .errors import NotProved
from .field import Field
from .scalar import Poly, Scalar

Signs = frozenset[int]

ANY: Final[Signs] = frozenset({-1, 0, 1})
POSITIVE: Final[Signs] = frozenset({1})
NONNEGATIVE: Final[Signs] = frozenset({0, 1})
NONZERO: Final[Signs] = frozenset({-1, 1})
ZERO: Final[Signs] = frozenset({0})


def product(signs: Iterable[Signs]) -> Signs:
    """The possible signs of a product."""
    out: Signs = POSITIVE
    for s in signs:
        out = frozenset(a * b for a in out for b in s)
    return out


def power(s: Signs, k: int) -> Signs:
    """The possible signs of a k-th power, k >= 1."""
    return frozenset(a**k for a in s)


def total(signs: Iterable[Signs]) -> Signs:
    """The possible signs of a sum."""
    out: Signs = ZERO
    for s in signs:
        out = frozenset(
            r for a in out for b in s for r in ((a,) if b == 0 or a == b else (b,) if a == 0 else (-1, 0, 1))
        )
    return out


class SignedField(Field):
    """The field with what is known: relations between generators, square roots, and signs."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Signs] = {}
        """Key of a product of different irreducibles -> the signs it can have."""
        self.single: dict[str, Poly] = {}
        """Key -> polynomial, for the irreducibles among them."""
        self.learned: list[tuple[Scalar, Signs]] = []
        """What was learned, as it was said."""
        self.least: dict[int, int] = {}
        """Index of a size -> the least value it can have."""
        self.relations: dict[int, tuple[int, Scalar]] = {}
        """Index -> (k, value): the k-th power of this generator equals value."""
        self.roots: dict[int, Scalar] = {}
        """Index of a square root -> what it is the root of."""
        self._asked: set[int] = set()
        """Roots whose sign is being found."""
        self.minima: dict[int, tuple[Scalar, Scalar]] = {}
        """Index of a minimum -> the two it is the least of."""

    # --------------------------------------------------------------------------------------------- normal forms

    def settle(self, s: Scalar) -> Scalar:
        """``s`` after every known relation between its generators has been used."""
        self.visit(s.world)
        for _ in range(1000):
            for index in sorted(self.used(s), reverse=True):
                found = self.relation_at(index)
                if found is None:
                    continue
                exponent, value = found
                if exponent == 1:
                    s = self.substitute(s, {index: value})
                    break
                reduced = self._lower(s.num, index, value).over(self._lower(s.den, index, value))
                if not reduced.identical(s):
                    s = reduced
                    break
            else:
                return s
        raise NotProved("relations between scalars that do not settle")

    def relation_at(self, index: int) -> tuple[int, Scalar] | None:
        """The relation that removes a generator, or one of its powers."""
        return self.relations.get(index)

    def _lower(self, p: Poly, index: int, square: Scalar) -> Scalar:
        """A polynomial with the square of one generator replaced by its value."""
        (p,) = self.level(p)
        root, out = self.at(index), self.number(0)
        parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for monomial, coefficient in p.to_dict().items():
            exponents = [int(e) for e in monomial]
            exponent, exponents[index] = exponents[index], 0
            parts.setdefault(exponent, {})[tuple(exponents)] = coefficient
        for exponent, terms in parts.items():
            term = Scalar(self, self._context.from_dict(terms), self._one()) * square ** (exponent // 2)
            out = out + (term * root if exponent % 2 else term)
        return out

    def is_zero(self, s: Scalar) -> bool:
        """Zero as a rational function, relations used. False means only that this is not known."""
        return bool(self.settle(s).num.is_zero())

    def relate(self, s: Scalar, solved_for: int | None = None) -> None:
        """Take ``s = 0`` as known, where it can be solved for a generator that occurs to the first power.

        The one of index ``solved_for`` is preferred, then the latest, so that words are expressed by earlier ones.
        Nothing is learned otherwise.

        Raises:
            NotProved: ``s`` is a nonzero constant: the hypotheses contradict each other.
        """
        p = self.settle(s).num
        if p.is_zero():
            return
        if p.is_constant():
            raise NotProved(f"the hypotheses contradict each other: {self.text(p)} = 0")
        used = self.used(Scalar(self, p, self._one()))
        for index in sorted(used, key=lambda i: (i == solved_for, i), reverse=True):
            if index in self.roots or index in self.least or index in self.minima:
                continue
            solved = self._solve(p, index)
            if solved is not None:
                self.relations[index] = (1, solved)
                self.learn_again()
                return

    def _solve(self, p: Poly, index: int) -> Scalar | None:
        if p.degrees()[index] != 1:
            return None
        (p,) = self.level(p)
        slope, rest = {}, {}
        for monomial, coefficient in p.to_dict().items():
            exponents = [int(e) for e in monomial]
            if exponents[index]:
                exponents[index] = 0
                slope[tuple(exponents)] = coefficient
            else:
                rest[tuple(exponents)] = coefficient
        by = Scalar(self, self._context.from_dict(slope), self._one())
        if 0 in self.sign(by):
            return None
        return (-Scalar(self, self._context.from_dict(rest), self._one())).over(by)

    # ---------------------------------------------------------------------------------------------------- signs

    def sign(self, s: Scalar) -> Signs:
        """The signs that ``s`` can have, as far as is known."""
        s = self.settle(s)
        if s.num.is_zero():
            return ZERO
        constant, top = self.factors(s.num)
        _, bottom = self.factors(s.den)
        return (
            self._signs(constant, top)
            if not bottom
            else product((self._signs(constant, top), self._signs(fmpq(1), bottom) - ZERO))
        )

    def _signs(self, constant: fmpq, factors: list[tuple[Poly, int]]) -> Signs:
        own = frozenset({1 if constant > 0 else -1})
        separate = product([own, *(power(self._factor(f), k) for f, k in factors)])
        together = self.known.get(_key(f for f, k in factors if k % 2), ANY)
        even = product(power(self._factor(f), k) for f, k in factors if k % 2 == 0)
        return separate & product((own, together, even))

    def _factor(self, f: Poly) -> Signs:
        """The possible signs of a monic irreducible polynomial."""
        found = self.known.get(_key((f,)), ANY)
        if len(found) == 1:
            return found
        (f,) = self.level(f)
        if f.total_degree() == 1 and len(f.to_dict()) == 1:
            return found & self.generator_sign(self._only(f))
        found &= self._sum(f)
        if -1 in found and len(found) > 1:
            for key, other in self.single.items():
                if self.known[key] <= NONNEGATIVE and self._sum(f - self.level(other)[0]) <= NONNEGATIVE:
                    found &= self.known[key]  # f is at least as large
        return found

    def _sum(self, f: Poly) -> Signs:
        """The sign of a sum, where each monomial has one."""
        if f.is_zero():
            return ZERO
        shifts = {i: self.at(i) + low for i, low in self.least.items() if low}
        shifted = self.substitute(Scalar(self, f, self._one()), shifts)
        signs = {i: NONNEGATIVE if i in shifts else self.generator_sign(i) for i in self.used(shifted)}
        return total(
            product(
                [
                    frozenset({1 if coefficient > 0 else -1}),
                    *(power(s, int(monomial[i])) for i, s in signs.items() if monomial[i]),
                ]
            )
            for monomial, coefficient in shifted.num.to_dict().items()
        )

    def _only(self, f: Poly) -> int:
        return next(i for i, d in enumerate(f.degrees()) if d > 0)

    def generator_sign(self, index: int) -> Signs:
        """The possible signs of a generator."""
        found = self.known.get(f"x{index}", ANY)
        if index in self.least:
            return found & (POSITIVE if self.least[index] > 0 else NONNEGATIVE)
        if index in self.roots:
            if index in self._asked:  # what is known of the root is asked for the sign of what it is a root of
                return found & NONNEGATIVE
            self._asked.add(index)
            try:
                return found & (NONNEGATIVE if 0 in self.sign(self.roots[index]) else POSITIVE)
            finally:
                self._asked.discard(index)
        if index in self.minima:
            a, b = (self.sign(x) for x in self.minima[index])
            return found & (POSITIVE if a | b <= POSITIVE else NONNEGATIVE if a | b <= NONNEGATIVE else ANY)
        return found

    def positive(self, s: Scalar) -> bool:
        """Known to be positive."""
        return self.sign(s) <= POSITIVE

    def nonnegative(self, s: Scalar) -> bool:
        """Known to be nonnegative."""
        return self.sign(s) <= NONNEGATIVE

    def nonzero(self, s: Scalar) -> bool:
        """Known to be nonzero."""
        return 0 not in self.sign(s)

    def must_be_nonzero(self, s: Scalar) -> None:
        """Refuse to divide by a scalar that is not known to be nonzero.

        Raises:
            NotProved: nothing known says so.
        """
        if not self.nonzero(s):
            raise NotProved(f"division by {s}, which is not known to be nonzero")

    # ------------------------------------------------------------------------------------------------- learning

    def learn(self, s: Scalar, signs: Signs) -> None:
        """Take it as known that the sign of ``s`` is one of ``signs``, and that of each factor what this leaves."""
        self._learn(s, signs)
        self.learned.append((s, signs))

    def learn_again(self) -> None:
        """What was learned, in the normal forms of now.

        Raises:
            NotProved: it contradicts what has been learned since.
        """
        for s, signs in list(self.learned):
            self._learn(s, signs)

    def _learn(self, s: Scalar, signs: Signs) -> None:
        s = self.settle(s)
        possible = self.sign(s) & signs
        if not possible:
            raise NotProved(f"the hypotheses contradict each other about the sign of {s}")
        constant, top = self.factors(s.num)
        _, bottom = self.factors(s.den)
        factors = top + bottom
        odd = [f for f, k in factors if k % 2]
        if odd:
            flipped = constant < 0
            self._know(odd, frozenset(-x for x in possible) if flipped else possible)
        for f, k in factors:
            others = [power(self._factor(g), j) for g, j in factors if g is not f]
            rest = product([frozenset({1 if constant > 0 else -1}), *others])
            now = self._factor(f)
            kept = frozenset(x for x in now if product((frozenset({x**k}), rest)) & possible)
            if kept != now:
                self._know([f], kept)

    def _know(self, factors: list[Poly], signs: Signs) -> None:
        key = _key(factors)
        left = self.known.get(key, ANY) & signs
        if not left:
            raise NotProved(f"the hypotheses contradict each other about a sign ({len(factors)} factors)")
        self.known[key] = left
        if len(factors) == 1:
            self.single[key] = factors[0]
            self._raise_least(factors[0])

    def _raise_least(self, f: Poly) -> None:
        """``a n - b >= 0`` (or > 0) for a size n says how small n can be."""
        terms = f.to_dict()
        index = next(iter(self.used(Scalar(self, f, self._one()))), None)
        if index not in self.least or f.total_degree() != 1 or len(f.degrees()) == 0 or len(terms) > 2:
            return
        slope = next((c for e, c in terms.items() if sum(e)), fmpq(0))
        offset = next((c for e, c in terms.items() if not sum(e)), fmpq(0))
        if len(self.used(Scalar(self, f, self._one()))) != 1 or slope <= 0 or not self.known[_key([f])] <= NONNEGATIVE:
            return
        bound = -offset / slope
        least = int(bound.ceil())
        if self.known[_key([f])] == POSITIVE and bound == least:
            least += 1
        self.least[index] = max(self.least[index], least)


def _key(factors: Iterable[Poly]) -> str:
    return "·".join(sorted(str(f) for f in factors))
