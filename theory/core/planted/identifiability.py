"""Wrong quantities: what identifies a representation."""

from __future__ import annotations

from typing import Any, Final

from .bug import Bug, joined, planted


def map_floor_without_the_two(m: Any, s: Any, t: Any) -> Any:
    """k/(1 + k^2) for 2k/(1 + k^2): half of the floor."""
    return s * t / (s * s + t * t)


def map_floor_without_the_square(m: Any, s: Any, t: Any) -> Any:
    """2k/(1 + k) for 2k/(1 + k^2): more than 1 as soon as k is."""
    return t * 2 / (s + t)


def map_floor_of_the_gram(m: Any, s: Any, t: Any) -> Any:
    """The condition number of AA' in place of that of A: k^2 for k."""
    return s * s * t * t * 2 / (s**4 + t**4)


def map_floor_of_the_root(m: Any, s: Any, t: Any) -> Any:
    """The root of the condition number in its place: 2 root(k)/(1 + k)."""
    return m.sqrt(s * t) * 2 / (s + t)


def map_floor_is_one(m: Any, s: Any, t: Any) -> Any:
    """Identified up to a linear map is taken for identified up to rotation: the floor is 1."""
    return s / s


def two_layer_norm_unsquared(m: Any, W: Any, V: Any) -> Any:
    """Norms for squared norms."""
    return m.norm(W) + m.norm(V)


def two_layer_norm_of_the_product(m: Any, W: Any, V: Any) -> Any:
    """The two layers' norms are multiplied: 2|W||V|, which no rescaling of the layers changes."""
    return m.norm(W) * m.norm(V) * 2


def two_layer_norm_of_one(m: Any, W: Any, V: Any) -> Any:
    """One layer counts twice, the other not at all."""
    return m.inner(W, W) * 2


def least_norm_frobenius(m: Any, B: Any) -> Any:
    """The Frobenius norm in place of the nuclear norm."""
    return m.norm(B) * 2


def least_norm_of_one_layer(m: Any, B: Any) -> Any:
    """The nuclear norm once instead of twice."""
    return m.nuclear_norm(B)


def least_norm_squared(m: Any, B: Any) -> Any:
    """2|B|^2: the map's own weight decay."""
    return m.inner(B, B) * 2


def identification_transposed(m: Any, X: Any, Y: Any, R: Any, G: Any) -> Any:
    """The map of embeddings as columns, L^-T R', is put to rows."""
    gap = X - Y @ (R @ G).T
    return m.inner(gap, gap)


def identification_reversed(m: Any, X: Any, Y: Any, R: Any, G: Any) -> Any:
    """The two factors in the other order: L^-1 R for R L^-1."""
    gap = X - Y @ G @ R
    return m.inner(gap, gap)


BUGS: Final[dict[str, Bug]] = joined(
    (
        planted(
            "map_floor",
            map_floor_without_the_two,
            map_floor_without_the_square,
            map_floor_of_the_gram,
            map_floor_of_the_root,
            map_floor_is_one,
        ),
        planted("two_layer_norm", two_layer_norm_unsquared, two_layer_norm_of_the_product, two_layer_norm_of_one),
        planted("least_two_layer_norm", least_norm_frobenius, least_norm_of_one_layer, least_norm_squared),
        planted("identification_error", identification_transposed, identification_reversed),
    )
)
