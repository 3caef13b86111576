r"""Linear CKA is the cosine of doubly centred squared distances, an RSA.

Proof.     D = d1' + 1d' - 2XX' with d the squared norms, and H1 = 0: HDH = -2HXX'H. A common factor leaves a cosine.
Sharpness. Without the double centring it is another number: at X = [[0,0],[0,1],[1,0]], Y = (0,1,0) the Pearson
           correlation of the distances is 1/2 where CKA^2 = 5/8, and after the shear [[1,1],[0,1]] it is -1 where
           CKA^2 = 1/10.
Source.    Williams (2024), "Equivalence between representational similarity analysis, centered kernel alignment, and
           canonical correlations analysis", for the equivalence; the values are computed here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import REWRITING, All, Claim, Hypothesis, Swap, Theorem, Witness, eq, varies
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any) -> Claim:
    D, E = (m.double_center(m.squared_distances(Z)) for Z in (X, Y))
    cosine = m.inner(D, E) / (m.norm(D) * m.norm(E))
    return All(eq(D, m.gram(X) * -2), eq(cosine, m.linear_cka(X, Y)))


CORNER = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]]}
FOUR = {"X": [[0], [1], [3], [4]], "Y": [[0], [1], [1], [5]]}
SHEARED = CORNER | {"X": [[0, 0], [0, 1], [1, 1]]}


def corner(m: Any, X: Any, Y: Any) -> Claim:
    return All(eq(m.linear_cka(X, Y) ** 2, m.ratio(5, 8)), eq(m.rsa(X, Y), m.ratio(1, 2)))


def four_points(m: Any, X: Any, Y: Any) -> Claim:
    return eq(m.rsa(X, Y), m.sqrt(m.ratio(851662, 1)) * m.ratio(265, 425831))


def sheared(m: Any, X: Any, Y: Any) -> Claim:
    return All(eq(m.linear_cka(X, Y) ** 2, m.ratio(1, 10)), eq(m.rsa(X, Y), m.ratio(-1, 1)))


THEOREM = Theorem(
    statement=r"HD_XH = -2K, \qquad \mathrm{CKA}(X, Y) = \cos\angle(HD_XH, HD_YH), \quad D_{ij} = \|x_i - x_j\|^2",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", CORNER | {"X": [[1, 1]] * 3}),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        Hypothesis(r"\text{CKA is centred}", None, Swap("uncentred_cka", CORNER)),
    ),
    domain=pairs().map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"linear", "rsa"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("the corner", CORNER, corner),
        Witness("the corner sheared", SHEARED, sheared),
        Witness("four points on a line", FOUR, four_points),
    ),
    refutes=(
        "uncentred_cka",
        "rsa_cosine",
        "rsa_with_diagonal",
        "rsa_as_cka",
        "rsa_not_squared",
        "rsa_of_inner_products",
        "rsa_spearman",
    ),
    kernel=("equivalences_doubly_centred_distances",),
    cites=("williams2024equivalence", "kornblith2019similarity"),
)
