"""Single changes of the certificate of a pair directory, of every kind; hashes made to match; the directory on disk.

A directory is a dict of file name -> bytes (None: no such file; a callable makes it on disk). A change alters it and
says what it did, or gives None where there is nothing of the kind.
"""

import copy
import hashlib
import json

CERTIFICATE = "certificate.json"
TENSORS = ("f.safetensors", "g.safetensors", "inputs.safetensors")

JUNK = (None, True, 0, -1, 10**14, "", "x", "1/0", "é", "\ud800", "\x1b[2J", "9" * 5000, [], [[]], {}, {"a": []}, ["x"])


def _edit(change):
    def apply(rng, files):
        certificate = json.loads(files[CERTIFICATE])
        said = change(rng, certificate)
        files[CERTIFICATE] = (json.dumps(certificate, indent=1) + "\n").encode()
        return said

    return apply


def places(data, path=()):
    """Every place in the certificate, as a path."""
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def at(data, path):
    for key in path:
        data = data[key]
    return data


def _place(rng, certificate, wanted):
    path = rng.choice([path for path in places(certificate) if wanted(path, at(certificate, path))])
    return at(certificate, path[:-1]), path[-1], "/".join(map(str, path))


@_edit
def removed_key(rng, certificate):
    holder, key, where = _place(rng, certificate, lambda path, value: bool(path))
    del holder[key]
    return f"{where} removed"


@_edit
def junk_value(rng, certificate):
    holder, key, where = _place(rng, certificate, lambda path, value: bool(path))
    holder[key] = copy.deepcopy(rng.choice(JUNK))
    return f"{where} is {str(holder[key])[:20]!a}"


@_edit
def added_key(rng, certificate):
    path = rng.choice([path for path in places(certificate) if isinstance(at(certificate, path), dict)])
    at(certificate, path)[rng.choice(["more", "", "kind", "f/head.bias", "self", "slug"])] = copy.deepcopy(
        rng.choice(JUNK)
    )
    return f"a key added to {'/'.join(map(str, path))}"


def _claim(change):
    return _edit(lambda rng, certificate: change(rng, rng.choice(certificate["claims"]), certificate))


@_claim
def edited_value(rng, claim, certificate):
    values = [
        "0",
        "1",
        "1/2",
        "2/2",
        "-1",
        "{0, 1}",
        "{1/3, 1/3}",
        "sqrt(2)",
        "[0, 1/2]@20",
        "[0, 1]@3989",
        "nan",
        None,
    ]
    claim["value"] = rng.choice([*values, "1" + "0" * 10000, "sqrt(" + "7" * 4000 + ")", f"{claim['value']}1"])
    return f"{claim['claim']} = {str(claim['value'])[:20]}"


@_claim
def nearly_the_value(rng, claim, certificate):
    if claim["value"] is None:
        return None
    claim["value"] = f"{claim['value']} + 1/{10 ** rng.choice([3, 12, 40])}"
    return f"{claim['claim']} = {claim['value'][:40]}"


@_claim
def edited_scope(rng, claim, certificate):
    box = ", ".join("(-1, 1)" for _ in range(certificate["networks"]["f"]["inputs"]))
    claim["scope"] = rng.choice(["all inputs", "these inputs", f"the box [{box}]", "", "everything"])
    return f"{claim['claim']} on {claim['scope'][:20]}"


@_claim
def edited_kind(rng, claim, certificate):
    claim["kind"] = rng.choice(["exact", "algebraic", "enclosure", "", "proved"])
    return f"{claim['claim']} is {claim['kind']}"


@_claim
def edited_reason(rng, claim, certificate):
    claim["how"] = rng.choice(["trust me", "", claim["how"] + " ", "one affine map: its 5 x 1 coefficients"])
    return f"{claim['claim']} because {claim['how'][:20]}"


NAMES = ("same_output", "same_argmax", "right_labels", "decoding_f", "linear_cka", "mean_cca", "task_r2", "files", "x")


@_claim
def renamed_claim(rng, claim, certificate):
    before, claim["claim"] = claim["claim"], rng.choice(NAMES)
    return f"{before} called {claim['claim']}"


