"""Matrices as sums of words: a word is a tuple of letters, a letter a named matrix or its transpose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import NotProved
from .scalar import Scalar

if TYPE_CHECKING:
    from .rewriting import Rewriting

Size = str
"""A size as text: ``n``, ``3``, ``k*n``, ``p + q``."""

UNIT = "1"


class Letter(NamedTuple):
    """A named matrix, or its transpose; ``rows`` and ``cols`` are those of the letter as it stands."""

    name: str
    rows: Size
    cols: Size
    flipped: bool = False
    symmetric: bool = False

    @property
    def T(self) -> Letter:
        """The transpose."""
        if self.symmetric:
            return self
        return Letter(self.name, self.cols, self.rows, not self.flipped, False)

    def __str__(self) -> str:
        return self.name + ("'" if self.flipped else "")


Word = tuple[Letter, ...]
Terms = dict[Word, Scalar]


def transpose(w: Word) -> Word:
    """(ABC)' = C'B'A'."""
    return tuple(letter.T for letter in reversed(w))


def show(w: Word) -> str:
    """A word as one writes it."""
    return " ".join(map(str, w)) or "I"


def rotations(w: Word) -> Iterator[Word]:
    """tr(AB) = tr(BA): the words with the same trace."""
    return (w[i:] + w[:i] for i in range(len(w)))


def circle(w: Word) -> Word:
    """The one name of a trace: the least of all rotations of the word and of its transpose."""
    return min((*rotations(w), *rotations(transpose(w))))


def order(w: Word) -> tuple[int, Word]:
    """Longer words are larger; words of one length are compared letter by letter."""
    return len(w), w


class Matrix:
    """A sum of scalar multiples of words, in normal form under the rules known when it was made."""

    __slots__ = ("cols", "m", "rows", "terms", "world")
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, m: Rewriting, rows: Size, cols: Size, terms: Terms) -> None:
        self.m, self.rows, self.cols, self.world = m, rows, cols, m.world
        self.terms = {w: c for w, c in terms.items() if not c.num.is_zero()}

    @property
    def shape(self) -> tuple[int | Scalar, int | Scalar]:
        """Rows and columns: an int for a literal size, a scalar for a named one."""
        return self.m.extent(self.rows), self.m.extent(self.cols)

    @property
    def ndim(self) -> int:
        """Two."""
        return 2

    @property
    def T(self) -> Matrix:
        """The transpose."""
        return self.m.normal(Matrix(self.m, self.cols, self.rows, {transpose(w): c for w, c in self.terms.items()}))

    def _same(self, other: Matrix) -> None:
        if other.m is not self.m:
            raise ValueError("matrices of two different derivations")
        self.m.visit(self.world)
        self.m.visit(other.world)

    def __matmul__(self, other: Matrix) -> Matrix:
        self._same(other)
        if self.cols != other.rows:
            raise ValueError(f"shapes do not meet: ({self.rows}, {self.cols}) @ ({other.rows}, {other.cols})")
        out: Terms = {}
        for a, c in self.terms.items():
            for b, d in other.terms.items():
                add(out, a + b, c * d)
        return self.m.normal(Matrix(self.m, self.rows, other.cols, out))

    def __add__(self, other: Matrix | int) -> Matrix:
        if isinstance(other, int) and other == 0:
            return self
        if not isinstance(other, Matrix):
            return NotImplemented
        self._same(other)
        if (self.rows, self.cols) != (other.rows, other.cols):
            raise ValueError(f"shapes differ: ({self.rows}, {self.cols}) + ({other.rows}, {other.cols})")
        out = dict(self.terms)
        for w, c in other.terms.items():
            add(out, w, c)
        return Matrix(self.m, self.rows, self.cols, out)

    def __mul__(self, factor: Any) -> Matrix:
        if isinstance(factor, Matrix):
            raise NotProved("an entrywise product of matrices: words only know matrix products (use diagonal, hollow)")
        s = self.m.coerce(factor)
        if s is None:
            return NotImplemented
        self.m.visit(self.world)
        return Matrix(self.m, self.rows, self.cols, {w: c * s for w, c in self.terms.items()})

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Matrix:
        return self * -1

    def __sub__(self, other: Matrix | int) -> Matrix:
        return self if isinstance(other, int) and other == 0 else self + (-other)

    def __rsub__(self, other: Matrix | int) -> Matrix:
        return (-self) + other

    def __truediv__(self, factor: Any) -> Matrix:
        if isinstance(factor, Matrix):
            raise NotProved("an entrywise quotient of matrices: words only know matrix products")
        return self * (1 / self.m.scalar_of(factor))

    def __abs__(self) -> Matrix:
        raise NotProved("an entrywise absolute value of a matrix")

    def __getitem__(self, index: Any) -> Any:
        raise NotProved("entries, rows or columns of a matrix: words have none")

    def __eq__(self, other: object) -> bool:
        raise TypeError("compare matrices with the claim eq(A, B)")

    def __repr__(self) -> str:
        parts = sorted(self.terms.items(), key=lambda term: order(term[0]))
        return " + ".join(show(w) if str(c) == "1" else f"({c}) {show(w)}" for w, c in parts) or "0"


def add(terms: Terms, w: Word, c: Scalar) -> None:
    """Add ``c`` times the word to the terms."""
    found = terms.get(w)
    terms[w] = c if found is None else found + c
