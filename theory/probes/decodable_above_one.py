r"""A target is decodable from Y once the squared CKA of X with Y and of X with the target exceed one together.

Proof.     Put a = CKA(X, Y), b = CKA(X, t), c = CKA(Y, t). As in probes/transfer, (1 + c)(c - (a^2 + b^2 - 1)) is a
           square and c times another, so c >= a^2 + b^2 - 1 > 0, and R^2 >= c. Neither X nor Y nor t is constant: a^2
           and b^2 are at most 1, so |K|^2 |L|^2 |T|^2 is not 0 when a^2 + b^2 - 1 times it is positive.
Sharpness. At exactly one nothing need be left, whatever CKA(X, Y) is below one: for orthogonal e and t, X = [se, t] has
           a^2 + b^2 = 1 with Y = e, and t is read perfectly from X, and not at all from Y.
Source.    The transitivity of correlation (Langford, Schwertman and Owens 2001); for CKA derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Drop, Hypothesis, Theorem, Verdict, lt
from ..core.strategies import matrices
from .transfer import threshold


def claim(m: Any, X: Any, Y: Any, t: Any) -> All:
    return All(lt(0, m.linear_cka(Y, t)), lt(0, m.linear_r2(Y, t)))


def excess(m: Any, X: Any, Y: Any, t: Any) -> Any:
    """a^2 + b^2 - 1 times |K|^2 |L|^2 |T|^2 with T = t_ct_c': not positive where a CKA is undefined."""
    K, L, T = m.gram(X), m.gram(Y), m.gram(t)
    k, q, s = (m.inner(G, G) for G in (K, L, T))
    return m.inner(K, L) ** 2 * s + m.inner(K, T) ** 2 * q - k * q * s


def symbolic(m: Any, X: Any, Y: Any, t: Any) -> Iterator[Verdict]:
    K, L, T = m.gram(X), m.gram(Y), m.gram(t)
    k, q, s = (m.inner(G, G) for G in (K, L, T))
    schwarz = [m.scaled(s, m.cauchy_schwarz(K, L)), m.scaled(q, m.cauchy_schwarz(K, T))]
    m.lemma_positive(k * q * s, facts=schwarz, rest=excess(m, X, Y, t))
    aligned, read = claim(m, X, Y, t).parts
    a, b, c = m.linear_cka(X, Y), m.linear_cka(X, t), m.linear_cka(Y, t)
    A, B, C = (G * (1 / m.norm(G)) for G in (K, L, T))
    facts = [m.squared_norm(A * (1 + c) - B * a - C * b), m.scaled(c, m.square(a - b))]
    over = excess(m, X, Y, t) / (k * q * s)
    yield m.certificate(aligned, scale=1 + c, facts=facts, rest=over * (1 + c))
    P, y = m.projector(m.center(Y)), m.center(t)
    within = m.congruence(P, m.norm_psd(m.gram_psd(m.center(Y))))
    reads, size = m.psd_product(within, m.gram_psd(y)), m.norm(L) * m.inner(y, y)
    facts = [m.scaled(1 + c, reads), *(m.scaled(size, fact) for fact in facts)]
    yield m.certificate(read, scale=size * (1 + c), facts=facts, rest=over * (1 + c) * size)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Y is X with little added, and X hardly more than the target: both CKA are near one."""
    n = draw(st.integers(2, 5))
    t = draw(matrices(n, 1))
    X = t * draw(st.integers(4, 8)) + draw(matrices(n, 1, nonconstant=False)) * draw(st.integers(0, 1))
    Y = X * draw(st.integers(2, 4)) + draw(matrices(n, 1, nonconstant=False))
    beside = [draw(matrices(n, draw(st.integers(1, 2)), nonconstant=False)) for _ in range(2)]
    return {"X": np.concatenate([X, beside[0]], axis=1), "Y": np.concatenate([Y, beside[1]], axis=1), "t": t}


THEOREM = Theorem(
    statement=r"R^2_{Y \to t} > 0,\quad \mathrm{CKA}(Y, t) > 0",
    case={"X": "n p", "Y": "n q", "t": "n 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"\mathrm{CKA}(X, Y)^2 + \mathrm{CKA}(X, t)^2 > 1",
            lambda m, X, Y, t: lt(0, excess(m, X, Y, t)),
            Drop(threshold(1)),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    kernel=("probes_decodable_above_one",),
    uses=("probes/transfer",),
    cites=("langford2001positively",),
)
