"""The sources of the proofs, read as text: what they declare, what they must not hold, and that both sides agree."""

import re

import pytest

from unalignable.theory.core.catalogue import entries, families
from unalignable.theory.core.kernel.sources import FORBIDDEN, ROOT, faults, files, proofs

from .conftest import TOY

KNOWN = {proof.name: proof for proof in proofs()}
APART = ("s16_", "witness_")
"""Exact cases: they are no theorem of the catalogue, and name the one that they belong to."""


def test_nothing_forbidden_and_no_name_twice():
    assert list(faults()) == []


@pytest.mark.parametrize("word", FORBIDDEN)
def test_each_forbidden_word_is_found_and_not_in_a_comment(tree, word):
    root = tree({"toy.v": TOY + f"(* {word} (* {word} *) *)\n"})
    assert list(faults(root)) == []
    (root / "toy.v").write_text(f"{TOY}\n{word}.\n")
    assert list(faults(root)) == [f"toy.v:7: {word}"]


def test_a_name_that_is_declared_twice_is_found(tree):
    root = tree({"a.v": TOY, "b.v": TOY.replace("Theorem", "Lemma")})
    assert list(faults(root)) == ["b.v:4: toy_addition is declared in a.v:4, too"]


def test_slug_and_words_come_from_the_comment_over_a_theorem(tree):
    text = TOY + "\n(* no slug here *)\nTheorem other : True.\nProof. by []. Qed.\n"
    text += "(* toy/two_lines: a fact\n   on two lines. *)\nCorollary toy_two_lines : True.\nProof. by []. Qed.\n"
    found = proofs(tree({"toy.v": text.replace("(* toy/addition: adding nothing changes nothing. *)\n", "")}))
    assert [(proof.name, proof.slug, proof.words) for proof in found] == [
        ("toy_addition", "", ""),
        ("other", "", ""),
        ("toy_two_lines", "toy/two_lines", "a fact on two lines."),
    ]


@pytest.mark.parametrize("file", files())
def test_a_file_is_short_and_says_what_it_is(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    assert re.match(r"\(\* \S", text), "the first line is a comment: what the file proves"


@pytest.mark.parametrize("proof", [proof for proof in KNOWN.values() if proof.slug], ids=lambda proof: proof.name)
def test_a_theorem_that_names_a_slug_is_found_from_it(proof):
    """In one search: the name is the slug, with an underscore for the slash, and what part it is."""
    assert proof.slug in entries()
    name = proof.slug.replace("/", "_")
    assert any(proof.name.startswith(prefix + name) for prefix in ("", *APART))
    assert proof.words
    entry = entries()[proof.slug].theorem
    if not proof.name.startswith(APART):
        assert proof.name in entry.kernel or proof.name in entry.why_not.get("kernel", ""), (
            "its record does not name it"
        )


@pytest.mark.parametrize("proof", KNOWN.values(), ids=lambda proof: proof.name)
def test_a_theorem_named_after_a_family_has_its_comment(proof):
    assert proof.slug or not proof.name.startswith(tuple(f"{family}_" for family in families()))


@pytest.mark.parametrize("entry", [e for e in entries().values() if e.theorem.kernel], ids=lambda entry: entry.slug)
def test_what_a_record_names_is_there_and_names_it_back(entry):
    for name in entry.theorem.kernel:
        assert name in KNOWN, f"{name} is declared nowhere in theory/rocq"
        assert KNOWN[name].slug == entry.slug
    assert "kernel" not in entry.theorem.why_not
