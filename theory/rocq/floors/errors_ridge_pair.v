(* Ridge heads force linear CKA by their penalty and by what each leaves of the target. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector.
From Unalignable Require Import readout_norms readout_scalar errors_angles errors_floors errors_either_side.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section RidgePair.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma meeting (p q D E s C : R) : 0 < s -> 0 <= p -> 0 <= q -> 0 <= D -> 0 <= E ->
  0 <= p ^+ 2 - s * D -> 0 <= q ^+ 2 - E / s -> p * q - Num.sqrt D * Num.sqrt E <= C ->
  (p ^+ 2 - s * D) * (q ^+ 2 - E / s) <= C ^+ 2.
Proof.
move=> s0 p0 q0; move: (Num.sqrt D) (Num.sqrt E) (sqrtr_ge0 D) (sqrtr_ge0 E) (@sqr_sqrtr _ D) (@sqr_sqrtr _ E).
move=> d g d0 g0 dD gE /dD {dD} <- /gE {gE} <- Q1 Q2 h; have sn : s != 0 by rewrite gt_eqF.
have dg : d * g <= p * q.
  apply: le_sqr; rewrite ?mulr_ge0 //; rewrite -subr_ge0.
  have E0 : 0 <= (p ^+ 2 - s * d ^+ 2) * q ^+ 2 + s * d ^+ 2 * (q ^+ 2 - g ^+ 2 / s).
    by apply: addr_ge0; apply: mulr_ge0; rewrite ?sqr_ge0 // mulr_ge0 ?sqr_ge0 // ltW.
  by congr (_ <= _): E0; field.
apply: le_trans (_ : (p * q - d * g) ^+ 2 <= _); last first.
  have n0 : 0 <= p * q - d * g by rewrite subr_ge0.
  by rewrite ler_expn2r ?nnegrE // (le_trans n0).
rewrite -subr_ge0; have E1 : 0 <= (p * g - q * d * s) ^+ 2 / s by rewrite divr_ge0 ?sqr_ge0 // ltW.
by congr (_ <= _): E1; field.
Qed.

(* (ab)^2 T^2 >= (c (1/x - 1) W)(c (1/y - 1) V) T^2, from the two bounds of ridge_ahead *)
Lemma ridge_meet m n (t a b : 'M[R]_(m, n)) x y W V : t != 0 -> 0 < x -> x < 1 -> 0 < y -> y < 1 ->
  4%:R * x ^+ 2 * y ^+ 2 <= (1 - x) * (1 + 2%:R * x) * ((1 - y) * (1 + 2%:R * y)) ->
  fip (a - t) (a - t) <= x ^+ 2 * fip t t -> fip (b - t) (b - t) <= y ^+ 2 * fip t t ->
  0 <= W -> 0 <= V -> W = fip a t - fip a a -> V = fip b t - fip b b ->
  (x^-1 - 1) * W * ((y^-1 - 1) * V) <= fip a b ^+ 2.
Proof.
move=> t0 x0 x1 y0 y1 little ha hb W0 V0 EW EV; have T0 : 0 < fip t t by rewrite fip_gt0.
have [xn yn] : x != 0 /\ y != 0 by rewrite !gt_eqF.
have [x1' y1'] : 0 < 1 - x /\ 0 < 1 - y by rewrite !subr_gt0.
have two (z : R) : 0 < z -> 0 < 1 + 2%:R * z by move=> z0; rewrite addr_gt0 ?ltr01 ?mulr_gt0 ?ltr0n.
have room (z : R) : 0 < z -> z < 1 -> 0 < (1 - z) * (1 + 2%:R * z) / (2%:R * z ^+ 2).
  by move=> z0 z1; rewrite divr_gt0 ?mulr_gt0 ?exprn_gt0 ?two ?subr_gt0 ?ltr0n.
have := room x x0 x1; have := room y y0 y1.
have rs : ((1 - x) * (1 + 2%:R * x) / (2%:R * x ^+ 2))^-1 <= (1 - y) * (1 + 2%:R * y) / (2%:R * y ^+ 2).
  have cx : 0 < (1 - x) * (1 + 2%:R * x) by rewrite mulr_gt0 ?two.
  rewrite invf_div ler_pdivr_mulr // mulrAC ler_pdivl_mulr ?mulr_gt0 ?exprn_gt0 ?ltr0n // [X in _ <= X]mulrC.
  by apply: le_trans little; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
have pa := ridge_ahead x0 (ltW x1) ha; have pb := ridge_ahead y0 (ltW y1) hb; rewrite /= in pa pb.
have ra := ridge_reach (ltW x0) ha; have rb := ridge_reach (ltW y0) hb.
have p0 : 0 <= fip a t by rewrite (le_trans _ ra) // mulr_ge0 ?fip_ge0 // ltW.
have q0 : 0 <= fip b t by rewrite (le_trans _ rb) // mulr_ge0 ?fip_ge0 // ltW.
have D0 (z : 'M[R]_(m, n)) : 0 <= fip z z * fip t t - fip z t ^+ 2 by rewrite subr_ge0 cauchy_schwarz.
have := @agree_sines R m n t a b
  (Num.sqrt (fip a a * fip t t - fip a t ^+ 2) * Num.sqrt (fip b b * fip t t - fip b t ^+ 2)).
rewrite mulr_ge0 ?sqrtr_ge0 // exprMn !sqr_sqrtr // lexx => /(_ isT isT).
move: pa pb rs; rewrite -EW -EV; move: (D0 a) (D0 b) p0 q0.
move: (fip a t) (fip b t) (fip a a * fip t t - _) (fip b b * fip t t - _) => p q D E D1 E1 p0 q0.
move: (_ / (2%:R * x ^+ 2)) (_ / (2%:R * y ^+ 2)) => s r pa pb rs ge r0 s0.
have back (z U T : R) : z != 0 -> z * ((z^-1 - 1) * U * T) = (1 - z) * U * T by move=> zn; field.
have qa : (x^-1 - 1) * W * fip t t <= p ^+ 2 - s * D.
  by rewrite -(ler_pmul2l x0) back.
have qb : (y^-1 - 1) * V * fip t t <= q ^+ 2 - E / s.
  apply: le_trans (_ : q ^+ 2 - r * E <= _); last by rewrite ler_add2l ler_opp2 mulrC ler_wpmul2r.
  by rewrite -(ler_pmul2l y0) back.
have inv (z : R) : 0 < z -> z < 1 -> 0 <= z^-1 - 1 by move=> z0 z1; rewrite subr_ge0 invf_ge1 // ltW.
have ga : 0 <= (x^-1 - 1) * W * fip t t by rewrite mulr_ge0 ?mulr_ge0 ?inv ?fip_ge0.
have gb : 0 <= (y^-1 - 1) * V * fip t t by rewrite mulr_ge0 ?mulr_ge0 ?inv ?fip_ge0.
have := meeting s0 p0 q0 D1 E1 (le_trans ga qa) (le_trans gb qb) ge.
move=> h; have := le_trans (ler_pmul ga gb qa qb) h.
by rewrite exprMn mulrACA -expr2 [X in _ <= X]mulrC ler_pmul2r // exprn_gt0.
Qed.

Local Lemma swap_paid (a b c W V : R) : a * (c * W) * (b * (c * V)) = c * a * (c * b) * (W * V).
Proof. by ring. Qed.

Lemma root_lt1 (e : R) : e < 1 -> Num.sqrt e < 1.
Proof. by move=> e1; rewrite -[X in _ < X]sqrtr1 ltr_sqrt ?ltr01. Qed.

Lemma room_lt1 (e f : R) : 0 < e -> e < 1 -> 0 < f ->
  4%:R * e * f <= (1 - Num.sqrt e) * (1 + 2%:R * Num.sqrt e) * (1 - Num.sqrt f) * (1 + 2%:R * Num.sqrt f) -> f < 1.
Proof.
move=> e0 e1 f0 little; have y0 : 0 < Num.sqrt f by rewrite sqrtr_gt0.
have x1 := root_lt1 e1; have x0 : 0 < Num.sqrt e by rewrite sqrtr_gt0.
have : 0 < (1 - Num.sqrt e) * (1 + 2%:R * Num.sqrt e) * (1 - Num.sqrt f) * (1 + 2%:R * Num.sqrt f).
  by apply: lt_le_trans little; rewrite !mulr_gt0 ?ltr0n.
have u0 : 0 < 1 + 2%:R * Num.sqrt f by rewrite addr_gt0 ?ltr01 ?mulr_gt0 ?ltr0n.
have v0 : 0 < (1 - Num.sqrt e) * (1 + 2%:R * Num.sqrt e).
  by rewrite mulr_gt0 ?subr_gt0 // addr_gt0 ?ltr01 ?mulr_gt0 ?ltr0n.
rewrite (pmulr_lgt0 _ u0) (pmulr_rgt0 _ v0).
rewrite subr_gt0 => y1; rewrite -(sqr_sqrtr (ltW f0)) expr_lt1 //; exact: ltW.
Qed.

Lemma ridge_share_le n p (X : 'M[R]_(n, p)) (t : 'cV[R]_n) w c e : H *m t != 0 ->
  (H *m X)^T *m (H *m t - H *m X *m w) = c *: w ->
  fip (H *m X *m w - H *m t) (H *m X *m w - H *m t) <= e * fip (H *m t) (H *m t) ->
  0 < e -> e < 1 -> ksize X <= 1 -> 0 <= c ->
  c * ((Num.sqrt e)^-1 - 1) <= fip (H *m X *m w) (H *m X *m w) / (fip w w * ksize X).
Proof.
move=> t0 rx ha e0 e1 kx c0; have a0 := error_neq0 t0 ha e1; have [x0 w0] := output_const a0.
have [k0 W0] : 0 < ksize X /\ 0 < fip w w by rewrite ksize_gt0 fip_gt0.
have r0 : 0 < Num.sqrt e by rewrite sqrtr_gt0.
have r1 := root_lt1 e1; have i0 : 0 <= (Num.sqrt e)^-1 - 1 by rewrite subr_ge0 invf_ge1 // ltW.
rewrite ler_pdivl_mulr ?mulr_gt0 //; apply: le_trans (_ : c * ((Num.sqrt e)^-1 - 1) * fip w w <= _).
  by rewrite mulrA ler_pimulr // mulr_ge0 ?fip_ge0 // mulr_ge0.
have := @ridge_own R _ _ (H *m t) (H *m X *m w) (Num.sqrt e) r0 (ltW r1).
rewrite sqr_sqrtr ?(ltW e0) // => /(_ ha t0); rewrite -(ridge_paid rx) => h.
rewrite -(ler_pmul2l r0); apply: le_trans h; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by move: (Num.sqrt e) r0 => r r0; field; rewrite gt_eqF.
Qed.

(* floors/ridge_errors: ridge heads of penalty c of features with |K|, |L| <= 1, which leave at most e and f of a
   target t, not constant, with 0 < e < 1, 0 < f and 4 e f <= (1 - sqrt e)(1 + 2 sqrt e)(1 - sqrt f)(1 + 2 sqrt f),
   keep linear CKA above c^2 (1/sqrt e - 1)(1/sqrt f - 1); and each head takes a share |X_c w|^2/(|w|^2 |K|) >= c
   (1/sqrt e - 1). *)
Theorem floors_ridge_errors n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (t : 'cV[R]_n) w v c e f :
  H *m t != 0 ->
  (H *m X)^T *m (H *m t - H *m X *m w) = c *: w -> (H *m Y)^T *m (H *m t - H *m Y *m v) = c *: v ->
  fip (H *m X *m w - H *m t) (H *m X *m w - H *m t) <= e * fip (H *m t) (H *m t) ->
  fip (H *m Y *m v - H *m t) (H *m Y *m v - H *m t) <= f * fip (H *m t) (H *m t) ->
  0 < e -> 0 < f -> e < 1 ->
  4%:R * e * f <= (1 - Num.sqrt e) * (1 + 2%:R * Num.sqrt e) * (1 - Num.sqrt f) * (1 + 2%:R * Num.sqrt f) ->
  ksize X <= 1 -> ksize Y <= 1 -> 0 <= c ->
  [/\ c * ((Num.sqrt e)^-1 - 1) * (c * ((Num.sqrt f)^-1 - 1)) <= cka X Y,
      c * ((Num.sqrt e)^-1 - 1) <= fip (H *m X *m w) (H *m X *m w) / (fip w w * ksize X) &
      c * ((Num.sqrt f)^-1 - 1) <= fip (H *m Y *m v) (H *m Y *m v) / (fip v v * ksize Y)].
Proof.
move=> t0 rx ry ha hb e0 f0 e1 little kx ky c0.
have f1 := room_lt1 e0 e1 f0 little; have [x0 y0] : 0 < Num.sqrt e /\ 0 < Num.sqrt f by rewrite !sqrtr_gt0.
have [x1 y1] := (root_lt1 e1, root_lt1 f1).
have w0 : w != 0 by apply: contraTneq (error_neq0 t0 ha e1) => ->; rewrite mulmx0 eqxx.
have v0 : v != 0 by apply: contraTneq (error_neq0 t0 hb f1) => ->; rewrite mulmx0 eqxx.
split.
- apply: (paid_floor w0 v0) => //.
  have [e2 f2] : Num.sqrt e ^+ 2 = e /\ Num.sqrt f ^+ 2 = f by rewrite !sqr_sqrtr // ltW.
  have := @ridge_meet _ _ _ _ _ _ _ (c * fip w w) (c * fip v v) t0 x0 x1 y0 y1 _ _ _ _ _
    (ridge_paid rx) (ridge_paid ry).
  rewrite e2 f2 !mulr_ge0 ?fip_ge0 // [X in _ <= X -> _]mulrA => /(_ little ha hb isT isT).
  by rewrite swap_paid.
- exact: ridge_share_le t0 rx ha e0 e1 kx c0.
exact: ridge_share_le t0 ry hb f0 f1 ky c0.
Qed.

End RidgePair.
