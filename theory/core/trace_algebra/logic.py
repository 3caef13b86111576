"""Claims on words: what a hypothesis or a premise makes known, what follows, and equivalences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..record import All, Claim, Iff, Implies, Relation, Verdict
from .averages import Averages
from .errors import NotProved
from .scalar import Scalar
from .signs import NONNEGATIVE, NONZERO, POSITIVE
from .words import Matrix

KEPT = frozenset({"names"})
"""What a supposition may leave behind: names of generators, which mean nothing without the rest."""


class Logic(Averages):
    """Taking claims as known, for good or for a while, and deciding relations."""

    complete = False
    """Set by ``fresh`` once the hypotheses are in: from then on nothing is assumed for good."""

    # ----------------------------------------------------------------------------------------------- what is known

    def assume(self, claim: Claim, roots: Sequence[Matrix] = ()) -> None:
        """Take a claim as known: equations become rules, inequalities signs, ``psd`` a fact.

        A scalar equation is used for what it says of matrices where that shows: a positive multiple of |R|^2 that is
        zero gives R = 0; ``roots`` are further matrices R to try.

        Raises:
            NotProved: nothing can be learned from such a claim, or the hypotheses are complete: a derivation may only
                suppose (``supposing``).
        """
        if self.complete and self.world == 0:
            raise NotProved("a derivation assumes nothing beyond its hypotheses; use `with m.supposing(claim)`")
        if isinstance(claim, All):
            for part in claim.parts:
                self.assume(part, roots)
            return
        if not isinstance(claim, Relation):
            raise NotProved(f"words learn from relations and All, not from {type(claim).__name__}")
        if claim.op == "psd":
            self.rule(claim.right - claim.right.T)  # semidefinite matrices are symmetric
            self._psd(claim.right, "given")
        elif isinstance(claim.left, Matrix) or isinstance(claim.right, Matrix):
            self._assume_matrix(claim, claim.left - claim.right)
        else:
            self._assume_scalar(claim, self.scalar_of(claim.right) - self.scalar_of(claim.left), roots)

    def _assume_matrix(self, claim: Relation, D: Matrix) -> None:
        if claim.op == "==":
            self.rule(D)
            self.learn_again()
        elif claim.op == "!=":
            G = D @ D.T
            self.learn(self.trace(G), POSITIVE)
            self.learn(self.trace(G @ G), POSITIVE)
            if D.rows != "1" and not (self.centring(D.rows) @ D - D).terms:
                self.learn(self.sizes[D.rows] - 1, POSITIVE)  # centred and nonzero: at least two samples
        else:
            raise NotProved(f"words have no entries: nothing follows from a matrix {claim.op}")

    def _assume_scalar(self, claim: Relation, gap: Scalar, roots: Sequence[Matrix]) -> None:
        if claim.op == "==":
            self._assume_zero(gap, roots)
        else:
            self.learn(gap, {"<": POSITIVE, "<=": NONNEGATIVE, "!=": NONZERO}[claim.op])

    def _assume_zero(self, s: Scalar, roots: Sequence[Matrix]) -> None:
        s = self.settle(s)
        if s.num.is_zero():
            return
        _, factors = self.factors(s.num)
        open_factors = [Scalar(self, f, self._one()) for f, _ in factors if 0 in self._factor(f)]
        if not open_factors:
            raise NotProved(f"{s} = 0 contradicts what is known")
        if len(open_factors) > 1:
            raise NotProved(f"{s} = 0 leaves open which factor is zero")
        (factor,) = open_factors
        indices = self.used(factor)
        if (
            len(indices) == 1
            and factor.identical(self.at(next(iter(indices))))
            and (i := next(iter(indices))) in self.roots
        ):
            self._assume_zero(self.roots[i], roots)
            return
        for part in self._parts(factor):
            R = self.vanishing_part(part) or self._root_among(part, roots) or self._residual(part)
            if R is not None:
                self.rule(R)
            self.relate(part)

    def _parts(self, s: Scalar) -> list[Scalar]:
        """The terms of a sum of nonnegative terms (each has to vanish), or the whole."""
        (p,) = self.level(s.num)
        terms = [Scalar(self, self._context.from_dict({e: c}), self._one()) for e, c in p.to_dict().items()]
        for flip in (1, -1):
            signed = [t * flip for t in terms]
            if all(self.nonnegative(t) for t in signed):
                return [self._bare(t) for t in signed]
        return [s]

    def _bare(self, term: Scalar) -> Scalar:
        """A term without its factors that are known to be nonzero."""
        _, factors = self.factors(term.num)
        left = [f for f, _ in factors if 0 in self._factor(f)]
        return Scalar(self, left[0], self._one()) if len(left) == 1 else term

    def _root_among(self, s: Scalar, roots: Sequence[Matrix]) -> Matrix | None:
        """The first R of which ``s`` is a nonzero multiple of |R|^2."""
        for R in roots:
            square = self.trace(R.T @ R)
            if not square.num.is_zero() and 0 not in self._ratio_sign(s, square):
                return R
        return None

    def _ratio_sign(self, s: Scalar, square: Scalar) -> frozenset[int]:
        quotient = self.settle(s.over(square))
        common = self.used(quotient) & {i for i in self.used(square) if i in self.words}
        return frozenset({0}) if common else self.sign(quotient)

    def _residual(self, s: Scalar) -> Matrix | None:
        """(I - P)Z, when ``s`` is a multiple of |Z|^2 - |PZ|^2 for a known projector P."""
        candidates: list[Matrix] = []
        for i in self.used(s):
            Z = self.vanishing_part(self.at(i))
            if Z is not None:
                for name, A in self.projected.items():
                    P = self.letter(name, A.rows, A.rows, symmetric=True)
                    candidates += [X - P @ X for X in (Z, Z.T) if X.rows == P.rows]
        return self._root_among(s, candidates)

    # ------------------------------------------------------------------------------------------------ suppositions

    @contextmanager
    def supposing(self, claim: Claim, roots: Sequence[Matrix] = ()) -> Iterator[None]:
        """What is derived inside holds under the supposition, and is forgotten on leaving.

        Matrices, scalars and facts made inside cannot be used outside.
        """
        before = {k: _copied(v) for k, v in vars(self).items() if isinstance(v, dict | list | set) and k not in KEPT}
        outer = self.world
        self.world = self._worlds = self._worlds + 1
        self.active = self.active | {self.world}
        try:
            self.assume(claim, roots)
            yield
        finally:
            self.active = self.active - {self.world}
            self.world = outer
            for name, value in before.items():
                setattr(self, name, value)

    def follows(self, claim: Claim) -> bool:
        """Whether a claim is decided by what is known; a matrix is zero when its squared norm is."""
        if isinstance(claim, All):
            return all(self.follows(part) for part in claim.parts)
        if not isinstance(claim, Relation):
            raise NotProved(f"words decide relations and All, not {type(claim).__name__}")
        if self.decide(claim) is Verdict.HOLDS:
            return True
        D = claim.left - claim.right if claim.op == "==" else None
        return isinstance(D, Matrix) and self.is_zero(self.trace(D.T @ D))

    def implies(self, claim: Implies, roots: Sequence[Matrix] = ()) -> Verdict:
        """An implication whose conclusion is decided once the premise is known."""
        with self.supposing(claim.premise, roots):
            return Verdict.HOLDS if self.follows(claim.conclusion) else Verdict.UNDECIDED

    def equivalent(self, claim: Iff, roots: Sequence[Matrix] = ()) -> Verdict:
        """The parts of an Iff, each against the first equation between matrices (or else the first part).

        Raises:
            NotProved: it names the part and the direction.
        """
        matrices = (p for p in claim.parts if isinstance(p, Relation) and isinstance(p.left - p.right, Matrix))
        pivot = next(matrices, claim.parts[0])
        for k, part in enumerate(claim.parts, 1):
            if part is pivot:
                continue
            for first, then in ((pivot, part), (part, pivot)):
                with self.supposing(first, roots):
                    if not self.follows(then):
                        way = f"part {k} does not follow" if then is part else f"nothing follows from part {k}"
                        raise NotProved(f"{way}: {_text(part)}, against {_text(pivot)}")
        return Verdict.HOLDS

    # ---------------------------------------------------------------------------------------------------- deciding

    def decide(self, relation: Relation, condition: bool = False) -> Verdict:
        """HOLDS when normal forms or known signs say so; otherwise undecided, never refuted."""
        return Verdict.HOLDS if self._holds(relation) else Verdict.UNDECIDED

    def _holds(self, relation: Relation) -> bool:
        if relation.op == "psd":
            try:
                self.given(relation.right)
            except NotProved:
                return False
            return True
        D = relation.right - relation.left
        if isinstance(D, Matrix):
            if relation.op not in ("==", "!="):
                raise NotProved(f"words have no entries: a matrix {relation.op} is not decided")
            return not self.simplified(D).terms if relation.op == "==" else self.positive(self.trace(D.T @ D))
        gap = self.scalar_of(D)
        if relation.op == "==":
            return self.is_zero(gap)
        return self.sign(gap) <= {"<": POSITIVE, "<=": NONNEGATIVE, "!=": NONZERO}[relation.op]

    def slack(self, relation: Relation) -> str:
        """The difference of the two sides, for a message."""
        if relation.op == "psd":
            return ""
        D = relation.right - relation.left
        return f" (difference: {self.simplified(D) if isinstance(D, Matrix) else self.settle(self.scalar_of(D))})"


def _copied(table: Any) -> Any:
    """A copy in which the lists inside a dictionary (rules by first letter) are copies too."""
    if isinstance(table, dict):
        return {key: value.copy() if isinstance(value, list) else value for key, value in table.items()}
    return table.copy()


def _text(claim: Claim) -> str:
    return f"{claim.left} {claim.op} {claim.right}" if isinstance(claim, Relation) else type(claim).__name__
