"""A project of somebody else's, in which pytest is run as they would run it."""

import os
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]["pytest11"]
MYLIB = """
from unalignable import theory


def pwcca(X, Y):
    return theory.pwcca(X, Y)


def squared(X, Y):
    return theory.pwcca(X, Y) ** 2


def of_tensors(X, Y):
    assert type(X).__name__ == "Tensor"
    return theory.pwcca(X, Y)


class Streamed:
    def __init__(self):
        self.batches = []

    def update(self, X, Y):
        self.batches.append((X, Y))

    def compute(self):
        return theory.minibatch_cka(self.batches)


class Metric:
    def __init__(self, power=1):
        self.power = power

    def value(self, X, Y):
        return theory.pwcca(X, Y) ** self.power
"""
SEVERAL = """
import contextlib, io, json, sys
import pytest

runs = []
for arguments in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        code = int(pytest.main(arguments))
    runs.append([code, out.getvalue()])
print(json.dumps(runs))
"""


class Project:
    """A folder with a package and tests, and folders called as ours are."""

    def __init__(self, folder, site):
        self.folder, self.site = folder, site
        self.write("mylib/__init__.py", "")
        self.write("mylib/metrics.py", MYLIB)
        for name in ("theory", "experiments", "constructions"):
            self.write(f"{name}/__init__.py", "")
            self.write(f"{name}/core.py", "raise ImportError('a folder of the project was taken for ours')")
        self.write("tests/test_own.py", "def test_own():\n    pass\n")
        self.write("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = ['tests']\n")

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def run(self, command, folder=""):
        """Run a command in the project."""
        hidden = (
            "PYTEST_ADDOPTS",
            "PYTEST_PLUGINS",
            "PYTEST_XDIST_WORKER",
            "PYTEST_CURRENT_TEST",
            "PYTHONDONTWRITEBYTECODE",
        )
        environment = {key: value for key, value in os.environ.items() if key not in hidden}
        environment |= {"PYTHONPATH": str(self.site), "COLUMNS": "200"}
        return subprocess.run(
            command, cwd=self.folder / folder, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    def pytest(self, *arguments, folder=""):
        """Run ``python -m pytest``."""
        return self.run([sys.executable, "-m", "pytest", *arguments], folder)

    def several(self, *runs):
        """Exit code and output of several runs, one after the other in one process, which is much cheaper."""
        import json

        done = self.run([sys.executable, "-c", SEVERAL, json.dumps(runs)])
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """What an installation adds: the entry points of pyproject.toml, also where it was installed before they were."""
    folder = tmp_path_factory.mktemp("site")
    info = folder / "unalignable-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: unalignable\nVersion: 0.1.0\n")
    lines = ["[pytest11]", *(f"{name} = {module}" for name, module in DECLARED.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture
def project(tmp_path, site):
    return Project(tmp_path / "project", site)
