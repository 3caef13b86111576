"""What the symbols of the statements stand for; an exported theorem says it where it uses them."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

CENTRES: Final = r"$H = I_n - \tfrac1n \mathbf 1 \mathbf 1^\top$ centres the samples, which are rows"
CENTRED: Final = r"the index $c$ says centred, $X_c = HX$"
GRAM_X: Final = r"$K = HXX^\top H$"
GRAM_Y: Final = r"$L = HYY^\top H$"
U_CENTRED: Final = r"$\tilde U$ is U-centring (zero diagonal, zero row sums; the diagonal of its argument is ignored)"
HSIC1: Final = r"$\mathrm{HSIC}_1$ is the unbiased estimator of the Hilbert--Schmidt independence criterion"
NOTATION: Final[dict[str, tuple[str, ...]]] = {
    r"H(?![A-Za-z]*SIC)|\\succeq 0": (CENTRES,),
    r"[XYt]_c": (CENTRES, CENTRED),
    r"CKA\}(?!_)": (
        CENTRES,
        GRAM_X,
        GRAM_Y,
        r"$\mathrm{CKA}(X, Y) = \langle K, L\rangle_F/(\|K\|_F\|L\|_F)$ is linear CKA",
    ),
    r"(?<![\\A-Za-z])K(?![A-Za-z])": (CENTRES, GRAM_X),
    r"(?<![\\A-Za-z])L(?![A-Za-z])": (CENTRES, GRAM_Y),
    r"HSIC\}_0": (r"$\mathrm{HSIC}_0(K, L) = \operatorname{tr}(KHLH)/(n-1)^2$ is the biased estimator",),
    r"HSIC\}_1": (HSIC1,),
    r"CKA\}_1": (
        CENTRES,
        GRAM_X,
        GRAM_Y,
        HSIC1,
        r"$\mathrm{CKA}_1$ is the cosine of $K$ and $L$ with $\mathrm{HSIC}_1$ as the inner product",
    ),
    r"\\tilde\s*\{?U": (U_CENTRED,),
    r"CKA\}_\\sigma": (
        r"$\mathrm{CKA}_\sigma$ has the Gaussian kernels $e^{-\|x - x'\|^2/(2\sigma^2)}$ in place of $XX^\top$ and"
        r" $YY^\top$",
    ),
    r"R\^2_": (
        CENTRES,
        CENTRED,
        r"$R^2_{X \to Y} = \|P_XY_c\|_F^2/\|Y_c\|_F^2$, $P_X$ the projector onto the columns of $X_c$"
        r" (least squares with intercept, in sample)",
    ),
    r"rho_k|rho_1": (r"$\rho_1 \ge \rho_2 \ge \dots$ are the canonical correlations",),
    r"NBS": (
        r"$\mathrm{NBS} = \|X_c^\top Y_c\|_*/(\|X_c\|_F\|Y_c\|_F)$ is the cosine of the angular Procrustes distance",
    ),
    r"mkNN": (r"$\mathrm{mkNN}_k$ is the mean share of common members among the $k$ nearest neighbours",),
    r"RV\}_\{?\\mathrm\{mod": (
        CENTRES,
        GRAM_X,
        GRAM_Y,
        r"$\mathrm{RV}_{\mathrm{mod}}$ is the cosine of $K$ and $L$ without their diagonals",
    ),
    r"PR": (
        CENTRES,
        GRAM_X,
        r"$\mathrm{PR}_X = (\operatorname{tr} K)^2/\|K\|_F^2$ is the participation ratio (likewise for $Y$)",
    ),
    r"r_\{?X|r_\{?Y": (
        CENTRES,
        r"$r_X = \operatorname{rank} HX$, $r_Y = \operatorname{rank} HY$",
    ),
    r"\\Pi": (r"$\Pi$ is a uniformly random permutation matrix",),
}
"""Symbol (as a pattern over statement and hypotheses) -> what it, and what that needs, stands for."""


def meanings(formulas: str, arguments: Collection[str] = ()) -> list[str]:
    """What the symbols in these formulas stand for, in the order in which one needs them.

    Args:
        formulas: LaTeX of the statement and the hypotheses.
        arguments: names of the theorem's own arguments, which mean what it says they are.
    """
    said = re.sub(r"\\text\{[^}]*\}", "", formulas)
    own = {meaning for name, meaning in (("K", GRAM_X), ("L", GRAM_Y)) if name in arguments}
    found = (meaning for symbol, needed in NOTATION.items() if re.search(symbol, said) for meaning in needed)
    return [meaning for meaning in dict.fromkeys(found) if meaning not in own]
