r"""A score of even margins, at most 1 + 2k times the least on average, co-varies with every other of the same signs.

Proof.     By margins_force_covariance Cov/(gh) >= a + b - 1 - (a - 2k)(b - 2k), with a, b the mean margins in units of
           the least and k the share of the rarer label. This is 2k(a + 1 - 2k) + (b - 1)(1 + 2k - a), and b >= 1.
           For equal classes the condition is a <= 2 and the bound says Cov >= h mean|u|, whatever v is.
Sharpness. At a = 1 + 2k the other score can be as uneven as it likes: (5, 1, -1, -1) and (1, N, -1, -1) have Cov = 2
           for every N. Above, it may have Cov = 0: with one of three samples in the rarer class already at a = 2, for
           (4, 1, -1) and (1, 15, -1). Margins that are all equal, as after neural collapse, force Cov >= gh.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, psd
from ..core.strategies import positive
from .margins_force_covariance import certificate_facts, covariance, pair, signs, slack


def forced(m: Any, y: Any, u: Any, g: Any, h: Any) -> Any:
    """2k(a + 1 - 2k)gh."""
    share, ratio = m.minority_share(y) * 2, m.margin_ratio(y, u, g)
    return share * (ratio + 1 - share) * g * h


def claim(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Claim:
    return le(forced(m, y, u, g, h), covariance(m, u, v))


def room(m: Any, y: Any, u: Any, g: Any) -> Any:
    """1 + 2k - a."""
    return m.minority_share(y) * 2 + 1 - m.margin_ratio(y, u, g)


def symbolic(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Iterator[Verdict]:
    uneven = m.scaled(m.ratio(1, y.shape[0]) * g, m.psd_trace(m.given(slack(m, y, v, h))))
    facts = [*certificate_facts(m, y, u, v, g, h), m.scaled(room(m, y, u, g), uneven)]
    yield m.certificate(claim(m, y, u, v, g, h), facts=facts)


@st.composite
def cases(draw: DrawFn) -> Case:
    """u with at most the slack that is allowed, often all of it and in one place; v as uneven as it comes."""
    n = draw(st.integers(1, 5))
    y = np.array([[draw(st.sampled_from((1, -1)))] for _ in range(n)], dtype=object)
    a, left = y * 0, n - abs(int(y.sum()))  # sum of y_i u_i/g - 1 at most 2kn
    for _ in range(2):
        moved = draw(st.sampled_from((left, left, 0, left // 2)))
        a[draw(st.integers(0, n - 1))] += moved
        left -= moved
    b = np.array([[draw(st.sampled_from((0, 0, 1, 40)))] for _ in range(n)], dtype=object)
    g, h = draw(positive()), draw(positive())
    return {"y": y, "u": y * (a + 1) * g, "v": y * (b + 1) * h, "g": g, "h": h}


def beside(N: int) -> dict[str, Any]:
    return pair((5, 1, -1, -1), (1, N, -1, -1))


def attained(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Claim:
    return All(eq(forced(m, y, u, g, h), covariance(m, u, v)), eq(covariance(m, u, v), m.ratio(2, 1)))


def equal_classes(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Claim:
    """Cov >= h mean|u|."""
    mean = m.margin_ratio(y, u, m.ratio(1, 1))
    return All(eq(forced(m, y, u, g, h), mean * h), le(mean * h, covariance(m, u, v)))


def rarer(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Claim:
    return All(eq(covariance(m, u, v), m.ratio(4, 3)), eq(forced(m, y, u, g, h), m.ratio(4, 3)))


def collapsed(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Claim:
    return eq(covariance(m, u, v), g * h)


EVEN, THIRD = pair((3, 1, -1, -3), (1, 20, -9, -1)), pair((4, 1, -1), (1, 15, -1))
THEOREM = Theorem(
    statement=(
        r"\alpha \le 1 + 2\kappa \implies \mathrm{Cov}(u, v) \ge 2\kappa(\alpha + 1 - 2\kappa)\, gh, \quad"
        r"\alpha = \frac{\mathrm{mean}\,|u|}{g},\ \kappa = \tfrac12(1 - |\mathrm{mean}\, y|)"
    ),
    case={"y": "n 1", "u": "n 1", "v": "n 1", "g": "", "h": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("g > 0", lambda m, g: lt(0, g), Drop(pair((9, 1, -1, -1), (1, 13, -1, -1)) | {"g": -1})),
        Hypothesis(
            r"\alpha \le 1 + 2\kappa \text{ (2 for equal classes)}",
            lambda m, y, u, g: le(0, room(m, y, u, g)),
            Drop(THIRD),
        ),
        Hypothesis(r"y_i^2 = 1", signs, Drop(pair((1, -1), (1, -1)) | {"y": [[2], [-2]], "g": 2, "h": 2})),
        Hypothesis(
            r"y_iu_i \ge g",
            lambda m, y, u, g: psd(slack(m, y, u, g)),
            Drop(pair((9, 1, -1, -1), (1, 13, -1, -1)) | {"g": 2}),
        ),
        Hypothesis(r"y_iv_i \ge h", lambda m, y, v, h: psd(slack(m, y, v, h)), Drop(beside(1) | {"h": 2})),
        Hypothesis("h > 0", lambda m, h: lt(0, h), Drop(pair((1, 1, -2), (-1, -1, 1)) | {"h": -1})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("equal classes", EVEN, equal_classes),
        Witness("one of three", pair((3, 1, -1), (1, 7, -1)), rarer),
        Witness("collapsed margins", pair((1, 1, -1, -1), (1, 1, -1, -1)), collapsed),
    ),
    sharp=Family((1, 2, 13, 1000), beside, attained),
    refutes=("majority_share", "minority_share_always_half"),
    kernel=("classification_one_even_margin_is_enough", "classification_one_even_margin_is_enough_sharp"),
    uses=("classification/margins_force_covariance",),
)
