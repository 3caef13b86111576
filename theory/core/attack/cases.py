"""Cases to try: drawn from a theorem's own domain by bytes, so that close bytes give close cases; and moved directly.

A draw is steered through Hypothesis' interface for fuzzers: the domain turns a string of bytes into a case that keeps
the hypotheses by construction, however intricate they are. A move shifts the entries of some arguments and keeps the
others exactly; whether the hypotheses still hold is then judged.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from ..carriers.plain import Plain
from ..decide import cast
from ..record import Case, Theorem
from ..strategies._grain import FINE, SMALL, searching

LENGTH: Final = 512
"""Bytes offered to a draw; what it does not read is ignored."""
QUANTUM: Final = 2.0**-24
"""Moved entries are multiples of this, so that exact arithmetic on them stays short."""


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """A case in exact numbers and in floats.

    Attributes:
        case: the exact case.
        plain: the same case over the plain carrier.
        source: the bytes it was drawn from, or None.
        fine: drawn at the fine grain.
    """

    case: Case
    plain: Mapping[str, Any]
    source: bytes | None = None
    fine: bool = False

    @classmethod
    def of(cls, case: Case, source: bytes | None = None, grain: bool = False) -> Point:
        """The point of an exact case."""
        return cls(case, cast(Plain(), case), source, grain)

    @property
    def key(self) -> int:
        """Equal for equal cases."""
        return hash(tuple((name, _key(value)) for name, value in sorted(self.plain.items())))

    @property
    def sizes(self) -> tuple[Any, ...]:
        """The shapes of the arguments, and the lengths of plain data."""
        values = (self.plain[name] for name in sorted(self.plain))
        return tuple(len(v) if isinstance(v, str | tuple) else np.shape(v) for v in values)


def _key(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    return repr(value) if isinstance(value, tuple) or callable(value) else value


class Draws:
    """The domain of a theorem as a function of bytes."""

    def __init__(self, domain: SearchStrategy[Case], rng: random.Random) -> None:
        self.rng = rng
        self._box: list[Case] = []
        self.failure = ""  # what the domain last raised: it may have been written for small integers only

        def keep(case: Case) -> None:
            self._box.append(case)

        test: Any = settings(database=None, deadline=None)(given(domain)(keep))
        self._run: Callable[[bytes], bytes | None] = test.hypothesis.fuzz_one_input

    def at(self, source: bytes, grain: bool) -> Point | None:
        """The case of these bytes; None when the domain rejects them, or fails on them."""
        self._box.clear()
        try:
            with searching(FINE if grain else SMALL):
                read = self._run(source)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            self.failure = f"{type(error).__name__}: {error}"
            return None
        if read is None or not self._box:
            return None
        return Point.of(self._box[-1], read, grain)

    def random(self, grain: bool) -> Point | None:
        """A case of random bytes."""
        return self.at(self.rng.randbytes(LENGTH), grain)

    def near(self, point: Point, only: frozenset[int] = frozenset()) -> Point | None:
        """A case of nearly the same bytes; ``only`` names the positions that may change."""
        assert point.source is not None
        changed = bytearray(point.source)
        places = [k for k in range(len(changed)) if not only or k in only]
        if not places:
            return None
        for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
            k = self.rng.choice(places)
            changed[k] = self._changed(changed, k)
        return self.at(bytes(changed) + self.rng.randbytes(LENGTH - len(changed)), point.fine)

    def _changed(self, source: bytearray, k: int) -> int:
        match self.rng.randrange(5):
            case 0:
                return self.rng.randrange(256)
            case 1:
                return source[k] ^ (1 << self.rng.randrange(8))
            case 2:
                return source[self.rng.randrange(len(source))]
        step = 1 << self.rng.choice((0, 0, 1, 2, 4))
        return (source[k] + self.rng.choice((-step, step))) % 256


class Mover:
    """Steps inside the space of cases: mostly one argument at a time, the others kept exactly.

    Which arguments can move at all is learnt: one whose moves break the hypotheses every time is left alone.
    """

    PATIENCE: Final = 40
    BEYOND: Final = 4.0  # how far moves may leave the range of the draws: further out, doubles see their rounding only

    def __init__(self, theorem: Theorem, rng: random.Random) -> None:
        self.theorem, self.rng = theorem, rng
        self.numbers = np.random.default_rng(rng.getrandbits(64))
        self.tried = {name: [0, 0] for name, shape in theorem.case.items() if shape != "data"}
        self.ranges: dict[str, tuple[float, float]] = {}

    def learn(self, point: Point) -> None:
        """Note the range of the arguments: least size of a number, greatest size of an entry."""
        for name in self.tried:
            if isinstance(point.plain[name], str | tuple):
                continue
            size = np.abs(point.plain[name])
            low, high = self.ranges.get(name, (np.inf, 0.0))
            low = min(low, float(size)) if size.ndim == 0 and size > 0 else low
            self.ranges[name] = low, max(high, float(np.max(size, initial=0.0)))

    def _within(self, name: str, value: Any) -> bool:
        low, high = self.ranges.get(name, (0.0, np.inf))
        size = float(np.max(np.abs(value), initial=0.0))
        return size <= high * self.BEYOND and (np.ndim(value) > 0 or size == 0 or size * self.BEYOND >= low)

    @property
    def movable(self) -> list[str]:
        """The arguments that still may move."""
        return [name for name, (tries, kept) in self.tried.items() if tries < self.PATIENCE or kept * 25 >= tries]

    def note(self, names: list[str], kept: bool) -> None:
        """A move of these arguments kept the hypotheses, or did not; a joint move says nothing about one of them."""
        if len(names) == 1:
            self.tried[names[0]][0] += 1
            self.tried[names[0]][1] += kept

    def move(self, point: Point, step: float, felt: Callable[[str], bool]) -> tuple[list[str], Point] | None:
        """The point with one argument that is ``felt``, now and then several, moved by about ``step`` of their size.

        Where none is felt, as with a slack that stays for a while, any of them is moved.
        """
        numbers = [name for name in self.movable if not isinstance(point.plain[name], str | tuple)]
        names = [name for name in numbers if felt(name)] or numbers
        if not names:
            return None
        chosen = self.rng.sample(names, self.rng.randint(1, len(names)) if self.rng.random() < 0.4 else 1)
        changed: dict[str, Any] = {}
        for name in chosen:
            old = np.asarray(point.plain[name])
            new = self._moved(old, step)
            if not self._within(name, new):
                return None
            if not np.array_equal(new, old):
                changed[name] = new if new.ndim else new[()]
        return (list(changed), Point({**point.case, **changed}, {**point.plain, **changed})) if changed else None

    def _moved(self, old: Any, step: float) -> Any:
        size = float(np.max(np.abs(old), initial=0.0)) or 1.0
        shift = self.numbers.standard_normal(old.shape) * step * size
        kind = self.rng.randrange(6) if old.ndim == 2 and old.size > 1 else 0
        if kind >= 3:  # one entry
            mask = np.zeros(old.shape)
            mask[self.rng.randrange(old.shape[0]), self.rng.randrange(old.shape[1])] = 1.0
            new = old * (1 - mask) if kind == 5 and step > 0.1 else old + shift * mask
        elif kind == 2:  # one column longer or shorter
            new = old.copy()
            new[:, self.rng.randrange(old.shape[1])] *= 1 + step * self.numbers.standard_normal()
        else:
            new = old + shift
        return np.round(new / QUANTUM) * QUANTUM
