r"""Whatever the training choice, CKA stands above the floor of two trained heads by what the heads leave unread.

Question.   Two networks differ in their seed alone and are equally accurate. What do optimiser, learning rate, weight
            decay, dropout, batch size, width, depth, activation and normalisation do to CKA at the layer that the heads
            read, to the floor that the trained heads force, and to the other measures?
Prediction. P and R project on what the heads W and V read; e is the share of the variance of X in XP. The floor is
            CKA(XP, YR) η_Xη_Y with η = e √(PR(X)/PR(XP)), from the readout and the participation ratios. So: (1) no
            pair is below its floor. (2) The gap CKA - floor <= η_Xu_Y + u_Xη_Y + u_Xu_Y, where u is the lesser of
            √(1 - η^2) and (1 - e) √PR(X). (3) With no more units than classes all is read, and CKA is the floor.
            (4) Hypothesis: what is read is as alike as the whole, so the gap is CKA (1 - η_Xη_Y), to 0.01 on average.
            (5) Weight decay c: a linear layer X = HA has H'GW' + cA = 0 where the decayed loss is stationary, G the
            gradient at the outputs, so A = AP: all is read, and the gap closes. ReLU gates this unit by unit, so that
            decay raises its floor and closes its gap is a hypothesis. (6) Width: ten outputs read ten directions at
            most, random ones (m/p)^2 of CKA; that the gap of trained heads widens with width is a hypothesis.
            (7) Dropout before the head is, while features are fixed, a ridge penalty: (G + c)^-1 b turns to where they
            vary more as c grows, which raises η. On seeds kept for development trained networks did the opposite. That
            the gap widens, because the output is spread over more units as in a wider layer, is a hypothesis made there
            of the digits (on the rings it has no direction); the first argument is planted, to be refuted. Of the other
            choices FACTORS holds guesses, and the figure what came of each: a larger learning rate and smaller batches
            widen the gap of the digits, the opposite of the guess; on the rings steps of either kind tend to widen it.
Setup.      64-64-10 ReLU, momentum SGD at 0.05, weight decay 1e-4, batches of 60, 40 epochs; one choice is changed at a
            time, in pairs with the baseline of the same seed. Numbers are of held-out samples at the last hidden layer.
            Changes are over pairs whose accuracies differ by three standard errors at most; no claim about the floor
            leaves a pair out.
Cost.       Quick: 32 core-seconds, 30 runs. Full: 504 runs, at most 15 core-minutes.
Source.     Derived here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch

from unalignable.theory import bounds

from .core.choices import ACTIVATIONS, FACTORS, NORMALISATIONS, RATES, fit, must_have_learnt, network, optimiser
from .core.choices_figure import draw
from .core.datasets import dataset
from .core.head_shares import gap_by_shares, most_gap, share, share_of_random_heads
from .core.pair_measures import Side, similarities
from .core.paired_effects import baseline, changes, over_data, raised
from .core.record import Claim, Experiment, Metrics, NotEnough, Run, Runs, Tensors
from .core.settings import Plan, Settings, fixed, scientific
from .core.training import weights, with_weights

NETWORKS: Final = ("first", "second")
ROUNDING: Final = 1e-9  # a floor is rounded down by what its arithmetic may be off, 3e-11 on the digits


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """One pair of networks; its seed gives 2·seed and 2·seed + 1, one each."""

    optimiser: str = scientific("momentum", "usual for networks this small", choices=tuple(RATES))
    learning_rate: float = scientific(1.0, "a multiple of the optimiser's usual rate, see RATES", at_least=1e-6)
    weight_decay: float = scientific(1e-4, "usual; 0.005 is as much as costs no accuracy", at_least=0)
    dropout: float = scientific(0.0, "before the head: the layer that theory speaks about", at_least=0)
    batch: int = scientific(60, "20 steps an epoch on the digits", at_least=1)
    width: int = scientific(64, "of the last hidden layer, which is compared; 0 is as many as classes", at_least=0)
    depth: int = scientific(2, "hidden layers", at_least=1)
    activation: str = scientific("relu", "the one for which weight decay balances units", choices=tuple(ACTIVATIONS))
    normalisation: str = scientific("none", "so that feature norms are the weights'", choices=tuple(NORMALISATIONS))
    epochs: int = fixed(40, "digits are fitted without an error by then", at_least=1)
    data: str = fixed("digits", "real data that small networks learn in a second")


def predict(config: Config) -> dict[str, float]:
    """What is known before training; the rest are relations between numbers of one run."""
    outputs = len(dataset(config.data).classes)
    return {
        "everything_is_read": float(units(config) <= outputs),
        "random_share": share_of_random_heads(outputs, units(config)),
    }


def units(config: Config) -> int:
    return config.width or len(dataset(config.data).classes)


def built(config: Config) -> torch.nn.Sequential:
    data = dataset(config.data)
    return network(
        data.X.shape[1],
        len(data.classes),
        width=units(config),
        depth=config.depth,
        activation=config.activation,
        normalisation=config.normalisation,
        dropout=config.dropout,
    )


def train(config: Config) -> Tensors:
    data = dataset(config.data)
    X, y = torch.tensor(data.X), torch.tensor(data.y)
    found: dict[str, Any] = {}
    for index, name in enumerate(NETWORKS):
        torch.manual_seed(2 * config.seed + index)
        net = built(config)
        how = optimiser(config.optimiser, net.parameters(), rate=config.learning_rate, decay=config.weight_decay)
        fit(net, how, X, y, epochs=config.epochs, batch=config.batch)
        must_have_learnt(net, X, y)
        found |= weights(net, name)
    return found


def measure(config: Config, tensors: Tensors) -> Metrics:
    data = dataset(config.data)
    nets: list[Any] = [with_weights(built(config), tensors, name) for name in NETWORKS]
    a, b = (Side.of(net, data.X, data.X_held_out) for net in nets)
    answers = [side.answers(side.held_out) for side in (a, b)]
    first, second = (float(np.mean(found == data.y_held_out)) for found in answers)
    # a standard error of the difference of two accuracies on as many samples, times three
    tolerance = 3 * float(np.sqrt((first * (1 - first) + second * (1 - second)) / len(data.y_held_out)))
    known = bounds.Evidence.of(a.held_out, b.held_out, readout=(a.weights, b.weights))
    floor = bounds.strongest(bounds.readout_floor(known), bounds.CKA, "floor")
    assert floor is not None
    assert floor.value is not None
    read = [share(side.held_out, side.weights) for side in (a, b)]
    found = similarities(a, b, data.y_held_out, config.seed)
    return found | {
        "floor": floor.value,
        "gap": found["cka"] - floor.value,
        "accuracies": [first, second],
        "accuracy": (first + second) / 2,
        "equal": abs(first - second) <= tolerance,
        "agreement": float(np.mean(answers[0] == answers[1])),
        "shares": [part.share for part in read],
        "energies": [part.energy for part in read],
        "dimensions": [part.dimensions for part in read],
        "gap_by_shares": gap_by_shares(found["cka"], *(part.share for part in read)),
        "most_gap": most_gap(*read),
        "gap_by_chance": found["cka_null"] * (1 - read[0].energy * read[1].energy),
        "readout_norms": [float(np.linalg.norm(side.weights)) for side in (a, b)],
    }


NAMES: Final = tuple(factor.setting for factor in FACTORS)
Number = Callable[[Run[Config]], float]


def equal(run: Run[Config]) -> bool:
    """The two networks are equally accurate."""
    return bool(run.metrics["equal"])


def metric(name: str) -> Number:
    return lambda run: float(run.metrics[name])


def share_of_floor(run: Run[Config]) -> float:
    """Floor over CKA."""
    return float(run.metrics["floor"] / run.metrics["cka"])


def each(number: Number) -> Callable[[Runs[Config]], list[float]]:
    return lambda runs: [number(run) for run in runs]


def by_seed(number: Number) -> Callable[[Runs[Config]], list[float]]:
    """One number per seed: the mean over its arms."""
    return lambda runs: [float(np.mean([number(run) for run in found])) for found in runs.split("seed").values()]


def of_baseline(number: Number) -> Callable[[Runs[Config]], list[float]]:
    return lambda runs: by_seed(number)(runs.where(**baseline(runs, NAMES)))


def rise(setting: str, number: Number, keep: Callable[[Run[Config]], bool] = equal) -> Callable[[Runs[Config]], Any]:
    """The change from the smallest to the largest value of a setting, one per seed."""
    return lambda runs: raised(runs, NAMES, setting, number, keep)


def something_unread(run: Run[Config]) -> bool:
    """Equally accurate, with more units than classes."""
    return equal(run) and not run.prediction["everything_is_read"]


def linear_layer(runs: Runs[Config]) -> Any:
    """The change of the gap from the baseline's activation to none in the last layer, one per seed."""
    found = changes(runs, NAMES, "activation", metric("gap"), equal).get("linear", {})
    if not found:
        raise NotEnough("no seed has both the baseline and a linear layer; give --set activation=relu,linear")
    return over_data(found)


