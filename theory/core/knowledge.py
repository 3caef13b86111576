"""What one knows about two networks at the layer compared: each piece is a condition on the pair, all of them hold.

The layer's representations are X and Y. A *head* is what comes after the layer; a *readout* is a linear map with
intercept: a linear head, a probe for a common target, or the score of a binary label. A piece that is not known is
None, and nothing is assumed about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, get_args

from flint import fmpq

from .numbers.array import number

Same = Literal["output", "logits", "probabilities", "argmax"]
Head = Literal["linear", "nonlinear"]
Pair = tuple[Any, Any]

SAME: Final = get_args(Same)
HEADS: Final = get_args(Head)

MEASURES: Final = {
    "linear_cka": "CKA",
    "linear_r2": "R² X → Y",
    "linear_r2_reverse": "R² Y → X",
    "nbs": "Procrustes (NBS)",
    "canonical_correlation": "largest canonical correlation",
    "mean_cca": "mean canonical correlation",
    "any_r2": "any-function R² X → Y",
    "any_r2_reverse": "any-function R² Y → X",
    "maximal_correlation": "maximal correlation (HGR)",
    "task_r2": "R² of the task from Y",
}
"""What can be forced: name, as in ``compare``, -> how a screen says it."""

LINEAR: Final = ("linear_cka", "linear_r2", "linear_r2_reverse", "nbs", "canonical_correlation", "mean_cca")
"""The measures that are zero together (probes/zero)."""

MIRRORED: Final = {
    "linear_r2": "linear_r2_reverse",
    "linear_r2_reverse": "linear_r2",
    "any_r2": "any_r2_reverse",
    "any_r2_reverse": "any_r2",
    "task_r2": "",
}
"""What a measure is called when X and Y change places; "" where it is none."""


class BadKnowledge(ValueError):
    """What is said to be known cannot be: one line with the values and the mend."""


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What is known of two networks; numbers are taken exactly (a float is the dyadic rational that it stores).

    Attributes:
        same: what the two heads agree in, on every sample, and which varies over samples. ``output`` and ``logits``
            are the same condition; ``probabilities`` means equal softmax outputs, which is logits up to a shift of
            all classes; ``argmax`` the same largest logit (or sign, when there is one).
        kl: softmax outputs agree up to this Kullback-Leibler divergence, on the mean over samples, both ways.
        head: ``linear`` if both heads are linear, as they are when a readout norm is known and nothing else is read;
            ``nonlinear`` if they may be any function, as when it is None.
        rank: of the shared output, centred (of the logits up to shifts, for ``probabilities``).
        samples: how many.
        ranks: of X and of Y, centred; at most ``samples - 1``.
        readout_norm: at least ‖W‖·√(‖X_cX_c'‖/‖TT'‖) for each readout W with centred outputs T = X_cW (operator norm
            of W, Frobenius norms else): the norm of the readout once features and outputs are scaled to norm 1.
        margins: mean over least margin of a linear score of one binary label, at most this, in each network.
        balance: the share of the rarer label.
        decoding: how much of a common target a linear readout of each network explains, 1 − error²/variance, at least.
        weight_decay: λ/‖X_cX_c'‖_F, and likewise of Y; the readouts of the target are ridge regressions with this λ.
        condition: Y_c = X_cA, with A injective on the row space of X_c and of at most this condition number there.
        cka: linear CKA of X and Y is at least this.
        task_cka: linear CKA of X and the task (one column) is at least this.
        white: all nonzero eigenvalues of X_cX_c' are equal, and those of Y_cY_c'.
        least_norm: the layer is the only hidden one of a linear network, and of all weights that give the same map of
            the same inputs, both networks have those of least total squared norm.
        r2: linear R² of Y from X is at least this.
        r2_reverse: linear R² of X from Y is at least this.
        aligned: CKA is positive.

    Raises:
        BadKnowledge: a value out of range, or two pieces that contradict each other.
    """

    same: Same | None = None
    kl: Any = None
    head: Head | None = None
    rank: int | None = None
    samples: int | None = None
    ranks: tuple[int, int] | None = None
    readout_norm: Any = None
    margins: Pair | None = None
    balance: Any = None
    decoding: Pair | None = None
    weight_decay: Any = None
    condition: Any = None
    cka: Any = None
    task_cka: Any = None
    white: bool = False
    least_norm: bool = False
    r2: Any = None
    r2_reverse: Any = None
    aligned: bool = False

    def __post_init__(self) -> None:
        for name, *_ in _RANGES:
            if (value := getattr(self, name)) is not None:
                exact = tuple(map(number, value)) if name in ("margins", "decoding") else number(value)
                object.__setattr__(self, name, exact)
        if self.readout_norm is not None and self.same and self.head is None and not (self.decoding or self.margins):
            object.__setattr__(self, "head", "linear")
        for fault in _faults(self):
            raise BadKnowledge(fault)

    # ------------------------------------------------------------------------------- what theorems ask for

    @property
    def known(self) -> frozenset[str]:
        """The names of the pieces that are known."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return frozenset(name for name, value in values.items() if value is not None and value is not False)

    @property
    def real_output(self) -> bool:
        """The heads agree in real numbers: outputs, logits, or logits up to shifts."""
        return self.same in ("output", "logits", "probabilities")

    @property
    def linear_output(self) -> bool:
        """One real output, not constant, is read linearly from both representations."""
        return self.real_output and self.head == "linear"

    @property
    def least_rank(self) -> int:
        """The shared output has at least this rank."""
        return self.rank or 1

    @property
    def most_rank_x(self) -> int | None:
        """X has at most this rank; None when nothing says so."""
        return self.ranks[0] if self.ranks else self.samples - 1 if self.samples else None

    @property
    def most_rank_y(self) -> int | None:
        """Y has at most this rank; None when nothing says so."""
        return self.ranks[1] if self.ranks else self.samples - 1 if self.samples else None

    @property
    def most_ranks(self) -> tuple[int, ...]:
        """The two, where both are known; else nothing."""
        both = (self.most_rank_x, self.most_rank_y)
        return tuple(rank for rank in both if rank is not None) if None not in both else ()

    @property
    def most_norm_x(self) -> Any:
        """The readout of X is at most this large; all there is of a representation of rank 1 is read at norm 1."""
        return number(1) if self.ranks and self.ranks[0] == 1 else self.readout_norm

    @property
    def most_norm_y(self) -> Any:
        """The readout of Y is at most this large."""
        return number(1) if self.ranks and self.ranks[1] == 1 else self.readout_norm

    @property
    def errors(self) -> Pair:
        """The shares of the target's variance that the readouts leave; everything when no target is known."""
        x, y = self.decoding or (number(0), number(0))
        return 1 - x, 1 - y

    def mirrored(self) -> Knowledge:
        """The same with X and Y exchanged; what is known of X alone is dropped."""
        turned = {name: pair[::-1] for name in ("ranks", "margins", "decoding") if (pair := getattr(self, name))}
        return replace(self, **turned, task_cka=None, r2=self.r2_reverse, r2_reverse=self.r2)

    def without(self, name: str) -> Knowledge:
        """The same without one piece, and without the pieces that only speak about it."""
        gone = {name, *SPEAKS_ABOUT.get(name, ())}
        if name in ("same", "decoding", "margins") and len({"same", "decoding", "margins"} & self.known) == 1:
            gone.add("readout_norm")
        defaults: dict[str, Any] = {f.name: f.default for f in fields(self) if f.name in gone}
        return replace(self, **defaults)


