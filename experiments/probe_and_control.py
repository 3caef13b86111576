r"""A probe with as many independent features as samples fits random labels as well as real ones.

Question.   A linear probe scores well on a layer. How much of the score would random labels get, and how does that grow
            with the number of features?
Prediction. Control labels, the true ones dealt out to the samples at random, have R^2 = rank(HX)/(n - 1) on average,
            exactly, in sample (nulls/permutation_mean_of_r2): the rank counts, not the features, and n - 1, not n. At
            rank n - 1 task and control both have R^2 = 1 and selectivity is 0, whatever the layer holds
            (probes/control_tasks). Of random labellings in two classes a hyperplane in p features learns the share
            2^(1-n) sum_{k <= p} C(n - 1, k): half of them at p = n/2 - 1 already (probes/cover_count). Held out, a
            control task is worth nothing: R^2 <= 0.
Setup.      An MLP d -> 128 -> 24 -> 512 -> classes is trained on the digits (or rings, or your data). Probes are fitted
            on n of the held-out samples, which the network has not seen, and scored on the others. Their features are p
            random combinations of the 512 units, before the last ReLU, where the rank is at most 24 however large p is,
            and after it, where nothing bounds it. 1000 control tasks each. Random labellings of 40 samples are decided
            one by one by a linear programme.
Cost.       Quick: 3 runs, 11 core-seconds. Full: 80 runs, 6 core-minutes.
Source.     Hewitt and Liang (2019) for control tasks and selectivity, of accuracy; Cover (1965) for the count. The
            exact mean of R^2 and the limit of selectivity are derived here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from unalignable.theory.core.console import CallError

from .core.architectures import fit
from .core.datasets import Dataset, called, dataset
from .core.probing import Probe, held_out, learnable, relabelled, separable
from .core.probing_figure import draw
from .core.record import Claim, Estimate, Experiment, NotEnough, Runs, Tensors
from .core.settings import Plan, Settings, fixed, grid, scientific
from .core.training import weights, with_weights

Real = NDArray[np.float64]
BOTTLENECK: Final = 24
WIDTH: Final = 512
LAYERS: Final = {"bottleneck": 5, "wide": 6}  # how many modules of the network: up to the last ReLU, and with it
SHARES: Final = (0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.5, 3.0)  # features, of the n - 1 that a sample can tell apart
SCORED: Final = 20  # control tasks that are scored held out as well
AROUND: Final = (-4, -2, 0, 2, 4)  # features for Cover's count, from n/2 - 1


@dataclass(frozen=True, kw_only=True)
class Mine(Settings):
    """One run trains one network and probes two of its layers with growing numbers of features."""

    data: str = scientific("digits", "digits, rings, or the name of a file given by --data")
    samples: int = scientific(100, "n of the probes; features go up to three times as many", at_least=12)
    epochs: int = fixed(25, "above 0.93 on unseen digits by then", at_least=1)
    controls: int = fixed(1000, "a mean R^2 within 0.0005: each is off by about 0.015", at_least=2)
    labelled: int = fixed(40, "samples for Cover's count, over which a programme takes milliseconds", at_least=12)
    labellings: int = fixed(200, "for each number of features: a share within 0.035", at_least=1)


def predict(config: Mine) -> dict[str, Any]:
    n, few = config.samples, min(config.labelled, config.samples)
    return {
        "features": features(n),
        "control R^2 without a bottleneck": [min(p, n - 1) / (n - 1) for p in features(n)],
        "control R^2 behind the bottleneck": [min(p, n - 1, BOTTLENECK) / (n - 1) for p in features(n)],
        "selectivity from n - 1 features on": 0.0,
        "features for Cover's count": around(few),
        "share of labellings that are learned": [learnable(few, p) for p in around(few)],
    }


def features(n: int) -> list[int]:
    """How many features the probes of n samples have, p."""
    return [max(1, min(WIDTH, round(share * (n - 1)))) for share in SHARES]


def around(n: int) -> list[int]:
    """The numbers of features over which a hyperplane begins to learn all labellings of n samples."""
    return [n // 2 - 1 + more for more in AROUND]


def network(data: Dataset) -> nn.Sequential:
    """d → 128 → 24 → 512 → classes."""
    return nn.Sequential(
        nn.Linear(data.X.shape[1], 128),
        nn.ReLU(),
        nn.Linear(128, BOTTLENECK),
        nn.ReLU(),
        nn.Linear(BOTTLENECK, WIDTH),
        nn.ReLU(),
        nn.Linear(WIDTH, len(data.classes)),
    )


def train(config: Mine) -> Tensors:
    data = dataset(config.data)
    if 2 * config.samples > len(data.y_held_out):
        most = len(data.y_held_out) // 2
        raise CallError(
            f"probes of {config.samples} samples need as many to be scored on, and {called(config.data)} "
            f"(held out: {len(data.y_held_out)}) allow {most}: --set samples={most}"
        )
    return weights(fit(network(data), data, config.epochs, "mlp"))


def measure(config: Mine, tensors: Tensors) -> dict[str, Any]:
    data, rng = dataset(config.data), np.random.default_rng(config.seed)
    trained = list(with_weights(network(data), tensors).double().children())
    order = rng.permutation(len(data.y_held_out))
    inputs, Y = data.X_held_out[order].astype(np.float64), np.eye(len(data.classes))[data.y_held_out[order]]
    found: dict[str, Any] = {}
    for name, modules in LAYERS.items():
        activations = through(nn.Sequential(*trained[:modules]), inputs)
        mixed = activations @ rng.standard_normal((WIDTH, WIDTH)) / math.sqrt(WIDTH)
        scores = [probed(config, mixed[:, :p], Y, rng) for p in features(config.samples)]
        found |= {f"{name} {key}": [score[key] for score in scores] for key in scores[0]}
    few = min(config.labelled, config.samples)
    bases = [Probe.of(mixed[:few, :p]).basis for p in around(few)]  # an invertible map changes no labelling
    found["learned rank"] = [basis.shape[1] for basis in bases]
    found["learned"] = [learned(config, basis, rng) for basis in bases]
    return found


def through(modules: nn.Module, inputs: Real) -> Real:
    """Activations in double precision, so that ranks are those of the weights, not of rounding."""
    with torch.inference_mode():
        found: Real = modules(torch.from_numpy(inputs)).numpy()
    return found


def probed(config: Mine, X: Real, Y: Real, rng: np.random.Generator) -> dict[str, float]:
    """One probe of the first n samples, and of control labels for them; the others are held out."""
    n = config.samples
    probe, dealt = Probe.of(X[:n]), relabelled(Y[:n], config.controls, rng)
    scored, mean = dealt[:SCORED], Y[:n].mean(0)
    unseen = relabelled(Y[n:], SCORED, rng)  # control labels of the others, as arbitrary as the first
    guessed = probe.predicted(scored, X[n:])
    return {
        "rank": probe.rank,
        "task": float(probe.in_sample(Y[:n])),
        "control": float(probe.in_sample(dealt).mean()),
        "task held out": float(held_out(probe.predicted(Y[:n], X[n:]), Y[n:], mean)),
        "control held out": float(held_out(guessed, unseen, mean).mean()),
        "control held-out accuracy": float(np.mean(guessed.argmax(-1) == unseen.argmax(-1))),
    }


def learned(config: Mine, X: Real, rng: np.random.Generator) -> float:
    """Share of random labellings with two classes that a hyperplane learns."""
    signs = rng.integers(0, 2, (config.labellings, len(X))) * 2 - 1
    return float(np.mean([separable(X, row) for row in signs]))


def off_chance(of: Any) -> Any:
    """n · (control R² - a prediction from rank, p and n) over the probes of rank below n - 1: means by seed."""

    def sample(runs: Runs[Mine]) -> list[float]:
        return [
            float(np.mean([n * (got - of(rank, p, n)) for got, rank, p, n in controls(found) if rank < n - 1]))
            for found in runs.split("seed").values()
        ]

    return sample


def controls(runs: Runs[Mine], names: Iterable[str] = LAYERS, last: int = 0) -> list[tuple[float, int, int, int]]:
    """Control R², rank, features and samples of every probe; or of the last so many of each layer."""
    found = []
    for run in runs:
        n = run.config.samples
        for name in names:
            each = zip(run.metrics[f"{name} control"], run.metrics[f"{name} rank"], features(n), strict=True)
            found += [(control, rank, p, n) for control, rank, p in each][-last:]
    return found


def behind_the_bottleneck(of: Any) -> Any:
    """Control R² minus a prediction, of the layer of low rank at its largest number of features: means by seed."""
    return lambda runs: [
        float(np.mean([got - of(rank, p, n) for got, rank, p, n in controls(found, ["bottleneck"], 1)]))
        for found in runs.split("seed").values()
    ]


def at_full_rank(metric: str, take: Any) -> Any:
    """A number from each run, of the probes of the wide layer whose rank is n - 1."""

    def sample(runs: Runs[Mine]) -> list[float]:
        found = []
        for run in runs:
            full = np.array(run.metrics["wide rank"]) == run.config.samples - 1
            if full.any():
                found.append(float(take(*(np.array(run.metrics[f"wide {m}"])[full] for m in metric.split(" - ")))))
        if not found:
            raise NotEnough("no layer has rank n - 1 on its samples: fewer samples (--set samples=…) reach it")
        return found

    return sample


def off_cover(runs: Runs[Mine], without_intercept: int = 0) -> Estimate:
    """Share of labellings learned minus Cover's share, over all numbers of features and all runs."""
    gaps, variances = [], []
    for run in runs:
        n = min(run.config.labelled, run.config.samples)
        ranks = run.metrics["learned rank"]
        shares = [learnable(n, rank - without_intercept) for rank in ranks]
        gaps += [got - share for got, share in zip(run.metrics["learned"], shares, strict=True)]
        variances += [share * (1 - share) / run.config.labellings for share in (learnable(n, rank) for rank in ranks)]
    value, half = float(np.mean(gaps)), 1.96 * math.sqrt(sum(variances)) / len(gaps)
    return Estimate(value, value - half, value + half, f"binomial, {len(gaps)} shares of independent labellings")


