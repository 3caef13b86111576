"""What is wrong with a measure is named: planted bugs, pairs of bugs, and nothing that is not so.

Every third planted bug, all of them with UNALIGNABLE_PROFILE=long.
"""

import os
from functools import partial

import numpy as np
import pytest
from scipy.stats import rankdata

from unalignable.constructions.core.conformance.adapter import Measure, Misbehaved
from unalignable.constructions.core.conformance.diagnosis import diagnose, probes, smallest
from unalignable.constructions.core.conformance.diagnosis.estimators import debiased
from unalignable.constructions.core.conformance.diagnosis.families import own
from unalignable.constructions.core.conformance.diagnosis.kernels import pairs_of, squared_distances
from unalignable.constructions.core.conformance.diagnosis.study import study
from unalignable.constructions.core.conformance.judging import truth
from unalignable.constructions.core.conformance.record import Call, Result, Severity
from unalignable.theory.core.carriers.floating import Floating
from unalignable.theory.core.carriers.tracked import Tracked
from unalignable.theory.core.planted import ALL
from unalignable.theory.core.record import Verdict

EVERY = 1 if os.environ.get("UNALIGNABLE_PROFILE") == "long" else 3
FAILING = [Result("values/fixed_example", "", Verdict.REFUTED, Severity.WRONG_VALUE)]


def failed(name, *args, raw, should, radius=1e-12):
    """A failing check with one recorded call."""
    call = Call(args, {}, raw, raw, "", should, radius)
    return Result(name, "", Verdict.REFUTED, Severity.WRONG_VALUE, "", call, (call,), "float64")


def found(function, variant="linear", **more):
    """The names that are certain or measured of a function."""
    return [d.name for d in diagnose(Measure(function, variant, **more), FAILING)]


# ------------------------------------------------------------------------------------------------- planted bugs

VARIANTS = {
    "linear_cka": "linear",
    "kernel_cka": "kernel",
    "rbf_cka": "rbf",
    "hsic0": "hsic",
    "hsic1": "hsic-unbiased",
    "debiased_cka": "linear-debiased",
    "minibatch_cka": "minibatch-debiased",
    "linear_r2": "r2",
    "mean_squared_cca": "cca-squared",
    "mean_cca": "cca",
    "svcca": "svcca",
    "pwcca": "pwcca",
    "participation_ratio": "participation-ratio",
    "nbs": "nbs",
    "procrustes": "procrustes",
    "rsa": "rsa",
    "whitened_rsa": "rsa:whitened",
    "mutual_knn": "mutual-knn",
}
"""Measure of a planted bug -> the variant whose promise it breaks. The modified RV coefficient is no variant."""

