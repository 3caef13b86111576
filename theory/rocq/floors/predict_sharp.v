(* The bound on R^2 of features that were moved out of sight is attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd projector predict_tools predict_unread share_junk.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma fip_row_pair n (t J : 'cV[R]_n) r : fip (row_mx t (r *: J)) (row_mx t (r *: J)) = fip t t + r ^+ 2 * fip J J.
Proof. by rewrite -fip_tr !tr_row_mx fip_col_mx !fip_tr fipZl fipZr mulrA expr2. Qed.

(* floors/unread_features_escape_prediction: sharp: [t, kJ] moved along J to [t, -J/k], which is orthogonal to it. *)
Theorem floors_unread_features_escape_prediction_sharp n (t J : 'cV[R]_n) (k : R) :
  H *m t = t -> H *m J = J -> t != 0 -> fip J J = fip t t -> t^T *m J = 0 -> k != 0 ->
  let Y := row_mx t (k *: J) in let s := - (1 + k ^+ 2) / (k ^+ 2 * fip t t) in let Ys := moved_along Y J J s in
  [/\ Ys = row_mx t (- k^-1 *: J), fip (H *m Y) Ys = 0, r2 t Ys = k ^+ 2 / (k ^+ 2 + 1) &
      r2 t Ys = fip (H *m Y) (H *m Y) / (s ^+ 2 * fip J J * fip (Y^T *m (H *m J)) (Y^T *m (H *m J)))].
Proof.
move=> Ht HJ t0 JJ tJ k0 Y s Ys; have f0 : fip t t != 0 by rewrite fip_eq0.
have HY : H *m Y = Y by rewrite /Y mul_mx_row Ht -scalemxAr HJ.
have Jt : J^T *m t = 0 by apply: trmx_inj; rewrite trmx_mul trmxK tJ trmx0.
have k1 : k ^+ 2 + 1 != 0 by rewrite gt_eqF // ltr_paddl ?ltr01 // sqr_ge0.
have E : Ys = row_mx t (- k^-1 *: J).
  rewrite /Ys moved_alongE HY /Y mul_mx_row Jt -scalemxAr fip_scalar JJ mul_mx_row mulmx0 scale_scalar_mx mul_mx_scalar.
  rewrite scale_row_mx scaler0 add_row_mx addr0 scalerA -scalerDl; congr (row_mx _ (_ *: _)).
  by rewrite /s; move: f0; move: (fip t t) => x x0; field; rewrite k0 x0.
have r : r2 t Ys = k ^+ 2 / (k ^+ 2 + 1).
  rewrite r2E Ht E mul_mx_row Ht -scalemxAr HJ mul_mx_row proj_id -scalemxAr proj_uncorrelated // scaler0 fip_row_pair.
  rewrite -(scaler0 _ (0 : R)) fip_row_pair JJ.
  have -> : fip t t + (- k^-1) ^+ 2 * fip t t = fip t t * ((k ^+ 2 + 1) / k ^+ 2) by field.
  by rewrite expr0n mul0r addr0 invfM mulrA divff // mul1r invf_div.
split=> //.
  rewrite HY E -fip_tr !tr_row_mx fip_col_mx !fip_tr fipZl fipZr JJ.
  by field.
rewrite r HY fip_row_pair HJ /Y tr_row_mx mul_col_mx tJ [(k *: J)^T]linearZ /= -scalemxAl fip_scalar fip_col_mx.
rewrite fip0r add0r scale_scalar_mx fip11 JJ /s.
have k1' : 1 + k ^+ 2 != 0 by rewrite addrC.
by move: f0; move: (fip t t) => x x0; field; rewrite x0 k0 k1'.
Qed.

End Sharp.
