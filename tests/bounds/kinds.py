"""Kinds of evidence: each makes some theorems live and nearly tight.

A kind is a function of a generator and three sizes, (rng, n, p, q), and returns (X, Y, W, V, labels); None stands for
what it does not care about, which is then drawn at random.
"""

import numpy as np

HADAMARD = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]], dtype=float)
EIGHT = np.kron([[1, 1], [1, -1]], HADAMARD)


def turned(rng, p):
    return np.linalg.qr(rng.normal(size=(p, p)))[0]


def wild(rng, reach=4):
    return 10.0 ** rng.uniform(-reach, reach)


def columns(rng, n, k):
    """k centred orthonormal columns over n samples."""
    Z = rng.normal(size=(n, k))
    return np.linalg.qr(Z - Z.mean(axis=0))[0]


def gaussian(rng, n, p, q):
    return rng.normal(size=(n, p)), rng.normal(size=(n, q)), None, None, None


def integers(rng, n, p, q):
    return rng.integers(-3, 4, size=(n, p)).astype(float), rng.integers(-3, 4, size=(n, q)).astype(float), *[None] * 3


def sharing_a_factor(rng, n, p, q):
    f, noise = rng.normal(size=(n, 1)), wild(rng, 2)
    return f + noise * rng.normal(size=(n, p)), f + noise * rng.normal(size=(n, q)), None, None, f + 0.1 * noise


def steep_spectra(rng, n, p, q):
    X = rng.normal(size=(n, p)) * 10.0 ** -rng.integers(0, 9, p)
    return X, rng.normal(size=(n, q)) * 2.0 ** np.arange(q), None, None, None


def low_rank(rng, n, p, q):
    f = rng.normal(size=(n, 2))
    return f @ rng.normal(size=(2, p)), f @ rng.normal(size=(2, q)), None, None, f[:, 0]


def wide(rng, n, p, q):
    return rng.normal(size=(n, n + p)), rng.normal(size=(n, q)), None, None, None


def mapped(rng, n, p, q):
    X = rng.normal(size=(n, p))
    return X, X @ (rng.normal(size=(p, p)) + 2 * np.eye(p)), None, None, None


def stretched(rng, n, p, q):
    """INV-4 with equality: X = [√κ e₁, e₂], A = diag(1, κ)."""
    root = float(rng.integers(1, 12))
    X = HADAMARD[:, 1:3] * [root, 1]
    return X, X * [1, root * root], None, None, None


def rotated(rng, n, p, q):
    X = rng.normal(size=(n, p))
    noise = rng.choice([0, 1e-6, 1e-3, 0.1]) * rng.normal(size=(n, p))
    Q, W = turned(rng, p), rng.normal(size=(p, 1))
    return X, X @ Q + noise, W, Q.T @ W, X @ W


def uncorrelated(rng, n, p, q):
    order, k = rng.permutation([1, 2, 3]), int(rng.integers(1, 3))
    Z = HADAMARD[:, order]
    return Z[:, :k] * rng.integers(1, 5), Z[:, k:] * rng.integers(1, 5), None, None, None


def white(rng, n, p, q):
    k = min(p, n - 1)
    Y = rng.normal(size=(n, q))
    return columns(rng, n, k), Y, None, None, Y


def readout_junk(rng, n, p, q):
    """FLOOR-1 with equality: X = [t, sJ₁], Y = [t, s'J₂], one or two outputs."""
    m = int(rng.integers(1, 3))
    Z = EIGHT[:, 1:]
    s, r = wild(rng, 3), wild(rng, 1)
    X = np.hstack([Z[:, :m], s * Z[:, 2:4]])
    Y = np.hstack([Z[:, :m], (s if rng.random() < 0.5 else r) * Z[:, 4:6]])
    W = np.eye(m + 2, m)
    return X, Y, W, W.copy(), X @ W


def shared_outputs(rng, n, p, q):
    """One output, read exactly through invertible maps of any condition."""
    m = int(rng.integers(1, 3))
    T, s, r = rng.normal(size=(n, m)), wild(rng), wild(rng)
    A, B = (rng.normal(size=(m + k, m + k)) * 10.0 ** rng.uniform(-2, 2, m + k) for k in (p, q))
    X = np.hstack([T, s * rng.normal(size=(n, p))]) @ np.linalg.inv(A)
    Y = np.hstack([T, r * rng.normal(size=(n, q))]) @ np.linalg.inv(B)
    return X, Y, A[:, :m], B[:, :m], T


