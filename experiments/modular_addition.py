r"""Networks that add modulo m without an error are on average no more alike than chance, and spectra predict each pair.

Question.  Networks trained from different seeds on (a, b) -> a + b mod m embed the numbers at different frequencies. Do
           the power spectra of two embeddings predict their CKA? How alike are two networks on average, and how does
           that change with the room that the embedding has? Which probes say so, and which say nothing?
Prediction. CKA is the cosine of the power spectra (twists/cyclic_spectrum) if the planes are circles. If they are not,
           let c = |K'|/|K|, K' the mean of K over its m shifts. Then CKA = c_X c_Y cosine + <K - K', L - L'>/(|K||L|),
           where the last term is at most sqrt(1 - c_X^2)sqrt(1 - c_Y^2), and 0 on average over shifts of one network
           against the other. Nothing in task, initial law and training prefers a shift, so the cosine over-predicts by
           1/(c_X c_Y). For prime m nothing prefers one a -> ua + t either; these maps take each pair of numbers to
           each, so CKA of independent networks is on average its permutation mean sqrt(PR_X PR_Y)/(m - 1)
           (nulls/permutation_mean). With s equal circles PR = 2s: s/K, K = (m - 1)/2 (twists/random_key_sets). An
           embedding of D columns has room for s = D/2 frequencies. Held out one number at a time, R^2 is at most 0 on
           average: with E yy' a multiple of H and G = K^+, sum_i (G^2)_ii/G_ii^2 is at least that of G = H. In sample
           it is 1 as soon as D >= m - 1 (probes/control_tasks). A probe of the leading frequencies only finds the
           share of the other's power that is there. Embeddings that start from disjoint keys and have no room for other
           frequencies stay uncorrelated (twists/different_frequencies), and so, nearly, are logits with the same argmax
           (twists/modular_addition; a ReLU has harmonics, so not exactly).
Setup.     Embedding (m, D), ReLU layer on the sum of two embeddings, linear readout; AdamW on all m^2 inputs at once; a
           run fails unless it answers each of them right. A start from keys is circles at right angles, at two
           frequencies, or one, that the seed draws. They fill the embedding, D = 4 or 2. One circle stays alone. Two
           start large, at 20: from 1 they drift into other frequencies, and CKA reaches 0.04. Where D >= m - 1 a
           disjoint start does not last at all: a ReLU has harmonics, and CKA is about 0.25.
           Tolerances: relative error 0.08, as in an earlier run planes that were no circles cost 0.04; 0.01 for what
           circularity leaves over, of mean 0. Chance 10 %: what the networks of a quick run can tell. Capacity: powers
           are not equal, so PR is below D, by up to a quarter. Held-out errors hang on the weakest frequency of each
           network: 30 to 40 %. Pairs share networks, so intervals leave out one seed at a time, with all of its pairs.
Cost.      Quick about 30 core-seconds; full about 11 core-minutes.
Source.    Nanda et al. (2023), Zhong et al. (2023), Gromov (2023) for such networks; the predictions are derived here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from unalignable.theory import participation_ratio
from unalignable.theory.core.console import CallError
from unalignable.theory.core.planted.twists import amplitudes_for_powers, nyquist_weight_one, powers_not_squared
from unalignable.theory.core.quantities.twists import cyclic_cka

from .core.modular import RANDOM, Adder, Formula, circularity, draw, layers, spectrum
from .core.modular_figure import figure
from .core.modular_pairs import (
    Pairs,
    disjoint,
    embeddings,
    enough,
    jackknife,
    mean,
    narrow,
    prime,
    probes,
    ratio,
    same_argmax,
    wide,
)
from .core.record import Claim, Estimate, Experiment, Failed, Metrics, Runs, Tensors
from .core.settings import Plan, Settings, fixed, nuisance, scientific
from .core.training import weights

STARTS: Final = (RANDOM, "first", "second")


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """One network."""

    modulus: int = scientific(
        13, "prime, so that no number is special; small, so that a network takes a second", at_least=5
    )
    dimension: int = scientific(16, "columns of the embedding; from m - 1 on every frequency has room", at_least=2)
    width: int = nuisance(64, "ReLU units; with 32 some networks with D = 4 make errors", at_least=1)
    start: str = scientific(RANDOM, "random, or inside the planes of two disjoint sets of keys", choices=STARTS)
    keys: int = fixed(2, "frequencies of a start from keys: they fill twice as many columns", at_least=1)
    scale: float = fixed(1.0, "length of the initial embeddings; at 20 two keys stay as they are", at_least=0)
    decay: float = fixed(
        1.0, "weight decay: few frequencies stay strong; from 2 on networks with D = 4 make errors", at_least=0
    )
    rate: float = fixed(1e-2, "at 3e-3 some networks with D = 4 are not done in time", at_least=0)
    steps: int = fixed(600, "twice what networks with D = 4 need", at_least=1)

    def __post_init__(self) -> None:
        if self.start != RANDOM and 2 * self.keys > min(self.circles, self.dimension):
            there = f"modulus={self.modulus} has {self.circles} circles and dimension={self.dimension}"
            raise CallError(f"{there}: no room for two disjoint sets of keys={self.keys}, each in an embedding")

    @property
    def circles(self) -> int:
        """How many frequencies have a plane, of two directions."""
        return (self.modulus - 1) // 2


def keys(config: Config) -> tuple[int, ...]:
    """The frequencies that the embedding starts from; none when it starts at random."""
    if config.start == RANDOM:
        return ()
    order = np.random.default_rng(config.seed).permutation(np.arange(1, config.circles + 1))
    first = 0 if config.start == STARTS[1] else config.keys
    return tuple(sorted(order[first : first + config.keys].tolist()))


def predict(config: Config) -> dict[str, float | list[int]]:
    """Mean CKA if the frequencies were equally strong, mean R² in sample, and the keys of a start that has some."""
    room = min(config.dimension / (config.modulus - 1), 1.0)
    return {"mean_cka": room, "mean_in_sample_r2": room, "keys": list(keys(config))}


def train(config: Config) -> Tensors:
    """One network that answers all m² inputs without an error."""
    rng = np.random.default_rng([config.seed, STARTS.index(config.start)])
    network = Adder(config.modulus, config.dimension, config.width)
    return fit(draw(network, rng, config.scale, keys(config)), config)


def fit(network: Adder, config: Config) -> Tensors:
    a, b = torch.triu_indices(config.modulus, config.modulus)  # a + b = b + a: half of the inputs are enough
    answers, weight = (a + b) % config.modulus, torch.where(a == b, 1.0, 2.0) / config.modulus**2
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=config.rate, betas=(0.9, 0.98), weight_decay=config.decay, fused=True
    )
    for _ in range(config.steps):
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(network(a, b)[1], answers, reduction="none") @ weight
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    wrong = int((network(a, b)[1].argmax(1) != answers).sum())
    if wrong:
        raise Failed(f"{wrong} of {len(answers)} sums are wrong after {config.steps} steps; give more --set steps=")
    return weights(network)


def measure(config: Config, tensors: Tensors) -> Metrics:
    """What the network is by itself; pairs are compared by the claims."""
    found = layers(tensors)
    answers = np.add.outer(*[np.arange(config.modulus)] * 2).ravel() % config.modulus
    return {
        "accuracy": float(np.mean(found["logits"].argmax(1) == answers)),
        "spectrum": spectrum(found["embedding"]),
        "circularity": circularity(found["embedding"]),
        **{f"participation_ratio_{name}": participation_ratio(X) for name, X in found.items()},
    }


def relative_error(formula: Formula) -> Callable[[Runs[Config]], Estimate]:
    def error(pairs: Pairs) -> float:
        return pairs.by_arm(lambda arm: float(np.mean(np.abs(arm[formula.__name__] / arm["cka"] - 1))))

    return lambda runs: jackknife(wide(embeddings(runs)), error)


def of_its_bound(formula: Formula) -> Callable[[Runs[Config]], NDArray[np.float64]]:
    """What is left over when circularity is taken into account, as a share of what it may be."""

    def shares(runs: Runs[Config]) -> NDArray[np.float64]:
        pairs = enough(embeddings(runs))
        return np.abs(pairs["cka"] - pairs["circular"] * pairs[formula.__name__]) / pairs["rest"]

    return shares


def correlation(pairs: Pairs) -> float:
    return pairs.by_arm(lambda arm: float(np.corrcoef(arm["cyclic_cka"], arm["cka"])[0, 1]))


def explained(pairs: Pairs) -> float:
    return pairs.by_arm(lambda arm: float(np.mean(arm["cka"] / (arm["circular"] * arm["cyclic_cka"]))))


def leading_error(pairs: Pairs) -> float:
    return pairs.by_arm(lambda arm: float(np.mean(np.abs(arm["leading"] - arm["share"]))))


def crowded(runs: Runs[Config]) -> Pairs:
    """Prime m, and not room for every frequency."""
    return narrow(prime(embeddings(runs)))


def claim(name: str, theorem: str, says: str, sample: Callable[[Runs[Config]], Any], **region: Any) -> Claim[Config]:
    return Claim(name=name, theorem=theorem, says=says, sample=sample, **region)


SPECTRUM: Final = "twists/cyclic_spectrum"
KEYS: Final = "twists/random_key_sets"
DISJOINT: Final = "twists/different_frequencies"
ADDITION: Final = "twists/modular_addition"
PROBES: Final = "probes/control_tasks"

CLAIMS: Final = (
    claim(
        "spectra_correlate",
        SPECTRUM,
        "Over all pairs of seeds, CKA from the spectra and measured CKA correlate by at least 0.95.",
        lambda runs: jackknife(wide(embeddings(runs)), correlation, most=1),
        low=0.95,
    ),
    claim(
        "spectra_predict",
        SPECTRUM,
        "The mean relative error of CKA from the spectra is at most 0.08.",
        relative_error(cyclic_cka),
        high=0.08,
    ),
    claim(
        "circularity_explains_the_rest",
        SPECTRUM,
        "Measured CKA is on average c_X c_Y times that from the spectra, within 0.01.",
        lambda runs: jackknife(wide(embeddings(runs)), explained),
        low=0.99,
        high=1.01,
    ),
    claim(
        "rest_within_its_bound",
        SPECTRUM,
        "|CKA - c_X c_Y cosine| is at most sqrt(1 - c_X^2)sqrt(1 - c_Y^2) for every pair.",
        of_its_bound(cyclic_cka),
        high=1,
        every=True,
    ),
    claim(
        "chance_on_average",
        "nulls/permutation_mean",
        "Mean CKA of networks with the same settings is its permutation mean, within 10 %.",
        lambda runs: jackknife(prime(embeddings(runs)), ratio("cka", "chance")),
        low=0.9,
        high=1.1,
    ),
    claim(
        "capacity",
        KEYS,
        "Mean CKA over s/K, s = D/2 frequencies that fit of K = (m - 1)/2, is between 0.7 and 1.2.",
        lambda runs: jackknife(crowded(runs), ratio("cka", "room")),
        low=0.7,
        high=1.2,
    ),
    claim(
        "disjoint_keys",
        DISJOINT,
        "Embeddings that start from disjoint keys, with room for no others, have CKA at most 0.01, every pair.",
        lambda runs: disjoint(runs)["embedding"],
        high=0.01,
        every=True,
    ),
    claim(
        "disjoint_logits",
        ADDITION,
        "Their logits, with the same argmax on all inputs, have a mean CKA of at most 0.05.",
        lambda runs: jackknife(disjoint(runs), mean("logits")),
        high=0.05,
    ),
    claim(
        "in_sample_r2_is_vacuous",
        PROBES,
        "With D >= m - 1 in-sample R^2 is 1 for every pair.",
        lambda runs: probes(runs)["in sample"],
        low=1 - 1e-6,  # rounding alone can keep it from 1
        every=True,
    ),
    claim(
        "held_out_r2_is_none",
        PROBES,
        "R^2 from the same embeddings, each number held out once, is at most 0 on average.",
        lambda runs: jackknife(prime(probes(runs)), mean("held out")),
        high=0,
    ),
    claim(
        "held_out_errors_are_those_of_chance",
        PROBES,
        "1 - R^2 held out is on average what it is for a relabelled target, known from the predictor alone.",
        lambda runs: jackknife(prime(probes(runs)), mean("error against chance")),
        low=0.7,
        high=1.4,
    ),
    claim(
        "leading_frequencies",
        DISJOINT,
        "R^2 from the PR/2 leading frequencies alone is the share of the other's power there, within 0.08 on average.",
        lambda runs: jackknife(probes(runs), leading_error),
        high=0.08,
    ),
)

PLANTED: Final = (
    claim(
        "same_task_same_representation",
        SPECTRUM,
        "Networks of one task and one architecture, both without an error, have a mean CKA of at least 0.9.",
        lambda runs: jackknife(embeddings(runs), mean("cka")),
        low=0.9,
    ),
    claim(
        "same_argmax_same_logits",
        ADDITION,
        "Logits with the same argmax on all inputs have a mean CKA of at least 0.9.",
        lambda runs: jackknife(same_argmax(runs), mean("logits")),
        low=0.9,
    ),
    claim(
        "nyquist_weight_one",
        SPECTRUM,
        "As rest_within_its_bound, with weight 1 for the frequency m/2.",
        of_its_bound(nyquist_weight_one),
        high=1,
        every=True,
    ),
    claim(
        "amplitudes_for_powers",
        SPECTRUM,
        "As spectra_predict, with amplitudes in place of powers.",
        relative_error(amplitudes_for_powers),
        high=0.08,
    ),
    claim(
        "powers_not_squared",
        SPECTRUM,
        "As spectra_predict, divided by sums of powers, not by roots of sums of squared powers.",
        relative_error(powers_not_squared),
        high=0.08,
    ),
    claim(
        "frequencies_out_of_m",
        KEYS,
        "As capacity, with K = m: k and -k are counted apart.",
        lambda runs: jackknife(crowded(runs), ratio("cka", "room_of_m")),
        low=0.7,
        high=1.2,
    ),
    claim(
        "disjoint_start_is_enough",
        DISJOINT,
        "As disjoint_keys, on average, in embeddings with room for every frequency.",
        lambda runs: jackknife(disjoint(runs, wide=True), mean("embedding")),
        high=0.01,
    ),
    claim(
        "in_sample_r2_is_alignment",
        PROBES,
        "What is fitted in sample is predicted: mean R^2 held out is at least 0.9.",
        lambda runs: jackknife(prime(probes(runs)), mean("held out")),
        low=0.9,
    ),
)

NARROW: Final = {"decay": 0.5}  # at 1 answers come close to ties where D = 4
KEYED: Final = {"dimension": 4, "scale": 20.0, "decay": 0.1, "steps": 400}
SINGLE: Final = {"dimension": 2, "keys": 1, "decay": 0.1, "steps": 400}
HALVES: Final = STARTS[1:]

EXPERIMENT: Final = Experiment(
    settings=Config,
    predict=predict,
    train=train,
    measure=measure,
    claims=CLAIMS,
    planted=PLANTED,
    figure=figure,
    quick=Plan(
        arms=(
            {},
            *({**NARROW, "dimension": D} for D in (4, 6, 8)),
            {"modulus": 12},
            {"modulus": 17, "dimension": 24, "width": 128},
            *({**keyed, "start": half} for keyed in (SINGLE, KEYED) for half in HALVES),
            *({"start": half} for half in HALVES),
        ),
        seeds=10,
    ),
    full=Plan(
        arms=(
            {},
            {"width": 192},
            {"modulus": 12},
            {"modulus": 31, "dimension": 32, "width": 128, "steps": 800},
            {"modulus": 59, "dimension": 64, "width": 192, "steps": 800},
            *({**NARROW, "dimension": D} for D in (4, 6, 8, 10)),
            *({**NARROW, "modulus": 31, "dimension": D, "width": 128, "steps": 800} for D in (8, 16)),
            *(
                {**KEYED, "modulus": m, "width": width, "steps": steps, "start": half}
                for m, width, steps in ((13, 64, 400), (31, 128, 800), (59, 192, 800))
                for half in HALVES
            ),
            *({**SINGLE, "start": half} for half in HALVES),
            *({"start": half} for half in HALVES),
        ),
        seeds=32,
    ),
)
