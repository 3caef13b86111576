r"""A network that holds nothing but the output has CKA of at least 1/sqrt(r) with a white one of rank r that reads it.

Proof.     X holds nothing but the output, so what reads the output linearly reads X: the columns of X_c are among those
           of a white Y, L = dP with P X_c = X_c. P stands for Y, with what else it holds in Z. <K, L> = d tr K and
           |L|^2 = d^2 r, so CKA = tr K/(sqrt(r)|K|), where (tr K)^2/|K|^2 = PR(X) >= 1 as no eigenvalue is negative.
Sharpness. X = [u, ev] and Y = [u, v] approach it as e tends to 0: CKA^2 = (1 + e^2)^2/(2 + 2e^4). If Y is stretched as
           well, CKA can be as near to 0 as one likes (floors/no_floor_without_slack), and so it can if X holds more
           than the output (floors/features_beside_the_output).
Source.    Derived here; the value is probes/white_cka_is_r2 at R^2 = 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero, rank_is_positive
from ..core.record import All, Case, Family, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import matrices


def white(m: Any, X: Any, Z: Any) -> Any:
    """P, n x n: white, with the columns of X_c and of Z_c."""
    return m.projector(m.center(m.concat(X, Z)))


def claim(m: Any, X: Any, Z: Any) -> All:
    Y = white(m, X, Z)
    cka, rank = m.linear_cka(X, Y), m.ratio(m.rank(Y), 1)
    return All(eq(cka**2 * rank, m.participation_ratio(X)), le(1 / m.sqrt(rank), cka))


def symbolic(m: Any, X: Any, Z: Any) -> Iterator[Verdict]:
    x, P = m.center(X), white(m, X, Z)
    factor_is_nonzero(m, P, x)
    rank_is_positive(m, P)
    value, floor = claim(m, X, Z).parts
    yield m.decide(value)
    K = m.gram_psd(x)
    larger = m.from_squares(m.psd_product(m.trace_psd(K), K), m.trace(K.A), m.norm(K.A))
    yield m.certificate(floor, scale=m.norm(K.A) * m.sqrt(m.trace(P)), facts=[larger])


@st.composite
def cases(draw: DrawFn) -> Case:
    n = draw(st.integers(2, 5))
    X, Z = (draw(matrices(n, draw(st.integers(1, 3)), nonconstant=name == "X")) for name in "XZ")
    return {"X": X, "Z": Z}


def stretched(e: Fraction) -> dict[str, Any]:
    """[u, ev] against the projector onto u and v."""
    rows = [(i, j) for i in (1, -1) for j in (1, -1)]
    return {"X": [[i, e * j] for i, j in rows], "Z": [[0]] * 4}


def near(m: Any, X: Any, Z: Any) -> All:
    """CKA^2 is what is said, and at most e^2 above the floor."""
    e, cka = X[0, 1], m.linear_cka(X, white(m, X, Z))
    return All(eq(cka**2 * (e**4 + 1) * 2, (e**2 + 1) ** 2), le(cka**2, e**2 + m.ratio(1, 2)))


LINE: dict[str, Any] = {"X": [[1], [1], [-1], [-1]], "Z": [[1], [-1], [1], [-1]]}
HALF = Fraction(1, 2)
THEOREM = Theorem(
    statement=(
        r"Y = P_{H[X, Z]},\ r = \mathrm{rank}\,H[X, Z] \implies "
        r"\mathrm{CKA}(X, Y) = \sqrt{PR(X)/r} \ge \frac{1}{\sqrt{r}}"
    ),
    case={"X": "n p", "Z": "n q"},
    claim=claim,
    hypotheses=(varies("X", LINE | {"X": [[1]] * 4}),),
    domain=cases(),
    variants=frozenset({"linear", "participation-ratio"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "one direction of two",
            LINE,
            lambda m, X, Z: All(
                eq(m.linear_cka(X, white(m, X, Z)) ** 2, m.ratio(1, 2)),
                eq(m.linear_cka(X, m.concat(X, Z)) ** 2, m.ratio(1, 2)),
            ),
        ),
    ),
    sharp=Family((Fraction(1), HALF, Fraction(1, 10000)), stretched, near),
    refutes=("participation_uncentred",),
    kernel=("floors_one_sided_stretching",),
)
