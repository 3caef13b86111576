r"""Two networks with linear heads and the same real output, not constant, cannot be linearly unalignable.

Proof.     T = X_cW = Y_cV for the output T. If X_c'Y_c = 0 then T'T = W'X_c'Y_cV = 0; so CKA > 0. R^2 from X is not 0
           because P_X Y_cV = P_X T = T is not, and so from Y.
Sharpness. Every word is needed. A head that is not linear: t and |t| on (-1, 0, 1) have CKA 0, and |t| is the output of
           both; on eight bits a, b, c the layers (a, bc) and (b, ac) have CKA 0, and the head |x + y| - 1 makes abc of
           either. After its ReLUs the head is linear: CKA = 1/5, R^2 = 1/3. The same argmax is not the same output:
           (0, 1, 3) and (5, 0, 4), each with its own three classes, have CKA 0. There is no least value: 1/(1 + s^4)
           for X = [t, sJ1], Y = [t, sJ2]. Debiased CKA can be negative.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import strategies as st

from ..core.derivations import factor_is_nonzero, gram_is_nonzero
from ..core.forces import Forces, more_than_zero
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Hypothesis,
    Limit,
    Relation,
    Swap,
    Theorem,
    Verdict,
    Witness,
    eq,
    lt,
    nonzero,
    zero,
)
from ..core.strategies import matrices, shared_readouts
from .shared_scalar_readout import tight


def claim(m: Any, X: Any, Y: Any) -> All:
    return All(lt(0, m.linear_cka(X, Y)), lt(0, m.linear_r2(X, Y)), lt(0, m.linear_r2(Y, X)))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, F: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    M = x.T @ y
    factor_is_nonzero(m, x, W)
    factor_is_nonzero(m, y, V)
    gram_is_nonzero(m, m.center(F).T)
    factor_is_nonzero(m, (M @ V).T, W)  # because W'MV = T'T
    factor_is_nonzero(m, M, V)
    factor_is_nonzero(m, m.projector(x) @ y, V)
    factor_is_nonzero(m, m.projector(y) @ x, W)
    for part in claim(m, X, Y).parts:
        assert isinstance(part, Relation)
        yield m.decide(part)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """The outputs may have biases of their own."""
    n, (p, q, k) = draw(st.integers(2, 4)), (draw(st.integers(1, 3)) for _ in range(3))
    X, Y, W, V = draw(shared_readouts(n, p, q, k))
    F, G = (Z @ A + draw(matrices(1, k, nonconstant=False)) for Z, A in ((X, W), (Y, V)))
    return {"X": X, "Y": Y, "W": W, "V": V, "F": F, "G": G}


def with_outputs(s: int) -> dict[str, Any]:
    """X = [t, sJ1], Y = [t, sJ2], of which t is read."""
    found = tight(s)
    t = [[row[0]] for row in found["X"]]
    return {"X": found["X"], "Y": found["Y"], "W": found["w"], "V": found["v"], "F": t, "G": t}


FOLD = {"X": [[-1], [0], [1]], "Y": [[1], [0], [1]]}
FOLDED = FOLD | {"F": FOLD["Y"], "G": FOLD["Y"], "W": [[0]], "V": [[1]]}
CODES = (0, 1, 3), (5, 0, 4)


def classifier(code: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """The representation z, its head 2z' and the logits 2z z_c - z_c^2: the nearest code is the class."""
    return [[z] for z in code], [[2 * c for c in code]], [[2 * z * c - c * c for c in code] for z in code]


(X1, W1, F1), (X2, W2, F2) = map(classifier, CODES)
ARGMAX = {"X": X1, "Y": X2, "W": W1, "V": W2, "F": F1, "G": F2}
BITS = tuple(product((1, -1), repeat=3))


def relu(*columns: list[int]) -> list[list[int]]:
    return [[max(z, 0) for z in row] for row in zip(*columns, strict=True)]


def halves(sums: list[int]) -> list[list[int]]:
    """The two ReLUs of the head: relu(s) and relu(-s)."""
    return relu(sums, [-s for s in sums])


FIRST, SECOND = [[a, b * c] for a, b, c in BITS], [[b, a * c] for a, b, c in BITS]
PARITY = [[a * b * c] for a, b, c in BITS]
AFTER = {
    "X": halves([sum(row) for row in FIRST]),
    "Y": halves([sum(row) for row in SECOND]),
    "W": [[1], [1]],
    "V": [[1], [1]],
    "F": PARITY,
    "G": PARITY,
}


def bits(m: Any, X: Any, Y: Any) -> Claim:
    """Before the ReLUs |x + y| - 1 is abc on both sides, and CKA is 0; after them it is 1/5."""
    before = [m.array(Z) for Z in (FIRST, SECOND)]
    sums = [abs(Z @ m.ones(Z.T)) - m.ones(Z) for Z in before]
    return All(
        *(eq(output, m.array(PARITY)) for output in sums),
        zero(m.linear_cka(*before)),
        zero(m.linear_r2(*before)),
        eq(m.linear_cka(X, Y), m.ratio(1, 5)),
        eq(m.linear_r2(X, Y), m.ratio(1, 3)),
        eq(m.linear_r2(Y, X), m.ratio(1, 3)),
    )


def same_class(m: Any) -> Claim:
    """The largest logit is that of the sample's own class, strictly, for both; and CKA is 0."""
    margins = [
        lt(m.array(logits[i][j]), m.array(logits[i][i]))
        for logits in (F1, F2)
        for i in range(3)
        for j in range(3)
        if i != j
    ]
    return All(*margins, zero(m.linear_cka(m.array(X1), m.array(X2))))


THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, Y) > 0, \quad R^2_{X \to Y} > 0, \quad R^2_{Y \to X} > 0",
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k", "F": "n k", "G": "n k"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"\text{the heads are linear: } HXW = HF,\ HYV = HG \text{ for the outputs } F, G",
            lambda m, X, Y, W, V, F, G: All(eq(m.center(X) @ W, m.center(F)), eq(m.center(Y) @ V, m.center(G))),
            Drop(FOLDED),
        ),
        Hypothesis(
            r"HF = HG \text{: the same real output, not just the same argmax}",
            lambda m, F, G: eq(m.center(F), m.center(G)),
            Drop(ARGMAX),
        ),
        Hypothesis(
            r"HF \ne 0",
            lambda m, F: nonzero(m.center(F)),
            Drop(FOLD | {"W": [[0]], "V": [[0]], "F": [[1]] * 3, "G": [[1]] * 3}),
        ),
        Hypothesis(r"\text{CKA is the biased estimator}", None, Swap("debiased_as_cka", with_outputs(1))),
        Hypothesis(
            r"\text{the readouts are bounded, for a least value above } 0",
            None,
            Limit(tuple(range(1, 12)), with_outputs, lambda m, X, Y: m.linear_cka(X, Y), Fraction(1, 1 + 11**4)),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness("eight bits, before and after the ReLUs of the head", AFTER, bits),
        Witness("the argmax of three classes", with_outputs(1), lambda m: same_class(m)),
    ),
    forces=(
        Forces(
            ("linear_cka", "linear_r2"),
            lambda k: k.linear_output and k.same != "probabilities",
            more_than_zero,
            "what is read linearly from both is in both",
            strict=True,
        ),
    ),
    kernel=("floors_same_output_excludes_zero", "floors_same_output_excludes_zero_limit"),
)
