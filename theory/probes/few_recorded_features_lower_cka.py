r"""Recording a random part of the features keeps inner products of Gram matrices on average, and inflates their norms.

Proof.     Let S be k of N features at random and M = (N/k) sum_{j in S} K_j, K_j = Hx_jx_j'H. A feature is in S with
           chance k/N, two are with k(k - 1)/(N(N - 1)): E M = K, so E <M, L> = <K, L>, and E |M|^2 is
           |K|^2 + (N - k)/(k(N - 1)) (N sum_j |K_j|^2 - |K|^2). The bracket is at least 0 by Cauchy-Schwarz. With the
           parts of one feature and of two scaled by their own chances |K|^2 is estimated without bias, for k >= 2.
Sharpness. No excess when k = N or all K_j are equal. CKA divides by |M|, so it comes out low: one of two white features
           has CKA 1/sqrt 2 with the layer that it was recorded from, and 1 or 0 with another such recording.
Source.    Chun et al. (2025) estimate alignment from few inputs and features; these moments are derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, le
from ..core.strategies import matrices


def recorded(m: Any, X: Any, S: Any) -> Any:
    """(N/k)HX_SX_S'H for the selection S (k x N) of features."""
    return m.gram(X @ S.T) * m.ratio(X.shape[1], S.shape[0])


def single(m: Any, X: Any) -> Any:
    """sum_j |K_j|^2 = sum_j |H x_j|^4."""
    lengths = m.diagonal(m.center(X).T @ m.center(X))
    return m.inner(lengths, lengths)


def corrected(m: Any, X: Any, S: Any) -> Any:
    """|K|^2 estimated from the recorded features: their own parts times N/k, pairs times N(N - 1)/(k(k - 1))."""
    part, N, k = X @ S.T, X.shape[1], S.shape[0]
    own, K = single(m, part), m.gram(part)
    return own * m.ratio(N, k) + (m.inner(K, K) - own) * m.ratio(N * (N - 1), k * (k - 1))


def claim(m: Any, X: Any, Y: Any, k: str) -> Claim:
    K, L, N, size = m.gram(X), m.gram(Y), X.shape[1], int(k)
    excess = (single(m, X) * N - m.inner(K, K)) * m.ratio(N - size, size * (N - 1))
    squared = m.mean_over_subsets(N, size, lambda S: m.inner(recorded(m, X, S), recorded(m, X, S)))
    moments = (
        eq(m.mean_over_subsets(N, size, lambda S: m.inner(recorded(m, X, S), L)), m.inner(K, L)),
        eq(squared, m.inner(K, K) + excess),
        le(m.inner(K, K), squared),
    )
    if size == 1:  # one feature has no pairs
        return All(*moments)
    return All(*moments, eq(m.mean_over_subsets(N, size, lambda S: corrected(m, X, S)), m.inner(K, K)))


@st.composite
def cases(draw: DrawFn) -> Case:
    n, N = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    X, Y = draw(matrices(n, N)), draw(matrices(n, draw(st.integers(1, 2))))
    return {"X": X, "Y": Y, "k": str(draw(st.integers(1, N)))}


WHITE = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": [[7, 1], [-1, 7], [1, -7], [-7, -1]], "k": "1"}


def deflated(m: Any, X: Any, Y: Any, k: str) -> Claim:
    """The whole has CKA 1 with its rotation Y, either recording 1/sqrt 2; |M|^2 is 64 where |K|^2 is 32."""
    squared = m.mean_over_subsets(2, 1, lambda S: m.linear_cka(X @ S.T, Y) ** 2)
    average = m.mean_over_subsets(2, 1, lambda S: m.linear_cka(X @ S.T, Y))
    norms = m.mean_over_subsets(2, 1, lambda S: m.inner(recorded(m, X, S), recorded(m, X, S)))
    return All(
        eq(m.linear_cka(X, Y), m.ratio(1, 1)),
        eq(squared, m.ratio(1, 2)),
        eq(average, m.sqrt(m.ratio(1, 2))),
        eq(norms, m.inner(m.gram(X), m.gram(X)) * 2),
    )


def apart(m: Any, X: Any, Y: Any, k: str) -> Claim:
    """Two recordings of one layer: CKA 1 if they caught the same feature, else 0."""
    pair = m.mean_over_subsets(2, 1, lambda S: m.mean_over_subsets(2, 1, lambda R: m.linear_cka(X @ S.T, X @ R.T)))
    return eq(pair, m.ratio(1, 2))


THEOREM = Theorem(
    statement=(
        r"\mathbb{E}_S \langle M_S, L\rangle = \langle K, L\rangle, \quad \mathbb{E}_S \|M_S\|_F^2 = \|K\|_F^2 +"
        r"\frac{N - k}{k(N - 1)}\Bigl(N \sum_j \|K_j\|_F^2 - \|K\|_F^2\Bigr) \ge \|K\|_F^2, \quad"
        r"M_S = \frac Nk \sum_{j \in S} K_j,\ K_j = Hx_jx_j^\top H,\ |S| = k"
    ),
    case={"X": "n N", "Y": "n q", "k": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"N \ge 2", lambda m, X: le(2, X.shape[1]), Drop({"X": [[0], [1]], "Y": [[0], [1]], "k": "1"})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    why_not={"symbolic": "an average over the subsets of N features: words have no averages over subsets"},
    witnesses=(Witness("one of two white features", WHITE, deflated), Witness("two recordings", WHITE, apart)),
    kernel=("probes_few_recorded_features_lower_cka",),
    cites=("chun2025estimating",),
)