@_edit
def removed_claim(rng, certificate):
    gone = certificate["claims"].pop(rng.randrange(len(certificate["claims"])))
    return f"{gone['claim']} not claimed"


@_edit
def no_claims(rng, certificate):
    certificate["claims"] = []
    return "nothing claimed"


@_edit
def added_claim(rng, certificate):
    claim = copy.deepcopy(rng.choice(certificate["claims"]))
    claim["claim"] = rng.choice(NAMES)
    certificate["claims"].append(claim)
    return f"{claim['claim']} claimed as well"


@_edit
def other_keeps(rng, certificate):
    certificate["keeps"] = rng.choice(["output", "logits", "probabilities", "argmax", None])
    return f"keeps {certificate['keeps']}"


@_edit
def other_box(rng, certificate):
    d = certificate["networks"]["f"]["inputs"]
    boxes = [
        None,
        [["0", "1"]] * d,
        [["1", "0"]] * d,
        [["0", "sqrt(2)"]] * d,
        [["0", "1"]] * (d + 1),
        [],
        "ab",
        [["0"]],
    ]
    certificate["box"] = rng.choice(boxes)
    return f"box {str(certificate['box'])[:30]}"


@_edit
def other_construction(rng, certificate):
    names = ["swirled_rings", "readout_junk", "invariance/orthogonal_map", "no_such", "core", "", "a" * 90, "../x"]
    certificate["construction"] = rng.choice(names)
    return f"construction {certificate['construction'][:20]}"


@_edit
def unnamed_construction(rng, certificate):
    certificate["construction"], certificate["parameters"] = None, {}
    return "construction null"


@_edit
def other_parameter(rng, certificate):
    parameters = certificate["parameters"]
    if not parameters:
        return None
    name = rng.choice(list(parameters))
    values = ["2", "4", "5", "1/2", "0", "-1", "sqrt(2)", "{1, 2}", "x", "6/2", "8", str(10**9), str(10**400)]
    parameters[name] = rng.choice([*values, "[0, 1]@3989", "[0, 1]@12"])
    return f"{name} = {parameters[name][:20]}"


@_edit
def other_layer_compared(rng, certificate):
    side = certificate["networks"][rng.choice("fg")]
    side["representation"] = rng.choice([layer["name"] for layer in side["layers"]])
    return f"compares {side['representation']}"


def _layer(change):
    def edit(rng, certificate):
        layers = certificate["networks"][rng.choice("fg")]["layers"]
        return change(rng, layers, rng.randrange(len(layers)))

    return _edit(edit)


@_layer
def other_layer_kind(rng, layers, k):
    new = rng.choice([{"kind": "ReLU"}, {"kind": "Abs"}, {"kind": "Products", "factors": [[0]]}, {"kind": "Tanh"}])
    before, layers[k] = layers[k]["kind"], {"name": layers[k]["name"], **new}
    return f"{before} is {new['kind']}"


@_layer
def inserted_layer(rng, layers, k):
    kind = rng.choice(["ReLU", "Abs"])
    layers.insert(k, {"name": rng.choice(["more", "forward", "train", "a.b", "", "x" * 200]), "kind": kind})
    return f"{kind} inserted as {layers[k]['name'][:10]!r}"


@_layer
def removed_layer(rng, layers, k):
    return f"{layers.pop(k)['kind']} removed"


@_layer
def other_order(rng, layers, k):
    layers[0], layers[k] = layers[k], layers[0]
    return f"layer {k} first"


@_layer
def other_sizes(rng, layers, k):
    layer = layers[k]
    if layer["kind"] == "Linear":
        layer[rng.choice(["inputs", "outputs"])] = rng.choice([0, -1, 1, 2, 3, 4096, 10**14, True, "3"])
        return f"a Linear layer of {layer['inputs']} and {layer['outputs']}"
    if layer["kind"] == "Products":
        layer["factors"] = rng.choice([[[-1]], [[0, 99]], [[]], [], [[0] * 16] * 2, [[0, 0], [1, 0]], [[0], [1]], [0]])
        return f"products of {str(layer['factors'])[:30]}"
    return None


