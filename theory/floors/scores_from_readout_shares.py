r"""Two readouts force linear R^2 and NBS: by the angle of their outputs, their shares of the features, and the ranks.

Proof.     Take w in the row space of X_c: projected there it reads the same, and is no longer. K = A + C for A =
           aa'/|w|^2 and C semidefinite of rank r_X - 1, so |A|^2 + |C|^2 <= |K|^2, and |A| = tr A >= eta |K|. By
           Cauchy-Schwarz (tr C)^2 <= (r_X - 1)|C|^2 <= (r_X - 1)(1/eta^2 - 1)(tr A)^2: tr A >= s tr K. So it is with Y.
           Then R^2 tr L >= |P_Xb|^2/|v|^2 >= c^2 tr B >= c^2 s_Y tr L for B = bb'/|v|^2, and NBS |X_c||Y_c| = |M|_* >=
           |M| >= |a'b|/(|w||v|) for M = X_c'Y_c.
Sharpness. Equality for outputs in one plane and junk of one size beside each, X = [a, sJ1] and Y = [b, sJ2]. Without
           the ranks nothing is forced: with more and more junk both tend to 0 at any eta < 1.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.forces import Forces, squared_probe_norms
from ..core.knowledge import Knowledge
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero
from ..core.strategies import matrices, pairs, shared_readouts
from ..probes.high_cka_without_predictability import hadamard
from .errors_below_the_target import shares_target


def squared_norm(m: Any, Z: Any, w: Any) -> Any:
    """1/eta: of the readout, once features and output have norm 1."""
    a = m.center(Z) @ w
    return m.inner(w, w) * m.norm(m.gram(Z)) / m.inner(a, a)


def share(m: Any, Z: Any, w: Any) -> Any:
    """s, the least part of the features that is read."""
    return m.read_share_floor(m.rank(m.center(Z)) - 1, squared_norm(m, Z, w))


def floors(m: Any, X: Any, Y: Any, w: Any, v: Any) -> tuple[Any, Any]:
    """c^2 s_Y and c^2 s_X s_Y."""
    a, b, read = m.center(X) @ w, m.center(Y) @ v, share(m, Y, v)
    cosine = m.inner(a, b) ** 2 / (m.inner(a, a) * m.inner(b, b))
    return cosine * read, cosine * share(m, X, w) * read


def claim(m: Any, X: Any, Y: Any, w: Any, v: Any) -> All:
    predicted, turned = floors(m, X, Y, w, v)
    return All(le(predicted, m.linear_r2(X, Y)), le(turned, m.nbs(X, Y) ** 2))


def read(m: Any, Z: Any, w: Any) -> tuple[Any, Any, Any, Any]:
    """The readout in the row space, what it leaves of the Gram matrix, 1/s, and the fact tr A/s >= tr K."""
    z, K = m.center(Z), m.gram(Z)
    E = m.projector(z.T)
    beside = m.rank(z) - 1  # before z is factored, so that both ranks are seen to be one
    factor_is_nonzero(m, z, w)
    factor_is_nonzero(m, w.T, z.T)
    m.pseudo_inverse(z)  # its two ranks are one
    u, a = E @ w, z @ w
    factor_is_nonzero(m, u.T, z.T)
    S = E - m.projector(u)
    part = m.projector_psd(S)
    C, A, long, short = m.congruence(z, part), m.gram_psd(a), m.inner(w, w), m.inner(u, u)
    shorter = m.psd_product(m.projector_psd(E, complement=True), m.gram_psd(w))  # |w|^2 - |u|^2
    loss = m.scaled(m.inner(K, K) * (long + short) / short**2, shorter)
    apart = m.sum(loss, m.scaled(2 / short, m.psd_product(A, C)))  # (1/eta^2 - 1)(tr A)^2 - |C|^2
    m.lemma_nonnegative(m.psd_trace(part))
    over = squared_norm(m, Z, w) ** 2 - 1
    whole = m.sum(apart, m.squared_norm(C.A))
    m.lemma_nonnegative(m.divided(whole, m.inner(a, a) ** 2 / short**2))
    spread = m.sum(m.cauchy_schwarz(S, S @ z.T @ z @ S), m.scaled(beside, apart))
    root = m.sqrt(over * beside)
    return u, C, root + 1, m.from_squares(spread, root * m.inner(a, a) / short, m.trace(C.A))


def symbolic(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Iterator[Verdict]:
    a, b, M = m.center(X) @ w, m.center(Y) @ v, m.center(X).T @ m.center(Y)
    cosine = m.inner(a, b) ** 2 / (m.inner(a, a) * m.inner(b, b))
    (u, _, over_x, left), (z, rest, over_y, right) = read(m, X, w), read(m, Y, v)
    P = m.projector(m.center(X))
    r2, nbs = claim(m, X, Y, w, v).parts
    seen = m.divided(m.cauchy_schwarz(a, P @ b), m.inner(a, a) * m.inner(z, z))  # |Pb|^2 - c^2 |b|^2, over |v|^2
    predicted = [m.scaled(over_y, fact) for fact in (m.psd_product(m.projector_psd(P), rest), seen)]
    yield m.certificate(r2, scale=over_y * m.trace(m.gram(Y)), facts=[*predicted, m.scaled(cosine, right)])
    aligned = m.sum(
        m.nuclear_bounds_frobenius(M),
        m.divided(m.cauchy_schwarz(M, u @ z.T), m.inner(u, u) * m.inner(z, z)),
    )
    loud = m.inner(b, b) / m.inner(z, z) * over_y
    sizes = m.sum(m.scaled(loud, left), m.scaled(m.trace(m.gram(X)), right))
    scale = over_x * over_y * m.trace(m.gram(X)) * m.trace(m.gram(Y))
    yield m.certificate(nbs, scale=scale, facts=[m.scaled(over_x * over_y, aligned), m.scaled(cosine, sizes)])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any readouts that read something; half of them read the same."""
    if draw(st.booleans()):
        n, (p, q) = draw(st.integers(2, 5)), (draw(st.integers(1, 3)) for _ in range(2))
        X, Y, w, v = draw(shared_readouts(n, p, q, 1))
    else:
        X, Y = draw(pairs())
        w, v = (draw(matrices(Z.shape[1], 1, nonconstant=False)) for Z in (X, Y))
        m = Exact()
        assume(all((m.center(Z) @ u != 0).any() for Z, u in ((X, w), (Y, v))))
    return {"X": X, "Y": Y, "w": w, "v": v}


