"""A build says what it saw: planted axioms, admitted proofs, dropped hypotheses and changed definitions do not pass."""

import pytest

from unalignable.theory.core.kernel import build as building
from unalignable.theory.core.kernel.build import build, found, place

from .conftest import TOY

CENTRING = "n%:R^-1 *: (ones n *m (ones n)^T)"


def test_a_sound_tree_passes_and_says_what_it_proves(rocq, tree):
    outcome = build(rocq, tree())
    assert outcome.passed
    assert outcome.faults == ()
    assert outcome.statements == {"toy_addition": "forall n : nat, (n + 0)%N = n"}
    assert outcome.assumptions == {"toy_addition": ""}


@pytest.mark.parametrize(
    ("plant", "named"),
    [
        ("Axiom cheat : forall P : Prop, P.", "Axiom"),
        ("Parameter cheat : forall P : Prop, P.", "Parameter"),
        ("Variable cheat : forall P : Prop, P.", None),  # outside of a section it is an axiom, whatever it is called
        ("Lemma cheat : forall P : Prop, P. Proof. Admitted.", "Admitted"),
        ("Lemma cheat : forall P : Prop, P. Proof. admit. Admitted.", "admit"),
    ],
)
def test_an_assumption_is_found_in_what_rests_on_it(rocq, tree, plant, named):
    proof = "Proof. by rewrite addn0. Qed."
    assert proof in TOY
    sound = TOY + "\nTheorem toy_sound : 1 = 1.\nProof. by []. Qed.\n"
    outcome = build(
        rocq,
        tree(
            {
                "toy.v": sound.replace("Theorem toy_addition", f"{plant}\nTheorem toy_addition").replace(
                    proof, "Proof. apply: cheat. Qed."
                )
            }
        ),
    )
    assert not outcome.passed
    assert "cheat" in outcome.assumptions["toy_addition"]
    assert outcome.assumptions["toy_sound"] == ""
    assert named is None or any(fault.endswith(f": {named}") for fault in outcome.faults)


def test_guards_that_are_off_are_found(rocq, tree):
    """A definition that never ends proves anything, once the check for it is off."""
    loop = "Unset Guard Checking.\nFixpoint loop (n : nat) : False := loop n.\nSet Guard Checking.\n"
    cheated = TOY.replace("Theorem", loop + "Theorem").replace("by rewrite addn0", "by case: (loop n)")
    outcome = build(rocq, tree({"toy.v": cheated}))
    assert not outcome.passed
    assert "loop" in outcome.assumptions["toy_addition"]
    assert any("Unset Guard Checking" in fault for fault in outcome.faults)


@pytest.mark.parametrize(
    ("file", "times", "old", "new"),
    [
        ("cka", 1, "  H *m X != 0 -> H *m Y != 0 ->\n  cka X Y = 1", "  H *m Y != 0 ->\n  cka X Y = 1"),
        ("centring", 2, CENTRING, CENTRING.replace("n%:R", "n.+1%:R")),  # the definition, and the lemma that unlocks it
    ],
    ids=["a dropped hypothesis", "another centring"],
)
def test_what_is_no_longer_true_is_no_longer_proved(rocq, tree, file, times, old, new):
    root = tree({}, base=("frobenius", "centring", "cka"))
    path = root / "base" / f"{file}.v"
    assert path.read_text().count(old) == times
    path.write_text(path.read_text().replace(old, new))
    outcome = build(rocq, root)
    assert not outcome.passed
    assert any(fault.startswith(f"base/{file}.v:") for fault in outcome.faults), outcome.faults
    assert "cka_eq1" not in outcome.assumptions
    assert "cauchy_schwarz" in outcome.assumptions  # the rest is still checked


def test_a_broken_file_is_named_with_its_line(rocq, tree):
    outcome = build(rocq, tree({"toy.v": TOY, "bad.v": "\n\nTheorem bad : 1 = 2.\nProof. reflexivity. Qed.\n"}))
    assert not outcome.passed
    (fault,) = outcome.faults
    assert fault.startswith("bad.v:4: Error:")
    assert outcome.assumptions == {"toy_addition": ""}


def test_a_proof_that_loops_is_a_fault_and_not_a_wait(rocq, tree, monkeypatch):
    monkeypatch.setattr(building, "LIMIT", 10)
    loop = TOY.replace("toy", "loop").replace(
        "by rewrite addn0.", "by do ?[rewrite -[n]addn0]; repeat (rewrite -[n]addn0)."
    )
    outcome = build(rocq, tree({"toy.v": TOY, "loop.v": loop}))
    assert outcome.faults == ("loop.v: not compiled after 10 s",)
    assert outcome.assumptions == {"toy_addition": ""}


def test_a_build_is_kept_for_exactly_its_sources(rocq, tree):
    root = tree()
    outcome = build(rocq, root)
    assert found(rocq, root) == outcome
    (root / "toy.v").write_text(TOY.replace("n + 0 = n", "0 + n = n").replace("addn0", "add0n"))
    assert found(rocq, root) is None
    assert build(rocq, root).statements["toy_addition"] == "forall n : nat, (0 + n)%N = n"


def test_an_interrupted_build_leaves_no_outcome_and_goes_on(rocq, tree):
    root = tree({"toy.v": TOY, "more.v": TOY.replace("toy", "more")})

    def interrupt(file):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(rocq, root, jobs=1, on_done=interrupt)
    assert found(rocq, root) is None
    assert place(rocq, root).is_dir()
    assert build(rocq, root).passed


def test_old_builds_are_removed(rocq, tree):
    root, kept = tree(), []
    for k in range(building.KEPT + 1):
        (root / "toy.v").write_text(f"{TOY}(* {k} *)\n")
        build(rocq, root)
        kept.append(place(rocq, root))
    assert [folder.is_dir() for folder in kept] == [False, *[True] * building.KEPT]
