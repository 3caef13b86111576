"""Learning rules: every overlap of two rules gives an equation, hence perhaps a rule (Knuth and Bendix).

Two rules that overlap at both ends close to a circle, on which they give one trace two values, hence a relation between
traces.
"""

from __future__ import annotations

from typing import Final

from .rewriting import Rewriting
from .scalar import Scalar
from .words import Matrix, Size, Terms, Word, add, order, transpose

MOST_RULES: Final = 240
LONGEST_OVERLAP: Final = 16
"""Where completion stops: less is then proved, never more."""


class Algebra(Rewriting):
    """Words, and what is learned of them."""

    def __init__(self) -> None:
        super().__init__()
        self._queue: list[Matrix] = []
        self._completing = False

    def rule(self, left: Matrix, right: Matrix | int = 0) -> None:
        """Take ``left = right`` as known.

        Raises:
            NotProved: it contradicts what is known.
        """
        self._queue.append(left - right)
        if self._completing:
            return
        self._completing = True
        fresh: list[Word] = []
        try:
            while self._queue:
                self._orient(self._queue.pop(0), fresh)
            self._circles([w for w in fresh if w in self.rules])
        finally:
            self._completing = False
            self._queue.clear()

    def _orient(self, equation: Matrix, fresh: list[Word]) -> None:
        D = self.normal(equation)
        D = Matrix(self, D.rows, D.cols, {w: self.settle(c) for w, c in D.terms.items()})
        if not D.terms:
            return
        lead = max(D.terms, key=order)
        by = D.terms[lead]
        if not lead:
            self.relate(by)  # a multiple of an identity that is zero
            return
        if not self.nonzero(by) or len(self.rules) >= MOST_RULES:
            return
        self.add_rule(lead, {w: (-c).over(by) for w, c in D.terms.items() if w != lead})
        fresh.append(lead)
        self._queue.append(Matrix(self, D.cols, D.rows, {transpose(w): c for w, c in D.terms.items()}))
        for other in list(self.rules):
            if other != lead and _contains(other, lead):
                self._queue.append(self._equation(other, self.rules[other]))
                self._remove(other)
        for other in list(self.rules):
            self._overlaps(lead, other)
            if other != lead:
                self._overlaps(other, lead)

    def _overlaps(self, a: Word, b: Word) -> None:
        for k in range(1, min(len(a), len(b)) + (a != b)):
            if a[-k:] == b[:k] and len(a) + len(b) - k <= LONGEST_OVERLAP:
                terms: Terms = {}
                for w, c in self.rules[a].items():
                    add(terms, w + b[k:], c)
                for w, c in self.rules[b].items():
                    add(terms, a[:-k] + w, -c)
                self._queue.append(Matrix(self, a[0].rows, b[-1].cols, terms))

    def _circles(self, fresh: list[Word]) -> None:
        """Two rules that overlap at both ends: one trace, two values."""
        for a in fresh:
            for b in list(self.rules):
                most = min(len(a), len(b))
                for k in range(1, most):
                    for j in range(1, most - k + 1):
                        if a[-k:] == b[:k] and b[-j:] == a[:j]:
                            first = {w + b[k : len(b) - j]: c for w, c in self.rules[a].items()}
                            second = {w + a[j : len(a) - k]: c for w, c in self.rules[b].items()}
                            self.relate(self._total(first, a[0].rows) - self._total(second, b[0].rows))

    def _total(self, terms: Terms, size: Size) -> Scalar:
        out = self.number(0)
        for w, c in terms.items():
            out = out + c * (self.trace_word(w) if w else self.sizes[size])
        return out

    def _equation(self, left: Word, right: Terms) -> Matrix:
        terms = {w: -c for w, c in right.items()}
        add(terms, left, self.number(1))
        return Matrix(self, left[0].rows, left[-1].cols, terms)

    def add_rule(self, left: Word, right: Terms) -> None:
        """Install an oriented rule."""
        self.rules[left] = right
        self._starting.setdefault(left[0], []).append(left)
        self._forget()

    def _remove(self, left: Word) -> None:
        del self.rules[left]
        self._starting[left[0]].remove(left)
        self._forget()

    def _forget(self) -> None:
        self._normal, self._trace, self._current = {}, {}, {}


def _contains(w: Word, part: Word) -> bool:
    return any(w[i : i + len(part)] == part for i in range(len(w) - len(part) + 1))
