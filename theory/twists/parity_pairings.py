r"""Parity networks that pair the bits differently compute the same and are uncorrelated; one ReLU later CKA is 1/5.

Proof.     u, v, y are independent fair signs on the sample and z = uvy, so yz = uv. |a + b| - 1 = ab for signs a, b:
           the head relu(u + v) + relu(-u - v) - 1 gives uv, and from (y, z) yz. All products of u, v, y have mean 0,
           so (u, v) and (y, z) are uncorrelated. The head's ReLU layer is relu(u + v) = (u + v + uv + 1)/2 and
           relu(-u - v) = (uv + 1 - u - v)/2: with s = u + v, t = y + z, w = uv it is (s + w, w - s)/2 against
           (t + w, w - t)/2, s, t, w orthogonal of squared lengths 2n, 2n, n. Hence CKA = 1/5 and R^2 = 1/3 both ways:
           there the readout is linear, and a shared output keeps CKA from 0.
Sharpness. The bits have to be independent: y = u gives the same pair twice. For XOR, n = 4: (a, b) against ab.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, zero
from ..core.uncorrelated import derived, times, uncorrelated


def partner(m: Any, u: Any, v: Any, y: Any) -> Any:
    """z = uvy."""
    return times(m, times(m, u, v), y)


def head(m: Any, u: Any, v: Any) -> tuple[Any, Any]:
    """The ReLU layer of the head: relu(u + v) and relu(-u - v)."""
    return m.pos(u + v), m.pos(-u - v)


def multiplied(m: Any, u: Any, v: Any) -> Any:
    """What the head reads from it: their sum less 1."""
    first, second = head(m, u, v)
    return first + second - m.ones(u)


def claim(m: Any, u: Any, v: Any, y: Any) -> Claim:
    z = partner(m, u, v, y)
    later, other = m.concat(*head(m, u, v)), m.concat(*head(m, y, z))
    return All(
        eq(multiplied(m, u, v), times(m, u, v)),
        eq(multiplied(m, y, z), times(m, u, v)),
        uncorrelated(m, m.concat(u, v), m.concat(y, z)),
        *one_layer_later(m, later, other),
    )


def one_layer_later(m: Any, X: Any, Y: Any) -> tuple[Claim, ...]:
    third = m.ratio(1, 3)
    return (
        eq(m.linear_cka(X, Y) ** 2, m.ratio(1, 25)),
        eq(m.linear_r2(X, Y), third),
        eq(m.linear_r2(Y, X), third),
    )


def symbolic(m: Any, u: Any, v: Any, y: Any) -> Iterator[Verdict]:
    for a, b in product((1, -1), repeat=2):  # the head, entry by entry
        first, second = head(m, m.ratio(a, 1), m.ratio(b, 1))
        yield m.decide(eq(first, m.ratio(a + b + a * b + 1, 2)))
        yield m.decide(eq(second, m.ratio(a * b + 1 - a - b, 2)))
        yield m.decide(eq(first + second - 1, a * b))
    z, w = partner(m, u, v, y), times(m, u, v)
    yield m.decide(eq(times(m, y, z), w))
    yield from derived(m, m.concat(u, v), m.concat(y, z))
    s, t, n = u + v, y + z, m.ones(u).shape[0]
    for a, b, inner in ((s, s, n * 2), (t, t, n * 2), (w, w, n), (s, t, 0), (s, w, 0), (t, w, 0)):
        yield m.decide(eq(m.inner(m.center(a), m.center(b)), inner))
    S, T, W = (m.matrix(name, u.rows, m.dimension("k")) for name in "STW")  # k = 1 is ours
    one = m.identity(S.shape[1])
    lengths = (eq(S.T @ S, one * n * 2), eq(T.T @ T, one * n * 2), eq(W.T @ W, one * n))
    with m.supposing(
        All(*(eq(m.center(Z), Z) for Z in (S, T, W)), *lengths, zero(S.T @ T), zero(S.T @ W), zero(T.T @ W))
    ):
        half = m.ratio(1, 2)
        for part in one_layer_later(m, *(m.concat((Z + W) * half, (W - Z) * half) for Z in (S, T))):
            yield m.decide(part)


def signs(m: Any, u: Any, v: Any, y: Any) -> Claim:
    """The squares are 1, said of columns and of diagonal matrices: words rewrite by both."""
    diagonals = [m.diagonal_matrix(a) for a in (u, v, y)]
    squares = [eq(D @ D, m.identity(u.shape[0])) for D in diagonals]
    return All(*squares, *(eq(times(m, a, a), m.ones(a)) for a in (u, v, y)))


def independent(m: Any, u: Any, v: Any, y: Any) -> Claim:
    products = [times(m, u, v), times(m, u, y), times(m, v, y), partner(m, u, v, y)]
    return All(*(eq(m.center(a), a) for a in (u, v, y)), *(zero(m.inner(m.ones(a), a)) for a in products))


def bits(*features: str, names: str = "abc") -> Case:
    """u, v, y as products of the bits named, on all assignments of signs."""

    def value(assignment: tuple[int, ...], letters: str) -> int:
        result = 1
        for letter in letters:
            result *= assignment[names.index(letter)]
        return result

    rows = list(product((1, -1), repeat=len(names)))
    return {name: [[value(row, letters)] for row in rows] for name, letters in zip("uvy", features, strict=True)}


PAIRINGS = (bits("a", "bc", "b"), bits("a", "bc", "c"), bits("b", "ac", "c"))


def from_the_bits(m: Any, u: Any, v: Any, y: Any) -> Claim:
    """The three representations (a, bc), (b, ac), (c, ab), each second feature by a head of its own."""
    a, b, c = (m.array(bits(name, name, name)["u"]) for name in "abc")
    layers = [m.concat(one, multiplied(m, *pair)) for one, pair in ((a, (b, c)), (b, (a, c)), (c, (a, b)))]
    outputs = [multiplied(m, Z[:, :1], Z[:, 1:]) for Z in layers]
    pairs = ((0, 1), (0, 2), (1, 2))
    return All(
        *(eq(output, times(m, times(m, a, b), c)) for output in outputs),
        *(zero(m.linear_cka(layers[i], layers[j])) for i, j in pairs),
    )


def xor(m: Any, u: Any, v: Any, y: Any) -> Claim:
    a, b = (m.array([[row[k]] for row in product((1, -1), repeat=2)]) for k in range(2))
    return All(eq(multiplied(m, a, b), times(m, a, b)), uncorrelated(m, m.concat(a, b), times(m, a, b)))


THEOREM = Theorem(
    statement=r"u, v, y \in \{\pm 1\}^n \text{ independent},\ z = uvy:\quad |u + v| - 1 = |y + z| - 1 = uv,\quad "
    r"\mathrm{CKA}((u, v), (y, z)) = R^2 = 0,\quad \text{one ReLU later } \mathrm{CKA} = \tfrac15,\ R^2 = \tfrac13",
    case={"u": "n 1", "v": "n 1", "y": "n 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"u, v, y \in \{\pm 1\}^n",
            signs,
            Drop({name: [[2 * x for x in row] for row in rows] for name, rows in PAIRINGS[0].items()}),
        ),
        Hypothesis(
            r"\text{all products of } u, v, y \text{ have mean } 0",
            independent,
            Drop(bits("a", "b", "a", names="ab")),
        ),
    ),
    domain=[*PAIRINGS, bits("a", "b", "c"), bits("ab", "cd", "ac", names="abcd"), bits("abc", "d", "bd", names="abcd")],
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness("parity of three bits, three pairings", PAIRINGS[0], from_the_bits),
        Witness("XOR", PAIRINGS[0], xor),
    ),
    kernel=("twists_parity_pairings",),
    uses=("probes/zero",),
)
