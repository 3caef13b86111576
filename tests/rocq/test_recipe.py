"""The kernel proof in CONTRIBUTING.md is complete: it builds, rests on no axiom, and is found from its slug."""

import re
from pathlib import Path

from unalignable.theory.core.kernel.build import build
from unalignable.theory.core.kernel.sources import faults, proofs

TEXT = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
SLUG, NAME = "invariance/negated_features", "invariance_negated_features"


def test_the_recipe_is_a_proof(rocq, tree):
    (block,) = re.findall(r"```coq\n(.*?)```", TEXT, flags=re.DOTALL)
    files = {"invariance/negated.v": block}
    root = tree(files, base=("frobenius", "centring", "gram_maps", "cka"))
    assert "`theory/rocq/invariance/negated.v`" in TEXT
    assert f'`kernel=("{NAME}",)`' in TEXT
    assert f"`theory/{SLUG}.py`" in TEXT  # the theorem of the first recipe
    outcome = build(rocq, root)
    assert outcome.passed, outcome.faults
    assert list(faults(root)) == []
    assert [proof.name for proof in proofs(root) if proof.slug == SLUG] == [NAME]
    assert outcome.statements[NAME].endswith("cka (- X) Y = cka X Y")
