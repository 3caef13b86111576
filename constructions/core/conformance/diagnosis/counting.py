"""Wrong counts: a value that is off by a factor made of n, p and q, or by the number of batches."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from .model import Mistake, Stage
from .normalising import Sized

_FACTORS: Final[dict[str, Callable[[Sized], float]]] = {
    "n": lambda s: s.n,
    "n - 1": lambda s: s.n - 1,
    "n²": lambda s: s.n**2,
    "(n - 1)²": lambda s: (s.n - 1) ** 2,
    "1/n": lambda s: 1 / s.n,
    "1/(n - 1)": lambda s: 1 / (s.n - 1),
    "1/n²": lambda s: 1 / s.n**2,
    "1/(n - 1)²": lambda s: 1 / (s.n - 1) ** 2,
    "n/(n - 1)": lambda s: s.n / (s.n - 1),
    "(n - 1)/n": lambda s: (s.n - 1) / s.n,
    "(n/(n - 1))²": lambda s: (s.n / (s.n - 1)) ** 2,
    "((n - 1)/n)²": lambda s: ((s.n - 1) / s.n) ** 2,
    "n(n - 1)": lambda s: s.n * (s.n - 1),
    "n(n - 3)": lambda s: s.n * (s.n - 3),
    "1/(n(n - 1))": lambda s: 1 / (s.n * (s.n - 1)),
    "(n - 3)/(n - 1)": lambda s: (s.n - 3) / (s.n - 1),
    "(n - 1)/(n - 3)": lambda s: (s.n - 1) / (s.n - 3),
    "(n - 3)/n": lambda s: (s.n - 3) / s.n,
    "n/(n - 3)": lambda s: s.n / (s.n - 3),
    "n(n - 3)/(n - 1)²": lambda s: s.n * (s.n - 3) / (s.n - 1) ** 2,
    "(n - 1)²/(n(n - 3))": lambda s: (s.n - 1) ** 2 / (s.n * (s.n - 3)),
    "(n - 2)/(n - 1)": lambda s: (s.n - 2) / (s.n - 1),
    "(n - 1)/(n - 2)": lambda s: (s.n - 1) / (s.n - 2),
    "(n - 2)/n": lambda s: (s.n - 2) / s.n,
    "n/(n - 2)": lambda s: s.n / (s.n - 2),
    "1/p": lambda s: 1 / s.p,
    "1/q": lambda s: 1 / s.q,
    "1/(pq)": lambda s: 1 / (s.p * s.q),
    "1/√(pq)": lambda s: 1 / math.sqrt(s.p * s.q),
    "1/min(p, q)": lambda s: 1 / min(s.p, s.q),
    "1/max(p, q)": lambda s: 1 / max(s.p, s.q),
    "1/(np)": lambda s: 1 / (s.n * s.p),
    "1/(nq)": lambda s: 1 / (s.n * s.q),
    "p": lambda s: s.p,
    "q": lambda s: s.q,
    "2": lambda s: 2.0,
    "1/2": lambda s: 0.5,
}


def _times(name: str) -> Mistake:
    factor = _FACTORS[name]
    slug = "times-" + name.replace(" ", "").replace("²", "^2").replace("√", "root")
    text = f"a count is wrong: the value is {name} times what it should be"
    return Mistake(slug, text, lambda s: s.value * factor(s))


_BY_BATCHES: Final = (
    Mistake("divided-by-batches", "the value is divided by the number of batches", lambda s: s.value / s.batches),
    Mistake("times-batches", "the value is multiplied by the number of batches", lambda s: s.value * s.batches),
)


def counts(batches: bool = False, of_features: bool = True) -> Stage:
    """Sized -> a value; ``of_features`` whether a count of features, and of which of two arrays, can be meant."""
    names = [name for name in _FACTORS if of_features or not any(letter in name for letter in "pq")]
    return Stage(lambda s: s.value, (*(_BY_BATCHES if batches else ()), *map(_times, names)))


def counts_of_one() -> Stage:
    """The same for a measure of one array."""
    names = [name for name in _FACTORS if not any(letter in name for letter in ("q", "min", "max"))]
    return Stage(lambda s: s.value, tuple(map(_times, names)))
