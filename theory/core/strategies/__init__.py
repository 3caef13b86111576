"""Hypothesis strategies for tests of similarity measures; every draw satisfies what its docstring promises.

Exact ones draw matrices of rationals (object arrays of flint.fmpq) and shrink towards small integers:
``matrices``, ``pairs``, ``permutations``, ``psd``, ``positive``, ``orthogonal``, ``semi_orthogonal``, ``invertible``,
``with_condition``, ``rank_profile``, ``full_rank``, ``uncorrelated``, ``white``, ``proportional_distances``,
``distorted_copies``, ``shared_readouts``, ``ranked_readouts``.

Floating-point ones, for tests of other people's code with NumPy or torch, need only hypothesis and numpy:
``representations``, ``representation_pairs``, ``orthogonal_maps``, ``semi_orthogonal_maps``, ``invertible_maps``::

    from hypothesis import given
    from unalignable.theory.core.strategies import representation_pairs

    @given(representation_pairs(dtype="float32", offset=1000))
    def test_my_cka_is_a_similarity(pair):
        assert 0 <= my_cka(*pair) <= 1

Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unalignable.theory.core.strategies.float_maps import invertible_maps, orthogonal_maps, semi_orthogonal_maps
    from unalignable.theory.core.strategies.floating import representation_pairs, representations
    from unalignable.theory.core.strategies.general import ENTRIES, matrices, pairs, permutations, positive, psd
    from unalignable.theory.core.strategies.maps import invertible, orthogonal, semi_orthogonal, with_condition
    from unalignable.theory.core.strategies.readouts import ranked_readouts, shared_readouts
    from unalignable.theory.core.strategies.structured import (
        distorted_copies,
        full_rank,
        proportional_distances,
        rank_profile,
        uncorrelated,
        white,
    )

__all__ = [
    "ENTRIES",
    "distorted_copies",
    "full_rank",
    "invertible",
    "invertible_maps",
    "matrices",
    "orthogonal",
    "orthogonal_maps",
    "pairs",
    "permutations",
    "positive",
    "proportional_distances",
    "psd",
    "rank_profile",
    "ranked_readouts",
    "representation_pairs",
    "representations",
    "semi_orthogonal",
    "semi_orthogonal_maps",
    "shared_readouts",
    "uncorrelated",
    "white",
    "with_condition",
]

_HOMES = {
    "float_maps": {"invertible_maps", "orthogonal_maps", "semi_orthogonal_maps"},
    "floating": {"representation_pairs", "representations"},
    "maps": {"invertible", "orthogonal", "semi_orthogonal", "with_condition"},
    "readouts": {"ranked_readouts", "shared_readouts"},
    "general": {"ENTRIES", "matrices", "pairs", "permutations", "positive", "psd"},
    "structured": {
        "distorted_copies",
        "full_rank",
        "proportional_distances",
        "rank_profile",
        "uncorrelated",
        "white",
    },
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
