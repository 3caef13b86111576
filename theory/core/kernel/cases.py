"""The tie between both sides: on concrete cases, do the matrices of the proofs have the values that Python gives them?

    found = disagreements(built, [*random_samples(), *catalogue_samples()])

A Rocq file is written that holds every case with the exact values of this catalogue's measures (``definitions.py`` on
the exact carrier, by which theorems are judged) and asserts that ``base/agreement.v`` computes the same. Its list
functions are proved equal to the matrix definitions that the theorems speak about, so that one run of coqc decides
whether both sides speak of the same objects. Where a measure is undefined, both sides must say so: None here, a zero
denominator there.
"""

from __future__ import annotations

import random
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flint import fmpq

from .. import definitions
from ..carriers.exact import Exact
from ..carriers.namespace import Namespace
from ..catalogue import Entry, entries
from ..numbers import array as arrays
from ..numbers.array import Array
from ..record import Case, Drop, Swap
from .sources import LIBRARY


@dataclass(frozen=True)
class Sample:
    """Two rational representations with as many samples, and where they come from."""

    name: str
    X: Array
    Y: Array


@dataclass(frozen=True)
class Disagreement:
    """The case and the measure of which Rocq says something else."""

    case: str
    measure: str


class CasesError(RuntimeError):
    """Rocq could not run the cases: its message."""


# ----------------------------------------------------------------------------------------------- Python's values


def _hsic0(m: Namespace, X: Array, Y: Array) -> Any:
    return m.hsic0(X @ X.T, Y @ Y.T)  # not centred: that is the measure's part


def _sum_of_squares(m: Namespace, X: Array, Y: Array) -> Any:
    P, R, _ = definitions.canonical_projectors(m, X, Y)
    return m.inner(P, R)


def _hsic1(m: Namespace, X: Array, Y: Array) -> Any:
    return m.hsic1(m.gram(X), m.gram(Y))


def _debiased(m: Namespace, X: Array, Y: Array) -> Any:
    value = m.debiased_cka(X, Y)
    return value * abs(value)


VALUES: Final[Mapping[str, Callable[[Namespace, Array, Array], Any]]] = {
    "HSIC_0": _hsic0,
    "CKA^2": lambda m, X, Y: m.linear_cka(X, Y) ** 2,
    "R^2 of Y from X": lambda m, X, Y: m.linear_r2(X, Y),
    "R^2 of X from Y": lambda m, X, Y: m.linear_r2(Y, X),
    "participation ratio of X": lambda m, X, Y: m.participation_ratio(X),
    "participation ratio of Y": lambda m, X, Y: m.participation_ratio(Y),
    "sum of squared canonical correlations": _sum_of_squares,
    "HSIC_1": _hsic1,
    "debiased CKA times its absolute value": _debiased,
}
"""Name -> value, rational or 0/0 for rational representations; in the order of ``computed`` in base/agreement.v."""

PROJECTOR: Final = "a projector that meets the normal equations"
_NAMES: Final = (*VALUES, PROJECTOR)


def values(m: Namespace, sample: Sample) -> list[fmpq | None]:
    """What Python says of a case, in the order of VALUES; None for 0/0.

    Raises:
        ValueError: a value is not rational.
    """
    found: list[fmpq | None] = []
    for name, measure in VALUES.items():
        try:
            value = measure(m, sample.X, sample.Y)
        except ZeroDivisionError:
            value = None
        if not isinstance(value, fmpq | None):
            raise ValueError(f"{sample.name}: the {name} is {value!r}, which is not rational")
        found.append(value)
    return found


# ------------------------------------------------------------------------------------------------------ the cases


def random_samples(count: int = 300, seed: int = 0) -> Iterator[Sample]:
    """Small rational cases: general, with constant columns, of low rank, related by a linear map, constant."""
    draw = random.Random(seed)
    kinds = ("general", "with a constant column", "of low rank", "related", "constant")
    for k in range(count):
        (kind,) = draw.choices(kinds, (6, 3, 3, 3, 1))
        n, p, q = draw.randint(2, 7), draw.randint(1, 3), draw.randint(1, 3)
        X, Y = _matrix(draw, n, p), _matrix(draw, n, q)
        if kind == "with a constant column":
            X[:, draw.randrange(p)] = _number(draw)
        elif kind == "of low rank":
            X = _matrix(draw, n, 1) @ _matrix(draw, 1, p)
        elif kind == "related":
            Y = X @ _matrix(draw, p, q)
        elif kind == "constant":
            X = arrays.array([[1]] * n) @ _matrix(draw, 1, p)
        if draw.random() < 0.5:
            X, Y = Y, X
        yield Sample(f"random {k} ({kind}, {n} samples)", X, Y)


def _matrix(draw: random.Random, rows: int, columns: int) -> Array:
    return arrays.filled([_number(draw) for _ in range(rows * columns)], (rows, columns))


