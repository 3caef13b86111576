"""Twists: bijections of R^d, put between two layers and taken back, that change a representation and nothing else.

*Sign* (theorem twists/sign_twin): psi(h) = s(h) h with s(h) in {-1, 1} a function of |h| alone, entry by entry. It is
its own inverse, and flipping a sign never rounds: bit for bit, for infinities, NaN and -0 too. The sign is decided in
integer arithmetic, because a sum of floats depends on the order in which a batch or a single row adds it up.

*Swirl* (theorem twists/swirl): channels in pairs are complex numbers z; all are turned by the angle w |h|^2/scale. The
turning leaves the angle as it is, so turning back inverts it - up to rounding, which grows with w.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import torch
from torch import Tensor

SIGN_BITS: Final = {
    torch.float64: (torch.int64, -(2**63)),
    torch.float32: (torch.int32, -(2**31)),
    torch.float16: (torch.int16, -(2**15)),
    torch.bfloat16: (torch.int16, -(2**15)),
}
"""Floating type -> the integers of its width, and the one that is its sign bit."""

STEPS: Final = 2**18
"""Steps into which a typical largest magnitude (the median over samples) is cut before it is counted in integers."""
WEIGHTS: Final = 2**20
"""Integer weights of the channels go up to this: sums of 2^20 channels stay within 63 bits."""
FARTHEST: Final = 2.0**22
"""Magnitudes are counted up to so many steps; beyond, and at NaN, they count as this many."""
LEAST_SPREAD: Final = 1e-3
"""Standard deviation of |h|^2 over its mean, below which a swirl would turn by rounding errors."""
MOST: Final = 1_000_000
"""Samples of which quantiles are taken, at most (torch.quantile takes 16 million)."""


class UnsupportedActivation(TypeError, ValueError):
    """The activation cannot be twisted; says what it is and what can be done."""


@dataclass(frozen=True, eq=False)
class SignTwist:
    """s(h) = 1 where (sum of weights * steps of |h| + offset) modulo period is in its first half, else -1.

    Attributes:
        weights: (d,) int64, one for each channel.
        offset: where in the period it starts.
        period: in units of weight times steps; a short period is a strong twist. 0 is no twist at all.
        exponent: a step is 2^-exponent, so that counting steps is exact.
        channel_dim: which dimension of the activation holds the channels.
    """

    weights: Tensor
    offset: int
    period: int
    exponent: int
    channel_dim: int = -1

    kind = "sign"

    def flips(self, h: Tensor) -> Tensor:
        """Where the sign is -1: boolean, the shape of ``h`` with one channel."""
        if self.period == 0:
            return torch.zeros_like(h.select(self.channel_dim, 0), dtype=torch.bool).unsqueeze(self.channel_dim)
        steps = h.detach().abs().to(torch.float64) * 2.0**self.exponent
        counted = torch.nan_to_num(steps, nan=FARTHEST, posinf=FARTHEST).clamp(max=FARTHEST).to(torch.int64)
        shape = [1] * h.dim()
        shape[self.channel_dim] = -1
        phase = (counted * self.weights.to(h.device).view(shape)).sum(self.channel_dim, keepdim=True)
        return ((phase + self.offset) % self.period) * 2 >= self.period

    def twisted(self, h: Tensor) -> Tensor:
        """psi(h)."""
        return flipped(h, self.flips(h))

    untwisted = twisted

    def rounding(self, h: Tensor) -> float:
        """How far twisting and untwisting may move an entry of ``h``: not at all."""
        return 0.0


@dataclass(frozen=True, eq=False)
class SwirlTwist:
    """z -> exp(i strength |h|^2/scale) z for pairs of channels; a last channel without a partner stays.

    Attributes:
        pairs: (k, 2) int64, which channels make a complex number.
        strength: the angle at |h|^2 = scale, in radians; 0 is no twist.
        scale: a typical |h|^2.
        channel_dim: which dimension of the activation holds the channels.
    """

    pairs: Tensor
    strength: float
    scale: float
    channel_dim: int = -1

    kind = "swirl"

    def twisted(self, h: Tensor) -> Tensor:
        """psi(h)."""
        return self._turned(h, 1.0)

    def untwisted(self, h: Tensor) -> Tensor:
        """The inverse: turned back by the same angle, as the norm is kept."""
        return self._turned(h, -1.0)

    def _turned(self, h: Tensor, direction: float) -> Tensor:
        moved = h.movedim(self.channel_dim, -1)
        pairs = self.pairs.to(h.device)
        a, b = moved[..., pairs[:, 0]].double(), moved[..., pairs[:, 1]].double()
        angle = direction * self.strength / self.scale * (a * a + b * b).sum(-1, keepdim=True)
        cos, sin = torch.cos(angle), torch.sin(angle)
        out = moved.clone()
        out[..., pairs[:, 0]] = (a * cos - b * sin).to(h.dtype)
        out[..., pairs[:, 1]] = (a * sin + b * cos).to(h.dtype)
        return out.movedim(-1, self.channel_dim)

    def rounding(self, h: Tensor) -> float:
        """How far twisting and untwisting may move an entry of ``h``, by the unit roundoff u of its type.

        Storing the twisted pair rounds each entry by u |h_i|, so |h|^2 by at most 2u |h|^2: the angle back is off by
        2u strength |h|^2/scale, and moves an entry by that times the length of its pair; storing the result adds u.
        """
        u, v = torch.finfo(h.dtype).eps / 2, torch.finfo(torch.float64).eps / 2
        size = h.detach().double().movedim(self.channel_dim, -1)
        norm2 = (size * size).sum(-1)
        angle = abs(self.strength) / self.scale * norm2
        # the sums of squares in float64, there and back, differ by (channels + 4) v, relatively, whatever their order
        off = angle * (2 * u * (1 + u) + 2 * (size.shape[-1] + 4) * v)
        return float((norm2.sqrt() * (off + 4 * (u + v))).max()) if norm2.numel() else 0.0


Twist = SignTwist | SwirlTwist
"""Either kind; ``twisted`` and ``untwisted`` are inverse to each other."""


class _Flip(torch.autograd.Function):
    """Flip the sign bits where told; the gradient is flipped likewise."""

    @staticmethod
    def forward(h: Tensor, flips: Tensor) -> Tensor:
        integers, bit = SIGN_BITS[h.dtype]
        mask = torch.where(flips, bit, 0).to(integers)
        if torch.compiler.is_compiling():  # compilers choose strides themselves, and do not write into views
            return torch.bitwise_xor(h.view(integers), mask).view(h.dtype)
        out = alike(h)
        torch.bitwise_xor(h.view(integers), mask, out=out.view(integers))
        return out

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
        ctx.save_for_backward(inputs[1])

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (flips,) = ctx.saved_tensors
        return torch.where(flips, -gradients[0], gradients[0]), None


def flipped(h: Tensor, flips: Tensor) -> Tensor:
    """``h`` with the sign bit flipped where ``flips``; exact for every value, NaN and -0 included; differentiable.

    Raises:
        UnsupportedActivation: the entries are not floats of 16, 32 or 64 bits.
    """
    if h.dtype not in SIGN_BITS:
        raise UnsupportedActivation(
            f"activations of type {h.dtype} have no sign bit to flip; floats of 16 to 64 bits have"
        )
    out: Tensor = _Flip.apply(h, flips)  # type: ignore[no-untyped-call]
    return out


def alike(h: Tensor) -> Tensor:
    """New memory with the strides of ``h``, so that what comes next runs the same kernel on it."""
    if h.numel() == 0 or any(stride == 0 and size > 1 for size, stride in zip(h.shape, h.stride(), strict=True)):
        return torch.empty_like(h)
    extent = 1 + sum((size - 1) * stride for size, stride in zip(h.shape, h.stride(), strict=True))
    return torch.empty(extent, dtype=h.dtype, device=h.device).as_strided(h.shape, h.stride())


def sign_twist(h: Tensor, *, strength: float, seed: int, channel_dim: int = -1) -> SignTwist:
    """A sign twist fitted to typical activations.

    Args:
        h: activations, any shape with channels in ``channel_dim``.
        strength: how many half periods the phase of typical activations spreads over (one standard deviation); 0 is no
            twist, little flips few samples, from about 5 on the signs of samples are as good as independent, unless
            they lie in clusters: then the spread in a cluster has to be that large.
        seed: of the weights.
        channel_dim: which dimension holds the channels.

    Returns:
        The twist; the same arguments give the same one.

    Raises:
        ValueError: a strength below 0 or not finite.
    """
    if not (math.isfinite(strength) and strength >= 0):
        raise ValueError(f"strength must be at least 0, got {strength}")
    size = h.detach().abs().double().movedim(channel_dim, -1).reshape(-1, h.shape[channel_dim])
    size = size[torch.isfinite(size).all(1)]
    largest = size.max(1).values if size.numel() else size.new_ones(1)
    typical = float(largest[largest > 0].median()) if bool((largest > 0).any()) else 1.0
    exponent = math.floor(math.log2(STEPS / typical))
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randint(-WEIGHTS, WEIGHTS + 1, (h.shape[channel_dim],), generator=generator)
    fitted = SignTwist(weights, 0, 0, exponent, channel_dim)
    if strength == 0 or not size.numel():
        return fitted
    phases = (size * 2.0**exponent).clamp(max=FARTHEST) @ weights.double().to(size.device)
    # quantiles, so that a few samples of enormous size do not set the scale
    low, middle, high = (float(torch.quantile(phases[:: -(-len(phases) // MOST)], q)) for q in (0.16, 0.5, 0.84))
    spread = (high - low) / 2 or float(phases.std(correction=0)) or 1.0
    period = max(2, round(2 * spread / strength))
    # the median in the middle of the half that is not flipped: a weak twist flips few samples
    return replace(fitted, period=period, offset=period // 4 - round(middle))


def swirl_twist(h: Tensor, *, strength: float, seed: int, channel_dim: int = -1) -> SwirlTwist:
    """A swirl fitted to typical activations: ``strength`` radians at one standard deviation of |h|^2.

    Raises:
        ValueError: a strength that is not finite, fewer than two channels, or norms that hardly vary.
    """
    channels = h.shape[channel_dim]
    if not math.isfinite(strength):
        raise ValueError(f"strength must be finite, got {strength}")
    if channels < 2:
        raise ValueError(f"a swirl turns pairs of channels; there is {channels}")
    size = h.detach().double().movedim(channel_dim, -1)
    norm2 = (size * size).sum(-1)
    norm2 = norm2[torch.isfinite(norm2)]
    spread = float(norm2.std(correction=0)) if norm2.numel() else 1.0
    if norm2.numel() and spread < LEAST_SPREAD * float(norm2.mean()):
        raise ValueError(
            "the norms of these activations hardly vary (as after a LayerNorm), and a swirl turns by the norm: use a"
            " sign twist, or another layer"
        )
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(channels, generator=generator)[: channels // 2 * 2]
    return SwirlTwist(order.view(-1, 2), float(strength), spread or 1.0, channel_dim)
