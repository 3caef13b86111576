(* Floors of errors are attained by one feature, and by one on either side of the target. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector.
From Unalignable Require Import readout_tools readout_sizes readout_scalar errors_floors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).

Section Line.
Variables (n : nat) (t : 'cV[R]_n).

Lemma line_hsic : H *m t = t -> hsic t t = fip t t ^+ 2.
Proof. by move=> Ht; rewrite hsicE cgramE Ht /gram fip_column_row expr2. Qed.

Lemma line_cka : H *m t = t -> t != 0 -> cka t t = 1.
Proof. by move=> Ht t0; rewrite /cka line_hsic // -expr2 sqrtr_sqr ger0_norm ?sqr_ge0 // divff // sqrf_eq0 fip_eq0. Qed.

Lemma line_size : H *m t = t -> ksize t = fip t t.
Proof. by move=> Ht; rewrite /ksize line_hsic // sqrtr_sqr ger0_norm ?fip_ge0. Qed.

Lemma line_gap z : H *m t = t -> H *m t *m (z%:M : 'M_1) - H *m t = (z - 1) *: t.
Proof. by move=> ->; rewrite mul_mx_scalar scalerBl scale1r. Qed.

(* floors/relative_errors: up to an error E = z^2 <= 1/4 the floor is attained by X = Y = t read by 1 - z *)
Theorem floors_relative_errors_sharp z : H *m t = t -> t != 0 -> 0 <= z -> z <= 2%:R^-1 ->
  let w : 'M[R]_1 := (1 - z)%:M in
  [/\ fip (H *m t *m w - H *m t) (H *m t *m w - H *m t) = z ^+ 2 * fip (H *m t) (H *m t),
      cka t t = 1 & ((1 - z) ^+ 2 * fip (H *m t) (H *m t)) ^+ 2 / (fip w w * fip w w * (ksize t * ksize t)) = 1].
Proof.
move=> Ht t0 z0 z2 w; have T0 : fip t t != 0 by rewrite fip_eq0.
have y0 : 1 - z != 0.
  by rewrite gt_eqF // subr_gt0 (le_lt_trans z2) // invf_lt1 ?ltr0n // ltr1n.
split; rewrite ?line_cka //; first by rewrite line_gap // !fip_lin Ht; ring.
by rewrite Ht line_size // fip11; move: (fip t t) (1 - z) T0 y0 => T y T0 y0; field; rewrite y0 T0.
Qed.

(* floors/ridge_errors: attained by X = Y = t of length one, with the penalty c = x/(1 - x): the head is 1 - x, the
   relative error x^2, each share 1, and so are the floor for linear CKA and CKA itself *)
Theorem floors_ridge_errors_sharp x : H *m t = t -> fip t t = 1 -> 0 < x -> x < 1 ->
  let w : 'M[R]_1 := (1 - x)%:M in let c := x / (1 - x) in
  [/\ (H *m t)^T *m (H *m t - H *m t *m w) = c *: w,
      fip (H *m t *m w - H *m t) (H *m t *m w - H *m t) = x ^+ 2 * fip (H *m t) (H *m t),
      ksize t = 1, c * ((Num.sqrt (x ^+ 2))^-1 - 1) = 1 & cka t t = 1].
Proof.
move=> Ht tt x0 x1 w c; have t0 : t != 0 by rewrite -fip_eq0 tt oner_eq0.
have y0 : 1 - x != 0 by rewrite gt_eqF // subr_gt0.
split; rewrite ?line_cka ?line_size //.
- have -> : H *m t - H *m t *m w = x *: t.
    by rewrite Ht mul_mx_scalar -{1}[t]scale1r -scalerBl opprB addrC subrK.
  by rewrite Ht -scalemxAr fip_scalar tt scalemx1 scale_scalar_mx mulfVK.
- by rewrite line_gap // !fip_lin Ht; ring.
rewrite sqrtr_sqr gtr0_norm // /c; field.
by rewrite y0 gt_eqF.
Qed.

(* floors/ridge_heads: attained by X = Y = t of length one, with penalty 1: the head is 1/2, and the relative error
   1/4 *)
Theorem floors_ridge_heads_sharp : H *m t = t -> fip t t = 1 ->
  let w : 'M[R]_1 := (2%:R^-1)%:M in
  [/\ (H *m t)^T *m (H *m t - H *m t *m w) = 1 *: w,
      fip (H *m t *m w - H *m t) (H *m t *m w - H *m t) = 4%:R^-1 * fip (H *m t) (H *m t),
      ksize t = 1, 16%:R * 1 ^+ 2 * (1 - Num.sqrt 4%:R^-1) ^+ 4 = 1 :> R & cka t t = 1].
Proof.
move=> Ht tt w; have h2 : 2%:R != 0 :> R by rewrite pnatr_eq0.
have half : 1 - 2%:R^-1 = 2%:R^-1 :> R by field.
have [x0 x1] : 0 < 2%:R^-1 :> R /\ 2%:R^-1 < 1 :> R by rewrite invr_gt0 ltr0n invf_lt1 ?ltr0n // ltr1n.
have four : 4%:R^-1 = 2%:R^-1 ^+ 2 :> R by rewrite exprVn -natrX.
have [E1 E2 E3 E4 E5] := floors_ridge_errors_sharp Ht tt x0 x1.
move: E1 E2; rewrite half divff ?invr_eq0 // => E1 E2; split=> //; first by rewrite four.
by rewrite four sqrtr_sqr gtr0_norm // half; field.
Qed.
End Line.

End Sharp.