CLAIMS = (
    Claim[Mine](
        name="chance of a control task",
        theorem="nulls/permutation_mean_of_r2",
        # one control's R² is off by about 1.5/n, the mean of a dozen means of 1000 by 0.015/n
        says="Control labels have R² of rank/(n - 1) on average: n · (measured - predicted) is within 0.1 of 0.",
        sample=off_chance(lambda rank, p, n: rank / (n - 1)),
        low=-0.1,
        high=0.1,
    ),
    Claim[Mine](
        name="rank, not features",
        theorem="nulls/permutation_mean_of_r2",
        # one control's R² is off by 0.02 at rank 20 of 100, a mean of 1000 by 0.0006
        says="With three times as many features as samples, but rank 24 at most, it is rank/(n - 1) within 0.005.",
        sample=behind_the_bottleneck(lambda rank, p, n: rank / (n - 1)),
        low=-0.005,
        high=0.005,
    ),
    Claim[Mine](
        name="no selectivity at rank n - 1",
        theorem="probes/control_tasks",
        # both are 1; the projector onto n - 1 dimensions rounds by about n u
        says="From rank n - 1 on, task and control have the same R²: selectivity is 0 within 1e-9.",
        sample=at_full_rank("task - control", lambda task, control: np.abs(task - control).max()),
        high=1e-9,
        every=True,
    ),
    Claim[Mine](
        name="every target is fitted",
        theorem="probes/control_tasks",
        says="From rank n - 1 on, R² of random labels is 1 in sample, within 1e-9.",
        sample=at_full_rank("control", lambda control: control.min()),
        low=1 - 1e-9,
        every=True,
    ),
    Claim[Mine](
        name="share of labellings",
        theorem="probes/cover_count",
        # three runs of 5 shares of 200 labellings: off by 0.008
        says="A hyperplane learns 2^(1-n) sum C(n - 1, k <= p) of random labellings: within 0.04 on average.",
        sample=off_cover,
        low=-0.04,
        high=0.04,
    ),
    Claim[Mine](
        name="a control is worth nothing held out",
        theorem="nulls/permutation_mean_of_r2",
        says="Control labels that were not fitted are predicted with R² of at most 0, with any number of features.",
        sample=lambda runs: [max(run.metrics["wide control held out"]) for run in runs],
        high=0.0,
    ),
)
PLANTED = (
    Claim[Mine](
        name="features over n",
        theorem="nulls/permutation_mean_of_r2",
        says="Control labels have R² of rank/n on average: n · (measured - predicted) is within 0.1 of 0.",
        sample=off_chance(lambda rank, p, n: rank / n),
        low=-0.1,
        high=0.1,
    ),
    Claim[Mine](
        name="features, not rank",
        theorem="nulls/permutation_mean_of_r2",
        says="Behind a bottleneck control labels have R² of p/(n - 1), at most 1, within 0.005.",
        sample=behind_the_bottleneck(lambda rank, p, n: min(p / (n - 1), 1)),
        low=-0.005,
        high=0.005,
    ),
    Claim[Mine](
        name="selectivity of what is encoded",
        theorem="probes/control_tasks",
        says="A layer of a trained network is selective however many features are probed: task - control >= 0.1.",
        sample=at_full_rank("task - control", lambda task, control: (task - control).min()),
        low=0.1,
    ),
    Claim[Mine](
        name="fitted means encoded",
        theorem="probes/control_tasks",
        says="What a probe fits perfectly is in the layer: it names half of the held-out control labels right.",
        sample=at_full_rank("control held-out accuracy", lambda accuracy: accuracy.max()),
        low=0.5,
    ),
    Claim[Mine](
        name="random labels need n - 1 features",
        theorem="probes/cover_count",
        says="With n/2 + 3 features a hyperplane learns hardly any random labelling: at most 0.1 of them.",
        sample=lambda runs: runs.values("learned")[:, -1],
        high=0.1,
    ),
    Claim[Mine](
        name="count without intercept",
        theorem="probes/cover_count",
        says="A hyperplane learns 2^(1-n) sum C(n - 1, k < p) of random labellings: within 0.04 on average.",
        sample=lambda runs: off_cover(runs, 1),
        low=-0.04,
        high=0.04,
    ),
)
EXPERIMENT = Experiment(
    settings=Mine,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=draw,
    quick=Plan(seeds=3),
    full=Plan(arms=grid(data=("digits", "rings"), samples=(100, 250)), seeds=20),
    takes_data=True,
)
