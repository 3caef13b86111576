"""Floating-point draws keep their promise: read back as the exact rationals that they store, and checked as those."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from unalignable.theory.core import strategies as s
from unalignable.theory.core.strategies.floating import FORMATS

MANY = settings(max_examples=60, database=None, deadline=None, phases=[Phase.generate, Phase.shrink])
FIND = settings(MANY, max_examples=20_000)
"""The rarest of what is looked for comes once in about 700 draws: so many miss it once in 10^12 runs."""

Promise = Callable[[Any], bool]


def stored(A: Any) -> fmpq_mat:
    """The stored numbers, exactly; ValueError for one that is infinite or NaN."""
    rows = A.tolist()  # the same for NumPy and torch; short floats widen without rounding
    return fmpq_mat([[fmpq(*value.as_integer_ratio()) for value in row] for row in rows])


def rank(X: Any) -> int:
    M = stored(X)
    n = M.nrows()
    H = fmpq_mat(n, n, [fmpq(int(i == j)) - fmpq(1, n) for i in range(n) for j in range(n)])
    return int((H * M).rank())


def distinct_rows(X: Any) -> int:
    return len({tuple(row) for row in X.tolist()})


def shape(n: int, p: int, dtype: str) -> Promise:
    return lambda X: X.shape == (n, p) and str(X.dtype).removeprefix("torch.") == dtype and rank(X) > 0


def centred_rank(r: int) -> Promise:
    return lambda X: rank(X) == r


def within(offset: int, scale: float) -> Promise:
    """No entry passes (offset + spread) scale: factors have entries up to 3 in float16, a product of rank 2 to 18."""
    return lambda X: bool(np.abs(X).max() <= (offset + 2 * 3 * 3) * scale)


def normal(X: Any) -> bool:
    """Neither infinite nor subnormal."""
    values = np.abs(X[X != 0]).astype(np.float64)
    return bool(np.isfinite(X).all()) and (values.size == 0 or values.min() >= float(np.finfo(X.dtype).tiny))


def orthonormal_rows(u: float) -> Promise:
    """|QQ' - I| <= 2u + u^2: with |dQ| <= u|Q| and rows of length 1, by Cauchy and Schwarz."""

    def promise(Q: Any) -> bool:
        M = stored(Q)
        G = M * M.transpose()
        bound = fmpq(*u.as_integer_ratio()) * 2 + fmpq(*u.as_integer_ratio()) ** 2
        return all(abs(G[i, j] - int(i == j)) <= bound for i in range(M.nrows()) for j in range(M.nrows()))

    return promise


def condition(kappa: float, u: float) -> Promise:
    """The singular values of the stored matrix lie within u sqrt(p) kappa of [1, kappa] and reach its ends."""

    def promise(A: Any) -> bool:
        p = A.shape[0]
        values = np.linalg.svd(np.asarray(A.tolist()), compute_uv=False)  # float64 has its own error: added below
        error = (u * np.sqrt(p) + p * p * 2.0**-52) * kappa
        return bool(abs(values[0] - kappa) <= error and abs(values[-1] - 1) <= error)

    return promise


U64, U32, U16 = 2.0**-53, 1.0001 * 2.0**-24, 1.0001 * 2.0**-8

