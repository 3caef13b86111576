r"""Linear CKA lies between 0 and 1.

Proof.     K and L are positive semidefinite, so <K, L> >= 0; Cauchy-Schwarz gives the upper bound.
Sharpness. Debiased CKA is a cosine of matrices that are not semidefinite: it reaches -1.
Source.    Kornblith et al. (2019), section 3; Cortes, Mohri and Rostamizadeh (2012).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.record import All, Family, Hypothesis, Swap, Theorem, Verdict, eq, le, varies
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any) -> All:
    cka = m.linear_cka(X, Y)
    return All(le(0, cka), le(cka, m.ratio(1, 1)))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    K, L = m.gram(X), m.gram(Y)
    low, high = claim(m, X, Y).parts
    size = m.norm(K) * m.norm(L)
    yield m.certificate(low, scale=size, facts=[m.psd_product(m.gram_psd(m.center(X)), m.gram_psd(m.center(Y)))])
    root = m.from_squares(m.cauchy_schwarz(K, L), size, m.inner(K, L))
    yield m.certificate(high, scale=size, facts=[root])


OPPOSITE = {"X": [[0, 2], [0, -2], [1, 0], [1, 0]], "Y": [[0], [0], [1], [1]]}


def same(s: int) -> dict[str, Any]:
    return {"X": [[0, s], [1, 0], [0, 0]], "Y": [[2 * s, 0], [0, 2], [0, 0]]}


THEOREM = Theorem(
    statement=r"0 \le \mathrm{CKA}(X, Y) \le 1",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", OPPOSITE | {"X": [[1, 1]] * 4}),
        varies("Y", OPPOSITE | {"Y": [[1]] * 4}),
        Hypothesis(r"\text{the biased estimator}", None, Swap("debiased_as_cka", OPPOSITE)),
    ),
    domain=pairs().map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    sharp=Family((1, 2, 3), same, lambda m, X, Y: eq(m.linear_cka(X, Y), m.ratio(1, 1))),
    kernel=("rigidity_range", "rigidity_range_sharp"),
    cites=("kornblith2019similarity", "cortes2012algorithms"),
)
