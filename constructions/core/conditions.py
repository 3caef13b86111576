"""What is forced and what is possible, for what one knows about two networks: computed from the catalogue's records.

The forced side is read off ``Theorem.forces``, the possible side off ``Construction.ways``. What one theorem forces is
known to the next one, so consequences of consequences are found; nothing is decided in this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.catalogue import entries as theorems
from unalignable.theory.core.forces import Forces
from unalignable.theory.core.knowledge import LINEAR, MEASURES, MIRRORED, BadKnowledge, Knowledge, real
from unalignable.theory.core.numbers import Enclosure, Undecided

from .axes import as_logits
from .catalogue import entries as constructions
from .record import Construction, Pair, Way, mirrored, outputs

ROUNDS: Final = 4
"""Consequences of consequences of consequences: more rounds than any chain of theorems has links."""


SCORES: Final = {"cka": "linear_cka", "r2": "linear_r2", "r2_reverse": "linear_r2_reverse"}
"""Piece of knowledge -> the measure that it says the least value of."""


@dataclass(frozen=True, slots=True)
class Forced:
    """A floor: the measure is at least ``value``, or more than it where ``strict``.

    Attributes:
        measure: the measure.
        value: the floor, exactly.
        strict: the measure is never equal to it.
        slug: the theorem; "" where the floor itself is what is known.
        words: because …
        before: theorems whose consequences it builds on.
    """

    measure: str
    value: Any
    strict: bool
    slug: str
    words: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Possible:
    """A pair, or a path of pairs, whose measure is this low.

    Attributes:
        measure: the measure.
        value: its value, or what it tends to along the path, exactly.
        attained: a pair has it; otherwise pairs come as near as one likes.
        slug: the construction.
        title: the belief that it denies.
        way: the parameters.
    """

    measure: str
    value: Any
    attained: bool
    slug: str
    title: str
    way: Way


@dataclass(frozen=True, slots=True)
class Answer:
    """What is forced of two networks of which this is known, and what is possible.

    Attributes:
        knowledge: what is known.
        forced: measure -> its best floor; absent where nothing but 0 is known.
        possible: measure -> the lowest value of a pair of which all this is true; absent where no pair here fits.
        alike: a pair of which all this is true has CKA 1; None where none here fits.
    """

    knowledge: Knowledge
    forced: Mapping[str, Forced]
    possible: Mapping[str, Possible]
    alike: str | None

    def settled(self, measure: str) -> bool:
        """The floor is met: there is no lower one, and no lower pair."""
        floor, pair = self.forced.get(measure), self.possible.get(measure)
        if pair is None:
            return floor is not None and same(floor.value, 1)
        return same(pair.value, floor.value if floor else 0)

    def contradictions(self) -> list[str]:
        """Pairs below a floor: there are none, unless a record is wrong."""
        return list(_contradictions(self))


def same(a: Any, b: Any) -> bool:
    """Equal exactly, or, where an enclosure is involved, within what can be told of it."""
    try:
        return bool(a == b)
    except Undecided:
        return True


def below(a: Any, b: Any) -> bool:
    """a < b, as far as can be told."""
    try:
        return bool(a < b)
    except Undecided:
        return False


def _contradictions(answer: Answer) -> Iterator[str]:
    for name, floor in answer.forced.items():
        pair = answer.possible.get(name)
        if pair is not None and (below(pair.value, floor.value) or _meets(floor, pair)):
            word = "more than" if floor.strict else "at least"
            yield (
                f"{floor.slug} forces {name} to be {word} {floor.value}, and {pair.slug} has {pair.value}"
                f" at {pair.way.at(0)}"
            )


def _meets(floor: Forced, pair: Possible) -> bool:
    return floor.strict and pair.attained and same(floor.value, pair.value)


# -------------------------------------------------------------------------------------------------- the answer


def conditions(knowledge: Knowledge | None = None, /, **pieces: Any) -> Answer:
    """What must be true of two networks, and what may be, given what is known of them.

    Args:
        knowledge: what is known; or its pieces by name, as of ``Knowledge``.
        pieces: for instance ``same="logits", head="linear", readout_norm=2``.

    Returns:
        For each measure the best floor that a theorem forces, and the lowest pair that a construction gives.

    Raises:
        BadKnowledge: what is said to be known cannot be, or no two networks are like this.
    """
    known = Knowledge(**pieces) if knowledge is None else knowledge
    m = Exact()
    pairs = [list(lows(m, *way)) for way in ways(known)]
    return Answer(known, forced(known), _lowest(pairs), next(_alike(pairs), None))


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[str, Forces], ...]:
    """Every consequence in the catalogue of theorems, with its slug."""
    return tuple((slug, rule) for slug, entry in theorems().items() for rule in entry.theorem.forces)


def forced(known: Knowledge, given: tuple[tuple[str, Forces], ...] | None = None, m: Any = None) -> dict[str, Forced]:
    """Measure -> the best floor that follows, from these rules (all by default), over this carrier (exact)."""
    given, m = rules() if given is None else given, Exact() if m is None else m
    found = {measure: Forced(measure, value, False, "", "it is known") for measure, value in _told(known)}
    seen = [(known, ()), *_learned(known, found)]
    for _ in range(ROUNDS):
        floors = [
            (len(before), -len(rule.measures), floor)
            for more, before in seen
            for slug, rule in given
            for floor in _consequences(m, slug, rule, more, before)
        ]
        better = [floor for floor in floors if _better(floor[-1], found.get(floor[-1].measure))]
        if not better:
            break
        for *_, floor in sorted(better, key=lambda item: item[:-1]):  # of equal ones: the shortest chain says most
            if _better(floor, found.get(floor.measure)):
                found[floor.measure] = floor
        seen = list(_learned(known, found))
    return {name: found[name] for name in MEASURES if name in found}


def _told(known: Knowledge) -> Iterator[tuple[str, Any]]:
    """The measures that are among what is known."""
    for piece, measure in SCORES.items():
        if (value := getattr(known, piece)) is not None:
            yield measure, value


def _consequences(m: Any, slug: str, rule: Forces, known: Knowledge, before: tuple[str, ...]) -> Iterator[Forced]:
    for turned in (False, True):
        seen = known.mirrored() if turned else known
        if rule.given(seen) and (value := rule.value(m, seen)) is not None:
            for measure in rule.measures:
                name = MIRRORED.get(measure, measure) if turned else measure
                if name:
                    yield Forced(name, value, rule.strict, slug, rule.words, before)


def _better(floor: Forced, old: Forced | None) -> bool:
    if old is None:
        return floor.strict or below(0, floor.value)
    return below(old.value, floor.value) or (floor.strict and not old.strict and same(floor.value, old.value))


def _learned(known: Knowledge, found: Mapping[str, Forced]) -> Iterator[tuple[Knowledge, tuple[str, ...]]]:
    """What is forced is known, too: each such piece beside what is known, with the theorems that it rests on."""
    for piece, measure in SCORES.items():
        floor = found.get(measure)
        if floor is not None and below(0, floor.value):
            if below(1, floor.value):
                most = f"{floor.slug} forces {MEASURES[measure]} to be {real(floor.value):.4g} at least"
                raise BadKnowledge(f"no two networks are like this: {most}")
            more: dict[str, Any] = {piece: floor.value}
            yield replace(known, **more), _rests_on(floor)
    positive = [found[name] for name in LINEAR if name in found]
    if positive:
        yield replace(known, aligned=True), min(map(_rests_on, positive), key=len)


def _rests_on(floor: Forced) -> tuple[str, ...]:
    return (*floor.before, floor.slug) if floor.slug else floor.before


def possible(known: Knowledge, given: Mapping[str, Construction] | None = None, m: Any = None) -> dict[str, Possible]:
    """Measure -> the lowest value among the pairs that fit, from these constructions (all by default)."""
    m = Exact() if m is None else m
    return _lowest([list(lows(m, *way)) for way in ways(known, given)])


def _lowest(found: list[list[Possible]]) -> dict[str, Possible]:
    """Of pairs with all their measures, the lowest in each measure."""
    lowest: dict[str, Possible] = {}
    for pair in (pair for pairs in found for pair in pairs):
        if pair.measure not in lowest or _lower(pair, lowest[pair.measure]):
            lowest[pair.measure] = pair
    # of equally low pairs, the one that is lowest in most measures: one pair shows as much as it can
    ranked = [(*_shows(pairs, lowest), -place, pairs) for place, pairs in enumerate(found)]
    for *_, pairs in sorted(ranked, key=lambda item: item[:-1]):
        lowest |= {pair.measure: pair for pair in pairs if _shows_as_well(pair, lowest[pair.measure])}
    return {name: lowest[name] for name in MEASURES if name in lowest}


def _lower(pair: Possible, old: Possible) -> bool:
    return below(pair.value, old.value) or (pair.attained > old.attained and same(pair.value, old.value))


def _shows(pairs: list[Possible], lowest: Mapping[str, Possible]) -> tuple[int, int]:
    """In how many measures they are lowest, and how many of those are exact numbers."""
    low = [pair.value for pair in pairs if _as_low(pair, lowest[pair.measure])]
    return len(low), sum(not isinstance(value, Enclosure) for value in low)


def _as_low(pair: Possible, best: Possible) -> bool:
    return pair.attained == best.attained and same(pair.value, best.value)


def _shows_as_well(pair: Possible, best: Possible) -> bool:
    """As low, and a number where the best so far is one: an enclosure shows less."""
    return _as_low(pair, best) and (isinstance(best.value, Enclosure) or not isinstance(pair.value, Enclosure))


def ways(known: Knowledge, given: Mapping[str, Construction] | None = None) -> Iterator[tuple[str, Construction, Way]]:
    """Every way of every construction to stay inside what is known, with X and Y in both roles."""
    chosen = {slug: e.construction for slug, e in constructions().items()} if given is None else given
    for slug, construction in chosen.items():
        yield from ((slug, construction, way) for way in construction.ways(known))
        turned = known.mirrored()
        if turned.known == known.known:  # nothing is forgotten
            yield from ((slug, construction, replace(way, mirrored=True)) for way in construction.ways(turned))


def offered(construction: Construction, way: Way, known: Knowledge, step: int = 0) -> Pair:
    """The pair itself, as it is offered for what is known: its outputs are logits where probabilities are the same."""
    pair = construction.build(**way.at(step))
    if known.same == "probabilities":
        count = outputs(Exact(), pair.f, pair.X).shape[1]
        pair = replace(pair, f=as_logits(pair.f, count), g=as_logits(pair.g, count))
    return pair.mirrored() if way.mirrored else pair


def lows(m: Any, slug: str, construction: Construction, way: Way) -> Iterator[Possible]:
    """The measures of a pair, or of the end of a path of pairs."""
    values, toward = construction.closed_form(m, **way.at(0)), dict(way.toward)
    if way.mirrored:
        values, toward = mirrored(values), mirrored(toward)
    entry = constructions().get(slug)
    title = entry.title if entry else ""
    for name, value in values.items():
        if name not in MEASURES:  # a further one, of which nothing is asked
            continue
        end = m.array(toward[name]) if name in toward else value
        yield Possible(name, end, same(end, value), slug, title, way)


def _alike(pairs: list[list[Possible]]) -> Iterator[str]:
    """The constructions with a CKA of 1."""
    for pair in (pair for found in pairs for pair in found if pair.measure == "linear_cka"):
        if pair.attained and same(pair.value, 1):
            yield pair.slug
