"""Orthogonal centred columns of one length, for pairs of any size: what most families are made of."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import Array, array, filled, zeros
from unalignable.theory.core.numbers.effort import spend

from .network import Linear
from .record import Reading


def is_power_of_two(n: int) -> bool:
    """Whether n samples can carry independent signs."""
    return n & (n - 1) == 0


def axes(n: int, count: int) -> Array:
    """``count`` columns, orthogonal to each other and to 1, of one length.

    Signs (Walsh functions, the independent ones first) where n is a power of two: t = (1, 1, -1, -1), (1, -1, 1, -1)
    and their product for n = 4. Normed contrasts of the first samples otherwise: (1, -1, 0, …)/√2, (1, 1, -2, 0, …)/√6.

    Raises:
        ValueError: n samples have no more than n - 1 of them.
    """
    if count > n - 1:
        raise ValueError(
            f"{n} samples have {n - 1} orthogonal centred directions, and {count} are needed: take {count + 1} or more"
        )
    spend(n * count)
    if is_power_of_two(n):
        order = sorted(range(1, n), key=lambda j: (j.bit_count(), -j))[:count]
        return array([[1 - 2 * ((i & j).bit_count() % 2) for j in order] for i in range(n)])
    return filled([_contrast(i, k) for i in range(n) for k in range(1, count + 1)], (n, count))


def signs(copies: int, bits: int) -> Array:
    """All assignments of signs to the bits, so many times: independent columns."""
    return array(axes(2**bits, bits).tolist() * copies)


def _contrast(i: int, k: int) -> Any:
    if i > k:
        return fmpq(0)
    return sqrt(fmpq(1, k * (k + 1))) * (1 if i < k else -k)


def diagonal(*entries: Any) -> Array:
    """The square matrix with these entries on its diagonal."""
    return array([[x if i == j else 0 for j in range(len(entries))] for i, x in enumerate(entries)])


def beside(*blocks: Array) -> Array:
    """Features side by side."""
    n, width = blocks[0].shape[0], sum(block.shape[1] for block in blocks)
    return filled([entry for i in range(n) for block in blocks for entry in block[i].tolist()], (n, width))


def unread(blocks: tuple[Array, ...], count: int) -> Array:
    """``count`` rational columns, orthogonal to each other, to 1 and to the given (rational) columns.

    Raises:
        ValueError: there is no room for so many.
    """
    n = blocks[0].shape[0]
    basis = [array([[1]] * n)]
    for column in (block[:, [j]] for block in blocks for j in range(block.shape[1])):
        basis += _new_direction(basis, column)
    found: list[Array] = []
    for i in range(n):
        if len(found) == count:
            break
        found += _new_direction(basis + found, array([[int(j == i)] for j in range(n)]))
    if len(found) < count:
        least = n + count - len(found)
        raise ValueError(
            f"{n} samples leave room for {len(found)} more directions, and {count} are needed: take {least} or more"
        )
    return beside(*found) if found else zeros(n, 0)


def _new_direction(basis: list[Array], column: Array) -> list[Array]:
    """The part of the column orthogonal to the basis, if there is one."""
    for b in basis:
        column = column - b * ((b.T @ column)[0, 0] / (b.T @ b)[0, 0])
    return [column] if any(entry != 0 for entry in column.ravel().tolist()) else []


def as_logits(layers: Reading, count: int) -> Reading:
    """``count`` outputs as the logits of one class more that sum to 0, an isometry up to scale."""
    contrasts = axes(count + 1, count).T
    *before, last = layers
    if not isinstance(last, Linear):
        return (*layers, Linear(contrasts))
    bias = None if last.bias is None else (last.bias.reshape(1, -1) @ contrasts).reshape(-1)
    return (*before, Linear(last.weight @ contrasts, bias))


def reads_first(count: int, of: int) -> tuple[Linear]:
    """The linear head that returns the first ``count`` of ``of`` features."""
    return (Linear.of([[int(i == j) for j in range(count)] for i in range(of)]),)
