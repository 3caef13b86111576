"""What facts prove: relations by a certificate, and lemmas that are known from then on.

``scale * (right - left) = sum of facts`` with a positive scale proves ``left <= right``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..record import Relation, Verdict
from .errors import NotProved
from .facts import Fact, Psd
from .scalar import Scalar
from .signs import NONNEGATIVE, POSITIVE
from .spectra import Spectra
from .words import Matrix


class Lemmas(Spectra):
    """Certificates, and steps that teach."""

    def lemma_positive(self, x: Any, *, facts: Sequence[Fact] = (), rest: Any) -> None:
        """x > 0 from now on, because x = sum of facts + rest with rest > 0."""
        self._own(*facts)
        s, r = self.scalar_of(x), self.scalar_of(rest)
        if not self.positive(r):
            raise NotProved(f"{r} is not known to be positive")
        if not self.is_zero(s - r - self._total_of(facts)):
            raise NotProved(f"{s} > 0 does not follow: it is not the sum of the facts and {r}")
        self.learn(s, POSITIVE)

    def lemma_nonnegative(self, fact: Fact) -> None:
        """The sign of the fact is known from now on (so that roots of it can be taken)."""
        self._own(fact)
        self.learn(fact.value, NONNEGATIVE)

    def lemma_zero(self, A: Matrix | Psd) -> None:
        """A = 0 from now on: a matrix whose squared norm is zero, or a semidefinite one whose trace is.

        Raises:
            NotProved: it is not known to be.
        """
        if isinstance(A, Psd):
            self._own(A)
        matrix = A.A if isinstance(A, Psd) else A
        measure = self.trace(matrix) if isinstance(A, Psd) else self.trace(matrix.T @ matrix)
        if not self.is_zero(measure):
            raise NotProved(f"{matrix} = 0 does not follow: {self.settle(measure)} is not known to be zero")
        self.rule(matrix)

    def full_rank(self, P: Matrix) -> None:
        """P = H from now on: a projector with HP = P of rank n - 1.

        H - P is then a projector of trace zero.
        """
        H = self.centring(P.rows)
        if not self.is_projector(P) or (H @ P - P).terms:
            raise NotProved(f"{P} is not a projector onto centred columns")
        self.lemma_zero(self.projector_psd(H - P))

    def _total_of(self, facts: Iterable[Fact]) -> Scalar:
        return sum((f.value for f in facts), self.number(0))

    # ------------------------------------------------------------------------------------------------ certificates

    def certificate(self, relation: Relation, *, scale: Any = 1, facts: Sequence[Fact | Psd], rest: Any = 0) -> Verdict:
        """``scale * (right - left) = sum of facts + rest`` with ``scale > 0`` proves the relation.

        For ``<``, ``rest`` has to be known positive; for ``psd`` the facts are semidefinite matrices.

        Raises:
            NotProved: the two sides differ; the message says by how much.
        """
        self._own(*facts)
        by = self.scalar_of(scale)
        if not self.positive(by):
            raise NotProved(f"the scale {by} is not known to be positive")
        if relation.op == "psd":
            total = self.nothing(relation.right.rows, relation.right.cols)
            total = sum((f.A for f in facts if isinstance(f, Psd)), total)
            if (left := self.simplified(relation.right * by - total)).terms or any(isinstance(f, Fact) for f in facts):
                raise NotProved(f"the certificate leaves {left}")
            return Verdict.HOLDS
        if relation.op not in ("<=", "<"):
            raise NotProved(f"a certificate proves <=, < or psd, not {relation.op}")
        remainder = self.scalar_of(rest)
        enough = self.positive(remainder) if relation.op == "<" else self.nonnegative(remainder)
        if not enough:
            raise NotProved(
                f"the rest {remainder} is not known to be {'positive' if relation.op == '<' else 'nonnegative'}"
            )
        gap = by * (self.scalar_of(relation.right) - self.scalar_of(relation.left)) - remainder
        gap = self.settle(gap - self._total_of(f for f in facts if isinstance(f, Fact)))
        if not self.is_zero(gap) or any(isinstance(f, Psd) for f in facts):
            raise NotProved(f"the certificate leaves {gap}")
        return Verdict.HOLDS
