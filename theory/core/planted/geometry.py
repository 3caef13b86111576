"""Wrong Procrustes scores, representational similarity analysis and nearest neighbours."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .. import definitions as d
from ..record import Verdict, eq, lt
from .bug import joined, planted


def nbs_frobenius(m: Any, X: Any, Y: Any) -> Any:
    """The nuclear norm is replaced by the Frobenius norm."""
    Xc, Yc = m.center(X), m.center(Y)
    return m.norm(Xc.T @ Yc) / (m.norm(Xc) * m.norm(Yc))


def nbs_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The features are not centred."""
    return m.nuclear_norm(X.T @ Y) / (m.norm(X) * m.norm(Y))


def nbs_distance(m: Any, X: Any, Y: Any) -> Any:
    """A distance for a similarity: 1 - NBS."""
    return m.ratio(1, 1) - d.nbs(m, X, Y)


def nbs_squared(m: Any, X: Any, Y: Any) -> Any:
    """The score is squared."""
    return d.nbs(m, X, Y) ** 2


def procrustes_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The features are not centred."""
    return m.inner(X, X) + m.inner(Y, Y) - m.nuclear_norm(X.T @ Y) * 2


def procrustes_frobenius(m: Any, X: Any, Y: Any) -> Any:
    """The nuclear norm is replaced by the Frobenius norm."""
    Xc, Yc = m.center(X), m.center(Y)
    return m.inner(Xc, Xc) + m.inner(Yc, Yc) - m.norm(Xc.T @ Yc) * 2


def procrustes_not_squared(m: Any, X: Any, Y: Any) -> Any:
    """The distance instead of its square."""
    return m.sqrt(d.procrustes(m, X, Y))


def procrustes_without_the_two(m: Any, X: Any, Y: Any) -> Any:
    """The nuclear norm is taken once instead of twice."""
    Xc, Yc = m.center(X), m.center(Y)
    return m.inner(Xc, Xc) + m.inner(Yc, Yc) - m.nuclear_norm(Xc.T @ Yc)


def rsa_cosine(m: Any, X: Any, Y: Any) -> Any:
    """The cosine for the Pearson correlation: the mean distance is not subtracted."""
    return d.cosine(m, d.rdm(m, X), d.rdm(m, Y))


def rsa_with_diagonal(m: Any, X: Any, Y: Any) -> Any:
    """The zeros of the diagonal are correlated too."""

    def everything(Z: Any) -> Any:
        distances = d.rdm(m, Z)
        return m.center(m.stack(distances, distances, m.zeros(Z.shape[0], 1)))

    return d.cosine(m, everything(X), everything(Y))


def rsa_spearman(m: Any, X: Any, Y: Any) -> Any:
    """The rank correlation for the Pearson correlation."""
    return d.cosine(m, m.center(ranks(m, d.rdm(m, X))), m.center(ranks(m, d.rdm(m, Y))))


def ranks(m: Any, v: Any) -> Any:
    """How many entries are below each, ties counting one half."""

    def below(a: Any, b: Any) -> Fraction:
        if m.decide(lt(a, b)) is Verdict.HOLDS:
            return Fraction(1)
        return Fraction(1, 2) if m.decide(eq(a, b)) is Verdict.HOLDS else Fraction(0)

    entries = [v[i, 0] for i in range(v.shape[0])]
    return m.array([[sum((below(a, b) for a in entries), Fraction(0))] for b in entries])


def rsa_not_squared(m: Any, X: Any, Y: Any) -> Any:
    """Distances instead of squared distances."""
    return d.cosine(m, m.center(m.sqrt(d.rdm(m, X))), m.center(m.sqrt(d.rdm(m, Y))))


def rsa_of_inner_products(m: Any, X: Any, Y: Any) -> Any:
    """Inner products instead of distances."""
    return d.cosine(m, m.center(m.upper(m.gram(X))), m.center(m.upper(m.gram(Y))))


def rsa_as_cka(m: Any, X: Any, Y: Any) -> Any:
    """The distances are centred over rows and columns: linear CKA."""
    return d.linear_cka(m, X, Y)


def whitened_rsa_not_whitened(m: Any, X: Any, Y: Any) -> Any:
    """The covariance of the distances is left out."""
    return d.cosine(m, d.rdm(m, X), d.rdm(m, Y))


def whitened_rsa_correlation(m: Any, X: Any, Y: Any) -> Any:
    """The mean distance is subtracted, without the covariance: RSA."""
    return d.rsa(m, X, Y)


def knn_with_self(m: Any, X: Any, Y: Any, *, k: int) -> Any:
    """Every point counts among its own neighbours."""
    n = X.shape[0]
    shared = m.inner(m.neighbours(X, k - 1), m.neighbours(Y, k - 1))
    return (shared + n) * m.ratio(1, k * n)


def knn_one_more(m: Any, X: Any, Y: Any, *, k: int) -> Any:
    """k + 1 neighbours are compared."""
    return d.mutual_knn(m, X, Y, k=k + 1)


def knn_over_union(m: Any, X: Any, Y: Any, *, k: int) -> Any:
    """Common neighbours are divided by the union of the neighbours instead of by k."""
    n = X.shape[0]
    shared = m.diagonal(m.neighbours(X, k) @ m.neighbours(Y, k).T)
    return m.trace(m.ones(shared).T @ (shared / (m.ones(shared) * (2 * k) - shared))) * m.ratio(1, n)


BUGS = joined(
    (
        planted("nbs", nbs_frobenius, nbs_uncentred, nbs_distance, nbs_squared),
        planted(
            "procrustes",
            procrustes_uncentred,
            procrustes_frobenius,
            procrustes_not_squared,
            procrustes_without_the_two,
        ),
        planted(
            "rsa",
            rsa_cosine,
            rsa_with_diagonal,
            rsa_spearman,
            rsa_not_squared,
            rsa_of_inner_products,
            rsa_as_cka,
        ),
        planted("whitened_rsa", whitened_rsa_not_whitened, whitened_rsa_correlation),
        planted("mutual_knn", knn_with_self, knn_one_more, knn_over_union),
    )
)
