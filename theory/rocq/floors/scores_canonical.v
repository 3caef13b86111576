(* What linear readouts force of the canonical correlations and of the Procrustes similarity. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd projector pinv eigen nuclear predict_tools predict_unread
  readout_tools readout_scalar.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Canonical.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma proj_contraction n p (A : 'M[R]_(n, p)) : contraction (proj A).
Proof. by move=> v; rewrite fip_proj_sqr fip_proj_le. Qed.

(* the number of canonical pairs *)
Definition canonical_pairs n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : nat := minn (\rank (H *m X)) (\rank (H *m Y)).

(* the canonical correlations are the singular values of P_X P_Y: their mean, and that of their squares *)
Definition mean_cca n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  nuc (proj (H *m X) *m proj (H *m Y)) / (canonical_pairs X Y)%:R.
Definition mean_squared_cca n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  sum_rho2 X Y / (canonical_pairs X Y)%:R.

(* |P_a P_b|_* over the number of canonical pairs *)
Definition cca_readout_floor n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  R :=
  nuc (proj (H *m X *m W) *m proj (H *m Y *m V)) / (canonical_pairs X Y)%:R.

(* floors/canonical_correlations_of_readouts: the canonical correlations of two readouts are, in sum, no larger than
   those of what they read. *)
Theorem floors_canonical_correlations_of_readouts n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) : cca_readout_floor X Y W V <= mean_cca X Y.
Proof.
apply: ler_wpmul2r; first by rewrite invr_ge0 ler0n.
have -> : proj (H *m X *m W) *m proj (H *m Y *m V)
    = proj (H *m X *m W) *m (proj (H *m X) *m proj (H *m Y)) *m proj (H *m Y *m V).
  by rewrite (mulmxA (proj (H *m X *m W))) proj_nestr -(mulmxA (proj (H *m X *m W))) proj_nest.
by apply: nuc_contr; apply: proj_contraction.
Qed.

Lemma nuc_proj n p (A : 'M[R]_(n, p)) : nuc (proj A) = (\rank A)%:R.
Proof.
apply: le_anti; apply/andP; split.
  have rp : \rank (proj A) = \rank A.
    apply/eqP; rewrite eqn_leq; apply/andP; split; first by have [C ->] := proj_col A; apply: mxrankM_maxl.
    by rewrite -{1}(proj_id A); apply: mxrankM_maxl.
  rewrite -(@ler_sqr _ (nuc _)) ?nnegrE ?nuc_ge0 ?ler0n //; apply: le_trans (nuc_rank _) _.
  by rewrite rp /fip proj_tr proj_idem trace_proj expr2.
have := nuc_max (proj A) (@contraction1 R n); by rewrite fipC fip_1 trace_proj.
Qed.

(* floors/shared_canonical_correlations: a shared output T of rank r makes the top r canonical correlations 1: P_X P_Y
   keeps the r directions of T; and both means are at least r over the number of canonical pairs. *)
Theorem floors_shared_canonical_correlations n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) (T : 'M[R]_(n, k)) : H *m X *m W = T -> H *m Y *m V = T ->
  [/\ proj (H *m X) *m proj (H *m Y) *m proj T = proj T,
      cca_readout_floor X Y W V = (\rank T)%:R / (canonical_pairs X Y)%:R,
      (\rank T)%:R / (canonical_pairs X Y)%:R <= mean_cca X Y &
      (\rank T)%:R / (canonical_pairs X Y)%:R <= mean_squared_cca X Y].
Proof.
move=> XT YT.
have PX : proj (H *m X) *m proj T = proj T by rewrite -XT proj_nest.
have PY : proj (H *m Y) *m proj T = proj T by rewrite -YT proj_nest.
have E : cca_readout_floor X Y W V = (\rank T)%:R / (canonical_pairs X Y)%:R.
  by rewrite /cca_readout_floor XT YT proj_idem nuc_proj.
split=> //; first by rewrite -mulmxA PY.
  by rewrite -E; apply: floors_canonical_correlations_of_readouts.
rewrite /mean_squared_cca /sum_rho2 ler_wpmul2r ?invr_ge0 ?ler0n //.
have YP : proj T *m proj (H *m Y) = proj T by rewrite -YT proj_nestr.
pose D := proj (H *m Y) - proj T; have DD : gram D = D.
  by rewrite /gram /D linearB /= !proj_tr mulmxBl !mulmxBr !proj_idem PY YP subrr subr0.
have PP : gram (proj (H *m X)) = proj (H *m X) by rewrite /gram proj_tr proj_idem.
rewrite -subr_ge0; have -> : (\rank T)%:R = fip (proj (H *m X)) (proj T) by rewrite /fip proj_tr PX trace_proj.
by rewrite -fipBr -/D -DD -PP fip_gram_ge0.
Qed.

(* |W^+' a'b V^+|_* over the norms of the features *)
Definition nbs_readout_floor n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  R :=
  nuc ((pinv W)^T *m ((H *m X *m W)^T *m (H *m Y *m V)) *m pinv V)
    / Num.sqrt (fip (H *m X) (H *m X) * fip (H *m Y) (H *m Y)).

Lemma nbs_readout n p q k l (x : 'M[R]_(n, p)) (y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  (pinv W)^T *m ((x *m W)^T *m (y *m V)) *m pinv V = proj W *m (x^T *m y) *m proj V.
Proof.
by rewrite -!pinv_proj -(pinv_mulr_tr W) !trmx_mul !mulmxA.
Qed.

(* floors/nbs_from_a_shared_readout: two linear readouts force the Procrustes similarity above a floor; for one output
   each it is |a'b|/(|w| |v| |X_c| |Y_c|). *)
Theorem floors_nbs_from_a_shared_readout n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) : nbs_readout_floor X Y W V <= nbs X Y.
Proof.
apply: ler_wpmul2r; first by rewrite invr_ge0 sqrtr_ge0.
rewrite nbs_readout.
by apply: nuc_contr; apply: proj_contraction.
Qed.

(* floors/nbs_from_a_shared_readout: for one output each the floor is |a^T b|/(|w| |v| |X_c| |Y_c|). *)
Theorem floors_nbs_from_a_shared_readout_scalar n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (w : 'cV[R]_p) (v : 'cV[R]_q) : w != 0 -> v != 0 ->
  nbs_readout_floor X Y w v = `|fip (H *m X *m w) (H *m Y *m v)|
    / (Num.sqrt (fip w w) * Num.sqrt (fip v v) * Num.sqrt (fip (H *m X) (H *m X)) * Num.sqrt (fip (H *m Y) (H *m Y))).
Proof.
move=> w0 v0; rewrite /nbs_readout_floor nbs_readout sqrtrM ?fip_ge0 //.
have over (a b c d e : R) : a = b / c -> a / (d * e) = b / (c * d * e).
  by move=> ->; rewrite -(mulrA c) (invfM c) mulrA.
apply: over.
have -> : (H *m X)^T *m (H *m Y) = X^T *m H *m Y by rewrite trmx_mul center_tr -[LHS]mulmxA center_center [LHS]mulmxA.
rewrite -/(seen X Y w v) seen_cV //; set s := fip _ _.
rewrite nuc_rank1; last by rewrite (leq_trans (mxrank_scale _ _)) // (leq_trans (mxrankM_maxr _ _)) // rank_leq_row.
rewrite !fip_lin fip_col_row fip_tr; set f := fip w w * fip v v.
have f0 : 0 < f by rewrite mulr_gt0 ?fip_gt0.
have -> : s / f * (s / f * f) = s ^+ 2 / f by rewrite divfK ?gt_eqF // mulrAC expr2.
by rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr sqrtrV ?ltW // /f sqrtrM ?fip_ge0.
Qed.

End Canonical.
