r"""Class probabilities as close in KL as one likes leave CKA at zero: only equal probabilities force anything.

Proof.     Take the nearest-centre heads of same_argmax_orthogonal, times s: up to a constant for each sample the logits
           are -sD and -sE for the squared distances D of X and E of Y. Of two laws p, q of the classes for sample i,
           KL(p || q) <= -sum_c p_c log q_c, where p_c <= exp(-sD_ic), log q_c = -sE_ic - r and 0 <= r = log sum_c
           exp(-sE_ic) <= sum_{c != i} exp(-sE_ic). With all distances of different samples at least d this is at most
           exp(-sd)(s sum_c E_ic + n - 1): it goes to 0, and so does the mean over samples, which the statement bounds.
           X_c'Y_c does not see s.
Sharpness. (0, 1, 3), (5, 0, 4) at s = 1, 2, 4, 8, 16: 4.4, 3.8, 1.15, 0.043, 0.000029 nats, with CKA = 0 throughout.
           The logits move apart like s; close_logits_force_alignment would need them close.
Source.    Derived here, as the smallest case of what Nielsen et al. (2025) show: closeness in KL does not imply
           similarity. That logit distance does: Nielsen et al. (2026).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, le, lt, zero
from ..core.strategies import uncorrelated
from .same_argmax_orthogonal import logits


def distance_logits(m: Any, X: Any, s: Any) -> Any:
    """-s|x_i - x_c|^2."""
    return -(m.squared_distances(X) * s)


def divergence(m: Any, X: Any, Y: Any, s: Any) -> Any:
    return m.kl_divergence(distance_logits(m, X, s), distance_logits(m, Y, s))


def rate(m: Any, Y: Any, s: Any, d: Any) -> Any:
    """exp(-sd)(s sum E/n + n - 1)."""
    n, one, E = Y.shape[0], m.ones(Y), m.squared_distances(Y)
    return m.exp(-(s * d)) * (m.trace(one.T @ E @ one) * s * m.ratio(1, n) + (n - 1))


def claim(m: Any, X: Any, Y: Any, s: Any, d: Any) -> Claim:
    heads = [logits(m, Z) * s for Z in (X, Y)]
    return All(
        le(divergence(m, X, Y, s), rate(m, Y, s, d)),
        *(zero(m.logit_distance(head, distance_logits(m, Z, s))) for head, Z in zip(heads, (X, Y), strict=True)),
        zero(m.linear_cka(X, Y)),
        zero(m.linear_cka(*heads)),
    )


@st.composite
def cases(draw: DrawFn) -> Case:
    """Uncorrelated, rows all different; d is the least squared distance of either, or less."""
    n = draw(st.integers(3, 4))
    X, Y = draw(
        uncorrelated(n, draw(st.integers(1, 2)), draw(st.integers(1, 2))).filter(
            lambda pair: all(len({tuple(row) for row in Z.tolist()}) == n for Z in pair)
        )
    )
    least = min(((Z[i] - Z[j]) ** 2).sum() for Z in (X, Y) for i in range(n) for j in range(i))
    return {"X": X, "Y": Y, "s": draw(st.integers(1, 8)), "d": least / draw(st.integers(1, 2))}


def lines(s: int, x: tuple[int, ...] = (0, 1, 3), y: tuple[int, ...] = (5, 0, 4)) -> dict[str, Any]:
    return {"X": [[a] for a in x], "Y": [[a] for a in y], "s": s, "d": 1}


def nats(value: str, within: str) -> Any:
    """The divergence is this, up to half a unit of the last digit."""

    def found(m: Any, X: Any, Y: Any, s: Any, d: Any) -> Claim:
        kl, about, half = divergence(m, X, Y, s), m.array(Fraction(value)), m.array(Fraction(within))
        return All(le(kl, about + half), le(about - half, kl))

    return found


def affine(m: Any, X: Any, Y: Any, s: Any, d: Any) -> Claim:
    """The affine heads themselves have that divergence."""
    kl = m.kl_divergence(logits(m, X) * s, logits(m, Y) * s)
    return All(le(kl, m.ratio(445, 100)), le(m.ratio(435, 100), kl))


VALUES = ((1, "4.4", ".05"), (2, "3.8", ".05"), (4, "1.15", ".005"), (8, ".043", ".0005"), (16, "2.9e-5", ".05e-5"))
FAR_Y = lines(1, (0, 1, 3), (50, 0, 40)) | {"d": 100}
FAR_X = lines(1, (0, 10, 30), (5, 0, 4)) | {"d": 100}
ONCE = lines(1)


def apart(m: Any, X: Any, Y: Any, s: Any, d: Any) -> Claim:
    """The squared distance of the class-centred logits grows with s^2."""
    first, second = logits(m, X), logits(m, Y)
    return eq(m.logit_distance(first * s, second * s), m.logit_distance(first, second) * s * s)


THEOREM = Theorem(
    statement=(
        r"\mathrm{KL}\bigl(\mathrm{softmax}(sZ_X) \,\|\, \mathrm{softmax}(sZ_Y)\bigr) \le e^{-sd}\Bigl("
        r"\frac sn \sum_{i, j} \|y_i - y_j\|^2 + n - 1\Bigr) \to 0, \quad \mathrm{CKA}(X, Y) = \mathrm{CKA}(Z_X, Z_Y)"
        r"= 0, \quad (Z_X)_{ic} = 2x_c^\top x_i - \|x_c\|^2"
    ),
    case={"X": "n p", "Y": "n q", "s": "", "d": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"X_c^\top Y_c = 0",
            lambda m, X, Y: zero(m.center(X).T @ m.center(Y)),
            Drop(lines(1, (0, 1, 3), (0, 1, 3))),
        ),
        Hypothesis(
            r"\|x_i - x_j\|^2 \ge d,\ i \ne j", lambda m, X, d: le(d, m.upper(m.squared_distances(X))), Drop(FAR_Y)
        ),
        Hypothesis(
            r"\|y_i - y_j\|^2 \ge d,\ i \ne j", lambda m, Y, d: le(d, m.upper(m.squared_distances(Y))), Drop(FAR_X)
        ),
        Hypothesis("d > 0", lambda m, d: lt(0, d), Drop(ONCE | {"X": [[1]] * 3, "d": 0})),
        Hypothesis("s > 0", lambda m, s: lt(0, s), Drop(ONCE | {"s": -1})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    why_not={"symbolic": "a divergence of softmax outputs is a sum of exponentials and logarithms, entry by entry"},
    witnesses=(
        *(Witness(f"{value} nats at s = {s}", lines(s), nats(value, half)) for s, value, half in VALUES),
        Witness("affine heads", ONCE, affine),
        Witness("the logits move apart", lines(16), apart),
    ),
    refutes=("kl_swapped", "kl_base_two", "kl_over_samples", "kl_summed"),
    kernel=("classification_kl_to_zero_gives_no_floor", "classification_kl_to_zero_gives_no_floor_limit"),
    uses=("classification/same_argmax_orthogonal", "classification/equal_softmax_equal_centred_logits"),
    cites=("nielsen2025closeness", "nielsen2026logit"),
)
