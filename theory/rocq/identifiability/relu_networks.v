(* ReLU networks that agree up to the order and the scale of their units. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps projector psd condition_bound relu_units
  scores_canonical same_span.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section ReluNetworks.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma relu_units n r p (A : 'M[R]_(n, r)) (W : 'M[R]_(r, p)) (g : 'S_p) (d : 'rV_p) : (forall j, 0 < d 0 j) ->
  relu (A *m (W *m perm_mx g *m diag_mx d)) = relu (A *m W) *m perm_mx g *m diag_mx d.
Proof. by move=> d0; rewrite !mulmxA relu_diag // relu_perm. Qed.

(* identifiability/relu_up_to_units: two ReLU networks whose weights agree up to an order g of the units and scales
   d_j > 0 compute the same, and their hidden layers predict each other perfectly; their linear CKA is at least
   2k/(1 + k^2), k = t/s, for scales between s and t. *)
Theorem identifiability_relu_up_to_units n r p m (A : 'M[R]_(n, r)) (W Z : 'M[R]_(r, p)) (V U : 'M[R]_(p, m))
    (g : 'S_p) (d : 'rV_p) s t :
  let Q := perm_mx g in let D := diag_mx d in let X := relu (A *m W) in let Y := relu (A *m Z) in
  Z = W *m Q *m D -> D *m U = Q^T *m V -> 0 < s -> (forall j, s <= d 0 j) -> (forall j, d 0 j <= t) ->
  H *m X != 0 ->
  [/\ Y *m U = X *m V, r2 X Y = 1, r2 Y X = 1, mean_squared_cca X Y = 1 & map_floor (t / s) <= cka X Y].
Proof.
move=> Q D X Y EZ EU s0 low high X0; have d0 j : 0 < d 0 j by apply: lt_le_trans (low j).
have QQ : Q *m Q^T = 1%:M by rewrite perm_mxKT.
have EY : Y = X *m Q *m D by rewrite /Y EZ relu_units.
have DU : D \in unitmx by rewrite diag_inv.
have XY : H *m X = H *m Y *m (invmx D *m Q^T).
  by rewrite EY !mulmxA mulmxK // -(mulmxA (H *m X)) QQ mulmx1.
have YX : H *m Y = H *m X *m (Q *m D) by rewrite EY !mulmxA.
have [? ? ?] := same_span_one X0 XY YX; split=> //.
  by rewrite EY -mulmxA EU mulmxA -(mulmxA X) QQ mulmx1.
rewrite EY ckaE -(cgram_orth X QQ) -ckaE; apply: cka_diag_floor => //.
by rewrite -cgram_eq0 cgram_orth // cgram_eq0.
Qed.

(* identifiability/relu_up_to_units: attained for every k >= 1, with two units on four inputs, one of them scaled by
   k^2, so that s = 1 and t = k^2. *)
Theorem identifiability_relu_up_to_units_sharp k : 1 <= k ->
  exists (A : 'M[R]_(4, 2)) (W Z V U : 'M[R]_2) (d : 'rV_2),
  let D := diag_mx d in
  [/\ Z = W *m perm_mx 1 *m D, D *m U = (perm_mx 1)^T *m V, forall j, 1 <= d 0 j, forall j, d 0 j <= k ^+ 2 &
      H *m relu (A *m W) != 0 /\ cka (relu (A *m W)) (relu (A *m Z)) = map_floor (k ^+ 2)].
Proof.
move=> k1; have k0 : 0 < k by apply: lt_le_trans ltr01 k1.
have [u0 v0 uv e n0] := half_square4 R.
have kk : 1 <= k ^+ 2 by rewrite exprn_ege1.
pose d : 'rV[R]_2 := @row_mx _ 1 1 1 1%:M (k ^+ 2)%:M.
have dE j : d 0 j = if j == 0 then 1 else k ^+ 2.
  by rewrite mxE; case: splitP => l; rewrite ord1 mxE /= mulr1n => E; rewrite -val_eqE /= E.
exists (@row_mx _ 4 1 1 (k *: half_side4 R) (half_turn4 R)), 1%:M, (diag_mx d), 1%:M, (invmx (diag_mx d)), d.
have d0 j : 0 < d 0 j by rewrite dE; case: ifP => // _; rewrite ?ltr01 ?exprn_gt0.
split; rewrite ?perm_mx1 ?trmx1 ?mulmx1 ?mul1mx // ?mulmxV ?diag_inv //; try by move=> j; rewrite dE; case: ifP.
have tight := invariance_relu_rescaling_sharp k0 u0 v0 uv e n0.
cbv zeta in tight; rewrite mulmx1 mul1mx in tight; split=> //.
rewrite relu_ge0 => [|i j]; last first.
  rewrite mxE; case: splitP => l _; rewrite ord1; last exact: v0.
  by rewrite mxE mulr_ge0 ?(ltW k0) ?u0.
rewrite (mul_mx_row H (k *: half_side4 R) (half_turn4 R)) -scalemxAr; apply/eqP => /(congr1 (@lsubmx _ 4 1 1)) /eqP.
by rewrite row_mxKl linear0 scaler_eq0 gt_eqF // (negbTE n0).
Qed.

(* identifiability/balanced_units_fix_scales: if as much squared weight enters every unit as leaves it, in both networks,
   and no unit has no weights, then all scales are 1: the hidden layers agree up to the order, with linear CKA 1. *)
Theorem identifiability_balanced_units_fix_scales n r p m (A : 'M[R]_(n, r)) (W Z : 'M[R]_(r, p))
    (V U : 'M[R]_(p, m)) (g : 'S_p) (d : 'rV_p) :
  let Q := perm_mx g in let D := diag_mx d in let X := relu (A *m W) in let Y := relu (A *m Z) in
  Z = W *m Q *m D -> D *m U = Q^T *m V -> (forall j, 0 < d 0 j) ->
  (forall j, (W^T *m W) j j = (V *m V^T) j j) -> (forall j, (Z^T *m Z) j j = (U *m U^T) j j) ->
  (forall j, col j W != 0) -> H *m X != 0 ->
  [/\ D = 1%:M, Y = X *m Q & cka X Y = 1].
Proof.
move=> Q D X Y EZ EU d0 bW bZ alive X0.
have conj (B : 'M[R]_p) j : (Q^T *m B *m Q) j j = B (g^-1%g j) (g^-1%g j).
  by rewrite /Q tr_perm_mx -[X in _ *m perm_mx X]invgK -col_permE -row_permE !mxE.
have dd (B : 'M[R]_p) j : (D *m B *m D) j j = d 0 j * B j j * d 0 j.
  by rewrite /D mul_mx_diag mul_diag_mx !mxE.
have D1 : D = 1%:M.
  have d1 j : d 0 j = 1.
    have ZZ : Z^T *m Z = D *m (Q^T *m (W^T *m W) *m Q) *m D.
      by rewrite EZ !trmx_mul [D^T]tr_diag_mx !mulmxA.
    have UU : D *m (U *m U^T) *m D = Q^T *m (V *m V^T) *m Q.
      by rewrite mulmxA EU -[in LHS]mulmxA -[D in _ *m (_ *m D)]tr_diag_mx -trmx_mul EU trmx_mul trmxK !mulmxA.
    have := bZ j; rewrite ZZ dd conj => h.
    have := congr1 (fun M => fun_of_matrix M j j) UU; rewrite dd conj -h -bW.
    set a := (W^T *m W) _ _; have a0 : a != 0.
      rewrite (_ : a = fip (col (g^-1%g j) W) (col (g^-1%g j) W)) ?fip_eq0 //.
      by rewrite /a !fipE big_ord1 mxE; apply: eq_bigr => i _; rewrite !mxE.
    have -> : d 0 j * (d 0 j * a * d 0 j) * d 0 j = d 0 j ^+ 4 * a by ring.
    by rewrite -{2}[a]mul1r => /(mulIf a0) /eqP; rewrite pexpr_eq1 ?(ltW (d0 j)) // => /eqP.
  by apply/matrixP => i j; rewrite !mxE d1.
have EY : Y = X *m Q by rewrite /Y EZ relu_units // -/D D1 mulmx1.
split=> //; rewrite cka_sym EY ckaE cgram_orth ?perm_mxKT // -ckaE.
by apply/cka_eq1 => //; exists 1; rewrite ?ltr01 ?scale1r.
Qed.

End ReluNetworks.
