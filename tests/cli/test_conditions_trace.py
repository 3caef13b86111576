"""Every number on the screen of conditions is one that the theorem or the pair named beside it gives again."""

import json
import math
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from unalignable.constructions.core import catalogue
from unalignable.constructions.core.conditions import conditions, forced, offered, ways
from unalignable.constructions.core.conditions_json import as_json
from unalignable.constructions.core.conditions_screen import CELL, LABEL, SITUATIONS
from unalignable.constructions.core.measured import measured
from unalignable.constructions.core.options import options
from unalignable.constructions.core.record import mirrored
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.plain import Plain
from unalignable.theory.core.catalogue import entries
from unalignable.theory.core.knowledge import MEASURES, Knowledge, real, said

M, PLAIN = Exact(), Plain()
FORMULAS = r"\b[a-z]+/[a-z0-9_]+|R²|CKA is 1|correlations are 1"
"""Digits that belong to words: the name of a theorem or of a measure, and what perfect alignment is."""
FIT = Fraction(9, 10), Fraction(4, 5)
KNOWN = [
    *SITUATIONS[::2],
    Knowledge(same="logits", rank=1, ranks=(3, 4), readout_norm=1.5, head="linear"),
    Knowledge(decoding=FIT, readout_norm=2, ranks=(3, 3)),
    Knowledge(decoding=FIT, weight_decay=0.25, samples=12),
    Knowledge(cka=FIT[0], task_cka=FIT[1]),
    Knowledge(cka=FIT[0], samples=6),
    Knowledge(condition=2, ranks=(3, 3)),
    Knowledge(same="probabilities", head="linear", white=True, ranks=(3, 5)),
    Knowledge(samples=7, ranks=(4, 3)),
]
WORDS = {label: (name,) for name, label in MEASURES.items()} | {
    label.replace("X → Y", "both ways"): (name, f"{name}_reverse")
    for name, label in MEASURES.items()
    if f"{name}_reverse" in MEASURES
}


ASKED = {}


def asked(unalignable, known):
    """The lines of the screen, what is known in one line, and the record; asked once."""
    if known not in ASKED:
        code, out, err = unalignable("conditions", *options(known).split())
        assert (code, err) == (0, "")
        first, *rest = out.splitlines()
        while rest[0].startswith("  "):
            first += rest.pop(0)
        ASKED[known] = [first, *rest], json.dumps(as_json(conditions(known), []))
    lines, record = ASKED[known]
    return list(lines), json.loads(record)


def rows(lines):
    """Label, forced, lowest pair and by, of the lines under the header."""
    start = next(i for i, line in enumerate(lines) if line.endswith("by"))
    for line in lines[start + 1 :]:
        if not line:
            return
        cells = (
            line[:LABEL],
            line[LABEL : LABEL + CELL],
            line[LABEL + CELL : LABEL + 2 * CELL],
            line[LABEL + 2 * CELL :],
        )
        yield tuple(cell.strip() for cell in cells)


def number(text):
    """A number as it is written: 3/4, 0.5, 1/6·√3."""
    total = 1.0
    for factor in text.split("·"):
        top, _, bottom = factor.partition("/")
        value = float(top.removeprefix("√")) ** (0.5 if top.startswith("√") else 1)
        total *= value / float(bottom or 1)
    return total


def agrees(text, value):
    """Up to rounding, or to the four digits shown: a floor is rounded down, a pair to the nearest."""
    shown = 10.0 ** (math.floor(math.log10(value)) - 3) if "." in text and value > 0 else 0.0
    return abs(number(text) - value) < shown + 1e-8  # a correlation is the root of an eigenvalue: 1e-8 of 1e-16


def from_the_theorem(known, slug):
    """Every value that its rules give, of what is known and of what follows from that."""
    found = forced(known)
    told = {"cka": "linear_cka", "r2": "linear_r2", "r2_reverse": "linear_r2_reverse"}
    more = {piece: found[measure].value for piece, measure in told.items() if measure in found}
    for seen in (known, replace(known, aligned=True), *(replace(known, **{p: v}) for p, v in more.items() if v)):
        for turned in (seen, seen.mirrored()):
            for rule in entries()[slug].theorem.forces:
                if rule.given(turned) and (value := rule.value(M, turned)) is not None:
                    yield real(value)


