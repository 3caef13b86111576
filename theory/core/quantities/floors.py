"""What a shared readout forces, over a carrier's primitives.

X is n x p, Y is n x q, W (p x k) and V (q x l) are linear readouts with outputs a = HXW and b = HYV; K = HXX'H and
L = HYY'H. All floors are derived here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final


def outputs(m: Any, X: Any, Y: Any, W: Any, V: Any) -> tuple[Any, Any]:
    """What is read, n x k and n x l: a = HXW and b = HYV."""
    return m.center(X) @ W, m.center(Y) @ V


def sizes(m: Any, X: Any, Y: Any) -> Any:
    """|K| |L|, by which CKA divides."""
    return m.norm(m.gram(X)) * m.norm(m.gram(Y))


def readout_floor(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """tr((W'W)^+ a'b (V'V)^+ b'a)/(|K| |L|), at most CKA for any two readouts (floors/any_two_readouts)."""
    a, b = outputs(m, X, Y, W, V)
    common = a.T @ b
    A, B = m.pseudo_inverse(W.T @ W), m.pseudo_inverse(V.T @ V)
    return m.inner(A @ common, common @ B) / sizes(m, X, Y)


QUANTITIES: Final[tuple[Callable[..., Any], ...]] = (readout_floor,)
