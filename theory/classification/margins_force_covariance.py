r"""Two scores that get every sign right co-vary by at least what their margins and the rarer class dictate.

Proof.     With y_i u_i >= g and y_i v_i >= h: E(yu - g)(yv - h) >= 0 is E uv >= h E|u| + g E|v| - gh. The slack yu - g
           is nonnegative, so |E u - g E y| <= E|u| - g, hence |E u| <= E|u| - 2kg for the share k of the rarer label,
           |E y| = 1 - 2k; likewise for v. Both factors are nonnegative, so E u E v <= (E|u| - 2kg)(E|v| - 2kh).
           Subtract and divide by gh.
Sharpness. Attained where the slacks do not meet and lie in one class, the commoner one: (M, 1, -1, -1) and
           (1, N, -1, -1) for all M and N. Cov = 0 at (M, N) = (9, 13), and for one third of minority at (6, 1, -1),
           (1, 7, -1). Without margins, or with signs that are wrong, nothing is forced.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.carriers.exact import Exact
from ..core.forces import Forces, more_than_zero
from ..core.knowledge import Knowledge
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, psd, zero
from ..core.strategies import positive


def covariance(m: Any, u: Any, v: Any) -> Any:
    """The mean over samples of the product of the centred columns."""
    return m.inner(m.center(u), m.center(v)) * m.ratio(1, u.shape[0])


def slack(m: Any, y: Any, u: Any, g: Any) -> Any:
    """The diagonal matrix of y_i u_i - g."""
    return m.diagonal_matrix(y) @ m.diagonal_matrix(u) - m.identity(y.shape[0]) * g


def signs(m: Any, y: Any) -> Claim:
    return eq(m.diagonal_matrix(y) @ m.diagonal_matrix(y), m.identity(y.shape[0]))


def claim(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Claim:
    forced = m.margin_floor(m.margin_ratio(y, u, g), m.margin_ratio(y, v, h), m.minority_share(y))
    return le(forced, covariance(m, u, v) / (g * h))


def certificate_facts(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> list[Any]:
    """Facts that add up to Cov(u, v) - gh margin_floor."""
    share = m.ratio(1, y.shape[0])
    sides = [m.projector_psd((m.identity(y.shape[0]) + m.diagonal_matrix(y) * s) * m.ratio(1, 2)) for s in (1, -1)]
    first, second = (m.given(slack(m, y, z, r)) for z, r in ((u, g), (v, h)))
    # the mean slack of either class, over all samples
    (a, b), (c, d) = ([m.scaled(share, m.psd_product(side, z)) for side in sides] for z in (first, second))
    tilt = m.trace(m.ones(y).T @ y) * share
    zero_fact = m.sign_known(0)
    up, down = (m.from_squares(zero_fact, abs(tilt), s * tilt) for s in (-1, 1))
    return [
        m.scaled(share, m.psd_product(first, second)),
        m.scaled(2, m.product(a, d)),
        m.scaled(2, m.product(b, c)),
        *(m.scaled(r, m.product(p, z)) for r, p, z in ((h, up, b), (h, down, a), (g, up, d), (g, down, c))),
    ]


def symbolic(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Iterator[Verdict]:
    yield m.certificate(claim(m, y, u, v, g, h), scale=g * h, facts=certificate_facts(m, y, u, v, g, h))


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any labels; slacks that often vanish, so that the floor is nearly met; the least margin may be larger."""
    n = draw(st.integers(1, 6))
    y = np.array([[draw(st.sampled_from((1, -1)))] for _ in range(n)], dtype=object)
    g, h = draw(positive()), draw(positive())
    slacks = st.sampled_from((0, 0, 0, 1, 2, 5, 30))
    u, v = (y * (r + np.array([[draw(slacks)] for _ in range(n)], dtype=object)) for r in (g, h))
    return {"y": y, "u": u, "v": v, "g": g, "h": h}


