(* Projection-weighted CCA before and after a reflection of the features, exactly. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd eigen projector predict_tools condition_bound.
From Unalignable Require Import scores_canonical svcca_case pwcca_case.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section PwccaValue.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation col4 := (@col4 R).
Local Notation h4 := (h4 R).
Local Notation h3 := (h3 R).
Local Notation h2 := (h2 R).

Lemma span_two n (x y h k : 'cV[R]_n) a b c : a != 0 -> b != 0 -> x = a *: h -> y = b *: k + c *: h ->
  proj (row_mx x y) = proj (row_mx h k).
Proof.
move=> a0 b0 -> ->.
apply: (@proj_span _ _ _ _ _ _ (block_mx a%:M c%:M 0 b%:M : 'M_(1 + 1, 1 + 1))
  (block_mx a^-1%:M (- (c / (a * b)))%:M 0 b^-1%:M)).
  by rewrite mul_row_block !mul_mx_scalar !mulmx0 addr0 [b *: k + _]addrC.
rewrite mul_row_block !mul_mx_scalar !mulmx0 addr0 scalerA mulVf // scale1r; congr row_mx.
rewrite scalerDr !scalerA mulVf // scale1r addrCA -scalerDl.
have -> : - (c / (a * b)) * a + b^-1 * c = 0 by field; rewrite a0 b0.
by rewrite scale0r addr0.
Qed.

Lemma weight_two n (v a b : 'cV[R]_n) : \sum_j `|fip v (col j (row_mx a b))| = `|fip v a| + `|fip v b|.
Proof.
have own (x : 'cV[R]_n) : col 0 x = x by apply/matrixP => i j; rewrite mxE ord1.
by rewrite big_split_ord /= !big_ord1 colKl colKr !own.
Qed.

Lemma pwcca_two (X : 'M[R]_(4, 1 + 1)) (Y : 'M[R]_(4, 1 + 1)) (a b : 'cV[R]_4) :
  H *m X = row_mx a b -> proj (H *m X) = pdir h4 + pdir h3 -> proj (H *m Y) = pdir h4 + pdir h2 ->
  let w0 := (`|fip h4 a| + `|fip h4 b|) / Num.sqrt 12%:R in let w1 := (`|fip h3 a| + `|fip h3 b|) / Num.sqrt 6%:R in
  pwcca X Y = (w0 + w1 / 2%:R) / (w0 + w1).
Proof.
move=> HX PX PY w0 w1; have [[_ _ _ e4 e5] [[e6 _ _ _ _] _]] := frame4 R.
have [ev [G0 G1]] := S4_eigen R.
have S : canonical_matrix X Y = S4 R by rewrite /canonical_matrix PX PY S4_canonical.
have [n4 n3 n2] : [/\ h4 != 0, h3 != 0 & h2 != 0] by rewrite -!fip_eq0 e4 e5 e6 !pnatr_eq0.
have rk (Z : 'M[R]_(4, 1 + 1)) (x y : 'cV[R]_4) : x != 0 -> y != 0 -> proj (H *m Z) = pdir x + pdir y -> \rank (H *m Z) = 2%N.
  by move=> x0 y0 P; apply/eqP; rewrite -(eqr_nat R) -trace_proj P mxtraceD !trace_pdir // -natrD.
have pairs : canonical_pairs X Y = 2%N by rewrite /canonical_pairs (rk X _ _ n4 n3 PX) (rk Y _ _ n4 n2 PY).
have i1 : lift ord0 ord0 = 1 :> 'I_4 by apply: val_inj.
have V0 : gram (variate X Y 0) = pdir h4 by rewrite /variate S.
have V1 : gram (variate X Y 1) = pdir h3 by rewrite /variate S.
have W0 : variate_weight X Y 0 = w0.
  rewrite /variate_weight HX weight_two /w0 mulrDl -e4.
  by rewrite (abs_fip_pdir a V0) (abs_fip_pdir b V0).
have W1 : variate_weight X Y 1 = w1.
  rewrite /variate_weight HX weight_two /w1 mulrDl -e5.
  by rewrite (abs_fip_pdir a V1) (abs_fip_pdir b V1).
have r0 : canonical_correlation X Y 0 = 1 by rewrite /canonical_correlation S ev sqrtr1.
have r1 : canonical_correlation X Y 1 = 2%:R^-1.
  rewrite /canonical_correlation S ev /= (_ : 4%:R^-1 = 2%:R^-1 ^+ 2) ?sqrtr_sqr ?ger0_norm ?invr_ge0 ?ler0n //.
  by rewrite exprVn -natrX.
rewrite /pwcca pairs ![\sum_(i < _ | _) _]big_mkcond !big_ord_recl !big_ord0 /= !addr0 i1.
by rewrite W0 W1 r0 r1 mulr1.
Qed.

Lemma root_value (q r A B C : R) : q != 0 -> r != 0 -> A + B * r != 0 -> r ^+ 2 = 2%:R ->
  C * (A + B * r) = A + B * r / 2%:R ->
  (A / (q * r) + B / q / 2%:R) / (A / (q * r) + B / q) = C.
Proof.
move=> q0 r0 d0 r2 E; have -> : A / (q * r) + B / q / 2%:R = (A + B * r / 2%:R) / (q * r) by field; rewrite q0 r0.
have -> : A / (q * r) + B / q = (A + B * r) / (q * r) by field; rewrite q0 r0.
by rewrite -E; field; rewrite q0 r0 d0.
Qed.

(* invariance/pwcca_sees_a_rotation: X = [[0,0],[0,0],[0,1],[1,0]], Y = [[0,0],[0,1],[0,0],[1,0]], and the reflection Q
   with rows (3,4)/5 and (4,-3)/5: projection-weighted CCA is 3/2 - sqrt(2)/2 before and 51/2 - 35 sqrt(2)/2 after. *)
Theorem invariance_pwcca_sees_a_rotation :
  let X := row_mx (col4 [:: 0; 0; 0; 1]) (col4 [:: 0; 0; 1; 0]) in
  let Y := row_mx (col4 [:: 0; 0; 0; 1]) (col4 [:: 0; 1; 0; 0]) in
  let Q : 'M[R]_(1 + 1) := block_mx (3%:R / 5%:R)%:M (4%:R / 5%:R)%:M (4%:R / 5%:R)%:M (- (3%:R / 5%:R))%:M in
  let root := Num.sqrt 2%:R in
  [/\ Q *m Q^T = 1%:M, pwcca X Y = 3%:R / 2%:R - root / 2%:R, pwcca (X *m Q) Y = 51%:R / 2%:R - 35%:R * root / 2%:R &
      pwcca (X *m Q) Y != pwcca X Y].
Proof.
move=> X Y Q root.
have Hh (s : seq R) : \sum_(i < 4) nth 0 s i = 0 -> H *m col4 s = col4 s.
  by move=> sum0; apply: center_sum0; rewrite -[RHS]sum0; apply: eq_bigr => i _; rewrite mxE.
have [Hh4 [Hh3 Hh2]] : H *m h4 = h4 /\ H *m h3 = h3 /\ H *m h2 = h2.
  by do !split; apply: Hh; rewrite !big_ord_recl big_ord0 /=; ring.
have cen (e h : 'cV[R]_4) c : e = h + c *: ones R 4 -> H *m h = h -> H *m e = h.
  by move=> -> Hh'; rewrite mulmxDr Hh' -scalemxAr center_ones scaler0 addr0.
have Hlin (x y : 'cV[R]_4) a b : H *m x = x -> H *m y = y -> H *m (a *: x + b *: y) = a *: x + b *: y.
  by move=> Hx Hy; rewrite mulmxDr -!scalemxAr Hx Hy.
pose a := 4%:R^-1 *: h4 : 'cV[R]_4; pose b := 3%:R^-1 *: h3 + (- 12%:R^-1) *: h4; pose b' := 3%:R^-1 *: h2 + (- 12%:R^-1) *: h4.
have Ha : H *m col4 [:: 0; 0; 0; 1] = a.
  apply: (cen _ _ 4%:R^-1); last by rewrite -scalemxAr Hh4.
  by apply/matrixP => -[[|[|[|[|i]]]] Hi] j //; rewrite !mxE /=; field.
have Hb : H *m col4 [:: 0; 0; 1; 0] = b.
  apply: (cen _ _ 4%:R^-1); last exact: Hlin.
  by apply/matrixP => -[[|[|[|[|i]]]] Hi] j //; rewrite !mxE /=; field.
have Hb' : H *m col4 [:: 0; 1; 0; 0] = b'.
  apply: (cen _ _ 4%:R^-1); last exact: Hlin.
  by apply/matrixP => -[[|[|[|[|i]]]] Hi] j //; rewrite !mxE /=; field.
have [[e1 e2 _ e4 e5] [[e6 _ _ _ _] _]] := frame4 R.
have [n4 n3 n2] : [/\ h4 != 0, h3 != 0 & h2 != 0] by rewrite -!fip_eq0 e4 e5 e6 !pnatr_eq0.
have HX : H *m X = row_mx a b by rewrite mul_mx_row Ha Hb.
have HY : H *m Y = row_mx a b' by rewrite mul_mx_row Ha Hb'.
have inv0 k : k.+1%:R^-1 != 0 :> R by rewrite invr_eq0 pnatr_eq0.
have PX : proj (H *m X) = pdir h4 + pdir h3.
  by rewrite HX (span_two (inv0 3%N) (inv0 2%N) (erefl a) (erefl b)) proj_two.
have PY : proj (H *m Y) = pdir h4 + pdir h2.
  by rewrite HY (span_two (inv0 3%N) (inv0 2%N) (erefl a) (erefl b')) proj_two.
have QT : Q^T = Q by rewrite /Q tr_block_mx !tr_scalar_mx.
have QQ : Q *m Q = 1%:M.
  rewrite /Q mulmx_block -!scalar_mxM -!raddfD (scalar_mx_block 1 1) -(raddf0 (@scalar_mx_additive _ 1)).
  by congr (block_mx _%:M _%:M _%:M _%:M); field.
have HXQ : H *m (X *m Q) = row_mx ((3%:R / 5%:R) *: a + (4%:R / 5%:R) *: b) ((4%:R / 5%:R) *: a + - (3%:R / 5%:R) *: b).
  by rewrite mulmxA HX /Q mul_row_block !mul_mx_scalar.
have PXQ : proj (H *m (X *m Q)) = pdir h4 + pdir h3.
  rewrite -PX; apply: (@proj_span _ _ _ _ _ _ Q Q); rewrite mulmxA // -mulmxA QQ mulmx1.
  by [].
have [h4a h4b h3a h3b] : [/\ fip h4 a = 3%:R, fip h4 b = -1, fip h3 a = 0 & fip h3 b = 2%:R].
  by rewrite /a /b !fip_lin (fipC h3 h4) e1 e4 e5; split; field.
clearbody a b b'; have r2 : root ^+ 2 = 2%:R by rewrite sqr_sqrtr ?ler0n.
have rp : 0 < root by rewrite sqrtr_gt0 ltr0n.
have r12 : Num.sqrt 12%:R = Num.sqrt 6%:R * root :> R by rewrite -sqrtrM ?ler0n // -natrM.
have q0 : Num.sqrt 6%:R != 0 :> R by rewrite sqrtr_eq0 -ltNge ltr0n.
have pos (A B : R) : 0 < A -> 0 < B -> A + B * root != 0 by move=> A0 B0; rewrite gt_eqF // addr_gt0 // mulr_gt0.
have before : pwcca X Y = 3%:R / 2%:R - root / 2%:R.
  rewrite (pwcca_two HX PX PY) h4a h4b h3a h3b r12 normr0 normrN1 !ger0_norm ?ler0n // add0r.
  apply: root_value; rewrite ?(gt_eqF rp) ?pos ?addr_gt0 ?ltr0n ?ltr01 //.
  have -> : (3%:R / 2%:R - root / 2%:R) * (3%:R + 1 + 2%:R * root) = 6%:R + root - root ^+ 2 by field.
  by rewrite r2; field.
have after : pwcca (X *m Q) Y = 51%:R / 2%:R - 35%:R * root / 2%:R.
  rewrite (pwcca_two HXQ PXQ PY) !fipDr !fipZr h4a h4b h3a h3b r12.
  have -> : 3%:R / 5%:R * 3%:R + 4%:R / 5%:R * -1 = 1 :> R by field.
  have -> : 4%:R / 5%:R * 3%:R + - (3%:R / 5%:R) * -1 = 3%:R :> R by field.
  have -> : 3%:R / 5%:R * 0 + 4%:R / 5%:R * 2%:R = 8%:R / 5%:R :> R by field.
  have -> : 4%:R / 5%:R * 0 + - (3%:R / 5%:R) * 2%:R = - (6%:R / 5%:R) :> R by field.
  rewrite normrN normr1 !ger0_norm ?divr_ge0 ?ler0n //.
  apply: root_value; rewrite ?(gt_eqF rp) ?pos ?addr_gt0 ?divr_gt0 ?ltr0n ?ltr01 //.
  have -> : (51%:R / 2%:R - 35%:R * root / 2%:R) * (1 + 3%:R + (8%:R / 5%:R + 6%:R / 5%:R) * root) =
    102%:R + (14%:R / 5%:R * 51%:R / 2%:R - 70%:R) * root - 49%:R * root ^+ 2 by field.
  by rewrite r2; field.
split; rewrite ?QT //; rewrite before after; apply/eqP => E.
have : 17%:R * root = 24%:R.
  have e : (51%:R / 2%:R - 35%:R * root / 2%:R) - (3%:R / 2%:R - root / 2%:R) = 24%:R - 17%:R * root by field.
  by move: e; rewrite E subrr => /esym/subr0_eq.
move=> /(congr1 (fun z => z ^+ 2)); rewrite exprMn r2 -!natrX -natrM => /eqP.
by rewrite eqr_nat.
Qed.

End PwccaValue.
