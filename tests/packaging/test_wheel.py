"""What ships: every file of the three roots, found by a rule and held against the disk."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOTS = ("theory", "constructions", "experiments")
BUILD = """
import sys
from setuptools import build_meta
print(build_meta.build_wheel(sys.argv[1]))
"""


def build(tree: Path, to: Path) -> set[str]:
    """Build a wheel from a copy of the tree and name the files in it; no network, no build isolation."""
    subprocess.run([sys.executable, "-c", BUILD, str(to)], cwd=tree, check=True, capture_output=True, text=True)
    (wheel,) = to.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def copy(to: Path) -> Path:
    """The parts of the tree that packaging reads."""
    for root in ROOTS:
        shutil.copytree(ROOT / root, to / root, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, to)
    return to


def expected(tree: Path) -> set[str]:
    """Every module of the three roots, and the data that must lie beside them."""
    modules = (path for root in ROOTS for path in (tree / root).rglob("*.py") if "rocq" not in path.parts)
    data = [tree / root / "py.typed" for root in ROOTS] + [tree / "theory" / "references.bib"]
    return {f"unalignable/{path.relative_to(tree).as_posix()}" for path in (*modules, *data)}


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "tree").mkdir()
    return copy(tmp_path / "tree")


def test_every_file_ships_in_a_folder_that_nobody_registered(tree, tmp_path):
    family = tree / "theory" / "a_family_of_tomorrow"
    family.mkdir()
    (family / "a_fact.py").write_text('"""A fact."""\n')
    shipped = build(tree, tmp_path / "wheel")
    wanted = expected(tree)
    assert "unalignable/theory/a_family_of_tomorrow/a_fact.py" in wanted
    assert wanted - shipped == set()
    others = {name for name in shipped - wanted if ".dist-info/" not in name}
    assert not others, f"shipped, but not on disk: {sorted(others)}"


def test_a_list_by_hand_would_be_noticed(tree, tmp_path):
    """The planted bug: packages listed by hand, as they were when somebody last looked."""
    text = (tree / "setup.py").read_text()
    rule = '    packages=[f"unalignable.{name}" for name in FOUND],\n'
    assert rule in text
    (tree / "setup.py").write_text(
        text.replace(rule, '    packages=["unalignable.theory", "unalignable.theory.core"],\n')
    )
    assert expected(tree) - build(tree, tmp_path / "wheel")


def test_this_environment_has_every_file():
    """The installed distribution itself (or, for an editable install, the tree)."""
    from unalignable.theory.core import record

    installed = Path(record.__file__).resolve().parents[2]
    missing = [name for name in expected(ROOT) if not (installed / name.removeprefix("unalignable/")).is_file()]
    assert not missing