NAMED = {
    "uncentred_cka": "uncentred",
    "cka_centred_on_one_side": "only-x-centred",
    "feature_centred_cka": "centred-over-features",
    "cka_gram_centred_once": "centred-once",
    "squared_cka": "squared",
    "root_cka": "rooted",
    "cka_without_roots": "roots-missing",
    "trace_normalised_cka": "traces",
    "cka_distance": "one-minus",
    "cka_with_epsilon": "epsilon",
    "cka_with_floor": "floor",
    "debiased_as_cka": "debiased",
    "modified_rv_as_cka": "diagonal-removed",
    "first_feature_cka": "first-feature-of-x",
    "half_precision_cka": "half-precision",
    "cka_centred_after_the_product": "centred-after-products",
    "kernel_twice_the_bandwidth": "bandwidth-twice",
    "kernel_bandwidth_not_squared": "bandwidth-not-squared",
    "kernel_without_the_two": "two-missing",
    "kernel_of_distances": "distance-not-squared",
    "kernel_uncentred": "kernels-uncentred",
    "kernel_bandwidth_ignored": "bandwidth-one",
    "rbf_twice_the_bandwidth": "bandwidth-twice",
    "rbf_median_with_diagonal": "bandwidth-median-of-all",
    "rbf_median_of_squares": "bandwidth-median-of-squares",
    "rbf_mean_for_median": "bandwidth-mean",
    "rbf_one_bandwidth": "bandwidth-of-x",
    "hsic0_as_hsic1": "biased",
    "hsic1_with_diagonal": "diagonal-kept",
    "hsic1_wrong_count": "times-(n-3)/(n-1)",
    "hsic1_single_cross_term": "cross-term-once",
    "hsic1_as_hsic0": "debiased",
    "hsic0_uncentred": "kernels-uncentred",
    "hsic0_over_n_squared": "times-((n-1)/n)^2",
    "hsic0_centred_once": "centred-once",
    "biased_as_debiased": "biased",
    "debiased_with_diagonal": "biased",  # of centred matrices the diagonal makes the debiased estimator the biased one
    "debiased_single_cross_term": "cross-term-once",
    "debiased_clamped": "clamped-at-0",
    "debiased_without_sign": "absolute",
    "debiased_over_biased": "debiased-over-biased",
    "debiased_without_roots": "roots-missing",
    "debiased_by_modified_rv": "diagonal-removed",
    "minibatch_last_batch": "last-batch-only",
    "minibatch_average_of_ratios": "mean-of-ratios",
    "minibatch_sum_of_ratios": "sum-of-ratios",
    "minibatch_biased": "biased",
    "minibatch_norms_of_last_batch": "norms-of-last-batch",
    "minibatch_divided_by_batches": "divided-by-batches",
    "r2_swapped": "swapped",
    "r2_without_intercept": "uncentred",
    "r2_features_uncentred": "only-y-centred",
    "r2_of_uncentred_variance": "total-uncentred",
    "r2_uniform_average": "columns-averaged",
    "r2_by_columns": "perfect-by-columns",
    "r2_adjusted": "adjusted",
    "r_for_r2": "rooted",
    "r2_by_cka": "is-linear",
    "squared_cca_by_columns": "over-fewer-columns",
    "squared_cca_by_larger_rank": "over-larger-rank",
    "squared_cca_uncentred": "uncentred",
    "cca_for_squared_cca": "correlations-not-squared",
    "squared_cca_for_cca": "correlations-squared",
    "cca_by_columns": "over-fewer-columns",
    "cca_by_larger_rank": "over-larger-rank",
    "cca_uncentred": "uncentred",
    "svcca_of_everything": "all-components",
    "svcca_uncentred": "uncentred",
    "svcca_of_half": "50%-of-variance",
    "pwcca_other_side": "weights-of-y",
    "pwcca_unweighted": "unweighted",
    "pwcca_squared_weights": "weights-squared",
    "participation_uncentred": "uncentred",
    "participation_inverted": "reciprocal",
    "participation_per_feature": "times-1/p",
    "participation_by_rank": "rank",
    "nbs_frobenius": "frobenius-nbs",
    "nbs_uncentred": "uncentred",
    "nbs_distance": "one-minus",
    "nbs_squared": "squared",
    "procrustes_uncentred": "uncentred",
    "procrustes_frobenius": "frobenius",
    "procrustes_not_squared": "rooted",
    "procrustes_without_the_two": "two-missing",
    "rsa_cosine": "cosine",
    "rsa_with_diagonal": "with-diagonal",
    "rsa_not_squared": "euclidean",
    "rsa_of_inner_products": "centred-inner-products",
    "rsa_as_cka": "whitened",  # the whitened cosine of distances is linear CKA (equivalences/whitened_distances)
    "whitened_rsa_not_whitened": "cosine",
    "whitened_rsa_correlation": "pearson",
    "knn_with_self": "with-self",
    "knn_one_more": "k-plus-one",
    "knn_over_union": "over-union",
}
"""Planted bug -> what it is called."""

NOT_NAMED = {
    "rbf_fraction_ignored": "no variant passes a fraction",
    "accuracy_for_r2": "another measure, of labels",
    "rsa_spearman": "it takes seconds a call on tracked numbers; below on plain ones",
}


def planted(bug):
    """A bug as a function of arrays."""
    m = Floating("float64")

    def tracked(x):
        return type(x)(map(tracked, x)) if isinstance(x, list | tuple) else Tracked(np.asarray(x, dtype=float))

    def function(*args, **options):
        given = {name: x if isinstance(x, int) else m.array(x) for name, x in options.items()}
        return float(bug.function(m, *map(tracked, args), **given).value)

    return function


@pytest.mark.parametrize("name", list(NAMED)[::EVERY])
def test_a_planted_bug_is_named(name):
    bug = ALL[name]
    variant = VARIANTS[bug.measure]
    kind = "squared" if variant == "procrustes" else None
    first, *_ = diagnose(Measure(planted(bug), variant, kind=kind), FAILING)
    assert first.name == NAMED[name]
    assert first.certain


