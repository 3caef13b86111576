"""Random evidence of every kind, scale and dtype, with every number that a bound speaks about, measured.

One case is one seed. Its kind says which theorems are live and nearly tight; whatever a kind does not need (readouts,
labels) is drawn at random. ``UNALIGNABLE_PROFILE=long`` draws 5 000 admissible cases for every bound.
"""

import itertools
import math
import os
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from unalignable.theory.core.bounds import Evidence
from unalignable.theory.core.measures import UndefinedMeasure, linear_cka, linear_r2, mean_cca, nbs

LONG = os.environ.get("UNALIGNABLE_PROFILE") == "long"
HADAMARD = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]], dtype=float)
EIGHT = np.kron([[1, 1], [1, -1]], HADAMARD)
DTYPES = {
    "float64": (np.float64, 150),
    "float32": (np.float32, 12),
    "float16": (np.float16, 1),
    "int64": (np.int64, 0),
    "int8": (np.int8, 0),
    "torch float64": (torch.float64, 150),
    "torch float32": (torch.float32, 12),
    "torch float16": (torch.float16, 1),
    "torch bfloat16": (torch.bfloat16, 12),
    "torch int32": (torch.int32, 0),
}
"""Name -> dtype, and the powers of ten that scale the numbers at most."""


def turned(rng, p):
    return np.linalg.qr(rng.normal(size=(p, p)))[0]


def wild(rng, reach=4):
    return 10.0 ** rng.uniform(-reach, reach)


def columns(rng, n, k):
    """k centred orthonormal columns over n samples."""
    Z = rng.normal(size=(n, k))
    return np.linalg.qr(Z - Z.mean(axis=0))[0]


# --------------------------------------------------------------- kinds: (X, Y, W, V, labels), None for "draw them"


def gaussian(rng, n, p, q):
    return rng.normal(size=(n, p)), rng.normal(size=(n, q)), None, None, None


def integers(rng, n, p, q):
    return rng.integers(-3, 4, size=(n, p)).astype(float), rng.integers(-3, 4, size=(n, q)).astype(float), *[None] * 3


def sharing_a_factor(rng, n, p, q):
    f, noise = rng.normal(size=(n, 1)), wild(rng, 2)
    return f + noise * rng.normal(size=(n, p)), f + noise * rng.normal(size=(n, q)), None, None, f + 0.1 * noise


def steep_spectra(rng, n, p, q):
    X = rng.normal(size=(n, p)) * 10.0 ** -rng.integers(0, 9, p)
    return X, rng.normal(size=(n, q)) * 2.0 ** np.arange(q), None, None, None


def low_rank(rng, n, p, q):
    f = rng.normal(size=(n, 2))
    return f @ rng.normal(size=(2, p)), f @ rng.normal(size=(2, q)), None, None, f[:, 0]


def wide(rng, n, p, q):
    return rng.normal(size=(n, n + p)), rng.normal(size=(n, q)), None, None, None


def mapped(rng, n, p, q):
    X = rng.normal(size=(n, p))
    return X, X @ (rng.normal(size=(p, p)) + 2 * np.eye(p)), None, None, None


def stretched(rng, n, p, q):
    """INV-4 with equality: X = [√κ e₁, e₂], A = diag(1, κ)."""
    root = float(rng.integers(1, 12))
    X = HADAMARD[:, 1:3] * [root, 1]
    return X, X * [1, root * root], None, None, None


def rotated(rng, n, p, q):
    X = rng.normal(size=(n, p))
    noise = rng.choice([0, 1e-6, 1e-3, 0.1]) * rng.normal(size=(n, p))
    Q, W = turned(rng, p), rng.normal(size=(p, 1))
    return X, X @ Q + noise, W, Q.T @ W, X @ W


def uncorrelated(rng, n, p, q):
    order, k = rng.permutation([1, 2, 3]), int(rng.integers(1, 3))
    Z = HADAMARD[:, order]
    return Z[:, :k] * rng.integers(1, 5), Z[:, k:] * rng.integers(1, 5), None, None, None


def white(rng, n, p, q):
    k = min(p, n - 1)
    Y = rng.normal(size=(n, q))
    return columns(rng, n, k), Y, None, None, Y


