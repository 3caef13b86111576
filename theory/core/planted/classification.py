"""Wrong quantities: margins and softmax."""

from __future__ import annotations

from typing import Any, Final

from ..quantities.classification import kl_divergence, log_softmax, mean
from .bug import Bug, joined, planted


def majority_share(m: Any, y: Any) -> Any:
    """The share of the commoner label."""
    return (abs(mean(m, y)) + 1) * m.ratio(1, 2)


def minority_share_always_half(m: Any, y: Any) -> Any:
    """Classes are taken to be balanced, whatever they are."""
    return m.ratio(1, 2)


def margin_ratio_signed(m: Any, y: Any, u: Any, g: Any) -> Any:
    """The mean of the scores instead of the mean of their absolute values."""
    return mean(m, u) / g


def margin_ratio_unscaled(m: Any, y: Any, u: Any, g: Any) -> Any:
    """The mean margin, not divided by the least one."""
    return m.inner(y, u) * m.ratio(1, y.shape[0])


def margin_floor_balanced(m: Any, alpha: Any, beta: Any, kappa: Any) -> Any:
    """The formula for balanced classes, whatever the minority share."""
    return alpha + beta - 1 - (alpha - 1) * (beta - 1)


def margin_floor_share_once(m: Any, alpha: Any, beta: Any, kappa: Any) -> Any:
    """The minority share once instead of twice."""
    return alpha + beta - 1 - (alpha - kappa) * (beta - kappa)


def margin_floor_without_the_means(m: Any, alpha: Any, beta: Any, kappa: Any) -> Any:
    """E uv is bounded, and the product of the means is not taken off."""
    return alpha + beta - 1


def four_for_two_plus_root_two(m: Any, kappa: Any) -> Any:
    """4 for 2 + sqrt(2)."""
    return m.ratio(4, 1)


def threshold_without_the_root(m: Any, kappa: Any) -> Any:
    """The minority share where its root belongs."""
    return kappa * 4 + 1


def kl_swapped(m: Any, Z: Any, W: Any) -> Any:
    """The divergence of the first from the second, the other way round."""
    return kl_divergence(m, W, Z)


def kl_base_two(m: Any, Z: Any, W: Any) -> Any:
    """In bits."""
    return kl_divergence(m, Z, W) / m.log(m.ratio(2, 1))


def kl_over_samples(m: Any, Z: Any, W: Any) -> Any:
    """Softmax over the samples instead of the classes."""
    return kl_divergence(m, Z.T, W.T)


def kl_summed(m: Any, Z: Any, W: Any) -> Any:
    """The sum over samples instead of the mean."""
    p, q = log_softmax(m, Z), log_softmax(m, W)
    return m.inner(m.exp(p), p - q)


def logit_distance_uncentred(m: Any, Z: Any, W: Any) -> Any:
    """The logits themselves are compared, with what softmax does not see."""
    return m.inner(Z - W, Z - W)


def logit_distance_over_samples(m: Any, Z: Any, W: Any) -> Any:
    """Centred over the samples instead of the classes."""
    D = m.center(Z - W)
    return m.inner(D, D)


def logit_distance_mean(m: Any, Z: Any, W: Any) -> Any:
    """The mean over samples instead of the sum."""
    D = m.center((Z - W).T)
    return m.inner(D, D) * m.ratio(1, Z.shape[0])


BUGS: Final[dict[str, Bug]] = joined(
    (
        planted("minority_share", majority_share, minority_share_always_half),
        planted("margin_ratio", margin_ratio_signed, margin_ratio_unscaled),
        planted("margin_floor", margin_floor_balanced, margin_floor_share_once, margin_floor_without_the_means),
        planted("margin_threshold", four_for_two_plus_root_two, threshold_without_the_root),
        planted("kl_divergence", kl_swapped, kl_base_two, kl_over_samples, kl_summed),
        planted("logit_distance", logit_distance_uncentred, logit_distance_over_samples, logit_distance_mean),
    )
)
"""Planted bugs: each is another measure than the one that it stands in for."""
