"""Eigenvalues of symmetric matrices: exact where they are surds, else certified enclosures.

The characteristic polynomial of a rational matrix is factored over Q. Linear and quadratic factors give exact roots;
the others are isolated by Arb. A symmetric matrix has real roots only, so imaginary parts are dropped.
"""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
from flint import acb_mat, arb, fmpq, fmpz_poly

from .array import Array, all_rational, eye, to_flint, zeros
from .effort import bits, limited, spend
from .enclosure import enclosed
from .functions import sign, sqrt
from .linear import decided, projector, rank, row_reduced, sorted_exactly
from .number import Undecided, enclose


def eigenvalues(A: Array) -> list[tuple[Any, int]]:
    """(eigenvalue, multiplicity) of a symmetric matrix, decreasing.

    The eigenvalues of a rational matrix are told apart for certain. Those of another are enclosures, each counted
    once, and may overlap.

    Raises:
        Undecided: two different eigenvalues overlap at this precision, so that their order is not known.
    """
    if all_rational(A):
        return [(root, multiplicity) for root, multiplicity, _ in rational_spectrum(A)]
    spend(10 * A.shape[0] ** 3)
    found_by_arb = acb_mat([[enclose(entry) for entry in row] for row in A.tolist()]).eig(multiple=True)
    return sorted(((enclosed(root.real), 1) for root in found_by_arb), key=lambda pair: -float(pair[0]))


def rational_spectrum(A: Array) -> list[tuple[Any, int, fmpz_poly]]:
    """(eigenvalue, multiplicity, irreducible polynomial) of a symmetric rational matrix, decreasing."""
    found = [(root, multiplicity, factor) for factor, multiplicity in factors(A) for root in roots(factor)]
    return sorted_exactly(found, key=lambda entry: -entry[0])


def factors(A: Array) -> list[tuple[fmpz_poly, int]]:
    """The irreducible factors of the characteristic polynomial of a rational matrix, with multiplicities."""
    if limited():
        spend(A.shape[0] ** 2.5 * bits(A.ravel().tolist()) / 5)
    return list(to_flint(A).charpoly().numer().factor()[1])


def roots(factor: fmpz_poly) -> list[Any]:
    """The roots of an irreducible polynomial all of whose roots are real, in no order."""
    if factor.degree() == 1:
        return [fmpq(-factor[0], factor[1])]
    if factor.degree() == 2:
        c, b, a = (fmpq(coefficient) for coefficient in factor.coeffs())
        middle, half = -b / (2 * a), sqrt((b * b - 4 * a * c) / (4 * a * a))
        return [middle + half, middle - half]
    isolated: Any = factor.complex_roots()
    return [enclosed(root.real) for root, _ in isolated]


def eigenprojectors(A: Array) -> list[tuple[Any, Array, int]]:
    """(eigenvalue, projector onto its eigenspace, multiplicity) of a symmetric matrix, decreasing.

    By Lagrange interpolation over the distinct eigenvalues: E_i = prod_j (A - a_j I)/(a_i - a_j), j != i.

    Raises:
        Undecided: two enclosures of eigenvalues overlap.
    """
    spectrum = eigenvalues(A)
    identity = eye(A.shape[0])
    for (a, _), (b, _) in itertools.pairwise(spectrum):
        decided(a - b, "whether two eigenvalues are equal")
    found = []
    for i, (a, multiplicity) in enumerate(spectrum):
        E = identity
        for j, (b, _) in enumerate(spectrum):
            if j != i:
                E = E @ (A - identity * b) / (a - b)
        found.append((a, E, multiplicity))
    return found


