r"""A number and the one-hot code of it say the same, and grow unlike with the number of values.

Belief.    Two codes of one quantity, read by linear heads and predicted one by the other, look alike.
Failure.   Of n classes, X holds the number of the class and Y is one-hot; each gives the number linearly, on all of
           R^n. CKA = 1/sqrt(n - 1), the ceiling that one dimension has against n - 1 equal ones. R^2 from Y to X is 1,
           from X to Y 1/(n - 1): one line says little of n indicators.
Repair.    Read a score against the ceilings that the ranks set (dimension/ky_fan, dimension/von_neumann), or let the
           probe of X be a polynomial of degree n - 1.
Source.    Derived here (dimension/ky_fan, dimension/von_neumann).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import array, eye

from .core.network import Linear, Network
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only


def networks(classes: int) -> Networks:
    """One sample for each class; its number runs from 1 - n to n - 1, two apart."""
    number = Linear(array([[2 * i + 1 - classes] for i in range(classes)]))
    return Networks(
        inputs=eye(classes),
        f=Network(classes, {"hidden": number, "head": Linear.of([[1]])}),
        g=Network(classes, {"hidden": Linear(eye(classes)), "head": number}),
        layers=("hidden", "hidden"),
        keeps="output",
    )


def pair(classes: int) -> Pair:
    return networks(classes).pair()


def values(m: Any, classes: int) -> Mapping[str, Any]:
    one, share = m.ratio(1, 1), m.ratio(1, classes - 1)
    certain = ("linear_r2_reverse", "canonical_correlation", "mean_cca")
    return {
        **dict.fromkeys(("linear_cka", "nbs"), m.sqrt(share)),
        "linear_r2": share,
        **dict.fromkeys((*certain, "any_r2", "any_r2_reverse", "maximal_correlation"), one),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding", "white")
    if not keeps_output(k) or not only(k, *known) or (k.rank or 1) != 1:
        return
    classes = k.samples or (k.ranks[1] + 1 if k.ranks else None)
    if classes and k.ranks in (None, (1, classes - 1)):
        yield Way({"classes": classes})
    elif not classes:
        yield Way({}, more, dict.fromkeys(("linear_cka", "linear_r2", "nbs"), 0), "classes")


def more(step: int) -> dict[str, int]:
    """Four times as many other classes in each step."""
    return {"classes": 1 + 4**step}


CONSTRUCTION = Construction(
    parameters={"classes": Parameter(5, 2, whole=True, symbol="n")},
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("dimension/ky_fan", "dimension/von_neumann"),
)
