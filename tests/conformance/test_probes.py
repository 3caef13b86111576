"""Probe accuracy: sound probes pass, and each check refuses a planted one."""

from functools import lru_cache

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from unalignable.constructions.core.conformance.probe_checks import ASKED
from unalignable.constructions.core.conformance.report import table
from unalignable.constructions.core.conformance.suite import check_measure


def logistic(X, y):
    return float(np.mean(LogisticRegression(max_iter=300).fit(X, y).predict(X) == y))


def support_vectors(X, y):
    X = np.asarray(X)
    X = (X - X.mean(0)) / 100
    return LinearSVC(C=1e4, max_iter=100_000, random_state=0).fit(X, y).score(X, y)


@pytest.mark.parametrize("probe", [logistic, support_vectors])
def test_sound_probes_pass(probe):
    report = check_measure(probe, "probe-accuracy")
    assert report.verdict == "conforms", table(report)


def fixed_threshold(X, y):
    return float(np.mean((X[:, 0] > 300) == (y == y.max())))


def nearest_neighbour(X, y):
    return 1.0 if len(X) == len(y) and np.isfinite(X).all() else float("nan")


def error_rate(X, y):
    return 1 - logistic(X, y)


def through_the_origin(X, y):
    return float(np.mean(LogisticRegression(fit_intercept=False, max_iter=300).fit(X, y).predict(X) == y))


def first_label_only(X, y):
    return float(np.mean((X.sum(1) > X.sum(1).mean()) == (y == 1)))


def modifies(X, y):
    X -= X.mean(0)
    return logistic(X, y)


def truncates(X, y):
    n = min(len(X), len(y))
    return logistic(np.nan_to_num(X[:n]), y[:n])


WRONG = {
    fixed_threshold: "probes/moved",
    nearest_neighbour: "probes/no_line",
    error_rate: "probes/several_classes",
    through_the_origin: "probes/cover_count",
    first_label_only: "probes/renamed_labels",
    modifies: "inputs/unchanged",
    truncates: "inputs/mismatched",
}


@lru_cache
def reported(probe):
    return check_measure(probe, "probe-accuracy")


@pytest.mark.parametrize("probe", WRONG, ids=lambda f: f.__name__)
def test_wrong_probes_fail(probe):
    report = reported(probe)
    assert WRONG[probe] in {r.slug for r in report.failures}, table(report)


def test_every_check_can_fail():
    seen = {r.slug for probe in WRONG for r in reported(probe).failures}
    assert seen == {slug for slug, _, _ in ASKED}
