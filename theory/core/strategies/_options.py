"""Checks of the options of a strategy, made when it is called and not when it is drawn from."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

from hypothesis.strategies import SearchStrategy


def check_size(name: str, value: Any, *, least: int, most: int | None = None, why: str = "") -> int:
    """``value`` as an int in [least, most]; the error gives the value, the bound, the reason and so the mend."""
    try:
        size = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be an integer but was {value!r}; to vary it, draw it first and pass it on"
        ) from None
    if isinstance(value, bool):
        raise TypeError(f"{name} must be an integer but was {value!r}")
    because = f" ({why})" if why else ""
    if size < least:
        raise ValueError(f"{name} must be at least {least} but was {size}{because}")
    if most is not None and size > most:
        raise ValueError(f"{name} must be at most {most} but was {size}{because}")
    return size


def check_strategy(name: str, value: Any) -> SearchStrategy[Any]:
    """``value`` if it is a Hypothesis strategy."""
    if not isinstance(value, SearchStrategy):
        raise TypeError(f"{name} must be a Hypothesis strategy, such as st.integers(-3, 3), but was {value!r}")
    return value


def check_choice(name: str, value: Any, choices: Iterable[Any]) -> Any:
    """``value`` if it is one of ``choices``."""
    allowed = list(choices)
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))} but was {value!r}")
    return value
