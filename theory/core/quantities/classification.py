"""Margins and softmax, over a carrier's primitives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final


def mean(m: Any, z: Any) -> Any:
    """The mean of a column."""
    return m.trace(m.ones(z).T @ z) * m.ratio(1, z.shape[0])


def minority_share(m: Any, y: Any) -> Any:
    """(1 - |mean y|)/2: the share of the rarer of the labels 1 and -1, a column of n of them (CLS-5)."""
    return (-abs(mean(m, y)) + 1) * m.ratio(1, 2)


def margin_ratio(m: Any, y: Any, u: Any, g: Any) -> Any:
    """mean|u|/g for scores u of the signs y and of absolute value at least g: 1 when all margins are even (CLS-5)."""
    return m.inner(y, u) * m.ratio(1, y.shape[0]) / g


def margin_floor(m: Any, alpha: Any, beta: Any, kappa: Any) -> Any:
    """alpha + beta - 1 - (alpha - 2k)(beta - 2k): what two margin ratios force of Cov(u, v)/(gh) (CLS-5)."""
    return alpha + beta - 1 - (alpha - kappa * 2) * (beta - kappa * 2)


def margin_threshold(m: Any, kappa: Any) -> Any:
    """1 + 2k + 2 sqrt(k): margin ratios both below it force Cov(u, v) > 0; 2 + sqrt(2) for even classes (CLS-5)."""
    return kappa * 2 + m.sqrt(kappa) * 2 + 1


def log_softmax(m: Any, Z: Any) -> Any:
    """The logarithms of the probabilities of the classes, row by row."""
    one = m.ones(Z.T)
    return Z - m.log(m.exp(Z) @ one) @ one.T


def kl_divergence(m: Any, Z: Any, W: Any) -> Any:
    """The mean over samples of KL(softmax z_i || softmax w_i), in nats, for n x C logits (CLS-3)."""
    p, q = log_softmax(m, Z), log_softmax(m, W)
    return m.inner(m.exp(p), p - q) * m.ratio(1, Z.shape[0])


def logit_distance(m: Any, Z: Any, W: Any) -> Any:
    """|(Z - W)(I - 11'/C)|^2: how far apart n x C logits are, up to what softmax does not see (CLS-1, LIT-9)."""
    D = m.center((Z - W).T)
    return m.inner(D, D)


QUANTITIES: Final[tuple[Callable[..., Any], ...]] = (
    minority_share,
    margin_ratio,
    margin_floor,
    margin_threshold,
    kl_divergence,
    logit_distance,
)
