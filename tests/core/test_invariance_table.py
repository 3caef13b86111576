"""The computed table against the expected one, its witnesses read back, and wrong measures that flip cells."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pytest
from flint import fmpq

from unalignable.theory.core import planted
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.catalogue import entries
from unalignable.theory.core.decide import call, cast, decide
from unalignable.theory.core.invariance_table import MEASURES, TRANSFORMATIONS, Cell, Column, Table, table
from unalignable.theory.core.invariance_table.proofs import PROOFS
from unalignable.theory.core.invariance_table.search import drawn
from unalignable.theory.core.record import Verdict, ne

EXPECTED = {  # in the order of MEASURES; y: invariant
    "orthogonal": "yyyyynyyyyy",
    "isotropic_scale": "yyyyyyyyyyy",
    "translation": "yyyyyyyyyyy",
    "feature_permutation": "yyyyyyyyyyy",
    "invertible_linear": "nnnynnnnynn",
    "anisotropic_scale": "nnnynnnnynn",
    "cube": "nnnnnnnnnnn",
    "subset_translation": "nnnnnnnnnnn",
    "duplicate_all_samples": "ynnyyyynyyn",
    "duplicate_one_sample": "nnnnnnnnnnn",
    "duplicate_all_features": "yyyyyyyyyyy",
    "duplicate_one_feature": "nnnynnnnynn",
    "append_orthogonal": "nnnnnnnnynn",
}
CELLS = [(name, row) for row in TRANSFORMATIONS for name in MEASURES]


@lru_cache(maxsize=1)
def computed() -> Table:
    return table()


def only(measure: Any, row: str, least: int = 2) -> Cell:
    """One cell for a measure of the test's own."""
    return table({"own": Column("own", measure, least)}, {row: TRANSFORMATIONS[row]}).cells["own", row]


@pytest.mark.parametrize(("name", "row"), CELLS)
def test_the_cell_is_as_expected(name: str, row: str) -> None:
    cell = computed().cells[name, row]
    assert cell.invariant == (EXPECTED[row][list(MEASURES).index(name)] == "y"), cell


def test_every_witness_holds_when_it_is_read_back_from_the_json() -> None:
    m = Exact()
    for cell in json.loads(computed().as_json())["cells"]:
        if cell["invariant"]:
            continue
        X, Y, X2, Y2 = (
            m.array([[fmpq(*map(int, f"{e}/1".split("/")[:2])) for e in row] for row in cell["witness"][name]])
            for name in ("X", "Y", "X2", "Y2")
        )
        measure = MEASURES[cell["measure"]].measure
        before, after = measure(m, X, Y), measure(m, X2, Y2)
        assert m.decide(ne(before, after)) is Verdict.HOLDS, cell
        assert float(before) == pytest.approx(cell["witness"]["before"]["float"], abs=1e-12)


def test_an_invariant_cell_has_compared_exact_cases() -> None:
    for cell in computed().cells.values():
        if cell.evidence is not None:
            assert cell.evidence.searched >= 100
            assert cell.evidence.equal + cell.evidence.enclosed >= 5, cell


def test_the_smallest_cases_that_the_literature_names() -> None:
    cells = computed().cells
    witness = cells["linear_cka", "duplicate_one_sample"].witness
    assert witness is not None
    assert (witness.before, witness.after, witness.smallest) == (fmpq(1, 4), fmpq(1, 9), True)
    witness = cells["linear_cka", "subset_translation"].witness
    assert witness is not None
    assert (witness.X.shape, witness.before, witness.after) == ((3, 1), 1, fmpq(1, 4))


@pytest.mark.parametrize("cell", PROOFS, ids="-".join)
def test_the_theorem_named_speaks_about_the_cell(cell: tuple[str, str]) -> None:
    """Random cases of the transformation lie inside the theorem's hypotheses, and its claim holds there."""
    proof, m = PROOFS[cell], Exact()
    theorem = entries()[proof.slug].theorem
    for X, Y, T in drawn(TRANSFORMATIONS[cell[1]], 3):
        case = cast(m, proof.case(X, Y, T))
        for hypothesis in theorem.hypotheses:
            if hypothesis.holds is not None:
                assert decide(m, call(hypothesis.holds, m, case)).verdict is Verdict.HOLDS
        assert decide(m, call(theorem.claim, m, case)).verdict is Verdict.HOLDS


FLIPS: dict[str, tuple[Any, str, bool]] = {
    "uncentred CKA sees a translation": (planted.ALL["uncentred_cka"].function, "translation", False),
    "CKA with an epsilon sees the scale": (planted.ALL["cka_with_epsilon"].function, "isotropic_scale", False),
    "CKA of the first feature sees the order": (
        planted.ALL["first_feature_cka"].function,
        "feature_permutation",
        False,
    ),
    "PWCCA with weights of Y does not see a rotation": (planted.ALL["pwcca_other_side"].function, "orthogonal", True),
    "a fixed bandwidth sees the scale": (lambda m, X, Y: m.kernel_cka(X, Y, bandwidth=1), "isotropic_scale", False),
    "a fixed bandwidth does not see repeated data": (
        lambda m, X, Y: m.kernel_cka(X, Y, bandwidth=1),
        "duplicate_all_samples",
        True,
    ),
    "R2 without intercept sees a translation": (planted.ALL["r2_without_intercept"].function, "translation", False),
}


@pytest.mark.parametrize("what", FLIPS)
def test_a_wrong_measure_flips_its_cell(what: str) -> None:
    measure, row, invariant = FLIPS[what]
    assert only(measure, row).invariant is invariant


def test_markdown() -> None:
    lines = computed().as_markdown().splitlines()
    assert lines[0].startswith("| transformation of X | linear CKA | debiased CKA |")
    assert lines[2].count("|") == len(MEASURES) + 2
    assert sum(line.startswith("- ") for line in lines) == sum(not c.invariant for c in computed().cells.values())
