r"""Pushing a subset of the samples away in any direction takes linear CKA to a limit that forgets the direction.

Proof.     Y = X + c1_Sv' with |v| = 1. With h = H1_S and w = X_cv: L = K + c(hw' + wh') + c^2 hh', so R = L - c^2 hh'
           has |R|^2 = |K|^2 + 4c h'Kw + 2c^2(|h|^2|w|^2 + (h'w)^2), of order c^2. CKA and its limit h'Kh/(|K||h|^2)
           are the cosines of K with L and with E = c^2 hh'; they differ by at most |L/|L| - E/|E||, and that by at
           most 2|R|/|E|, of order 1/c. (For N = |L|, G = |E|, D = NG - <L, E> >= 0 and S = NG + <L, E> >= 0:
           NG(4N|R|^2 - 2GD) = 2N(N - G)^2 S + (2N^3 + 4N^2 G)D.) With rho the share of S, |h|^2 = n rho(1 - rho) and
           h'Kh = (n rho)^2 |mean_S|^2: the limit in terms of the mean of S.
Sharpness. For h = 0 (S empty or everything) all samples move together and CKA stays 1. The limit can be 0:
           rigidity/subset_at_the_mean.
Source.    Davari et al. (2023), theorem 1, for the limit; the rate is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero, varies
from ..core.strategies import matrices, orthogonal


def limit(m: Any, X: Any, s: Any) -> Any:
    h, K = m.center(s), m.gram(X)
    return m.inner(h, K @ h) / (m.norm(K) * m.inner(h, h))


def by_the_mean(m: Any, X: Any, s: Any) -> Any:
    """rho/(1 - rho) |mean of S|^2/(mean of |x|^2) sqrt(PR), for centred X and the share rho of S."""
    x, n, members = m.center(X), X.shape[0], m.inner(s, s)
    mean = x.T @ s * (m.ratio(1, 1) / members)
    scale = m.trace(m.gram(X)) * m.ratio(1, n)
    root = m.trace(m.gram(X)) / m.norm(m.gram(X))
    return members / (n - members) * (m.inner(mean, mean) / scale) * root


def remainder(m: Any, X: Any, s: Any, v: Any, c: Any) -> Any:
    """R = L - c^2 hh'."""
    h = m.center(s)
    return m.gram(X + s @ v.T * c) - h @ h.T * c**2


def claim(m: Any, X: Any, s: Any, v: Any, c: Any) -> All:
    h, K = m.center(s), m.gram(X)
    R, w, length = remainder(m, X, s, v, c), m.center(X) @ v, m.inner(h, h) * c**2
    square = m.inner(K, K) + m.inner(h, K @ w) * c * 4 + (m.inner(h, h) * m.inner(w, w) + m.inner(h, w) ** 2) * c**2 * 2
    gap = m.linear_cka(X, X + s @ v.T * c) - limit(m, X, s)
    return All(
        eq(m.inner(R, R), square),
        eq(limit(m, X, s), by_the_mean(m, X, s)),
        le(gap * gap, m.inner(R, R) * 4 / (length * length)),
    )


def symbolic(m: Any, X: Any, s: Any, v: Any, c: Any) -> Iterator[Verdict]:
    h, K, L = m.center(s), m.gram(X), m.gram(X + s @ v.T * c)
    n, members = X.shape[0], m.inner(s, s)
    for count in (members, n - members):  # neither S nor the rest is empty: |h|^2 = count - count^2/n
        m.lemma_positive(count, facts=[m.scaled(m.ratio(1, n), m.square(count))], rest=m.inner(h, h))
    square, mean, rate = claim(m, X, s, v, c).parts
    yield m.decide(square)
    yield m.decide(mean)
    E = h @ h.T * c**2
    N, G, inner, k = m.norm(L), m.norm(E), m.inner(L, E), m.inner(K, K)
    bound = m.cauchy_schwarz(L, E)
    apart, opposite = m.from_squares(bound, N * G, inner), m.from_squares(bound, N * G, -inner)
    facts = [
        m.scaled(N * G, m.cauchy_schwarz(K, L * G - E * N)),
        m.scaled(k * N * N * 2, m.product(opposite, m.square(N - G))),
        m.scaled(k * N**4 * 2, apart),
        m.scaled(k * N**3 * G * 4, apart),
    ]
    yield m.certificate(rate, scale=k * N**3 * G**3, facts=facts)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n, p = draw(st.integers(2, 5)), draw(st.integers(1, 2))
    s = draw(matrices(n, 1, elements=st.integers(0, 1)))
    v, c = draw(orthogonal(p))[:, :1], draw(st.integers(-4, 40).filter(bool))
    X = draw(matrices(n, p))
    Y = X + s @ v.T * c
    if (Y[:1] == Y).all():  # S was moved exactly onto the rest
        c = -c
    return {"X": X, "s": s, "v": v, "c": c}


LINE = {"X": [[-1], [0], [1]], "s": [[0], [1], [0]], "v": [[1]], "c": 2}
FAR = {"X": [[-1, 0], [0, 2], [1, -1], [0, -1]], "s": [[0], [1], [1], [0]], "v": [[1], [0]], "c": 1000}


def near(m: Any, X: Any, s: Any, v: Any, c: Any) -> Claim:
    gap = m.linear_cka(X, X + s @ v.T * c) - limit(m, X, s)
    return All(le(gap * gap, m.ratio(1, 10**5)), nonzero(limit(m, X, s)))


THEOREM = Theorem(
    statement=r"\Bigl(\mathrm{CKA}(X, X + c1_Sv^\top) - \frac{h^\top Kh}{\|K\|_F\|h\|^2}\Bigr)^2 \le "
    r"\frac{4\|L - c^2hh^\top\|_F^2}{c^4\|h\|^4} = O(c^{-2}),\quad h = H1_S",
    case={"X": "n p", "s": "n 1", "v": "p 1", "c": ""},
    claim=claim,
    hypotheses=(
        varies("X", LINE | {"X": [[1]] * 3}),
        Hypothesis(
            r"HY \ne 0,\ Y = X + c1_Sv^\top",
            lambda m, X, s, v, c: nonzero(m.center(X + s @ v.T * c)),
            Drop(LINE | {"X": [[0], [-2], [0]]}),
        ),
        Hypothesis(r"h \ne 0", lambda m, s: nonzero(m.center(s)), Drop(LINE | {"s": [[1], [1], [1]]})),
        Hypothesis(r"\|v\| = 1", lambda m, v: eq(v.T @ v, m.identity(1)), Drop(LINE | {"v": [[2]]})),
        Hypothesis(
            r"1^\top s = s^\top s \text{, as for } s = 1_S",
            lambda m, s: eq(m.center(s), s - m.ones(s) * (m.inner(s, s) * m.ratio(1, s.shape[0]))),
            Drop(LINE | {"s": [[1], [2], [0]]}),
        ),
        Hypothesis(r"c \ne 0", lambda m, c: nonzero(c), Drop(LINE | {"c": 0})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("within 1/300 of the limit at c = 1000", FAR, near),),
    kernel=("rigidity_subset_translation",),
    cites=("davari2023reliability",),
)
