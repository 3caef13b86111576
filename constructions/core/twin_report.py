"""What holds of a network and its twin, on given inputs: equality checked bit by bit, alignment measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch

from .activations import activations, evaluating, first, identical
from .chance import Moments, heavy_tails, over_signs, over_turns
from .equality import Equality, equality, special_values_agree
from .layer_curve import LayerScore, layer_curve
from .measurements import MOST_ROWS, Alignment, LabelProbe, Rows, alignment, label_probe, paired
from .twin import Twin
from .twist import SwirlTwist

STEPS: Final = ("outputs", "special values", "twist undone", "alignment", "chance", "labels", "layers")
"""What ``report`` does, in order."""
LEAST_ROWS: Final = 4
"""Rows that debiased CKA needs."""
CURVE: Final = 256
"""Samples that the layer-by-layer comparison looks at, at most."""
ABOVE: Final = 4.0
"""Standard deviations above the mean over random signs, beyond which CKA is no longer what chance leaves."""


@dataclass(frozen=True)
class TwinReport:
    """What holds of a twin on given inputs.

    Attributes:
        layer: the twisted layer.
        kind: ``"sign"`` or ``"swirl"``.
        rows: rows of activations: samples times positions.
        measured: how many of them measures saw.
        channels: width of the layer.
        equality: what is the same.
        alignment: what measures say of the layer's two representations.
        predicted: CKA left on average by independent random signs (or turns) of the samples: the exact mean of
            |X_c'Y_c|^2 (theorem twists/random_signs) over this twin's |X_c'X_c||Y_c'Y_c|.
        predicted_sd: its exact standard deviation, over the same.
        heavy: the heavy-tail factor F; CKA stays of the order F/n.
        probe: what linear probes read of the labels; None without labels.
        curve: the twisted layer, as above, and every layer beside it, on up to 256 samples.
    """

    layer: str
    kind: str
    rows: int
    measured: int
    channels: int
    equality: Equality
    alignment: Alignment
    predicted: float
    predicted_sd: float
    heavy: float
    probe: LabelProbe | None
    curve: list[LayerScore]

    @property
    def others_alike(self) -> bool:
        """Whether all other layers have the same activations bit for bit."""
        return all(score.identical for score in self.curve if score.name != self.layer)

    @property
    def at_chance(self) -> bool:
        """Whether CKA is at most the predicted mean plus four standard deviations."""
        return self.alignment.cka <= self.predicted + ABOVE * self.predicted_sd

    @property
    def holds(self) -> bool:
        """Whether everything that is claimed to be the same is.

        Signs: outputs, special values, untwisted activations, products, parameters and all other layers, bit for bit.
        Swirl: parameters, and what comes back is within the stated bound.
        """
        e = self.equality
        if self.kind == "swirl":
            return e.state and e.off <= e.bound
        same = e.outputs and e.special is not False and e.untwisted and e.products is not False and e.state
        return same and self.others_alike

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable twin --json``."""
        a, e, p = self.alignment, self.equality, self.probe
        return {
            "holds": self.holds,
            "identical_outputs": e.outputs,
            "layer": self.layer,
            "twist": self.kind,
            "cka": a.cka,
            "null": a.null,
            "null_sd": a.null_sd,
            "debiased_cka": a.debiased,
            "predicted": self.predicted,
            "predicted_sd": self.predicted_sd,
            "at_chance": self.at_chance,
            "heavy_tail_factor": self.heavy,
            "r2_heldout": {"f_to_g": a.forward, "g_to_f": a.backward},
            "r2_heldout_rotated": a.rotated,
            "r2_heldout_magnitudes": a.magnitudes,
            "samples": e.samples,
            "identical_samples": e.alike,
            "largest_difference": e.difference,
            "identical_special_values": e.special,
            "untwisted_identical": e.untwisted,
            "untwisted_off": e.off,
            "untwisted_bound": e.bound,
            "products_kept": e.products,
            "state_dict_identical": e.state,
            "rows": self.rows,
            "rows_measured": self.measured,
            "channels": self.channels,
            "labels": None
            if p is None
            else {
                "classes": p.classes,
                "accuracy": None if p.accuracies is None else list(p.accuracies),
                "chance": p.chance,
                "r2_heldout": list(p.r2),
            },
            "layers": [
                {"layer": s.name, "identical": s.identical, "cka": s.cka, "r2_heldout": [s.forward, s.backward]}
                for s in self.curve
            ],
        }


@torch.no_grad()
def report(
    twin: Twin,
    inputs: Any,
    labels: Any = None,
    *,
    on_step: Callable[[str], None] = lambda step: None,
) -> TwinReport:
    """Check what is the same in a network and its twin, and measure what is not, in evaluation mode.

    Args:
        twin: the pair, from ``twin`` or ``load_twin``.
        inputs: a tensor, a tuple of arguments or a dict of keyword arguments with one sample a row, best of samples
            that the twist was not fitted on.
        labels: one per sample, or one per row of activations: integers or words (classes), or floats (real targets).
        on_step: called after each of ``STEPS``.

    Returns:
        What holds and what was measured. Scores are held out over samples; measures see up to 4096 rows.

    Raises:
        InputMismatch: the network cannot take these inputs.
        ValueError: labels that do not fit, or fewer than 4 finite rows.
        UndefinedMeasure: the activations are constant.
    """
    with evaluating(twin.f), evaluating(twin.g):
        outputs = twin.outputs(inputs)
        on_step(STEPS[0])
        special = special_values_agree(twin, inputs)
        on_step(STEPS[1])
        before, twisted = activations(twin.g, twin.inside, inputs, twin.layer)
        same = equality(twin, outputs, special, before, twisted)
        on_step(STEPS[2])
        found = paired(before, twisted, twin.twist.channel_dim, MOST_ROWS)
        if len(found.X) < LEAST_ROWS:
            raise ValueError(f"{len(found.X)} of {found.total} rows of activations are finite; {LEAST_ROWS} are needed")
        measured = alignment(found)
        on_step(STEPS[3])
        chance = by_chance(twin, found)
        on_step(STEPS[4])
        probe = None if labels is None else label_probe(found, found.labelled(labels))
        on_step(STEPS[5])
        here = LayerScore(twin.layer, identical(before, twisted), measured.cka, measured.forward, measured.backward)
        curve = [here if s.name == twin.layer else s for s in layer_curve(twin, first(inputs, CURVE))]
        on_step(STEPS[6])
    return TwinReport(
        layer=twin.layer,
        kind=twin.twist.kind,
        rows=found.total,
        measured=len(found.X),
        channels=found.X.shape[1],
        equality=same,
        alignment=measured,
        predicted=chance.mean,
        predicted_sd=chance.sd,
        heavy=heavy_tails(found.X),
        probe=probe,
        curve=curve,
    )


def by_chance(twin: Twin, rows: Rows) -> Moments:
    """Mean and standard deviation of CKA, had the samples random signs (or turns) and this twin's |Y_c'Y_c|."""
    scale = float(np.abs(rows.X).max()) or 1.0
    X, Y = rows.X / scale, rows.Y / scale
    mean, sd = over_turns(X, twin.twist.pairs.numpy()) if isinstance(twin.twist, SwirlTwist) else over_signs(X)
    norms = [float(np.linalg.norm((Z - Z.mean(0)).T @ (Z - Z.mean(0)))) for Z in (X, Y)]
    return Moments(mean / norms[0] / norms[1], sd / norms[0] / norms[1])
