"""The recipes are executed: a theorem, a pair and an experiment, the blocks of CONTRIBUTING.md, in a copy of it all."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK, PAIR, TRAINED = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
(PLACE,) = re.findall(r"`theory/(\S+)\.py`, is a complete entry", TEXT)
(NAME,) = re.findall(r"`constructions/(\S+)\.py`, is a complete entry", TEXT)
(EXPERIMENT,) = re.findall(r"`experiments/(\S+)\.py`, is a\s+complete entry", TEXT)
FOLDERS = ("theory", "constructions", "experiments")

ONLY_HERE = """
import sys
sys.path.insert(0, {root!r})
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
"""
VERIFY = """
from unalignable.theory.core import catalogue, judge
assert catalogue.ROOT.is_relative_to({root!r}), catalogue.ROOT
catalogue.check({{{slug!r}: catalogue.get({slug!r})}})
report = judge.verify({slug!r})
print(report.message)
assert report.ok
assert all(report.levels[level] for level in judge.RUN)
"""


def ran(tmp_path, block, place, code, **names):
    """Put a block where it belongs in a copy of the installed packages, and run a script on it there."""
    from unalignable.experiments.core import catalogue

    kept = FOLDERS[: FOLDERS.index(place.split("/")[0]) + 1]  # the arrows: what comes later is not needed
    for folder in kept:
        copy = tmp_path / "unalignable" / folder
        shutil.copytree(catalogue.ROOT.parent / folder, copy, ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "unalignable" / f"{place}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(block, encoding="utf-8")
    script = (ONLY_HERE + code).format(root=str(tmp_path), **names)
    return subprocess.run([sys.executable, "-P", "-c", script], cwd=tmp_path, capture_output=True, text=True)


def verified(tmp_path, block):
    return ran(tmp_path, block, f"theory/{PLACE}", VERIFY, slug=PLACE)


def test_the_recipe_is_a_complete_entry(tmp_path):
    done = verified(tmp_path, BLOCK)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("m.linear_cka(-X, Y), m.linear_cka(X, Y)", "m.linear_cka(-X, Y), -m.linear_cka(X, Y)", "level exact: refuted"),
        ("m.ratio(5, 8)", "m.ratio(5, 9)", "witness: 5/8 should equal 5/9"),
        ('**CORNER, "X": [[1], [1], [1]]', '**CORNER, "X": [[1], [2], [1]]', "has no teeth"),
        ("kornblith2019similarity", "kornblith1919similarity", "which is not in references.bib"),
        ("Sharpness.", "Sharp.", "its docstring has no section 'Sharpness'"),
    ],
)
def test_a_spoiled_recipe_is_refused(tmp_path, old, new, said):
    """Planted: a false claim, a wrong value, a hypothesis without teeth, an unknown source, a missing section."""
    assert old in BLOCK
    done = verified(tmp_path, BLOCK.replace(old, new))
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


CHECK = """
from unalignable.constructions.core import catalogue, conditions, show_screen
assert catalogue.ROOT.is_relative_to({root!r}), catalogue.ROOT
entry = catalogue.get({name!r})
catalogue.check({{{name!r}: entry}})
checked = show_screen.check_defaults(entry)
print(checked.refused, checked.values)
assert checked.holds
known = conditions.Knowledge(same="output", head="linear")
offered = [way for slug, _, way in conditions.ways(known) if slug == {name!r}]
assert offered
"""


def checked(tmp_path, block):
    return ran(tmp_path, block, f"constructions/{NAME}", CHECK, name=NAME)


def test_the_recipe_for_a_pair_is_a_complete_entry(tmp_path):
    done = checked(tmp_path, PAIR)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Linear(-head.weight)", "Linear(head.weight)", "should equal"),
        ("everything(m)", 'everything(m) | {"linear_cka": m.ratio(1, 2)}', "False"),
        ("Repair. ", "Mend.   ", "its docstring has no section 'Repair'"),
        ("CONSTRUCTION = ", "PAIR = ", "defines no CONSTRUCTION"),
    ],
)
def test_a_spoiled_pair_is_refused(tmp_path, old, new, said):
    """Planted: another output, other values, a missing section, no record."""
    assert old in PAIR
    done = checked(tmp_path, PAIR.replace(old, new))
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


TRAIN = """
from unalignable.experiments.core import catalogue
from unalignable.experiments import train
assert catalogue.ROOT.is_relative_to({root!r}), catalogue.ROOT
catalogue.check({{{name!r}: catalogue.get({name!r})}})
(result,) = train({name!r}, out={root!r} + "/results")
print(result.confrontations, result.planted, result.failed)
assert result.holds
assert result.figure.endswith("figure.pdf"), result.figure
"""


def trained(tmp_path, block):
    return ran(tmp_path, block, f"experiments/{EXPERIMENT}", TRAIN, name=EXPERIMENT)


def test_the_recipe_for_an_experiment_is_a_complete_entry(tmp_path):
    done = trained(tmp_path, TRAINED)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('if key == "2.bias" else sign * value', 'if key == "0.weight" else sign * value', "refuted"),
        ("high=0.5", "high=1.5", "confirmed"),
        ("invariance/orthogonal_map", "invariance/orthogonal", "which is not in the catalogue"),
        ("Question. ", "Why.      ", "its docstring has no section 'Question'"),
        ("EXPERIMENT = ", "TRIAL = ", "defines no EXPERIMENT"),
    ],
)
def test_a_spoiled_experiment_is_refused(tmp_path, old, new, said):
    """Planted: another start, a wrong prediction that survives, an unknown theorem, a missing section, no record."""
    assert old in TRAINED
    done = trained(tmp_path, TRAINED.replace(old, new))
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("block", "place"),
    [(BLOCK, "theory/x/negated_features.py"), (PAIR, "constructions/x.py"), (TRAINED, "experiments/x.py")],
)
def test_the_recipe_is_in_the_style_of_the_project(tmp_path, block, place):
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(block, encoding="utf-8")
    ruff, config = [sys.executable, "-m", "ruff"], ["--config", str(ROOT / "pyproject.toml"), str(path)]
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run([*ruff, *command, *config], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_its_imports_are_what_a_theorem_imports():
    assert "from ..core." in BLOCK
    assert "unalignable." not in BLOCK
