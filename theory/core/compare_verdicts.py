"""What the theorems force on two representations, and what they leave open, in words with the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from . import compare_figures as fig
from .bounds import CKA, LABEL_R2, MEAN_CCA, NBS, R2, R2_BACK, Bound, Evidence, Kind, strongest
from .compare_figures import Line
from .compare_scores import Score

Sort = Literal["vacuous", "alignable", "chance", "forced", "open"]
Found = Mapping[str, Sequence[Bound]]
"""Name of a rule of ``bounds`` -> what it says here."""

LABELS: Final = {
    CKA: "CKA",
    R2: "R² A → B",
    R2_BACK: "R² B → A",
    NBS: "NBS",
    MEAN_CCA: "mean CCA",
    LABEL_R2[0]: "R² A → labels",
    LABEL_R2[1]: "R² B → labels",
}
LEVEL: Final = 0.05
"""Above this p-value a score is what relabelled samples give."""
SAYS_NOTHING: Final = 0.0005
"""A floor below it, or a ceiling this near to 1, is not worth a line."""
SAME: Final = 1e-6
"""Relative residual of a linear map that is called exact; what it leaves over is given away in any case."""
LITTLE: Final = 0.05
"""The same for what spectra, distances and one similarity say of another."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence.

    Attributes:
        kind: vacuous, alignable, chance, forced or open.
        slug: the theorem behind it.
        line: the sentence, with the origin of each number.
        measure: name of the measure it is about; "" where it is about none.
        value: the bound, rounded to the safe side, or what chance gives; None where it is about no number.
        measured: the value it stands beside.
    """

    kind: Sort
    slug: str
    line: Line
    measure: str = ""
    value: float | None = None
    measured: float | None = None

    @property
    def text(self) -> str:
        """The sentence as text."""
        return fig.written(self.line)

    def as_json(self) -> dict[str, Any]:
        """The record in ``unalignable compare --json``."""
        return {
            "kind": self.kind,
            "slug": self.slug,
            "measure": self.measure,
            "value": self.value,
            "measured": self.measured,
            "text": self.text,
            "numbers": [figure.as_json() for figure in fig.figures(self.line)],
        }


@dataclass(frozen=True, slots=True)
class Known:
    """The material of the sentences: the evidence, what each rule says of it, and what was measured."""

    evidence: Evidence
    found: Found
    scores: Mapping[str, Score]

    def measured(self, measure: str) -> float | None:
        """A measured value; None where it is undefined or was not asked for."""
        score = self.scores.get(measure)
        return None if score is None else score.value


def verdicts(evidence: Evidence, found: Found, scores: Mapping[str, Score]) -> list[Verdict]:
    """Everything worth saying: what is vacuous, alignable or chance, what is forced, and what is open."""
    from .compare_open import left_open

    known = Known(evidence, found, scores)
    return [*vacuous(known), *alignable(known), *chance(known), *forced(known), *left_open(known)]


def vacuous(known: Known) -> Iterator[Verdict]:
    """In-sample probes from a side of full rank."""
    pair = known.evidence.pair
    full = {"A": pair.x.full_rank, "B": pair.y.full_rank}
    if any(full.values()):
        whose = "" if all(full.values()) else f" from {'A' if full['A'] else 'B'}"
        source = fig.rule("vacuous_r2", "probes/control_tasks")
        rank = fig.count(pair.n - 1, source)
        line = (f"probes{whose} are vacuous: rank ", rank, " of n − 1 = ", rank, ", so any target is fitted in sample")
        yield Verdict("vacuous", source[1], line, R2 if full["A"] else R2_BACK)


def alignable(known: Known) -> Iterator[Verdict]:
    """An invertible linear map carries one onto the other, and not because anything can be carried onto anything."""
    (bound,), pair = known.found["linear_map"], known.evidence.pair
    if bound.value is None or pair.x.full_rank or pair.y.full_rank:
        return
    source = fig.rule("linear_map", bound.slug)
    both = [fig.fixed(value, fig.measure(name)) for name, value in ((R2, pair.r2), (R2_BACK, pair.swapped.r2))]
    ways: Line = ("R² = ", both[0], " and ", both[1])
    if all(figure.text == "1.000" for figure in both):
        ways = ("R² = ", fig.fixed(pair.r2, fig.measure(R2), 0), " both ways")
    condition = fig.significant(dict(bound.numbers)["condition"], source)
    exactly = dict(bound.numbers)["residual"] < SAME
    same = ", the same up to rotation, scale and shift" if exactly and condition.text == "1" else ""
    value, floor = known.measured(CKA), fig.fixed(bound.value, source, fig.decimals(bound.value), "down")
    cka: Line = () if value is None else (fig.fixed(value, fig.measure(CKA), fig.decimals(value)), " ")
    line = ("alignable: " if exactly else "nearly alignable: ", *ways, ", CKA ", *cka, "≥ ", floor)
    yield Verdict("alignable", bound.slug, (*line, " by condition ", condition, same), CKA, bound.value, value)


def chance(known: Known) -> Iterator[Verdict]:
    """CKA that relabelled samples would have too."""
    score = known.scores.get(CKA)
    if score is None or score.value is None or score.null is None or score.p is None or score.p <= LEVEL:
        return
    null, value = fig.fixed(score.null, fig.chance(CKA)), fig.fixed(score.value, fig.measure(CKA))
    so = "what" if score.value >= score.null else "no more than"
    assert score.null_sd is not None
    sd = fig.fixed(score.null_sd, fig.chance(CKA))
    line = ("CKA ", value, f" is {so} a relabelling of the samples would give (", null, " ± ", sd, ")")
    yield Verdict("chance", "nulls/permutation_mean", line, CKA, score.null, score.value)


def forced(known: Known) -> Iterator[Verdict]:
    """Floors and ceilings that say something, the strongest of each rule on each measure."""
    dull = _dull(known)
    for name, lead in LEADS.items():
        if name in dull:
            continue
        for measure in LABELS:
            for kind in KINDS:
                bound = strongest(known.found[name], measure, kind)
                if bound is not None and _says_something(name, bound) and not _outdone(known, name, bound):
                    yield _sentence(known, name, lead(known, name, bound), bound)


def _dull(known: Known) -> tuple[str, ...]:
    """Rules that add nothing where the two are alignable, or have no more to do with each other than by chance."""
    said = (*alignable(known), *chance(known), *vacuous(known))
    return ("distortion", "sandwich") if said else ()


def _says_something(name: str, bound: Bound) -> bool:
    if bound.value is None:
        return False
    least = LITTLE if name in SHAPES else SAYS_NOTHING
    return bound.strict or (bound.value > least if bound.kind == "floor" else bound.value < 1 - least)


def _outdone(known: Known, name: str, bound: Bound) -> bool:
    """Whether a rule of the same kind of evidence, or one about given readouts, forces more and is told instead."""
    rivals = {*FROM_LABELS} if name in FROM_LABELS else {*SHAPES, *FROM_READOUTS} if name in SHAPES else set()
    others = (strongest(known.found[rival], bound.measure, bound.kind) for rival in rivals if rival != name)
    sign = 1 if bound.kind == "floor" else -1
    assert bound.value is not None
    return any(b is not None and b.value is not None and sign * (b.value - bound.value) > 0 for b in others)


def _sentence(known: Known, name: str, lead: Line, bound: Bound) -> Verdict:
    assert bound.value is not None
    source, value = fig.rule(name, bound.slug), known.measured(bound.measure)
    label = LABELS[bound.measure]
    if bound.strict:
        line = (*lead, f"{label} = ", fig.count(0, source), " is impossible")
        return Verdict("forced", bound.slug, line, bound.measure, 0.0, value)
    floor = bound.kind == "floor"
    shown = fig.fixed(bound.value, source, fig.decimals(bound.value), "down" if floor else "up")
    line = (*lead, f"{label} {'≥' if floor else '≤'} ", shown)
    if value is not None:
        line = (*line, " (measured ", fig.fixed(value, fig.measure(bound.measure), fig.decimals(value)))
        if floor and value > 0:
            line = (*line, "; the floor explains ", fig.percent(bound.value / value, source))
        line = (*line, ")")
    return Verdict("forced", bound.slug, line, bound.measure, bound.value, value)


# ------------------------------------------------------------------------------------ how each sentence begins


def _says(words: str) -> Callable[[Known, str, Bound], Line]:
    return lambda _known, _name, _bound: (f"{words} ",)


def _with_numbers(template: str) -> Callable[[Known, str, Bound], Line]:
    """Words with {names} of the bound's numbers."""

    def lead(_known: Known, name: str, bound: Bound) -> Line:
        return fig.filled(f"{template} ", dict(bound.numbers), fig.rule(name, bound.slug))

    return lead


