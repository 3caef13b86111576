r"""An untrained layer is as similar to anything, on average, as its inputs are; deconfounding takes exactly this off.

Proof.     A random feature Zw of inputs Z, with random signs w, has the centred Gram matrix HZww'Z'H, and E ww' = I:
           its mean is the input kernel K = HZZ'H. The inner product with any L = HYY'H is linear in it, so
           E <HZww'Z'H, L> = <K, L>; more features add up. Regressing a Gram matrix M on K leaves
           R = M - (<M, K>/|K|^2)K, and E <R, L> = <K, L> - <K, K><K, L>/|K|^2 = 0, whatever L is.
Sharpness. For two untrained layers of independent weights the mean of <., .> is |K|^2 > 0: they share inputs. With
           all 2^p sign features a layer is isometric to its inputs: CKA = 1 without any training, and nothing is left
           after deconfounding. A numerator that is 0 on average says nothing about one draw.
Source.    Cui et al. (2022) adjust CKA and RSA for the similarity of the inputs. These moments are derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Theorem, Verdict, Witness, eq, varies, zero
from ..core.strategies import matrices


def layer(m: Any, Z: Any, S: Any) -> Any:
    """The centred Gram matrix of one feature, with the signs on the diagonal of S as weights."""
    return m.gram(Z @ S @ m.ones(S))


def deconfounded(m: Any, M: Any, Z: Any) -> Any:
    """M - (<M, K>/|K|^2)K."""
    K = m.gram(Z)
    return M - K * (m.inner(M, K) / m.inner(K, K))


def claim(m: Any, Z: Any, Y: Any) -> All:
    K, L, p = m.gram(Z), m.gram(Y), Z.shape[1]
    return All(
        eq(m.mean_over_signs(p, lambda S: m.inner(layer(m, Z, S), L)), m.inner(K, L)),
        zero(m.mean_over_signs(p, lambda S: m.inner(deconfounded(m, layer(m, Z, S), Z), L))),
        zero(deconfounded(m, K, Z)),
    )


def symbolic(m: Any, Z: Any, Y: Any) -> Iterator[Verdict]:
    for part in claim(m, Z, Y).parts:
        yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    n = draw(st.integers(2, 4))
    return {"Z": draw(matrices(n, draw(st.integers(1, 3)))), "Y": draw(matrices(n, draw(st.integers(1, 2))))}


def all_signs(p: int) -> np.ndarray[Any, Any]:
    """The p x 2^p matrix of all columns of signs."""
    return np.array(np.meshgrid(*[[1, -1]] * p)).reshape(p, -1)


def isometric(m: Any, Z: Any, Y: Any) -> Claim:
    """A layer with all sign features: its Gram matrix is 4K, so CKA = 1, and nothing is left after deconfounding."""
    X = Z @ m.array(all_signs(2))
    return All(
        zero(m.gram(X) - m.gram(Z) * 4),
        eq(m.linear_cka(X, Z), m.ratio(1, 1)),
        zero(deconfounded(m, m.gram(X), Z)),
    )


def two_layers(m: Any, Z: Any, Y: Any) -> Claim:
    """Both untrained: the mean over all pairs of weights is |K|^2 = 10/9 and, deconfounded on one side, 0."""
    K = m.gram(Z)
    pairs = [[layer(m, Z, m.array(np.diag(w))) for w in all_signs(2).T] for _ in range(2)]
    grams = sum((m.inner(A, B) for A in pairs[0] for B in pairs[1]), m.ratio(0, 1)) * m.ratio(1, 16)
    left = sum((m.inner(deconfounded(m, A, Z), B) for A in pairs[0] for B in pairs[1]), m.ratio(0, 1))
    return All(eq(grams, m.inner(K, K)), eq(grams, m.ratio(10, 9)), zero(left))


CORNER = {"Z": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]]}
THEOREM = Theorem(
    statement=(
        r"\mathbb{E}_w \langle HZww^\top Z^\top H, L\rangle = \langle K, L\rangle, \quad"
        r"\mathbb{E}_w \Bigl\langle M_w - \frac{\langle M_w, K\rangle}{\|K\|_F^2}K,\ L\Bigr\rangle = 0,"
        r"\quad M_w = HZww^\top Z^\top H,\ K = HZZ^\top H,\ w \in \{1, -1\}^p"
    ),
    case={"Z": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(varies("Z", CORNER | {"Z": [[1, 1]] * 3}),),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("all sign features", CORNER, isometric),
        Witness("two untrained layers", CORNER, two_layers),
    ),
    kernel=("probes_untrained_layers_share_the_input_kernel",),
    cites=("cui2022deconfounded",),
)
