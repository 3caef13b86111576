"""Bounds are the theorems' own quantities, evaluated exactly, but for rounding to the safe side."""

import numpy as np
import pytest
from flint import fmpq

from unalignable.theory.core import bounds
from unalignable.theory.core.bounds import Evidence
from unalignable.theory.core.carriers.exact import Exact

M = Exact()
ROOM = 1e-10
"""A bound gives away at most this: sums of six small integers in float64, eightfold, times conditions below 1e3."""


def exact(values):
    found = np.empty(np.shape(values), dtype=object)
    for place, value in np.ndenumerate(values):
        found[place] = fmpq(int(value))
    return found


def case(number):
    """Small integers, in turn with one target of length 1 beside junk, so that every quantity is met away from 0."""
    rng = np.random.default_rng(number)
    n, p, q, k = 6, int(rng.integers(1, 4)), int(rng.integers(1, 4)), int(rng.integers(1, 3))
    X, Y = rng.integers(-3, 4, (n, p)), rng.integers(-3, 4, (n, q))
    X[0], Y[0], X[1], Y[1] = 1, 2, -1, 0
    W, V = rng.integers(-2, 3, (p, k)), rng.integers(-2, 3, (q, k))
    W[0], V[0] = 1, 1
    return X, Y, W, V


def square_root(value):
    return float(value) ** 0.5


QUANTITIES = {
    ("readout_floor", "linear_cka", "master"): lambda X, Y, W, V: float(M.readout_floor(X, Y, W, V)),
    ("readout_floor", "linear_cka", "trace"): lambda X, Y, W, V: float(M.paired_readout_floor(X, Y, W, V)),
    ("readout_floor", "linear_cka", "operator"): lambda X, Y, W, V: float(M.operator_readout_floor(X, Y, W, V)),
    ("shared_r2", "linear_r2", ""): lambda X, Y, W, V: float(M.r2_readout_floor(X, Y, W, V)),
    ("shared_r2", "linear_r2_reverse", ""): lambda X, Y, W, V: float(M.r2_readout_floor(Y, X, V, W)),
    ("shared_nbs", "nbs", ""): lambda X, Y, W, V: float(M.nbs_readout_floor(X, Y, W, V)),
    ("shared_correlations", "mean_cca", ""): lambda X, Y, W, V: float(M.cca_readout_floor(X, Y, W, V)),
    ("ky_fan", "linear_r2", ""): lambda X, Y, W, V: float(M.ky_fan_ceiling(X, Y)),
    ("ky_fan", "linear_r2_reverse", ""): lambda X, Y, W, V: float(M.ky_fan_ceiling(Y, X)),
    ("von_neumann", "linear_cka", "spectrum"): lambda X, Y, W, V: min(
        square_root(M.von_neumann_ceiling(X, Y)), square_root(M.von_neumann_ceiling(Y, X))
    ),
    ("von_neumann", "linear_cka", "stable rank"): lambda X, Y, W, V: min(
        square_root(M.rank(M.center(A)) / M.stable_rank(B)) for A, B in ((X, Y), (Y, X))
    ),
}
"""(rule, measure, form) -> the exact quantity."""


@pytest.mark.parametrize("key", QUANTITIES, ids=lambda key: " ".join(filter(None, key)))
def test_a_bound_is_its_quantity_rounded_to_the_safe_side(key):
    rule, measure, form = key
    for number in range(25):
        given = case(number)
        X, Y, W, V = given
        known = Evidence.of(X, Y, readout=(W, V))
        found = [b for b in getattr(bounds, rule)(known) if (b.measure, b.form) == (measure, form)]
        kind = found[0].kind
        values = [b.value for b in found if b.value is not None]
        value = max(values) if kind == "floor" else min(values)
        wanted = min(QUANTITIES[key](*map(exact, given)), 1.0)
        away = wanted - value if kind == "floor" else value - wanted
        assert -1e-15 <= away < ROOM, (number, value, wanted)  # the root of an exact square is itself rounded


def test_margins_are_the_quantities():
    for number in range(25):
        rng = np.random.default_rng(number)
        y = np.where(rng.random((6, 1)) < 0.4, 1, -1)
        y[0], y[1] = 1, -1
        u, v = (y * (1 + rng.integers(0, 6, (6, 1))) for _ in "uv")
        labels = (y[:, 0] > 0).astype(int)
        known = Evidence.of(u, v, readout=([1], [1]), labels=labels)
        least = [fmpq(int(np.min(y * z))) for z in (u, v)]
        alpha, beta = (M.margin_ratio(exact(y), exact(z), g) for z, g in zip((u, v), least, strict=True))
        wanted = float(M.margin_floor(alpha, beta, M.minority_share(exact(y))))
        (covariance, _) = bounds.margin_floor(known)
        assert 0 <= wanted - covariance.value < ROOM


