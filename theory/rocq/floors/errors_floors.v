(* Two predictions of one target within an error of it keep linear CKA above a floor. Floors of errors are attained by
   one feature, and by one on either side of the target. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector readout_norms readout_scalar errors_angles psd.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Errors.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma error_neq0 m n (a t : 'M[R]_(m, n)) e : t != 0 -> fip (a - t) (a - t) <= e * fip t t -> e < 1 -> a != 0.
Proof.
move=> t0 h e1; apply: contraTneq h => ->; rewrite sub0r fipNl fipNr opprK -ltNge.
by rewrite gtr_pmull ?fip_gt0.
Qed.

Lemma error_ge0 m n (a t : 'M[R]_(m, n)) e : t != 0 -> fip (a - t) (a - t) <= e * fip t t -> 0 <= e.
Proof. by move=> t0 h; rewrite -(@pmulr_lge0 _ (fip t t)) ?fip_gt0 // (le_trans (fip_ge0 _) h). Qed.

(* floors/errors_below_the_target: readouts of one target t, not constant, with relative squared errors e and f, e + f
   < 1, keep linear CKA at (sqrt((1 - e)(1 - f)) - sqrt(ef))^2 |X_c w|^2 |Y_c v|^2/(|w|^2 |v|^2 |K||L|) > 0 *)
Theorem floors_errors_below_the_target n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (t : 'cV[R]_n) w v e f :
  H *m t != 0 ->
  fip (H *m X *m w - H *m t) (H *m X *m w - H *m t) <= e * fip (H *m t) (H *m t) ->
  fip (H *m Y *m v - H *m t) (H *m Y *m v - H *m t) <= f * fip (H *m t) (H *m t) ->
  e + f < 1 ->
  let a := H *m X *m w in let b := H *m Y *m v in
  let floor := (Num.sqrt ((1 - e) * (1 - f)) - Num.sqrt (e * f)) ^+ 2 * (fip a a * fip b b)
    / (fip w w * fip v v * (ksize X * ksize Y)) in
  floor <= cka X Y /\ 0 < floor.
Proof.
move=> t0 ha hb ef a b floor; have [e0 f0] := (error_ge0 t0 ha, error_ge0 t0 hb).
have ge := agree_acute t0 ha hb ef.
have a0 : a != 0 by apply: (error_neq0 t0 ha); rewrite (le_lt_trans _ ef) // ler_addl.
have b0 : b != 0 by apply: (error_neq0 t0 hb); rewrite (le_lt_trans _ ef) // ler_addr.
have g0 : 0 < acute_cosine e f * (Num.sqrt (fip a a) * Num.sqrt (fip b b)).
  by rewrite !mulr_gt0 ?acute_gt0 ?sqrtr_gt0 ?fip_gt0.
have -> : floor = (acute_cosine e f * (Num.sqrt (fip a a) * Num.sqrt (fip b b))) ^+ 2
    / (fip w w * fip v v * (ksize X * ksize Y)).
  by rewrite !exprMn !sqr_sqrtr ?fip_ge0.
by split; [apply: agree_floor ge; apply: ltW | apply: agree_gt0 ge].
Qed.

(* the least agreement of two predictions within a relative squared error E *)
Definition prediction_agreement (E : R) : R := if E <= 4%:R^-1 then (1 - Num.sqrt E) ^+ 2 else 2%:R^-1 - E.

Lemma agree_beyond m n (t a b : 'M[R]_(m, n)) E :
  fip (a - t) (a - t) <= E * fip t t -> fip (b - t) (b - t) <= E * fip t t -> (2%:R^-1 - E) * fip t t <= fip a b.
Proof.
move=> ha hb; have ha' : 0 <= E * fip t t - fip (a - t) (a - t) by rewrite subr_ge0.
have hb' : 0 <= E * fip t t - fip (b - t) (b - t) by rewrite subr_ge0.
rewrite -(@ler_pmul2l _ 2%:R) ?ltr0n // mulrA mulrBr mulfV ?pnatr_eq0 // -subr_ge0.
have h := addr_ge0 (addr_ge0 ha' hb') (fip_ge0 (a + b - t)).
by congr (_ <= _): h; rewrite !fip_lin (fipC t a) (fipC t b) (fipC b a); ring.
Qed.

Lemma norms_ge m n (a b : 'M[R]_(m, n)) : - (Num.sqrt (fip a a) * Num.sqrt (fip b b)) <= fip a b.
Proof.
have h : `|fip a b| <= Num.sqrt (fip a a) * Num.sqrt (fip b b).
  rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?sqrtr_ge0 // real_normK ?num_real // exprMn !sqr_sqrtr ?fip_ge0 //.
  exact: cauchy_schwarz.
by move: h; rewrite ler_norml => /andP [].
Qed.

Lemma agree_near m n (t a b : 'M[R]_(m, n)) e : 0 <= e -> e <= 2%:R^-1 ->
  fip (a - t) (a - t) <= e ^+ 2 * fip t t -> fip (b - t) (b - t) <= e ^+ 2 * fip t t ->
  (1 - e) ^+ 2 * fip t t <= fip a b.
Proof.
move=> e0 e2 ha hb; pose u : 'M[R]_(m, n) := a - t; pose z : 'M[R]_(m, n) := b - t; pose N := Num.sqrt (fip t t).
pose S := Num.sqrt (fip (u + z) (u + z)).
have NN : fip t t = N ^+ 2 by rewrite sqr_sqrtr ?fip_ge0.
have SS : fip (u + z) (u + z) = S ^+ 2 by rewrite sqr_sqrtr ?fip_ge0.
have [N0 S0] : 0 <= N /\ 0 <= S by rewrite !sqrtr_ge0.
have ts := norms_ge t (u + z); rewrite -/N -/S in ts.
have E : 2%:R * fip a b = 2%:R * (fip t t + fip t (u + z)) + (fip (u + z) (u + z) - fip u u - fip z z).
  by rewrite /u /z !fip_lin (fipC t a) (fipC t b) (fipC b a); ring.
rewrite -/u -/z in ha hb; clearbody N S u z.
have dle : S <= 2%:R * e * N.
  apply: le_sqr; rewrite ?mulr_ge0 // -SS !exprMn -NN.
  have ha' : 0 <= e ^+ 2 * fip t t - fip u u by rewrite subr_ge0.
  have hb' : 0 <= e ^+ 2 * fip t t - fip z z by rewrite subr_ge0.
  have h := addr_ge0 (addr_ge0 ha' ha') (addr_ge0 (addr_ge0 hb' hb') (fip_ge0 (u - z))).
  rewrite -subr_ge0; congr (_ <= _): h; rewrite !fip_lin (fipC z u); ring.
have low : 2%:R * (N ^+ 2 - N * S) + (S ^+ 2 - e ^+ 2 * N ^+ 2 - e ^+ 2 * N ^+ 2) <= 2%:R * fip a b.
  rewrite E SS NN in ha hb *; rewrite ler_add // ?ler_pmul2l ?ltr0n // ?ler_add2l //.
  by rewrite -!addrA ler_add2l ler_add // ler_opp2.
rewrite -(@ler_pmul2l _ 2%:R) ?ltr0n //; apply: le_trans low; rewrite NN -subr_ge0.
have d0 : 0 <= 2%:R * e * N - S by rewrite subr_ge0.
have h2 : 0 <= 1 - 2%:R * e by rewrite subr_ge0 -ler_pdivl_mull ?ltr0n // mulr1.
have := addr_ge0 (mulr_ge0 d0 d0) (mulr_ge0 (mulr_ge0 (ler0n R 2) d0) (mulr_ge0 N0 h2)).
by move=> h; congr (_ <= _): h; ring.
Qed.

Lemma agree_errors m n (t a b : 'M[R]_(m, n)) E : 0 <= E ->
  fip (a - t) (a - t) <= E * fip t t -> fip (b - t) (b - t) <= E * fip t t ->
  prediction_agreement E * fip t t <= fip a b.
Proof.
move=> E0 ha hb; rewrite /prediction_agreement; case: ifP => E4; last exact: agree_beyond.
apply: agree_near; rewrite ?sqrtr_ge0 ?sqr_sqrtr //.
by apply: le_sqr; rewrite ?sqrtr_ge0 ?invr_ge0 ?ler0n // sqr_sqrtr // exprVn -natrX.
Qed.

Lemma prediction_gt0 E : 0 <= E -> E < 2%:R^-1 -> 0 < prediction_agreement E.
Proof.
move=> E0 E2; rewrite /prediction_agreement; case: ifP => E4; last by rewrite subr_gt0.
rewrite exprn_gt0 // subr_gt0 -[X in _ < X]sqrtr1 ltr_sqrt ?ltr01 //.
by rewrite (le_lt_trans E4) // invf_lt1 ?ltr0n // ltr1n.
Qed.

(* floors/relative_errors: two predictions within a relative squared error E < 1/2 of a target t, not constant, keep
   linear CKA at g^2 |t_c|^4/(|w|^2 |v|^2 |K||L|) > 0, g = (1 - sqrt E)^2 for E <= 1/4 and 1/2 - E beyond. *)
Theorem floors_relative_errors n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (t : 'cV[R]_n) w v E :
  H *m t != 0 ->
  fip (H *m X *m w - H *m t) (H *m X *m w - H *m t) <= E * fip (H *m t) (H *m t) ->
  fip (H *m Y *m v - H *m t) (H *m Y *m v - H *m t) <= E * fip (H *m t) (H *m t) ->
  E < 2%:R^-1 ->
  let g := if E <= 4%:R^-1 then (1 - Num.sqrt E) ^+ 2 else 2%:R^-1 - E in
  let floor := (g * fip (H *m t) (H *m t)) ^+ 2 / (fip w w * fip v v * (ksize X * ksize Y)) in
  floor <= cka X Y /\ 0 < floor.
Proof.
move=> t0 ha hb E2 g floor; have E0 := error_ge0 t0 ha; have ge := agree_errors E0 ha hb.
have g0 : 0 < g * fip (H *m t) (H *m t) by rewrite mulr_gt0 ?fip_gt0 //; apply: prediction_gt0.
by split; [apply: agree_floor ge; apply: ltW | apply: agree_gt0 ge].
Qed.

End Errors.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).

Section Line.
Variables (n : nat) (t : 'cV[R]_n).

Lemma line_hsic : H *m t = t -> hsic t t = fip t t ^+ 2.
Proof. by move=> Ht; rewrite hsicE cgramE Ht /gram fip_column_row expr2. Qed.

Lemma line_cka : H *m t = t -> t != 0 -> cka t t = 1.
Proof. by move=> Ht t0; rewrite /cka line_hsic // -expr2 sqrtr_sqr ger0_norm ?sqr_ge0 // divff // sqrf_eq0 fip_eq0. Qed.

Lemma line_size : H *m t = t -> ksize t = fip t t.
Proof. by move=> Ht; rewrite /ksize line_hsic // sqrtr_sqr ger0_norm ?fip_ge0. Qed.

Lemma line_gap z : H *m t = t -> H *m t *m (z%:M : 'M_1) - H *m t = (z - 1) *: t.
Proof. by move=> ->; rewrite mul_mx_scalar scalerBl scale1r. Qed.

(* floors/relative_errors: up to an error E = z^2 <= 1/4 the floor is attained by X = Y = t read by 1 - z *)
Theorem floors_relative_errors_sharp z : H *m t = t -> t != 0 -> 0 <= z -> z <= 2%:R^-1 ->
  let w : 'M[R]_1 := (1 - z)%:M in
  [/\ fip (H *m t *m w - H *m t) (H *m t *m w - H *m t) = z ^+ 2 * fip (H *m t) (H *m t),
      cka t t = 1 & ((1 - z) ^+ 2 * fip (H *m t) (H *m t)) ^+ 2 / (fip w w * fip w w * (ksize t * ksize t)) = 1].
Proof.
move=> Ht t0 z0 z2 w; have T0 : fip t t != 0 by rewrite fip_eq0.
have y0 : 1 - z != 0.
  by rewrite gt_eqF // subr_gt0 (le_lt_trans z2) // invf_lt1 ?ltr0n // ltr1n.
split; rewrite ?line_cka //; first by rewrite line_gap // !fip_lin Ht; ring.
by rewrite Ht line_size // fip11; move: (fip t t) (1 - z) T0 y0 => T y T0 y0; field; rewrite y0 T0.
Qed.

(* floors/ridge_errors: attained by X = Y = t of length one, with the penalty c = x/(1 - x): the head is 1 - x, the
   relative error x^2, each share 1, and so are the floor for linear CKA and CKA itself *)
Theorem floors_ridge_errors_sharp x : H *m t = t -> fip t t = 1 -> 0 < x -> x < 1 ->
  let w : 'M[R]_1 := (1 - x)%:M in let c := x / (1 - x) in
  [/\ (H *m t)^T *m (H *m t - H *m t *m w) = c *: w,
      fip (H *m t *m w - H *m t) (H *m t *m w - H *m t) = x ^+ 2 * fip (H *m t) (H *m t),
      ksize t = 1, c * ((Num.sqrt (x ^+ 2))^-1 - 1) = 1 & cka t t = 1].
Proof.
move=> Ht tt x0 x1 w c; have t0 : t != 0 by rewrite -fip_eq0 tt oner_eq0.
have y0 : 1 - x != 0 by rewrite gt_eqF // subr_gt0.
split; rewrite ?line_cka ?line_size //.
- have -> : H *m t - H *m t *m w = x *: t.
    by rewrite Ht mul_mx_scalar -{1}[t]scale1r -scalerBl opprB addrC subrK.
  by rewrite Ht -scalemxAr fip_scalar tt scalemx1 scale_scalar_mx mulfVK.
- by rewrite line_gap // !fip_lin Ht; ring.
rewrite sqrtr_sqr gtr0_norm // /c; field.
by rewrite y0 gt_eqF.
Qed.

(* floors/ridge_heads: attained by X = Y = t of length one, with penalty 1: the head is 1/2, and the relative error
   1/4 *)
Theorem floors_ridge_heads_sharp : H *m t = t -> fip t t = 1 ->
  let w : 'M[R]_1 := (2%:R^-1)%:M in
  [/\ (H *m t)^T *m (H *m t - H *m t *m w) = 1 *: w,
      fip (H *m t *m w - H *m t) (H *m t *m w - H *m t) = 4%:R^-1 * fip (H *m t) (H *m t),
      ksize t = 1, 16%:R * 1 ^+ 2 * (1 - Num.sqrt 4%:R^-1) ^+ 4 = 1 :> R & cka t t = 1].
Proof.
move=> Ht tt w; have h2 : 2%:R != 0 :> R by rewrite pnatr_eq0.
have half : 1 - 2%:R^-1 = 2%:R^-1 :> R by field.
have [x0 x1] : 0 < 2%:R^-1 :> R /\ 2%:R^-1 < 1 :> R by rewrite invr_gt0 ltr0n invf_lt1 ?ltr0n // ltr1n.
have four : 4%:R^-1 = 2%:R^-1 ^+ 2 :> R by rewrite exprVn -natrX.
have [E1 E2 E3 E4 E5] := floors_ridge_errors_sharp Ht tt x0 x1.
move: E1 E2; rewrite half divff ?invr_eq0 // => E1 E2; split=> //; first by rewrite four.
by rewrite four sqrtr_sqr gtr0_norm // half; field.
Qed.
End Line.

End Sharp.
