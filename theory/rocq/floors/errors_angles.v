(* Two predictions of one target: how well they agree, and the floor for linear CKA that follows. Two representations
   that explain a target by more than one in sum are aligned. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector readout_norms readout_scalar.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Angles.
Variable R : rcfType.
Local Notation H := (center R _).

(* (a^T b)^2 <= |w|^2 |v|^2 |X_c^T Y_c|^2 for a = X_c w and b = Y_c v *)
Lemma agree_hsic n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) :
  fip (H *m X *m w) (H *m Y *m v) ^+ 2 <= fip w w * fip v v * hsic X Y.
Proof.
rewrite -/(output X w) -/(output Y v) paired_seen -fip_column_row; apply: le_trans (cauchy_schwarz _ _) _.
by rewrite ler_wpmul2l ?fip_ge0 // seen_le.
Qed.

(* outputs that agree by at least g keep linear CKA above g^2/(|w|^2 |v|^2 |K||L|) *)
Lemma agree_floor n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) g : 0 <= g ->
  g <= fip (H *m X *m w) (H *m Y *m v) -> g ^+ 2 / (fip w w * fip v v * (ksize X * ksize Y)) <= cka X Y.
Proof.
move=> g0 h; rewrite ckaK over_le ?mulr_ge0 ?fip_ge0 ?ksize_ge0 ?hsic_ge0 //.
by apply: le_trans (agree_hsic X Y w v); rewrite ler_expn2r ?nnegrE // (le_trans g0).
Qed.

Lemma agree_gt0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) g : 0 < g ->
  g <= fip (H *m X *m w) (H *m Y *m v) -> 0 < g ^+ 2 / (fip w w * fip v v * (ksize X * ksize Y)).
Proof.
move=> g0 h; have h0 := lt_le_trans g0 h.
have [x0 w0] : H *m X != 0 /\ w != 0.
  by apply: output_const; apply: contraTneq h0 => E; rewrite -/(output X w) E fip0l ltxx.
have [y0 v0] : H *m Y != 0 /\ v != 0.
  by apply: output_const; apply: contraTneq h0 => E; rewrite -/(output Y v) E fip0r ltxx.
by rewrite divr_gt0 ?exprn_gt0 ?mulr_gt0 ?fip_gt0 ?ksize_gt0.
Qed.