@_edit
def edited_number(rng, certificate):
    numbers = certificate["numbers"]
    if not numbers:
        return None
    rows = numbers[rng.choice(list(numbers))]
    while isinstance(rows[0], list):
        rows = rng.choice(rows)
    at_ = rng.randrange(len(rows))
    before = rows[at_]
    rows[at_] = rng.choice(
        ["0", "1/3", f"{before} + 1/{10**30}", "sqrt(3)", "{0, 1}", "", "1/0", f"2*{before}", "[1]@3"]
    )
    return f"{before} written as {rows[at_][:20]}"


@_edit
def removed_numbers(rng, certificate):
    numbers = certificate["numbers"]
    if not numbers:
        return None
    name = rng.choice(list(numbers))
    del numbers[name]
    return f"the numbers of {name} not written"


@_edit
def edited_versions(rng, certificate):
    certificate["versions"][rng.choice(["torch", "numpy", "more"])] = "0"
    return "another version"


@_edit
def edited_format(rng, certificate):
    certificate["format"] = rng.choice([0, 2, True, "1", None, [1]])
    return f"format {certificate['format']}"


def raw_text(rng, files):
    """Bytes that are no JSON, or JSON that two readers may read in two ways."""
    text = files[CERTIFICATE]
    made = {
        "invalid UTF-8": text.replace(b"exact", b"ex\xffct", 1),
        "a BOM": b"\xef\xbb\xbf" + text,
        "a key twice": text.replace(b"{", b'{"keeps": "argmax", ', 1),
        "a key twice inside": text.replace(b'"claim":', b'"claim": "x", "claim":', 1),
        "NaN": text.replace(b'"format": 1', b'"format": NaN', 1),
        "Infinity": text.replace(b'"format": 1', b'"format": -Infinity', 1),
        "a float": text.replace(b'"format": 1', b'"format": 1.0', 1),
        "a float beyond floats": text.replace(b'"format": 1', b'"format": 1e999', 1),
        "an integer of 5000 digits": text.replace(b'"format": 1', b'"format": 1' + b"0" * 5000, 1),
        "lists in lists": text.replace(b'"format": 1', b'"format": ' + b"[" * 20 + b"]" * 20, 1),
        "100 000 lists in lists": text.replace(b'"format": 1', b'"format": ' + b"[" * 100_000 + b"]" * 100_000, 1),
        "a comment": text + b"// that is all",
        "null": b"null",
        "a list": b"[" + text + b"]",
    }
    said = rng.choice(list(made))
    files[CERTIFICATE] = made[said]
    return said


def flipped_certificate_bit(rng, files):
    raw = bytearray(files[CERTIFICATE])
    at_ = rng.randrange(8 * len(raw))
    raw[at_ // 8] ^= 1 << at_ % 8
    files[CERTIFICATE] = bytes(raw)
    return f"bit {at_} of the certificate"


CHANGES = [
    *(removed_key, junk_value, junk_value, added_key, edited_value, edited_value, nearly_the_value, edited_scope),
    *(edited_kind, edited_reason, renamed_claim, removed_claim, no_claims, added_claim, other_keeps, other_box),
    *(other_construction, unnamed_construction, other_parameter, other_layer_compared, other_layer_kind),
    *(inserted_layer, removed_layer, other_order, other_sizes, edited_number, removed_numbers, edited_versions),
    *(edited_format, raw_text, flipped_certificate_bit),
]
NAME = {change: name for name, change in list(globals().items()) if callable(change)}


def rewritten(files):
    """The hashes made to match what is there, as far as there is a certificate to write them into."""
    try:
        certificate = json.loads(files[CERTIFICATE])
        data = {key: value for key, value in certificate.items() if key != "sha256"}
        own = json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
        found = {name: hashlib.sha256(files[name]).hexdigest() for name in TENSORS if isinstance(files[name], bytes)}
        certificate["sha256"].update(found, **{CERTIFICATE: hashlib.sha256(own).hexdigest()})
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError):
        return
    files[CERTIFICATE] = (json.dumps(certificate, indent=1) + "\n").encode()


def lay(files, folder):
    """The directory on disk."""
    folder.mkdir()
    for name, content in files.items():
        if callable(content):
            content(folder / name)
        elif content is not None:
            (folder / name).write_bytes(content)
