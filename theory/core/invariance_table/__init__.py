"""Which measure survives which transformation of X, computed: invariant, or the smallest case in which it changes.

Y stays fixed; where samples are duplicated, they are in both. Every side is assumed not to be constant. Nothing in the
table is typed in: a cell is "no" when a case was found whose two exact values differ, and "yes" when neither the grids
of small integers nor random exact cases changed the value; if a theorem of the catalogue proves it, the cell names it.

    from unalignable.theory.core.invariance_table import table
    print(table().as_markdown())
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..carriers.exact import Exact
from ..carriers.namespace import Namespace
from ..catalogue import entries
from ..record import Verdict
from .proofs import PROOFS
from .search import FIRST_LOOK, Measure, Witness, compared, drawn, first_witness
from .transformations import TRANSFORMATIONS, Transformation

__all__ = ["MEASURES", "TRANSFORMATIONS", "Cell", "Column", "Evidence", "Table", "Witness", "table"]

EXAMPLES: Final = 20
"""Random exact cases a transformation."""


@dataclass(frozen=True, slots=True)
class Column:
    """A measure of the table: ``measure(m, X, Y)`` over a carrier, defined only for n >= least."""

    title: str
    measure: Measure
    least: int = 2


MEASURES: Final[dict[str, Column]] = {
    "linear_cka": Column("linear CKA", lambda m, X, Y: m.linear_cka(X, Y)),
    "debiased_cka": Column("debiased CKA", lambda m, X, Y: m.debiased_cka(X, Y), least=4),
    "rbf_cka": Column("RBF CKA (median)", lambda m, X, Y: m.rbf_cka(X, Y)),
    "mean_cca": Column("mean CCA", lambda m, X, Y: m.mean_cca(X, Y)),
    "svcca": Column("SVCCA (99 %)", lambda m, X, Y: m.svcca(X, Y)),
    "pwcca": Column("PWCCA (weights of X)", lambda m, X, Y: m.pwcca(X, Y)),
    "procrustes": Column("angular Procrustes", lambda m, X, Y: m.nbs(X, Y)),
    "rsa": Column("RSA (Pearson)", lambda m, X, Y: m.rsa(X, Y)),
    "r2_from_x": Column("R2 of Y from X", lambda m, X, Y: m.linear_r2(X, Y)),
    "r2_from_y": Column("R2 of X from Y", lambda m, X, Y: m.linear_r2(Y, X)),
    "mutual_knn": Column("mutual kNN (k = 1)", lambda m, X, Y: m.mutual_knn(X, Y, k=1)),
}
"""Name -> measure, in the order of the table. Angular Procrustes is read through its cosine, NBS."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a cell is called invariant.

    Attributes:
        searched: cases of small integers whose float value did not move.
        equal: random exact cases with equal values.
        enclosed: random exact cases whose values are enclosures that meet.
        theorem: slug of the theorem that proves it for all sizes; None if the catalogue has none.
    """

    searched: int
    equal: int
    enclosed: int
    theorem: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure under one transformation; exactly one of ``witness`` and ``evidence`` is given."""

    measure: str
    transformation: str
    witness: Witness | None
    evidence: Evidence | None

    @property
    def invariant(self) -> bool:
        """No case was found in which the value changes."""
        return self.witness is None

    def as_dict(self) -> dict[str, Any]:
        """Plain data: matrices as nested lists of exact texts."""
        plain: dict[str, Any] = {
            "measure": self.measure,
            "transformation": self.transformation,
            "invariant": self.invariant,
        }
        if self.evidence is not None:
            evidence = self.evidence
            return plain | {
                "searched": evidence.searched,
                "equal": evidence.equal,
                "enclosed": evidence.enclosed,
                "theorem": evidence.theorem,
            }
        witness = self.witness
        matrices = {name: texts(getattr(witness, name)) for name in ("X", "Y", "X2", "Y2")}
        values = {name: _value(getattr(witness, name)) for name in ("before", "after")}
        return plain | {"witness": matrices | values | {"smallest": getattr(witness, "smallest", False)}}


