"""The decision table: no pair lies below a floor, every way reaches what it says, and wrong records are found."""

import dataclasses
import itertools
import os

import pytest
from flint import fmpq

from unalignable.constructions.core import catalogue
from unalignable.constructions.core.admission import refusals
from unalignable.constructions.core.conditions import (
    Answer,
    below,
    conditions,
    forced,
    lows,
    offered,
    possible,
    rules,
    ways,
)
from unalignable.constructions.core.conditions_screen import SITUATIONS
from unalignable.constructions.core.measured import measured
from unalignable.constructions.core.record import mirrored
from unalignable.constructions.core.room import never
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.plain import Plain
from unalignable.theory.core.forces import Forces, more_than_zero
from unalignable.theory.core.knowledge import BadKnowledge, Knowledge, real

M, PLAIN = Exact(), Plain()
HALF = fmpq(1, 2)
SHARED = [
    {},
    *({"same": s, "head": h} for s in ("output", "probabilities", "argmax") for h in (None, "linear")),
    {"same": "output", "head": "linear", "rank": 1},
    {"same": "output", "head": "linear", "rank": 2},
    {"margins": (2, 3), "balance": HALF},
    {"margins": (4, 4), "balance": HALF},
    {"margins": (4, 3), "balance": fmpq(1, 4)},
    {"margins": (3, 5)},
    {"decoding": (HALF, HALF)},
    {"decoding": (fmpq(3, 4), fmpq(3, 4))},
    {"decoding": (fmpq(9, 10), fmpq(1, 5))},
    {"decoding": (fmpq(3, 4), fmpq(7, 10)), "weight_decay": fmpq(1, 2)},
    {"cka": fmpq(9, 10)},
    {"cka": fmpq(4, 5), "task_cka": fmpq(3, 5)},
    {"cka": fmpq(4, 5), "task_cka": fmpq(4, 5)},
    {"same": "argmax", "kl": fmpq(1, 100)},
]
SIZES = [{}, *({"samples": n} for n in (2, 3, 4, 5, 8, 12)), *({"ranks": r} for r in ((1, 1), (2, 2), (1, 3), (3, 3)))]
SIZES += [{"samples": n, "ranks": r} for n, r in ((4, (2, 2)), (5, (2, 2)), (8, (3, 2)), (3, (2, 1)), (6, (3, 3)))]
REST = [{}, {"readout_norm": fmpq(3, 2)}, {"condition": 3}, {"white": True}]


def grid():
    """What can be known, over all of these; what cannot be is left out."""
    for pieces in itertools.product(SHARED, SIZES, REST):
        try:
            yield Knowledge(**{name: value for part in pieces for name, value in part.items()})
        except BadKnowledge:
            continue


GRID = list(grid())


def test_the_grid_is_large():
    assert len(GRID) > 700


LONG = os.environ.get("UNALIGNABLE_PROFILE") == "long"


def test_no_pair_lies_below_a_floor():
    for known in GRID if LONG else GRID[::4]:
        try:
            answer = conditions(known)
        except BadKnowledge:  # no two networks are like this, and no pair says that it is
            assert [slug for slug, *_ in ways(known)] == [], known
        else:
            assert answer.contradictions() == []


ONE_OUTPUT = Knowledge(same="output", readout_norm=2, rank=1, ranks=(3, 3))
A_PLANE = Knowledge(same="output", head="linear", readout_norm=2, samples=3)


def test_a_floor_twice_too_high_is_found():
    """Planted: every rule in turn forces twice what it does (or, where that is 1 or 0, more than 1/2 too much)."""
    tight = {
        "invariance/invertible_map_bound",
        "invariance/invertible_map_lowers_nbs",
        "floors/shared_readout",
        "floors/errors_below_the_target",
        "floors/operator_budget_in_two_directions",
        "floors/r2_from_bounded_readouts",
        "floors/ridge_errors",
        "floors/scores_from_readout_shares",
        "probes/largest_canonical_correlation",
        "probes/white_both_cka_is_cca",
        "probes/white_cka_is_r2",
    }
    found = set()
    for slug, rule in rules():
        if slug in tight:
            planted = dataclasses.replace(rule, value=lambda m, k, old=rule: _twice(old.value(m, k)))
            if any(_below(known, ((slug, planted),)) for known in (*SITUATIONS, ONE_OUTPUT, A_PLANE)):
                found.add(slug)
    assert found == tight


