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


def read_share_floor(m: Any, beside: Any, squared_norm: Any) -> Any:
    """1/(1 + sqrt(k(b^2 - 1))): the least share of tr L that a readout reads, at k dimensions beside what it reads.

    b = |V|^2 |L|/|T'T| is its squared operator norm once features and outputs T are scaled to norm 1, and at least 1
    (floors/r2_from_bounded_readouts).
    """
    return 1 / (m.sqrt((squared_norm**2 - 1) * beside) + 1)


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


def budget_floor(m: Any, T: Any, B: Any) -> Any:
    """|T|^4/B^2 for a shared output T and readouts of squared norm at most B (floors/bounded_readouts)."""
    return squared_norm(m, T) ** 2 / B**2


def operator_budget_floor(m: Any, T: Any, B: Any, C: Any) -> Any:
    """|T'T|^2/(BC) for a shared output T, centred here, and readouts of squared operator norm at most B and C.

    The least CKA of two representations with |K|, |L| <= 1 that are read so (floors/operator_budget).
    """
    T = m.center(T)
    return squared_norm(m, T.T @ T) / (B * C)


def one_sided_budget_floor(m: Any, T: Any, B: Any, C: Any, s: Any) -> Any:
    """(|T'T|^2 + s^2(sqrt(s^4 + C^2 - |T'T|^2) - s^2))/(BC), the same where Y holds nothing but the output.

    B and C are as in ``operator_budget_floor``, for X and Y; s is at most the least nonzero singular value of the
    centred output (floors/operator_budget_without_slack).
    """
    T = m.center(T)
    read = squared_norm(m, T.T @ T)
    return (read + s**2 * (m.sqrt(s**4 + C**2 - read) - s**2)) / (B * C)


def two_direction_floor(m: Any, a: Any, b: Any) -> Any:
    """a sqrt(1 - b^2) + b sqrt(1 - a^2), the sine of arcsin a + arcsin b, for TT'/B with the eigenvalues a and b.

    The same in a plane (floors/operator_budget_in_two_directions).
    """
    return a * m.sqrt(1 - b**2) + b * m.sqrt(1 - a**2)


# ------------------------------------------------------------------------------------- two predictions of one target


def normalised(m: Any, X: Any, Y: Any, w: Any, v: Any, agreement: Any) -> Any:
    """g^2/(|w|^2 |v|^2 |K| |L|): the floor on CKA if the outputs agree by a'b >= g >= 0."""
    return agreement**2 / (squared_norm(m, w) * squared_norm(m, v) * sizes(m, X, Y))


def decoding_floor(m: Any, X: Any, Y: Any, w: Any, v: Any, t: Any) -> Any:
    """(rs - sqrt(rs(1 - r)(1 - s)))^2 |t|^4/(|w|^2 |v|^2 |K| |L|) for least squares readouts w, v of t.

    With r and s for their R^2, r + s > 1 (floors/approximate_decoding).
    """
    r, s = m.linear_r2(X, t), m.linear_r2(Y, t)
    least = r * s - m.sqrt(r * s * (1 - r) * (1 - s))
    return normalised(m, X, Y, w, v, least * squared_norm(m, m.center(t)))


def prediction_agreement(m: Any, epsilon: Any) -> Any:
    """The least a'b/|t|^2 if |a - t|^2, |b - t|^2 <= epsilon |t|^2 (floors/relative_errors).

    It is (1 - sqrt(epsilon))^2 up to 1/4, and 1/2 - epsilon from there on.
    """
    root = m.sqrt(epsilon)
    return (1 - root) ** 2 - m.pos(root * 2 - 1) ** 2 * m.ratio(1, 2)


def relative_error_floor(m: Any, X: Any, Y: Any, w: Any, v: Any, t: Any, epsilon: Any) -> Any:
    """g^2 |t|^4/(|w|^2 |v|^2 |K| |L|) for the least agreement g of two predictions, epsilon < 1/2."""
    least = m.prediction_agreement(epsilon) * squared_norm(m, m.center(t))
    return normalised(m, X, Y, w, v, least)


def acute_cosine(m: Any, e: Any, f: Any) -> Any:
    """sqrt((1 - e)(1 - f)) - sqrt(ef): the cosine of arcsin sqrt(e) + arcsin sqrt(f)."""
    return m.sqrt((1 - e) * (1 - f)) - m.sqrt(e * f)


def angle_floor(m: Any, X: Any, Y: Any, w: Any, v: Any, e: Any, f: Any) -> Any:
    """c^2 |a|^2 |b|^2/(|w|^2 |v|^2 |K| |L|) for a = X_cw and b = Y_cv at an angle of cosine c = acute_cosine(e, f)."""
    lengths = squared_norm(m, m.center(X) @ w) * squared_norm(m, m.center(Y) @ v)
    return m.acute_cosine(e, f) ** 2 * lengths / (squared_norm(m, w) * squared_norm(m, v) * sizes(m, X, Y))


def ridge_floor(m: Any, penalty: Any, epsilon: Any) -> Any:
    """16 penalty^2 (1 - sqrt(epsilon))^4 for ridge readouts of normalised features (floors/ridge_heads)."""
    return penalty**2 * (1 - m.sqrt(epsilon)) ** 4 * 16


def ridge_share(m: Any, penalty: Any, error: Any) -> Any:
    """penalty (1/sqrt(error) - 1): the part of features of norm 1 that a ridge readout with this relative error takes.

    CKA is at least the product of the two (floors/ridge_errors).
    """
    return penalty * (1 / m.sqrt(error) - 1)


QUANTITIES: Final[tuple[Callable[..., Any], ...]] = (
    readout_floor,
    paired_readout_floor,
    operator_readout_floor,
    readout_share,
    r2_readout_floor,
    nbs_readout_floor,
    read_share_floor,
    cca_readout_floor,
    stitching_error,
    budget_floor,
    operator_budget_floor,
    one_sided_budget_floor,
    two_direction_floor,
    decoding_floor,
    prediction_agreement,
    relative_error_floor,
    acute_cosine,
    angle_floor,
    ridge_floor,
    ridge_share,
)