def from_the_pair(known, shown, name):
    """The measure of the pair itself, in floats; where it is only approached, far along the path."""
    for slug, construction, way in ways(known):
        parameters = {parameter: said(value) for parameter, value in way.at(0).items()}
        seen = {"slug": slug, "parameters": parameters, "grows": way.grows or None, "mirrored": way.mirrored}
        if seen.items() <= shown.items():
            if shown["attained"]:
                return real(measured(PLAIN, name, offered(construction, way, known)))
            values = construction.closed_form(PLAIN, **way.at(40))
            return real((mirrored(values) if way.mirrored else values)[name])
    raise LookupError(shown)


def untraced(known, lines, record):
    """What on the screen is not given again by what is named there."""
    table = list(rows(lines))
    for label, floor, pair, by in table:
        for name in WORDS[label]:
            told, shown = record["measures"][name]["forced"], record["measures"][name]["possible"]
            if floor not in ("nothing", "> 0") and told["slug"] is not None:
                text, values = floor.lstrip("≥=> "), list(from_the_theorem(known, told["slug"]))
                if not any(agrees(text, value) and number(text) <= value + 1e-12 for value in values):
                    yield label, floor, told["slug"], values
            if shown and pair:
                value = from_the_pair(known, shown, name)
                text, attained = pair.removeprefix("→ "), not pair.startswith("→")
                near = agrees(text, value) if attained else abs(number(text) - value) < 1e-9
                if by.split(",")[0] != shown["slug"] or attained != shown["attained"] or not near:
                    yield label, pair, by, value
    numbers = {cell.lstrip("≥=→> ").removesuffix(" (known)") for row in table for cell in row[1:3]}
    for written in re.findall(r"\d[\d./√·]*", lines[1].replace("R²", "").rstrip(".")):
        if written.rstrip(".") not in numbers | {"0", "1"}:
            yield "headline", written


@pytest.mark.parametrize("known", KNOWN, ids=options)
def test_every_number_is_given_again(unalignable, known):
    assert list(untraced(known, *asked(unalignable, known))) == []


@pytest.mark.parametrize("known", KNOWN, ids=options)
def test_every_reason_is_in_a_catalogue(unalignable, known):
    lines, record = asked(unalignable, known)
    reasons = " ".join(lines).partition("Forced, because")[2].partition("Possible, by the pairs")[0]
    slugs = set(re.findall(r"\b[a-z]+/[a-z0-9_]+", reasons))
    assert slugs <= set(entries())
    assert not re.search(r"\d", re.sub(FORMULAS, "", reasons.partition("What would")[0]))
    for measure in record["measures"].values():
        if measure["forced"] and measure["forced"]["slug"]:
            assert measure["forced"]["slug"] in slugs
        if measure["possible"]:
            assert measure["possible"]["slug"] in catalogue.entries()


@pytest.mark.parametrize("known", KNOWN[::3], ids=options)
def test_what_would_change_is_what_is_answered_then(unalignable, known):
    """The line about one option more, or one less, says what the command says with it."""
    lines, _ = asked(unalignable, known)
    start = next((i for i, line in enumerate(lines) if line == "What would change this"), len(lines))
    for line in lines[start + 1 :]:
        change, _, said = line.strip().partition("   ")
        arguments = options(known).split()
        if change.startswith("--") and change.split()[0] not in arguments and "argmax" not in change and said:
            _, out, _ = unalignable("conditions", *arguments, *change.split())
            cka = next(row for row in rows(out.splitlines()) if row[0] == "CKA")
            shown = said.strip().removeprefix("CKA ").split(",")[0].split(";")[0]
            assert shown.removesuffix(" (known)") in (cka[1].removesuffix(" (known)"), f"can be {cka[2]}"), (line, cka)


def test_a_wrong_number_is_seen(unalignable):
    """Planted: the last digit of a floor, of a pair and of the headline; and another theorem for the right one."""
    known = Knowledge(same="output", head="linear", readout_norm=2, ranks=(2, 2))
    lines, record = asked(unalignable, known)
    assert list(untraced(known, lines, record)) == []
    text = "\n".join(lines)
    assert "≥ 0.2052" in text
    for right, wrong in (
        ("≥ 0.2052  ", "≥ 0.2053  "),
        ("0.2052       ", "0.2054       "),
        ("at least 1/16", "at least 1/17"),
    ):
        assert list(untraced(known, text.replace(right, wrong).splitlines(), record)) != [], (right, wrong)
    record["measures"]["linear_r2"]["forced"]["slug"] = "floors/shared_readout"
    assert list(untraced(known, lines, record)) != []
