r"""The p-value that counts the observed labelling among the relabellings is valid at every sample size and level.

Proof.     Let s_0, ..., s_B be exchangeable, one of them the observed score: given the set of values each is equally
           likely to be it. With p_i = (1 + #{j != i: s_j >= s_i})/(B + 1) = #{j: s_j >= s_i}/(B + 1), let i have the
           smallest score among those with p_i <= a. All of them have scores of at least s_i, so there are at most (B
           + 1)p_i <= a(B + 1) of them: P(p <= a) <= a.
Sharpness. Equality at distinct scores and a(B + 1) whole. Without the 1, #{j != i: s_j >= s_i}/B is 0 for the
           largest: P(p <= 0) = 1/(B + 1). With > for >=, ties all count as significant. The best of M layer pairs is
           not covered: the smaller of two p-values is at most 1/4 with chance 1/2 in the witness; correct it, or rank
           the maximum.
Source.    Phipson and Smyth (2010); Groger, Wen and Brbic (2026), section 4.2 and corollary 5.1 for the search.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Case, Claim, Drop, Hypothesis, Scope, Theorem, Witness, eq, le, lt


def p_values(scores: tuple[int, ...], counted: str = "itself", ties: str = "against") -> list[Fraction]:
    """The p-value of each score as the observed one among the others."""
    one, equal = int(counted == "itself"), int(ties == "against")
    above = [sum((t > s) + equal * (t == s) for t in scores) - equal for s in scores]
    return [Fraction(one + count, one + len(scores) - 1) for count in above]


def share(m: Any, p: list[Fraction], level: str) -> Any:
    """P(p <= level) when each score is the observed one with the same chance."""
    return m.ratio(sum(value <= Fraction(level) for value in p), len(p))


def claim(m: Any, scores: tuple[int, ...], level: str, counted: str, ties: str) -> Claim:
    return le(share(m, p_values(scores, counted, ties), level), m.array(Fraction(level)))


FOUR: Case = {"scores": (1, 2, 3, 4), "level": "1/4", "counted": "itself", "ties": "against"}
SEARCH = ((4, 3, 2, 1), (1, 2, 3, 4))  # two layer pairs, four labellings; the observed one is any of the four


def sharp(m: Any, scores: tuple[int, ...], level: str) -> Claim:
    return eq(share(m, p_values(scores), level), m.array(Fraction(level)))


def search(m: Any) -> Claim:
    best = [min(pair) for pair in zip(*map(p_values, SEARCH), strict=True)]
    maximum = p_values(tuple(max(pair) for pair in zip(*SEARCH, strict=True)))
    found = share(m, best, "1/4")
    return All(eq(found, m.ratio(1, 2)), lt(m.ratio(1, 4), found), le(share(m, maximum, "1/4"), m.ratio(1, 4)))


def is_said(m: Any, text: str, wanted: str) -> Claim:
    return eq(m.ratio(int(text == wanted), 1), m.ratio(1, 1))


THEOREM = Theorem(
    statement=r"P(p \le \alpha) \le \alpha, \qquad p = \frac{1 + \#\{b : s_b \ge s_0\}}{B + 1}",
    case={"scores": "data", "level": "data", "counted": "data", "ties": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"\text{the observed labelling is counted}",
            lambda m, counted: is_said(m, counted, "itself"),
            Drop({**FOUR, "counted": "others", "level": "0"}),
        ),
        Hypothesis(
            r"\text{ties count against}",
            lambda m, ties: is_said(m, ties, "against"),
            Drop({**FOUR, "ties": "ignored", "scores": (1, 1, 1, 1)}),
        ),
        Hypothesis(
            r"\text{the labellings are exchangeable}",
            None,
            Scope("a law under which the observed score is always the largest is another null hypothesis"),
        ),
    ),
    domain=st.builds(
        lambda scores, k: {**FOUR, "scores": tuple(scores), "level": f"{k}/12"},
        st.lists(st.integers(0, 4), min_size=2, max_size=12),
        st.integers(0, 12),
    ),
    variants=frozenset({"any"}),
    why_not={
        "symbolic": "the claim orders and counts finitely many numbers; words have no order (the proof is four lines)"
    },
    witnesses=(
        Witness("attained", FOUR, sharp),
        Witness("searching two layer pairs doubles the level", FOUR, search),
    ),
    kernel=("nulls_add_one_p_value", "nulls_add_one_p_value_exchangeable", "nulls_add_one_p_value_attained"),
    cites=("phipson2010permutation", "groger2026revisiting"),
)
