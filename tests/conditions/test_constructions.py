"""Every construction: its closed forms against its matrices, exactly, and what it keeps; wrong ones are caught."""

import dataclasses

import numpy as np
import pytest
from flint import fmpq

from unalignable.constructions.core import catalogue
from unalignable.constructions.core.admission import refusals
from unalignable.constructions.core.axes import axes, unread
from unalignable.constructions.core.measured import measured
from unalignable.constructions.core.record import mirrored
from unalignable.constructions.core.show_screen import check_defaults, lines
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sign, sqrt
from unalignable.theory.core.numbers.array import array

M = Exact()
SLUGS = sorted(catalogue.entries())
HALF = fmpq(1, 2)
MORE = {
    "absolute_value": [{"samples": 7}, {"samples": 6, "junk_x": 2, "junk_y": 1}],
    "approximate_decoding": [
        {"r2_x": fmpq(1, 4), "r2_y": fmpq(3, 4), "samples": 3},
        {"r2_x": fmpq(3, 4), "r2_y": fmpq(3, 4), "squared_bound": fmpq(5, 4), "samples": 8, "junk_x": 1, "junk_y": 1},
        {"r2_x": fmpq(3, 4), "r2_y": fmpq(1, 2), "squared_bound": 1, "samples": 8, "junk_x": 1, "junk_y": 2},
    ],
    "argmax_only": [{"samples": 4}, {"samples": 8, "junk_x": 1, "junk_y": 2, "junk_size": fmpq(1, 3)}],
    "bounded_readouts": [
        {"squared_bound": fmpq(5, 3)},
        {"rank": 2, "samples": 8, "junk_x": 2, "junk_y": 2},
        {"squared_bound": 1, "rank": 2, "samples": 6},
        {"squared_bound": 4, "rank": 2, "junk_x": 0, "junk_y": 0, "loud_x": 1, "skew": HALF},
        {
            "squared_bound": sqrt(fmpq(91, 6)),
            "rank": 3,
            "junk_x": 0,
            "junk_y": 0,
            "loud_x": 1,
            "loud_y": 1,
            "skew": HALF,
        },
    ],
    "circle_and_torus": [{"around": 3, "radius": fmpq(1, 2)}, {"across": 3, "radius": 2}],
    "collapsed_classes": [{"classes": 5}, {"classes": 7}],
    "deleted_component": [{"deleted": 2}, {"components": 5, "deleted": 2, "samples": 7}],
    "disjoint_factors": [{"around": 4}, {"around": 5}, {"across": 4}],
    "disjoint_frequencies": [{"modulus": 7}, {"modulus": 9}],
    "heavy_tailed_margins": [{"alpha": fmpq(8, 3), "rarer": 1, "samples": 3}, {"samples": 7, "junk_y": 2}],
    "independent_bits": [{"s": fmpq(1, 2)}, {"copies": 2, "junk_x": 2}],
    "irrelevant_feature": [{"s": fmpq(1, 2)}, {"s": 1}],
    "legendre_code": [{"points": 4}, {"points": 10}],
    "modular_addition": [{"modulus": 6, "layer": 1}, {"layer": 3}],
    "moment_curve": [{"points": 3, "degree": 4}, {"points": 8, "degree": 3, "step": fmpq(1, 2)}],
    "one_loud_feature": [{"power": 4, "quiet": 3, "samples": 8}, {"power": 2, "quiet": 1, "samples": 5}],
    "one_sided_slack": [{"s": 1, "samples": 3}, {"rank": 2, "samples": 5}],
    "parity_bits": [{"copies": 2}, {"copies": 3}],
    "parity_read_linearly": [{"copies": 2}, {"copies": 3}],
    "readout_junk": [{"s": 1}, {"s": 2, "rank": 2, "samples": 8, "junk_x": 2, "junk_y": 3}],
    "ridge_readouts": [
        {"decay": 1, "junk_x": 0, "junk_y": 0},
        {"decay": fmpq(3, 5)},
        {"decay": 1},
    ],
    "rotated_twins": [{"features": 3, "rank": 1}, {"features": 1, "rank": 1}],
    "same_features_other_answers": [
        {"junk_x": 1, "junk_y": 2, "samples": 8},
        {"s": 2, "junk_x": 1, "junk_y": 1, "samples": 6},
    ],
    "scalar_and_one_hot": [{"classes": 2}, {"classes": 9}],
    "sharpened_softmax": [{"beta": 1}, {"beta": 2, "samples": 5}],
    "square_and_cube": [{"shared": 1, "only_x": 2}, {"shared": 3, "only_y": 0, "copies": 2}],
    "stretched_outputs": [{"stretch": 9}, {"rank": 3, "samples": 8}],
    "stretched_twins": [{"kappa": 9}, {"extra": 1, "samples": 8, "rank": 1, "size": fmpq(1, 2)}],
    "swirled_rings": [{"copies": 2}, {"copies": 3}],
    "task_beside_the_mode": [
        {"power": 1, "samples": 3},
        {"power": 3, "samples": 5},
        {"shared": fmpq(9, 25), "power": fmpq(1, 4)},
    ],
    "turned_rings": [{"steps": 5}, {"steps": 6}, {"steps": 1, "circle": 7}, {"steps": 2, "circle": 2}],
    "two_least_norms": [{"spread": 4, "gain": 1}, {"spread": 1, "gain": 3, "samples": 5}],
    "unbalanced_layers": [{"gain": 1, "stretch": 9}, {"gain": fmpq(1, 2), "stretch": 3, "samples": 5}],
    "widened_margin": [{"a": fmpq(1, 2), "c": fmpq(1, 3)}, {"a": 1, "c": 4}],
    "wound_circle": [{"modulus": 3}, {"modulus": 4}, {"modulus": 5}, {"modulus": 7}],
}