SPEAKS_ABOUT: Final = {
    "same": ("rank", "head"),
    "margins": ("balance",),
    "decoding": ("weight_decay",),
    "cka": ("task_cka",),
}
"""Piece -> the pieces that mean nothing without it."""


def _faults(k: Knowledge) -> Iterator[str]:
    """What is wrong, the plainest first."""
    yield from _out_of_range(k)
    yield from _missing(k)
    yield from _contradictions(k)


def _out_of_range(k: Knowledge) -> Iterator[str]:
    if k.same is not None and k.same not in SAME:
        yield f"same must be one of {', '.join(SAME)}; got {k.same!r}"
    if k.head is not None and k.head not in HEADS:
        yield f"head must be one of {', '.join(HEADS)}; got {k.head!r}"
    if k.samples is not None and k.samples < 2:
        yield f"samples must be at least 2, got {k.samples}: one sample has nothing to compare"
    for name, value in (("rank", k.rank), *(("ranks", r) for r in k.ranks or ())):
        if value is not None and value < 1:
            yield f"{name} must be at least 1, got {value}: what has no direction is constant"
    for name, least, strict, most, why in _RANGES:
        given = getattr(k, name)
        for value in given if isinstance(given, tuple) else (given,):
            if value is not None and (value < least or (strict and value == least) or (most and value > most)):
                span = f"{'above' if strict else 'at least'} {least}{f' and at most {most}' if most else ''}"
                yield f"{name} must be {span}, got {said(value)}: {why}"


