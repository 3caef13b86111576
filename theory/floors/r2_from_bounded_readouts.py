r"""A bounded readout of what the other side holds, too, forces linear R^2, by the dimensions left for the rest.

Proof.     Take V in the row space of Y_c: projected there it reads the same, and its norm v is no larger. R projects
           onto its columns: L = A + C with A = Y_cRY_c' and C = Y_c(1 - R)Y_c', of rank r_Y - r. Y_cR = TV^+ gives
           P_XA = A, so R^2 tr L >= tr A. |A|^2 + |C|^2 <= |L|^2, and TT' <= v^2 A gives |TT'| <= v^2 |A|, so |C|^2 <=
           (b^2 - 1)|A|^2. Last, (tr C)^2 <= (r_Y - r)|C|^2 by Cauchy-Schwarz, and |A| <= tr A.
Sharpness. Equality for one output and junk of one size beside it, Y = [t, sJ]. With more outputs of which all but one
           are quiet it is approached. Nothing is asked of W: however faintly X holds the output, it predicts it.
           Without the rank nothing is forced: with more and more junk R^2 tends to 0 at any b > 1.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.derivations import factor_is_nonzero, gram_is_nonzero
from ..core.forces import Forces
from ..core.knowledge import Knowledge
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero
from ..core.strategies import shared_readouts
from ..probes.high_cka_without_predictability import hadamard


def squared_norm(m: Any, Y: Any, V: Any) -> Any:
    """b = |V|^2 |L|/|T'T| with the operator norm of V: once features and outputs have norm 1."""
    T = m.center(Y) @ V
    return m.leading_sum(V @ V.T, 1) * m.norm(m.gram(Y)) / m.norm(T @ T.T)


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    y = m.center(Y)
    floor = m.read_share_floor(m.rank(y) - m.rank(y @ V), squared_norm(m, Y, V))
    return le(floor, m.linear_r2(X, Y))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    y, L, T = m.center(Y), m.gram(Y), m.center(X) @ W
    everything, E = m.projector(m.center(X)), m.projector(y.T)
    U = E @ V  # reads as V does, in the row space
    factor_is_nonzero(m, y, U)
    factor_is_nonzero(m, U.T, y.T)
    gram_is_nonzero(m, T)
    gram_is_nonzero(m, y)
    m.pseudo_inverse(T)  # its two ranks are one
    R = U @ m.pseudo_inverse(U)
    m.lemma_zero(R @ V - U)
    m.lemma_zero(everything @ y @ R - y @ R)
    A, C, top, under = y @ R @ y.T, y @ (E - R) @ y.T, m.leading_sum(V @ V.T, 1), m.trailing_psd(V @ V.T, 1)
    a, c = m.congruence(y, m.projector_psd(R)), m.congruence(y, m.projector_psd(E - R))
    factor_is_nonzero(m, V.T, y.T)
    m.lemma_positive(top * m.inner(V, V), facts=[m.psd_product(under, m.gram_psd(V))], rest=m.inner(V @ V.T, V @ V.T))
    above = m.congruence(y @ R, under)  # top A - TT'
    TT, AA = m.inner(T @ T.T, T @ T.T), m.inner(A, A)
    loud = m.sum(m.psd_product(above, m.gram_psd(T)), m.scaled(top, m.psd_product(above, a)))  # top^2 |A|^2 - |TT'|^2
    m.lemma_positive(top**2 * AA, facts=[loud], rest=TT)
    apart = m.sum(m.scaled(2, m.psd_product(a, c)), m.squared_norm(C))  # |L|^2 - |A|^2
    over = m.divided(m.sum(loud, m.scaled(top**2, apart)), TT)  # b^2 - 1
    m.lemma_nonnegative(over)
    k, b = m.trace(E - R), squared_norm(m, Y, V)
    m.lemma_nonnegative(m.psd_trace(m.projector_psd(E - R)))
    spread = m.sum(
        m.cauchy_schwarz(E - R, (E - R) @ y.T @ y @ (E - R)),
        m.scaled(k * m.inner(L, L) / TT, loud),
        m.scaled(2 * k, m.psd_product(a, c)),
        m.scaled(k * (b * b - 1), m.psd_product(a, m.trace_psd(a))),
    )  # k(b^2 - 1)(tr A)^2 - (tr C)^2
    root = m.sqrt((b * b - 1) * k)
    rest = m.from_squares(spread, root * m.trace(A), m.trace(C))
    predicted = m.scaled(root + 1, m.psd_product(m.projector_psd(everything), c))
    yield m.certificate(claim(m, X, Y, W, V), scale=m.trace(L) * (root + 1), facts=[predicted, rest])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n, (p, q, k) = draw(st.integers(2, 5)), (draw(st.integers(1, 3)) for _ in range(3))
    X, Y, W, V = draw(shared_readouts(n, p, q, k))
    return {"X": X, "Y": Y, "W": W, "V": V}


