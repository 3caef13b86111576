"""The claims of a pair directory by a second route: own readers, plain sums in 1300 digits, no code of the package.

A stored number is a float, or a text such as ``1/2 + 3*sqrt(2)`` or ``[0, 1/2]@20`` (x/2 at x = 2 cos 2π/20). Doubles
reach from 2^-1074 to 2^1024, so that a difference that is not zero has fewer than 640 zeros beside the largest number.
"""

import json
import re
import struct
from fractions import Fraction

import numpy as np
from mpmath import mp, mpf

DIGITS, ZERO = 1300, "1e-650"
TYPES = {"F32": "f", "F64": "d"}


def numbers(text):
    """The number that a text stands for, as mpf."""
    total = mpf(0)
    for term in text.split(" + "):
        found = re.fullmatch(r"(?:(.+?)\*)?sqrt\((.+)\)", term)
        total += plain(found[1] or "1") * mp.sqrt(plain(found[2])) if found else plain(term)
    return total


def plain(text):
    if not text.startswith("["):
        return fraction(Fraction(text))
    inside, order = text[1:].split("]@")
    x = 2 * mp.cos(2 * mp.pi / int(order))
    return mp.polyval([fraction(Fraction(c)) for c in reversed(inside.split(", "))], x)


def fraction(x):
    return mpf(x.numerator) / x.denominator


def tensors(data):
    """Name -> (shape, numbers) of a safetensors file."""
    (size,) = struct.unpack("<Q", data[:8])
    header, body = json.loads(data[8 : 8 + size]), data[8 + size :]
    found = {}
    for name, record in header.items():
        if name != "__metadata__":
            low, high = record["data_offsets"]
            code = TYPES[record["dtype"]]
            floats = struct.unpack(f"<{(high - low) // struct.calcsize(code)}{code}", body[low:high])
            found[name] = record["shape"], [mpf(x) for x in floats]
    return found


