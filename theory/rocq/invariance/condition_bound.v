(* How far a linear map of the features can lower linear CKA: 2k/(1 + k^2), k its condition number. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps psd.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section ConditionBound.
Variable R : rcfType.
Local Notation H := (center R _).

Definition map_floor (k : R) : R := 2%:R * k / (1 + k ^+ 2).

Lemma map_floorE (s t : R) : 0 < s -> map_floor (t / s) = 2%:R * (s * t) / (s ^+ 2 + t ^+ 2).
Proof.
move=> s0; have s1 : s != 0 by rewrite gt_eqF.
have d0 : s ^+ 2 + t ^+ 2 != 0 by rewrite gt_eqF // ltr_paddr ?sqr_ge0 ?exprn_gt0.
by rewrite /map_floor; field; rewrite d0 s1.
Qed.

(* reverse Cauchy-Schwarz inequality, from the polynomial form to the cosine *)
Lemma mcos_floor n (S G : 'M[R]_n) (s t : R) : 0 < s -> S != 0 -> G != 0 -> 0 <= fip S G ->
  fip S S + s ^+ 2 * t ^+ 2 * fip G G <= (s ^+ 2 + t ^+ 2) * fip S G -> map_floor (t / s) <= mcos G S.
Proof.
move=> s0 S0 G0 SG hS; rewrite map_floorE //.
have d0 : 0 < s ^+ 2 + t ^+ 2 by rewrite ltr_paddr ?sqr_ge0 ?exprn_gt0.
have gS : 0 < fip S S by rewrite fip_gt0.
have gG : 0 < fip G G by rewrite fip_gt0.
rewrite ler_pdivr_mulr // mcosC /mcos mulrAC ler_pdivl_mulr ?sqrtr_gt0 ?mulr_gt0 //.
rewrite [_ * (s ^+ 2 + _)]mulrC; apply: le_trans hS; rewrite (sqrtrM _ (ltW gS)).
have := sqr_ge0 (Num.sqrt (fip S S) - s * t * Num.sqrt (fip G G)).
rewrite sqrrB !exprMn !sqr_sqrtr ?(ltW gS, ltW gG) // => h.
rewrite -subr_ge0; apply: le_trans h _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

(* the bound for any two representations whose centred Gram matrices bound each other *)
Lemma cka_map_floor n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) s t :
  H *m X != 0 -> 0 < s -> psd (cgram Y - s ^+ 2 *: cgram X) -> psd (t ^+ 2 *: cgram X - cgram Y) ->
  map_floor (t / s) <= cka X Y.
Proof.
rewrite -cgram_eq0 => X0 s0 low high; rewrite ckaE.
have g0 : 0 < fip (cgram X) (cgram X) by rewrite fip_gt0.
have pX : psd (cgram X) by rewrite cgramE; exact: gram_psd.
have pY : psd (cgram Y) by rewrite cgramE; exact: gram_psd.
have SG : 0 < fip (cgram Y) (cgram X).
  have := psd_trace_ge0 low pX; rewrite fipBl fipZl subr_ge0; apply: lt_le_trans.
  by rewrite mulr_gt0 // exprn_gt0.
have [M EM] := psd_gram low; have [N EN] := psd_gram high.
apply: mcos_floor (loewner_bound EM EN); rewrite ?(ltW SG) //.
by apply: contraTneq SG => ->; rewrite fip0l ltxx.
Qed.

(* invariance/invertible_map_bound: a linear map A of the features whose gains on the rows of HX lie between s > 0 and
   t keeps linear CKA at 2k/(1 + k^2) or above, k = t/s; written for the centred Gram matrices K of X and L of XA,
   s^2 K <= L <= t^2 K in the Loewner order. *)
Theorem invariance_invertible_map_bound n p r (X : 'M[R]_(n, p)) (A : 'M[R]_(p, r)) s t :
  H *m X != 0 -> 0 < s ->
  psd (cgram (X *m A) - s ^+ 2 *: cgram X) -> psd (t ^+ 2 *: cgram X - cgram (X *m A)) ->
  map_floor (t / s) <= cka X (X *m A).
Proof. exact: cka_map_floor. Qed.

Lemma cgram_qf n p (X : 'M[R]_(n, p)) (v : 'cV_n) : fip v (cgram X *m v) = fip ((H *m X)^T *m v) ((H *m X)^T *m v).
Proof. by rewrite cgramE /gram -(mulmxA _ _ v) [RHS]fip_mulml trmxK. Qed.

Lemma cgram_sym n p (X : 'M[R]_(n, p)) : (cgram X)^T = cgram X.
Proof. by rewrite cgramE gram_tr. Qed.

(* invariance/invertible_map_bound: the same with the gains themselves: s|u| <= |uA| <= t|u| for every u in the row
   space of HX, written u = v^T HX. *)
Theorem invariance_invertible_map_bound_gains n p r (X : 'M[R]_(n, p)) (A : 'M[R]_(p, r)) s t :
  H *m X != 0 -> 0 < s ->
  (forall v : 'rV_n, let u := v *m (H *m X) in
     s ^+ 2 * fip u u <= fip (u *m A) (u *m A) /\ fip (u *m A) (u *m A) <= t ^+ 2 * fip u u) ->
  map_floor (t / s) <= cka X (X *m A).
Proof.
move=> X0 s0 gains.
have E (v : 'cV_n) : fip v (cgram X *m v) = fip (v^T *m (H *m X)) (v^T *m (H *m X)).
  by rewrite cgram_qf -fip_tr !trmx_mul !trmxK.
have EA (v : 'cV_n) : fip v (cgram (X *m A) *m v) = fip (v^T *m (H *m X) *m A) (v^T *m (H *m X) *m A).
  by rewrite cgram_qf -fip_tr !trmx_mul !trmxK !mulmxA.
apply: invariance_invertible_map_bound => //; (split=> [|v]).
- by rewrite linearB linearZ /= !cgram_sym.
- by rewrite mulmxBl -scalemxAl fipBr fipZr subr_ge0 E EA; have [] := gains v^T.
- by rewrite linearB linearZ /= !cgram_sym.
by rewrite mulmxBl -scalemxAl fipBr fipZr subr_ge0 E EA; have [] := gains v^T.
Qed.

(* two orthogonal centred directions: everything can be computed from their lengths *)
Lemma cgram_two n (u v : 'cV[R]_n) a b : H *m u = u -> H *m v = v ->
  cgram (row_mx (a *: u) (b *: v)) = a ^+ 2 *: gram u + b ^+ 2 *: gram v.
Proof. by move=> Hu Hv; rewrite cgram_row_mx !cgram_scale !cgramE Hu Hv. Qed.

Lemma fip_gram_col n (u v : 'cV[R]_n) : fip (gram u) (gram v) = fip u v ^+ 2.
Proof. by rewrite fip_gram fip_scalar fip11 expr2. Qed.

Lemma hsic_two n (u v : 'cV[R]_n) a b c d : H *m u = u -> H *m v = v -> fip u v = 0 ->
  hsic (row_mx (a *: u) (b *: v)) (row_mx (c *: u) (d *: v)) =
  (a * c) ^+ 2 * fip u u ^+ 2 + (b * d) ^+ 2 * fip v v ^+ 2.
Proof.
move=> Hu Hv uv; rewrite hsicE !cgram_two // !fip_lin !fip_gram_col (fipC v u) uv expr0n /=.
rewrite !mulr0 addr0 add0r !exprMn; ring.
Qed.

Lemma cka_two n (u v : 'cV[R]_n) a b c d : H *m u = u -> H *m v = v -> fip u v = 0 ->
  fip u u = fip v v -> u != 0 ->
  cka (row_mx (a *: u) (b *: v)) (row_mx (c *: u) (d *: v)) =
  ((a * c) ^+ 2 + (b * d) ^+ 2) / Num.sqrt ((a ^+ 4 + b ^+ 4) * (c ^+ 4 + d ^+ 4)).
Proof.
move=> Hu Hv uv e u0; rewrite /cka !hsic_two // -e -!expr2 -!exprM.
have g0 : 0 < fip u u ^+ 2 by rewrite exprn_gt0 // fip_gt0.
rewrite -!mulrDl; set g := fip u u ^+ 2 in g0 *.
have -> : (a ^+ 4 + b ^+ 4) * g * ((c ^+ 4 + d ^+ 4) * g) = g ^+ 2 * ((a ^+ 4 + b ^+ 4) * (c ^+ 4 + d ^+ 4)) by ring.
by rewrite [Num.sqrt (g ^+ 2 * _)]sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm // [_ * g]mulrC -mulf_div divff ?mul1r // gt_eqF.
Qed.

Lemma cka_two_tight n (u v : 'cV[R]_n) k : H *m u = u -> H *m v = v -> fip u v = 0 -> fip u u = fip v v -> u != 0 ->
  cka (row_mx (k *: u) v) (row_mx (k *: u) (k ^+ 2 *: v)) = map_floor (k ^+ 2).
Proof.
move=> Hu Hv uv e u0; rewrite -{1}[v]scale1r cka_two // /map_floor.
have [->|k0] := eqVneq k 0; first by rewrite !(expr0n, mulr0) /= !(expr0n, mul0r, mulr0, addr0).
have g0 : 0 < k ^+ 2 by rewrite lt_def sqr_ge0 sqrf_eq0 k0.
have d0 : 0 < 1 + (k ^+ 2) ^+ 2 by rewrite ltr_paddr ?sqr_ge0 ?ltr01.
have -> : (k ^+ 4 + 1 ^+ 4) * (k ^+ 4 + (k ^+ 2) ^+ 4) = (k ^+ 2 * (1 + (k ^+ 2) ^+ 2)) ^+ 2 by ring.
rewrite sqrtr_sqr gtr0_norm; last exact: mulr_gt0 g0 d0.
have -> : (k * k) ^+ 2 + (1 * k ^+ 2) ^+ 2 = k ^+ 2 * (2%:R * k ^+ 2) by ring.
by rewrite -mulf_div divff ?gt_eqF // mul1r.
Qed.

(* invariance/invertible_map_bound: attained for every k != 0: X = [ku, v] with centred orthogonal u and v of one
   length, and A = diag(1, k^2), for s = 1 and t = k^2. *)
Theorem invariance_invertible_map_bound_sharp n (u v : 'cV[R]_n) k :
  H *m u = u -> H *m v = v -> fip u v = 0 -> fip u u = fip v v -> u != 0 ->
  let X := row_mx (k *: u) v in
  cka X (X *m block_mx 1%:M 0 0 (k ^+ 2)%:M) = map_floor (k ^+ 2).
Proof.
move=> Hu Hv uv e u0 /=; rewrite mul_row_block !mulmx0 addr0 add0r mulmx1 mul_mx_scalar.
exact: cka_two_tight.
Qed.

(* such u and v, on four samples *)
Definition side4 : 'cV[R]_4 := \col_i nth 0 [:: 1; 1; -1; -1] i.
Definition turn4 : 'cV[R]_4 := \col_i nth 0 [:: 1; -1; 1; -1] i.

Lemma center_sum0 n (u : 'cV[R]_n) : \sum_i u i 0 = 0 -> H *m u = u.
Proof.
move=> u0; rewrite centerE mulmxBl mul1mx -scalemxAl -mulmxA (_ : (ones R n)^T *m u = 0) ?mulmx0 ?scaler0 ?subr0 //.
by apply/matrixP => i j; rewrite !mxE -[RHS]u0; apply: eq_bigr => l _; rewrite !mxE mul1r !ord1.
Qed.

Lemma square4 : [/\ H *m side4 = side4, H *m turn4 = turn4, fip side4 turn4 = 0, fip side4 side4 = fip turn4 turn4 &
  side4 != 0].
Proof.
split; try (by apply: center_sum0; rewrite !big_ord_recl big_ord0 !mxE /=; ring);
  try (by rewrite !fipE !big_ord_recl !big_ord0 !mxE /=; ring).
by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE /= => /eqP; rewrite oner_eq0.
Qed.

End ConditionBound.
