r"""A narrow Gaussian kernel scores any two representations with distinct samples near 1, whatever they are.

Proof.     The kernels are I + E and I + F, with entries of E and F between 0 and e = exp(-d/2s^2) off the diagonal and
           0 on it, so |HEH| <= |E| <= e sqrt(n(n - 1)) = e sqrt(n)|H|. The angle of H + HEH to H is at most arcsin(e
           sqrt(n)), that of the two at most twice that, and cos(2 arcsin x) = 1 - 2x^2. (For x > 1 the claim is
           trivial.)
Sharpness. With a repeated sample (d = 0) there is no limit of 1: X = (0,0,1) and Y = (0,1,0) keep CKA 1/4 at every
           bandwidth.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq
from hypothesis import strategies as st

from ..core.definitions import cosine, gaussian
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Witness, le, lt
from ..core.strategies import matrices
from .wide_bandwidth import close


def claim(m: Any, X: Any, Y: Any, sigma: Any, d: Any) -> Claim:
    error = m.exp(-d / (sigma * sigma)) * (2 * X.shape[0])
    return le(m.ratio(1, 1) - m.kernel_cka(X, Y, bandwidth=sigma), error)


def apart(m: Any, Z: Any, d: Any) -> Claim:
    """Different samples are at squared distance d or more."""
    return le(m.upper(m.squared_distances(Z)) * 0 + d, m.upper(m.squared_distances(Z)))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n = draw(st.integers(2, 4))
    X, Y = (draw(matrices(n, draw(st.integers(1, 2)), distinct_rows=True)) for _ in "XY")
    return {"X": X, "Y": Y, "sigma": fmpq(1, draw(st.integers(1, 4))), "d": fmpq(1, draw(st.integers(1, 2)))}


LINES = {"X": [[0], [1], [4]], "Y": [[0], [3], [2]], "sigma": fmpq(1, 2), "d": 1}
LEAVES = {"X": [[0], [0], [1]], "Y": [[0], [1], [0]]}
POINT = {"X": [[0]], "Y": [[1]], "sigma": 1, "d": 1}


def median_rule(m: Any, X: Any, Y: Any) -> Claim:
    """The medians of the distances are 3 and 2; half of them are the bandwidths."""
    explicit = cosine(m, gaussian(m, X, m.ratio(3, 2)), gaussian(m, Y, m.ratio(1, 1)))
    return close(m.rbf_cka(X, Y, fraction=m.ratio(1, 2)), explicit, m.ratio(1, 10**12))


def repeated(m: Any) -> Claim:
    """CKA of (0,0,1) and (0,1,0) at two bandwidths."""
    X, Y = m.array(LEAVES["X"]), m.array(LEAVES["Y"])
    scores = [m.kernel_cka(X, Y, bandwidth=m.ratio(1, k)) for k in (1, 8)]
    return All(*(close(score, m.ratio(1, 4), m.ratio(1, 10**12)) for score in scores))


def half(m: Any, X: Any, Y: Any, sigma: Any) -> Claim:
    return lt(m.ratio(96, 100), m.kernel_cka(X, Y, bandwidth=sigma))


THEOREM = Theorem(
    statement=r"\|x_i - x_j\|^2, \|y_i - y_j\|^2 \ge d\ (i \ne j) \implies "
    r"\mathrm{CKA}_\sigma(X, Y) \ge 1 - 2n\,e^{-d/\sigma^2}",
    case={"X": "n p", "Y": "n q", "sigma": "", "d": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\|x_i - x_j\|^2 \ge d", lambda m, X, d: apart(m, X, d), Drop(LINES | {"X": LEAVES["X"]})),
        Hypothesis(r"\|y_i - y_j\|^2 \ge d", lambda m, Y, d: apart(m, Y, d), Drop(LINES | {"Y": LEAVES["Y"]})),
        Hypothesis("d > 0", lambda m, d: lt(0, d), Drop(LINES | {"X": [[1], [1], [1]], "d": 0})),
        Hypothesis("n > 1", lambda m, X: lt(1, X.shape[0]), Drop(POINT)),
        Hypothesis(r"\sigma > 0", lambda m, sigma: lt(0, sigma), Drop(LINES | {"sigma": 0})),
    ),
    domain=cases(),
    variants=frozenset({"kernel", "rbf"}),
    why_not={"symbolic": "the kernel is an exponential of entries, which words do not have"},
    witnesses=(
        Witness("the median rule", LINES, median_rule),
        Witness("already at half the shortest distance", LINES, half),
        Witness("a repeated sample: 1/4 at every bandwidth", LINES, lambda m: repeated(m)),
    ),
    refutes=(
        "rbf_fraction_ignored",
        "rbf_mean_for_median",
        "rbf_median_of_squares",
        "rbf_median_with_diagonal",
        "rbf_one_bandwidth",
        "rbf_twice_the_bandwidth",
    ),
    kernel=("estimators_narrow_bandwidth",),
    cites=("kornblith2019similarity",),
)
