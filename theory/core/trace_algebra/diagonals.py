"""Diagonals: diagonal(K) as columns, Diag[w] as diagonal matrices, hollow and U-centred matrices.

``diagonal`` is linear and known on products: diag(ab') = a o b, diag(Dw) = D diag(w), diag(1a') = a. A diagonal matrix
is Diag[w] for a column word w: Diag[w]1 = w, Diag[u]v = Diag[v]u (the entrywise product), tr(Diag[w]A) = w'diag(A).
"""

from __future__ import annotations

from collections.abc import Iterator

from .blocks import Blocks
from .words import UNIT, Letter, Matrix, Terms, Word, add, show, transpose


class Diagonals(Blocks):
    """Column letters for diagonals, and diagonal letters for columns."""

    def __init__(self) -> None:
        super().__init__()
        self.diagonals: dict[str, Word] = {}
        """Name of a column letter -> the word it is the diagonal of."""
        self.spread: dict[str, Word] = {}
        """Name of a diagonal letter -> the column word on its diagonal."""

    # ------------------------------------------------------------------------------------------------- primitives

    def diagonal(self, K: Matrix) -> Matrix:
        """The diagonal, as a column."""
        if K.rows != K.cols:
            raise ValueError(f"the diagonal of a matrix of shape ({K.rows}, {K.cols})")
        total = self.nothing(K.rows, UNIT)
        for w, c in self.normal(K).terms.items():
            total = total + self._diagonal_of(w, K.rows) * c
        return total

    def diagonal_matrix(self, w: Matrix) -> Matrix:
        """The diagonal matrix with the column w on its diagonal."""
        if w.cols != UNIT:
            raise ValueError(f"a column is spread over a diagonal, not a matrix of shape ({w.rows}, {w.cols})")
        total = self.nothing(w.rows, w.rows)
        for v, c in self.normal(w).terms.items():
            total = total + self._spread_of(v) * c
        return total

    def hollow(self, K: Matrix) -> Matrix:
        """K with its diagonal set to 0."""
        return K - self.diagonal_matrix(self.diagonal(K))

    def squared_distances(self, Z: Matrix) -> Matrix:
        """The squared Euclidean distances between the rows: d1' + 1d' - 2ZZ' with d the diagonal of ZZ'."""
        one = self.ones(Z)
        d = self.diagonal(Z @ Z.T)
        return d @ one.T + one @ d.T - Z @ Z.T * 2

    # ---------------------------------------------------------------------------------------------------- letters

    def _diagonal_of(self, w: Word, n: str) -> Matrix:
        one = self.column_of_ones(n)
        if not w:
            return one
        if w[0].name in self.spread:
            return self.word(w[:1]) @ self._diagonal_of(w[1:], n)
        if w[-1].name in self.spread:
            return self.word(w[-1:]) @ self._diagonal_of(w[:-1], n)
        if self._is_centring(w[0]):
            return self._without_centring(w, n)
        if self._is_centring(w[-1]):
            return self._without_centring(transpose(w), n)
        if _permutes(w):
            return self.word(w[:1]) @ self._diagonal_of(w[1:-1], n)
        for i in range(1, len(w)):
            if w[i].rows == UNIT:
                return self.diagonal_matrix(self.word(w[:i])) @ self.word(transpose(w[i:]))
        least = min(w, transpose(w))
        name = f"diag[{show(least)}]"
        self.diagonals[name] = least
        return self.letter(name, n, UNIT)

    def _is_centring(self, letter: Letter) -> bool:
        return letter.symmetric and letter.name == f"H[{letter.rows}]"

    def _without_centring(self, w: Word, n: str) -> Matrix:
        """diag(Hv) = diag(v) - v'1/n."""
        rest = self.word(w[1:]) if len(w) > 1 else self.unit(n)
        mean = rest.T @ self.column_of_ones(n) * self.number(1).over(self.sizes[n])
        return self.diagonal(rest) - mean

    def _spread_of(self, v: Word) -> Matrix:
        n = v[0].rows if v else UNIT
        if not v:
            return self.unit(UNIT)
        if self.word(v).terms == self.column_of_ones(n).terms:
            return self.unit(n)
        if v[0].name in self.spread:
            return self.word(v[:1]) @ self._spread_of(v[1:])
        if v[0].name.startswith("Π") and len(v) > 1:
            return self.word(v[:1]) @ self._spread_of(v[1:]) @ self.word((v[0].T,))
        if self._is_centring(v[0]):
            one, rest = self.column_of_ones(n), self.word(v[1:])
            return self.diagonal_matrix(rest) - self.unit(n) * (self.trace(one.T @ rest).over(self.sizes[n]))
        name = f"Diag[{show(v)}]"
        self.spread[name] = v
        return self.letter(name, n, n, symmetric=True)

    # -------------------------------------------------------------------------------------------------- rewriting

    def structure(self, w: Word) -> Iterator[Terms]:
        """Diag[w]1 = w, Diag[w]H = Diag[w] - w1'/n, diagonal matrices commute, Diag[u]v = Diag[v]u; and transposed."""
        yield from super().structure(w)
        if not self.spread:
            return
        for i, letter in enumerate(w):
            if letter.name not in self.spread:
                continue
            before, after, column = w[:i], w[i + 1 :], self.spread[letter.name]
            if after and (new := self._times(letter, column, after[0])) is not None:
                yield {before + v + after[1:]: c for v, c in new.items()}
            if before and (new := self._times(letter, column, before[-1].T)) is not None:
                yield {before[:-1] + transpose(v) + after: c for v, c in new.items()}
            if after and after[0].name in self.spread and after[0] < letter:
                yield {(*before, after[0], letter, *after[1:]): self.number(1)}
            yield from self._exchanged(before, column, after)
            for terms in self._exchanged(transpose(after), column, transpose(before)):
                yield {transpose(v): c for v, c in terms.items()}

    def _times(self, letter: Letter, column: Word, right: Letter) -> Terms | None:
        n = letter.rows
        if (right,) in self.column_of_ones(n).terms:
            return {column: self.number(1)}
        if self._is_centring(right):
            one = next(iter(self.column_of_ones(n).terms))
            return {(letter,): self.number(1), column + transpose(one): self.number(-1).over(self.sizes[n])}
        return None

    def _exchanged(self, before: Word, column: Word, after: Word) -> Iterator[Terms]:
        """Diag[u]v = Diag[v]u for the column word v that follows, when v comes before u."""
        end = next((j for j, letter in enumerate(after) if letter.cols == UNIT), None)
        if end is None:
            return
        v, rest = after[: end + 1], after[end + 1 :]
        if v[0].name in self.spread or v >= column:
            return
        yield {before + u + column + rest: c for u, c in self._spread_of(v).terms.items()}

    def circle_steps(self, w: Word) -> Iterator[Terms]:
        """Also: tr(Diag[w]A) = w'diag(A), where all diagonal letters stand together."""
        yield from super().circle_steps(w)
        yield from self._through_ones(w)
        if all(letter.name in self.spread for letter in w):
            one = next(iter(self.column_of_ones(w[0].rows).T.terms))
            yield {one + w[:-1] + self.spread[w[-1].name]: self.number(1)}
            return
        if w[-1].name not in self.spread or w[0].name in self.spread:
            if len(w) == 2 and w[0].flipped and w[0].T.name in self.diagonals:
                yield from self._sum_of_diagonal(w[0].name, w[1])
            return
        run = next(i for i in range(len(w) - 1, -1, -1) if w[i].name not in self.spread) + 1
        inside = w[:run]
        if any(letter.name in self.spread or letter.rows == UNIT for letter in inside):
            return
        head, last = w[run:-1], self.spread[w[-1].name]
        total: Terms = {}
        for v, c in self._diagonal_of(inside, w[0].rows).terms.items():
            add(total, transpose(v) + head + last, c)
        yield total

    def _through_ones(self, w: Word) -> Iterator[Terms]:
        """u'D..v = 1'Diag[u]D..v, where something is known of a column that starts with diagonal letters."""
        if not w[0].flipped or w[0].rows != UNIT or not all(letter.name in self.spread for letter in w[1:-1]):
            return
        spread = Letter(f"Diag[{w[0].T}]", w[0].cols, w[0].cols, symmetric=True)
        if spread.name not in self.spread or not any(x in self._starting for x in (spread, *w[1:-1])):
            return
        found, one = self.normal_word((spread, *w[1:])), next(iter(self.column_of_ones(spread.rows).T.terms))
        if {self._factors(v) for v in found} != {self._factors((spread, *w[1:]))}:  # more than another order
            yield {one + v: c for v, c in found.items()}

    def _factors(self, v: Word) -> tuple[Word, ...]:
        """The columns whose entrywise product a word of diagonal letters and a column is, in order."""
        return tuple(sorted(self.spread.get(letter.name, (letter,)) for letter in v))

    def _sum_of_diagonal(self, name: str, other: Letter) -> Iterator[Terms]:
        """1'diag(K) = tr K."""
        if (other,) in self.column_of_ones(other.rows).terms:
            yield {self.diagonals[name]: self.number(1)}


def _permutes(w: Word) -> bool:
    return len(w) > 1 and w[0].name.startswith("Π") and w[-1] == w[0].T
