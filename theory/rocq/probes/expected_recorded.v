(* Recording a random part of the features: the moments of the Gram matrix. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring expected_subsets.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Recorded.
Variable R : realFieldType.
Local Notation H := (center R _).

(* the centred Gram matrix of one feature *)
Definition feature_gram n N (X : 'M[R]_(n, N)) j : 'M[R]_n := cgram (col j X).

(* of the recorded features, scaled to all N of them *)
Definition recorded n N (X : 'M[R]_(n, N)) (k : nat) (S : {set 'I_N}) : 'M[R]_n :=
  (N%:R / k%:R) *: \sum_(j in S) feature_gram X j.

(* |K|^2 estimated from the recorded features: their own parts times N/k, the pairs times N(N - 1)/(k(k - 1)) *)
Definition corrected n N (X : 'M[R]_(n, N)) (k : nat) (S : {set 'I_N}) : R :=
  let K := \sum_(j in S) feature_gram X j in
  let own := \sum_(j in S) fip (feature_gram X j) (feature_gram X j) in
  own * (N%:R / k%:R) + (fip K K - own) * (N%:R * (N%:R - 1) / (k%:R * (k%:R - 1))).

Lemma cgram_features n N (X : 'M[R]_(n, N)) : cgram X = \sum_j feature_gram X j.
Proof.
rewrite /feature_gram /cgram -mulmx_suml -mulmx_sumr; congr (_ *m _ *m _).
apply/matrixP => i k; rewrite summxE mxE; apply: eq_bigr => j _.
by rewrite !mxE big_ord1 !mxE.
Qed.

Lemma fip_pairs n (I : finType) (P : pred I) (K : I -> 'M[R]_n) :
  fip (\sum_(i | P i) K i) (\sum_(i | P i) K i) = \sum_(i | P i) \sum_(j | P j) fip (K i) (K j).
Proof.
by rewrite fip_sumr; apply: eq_bigr => i _; rewrite fipC fip_sumr.
Qed.

Lemma fip_sum_spread n N (K : 'I_N -> 'M[R]_n) :
  fip (\sum_i K i) (\sum_i K i) <= N%:R * \sum_i fip (K i) (K i).
Proof.
have e : \sum_i \sum_j fip (K i - K j) (K i - K j)
    = 2%:R * (N%:R * (\sum_i fip (K i) (K i)) - fip (\sum_i K i) (\sum_i K i)).
  rewrite (eq_bigr (fun i => N%:R * fip (K i) (K i) + \sum_j fip (K j) (K j) - 2%:R * \sum_j fip (K i) (K j))).
    rewrite sumrB big_split /= -!mulr_sumr -fip_pairs sumr_const card_ord -[(\sum_j _) *+ N]mulr_natl.
    by move: (N%:R : R) (\sum_i fip _ _) (fip _ _) => x a b; ring.
  move=> i _; rewrite (eq_bigr (fun j => fip (K i) (K i) + fip (K j) (K j) - 2%:R * fip (K i) (K j))).
    by rewrite sumrB big_split /= -!mulr_sumr sumr_const card_ord -[fip _ _ *+ N]mulr_natl.
  by move=> j _; rewrite !fip_lin (fipC (K j) (K i)); ring.
rewrite -subr_ge0 -(pmulr_rge0 _ (ltr0n R 2)) -e.
by apply: sumr_ge0 => i _; apply: sumr_ge0 => j _; apply: fip_ge0.
Qed.

(* probes/few_recorded_features_lower_cka: recording k of N features at random keeps inner products of Gram matrices on
   average, and inflates their norms; |K|^2 is estimated without bias from k >= 2. *)
Theorem probes_few_recorded_features_lower_cka n N q k (X : 'M[R]_(n, N)) (Y : 'M[R]_(n, q)) :
  (2 <= N)%N -> (1 <= k <= N)%N ->
  let own := \sum_j fip (feature_gram X j) (feature_gram X j) in
  let M := recorded X k in let K := cgram X in
  [/\ mean_subsets k (fun S => fip (M S) (cgram Y)) = fip K (cgram Y),
      mean_subsets k (fun S => fip (M S) (M S))
        = fip K K + (N%:R - k%:R) / (k%:R * (N%:R - 1)) * (N%:R * own - fip K K),
      fip K K <= mean_subsets k (fun S => fip (M S) (M S)) &
      (2 <= k)%N -> mean_subsets k (fun S => corrected X k S) = fip K K].
Proof.
case: N X => [//|[//|N]] X _ /andP [k1 kN] own M K.
have N0 : N.+2%:R != 0 :> R by rewrite pnatr_eq0.
have k0 : k%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have N1 : N.+2%:R - 1 != 0 :> R by rewrite subr_eq0 (eqr_nat R _ 1).
have KK : fip K K = \sum_i \sum_j fip (feature_gram X i) (feature_gram X j).
  by rewrite /K (cgram_features X) fip_pairs.
have E2 : mean_subsets k (fun S => fip (M S) (M S))
    = fip K K + (N.+2%:R - k%:R) / (k%:R * (N.+2%:R - 1)) * (N.+2%:R * own - fip K K).
  transitivity (mean_subsets k (fun S => (N.+2%:R / k%:R) ^+ 2 *
      \sum_(i in S) \sum_(j in S) fip (feature_gram X i) (feature_gram X j))).
    by apply: eq_mean_subsets => S _; rewrite /M /recorded !fip_lin fip_pairs mulrA expr2.
  rewrite mean_subsetsZ mean_sum_pairs // -/own -KK.
  by move: N0 k0 N1; move: (N.+2%:R : R) (k%:R : R) (fip K K) own => x y f o x0 y0 x1; field; rewrite x0 y0 x1.
split=> //.
- transitivity (mean_subsets k (fun S => N.+2%:R / k%:R * \sum_(j in S) fip (feature_gram X j) (cgram Y))).
    apply: eq_mean_subsets => S _; rewrite /M /recorded fipZl fipC fip_sumr; congr (_ * _).
    by apply: eq_bigr => j _; rewrite fipC.
  rewrite mean_subsetsZ mean_sum_members // mulrA mulf_div [_ * k%:R]mulrC divff ?mulf_neq0 // mul1r.
  by rewrite /K (cgram_features X) fipC fip_sumr; apply: eq_bigr => j _; rewrite fipC.
- rewrite E2 ler_addl mulr_ge0 ?divr_ge0 ?mulr_ge0 ?subr_ge0 ?ler_nat ?ler0n //; first by rewrite (ler_nat R 1).
  by rewrite /K (cgram_features X) fip_sum_spread.
move=> k2; have k1' : k%:R - 1 != 0 :> R by rewrite subr_eq0 (eqr_nat R _ 1) gtn_eqF.
pose f i j := fip (feature_gram X i) (feature_gram X j).
transitivity (mean_subsets k (fun S => N.+2%:R / k%:R * (\sum_(j in S) f j j)
   + N.+2%:R * (N.+2%:R - 1) / (k%:R * (k%:R - 1))
     * (\sum_(i in S) \sum_(j in S) f i j + -1 * \sum_(j in S) f j j))).
  apply: eq_mean_subsets => S _; rewrite /corrected fip_pairs mulN1r [N.+2%:R / _ * _]mulrC.
  by congr (_ + _); rewrite mulrC.
rewrite mean_subsetsD !mean_subsetsZ mean_subsetsD mean_subsetsZ mean_sum_pairs // !mean_sum_members //.
rewrite -/own -KK; move: own {E2} => o.
move: N0 k0 N1 k1'; move: (N.+2%:R : R) (k%:R : R) (fip K K) => x y g x0 y0 x1 y1.
by field; rewrite x0 y0 x1 y1.
Qed.

End Recorded.
