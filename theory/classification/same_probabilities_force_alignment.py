r"""Networks whose linear heads give the same class probabilities have CKA > 0, with the floors of a shared readout.

Proof.     The logits XW + 1b' and YV + 1c' agree once they are centred over the classes
           (equal_softmax_equal_centred_logits): X_cW(I - 11'/C) = Y_cV(I - 11'/C) = T, one output that is read from
           both, with heads W(I - 11'/C) and V(I - 11'/C). All of floors/shared_readout holds with these heads; stated
           is the form without inverses, which comes from |T|^2 = <X_c'Y_c, W(I - 11'/C)V'> and Cauchy-Schwarz.
Sharpness. X = [t, sJ1], Y = [t, sJ2] with two classes attains the floor, CKA = 1/(1 + s^4): any weights may be added to
           all classes alike. The heads have to be centred: those that are given may read nothing in common. Nearly the
           same probabilities are not enough: kl_to_zero_gives_no_floor.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces, bounded_readouts, more_than_zero
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Family,
    Hypothesis,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    lt,
    nonzero,
    zero,
)
from ..core.strategies import matrices, shared_readouts


def centred(m: Any, W: Any) -> Any:
    """W(I - 11'/C)."""
    return m.center(W.T).T


def logits(m: Any, X: Any, W: Any, b: Any) -> Any:
    return X @ W + m.ones(X) @ b.T


def claim(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> All:
    floor = m.paired_readout_floor(X, Y, centred(m, W), centred(m, V))
    return All(le(floor, m.linear_cka(X, Y)), lt(0, floor))


def symbolic(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Iterator[Verdict]:
    M, VW, T = m.center(X).T @ m.center(Y), centred(m, V) @ centred(m, W).T, m.center(X) @ centred(m, W)
    K, L, schwarz = m.gram(X), m.gram(Y), m.cauchy_schwarz(M, VW.T)
    m.lemma_positive(m.inner(M, M) * m.inner(VW, VW), facts=[schwarz], rest=m.inner(T, T) ** 2)
    m.lemma_positive(m.inner(K, K) * m.inner(L, L), facts=[m.cauchy_schwarz(K, L)], rest=m.inner(K, L) ** 2)
    floor, positive = claim(m, X, W, b, Y, V, c).parts
    yield m.certificate(floor, scale=m.inner(VW, VW) * m.norm(K) * m.norm(L), facts=[schwarz])
    yield m.decide(positive)


def same_probabilities(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Claim:
    return eq(centred(m, logits(m, X, W, b)), centred(m, logits(m, Y, V, c)))


@st.composite
def cases(draw: DrawFn) -> Case:
    """One output read from both, and then the same weights for all classes added to either head."""
    n, p, q = draw(st.integers(2, 4)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    X, Y, W, V = draw(shared_readouts(n, p, q, draw(st.integers(2, 3))))
    b = draw(matrices(1, W.shape[1], nonconstant=False))
    c = b + (X @ W - Y @ V)[:1] + draw(st.integers(-1, 1))
    T = X @ W - (X @ W)[:1]
    assume((T[:, :1] != T).any())
    for Z in (W, V):
        Z += draw(matrices(Z.shape[0], 1, nonconstant=False))
    return {"X": X, "W": W, "b": b.T, "Y": Y, "V": V, "c": c.T}


def junk(s: int) -> dict[str, Any]:
    """X = [t, sJ1], Y = [t, sJ2]; the heads are (t, -t) with something added to both classes."""
    t, first, second = (1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)
    X, Y = ([[a, s * e] for a, e in zip(t, extra, strict=True)] for extra in (first, second))
    return {"X": X, "W": [[2, 0], [5, 5]], "b": [[3], [3]], "Y": Y, "V": [[1, -1], [-1, -1]], "c": [[0], [0]]}


def attained(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Claim:
    heads, s = (centred(m, W), centred(m, V)), X[0, 1]
    cka = m.linear_cka(X, Y)
    return All(eq(cka, 1 / (s**4 + 1)), *(eq(f(X, Y, *heads), cka) for f in (m.readout_floor, m.paired_readout_floor)))


#: the same probabilities, from heads that read nothing in common as they are given, and everything once centred
OPPOSED = {"X": [[1], [-1]], "W": [[2, 0]], "b": [[0], [0]], "Y": [[1], [-1]], "V": [[0, -2]], "c": [[0], [0]]}


def as_given(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Claim:
    given, heads = m.inner(m.center(X) @ W, m.center(Y) @ V), (centred(m, W), centred(m, V))
    return All(zero(given), eq(m.paired_readout_floor(X, Y, *heads), m.ratio(1, 1)))


ONE = junk(1)
MUTE = ONE | {"W": [[1, 1]] * 2, "V": [[1, 1]] * 2, "c": [[0], [0]]}
ARGMAX: dict[str, Any] = {"X": [[0], [1], [3]], "W": [[0, 2, 6]], "b": [[0], [-1], [-9]]}
ARGMAX |= {"Y": [[5], [0], [4]], "V": [[10, 0, 8]], "c": [[-25], [0], [-16]]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{softmax}(XW + 1b^\top) = \mathrm{softmax}(YV + 1c^\top) \implies \mathrm{CKA}(X, Y) \ge"
        r"\frac{\|T\|_F^4}{\|\bar V\bar W^\top\|_F^2\,\|K\|_F\|L\|_F} > 0, \quad"
        r"\bar W = W(I - 11^\top/C),\ \bar V = V(I - 11^\top/C),\ T = X_c\bar W"
    ),
    case={"X": "n p", "W": "p C", "b": "C 1", "Y": "n q", "V": "q C", "c": "C 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"(XW + 1b^\top)(I - 11^\top/C) = (YV + 1c^\top)(I - 11^\top/C) \text{, not just the same argmax}",
            same_probabilities,
            Drop(ARGMAX),
        ),
        Hypothesis(r"T \ne 0", lambda m, X, W: nonzero(m.center(X) @ centred(m, W)), Drop(MUTE)),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("heads that read nothing in common as given", OPPOSED, as_given),),
    sharp=Family((1, 2, 3), junk, attained),
    kernel=(
        "classification_same_probabilities_force_alignment",
        "classification_same_probabilities_force_alignment_softmax",
        "classification_same_probabilities_force_alignment_sharp",
    ),
    uses=("classification/equal_softmax_equal_centred_logits", "floors/shared_readout"),
    forces=(
        Forces(
            ("linear_cka",),
            lambda k: k.linear_output and k.same == "probabilities",
            more_than_zero,
            "logits without their mean over classes are read linearly from both",
            strict=True,
        ),
        Forces(
            ("linear_cka",),
            lambda k: k.linear_output and k.same == "probabilities",
            bounded_readouts,
            "logits without their mean over classes are read from both, by readouts of bounded norm",
        ),
    ),
)