def junk(which: tuple[int, int]) -> Case:
    """X = [t, sJ1] and Y = [t, sJ2] of eight samples, with so many columns in each J."""
    s, count = which
    read = [[1], *[[0]] * count]
    X, Y = ([[row[1], *(s * row[j] for j in range(k, k + count))] for row in hadamard(8)] for k in (2, 5))
    return {"X": X, "Y": Y, "W": read, "V": read}


def attained(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    s, count, r2 = Y[0, 1] if Y.shape[1] > 1 else 0, Y.shape[1] - 1, m.linear_r2(X, Y)
    floor = m.read_share_floor(count, squared_norm(m, Y, V))
    return All(eq(floor, r2), eq(r2 * (s**2 * count + 1), m.ratio(1, 1)))


def beside_the_output(m: Any, k: Knowledge) -> Any:
    """The floor for the most directions that Y can have beside the output; None where that or the norm is not known."""
    rank, norm = k.most_rank_y, k.most_norm_y
    return None if rank is None or norm is None else m.read_share_floor(rank - k.least_rank, m.array(norm) ** 2)


APART = {"X": [[1], [-1], [0]], "Y": [[1], [1], [-2]], "W": [[1]], "V": [[1]]}
LOUD = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": [[2], [2], [-2], [-2]], "W": [[2], [0]], "V": [[1]]}
THEOREM = Theorem(
    statement=(
        r"R^2_{X \to Y} \ge \frac{1}{1 + \sqrt{(r_Y - r)(b^2 - 1)}}, \quad "
        r"b = \frac{\|V\|_{\mathrm{op}}^2\|L\|_F}{\|T^\top T\|_F},\ T = X_cW = Y_cV,\ r = \mathrm{rank}\,T"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k"},
    claim=claim,
    hypotheses=(
        Hypothesis("X_cW = Y_cV", lambda m, X, Y, W, V: eq(m.center(X) @ W, m.center(Y) @ V), Drop(APART)),
        Hypothesis(r"Y_cV \ne 0", lambda m, Y, V: nonzero(m.center(Y) @ V), Drop(APART | {"W": [[0]], "V": [[0]]})),
    ),
    domain=cases(),
    variants=frozenset({"r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "nothing beside the output",
            LOUD,
            lambda m, X, Y, W, V: All(
                eq(m.linear_r2(X, Y), m.ratio(1, 1)), eq(m.read_share_floor(0, squared_norm(m, Y, V)), m.ratio(1, 1))
            ),
        ),
    ),
    sharp=Family(((0, 0), (1, 1), (2, 1), (1, 2), (3, 3)), junk, attained),
    refutes=("read_share_without_square", "read_share_of_one_dimension", "read_share_of_the_norms"),
    kernel=("floors_r2_from_bounded_readouts", "floors_r2_from_bounded_readouts_sharp"),
    uses=("floors/r2_from_a_shared_readout",),
    forces=(
        Forces(
            ("linear_r2",),
            lambda k: k.linear_output,
            beside_the_output,
            "the output is in X, and Y has not many dimensions beside it, nor is it read by a large readout",
        ),
    ),
)
