"""Three-valued logic over claims: every connective, every verdict, and vacuity."""

import pytest

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.decide import call, decide, text, uncovered
from unalignable.theory.core.record import All, Exists, Iff, Implies, Theorem, Verdict, eq, le, lt, ne, zero

M = Exact()
TRUE, FALSE = eq(1, 1), eq(1, 2)
HOLDS, REFUTED, UNDECIDED, VACUOUS = Verdict.HOLDS, Verdict.REFUTED, Verdict.UNDECIDED, Verdict.VACUOUS


def undecidable():
    e = M.exp(M.ratio(1, 3))
    return eq(e - e, 0)  # an enclosure of zero can neither hold nor be refuted


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (TRUE, HOLDS),
        (FALSE, REFUTED),
        (le(1, 1), HOLDS),
        (lt(1, 1), REFUTED),
        (ne(1, 1), REFUTED),
        (zero(M.array([[0, 0]])), HOLDS),
        (zero(M.array([[0, 1]])), REFUTED),
        (All(TRUE, TRUE), HOLDS),
        (All(TRUE, FALSE), REFUTED),
        (Implies(TRUE, FALSE), REFUTED),
        (Implies(TRUE, TRUE), HOLDS),
        (Implies(FALSE, FALSE), VACUOUS),
        (Iff(TRUE, TRUE), HOLDS),
        (Iff(FALSE, FALSE), HOLDS),
        (Iff(TRUE, FALSE), REFUTED),
        (Exists({"x": 1}, FALSE), REFUTED),
    ],
)
def test_connectives(claim, verdict):
    assert decide(M, claim).verdict is verdict


def test_undecided_is_never_a_pass():
    claim = undecidable()
    assert decide(M, claim).verdict is UNDECIDED
    assert decide(M, All(TRUE, claim)).verdict is UNDECIDED
    assert decide(M, All(FALSE, claim)).verdict is REFUTED
    assert decide(M, Implies(claim, TRUE)).verdict is UNDECIDED
    assert decide(M, Iff(TRUE, claim)).verdict is UNDECIDED


def test_a_claim_has_no_truth_value():
    with pytest.raises(TypeError, match="unjudged"):
        bool(TRUE)


def test_vacuity_is_seen_per_branch_and_per_key():
    live = decide(M, Implies(TRUE, TRUE, key="a")).branches
    idle = decide(M, Implies(FALSE, TRUE, key="b")).branches
    assert uncovered(live) == ""
    assert "[b]: the premise never held" in uncovered(live | idle)
    assert "never false" in uncovered(decide(M, Iff(TRUE, TRUE)).branches)
    both = decide(M, Iff(TRUE, TRUE)).branches | decide(M, Iff(FALSE, FALSE)).branches
    assert uncovered(both) == ""


def test_messages_show_both_sides_and_the_witness():
    assert "1 should equal 2" in decide(M, All(TRUE, FALSE)).why
    assert "x = 7" in decide(M, Exists({"x": 7}, FALSE)).why


def test_call_passes_by_name():
    assert call(lambda m, b: b, M, {"a": 1, "b": 2}) == 2
    assert call(lambda m, **case: sorted(case), M, {"a": 1, "b": 2}) == ["a", "b"]


def test_text_can_be_pasted():
    assert text({"X": [[0, 1]], "c": 3, "s": "linear_r2"}) == "X=[[0, 1]]; c=3; s='linear_r2'"


def test_records_refuse_nonsense():
    with pytest.raises(ValueError, match="empty conjunction"):
        All()
    with pytest.raises(ValueError, match="at least two"):
        Iff(TRUE)
    common = {"statement": "", "case": {}, "claim": lambda m: TRUE}
    with pytest.raises(ValueError, match="not both and not neither"):
        Theorem(**common)
    with pytest.raises(ValueError, match="nothing to check"):
        Theorem(**common, why_not={"symbolic": "because"})
    with pytest.raises(ValueError, match="levels are"):
        Theorem(**common, why_not={"symbolic": "x", "numeric": "y"}, domain=[{}])
    with pytest.raises(ValueError, match="unknown variants"):
        Theorem(**common, why_not={"symbolic": "x"}, domain=[{}], variants=frozenset({"cka"}))
