r"""Stitching and equal outputs say nothing of CKA; what two trained heads read of each other does.

Question.   An MLP, a CNN and a transformer are trained on one task. Which layers look alike to linear CKA and to linear
            maps, what do their heads force, what does stitching add, and how far apart can two networks be that compute
            the same function?
Prediction. Two trained heads force a floor under CKA of what they read (floors/any_two_readouts), for the trained
            weights at hand. At the last hidden layer S = WV^+ stitches any network into any other's head without
            training, as V has independent columns: the answers are the donor's, all of them, whatever CKA
            (floors/stitching_sees_nothing). So a trained stitch is a linear probe, as good as the donor up to sampling.
            Add 64 features that no head reads, c times as large in |K|: CKA is what nulls/permutation_mean leaves of
            it, about CKA/sqrt(1 + c^2) + chance, and stitching works as before. The MLP's sign twin has the same
            outputs to the last bit (twists/sign_twin), CKA at the level of random signs (twists/random_signs) and no
            held-out R^2.
            One class's score has CKA <= 1/sqrt(stable rank) with any layer (dimension/von_neumann).
Setup.      Digits (1200 to train on, 597 held out), three rings, or your data, AdamW with cross-entropy. Everything is
            measured on the held-out samples. Held-out R^2: ridge maps fitted on training samples; beside it the same
            fit with relabelled samples. CKA: beside it the mean over all relabellings, and of the largest entry of a
            map with relabelled samples, as the largest of many is large by chance. Tables that are no images: the CNN
            runs along the features as a sequence, the transformer takes stretches of features as tokens.
Cost.       Quick: 3 runs, 30 core-seconds. Full: 40 runs, 6 core-minutes.
Source.     Kornblith et al. (2019) for maps of CKA; Lenc and Vedaldi (2015), Bansal et al. (2021) for stitching, and
            Smith, Mannering and Marcu (2025) for its failures. Floor, twin and the comparison are derived here.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from unalignable.constructions import twin
from unalignable.constructions.core.measurements import paired
from unalignable.constructions.core.twin import HeavyTails
from unalignable.constructions.core.twin_report import by_chance
from unalignable.theory import linear_cka
from unalignable.theory.core.console import CallError

from .core.architectures import BUILD, EMBEDDED, LAYERS, fitted, head, layers
from .core.architectures_figure import draw
from .core.datasets import Dataset, called, dataset
from .core.last_layers import ceilings, chance, floors, stitches
from .core.layer_maps import cka_map, r2_map, relabelled
from .core.record import Claim, Experiment, Runs, Tensors
from .core.settings import Plan, Settings, fixed, grid, scientific
from .core.stitching import Head, accuracy, by_training
from .core.training import weights, with_weights

Real = NDArray[np.float64]
Labels = NDArray[np.int64]
MEASURED: Final = 1200, 600  # samples, trained on and held out, that measures see at most: all of the digits
RIDGE: Final = 1e-3  # of the mean eigenvalue: keeps maps from living on directions that hardly vary
TWISTED: Final = "hidden 2"  # the last hidden layer of the MLP


@dataclass(frozen=True, kw_only=True)
class Mine(Settings):
    """One run trains the three architectures once and compares all of them."""

    data: str = scientific("digits", "digits, rings, or the name of a file given by --data")
    loud: float = scientific(10.0, "|K| of the features that nobody reads over that of those that are", at_least=0)
    unread: int = fixed(64, "as many as the MLP's last hidden layer has of its own", at_least=1)
    epochs: int = fixed(25, "all three are above 0.93 on unseen digits by then", at_least=1)
    maps: int = fixed(20, "relabelled maps, for the largest entry that chance makes: it hardly varies", at_least=1)
    relabellings: int = fixed(400, "of the last layers: a mean within 1 %, as each is off by a fifth", at_least=1)


def predict(config: Mine) -> dict[str, float]:
    return {
        "answers of the donor kept by S = WV^+": 1.0,
        "outputs of the twin identical": 1.0,
        "CKA left beside unread features, share": 1 / np.sqrt(1 + config.loud**2),
        "held-out R^2 of the twin": 0.0,
    }


def train(config: Mine) -> Tensors:
    data = dataset(config.data)
    if len(data.classes) > EMBEDDED:
        raise CallError(
            f"{called(config.data)} have {len(data.classes)} classes; at most {EMBEDDED}, the width of the narrowest "
            "head here, so that the columns of every head can be independent"
        )
    networks = {name: fitted(name, data, config.epochs) for name in BUILD}
    return {key: value for name in networks for key, value in weights(networks[name], name).items()}


def measure(config: Mine, tensors: Tensors) -> dict[str, Any]:
    data = dataset(config.data)
    networks = {name: with_weights(BUILD[name](data), tensors, name) for name in BUILD}
    heads = {name: Head(*head(network)) for name, network in networks.items()}
    train, test = (
        {name: layers(name, network, X[:most]) for name, network in networks.items()}
        for X, most in zip((data.X, data.X_held_out), MEASURED, strict=True)
    )
    fit, held = ({name: list(found[name].values())[-2] for name in BUILD} for found in (train, test))
    y, y_held = data.y[: MEASURED[0]], data.y_held_out[: MEASURED[1]]
    return {
        "accuracy": [accuracy(heads[name](held[name]), y_held) for name in BUILD],
        **maps(config, *([layer for name in BUILD for layer in part[name].values()] for part in (train, test))),
        **chance(held, config.relabellings, config.seed),
        **floors(held, heads),
        **ceilings(held, heads),
        **stitches(fit, held, y, y_held, heads),
        **beside_unread(config, fit, held, y, y_held, heads),
        **of_the_twin(data, networks["mlp"], y, y_held, heads),
    }


def maps(config: Mine, train: list[Real], test: list[Real]) -> dict[str, Any]:
    """Layer × layer: CKA and R² (row predicts column), their nulls, and the largest that chance makes of a map."""
    cka, null = cka_map(test)
    order = np.random.default_rng(config.seed).permutation(len(train[0]))
    return {
        "cka": cka,
        "cka_null": null,
        "largest_by_chance": relabelled(test, config.maps, config.seed).max((1, 2)).mean(),
        "r2": r2_map(train, test, RIDGE),
        "r2_null": r2_map(train, test, RIDGE, order),
    }


def beside_unread(
    config: Mine,
    fit: Mapping[str, Real],
    held: Mapping[str, Real],
    y: Labels,
    y_held: Labels,
    heads: Mapping[str, Head],
) -> dict[str, Any]:
    """The MLP with features beside its own that its head does not read: its outputs are the same."""
    rng, (X, Z) = np.random.default_rng(config.seed), (fit["mlp"], held["mlp"])
    J, J_fit = (rng.standard_normal((len(part), config.unread)) for part in (Z, X))
    K, N = (gram(part) for part in (Z, J))
    size = config.loud * np.linalg.norm(K) / np.linalg.norm(N)
    with_junk, with_junk_fit = np.hstack([Z, np.sqrt(size) * J]), np.hstack([X, np.sqrt(size) * J_fit])
    N = size * N
    ratios, found, cka = [], [], []
    for b in ("cnn", "transformer"):
        L = gram(held[b])
        # what J shares with the others is chance: the mean of <N, L> over relabellings is tr N tr L/(n - 1)
        shared, crossed = (np.trace(N) * np.trace(G) / (len(Z) - 1) for G in (L, K))
        norm = np.sqrt(np.sum(K * K) + np.sum(N * N) + 2 * crossed)
        expected = (np.sum(K * L) + shared) / norm / np.linalg.norm(L)
        cka.append(linear_cka(with_junk, held[b]))
        ratios.append(cka[-1] / expected)
        found.append(accuracy(heads[b](by_training(with_junk_fit, y, heads[b])(with_junk)), y_held))
    return {"unread_cka": cka, "unread_over_formula": np.mean(ratios), "unread_stitched": found}


def gram(X: Real) -> Real:
    """HXX'H."""
    C = X - X.mean(0)
    found: Real = C @ C.T
    return found


