"""The only records: claims and their connectives, hypotheses and their teeth, theorems.

A claim is *unjudged*: it states a fact over a namespace of measures ``m`` and knows neither the kind of number
nor the tolerance. The same lines run on exact rationals, on floats, on words of symbols and on a stranger's code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal, NoReturn

from hypothesis.strategies import SearchStrategy

from .forces import Forces

Case = Mapping[str, Any]
"""Argument name -> exact value: a nested list, an object array, a rational, a string or a tuple of plain data."""

LEVELS: Final = ("kernel", "symbolic", "exact", "float")
"""What a theorem can be checked at, strongest first."""

VARIANTS: Final = frozenset(
    {
        "linear",
        "linear-debiased",
        "minibatch-debiased",
        "rbf",
        "kernel",
        "hsic",
        "r2",
        "cca",
        "svcca",
        "pwcca",
        "procrustes",
        "nbs",
        "rsa",
        "mutual-knn",
        "participation-ratio",
        "probe-accuracy",
        "any",
    }
)
"""The kinds of measure a theorem can speak about (the conformance suite selects by these)."""

REWRITING: Final = "rewriting"
"""``Theorem.symbolic = REWRITING``: the claim itself, run on words, reduces to an identity."""


class Verdict(StrEnum):
    """What a check came to. Undecided and vacuous are verdicts of their own, never a pass."""

    HOLDS = "holds"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    VACUOUS = "vacuous"


# ---------------------------------------------------------------------------------------------------- claims


class Claim:
    """A statement that has not been judged; combine claims with All, Iff, Implies and Exists."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("a claim is unjudged: combine claims with All, Iff, Implies or Exists instead of `if` or `and`")


Operator = Literal["==", "<=", "<", "!=", "psd"]


@dataclass(frozen=True, eq=False, slots=True)
class Relation(Claim):
    """``left op right``; with ``"psd"``, ``right`` is a symmetric positive semidefinite matrix."""

    left: Any
    op: Operator
    right: Any


@dataclass(frozen=True, eq=False, slots=True, init=False)
class All(Claim):
    """Every part holds."""

    parts: tuple[Claim, ...]

    def __init__(self, *parts: Claim) -> None:
        if not parts:
            raise ValueError("All() needs at least one claim: an empty conjunction could not fail")
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Iff(Claim):
    """The parts hold together or fail together; the judge wants to have seen both."""

    parts: tuple[Claim, ...]

    def __init__(self, *parts: Claim) -> None:
        if len(parts) < 2:
            raise ValueError(f"Iff needs at least two claims, got {len(parts)}")
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, eq=False, slots=True)
class Implies(Claim):
    """Where the premise holds so does the conclusion; the judge wants to have seen the premise hold.

    The premise may be a property of the measure ("s is invariant under A here"). ``key`` groups the cases over
    which the premise has to be live: a theorem over all measures passes the measure's name.
    """

    premise: Claim
    conclusion: Claim
    key: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Exists(Claim):
    """``such_that`` holds of a witness constructed as in the proof; the witness is shown when it does not."""

    witness: Mapping[str, Any]
    such_that: Claim


def eq(left: Any, right: Any) -> Relation:
    """``left = right``, entrywise for matrices."""
    return Relation(left, "==", right)


def le(left: Any, right: Any) -> Relation:
    """``left <= right``, entrywise for matrices."""
    return Relation(left, "<=", right)


def lt(left: Any, right: Any) -> Relation:
    """``left < right``, entrywise for matrices."""
    return Relation(left, "<", right)


def ne(left: Any, right: Any) -> Relation:
    """``left != right``: for matrices, they differ in at least one entry."""
    return Relation(left, "!=", right)


def zero(value: Any) -> Relation:
    """``value = 0`` (every entry)."""
    return Relation(value, "==", 0)


def nonzero(value: Any) -> Relation:
    """``value != 0`` (some entry)."""
    return Relation(value, "!=", 0)


def psd(matrix: Any) -> Relation:
    """``matrix`` is symmetric positive semidefinite."""
    return Relation(0, "psd", matrix)


# ------------------------------------------------------------------------------------------ hypotheses, teeth


@dataclass(frozen=True, slots=True)
class Drop:
    """An exact case that breaks this hypothesis, keeps every other one, and fails (or undefines) the claim."""

    case: Case


@dataclass(frozen=True, slots=True)
class Swap:
    """With a measure replaced by the planted bug of this name, the claim fails on ``case``."""

    bug: str
    case: Case


@dataclass(frozen=True, slots=True)
class Limit:
    """A family inside the hypotheses along which the claimed strictness is lost: ``gap`` -> 0.

    ``gap(m, **case)`` is a positive number for every parameter, decreasing along ``parameters``, and at most
    ``below`` (a bound derived in the theorem's docstring) at the last.
    """

    parameters: tuple[Any, ...]
    case: Callable[[Any], Case]
    gap: Callable[..., Any]
    below: Any


