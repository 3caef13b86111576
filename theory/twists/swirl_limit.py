r"""Under a law whose radius has a density, the CKA of a swirl goes to zero with its strength, here at the rate 4/w^2.

Proof.     Let h be planar with a rotation-invariant law, turned by the angle wr, r a function of its norm, and let r
           under the law weighted by |h|^2 be uniform on [a, b] (for r = |h|^2: |h|^2 of density proportional to 1/u
           on [a, b]). As in twists/swirl, CKA = R^2 = |phi(w)|^2, phi the characteristic function of r under that
           law: phi(w) = (exp(iwb) - exp(iwa))/(iw(b - a)). Points of the unit circle are at most 2 apart, so |phi|^2 =
           (2 - 2cos w(b - a))/(w(b - a))^2 <= 4/(w(b - a))^2. For any density phi goes to 0 (Riemann-Lebesgue).
Sharpness. A share t of the energy at one radius keeps |phi| near t or above. N rings follow the law up to
           |w|(b - a)/(2N): on a finite sample CKA has no limit, and N rings at equal distances are back at 1 for
           w = 2 pi N/(b - a).
Source.    The Riemann-Lebesgue lemma; as a statement on representations derived here.
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, fmpq
from hypothesis import strategies as st

from ..core.numbers.enclosure import enclosed
from ..core.record import All, Claim, Drop, Hypothesis, Scope, Theorem, Witness, le, lt, nonzero, zero
from ..core.strategies import positive

RINGS = 6


def characteristic(m: Any, w: Any, a: Any, b: Any, t: Any) -> tuple[Any, Any]:
    """Real and imaginary part of phi(w), a share t of the energy at r = a and the rest uniform on [a, b]."""
    by = -(t - 1) / (w * (b - a))
    real = (m.sin(w * b) - m.sin(w * a)) * by + m.cos(w * a) * t
    return real, (m.cos(w * a) - m.cos(w * b)) * by + m.sin(w * a) * t


def share(m: Any, w: Any, a: Any, b: Any, t: Any) -> Any:
    """CKA under the law, |phi(w)|^2."""
    real, imaginary = characteristic(m, w, a, b, t)
    return real * real + imaginary * imaginary


def sampled(m: Any, w: Any, a: Any, b: Any) -> Any:
    """CKA of rings of equal energy at the midpoints of equal parts of [a, b]."""
    turn, turns = m.array([[0, 1], [-1, 0]]), []
    for k in range(RINGS):
        angle = w * (a + (b - a) * m.ratio(2 * k + 1, 2 * RINGS))
        turns.append(m.identity(2) * m.cos(angle) + turn * m.sin(angle))
    return m.swirl_cka([m.ratio(1, 1)] * RINGS, turns)


def close(a: Any, b: Any, error: Any) -> Claim:
    """|a - b| <= error, in two inequalities: an enclosure around zero has no absolute value."""
    return All(le(a - b, error), le(b - a, error))


def claim(m: Any, w: Any, a: Any, b: Any, t: Any) -> Claim:
    found, angle = share(m, w, a, b, t), w * (b - a)
    square = angle * angle
    return All(
        le(found * square, 4),
        close(found * square, -m.cos(angle) * 2 + 2, m.ratio(1, 10**9)),
        close(sampled(m, w, a, b), found, abs(angle) * m.ratio(1, 2 * RINGS)),
    )


def integrated(m: Any, w: Any, a: Any, b: Any) -> Claim:
    """phi as an integral, enclosed by Arb, at w = 3 on [1, 2]."""
    found = acb.integral(lambda r, _: (acb(0, 3) * r).exp(), acb(1), acb(2))
    three, one, two, none = (m.ratio(k, 1) for k in (3, 1, 2, 0))
    parts = zip(characteristic(m, three, one, two, none), (found.real, found.imag), strict=True)
    return All(*(close(value, m.array(enclosed(part)), m.ratio(1, 10**9)) for value, part in parts))


def returning(m: Any, w: Any, a: Any, b: Any) -> Claim:
    """N rings on [0, 1] at w = 2 pi N: back at 1, where the law is at 0."""
    whole, zero_, one = m.array(enclosed(2 * RINGS * arb.pi())), m.ratio(0, 1), m.ratio(1, 1)
    small = m.ratio(1, 10**6)
    return All(
        close(sampled(m, whole, zero_, one), one, small), close(share(m, whole, zero_, one, zero_), zero_, small)
    )


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    a = draw(st.integers(0, 8)) * fmpq(1, 4)
    w = draw(positive()) * draw(st.sampled_from((1, -1, 5, 25)))
    return {"w": w, "a": a, "b": a + draw(positive()), "t": 0}


UNIT: dict[str, Any] = {"w": 3, "a": 1, "b": 2, "t": 0}
THEOREM = Theorem(
    statement=r"\rho(\|h\|) \sim U[a, b] \text{ weighted by } \|h\|^2:\quad \mathrm{CKA}(h, e^{i\omega\rho}h) = R^2 = "
    r"|\varphi(\omega)|^2 = \frac{2 - 2\cos\omega(b - a)}{\omega^2(b - a)^2} \le \frac{4}{\omega^2(b - a)^2}",
    case={"w": "", "a": "", "b": "", "t": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"\rho \text{ has a density: the share } t \text{ at one radius is } 0",
            lambda m, t: zero(t),
            Drop(UNIT | {"w": 40, "t": fmpq(1, 2)}),
        ),
        Hypothesis(r"\omega \ne 0", lambda m, w: nonzero(w), Drop(UNIT | {"w": 0})),
        Hypothesis("a < b", lambda m, a, b: lt(a, b), Drop(UNIT | {"b": 1})),
        Hypothesis(
            r"\mathbb{E}\|h\|^2 < \infty",
            None,
            Scope("without second moments the law has no covariance, and neither score is defined"),
        ),
        Hypothesis(
            r"h \text{ is planar, with a rotation-invariant law}",
            None,
            Scope(
                "for another law the scores still go to 0 with the characteristic functions, but are not phi squared"
            ),
        ),
    ),
    domain=cases(),
    why_not={
        "symbolic": "cosines of a symbol are no words; the one step beyond the integral is |u - v|^2 = 4 - |u + v|^2 "
        "for unit vectors",
        "kernel": "an integral over a law, and cosines of real numbers: both need an analysis library",
    },
    witnesses=(
        Witness("phi as an integral", UNIT, integrated),
        Witness("six rings come back", UNIT, returning),
    ),
    uses=("twists/swirl",),
)
