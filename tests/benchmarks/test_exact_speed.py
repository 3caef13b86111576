"""Exact CKA against the same formula through SymPy, on the same data in the same run."""

import random
from statistics import median
from time import perf_counter

import sympy
from flint import fmpq
from sympy.external.gmpy import GROUND_TYPES

from unalignable.theory.core.numbers.alignment import exact_cka_squared

SAMPLES, FEATURES = 40, 8
TEN_DIGITS = (10**9, 10**10 - 1)
FASTER = 10  # the bar; both sides are timed on this machine, so it is a ratio and not a wall-clock


def ten_digit_matrix(seed):
    draw = random.Random(seed)
    return [
        [fmpq(draw.randint(*TEN_DIGITS), draw.randint(*TEN_DIGITS)) for _ in range(FEATURES)] for _ in range(SAMPLES)
    ]


def through_sympy(X, Y):
    """|X_c'Y_c|^4/(|X_c'X_c|^2 |Y_c'Y_c|^2)."""
    H = sympy.eye(SAMPLES) - sympy.ones(SAMPLES, SAMPLES) / SAMPLES
    Xc, Yc = H * X, H * Y

    def squared_norm(M):
        return sum(entry**2 for entry in M)

    return squared_norm(Xc.T * Yc) ** 2 / (squared_norm(Xc.T * Xc) * squared_norm(Yc.T * Yc))


def seconds(function, *args):
    start = perf_counter()
    value = function(*args)
    return perf_counter() - start, value


def test_exact_cka_is_ten_times_as_fast_as_sympy(benchmark):
    assert GROUND_TYPES == "flint"  # SymPy at its best
    X, Y = ten_digit_matrix(1), ten_digit_matrix(2)
    as_sympy = [sympy.Matrix([[sympy.Rational(int(x.p), int(x.q)) for x in row] for row in M]) for M in (X, Y)]
    theirs, expected = seconds(through_sympy, *as_sympy)
    ours = median(seconds(exact_cka_squared, X, Y)[0] for _ in range(5))
    value = benchmark.pedantic(exact_cka_squared, args=(X, Y), rounds=5)
    assert (int(value.p), int(value.q)) == (expected.p, expected.q)
    benchmark.extra_info["times as fast as SymPy"] = theirs / ours
    assert theirs / ours >= FASTER, f"{theirs / ours:.1f} times as fast as SymPy; the bar is {FASTER}"
