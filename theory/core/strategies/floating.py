"""Floating-point and integer representations to test a similarity measure with. Needs only hypothesis and numpy.

Every draw is a matrix of integers, shifted column by column and multiplied by one power of two, chosen so that the
dtype stores it exactly. So its rank after centring, and which rows repeat, are known for the stored numbers themselves.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from numpy.typing import NDArray

from unalignable.theory.core.strategies._options import check_choice, check_size

Integers = NDArray[np.int64]


class Format(NamedTuple):
    """What a dtype stores exactly."""

    low: int  # every integer in [low, high] is stored exactly ...
    high: int
    exponent: int  # ... and also times 2^k, |k| <= exponent, as a normal number

    @property
    def span(self) -> int:
        """How far apart two entries may be."""
        return self.high - self.low


def _float_format(bits: int, largest: int, smallest: int) -> Format:
    # 2^498 is 8e149: beyond it squares leave float64, and 1e150 is as wild as a representation gets.
    return Format(-(2**bits), 2**bits, min(498, largest - bits - 1, -smallest))


FORMATS = {
    "float64": _float_format(53, 1024, -1022),
    "float32": _float_format(24, 128, -126),
    "float16": _float_format(11, 16, -14),
    "bfloat16": _float_format(8, 128, -126),
    "int64": Format(-(2**53), 2**53, 0),  # what survives the promotion to float64
    "int32": Format(-(2**31), 2**31 - 1, 0),
    "int16": Format(-(2**15), 2**15 - 1, 0),
    "int8": Format(-128, 127, 0),
    "uint8": Format(0, 255, 0),
}
_ENTRY_BOUNDS = (3, 2**10, 2**20)  # small integers to read, then up to about 40 bits of mantissa
_DRAWN_ONE_BY_ONE = 256  # Hypothesis' budget for one draw is some thousand bytes; larger blocks come from a drawn seed

_SAMPLES, _FEATURES = st.integers(4, 12), st.integers(1, 16)


def dtype_name(dtype: Any, backend: str) -> str:
    """The name of a NumPy or torch dtype, or of one given by name, if this backend has it."""
    check_choice("backend", backend, ("numpy", "torch"))
    name = (
        str(dtype).removeprefix("torch.") if "torch." in str(dtype) or isinstance(dtype, str) else np.dtype(dtype).name
    )
    check_choice("dtype", name, FORMATS)
    if name == "bfloat16" and backend == "numpy":
        raise ValueError("dtype must not be 'bfloat16' with backend 'numpy', which has none; pass backend='torch'")
    return name


def to_backend(values: NDArray[Any], name: str, backend: str) -> Any:
    """The array in its dtype; a torch tensor on the CPU with backend "torch"."""
    if backend == "numpy":
        return values.astype(name)
    import torch  # only here: users of NumPy need not have it

    return torch.tensor(values.astype(np.float64 if values.dtype.kind == "f" else np.int64)).to(getattr(torch, name))


def _check_samples(n: int, rank: int | None, repeated_rows: bool | None) -> None:
    if rank is None:
        why = "rows that differ and two that do not" if repeated_rows else "rows that differ; rank=0 gives equal ones"
        check_size("n", n, least=3 if repeated_rows else 2, why=why)
    elif repeated_rows:
        check_size("n", n, least=2, why="a row can only repeat another one")
    else:
        check_size("n", n, least=1)


def _check_rank(n: int, p: int, rank: int, repeated_rows: bool | None, name: str) -> None:
    repeated = int(bool(repeated_rows))
    why = f"the rank after centring is at most min(n - {1 + repeated}, p)"
    if repeated:
        why += " when a row repeats another"
    check_size("rank", rank, least=0, most=min(n - 1 - repeated, p), why=why)
    check_size("rank", rank, least=0, most=FORMATS[name].span // 4, why=f"what integer entries in {name} hold")
    if repeated_rows is False and n > 1:
        check_size("rank", rank, least=1, why="rank 0 makes all rows equal; pass repeated_rows=None")


def representations(
    n: int | SearchStrategy[int] = _SAMPLES,
    p: int | SearchStrategy[int] = _FEATURES,
    *,
    dtype: Any = "float64",
    rank: int | None = None,
    repeated_rows: bool | None = None,
    offset: int | None = None,
    scale: float | None = None,
    backend: str = "numpy",
) -> SearchStrategy[Any]:
    """Representations of shape (n, p): samples in rows, features in columns; fewer or more features than samples.

    ``offset=0, scale=1`` leaves plain small matrices.

    Args:
        n: number of samples, an integer or a strategy of integers; 4 to 12 by default.
        p: number of features, likewise; 1 to 16 by default.
        dtype: float64, float32, float16, int64, int32, int16, int8, uint8, and bfloat16 with torch; a name or a dtype.
        rank: rank after centring; by default anything from 1 to min(n - 1, p). 0 makes all rows equal.
        repeated_rows: True, at least two rows are equal; False, no two are; None, either.
        offset: bound of the shift of a column, in units of the unscaled integer entries (of size 3 or more, with a
            spread of at least 1); by default 1e8 or what the dtype still stores exactly.
        scale: bound, at least 1: the whole matrix is multiplied by a power of two in [1/scale, scale]; by default
            8e149 for float64, 1e31 for float32, the widest that stores every entry exactly as a normal number.
        backend: "numpy", or "torch" for tensors on the CPU.

    The stored numbers have exactly this rank and these repetitions, in exact arithmetic: nothing was rounded.
    Blocks of more than 256 entries come from a drawn seed and do not shrink entry by entry.
    Shrinks to [I 0; 0 0] without shift or scale.

    Raises:
        TypeError, ValueError: an option is of the wrong kind or out of bounds, or two exclude each other.
    """
    name = dtype_name(dtype, backend)
    samples = n if isinstance(n, SearchStrategy) else st.just(check_size("n", n, least=1))
    features = p if isinstance(p, SearchStrategy) else st.just(check_size("p", p, least=1))
    if rank is not None:
        check_size("rank", rank, least=0)
    if not isinstance(n, SearchStrategy):
        _check_samples(n, rank, repeated_rows)
        if rank is not None and not isinstance(p, SearchStrategy):
            _check_rank(n, p, rank, repeated_rows, name)
    shift = 10**8 if offset is None else check_size("offset", offset, least=0)
    if offset is not None and shift > FORMATS[name].high // 2:
        raise ValueError(f"offset must be at most {FORMATS[name].high // 2} to be exact in {name} but was {offset}")
    return _representations(samples, features, name, rank, repeated_rows, shift, _exponent(scale, name), backend)


def _exponent(scale: float | None, name: str) -> int:
    widest = FORMATS[name].exponent
    if scale is None:
        return widest
    if isinstance(scale, bool) or not isinstance(scale, (int, float)):
        raise TypeError(f"scale must be a number but was {scale!r}")
    if not 1 <= scale < math.inf:
        raise ValueError(f"scale must be at least 1 and finite but was {scale}; it bounds the factor from both sides")
    exponent = math.frexp(scale)[1] - 1
    if exponent > widest:
        raise ValueError(f"scale must be at most {2.0**widest:.3g} to be exact in {name} but was {scale}")
    return exponent


def _block(draw: DrawFn, rows: int, columns: int, low: int, high: int) -> Integers:
    """Integers in [low, high], drawn one by one if there are few of them and by a seed if there are many."""
    size = rows * columns
    if size > _DRAWN_ONE_BY_ONE:
        return np.random.default_rng(draw(st.integers(0, 2**32 - 1))).integers(low, high + 1, (rows, columns))
    entries = draw(st.lists(st.integers(low, high), min_size=size, max_size=size))
    return np.array(entries, dtype=np.int64).reshape(rows, columns)


def _order(draw: DrawFn, k: int) -> Integers:
    if k > _DRAWN_ONE_BY_ONE:
        return np.random.default_rng(draw(st.integers(0, 2**32 - 1))).permutation(k)
    return np.array(draw(st.permutations(range(k))), dtype=np.int64)


def _integer_matrix(draw: DrawFn, n: int, p: int, rank: int, repeated_rows: bool | None, largest: int) -> Integers:
    """[I; G; 0][I M] with rows and columns permuted: rank after centring is exactly ``rank``."""
    bounds = [b for b in _ENTRY_BOUNDS if rank * b * b <= largest] or [1]
    bound = draw(st.sampled_from(bounds))
    left = np.concatenate(
        [np.eye(rank, dtype=np.int64), _block(draw, n - 1 - rank, rank, -bound, bound), np.zeros((1, rank), np.int64)]
    )
    right = np.concatenate([np.eye(rank, dtype=np.int64), _block(draw, rank, p - rank, -bound, bound)], axis=1)
    if repeated_rows and rank:
        copy = draw(st.integers(rank, n - 2))
        source = draw(st.integers(0, n - 2))
        left[copy] = left[source if source < copy else source + 1]
    if repeated_rows is False:
        seen = {tuple(row) for row in left[[*range(rank), n - 1]]}
        for i in range(rank, n - 1):  # `right` has full row rank, so rows of the product differ when these do
            while tuple(left[i]) in seen:
                left[i, 0] += 1
            seen.add(tuple(left[i]))
    product: Integers = left[_order(draw, n)] @ right[:, _order(draw, p)]
    return product


@st.composite
def _representations(
    draw: DrawFn,
    samples: SearchStrategy[int],
    features: SearchStrategy[int],
    name: str,
    rank: int | None,
    repeated_rows: bool | None,
    shift: int,
    exponent: int,
    backend: str,
) -> Any:
    n, p = draw(samples), draw(features)
    _check_samples(n, rank, repeated_rows)
    low, high, _ = FORMATS[name]
    largest = FORMATS[name].span // 4
    r = draw(st.integers(1, min(n - 1 - bool(repeated_rows), p, largest))) if rank is None else rank
    _check_rank(n, p, r, repeated_rows, name)
    X = _integer_matrix(draw, n, p, r, repeated_rows, largest)
    start = max(low - int(X.min()), -shift)
    stop = min(high - int(X.max()), shift if low < 0 else start + shift)
    assume(start <= stop)  # fails only where telling many rows apart in int8 leads out of its range
    if draw(st.booleans()) or start > 0:
        X = X + _block(draw, 1, p, start, stop)
    factor = draw(st.integers(-exponent, exponent))
    # A product with a power of two is exact here, by the choice of `exponent`.
    values = X if exponent == 0 and name.startswith(("int", "uint")) else np.ldexp(X.astype(np.float64), factor)
    return to_backend(values, name, backend)


def representation_pairs(
    n: int | SearchStrategy[int] = _SAMPLES,
    p: int | SearchStrategy[int] = _FEATURES,
    q: int | SearchStrategy[int] = _FEATURES,
    **options: Any,
) -> SearchStrategy[tuple[Any, Any]]:
    """Two representations of the same samples, X of shape (n, p) and Y of shape (n, q).

    ``options`` are those of ``representations``, applied to both. Shrinks as they do.
    """
    # Built here so that a wrong option is reported now; the sizes are drawn first because both share n.
    representations(n, p, **options)
    representations(n, q, **options)
    samples = n if isinstance(n, SearchStrategy) else st.just(n)

    def both(size: int) -> SearchStrategy[tuple[Any, Any]]:
        return st.tuples(representations(size, p, **options), representations(size, q, **options))

    return samples.flatmap(both)
