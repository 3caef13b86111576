(* Linear networks of least weight norm or of least representation norm, which are balanced, and their hidden layers.
   The bound on linear CKA between networks of least weight norm and of least representation norm is attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps psd eigen projector pinv predict_tools
  condition_bound scores_canonical same_span roots relu_units.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section LinearNetworks.
Variable R : rcfType.
Local Notation H := (center R _).

(* balanced layers: W W^T is the root of B B^T, B = W V *)
Lemma balanced_root d h k (W : 'M[R]_(d, h)) (V : 'M[R]_(h, k)) : W^T *m W = V *m V^T ->
  gram W *m gram W = gram (W *m V).
Proof. by move=> E; rewrite /gram trmx_mul !mulmxA -(mulmxA W W^T W) E !mulmxA. Qed.

Lemma gram_mul_eq n d h l (S : 'M[R]_(n, d)) (W : 'M[R]_(d, h)) (Z : 'M[R]_(d, l)) :
  gram W = gram Z -> gram (S *m W) = gram (S *m Z).
Proof.
move=> E; have e k (A : 'M[R]_(d, k)) : gram (S *m A) = S *m gram A *m S^T by rewrite /gram trmx_mul !mulmxA.
by rewrite !e E.
Qed.

(* identifiability/balanced_linear_networks: two balanced two-layer linear networks that compute the same map hold the
   same hidden representation on all inputs S, up to a partial isometry Q; linear CKA is 1. *)
Theorem identifiability_balanced_linear_networks n d h l k (S : 'M[R]_(n, d)) (W : 'M[R]_(d, h)) (V : 'M[R]_(h, k))
    (Z : 'M[R]_(d, l)) (U : 'M[R]_(l, k)) :
  W *m V = Z *m U -> W^T *m W = V *m V^T -> Z^T *m Z = U *m U^T -> H *m S *m W != 0 ->
  cka (S *m W) (S *m Z) = 1 /\ exists Q : 'M_(l, h), S *m Z *m Q = S *m W /\ Q *m Q^T *m Q = Q.
Proof.
move=> E bW bZ X0; have G : gram W = gram Z.
  by apply: root_unique; rewrite ?(balanced_root bW) ?(balanced_root bZ) ?E //; apply: gram_psd.
split; last by have [Q [EQ QQ]] := gram_partial G; exists Q; rewrite -EQ mulmxA.
have GS : cgram (S *m W) = cgram (S *m Z) by rewrite /cgram (gram_mul_eq S G).
by apply/cka_eq1; rewrite -?cgram_eq0 -?GS ?cgram_eq0 ?mulmxA //; exists 1; rewrite ?ltr01 ?scale1r.
Qed.

(* the rows of A are spanned by those of A^T A *)
Lemma gram_span m n (A : 'M[R]_(m, n)) : A *m (A^T *m A) *m (pinv (A^T *m A))^T = A.
Proof.
set G := A^T *m A; set P := pinv G; have GT : G^T = G by rewrite /G trmx_mul trmxK.
have PG : (G *m P^T) = P *m G by rewrite -{1}GT -trmx_mul pinv_mull_tr.
rewrite -mulmxA PG; have D : A^T *m (A *m (P *m G) - A) = 0.
  by rewrite mulmxBr mulmxA -/G mulmxA pinvK subrr.
apply/eqP; rewrite -subr_eq0 -fip_eq0 -[X in fip _ (_ - X)]mulmx1 -mulmxBr.
by rewrite fipC fip_mulml D fip0r.
Qed.

(* a balanced first layer computes what its output determines *)
Lemma balanced_span n d h k (S : 'M[R]_(n, d)) (W : 'M[R]_(d, h)) (V : 'M[R]_(h, k)) : W^T *m W = V *m V^T ->
  S *m W = S *m W *m V *m (V^T *m (pinv (W^T *m W))^T).
Proof. by move=> E; rewrite mulmxA -(mulmxA (S *m W) V) -E -[in LHS](gram_span W) !mulmxA. Qed.

Lemma map_floor_norm (s t : R) : map_floor (t / s) <= map_floor (`|t| / `|s|).
Proof.
rewrite -normf_div /map_floor real_normK ?num_real // ler_wpmul2r //.
  by rewrite invr_ge0 addr_ge0 ?sqr_ge0 ?ler01.
by rewrite ler_pmul2l ?ltr0n // ler_norm.
Qed.

(* the bound needs no sign of s and t *)
Lemma cka_map_floor_abs n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) s t :
  H *m X != 0 -> psd (cgram Y - s ^+ 2 *: cgram X) -> psd (t ^+ 2 *: cgram X - cgram Y) ->
  map_floor (t / s) <= cka X Y.
Proof.
move=> X0 low high; have [->|s0] := eqVneq s 0.
  by rewrite invr0 mulr0 /map_floor mulr0 mul0r cka_ge0.
apply: le_trans (map_floor_norm s t) _.
by apply: cka_map_floor; rewrite ?normr_gt0 ?real_normK ?num_real.
Qed.

Lemma psdZ n (M : 'M[R]_n) c : 0 <= c -> psd M -> psd (c *: M).
Proof.
by move=> c0 [MT Mp]; split=> [|v]; rewrite ?linearZ /= ?MT // -scalemxAl fipZr mulr_ge0.
Qed.

Lemma cgram_as_conj n p (X : 'M[R]_(n, p)) : cgram X = H *m gram X *m H^T.
Proof. by rewrite center_tr. Qed.

(* identifiability/minimal_norms_predict_each_other: networks that compute the same output from the inputs S, the first
   balanced in its weights, the second in its representation Y: X = SW and Y predict each other perfectly. If W reads
   the inputs with squared gains between s^4 and t^4, linear CKA is at least 2k/(1 + k^2), k = t/s. *)
Theorem identifiability_minimal_norms_predict_each_other n d h l k (S : 'M[R]_(n, d)) (W : 'M[R]_(d, h))
    (V : 'M[R]_(h, k)) (Y : 'M[R]_(n, l)) (U : 'M[R]_(l, k)) s t :
  S *m W *m V = Y *m U -> W^T *m W = V *m V^T -> Y^T *m Y = U *m U^T -> H *m (S *m W *m V) != 0 ->
  psd ((S *m W)^T *m (S *m W) - s ^+ 4 *: (W^T *m W)) -> psd (t ^+ 4 *: (W^T *m W) - (S *m W)^T *m (S *m W)) ->
  let X := S *m W in
  [/\ map_floor (t / s) <= cka X Y, r2 X Y = 1, r2 Y X = 1 & mean_squared_cca X Y = 1].
Proof.
move=> E bW bY T0 low high X.
have EX := balanced_span S bW; have EY : Y = Y *m U *m (U^T *m (pinv (Y^T *m Y))^T).
  by have := balanced_span 1%:M bY; rewrite !mul1mx.
have X0 : H *m X != 0 by apply: contraNneq T0 => e; rewrite mulmxA e mul0mx.
have XY : H *m X = H *m Y *m (U *m (V^T *m (pinv (W^T *m W))^T)) by rewrite /X {1}EX E !mulmxA.
have YX : H *m Y = H *m X *m (V *m (U^T *m (pinv (Y^T *m Y))^T)) by rewrite {1}EY -E !mulmxA.
have Y0 : H *m Y != 0 by apply: contraNneq X0; rewrite XY => ->; rewrite mul0mx.
have [? ? ?] := same_span_one X0 XY YX; split=> //.
have LL : gram Y *m gram Y = X *m (W^T *m W) *m X^T.
  by rewrite (balanced_root bY) -E bW /gram trmx_mul !mulmxA.
have KK : gram X *m gram X = X *m (X^T *m X) *m X^T by rewrite /gram !mulmxA.
have sq c : (c ^+ 2 *: gram Y) *m (c ^+ 2 *: gram Y) = c ^+ 4 *: (gram Y *m gram Y).
  by rewrite -scalemxAl -scalemxAr scalerA -exprD.
have pY c : psd (c ^+ 2 *: gram Y) by apply: psdZ (sqr_ge0 c) _; exact: gram_psd.
rewrite cka_sym; apply: cka_map_floor_abs => //; rewrite !cgram_as_conj -?(scalemxAl, scalemxAr).
  have -> : H *m gram X *m H^T - s ^+ 2 *: (H *m gram Y *m H^T) = H *m (gram X - s ^+ 2 *: gram Y) *m H^T.
    by rewrite mulmxBr mulmxBl -scalemxAr -scalemxAl.
  apply/psd_conj/root_mono => //; first exact: gram_psd.
  rewrite sq KK LL; have := psd_conj X low; congr psd.
  by rewrite mulmxBr mulmxBl -scalemxAr -scalemxAl.
have -> : t ^+ 2 *: (H *m gram Y *m H^T) - H *m gram X *m H^T = H *m (t ^+ 2 *: gram Y - gram X) *m H^T.
  by rewrite mulmxBr mulmxBl -scalemxAr -scalemxAl.
apply/psd_conj/root_mono => //; first exact: gram_psd.
rewrite sq KK LL; have := psd_conj X high; congr psd.
by rewrite mulmxBr mulmxBl -scalemxAr -scalemxAl.
Qed.

End LinearNetworks.

Section LinearNetworksSharp.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma psd_block1 (a b : R) : 0 <= a -> 0 <= b -> psd (block_mx a%:M 0 0 b%:M : 'M_(1 + 1)).
Proof.
move=> a0 b0; rewrite -diag_block1; apply: psd_diag => i.
by rewrite mxE; case: splitP => l _; rewrite ord1 mxE.
Qed.

Lemma mul_diag2 (a b c d : R) :
  block_mx a%:M 0 0 b%:M *m block_mx c%:M 0 0 d%:M = block_mx (a * c)%:M 0 0 (b * d)%:M :> 'M_(1 + 1).
Proof. by rewrite mulmx_block !mulmx0 !mul0mx !addr0 !add0r -!scalar_mxM. Qed.

Lemma tr_diag2 (a b : R) : (block_mx a%:M 0 0 b%:M : 'M_(1 + 1))^T = block_mx a%:M 0 0 b%:M.
Proof. by rewrite tr_block_mx !trmx0 !tr_scalar_mx. Qed.

Lemma sub_diag2 (a b c d e : R) :
  block_mx a%:M 0 0 b%:M - e *: block_mx c%:M 0 0 d%:M = block_mx (a - e * c)%:M 0 0 (b - e * d)%:M :> 'M_(1 + 1).
Proof. by rewrite scale_block_mx opp_block_mx add_block_mx !scaler0 !subr0 !scale_scalar_mx -!raddfB. Qed.

(* identifiability/minimal_norms_predict_each_other: attained for every k >= 1, for s = 1 and t = k^2: inputs
   S = [e, k^4 e'] with centred orthogonal e and e' of length 1, W = V = diag(k, 1/k^2), Y = [ke, e'], U = diag(k, 1). *)
Theorem identifiability_minimal_norms_predict_each_other_sharp n (u v : 'cV[R]_n) k :
  1 <= k -> H *m u = u -> H *m v = v -> fip u v = 0 -> fip u u = 1 -> fip v v = 1 ->
  let D (a b : R) : 'M_(1 + 1) := block_mx a%:M 0 0 b%:M in
  let S := row_mx u (k ^+ 4 *: v) in let W := D k (k ^- 2) in let V := W in
  let Y := row_mx (k *: u) v in let U := D k 1 in
  [/\ S *m W *m V = Y *m U, W^T *m W = V *m V^T, Y^T *m Y = U *m U^T, H *m (S *m W *m V) != 0 &
  [/\ psd ((S *m W)^T *m (S *m W) - 1 ^+ 4 *: (W^T *m W)), psd ((k ^+ 2) ^+ 4 *: (W^T *m W) - (S *m W)^T *m (S *m W)) &
      cka (S *m W) Y = map_floor (k ^+ 2)]].
Proof.
move=> k1 Hu Hv uv u1 v1 D S W V Y U; have k0 : 0 < k by apply: lt_le_trans ltr01 k1.
have kn : k != 0 by rewrite gt_eqF.
have u0 : u != 0 by rewrite -fip_eq0 u1 oner_eq0.
have rowD a b (x y : 'cV[R]_n) : row_mx x y *m D a b = row_mx (a *: x) (b *: y).
  by rewrite mul_row_block !mul_mx_scalar !mulmx0 addr0 add0r.
have SW : S *m W = row_mx (k *: u) (k ^+ 2 *: v).
  by rewrite rowD scalerA; congr (row_mx _ (_ *: _)); field.
have SWV : S *m W *m V = row_mx (k ^+ 2 *: u) v.
  by rewrite SW rowD !scalerA -expr2 mulVf ?scale1r // expf_neq0.
have gramD a b : (row_mx (a *: u) (b *: v))^T *m row_mx (a *: u) (b *: v) = D (a ^+ 2) (b ^+ 2).
  rewrite tr_row_mx mul_col_row !fip_scalar !fip_lin (fipC v u) uv u1 v1 !mulr0 !mulr1 raddf0.
  by rewrite -!expr2.
have XX : (S *m W)^T *m (S *m W) = D (k ^+ 2) (k ^+ 4) by rewrite SW gramD -exprM.
have WT : W^T = W by rewrite /W tr_diag2.
have WW : W^T *m W = D (k ^+ 2) (k ^- 4) by rewrite WT mul_diag2 -expr2 -invfM -exprD.
have k4 : k ^- 4 <= k ^+ 4.
  by rewrite (@le_trans _ _ 1) ?exprn_ege1 // invf_le1 ?exprn_gt0 // exprn_ege1.
split; [ | | | | split].
- by rewrite SWV rowD scalerA -expr2 scale1r.
- by rewrite /V WT.
- have Y1 : Y = row_mx (k *: u) (1 *: v) by rewrite scale1r.
  by rewrite Y1 gramD /U tr_diag2 mul_diag2 expr1n mulr1 -expr2.
- rewrite SWV mul_mx_row -scalemxAr Hu; apply/eqP => /(congr1 lsubmx) /eqP.
  by rewrite row_mxKl linear0 scaler_eq0 expf_eq0 (negbTE kn) (negbTE u0).
- by rewrite XX WW sub_diag2; apply: psd_block1; rewrite expr1n mul1r subr_ge0.
- rewrite XX WW scale_block_mx !scaler0 !scale_scalar_mx -[D _ _]scale1r sub_diag2 !mul1r.
  apply: psd_block1; first by rewrite subr_ge0 ler_pemull ?exprn_ge0 ?(ltW k0) // !exprn_ege1.
  by rewrite (_ : _ * _ = k ^+ 4) ?subrr //; field.
by rewrite SW cka_sym; apply: cka_two_tight; rewrite ?u1.
Qed.

End LinearNetworksSharp.
