r"""A Gaussian kernel at the median bandwidth does not undo a frequency doubling: its CKA is that of a relabelling.

Proof.     X = (cos t, sin t), Y = (cos 2t, sin 2t) on m = 5, 7, 13, 31 points. Each kernel matrix depends on
           differences of positions alone, so it is a profile over 0, ..., m - 1, and centring subtracts the profile's
           mean. With the exact median chord, Arb encloses CKA: .2214, .1084, .1109, .1163. Both kernels have one
           spectrum; under relabelling the mean is b = g_0^2/|g|^2 m/(m - 1) for the centred profile g
           (nulls/permutation_mean): .6107, .4056, .2069, .0836. The deviation is (1 - b)sqrt(2/(m(m - 3)))
           (nulls/permutation_variance, whose two invariants agree here): CKA is below one deviation above the mean.
Sharpness. It does see something as m grows: at m = 59 the score is .1189, three deviations above a mean of .0435. At a
           quarter of the median the score is between .53 and 1, and so is, up to m = 13, that of a relabelling.
Source.    Derived here. A quadratic map undoes a twist exactly: twists/circle_against_two_frequencies.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from ..core.cyclic import plane
from ..core.definitions import gaussian
from ..core.numbers.enclosure import enclosed
from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Witness, eq, le, lt

Setting = tuple[int, int]
"""m, and the denominator of the fraction of the median distance that is the bandwidth."""


def chord(modulus: int, d: int) -> Any:
    """The distance of two points d steps apart, 2 sin(pi d/m), as an enclosure."""
    return enclosed(2 * arb.sin_pi_fmpq(fmpq(d, modulus)))


def median(modulus: int) -> Any:
    """Of all distances, for odd m: each chord occurs m times, at both frequencies."""
    K = (modulus - 1) // 2
    return (chord(modulus, (K + 1) // 2) + chord(modulus, K // 2 + 1)) / 2


def profile(m: Any, setting: Setting, k: int) -> Any:
    """The centred kernel of frequency k, as a column over the differences of positions."""
    modulus, parts = setting
    sigma = m.array(median(modulus)) * m.ratio(1, parts)
    D = m.array([[chord(modulus, k * d) ** 2] for d in range(modulus)])
    return m.center(m.exp(D * (m.ratio(-1, 2) / (sigma * sigma))))


def score(m: Any, setting: Setting) -> Any:
    g, h = (profile(m, setting, k) for k in (1, 2))
    return m.inner(g, h) / (m.norm(g) * m.norm(h))


def null(m: Any, setting: Setting) -> tuple[Any, Any]:
    """Mean and standard deviation over all relabellings of the samples."""
    g, n = profile(m, setting, 1), setting[0]
    top = m.trace(g[:1])
    mean = top * top / m.inner(g, g) * m.ratio(n, n - 1)
    return mean, (-mean + 1) * m.sqrt(m.ratio(2, n * (n - 3)))


def close(a: Any, b: Any, error: Any) -> Claim:
    """|a - b| <= error, in two inequalities: an enclosure around zero has no absolute value."""
    return All(le(a - b, error), le(b - a, error))


def claim(m: Any, setting: Setting) -> Claim:
    mean, deviation = null(m, setting)
    return All(lt(score(m, setting), m.ratio(1, 4)), lt(score(m, setting), mean + deviation))


def values(*table: tuple[int, str, str], parts: int = 1) -> Any:
    """m, CKA and mean over relabellings, in units of 1/10000."""

    def holds(m: Any, setting: Setting) -> Claim:
        half = m.ratio(1, 20000)
        return All(
            *(close(score(m, (n, parts)), m.ratio(int(cka), 10**4), half) for n, cka, _ in table),
            *(close(null(m, (n, parts))[0], m.ratio(int(mean), 10**4), half) for n, _, mean in table),
        )

    return holds


def above(m: Any, setting: Setting) -> Claim:
    mean, deviation = null(m, (59, 1))
    return lt(mean + deviation * 3, score(m, (59, 1)))


def as_measured(m: Any, setting: Setting) -> Claim:
    """The profiles say what the measure says of the points, and what its Gram matrices say of a relabelling."""
    parts = []
    for modulus in (5, 7):
        X, Y = (m.array(plane(modulus, k)) for k in (1, 2))
        for fraction in (1, 4):
            found = m.rbf_cka(X, Y, fraction=m.ratio(1, fraction))
            parts.append(close(found, score(m, (modulus, fraction)), m.ratio(1, 10**9)))
        K = gaussian(m, X, m.array(median(modulus)))
        mean = m.trace(K) ** 2 / m.inner(K, K) * m.ratio(1, modulus - 1)
        parts.append(close(mean, null(m, (modulus, 1))[0], m.ratio(1, 10**9)))
    return All(*parts)


FIVE: dict[str, Any] = {"setting": (5, 1)}
THEOREM = Theorem(
    statement=r"m \in \{5, 7, 13, 31\}:\quad \mathrm{CKA}_{\mathrm{median}}\bigl((\cos\theta, \sin\theta), "
    r"(\cos 2\theta, \sin 2\theta)\bigr) < \tfrac14,\quad \mathrm{CKA}_{\mathrm{median}} < \mathbb{E}_\Pi + "
    r"\sqrt{\mathrm{Var}_\Pi}",
    case={"setting": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"m \le 31", lambda m, setting: le(m.ratio(setting[0], 1), 31), Drop({"setting": (59, 1)})),
        Hypothesis(
            r"\text{the bandwidth is the median distance}",
            lambda m, setting: eq(m.ratio(setting[1], 1), 1),
            Drop({"setting": (5, 4)}),
        ),
    ),
    domain=[FIVE, {"setting": (7, 1)}, {"setting": (13, 1)}, {"setting": (31, 1)}],
    variants=frozenset({"rbf"}),
    why_not={
        "symbolic": "the values are exponentials of cosines, at four sizes",
        "kernel": "the values are exponentials of cosines, at four sizes: enclosures, which MathComp does not compute",
    },
    witnesses=(
        Witness(
            "CKA and its mean over relabellings",
            FIVE,
            values((5, "2214", "6107"), (7, "1084", "4056"), (13, "1109", "2069"), (31, "1163", "0836")),
        ),
        Witness(
            "at a quarter of the median",
            FIVE,
            values((5, "9998", "9999"), (7, "9824", "9882"), (13, "6818", "7178"), (31, "5373", "2977"), parts=4),
        ),
        Witness("59 points", FIVE, values((59, "1189", "0435"))),
        Witness("59 points: three deviations above", FIVE, above),
        Witness("what the measure says of the points", FIVE, as_measured),
    ),
    uses=("nulls/permutation_mean", "nulls/permutation_variance"),
)