@pytest.mark.parametrize(
    ("known", "measure", "value"),
    [
        (Knowledge(same="output", head="linear", rank=1, ranks=(2, 1)), "linear_r2", 1),
        (Knowledge(same="output", head="linear", rank=1, ranks=(1, 2)), "linear_r2_reverse", 1),
        (A_PLANE, "linear_cka", fmpq(1, 4)),
        (Knowledge(same="output", head="linear", readout_norm=2, samples=4), "linear_cka", fmpq(1, 16)),
    ],
)
def test_what_is_forced_by_nothing_or_little_beside_the_output(known, measure, value):
    """And no more: a pair has it."""
    answer = conditions(known)
    assert answer.forced[measure].value == value
    assert answer.settled(measure)


def _twice(value):
    return None if value is None else value * 2


def _below(known, planted):
    try:
        return Answer(known, forced(known, planted), possible(known), None).contradictions()
    except BadKnowledge as error:  # more than 1 is forced
        return [str(error)]


def test_a_floor_with_a_planted_quantity_is_found():
    """Planted: the condition bound without its factor 2 in the denominator's place: k instead of 2k/(1 + k^2)."""
    wrong = M.replace(map_floor=lambda m, s, t: s / t * 2)
    known = Knowledge(condition=3)
    assert Answer(known, forced(known, m=wrong), possible(known), None).contradictions()


def more_from_less(known, given=None):
    """The pieces without which more is forced than with them."""
    whole = forced(known, given)
    for name in known.known:
        less = known.without(name)
        for measure, floor in forced(less, given).items():
            if measure not in whole or below(whole[measure].value, floor.value):
                yield name, measure, floor.slug


def test_less_knowledge_forces_no_more():
    tried = GRID if LONG else GRID[::23]
    for known in tried:
        try:
            assert list(more_from_less(known)) == [], known
        except BadKnowledge:
            continue


def test_a_rule_that_asks_for_less_is_found():
    """Planted: it forces something only where the ranks are not known."""
    rule = Forces(("linear_cka",), lambda k: k.ranks is None, more_than_zero, "planted", strict=True)
    found = list(more_from_less(Knowledge(ranks=(3, 3), samples=9), (("planted", rule),)))
    assert found == [("ranks", "linear_cka", "planted")]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (Knowledge(same="argmax", head="linear"), "argmax_only"),
        (Knowledge(same="output"), "absolute_value"),
        (Knowledge(decoding=(HALF, HALF)), "approximate_decoding"),
        (Knowledge(margins=(4, 4), balance=HALF), "heavy_tailed_margins"),
    ],
)
def test_a_floor_where_nothing_is_forced_is_found(known, told):
    """Planted: CKA > 0 is claimed of it."""
    rule = Forces(("linear_cka",), lambda k: True, more_than_zero, "planted", strict=True)
    low = {told: catalogue.get(told).construction}
    assert Answer(known, forced(known, (("planted", rule),)), possible(known, low), None).contradictions()


# ----------------------------------------------------------------------------------------------- every way is walked


def walks():
    """Every way that differs, with one knowledge that it is a way for; of at most 12 samples."""
    seen = {}
    for known in GRID if LONG else GRID[::3]:
        for slug, construction, way in ways(known):
            parameters = construction.complete(way.at(0))
            if parameters.get("samples", 0) <= 12 and parameters.get("modulus", 0) <= 7:
                # one for each set of pieces: the pair has to fit all that it is offered for
                key = (slug, str(parameters), way.grows, way.mirrored, known.same, frozenset(known.known))
                seen.setdefault(key, (known, way))
    return seen


WALKS = walks()


@pytest.mark.parametrize("slug", sorted(catalogue.entries()))
def test_a_pair_fits_what_it_is_offered_for(slug):
    """Exactly; in floats where a parameter is a root of a root."""
    construction = catalogue.get(slug).construction
    count = 0
    for (name, *_), (known, way) in WALKS.items():
        if name != slug:
            continue
        pair = offered(construction, way, known, step=1)
        m = PLAIN if _has_enclosures(pair) else M
        assert refusals(m, known, pair) == {}, (known, way)
        count += 1
    assert (count > 0) == (construction.ways is not never)