def nuclear_norm(A: Array) -> Any:
    """The sum of the singular values: of the square roots of the eigenvalues of A'A.

    Exact when these are rational, or come in conjugate pairs with a rational geometric mean; otherwise an enclosure.

    Raises:
        Undecided: enclosures do not tell which eigenvalues are zero.
    """
    G = A.T @ A if A.shape[1] <= A.shape[0] else A @ A.T
    if all_rational(G):
        return sum((root_sum(factor) * multiplicity for factor, multiplicity in factors(G)), fmpq(0))
    try:
        r = rank(G)
    except Undecided:
        return sum((sqrt_nonnegative(root) for root, _ in eigenvalues(G)), fmpq(0))
    trace = sum(np.diagonal(G), fmpq(0))
    if r <= 1:
        return sqrt(trace)
    if r == 2:  # twice the product of the two eigenvalues is their sum squared less the sum of their squares
        return pair_sum(trace, (trace * trace - sum(entry * entry for entry in G.ravel())) / 2)
    positive = [root for root, _ in eigenvalues(G)[:r]]
    for root in positive:  # told from the others, which are zero
        decided(root, "which eigenvalues are zero")
    return sum((sqrt(root) for root in positive), fmpq(0))


def root_sum(factor: fmpz_poly) -> Any:
    """The sum of the square roots of the roots of an irreducible polynomial whose roots are all at least 0."""
    if factor.degree() == 2:
        c, b, a = (fmpq(coefficient) for coefficient in factor.coeffs())
        return pair_sum(-b / a, c / a)
    return sum((sqrt_nonnegative(root) for root in roots(factor)), fmpq(0))


def pair_sum(total: Any, product: Any) -> Any:
    """√a + √b from a + b and ab: √(a + b + 2√(ab))."""
    return sqrt(total + 2 * sqrt_nonnegative(product))


def sqrt_nonnegative(x: Any) -> Any:
    """The root of a number known to be at least 0, whose enclosure may reach below."""
    return enclosed(enclose(x).nonnegative_part().sqrt()) if sign(x) is None else sqrt(x)


def principal_projector(A: Array, share: Any) -> tuple[Array, int]:
    """The projector onto the fewest leading left singular vectors of A holding ``share`` of |A|^2, and their number.

    Exact when the eigenvalues of A'A that are kept are all the roots of some of its irreducible factors.

    Raises:
        Undecided: the cut falls between equal singular values, or enclosures do not tell where it falls.
    """
    C = A.T @ A
    wanted = share * sum(np.diagonal(C), fmpq(0))
    kept, count = 0, 0
    spectrum = eigenvalues(C)
    for energy, multiplicity in spectrum:
        if decided(wanted, "whether the share is reached") <= 0:
            break
        enough = next((k for k in range(1, multiplicity) if decided(wanted - energy * k, "the share") <= 0), None)
        if enough is not None:
            raise Undecided(f"{enough} of {multiplicity} equal principal components hold the share: which, is a choice")
        kept, count, wanted = kept + 1, count + multiplicity, wanted - energy * multiplicity
    if all_rational(C):
        polynomials = [factor for _, _, factor in rational_spectrum(C)]
        inside, outside = polynomials[:kept], polynomials[kept:]
        if not any(factor in outside for factor in inside):
            # the kept space is the range of A times the polynomials that vanish on the rest
            return projector(functools.reduce(lambda B, factor: B @ value_at(factor, C), outside, A)), count
    pieces = [A @ E @ A.T / energy for energy, E, _ in eigenprojectors(C)[:kept]]
    return sum(pieces, zeros(A.shape[0], A.shape[0])), count


