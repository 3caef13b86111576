r"""Zero CKA needs more samples than the two ranks together: otherwise canonical correlations cannot all be zero.

Proof.     P, R project onto the columns of X_c and Y_c, inside the n - 1 centred directions: H - P and H - R are
           projectors, so 0 <= tr (H - P)(H - R) = n - 1 - r_X - r_Y + tr PR. CKA = 0 gives PR = 0.
Sharpness. Equality exactly when (H - P)(H - R) = 0: each column space holds every centred direction that is orthogonal
           to the other. n = 3 with ranks 1 + 1 and n = 5 with ranks 2 + 2 have CKA = 0, and no fewer samples do.
           Uncentred it fails: (0, 1) and (1, 0) are orthogonal at n = 2.
Source.    Derived here, from the dimension formula for subspaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces, more_than_zero
from ..core.knowledge import Knowledge
from ..core.record import (
    All,
    Case,
    Claim,
    Family,
    Hypothesis,
    Implies,
    Scope,
    Swap,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    varies,
    zero,
)
from ..core.strategies import pairs, uncorrelated


def parts(m: Any, X: Any, Y: Any) -> tuple[Any, Any, Any]:
    """The sum of squared canonical correlations, the two ranks together, and n - 1."""
    x, y = m.center(X), m.center(Y)
    ranks = m.rank(x) + m.rank(y)
    return m.inner(m.projector(x), m.projector(y)), m.ratio(ranks, 1), m.ratio(X.shape[0] - 1, 1)


def claim(m: Any, X: Any, Y: Any) -> All:
    shared, ranks, room = parts(m, X, Y)
    return All(le(ranks - room, shared), Implies(zero(m.linear_cka(X, Y)), le(ranks, room)))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    always, at_zero = claim(m, X, Y).parts
    H = m.center(m.identity(X.shape[0]))
    P, R = m.projector(m.center(X)), m.projector(m.center(Y))
    apart = m.psd_product(m.projector_psd(H - P), m.projector_psd(H - R))
    yield m.certificate(always, facts=[apart])
    assert isinstance(at_zero, Implies)
    with m.supposing(at_zero.premise):
        apart = m.psd_product(m.projector_psd(H - P), m.projector_psd(H - R))
        yield m.certificate(at_zero.conclusion, facts=[apart])


@st.composite
def cases(draw: DrawFn) -> Case:
    """Half of the pairs uncorrelated, many with as few samples as their ranks allow."""
    if draw(st.booleans()):
        X, Y = draw(uncorrelated(draw(st.integers(3, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))))
    else:
        X, Y = draw(pairs())
    return {"X": X, "Y": Y}


ALONE = {"X": [[1], [-1], [0]], "Y": [[1], [1], [-2]]}
PENTAGONS = {
    "X": [[-2, 1], [2, 1], [-2, 0], [2, -1], [0, -2]],
    "Y": [[1, 2], [1, -1], [-2, -2], [-2, 1], [2, 0]],
}
FULL = {"X": [[1, 0], [0, 1], [0, 0]], "Y": [[0, 0], [1, 3], [2, 1]]}


def attained(m: Any, X: Any, Y: Any) -> Claim:
    shared, ranks, room = parts(m, X, Y)
    return eq(shared, ranks - room)


def met(k: Knowledge) -> int:
    """In how many dimensions the column spaces meet at least."""
    return sum(k.ranks) - (k.samples - 1) if k.ranks and k.samples else 0


THEOREM = Theorem(
    statement=(
        r"\sum_k \rho_k^2 \ge r_X + r_Y - (n - 1), \qquad"
        r"\mathrm{CKA}(X, Y) = 0 \implies r_X + r_Y \le n - 1"
    ),
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", ALONE | {"X": [[1], [1], [1]]}),
        varies("Y", ALONE | {"Y": [[1], [1], [1]]}),
        Hypothesis(r"\text{CKA is centred}", None, Swap("uncentred_cka", {"X": [[0], [1]], "Y": [[1], [0]]})),
        Hypothesis(
            r"n > r_X + r_Y \text{, for } \mathrm{CKA} = 0 \text{ to be possible}",
            None,
            Scope("this is what the claim says: ranks 2 and 2 at n = 4 share a direction, whatever X and Y are"),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "cca"}),
    symbolic=symbolic,
    witnesses=(
        Witness("three samples, ranks 1 and 1", ALONE, lambda m, X, Y: zero(m.linear_cka(X, Y))),
        Witness(
            "two samples, one feature each",
            {"X": [[0], [1]], "Y": [[1], [0]]},
            lambda m, X, Y: eq(m.linear_cka(X, Y), m.ratio(1, 1)),
        ),
        Witness("five samples, ranks 2 and 2", PENTAGONS, lambda m, X, Y: zero(m.linear_cka(X, Y))),
    ),
    sharp=Family((ALONE, PENTAGONS, FULL), lambda case: case, attained),
    refutes=(
        "uncentred_cka",
        "cka_gram_centred_once",
    ),
    forces=(
        Forces(
            ("linear_cka",),
            lambda k: met(k) > 0,
            more_than_zero,
            "the ranks together exceed the directions that the samples have",
            strict=True,
        ),
        Forces(
            ("mean_cca",),
            lambda k: met(k) > 0,
            lambda m, k: m.ratio(met(k), min(k.ranks or (1,))),
            "column spaces of these ranks meet, and a correlation is at least its square",
        ),
    ),
    kernel=("dimension_too_few_samples",),
)
