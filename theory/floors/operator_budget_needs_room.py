r"""The least CKA that two bounded readouts allow takes a direction beside the output on either side, and both apart.

Proof.     TT' <= BK and TT' <= CL for the output T (floors/operator_budget): E = BK - TT' and F = CL - TT' are
           semidefinite, and BC<K, L> - |T'T|^2 = <E, TT'> + <F, TT'> + <E, F>, where no term is negative. E and F are
           not 0, for |TT'| < B|K| and |TT'| < C|L|. If X holds nothing but the output, the columns of E are among those
           of T, and <E, TT'> > 0; if it has n - 1 directions, those of F are among its own, and <E + TT', F> = B<K, F>
           > 0. The same holds of Y, with the two exchanged.
Sharpness. So the least is met only where rank T < rank HX, rank HY < n - 1, which takes n >= rank T + 3; and there it
           is, for every T and all larger budgets (floors/features_beside_the_output). With the least budget, TT' = BK,
           no room is needed: X = t and Y = [t, J] are at the floor 1/sqrt(2). The least CKA where one of the two
           holds nothing but the output: floors/operator_budget_without_slack; of three samples:
           floors/operator_budget_in_two_directions.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.record import All, Case, Claim, Drop, Hypothesis, Implies, Theorem, Verdict, Witness, eq, lt
from ..core.strategies import ranked_readouts
from ..identifiability.zero_slack import same_output
from .operator_budget import spends


def above(m: Any, X: Any, Y: Any, W: Any, B: Any, C: Any) -> Claim:
    """CKA is above the floor of operator_budget for features that are scaled to |K| = |L| = 1, and heads with them."""
    budgets = B * m.norm(m.gram(X)), C * m.norm(m.gram(Y))
    return lt(m.operator_budget_floor(X @ W, *budgets), m.linear_cka(X, Y))


def crowded(m: Any, X: Any, end: Any) -> Claim:
    """The rank of HX is as small, or as large, as it can be."""
    return eq(m.ratio(m.rank(m.center(X)), 1), m.ratio(end, 1))


def claim(m: Any, X: Any, Y: Any, W: Any, B: Any, C: Any) -> All:
    strictly, ends = above(m, X, Y, W, B, C), (m.rank(m.center(X) @ W), X.shape[0] - 1)
    return All(*(Implies(crowded(m, X, end), strictly) for end in ends))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, B: Any, C: Any) -> Iterator[Verdict]:
    x, T = m.center(X), m.center(X) @ W
    E, F = (rest(m, T, *side) for side in ((X, W, B), (Y, V, C)))
    A, scale = m.gram_psd(T), B * C * m.norm(m.gram(X)) * m.norm(m.gram(Y))
    strictly = above(m, X, Y, W, B, C)
    with m.supposing(crowded(m, X, m.rank(T))):
        m.lemma_zero(m.projector_psd(m.projector(x) - m.projector(T)))
        facts = [m.psd_product(F, A), m.psd_product(E, F)]
        yield m.certificate(strictly, scale=scale, facts=facts, rest=seen(m, E, T))
    with m.supposing(crowded(m, X, X.shape[0] - 1)):
        m.full_rank(m.projector(x))
        more = seen(m, F, x) * B
        yield m.certificate(strictly, scale=scale, facts=[m.psd_product(E, A)], rest=more)


def rest(m: Any, T: Any, Z: Any, U: Any, budget: Any) -> Any:
    """E = BK - TT', which is semidefinite and not 0: B^2|K|^2 - |TT'|^2 = <E, BK + TT'>."""
    room = m.identity(U.shape[0]) * budget - U @ U.T
    m.lemma_nonnegative(m.sum(m.psd_trace(m.given(room)), m.squared_norm(U)))
    K, read = m.gram(Z), m.squared_norm(T.T @ T)
    gap = m.inner(K, K) * budget**2 - read.value
    m.lemma_positive(m.inner(K, K) * budget**2, facts=[read], rest=gap)
    E, both = m.congruence(m.center(Z), room), K * budget + T @ T.T
    m.lemma_positive(m.inner(E.A, E.A) * m.inner(both, both), facts=[m.cauchy_schwarz(E.A, both)], rest=gap**2)
    return E