def test_every_planted_bug_of_a_variant_is_named_or_said_not_to_be():
    assert {name for name, bug in ALL.items() if bug.measure in VARIANTS} == {*NAMED, *NOT_NAMED}


# ------------------------------------------------------------------------------------------------- other bugs


def centred(Z):
    return Z - Z.mean(0)


def raw(Z):
    return Z


def over_features(Z):
    return Z - Z.mean(1, keepdims=True)


def cka(X, Y, centre=centred, norm=np.sqrt, epsilon=0.0, dtype=float, end=raw):
    X, Y = centre(X.astype(dtype)), centre(Y.astype(dtype))
    joint, x, y = (((A.T @ B) ** 2).sum() for A, B in ((X, Y), (X, X), (Y, Y)))
    return float(end(joint / (norm(x) * norm(y) + epsilon)))


def grams_first(X, Y):
    n = len(X)
    H = np.eye(n) - 1 / n
    K, L = H @ (X @ X.T) @ H, H @ (Y @ Y.T) @ H
    return (K * L).sum() / np.sqrt((K * K).sum() * (L * L).sum())


def ridge(X, Y):
    X, Y = centred(X), centred(Y)
    fit = X @ np.linalg.solve(X.T @ X + 1e-4 * np.eye(X.shape[1]), X.T @ Y)
    return 1 - ((Y - fit) ** 2).sum() / (Y**2).sum()


def only_float32(X, Y):
    if X.dtype != np.float32:
        raise RuntimeError("expected scalar type Float")
    return cka(X, Y, centre=raw)


OTHERS = {
    "uncentred+squared": lambda X, Y: cka(X, Y, centre=raw) ** 2,
    "uncentred+one-minus": lambda X, Y: 1 - cka(X, Y, centre=raw),
    "uncentred+roots-missing": lambda X, Y: cka(X, Y, centre=raw, norm=raw),
    "first-feature-of-x+uncentred": lambda X, Y: cka(X[:, :1], Y, centre=raw),
    "samples-shifted+rooted": lambda X, Y: cka(X, np.roll(Y, 1, 0)) ** 0.5,
    "last-sample-dropped+centred-over-features": lambda X, Y: (
        cka(X[:-1].T, Y[:-1].T, end=raw, centre=raw)
        if False
        else cka(X[:-1] - X[:-1].mean(1, keepdims=True), Y[:-1] - Y[:-1].mean(1, keepdims=True), centre=raw)
    ),
    "squared+one-minus": lambda X, Y: 1 - cka(X, Y) ** 2,
    "transposed": lambda X, Y: cka(X.T, Y.T),
    "uncentred+epsilon": lambda X, Y: cka(X, Y, centre=raw, epsilon=1e-6),
    "rooted+epsilon": lambda X, Y: cka(X, Y, epsilon=1e-5) ** 0.5,
    "epsilon": lambda X, Y: cka(X, Y, epsilon=1e-12),
    "single-precision": lambda X, Y: cka(X, Y, dtype=np.float32),
    "squared+single-precision": lambda X, Y: cka(X, Y, dtype=np.float32) ** 2,
    "uncentred+single-precision": lambda X, Y: cka(X, Y, centre=raw, dtype=np.float32),
    "half-precision": lambda X, Y: cka(X, Y, dtype=np.float16),
    "single-precision+centred-after-products": lambda X, Y: grams_first(X.astype(np.float32), Y.astype(np.float32)),
    "centred-after-products": grams_first,
    "rounded-to-3": lambda X, Y: round(cka(X, Y), 3),
    "uncentred": only_float32,
}
"""Name -> a function with that mistake, or those."""


@pytest.mark.parametrize("name", OTHERS)
def test_one_mistake_or_two_are_named(name):
    first, *_ = diagnose(Measure(OTHERS[name], "linear"), FAILING)
    assert first.name == name
    assert first.certain


@pytest.mark.parametrize("size", [1e-8, 1e-5, 1e-3])
def test_an_epsilon_is_solved_for(size):
    first, *_ = diagnose(Measure(partial(cka, epsilon=size)), FAILING)
    assert first.text == f"an epsilon in the denominator (about {size:.0e})".replace("e-0", "e-")


