"""The judge on toy theorems: true ones pass, and every kind of fault is found and named."""

from dataclasses import replace

import pytest

from unalignable.theory.core import judge
from unalignable.theory.core.catalogue import Entry
from unalignable.theory.core.record import (
    REWRITING,
    Drop,
    Family,
    Hypothesis,
    Iff,
    Implies,
    Limit,
    Scope,
    Swap,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    nonzero,
    varies,
    zero,
)
from unalignable.theory.core.strategies import matrices, pairs

STEP = {"X": [[0], [1], [3]], "Y": [[1], [0], [1]]}


def symmetric(m, X, Y):
    return eq(m.linear_cka(X, Y), m.linear_cka(Y, X))


TRUE = Theorem(
    statement=r"\mathrm{CKA}(X, Y) = \mathrm{CKA}(Y, X)",
    case={"X": "n p", "Y": "n q"},
    claim=symmetric,
    hypotheses=(varies("X", {**STEP, "X": [[1]] * 3}), varies("Y", {**STEP, "Y": [[1]] * 3})),
    domain=pairs().map(lambda c: {"X": c[0], "Y": c[1]}),
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    witnesses=(Witness("step", STEP, lambda m, X, Y: eq(m.linear_cka(X, Y) ** 2, m.ratio(1, 784))),),
)


def report(theorem, **options):
    entry = Entry("toy", "fact", None)
    entry.__dict__.update(theorem=theorem, docstring="A toy.")
    return judge.verify(entry, **{"examples": 20, **options})


def test_a_true_theorem_holds_at_every_level():
    r = report(TRUE)
    assert r.ok, r.message
    assert r.levels == {"kernel": None, "symbolic": Verdict.HOLDS, "exact": Verdict.HOLDS, "float": Verdict.HOLDS}
    assert all(tooth.ok and tooth.needed for tooth in r.teeth)
    assert r.witnesses == {"step": ["1/784 == 1/784"]}
    assert r.as_json()["levels"]["exact"] == "holds"


def test_the_same_seed_gives_the_same_report():
    first, second = (report(TRUE).as_json() for _ in range(2))
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_a_false_theorem_is_refuted_and_the_case_shrunk():
    false = replace(TRUE, claim=lambda m, X, Y: le(m.linear_cka(X, Y), m.ratio(1, 2)), witnesses=(), hypotheses=())
    r = report(false)
    assert not r.ok
    assert r.levels["exact"] is Verdict.REFUTED
    assert r.levels["float"] is Verdict.REFUTED
    assert r.levels["symbolic"] is Verdict.UNDECIDED
    assert "1 should be at most 1/2; X=[[0], [1]]" in r.message.replace("-1", "1")


def test_a_wrong_witness_is_refuted():
    wrong = Witness("step", STEP, lambda m, X, Y: eq(m.linear_cka(X, Y) ** 2, m.ratio(1, 785)))
    r = report(replace(TRUE, witnesses=(wrong,)))
    assert "1/784 should equal 1/785" in r.message


def test_a_witness_outside_the_hypotheses_is_refuted():
    outside = Witness("constant", {**STEP, "X": [[1]] * 3}, lambda m, X, Y: zero(m.center(X)))
    assert "breaks the hypothesis HX" in report(replace(TRUE, witnesses=(outside,))).message


def test_a_family_that_is_not_sharp_is_refuted():
    blunt = Family((1, 2), lambda s: {**STEP, "X": [[0], [s], [3]]}, lambda m, X, Y: eq(m.linear_cka(X, Y), 1))
    r = report(replace(TRUE, sharp=blunt))
    assert r.levels["exact"] is Verdict.REFUTED
    assert "sharp" in r.message


@pytest.mark.parametrize(
    ("teeth", "why"),
    [
        (Drop(STEP), "does not break the hypothesis"),
        (Drop({"X": [[1]] * 3, "Y": [[1]] * 3}), "does not keep"),
        (Swap("no_such_bug", STEP), "no planted bug"),
        (Swap("uncentred_cka", STEP), "holds"),
        (Scope("  "), ""),
        (Limit((1, 2), lambda s: {**STEP, "X": [[0], [s], [3]]}, lambda m, X, Y: m.ratio(1, 1), 2), "the gap falls"),
    ],
)
def test_a_hypothesis_without_teeth_is_found(teeth, why):
    nonconstant = Hypothesis("HX", lambda m, X, **_: nonzero(m.center(X)), teeth)
    r = report(replace(TRUE, hypotheses=(nonconstant, TRUE.hypotheses[1])))
    assert not r.ok
    assert r.teeth[0].bites is False
    assert why in r.teeth[0].why


def test_a_hypothesis_that_the_derivation_does_not_need_is_found():
    idle = Hypothesis("X = X", lambda m, X, **_: eq(X @ X.T, X @ X.T), Scope("always true"))
    r = report(replace(TRUE, hypotheses=(*TRUE.hypotheses, idle)))
    assert "derivation does not need" in r.message


def test_vacuous_claims_are_found():
    never = replace(TRUE, claim=lambda m, X, Y: Implies(eq(m.linear_cka(X, Y), 7), eq(1, 2)), witnesses=())
    assert report(never).levels["exact"] is Verdict.VACUOUS
    always = replace(TRUE, claim=lambda m, X, Y: Iff(eq(1, 1), le(m.linear_cka(X, Y), 1)))
    assert report(always).levels["exact"] is Verdict.VACUOUS


def test_a_bug_that_is_named_but_not_refuted_is_found():
    r = report(replace(TRUE, refutes=("uncentred_cka", "one_sided_centre")))
    assert "uncentred_cka" in dict(r.bugs_caught)  # by the witness
    missing = report(replace(TRUE, witnesses=(), refutes=("uncentred_cka",)))
    assert missing.missed == ["uncentred_cka"]
    assert not missing.ok


def test_a_crash_is_a_failure_not_an_end():
    def broken(m, X, Y):
        raise KeyError("oops")

    r = report(replace(TRUE, claim=broken, symbolic=None, why_not={"symbolic": "a toy"}))
    assert r.levels["exact"] is Verdict.REFUTED
    assert "crashed: KeyError" in r.message


def test_undefined_is_a_refutation():
    undefined = replace(TRUE, hypotheses=(), domain=[{"X": [[1], [1]], "Y": [[0], [1]]}], witnesses=())
    assert "undefined" in report(undefined).message


def test_levels_and_examples_are_checked():
    with pytest.raises(ValueError, match="unknown level 'exakt'"):
        report(TRUE, levels=("exakt",))
    with pytest.raises(ValueError, match="at least 1, got 0"):
        report(TRUE, examples=0)


def test_a_level_not_asked_for_says_so():
    r = report(TRUE, levels=("symbolic",))
    assert r.levels["exact"] is None
    assert r.why["exact"] == "not asked for"


def test_symbolic_proves_nothing_of_one_matrix_alone():
    alone = replace(
        TRUE,
        case={"X": "n p"},
        claim=lambda m, X: eq(m.trace(X @ X.T), m.trace(X.T @ X) + 1),
        hypotheses=(),
        witnesses=(),
        domain=matrices(3, 2).map(lambda X: {"X": X}),
    )
    assert report(alone).levels["symbolic"] is not Verdict.HOLDS
