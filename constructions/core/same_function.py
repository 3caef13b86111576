"""Are two networks the same function on all of R^d, or on a box? Decided exactly, not by sampling.

Linear networks, over any exact numbers: products of matrices.
Piecewise linear networks (Linear, ReLU, Abs): on each cell of the common activation pattern that has an interior both
are affine, and two affine functions agree on an open set only if they are equal. Cells are found one unit at a time,
of units that something reads (pruned.py): a unit splits a cell where both of its sides have an interior
(polyhedra.interior). Every cell without an interior lies in the closure of one that has, and networks are continuous,
so nothing is missed. Polynomial networks (Linear, Products): the outputs as polynomials in the inputs, compared
coefficient by coefficient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from flint import fmpq, fmpq_mpoly_ctx

from unalignable.theory.core.numbers.array import Array, all_rational, filled
from unalignable.theory.core.numbers.effort import spend

from .network import PIECEWISE_LINEAR, POLYNOMIAL, Abs, Linear, Network, Products, ReLU
from .polyhedra import ONE, ZERO, Inequality, Inside, Vector, dot, interior
from .pruned import pruned

MOST_CELLS: Final = 200_000
"""More cells than this are refused: the networks are too large to be decided this way."""


MOST_UNITS: Final = 400
"""ReLU and absolute values of one network, beyond which it is too large in any case."""
MOST_DEGREE: Final = 200
"""Of a polynomial."""

Box: TypeAlias = Sequence[tuple[fmpq, fmpq]]
"""(low, high) for each input."""


class NotDecided(ValueError):
    """The two networks cannot be compared exactly by these arguments; says why."""


@dataclass(frozen=True, slots=True)
class Same:
    """The two networks are one function on all of R^d.

    Attributes:
        argument: how that was shown, in words.
        cells: how many affine pieces were compared (0 for polynomials).
    """

    argument: str
    cells: int


@dataclass(frozen=True, slots=True)
class Differ:
    """A rational input on which the outputs differ, and both outputs."""

    point: Vector
    left: Vector
    right: Vector


@dataclass(frozen=True, slots=True)
class Affine:
    """``normal . x + constant``."""

    normal: Vector
    constant: fmpq

    def at(self, x: Sequence[fmpq]) -> fmpq:
        """Its value."""
        return dot(self.normal, x) + self.constant

    def __neg__(self) -> Affine:
        return Affine(tuple(-a for a in self.normal), -self.constant)


@dataclass(frozen=True, slots=True)
class Cell:
    """An open cell: a point inside it, its inequalities, and the functions that are affine on it."""

    inequalities: tuple[Inequality, ...]
    point: Vector
    forms: tuple[Affine, ...]


def same_function(f: Network, g: Network, box: Box | None = None, most_cells: int = MOST_CELLS) -> Same | Differ:
    """Decide whether two networks agree on all of R^d, or on a box of it.

    Args:
        f: one network.
        g: another, of the same input and output widths.
        box: (low, high) for each input, low < high; None for all of R^d.
        most_cells: give up beyond so many cells.

    Returns:
        ``Same`` with the argument, or ``Differ`` with an input on which they differ.

    Raises:
        NotDecided: widths differ, weights are not rational (unless all layers are linear), kinds of layers are mixed,
            or there are too many cells.
        ValueError: the box has another number of sides, or an empty one.
    """
    if (f.inputs, f.outputs) != (g.inputs, g.outputs):
        raise NotDecided(f"shapes differ: {f.inputs} -> {f.outputs} and {g.inputs} -> {g.outputs}")
    if box is not None and (len(box) != f.inputs or not all(low < high for low, high in box)):
        raise ValueError(f"a box for {f.inputs} inputs has as many sides, each (low, high) with low < high; got {box}")
    if f.made_of((Linear,)) and g.made_of((Linear,)):
        return _linear(f, g, box or [(ZERO, ONE)] * f.inputs)
    if f.made_of(PIECEWISE_LINEAR) and g.made_of(PIECEWISE_LINEAR):
        f, g = pruned(f), pruned(g)
    for network in (f, g):
        for name, layer in network.layers.items():
            if isinstance(layer, Linear) and not _rational(layer):
                raise NotDecided(f"the weights of layer {name!r} are not rational")
    if f.made_of(PIECEWISE_LINEAR) and g.made_of(PIECEWISE_LINEAR):
        return _piecewise(f, g, _everywhere(f.inputs) if box is None else _within(box), most_cells)
    if f.made_of(POLYNOMIAL) and g.made_of(POLYNOMIAL):
        return _polynomial(f, g, box or [(ZERO, ONE)] * f.inputs)
    kinds = sorted({layer.kind for network in (f, g) for layer in network.layers.values()})
    raise NotDecided(f"layers of kinds {', '.join(kinds)}: neither all piecewise linear nor all polynomial")


def _rational(layer: Linear) -> bool:
    return all_rational(layer.weight) and (layer.bias is None or all_rational(layer.bias))


# --------------------------------------------------------------------------------------------------------- linear


def _linear(f: Network, g: Network, box: Box) -> Same | Differ:
    """Affine maps agree anywhere with an interior only if they agree at one corner of a box and at its neighbours."""
    d = f.inputs
    points = filled([box[j][int(i == j + 1)] for i in range(d + 1) for j in range(d)], (d + 1, d))
    left, right = f(points), g(points)
    for i, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        if any(x != y for x, y in zip(a, b, strict=True)):
            return Differ(tuple(points[i].tolist()), tuple(a), tuple(b))
    return Same(f"one affine map: its {d + 1} x {f.outputs} coefficients, multiplied out, are equal", 1)


# ---------------------------------------------------------------------------------------------- piecewise linear


def _coordinates(d: int) -> tuple[Affine, ...]:
    return tuple(Affine(tuple(ONE if i == j else ZERO for j in range(d)), ZERO) for i in range(d))


def _everywhere(d: int) -> Cell:
    return Cell((), (ZERO,) * d, _coordinates(d))


def _within(box: Box) -> Cell:
    unit = [form.normal for form in _coordinates(len(box))]
    above = [Inequality(tuple(-a for a in row), -low) for row, (low, _) in zip(unit, box, strict=True)]
    below = [Inequality(row, high) for row, (_, high) in zip(unit, box, strict=True)]
    middle = tuple((low + high) / 2 for low, high in box)
    return Cell((*above, *below), middle, _coordinates(len(box)))


def _units(network: Network) -> int:
    width, units = network.inputs, 0
    for layer in network.layers.values():
        width = layer.width(width)
        units += 0 if isinstance(layer, Linear) else width
    return units


def _piecewise(f: Network, g: Network, whole: Cell, most_cells: int) -> Same | Differ:
    if max(_units(f), _units(g)) > MOST_UNITS:
        raise NotDecided(f"more than {MOST_UNITS} units: the networks are too large to be compared exactly")
    coordinates = whole.forms
    cells = 0
    for cell in _through(f, whole):
        left = cell.forms
        for finer in _through(g, Cell(cell.inequalities, cell.point, coordinates)):
            cells += 1
            if cells > most_cells:
                raise NotDecided(f"more than {most_cells} cells: the networks are too large to be compared exactly")
            for a, b in zip(left, finer.forms, strict=True):
                if a != b:
                    x = _where_nonzero(_difference(a, b), finer)
                    return Differ(x, *(tuple(network([x])[0].tolist()) for network in (f, g)))
    where = "the box" if whole.inequalities else f"R^{f.inputs}"
    return Same(f"equal affine functions on each of {cells} cells that cover {where}", cells)


def _difference(a: Affine, b: Affine) -> Affine:
    return Affine(tuple(x - y for x, y in zip(a.normal, b.normal, strict=True)), a.constant - b.constant)


def _where_nonzero(form: Affine, cell: Cell) -> Vector:
    """A point of the cell where a nonzero affine function is not zero."""
    if form.at(cell.point) != 0:
        return cell.point
    step = ONE  # move along the normal, by less than what leaves the cell
    while True:
        x = tuple(p + step * a for p, a in zip(cell.point, form.normal, strict=True))
        if all(inequality.slack(x) > 0 for inequality in cell.inequalities):
            return x
        step = step / 2


def _through(network: Network, cell: Cell, depth: int = 0) -> Iterator[Cell]:
    """The cells on which the layers from ``depth`` on are affine."""
    layers = list(network.layers.values())
    if depth == len(layers):
        yield cell
        return
    layer = layers[depth]
    if isinstance(layer, Linear):
        forms = tuple(_combined(layer, j, cell.forms) for j in range(layer.weight.shape[1]))
        yield from _through(network, Cell(cell.inequalities, cell.point, forms), depth + 1)
        return
    bend: Callable[[Affine], Affine] = _vanishing if isinstance(layer, ReLU) else Affine.__neg__
    assert isinstance(layer, (ReLU, Abs))
    for bent in _bent(cell, 0, bend):
        yield from _through(network, bent, depth + 1)


def _combined(layer: Linear, j: int, forms: Sequence[Affine]) -> Affine:
    column: list[fmpq] = layer.weight[:, j].tolist()
    spend(len(column) * len(forms[0].normal))
    normal = tuple(dot(column, row) for row in zip(*(form.normal for form in forms), strict=True))
    constant = dot(column, [form.constant for form in forms])
    return Affine(normal, constant if layer.bias is None else constant + layer.bias[j])


def _vanishing(form: Affine) -> Affine:
    return Affine((ZERO,) * len(form.normal), ZERO)


def _bent(cell: Cell, unit: int, bend: Callable[[Affine], Affine]) -> Iterator[Cell]:
    """Split by the sign of each unit; where a unit is negative, ``bend`` it."""
    if unit == len(cell.forms):
        yield cell
        return
    form = cell.forms[unit]
    changed = (*cell.forms[:unit], bend(form), *cell.forms[unit + 1 :])
    for positive, forms in ((True, cell.forms), (False, changed)):
        side = _side(cell, form, positive)
        if side is not None:
            yield from _bent(Cell(*side, forms), unit + 1, bend)


def _side(cell: Cell, form: Affine, positive: bool) -> tuple[tuple[Inequality, ...], Vector] | None:
    """The part of the cell where the form is positive (or negative), if it has an interior."""
    if not any(form.normal):
        here = form.constant >= 0 if positive else form.constant < 0  # at zero, bending changes nothing
        return (cell.inequalities, cell.point) if here else None
    spend(len(cell.inequalities) * (1 + len(form.normal) / 4) / 2)
    towards = _scaled(-form if positive else form)
    inequality = Inequality(towards.normal, -towards.constant)
    if inequality in cell.inequalities:
        return cell.inequalities, cell.point
    if Inequality((-towards).normal, towards.constant) in cell.inequalities:
        return None  # the cell lies strictly on the other side
    inequalities = (*cell.inequalities, inequality)
    if inequality.slack(cell.point) > 0:
        return inequalities, cell.point
    found = interior(inequalities, len(form.normal))
    return (inequalities, found.point) if isinstance(found, Inside) else None


def _scaled(form: Affine) -> Affine:
    """A positive multiple whose first coefficient is 1 or -1, so that one hyperplane has one name."""
    scale = abs(next(a for a in form.normal if a != 0))
    return Affine(tuple(a / scale for a in form.normal), form.constant / scale)


# ---------------------------------------------------------------------------------------------------- polynomial


def _polynomial(f: Network, g: Network, box: Box) -> Same | Differ:
    context = fmpq_mpoly_ctx.get([f"x{i}" for i in range(f.inputs)], "lex")
    left, right = (_expanded(network, list(context.gens()), context) for network in (f, g))
    for a, b in zip(left, right, strict=True):
        if a != b:
            x = _no_root(a - b, box)
            return Differ(x, *(tuple(network([x])[0].tolist()) for network in (f, g)))
    terms = sum(len(a) for a in left)
    return Same(f"equal polynomials: {terms} coefficients in {f.inputs} variables", 0)


def _expanded(network: Network, values: list[Any], context: Any) -> list[Any]:
    """The outputs as polynomials in the inputs."""
    for layer in network.layers.values():
        if isinstance(layer, Linear):
            spend(len(values) * layer.weight.shape[1] * max(map(len, values)) * (1 + len(context.gens()) / 50))
            bias: list[fmpq] = [ZERO] * layer.weight.shape[1] if layer.bias is None else layer.bias.tolist()
            columns: Array = layer.weight.T
            values = [
                sum((value * weight for value, weight in zip(values, column, strict=True)), context.constant(b))
                for column, b in zip(columns.tolist(), bias, strict=True)
            ]
        else:
            assert isinstance(layer, Products)
            values = [_times([values[c] for c in columns]) for columns in layer.factors]
    return values


def _times(factors: Sequence[Any]) -> Any:
    out = factors[0]
    for factor in factors[1:]:
        spend(len(out) * len(factor) * (1 + out.context().nvars() / 50))
        out = out * factor
        if out.total_degree() > MOST_DEGREE:
            raise NotDecided(f"a polynomial of degree more than {MOST_DEGREE}")
    return out


def _no_root(polynomial: Any, box: Box) -> Vector:
    """A point of the box where a nonzero polynomial is not zero: one variable at a time, at most degree + 1 tries."""
    point: list[fmpq] = []
    for j, (low, high) in enumerate(box):
        names = {f"x{i}": value for i, value in enumerate(point)}
        degree = int(polynomial.degrees()[j])
        for step in range(degree + 1):
            candidate = low + (high - low) * fmpq(step, max(degree, 1))
            if polynomial.subs({**names, f"x{j}": candidate}) != 0:
                point.append(candidate)
                break
    return tuple(point)
