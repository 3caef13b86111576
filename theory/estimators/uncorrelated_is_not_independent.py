r"""Uncorrelated is not independent: linear HSIC is zero for a signal and its modulus, Gaussian-kernel CKA is not.

Proof.     For a symmetric sample, sum x_i = 0 and sum x_i|x_i| = 0: no covariance. The Gaussian kernel of the different
           values of X is positive definite, and Y is a function of them (estimators/gaussian_cka_is_positive). At (-1,
           0, 1) and bandwidth 1, HSIC_0 is (1 - a)(3 - 4a + b)/9 with a = exp(-1/2) and b = exp(-2).
Sharpness. The converse is free: independent variables are uncorrelated. Without the symmetry X and |X| correlate.
Source.    Gretton et al. (2005): HSIC of a universal kernel vanishes only for independent variables.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from ..core.definitions import gaussian
from ..core.record import All, Case, Claim, Drop, Hypothesis, Relation, Theorem, Witness, eq, lt, varies, zero
from .wide_bandwidth import close


def claim(m: Any, X: Any, Y: Any) -> Claim:
    return All(zero(m.hsic0(X @ X.T, Y @ Y.T)), lt(0, m.kernel_cka(X, Y, bandwidth=m.ratio(1, 1))))


FOLD = {"X": [[-1], [0], [1]], "Y": [[1], [0], [1]]}
STEPS = {"X": [[0], [1], [2]], "Y": [[0], [1], [2]]}


def is_symmetric(m: Any, X: Any) -> Relation:
    """The sample read backwards is the negative sample."""
    backwards = m.array(np.eye(X.shape[0], dtype=int)[::-1])
    return eq(backwards @ X, -X)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    half = draw(st.lists(st.integers(0, 3), min_size=1, max_size=2))
    middle = [0] if len(set(half)) == 1 else draw(st.sampled_from(([], [0])))
    assume(set(half) | set(middle) != {0})
    X = [-x for x in half] + middle + half[::-1]
    return {"X": [[x] for x in X], "Y": [[abs(x)] for x in X]}


def value(m: Any, X: Any, Y: Any) -> Claim:
    one = m.ratio(1, 1)
    a, b = m.exp(m.ratio(-1, 2)), m.exp(m.ratio(-2, 1))
    exact = (one - a) * (one * 3 - a * 4 + b) * m.ratio(1, 9)
    hsic = m.hsic0(gaussian(m, X, one), gaussian(m, Y, one))
    return All(zero(m.hsic0(X @ X.T, Y @ Y.T)), close(hsic, exact, m.ratio(1, 10**12)))


THEOREM = Theorem(
    statement=r"Y = |X|,\ X \text{ symmetric} \implies "
    r"\mathrm{HSIC}_0(XX^\top, YY^\top) = 0 < \mathrm{CKA}_{\sigma = 1}(X, Y)",
    case={"X": "n 1", "Y": "n 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"x_{n+1-i} = -x_i", is_symmetric, Drop(STEPS)),
        Hypothesis("Y = |X|", lambda m, X, Y: eq(Y, abs(X)), Drop(FOLD | {"Y": FOLD["X"]})),
        varies("Y", {"X": [[-1], [1]], "Y": [[1], [1]]}),
    ),
    domain=cases(),
    variants=frozenset({"kernel", "hsic"}),
    why_not={"symbolic": "the kernel is an exponential of entries, which words do not have"},
    witnesses=(Witness("three samples", FOLD, value),),
    kernel=("estimators_uncorrelated_is_not_independent",),
    uses=("estimators/hsic_zero_is_uncorrelated",),
    cites=("gretton2005measuring",),
)
