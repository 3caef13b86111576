"""Import arrows point one way, names are namespaced, and light things import nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "theory": {"theory"},
    "constructions": {"theory", "constructions"},
    "experiments": {"theory", "constructions", "experiments"},
}
HEAVY = {"torch", "sympy", "sklearn", "matplotlib"}


def roots_imported(source: str, module: str) -> set[str]:
    """The roots of this project that a module imports, absolutely or relatively; bare ``theory`` counts as itself.

    Args:
        source: text of the module.
        module: its dotted name below ``unalignable``, for instance ``theory.core.judge``.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            names = [".".join([*f"unalignable.{module}".split(".")[: -node.level], node.module or ""])]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "unalignable" and len(parts) > 1:
                found.add(parts[1])
            elif parts[0] in MAY_IMPORT:
                found.add(f"bare {parts[0]}")
    return found


def wrong_arrows(tree: Path) -> list[str]:
    """Every import that points against theory <- constructions <- experiments, or at a bare top-level name."""
    wrong = []
    for root, allowed in MAY_IMPORT.items():
        for path in sorted((tree / root).rglob("*.py")):
            module = ".".join(path.relative_to(tree).with_suffix("").parts)
            for target in roots_imported(path.read_text(encoding="utf-8"), module) - allowed:
                wrong.append(f"{module} imports {target}")
    return wrong


def test_arrows_point_one_way():
    assert wrong_arrows(ROOT) == []


@pytest.mark.parametrize(
    ("place", "line", "told"),
    [
        ("theory/core/x.py", "from unalignable.constructions.core import pair", "theory.core.x imports constructions"),
        ("theory/core/x.py", "import unalignable.experiments", "theory.core.x imports experiments"),
        ("theory/core/x.py", "from unalignable import experiments", "theory.core.x imports experiments"),
        ("theory/a/x.py", "def f():\n    from ...constructions import core", "theory.a.x imports constructions"),
        ("constructions/x.py", "from unalignable.experiments.core import cli", "constructions.x imports experiments"),
        ("experiments/x.py", "import theory.core.judge", "experiments.x imports bare theory"),
    ],
)
def test_a_planted_arrow_is_caught(tmp_path, place, line, told):
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert wrong_arrows(tmp_path) == [told]


def loaded(code: str) -> set[str]:
    """The top-level modules in ``sys.modules`` after running some code in a fresh interpreter."""
    script = f"import sys\n{code}\nsys.stdout.write('MODULES ' + ' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd="/")
    return set(done.stdout.rpartition("MODULES ")[2].split())


HELP = """
from unalignable.experiments.core.cli import app
app(["--help"], standalone_mode=False)
"""


@pytest.mark.parametrize("code", ["import unalignable.theory", HELP], ids=["import", "help"])
def test_light_things_import_nothing_heavy(code):
    modules = loaded(code)
    assert not {name.split(".")[0] for name in modules} & HEAVY
    assert "unalignable.theory" in modules or code == HELP


def test_a_planted_heavy_import_is_seen():
    assert "matplotlib" in loaded("import unalignable.theory, matplotlib")


def test_no_bare_name_is_loaded():
    code = (
        "import unalignable.theory.core.catalogue as c; [e.theorem for e in c.walk()]; import unalignable.experiments"
    )
    bare = {"theory", "constructions", "experiments"}
    assert not loaded(code) & bare
    assert not set(sys.modules) & bare
