"""Steps that many derivations share: what is not zero, from what is known not to be.

Each is made of facts and lemmas of the symbolic carrier (trace_algebra), so it claims nothing that is not proved there.
"""

from __future__ import annotations

from typing import Any


def rank_is_positive(m: Any, A: Any) -> None:
    """rank A > 0 for A known to be nonzero: tr AA' = <P, AA'> <= |AA'| tr P."""
    below = m.psd_product(m.projector_psd(m.projector(A)), m.norm_psd(m.gram_psd(A)))
    m.lemma_positive(m.norm(A @ A.T) * m.rank(A), facts=[below], rest=m.inner(A, A))


def factor_is_nonzero(m: Any, A: Any, B: Any) -> None:
    """A != 0 and AA' != 0 for AB known to be nonzero: |AB|^2 <= |A|^2 |B|^2."""
    below = m.psd_product(m.trace_psd(m.gram_psd(A.T)), m.gram_psd(B))
    m.lemma_positive(m.inner(A, A) * m.inner(B, B), facts=[below], rest=m.inner(A @ B, A @ B))
    gram_is_nonzero(m, A)


def gram_is_nonzero(m: Any, A: Any) -> None:
    """|AA'| > 0 for A known to be nonzero: (tr AA')^2 <= n |AA'|^2."""
    K, one = A @ A.T, m.identity(A.shape[0])
    m.lemma_positive(m.inner(K, K) * m.trace(one), facts=[m.cauchy_schwarz(K, one)], rest=m.trace(K) ** 2)


def both_vanish(m: Any, A: Any, B: Any) -> None:
    """A = 0 and B = 0, of as many rows, where |A|^2 + |B|^2 is known to be 0: then [A, B] = 0."""
    m.lemma_zero(m.concat(A, B))


def equal_roots(m: Any, A: Any, B: Any) -> None:
    """AA' = BB', where their squares are known to be equal: semidefinite roots are unique.

    With D = AA' - BB' the trace of D(AA' + BB')D is then 0, so D[A, B] = 0 and |D|^2 = tr D(AA' - BB') = 0.
    """
    D = A @ A.T - B @ B.T
    m.lemma_zero(m.concat(A, B).T @ D)
    m.lemma_zero(D)
