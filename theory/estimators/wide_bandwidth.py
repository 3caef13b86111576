r"""A wide Gaussian kernel sees what linear CKA sees, up to an error of explicit order 1/sigma^2.

Proof.     exp(-d/2s^2) = 1 - d/2s^2 + r with 0 <= r <= d^2/8s^4. Centring removes the 1, and HDH = -2K: the centred
           kernel is K/s^2 + HRH with |HRH| <= |D o D|/8s^4. Unit vectors along u and u + v differ by at most 2|v|/|u|,
           which is |D o D|/(4 s^2 |K|); a cosine moves by at most the sum over both sides.
Sharpness. The power of s cannot be improved, the constant can: the draws use about a tenth of the bound. At small s
           nothing is left of it: the kernel score goes to 1 (estimators/narrow_bandwidth).
Source.    Alvarez (2023) for the limit; the constant is derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Hypothesis, Swap, Theorem, Witness, eq, le, lt, varies
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any, sigma: Any) -> Claim:
    D, E = m.squared_distances(X), m.squared_distances(Y)
    rate = m.norm(D * D) / m.norm(m.gram(X)) + m.norm(E * E) / m.norm(m.gram(Y))
    return close(m.kernel_cka(X, Y, bandwidth=sigma), m.linear_cka(X, Y), rate / (sigma * sigma * 4))


def close(a: Any, b: Any, error: Any) -> Claim:
    """|a - b| <= error, in two inequalities: an enclosure around zero has no absolute value."""
    return All(le(a - b, error), le(b - a, error))


FOLD = {"X": [[-1], [0], [1]], "Y": [[1], [0], [1]], "sigma": 2}
FAR = {"X": [[1], [1], [1], [2]], "Y": [[1], [1], [2], [1]], "sigma": 64}


def fold(m: Any, sigma: Any) -> Any:
    """Kernel CKA of (-1, 0, 1) and (1, 0, 1): p/sqrt(p^2 + q^2) with p = (3 - 4a + b)/3, q = 1 - b.

    Here a = exp(-1/2s^2) and b = a^4; Y's centred kernel is a multiple of vv', v = (1, -2, 1), at every bandwidth.
    """
    a, b = (m.exp(m.ratio(-d, 2) / (sigma * sigma)) for d in (1, 4))
    p, q = (-a * 4 + b + 3) * m.ratio(1, 3), -b + 1
    return p / m.sqrt(p * p + q * q)


def folded(m: Any, X: Any, Y: Any, sigma: Any) -> Claim:
    return close(m.kernel_cka(X, Y, bandwidth=sigma), fold(m, sigma), m.ratio(1, 10**12))


THEOREM = Theorem(
    statement=r"|\mathrm{CKA}_\sigma - \mathrm{CKA}| \le \frac{1}{4\sigma^2}\Big(\frac{\|D_X\circ D_X\|_F}{\|K\|_F} + "
    r"\frac{\|D_Y\circ D_Y\|_F}{\|L\|_F}\Big), \quad D_{ij} = \|x_i - x_j\|^2",
    case={"X": "n p", "Y": "n q", "sigma": ""},
    claim=claim,
    hypotheses=(
        varies("X", FOLD | {"X": [[1], [1], [1]]}),
        varies("Y", FOLD | {"Y": [[1], [1], [1]]}),
        Hypothesis(r"\sigma > 0", lambda m, sigma: lt(0, sigma), Drop(FOLD | {"sigma": 0})),
        Hypothesis(r"\text{the linear score is centred}", None, Swap("uncentred_cka", FAR)),
    ),
    domain=st.builds(
        lambda XY, sigma: {"X": XY[0], "Y": XY[1], "sigma": sigma},
        pairs(n=st.integers(3, 4)),
        st.integers(1, 64),
    ),
    variants=frozenset({"linear", "kernel"}),
    why_not={
        "symbolic": "the kernel is an exponential of entries, which words do not have; the rest is Taylor's formula"
    },
    witnesses=(
        Witness("a line and its fold", FOLD, folded),
        Witness("linear CKA of the fold", FOLD, lambda m, X, Y: eq(m.linear_cka(X, Y), 0)),
    ),
    refutes=(
        "kernel_bandwidth_ignored",
        "kernel_bandwidth_not_squared",
        "kernel_of_distances",
        "kernel_twice_the_bandwidth",
        "kernel_uncentred",
        "kernel_without_the_two",
    ),
    kernel=("estimators_wide_bandwidth",),
    uses=("equivalences/doubly_centred_distances",),
    cites=("alvarez2023gaussian", "kornblith2019similarity"),
)
