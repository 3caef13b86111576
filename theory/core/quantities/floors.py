"""What a shared readout forces, over a carrier's primitives.

X is n x p, Y is n x q, W (p x k) and V (q x l) are linear readouts with outputs a = HXW and b = HYV; w and v are
readouts of one output. K = HXX'H and L = HYY'H. All floors are derived here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final


def outputs(m: Any, X: Any, Y: Any, W: Any, V: Any) -> tuple[Any, Any]:
    """What is read, n x k and n x l: a = HXW and b = HYV."""
    return m.center(X) @ W, m.center(Y) @ V


def sizes(m: Any, X: Any, Y: Any) -> Any:
    """|K| |L|, by which CKA divides."""
    return m.norm(m.gram(X)) * m.norm(m.gram(Y))


def squared_norm(m: Any, A: Any) -> Any:
    """|A|^2, Frobenius."""
    return m.inner(A, A)


# ----------------------------------------------------------------------------------------------------- linear CKA


def readout_floor(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """tr((W'W)^+ a'b (V'V)^+ b'a)/(|K| |L|), at most CKA for any two readouts (floors/any_two_readouts)."""
    a, b = outputs(m, X, Y, W, V)
    common = a.T @ b
    A, B = m.pseudo_inverse(W.T @ W), m.pseudo_inverse(V.T @ V)
    return m.inner(A @ common, common @ B) / sizes(m, X, Y)


def paired_readout_floor(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """<a, b>^2/(|VW'|^2 |K| |L|), for as many outputs of either (floors/paired_readouts)."""
    a, b = outputs(m, X, Y, W, V)
    return m.inner(a, b) ** 2 / (squared_norm(m, V @ W.T) * sizes(m, X, Y))


def operator_readout_floor(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """|a'b|^2/(|W|^2 |V|^2 |K| |L|) with the operator norms of W and V (floors/shared_readout)."""
    a, b = outputs(m, X, Y, W, V)
    norms = m.leading_sum(W @ W.T, 1) * m.leading_sum(V @ V.T, 1)
    return squared_norm(m, a.T @ b) / (norms * sizes(m, X, Y))


def readout_share(m: Any, X: Any, w: Any) -> Any:
    """|a|^2/(|w|^2 |K|), between 0 and 1: how much of X the readout is (floors/readout_share)."""
    return squared_norm(m, m.center(X) @ w) / (squared_norm(m, w) * m.norm(m.gram(X)))


# ----------------------------------------------------------------------------------------------------- other scores


def r2_readout_floor(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """tr((V'V)^+ b'Pb)/tr L with P onto the columns of a; tr((V'V)^+ T'T)/tr L if both read T.

    At most R^2 from X to Y (floors/r2_from_a_shared_readout).
    """
    a, b = outputs(m, X, Y, W, V)
    return m.inner(m.pseudo_inverse(V.T @ V), b.T @ m.projector(a) @ b) / m.trace(m.gram(Y))


def nbs_readout_floor(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """|W^+' a'b V^+|_*/(|X_c| |Y_c|), |a'b|/(|w| |v| |X_c| |Y_c|) for one output each; at most NBS.

    floors/nbs_from_a_shared_readout.
    """
    a, b = outputs(m, X, Y, W, V)
    read = m.pseudo_inverse(W).T @ (a.T @ b) @ m.pseudo_inverse(V)
    return m.nuclear_norm(read) / (m.norm(m.center(X)) * m.norm(m.center(Y)))


def cca_readout_floor(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """|P_a P_b|_*/min(rank X_c, rank Y_c), rank T/min(...) if both read T; at most mean CCA.

    floors/canonical_correlations_of_readouts, floors/shared_canonical_correlations.
    """
    a, b = outputs(m, X, Y, W, V)
    pairs = m.minimum(m.rank(m.center(X)), m.rank(m.center(Y)))
    return m.nuclear_norm(m.projector(a) @ m.projector(b)) * m.ratio(1, pairs)


def stitching_error(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """|XSV - YV|^2 for the stitch S = WV^+ from X into the head V of Y (floors/stitching_sees_nothing)."""
    return squared_norm(m, X @ W @ m.pseudo_inverse(V) @ V - Y @ V)


QUANTITIES: Final[tuple[Callable[..., Any], ...]] = (
    readout_floor,
    paired_readout_floor,
    operator_readout_floor,
    readout_share,
    r2_readout_floor,
    nbs_readout_floor,
    cca_readout_floor,
    stitching_error,
)
