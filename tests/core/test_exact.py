"""The exact carrier: linear algebra against SymPy, arrays, decisions, and planted faults."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.numbers import Field, enclose, linear, sign, spectrum, sqrt
from unalignable.theory.core.numbers.array import array
from unalignable.theory.core.record import Relation, Verdict, eq, le, lt, ne, psd

M = Exact()
ENTRIES = st.integers(-3, 3)
SIZES = st.integers(1, 4)
COSINES = [Field(5).cos(k) for k in range(3)]


@st.composite
def matrices(draw, rows=SIZES, columns=SIZES, entries=ENTRIES):
    n, p = draw(rows), draw(columns)
    return array([[draw(entries) for _ in range(p)] for _ in range(n)])


IRRATIONAL = matrices(entries=st.sampled_from([*COSINES, sqrt(fmpq(2)), fmpq(0), fmpq(1), fmpq(-1)]))
ANY = st.one_of(matrices(), IRRATIONAL)


def as_sympy(A):
    return sympy.Matrix(*A.shape, [sympy.Rational(int(x.p), int(x.q)) for x in A.ravel()])


def same(A, B):
    return M.decide(eq(A, B)) is Verdict.HOLDS


# ------------------------------------------------------------------------------------------ linear algebra


@given(matrices())
@settings(max_examples=40, deadline=None)
def test_rank_and_pseudo_inverse_agree_with_sympy(A):
    assert M.rank(A) == as_sympy(A).rank()
    assert as_sympy(M.pseudo_inverse(A)) == as_sympy(A).pinv()


def check_pseudo_inverse(m, A):
    """The four conditions of Penrose, and the projector that they give."""
    P = m.pseudo_inverse(A)
    assert same(A @ P @ A, A)
    assert same(P @ A @ P, P)
    assert same((A @ P).T, A @ P)
    assert same((P @ A).T, P @ A)
    assert same(A @ P, m.projector(A))


@given(ANY)
@settings(max_examples=40, deadline=None)
def test_pseudo_inverse_and_projector_over_every_field(A):
    check_pseudo_inverse(M, A)


@given(IRRATIONAL)
@settings(max_examples=20, deadline=None)
def test_rank_over_irrational_fields_is_the_trace_of_the_projector(A):
    assert M.trace(M.projector(A)) == M.rank(A)


@given(matrices(columns=st.just(3), rows=st.just(3)), matrices(rows=st.just(3)))
@settings(max_examples=30, deadline=None)
def test_solve(A, B):
    if M.rank(A) < 3:
        with pytest.raises(ZeroDivisionError):
            M.solve(A, B)
        with pytest.raises(ZeroDivisionError, match=r"singular|zero"):
            M.solve(A * sqrt(fmpq(2)), B)
    else:
        assert same(A @ M.solve(A, B), B)
        assert same(M.solve(A * sqrt(fmpq(2)), B) * sqrt(fmpq(2)), M.solve(A, B))


def check_semidefinite(m, A):
    """A'A is semidefinite, and lowering its trace by what its smallest eigenvalue allows is the limit."""
    G = A.T @ A
    lowest = min(spectrum.eigenvalues(G), key=lambda pair: float(pair[0]))[0]
    identity = m.identity(G.shape[0])
    assert m.decide(psd(G)) is Verdict.HOLDS
    assert m.decide(psd(G - identity * (lowest + fmpq(1, 10**6)))) is Verdict.REFUTED


@given(matrices(columns=st.integers(1, 3)))
@settings(max_examples=30, deadline=None)
def test_semidefinite(A):
    check_semidefinite(M, A)


def test_semidefinite_is_not_read_off_the_diagonal():
    assert M.decide(psd(array([[1, 2], [2, 1]]))) is Verdict.REFUTED
    assert M.decide(psd(array([[0, 1], [1, 0]]))) is Verdict.REFUTED
    assert M.decide(psd(array([[0, 0], [0, 0]]))) is Verdict.HOLDS
    with pytest.raises(ValueError, match="symmetric"):
        M.decide(psd(array([[1, 2], [0, 1]])))
    with pytest.raises(ValueError, match="square"):
        M.decide(psd(array([[1, 2]])))


# -------------------------------------------------------------------------------------------------- arrays


@given(matrices(), st.sampled_from(["rational", "root", "enclosure"]))
@settings(max_examples=40, deadline=None)
def test_products_through_flint_and_by_hand_are_the_same(A, kind):
    B = A.T * {"rational": fmpq(1, 3), "root": sqrt(fmpq(2)), "enclosure": M.exp(fmpq(1))}[kind]
    by_hand = [
        [sum((A[i, k] * B[k, j] for k in range(A.shape[1])), fmpq(0)) for j in range(A.shape[0])]
        for i in range(A.shape[0])
    ]
    for x, y in zip((A @ B).ravel(), array(by_hand).ravel(), strict=True):
        assert enclose(x).overlaps(enclose(y))
        assert kind == "enclosure" or x == y


