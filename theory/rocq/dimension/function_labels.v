(* Nuisance that no function aligns, and classes that some function sees. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka psd projector predict_tools blind_bijection.
From Unalignable Require Import function_averages.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Labels.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation avg := (averaging (R := R)).

Lemma fip_beside n m l (a b : 'M[R]_(n, m)) (c d : 'M[R]_(n, l)) :
  fip (row_mx a c) (row_mx b d) = fip a b + fip c d.
Proof. by rewrite -fip_tr !tr_row_mx fip_col_mx !fip_tr. Qed.

Lemma hsic_cols n (a b : 'cV[R]_n) : hsic a b = fip (H *m a) (H *m b) ^+ 2.
Proof.
rewrite /hsic; have -> : a^T *m H *m b = (fip (H *m a) (H *m b))%:M.
  rewrite -fip_scalar trmx_mul center_tr !mulmxA -(mulmxA a^T H H) center_idem //.
by rewrite fip11 expr2.
Qed.

(* dimension/independent_nuisance: X = [t, J] and Y = [t, G] with |J_c| = |G_c| = s|t_c|, J uncorrelated with t and G
   of one mean given X: CKA = 1/(1 + s^4), and R^2 of the best linear probe and of the best function are 1/(1 + s^2).
   *)
Theorem dimension_independent_nuisance n (t J G : 'cV[R]_n) (s : R) : H *m t != 0 ->
  fip (H *m J) (H *m J) = s ^+ 2 * fip (H *m t) (H *m t) -> fip (H *m G) (H *m G) = s ^+ 2 * fip (H *m t) (H *m t) ->
  (H *m t)^T *m (H *m J) = 0 -> avg (row_mx t J) *m (H *m G) = 0 ->
  let X := row_mx t J in let Y := row_mx t G in
  [/\ cka X Y = (1 + s ^+ 4)^-1, r2 X Y = (1 + s ^+ 2)^-1 & correlation_ratio X Y = (1 + s ^+ 2)^-1].
Proof.
move=> vary nJ nG tJ given X Y; set T := fip (H *m t) (H *m t) in nJ nG.
have T0 : 0 < T by rewrite fip_gt0.
have d1 : 0 < 1 + s ^+ 4 by rewrite ltr_paddr ?ltr01 // (_ : s ^+ 4 = (s ^+ 2) ^+ 2) ?sqr_ge0 // -exprM.
have d2 : 0 < 1 + s ^+ 2 by rewrite ltr_paddr ?ltr01 ?sqr_ge0.
have ft : function_of X t by move=> i j; rewrite !row_row_mx => /eq_row_mx[].
have fJ : function_of X J by move=> i j; rewrite !row_row_mx => /eq_row_mx[].
have zero (a : 'cV[R]_n) : function_of X a -> (H *m a)^T *m (H *m G) = 0.
  by move=> fa; rewrite -(avg_of_center fa) trmx_mul averaging_tr -mulmxA given mulmx0.
have tG := zero t ft; have JG := zero J fJ.
have f0 (a b : 'cV[R]_n) : a^T *m b = 0 -> fip a b = 0 by move=> e; rewrite /fip e mxtrace0.
have ftJ : fip (H *m t) (H *m J) = 0 by apply: f0.
have ftG : fip (H *m t) (H *m G) = 0 by apply: f0.
have fJG : fip (H *m J) (H *m G) = 0 by apply: f0.
have nY : fip (H *m Y) (H *m Y) = (1 + s ^+ 2) * T by rewrite mul_mx_row fip_beside nG -/T; ring.
have hs (a b c d : 'cV[R]_n) : hsic (row_mx a b) (row_mx c d) = hsic a c + hsic a d + (hsic b c + hsic b d).
  by rewrite !hsicE !cgram_row_mx !fip_lin.
split.
- rewrite /cka !hs !hsic_cols -/T (fipC (H *m J) (H *m t)) (fipC (H *m G) (H *m t)) ftG ftJ fJG nJ nG.
  have -> : T ^+ 2 + 0 ^+ 2 + (0 ^+ 2 + (s ^+ 2 * T) ^+ 2) = T ^+ 2 * (1 + s ^+ 4) by ring.
  have e2 : 0 <= T ^+ 2 * (1 + s ^+ 4) by rewrite mulr_ge0 ?sqr_ge0 // ltW.
  rewrite -expr2 sqrtr_sqr ger0_norm // expr0n /= !addr0 invfM mulrA divff ?mul1r //.
  by rewrite expf_eq0 /= gt_eqF.
- rewrite /r2 nY; have -> : proj (H *m X) *m (H *m Y) = row_mx (H *m t) 0.
    have /eq_row_mx[Pt _] : row_mx (proj (H *m X) *m (H *m t)) (proj (H *m X) *m (H *m J)) = row_mx (H *m t) (H *m J).
      by rewrite -mul_mx_row -(mul_mx_row H) proj_id.
    have PG : proj (H *m X) *m (H *m G) = 0.
      have [C E] := proj_col (H *m X); rewrite -proj_tr E trmx_mul -mulmxA.
      by rewrite mul_mx_row tr_row_mx mul_col_mx tG JG col_mx0 mulmx0.
    by move: Pt PG; move: (proj _) => P Pt PG; rewrite !mul_mx_row Pt PG.
  by rewrite mul_mx_row fip_beside fip0r addr0 -/T invfM mulrCA divff ?mulr1 // gt_eqF.
rewrite /correlation_ratio nY; have -> : avg X *m (H *m Y) = row_mx (H *m t) 0.
  by rewrite !mul_mx_row given avg_of_center.
by rewrite mul_mx_row fip_beside fip0l addr0 -/T invfM mulrCA divff ?mulr1 // gt_eqF.
Qed.

(* |M w|^2 <= |M|^2 |w|^2 *)
Lemma fip_mul_vec_le n p (M : 'M[R]_(n, p)) (w : 'cV[R]_p) : fip (M *m w) (M *m w) <= fip M M * fip w w.
Proof.
set a := fip (M *m w) _; have [->|a0] := eqVneq a 0; first by rewrite mulr_ge0 ?fip_ge0.
have ap : 0 < a by rewrite lt_def a0 fip_ge0.
have := cauchy_schwarz M (M *m w *m w^T); rewrite -fip_mulmr -/a.
have -> : fip (M *m w *m w^T) (M *m w *m w^T) = a * fip w w.
  by rewrite fip_mulmr trmxK -(mulmxA (M *m w)) fip_scalar mul_mx_scalar fipZr mulrC.
by rewrite mulrCA expr2 ler_pmul2l.
Qed.

(* dimension/separated_labels_are_seen: labels t = +-1 that X tells apart, and that Y separates with margins of at
   least g > 0: the best function of X explains at least the share of Y between the classes, and that at least
   g^2|t_c|^2/(|w|^2 tr L) > 0. *)
Theorem dimension_separated_labels_are_seen n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (t : 'cV[R]_n)
    (w : 'cV[R]_q) (b g : R) : H *m t != 0 -> (forall i, t i 0 = 1 \/ t i 0 = -1) -> function_of X t -> 0 < g ->
  (forall i, g <= t i 0 * ((Y *m w) i 0 + b)) ->
  [/\ correlation_ratio t Y <= correlation_ratio X Y,
      g ^+ 2 * fip (H *m t) (H *m t) <= correlation_ratio t Y * fip w w * fip (H *m Y) (H *m Y) &
      0 < correlation_ratio t Y].
Proof.
move=> vary signs told g0 margin; set y := H *m Y; set c := H *m t.
have c0 : 0 < fip c c by rewrite fip_gt0.
have self : function_of t t by [].
have At : avg t *m c = c by apply: avg_of_center.
have told2 : avg X *m avg t = avg t by apply: averaging_fix => i j ij; apply: averaging_rows; apply: told.
have told3 : avg t *m avg X = avg t by apply: trmx_inj; rewrite trmx_mul !averaging_tr.
have t2 i : t i 0 * t i 0 = 1 by case: (signs i) => ->; rewrite ?mulrNN mulr1.
have one : (ones R n)^T *m t = (\sum_i t i 0)%:M :> 'M_1.
  by rewrite [LHS]mx11_scalar !mxE; congr (_%:M); apply: eq_bigr => i _; rewrite !mxE mul1r.
have n0 : (0 < n)%N by case: posnP vary => // n0; case/eqP; apply/matrixP => i; have := ltn_ord i; rewrite {2}n0.
pose m := n%:R^-1 * \sum_i t i 0.
have nm : n%:R * m = \sum_i t i 0 by rewrite /m mulVKf // pnatr_eq0 -lt0n.
have ce i : c i 0 = t i 0 - m.
  rewrite /c centerE mulmxBl mul1mx -scalemxAl -mulmxA one mul_mx_scalar !mxE mulr1 //.
have cols (u v : 'cV[R]_n) : fip u v = \sum_i u i 0 * v i 0 by rewrite fipE big_ord1.
have m1 i : 0 <= 1 - m * t i 0.
  rewrite subr_ge0; apply: le_trans (ler_norm _) _; rewrite normrM.
  have -> : `|t i 0| = 1 by case: (signs i) => ->; rewrite ?normrN1 ?normr1.
  rewrite mulr1 /m normrM ger0_norm ?invr_ge0 ?ler0n // -ler_pdivl_mull ?invr_gt0 ?ltr0n // invrK mulr1.
  apply: le_trans (ler_norm_sum _ _ _) _; rewrite -[X in _ <= X%:R]card_ord -sumr_const; apply: ler_sum => k _.
  by case: (signs k) => ->; rewrite ?normrN1 ?normr1.
have below : g * fip c c <= fip c (y *m w).
  have -> : fip c (y *m w) = \sum_i (1 - m * t i 0) * (t i 0 * ((Y *m w) i 0 + b)).
    have -> : fip c (y *m w) = fip c (Y *m w + b *: ones R n).
      rewrite /c /y [LHS]fip_mulml center_tr -!mulmxA (mulmxA H H) center_idem [RHS]fip_mulml center_tr.
      by rewrite mulmxDr -scalemxAr center_ones scaler0 addr0.
    rewrite cols; apply: eq_bigr => i _; rewrite ce !mxE mulr1 mulrA mulrBl mul1r -mulrA t2 mulr1 //.
  have -> : g * fip c c = \sum_i (1 - m * t i 0) * g.
    rewrite -mulr_suml mulrC; congr (_ * _); rewrite cols (eq_bigr (fun i => 1 - m * t i 0 + m * (m - t i 0))) =>
      [|i _].
      have mean0 : \sum_i (m - t i 0) = 0 by rewrite sumrB sumr_const card_ord -[m *+ n]mulr_natl nm subrr.
      by rewrite big_split /= -[X in _ + X]mulr_sumr mean0 mulr0 addr0.
    by rewrite ce mulrBl !mulrBr t2; ring.
  by apply: ler_sum => i _; rewrite ler_wpmul2l ?m1.
have seen : fip c (y *m w) ^+ 2 <= fip c c * (fip (avg t *m y) (avg t *m y) * fip w w).
  have -> : fip c (y *m w) = fip c (avg t *m y *m w) by rewrite -{1}At fip_mulml averaging_tr mulmxA.
  by apply: le_trans (cauchy_schwarz _ _) _; rewrite ler_wpmul2l ?fip_ge0 ?fip_mul_vec_le.
have floor : g ^+ 2 * fip c c <= fip (avg t *m y) (avg t *m y) * fip w w.
  rewrite -(ler_pmul2l c0); apply: le_trans seen.
  have -> : fip c c * (g ^+ 2 * fip c c) = (g * fip c c) ^+ 2 by ring.
  have p0 : 0 <= g * fip c c by rewrite mulr_ge0 ?ltW.
  by rewrite ler_expn2r // nnegrE // (le_trans p0).
have fl0 : 0 < fip (avg t *m y) (avg t *m y) * fip w w by apply: lt_le_trans floor; rewrite mulr_gt0 ?exprn_gt0.
have ay0 : 0 < fip (avg t *m y) (avg t *m y).
  by rewrite lt_def fip_ge0 andbT; apply: contraTneq fl0 => ->; rewrite mul0r ltxx.
have y0 : 0 < fip y y by apply: lt_le_trans ay0 _; apply: symproj_shrink; rewrite ?averaging_tr ?averaging_idem.
split; rewrite /correlation_ratio -/y -/c.
- rewrite ler_wpmul2r ?invr_ge0 ?fip_ge0 // !fip_avg -{1 2}told3 -mulmxA.
  by apply: symproj_shrink; rewrite ?averaging_tr ?averaging_idem.
- by rewrite [X in _ <= X]mulrAC mulfVK ?gt_eqF // fip_avg.
by rewrite divr_gt0 // fip_avg.
Qed.

(* dimension/separated_labels_are_seen: equality for Y = t *)
Theorem dimension_separated_labels_are_seen_attained n (t : 'cV[R]_n) : H *m t != 0 ->
  1 ^+ 2 * fip (H *m t) (H *m t) = correlation_ratio t t * fip (1%:M : 'M_1) 1%:M * fip (H *m t) (H *m t).
Proof.
move=> vary; have At : avg t *m (H *m t) = H *m t by apply: avg_of_center.
by rewrite /correlation_ratio At divff ?gt_eqF ?fip_gt0 // fip11 expr1n !mul1r.
Qed.
End Labels.