@dataclass(frozen=True, slots=True)
class Scope:
    """No single case shows it: the statement would leave its setting. Says why."""

    why: str


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One assumption, written once: it filters draws, is broken by its drop, and feeds the derivation.

    ``holds(m, **case)`` is a claim over the carrier's primitives, or None when the assumption is about the
    measure or the setting rather than the case. Arguments are passed by name; take only those needed.
    """

    latex: str
    holds: Callable[..., Claim] | None
    teeth: Drop | Swap | Limit | Scope


def varies(name: str, constant: Case) -> Hypothesis:
    """Non-degeneracy: representation ``name`` is not constant over samples; ``constant`` is a case where it is."""

    def holds(m: Any, **case: Any) -> Claim:
        return nonzero(m.center(case[name]))

    return Hypothesis(rf"H{name} \ne 0", holds, Drop(constant))


# ---------------------------------------------------------------------------------------------------- theorems


@dataclass(frozen=True, slots=True)
class Witness:
    """A named exact case with the values it must give: ``values(m, **case)`` is a claim."""

    name: str
    case: Case
    values: Callable[..., Claim]


@dataclass(frozen=True, slots=True)
class Family:
    """Cases in which the theorem is attained or approached: ``claim(m, **case)`` says how closely."""

    parameters: tuple[Any, ...]
    case: Callable[[Any], Case]
    claim: Callable[..., Claim]

    def cases(self) -> Iterator[Case]:
        """The member cases, in the order of the parameters."""
        return (self.case(parameter) for parameter in self.parameters)


Symbolic = Callable[..., Iterable[Verdict]]
Domain = SearchStrategy[Case] | list[Case] | None


@dataclass(frozen=True, kw_only=True)
class Theorem:
    """One fact, with everything needed to attack it. It never says that it holds: the judge computes that.

    Attributes:
        statement: the conclusion, in LaTeX.
        case: argument name -> shape, in named sizes: ``"n p"`` a matrix, ``"n=4 1"`` a literal size, ``""`` a
            scalar, ``"data"`` plain Python data (then the claim has no symbolic level by itself).
        claim: ``claim(m, **case)`` over the carrier's namespace.
        hypotheses: each with a case showing that it is needed.
        domain: a strategy of exact cases, or a finite list of them.
        variants: the kinds of measure the theorem speaks about.
        symbolic: REWRITING, or a derivation ``symbolic(m, **case)`` that yields the verdict of each step.
        why_not: level -> why it does not apply; every level that is not run has an entry.
        witnesses: exact cases with their values.
        sharp: a family that attains or approaches equality.
        refutes: planted bugs that this theorem names: wrong measures it must refute.
        forces: what it forces of any two networks of which something is known (``unalignable conditions``).
        kernel: the Rocq theorems (`theory/rocq`) which together say all that the statement says, for all sizes.
        uses: slugs of theorems that the proof uses (acyclic).
        cites: keys of theory/references.bib.
    """

    statement: str
    case: Mapping[str, str]
    claim: Callable[..., Claim]
    hypotheses: tuple[Hypothesis, ...] = ()
    domain: Domain = None
    variants: frozenset[str] = field(default_factory=frozenset)
    symbolic: Symbolic | Literal["rewriting"] | None = None
    why_not: Mapping[str, str] = field(default_factory=dict)
    witnesses: tuple[Witness, ...] = ()
    sharp: Family | None = None
    refutes: tuple[str, ...] = ()
    forces: tuple[Forces, ...] = ()
    kernel: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := set(self.why_not) - set(LEVELS):
            raise ValueError(f"why_not names {sorted(unknown)}; the levels are {', '.join(LEVELS)}")
        if foreign := self.variants - VARIANTS:
            raise ValueError(f"unknown variants {sorted(foreign)}; choose from {', '.join(sorted(VARIANTS))}")
        if (self.symbolic is None) != ("symbolic" in self.why_not):
            raise ValueError("give either a symbolic derivation or why_not['symbolic'], not both and not neither")
        if self.domain is None and not self.witnesses and self.sharp is None and "exact" not in self.why_not:
            raise ValueError("nothing to check: give a domain, witnesses or a sharp family")

    def fixed_cases(self) -> Iterator[Case]:
        """Every named case that lies inside the hypotheses: witnesses, the sharp family, a finite domain."""
        yield from (witness.case for witness in self.witnesses)
        if self.sharp is not None:
            yield from self.sharp.cases()
        if isinstance(self.domain, list):
            yield from self.domain
