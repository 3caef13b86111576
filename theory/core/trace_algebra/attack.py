"""Putting a derivation to the test: all that it says, evaluated on exact cases of the theorem.

Nothing here is proved; a rule, a fact, a sign or a value that is false on one case refutes the engine (or the lemma)
that made it.
"""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from ..carriers.exact import Exact
from ..decide import call, cast
from ..numbers.functions import sign
from ..numbers.number import Undecided
from ..record import REWRITING, All, Case, Claim, Exists, Iff, Implies, Relation, Theorem, Verdict, psd
from .carrier import Symbolic
from .case import fresh
from .errors import NotProved
from .evaluate import Evaluator, NoValueError
from .scalar import Scalar
from .signs import Signs
from .words import Letter, Matrix, Terms, Word, show

MOST_SAMPLES: Final = 4
"""An average is compared with the mean over all n! permutations (or 2^n signs) up to this n."""


@dataclass
class Record:
    """What a derivation keeps for the attack, suppositions and all."""

    normal: dict[Word, Terms] = field(default_factory=dict)
    traces: dict[Word, Scalar] = field(default_factory=dict)
    means: list[tuple[Letter, Scalar, Scalar]] = field(default_factory=list)
    """What moved, the scalar in which it moves, and its mean."""
    concluded: list[tuple[tuple[Claim, ...], Relation]] = field(default_factory=list)
    """What was supposed, and a relation that was said to hold."""
    ended: list[tuple[tuple[Claim, ...], State]] = field(default_factory=list)
    """What was supposed, and the derivation as it stood when that supposition ended."""


CLAIM_STEPS: Final = 5000
"""Steps of rewriting to bring the claim itself to its normal form. Where that can be done at all it takes a few hundred
(754 at most); where it takes more, the derivation goes another way, and what it says is checked."""


@dataclass
class State:
    """A derivation at some moment: later changes of it do not show here."""

    m: Symbolic
    signs: dict[int, Signs]
    """Index of a trace -> the signs that it was thought to have."""
    concluded: list[Relation]
    """Relations that were said to hold."""

    @classmethod
    def of(cls, m: Recorded) -> State:
        """As it is now: what is in its tables is replaced, not changed, when a supposition ends."""
        concluded = [relation for supposed, relation in m.record.concluded if supposed == m.supposed]
        return cls(copy.copy(m), {index: m.generator_sign(index) for index in m.words}, concluded)


