(* What linear readouts force of the canonical correlations and of the Procrustes similarity. Two readouts force
   linear R^2 and NBS: by the angle of their outputs, their shares of the features, and the ranks. A shared output of
   rank r makes the top r canonical correlations one. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd projector pinv eigen nuclear predict_tools predict_unread
  readout_norms readout_scalar leading.
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

Section Shares.
Variable R : rcfType.
Local Notation H := (center R _).

(* the share that a readout w of Z is sure to read, with b = |w|^2 |K|/|Z_c w|^2 and one direction of rank Z_c read *)
Definition least_share n p (Z : 'M[R]_(n, p)) (w : 'cV[R]_p) : R :=
  let a := H *m Z *m w in
  read_share_floor ((\rank (H *m Z))%:R - 1) (fip w w * Num.sqrt (fip (cgram Z) (cgram Z)) / fip a a).

Lemma least_share_ge0 n p (Z : 'M[R]_(n, p)) (w : 'cV[R]_p) : 0 <= least_share Z w.
Proof. by rewrite invr_ge0 addr_ge0 ?ler01 ?sqrtr_ge0. Qed.

(* the squared cosine of two outputs *)
Definition output_cosine2 n (a b : 'cV[R]_n) : R := fip a b ^+ 2 / (fip a a * fip b b).

Lemma op2_col p (w : 'cV[R]_p) : op2 w = fip w w.
Proof.
have [->|w0] := eqVneq w 0; first by rewrite fip0l; apply: le_anti; rewrite op2_ge0 andbT leNgt op2_gt0 eqxx.
apply: le_anti; apply/andP; split.
  apply: op2_least; first exact: fip_ge0.
  split=> [|v]; first by rewrite linearB /= tr_scalar_mx gram_tr.
  rewrite mulmxBl mul_scalar_mx fipBr fipZr subr_ge0 /gram -mulmxA fip_scalar mul_mx_scalar fipZr (fipC v w).
  by rewrite -expr2 cauchy_schwarz.
by have := op2_mul w w; rewrite fip_scalar fip11 ler_pmul2r // fip_gt0.
Qed.

(* the part of Z that w reads: a D, along one direction *)
Lemma one_share n p (Z : 'M[R]_(n, p)) (w : 'cV[R]_p) : let a := H *m Z *m w in a != 0 ->
  exists (U : 'cV[R]_p) (D : 'rV[R]_p), let g := H *m Z *m proj U in
    [/\ g = a *m D, fip g g = fip a a * fip D D & least_share Z w * fip (H *m Z) (H *m Z) <= fip g g].
Proof.
move=> a a0; have [U [D [gE _ _ s]]] := read_share a0; exists U, D => /=; split=> //.
  by rewrite gE fip_col_row.
have ra : \rank a = 1%N.
  by apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0.
move: s; rewrite ra op2_col -/a fip_scalar fip11 -cgramE.
by rewrite -expr2 sqrtr_sqr ger0_norm ?fip_ge0.
Qed.

(* floors/scores_from_readout_shares: two readouts a = X_c w and b = Y_c v force R^2 >= c^2 s_Y and NBS^2 >= c^2 s_X
   s_Y,
   with the cosine c of a and b and the least shares s_X, s_Y that w and v read. *)
Theorem floors_scores_from_readout_shares n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) :
  let a := H *m X *m w in let b := H *m Y *m v in a != 0 -> b != 0 ->
  output_cosine2 a b * least_share Y v <= r2 X Y /\
  output_cosine2 a b * least_share X w * least_share Y v <= nbs X Y ^+ 2.
Proof.
move=> a b a0 b0; have [U [D /= [gX gX2 sX]]] := one_share a0; have [V [E /= [gY gY2 sY]]] := one_share b0.
rewrite -/a in gX gX2; rewrite -/b in gY gY2.
have x0 : 0 < fip (H *m X) (H *m X) by rewrite fip_gt0; apply: contraNneq a0 => e; rewrite /a e mul0mx.
have y0 : 0 < fip (H *m Y) (H *m Y) by rewrite fip_gt0; apply: contraNneq b0 => e; rewrite /b e mul0mx.
have aa : 0 < fip a a by rewrite fip_gt0.
have bb : 0 < fip b b by rewrite fip_gt0.
have c0 : 0 <= output_cosine2 a b by rewrite divr_ge0 ?sqr_ge0 ?mulr_ge0 ?fip_ge0.
split.
  rewrite /r2 ler_pdivl_mulr // -mulrA; apply: le_trans (ler_wpmul2l c0 sY) _.
  apply: le_trans (fip_proj_mono (H *m X) w _); rewrite -/a -fip_proj_sqr.
  apply: le_trans (fip_mulr_proj V _); rewrite -(mulmxA (proj a)) gY2 gY (mulmxA (proj a)).
  have -> : proj a *m b = (fip a b / fip a a) *: a.
    by rewrite proj_cV // -scalemxAl -mulmxA fip_scalar mul_mx_scalar scalerA mulrC.
  rewrite -scalemxAl !fip_lin fip_col_row /output_cosine2 le_eqVlt; apply/orP; left; apply/eqP.
  by field; rewrite !gt_eqF.
rewrite nbs_sqr ler_pdivl_mulr ?mulr_gt0 //.
apply: le_trans (nuc_frobenius _).
have h : fip ((H *m X *m proj U)^T *m (H *m Y *m proj V)) ((H *m X *m proj U)^T *m (H *m Y *m proj V))
    <= fip ((H *m X)^T *m (H *m Y)) ((H *m X)^T *m (H *m Y)).
  apply: le_trans (fip_mulr_proj V _); rewrite mulmxA trmx_mul proj_tr -!(mulmxA (proj U)).
  by rewrite fip_proj_sqr fip_proj_le.
apply: le_trans h; rewrite gX gY trmx_mul -mulmxA (mulmxA a^T) fip_scalar mul_scalar_mx -scalemxAr !fip_lin.
rewrite fip_col_row fip_tr.
have -> : fip a b * (fip a b * (fip D D * fip E E))
    = output_cosine2 a b * (fip a a * fip D D * (fip b b * fip E E)).
  by rewrite /output_cosine2; field; rewrite !gt_eqF.
rewrite -gX2 -gY2 -2!(mulrA (output_cosine2 a b)) ler_wpmul2l // mulrACA.
by apply: ler_pmul => //; rewrite mulr_ge0 ?least_share_ge0 ?fip_ge0.
Qed.

End Shares.

Section Top.
Variable R : rcfType.
Local Notation H := (center R _).

(* the i-th canonical correlation: the i-th singular value of P_X P_Y, from the largest down *)
Definition canonical_rho n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (i : 'I_n) : R :=
  let M := proj (H *m X) *m proj (H *m Y) in Num.sqrt (eigval (M^T *m M) i).

Lemma eigval_contraction n (M : 'M[R]_n) i : contraction M -> eigval (M^T *m M) i <= 1.
Proof.
move=> /contractionP c; rewrite eigvalE ?tr_mul_sym //.
have := psd_entry i (psd_conj (eigvec (M^T *m M)) c).
rewrite mulmxBr mulmxBl mulmx1 eigvec_orth [X in 0 <= X]mxE [X in X + _]mxE eqxx [X in _ + X]mxE subr_ge0.
by [].
Qed.

Lemma top_ones n r (d : 'I_n -> R) : (r <= n)%N -> (forall i, d i <= 1) -> r%:R <= \sum_(i < n | (i < r)%N) d i ->
  forall i : 'I_n, (i < r)%N -> d i = 1.
Proof.
move=> rn d1 s i ir; have e : \sum_(j < n | (j < r)%N) (1 - d j) = 0.
  apply: le_anti; rewrite sumr_ge0 ?andbT => [|j _]; last by rewrite subr_ge0.
  rewrite sumrB -(big_ord_widen n (fun _ => 1 : R)) // sumr_const card_ord subr_le0 //.
move/eqP: e; rewrite psumr_eq0 => [/allP h|j _]; last by rewrite subr_ge0.
by have := h i (mem_index_enum i); rewrite ir /= subr_eq0 => /eqP.
Qed.

(* floors/shared_canonical_correlations: rho_1 = ... = rho_r = 1 for the rank r of the shared output T. *)
Theorem floors_shared_canonical_correlations_top n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) (T : 'M[R]_(n, k)) : H *m X *m W = T -> H *m Y *m V = T ->
  forall i : 'I_n, (i < \rank T)%N -> canonical_rho X Y i = 1.
Proof.
move=> XT YT i ir; rewrite /canonical_rho /=; set M := proj _ *m proj _.
suff -> : eigval (M^T *m M) i = 1 by rewrite sqrtr1.
have cM : contraction M by apply: contractionM; exact: proj_contraction.
apply: (top_ones (rank_leq_row T)) ir => [j|]; first exact: eigval_contraction.
have PX : proj (H *m X) *m proj T = proj T by rewrite -XT proj_nest.
have PY : proj (H *m Y) *m proj T = proj T by rewrite -YT proj_nest.
have MT : M^T *m M *m proj T = proj T.
  by rewrite /M trmx_mul !proj_tr -!(mulmxA _ _ (proj T)) PY PX -(mulmxA (proj _)) PX PY.
have <- : fip (M^T *m M) (proj T) = (\rank T)%:R by rewrite /fip tr_mul_sym MT trace_proj.
apply: ky_fan_max; rewrite ?tr_mul_sym ?trace_proj //.
  by apply: psd_projector; rewrite ?proj_tr ?proj_idem.
by apply: psd_coprojector; rewrite ?proj_tr ?proj_idem.
Qed.

End Top.
