"""Rewriting words and traces by rules: normal forms, and what a trace is worth.

A rule rewrites a word to a sum of smaller words (shorter, or equally long and earlier), so rewriting ends. A trace is
worth what any rotation of its word can be rewritten to; two that differ are a relation between traces.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any, Final

from .errors import NotProved
from .roots import Roots
from .scalar import Scalar
from .signs import NONNEGATIVE, Signs
from .words import UNIT, Letter, Matrix, Size, Terms, Word, add, circle, rotations, show

MOST_STEPS: Final = 150_000
DEEPEST: Final = 40
"""Where rewriting stops: less is then proved, never more."""


class Rewriting(Roots):
    """Words, the rules known of them, and their traces."""

    def __init__(self) -> None:
        super().__init__()
        self.rules: dict[Word, Terms] = {}
        self.sizes: dict[Size, Scalar] = {UNIT: self.number(1)}
        self.words: dict[int, Word] = {}
        """Index of a trace -> its circle."""
        self.semidefinite: set[str] = set()
        """Names of symmetric letters that are positive semidefinite."""
        self._starting: dict[Letter, list[Word]] = {}
        self._normal: dict[Word, Terms] = {}
        self._trace: dict[Word, Scalar] = {}
        self._current: dict[int, Scalar] = {}
        self._open: set[Word] = set()
        self._steps = 0

    # ------------------------------------------------------------------------------------------ sizes and letters

    def size(self, of: Any) -> Size:
        """A size (an int, or a scalar made of sizes) as text."""
        s = self.scalar_of(of)
        self.sizes.setdefault(str(s), s)
        return str(s)

    def extent(self, size: Size) -> int | Scalar:
        """A size as a number, where it is one."""
        s = self.sizes[size]
        return int(s) if s.num.is_constant() and s.den.is_constant() else s

    def letter(self, name: str, rows: Size, cols: Size, *, symmetric: bool = False) -> Matrix:
        """The matrix that is one letter."""
        return self.word((Letter(name, rows, cols, False, symmetric),))

    def word(self, w: Word) -> Matrix:
        """The matrix that is one nonempty word."""
        return self.normal(Matrix(self, w[0].rows, w[-1].cols, {w: self.number(1)}))

    def unit(self, size: Size) -> Matrix:
        """The identity of a size."""
        return Matrix(self, size, size, {(): self.number(1)})

    def nothing(self, rows: Size, cols: Size) -> Matrix:
        """The zero matrix."""
        return Matrix(self, rows, cols, {})

    # --------------------------------------------------------------------------------------------------- rewriting

    def normal(self, A: Matrix) -> Matrix:
        """The same matrix in normal form."""
        self.visit(A.world)
        out: Terms = {}
        for w, c in A.terms.items():
            for v, d in self.normal_word(w).items():
                add(out, v, c * d)
        return Matrix(self, A.rows, A.cols, out)

    def normal_word(self, w: Word) -> Terms:
        """The normal form of one word."""
        found = self._normal.get(w)
        if found is None:
            step = next(chain(self.steps(w), self._units(w)), None)  # a step to zero, {}, is a step
            if step is None:
                found = {w: self.number(1)}
            else:
                found = {}
                for v, c in step.items():
                    for u, d in self.normal_word(v).items():
                        add(found, u, c * d)
            self._normal[w] = found
        return found

    def steps(self, w: Word) -> Iterator[Terms]:
        """Every way to rewrite the word once."""
        for i, letter in enumerate(w):
            for left in self._starting.get(letter, ()):
                if w[i : i + len(left)] == left:
                    self._count()
                    yield {w[:i] + v + w[i + len(left) :]: c for v, c in self.rules[left].items()}
        for terms in self.structure(w):
            self._count()
            yield terms

    def structure(self, w: Word) -> Iterator[Terms]:
        """Rewriting that is no finite list of rules; subclasses add theirs."""
        return iter(())

    def allow(self, steps: int = MOST_STEPS) -> None:
        """So many more steps of rewriting, whatever has been used."""
        self._steps = MOST_STEPS - steps

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise NotProved(f"rewriting took more than {MOST_STEPS} steps")

    def _units(self, w: Word) -> Iterator[Terms]:
        """A 1 x 1 stretch of a word is a scalar."""
        ends = [w[0].rows, *(letter.cols for letter in w)] if w else []
        at = [i for i, size in enumerate(ends) if size == UNIT]
        for i, j in pairwise(at):
            yield {w[:i] + w[j:]: self.trace_word(w[i:j])}

    # ------------------------------------------------------------------------------------------------------ traces

    def trace(self, A: Matrix) -> Scalar:
        """tr A.

        Raises:
            ValueError: A is not square.
        """
        if A.rows != A.cols:
            raise ValueError(f"the trace of a matrix of shape ({A.rows}, {A.cols})")
        out = self.number(0)
        for w, c in self.normal(A).terms.items():
            out = out + c * (self.trace_word(w) if w else self.sizes[A.rows])
        return self.settle(out)

    def trace_word(self, w: Word) -> Scalar:
        """The trace of a nonempty square word, in terms of traces of normal circles."""
        key = circle(w)
        if key in self._open:
            return self._symbol(key)
        found = self._trace.get(key)
        if found is None:
            if len(self._open) > DEEPEST:
                raise NotProved(f"the trace of {show(key)}: more than {DEEPEST} rotations in a row were rewritten")
            self._open.add(key)
            try:
                found = self._evaluate(key)
            finally:
                self._open.discard(key)
            self._trace[key] = found
        return found

    def _evaluate(self, key: Word) -> Scalar:
        at = [i for i, letter in enumerate(key) if letter.rows == UNIT]
        if len(at) > 1:  # a product of 1 x 1 stretches
            out = self.number(1)
            for i, j in zip(at, [*at[1:], at[0] + len(key)], strict=True):
                out = out * self.trace_word((key + key)[i:j])
            return out
        values = [
            v for t in rotations(key) for terms in self.circle_steps(t) if (v := self._value(terms, t)) is not None
        ]
        for other in values[1:]:
            if not other.identical(values[0]):
                self.relate(other - values[0])
        return values[0] if values else self._symbol(key)

    def circle_steps(self, w: Word) -> Iterator[Terms]:
        """Every way to rewrite a word under a trace once."""
        return self.steps(w)

    def _value(self, terms: Terms, w: Word) -> Scalar | None:
        if any(v and circle(v) in self._open for v in terms):
            return None  # a rotation led back: nothing is learned this way
        out = self.number(0)
        for v, c in terms.items():
            out = out + c * (self.trace_word(v) if v else self.sizes[w[0].rows])
        return out

    def _symbol(self, key: Word) -> Scalar:
        made = self.generator(f"tr({show(key)})")
        self.words[self.generators[f"tr({show(key)})"]] = key
        return made

    def relation_at(self, index: int) -> tuple[int, Scalar] | None:
        """Also: a trace whose word has since become reducible."""
        if index in self.words and self.words[index] not in self._open:
            if index not in self._current:
                self._current[index] = self.trace_word(self.words[index])
            if not self._current[index].identical(self.at(index)):
                return 1, self._current[index]
        return super().relation_at(index)

    def generator_sign(self, index: int) -> Signs:
        """Also: the trace of AA', of a semidefinite letter, and of a product of two of them."""
        found = super().generator_sign(index)
        if index in self.words and not found <= NONNEGATIVE and self.halves(self.words[index]) is not None:
            found &= NONNEGATIVE
        return found

    def halves(self, key: Word) -> Word | None:
        """``v`` such that tr(key) = |v|^2, or tr(key) = tr(S v v') up to semidefinite letters at the ends of ``v``."""
        n = len(key)
        for c in range(n):
            if any(key[(c - i) % n] != key[i].T for i in range(n)):
                continue
            axis = [i for i in range(n) if (2 * i - c) % n == 0]
            if all(self.is_semidefinite(key[i]) for i in axis):
                start = axis[0] if axis else next(i for i in range(n) if (2 * i - c - 1) % n == 0)
                length = n // 2 + 1 if len(axis) == 2 else (n + 1) // 2
                return tuple(key[(start + i) % n] for i in range(length))
        return None

    def is_semidefinite(self, letter: Letter) -> bool:
        """A symmetric letter known to be positive semidefinite: marked so, or idempotent."""
        return letter.symmetric and (letter.name in self.semidefinite or self.is_idempotent(letter))

    def is_idempotent(self, letter: Letter) -> bool:
        """A symmetric letter L with LL = L."""
        if not letter.symmetric:
            return False
        twice, once = self.normal_word((letter, letter)), self.normal_word((letter,))
        return twice.keys() == once.keys() and all(twice[w].identical(once[w]) for w in twice)