def _similar(known: Known, _name: str, bound: Bound) -> Line:
    """One similarity bounds another."""
    verb = " forces " if bound.kind == "floor" else " allows "
    if bound.measure == CKA:
        return ("R²" + verb,)
    cka = known.evidence.pair.cka
    return ("CKA ", fig.fixed(cka, fig.measure(CKA), fig.decimals(cka)), verb)


def _ranks(known: Known, name: str, bound: Bound) -> Line:
    pair, source = known.evidence.pair, fig.rule(name, bound.slug)
    ranks = fig.count(pair.x.rank, fig.RANK), fig.count(pair.y.rank, fig.RANK)
    line = ("ranks ", ranks[0], " + ", ranks[1], " exceed n − 1 = ", fig.count(pair.n - 1, source))
    return (*line, ": with so few samples ")


KINDS: Final[tuple[Kind, ...]] = ("floor", "ceiling")
FROM_READOUTS: Final = ("readout_floor", "shared_r2", "shared_nbs", "shared_correlations")
FROM_LABELS: Final = ("margin_floor", "head_decoding", "least_squares_decoding", "ridge_decoding")
SHAPES: Final = ("linear_map", "distortion", "sandwich", "ky_fan", "von_neumann")
"""Rules by their evidence. Of those from labels, and of those from shapes, the strongest is told on each measure."""
LEADS: Final[dict[str, Callable[[Known, str, Bound], Line]]] = {
    "readout_floor": _says("these readouts force"),
    "shared_r2": _says("these readouts force"),
    "shared_nbs": _says("these readouts force"),
    "shared_correlations": _says("these readouts force"),
    "margin_floor": _with_numbers("right answers with margins this even (mean/smallest {ratio_a}, {ratio_b}) force"),
    "head_decoding": _with_numbers("both readouts miss a label by at most {error} of its variance, which forces"),
    "least_squares_decoding": _with_numbers("a label is decoded from both (R² {r2_a} + {r2_b} > 1), which forces"),
    "ridge_decoding": _with_numbers("ridge heads (penalty {penalty}) miss {residual} of a label, which forces"),
    "transfer": _with_numbers("CKA carries the labels over ({between}² + {labels}² = {squares|1} > 1):"),
    "distortion": _with_numbers("squared distances are kept within 1 ± {distortion}, which forces"),
    "sandwich": _similar,
    "ky_fan": _with_numbers("rank {rank} allows"),
    "von_neumann": _with_numbers("rank {rank} allows"),
    "rank_obstruction": _ranks,
}
"""Rule -> how its sentence begins, in the order in which they are told."""
