r"""Two networks that are told to disagree, and share one linear output, come down exactly onto the readout floor.

Question.  Two networks learn one number through linear heads, while linear CKA of their features is held down and the
           heads are decayed. How far down does CKA go, and what stops it?
Prediction. Not below (a.b)^2/(|w|^2 |v|^2 |K| |L|), a and b what the trained heads w, v read
           (floors/any_two_readouts): onto it, since what is not read costs nothing to set free. Where that is follows
           from the loss alone. With |K| = |L| = 1 and |t| = 1 a network that holds the share x = x_t t + x_o (x_o off
           t, |x| <= 1) along its head has error and decay 1 - x_t^2/(|x|^2 + d) at the best length of w, for decay d;
           the floor is (x.y)^2. For a penalty c below 1/(1 + d)^2 turning x and y off t in opposite ways costs more
           than it saves, and the sum is least at x = y = b^(1/2) t with b(b + d)^2 = d/c, or b = 1: CKA = b^2, .873 at
           d = .1. At d = 0 the infimum 0 is not attained. The heads read one direction in common: its canonical
           correlation is 1, or at least 1 - 2e where each leaves at most a share e = .001 of what it reads
           unexplained by t (angles add up), .998. Without |K| = 1 decay of the heads is undone by larger features.
Setup.     Full batch, Adam, loss |Xw - t|^2 + |Yv - t|^2 + .1 CKA + d(|w|^2 + |v|^2), d = 0, 1e-4, 1e-3, 1e-2, 1e-1.
Tolerance. CKA within 2 % of the floor. Within 5 % of b^2 for d >= 1e-3; below that the best heads are so long
           (|w| > 3) that this much training stops before them, with CKA above b^2, and only the floor is predicted.
Cost.      Quick about 35 core-seconds, full about 4 core-minutes.
Source.    Derived here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import brentq
from torch import Tensor, nn

from unalignable.theory import bounds, canonical_correlations, linear_cka, linear_r2

from .core.readout_figure import draw
from .core.record import Claim, Experiment, Failed, Metrics, NotEnough, Run, Runs, Tensors
from .core.settings import Plan, Settings, fixed, grid, nuisance, scientific
from .core.training import weights, with_weights
from .core.two_networks import centred, chance, cka, inputs_and_target, perceptron

Real = NDArray[np.float64]
DECAYS: Final = (0.0, 1e-4, 1e-3, 1e-2, 1e-1)
REACHED: Final = 1e-3
"""From this weight decay on, training is long enough to come to the optimum."""
UNEXPLAINED: Final = 1e-3
UNSEEN: Final = 512
FOLDS: Final = 4


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """One pair of networks."""

    weight_decay: float = scientific(1e-2, "d, on the heads alone", at_least=0)
    normalised: bool = scientific(True, "whether |K| = |L| = 1; without it features grow and d means nothing")
    penalty: float = fixed(0.1, "c, on CKA: small beside the error of a network that does not fit, 1", at_least=0)
    samples: int = fixed(64, "few enough to be fitted, many more than the features", at_least=4)
    features: int = nuisance(8, "one is read, and one more would be enough to take up the rest of K", at_least=2)
    hidden: int = nuisance(64, "32 units leave twice as much unexplained", at_least=1)
    steps: int = fixed(1500, "the law is met to 1 % at d >= 1e-3", at_least=1)
    rate: float = fixed(
        0.02, "falls to 0 along a cosine; at 0.01 CKA is twice as high at d = 0 when it ends", at_least=0
    )


def share(decay: float, penalty: float) -> float:
    """b, the share of the features along the target: b(b + d)^2 = d/c, at most 1."""
    if decay == 0 or penalty == 0:
        return float(penalty == 0)

    def excess(b: float) -> float:
        return b * (b + decay) ** 2 - decay / penalty

    return 1.0 if excess(1.0) <= 0 else float(brentq(excess, 0.0, 1.0, xtol=1e-15))  # to rounding


def predict(config: Config) -> dict[str, float]:
    """CKA at the least loss, and that loss."""
    d, c = config.weight_decay, config.penalty
    b = share(d, c)
    return {"cka": b * b, "loss": (2 * d / (b + d) if d else 0.0) + c * b * b}


def pair(config: Config) -> tuple[nn.Module, nn.Module]:
    """Each: features, then the head."""
    one, two = (
        nn.Sequential(perceptron(config.hidden, config.features), nn.Linear(config.features, 1, bias=False)).double()
        for _ in range(2)
    )
    return one, two


def scaled(X: Tensor) -> Tensor:
    """X in the unit in which |X'X| = 1."""
    size: Tensor = (X.T @ X).norm()
    return X / size.sqrt()