Section Vectors.
Variables (m n : nat) (t a b : 'M[R]_(m, n)).

(* the Gram determinant of t, a and b *)
Lemma gram_determinant : (fip t t * fip a b - fip a t * fip b t) ^+ 2
  <= (fip a a * fip t t - fip a t ^+ 2) * (fip b b * fip t t - fip b t ^+ 2).
Proof.
have [->|t0] := eqVneq t 0; first by rewrite !fip0r !(mulr0, mul0r, subr0, expr0n).
have T2 : 0 < fip t t ^+ 2 by rewrite exprn_gt0 // fip_gt0.
rewrite -(ler_pmul2l T2).
have := cauchy_schwarz (fip t t *: a - fip a t *: t) (fip t t *: b - fip b t *: t).
rewrite !fip_lin (fipC t a) (fipC t b); congr (_ <= _); ring.
Qed.

(* a^T b >= a^T t b^T t/|t|^2 - sqrt of the product of the squared sines *)
Lemma agree_sines d : 0 <= d ->
  (fip a a * fip t t - fip a t ^+ 2) * (fip b b * fip t t - fip b t ^+ 2) <= d ^+ 2 ->
  fip a t * fip b t - d <= fip t t * fip a b.
Proof.
move=> d0 h; rewrite ler_subl_addr -ler_subl_addl; apply: le_trans (ler_norm _) _.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE // real_normK ?num_real // -sqrrN opprB.
exact: le_trans gram_determinant h.
Qed.

(* |a - t|^2 <= e |t|^2: the angle between a and t has cos^2 >= 1 - e *)
Lemma cosine_of_error e : fip (a - t) (a - t) <= e * fip t t -> e <= 1 ->
  Num.sqrt ((1 - e) * (fip a a * fip t t)) <= fip a t.
Proof.
move=> h e1; have x0 : 0 <= 1 - e by rewrite subr_ge0.
have p2 : fip a a + (1 - e) * fip t t <= fip a t *+ 2.
  have : 0 <= e * fip t t - fip (a - t) (a - t) by rewrite subr_ge0.
  rewrite !fip_lin (fipC t a) => h'; rewrite -subr_ge0 -mulr_natl.
  by congr (_ <= _): h'; ring.
have p0 : 0 <= fip a t.
  by rewrite -(@pmulrn_lge0 _ _ 2) // (le_trans _ p2) // addr_ge0 ?mulr_ge0 ?fip_ge0.
apply: le_sqr; rewrite ?sqrtr_ge0 // sqr_sqrtr ?mulr_ge0 ?fip_ge0 //.
have p4 : (fip a a + (1 - e) * fip t t) ^+ 2 <= (fip a t *+ 2) ^+ 2.
  by rewrite ler_expn2r ?nnegrE ?mulrn_wge0 // addr_ge0 ?mulr_ge0 ?fip_ge0.
have s4 := sqr_ge0 (fip a a - (1 - e) * fip t t); rewrite -subr_ge0 in p4.
rewrite -subr_ge0 -(@pmulr_rge0 _ 4%:R) ?ltr0n //; apply: le_trans (addr_ge0 p4 s4) _.
by rewrite -mulr_natl le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

End Vectors.

(* the cosine of the sum of the two angles *)
Definition acute_cosine (e f : R) : R := Num.sqrt ((1 - e) * (1 - f)) - Num.sqrt (e * f).

Lemma acute_gt0 e f : 0 <= e -> 0 <= f -> e + f < 1 -> 0 < acute_cosine e f.
Proof.
move=> e0 f0 ef; rewrite subr_gt0 ltr_sqrt; last first.
  by rewrite mulr_gt0 // subr_gt0 (le_lt_trans _ ef) // ?ler_addl ?ler_addr.
by rewrite -subr_gt0 (_ : _ - _ = 1 - (e + f)) ?subr_gt0 //; ring.
Qed.

Local Lemma shuffle (x y u v w : R) : w * w * (x * y * (u * v)) = x * (u * w) * (y * (v * w)).
Proof. by ring. Qed.

Lemma agree_acute m n (t a b : 'M[R]_(m, n)) e f : t != 0 ->
  fip (a - t) (a - t) <= e * fip t t -> fip (b - t) (b - t) <= f * fip t t -> e + f < 1 ->
  acute_cosine e f * (Num.sqrt (fip a a) * Num.sqrt (fip b b)) <= fip a b.
Proof.
move=> t0 ha hb ef; have T0 : 0 < fip t t by rewrite fip_gt0.
have e0 : 0 <= e by rewrite -(pmulr_lge0 _ T0) (le_trans (fip_ge0 _) ha).
have f0 : 0 <= f by rewrite -(pmulr_lge0 _ T0) (le_trans (fip_ge0 _) hb).
have e1 : e <= 1 by rewrite (le_trans _ (ltW ef)) // ler_addl.
have f1 : f <= 1 by rewrite (le_trans _ (ltW ef)) // ler_addr.
have [ca cb] := (cosine_of_error ha e1, cosine_of_error hb f1).
have [x0 y0] : 0 <= 1 - e /\ 0 <= 1 - f by rewrite !subr_ge0.
have [A0 B0] := (fip_ge0 a, fip_ge0 b); have TT : 0 <= fip t t := ltW T0.
pose A := Num.sqrt (fip a a); pose B := Num.sqrt (fip b b); pose N := Num.sqrt (fip t t).
have NN : N * N = fip t t by rewrite -expr2 sqr_sqrtr.
have sine (z : 'M[R]_(m, n)) g : 0 <= 1 - g -> Num.sqrt ((1 - g) * (fip z z * fip t t)) <= fip z t ->
    fip z z * fip t t - fip z t ^+ 2 <= g * (fip z z * fip t t).
  move=> g1 cz; rewrite ler_subl_addr -ler_subl_addl.
  have -> : fip z z * fip t t - g * (fip z z * fip t t) = (1 - g) * (fip z z * fip t t) by ring.
  rewrite -[X in X <= _]sqr_sqrtr ?mulr_ge0 ?fip_ge0 //.
  by rewrite ler_expn2r ?nnegrE ?sqrtr_ge0 // (le_trans (sqrtr_ge0 _) cz).
have sine0 (z : 'M[R]_(m, n)) : 0 <= fip z z * fip t t - fip z t ^+ 2 by rewrite subr_ge0 cauchy_schwarz.
have := @agree_sines m n t a b (Num.sqrt (e * f) * (A * B) * fip t t).
rewrite !mulr_ge0 ?sqrtr_ge0 // => /(_ isT) h.
rewrite -(ler_pmul2l T0); apply: le_trans (h _); last first.
  apply: le_trans (ler_pmul _ _ (sine a e _ _) (sine b f _ _)) _ => //.
  rewrite !exprMn /A /B !sqr_sqrtr ?mulr_ge0 // le_eqVlt; apply/orP; left; apply/eqP; ring.
rewrite mulrBl mulrBr; apply: ler_sub; last by rewrite mulrC.
apply: le_trans (ler_pmul _ _ ca cb); rewrite ?sqrtr_ge0 //.
by rewrite !sqrtrM ?mulr_ge0 // -/A -/B -/N -NN shuffle.
Qed.

End Angles.

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
