"""What every carrier is: primitives over one kind of number, and the measures defined over them.

``m.linear_cka(X, Y)`` runs the definition of linear CKA on the primitives of ``m``. A carrier that subclasses this
gives ``array, ratio, sqrt, exp, log, identity, zeros, trace, hollow, diagonal, upper, rank, projector, solve,
nuclear_norm, …``; what can be said in terms of those is said here, once.
"""

from __future__ import annotations

import copy
import functools
import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

import numpy as np

from ..definitions import MEASURES
from ..numbers.number import Undecided
from ..quantities import QUANTITIES
from ..record import Relation, Verdict

__all__ = ["Namespace", "Undecided"]

Measure = Callable[..., Any]


class Namespace:
    """Primitives and measures. ``replace`` returns a changed copy; a namespace is never changed."""

    name: str

    def __init__(self, definitions: Mapping[str, Measure] | None = None) -> None:
        self.definitions = dict(MEASURES | QUANTITIES if definitions is None else definitions)

    def replace(self, **bugs: Measure) -> Self:
        """The same carrier with definitions swapped (a planted bug) or added."""
        return self._with({**self.definitions, **bugs})

    def _with(self, definitions: Mapping[str, Measure]) -> Self:
        other = copy.copy(self)
        other.definitions = dict(definitions)
        return other

    def __getattr__(self, name: str) -> Measure:
        definitions = self.__dict__.get("definitions", {})
        if name not in definitions:
            raise AttributeError(
                f"the {getattr(type(self), 'name', type(self).__name__)} carrier has no {name!r}; "
                f"its measures are {', '.join(sorted(definitions))}"
            )
        return functools.partial(self.measure, name)

    def measure(self, name: str, *args: Any, **options: Any) -> Any:
        """The measure of this name; carriers that track error override it."""
        return self.definitions[name](self, *args, **options)

    def decide(self, relation: Relation, condition: bool = False) -> Verdict:
        """What a relation comes to on this carrier; ``condition``: it is a premise, not a conclusion."""
        raise NotImplementedError

    # ------------------------------------------------------ primitives that are the same formula everywhere

    def inner(self, A: Any, B: Any) -> Any:
        """tr A'B."""
        return self.trace(A.T @ B)

    def norm(self, A: Any) -> Any:
        """The Frobenius norm."""
        return self.sqrt(self.inner(A, A))

    def pos(self, x: Any) -> Any:
        """The positive part (x + |x|)/2."""
        return (x + abs(x)) * self.ratio(1, 2)

    def minimum(self, a: Any, b: Any) -> Any:
        """The smaller of two sizes or ranks."""
        return min(a, b)

    def ones(self, X: Any) -> Any:
        """The column of ones with as many rows as X."""
        return self.array(np.ones((X.shape[0], 1), dtype=int))

    def center(self, X: Any) -> Any:
        """HX: the mean over samples subtracted from every column."""
        one = self.ones(X)
        return X - one @ (one.T @ X) * self.ratio(1, X.shape[0])

    def gram(self, X: Any) -> Any:
        """HXX'H."""
        Z = self.center(X)
        return Z @ Z.T

    def diagonal_matrix(self, w: Any) -> Any:
        """The diagonal matrix with the column w on its diagonal."""
        return self.identity(w.shape[0]) * w

    def double_center(self, D: Any) -> Any:
        """HDH."""
        return self.center(self.center(D).T).T

    def u_center(self, K: Any) -> Any:
        """U-centring of a symmetric matrix whose diagonal is ignored: zero diagonal, zero row sums (n >= 3)."""
        n, K = K.shape[0], self.hollow(K)
        one = self.ones(K)
        rows = K @ one @ one.T * self.ratio(1, n - 2)
        total = one @ (one.T @ K @ one) @ one.T * self.ratio(1, (n - 1) * (n - 2))
        return self.hollow(K - rows - rows.T + total)

    def mean_over_permutations(self, n: int, f: Measure) -> Any:
        """The mean of f(P) over the n! permutation matrices P."""
        eye = np.eye(n, dtype=int)
        return self._average(f(self.array(eye[list(order)])) for order in itertools.permutations(range(n)))

    def mean_over_signs(self, n: int, f: Measure) -> Any:
        """The mean of f(S) over the 2^n diagonal matrices S of signs."""
        return self._average(f(self.array(np.diag(signs))) for signs in itertools.product((1, -1), repeat=n))

    def mean_over_subsets(self, n: int, b: int, f: Measure) -> Any:
        """The mean of f(S) over the selections S (b x n, rows of the identity) of b samples of n."""
        eye = np.eye(n, dtype=int)
        return self._average(f(self.array(eye[list(rows)])) for rows in itertools.combinations(range(n), b))

    def _average(self, values: Iterable[Any]) -> Any:
        gathered = list(values)
        return functools.reduce(lambda a, b: a + b, gathered) * self.ratio(1, len(gathered))
