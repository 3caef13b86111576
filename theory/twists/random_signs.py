r"""A twin by random signs keeps, on average, a share of order 1/n of the squared covariance, if no sample dominates.

Proof.     Y = SX with independent fair signs S = diag(s). For any target T, T_c'Y_c = sum s_i(t_i - mean t)x_i', and
           E s_i s_j = 0 for i and j different: E|T_c'Y_c|^2 = sum |t_i - mean t|^2 |x_i|^2. T = X gives what CKA
           divides by |K||L|, T = P_X what R^2 divides by |Y_c|^2, a label t what a probe of it reads. With a_i =
           |x_i - mean|^2, b_i = |x_i|^2, F = n sum a_i b_i/(sum a_i sum b_i): sum a_i <= sqrt(d)|X_c'X_c| and
           sum b_i <= sqrt(d)|X'X|, so E|X_c'Y_c|^2 <= (dF/n)|X_c'X_c||X'X|, of order 1/n while F stays bounded.
Sharpness. Attained by white features, X_c'X_c and X'X multiples of 1. F has to stay bounded: one sample that carries
           all energy has F = n - 1, and the ratio is 1 - 1/n.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.record import All, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import matrices, positive


def mean(m: Any, T: Any, X: Any) -> Any:
    """E|T_c'Y_c|^2 over all signs."""

    def square(S: Any) -> Any:
        C = m.center(T).T @ m.center(S @ X)
        return m.inner(C, C)

    return m.mean_over_signs(X.shape[0], square)


def energies(m: Any, X: Any) -> tuple[Any, Any]:
    """sum a_i and sum b_i."""
    return m.trace(m.gram(X)), m.trace(X @ X.T)


def spread(m: Any, X: Any) -> Any:
    """F = n sum a_i b_i/(sum a_i sum b_i)."""
    a, b = energies(m, X)
    return m.sign_twin_energy(X, X) * X.shape[0] / (a * b)


def sizes(m: Any, X: Any) -> Any:
    """|X_c'X_c||X'X|."""
    x = m.center(X)
    return m.norm(x.T @ x) * m.norm(X.T @ X)


def claim(m: Any, X: Any, T: Any, F: Any) -> All:
    P = m.projector(m.center(X))
    return All(
        eq(mean(m, T, X), m.sign_twin_energy(T, X)),
        eq(mean(m, X, X), m.sign_twin_energy(X, X)),
        eq(mean(m, P, X), m.inner(m.diagonal(P), m.diagonal(X @ X.T))),
        le(m.sign_twin_energy(X, X) / sizes(m, X), F * X.shape[1] * m.ratio(1, X.shape[0])),
    )


def symbolic(m: Any, X: Any, T: Any, F: Any) -> Iterator[Verdict]:
    x, d, n, energy = m.center(X), X.shape[1], X.shape[0], m.sign_twin_energy(X, X)
    a, b = energies(m, X)
    m.lemma_positive(b, facts=[m.squared_norm(X - x)], rest=a)
    below = [m.cauchy_schwarz(Z.T @ Z, m.identity(d)) for Z in (x, X)]  # (tr Z'Z)^2 <= d|Z'Z|^2
    m.lemma_positive(m.inner(X.T @ X, X.T @ X) * d, facts=below[1:], rest=b * b)
    *means, bound = claim(m, X, T, F).parts
    for part in means:
        yield m.decide(part)
    hypothesis = m.sign_known(F * a * b - energy * n)
    nonnegative = m.scaled(n, m.diagonals_product(m.gram_psd(x), m.gram_psd(X)))
    m.lemma_nonnegative(m.divided(m.sum(hypothesis, nonnegative), a * b))  # F >= 0
    A, B = (m.sqrt(d) * m.norm(Z.T @ Z) for Z in (x, X))
    first, second = (m.from_squares(fact, C, z) for fact, C, z in zip(below, (A, B), (a, b), strict=True))
    room = m.sum(m.product(first, m.sign_known(B)), m.scaled(a, second))  # AB - ab
    yield m.certificate(bound, scale=sizes(m, X) * n, facts=[hypothesis, m.scaled(F, room)])


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """F is the spread of the sample or more."""
    n, d = draw(st.integers(2, 4)), draw(st.integers(1, 2))
    X = draw(matrices(n, d))
    return {
        "X": X,
        "T": draw(matrices(n, draw(st.integers(1, 2)))),
        "F": spread(Exact(), X) + draw(st.sampled_from((0, 1))) * draw(positive()),
    }


def alone(n: int) -> dict[str, Any]:
    """One sample with all energy: F = n - 1."""
    X = [[1], *([[0]] * (n - 1))]
    return {"X": X, "T": X, "F": n - 1}


BALANCED: dict[str, Any] = {"X": [[1], [1], [-1], [-1]], "T": [[1], [0], [0], [0]], "F": 1}


def square(s: int) -> dict[str, Any]:
    """Two white features."""
    X = [[s, s], [s, -s], [-s, s], [-s, -s]]
    return {"X": X, "T": X, "F": 1}


def member(which: tuple[str, int]) -> dict[str, Any]:
    return (alone if which[0] == "alone" else square)(which[1])


def attained(m: Any, X: Any, F: Any) -> Claim:
    return All(eq(spread(m, X), F), eq(m.sign_twin_energy(X, X) * X.shape[0], sizes(m, X) * F * X.shape[1]))


def share(value: tuple[int, int]) -> Any:
    return lambda m, X: eq(mean(m, X, X) / sizes(m, X), m.ratio(*value))


THEOREM = Theorem(
    statement=r"\mathbb{E}_s\|T_c^\top Y_c\|_F^2 = \sum_i \|t_i - \bar t\|^2\|x_i\|^2,\ Y = \mathrm{diag}(s)X,\quad "
    r"\mathbb{E}_s\|X_c^\top Y_c\|_F^2 \le \frac{dF}{n}\|X_c^\top X_c\|_F\|X^\top X\|_F,\ "
    r"F = \frac{n\sum_i a_ib_i}{\sum_i a_i\sum_i b_i}",
    case={"X": "n d", "T": "n r", "F": ""},
    claim=claim,
    hypotheses=(
        varies("X", BALANCED | {"X": [[1]] * 4, "F": 0}),
        Hypothesis(
            r"F \ge n\sum_i a_ib_i/(\sum_i a_i\sum_i b_i) \text{ stays bounded}",
            lambda m, X, F: le(m.sign_twin_energy(X, X) * X.shape[0], F * m.trace(m.gram(X)) * m.trace(X @ X.T)),
            Drop(alone(4) | {"F": 1}),
        ),
    ),
    domain=cases(),
    symbolic=symbolic,
    witnesses=(
        Witness("one balanced bit: 1/n", BALANCED, share((1, 4))),
        Witness("one sample alone: 1 - 1/n", alone(4), share((3, 4))),
    ),
    sharp=Family((("alone", 2), ("alone", 3), ("alone", 4), ("square", 1), ("square", 2)), member, attained),
    refutes=("signs_without_centring", "signs_centred_twice", "signs_all_alike", "signs_mean_of_products"),
    kernel=("twists_random_signs", "twists_random_signs_sharp"),
)
