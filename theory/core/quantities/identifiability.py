"""What identifies a representation, over a carrier's primitives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final


def map_floor(m: Any, s: Any, t: Any) -> Any:
    """2k/(1 + k^2) for k = t/s: what CKA keeps under a linear map with singular values in [s, t] (INV-4)."""
    return s * t * 2 / (s * s + t * t)


def two_layer_norm(m: Any, W: Any, V: Any) -> Any:
    """|W|^2 + |V|^2: what weight decay charges for the two-layer linear network x -> xWV (FLOOR-5)."""
    return m.inner(W, W) + m.inner(V, V)


def least_two_layer_norm(m: Any, B: Any) -> Any:
    """2|B|_*, the least of |W|^2 + |V|^2 over all WV = B (FLOOR-5; braun2025not)."""
    return m.nuclear_norm(B) * 2


def identification_error(m: Any, X: Any, Y: Any, R: Any, G: Any) -> Any:
    """|X - YRG|^2: how far X is from the image of Y that equal log-odds XL = YR assign to it, G = L^-1 (ID-1)."""
    gap = X - Y @ R @ G
    return m.inner(gap, gap)


QUANTITIES: Final[tuple[Callable[..., Any], ...]] = (
    map_floor,
    two_layer_norm,
    least_two_layer_norm,
    identification_error,
)
