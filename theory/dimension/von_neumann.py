r"""CKA is at most the root of the share of the largest squared eigenvalues of one side, as many as the other's rank.

Proof.     K = PKP for the projector P onto the columns of X_c, so <K, L> = <K, PLP> <= |K| |PLP|, and |PLP|^2 <=
           tr PL^2. By Ky Fan's maximum principle for L^2 (dimension/ky_fan) tr PL^2 is at most tr EL^2, the sum of the
           r largest mu_j^2. All are at most mu_1^2, so that this is at most r mu_1^2 = r|L|^2/sr(Y).
Sharpness. Equality for X made of the leading components of Y with the same spectrum up to a factor. Flat spectra give
           sqrt(r_X/r_Y): sqrt(2/3) for a square in a cube, 1/sqrt(2) for a circle in a torus.
Source.    A case of von Neumann's trace inequality; for CKA, derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Family, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import matrices, pairs, rank_profile
from .ky_fan import CUBE, SQUARE, TWICE, bits, circles, components, near_components


def claim(m: Any, X: Any, Y: Any) -> All:
    most = m.von_neumann_ceiling(X, Y)
    return All(le(m.linear_cka(X, Y) ** 2, most), le(most * m.stable_rank(Y), m.ratio(m.rank(m.center(X)), 1)))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    x, L = m.center(X), m.gram(Y)
    P, K, r = m.projector(x), m.gram(X), m.rank(x)
    E, (_, top) = m.leading(L @ L, r)[0], m.leading(L, 1)
    rest = m.trailing_psd(L, 1)  # top I - L
    m.lemma_positive(top * X.shape[0], facts=[m.psd_trace(rest)], rest=m.trace(L))
    ceiling, stable = claim(m, X, Y).parts
    out, inside = m.projector_psd(P, complement=True), m.projector_psd(P)
    facts = (
        m.cauchy_schwarz(K, P @ L @ P),
        m.scaled(
            m.inner(K, K),
            m.sum(
                m.psd_product(inside, m.congruence(L, out)),
                m.psd_product(out, m.leading_psd(L @ L, r)),
                m.psd_product(inside, m.trailing_psd(L @ L, r)),
            ),
        ),
    )
    yield m.certificate(ceiling, scale=m.inner(K, K) * m.inner(L, L), facts=facts)
    squares = m.psd_sum(  # top^2 I - L^2, for L(top I - L) = (L(top I - L)L + (top I - L)L(top I - L))/top
        m.psd_scaled(top, rest),
        m.psd_scaled(1 / top, m.psd_sum(m.congruence(L, rest), m.congruence(rest.A, m.gram_psd(m.center(Y))))),
    )
    yield m.certificate(stable, scale=top**2, facts=[m.psd_product(m.projector_psd(E), squares)])


@st.composite
def cases(draw: DrawFn) -> Case:
    """As for ky_fan.

    Where X has rank one the last inequality is an equation about mu_1: Y then has two features, or is made of principal
    components, so that mu_1 is a surd and the equation is decided.
    """
    kind = draw(st.integers(0, 2))
    if kind == 0:
        X, Y = draw(pairs(q=st.integers(1, 2)))
    elif kind == 1:
        n = draw(st.integers(4, 5))
        X, Y = draw(rank_profile(n, 2, 2)), draw(matrices(n, 3))
    else:
        X, Y = draw(near_components())
    return {"X": X, "Y": Y}


def attained(m: Any, X: Any, Y: Any) -> Claim:
    return eq(m.linear_cka(X, Y) ** 2, m.von_neumann_ceiling(X, Y))


def flat(share: tuple[int, int]) -> Any:
    """CKA^2 and both ceilings are r_X/r_Y."""

    def values(m: Any, X: Any, Y: Any) -> Claim:
        most = m.von_neumann_ceiling(X, Y)
        stable = m.ratio(m.rank(m.center(X)), 1) / m.stable_rank(Y)
        return All(*(eq(v, m.ratio(*share)) for v in (m.linear_cka(X, Y) ** 2, most, stable)))

    return values


def leading(r: int) -> Case:
    """As in ky_fan, without the repeated component, which would change the spectrum of X."""
    case = components(r)
    return {"X": [[*row[:r], 5] for row in case["X"]], "Y": case["Y"]}


UNEQUAL = {"X": [[1], [1], [-1], [-1]], "Y": TWICE["Y"]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y)^2 \le \frac{\sum_{j \le r_X} \mu_j^2}{\sum_j \mu_j^2} \le \frac{r_X}{sr(Y)},"
        r"\quad sr(Y) = \|L\|_F^2/\mu_1^2"
    ),
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", TWICE | {"X": [[1, 1]] * 4}),
        varies("Y", TWICE | {"Y": [[1, 1]] * 4}),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("a square and a cube", {"X": SQUARE, "Y": CUBE}, flat((2, 3))),
        Witness(
            "a cube and the square", {"X": CUBE, "Y": SQUARE}, lambda m, X, Y: eq(m.linear_r2(X, Y), m.ratio(1, 1))
        ),
        Witness("a line and a cube", {"X": bits(1), "Y": CUBE}, flat((1, 3))),
        Witness("a circle and a torus", {"X": circles(0), "Y": circles(0, 1)}, flat((1, 2))),
        Witness(
            "variances 4 and 1",
            UNEQUAL,
            lambda m, X, Y: All(
                eq(m.von_neumann_ceiling(X, Y), m.ratio(16, 17)), eq(m.stable_rank(Y), m.ratio(17, 16))
            ),
        ),
    ),
    sharp=Family((1, 2, 3), leading, attained),
    refutes=(
        "von_neumann_by_columns",
        "von_neumann_without_squares",
        "von_neumann_rooted",
        "von_neumann_by_other_rank",
        "stable_rank_without_squares",
        "stable_rank_of_participation",
    ),
    kernel=("dimension_von_neumann", "dimension_von_neumann_attained"),
    uses=("dimension/ky_fan",),
)
