r"""Two heads give the same probabilities exactly when their logits agree after each row is centred over the classes.

Proof.     softmax(z) = softmax(w) means exp(z_c) = r exp(w_c) for all classes c, with r the quotient of the two sums:
           z - w = (log r)1. That is what centring over the classes removes: (z - w)(I - 11'/C) = 0. Conversely, if
           z - w = l1, then exp(z_c) = e^l exp(w_c), and e^l cancels.
Sharpness. The logits themselves need not agree: (0, 1, 2) and (7, 8, 9) have one softmax. The statement is checked on
           logits that are logarithms of positive rationals, where softmax is rational and log 1 = 0 is exact.
Source.    A standard fact; identifiability of a model by its probabilities starts from it (Roeder et al. 2021).
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Iff, Theorem, Witness, eq, lt, zero
from ..core.strategies import matrices, positive


def softmax(m: Any, E: Any) -> Any:
    """The probabilities of logits log E: each row of E over its sum."""
    return E / (E @ m.ones(E.T))


def centred_difference(m: Any, E: Any, F: Any) -> Any:
    """(Z - W)(I - 11'/C) for Z = log E, W = log F: the mean over c' of (z - w)_c - (z - w)_c'."""
    ratio = E / F
    logs = [m.log(ratio / ratio[:, c : c + 1]) for c in range(ratio.shape[1])]
    return sum(logs[1:], logs[0]) * m.ratio(1, len(logs))


def claim(m: Any, E: Any, F: Any) -> Claim:
    return Iff(
        eq(softmax(m, E), softmax(m, F)),
        zero(centred_difference(m, E, F)),
        eq(E * F[:, :1], F * E[:, :1]),
    )


@st.composite
def cases(draw: DrawFn) -> Case:
    """Half of the pairs differ by a factor for each row; some of the others in one entry only."""
    n, classes = draw(st.integers(1, 3)), draw(st.integers(2, 4))
    E = draw(matrices(n, classes, elements=positive(), nonconstant=False))
    kind = draw(st.sampled_from(("same", "same", "nearly", "other")))
    if kind == "other":
        return {"E": E, "F": draw(matrices(n, classes, elements=positive(), nonconstant=False))}
    F = E * draw(matrices(n, 1, elements=positive(), nonconstant=False))
    if kind == "nearly":
        F[draw(st.integers(0, n - 1)), draw(st.integers(0, classes - 1))] *= 2
    return {"E": E, "F": F}


def doubling(m: Any, E: Any, F: Any) -> Claim:
    return All(*(eq(softmax(m, G), m.array([[1, 2, 4]]) * m.ratio(1, 7)) for G in (E, F)))


DOUBLED = {"E": [[1, 2, 4]], "F": [[3, 6, 12]]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{softmax}(Z) = \mathrm{softmax}(W) \iff Z(I - 11^\top/C) = W(I - 11^\top/C) \iff"
        r"\exists\, l:\ Z = W + l 1^\top, \quad Z = \log E,\ W = \log F"
    ),
    case={"E": "n C", "F": "n C"},
    claim=claim,
    hypotheses=(
        Hypothesis("E > 0", lambda m, E: lt(E * 0, E), Drop({"E": [[1, -1]], "F": [[1, 1]]})),
        Hypothesis("F > 0", lambda m, F: lt(F * 0, F), Drop({"E": [[1, 1]], "F": [[1, 0]]})),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    why_not={"symbolic": "softmax exponentiates and divides entry by entry, and words have no entries"},
    witnesses=(Witness("one, two and four parts of seven", DOUBLED, doubling),),
    kernel=(
        "classification_equal_softmax_equal_centred_logits",
        "classification_equal_softmax_equal_centred_logits_ratios",
    ),
    cites=("roeder2021linear",),
)
