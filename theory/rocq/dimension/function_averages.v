(* What functions of one representation explain of another: conditional means and the maximal correlation. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd eigen leading projector predict_tools blind_bijection.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Functions.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation avg := (averaging (R := R)).

(* Z takes one value where X does *)
Definition function_of n p q (X : 'M[R]_(n, p)) (Z : 'M[R]_(n, q)) :=
  forall i j, row i X = row j X -> row i Z = row j Z.

(* the largest correlation of a function of X with a function of Y *)
Definition maximal_square n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 'M[R]_n :=
  (H *m avg Y) *m avg X *m (H *m avg Y)^T.
Definition maximal_correlation n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  Num.sqrt (top_eigval (maximal_square X Y)).

Lemma symproj_shrink n m (P : 'M[R]_n) (M : 'M[R]_(n, m)) : P^T = P -> P *m P = P ->
  fip (P *m M) (P *m M) <= fip M M.
Proof.
move=> PT PP; have h : fip (P *m M) (P *m M) = fip M (P *m M) by rewrite fip_mulml PT mulmxA PP.
rewrite -subr_ge0; have -> : fip M M - fip (P *m M) (P *m M) = fip (M - P *m M) (M - P *m M).
  by rewrite !fip_lin h (fipC (P *m M) M); ring.
exact: fip_ge0.
Qed.

Lemma fip_avg n p m (X : 'M[R]_(n, p)) (M : 'M[R]_(n, m)) : fip (avg X *m M) M = fip (avg X *m M) (avg X *m M).
Proof. by rewrite [RHS]fip_mulml averaging_tr mulmxA averaging_idem fipC. Qed.

Lemma avg_of n p q (X : 'M[R]_(n, p)) (Z : 'M[R]_(n, q)) : function_of X Z -> avg X *m Z = Z.
Proof. exact: averaging_fix. Qed.

Lemma avg_of_center n p q (X : 'M[R]_(n, p)) (Z : 'M[R]_(n, q)) : function_of X Z -> avg X *m (H *m Z) = H *m Z.
Proof. by move=> h; rewrite mulmxA averaging_center -mulmxA avg_of. Qed.

Lemma maximal_square_gram n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  maximal_square X Y = gram (H *m avg Y *m avg X).
Proof. by rewrite /gram (trmx_mul _ (avg X)) averaging_tr mulmxA -(mulmxA (H *m avg Y) (avg X) (avg X))
  averaging_idem. Qed.

Lemma maximal_square_psd n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : psd (maximal_square X Y).
Proof. by rewrite maximal_square_gram; apply: gram_psd. Qed.

Lemma maximal_square_ge0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 0 <= top_eigval (maximal_square X Y).
Proof. exact/top_eigval_ge0/maximal_square_psd. Qed.

(* on functions of Y *)
Lemma maximal_square_form n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (Z : 'M[R]_(n, m)) : function_of Y Z ->
  fip (maximal_square X Y) (gram (H *m Z)) = fip (avg X *m (H *m Z)) (avg X *m (H *m Z)).
Proof.
move=> h; rewrite maximal_square_gram fip_gram !trmx_mul !averaging_tr center_tr -!mulmxA (mulmxA H H) center_idem.
by rewrite avg_of_center.
Qed.

Lemma top_form n m (S : 'M[R]_n) (Z : 'M[R]_(n, m)) : psd S -> fip S (gram Z) <= top_eigval S * fip Z Z.
Proof.
move=> Sp; rewrite {1}(eigenE (proj1 Sp)) fip_smap.
have -> : fip Z Z = \tr (eigvec S *m gram Z *m (eigvec S)^T).
  by rewrite mxtrace_mulC mulmxA eigvec_orthT mul1mx -fip_tr /fip trmxK.
rewrite /mxtrace mulr_sumr; apply: ler_sum => i _; rewrite ler_wpmul2r ?top_eigval_max //.
exact/psd_entry/psd_conj/gram_psd.
Qed.

(* dimension/any_function: no function F of X explains more of Y than its conditional means given X do; these are a
   function of X and explain that share, Var(E[Y|X])/Var(Y), which is at most the squared maximal correlation. *)
Theorem dimension_any_function n p q r (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (F : 'M[R]_(n, r)) : function_of X F ->
  [/\ r2 F Y <= correlation_ratio X Y, r2 (avg X *m Y) Y = correlation_ratio X Y, function_of X (avg X *m Y) &
      correlation_ratio X Y <= maximal_correlation X Y ^+ 2].
Proof.
move=> h; set y := H *m Y; split.
- rewrite /r2 /correlation_ratio -/y ler_wpmul2r ?invr_ge0 ?fip_ge0 // fip_avg -fip_proj.
  have PA : proj (H *m F) *m avg X = proj (H *m F).
    apply: trmx_inj; rewrite trmx_mul proj_tr averaging_tr; have [C ->] := proj_col (H *m F).
    by rewrite mulmxA avg_of_center.
  by rewrite -PA -mulmxA symproj_shrink ?proj_tr ?proj_idem.
- rewrite /r2 /correlation_ratio -/y fipC; congr (fip _ _ / _).
  have HM : H *m (avg X *m Y) = avg X *m y by rewrite /y !mulmxA averaging_center.
  rewrite HM -[RHS]mulmx1; apply: proj_normal; rewrite mulmx1 trmx_mul averaging_tr -mulmxA.
  by rewrite (mulmxA (avg X)) averaging_idem mulmxA.
- by move=> i j ij; rewrite !row_mul (averaging_rows ij).
rewrite sqr_sqrtr ?maximal_square_ge0 //.
have [y0|y0] := eqVneq y 0; first by rewrite /correlation_ratio -/y y0 fip0r mul0r maximal_square_ge0.
have fY : function_of Y Y by [].
rewrite ler_pdivr_mulr ?fip_gt0 // fip_avg -(maximal_square_form X fY).
exact/top_form/maximal_square_psd.
Qed.

(* the maximal correlation bounds that of any functions of X and Y *)
Lemma maximal_correlation_bound n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (F G : 'M[R]_(n, k)) :
  function_of X F -> function_of Y G ->
  fip (H *m F) (H *m G) ^+ 2 <= maximal_correlation X Y ^+ 2 * (fip (H *m F) (H *m F) * fip (H *m G) (H *m G)).
Proof.
move=> hF hG; rewrite sqr_sqrtr ?maximal_square_ge0 //.
have -> : fip (H *m F) (H *m G) = fip (H *m F) (avg X *m (H *m G)).
  by rewrite -{1}(avg_of_center hF) fip_mulml averaging_tr.
apply: le_trans (cauchy_schwarz _ _) _; rewrite mulrCA ler_wpmul2l ?fip_ge0 //.
by rewrite -(maximal_square_form X hG); apply/top_form/maximal_square_psd.
Qed.

(* the correlation of two columns *)
Definition column_correlation n (f g : 'cV[R]_n) : R :=
  fip (H *m f) (H *m g) / Num.sqrt (fip (H *m f) (H *m f) * fip (H *m g) (H *m g)).

Lemma top_eigenvector n (S : 'M[R]_n) : S^T = S -> 0 < top_eigval S ->
  exists2 v : 'cV[R]_n, v != 0 & S *m v = top_eigval S *: v.
Proof.
case: n S => [|n] S ST; first by rewrite /top_eigval /leading_sum big_ord0 ltxx.
move=> _; have E : top_eigval S = eigval S ord0.
  rewrite /top_eigval /leading_sum (bigD1 ord0) //= big1 ?addr0 // => i /andP[i1 i0].
  by move: i0; rewrite -val_eqE /= -leqn0 -ltnS i1.
exists ((eigvec S)^T *m delta_mx ord0 0).
  apply/eqP => /(congr1 (mulmx (eigvec S))); rewrite mulmxA eigvec_orth mul1mx mulmx0 => /matrixP/(_ ord0 0).
  by rewrite !mxE !eqxx => /eqP; rewrite oner_eq0.
rewrite {1}(eigenE ST) smapE -!mulmxA (mulmxA (eigvec S)) eigvec_orth mul1mx E scalemxAr; congr (_ *m _).
by apply/matrixP => i j; rewrite mul_diag_mx !mxE; have [->|] := eqVneq i ord0; rewrite ?mulr0.
Qed.

(* dimension/any_function: the maximal correlation, the root of the largest eigenvalue of HBABH for the means A over
   samples with equal rows of X and B over those with equal rows of Y, is the maximum of the correlation over functions
   f of X and g of Y: none correlate more, in absolute value, and some f and g that vary do so exactly where it is
   positive. Where it is zero, so is the correlation of all f and g. *)
Theorem dimension_any_function_maximal n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (forall f g : 'cV[R]_n, function_of X f -> function_of Y g ->
     `|column_correlation f g| <= maximal_correlation X Y) /\
  (0 < maximal_correlation X Y -> exists f g : 'cV[R]_n, [/\ function_of X f, function_of Y g, H *m f != 0,
     H *m g != 0 & column_correlation f g = maximal_correlation X Y]).
Proof.
have r0 : 0 <= maximal_correlation X Y by apply: sqrtr_ge0.
split=> [f g hf hg|].
  rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?normr_ge0 // real_normK ?num_real // expr_div_n.
  rewrite sqr_sqrtr ?mulr_ge0 ?fip_ge0 //; set w := fip _ _ * fip _ _.
  have [->|w0] := eqVneq w 0; first by rewrite invr0 mulr0 sqr_ge0.
  by rewrite ler_pdivr_mulr ?lt_def ?w0 ?mulr_ge0 ?fip_ge0 //; apply: maximal_correlation_bound.
rewrite sqrtr_gt0 => t0; set t := top_eigval _ in t0.
have [v v0 Sv] := top_eigenvector (proj1 (maximal_square_psd X Y)) t0; rewrite -/t in Sv.
have vE : v = t^-1 *: (maximal_square X Y *m v) by rewrite Sv scalerA mulVf ?scale1r ?gt_eqF.
have SE : maximal_square X Y = H *m avg Y *m avg X *m avg Y *m H.
  by rewrite /maximal_square trmx_mul averaging_tr center_tr !mulmxA.
have Hv : H *m v = v by rewrite vE -scalemxAr SE !mulmxA center_idem.
have Bv : avg Y *m v = v.
  rewrite vE -scalemxAr SE -averaging_center !mulmxA averaging_idem //.
have hA : H *m (avg X *m v) = avg X *m v by rewrite mulmxA -averaging_center -mulmxA Hv.
have form : fip (avg X *m v) v = t * fip v v.
  rewrite -fipZl -Sv SE -!mulmxA Hv Bv [RHS]fip_mulml center_tr Hv [RHS]fip_mulml averaging_tr Bv //.
have form2 : fip (avg X *m v) (avg X *m v) = t * fip v v by rewrite -fip_avg.
have vv : 0 < fip v v by rewrite fip_gt0.
have nf : avg X *m v != 0 by rewrite -fip_eq0 form2 gt_eqF ?mulr_gt0.
exists (avg X *m v), v; rewrite hA Hv; split=> //.
- by move=> i j ij; rewrite !row_mul (averaging_rows ij).
- by move=> i j ij; rewrite -Bv !row_mul (averaging_rows ij).
rewrite /column_correlation hA Hv form form2 /maximal_correlation -/t; move: (fip v v) vv => u u0.
have -> : t * u * u = t * u ^+ 2 by ring.
rewrite sqrtrM ?ltW // sqrtr_sqr gtr0_norm //; have e : t = Num.sqrt t ^+ 2 by rewrite sqr_sqrtr ?ltW.
have s0 : Num.sqrt t != 0 by rewrite gt_eqF ?sqrtr_gt0.
by rewrite {1}e; move: (Num.sqrt t) s0 => z z0; field; rewrite z0 gt_eqF.
Qed.

Lemma top_eigval_le1 n (S : 'M[R]_n) : S^T = S -> psd (1%:M - S) -> top_eigval S <= 1.
Proof.
move=> ST p; rewrite /top_eigval /leading_sum; case: n S ST p => [|n] S ST p; first by rewrite big_ord0 ler01.
rewrite (bigD1 ord0) //= big1 ?addr0 => [|i /andP[i1 i0]]; last first.
  by move: i0; rewrite -val_eqE /= -leqn0 -ltnS i1.
rewrite eigvalE //; have := psd_entry ord0 (psd_conj (eigvec S) p).
rewrite mulmxBr mulmx1 mulmxBl eigvec_orth [X in _ <= X -> _]mxE [X in _ <= X + _ -> _]mxE eqxx.
by rewrite [X in _ <= _ + X -> _]mxE subr_ge0.
Qed.

(* dimension/same_output_is_never_nonlinearly_blind: where T varies and is a function of X and of Y, the maximal
   correlation of X and Y is 1. *)
Theorem dimension_same_output_is_never_nonlinearly_blind n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (T : 'M[R]_(n, k)) : H *m T != 0 -> function_of X T -> function_of Y T -> maximal_correlation X Y = 1.
Proof.
move=> vary hX hY; set S := maximal_square X Y; have Sp : psd S := maximal_square_psd X Y.
rewrite /maximal_correlation -/S (_ : top_eigval S = 1) ?sqrtr1 //; apply/eqP; rewrite eq_le; apply/andP; split.
  apply: top_eigval_le1 (proj1 Sp) _; split=> [|v].
    by rewrite linearB /= trmx1 (proj1 Sp).
  rewrite mulmxBl mul1mx fipBr subr_ge0.
  have -> : fip v (S *m v) = fip (avg X *m (avg Y *m (H *m v))) (avg X *m (avg Y *m (H *m v))).
    have aux (M : 'M[R]_n) : fip v (M *m M^T *m v) = fip (M^T *m v) (M^T *m v) by rewrite fip_mulml trmxK mulmxA.
    by rewrite /S maximal_square_gram /gram aux !trmx_mul !averaging_tr center_tr -!mulmxA.
  apply: le_trans (symproj_shrink _ (averaging_tr _) (averaging_idem _)) _.
  apply: le_trans (symproj_shrink _ (averaging_tr _) (averaging_idem _)) _.
  exact: symproj_shrink (center_tr _ _) (center_idem _ _).
have := top_form (H *m T) Sp; rewrite (maximal_square_form X hY) avg_of_center //.
by rewrite -{1}(mul1r (fip _ _)) ler_pmul2r // fip_gt0.
Qed.

(* dimension/disjoint_factors: what is independent of X, Z, is no function of X; and of [U, Z], with U a function of X
   that is uncorrelated with it, the functions of X explain U, all of it, and nothing else, while no linear score sees
   anything. *)
Theorem dimension_disjoint_factors n p q r (X : 'M[R]_(n, p)) (U : 'M[R]_(n, q)) (Z : 'M[R]_(n, r)) :
  X^T *m H *m U = 0 -> function_of X U -> H *m avg X *m avg Z = 0 ->
  let Y := row_mx U Z in
  [/\ X^T *m H *m Y = 0 /\ cka X Y = 0, correlation_ratio X Z = 0, maximal_correlation X Z = 0 &
      correlation_ratio X Y * fip (H *m Y) (H *m Y) = fip (H *m U) (H *m U)].
Proof.
move=> XU hU ind Y.
have AZ : avg X *m (H *m Z) = 0.
  by rewrite -{1}(averaging_fix (R := R) (X := Z) (M := Z)) // !mulmxA averaging_center -(mulmxA H) (mulmxA H) ind
    mul0mx.
have XY : X^T *m H *m Y = 0.
  have XZ : X^T *m H *m Z = 0.
    by rewrite -(averaging_fix (R := R) (X := X) (M := X)) // trmx_mul averaging_tr -!mulmxA AZ mulmx0.
  by rewrite mul_mx_row XU XZ row_mx0.
have S0 : maximal_square X Z = 0.
  have z : H *m avg Z *m avg X = 0.
    have -> : H *m avg Z *m avg X = (H *m avg X *m avg Z)^T.
      by rewrite !trmx_mul !averaging_tr center_tr averaging_center !mulmxA averaging_center.
    by rewrite ind trmx0.
  by rewrite /maximal_square z mul0mx.
split.
- by split=> //; apply/eqP; rewrite cka_eq0 XY.
- by rewrite /correlation_ratio AZ fip0l mul0r.
- rewrite /maximal_correlation S0 /top_eigval /leading_sum big1 ?sqrtr0 // => i _.
  by rewrite eigvalE ?trmx0 // mulmx0 mul0mx mxE.
have aY : avg X *m (H *m Y) = row_mx (H *m U) 0 by rewrite !mul_mx_row AZ avg_of_center.
have f2 m l (a b : 'M[R]_(n, m)) (c d : 'M[R]_(n, l)) : fip (row_mx a c) (row_mx b d) = fip a b + fip c d.
  by rewrite -fip_tr !tr_row_mx fip_col_mx !fip_tr.
have e : fip (avg X *m (H *m Y)) (H *m Y) = fip (H *m U) (H *m U) by rewrite aY mul_mx_row f2 fip0l addr0.
rewrite /correlation_ratio e; have [y0|y0] := eqVneq (fip (H *m Y) (H *m Y)) 0; last by rewrite mulfVK.
rewrite y0 mulr0; apply/esym/eqP; rewrite eq_le fip_ge0 andbT -y0 mul_mx_row f2 ler_addl fip_ge0 //.
Qed.
End Functions.
