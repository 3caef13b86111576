"""A twin of any network: the same outputs, bit for bit, and a representation that cannot be aligned with it.

What is done is plain: a bijection is put behind one layer and its inverse after it (twist.py, insertion.py). What
follows is not: two networks with the same weights and the same function can have a linear CKA at the level of unrelated
representations, so equal behaviour says nothing about alignment.
"""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import torch
from torch import Tensor, nn

from unalignable.theory import UndefinedMeasure, linear_cka

from .activations import activations, call, channels, floats, identical, rows, undisturbed
from .chance import HEAVY, heavy_tails
from .insertion import Key, Twisted, insert
from .twist import SignTwist, SwirlTwist, Twist, sign_twist, swirl_twist

Kind = Literal["sign", "swirl"]
DIRECTIONS: Final = 40
"""Twists that are tried; the one of least CKA on the inputs is taken."""
STRONG: Final = {"sign": 1000.0, "swirl": 10.0}
"""Strength where none is asked for. Samples spread evenly have signs as good as independent from about 5 on, but tight
clusters (the full stops of a text) need a spread of their own; a swirl rounds the more, the stronger it is."""
HALVINGS: Final = 24
"""Of the strength, in the search for a target CKA."""
FITTED: Final = 4096
"""Samples that a twist is chosen on, at most."""


class HeavyTails(UserWarning):
    """A few samples, or many equal ones, carry the norm: random signs leave CKA above that of unrelated samples."""


@dataclass(frozen=True, eq=False, repr=False)
class Twin:
    """A network and its twin.

    The layer is twisted inside: a hook on the submodule ``<layer>.twisted`` of the twin sees the twisted activation, as
    ``representations`` does; a hook on the layer itself sees what leaves it, turned back, as the layer after it does.

    Attributes:
        f: the network given, untouched.
        g: its twin: a copy with the same ``state_dict``, twisted behind one layer.
        layer: that layer's name.
        inputs: what the twist was fitted on.
        twist: the twist, ``SignTwist`` or ``SwirlTwist``.
        inside: the submodule of ``g`` through which the twisted activation passes.
    """

    f: nn.Module
    g: nn.Module
    layer: str
    inputs: Any
    twist: Twist
    inside: Twisted

    def __repr__(self) -> str:
        kind = "sign" if isinstance(self.twist, SignTwist) else "swirl"
        return f"Twin({type(self.f).__name__}, layer={self.layer!r}, {kind} twist)"

    @torch.no_grad()
    def representations(self, inputs: Any = None) -> tuple[Tensor, Tensor]:
        """The layer's activations in ``f`` and in ``g`` on the same inputs, one row for each position.

        Args:
            inputs: as for the network; those of the fit by default.

        Returns:
            Two tensors (samples, channels) on the CPU. Sequences and images give a row for each position.

        Raises:
            NotCalledOnce: the layer is not called, or more than once.
            InputMismatch: the model cannot take these inputs.
        """
        before, twisted = activations(self.g, self.inside, self.inputs if inputs is None else inputs, self.layer)
        return rows(before, self.twist.channel_dim), rows(twisted, self.twist.channel_dim)

    @torch.no_grad()
    def same_outputs(self, inputs: Any) -> bool:
        """Whether both networks give the same output, bit for bit: NaN equals NaN, and -0 is not 0.

        Both run as they are, in training or evaluation mode, from the same random state (dropout draws alike), and are
        left as they were (buffers, random state).
        """
        return identical(*self.outputs(inputs))

    @torch.no_grad()
    def outputs(self, inputs: Any) -> tuple[Any, Any]:
        """What both networks give, from the same random state; neither is changed."""
        with undisturbed(self.f):
            first = call(self.f, inputs)
        with undisturbed(self.g):
            return first, call(self.g, inputs)


