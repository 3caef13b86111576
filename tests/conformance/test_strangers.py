"""Other people's code on trial: every wrong function is caught, and no right one is accused.

The functions are in ``strangers/``. They share no code with the package or with each other, and what diagnoses them was
not learned from them.
"""

import importlib.util
import itertools
import math
import sys
from pathlib import Path

import numpy as np
import pytest
import threadpoolctl
import torch

from unalignable.constructions.core.conformance.adapter import Measure, Misbehaved
from unalignable.constructions.core.conformance.contract import contract
from unalignable.constructions.core.conformance.judging import truth
from unalignable.constructions.core.conformance.known_answers import known_answers
from unalignable.constructions.core.conformance.suite import precisions
from unalignable.constructions.core.conformance.theorem_checks import theorem_checks


def load():
    """The folder beside this file, as a package of its own."""
    folder = Path(__file__).with_name("strangers")
    spec = importlib.util.spec_from_file_location(
        "strangers", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = sys.modules["strangers"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Threads that wait for each other over matrices of forty rows cost more than the products."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpoolctl.threadpool_limits(1):
        yield
    torch.set_num_threads(before)


STRANGERS = load()
WRONG = {stranger.name: stranger for stranger in STRANGERS.WRONG}
RIGHT = {stranger.name: stranger for stranger in STRANGERS.RIGHT}


# ------------------------------------------------------------------------------------- each is what it is said to be


def representations():
    """Pairs (X, Y): related ones, and ones whose distances go against each other."""
    random = np.random.default_rng(0)
    X = random.standard_normal((14, 3)) @ [[3, 0, 0], [1, 1, 0], [0, 0, 0.2]] + [4, -1, 2]
    Y = np.column_stack([X[:, 0] + X[:, 1] ** 2, X[:, 2], X[:, 1] - 7, np.zeros(14)])
    yield X, Y + random.standard_normal((14, 4))
    ends = np.repeat([[0.0, 0.0], [1.0, 0.1]], 7, axis=0) + 0.01 * random.standard_normal((14, 2))
    yield ends, np.resize([[0.0], [1.0]], (14, 1)) + 0.01 * random.standard_normal((14, 1))


def arguments(measure):
    """What a measure is called with: (args, options)."""
    options = {name: {"k": 3, "bandwidth": 1.5}[name] for name in measure.promised.options}
    for X, Y in representations():
        match measure.promised.takes:
            case "one":
                yield (X,), options
            case "grams":
                yield (X @ X.T, Y @ Y.T), options
            case "batches":
                size = measure.batch if isinstance(measure.batch, int) else 5  # 14 = 5 + 5 + 4
                yield ([(X[i : i + size], Y[i : i + size]) for i in range(0, 14 - 14 % size % 4, size)],), options
            case _:
                yield (X, Y), options


def is_off(measure, args, options):
    """Whether the value is further from the definition's than rounding explains."""
    right = truth("float64", measure, args, options)
    try:
        found = measure.returned(*args, **options)
    except Misbehaved:
        return True
    return abs(found.value - float(right.value)) > right.error + found.error + 1e-12 * abs(float(right.value))


def loses_digits(measure):
    """At a mean of a hundred million, where centring first loses half of the digits and centring later all."""
    ((X, Y), _), offset = next(arguments(measure)), 2.0**27
    right = float(truth("float64", measure, (X, Y)).value)
    try:
        return abs(measure(X + offset, Y + offset) - right) > 1e-3
    except Misbehaved:
        return True


def modifies(measure):
    X, Y = (measure.given(Z) for Z in next(representations()))
    before = np.asarray(X).copy(), np.asarray(Y).copy()
    measure.function(X, Y)
    return not all(map(np.array_equal, before, map(np.asarray, (X, Y))))


def differs_between_calls(measure):
    X, Y = next(representations())
    return measure(X, Y) != measure(X, Y)


def is_nan_on_constant(measure):
    X, _ = next(representations())
    with np.errstate(all="ignore"):
        return math.isnan(measure.function(X, np.ones((14, 2))))


def takes_unequal_numbers(measure):
    X, Y = next(representations())
    return math.isfinite(measure(X, Y[:9]))


SHOWN_BY = {
    "gram-of-uncentred-features": loses_digits,
    "inputs-modified": modifies,
    "not-deterministic": differs_between_calls,
    "nan-on-constant": is_nan_on_constant,
    "broadcast": takes_unequal_numbers,
}
"""Bugs that leave ordinary values right, and where they show."""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_one_differs(name):
    measure, bugs = WRONG[name].measure, WRONG[name].bugs
    hard = [SHOWN_BY[bug] for bug in bugs if bug in SHOWN_BY]
    assert hard or any(is_off(measure, *call) for call in arguments(measure))
    assert all(shows(measure) for shows in hard)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_one_does_not(name):
    measure = RIGHT[name].measure
    assert not any(is_off(measure, *call) for call in arguments(measure))
    if measure.variant == "linear":
        assert not loses_digits(measure)
        assert not modifies(measure)


def test_two_bugs_are_not_one():
    """Nor does one undo the other: the value is that of no function with only one of the two."""
    for two in (s for s in WRONG.values() if len(s.bugs) == 2):
        m = two.measure
        for one in WRONG.values():
            same = (one.measure.variant, one.measure.kind) == (m.variant, m.kind)
            if one.bugs < two.bugs and same and (isinstance(m.batch, int) == isinstance(one.measure.batch, int)):
                assert any(values(two, *call) != values(one, *call) for call in arguments(m)), (two.name, one.name)


def values(stranger, args, options):
    try:
        return round(stranger.measure(*args, **options), 11)
    except Misbehaved as error:
        return str(error)


def test_names_of_bugs_are_closed():
    used = set(itertools.chain.from_iterable(stranger.bugs for stranger in WRONG.values()))
    assert used == set(STRANGERS.BUGS)
    assert len(WRONG) >= 50
    assert sum(len(stranger.bugs) == 2 for stranger in WRONG.values()) >= 20
    assert len(RIGHT) >= 15


# ---------------------------------------------------------------------------------------------- the suite judges them

SHORT = {"values/one_sample": 1, "values/two_samples": 2, "values/three_samples": 3}
PLAIN = {
    *(f"numerics/{which}" for which in ("scale_1e-160", "scale_1e160", "scale_1e-160_against_1e160")),
    *(f"numerics/{which}" for which in ("float16", "float16_times_30", "int64", "int32_times_1000", "int8", "uint8")),
    *(f"inputs/{which}" for which in ("constant", "constant_tenth", "both_constant", "nan", "infinity")),
    *(f"inputs/{which}" for which in ("mismatched_samples", "one_row", "one_dimensional", "three_dimensional")),
    "inputs/batch_of_one",
}
"""Where plain right code fails as well: squares beyond a float, narrow types, what has no value, malformed arrays."""
OWN = {"nan-on-constant": "inputs/constant", "broadcast": "inputs/mismatched_samples"}
"""Bugs that are about one of these."""


def telling(measure, dtypes, also=()):
    """The checks outside the theorems that plain right code passes, and those named."""
    needs = max(measure.promised.needs, measure.promised.fixed.get("k", 0) + 1)
    for check in itertools.chain(known_answers(measure, dtypes), contract(measure, dtypes)):
        undefined = SHORT.get(check.slug, needs) < needs
        if check.slug in also or not (undefined or check.slug in PLAIN):
            yield check


@pytest.mark.parametrize("name", WRONG)
def test_every_wrong_one_is_caught(name):
    measure, bugs = WRONG[name].measure, WRONG[name].bugs
    checks = telling(measure, precisions(measure), also={OWN[bug] for bug in bugs & OWN.keys()})
    assert any(check.run(measure).fails for check in checks)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_one_is_well_behaved(name):
    measure = RIGHT[name].measure
    checks = [check for check in telling(measure, precisions(measure)) if check.slug.startswith("inputs/")]
    assert not failures(measure, checks)


def failures(measure, checks):
    return [(r.slug, r.detail) for r in (check.run(measure) for check in checks) if r.fails]


UNCLAIMED = {
    "wrong_correlations.svcca_r2",
    "wrong_kernels.kernel_two",
    "wrong_kernels.rbf_all_distances",
    "wrong_kernels.rbf_alignment",
    "wrong_kernels.rbf_gamma",
    "wrong_kernels.rbf_mean_width",
    "wrong_kernels.rbf_sigma",
    "wrong_kernels.rbf_torch_median",
    "wrong_kernels.rbf_twice_wrong",
    "wrong_linear_hard.centring_matrix",
    "wrong_linear_hard.hsic1_of_raw_features",
    "wrong_linear_hard.in_place",
    "wrong_linear_hard.in_place_torch",
    "wrong_linear_hard.one_pass_covariance",
    "wrong_linear_hard.row_and_column_means",
    "wrong_linear_hard.without_a_guard",
    "wrong_linear_hard.zips_what_there_is",
    "wrong_minibatch.drop_last",
    "wrong_minibatch.weighs_batches_by_pairs",
    "wrong_shapes.knn_on_a_line",
}
"""Against these no theorem stands: it asks nothing of their variant that they get wrong, or only of rare numbers."""


@pytest.mark.parametrize("name", sorted(WRONG.keys() - UNCLAIMED))
def test_theorems_alone_catch(name):
    measure = WRONG[name].measure
    assert any(check.run(measure).fails for check in theorem_checks(measure, ["float64", "float32"], examples=2))


def alike():
    """Right functions that are called alike, by what they promise."""
    groups = {}
    for stranger in RIGHT.values():
        m = stranger.measure
        groups.setdefault((m.variant, m.kind, m.batch), []).append(stranger)
    return groups


class Panel:
    """Several right functions as one, so that cases are drawn, and the definition computed, once for all.

    Returned is the value furthest from what most say: if no check fails on it, none fails on the others.
    """

    def __init__(self, members):
        self.members = members

    def __call__(self, *args, **options):
        if isinstance(self.members[0].measure.batch, int):
            args = ([args],)  # one pair, whole: the members cut it
        said = [member.measure.returned(*args, **options) for member in self.members]
        middle = sorted(r.value for r in said)[len(said) // 2]
        return max(said, key=lambda r: abs(r.value - middle)).raw


@pytest.mark.parametrize("promise", alike(), ids=lambda promise: "-".join(map(str, promise)))
def test_no_right_one_is_accused(promise):
    members = alike()[promise]
    variant, kind, batch = promise
    # a stream is fed by its member's own adapter: the panel hands it the list
    panel = Measure(Panel(members), variant, kind=kind, batch="list" if batch == "stream" else batch)
    theorems = list(theorem_checks(panel, precisions(panel), examples=2))
    if variant == "linear" and kind != "similarity":
        theorems = theorems[::8]  # the change of scale is what is new
    failed = failures(panel, [*telling(panel, precisions(panel)), *theorems])
    assert not failed, [member.name for member in members]


def test_a_panel_hides_no_wrong_one():
    """One function with an epsilon among the right ones is enough."""
    members = [*alike()["linear", "similarity", None], WRONG["wrong_linear.unit_gram"]]
    panel = Measure(Panel(members), "linear")
    assert any(check.run(panel).fails for check in itertools.islice(theorem_checks(panel, ["float64"], 1), 3))
