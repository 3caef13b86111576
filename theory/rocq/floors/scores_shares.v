(* Two readouts force linear R^2 and NBS: by the angle of their outputs, their shares of the features, and the ranks. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd projector nuclear predict_tools predict_unread readout_tools
  readout_scalar readout_norms
  predict_bounded.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

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
