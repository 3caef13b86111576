"""Leading eigenvalues, and averages over equal rows: letters defined by what characterises them.

The spectral theorem gives a symmetric S and a number k of dimensions a projector E of rank k that commutes with S, and
a number c between the k-th eigenvalue and the next: SE >= cE and S(I - E) <= c(I - E).
"""

from __future__ import annotations

from typing import Any

from .errors import NotProved
from .facts import Facts, Psd
from .scalar import Scalar
from .words import Matrix


class Spectra(Facts):
    """Spectral projectors, and the projector onto the functions of a representation."""

    def __init__(self) -> None:
        super().__init__()
        self.leaders: dict[str, tuple[Matrix, Scalar]] = {}
        """Name of a projector letter -> the symmetric matrix and how many of its eigenvectors it projects onto."""
        self.cuts: dict[int, tuple[Matrix, Scalar]] = {}
        """Index of a scalar -> the symmetric matrix, and which of its eigenvalues it is."""
        self.partitions: dict[str, Matrix] = {}
        """Name of a letter for centred averages over equal rows -> the matrix with these rows."""

    def leading(self, S: Matrix, k: Any) -> tuple[Matrix, Scalar]:
        """A projector E onto k leading eigenvectors of the symmetric S, and the k-th eigenvalue c (the first at k = 0).

        For k = 1, SE = cE.

        Raises:
            NotProved: S is not symmetric, or k is neither 1 nor a rank of a matrix with as many rows.
        """
        S, rank = self.simplified(S), self.settle(self.scalar_of(k))
        if S.rows != S.cols or self.simplified(S - S.T).terms:
            raise NotProved(f"{S} is not known to be symmetric")
        one = rank.identical(self.number(1))
        if not one and not self._is_rank(rank, S.rows):
            raise NotProved(f"{rank} is not known to be a number of dimensions of {S.rows}: neither 1 nor a rank")
        name, cut = f"E[{S}; {rank}]", f"c[{S}; {rank}]"
        E, c = self.letter(name, S.rows, S.rows, symmetric=True), self.generator(cut)
        if name not in self.leaders:
            self.leaders[name] = S, rank
            self.cuts[self.generators[cut]] = S, rank
            self.rule(E @ E, E)
            self.relate(self.trace(E) - rank)
            if one:
                self.rule(S @ E, E * c)
        return self.normal(E), c

    def _is_rank(self, s: Scalar, rows: str) -> bool:
        letters = (
            self.letter(name, rows, rows, symmetric=True) for name, A in self.projected.items() if A.rows == rows
        )
        return any(self.is_zero(self.trace(P) - s) for P in letters)

    def leading_sum(self, S: Matrix, k: Any) -> Scalar:
        """The sum of the k largest eigenvalues of a symmetric matrix, tr(SE)."""
        E, _ = self.leading(S, k)
        return self.trace(S @ E)

    def leading_psd(self, S: Matrix, k: Any) -> Psd:
        """(SE + ES)/2 - cE: the k leading eigenvalues are at least the last of them."""
        E, c = self.leading(S, k)
        return self._psd((S @ E + E @ S) * self.number(1).over(self.number(2)) - E * c, "the leading eigenvalues")

    def trailing_psd(self, S: Matrix, k: Any) -> Psd:
        """c(I - E) - (S(I - E) + (I - E)S)/2: the other eigenvalues are at most the k-th."""
        E, c = self.leading(S, k)
        rest = self.unit(S.rows) - E
        return self._psd(
            rest * c - (S @ rest + rest @ S) * self.number(1).over(self.number(2)), "the other eigenvalues"
        )

    def averaging(self, X: Matrix) -> Matrix:
        """The projector A that averages over samples with equal rows of X: AX = X, A1 = 1.

        It is written M + 11'/n, with M = HA centred: MM = M, HM = M, MX = HX.
        """
        X, H = self.normal(X), self.centring(X.rows)
        if H.rows == "1":
            return self.unit(X.rows)
        name = f"M[{X}]"  # after H in the alphabet, so that MX is written HX
        M = self.letter(name, X.rows, X.rows, symmetric=True)
        if name not in self.partitions:
            self.partitions[name] = X
            self.rule(M @ M, M)
            self.rule(H @ M, M)
            for part in (X, *self._columns_of(X)):
                self.rule(M @ part, H @ part)
        return self.normal(M) + self.unit(X.rows) - H
