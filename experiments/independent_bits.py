r"""However large a probe is, it finds no more of another network than the sign both read, if the rest is independent.

Question.  Two trained networks read the same sign t linearly and each keeps a sign of its own, s times as large. How
           much of one can a probe predict from the other, and does a larger probe predict more?
Prediction. X = (t, su), Y = (t, sv). Independent u, v: no function of X explains more of Y than the linear one,
           1/(1 + s^2) (dimension/independent_nuisance), so MLP probes come to it as they grow, and none passes it. In
           trained networks, where nothing is exact, the ceiling is the share of Y that t explains: given t, what the
           networks see is independent, so no function of X knows more of Y (dimension/any_function). Where v = tu
           instead, a linear probe finds as much, 1/(1 + s^2), but the product of the features finds all: MLP probes
           leave the linear one behind and come to 1. CKA is 1/(1 + s^4) in both cases.
Setup.     Each network sees sixteen noisy sensors of t and of its own bit (mixed by random weights, noise 0.3), and is
           a ReLU MLP with a layer of two units, read by an orthogonal readout that reports t and s times the bit. The
           probes are a linear one and ReLU MLPs of growing width, trained with AdamW on 20 000 samples of the layer
           and scored on 20 000 others, which neither the networks nor the probes have seen. Tolerances:
           0.02, the bar that was set beforehand: a probe with 20 000 samples misses its optimum by less, and the
           networks are within 0.01 of the exact bits. A ceiling is passed where the score is above it by more than
           four standard errors of their difference on the same held-out samples.
Cost.      Quick about 20 core-seconds; full about 2 core-minutes.
Source.    Derived here; the theorems are dimension/independent_nuisance and dimension/any_function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils import parametrizations

from unalignable.theory import linear_cka

from .core import bits_figure
from .core.record import Claim, Experiment, Failed, Metrics, Run, Runs, Tensors
from .core.settings import Plan, Settings, fixed, grid, scientific
from .core.training import weights, with_weights
from .core.two_networks import chance

Real = NDArray[np.float64]
SENSORS: Final = 16
WIDTHS: Final = (2, 8, 32, 128)
"""Hidden units of the probes, beside the linear one."""
UNREPORTED: Final = 0.02
"""A network that leaves a larger share of its report unexplained has not learned it."""


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """Two networks and the probes between them."""

    s: float = scientific(2.0, "size of each network's own bit beside t", at_least=0.01)
    bits: str = scientific("independent", "of u and v: independent, or v = tu", choices=("independent", "product"))
    samples: int = fixed(20_000, "to fit the probes, and as many to score them", at_least=1000)
    noise: float = fixed(0.3, "of each sensor; a probe has something to overfit, no bit is lost", at_least=0)
    width: int = fixed(64, "ReLU units of the networks", at_least=2)
    steps: int = fixed(400, "of the networks; reports are learned to 0.003 by then", at_least=1)
    probe_steps: int = fixed(400, "of the probes, 10 passes; 15 change a wide one's score by 0.0004", at_least=1)
    batch: int = fixed(500, "samples a step", at_least=1)
    rate: float = fixed(1e-2, "of both, falls to 0 along a cosine", at_least=0)


def predict(config: Config) -> dict[str, float]:
    square = config.s**2
    best = 1.0 if config.bits == "product" else 1 / (1 + square)
    return {"linear": 1 / (1 + square), "best": best, "cka": 1 / (1 + square**2)}


def untrained(width: int) -> nn.Sequential:
    """Sensors, two ReLU layers and the layer of two units; an orthogonal readout of it: (t, s times the own bit)."""
    hidden = nn.Linear(SENSORS, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()
    return nn.Sequential(nn.Sequential(*hidden, nn.Linear(width, 2)), parametrizations.orthogonal(nn.Linear(2, 2)))


def bits(config: Config, n: int, stream: int) -> tuple[Real, Real]:
    """(t, su) and (t, sv) for n samples, shapes (n, 2)."""
    t, u, other = np.random.default_rng([config.seed, stream]).choice([-1.0, 1.0], size=(3, n))
    v = t * u if config.bits == "product" else other
    return np.stack([t, config.s * u], axis=1), np.stack([t, config.s * v], axis=1)


def sensors(own: Real, config: Config, which: int, stream: int) -> Real:
    """What one network sees of its two bits, shape (n, 16): the same mixture in every stream, fresh noise."""
    mixture = np.random.default_rng([config.seed, 100 + which]).normal(size=(2, SENSORS))
    noise = np.random.default_rng([config.seed, stream, which]).normal(size=(len(own), SENSORS))
    seen: Real = np.sign(own) @ mixture + config.noise * noise
    return seen


def train(config: Config) -> Tensors:
    """Both networks, each on samples of its own, drawn afresh at every step."""
    found: dict[str, NDArray[Any]] = {}
    for which in range(2):
        own = bits(config, config.steps * config.batch, which)[which]
        network = untrained(config.width)
        descend(network, sensors(own, config, which, which), own, config)
        found |= weights(network, "fg"[which])
    return found


def descend(network: nn.Module, X: Real, Y: Real, config: Config) -> None:
    """One pass over the samples in their order: AdamW on the squared error."""
    inputs, targets = (torch.split(torch.tensor(values, dtype=torch.float32), config.batch) for values in (X, Y))
    optimiser = torch.optim.AdamW(network.parameters(), lr=config.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, len(inputs))
    for given, wanted in zip(inputs, targets, strict=True):
        loss = (network(given) - wanted).square().mean()
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()


def measure(config: Config, tensors: Tensors) -> Metrics:
    """Probes from one layer to the other, and the ceiling that t sets; fitted on one half, scored on the other."""
    own = bits(config, 2 * config.samples, 2)
    layers = []
    for which, name in enumerate("fg"):
        encoder, readout = with_weights(untrained(config.width), tensors, name).children()
        with torch.inference_mode():
            layer = encoder(torch.tensor(sensors(own[which], config, which, 2), dtype=torch.float32))
            layer, report = layer.double().numpy(), readout(layer).double().numpy()
        missed = float(((report - own[which]) ** 2).sum() / ((own[which] - own[which].mean(axis=0)) ** 2).sum())
        if missed > UNREPORTED:
            raise Failed(f"a report leaves {missed:.3g} unexplained; give more --set steps")
        layers.append((layer - layer.mean(axis=0)) / np.sqrt(layer.var(axis=0).mean()))
    (X, Y), half = layers, config.samples
    guesses = [affine(X, Y, half), *(mlp(X, Y, width, config) for width in WIDTHS)]
    shuffled = np.random.default_rng([config.seed, 3]).permutation(2 * half)
    best = given_t(own[0][:, 0], Y, half)
    return {
        "r2": [held_out(guess, Y, half) for guess in guesses],
        "above": [standard_errors(guess, best, Y[half:]) for guess in guesses],
        "ceiling": held_out(best, Y, half),
        "null_r2": held_out(mlp(X, Y[shuffled], WIDTHS[-2], config), Y[shuffled], half),
        "cka": linear_cka(X, Y),
        "null_cka": chance(X, Y),
    }


def affine(X: Real, Y: Real, half: int) -> Real:
    """The linear probe's guess at the second half."""
    one = np.ones((len(X), 1))
    with_one = np.concatenate([X, one], axis=1)
    found: Real = with_one[half:] @ np.linalg.lstsq(with_one[:half], Y[:half], rcond=None)[0]
    return found


