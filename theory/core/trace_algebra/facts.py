"""Facts that need a reason other than rewriting: what is nonnegative, and what is positive semidefinite.

A fact is made by the methods here alone, each of which states a theorem of linear algebra; a certificate accepts no
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import NotProved
from .projectors import Projectors
from .scalar import Scalar
from .signs import NONNEGATIVE
from .words import Matrix


@dataclass(frozen=True, eq=False, slots=True)
class Fact:
    """A scalar proved to be nonnegative, and why."""

    value: Scalar
    why: str

    def __repr__(self) -> str:
        return f"{self.value} >= 0 ({self.why})"


@dataclass(frozen=True, eq=False, slots=True)
class Psd:
    """A matrix proved to be symmetric positive semidefinite, and why."""

    A: Matrix
    why: str

    def __repr__(self) -> str:
        return f"{self.A} >= 0 ({self.why})"


class Facts(Projectors):
    """The theorems of linear algebra that a derivation may use."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[Fact] = []
        self.psds: list[Psd] = []

    def _fact(self, value: Scalar, why: str) -> Fact:
        made = Fact(self.settle(value), why)
        self.facts.append(made)
        return made

    def _psd(self, A: Matrix, why: str) -> Psd:
        made = Psd(self.normal(A), why)
        self.psds.append(made)
        return made

    def _own(self, *facts: Fact | Psd) -> None:
        for fact in facts:
            if not any(fact is known for known in (*self.facts, *self.psds)):
                raise NotProved(f"{fact!r} was not made by this derivation")

    # ------------------------------------------------------------------------------------ semidefinite matrices

    def given(self, A: Matrix) -> Psd:
        """A, which a hypothesis says is positive semidefinite.

        Raises:
            NotProved: none does.
        """
        A = self.normal(A)
        for known in self.psds:
            if (known.A.rows, known.A.cols) == (A.rows, A.cols) and not self.simplified(known.A - A).terms:
                return known
        raise NotProved(f"{A} is not known to be positive semidefinite")

    def gram_psd(self, C: Matrix) -> Psd:
        """CC'."""
        return self._psd(C @ C.T, "a Gram matrix")

    def congruence(self, C: Matrix, A: Matrix | Psd) -> Psd:
        """CAC' for a positive semidefinite A."""
        inner = A if isinstance(A, Psd) else self.given(A)
        self._own(inner)
        return self._psd(C @ inner.A @ C.T, "a congruence")

    def projector_psd(self, P: Matrix, complement: bool = False) -> Psd:
        """P, or I - P, for a projector P (checked: PP = P = P')."""
        P = self.simplified(P)
        if not self.is_projector(P):
            raise NotProved(f"{P} is not a projector")
        return self._psd(self.unit(P.rows) - P if complement else P, "a projector")

    def modulus_psd(self, A: Matrix) -> Psd:
        """(A'A)^(1/2)."""
        return self._psd(self.modulus(A), "an absolute value")

    def psd_sum(self, *parts: Psd) -> Psd:
        """A + B + ..."""
        self._own(*parts)
        return self._psd(sum((p.A for p in parts[1:]), parts[0].A), "a sum of semidefinite matrices")

    def psd_scaled(self, x: Any, A: Psd) -> Psd:
        """xA for x >= 0."""
        self._own(A)
        return self._psd(A.A * self._nonnegative(x), "a nonnegative multiple")

    def norm_psd(self, A: Psd) -> Psd:
        """|A| I - A: no eigenvalue exceeds the Frobenius norm."""
        self._own(A)
        square = self.trace(A.A.T @ A.A)
        if not self.nonnegative(square):
            self.learn(square, NONNEGATIVE)
        return self._psd(self.unit(A.A.rows) * self.root(square) - A.A, "the norm bounds the eigenvalues")

    def trace_psd(self, A: Psd) -> Psd:
        """tr(A) I - A: no eigenvalue of a semidefinite matrix exceeds the trace."""
        self._own(A)
        return self._psd(self.unit(A.A.rows) * self.trace(A.A) - A.A, "the trace bounds the eigenvalues")

    def psd_root(self, A: Psd, B: Psd, squares: Psd) -> Psd:
        """B - A, where B^2 - A^2 is semidefinite: the square root keeps the Loewner order (Loewner and Heinz)."""
        self._own(A, B, squares)
        if self.simplified(B.A @ B.A - A.A @ A.A - squares.A).terms:
            raise NotProved(f"{squares!r} is not the difference of the squares of {B.A} and {A.A}")
        return self._psd(B.A - A.A, "the square root keeps the order")

    # ---------------------------------------------------------------------------------------- nonnegative scalars

    def _nonnegative(self, x: Any) -> Scalar:
        s = self.scalar_of(x)
        if not self.nonnegative(s):
            raise NotProved(f"{s} is not known to be nonnegative")
        return s

    def sign_known(self, x: Any) -> Fact:
        """x, whose sign follows from the hypotheses."""
        return self._fact(self._nonnegative(x), "its sign is known")

    def square(self, x: Any) -> Fact:
        """x^2."""
        return self._fact(self.scalar_of(x) ** 2, "a square")

    def squared_norm(self, A: Matrix) -> Fact:
        """|A|^2."""
        return self._fact(self.trace(A.T @ A), "a squared norm")

    def psd_trace(self, A: Psd) -> Fact:
        """tr A."""
        self._own(A)
        return self._fact(self.trace(A.A), "the trace of a semidefinite matrix")

    def psd_product(self, A: Psd, B: Psd) -> Fact:
        """tr(AB)."""
        self._own(A, B)
        return self._fact(self.trace(A.A @ B.A), "the trace of a product of two semidefinite matrices")

    def diagonals_product(self, A: Psd, B: Psd) -> Fact:
        """sum A_ii B_ii: diagonals of semidefinite matrices are nonnegative."""
        self._own(A, B)
        value = self.trace(self.diagonal(A.A).T @ self.diagonal(B.A))
        return self._fact(value, "the product of the diagonals of two semidefinite matrices")

    def loewner(self, A: Psd, over_A: Psd, B: Psd, over_B: Psd) -> Fact:
        """tr((A + E)(B + F)) - tr(AB), for semidefinite A, E, B, F: the trace of a product is monotone."""
        self._own(A, over_A, B, over_B)
        upper = self.trace((A.A + over_A.A) @ (B.A + over_B.A))
        return self._fact(upper - self.trace(A.A @ B.A), "monotony in the Loewner order")

    def cauchy_schwarz(self, A: Matrix, B: Matrix) -> Fact:
        """|A|^2 |B|^2 - <A, B>^2."""
        value = self.trace(A.T @ A) * self.trace(B.T @ B) - self.trace(A.T @ B) ** 2
        return self._fact(value, "the Cauchy-Schwarz inequality")

    def gram_determinant(self, A: Matrix, B: Matrix, C: Matrix) -> Fact:
        """The determinant of the Gram matrix of three matrices.

        |C|^6 times it is |u|^2 |v|^2 - <u, v>^2 for the residuals u = |C|^2 A - <A, C>C and v = |C|^2 B - <B, C>C.
        """
        aa, bb, cc = (self.trace(X.T @ X) for X in (A, B, C))
        ab, ac, bc = self.trace(A.T @ B), self.trace(A.T @ C), self.trace(B.T @ C)
        return self._fact(aa * bb * cc + ab * bc * ac * 2 - aa * bc**2 - bb * ac**2 - cc * ab**2, "a Gram determinant")

    def nuclear_bounds_frobenius(self, A: Matrix) -> Fact:
        """|A|_*^2 - |A|^2: (sum of s)^2 >= sum of s^2 for nonnegative s."""
        return self._fact(self.nuclear_norm(A) ** 2 - self.trace(A.T @ A), "the nuclear norm is at least the norm")

    def nuclear_below_rank(self, A: Matrix) -> Fact:
        """rank(A) |A|^2 - |A|_*^2: Cauchy-Schwarz over the nonzero singular values."""
        value = self.rank(A) * self.trace(A.T @ A) - self.nuclear_norm(A) ** 2
        return self._fact(value, "the nuclear norm is at most the norm times the root of the rank")

    def duality(self, A: Matrix, C: Matrix, contraction: Psd) -> Fact:
        """|A|_* - tr(C'A), for I - C'C (or I - CC') positive semidefinite: the nuclear norm is a maximum."""
        self._own(contraction)
        for gap in (self.unit(C.cols) - C.T @ C, self.unit(C.rows) - C @ C.T):
            if gap.rows == contraction.A.rows and not self.simplified(gap - contraction.A).terms:
                return self._fact(self.nuclear_norm(A) - self.trace(C.T @ A), "duality of nuclear and operator norm")
        raise NotProved(f"{contraction!r} does not say that {C} is a contraction")

    def compression(self, A: Matrix, P: Matrix, R: Matrix) -> Fact:
        """|A|_* - |PAR|_* for projectors P and R: by duality, with P U R for the polar factor U of PAR."""
        for Q in (P, R):
            if not self.is_projector(self.simplified(Q)):
                raise NotProved(f"{Q} is not a projector")
        return self._fact(self.nuclear_norm(A) - self.nuclear_norm(P @ A @ R), "the nuclear norm of a part is smaller")

    # ------------------------------------------------------------------------------------------- facts from facts

    def scaled(self, x: Any, fact: Fact) -> Fact:
        """x times a fact, for x known to be nonnegative."""
        self._own(fact)
        return self._fact(self._nonnegative(x) * fact.value, f"a multiple: {fact.why}")

    def product(self, first: Fact, second: Fact) -> Fact:
        """The product of two facts."""
        self._own(first, second)
        return self._fact(first.value * second.value, f"a product: {first.why}; {second.why}")

    def sum(self, *facts: Fact) -> Fact:
        """The sum of facts."""
        self._own(*facts)
        total = sum((f.value for f in facts), self.number(0))
        return self._fact(total, "; ".join(f.why for f in facts))

    def divided(self, fact: Fact, x: Any) -> Fact:
        """A fact divided by x, known to be positive."""
        self._own(fact)
        s = self.scalar_of(x)
        if not self.positive(s):
            raise NotProved(f"{s} is not known to be positive")
        return self._fact(fact.value.over(s), fact.why)

    def from_squares(self, fact: Fact, larger: Any, smaller: Any) -> Fact:
        """a - b, from the fact a^2 - b^2 >= 0 with a >= 0 known."""
        self._own(fact)
        a, b = self._nonnegative(larger), self.scalar_of(smaller)
        if not self.is_zero(a * a - b * b - fact.value):
            raise NotProved(f"{fact!r} is not ({a})^2 - ({b})^2 >= 0")
        return self._fact(a - b, f"the larger square: {fact.why}")

    def at_minimum(self, value: Any, a: Any, b: Any, at_a: Fact, at_b: Fact) -> Fact:
        """A scalar in which min(a, b) occurs, nonnegative because it is with a and with b in its place."""
        self._own(at_a, at_b)
        s, first, second = self.settle(self.scalar_of(value)), self.scalar_of(a), self.scalar_of(b)
        least = self.least_of(first, second)
        index = next((i for i in self.minima if least.identical(self.at(i))), None)
        if index is None:
            raise NotProved(f"which of {first} and {second} is smaller is known")
        for choice, fact in ((first, at_a), (second, at_b)):
            if not self.is_zero(self.substitute(s, {index: choice}) - fact.value):
                raise NotProved(f"with {choice} for the minimum this is not {fact!r}")
        return self._fact(s, f"at the minimum: {at_a.why}; {at_b.why}")

    def simplified(self, A: Matrix) -> Matrix:
        """Normal form, with every coefficient settled."""
        A = self.normal(A)
        return Matrix(self, A.rows, A.cols, {w: self.settle(c) for w, c in A.terms.items()})
