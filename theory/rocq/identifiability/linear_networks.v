(* Linear networks of least weight norm or of least representation norm, which are balanced, and their hidden layers. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps psd eigen projector pinv predict_tools.
From Unalignable Require Import condition_bound scores_canonical same_span roots.
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
