"""Projectors, pseudo-inverses, ranks, and polar factors (for the nuclear norm)."""

from __future__ import annotations

from .diagonals import Diagonals
from .errors import NotProved
from .scalar import Scalar
from .signs import NONNEGATIVE, POSITIVE
from .words import UNIT, Matrix, Word, order, transpose


class Projectors(Diagonals):
    """Letters defined by a matrix and the equations that characterise them."""

    def __init__(self) -> None:
        super().__init__()
        self.projected: dict[str, Matrix] = {}
        """Name of a projector letter -> the matrix onto whose columns it projects."""
        self.inverted: dict[str, Matrix] = {}
        """Name of a pseudo-inverse letter -> the matrix it inverts."""
        self.symmetric_inverses: set[str] = set()
        """Names of the pseudo-inverses of symmetric matrices: (A^+)' = (A')^+."""
        self.polars: dict[str, Matrix] = {}
        """Name of a polar letter (partial isometry, orthogonal, absolute value, its inverse) -> its matrix."""

    # -------------------------------------------------------------------------------------- projectors and ranks

    def projector(self, A: Matrix) -> Matrix:
        """The orthogonal projector P onto the columns of A: PP = P, PA = A, P = A A^+.

        A column known to be nonzero gives P = aa'/(a'a). What annihilates A annihilates P: HA = A gives HP = P.
        """
        A = self._scaled(self.normal(A))
        if not A.terms:
            return self.nothing(A.rows, A.rows)
        if (column := self._column(A)) is not None:
            return column @ column.T * self.number(1).over(self.trace(column.T @ column))
        if self.is_projector(A):
            return A
        name = f"P[{A}]"
        P = self.letter(name, A.rows, A.rows, symmetric=True)
        if name not in self.projected:
            self.projected[name] = A
            G = self._inverse_letter(A)
            self.rule(P @ P, P)
            for part in (A, *self._columns_of(A)):
                self.rule(P @ part, part)
            self.rule(A @ G, P)
            self.rule(G @ P, G)
        return self.normal(P)

    def _scaled(self, A: Matrix) -> Matrix:
        """A up to a factor: multiples of one matrix have one projector."""
        if not A.terms:
            return A
        lead = A.terms[max(A.terms, key=order)]
        return A * self.number(1).over(lead) if self.nonzero(lead) else A

    def is_projector(self, A: Matrix) -> bool:
        """AA = A = A', as normal forms."""
        return A.rows == A.cols and not (A @ A - A).terms and not (A.T - A).terms

    def _column(self, A: Matrix) -> Matrix | None:
        """The column a when A = ab' is known to be nonzero."""
        cuts = {next((w[: i + 1] for i, x in enumerate(w) if x.cols == UNIT), ()) for w in A.terms}
        column = A if A.cols == UNIT else self.word(cuts.pop()) if len(cuts) == 1 and all(cuts) else None
        if column is None or not self.positive(self.trace(A @ A.T)):
            return None
        self.learn(self.trace(column.T @ column), POSITIVE)
        return column

    def rank(self, A: Matrix) -> Scalar:
        """The rank: the trace of the projector onto the columns."""
        return self.trace(self.projector(A))

    def pseudo_inverse(self, A: Matrix) -> Matrix:
        """The Moore-Penrose inverse A^+ : AA^+ and A^+A are the projectors onto the columns of A and of A'."""
        A = self.normal(A)
        if not A.terms:
            return self.nothing(A.cols, A.rows)
        lead = A.terms[max(A.terms, key=order)]
        if not self.nonzero(lead):
            raise NotProved(f"the pseudo-inverse of a matrix with the factor {lead}, not known to be nonzero")
        B = A * self.number(1).over(lead)
        P, R, G = self.projector(B), self.projector(B.T), self._inverse_letter(B)
        self.rule(B @ G, P)
        self.rule(G @ B, R)
        self.rule(G @ P, G)
        self.rule(R @ G, G)
        return self.normal(G) * self.number(1).over(lead)

    def _inverse_letter(self, A: Matrix) -> Matrix:
        name, mirrored = f"pinv[{A}]", f"pinv[{A.T}]"
        if mirrored in self.inverted and name not in self.inverted:
            return self.letter(mirrored, A.rows, A.cols).T
        if name not in self.inverted:
            self.inverted[name] = A
            if self._is_symmetric(A):
                self.symmetric_inverses.add(name)
        return self.letter(name, A.cols, A.rows, symmetric=name in self.symmetric_inverses)

    def _is_symmetric(self, A: Matrix) -> bool:
        return A.rows == A.cols and not self.normal(A - A.T).terms

    def solve(self, A: Matrix, B: Matrix) -> Matrix:
        """A^-1 B is not known on words.

        Raises:
            NotProved: always; give the inverse as a matrix of the case, with the hypothesis that it is one.
        """
        raise NotProved("solve: give the inverse as a matrix of the case with the hypothesis eq(A @ B, identity)")

    # ---------------------------------------------------------------------------------- polar factors, nuclear norm

    def polar(self, A: Matrix) -> Matrix:
        """The partial isometry U of A = U S, S = (A'A)^(1/2): U'A = S, UU'U = U."""
        return self._polar(A)[0]

    def modulus(self, A: Matrix) -> Matrix:
        """S = (A'A)^(1/2), positive semidefinite; A itself where it is seen to be so."""
        A = self.normal(A)
        return A if self._is_square_of_words(A) else self._polar(A)[1]

    def _is_square_of_words(self, A: Matrix) -> bool:
        """A = vv' or vLv' for a word v and a semidefinite letter L."""
        if len(A.terms) != 1:
            return False
        ((w, c),) = A.terms.items()
        middle = w[len(w) // 2 : (len(w) + 1) // 2]
        return w == transpose(w) and self.nonnegative(c) and all(self.is_semidefinite(letter) for letter in middle)

    def _polar(self, A: Matrix) -> tuple[Matrix, Matrix]:
        A = self.normal(A)
        for name, base in self.polars.items():  # A is written US once its factors are known
            alike = name.startswith("U[") and (base.rows, base.cols) == (A.rows, A.cols)
            if alike and not self.normal(A - base).terms:
                A = base
                break
        U = self.letter(f"U[{A}]", A.rows, A.cols)
        S = self.letter(f"S[{A}]", A.cols, A.cols, symmetric=True)
        G = self.letter(f"S+[{A}]", A.cols, A.cols, symmetric=True)
        if f"U[{A}]" not in self.polars:
            for letter in (U, S, G):
                self.polars[next(iter(letter.terms))[0].name] = A
            self.semidefinite |= {f"S[{A}]", f"S+[{A}]"}
            self.rule(S @ G, U.T @ U)
            self.rule(G @ S, U.T @ U)
            self.rule(U @ U.T @ U, U)
            self.rule(U.T @ U @ S, S)
            self.rule(A, U @ S)
        return self.normal(U), self.normal(S)

    def nuclear_norm(self, A: Matrix) -> Scalar:
        """The sum of the singular values, tr (A'A)^(1/2)."""
        A = self.normal(A)
        if not A.terms:
            return self.number(0)
        lead = A.terms[max(A.terms, key=order)]
        if not self.nonzero(lead):
            raise NotProved(f"the nuclear norm of a matrix with the factor {lead}, not known to be nonzero")
        return self.trace(self.modulus(A * self.number(1).over(lead))) * self.absolute(lead)

    # --------------------------------------------------------------------------------------------- squared norms

    def vanishing_part(self, s: Scalar) -> Matrix | None:
        """A matrix R with ``s = 0`` exactly when R = 0, when ``s`` is a trace that shows one."""
        index = next(iter(self.used(s)), None)
        if index is None or not s.identical(self.at(index)) or index not in self.words:
            return None
        half: Word | None = self.halves(self.words[index])
        if half is None:
            return None
        whole = self.word(half)
        if (self.trace(whole @ whole.T) - s).num.is_zero():
            return whole
        if len(self.words[index]) == 1 and self.sign(s) <= NONNEGATIVE:
            return self.word(self.words[index])  # a semidefinite letter is zero when its trace is
        return None