def readout_junk(rng, n, p, q):
    """FLOOR-1 with equality: X = [t, sJ₁], Y = [t, s'J₂], one or two outputs."""
    m = int(rng.integers(1, 3))
    Z = EIGHT[:, 1:]
    s, r = wild(rng, 3), wild(rng, 1)
    X = np.hstack([Z[:, :m], s * Z[:, 2:4]])
    Y = np.hstack([Z[:, :m], (s if rng.random() < 0.5 else r) * Z[:, 4:6]])
    W = np.eye(m + 2, m)
    return X, Y, W, W.copy(), X @ W


def shared_outputs(rng, n, p, q):
    """One output, read exactly through invertible maps of any condition."""
    m = int(rng.integers(1, 3))
    T, s, r = rng.normal(size=(n, m)), wild(rng), wild(rng)
    A, B = (rng.normal(size=(m + k, m + k)) * 10.0 ** rng.uniform(-2, 2, m + k) for k in (p, q))
    X = np.hstack([T, s * rng.normal(size=(n, p))]) @ np.linalg.inv(A)
    Y = np.hstack([T, r * rng.normal(size=(n, q))]) @ np.linalg.inv(B)
    return X, Y, A[:, :m], B[:, :m], T


def trained(rng, n, p, q):
    """One target, read by least squares or ridge heads, well or badly."""
    t = rng.normal(size=(n, 1))
    noise, junk = wild(rng, 1.5), wild(rng, 1)
    X, Y = (
        np.hstack([t + noise * rng.normal(size=(n, 1)) / 3, junk * rng.normal(size=(n, k))]) @ turned(rng, k + 1)
        for k in (p, q)
    )
    W, V = (
        np.linalg.pinv(Z.T @ Z + rng.choice([0.0, 1e-3, 0.1]) * np.eye(Z.shape[1])) @ Z.T @ t
        for Z in (X - X.mean(0), Y - Y.mean(0))
    )
    return X, Y, W, V, t


def lines(rng, n, p, q):
    """One direction each, the same or nearly: FLOOR-5b with equality at λ = 1, FLOOR-3 for heads that shrink."""
    t = HADAMARD[:, [int(rng.integers(1, 4))]]
    tilt = rng.choice([0, 0, 1e-3, 0.3]) * HADAMARD[:, [1]]
    w = rng.integers(1, 4, size=(1, p))
    f, g = rng.choice([1, 0.8, 0.5], 2)
    return t @ w, t + tilt, f * w.T / (w @ w.T), np.array([[g]]), t


def on_an_arc(rng, n, p, q):
    """TRANSFER-1 with equality: the Gram matrix of X lies between those of the target and of Y."""
    Z, f = columns(rng, n + 2, 2), rng.uniform(0.05, 0.5)
    y = np.cos(f) * Z[:, :1] + np.sin(f) * Z[:, 1:]
    share = rng.uniform(0.1, 0.9)
    X = np.hstack([share * Z[:, :1], (1 - share) * y])
    return (X, y, None, None, Z[:, :1]) if rng.random() < 0.5 else (y, X, None, None, Z[:, :1])


def leading_components(rng, n, p, q):
    """DIM-2 and DIM-3 with equality: X = the leading principal components of Y, as they are."""
    Z = columns(rng, n + 6, 5) * 2.0 ** -np.sort(rng.uniform(0, 4, 5))
    k = int(rng.integers(1, 5))
    return Z[:, :k] @ turned(rng, k), Z @ turned(rng, 5), None, None, None


def flat(rng, n, p, q):
    """√(rank/stable rank) with equality."""
    Z = columns(rng, n + 6, 5)
    k = int(rng.integers(1, 5))
    return Z @ turned(rng, 5), Z[:, :k], None, None, None


