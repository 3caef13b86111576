"""Hypothesis attacks the invariances that each measure has (catalogue, section 11), and shows those it lacks."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from unalignable import theory
from unalignable.theory import UndefinedMeasure

MEASURES = {
    "linear_cka": theory.linear_cka,
    "debiased_cka": lambda A, B: theory.linear_cka(A, B, debiased=True),
    "rbf_cka": theory.kernel_cka,
    "mean_cca": theory.mean_cca,
    "svcca": theory.svcca,
    "pwcca": theory.pwcca,
    "procrustes": theory.procrustes,
    "rsa": theory.rsa,
    "r2": theory.linear_r2,
    "r2_reverse": lambda A, B: theory.linear_r2(B, A),
    "mutual_knn": lambda A, B: theory.mutual_knn(A, B, k=2),
    "modified_rv": theory.modified_rv,
}
ALL = set(MEASURES)
TURN_3_4_5 = np.array([[0.6, 0.8], [-0.8, 0.6]])


def turned(A):
    """A rotation of the first two features by the 3-4-5 angle, and a reflection if there is only one."""
    Q = np.eye(max(A.shape[1], 1))
    Q[:2, :2] = TURN_3_4_5 if A.shape[1] > 1 else -1
    return A @ Q


# transformation of X -> the measures it leaves alone; mutual_knn is not asked where rounding can break a tie
INVARIANT = {
    "orthogonal map": (turned, ALL - {"pwcca", "mutual_knn"}),
    "scale": (lambda A: -4 * A, ALL),
    "large scale": (lambda A: A * 2.0**400, ALL),
    "translation": (lambda A: A + 1000 * np.arange(1, A.shape[1] + 1), ALL),
    "permutation of features": (lambda A: A[:, ::-1], ALL),
    "zero features": (lambda A: np.hstack([A, np.zeros((len(A), 2))]), ALL),
    "constant features": (lambda A: np.hstack([A, np.full((len(A), 2), 0.1)]), ALL),
    "every feature twice": (lambda A: np.hstack([A, A]), ALL),
    "shear": (lambda A: A + np.roll(A, 1, axis=1) / 2, {"mean_cca", "r2"}),
    "unequal scales": (lambda A: A * np.arange(1, A.shape[1] + 1), {"mean_cca", "r2"}),
}
CASES = st.tuples(st.integers(5, 8), st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda nab: st.tuples(
        *(st_numpy.arrays(np.float64, (nab[0], k), elements=st.integers(-9, 9).map(float)) for k in nab[1:])
    )
)


def condition(A):
    """σ_1/σ_r of the centred matrix. Small integers are never nearly singular: what is below 1e-9 is 0."""
    s = np.linalg.svd(A - A.mean(0), compute_uv=False)
    return s[0] / s[s > 1e-9 * s[0]][-1]


def well_posed(name, A, B):
    """The value does not hang on a tie that rounding decides."""
    if name == "svcca":
        for M in (A, B):
            shares = np.cumsum(np.linalg.svd(M - M.mean(0), compute_uv=False) ** 2)
            if np.any(np.abs(shares / shares[-1] - 0.99) < 1e-9):
                return False
    if name == "pwcca":
        rho = theory.canonical_correlations(A, B)
        return bool(np.all(-np.diff(rho) > 1e-3))
    return True


def measured(name, A, B):
    try:
        return MEASURES[name](A, B)
    except UndefinedMeasure:
        return None


@pytest.mark.parametrize(
    ("change", "name"), [(change, name) for change, (_, names) in INVARIANT.items() for name in sorted(names)]
)
@settings(max_examples=10, deadline=None)
@given(case=CASES)
def test_invariances(change, name, case):
    transform, _ = INVARIANT[change]
    A, B = case
    assume(np.ptp(A, axis=0).any())
    assume(np.ptp(B, axis=0).any())
    assume(well_posed(name, A, B))
    C = transform(A)
    if change in ("shear", "unequal scales"):
        assume(np.linalg.matrix_rank(C - C.mean(0)) == np.linalg.matrix_rank(A - A.mean(0)))
    before, after = measured(name, A, B), measured(name, C, B)
    assert (before is None) == (after is None)
    if before is not None:
        # Backward errors of (n + p) u |X| reach a basis or Gram matrix with the condition of X; a translation brings
        # |X| up to 1e3 times |X_c|. PWCCA divides once more by the gap between correlations, 1e-3.
        reach = 1e3 if change == "translation" else 1
        gap = 1e3 if name == "pwcca" else 1
        allowed = 64 * (sum(C.shape) + B.shape[1]) * 2.0**-53 * condition(A) ** 2 * condition(B) * reach * gap
        assert after == pytest.approx(before, abs=allowed)


@pytest.mark.parametrize("name", sorted(ALL))
@settings(max_examples=10, deadline=None)
@given(case=CASES, data=st.data())
def test_the_order_of_samples_does_not_matter(name, case, data):
    A, B = case
    assume(np.ptp(A, axis=0).any())
    assume(np.ptp(B, axis=0).any())
    assume(well_posed(name, A, B))
    order = list(data.draw(st.permutations(range(len(A)))))
    before, after = measured(name, A, B), measured(name, A[order], B[order])
    assert (before is None) == (after is None)
    if before is not None and name != "mutual_knn":  # ties among neighbours go by row number
        allowed = 64 * len(A) * 2.0**-53 * condition(A) ** 2 * condition(B) * (1e3 if name == "pwcca" else 1)
        assert after == pytest.approx(before, abs=allowed)


@settings(max_examples=25, deadline=None)
@given(case=CASES)
def test_repeating_all_samples(case):
    """Leaves biased measures alone; debiased CKA and RSA change (catalogue, section 11)."""
    A, B = case
    assume(np.ptp(A, axis=0).any())
    assume(np.ptp(B, axis=0).any())
    C, D = np.repeat(A, 2, axis=0), np.repeat(B, 2, axis=0)
    allowed = 64 * len(C) * 2.0**-53 * condition(A) ** 2 * condition(B)
    for name in ("linear_cka", "mean_cca", "procrustes", "r2", "r2_reverse"):
        assert MEASURES[name](C, D) == pytest.approx(MEASURES[name](A, B), abs=allowed)


SMALL = np.array([[0.0, 0], [0, 1], [1, 0]])
SHEARED = SMALL @ [[1, 1], [0, 1]]
LINE, POINT = np.array([[0.0], [1], [0]]), np.array([[0.0], [0], [1]])
FOUR = np.array([[1.0, 0], [1, 0], [1, 1], [0, 0]]), np.array([[0.0, 0], [1, 0], [0, 0], [0, 1]])
MOVED = np.array([[1.0], [0], [1]])  # POINT with 1 added to its first sample
T, J1, J2 = (np.array([s]).T.astype(float) for s in ((1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)))
LACKING = {
    "linear map, CKA": (theory.linear_cka, (SMALL, LINE), (SHEARED, LINE), (5 / 8) ** 0.5, 0.1**0.5),
    "linear map, RSA": (
        lambda A, B: theory.rsa(A, B, dissimilarity="squared-euclidean"),
        (SMALL, LINE),
        (SHEARED, LINE),
        0.5,
        -1.0,
    ),
    "rotation, PWCCA": (theory.pwcca, FOUR, (FOUR[0] @ TURN_3_4_5, FOUR[1]), 0.7929, 0.7513),
    "subset translation": (theory.linear_cka, (POINT, POINT), (MOVED, POINT), 1, 0.25),
    "appended feature, debiased": (
        lambda A, B: theory.linear_cka(A, B, debiased=True),
        (np.array([[0.0], [0], [1], [1]]),) * 2,
        (np.array([[0.0, 2], [0, -2], [1, 0], [1, 0]]), np.array([[0.0], [0], [1], [1]])),
        1,
        -1,
    ),
    "appended feature, mean CCA": (
        theory.mean_cca,
        (T, np.hstack([T, J1])),
        (np.hstack([T, J2]), np.hstack([T, J1])),
        1,
        0.5,
    ),
}


@pytest.mark.parametrize("name", LACKING)
def test_what_is_not_invariant_changes(name):
    """The witnesses of the catalogue with their values: a measure that ignored the change would be found out."""
    measure, before, after, first, second = LACKING[name]
    digits = {"abs": 5e-5 if name == "rotation, PWCCA" else 1e-12}  # four digits are given there
    assert measure(*before) == pytest.approx(first, **digits)
    assert measure(*after) == pytest.approx(second, **digits)
    assert abs(measure(*before) - measure(*after)) > 0.02


def uncentred_cka(A, B):
    return np.linalg.norm(A.T @ B) ** 2 / np.linalg.norm(A.T @ A) / np.linalg.norm(B.T @ B)


def cca_by_columns(A, B):
    return theory.canonical_correlations(A, B).sum() / min(A.shape[1], B.shape[1])


def r2_without_intercept(A, B):
    return np.linalg.norm(A @ np.linalg.pinv(A) @ B) ** 2 / np.linalg.norm(B) ** 2


def cka_of_standardised_columns(A, B):
    return theory.linear_cka(A / A.std(0), B / B.std(0))


def rbf_at_one_bandwidth(A, B):
    return theory.kernel_cka(A, B, bandwidth=1.0)


PLANTED = [
    (uncentred_cka, "translation"),
    (rbf_at_one_bandwidth, "scale"),
    (cca_by_columns, "every feature twice"),
    (r2_without_intercept, "translation"),
    (cka_of_standardised_columns, "orthogonal map"),
    (theory.pwcca, "orthogonal map"),
    (theory.linear_cka, "shear"),
    (theory.linear_cka, "unequal scales"),
]


@pytest.mark.parametrize(("measure", "change"), PLANTED)
def test_planted_bugs_break_an_invariance(measure, change):
    rng = np.random.default_rng(60)
    A, B = rng.integers(-9, 10, (8, 2)).astype(float), rng.integers(-9, 10, (8, 4)).astype(float)
    assert abs(measure(A, B) - measure(INVARIANT[change][0](A), B)) > 1e-3