def mlp(X: Real, Y: Real, width: int, config: Config) -> Real:
    """The guess at the second half by a ReLU network with this many hidden units, trained on the first."""
    probe = nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Linear(width, 2))
    rows = np.random.default_rng([config.seed, 4]).integers(
        half := config.samples, size=config.probe_steps * config.batch
    )
    descend(probe, X[rows], Y[rows], config)
    with torch.inference_mode():
        found: Real = probe(torch.tensor(X[half:], dtype=torch.float32)).double().numpy()
    return found


def given_t(t: Real, Y: Real, half: int) -> Real:
    """The mean of Y given t, learned on the first half, for the second."""
    means = [Y[:half][t[:half] == sign].mean(axis=0) for sign in (-1.0, 1.0)]
    found: Real = np.where(t[half:, None] > 0, means[1], means[0])
    return found


def held_out(guess: Real, Y: Real, half: int) -> float:
    return float(1 - ((Y[half:] - guess) ** 2).sum() / ((Y[half:] - Y[:half].mean(axis=0)) ** 2).sum())


def standard_errors(guess: Real, best: Real, Y: Real) -> float:
    """By how many standard errors a guess is better than the best one; both are scored on the same samples."""
    better = ((Y - best) ** 2 - (Y - guess) ** 2).sum(axis=1)
    return float(better.mean() / (better.std(ddof=1) / np.sqrt(len(better))))


def of(number: Callable[[Run[Config]], float], kind: str, whole: bool = False) -> Callable[[Runs[Config]], Any]:
    """For every seed, of the runs with these bits the number farthest from 0; or (whole) the number of every run."""

    def sample(runs: Runs[Config]) -> list[float]:
        chosen = runs.where(bits=kind)
        if whole:
            return [number(run) for run in chosen]
        return [max((number(run) for run in found), key=abs) for found in chosen.split("seed").values()]

    return sample


