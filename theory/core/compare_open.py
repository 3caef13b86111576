"""What nothing given forces, and what would have to be known."""

from __future__ import annotations

from collections.abc import Iterator

from . import compare_figures as fig
from .bounds import CKA, METRIC, strongest
from .compare_figures import Line
from .compare_verdicts import SAYS_NOTHING, Known, Verdict

GIVEN = (
    "readout_floor",
    "margin_floor",
    "head_decoding",
    "least_squares_decoding",
    "ridge_decoding",
    "linear_map",
    "distortion",
)
"""Rules whose floors on CKA need no other similarity to be measured first."""
FIRST = ("readout_floor", "floors/any_two_readouts")


def left_open(known: Known) -> Iterator[Verdict]:
    """What is open: the labels, where they are given, and the range of CKA."""
    if known.evidence.target is not None:
        yield from _labels(known)
    yield _range(known)


def _labels(known: Known) -> Iterator[Verdict]:
    transfers = [bound for bound in known.found["transfer"] if bound.slug == METRIC]
    if not any(bound.applies for bound in transfers):
        best = max(transfers, key=lambda bound: dict(bound.numbers)["squares"])
        source = fig.rule("transfer", "probes/transfer")
        template = "CKA does not carry the labels over: {between}² + {labels}² = {squares|1}, not above 1"
        yield Verdict("open", source[1], fig.filled(template, dict(best.numbers), source), CKA)
    (threshold,) = known.found["least_squares_decoding"]
    if not threshold.applies:
        source = fig.rule("least_squares_decoding", threshold.slug)
        template = "decoding the labels forces nothing: R² {r2_a} + {r2_b} is not above 1"
        if known.evidence.target is not None and known.evidence.target.columns.shape[1] > 1:
            template = "no label is decoded well enough to force anything: at best R² {r2_a} + {r2_b}, not above 1"
        yield Verdict("open", source[1], fig.filled(template, dict(threshold.numbers), source), CKA)
    margin = strongest(known.found["margin_floor"], CKA, "floor")
    bounds = known.found["margin_floor"]
    if margin is None and bounds[0].numbers:
        source = fig.rule("margin_floor", bounds[0].slug)
        template = "right answers force nothing with margins this uneven (mean/smallest {ratio_a}, {ratio_b})"
        yield Verdict("open", source[1], fig.filled(template, dict(bounds[0].numbers), source), CKA)


def _range(known: Known) -> Verdict:
    floors = ((name, strongest(known.found[name], CKA, "floor")) for name in GIVEN)
    found = [(bound.value, name, bound.slug) for name, bound in floors if bound is not None and bound.value is not None]
    # of floors that agree to nine digits, the first
    value, name, slug = max(found, key=lambda one: round(one[0], 9), default=(0.0, *FIRST))
    if value <= SAYS_NOTHING:
        zero = fig.fixed(0.0, fig.rule(name, slug), 0)
        hint = "" if known.evidence.readouts is not None else "; readouts may (--readout W V)"
        (ranks,) = known.found["rank_obstruction"]
        line: Line = ("nothing given here forces CKA above ", zero, hint)
        if ranks.applies:
            line = ("how far CKA is above ", zero, " nothing given here says", hint)
        return Verdict("open", slug, line, CKA)
    high = strongest(known.found["von_neumann"], CKA, "ceiling")
    bottom = fig.fixed(value, fig.rule(name, slug), fig.decimals(value), "down")
    ceiling = 1.0 if high is None or high.value is None else high.value
    top = fig.fixed(ceiling, fig.rule("von_neumann", "dimension/von_neumann"), towards="up")
    line = ("all that is given leaves CKA open between ", bottom, " and ", top)
    return Verdict("open", slug, line, CKA, value, known.measured(CKA))
