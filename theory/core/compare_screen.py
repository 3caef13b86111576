"""What ``compare`` puts on the screen, every number with its origin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import compare_figures as fig
from .compare import Comparison, Given
from .compare_figures import Line
from .compare_scores import Score
from .relabelling import MEASURES

WIDTH = 84
"""Columns of a sentence before the theorem's name."""
HEADINGS = {"vacuous": "beware", "alignable": "forced", "chance": "chance", "forced": "forced", "open": "open"}
PROBES = {"label_r2_a": "labels (R²)  A", "label_r2_b": "             B"}


def lines(comparison: Comparison) -> Iterator[str]:
    """The screen of ``unalignable compare``."""
    for line in figured(comparison):
        yield fig.written(line)


def figured(comparison: Comparison) -> Iterator[Line]:
    """The same, with the origin of each number."""
    yield _head(comparison)
    yield from _given(comparison.given)
    yield ()
    yield (f"{'':<28}{'value':>7}   {'by chance (~ sampled)':<26}p",)
    for name, score in comparison.measures.items():
        yield _row(name, MEASURES[name].label, score)
    for name, score in comparison.probes.items():
        yield _row(name, PROBES[name], score)
    yield ()
    said = ""
    for verdict in comparison.verdicts:
        heading = HEADINGS[verdict.kind]
        margin = " " * max(WIDTH - len(verdict.text), 2)
        yield (f"{'' if heading == said else heading:<8}", *verdict.line, margin, verdict.slug)
        said = heading
    yield ()
    yield comparison.closing


def lettered(message: str) -> str:
    """A message about X and Y in the letters of the command line, A and B."""
    return re.sub(r"\b[XY]\b", lambda found: {"X": "A", "Y": "B"}[found[0]], message)


def _head(comparison: Comparison) -> Line:
    p, q = (fig.count(width, fig.SHAPE) for width in comparison.widths)
    r, s = (fig.count(rank, fig.RANK) for rank in comparison.ranks)
    a, b = (fig.fixed(ratio, fig.PARTICIPATION, 1) for ratio in comparison.participation_ratios)
    line = (fig.count(comparison.n, fig.SHAPE), " samples, ", p, " and ", q, " features; ranks ", r, " and ", s)
    return (*line, "; participation ratios ", a, " and ", b)


def _given(given: Given) -> Iterator[Line]:
    """Readouts and labels, so that a wrong file shows."""
    source = fig.SHAPE
    if given.outputs is not None:
        line: Line = ("readouts of ", fig.count(given.outputs[0], source), " and ", fig.count(given.outputs[1], source))
        line = (*line, " outputs")
        turned = [letter for letter, transposed in zip("AB", given.transposed, strict=True) if transposed]
        if turned:
            line = (*line, f" ({' and '.join(turned)} stored as outputs × features)")
        if given.accuracies is not None:
            right = [fig.percent(a, fig.rule("accuracies", "probes/accuracy_above_chance")) for a in given.accuracies]
            line = (*line, ", right on ", right[0], " and ", right[1], " of the labels")
        yield line
    if given.classes:
        yield ("labels of ", fig.count(len(given.classes), source), " classes")
    elif given.targets:
        yield ("labels of ", fig.count(given.targets, source), f" real target{'s' if given.targets > 1 else ''}")


def _row(name: str, label: str, score: Score) -> Line:
    if score.value is None:
        return (f"{label:<28}{'–':>7}   {lettered(score.why)}",)
    assert score.null is not None
    assert score.null_sd is not None
    assert score.p is not None
    value = fig.fixed(score.value, fig.measure(name))
    null, sd = fig.fixed(score.null, fig.chance(name)), fig.fixed(score.null_sd, fig.chance(name))
    sampled = " " if score.null_exact else "~"
    between = " ± ~" if score.null_exact and not score.null_sd_exact else " ± "
    width = len(f"{null}{between}{sd}")
    line: Line = (f"{label:<28}{'':>{7 - len(value.text)}}", value, f"  {sampled}", null, between, sd)
    line = (*line, " " * (26 - width), fig.fixed(score.p, (fig.RELABELLED, "nulls/add_one_p_value")))
    if score.heldout is not None:
        line = (*line, "   held out ", fig.fixed(score.heldout, fig.measure(name)))
    return line