def off(which: int, predicted: str) -> Callable[[Run[Config]], float]:
    """Score of one probe less a predicted one."""
    return lambda run: float(run.metrics["r2"][which]) - float(run.prediction[predicted])


def less(formula: Callable[[float], float], *, metric: str = "r2") -> Callable[[Run[Config]], float]:
    """The widest probe's score (or another metric) less a formula in s."""
    return lambda run: float(np.ravel(run.metrics[metric])[-1]) - formula(run.config.s)


INDEPENDENT, ANY = "dimension/independent_nuisance", "dimension/any_function"
BAR: Final = 0.02
CLAIMS: Final = (
    Claim[Config](
        name="widest_probe_comes_to_the_ceiling",
        theorem=INDEPENDENT,
        says="Independent bits: held-out R² of the widest probe is 1/(1 + s²), within 0.02.",
        sample=of(off(-1, "best"), "independent"),
        low=-BAR,
        high=BAR,
    ),
    Claim[Config](
        name="none_passes_it",
        theorem=ANY,
        says="Independent bits: no probe is better than the mean of Y given t by more than four standard errors.",
        sample=of(lambda run: float(max(run.metrics["above"])), "independent", whole=True),
        high=4.0,
        every=True,
    ),
    Claim[Config](
        name="ceiling_of_trained_networks",
        theorem=INDEPENDENT,
        says="Independent bits: the share of one trained layer that t explains is 1/(1 + s²), within 0.01.",
        sample=of(lambda run: float(run.metrics["ceiling"]) - run.prediction["best"], "independent"),
        low=-0.01,
        high=0.01,
    ),
    Claim[Config](
        name="cka_of_independent_bits",
        theorem=INDEPENDENT,
        says="Independent bits: CKA is 1/(1 + s⁴), within 0.02.",
        sample=of(lambda run: float(run.metrics["cka"]) - run.prediction["cka"], "independent"),
        low=-BAR,
        high=BAR,
    ),
    Claim[Config](
        name="linear_probe_of_a_product",
        theorem=ANY,
        says="v = tu: a linear probe still finds 1/(1 + s²), within 0.02.",
        sample=of(off(0, "linear"), "product"),
        low=-BAR,
        high=BAR,
    ),
    Claim[Config](
        name="wide_probe_of_a_product",
        theorem=ANY,
        says="v = tu: the widest probe finds all of the other layer, within 0.02.",
        sample=of(off(-1, "best"), "product"),
        low=-BAR,
        high=BAR,
    ),
)
PLANTED: Final = (
    Claim[Config](
        name="the_output_is_all_they_share",
        theorem=ANY,
        says="v = tu: here too no probe passes the mean of Y given t by more than four standard errors.",
        sample=of(lambda run: float(max(run.metrics["above"])), "product", whole=True),
        high=4.0,
        every=True,
    ),
    Claim[Config](
        name="product_recovers_it",
        theorem=ANY,
        says="Independent bits: as with v = tu, a wide enough probe finds all, within 0.02.",
        sample=of(less(lambda s: 1.0), "independent"),
        low=-BAR,
        high=BAR,
    ),
    Claim[Config](
        name="size_not_squared",
        theorem=INDEPENDENT,
        says="Independent bits: R² is 1/(1 + s), within 0.02.",
        sample=of(less(lambda s: 1 / (1 + s)), "independent"),
        low=-BAR,
        high=BAR,
    ),
    Claim[Config](
        name="ceiling_of_cka",
        theorem=INDEPENDENT,
        says="Independent bits: R² is 1/(1 + s⁴) like CKA, within 0.02.",
        sample=of(less(lambda s: 1 / (1 + s**4)), "independent"),
        low=-BAR,
        high=BAR,
    ),
    Claim[Config](
        name="cka_like_r2",
        theorem=INDEPENDENT,
        says="Independent bits: CKA is 1/(1 + s²) like R², within 0.02.",
        sample=of(less(lambda s: 1 / (1 + s * s), metric="cka"), "independent"),
        low=-BAR,
        high=BAR,
    ),
    Claim[Config](
        name="lost_to_nonlinear_probes",
        theorem=ANY,
        says="v = tu: what a linear probe misses is lost to any probe, R² stays at 1/(1 + s²), within 0.02.",
        sample=of(less(lambda s: 1 / (1 + s * s)), "product"),
        low=-BAR,
        high=BAR,
    ),
)


def figure(runs: Runs[Config], fig: Any) -> str:
    return bits_figure.draw(runs, fig, WIDTHS)


EXPERIMENT: Final = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=figure,
    quick=Plan(arms=({"s": 0.5}, {"s": 2.0}, {"s": 2.0, "bits": "product"})),
    full=Plan(arms=grid(s=(0.5, 1.0, 2.0, 3.0), bits=("independent", "product")), seeds=8),
)