def twin(
    model: nn.Module,
    layer: str,
    inputs: Any,
    *,
    twist: Kind = "sign",
    strength: float | None = None,
    target_cka: float | None = None,
    channel_dim: int | None = None,
    output: Key = None,
    seed: int = 0,
    directions: int = DIRECTIONS,
    on_try: Callable[[int], None] = lambda done: None,
) -> Twin:
    """A twin of a network: the same function with a representation twisted at one layer.

    A sign twin's outputs are bit for bit those of the network in eager execution, with autocast or without, in
    evaluation mode and in training mode (from the same random state), at every input, inf, NaN and -0 included. Under
    ``torch.compile`` and ``torch.export`` they agree within rounding, as a compiler may add in another order.

    Args:
        model: any torch module; it is copied, not changed. Its layer's class is exchanged for a subclass of it.
        layer: name of the layer, as in ``model.named_modules()``.
        inputs: typical inputs: a tensor, a tuple of arguments or a dict of keyword arguments, on the model's device.
        twist: ``"sign"`` (bit for bit the same outputs) or ``"swirl"`` (smooth; the same up to rounding that grows
            with the strength).
        strength: how strong (``twist.sign_twist``, ``twist.swirl_twist``); strong by default.
        target_cka: look for the strength that gives this linear CKA at the layer, on these inputs, instead.
        channel_dim: which dimension of the activation holds the channels: by default 1 for images (n, c, h, w) and the
            last for everything else.
        output: which part of the layer's output to twist if it is a tuple (index) or a dict (key).
        seed: of the directions.
        directions: how many twists are tried; the one of least CKA on the inputs is taken.
        on_try: called with the number of twists tried so far.

    Returns:
        The pair of networks.

    Raises:
        UnknownLayer: there is no such layer.
        UnsupportedActivation: the layer's output cannot be twisted.
        NotCalledOnce: the layer is not called, or more than once, in a forward pass.
        InputMismatch: the model cannot take these inputs.
        ValueError: strength and target together, or a value out of range.

    Example:
        >>> model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
        >>> x = torch.randn(200, 4, generator=torch.Generator().manual_seed(0))
        >>> pair = twin(model, "1", x)
        >>> pair.same_outputs(torch.full((2, 4), torch.nan))
        True
    """
    _check(twist, strength, target_cka, directions)
    g = copy.deepcopy(model)
    inside = insert(g, layer, output=output)
    with torch.no_grad():
        h, _ = activations(g, inside, inputs, layer)
    dim = channels(h, channel_dim)
    fit = _Fit(h, dim, twist, seed)
    if target_cka is not None:
        inside.twist = fit.at_cka(target_cka, on_try)
    else:
        inside.twist = fit.best(STRONG[twist] if strength is None else strength, directions, on_try)
    if isinstance(inside.twist, SignTwist):
        _warn_of_heavy_tails(fit.rows)
    return Twin(model, g, layer, inputs, inside.twist, inside)


def _check(twist: str, strength: float | None, target_cka: float | None, directions: int) -> None:
    if twist not in STRONG:
        raise ValueError(f"unknown twist {twist!r}; choose from {', '.join(STRONG)}")
    if strength is not None and target_cka is not None:
        raise ValueError("give a strength or a target CKA, not both: the target is what the strength is searched for")
    if target_cka is not None and not 0 <= target_cka <= 1:
        raise ValueError(f"target_cka must be between 0 and 1, got {target_cka}")
    if strength is not None and not (math.isfinite(strength) and strength >= 0):
        raise ValueError(f"strength must be at least 0, got {strength}")
    if directions < 1:
        raise ValueError(f"directions must be at least 1, got {directions}")


class _Fit:
    """Twists of one layer's activations, and the CKA that each leaves."""

    def __init__(self, h: Tensor, dim: int, kind: Kind, seed: int) -> None:
        self.h, self.dim, self.kind, self.seed = h, dim, kind, seed
        found = rows(h, dim)
        finite = torch.isfinite(found).all(1)
        if int(finite.sum()) < 4:
            raise ValueError(
                f"{int(finite.sum())} of {len(found)} activations are finite; a twist needs 4 to be fitted"
            )
        found = found[finite]
        self.rows = found[:: -(-len(found) // FITTED)]

    def make(self, strength: float, number: int) -> Twist:
        """The twist of one direction, as it is applied to the layer."""
        build = sign_twist if self.kind == "sign" else swirl_twist
        return build(self.h, strength=strength, seed=self.seed * 1_000_003 + number, channel_dim=self.dim)

    def cka(self, twist: Twist) -> float:
        """Linear CKA between the activations and the twisted ones."""
        flat = replace(twist, channel_dim=-1)
        try:
            return linear_cka(floats(self.rows), floats(flat.twisted(self.rows)))
        except UndefinedMeasure:
            return 1.0  # constant after twisting: nothing is gained

    def best(self, strength: float, directions: int, on_try: Callable[[int], None]) -> Twist:
        """The direction of least CKA at this strength."""
        found: tuple[float, int, Twist] | None = None
        for number in range(directions):
            candidate = self.make(strength, number)
            score = (self.cka(candidate), number, candidate)
            found = score if found is None or score[:2] < found[:2] else found
            on_try(number + 1)
        assert found is not None
        return found[2]

    def at_cka(self, target: float, on_try: Callable[[int], None]) -> Twist:
        """One direction, at the strength whose CKA is nearest to the target, by halving."""
        low, high = 0.0, STRONG[self.kind]
        tried: list[tuple[float, float, Twist]] = []
        for step in range(HALVINGS):
            middle = high if step == 0 else (low + high) / 2
            candidate = self.make(middle, 0)
            cka = self.cka(candidate)
            tried.append((abs(cka - target), middle, candidate))
            low, high = (middle, high) if cka > target else (low, middle)
            on_try(step + 1)
        return min(tried, key=lambda found: found[:2])[2]


def _warn_of_heavy_tails(fitted: Tensor) -> None:
    factor = heavy_tails(floats(fitted))
    if factor > HEAVY:
        warnings.warn(
            f"the heavy-tail factor of this layer's activations is {factor:.3g} (above {HEAVY:g}): a few samples of"
            " large norm, or many equal rows, keep CKA up whatever the signs; choose a layer after a normalisation, or"
            " one whose rows differ",
            HeavyTails,
            stacklevel=3,
        )


__all__ = ["HeavyTails", "SignTwist", "SwirlTwist", "Twin", "heavy_tails", "twin"]
