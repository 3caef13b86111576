"""Exact references: rational arithmetic on the stored floats, written from the definitions and from nothing of ours."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from mpmath import mp, mpf


def rational(x):
    return fmpq(*float(x).as_integer_ratio()) if not isinstance(x, int | np.integer) else fmpq(int(x))


def exactly(X):
    X = np.asarray(X)
    return fmpq_mat(X.shape[0], X.shape[1], [rational(x) for x in X.ravel().tolist()])


def gram(X):
    n = X.nrows()
    H = fmpq_mat(n, n, [fmpq(n * (i == j) - 1, n) for i in range(n) for j in range(n)])
    Z = H * X
    return Z * Z.transpose()


def inner(K, L):
    return sum((a * b for a, b in zip(K.entries(), L.entries(), strict=True)), fmpq(0))


def hsic1(K, L):
    """The formula of Song et al. (2007), without the factor 1/(n(n-3))."""
    n = K.nrows()
    K, L = (fmpq_mat(n, n, [fmpq(0) if i == j else G[i, j] for i in range(n) for j in range(n)]) for G in (K, L))
    one = fmpq_mat(n, 1, [1] * n)
    a, b = ((one.transpose() * G * one)[0, 0] for G in (K, L))
    return inner(K, L) + a * b / ((n - 1) * (n - 2)) - 2 * (one.transpose() * K * L * one)[0, 0] / (n - 2)


def modified(K, L):
    n = K.nrows()
    return inner(K, L) - sum((K[i, i] * L[i, i] for i in range(n)), fmpq(0))


def cosine(form, K, L):
    """form(K, L)/sqrt(form(K, K) form(L, L)) to 60 digits, then rounded."""
    with mp.workdps(60):
        kl, kk, ll = (mpf(int(q.p)) / mpf(int(q.q)) for q in (form(K, L), form(K, K), form(L, L)))
        return float(kl / mp.sqrt(kk * ll))


def remembered(function):
    """Rational arithmetic is slow, and the same matrices come back for every backend and every planted bug."""
    known = {}

    def run(X, Y, *options):
        key = (*((Z.shape, Z.dtype.str, Z.tobytes()) for Z in (X, Y)), *options)
        if key not in known:
            known[key] = function(X, Y, *options)
        return known[key]

    return run


@remembered
def linear_cka(X, Y, debiased=False):
    return cosine(hsic1 if debiased else inner, gram(exactly(X)), gram(exactly(Y)))


@remembered
def root_of_participation_ratios(X, Y, debiased):
    form, product = hsic1 if debiased else inner, 1.0
    for Z in (X, Y):
        K = gram(exactly(Z))
        trace = sum((K[i, i] for i in range(K.nrows())), fmpq(0))
        product *= float(trace * trace / form(K, K))
    return math.sqrt(product)


def tolerance(X, Y, u, debiased=False):
    """Forward error of CKA from products of centred columns (Higham, section 3.5), with a factor 2 for what follows.

    |fl(X'Y) - X'Y| <= gamma_k |X|'|Y| in every entry, so in the norm at most k u |X|_F |Y|_F, k = max(n, p, q).
    Relative to |X'X|_F, |X|_F^2 is the root of the participation ratio. Numerator twice, two denominators:
    4 k u sqrt(PR PR). Debiased, the norms of the U-centred matrices take the place of those of the Gram matrices.
    """
    return 8 * max(*X.shape, *Y.shape) * u * root_of_participation_ratios(X, Y, debiased)


@pytest.fixture(scope="session")
def exact():
    return SimpleNamespace(
        linear_cka=linear_cka,
        tolerance=tolerance,
        matrix=exactly,
        rational=rational,
        gram=gram,
        inner=inner,
        hsic1=hsic1,
        modified=modified,
        cosine=cosine,
    )
