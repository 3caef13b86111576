"""With a wrong measure in its place, a derivation still proves nothing that is false."""

from __future__ import annotations

import pytest

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.catalogue import walk
from unalignable.theory.core.levels import Sampler, attempt, on_case, symbolic
from unalignable.theory.core.planted import ALL as BUGS
from unalignable.theory.core.record import Verdict

PAIRS = [(e.slug, e.theorem, bug) for e in walk() if e.theorem.symbolic is not None for bug in e.theorem.refutes]
CASES = 10


@pytest.mark.parametrize(("theorem", "name"), [p[1:] for p in PAIRS], ids=[f"{p[0]}-{p[2]}" for p in PAIRS])
def test_what_is_derived_of_a_wrong_measure_is_true_of_it(theorem, name):
    """Most derivations fail; some claims hold of the wrong measure too, and a witness tells it from the right one."""
    bug = BUGS[name]
    if symbolic(theorem, replace={bug.measure: bug.function}).verdict is not Verdict.HOLDS:
        return
    m = Exact().replace(**{bug.measure: bug.function})
    for case in [*theorem.fixed_cases(), *Sampler(theorem, CASES, 0).cases]:
        outcome = attempt(lambda c=case: on_case(theorem, m, c))
        undefined = outcome.why.startswith("undefined")  # at a case that the right measure is defined at
        assert undefined or outcome.verdict is not Verdict.REFUTED, outcome.why


def test_most_derivations_fail_with_a_wrong_measure():
    """So that the check above is not about nothing: CKA of rotated features, with CKA that does not centre."""
    theorem = next(t for slug, t, _ in PAIRS if slug == "invariance/orthogonal_map")
    wrong = [b for slug, _, b in PAIRS if slug == "invariance/orthogonal_map"]
    verdicts = {symbolic(theorem, replace={BUGS[b].measure: BUGS[b].function}).verdict for b in wrong}
    assert Verdict.UNDECIDED in verdicts