def _number(draw: random.Random) -> fmpq:
    return fmpq(draw.randint(-4, 4), draw.choice((1, 1, 2, 3, 5)))


def catalogue_samples(items: Iterable[Entry] | None = None) -> Iterator[Sample]:
    """Every fixed case of every theorem with rational X and Y of as many rows, drops among them, each pair once."""
    seen = set()
    for entry in entries().values() if items is None else items:
        for label, case in _fixed(entry):
            sample = _sample(f"{entry.slug}, {label}", case)
            if sample is not None and (key := (str(sample.X.tolist()), str(sample.Y.tolist()))) not in seen:
                seen.add(key)
                yield sample


def _fixed(entry: Entry) -> Iterator[tuple[str, Case]]:
    for hypothesis in entry.theorem.hypotheses:
        if isinstance(hypothesis.teeth, Drop | Swap):
            yield f"without {hypothesis.latex}", hypothesis.teeth.case
    for k, case in enumerate(entry.theorem.fixed_cases()):
        yield f"fixed case {k}", case


def _sample(name: str, case: Case) -> Sample | None:
    if not {"X", "Y"} <= case.keys():
        return None
    X, Y = arrays.array(case["X"]), arrays.array(case["Y"])
    matrices = X.ndim == Y.ndim == 2 and X.shape[0] == Y.shape[0]
    return Sample(name, X, Y) if matrices and arrays.all_rational(X) and arrays.all_rational(Y) else None


# -------------------------------------------------------------------------------------------------- Rocq's answer

_HEAD: Final = f"""From mathcomp Require Import all_ssreflect all_algebra.
From {LIBRARY} Require Import compute agreement.
"""
_ASSERTION: Final = """
Eval vm_compute in disagreements cases.

(* every measure of every case is what Python says *)
Theorem same_objects (R : realFieldType) c : List.In c cases -> agrees R c.2.
Proof. by apply: agreement_all; vm_cast_no_check (erefl (Nil (nat * seq nat))). Qed.
Print Assumptions same_objects.
"""
_FOUND: Final = re.compile(r"\((\d+)(?:%N)?,\s*\[::\s*([^\]]*)\]\)")


def source(samples: Sequence[Sample], m: Namespace | None = None) -> str:
    """The Rocq file that asserts, case by case, that its matrices have the values that Python gives.

    Args:
        samples: the cases.
        m: the measures; those of the catalogue by default.
    """
    m = Exact() if m is None else m
    stated = [f"Definition case_{k} := {_stated(sample, values(m, sample))}." for k, sample in enumerate(samples)]
    listed = "; ".join(f"({k}, case_{k})" for k in range(len(samples)))
    return "\n".join([_HEAD, *stated, f"Definition cases := [:: {listed}].", _ASSERTION])


def _stated(sample: Sample, known: Iterable[fmpq | None]) -> str:
    sizes = f"{sample.X.shape[0]} {sample.X.shape[1]} {sample.Y.shape[1]}"
    said = "; ".join("None" if value is None else f"Some {_literal(value)}" for value in known)
    return f"Sample {sizes} {_rows(sample.X)} {_rows(sample.Y)} [:: {said}]%q"


def _rows(A: Array) -> str:
    return "[:: " + "; ".join("[:: " + "; ".join(map(_literal, row)) + "]" for row in A.tolist()) + "]%q"


def _literal(x: fmpq) -> str:
    return str(x.p) if x.q == 1 and x >= 0 else f"({x.p})" if x.q == 1 else f"({x.p} # {x.q})"


def disagreements(built: Path, samples: Iterable[Sample], m: Namespace | None = None) -> list[Disagreement]:
    """Every case and measure of which Rocq says something else than Python; none when both have the same objects.

    Args:
        built: the folder with the compiled proofs.
        samples: the cases.
        m: the measures; those of the catalogue by default.

    Raises:
        CasesError: the file did not run, or was accepted on an axiom.
    """
    samples = list(samples)
    done = run(built, source(samples, m))
    differing = [
        Disagreement(samples[int(case)].name, _NAMES[int(measure)])
        for case, measures in _FOUND.findall(done.stdout)
        for measure in re.findall(r"\d+", measures)
    ]
    if (done.returncode == 0) == bool(differing):
        raise CasesError(f"Rocq names {len(differing)} cases and ends with {done.returncode}: {done.stderr.strip()}")
    if done.returncode == 0 and "Closed under the global context" not in done.stdout:
        raise CasesError(f"accepted on an axiom: {done.stdout.strip()}")
    return differing


def run(built: Path, text: str) -> subprocess.CompletedProcess[str]:
    """One run of coqc on this text, with the compiled proofs of the folder at hand."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.v"
        path.write_text(text, encoding="utf-8")
        command = ["coqc", "-q", "-w", "none", "-Q", str(built), LIBRARY, path.name]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
