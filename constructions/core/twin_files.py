"""A twin on disk, without pickle: parameters, the twist as numbers, the inputs it was checked on, and a certificate.

``g.safetensors`` has the keys of the model's ``state_dict``; ``twist.safetensors`` is all that makes the twin of the
model. The certificate says what is claimed, on which inputs; ``check_twin`` shows it again and believes nothing.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from unalignable.theory.core.console import CallError

from .activations import identical
from .certificate import CERTIFICATE, versions, write_directory
from .insertion import insert
from .reading import file_bytes
from .twin import Twin
from .twin_claims import claimed
from .twin_report import TwinReport
from .twist_file import BrokenTwin, read_tensors, read_twist, saved, write_twist

FORMAT: Final = 1
STATE, TWIST, INPUTS, FIGURE = "g.safetensors", "twist.safetensors", "inputs.safetensors", "figure.png"
FILES: Final = (STATE, TWIST, INPUTS, CERTIFICATE)
LABELS: Final = "labels"
"""Name of the labels among the inputs' tensors."""


def save_twin(
    twin: Twin,
    found: TwinReport,
    inputs: Any,
    directory: Path | str,
    *,
    labels: Any = None,
    model: str | None = None,
    figure: bytes | None = None,
) -> None:
    """Write a twin's directory, whole or not at all.

    Args:
        twin: the pair.
        found: what ``report`` said of it on these inputs.
        inputs: a tensor, a tuple or a dict of tensors (and plain values); they are stored.
        directory: made, or replaced if it holds a twin or a pair and nothing else.
        labels: those that the report was given; words are stored as the numbers of their classes, in sorted order.
        model: where the model comes from, as MODULE:CALLABLE, for whoever checks it.
        figure: a PNG.

    Raises:
        CallError: something else stands there, it cannot be written, or the state or the inputs are not tensors.
    """
    stored, structure = _flat(inputs)
    if labels is not None:
        stored[LABELS] = _numbered(labels)
    raw = {
        STATE: saved(_state(twin.g)),
        TWIST: write_twist(twin.twist, twin.layer, twin.inside.output),
        INPUTS: saved(stored),
    }
    certificate = {
        "format": FORMAT,
        "kind": "twin",
        "model": model,
        "class": type(twin.f).__name__,
        "inputs": structure,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in raw.items()},
        "claims": claimed(found),
        "report": found.as_json(),
        "versions": versions(),
    }
    raw[CERTIFICATE] = (json.dumps(certificate, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
    write_directory(Path(directory), raw | ({} if figure is None else {FIGURE: figure}))


def load_twin(model: nn.Module, directory: Path | str) -> Twin:
    """Rebuild a twin from the model and the twist that is stored.

    Args:
        model: with the parameters that the twin was made with; it is copied, not changed.
        directory: as ``save_twin`` or ``unalignable twin`` wrote it.

    Returns:
        The pair; its ``inputs`` are those that were checked.

    Raises:
        CallError: there is no such directory.
        BrokenTwin: it is not a twin's, or the model's parameters are not those of the twin.
        UnknownLayer: the model has no such layer.
    """
    return load_stored(model, directory)[0]


def load_stored(model: nn.Module, directory: Path | str) -> tuple[Twin, Tensor | None, dict[str, Any]]:
    """The same, with the labels and the certificate."""
    certificate, files = read_twin(directory)
    _same_state(model, read_tensors(STATE, files[STATE]))
    twist, layer, output = read_twist(TWIST, files[TWIST])
    inputs, labels = _inputs(certificate, files)
    g = copy.deepcopy(model)
    inside = insert(g, layer, twist, output)
    return Twin(model, g, layer, inputs, twist, inside), labels, certificate


def _inputs(certificate: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[Any, Tensor | None]:
    """The inputs as the model takes them, and the labels."""
    stored = read_tensors(INPUTS, files[INPUTS])
    labels = stored.pop(LABELS, None)
    try:
        return _nested(certificate["inputs"], stored), labels
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenTwin(f"{CERTIFICATE} and {INPUTS} do not fit together: {type(error).__name__}: {error}") from error


def read_twin(directory: Path | str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The certificate and the tensor files, their hashes compared.

    Raises:
        CallError: there is no such directory.
        BrokenTwin: a file is missing or is not the one that the certificate was written for.
    """
    directory = Path(directory)
    if not directory.is_dir():
        raise CallError(f"{directory} is no directory; unalignable twin … --out {directory} makes one")
    certificate = certificate_of(directory)
    if certificate is None:
        raise BrokenTwin(f"{directory} is not a twin's directory: {CERTIFICATE} does not say so")
    claims, hashes = certificate.get("claims"), certificate.get("sha256")
    if not (isinstance(claims, list) and all(isinstance(c, dict) and "claim" in c for c in claims)):
        raise BrokenTwin(f"{CERTIFICATE} has no list of claims")
    if not isinstance(hashes, dict):
        raise BrokenTwin(f"{CERTIFICATE} has no hashes")
    files = {}
    for name in FILES[:3]:
        if not (directory / name).is_file():
            raise BrokenTwin(f"{directory} has no {name}")
        files[name] = (directory / name).read_bytes()
        if hashlib.sha256(files[name]).hexdigest() != hashes.get(name):
            raise BrokenTwin(f"{name} is not the file that the certificate was written for (SHA-256)")
    return certificate, files


def certificate_of(directory: Path) -> dict[str, Any] | None:
    """The certificate, if it is a twin's."""
    try:
        found = json.loads(file_bytes(directory / CERTIFICATE).decode("utf-8"))
    except (ValueError, RecursionError):  # no regular file, too large a one, or no JSON
        return None
    return found if isinstance(found, dict) and found.get("kind") == "twin" else None


def _state(module: nn.Module) -> dict[str, Tensor]:
    state = module.state_dict()
    if other := [key for key, value in state.items() if not isinstance(value, Tensor)]:
        raise CallError(f"the state_dict has {other[0]!r}, which is not a tensor; it cannot be stored without pickle")
    return dict(state)


def _same_state(model: nn.Module, stored: Mapping[str, Tensor]) -> None:
    own = _state(model)
    if missing := sorted(set(own) ^ set(stored)):
        raise BrokenTwin(f"the model's state_dict and {STATE} have different keys: {missing[0]!r} is in one alone")
    for key, value in own.items():
        if not identical(value.cpu(), stored[key]):
            raise BrokenTwin(
                f"{key} differs in the model and in {STATE}; give the model that the twin was made of, or load these"
                f" parameters into it first: model.load_state_dict(safetensors.torch.load_file('…/{STATE}'))"
            )


def _flat(inputs: Any) -> tuple[dict[str, Tensor], Any]:
    """The tensors of the inputs by name, and how they are put together again: names, and plain values as they are.

    Raises:
        CallError: something else is in them.
    """
    if isinstance(inputs, Tensor):
        return {"input": inputs}, "input"
    items = inputs.items() if isinstance(inputs, Mapping) else enumerate(inputs)
    found: dict[str, Tensor] = {}
    structure: list[Any] = []
    for key, value in items:
        if isinstance(value, Tensor):
            found[f"input.{key}"] = value
            structure.append([key, f"input.{key}"])
        elif value is None or isinstance(value, bool | int | float | str):
            structure.append([key, {"value": value}])
        else:
            raise CallError(f"input {key!r} is {type(value).__name__}; tensors and plain values can be stored")
    return found, structure


def _numbered(labels: Any) -> Tensor:
    """Labels as a tensor."""
    if isinstance(labels, Tensor):
        return labels
    values = np.asarray(labels)
    return torch.from_numpy(np.unique(values, return_inverse=True)[1] if values.dtype.kind in "US" else values.copy())


def _nested(structure: Any, stored: Mapping[str, Tensor]) -> Any:
    """What ``_flat`` took apart."""
    if isinstance(structure, str):
        return stored[structure]
    items = {key: stored[value] if isinstance(value, str) else value["value"] for key, value in structure}
    return tuple(items.values()) if all(isinstance(key, int) for key in items) else items
