"""The column of ones and the centring matrix H = I - 11'/n, of any size."""

from __future__ import annotations

from itertools import combinations

from .completion import Algebra
from .scalar import Scalar
from .words import UNIT, Matrix, Size, Word, rotations


class Centering(Algebra):
    """H and 1: HH = H, H1 = 0, 1'1 = n, and 11' is written n(I - H).

    Two samples: H = hh'/2 with h = (1, -1)', so that centred matrices have rank one. A size made by stacking has no
    letters of its own: its column of ones is stacked too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._ones: dict[Size, Matrix] = {}
        self._centring: dict[Size, Matrix] = {}

    def column_of_ones(self, n: Size) -> Matrix:
        """1, of size n x 1."""
        if n == UNIT:
            return self.unit(UNIT)
        if n not in self._ones:
            one = self.letter(f"one[{n}]", n, UNIT)
            self._ones[n] = one
            self.relate(self.trace(one.T @ one) - self.sizes[n])
            self.rule(one @ one.T, (self.unit(n) - self.centring(n)) * self.sizes[n])
        return self._ones[n]

    def centring(self, n: Size) -> Matrix:
        """H, of size n x n."""
        if n == UNIT:
            return self.nothing(UNIT, UNIT)
        if n not in self._centring:
            self._centring[n] = self._two_samples() if n == "2" else self.letter(f"H[{n}]", n, n, symmetric=True)
            H, one = self._centring[n], self.column_of_ones(n)
            if n != "2":
                self.rule(H @ H, H)
                self.relate(self.trace(H) - self.sizes[n] + 1)
            self.rule(H @ one)
        return self._centring[n]

    def _two_samples(self) -> Matrix:
        h = self.letter("h[2]", "2", UNIT)
        self.relate(self.trace(h.T @ h) - 2)
        return h @ h.T * (self.number(1).over(self.number(2)))

    # ---------------------------------------------------------------------------- I - H = 11'/n has rank one

    def is_zero(self, s: Scalar) -> bool:
        """Also: tr JMJN = tr JM tr JN and u'Jv = u'1 1'v/n for J = I - H, which writing 11' as n(I - H) forgets."""
        if super().is_zero(s):
            return True
        for index in sorted(self.used(self.settle(s))):
            if index in self.words:
                self._split(self.words[index])
                self._split_columns(index)
        return super().is_zero(s)

    def _split(self, w: Word) -> None:
        """Relate the traces that differ from this one by centring at two places of one size."""
        for n, H in list(self._centring.items()):
            name = next(iter(H.terms))
            if len(name) != 1:
                continue  # two samples: H is already written as hh'/2
            (letter,) = name
            bare = tuple(x for x in w if x != letter)
            places = [i for i, x in enumerate(bare) if x.rows == n]
            J = self.unit(n) - H
            for i, j in combinations(places, 2):
                M, N = self.word(bare[i:j]), self.word(bare[j:] + bare[:i])
                self.relate(self.trace(J @ M @ J @ N) - self.trace(J @ M) * self.trace(J @ N))

    def _split_columns(self, index: int) -> None:
        """Relate u'Hv to u'v and the product of u'1 and 1'v: always for u'Hv, so that no rule can turn it around."""
        w = self.words[index]
        row = next((t for t in rotations(w) if t[0].rows == UNIT), None)
        for n, H in list(self._centring.items()):
            (letter, *more) = next(iter(H.terms))
            if row is None or more or row.count(letter) != 1:
                continue
            i, one = row.index(letter), self.column_of_ones(n)
            left, right = self.word(row[:i]), self.word(row[i + 1 :])
            ends = self.trace(left @ one) * self.trace(one.T @ right)
            self.relate(self.at(index) - self.trace(left @ right) + ends.over(self.sizes[n]), solved_for=index)

    # ------------------------------------------------------------------------------------------------- primitives

    def ones(self, X: Matrix) -> Matrix:
        """The column of ones with as many rows as X."""
        return self.column_of_ones(X.rows)

    def center(self, X: Matrix) -> Matrix:
        """HX."""
        return self.centring(X.rows) @ X

    def gram(self, X: Matrix) -> Matrix:
        """HXX'H."""
        Z = self.center(X)
        return Z @ Z.T

    def double_center(self, D: Matrix) -> Matrix:
        """HDH."""
        H = self.centring(D.rows)
        return H @ D @ H
