(* The means over all relabellings of HSIC_1, which is zero, and of the modified RV coefficient, which is not. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka permutations hsic1 participation relabelled nearest.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Debiased.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma conjp_entry n (s : 'S_n) (L : 'M[R]_n) i j : (perm_mx s *m L *m (perm_mx s)^T) i j = L (s i) (s j).
Proof. exact: conjpE. Qed.

Lemma hollow_perm n (s : 'S_n) (L : 'M[R]_n) :
  hollow (perm_mx s *m L *m (perm_mx s)^T) = perm_mx s *m hollow L *m (perm_mx s)^T.
Proof. by apply/matrixP => i j; rewrite mxE !conjp_entry mxE (inj_eq perm_inj). Qed.

Lemma msum_perm n (s : 'S_n) (L : 'M[R]_n) : msum (perm_mx s *m L *m (perm_mx s)^T) = msum L.
Proof.
rewrite /msum [RHS](reindex_inj (@perm_inj _ s)); apply: eq_bigr => i _.
by rewrite [RHS](reindex_inj (@perm_inj _ s)); apply: eq_bigr => j _; rewrite conjp_entry.
Qed.

Lemma ucenter_perm n (s : 'S_n) (L : 'M[R]_n) :
  ucenter (perm_mx s *m L *m (perm_mx s)^T) = perm_mx s *m ucenter L *m (perm_mx s)^T.
Proof.
apply/matrixP => i j; rewrite conjp_entry !ucenterE hollow_perm msum_perm conjp_entry (inj_eq perm_inj).
have rows k : (perm_mx s *m hollow L *m (perm_mx s)^T *m ones R n) k 0 = (hollow L *m ones R n) (s k) 0.
  by rewrite -mulmxA tr_perm_mx perm_ones -mulmxA -row_permE !mxE.
by rewrite !rows.
Qed.

Lemma conjp_tr n (s : 'S_n) (L : 'M[R]_n) : L^T = L ->
  (perm_mx s *m L *m (perm_mx s)^T)^T = perm_mx s *m L *m (perm_mx s)^T.
Proof. by move=> LT; rewrite !trmx_mul trmxK LT mulmxA. Qed.

Lemma trace_hollow n (L : 'M[R]_n) : \tr (hollow L) = 0.
Proof. by rewrite /mxtrace big1 // => i _; rewrite mxE eqxx. Qed.

Lemma trace_ucenter n (L : 'M[R]_n) : \tr (ucenter L) = 0.
Proof. exact: trace_hollow. Qed.

(* nulls/permutation_mean_of_hsic1: relabelling the samples at random leaves the unbiased HSIC of two symmetric matrices
   at exactly zero on average, from four samples on. *)
Theorem nulls_permutation_mean_of_hsic1 n (K L : 'M[R]_n) : (4 <= n)%N -> K^T = K -> L^T = L ->
  perm_mean (fun P => hsic1 K (P *m L *m P^T)) = 0.
Proof.
case: n K L => [|[|n]] K L n4 KT LT //.
have -> : perm_mean (fun P => hsic1 K (P *m L *m P^T)) = perm_mean (fun P =>
    fip (ucenter K) (P *m ucenter L *m P^T) / (n.+2%:R * (n.+2%:R - 3%:R))).
  by apply: eq_perm_mean => s; rewrite hsic1E ?conjp_tr // ucenter_perm.
by rewrite perm_meanZ perm_mean_fip ?ucenter_ones ?trace_ucenter ?mul0r //; apply: leq_trans n4.
Qed.

(* nulls/permutation_mean_of_hsic1: in particular of the centred Gram matrices of two representations. *)
Theorem nulls_permutation_mean_of_hsic1_grams n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (4 <= n)%N ->
  perm_mean (fun P => hsic1 (cgram X) (P *m cgram Y *m P^T)) = 0.
Proof. by move=> n4; rewrite nulls_permutation_mean_of_hsic1 ?cgram_tr. Qed.

Lemma msum_ones0 n (K : 'M[R]_n) : K *m ones R n = 0 -> msum K = 0.
Proof. by move=> K1; rewrite msumE K1 fip0r. Qed.

Lemma total_hollow n (K : 'M[R]_n) : K *m ones R n = 0 -> msum (hollow K) = - \tr K.
Proof.
move=> K1; rewrite /msum; under eq_bigr do rewrite hollow_sum.
by rewrite sumrB -/(msum K) msum_ones0 // sub0r.
Qed.

End Debiased.

Section ModifiedRV.
Variable R : rcfType.
Local Notation H := (center R _).

(* the modified RV coefficient: the cosine of the centred Gram matrices without their diagonals *)
Definition modified_rv n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  mcos (hollow (cgram X)) (hollow (cgram Y)).

Definition hollow_norm n p (X : 'M[R]_(n, p)) : R := Num.sqrt (fip (hollow (cgram X)) (hollow (cgram X))).

Lemma hollow_norm_gt0 n p (X : 'M[R]_(n, p)) : H *m X != 0 -> 0 < hollow_norm X /\ 0 < \tr (cgram X).
Proof.
move=> x0; have t0 : 0 < \tr (cgram X) by rewrite cgramE /gram mxtrace_mulC fip_gt0.
split=> //; rewrite sqrtr_gt0 fip_gt0; apply: contraTneq t0 => E.
have := total_hollow (cgram_ones X); rewrite E msumE mul0mx fip0r => /esym/eqP.
by rewrite oppr_eq0 => /eqP ->; rewrite ltxx.
Qed.

(* nulls/modified_rv_mean: relabelling the samples at random leaves the modified RV coefficient at
   tr K tr L/(n(n - 1)|K_0||L_0|) on average, which is positive. *)
Theorem nulls_modified_rv_mean n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m X != 0 -> H *m Y != 0 ->
  let floor := \tr (cgram X) * \tr (cgram Y) / (n%:R * (n%:R - 1) * (hollow_norm X * hollow_norm Y)) in
  perm_mean (fun P => modified_rv X (P *m Y)) = floor /\ 0 < floor.
Proof.
case: n X Y => [|[|n]] X Y x0 y0.
- by case/eqP: x0; apply/matrixP => -[].
- by move: x0; rewrite center1 mul0mx eqxx.
have [hx tx] := hollow_norm_gt0 x0; have [hy ty] := hollow_norm_gt0 y0; split; last first.
  by rewrite natr_pred divr_gt0 ?mulr_gt0 ?ltr0Sn.
have -> : perm_mean (fun P => modified_rv X (P *m Y)) = perm_mean (fun P =>
    fip (hollow (cgram X)) (P *m hollow (cgram Y) *m P^T) / (hollow_norm X * hollow_norm Y)).
  apply: eq_perm_mean => s; rewrite /modified_rv /mcos cgram_perm hollow_perm fip_conj ?perm_mxTK //.
  by rewrite sqrtrM ?fip_ge0.
rewrite perm_meanZ perm_mean_offdiag ?trace_hollow // -/(msum _) -/(msum _) !total_hollow ?cgram_ones //.
by rewrite mulrNN natr_pred [in RHS]invfM mulrA.
Qed.

End ModifiedRV.