def test_a_ridge_is_solved_for():
    first, *_ = diagnose(Measure(ridge, "r2"), FAILING)
    assert (first.name, first.text) == ("ridge", "a ridge is added to the covariance (about 1e-4)")


def single_grams_in_batches(X, Y):
    """Debiased HSIC of Gram matrices of uncentred features in single precision, and negative values made 0."""
    sums = np.zeros(3)
    for at in range(0, len(X), 8):
        A, B = X[at : at + 8].astype(np.float32), Y[at : at + 8].astype(np.float32)
        K, L = A @ A.T, B @ B.T
        sums += [debiased(K, L), debiased(K, K), debiased(L, L)]
    return max(0.0, sums[0] / np.sqrt(sums[1] * sums[2]))


def test_the_commonest_of_the_field():
    (first,) = diagnose(Measure(single_grams_in_batches, "minibatch-debiased", batch=8), FAILING)
    assert first.name == "clamped-at-0+single-precision+centred-after-products"


def test_ranks_for_distances():
    def ranked(Z):
        return rankdata(pairs_of(squared_distances(Z)))

    assert found(lambda X, Y: np.corrcoef(ranked(X), ranked(Y))[0, 1], "rsa")[0] == "spearman"


def test_a_distance_is_read_on_its_own_scale():
    assert found(lambda X, Y: 1 - cka(X, Y) ** 2, kind="distance")[0] == "similarity-squared"
    assert found(lambda X, Y: np.arccos(cka(X, Y, centre=raw)), kind="angle")[0] == "uncentred"
    assert found(cka, kind="distance")[0] == "one-minus"


# ------------------------------------------------------------------------------------------ what is not so


def test_nothing_is_wrong_where_nothing_fails():
    held = Result("values/fixed_example", "", Verdict.HOLDS)
    assert diagnose(Measure(partial(cka, centre=raw)), [held]) == ()


@pytest.mark.parametrize("variant", ["linear", "linear-debiased", "rbf", "rbf:mean", "r2", "cca", "nbs", "rsa", "hsic"])
def test_a_right_function_has_no_mistake(variant):
    measure = Measure(ours(variant), variant)
    assert study(measure).finding.mistakes == ()
    assert diagnose(measure, FAILING) == ()


def ours(variant):
    plain = Measure(lambda *args: 0.0, variant)
    return lambda *args, **options: float(truth("float64", plain, args, options).value)


MAPS = [np.random.default_rng(5).normal(size=(p, 2)) for p in range(100)]

UNKNOWN = {
    "constant-added": lambda X, Y: cka(X, Y) + 0.01,
    "constant-factor": lambda X, Y: 1.01 * cka(X, Y),
    "depends-on-order-of-features": lambda X, Y: cka(X @ MAPS[X.shape[1]], Y),
    "depends-on-mean-of-x": lambda X, Y: cka(X, Y) / (1 + np.abs(X.mean())),
    "depends-on-order-of-samples": lambda X, Y: cka(X * np.linspace(1, 2, len(X))[:, None], Y),
    "scales-with-x": lambda X, Y: cka(X, Y) * np.sum(centred(X) ** 2),
    "compared-with-itself": lambda X, Y: 1.0,
    "constant": lambda X, Y: 0.5,
    "x-not-read": lambda X, Y: float(np.sin(Y).mean()),
    "no-values": lambda X, Y: float("nan"),
}
"""A symptom -> a function that has it and no mistake that is known."""


@pytest.mark.parametrize("symptom", UNKNOWN)
def test_of_an_unknown_mistake_symptoms_are_named(symptom):
    diagnoses = diagnose(Measure(UNKNOWN[symptom]), FAILING)
    assert symptom in [d.name for d in diagnoses]
    assert not any(d.certain for d in diagnoses)


def test_a_function_that_changes_its_mind_is_said_to():
    rng = np.random.default_rng(0)
    assert found(lambda X, Y: cka(X, Y) + rng.normal()) == ["not-deterministic"]


# ------------------------------------------------------------------------------------------ what is explained


