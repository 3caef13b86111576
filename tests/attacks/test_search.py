"""A search that could not find a violation would be worth nothing: inequalities a little too strong, and found."""

import dataclasses
import importlib.util
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import strategies as st

from unalignable.theory.core import catalogue
from unalignable.theory.core.attack import attack
from unalignable.theory.core.attack.exactly import judge, smaller
from unalignable.theory.core.attack.search import Search
from unalignable.theory.core.catalogue import CatalogueError
from unalignable.theory.core.record import Drop, Hypothesis, Implies, Theorem, Verdict, le, lt
from unalignable.theory.core.strategies import matrices


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = _load("planted")


@pytest.mark.parametrize("row", TABLE.TOO_STRONG, ids=lambda row: f"{row[0]}: {row[2]}")
def test_a_constant_too_strong_by_a_thousandth_is_found(row):
    """By the search alone: the theorem's witnesses and sharp family, where equality is named, are taken away."""
    record = attack(row[0], cases=400, theorem=TABLE.planted(*row), stop=True)
    bad = [found for found in record.inequalities if found.violated]
    assert len(bad) == 1, [found.least_slack for found in record.inequalities]
    assert bad[0].least_slack < 0
    assert bad[0].said


@pytest.mark.parametrize("row", TABLE.LATE, ids=lambda row: f"{row[0]}: {row[2]}")
def test_where_most_starts_lead_elsewhere_a_longer_search_finds_it(row):
    record = attack(row[0], cases=4_000, theorem=TABLE.planted(*row), stop=True)
    assert record.violated


@pytest.mark.parametrize("row", TABLE.FOUND_BY_NAMED_CASES, ids=lambda row: f"{row[0]}: {row[2]}")
def test_where_only_a_thin_family_is_tight_the_named_cases_show_it(row):
    record = attack(row[0], cases=120, theorem=TABLE.planted(*row, bare=False), stop=True)
    assert record.violated


def record_of(claim, domain, shape="", cases=300, **options):
    theorem = Theorem(
        statement="",
        case={"x": shape, "y": shape},
        claim=claim,
        domain=domain,
        why_not={"symbolic": "a toy"},
        **options,
    )
    return attack(catalogue.get("rigidity/range"), cases=cases, theorem=theorem)


SMALL = st.integers(-5, 5)
PAIRS = st.fixed_dictionaries({"x": SMALL, "y": SMALL})


def test_a_needle_is_found_by_walking():
    """2xy <= x^2 + y^2 + (x - 1/2)^2 less a little: violated only within a hundredth of (1/2, 1/2)."""

    def claim(m, x, y):
        return le(x * y * 2 + m.ratio(1, 10**4), x * x + y * y + (x - m.ratio(1, 2)) ** 2)

    (found,) = record_of(claim, PAIRS, cases=1000).inequalities
    assert found.violated
    assert found.op == "<="


def test_what_an_inequality_does_not_read_is_not_moved():
    moved = []

    def claim(m, x, y):
        moved.append(y)
        return le(x * 2, x * x + 1)

    record_of(claim, PAIRS)
    assert len(set(map(float, moved))) < len(moved) / 2


def test_the_best_of_each_size_is_kept():
    """Two samples have slack 0 throughout; three, whose slack is 1, are not crowded out."""
    sized = st.integers(2, 3).flatmap(lambda n: st.fixed_dictionaries({"x": matrices(n, 1), "y": st.just(1)}))
    theorem = Theorem(
        statement="",
        case={"x": "n 1", "y": ""},
        claim=lambda m, x, y: le(x.shape[0], m.ratio(2, 1) if x.shape[0] == 2 else m.ratio(6, 1)),
        domain=sized,
        why_not={"symbolic": "a toy"},
    )
    search = Search(catalogue.get("rigidity/range"), theorem, 60, 0)
    search.run()
    assert sorted(len(point.plain["x"]) for _, point in search.targets["claim"].best) == [2, 3]


def test_hypotheses_are_kept():
    """Without x <= y the claim is false almost everywhere; with it there is nothing to find."""

    def claim(m, x, y):
        return le(x, y)

    ordered = Hypothesis("x <= y", lambda m, x, y: le(x, y), Drop({"x": 1, "y": 0}))
    (free,) = record_of(claim, PAIRS).inequalities
    assert free.violated
    (held,) = record_of(claim, PAIRS, hypotheses=(ordered,)).inequalities
    assert not held.violated
    assert held.attained_by == "search"
    assert held.evaluated >= 300


def test_an_open_inequality_is_violated_by_equality():
    (found,) = record_of(lambda m, x, y: lt(x * y * 2, x * x + y * y), PAIRS).inequalities
    assert found.violated
    assert found.least_slack == 0
    (kept,) = record_of(lambda m, x, y: lt(x * y * 2, x * x + y * y + 1), PAIRS).inequalities
    assert not kept.violated


def test_rounding_is_no_violation():
    """Exact equality throughout, computed by different roundings: double precision sees both signs."""

    def claim(m, x, y):
        a, b = x + m.ratio(1, 3), y + m.ratio(1, 7)
        return le((a + b) ** 2 * 10**9 - b * b * 10**9, (a * a + a * b * 2) * 10**9)

    (found,) = record_of(claim, PAIRS).inequalities
    assert not found.violated
    assert found.attained_by == "search"


def test_a_premise_selects_the_cases():
    def claim(m, x, y):
        return Implies(le(x, 0), le(x, y * y))

    (found,) = record_of(claim, PAIRS).inequalities
    assert found.path == "then"
    assert not found.violated


def test_a_finite_theorem_is_exhausted():
    cases = [{"x": k, "y": 2 * k} for k in range(1, 5)]
    record = record_of(lambda m, x, y: le(x, y), cases)
    assert record.inequalities[0].evaluated == 4
    assert record.fewer == "a finite theorem, exhausted: 4 different cases"
    worse = record_of(lambda m, x, y: le(y, x + 3), cases)
    assert worse.violated
    assert worse.inequalities[0].smallest_case == "x=4; y=8"


def test_a_violation_is_made_simple():
    theorem = Theorem(
        statement="",
        case={"x": "", "y": ""},
        claim=lambda m, x, y: le(x, y),
        domain=PAIRS,
        why_not={"symbolic": "a toy"},
    )
    assert smaller(theorem, {"x": Fraction(355, 113), "y": 1.0625}, "claim") == {"x": Fraction(1), "y": Fraction(0)}
    assert judge(theorem, {"x": 1, "y": 1}, "claim").equal
    assert judge(theorem, {"x": 1, "y": 1}, "2").verdict is Verdict.VACUOUS


def test_the_same_seed_gives_the_same_attack():
    first, again, other = (attack("probes/transfer", cases=60, seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_bad_calls():
    with pytest.raises(ValueError, match="cases must be at least 1, got 0"):
        attack("probes/transfer", cases=0)
    with pytest.raises(CatalogueError, match="no theorem 'probes/transfers'; nearest: probes/transfer"):
        attack("probes/transfers")


def test_records_survive_json():
    record = attack("rigidity/range", cases=40)
    assert type(record).from_json(record.as_json()) == record
    assert dataclasses.asdict(record)["slug"] == "rigidity/range"


def test_an_inequality_whose_slack_stays_is_attacked_all_the_same():
    """The covariance of two right five-class pairs changes in jumps: no argument is felt for a while."""
    record = attack(catalogue.get("classification/five_classes_in_the_plane"), cases=2000)
    assert min(inequality.evaluated for inequality in record.inequalities) >= 2000
