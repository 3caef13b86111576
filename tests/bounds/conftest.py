"""Random evidence of every kind, scale and dtype, with every number that a bound speaks about, measured.

One case is one seed. Its kind says which theorems are live and nearly tight; whatever a kind does not need (readouts,
labels) is drawn at random. ``UNALIGNABLE_PROFILE=long`` draws 5 000 admissible cases for every bound.
"""

import importlib.util
import itertools
import math
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from unalignable.theory.core.bounds import Evidence
from unalignable.theory.core.measures import UndefinedMeasure, linear_cka, linear_r2, mean_cca, nbs

SPEC = importlib.util.spec_from_file_location("kinds", Path(__file__).with_name("kinds.py"))
kinds = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(kinds)
LONG = os.environ.get("UNALIGNABLE_PROFILE") == "long"
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


# ------------------------------------------------------------------------------------------------ one case


def draw(seed):
    """(X, Y, readouts, labels) of one seed, all of one dtype; None where a side came out constant."""
    rng = np.random.default_rng(seed)
    kind = kinds.KINDS[seed % len(kinds.KINDS)]
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
    return SimpleNamespace(draw=draw, prepared=prepared, contradictions=contradictions, dtypes=DTYPES)


@pytest.fixture(scope="session")
def cases():
    """Enough cases that every bound is live on many of them."""
    return [case for case in map(prepared, range(50_000 if LONG else 600)) if case is not None]