class Directory:
    """What stands in a pair directory, and what follows of it."""

    def __init__(self, files):
        mp.dps = DIGITS
        self.certificate = json.loads(files["certificate.json"])
        self.zero = mpf(ZERO)
        stored = {name: tensors(files[f"{name}.safetensors"]) for name in ("f", "g", "inputs")}
        for key, written in self.certificate["numbers"].items():
            file, name = key.split("/")
            shape, floats = stored[file][name]
            exact = [numbers(text) for row in (written if len(shape) > 1 else [written]) for text in row]
            assert all(
                abs(a - b) <= abs(a) * mpf(2) ** -24 + mpf(2) ** -149 for a, b in zip(exact, floats, strict=True)
            )
            stored[file][name] = shape, exact
        self.tensors = {
            file: {name: matrix(*tensor) for name, tensor in named.items()} for file, named in stored.items()
        }
        self.inputs = self.tensors["inputs"]["inputs"]
        self.X, self.Y = (self.upto(side, self.networks[side]["representation"]) for side in "fg")
        self.F, self.G = (self.upto(side) for side in "fg")

    @property
    def networks(self):
        return self.certificate["networks"]

    def upto(self, side, last=None, inputs=None):
        """The output of a layer, or of all."""
        h = self.inputs if inputs is None else inputs
        for layer in self.networks[side]["layers"]:
            h = self.applied(side, layer, h)
            if layer["name"] == last:
                break
        return h

    def applied(self, side, layer, h):
        match layer["kind"]:
            case "Linear":
                W = self.tensors[side][f"{layer['name']}.weight"]
                h = h @ W.T
                return h + self.tensors[side][f"{layer['name']}.bias"] if layer["bias"] else h
            case "ReLU":
                return np.where(h > 0, h, mpf(0))
            case "Abs":
                return abs(h)
            case "Products":
                return np.stack([np.prod(h[:, columns], axis=1) for columns in layer["factors"]], -1)
        raise AssertionError(layer)

    # ------------------------------------------------------------------------------------------------- claims

    def shows(self, claim):
        """Whether a claim is true of what is stored."""
        name = claim["claim"]
        if name == "same_output":
            return self.same_output(claim["scope"])
        assert claim["scope"] == "these inputs"
        if name == "same_argmax":
            return self.same_argmax()
        if name == "right_labels":
            labels = self.tensors["inputs"]["labels"]
            return all((labels * Z > 0).all() for Z in (self.F, self.G))
        value = self.value(name)
        return value is None if claim["value"] is None else value is not None and within(value, claim["value"])

    def same_output(self, scope):
        """On the inputs, and on a thousand points of the scope: not a proof, but another way to look."""
        if not self.small(self.F - self.G, abs(self.F).max()):
            return False
        if scope == "these inputs":
            return True
        d = self.inputs.shape[1]
        box = self.certificate["box"] or [["-1000", "1000"]] * d if scope != "all inputs" else [["-1000", "1000"]] * d
        rng = np.random.default_rng(0)
        low, high = (np.array([numbers(side[k]) for side in box]) for k in (0, 1))
        points = low + (high - low) * matrix((1000, d), [mpf(x) for x in rng.random(1000 * d)])
        points[::2] = points[::2] * matrix((500, 1), [mpf(2) ** -int(k) for k in rng.integers(0, 30, 500)])
        points = np.minimum(np.maximum(points, low), high)
        with mp.workdps(300):
            F, G = (self.upto(side, inputs=points) for side in "fg")
            return bool((abs(F - G) <= mpf("1e-50") * (1 + abs(F))).all())

    def same_argmax(self):
        if self.F.shape[1] == 1:
            return bool((self.F * self.G > 0).all()) and len(set(self.F.ravel() > 0)) == 2
        classes = []
        for rows in zip(self.F, self.G, strict=True):
            largest = [[j for j, x in enumerate(row) if x == max(row)] for row in rows]
            if largest[0] != largest[1] or len(largest[0]) > 1:
                return False
            classes.append(largest[0][0])
        return len(set(classes)) > 1

    def small(self, A, scale):
        return bool((abs(A) <= scale * self.zero).all())

    # ------------------------------------------------------------------------------------------------ measures

    def value(self, name):
        X, Y = centred(self.X), centred(self.Y)
        match name:
            case "decoding_f" | "decoding_g":
                target, output = self.tensors["inputs"]["target"], self.F if name[-1] == "f" else self.G
                E, T = centred(output - target), centred(target)
                return 1 - (E * E).sum() / (T * T).sum()
            case "linear_cka":
                return cka(X, Y)
            case "output_cka":
                return cka(centred(self.F), centred(self.G))
            case "debiased_cka":
                return debiased(X, Y)
            case "linear_r2":
                return self.explained(X, Y)
            case "linear_r2_reverse":
                return self.explained(Y, X)
            case "task_r2":
                return self.explained(Y, centred(self.tensors["inputs"]["target"]))
            case "nbs":
                return sum(singular(X.T @ Y)) / mp.sqrt((X * X).sum() * (Y * Y).sum())
            case "canonical_correlation":
                return max(self.correlations(X, Y))
            case "mean_cca":
                found = self.correlations(X, Y)
                return sum(found) / len(found)
            case "any_r2":
                return self.averaged(self.X, Y)
            case "any_r2_reverse":
                return self.averaged(self.Y, X)
            case "maximal_correlation":
                return self.maximal()
        raise AssertionError(f"no second route for {name}")

    def basis(self, Z):
        """Orthonormal columns that span those of Z."""
        found = []
        for z in Z.T:
            length = mp.sqrt((z * z).sum())
            if length == 0:
                continue
            rest = z / length
            for _ in range(2):
                for b in found:
                    rest = rest - b * (b * rest).sum()
            left = mp.sqrt((rest * rest).sum())
            if left > self.zero:
                found.append(rest / left)
        return np.stack(found, -1) if found else np.zeros((len(Z), 0), dtype=object)

    def explained(self, X, Y):
        fitted = self.basis(X).T @ Y
        return (fitted * fitted).sum() / (Y * Y).sum()

    def correlations(self, X, Y):
        A, B = self.basis(X), self.basis(Y)
        return singular(A.T @ B)

    def classes(self, Z):
        scale = abs(Z).max()
        firsts = []
        for row in Z:
            if not any(self.small(row - first, scale) for first in firsts):
                firsts.append(row)
        return [next(k for k, first in enumerate(firsts) if self.small(row - first, scale)) for row in Z]

    def averaged(self, X, Y):
        """The share of Y that the best function of X explains: means over samples with equal rows of X."""
        found = np.array(self.classes(X))
        means = np.stack([Y[found == k].sum(axis=0) / int((found == k).sum()) for k in found])
        return (means * means).sum() / (Y * Y).sum()

    def maximal(self):
        """The second singular value of the table of classes, normed (the first is 1)."""
        rows, columns = self.classes(self.X), self.classes(self.Y)
        table = np.zeros((max(rows) + 1, max(columns) + 1))
        np.add.at(table, (rows, columns), 1 / len(rows))
        normed = table / np.sqrt(np.outer(table.sum(1), table.sum(0)))
        return mpf(float(np.linalg.svd(normed, compute_uv=False)[1]))


def matrix(shape, entries):
    found = np.empty(len(entries), dtype=object)
    found[:] = entries
    return found.reshape(shape)


def centred(Z):
    return Z - Z.sum(axis=0) / len(Z)


def cka(X, Y):
    K, L = X @ X.T, Y @ Y.T
    square = (K * K).sum() * (L * L).sum()
    return None if square == 0 else (K * L).sum() / mp.sqrt(square)


def debiased(X, Y):
    """With HSIC_1 of Gram matrices, by its formula."""
    n = len(X)
    K, L = (Z @ Z.T * (1 - np.eye(n, dtype=int)) for Z in (X, Y))

    def hsic(K, L):
        cross = (K @ L).sum() * 2 / (n - 2)
        return (K * L).sum() + K.sum() * L.sum() / ((n - 1) * (n - 2)) - cross

    square = hsic(K, K) * hsic(L, L)
    return None if abs(square) < mpf(ZERO) else hsic(K, L) / mp.sqrt(square)


def singular(A):
    if 0 in A.shape:
        return []
    with mp.workdps(60):
        return [mpf(x) for x in mp.svd_r(mp.matrix(A.tolist()), compute_uv=False)]


def within(value, text):
    """Whether a value is the one written, or inside the enclosure written; to 30 digits, or 12 of what numpy gave."""
    if text.startswith("{"):
        low, high = (fraction(Fraction(end)) for end in text[1:-1].split(", "))
        return low - mpf("1e-12") <= value <= high + mpf("1e-12")
    return abs(value - numbers(text)) <= mpf("1e-12") * max(1, abs(value))