def test_shapes_that_do_not_meet():
    A = array([[1, 2]])
    with pytest.raises(ValueError, match=r"cannot multiply shapes \(1, 2\) and \(1, 2\)"):
        A @ A
    with pytest.raises(ValueError, match=r"inner product of shapes \(1, 2\) and \(2, 1\)"):
        M.inner(A, A.T)
    with pytest.raises(ValueError, match=r"cannot solve A X = B with shapes"):
        M.solve(A, A)
    with pytest.raises(ValueError, match=r"cannot compare shapes \(1, 2\) and \(2, 1\)"):
        M.decide(eq(A, A.T))
    with pytest.raises(TypeError, match="is not a rational number"):
        array([["x"]])
    assert (M.zeros(2, 0) @ M.zeros(0, 3)).shape == (2, 3)


def test_an_array_is_a_copy_and_a_number_stays_one():
    A = array([[1, 2]])
    B = M.array(A)
    B[0, 0] = fmpq(5)
    assert A[0, 0] == 1
    assert M.array(Fraction(1, 2)) == fmpq(1, 2)
    assert M.array(0.25) == fmpq(1, 4)
    assert isinstance((A + B).T @ A, type(A))
    assert isinstance(M.concat(A, B)[:, :1] @ A, type(A))


def test_pieces_of_a_matrix():
    D = array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert M.upper(D).ravel().tolist() == [2, 3, 6]
    assert M.diagonal(D).ravel().tolist() == [1, 5, 9]
    assert M.trace(M.hollow(D)) == 0
    assert M.diagonal_matrix(M.diagonal(D)).tolist() == (D - M.hollow(D)).tolist()
    assert D[0, 0] == 1
    assert M.median(array([[3], [1], [2]])) == 2
    assert M.median(array([[4], [1], [2], [3]])) == fmpq(5, 2)
    assert M.median(M.sqrt(array([[2], [3], [1]]))) == sqrt(fmpq(2))


@given(matrices(rows=st.integers(3, 5)))
@settings(max_examples=20, deadline=None)
def test_squared_distances_and_u_centring_by_their_definition(Z):
    n, D = Z.shape[0], M.squared_distances(Z)
    for i, j in itertools.product(range(n), repeat=2):
        assert D[i, j] == sum((Z[i] - Z[j]) ** 2)
    U = M.u_center(D + M.identity(n) * 7)  # the diagonal is ignored
    rows, everything = D.sum(axis=1), D.sum()
    for i, j in itertools.permutations(range(n), 2):
        assert U[i, j] == D[i, j] - (rows[i] + rows[j]) / (n - 2) + everything / ((n - 1) * (n - 2))
    assert same(U @ M.ones(U), M.zeros(n, 1))
    assert M.trace(U) == 0


def test_u_centring_needs_three_samples():
    with pytest.raises(ZeroDivisionError):
        M.u_center(M.identity(2))


def test_neighbours():
    Z = array([[0], [1], [3], [7]])
    assert M.neighbours(Z, 1).tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    assert same(M.neighbours(Z, 3), M.ones(Z) @ M.ones(Z).T - M.identity(4))
    assert same(M.neighbours(Z, 0), M.zeros(4, 4))
    with pytest.raises(Undecided, match="a tie for neighbour 1"):
        M.neighbours(array([[0], [1], [2]]), 1)
    with pytest.raises(ValueError, match="between 0 and 3, got 4"):
        M.neighbours(Z, 4)


def test_means_over_relabellings_and_subsets():
    ones = M.ones(M.identity(4)) @ M.ones(M.identity(4)).T
    assert same(M.mean_over_permutations(4, lambda P: P), ones * fmpq(1, 4))
    assert same(M.mean_over_subsets(4, 2, lambda S: S.T @ S), M.identity(4) * fmpq(1, 2))
    shapes = set()
    M.mean_over_subsets(5, 3, lambda S: shapes.add(S.shape) or fmpq(0))
    assert shapes == {(3, 5)}


# ------------------------------------------------------------------------------------------------ deciding