def _has_enclosures(pair):
    arrays = [pair.X, pair.Y, *(layer.weight for layer in (*pair.f, *pair.g) if hasattr(layer, "weight"))]
    return any("[" in str(entry) for array in arrays for entry in array.ravel().tolist())


@pytest.mark.parametrize("slug", sorted(catalogue.entries()))
def test_paths_reach_their_ends(slug):
    """At the rate that is stated: the distance to the limit halves in each step, up to a constant."""
    construction = catalogue.get(slug).construction
    for (name, *_), (known, way) in WALKS.items():
        if name == slug and way.path is not None:
            for pair in lows(M, slug, construction, way):
                gaps = []
                for step in (3, 6, 9):
                    values = construction.closed_form(M, **way.at(step))
                    value = (mirrored(values) if way.mirrored else values)[pair.measure]
                    gaps.append(abs(real(value) - real(pair.value)) * 2**step)
                assert max(gaps) <= 8 * max(1, *(known.ranks or ()), known.rank or 1), (pair.measure, known, way, gaps)


def test_a_path_to_a_wrong_end_is_seen():
    """Planted: CKA of readout junk said to tend to 1/100."""
    construction = catalogue.get("readout_junk").construction
    way = next(iter(construction.ways(Knowledge(same="output"))))
    wrong = dataclasses.replace(way, toward={**way.toward, "linear_cka": fmpq(1, 100)})
    end = next(pair for pair in lows(M, "readout_junk", construction, wrong) if pair.measure == "linear_cka")
    gap = abs(real(construction.closed_form(M, **wrong.at(9))["linear_cka"]) - real(end.value)) * 2**9
    assert gap > 2


def test_a_way_outside_of_what_is_known_is_seen():
    """Planted: readout junk offered for readouts of norm 3/2 at s = 3."""
    pair = catalogue.get("readout_junk").construction.build(s=3)
    known = Knowledge(same="output", head="linear", readout_norm=fmpq(3, 2))
    assert set(refusals(M, known, pair)) == {"readout_norm"}


def test_floors_hold_of_the_pairs_themselves():
    """The measures of the matrices, in floats, not their closed forms."""
    for (slug, *_), (known, way) in list(WALKS.items())[:: 1 if LONG else 23]:
        construction = catalogue.get(slug).construction
        pair = offered(construction, way, known)
        for name, floor in forced(known).items():
            # sums of a dozen products of numbers of size 10 at most, and roots of them: far below 1e-7
            assert real(measured(PLAIN, name, pair)) >= real(floor.value) - 1e-7, (slug, known, name)


# ----------------------------------------------------------------------------------------------------- known answers


CLOSE = {"decoding": (fmpq(9, 10), fmpq(9, 10))}
"""Two predictions of one target with a cosine of 4/5 at least."""
BOUNDED = {"same": "output", "head": "linear", "readout_norm": 2}