@dataclass(frozen=True, slots=True)
class Table:
    """All cells, by (measure, transformation)."""

    measures: Mapping[str, Column]
    transformations: Mapping[str, Transformation]
    cells: Mapping[tuple[str, str], Cell]

    def as_json(self) -> str:
        """The table as JSON, the same text every time: measures, transformations, cells."""
        content = {
            "measures": {name: column.title for name, column in self.measures.items()},
            "transformations": {name: row.title for name, row in self.transformations.items()},
            "cells": [cell.as_dict() for cell in self.cells.values()],
        }
        return json.dumps(content, indent=1)

    def as_markdown(self) -> str:
        """The table, and below it the witness of every "no"."""
        names = list(self.measures)
        lines = [
            "| transformation of X | " + " | ".join(self.measures[name].title for name in names) + " |",
            "|---" * (len(names) + 1) + "|",
        ]
        for row, transformation in self.transformations.items():
            marks = ["**yes**" if self.cells[name, row].invariant else "no" for name in names]
            lines.append(f"| {transformation.title} | " + " | ".join(marks) + " |")
        lines += [
            "",
            "Witnesses: X and Y, what becomes of them, the two values; *: no smaller one on the grids.",
            "",
        ]
        for (name, row), cell in self.cells.items():
            if cell.witness is not None:
                title = f"{self.measures[name].title}, {self.transformations[row].title}"
                lines.append(f"- {title}: {_sentence(cell.witness)}")
        return "\n".join(lines) + "\n"


def texts(matrix: Any) -> list[list[str]]:
    """A matrix as nested lists of the texts of its entries."""
    return [[str(entry) for entry in row] for row in matrix]


def _value(x: Any) -> dict[str, Any]:
    return {"exact": str(x), "float": float(x)}


def _short(matrix: Any) -> str:
    """A column as (a, b, c), a matrix as [[a, b], [c, d]]."""
    if matrix.shape[1] == 1:
        return "(" + ", ".join(str(entry) for entry in matrix[:, 0]) + ")"
    return "[" + ", ".join("[" + ", ".join(str(entry) for entry in row) + "]" for row in matrix) + "]"


def _sentence(w: Witness) -> str:
    other = "" if w.Y.shape == w.Y2.shape else f", Y -> {_short(w.Y2)}"
    values = f"{w.before} -> {w.after} ({float(w.before):.4g} -> {float(w.after):.4g})"
    return f"X = {_short(w.X)}, Y = {_short(w.Y)}; X -> {_short(w.X2)}{other}: {values}{' *' if w.smallest else ''}"


def table(
    measures: Mapping[str, Column] = MEASURES,
    transformations: Mapping[str, Transformation] = TRANSFORMATIONS,
    *,
    examples: int = EXAMPLES,
    on_done: Callable[[Cell], None] | None = None,
) -> Table:
    """Compute the table; the same arguments give the same table.

    Args:
        measures: name -> column; those of the catalogue by default.
        transformations: name -> row.
        examples: random exact cases a transformation.
        on_done: called with every cell as it is finished, row by row.
    """
    cells: dict[tuple[str, str], Cell] = {}
    for row, transformation in transformations.items():
        cases = drawn(transformation, examples)
        for name, column in measures.items():
            cells[name, row] = cell = _cell(name, row, column, transformation, cases)
            if on_done is not None:
                on_done(cell)
    return Table(measures, transformations, cells)


def _cell(
    name: str, row: str, column: Column, transformation: Transformation, cases: list[tuple[Any, Any, Any]]
) -> Cell:
    m: Namespace = Exact()
    found, searched = first_witness(m, column.measure, transformation, least=column.least, most=FIRST_LOOK)
    verdicts: list[Verdict] = []
    if found is None:
        for case in cases:
            result = compared(m, column.measure, transformation, *case)
            if result is not None and result.equal is Verdict.REFUTED:
                found = result.witness(smallest=False)
                break
            verdicts += [] if result is None else [result.equal]
    if found is not None:  # there is something to find: look for the smallest
        smallest, _ = first_witness(m, column.measure, transformation, least=column.least)
        return Cell(name, row, smallest or found, None)
    proof = PROOFS.get((name, row))
    theorem = proof.slug if proof is not None and proof.slug in entries() else None
    equal, enclosed = verdicts.count(Verdict.HOLDS), verdicts.count(Verdict.UNDECIDED)
    return Cell(name, row, None, Evidence(searched, equal, enclosed, theorem))
