"""The records of constructions: layers, heads, pairs of representations, and families of such pairs.

A pair is exact: matrices of the project's numbers, and heads as data that run on any carrier. A family is a function
from parameters to pairs, with its measures in closed form, which are checked against the pairs themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from flint import fmpq

from unalignable.theory.core.knowledge import MIRRORED, Head, Knowledge, Same
from unalignable.theory.core.numbers.array import Array, number
from unalignable.theory.core.numbers.effort import bits, limited, spend
from unalignable.theory.core.numbers.rational import is_rational

from .network import Abs, Layer, Linear, Products, ReLU

if TYPE_CHECKING:
    from .networks import Networks

Reading: TypeAlias = tuple[Layer, ...]
"""What comes after the layer compared, in order."""


def outputs(m: Any, layers: Reading, Z: Any) -> Any:
    """What the layers make of the representation Z, over the carrier m."""
    for layer in layers:
        match layer:
            case Linear(weight, bias):
                Z = Z @ m.array(weight)
                if bias is not None:
                    Z = Z + m.ones(Z) @ m.array([bias.tolist()])
            case ReLU():
                Z = m.pos(Z)
            case Abs():
                Z = abs(Z)
            case Products(factors):
                Z = m.concat(*(_product(Z, chosen) for chosen in factors))
            case _:
                raise TypeError(f"no layer {layer!r} in a head")
    return Z


def _product(Z: Any, columns: tuple[int, ...]) -> Any:
    out = Z[:, [columns[0]]]
    for column in columns[1:]:
        if limited():  # a limit is set for exact numbers alone
            spend(1 + bits(x for x in (*out.ravel(), *Z[:, column]) if isinstance(x, fmpq)) / 50)
        out = out * Z[:, [column]]
    return out


def is_linear(layers: Reading) -> bool:
    """One linear layer and nothing else."""
    return len(layers) == 1 and isinstance(layers[0], Linear)


@dataclass(frozen=True, eq=False, kw_only=True)
class Pair:
    """Two representations of the same samples, and what reads them.

    Attributes:
        X, Y: samples x features.
        f, g: the layers that read X and Y: heads, probes for the target, or scores of the labels.
        target: the common target of probes, one column.
        labels: 1 and -1, one column, for scores.
        carried: (A, s, t) with Y_c = X_cA and the singular values of A on the row space of X_c in [s, t].
    """

    X: Array
    Y: Array
    f: Reading
    g: Reading
    target: Array | None = None
    labels: Array | None = None
    carried: tuple[Array, Any, Any] | None = None

    def mirrored(self) -> Pair:
        """X and Y in each other's place."""
        carried = None
        if self.carried is not None:
            A, s, t = self.carried
            carried = (_inverse(A), 1 / t, 1 / s)
        return Pair(X=self.Y, Y=self.X, f=self.g, g=self.f, target=self.target, labels=self.labels, carried=carried)


