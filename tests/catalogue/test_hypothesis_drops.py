"""What is lost without each hypothesis, held against the records: type, teeth and the values that are stated."""

import importlib.util
from functools import cache
from pathlib import Path

import pytest
from flint import fmpq

from unalignable.theory.core import catalogue
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.decide import cast, decide
from unalignable.theory.core.planted import ALL as BUGS
from unalignable.theory.core.record import Limit, Swap, Verdict, eq, le
from unalignable.theory.core.teeth import teeth


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = _load("drops")
Row = TABLE.Row


def hypothesis_of(row):
    theorem = catalogue.get(row.slug).theorem
    found = [h for h in theorem.hypotheses if row.hypothesis in h.latex]
    assert found, f"{row.slug} has no hypothesis about {row.hypothesis!r}"
    return found[0]


def check(row):
    """The row holds of the record: type, teeth, values."""
    m, case = Exact(), row.case
    if row.kind != "witness":
        hypothesis = hypothesis_of(row)
        assert isinstance(hypothesis.teeth, TABLE.TYPES[row.kind]), f"{row.label}: {type(hypothesis.teeth).__name__}"
        tooth = next(t for t in teeth_of(row.slug) if t.latex == hypothesis.latex)
        assert tooth.bites, tooth.why
        m, case = under(hypothesis.teeth, m, row.case)
    assert row.values is not None, f"{row.label} states nothing"
    stated = row.values(m, [cast(m, member) for member in case] if isinstance(case, list) else cast(m, case))
    assert stated
    for item in stated:
        claim = eq(*item) if isinstance(item, tuple) else item
        outcome = decide(m, claim)
        assert outcome.verdict is Verdict.HOLDS, f"{row.label}: {outcome.why}"


@cache
def teeth_of(slug):
    return teeth(catalogue.get(slug).theorem)


def under(tooth, m, case):
    """The carrier and the case of a tooth; a limit has a list of cases, a scope that of the row."""
    if isinstance(tooth, Swap):
        bug = BUGS[tooth.bug]
        return m.replace(**{bug.measure: bug.function}), tooth.case
    if isinstance(tooth, Limit):
        return m, [tooth.case(parameter) for parameter in tooth.parameters]
    return m, getattr(tooth, "case", case)


@pytest.mark.parametrize("row", TABLE.ROWS, ids=lambda row: row.label)
def test_the_record_says_what_the_table_says(row):
    check(row)


def r2_moves(value):
    return lambda m, c: [(m.linear_cka(c["X"] @ c["Q"], c["Y"]) ** 2, value)]


WRONG = [
    Row("wrong type", "invariance/orthogonal_map", "QQ^", "swap", r2_moves(fmpq(1, 10))),
    Row("no such hypothesis", "invariance/orthogonal_map", "X is white", "drop", r2_moves(fmpq(1, 10))),
    Row("wrong value", "invariance/orthogonal_map", "QQ^", "drop", r2_moves(fmpq(1, 9))),
    Row("wrong claim", "invariance/orthogonal_map", "QQ^", "drop", lambda m, c: [le(m.linear_cka(c["X"], c["Y"]), 0)]),
    Row("no value", "invariance/orthogonal_map", "QQ^", "drop"),
    Row("nothing stated", "invariance/orthogonal_map", "QQ^", "drop", lambda m, c: []),
    # the honest value, where the swapped measure is meant
    Row(
        "right measure",
        "probes/zero",
        "intercept",
        "swap",
        lambda m, c: [(m.linear_r2(c["X"], c["Y"]), 0)],
    ),
]


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row.label)
def test_a_wrong_row_is_noticed(row):
    with pytest.raises(AssertionError):
        check(row)


def test_every_line_has_a_row_with_a_type():
    kinds = {row.label: row.kind for row in TABLE.ROWS}
    assert len(kinds) == len(TABLE.ROWS)
    assert {line: kinds.get(line) for line in TABLE.LINES if kinds.get(line) not in TABLE.TYPES} == {}
    assert set(kinds.values()) == {*TABLE.TYPES, "witness"}
