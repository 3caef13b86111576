"""Wrong quantities: what a shared readout forces."""

from __future__ import annotations

from typing import Any, Final

from ..quantities import floors as q
from .bug import Bug, joined, planted

# ------------------------------------------------------------------------------------------ any two linear readouts


def between(m: Any, A: Any, common: Any, B: Any, X: Any, Y: Any) -> Any:
    """tr(A a'b B b'a)/(|K| |L|)."""
    return m.inner(A @ common, common @ B) / q.sizes(m, X, Y)


def readout_floor_of_each_output(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The size of each output, |a|^2 |b|^2, for their agreement a'b: right only where both are equal."""
    a, b = q.outputs(m, X, Y, W, V)
    A, B = m.pseudo_inverse(W.T @ W), m.pseudo_inverse(V.T @ V)
    return m.inner(a.T @ a, A) * m.inner(b.T @ b, B) / q.sizes(m, X, Y)


def readout_floor_uncentred(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The outputs keep their means: XW and YV."""
    A, B = m.pseudo_inverse(W.T @ W), m.pseudo_inverse(V.T @ V)
    return between(m, A, (X @ W).T @ (Y @ V), B, X, Y)


def readout_floor_without_inverse(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """W'W and V'V where their inverses belong."""
    a, b = q.outputs(m, X, Y, W, V)
    return between(m, W.T @ W, a.T @ b, V.T @ V, X, Y)


def readout_floor_without_readouts(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The readouts are not divided out: |a'b|^2/(|K| |L|)."""
    a, b = q.outputs(m, X, Y, W, V)
    return m.inner(a.T @ b, a.T @ b) / q.sizes(m, X, Y)


def readout_floor_swapped(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The readouts have changed places, where they have as many outputs: (V'V)^+ a'b (W'W)^+ b'a."""
    if W.shape[1] != V.shape[1]:
        return q.readout_floor(m, X, Y, W, V)
    a, b = q.outputs(m, X, Y, W, V)
    return between(m, m.pseudo_inverse(V.T @ V), a.T @ b, m.pseudo_inverse(W.T @ W), X, Y)


def readout_floor_over_traces(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """Divided by tr K tr L for |K| |L|: another norm, and a lower floor."""
    return q.readout_floor(m, X, Y, W, V) * q.sizes(m, X, Y) / (m.trace(m.gram(X)) * m.trace(m.gram(Y)))


def paired_floor_of_norms(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """|a'b|, of all outputs with all outputs, for <a, b>, of those paired."""
    a, b = q.outputs(m, X, Y, W, V)
    return q.squared_norm(m, a.T @ b) / (q.squared_norm(m, V @ W.T) * q.sizes(m, X, Y))


def paired_floor_without_square(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """<a, b> is not squared, and |VW'| neither."""
    a, b = q.outputs(m, X, Y, W, V)
    return m.inner(a, b) / (m.norm(V @ W.T) * q.sizes(m, X, Y))


def paired_floor_operator_norms(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The operator norms of the readouts for the Frobenius norm of VW'."""
    a, b = q.outputs(m, X, Y, W, V)
    norms = m.leading_sum(W @ W.T, 1) * m.leading_sum(V @ V.T, 1)
    return m.inner(a, b) ** 2 / (norms * q.sizes(m, X, Y))


def paired_floor_separate_norms(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """|W| |V| for |VW'|, which is at most that: a lower floor."""
    a, b = q.outputs(m, X, Y, W, V)
    norms = q.squared_norm(m, W) * q.squared_norm(m, V)
    return m.inner(a, b) ** 2 / (norms * q.sizes(m, X, Y))


def paired_floor_of_sizes(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """|a| |b| for <a, b>: right only where the outputs are equal, as trained ones never are."""
    a, b = q.outputs(m, X, Y, W, V)
    sizes = q.squared_norm(m, a) * q.squared_norm(m, b)
    return sizes / (q.squared_norm(m, V @ W.T) * q.sizes(m, X, Y))


# ----------------------------------------------------------------------------------------------- one shared readout


def operator_floor_of_the_trace(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """<a, b>, which belongs with the Frobenius norms, over the operator norms."""
    return paired_floor_operator_norms(m, X, Y, W, V)


def operator_floor_frobenius(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The Frobenius norms of the readouts for their operator norms: a lower floor."""
    a, b = q.outputs(m, X, Y, W, V)
    norms = q.squared_norm(m, W) * q.squared_norm(m, V)
    return q.squared_norm(m, a.T @ b) / (norms * q.sizes(m, X, Y))


def operator_floor_without_square(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The operator norms are not squared."""
    norms = m.leading_sum(W @ W.T, 1) * m.leading_sum(V @ V.T, 1)
    return q.operator_readout_floor(m, X, Y, W, V) * m.sqrt(norms)


def share_of_the_trace(m: Any, X: Any, w: Any) -> Any:
    """|a|^2/(|w|^2 tr K): tr K for |K|."""
    return q.squared_norm(m, m.center(X) @ w) / (q.squared_norm(m, w) * m.trace(m.gram(X)))


def share_uncentred(m: Any, X: Any, w: Any) -> Any:
    """The output keeps its mean."""
    return q.squared_norm(m, X @ w) / (q.squared_norm(m, w) * m.norm(m.gram(X)))


def share_without_readout(m: Any, X: Any, w: Any) -> Any:
    """The readout is not divided out: |a|^2/|K|."""
    return q.squared_norm(m, m.center(X) @ w) / m.norm(m.gram(X))


def share_of_the_readout_norm(m: Any, X: Any, w: Any) -> Any:
    """|w| is not squared."""
    return q.squared_norm(m, m.center(X) @ w) / (m.norm(w) * m.norm(m.gram(X)))


# ----------------------------------------------------------------------------------------------------- other scores


def r2_floor_of_the_other_readout(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """(W'W)^+ for (V'V)^+, where they have as many outputs: the predictor's readout for that of the predicted."""
    if W.shape[1] != V.shape[1]:
        return q.r2_readout_floor(m, X, Y, W, V)
    a, b = q.outputs(m, X, Y, W, V)
    return m.inner(m.pseudo_inverse(W.T @ W), b.T @ m.projector(a) @ b) / m.trace(m.gram(Y))


def r2_floor_without_readout(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """V is not divided out."""
    a, b = q.outputs(m, X, Y, W, V)
    return m.inner(b, m.projector(a) @ b) / m.trace(m.gram(Y))


def r2_floor_over_the_norm(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """Divided by |L| for tr L = |Y_c|^2."""
    return q.r2_readout_floor(m, X, Y, W, V) * m.trace(m.gram(Y)) / m.norm(m.gram(Y))


def r2_floor_of_what_is_read(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """All of b counts as predicted, also what a does not explain."""
    _, b = q.outputs(m, X, Y, W, V)
    return m.inner(m.pseudo_inverse(V.T @ V), b.T @ b) / m.trace(m.gram(Y))


def nbs_floor_over_gram_norms(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """Divided by the roots of |K| |L|, which are at most |X_c| |Y_c|."""
    sizes = m.norm(m.center(X)) * m.norm(m.center(Y))
    return q.nbs_readout_floor(m, X, Y, W, V) * sizes / m.sqrt(q.sizes(m, X, Y))


def nbs_floor_frobenius(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The Frobenius norm for the nuclear norm of what is read: a lower floor with two outputs."""
    a, b = q.outputs(m, X, Y, W, V)
    read = m.pseudo_inverse(W).T @ (a.T @ b) @ m.pseudo_inverse(V)
    return m.norm(read) / (m.norm(m.center(X)) * m.norm(m.center(Y)))


def nbs_floor_without_readouts(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The readouts are not divided out."""
    a, b = q.outputs(m, X, Y, W, V)
    return m.nuclear_norm(a.T @ b) / (m.norm(m.center(X)) * m.norm(m.center(Y)))


def read_share_without_square(m: Any, beside: Any, squared_norm: Any) -> Any:
    """b for b^2: the norm of the readout taken for its square."""
    return 1 / (m.sqrt((squared_norm - 1) * beside) + 1)


def read_share_of_one_dimension(m: Any, beside: Any, squared_norm: Any) -> Any:
    """As if what is not read had one dimension, where it has any."""
    return q.read_share_floor(m, 0 if beside == 0 else 1, squared_norm)


def read_share_of_the_norms(m: Any, beside: Any, squared_norm: Any) -> Any:
    """1/b, the share of |L| for that of tr L, which is smaller where the rest is spread out."""
    return 1 / squared_norm


def cca_floor_by_outputs(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The number of outputs for the rank of what is read."""
    pairs = m.minimum(m.rank(m.center(X)), m.rank(m.center(Y)))
    return m.ratio(min(W.shape[1], V.shape[1]), pairs)


def cca_floor_by_features(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """Averaged over min(p, q) features for min(rank X_c, rank Y_c) pairs: a lower floor."""
    pairs = m.minimum(m.rank(m.center(X)), m.rank(m.center(Y)))
    return q.cca_readout_floor(m, X, Y, W, V) * m.ratio(pairs, min(X.shape[1], Y.shape[1]))


def cca_floor_over_outputs(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """Averaged over the outputs alone: as if nothing but what is read were there."""
    a, b = q.outputs(m, X, Y, W, V)
    pairs = m.minimum(m.rank(a), m.rank(b))
    return m.nuclear_norm(m.projector(a) @ m.projector(b)) * m.ratio(1, pairs) if pairs else m.ratio(0, 1)


def cca_floor_uncentred(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The outputs keep their means, which correlate."""
    pairs = m.minimum(m.rank(m.center(X)), m.rank(m.center(Y)))
    return m.nuclear_norm(m.projector(X @ W) @ m.projector(Y @ V)) * m.ratio(1, pairs)


def stitch_transposed(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The transpose for the pseudo-inverse: S = WV'."""
    return q.squared_norm(m, X @ W @ V.T @ V - Y @ V)


def stitch_of_the_readouts(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """V^+V taken for 1, as it is for readouts with independent columns: the error XW - YV of the readouts."""
    return q.squared_norm(m, X @ W - Y @ V)


def operator_budget_of_the_trace(m: Any, T: Any, B: Any, C: Any) -> Any:
    """|T|^4, which belongs with the Frobenius norms, for |T'T|^2: more as soon as T has rank two."""
    T = m.center(T)
    return q.squared_norm(m, T) ** 2 / (B * C)


def operator_budget_without_square(m: Any, T: Any, B: Any, C: Any) -> Any:
    """|T'T|/B, the share of one of the two Gram matrices, for the product of both."""
    T = m.center(T)
    return m.norm(T.T @ T) / B


def operator_budget_uncentred(m: Any, T: Any, B: Any, C: Any) -> Any:
    """The output keeps its mean."""
    return q.squared_norm(m, T.T @ T) / (B * C)


def one_sided_budget_unreduced(m: Any, T: Any, B: Any, C: Any, s: Any) -> Any:
    """s^2 is not taken from the root: as if all that Y may be were added to what it has to be."""
    return q.one_sided_budget_floor(m, T, B, C, s) + s**4 / (B * C)


def one_sided_budget_as_two_sided(m: Any, T: Any, B: Any, C: Any, s: Any) -> Any:
    """|T'T|^2/(BC), the lower floor of two representations that both hold more than the output."""
    return q.operator_budget_floor(m, T, B, C)


def one_sided_budget_of_one_output(m: Any, T: Any, B: Any, C: Any, s: Any) -> Any:
    """|T'T|/B, to which it comes for one output."""
    T = m.center(T)
    return m.norm(T.T @ T) / B


def two_direction_as_two_sided(m: Any, a: Any, b: Any) -> Any:
    """a^2 + b^2, the lower floor where there are more directions."""
    return a**2 + b**2


def two_direction_of_the_norm(m: Any, a: Any, b: Any) -> Any:
    """sqrt(a^2 + b^2), to which it comes for one output."""
    return m.sqrt(a**2 + b**2)


def two_direction_without_crossing(m: Any, a: Any, b: Any) -> Any:
    """Each with its own root: a sqrt(1 - a^2) + b sqrt(1 - b^2)."""
    return a * m.sqrt(1 - a**2) + b * m.sqrt(1 - b**2)


def two_direction_of_the_difference(m: Any, a: Any, b: Any) -> Any:
    """The cosine of the difference of the angles for the sine of their sum."""
    return m.sqrt(1 - a**2) * m.sqrt(1 - b**2) + a * b


BUGS: Final[dict[str, Bug]] = joined(
    (
        planted(
            "readout_floor",
            readout_floor_of_each_output,
            readout_floor_uncentred,
            readout_floor_without_inverse,
            readout_floor_without_readouts,
            readout_floor_swapped,
            readout_floor_over_traces,
        ),
        planted(
            "paired_readout_floor",
            paired_floor_of_norms,
            paired_floor_without_square,
            paired_floor_operator_norms,
            paired_floor_separate_norms,
            paired_floor_of_sizes,
        ),
        planted(
            "operator_readout_floor",
            operator_floor_of_the_trace,
            operator_floor_frobenius,
            operator_floor_without_square,
        ),
        planted("readout_share", share_of_the_trace, share_uncentred, share_without_readout, share_of_the_readout_norm),
        planted(
            "r2_readout_floor",
            r2_floor_of_the_other_readout,
            r2_floor_without_readout,
            r2_floor_over_the_norm,
            r2_floor_of_what_is_read,
        ),
        planted("nbs_readout_floor", nbs_floor_over_gram_norms, nbs_floor_frobenius, nbs_floor_without_readouts),
        planted(
            "read_share_floor",
            read_share_without_square,
            read_share_of_one_dimension,
            read_share_of_the_norms,
        ),
        planted(
            "cca_readout_floor",
            cca_floor_by_outputs,
            cca_floor_by_features,
            cca_floor_over_outputs,
            cca_floor_uncentred,
        ),
        planted("stitching_error", stitch_transposed, stitch_of_the_readouts),
        planted(
            "operator_budget_floor",
            operator_budget_of_the_trace,
            operator_budget_without_square,
            operator_budget_uncentred,
        ),
        planted(
            "one_sided_budget_floor",
            one_sided_budget_unreduced,
            one_sided_budget_as_two_sided,
            one_sided_budget_of_one_output,
        ),
        planted(
            "two_direction_floor",
            two_direction_as_two_sided,
            two_direction_of_the_norm,
            two_direction_without_crossing,
            two_direction_of_the_difference,
        ),
    )
)
