"""The guide to derivations runs as written, and leaves nothing out."""

from __future__ import annotations

import doctest
import re

from unalignable.theory.core import trace_algebra
from unalignable.theory.core.trace_algebra.averages import Averages
from unalignable.theory.core.trace_algebra.blocks import Blocks
from unalignable.theory.core.trace_algebra.carrier import Symbolic
from unalignable.theory.core.trace_algebra.centering import Centering
from unalignable.theory.core.trace_algebra.diagonals import Diagonals
from unalignable.theory.core.trace_algebra.facts import Facts
from unalignable.theory.core.trace_algebra.lemmas import Lemmas
from unalignable.theory.core.trace_algebra.logic import Logic
from unalignable.theory.core.trace_algebra.projectors import Projectors
from unalignable.theory.core.trace_algebra.spectra import Spectra

OFFERED = (Symbolic, Logic, Averages, Lemmas, Spectra, Facts, Projectors, Diagonals, Blocks, Centering)
INSIDE = {
    *("name", "complete", "replace", "implement"),  # the judge's
    *("structure", "circle_steps", "is_zero", "vanishing_part", "simplified"),  # rewriting's
    *("column_of_ones", "centring", "embeddings"),  # letters behind ones, center and concat
}


def test_the_guide_runs_as_written():
    results = doctest.testmod(trace_algebra)
    assert results.attempted > 50
    assert not results.failed


def test_the_guide_names_all_that_a_derivation_can_use():
    offered = {name for owner in OFFERED for name in vars(owner) if not name.startswith("_")} - INSIDE
    named = set(re.findall(r"m\.(\w+)", trace_algebra.__doc__))
    assert not offered - named
