"""Exact linear maps of the features: orthogonal, semi-orthogonal, invertible, and with stated singular values."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from flint import fmpq
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from unalignable.theory.core.numbers.rational import rational
from unalignable.theory.core.strategies._arrays import Exact, array, identity, inverse
from unalignable.theory.core.strategies._grain import COARSE, grain
from unalignable.theory.core.strategies._options import check_choice, check_size, check_strategy
from unalignable.theory.core.strategies.general import permutations, positive


def orthogonal(p: int, *, determinant: Literal[1, -1] | None = None) -> SearchStrategy[Exact]:
    """Rational orthogonal matrices: QQ' = Q'Q = I_p exactly.

    Draws D C P: signs D, the Cayley transform C = (I - S)(I + S)^-1 of a skew S with small entries, a permutation P.
    C alone never has the eigenvalue -1; with D every rational orthogonal matrix has this form for some S. Signed
    permutations, reflections, -I and both determinants are drawn. ``determinant`` fixes the sign.

    Shrinks to the identity (to diag(-1, 1, ..., 1) when the determinant is -1).
    """
    p = check_size("p", p, least=1)
    if determinant is not None:
        check_choice("determinant", determinant, (1, -1))
    return _orthogonal(p, determinant)


def _skew(entries: list[Any], p: int) -> Exact:
    S = array(np.zeros((p, p), dtype=int))
    S[np.triu_indices(p, 1)] = entries
    out: Exact = S - S.T
    return out


@st.composite
def _orthogonal(draw: DrawFn, p: int, determinant: int | None) -> Exact:
    order = draw(st.permutations(range(p)))
    planes = p * (p - 1) // 2
    # Half of the draws are signed permutations: the general case would hit one with probability about zero.
    turned = draw(st.booleans())
    S = _skew(draw(grain().tangents(planes)) if turned else [0] * planes, p)
    signs = draw(st.lists(st.sampled_from([1, -1]), min_size=p, max_size=p))
    odd = sum(order[i] > order[j] for i in range(p) for j in range(i + 1, p)) % 2
    if determinant is not None and np.prod(signs) * (-1) ** odd != determinant:
        signs[0] = -signs[0]
    Q: Exact = (array(np.diag(signs)) @ (identity(p) - S) @ inverse(identity(p) + S))[:, list(order)]
    return Q


def semi_orthogonal(p: int, r: int) -> SearchStrategy[Exact]:
    """Matrices Q of shape (p, r), p <= r, with orthonormal rows: QQ' = I_p, so X -> XQ is an isometry of the features.

    Zero padding, isometric embeddings and, at r = p, all orthogonal matrices. Shrinks to [I_p 0].
    """
    p = check_size("p", p, least=1)
    r = check_size("r", r, least=p, why="p orthonormal rows need at least p columns")
    return orthogonal(r).map(lambda Q: Q[:p])


def invertible(p: int, *, unimodular: bool = False) -> SearchStrategy[Exact]:
    """Invertible p x p matrices: permutation x unit lower x diagonal x unit upper, with small rational entries.

    With ``unimodular`` the entries are integers and the determinant is 1 or -1, so the inverse is an integer matrix
    too. Shrinks to the identity.
    """
    return _invertible(check_size("p", p, least=1), unimodular)


@st.composite
def _invertible(draw: DrawFn, p: int, unimodular: bool) -> Exact:
    P = draw(permutations(p))
    below = p * (p - 1) // 2
    L, U = identity(p), identity(p)
    entries = (COARSE if unimodular else grain()).entries(below)
    L[np.tril_indices(p, -1)] = [fmpq(e) for e in draw(entries)]
    U[np.triu_indices(p, 1)] = [fmpq(e) for e in draw(entries)]
    sizes = draw(st.lists(st.just(fmpq(1)) if unimodular else positive(), min_size=p, max_size=p))
    signs = draw(st.lists(st.sampled_from([1, -1]), min_size=p, max_size=p))
    D = array(np.zeros((p, p), dtype=int))
    D[np.diag_indices(p)] = [size * sign for size, sign in zip(sizes, signs, strict=True)]
    A: Exact = P @ L @ D @ U
    return A


def with_condition(
    p: int, r: int | None = None, *, values: SearchStrategy[Any] | None = None, condition: Any = None
) -> SearchStrategy[tuple[Exact, Any, Any]]:
    """Triples (A, s, t): a rational A of shape (p, r) with smallest singular value s and largest t, exactly.

    A = U diag(d) V' with rational orthogonal factors, so s^2 I <= AA' <= t^2 I, both attained.

    Args:
        p: number of rows, at least 1.
        r: number of columns, at least p; p by default.
        values: strategy of positive rationals for the singular values; ``positive()`` by default.
        condition: a rational; then t/s is exactly this. Needs p of at least 2 unless it is 1.

    Shrinks to A = [I 0], s = t = 1.
    """
    p = check_size("p", p, least=1)
    r = p if r is None else check_size("r", r, least=p, why="rows must stay independent for s to be positive")
    if values is not None:
        check_strategy("values", values)
    kappa = None if condition is None else rational(condition)
    if kappa is not None and kappa < 1:
        raise ValueError(
            f"condition must be at least 1 but was {condition}; it is largest over smallest singular value"
        )
    if kappa is not None and kappa > 1:
        check_size("p", p, least=2, why=f"one singular value has condition 1, not {condition}")
    return _with_condition(p, r, positive() if values is None else values, kappa)


@st.composite
def _with_condition(draw: DrawFn, p: int, r: int, values: SearchStrategy[Any], kappa: Any) -> tuple[Exact, Any, Any]:
    d = [rational(e) for e in draw(st.lists(values, min_size=p, max_size=p))]
    if min(d) <= 0:
        raise ValueError(f"values must draw positive rationals but drew {min(d)}")
    if kappa is not None:
        smallest = min(d)
        d = [smallest, *(min(e, kappa * smallest) for e in d[2:]), kappa * smallest][:p] if p > 1 else d
    D = array(np.zeros((p, p), dtype=int))
    D[np.diag_indices(p)] = d
    A: Exact = draw(orthogonal(p)) @ D @ draw(semi_orthogonal(p, r))
    return A, min(d), max(d)
