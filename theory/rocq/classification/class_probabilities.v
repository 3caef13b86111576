(* Networks with equal class probabilities, or close logits, have CKA above a floor. Where the floor of equal class
   probabilities is attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector zero_scores exponential gram_maps psd
  function_labels.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Softmax.
Variable R : realFieldType.
Implicit Types e : R -> R.

(* the probabilities of the classes, row by row *)
Definition softmax e n C (Z : 'M[R]_(n, C)) : 'M[R]_(n, C) :=
  \matrix_(i, c) (e (Z i c) / \sum_c' e (Z i c')).

Lemma exp_sum_gt0 e n C (Z : 'M[R]_(n, C)) i (c : 'I_C) : is_exp e -> 0 < \sum_c' e (Z i c').
Proof.
move=> ee; rewrite (bigD1 c) //= ltr_paddr ?exp_gt0 //.
by apply: sumr_ge0 => k _; apply: ltW; apply: exp_gt0.
Qed.

(* E and F, positive, have the same normalised rows *)
Lemma equal_shares n C (E F : 'M[R]_(n, C)) : (forall i c, 0 < E i c) -> (forall i c, 0 < F i c) ->
  (forall i c, E i c / (\sum_k E i k) = F i c / (\sum_k F i k)) <-> (forall i c d, E i c * F i d = F i c * E i d).
Proof.
have s0 (G : 'M[R]_(n, C)) i (c : 'I_C) : (forall i c, 0 < G i c) -> 0 < \sum_k G i k.
  by move=> g; rewrite (bigD1 c) //= ltr_paddr ?g // sumr_ge0 // => k _; rewrite ltW.
move=> e f; split=> h i c.
  move=> d; have [hc hd] := (h i c, h i d).
  have [e0 f0] := (s0 E i c e, s0 F i c f).
  have -> : E i c = F i c / (\sum_k F i k) * \sum_k E i k by rewrite -hc mulfVK // gt_eqF.
  have -> : F i d = E i d / (\sum_k E i k) * \sum_k F i k by rewrite hd mulfVK // gt_eqF.
  move: (\sum_k F i k) (\sum_k E i k) e0 f0 => sf se e0 f0; field.
  by rewrite !gt_eqF.
have [e0 f0] := (s0 E i c e, s0 F i c f).
apply: (mulIf (lt0r_neq0 e0)); rewrite mulfVK ?gt_eqF // mulrAC; apply: (mulIf (lt0r_neq0 f0)).
by rewrite mulfVK ?gt_eqF // !mulr_sumr; apply: eq_bigr => d _; apply: h.
Qed.

Local Notation Cc := (center R _).

Lemma row_shift n C (Z W : 'M[R]_(n, C)) :
  Z *m Cc = W *m Cc <-> exists l : 'cV_n, Z = W + l *m (ones R C)^T.
Proof.
split=> [E|[l ->]]; last by rewrite mulmxDl -mulmxA ones_center mulmx0 addr0.
have /center_eq0[b Eb] : center R C *m (Z - W)^T = 0.
  by rewrite -{1}center_tr -trmx_mul mulmxBl E subrr trmx0.
exists b^T; rewrite -trmx_mul -Eb trmxK addrC subrK //.
Qed.

(* classification/equal_softmax_equal_centred_logits: two heads give the same probabilities exactly when their logits
   agree once each row is centred over the classes, which is when they differ by a number for each row. *)
Theorem classification_equal_softmax_equal_centred_logits e n C (Z W : 'M[R]_(n, C)) : is_exp e ->
  (softmax e Z = softmax e W <-> Z *m Cc = W *m Cc) /\
  (Z *m Cc = W *m Cc <-> exists l : 'cV_n, Z = W + l *m (ones R C)^T).
Proof.
move=> ee; have [eD _] := ee; split; last exact: row_shift.
rewrite row_shift; pose E (U : 'M[R]_(n, C)) := map_mx e U.
have soft (U : 'M[R]_(n, C)) i c : softmax e U i c = E U i c / \sum_k E U i k.
  by rewrite !mxE; congr (_ / _); apply: eq_bigr => k _; rewrite mxE.
have pos (U : 'M[R]_(n, C)) i c : 0 < E U i c by rewrite mxE exp_gt0.
split=> [S|[l ->]].
  have h : forall i c d, E Z i c * E W i d = E W i c * E Z i d.
    by apply/(equal_shares (pos Z) (pos W)) => i c; rewrite -!soft S.
  case: (pickP (xpredT : pred 'I_C)) => [c0 _|no]; last by exists 0; apply/matrixP => i c; have := no c.
  exists (\col_i (Z i c0 - W i c0)); apply/matrixP => i c; rewrite !mxE big_ord1 !mxE mulr1.
  by have := h i c c0; rewrite !mxE -!eD => /(exp_inj ee) hh; rewrite addrA -hh addrK.
have [_ h] := equal_shares (pos (W + l *m (ones R C)^T)) (pos W).
apply/matrixP => i c; rewrite !soft; apply: h => j k d.
by rewrite !mxE !big_ord1 !mxE !mulr1 !eD -mulrA (mulrC (e (l j _))).
Qed.

(* classification/equal_softmax_equal_centred_logits: the same with logits that are logarithms of positive numbers,
   normalised and as quotients *)
Theorem classification_equal_softmax_equal_centred_logits_ratios n C (E F : 'M[R]_(n, C)) :
  (forall i c, 0 < E i c) -> (forall i c, 0 < F i c) ->
  (forall i c, E i c / (\sum_k E i k) = F i c / (\sum_k F i k)) <-> (forall i c d, E i c * F i d = F i c * E i d).
Proof. exact: equal_shares. Qed.
End Softmax.

Section Floors.
Variable R : rcfType.
Local Notation H := (center R _).

Definition norm_gram n p (X : 'M[R]_(n, p)) : R := Num.sqrt (fip (cgram X) (cgram X)).
Definition class_centred n C (W : 'M[R]_(n, C)) : 'M[R]_(n, C) := W *m center R C.
Definition affine n p C (X : 'M[R]_(n, p)) (W : 'M_(p, C)) (b : 'cV_C) : 'M[R]_(n, C) :=
  X *m W + ones R n *m b^T.

Lemma norm_gram_hsic n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  cka X Y * (norm_gram X * norm_gram Y) = hsic X Y.
Proof.
rewrite /norm_gram -!hsicE -sqrtrM ?hsic_ge0 // /cka.
have [h0|h0] := eqVneq (hsic X X * hsic Y Y) 0; last by rewrite mulfVK // sqrtr_eq0 -ltNge lt_def h0 mulr_ge0 ?hsic_ge0.
rewrite h0 sqrtr0 mulr0; apply/eqP; rewrite eq_sym -sqrf_eq0 eq_le sqr_ge0 andbT -h0.
exact: hsic_cauchy_schwarz.
Qed.

(* what two readouts see of each other *)
Lemma read_pair n p q C (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M_(p, C)) (V : 'M_(q, C)) :
  fip (H *m X *m W) (H *m Y *m V) ^+ 2 <= cka X Y * fip (V *m W^T) (V *m W^T) * (norm_gram X * norm_gram Y).
Proof.
rewrite mulrAC norm_gram_hsic.
have -> : fip (H *m X *m W) (H *m Y *m V) = fip (X^T *m H *m Y) (W *m V^T).
  rewrite -!mulmxA fip_mulml center_tr (mulmxA H) center_idem fip_mulml [RHS]fipC fip_mulmr trmxK.
  by rewrite !mulmxA.
apply: le_trans (cauchy_schwarz _ _) _.
by rewrite -(fip_tr (V *m _)) (trmx_mul V) trmxK.
Qed.

Lemma logits_read n p C (X : 'M[R]_(n, p)) W (b : 'cV_C) :
  H *m (class_centred (affine X W b)) = H *m X *m class_centred W.
Proof. by rewrite /class_centred mulmxA mulmxDr (mulmxA H (ones R n)) center_ones mul0mx addr0 !mulmxA. Qed.

(* classification/same_probabilities_force_alignment: linear heads whose logits agree once they are centred over the
   classes force CKA above |T|^4/(|V'W''|^2 |K||L|) > 0, with V', W' the heads centred over the classes, T = X_c W'.
   *)
Theorem classification_same_probabilities_force_alignment n p q C (X : 'M[R]_(n, p)) (W : 'M_(p, C)) (b : 'cV_C)
    (Y : 'M[R]_(n, q)) (V : 'M_(q, C)) (c : 'cV_C) :
  class_centred (affine X W b) = class_centred (affine Y V c) ->
  let T := H *m X *m class_centred W in T != 0 ->
  let floor := fip T T ^+ 2 /
    (fip (class_centred V *m (class_centred W)^T) (class_centred V *m (class_centred W)^T) *
      (norm_gram X * norm_gram Y)) in
  floor <= cka X Y /\ 0 < floor.
Proof.
move=> same T T0 floor; have e : H *m Y *m class_centred V = T by rewrite -(logits_read Y V c) -same logits_read.
have := read_pair X Y (class_centred W) (class_centred V); rewrite e -/T -mulrA.
rewrite /floor; set s := fip _ _ * (_ X * _ Y) => le; have t0 : 0 < fip T T ^+ 2 by rewrite exprn_gt0 ?fip_gt0.
have s0 : 0 < s.
  rewrite lt_def; apply/andP; split; last by do ?apply: mulr_ge0; rewrite ?fip_ge0 ?sqrtr_ge0.
  by apply: contraTneq le => ->; rewrite mulr0 -ltNge.
by rewrite ler_pdivr_mulr // le divr_gt0.
Qed.

(* classification/same_probabilities_force_alignment: said of the probabilities themselves *)
Theorem classification_same_probabilities_force_alignment_softmax e n p q C (X : 'M[R]_(n, p)) (W : 'M_(p, C))
    (b : 'cV_C) (Y : 'M[R]_(n, q)) (V : 'M_(q, C)) (c : 'cV_C) : is_exp e ->
  softmax e (affine X W b) = softmax e (affine Y V c) ->
  let T := H *m X *m class_centred W in T != 0 ->
  let floor := fip T T ^+ 2 /
    (fip (class_centred V *m (class_centred W)^T) (class_centred V *m (class_centred W)^T) *
      (norm_gram X * norm_gram Y)) in
  floor <= cka X Y /\ 0 < floor.
Proof.
move=> ee same; apply: classification_same_probabilities_force_alignment.
by have [h _] := classification_equal_softmax_equal_centred_logits (affine X W b) (affine Y V c) ee; apply/h.
Qed.

Lemma center_shrink n C (D : 'M[R]_(n, C)) : fip (H *m D) (H *m D) <= fip D D.
Proof.
have h : fip (H *m D) (H *m D) = fip D (H *m D) by rewrite fip_mulml center_tr mulmxA center_idem.
rewrite -subr_ge0; have -> : fip D D - fip (H *m D) (H *m D) = fip (D - H *m D) (D - H *m D).
  by rewrite !fip_lin h (fipC (H *m D) D); ring.
exact: fip_ge0.
Qed.

(* the squared distance of logits, up to what softmax does not see *)
Definition logit_distance n C (Z W : 'M[R]_(n, C)) : R := fip (class_centred (Z - W)) (class_centred (Z - W)).

(* classification/close_logits_force_alignment: with the heads centred over the classes, a = X_c W', b = Y_c V', and d
   the squared distance of the class-centred logits, d <= |a|^2 + |b|^2 forces ((|a|^2 + |b|^2 - d)/2)^2 <= CKA(X, Y)
   |V'W''|^2 |K||L|. *)
Theorem classification_close_logits_force_alignment n p q C (X : 'M[R]_(n, p)) (W : 'M_(p, C)) (b : 'cV_C)
    (Y : 'M[R]_(n, q)) (V : 'M_(q, C)) (c : 'cV_C) :
  let a1 := H *m X *m class_centred W in let b1 := H *m Y *m class_centred V in
  let d := logit_distance (affine X W b) (affine Y V c) in
  d <= fip a1 a1 + fip b1 b1 ->
  ((fip a1 a1 + fip b1 b1 - d) / 2%:R) ^+ 2 <=
    cka X Y * fip (class_centred V *m (class_centred W)^T) (class_centred V *m (class_centred W)^T) *
      (norm_gram X * norm_gram Y).
Proof.
move=> a1 b1 d small; apply: le_trans (read_pair X Y (class_centred W) (class_centred V)).
rewrite -/a1 -/b1; have near : fip (a1 - b1) (a1 - b1) <= d.
  have -> : a1 - b1 = H *m class_centred (affine X W b - affine Y V c).
    by rewrite [class_centred (_ - _)]mulmxBl mulmxBr !logits_read.
  exact: center_shrink.
have le : (fip a1 a1 + fip b1 b1 - d) / 2%:R <= fip a1 b1.
  rewrite ler_pdivr_mulr ?ltr0n // ler_subl_addl -ler_subl_addr; apply: le_trans near.
  by rewrite !fip_lin (fipC b1 a1) le_eqVlt; apply/orP; left; apply/eqP; ring.
have ge : 0 <= (fip a1 a1 + fip b1 b1 - d) / 2%:R by rewrite divr_ge0 ?ler0n // subr_ge0.
by rewrite ler_expn2r // nnegrE // (le_trans ge).
Qed.
End Floors.

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
