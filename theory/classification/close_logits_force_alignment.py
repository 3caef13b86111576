r"""Logits that are close, centred over the classes, force CKA above a floor, as close probabilities do not.

Proof.     With heads centred over the classes, a = X_cW(I - 11'/C) and b = Y_cV(I - 11'/C), |a - b|^2 is at most the
           squared distance d of the class-centred logits, since centring over the samples as well shortens. So
           <a, b> = (|a|^2 + |b|^2 - |a - b|^2)/2 >= (|a|^2 + |b|^2 - d)/2, and CKA is at least
           <a, b>^2/(|VW'|^2 |K||L|) for the centred heads (floors/paired_readouts).
Sharpness. At d = 0, equal probabilities, it is same_probabilities_force_alignment. Beyond, it is attained on one line
           by logits of different sizes: u and 2u. At d = |a|^2 + |b|^2 nothing is left: orthogonal X and Y, each with
           its own labels. A small divergence of the probabilities forces nothing: in kl_to_zero_gives_no_floor it goes
           to 0 while d grows.
Source.    That logit distance bounds linear dissimilarity, and KL does not: Nielsen et al. (2026). This floor is
           derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.carriers.exact import Exact
from ..core.numbers.array import array
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, varies, zero
from ..core.strategies import matrices
from .same_probabilities_force_alignment import cases as same
from .same_probabilities_force_alignment import centred, junk, logits


def agreement(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Any:
    """(|a|^2 + |b|^2 - d)/2."""
    first, second = m.center(X) @ centred(m, W), m.center(Y) @ centred(m, V)
    apart = m.logit_distance(logits(m, X, W, b), logits(m, Y, V, c))
    return (m.inner(first, first) + m.inner(second, second) - apart) * m.ratio(1, 2)


def sizes(m: Any, X: Any, W: Any, Y: Any, V: Any) -> Any:
    """|VW'|^2 |K||L| for the heads centred over the classes."""
    heads = centred(m, V) @ centred(m, W).T
    return m.inner(heads, heads) * m.norm(m.gram(X)) * m.norm(m.gram(Y))


def claim(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Claim:
    forced = agreement(m, X, W, b, Y, V, c)
    return le(forced * forced, m.linear_cka(X, Y) * sizes(m, X, W, Y, V))


def symbolic(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Iterator[Verdict]:
    heads, M = centred(m, V) @ centred(m, W).T, m.center(X).T @ m.center(Y)
    D = centred(m, logits(m, X, W, b) - logits(m, Y, V, c))
    # <a, b> is (|a|^2 + |b|^2 - d)/2 and |(I - H)D|^2/2 more
    more, forced = m.squared_norm(D - m.center(D)), m.sign_known(agreement(m, X, W, b, Y, V, c))
    more = m.scaled(m.ratio(1, 2), more)
    squares = m.product(more, m.sum(more, m.scaled(2, forced)))
    yield m.certificate(claim(m, X, W, b, Y, V, c), facts=[squares, m.cauchy_schwarz(M, heads.T)])


@st.composite
def cases(draw: DrawFn) -> Case:
    """The same probabilities, then one side moved a little, or its biases alone; or two heads on one representation."""
    case = dict(draw(same()))
    moved = draw(st.sampled_from("YVc-X"))
    if moved == "X":
        case |= {"Y": case["X"], "V": case["W"] + draw(matrices(*case["W"].shape, nonconstant=False)) / 4}
        case["c"] = case["b"]
    elif moved != "-":
        case[moved] = case[moved] + draw(matrices(*case[moved].shape, nonconstant=False)) / 8
    assume((case["Y"] != case["Y"][:1]).any() and agreement(Exact(), **{k: array(v) for k, v in case.items()}) >= 0)
    return case


def attained(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Claim:
    forced, apart = agreement(m, X, W, b, Y, V, c), m.logit_distance(logits(m, X, W, b), logits(m, Y, V, c))
    return All(zero(apart), eq(forced * forced, m.linear_cka(X, Y) * sizes(m, X, W, Y, V)))


def lines(u: tuple[int, ...], v: tuple[int, ...], bias: int = 0) -> dict[str, Any]:
    """Two classes with logits u, -u and v + bias, -v - bias."""
    X, Y = ([[x] for x in z] for z in (u, v))
    return {"X": X, "W": [[1, -1]], "b": [[0], [0]], "Y": Y, "V": [[1, -1]], "c": [[bias], [-bias]]}


def values(apart: int, forced: int) -> Any:
    """The squared distance of the logits, and <a, b> or what is forced of it."""

    def found(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Claim:
        distance = m.logit_distance(logits(m, X, W, b), logits(m, Y, V, c))
        return All(eq(distance, m.ratio(apart, 1)), eq(agreement(m, X, W, b, Y, V, c), m.ratio(forced, 1)))

    return found


def doubled(m: Any, X: Any, W: Any, b: Any, Y: Any, V: Any, c: Any) -> Claim:
    forced = agreement(m, X, W, b, Y, V, c)
    sizes_and_cka = m.linear_cka(X, Y) * sizes(m, X, W, Y, V)
    return All(values(4, 8)(m, X, W, b, Y, V, c), eq(forced * forced, sizes_and_cka))


APART = lines((1, -1, 0), (1, 1, -2))
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y)\,\|\bar V\bar W^\top\|_F^2\,\|K\|_F\|L\|_F \ge"
        r"\Bigl(\frac{\|a\|_F^2 + \|b\|_F^2 - d}{2}\Bigr)^2, \quad d = \bigl\|\bigl(XW + 1b^\top - YV - 1c^\top\bigr)"
        r"(I - 11^\top/C)\bigr\|_F^2,\ \bar W = W(I - 11^\top/C),\ a = X_c\bar W,\ b = Y_c\bar V"
    ),
    case={"X": "n p", "W": "p C", "b": "C 1", "Y": "n q", "V": "q C", "c": "C 1"},
    claim=claim,
    hypotheses=(
        varies("X", lines((1, 1), (1, -1), 1)),
        varies("Y", lines((1, -1), (1, 1), -1)),
        Hypothesis(
            r"d \le \|a\|_F^2 + \|b\|_F^2",
            lambda m, X, W, b, Y, V, c: le(0, agreement(m, X, W, b, Y, V, c)),
            Drop(lines((1, -1, 0), (1, 1, -2), 1)),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("orthogonal, and as far apart as that", APART, values(16, 0)),
        Witness("a bias of one", lines((2, -2), (2, -2), 1), values(4, 14)),
        Witness("a line and its double", lines((1, -1), (2, -2)), doubled),
    ),
    sharp=Family((1, 2, 3), junk, attained),
    refutes=("logit_distance_uncentred", "logit_distance_over_samples", "logit_distance_mean"),
    kernel=("classification_close_logits_force_alignment",),
    uses=("floors/paired_readouts", "classification/same_probabilities_force_alignment"),
    cites=("nielsen2026logit",),
)