def test_a_mistake_explains_the_checks_whose_calls_it_reproduces():
    X, Y = np.array([[1.0], [2.0], [4.0]]), np.array([[0.0], [1.0], [5.0]])
    measure = Measure(partial(cka, centre=raw))
    seen = failed("invariance/translation", X, Y, raw=cka(X, Y, centre=raw), should=cka(X, Y))
    other = failed("numerics/scale_1e-160", X * 1e-160, Y, raw=0.7, should=cka(X, Y))
    first, *rest = diagnose(measure, [seen, other])
    assert first.explains == ("invariance/translation",)
    assert [d.name for d in rest] == ["extremes"]
    assert rest[0].explains == ("numerics/scale_1e-160",)


def test_what_rounding_loses_far_from_the_origin_is_explained():
    X, Y = probes.ordinary()[0]
    far = (Z + 2.0**26 for Z in (X, Y))
    call = failed("numerics/mean_1e8", *far, raw=0.2, should=cka(X, Y))
    first, *rest = diagnose(Measure(grams_first), [call])
    assert (first.name, first.explains, rest) == ("centred-after-products", ("numerics/mean_1e8",), [])


def test_a_crash_is_quoted():
    crash = Call((np.eye(3), np.eye(3)), {}, None, None, "crash: RuntimeError: no", 1.0, 0.0)
    result = Result("numerics/float64", "", Verdict.REFUTED, Severity.CRASH, "", crash, (crash,), "float64")
    (only,) = diagnose(Measure(cka), [result])
    assert (only.name, only.text) == (
        "crashes-on-float64",
        "it crashes on float64 arrays: RuntimeError: no (numerics/float64)",
    )


# -------------------------------------------------------------------------------------------- the models


MODELLED = [
    "linear",
    "linear-debiased",
    "minibatch-debiased",
    "rbf",
    "rbf:lower-median",
    "rbf:median-of-all",
    "rbf:mean",
    "rbf:mean-of-all",
    "rbf:0.7",
    "kernel",
    "hsic",
    "hsic-unbiased",
    "r2",
    "cca",
    "cca-squared",
    "svcca",
    "pwcca",
    "nbs",
    "procrustes",
    "rsa",
    "rsa:euclidean",
    "rsa:whitened",
    "rsa:cosine",
    "mutual-knn",
    "mutual-knn:3",
    "participation-ratio",
]


@pytest.mark.parametrize("variant", MODELLED)
def test_without_mistakes_a_model_is_the_definition(variant):
    measure = Measure(lambda *args, **options: 0.0, variant)
    options = probes.options(measure)[0]
    for args in probes.presented(measure, (*probes.ordinary(), *probes.opposed())):
        should = measure.said(float(truth("float64", measure, args, options).value))
        for pipeline in own(measure):
            assert pipeline.value((), args, options) == pytest.approx(should, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("variant", MODELLED)
def test_names_are_stable_slugs_and_texts_are_clauses(variant):
    for pipeline in own(Measure(lambda *args, **options: 0.0, variant)):
        mistakes = [mistake for stage in pipeline.stages for mistake in stage.wrong]
        assert all(mistake.text and not mistake.text.endswith(".") for mistake in mistakes)
        assert not any("+" in mistake.name or " " in mistake.name for mistake in mistakes)


# -------------------------------------------------------------------------------------------- smallest case


def test_the_smallest_case_is_small_and_wrong():
    call = smallest(Measure(partial(cka, centre=raw)))
    assert [a.tolist() for a in call.args] == [[[0.0], [1.0]], [[1.0], [0.0]]]
    assert (call.got, call.should) == (0.0, 1.0)
    assert call.off


KINDS = {"r2": "r2_swapped", "minibatch-debiased": "minibatch_last_batch", "hsic": "hsic0_centred_once"}


@pytest.mark.parametrize(("variant", "name"), KINDS.items())
def test_there_is_a_smallest_case_of_every_kind(variant, name):
    call = smallest(Measure(planted(ALL[name]), variant))
    assert call.off


def test_a_right_function_has_no_smallest_case():
    assert smallest(Measure(cka)) is None


def test_a_crash_is_a_case_where_there_is_no_wrong_value():
    def refuses(X, Y):
        if X.shape[1] == 2:
            raise IndexError("two")
        return cka(X, Y)

    measure = Measure(refuses)
    call = smallest(measure)
    assert call.fault == "crash: IndexError: two"
    with pytest.raises(Misbehaved):
        measure(*call.args)
