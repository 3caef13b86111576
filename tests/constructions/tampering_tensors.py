"""Single changes of the tensor files of a pair directory, of every kind, drawn from a seed.

A directory is a dict of file name -> bytes (None: no such file; a callable makes it on disk). A change alters it and
says what it did, or gives None where there is nothing of the kind.
"""

import json
import math
import os
import struct

CERTIFICATE = "certificate.json"
TENSORS = ("f.safetensors", "g.safetensors", "inputs.safetensors")
LETTERS = {"F32": "f", "F64": "d"}


# ------------------------------------------------------------------------------------------------ tensor files


def opened(data):
    """(header, body) of a safetensors file."""
    (size,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8 : 8 + size]), data[8 + size :]


def closed(header, body):
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + body


def named(rng, files):
    """A file, and a tensor in it: (file name, header, body, tensor name)."""
    name = rng.choice(TENSORS)
    header, body = opened(files[name])
    return name, header, body, rng.choice([key for key in header if key != "__metadata__"])


def floats(header, body, key):
    low, high = header[key]["data_offsets"]
    code = LETTERS[header[key]["dtype"]]
    return list(struct.unpack(f"<{(high - low) // struct.calcsize(code)}{code}", body[low:high]))


def with_floats(header, body, key, values):
    low, high = header[key]["data_offsets"]
    code = LETTERS[header[key]["dtype"]]
    largest = 3.4e38 if code == "f" else math.inf
    values = [math.copysign(largest, x) if abs(x) > largest and math.isfinite(x) else x for x in values]
    return closed(header, body[:low] + struct.pack(f"<{len(values)}{code}", *values) + body[high:])


