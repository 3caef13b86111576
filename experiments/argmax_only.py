r"""Two classifiers with every label right can have no linear feature in common, unless their margins are even.

Question.  Two networks learn the same labels, while linear CKA of their features and of their logits is held down. Can
           both be right on every sample with CKA 0, and which pairs of networks cannot?
Prediction. Same labels are not the same output: CKA 0 of features and logits is possible with all classes right
           (classification/same_argmax_orthogonal). For two balanced classes it takes uneven margins in both. With u, v
           the scores, g, h their least margins and A, B their mean margins in units of the least, both right means
           Cov(u, v)/(gh) >= 2 - (A - 2)(B - 2) (classification/margins_force_covariance), so CKA 0 needs A, B > 2 and
           (A - 2)(B - 2) >= 2. If A < 2 the covariance is at least (2 - A) g mean|v| (one_even_margin_is_enough), and
           Var v <= n (mean|v|)^2, so CKA of the logits is at least ((2 - A) g/sd u)^2/n: a number of the first network
           alone. A second network that is pushed below it has errors, whatever its architecture.
Setup.     Full batch, Adam. Loss: cross-entropy of both, and a penalty on CKA of the features plus CKA of the logits,
           which grows from 0 over the first half (at once it would be met by networks that learn nothing). Evened
           networks have the squared distance of their margins from 1 in place of cross-entropy.
Tolerance. "CKA 0" is a hundredth of the mean over relabelled samples: the penalty falls without end, training does not.
Cost.      Quick about 30 core-seconds, full about 4 core-minutes.
Source.    Derived here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from unalignable.theory import bounds, linear_cka

from .core.argmax_figure import draw
from .core.record import Claim, Experiment, Failed, Metrics, NotEnough, Run, Runs, Tensors
from .core.settings import Plan, Settings, fixed, grid, nuisance, scientific
from .core.training import weights, with_weights
from .core.two_networks import centred, chance, cka, inputs_and_target, perceptron

Real = NDArray[np.float64]
STRONG: Final = 20.0
"""Weaker penalties are met more slowly: at 1, CKA is still at a hundredth of chance at the end."""


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """One pair of classifiers."""

    evened: int = scientific(0, "how many of the two are trained to even margins", choices=(0, 1, 2))
    penalty: float = scientific(STRONG, "on CKA of features and of logits; 0 leaves the networks alone", at_least=0)
    classes: int = scientific(2, "of equal size; the margin theorem is about 2", at_least=2)
    evenness: float = fixed(10.0, "weight of the squared error; at 1 the penalty makes margins uneven", at_least=0)
    samples: int = fixed(64, "with equal classes for 2 and 4", at_least=8)
    features: int = nuisance(8, "as many on each side", at_least=1)
    hidden: int = nuisance(32, "fits any labels of 64 samples", at_least=1)
    steps: int = fixed(1200, "CKA is below 1e-5 by then; at 800 it is not in every run", at_least=1)
    rate: float = fixed(0.01, "falls to 0 along a cosine", at_least=0)


def predict(config: Config) -> dict[str, float]:
    """The least CKA with every label right, and for two classes the ratio of margins that both must exceed for it."""
    return {"cka": 0.0} | ({"ratio": 2.0} if config.classes == 2 else {})


def pair(config: Config) -> tuple[nn.Module, nn.Module]:
    """Each: features, then the head, of one score for two classes."""
    outputs = config.classes if config.classes > 2 else 1
    one, two = (
        nn.Sequential(perceptron(config.hidden, config.features), nn.Linear(config.features, outputs)).double()
        for _ in range(2)
    )
    return one, two


def task(config: Config) -> tuple[Tensor, Tensor]:
    """Inputs, and classes of equal size along the target."""
    inputs, values = inputs_and_target(config.samples, config.seed)
    ranks = np.argsort(np.argsort(values))
    return torch.tensor(inputs), torch.tensor(ranks * config.classes // config.samples)


def read(network: Any, inputs: Tensor) -> tuple[Tensor, Tensor]:
    """Features, and logits centred over classes (softmax reads no more)."""
    features = network[0](inputs)
    logits = network[1](features)
    return features, logits - logits.mean(dim=1, keepdim=True) if logits.shape[1] > 1 else logits


def error(logits: Tensor, labels: Tensor, evenness: float) -> Tensor:
    """Cross-entropy, or where margins are evened their squared distance from 1."""
    if logits.shape[1] > 1:
        return nn.functional.cross_entropy(logits, labels)
    margins = (2.0 * labels - 1) * logits[:, 0]
    return evenness * (margins - 1).square().mean() if evenness else nn.functional.softplus(-margins).mean()


def train(config: Config) -> Tensors:
    """Both networks together."""
    if config.evened and config.classes > 2:
        raise Failed("margins are evened for two classes only; set evened=0 or classes=2")
    inputs, labels = task(config)
    networks = pair(config)
    parameters = [parameter for network in networks for parameter in network.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=config.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    for step in range(config.steps):
        (X, u), (Y, v) = (read(network, inputs) for network in networks)
        alike = cka(centred(X), centred(Y)) + cka(centred(u), centred(v))
        loss = config.penalty * min(1.0, 2 * step / config.steps) * alike
        for index, logits in enumerate((u, v)):
            loss = loss + error(logits, labels, config.evenness if index < config.evened else 0.0)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return weights(networks[0], "f") | weights(networks[1], "g")


def measure(config: Config, tensors: Tensors) -> Metrics:
    """CKA of features and logits beside chance, the errors of each network, and for two classes the margins."""
    networks = [with_weights(network, tensors, name) for network, name in zip(pair(config), "fg", strict=True)]
    inputs, labels = task(config)
    with torch.inference_mode():
        (X, u), (Y, v) = [tuple(part.numpy() for part in read(network, inputs)) for network in networks]
    y = labels.numpy()
    answers = [z.argmax(axis=1) if config.classes > 2 else (z[:, 0] > 0).astype(int) for z in (u, v)]
    errors = [int(np.sum(answer != y)) for answer in answers]
    if config.penalty == 0 and any(errors):
        raise Failed(f"{errors} labels are wrong although nothing pushes the networks apart; train for more steps")
    found: dict[str, Any] = {
        "cka": linear_cka(X, Y),
        "cka_null": chance(X, Y),
        "logit_cka": linear_cka(u, v),
        "logit_cka_null": chance(u, v),
        "errors_first": errors[0],
        "errors_second": errors[1],
    }
    if config.classes > 2:
        return found
    heads = [(tensors[f"{name}.1.weight"], tensors[f"{name}.1.bias"]) for name in "fg"]
    evidence = bounds.Evidence.of(X, Y, readout=[w for w, _ in heads], bias=[b for _, b in heads], labels=y)
    return found | margins(evidence, (2 * y - 1) * u[:, 0], (2 * y - 1) * v[:, 0], y)


def margins(evidence: bounds.Evidence, right_u: Real, right_v: Real, y: Any) -> dict[str, Any]:
    """What the margin theorem says of both, and of the first alone.

    Args:
        evidence: features, heads and labels.
        right_u: margins y_i u_i of the first network, shape (n,), negative where it is wrong.
        right_v: of the second.
        y: labels 0 and 1.
    """
    covariance_floor, cka_floor = bounds.margin_floor(evidence)
    least = [float(z.min()) for z in (right_u, right_v)]
    found = {"of_first_alone": of_first_alone(right_u, y), "both_right": covariance_floor.value is not None}
    if covariance_floor.value is None:
        return found
    u, v = ((2 * y - 1) * z for z in (right_u, right_v))
    return found | {
        "covariance": float(np.mean((u - u.mean()) * (v - v.mean()))) / (least[0] * least[1]),
        "covariance_floor": covariance_floor.value,
        "cka_floor": cka_floor.value or 0.0,
        "ratio_first": float(right_u.mean()) / least[0],
        "ratio_second": float(right_v.mean()) / least[1],
    }


def of_first_alone(right_u: Real, y: Any) -> float:
    """((2 - A) g/sd u)^2/n: a floor on CKA of the logits whatever the second network, if it is right on every sample.

    0 where it says nothing: a label is wrong, the margins are uneven, or the classes are not of equal size.
    """
    g = float(right_u.min())
    if g <= 0 or 2 * int(y.sum()) != len(y) or right_u.mean() >= 2 * g:
        return 0.0
    return float(((2 * g - right_u.mean()) / np.std((2 * y - 1) * right_u)) ** 2 / len(y))


def told_apart(runs: Runs[Config]) -> Runs[Config]:
    """With margins that are free, under a penalty that has driven CKA down by the end of training."""
    chosen = [run for run in runs.where(evened=0) if run.config.penalty >= STRONG]
    if not chosen:
        raise NotEnough(f"no run with evened=0 and a penalty of {STRONG:g} or more")
    return Runs(chosen)


def both_right(runs: Runs[Config]) -> Runs[Config]:
    chosen = [run for run in runs.where(classes=2) if run.metrics["both_right"]]
    if not chosen:
        raise NotEnough("no run of two classes has every label right in both networks")
    return Runs(chosen)


def above_chance(run: Run[Config]) -> float:
    """The larger of CKA of features and of logits, each over its mean for relabelled samples."""
    return max(float(run.metrics[f"{on}cka"] / run.metrics[f"{on}cka_null"]) for on in ("", "logit_"))


def errors(run: Run[Config]) -> int:
    return int(run.metrics["errors_first"] + run.metrics["errors_second"])


def needed(runs: Runs[Config]) -> list[float]:
    """CKA of the logits over what the first network alone forces, where it forces something."""
    found = [r.metrics["logit_cka"] / r.metrics["of_first_alone"] for r in runs if r.metrics["of_first_alone"] > 0]
    if not found:
        raise NotEnough("no first network has margins that are even enough")
    return found


def ruled_out(runs: Runs[Config]) -> list[int]:
    """Errors where CKA of the logits is below what the first network alone forces of a second that is right."""
    found = [errors(r) for r in runs.where(classes=2) if r.metrics["logit_cka"] < r.metrics["of_first_alone"]]
    if not found:
        raise NotEnough("no pair has been pushed below what its first network forces")
    return found


def uneven(runs: Runs[Config]) -> list[float]:
    """The smaller ratio of mean to least margin; at most 2 would force Cov/(gh) >= A >= 1."""
    found = [min(r.metrics["ratio_first"], r.metrics["ratio_second"]) for r in runs if r.metrics["covariance"] < 1]
    if not found:
        raise NotEnough("the scores of every pair still co-vary; train for more steps")
    return found


ORTHOGONAL: Final = "classification/same_argmax_orthogonal"
ONE_EVEN: Final = "classification/one_even_margin_is_enough"
CLAIMS: Final[tuple[Claim[Config], ...]] = (
    Claim(
        name="every_label_right",
        theorem=ORTHOGONAL,
        says="Free to have any margins, both networks get every label right under the penalty.",
        sample=lambda runs: [errors(run) for run in told_apart(runs)],
        high=0,
        every=True,
    ),
    Claim(
        name="nothing_in_common",
        theorem=ORTHOGONAL,
        says="Then CKA of features and of logits is below a hundredth of its mean over relabelled samples.",
        sample=lambda runs: [max(map(above_chance, part)) for part in told_apart(runs).split("seed").values()],
        high=0.01,
    ),
    Claim(
        name="margin_floor",
        theorem=bounds.MARGINS,
        says="No two networks that are right on every sample have scores of less covariance than margins force.",
        sample=lambda runs: [
            r.metrics[name] - r.metrics[f"{name}_floor"] for r in both_right(runs) for name in ("covariance", "cka")
        ],
        low=0.0,
        every=True,
    ),
    Claim(
        name="uneven_in_both",
        theorem=ONE_EVEN,
        says="Where Cov(u, v) has come below gh, mean margins of both are above twice the least.",
        sample=lambda runs: uneven(both_right(told_apart(runs))),
        low=2.0,
        every=True,
    ),
    Claim(
        name="one_even_network",
        theorem=ONE_EVEN,
        says="Right on every sample, CKA of logits is never below ((2 - A) g/sd u)^2/n of the first network alone.",
        sample=lambda runs: needed(both_right(runs)),
        low=1.0,
        every=True,
    ),
    Claim(
        name="ruled_out",
        theorem=ONE_EVEN,
        says="A second network that the penalty pushes below that number of the first has errors.",
        sample=ruled_out,
        low=1,
        every=True,
    ),
)
PLANTED: Final[tuple[Claim[Config], ...]] = (
    Claim(
        name="same_labels_are_aligned",
        theorem=ORTHOGONAL,
        says="The same answers on every sample keep CKA above its mean over relabelled samples.",
        sample=lambda runs: [max(map(above_chance, part)) for part in told_apart(runs).split("seed").values()],
        low=1.0,
    ),
    Claim(
        name="labels_as_a_shared_output",
        theorem="floors/shared_readout",
        says="The labels are an output that both share, so Cov(u, v) is gh at least, as if all margins were least.",
        sample=lambda runs: [run.metrics["covariance"] for run in both_right(told_apart(runs))],
        low=1.0,
        every=True,
    ),
    Claim(
        name="margins_without_means",
        theorem=bounds.MARGINS,
        says="Cov(u, v)/(gh) >= A + B - 1: the product of the means is forgotten.",
        sample=lambda runs: [
            r.metrics["covariance"] - (r.metrics["ratio_first"] + r.metrics["ratio_second"] - 1)
            for r in both_right(told_apart(runs))
        ],
        low=0.0,
        every=True,
    ),
    Claim(
        name="one_even_network_is_harmless",
        theorem=ONE_EVEN,
        says="With even margins in the first network alone the second can still get every label right.",
        sample=lambda runs: runs.where(evened=1, penalty=STRONG).values("errors_second"),
        high=0,
    ),
)


def figure(runs: Runs[Config], fig: Any) -> str:
    return draw(runs, fig, errors)


EXPERIMENT = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=figure,
    quick=Plan(arms=({}, {"classes": 4}, {"evened": 1}, {"evened": 1, "penalty": 1.0}, {"penalty": 0.0}), seeds=3),
    full=Plan(
        arms=(
            *grid(evened=(0, 1, 2), penalty=(0.0, 1.0, 3.0, 20.0)),
            *grid(classes=(4, 8), penalty=(0.0, 20.0)),
        ),
        seeds=10,
    ),
)
