r"""Two-layer linear networks of one map agree in the hidden layer when their layers are balanced, and only then.

Question.  Two networks x -> xWV compute the same map of four outputs, of inputs that are not white. Do their hidden
           layers xW agree, and if not, how far apart can they be?
Prediction. Gradient flow on any loss of WV keeps D = W'W - VV' (Du, Hu and Lee 2018); weight decay c lets it fall as
           exp(-2ct). Start with W'W - VV' = pI, for p > 0 by W'W = pI and tiny V, for p < 0 the other way round: then
           (WW')^2 - pWW' = BB' for the map B = WV, so WW' has the eigenvalue (p + (p^2 + 4s^2)^(1/2))/2 where B has
           the singular value s. CKA of two networks follows from p, q and B, before training. Balanced (p = q = 0,
           from small weights or by weight decay) it is 1 (identifiability/balanced_linear_networks) and the weights
           are the smallest (minimal_norm_is_balanced): least-norm networks in closed form hold the same. Unbalanced it
           is less, but never below 2k/(1 + k^2) for the condition number k of the linear map between the hidden
           layers (invariance/invertible_map_bound). R^2 is 1 both ways whatever p and q (identifiability/zero_slack).
           The inputs are stretched so that p = 4, q = 0 comes close to that floor.
Setup.     Inputs S with four singular values, B with four: 3, 3, 1/3, 1/3 along the directions in which S has the
           squares 3^(-1/2) and 3^(1/2), each turned at random; "turned" inputs are stretched along other directions.
           Gradient descent on |SWV - SB|^2/2 + c(|W|^2 + |V|^2)/2, full batch.
Tolerance. One step of length e changes D by e^2 times a difference of two squared gradients, so all steps together by
           about e times the first loss at most: 0.12, for turned inputs up to 0.33, beside p = 4. CKA within 0.015.
           For p = 4 the closed form is 0.7 % above the floor of 0.68, and 0.015 is 2.2 % of that: within 3 %. Where
           theory says 1, within 0.001: the maps differ by a share of 0.001 at most, or the run fails, and 1 - CKA and
           1 - R^2 are of second order in that.
Cost.      Quick about 32 core-seconds, full about 9 core-minutes.
Source.    Braun, Grant and Saxe (2025) for balanced networks; Du, Hu and Lee (2018), that gradient flow keeps D; the
           closed form for D = pI is derived here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from unalignable.theory import bounds, linear_cka, linear_r2, nbs

from .core.linear_figure import draw
from .core.linear_networks import hidden, least_norm, rotation, start, weight
from .core.record import Claim, Experiment, Failed, Metrics, NotEnough, Runs, Tensors
from .core.settings import Plan, Settings, fixed, grid, scientific
from .core.two_networks import chance

Real = NDArray[np.float64]
UNITS: Final = 4
"""Inputs, hidden units and outputs: as many each, so that D = pI is possible for p of both signs."""


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """One pair of networks."""

    first: float = scientific(0.0, "p: how unbalanced the first starts, in units of squared weights")
    second: float = scientific(4.0, "q: how unbalanced the second starts; 4 is well above the singular values")
    weight_decay: float = scientific(0.0, "c; 0.05 leaves exp(-10) of D", at_least=0)
    turned: bool = scientific(False, "whether inputs are stretched along other directions than the map")
    stretch: float = scientific(3.0, "of inputs and map; the floor is 2k/(1 + k^2) with k up to this", at_least=1)
    samples: int = fixed(64, "nothing depends on it", at_least=UNITS + 1)
    small: float = fixed(1e-2, "size of the layer that starts small: D is off by its square", at_least=0)
    steps: int = fixed(5000, "from small weights on turned inputs some starts need 3000", at_least=1)
    rate: float = fixed(0.02, "a larger step changes D more", at_least=0)


def task(config: Config) -> tuple[Real, Real]:
    """Centred inputs S, shape (n, 4), and the map B, shape (4, 4)."""
    rng = np.random.default_rng(config.seed)
    raw = rng.normal(size=(config.samples, UNITS))
    samples = np.linalg.qr(raw - raw.mean(axis=0))[0]
    directions, outputs, turn = (rotation(rng, UNITS) for _ in range(3))
    k, half = config.stretch, UNITS // 2
    B = directions * np.repeat([k, 1 / k], half) @ outputs
    axes = directions @ turn if config.turned else directions
    return samples * np.repeat([k**-0.25, k**0.25], half) @ axes.T, B


def predict(config: Config) -> dict[str, float]:
    """CKA of the hidden layers; and what it would be if decay left D alone, or if only |D| counted."""
    S, B = task(config)
    A = least_norm(S, B, config.weight_decay)
    left = (1 - config.rate * config.weight_decay) ** (2 * config.steps)
    p, q = config.first, config.second
    return {
        "cka": linear_cka(hidden(S, A, left * p), hidden(S, A, left * q)),
        "cka_kept": linear_cka(hidden(S, A, p), hidden(S, A, q)),
        "cka_signless": linear_cka(hidden(S, A, left * abs(p)), hidden(S, A, left * abs(q))),
    }


def train(config: Config) -> Tensors:
    """Both networks, each from a start of its own."""
    S, B = (torch.tensor(part) for part in task(config))
    target = S @ B
    found: dict[str, Real] = {}
    for index, p in enumerate((config.first, config.second)):
        rng = np.random.default_rng([config.seed, index])
        W, V = (torch.tensor(part, requires_grad=True) for part in start(rng, UNITS, p, config.small))
        optimiser = torch.optim.SGD([W, V], lr=config.rate, weight_decay=config.weight_decay)
        for _ in range(config.steps):
            optimiser.zero_grad()
            ((S @ W @ V - target).square().sum() / 2).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        names = ("W", "V") if index == 0 else ("Z", "U")
        found |= {name: layer.detach().numpy() for name, layer in zip(names, (W, V), strict=True)}
    return found


def measure(config: Config, tensors: Tensors) -> Metrics:
    """CKA of the hidden layers with its floor, R^2 both ways, and how balanced each network is."""
    S, B = task(config)
    W, V, Z, U = (tensors[name] for name in "WVZU")
    X, Y, size = S @ W, S @ Z, float(np.linalg.norm(S @ B))
    apart, error = (float(np.linalg.norm(S @ gap)) / size for gap in (W @ V - Z @ U, W @ V - B))
    if apart > SAME or (config.weight_decay == 0 and error > SAME):
        raise Failed(f"the maps differ by {apart:.1e}, and from the target by {error:.1e}; train for more steps")
    (bound,) = bounds.linear_map(bounds.Evidence.of(X, Y))
    excess, price = zip(weight(W, V), weight(Z, U), strict=True)
    return {
        "cka": linear_cka(X, Y),
        "cka_null": chance(X, Y),
        "condition": float(np.linalg.cond(np.linalg.pinv(X) @ Y)),
        "floor": bound.value or 0.0,
        "r2": linear_r2(X, Y),
        "r2_back": linear_r2(Y, X),
        "nbs": nbs(X, Y),
        "cka_least_norm": [linear_cka(X, hidden(S, W @ V, 0.0)), linear_cka(Y, hidden(S, Z @ U, 0.0))],
        "excess": list(excess),
        "price": list(price),
        "error": error,
    }


WITHIN: Final = 0.015
"""What the length of the steps may do to CKA."""
SAME: Final = 1e-3
"""Two maps whose outputs differ by more than this share are not the same."""


def per_seed(runs: Runs[Config], value: Any, keep: Any = lambda c: True) -> list[float]:
    """The largest value over the runs that are kept, for every seed."""
    kept = [run for run in runs if keep(run.config)]
    if not kept:
        raise NotEnough("none of these runs is of the kind that this is about")
    return [max(value(run) for run in part) for part in Runs(kept).split("seed").values()]


def curve(config: Config, q: float) -> float:
    """CKA that is predicted of a balanced network and one of imbalance q."""
    S, B = task(config)
    return linear_cka(hidden(S, B, 0.0), hidden(S, B, q))


def balanced(config: Config) -> bool:
    """From small weights, or by weight decay that leaves less than 1 % of D."""
    left = (1 - config.rate * config.weight_decay) ** (2 * config.steps)
    return max(abs(config.first), abs(config.second)) * left < 0.02


def far_from(name: str) -> Any:
    """|CKA - what was predicted|."""
    return lambda run: abs(run.metrics["cka"] - run.prediction[name])


def above(runs: Runs[Config], floor: Any) -> list[float]:
    """CKA less a function of the condition number."""
    return [run.metrics["cka"] - floor(run.metrics["condition"]) for run in runs]


def unbalanced(config: Config) -> bool:
    return config.weight_decay == 0 and config.first != config.second


BALANCED: Final = "identifiability/balanced_linear_networks"
LEAST: Final = "identifiability/minimal_norm_is_balanced"
CLAIMS: Final[tuple[Claim[Config], ...]] = (
    Claim(
        name="as_predicted",
        theorem=BALANCED,
        says="CKA of the hidden layers is within 0.015 of what the starts and the map say.",
        sample=lambda runs: per_seed(runs, far_from("cka")),
        high=WITHIN,
    ),
    Claim(
        name="balanced_agree",
        theorem=BALANCED,
        says="Networks balanced by small weights or by weight decay have CKA 1, to 0.001.",
        sample=lambda runs: per_seed(runs, lambda run: 1 - run.metrics["cka"], balanced),
        high=1e-3,
    ),
    Claim(
        name="least_norm",
        theorem=LEAST,
        says="Balanced networks hold what the network of least norm in closed form holds: CKA 1, to 0.001.",
        sample=lambda runs: per_seed(runs, lambda run: 1 - min(run.metrics["cka_least_norm"]), balanced),
        high=1e-3,
    ),
    Claim(
        name="price_of_imbalance",
        theorem=LEAST,
        says="No network weighs less than 2|WV|_*, or more than that by tr N^+D^2.",
        sample=lambda runs: [
            room
            for run in runs
            for over, price in zip(run.metrics["excess"], run.metrics["price"], strict=True)
            for room in (over, price - over)
        ],
        low=-1e-12,  # rounding of sums below 100
        every=True,
    ),
    Claim(
        name="never_below",
        theorem=bounds.LINEAR_MAP,
        says="No pair is below 2k/(1 + k^2) for the condition number k between its hidden layers.",
        sample=lambda runs: [run.metrics["cka"] - run.metrics["floor"] for run in runs],
        low=0.0,
        every=True,
    ),
    Claim(
        name="near_the_floor",
        theorem=bounds.LINEAR_MAP,
        says="A first layer that starts heavy brings CKA within 3 % of that floor.",
        sample=lambda runs: [
            run.metrics["cka"] / run.metrics["floor"] - 1
            for run in runs.where(first=0.0, second=4.0, weight_decay=0.0, turned=False, stretch=3.0)
        ],
        high=0.03,
    ),
    Claim(
        name="predict_each_other",
        theorem="identifiability/zero_slack",
        says="R^2 is 1 both ways, to 0.001, balanced or not.",
        sample=lambda runs: per_seed(runs, lambda run: 1 - min(run.metrics["r2"], run.metrics["r2_back"])),
        high=1e-3,
    ),
)
PLANTED: Final[tuple[Claim[Config], ...]] = (
    Claim(
        name="floor_without_square",
        theorem=bounds.LINEAR_MAP,
        says="No pair is below 2k/(1 + k).",
        sample=lambda runs: above(runs, lambda k: 2 * k / (1 + k)),
        low=0.0,
        every=True,
    ),
    Claim(
        name="floor_of_the_root",
        theorem=bounds.LINEAR_MAP,
        says="No pair is below 2k^(1/2)/(1 + k): the root of the condition number is taken.",
        sample=lambda runs: above(runs, lambda k: 2 * k**0.5 / (1 + k)),
        low=0.0,
        every=True,
    ),
    Claim(
        name="unbalanced_agree",
        theorem=BALANCED,
        says="Networks of one map agree without balance as well: CKA above 0.99.",
        sample=lambda runs: [
            -x for x in per_seed(runs, lambda r: -r.metrics["cka"], lambda c: c.first == 0 and c.second == 4)
        ],
        low=0.99,
    ),
    Claim(
        name="either_layer",
        theorem=BALANCED,
        says="It does not matter which layer is the heavier: CKA is that of |p| and |q|.",
        sample=lambda runs: per_seed(runs, far_from("cka_signless"), unbalanced),
        high=WITHIN,
    ),
    Claim(
        name="decay_keeps_imbalance",
        theorem=BALANCED,
        says="Weight decay changes the map, not the balance: CKA is that of the start.",
        sample=lambda runs: per_seed(runs, far_from("cka_kept"), lambda c: c.weight_decay > 0),
        high=WITHIN,
    ),
)


def figure(runs: Runs[Config], fig: Any) -> str:
    return draw(runs, fig, curve)


EXPERIMENT = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=figure,
    quick=Plan(
        arms=(
            {"second": 0.0},
            {},
            {"second": -4.0},
            {"turned": True},
            {"first": -4.0},
            {"first": -4.0, "weight_decay": 0.05},
        ),
        seeds=3,
    ),
    full=Plan(
        arms=(
            *grid(second=(-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0), turned=(False, True)),
            *grid(first=(-4.0,), second=(4.0,), turned=(False, True), weight_decay=(0.0, 0.05)),
            *grid(second=(-4.0, 0.0, 4.0), stretch=(2.0, 4.0)),
        ),
        seeds=10,
    ),
)
