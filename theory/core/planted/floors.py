"""Wrong quantities: what a shared readout forces."""

from __future__ import annotations

from typing import Any, Final

from ..quantities import floors as q
from .bug import Bug, joined, planted

# ------------------------------------------------------------------------------------------ any two linear readouts


def between(m: Any, A: Any, common: Any, B: Any, X: Any, Y: Any) -> Any:
    """tr(A a'b B b'a)/(|K| |L|)."""
    return m.inner(A @ common, common @ B) / q.sizes(m, X, Y)


def readout_floor_of_each_output(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The size of each output, |a|^2 |b|^2, for their agreement a'b: right only where both are equal."""
    a, b = q.outputs(m, X, Y, W, V)
    A, B = m.pseudo_inverse(W.T @ W), m.pseudo_inverse(V.T @ V)
    return m.inner(a.T @ a, A) * m.inner(b.T @ b, B) / q.sizes(m, X, Y)


def readout_floor_uncentred(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The outputs keep their means: XW and YV."""
    A, B = m.pseudo_inverse(W.T @ W), m.pseudo_inverse(V.T @ V)
    return between(m, A, (X @ W).T @ (Y @ V), B, X, Y)


def readout_floor_without_inverse(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """W'W and V'V where their inverses belong."""
    a, b = q.outputs(m, X, Y, W, V)
    return between(m, W.T @ W, a.T @ b, V.T @ V, X, Y)


def readout_floor_without_readouts(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The readouts are not divided out: |a'b|^2/(|K| |L|)."""
    a, b = q.outputs(m, X, Y, W, V)
    return m.inner(a.T @ b, a.T @ b) / q.sizes(m, X, Y)


def readout_floor_swapped(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """The readouts have changed places, where they have as many outputs: (V'V)^+ a'b (W'W)^+ b'a."""
    if W.shape[1] != V.shape[1]:
        return q.readout_floor(m, X, Y, W, V)
    a, b = q.outputs(m, X, Y, W, V)
    return between(m, m.pseudo_inverse(V.T @ V), a.T @ b, m.pseudo_inverse(W.T @ W), X, Y)


def readout_floor_over_traces(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """Divided by tr K tr L for |K| |L|: another norm, and a lower floor."""
    return q.readout_floor(m, X, Y, W, V) * q.sizes(m, X, Y) / (m.trace(m.gram(X)) * m.trace(m.gram(Y)))


BUGS: Final[dict[str, Bug]] = joined(
    (
        planted(
            "readout_floor",
            readout_floor_of_each_output,
            readout_floor_uncentred,
            readout_floor_without_inverse,
            readout_floor_without_readouts,
            readout_floor_swapped,
            readout_floor_over_traces,
        ),
    )
)
