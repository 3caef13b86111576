"""compare: relabelling shortcuts are the measures themselves, and the verdict says what the numbers say."""

import itertools
import json

import numpy as np
import pytest

from unalignable.theory.core import compare_scores
from unalignable.theory.core.compare import Comparison, compare
from unalignable.theory.core.compare_screen import lines
from unalignable.theory.core.data_pair import Pair
from unalignable.theory.core.measures.errors import UndefinedMeasure
from unalignable.theory.core.relabelling import MEASURES, Relabelled, neighbours_counted

RNG = np.random.default_rng(7)
SHARED = RNG.normal(size=(24, 3))
X = SHARED @ RNG.normal(size=(3, 5)) + 0.2 * RNG.normal(size=(24, 5))
Y = SHARED @ RNG.normal(size=(3, 4)) + 0.2 * RNG.normal(size=(24, 4))
# float64, n = 24, condition below 100: a hundred times the rounding of any of these measures
CLOSE = 1e-9


@pytest.mark.parametrize("name", MEASURES)
def test_a_relabelled_score_is_the_measure_on_relabelled_samples(name):
    pair = Pair.of(X, Y)
    score = MEASURES[name].prepare(pair)
    for order in (np.arange(24), np.roll(np.arange(24), 5), RNG.permutation(24)):
        assert score(Relabelled(pair, order)) == pytest.approx(MEASURES[name].value(X, Y[order]), abs=CLOSE)


@pytest.mark.parametrize("name", MEASURES)
def test_the_planted_shortcut_is_caught(name):
    """A shortcut that forgets to relabel is not the measure."""
    pair = Pair.of(X, Y)
    order = np.roll(np.arange(24), 5)
    unmoved = Relabelled(pair, np.arange(24))
    assert MEASURES[name].prepare(pair)(unmoved) != pytest.approx(MEASURES[name].value(X, Y[order]), abs=CLOSE)


def test_the_null_of_cka_is_its_exact_mean():
    comparison = compare(X, Y, measures=["linear_cka", "linear_r2", "mean_cca"])
    cka, r2, cca = comparison.measures.values()
    assert cka.null == pytest.approx(np.sqrt(np.prod(comparison.participation_ratios)) / 23, abs=CLOSE)
    assert r2.null == pytest.approx(comparison.ranks[0] / 23, abs=CLOSE)
    assert (cka.null_exact, r2.null_exact, cca.null_exact) == (True, True, False)
    assert cka.z == pytest.approx((cka.value - cka.null) / cka.null_sd)


@pytest.mark.parametrize("name", [name for name in MEASURES if MEASURES[name].exact(Pair.of(X, Y))[0] is not None])
def test_exact_moments_are_those_of_all_relabellings(name):
    """All 120 of them, at n = 5, through the public measure."""
    A, B = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 2))
    every = [MEASURES[name].value(A, B[list(order)]) for order in itertools.permutations(range(5))]
    mean, sd = MEASURES[name].exact(Pair.of(A, B))
    assert mean == pytest.approx(np.mean(every), abs=CLOSE)
    assert sd is None or sd == pytest.approx(np.std(every), abs=CLOSE)


def test_most_measures_have_exact_moments():
    exact = {name for name in MEASURES if MEASURES[name].exact(Pair.of(X, Y))[0] is not None}
    assert set(MEASURES) - exact == {"mean_cca", "svcca", "pwcca", "nbs"}


def test_p_values_add_one():
    related, unrelated = compare(X, Y, permutations=99), compare(X, np.random.default_rng(1).normal(size=(24, 4)))
    assert related.measures["linear_cka"].p == 1 / 100
    assert unrelated.measures["linear_cka"].p > 0.05


def test_a_measure_that_no_relabelling_changes_has_p_one():
    """R² with as many directions as samples is 1 for every labelling; ties within rounding are ties."""
    wide = RNG.normal(size=(24, 30))
    score = compare(wide, Y).measures["linear_r2"]
    assert score.value == pytest.approx(1, abs=CLOSE)
    assert score.p == 1
    assert score.heldout < 0.9


def test_the_same_seed_gives_the_same_comparison():
    assert compare(X, Y).as_json() == compare(X, Y).as_json()
    assert compare(X, Y, seed=1).measures["mean_cca"].null != compare(X, Y).measures["mean_cca"].null
    assert compare(X, Y, seed=1).measures["linear_cka"].null == compare(X, Y).measures["linear_cka"].null