PROMISES: dict[str, tuple[SearchStrategy[Any], Promise]] = {
    "sizes and dtype": (s.representations(5, 3), shape(5, 3, "float64")),
    "float32": (s.representations(5, 3, dtype="float32"), shape(5, 3, "float32")),
    "float16": (s.representations(4, 6, dtype=np.float16), shape(4, 6, "float16")),
    "int8": (s.representations(6, 2, dtype="int8"), shape(6, 2, "int8")),
    "uint8": (s.representations(6, 2, dtype=np.uint8), shape(6, 2, "uint8")),
    "int64": (s.representations(6, 2, dtype=int), shape(6, 2, "int64")),
    "torch": (s.representations(4, 2, backend="torch"), shape(4, 2, "float64")),
    "torch, bfloat16": (s.representations(4, 2, dtype="bfloat16", backend="torch"), shape(4, 2, "bfloat16")),
    "torch, uint8": (s.representations(4, 2, dtype="uint8", backend="torch"), shape(4, 2, "uint8")),
    **{
        f"rank 2 in {name}": (
            s.representations(6, 4, dtype=name, rank=2, backend="torch" if name == "bfloat16" else "numpy"),
            centred_rank(2),
        )
        for name in FORMATS
    },
    "rank 12 of a matrix drawn by seed": (s.representations(30, 25, rank=12), centred_rank(12)),
    "constant": (s.representations(4, 3, rank=0), centred_rank(0)),
    "constant, one sample": (s.representations(1, 3, rank=0), centred_rank(0)),
    "repeated rows": (s.representations(5, 2, repeated_rows=True), lambda X: distinct_rows(X) < 5 and rank(X) > 0),
    "repeated rows of full rank": (
        s.representations(4, 5, rank=2, repeated_rows=True),
        lambda X: distinct_rows(X) == 3 and rank(X) == 2,
    ),
    "distinct rows": (s.representations(8, 1, repeated_rows=False), lambda X: distinct_rows(X) == 8),
    "distinct rows of int8": (
        s.representations(12, 1, dtype="int8", repeated_rows=False),
        lambda X: distinct_rows(X) == 12,
    ),
    "plain": (s.representations(4, 2, dtype="float16", offset=0, scale=1), within(0, 1)),
    "offset": (s.representations(4, 2, dtype="float16", offset=100, scale=1), within(100, 1)),
    "scale": (s.representations(4, 2, dtype="float16", offset=0, scale=9.9), within(0, 8)),
    "wild float64": (s.representations(4, 2), normal),
    "wild float32": (s.representations(4, 2, dtype="float32"), normal),
    "wild float16": (s.representations(4, 2, dtype="float16"), normal),
    "pairs": (s.representation_pairs(n=st.integers(2, 5), dtype="float32"), lambda d: d[0].shape[0] == d[1].shape[0]),
    "orthogonal": (s.orthogonal_maps(4), orthonormal_rows(U64)),
    "orthogonal, float32": (s.orthogonal_maps(5, dtype="float32"), orthonormal_rows(U32)),
    "orthogonal, bfloat16": (s.orthogonal_maps(3, dtype="bfloat16", backend="torch"), orthonormal_rows(U16)),
    "semi-orthogonal": (s.semi_orthogonal_maps(2, 5), orthonormal_rows(U64)),
    "semi-orthogonal, torch": (s.semi_orthogonal_maps(1, 3, backend="torch"), orthonormal_rows(U64)),
    "determinant": (s.orthogonal_maps(3, determinant=-1), lambda Q: bool(np.linalg.det(Q) < 0)),
    "condition 1": (s.invertible_maps(3, condition=1), condition(1.0, U64)),
    "condition 1000": (s.invertible_maps(4, condition=1000.5), condition(1000.5, U64)),
    "condition 1e6, float32": (s.invertible_maps(3, condition=1e6, dtype="float32"), condition(1e6, U32)),
    "condition 1e12": (s.invertible_maps(2, condition=1e12), condition(1e12, U64)),
}


def keep(strategy: SearchStrategy[Any], promise: Promise, **options: Any) -> None:
    """The promise holds of every draw; a failure is shrunk and raised."""

    @settings(MANY, **options)
    @given(strategy)
    def attack(drawn: Any) -> None:
        assert promise(drawn), f"the promise is broken by {drawn}"

    attack()


@pytest.mark.parametrize("name", PROMISES)
def test_every_draw_keeps_the_promise(name: str) -> None:
    keep(*PROMISES[name])


# ------------------------------------------------------------------------- strategies that break what they promise

INTEGERS = st.lists(st.integers(-3, 3), min_size=8, max_size=8).map(lambda e: np.array(e, dtype=float).reshape(4, 2))

BROKEN: dict[str, tuple[SearchStrategy[Any], Promise]] = {
    "an offset of 1e8 rounded in float32": (
        INTEGERS.map(lambda X: (X[:, :1] * [[5, 5]] + [[1e8, 0]]).astype(np.float32)),
        lambda X: rank(X) <= 1,
    ),
    "a product of rounded factors keeps no exact rank": (
        INTEGERS.map(lambda X: X[:, :1] / 3 @ np.array([[1.1, 0.7]])),
        lambda X: rank(X) <= 1,
    ),
    "rows drawn without looking at them": (INTEGERS, lambda X: distinct_rows(X) == 4),
    "a wild scale that overflows when it is shifted": (
        INTEGERS.map(lambda X: np.ldexp((X + 1e8).astype(np.float32), 120)),
        lambda X: not np.isinf(X).any(),
    ),
    "a subnormal scale": (INTEGERS.map(lambda X: np.ldexp(X.astype(np.float32), -140)), normal),
    "a rotation rounded twice as coarsely": (
        s.orthogonal_maps(3).map(lambda Q: Q.astype(np.float32).astype(np.float64)),
        orthonormal_rows(U64),
    ),
    "a rotation that is a shear": (
        s.orthogonal_maps(2).map(lambda Q: Q @ [[1.0, 2.0**-40], [0.0, 1.0]]),
        orthonormal_rows(U64),
    ),
    "a condition that is squared": (s.invertible_maps(2, condition=4).map(lambda A: A @ A.T), condition(4.0, U64)),
    "a float32 matrix of this condition held to float64": (
        s.invertible_maps(3, condition=1000, dtype="float32"),
        condition(1000.0, U64),
    ),
}


@pytest.mark.parametrize("mistake", BROKEN)
@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
def test_the_promise_catches(mistake: str) -> None:
    with pytest.raises(AssertionError, match="the promise is broken by"):
        keep(*BROKEN[mistake], max_examples=1000, phases=[Phase.generate])


