r"""No function of X, however nonlinear, explains more of Y than its conditional means given X, which are one.

Proof.     F = f(X) is constant where X is: AF = F for A averaging over samples with equal rows of X. So the projector P
           onto the columns of F_c has HA - P >= 0, and R^2 tr L = tr PL <= tr AL = Var(E[Y|X])/Var(Y) tr L. F = AY is a
           function of X and attains it: its residual (I - A)Y is uncorrelated with all functions of X. And since
           BY = Y for the averages B over equal rows of Y, <Y_c, AY_c> = <Y_c, BABY_c> is at most the largest eigenvalue
           of HBABH, the squared maximal correlation, times |Y_c|^2.
Sharpness. F must be a function of X: Y itself has R^2 = 1 even where X is constant. The conditional means are found by
           counting, not by fitting: at n = 4, X = [t, J], Y = [t, tJ] a linear probe explains half of Y, and the
           product of the two features all of it.
Source.    The correlation ratio and its maximum property are classical (Renyi 1959); n = 4 is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces, more_than_zero
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import matrices


def claim(m: Any, X: Any, Y: Any, F: Any) -> All:
    most = m.correlation_ratio(X, Y)
    return All(
        le(m.linear_r2(F, Y), most),
        eq(m.linear_r2(m.averaging(X) @ Y, Y), most),
        le(most, m.maximal_correlation(X, Y) ** 2),
    )


def symbolic(m: Any, X: Any, Y: Any, F: Any) -> Iterator[Verdict]:
    L, B = m.gram_psd(m.center(Y)), m.center(m.averaging(Y))
    S = B @ m.averaging(X) @ B.T
    E = m.leading(S, 1)[0]
    m.lemma_nonnegative(m.psd_product(m.congruence(B, m.projector_psd(m.averaging(X))), m.projector_psd(E)))  # top
    below, attained, correlated = claim(m, X, Y, F).parts
    rest = m.projector_psd(m.center(m.averaging(X)) - m.projector(m.center(F)))
    yield m.certificate(below, scale=m.trace(L.A), facts=[m.psd_product(rest, L)])
    yield m.decide(attained)
    yield m.certificate(correlated, scale=m.trace(L.A), facts=[m.psd_product(m.trailing_psd(S, 1), L)])


@st.composite
def cases(draw: DrawFn) -> Case:
    """X and F take one value each on classes of samples: F any function of the class, often X itself."""
    n, classes = draw(st.integers(3, 5)), draw(st.integers(2, 3))
    label = [*range(classes), *(draw(st.integers(0, classes - 1)) for _ in range(n - classes))]
    X = draw(matrices(classes, draw(st.integers(1, 2)), distinct_rows=True))
    f = X if draw(st.booleans()) else draw(matrices(classes, draw(st.integers(1, 2))))
    return {"X": X[label], "Y": draw(matrices(n, draw(st.integers(1, 2)))), "F": f[label]}


T, J = (1, 1, -1, -1), (1, -1, 1, -1)


def bits(s: int) -> dict[str, Any]:
    """X = [t, sJ], Y = [t, s tJ] and F = [t, tJ], n = 4."""
    return {
        "X": [[t, s * j] for t, j in zip(T, J, strict=True)],
        "Y": [[t, s * t * j] for t, j in zip(T, J, strict=True)],
        "F": [[t, t * j] for t, j in zip(T, J, strict=True)],
    }


def product_recovers(s: int) -> Any:
    """R^2 = 1/(1 + s^2) for the features themselves, 1 for their product and for any function."""

    def values(m: Any, X: Any, Y: Any, F: Any) -> Claim:
        one = m.ratio(1, 1)
        linear = eq(m.linear_r2(X, Y), m.ratio(1, 1 + s * s))
        return All(linear, eq(m.linear_r2(F, Y), one), eq(m.correlation_ratio(X, Y), one))

    return values


THREE = {"X": [[0], [0], [1], [1], [2]], "Y": [[0], [2], [4], [4], [1]], "F": [[0], [0], [1], [1], [0]]}
THEOREM = Theorem(
    statement=(
        r"\max_f R^2_{f(X) \to Y} = \frac{\mathrm{Var}(E[Y \mid X])}{\mathrm{Var}(Y)}"
        r"\le \max_{f, g} \mathrm{corr}(f(X), g(Y))^2"
    ),
    case={"X": "n p", "Y": "n q", "F": "n r"},
    claim=claim,
    hypotheses=(
        varies("Y", bits(1) | {"Y": [[1]] * 4}),
        Hypothesis(
            "F = f(X)",
            lambda m, X, F: eq(m.averaging(X) @ F, F),
            Drop({"X": [[1], [1], [0]], "Y": [[0], [1], [0]], "F": [[0], [1], [0]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness("the product recovers it", bits(1), product_recovers(1)),
        Witness("at any scale", bits(3), product_recovers(3)),
        Witness("three classes", THREE, lambda m, X, Y, F: eq(m.correlation_ratio(X, Y), m.ratio(27, 32))),
        Witness(
            "two classes of Y",
            THREE | {"Y": [[0], [1], [0], [0], [1]]},
            lambda m, X, Y: All(
                *(eq(v, m.ratio(7, 12)) for v in (m.correlation_ratio(X, Y), m.maximal_correlation(X, Y) ** 2))
            ),
        ),
    ),
    refutes=(
        "correlation_ratio_swapped",
        "correlation_ratio_given_both",
        "correlation_ratio_by_regression",
        "correlation_ratio_uncentred",
        "correlation_ratio_within",
        "maximal_correlation_squared",
    ),
    kernel=("dimension_any_function", "dimension_any_function_maximal"),
    cites=("renyi1959measures",),
    forces=(
        Forces(
            ("any_r2",),
            lambda k: k.r2 is not None,
            lambda m, k: m.array(k.r2),
            "the best function explains at least what the best linear one does",
        ),
        Forces(
            ("any_r2",),
            lambda k: k.aligned,
            more_than_zero,
            "the best function explains at least what the best linear one does",
            strict=True,
        ),
    ),
)