def seen(m: Any, E: Any, z: Any) -> Any:
    """tr z'Ez > 0 for a semidefinite E that is not 0, with its columns among those of z."""
    inside, back = m.congruence(z.T, E), m.pseudo_inverse(z)
    part = inside.A @ back
    factor_is_nonzero(m, part.T, back)  # E = back' (z'Ez) back
    factor_is_nonzero(m, inside.A, back)
    trace = m.psd_trace(inside)
    square = m.psd_product(m.trace_psd(inside), inside)
    m.lemma_positive(trace.value**2, facts=[square], rest=m.inner(inside.A, inside.A))
    m.lemma_nonnegative(trace)
    return trace.value


def more_than_least(name: str, budget: str, gram: str, case: Case) -> Hypothesis:
    """|TT'| < B|K|, squared."""

    def holds(m: Any, **c: Any) -> Claim:
        T, K = m.center(c["X"]) @ c["W"], m.gram(c[name])
        return lt(m.inner(T.T @ T, T.T @ T), m.inner(K, K) * c[budget] ** 2)

    return Hypothesis(rf"\|T^\top T\|_F < {budget}\,\|{gram}\|_F", holds, Drop(case))


@st.composite
def cases(draw: DrawFn) -> Case:
    """Nothing beside the output in X, or no direction beside X; Y anything."""
    m, n = Exact(), draw(st.integers(2, 5))
    r = draw(st.integers(1, min(2, n - 1)))
    left, right = draw(st.sampled_from((r, n - 1))), draw(st.integers(r, n - 1))
    p, q, k = (draw(st.integers(rank, rank + 1)) for rank in (left, right, r))
    X, Y, W, V = draw(ranked_readouts(n, p, q, k, rank=r, left=left, right=right))
    B, C = (m.inner(U, U) * m.ratio(draw(st.integers(5, 8)), 4) for U in (W, V))
    return {"X": X, "Y": Y, "W": W, "V": V, "B": B, "C": C}


t, BESIDE, APART = [[1], [1], [-1], [-1]], [[1, 1], [1, -1], [-1, 1], [-1, -1]], [[1, 1], [1, -1], [-1, -1], [-1, 1]]
FIRST = [[1], [0]]
LINE: dict[str, Any] = {"X": t, "Y": t, "W": [[1]], "V": [[1]], "B": 2, "C": 2}
MORE: dict[str, Any] = {"X": BESIDE, "W": FIRST}
FULL = [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]
#: T = [2t, J] from X = [t, J]
LOUD: dict[str, Any] = {
    "X": BESIDE,
    "Y": [[2 * i, j] for i, j in BESIDE],
    "W": [[2, 0], [0, 1]],
    "V": [[1, 0], [0, 1]],
    "B": 3,
    "C": Fraction(21, 20),
}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) = \frac{\|T^\top T\|_F^2}{B\|K\|_F\,C\|L\|_F} \implies "
        r"\mathrm{rank}\,T < \mathrm{rank}\,HX < n - 1"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k", "B": "", "C": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"HXW = HYV = T", same_output, Drop(LINE | {"Y": [[1], [-1], [1], [-1]]})),
        spends("W", "B", LOUD),
        spends("V", "C", LINE | {"Y": BESIDE, "V": FIRST, "B": Fraction(9, 8), "C": Fraction(4, 5)}),
        more_than_least("X", "B", "K", LINE | {"Y": BESIDE, "V": FIRST, "B": 1, "C": 1}),
        more_than_least("Y", "C", "L", LINE | {"X": FULL, "W": [[1], [0], [0]], "B": 1, "C": 1}),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "room on both sides, and the floor attained",
            LINE | MORE | {"Y": APART, "V": FIRST, "B": 1, "C": 1},
            lambda m, X, Y, W, B, C, **_: All(
                eq(m.linear_cka(X, Y), m.ratio(1, 2)),
                eq(m.operator_budget_floor(X @ W, B * m.norm(m.gram(X)), C * m.norm(m.gram(Y))), m.ratio(1, 2)),
            ),
        ),
    ),
    refutes=("operator_budget_uncentred",),
    kernel=("floors_operator_budget_needs_room", "floors_operator_budget_needs_room_attained"),
    uses=("floors/operator_budget",),
)