def margins(rng, n, p, q):
    """Two labels, got right, with margins from even to heavy-tailed; CLS-5 with equality for slacks that never meet."""
    n = max(n, 4)
    y = np.where(np.arange(n) < int(rng.integers(1, n)), 1.0, -1.0)
    if y.mean() > 0:
        y = -y  # the slack of equality lies in the commoner class
    slacks = [np.where(rng.random(n) < 0.3, wild(rng, 1.5), 0.0) for _ in "uv"]
    if rng.random() < 0.5:
        slacks[1] = np.where(slacks[0] > 0, 0.0, slacks[1])
    if rng.random() < 0.5:
        slacks = [np.where(y < 0, s, 0.0) for s in slacks]
    u, v = (y * (1 + s) for s in slacks)
    X, Y = u[:, None], v[:, None]
    if rng.random() < 0.5:
        X, Y = (np.hstack([Z, wild(rng, 1) * rng.normal(size=(n, 1))]) for Z in (X, Y))
    W = np.eye(X.shape[1], 1)
    if rng.random() < 0.3:
        W = np.hstack([-W, W]) / 2
    return X, Y, W, W.copy(), (y > 0).astype(int)


def whole(rng, n, p, q):
    """Whole numbers throughout, readouts and target too."""
    T = rng.integers(-3, 4, size=(n, int(rng.integers(1, 3))))
    X, Y = (np.hstack([T, rng.integers(-3, 4, size=(n, k))]).astype(float) for k in (p, q))
    return X, Y, np.eye(X.shape[1], T.shape[1]), np.eye(Y.shape[1], T.shape[1]), T.astype(float)


KINDS = (
    gaussian, integers, sharing_a_factor, steep_spectra, low_rank, wide, mapped, stretched, rotated, uncorrelated,
    white, readout_junk, shared_outputs, trained, lines, on_an_arc, leading_components, flat,
    margins, margins, margins, whole, trained,
)  # fmt: skip


# ------------------------------------------------------------------------------------------------ one case


def draw(seed):
    """(X, Y, readouts, labels) of one seed, all of one dtype; None where a side came out constant."""
    rng = np.random.default_rng(seed)
    kind = KINDS[seed % len(KINDS)]
    name = "float64" if rng.random() < 0.4 else rng.choice(list(DTYPES))
    n, p, q = (int(rng.integers(low, high)) for low, high in ((3, 6 if seed % 3 else 30), (1, 6), (1, 6)))
    X, Y, W, V, labels = kind(rng, n, p, q)
    W, V = (rng.normal(size=(Z.shape[1], rng.integers(1, 4))) if U is None else U for Z, U in ((X, W), (Y, V)))
    X, W, b = scaled_and_offset(rng, name, X, W)
    Y, V, c = scaled_and_offset(rng, name, Y, V)
    if labels is None:
        labels = rng.integers(0, rng.integers(2, 4), len(X)) if rng.random() < 0.7 else rng.normal(size=len(X))
    X, Y, W, V = (cast(Z, name) for Z in (X, Y, W, V))
    if any(constant(Z) for Z in (X, Y)) or not (np.any(plain(W)) and np.any(plain(V))):
        return None
    found = SimpleNamespace(X=X, Y=Y, readouts=(W, V), biases=(b, c), labels=labels)
    return SimpleNamespace(**vars(found), seed=seed, kind=kind.__name__, dtype=name)


def scaled_and_offset(rng, name, X, W):
    """X·c + 1b', W/c and the bias that undoes the offset; whole numbers for integers."""
    reach = DTYPES[name][1]
    if reach == 0:
        X, W = (Z if np.array_equal(Z, np.round(Z)) else np.round(Z * (60 / np.abs(Z).max())) for Z in (X, W))
        return X, W, np.zeros(W.shape[1])
    c = 10.0 ** rng.uniform(-reach, reach) if rng.random() < 0.6 else 1.0
    offset = rng.choice([0, 0, 0, 30, 1e6 if "64" in name else 30]) * rng.normal(size=X.shape[1]) * np.abs(X).max()
    return X * c + offset * c, W / c, -offset @ W


def cast(Z, name):
    dtype = DTYPES[name][0]
    limit = {"float16": 6e4, "torch float16": 6e4, "int8": 127, "torch int32": 2e9, "int64": 9e18}.get(name, 1e300)
    Z = np.clip(Z, -limit, limit)
    if name.startswith("torch"):
        return torch.tensor(Z).to(dtype)
    return Z.astype(dtype)