def read(network: Any, inputs: Tensor, normalised: bool) -> tuple[Tensor, Tensor]:
    """Centred features, of Gram norm 1 where they are normalised, and the weights of the head, shape (p,)."""
    X = centred(network[0](inputs))
    return (scaled(X) if normalised else X), network[1].weight[0]


def task(config: Config) -> tuple[Tensor, Tensor]:
    """Inputs and centred target of length 1."""
    inputs, values = (torch.tensor(part) for part in inputs_and_target(config.samples, config.seed))
    target = values - values.mean()
    return inputs, target / target.norm()


def loss_of(config: Config, both: list[tuple[Tensor, Tensor]], target: Tensor) -> Tensor:
    (X, w), (Y, v) = both
    errors = (X @ w - target).square().sum() + (Y @ v - target).square().sum()
    return errors + config.penalty * cka(X, Y) + config.weight_decay * (w.square().sum() + v.square().sum())


def train(config: Config) -> Tensors:
    """Both networks together."""
    inputs, target = task(config)
    networks = pair(config)
    parameters = [parameter for network in networks for parameter in network.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=config.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    for _ in range(config.steps):
        loss = loss_of(config, [read(network, inputs, config.normalised) for network in networks], target)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return weights(networks[0], "f") | weights(networks[1], "g")


def floor(X: Real, Y: Real, w: Real, v: Real) -> float:
    """What the two readouts force of CKA, rounded down."""
    evidence = bounds.Evidence.of(X, Y, readout=(w[:, None], v[:, None]))
    found = bounds.strongest(bounds.readout_floor(evidence), "linear_cka", "floor")
    return 0.0 if found is None or found.value is None else found.value


def measure(config: Config, tensors: Tensors) -> Metrics:
    """CKA and its floor on the samples and on unseen inputs, and what else is said of the pair."""
    networks = [with_weights(network, tensors, name) for network, name in zip(pair(config), "fg", strict=True)]
    inputs, target = task(config)
    unseen = torch.tensor(inputs_and_target(UNSEEN, config.seed + 1)[0])
    with torch.inference_mode():
        both = [read(network, inputs, config.normalised) for network in networks]
        loss = float(loss_of(config, both, target))
        (X, w), (Y, v) = [(Z.numpy(), head.numpy()) for Z, head in both]
        X_new, Y_new = (read(network, unseen, config.normalised)[0].numpy() for network in networks)
    t, a, b = target.numpy(), X @ w, Y @ v
    unexplained = [1 - float(z @ t) ** 2 / float(z @ z) for z in (a, b)]
    if max(unexplained) > UNEXPLAINED and config.normalised:
        raise Failed(f"{max(unexplained):.1e} of what a head reads is unexplained; it must be below {UNEXPLAINED:g}")
    size = float(np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y) * (w @ w) * (v @ v))
    relabelled = np.random.default_rng(config.seed).permutation(len(Y))
    return {
        "cka": linear_cka(X, Y),
        "floor": floor(X, Y, w, v),
        "cka_null": chance(X, Y),
        "without_square": abs(float(a @ b)) / float(np.sqrt(size)),
        "of_target": 1.0 / size,
        "cka_unseen": linear_cka(X_new, Y_new),
        "floor_unseen": floor(X_new, Y_new, w, v),
        "loss": loss,
        "unexplained": max(unexplained),
        "correlation": float(canonical_correlations(X, Y)[0]),
        "correlation_null": float(canonical_correlations(X, Y[relabelled])[0]),
        "r2": linear_r2(X, Y, cv=FOLDS),
    }


def by_seed(runs: Runs[Config], value: Any, least: float = 0.0) -> list[float]:
    """The largest value over weight decays, for every seed."""
    chosen = [r for r in runs.where(normalised=True) if r.config.weight_decay >= least]
    if not chosen:
        raise NotEnough(f"no run of weight decay {least:g} or more")
    return [max(value(run) for run in found) for found in Runs(chosen).split("seed").values()]


def away_from(name: str) -> Any:
    """|CKA - x|/x for a measured number x."""
    return lambda run: abs(run.metrics["cka"] / run.metrics[name] - 1)


def away_from_law(run: Run[Config], power: int = 2) -> float:
    return float(abs(run.metrics["cka"] / share(run.config.weight_decay, run.config.penalty) ** power - 1))


def spare_loss(runs: Runs[Config]) -> list[float]:
    """Loss above the least one, where the derivation of that holds."""
    fair = [r for r in runs.where(normalised=True) if r.config.penalty * (1 + r.config.weight_decay) ** 2 < 1]
    if not fair:
        raise NotEnough("no run has a penalty below 1/(1 + d)^2")
    return [run.metrics["loss"] - run.prediction["loss"] for run in fair]