def flipped_bit(rng, files):
    name, header, body, key = named(rng, files)
    low, high = header[key]["data_offsets"]
    at = rng.randrange(8 * low, 8 * high)
    raw = bytearray(body)
    raw[at // 8] ^= 1 << at % 8
    files[name] = closed(header, bytes(raw))
    return f"bit {at} of {name}"


def flipped_header_bit(rng, files):
    name = rng.choice(TENSORS)
    raw = bytearray(files[name])
    at = rng.randrange(8 * (8 + struct.unpack("<Q", raw[:8])[0]))
    raw[at // 8] ^= 1 << at % 8
    files[name] = bytes(raw)
    return f"bit {at} of the header of {name}"


def _entry(change):
    def apply(rng, files):
        name, header, body, key = named(rng, files)
        values = floats(header, body, key)
        at = rng.randrange(len(values))
        before, values[at] = values[at], change(rng, values[at], LETTERS[header[key]["dtype"]])
        files[name] = with_floats(header, body, key, values)
        return f"{name} {key}[{at}]: {before!r} -> {values[at]!r}"

    return apply


def _next(rng, x, code):
    towards = rng.choice([-math.inf, math.inf])
    if code == "d":
        return math.nextafter(x, towards)
    (bits,) = struct.unpack("<i", struct.pack("<f", x))
    step = 1 if (x < 0) != (towards > 0) else -1
    return struct.unpack("<f", struct.pack("<i", bits + step if x else 1))[0]


one_ulp = _entry(_next)
negated = _entry(lambda rng, x, code: -x)
doubled = _entry(lambda rng, x, code: 2 * x)
special = _entry(lambda rng, x, code: rng.choice([math.nan, math.inf, -math.inf]))
extreme = _entry(lambda rng, x, code: rng.choice([1e308, -1e308, 5e-324, 1e-310, 1e30, 1e-30]))
replaced = _entry(lambda rng, x, code: rng.choice([0.0, -0.0, 1.0, -1.0, 0.5, 3.0]))


def swapped_entries(rng, files):
    name, header, body, key = named(rng, files)
    values = floats(header, body, key)
    i, j = rng.randrange(len(values)), rng.randrange(len(values))
    values[i], values[j] = values[j], values[i]
    files[name] = with_floats(header, body, key, values)
    return f"{name} {key}: entries {i} and {j} swapped"


def reshaped(rng, files):
    name, header, body, key = named(rng, files)
    shape = header[key]["shape"]
    header[key]["shape"] = rng.choice([shape[::-1], [*shape, 1], [math.prod(shape)], [1, *shape], []])
    files[name] = closed(header, body)
    return f"{name} {key}: {shape} as {header[key]['shape']}"


def absurd_shape(rng, files):
    name, header, body, key = named(rng, files)
    header[key]["shape"] = rng.choice([[2**40, 2**40], [-1, 4], [0, 3], [2**63], [4096, 4096], "many", [1.5]])
    files[name] = closed(header, body)
    return f"{name} {key}: shape {header[key]['shape']}"


def other_type(rng, files):
    name, header, body, key = named(rng, files)
    header[key]["dtype"] = rng.choice(["F16", "BF16", "I32", "F64", "F32", "F8_E4M3", "F4", "BOOL", "X", None])
    files[name] = closed(header, body)
    return f"{name} {key}: type {header[key]['dtype']}"


def renamed_tensor(rng, files):
    name, header, body, key = named(rng, files)
    new = rng.choice(["head.weights", "x", "", "weight", "f/head.weight", "a\n\x1b[2J", "é", key.upper(), "a" * 5000])
    header = {new if other == key else other: record for other, record in header.items()}
    files[name] = closed(header, body)
    return f"{name}: {key} renamed {new[:20]!r}"


def removed_tensor(rng, files):
    name, header, body, key = named(rng, files)
    low, high = header.pop(key)["data_offsets"]
    for record in header.values():
        record["data_offsets"] = [k - (high - low) * (k >= high) for k in record["data_offsets"]]
    files[name] = closed(header, body[:low] + body[high:])
    return f"{name}: {key} removed"


def added_tensor(rng, files):
    name, header, body, _ = named(rng, files)
    dtype = next(iter(header.values()))["dtype"]
    size = struct.calcsize(LETTERS[dtype])
    new = rng.choice(["more", "target", "labels", "head.bias", "__metadata__"])
    if new in header:
        return None
    record = {"dtype": dtype, "shape": [1, 1], "data_offsets": [len(body), len(body) + size]}
    header = {**header, new: {"by": "someone"} if new == "__metadata__" else record}
    files[name] = closed(header, body if new == "__metadata__" else body + struct.pack(f"<{LETTERS[dtype]}", 1))
    return f"{name}: {new} added"


def truncated(rng, files):
    name = rng.choice([*TENSORS, CERTIFICATE])
    keep = rng.choice([0, 1, 7, 8, rng.randrange(len(files[name])), len(files[name]) - 1])
    files[name] = files[name][:keep]
    return f"{name} cut to {keep} bytes"


def lengthened(rng, files):
    name = rng.choice([*TENSORS, CERTIFICATE])
    files[name] += rng.choice([b"\0", b"}", b" {}", bytes(100)])
    return f"{name} lengthened"


def swapped_files(rng, files):
    a, b = rng.sample(TENSORS, 2)
    files[a], files[b] = files[b], files[a]
    return f"{a} and {b} swapped"


def missing_file(rng, files):
    name = rng.choice([*TENSORS, CERTIFICATE])
    files[name] = None
    return f"{name} removed"


def no_file(rng, files):
    name = rng.choice([*TENSORS, CERTIFICATE])
    how = rng.choice(["folder", "pipe", "device", "dangling link", "loop"])
    makers = {
        "folder": lambda path: path.mkdir(),
        "pipe": os.mkfifo,
        "device": lambda path: path.symlink_to("/dev/zero"),
        "dangling link": lambda path: path.symlink_to("nowhere"),
        "loop": lambda path: path.symlink_to(path.name),
    }
    files[name] = makers[how]
    return f"{name} is a {how}"


CHANGES = [
    *(flipped_bit, flipped_bit, flipped_bit, flipped_header_bit, one_ulp, one_ulp, negated, doubled, special, extreme),
    *(replaced, swapped_entries, reshaped, absurd_shape, other_type, renamed_tensor, removed_tensor, added_tensor),
    *(truncated, lengthened, swapped_files, missing_file, no_file),
]
NAME = {change: name for name, change in list(globals().items()) if callable(change)}
