"""The suite over other people's packages, each in an environment of its own.

``python -m unalignable.constructions.core.field_trial --out DIR``. Nothing here is a dependency of the project: a
package is installed without its dependencies, over NumPy, torch and the rest of the environment that runs this. The
findings of the last run are in ``field/found.json``; ``--compare`` says what has changed since.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

HOME: Final = "unalignable.constructions.core.field"
FIRST_LINES: Final = "import torch\nfrom unalignable.constructions.core.conformance.stored import stored\n"
MADE: Final = "made.txt"
EXTRA: Final = (
    "coverage",
    "h5py",
    "lightning",
    "networkx",
    "numba",
    "pandas",
    "scikit-image",
    "seaborn",
    "torchtyping",
    "tqdm",
)
"""What packages import besides NumPy, SciPy, torch and matplotlib, installed once for all of them."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A measure of a package, and the lines that call it.

    Attributes:
        requirement: ``package==version``.
        name: of the function in the lines.
        variant: what it is held against.
        code: the lines.
        options: further options of ``unalignable conform``.
    """

    requirement: str
    name: str
    variant: str
    code: str
    options: tuple[str, ...]

    @property
    def package(self) -> str:
        """The name on PyPI."""
        return self.requirement.partition("==")[0]

    @property
    def slug(self) -> str:
        """``package/name``."""
        return f"{self.package}/{self.name}"


def adapters() -> list[Adapter]:
    """All of them, in the order of the file."""
    text = resources.files(HOME).joinpath("adapters.toml").read_text(encoding="utf-8")
    return [
        Adapter(
            package["requirement"],
            measure["name"],
            measure["variant"],
            f"{FIRST_LINES}{package['code'].strip()}\n{measure['code']}",
            tuple(_options(measure)),
        )
        for package in tomllib.loads(text)["package"]
        for measure in package["measure"]
    ]


def _options(measure: dict[str, Any]) -> Iterator[str]:
    if measure.get("models"):
        yield "--models"
    if measure.get("inputs") == "torch":
        yield "--torch"
    if "kind" in measure:
        yield from ("--kind", measure["kind"])


def found() -> dict[str, Any]:
    """Slug of an adapter -> what the suite found when the field was last tried."""
    text = resources.files(HOME).joinpath("found.json").read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(text)
    return record


# ------------------------------------------------------------------------------------------------- environments


def environment(folder: Path, requirement: str) -> Path:
    """The Python of an environment with this package over what runs here; made if it is not there yet.

    Raises:
        subprocess.CalledProcessError: the package cannot be installed.
    """
    home = folder / requirement.replace("==", "-")
    python = home / "bin" / "python"
    shared = folder / "shared"
    if not _holds(shared, EXTRA):
        _made(shared, EXTRA, dependencies=True)
    if not _holds(home, [requirement]):
        _made(home, [requirement], dependencies=False, beneath=_packages(shared))
    return python


def _holds(home: Path, requirements: Sequence[str]) -> bool:
    """Whether the environment was made, to its end, with these packages."""
    made = home / MADE
    return made.exists() and made.read_text(encoding="utf-8").split() == list(requirements)


def _made(home: Path, requirements: Sequence[str], *, dependencies: bool, beneath: Path | None = None) -> None:
    venv.create(home, with_pip=True, clear=True)
    folders = [str(path) for path in (beneath, *_ours()) if path is not None]
    lines = [f"import site; site.addsitedir({folder!r})" for folder in folders]  # with the .pth files that they hold
    (_packages(home) / "beneath.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    more = [] if dependencies else ["--no-deps"]
    pin = _pins(home)
    command = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *more, "-c", str(pin), *requirements]
    subprocess.run(command, check=True)
    (home / MADE).write_text("\n".join(requirements), encoding="utf-8")


def _pins(home: Path) -> Path:
    """What runs here, as constraints: nothing of it may be installed in another version."""
    frozen = subprocess.run(
        [sys.executable, "-m", "pip", "freeze", "--exclude-editable"], check=True, capture_output=True
    )
    lines = [
        line for line in frozen.stdout.decode().splitlines() if "==" in line and not line.startswith("unalignable")
    ]
    pins = home / "pins.txt"
    pins.write_text("\n".join(line.partition("+")[0] for line in lines) + "\n", encoding="utf-8")
    return pins


def _packages(home: Path) -> Path:
    return home / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"


def _ours() -> list[str]:
    """The folders that hold what runs here."""
    return [path for path in sys.path if path.endswith("site-packages")]


# --------------------------------------------------------------------------------------------------------- trial


def tried(adapter: Adapter, python: Path, out: Path) -> dict[str, Any]:
    """One measure through ``unalignable conform``; its JSON and Markdown stay in ``out``."""
    folder = out / adapter.package
    folder.mkdir(parents=True, exist_ok=True)
    module = f"{adapter.package.replace('-', '_')}_{adapter.name}_adapter"
    (folder / f"{module}.py").write_text(adapter.code, encoding="utf-8")
    target = folder / f"{adapter.name}.json"
    call = ["conform", f"{module}:{adapter.name}", "--variant", adapter.variant, *adapter.options, "--markdown"]
    command = [
        str(python),
        "-c",
        "from unalignable.experiments.core.cli import main; main()",
        *call,
        "--json",
        target.name,
    ]
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    (folder / f"{adapter.name}.md").write_text(done.stdout, encoding="utf-8")
    if done.returncode not in (0, 1):
        return {"requirement": adapter.requirement, "variant": adapter.variant, "error": done.stderr.strip()[-500:]}
    return summary(adapter, json.loads(target.read_text(encoding="utf-8")))


def summary(adapter: Adapter, record: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a run: the verdict, what fails and how, the diagnosis, and a line that shows it."""
    checks = record["checks"]
    fails: dict[str, list[str]] = {}
    for check in checks:
        if check["verdict"] == "fails":
            fails.setdefault(check["severity"], []).append(check["slug"])
    small = record["smallest"]
    return {
        "requirement": adapter.requirement,
        "variant": adapter.variant,
        "verdict": record["verdict"],
        "holds": sum(check["verdict"] == "holds" for check in checks),
        "fails": {severity: sorted(slugs) for severity, slugs in sorted(fails.items())},
        "diagnosis": [cause["name"] for cause in record["diagnosis"]],
        "says": [cause["text"] for cause in record["diagnosis"]],
        "shows": small["paste"] if small else next((c["detail"] for c in checks if c["verdict"] == "fails"), ""),
    }


