"""Other people's code on trial: every wrong function is caught, and no right one is accused.

The functions are in ``strangers/`` and share no code with the package or with each other.
"""

import importlib.util
import itertools
from pathlib import Path

import pytest
import threadpoolctl
import torch

from unalignable.constructions.core.conformance.adapter import Measure
from unalignable.constructions.core.conformance.contract import contract
from unalignable.constructions.core.conformance.known_answers import known_answers
from unalignable.constructions.core.conformance.suite import precisions
from unalignable.constructions.core.conformance.theorem_checks import theorem_checks


def beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


at_hand = beside("strangers_at_hand")
WRONG, RIGHT = at_hand.WRONG, at_hand.RIGHT


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Threads that wait for each other over matrices of forty rows cost more than the products."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpoolctl.threadpool_limits(1):
        yield
    torch.set_num_threads(before)


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
    "wrong_later_others.rbf_gamma_cosine",
    "wrong_later_others.rbf_mean_squared",
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
