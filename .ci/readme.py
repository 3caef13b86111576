"""Read the commands that the README promises, so that CI runs what is written there and nothing else.

``python3 .ci/readme.py demo|tests|table [README]`` prints them, one a line.
"""

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
ENDINGS = {"demo": "unalignable demo", "tests": "pytest"}


class BrokenReadme(ValueError):
    """The README does not say what CI has to run."""


def install_commands(text: str) -> dict[str, str]:
    """The two commands that start from nothing: ``{"demo": ..., "tests": ...}``, each one line of a code block."""
    lines = [line for line in _fenced(text) if line.startswith("python3 -m venv ")]
    if len(lines) != len(ENDINGS):
        raise BrokenReadme(f"expected two commands starting with 'python3 -m venv', found {len(lines)}: {lines}")
    found = {}
    for name, ending in ENDINGS.items():
        matching = [line for line in lines if re.search(rf"[/ ]{re.escape(ending)}$", line)]
        if len(matching) != 1:
            raise BrokenReadme(f"expected one command ending in '{ending}', found {len(matching)} in {lines}")
        found[name] = matching[0]
    return found


def table_commands(text: str) -> list[str]:
    """The commands of the table "I want to ... | command", in its order."""
    _, header, table = text.partition("| I want to … | command |\n")
    if not header:
        raise BrokenReadme("no table with the header '| I want to … | command |'")
    commands = []
    for row in table.splitlines()[1:]:
        if not row.startswith("|"):
            break
        found = re.findall(r"`([^`]+)`", row.strip("| ").rpartition("|")[2])
        if len(found) != 1:
            raise BrokenReadme(f"a row of the table must hold one command in backticks: {row}")
        commands += found
    if not commands:
        raise BrokenReadme("the table of commands is empty")
    return commands


def _fenced(text: str) -> list[str]:
    """The lines inside fenced code blocks."""
    return [
        line
        for block in re.findall(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    ]


if __name__ == "__main__":
    what, path = sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else README
    try:
        content = path.read_text(encoding="utf-8")
        print("\n".join(table_commands(content) if what == "table" else [install_commands(content)[what]]))
    except BrokenReadme as problem:
        sys.exit(f"{path.name}: {problem}")