def dropout(runs: Runs[Config]) -> Any:
    """The change of the gap with dropout, one per seed, of all data but the rings, where it has no direction."""
    found = [run for run in runs if run.config.data != "rings"]
    return rise("dropout", metric("gap"))(Runs(found) if found else runs)


def all_read(runs: Runs[Config]) -> list[float]:
    found = [run.metrics["gap"] for run in runs if run.prediction["everything_is_read"]]
    if not found:
        raise NotEnough("no run has as few units as classes; give --set width=0")
    return found


FLOOR, SHARE = bounds.ANY_READOUTS, "floors/readout_share"
CLAIMS: Final = (
    Claim(
        name="floor",
        theorem=FLOOR,
        says="No pair has CKA below the floor that its two trained heads force.",
        sample=each(metric("gap")),
        low=-ROUNDING,
        every=True,
    ),
    Claim(
        name="room_above_the_floor",
        theorem=SHARE,
        says="No gap is larger than what the heads leave unread has room for: gap less room is at most 0.",
        sample=each(lambda run: run.metrics["gap"] - run.metrics["most_gap"]),
        high=ROUNDING,
        every=True,
    ),
    Claim(
        name="no_more_units_than_classes",
        theorem=FLOOR,
        says="With no more units than classes CKA is the floor, to rounding.",
        sample=all_read,
        low=-ROUNDING,
        high=ROUNDING,
        every=True,
    ),
    Claim(
        name="size_of_the_gap",
        theorem=SHARE,
        says="Hypothesis: what is read is as alike as the whole, so the gap is CKA (1 - η_Xη_Y), to 0.01 on average.",
        sample=by_seed(lambda run: abs(run.metrics["gap"] - run.metrics["gap_by_shares"])),
        high=0.01,
    ),
    Claim(
        name="weight_decay_raises_the_floor",
        theorem=SHARE,
        says="Hypothesis (theory for linear layers): more weight decay, at equal accuracy, raises the floor.",
        sample=rise("weight_decay", metric("floor")),
        low=0.0,
    ),
    Claim(
        name="weight_decay_closes_the_gap",
        theorem=SHARE,
        says="Hypothesis (theory for linear layers): more weight decay, at equal accuracy, shrinks the gap.",
        sample=rise("weight_decay", metric("gap")),
        high=0.0,
    ),
    Claim(
        name="linear_layer_closes_the_gap",
        theorem=SHARE,
        says="Without an activation in the last hidden layer decay leaves nothing unread: the gap shrinks.",
        sample=linear_layer,
        high=0.0,
    ),
    Claim(
        name="width_opens_the_gap",
        theorem=SHARE,
        says="Hypothesis: among layers of more units than classes the gap widens with width, at equal accuracy.",
        sample=rise("width", metric("gap"), something_unread),
        low=0.0,
    ),
    Claim(
        name="dropout_opens_the_gap",
        theorem=SHARE,
        says="Hypothesis, made on development seeds of the digits: more dropout, at equal accuracy, widens the gap.",
        sample=dropout,
        low=0.0,
    ),
)
PLANTED: Final = (
    Claim(
        name="floor_without_square",
        theorem=FLOOR,
        says="CKA is at least the root of the floor.",
        sample=each(lambda run: run.metrics["cka"] - run.metrics["floor"] ** 0.5),
        low=-ROUNDING,
        every=True,
    ),
    Claim(
        name="floor_of_each_output",
        theorem=FLOOR,
        says="CKA is at least η_Xη_Y, the floor with the sizes of the outputs for their agreement.",
        sample=each(lambda run: run.metrics["cka"] - float(np.prod(run.metrics["shares"]))),
        low=-ROUNDING,
        every=True,
    ),
    Claim(
        name="tight_floor",
        theorem=FLOOR,
        says="Everyday training lands on the floor: the gap is at most 0.02 of CKA.",
        sample=of_baseline(lambda run: 1 - share_of_floor(run)),
        high=0.02,
    ),
    Claim(
        name="cka_by_chance",
        theorem=bounds.PERMUTATION_MEAN,
        says="Networks that share nothing but their task have CKA at twice the permutation mean at most.",
        sample=of_baseline(lambda run: run.metrics["cka"] / run.metrics["cka_null"]),
        high=2.0,
    ),
    Claim(
        name="gap_by_chance",
        theorem=bounds.PERMUTATION_MEAN,
        says="What is not read agrees by chance alone: the gap is at most twice that.",
        sample=of_baseline(lambda run: run.metrics["gap"] / run.metrics["gap_by_chance"]),
        high=2.0,
    ),
    Claim(
        name="random_heads",
        theorem=FLOOR,
        says="Trained heads read no more than twice what heads of random directions do.",
        sample=of_baseline(lambda run: share_of_floor(run) / run.prediction["random_share"]),
        high=2.0,
    ),
    Claim(
        name="dropout_as_ridge",
        theorem=SHARE,
        says="Dropout turns heads to where the features vary, as it does while features are fixed: the gap shrinks.",
        sample=dropout,
        high=0.0,
    ),
)


def figure(runs: Runs[Config], fig: Any) -> str:
    return draw(runs, fig, equal)


EXPERIMENT = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=figure,
    quick=Plan(
        arms=({}, {"weight_decay": 5e-3}, {"dropout": 0.5}, {"width": 0}, {"width": 16}, {"activation": "linear"}),
        seeds=5,
    ),
    full=Plan(
        arms=tuple(
            {"data": data, **arm}
            for data in ("digits", "rings")
            for arm in ({}, *({factor.setting: value} for factor in FACTORS for value in factor.values))
            if (data, arm.get("width"))
            != ("rings", 0)  # of three ReLU units all may die: 1 network of 32 learnt nothing
        ),
        seeds=8,
    ),
    takes_data=True,
)
