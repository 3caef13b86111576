"""Averages: over permutations of the samples, over signs of the samples, over isotropic noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import NotProved
from .lemmas import Lemmas
from .scalar import Scalar
from .words import UNIT, Letter, Matrix, Word, rotations, transpose


class Averages(Lemmas):
    """Means of scalars that are linear in the traces that move; anything else is refused."""

    # ---------------------------------------------------------------------------------------------- permutations

    def mean_over_permutations(self, n: Any, f: Callable[[Matrix], Scalar]) -> Scalar:
        """E f(Π) over all n! permutation matrices.

        E Π = 11'/n, and E ΠAΠ' = aH + b 11'/n with b = 1'A1/n and a = (tr A - b)/(n - 1), the Reynolds operator.

        Raises:
            NotProved: f is not linear in traces with one Π, or with one Π and one Π'; or n > 1 is not known.
        """
        size = self.size(n)
        letter = Letter(f"Π[{size}]", size, size)
        P = self._permutation(letter)
        return self._mean(self.settle(self.scalar_of(f(P))), letter, self._reynolds)

    def _permutation(self, letter: Letter) -> Matrix:
        n = letter.rows
        P, one, H = self.word((letter,)), self.column_of_ones(n), self.centring(n)
        if len(one.terms) != 1:
            raise NotProved(f"permutations of stacked samples ({n})")
        if (letter.T, letter) not in self.rules:
            self.rule(P.T @ P, self.unit(n))
            self.rule(P @ P.T, self.unit(n))
            self.rule(P @ one, one)
            self.rule(P.T @ one, one)
            self.rule(H @ P, P @ H)
            self.rule(H @ P.T, P.T @ H)
        return P

    def _mean(self, s: Scalar, letter: Letter, average: Callable[[Word, Letter], Scalar]) -> Scalar:
        """s with the average put in for every trace that moves."""
        moving = {i for i in self.used(s) if i in self.words and self._moves(self.words[i], letter)}
        for i in self.used(s) - moving:
            parts = [self.roots[i]] if i in self.roots else list(self.minima.get(i, ()))
            if any(self._moving(part, letter) for part in parts):
                raise NotProved(f"the average of a nonlinear function: {self.at(i)} moves")
        if moving & self.used(Scalar(self, s.den, self._one())):
            raise NotProved("the average of a quotient whose denominator moves")
        (top,) = self.level(s.num)
        total = self.number(0)
        for monomial, coefficient in top.to_dict().items():
            exponents = [int(e) for e in monomial]
            traces = [i for i in moving for _ in range(exponents[i])]
            for i in moving:
                exponents[i] = 0
            fixed = Scalar(self, self._context.from_dict({tuple(exponents): coefficient}), self._one())
            total = total + fixed * self._mean_of(traces, letter, average)
        return self.settle(total.over(Scalar(self, s.den, self._one())))

    def _mean_of(self, traces: list[int], letter: Letter, average: Callable[[Word, Letter], Scalar]) -> Scalar:
        if not traces:
            return self.number(1)
        if len(traces) == 1:
            return average(self.words[traces[0]], letter)
        if len(traces) == 2:
            joined = self._joined(self.words[traces[0]], self.words[traces[1]], letter)
            if joined is not None:
                return average(joined, letter)
        raise NotProved(f"the average of a product of traces: {', '.join(str(self.at(i)) for i in traces)}")

    def _joined(self, first: Word, second: Word, letter: Letter) -> Word | None:
        """Two scalars u'Πv and x'Πy as the one trace of Π v y' Π' x u'."""
        halves = []
        for key in (first, second):
            if sum(x in (letter, letter.T) for x in key) != 1 or sum(x.rows == UNIT for x in key) != 1:
                return None
            turned = next(t for t in rotations(key) if t[0].rows == UNIT)
            halves.append(turned if letter in turned else transpose(turned))
        (a, b) = halves
        i = a.index(letter)
        return a[i:] + transpose(b) + a[:i]

    def _moves(self, w: Word, letter: Letter) -> bool:
        return any(x in (letter, letter.T) or letter.name in x.name for x in w)

    def _moving(self, s: Scalar, letter: Letter) -> bool:
        return any(
            (i in self.words and self._moves(self.words[i], letter))
            or (i in self.roots and self._moving(self.roots[i], letter))
            for i in self.used(s)
        )

    def _reynolds(self, w: Word, letter: Letter) -> Scalar:
        n = letter.rows
        size, one = self.sizes[n], self.column_of_ones(n)
        places = [i for i, x in enumerate(w) if x in (letter, letter.T)]
        if any(letter.name in x.name for i, x in enumerate(w) if i not in places):
            raise NotProved(f"the average of tr({' '.join(map(str, w))}): a defined matrix moves")
        if len(places) == 1:
            (i,) = places
            return self.trace(self._span(w[i + 1 :] + w[:i], n) @ one @ one.T).over(size)
        turned = next((t for v in (w, transpose(w)) for t in rotations(v) if t[0] == letter and letter.T in t), None)
        if len(places) != 2 or turned is None:
            raise NotProved(f"the average of tr({' '.join(map(str, w))}): only E[Π] and E[Π A Π'] are known")
        self.must_be_nonzero(size - 1)
        end = turned.index(letter.T)
        A, rest = self._span(turned[1:end], n), self._span(turned[end + 1 :], n)
        b = self.trace(one.T @ A @ one).over(size)
        a = (self.trace(A) - b).over(size - 1)
        return self.trace((self.centring(n) * a + one @ one.T * b.over(size)) @ rest)

    def _span(self, w: Word, n: str) -> Matrix:
        return self.word(w) if w else self.unit(n)

    # ------------------------------------------------------------------------------------------------------- signs

    def mean_over_signs(self, n: Any, f: Callable[[Matrix], Scalar]) -> Scalar:
        """E f(S) over the 2^n diagonal matrices S of signs: E s_i = 0, and E s_i s_j is 1 for i = j, else 0.

        Raises:
            NotProved: f is not linear in traces with at most two S.
        """
        size = self.size(n)
        letter = Letter(f"±[{size}]", size, size, symmetric=True)
        if (letter, letter) not in self.rules:
            self.rule(self.word((letter,)) @ self.word((letter,)), self.unit(size))
        return self._mean(self.settle(self.scalar_of(f(self.word((letter,))))), letter, self._sign_moment)

    def _sign_moment(self, w: Word, letter: Letter) -> Scalar:
        """E tr(SA) = 0 and E tr(SASB) = diag(A)'diag(B)."""
        n, places = letter.rows, [i for i, x in enumerate(w) if x == letter]
        if len(places) > 2 or any(letter.name in x.name for x in w if x != letter):
            raise NotProved(f"the average of tr({' '.join(map(str, w))}): only E[S] and E[S A S] are known")
        if len(places) == 1:
            return self.number(0)
        i, j = places
        A, B = self._span(w[i + 1 : j], n), self._span(w[j + 1 :] + w[:i], n)
        return self.trace(self.diagonal(A).T @ self.diagonal(B))

    # ------------------------------------------------------------------------------------------- isotropic targets

    def mean_over_isotropic(self, n: Any, f: Callable[[Matrix], Scalar]) -> Scalar:
        """E f(z) over columns z with E zz' = I, for f a sum of terms z'Az: E z'Az = tr A.

        Raises:
            NotProved: f is not quadratic in z.
        """
        size = self.size(n)
        letter = Letter(f"z[{size}]", size, UNIT)
        return self._mean(self.settle(self.scalar_of(f(self.word((letter,))))), letter, self._second_moment)

    def _second_moment(self, w: Word, letter: Letter) -> Scalar:
        places = [i for i, x in enumerate(w) if x in (letter, letter.T)]
        turned = next((t for t in rotations(w) if t[0] == letter.T and t[-1] == letter), None)
        if len(places) != 2 or turned is None or any(letter.name in x.name for x in turned[1:-1]):
            raise NotProved(f"the average of {' '.join(map(str, w))}: only E z'Az is known")
        return self.trace(self._span(turned[1:-1], letter.rows))
