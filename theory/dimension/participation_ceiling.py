r"""One dimension can agree with a representation only as far as its rank and participation ratio together allow.

Proof.     CKA <= mu_1/|L| for X of rank one, mu_1 the largest eigenvalue of L (dimension/von_neumann). Let E project
           onto its eigenvector, P_Y onto the columns of Y_c, N = tr P_Y and b = (tr L)^2/|L|^2. By Cauchy-Schwarz
           (tr L - mu_1)^2 = <L - mu_1 E, P_Y - E>^2 <= (|L|^2 - mu_1^2)(N - 1), which is
           (N mu_1/tr L - 1)^2 <= (N - 1)(N/b - 1); the roots are real because 1 <= N and b <= N.
Sharpness. Equality for X the leading component and all others of one length, however long the first is. Two
           dimensions can do better: X = Y white of rank 2 has CKA = 1 against 1/sqrt(2).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import matrices, positive, rank_profile, white
from ..probes.high_cka_without_predictability import hadamard


def claim(m: Any, X: Any, Y: Any) -> Claim:
    return le(m.linear_cka(X, Y), m.participation_ceiling(Y))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    K, L, P, n = m.gram(X), m.gram(Y), m.projector(m.center(X)), X.shape[0]
    E, top = m.leading(L, 1)
    below = m.trailing_psd(L, 1)  # top I - L
    m.lemma_positive(top * n, facts=[m.psd_trace(below)], rest=m.trace(L))  # before P_Y, so that P_Y E = E is seen
    Q = m.projector(m.center(Y))
    N, total, square = m.trace(Q), m.trace(L), m.inner(L, L)
    m.lemma_nonnegative(m.squared_norm(Q - E))  # N - 1
    m.lemma_positive(N, facts=[m.squared_norm(Q - E)], rest=1)
    m.lemma_nonnegative(m.cauchy_schwarz(L, Q))  # N |L|^2 - (tr L)^2
    reads = m.sum(
        m.cauchy_schwarz(K, P @ L @ P),
        m.scaled(
            m.inner(K, K),
            m.sum(
                m.psd_product(m.projector_psd(P), m.congruence(L, m.projector_psd(P, complement=True))),
                m.scaled(top, m.psd_product(m.projector_psd(P), below)),
                m.divided(
                    m.sum(
                        m.psd_product(m.projector_psd(P), m.congruence(L, below)),
                        m.psd_product(m.projector_psd(P), m.congruence(below.A, m.gram_psd(m.center(Y)))),
                    ),
                    top,
                ),
                m.scaled(top**2, m.sign_known(1 - m.trace(P))),
            ),
        ),
    )
    aligned = m.from_squares(reads, top * m.norm(K), m.inner(K, L))
    spread = m.sqrt((N - 1) * (N * square / total**2 - 1))
    rest = m.scaled(N / total**2, m.cauchy_schwarz(L - E * top, Q - E))
    share = m.from_squares(rest, spread, N * top / total - 1)
    size = m.norm(L)
    facts = [m.divided(aligned, m.norm(K) * size), m.scaled(total / (N * size), share)]
    yield m.certificate(claim(m, X, Y), facts=facts)


@st.composite
def cases(draw: DrawFn) -> Case:
    """X of one dimension, often near the longest of the components of Y."""
    n = draw(st.integers(3, 5))
    Y = draw(matrices(n, draw(st.integers(1, 3))))
    if draw(st.booleans()):
        return {"X": draw(rank_profile(n, draw(st.integers(1, 2)), 1)), "Y": Y}
    W = draw(white(4, 3))
    X = W[:, :1] + draw(matrices(4, 1)) * draw(st.integers(0, 1))
    if not (X[:1] != X).any():
        X = W[:, :1]
    return {"X": X, "Y": W * draw(st.lists(positive(), min_size=3, max_size=3))}


def longer(s: int) -> Case:
    """A component of length s, and two of length 1."""
    return {"X": [row[1:2] for row in hadamard(4)], "Y": [[s * row[1], *row[2:], 7] for row in hadamard(4)]}


WHITE = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": [[1, 1], [1, -1], [-1, 1], [-1, -1]]}
ONE = {"X": [[1], [1], [-1], [-1]], "Y": WHITE["Y"]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \le \frac{\sqrt{b}}{N}\left(1 + \sqrt{(N - 1)(N/b - 1)}\right),"
        r"\quad r_X = 1,\ N = r_Y,\ b = PR(Y)"
    ),
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", ONE | {"X": [[1]] * 4}),
        varies("Y", ONE | {"Y": [[1, 1]] * 4}),
        Hypothesis(r"r_X \le 1", lambda m, X: le(m.rank(m.center(X)), 1), Drop(WHITE)),
    ),
    domain=cases(),
    variants=frozenset({"linear", "participation-ratio"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "one of two equal components",
            ONE,
            lambda m, X, Y: All(*(eq(v**2, m.ratio(1, 2)) for v in (m.linear_cka(X, Y), m.participation_ceiling(Y)))),
        ),
    ),
    sharp=Family((1, 2, 5), longer, lambda m, X, Y: eq(m.linear_cka(X, Y), m.participation_ceiling(Y))),
    refutes=(
        "ceiling_of_participation_alone",
        "participation_ceiling_by_columns",
        "participation_ceiling_of_the_trace",
        "participation_uncentred",
    ),
    kernel=("dimension_participation_ceiling", "dimension_participation_ceiling_sharp"),
    uses=("dimension/von_neumann",),
)
