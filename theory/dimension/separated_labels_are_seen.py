r"""Where Y separates two classes linearly and X tells them apart, some function of X explains part of Y.

Proof.     The labels t = +-1 are a function of X, so averages over equal rows of X keep those over classes, HA_X >=
           HA_t, and tr A_X L >= tr A_t L: the best function explains at least the share of Y between the classes. Let
           s = Yw + b1 and D = diag(t), with margins D diag(s) >= g I, g > 0. I - mean(t) D is semidefinite, and
           <t_c, s> = tr D diag(s)(I - mean(t) D) >= g tr(I - mean(t) D) = g|t_c|^2. As t_c = A_t t_c, by Cauchy-Schwarz
           <t_c, Y_c w>^2 <= |t_c|^2 |w|^2 tr A_t L: the share between the classes is at least g^2|t_c|^2/(|w|^2 tr L).
Sharpness. Equality for Y = t. Without a margin the class means may agree: Y = (0, 1, 1, 0) and t = (1, 1, -1, -1) have
           share 0. X must tell the classes apart: X = (1, -1, 1, -1) explains nothing of Y = t.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces, more_than_zero
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, psd, varies
from ..core.strategies import matrices


def claim(m: Any, X: Any, Y: Any, t: Any, w: Any, g: Any) -> All:
    between, size = m.correlation_ratio(t, Y), m.center(t)
    return All(
        le(between, m.correlation_ratio(X, Y)),
        le(g**2 * m.inner(size, size), between * m.inner(w, w) * m.trace(m.gram(Y))),
        lt(0, between),
    )


def margins(m: Any, Y: Any, t: Any, w: Any, b: Any, g: Any) -> Any:
    """diag(t_i s_i) - g I for the scores s = Yw + b."""
    scores = m.diagonal_matrix(Y @ w + m.ones(Y) * b)
    return m.diagonal_matrix(t) @ scores - m.identity(Y.shape[0]) * g


def signs(m: Any, t: Any) -> Claim:
    """diag(t)^2 = I; and |t|^2 = n, which follows, but not on words."""
    D, n = m.diagonal_matrix(t), t.shape[0]
    return All(eq(D @ D, m.identity(n)), eq(m.inner(t, t), m.ratio(n, 1)))


def tells_apart(m: Any, X: Any, t: Any) -> Claim:
    """t, and with it every function of t, is a function of X."""
    return eq(m.averaging(X) @ m.averaging(t), m.averaging(t))


def symbolic(m: Any, X: Any, Y: Any, t: Any, w: Any, b: Any, g: Any) -> Iterator[Verdict]:
    n, D, y, c, one = Y.shape[0], m.diagonal_matrix(t), m.center(Y), m.center(t), m.identity(Y.shape[0])
    length, together = m.inner(c, c), m.inner(c, y @ w)
    upper, lower = (m.projector_psd((one + D * e) * m.ratio(1, 2)) for e in (1, -1))
    m.lemma_nonnegative(m.psd_trace(upper))
    m.lemma_nonnegative(m.psd_trace(lower))
    mean = m.trace(D) / n
    weights = m.psd_sum(m.psd_scaled(1 - mean, upper), m.psd_scaled(1 + mean, lower))  # I - mean(t) D
    apart = m.psd_product(m.given(margins(m, Y, t, w, b, g)), weights)  # <t_c, Y_c w> - g |t_c|^2
    m.lemma_positive(together, facts=[apart], rest=g * length)
    more = m.product(apart, m.sum(apart, m.scaled(g * 2, m.squared_norm(c))))  # <t_c, Y_c w>^2 - g^2 |t_c|^4

    def seen(C: Any) -> Any:
        """|t_c|^2 |w|^2 |C Y_c|^2 - <t_c, C Y_c w>^2."""
        shorter = m.psd_product(m.trace_psd(m.gram_psd(w)), m.gram_psd((C @ y).T))
        return m.sum(m.cauchy_schwarz(c, C @ y @ w), m.scaled(length, shorter))

    m.lemma_positive(length * m.inner(w, w) * m.inner(y, y), facts=[seen(one)], rest=together**2)
    share, floor, positive_share = claim(m, X, Y, t, w, g).parts
    A, C = m.center(m.averaging(X)), m.center(m.averaging(t))
    yield m.certificate(share, scale=m.inner(y, y), facts=[m.psd_product(m.projector_psd(A - C), m.gram_psd(y))])
    yield m.certificate(floor, scale=length, facts=[seen(C), more])
    m.lemma_positive(length * m.inner(w, w) * m.inner(C @ y, C @ y), facts=[seen(C)], rest=together**2)
    yield m.decide(positive_share)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Scores of both signs with their tightest margin, and an X whose rows know the class."""
    n, q = draw(st.integers(2, 5)), draw(st.integers(1, 2))
    Y, w, b = draw(matrices(n, q)), draw(matrices(q, 1, nonconstant=False)), draw(st.integers(-2, 2))
    w[0, 0] += 1 - bool((w != 0).any())
    s = (Y @ w)[:, 0] + b
    low, high = min(s), max(s)
    if low == high:
        Y[0, next(i for i in range(q) if w[i, 0])] += 1
        s = (Y @ w)[:, 0] + b
        low, high = min(s), max(s)
    cut = draw(st.sampled_from(sorted(set(s))[1:]))  # the classes: below, and from here on
    under = max(x for x in s if x < cut)
    shift = -(cut + under) / 2
    t = np.where(s >= cut, 1, -1).reshape(n, 1)
    code = draw(matrices(2, 1, distinct_rows=True))
    X = np.concatenate([code[(t[:, 0] + 1) // 2], draw(matrices(n, 1, nonconstant=False))], axis=1)
    return {"X": X, "Y": Y, "t": t, "w": w, "b": b + shift, "g": (cut - under) / 2}


def labels(*t: int) -> dict[str, Any]:
    """Scores that are the labels: X = Y = t."""
    column = [[x] for x in t]
    return {"X": column, "Y": column, "t": column, "w": [[1]], "b": 0, "g": 1}


def attained(m: Any, Y: Any, t: Any, w: Any, g: Any) -> Claim:
    size = m.center(t)
    return eq(g**2 * m.inner(size, size), m.correlation_ratio(t, Y) * m.inner(w, w) * m.trace(m.gram(Y)))


EVEN = labels(1, 1, -1, -1)
MIXED = EVEN | {"Y": [[0], [1], [1], [0]]}
FAR = EVEN | {"Y": [[3], [1], [-1], [-1]]}
THEOREM = Theorem(
    statement=(
        r"\max_f R^2_{f(X) \to Y} \ge \frac{\mathrm{Var}(E[Y \mid t])}{\mathrm{Var}(Y)}"
        r"\ge \frac{g^2 \|t_c\|^2}{\|w\|^2 \mathrm{tr} L} > 0, \quad t_i(y_i^\top w + b) \ge g"
    ),
    case={"X": "n p", "Y": "n q", "t": "n 1", "w": "q 1", "b": "", "g": ""},
    claim=claim,
    hypotheses=(
        varies("t", EVEN | {"t": [[1]] * 4, "Y": [[2], [1], [1], [2]]}),
        Hypothesis(
            r"t_i = \pm 1",
            signs,
            Drop({"X": [[2], [-1]], "Y": [[1], [-2]], "t": [[2], [-1]], "w": [[1]], "b": 0, "g": 2}),
        ),
        Hypothesis("t = f(X)", tells_apart, Drop(EVEN | {"X": [[1], [-1], [1], [-1]]})),
        Hypothesis("g > 0", lambda m, g: lt(0, g), Drop(MIXED | {"w": [[0]], "g": 0})),
        Hypothesis(r"t_i(y_i^\top w + b) \ge g", lambda m, Y, t, w, b, g: psd(margins(m, Y, t, w, b, g)), Drop(MIXED)),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    symbolic=symbolic,
    witnesses=(
        Witness("a long tail in one class", FAR, lambda m, Y, t: eq(m.correlation_ratio(t, Y), m.ratio(9, 11))),
    ),
    sharp=Family(((1, -1), (1, 1, -1), (1, 1, -1, -1)), lambda t: labels(*t), attained),
    refutes=("correlation_ratio_swapped", "correlation_ratio_within"),
    kernel=("dimension_separated_labels_are_seen", "dimension_separated_labels_are_seen_attained"),
    uses=("dimension/any_function",),
    forces=(
        Forces(
            ("any_r2",),
            lambda k: k.margins is not None,
            more_than_zero,
            "Y separates the two classes linearly, and X tells them apart",
            strict=True,
        ),
    ),
)
