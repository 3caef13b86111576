"""What a pair of networks claims, and how each claim is shown again from the weights and inputs alone.

A claim has a name, a scope (these inputs, a box, or all of R^d) and, where it is about a number, its exact value. To
check it is to state it anew about the networks at hand and to compare; nothing in it is taken for granted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flint import ctx

from unalignable.theory import UndefinedMeasure
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.decide import decide
from unalignable.theory.core.knowledge import Knowledge, Same
from unalignable.theory.core.numbers import Enclosure, Undecided, enclose, sign
from unalignable.theory.core.numbers.array import Array
from unalignable.theory.core.numbers.effort import TooMuch
from unalignable.theory.core.record import Verdict

from .admission import admission
from .measured import LABELS, measured
from .networks import Kind, Networks
from .number_text import NotANumber, ends, read_number, write_number
from .same_function import Differ, NotDecided, same_function

EVERYWHERE: Final = "all inputs"
HERE: Final = "these inputs"
BITS: Final = 160
"""Of the enclosures that a claim is compared with; it was written with 64."""
WIDEST: Final = 1e-9
"""An enclosure wider than this, next to its size, says too little to be a claim."""
ROUNDED: Final = 2.0**-40
"""How far weights rounded to doubles (each by 2^-53 of itself) may move a measure: columns here are orthogonal, so that
a few dozen roundings add up and none is magnified."""
LONG: Final = 60
"""Characters beyond which the exact value of a pair in rounded weights is written as an enclosure."""

KEPT: Final[dict[Same, str]] = {
    "output": "same_output",
    "logits": "same_output",
    "probabilities": "same_output",
    "argmax": "same_argmax",
}
"""What a pair keeps -> the claim that says so."""

UNDEFINED: Final = (UndefinedMeasure, ZeroDivisionError, ValueError, Undecided, OverflowError)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, as a certificate holds it.

    Attributes:
        claim: its name: ``same_output``, ``same_argmax``, ``right_labels``, ``decoding_f``, or a measure's.
        scope: where: ``these inputs``, ``all inputs``, or ``the box [(low, high), …]``.
        value: the number, as text (``number_text``); None where the claim is none about a number, or says that a
            measure is not defined.
        kind: ``exact``, ``algebraic`` or ``enclosure``.
        how: how it is shown.
    """

    claim: str
    scope: str
    value: str | None
    kind: Kind
    how: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim that was checked: whether it holds, and if not, what is so instead."""

    claim: str
    scope: str
    value: str | None
    holds: bool
    why: str = ""


class NotSo(ValueError):
    """A claim that is not true of the networks at hand; says what is."""


def claims(networks: Networks, closed: Mapping[str, Any]) -> Iterator[Claim]:
    """All that a pair claims: what its networks have in common, and these measures.

    Args:
        networks: the pair.
        closed: measure -> its value in closed form, which the networks must have.

    Raises:
        NotSo: something is not as it has to be.
    """
    if networks.keeps is not None:
        kept = KEPT[networks.keeps]
        yield stated(networks, kept, _widest(networks) if kept == "same_output" else HERE)
    if networks.labels is not None:
        yield stated(networks, "right_labels", HERE)
    if networks.target is not None:
        yield stated(networks, "decoding_f", HERE)
        yield stated(networks, "decoding_g", HERE)
    for name, value in closed.items():
        claim = stated(networks, name, HERE)
        if not _is(_number(networks, name), value, networks.rounded):
            raise NotSo(f"{name} is {claim.value or 'not defined'}, and {_text(value)} in closed form")
        yield claim


def _is(found: Any, value: Any, rounded: bool) -> bool:
    if found is None or value is None:
        return found is value
    difference = found - value
    if sign(difference) == 0:
        return True
    near = rounded or isinstance(found, Enclosure) or isinstance(value, Enclosure)
    return near and bool(abs(enclose(difference)) < ROUNDED)


def stated(networks: Networks, name: str, scope: str) -> Claim:
    """One claim about the networks at hand.

    Raises:
        NotSo: it is not true of them, not defined for them, or unknown.
    """
    value: str | None
    if name in LABELS:
        value, how = _measure(networks, name)
    elif name in _ABOUT:
        value, how = _ABOUT[name](networks, scope)
    else:
        raise NotSo(f"{name!r} is no claim known here")
    if name != "same_output" and scope != HERE:
        raise NotSo(f"{name} is claimed of {scope}, and can be of these inputs alone")
    return Claim(name, scope, value, networks.kind if value is None or value[:1] != "{" else "enclosure", how)


def checked(networks: Networks, claim: Claim) -> Checked:
    """Show a claim again, and compare."""
    try:
        found = stated(networks, claim.claim, claim.scope)
        with ctx.workprec(BITS):
            _compare(networks, claim, found)
    except NotSo as error:
        return Checked(claim.claim, claim.scope, claim.value, False, str(error))
    except (*UNDEFINED, TooMuch, MemoryError) as error:
        return Checked(claim.claim, claim.scope, claim.value, False, f"cannot be shown: {error}")
    return Checked(claim.claim, claim.scope, claim.value, True)


def _compare(networks: Networks, claim: Claim, found: Claim) -> None:
    if (claim.kind, claim.how) != (found.kind, found.how):
        raise NotSo(f"said to be {claim.kind}: {claim.how}; it is {found.kind}: {found.how}")
    if claim.value == found.value and claim.kind != "enclosure":
        return  # one text is one number
    if claim.value is None or found.value is None:
        raise NotSo(f"the value is {found.value}, not {claim.value}")
    try:
        said = read_number(claim.value)
    except NotANumber as error:
        raise NotSo(str(error)) from None
    if isinstance(said, Enclosure):
        low, high = ends(said)
        is_ = enclose(_number(networks, claim.claim))
        if not (enclose(low) <= is_ <= enclose(high)):
            raise NotSo(f"the value is {found.value}, which is not inside {claim.value}")
        if not float(high - low) <= WIDEST * max(1.0, abs(float(high))):
            raise NotSo(f"{claim.value} is wider than one part in {1 / WIDEST:.0e}")
    elif isinstance(value := _number(networks, claim.claim), Enclosure) or value != said:
        raise NotSo(f"the value is {found.value}, not {claim.value}")


# ------------------------------------------------------------------------------------------------------- numbers


def _number(networks: Networks, name: str) -> Any:
    """A number of the pair, computed once; an enclosure anew, at the precision of the moment."""
    found = networks.numbers.get(name)
    if name not in networks.numbers or isinstance(found, Enclosure):
        found = measured(Exact(), name, networks.pair()) if name in LABELS else _decoded(networks, name)
        networks.numbers[name] = found
    return found


def _measure(networks: Networks, name: str) -> tuple[str | None, str]:
    try:
        value = _number(networks, name)
    except UNDEFINED as error:
        raise NotSo(f"{name} is not defined: {error}") from None
    if value is None:
        return None, "0/0 on the inputs, in exact arithmetic: there is no value"
    return _text(value), "from the representations on the inputs, in exact arithmetic"


def _text(value: Any) -> str:
    """The value as text: an enclosure where it is one, and where it is the long fraction of rounded weights."""
    if value is None:
        return "not defined"
    text = write_number(value)
    if len(text) > LONG and not isinstance(value, Enclosure):
        with ctx.workprec(64):
            return write_number(Enclosure(enclose(value)))
    return text


# --------------------------------------------------------------------------------------------- what is in common


def _widest(networks: Networks) -> str:
    """The widest scope on which the outputs are shown to be the same."""
    for scope in (EVERYWHERE, *([_box(networks)] if networks.box else []), HERE):
        try:
            _same_output(networks, scope)
        except NotSo:
            continue
        return scope
    return HERE  # where it fails, and says why


def _box(networks: Networks) -> str:
    sides = ", ".join(f"({low}, {high})" for low, high in networks.box or ())
    return f"the box [{sides}]"


def _same_output(networks: Networks, scope: str) -> tuple[None, str]:
    if scope == HERE:
        return None, _same_here(networks)
    if scope != EVERYWHERE and (networks.box is None or scope != _box(networks)):
        raise NotSo(f"{scope!r} is no scope of these networks")
    try:
        found = same_function(networks.f, networks.g, None if scope == EVERYWHERE else networks.box)
    except NotDecided as error:
        raise NotSo(f"not decided for {scope}: {error}") from None
    if isinstance(found, Differ):
        at = ", ".join(map(str, found.point))
        raise NotSo(f"the outputs differ at ({at}): {_row(found.left)} and {_row(found.right)}")
    return None, found.argument


def _same_here(networks: Networks) -> str:
    F, G = networks.outputs()
    if F.shape != G.shape:
        raise NotSo(f"outputs of shapes {F.shape} and {G.shape}")
    for i, (a, b) in enumerate(zip(F.tolist(), G.tolist(), strict=True)):
        if any(x != y for x, y in zip(a, b, strict=True)):
            raise NotSo(f"the outputs differ on sample {i}: {_row(a)} and {_row(b)}")
    return "both networks evaluated on each input, exactly"


def _row(entries: Any) -> str:
    text = f"({', '.join(map(str, entries))})"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _same_argmax(networks: Networks, scope: str) -> tuple[None, str]:
    m = Exact()
    (claim,) = admission(m, Knowledge(same="argmax"), networks.pair()).values()
    outcome = decide(m, claim)
    if outcome.verdict is not Verdict.HOLDS:
        raise NotSo(f"the classes are not the same, or one for all, or tied: {outcome.why}")
    return None, "the largest output of each sample, alone, in both networks, exactly; more than one class"


def _right_labels(networks: Networks, scope: str) -> tuple[None, str]:
    if networks.labels is None:
        raise NotSo("no labels are stored")
    signs: Array = networks.labels
    for name, Z in zip("fg", networks.outputs(), strict=True):
        if Z.shape != signs.shape:
            raise NotSo(f"{name} has outputs of shape {Z.shape} for labels of shape {signs.shape}")
        for i, (label, score) in enumerate(zip(signs.ravel().tolist(), Z.ravel().tolist(), strict=True)):
            if not label * score > 0:
                raise NotSo(f"{name} gives sample {i} the score {score}, and its label is {label}")
    return None, "the sign of the output of each sample, in both networks, exactly"


def _decoded(networks: Networks, name: str) -> Any:
    """1 - |output - target|^2/|target|^2, both centred."""
    m = Exact()
    output = networks.outputs()["fg".index(name[-1])]
    target = networks.target
    if target is None or output.shape != target.shape:
        raise NotSo("no target of the shape of the outputs is stored")
    T, E = m.center(target), m.center(output - target)
    return 1 - sum((E * E).ravel().tolist()) / sum((T * T).ravel().tolist())


def _decoding(name: str) -> Callable[[Networks, str], tuple[str, str]]:
    def state(networks: Networks, scope: str) -> tuple[str, str]:
        return _text(_decoded(networks, name)), "the share of the target that the output explains, exactly"

    return state


_ABOUT: Final[dict[str, Callable[[Networks, str], tuple[str | None, str]]]] = {
    "same_output": _same_output,
    "same_argmax": _same_argmax,
    "right_labels": _right_labels,
    "decoding_f": _decoding("decoding_f"),
    "decoding_g": _decoding("decoding_g"),
}
"""Name -> how it is stated: (value, how), or NotSo."""
