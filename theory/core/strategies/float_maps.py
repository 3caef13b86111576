"""Floating-point maps of the features: orthogonal, semi-orthogonal, and invertible of a given condition.

Each is an exact rational matrix, computed in integers, whose entries are then rounded: a stored entry is within u|a| of
the exact one, u the unit roundoff of the dtype (2^-53 for float64; for the shorter ones 1.0001 times it, because they
are rounded by way of longer ones). Needs only hypothesis and numpy.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from numpy.typing import NDArray

from unalignable.theory.core.strategies._options import check_choice, check_size
from unalignable.theory.core.strategies.floating import dtype_name, to_backend

Ratios = tuple[NDArray[np.object_], int]
"""A rational matrix as Python integers over one denominator."""

UNIT_ROUNDOFF = {"float64": 2.0**-53, "float32": 1.0001 * 2.0**-24, "bfloat16": 1.0001 * 2.0**-8}
"""Bound of the relative error of an entry. Not float16: its small entries are subnormal and have no such bound."""


def _float_name(dtype: Any, backend: str) -> str:
    name = dtype_name(dtype, backend)
    check_choice("dtype", name, UNIT_ROUNDOFF)
    return name


def _rounded(matrix: Ratios, name: str, backend: str) -> Any:
    numerators, denominator = matrix
    # Python's quotient of integers is correctly rounded.
    values = np.array([entry / denominator for entry in numerators.ravel()], dtype=np.float64)
    return to_backend(values.reshape(numerators.shape), name, backend)


def _reflect(matrix: Ratios, v: NDArray[np.object_]) -> Ratios:
    """(I - 2vv'/v'v) times the matrix; v = 0 stands for no reflection."""
    numerators, denominator = matrix
    square = int(v @ v)
    if square == 0:
        return matrix
    product = numerators * square - 2 * np.outer(v, v @ numerators)
    common = math.gcd(denominator * square, *(int(e) for e in product.ravel()))
    return product // common, denominator * square // common


@st.composite
def _rotated(draw: DrawFn, matrix: Ratios, determinant: int | None) -> Ratios:
    """Q times the matrix, Q a product of up to three rational reflections and a signed permutation."""
    p = matrix[0].shape[0]
    order = draw(st.permutations(range(p)))
    signs = draw(st.lists(st.sampled_from([1, -1]), min_size=p, max_size=p))
    odd = sum(order[i] > order[j] for i in range(p) for j in range(i + 1, p)) + signs.count(-1)
    for _ in range(draw(st.integers(0, 3))):
        v = np.array(draw(st.lists(st.integers(-2, 2), min_size=p, max_size=p)), dtype=object)
        matrix, odd = _reflect(matrix, v), odd + bool(v.any())
    if determinant is not None and (-1) ** odd != determinant:
        signs[0] = -signs[0]
    column = np.array(signs, dtype=object)[:, None]
    return column * matrix[0][list(order)], matrix[1]


def _identity(p: int) -> Ratios:
    return np.array([[int(i == j) for j in range(p)] for i in range(p)], dtype=object).reshape(p, p), 1


def orthogonal_maps(
    p: int, *, determinant: Literal[1, -1] | None = None, dtype: Any = "float64", backend: str = "numpy"
) -> SearchStrategy[Any]:
    """Orthogonal p x p matrices, rounded: every entry of QQ' - I is at most 2u + u^2 in exact arithmetic.

    Signed permutations (stored exactly), reflections, rotations and products of them, with the eigenvalue -1 and both
    determinants; ``determinant`` fixes the sign. Shrinks to the identity.
    """
    p = check_size("p", p, least=1)
    name = _float_name(dtype, backend)
    if determinant is not None:
        check_choice("determinant", determinant, (1, -1))
    return _rotated(_identity(p), determinant).map(lambda Q: _rounded(Q, name, backend))


def semi_orthogonal_maps(p: int, r: int, *, dtype: Any = "float64", backend: str = "numpy") -> SearchStrategy[Any]:
    """Matrices Q of shape (p, r), p <= r, with orthonormal rows, rounded: |QQ' - I_p| <= 2u + u^2 entrywise.

    Zero padding and isometric embeddings: XQ has the distances of X. Shrinks to [I 0].
    """
    p = check_size("p", p, least=1)
    r = check_size("r", r, least=p, why="p orthonormal rows need at least p columns")
    name = _float_name(dtype, backend)
    return _rotated(_identity(r), None).map(lambda Q: _rounded((Q[0][:p], Q[1]), name, backend))


def invertible_maps(p: int, *, condition: float, dtype: Any = "float64", backend: str = "numpy") -> SearchStrategy[Any]:
    """Invertible p x p matrices A = U diag(d) V' with 1 = min d and condition = max d exactly, then rounded.

    Rounding moves a singular value by at most u sqrt(p) condition, so the stored matrix has the condition number
    kappa up to the factor (1 +- e)/(1 -+ e kappa), e = u sqrt(p). To stay invertible, condition is at most 1/(2e).

    Args:
        p: size, at least 1 (at least 2 unless condition is 1).
        condition: largest over smallest singular value, at least 1.
        dtype: float64, float32, or bfloat16 with torch.
        backend: "numpy" or "torch".

    Shrinks to diag(1, ..., 1, condition).
    """
    p = check_size("p", p, least=1)
    name = _float_name(dtype, backend)
    most = 1 / (2 * UNIT_ROUNDOFF[name] * math.sqrt(p))
    if isinstance(condition, bool) or not isinstance(condition, (int, float, Fraction)):
        raise TypeError(f"condition must be a number but was {condition!r}")
    if not 1 <= condition <= most:
        raise ValueError(f"condition must be in [1, {most:.3g}] for {name} at p={p} but was {condition}")
    if condition > 1:
        check_size("p", p, least=2, why=f"a 1 x 1 matrix has condition 1, not {condition}")
    return _conditioned(p, Fraction(condition)).map(lambda A: _rounded(A, name, backend))


@st.composite
def _conditioned(draw: DrawFn, p: int, condition: Fraction) -> Ratios:
    octaves = st.integers(0, math.floor(math.log2(condition)))
    between = [2**k for k in draw(st.lists(octaves, min_size=max(p - 2, 0), max_size=max(p - 2, 0)))]
    # 2^k may pass the condition by a rounding of log2; the largest singular value must stay the last.
    d = [Fraction(1), *(min(Fraction(e), condition) for e in between), condition][-p:]
    numerators, _ = _identity(p)
    scaled = numerators * np.array([e.numerator * (condition.denominator // e.denominator) for e in d], dtype=object)
    half: Ratios = draw(_rotated((scaled, condition.denominator), None))
    whole: Ratios = draw(_rotated((half[0].T, half[1]), None))
    return whole