def leading_sum(A: Array, k: int) -> Any:
    """The sum of the k largest eigenvalues of a symmetric matrix (Ky Fan).

    Exact when the eigenvalues are surds, where an irreducible factor has all of its roots among the k largest (their
    sum is a coefficient), and where two eigenvalues at most are not zero.

    Raises:
        ValueError: k is not between 0 and the size.
        Undecided: two different eigenvalues overlap at this precision.
    """
    if not 0 <= k <= A.shape[0]:
        raise ValueError(f"k must be between 0 and {A.shape[0]}, the number of eigenvalues, got {k}")
    if not all_rational(A):
        few = at_most_two(A)
        if few is not None:
            return sum(sorted_exactly([*few, *[fmpq(0)] * (A.shape[0] - len(few))])[::-1][:k], fmpq(0))
        return enclosed_leading_sum([enclose(root) for root, _ in eigenvalues(A)], k)
    taken: list[tuple[fmpz_poly, Any, int]] = []
    for root, multiplicity, factor in rational_spectrum(A):
        taken.append((factor, root, min(multiplicity, k)))
        k -= taken[-1][2]
    total: Any = fmpq(0)
    for factor in {id(f): f for f, _, _ in taken}.values():
        counted = [(root, count) for f, root, count in taken if f == factor]
        whole = counted[-1][1]  # what is taken falls along the roots: all of them are taken this often
        top = [fmpq(c) for c in factor.coeffs()[-2:]]
        total = total + -top[0] / top[1] * whole
        total = total + sum((root * (count - whole) for root, count in counted if count > whole), fmpq(0))
    return total


def at_most_two(A: Array) -> list[Any] | None:
    """The eigenvalues that are not zero of a symmetric matrix of rank 1 or 2, from its trace and that of its square.

    None where the rank is another, or cannot be told.
    """
    try:
        r = rank(A)
    except Undecided:
        return None
    if not 1 <= r <= 2:
        return None
    trace = sum(np.diagonal(A), fmpq(0))
    if r == 1:
        return [trace]
    half = sqrt_nonnegative(2 * sum((entry * entry for entry in A.ravel()), fmpq(0)) - trace * trace) / 2
    return [trace / 2 + half, trace / 2 - half]


def enclosed_leading_sum(roots: list[arb], k: int) -> Any:
    """The sum of the k largest of numbers in balls: it grows with each of them, so their ends bound it."""
    ends = ([root.lower() for root in roots], [root.upper() for root in roots])
    low, high = (sum(sorted(end, reverse=True)[:k], arb(0)) for end in ends)
    return enclosed(low.union(high))


def leading_projector(A: Array, k: int) -> tuple[Array, Any]:
    """A projector onto k leading eigenvectors of a symmetric matrix, and the k-th eigenvalue (the first at k = 0).

    Of an eigenspace that is cut any part will do; the first of its independent columns are taken.

    Raises:
        Undecided: enclosures do not tell two eigenvalues apart.
    """
    pieces = eigenprojectors(A)
    total, value, left = A * 0, pieces[0][0], k
    for root, E, multiplicity in pieces:
        if not left:
            break
        some = E if multiplicity <= left else projector(E[:, row_reduced(E)[1][:left]])
        total, value, left = total + some, root, left - min(multiplicity, left)
    return total, value


def value_at(polynomial: fmpz_poly, A: Array) -> Array:
    """A polynomial of a square matrix."""
    value, identity = zeros(*A.shape), eye(A.shape[0])
    for coefficient in reversed(polynomial.coeffs()):
        value = value @ A + identity * fmpq(coefficient)
    return value


def canonical(P: Array, R: Array, pairs: int) -> list[tuple[Any, Array]]:
    """Canonical correlations of the ranges of two projectors, decreasing, each with the projector on its variate in P.

    Where all ``pairs`` correlations are equal there is one entry, with the projector onto all their variates.

    Raises:
        Undecided: some correlations are equal and others not, so that the variates of the equal ones are a choice.
    """
    found: list[tuple[Any, Array, int]] = []
    for squared, E, multiplicity in eigenprojectors(P @ R @ P):
        if decided(squared, "whether a canonical correlation is zero") > 0:
            found.append((sqrt(squared), E, multiplicity))
    positive = sum(multiplicity for _, _, multiplicity in found)
    if positive < pairs:
        zero = sum((E for _, E, _ in found), P * 0)
        found.append((fmpq(0), P - zero, rank(P) - positive))
    if len(found) > 1 and any(multiplicity > 1 for _, _, multiplicity in found):
        raise Undecided(
            f"canonical correlations of multiplicity {[k for _, _, k in found]}: their variates are a choice"
        )
    return [(rho, E) for rho, E, _ in found]
