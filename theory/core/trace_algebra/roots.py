"""Square roots, moduli and minima of scalars: generators with a relation, or nothing new where signs are known."""

from __future__ import annotations

from flint import fmpq

from .errors import NotProved
from .scalar import Scalar
from .signs import NONNEGATIVE, SignedField


class Roots(SignedField):
    """The field with roots of what is known to be nonnegative."""

    def root(self, s: Scalar) -> Scalar:
        """The square root: even powers come out where their sign is known, one generator for each factor left.

        Raises:
            NotProved: ``s`` is not known to be nonnegative.
        """
        s = self.settle(s)
        if s.num.is_zero():
            return s
        constant, top = self.factors(s.num)
        _, bottom = self.factors(s.den)
        out, inside = self.number(1), self.number(1)
        for f, k in [*top, *((g, -j) for g, j in bottom)]:
            signs = self._factor(f)
            this = Scalar(self, self.level(f)[0], self._one())
            if signs <= frozenset({-1, 0}):
                this, signs, constant = -this, frozenset(-x for x in signs), constant * (-1) ** k
            half, odd = divmod(k, 2)
            if signs <= NONNEGATIVE:
                out = out * _power(this, half)
                inside = inside * this if odd else inside
                if odd:
                    out = out * self._root_of(this)
                    inside = inside.over(this)
            elif odd or half % 2:
                inside = inside * _power(this, k - 4 * (half // 2))
                out = out * _power(this, 2 * (half // 2))
            else:
                out = out * _power(this, half)
        return out * self._root_of_rest(constant, inside)

    def _root_of_rest(self, constant: fmpq, inside: Scalar) -> Scalar:
        if inside.num.is_constant() and inside.den.is_constant():
            if constant < 0:
                raise NotProved(f"the square root of a negative number, {constant} times a square")
            return self._root_of_number(constant)
        if constant < 0:
            constant, inside = -constant, -inside
        if not self.nonnegative(inside):
            raise NotProved(f"the square root of {inside}, which is not known to be nonnegative")
        return self._root_of_number(constant) * self._root_of(inside)

    def _root_of_number(self, q: fmpq) -> Scalar:
        out = self.number(1)
        for part, up in ((q.p, True), (q.q, False)):
            for prime, k in part.factor():
                prime_root = self.number(int(prime)) ** (k // 2)
                if k % 2:
                    prime_root = prime_root * self._root_of(self.number(int(prime)))
                out = out * prime_root if up else out.over(prime_root)
        return out

    def _root_of(self, s: Scalar) -> Scalar:
        made = self.generator(f"√({s})")
        index = self.generators[f"√({s})"]
        self.roots[index] = s
        self.relations[index] = (2, s)
        return made

    def absolute(self, s: Scalar) -> Scalar:
        """|s|: ``s`` or ``-s`` where the sign is known, else the root of the square."""
        signs = self.sign(s)
        if signs <= NONNEGATIVE:
            return s
        if signs <= frozenset({-1, 0}):
            return -s
        return self.root(s * s)

    def least_of(self, a: Scalar, b: Scalar) -> Scalar:
        """min(a, b)."""
        difference = self.sign(a - b)
        if difference <= NONNEGATIVE:
            return b
        if difference <= frozenset({-1, 0}):
            return a
        first, second = sorted((a, b), key=str)
        name = f"min({first}, {second})"
        made = self.generator(name)
        self.minima[self.generators[name]] = (first, second)
        return made


def _power(s: Scalar, k: int) -> Scalar:
    return s**k if k >= 0 else s.home.number(1).over(s**-k)
