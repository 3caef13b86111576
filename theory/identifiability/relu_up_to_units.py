r"""ReLU networks determined up to the order and scale of their units are alike up to 2k/(1 + k^2), not up to CKA 1.

Proof.     Z = WQD and U = D^-1 Q'V with a permutation Q and d_j > 0: relu(AZ) = relu(AW)QD, so Y = XQD and YU = XV. QD
           is invertible with singular values d_j: R^2 = 1 both ways, all canonical correlations are 1, and CKA >= 2k/(1
           + k^2) with k = t/s for s <= d_j <= t (invariance/invertible_map_bound).
Sharpness. The bound is attained for every k, and tends to 0. On bounded inputs the parameters need not be determined so
           far: units that are active on the whole box are linear there, so X and XA, A = [[1, 1], [0, 1]], give the
           same outputs on [0, 1]^2 with V and A^-1 V, and CKA^2 = 9/14 at its corners.
Source.    That the function determines the parameters up to this, on all inputs and for some architectures and
           parameters: Phuong and Lampert (2020), Rolnick and Kording (2020). What it leaves of CKA is derived here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.numbers.array import array, eye
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Witness, eq, le, lt, nonzero, psd, zero
from ..core.strategies import matrices, permutations, positive


def layers(m: Any, A: Any, W: Any, Z: Any) -> tuple[Any, Any]:
    """The two representations."""
    return m.pos(A @ W), m.pos(A @ Z)


def claim(m: Any, A: Any, W: Any, V: Any, Z: Any, U: Any, s: Any, t: Any) -> Claim:
    X, Y = layers(m, A, W, Z)
    one = m.ratio(1, 1)
    return All(
        eq(Y @ U, X @ V),
        eq(m.linear_r2(X, Y), one),
        eq(m.linear_r2(Y, X), one),
        eq(m.mean_squared_cca(X, Y), one),
        le(m.map_floor(s, t), m.linear_cka(X, Y)),
    )


def identified(m: Any, W: Any, V: Any, Z: Any, U: Any, Q: Any, D: Any) -> Claim:
    return All(eq(Z, W @ Q @ D), eq(D @ U, Q.T @ V))


def permutation(m: Any, Q: Any) -> Claim:
    return All(eq(Q * Q, Q), eq(Q @ Q.T, m.identity(Q.shape[0])))


def varies(m: Any, A: Any, W: Any) -> Claim:
    return nonzero(m.center(m.pos(A @ W)))


def network(draw: DrawFn) -> tuple[Any, Any]:
    """Inputs, and weights into 1 to 3 units; the first input alone moves the first unit, so the layer varies."""
    n, r, p = draw(st.integers(2, 4)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    A, W = draw(matrices(n, r + 1, nonconstant=False)), draw(matrices(r + 1, p, nonconstant=False))
    A[:, 0], W[1:, 0] = 0 * A[:, 0], 0 * W[1:, 0]
    A[-1, 0] = W[0, 0] = 1
    return A, W


def rescaled(A: Any, W: Any, V: Any, Q: Any, d: Any) -> dict[str, Any]:
    """The network beside the one with its units in the order Q and scaled by d."""
    D = eye(len(d)) * d
    return {"A": A, "W": W, "V": V, "Z": W @ Q @ D, "U": ((Q.T @ V).T / d).T, "Q": Q, "D": D, "s": min(d), "t": max(d)}


@st.composite
def cases(draw: DrawFn) -> Case:
    A, W = network(draw)
    p = W.shape[1]
    d = array(draw(st.lists(positive(), min_size=p, max_size=p)))
    return rescaled(A, W, draw(matrices(p, 2, nonconstant=False)), draw(permutations(p)), d)


ONE, SWAP, SIGNS = [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 0], [0, -1]]


def tight(k: int) -> dict[str, Any]:
    A = array([[k, 1], [k, 0], [0, 1], [0, 0]])
    return rescaled(A, array(ONE), array(ONE), array(SWAP), array([k * k, 1]))


def over(k: int, rows: list[list[int]]) -> list[list[Fraction]]:
    return [[Fraction(entry, k) for entry in row] for row in rows]


BOX: dict[str, Any] = {"A": [[0, 0], [0, 1], [1, 0], [1, 1]], "s": 1, "t": 1} | dict.fromkeys("WVZUQD", ONE)
SHEARED = BOX | {"Z": [[1, 1], [0, 1]], "U": [[1, -1], [0, 1]]}
TURN, MIX = over(5, [[3, 4], [-4, 3]]), [[2, 1], [1, 2]]
TURNED = BOX | {"Q": TURN, "Z": TURN, "U": over(5, [[3, -4], [4, 3]])}
MIXED = BOX | {"D": MIX, "Z": MIX, "U": over(3, [[2, -1], [-1, 2]]), "t": 3}


def linear_on_the_box(m: Any, A: Any) -> Claim:
    """All units of X and XA are active on [0, 1]^2: one output by V and A^-1 V, and CKA^2 = 9/14 at its corners."""
    X, Y = layers(m, A, m.array(SHEARED["W"]), m.array(SHEARED["Z"]))
    same = eq(Y @ m.array(SHEARED["U"]), X @ m.array(SHEARED["V"]))
    return All(same, eq(m.linear_cka(X, Y) ** 2, m.ratio(9, 14)))


def swapped(m: Any, A: Any, W: Any, Z: Any) -> Claim:
    return eq(m.linear_cka(*layers(m, A, W, Z)) ** 2, m.ratio(64, 289))


THEOREM = Theorem(
    statement=(
        r"Z = WQD,\ U = D^{-1}Q^\top V,\ X = \mathrm{relu}(AW),\ Y = \mathrm{relu}(AZ) \implies YU = XV,\ "
        r"R^2_{X \to Y} = R^2_{Y \to X} = 1,\ \rho_k = 1,\ \mathrm{CKA}(X, Y) \ge \frac{2\kappa}{1 + \kappa^2},\ "
        r"\kappa = t/s"
    ),
    case={"A": "n r", "W": "r p", "V": "p m", "Z": "r p", "U": "p m", "Q": "p p", "D": "p p", "s": "", "t": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"Z = WQD,\ DU = Q^\top V", identified, Drop(SHEARED)),
        Hypothesis(r"Q \text{ is a permutation}", permutation, Drop(TURNED)),
        Hypothesis(
            r"D \text{ is diagonal}", lambda m, D: zero(m.hollow(D)), Drop(MIXED | {"A": [[1, -1], [-1, 1], [1, 1]]})
        ),
        Hypothesis("s > 0", lambda m, s: lt(0, s), Drop(BOX | dict.fromkeys("DZU", SIGNS) | {"s": -1})),
        Hypothesis(r"d_j \ge s", lambda m, D, s: psd(D - m.identity(D.shape[0]) * s), Drop(tight(2) | {"s": 4})),
        Hypothesis(r"d_j \le t", lambda m, D, t: psd(m.identity(D.shape[0]) * t - D), Drop(tight(2) | {"t": 1})),
        Hypothesis(r"HX \ne 0", varies, Drop(BOX | {"A": [[1, 1]] * 4})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "cca"}),
    why_not={
        "symbolic": "relu acts on single entries, which words do not have; once Y = XQD, the bound is "
        "invariance/invertible_map_bound and the rest is as in invariance/stretched_to_zero, both symbolic"
    },
    witnesses=(
        Witness("units swapped, one of them times 4", tight(2), swapped),
        Witness("units that are active on the whole box", BOX, linear_on_the_box),
    ),
    sharp=Family((1, 2, 3), tight, lambda m, A, W, Z, s, t: eq(m.map_floor(s, t), m.linear_cka(*layers(m, A, W, Z)))),
    refutes=("map_floor_is_one", "map_floor_of_the_gram"),
    kernel=("identifiability_relu_up_to_units", "identifiability_relu_up_to_units_sharp"),
    uses=("invariance/invertible_map_bound", "invariance/relu_rescaling"),
    cites=("phuong2020functional", "rolnick2020reverse"),
)
