"""The strangers, and what each can be called with."""

import importlib.util
import sys
from pathlib import Path

import numpy as np

from unalignable.constructions.core.conformance.adapter import Misbehaved


def load():
    """The folder beside this file, as a package of its own."""
    folder = Path(__file__).with_name("strangers")
    spec = importlib.util.spec_from_file_location(
        "strangers", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = sys.modules["strangers"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STRANGERS = load()
BUGS = STRANGERS.BUGS
WRONG = {stranger.name: stranger for stranger in STRANGERS.WRONG}
RIGHT = {stranger.name: stranger for stranger in STRANGERS.RIGHT}


def representations():
    """Pairs (X, Y): related ones, and ones whose distances go against each other."""
    random = np.random.default_rng(0)
    X = random.standard_normal((14, 3)) @ [[3, 0, 0], [1, 1, 0], [0, 0, 0.2]] + [4, -1, 2]
    Y = np.column_stack([X[:, 0] + X[:, 1] ** 2, X[:, 2], X[:, 1] - 7, np.zeros(14)])
    yield X, Y + random.standard_normal((14, 4))
    ends = np.repeat([[0.0, 0.0], [1.0, 0.1]], 7, axis=0) + 0.01 * random.standard_normal((14, 2))
    yield ends, np.resize([[0.0], [1.0]], (14, 1)) + 0.01 * random.standard_normal((14, 1))


def arguments(measure):
    """What a measure is called with: (args, options)."""
    options = {name: {"k": 3, "bandwidth": 1.5}[name] for name in measure.promised.options}
    for X, Y in representations():
        match measure.promised.takes:
            case "one":
                yield (X,), options
            case "grams":
                yield (X @ X.T, Y @ Y.T), options
            case "batches":
                size = measure.batch if isinstance(measure.batch, int) else 5  # 14 = 5 + 5 + 4
                yield ([(X[i : i + size], Y[i : i + size]) for i in range(0, 14 - 14 % size % 4, size)],), options
            case _:
                yield (X, Y), options


def values(stranger, args, options):
    try:
        return round(stranger.measure(*args, **options), 11)
    except Misbehaved as error:
        return str(error)
