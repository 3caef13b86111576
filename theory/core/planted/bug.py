"""A wrong measure, planted on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bug:
    """A wrong definition of one measure; some theorem must refute it.

    Attributes:
        measure: the name of the measure that it stands in for.
        function: the wrong definition, ``function(m, ...)`` over a carrier's primitives.
        what: the mistake, in one line.
        carriers: where to replay it; only "exact" unless the mistake is one of rounding.
    """

    measure: str
    function: Callable[..., Any]
    what: str
    carriers: tuple[str, ...] = ("exact",)


FLOATS = ("float64", "float32")


def planted(measure: str, *functions: Callable[..., Any], carriers: tuple[str, ...] = ("exact",)) -> dict[str, Bug]:
    """Bugs of one measure, each named after its function and described by its docstring."""
    return {f.__name__: Bug(measure, f, described(f), carriers) for f in functions}


def described(function: Callable[..., Any]) -> str:
    """The one-line docstring of a bug.

    Raises:
        ValueError: it has none, or more than a line.
    """
    what = (function.__doc__ or "").strip()
    if not what or "\n" in what:
        raise ValueError(f"the bug {function.__name__} needs a docstring of one line saying what is wrong")
    return what.rstrip(".")


def joined(groups: Iterable[dict[str, Bug]]) -> dict[str, Bug]:
    """All bugs by name.

    Raises:
        ValueError: a name is taken twice.
    """
    found: dict[str, Bug] = {}
    for group in groups:
        if twice := found.keys() & group.keys():
            raise ValueError(f"planted twice: {', '.join(sorted(twice))}")
        found |= group
    return found
