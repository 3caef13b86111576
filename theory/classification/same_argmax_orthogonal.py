r"""All classes right in both networks, by affine heads on distinct features, and nothing linear in common.

Proof.     Read row z as its nearest centre: the logit of class c is 2z_c'z - |z_c|^2, so Z = 2XX' - 1d' with d the
           diagonal of XX'. On sample i the logit of its own class exceeds that of class j by |x_i - x_j|^2, whatever X
           is. HZ = 2X_cX', so X_c'Y_c = 0 makes the logits uncorrelated as well. X and Y may change places.
Sharpness. The smallest are (0, 1, 3), (5, 0, 4) and (0, 1, 3), (0, 5, 1), mirror images of each other: two samples are
           always aligned (rigidity/two_samples), and three different integers from 0 to 4 are never uncorrelated with
           three others. A threshold tells sample 1 from the others in both. The same values in another order do too:
           (-3, -1, 1, 3), (-1, 3, -3, 1), without a threshold task in common. With equal outputs in place of equal
           classes this is impossible (floors/same_output_excludes_zero).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero, gram_is_nonzero
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, lt, nonzero, zero
from ..core.strategies import uncorrelated


def logits(m: Any, X: Any) -> Any:
    """The nearest-centre head: 2XX' - 1d', one class for each sample."""
    return X @ X.T * 2 - m.ones(X) @ m.diagonal(X @ X.T).T


def own_class(m: Any, Z: Any, i: Any, j: Any) -> Claim:
    """On sample i its own class beats class j."""
    return lt(m.trace(i.T @ Z @ j), m.trace(i.T @ Z @ i))


def right(m: Any, X: Any, Y: Any, i: Any, j: Any) -> tuple[Claim, Claim]:
    return own_class(m, logits(m, X), i, j), own_class(m, logits(m, Y), i, j)


def nothing_in_common(m: Any, X: Any, Y: Any) -> tuple[Claim, ...]:
    return (
        zero(m.linear_cka(X, Y)),
        zero(m.linear_r2(X, Y)),
        zero(m.linear_cka(logits(m, X), logits(m, Y))),
    )


def claim(m: Any, X: Any, Y: Any, i: Any, j: Any) -> Claim:
    return All(*right(m, X, Y, i, j), *nothing_in_common(m, X, Y))


def symbolic(m: Any, X: Any, Y: Any, i: Any, j: Any) -> Iterator[Verdict]:
    for part in right(m, X, Y, i, j):
        yield m.decide(part)
    m.lemma_zero(m.center(i - j) - (i - j))
    for A in (X, Y):
        x = m.center(A)
        factor_is_nonzero(m, x.T, i - j)
        # |HZ|^2 = 4|X_cX'|^2 >= 4|X_cX_c'|^2
        mean = m.gram_psd(A.T @ m.ones(A))
        more = m.psd_product(m.gram_psd(x.T), m.psd_scaled(m.ratio(1, A.shape[0]), mean))
        m.lemma_positive(m.inner(x @ A.T, x @ A.T), facts=[more], rest=m.inner(x @ x.T, x @ x.T))
        gram_is_nonzero(m, x @ A.T)
    for part in nothing_in_common(m, X, Y):
        yield m.decide(part)


def one_sample(m: Any, i: Any) -> All:
    """A column of the identity: i_k i_l = 0 off the diagonal, i_k^2 = i_k, sum 1."""
    return All(eq(m.diagonal_matrix(i), i @ i.T), eq(m.trace(m.ones(i).T @ i), 1))


def unit(n: int, k: int) -> list[list[int]]:
    return [[int(row == k)] for row in range(n)]


@st.composite
def cases(draw: DrawFn) -> Case:
    n = draw(st.integers(3, 4))
    X, Y = draw(uncorrelated(n, draw(st.integers(1, 2)), draw(st.integers(1, 2))))
    pairs = [(a, b) for a in range(n) for b in range(n) if (X[a] != X[b]).any() and (Y[a] != Y[b]).any()]
    assume(pairs)
    a, b = draw(st.sampled_from(pairs))
    return {"X": X, "Y": Y, "i": unit(n, a), "j": unit(n, b)}


def lines(x: tuple[int, ...], y: tuple[int, ...], a: int = 0, b: int = 1) -> dict[str, Any]:
    return {"X": [[s] for s in x], "Y": [[s] for s in y], "i": unit(len(x), a), "j": unit(len(x), b)}


@lru_cache
def uncorrelated_lines(n: int, low: int, high: int) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """All pairs of n different integers each, X increasing, that are uncorrelated."""
    columns = list(permutations(range(low, high + 1), n))
    return tuple(
        (x, y)
        for x in columns
        for y in columns
        if list(x) == sorted(x) and n * sum(a * b for a, b in zip(x, y, strict=True)) == sum(x) * sum(y)
    )


def tasks(x: tuple[int, ...], y: tuple[int, ...]) -> set[frozenset[int]]:
    """The binary labellings, with both labels, that a threshold gets right in x and another in y: the samples of 1."""
    sides = []
    for z in (x, y):
        low = {frozenset(i for i, a in enumerate(z) if a <= cut) for cut in z} - {frozenset(range(len(z)))}
        sides.append(low | {frozenset(range(len(z))) - part for part in low})
    return sides[0] & sides[1]


def smallest(m: Any, **_: Any) -> Claim:
    """None of two samples up to 9, none of three from 0 to 4 or -2 to 2; up to 5 only this pair and its mirrors.

    Four samples with a threshold task in common need entries up to 4; without one, four up to 3 are enough.
    """
    counts = [len(uncorrelated_lines(*sizes)) for sizes in ((2, 0, 9), (3, 0, 4), (3, -2, 2))]
    found = {y for x, y in uncorrelated_lines(3, 0, 5) if x == (0, 1, 3)}
    four = [pair for pair in uncorrelated_lines(4, 0, 3) if tasks(*pair)]
    return eq(m.array([[*counts, len(found ^ {(5, 0, 4), (0, 5, 1)}), len(four)]]), m.zeros(1, 5))


def every_class(m: Any, X: Any, Y: Any, **_: Any) -> All:
    """Every sample goes to its own class in both, for all pairs."""
    margins = [m.upper(m.squared_distances(A)) for A in (X, Y)]
    return All(*(lt(A * 0, A) for A in margins), zero(m.linear_cka(X, Y)))


def shared_tasks(x: tuple[int, ...], y: tuple[int, ...], *expected: set[int]) -> Any:
    """The threshold tasks in common are these, up to the names of the labels, and every class is right in both."""
    found = {min(part, frozenset(range(len(x))) - part, key=sorted) for part in tasks(x, y)}
    extra = len(found ^ {frozenset(part) for part in expected})
    return lambda m, **case: All(every_class(m, **case), zero(m.array(extra)))


HALF = Fraction(1, 2)
FOUR, SAME_VALUES = ((0, 1, 2, 4), (0, 4, 3, 1)), ((-3, -1, 1, 3), (-1, 3, -3, 1))
SMALLEST, MIRRORED = lines((0, 1, 3), (5, 0, 4)), lines((0, 1, 3), (0, 5, 1))
BETWEEN = SMALLEST | {"i": [[HALF], [0], [HALF]], "j": unit(3, 0)}
TWICE = lines((2, 3, 5), (5, 0, 4)) | {"j": [[0], [2], [0]]}
THEOREM = Theorem(
    statement=(
        r"Z = 2XX^\top - 1d^\top,\ d = \mathrm{diag}(XX^\top): \quad Z_{ii} - Z_{ij} = \|x_i - x_j\|^2 > 0,"
        r"\qquad X_c^\top Y_c = 0 \implies \mathrm{CKA}(X, Y) = \mathrm{CKA}(Z_X, Z_Y) = R^2 = 0"
    ),
    case={"X": "n p", "Y": "n q", "i": "n 1", "j": "n 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"X_c^\top Y_c = 0", lambda m, X, Y: zero(m.center(X).T @ m.center(Y)), Drop(lines((0, 1, 3), (0, 1, 3)))
        ),
        Hypothesis(r"i \text{ is a sample}", lambda m, i: one_sample(m, i), Drop(BETWEEN)),
        Hypothesis(r"j \text{ is a sample}", lambda m, j: one_sample(m, j), Drop(TWICE)),
        Hypothesis(r"x_i \ne x_j", lambda m, X, i, j: nonzero(X.T @ (i - j)), Drop(lines((1, 1, -2), (1, -1, 0)))),
        Hypothesis(r"y_i \ne y_j", lambda m, Y, i, j: nonzero(Y.T @ (i - j)), Drop(lines((1, -1, 0), (1, 1, -2)))),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness("three samples", SMALLEST, shared_tasks((0, 1, 3), (5, 0, 4), {0})),
        Witness("mirrored", MIRRORED, every_class),
        Witness("with signs", lines((-1, 0, 2), (-2, 3, -1)), every_class),
        Witness("four samples", lines(*FOUR), shared_tasks(*FOUR, {0})),
        Witness("the same four values", lines(*SAME_VALUES), shared_tasks(*SAME_VALUES)),
        Witness("none is smaller", SMALLEST, smallest),
    ),
    kernel=("classification_same_argmax_orthogonal", "classification_same_argmax_orthogonal_smallest"),
    uses=("probes/zero",),
)
