(* Sums of the largest eigenvalues, and Ky Fan's maximum principle. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius psd eigen.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Leading.
Variable R : rcfType.

(* the sum of the k largest eigenvalues, and of the k largest squared eigenvalues of a semidefinite matrix *)
Definition leading_sum n (S : 'M[R]_n) k : R := \sum_(i < n | (i < k)%N) eigval S i.
Definition leading_sum2 n (S : 'M[R]_n) k : R := \sum_(i < n | (i < k)%N) eigval S i ^+ 2.
(* the largest eigenvalue, 0 of the empty matrix *)
Definition top_eigval n (S : 'M[R]_n) : R := leading_sum S 1.

(* weights w in [0, 1] that add up to k gain most on the k largest of d *)
Lemma leading_weights n (d w : 'I_n -> R) k : (forall i j : 'I_n, (i <= j)%N -> d j <= d i) ->
  (forall i, 0 <= w i <= 1) -> \sum_i w i = k%:R -> \sum_i w i * d i <= \sum_(i < n | (i < k)%N) d i.
Proof.
move=> dd w01 wk; have kn : (k <= n)%N.
  rewrite -(ler_nat R) -wk -[X in _ <= X%:R]card_ord -sumr_const; apply: ler_sum => i _.
  by case/andP: (w01 i).
have [c cP] : exists c, forall i : 'I_n, if (i < k)%N then c <= d i else d i <= c.
  case: (ltnP k n) => [kl|nk].
    exists (d (Ordinal kl)) => i; case: (ltnP i k) => ik; apply: dd => //=; exact: ltnW.
  case: n d w dd w01 wk kn nk => [|n] d w dd w01 wk kn nk; first by exists 0 => -[].
  exists (d ord_max) => i; rewrite (leq_trans _ nk) //; apply: dd; exact: leq_ord.
have ck : \sum_(i < n | (i < k)%N) c = k%:R * c.
  have cardk : #|[pred i : 'I_n | (i < k)%N]| = k.
    by rewrite -[RHS](card_ord k) -sum1_card -sum1_card big_ord_narrow.
  by rewrite (sumr_const [pred i : 'I_n | (i < k)%N]) cardk mulr_natl.
have E : \sum_i (w i * (d i - c)) <= \sum_(i < n | (i < k)%N) (d i - c).
  rewrite [X in _ <= X]big_mkcond; apply: ler_sum => i _; have := cP i; case/andP: (w01 i) => w0 w1.
  case: ifP => _ h; first by rewrite ler_pimull ?subr_ge0.
  by rewrite mulr_ge0_le0 ?subr_le0.
have E2 : \sum_i (w i * (d i - c)) = \sum_i w i * d i - k%:R * c.
  by rewrite -wk mulr_suml -sumrB; apply: eq_bigr => i _; rewrite mulrBr.
by move: E; rewrite E2 sumrB ck ler_add2r.
Qed.

(* Ky Fan: for a semidefinite contraction P of trace k *)
Theorem ky_fan_max n (S P : 'M[R]_n) k : S^T = S -> psd P -> psd (1%:M - P) -> \tr P = k%:R ->
  fip S P <= leading_sum S k.
Proof.
move=> ST p0 p1 trP; rewrite {1}(eigenE ST) fip_smap.
under eq_bigr do rewrite mulrC.
apply: (@leading_weights _ (eigval S) (fun i => (eigvec S *m P *m (eigvec S)^T) i i)) => [i j|i|];
  first exact: eigval_le.
  have := psd_entry i (psd_conj (eigvec S) p0); have := psd_entry i (psd_conj (eigvec S) p1).
  rewrite mulmxBr mulmxBl mulmx1 eigvec_orth [X in 0 <= X]mxE [X in X + _]mxE eqxx [X in _ + X]mxE subr_ge0.
  by move=> -> ->.
by rewrite -trP -[LHS]/(\tr _) mxtrace_mulC mulmxA eigvec_orthT mul1mx.
Qed.

(* the projector onto the k leading eigenvectors *)
Definition leading_proj n (S : 'M[R]_n) k : 'M[R]_n := spectral_map S (fun i => (i < k)%N%:R).

Theorem ky_fan_attained n (S : 'M[R]_n) k : S^T = S -> fip S (leading_proj S k) = leading_sum S k.
Proof.
move=> ST; have E : S *m leading_proj S k = spectral_map S (fun i => eigval S i * (i < k)%N%:R).
  by rewrite -smapM -eigenE.
rewrite /fip ST E trace_smap [RHS]big_mkcond; apply: eq_bigr => i _.
by case: (_ < _)%N; rewrite ?mulr1 ?mulr0.
Qed.

Lemma psd_projector n (P : 'M[R]_n) : P^T = P -> P *m P = P -> psd P.
Proof. by move=> PT PP; rewrite -PP -{2}PT; apply: gram_psd. Qed.

Lemma psd_coprojector n (P : 'M[R]_n) : P^T = P -> P *m P = P -> psd (1%:M - P).
Proof.
move=> PT PP; apply: psd_projector; first by rewrite linearB /= trmx1 PT.
by rewrite mulmxBr mulmx1 mulmxBl mul1mx PP subrr subr0.
Qed.

(* the same for the squares of the eigenvalues of a semidefinite matrix *)
Theorem ky_fan_max2 n (S P : 'M[R]_n) k : psd S -> psd P -> psd (1%:M - P) -> \tr P = k%:R ->
  fip (S *m S) P <= leading_sum2 S k.
Proof.
move=> Sp p0 p1 trP; have E : S *m S = spectral_map S (fun i => eigval S i ^+ 2).
  by rewrite {1 2}(eigenE (proj1 Sp)) smapM; apply: smap_eq => i; rewrite expr2.
rewrite E fip_smap; under eq_bigr do rewrite mulrC.
apply: (@leading_weights _ (fun i => eigval S i ^+ 2) (fun i => (eigvec S *m P *m (eigvec S)^T) i i)) => [i j ij|i|].
- by rewrite ler_expn2r ?nnegrE ?eigval_ge0 ?eigval_le.
- have := psd_entry i (psd_conj (eigvec S) p0); have := psd_entry i (psd_conj (eigvec S) p1).
  rewrite mulmxBr mulmxBl mulmx1 eigvec_orth [X in 0 <= X]mxE [X in X + _]mxE eqxx [X in _ + X]mxE subr_ge0.
  by move=> -> ->.
by rewrite -trP -[LHS]/(\tr _) mxtrace_mulC mulmxA eigvec_orthT mul1mx.
Qed.

Lemma leading_proj_tr n (S : 'M[R]_n) k : (leading_proj S k)^T = leading_proj S k.
Proof. exact: smap_tr. Qed.

Lemma leading_proj_idem n (S : 'M[R]_n) k : leading_proj S k *m leading_proj S k = leading_proj S k.
Proof. by rewrite smapM; apply: smap_eq => i; case: (_ < _)%N; rewrite ?mulr1 ?mulr0. Qed.

Lemma top_eigval_max n (S : 'M[R]_n) i : psd S -> eigval S i <= top_eigval S.
Proof.
case: n S i => [|n] S i Sp; first by case: i.
rewrite /top_eigval /leading_sum (bigD1 ord0) //= big1 ?addr0 ?eigval_le // => j /andP [j1].
by rewrite -val_eqE /= -leqn0 -ltnS j1.
Qed.

Lemma top_eigval_ge0 n (S : 'M[R]_n) : psd S -> 0 <= top_eigval S.
Proof. by move=> Sp; apply: sumr_ge0 => i _; apply: eigval_ge0. Qed.

Lemma leading_sum2_le n (S : 'M[R]_n) k : psd S -> leading_sum2 S k <= k%:R * top_eigval S ^+ 2.
Proof.
move=> Sp; have kn : (#|[pred i : 'I_n | (i < k)%N]| <= k)%N.
  case: (leqP k n) => kn; last by rewrite (leq_trans (max_card _)) // card_ord ltnW.
  by rewrite -[X in (_ <= X)%N](card_ord k) -sum1_card -sum1_card big_ord_narrow.
apply: le_trans (_ : \sum_(i < n | (i < k)%N) top_eigval S ^+ 2 <= _).
  apply: ler_sum => i _; rewrite ler_expn2r ?nnegrE ?eigval_ge0 ?top_eigval_ge0 ?top_eigval_max //.
by rewrite (sumr_const [pred i : 'I_n | (i < k)%N]) -mulr_natl ler_wpmul2r ?sqr_ge0 // ler_nat.
Qed.

Lemma leading_sum_all n (S : 'M[R]_n) : S^T = S -> leading_sum S n = \tr S.
Proof. by move=> ST; rewrite -sum_eigval //; apply: eq_bigl => i; rewrite ltn_ord. Qed.
End Leading.