# ------------------------------------------------------------------------------------------------ what is reachable

ANY = s.representations(4, 3)
REACHED: dict[str, tuple[SearchStrategy[Any], Callable[[Any], bool]]] = {
    "rank 1 of 3": (ANY, lambda X: rank(X) == 1),
    "rank 3 of 3": (ANY, lambda X: rank(X) == 3),
    "repeated rows": (ANY, lambda X: distinct_rows(X) < 4),
    "distinct rows": (ANY, lambda X: distinct_rows(X) == 4),
    "a mean far above the spread": (ANY, lambda X: bool((np.abs(X.mean(0)) > 1e7 * np.ptp(X, axis=0)).any())),
    "an offset near 1e8": (s.representations(4, 3, scale=1), lambda X: bool(np.abs(X).max() > 5e7)),
    "entries above 1e150": (ANY, lambda X: bool(np.abs(X).max() > 1e150)),
    "entries below 1e-149": (ANY, lambda X: bool(np.abs(X).max() < 1e-149)),
    "entries of 12 digits and more": (
        s.representations(4, 3, offset=0, scale=1),
        lambda X: bool(np.abs(X).max() > 1e12),
    ),
    "a constant feature": (ANY, lambda X: bool((np.ptp(X, axis=0) == 0).any())),
    "more features than samples": (s.representations(), lambda X: X.shape[1] > X.shape[0]),
    "fewer features than samples": (s.representations(), lambda X: X.shape[1] < X.shape[0]),
    "eigenvalue -1 and a real rotation": (
        s.orthogonal_maps(3),
        lambda Q: bool(np.abs(np.linalg.eigvals(Q) + 1).min() < 1e-12 and not np.isin(Q, [-1, 0, 1]).all()),
    ),
    "minus the identity": (s.orthogonal_maps(3), lambda Q: bool((-np.eye(3) == Q).all())),
    "a dense orthogonal matrix": (s.orthogonal_maps(4), lambda Q: bool((Q != 0).all())),
    "determinant 1 and no identity": (
        s.orthogonal_maps(3, determinant=1),
        lambda Q: bool(np.linalg.det(Q) > 0 and (np.eye(3) != Q).any()),
    ),
    "a dense map of condition 100": (s.invertible_maps(3, condition=100), lambda A: bool((A != 0).all())),
}


@pytest.mark.parametrize("what", REACHED)
def test_reached(what: str) -> None:
    strategy, wanted = REACHED[what]
    find(strategy, wanted, settings=FIND)


# ---------------------------------------------------------------------------------------------------- simplest draws

MINIMA: dict[str, tuple[SearchStrategy[Any], Any]] = {
    "representations": (s.representations(4, 3, rank=2), [[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]),
    "distinct rows": (s.representations(4, 1, repeated_rows=False), [[1], [2], [3], [0]]),
    "repeated rows": (s.representations(3, 1, repeated_rows=True), [[1], [1], [0]]),
    "uint8": (s.representations(4, 1, dtype="uint8"), [[1], [0], [0], [0]]),
    "torch": (s.representations(2, 1, backend="torch"), [[1], [0]]),
    "orthogonal_maps": (s.orthogonal_maps(2), [[1, 0], [0, 1]]),
    "semi_orthogonal_maps": (s.semi_orthogonal_maps(1, 2), [[1, 0]]),
    "invertible_maps": (s.invertible_maps(3, condition=10), [[1, 0, 0], [0, 1, 0], [0, 0, 10]]),
}


@pytest.mark.parametrize("name", MINIMA)
def test_shrinks_to_small_integers(name: str) -> None:
    strategy, simplest = MINIMA[name]
    assert find(strategy, lambda _: True, settings=FIND).tolist() == simplest


def test_a_failure_far_from_the_origin_is_reported_without_the_rest() -> None:
    """What makes one-pass variances fail is the mean: the simplest such X is otherwise plain."""
    X = find(s.representations(4, 1), lambda X: bool(np.abs(X.mean()) > 1e6 * np.ptp(X)), settings=FIND)
    assert np.ptp(X) == 1


# ------------------------------------------------------------------------------------------------------ who can use it

WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"torch", "flint", "scipy", "sympy", "sklearn"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
from hypothesis import given, settings
from unalignable.theory.core.strategies import invertible_maps, orthogonal_maps, representation_pairs
@settings(max_examples=5, database=None)
@given(representation_pairs(), orthogonal_maps(3), invertible_maps(2, condition=10))
def test(pair, Q, A):
    assert pair[0].shape[0] == pair[1].shape[0]
test()
print("fine")
"""


def test_numpy_and_hypothesis_are_enough() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("fine\n", 0), done.stderr


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'representation'; it has ENTRIES, distorted_copies"):
        _ = s.representation
    assert "representations" in dir(s)
    assert all(callable(getattr(s, name)) for name in s.__all__ if name != "ENTRIES")
