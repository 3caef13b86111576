"""The pair directory: weights, inputs and a certificate, without pickle.

``f.safetensors``, ``g.safetensors`` and ``inputs.safetensors`` hold the floats; ``certificate.json`` the architecture,
the numbers that the floats only round, the claims, and the SHA-256 of each file (of itself too, hashes left out), which
catches accidents. The claims are shown again by ``check.py``.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import save

from unalignable.theory.core.console import CallError
from unalignable.theory.core.numbers.array import Array

from .claims import Claim
from .networks import Networks, is_stored
from .number_text import write_number
from .torch_network import architecture, smallest_dtype, tensor

FORMAT: Final = 1
"""Of the directory; it rises when a reader of the old format could not read the new."""
CERTIFICATE: Final = "certificate.json"
FILES: Final = ("f.safetensors", "g.safetensors", "inputs.safetensors")
FURTHER: Final = ("twist.safetensors", "figure.png", "f.onnx", "g.onnx")
"""Files that may be replaced with the others."""
KEYS: Final = (
    "format",
    "construction",
    "parameters",
    "keeps",
    "box",
    "networks",
    "numbers",
    "sha256",
    "claims",
    "versions",
)


def content(
    networks: Networks, claims: list[Claim], construction: str | None, parameters: Mapping[str, str]
) -> dict[str, bytes]:
    """File name -> bytes, of a pair directory."""
    files = networks.tensors()
    dtype = smallest_dtype(files)
    raw = {f"{name}.safetensors": _saved(tensors, dtype) for name, tensors in files.items()}
    certificate = {
        "format": FORMAT,
        "construction": construction,
        "parameters": dict(parameters),
        "keeps": networks.keeps,
        "box": None if networks.box is None else [[str(low), str(high)] for low, high in networks.box],
        "networks": {
            name: {"inputs": network.inputs, "layers": architecture(network), "representation": layer}
            for name, network, layer in networks.sides()
        },
        "numbers": {
            f"{file}/{name}": _written(entries)
            for file, tensors in files.items()
            for name, entries in tensors.items()
            if not all(is_stored(x) for x in entries.ravel().tolist())
        },
        "claims": [asdict(claim) for claim in claims],
        "versions": versions(),
    }
    certificate["sha256"] = hashes(certificate, raw)
    text = json.dumps(certificate, indent=1, ensure_ascii=False) + "\n"
    return {**raw, CERTIFICATE: text.encode()}


def hashes(certificate: Mapping[str, Any], raw: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file; of the certificate, of its data without the hashes."""
    data = {key: value for key, value in certificate.items() if key != "sha256"}
    own = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return {name: hashlib.sha256(some).hexdigest() for name, some in {**raw, CERTIFICATE: own.encode()}.items()}


def _saved(tensors: Mapping[str, Array], dtype: torch.dtype) -> bytes:
    found: bytes = save({name: tensor(entries, dtype).contiguous() for name, entries in tensors.items()})
    return found


def _written(entries: Array) -> Any:
    """Nested lists of exact numbers as text."""
    if entries.ndim > 1:
        return [_written(row) for row in entries]
    return [write_number(x) for x in entries.tolist()]


def versions() -> dict[str, str]:
    """What the directory was written with."""
    names = ("unalignable", "numpy", "python-flint", "safetensors", "torch")
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in names}}


def write_directory(directory: Path, files: Mapping[str, bytes]) -> None:
    """Write a pair directory whole, or not at all; one that stands there already is replaced.

    Raises:
        CallError: something else stands there, or it cannot be written.
    """
    free(directory)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=directory.parent, prefix=f".{directory.name}."))
    except OSError as error:
        raise CallError(f"cannot write {directory}: {error.strerror}") from error
    try:
        for name, data in files.items():
            (fresh / name).write_bytes(data)
        fresh.chmod(0o755)
        _exchange(fresh, directory)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def free(directory: Path) -> None:
    """Nothing stands there that may not be replaced.

    Raises:
        CallError: something other than a pair or a twin does.
    """
    if directory.exists() and not _may_go(directory):
        raise CallError(f"{directory} holds something other than a pair; choose a folder that does not exist yet")


def _may_go(directory: Path) -> bool:
    """Whether it is an empty folder, or a pair directory and nothing else."""
    if not directory.is_dir():
        return False
    names = {path.name for path in directory.iterdir()}
    return not names or (CERTIFICATE in names and names <= {*FILES, *FURTHER, CERTIFICATE})


def _exchange(fresh: Path, directory: Path) -> None:
    if not directory.exists():
        fresh.rename(directory)
        return
    old = Path(tempfile.mkdtemp(dir=directory.parent, prefix=f".{directory.name}."))
    old.rmdir()
    directory.rename(old)
    try:
        fresh.rename(directory)
    except BaseException:
        old.rename(directory)
        raise
    shutil.rmtree(old, ignore_errors=True)
