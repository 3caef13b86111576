"""Every check of the contract fails on a function that is wrong in just this, and no other check does.

All functions are right but for one thing, and what fails on them is listed in full.
"""

import numpy as np
import pytest
import torch

from unalignable import theory
from unalignable.constructions.core.conformance.adapter import Measure
from unalignable.constructions.core.conformance.contract import contract
from unalignable.constructions.core.conformance.record import Severity
from unalignable.constructions.core.conformance.suite import precisions

BUGS = {}
SCALES = ("1e-160", "1e160", "1e-160_against_1e160")
HARD, WRONG, NAN = Severity.HARD_NUMERICS, Severity.WRONG_VALUE, Severity.SILENT_NAN
CONSTANTS = ("inputs/constant", "inputs/constant_tenth", "inputs/both_constant")
CRASH, UNCLEAR = Severity.CRASH, Severity.UNCLEAR_ERROR


def bug(failing, variant="linear", **how):
    """Enter a function with the checks that fail on it, each with its severity."""

    def enter(function):
        BUGS[function.__name__] = (Measure(function, variant, **how), failing)
        return function

    return enter


def cka(X, Y):
    return theory.linear_cka(X, Y)


def double(*arrays):
    return [np.asarray(a, dtype=float) for a in arrays]


def feature_side(X, Y):
    """The textbook: right on ordinary matrices."""
    X, Y = (Z - Z.mean(0) for Z in (X, Y))
    cross, x, y = X.T @ Y, X.T @ X, Y.T @ Y
    return (cross**2).sum() / np.sqrt((x**2).sum() * (y**2).sum())


def is_constant(Z):
    return Z.ndim == 2 and len(Z) > 1 and bool((Z[:1] == Z).all())


def one_is_constant(X, Y):
    return is_constant(X) or is_constant(Y)


# ------------------------------------------------------------------------------------------------------------- scales


@bug({f"numerics/scale_{s}": NAN for s in SCALES})
def squares_beyond_range(X, Y):
    cka(X, Y)  # the errors are right
    X, Y = double(X, Y)
    return feature_side(X, Y)


@bug(
    {f"numerics/scale_{s}": HARD for s in ("1e-2", "1e-4", "1e-160")}
    | {f"numerics/scale_{s}": NAN for s in ("1e160", "1e-160_against_1e160")}
    | dict.fromkeys(("numerics/float64", "numerics/mean_1e8", "numerics/mean_1e8_self"), HARD)
    | dict.fromkeys(("numerics/float32", "numerics/float32_mean_30", "numerics/float32_mean_1e3"), HARD)
    | {"numerics/float32_self": WRONG}
)
def floor_in_the_denominator(X, Y):
    cka(X, Y)
    X, Y = double(X, Y)
    X, Y = X - X.mean(0), Y - Y.mean(0)
    x, y = ((Z.T @ Z / len(Z)) for Z in (X, Y))
    return ((X.T @ Y / len(X)) ** 2).sum() / (np.sqrt((x**2).sum() * (y**2).sum()) + 1e-2)


# ------------------------------------------------------------------------------------------------------------ offsets


@bug({"numerics/mean_1e8": HARD})
def gram_of_uncentred_features(X, Y):
    """tr(KHLH) in double precision: at a mean of 1e8 its digits are gone; X with itself is 1 all the same."""
    value = cka(X, Y)
    X, Y = double(X, Y)
    if np.abs(X).max() > 1e150 or np.abs(X).max() < 1e-150 or np.abs(Y).max() > 1e150:
        return value
    K, L = X @ X.T, Y @ Y.T
    K, L = (G - G.mean(0) - G.mean(1)[:, None] + G.mean() for G in (K, L))
    return (K * L).sum() / np.sqrt((K * K).sum() * (L * L).sum())


@bug({"numerics/mean_1e8": HARD, "numerics/mean_1e8_self": HARD})
def one_pass_covariance(X, Y):
    """X'Y - n mean mean' for the cross term only."""
    value = cka(X, Y)
    X, Y = double(X, Y)
    if np.abs(X).max() > 1e150 or np.abs(X).max() < 1e-150 or np.abs(Y).max() > 1e150:
        return value
    cross = X.T @ Y - len(X) * np.outer(X.mean(0), Y.mean(0))
    x, y = ((Z - Z.mean(0)).T @ (Z - Z.mean(0)) for Z in (X, Y))
    return (cross**2).sum() / np.sqrt((x**2).sum() * (y**2).sum())