def table(records: dict[str, Any]) -> str:
    """Markdown: a row for each measure of each package."""
    rows = ["| package | measure | against | holds | fails | diagnosis |", "|---|---|---|---|---|---|"]
    for slug, r in records.items():
        if "error" in r:
            rows.append(f"| {r['requirement']} | {slug.partition('/')[2]} | {r['variant']} | | could not be run | |")
            continue
        fails = ", ".join(f"{len(slugs)} {severity}" for severity, slugs in r["fails"].items()) or "none"
        cells = (r["requirement"], slug.partition("/")[2], r["variant"], r["holds"], fails, "; ".join(r["says"]))
        rows.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    shown = (f"`{slug}`:\n\n```python\n{r['shows']}\n```" for slug, r in records.items() if r.get("shows"))
    return "\n".join([*rows, "", *shown]) + "\n"


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is found now and was not, or the other way round."""
    lines = []
    for slug, new in after.items():
        old = before.get(slug)
        if old is None:
            lines.append(f"{slug}: not tried before")
            continue
        was, now = ({slug for slugs in r.get("fails", {}).values() for slug in slugs} for r in (old, new))
        lines += [f"{slug}: {check} holds now" for check in sorted(was - now)]
        lines += [f"{slug}: {check} fails now" for check in sorted(now - was)]
        if old.get("diagnosis") != new.get("diagnosis"):
            lines.append(f"{slug}: diagnosed {new.get('diagnosis')}, before {old.get('diagnosis')}")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the packages; exit code 1 when ``--compare`` finds a change."""
    from rich.progress import track

    parser = argparse.ArgumentParser(
        prog="field_trial", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="where results and environments are written")
    parser.add_argument("--only", action="append", default=[], metavar="PACKAGE", help="this package; may be repeated")
    parser.add_argument("--compare", action="store_true", help="say what has changed since found.json was written")
    given = parser.parse_args(arguments)
    chosen = [a for a in adapters() if not given.only or a.package in given.only]
    if not chosen:
        parser.error(
            f"no adapter of {', '.join(given.only)}; there are {', '.join(sorted({a.package for a in adapters()}))}"
        )
    out = given.out.resolve()
    records = {}
    for adapter in track(chosen, description="the field", transient=True):
        records[adapter.slug] = tried(adapter, environment(out / "environments", adapter.requirement), out)
    (out / "found.json").write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / "table.md").write_text(table(records), encoding="utf-8")
    sys.stdout.write(table(records))
    if given.compare:
        differing = changes(found(), records)
        sys.stdout.write("\n".join(differing or ["as found before"]) + "\n")
        return 1 if differing else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
