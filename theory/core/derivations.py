"""Steps that many derivations share: what is not zero, from what is known not to be.

Each is made of facts and lemmas of the symbolic carrier (trace_algebra), so it claims nothing that is not proved there.
"""

from __future__ import annotations

from typing import Any

from .record import All, Verdict, eq, le


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


def half_angles(m: Any) -> Verdict:
    """<K, L> >= s|K||L| for any K, L, M with |M|^2 = 2(1 + s), <K, M> >= |K|(1 + s), <L, M> >= |L|(1 + s); 0 <= s <= 1.

    The angle of K and M is at most half of arccos s, and so is that of L and M.
    """
    K, L, M, s = *(m.matrix(name, "n", "n") for name in "KLM"), m.scalar("s")
    k, n, size = m.norm(K), m.norm(L), (s + 1) * 2
    u, w, z = m.inner(K, M), m.inner(L, M), m.inner(K, L)
    near = All(le(k * (1 + s), u), le(n * (1 + s), w))
    with m.supposing(All(eq(m.inner(M, M), size), le(0, s), le(s, 1), near)):
        over = m.sign_known(u - k * (1 + s)), m.sign_known(w - n * (1 + s))
        apart = [  # by how much |K|^2|M|^2 - <K, M>^2 is below (1 - s^2)|K|^2
            m.product(fact, m.sum(fact, m.sign_known(r * (1 + s) * 2))) for fact, r in zip(over, (k, n), strict=True)
        ]
        squares = m.sum(
            m.scaled(size, m.gram_determinant(K, L, M)),
            m.product(m.cauchy_schwarz(K, M), apart[1]),
            m.product(m.cauchy_schwarz(L, M), apart[0]),
            m.product(*apart),
        )
        far = m.from_squares(squares, (1 - s * s) * k * n, u * w - size * z)
        facts = [far, m.product(*over), m.scaled(n * (1 + s), over[0]), m.scaled(k * (1 + s), over[1])]
        verdict: Verdict = m.certificate(le(k * n * s, z), scale=size, facts=facts)
        return verdict
