"""One table per sweep: a row per run, as CSV and as Parquet."""

from __future__ import annotations

import csv
import io
from typing import Any

from .record import Run, Runs


def rows(runs: Runs[Any], names: list[str]) -> list[dict[str, Any]]:
    """Settings, predicted and measured numbers of every run; lists stay in the runs' own files.

    Args:
        runs: finished runs.
        names: of their folders, in the same order.

    Returns:
        Dicts with the keys run, the settings' names, ``predicted.…`` and ``measured.…``; all have the same keys.
    """
    found = [_row(run, name) for run, name in zip(runs, names, strict=True)]
    columns = list(dict.fromkeys(column for row in found for column in row))
    return [{column: row.get(column) for column in columns} for row in found]


def _row(run: Run[Any], name: str) -> dict[str, Any]:
    row: dict[str, Any] = {"run": name, **run.config.as_json()}
    for place, numbers in (("predicted", run.prediction), ("measured", run.metrics)):
        row |= {f"{place}.{k}": v for k, v in numbers.items() if isinstance(v, bool | int | float | str)}
    return row


def as_csv(table: list[dict[str, Any]]) -> str:
    """CSV with a header; floats with all their digits."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return file.getvalue()


def as_parquet(table: list[dict[str, Any]]) -> bytes:
    """Parquet with the columns' own types; whole numbers that share a column with others become floats."""
    import pyarrow
    import pyarrow.parquet

    columns = {name: _even([row[name] for row in table]) for name in table[0]}
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), file)
    return file.getvalue()


def _even(values: list[Any]) -> list[Any]:
    kinds = {type(value) for value in values if value is not None}
    if str in kinds and len(kinds) > 1:
        return [None if value is None else str(value) for value in values]
    return [None if value is None else float(value) for value in values] if len(kinds) > 1 else values
