"""Wrong floors of two predictions of one target: agreement misread, squares and roots lost, penalties misplaced."""

from __future__ import annotations

from typing import Any, Final

from ..quantities import floors as q
from .bug import Bug, joined, planted


def decoded(m: Any, X: Any, Y: Any, t: Any) -> tuple[Any, Any, Any]:
    """R^2 from X, R^2 from Y, and |t|^2."""
    return m.linear_r2(X, t), m.linear_r2(Y, t), q.squared_norm(m, m.center(t))


def decoding_floor_plus(m: Any, X: Any, Y: Any, w: Any, v: Any, t: Any) -> Any:
    """The difference of the angles for their sum: + for - before the root."""
    r, s, size = decoded(m, X, Y, t)
    return q.normalised(m, X, Y, w, v, (r * s + m.sqrt(r * s * (1 - r) * (1 - s))) * size)


def decoding_floor_of_correlations(m: Any, X: Any, Y: Any, w: Any, v: Any, t: Any) -> Any:
    """R for R^2."""
    r, s, size = decoded(m, X, Y, t)
    r, s = m.sqrt(r), m.sqrt(s)
    return q.normalised(m, X, Y, w, v, (r * s - m.sqrt(r * s * (1 - r) * (1 - s))) * size)


def decoding_floor_without_square(m: Any, X: Any, Y: Any, w: Any, v: Any, t: Any) -> Any:
    """The agreement is not squared, but for |t|^4."""
    r, s, size = decoded(m, X, Y, t)
    return q.normalised(m, X, Y, w, v, size) * (r * s - m.sqrt(r * s * (1 - r) * (1 - s)))


def decoding_floor_of_the_product(m: Any, X: Any, Y: Any, w: Any, v: Any, t: Any) -> Any:
    """What both explain, rs, taken for what they share."""
    r, s, size = decoded(m, X, Y, t)
    return q.normalised(m, X, Y, w, v, r * s * size)


def agreement_by_errors(m: Any, epsilon: Any) -> Any:
    """epsilon for its root, up to 1/4."""
    return q.prediction_agreement(m, epsilon) + (1 - epsilon) ** 2 - (1 - m.sqrt(epsilon)) ** 2


def agreement_of_small_errors(m: Any, epsilon: Any) -> Any:
    """(1 - sqrt(epsilon))^2 beyond 1/4, too."""
    return (1 - m.sqrt(epsilon)) ** 2


def agreement_without_square(m: Any, epsilon: Any) -> Any:
    """1 - sqrt(epsilon), the least length of a prediction, for its square."""
    root = m.sqrt(epsilon)
    return 1 - root - m.pos(root * 2 - 1) ** 2 * m.ratio(1, 2)


def relative_floor_of_the_target(m: Any, X: Any, Y: Any, w: Any, v: Any, t: Any, epsilon: Any) -> Any:
    """|t|^4 for (a'b)^2: a floor for exact predictions alone."""
    return q.normalised(m, X, Y, w, v, q.squared_norm(m, m.center(t)))


def relative_floor_without_square(m: Any, X: Any, Y: Any, w: Any, v: Any, t: Any, epsilon: Any) -> Any:
    """The agreement is not squared, but for |t|^4."""
    return q.normalised(m, X, Y, w, v, q.squared_norm(m, m.center(t))) * m.prediction_agreement(epsilon)


def ridge_floor_without_square(m: Any, penalty: Any, epsilon: Any) -> Any:
    """The penalty is not squared."""
    return penalty * (1 - m.sqrt(epsilon)) ** 4 * 16


def ridge_floor_by_errors(m: Any, penalty: Any, epsilon: Any) -> Any:
    """epsilon for its root."""
    return penalty**2 * (1 - epsilon) ** 4 * 16


def ridge_floor_of_one_readout(m: Any, penalty: Any, epsilon: Any) -> Any:
    """(1 - sqrt(epsilon))^2 for its square."""
    return penalty**2 * (1 - m.sqrt(epsilon)) ** 2 * 16


def ridge_floor_of_half_the_penalty(m: Any, penalty: Any, epsilon: Any) -> Any:
    """|w|^2 <= |t|^2/(2 penalty), as if a'(t - a) could be |t|^2/2: a floor four times too low."""
    return penalty**2 * (1 - m.sqrt(epsilon)) ** 4 * 4


def ridge_share_by_error(m: Any, penalty: Any, error: Any) -> Any:
    """The error for its root."""
    return penalty * (1 / error - 1)


def ridge_share_of_the_fit(m: Any, penalty: Any, error: Any) -> Any:
    """1 - sqrt(error), the length of the prediction: not divided by what is left, and so a lower floor."""
    return penalty * (1 - m.sqrt(error))


def ridge_share_without_penalty(m: Any, penalty: Any, error: Any) -> Any:
    """The penalty is left out."""
    return 1 / m.sqrt(error) - 1


def budget_floor_without_square(m: Any, T: Any, B: Any) -> Any:
    """The square is forgotten: |T|^2/B."""
    return q.squared_norm(m, T) / B


def budget_floor_of_one_readout(m: Any, T: Any, B: Any) -> Any:
    """One budget for the two readouts: |T|^4/B."""
    return q.squared_norm(m, T) ** 2 / B


def budget_floor_of_squares(m: Any, T: Any, B: Any) -> Any:
    """The budget is taken for the norms, not their squares: |T|^4/B^4."""
    return q.squared_norm(m, T) ** 2 / B**4


def cosine_of_the_difference(m: Any, e: Any, f: Any) -> Any:
    """The difference of the two angles for their sum: + for - between the roots."""
    return m.sqrt((1 - e) * (1 - f)) + m.sqrt(e * f)


def cosine_without_the_sines(m: Any, e: Any, f: Any) -> Any:
    """The product of the cosines alone."""
    return m.sqrt((1 - e) * (1 - f))


def angle_floor_without_square(m: Any, X: Any, Y: Any, w: Any, v: Any, e: Any, f: Any) -> Any:
    """The cosine is not squared."""
    return q.angle_floor(m, X, Y, w, v, e, f) / m.acute_cosine(e, f)


BUGS: Final[dict[str, Bug]] = joined(
    (
        planted("acute_cosine", cosine_of_the_difference, cosine_without_the_sines),
        planted("angle_floor", angle_floor_without_square),
        planted("budget_floor", budget_floor_without_square, budget_floor_of_one_readout, budget_floor_of_squares),
        planted(
            "decoding_floor",
            decoding_floor_plus,
            decoding_floor_of_correlations,
            decoding_floor_without_square,
            decoding_floor_of_the_product,
        ),
        planted("prediction_agreement", agreement_by_errors, agreement_of_small_errors, agreement_without_square),
        planted("relative_error_floor", relative_floor_of_the_target, relative_floor_without_square),
        planted(
            "ridge_floor",
            ridge_floor_without_square,
            ridge_floor_by_errors,
            ridge_floor_of_one_readout,
            ridge_floor_of_half_the_penalty,
        ),
        planted("ridge_share", ridge_share_by_error, ridge_share_of_the_fit, ridge_share_without_penalty),
    )
)
