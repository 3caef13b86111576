"""What CI runs is what the README says: the reader is tested, on the README and on broken ones."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROMISED = {
    "demo": "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt . && .venv/bin/unalignable demo",
    "tests": "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt '.[test]' && .venv/bin/pytest",
}


def script(name):
    """A helper of CI, loaded from its file."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


readme, pins = script("readme"), script("pins")


def test_the_two_commands_are_read_as_written():
    assert readme.install_commands(README) == PROMISED


@pytest.mark.parametrize("what", ["demo", "tests"])
def test_ci_gets_them_from_the_command_line(what):
    command = [sys.executable, str(ROOT / ".ci" / "readme.py"), what]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == PROMISED[what] + "\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PROMISED["demo"], ""),  # a command is gone
        (PROMISED["demo"], PROMISED["tests"]),  # said twice
        ("/bin/pytest\n", "/bin/pytest \\\n  -x\n"),  # no longer one line
        ("```sh", "~~~sh"),  # no longer in a code block
        ("unalignable demo\n", "unalignable domo\n"),
    ],
)
def test_a_broken_readme_is_refused(tmp_path, old, new):
    assert old in README
    broken = README.replace(old, new)
    with pytest.raises(readme.BrokenReadme):
        readme.install_commands(broken)
    path = tmp_path / "README.md"
    path.write_text(broken, encoding="utf-8")
    done = subprocess.run([sys.executable, str(ROOT / ".ci" / "readme.py"), "demo", str(path)], capture_output=True)
    assert done.returncode == 1
    assert done.stderr.startswith(b"README.md: expected")


def test_table_of_commands_is_read():
    commands = readme.table_commands(README)
    assert len(commands) == len(set(commands)) == README.count("| `unalignable ")
    assert all(command.startswith("unalignable ") for command in commands)


@pytest.mark.parametrize("row", ["| see them | nothing |", "| see them | `a` or `b` |"])
def test_a_row_without_one_command_is_refused(row):
    header = "| I want to … | command |\n|---|---|\n"
    with pytest.raises(readme.BrokenReadme, match="one command"):
        readme.table_commands(README.replace(header, header + row + "\n"))


def test_ci_runs_what_it_read():
    """The script holds no command of its own: it evaluates the two strings and the table."""
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install" not in text
    assert re.search(r"bash -c \"\$demo_command\"", text)
    assert re.search(r"bash -c \"\$tests_command\"", text)
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


def test_the_python_in_the_readme_runs_and_says_the_truth():
    """Every line with a number in its comment has that value."""
    block, *_ = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    names: dict[str, object] = {}
    checked = 0
    for line in block.splitlines():
        code, _, comment = line.partition("  # ")
        promised = re.match(r"-?\d+(\.\d+)?", comment)
        if promised is None:
            exec(code, names)
            continue
        # 1e-12: twelve digits are far from the next statement and far above rounding at n = 4
        assert eval(code, names) == pytest.approx(float(promised[0]), abs=1e-12)
        checked += 1
    assert checked == 2


def test_the_twin_in_the_readme_is_what_it_says():
    """The reader's model, inputs and new inputs: the demo's MLP and digits. Training rounds as the machine does."""
    from collections import OrderedDict

    from torch import nn

    from unalignable.experiments.core.digits import digits, trained_mlp
    from unalignable.theory import linear_cka

    data, trained = digits(), trained_mlp()
    model = nn.Sequential(OrderedDict((f"layer{k - 1}", part) for k, part in enumerate(trained)))
    names = {"linear_cka": linear_cka, "model": model, "x": data.images, "x_new": data.held_out_images}
    _, block, _ = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    *setting, same, cka = block.splitlines()
    exec("\n".join(setting), names)
    assert eval(same.partition("  # ")[0], names) is True
    assert "  # True: " in same
    code, _, comment = cka.partition("  # ")
    value, null = (float(number) for number in re.findall(r"\d\.\d+", comment))
    assert eval(code, names) == pytest.approx(value, abs=0.01)  # two standard deviations over random signs
    assert null == pytest.approx(0.005, abs=0.001)


@pytest.mark.parametrize(
    ("formula", "outcome"),
    [("X = X - X.mean(0); Y = Y - Y.mean(0)", "passed"), ("pass", "failed")],
)
def test_the_test_in_the_readme_tests(tmp_path, formula, outcome):
    """A package of the reader's with the right formula passes, and one that forgets to centre fails."""
    *_, block = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    (tmp_path / "mylib").mkdir()
    (tmp_path / "mylib" / "__init__.py").touch()
    (tmp_path / "mylib" / "metrics.py").write_text(
        f"""import numpy as np
def cka(X, Y):
    {formula}
    return np.sum((X.T @ Y) ** 2) / np.sqrt(np.sum((X.T @ X) ** 2) * np.sum((Y.T @ Y) ** 2))
"""
    )
    (tmp_path / "test_mine.py").write_text(block)
    chosen = "subset_translation or two_samples"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert re.search(rf"^3 {outcome}, \d+ deselected", done.stdout.replace("=", "").strip(), re.MULTILINE), done.stdout


def test_one_screen_before_the_first_heading_with_both_commands():
    title, _, rest = README.partition("\n## ")
    assert len(title.splitlines()) <= 40
    assert title.startswith("# unalignable\n")
    assert all(command in title for command in PROMISED.values())
    assert rest


def test_pins_are_held_against_what_is_installed():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert pins.unpinned(text, {"torch": "2.13.0+cpu", "numpy": "2.4.6", "nvidia-cublas": "1"}) == []
    assert pins.unpinned(text, {"numpy": "2.4.5"}) == ["numpy==2.4.5 is installed, constraints.txt has 2.4.6"]
    assert pins.unpinned(text, {"leftpad": "1.0"}) == ["leftpad==1.0 is installed, constraints.txt has no pin"]


def test_torch_is_pinned_as_promised():
    assert "\ntorch==2.13.0\n" in (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_versions_agree():
    from unalignable.theory.core import export

    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    released = re.search(r'^version = "(.*)"', project, re.MULTILINE)[1]
    assert f"\nversion: {released}\n" in cff
    assert f'date-released: "{export.RELEASED}-' in cff
    assert f"## {released} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_nothing_claims_to_be_new():
    """The wording that the project does not use of itself."""
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff", "pyproject.toml"):
        said = re.findall(
            r"\b(novel|for the first time|the first to|state[- ]of[- ]the[- ]art)\b", (ROOT / name).read_text()
        )
        assert not said, name
