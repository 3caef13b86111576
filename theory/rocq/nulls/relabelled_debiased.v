(* The means over all relabellings of HSIC_1, which is zero, and of the modified RV coefficient, which is not. The
   variance of linear CKA over all relabellings of the samples, in closed form. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka permutations hsic1 participation relabelled nearest
  orbits orbit_sums.
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

Section Moment.
Variable R : realFieldType.

(* (n - 1)|K|^2 - (tr K)^2 and n(n + 1) sum K_ii^2 - (n - 1)((tr K)^2 + 2|K|^2) *)
Definition moment_a n (K : 'M[R]_n) : R := (n%:R - 1) * fip K K - \tr K ^+ 2.
Definition moment_g n (K : 'M[R]_n) : R :=
  n%:R * (n%:R + 1) * diag_square K - (n%:R - 1) * (\tr K ^+ 2 + 2%:R * fip K K).

Lemma second_moment n (K L : 'M[R]_n) : (4 <= n)%N -> K^T = K -> L^T = L -> K *m ones R n = 0 -> L *m ones R n = 0 ->
  perm_mean (fun P => fip K (P *m L *m P^T) ^+ 2)
  = \tr K ^+ 2 * \tr L ^+ 2 / (n%:R - 1) ^+ 2
    + (2%:R * n%:R * (n%:R - 3%:R) * moment_a K * moment_a L + (n%:R - 1) * moment_g K * moment_g L)
      / ((n%:R - 2%:R) * (n%:R - 3%:R) * (n%:R - 1) ^+ 2 * n%:R * (n%:R + 1)).
Proof.
case: n K L => [|[|[|[|m]]]] // K L _ KT LT K1 L1.
rewrite /perm_mean sum_of_squares contract_all //.
have [e1 e2 e3 e4] := orbit_equations LT L1; have [e5 e6 e7] := orbit_totals L.
have h0 : m.+4%:R != 0 :> R by rewrite pnatr_eq0.
have hk k : (k < 4)%N -> m.+4%:R - k%:R != 0 :> R.
  by move=> k4; rewrite subr_eq0 eqr_nat gtn_eqF // (leq_trans k4).
have h4 : m.+4%:R + 1 != 0 :> R by rewrite -(natrD _ _ 1) pnatr_eq0 addn1.
have := moment_scalars (diag_square K) (\tr K ^+ 2) (fip K K) h0 (hk 1%N isT) (hk 2%N isT) (hk 3%N isT) h4
  e1 e2 e3 e4 e5 e6 e7.
rewrite -/(orbit_all L) -/(orbit_pairs L) -/(orbit_cross L) => ->.
by rewrite mulKf ?fact_neq0.
Qed.

Lemma scale_moments (n s t d S T D c : R) : s != 0 -> S != 0 ->
  (t * T / (n - 1) ^+ 2 + (2%:R * n * (n - 3%:R) * ((n - 1) * s - t) * ((n - 1) * S - T)
    + (n - 1) * (n * (n + 1) * d - (n - 1) * (t + 2%:R * s)) * (n * (n + 1) * D - (n - 1) * (T + 2%:R * S))) / c)
    / (s * S)
  = t * T / (n - 1) ^+ 2 / (s * S) + (2%:R * n * (n - 3%:R) * (n - 1 - t / s) * (n - 1 - T / S)
    + (n - 1) * (n * (n + 1) * (d / s) - (n - 1) * (t / s + 2%:R))
      * (n * (n + 1) * (D / S) - (n - 1) * (T / S + 2%:R))) / c.
Proof.
move=> s0 S0; rewrite mulrDl; congr (_ + _); rewrite mulrAC; congr (_ / _); field.
by rewrite s0 S0.
Qed.

(* E(f - E f)^2 = E f^2 - (E f)^2 *)
Lemma perm_mean_var n (f : 'M[R]_n -> R) : let mu := perm_mean f in
  perm_mean (fun P => (f P - mu) ^+ 2) = perm_mean (fun P => f P ^+ 2) - mu ^+ 2.
Proof.
move=> mu; have E (s : 'S_n) : (f (perm_mx s) - mu) ^+ 2
    = f (perm_mx s) ^+ 2 + (- (2%:R * mu) * f (perm_mx s) + mu ^+ 2).
  by move: mu (f _) => c x; ring.
rewrite /perm_mean (eq_bigr _ (fun s _ => E s)) !big_split /= -mulr_sumr sumr_const card_Sn.
rewrite -[mu ^+ 2 *+ _]mulr_natl !mulrDr mulKf ?fact_neq0 // [_ * (- _ * _)]mulrCA -/(perm_mean f) -/mu.
by congr (_ + _); move: mu {E} => c; ring.
Qed.

End Moment.

Section Variance.
Variable R : rcfType.
Local Notation H := (center R _).

(* b = (tr K)^2/|K|^2, d = sum K_ii^2/|K|^2, a = n - 1 - b and g = n(n + 1)d - (n - 1)(b + 2) *)
Definition null_b n p (X : 'M[R]_(n, p)) : R := \tr (cgram X) ^+ 2 / fip (cgram X) (cgram X).
Definition null_d n p (X : 'M[R]_(n, p)) : R := diag_square (cgram X) / fip (cgram X) (cgram X).
Definition null_a n p (X : 'M[R]_(n, p)) : R := n%:R - 1 - null_b X.
Definition null_g n p (X : 'M[R]_(n, p)) : R :=
  n%:R * (n%:R + 1) * null_d X - (n%:R - 1) * (null_b X + 2%:R).

Definition null_variance n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  (2%:R * n%:R * (n%:R - 3%:R) * null_a X * null_a Y + (n%:R - 1) * null_g X * null_g Y)
  / ((n%:R - 2%:R) * (n%:R - 3%:R) * (n%:R - 1) ^+ 2 * n%:R * (n%:R + 1)).

(* the mean of CKA^2 *)
Lemma mean_square n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (4 <= n)%N -> H *m X != 0 -> H *m Y != 0 ->
  perm_mean (fun P => cka X (P *m Y) ^+ 2) = perm_mean (fun P => cka X (P *m Y)) ^+ 2 + null_variance X Y.
Proof.
move=> n4 x0 y0; set K := cgram X; set L := cgram Y.
have pq : 0 <= participation X * participation Y by rewrite mulr_ge0 ?participation_ge0.
have KT : K^T = K by rewrite /K cgramE gram_tr.
have LT : L^T = L by rewrite /L cgramE gram_tr.
have sK : fip K K != 0 by rewrite fip_eq0 cgram_eq0.
have sL : fip L L != 0 by rewrite fip_eq0 cgram_eq0.
have -> : perm_mean (fun P => cka X (P *m Y) ^+ 2)
    = perm_mean (fun P => fip K (P *m L *m P^T) ^+ 2 / (fip K K * fip L L)).
  apply: eq_perm_mean => s; rewrite cka_permute expr_div_n sqr_sqrtr ?mulr_ge0 ?hsic_ge0 //.
  by rewrite !hsicE.
rewrite perm_meanZ second_moment ?cgram_ones //.
rewrite /moment_a /moment_g scale_moments //.
congr (_ + _); rewrite nulls_permutation_mean expr_div_n sqr_sqrtr //.
by rewrite /participation -/K -/L [LHS]mulrAC; congr (_ / _); rewrite invfM mulrACA.
Qed.

(* nulls/permutation_variance: the variance of linear CKA over all relabellings of the samples is the closed formula
   [2n(n - 3)a_K a_L + (n - 1)g_K g_L]/[(n - 2)(n - 3)(n - 1)^2 n(n + 1)], from four samples on. *)
Theorem nulls_permutation_variance n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (4 <= n)%N -> H *m X != 0 -> H *m Y != 0 ->
  let mu := perm_mean (fun P => cka X (P *m Y)) in
  mu = Num.sqrt (participation X * participation Y) / (n%:R - 1)
  /\ perm_mean (fun P => (cka X (P *m Y) - mu) ^+ 2) = null_variance X Y
  /\ perm_mean (fun P => cka X (P *m Y) ^+ 2) = mu ^+ 2 + null_variance X Y.
Proof.
move=> n4 x0 y0 mu; rewrite -mean_square //; split; first exact: nulls_permutation_mean.
split=> //; apply: (addrI (mu ^+ 2)); rewrite -mean_square //.
by rewrite perm_mean_var addrC subrK.
Qed.

End Variance.
