r"""The share of a representation that is a readout: between 0 and 1, and at most its CKA with what is read.

Proof.     K = tt'/|w|^2 + E with E = X_c(1 - ww'/|w|^2)X_c' semidefinite. <tt', K> >= |t|^4/|w|^2 is eta <= CKA(X, t).
           |K|^2 = |t|^4/|w|^4 + 2<tt', E>/|w|^2 + |E|^2 gives eta^2 <= 1 - |E|^2/|K|^2.
Sharpness. So eta = 1 exactly when E = 0, which is to say: K is a multiple of tt', hence of rank one, and w lies in the
           row space of X_c, which is then the line of u = X_c't. For |t|^2 K - tt'K = |t|^2 E - tt'E; u - w|t|^2/|w|^2
           has squared norm t'Et; and K = |u|^2/|t|^4 tt' with w = u|t|^2/|u|^2 leaves E = 0. X = [t, 0] read by (1, 1)
           has 1/2, though K = tt'.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.derivations import factor_is_nonzero
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Family,
    Hypothesis,
    Iff,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    lt,
    ne,
    nonzero,
    zero,
)
from ..core.strategies import matrices, shared_readouts


def rest(m: Any, X: Any, w: Any) -> Any:
    """E = K - tt'/|w|^2."""
    t = m.center(X) @ w
    return m.gram(X) - t @ t.T * (1 / m.inner(w, w))


def claim(m: Any, X: Any, w: Any) -> All:
    K, E, eta, t = m.gram(X), rest(m, X, w), m.readout_share(X, w), m.center(X) @ w
    u, size = m.center(X).T @ t, m.inner(t, t)
    multiple, reached = zero(K * size - t @ t.T @ K), zero(w * m.inner(u, u) - u * size)
    return All(
        lt(0, eta),
        le(eta, m.linear_cka(X, t)),
        le(eta * eta, 1 - m.inner(E, E) / m.inner(K, K)),
        Iff(zero(E), All(multiple, reached)),
    )


def symbolic(m: Any, X: Any, w: Any) -> Iterator[Verdict]:
    x, K, t = m.center(X), m.gram(X), m.center(X) @ w
    factor_is_nonzero(m, x, w)
    factor_is_nonzero(m, w.T, x.T)
    factor_is_nonzero(m, t.T @ x, w)
    E = rest(m, X, w)
    parts: Any = claim(m, X, w).parts
    positive, alignment, below, equal = parts
    product = m.psd_product(m.gram_psd(t), m.congruence(x, m.projector_psd(m.projector(w), complement=True)))
    yield m.decide(positive)
    yield m.certificate(alignment, scale=m.norm(K) * m.inner(t, t), facts=[product])
    yield m.certificate(below, scale=m.inner(K, K), facts=[m.scaled(2 / m.inner(w, w), product)])
    multiple, reached = equal.parts[1].parts
    u, size = x.T @ t, m.inner(t, t)
    r, over = u - w * (size / m.inner(w, w)), m.inner(t, E @ t)
    yield m.decide(eq(multiple.left, E * size - t @ t.T @ E))  # 0 with E
    yield m.decide(eq(m.inner(r, r), over))
    yield m.decide(eq(reached.left, w * over - r * size))  # 0 with E and r
    with m.supposing(multiple), m.supposing(reached):
        yield m.decide(equal.parts[0])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Half of rank one, of those half read in the row space alone."""
    n, p = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    if draw(st.booleans()):
        X, _, w, _ = draw(shared_readouts(n, p, 1, 1))
        return {"X": X, "w": w}
    b, w = draw(matrices(p, 1, nonconstant=False)), draw(matrices(p, 1, nonconstant=False))
    if not (b != 0).any():
        b[0, 0] += 1
    if draw(st.booleans()) or not (b.T @ w)[0, 0]:
        w = b
    return {"X": draw(matrices(n, 1)) @ b.T, "w": w}


T = (1, 1, -1, -1)
EMPTY = {"X": [[i, 0] for i in T], "w": [[1], [1]]}


def whole(b: tuple[int, ...]) -> Case:
    """X = tb', read by b."""
    return {"X": [[i * j for j in b] for i in T], "w": [[j] for j in b]}


def half(m: Any, X: Any, w: Any) -> Claim:
    t, x = m.center(X) @ w, m.center(X)
    rank_one = eq(m.gram(X), t @ t.T)
    return All(eq(m.readout_share(X, w), m.ratio(1, 2)), rank_one, ne(m.projector(x.T) @ w, w))


THEOREM = Theorem(
    statement=(
        r"0 < \eta \le \mathrm{CKA}(X, t), \quad \eta^2 \le 1 - \frac{\|K - tt^\top/\|w\|^2\|_F^2}{\|K\|_F^2}, \quad "
        r"\eta = \frac{\|t\|^2}{\|w\|^2\|K\|_F},\ t = X_cw; \quad "
        r"\eta = 1 \iff K \propto tt^\top \text{ and } w \in \mathrm{row}(X_c)"
    ),
    case={"X": "n p", "w": "p 1"},
    claim=claim,
    hypotheses=(Hypothesis(r"t \ne 0", lambda m, X, w: nonzero(m.center(X) @ w), Drop(EMPTY | {"w": [[0], [1]]})),),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("read off the row space", EMPTY, half),
        Witness(
            "one of two white features",
            {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "w": [[1], [0]]},
            lambda m, X, w: eq(m.readout_share(X, w) ** 2, m.ratio(1, 2)),
        ),
    ),
    sharp=Family(((1,), (2, 1), (1, -1, 3)), whole, lambda m, X, w: eq(m.readout_share(X, w), m.ratio(1, 1))),
    refutes=("share_of_the_trace", "share_uncentred", "share_without_readout", "share_of_the_readout_norm"),
    kernel=("floors_readout_share", "floors_readout_share_eq1"),
)