def rises(runs: Runs[Config]) -> list[float]:
    """The least rise of CKA from one weight decay to the next, for every seed."""
    found = [
        np.diff([float(np.mean(part.values("cka"))) for part in one.split("weight_decay").values()])
        for one in runs.where(normalised=True).split("seed").values()
    ]
    if not all(len(steps) for steps in found):
        raise NotEnough("one weight decay: nothing to compare")
    return [float(steps.min()) for steps in found]


def undone(runs: Runs[Config]) -> Real:
    return runs.where(normalised=False, weight_decay=DECAYS[-1]).values("cka")


FLOOR: Final = bounds.ANY_READOUTS
CLAIMS: Final[tuple[Claim[Config], ...]] = (
    Claim(
        name="on_the_floor",
        theorem=FLOOR,
        says="At every weight decay CKA comes within 2 % of what the trained heads force.",
        sample=lambda runs: by_seed(runs, away_from("floor")),
        high=0.02,
    ),
    Claim(
        name="never_below",
        theorem=FLOOR,
        says="No run is below its floor, on the samples or on inputs that training never saw.",
        sample=lambda runs: [r.metrics[f"cka{on}"] - r.metrics[f"floor{on}"] for r in runs for on in ("", "_unseen")],
        low=0.0,
        every=True,
    ),
    Claim(
        name="least_loss",
        theorem=FLOOR,
        says="No run has a loss below what the floor leaves possible.",
        sample=spare_loss,
        low=-1e-12,  # rounding
        every=True,
    ),
    Claim(
        name="where_the_floor_is",
        theorem=FLOOR,
        says="From weight decay d = 1e-3 on, CKA is within 5 % of b^2, where b(b + d)^2 = d/c.",
        sample=lambda runs: by_seed(runs, away_from_law, least=REACHED),
        high=0.05,
    ),
    Claim(
        name="rises_with_decay",
        theorem="floors/bounded_readouts",
        says="More weight decay, more CKA: no step from one weight decay to the next goes down.",
        sample=rises,
        low=0.0,
    ),
    Claim(
        name="one_shared_direction",
        theorem="floors/canonical_correlations_of_readouts",
        says="The first canonical correlation is 1, for heads that leave 0.001 unexplained at least 0.998.",
        sample=lambda runs: [-x for x in by_seed(runs, lambda run: -run.metrics["correlation"])],
        low=1 - 2 * UNEXPLAINED,
    ),
    Claim(
        name="undone_by_scale",
        theorem="floors/bounded_readouts",
        says="Without normalised features even weight decay 0.1 leaves CKA below 0.1, where it was 0.87.",
        sample=undone,
        high=0.1,
    ),
)
PLANTED: Final[tuple[Claim[Config], ...]] = (
    Claim(
        name="floor_without_square",
        theorem=FLOOR,
        says="CKA is within 2 % of a.b/(|w||v|) over the root of |K||L|: the square is forgotten.",
        sample=lambda runs: by_seed(runs, away_from("without_square")),
        high=0.02,
    ),
    Claim(
        name="floor_of_the_target",
        theorem=FLOOR,
        says="|t|^4 in place of (a.b)^2 is a floor too, although the heads shrink what they read.",
        sample=lambda runs: [r.metrics["cka"] - r.metrics["of_target"] for r in runs.where(normalised=True)],
        low=0.0,
        every=True,
    ),
    Claim(
        name="chance",
        theorem=bounds.PERMUTATION_MEAN,
        says="Two networks that are told to disagree are as alike as relabelled samples make them, within 2 %.",
        sample=lambda runs: by_seed(runs, away_from("cka_null")),
        high=0.02,
    ),
    Claim(
        name="law_without_square",
        theorem=FLOOR,
        says="CKA is within 5 % of b, the share of one network alone.",
        sample=lambda runs: by_seed(runs, lambda run: away_from_law(run, power=1), least=REACHED),
        high=0.05,
    ),
    Claim(
        name="decay_does_not_matter",
        theorem="floors/bounded_readouts",
        says="CKA knows no scale, so weight decay of the heads changes it by less than a factor of 2.",
        sample=lambda runs: [
            np.log2(
                one.where(weight_decay=DECAYS[-1]).values("cka").mean()
                / one.where(weight_decay=DECAYS[0]).values("cka").mean()
            )
            for one in runs.where(normalised=True).split("seed").values()
        ],
        low=-1.0,
        high=1.0,
    ),
)


def figure(runs: Runs[Config], fig: Any) -> str:
    return draw(runs, fig, lambda decay, penalty: share(decay, penalty) ** 2)


EXPERIMENT = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=figure,
    quick=Plan(arms=(*grid(weight_decay=DECAYS), {"weight_decay": DECAYS[-1], "normalised": False}), seeds=3),
    full=Plan(
        arms=(
            *grid(weight_decay=(*DECAYS, 3e-4, 3e-3, 3e-2), features=(8, 16)),
            {"weight_decay": DECAYS[-1], "normalised": False},
        ),
        seeds=8,
    ),
)
