(* The floor of two heads is attained by two layers that are stretched across each other. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka psd projector.
From Unalignable Require Import readout_tools readout_sizes readout_scalar readout_own budget_operator slack_features.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).
Variables (n : nat) (u v : 'cV[R]_n).

Lemma crossed_gram a b : H *m u = u -> H *m v = v ->
  cgram (row_mx (a *: u) (b *: v)) = a ^+ 2 *: (u *m u^T) + b ^+ 2 *: (v *m v^T).
Proof. by move=> Hu Hv; rewrite cgram_row_mx !cgram_scale !cgramE Hu Hv. Qed.

Lemma crossed_fip : fip u v = 0 -> fip (u *m u^T) (v *m v^T) = 0.
Proof. by move=> uv; rewrite -/(gram u) -/(gram v) fip_gram fip_scalar uv fip11 mul0r. Qed.

(* floors/condition_of_two_heads: X = [u, e v] and Y = [e u, v] with orthogonal u and v of length one, of which [u, v]
   is read, attain it: a = c = 1, b = d = 1/e, and both sides are 2 e^2/(1 + e^4) *)
Theorem floors_condition_of_two_heads_sharp e : H *m u = u -> H *m v = v -> fip u u = 1 -> fip v v = 1 -> fip u v = 0 ->
  0 < e -> e <= 1 ->
  let X := row_mx u (e *: v) in let Y := row_mx (e *: u) v in let T := row_mx u v in
  let W : 'M[R]_(1 + 1) := block_mx 1%:M 0 0 (e^-1)%:M in let V : 'M[R]_(1 + 1) := block_mx (e^-1)%:M 0 0 1%:M in
  let M := T *m T^T in
  [/\ H *m X *m W = T /\ H *m Y *m V = T,
      psd (M - 1 ^+ 2 *: cgram X) /\ psd ((e^-1) ^+ 2 *: cgram X - M),
      psd (M - 1 ^+ 2 *: cgram Y) /\ psd ((e^-1) ^+ 2 *: cgram Y - M),
      cka X Y = 2%:R * e ^+ 2 / (1 + e ^+ 4) &
      2%:R * (1 * 1) * (e^-1 * e^-1) / ((1 * 1) ^+ 2 + (e^-1 * e^-1) ^+ 2) = 2%:R * e ^+ 2 / (1 + e ^+ 4)].
Proof.
move=> Hu Hv uu vv uv e0 e1 X Y T W V M; have en : e != 0 by rewrite gt_eqF.
have EM : M = u *m u^T + v *m v^T by rewrite /M /T tr_row_mx mul_row_col.
have KX : cgram X = u *m u^T + e ^+ 2 *: (v *m v^T).
  by rewrite -[u *m u^T]scale1r -[1 in RHS](expr1n _ 2) -crossed_gram // scale1r.
have KY : cgram Y = e ^+ 2 *: (u *m u^T) + v *m v^T.
  by rewrite -[v *m v^T]scale1r -[1 in RHS](expr1n _ 2) -crossed_gram // scale1r.
have room : 0 <= 1 - e ^+ 2 by rewrite subr_ge0 expr_le1 // ltW.
have wide : 0 <= e^-1 ^+ 2 - 1 by rewrite subr_ge0 expr_ge1 ?invr_ge0 ?(ltW e0) // invf_ge1.
have back : e^-1 ^+ 2 * e ^+ 2 = 1 by rewrite -exprMn mulVf // expr1n.
have pu := gram_psd u; have pv := gram_psd v.
have s0 : 1 + e ^+ 4 != 0 by rewrite gt_eqF // ltr_paddr ?ltr01 // exprn_ge0 // ltW.
split.
- split; rewrite mul_mx_row mul_row_block -!scalemxAr Hu Hv !mul_mx_scalar !mulmx0 addr0 add0r scale1r.
    by rewrite scalerA mulVf // scale1r.
  by rewrite scalerA mulVf // scale1r.
- rewrite expr1n scale1r EM KX; split.
    have -> : u *m u^T + v *m v^T - (u *m u^T + e ^+ 2 *: (v *m v^T)) = (1 - e ^+ 2) *: gram v.
      by rewrite opprD addrACA subrr add0r scalerBl scale1r.
    exact: psd_scale.
  have -> : e^-1 ^+ 2 *: (u *m u^T + e ^+ 2 *: (v *m v^T)) - (u *m u^T + v *m v^T) = (e^-1 ^+ 2 - 1) *: gram u.
    by rewrite scalerDr scalerA back scale1r opprD addrACA subrr addr0 scalerBl scale1r.
  exact: psd_scale.
- rewrite expr1n scale1r EM KY; split.
    have -> : u *m u^T + v *m v^T - (e ^+ 2 *: (u *m u^T) + v *m v^T) = (1 - e ^+ 2) *: gram u.
      by rewrite opprD addrACA subrr addr0 scalerBl scale1r.
    exact: psd_scale.
  have -> : e^-1 ^+ 2 *: (e ^+ 2 *: (u *m u^T) + v *m v^T) - (u *m u^T + v *m v^T) = (e^-1 ^+ 2 - 1) *: gram v.
    by rewrite scalerDr scalerA back scale1r opprD addrACA subrr add0r scalerBl scale1r.
  exact: psd_scale.
- have [cu cv] : fip (u *m u^T) (u *m u^T) = 1 /\ fip (v *m v^T) (v *m v^T) = 1 by rewrite !fip_column_row uu vv mulr1.
  have cuv := crossed_fip uv; have cvu : fip (v *m v^T) (u *m u^T) = 0 by rewrite fipC.
  have hXY : hsic X Y = 2%:R * e ^+ 2 by rewrite hsicE KX KY !fip_lin cu cv cuv cvu; ring.
  have hXX : hsic X X = 1 + e ^+ 4 by rewrite hsicE KX !fip_lin cu cv cuv cvu; ring.
  have hYY : hsic Y Y = 1 + e ^+ 4 by rewrite hsicE KY !fip_lin cu cv cuv cvu; ring.
  by rewrite /cka hXY hXX hYY -expr2 sqrtr_sqr ger0_norm // addr_ge0 ?ler01 ?exprn_ge0 // ltW.
rewrite !mulr1 expr1n; have s1 : e ^+ 4 + 1 != 0 by rewrite addrC.
by field; rewrite s0 en.
Qed.

End Sharp.
