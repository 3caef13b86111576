r"""The linear probe's score holds CKA between two multiples of itself, by the spectrum of the features.

Proof.     P projects onto the columns of X_c and aP <= K <= bP. The trace of a product with L >= 0 is monotone:
           a tr PL <= tr KL <= b tr PL, where tr KL = CKA |K||L| and tr PL = R^2 tr L. Likewise |K|^2 <= b tr K and
           tr K <= b r_X, which makes the lower bound at least sqrt(PR(Y)/r_X) R^2/(b/a); and K <= |K| P gives
           CKA <= sqrt(PR(Y)) R^2.
Sharpness. White features, a = b, attain both ends; one feature attains CKA = sqrt(PR(Y)) R^2. No bound without the
           spectrum or PR(Y): both bounds tend to nothing as b/a or PR(Y) grows.
Source.    Derived here, from the scores in one basis (Kornblith et al. 2019, section 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, psd, varies
from ..core.strategies import matrices, positive, semi_orthogonal, white


def sides(m: Any, X: Any, Y: Any) -> tuple[Any, Any, Any]:
    """CKA |K||L|, R^2 tr L, and the largest that the first can be, |K| R^2 tr L."""
    K, L = m.gram(X), m.gram(Y)
    read = m.linear_r2(X, Y) * m.trace(L)
    return m.linear_cka(X, Y) * m.norm(K) * m.norm(L), read, m.norm(K) * read


def claim(m: Any, X: Any, Y: Any, a: Any, b: Any) -> All:
    aligned, read, most = sides(m, X, Y)
    K = m.gram(X)
    return All(
        le(a * read, aligned),
        le(aligned, b * read),
        le(aligned, most),
        le(m.inner(K, K), b * b * m.rank(m.center(X))),
    )


def above(m: Any, X: Any, a: Any) -> Claim:
    return psd(m.gram(X) - m.projector(m.center(X)) * a)


def below(m: Any, X: Any, b: Any) -> Claim:
    return psd(m.projector(m.center(X)) * b - m.gram(X))


def symbolic(m: Any, X: Any, Y: Any, a: Any, b: Any) -> Iterator[Verdict]:
    K, L, P = m.gram(X), m.gram_psd(m.center(Y)), m.projector(m.center(X))
    k, top = m.gram_psd(m.center(X)), m.given(P * b - K)
    low, high, highest, size = claim(m, X, Y, a, b).parts
    yield m.certificate(low, facts=[m.psd_product(m.given(K - P * a), L)])
    yield m.certificate(high, facts=[m.psd_product(top, L)])
    yield m.certificate(highest, facts=[m.psd_product(m.congruence(P, m.norm_psd(k)), L)])
    m.lemma_positive(b * m.rank(P), facts=[m.psd_trace(top)], rest=m.trace(K))
    yield m.certificate(size, facts=[m.psd_product(top, k), m.scaled(b, m.psd_trace(top))])


@st.composite
def cases(draw: DrawFn) -> Case:
    """Features with a known spectrum, and the tightest a and b."""
    n = draw(st.integers(2, 5))
    r = draw(st.integers(1, {2: 1, 3: 1, 4: 3, 5: 3}[n]))
    W, d = draw(white(n, r)), draw(st.lists(positive(), min_size=r, max_size=r))
    X = W * d @ draw(semi_orthogonal(r, draw(st.integers(r, r + 1)))) + draw(st.integers(-2, 2))
    c = (W[:, :1].T @ W[:, :1])[0, 0]
    Y = draw(matrices(n, draw(st.integers(1, 3))))
    return {"X": X, "Y": Y, "a": c * min(d) ** 2, "b": c * max(d) ** 2}


SQUARE = {"X": [[2, 1], [2, -1], [-2, 1], [-2, -1]], "Y": [[1, 0], [0, 1], [0, 0], [0, 3]], "a": 4, "b": 16}


def white_features(s: int) -> Case:
    return {"X": [[s, s], [s, -s], [-s, s], [-s, -s]], "Y": SQUARE["Y"], "a": 4 * s * s, "b": 4 * s * s}


def attained(m: Any, X: Any, Y: Any, a: Any, b: Any) -> Claim:
    aligned, read, _ = sides(m, X, Y)
    return All(eq(a * read, aligned), eq(aligned, b * read))


THEOREM = Theorem(
    statement=(
        r"\frac{a}{\|K\|_F}\sqrt{PR(Y)}\,R^2_{X \to Y} \le \mathrm{CKA}(X, Y)"
        r"\le \frac{b}{\|K\|_F}\sqrt{PR(Y)}\,R^2_{X \to Y},\quad \mathrm{CKA}(X, Y) \le \sqrt{PR(Y)}\,R^2_{X \to Y}"
    ),
    case={"X": "n p", "Y": "n q", "a": "", "b": ""},
    claim=claim,
    hypotheses=(
        varies("X", SQUARE | {"X": [[1, 1]] * 4}),
        varies("Y", SQUARE | {"Y": [[1, 1]] * 4}),
        Hypothesis(r"K \succeq aP_X", above, Drop(SQUARE | {"a": 16})),
        Hypothesis(r"K \preceq bP_X", below, Drop(SQUARE | {"b": 4})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "participation-ratio"}),
    symbolic=symbolic,
    witnesses=(Witness("a rectangle", SQUARE, lambda m, X, Y, **_: eq(m.linear_r2(X, Y), m.ratio(22, 27))),),
    sharp=Family((1, 2, 3), white_features, attained),
    kernel=("probes_cka_between_r2", "probes_cka_between_r2_sharp"),
    cites=("kornblith2019similarity",),
    forces=(
        Forces(
            ("linear_r2",),
            lambda k: k.cka is not None and k.most_rank_y is not None,
            lambda m, k: m.array(k.cka) / m.sqrt(m.ratio(k.most_rank_y, 1)),
            "R² is at least CKA over the root of the participation ratio of Y, which is at most its rank",
        ),
    ),
)
