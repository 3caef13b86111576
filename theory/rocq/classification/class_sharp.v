(* Where the floor of equal class probabilities is attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka psd zero_scores class_probabilities function_labels.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).

(* classification/same_probabilities_force_alignment: attained by X = [t, sJ], Y = [t, sG] with t, J, G centred,
   orthogonal and of one length, and heads that read t into the classes by r, with any weights added to all classes
   alike: the logits agree once they are centred, and CKA = 1/(1 + s^4) is the floor. *)
Theorem classification_same_probabilities_force_alignment_sharp n C (t J G : 'cV[R]_n) (r : 'rV[R]_C) (s N : R)
    (w v : 'cV[R]_(1 + 1)) (b c : R) :
  0 < N -> H *m t = t -> H *m J = J -> H *m G = G -> fip t t = N -> fip J J = N -> fip G G = N ->
  fip t J = 0 -> fip t G = 0 -> fip J G = 0 -> r != 0 -> r *m ones R C = 0 ->
  let X := row_mx t (s *: J) in let Y := row_mx t (s *: G) in
  let W := col_mx r 0 + w *m (ones R C)^T in let V := col_mx r 0 + v *m (ones R C)^T in
  let T := H *m X *m class_centred W in
  [/\ class_centred (affine X W (b *: ones R C)) = class_centred (affine Y V (c *: ones R C)), T != 0,
      cka X Y = (1 + s ^+ 4)^-1 &
      fip T T ^+ 2 / (fip (class_centred V *m (class_centred W)^T) (class_centred V *m (class_centred W)^T) *
        (norm_gram X * norm_gram Y)) = (1 + s ^+ 4)^-1].
Proof.
move=> N0 ht hJ hG tt JJ GG tJ tG JG r0 ro X Y W V T.
have d0 : 0 < 1 + s ^+ 4 by rewrite ltr_paddr ?ltr01 // (_ : s ^+ 4 = (s ^+ 2) ^+ 2) ?sqr_ge0 // -exprM.
have rc : r *m center R C = r.
  by rewrite centerE mulmxBr mulmx1 -scalemxAr mulmxA ro mul0mx scaler0 subr0.
have shift k (u : 'cV[R]_k) : class_centred (u *m (ones R C)^T) = 0 by rewrite /class_centred -mulmxA ones_center
  mulmx0.
have head (u : 'cV[R]_(1 + 1)) : class_centred (col_mx r 0 + u *m (ones R C)^T) = col_mx r 0.
  by rewrite /class_centred mulmxDl mul_col_mx rc mul0mx -/(class_centred _) shift addr0.
have logits (a : 'cV[R]_n) (u : 'cV[R]_(1 + 1)) x :
    class_centred (affine (row_mx t (s *: a)) (col_mx r 0 + u *m (ones R C)^T) (x *: ones R C)) = t *m r.
  rewrite /affine /class_centred mulmxDl -mulmxA -/(class_centred _) head.
  rewrite linearZ /= -scalemxAr -scalemxAl -/(class_centred _) shift scaler0 addr0.
  by rewrite mul_row_col mulmx0 addr0.
have TE : T = t *m r by rewrite /T head mul_mx_row ht mul_row_col mulmx0 addr0.
have rr : 0 < fip r r by rewrite fip_gt0.
have fT : fip T T = N * fip r r.
  rewrite TE fip_mulmr -mulmxA; have -> : r *m r^T = (fip r r)%:M by rewrite -fip_tr -fip_scalar trmxK.
  by rewrite mul_mx_scalar fipZr tt mulrC.
have hs (x y x' y' : 'cV[R]_n) : hsic (row_mx x x') (row_mx y y') = hsic x y + hsic x y' + (hsic x' y + hsic x' y').
  by rewrite !hsicE !cgram_row_mx !fip_lin.
have hJ' : H *m (s *: J) = s *: J by rewrite -scalemxAr hJ.
have hG' : H *m (s *: G) = s *: G by rewrite -scalemxAr hG.
have XY : hsic X Y = N ^+ 2.
  by rewrite hs !hsic_cols ht hJ' hG' !fip_lin tt tG (fipC J t) tJ JG !mulr0 expr0n /= !addr0.
have XX : hsic X X = N ^+ 2 * (1 + s ^+ 4).
  by rewrite hs !hsic_cols ht hJ' !fip_lin tt JJ (fipC J t) tJ; ring.
have YY : hsic Y Y = N ^+ 2 * (1 + s ^+ 4).
  by rewrite hs !hsic_cols ht hG' !fip_lin tt GG (fipC G t) tG; ring.
have p0 : 0 <= N ^+ 2 * (1 + s ^+ 4) by rewrite mulr_ge0 ?sqr_ge0 // ltW.
have N2 : N ^+ 2 != 0 by rewrite expf_eq0 /= gt_eqF.
have cE : cka X Y = (1 + s ^+ 4)^-1.
  by rewrite /cka XX YY XY -expr2 sqrtr_sqr ger0_norm // invfM mulrA divff ?mul1r.
split=> //; first by rewrite !logits.
  by rewrite -fip_gt0 fT mulr_gt0.
rewrite !head fT -(mulrC (norm_gram Y)) /norm_gram -!hsicE XX YY -expr2 sqr_sqrtr //.
have -> : fip (col_mx r 0 *m (col_mx r 0)^T) (col_mx r 0 *m (col_mx r 0)^T : 'M[R]_(1 + 1)) = fip r r ^+ 2.
  have e : (col_mx r 0)^T *m col_mx r (0 : 'M[R]_(1, C)) = r^T *m r by rewrite tr_col_mx mul_row_col mulmx0 addr0.
  rewrite -/(gram _) fip_gram e fip_mulmr -mulmxA;
    have -> : r *m r^T = (fip r r)%:M by rewrite -fip_tr -fip_scalar trmxK.
  by rewrite mul_mx_scalar fipZr fip_tr expr2.
move: (fip r r) rr (1 + s ^+ 4) d0 N N0 {p0 N2 cE YY XX XY fT tt JJ GG} => q q0 z z0 m m0.
by field; rewrite !gt_eqF.
Qed.
End Sharp.
