"""A pair directory read: strictly, with limits, and with nothing in it believed.

Whatever is wrong with a directory is one line that names the file and the fault (``BrokenPair``); what is read is a
pair of exact networks in the numbers that are stored, and the claims as they stand there.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import torch
from flint import fmpq
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors

from unalignable.theory.core.console import CallError
from unalignable.theory.core.knowledge import Same
from unalignable.theory.core.numbers import Enclosure
from unalignable.theory.core.numbers.array import Array, array, filled

from .certificate import CERTIFICATE, FILES, FORMAT, KEYS
from .claims import Claim
from .network import Network
from .networks import INPUTS, SIDES, Networks, doubles, parameters, with_parameters
from .number_text import NotANumber, read_number
from .torch_network import BadArchitecture, from_architecture

LARGEST: Final = 64 * 2**20
"""Bytes of a file."""
MOST_ENTRIES: Final = 2_000_000
"""Numbers in a directory."""
MOST_CLAIMS: Final = 100
DTYPES: Final = (torch.float32, torch.float64)
OPTIONAL: Final = ("target", "labels")


class BrokenPair(ValueError):
    """The directory is no pair directory, or its files do not fit together; one line that says where."""


@dataclass(frozen=True, eq=False)
class Stored:
    """What a directory holds.

    Attributes:
        networks: with the exact weights: those written as numbers, else the floats themselves.
        claims: as they stand in the certificate.
        construction, parameters: what it says it was built from.
        dtype: of the tensors.
    """

    networks: Networks
    claims: list[Claim]
    construction: str | None
    parameters: dict[str, str]
    dtype: torch.dtype


def read(directory: Path) -> Stored:
    """Read a pair directory.

    Raises:
        CallError: there is no such directory.
        BrokenPair: it is not as a pair directory has to be.
    """
    if not directory.is_dir():
        raise CallError(f"{directory} is no directory; unalignable build SLUG --out {directory} makes one")
    certificate = _certificate(directory / CERTIFICATE)
    files = {name: _bytes(directory / name) for name in FILES}
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != certificate["sha256"].get(name):
            raise BrokenPair(f"{name} is not the file that the certificate was written for (SHA-256)")
    tensors = {name.removesuffix(".safetensors"): _tensors(name, data) for name, data in files.items()}
    dtypes = {t.dtype for found in tensors.values() for t in found.values()}
    if len(dtypes) != 1:
        raise BrokenPair("the tensors are of more than one type, or there are none")
    numbers = _numbers(tensors, certificate["numbers"])
    networks = _networks(certificate, numbers)
    return Stored(
        networks, _claims(certificate["claims"]), certificate["construction"], certificate["parameters"], dtypes.pop()
    )


# --------------------------------------------------------------------------------------------------- the certificate


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise BrokenPair(f"{path.name} has more than {LARGEST} bytes")
        return path.read_bytes()
    except OSError as error:
        raise BrokenPair(f"{path.name}: {error.strerror}") from None


def _certificate(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(path).decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BrokenPair(f"{CERTIFICATE} is no JSON: {str(error)[:80]}") from None
    if not isinstance(found, dict) or set(found) != set(KEYS):
        raise BrokenPair(f"{CERTIFICATE} must have exactly the keys {', '.join(KEYS)}")
    if type(found["format"]) is not int or found["format"] != FORMAT:
        raise BrokenPair(f"{CERTIFICATE} is of format {str(found['format'])[:20]}; this version reads {FORMAT}")
    for key in ("parameters", "sha256", "versions"):
        texts = found[key]
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            raise BrokenPair(f"{key} must be a record of texts")
    if set(found["sha256"]) != set(FILES):
        raise BrokenPair(f"sha256 must name the files {', '.join(FILES)}")
    if found["construction"] is not None and not isinstance(found["construction"], str):
        raise BrokenPair("construction must be a name or null")
    if found["keeps"] is not None and found["keeps"] not in get_args(Same):
        raise BrokenPair(f"keeps must be null or one of {', '.join(get_args(Same))}")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BrokenPair(f"{CERTIFICATE} gives a key twice")
    return found


def _no_constant(text: str) -> Any:
    raise BrokenPair(f"{CERTIFICATE} holds {text}, which is no JSON number")


def _claims(records: Any) -> list[Claim]:
    if not isinstance(records, list) or len(records) > MOST_CLAIMS:
        raise BrokenPair(f"claims must be a list of at most {MOST_CLAIMS}")
    found = [_claim(record) for record in records]
    named = [claim.claim for claim in found]
    if twice := {name for name in named if named.count(name) > 1}:
        raise BrokenPair(f"two claims about {', '.join(sorted(twice))}")
    return found


def _claim(record: Any) -> Claim:
    keys = ("claim", "scope", "value", "kind", "how")
    if not isinstance(record, dict) or set(record) != set(keys):
        raise BrokenPair(f"a claim has the keys {', '.join(keys)}")
    if not all(isinstance(record[key], str) or (key == "value" and record[key] is None) for key in keys):
        raise BrokenPair("the entries of a claim are texts; only its value may be null")
    return Claim(**record)


# ------------------------------------------------------------------------------------------------------- tensors


def _tensors(name: str, data: bytes) -> dict[str, torch.Tensor]:
    try:
        found: dict[str, torch.Tensor] = load_tensors(data)
    except (SafetensorError, ValueError, KeyError, struct.error, OverflowError, RuntimeError) as error:
        raise BrokenPair(f"{name} is no safetensors file: {str(error)[:80]}") from None
    for key, values in found.items():
        if values.dtype not in DTYPES:
            raise BrokenPair(f"{name}: tensor {key!r} is {values.dtype}; weights are float32 or float64")
        if not torch.isfinite(values).all():
            raise BrokenPair(f"{name}: tensor {key!r} holds an infinity or NaN")
        if not 1 <= values.ndim <= 2 or values.numel() == 0:
            raise BrokenPair(f"{name}: tensor {key!r} has the shape {tuple(values.shape)}")
    if sum(values.numel() for values in found.values()) > MOST_ENTRIES:
        raise BrokenPair(f"{name} holds more than {MOST_ENTRIES} numbers")
    return found


def _numbers(tensors: Mapping[str, Mapping[str, torch.Tensor]], written: Any) -> dict[str, dict[str, Array]]:
    """The exact entries of every tensor: the floats, or the numbers that they were said to round, and do."""
    if not isinstance(written, dict):
        raise BrokenPair("numbers must be a record")
    found: dict[str, dict[str, Array]] = {}
    left = set(written)
    for file, named in tensors.items():
        found[file] = {}
        for name, values in named.items():
            key = f"{file}/{name}"
            left.discard(key)
            found[file][name] = _exact(key, values, written[key]) if key in written else array(values.double().numpy())
    if left:
        raise BrokenPair(f"numbers are written for {', '.join(sorted(left)[:3])}, and no such tensor is stored")
    return found


def _exact(key: str, values: torch.Tensor, written: Any) -> Array:
    rows = written if values.ndim > 1 else [written]
    height, width = values.shape if values.ndim > 1 else (1, *values.shape)
    shaped = isinstance(rows, list) and len(rows) == height
    if not shaped or not all(isinstance(row, list) and len(row) == width for row in rows):
        raise BrokenPair(f"the numbers of {key} are not of its shape {tuple(values.shape)}")
    try:
        entries = [read_number(text) for row in rows for text in row]
        exact = filled(entries, tuple(values.shape))
        rounded = torch.from_numpy(doubles(exact)).to(values.dtype)
    except (NotANumber, OverflowError) as error:
        raise BrokenPair(f"the numbers of {key}: {error}") from None
    if any(isinstance(x, Enclosure) for x in entries):
        raise BrokenPair(f"the numbers of {key}: an enclosure is no weight")
    if not torch.equal(rounded, values):
        at = (rounded != values).nonzero()[0].tolist()
        raise BrokenPair(
            f"{key} at {at} is {float(values[tuple(at)])!r}, which does not round the number written for it"
        )
    return exact


# ------------------------------------------------------------------------------------------------------ networks


def _networks(certificate: Mapping[str, Any], numbers: Mapping[str, Mapping[str, Array]]) -> Networks:
    records = certificate["networks"]
    if not isinstance(records, dict) or set(records) != set(SIDES):
        raise BrokenPair("networks must be a record of f and g")
    given = numbers[INPUTS]
    if INPUTS not in given or not set(given) <= {INPUTS, *OPTIONAL} or any(a.ndim != 2 for a in given.values()):
        raise BrokenPair(f"inputs.safetensors must hold the matrix inputs, and besides only {' and '.join(OPTIONAL)}")
    f, g = (_network(name, records[name], numbers[name]) for name in SIDES)
    try:
        return Networks(
            inputs=given[INPUTS],
            f=f,
            g=g,
            layers=(records["f"]["representation"], records["g"]["representation"]),
            keeps=certificate["keeps"],
            box=_box(certificate["box"]),
            target=given.get("target"),
            labels=given.get("labels"),
        )
    except ValueError as error:
        raise BrokenPair(str(error)) from None


def _network(name: str, record: Any, tensors: Mapping[str, Array]) -> Network:
    if not isinstance(record, dict) or set(record) != {"inputs", "layers", "representation"}:
        raise BrokenPair(f"network {name} has the keys inputs, layers, representation")
    if type(record["inputs"]) is not int or not isinstance(record["representation"], str):
        raise BrokenPair(f"network {name}: inputs is a number, representation the name of a layer")
    try:
        network = from_architecture(record["layers"], record["inputs"])
    except BadArchitecture as error:
        raise BrokenPair(f"network {name}: {error}") from None
    shapes = {key: entries.shape for key, entries in parameters(network).items()}
    stored = {key: entries.shape for key, entries in tensors.items()}
    if shapes != stored:
        raise BrokenPair(f"{name}.safetensors holds {_shown(stored)}, and its architecture has {_shown(shapes)}")
    return with_parameters(network, tensors)


def _shown(shapes: Mapping[str, tuple[int, ...]]) -> str:
    text = ", ".join(f"{name} {shape}" for name, shape in sorted(shapes.items())) or "nothing"
    return text if len(text) <= 200 else f"{text[:197]}..."


def _box(sides: Any) -> list[tuple[fmpq, fmpq]] | None:
    if sides is None:
        return None
    try:
        box = [tuple(read_number(text) for text in side) for side in sides]
    except (TypeError, NotANumber) as error:
        raise BrokenPair(f"the box: {error}") from None
    if not all(len(side) == 2 and all(isinstance(x, fmpq) for x in side) and side[0] < side[1] for side in box):
        raise BrokenPair("the box must be pairs of rationals, the lower one first")
    return [(low, high) for low, high in box]
