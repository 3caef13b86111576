r"""Two networks add modulo m without an error and share nothing: embeddings, hidden features and logits have CKA zero.

Proof.     The network with key set S embeds a as the circles k in S, multiplies to the circles of a + b, and has logits
           sum_{k in S} cos(2 pi k(a + b - c)/m). They are at most |S|, attained at c = a + b alone when a k in S is
           coprime to m: kd is 0 modulo m only for d = 0. Everything is a sum over the frequencies of S, for the other
           network over those of T; without a common one all covariances are 0 (twists/different_frequencies). Each
           value of a + b occurs m times, which no score sees (invariance/duplicated_samples).
Sharpness. m = 5 is the smallest: for m = 2, 3, 4 there is one frequency coprime to m. The logits differ, so no floor
           of a shared readout applies.
Source.    Nanda et al. (2023), Zhong et al. (2023), Gromov (2023) for networks of this kind; the pair is derived here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import gcd
from typing import Any

from ..core.cyclic import planes
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, lt, ne, zero
from ..core.uncorrelated import uncorrelated

Keys = tuple[int, ...]
Networks = tuple[int, Keys, Keys]


def layers(m: Any, modulus: int, keys: Keys) -> tuple[Any, Any]:
    """Hidden features and logits for each value of a + b; the embedding of a is the same circles."""
    circles = m.array(planes(modulus, keys))
    return circles, circles @ circles.T


def correct(m: Any, logits: Any, answers: Sequence[int]) -> Claim:
    """In every row the logit of the answer is the largest."""
    own = m.stack(*(logits[i : i + 1, c : c + 1] for i, c in enumerate(answers)))
    marks = m.array([[int(c == answer) for c in range(logits.shape[1])] for answer in answers])
    return lt(0, own - logits + marks)


def claim(m: Any, networks: Networks) -> Claim:
    modulus, *sides = networks
    (hidden, logits), (other, others) = (layers(m, modulus, keys) for keys in sides)
    return All(
        correct(m, logits, range(modulus)),
        correct(m, others, range(modulus)),
        uncorrelated(m, hidden, other),
        zero(m.center(logits).T @ m.center(others)),
        zero(m.linear_cka(logits, others)),
        ne(logits, others),
    )


def folded(networks: Networks, side: int) -> set[int]:
    modulus, *sides = networks
    return {min(k % modulus, -k % modulus) for k in sides[side]}


def disjoint(m: Any, networks: Networks) -> Claim:
    return zero(m.ratio(len(folded(networks, 0) & folded(networks, 1)), 1))


def unit(side: int) -> Any:
    return lambda m, networks: lt(0, m.ratio(sum(gcd(k, networks[0]) == 1 for k in networks[side]), 1))


def pair(modulus: int, *sides: Keys) -> Case:
    return {"networks": (modulus, *sides)}


def on_all_inputs(m: Any, networks: Networks) -> Claim:
    """All m^2 inputs (a, b), the hidden features as products of the embedded a and b."""
    modulus, *sides = networks
    inputs = list(product(range(modulus), repeat=2))
    answers = [sum(x) % modulus for x in inputs]
    both = []
    for keys in sides:
        a, b = (m.array(planes(modulus, keys, numbers)) for numbers in zip(*inputs, strict=True))
        cosine, sine = a[:, :1] * b[:, :1] - a[:, 1:] * b[:, 1:], a[:, 1:] * b[:, :1] + a[:, :1] * b[:, 1:]
        hidden = m.concat(cosine, sine)
        both.append((m.concat(a, b), hidden, hidden @ m.array(planes(modulus, keys)).T))
    first, second = both
    return All(
        *(correct(m, logits, answers) for *_, logits in both),
        *(zero(m.center(X).T @ m.center(Y)) for X, Y in zip(first, second, strict=True)),
    )


def large(m: Any, networks: Networks) -> Claim:
    """m = 13 and 59: the covariance of the circles, and the logits at every distance from the answer."""
    parts: list[Claim] = []
    for modulus, *sides in ((13, (1, 4), (2, 3)), (59, (1,), (2,))):
        circles = [m.array(planes(modulus, keys)) for keys in sides]
        parts.append(zero(m.center(circles[0]).T @ m.center(circles[1])))
        for X, keys in zip(circles, sides, strict=True):
            parts.append(lt(X[1:] @ X[:1].T, m.ratio(len(keys), 1)))
    return All(*parts)


def smallest(m: Any) -> Claim:
    units = [sum(gcd(k, modulus) == 1 for k in range(1, modulus // 2 + 1)) for modulus in (2, 3, 4, 5)]
    return All(
        *(eq(m.ratio(count, 1), m.ratio(expected, 1)) for count, expected in zip(units, (1, 1, 1, 2), strict=True))
    )


FIVE = pair(5, (1,), (2,))
THEOREM = Theorem(
    statement=r"S \cap \pm T = \emptyset:\quad \arg\max_c \sum_{k \in S}\cos\tfrac{2\pi k(a + b - c)}{m} = "
    r"\arg\max_c \sum_{k \in T}\cos\tfrac{2\pi k(a + b - c)}{m} = a + b,\quad "
    r"\mathrm{CKA} = R^2 = 0 \text{ at every layer}",
    case={"networks": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"S \cap \pm T = \emptyset", disjoint, Drop(pair(5, (1,), (4,)))),
        Hypothesis(r"S \text{ has a frequency coprime to } m", unit(1), Drop(pair(8, (2,), (1,)))),
        Hypothesis(r"T \text{ has a frequency coprime to } m", unit(2), Drop(pair(8, (1,), (2,)))),
    ),
    domain=[
        FIVE,
        pair(5, (4,), (3,)),
        pair(7, (5,), (1, 3)),
        pair(8, (1, 4), (3, 0)),
    ],
    variants=frozenset({"linear", "r2"}),
    why_not={
        "symbolic": "the largest logit is a statement on entries, and sums over roots of unity are sums over entries; "
        "that different frequencies are uncorrelated is symbolic (twists/different_frequencies)"
    },
    witnesses=(
        Witness("m = 5: all 25 inputs, from the embeddings to the logits", FIVE, on_all_inputs),
        Witness("m = 13 and 59", FIVE, large),
        Witness("frequencies coprime to m = 2, 3, 4, 5", FIVE, smallest),
    ),
    kernel=("twists_modular_addition", "twists_modular_addition_logits"),
    uses=("twists/different_frequencies", "invariance/duplicated_samples"),
    cites=("nanda2023progress", "zhong2023clock", "gromov2023grokking"),
)