def trained(rng, n, p, q):
    """One target, read by least squares or ridge heads, well or badly."""
    t = rng.normal(size=(n, 1))
    noise, junk = wild(rng, 1.5), wild(rng, 1)
    X, Y = (
        np.hstack([t + noise * rng.normal(size=(n, 1)) / 3, junk * rng.normal(size=(n, k))]) @ turned(rng, k + 1)
        for k in (p, q)
    )
    W, V = (
        np.linalg.pinv(Z.T @ Z + rng.choice([0.0, 1e-3, 0.1]) * np.eye(Z.shape[1])) @ Z.T @ t
        for Z in (X - X.mean(0), Y - Y.mean(0))
    )
    return X, Y, W, V, t


def lines(rng, n, p, q):
    """One direction each, the same or nearly: FLOOR-5b with equality at λ = 1, FLOOR-3 for heads that shrink."""
    t = HADAMARD[:, [int(rng.integers(1, 4))]]
    tilt = rng.choice([0, 0, 1e-3, 0.3]) * HADAMARD[:, [1]]
    w = rng.integers(1, 4, size=(1, p))
    f, g = rng.choice([1, 0.8, 0.5], 2)
    return t @ w, t + tilt, f * w.T / (w @ w.T), np.array([[g]]), t


def on_an_arc(rng, n, p, q):
    """TRANSFER-1 with equality: the Gram matrix of X lies between those of the target and of Y."""
    Z, f = columns(rng, n + 2, 2), rng.uniform(0.05, 0.5)
    y = np.cos(f) * Z[:, :1] + np.sin(f) * Z[:, 1:]
    share = rng.uniform(0.1, 0.9)
    X = np.hstack([share * Z[:, :1], (1 - share) * y])
    return (X, y, None, None, Z[:, :1]) if rng.random() < 0.5 else (y, X, None, None, Z[:, :1])


def leading_components(rng, n, p, q):
    """DIM-2 and DIM-3 with equality: X = the leading principal components of Y, as they are."""
    Z = columns(rng, n + 6, 5) * 2.0 ** -np.sort(rng.uniform(0, 4, 5))
    k = int(rng.integers(1, 5))
    return Z[:, :k] @ turned(rng, k), Z @ turned(rng, 5), None, None, None


def flat(rng, n, p, q):
    """√(rank/stable rank) with equality."""
    Z = columns(rng, n + 6, 5)
    k = int(rng.integers(1, 5))
    return Z @ turned(rng, 5), Z[:, :k], None, None, None


def margins(rng, n, p, q):
    """Two labels, got right, with margins from even to heavy-tailed; CLS-5 with equality for slacks that never meet."""
    n = max(n, 4)
    y = np.where(np.arange(n) < int(rng.integers(1, n)), 1.0, -1.0)
    if y.mean() > 0:
        y = -y  # the slack of equality lies in the commoner class
    slacks = [np.where(rng.random(n) < 0.3, wild(rng, 1.5), 0.0) for _ in "uv"]
    if rng.random() < 0.5:
        slacks[1] = np.where(slacks[0] > 0, 0.0, slacks[1])
    if rng.random() < 0.5:
        slacks = [np.where(y < 0, s, 0.0) for s in slacks]
    u, v = (y * (1 + s) for s in slacks)
    X, Y = u[:, None], v[:, None]
    if rng.random() < 0.5:
        X, Y = (np.hstack([Z, wild(rng, 1) * rng.normal(size=(n, 1))]) for Z in (X, Y))
    W = np.eye(X.shape[1], 1)
    if rng.random() < 0.3:
        W = np.hstack([-W, W]) / 2
    return X, Y, W, W.copy(), (y > 0).astype(int)


def whole(rng, n, p, q):
    """Whole numbers throughout, readouts and target too."""
    T = rng.integers(-3, 4, size=(n, int(rng.integers(1, 3))))
    X, Y = (np.hstack([T, rng.integers(-3, 4, size=(n, k))]).astype(float) for k in (p, q))
    return X, Y, np.eye(X.shape[1], T.shape[1]), np.eye(Y.shape[1], T.shape[1]), T.astype(float)


KINDS = (
    gaussian, integers, sharing_a_factor, steep_spectra, low_rank, wide, mapped, stretched, rotated, uncorrelated,
    white, readout_junk, shared_outputs, trained, lines, on_an_arc, leading_components, flat,
    margins, margins, margins, whole, trained,
)  # fmt: skip
