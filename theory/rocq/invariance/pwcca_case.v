(* Projection-weighted CCA changes when the features are rotated. Projection-weighted CCA before and after a
   reflection of the features, exactly. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd rigid eigen projector predict_tools condition_bound angular_cka
  scores_canonical svcca_case.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Pwcca.
Variable R : rcfType.
Local Notation H := (center R _).

(* P_X P_Y P_X: its eigenvectors are the canonical variates on the side of X, its eigenvalues the squared canonical
   correlations, the largest first *)
Definition canonical_matrix n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 'M[R]_n :=
  proj (H *m X) *m proj (H *m Y) *m proj (H *m X).
Definition variate n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) i : 'cV[R]_n := (row i (eigvec (canonical_matrix X Y)))^T.
Definition canonical_correlation n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) i : R :=
  Num.sqrt (eigval (canonical_matrix X Y) i).
(* what the variate explains of the centred features of X *)
Definition variate_weight n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) i : R :=
  \sum_j `|fip (variate X Y i) (col j (H *m X))|.
(* the weighted mean of the canonical correlations (where one is repeated, with the variates that eigvec chooses) *)
Definition pwcca n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  (\sum_(i < n | (i < canonical_pairs X Y)%N) variate_weight X Y i * canonical_correlation X Y i) /
  \sum_(i < n | (i < canonical_pairs X Y)%N) variate_weight X Y i.

Lemma eigvec_gram n (S : 'M[R]_n) i : gram (row i (eigvec S))^T = spectral_map S (fun j => (j == i)%:R).
Proof.
rewrite smapE mul_mx_diag /gram trmxK; apply/matrixP => k l; rewrite !mxE big_ord1 (bigD1 i) //= !mxE eqxx mulr1.
by rewrite big1 ?addr0 // => j ji; rewrite !mxE (negbTE ji) mulr0 mul0r.
Qed.

Lemma abs_fip_pdir n (v h x : 'cV[R]_n) : gram v = pdir h -> `|fip v x| = `|fip h x| / Num.sqrt (fip h h).
Proof.
move=> E; have sq (y : 'cV[R]_n) : fip y x ^+ 2 = fip x (gram y *m x).
  by rewrite /gram -mulmxA fip_scalar mul_mx_scalar fipZr (fipC x y) expr2.
rewrite -sqrtr_sqr sq E pdirE -scalemxAl fipZr -sq mulrC sqrtrM ?sqr_ge0 // sqrtr_sqr.
by rewrite sqrtrV ?fip_ge0.
Qed.

Lemma proj_two n (u v : 'cV[R]_n) : fip u v = 0 -> u != 0 -> v != 0 -> proj (row_mx u v) = pdir u + pdir v.
Proof.
move=> uv u0 v0; have own (x : 'cV[R]_n) : x != 0 -> pdir x *m x = x by move=> x0; rewrite -{1}(proj_pdir x0) proj_id.
have other (x y : 'cV[R]_n) : fip x y = 0 -> pdir x *m y = 0.
  by move=> xy; rewrite pdirE -scalemxAl /gram -mulmxA fip_scalar xy raddf0 mulmx0 scaler0.
apply/esym/(@proj_unique _ _ _ _ _ (col_mx ((fip u u)^-1 *: u^T) ((fip v v)^-1 *: v^T))).
- by rewrite linearD /= !pdir_tr.
- by rewrite mul_mx_row !mulmxDl !own // !other // 1?fipC // addr0 add0r.
by rewrite mul_row_col -!scalemxAr !pdirE.
Qed.

Definition col4 (s : seq R) : 'cV[R]_4 := \col_i nth 0 s i.
Definition h4 := col4 [:: -1; -1; -1; 3%:R].
Definition h3 := col4 [:: -1; -1; 2%:R; 0].
Definition h2 := col4 [:: -1; 2%:R; -1; 0].
Definition g4 := col4 [:: 1; -1; 0; 0].

Lemma fip_col4 (a b c d a' b' c' d' : R) :
  fip (col4 [:: a; b; c; d]) (col4 [:: a'; b'; c'; d']) = a * a' + b * b' + c * c' + d * d'.
Proof. by rewrite fipE !big_ord_recl !big_ord0 !mxE /= !addr0 !addrA. Qed.

Lemma ones4 : ones R 4 = col4 [:: 1; 1; 1; 1].
Proof. by apply/matrixP => -[[|[|[|[|i]]]] Hi] j //; rewrite !mxE. Qed.

Lemma frame4 : [/\ fip h4 h3 = 0, fip h4 h2 = 0, fip h3 h2 = - 3%:R, fip h4 h4 = 12%:R & fip h3 h3 = 6%:R] /\
  [/\ fip h2 h2 = 6%:R, fip h4 (ones R 4) = 0, fip h3 (ones R 4) = 0, fip h4 g4 = 0 & fip h3 g4 = 0] /\
  [/\ fip (ones R 4) g4 = 0, fip (ones R 4) (ones R 4) = 4%:R & fip g4 g4 = 2%:R].
Proof. by rewrite ones4 /h4 /h3 /h2 /g4 !fip_col4; do !split; ring. Qed.

(* the canonical matrix of the example *)
Definition S4 : 'M[R]_4 := pdir h4 + 4%:R^-1 *: pdir h3.

Lemma S4_canonical : (pdir h4 + pdir h3) *m (pdir h4 + pdir h2) *m (pdir h4 + pdir h3) = S4.
Proof.
have [[e1 e2 e3 e4 e5] [[e6 _ _ _ _] _]] := frame4.
have n4 : h4 != 0 by rewrite -fip_eq0 e4 pnatr_eq0.
have B : pdir h3 *m pdir h2 *m pdir h3 = 4%:R^-1 *: pdir h3.
  rewrite !pdirE -!(scalemxAl, scalemxAr) /gram !mulmxA -(mulmxA h3) fip_scalar mul_mx_scalar -!scalemxAl.
  rewrite -(mulmxA h3) fip_scalar (fipC h2) mul_mx_scalar -!scalemxAl !scalerA e3 e5 e6.
  by congr (_ *: _); field.
have [h43 h34] := (pdirM e1, pdirM (etrans (fipC _ _) e1)).
have [h42 h24] := (pdirM e2, pdirM (etrans (fipC _ _) e2)).
rewrite /S4 -B; have := pdir_idem n4; move: (pdir h4) (pdir h3) (pdir h2) h43 h34 h42 h24 => A C D AC CA AD DA AA.
have -> : (A + C) *m (A + D) = A + C *m D by rewrite mulmxDl !mulmxDr AA AD CA addr0 add0r.
by rewrite mulmxDl !mulmxDr AA AC addr0 -(mulmxA C D A) DA mulmx0 add0r.
Qed.

Lemma S4_eigen : (forall i, eigval S4 i = nth 0 [:: 1; 4%:R^-1; 0; 0] i) /\
  (gram (row 0 (eigvec S4))^T = pdir h4 /\ gram (row 1 (eigvec S4))^T = pdir h3).
Proof.
have [[e1 _ _ e4 e5] [[_ f1 f2 f3 f4] [f5 f6 f7]]] := frame4.
have [n4 n3] : h4 != 0 /\ h3 != 0 by rewrite -!fip_eq0 e4 e5 !pnatr_eq0.
have [m1 m2] : ones R 4 != 0 /\ g4 != 0 by rewrite -!fip_eq0 f6 f7 !pnatr_eq0.
have un (x y : 'cV[R]_4) : fip x y = 0 -> fip (unitv x) (unitv y) = 0 by move=> xy; rewrite !fip_lin xy !mulr0.
pose r (i : 'I_4) := nth 0 [:: unitv h4; unitv h3; unitv (ones R 4); unitv g4] i; pose Q : 'M[R]_4 := \matrix_i (r i)^T.
pose d : 'rV[R]_4 := \row_i nth 0 [:: 1; 4%:R^-1; 0; 0] i.
have QQ : Q *m Q^T = 1%:M.
  apply/matrixP => i j; rewrite -fip_row !rowK fip_tr mxE /r.
  case: i => [[|[|[|[|i]]]] Hi] //; case: j => [[|[|[|[|j]]]] Hj] //=; rewrite ?unitv1 ?un //; by rewrite fipC.
have SE : S4 = Q^T *m diag_mx d *m Q.
  rewrite /S4 -!pdir_unit mul_mx_diag; apply/matrixP => k l; rewrite [RHS]mxE !big_ord_recl big_ord0.
  by rewrite /gram !mxE !big_ord1 !mxE /r /=; move: (fun_of_matrix (unitv h4)) (fun_of_matrix (unitv h3)) => f g; ring.
have ev i : eigval S4 i = nth 0 [:: 1; 4%:R^-1; 0; 0] i.
  rewrite (eigval_unique QQ SE) ?mxE // => {}i j; rewrite !mxE.
  have q1 : 4%:R^-1 <= 1 :> R by rewrite invf_le1 ?ltr0n // ler1n.
  have q0 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
  by case: i => [[|[|[|[|i]]]] Hi] //; case: j => [[|[|[|[|j]]]] Hj] //= _; rewrite ?ler01.
split=> //; have ST : S4^T = S4 by rewrite /S4 linearD linearZ /= !pdir_tr.
have E2 : S4 *m S4 = spectral_map S4 (fun i => eigval S4 i * eigval S4 i) by rewrite -smapM -eigenE.
have SS : S4 *m S4 = pdir h4 + 16%:R^-1 *: pdir h3.
  move: (pdirM e1) (pdirM (etrans (fipC _ _) e1)) (pdir_idem n4) (pdir_idem n3); rewrite /S4.
  move: (pdir h4) (pdir h3) => A B AB BA AA BB.
  rewrite mulmxDl !mulmxDr -!(scalemxAl, scalemxAr) AB BA AA BB !scaler0 addr0 add0r scalerA -invfM -natrM.
  by [].
rewrite !eigvec_gram; split.
  transitivity ((4%:R / 3%:R) *: (S4 *m S4 - 4%:R^-1 *: S4)).
    have ES : 4%:R^-1 *: S4 = spectral_map S4 (fun i => 4%:R^-1 * eigval S4 i) by rewrite smapZ -eigenE.
    rewrite E2 ES -smapB -smapZ; apply: smap_eq => i; rewrite !ev.
    by case: i => [[|[|[|[|i]]]] Hi] //=; field.
  rewrite SS /S4; move: (pdir h4) (pdir h3) => A B; apply/matrixP => i j; rewrite !mxE; move: (A i j) (B i j) => x y.
  by field.
transitivity ((16%:R / 3%:R) *: (S4 - S4 *m S4)).
  rewrite E2 {2}(eigenE ST) -smapB -smapZ; apply: smap_eq => i; rewrite !ev.
  by case: i => [[|[|[|[|i]]]] Hi] //=; field.
rewrite SS /S4; move: (pdir h4) (pdir h3) => A B; apply/matrixP => i j; rewrite !mxE; move: (A i j) (B i j) => x y.
by field.
Qed.

End Pwcca.

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
