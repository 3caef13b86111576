"""A line learned by gradient descent has the slope of its target.

Question.   None: the harness is tested with it.
Prediction. The slope.
Setup.      One weight, one bias.
Cost.       Milliseconds.
Source.     Derived here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from unalignable.experiments.core.record import Claim, Experiment, Failed, Runs, Tensors
from unalignable.experiments.core.settings import Plan, Settings, fixed, grid, nuisance, scientific
from unalignable.experiments.core.style import points


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    slope: float = scientific(2.0, "what is to be learned")
    steps: int = fixed(60, "enough to converge", at_least=1)
    offset: float = fixed(0.0, "added to what is learned, so that the prediction comes out wrong")
    pause: float = nuisance(0.0, "seconds of sleep: a run that takes its time", at_least=0)


def predict(config: Config) -> Mapping[str, float]:
    return {"slope": config.slope}


def train(config: Config) -> Tensors:
    if config.slope == 13:
        raise Failed("slope 13 is not learned")
    x = torch.randn(32, 1)
    line = nn.Linear(1, 1)
    optimiser = torch.optim.SGD(line.parameters(), lr=0.5)
    for _ in range(config.steps):
        optimiser.zero_grad()
        loss = ((line(x) - (config.slope + config.offset) * x) ** 2).mean()
        loss.backward()
        optimiser.step()
    time.sleep(config.pause)
    if "TOY_LOG" in os.environ:  # so that a test can count trainings
        with open(os.environ["TOY_LOG"], "a", encoding="utf-8") as file:
            file.write(f"{config.slope} {config.seed}\n")
    return {"weight": line.weight.detach().numpy(), "x": x.numpy()}


def measure(config: Config, tensors: Tensors) -> Mapping[str, Any]:
    return {"slope": float(tensors["weight"][0, 0]), "spread": float(np.std(tensors["x"])), "seen": [1.0, 2.0]}


def error(runs: Runs[Config]) -> np.ndarray[Any, Any]:
    return runs.values("slope") - runs.predicted("slope")


def figure(runs: Runs[Config], drawn: Any) -> str:
    axes = drawn.subplots()
    slopes = runs.split("slope")
    points(axes, list(slopes), [group.values("slope") for group in slopes.values()], "learned")
    return "Slopes learned against slopes asked for."


EXPERIMENT = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=(
        Claim(
            name="learned",
            theorem="rigidity/range",
            says="The slope is learned within 0.01.",
            sample=error,
            low=-0.01,
            high=0.01,
        ),
    ),
    planted=(
        Claim(
            name="twice",
            theorem="rigidity/range",
            says="The slope is learned twice too large.",
            sample=lambda runs: error(runs) - runs.predicted("slope"),
            low=-0.01,
            high=0.01,
        ),
    ),
    figure=figure,
    quick=Plan(arms=grid(slope=(1.0, 2.0)), seeds=3),
    full=Plan(arms=grid(slope=(1.0, 2.0, 3.0)), seeds=5),
)
