r"""Weight decay on the readouts forces CKA above a floor, and a quarter of error is where the floor is met.

Belief.    Weight decay pulls two networks that fit one target together.
Failure.   Only so far: X = [at, J] and Y = [at, J'] with ridge readouts of strength l (features scaled to norm one)
           that leave the share e of the target unexplained. a^2 = l(1/sqrt(e) - 1) is all that the target takes of the
           features, and CKA = a^4: l^2 at e = 1/4, the least that is possible there.
Repair.    It is the scale of the features that has to be fixed: decay on the head alone is undone by larger features.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt

from .core.axes import axes, beside, reads_first
from .core.network import Linear
from .core.record import Construction, Pair, Parameter, Way
from .core.room import NONE, SOME, only, room


def share(decay: Any, error: Any) -> Any:
    """a^2, the size of the target in features whose Gram matrix has norm one."""
    return decay * (1 / sqrt(error) - 1)


def pair(decay: Any, error_x: Any, error_y: Any, samples: int, junk_x: int, junk_y: int) -> Pair:
    """X = [t, junk] times a, and ridge readouts (1 - sqrt(e)) t of the target.

    Raises:
        ValueError: so little error is impossible at this decay, or all of the target is left and nothing of it is held,
            or nothing is beside the target where something must be.
    """
    columns = axes(samples, 1 + junk_x + junk_y)
    t, blocks, heads = columns[:, :1], [], []
    for first, junk, error in ((1, junk_x, error_x), (1 + junk_x, junk_y, error_y)):
        whole = share(decay, error)
        if fault := _fault(whole, junk):
            raise ValueError(f"at decay = {decay} and error {error} {fault}")
        size = sqrt(sqrt((1 / whole**2 - 1) / junk)) if junk else fmpq(0)
        blocks.append(beside(t, columns[:, first : first + junk] * size))
        (read,) = reads_first(1, 1 + junk)
        heads.append((Linear(read.weight * (1 - sqrt(error))),))
    return Pair(X=blocks[0], Y=blocks[1], f=heads[0], g=heads[1], target=t)


def _fault(whole: Any, junk: int) -> str:
    """Why features of norm one cannot have the part ``whole`` in the target, and what would mend it."""
    if whole == 0:
        return "the features hold nothing of the target; take an error below 1"
    if whole > 1:
        return "the target needs more than the whole norm of the features; take less decay, or more error"
    if whole < 1 and junk == 0:
        return "something must be beside the target, and its junk is 0; take 1 or more"
    return ""


def values(m: Any, decay: Any, error_x: Any, error_y: Any, samples: int, junk_x: int, junk_y: int) -> Mapping[str, Any]:
    one = m.ratio(1, 1)
    x, y = (decay * (one / m.sqrt(error) - one) for error in (error_x, error_y))
    beside_x, beside_y = (m.sqrt((one / (a * a) - one) * junk) for a, junk in ((x, junk_x), (y, junk_y)))
    held = min(junk if a < 1 else 0 for a, junk in ((x, junk_x), (y, junk_y)))  # at a^2 = 1 the junk has size 0
    return {
        "linear_cka": x * y,
        "linear_r2": one / (one + beside_y),
        "linear_r2_reverse": one / (one + beside_x),
        "canonical_correlation": one,
        "mean_cca": m.ratio(1, 1 + held),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    if k.weight_decay is None or k.decoding is None or not only(k, "decoding", "weight_decay", "samples", "ranks"):
        return
    errors, decay = k.errors, k.weight_decay
    sides = tuple(NONE if share(decay, error) == 1 else SOME for error in errors)
    for most in (False, True):
        if any(share(decay, error) > 1 for error in errors) or not (sizes := room(k, *sides, exactly=True, most=most)):
            continue
        del sizes["rank"]
        ridge = {"decay": decay, "error_x": errors[0], "error_y": errors[1]}
        yield Way({**ridge, **sizes})
        if not most and not k.ranks and not k.samples and sides == (SOME, SOME):
            yield Way(ridge, _wider, dict.fromkeys(("linear_r2", "linear_r2_reverse", "mean_cca"), 0), "junk")


def _wider(step: int) -> dict[str, int]:
    """More and more features beside the target, each of them weaker: R^2 vanishes, CKA stays."""
    junk = 16**step
    return {"junk_x": junk, "junk_y": junk, "samples": 2 * junk + 2}


CONSTRUCTION = Construction(
    parameters={
        "decay": Parameter(fmpq(4, 5), 0, above=True, symbol="l"),
        "error_x": Parameter(fmpq(1, 4), 0, above=True, most=1),
        "error_y": Parameter(fmpq(1, 4), 0, above=True, most=1),
        "samples": Parameter(4, 2, whole=True),
        "junk_x": Parameter(1, 0, whole=True),
        "junk_y": Parameter(1, 0, whole=True),
    },
    keeps=None,
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
)
