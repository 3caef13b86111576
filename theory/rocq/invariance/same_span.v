(* Representations whose centred columns span the same space predict each other perfectly; the stretched pair. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps projector psd predict_tools scores_canonical.
From Unalignable Require Import condition_bound.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section SameSpan.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma proj_sqr_trace n p (A : 'M[R]_(n, p)) : fip (proj A) (proj A) = (\rank A)%:R.
Proof. by rewrite /fip proj_tr proj_idem trace_proj. Qed.

Lemma rank_same_proj n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) : proj A = proj B -> \rank A = \rank B.
Proof. by move=> E; apply/eqP; rewrite -(eqr_nat R) -!trace_proj E. Qed.

Lemma same_proj_one n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  H *m X != 0 -> proj (H *m X) = proj (H *m Y) -> [/\ r2 X Y = 1, r2 Y X = 1 & mean_squared_cca X Y = 1].
Proof.
move=> X0 E; have Y0 : H *m Y != 0.
  by rewrite -mxrank_eq0 -(rank_same_proj E) mxrank_eq0.
split; try by apply: r2_all; rewrite // ?E -?E proj_id.
  by apply: r2_all; rewrite // E proj_id.
rewrite /mean_squared_cca /canonical_pairs /sum_rho2 -E proj_sqr_trace -(rank_same_proj E) minnn divff //.
by rewrite pnatr_eq0 mxrank_eq0.
Qed.

(* each a linear image of the other *)
Lemma same_span_one n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) A B :
  H *m X != 0 -> H *m X = H *m Y *m A -> H *m Y = H *m X *m B ->
  [/\ r2 X Y = 1, r2 Y X = 1 & mean_squared_cca X Y = 1].
Proof. by move=> X0 XY YX; apply: same_proj_one => //; apply: (proj_span XY YX). Qed.

End SameSpan.

Section Stretched.
Variable R : rcfType.
Local Notation H := (center R _).

(* invariance/stretched_to_zero: X = [ku, v] and Y = [u, kv] predict each other perfectly, while the square of their
   linear CKA is 100 k^4/((k^4 + 9)(9 k^4 + 1)), below 100/(9 k^4) and so as near to 0 as one likes. *)
Theorem invariance_stretched_to_zero n (u v : 'cV[R]_n) k :
  0 < k -> H *m u = u -> H *m v = v -> fip u v = 0 -> fip v v = 3%:R * fip u u -> u != 0 ->
  let X := row_mx (k *: u) v in let Y := row_mx u (k *: v) in
  let value := 100%:R * k ^+ 4 / ((k ^+ 4 + 9%:R) * (9%:R * k ^+ 4 + 1)) in
  [/\ cka X Y ^+ 2 = value, value < 100%:R / (9%:R * k ^+ 4), r2 X Y = 1, r2 Y X = 1 & mean_squared_cca X Y = 1].
Proof.
move=> k0 Hu Hv uv e u0 X Y value.
have k4 : 0 < k ^+ 4 by rewrite exprn_gt0.
have d1 : 0 < k ^+ 4 + 9%:R by rewrite addr_gt0 ?ltr0n.
have d2 : 0 < 9%:R * k ^+ 4 + 1 by rewrite addr_gt0 ?mulr_gt0 ?ltr0n ?ltr01.
have g0 : 0 < fip u u by rewrite fip_gt0.
have kn : k != 0 by rewrite gt_eqF.
have X0 : H *m X != 0.
  rewrite mul_mx_row -scalemxAr Hu; apply/eqP => /(congr1 lsubmx) /eqP.
  by rewrite row_mxKl linear0 scaler_eq0 (negbTE kn) (negbTE u0).
pose S : R -> 'M[R]_(1 + 1) := fun a => block_mx a%:M 0 0 (a^-1)%:M.
have ES a (w z : 'cV[R]_n) : row_mx w z *m S a = row_mx (a *: w) (a^-1 *: z).
  by rewrite mul_row_block !mulmx0 addr0 add0r !mul_mx_scalar.
have XY : X = Y *m S k by rewrite ES scalerA mulVf // scale1r.
have YX : Y = X *m S k^-1 by rewrite ES invrK scalerA mulVf // scale1r.
have [r1 r2 c] : [/\ r2 X Y = 1, r2 Y X = 1 & mean_squared_cca X Y = 1].
  by apply: (@same_span_one _ _ _ _ _ _ (S k) (S k^-1)); rewrite // -mulmxA -?XY -?YX.
split=> //.
  rewrite cka_sqr; have E1 : row_mx u (k *: v) = row_mx (1 *: u) (k *: v) by rewrite scale1r.
  have E2 : row_mx (k *: u) v = row_mx (k *: u) (1 *: v) by rewrite scale1r.
  rewrite /X /Y E1 E2 !hsic_two // e /value; set g := fip u u in g0 *.
  have gn : g != 0 by rewrite gt_eqF.
  have n1 : k ^+ 4 + 9%:R != 0 by rewrite gt_eqF.
  have n2 : 9%:R * k ^+ 4 + 1 != 0 by rewrite gt_eqF.
  have -> : (k * k) ^+ 2 * g ^+ 2 + (1 * 1) ^+ 2 * (3%:R * g) ^+ 2 = g ^+ 2 * (k ^+ 4 + 9%:R) by ring.
  have -> : (1 * 1) ^+ 2 * g ^+ 2 + (k * k) ^+ 2 * (3%:R * g) ^+ 2 = g ^+ 2 * (9%:R * k ^+ 4 + 1) by ring.
  have -> : (k * 1) ^+ 2 * g ^+ 2 + (1 * k) ^+ 2 * (3%:R * g) ^+ 2 = g ^+ 2 * (10%:R * k ^+ 2) by ring.
  by field; rewrite n1 n2 gn.
rewrite /value ltr_pdivr_mulr ?mulr_gt0 // mulrAC ltr_pdivl_mulr ?mulr_gt0 ?ltr0n // -subr_gt0.
have -> : 100%:R * ((k ^+ 4 + 9%:R) * (9%:R * k ^+ 4 + 1)) - 100%:R * k ^+ 4 * (9%:R * k ^+ 4) =
  8200%:R * k ^+ 4 + 900%:R by ring.
by rewrite addr_gt0 ?mulr_gt0 ?ltr0n.
Qed.

End Stretched.
