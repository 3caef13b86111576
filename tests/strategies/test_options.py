"""A wrong option is refused when the strategy is made, in one line with the value, the bound and the mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unalignable.theory.core import strategies as s

REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: s.matrices(1, 2),
        ValueError,
        "n must be at least 2 but was 1 (a single row is constant; pass nonconstant=False)",
    ),
    (lambda: s.matrices(3, 0), ValueError, "p must be at least 1 but was 0"),
    (
        lambda: s.matrices(3.0, 2),
        TypeError,
        "n must be an integer but was 3.0; to vary it, draw it first and pass it on",
    ),
    (lambda: s.matrices(True, 2), TypeError, "n must be an integer but was True"),
    (
        lambda: s.matrices(3, 2, elements=3),
        TypeError,
        "elements must be a Hypothesis strategy, such as st.integers(-3, 3), but was 3",
    ),
    (lambda: s.pairs(n=1), ValueError, "n must be at least 2 but was 1"),
    (lambda: s.permutations(0), ValueError, "n must be at least 1 but was 0"),
    (lambda: s.psd(2, rank=3), ValueError, "rank must be at most 2 but was 3 (the rank of an n x n matrix)"),
    (
        lambda: s.psd(2, rank=0, nonzero=True),
        ValueError,
        "rank must be at least 1 but was 0 (rank 0 is zero)",
    ),
    (lambda: s.orthogonal(0), ValueError, "p must be at least 1 but was 0"),
    (lambda: s.orthogonal(2, determinant=0), ValueError, "determinant must be one of 1, -1 but was 0"),
    (
        lambda: s.semi_orthogonal(3, 2),
        ValueError,
        "r must be at least 3 but was 2 (p orthonormal rows need at least p columns)",
    ),
    (
        lambda: s.with_condition(2, 1),
        ValueError,
        "r must be at least 2 but was 1 (rows must stay independent for s to be positive)",
    ),
    (
        lambda: s.with_condition(2, condition=0),
        ValueError,
        "condition must be at least 1 but was 0; it is largest over smallest singular value",
    ),
    (
        lambda: s.with_condition(1, condition=2),
        ValueError,
        "p must be at least 2 but was 1 (one singular value has condition 1, not 2)",
    ),
    (
        lambda: s.rank_profile(3, 5, 3),
        ValueError,
        "r must be at most 2 but was 3 (the rank after centring is at most min(n - 1, p))",
    ),
    (lambda: s.full_rank(5, 3), ValueError, "p must be at least 4 but was 3 (rank n - 1 needs at least n - 1 columns)"),
    (
        lambda: s.uncorrelated(2, 1, 1),
        ValueError,
        "n must be at least 3 but was 2 (X, Y and the constant need a direction each)",
    ),
    (lambda: s.white(3, 2), ValueError, "r must be at most 1 but was 2 (the most white columns built exactly for n=3)"),
    (
        lambda: s.proportional_distances(3, 2, r=1),
        ValueError,
        "r must be at least 2 but was 1 (an isometry does not lower the dimension)",
    ),
    (lambda: s.distorted_copies(1, 2), ValueError, "n must be at least 2 but was 1"),
    (lambda: s.shared_readouts(1, 2, 2, 1), ValueError, "n must be at least 2 but was 1 (a single row is constant)"),
    (lambda: s.shared_readouts(2, 2, 2, 0), ValueError, "m must be at least 1 but was 0"),
    (
        lambda: s.ranked_readouts(3, 4, 4, 1, rank=1, left=3, right=1),
        ValueError,
        "left must be at most 2 but was 3 (the rank after centring is at most min(n - 1, p))",
    ),
    (
        lambda: s.ranked_readouts(5, 4, 4, 1, rank=2, left=3, right=3),
        ValueError,
        "rank must be at most 1 but was 2 (the output is read from both, in m columns)",
    ),
    (
        lambda: s.representations(1, 2),
        ValueError,
        "n must be at least 2 but was 1 (rows that differ; rank=0 gives equal ones)",
    ),
    (
        lambda: s.representations(4, 2, rank=3),
        ValueError,
        "rank must be at most 2 but was 3 (the rank after centring is at most min(n - 1, p))",
    ),
    (
        lambda: s.representations(3, 3, rank=2, repeated_rows=True),
        ValueError,
        "rank must be at most 1 but was 2 "
        "(the rank after centring is at most min(n - 2, p) when a row repeats another)",
    ),
    (
        lambda: s.representations(2, 3, repeated_rows=True),
        ValueError,
        "n must be at least 3 but was 2 (rows that differ and two that do not)",
    ),
    (
        lambda: s.representations(3, 2, rank=0, repeated_rows=False),
        ValueError,
        "rank must be at least 1 but was 0 (rank 0 makes all rows equal; pass repeated_rows=None)",
    ),
    (
        lambda: s.representations(200, 200, dtype="int8", rank=100),
        ValueError,
        "rank must be at most 63 but was 100 (what integer entries in int8 hold)",
    ),
    (
        lambda: s.representations(dtype="complex64"),
        ValueError,
        "dtype must be one of 'float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8' "
        "but was 'complex64'",
    ),
    (
        lambda: s.representations(dtype="bfloat16"),
        ValueError,
        "dtype must not be 'bfloat16' with backend 'numpy', which has none; pass backend='torch'",
    ),
    (lambda: s.representations(backend="jax"), ValueError, "backend must be one of 'numpy', 'torch' but was 'jax'"),
    (lambda: s.representations(offset=-1), ValueError, "offset must be at least 0 but was -1"),
    (
        lambda: s.representations(dtype="float16", offset=5000),
        ValueError,
        "offset must be at most 1024 to be exact in float16 but was 5000",
    ),
    (
        lambda: s.representations(scale=0.1),
        ValueError,
        "scale must be at least 1 and finite but was 0.1; it bounds the factor from both sides",
    ),
    (
        lambda: s.representations(dtype="float32", scale=1e60),
        ValueError,
        "scale must be at most 1.01e+31 to be exact in float32 but was 1e+60",
    ),
    (
        lambda: s.representations(dtype="int8", scale=2),
        ValueError,
        "scale must be at most 1 to be exact in int8 but was 2",
    ),
    (lambda: s.representations(scale="big"), TypeError, "scale must be a number but was 'big'"),
    (
        lambda: s.representation_pairs(1),
        ValueError,
        "n must be at least 2 but was 1 (rows that differ; rank=0 gives equal ones)",
    ),
    (
        lambda: s.orthogonal_maps(2, dtype="float16"),
        ValueError,
        "dtype must be one of 'float64', 'float32', 'bfloat16' but was 'float16'",
    ),
    (
        lambda: s.semi_orthogonal_maps(3, 2),
        ValueError,
        "r must be at least 3 but was 2 (p orthonormal rows need at least p columns)",
    ),
    (
        lambda: s.invertible_maps(4, condition=1e20),
        ValueError,
        "condition must be in [1, 2.25e+15] for float64 at p=4 but was 1e+20",
    ),
    (
        lambda: s.invertible_maps(1, condition=2),
        ValueError,
        "p must be at least 2 but was 1 (a 1 x 1 matrix has condition 1, not 2)",
    ),
    (lambda: s.invertible_maps(2, condition="bad"), TypeError, "condition must be a number but was 'bad'"),
]


@pytest.mark.parametrize(("call", "kind", "text"), REFUSED, ids=[text for _, _, text in REFUSED])
def test_refused(call: Callable[[], Any], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind) as error:
        call()
    assert str(error.value) == text


def test_a_size_drawn_out_of_bounds_is_refused_when_it_is_drawn() -> None:
    @settings(database=None, max_examples=5)
    @given(s.representations(st.just(1), 2))
    def attack(_: Any) -> None: ...

    with pytest.raises(ValueError, match="n must be at least 2 but was 1"):
        attack()


def test_singular_values_that_are_not_positive_are_refused_when_they_are_drawn() -> None:
    @settings(database=None, max_examples=5)
    @given(s.with_condition(1, values=st.just(0)))
    def attack(_: Any) -> None: ...

    with pytest.raises(ValueError, match="values must draw positive rationals but drew 0"):
        attack()


def test_entries_that_are_not_rational_are_refused_when_they_are_drawn() -> None:
    @settings(database=None, max_examples=5)
    @given(s.matrices(2, 1, elements=st.just("a")))
    def attack(_: Any) -> None: ...

    with pytest.raises(TypeError, match="'a'"):
        attack()