def plain(Z):
    return np.asarray(Z.double()) if isinstance(Z, torch.Tensor) else np.asarray(Z, dtype=np.float64)


def constant(Z):
    Z = plain(Z)
    return bool(np.all(Z[:1] == Z)) or not np.all(np.isfinite(Z))


def measured(case, evidence):
    """Every number that a bound speaks about, by the public measures: name -> values, one per way to measure it.

    linear CKA twice: in the stored precision and in float64. Means over relabellings by running them all.
    """
    X, Y = case.X, case.Y
    A, B = plain(X), plain(Y)
    T = evidence.target.columns
    values = {
        "linear_cka": [linear_cka(X, Y), linear_cka(A, B)],
        "nbs": [nbs(X, Y)],
        "linear_r2": [linear_r2(X, Y)],
        "linear_r2_reverse": [linear_r2(Y, X)],
        "mean_cca": [mean_cca(X, Y)],
        "label_cka_a": [linear_cka(A, T)],
        "label_cka_b": [linear_cka(B, T)],
        "label_r2_a": [linear_r2(X, torch.tensor(T) if isinstance(X, torch.Tensor) else T)],
        "label_r2_b": [linear_r2(Y, torch.tensor(T) if isinstance(Y, torch.Tensor) else T)],
    }
    if len(A) == 3 or (len(A) == 4 and (LONG or case.seed % 8 == 0)):  # 6 and 24 relabellings
        orders = [list(order) for order in itertools.permutations(range(len(A)))]
        scores = np.array([linear_cka(A, B[order]) for order in orders])
        values["linear_cka_relabelled_mean"] = [math.fsum(scores) / len(scores)]
        values["linear_cka_relabelled_variance"] = [math.fsum((scores - scores.mean()) ** 2) / len(scores)]
        values["linear_r2_relabelled_mean"] = [math.fsum(linear_r2(X, Y[order]) for order in orders) / len(orders)]
    covariance = margin_covariance(case, evidence)
    return values if covariance is None else values | {"margin_covariance": [covariance]}


def margin_covariance(case, evidence):
    """Cov(u, v)/(γ_uγ_v) in extended precision, from the stored numbers; None where a label is got wrong."""
    signs = evidence.target.signs
    if signs is None:
        return None
    found = []
    for Z, W, b in zip((case.X, case.Y), case.readouts, case.biases, strict=True):
        Z, W = plain(Z).astype(np.longdouble), plain(W).astype(np.longdouble)
        if W.shape[1] > 2:
            return None
        u = Z @ W + b
        u = u[:, 0] if W.shape[1] == 1 else u[:, 1] - u[:, 0]
        u = -u if np.sum(u * signs > 0) < np.sum(u * signs < 0) else u
        if not np.min(u * signs) > 0:
            return None
        found.append(u / np.min(u * signs))
    return float(np.mean((found[0] - found[0].mean()) * (found[1] - found[1].mean())))


def prepared(seed):
    """The evidence of one seed and its measured values, or None."""
    case = draw(seed)
    if case is None:
        return None
    try:
        evidence = Evidence.of(case.X, case.Y, readout=case.readouts, bias=case.biases, labels=case.labels)
        return SimpleNamespace(evidence=evidence, measured=measured(case, evidence), **vars(case))
    except (UndefinedMeasure, ValueError):  # labels of one class, or each of its own
        return None


def contradictions(rule, cases):
    """Every bound of a rule that a measured value violates."""
    return [
        (case.kind, case.dtype, bound, value)
        for case in cases
        for bound in rule(case.evidence)
        for value in case.measured.get(bound.measure, [])
        if bound.contradicted_by(value)
    ]


@pytest.fixture(scope="session")
def attack():
    """The tools of this file, for the tests beside it."""
    return SimpleNamespace(draw=draw, prepared=prepared, contradictions=contradictions, kinds=KINDS, dtypes=DTYPES)


@pytest.fixture(scope="session")
def cases():
    """Enough cases that every bound is live on many of them."""
    return [case for case in map(prepared, range(50_000 if LONG else 600)) if case is not None]