def of_the_twin(
    data: Dataset, network: torch.nn.Module, y: Labels, y_held: Labels, heads: Mapping[str, Head]
) -> dict[str, Any]:
    """The sign twin of the MLP at its last hidden layer, fitted on training samples: the far end of the scale."""
    seen, unseen = (torch.tensor(X[:most]) for X, most in zip((data.X, data.X_held_out), MEASURED, strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HeavyTails)  # the moments over signs below know of them
        pair = twin(network, str(LAYERS["mlp"][TWISTED]), seen)
    (X, Y), (Z, T) = ([part.double().numpy() for part in pair.representations(inputs)] for inputs in (seen, unseen))
    rows = paired(torch.tensor(Z), torch.tensor(T), -1)
    signs, cka, r2 = by_chance(pair, rows), linear_cka(Z, T), r2_map([X, Y], [Z, T], RIDGE)
    return {
        "twin_identical": pair.same_outputs(unseen),
        "twin_cka": cka,
        "twin_null": cka_map([Z, T])[1][0, 1],
        "twin_cka_in_deviations": (cka - signs.mean) / signs.sd,
        "twin_r2": max(r2[0, 1], r2[1, 0], 0.0),
        "twin_stitched": [accuracy(heads[b](by_training(Y, y, heads[b])(T)), y_held) for b in ("cnn", "transformer")],
    }


def per_seed(metric: str) -> Any:
    """One number a seed: the mean over what else differs between its runs."""
    return lambda runs: [float(found.values(metric).mean()) for found in runs.split("seed").values()]


def each(metric: str) -> Any:
    return lambda runs: runs.values(metric)


def figure(runs: Runs[Mine], fig: Any) -> str:
    by_data = runs.split("data")
    return draw(by_data.get("digits", next(iter(by_data.values()))), fig)


CLAIMS = (
    Claim[Mine](
        name="floor of the heads",
        theorem="floors/any_two_readouts",
        says="CKA of the last hidden layers is at least what their two trained heads force: CKA - floor >= 0.",
        sample=each("least_above_floor"),
        low=0.0,
        every=True,
    ),
    Claim[Mine](
        name="ceiling of one score",
        theorem="dimension/von_neumann",
        says="One class's score has at most CKA 1/sqrt(stable rank) with a layer of another network.",
        sample=each("least_below_ceiling"),
        low=0.0,
        every=True,
    ),
    Claim[Mine](
        name="stitched by formula",
        theorem="floors/stitching_sees_nothing",
        says="S = WV^+ makes the receiver's head give the donor's answer on every held-out sample: share 1.",
        sample=each("answers_kept"),
        low=1.0,
        high=1.0,
        every=True,
    ),
    Claim[Mine](
        name="stitched by training",
        theorem="floors/stitching_sees_nothing",
        # a share of n samples is off by one standard error; a trained probe and a trained head are two classifiers
        says="A trained stitch at the last hidden layer is at most 2 standard errors less accurate than its donor.",
        sample=per_seed("stitched_in_errors"),
        low=-2.0,
    ),
    Claim[Mine](
        name="CKA beside unread features",
        theorem="nulls/permutation_mean",
        # chance is about a third of what is left, and off by its standard deviation, a tenth of it or less
        says="With unread features CKA is what the formula leaves of it, within 10 %: measured/predicted = 1.",
        sample=per_seed("unread_over_formula"),
        low=0.9,
        high=1.1,
    ),
    Claim[Mine](
        name="outputs of the twin",
        theorem="twists/sign_twin",
        says="The twin's outputs are those of the MLP, bit for bit, on every held-out sample.",
        sample=each("twin_identical"),
        low=1.0,
        high=1.0,
        every=True,
    ),
    Claim[Mine](
        name="CKA of the twin",
        theorem="twists/random_signs",
        # a sum of squares is skewed: of a chi-square with 8 degrees of freedom, 1 in 10 000 is above 6 deviations
        says="CKA of the MLP and its twin is at most 6 standard deviations above its mean over random signs.",
        sample=each("twin_cka_in_deviations"),
        high=6.0,
        every=True,
    ),
    Claim[Mine](
        name="R² of the twin",
        theorem="twists/random_signs",
        # zero, plus four times the deviation of a score that predicts noise, 2 sqrt(0.02/(600 · 5)) = 0.005
        says="No linear map predicts the twin's features from the MLP's or back: held-out R² (or 0) <= 0.02.",
        sample=per_seed("twin_r2"),
        high=0.02,
    ),
    Claim[Mine](
        name="chance of CKA",
        theorem="nulls/permutation_mean",
        # 400 relabellings, each off by about a fifth: the mean of a seed by 0.01
        says="Relabelled samples leave CKA at sqrt(PR_X PR_Y)/(n - 1) on average: measured/predicted = 1 within 0.1.",
        sample=per_seed("null_over_formula"),
        low=0.9,
        high=1.1,
    ),
)
PLANTED = (
    Claim[Mine](
        name="identical outputs mean CKA 1",
        theorem="twists/sign_twin",
        says="Networks with identical outputs have CKA of at least 0.5.",
        sample=per_seed("twin_cka"),
        low=0.5,
    ),
    Claim[Mine](
        name="identical outputs mean stitchable",
        theorem="twists/sign_twin",
        says="What has the MLP's outputs is stitched as the MLP is: accuracy of at least 0.8.",
        sample=per_seed("twin_stitched"),
        low=0.8,
    ),
    Claim[Mine](
        name="low CKA means unstitchable",
        theorem="floors/stitching_sees_nothing",
        says="Where CKA has fallen to a tenth, a stitched network is wrong on every second sample.",
        sample=per_seed("unread_stitched"),
        high=0.5,
    ),
    Claim[Mine](
        name="unrelated means CKA 0",
        theorem="nulls/permutation_mean",
        says="Relabelled samples leave CKA at 1/n or less: below 1/600.",
        sample=each("smallest_null_mean"),
        high=1 / 600,
        every=True,
    ),
    Claim[Mine](
        name="floor without its square",
        theorem="floors/any_two_readouts",
        says="CKA is at least the root of the floor.",
        sample=each("least_above_rooted_floor"),
        low=0.0,
        every=True,
    ),
    Claim[Mine](
        name="floor of equal logits",
        theorem="floors/shared_readout",
        says="Networks with the same answers are under the floor of networks with the same logits.",
        sample=each("least_above_shared_floor"),
        low=0.0,
        every=True,
    ),
    Claim[Mine](
        name="ceiling without its root",
        theorem="dimension/von_neumann",
        says="One class's score has at most CKA 1/(stable rank) with a layer.",
        sample=each("least_below_squared_ceiling"),
        low=0.0,
        every=True,
    ),
    Claim[Mine](
        name="ceiling of participation ratio",
        theorem="dimension/von_neumann",
        says="One class's score has at most CKA 1/sqrt(participation ratio) with a layer.",
        sample=each("least_below_participation_ceiling"),
        low=0.0,
        every=True,
    ),
)
EXPERIMENT = Experiment(
    settings=Mine,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=figure,
    quick=Plan(seeds=3),
    full=Plan(arms=grid(data=("digits", "rings")), seeds=20),
    takes_data=True,
)
