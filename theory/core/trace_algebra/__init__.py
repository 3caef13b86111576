"""The symbolic carrier: the same claim, run on words, for all n, p and q.

A matrix is a sum of words in letters (``X' H X``), a scalar a rational function of sizes, scalars of the case, roots
and traces of words. What is known is kept as rules that rewrite words, relations between traces, signs, and facts.
Nothing is ever refuted here: a derivation holds, or is undecided.

**A derivation.** ``Theorem.symbolic = REWRITING`` lets the claim itself be rewritten. Otherwise it is a generator
``symbolic(m, **case)`` that yields the verdict of each step; ``fresh`` has made the case into symbols and taken the
hypotheses as known. Below, the two are done by hand; sizes are integers of at least 1:

>>> from unalignable.theory.core.record import All, Iff, Implies, eq, le, lt, nonzero, psd, zero
>>> m = Symbolic()
>>> n, p, q = (m.dimension(name) for name in "npq")
>>> X, Y, Z, A, S = (m.matrix(name, n, k) for name, k in zip("XYZAS", (p, q, p, n, n)))
>>> t = m.scalar("t")
>>> for known in (nonzero(m.center(X)), nonzero(m.center(Y)), psd(S), lt(0, t)):
...     m.assume(known)
>>> K, L = m.gram(X), m.gram(Y)
>>> def holds(relation):
...     return m.decide(relation).value

A hypothesis teaches by its form: ``eq`` of matrices a rule, of scalars a relation; ``lt``, ``le`` and ``ne`` of
scalars a sign; ``nonzero`` of a matrix that its squared norm is positive (and n >= 2, if it is centred); ``psd`` a
fact; ``All`` all of its parts. Where ``holds(...)`` stands below, a derivation has ``yield m.decide(relation)``.

**Primitives.** Words are multiplied, transposed, added and scaled as arrays are:

>>> (X @ X.T).T, X.shape[0] - 1, m.trace(X @ X.T) - m.trace(X.T @ X)
(X X', n - 1, 0)
>>> n = X.shape[0]
>>> m.inner(X, Z), m.norm(X), m.ratio(1, n), m.array(3), m.identity(2), m.zeros(2, 2)
(tr(X Z'), √(tr(X X')), (1)/(n), 3, I, 0)
>>> m.sqrt(t**2), abs(-t), m.pos(t), m.minimum(t, t + 1)
(t, t, t, t)
>>> m.ones(X), m.center(X), m.gram(X), m.double_center(S)
(one[n], H[n] X, H[n] X X' H[n], H[n] S H[n])
>>> m.hollow(S), m.diagonal(S), m.trace(m.diagonal_matrix(m.diagonal(S)))
((-1) Diag[diag[S]] + S, diag[S], tr(S))
>>> holds(eq(m.squared_distances(X) @ m.ones(X), m.ones(X) * m.trace(X @ X.T) + m.diagonal(X @ X.T) * n
...     - X @ X.T @ m.ones(X) * 2))
'holds'
>>> m.concat(X, Y).shape, m.stack(X, m.matrix("W", m.dimension("k"), p)).shape
((n, p + q), (n + k, p))
>>> P = m.projector(m.center(X))
>>> holds(eq(P @ P, P)), holds(eq(P @ m.center(X), m.center(X))), holds(eq(m.rank(m.center(X)), m.trace(P)))
('holds', 'holds', 'holds')
>>> holds(eq(m.center(X) @ m.pseudo_inverse(m.center(X)), P)), m.is_projector(P)
('holds', True)
>>> U, R = m.polar(A), m.modulus(A)
>>> holds(eq(U @ R, A)), holds(eq(m.nuclear_norm(A), m.trace(R)))
('holds', 'holds')

>>> top = m.leading_sum(S, 1)  # the largest eigenvalue; of a rank k, the sum of the k largest
>>> E, c = m.leading(S, 1)
>>> holds(eq(S @ E, E * c)), holds(eq(top, c)), holds(eq(m.trace(E), 1))
('holds', 'holds', 'holds')
>>> F = m.averaging(X)  # over samples with equal rows: F @ Y is E[Y|X]
>>> holds(eq(F @ F, F)), holds(eq(F @ X, X)), holds(eq(F @ m.ones(X), m.ones(X)))
('holds', 'holds', 'holds')

Measures are their definitions over these (``m.linear_cka``, ``m.linear_r2``, ``m.nbs``, ``m.hsic1`` ...). There is no
inverse (``m.solve``): take one as a matrix of the case. What looks at entries or spectra is not on words.

**Averages.** Over permutations, of what is linear in tr(P A P'B) or tr(P A); over diagonal matrices of signs, of what
is linear in tr(S A S B) or tr(S A); over columns z with E zz' = I, of z'Az:

>>> m.mean_over_permutations(n, lambda P: m.trace(P @ S)) * n - m.trace(m.ones(S).T @ S @ m.ones(S))
0
>>> m.mean_over_signs(n, lambda E: m.trace(E @ S @ E @ A) + m.trace(E @ A)) - m.inner(m.diagonal(S), m.diagonal(A))
0
>>> m.mean_over_isotropic(n, lambda z: m.trace(z.T @ A @ z))
tr(A)

**Semidefinite matrices** (``Psd``):

>>> m.given(S)
S >= 0 (given)
>>> k, l = m.gram_psd(X), m.gram_psd(Y)
>>> m.congruence(X.T, S), m.psd_sum(k, l), m.psd_scaled(t, k)
(X' S X >= 0 (a congruence), X X' + Y Y' >= 0 (a sum of semidefinite matrices), (t) X X' >= 0 (a nonnegative multiple))
>>> m.projector_psd(P, complement=True), m.modulus_psd(A)
(I + (-1) P[H[n] X] >= 0 (a projector), S[A] >= 0 (an absolute value))
>>> m.trace_psd(k).A, m.norm_psd(m.given(S)).A
((tr(X X')) I + (-1) X X', (√(tr(S S))) I + (-1) S)
>>> m.psd_root(k, m.psd_scaled(2, k), m.psd_scaled(3, m.gram_psd(X @ X.T)))  # B - A from B^2 - A^2
X X' >= 0 (the square root keeps the order)
>>> r = m.rank(m.center(X))  # the leading eigenvalues of S, and the others
>>> m.leading_psd(S, r).why, m.trailing_psd(S, r).why
('the leading eigenvalues', 'the other eigenvalues')
>>> m.certificate(psd(m.identity(n) * c - S), facts=[m.trailing_psd(S, 1)]).value
'holds'

**Nonnegative scalars** (``Fact``), from nothing:

>>> m.sign_known(t).value, m.square(t).value, m.squared_norm(X).value
(t, t^2, tr(X X'))
>>> m.psd_trace(k).value, m.psd_product(k, l).value, m.loewner(k, l, m.given(S), k).value.identical(
...     m.trace(X @ X.T @ X @ X.T + Y @ Y.T @ (S + X @ X.T)))
(tr(X X'), tr(X X' Y Y'), True)
>>> cauchy_schwarz = m.cauchy_schwarz(K, L)
>>> cauchy_schwarz.value.identical(m.inner(K, K) * m.inner(L, L) - m.inner(K, L) ** 2)
True
>>> m.gram_determinant(K, L, S).why, m.nuclear_bounds_frobenius(A).why
('a Gram determinant', 'the nuclear norm is at least the norm')
>>> m.duality(A, P, m.projector_psd(P, complement=True)).value, m.nuclear_below_rank(A).why
(tr(S[A]) - tr(A P[H[n] X]), 'the nuclear norm is at most the norm times the root of the rank')
>>> m.compression(P, P, P).why
'the nuclear norm of a part is smaller'
>>> m.diagonals_product(k, l).why
'the product of the diagonals of two semidefinite matrices'

and from others:

>>> square = m.square(t - 1)
>>> m.scaled(t, square).why, m.product(square, square).why, m.sum(square, cauchy_schwarz).why
('a multiple: a square', 'a product: a square; a square', 'a square; the Cauchy-Schwarz inequality')
>>> m.divided(square, t).value
(t^2 - 2*t + 1)/(t)
>>> below = m.from_squares(cauchy_schwarz, m.norm(K) * m.norm(L), m.inner(K, L))  # a - b from a^2 - b^2 and a >= 0
>>> s = m.scalar("s")
>>> m.at_minimum(m.minimum(s, t) ** 2, s, t, m.square(s), m.square(t)).value
min(s, t)^2

**Certificates.** ``scale * (right - left) = sum of facts + rest``, with a positive scale, proves ``left <= right``;
with a positive rest, ``left < right``; semidefinite summands prove ``psd(right)``:

>>> m.certificate(le(m.linear_cka(X, Y), 1), scale=m.norm(K) * m.norm(L), facts=[below]).value
'holds'
>>> m.certificate(lt(t * 2, t * t + 2), facts=[square], rest=1).value
'holds'
>>> m.certificate(psd(S * t), facts=[m.psd_scaled(t, m.given(S))]).value
'holds'

**Lemmas** are known from then on:

>>> gap = m.psd_product(m.projector_psd(P), m.norm_psd(m.gram_psd(m.center(X))))  # tr K = <P, K> <= |K| tr P
>>> m.lemma_positive(m.norm(K) * m.rank(m.center(X)), facts=[gap], rest=m.trace(K))
>>> holds(lt(0, m.rank(m.center(X))))
'holds'
>>> m.lemma_nonnegative(below)
>>> holds(le(m.inner(K, L), m.norm(K) * m.norm(L)))
'holds'

``m.lemma_zero(R)`` says R = 0 where |R|^2 (or the trace of a semidefinite R) is known to vanish, and ``m.full_rank(P)``
that P = H where P is a projector on centred columns of rank n - 1. Both are mostly needed under a supposition.

**Suppositions.** What is derived inside holds under the supposition and is forgotten afterwards; what was made inside
cannot be used outside. ``implies`` and ``equivalent`` are suppositions with a conclusion; ``follows`` says whether a
claim is decided. A scalar that is zero says that a matrix is where it is a multiple of its squared norm: give ``roots``
where that does not show:

>>> with m.supposing(zero(m.inner(K, L))):
...     holds(zero(m.center(X).T @ m.center(Y)))
'holds'
>>> with m.supposing(eq(m.rank(m.center(X)), n - 1)):
...     m.full_rank(P)
...     holds(eq(P, m.center(m.identity(n))))
'holds'
>>> with m.supposing(zero(m.trace(S))):
...     m.lemma_zero(m.given(S))
...     m.follows(zero(S @ X))
True
>>> m.implies(Implies(zero(m.linear_cka(X, Y)), zero(K @ L))).value
'holds'
>>> x, y = m.center(X), m.center(Y)
>>> m.equivalent(Iff(zero(x.T @ y), zero(m.linear_cka(X, Y))), roots=[x.T @ y]).value
'holds'

A step yielded inside ``supposing`` is a step *under the supposition*: sound only where the cases together are all
cases, or where what is supposed is about letters of its own and what follows is a statement for all of them.

**When a derivation is undecided.** ``verify SLUG --level symbolic`` shows the step and the difference of its sides.

1. *"not known to be nonzero / nonnegative / positive"*: a hypothesis is missing, or its consequence has to be made:
   ``lemma_positive`` (a sum of facts and something positive), ``lemma_nonnegative``. What is known of a scalar:

>>> sorted(m.sign(t)), sorted(m.sign(s)), sorted(m.sign(m.trace(S @ X @ X.T)))
([1], [-1, 0, 1], [-1, 0, 1])

2. *"the certificate leaves ..."*: the remainder is the fact still to be found, or a missing factor in ``scale``.
3. *a difference of traces*: look at the normal forms, and ask which equation of matrices relates them; if it follows
   from a vanishing norm, ``lemma_zero``; if from a rank, ``full_rank``; if from a supposition, ``roots``.

>>> m.slack(eq(K, m.gram(Z)))
" (difference: (-1) H[n] X X' H[n] + H[n] Z Z' H[n])"

4. *"steps", "rules", "rotations", "different scalars"*: rewriting was stopped. Make fewer letters: projectors and
   nuclear norms only when needed, in an order that puts the facts before them, one supposition for each.
5. *"the average of a product / a nonlinear function"*: only the moments above are known; divide by what does not move
   first, or expand.

A new rule, fact or lemma is attacked with the others: ``attack`` puts all that a derivation says to exact cases, and
each has an exercise, with a wrong one that is caught (``exercise``; tests/core/test_trace_algebra_facts.py and beside
it).
"""

from .carrier import Symbolic
from .case import fresh
from .errors import NotProved
from .facts import Fact, Psd
from .scalar import Scalar
from .words import Matrix

__all__ = ["Fact", "Matrix", "NotProved", "Psd", "Scalar", "Symbolic", "fresh"]
