r"""Debiased CKA changes when every sample is listed twice; biased CKA does not.

Proof.     Evaluate. Twins turn part of the diagonal, which HSIC_1 leaves out, into off-diagonal entries, which it
           keeps. Biased CKA of k copies reads K x J_k and L x J_k, where every inner product is multiplied by k^2.
Sharpness. -1/2 becomes -1/6 for two orthogonal lines, -1/2 becomes 57/239 for X = (0,0,1,2) and Y = (0,1,0,2), and -1
           becomes +1/sqrt(6931) for Y = (1,1,0,2): repeated stimuli can change the sign.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import All, Claim, Hypothesis, Swap, Theorem, Witness, eq, lt, ne


def claim(m: Any, X: Any, Y: Any) -> Claim:
    twice = m.stack(X, X), m.stack(Y, Y)
    return All(eq(m.linear_cka(*twice), m.linear_cka(X, Y)), ne(m.debiased_cka(*twice), m.debiased_cka(X, Y)))


SQUARE = {"X": [[0], [0], [1], [1]], "Y": [[0], [1], [0], [1]]}
SIGN = {"X": [[0], [0], [1], [2]], "Y": [[0], [1], [0], [2]]}
JUMP = {"X": [[0], [0], [1], [2]], "Y": [[1], [1], [0], [2]]}


def values(m: Any, X: Any, Y: Any, once: Any, twice: Any) -> Claim:
    doubled = m.debiased_cka(m.stack(X, X), m.stack(Y, Y))
    return All(eq(m.debiased_cka(X, Y), m.ratio(*once)), eq(doubled, m.ratio(*twice)))


def jump(m: Any, X: Any, Y: Any) -> Claim:
    doubled = m.debiased_cka(m.stack(X, X), m.stack(Y, Y))
    return All(eq(m.debiased_cka(X, Y), m.ratio(-1, 1)), eq(doubled**2, m.ratio(1, 6931)), lt(0, doubled))


THEOREM = Theorem(
    statement=r"\exists X, Y:\ \mathrm{CKA}_1([X; X], [Y; Y]) \ne \mathrm{CKA}_1(X, Y), \quad "
    r"\mathrm{CKA}([X; X], [Y; Y]) = \mathrm{CKA}(X, Y)",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(Hypothesis(r"\text{the debiased estimator}", None, Swap("biased_as_debiased", SQUARE)),),
    variants=frozenset({"linear", "linear-debiased"}),
    why_not={"symbolic": "numerical cases; on other data the two values can agree"},
    witnesses=(
        Witness("two orthogonal lines", SQUARE, lambda m, X, Y: values(m, X, Y, (-1, 2), (-1, 6))),
        Witness("the sign changes", SIGN, lambda m, X, Y: values(m, X, Y, (-1, 2), (57, 239))),
        Witness("from minus one", JUMP, jump),
    ),
    refutes=("biased_as_debiased", "debiased_clamped", "debiased_without_sign"),
    kernel=("estimators_debiased_not_duplication_invariant",),
)
