r"""Two representations can predict each other perfectly and still have linear CKA as near to zero as one likes.

Proof.     X = [ku, v], Y = [u, kv] with centred u, v, u'v = 0, |v|^2 = 3|u|^2: the Gram matrices are k^2 uu' + vv' and
           uu' + k^2 vv', so CKA^2 = 100 k^4/((k^4 + 9)(9k^4 + 1)) < 100/(9k^4). Y = X diag(1/k, k), so R^2 = 1
           both ways and every canonical correlation is 1.
Sharpness. invariance/invertible_map_bound: the condition number has to grow, here k^2.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..core.record import All, Drop, Hypothesis, Relation, Theorem, Verdict, Witness, eq, lt, nonzero, zero
from ..core.strategies import matrices, positive


def both(m: Any, u: Any, v: Any, k: Any) -> tuple[Any, Any]:
    return m.concat(u * k, v), m.concat(u, v * k)


def closed_form(m: Any, k: Any) -> Any:
    return k**4 * 100 / ((k**4 + 9) * (k**4 * 9 + 1))


def vanishing(m: Any, X: Any, Y: Any, k: Any) -> tuple[Relation, Relation]:
    """CKA^2 is the closed form, which is below 100/(9k^4)."""
    return eq(m.linear_cka(X, Y) ** 2, closed_form(m, k)), lt(closed_form(m, k) * k**4 * 9, m.ratio(100, 1))


def claim(m: Any, u: Any, v: Any, k: Any) -> All:
    X, Y = both(m, u, v, k)
    one = m.ratio(1, 1)
    probes = [eq(m.linear_r2(X, Y), one), eq(m.linear_r2(Y, X), one), eq(m.mean_squared_cca(X, Y), one)]
    return All(*vanishing(m, X, Y, k), *probes)


def symbolic(m: Any, u: Any, v: Any, k: Any) -> Iterator[Verdict]:
    """The closed form and its bound; Y = XA with A invertible; and what that says of the probes, for any Z and ZA."""
    X, Y = both(m, u, v, k)
    for part in vanishing(m, X, Y, k):
        yield m.decide(part)
    first, second = m.embeddings(("1", "1"))
    stretch, back = (first @ first.T * (1 / a) + second @ second.T * a for a in (k, 1 / k))
    Z, A, B, one = m.matrix("Z", "n", "2"), m.matrix("A", "2", "2"), m.matrix("B", "2", "2"), m.identity(2)
    yield m.decide(eq(X @ stretch, Y))
    yield m.decide(eq(stretch @ back, one))
    with m.supposing(All(eq(A @ B, one), eq(B @ A, one), nonzero(m.center(Z)), nonzero(m.center(Z @ A)))):
        for z in (m.center(Z), m.center(Z @ A)):  # its rank is not 0: tr K = <P, K> <= |K| tr P
            K = m.gram(z)
            below = m.psd_product(m.projector_psd(m.projector(z)), m.norm_psd(m.gram_psd(z)))
            m.lemma_positive(m.norm(K) * m.rank(z), facts=[below], rest=m.trace(K))
        for score in (m.linear_r2(Z, Z @ A), m.linear_r2(Z @ A, Z), m.mean_squared_cca(Z, Z @ A)):
            yield m.decide(eq(score, m.ratio(1, 1)))


def line(k: int) -> dict[str, Any]:
    return {"u": [[1], [-1], [0]], "v": [[1], [1], [-2]], "k": k}


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """The n = 3 case, with unused samples, scaled, reflected in a centred w."""
    n, scale = draw(st.integers(3, 5)), draw(positive())
    plane = np.array([[1, 1], [-1, 1], [0, -2]] + [[0, 0]] * (n - 3)) * scale
    w = draw(matrices(n, 1)) * n
    w = w - w.sum() / n
    u, v = np.split(plane - w @ (w.T @ plane) * (2 / (w * w).sum()), 2, axis=1)
    return {"u": u, "v": v, "k": draw(positive())}


TALL = [[3], [-1], [-1], [-1]]


def value(a: int, b: int) -> Any:
    return lambda m, u, v, k: eq(m.linear_cka(*both(m, u, v, k)) ** 2, m.ratio(a, b))


THEOREM = Theorem(
    statement=r"X = [ku, v],\ Y = [u, kv] \implies R^2_{X\to Y} = R^2_{Y\to X} = 1,\quad "
    r"\mathrm{CKA}(X, Y)^2 = \frac{100k^4}{(k^4 + 9)(9k^4 + 1)} \to 0",
    case={"u": "n 1", "v": "n 1", "k": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("k > 0", lambda m, k: lt(0, k), Drop(line(0))),
        Hypothesis("Hu = u", lambda m, u: eq(m.center(u), u), Drop({"u": [[1]] * 4, "v": TALL, "k": 2})),
        Hypothesis("Hv = v", lambda m, v: eq(m.center(v), v), Drop({"u": TALL, "v": [[3]] * 4, "k": 2})),
        Hypothesis(r"u^\top v = 0", lambda m, u, v: zero(u.T @ v), Drop(line(2) | {"v": [[1], [-2], [1]]})),
        Hypothesis(
            r"\|v\|^2 = 3\|u\|^2",
            lambda m, u, v: eq(m.inner(v, v), m.inner(u, u) * 3),
            Drop(line(2) | {"v": [[2], [2], [-4]]}),
        ),
        Hypothesis(r"u \ne 0", lambda m, u: lt(0, m.inner(u, u)), Drop({"u": [[0]] * 3, "v": [[0]] * 3, "k": 2})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "cca"}),
    symbolic=symbolic,
    witnesses=(Witness("k = 2", line(2), value(64, 145)), Witness("k = 10", line(10), value(10**6, 900820009))),
    kernel=("invariance_stretched_to_zero",),
    uses=("invariance/invertible_map_bound",),
)