def _inverse(A: Array) -> Array:
    from unalignable.theory.core.numbers.linear import pseudo_inverse

    return pseudo_inverse(A)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a family.

    Attributes:
        default: its value where none is given.
        least: the smallest value; the family is not defined below.
        whole: it counts something.
        above: ``least`` itself is excluded.
        most: the largest value, if there is one.
        symbol: how the formulas of the docstring write it, where that is not its name: ``s^2``.
    """

    default: Any
    least: Any
    whole: bool = False
    above: bool = False
    most: Any = None
    symbol: str = ""

    def taken(self, name: str, value: Any) -> Any:
        """The value as one of the project's numbers; an int where it counts something.

        Raises:
            ValueError: it is no such number, or out of range; one line with the mend.
        """
        try:
            found = number(value)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}: {error}") from None
        if self.whole:
            found = int(found.p) if is_rational(found) and found.q == 1 else value
        if fault := self.fault(name, found):
            raise ValueError(fault)
        return found

    def fault(self, name: str, value: Any) -> str:
        """Why the value cannot be, in one line; empty when it can."""
        if self.whole and not isinstance(value, int):
            return f"{name} must be a whole number, got {value}"
        if value < self.least or (self.above and value == self.least):
            return f"{name} must be {'above' if self.above else 'at least'} {self.least}, got {value}"
        if self.most is not None and value > self.most:
            return f"{name} must be at most {self.most}, got {value}"
        return ""


@dataclass(frozen=True, slots=True)
class Way:
    """How a family stays inside what is known: at one choice of its parameters, or along a path of them.

    Attributes:
        parameters: values of the parameters that matter; on a path, of those that stay.
        path: step 0, 1, 2, … -> values of the parameters that run.
        toward: measure -> its limit along the path, approached at the rate 2^-step at least.
        grows: what grows along the path, for a reader.
        mirrored: X and Y change places.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    path: Callable[[int], Mapping[str, Any]] | None = None
    toward: Mapping[str, Any] = field(default_factory=dict)
    grows: str = ""
    mirrored: bool = False

    def at(self, step: int) -> dict[str, Any]:
        """The parameters at one step of the path."""
        return {**self.parameters, **(self.path(step) if self.path else {})}


def doubling(name: str, parameters: Mapping[str, Any], toward: Mapping[str, Any]) -> Way:
    """A path along which one parameter doubles: 1, 2, 4, …"""
    return Way(parameters, lambda step: {name: 2**step}, toward, name)


@dataclass(frozen=True, kw_only=True)
class Construction:
    """A family of pairs that shows what is possible. It never says that it does: tests compute that.

    Attributes:
        parameters: name -> parameter.
        keeps: what the heads of both sides agree in; None when they read different things.
        head: whether the layers that read are linear on both sides.
        pair: ``pair(**parameters)``, exactly.
        values: ``values(m, **parameters)``: measures in closed form, over a carrier's numbers.
        ways: how the family stays inside what is known; nothing where it cannot.
        networks: ``networks(**parameters)``, a ``Networks`` whose representations have the measures of ``values``; by
            default the pair as an embedding of one-hot inputs (``networks.embedded``).
        answers: slugs of the theorems that it shows to be tight, or to need a hypothesis.
    """

    parameters: Mapping[str, Parameter]
    keeps: Same | None
    head: Head
    pair: Callable[..., Pair]
    values: Callable[..., Mapping[str, Any]]
    ways: Callable[[Knowledge], Iterable[Way]]
    networks: Callable[..., Networks] | None = None
    answers: tuple[str, ...] = ()

    def complete(self, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """All parameters, the given ones in place of the defaults.

        Raises:
            ValueError: an unknown parameter, or a value out of range; one line with the mend.
        """
        given = given or {}
        for name in given:
            if name not in self.parameters:
                raise ValueError(f"no parameter {name!r}; there are {', '.join(self.parameters) or 'none'}")
        return {
            name: parameter.taken(name, given.get(name, parameter.default))
            for name, parameter in self.parameters.items()
        }

    def build(self, **given: Any) -> Pair:
        """The pair at these parameters; the defaults stand for the rest."""
        return self.pair(**self.complete(given))

    def network_pair(self, **given: Any) -> Networks:
        """The same pair as two networks; the defaults stand for the rest."""
        from .networks import embedded

        chosen = self.complete(given)
        return self.networks(**chosen) if self.networks else embedded(self.pair(**chosen), self.keeps)

    def closed_form(self, m: Any, **given: Any) -> dict[str, Any]:
        """Measures at these parameters, in closed form, over the carrier m."""
        return dict(self.values(m, **{name: _on(m, value) for name, value in self.complete(given).items()}))


def _on(m: Any, value: Any) -> Any:
    return value if isinstance(value, int) else m.array(value)


def mirrored(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same measures with X and Y in each other's place."""
    return {name: value for old, value in values.items() if (name := MIRRORED.get(old, old))}
