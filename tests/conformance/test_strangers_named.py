"""The bug of a stranger's function is named, and no bug is named of a right one.

Every eighth function here, all of them with UNALIGNABLE_PROFILE=long (two minutes); ``-s`` shows the score, and what
was said of every function that is misnamed.
"""

import importlib.util
import os
from pathlib import Path

import pytest
import threadpoolctl

from unalignable.constructions.core.conformance.contract import contract
from unalignable.constructions.core.conformance.diagnosis import diagnose
from unalignable.constructions.core.conformance.known_answers import known_answers
from unalignable.constructions.core.conformance.suite import precisions


def beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


at_hand = beside("strangers_at_hand")
WRONG, RIGHT = at_hand.WRONG, at_hand.RIGHT
EVERY = 1 if os.environ.get("UNALIGNABLE_PROFILE") == "long" else 8

MEANS = {
    "correlations-not-squared": "root",
    "correlations-squared": "squared",
    "99%-of-singular-values": "missing-square",
    "absolute": "sign-lost",
    "adjusted": "wrong-count",
    "angle": "angle-for-similarity",
    "bandwidth-lower-median-of-all": "bandwidth-rule",
    "bandwidth-mean": "bandwidth-rule",
    "bandwidth-mean-of-all": "bandwidth-rule",
    "bandwidth-median-of-all": "bandwidth-rule",
    "bandwidth-one": "bandwidth-ignored",
    "biased": "biased-for-debiased",
    "broadcasts": "broadcast",
    "centred-after-products": "gram-of-uncentred-features",
    "clamped-at-0": "clamped",
    "constants": "nan-on-constant",
    "cosine": "not-centred",
    "cross-count": "wrong-count",
    "debiased": "debiased-for-biased",
    "distance-not-squared": "distances-not-squared",
    "epsilon-in-each-norm": "epsilon",
    "euclidean": "distances-not-squared",
    "first-feature-of-both": "first-feature-only",
    "first-feature-of-y": "first-feature-only",
    "frobenius": "frobenius-for-nuclear",
    "frobenius-nbs": "frobenius-for-nuclear",
    "grand-mean": "centred-by-grand-mean",
    "k-plus-one": "wrong-count",
    "kernels-uncentred": "kernel-not-centred",
    "largest-correlation": "largest-only",
    "last-batch-dropped": "ragged-batch-dropped",
    "modifies-inputs": "inputs-modified",
    "norms-of-last-batch": "batch-not-accumulated-norms",
    "numerator-rooted": "missing-square",
    "one-minus": "distance-for-similarity",
    "only-x-centred": "centred-on-one-side",
    "only-y-centred": "centred-on-one-side",
    "over-more-columns": "wrong-count",
    "over-p": "wrong-count",
    "over-union": "wrong-count",
    "reciprocal": "inverted",
    "ridge": "epsilon",
    "rooted": "root",
    "roots-missing": "missing-root",
    "singular-values": "missing-square",
    "spearman": "ranks-for-values",
    "sums-count": "wrong-count",
    "swapped": "sides-swapped",
    "times-((n-1)/n)^2": "wrong-count",
    "times-(n-3)/(n-1)": "wrong-count",
    "times-1/p": "wrong-count",
    "traces": "trace-normalised",
    "transposed": "axes-swapped",
    "two-missing": "bandwidth-factor",
    "uncentred": "not-centred",
    "unit-norm": "trace-normalised",
    "weights-of-y": "sides-swapped",
    "with-diagonal": "diagonal-kept",
    "with-self": "diagonal-kept",
}
"""What the diagnosis calls a bug -> what it is called here; a name that is not listed is the same in both."""

EQUAL = {
    # of centred features the rows of a Gram matrix sum to 0, and with its diagonal the debiased estimator is the biased
    "wrong_debiased.hsic1_with_diagonal": {"biased-for-debiased"},
    "wrong_debiased.hurried": {"diagonal-kept", "single-precision"},
    # the product of the traces is the square of the product of the norms
    "wrong_shapes.bures_over_traces": {"missing-root"},
    # columns brought to unit norm weigh the same
    "wrong_regression.score_per_column": {"unit-features", "not-centred"},
}
"""Functions whose bugs are, in them, the same as others."""

BESIDES = {
    "wrong_later_others.one_more_for_oneself": {"wrong-count"},  # it is oneself that makes k into k + 1
    "wrong_linear.cka_module": {"gram-of-uncentred-features"},
    "wrong_linear.unbiased_cka": {"gram-of-uncentred-features"},
    "wrong_regression.unexplained_variance": {"gram-of-uncentred-features"},
}
"""What else is true of a function, of how it is written: it may be named, and need not be."""


def test_besides_is_true():
    """A mean of a hundred million changes the value, a mean of one does not."""
    for name in (name for name, bugs in BESIDES.items() if "gram-of-uncentred-features" in bugs):
        measure = WRONG[name].measure
        (X, Y), _ = next(at_hand.arguments(measure))
        assert measure(X + 1, Y + 1) == pytest.approx(measure(X, Y), rel=1e-9)
        assert measure(X + 2.0**27, Y + 2.0**27) != pytest.approx(measure(X, Y), rel=1e-3)


def test_equal_bugs_are_equal():
    """``hsic1_with_diagonal`` has the values of the biased estimator; of the others the comment shows it."""
    kept, biased = (WRONG[f"wrong_debiased.{name}"] for name in ("hsic1_with_diagonal", "declared_unbiased"))
    for call in at_hand.arguments(kept.measure):
        assert at_hand.values(kept, *call) == at_hand.values(biased, *call)


def diagnosed(measure):
    """What the diagnosis says of a measure that was put to all checks but the theorems."""
    dtypes = precisions(measure)
    with threadpoolctl.threadpool_limits(1):
        results = [check.run(measure) for check in [*known_answers(measure, dtypes), *contract(measure, dtypes)]]
        return diagnose(measure, [result for result in results if result.fails])


def is_right(stranger, name):
    """Whether the best diagnosis names all bugs of a function and no other."""
    named = {MEANS.get(part, part) for part in name.split("+")}
    return any(bugs <= named <= bugs | BESIDES.get(stranger.name, set()) for bugs in accepted(stranger))


def accepted(stranger):
    return [stranger.bugs, EQUAL[stranger.name]] if stranger.name in EQUAL else [stranger.bugs]


def test_nine_in_ten_are_rightly_named():
    asked = list(WRONG.values())[::EVERY]
    said = {stranger.name: [d.name for d in diagnosed(stranger.measure)] for stranger in asked}
    missed = [stranger for stranger in asked if not is_right(stranger, said[stranger.name][0])]
    right = len(asked) - len(missed)
    pairs, missed_pairs = (sum(len(stranger.bugs) == 2 for stranger in among) for among in (asked, missed))
    lines = [f"{right} of {len(asked)} rightly named; of two bugs in one {pairs - missed_pairs} of {pairs}"]
    lines += [f"{s.name} ({' and '.join(sorted(s.bugs))}): {', '.join(said[s.name])}" for s in missed]
    print("\n" + "\n".join(lines))  # noqa: T201
    assert right >= 0.9 * len(asked), "\n".join(lines)


def test_no_bug_is_named_of_a_right_one():
    """Only what plain code leaves undone: constants, few samples, extremes, narrow types, malformed arrays."""
    undone = {"constants", "few-samples", "extremes", "half-inputs", "integers", "broadcasts", "axes-not-checked"}
    for stranger in list(RIGHT.values())[::EVERY]:
        said = {d.name for d in diagnosed(stranger.measure)}
        assert said <= undone | {"not-finite"}, (stranger.name, said)
