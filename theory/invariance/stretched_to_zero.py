r"""Two representations can predict each other perfectly and still have linear CKA as near to zero as one likes.

Proof.     X = [ku, v], Y = [u, kv] with centred u, v, u'v = 0, |v|^2 = 3|u|^2: the Gram matrices are k^2 uu' + vv' and
           uu' + k^2 vv', so CKA^2 = 100 k^4/((k^4 + 9)(9k^4 + 1)), which tends to 0. Y = X diag(1/k, k), so R^2 = 1
           both ways and every canonical correlation is 1.
Sharpness. invariance/invertible_map_bound: the condition number has to grow, here k^2.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, lt, zero


def both(m: Any, u: Any, v: Any, k: Any) -> tuple[Any, Any]:
    return m.concat(u * k, v), m.concat(u, v * k)


def closed_form(m: Any, k: Any) -> Any:
    return k**4 * 100 / ((k**4 + 9) * (k**4 * 9 + 1))


def claim(m: Any, u: Any, v: Any, k: Any) -> Claim:
    X, Y = both(m, u, v, k)
    one = m.ratio(1, 1)
    probes = [eq(m.linear_r2(X, Y), one), eq(m.linear_r2(Y, X), one), eq(m.mean_squared_cca(X, Y), one)]
    return All(eq(m.linear_cka(X, Y) ** 2, closed_form(m, k)), *probes)


def symbolic(m: Any, u: Any, v: Any, k: Any) -> Iterator[Verdict]:
    """The closed form for all n; and every column of Y is a multiple of one of X, and back."""
    K, L = (u @ u.T) * k**2 + v @ v.T, u @ u.T + (v @ v.T) * k**2
    X, Y = both(m, u, v, k)
    yield m.decide(eq(m.gram(X), K))
    yield m.decide(eq(m.gram(Y), L))
    square = m.inner(K, L) ** 2 / (m.inner(K, K) * m.inner(L, L))
    yield m.decide(eq(square, closed_form(m, k)))
    yield m.decide(eq((u * k) * m.ratio(1, k), u))


def line(k: int) -> dict[str, Any]:
    return {"u": [[1], [-1], [0]], "v": [[1], [1], [-2]], "k": k}


TALL = [[3], [-1], [-1], [-1]]


def value(a: int, b: int) -> Any:
    return lambda m, u, v, k: eq(m.linear_cka(*both(m, u, v, k)) ** 2, m.ratio(a, b))


THEOREM = Theorem(
    statement=r"R^2_{X\to Y} = R^2_{Y\to X} = 1,\quad \mathrm{CKA}^2 = \frac{100k^4}{(k^4 + 9)(9k^4 + 1)} \to 0",
    case={"u": "n 1", "v": "n 1", "k": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("k > 0", lambda m, k: lt(0, k), Drop(line(0))),
        Hypothesis("Hu = u", lambda m, u: eq(m.center(u), u), Drop({"u": [[1]] * 4, "v": TALL, "k": 2})),
        Hypothesis("Hv = v", lambda m, v: eq(m.center(v), v), Drop({"u": TALL, "v": [[3]] * 4, "k": 2})),
        Hypothesis("u'v = 0", lambda m, u, v: zero(u.T @ v), Drop(line(2) | {"v": [[1], [-2], [1]]})),
        Hypothesis(
            "|v|^2 = 3|u|^2",
            lambda m, u, v: eq(m.inner(v, v), m.inner(u, u) * 3),
            Drop(line(2) | {"v": [[2], [2], [-4]]}),
        ),
        Hypothesis("u \\ne 0", lambda m, u: lt(0, m.inner(u, u)), Drop({"u": [[0]] * 3, "v": [[0]] * 3, "k": 2})),
    ),
    domain=[line(k) for k in range(1, 12)],
    variants=frozenset({"linear", "r2", "cca"}),
    symbolic=symbolic,
    witnesses=(Witness("k = 2", line(2), value(64, 145)), Witness("k = 10", line(10), value(10**6, 900820009))),
    uses=("invariance/invertible_map_bound",),
)
