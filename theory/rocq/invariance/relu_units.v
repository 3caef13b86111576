(* Rescaling the units of a ReLU layer: the function stays, linear CKA changes, within bounds. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps psd condition_bound.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Relu.
Variable R : rcfType.
Local Notation H := (center R _).

Definition relu m n (Z : 'M[R]_(m, n)) : 'M[R]_(m, n) := map_mx (fun z => Num.max z 0) Z.

Lemma max0_mul (z d : R) : 0 < d -> Num.max (z * d) 0 = Num.max z 0 * d.
Proof. by move=> d0; rewrite -[0 in LHS](mul0r d) -maxr_pmull // ltW. Qed.

Lemma relu_diag m p (Z : 'M[R]_(m, p)) (d : 'rV_p) : (forall j, 0 < d 0 j) ->
  relu (Z *m diag_mx d) = relu Z *m diag_mx d.
Proof. by move=> d0; apply/matrixP => i j; rewrite !mul_mx_diag !mxE max0_mul. Qed.

Lemma relu_perm m p (Z : 'M[R]_(m, p)) (s : 'S_p) : relu (Z *m perm_mx s) = relu Z *m perm_mx s.
Proof.
by rewrite -[s]invgK -col_permE -[RHS]col_permE; apply/matrixP => i j; rewrite !mxE.
Qed.

Lemma relu_ge0 m p (Z : 'M[R]_(m, p)) : (forall i j, 0 <= Z i j) -> relu Z = Z.
Proof. by move=> Z0; apply/matrixP => i j; rewrite mxE max_l. Qed.

Lemma diag_inv p (d : 'rV[R]_p) : (forall j, 0 < d 0 j) -> diag_mx d \in unitmx.
Proof. by move=> d0; rewrite unitmxE det_diag unitfE; apply/prodf_neq0 => j _; rewrite gt_eqF. Qed.

Lemma diag_gains p (u d : 'rV[R]_p) s t : 0 <= s -> (forall j, s <= d 0 j) -> (forall j, d 0 j <= t) ->
  s ^+ 2 * fip u u <= fip (u *m diag_mx d) (u *m diag_mx d) /\
  fip (u *m diag_mx d) (u *m diag_mx d) <= t ^+ 2 * fip u u.
Proof.
move=> s0 low high; have d0 j : 0 <= d 0 j by apply: le_trans (low j).
rewrite !fipE !mulr_sumr; split; apply: ler_sum => j _; rewrite !big_ord1 mul_mx_diag mxE -!expr2 exprMn.
  by rewrite [X in X <= _]mulrC ler_wpmul2l ?sqr_ge0 // ler_pexpn2r ?nnegrE.
by rewrite [X in _ <= X]mulrC ler_wpmul2l ?sqr_ge0 // ler_pexpn2r ?nnegrE // (le_trans (d0 j)).
Qed.

Lemma cka_diag_floor n p (X : 'M[R]_(n, p)) (d : 'rV_p) s t : H *m X != 0 -> 0 < s ->
  (forall j, s <= d 0 j) -> (forall j, d 0 j <= t) -> map_floor (t / s) <= cka X (X *m diag_mx d).
Proof.
move=> X0 s0 low high; apply: invariance_invertible_map_bound_gains => // v u.
exact: diag_gains (ltW s0) low high.
Qed.

(* invariance/relu_rescaling: scaling the units of a ReLU layer by d_j > 0 and dividing their outgoing weights by d_j
   leaves the outputs as they are, turns the representation X = relu(AW) into XD, and keeps linear CKA at
   2k/(1 + k^2) or above, k = t/s, where s <= d_j <= t. *)
Theorem invariance_relu_rescaling n r p m (A : 'M[R]_(n, r)) (W : 'M[R]_(r, p)) (V : 'M[R]_(p, m)) (d : 'rV_p) s t :
  let X := relu (A *m W) in let D := diag_mx d in
  H *m X != 0 -> 0 < s -> (forall j, s <= d 0 j) -> (forall j, d 0 j <= t) ->
  [/\ relu (A *m (W *m D)) = X *m D, relu (A *m (W *m D)) *m (invmx D *m V) = X *m V &
      map_floor (t / s) <= cka X (relu (A *m (W *m D)))].
Proof.
move=> X D X0 s0 low high; have d0 j : 0 < d 0 j by apply: lt_le_trans (low j).
have E : relu (A *m (W *m D)) = X *m D by rewrite mulmxA relu_diag.
by split; rewrite ?E ?mulmxA ?mulmxK ?diag_inv //; apply: cka_diag_floor.
Qed.

(* centring the features first changes nothing *)
Lemma cka_centred n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : cka (H *m X) (H *m Y) = cka X Y.
Proof. by rewrite !ckaE !cgramE !(mulmxA H H) center_idem. Qed.

Lemma cka_stretched_pair n (u v : 'cV[R]_n) k :
  fip (H *m u) (H *m v) = 0 -> fip (H *m u) (H *m u) = fip (H *m v) (H *m v) -> H *m u != 0 ->
  cka (row_mx (k *: u) v) (row_mx (k *: u) (k ^+ 2 *: v)) = map_floor (k ^+ 2).
Proof.
move=> uv e u0; rewrite -cka_centred !mul_mx_row -!scalemxAr.
by apply: cka_two_tight; rewrite // mulmxA center_idem.
Qed.

Lemma diag_block1 (a b : R) : diag_mx (row_mx a%:M b%:M : 'rV_(1 + 1)) = block_mx a%:M 0 0 b%:M.
Proof. by rewrite diag_mx_row; congr block_mx; apply/matrixP => i j; rewrite !ord1 !mxE. Qed.

(* invariance/relu_rescaling: attained for every k > 0 by features ku and v that are not negative, whose centred
   versions are orthogonal and of one length, and the scales 1 and k^2; on the inputs [ku, v] with weights 1. *)
Theorem invariance_relu_rescaling_sharp n (u v : 'cV[R]_n) k :
  0 < k -> (forall i, 0 <= u i 0) -> (forall i, 0 <= v i 0) ->
  fip (H *m u) (H *m v) = 0 -> fip (H *m u) (H *m u) = fip (H *m v) (H *m v) -> H *m u != 0 ->
  let A := row_mx (k *: u) v in let D := diag_mx (row_mx 1%:M (k ^+ 2)%:M) in
  cka (relu (A *m 1%:M)) (relu (A *m (1%:M *m D))) = map_floor (k ^+ 2).
Proof.
move=> k0 u0 v0 uv e n0 A D.
have AD : A *m (1%:M *m D) = row_mx (k *: u) (k ^+ 2 *: v).
  by rewrite mul1mx /D diag_block1 mul_row_block !mulmx0 addr0 add0r mulmx1 mul_mx_scalar.
have pos a b : 0 <= a -> 0 <= b -> relu (row_mx (a *: u) (b *: v)) = row_mx (a *: u) (b *: v).
  move=> a0 b0; apply: relu_ge0 => i j; rewrite mxE.
  by case: split => l; rewrite mxE ord1 mulr_ge0.
rewrite AD mulmx1 /A; have := pos k 1; rewrite scale1r => ->; rewrite ?pos ?exprn_ge0 ?ler01 ?ltW //.
exact: cka_stretched_pair.
Qed.

(* such u and v: (1, 1, 0, 0) and (1, 0, 1, 0) *)
Definition half_side4 : 'cV[R]_4 := \col_i nth 0 [:: 1; 1; 0; 0] i.
Definition half_turn4 : 'cV[R]_4 := \col_i nth 0 [:: 1; 0; 1; 0] i.

Lemma half_square4 : let u := half_side4 in let v := half_turn4 in
  [/\ forall i, 0 <= u i 0, forall i, 0 <= v i 0, fip (H *m u) (H *m v) = 0,
      fip (H *m u) (H *m u) = fip (H *m v) (H *m v) & H *m u != 0].
Proof.
have [Hs Ht st e s0] := square4 R.
have Eu : half_side4 = 2%:R^-1 *: (side4 R + ones R 4).
  by apply/matrixP => -[[|[|[|[|i]]]] Hi] j //; rewrite !mxE /=; field.
have Ev : half_turn4 = 2%:R^-1 *: (turn4 R + ones R 4).
  by apply/matrixP => -[[|[|[|[|i]]]] Hi] j //; rewrite !mxE /=; field.
have HEu : H *m half_side4 = 2%:R^-1 *: side4 R by rewrite Eu -scalemxAr mulmxDr Hs center_ones addr0.
have HEv : H *m half_turn4 = 2%:R^-1 *: turn4 R by rewrite Ev -scalemxAr mulmxDr Ht center_ones addr0.
rewrite /= HEu HEv !fip_lin st e !mulr0 scaler_eq0 invr_eq0 pnatr_eq0 s0; split=> //.
  by move=> [[|[|[|[|i]]]] Hi] //; rewrite mxE /= ?ler01.
by move=> [[|[|[|[|i]]]] Hi] //; rewrite mxE /= ?ler01.
Qed.

End Relu.
