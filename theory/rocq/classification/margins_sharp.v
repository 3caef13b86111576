(* Margin ratios below 2 + sqrt 2 force CKA > 0 for equal classes; where the margin bounds are attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka margins zero_scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Below.
Variable R : rcfType.

Lemma margin_ratio_ge1 n (y u : 'cV[R]_n) g : 0 < g -> (0 < n)%N ->
  (forall i, y i 0 ^+ 2 = 1) -> (forall i, g <= y i 0 * u i 0) -> 1 <= margin_ratio u g.
Proof.
move=> g0 n0 y2 yu; rewrite -(@ler_pmul2r _ g) // mul1r -(margin_ratioE g0 y2 yu) -{1}(mean_cst g n0).
exact: mean_le.
Qed.

Lemma balanced_share n (y : 'cV[R]_n) : (ones R n)^T *m y = 0 -> 2%:R * minority_share y = 1.
Proof.
move=> /matrixP/(_ 0 0); rewrite !mxE => s0;
  rewrite /minority_share /mean (eq_bigr (fun i => (ones R n)^T 0 i * y i 0)).
  by rewrite s0 mulr0 normr0 subr0 mulr1 divff // pnatr_eq0.
by move=> i _; rewrite !mxE mul1r.
Qed.

Lemma product_lt2 (a b : R) : 1 <= a -> 1 <= b -> a < 2%:R + Num.sqrt 2%:R -> b < 2%:R + Num.sqrt 2%:R ->
  (a - 2%:R) * (b - 2%:R) < 2%:R.
Proof.
move=> a1 b1; rewrite -!(ltr_subl_addl _ 2%:R (Num.sqrt _)) => at' bt; set t := Num.sqrt _ in at' bt.
have t2 : t * t = 2%:R by rewrite -expr2 sqr_sqrtr ?ler0n.
have [a0|a0] := lerP 0 (a - 2%:R); have [b0|b0] := lerP 0 (b - 2%:R).
- by rewrite -[X in _ < X]t2 ltr_pmul.
- by apply: le_lt_trans (_ : 0 < 2%:R); rewrite ?ltr0n // mulr_ge0_le0 // ltW.
- by apply: le_lt_trans (_ : 0 < 2%:R); rewrite ?ltr0n // mulr_le0_ge0 // ltW.
rewrite -mulrNN; apply: le_lt_trans (_ : 1 < 2%:R); last by rewrite ltr1n.
have le1 d : 1 <= d -> 2%:R - d <= 1 by move=> d1; rewrite ler_subl_addr (natrD _ 1 1) ler_add2l.
by rewrite !opprB mulr_ile1 ?le1 // subr_ge0 -subr_le0 ltW.
Qed.

(* classification/margins_below_two_plus_root_two: scores u = Xw + 1b and v = Yv + 1c get every label of two equal
   classes right, with margins of at least g and h. With a = mean|u|/g and b = mean|v|/h, (a - 2)(b - 2) < 2 forces
   Cov(u, v) > 0 and CKA(X, Y) > 0; and it holds when a and b are below 2 + sqrt 2. *)
Theorem classification_margins_below_two_plus_root_two n p q (X : 'M[R]_(n, p)) (w : 'cV_p) (b : R)
    (Y : 'M[R]_(n, q)) (v : 'cV_q) (c : R) (y : 'cV[R]_n) (g h : R) :
  let u1 := X *m w + b *: ones R n in let u2 := Y *m v + c *: ones R n in
  let alpha := margin_ratio u1 g in let beta := margin_ratio u2 h in
  0 < g -> 0 < h -> (0 < n)%N -> (forall i, y i 0 ^+ 2 = 1) -> (ones R n)^T *m y = 0 ->
  (forall i, g <= y i 0 * u1 i 0) -> (forall i, h <= y i 0 * u2 i 0) ->
  ((alpha - 2%:R) * (beta - 2%:R) < 2%:R -> 0 < covariance u1 u2 /\ 0 < cka X Y) /\
  (alpha < 2%:R + Num.sqrt 2%:R -> beta < 2%:R + Num.sqrt 2%:R -> (alpha - 2%:R) * (beta - 2%:R) < 2%:R).
Proof.
move=> u1 u2 alpha beta g0 h0 n0 y2 y0 yu yv; split; last first.
  by apply: product_lt2; apply: margin_ratio_ge1 yu || apply: margin_ratio_ge1 yv.
move=> ab; have cov : 0 < covariance u1 u2.
  have := classification_margins_force_covariance g0 h0 y2 yu yv; cbv zeta.
  rewrite (balanced_share y0) -/alpha -/beta.
  have pos : 0 < alpha + beta - 1 - (alpha - 1) * (beta - 1).
    by move: ab; clearbody alpha beta; rewrite -subr_gt0 (_ : 2%:R - _ = alpha + beta - 1 - (alpha - 1) * (beta - 1))
      //; ring.
  by move=> /(lt_le_trans pos); rewrite pmulr_lgt0 // invr_gt0 mulr_gt0.
split=> //; apply: (@cka_gt0_read _ _ _ _ 1 X Y w v).
have e m (Z : 'M[R]_(n, m)) z d : center R n *m (Z *m z + d *: ones R n) = center R n *m Z *m z.
  by rewrite mulmxDr -scalemxAr center_ones scaler0 addr0 mulmxA.
by move: cov; rewrite /covariance !e; apply: contraTneq => ->; rewrite mulr0 ltxx.
Qed.
End Below.

(* the sample with these entries, in order *)
Definition samples (R : ringType) n (s : seq R) : 'cV[R]_n := \col_i nth 0 s i.

Section Attained.
Variable R : rcfType.
Implicit Types M N a b : R.

(* two samples of either class, with one margin that is larger *)
Definition two_each : 'cV[R]_4 := samples 4 [:: 1; 1; -1; -1].
Definition uneven a b : 'cV[R]_4 := samples 4 [:: a; b; -1; -1].

Lemma ord4_all (P : 'I_4 -> Prop) : P 0 -> P 1 -> P 2%:R -> P 3%:R -> forall i, P i.
Proof.
move=> p0 p1 p2 p3 [[|[|[|[|i]]]] Hi] //; [move: p0|move: p1|move: p2|move: p3];
  by congr (P _); apply: val_inj.
Qed.

Lemma two_each_signs i : two_each i 0 ^+ 2 = 1.
Proof. by elim/ord4_all: i; rewrite !mxE /= ?sqrrN expr1n. Qed.

Lemma uneven_margins a b : 1 <= a -> 1 <= b -> forall i, 1 <= two_each i 0 * uneven a b i 0.
Proof. by move=> a1 b1; elim/ord4_all; rewrite !mxE /= ?mul1r ?mulrNN ?mul1r. Qed.

Lemma two_each_balanced : (ones R 4)^T *m two_each = 0.
Proof.
rewrite [LHS]mx11_scalar [RHS]mx11_scalar; congr (_%:M).
by rewrite !mxE !big_ord_recl big_ord0 !mxE /=; ring.
Qed.

Lemma uneven_ratio a b : 1 <= a -> 1 <= b -> margin_ratio (uneven a b) 1 = (a + b + 2%:R) / 4%:R.
Proof.
move=> a1 b1; rewrite -[LHS]mulr1 -(margin_ratioE ltr01 two_each_signs (uneven_margins a1 b1)).
by rewrite /mean !big_ord_recl big_ord0 !mxE /=; field.
Qed.

Lemma uneven_covariance M N :
  covariance (uneven M 1) (uneven 1 N) = (M + N + 2%:R) / 4%:R - (M - 1) * (N - 1) / 16%:R.
Proof. by rewrite covarianceE /mean !big_ord_recl !big_ord0 !mxE /=; field. Qed.

Lemma uneven_share : 2%:R * minority_share two_each = 1.
Proof. exact: balanced_share two_each_balanced. Qed.

(* classification/margins_force_covariance: attained by (M, 1, -1, -1) and (1, N, -1, -1) for all M, N >= 1. *)
Theorem classification_margins_force_covariance_sharp M N : 1 <= M -> 1 <= N ->
  let u := uneven M 1 in let v := uneven 1 N in
  let a := margin_ratio u 1 in let b := margin_ratio v 1 in let k := minority_share two_each in
  covariance u v = a + b - 1 - (a - 2%:R * k) * (b - 2%:R * k).
Proof. by move=> M1 N1; rewrite /= uneven_share !uneven_ratio // uneven_covariance; field. Qed.

(* classification/one_even_margin_is_enough: attained at a = 1 + 2k by (5, 1, -1, -1) and (1, N, -1, -1), with a
   covariance of 2 for every N >= 1. *)
Theorem classification_one_even_margin_is_enough_sharp N : 1 <= N ->
  let u := uneven 5%:R 1 in let a := margin_ratio u 1 in let k := minority_share two_each in
  [/\ a = 1 + 2%:R * k, 2%:R * k * (a + 1 - 2%:R * k) = 2%:R & covariance u (uneven 1 N) = 2%:R].
Proof.
move=> N1; rewrite /= uneven_share uneven_ratio ?ler1n // uneven_covariance.
by split; field.
Qed.

(* classification/margins_below_two_plus_root_two: 2 + sqrt 2 is the best constant; (M, 1, -1, -1) and (1, M, -1, -1)
   with M = 5 + 4 sqrt 2 have both margin ratios there, and Cov(u, v) = CKA(u, v) = 0. *)
Theorem classification_margins_below_two_plus_root_two_sharp :
  let M := 5%:R + 4%:R * Num.sqrt 2%:R in let u := uneven M 1 in let v := uneven 1 M in
  [/\ [/\ forall i, two_each i 0 ^+ 2 = 1, (ones R 4)^T *m two_each = 0,
         forall i, 1 <= two_each i 0 * u i 0 & forall i, 1 <= two_each i 0 * v i 0],
      margin_ratio u 1 = 2%:R + Num.sqrt 2%:R, margin_ratio v 1 = 2%:R + Num.sqrt 2%:R,
      covariance u v = 0 & cka u v = 0].
Proof.
move=> M u v; set t := Num.sqrt _ in M u v *.
have t2 : t ^+ 2 = 2%:R by rewrite sqr_sqrtr ?ler0n.
have M1 : 1 <= M by rewrite -(addr0 1) ler_add ?ler1n // mulr_ge0 ?ler0n ?sqrtr_ge0.
have cov : covariance u v = 0.
  rewrite uneven_covariance /M (_ : _ - _ = (2%:R - t ^+ 2)); last by field.
  by rewrite t2 subrr.
split=> //; [split| | |].
- exact: two_each_signs.
- exact: two_each_balanced.
- by apply: uneven_margins.
- by apply: uneven_margins.
- by rewrite uneven_ratio // /M; field.
- by rewrite uneven_ratio // /M; field.
apply: cka_uncorrelated; rewrite -cov_center [LHS]mx11_scalar [RHS]mx11_scalar; congr (_%:M).
have -> : ((center R 4 *m u)^T *m (center R 4 *m v)) 0 0 = 4%:R * covariance u v.
  by rewrite /covariance mulrA divff ?pnatr_eq0 // mul1r /fip /mxtrace big_ord1.
by rewrite cov mulr0 !mxE.
Qed.
End Attained.
