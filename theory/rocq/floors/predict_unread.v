(* Linear R^2 where the predicted side holds nothing, or something, beside the shared output. No R^2 is forced where
   the predicted side holds more than the output and the other side leaves room. The bound on R^2 of features that
   were moved out of sight is attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector predict_tools psd share_junk.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Unread.
Variable R : realFieldType.
Local Notation H := (center R _).

(* floors/nothing_unread_is_predicted: a representation that holds nothing but the output (its rank is that of the
   output) is predicted without error by every other that reads the output. *)
Theorem floors_nothing_unread_is_predicted n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, m)) (V : 'M[R]_(q, m)) :
  H *m X *m W = H *m Y *m V -> H *m X *m W != 0 -> \rank (H *m Y) = \rank (H *m X *m W) -> r2 X Y = 1.
Proof.
move=> XY T0 rY; have y0 : H *m Y != 0 by apply: contraNneq T0 => y0; rewrite XY y0 mul0mx.
apply: r2_all => //; have Py : proj (H *m X *m W) = proj (H *m Y) by rewrite XY proj_same_rank // -XY rY.
by rewrite -{1}(proj_id (H *m Y)) mulmxA -Py proj_nest Py proj_id.
Qed.

(* Y_s = (1 + s a b^T) Y_c: what Y holds along b, moved along a *)
Definition moved_along n q (Y : 'M[R]_(n, q)) (a b : 'cV[R]_n) (s : R) : 'M[R]_(n, q) :=
  (1%:M + s *: (a *m b^T)) *m (H *m Y).

Lemma moved_alongE n q (Y : 'M[R]_(n, q)) (a b : 'cV[R]_n) s :
  moved_along Y a b s = H *m Y + s *: (a *m (b^T *m (H *m Y))).
Proof. by rewrite /moved_along mulmxDl mul1mx -scalemxAl -mulmxA. Qed.

Lemma shear_unit n (a b : 'cV[R]_n) s : s * fip a b != -1 -> 1%:M + s *: (a *m b^T) \in unitmx.
Proof.
move=> ab; have ab0 : 1 + s * fip a b != 0 by rewrite addrC addr_eq0.
suff /mulmx1_unit [] : (1%:M + s *: (a *m b^T)) *m (1%:M - s / (1 + s * fip a b) *: (a *m b^T)) = 1%:M by [].
have bab : a *m b^T *m (a *m b^T) = fip a b *: (a *m b^T).
  rewrite -mulmxA (mulmxA b^T) [b^T *m a]mx11_scalar mul_scalar_mx -scalemxAr; congr (_ *: _).
  by rewrite fipC /fip /mxtrace big_ord1.
rewrite mulmxDl mul1mx mulmxBr mulmx1 -scalemxAl -scalemxAr bab !scalerA.
rewrite -addrA -scaleNr -scaleNr -!scalerDl (_ : (_ + _ : R) = 0) ?scale0r ?addr0 //.
by field.
Qed.

(* |y|^2 |z|^2 >= |Py|^2 |z - y|^2 where Py = Pz *)
Lemma moved_bound n p q (A : 'M[R]_(n, p)) (y z : 'M[R]_(n, q)) : proj A *m y = proj A *m z ->
  fip (proj A *m z) (proj A *m z) * fip (z - y) (z - y) <= fip y y * fip z z.
Proof.
move=> E; set P := proj A *m z; pose B := y - P; pose C := z - P.
have PB : fip P B = 0.
  by rewrite /B /P -{2}E fip_mulml proj_tr mulmxBr mulmxA proj_idem subrr fip0r.
have PC : fip P C = 0.
  by rewrite /C /P fip_mulml proj_tr mulmxBr mulmxA proj_idem subrr fip0r.
have -> : z - y = C - B by rewrite /B /C opprB addrA subrK.
have -> : y = P + B by rewrite addrC subrK.
have -> : z = P + C by rewrite addrC subrK.
clearbody P B C; have cs := cauchy_schwarz B C.
move: cs; rewrite -subr_ge0 => cs; rewrite -subr_ge0.
have -> : fip (P + B) (P + B) * fip (P + C) (P + C) - fip P P * fip (C - B) (C - B) =
    (fip P P + fip B C) ^+ 2 + (fip B B * fip C C - fip B C ^+ 2).
  by rewrite !fip_lin (fipC B P) (fipC C P) (fipC C B) PB PC; ring.
by rewrite addr_ge0 ?sqr_ge0.
Qed.

Lemma center_moved n q (Y : 'M[R]_(n, q)) (a b : 'cV[R]_n) s : H *m a = a ->
  H *m moved_along Y a b s = moved_along Y a b s.
Proof. by move=> Ha; rewrite moved_alongE mulmxDr center_center -scalemxAr (mulmxA H a) Ha. Qed.

Lemma fip_col_row n q (a : 'cV[R]_n) (b : 'rV[R]_q) : fip (a *m b) (a *m b) = fip a a * fip b b.
Proof.
rewrite fip_mulmr -mulmxA [b *m b^T]mx11_scalar mul_mx_scalar fipZr mulrC.
by congr (_ * _); rewrite -[fip b b]fip_tr /fip trmxK /mxtrace big_ord1.
Qed.

Lemma moved_seen n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (a b : 'cV[R]_n) s :
  H *m a = a -> X^T *m a = 0 -> proj (H *m X) *m moved_along Y a b s = proj (H *m X) *m (H *m Y).
Proof.
move=> Ha Xa; have Pa : proj (H *m X) *m a = 0.
  have [C E] := proj_col (H *m X).
  by rewrite -proj_tr E !trmx_mul center_tr -2!mulmxA Ha Xa mulmx0.
by rewrite moved_alongE mulmxDr -scalemxAr (mulmxA _ a) Pa mul0mx scaler0 addr0.
Qed.

Lemma moved_r2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (a b : 'cV[R]_n) s : let Ys := moved_along Y a b s in
  H *m a = a -> X^T *m a = 0 ->
  r2 X Ys = fip (proj (H *m X) *m (H *m Y)) (proj (H *m X) *m (H *m Y)) / fip Ys Ys.
Proof. by move=> Ys Ha Xa; rewrite r2E center_moved // moved_seen. Qed.

Lemma moved_r2_le n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (a b : 'cV[R]_n) s : let Ys := moved_along Y a b s in
  H *m a = a -> X^T *m a = 0 -> a != 0 -> Y^T *m (H *m b) != 0 -> s != 0 ->
  r2 X Ys <= fip (H *m Y) (H *m Y) / (s ^+ 2 * fip a a * fip (Y^T *m (H *m b)) (Y^T *m (H *m b))).
Proof.
move=> Ys Ha Xa a0 b0 s0.
have -> : s ^+ 2 * fip a a * fip (Y^T *m (H *m b)) (Y^T *m (H *m b)) = fip (Ys - H *m Y) (Ys - H *m Y).
  rewrite /Ys moved_alongE addrC addKr fipZl fipZr fip_col_row -[fip (Y^T *m _) _]fip_tr !trmx_mul trmxK.
  by rewrite center_tr mulmxA expr2 !mulrA.
rewrite /Ys moved_r2 // -/Ys; have [->|z0] := eqVneq Ys 0.
  by rewrite fip0l invr0 mulr0 divr_ge0 ?fip_ge0.
have d0 : 0 < fip (Ys - H *m Y) (Ys - H *m Y).
  rewrite /Ys moved_alongE addrC addKr fipZl fipZr fip_col_row !mulrA mulr_gt0 ?fip_gt0 //.
    by rewrite mulr_gt0 ?fip_gt0 // -expr2 exprn_even_gt0 // s0.
  by rewrite -trmx_eq0 !trmx_mul trmxK center_tr -mulmxA.
rewrite ler_pdivr_mulr ?fip_gt0 // mulrAC ler_pdivl_mulr // -(moved_seen Y b s Ha Xa).
by apply: moved_bound; rewrite moved_seen.
Qed.

(* floors/unread_features_escape_prediction: what a readout does not use can be moved to where the other representation
   sees none of it: the output and the rank stay, and R^2 is at most a constant over s^2. *)
Theorem floors_unread_features_escape_prediction n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (V : 'M[R]_(q, k))
    (a b : 'cV[R]_n) (s : R) : let Ys := moved_along Y a b s in
  H *m a = a -> X^T *m a = 0 -> b^T *m (H *m Y *m V) = 0 -> a != 0 -> Y^T *m (H *m b) != 0 -> s != 0 ->
  s * fip a b != -1 ->
  [/\ Ys *m V = H *m Y *m V, \rank Ys = \rank (H *m Y),
      r2 X Ys = fip (proj (H *m X) *m (H *m Y)) (proj (H *m X) *m (H *m Y)) / fip Ys Ys &
      r2 X Ys <= fip (H *m Y) (H *m Y) / (s ^+ 2 * fip a a * fip (Y^T *m (H *m b)) (Y^T *m (H *m b)))].
Proof.
move=> Ys Ha Xa bT a0 b0 s0 sab; split; [| |exact: moved_r2|exact: moved_r2_le].
  by rewrite /Ys moved_alongE mulmxDl -scalemxAl -2!mulmxA -(mulmxA b^T) bT mulmx0 scaler0 addr0.
by rewrite /Ys /moved_along eqmxMfull // row_full_unit shear_unit.
Qed.

(* floors/unread_features_escape_prediction: the limit: R^2 falls below every e > 0 as |s| grows. *)
Theorem floors_unread_features_escape_prediction_limit n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (a b : 'cV[R]_n) (e : R) :
  H *m a = a -> X^T *m a = 0 -> a != 0 -> Y^T *m (H *m b) != 0 -> 0 < e ->
  exists s0 : R, forall s, s0 < `|s| -> r2 X (moved_along Y a b s) < e.
Proof.
move=> Ha Xa a0 b0 e0; set c := fip (H *m Y) (H *m Y) / (fip a a * fip (Y^T *m (H *m b)) (Y^T *m (H *m b))).
have c0 : 0 <= c by rewrite divr_ge0 ?mulr_ge0 ?fip_ge0.
exists (1 + c / e) => s hs.
have s1 : 1 < `|s| by apply: le_lt_trans hs; rewrite ler_addl divr_ge0 // ltW.
have s0 : s != 0 by rewrite -normr_gt0 (lt_trans ltr01).
apply: le_lt_trans (moved_r2_le Ha Xa a0 b0 s0) _.
rewrite -mulrA [s ^+ 2 * _]mulrC invfM mulrA -/c ltr_pdivr_mulr ?exprn_even_gt0 //.
rewrite mulrC -ltr_pdivr_mulr // -real_normK ?num_real // expr2.
apply: (@lt_trans _ _ `|s|); first by apply: le_lt_trans hs; rewrite ler_addr ler01.
by rewrite ltr_pmulr // (lt_trans ltr01).
Qed.

End Unread.

Section Escape.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma nonzero_column n (P : 'M[R]_n) : \tr P != 0 -> exists j, col j P != 0.
Proof.
move=> tP; have [j /existsP [i h]|z] := pickP (fun j => [exists i, P i j != 0]).
  by exists j; apply: contra h => /eqP /matrixP /(_ i 0); rewrite !mxE => ->.
case/eqP: tP; rewrite /mxtrace big1 // => i _; have := z i; move/negbT; rewrite negb_exists => /forallP /(_ i).
by rewrite negbK => /eqP.
Qed.

Lemma mul_column m n k (A : 'M[R]_(m, n)) (B : 'M[R]_(n, k)) j : col j (A *m B) = A *m col j B.
Proof. by rewrite !colE mulmxA. Qed.

Lemma trace_centre n : \tr (center R n.+1) = n%:R.
Proof.
rewrite centerE linearB linearZ /= mxtrace1 mxtrace_mulC onesTones mxtrace_scalar mulr1n mulVf ?pnatr_eq0 //.
by rewrite -addn1 natrD addrK.
Qed.

(* a direction that X does not have *)
Lemma unseen_direction n p (X : 'M[R]_(n, p)) : (\rank (H *m X) + 2 <= n)%N ->
  exists a : 'cV[R]_n, [/\ H *m a = a, X^T *m a = 0 & a != 0].
Proof.
case: n X => [|n] X rX; first by rewrite addn2 in rX.
have [C EC] := proj_col (H *m X).
have HP : H *m proj (H *m X) = proj (H *m X) by rewrite EC mulmxA center_center.
pose P := center R n.+1 - proj (H *m X).
have [|j a0] := @nonzero_column _ P.
  rewrite linearB /= trace_centre trace_proj subr_eq0 (eqr_nat R) gtn_eqF //.
  by move: rX; rewrite addn2.
have HPP : H *m P = P by rewrite mulmxBr center_idem HP.
have XP : X^T *m P = 0.
  have e1 : (H *m X)^T *m H = (H *m X)^T by rewrite trmx_mul center_tr -mulmxA center_idem.
  have e2 : (H *m X)^T *m proj (H *m X) = (H *m X)^T.
    by have := congr1 trmx (proj_id (H *m X)); rewrite trmx_mul proj_tr.
  have -> : X^T *m P = (H *m X)^T *m P by rewrite trmx_mul center_tr -mulmxA HPP.
  by rewrite mulmxBr e1 e2 subrr.
exists (col j P); split=> //; first by rewrite -mul_column HPP.
by rewrite -mul_column XP; apply/matrixP => i k; rewrite !mxE.
Qed.

(* a direction that Y has beside the output *)
Lemma unread_direction n q k (Y : 'M[R]_(n, q)) (V : 'M[R]_(q, k)) : (\rank (H *m Y *m V) < \rank (H *m Y))%N ->
  exists b : 'cV[R]_n, b^T *m (H *m Y *m V) = 0 /\ Y^T *m (H *m b) != 0.
Proof.
move=> r; set T := H *m Y *m V; pose P := proj (H *m Y) - proj T.
have [|j b0] := @nonzero_column _ P.
  by rewrite linearB /= !trace_proj subr_eq0 (eqr_nat R) gtn_eqF.
have PT : P *m T = 0 by rewrite mulmxBl /T proj_keep -/T proj_id subrr.
have PP : P^T = P by rewrite linearB /= !proj_tr.
have YP : proj (H *m Y) *m P = P by rewrite mulmxBr proj_idem proj_nest.
exists (col j P); split.
  by rewrite tr_col PP -row_mul PT; apply/matrixP => i l; rewrite !mxE.
apply: contra b0 => /eqP z; have [C EC] := proj_col (H *m Y).
have e : (H *m Y)^T *m col j P = 0 by rewrite trmx_mul center_tr -mulmxA.
by rewrite -YP mul_column -proj_tr EC trmx_mul -mulmxA e mulmx0.
Qed.

(* floors/unread_features_escape_prediction: what it is for: where X leaves a direction and Y holds more than its output
   T = Y_c V, there is a representation with the same output and of the same rank of which X predicts as little as one
   likes. *)
Theorem floors_unread_features_escape_prediction_exists n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (V : 'M[R]_(q, k)) (e : R) : (\rank (H *m X) + 2 <= n)%N -> (\rank (H *m Y *m V) < \rank (H *m Y))%N -> 0 < e ->
  exists Z : 'M[R]_(n, q), [/\ H *m Z *m V = H *m Y *m V, \rank (H *m Z) = \rank (H *m Y) & r2 X Z < e].
Proof.
move=> /unseen_direction [a' [Ha' Xa' a0']] /unread_direction [b [bT b0]] e0.
have [a [Ha Xa a0 ab]] : exists a : 'cV[R]_n, [/\ H *m a = a, X^T *m a = 0, a != 0 & 0 <= fip a b].
  have [ab|ab] := leP 0 (fip a' b); first by exists a'.
  by exists (- a'); rewrite !mulmxN Ha' Xa' oppr0 oppr_eq0 fipNl oppr_ge0 ltW.
have [s0 h] := floors_unread_features_escape_prediction_limit Ha Xa a0 b0 e0.
pose s := 1 + `|s0|; have sp : 0 < s by rewrite ltr_paddr ?normr_ge0 ?ltr01.
have sab : s * fip a b != -1.
  by rewrite gt_eqF // (lt_le_trans (ltrN10 _)) // mulr_ge0 // ltW.
have [z1 z2 _ _] := floors_unread_features_escape_prediction Ha Xa bT a0 b0 (lt0r_neq0 sp) sab.
exists (moved_along Y a b s); rewrite center_moved //; split=> //; apply: h.
by rewrite gtr0_norm // (le_lt_trans (ler_norm _)) // ltr_addr ltr01.
Qed.

End Escape.

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
