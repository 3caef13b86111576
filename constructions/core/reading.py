"""A pair directory read: strictly, with limits, and with nothing in it believed.

Whatever is wrong with a directory is one line that names the file and the fault (``BrokenPair``); what is read is a
pair of exact networks in the numbers that are stored, and the claims as they stand there.
"""

from __future__ import annotations

import re
import stat
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors

from unalignable.theory.core.console import CallError
from unalignable.theory.core.numbers import Enclosure
from unalignable.theory.core.numbers.array import Array, array, filled

from .certificate import CERTIFICATE, FILES, hashes
from .certificate_record import BrokenPair, read_box, read_certificate, read_claims
from .claims import Claim
from .limits import CHECK, MOST_ENTRIES, TooLarge, effort, fits
from .network import Network
from .networks import INPUTS, SIDES, Networks, doubles, parameters, with_parameters
from .number_text import NotANumber, read_number
from .torch_network import BadArchitecture, from_architecture

LARGEST: Final = 16 * 2**20
"""Bytes of a file."""
DTYPES: Final = (torch.float32, torch.float64)
OPTIONAL: Final = ("target", "labels")
_NAME = re.compile(r"[A-Za-z0-9_]{1,100}(\.[A-Za-z0-9_]{1,100})?")


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
    claims: tuple[Claim, ...]
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
    certificate = read_certificate(file_bytes(directory / CERTIFICATE))
    files = {name: file_bytes(directory / name) for name in FILES}
    for name, found in hashes(certificate, files).items():
        if found != certificate["sha256"][name]:
            raise BrokenPair(f"{name} is not as it was written (SHA-256)")
    tensors = {name.removesuffix(".safetensors"): _tensors(name, data) for name, data in files.items()}
    everything = [values for found in tensors.values() for values in found.values()]
    if len({values.dtype for values in everything}) != 1:
        raise BrokenPair("the tensors are of more than one type, or there are none")
    if sum(values.numel() for values in everything) > MOST_ENTRIES:
        raise BrokenPair(f"the tensors hold more than {MOST_ENTRIES} numbers")
    try:
        with effort(CHECK, "the numbers"):
            networks = _networks(certificate, _numbers(tensors, certificate["numbers"]))
    except TooLarge as error:
        raise BrokenPair(str(error)) from None
    return Stored(
        networks,
        read_claims(certificate["claims"], certificate["keeps"]),
        certificate["construction"],
        certificate["parameters"],
        everything[0].dtype,
    )


def file_bytes(path: Path) -> bytes:
    """What a file holds: a regular one, of at most LARGEST bytes.

    Raises:
        BrokenPair: it is none, or cannot be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device could keep its reader for ever
            raise BrokenPair(f"{path.name} is no file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BrokenPair(f"{path.name}: {error.strerror}") from None
    if len(data) > LARGEST:
        raise BrokenPair(f"{path.name} has more than {LARGEST} bytes")
    return data


# ------------------------------------------------------------------------------------------------------- tensors


def _tensors(name: str, data: bytes) -> dict[str, torch.Tensor]:
    try:
        found: dict[str, torch.Tensor] = load_tensors(data)
    except (SafetensorError, ValueError, KeyError, struct.error, OverflowError, RuntimeError) as error:
        raise BrokenPair(f"{name} is no safetensors file: {ascii(str(error)[:80])[1:-1]}") from None
    for key, values in found.items():
        if not _NAME.fullmatch(key):
            raise BrokenPair(f"{name}: a tensor is named {key[:40]!a}; names are those of a layer's parameters")
        if values.dtype not in DTYPES:
            raise BrokenPair(f"{name}: tensor {key} is {values.dtype}; weights are float32 or float64")
        if not torch.isfinite(values).all():
            raise BrokenPair(f"{name}: tensor {key} holds an infinity or NaN")
        if not 1 <= values.ndim <= 2 or values.numel() == 0:
            raise BrokenPair(f"{name}: tensor {key} has the shape {tuple(values.shape)}")
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
        raise BrokenPair(f"numbers are written for {sorted(left)[0]}, and no such tensor is stored")
    fits(x for named in found.values() for entries in named.values() for x in entries.ravel().tolist())
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
            box=read_box(certificate["box"]),
            target=given.get("target"),
            labels=given.get("labels"),
        )
    except BrokenPair:
        raise
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
