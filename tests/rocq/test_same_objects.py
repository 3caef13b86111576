"""The matrices of the proofs have the values that Python gives them; a wrong measure is named with its case."""

import pytest

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.kernel.build import place
from unalignable.theory.core.kernel.cases import (
    VALUES,
    CasesError,
    Sample,
    catalogue_samples,
    disagreements,
    random_samples,
    values,
)
from unalignable.theory.core.numbers.array import array
from unalignable.theory.core.planted import ALL

DIFFERENT = Sample("three samples", array([[0, 0], [0, 1], [1, 0]]), array([[0], [1], [3]]))
NEGATIVE = Sample("an irrelevant feature", array([[0, 2], [0, -2], [1, 0], [1, 0]]), array([[0], [0], [1], [1]]))
CONSTANT = Sample("constant", array([[1], [1], [1], [1]]), array([[0], [0], [1], [1]]))


@pytest.fixture(scope="module")
def built(rocq, outcome):
    """The folder of compiled proofs."""
    assert outcome.passed, outcome.faults
    return place(rocq)


def test_every_case_has_the_same_values_on_both_sides(built):
    samples = [*random_samples(300), *catalogue_samples()]
    assert len(samples) > 600
    assert disagreements(built, samples) == []


def test_the_cases_reach_the_corners():
    """Undefined values, negative and nonzero ones of each measure: agreement on zeros alone would say nothing."""
    m = Exact()
    known = [values(m, sample) for sample in random_samples(300)]
    for name, found in zip(VALUES, zip(*known, strict=True), strict=True):
        assert len(set(found)) > 50, name
        assert (None in found) == (name not in ("HSIC_0", "sum of squared canonical correlations")), name
    assert any(value is not None and value < 0 for found in known for value in found)


def test_undefined_values_are_undefined_on_both_sides(built):
    assert values(Exact(), CONSTANT) == [0, None, 0, None, None, 1, 0, 0, None]
    assert disagreements(built, [CONSTANT]) == []


@pytest.mark.parametrize(
    "planted",
    [
        {
            "uncentred_cka": "CKA^2",
            "hsic0_over_n_squared": "HSIC_0",
            "hsic0_as_hsic1": "HSIC_1",
            "biased_as_debiased": "debiased CKA times its absolute value",
            "r2_swapped": "R^2 of Y from X",
            "participation_inverted": "participation ratio of X",
        },
        {
            "squared_cka": "CKA^2",
            "hsic0_uncentred": "HSIC_0",
            "hsic1_with_diagonal": "HSIC_1",
            "debiased_without_sign": "debiased CKA times its absolute value",
            "r2_without_intercept": "R^2 of Y from X",
            "participation_uncentred": "participation ratio of X",
        },
        {
            "trace_normalised_cka": "CKA^2",
            "hsic0_centred_once": "HSIC_0",
            "hsic1_single_cross_term": "HSIC_1",
            "debiased_single_cross_term": "debiased CKA times its absolute value",
            "r2_uniform_average": "R^2 of X from Y",
            "participation_per_feature": "participation ratio of X",
        },
    ],
    ids=" ".join,
)
def test_wrong_measures_are_named_with_their_case(built, planted):
    """One mistake in each measure, in one run of coqc."""
    wrong = Exact().replace(**{ALL[bug].measure: ALL[bug].function for bug in planted})
    found = disagreements(built, [CONSTANT, DIFFERENT, NEGATIVE], wrong)
    for bug, measure in planted.items():
        assert [d.case for d in found if d.measure == measure], f"{bug} passed"


def test_only_what_is_wrong_is_named(built):
    wrong = Exact().replace(linear_r2=ALL["r2_swapped"].function)
    found = [(d.case, d.measure) for d in disagreements(built, [CONSTANT, NEGATIVE, DIFFERENT], wrong)]
    assert (NEGATIVE.name, "R^2 of Y from X") in found
    assert {measure for _, measure in found} == {"R^2 of Y from X", "R^2 of X from Y"}


def test_a_value_for_an_undefined_one_is_named(built):
    """0/0 taken as 0, as many libraries do."""

    def zero(m, X, Y):
        return m.ratio(0, 1)

    found = disagreements(built, [CONSTANT], Exact().replace(linear_cka=zero))
    assert [(d.case, d.measure) for d in found] == [("constant", "CKA^2")]


def test_a_missing_square_is_named(built):
    def participation(m, X):
        K = m.gram(X)
        return m.trace(K) / m.inner(K, K)

    found = disagreements(built, [NEGATIVE], Exact().replace(participation_ratio=participation))
    assert {d.measure for d in found} == {"participation ratio of X"}  # of Y the trace is 1


def test_an_irrational_value_is_named():
    wrong = Exact().replace(linear_r2=ALL["r_for_r2"].function)
    with pytest.raises(ValueError, match=r"three samples: the R\^2 of \w from \w is .*not rational"):
        values(wrong, DIFFERENT)


def test_proofs_that_are_not_built_are_no_agreement(rocq, tmp_path):
    with pytest.raises(CasesError, match="Unalignable"):
        disagreements(tmp_path, [DIFFERENT])
