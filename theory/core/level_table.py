"""The README's table: which theorem is checked at which levels.

``python -m unalignable.theory.core.level_table README.md`` writes it between its marks. What a cell says is that the
check is there; that it passes is computed by ``unalignable verify``, never written down.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from .catalogue import Entry, entries
from .console import CallError, write
from .record import LEVELS, Theorem

BEGIN: Final = "<!-- levels: made by python -m unalignable.theory.core.level_table README.md -->"
END: Final = "<!-- end of levels -->"


def levels(theorem: Theorem) -> tuple[str, ...]:
    """The levels at which a theorem has a check, strongest first."""
    return tuple(level for level in LEVELS if (theorem.kernel if level == "kernel" else level not in theorem.why_not))


def table(items: Iterable[Entry]) -> str:
    """The table, as Markdown, with the totals in its last row."""
    items = list(items)
    checked = {entry.slug: levels(entry.theorem) for entry in items}
    totals = [sum(level in has for has in checked.values()) for level in LEVELS]
    rows = [
        ("theorem", *LEVELS),
        ("---", *("---" for _ in LEVELS)),
        *((f"`{slug}`", *("✓" if level in has else "" for level in LEVELS)) for slug, has in checked.items()),
        (f"**{len(items)} theorems**", *(f"**{total}**" for total in totals)),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def placed(text: str, items: Iterable[Entry]) -> str:
    """The text with the table, as it is now, between its marks.

    Raises:
        CallError: the text does not have both marks once.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise CallError(f"the text must hold the lines {BEGIN!r} and {END!r} once each")
    return re.sub(
        f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n{table(items)}\n{END}", text, flags=re.S
    )


def main(path: Path) -> None:
    """Write the table into a file that has the marks."""
    write(path, placed(path.read_text(encoding="utf-8"), entries().values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
