"""Steps that do not follow are refused, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from unalignable.theory.core.record import Theorem, Verdict, eq, le, lt, varies, zero
from unalignable.theory.core.trace_algebra import Fact, NotProved, Psd, fresh
from unalignable.theory.core.trace_algebra.projectors import Projectors

THEOREM = Theorem(
    statement="",
    case={"X": "n p", "Y": "n q", "x": ""},
    claim=lambda m: eq(0, 0),
    hypotheses=(varies("X", {}),),
    domain=[{}],
    symbolic="rewriting",
)


@dataclass
class Setting:
    """A derivation about X and Y, of which X is known to vary."""

    m: Any
    X: Any
    Y: Any
    x: Any
    """A scalar of which nothing is known."""


@pytest.fixture
def here() -> Setting:
    m, case = fresh(THEOREM)
    return Setting(m, **case)


UNFOUNDED: dict[str, tuple[str, Callable[[Setting], Any]]] = {
    "dividing by what may be zero": ("not known to be nonzero", lambda s: 1 / s.x),
    "a ratio with what may be zero": ("not known to be nonzero", lambda s: s.m.linear_cka(s.X, s.Y)),
    "dividing by n - 1 without two samples": ("not known to be nonzero", lambda s: 1 / (s.m.extent("q") - 1)),
    "the root of what may be negative": ("not known to be nonnegative", lambda s: s.m.sqrt(s.x)),
    "the root of a negative number": ("negative number", lambda s: s.m.sqrt(s.m.ratio(-1, 4))),
    "a nonnegative scalar that need not be": ("not known to be nonnegative", lambda s: s.m.sign_known(s.x)),
    "a negative multiple of a fact": ("not known to be nonnegative", lambda s: s.m.scaled(-1, s.m.square(s.x))),
    "a fact divided by a negative": ("not known to be positive", lambda s: s.m.divided(s.m.square(s.x), -2)),
    "a negative multiple of a Gram matrix": ("nonnegative", lambda s: s.m.psd_scaled(-1, s.m.gram_psd(s.X))),
    "semidefinite, unsaid": ("not known to be positive semidefinite", lambda s: s.m.given(s.X @ s.X.T * -1)),
    "a congruence of what is not": ("not known", lambda s: s.m.congruence(s.X.T, s.m.identity(s.X.shape[0]) * -1)),
    "no projector": ("not a projector", lambda s: s.m.projector_psd(s.X @ s.X.T)),
    "a part cut out by no projector": (
        "not a projector",
        lambda s: s.m.compression(s.X.T @ s.Y, s.X.T @ s.X, s.m.identity(s.Y.shape[1])),
    ),
    "no contraction": (
        "contraction",
        lambda s: s.m.duality(s.X.T @ s.Y, s.X.T @ s.Y * 2, s.m.gram_psd(s.Y.T)),
    ),
    "a fact of another derivation": ("not made by", lambda s: s.m.sum(type(s.m)().square(2))),
    "a fact made by hand": ("not made by", lambda s: s.m.sum(Fact(s.m.ratio(-1, 1), "it is said"))),
    "a semidefinite matrix made by hand": ("not made by", lambda s: s.m.psd_trace(Psd(-s.X @ s.X.T, "it is said"))),
    "from squares, of any sign": (
        "not known to be nonnegative",
        lambda s: s.m.from_squares(s.m.square(s.x), s.x, 0),
    ),
    "from other squares": ("is not", lambda s: s.m.from_squares(s.m.square(s.x), s.m.norm(s.X), s.x)),
    "an order of other squares": (
        "is not the difference of the squares",
        lambda s: s.m.psd_root(*[s.m.gram_psd(s.X)] * 3),
    ),
    "positive, with nothing left": (
        "not known to be positive",
        lambda s: s.m.lemma_positive(s.x**2, facts=[s.m.square(s.x)], rest=0),
    ),
    "positive, by another sum": (
        "does not follow",
        lambda s: s.m.lemma_positive(s.x**2, facts=[s.m.square(s.x)], rest=1),
    ),
    "zero, unsaid": ("does not follow", lambda s: s.m.lemma_zero(s.Y)),
    "a semidefinite zero, unsaid": ("does not follow", lambda s: s.m.lemma_zero(s.m.gram_psd(s.Y))),
    "full rank, unsaid": ("does not follow", lambda s: s.m.full_rank(s.m.projector(s.m.center(s.X)))),
    "full rank, not centred": ("not a projector onto centred", lambda s: s.m.full_rank(s.m.projector(s.X))),
    "a certificate that leaves something": ("leaves", lambda s: s.m.certificate(le(0, s.x), facts=[s.m.square(s.x)])),
    "a certificate with a negative scale": (
        "scale",
        lambda s: s.m.certificate(le(0, -(s.x**2)), scale=-1, facts=[s.m.square(s.x)]),
    ),
    "a strict certificate with nothing left": (
        "rest",
        lambda s: s.m.certificate(lt(0, s.x**2), facts=[s.m.square(s.x)]),
    ),
    "a certificate with a negative rest": ("rest", lambda s: s.m.certificate(le(s.x**2, -1), facts=[], rest=-1)),
    "a certificate of an equation": ("proves", lambda s: s.m.certificate(eq(0, s.x**2), facts=[s.m.square(s.x)])),
    "a mean of what is not linear": ("average", lambda s: averaged_power(s, 3)),
    "a mean of a square of one trace": ("average", lambda s: averaged_power(s, 2)),
    "a mean of a root": (
        "nonlinear",
        lambda s: s.m.mean_over_permutations(s.X.shape[0], lambda P: s.m.norm(s.X + P @ s.X)),
    ),
    "a mean of a quotient": (
        "quotient",
        lambda s: s.m.mean_over_permutations(s.X.shape[0], lambda P: 1 / (s.m.trace(P @ s.X @ s.X.T) ** 2 + 1)),
    ),
    "a hypothesis added later": ("nothing beyond its hypotheses", lambda s: s.m.assume(zero(s.X))),
    "hypotheses that contradict each other": ("contradict", lambda s: s.m.supposing(zero(s.m.center(s.X))).__enter__()),
    "which of two factors is zero": (
        "which factor",
        lambda s: s.m.supposing(zero(s.x * s.m.trace(s.Y.T @ s.Y))).__enter__(),
    ),
    "a comparison of symbols": ("not known", lambda s: max(s.x, 0)),
    "a branch on a symbol": ("not known", lambda s: s.x == 0),
    "an entry": ("entries", lambda s: s.X[0, 0]),
    "an entrywise product": ("entrywise", lambda s: s.X * s.X),
    "an entrywise quotient": ("entrywise", lambda s: s.X / s.X),
    "a spectrum": ("spectra", lambda s: s.m.svcca(s.X, s.Y)),
}


def averaged_power(s: Setting, k: int) -> Any:
    return s.m.mean_over_permutations(s.X.shape[0], lambda P: s.m.trace(P @ s.X @ s.X.T) ** k)


@pytest.mark.parametrize("step", UNFOUNDED)
def test_a_step_that_does_not_follow_is_refused(step: str, here: Setting) -> None:
    why, attempt = UNFOUNDED[step]
    with pytest.raises(NotProved, match=why):
        attempt(here)


def test_rewriting_that_goes_on_and_on_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """X_c'X_c is its own modulus; were that not seen, its polar factors would be rewritten without end."""
    monkeypatch.setattr(Projectors, "_is_square_of_words", lambda m, A: False)
    m, case = fresh(THEOREM)
    X, Y = case["X"], case["Y"]
    for Z in (X, Y):
        m.projector(m.center(Z))
    with pytest.raises(NotProved, match="rotations in a row"):
        m.nbs(X, X)


def test_nbs_of_a_matrix_with_itself_is_one() -> None:
    m, case = fresh(THEOREM)
    X, Y = case["X"], case["Y"]
    for projected in (False, True):
        for Z in (X, Y) if projected else ():
            m.projector(m.center(Z))
        assert m.decide(eq(m.nbs(X, X), 1)) is Verdict.HOLDS


def test_nuclear_norms_of_two_shapes() -> None:
    m, case = fresh(THEOREM)
    x, y = m.center(case["X"]), m.center(case["Y"])
    assert str(m.nuclear_norm(x.T @ y)) != str(m.nuclear_norm(y.T @ x))  # equal, which words do not know