class Recorded(Symbolic):
    """A derivation that keeps what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.record = Record()
        self.supposed: tuple[Claim, ...] = ()

    def normal_word(self, w: Word) -> Terms:
        """Also: keep it, unless a supposition is needed for it."""
        found = super().normal_word(w)
        if not self.supposed and w not in found:
            self.record.normal[w] = found
        return found

    def trace_word(self, w: Word) -> Scalar:
        """Also: keep it, unless a supposition is needed for it."""
        found = super().trace_word(w)
        if not self.supposed:
            self.record.traces[w] = found
        return found

    def decide(self, relation: Relation, condition: bool = False) -> Verdict:
        """Also: keep what holds."""
        return self._keep(relation, super().decide(relation, condition))

    def certificate(self, relation: Relation, **given: Any) -> Verdict:
        """Also: keep what holds."""
        return self._keep(relation, super().certificate(relation, **given))

    def _keep(self, relation: Relation, verdict: Verdict) -> Verdict:
        if verdict is Verdict.HOLDS:
            self.record.concluded.append((self.supposed, relation))
        return verdict

    def _mean(self, s: Scalar, letter: Letter, average: Callable[[Word, Letter], Scalar]) -> Scalar:
        found = super()._mean(s, letter, average)
        self.record.means.append((letter, s, found))
        return found

    @contextmanager
    def supposing(self, claim: Claim, roots: Sequence[Matrix] = ()) -> Iterator[None]:
        """Also: keep the state in which it ends."""
        outer = self.supposed
        self.supposed = (*outer, claim)
        try:
            with super().supposing(claim, roots):
                try:
                    yield
                finally:
                    self.record.ended.append((self.supposed, State.of(self)))
        finally:
            self.supposed = outer


@dataclass
class Report:
    """How many statements of each kind were checked, those that are false, and those without a value."""

    checked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)

    def check(self, kind: str, what: object, test: Callable[..., bool | None], *about: Any) -> None:
        """Count one statement; a test that says None does not know."""
        fault = ""
        try:
            good = test(*about)
        except (NoValueError, Undecided):
            good = None
        except (ZeroDivisionError, ValueError) as error:
            good, fault = False, f" ({error})"
        if good is None:
            self.unknown[kind] += 1
            return
        self.checked[kind] += 1
        if not good:
            self.wrong.append(f"{kind}: {what}{fault}")

    def sign(self, value: Evaluator, s: Scalar, signs: Signs) -> None:
        """The sign of a scalar is one of these."""
        self.check("sign", (s, signs), lambda: _in(value.scalar(s), signs))


def attack(theorem: Theorem, cases: Iterable[Case]) -> Report:
    """Run the derivation and put all that it says to the cases, each of which satisfies the hypotheses."""
    m, symbols = fresh(theorem, carrier=Recorded)
    assert isinstance(m, Recorded)
    with suppress(NotProved):  # what was made until then is checked all the same
        if theorem.symbolic != REWRITING and theorem.symbolic is not None:
            list(call(theorem.symbolic, m, symbols))
    claim = None
    m.allow(CLAIM_STEPS)
    with suppress(NotProved):
        claim = call(theorem.claim, m, symbols)
    m.allow()  # to look at what was said
    now, report = State.of(m), Report()
    thought = {id(a): m.sign(a) for a, _ in sides(claim, claim) if isinstance(a, Scalar)} if claim is not None else {}
    for case in cases:
        exact = cast(Exact(), case)
        value = Evaluator(m, symbols, exact)
        state(report, now, value, None)
        words(report, m.record, value)
        means(report, m.record, value)
        for claims, inside in m.record.ended:
            there = value.at(inside.m)
            if all(_live(there, supposed) for supposed in claims):
                report.checked["supposition"] += 1
                state(report, inside, there, now)
        if claim is not None:
            values(report, value, claim, call(theorem.claim, Exact(), exact), thought)
    return report


def values(report: Report, value: Evaluator, claim: Claim, exact: Claim, thought: dict[int, Signs]) -> None:
    """The sides of the claim: words, put to numbers, are what the exact carrier makes of the same formula."""
    for side, plain in sides(claim, exact):
        report.check("value", side, lambda a, b: _equal(value.value(a), b), side, plain)
        if isinstance(side, Scalar):
            report.sign(value, side, thought[id(side)])


def state(report: Report, now: State, value: Evaluator, before: State | None) -> None:
    """Rules, relations, facts and signs, less those of the state before."""
    m, known = now.m, before.m if before else None
    for left, right in m.rules.items():
        if known is None or known.rules.get(left) is not right:
            word(report, "rule", value, left, right)
    for i, found in m.relations.items():
        if known is None or known.relations.get(i) is not found:
            k, s = found
            what = (m.names[i], k, s)
            report.check("relation", what, lambda i, k, s: _equal(value.generator(i) ** k, value.scalar(s)), i, k, s)
    for fact in m.facts[len(known.facts) if known else 0 :]:
        report.check("fact", fact, lambda f: _in(value.scalar(f.value), {0, 1}), fact)
    for given in m.psds[len(known.psds) if known else 0 :]:
        report.check("psd", given, lambda p: _semidefinite(value, value.matrix(p.A)), given)
    for relation in now.concluded:
        report.check("conclusion", relation, lambda r: _true(value, r), relation)
    for s, signs in m.learned[len(known.learned) if known else 0 :]:
        report.sign(value, s, signs)
    for key, p in m.single.items():
        if known is None or known.known.get(key) != m.known[key]:
            report.check("sign", (p, m.known[key]), lambda p, signs: _in(value.poly(p), signs), p, m.known[key])
    for i, signs in now.signs.items():
        if before is None or before.signs.get(i) != signs:
            report.check("sign", (m.names[i], signs), lambda i, signs: _in(value.generator(i), signs), i, signs)


def word(report: Report, kind: str, value: Evaluator, w: Word, terms: Terms) -> None:
    """One word is the sum of others."""
    A = Matrix(value.m, w[0].rows, w[-1].cols, terms)
    report.check(kind, (show(w), A), lambda: _equal(value.word(w, A.rows), value.matrix(A)))


def words(report: Report, record: Record, value: Evaluator) -> None:
    """Normal forms of words, and what their traces were said to be."""
    for w, terms in record.normal.items():
        word(report, "normal form", value, w, terms)
    for w, s in record.traces.items():
        report.check("trace", (show(w), s), lambda w, s: _equal(_trace(value, w), value.scalar(s)), w, s)


def means(report: Report, record: Record, value: Evaluator) -> None:
    """Averages, against the mean over all permutations, or over all columns of signs."""
    for letter, moving, mean in record.means:
        if value.size(letter.rows) <= MOST_SAMPLES:
            report.check(
                "mean", mean, lambda x, s, t: _equal(_mean(value, x, s), value.scalar(t)), letter, moving, mean
            )


def _mean(value: Evaluator, letter: Letter, moving: Scalar) -> Any:
    n = value.size(letter.rows)
    if letter.symmetric:
        choices: list[Any] = [np.diag(signs) for signs in itertools.product((1, -1), repeat=n)]
    elif letter.rows == letter.cols:
        eye = np.eye(n, dtype=int)
        choices = [eye[list(order)] for order in itertools.permutations(range(n))]
    else:
        choices = [np.array(signs).reshape(n, 1) for signs in itertools.product((1, -1), repeat=n)]
    values = [value.with_letter(letter, value.exact.array(choice)).scalar(moving) for choice in choices]
    return sum(values[1:], values[0]) / len(choices)


def sides(symbolic: Claim, exact: Claim) -> Iterator[tuple[Any, Any]]:
    """The two sides of every relation of a claim, as words and as numbers."""
    if isinstance(symbolic, Relation) and isinstance(exact, Relation):
        yield from ((symbolic.left, exact.left), (symbolic.right, exact.right))
    elif isinstance(symbolic, Implies) and isinstance(exact, Implies):
        yield from sides(symbolic.premise, exact.premise)
        yield from sides(symbolic.conclusion, exact.conclusion)
    elif isinstance(symbolic, Exists) and isinstance(exact, Exists):
        yield from sides(symbolic.such_that, exact.such_that)
    elif isinstance(symbolic, All | Iff) and isinstance(exact, All | Iff):
        for a, b in zip(symbolic.parts, exact.parts, strict=True):
            yield from sides(a, b)


def _live(value: Evaluator, claim: Claim) -> bool:
    """Whether a supposition is known to be true of the case."""
    if isinstance(claim, All):
        return all(_live(value, part) for part in claim.parts)
    try:
        return isinstance(claim, Relation) and _true(value, claim) is True
    except (NoValueError, Undecided, ZeroDivisionError):
        return False


def _true(value: Evaluator, claim: Relation) -> bool | None:
    """Whether a relation between symbols is true of the case."""
    there = Relation(value.value(claim.left), claim.op, value.value(claim.right))
    verdict = value.exact.decide(there)
    return None if verdict is Verdict.UNDECIDED else verdict is Verdict.HOLDS


def _trace(value: Evaluator, w: Word) -> Any:
    return value.exact.trace(value.word(w, w[0].rows))


def _equal(a: Any, b: Any) -> bool | None:
    if np.ndim(a) and np.ndim(b) and np.shape(a) != np.shape(b):
        return False
    signs = {sign(x) for x in np.asarray(a - b, dtype=object).ravel()}
    return None if None in signs and signs <= {0, None} else signs <= {0}


def _in(x: Any, signs: Iterable[int]) -> bool | None:
    found = sign(x)
    return None if found is None else found in set(signs)


def _semidefinite(value: Evaluator, A: Any) -> bool | None:
    found = value.exact.decide(psd(A))
    return None if found is Verdict.UNDECIDED else found is Verdict.HOLDS
