"""A statement as a displayed formula of LaTeX that fits on the line of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .latex import plain

WIDTH: Final = 66
"""Characters, as ``width`` counts them, that fit on one line of an article at ten points."""

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}]|[^\\{}]", re.DOTALL)
_COMMA = re.compile(r"[,;](?:\\[,;: ]|\\qquad|\\quad|\s)*")
_BEFORE: Final = {
    r"\iff": 0, r"\implies": 0, r"\Rightarrow": 0,
    "=": 2, r"\le": 2, r"\ge": 2, "<": 2, ">": 2, r"\to": 2,
    "+": 3, "-": 3,
}  # fmt: skip
"""Signs that may begin a line, the gladly broken first (level 1 breaks after a comma, level 0 after a spaced one)."""
_DEEPEST: Final = 3
_OPENING = ("{", r"\{", "(", "[", r"\langle", r"\lfloor", r"\lceil", r"\left", r"\Big(", r"\bigl", r"\Bigl")
_CLOSING = ("}", r"\}", ")", "]", r"\rangle", r"\rfloor", r"\rceil", r"\right", r"\bigr", r"\Bigr")


def displayed(statement: str) -> str:
    r"""``\[ … \]`` around a statement, broken between clauses (then at relations, then at sums) where it is too long.

    Args:
        statement: LaTeX of a formula, without dollars.

    Returns:
        Lines of LaTeX; they need amsmath.
    """
    lines = list(_lines(f"{statement}.", 0))
    if len(lines) == 1:
        return f"\\[\n  {lines[0]}\n\\]"
    body = " \\\\\n  ".join(lines)
    return f"\\[\n  \\begin{{gathered}}\n  {body}\n  \\end{{gathered}}\n\\]"


def width(formula: str) -> int:
    """How many characters wide a displayed formula is: a fraction is as wide as its longer half."""
    return len(plain(_flattened(formula)))


def _flattened(formula: str) -> str:
    """Without fractions: the longer half of each, innermost halves first."""
    while (found := re.search(r"\\[td]?frac\s*", formula)) is not None:
        above, end = _argument(formula, found.end())
        below, end = _argument(formula, end)
        longer = max(_flattened(above), _flattened(below), key=lambda half: len(plain(half)))
        formula = f"{formula[: found.start()]}{{{longer}}}{formula[end:]}"
    return formula


def _argument(formula: str, start: int) -> tuple[str, int]:
    """The argument that begins at ``start``, and where it ends: a group in braces or one token."""
    while formula[start] == " ":
        start += 1
    depth = 0
    for match in _TOKEN.finditer(formula, start):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0:
            inside = formula[start : match.end()]
            return (inside[1:-1] if inside.startswith("{") else inside), match.end()
    raise ValueError(f"unbalanced braces in {formula!r}")


def _lines(formula: str, level: int) -> Iterator[str]:
    """The formula if it fits or cannot be broken; else its pieces, packed into lines, each broken further."""
    if width(formula) <= WIDTH or level > _DEEPEST:
        yield re.sub(r"(?:\\[,;: ]|\\qquad|\\quad|\s)+$", "", formula).strip()
        return
    line = ""
    for piece in _pieces(formula, level):
        if line and width(line + piece) > WIDTH:
            yield from _lines(line, level + 1)
            line = ""
        line += piece
    yield from _lines(line, level + 1)


def _pieces(formula: str, level: int) -> list[str]:
    """Cut outside of braces and parentheses, at what the level allows."""
    cuts, depth = [0], 0
    for match in _TOKEN.finditer(formula):
        token = match[0]
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth:
            continue
        comma = _COMMA.match(formula, match.start())
        if comma is not None and level == (0 if "quad" in comma[0] else 1):
            cuts.append(comma.end())
        elif _BEFORE.get(token) == level:
            cuts.append(match.start())
    return [formula[a:b] for a, b in zip(cuts, [*cuts[1:], len(formula)], strict=True) if a < b]
