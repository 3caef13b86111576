"""The floating carrier: the value comes from the code under test, its error bound from the definition.

One rule for every tolerance. The *radius* is the error bound of the definition, run in tracked arithmetic on inputs
perturbed by ``SLACK (n + p) u ||X||_F``: what a backward stable implementation may differ by. The *value* is the
implementation's (ours by default, a stranger's through ``implement``). A relation holds when its two sides agree
within the radii; used as a condition it has a dead zone (zero below the tolerance, nonzero above its square root,
undecided in between), and a conclusion inherits the tolerance of its premises. An infinite tolerance is undecided.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..record import Relation, Verdict
from .exact import Exact
from .namespace import Undecided
from .spectral import Spectral
from .tracked import Tracked, frobenius, lift

SLACK = 4
"""A conforming implementation is backward stable within SLACK (n + p) u."""

NEGATED = {Verdict.HOLDS: Verdict.REFUTED, Verdict.REFUTED: Verdict.HOLDS}


class Floating(Spectral):
    """Measures and primitives over floats of one dtype.

    Args:
        dtype: ``"float64"`` or ``"float32"``.
        definitions: the measures as formulas; the catalogue's by default.
        implementations: measure name -> function on float arrays; our own by default.
    """

    def __init__(
        self,
        dtype: str,
        definitions: Mapping[str, Callable[..., Any]] | None = None,
        implementations: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        super().__init__(dtype, definitions)
        self.inherited = 0.0  # tolerance that a conclusion inherits from its premises
        self.implementations = dict(implementations or {})

    def _with(self, definitions: Mapping[str, Callable[..., Any]]) -> Floating:
        return Floating(self.name, definitions, self.implementations)

    def implement(self, **functions: Callable[..., Any]) -> Floating:
        """The same carrier with the values of these measures taken from other functions on float arrays."""
        return Floating(self.name, self.definitions, {**self.implementations, **functions})

    def measure(self, name: str, *args: Any, **options: Any) -> Any:
        """Radius from the definition on perturbed inputs, value from the implementation where there is one."""
        ball = self.definitions[name](self, *_map(args, self._loosen), **options)
        if name not in self.implementations or not isinstance(ball, Tracked):
            return ball
        if not math.isfinite(ball.error):
            raise Undecided(f"{name} cannot be told at this precision: its error bound is infinite")
        plain = [_map(a, lambda t: t.value.copy()) for a in args]
        keywords = {key: _map(v, _number) for key, v in options.items()}
        value = np.asarray(_defined(self.implementations[name], plain, keywords))
        if not np.all(np.isfinite(value)):
            raise ZeroDivisionError(f"the implementation of {name} returned {value}")
        return Tracked(value, ball.error + SLACK * self.u * frobenius(value))

    def _loosen(self, t: Tracked) -> Tracked:
        return Tracked(t.value, t.error + SLACK * sum(t.shape) * self.u * frobenius(t.value))

    # ------------------------------------------------------------------------------------------- primitives

    def array(self, x: Any) -> Tracked:
        """Round exact numbers to this dtype, remembering by how much."""
        return x if isinstance(x, Tracked) else lift(x, self.dtype)

    def ratio(self, a: Any, b: Any) -> Any:
        """The number a/b."""
        if isinstance(a, Tracked) or isinstance(b, Tracked):
            return self.array(a) / self.array(b)
        return lift(Exact().ratio(a, b), self.dtype)

    def identity(self, k: int) -> Tracked:
        """The identity matrix."""
        return Tracked(np.eye(k, dtype=self.dtype))

    def ones(self, X: Any) -> Tracked:
        """A column of ones, one per row of X."""
        return Tracked(np.ones((X.shape[0], 1), self.dtype))

    def sqrt(self, x: Any) -> Tracked:
        """Square root: |sqrt a - sqrt b| <= min(|a - b|/sqrt b, sqrt|a - b|)."""
        x = self.array(x)
        value = np.sqrt(np.maximum(x.value, 0))
        root = float(np.min(value))
        entrywise = x.value.size**0.25 * math.sqrt(x.error)  # sum |a - b| <= sqrt(size) ||a - b||
        propagated = min(entrywise, x.error / root if root > 0 else math.inf)
        return Tracked(value, propagated + self.u * frobenius(value))

    def exp(self, x: Any) -> Tracked:
        """Exponential, entrywise."""
        x = self.array(x)
        value = np.exp(x.value)
        growth = math.expm1(min(x.error, 700.0))
        return Tracked(value, float(np.max(value)) * growth + 2 * self.u * frobenius(value))

    def log(self, x: Any) -> Tracked:
        """Logarithm, entrywise."""
        x = self.array(x)
        smallest = float(np.min(x.value)) - x.error
        if smallest <= 0:
            raise Undecided("the logarithm of a number that may be zero")
        value = np.log(x.value)
        return Tracked(value, x.error / smallest + 2 * self.u * frobenius(value))

    def cos(self, x: Any) -> Tracked:
        """Cosine, entrywise, of angles in radians: it moves by no more than its argument does."""
        x = self.array(x)
        value = np.cos(x.value)
        return Tracked(value, x.error + 2 * self.u * math.sqrt(value.size))

    def sin(self, x: Any) -> Tracked:
        """Sine, entrywise, of angles in radians: it moves by no more than its argument does."""
        x = self.array(x)
        value = np.sin(x.value)
        return Tracked(value, x.error + 2 * self.u * math.sqrt(value.size))

    def trace(self, A: Tracked) -> Tracked:
        """Sum of the diagonal: |tr E| <= sqrt(n) ||E||_F."""
        n = A.shape[0]
        terms = float(np.sum(np.abs(np.diagonal(A.value))))
        return Tracked(np.trace(A.value), math.sqrt(n) * A.error + n * self.u * terms)

    def center(self, X: Tracked) -> Tracked:
        """Subtract the column means, in two passes; a projection does not enlarge the error already there."""
        value = X.value - X.value.mean(0, keepdims=True)
        value = value - value.mean(0, keepdims=True)
        rounding = 2 * X.shape[0] * self.u * frobenius(value) + self.u * frobenius(X.value)
        return Tracked(value, X.error + rounding)

    def hollow(self, K: Tracked) -> Tracked:
        """The matrix with its diagonal set to zero."""
        value = K.value.copy()
        np.fill_diagonal(value, 0)
        return Tracked(value, K.error)

    def diagonal(self, K: Tracked) -> Tracked:
        """The diagonal as a column."""
        return Tracked(np.diagonal(K.value)[:, None].copy(), K.error)

    def squared_distances(self, Z: Tracked) -> Tracked:
        """All squared distances between rows: each difference is off by at most 2e, each square by 4 d e + 4 e^2."""
        difference = Z.value[:, None, :] - Z.value[None, :, :]
        value = np.square(difference).sum(-1)
        n, top = Z.shape[0], math.sqrt(float(value.max(initial=0.0)))
        propagated = 4 * math.sqrt(n) * Z.error * (top + Z.error)
        return Tracked(value, propagated + (Z.shape[1] + 3) * self.u * frobenius(value))

    def concat(self, *blocks: Any) -> Tracked:
        """Blocks side by side."""
        return self._joined(blocks, 1)

    def stack(self, *blocks: Any) -> Tracked:
        """Blocks on top of each other."""
        return self._joined(blocks, 0)

    def _joined(self, blocks: tuple[Any, ...], axis: int) -> Tracked:
        parts = [self.array(b) for b in blocks]
        return Tracked(np.concatenate([p.value for p in parts], axis), math.hypot(*(p.error for p in parts)))

    def upper(self, D: Tracked) -> Tracked:
        """The entries above the diagonal, row by row, as a column."""
        return Tracked(D.value[np.triu_indices(D.shape[0], 1)][:, None], D.error)

    def median(self, v: Tracked) -> Tracked:
        """The median moves by at most the largest change of an entry."""
        return Tracked(np.median(v.value), v.error + self.u * _largest(v))

    def averaging(self, X: Tracked) -> Tracked:
        """The projector that averages over samples with equal rows.

        Rows of one value count as equal: they were rounded alike. Undecided when others are equal within their error.
        """
        D = np.sqrt(np.square(X.value[:, None, :] - X.value[None, :, :]).sum(-1))
        same = (X.value[:, None, :] == X.value[None, :, :]).all(-1)
        if np.any(D[~same] <= 2 * X.error):
            raise Undecided("which samples have equal rows: some differ by no more than their error")
        marks = same.astype(self.dtype)
        value = marks / marks.sum(0)
        return Tracked(value, self.u * frobenius(value))

    def neighbours(self, Z: Tracked, k: int) -> Tracked:
        """Row i marks the k nearest other rows; undecided when the error hides which one is k-th."""
        D, n = self.squared_distances(Z), Z.shape[0]
        marks = np.zeros((n, n), self.dtype)
        for i in range(n):
            others = np.delete(np.arange(n), i)
            order = others[np.argsort(D.value[i, others], kind="stable")]
            if 0 < k < n - 1 and D.value[i, order[k]] - D.value[i, order[k - 1]] <= 2 * D.error:
                raise Undecided(f"which sample is neighbour {k} of sample {i}: the distances differ by their error")
            marks[i, order[:k]] = 1
        return Tracked(marks)

    # ---------------------------------------------------------------------------------------------- judging

    def tolerance(self, relation: Relation) -> tuple[Tracked, float]:
        """left - right, and how far from zero it may be if the relation is an equality."""
        left, right = (self.array(x) for x in (relation.left, relation.right))
        difference = left - right
        rounding = 4 * self.u * (frobenius(left.value) + frobenius(right.value))
        return difference, self.inherited + difference.error + rounding

    def decide(self, relation: Relation, condition: bool = False) -> Verdict:
        """Judge one relation; as a condition, an equality has a dead zone instead of a tolerance."""
        if relation.op == "psd":
            return self._decide_psd(self.array(relation.right))
        if not any(isinstance(x, Tracked) for x in (relation.left, relation.right)):
            return Exact().decide(relation)
        difference, tolerance = self.tolerance(relation)
        if not math.isfinite(tolerance):
            return Verdict.UNDECIDED
        dead = max(math.sqrt(tolerance), tolerance) if condition else tolerance
        if relation.op in ("==", "!="):
            size = frobenius(difference.value)
            verdict = Verdict.HOLDS if size <= tolerance else Verdict.REFUTED if size > dead else Verdict.UNDECIDED
            return verdict if relation.op == "==" else NEGATED.get(verdict, verdict)
        largest = float(np.max(difference.value, initial=-math.inf))
        if relation.op == "<=":
            return Verdict.HOLDS if largest <= tolerance else Verdict.REFUTED if largest > dead else Verdict.UNDECIDED
        return Verdict.HOLDS if largest < -dead else Verdict.REFUTED if largest > tolerance else Verdict.UNDECIDED

    def _decide_psd(self, S: Tracked) -> Verdict:
        lowest = float(np.linalg.eigvalsh(S.value.astype(np.float64))[0])
        tolerance = self.inherited + S.error + S.shape[0] * self.u * frobenius(S.value)
        if not math.isfinite(tolerance):
            return Verdict.UNDECIDED
        return Verdict.HOLDS if lowest >= -tolerance else Verdict.REFUTED

    def slack(self, relation: Relation) -> str:
        """The tolerance used, for messages."""
        return "" if relation.op == "psd" else f", tolerance {self.tolerance(relation)[1]:.2g}"


def _map(x: Any, f: Callable[[Tracked], Any]) -> Any:
    """Apply f to every Tracked in nested lists and tuples."""
    if isinstance(x, Tracked):
        return f(x)
    return type(x)(_map(e, f) for e in x) if isinstance(x, list | tuple) else x


def _largest(t: Tracked) -> float:
    return float(np.max(np.abs(t.value), initial=0.0))


def _number(t: Tracked) -> Any:
    return float(t.value) if t.value.ndim == 0 else t.value.copy()


def _defined(function: Callable[..., Any], args: list[Any], keywords: dict[str, Any]) -> Any:
    from ..measures import UndefinedMeasure  # late: strangers' code is judged without loading ours

    try:
        return function(*args, **keywords)
    except UndefinedMeasure as error:
        raise ZeroDivisionError(str(error)) from error
