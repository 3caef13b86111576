r"""A circle and the circle traversed two and three times at once are uncorrelated, and a quadratic map undoes it.

Proof.     X = (cos t, sin t), Y = (cos 2t, sin 2t, cos 3t, sin 3t). Products of columns of X and Y are halves of sums
           of cosines and sines of t, 2t, 3t and 4t, so X_c'Y_c = 0 when the means of those are 0, as under the
           uniform law and on m >= 5 equally spaced points. And t = 3t - 2t: cos t = cos 3t cos 2t + sin 3t sin 2t,
           sin t = sin 3t cos 2t - cos 3t sin 2t. So Y is one to one, with a continuous inverse.
Sharpness. On 4 points the frequency 3 is -1 and CKA is 1/sqrt 3; on 3 points so is 2, and CKA is 1.
Source.    Trigonometry; as a pair of representations derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flint import fmpq

from ..core.numbers import Field
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, zero
from ..core.uncorrelated import derived, times, uncorrelated

Pair = tuple[Any, Any]


def added(m: Any, a: Pair, b: Pair) -> Pair:
    """(cos, sin) of the sums of two columns of angles."""
    return times(m, a[0], b[0]) - times(m, a[1], b[1]), times(m, a[1], b[0]) + times(m, a[0], b[1])


def harmonics(m: Any, c: Any, s: Any) -> list[Pair]:
    """(cos kt, sin kt) for k = 1, 2, 3, 4."""
    found = [(c, s)]
    while len(found) < 4:
        found.append(added(m, found[-1], (c, s)))
    return found


def twin(m: Any, c: Any, s: Any) -> Any:
    """Frequencies 2 and 3."""
    _, second, third, _ = harmonics(m, c, s)
    return m.concat(*second, *third)


def recovered(m: Any, c: Any, s: Any) -> tuple[Claim, Claim]:
    _, (c2, s2), third, _ = harmonics(m, c, s)
    back = added(m, third, (c2, -s2))
    return eq(back[0], c), eq(back[1], s)


def claim(m: Any, c: Any, s: Any) -> Claim:
    return All(*recovered(m, c, s), uncorrelated(m, m.concat(c, s), twin(m, c, s)))


def symbolic(m: Any, c: Any, s: Any) -> Iterator[Verdict]:
    for part in recovered(m, c, s):
        yield m.decide(part)
    yield from derived(m, m.concat(c, s), twin(m, c, s))


def moments(m: Any, c: Any, s: Any) -> Claim:
    first, *others = harmonics(m, c, s)
    centred = [eq(m.center(x), x) for x in first]
    return All(*centred, *(zero(m.inner(m.ones(x), x)) for pair in others for x in pair))


def points(m: int, turn: tuple[Any, Any] = (1, 0), radius: int = 1) -> Case:
    """m equally spaced points on a circle, turned by the angle with this cosine and sine."""
    field, (a, b) = Field(4 * m), turn
    circle = [(field.cos(4 * j) * radius, field.sin(4 * j) * radius) for j in range(m)]
    return {"c": [[x * a - y * b] for x, y in circle], "s": [[x * b + y * a] for x, y in circle]}


TURNS = [(1, 0), (0, -1), (fmpq(3, 5), fmpq(4, 5)), (fmpq(-5, 13), fmpq(12, 13))]


DOMAIN = [points(5, TURNS[3]), points(6), points(6, TURNS[2]), points(7, TURNS[1]), points(8), points(9)]


def aliased(m: Any, c: Any, s: Any) -> Claim:
    values = []
    for count, square in ((4, m.ratio(1, 3)), (3, m.ratio(1, 1))):
        few = {name: m.array(x) for name, x in points(count).items()}
        values.append(eq(m.linear_cka(m.concat(*few.values()), twin(m, **few)) ** 2, square))
    return All(*values)


def wave(k: int) -> tuple[dict[int, Pair], dict[int, Pair]]:
    """cos kt and sin kt by their Fourier coefficients, real and imaginary part."""
    half, none = fmpq(1, 2), fmpq(0)
    return {k: (half, none), -k: (half, none)}, {k: (none, -half), -k: (none, half)}


def covariance(f: dict[int, Pair], g: dict[int, Pair]) -> Any:
    """E fg under the uniform law, for f and g of mean zero."""
    return sum((f[k][0] * g[-k][0] - f[k][1] * g[-k][1] for k in f if -k in g), fmpq(0))


def law(m: Any, c: Any, s: Any) -> Claim:
    X, Y = wave(1), [*wave(2), *wave(3)]
    cross = m.array([[covariance(f, g) for g in Y] for f in X])
    own = [m.array([[covariance(f, g) for g in Z] for f in Z]) for Z in (X, Y)]
    half = m.ratio(1, 2)
    return All(zero(cross), *(eq(Z, m.identity(Z.shape[0]) * half) for Z in own))


PENTAGON = points(5)
THEOREM = Theorem(
    statement=r"\mathrm{CKA}\bigl((\cos\theta, \sin\theta), (\cos 2\theta, \sin 2\theta, \cos 3\theta, \sin 3\theta)"
    r"\bigr) = 0,\quad \cos\theta = \cos 3\theta\cos 2\theta + \sin 3\theta\sin 2\theta,\ "
    r"\sin\theta = \sin 3\theta\cos 2\theta - \cos 3\theta\sin 2\theta",
    case={"c": "n 1", "s": "n 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"c_i^2 + s_i^2 = 1",
            lambda m, c, s: eq(times(m, c, c) + times(m, s, s), m.ones(c)),
            Drop(points(5, radius=2)),
        ),
        Hypothesis(
            r"\sum_j e^{ik\theta_j} = 0,\ 1 \le k \le 4 \text{ (} m \ge 5 \text{ equally spaced points)}",
            moments,
            Drop(points(4)),
        ),
    ),
    domain=DOMAIN,
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness("4 points: one over the root of 3; 3 points: 1", PENTAGON, aliased),
        Witness("the uniform law", PENTAGON, law),
    ),
    kernel=("twists_circle_against_two_frequencies",),
    uses=("probes/zero",),
)