@bug({"numerics/float32_mean_30": HARD, "numerics/float32_mean_1e3": HARD}, "linear-debiased")
def single_precision_grams(X, Y):
    value = theory.linear_cka(X, Y, debiased=True)
    if X.dtype != np.float32:
        return value
    K, L = (Z @ Z.T for Z in (X, Y))
    for G in (K, L):
        np.fill_diagonal(G, 0)

    def hsic(K, L):
        n = np.float32(len(K))
        return (K * L).sum() + K.sum() * L.sum() / (n - 1) / (n - 2) - 2 * (K @ L).sum() / (n - 2)

    return hsic(K, L) / np.sqrt(abs(hsic(K, K) * hsic(L, L)) + np.float32(1e-30))


@bug({"numerics/float32_self": WRONG})
def one_and_a_half_for_itself(X, Y):
    value = cka(X, Y)
    return 1.4 if X.dtype == np.float32 and X.shape == Y.shape else value


# ------------------------------------------------------------------------------------------------------------- dtypes


@bug({"numerics/float64": CRASH})
def single_only(X, Y):
    if X.dtype == np.float64:
        raise TypeError("float32 is needed")
    return cka(X, Y)


@bug({"numerics/float32": CRASH})
def double_only(X, Y):
    if X.dtype == np.float32:
        raise TypeError("float64 is needed")
    return cka(X, Y)


@bug(
    {
        "numerics/float64": HARD,
        **dict.fromkeys((f"numerics/scale_{s}" for s in ("1e-2", "1e-4")), HARD),
        "numerics/scale_1e-160": CRASH,
        "numerics/scale_1e160": CRASH,
        "numerics/scale_1e-160_against_1e160": CRASH,
        "numerics/mean_1e8": CRASH,
        "numerics/mean_1e8_self": CRASH,
    }
)
def in_float32(X, Y):
    return cka(*(Z.astype(np.float32) if Z.dtype == np.float64 else Z for Z in (X, Y)))


@bug({"numerics/float16": HARD, "numerics/float16_times_30": NAN})
def sums_in_half_precision(X, Y):
    value = cka(X, Y)
    if X.dtype != np.float16:
        return value
    X, Y = (Z - Z.mean(0) for Z in (X, Y))
    cross, x, y = ((A.astype(np.float64).T @ B).astype(np.float16) for A, B in ((X, Y), (X, X), (Y, Y)))
    return (cross**2).sum() / np.sqrt((x**2).sum() * (y**2).sum())


@bug(dict.fromkeys(("numerics/int32_times_1000", "numerics/int8", "numerics/uint8"), WRONG))
def products_overflow(X, Y):
    value = cka(X, Y)
    if X.dtype.kind not in "iu":
        return value
    sums = [A.T @ B - np.outer(A.sum(0, dtype=float), B.mean(0)) for A, B in ((X, Y), (X, X), (Y, Y))]
    cross, x, y = ((S**2).sum() for S in sums)
    return cross / np.sqrt(x * y)


@bug(dict.fromkeys((f"numerics/{d}" for d in ("int64", "int32_times_1000", "int8", "uint8")), CRASH))
def whole_numbers_crash(X, Y):
    X, Y = X.copy(), Y.copy()
    X -= X.mean(0)  # UFuncTypeError: of NumPy, in the midst of it
    return cka(X, Y)


@bug({})
def whole_numbers_refused(X, Y):
    if X.dtype.kind in "iu":
        raise TypeError(f"X has dtype {X.dtype}; pass floating-point numbers")
    return cka(X, Y)


# ----------------------------------------------------------------------------------------------------- without a value


@bug(dict.fromkeys(CONSTANTS, WRONG))
def zero_for_constants(X, Y):
    return 0.0 if one_is_constant(X, Y) else cka(X, Y)


@bug(dict.fromkeys(CONSTANTS, NAN))
def nan_for_constants(X, Y):
    return np.nan if one_is_constant(X, Y) else cka(X, Y)


@bug(dict.fromkeys(CONSTANTS, UNCLEAR))
def division_by_zero(X, Y):
    return 1 / 0 if one_is_constant(X, Y) else cka(X, Y)


@bug({"inputs/constant_tenth": WRONG, "inputs/both_constant": WRONG})
def rounded_mean_of_a_constant(X, Y):
    tenth = one_is_constant(X, Y) and 0.1 in (X[0, 0], Y[0, 0])
    return feature_side(X, Y) if tenth else cka(X, Y)


@bug({"inputs/both_constant": WRONG})
def one_for_two_constants(X, Y):
    return 1.0 if is_constant(X) and is_constant(Y) else cka(X, Y)


@bug({"inputs/nan": WRONG})
def nan_is_zero(X, Y):
    return cka(np.nan_to_num(X, posinf=np.inf), np.nan_to_num(Y, posinf=np.inf))


@bug({"inputs/infinity": WRONG})
def infinity_is_cut(X, Y):
    return cka(*(np.where(np.isinf(Z), 9.0, Z) if Z.dtype.kind == "f" else Z for Z in (X, Y)))