TWO = sqrt(fmpq(2))
VECTOR = array([[1], [2]])
DECISIONS = [
    (eq(TWO * TWO, 2), Verdict.HOLDS),
    (eq(TWO, fmpq(14142, 10000)), Verdict.REFUTED),
    (ne(TWO, 1), Verdict.HOLDS),
    (ne(TWO * TWO, 2), Verdict.REFUTED),
    (le(TWO, TWO), Verdict.HOLDS),
    (lt(TWO, TWO), Verdict.REFUTED),
    (lt(1, TWO), Verdict.HOLDS),
    (le(TWO, 1), Verdict.REFUTED),
    (eq(VECTOR, VECTOR), Verdict.HOLDS),
    (eq(VECTOR, VECTOR * 2), Verdict.REFUTED),
    (ne(VECTOR, array([[1], [3]])), Verdict.HOLDS),
    (le(VECTOR, array([[1], [3]])), Verdict.HOLDS),
    (lt(VECTOR, array([[1], [3]])), Verdict.REFUTED),
    (le(VECTOR, array([[0], [3]])), Verdict.REFUTED),
    (lt(M.exp(fmpq(1)), 3), Verdict.HOLDS),
    (lt(3, M.exp(fmpq(1))), Verdict.REFUTED),
    (ne(M.exp(fmpq(1)), 3), Verdict.HOLDS),
    (eq(M.cos(fmpq(0)), 1), Verdict.HOLDS),
    (eq(M.sin(fmpq(0)), 0), Verdict.HOLDS),
    (lt(fmpq(54, 100), M.cos(fmpq(1))), Verdict.HOLDS),  # 0.5403...
    (lt(M.cos(fmpq(1)), fmpq(541, 1000)), Verdict.HOLDS),
    (lt(fmpq(84, 100), M.sin(fmpq(1))), Verdict.HOLDS),  # 0.8414...
    (lt(M.sin(fmpq(1)), fmpq(842, 1000)), Verdict.HOLDS),
]


@pytest.mark.parametrize(("relation", "verdict"), DECISIONS)
def test_decisions(relation, verdict):
    assert M.decide(relation) is verdict
    assert M.slack(relation) == ""


@pytest.mark.parametrize("op", ["==", "!=", "<=", "<"])
def test_an_enclosure_that_does_not_decide_is_undecided(op):
    logs = M.log(fmpq(6)) - M.log(fmpq(2)) - M.log(fmpq(3))  # zero
    assert M.decide(Relation(logs, op, 0)) is Verdict.UNDECIDED
    assert M.decide(psd(array([[logs]]))) is Verdict.UNDECIDED


def test_an_undecided_entry_does_not_hide_a_refuted_one():
    logs = M.log(fmpq(6)) - M.log(fmpq(2)) - M.log(fmpq(3))
    mixed = array([[logs, 1]])
    assert M.decide(eq(mixed, mixed * 0)) is Verdict.REFUTED
    assert M.decide(le(mixed, mixed * 0)) is Verdict.REFUTED
    assert M.decide(ne(mixed, mixed * 0)) is Verdict.HOLDS


def test_more_bits_decide_what_few_do_not():
    before = ctx.prec
    try:
        ctx.prec = 20
        assert M.decide(lt(M.exp(fmpq(1, 10**9)), 1 + fmpq(2, 10**9))) is Verdict.UNDECIDED
        ctx.prec = 80
        assert M.decide(lt(M.exp(fmpq(1, 10**9)), 1 + fmpq(2, 10**9))) is Verdict.HOLDS
    finally:
        ctx.prec = before


def test_the_rank_of_an_enclosure_is_undecided():
    e = M.exp(fmpq(1))
    with pytest.raises(Undecided, match="whether"):
        M.rank(array([[e, e], [e, e]]))


# ---------------------------------------------------------------------------------------------- the namespace


def test_what_the_carrier_is_asked_in_vain():
    with pytest.raises(AttributeError, match=r"the exact carrier has no 'linear_cka2'; its measures are .*linear_cka"):
        M.linear_cka2  # noqa: B018
    with pytest.raises(ValueError, match="linear_cka: an implementation runs on the float carriers"):
        M.implement(linear_cka=len)
    assert M.implement() is M


def test_a_replaced_definition_leaves_the_carrier_alone():
    wrong = M.replace(linear_cka=lambda m, X, Y: fmpq(7))
    X = array([[0], [1]])
    assert wrong.linear_cka(X, X) == 7
    assert M.linear_cka(X, X) == 1
    assert wrong.linear_r2(X, X) == 1


# --------------------------------------------------------------------------------- faults that must be seen


def diagonal_only(A):
    """Semidefinite if no diagonal entry is negative."""
    return all(sign(x) >= 0 for x in np.diagonal(A))


def columns_as_they_are(A):
    """A projector that takes dependent columns for independent ones."""
    return A @ linear.solve(A.T @ A, A.T)


def test_faults_of_the_linear_algebra_are_caught(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(linear, "is_semidefinite", diagonal_only)
        with pytest.raises(AssertionError):
            check_semidefinite(M, array([[1, 2], [2, 5]]))
    with monkeypatch.context() as patch:
        patch.setattr(linear, "projector", columns_as_they_are)
        with pytest.raises(ZeroDivisionError):
            check_pseudo_inverse(M, array([[1, 1], [2, 2]]))