def test_the_catalogue_s_numbers():
    """FLOOR-2 with equality: X = [T, sJ₁], Y = [T, sJ₂], two outputs at n = 8: 2/(2 + s⁴) = 2/3, 1/9, 2/83."""
    signs = np.array([[(-1) ** bin(i & j).count("1") for j in range(8)] for i in range(8)])
    for s, wanted in ((1, 2 / 3), (2, 1 / 9), (3, 2 / 83)):
        X = np.hstack([signs[:, 1:3], s * signs[:, 3:4]])
        Y = np.hstack([signs[:, 1:3], s * signs[:, 4:5]])
        W = np.eye(3, 2)
        floors = {bound.form: bound.value for bound in bounds.readout_floor(Evidence.of(X, Y, readout=(W, W)))}
        for form in ("master", "operator", "trace"):
            assert 0 <= wanted - floors[form] < ROOM
        assert 0 <= wanted / 2 - floors["frobenius"] < ROOM  # ‖W‖² = 2 where ‖WV'‖² is


def test_slack_on_one_side():
    """FLOOR-1 with n = 3: X = [(1, −1, 0), s(1, 1, −2)], Y = (1, −1, 0): CKA = 1/√(1 + 9s⁴), R² = 1 and 1/(1 + 3s²)."""
    t, e = np.array([1, -1, 0]), np.array([1, 1, -2])
    for s in (1, 2, 5):
        known = Evidence.of(np.column_stack([t, s * e]), t[:, None], readout=([1, 0], [1]))
        floor = bounds.strongest(bounds.readout_floor(known), "linear_cka", "floor").value
        assert 0 <= (1 + 9 * s**4) ** -0.5 - floor < ROOM
        forward, backward = (bound.value for bound in bounds.shared_r2(known))
        assert 0 <= 1 - forward < ROOM
        assert 0 <= 1 / (1 + 3 * s**2) - backward < ROOM


def test_ridge_heads_at_their_best():
    """FLOOR-5b with equality: λ = 1, ε = 1/4, both of rank one."""
    t = np.array([[1.0], [-1.0], [0.0], [0.0]])
    (bound,) = bounds.ridge_decoding(Evidence.of(t, 2 * t, labels=t[:, 0]))
    assert 0 <= 1 - bound.value < 1e-8  # the penalty tried is 2⁻³⁰ below 1
    (early,) = bounds.ridge_decoding(Evidence.of(t, 2 * t, labels=t[:, 0]), penalty=0.5)
    assert early.value == pytest.approx(16 * 0.25 * (1 - 1 / 3) ** 4)
    with pytest.raises(ValueError, match="penalty must be a finite number of at least 0 but is -1"):
        bounds.ridge_decoding(Evidence.of(t, t, labels=t[:, 0]), penalty=-1)


def test_the_threshold_of_decoding():
    """FLOOR-3: X = (1, −1, 0), Y = (1, 1, −2), t = (2, 0, −2): R² = 1/4 + 3/4, and CKA = 0."""
    X, Y, t = np.array([[1, 1, 2], [-1, 1, 0], [0, -2, -2]]).T
    (bound,) = bounds.least_squares_decoding(Evidence.of(X[:, None], Y[:, None], labels=t.astype(float)))
    assert not bound.applies
    assert dict(bound.numbers) == pytest.approx({"r2_a": 1 / 4, "r2_b": 3 / 4})


@pytest.mark.parametrize("root", [1, 2, 3, 4])
def test_the_map_bound_is_attained(root):
    """X = [√κ e₁, e₂], A = diag(1, κ): equality for every κ (64/289 at κ = 4)."""
    X = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]]) * [root, 1]
    kappa = root * root
    (bound,) = bounds.linear_map(Evidence.of(X, X * [1, kappa]))
    assert 0 <= 2 * kappa / (1 + kappa**2) - bound.value < 1e-11  # six-digit products, eightfold, at n = 4


def test_margins_at_the_edge():
    """CLS-5: (9, 1, −1, −1) and (1, 13, −1, −1): floor 0 at covariance 0, so CKA is not forced."""
    u, v = np.array([[9.0], [1], [-1], [-1]]), np.array([[1.0], [13], [-1], [-1]])
    covariance, cka = bounds.margin_floor(Evidence.of(u, v, readout=([1], [1]), labels=[1, 1, 0, 0]))
    assert -ROOM < covariance.value <= 0
    assert not cka.applies
