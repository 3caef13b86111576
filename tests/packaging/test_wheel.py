"""What ships: every file of the three roots, found by a rule and held against the disk."""

import os
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
        shutil.copytree(ROOT / root, to / root, ignore=shutil.ignore_patterns("__pycache__", "*.vo*", "*.glob"))
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, to)
    return to


def expected(tree: Path) -> set[str]:
    """Every module of the three roots, and the data that must lie beside them."""
    modules = (path for root in ROOTS for path in (tree / root).rglob("*.py") if "rocq" not in path.parts)
    data = [tree / root / "py.typed" for root in ROOTS] + [tree / "theory" / "references.bib"]
    data += [tree / "constructions" / "core" / "field" / name for name in ("adapters.toml", "found.json")]
    data += [*(tree / "theory" / "rocq").rglob("*.v")]
    data += [tree / "theory" / "rocq" / name for name in ("_CoqProject", "Makefile", "statements.md")]
    return {f"unalignable/{path.relative_to(tree).as_posix()}" for path in (*modules, *data)}


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "tree").mkdir()
    return copy(tmp_path / "tree")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A tree with one more family, the folder of its wheel, and the files in it."""
    folder = tmp_path_factory.mktemp("built")
    tree, wheel = folder / "tree", folder / "wheel"
    tree.mkdir()
    family = copy(tree) / "theory" / "a_family_of_tomorrow"
    family.mkdir()
    (family / "a_fact.py").write_text('"""A fact."""\n')
    return tree, wheel, build(tree, wheel)


def test_every_file_ships_in_a_folder_that_nobody_registered(built):
    tree, _, shipped = built
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


def test_from_the_wheel_pytest_has_the_conformance_suite(built, tmp_path):
    """Unpacked, as pip does, and found before what this environment has; in a project that has folders as we do."""
    site, project = tmp_path / "site", tmp_path / "project"
    with zipfile.ZipFile(next(built[1].glob("*.whl"))) as archive:
        archive.extractall(site)
    shutil.rmtree(site / "unalignable" / "theory" / "a_family_of_tomorrow")  # no theorem
    for name in ("theory", "experiments", "constructions"):
        (project / name).mkdir(parents=True)
        (project / name / "__init__.py").write_text("")
    (project / "mine.py").write_text(
        "import unalignable.theory as ours\n\ndef pwcca(X, Y):\n    return ours.pwcca(X, Y)\n"
    )
    (project / "test_mine.py").write_text(
        "from unalignable.constructions import parametrize_with_theorems\nfrom mine import pwcca\n\n"
        '@parametrize_with_theorems(pwcca, "pwcca")\ndef test_mine(theorem):\n    theorem()\n\n'
        "def test_where():\n    import unalignable.theory\n"
        f"    assert unalignable.theory.__file__.startswith({str(site)!r})\n"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-k", "rotation or where", "--measure", "mine:pwcca"]
    done = subprocess.run(
        [*command, "--variant", "pwcca", "test_mine.py"],
        cwd=project,
        env=environment | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
