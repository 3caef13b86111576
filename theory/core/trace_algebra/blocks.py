"""Matrices side by side and one below the other, by embedding letters.

``concat(A, B) = A E1' + B E2'`` with Ei'Ej = 0 for i /= j, Ei'Ei = I and E1E1' + E2E2' = I; ``stack`` likewise on rows,
where the ones of the whole are the stacked ones of the parts.
"""

from __future__ import annotations

from collections.abc import Sequence

from .centering import Centering
from .errors import NotProved
from .words import Matrix, Size


class Blocks(Centering):
    """Concatenation, and what centring means for stacked samples."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: dict[tuple[Size, ...], list[Matrix]] = {}
        """Sizes of blocks -> the letters that put them into their sum."""
        self._stacked: dict[Size, tuple[Size, ...]] = {}

    def embeddings(self, parts: Sequence[Size]) -> list[Matrix]:
        """The letters that put blocks of these sizes into their sum."""
        key = tuple(parts)
        if key not in self.embedded:
            whole = self.size(sum((self.sizes[p] for p in parts), self.number(0)))
            label = ", ".join(key)
            made = [self.letter(f"E{i}[{label}]", whole, p) for i, p in enumerate(key, 1)]
            self.embedded[key] = made
            for i, E in enumerate(made):
                for j, F in enumerate(made):
                    if i <= j:
                        self.rule(E.T @ F, self.unit(key[i]) if i == j else 0)
            self.rule(sum((E @ E.T for E in made), self.nothing(whole, whole)), self.unit(whole))
        return self.embedded[key]

    def concat(self, *blocks: Matrix) -> Matrix:
        """The blocks side by side."""
        if len(blocks) == 1:
            return blocks[0]
        embedded = [B @ E.T for B, E in zip(blocks, self.embeddings([B.cols for B in blocks]), strict=True)]
        return sum(embedded[1:], embedded[0])

    def _columns_of(self, A: Matrix) -> list[Matrix]:
        """The blocks of a matrix whose width is that of blocks side by side.

        Completion finds what is said of them from what is said of A, but for single columns: E'E = 1 is no rule.
        """
        return [A @ E for letters in self.embedded.values() for E in letters if E.rows == A.cols and E.cols == "1"]

    def stack(self, *blocks: Matrix) -> Matrix:
        """The blocks one below the other."""
        if len(blocks) == 1:
            return blocks[0]
        parts = tuple(B.rows for B in blocks)
        letters = self.embeddings(parts)
        whole = letters[0].rows
        if self._stacked.setdefault(whole, parts) != parts or whole in self._ones or whole in self._centring:
            raise NotProved(f"samples stacked to {whole} = {' + '.join(parts)} after ones of that size were in use")
        embedded = [E @ B for B, E in zip(blocks, letters, strict=True)]
        return sum(embedded[1:], embedded[0])

    def column_of_ones(self, n: Size) -> Matrix:
        """Also: the ones of stacked samples are the stacked ones."""
        if n not in self._stacked:
            return super().column_of_ones(n)
        parts = self._stacked[n]
        embedded = [E @ self.column_of_ones(p) for p, E in zip(parts, self.embeddings(parts), strict=True)]
        return sum(embedded[1:], embedded[0])

    def centring(self, n: Size) -> Matrix:
        """Also: for stacked samples, I - 11'/n written out."""
        if n not in self._stacked:
            return super().centring(n)
        one = self.column_of_ones(n)
        return self.unit(n) - one @ one.T * self.number(1).over(self.sizes[n])
