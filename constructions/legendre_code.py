r"""A number and a code of it can be uncorrelated, although one product of two features gives the number back.

Belief.    What two networks both tell exactly, one real number, no linear probe can miss in either of them.
Failure.   On equally spaced points t let X = t and Y = (p_2, p_3, p_5), monic polynomials of degree 2, 3 and 5 without
           covariance with t: the Legendre polynomials of the points, up to multiples of p_3. CKA = 0 and R^2 = 0 both
           ways. And p_2p_3 - p_5 + cp_3 = at is an identity of polynomials: with it as a head the second network gives
           t for every real t, as the first does.
Repair.    Linear heads on both sides forbid it (floors/same_output_excludes_zero). A probe of degree 2 reads t from Y,
           and one of degree 5 Y from t.
Source.    Gram's polynomials are classical; the code is derived here (twists/legendre_code, and twists/legendre_curve
           for t uniform on [-1, 1]).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import filled

from .core.measured import nothing
from .core.network import Linear, Network, Products
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only

POWERS = Products(((0,), (0, 0), (0, 0, 0), (0,) * 5))
"""t, t^2, t^3, t^5."""
PRODUCT = Products(((0, 1), (1,), (2,)))
"""p_2 p_3, p_3, p_5."""


def networks(points: int) -> Networks:
    """t runs from -1 to 1 in equal steps."""
    t = [fmpq(2 * i - points + 1, points - 1) for i in range(points)]
    m2, m4, m6 = (sum((x**k for x in t), fmpq(0)) for k in (2, 4, 6))
    code = Linear.of([[0, -m4 / m2, -m6 / m2], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [-m2 / points, 0, 0])
    a = m2 / (m6 - m4 * m4 / m2)  # m_2/|p_3|^2
    head = Linear.of([[a], [a * (m4 / m2 + m2 / points)], [-a]])
    return Networks(
        inputs=filled(t, (points, 1)),
        f=Network(1, {"hidden": Linear.of([[1]]), "head": Linear.of([[1]])}),
        g=Network(1, {"powers": POWERS, "hidden": code, "product": PRODUCT, "head": head}),
        layers=("hidden", "hidden"),
        keeps="output",
    )


def pair(points: int) -> Pair:
    return networks(points).pair()


def values(m: Any, points: int) -> Mapping[str, Any]:
    return nothing(m) | dict.fromkeys(("any_r2", "any_r2_reverse", "maximal_correlation"), m.ratio(1, 1))


def ways(k: Knowledge) -> Iterator[Way]:
    if not keeps_output(k, linear=False) or not only(k, "same", "head", "rank", "samples", "ranks"):
        return
    points = k.samples or (6 if k.ranks == (1, 3) else 4)
    rank = 2 if points < 6 else 3  # on two sizes of t, p_5 is a multiple of p_3
    if points >= 4 and (k.rank or 1) == 1 and k.ranks in (None, (1, rank)):
        yield Way({"points": points})


CONSTRUCTION = Construction(
    parameters={"points": Parameter(7, 4, whole=True)},
    keeps="output",
    head="nonlinear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("twists/legendre_code",),
)