def test_inputs_are_left_alone():
    before = X.copy(), Y.copy()
    compare(X, Y)
    assert np.array_equal(X, before[0])
    assert np.array_equal(Y, before[1])


def test_torch_tensors_and_single_precision():
    import torch

    expected = compare(X.astype(np.float32), Y.astype(np.float32)).as_json()
    assert compare(torch.tensor(X).float(), torch.tensor(Y).float()).as_json() == expected


def test_json_has_the_promised_keys_and_no_nan():
    record = json.loads(json.dumps(compare(X, Y).as_json(), allow_nan=False))
    assert {"measures", "bounds", "verdict"} <= set(record)
    assert {"linear_cka", "linear_r2"} <= set(record["measures"])
    for score in record["measures"].values():
        assert {"value", "null", "p"} <= set(score)
    for bound in record["bounds"]:
        assert {"slug", "measure", "kind", "value", "applies", "why"} <= set(bound)
        assert bound["kind"] in ("floor", "ceiling")


def test_undefined_measures_are_said_beside_the_others():
    simplex = np.eye(6)
    score = compare(simplex, np.arange(6.0)[:, None]).measures["linear_cka_debiased"]
    assert score.value is None
    assert score.why


def test_progress_is_told_step_by_step():
    steps = []
    compare(X, Y, measures=["nbs", "rsa"], permutations=3, on_done=steps.append)
    assert steps == ["Procrustes (NBS)", "RSA (Euclidean, Pearson)", "relabelling 1", "relabelling 2", "relabelling 3"]


def test_three_samples():
    comparison = compare([[0.0], [1], [3]], [[0.0], [2], [1]])
    assert comparison.measures["linear_cka_debiased"].value is None
    assert comparison.verdict.startswith("Alignable?  Not asked")


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"measures": ["lineer_cka"]}, ValueError, "unknown measure 'lineer_cka'; choose from linear_cka, "),
        ({"permutations": 0}, ValueError, "permutations must be at least 1, got 0"),
        ({"Y": np.zeros((24, 2))}, UndefinedMeasure, "Y is constant"),
        ({"Y": np.zeros((23, 2))}, ValueError, "X has 24 rows and Y has 23"),
        ({"Y": np.full((24, 2), np.nan)}, ValueError, "Y .*NaN"),
    ],
)
def test_wrong_calls(arguments, error, said):
    with pytest.raises(error, match=said):
        compare(**{"X": X, "Y": Y, **arguments})


def test_large_matrices_are_made_only_on_request(monkeypatch):
    monkeypatch.setattr(compare_scores, "MOST_SAMPLES", 20)
    assert compare(X, Y).measures["rsa"].value is None
    assert "24 × 24" in compare(X, Y).measures["rsa"].why
    assert compare(X, Y, measures=["rsa"]).measures["rsa"].value is not None


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (X @ RNG.normal(size=(5, 5)), "Yes, linearly"),
        (X[:, :2], "One way"),
        (Y, "Partly"),
        (np.random.default_rng(3).normal(size=(24, 1)), "No sign of it"),
    ],
)
def test_verdicts(other, said):
    assert compare(X, other).verdict.startswith(f"Alignable?  {said}")


def test_vacuous_regression_is_in_the_verdict():
    wide = RNG.normal(size=(24, 30))
    assert "In-sample R² from A says nothing here." in compare(wide, Y).verdict


def test_neighbours_counted():
    assert [neighbours_counted(n) for n in (3, 10, 21, 1000)] == [1, 4, 10, 10]


def test_the_screen_rounds_bounds_to_the_safe_side():
    comparison = compare(X, X @ np.diag([1.0, 2, 3, 4, 5]))
    text = "\n".join(lines(comparison))
    (bound,) = (b for b in comparison.bounds if b.slug == "invariance/invertible_map_bound")
    shown = next(line for line in text.splitlines() if "invertible_map_bound" in line)
    assert bound.value - 0.001 < float(shown.split("≥ ")[1][:5]) <= bound.value
    assert "24 samples, 5 and 5 features; ranks 5 and 5" in text
    assert text.splitlines()[-1] == comparison.verdict


def test_the_screen_has_a_line_for_every_measure():
    comparison: Comparison = compare(X, Y)
    text = "\n".join(lines(comparison))
    assert all(measure.label in text for measure in MEASURES.values())
    assert text.count("held out") == 2
