(* Random key sets of frequencies: the mean of their overlap, over all relabellings and over all sets. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Keys.
Variable R : rcfType.

Definition col_norm n (p : 'cV[R]_n) : R := Num.sqrt (fip p p).

Lemma col_fip n (p q : 'cV[R]_n) : fip p q = \sum_i p i 0 * q i 0.
Proof. by rewrite fipE big_ord1. Qed.

Lemma perm_norm n (q : 'cV[R]_n) (s : 'S_n) : col_norm (perm_mx s *m q) = col_norm q.
Proof.
rewrite /col_norm; congr Num.sqrt; rewrite !col_fip [RHS](reindex_inj (@perm_inj _ s)).
by apply: eq_bigr => i _; rewrite -row_permE !mxE.
Qed.

(* every place meets every entry equally often *)
Lemma perm_entries n (q : 'cV[R]_n) i : n%:R * (\sum_(s : 'S_n) q (s i) 0) = n`!%:R * \sum_k q k 0.
Proof.
have same k : \sum_(s : 'S_n) q (s k) 0 = \sum_(s : 'S_n) q (s i) 0.
  by rewrite (reindex_inj (mulgI (tperm i k))); apply: eq_bigr => s _; rewrite permM tpermR.
transitivity (\sum_k \sum_(s : 'S_n) q (s k) 0).
  by rewrite (eq_bigr _ (fun k _ => same k)) sumr_const card_ord mulr_natl.
rewrite exchange_big (eq_bigr (fun=> \sum_k q k 0)) => [|s _].
  by rewrite sumr_const card_Sn mulr_natl.
by rewrite [RHS](reindex_inj (@perm_inj _ s)).
Qed.

(* twists/random_key_sets: spectra p, q on K frequencies with sum p = |p|^2 and sum q = |q|^2, as for equal powers on key
   sets of |p|^2 and |q|^2 frequencies: over all relabellings of the frequencies the mean of their cosine, which is CKA,
   is |p||q|/K. *)
Theorem twists_random_key_sets K (p q : 'cV[R]_K) :
  \sum_k p k 0 = fip p p -> \sum_k q k 0 = fip q q ->
  K`!%:R^-1 * (\sum_(s : 'S_K) fip p (perm_mx s *m q) / (col_norm p * col_norm (perm_mx s *m q))) =
    col_norm p * col_norm q / K%:R.
Proof.
move=> sp sq; rewrite (eq_bigr (fun s => fip p (perm_mx s *m q) / (col_norm p * col_norm q))) => [|s _]; last first.
  by rewrite perm_norm.
have [K0|K0] := posnP K.
  have -> : K%:R = 0 :> R by rewrite K0.
  rewrite invr0 mulr0 big1 ?mulr0 // => s _; rewrite col_fip big1 ?mul0r // => i.
  by have := ltn_ord i; rewrite {2}K0.
have k0 : K%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have f0 : K`!%:R != 0 :> R by rewrite pnatr_eq0 -lt0n fact_gt0.
rewrite -mulr_suml; have -> : \sum_(s : 'S_K) fip p (perm_mx s *m q) = K`!%:R / K%:R * (fip p p * fip q q).
  rewrite (eq_bigr (fun s : 'S_K => \sum_i p i 0 * q (s i) 0)) => [|s _]; last first.
    by rewrite col_fip; apply: eq_bigr => i _; rewrite -row_permE !mxE.
  rewrite exchange_big (eq_bigr (fun i => p i 0 * (K`!%:R / K%:R * fip q q))) => [|i _]; last first.
    by rewrite -mulr_sumr; congr (_ * _); apply: (mulfI k0); rewrite perm_entries sq; field.
  by rewrite -mulr_suml sp mulrCA.
have [a b] : fip p p = col_norm p ^+ 2 /\ fip q q = col_norm q ^+ 2 by rewrite !sqr_sqrtr ?fip_ge0.
rewrite a b; move: (col_norm p) (col_norm q) => u v.
have [->|u0] := eqVneq u 0; first by rewrite expr0n /= !(mul0r, mulr0).
have [->|v0] := eqVneq v 0; first by rewrite expr0n /= !(mul0r, mulr0).
by field; rewrite k0 f0 u0 v0.
Qed.
End Keys.
