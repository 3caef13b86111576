(* The arc cosine of debiased CKA is a metric too. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka hsic1 angular_cka.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

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
