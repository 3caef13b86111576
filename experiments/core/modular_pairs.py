"""Numbers on all pairs of networks that add modulo m, and intervals that know that pairs share networks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sympy import isprime

from unalignable.theory import linear_cka, linear_r2, participation_ratio
from unalignable.theory.core.planted.twists import amplitudes_for_powers, nyquist_weight_one, powers_not_squared
from unalignable.theory.core.quantities.twists import cyclic_cka

from .confirm import CONFIDENCE
from .modular import RANDOM, Real, from_spectra, layers, left_out, share, strongest
from .record import Estimate, NotEnough, Run, Runs

Networks = Runs[Any]
"""Runs of modular_addition."""
Pair = tuple[int, Run[Any], Run[Any]]
"""Which settings two networks share, and the two."""
LAYERS: Final = ("embedding", "hidden", "logits")
FEWEST: Final = 4
"""Seeds that a jackknife must have: with fewer its interval says nothing."""


@dataclass(frozen=True)
class Pairs:
    """Numbers on pairs of networks.

    Attributes:
        arm: which settings the two networks share, shape (pairs,).
        seeds: of the two, shape (pairs, 2).
        values: name -> numbers, shape (pairs,).
    """

    arm: NDArray[np.int64]
    seeds: NDArray[np.int64]
    values: Mapping[str, Real]

    def __getitem__(self, name: str) -> Real:
        return self.values[name]

    def only(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Those that are chosen."""
        return Pairs(self.arm[chosen], self.seeds[chosen], {name: x[chosen] for name, x in self.values.items()})

    def where(self, name: str, value: float) -> Pairs:
        """Those with this number."""
        return self.only(self[name] == value)

    def by_arm(self, statistic: Callable[[Pairs], float]) -> float:
        """The mean of a statistic over the arms, each counting alike."""
        return float(np.mean([statistic(self.only(self.arm == arm)) for arm in np.unique(self.arm)]))


def jackknife(pairs: Pairs, statistic: Callable[[Pairs], float], most: float = math.inf) -> Estimate:
    """A statistic of all pairs, its interval from leaving out one seed at a time, with every pair that has it.

    Pairs share networks, so they are no independent sample; seeds are. The variance is not underestimated on average,
    up to terms of order 1/seeds (Efron & Stein 1981). ``most`` is what the statistic can be at most.

    Raises:
        NotEnough: no arm has four seeds.
    """
    from scipy.stats import t

    pairs = enough(pairs)
    seeds = np.unique(pairs.seeds)
    value = statistic(pairs)
    left_out = np.array([statistic(pairs.only((pairs.seeds != seed).all(axis=1))) for seed in seeds])
    error = math.sqrt((len(seeds) - 1) * left_out.var())
    half = float(t.ppf((1 + CONFIDENCE) / 2, len(seeds) - 1)) * error
    how = f"jackknife over {len(seeds)} seeds ({len(pairs.arm)} pairs, which share networks)"
    return Estimate(value, value - half, min(value + half, most), how)


def enough(pairs: Pairs) -> Pairs:
    """The arms that have at least four seeds.

    Raises:
        NotEnough: none has.
    """
    found = [arm for arm in np.unique(pairs.arm) if len(np.unique(pairs.seeds[pairs.arm == arm])) >= FEWEST]
    if not found:
        raise NotEnough(f"all pairs of at least {FEWEST} seeds are needed: give more --seeds")
    return pairs.only(np.isin(pairs.arm, found))


def mean(name: str) -> Callable[[Pairs], float]:
    """The mean of one number, every arm counting alike."""
    return lambda pairs: pairs.by_arm(lambda arm: float(arm[name].mean()))


def ratio(over: str, under: str) -> Callable[[Pairs], float]:
    """The ratio of two means."""
    return lambda pairs: mean(over)(pairs) / mean(under)(pairs)


# --------------------------------------------------------------------------------------------------- pairs of runs


def arms(runs: Networks) -> dict[Any, list[Run[Any]]]:
    """What networks have in common beside the seed -> the networks, where there are two."""
    found: dict[Any, list[Run[Any]]] = {}
    for run in runs:
        found.setdefault(replace(run.config, seed=0), []).append(run)
    return {arm: group for arm, group in found.items() if len(group) > 1}


def collect(pairs: Iterator[Pair], numbers: Callable[..., dict[str, float]]) -> Pairs:
    """The numbers of all pairs.

    Raises:
        NotEnough: there are none.
    """
    chosen = list(pairs)
    if not chosen:
        raise NotEnough("no two networks of this kind")
    rows = [numbers(x, y) for _, x, y in chosen]
    values = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    seeds = np.array([(x.config.seed, y.config.seed) for _, x, y in chosen])
    return Pairs(np.array([arm for arm, *_ in chosen]), seeds, values)


