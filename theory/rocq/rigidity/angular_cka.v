(* The arc cosine of linear CKA is a metric, 1 - CKA is not. The arc cosine of debiased CKA is a metric too. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps psd condition_bound hsic1.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Angles.
Variable R : rcfType.
Local Notation H := (center R _).

(* three unit vectors: the Gram determinant is not negative *)
Lemma unit_angles m n (A B C : 'M[R]_(m, n)) : fip A A = 1 -> fip B B = 1 -> fip C C = 1 ->
  (fip A C - fip A B * fip B C) ^+ 2 <= (1 - fip A B ^+ 2) * (1 - fip B C ^+ 2).
Proof.
move=> A1 B1 C1; have := cauchy_schwarz (A - fip A B *: B) (C - fip B C *: B).
rewrite !fip_lin A1 B1 C1 (fipC B A) (fipC C B).
by congr (_ <= _); ring.
Qed.

(* the Cauchy-Schwarz inequality of the two chords *)
Lemma unit_chords m n (A B C : 'M[R]_(m, n)) : fip A A = 1 -> fip B B = 1 -> fip C C = 1 ->
  (fip A B + fip B C - 1 - fip A C) ^+ 2 <= 4%:R * (1 - fip A B) * (1 - fip B C).
Proof.
move=> A1 B1 C1; have := cauchy_schwarz (A - B) (B - C).
rewrite !fip_lin A1 B1 C1 (fipC B A) (fipC C B).
by congr (_ <= _); ring.
Qed.

(* scaled to unit length *)
Definition unitv m n (K : 'M[R]_(m, n)) := (Num.sqrt (fip K K))^-1 *: K.

Lemma unitv1 m n (K : 'M[R]_(m, n)) : K != 0 -> fip (unitv K) (unitv K) = 1.
Proof.
by move=> K0; rewrite !fip_lin mulrA -invfM -expr2 sqr_sqrtr ?fip_ge0 // mulVf // fip_eq0.
Qed.

Lemma mcos_unitv n (K L : 'M[R]_n) : mcos K L = fip (unitv K) (unitv L).
Proof. by rewrite /mcos !fip_lin sqrtrM ?fip_ge0 // invfM mulrC mulrA. Qed.

(* from the squares of the sines to the cosine of the sum *)
Lemma cos_sum_le (a b c : R) : a ^+ 2 <= 1 ->
  (c - a * b) ^+ 2 <= (1 - a ^+ 2) * (1 - b ^+ 2) -> a * b - Num.sqrt (1 - a ^+ 2) * Num.sqrt (1 - b ^+ 2) <= c.
Proof.
move=> a1 h; rewrite -sqrtrM ?subr_ge0 // ler_subl_addl -ler_subl_addr.
apply: le_trans (ler_norm _) _; rewrite -sqrtr_sqr ler_wsqrtr //.
by apply: le_trans h; rewrite -sqrrN opprB.
Qed.

Lemma chord_triangle (a b c : R) : a <= 1 -> b <= 1 ->
  (a + b - 1 - c) ^+ 2 <= 4%:R * (1 - a) * (1 - b) ->
  Num.sqrt (2%:R - 2%:R * c) <= Num.sqrt (2%:R - 2%:R * a) + Num.sqrt (2%:R - 2%:R * b).
Proof.
move=> a1 b1 h; have pos x : x <= 1 -> 0 <= 2%:R - 2%:R * x :> R.
  by move=> x1; rewrite -[X in X - _]mulr1 -mulrBr mulr_ge0 ?ler0n ?subr_ge0.
rewrite -[X in _ <= X]ger0_norm ?addr_ge0 ?sqrtr_ge0 // -[X in _ <= X]sqrtr_sqr ler_wsqrtr //.
rewrite sqrrD !sqr_sqrtr ?pos // -(sqrtrM _ (pos _ a1)) -subr_ge0.
have : a + b - 1 - c <= Num.sqrt ((2%:R - 2%:R * a) * (2%:R - 2%:R * b)).
  apply: le_trans (ler_norm _) _; rewrite -sqrtr_sqr ler_wsqrtr //.
  by apply: le_trans h _; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
set r := Num.sqrt _; rewrite -subr_ge0 => h'.
have := mulr_ge0 (ler0n R 2) h'; congr (_ <= _); ring.
Qed.

Lemma mcos_sqr_le1 n (K L : 'M[R]_n) : K != 0 -> L != 0 -> mcos K L ^+ 2 <= 1.
Proof.
move=> K0 L0; rewrite mcos_unitv; have := cauchy_schwarz (unitv K) (unitv L).
by rewrite !unitv1 // mul1r.
Qed.

(* all of it for any three matrices that are not 0 *)
Theorem mcos_triangle n (K L M : 'M[R]_n) : K != 0 -> L != 0 -> M != 0 ->
  let a := mcos K L in let b := mcos L M in let c := mcos K M in
  [/\ (c - a * b) ^+ 2 <= (1 - a ^+ 2) * (1 - b ^+ 2),
      (a + b - 1 - c) ^+ 2 <= 4%:R * (1 - a) * (1 - b),
      a * b - Num.sqrt (1 - a ^+ 2) * Num.sqrt (1 - b ^+ 2) <= c &
      Num.sqrt (2%:R - 2%:R * c) <= Num.sqrt (2%:R - 2%:R * a) + Num.sqrt (2%:R - 2%:R * b)].
Proof.
move=> K0 L0 M0 a b c.
have ang : (c - a * b) ^+ 2 <= (1 - a ^+ 2) * (1 - b ^+ 2).
  by rewrite /a /b /c !mcos_unitv unit_angles ?unitv1.
have cho : (a + b - 1 - c) ^+ 2 <= 4%:R * (1 - a) * (1 - b).
  by rewrite /a /b /c !mcos_unitv unit_chords ?unitv1.
have le1 x : x ^+ 2 <= 1 -> x <= 1 :> R.
  by move=> x2; apply: le_trans (ler_norm x) _; rewrite -(@expr_le1 _ 2) // real_normK ?num_real.
split=> //; first exact: cos_sum_le (mcos_sqr_le1 K0 L0) ang.
exact: chord_triangle (le1 _ (mcos_sqr_le1 K0 L0)) (le1 _ (mcos_sqr_le1 L0 M0)) cho.
Qed.

(* rigidity/angular_cka_is_a_metric: with a = CKA(X, Y), b = CKA(Y, Z), c = CKA(X, Z), the triangle inequality of
   d = arccos CKA is a b - sqrt(1 - a^2) sqrt(1 - b^2) <= c: the left side is the cosine of d(X, Y) + d(Y, Z), an angle
   of at most 180 degrees as both cosines are at least 0, and the cosine decreases there. The first line says it without
   roots, for this order of the three representations and, as it is symmetric in the two angles and in the sign of the
   difference, for both |A - B| <= C and C <= A + B. The triangle inequality of sqrt(2 - 2 CKA) is written as it is,
   with its form without roots. That d is symmetric is cka_sym, and d = 0 is rigidity/one_means_proportional_grams. *)
Theorem rigidity_angular_cka_is_a_metric n p q r (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (Z : 'M[R]_(n, r)) :
  H *m X != 0 -> H *m Y != 0 -> H *m Z != 0 ->
  let a := cka X Y in let b := cka Y Z in let c := cka X Z in
  [/\ (c - a * b) ^+ 2 <= (1 - a ^+ 2) * (1 - b ^+ 2),
      (a + b - 1 - c) ^+ 2 <= 4%:R * (1 - a) * (1 - b),
      a * b - Num.sqrt (1 - a ^+ 2) * Num.sqrt (1 - b ^+ 2) <= c &
      Num.sqrt (2%:R - 2%:R * c) <= Num.sqrt (2%:R - 2%:R * a) + Num.sqrt (2%:R - 2%:R * b)].
Proof. by rewrite -!cgram_eq0 !ckaE; apply: mcos_triangle. Qed.

Lemma hsic_col_two n (u v : 'cV[R]_n) s : H *m u = u -> H *m v = v -> fip u v = 0 ->
  [/\ hsic u v = 0, hsic u u = fip u u ^+ 2, hsic v v = fip v v ^+ 2,
      hsic u (row_mx (s *: u) v) = s ^+ 2 * fip u u ^+ 2 & hsic v (row_mx (s *: u) v) = fip v v ^+ 2].
Proof.
move=> Hu Hv uv; have Y : cgram (row_mx (s *: u) v) = s ^+ 2 *: gram u + gram v.
  by rewrite -{1}[v]scale1r cgram_two // expr1n scale1r.
have Eu : cgram u = gram u by rewrite cgramE Hu.
have Ev : cgram v = gram v by rewrite cgramE Hv.
by rewrite !hsicE Y Eu Ev !fip_lin !fip_gram_col (fipC v u) uv expr0n /= mulr0 addr0 add0r.
Qed.

(* rigidity/angular_cka_is_a_metric: sharp: in X = u, Y = [su, v], Z = v with centred orthogonal u and v the angles
   add up. *)
Theorem rigidity_angular_cka_is_a_metric_sharp n (u v : 'cV[R]_n) s :
  H *m u = u -> H *m v = v -> fip u v = 0 -> u != 0 -> v != 0 ->
  let Y := row_mx (s *: u) v in
  (cka u v - cka u Y * cka Y v) ^+ 2 = (1 - cka u Y ^+ 2) * (1 - cka Y v ^+ 2).
Proof.
move=> Hu Hv uv u0 v0 Y; have [h1 h2 h3 h4 h5] := hsic_col_two s Hu Hv uv.
have U : 0 < fip u u by rewrite fip_gt0.
have V : 0 < fip v v by rewrite fip_gt0.
have YY : hsic Y Y = s ^+ 4 * fip u u ^+ 2 + fip v v ^+ 2.
  by rewrite /Y -{1 2}[v]scale1r hsic_two // mulr1 expr1n mul1r -expr2 -exprM.
have c0 : cka u v = 0 by rewrite /cka h1 mul0r.
have D0 : 0 < s ^+ 4 * fip u u ^+ 2 + fip v v ^+ 2.
  by rewrite ltr_paddl ?exprn_gt0 // mulr_ge0 ?sqr_ge0 // (_ : s ^+ 4 = (s ^+ 2) ^+ 2) ?sqr_ge0 // -exprM.
rewrite c0 sub0r sqrrN exprMn !cka_sqr (hsic_sym Y v) h2 h3 h4 h5 YY.
set D := _ + _ in D0 *; have Dn : D != 0 by rewrite gt_eqF.
have Un : fip u u != 0 by rewrite gt_eqF. have Vn : fip v v != 0 by rewrite gt_eqF.
have -> : (s ^+ 2 * fip u u ^+ 2) ^+ 2 / (fip u u ^+ 2 * D) = s ^+ 4 * fip u u ^+ 2 / D by field; rewrite ?Dn ?Un ?andbT.
have -> : (fip v v ^+ 2) ^+ 2 / (D * fip v v ^+ 2) = fip v v ^+ 2 / D by field; rewrite ?Dn ?Vn ?andbT.
have -> : s ^+ 4 * fip u u ^+ 2 / D = 1 - fip v v ^+ 2 / D.
  by rewrite -{1}(divff Dn) -mulrBl /D addrK.
by rewrite subKr mulrC.
Qed.

Definition no_metric_x : 'cV[R]_3 := \col_i nth 0 [:: 1; -1; 0] i.
Definition no_metric_z : 'cV[R]_3 := \col_i nth 0 [:: 1; 1; - 2%:R] i.

Lemma cka_identity3 (u : 'cV[R]_3) : H *m u = u -> u != 0 -> cka u (1%:M : 'M_3) ^+ 2 = 2%:R^-1.
Proof.
move=> Hu u0; have g0 : fip u u != 0 by rewrite fip_eq0.
have E1 : cgram (1%:M : 'M[R]_3) = H by rewrite /cgram /gram trmx1 !mulmx1 center_idem.
have tr3 : \tr (center R 3) = 2%:R.
  rewrite centerE linearB linearZ /= mxtrace1 mxtrace_mulC onesTones mxtrace_scalar mulr1n.
  by rewrite mulVf ?pnatr_eq0 //; ring.
rewrite cka_sqr !hsicE E1 !cgramE Hu fip_gram_col.
have -> : fip (gram u) H = fip u u.
  by rewrite /gram fip_mulmr trmxK Hu.
have -> : fip (center R 3) H = 2%:R by rewrite /fip center_tr center_idem tr3.
by field; rewrite g0.
Qed.

(* rigidity/one_minus_cka_is_no_metric: with X = (1, -1, 0), Y = I_3, Z = (1, 1, -2) the squares of CKA along the way
   are 1/2, and CKA end to end is 0: 1 - CKA violates the triangle inequality. *)
Theorem rigidity_one_minus_cka_is_no_metric :
  let X := no_metric_x in let Y := (1%:M : 'M[R]_3) in let Z := no_metric_z in
  let a := cka X Y in let b := cka Y Z in let c := cka X Z in
  [/\ a ^+ 2 = 2%:R^-1, b ^+ 2 = 2%:R^-1, c = 0 & (1 - a) + (1 - b) < 1 - c].
Proof.
have He : H *m no_metric_x = no_metric_x by apply: center_sum0; rewrite !big_ord_recl big_ord0 !mxE /=; ring.
have Hf : H *m no_metric_z = no_metric_z by apply: center_sum0; rewrite !big_ord_recl big_ord0 !mxE /=; ring.
have ef : fip no_metric_x no_metric_z = 0 by rewrite fipE !big_ord_recl !big_ord0 !mxE /=; ring.
have e0 : no_metric_x != 0 by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE /= => /eqP; rewrite oner_eq0.
have f0 : no_metric_z != 0 by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE /= => /eqP; rewrite oner_eq0.
have [c0 _ _ _ _] := hsic_col_two 1 He Hf ef.
have a2 := cka_identity3 He e0; have b2 := cka_identity3 Hf f0.
move=> X Y Z a b c; have c0' : c = 0 by rewrite /c /cka c0 mul0r.
have half x : 0 <= x -> x ^+ 2 = 2%:R^-1 -> 2%:R^-1 < x :> R.
  move=> x0 x2; rewrite -(@ltr_pexpn2r _ 2) ?nnegrE ?invr_ge0 ?ler0n // x2 expr2.
  by rewrite gtr_pmull ?invr_gt0 ?ltr0n // invf_lt1 ?ltr0n // ltr1n.
have b2' : b ^+ 2 = 2%:R^-1 by rewrite /b (cka_sym Y Z).
split=> //; rewrite c0' subr0 -subr_gt0.
have -> : 1 - (1 - a + (1 - b)) = (a - 2%:R^-1) + (b - 2%:R^-1) by field.
by rewrite addr_gt0 // subr_gt0 half // cka_ge0.
Qed.

End Angles.

Section AngularDebiased.
Variable R : rcfType.

(* rigidity/angular_debiased_cka: with a, b and c the debiased CKA of X and Y, of Y and Z, of X and Z, the triangle
   inequality of the arc cosine is a b - sqrt(1 - a^2) sqrt(1 - b^2) <= c: the left side is the cosine of the sum of the
   two angles, and where that sum is above 180 degrees there is nothing to show, as no angle is larger (c >= -1). The
   first line says it without roots, for |A - B| <= C as well; the others are the triangle inequality of the chords
   sqrt(2 - 2a), without roots and as it is. *)
Theorem rigidity_angular_debiased_cka n p q r (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (Z : 'M[R]_(n, r)) :
  (3 < n)%N -> ucenter (cgram X) != 0 -> ucenter (cgram Y) != 0 -> ucenter (cgram Z) != 0 ->
  let a := debiased_cka X Y in let b := debiased_cka Y Z in let c := debiased_cka X Z in
  [/\ (c - a * b) ^+ 2 <= (1 - a ^+ 2) * (1 - b ^+ 2),
      (a + b - 1 - c) ^+ 2 <= 4%:R * (1 - a) * (1 - b),
      a * b - Num.sqrt (1 - a ^+ 2) * Num.sqrt (1 - b ^+ 2) <= c,
      Num.sqrt (2%:R - 2%:R * c) <= Num.sqrt (2%:R - 2%:R * a) + Num.sqrt (2%:R - 2%:R * b) &
      c ^+ 2 <= 1].
Proof.
move=> n3; have n2 : (2 < n)%N by apply: ltn_trans n3.
rewrite (ucenter_cgram X n2) (ucenter_cgram Y n2) (ucenter_cgram Z n2).
rewrite (debiased_ckaE X Y n3) (debiased_ckaE Y Z n3) (debiased_ckaE X Z n3) => X0 Y0 Z0.
have [? ? ? ?] := mcos_triangle X0 Y0 Z0; split=> //; exact: mcos_sqr_le1 X0 Z0.
Qed.

(* four samples in two pairs, and a large difference within one pair *)
Definition pair4 : 'cV[R]_4 := \col_i nth 0 [:: 0; 0; 1; 1] i.
Definition apart4 : 'cV[R]_4 := \col_i nth 0 [:: 2%:R; - 2%:R; 0; 0] i.
Definition pattern4 : 'M[R]_4 := \matrix_(i, j) nth 0 (nth [::]
  [:: [:: 0; 2%:R; -1; -1]; [:: 2%:R; 0; -1; -1]; [:: -1; -1; 0; 2%:R]; [:: -1; -1; 2%:R; 0]] i) j.

Lemma gram_col n (u : 'cV[R]_n) i j : gram u i j = u i 0 * u j 0.
Proof. by rewrite mxE big_ord1 mxE. Qed.

(* U-centring of u u^T on four samples, from the row sums r and their sum t, without fractions *)
Lemma ucenter4 (u : 'cV[R]_4) (r : 'I_4 -> R) t i j :
  (forall i, u i 0 * (u 0 0 + u 1 0 + u (1 + 1) 0 + u (1 + 1 + 1) 0 - u i 0) = r i) -> r 0 + r 1 + r (1 + 1) + r (1 + 1 + 1) = t ->
  ucenter (gram u) i j = 6%:R^-1 * (if i == j then 0 else 6%:R * (u i 0 * u j 0) - 3%:R * (r i + r j) + t).
Proof.
move=> Er Et; have s4 (f : 'I_4 -> R) : \sum_k f k = f 0 + f 1 + f (1 + 1) + f (1 + 1 + 1).
  rewrite !big_ord_recl big_ord0 addr0 !addrA; by congr (f _ + f _ + f _ + f _); apply: val_inj.
have H0 k : (hollow (gram u) *m ones R 4) k 0 = r k.
  by rewrite mul_ones hollow_sum s4 !gram_col -Er; move: (u _ _) (u 0 0) (u 1 0) (u _ 0) (u _ 0) => *; ring.
rewrite ucenterE msumE fipE big_ord1 s4 !H0 ![ones R 4 _ _]mxE !mul1r Et gram_col.
case: eqP => _; first by rewrite mulr0.
by move: (u i 0) (u j 0) (r i) (r j) => x y z w; field.
Qed.

Lemma ucenter_pair4 : ucenter (gram pair4) = 6%:R^-1 *: pattern4.
Proof.
apply/matrixP => i j; rewrite (@ucenter4 _ (fun i => nth 0 [:: 0; 0; 1; 1] i) 2%:R) => [|k|]; last 2 first.
- by rewrite !mxE; case: k => [[|[|[|[|k]]]] Hk] //=; ring.
- by rewrite /=; ring.
rewrite [RHS]mxE [pattern4 i j]mxE !mxE; congr (_ * _).
by case: i => [[|[|[|[|i]]]] Hi] //; case: j => [[|[|[|[|j]]]] Hj] //=; ring.
Qed.

Lemma ucenter_apart4 : ucenter (gram apart4) = 6%:R^-1 *: (- 4%:R *: pattern4).
Proof.
apply/matrixP => i j; rewrite (@ucenter4 _ (fun i => nth 0 [:: - 4%:R; - 4%:R; 0; 0] i) (- 8%:R)) => [|k|]; last 2 first.
- by rewrite !mxE; case: k => [[|[|[|[|k]]]] Hk] //=; ring.
- by rewrite /=; ring.
rewrite [RHS]mxE [(_ *: pattern4) i j]mxE !mxE; congr (_ * _).
by case: i => [[|[|[|[|i]]]] Hi] //; case: j => [[|[|[|[|j]]]] Hj] //=; ring.
Qed.

(* rigidity/angular_debiased_cka: sharp: X = [z, (2, -2, 0, 0)] and z = (0, 0, 1, 1) are at 180 degrees, c = -1, and
   the angles over any Y add up. *)
Theorem rigidity_angular_debiased_cka_sharp q (Y : 'M[R]_(4, q)) :
  ucenter (cgram Y) != 0 ->
  let X := row_mx pair4 apart4 in let Z := pair4 in
  let a := debiased_cka X Y in let b := debiased_cka Y Z in let c := debiased_cka X Z in
  [/\ ucenter (cgram X) != 0, ucenter (cgram Z) != 0, c = -1 & (c - a * b) ^+ 2 = (1 - a ^+ 2) * (1 - b ^+ 2)].
Proof.
have n3 : (3 < 4)%N by []. have n2 : (2 < 4)%N by [].
rewrite (ucenter_cgram Y n2) => Y0 X Z; pose P := ucenter (gram Z).
have P0 : P != 0.
  apply/eqP => /matrixP /(_ 0 (lift 0 0)); rewrite /P ucenter_pair4 !mxE /= => /eqP.
  by rewrite mulf_eq0 invr_eq0 !pnatr_eq0.
have EX : ucenter (gram X) = - 3%:R *: P.
  rewrite /X /gram tr_row_mx mul_row_col ucenterD -!/(gram _) /P /Z ucenter_pair4 ucenter_apart4.
  by rewrite !scalerA -scalerDl; congr (_ *: _); ring.
have neg (K : 'M[R]_4) : mcos (- 3%:R *: P) K = - mcos P K.
  have -> : - 3%:R *: P = - (3%:R *: P) by rewrite scaleNr.
  by rewrite /mcos fipNl fipNl fipNr opprK mulNr -/(mcos _ K) mcosZl ?ltr0n.
have c1 : mcos P P = 1 by rewrite /mcos -expr2 sqrtr_sqr gtr0_norm ?fip_gt0 // divff // gt_eqF ?fip_gt0.
rewrite (ucenter_cgram X n2) (ucenter_cgram Z n2).
rewrite (debiased_ckaE X Y n3) (debiased_ckaE Y Z n3) (debiased_ckaE X Z n3) -/P EX !neg c1 (mcosC _ P).
split=> //; last by ring.
by rewrite scaler_eq0 negb_or P0 oppr_eq0 pnatr_eq0.
Qed.

End AngularDebiased.
