"""The run store: one folder per run, named by the hash of its settings, never half-written, readable by people.

``runs/<hash>/`` holds ``config.json`` (whose SHA-256 begins with the folder's name), ``prediction.json`` (written
before training began), ``metrics.json``, ``tensors.safetensors``, ``files.json`` (SHA-256 of the others) and
``times.json``, the only file that differs when a run is repeated. A run in the making lies in ``runs/.<hash>.part``,
and where the code of one failed is told in ``failed/<hash>.txt``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from unalignable.theory.core.console import CallError, write

from .execute import Outcome
from .record import Json, Run, Tensors
from .settings import Settings

CONFIG: Final = "config.json"
PREDICTION: Final = "prediction.json"
METRICS: Final = "metrics.json"
TENSORS: Final = "tensors.safetensors"
FILES: Final = "files.json"
TIMES: Final = "times.json"
HASHED: Final = (CONFIG, PREDICTION, METRICS, TENSORS)
PART: Final = ".part"


class DamagedRun(CallError):
    """A run's folder is not as it was written."""


def as_text(value: Json) -> str:
    """JSON as the store writes it: the same value is the same bytes, and no NaN."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def key(config: str) -> str:
    """The name of a run's folder.

    Args:
        config: the text of its config.json.
    """
    return hashlib.sha256(config.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Store:
    """The runs of one experiment in one folder."""

    root: Path

    @property
    def runs(self) -> Path:
        """Where the runs lie."""
        return self.root / "runs"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Held by one process at a time; let go when it ends, however it ends. Leftovers of killed runs are removed.

        Raises:
            CallError: another process writes to this folder, or it cannot be made.
        """
        from filelock import FileLock, Timeout

        try:
            self.runs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CallError(f"cannot make the folder {self.runs}: {error.strerror}") from error
        lock = FileLock(self.root / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise CallError(f"another train writes to {self.root}; wait for it, or give another --out") from None
        try:
            self._clean()
            yield
        finally:
            self._clean()
            lock.release()

    def _clean(self) -> None:
        for left in self.runs.glob(f".*{PART}"):
            shutil.rmtree(left)

    def has(self, name: str) -> bool:
        """Whether this run is finished."""
        return (self.runs / name).is_dir()

    def predicted(self, config: str, prediction: str) -> None:
        """Begin a run: its folder in the making holds its settings and the prediction, and nothing else."""
        folder = self._part(key(config))
        folder.mkdir()
        _new(folder / CONFIG, config)
        _new(folder / PREDICTION, prediction)

    def finished(self, name: str, outcome: Outcome) -> None:
        """Add what training and measuring gave, and give the folder its name: from then on the run is finished."""
        from safetensors.numpy import save

        folder = self._part(name)
        predicted = (folder / PREDICTION).stat().st_mtime
        _new(folder / METRICS, as_text(outcome.metrics))
        _new(folder / TENSORS, save(dict(outcome.tensors)))
        _new(folder / FILES, as_text({file: _sha256(folder / file) for file in HASHED}))
        times = {"predicted": predicted, "training_began": outcome.began, "finished": time.time()}
        _new(folder / TIMES, as_text({**times, "seconds": outcome.seconds}))
        folder.rename(self.runs / name)

    def dropped(self, name: str) -> None:
        """Give up a run in the making."""
        shutil.rmtree(self._part(name))

    def traced(self, name: str, text: str) -> None:
        """Keep the traceback of a run that failed, for whoever writes the experiment."""
        (self.root / "failed").mkdir(exist_ok=True)
        write(self.root / "failed" / f"{name}.txt", text)

    def seconds(self, name: str) -> float:
        """How long a finished run took, training and measuring."""
        return float(sum(_json(self.runs / name / TIMES)["seconds"].values()))

    def load(self, config: Settings, name: str) -> tuple[Run[Any], list[Json]]:
        """A finished run, and the claims that were in its folder before training.

        Raises:
            DamagedRun: a file is missing or has been changed; the message says which, and the mend.
        """
        folder = self.runs / name
        hashes = _json(folder / FILES)
        for file in (CONFIG, PREDICTION, METRICS):
            _unchanged(folder / file, hashes)
        prediction = _json(folder / PREDICTION)
        run = Run(config, prediction["numbers"], _json(folder / METRICS), lambda: _tensors(folder / TENSORS, hashes))
        return run, prediction["claims"]

    def _part(self, name: str) -> Path:
        return self.runs / f".{name}{PART}"


def _new(path: Path, content: str | bytes) -> None:
    """A file of a folder that nobody reads yet."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _unchanged(path: Path, hashes: Mapping[str, str]) -> None:
    if not path.is_file() or _sha256(path) != hashes.get(path.name):
        what = "has been changed" if path.is_file() else "is missing"
        raise DamagedRun(f"{path} {what}; delete the folder {path.parent} and run the same command again")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        what = "is no JSON" if path.is_file() else "is missing"
        raise DamagedRun(f"{path} {what}; delete the folder {path.parent} and run the same command again") from None


def _tensors(path: Path, hashes: Mapping[str, str]) -> Tensors:
    from safetensors.numpy import load_file

    _unchanged(path, hashes)
    found: dict[str, np.ndarray[Any, Any]] = load_file(path)
    return found


def keep(path: Path, content: str | bytes) -> None:
    """Write a file only when its content changes, so that its time says when it came to be as it is."""
    raw = content.encode() if isinstance(content, str) else content
    if not path.is_file() or path.read_bytes() != raw:
        write(path, raw)