def equal(a, b):
    """Exactly; or, of an eigenvalue that is not rational, in an enclosure of radius 1e-12 at 53 bits. None is None."""
    if a is None or b is None:
        return a is b
    told = sign(a - b)
    return told == 0 or (told is None and abs(float(a - b)) + float((a - b).ball().rad()) < 1e-12)


def test_what_is_tried_exists():
    assert set(MORE) <= set(SLUGS)
    assert len(SLUGS) >= 16


def test_the_folder_holds_together():
    catalogue.check()


def test_theorems_that_docstrings_cite_are_found():
    """Planted: one that does not exist. Fractions are none."""
    assert list(catalogue._cited("floors/no_such_floor; k/sqrt(pq), b/c (probes/zero).")) == [
        "floors/no_such_floor",
        "probes/zero",
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_at_its_defaults(slug):
    checked = check_defaults(catalogue.get(slug))
    assert checked.refused == {}
    assert {name for name, (_, right) in checked.values.items() if not right} == set()


@pytest.mark.parametrize(("slug", "given"), [(slug, given) for slug in MORE for given in MORE[slug]])
def test_at_other_parameters(slug, given):
    construction = catalogue.get(slug).construction
    pair = construction.build(**given)
    closed = construction.closed_form(M, **given)
    for name, value in closed.items():
        assert equal(measured(M, name, pair), value), name
    for name, value in mirrored(closed).items():
        assert equal(measured(M, name, pair.mirrored()), value), f"mirrored {name}"
    for one in (pair, pair.mirrored()):
        assert refusals(M, Knowledge(same=construction.keeps, head=construction.head), one) == {}


@pytest.mark.parametrize("slug", [s for s in SLUGS if catalogue.get(s).construction.keeps == "output"])
def test_a_pair_that_does_not_keep_the_output_is_refused(slug):
    """Planted: one sample of X is not what it was."""
    construction = catalogue.get(slug).construction
    pair = construction.build()
    X = pair.X.copy()
    X[0] = -X[0] * 3 + 1
    assert "same" in refusals(M, Knowledge(same="output"), dataclasses.replace(pair, X=X))


def test_the_planted_argmax_is_refused():
    pair = catalogue.get("argmax_only").construction.build()
    wrong = dataclasses.replace(pair, Y=pair.Y[[1, 0, 2]])
    assert "same" in refusals(M, Knowledge(same="argmax"), wrong)


def test_a_wrong_closed_form_is_seen():
    entry = catalogue.get("readout_junk")
    right = entry.construction.values
    wrong = dataclasses.replace(
        entry.construction, values=lambda m, **p: {**right(m, **p), "linear_cka": 1 / (1 + p["s"] ** 2)}
    )
    pair = wrong.build()
    assert sign(measured(M, "linear_cka", pair) - wrong.closed_form(M)["linear_cka"]) != 0


@pytest.mark.parametrize(
    ("knowledge", "slug"),
    [
        (Knowledge(head="linear"), "parity_bits"),
        (Knowledge(rank=2, same="output"), "readout_junk"),
        (Knowledge(samples=5), "readout_junk"),
        (Knowledge(ranks=(2, 3)), "readout_junk"),
        (Knowledge(same="output", head="linear", readout_norm=fmpq(6, 5)), "readout_junk"),
        (Knowledge(margins=(2, 4)), "heavy_tailed_margins"),
        (Knowledge(margins=(3, 4), balance=fmpq(1, 4)), "heavy_tailed_margins"),
        (Knowledge(decoding=(fmpq(3, 5), fmpq(1, 2))), "approximate_decoding"),
        (Knowledge(decoding=(fmpq(3, 4), fmpq(3, 4)), weight_decay=fmpq(3, 4)), "ridge_readouts"),
        (Knowledge(condition=3), "stretched_twins"),
        (Knowledge(condition=3), "readout_junk"),
        (Knowledge(cka=fmpq(1, 50)), "readout_junk"),
        (Knowledge(cka=fmpq(1, 2), task_cka=fmpq(1, 2)), "task_beside_the_mode"),
        (Knowledge(white=True), "readout_junk"),
        (Knowledge(kl=fmpq(1, 10**6)), "sharpened_softmax"),
        (Knowledge(r2=fmpq(1, 5)), "readout_junk"),
        (Knowledge(r2_reverse=fmpq(1, 5)), "readout_junk"),
        (Knowledge(aligned=True), "parity_bits"),
        (Knowledge(least_norm=True), "rotated_twins"),
    ],
)
def test_every_piece_of_knowledge_refuses_a_pair_of_which_it_is_not_true(knowledge, slug):
    assert refusals(M, knowledge, catalogue.get(slug).construction.build())


def test_parameters_are_checked():
    construction = catalogue.get("readout_junk").construction
    with pytest.raises(ValueError, match="no parameter 'strength'; there are s, samples, rank, junk_x, junk_y"):
        construction.build(strength=2)
    with pytest.raises(ValueError, match="s must be above 0, got 0"):
        construction.build(s=0)
    with pytest.raises(ValueError, match=r"samples must be a whole number, got 4\.5"):
        construction.build(samples=4.5)
    with pytest.raises(ValueError, match=r"s: 'two' .* is not a rational number"):
        construction.build(s="two")
    for whole in (np.int64(8), 8.0, fmpq(8)):
        assert construction.complete({"samples": whole})["samples"] == 8
        assert type(construction.complete({"samples": whole})["samples"]) is int
    with pytest.raises(ValueError, match="r2_x must be at most 1, got 2"):
        catalogue.get("approximate_decoding").construction.build(r2_x=2)


@pytest.mark.parametrize(
    ("slug", "given", "said"),
    [
        ("stretched_twins", {"rank": 3}, "rank must be at most 2, the number of features, got 3; raise extra"),
        ("ridge_readouts", {"error_x": 1}, "the features hold nothing of the target; take an error below 1"),
        ("ridge_readouts", {"error_x": fmpq(1, 9)}, "take less decay, or more error"),
        ("ridge_readouts", {"junk_y": 0}, "its junk is 0; take 1 or more"),
        ("absolute_value", {"junk_x": 2}, "2 are needed: take 5 or more"),
        ("readout_junk", {"junk_x": 3}, "5 are needed: take 6 or more"),
    ],
)
def test_parameters_that_do_not_go_together_are_refused_with_the_mend(slug, given, said):
    with pytest.raises(ValueError, match=said):
        catalogue.get(slug).construction.build(**given)


def test_show_says_which_letter_a_parameter_is():
    entry = catalogue.get("stretched_outputs")
    assert "  at          stretch = k^2 = 4, samples = 4, rank = 2" in list(lines(entry, check_defaults(entry)))


def test_nothing_says_anything_of_a_deleted_component():
    """The docstring's: on eight samples not any function; on four the task is a product."""
    for samples, value in ((8, 0), (4, 1)):
        pair = catalogue.get("deleted_component").construction.build(samples=samples)
        assert M.correlation_ratio(pair.Y, pair.target) == value


def test_axes():
    for n, count in ((4, 3), (8, 5), (5, 4), (7, 2)):
        A = axes(n, count)
        G = M.center(A).T @ A
        assert all(sign(G[i, j] - G[0, 0] * (i == j)) == 0 for i in range(count) for j in range(count))
    with pytest.raises(ValueError, match="4 samples have 3 orthogonal centred directions, and 4 are needed"):
        axes(4, 4)
    t = array([[-1], [0], [1], [0]])
    more = unread((t,), 2)
    assert all(x == 0 for x in (t.T @ more).ravel().tolist())
    with pytest.raises(ValueError, match="leave room for 2 more directions, and 3 are needed"):
        unread((t,), 3)