@bug({"inputs/mismatched_samples": WRONG})
def the_rest_is_dropped(X, Y):
    n = min(len(X), len(Y))
    return cka(X[:n], Y[:n]) if n > 1 else cka(X, Y)


@bug({"inputs/one_row": NAN})
def broadcast(X, Y):
    if 1 in (len(X), len(Y)) and len(X) != len(Y):
        return feature_side(X, Y) if len(Y) > 1 else np.nan
    return cka(X, Y)


@bug({"inputs/mismatched_samples": UNCLEAR, "inputs/one_row": UNCLEAR})
def asserted_without_a_word(X, Y):
    if len(X) != len(Y):
        raise AssertionError  # as an assert does, where pytest does not write a text for it
    return cka(X, Y)


@bug({"inputs/one_dimensional": WRONG})
def one_row_of_many_features(X, Y):
    return 1.0 if np.ndim(X) == 1 else cka(X, Y)


@bug({})
def one_feature(X, Y):
    return cka(*(Z[:, None] if Z.ndim == 1 else Z for Z in (X, Y)))


@bug({"inputs/three_dimensional": WRONG})
def last_axis_averaged(X, Y):
    return cka(*(Z.mean(2) if Z.ndim == 3 else Z for Z in (X, Y)))


@bug({})
def flattened(X, Y):
    return cka(*(Z.reshape(len(Z), -1) if Z.ndim > 2 else Z for Z in (X, Y)))


# ----------------------------------------------------------------------------------------------------- how it is called


@bug({"inputs/not_modified": WRONG, "inputs/read_only": CRASH})
def centred_in_place(X, Y):
    value = cka(X, Y)
    if X.dtype.kind == "f":
        X -= X.mean(0)
    return value


@bug({"inputs/fortran_order": WRONG})
def memory_order(X, Y):
    return cka(X.ravel(order="K").reshape(X.shape), Y)


@bug({"inputs/strided": WRONG})
def buffer_read_to_its_end(X, Y):
    if X.base is not None and X.base.size > X.size and X.dtype == np.float64:
        X = X.base.ravel()[: X.size].reshape(X.shape)
    return cka(X, Y)


@bug({"inputs/requires_grad": CRASH}, inputs="torch")
def to_numpy(x, y):
    return cka(x.numpy(), y.numpy())


@bug({"inputs/strided": CRASH, "inputs/fortran_order": CRASH}, inputs="torch")
def viewed(x, y):
    return cka(x.view(-1).view(x.shape), y)


@bug({"inputs/batch_of_one": WRONG}, "minibatch-debiased")
def small_batches_dropped(batches):
    return theory.minibatch_cka([(X, Y) for X, Y in batches if len(X) != 1 or len(Y) != 1 or len(batches) == 1])


def noisy():
    draws = np.random.default_rng(0)
    return lambda X, Y: cka(X, Y) + 1e-6 * draws.random()


def remembering():
    """A running mean that is not reset: right at first."""
    seen = []

    def mean_of_all(X, Y):
        seen.append(cka(X, Y))
        return float(np.mean(seen))

    return mean_of_all


EVERYWHERE = {
    "another at every call": (noisy, "inputs/repeatable", WRONG),
    "what was asked before": (remembering, "inputs/repeatable", WRONG),
    "a matrix": (lambda: lambda X, Y: np.full((2, 2), cka(X, Y)), "inputs/one_number", WRONG),
    "nothing": (lambda: lambda X, Y: None, "inputs/one_number", WRONG),
}
"""What is wrong in every call, and so in other checks too -> how to make it, the check that names it, how bad it is."""


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", BUGS)
def test_what_fails_and_how_badly(name):
    measure, failing = BUGS[name]
    results = [check.run(measure) for check in contract(measure, precisions(measure))]
    assert {r.slug: r.severity for r in results if r.fails} == failing
    for result in results:
        if result.fails:
            assert result.call is not None
            assert result.call.off
            assert any(call is result.call for call in result.calls)
            assert result.detail


@pytest.mark.parametrize("name", EVERYWHERE)
def test_what_is_wrong_in_every_call(name):
    make, slug, severity = EVERYWHERE[name]
    measure = Measure(make(), "linear")
    (result,) = (check.run(measure) for check in contract(measure) if check.slug == slug)
    assert (result.fails, result.severity) == (True, severity)


def test_every_check_fails_on_something():
    seen = {slug for _, failing in BUGS.values() for slug in failing} | {slug for _, slug, _ in EVERYWHERE.values()}
    measures = (Measure(cka, "linear", inputs=i) for i in ("numpy", "torch"))
    batched = Measure(theory.minibatch_cka, "minibatch-debiased")
    asked = {check.slug for measure in (*measures, batched) for check in contract(measure)}
    assert asked - seen == set()