_RANGES: Final[tuple[tuple[str, int, bool, Any, str], ...]] = (
    ("kl", 0, True, None, "divergence 0 is --same probabilities"),
    ("readout_norm", 1, False, None, "scaled to norm one, no readout can give outputs larger than the features"),
    ("margins", 1, False, None, "the mean of a margin is no less than the least one"),
    ("balance", 0, True, fmpq(1, 2), "it is the share of the rarer of two labels"),
    ("decoding", 0, True, 1, "it is a share of the target's variance"),
    ("weight_decay", 0, True, None, "no weight decay is no knowledge: leave it out"),
    ("condition", 1, False, None, "it is the largest over the smallest singular value"),
    ("cka", 0, True, 1, "CKA is a cosine"),
    ("task_cka", 0, True, 1, "CKA is a cosine"),
    ("r2", 0, True, 1, "it is a share of the variance"),
    ("r2_reverse", 0, True, 1, "it is a share of the variance"),
)
"""Name, least value, whether that is excluded, largest value, why."""


def _missing(k: Knowledge) -> Iterator[str]:
    """Pieces that speak about another piece, which is not there."""
    if k.rank is not None and not k.real_output:
        yield "rank speaks about a shared output: add same=output, logits or probabilities"
    if k.balance is not None and k.margins is None:
        yield "balance speaks about the label that the margins are of: add margins"
    if k.weight_decay is not None and k.decoding is None:
        yield "weight_decay speaks about ridge readouts of a target: add decoding, what they explain of it"
    if k.task_cka is not None and k.cka is None:
        yield "task_cka carries over through the similarity of X and Y: add cka"
    if k.readout_norm is not None and not (k.same or k.decoding or k.margins):
        yield "readout_norm speaks about readouts: add what they read (same, decoding or margins)"


def _contradictions(k: Knowledge) -> Iterator[str]:
    if k.kl is not None and k.real_output:
        yield f"kl says less than same={k.same}, where the divergence is 0: leave kl out, or use same=argmax"
    if k.readout_norm is not None and k.head == "nonlinear" and not (k.decoding or k.margins):
        yield "readout_norm speaks about linear readouts, and the heads are nonlinear: use head=linear, or leave it out"
    if k.samples is not None:
        for name, value in (("rank", k.rank), *(("ranks", r) for r in k.ranks or ())):
            if value is not None and value > k.samples - 1:
                yield f"{name} {value} of {k.samples} samples: centred, they have at most {k.samples - 1} directions"
        if k.balance is not None and (k.balance * k.samples).q != 1:
            share = said(k.balance * k.samples)
            yield f"balance {said(k.balance)} of {k.samples} samples is {share} of them, which is no whole number"
    if k.ranks and k.rank is not None and k.head == "linear" and k.rank > min(k.ranks):
        yield f"a linear head cannot give an output of rank {k.rank} from representations of ranks {_and(k.ranks)}"
    if k.ranks and k.condition is not None and k.ranks[0] != k.ranks[1]:
        yield f"a linear map with a condition number keeps the rank, and the ranks are {_and(k.ranks)}"
    if k.ranks and k.readout_norm == 1 and k.linear_output and set(k.ranks) != {k.rank or k.ranks[0]}:
        yield f"readout norm 1 leaves no room beside the output: ranks {_and(k.ranks)} must equal its rank"
    if k.weight_decay is not None and k.decoding is not None:
        least = (k.weight_decay / (1 + k.weight_decay)) ** 2
        for share in k.decoding:
            if share > 1 - least:
                decay, most = said(k.weight_decay), said(1 - least)
                yield f"ridge readouts with weight_decay {decay} explain at most {most}, got {said(share)}"


def real(value: Any) -> float:
    """The nearest float of an exact number; infinite where it is larger than any."""
    try:
        return int(value.p) / int(value.q) if isinstance(value, fmpq) else float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def said(value: Any) -> str:
    """A number as one would write it: exactly where that is short, else four digits."""
    text = str(value)
    return text if len(text) <= 9 else f"{real(number(value)):.4g}"


def _and(pair: tuple[Any, ...]) -> str:
    return " and ".join(map(str, pair))
