r"""Rescaling the units of a ReLU layer leaves the network's function as it is, and changes linear CKA.

Proof.     relu(zd) = relu(z)d for d > 0, so the weights (WD, D^-1 V) compute relu(AW)V from every input A, as (W, V) do
           (a bias is an input that is always 1), and the representation X = relu(AW) becomes XD. It is a linear map
           with singular values d_j: CKA(X, XD) >= 2k/(1 + k^2), k = t/s, when s <= d_j <= t.
Sharpness. Features k(1,1,0,0), (1,0,1,0) and D = diag(1, k^2) attain the bound, which tends to 0. With one d_j < 0 the
           function changes.
Source.    Godfrey et al. (2022) for the symmetry; the bound on CKA is derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Family, Hypothesis, Theorem, Witness, eq, le, lt, nonzero, psd, zero
from ..core.strategies import matrices, positive


def layers(m: Any, A: Any, W: Any, D: Any) -> tuple[Any, Any]:
    """The representation, and that of the rescaled network."""
    return m.pos(A @ W), m.pos(A @ (W @ D))


def claim(m: Any, A: Any, W: Any, V: Any, D: Any, s: Any, t: Any) -> Claim:
    X, rescaled = layers(m, A, W, D)
    outgoing = m.solve(D, m.identity(D.shape[0])) @ V
    return All(eq(rescaled, X @ D), eq(rescaled @ outgoing, X @ V), le(m.map_floor(s, t), m.linear_cka(X, rescaled)))


def varies(m: Any, A: Any, W: Any) -> Claim:
    return nonzero(m.center(m.pos(A @ W)))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Networks of 1 to 3 units; a unit that fires at the last input only keeps the layer from being constant."""
    n, r, p = draw(st.integers(2, 4)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    A, W = draw(matrices(n, r, nonconstant=False)), draw(matrices(r, p, nonconstant=False))
    A[:, 0], W[:, 0] = 0 * A[:, 0], 0 * W[:, 0]
    A[-1, 0] = W[0, 0] = 1
    d = draw(st.lists(positive(), min_size=p, max_size=p))
    D = [[d[i] if i == j else 0 for j in range(p)] for i in range(p)]
    return {"A": A, "W": W, "V": draw(matrices(p, 2, nonconstant=False)), "D": D, "s": min(d), "t": max(d)}


ONE = [[1, 0], [0, 1]]


def tight(k: int) -> dict[str, Any]:
    A = [[k, 1], [k, 0], [0, 1], [0, 0]]
    return {"A": A, "W": ONE, "V": ONE, "D": [[1, 0], [0, k * k]], "s": 1, "t": k * k}


SPLIT = {"A": [[1], [2], [-1], [-2]], "W": [[1, -1]], "V": [[1], [-1]], "D": [[1, 0], [0, 2]], "s": 1, "t": 2}


def value(m: Any, A: Any, W: Any, D: Any) -> Claim:
    square = m.linear_cka(*layers(m, A, W, D)) ** 2
    return All(eq(square, m.ratio(505, 541)), lt(m.ratio(16, 25), square))


def attained(m: Any, A: Any, W: Any, D: Any, s: Any, t: Any) -> Claim:
    return eq(m.map_floor(s, t), m.linear_cka(*layers(m, A, W, D)))


THEOREM = Theorem(
    statement=r"\mathrm{relu}(AWD)D^{-1}V = \mathrm{relu}(AW)V,\ \mathrm{CKA}(X, XD) \ge \frac{2\kappa}{1 + \kappa^2}",
    case={"A": "n r", "W": "r p", "V": "p m", "D": "p p", "s": "", "t": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"HX \ne 0,\ X = \mathrm{relu}(AW)", varies, Drop(SPLIT | {"A": [[1]] * 4})),
        Hypothesis(
            r"D \text{ is diagonal}", lambda m, D: zero(m.hollow(D)), Drop(SPLIT | {"D": [[2, 1], [1, 2]], "t": 3})
        ),
        Hypothesis("s > 0", lambda m, s: lt(0, s), Drop(SPLIT | {"D": [[1, 0], [0, -1]], "s": -1})),
        Hypothesis(r"d_j \ge s", lambda m, D, s: psd(D - m.identity(D.shape[0]) * s), Drop(tight(2) | {"s": 4})),
        Hypothesis(r"d_j \le t", lambda m, D, t: psd(m.identity(D.shape[0]) * t - D), Drop(tight(2) | {"t": 1})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    why_not={
        "symbolic": "relu acts on single entries, which words do not have; once the representation is XD, the bound is "
        "invariance/invertible_map_bound, which is symbolic"
    },
    witnesses=(Witness("x and -x, one unit doubled", SPLIT, value),),
    sharp=Family((1, 2, 3), tight, attained),
    kernel=("invariance_relu_rescaling", "invariance_relu_rescaling_sharp"),
    uses=("invariance/invertible_map_bound",),
    cites=("godfrey2022symmetries",),
)
