r"""To undo a frequency doubling on m points, m odd, a polynomial probe needs degree (m - 1)/2, and below reads nothing.

Proof.     The polynomials of degree d in (cos 2t, sin 2t) are the sums of frequencies 2j, |j| <= d. The frequency 1 is
           2j modulo m for j = (m + 1)/2 or, smaller in size, j = -(m - 1)/2. Below d = (m - 1)/2 the probe has other
           frequencies alone and R^2 = 0 (twists/different_frequencies); there cos t = cos((m - 1)t) = T_d(cos 2t) and
           sin t = -sin((m - 1)t), and R^2 = 1.
Sharpness. m is odd: on an even number of points doubling is not one to one and no degree is enough. In the limit of the
           uniform law there is no degree either, as t and t + pi are doubled to the same point.
Source.    Chebyshev polynomials; derived here as a statement on probes.
"""

from __future__ import annotations

from typing import Any

from flint import fmpz_poly

from ..core.cyclic import plane, planes
from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Witness, eq, zero
from ..core.uncorrelated import uncorrelated

Probe = tuple[int, int]
"""m and the degree."""


def read(m: Any, probe: Probe) -> tuple[Any, Any]:
    """All polynomials of the degree in (cos 2t, sin 2t), by their frequencies, and (cos t, sin t)."""
    modulus, degree = probe
    return m.array(planes(modulus, [2 * j for j in range(1, degree + 1)])), m.array(plane(modulus, 1))


def claim(m: Any, probe: Probe) -> Claim:
    (modulus, degree), (features, circle) = probe, read(m, probe)
    if 2 * degree < modulus - 1:
        return uncorrelated(m, features, circle)
    return eq(m.linear_r2(features, circle), 1)


def chebyshev(m: Any, probe: Probe) -> Claim:
    """cos t = T_d(cos 2t) and sin t = -sin(2dt), for d = (m - 1)/2."""
    modulus, degree = probe
    doubled, circle, last = (m.array(plane(modulus, k)) for k in (2, 1, 2 * degree))
    value = doubled[:, :1] * 0
    for coefficient in reversed(fmpz_poly.chebyshev_t(degree).coeffs()):
        value = value * doubled[:, :1] + int(coefficient)
    return All(zero(value - circle[:, :1]), zero(last - m.concat(circle[:, :1], circle[:, 1:] * -1)))


def monomials(m: Any, probe: Probe) -> Claim:
    """Degree 2: the five monomials span what the frequencies 2 and 4 and the constant span."""
    features, _ = read(m, probe)
    x, y = features[:, :1], features[:, 1:2]
    powers, one = m.concat(x, y, x * x, x * y, y * y), m.ones(x)
    P, Q = (m.projector(m.concat(one, Z)) for Z in (powers[:, :4], features))
    return All(zero(P @ features - features), zero(Q @ powers - powers))


SEVEN: dict[str, Any] = {"probe": (7, 2)}
THEOREM = Theorem(
    statement=r"m \ge 3 \text{ odd}:\quad \min\{d : R^2_{p(\cos 2\theta, \sin 2\theta) \to (\cos\theta, \sin\theta)} = "
    r"1,\ \deg p \le d\} = \tfrac{m - 1}{2},\quad R^2 = 0 \text{ below},\quad "
    r"\cos\theta = T_{(m-1)/2}(\cos 2\theta)",
    case={"probe": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"m \text{ odd}", lambda m, probe: eq(m.ratio(probe[0] % 2, 1), 1), Drop({"probe": (6, 3)})),
    ),
    domain=[{"probe": (modulus, degree)} for modulus in (5, 7, 9) for degree in range(1, (modulus + 1) // 2)],
    variants=frozenset({"linear", "r2"}),
    why_not={"symbolic": "the degree grows with the number of samples, and aliasing is arithmetic modulo m"},
    witnesses=(
        Witness("T_2 for m = 5", {"probe": (5, 2)}, chebyshev),
        Witness("T_3 for m = 7", {"probe": (7, 3)}, chebyshev),
        Witness("T_4 for m = 9", {"probe": (9, 4)}, chebyshev),
        Witness("degree 2, by monomials", SEVEN, monomials),
    ),
    kernel=("twists_doubling_needs_a_high_degree",),
    uses=("twists/different_frequencies",),
)