def pair(u: tuple[Any, ...], v: tuple[Any, ...]) -> dict[str, Any]:
    """Scores with least margin 1 of the signs of u."""
    signs = [[1 if x > 0 else -1] for x in u]
    return {"y": signs, "u": [[x] for x in u], "v": [[x] for x in v], "g": 1, "h": 1}


def apart(slopes: tuple[int, int]) -> Case:
    M, N = slopes
    return pair((M, 1, -1, -1), (1, N, -1, -1))


def attained(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Claim:
    forced = m.margin_floor(m.margin_ratio(y, u, g), m.margin_ratio(y, v, h), m.minority_share(y))
    return eq(forced, covariance(m, u, v) / (g * h))


def edge(alpha: tuple[int, int], beta: tuple[int, int]) -> Any:
    """The margin ratios, and a floor and a covariance of exactly 0."""

    def values(m: Any, y: Any, u: Any, v: Any, g: Any, h: Any) -> Claim:
        ratios = eq(m.margin_ratio(y, u, g), m.ratio(*alpha)), eq(m.margin_ratio(y, v, h), m.ratio(*beta))
        return All(*ratios, zero(covariance(m, u, v)), attained(m, y, u, v, g, h))

    return values


def too_even(k: Knowledge) -> bool:
    """The forced covariance is positive: then it is, too, for margin ratios that are smaller."""
    m = Exact()
    (alpha, beta), share = k.margins or (0, 0), k.balance
    return bool(m.margin_floor(alpha, beta, share) > 0)


EVEN, UNEVEN = pair((9, 1, -1, -1), (1, 13, -1, -1)), pair((6, 1, -1), (1, 7, -1))
THEOREM = Theorem(
    statement=(
        r"\frac{\mathrm{Cov}(u, v)}{gh} \ge \alpha + \beta - 1 - (\alpha - 2\kappa)(\beta - 2\kappa), \quad"
        r"\alpha = \frac{\mathrm{mean}\,|u|}{g},\ \beta = \frac{\mathrm{mean}\,|v|}{h},"
        r"\ \kappa = \tfrac12(1 - |\mathrm{mean}\, y|)"
    ),
    case={"y": "n 1", "u": "n 1", "v": "n 1", "g": "", "h": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"y_i^2 = 1", signs, Drop(pair((1, -1), (1, -1)) | {"y": [[2], [-2]], "g": 2, "h": 2})),
        Hypothesis(r"y_iu_i \ge g", lambda m, y, u, g: psd(slack(m, y, u, g)), Drop(EVEN | {"g": 2})),
        Hypothesis(r"y_iv_i \ge h", lambda m, y, v, h: psd(slack(m, y, v, h)), Drop(EVEN | {"h": 2})),
        Hypothesis("g > 0", lambda m, g: lt(0, g), Drop(EVEN | {"g": -1})),
        Hypothesis("h > 0", lambda m, h: lt(0, h), Drop(EVEN | {"h": -1})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("even classes, covariance 0", EVEN, edge((3, 1), (4, 1))),
        Witness("one of three, covariance 0", UNEVEN, edge((8, 3), (3, 1))),
        Witness(
            "even margins",
            pair((1, 1, -1, -1), (1, 1, -1, -1)),
            lambda m, y, u, v, g, h: eq(covariance(m, u, v), m.ratio(1, 1)),
        ),
    ),
    sharp=Family(((1, 1), (2, 3), (9, 13), (20, 2)), apart, attained),
    refutes=(
        "majority_share",
        "minority_share_always_half",
        "margin_ratio_signed",
        "margin_ratio_unscaled",
        "margin_floor_balanced",
        "margin_floor_share_once",
        "margin_floor_without_the_means",
    ),
    forces=(
        Forces(
            ("linear_cka",),
            lambda k: k.margins is not None and k.balance is not None and too_even(k),
            more_than_zero,
            "with margins as even as this the scores cannot be uncorrelated",
            strict=True,
        ),
    ),
    kernel=("classification_margins_force_covariance", "classification_margins_force_covariance_sharp"),
)
