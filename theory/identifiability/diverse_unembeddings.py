r"""Two classifiers with equal probabilities and diverse unembeddings have representations that differ by a linear map.

Proof.     p(y|x) is proportional to exp(f(x)'g(y)), so equal probabilities are equal log-odds against one class y_0: XL
           = YR, with g(y_i) - g(y_0) in the columns of L, and R of the other network. Where both are invertible, X = YA
           and Y = XB with A = RL^-1, B = LR^-1: R^2 = 1 both ways. E = t^2 I - A'A and F = A'A - s^2 I are
           semidefinite, so t^2(t^2 BB' - I) = EBB'E + E and I - s^2 BB' = BB'(F^2 + s^2 F)BB' are too, and the proof of
           invariance/invertible_map_bound gives CKA >= 2k/(1 + k^2), k = t/s the condition number of RL^-1.
Sharpness. The bound is attained. Without diversity there is slack: L = R = diag(1, 0), X = [t, 2J], Y = [t, 2K] have
           R^2 = 1/5 and CKA = 1/17. Nearly equal probabilities force nothing: logits scaled up send the divergence to 0
           at CKA = 0 (Nielsen et al. 2025).
Source.    Roeder et al. (2021); the bound on CKA is derived here. Context, under hypotheses on the data of their own:
           cross-entropy at its global minimum finds latents up to a linear map (Reizinger et al. 2025).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero, rank_is_positive
from ..core.numbers.array import array, eye
from ..core.numbers.linear import solve
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Family,
    Hypothesis,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    psd,
    varies,
    zero,
)
from ..core.strategies import invertible, matrices, with_condition


def claim(m: Any, X: Any, Y: Any, R: Any, G: Any, s: Any, t: Any) -> All:
    one = m.ratio(1, 1)
    return All(
        zero(m.identification_error(X, Y, R, G)),
        eq(m.linear_r2(X, Y), one),
        eq(m.linear_r2(Y, X), one),
        eq(m.mean_squared_cca(X, Y), one),
        le(m.map_floor(s, t), m.linear_cka(X, Y)),
    )


def diverse(m: Any, L: Any, G: Any, R: Any, N: Any) -> Claim:
    """G and N invert L and R."""
    return All(*(eq(A @ B, m.identity(A.shape[0])) for A, B in ((L, G), (G, L), (R, N), (N, R))))


def above(m: Any, L: Any, R: Any, s: Any) -> Any:
    """R'R - s^2 L'L: no vector is shortened below s by A = RL^-1."""
    return R.T @ R - L.T @ L * s**2


def symbolic(m: Any, X: Any, Y: Any, L: Any, G: Any, R: Any, N: Any, s: Any, t: Any) -> Iterator[Verdict]:
    x, y, B, one = m.center(X), m.center(Y), L @ N, m.identity(L.shape[0])
    cauchy = m.cauchy_schwarz(R.T, N)  # tr RN = d, so R is not 0, nor t, nor Y_c
    m.lemma_positive(m.inner(R, R) * m.inner(N, N), facts=[cauchy], rest=m.trace(one) ** 2)
    high, low = m.given(-above(m, L, R, t)), m.given(above(m, L, R, s))
    m.lemma_positive(t**2 * m.inner(L, L), facts=[m.psd_trace(high)], rest=m.inner(R, R))
    factor_is_nonzero(m, y, R @ G)
    for z in (x, y):
        rank_is_positive(m, z)
    K, S = x @ x.T, y @ y.T
    E, F = m.congruence(G.T, high), m.congruence(G.T, low)
    above_K = m.congruence(x, m.psd_sum(m.congruence(E.A, m.gram_psd(B)), E))
    below_K = m.congruence(x @ B @ B.T, m.psd_sum(m.gram_psd(F.A), m.psd_scaled(s**2, F)))
    *linear, floor = claim(m, X, Y, R, G, s, t).parts
    square = m.square(m.norm(K) - s * t * m.norm(S))
    scale = (s * s + t * t) * m.norm(K) * m.norm(S) * t**2
    yield m.certificate(floor, scale=scale, facts=[m.psd_product(above_K, below_K), m.scaled(t**2, square)])
    for part in linear:
        yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    n, d = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    Y, L = draw(matrices(n, d)), draw(invertible(d))
    A, s, t = draw(with_condition(d))
    return embeddings(Y, A, L, s, t)


def embeddings(Y: Any, A: Any, L: Any, s: Any, t: Any) -> dict[str, Any]:
    """Embeddings Y and YA, unembeddings AL and L."""
    R = A @ L
    return {"X": Y @ A, "Y": Y, "L": L, "G": solve(L, eye(len(L))), "R": R, "N": solve(R, eye(len(R))), "s": s, "t": t}


ONE, ZERO_ONE = [[1, 0], [0, 1]], [[1, 0], [0, 0]]
FOUR: dict[str, Any] = dict.fromkeys("LGRN", ONE) | {"s": 1, "t": 1}
T, J, K = (1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)
SLACK: dict[str, Any] = {
    "X": [[i, 2 * j] for i, j in zip(T, J, strict=True)],
    "Y": [[i, 2 * k] for i, k in zip(T, K, strict=True)],
}


def tight(k: Any) -> dict[str, Any]:
    """Y = [ke, e'] stretched by diag(1, k^2)."""
    Y = [[k, 1], [k, -1], [-k, 1], [-k, -1]]
    return embeddings(array(Y), array([[1, 0], [0, k * k]]), array([[1, 1], [0, 1]]), 1, k * k)


def attained(m: Any, X: Any, Y: Any, s: Any, t: Any) -> Claim:
    return eq(m.map_floor(s, t), m.linear_cka(X, Y))


def sheared(m: Any, X: Any, Y: Any, R: Any, G: Any) -> Claim:
    """The map of the embeddings as columns, L^-T R', is put to the rows transposed."""
    return All(zero(m.identification_error(X, Y, R, G)), eq(X, Y @ m.array(SHEAR)))


def slack(m: Any) -> Claim:
    """What is left without diversity: L = R = diag(1, 0) read the same from both."""
    X, Y, L = (m.array(A) for A in (SLACK["X"], SLACK["Y"], ZERO_ONE))
    return All(
        eq(X @ L, Y @ L),
        eq(m.linear_r2(X, Y), m.ratio(1, 5)),
        eq(m.linear_r2(Y, X), m.ratio(1, 5)),
        eq(m.linear_cka(X, Y), m.ratio(1, 17)),
    )


SHEAR = [[1, 1], [0, 1]]
THEOREM = Theorem(
    statement=(
        r"XL = YL',\ L, L' \in GL_d \implies X = YL'L^{-1},\ R^2_{X \to Y} = R^2_{Y \to X} = 1,\ \rho_k = 1,\ "
        r"\mathrm{CKA}(X, Y) \ge \frac{2\kappa}{1 + \kappa^2},\ \kappa = \mathrm{cond}(L'L^{-1})"
    ),
    case={"X": "n d", "Y": "n d", "L": "d d", "G": "d d", "R": "d d", "N": "d d", "s": "", "t": ""},
    claim=claim,
    hypotheses=(
        varies("X", FOUR | {"X": [[1, 1]] * 4, "Y": [[1, 1]] * 4}),
        Hypothesis("XL = YL'", lambda m, X, Y, L, R: eq(X @ L, Y @ R), Drop(FOUR | SLACK)),
        Hypothesis(
            r"\text{diversity: } L, L' \text{ are invertible}",
            diverse,
            Drop(FOUR | SLACK | {"L": ZERO_ONE, "R": ZERO_ONE}),
        ),
        Hypothesis(
            r"L'^\top L' \succeq s^2 L^\top L",
            lambda m, L, R, s: psd(above(m, L, R, s)),
            Drop(tight(2) | {"s": 2}),
        ),
        Hypothesis(
            r"L'^\top L' \preceq t^2 L^\top L",
            lambda m, L, R, t: psd(-above(m, L, R, t)),
            Drop(tight(2) | {"t": 2}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "cca"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "a shear", embeddings(array(SLACK["X"]), array(SHEAR), array([[1, 0], [3, 1]]), Fraction(1, 2), 2), sheared
        ),
        Witness("without diversity", tight(1), lambda m: slack(m)),
    ),
    sharp=Family((1, 2, 3), tight, attained),
    refutes=(
        "identification_transposed",
        "identification_reversed",
        "map_floor_without_the_square",
        "map_floor_of_the_root",
        "map_floor_is_one",
    ),
    kernel=("identifiability_diverse_unembeddings", "identifiability_diverse_unembeddings_sharp"),
    uses=("invariance/invertible_map_bound",),
    cites=("roeder2021linear", "nielsen2025closeness", "reizinger2025crossentropy"),
)
