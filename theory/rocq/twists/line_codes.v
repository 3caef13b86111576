(* Codes of a line by polynomials: uncorrelated with the line, which one product of two features reads. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector zero_scores harmonics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Codes.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma sum_squares_eq0 n (f : 'I_n -> R) : \sum_i f i ^+ 2 = 0 -> forall i, f i = 0.
Proof.
move=> /eqP; rewrite psumr_eq0 => [/allP h i|i _]; last exact: sqr_ge0.
by have := h i (mem_index_enum i); rewrite /= sqrf_eq0 => /eqP.
Qed.

(* twists/legendre_code: a line whose values and cubes sum to zero, and whose cubes are no multiple of it, is
   uncorrelated with the code (p2, p3, p5), and is read from it by the product of p2 and p3. *)
Theorem twists_legendre_code n (x : 'cV[R]_n) :
  let m k := \sum_i x i 0 ^+ k in
  let p2 i := x i 0 ^+ 2 - m 2%N / n%:R in let p3 i := x i 0 ^+ 3 - m 4%N / m 2%N * x i 0 in
  let p5 i := x i 0 ^+ 5 - m 6%N / m 2%N * x i 0 in
  let Y : 'M[R]_(n, 3) := \matrix_(i, k) nth 0 [:: p2 i; p3 i; p5 i] k in
  m 1%N = 0 -> m 3%N = 0 -> (exists i, m 2%N * x i 0 ^+ 3 != m 4%N * x i 0) ->
  (forall i, x i 0 = m 2%N / (\sum_j p3 j ^+ 2) * (p2 i * p3 i - p5 i + (m 4%N / m 2%N + m 2%N / n%:R) * p3 i)) /\
  [/\ x^T *m H *m Y = 0, cka x Y = 0, r2 x Y = 0 & r2 Y x = 0].
Proof.
move=> m p2 p3 p5 Y m1 m3 [i0 two].
have m2 : m 2%N != 0.
  apply: contraNneq two => m20; rewrite m20 (sum_squares_eq0 m20 i0) expr0n /= !mulr0.
  by rewrite eqxx.
pose a := m 4%N / m 2%N; pose b := m 6%N / m 2%N.
have p3s : \sum_j p3 j ^+ 2 = m 2%N * (b - a ^+ 2).
  have e j : p3 j ^+ 2 = x j 0 ^+ 6 + (- (2%:R * a)) * x j 0 ^+ 4 + a ^+ 2 * x j 0 ^+ 2 by rewrite /p3 -/a; ring.
  rewrite (eq_bigr _ (fun j _ => e j)) !big_split -!mulr_sumr /= -/(m 6%N) -/(m 4%N) -/(m 2%N) /a /b.
  by move: m2; move: (m 2%N) (m 4%N) (m 6%N) => u v w u0; field.
have p30 : \sum_j p3 j ^+ 2 != 0.
  apply: contraNneq two => z; have /eqP := sum_squares_eq0 z i0; rewrite subr_eq0 => /eqP->.
  by rewrite mulrA (mulrC (m 2%N)) mulfVK.
have ba : b - a ^+ 2 != 0 by apply: contraNneq p30 => z; rewrite p3s z mulr0.
split=> [i|].
  rewrite p3s /p2 /p3 /p5 -/a -/b; clear p3s p30; move: (m 2%N / n%:R) m2 ba.
  by clearbody a b; move: (m 2%N) (x i 0) => u t c u0 ba; field; rewrite u0 ba.
have sx : \sum_i x i 0 = 0 by rewrite -[RHS]m1; apply: eq_bigr => i _; rewrite expr1.
apply: unrelatedP; apply: cov_sums => [k|k l]; rewrite !(ord1 k) //.
rewrite (eq_bigr (fun i => x i 0 * nth 0 [:: p2 i; p3 i; p5 i] l)) => [|i _]; last by rewrite mxE.
have mk k' : \sum_i x i 0 * (x i 0 ^+ k') = m k'.+1 by apply: eq_bigr => i _; rewrite exprS.
have lin c : \sum_i x i 0 * (c * x i 0) = c * m 2%N.
  by rewrite /m mulr_sumr; apply: eq_bigr => i _; rewrite expr2; ring.
case: l => [[|[|[|l]]] Hl] //=.
- rewrite /p2 (eq_bigr (fun i => x i 0 * x i 0 ^+ 2 - x i 0 * (m 2%N / n%:R))) => [|i _]; last by rewrite mulrBr.
  by rewrite sumrB mk m3 -mulr_suml sx mul0r subr0.
- rewrite /p3 (eq_bigr (fun i => x i 0 * x i 0 ^+ 3 - x i 0 * (m 4%N / m 2%N * x i 0))) => [|i _];
  last by rewrite mulrBr.
  by rewrite sumrB mk lin mulfVK // subrr.
rewrite /p5 (eq_bigr (fun i => x i 0 * x i 0 ^+ 5 - x i 0 * (m 6%N / m 2%N * x i 0))) => [|i _]; last by rewrite mulrBr.
by rewrite sumrB mk lin mulfVK // subrr.
Qed.
End Codes.
