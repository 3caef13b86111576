(* Two representations that explain a target by more than one in sum are aligned. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector.
From Unalignable Require Import readout_tools readout_sizes readout_scalar errors_angles.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Decoding.
Variable R : rcfType.
Local Notation H := (center R _).

(* the least squares prediction is the projection, of squared length R^2 |t_c|^2, and so is its product with t_c *)
Lemma least_squares n p (X : 'M[R]_(n, p)) (t : 'cV[R]_n) w : H *m t != 0 ->
  (H *m X)^T *m (H *m t - H *m X *m w) = 0 ->
  let a := H *m X *m w in
  fip a a = r2 X t * fip (H *m t) (H *m t) /\ fip a (H *m t) = r2 X t * fip (H *m t) (H *m t).
Proof.
move=> t0; rewrite mulmxBr => /eqP; rewrite subr_eq0 => /eqP /esym /proj_normal E a.
by rewrite /a -E fip_proj (fipC (proj _ *m _)) /r2 divfK // fip_eq0.
Qed.

(* rs - sqrt(rs(1 - r)(1 - s)) *)
Lemma decoding_agreement (r s : R) : 0 <= r -> 0 <= s -> r <= 1 -> s <= 1 ->
  r * s - Num.sqrt (r * s * (1 - r) * (1 - s))
    = Num.sqrt (r * s) * (Num.sqrt (r * s) - Num.sqrt ((1 - r) * (1 - s))).
Proof.
move=> r0 s0 r1 s1; rewrite [RHS]mulrBr -expr2 sqr_sqrtr ?mulr_ge0 //; congr (_ - _).
by rewrite -sqrtrM ?mulr_ge0 // !mulrA.
Qed.

Lemma decoding_gt0 (r s : R) : 0 <= r -> 0 <= s -> r <= 1 -> s <= 1 -> 1 < r + s ->
  0 < r * s - Num.sqrt (r * s * (1 - r) * (1 - s)).
Proof.
move=> r0 s0 r1 s1 rs; rewrite decoding_agreement //.
have rp : 0 < r by rewrite -(ltr_add2r s) add0r (le_lt_trans s1).
have sp : 0 < s by rewrite -(ltr_add2l r) addr0 (le_lt_trans r1).
rewrite mulr_gt0 ?sqrtr_gt0 ?mulr_gt0 // subr_gt0 ltr_sqrt ?mulr_gt0 // -subr_gt0.
by rewrite (_ : _ - _ = r + s - 1) ?subr_gt0 //; ring.
Qed.

Local Lemma decoding_shift (r s d T : R) : T * ((r * s - d) * T) = r * T * (s * T) - d * T ^+ 2.
Proof. by ring. Qed.

Local Lemma decoding_sines (r s T : R) :
  (r * T * T - (r * T) ^+ 2) * (s * T * T - (s * T) ^+ 2) = r * s * (1 - r) * (1 - s) * (T ^+ 2) ^+ 2.
Proof. by ring. Qed.

(* floors/approximate_decoding: least squares predictions X_c w and Y_c v of a target t_c with R^2_X + R^2_Y > 1 keep
   linear CKA at R^2_X R^2_Y (sqrt(R^2_X R^2_Y) - sqrt((1 - R^2_X)(1 - R^2_Y)))^2 |t_c|^4/(|w|^2 |v|^2 |K||L|) > 0.
   The first factors are also (rs - sqrt(rs(1 - r)(1 - s)))^2 with r = R^2_X and s = R^2_Y. *)
Theorem floors_approximate_decoding n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (t : 'cV[R]_n) w v :
  (H *m X)^T *m (H *m t - H *m X *m w) = 0 -> (H *m Y)^T *m (H *m t - H *m Y *m v) = 0 ->
  let r := r2 X t in let s := r2 Y t in 1 < r + s ->
  let T := fip (H *m t) (H *m t) in let size := fip w w * fip v v * (ksize X * ksize Y) in
  let floor := r * s * (Num.sqrt (r * s) - Num.sqrt ((1 - r) * (1 - s))) ^+ 2 * T ^+ 2 / size in
  [/\ floor <= cka X Y, 0 < floor & floor = ((r * s - Num.sqrt (r * s * (1 - r) * (1 - s))) * T) ^+ 2 / size].
Proof.
move=> lx ly r s rs T size floor; have t0 : H *m t != 0.
  by apply: contraTneq rs => E; rewrite /r /s /r2 E !fip0l !mul0r addr0 -leNgt ler01.
have [A p'] := least_squares t0 lx; have [B q'] := least_squares t0 ly.
have [r0 s0 r1 s1] : [/\ 0 <= r, 0 <= s, r <= 1 & s <= 1] by rewrite !r2_ge0 !r2_le1.
have T0 : 0 < T by rewrite fip_gt0.
pose d := Num.sqrt (r * s * (1 - r) * (1 - s)).
have [x0 y0] : 0 <= 1 - r /\ 0 <= 1 - s by rewrite !subr_ge0.
have c0 : 0 <= r * s * (1 - r) * (1 - s) by exact: mulr_ge0 (mulr_ge0 (mulr_ge0 r0 s0) x0) y0.
have dd : d ^+ 2 = r * s * (1 - r) * (1 - s) by rewrite sqr_sqrtr.
have g0 : 0 < (r * s - d) * T by rewrite mulr_gt0 // decoding_gt0.
have ge : (r * s - d) * T <= fip (H *m X *m w) (H *m Y *m v).
  rewrite -(ler_pmul2l T0); apply: le_trans (agree_sines (d := d * T ^+ 2) _ _).
  - by rewrite p' q' decoding_shift.
  - by rewrite mulr_ge0 ?sqrtr_ge0 ?sqr_ge0.
  by rewrite A B p' q' [(d * _) ^+ 2]exprMn dd decoding_sines.
have E : floor = ((r * s - d) * T) ^+ 2 / size.
  by rewrite /floor /d decoding_agreement // exprMn [(Num.sqrt (r * s) * _) ^+ 2]exprMn sqr_sqrtr ?(mulr_ge0 r0 s0).
by split; rewrite // E; [apply: agree_floor ge; apply: ltW | apply: agree_gt0 ge].
Qed.

End Decoding.