@pytest.mark.parametrize(
    ("pieces", "measure", "value", "strict", "attained"),
    [
        ({"same": "output", "head": "linear"}, "linear_cka", 0, True, False),
        ({"same": "output", "head": "linear"}, "linear_r2", 0, True, False),
        ({"same": "output", "head": "linear", "rank": 1, "ranks": (1, 1)}, "linear_cka", 1, False, True),
        ({"same": "output", "head": "linear", "rank": 2, "ranks": (2, 2)}, "linear_r2", 1, False, True),
        ({"same": "output", "head": "linear", "rank": 2, "ranks": (2, 2)}, "linear_cka", 0, True, False),
        ({"same": "logits", "readout_norm": 2}, "linear_cka", fmpq(1, 16), False, True),
        ({"same": "probabilities", "readout_norm": 3}, "linear_cka", fmpq(1, 81), False, True),
        ({"same": "output", "ranks": (1, 3), "readout_norm": 2}, "linear_cka", fmpq(1, 4), False, True),
        ({"same": "output", "ranks": (9, 6), "readout_norm": 3}, "linear_r2", fmpq(1, 21), False, True),
        ({"same": "output", "head": "linear", "ranks": (6, 1)}, "linear_r2", 1, False, True),
        ({"same": "logits", "rank": 1, "ranks": (6, 6), "readout_norm": 3}, "nbs", fmpq(1, 21), False, True),
        ({"condition": 3}, "linear_cka", fmpq(3, 5), False, True),
        ({"margins": (2, 1000), "balance": HALF}, "linear_cka", 0, True, False),
        ({"decoding": (fmpq(9, 10), fmpq(9, 10)), "readout_norm": 2}, "linear_cka", fmpq(1, 25), False, True),
        (CLOSE | {"ranks": (6, 6), "readout_norm": 3}, "linear_r2", fmpq(16, 25 * 21), False, True),
        (CLOSE | {"ranks": (6, 6), "readout_norm": 3}, "nbs", fmpq(4, 5 * 21), False, True),
        (CLOSE | {"ranks": (2, 3)}, "canonical_correlation", fmpq(4, 5), False, True),
        (CLOSE | {"ranks": (2, 3)}, "mean_cca", fmpq(2, 5), False, True),
        ({"decoding": (fmpq(8, 9), fmpq(3, 4)), "weight_decay": fmpq(2, 5)}, "linear_cka", fmpq(8, 25), False, True),
        ({"condition": 4}, "nbs", fmpq(4, 5), False, True),
        ({"cka": fmpq(3, 5), "samples": 11}, "linear_r2", fmpq(1, 5), False, True),
        ({"cka": fmpq(4, 5), "task_cka": fmpq(4, 5)}, "task_r2", fmpq(7, 25), False, True),
        ({"white": True, "same": "output", "head": "linear"}, "linear_cka", 0, True, False),
        ({"white": True, "condition": 2}, "linear_cka", 1, False, True),
        (BOUNDED | {"rank": 2, "ranks": (2, 4)}, "linear_cka", fmpq(1, 16), False, False),
        (BOUNDED | {"rank": 3, "ranks": (3, 3)}, "linear_cka", fmpq(1, 16), False, False),
        ({"samples": 2}, "linear_cka", 1, False, True),
        ({"ranks": (3, 3), "samples": 6}, "linear_cka", 0, True, False),
    ],
)
def test_settled(pieces, measure, value, strict, attained):
    answer = conditions(**pieces)
    assert answer.settled(measure)
    floor, pair = answer.forced[measure], answer.possible[measure]
    assert (floor.value, floor.strict, pair.value, pair.attained) == (value, strict, value, attained)


@pytest.mark.parametrize(
    "pieces",
    [
        {"same": "output"},
        {"same": "argmax", "head": "linear"},
        {"same": "argmax", "kl": fmpq(1, 10**4), "head": "linear"},
        {"margins": (4, 4), "balance": HALF},
        {"margins": (fmpq(8, 3), 3), "balance": fmpq(1, 3)},
        {"decoding": (HALF, HALF)},
        {"same": "argmax", "head": "linear", "samples": 1797, "ranks": (61, 48)},
        {"same": "output", "samples": 100, "ranks": (50, 49)},
        {"same": "argmax", "head": "linear", "readout_norm": fmpq(6, 5), "ranks": (3, 4)},
        {"white": True},
        {"white": True, "margins": (4, 4), "balance": HALF},
    ],
)
def test_zero_is_possible(pieces):
    answer = conditions(**pieces)
    assert "linear_cka" not in answer.forced
    assert (answer.possible["linear_cka"].value, answer.possible["linear_cka"].attained) == (0, True)


def test_two_plus_root_two():
    """Balanced classes: margins just below force, margins just above do not."""
    below, above = fmpq(3414, 1000), fmpq(3415, 1000)
    assert conditions(margins=(below, below), balance=HALF).forced["linear_cka"].strict
    assert conditions(margins=(above, above), balance=HALF).possible["linear_cka"].value == 0


def test_no_two_networks_are_like_this():
    rule = Forces(("linear_cka",), lambda k: True, lambda m, k: m.ratio(3, 2), "planted")
    with pytest.raises(BadKnowledge, match="no two networks are like this"):
        forced(Knowledge(samples=3), (("planted", rule),))


def test_chains_name_what_they_rest_on():
    floor = conditions(same="output", readout_norm=2, ranks=(4, 4)).forced["nbs"]
    assert floor.slug == "equivalences/cka_and_nbs"
    assert floor.before == ("floors/shared_readout",)
    assert floor.value == fmpq(1, 8)
