"""Uncorrelated pairs: the scores that vanish with the covariance, and how a derivation says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .record import All, Claim, Verdict, nonzero, zero


def times(m: Any, u: Any, v: Any) -> Any:
    """The entrywise product of two columns."""
    return m.diagonal(u @ v.T)


def scores(m: Any, X: Any, Y: Any) -> tuple[Claim, Claim, Claim]:
    """CKA and both R^2 are zero."""
    return zero(m.linear_cka(X, Y)), zero(m.linear_r2(X, Y)), zero(m.linear_r2(Y, X))


def uncorrelated(m: Any, X: Any, Y: Any) -> All:
    """The covariance is zero, and with it every score."""
    return All(zero(m.center(X).T @ m.center(Y)), *scores(m, X, Y))


def derived(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    """Steps to ``uncorrelated``: neither side is constant, the covariance is zero, and then all scores are.

    The last is said of any two matrices with these properties (probes/zero), whose words are short.
    """
    yield m.decide(nonzero(m.center(X)))
    yield m.decide(nonzero(m.center(Y)))
    yield m.decide(zero(m.center(X).T @ m.center(Y)))
    A, B = (m.matrix(name, X.rows, Z.cols) for name, Z in (("any X", X), ("any Y", Y)))
    with m.supposing(All(nonzero(m.center(A)), nonzero(m.center(B)), zero(m.center(A).T @ m.center(B)))):
        for score in scores(m, A, B):
            yield m.decide(score)
