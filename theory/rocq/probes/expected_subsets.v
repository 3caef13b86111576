(* Averages over all subsets of one size: of sums over the members, and over the pairs of members. Recording a random
   part of the features: the moments of the Gram matrix. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Subsets.
Variable R : realFieldType.

(* the mean of f over the subsets with k of the N elements *)
Definition mean_subsets N k (f : {set 'I_N} -> R) : R :=
  'C(N, k)%:R^-1 * \sum_(S : {set 'I_N} | #|S| == k) f S.

Lemma mean_subsetsD N k (f g : {set 'I_N} -> R) :
  mean_subsets k (fun S => f S + g S) = mean_subsets k f + mean_subsets k g.
Proof. by rewrite /mean_subsets big_split mulrDr. Qed.

Lemma mean_subsetsZ N k c (f : {set 'I_N} -> R) : mean_subsets k (fun S => c * f S) = c * mean_subsets k f.
Proof. by rewrite /mean_subsets -mulr_sumr mulrCA. Qed.

Lemma eq_mean_subsets N k (f g : {set 'I_N} -> R) : (forall S : {set 'I_N}, #|S| = k -> f S = g S) ->
  mean_subsets k f = mean_subsets k g.
Proof. by move=> fg; congr (_ * _); apply: eq_bigr => S /eqP; apply: fg. Qed.

Lemma mean_subsets_sum N k (I : finType) (P : pred I) (f : I -> {set 'I_N} -> R) :
  mean_subsets k (fun S => \sum_(i | P i) f i S) = \sum_(i | P i) mean_subsets k (f i).
Proof. by rewrite /mean_subsets exchange_big mulr_sumr. Qed.

Lemma bin_neq0 N k : (k <= N)%N -> 'C(N, k)%:R != 0 :> R.
Proof. by move=> kN; rewrite pnatr_eq0 -lt0n bin_gt0. Qed.

Lemma mean_subsets1 N k : (k <= N)%N -> mean_subsets k (fun _ : {set 'I_N} => 1) = 1.
Proof.
move=> kN; rewrite /mean_subsets sumr_const -mulr_natr mul1r.
have -> : #|[pred S : {set 'I_N} | #|S| == k]| = 'C(N, k).
  by rewrite -[in RHS](card_ord N) -card_draws; apply: eq_card => S; rewrite !inE.
by rewrite mulVf ?bin_neq0.
Qed.

(* the share of the subsets that avoid a set B *)
Lemma mean_avoid N k (B : {set 'I_N}) :
  mean_subsets k (fun S => (S \subset ~: B)%:R) = 'C(N - #|B|, k)%:R / 'C(N, k)%:R.
Proof.
rewrite /mean_subsets mulrC; congr (_ * _).
have -> : (N - #|B|)%N = #|~: B| by rewrite [RHS]cardsCs setCK card_ord.
rewrite -cards_draws -sum1_card natr_sum big_mkcond [RHS]big_mkcond; apply: eq_bigr => S _ /=.
by rewrite !inE; case: (S \subset _); case: eqP.
Qed.

Lemma avoid_one N (S : {set 'I_N}) i : (S \subset ~: [set i])%:R = 1 - (i \in S)%:R :> R.
Proof.
have -> : (S \subset ~: [set i]) = (i \notin S) by rewrite -disjoints_subset disjoint_sym disjoints1.
by case: (i \in S); rewrite ?subrr ?subr0.
Qed.

Lemma avoid_two N (S : {set 'I_N}) i j :
  (S \subset ~: [set i; j])%:R = (1 - (i \in S)%:R) * (1 - (j \in S)%:R) :> R.
Proof. by rewrite setCU subsetI -mulnb natrM !avoid_one. Qed.

Lemma bin_step N k : (k <= N.+1)%N -> N.+1%:R * 'C(N, k)%:R = (N.+1%:R - k%:R) * 'C(N.+1, k)%:R :> R.
Proof. by move=> kN; rewrite -natrB // -!natrM; congr _%:R; exact: mul_bin_down. Qed.

(* one element is a member with chance k/N *)
Lemma mean_member N k (i : 'I_N) : (k <= N)%N -> mean_subsets k (fun S => (i \in S)%:R) = k%:R / N%:R.
Proof.
case: N i => [[]//|N] i kN; have C0 := bin_neq0 kN.
have N0 : N.+1%:R != 0 :> R by rewrite pnatr_eq0.
have h := mean_avoid k [set i]; rewrite cards1 subn1 /= in h.
have E : mean_subsets k (fun S : {set 'I_N.+1} => (S \subset ~: [set i])%:R)
    = mean_subsets k (fun _ : {set 'I_N.+1} => 1) + mean_subsets k (fun S => - 1 * (i \in S)%:R).
  by rewrite -mean_subsetsD; apply: eq_mean_subsets => S _; rewrite avoid_one mulN1r.
move: h; rewrite E mean_subsets1 // mean_subsetsZ mulN1r => h.
have -> : mean_subsets k (fun S : {set 'I_N.+1} => (i \in S)%:R) = 1 - 'C(N, k)%:R / 'C(N.+1, k)%:R.
  by rewrite -h opprD addNKr opprK.
have -> : 'C(N, k)%:R = (N.+1%:R - k%:R) * 'C(N.+1, k)%:R / N.+1%:R :> R.
  by rewrite -bin_step // mulrC mulKf.
move: C0 N0; move: ('C(N.+1, k)%:R : R) (N.+1%:R : R) (k%:R : R) => c x y c0 x0.
by field; rewrite c0 x0.
Qed.

(* two are with chance k(k - 1)/(N(N - 1)) *)
Lemma mean_two_members N k (i j : 'I_N) : (k <= N)%N -> i != j ->
  mean_subsets k (fun S => (i \in S)%:R * (j \in S)%:R) = k%:R * (k%:R - 1) / (N%:R * (N%:R - 1)).
Proof.
case: N i j => [[]//|[|N]] i j kN ij; first by rewrite !ord1 in ij.
have C0 := bin_neq0 kN.
have N0 : N.+2%:R != 0 :> R by rewrite pnatr_eq0.
have N1 : N.+1%:R != 0 :> R by rewrite pnatr_eq0.
have E2 : N.+2%:R - 1 = N.+1%:R :> R by rewrite -addn1 natrD addrK.
have h := mean_avoid k [set i; j]; rewrite cards2 ij subn2 /= in h.
have E : mean_subsets k (fun S : {set 'I_N.+2} => (i \in S)%:R * (j \in S)%:R)
    = mean_subsets k (fun S => (S \subset ~: [set i; j])%:R) + (-1 * mean_subsets k (fun _ : {set 'I_N.+2} => 1)
      + (mean_subsets k (fun S : {set 'I_N.+2} => (i \in S)%:R) + mean_subsets k (fun S : {set 'I_N.+2} => (j \in
        S)%:R))).
  rewrite -mean_subsetsZ -!mean_subsetsD; apply: eq_mean_subsets => S _.
  by rewrite avoid_two; move: ((i \in S)%:R : R) ((j \in S)%:R : R) => a b; ring.
rewrite E h mean_subsets1 // !mean_member // E2.
have [kN1|kN1] := leqP k N.+1; last first.
  have -> : k = N.+2 by apply/eqP; rewrite eqn_leq kN.
  rewrite bin_small // binn E2; move: N0 N1 E2; move: (N.+2%:R : R) (N.+1%:R : R) => x y x0 y0 xy.
  by rewrite -xy in y0 *; field; rewrite x0 y0.
have -> : 'C(N, k)%:R = (N.+1%:R - k%:R) * ((N.+2%:R - k%:R) * 'C(N.+2, k)%:R / N.+2%:R) / N.+1%:R :> R.
  by rewrite -(bin_step kN) [N.+2%:R * _]mulrC mulfK // -bin_step // [N.+1%:R * _]mulrC mulfK.
move: C0 N0 N1 E2; move: ('C(N.+2, k)%:R : R) (N.+2%:R : R) (N.+1%:R : R) (k%:R : R) => c x z y c0 x0 z0 xy.
by rewrite -xy in z0 *; field; rewrite c0 x0 z0.
Qed.

(* the mean of a sum over the members, and over the pairs of members *)
Lemma mean_sum_members N k (f : 'I_N -> R) : (k <= N)%N ->
  mean_subsets k (fun S => \sum_(i in S) f i) = k%:R / N%:R * \sum_i f i.
Proof.
move=> kN; rewrite mulr_sumr; transitivity (\sum_i mean_subsets k (fun S => f i * (i \in S)%:R)).
  rewrite -mean_subsets_sum; apply: eq_mean_subsets => S _; rewrite big_mkcond; apply: eq_bigr => i _.
  by case: (i \in S); rewrite ?mulr1 ?mulr0.
by apply: eq_bigr => i _; rewrite mean_subsetsZ mean_member // mulrC.
Qed.

Lemma mean_sum_pairs N k (f : 'I_N -> 'I_N -> R) : (k <= N)%N ->
  mean_subsets k (fun S => \sum_(i in S) \sum_(j in S) f i j)
  = k%:R / N%:R * (\sum_i f i i)
    + k%:R * (k%:R - 1) / (N%:R * (N%:R - 1)) * (\sum_i \sum_j f i j - \sum_i f i i).
Proof.
move=> kN; set a := k%:R / N%:R; set b := k%:R * _ / _.
transitivity (\sum_i \sum_j mean_subsets k (fun S => f i j * ((i \in S)%:R * (j \in S)%:R))).
  rewrite (eq_bigr (fun i => mean_subsets k (fun S => \sum_j f i j * ((i \in S)%:R * (j \in S)%:R)))); last first.
    by move=> i _; rewrite mean_subsets_sum.
  rewrite -mean_subsets_sum; apply: eq_mean_subsets => S _; rewrite big_mkcond; apply: eq_bigr => i _.
  case: (i \in S); last by rewrite big1 // => j _; rewrite mul0r mulr0.
  by rewrite big_mkcond; apply: eq_bigr => j _; case: (j \in S); rewrite mul1r ?mulr1 ?mulr0.
rewrite -sumrB !mulr_sumr -big_split /=; apply: eq_bigr => i _.
rewrite (bigD1 i) //= [X in _ = _ + b * (X - _)](bigD1 i) //= [f i i + _]addrC addrK mulr_sumr; congr (_ + _).
  rewrite mean_subsetsZ mulrC; congr (_ * _); rewrite /a -(mean_member i kN); apply: eq_mean_subsets => S _.
  by case: (i \in S); rewrite ?mulr1 ?mulr0.
by apply: eq_bigr => j ji; rewrite mean_subsetsZ mean_two_members 1?eq_sym // mulrC.
Qed.
End Subsets.

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
