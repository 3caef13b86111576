"""Eigenvalues of symmetric matrices: exact where they are surds, else certified enclosures.

The characteristic polynomial of a rational matrix is factored over Q. Linear and quadratic factors give exact
roots; the others are isolated by Arb. A symmetric matrix has real roots only, so imaginary parts are dropped.
"""

from __future__ import annotations

from typing import Any

from flint import acb_mat, fmpq, fmpz_poly

from .array import Array, all_rational, to_flint
from .ball import sign, sqrt
from .irrational import enclose
from .linear import Undecided, decided, rank


def factors(A: Array) -> list[tuple[fmpz_poly, int]]:
    """The irreducible factors of the characteristic polynomial of a rational matrix, with multiplicities."""
    return list(to_flint(A).charpoly().numer().factor()[1])


def roots(factor: fmpz_poly) -> list[Any]:
    """The real roots of an irreducible polynomial all of whose roots are real, decreasing."""
    if factor.degree() == 1:
        return [fmpq(-factor[0], factor[1])]
    if factor.degree() == 2:
        c, b, a = (fmpq(coefficient) for coefficient in factor.coeffs())
        middle, half = -b / (2 * a), sqrt((b * b - 4 * a * c) / (4 * a * a))
        return [middle + half, middle - half]
    return sorted((root.real for root, _ in factor.complex_roots()), key=float, reverse=True)


def eigenvalues(A: Array) -> list[tuple[Any, int]]:
    """(eigenvalue, multiplicity) of a symmetric matrix, decreasing; distinct if A is rational."""
    if all_rational(A):
        found = [(root, multiplicity) for factor, multiplicity in factors(A) for root in roots(factor)]
        return sorted(found, key=lambda pair: float(enclose(pair[0])), reverse=True)
    enclosed = acb_mat([[enclose(entry) for entry in row] for row in A.tolist()]).eig(multiple=True)
    return sorted(((root.real, 1) for root in enclosed), key=lambda pair: float(pair[0]), reverse=True)


def nuclear_norm(A: Array) -> Any:
    """The sum of the singular values.

    Exact when A'A has rational eigenvalues, or conjugate pairs of them with a rational geometric mean (then
    √λ + √μ = √(λ + μ + 2√(λμ)) has a rational inside); otherwise an enclosure.
    """
    G = A.T @ A if A.shape[1] <= A.shape[0] else A @ A.T
    if not all_rational(G):
        return _of_roots(G)
    total: Any = fmpq(0)
    for factor, multiplicity in factors(G):
        if factor.degree() == 2:
            c, b, a = (fmpq(coefficient) for coefficient in factor.coeffs())
            part = sqrt(-b / a + 2 * sqrt(c / a))
        else:
            part = sum((sqrt(root) for root in roots(factor)), fmpq(0))
        total = total + part * multiplicity
    return total


def _of_roots(G: Array) -> Any:
    """Σ √λ over the eigenvalues of a positive semidefinite matrix that is not rational."""
    trace = sum(G[i, i] for i in range(G.shape[0]))
    if decided(trace, "whether a matrix is zero") == 0:
        return fmpq(0)
    try:
        r = rank(G)
    except Undecided:
        r = G.shape[0]
    if r == 1:
        return sqrt(trace)
    if r == 2:  # √λ + √μ = √(λ + μ + 2√(λμ)), and 2λμ = (λ + μ)^2 - (λ^2 + μ^2)
        squares = sum(entry * entry for entry in G.ravel())
        return sqrt(trace + 2 * sqrt((trace * trace - squares) / 2))
    return sum((sqrt_nonnegative(root) for root, _ in eigenvalues(G)), enclose(0))


def sqrt_nonnegative(x: Any) -> Any:
    """The root of a number known to be at least 0, whose enclosure may reach below."""
    return enclose(x).nonnegative_part().sqrt() if sign(x) is None else sqrt(x)
