"""What was found in other people's packages is on record, agrees with the adapters, and can be found again."""

import json
import re
import sys

import pytest

from unalignable.constructions.core import field_trial
from unalignable.constructions.core.conformance.variants import variant

FOUND = field_trial.found()
ADAPTERS = {adapter.slug: adapter for adapter in field_trial.adapters()}

EPSILON = "epsilon-under-root+single-precision+centred-after-products"
KNOWN = {
    # measure of a package -> checks that fail, and names in the diagnosis: what was known of it before the suite was
    "torch-cka/compare": (["models/hooks", "models/modes", "models/shuffled"], ["hooks-left", "loader-read-twice"]),
    "torch-cka/debiased": (
        ["numerics/float64", "numerics/float32_mean_30", "numerics/float32_mean_1e3"],
        ["centred-after-products", "crashes-on-float64"],
    ),
    "ckatorch/linear": (
        ["numerics/mean_1e8", "numerics/scale_1e160", "numerics/scale_1e-160", "inputs/constant"],
        ["centred-after-products", "extremes"],
    ),
    "ckatorch/compare": (["models/values", "models/all_batches_of_images"], ["crash", "last-batch-only"]),
    "cka-pytorch/compare": (["models/hooks", "models/mean_30"], ["gram-of-uncentred-features"]),
    "cka-pytorch/debiased": (["numerics/float32_mean_30", "numerics/float32_mean_1e3", "numerics/int8"], [EPSILON]),
    "pytorch-cka/debiased": (
        ["numerics/float32_mean_30", "numerics/float32_mean_1e3", "numerics/int8", "pairs/irrelevant_feature"],
        ["clamped-at-0+centred-after-products"],
    ),
    "pytorch-cka/compare": (["models/mean_30"], ["gram-of-uncentred-features"]),
    "repsim/linear": (["numerics/scale_1e-4", "numerics/scale_1e-160", "numerics/scale_1e160"], []),
    "rsatoolbox/cosine_cov": (
        ["numerics/mean_1e8", "numerics/float32_mean_1e3", "numerics/int8"],
        ["centred-after-products"],
    ),
    "simtorch/linear": (["numerics/float16", "numerics/int64"], ["half-inputs", "integers"]),
    "simtorch/compare": (["models/itself", "models/copy"], ["sum-over-layers"]),
    "thingsvision/linear": (
        ["numerics/mean_1e8", "numerics/float32_mean_1e3", "numerics/float16", "inputs/one_row"],
        ["centred-after-products", "broadcasts"],
    ),
}
SOUND = {
    # what these packages have right, and no check may blame
    "ckatorch/linear": ["values/", "pairs/", "numerics/float", "numerics/int", "rigidity/", "floors/"],
    "repsim/linear": ["pairs/", "numerics/mean", "numerics/float", "numerics/int", "invariance/", "floors/"],
    "rsatoolbox/cosine_cov": ["pairs/", "numerics/scale_1e-2", "numerics/scale_1e-4", "numerics/float64", "floors/"],
    "simtorch/linear": ["pairs/", "numerics/mean", "numerics/scale", "numerics/float32", "invariance/", "floors/"],
    "thingsvision/linear": ["pairs/", "numerics/scale_1e-2", "numerics/float64", "floors/", "rigidity/"],
    "torch-cka/compare": ["models/values", "models/axes", "models/all_batches", "models/ragged_batch"],
    "pytorch-cka/compare": ["models/values", "models/shuffled", "models/hooks", "models/ragged_batch"],
}
EXCUSED = {"values/one_sample"}  # undefined, and NaN there fails


def failing(slug):
    return {check for checks in FOUND[slug]["fails"].values() for check in checks}


def test_every_adapter_is_on_record_with_its_version():
    assert list(FOUND) == list(ADAPTERS)
    for slug, record in FOUND.items():
        assert record["requirement"] == ADAPTERS[slug].requirement
        assert re.fullmatch(r"[\w-]+==[\d.]+", record["requirement"])
        assert "error" not in record, slug
        assert variant(record["variant"]).name == record["variant"]


@pytest.mark.parametrize("slug", KNOWN)
def test_what_was_known_is_found_and_named(slug):
    checks, names = KNOWN[slug]
    assert set(checks) <= failing(slug)
    assert set(names) <= set(FOUND[slug]["diagnosis"])


@pytest.mark.parametrize("slug", SOUND)
def test_what_is_right_is_not_blamed(slug):
    assert not [check for check in failing(slug) - EXCUSED if check.startswith(tuple(SOUND[slug]))]


@pytest.mark.parametrize("slug", ADAPTERS)
def test_an_adapter_is_a_few_lines(slug):
    lines = ADAPTERS[slug].code.partition(f"\ndef {ADAPTERS[slug].name}(")[2].strip().splitlines()
    code = [line for line in lines[1:] if not line.strip().startswith("#")]
    assert 1 <= len(code) <= 3
    compile(ADAPTERS[slug].code, slug, "exec")


def test_a_trial_from_end_to_end(tmp_path):
    """A package that is no package: what a run writes, what is kept of it, and what has changed."""
    code = "def nothing(X, Y):\n    return 0.5\n"
    adapter = field_trial.Adapter("mine==1.0", "nothing", "svcca", code, ())
    record = field_trial.tried(adapter, sys.executable, tmp_path)
    assert record["verdict"] == "fails"
    assert record["diagnosis"][0] == "constant"
    assert "values/self" in record["fails"]["wrong value"]
    assert json.loads((tmp_path / "mine" / "nothing.json").read_text())["verdict"] == "fails"
    assert (tmp_path / "mine" / "nothing.md").read_text().startswith("**mine_nothing_adapter:nothing")
    table = field_trial.table({"mine/nothing": record})
    assert "| mine==1.0 | nothing | svcca |" in table
    before = {"mine/nothing": record | {"fails": {}, "diagnosis": []}}
    assert "mine/nothing: values/self fails now" in field_trial.changes(before, {"mine/nothing": record})
    assert field_trial.changes({"mine/nothing": record}, {"mine/nothing": record}) == []
    assert field_trial.changes({}, {"mine/nothing": record}) == ["mine/nothing: not tried before"]


def test_a_package_that_cannot_be_run_is_said(tmp_path):
    adapter = field_trial.Adapter("mine==1.0", "nothing", "svcca", "import nothing_of_the_kind\n", ())
    record = field_trial.tried(adapter, sys.executable, tmp_path)
    assert "No module named 'nothing_of_the_kind'" in record["error"]
    assert "could not be run" in field_trial.table({"mine/nothing": record})
