"""A supposition ends: what it taught is forgotten, and what was made under it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from unalignable.theory.core.record import All, Theorem, Verdict, eq, le, lt, nonzero, psd, varies, zero
from unalignable.theory.core.trace_algebra import NotProved, fresh, logic

THEOREM = Theorem(
    statement="",
    case={"X": "n p", "Y": "n q", "A": "n n", "x": ""},
    claim=lambda m: eq(0, 0),
    hypotheses=(varies("X", {}),),
    domain=[{}],
    symbolic="rewriting",
)
HOLDS, UNDECIDED = Verdict.HOLDS, Verdict.UNDECIDED


@pytest.fixture
def case() -> tuple[Any, Any, Any, Any, Any]:
    m, symbols = fresh(THEOREM)
    return m, symbols["X"], symbols["Y"], symbols["A"], symbols["x"]


def state(m: Any) -> dict[str, str]:
    """All that is known, as text."""
    tables = {name: table for name, table in vars(m).items() if isinstance(table, dict | list | set)}
    return {name: repr(table) for name, table in tables.items() if name not in logic.KEPT}


SUPPOSED: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "an equation of matrices": (lambda m, X, Y, A, x: eq(A @ A, A), lambda m, X, Y, A, x: eq(A @ A @ A, A)),
    "a matrix that is zero": (lambda m, X, Y, A, x: zero(X.T @ Y), lambda m, X, Y, A, x: zero(Y.T @ X)),
    "a squared norm that is zero": (
        lambda m, X, Y, A, x: zero(m.inner(m.gram(X), m.gram(Y))),
        lambda m, X, Y, A, x: zero(m.center(X).T @ m.center(Y)),
    ),
    "a matrix that is not": (lambda m, X, Y, A, x: nonzero(A), lambda m, X, Y, A, x: lt(0, m.inner(A, A))),
    "a scalar equation": (lambda m, X, Y, A, x: eq(x, m.trace(A)), lambda m, X, Y, A, x: eq(x * 2, m.trace(A + A.T))),
    "a sign": (lambda m, X, Y, A, x: lt(x, 0), lambda m, X, Y, A, x: lt(x**3, 0)),
    "a least size": (lambda m, X, Y, A, x: le(4, X.shape[0]), lambda m, X, Y, A, x: lt(0, X.shape[0] - 3)),
    "a semidefinite matrix": (lambda m, X, Y, A, x: psd(A), lambda m, X, Y, A, x: psd(A)),
    "several at once": (
        lambda m, X, Y, A, x: All(eq(A @ A, A), lt(0, x)),
        lambda m, X, Y, A, x: All(eq(A @ A @ A, A), lt(0, x * x * x)),
    ),
}


@pytest.mark.parametrize("what", SUPPOSED)
def test_it_is_known_inside_and_forgotten_outside(what: str, case: Any) -> None:
    m, *arguments = case
    premise, conclusion = SUPPOSED[what]
    assert not m.follows(conclusion(m, *arguments))
    m.trace(m.gram(arguments[0]))  # so that there is something to come back to
    supposed, before = premise(m, *arguments), state(m)
    with m.supposing(supposed):
        assert m.follows(conclusion(m, *arguments))
        assert state(m) != before
    assert state(m) == before
    assert not m.follows(conclusion(m, *arguments))


def test_a_failed_supposition_is_forgotten_too(case: Any) -> None:
    m, X, _, A, x = case
    unlearnable = All(eq(A @ A, A), lt(x, 0), zero(m.center(X)))
    before = state(m)
    with pytest.raises(NotProved, match="contradict"), m.supposing(unlearnable):
        pass
    assert state(m) == before
    assert m.world == 0


def test_an_error_inside_ends_it(case: Any) -> None:
    m, _, _, A, _ = case
    claim = eq(A @ A, A)
    before = state(m)
    with pytest.raises(KeyError), m.supposing(claim):
        raise KeyError
    assert state(m) == before


def test_stacked_suppositions_end_one_by_one(case: Any) -> None:
    m, _, _, A, x = case
    outer, inner = eq(A @ A, A), lt(x, 0)
    known = [(eq(A @ A @ A, A), lt(x * x * x, 0))]

    def follow() -> tuple[bool, bool]:
        return m.follows(known[0][0]), m.follows(known[0][1])

    with m.supposing(outer):
        made = A @ A
        assert follow() == (True, False)
        with m.supposing(inner):
            assert follow() == (True, True)
            assert m.decide(eq(made, A)) is HOLDS  # what the outer one made can be used
            deeper = m.sqrt(-x)
        assert follow() == (True, False)
        with pytest.raises(NotProved, match="made under a supposition"):
            deeper + 1
        with m.supposing(inner), pytest.raises(NotProved, match="made under a supposition"):
            deeper + 1  # the same words, but another supposition
    assert follow() == (False, False)
    with pytest.raises(NotProved, match="made under a supposition"):
        made + A


def test_a_derivation_may_not_assume(case: Any) -> None:
    m, _, _, A, x = case
    for claim in (eq(A @ A, A), lt(x, 0), psd(A), All(lt(x, 0))):
        with pytest.raises(NotProved, match="assumes nothing beyond its hypotheses"):
            m.assume(claim)
    with m.supposing(lt(x, 0)):
        m.assume(eq(A @ A, A))  # one more supposition
        assert m.decide(eq(A @ A @ A, A)) is HOLDS
    assert m.decide(eq(A @ A @ A, A)) is UNDECIDED


MADE: dict[str, Callable[..., Any]] = {
    "a matrix": lambda m, A, x: A @ A,
    "a transpose": lambda m, A, x: (A @ A).T,
    "a scalar": lambda m, A, x: m.trace(A @ A),
    "a root": lambda m, A, x: m.sqrt(x),
    "a projector": lambda m, A, x: m.projector(A),
    "a fact": lambda m, A, x: m.square(x),
    "a semidefinite matrix": lambda m, A, x: m.gram_psd(A),
}
USED: dict[str, dict[str, Callable[..., Any]]] = {
    "matrix": {
        "A + B": lambda m, A, x, made: made + A,
        "B + A": lambda m, A, x, made: A + made,
        "A @ B": lambda m, A, x, made: A @ made,
        "B @ A": lambda m, A, x, made: made @ A,
        "B'": lambda m, A, x, made: made.T,
        "-B": lambda m, A, x, made: -made,
        "0 - B": lambda m, A, x, made: 0 - made,
        "2B": lambda m, A, x, made: made * 2,
        "B/2": lambda m, A, x, made: made / 2,
        "tr B": lambda m, A, x, made: m.trace(made),
        "|B|": lambda m, A, x, made: m.norm(made),
        "B = 0": lambda m, A, x, made: m.decide(zero(made)),
        "0 = B": lambda m, A, x, made: m.decide(eq(0, made)),
        "A = B": lambda m, A, x, made: m.decide(eq(A, made)),
        "BB'": lambda m, A, x, made: m.gram_psd(made),
        "projector": lambda m, A, x, made: m.projector(made),
        "nuclear norm": lambda m, A, x, made: m.nuclear_norm(made),
        "side by side": lambda m, A, x, made: m.concat(made, A),
        "diagonal": lambda m, A, x, made: m.diagonal(made),
        "supposing": lambda m, A, x, made: m.supposing(zero(made)).__enter__(),
    },
    "scalar": {
        "a + b": lambda m, A, x, made: made + 1,
        "b - a": lambda m, A, x, made: 1 - made,
        "ab": lambda m, A, x, made: x * made,
        "-b": lambda m, A, x, made: -made,
        "b^2": lambda m, A, x, made: made**2,
        "b/2": lambda m, A, x, made: made / 2,
        "|b|": lambda m, A, x, made: abs(made),
        "the root": lambda m, A, x, made: m.sqrt(made),
        "bA": lambda m, A, x, made: A * made,
        "b = 0": lambda m, A, x, made: m.decide(zero(made)),
        "0 = b": lambda m, A, x, made: m.decide(eq(0, made)),
        "0 <= b": lambda m, A, x, made: m.decide(le(0, made)),
        "b < 0": lambda m, A, x, made: m.decide(lt(made, 0)),
        "b known": lambda m, A, x, made: m.sign_known(made),
        "b^2 a fact": lambda m, A, x, made: m.square(made),
        "the sign": lambda m, A, x, made: m.sign(made),
        "settled": lambda m, A, x, made: m.settle(made),
        "the mean": lambda m, A, x, made: m.mean_over_permutations(2, lambda P: made),
        "supposing": lambda m, A, x, made: m.supposing(zero(made)).__enter__(),
    },
    "fact": {
        "sum": lambda m, A, x, made: m.sum(made),
        "scaled": lambda m, A, x, made: m.scaled(2, made),
        "product": lambda m, A, x, made: m.product(made, made),
        "certificate": lambda m, A, x, made: m.certificate(le(0, x * x), facts=[made]),
        "lemma": lambda m, A, x, made: m.lemma_nonnegative(made),
        "positive": lambda m, A, x, made: m.lemma_positive(x * x + 1, facts=[made], rest=1),
    },
    "psd": {
        "trace": lambda m, A, x, made: m.psd_trace(made),
        "product": lambda m, A, x, made: m.psd_product(made, made),
        "congruence": lambda m, A, x, made: m.congruence(A, made),
        "zero": lambda m, A, x, made: m.lemma_zero(made),
    },
}
KIND = {"a scalar": "scalar", "a root": "scalar", "a fact": "fact", "a semidefinite matrix": "psd"}
USES = [(made, use) for made in MADE for use in USED[KIND.get(made, "matrix")]]


@pytest.mark.parametrize(("made", "use"), USES)
def test_what_was_made_under_it_is_refused_outside(made: str, use: str, case: Any) -> None:
    m, _, _, A, x = case
    step = USED[KIND.get(made, "matrix")][use]
    with m.supposing(All(eq(A @ A, A), lt(0, x))):
        thing = MADE[made](m, A, x)
    with pytest.raises(NotProved, match=r"made under a supposition|not made by this derivation"):
        step(m, A, x, thing)


def test_a_zero_made_under_it_proves_nothing_outside(case: Any) -> None:
    m, _, Y, _, _ = case
    square = m.inner(Y, Y)
    with m.supposing(zero(Y)):
        none = m.inner(Y, Y)
    for claim in (lambda: eq(square, none), lambda: eq(none, square), lambda: zero(none)):
        with pytest.raises(NotProved, match="made under a supposition"):
            m.decide(claim())
    assert m.decide(zero(square)) is UNDECIDED


def test_copying_tables_without_their_lists_lets_rules_out(case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a supposition's rules did after it had ended, when only the outer tables were copied."""
    m, _, Y, _, _ = case
    monkeypatch.setattr(logic, "_copied", lambda table: table.copy())
    y = m.center(Y)
    with m.supposing(zero(y)):
        pass
    with pytest.raises(KeyError):
        m.trace(m.gram(Y))
