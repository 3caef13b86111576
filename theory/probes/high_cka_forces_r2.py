r"""High linear CKA forces linear R^2, the more so the fewer dimensions there are for what is not predicted.

Proof.     P projects onto the columns of X_c, S = H - P; N = PLP is what is predicted of L, and B = SLS what is not.
           <K, L> = <K, N> <= |K||N| is c|L| <= |N|, and |N|^2 + |B|^2 <= |L|^2, so |B|^2 <= (1/c^2 - 1)|N|^2. By
           Cauchy-Schwarz (tr B)^2 is at most r_Y |B|^2, as that of Y_c'SY_c, and at most (n - 1 - r_X)|B|^2; and
           |N| <= tr N = R^2 tr L.
Sharpness. X = e and Y = [se, J], where J fills up the samples, attain the bound by n. In many dimensions R^2 can be
           small at any CKA < 1 (probes/high_cka_without_predictability).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.derivations import factor_is_nonzero
from ..core.forces import Forces
from ..core.knowledge import Knowledge
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero
from ..core.strategies import pairs
from .high_cka_without_predictability import hadamard


def floors(m: Any, X: Any, Y: Any) -> tuple[Any, Any]:
    """By the rank of Y, and by the directions that the samples leave beside X."""
    c, room = m.linear_cka(X, Y), m.ratio(X.shape[0] - 1, 1) - m.rank(m.center(X))
    return m.read_share_floor(m.rank(m.center(Y)), 1 / c), m.read_share_floor(room, 1 / c)


def claim(m: Any, X: Any, Y: Any) -> All:
    return All(*(le(floor, m.linear_r2(X, Y)) for floor in floors(m, X, Y)))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    x, y, K, L = m.center(X), m.center(Y), m.gram(X), m.gram(Y)
    E = m.projector(y.T)
    many, P = m.rank(y), m.projector(x)
    S, shared = m.center(m.identity(X.shape[0])) - P, m.inner(K, L)
    factor_is_nonzero(m, x.T, y)
    factor_is_nonzero(m, y.T, x)
    m.lemma_positive(m.inner(x.T @ y, x.T @ y), rest=shared)
    N, B, LL = P @ L @ P, S @ L @ S, m.inner(L, L)
    n = m.gram_psd(P @ y)
    above = m.scaled(LL / shared**2, m.cauchy_schwarz(K, N))  # |N|^2/c^2 - |L|^2
    left = m.sum(above, m.scaled(2, m.squared_norm(P @ L @ S)))  # (1/c^2 - 1)|N|^2 - |B|^2
    over = 1 / m.linear_cka(X, Y) ** 2 - 1
    m.lemma_nonnegative(m.divided(m.cauchy_schwarz(K, L), shared**2))
    room = m.psd_trace(m.projector_psd(S))
    m.lemma_nonnegative(room)
    trace = m.psd_product(n, m.trace_psd(n))  # (tr N)^2 - |N|^2
    few = m.cauchy_schwarz(S, B), m.cauchy_schwarz(E, y.T @ S @ y)
    for relation, k, narrow in zip(claim(m, X, Y).parts, (many, m.trace(S)), reversed(few), strict=True):
        spread = m.sum(narrow, m.scaled(k, left), m.scaled(k * over, trace))
        root = m.sqrt(over * k)
        rest = m.from_squares(spread, root * m.trace(N), m.trace(B))
        yield m.certificate(relation, scale=(root + 1) * m.trace(L), facts=[rest])


def filled(which: tuple[int, int]) -> Case:
    """X = e and Y = [se, J] of so many samples, a power of two."""
    s, n = which
    H = hadamard(n)
    return {"X": [[row[1]] for row in H], "Y": [[s * row[1], *row[2:]] for row in H]}


def attained(m: Any, X: Any, Y: Any) -> Claim:
    s, n, r2 = Y[0, 0], X.shape[0], m.linear_r2(X, Y)
    return All(eq(floors(m, X, Y)[1], r2), eq(r2 * (s**2 + n - 2), s**2))


def beside(k: Knowledge) -> int | None:
    """The most dimensions that are not predicted; None where neither the ranks nor the samples are known."""
    room = k.samples - 1 - (k.ranks[0] if k.ranks else 1) if k.samples else None
    known = [count for count in (k.most_rank_y, room) if count is not None]
    return min(known) if known else None


APART = {"X": [[1], [-1], [0]], "Y": [[1], [1], [-2]]}
THEOREM = Theorem(
    statement=(
        r"R^2_{X \to Y} \ge \frac{1}{1 + \sqrt{k(c^{-2} - 1)}}, \quad "
        r"c = \mathrm{CKA}(X, Y),\ k = \min(r_Y, n - 1 - r_X)"
    ),
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(Hypothesis(r"X_c^\top Y_c \ne 0", lambda m, X, Y: nonzero(m.center(X).T @ m.center(Y)), Drop(APART)),),
    domain=pairs().map(lambda pair: {"X": pair[0], "Y": pair[1]}),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "two of three directions",
            {"X": [[1, 0], [0, 1], [0, 0], [0, 0]], "Y": [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]]},
            lambda m, X, Y: eq(m.linear_r2(X, Y), m.ratio(7, 9)),
        ),
    ),
    sharp=Family(((1, 4), (2, 4), (3, 8)), filled, attained),
    refutes=("read_share_without_square",),
    forces=(
        Forces(
            ("linear_r2",),
            lambda k: k.cka is not None and beside(k) is not None,
            lambda m, k: m.read_share_floor(beside(k), 1 / m.array(k.cka)),
            "with CKA this high little of Y is beside what X predicts, and has not many dimensions to be in",
        ),
    ),
    kernel=("probes_high_cka_forces_r2", "probes_high_cka_forces_r2_sharp"),
)
