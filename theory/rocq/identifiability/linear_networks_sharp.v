(* The bound on linear CKA between networks of least weight norm and of least representation norm is attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd eigen condition_bound relu_units.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section LinearNetworksSharp.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma psd_block1 (a b : R) : 0 <= a -> 0 <= b -> psd (block_mx a%:M 0 0 b%:M : 'M_(1 + 1)).
Proof.
move=> a0 b0; rewrite -diag_block1; apply: psd_diag => i.
by rewrite mxE; case: splitP => l _; rewrite ord1 mxE.
Qed.

Lemma mul_diag2 (a b c d : R) :
  block_mx a%:M 0 0 b%:M *m block_mx c%:M 0 0 d%:M = block_mx (a * c)%:M 0 0 (b * d)%:M :> 'M_(1 + 1).
Proof. by rewrite mulmx_block !mulmx0 !mul0mx !addr0 !add0r -!scalar_mxM. Qed.

Lemma tr_diag2 (a b : R) : (block_mx a%:M 0 0 b%:M : 'M_(1 + 1))^T = block_mx a%:M 0 0 b%:M.
Proof. by rewrite tr_block_mx !trmx0 !tr_scalar_mx. Qed.

Lemma sub_diag2 (a b c d e : R) :
  block_mx a%:M 0 0 b%:M - e *: block_mx c%:M 0 0 d%:M = block_mx (a - e * c)%:M 0 0 (b - e * d)%:M :> 'M_(1 + 1).
Proof. by rewrite scale_block_mx opp_block_mx add_block_mx !scaler0 !subr0 !scale_scalar_mx -!raddfB. Qed.

(* identifiability/minimal_norms_predict_each_other: attained for every k >= 1, for s = 1 and t = k^2: inputs
   S = [e, k^4 e'] with centred orthogonal e and e' of length 1, W = V = diag(k, 1/k^2), Y = [ke, e'], U = diag(k, 1). *)
Theorem identifiability_minimal_norms_predict_each_other_sharp n (u v : 'cV[R]_n) k :
  1 <= k -> H *m u = u -> H *m v = v -> fip u v = 0 -> fip u u = 1 -> fip v v = 1 ->
  let D (a b : R) : 'M_(1 + 1) := block_mx a%:M 0 0 b%:M in
  let S := row_mx u (k ^+ 4 *: v) in let W := D k (k ^- 2) in let V := W in
  let Y := row_mx (k *: u) v in let U := D k 1 in
  [/\ S *m W *m V = Y *m U, W^T *m W = V *m V^T, Y^T *m Y = U *m U^T, H *m (S *m W *m V) != 0 &
  [/\ psd ((S *m W)^T *m (S *m W) - 1 ^+ 4 *: (W^T *m W)), psd ((k ^+ 2) ^+ 4 *: (W^T *m W) - (S *m W)^T *m (S *m W)) &
      cka (S *m W) Y = map_floor (k ^+ 2)]].
Proof.
move=> k1 Hu Hv uv u1 v1 D S W V Y U; have k0 : 0 < k by apply: lt_le_trans ltr01 k1.
have kn : k != 0 by rewrite gt_eqF.
have u0 : u != 0 by rewrite -fip_eq0 u1 oner_eq0.
have rowD a b (x y : 'cV[R]_n) : row_mx x y *m D a b = row_mx (a *: x) (b *: y).
  by rewrite mul_row_block !mul_mx_scalar !mulmx0 addr0 add0r.
have SW : S *m W = row_mx (k *: u) (k ^+ 2 *: v).
  by rewrite rowD scalerA; congr (row_mx _ (_ *: _)); field.
have SWV : S *m W *m V = row_mx (k ^+ 2 *: u) v.
  by rewrite SW rowD !scalerA -expr2 mulVf ?scale1r // expf_neq0.
have gramD a b : (row_mx (a *: u) (b *: v))^T *m row_mx (a *: u) (b *: v) = D (a ^+ 2) (b ^+ 2).
  rewrite tr_row_mx mul_col_row !fip_scalar !fip_lin (fipC v u) uv u1 v1 !mulr0 !mulr1 raddf0.
  by rewrite -!expr2.
have XX : (S *m W)^T *m (S *m W) = D (k ^+ 2) (k ^+ 4) by rewrite SW gramD -exprM.
have WT : W^T = W by rewrite /W tr_diag2.
have WW : W^T *m W = D (k ^+ 2) (k ^- 4) by rewrite WT mul_diag2 -expr2 -invfM -exprD.
have k4 : k ^- 4 <= k ^+ 4.
  by rewrite (@le_trans _ _ 1) ?exprn_ege1 // invf_le1 ?exprn_gt0 // exprn_ege1.
split; [ | | | | split].
- by rewrite SWV rowD scalerA -expr2 scale1r.
- by rewrite /V WT.
- have Y1 : Y = row_mx (k *: u) (1 *: v) by rewrite scale1r.
  by rewrite Y1 gramD /U tr_diag2 mul_diag2 expr1n mulr1 -expr2.
- rewrite SWV mul_mx_row -scalemxAr Hu; apply/eqP => /(congr1 lsubmx) /eqP.
  by rewrite row_mxKl linear0 scaler_eq0 expf_eq0 (negbTE kn) (negbTE u0).
- by rewrite XX WW sub_diag2; apply: psd_block1; rewrite expr1n mul1r subr_ge0.
- rewrite XX WW scale_block_mx !scaler0 !scale_scalar_mx -[D _ _]scale1r sub_diag2 !mul1r.
  apply: psd_block1; first by rewrite subr_ge0 ler_pemull ?exprn_ge0 ?(ltW k0) // !exprn_ege1.
  by rewrite (_ : _ * _ = k ^+ 4) ?subrr //; field.
by rewrite SW cka_sym; apply: cka_two_tight; rewrite ?u1.
Qed.

End LinearNetworksSharp.
