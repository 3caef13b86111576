r"""Two networks with one output share at least the entropy of that output, however differently they represent it.

Proof.     T = f(X) = g(Y). Let p be the joint law of the rows on the samples, each of weight 1/n. I(X; Y) = H(X) + H(Y)
           - H(X, Y), and given T = t the pair has a law of its own, on which H(X, Y) <= H(X) + H(Y). Averaged over t:
           H(X, Y | T) <= H(X | T) + H(Y | T). As T is a function of either, H(X) = H(T) + H(X | T), and likewise for Y
           and for both, so that I(X; Y) >= H(T); and H(T) > 0 where T takes two values.
Sharpness. Equality for X = Y = T, and when X and Y are independent given T. T must be a function of both: two
           independent bits share nothing.
Source.    The data processing inequality; for networks with one output, derived here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Witness, eq, le, lt, varies
from .independent_nuisance import bits
from .same_output_is_never_nonlinearly_blind import AB, XOR, A, B, cases, function_of


def claim(m: Any, X: Any, Y: Any, T: Any) -> Claim:
    """I(X; Y) >= H(T) > 0, as exp(n I) >= exp(n H) > 1: both are rational."""
    output = m.perplexity_power(T)
    return All(le(output, m.information_power(X, Y)), lt(1, output))


def given(s: int) -> Case:
    """A target beside independent nuisance bits of length s, n = 8."""
    case = bits(s)
    beside = {name: [t + j for t, j in zip(case["t"], case[name], strict=True)] for name in "JG"}
    return {"X": beside["J"], "Y": beside["G"], "T": case["t"]}


def one_bit(m: Any, X: Any, Y: Any, T: Any) -> Claim:
    """I = H(T) = log 2, that is 2^n."""
    n = T.shape[0]
    return All(*(eq(v, m.ratio(2**n, 1)) for v in (m.information_power(X, Y), m.perplexity_power(T))))


def attained(m: Any, X: Any, Y: Any, T: Any) -> Claim:
    return eq(m.information_power(X, Y), m.perplexity_power(T))


THIRDS = {"X": [[0], [1], [5]], "Y": [[1], [1], [0]], "T": [[2], [2], [3]]}
THEOREM = Theorem(
    statement=r"T = f(X) = g(Y) \text{ not constant} \implies I(X; Y) \ge H(T) > 0",
    case={"X": "n p", "Y": "n q", "T": "n k"},
    claim=claim,
    hypotheses=(
        varies("T", {"X": A, "Y": B, "T": [[1]] * 4}),
        Hypothesis("T = f(X)", function_of("X"), Drop({"X": A, "Y": B, "T": B})),
        Hypothesis("T = g(Y)", function_of("Y"), Drop({"X": A, "Y": B, "T": A})),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    why_not={"symbolic": "an entropy is a sum of logarithms of class sizes; words have traces, which are not those"},
    witnesses=(
        Witness("two bits and their product", XOR, one_bit),
        Witness("beside independent nuisance bits", given(2), one_bit),
        Witness("twice the product", {"X": AB, "Y": AB, "T": AB}, one_bit),
        Witness("classes of two and one", THIRDS, lambda m, T: eq(m.perplexity_power(T), m.ratio(27, 4))),
    ),
    sharp=Family((1, 2, 3), given, attained),
    refutes=("perplexity_of_counts", "perplexity_inverted", "information_of_either", "information_of_independent"),
    kernel=("dimension_shared_bits",),
)