@lru_cache(maxsize=2)
def embeddings(runs: Networks) -> Pairs:
    """CKA of the embeddings of all pairs from random starts, and what is said of it from spectra and dimension."""

    def numbers(x: Run[Any], y: Run[Any]) -> dict[str, float]:
        p, q = (np.asarray(run.metrics["spectrum"]) for run in (x, y))
        c = [min(run.metrics["circularity"], 1.0) for run in (x, y)]  # 1 but for rounding
        PR = [run.metrics["participation_ratio_embedding"] for run in (x, y)]
        m, D = x.config.modulus, x.config.dimension
        formulas = (cyclic_cka, nyquist_weight_one, amplitudes_for_powers, powers_not_squared)
        return {
            **{formula.__name__: from_spectra(p, q, formula) for formula in formulas},
            "cka": linear_cka(x.tensors["embedding"], y.tensors["embedding"]),
            "circular": c[0] * c[1],
            "rest": math.sqrt((1 - c[0] ** 2) * (1 - c[1] ** 2)),
            "chance": math.sqrt(PR[0] * PR[1]) / (m - 1),
            "room": min(D / (m - 1), 1.0),
            "room_of_m": min(D / 2 / m, 1.0),
            "modulus": m,
            "dimension": D,
        }

    return collect(at_random(runs), numbers)


def at_random(runs: Networks) -> Iterator[Pair]:
    """All pairs of networks with the same settings that started at random."""
    for number, (arm, group) in enumerate(arms(runs).items()):
        if arm.start == RANDOM:
            yield from ((number, x, y) for x, y in itertools.combinations(group, 2))


def wide(pairs: Pairs) -> Pairs:
    """Where every frequency has room."""
    return some(pairs, pairs["dimension"] >= pairs["modulus"] - 1)


def narrow(pairs: Pairs) -> Pairs:
    """Where not every frequency has room."""
    return some(pairs, pairs["dimension"] < pairs["modulus"] - 1)


def prime(pairs: Pairs) -> Pairs:
    """Where m is prime, and so no number is special."""
    return some(pairs, np.array([isprime(int(m)) for m in pairs["modulus"]]))


def some(pairs: Pairs, chosen: NDArray[np.bool_]) -> Pairs:
    """Those that are chosen.

    Raises:
        NotEnough: none is.
    """
    if not chosen.any():
        raise NotEnough("no two networks of this kind")
    return pairs.only(chosen)


@lru_cache(maxsize=2)
def probes(runs: Networks) -> Pairs:
    """R² from each wide embedding to every other: in sample, held out, and from its leading frequencies alone."""

    def ordered() -> Iterator[Pair]:
        for number, x, y in at_random(runs):
            if x.config.dimension >= x.config.modulus - 1:
                yield from ((number, x, y), (number, y, x))

    def numbers(x: Run[Any], y: Run[Any]) -> dict[str, float]:
        X, Y = (run.tensors["embedding"].astype(float) for run in (x, y))
        p, q = (np.asarray(run.metrics["spectrum"]) for run in (x, y))
        leading, directions = strongest(p, round(participation_ratio(X) / 2))
        components = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[0][:, :directions]
        held_out, chance = left_out(X, Y)
        return {
            "modulus": len(X),
            "in sample": linear_r2(X, Y),
            "held out": held_out,
            "error against chance": (1 - held_out) / (1 - chance),
            "leading": linear_r2(components, Y),
            "share": share(q, leading),
            "leading null": directions / (len(X) - 1),
        }

    return collect(ordered(), numbers)


@lru_cache(maxsize=2)
def same_argmax(runs: Networks) -> Pairs:
    """CKA of the logits of all pairs of networks from random starts."""
    return collect(at_random(runs), between("logits"))


@lru_cache(maxsize=4)
def disjoint(runs: Networks, wide: bool = False) -> Pairs:
    """All pairs of networks that started from disjoint keys, with room for no other frequency or (wide) for all."""

    def pairs() -> Iterator[Pair]:
        for x, y in itertools.combinations([run for run in runs if run.config.start != RANDOM], 2):
            alike = replace(x.config, seed=0, start=RANDOM) == replace(y.config, seed=0, start=RANDOM)
            D, least = x.config.dimension, x.config.modulus - 1
            fits = (least <= D) if wide else (2 * x.config.keys >= D)
            if alike and fits and not set(x.prediction["keys"]) & set(y.prediction["keys"]):
                yield 1000 * x.config.modulus + D, x, y  # one number for each modulus and dimension

    return collect(pairs(), between(*LAYERS))


@lru_cache(maxsize=2)
def at_all_layers(runs: Networks) -> Pairs:
    """CKA of every layer of the networks from random starts of one modulus, the smallest prime, where D >= m - 1."""
    found = [(n, x, y) for n, x, y in at_random(runs) if x.config.dimension >= x.config.modulus - 1]
    least = min((x.config.modulus for _, x, _ in found if isprime(x.config.modulus)), default=0)
    return collect((pair for pair in found if pair[1].config.modulus == least), between(*LAYERS))


def between(*names: str) -> Callable[[Run[Any], Run[Any]], dict[str, float]]:
    """CKA of layers of two networks, and beside each its mean over all relabellings of the samples."""
    known: dict[int, dict[str, NDArray[np.float32]]] = {}

    def of(run: Run[Any]) -> dict[str, NDArray[np.float32]]:
        if id(run) not in known:
            found = layers(run.tensors)
            known[id(run)] = {name: found[name] for name in names}
        return known[id(run)]

    def numbers(x: Run[Any], y: Run[Any]) -> dict[str, float]:
        ratios = {name: [r.metrics[f"participation_ratio_{name}"] for r in (x, y)] for name in names}
        nulls = {f"{name} null": math.sqrt(math.prod(PR)) / (len(of(x)[name]) - 1) for name, PR in ratios.items()}
        return {name: linear_cka(of(x)[name], of(y)[name]) for name in names} | nulls

    return numbers
