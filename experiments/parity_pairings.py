r"""Parity networks that pair the three signs differently have CKA 0 at one layer, and 1/5 after one ReLU more.

Question.  abc = a(bc) = b(ac) = c(ab). Trained networks that form these products through a layer of two units, read by
           a ReLU head, all compute abc. What does CKA see of one in another at that layer, and what one ReLU later,
           where the readout is linear? What does training do when nothing fixes the pairing?
Prediction. Wired: where only even functions of (b, c) can reach the second unit, the layer is (ka, d bc) for whatever
           weights, and CKA and the R^2 of any function are 0, before training and after (twists/parity_pairings).
           One ReLU later CKA is 1/5 for equal weights. A trained head of two units without bias that gives abc has
           units relu(s) and r relu(-s), s = p'(a, bc): w|s| + c = abc for its readout w and its bias c, |c| >= 1. So
           var |s| = 1/w^2, var s = (1 + c^2)/w^2, and from any such network to one with bias c
           R^2 = 1/(2 + c^2) <= 1/3 and CKA <= 1/5, with equality at |c| = 1 and r = 1: the solution of least norm,
           which weight decay selects (for outputs of size g, c/g stands for c). Unwired, with a report of (a, bc)
           that is read linearly from the layer: 0 as well, but for the error of the report. Without a report no
           theorem says what the pair layers share; the floor of the linear readouts holds one layer later whatever
           training does (floors/any_two_readouts).
Setup.     Three networks a run, one for each pairing, on all eight inputs, in double precision; Adam, squared error.
           wired: started at the construction plus noise of 0.3. reported: fully connected, the report is learned with
           the task. curriculum: the report is learned first and then, without it, the task. free: no report; the
           three networks differ by their initial weights alone. Tolerances: rounding at the wired layer, 1e-12; with
           decay 0.01 outputs stop at 0.97, not all quite alike, and where a head has not reached the least norm CKA
           falls short of 1/5: 0.01 for R^2, 0.02 for CKA; reports are off by less than 0.01 of their variance.
Cost.      Quick about 21 core-seconds; full about 3 core-minutes.
Source.    Derived here; the theorem is twists/parity_pairings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from unalignable.theory import bounds, linear_cka, linear_r2

from .core import parity_figure
from .core.parity_networks import PARITY, SIGNS, Unwired, Wired, pairing
from .core.record import Claim, Experiment, Failed, Metrics, NotEnough, Run, Runs, Tensors
from .core.settings import Plan, Settings, fixed, grid, nuisance, scientific
from .core.training import weights, with_weights
from .core.two_networks import chance

Real = NDArray[np.float64]
STAGES: Final = {
    "wired": (("task",),),
    "reported": (("task", "report"),),
    "curriculum": (("report",), ("task",)),
    "free": (("task",),),
}
"""How -> what is learned, stage after stage; the weights decay where the task is learned."""
PAIRS: Final = tuple(combinations(range(3), 2))
WRONG: Final = 0.2
"""Largest error of an output on any of the eight inputs; decay alone leaves 0.06."""


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """Three networks, one for each pairing."""

    how: str = scientific("wired", "what fixes the pairing", choices=tuple(STAGES))
    decay: float = scientific(0.01, "penalty on squared weights; 0 leaves the head any solution", at_least=0)
    width: int = nuisance(16, "ReLU units of each hidden layer of the unwired networks", at_least=2)
    units: int = nuisance(4, "pairs of ReLU units under bc in the wired networks; one is enough", at_least=1)
    steps: int = fixed(600, "by then the errors are those that the penalty leaves", at_least=2)
    rate: float = fixed(2e-2, "falls to 0 along a cosine", at_least=0)


def predict(config: Config) -> dict[str, float]:
    """What the theorem says of the wired and of the reported layers; of the others it says nothing."""
    if config.how == "wired":
        return {"cka_pair": 0.0, "any_r2_pair": 0.0, "cka_head": 0.2, "r2_head": 1 / 3}
    return {"cka_pair": 0.0} if config.how == "reported" else {}


def untrained(config: Config, alone: int) -> Wired | Unwired:
    return Wired(alone, config.units) if config.how == "wired" else Unwired(config.width)


def train(config: Config) -> Tensors:
    """One network after the other."""
    found: dict[str, NDArray[Any]] = {}
    for alone in range(3):
        network = untrained(config, alone)
        start = weights(network, f"start{alone}")
        fit(network, config, alone)
        found |= start | weights(network, str(alone))
    return found


def fit(network: Wired | Unwired, config: Config, alone: int) -> None:
    decayed = [p for name, p in network.named_parameters() if "bias" not in name and "report" not in name]
    own = pairing(alone)
    for losses in STAGES[config.how]:
        optimiser = torch.optim.Adam(network.parameters(), lr=config.rate)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
        for _ in range(config.steps):
            pair, _, output = network(SIGNS)
            loss = torch.zeros(())
            if "task" in losses:
                penalty = torch.stack([p.square().sum() for p in decayed]).sum()
                loss = loss + (output - PARITY).square().mean() + config.decay * penalty
            if "report" in losses and isinstance(network, Unwired):
                loss = loss + (network.report(pair) - own).square().mean()
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()


def measure(config: Config, tensors: Tensors) -> Metrics:
    """Every pair of the three networks, at the pair layer and at the ReLU layer of the head."""
    networks = [with_weights(untrained(config, alone), tensors, str(alone)) for alone in range(3)]
    before = [with_weights(untrained(config, alone), tensors, f"start{alone}") for alone in range(3)]
    layers, starts = ([read(network) for network in group] for group in (networks, before))
    wrong = max(float(np.abs(output - PARITY.numpy()).max()) for _, _, output in layers)
    if wrong > WRONG:
        raise Failed(f"an output is off by {wrong:.2g} on one of the eight inputs; try --set steps=2000")
    readouts = [tensors[f"{alone}.{'readout' if config.how == 'wired' else 'output.weight'}"] for alone in range(3)]
    both = [(layers[i], layers[j]) for i, j in PAIRS]
    return {
        "cka_start": [linear_cka(starts[i][0], starts[j][0]) for i, j in PAIRS],
        "cka_pair": [linear_cka(f[0], g[0]) for f, g in both],
        "any_r2_pair": [any_r2(f[0], g[0]) for f, g in both],
        "null_pair": [chance(f[0], g[0]) for f, g in both],
        "cka_head": [linear_cka(f[1], g[1]) for f, g in both],
        "r2_head": [linear_r2(f[1], g[1]) for f, g in both],
        "null_head": [chance(f[1], g[1]) for f, g in both],
        "floor": [floor(layers[i][1], layers[j][1], (readouts[i], readouts[j])) for i, j in PAIRS],
        "bias": [bias(tensors, layers[j][2], j) for _, j in PAIRS] if config.how == "wired" else [],
        "wrong": wrong,
    }


def read(network: nn.Module) -> tuple[Real, Real, Real]:
    with torch.inference_mode():
        pair, hidden, output = (layer.numpy() for layer in network(SIGNS))
    return pair, hidden, output


def bias(tensors: Tensors, output: Real, alone: int) -> float:
    """c/g: the bias of the readout in units of the size of its outputs."""
    return float(tensors[f"{alone}.bias"][0] / (output * PARITY.numpy()).mean())


def any_r2(X: Real, Y: Real) -> float:
    """R² of the best function of X whatever, by counting: the variance of the means of Y given X (all eight inputs)."""
    _, groups = np.unique(X.round(9), axis=0, return_inverse=True)
    chosen = np.eye(groups.max() + 1)[groups.ravel()]
    means = chosen @ (chosen.T @ Y / chosen.sum(axis=0)[:, None])
    return float(means.var(axis=0).sum() / Y.var(axis=0).sum())


def floor(X: Real, Y: Real, readout: tuple[Any, Any]) -> float:
    found = bounds.strongest(bounds.readout_floor(bounds.Evidence.of(X, Y, readout=readout)), "linear_cka", "floor")
    assert found is not None
    assert found.value is not None
    return found.value


Numbers = Callable[[Run[Config]], Real]


def of(numbers: Numbers, *how: str, decay: float | None = None, whole: bool = False) -> Callable[[Runs[Config]], Real]:
    """Per run the mean over its pairs of networks, or (whole) each number for itself."""

    def sample(runs: Runs[Config]) -> Real:
        chosen = [r for r in runs if r.config.how in how and (decay is None or r.config.decay == decay)]
        if not chosen:
            raise NotEnough(f"no run with how={' or '.join(how)}" + ("" if decay is None else f", decay={decay:g}"))
        found = np.array([numbers(run) for run in chosen])
        return found.ravel() if whole else found.mean(axis=1)

    return sample


def metric(name: str) -> Numbers:
    return lambda run: np.array(run.metrics[name], dtype=float)


def surplus(run: Run[Config]) -> Real:
    """R² one ReLU later, less what the trained bias predicts."""
    return metric("r2_head")(run) - 1 / (2 + metric("bias")(run) ** 2)


def above_floor(layer: str) -> Numbers:
    return lambda run: metric(layer)(run) - metric("floor")(run)


PAIRINGS, DECAY = "twists/parity_pairings", 0.01
CLAIMS: Final = (
    Claim[Config](
        name="zero_for_any_weights",
        theorem=PAIRINGS,
        says="Wired: CKA of the pair layers is 0 up to rounding, before training and after, for every pair.",
        sample=of(lambda run: np.maximum(metric("cka_start")(run), metric("cka_pair")(run)), "wired", whole=True),
        high=1e-12,
        every=True,
    ),
    Claim[Config](
        name="nothing_for_any_function",
        theorem="dimension/any_function",
        says="Wired: no function whatever of one pair layer predicts anything of another, up to rounding.",
        sample=of(metric("any_r2_pair"), "wired", whole=True),
        high=1e-12,
        every=True,
    ),
    Claim[Config](
        name="one_fifth_later",
        theorem=PAIRINGS,
        says="Wired, with weight decay: one ReLU later CKA is 1/5, within 0.02.",
        sample=of(metric("cka_head"), "wired", decay=DECAY),
        low=0.18,
        high=0.22,
    ),
    Claim[Config](
        name="third_later",
        theorem=PAIRINGS,
        says="Wired, with weight decay: one ReLU later R² is 1/3, within 0.01.",
        sample=of(metric("r2_head"), "wired", decay=DECAY),
        low=1 / 3 - 0.01,
        high=1 / 3 + 0.01,
    ),
    Claim[Config](
        name="r2_from_the_bias",
        theorem=PAIRINGS,
        says="Wired, decay or not: one ReLU later R² is 1/(2 + c²), c the trained bias, within 0.01 for every pair.",
        sample=of(surplus, "wired", whole=True),
        low=-0.01,
        high=0.01,
        every=True,
    ),
    Claim[Config](
        name="at_most_one_fifth",
        theorem=PAIRINGS,
        says="Wired, decay or not: one ReLU later CKA is at most 1/5 for every pair, to 0.002.",
        sample=of(metric("cka_head"), "wired", whole=True),
        high=0.202,
        every=True,
    ),
    Claim[Config](
        name="reported_pairings",
        theorem=PAIRINGS,
        says="Unwired networks that report their pairing linearly have CKA 0 at the pair layer, to 0.01.",
        sample=of(metric("cka_pair"), "reported"),
        high=0.01,
    ),
    Claim[Config](
        name="floor_one_layer_later",
        theorem="floors/any_two_readouts",
        says="One ReLU later CKA is at least the floor of the trained linear readouts, for every pair of every run.",
        sample=of(above_floor("cka_head"), *STAGES, whole=True),
        low=0.0,
        every=True,
    ),
)
PLANTED: Final = (
    Claim[Config](
        name="same_outputs_one_layer_early",
        theorem="floors/any_two_readouts",
        says="The outputs are the same, so the floor of the readouts holds at the pair layers already.",
        sample=of(above_floor("cka_pair"), "wired", "reported", whole=True),
        low=0.0,
        every=True,
    ),
    Claim[Config](
        name="zero_one_layer_later",
        theorem=PAIRINGS,
        says="Wired: a ReLU adds nothing in common, CKA stays at 0, within 0.02.",
        sample=of(metric("cka_head"), "wired"),
        high=0.02,
    ),
    Claim[Config](
        name="one_fifth_squared",
        theorem=PAIRINGS,
        says="Wired, with weight decay: one ReLU later CKA is 1/25, within 0.02.",
        sample=of(metric("cka_head"), "wired", decay=DECAY),
        low=0.02,
        high=0.06,
    ),
    Claim[Config](
        name="r2_is_cka",
        theorem=PAIRINGS,
        says="Wired, with weight decay: one ReLU later R² is 1/5 as well, within 0.02.",
        sample=of(metric("r2_head"), "wired", decay=DECAY),
        low=0.18,
        high=0.22,
    ),
    Claim[Config](
        name="training_finds_a_pairing",
        theorem=PAIRINGS,
        says="Free networks pair two signs of their own accord: CKA of any two is 0 or 1 at the pair layer, to 0.01.",
        sample=of(lambda run: np.minimum(metric("cka_pair")(run), 1 - metric("cka_pair")(run)), "free", whole=True),
        high=0.01,
        every=True,
    ),
)


ARMS: Final = {
    "wired": ("wired", DECAY),
    "wired,\nno decay": ("wired", 0.0),
    "reported": ("reported", 0.001),
    "curriculum": ("curriculum", 0.001),
    "free": ("free", 0.001),
}


def figure(runs: Runs[Config], fig: Any) -> str:
    return parity_figure.draw(runs, fig, ARMS)


def arms(**values: Any) -> Iterator[dict[str, Any]]:
    for how, decay in ARMS.values():
        yield from grid(how=(how,), decay=(decay,), **values)


EXPERIMENT: Final = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=figure,
    quick=Plan(arms=tuple(arms())),
    full=Plan(arms=(*arms(), *arms(width=(64,), units=(16,))), seeds=12),
)
