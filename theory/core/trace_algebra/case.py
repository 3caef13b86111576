"""A theorem's case in symbols, with its hypotheses taken as known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..decide import call
from ..record import Hypothesis, Theorem
from .carrier import Symbolic
from .errors import NotProved

SIZE = re.compile(r"(?:[A-Za-z]\w*=)?([A-Za-z]\w*|\d+)(?:([-+*])([A-Za-z]\w*|\d+))*")


def fresh(
    theorem: Theorem,
    without: Hypothesis | None = None,
    replace: Mapping[str, Callable[..., Any]] | None = None,
    carrier: type[Symbolic] = Symbolic,
) -> tuple[Symbolic, dict[str, Any]]:
    """A derivation for the theorem: its case as symbols, every hypothesis but ``without`` taken as known.

    Args:
        theorem: gives the shapes and the hypotheses.
        without: a hypothesis to leave out (the derivation should then fail).
        replace: measure -> definition, planted bugs.
        carrier: the kind of derivation.

    Raises:
        NotProved: a hypothesis teaches words nothing, or the case is not made of matrices and scalars.
    """
    m = carrier().replace(**(replace or {}))
    case = {name: symbol(m, name, shape) for name, shape in theorem.case.items()}
    for hypothesis in theorem.hypotheses:
        if hypothesis is not without and hypothesis.holds is not None:
            m.assume(call(hypothesis.holds, m, case))
    m.complete = True
    return m, case


def symbol(m: Symbolic, name: str, shape: str) -> Any:
    """The symbol for one argument: ``""`` a scalar, ``"n p"``, ``"n=4 1"``, ``"k*n n"`` a matrix.

    Raises:
        NotProved: the shape is no pair of sizes ("data", "measure").
    """
    if not shape.strip():
        return m.scalar(name)
    sizes = shape.split()
    if len(sizes) != 2 or not all(SIZE.fullmatch(size) for size in sizes):
        raise NotProved(f"{name} has shape {shape!r}: words know scalars ('') and matrices ('n p'), not plain data")
    rows, cols = (extent(m, size) for size in sizes)
    return m.matrix(name, rows, cols)


def extent(m: Symbolic, size: str) -> str:
    """A size of the case: a name, a literal (``n=4`` or ``4``), a sum, difference or product of those."""
    text = size.split("=")[-1]
    total = m.number(0)
    for sign, term in re.findall(r"([-+]?)([^-+]+)", text):
        value = m.number(-1 if sign == "-" else 1)
        for factor in term.split("*"):
            value = value * m.sizes[m.dimension(factor)]
        total = total + value
    return m.size(total)
