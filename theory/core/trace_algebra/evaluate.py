"""What a derivation says, put to numbers: its letters, words and scalars on one exact case."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np
from flint import fmpq

from ..carriers.exact import Exact
from ..numbers import spectrum
from ..record import Case
from .carrier import Symbolic
from .scalar import Scalar
from .words import Letter, Matrix, Size, Word


class NoValueError(LookupError):
    """A letter without a value here: unknown, or a polar factor of a matrix whose squared singular values are not
    rational.
    """


class Evaluator:
    """Values of what ``m`` has made, on an exact case of the theorem.

    A permutation that is averaged over is the cyclic shift, random signs and columns alternate 1 and -1, until
    ``with_letter`` says otherwise.

    Args:
        m: the derivation.
        symbols: its case in symbols, as ``fresh`` gave it.
        case: the same case over the exact carrier.
    """

    def __init__(self, m: Symbolic, symbols: Mapping[str, Any], case: Case) -> None:
        self.m, self.case, self.exact = m, case, Exact()
        self.sizes: dict[Size, int] = {}
        for name, symbol in symbols.items():
            if isinstance(symbol, Matrix):
                self.sizes[symbol.rows], self.sizes[symbol.cols] = case[name].shape
        self._letters: dict[str, Any] = {}
        self._words: dict[Word, Any] = {}
        self._generators: dict[int, Any] = {}

    def at(self, m: Symbolic) -> Evaluator:
        """The same values for an earlier state of the derivation (inside a supposition)."""
        other = copy.copy(self)
        other.m = m
        return other

    def with_letter(self, letter: Letter, value: Any) -> Evaluator:
        """The same case with another value for one letter."""
        other = copy.copy(self)
        other._letters, other._words, other._generators = {letter.name: value}, {}, {}
        return other

    def size(self, size: Size) -> int:
        """A size of the case, or one made of them."""
        return self.sizes[size] if size in self.sizes else int(self.scalar(self.m.sizes[size]))

    def letter(self, letter: Letter) -> Any:
        """The matrix that a letter stands for.

        Raises:
            NoValueError: it has no exact value on this case.
        """
        if letter.name not in self._letters:
            self._letters[letter.name] = self._letter(letter.T if letter.flipped else letter)
        found = self._letters[letter.name]
        return found.T if letter.flipped else found

    def _letter(self, x: Letter) -> Any:
        m, name, e = self.m, x.name, self.exact
        if name in self.case:
            return self.case[name]
        if name in m.projected:
            return e.projector(self.matrix(m.projected[name]))
        if name in m.inverted:
            return e.pseudo_inverse(self.matrix(m.inverted[name]))
        if name in m.polars:
            return self._polar(name, self.matrix(m.polars[name]))
        if name in m.leaders:
            S, k = m.leaders[name]
            return spectrum.leading_projector(self.matrix(S), int(self.scalar(k)))[0]
        if name in m.partitions:
            return e.center(e.averaging(self.matrix(m.partitions[name])))
        if name in m.diagonals:
            return e.diagonal(self.word(m.diagonals[name], x.rows))
        if name in m.spread:
            return e.identity(self.size(x.rows)) * self.word(m.spread[name], x.rows)
        n = self.size(x.rows)
        if name.startswith("one["):
            return e.array(np.ones((n, 1), dtype=int))
        if name.startswith("H["):
            return e.center(e.identity(n))
        if name == "h[2]":
            return e.array([[1], [-1]])
        if name.startswith("Π["):
            return e.array(np.roll(np.eye(n, dtype=int), 1, axis=0))
        if name.startswith("±["):
            return e.array(np.diag([(-1) ** i for i in range(n)]))
        if name.startswith("z["):
            return e.array([[(-1) ** i] for i in range(n)])
        return self._embedding(name)

    def _embedding(self, name: str) -> Any:
        for parts, letters in self.m.embedded.items():
            sizes = [self.size(part) for part in parts]
            for i, made in enumerate(letters):
                if next(iter(made.terms))[0].name == name:
                    start = sum(sizes[:i])
                    return self.exact.array(np.eye(sum(sizes), dtype=int)[:, start : start + sizes[i]])
        raise NoValueError(name)

    def _polar(self, name: str, A: Any) -> Any:
        """One of the letters of A = US, by the eigenvalues of A'A."""
        if not all(isinstance(root, fmpq) for root, _ in spectrum.eigenvalues(A.T @ A)):
            raise NoValueError(name)
        parts = spectrum.eigenprojectors(A.T @ A)
        S = sum(E * self.exact.sqrt(root) for root, E, _ in parts)
        inverse = sum((E / self.exact.sqrt(root) for root, E, _ in parts if root), self.exact.zeros(*S.shape))
        return {"U": A @ inverse, "S": S, "S+": inverse}[name.split("[")[0]]

    def word(self, w: Word, rows: Size) -> Any:
        """A word; the empty one is the identity of ``rows``."""
        if not w:
            return self.exact.identity(self.size(rows))
        if w not in self._words:
            last = self.letter(w[-1])
            self._words[w] = self.word(w[:-1], rows) @ last if len(w) > 1 else last
        return self._words[w]

    def matrix(self, A: Matrix) -> Any:
        """A sum of words."""
        total = self.exact.zeros(self.size(A.rows), self.size(A.cols))
        for w, c in A.terms.items():
            factor = self.scalar(c)
            total = total + (self.word(w, A.rows) if factor == 1 else self.word(w, A.rows) * factor)
        return total

    def scalar(self, s: Scalar) -> Any:
        """A scalar: a rational number, or a root of one.

        Raises:
            ZeroDivisionError: its denominator is zero on this case.
        """
        return self.poly(s.num) / self.poly(s.den)

    def value(self, x: Any) -> Any:
        """A matrix or a scalar of the derivation, or a number, as it is on the case."""
        return self.matrix(x) if isinstance(x, Matrix) else self.scalar(x) if isinstance(x, Scalar) else x

    def poly(self, p: Any) -> Any:
        """A polynomial in the generators."""
        if p.is_constant():  # most are, among hundreds of generators
            return p.coeffs()[0] if p else self.exact.ratio(0, 1)
        total, used = self.exact.ratio(0, 1), [i for i, degree in enumerate(p.degrees()) if degree > 0]
        for monomial, coefficient in p.to_dict().items():
            term = coefficient
            for i in used:
                if monomial[i]:
                    term = term * self.generator(i) ** int(monomial[i])
            total = total + term
        return total

    def generator(self, index: int) -> Any:
        """A generator: the trace of a word, a root, a minimum, a size or a scalar of the case."""
        if index not in self._generators:
            self._generators[index] = self._generator(index)
        return self._generators[index]

    def _generator(self, index: int) -> Any:
        m = self.m
        if index in m.words:
            w = m.words[index]
            return self.exact.trace(self.word(w, w[0].rows))
        if index in m.roots:
            return self.exact.sqrt(self.scalar(m.roots[index]))
        if index in m.minima:
            return min(self.scalar(s) for s in m.minima[index])
        if index in m.cuts:
            S, k = m.cuts[index]
            return spectrum.leading_projector(self.matrix(S), int(self.scalar(k)))[1]
        name = m.names[index]
        if index in m.least:
            if name not in self.sizes:  # a dimension that the derivation made itself
                raise NoValueError(name)
            return self.exact.ratio(self.sizes[name], 1)
        if name in self.case:
            return self.case[name]
        raise NoValueError(name)
