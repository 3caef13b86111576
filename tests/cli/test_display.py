"""Displayed formulas: broken where a reader would, never inside a bracket, nothing lost."""

import re

import pytest

from unalignable.theory.core.catalogue import select
from unalignable.theory.core.display import WIDTH, displayed, width
from unalignable.theory.core.notation import CENTRES, GRAM_X, meanings

ENTRIES = select([])


def lines(statement):
    return [line.strip() for line in displayed(statement).replace(r"\begin{gathered}", "").split("\n")[1:-1]]


def test_a_short_statement_stays_on_its_line():
    assert displayed("a = b") == "\\[\n  a = b.\n\\]"


def test_clauses_first_then_relations_then_sums():
    long = "x" * 30
    assert displayed(rf"{long} = y,\quad {long} = {long}").count(r"\\") == 1
    assert f"{long} = y, \\\\" in displayed(rf"{long} = y,\quad {long} = {long}").replace("y,", "y,")
    assert rf"\le {long}{long}" in displayed(rf"{long}{long} \le {long}{long}")
    assert f"+ {long}{long}" in displayed(f"{long}{long} + {long}{long}")


def test_no_line_begins_inside_brackets():
    statement = r"f(" + " + ".join(["aaaa"] * 40) + ")"
    assert "gathered" not in displayed(statement)  # there is nowhere to break it


def test_a_fraction_is_as_wide_as_its_longer_half():
    assert width(r"\frac{aaaa}{b}") == 4
    assert width(r"\frac{a}{\frac{bbbbb}{c}} + 1") == width("bbbbb + 1")
    assert width(r"\frac12 x") == width("1 x")
    with pytest.raises(ValueError, match="unbalanced"):
        width(r"\frac{a}{b")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_nothing_is_lost_and_lines_fit(entry):
    shown = displayed(entry.theorem.statement)
    squeezed = [
        re.sub(r"\\\\(?![A-Za-z])|\\qquad|\\quad|\\[,;: ]|\s|\\(?:begin|end)\{gathered\}|\\\[|\\\]", "", text)
        for text in (shown, f"{entry.theorem.statement}.")
    ]
    assert squeezed[0] == squeezed[1]
    assert all(line.count("{") == line.count("}") for line in shown.split("\n"))
    assert all(width(line.removesuffix(r"\\")) <= WIDTH + 20 for line in lines(entry.theorem.statement))


def test_symbols_are_explained_where_they_are_used():
    assert meanings(r"\mathrm{relu}(X)") == []
    assert meanings("K = cL")[:2] == [CENTRES, GRAM_X]
    assert GRAM_X not in meanings("K = cL", ("K",))
    assert not any("HSIC" in meaning for meaning in meanings(r"\mathrm{CKA}(X, Y)"))
    assert any("HSIC" in meaning for meaning in meanings(r"\mathrm{CKA}_1(X, Y)"))
    assert meanings(r"\text{HX is centred}") == []