def plane(which: tuple[int, int, int]) -> Case:
    """a = e and b = ce + df of eight samples, and so many columns of size s|a| and s|b| beside each."""
    (c, d, size), s, count = {0: (1, 0, 1), 1: (3, 4, 5), 2: (5, 12, 13)}[which[0]], *which[1:]
    H, read = hadamard(8), [[1], *[[0]] * count]
    X = [[row[1], *(s * row[j] for j in range(3, 3 + count))] for row in H]
    Y = [[c * row[1] + d * row[2], *(s * size * row[j] for j in range(5, 5 + count))] for row in H]
    return {"X": X, "Y": Y, "w": read, "v": read}


def attained(m: Any, X: Any, Y: Any, w: Any, v: Any) -> Claim:
    predicted, turned = floors(m, X, Y, w, v)
    return All(eq(predicted, m.linear_r2(X, Y)), eq(turned, m.nbs(X, Y) ** 2))


def most(m: Any, rank: int | None, squared: Any) -> Any:
    """s for a readout of at most this squared norm from features of at most this rank; None where one is not known."""
    return None if rank is None or squared is None else m.read_share_floor(rank - 1, squared)


def least_r2(m: Any, k: Knowledge) -> Any:
    """c^2 s_Y for two predictions of one target."""
    share = most(m, k.most_rank_y, squared_probe_norms(m, k)[1])
    return None if share is None else m.acute_cosine(*k.errors) ** 2 * share


def least_nbs(m: Any, k: Knowledge) -> Any:
    """c sqrt(s_Xs_Y) for two predictions of one target."""
    shared = both(m, k, squared_probe_norms(m, k))
    return None if shared is None else m.acute_cosine(*k.errors) * shared


def shared_nbs(m: Any, k: Knowledge) -> Any:
    """sqrt(s_Xs_Y) for an output that is shared."""
    return both(m, k, [None if norm is None else m.array(norm) ** 2 for norm in (k.most_norm_x, k.most_norm_y)])


def both(m: Any, k: Knowledge, squares: list[Any]) -> Any:
    x, y = (most(m, rank, b) for rank, b in zip((k.most_rank_x, k.most_rank_y), squares, strict=True))
    return None if x is None or y is None else m.sqrt(x * y)


def one_output(k: Knowledge) -> bool:
    """The two read one output of rank 1: told so, or because one of them has no more."""
    return k.linear_output and (k.rank == 1 or 1 in (k.ranks or ()))


LINE = {"X": [[1], [-1], [0]], "Y": [[1], [1], [-2]], "w": [[1]], "v": [[1]]}
THEOREM = Theorem(
    statement=(
        r"R^2_{X \to Y} \ge c^2s_Y, \quad \mathrm{NBS}(X, Y)^2 \ge c^2s_Xs_Y, \quad "
        r"c = \frac{a^\top b}{\|a\|\|b\|},\ s_X = \frac{1}{1 + \sqrt{(r_X - 1)(\eta_X^{-2} - 1)}}, \quad "
        r"\eta_X = \frac{\|a\|^2}{\|w\|^2\|K\|_F},\ a = X_cw,\ b = Y_cv"
    ),
    case={"X": "n p", "Y": "n q", "w": "p 1", "v": "q 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"X_cw \ne 0", lambda m, X, w: nonzero(m.center(X) @ w), Drop(LINE | {"w": [[0]]})),
        Hypothesis(r"Y_cv \ne 0", lambda m, Y, v: nonzero(m.center(Y) @ v), Drop(LINE | {"v": [[0]]})),
    ),
    domain=cases(),
    variants=frozenset({"r2", "nbs"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "one feature each",
            LINE | {"Y": [[1], [0], [-1]]},
            lambda m, X, Y, w, v: All(
                eq(m.linear_r2(X, Y), m.ratio(1, 4)), eq(share(m, X, w), m.ratio(1, 1)), attained(m, X, Y, w, v)
            ),
        ),
    ),
    sharp=Family(((0, 1, 1), (0, 2, 2), (1, 0, 1), (1, 1, 1), (1, 2, 2), (2, 1, 2)), plane, attained),
    refutes=("read_share_without_square", "read_share_of_one_dimension", "read_share_of_the_norms"),
    kernel=("floors_scores_from_readout_shares", "floors_scores_from_readout_shares_sharp"),
    uses=("floors/readout_share",),
    forces=(
        Forces(
            ("nbs",),
            one_output,
            shared_nbs,
            "one output is a large part of both, by the norms of the readouts and the ranks",
        ),
        Forces(
            ("linear_r2",),
            shares_target,
            least_r2,
            "its prediction correlates with X's, and is a large part of it by the norm of the readout and the rank",
        ),
        Forces(
            ("nbs",),
            shares_target,
            least_nbs,
            "their predictions correlate, and are large parts of both, by the norms of the readouts and the ranks",
        ),
    ),
)
