"""Knowledge as the command line writes it and as one says it: options, words and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from unalignable.theory.core.knowledge import Knowledge, real, said
from unalignable.theory.core.numbers.enclosure import Enclosure

SMALLEST: Final = Fraction(1, 10**60)
"""Fourth powers of such numbers are still floats."""
SHORT: Final = 20
"""An exact number of so many characters is shown as it is."""


def option(name: str) -> str:
    """``readout_norm`` -> ``--readout-norm``."""
    return f"--{name.replace('_', '-')}"


def as_options(text: str) -> str:
    """A message about pieces of knowledge, in the words of the command line."""
    text = re.sub(r"\b(same|head)=(\w+)", lambda found: f"{option(found[1])} {found[2]}", text)
    names = "|".join(sorted(WORDS, key=len, reverse=True))
    return re.sub(
        rf"(?<![\w-])(?:{names})(?= (?:must|speaks|says|carries|of|out|\d)|$|, what)", lambda f: option(f[0]), text
    )


def number(name: str, text: str) -> Fraction:
    """A number as it is written: 2, 0.05 or 1/3, exactly.

    Raises:
        ValueError: it is none; one line.
    """
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{option(name)} takes a number such as 2, 0.05 or 1/3, got {text!r}") from None
    if value and not SMALLEST <= abs(value) <= 1 / SMALLEST:
        raise ValueError(f"{option(name)} takes a number between 1e-60 and 1e60 in size, got {text!r}")
    return value


def options(k: Knowledge) -> str:
    """The options that say this."""
    return written({name: getattr(k, name) for name in WORDS if name in k.known})


def written(pieces: Mapping[str, Any]) -> str:
    """Pieces of knowledge as options; what is None is left out."""
    return " ".join(_option(name, value) for name, value in pieces.items() if value is not None)


def _option(name: str, value: Any) -> str:
    if value is True:
        return option(name)
    values = value if isinstance(value, tuple) else (value,)
    return " ".join([option(name), *(v if isinstance(v, str) else said(v) for v in values)])


def words(k: Knowledge) -> str:
    """What is known, as one says it."""
    return ", ".join(WORDS[name](k) for name in WORDS if name in k.known and WORDS[name](k)) or "nothing"


def _same(k: Knowledge) -> str:
    heads = {"linear": ", linear heads", "nonlinear": ", heads that may be any function", None: ""}[k.head]
    rank = f" of rank {k.rank}" if k.rank else ""
    return f"the same {k.same}{rank}{heads}"


def _beside(k: Knowledge) -> str:
    assert k.ranks is not None
    alone = k.linear_output and k.rank is not None and k.ranks == (k.rank, k.rank)
    return "nothing beside the output" if alone else f"representations of ranks {k.ranks[0]} and {k.ranks[1]}"


def _pair(pair: Any) -> str:
    return said(pair[0]) if pair[0] == pair[1] else f"{said(pair[0])} and {said(pair[1])}"


WORDS: Final[dict[str, Callable[[Knowledge], str]]] = {
    "same": _same,
    "kl": lambda k: f"probabilities within a divergence of {said(k.kl)}",
    "head": lambda k: "" if k.same else f"{k.head} heads",
    "rank": lambda k: "",
    "samples": lambda k: f"{k.samples} samples",
    "ranks": _beside,
    "readout_norm": lambda k: f"readouts of norm at most {said(k.readout_norm)}",
    "margins": lambda k: f"linear scores of one label with mean/least margin at most {_pair(k.margins)}",
    "balance": lambda k: "equal classes" if k.balance * 2 == 1 else f"{said(k.balance)} in the rarer class",
    "decoding": lambda k: f"one target explained to {_pair(k.decoding)}",
    "weight_decay": lambda k: f"by ridge readouts of strength {said(k.weight_decay)}",
    "condition": lambda k: f"a linear map of condition {said(k.condition)} between them",
    "cka": lambda k: f"CKA at least {said(k.cka)}",
    "task_cka": lambda k: f"CKA of X and the task at least {said(k.task_cka)}",
    "white": lambda k: "white features",
    "least_norm": lambda k: "two-layer linear networks of least norm",
    "r2": lambda k: f"R² X → Y at least {said(k.r2)}",
    "r2_reverse": lambda k: f"R² Y → X at least {said(k.r2_reverse)}",
    "aligned": lambda k: "CKA above 0",
}
"""Piece -> how one says it, in the order of the command line; "" where another piece says it."""


def exact_text(value: Any) -> str | None:
    """The exact number; None for an enclosure, which is none."""
    return None if isinstance(value, Enclosure) else str(value)


def shown(value: Any) -> str:
    """A value on a screen: exactly, and in decimals where that is not the same; never as a whole number that it is not.

    An enclosure, and what is too long to be read, in decimals alone.
    """
    exact, decimals = exact_text(value), _decimals(value)
    if exact is None or len(exact) > SHORT:
        return f"≈ {decimals}"
    if exact == decimals or exact.lstrip("-").isdigit():
        return exact
    return f"{exact} = {decimals}" if _is(exact, decimals) else f"{exact} ≈ {decimals}"


def _decimals(value: Any) -> str:
    """Four digits, or as many more as it takes to tell the number from a whole one, up to those of a double."""
    x = real(value)
    texts = (f"{x:.{digits}g}" for digits in range(4, 18))
    whole = not isinstance(value, Enclosure) and value == round(x)
    return next((text for text in texts if whole or not float(text).is_integer()), f"{x:.4g}")


def _is(exact: str, decimals: str) -> bool:
    return "√" not in exact and Fraction(exact) == Fraction(decimals)
