r"""Moving samples whose mean is the global mean can drive linear CKA to zero.

Proof.     With h = H1_S and Kh = 0 the cross terms of rigidity/subset_translation vanish: <K, L> = |K|^2 and
           |L|^2 = |K|^2 + 2c^2|h|^2|w|^2 + c^4|h|^4 with w = X_cv, so CKA tends to 0. For one feature |w|^4 = |K|^2
           and CKA = |K|/(|K| + c^2|h|^2).
Sharpness. With Kh not zero there is a positive limit: rigidity/subset_translation.
Source.    Davari et al. (2023), theorem 1; the closed form is derived here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import REWRITING, Claim, Drop, Hypothesis, Theorem, Witness, eq, varies, zero


def moved(m: Any, x: Any, s: Any, c: Any) -> Any:
    return m.linear_cka(x, x + s * c)


def claim(m: Any, x: Any, s: Any, c: Any) -> Claim:
    own, h = m.inner(m.center(x), m.center(x)), m.center(s)
    return eq(moved(m, x, s, c) * (own + m.inner(h, h) * c * c), own)


def line(c: int) -> dict[str, Any]:
    return {"x": [[-1], [0], [1]], "s": [[0], [1], [0]], "c": c}


def four(c: int) -> dict[str, Any]:
    return {"x": [[-3], [-1], [1], [3]], "s": [[1], [0], [0], [1]], "c": c}


def squared(a: int, b: int) -> Any:
    return lambda m, x, s, c: eq(moved(m, x, s, c) ** 2, m.ratio(a, b))


THEOREM = Theorem(
    statement=r"h^\top x = 0 \implies \mathrm{CKA}(x, x + c1_S) = \frac{\|x_c\|^2}{\|x_c\|^2 + c^2\|h\|^2}",
    case={"x": "n 1", "s": "n 1", "c": ""},
    claim=claim,
    hypotheses=(
        varies("x", line(1) | {"x": [[1], [1], [1]]}),
        Hypothesis(
            r"h^\top x = 0",
            lambda m, x, s: zero(m.center(s).T @ m.center(x)),
            Drop(line(2) | {"s": [[1], [0], [0]]}),
        ),
    ),
    domain=[case(c) for case in (line, four) for c in range(-2, 8)],
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("c = 1", line(1), squared(9, 16)),
        Witness("c = 2", line(2), squared(9, 49)),
        Witness("c = 3", line(3), squared(1, 16)),
    ),
    uses=("rigidity/subset_translation",),
    cites=("davari2023reliability",),
)
