r"""Two networks give one number through layers of which no linear probe finds anything in the other; a product does.

Question.  Two trained networks see the same input and give the same output. Beside that, each reports a code of its own
           from a middle layer: one the number itself, the other a twisted code of it. What do linear probes find of
           one layer in the other, what do probes of degree 2 and 3 find, and what does the next layer show, which
           linear heads read?
Prediction. The layer has as many units as the code has features, so a network that reports its code linearly holds an
           invertible linear map of the code there, and R^2 of linear and of polynomial probes does not depend on the
           map. Interval, t against (P_2, P_3, P_5)(t): linear R^2 0 both ways; from the twist back one product is
           enough (twists/legendre_curve); ahead a probe of degree 2 finds the share of the layer that is P_2, no more,
           and degree 5 all. Circle, frequency 1 against 2 and 3: likewise, the share of frequency 2, and degree 3 all
           (twists/circle_against_two_frequencies). Two rings, the outer one turned by an angle a: cos^2(a/2) both ways
           (twists/swirl), 0 at half a turn. On each ring a square has no frequency 1, so degree 2 finds no more than a
           linear probe; x = (3 - 2|y|^2)y, so degree 3 finds all. At the layer that linear heads read CKA is at least
           the floor of the trained heads (floors/any_two_readouts), and that alone is above CKA of codes with R^2 0.
Setup.     Both networks: input (the plain code), 48, 48, the code layer, 48, 48, output (the plain code again), SiLU,
           AdamW, new samples of the law at every step. The loss adds the error of the output and 50 times that of
           the report, which alone holds the code in the layer: in runs with weight 0 linear probes found all of the
           other layer, and with weight 1 the twisted layer of the interval still held t. Scores are on 4000 further
           samples, probes cross-validated over five folds. Tolerances: a report leaves a share d < 0.01 of its code
           unexplained, or the run fails. Layers that are codes but for d have linear R^2 of order d, and
           cross-validation takes 55/4000 at most: 0.02. The product that gives t or an angle multiplies d by at most
           4, and so 0.05 there; the same for the cubic.
Cost.      Quick about 26 core-seconds; full about 8 core-minutes.
Source.    Derived here; the theorems are twists/legendre_curve, twists/circle_against_two_frequencies, twists/swirl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.preprocessing import PolynomialFeatures

from unalignable.theory import bounds, linear_cka, linear_r2

from .core import twisted_figure
from .core.coded_networks import DEGREE, CodedNetwork, codes, fit
from .core.record import Claim, Experiment, Failed, Metrics, NotEnough, Runs, Tensors
from .core.settings import Plan, Settings, fixed, grid, nuisance, scientific
from .core.training import weights, with_weights
from .core.two_networks import chance

Real = NDArray[np.float64]
UNEXPLAINED: Final = 0.01
"""A report that leaves a larger share of its code unexplained has not been learned."""
RIDGE: Final = {"circle": 1e-3}
"""Penalty of the probes, per sample, where it is not 0. On a circle x² + y² is constant, so that one combination of the
squares holds nothing but what training left over, 1e-5 of the variance, and that has other frequencies; without a
penalty a probe scales it up and reads it (R² 0.03 to 0.1 too large). All other combinations have variance 0.03 or more.
"""


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """One pair of networks."""

    code: str = scientific("interval", "which twist", choices=tuple(DEGREE))
    turn: float = scientific(180.0, "degrees by which the outer ring is turned; 180 leaves nothing linear", at_least=0)
    report: float = fixed(50.0, "weight of the report: at 1 the task leaves t in the layer", at_least=0)
    width: int = nuisance(48, "units of each hidden layer; 32 report P_5 less well", at_least=1)
    steps: int = fixed(1000, "the report is learned to about 0.001 by then", at_least=1)
    batch: int = fixed(128, "new samples a step: nothing can be learned by heart", at_least=1)
    rate: float = fixed(1e-2, "falls to 0 along a cosine; 3e-2 is unstable", at_least=0)
    samples: int = fixed(4000, "for the scores; a probe of 34 features costs 34/4000", at_least=200)


def predict(config: Config) -> dict[str, float]:
    """R² of linear probes, both ways."""
    return {"linear": float(np.cos(np.deg2rad(config.turn) / 2) ** 2) if config.code == "rings" else 0.0}


def drawn(config: Config, n: int, stream: int) -> tuple[Real, Real]:
    return codes(config.code, config.turn, n, [config.seed, stream])


def untrained(config: Config) -> tuple[CodedNetwork, CodedNetwork]:
    inputs, features = (code.shape[1] for code in drawn(config, 1, 0))
    return CodedNetwork(inputs, inputs, config.width), CodedNetwork(inputs, features, config.width)


def train(config: Config) -> Tensors:
    """Both networks, one after the other, each on samples of its own."""
    found: dict[str, NDArray[Any]] = {}
    for which, network in enumerate(untrained(config)):
        both = drawn(config, config.steps * config.batch, which)
        fit(network, both[0], both[which], steps=config.steps, rate=config.rate, report=config.report)
        found |= weights(network, "fg"[which])
    return found


def measure(config: Config, tensors: Tensors) -> Metrics:
    """Probes of each degree between the code layers, both ways; CKA there and at the hidden layers, with its floor."""
    truth = drawn(config, config.samples, 2)
    networks = [with_weights(network, tensors, name) for network, name in zip(untrained(config), "fg", strict=True)]
    with torch.inference_mode():
        inputs = torch.tensor(truth[0], dtype=torch.float32)
        layers = [[layer.double().numpy() for layer in network(inputs)] for network in networks]
    (X, A, *_), (Y, B, *_) = layers
    unexplained = [
        float(((layer[2] - code) ** 2).mean() / code.var()) for layer, code in zip(layers, truth, strict=True)
    ]
    if max(unexplained) > UNEXPLAINED:
        raise Failed(f"a report leaves {max(unexplained):.3g} of its code unexplained; give more --set steps")
    shuffled = np.random.default_rng([config.seed, 3]).permutation(config.samples)
    degrees, ridge = range(1, DEGREE[config.code] + 1), RIDGE.get(config.code, 0.0)
    readout = [tensors[f"{name}.output.weight"].astype(float) for name in "fg"]
    floor = bounds.strongest(bounds.readout_floor(bounds.Evidence.of(A, B, readout=readout)), "linear_cka", "floor")
    assert floor is not None
    return {
        "ahead": [probe(X, Y, degree, ridge) for degree in degrees],
        "back": [probe(Y, X, degree, ridge) for degree in degrees],
        "null_ahead": [probe(X, Y[shuffled], degree, ridge) for degree in degrees],
        "share": linear_r2(truth[1][:, : X.shape[1]], Y) if config.code != "rings" else 0.0,
        "error": [float((layer[3] - truth[0]).std() / truth[0].std()) for layer in layers],
        "unexplained": unexplained,
        "cka_code": linear_cka(X, Y),
        "null_code": chance(X, Y),
        "cka_hidden": linear_cka(A, B),
        "null_hidden": chance(A, B),
        "floor": floor.value,
    }


def probe(X: Real, Y: Real, degree: int, ridge: float = 0.0) -> float:
    """Held-out R² of the best polynomial of this degree in the features of X; the penalty is per sample."""
    scaled = (X - X.mean(axis=0)) / X.std(axis=0)
    features = PolynomialFeatures(degree, include_bias=False).fit_transform(scaled)
    return float(linear_r2(features, Y, cv=5, ridge=ridge * len(X)))


Values = Callable[[Any], float]


def worst(value: Values, *which: str, turn: float | None = None) -> Callable[[Runs[Config]], list[float]]:
    """For every seed, of the runs of these codes (and this turn) the number that is farthest from 0."""

    def sample(runs: Runs[Config]) -> list[float]:
        chosen = [r for r in runs if r.config.code in which and (turn is None or r.config.turn == turn)]
        if not chosen:
            raise NotEnough(f"no run with code {' or '.join(which)}" + ("" if turn is None else f", turn {turn:g}"))
        return [max((value(r) for r in rs), key=abs) for rs in Runs(chosen).split("seed").values()]

    return sample


def missed(direction: str, degree: int | None) -> Values:
    """What a probe of this degree (None: the degree of the twist) leaves unexplained."""
    return lambda run: 1 - float(run.metrics[direction][-1 if degree is None else degree - 1])


def off(run: Any) -> float:
    """Linear R² less its prediction, in the direction in which they differ more."""
    predicted = float(run.prediction["linear"])
    return max((float(run.metrics[way][0]) - predicted for way in ("ahead", "back")), key=abs)


def gain(run: Any) -> float:
    """What degree 2 adds to degree 1, in the direction in which it adds more."""
    return max(float(run.metrics[way][1] - run.metrics[way][0]) for way in ("ahead", "back"))


CURVE, CIRCLE, SWIRL = "twists/legendre_curve", "twists/circle_against_two_frequencies", "twists/swirl"
FLOOR: Final = "floors/any_two_readouts"
LINEAR: Final = {
    "interval": (CURVE, "t against (P_2, P_3, P_5)(t): held-out linear R² is 0 both ways, within 0.02."),
    "circle": (CIRCLE, "Frequency 1 against 2 and 3: held-out linear R² is 0 both ways, within 0.02."),
    "rings": (SWIRL, "A ring turned by a: held-out linear R² is cos²(a/2) both ways, 0 at half a turn, within 0.02."),
}


def claims() -> Iterator[Claim[Config]]:
    for code, (theorem, says) in LINEAR.items():
        yield Claim(name=f"linear_{code}", theorem=theorem, says=says, sample=worst(off, code), low=-0.02, high=0.02)
    for code, theorem in (("interval", CURVE), ("circle", CIRCLE)):
        yield Claim(
            name=f"product_back_{code}",
            theorem=theorem,
            says=f"A probe of degree 2 reads the plain layer of the {code} from the twisted one, all but 0.05.",
            sample=worst(missed("back", 2), code),
            high=0.05,
        )
        yield Claim(
            name=f"product_ahead_{code}",
            theorem=theorem,
            says=f"The other way ({code}) degree 2 finds the share of degree 2 in the twisted layer, within 0.02.",
            sample=worst(lambda run: run.metrics["ahead"][1] - run.metrics["share"], code),
            low=-0.02,
            high=0.02,
        )
        yield Claim(
            name=f"whole_degree_{code}",
            theorem=theorem,
            says=f"The other way ({code}) degree {DEGREE[code]} finds all but 0.05.",
            sample=worst(missed("ahead", None), code),
            high=0.05,
        )
    yield Claim(
        name="square_adds_nothing",
        theorem=SWIRL,
        says="Rings: a probe of degree 2 finds what a linear one finds, within 0.02, both ways.",
        sample=worst(gain, "rings"),
        low=-0.02,
        high=0.02,
    )
    yield Claim(
        name="cubic_undoes_rings",
        theorem=SWIRL,
        says="Rings: a probe of degree 3 finds all but 0.05 of the other layer, both ways.",
        sample=worst(lambda run: max(missed(way, 3)(run) for way in ("ahead", "back")), "rings"),
        high=0.05,
    )
    yield Claim(
        name="floor_is_back",
        theorem=FLOOR,
        says="CKA of the hidden layers is at least the floor of the trained linear heads, in every run.",
        sample=lambda runs: runs.values("cka_hidden") - runs.values("floor"),
        low=0.0,
        every=True,
    )
    yield Claim(
        name="floor_above_codes",
        theorem=FLOOR,
        says="Where linear R² is 0, that floor alone is above CKA of the code layers, in every run.",
        sample=lambda runs: blind(runs).values("floor") - blind(runs).values("cka_code"),
        low=0.0,
        every=True,
    )


def blind(runs: Runs[Config]) -> Runs[Config]:
    """The runs where nothing linear is predicted."""
    found = [run for run in runs if run.prediction["linear"] < 1e-9]
    if not found:
        raise NotEnough("no run with an interval, a circle, or rings at turn=180")
    return Runs(found)


PLANTED: Final = (
    Claim[Config](
        name="same_information",
        theorem="probes/bijection_keeps_information",
        says="Each layer determines the other, so a linear probe finds it: it misses no more than 0.1.",
        sample=worst(missed("back", 1), *DEGREE, turn=180.0),
        high=0.1,
    ),
    Claim[Config](
        name="same_outputs_at_the_codes",
        theorem=FLOOR,
        says="The outputs agree, so the floor of the heads holds at the code layers already.",
        sample=lambda runs: blind(runs).values("cka_code") - blind(runs).values("floor"),
        low=0.0,
        every=True,
    ),
    Claim[Config](
        name="product_both_ways",
        theorem=CURVE,
        says="Interval: what a product undoes back, a product undoes ahead, all but 0.05 in every run.",
        sample=worst(missed("ahead", 2), "interval"),
        high=0.05,
        every=True,
    ),
    Claim[Config](
        name="product_undoes_rings",
        theorem=SWIRL,
        says="Rings: a probe of degree 2 undoes this twist too, all but 0.05.",
        sample=worst(missed("back", 2), "rings"),
        high=0.05,
    ),
    Claim[Config](
        name="swirl_not_squared",
        theorem=SWIRL,
        says="Rings at a quarter turn: linear R² is cos(a/2) = 0.71, within 0.02.",
        sample=worst(lambda run: run.metrics["ahead"][0] - float(np.sqrt(0.5)), "rings", turn=90.0),
        low=-0.02,
        high=0.02,
    ),
)


EXPERIMENT: Final = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=tuple(claims()),
    planted=PLANTED,
    figure=twisted_figure.draw,
    quick=Plan(arms=({"code": "interval"}, {"code": "circle"}, {"code": "rings"}, {"code": "rings", "turn": 90.0})),
    full=Plan(
        arms=(
            *grid(code=("interval", "circle"), width=(48, 96)),
            *grid(code=("rings",), turn=(0.0, 45.0, 90.0, 120.0, 150.0, 180.0), width=(48, 96)),
        ),
        seeds=8,
    ),
)
