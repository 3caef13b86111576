(* A logistic probe has nothing to learn exactly when a linear one reads nothing; and what it can gain at most. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector exponential zero_scores zero_linear.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Gradient.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation one n := (ones R n).

(* what the constant predictor gets wrong: class frequencies minus labels *)
Definition constant_residual n C (Y : 'M[R]_(n, C)) : 'M[R]_(n, C) := n%:R^-1 *: (one n *m ((one n)^T *m Y)) - Y.

Lemma constant_residualE n C (Y : 'M[R]_(n, C)) : constant_residual Y = - (H *m Y).
Proof. by rewrite /constant_residual centerE mulmxBl mul1mx opprB -scalemxAl -mulmxA. Qed.

Lemma proj_ones_labels n C (Y : 'M[R]_(n, C)) : Y *m one C = one n -> proj Y *m one n = one n.
Proof. by move=> Y1; rewrite -{1}Y1 mulmxA proj_id. Qed.

(* probes/logistic_probe_is_blind: at the constant predictor the gradient of the log-loss is zero in the biases; and it
   is zero in the weights exactly when X_c'Y_c = 0, when the class means (the rows of P_Y X) are equal, when CKA and
   when R^2 is zero. *)
Theorem probes_logistic_probe_is_blind n p C (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, C)) : Y *m one C = one n ->
  let blind := X^T *m constant_residual Y == 0 in
  (one n)^T *m constant_residual Y = 0 /\
  [/\ ((H *m X)^T *m (H *m Y) == 0) = blind,
      (proj Y *m X == n%:R^-1 *: (one n *m ((one n)^T *m X))) = blind,
      (cka X Y == 0) = blind & (r2 X Y == 0) = blind].
Proof.
move=> Y1 blind; have B : blind = (X^T *m H *m Y == 0).
  by rewrite /blind constant_residualE mulmxN oppr_eq0 mulmxA.
split; first by rewrite constant_residualE mulmxN mulmxA ones_center mul0mx oppr0.
split; rewrite B; [by rewrite cov_center | | exact: cka_eq0 | exact: r2_eq0].
have JX : n%:R^-1 *: (one n *m ((one n)^T *m X)) = X - H *m X.
  by rewrite centerE mulmxBl mul1mx -scalemxAl -mulmxA opprB addrC subrK.
have PJ : proj Y *m (X - H *m X) = X - H *m X.
  by rewrite -JX -scalemxAr !mulmxA proj_ones_labels.
rewrite JX -subr_eq0 -PJ -mulmxBr opprB addrC subrK proj_mul_eq0 mulmxA.
exact: cov_flipE.
Qed.

End Gradient.

Section Gain.
Variable R : rcfType.
Variables (e lg : R -> R).
Local Notation H := (center R _).
Local Notation one n := (ones R n).

(* the frequency of class c *)
Definition frequency n C (Y : 'M[R]_(n, C)) c : R := n%:R^-1 * \sum_i Y i c.

(* the log-likelihood of the logits log pi + Z, less that of the constant predictor, over all samples *)
Definition log_gain n C (Y Z : 'M[R]_(n, C)) : R :=
  fip Y Z - \sum_i lg (\sum_c frequency Y c * e (Z i c)).

Definition probe_logits n p C (X : 'M[R]_(n, p)) (W : 'M[R]_(p, C)) (b : 'cV[R]_C) : 'M[R]_(n, C) :=
  X *m W + one n *m b^T.

Lemma frequency_sum n C (Y : 'M[R]_(n, C)) : (0 < n)%N -> Y *m one C = one n -> \sum_c frequency Y c = 1.
Proof.
move=> n0 Y1; rewrite -mulr_sumr exchange_big /= (eq_bigr (fun=> 1)) => [|i _].
  by rewrite sumr_const card_ord mulVf // pnatr_eq0 -lt0n.
have := congr1 (fun M : 'cV_n => M i 0) Y1; rewrite !mxE => E; rewrite -[RHS]E; apply: eq_bigr => c _.
by rewrite mxE mulr1.
Qed.

Lemma frequency_ge0 n C (Y : 'M[R]_(n, C)) c : (forall c, 0 <= \sum_i Y i c) -> 0 <= frequency Y c.
Proof. by move=> Y0; rewrite mulr_ge0 ?invr_ge0 ?ler0n. Qed.

(* <Y_c, Z> as what is left of <Y, Z> *)
Lemma fip_center_labels n C (Y Z : 'M[R]_(n, C)) :
  fip (H *m Y) Z = fip Y Z - \sum_i \sum_c frequency Y c * Z i c.
Proof.
rewrite centerE mulmxBl mul1mx fipBl; congr (_ - _); rewrite -scalemxAl -mulmxA fipZl fipE exchange_big mulr_sumr.
apply: eq_bigr => i _; rewrite mulr_sumr; apply: eq_bigr => c _; rewrite mulrA; congr (_ * _ * _).
rewrite mxE big_ord1 !mxE mul1r; apply: eq_bigr => j _; by rewrite !mxE mul1r.
Qed.

Lemma log_ge s t : is_exp e -> (forall u, 0 < u -> e (lg u) = u) -> e t <= s -> t <= lg s.
Proof.
move=> ee el ts; have s0 : 0 < s by apply: lt_le_trans ts; apply: exp_gt0.
by rewrite leNgt; apply/negP => /(exp_lt ee); rewrite el // ltNge ts.
Qed.

Lemma log_le s : is_exp e -> (forall u, 0 < u -> e (lg u) = u) -> 0 < s -> lg s <= s - 1.
Proof.
move=> ee el s0; rewrite leNgt; apply/negP => /(exp_lt ee); rewrite el // ltNge => /negP; apply.
by rewrite -[X in X <= _](subrK 1) addrC; apply: ee.2.
Qed.

(* Jensen: log(pi'exp z) >= pi'z *)
Lemma log_mean n C (Y Z : 'M[R]_(n, C)) i : is_exp e -> (forall u, 0 < u -> e (lg u) = u) ->
  (forall c, 0 <= \sum_i Y i c) -> Y *m one C = one n ->
  \sum_c frequency Y c * Z i c <= lg (\sum_c frequency Y c * e (Z i c)).
Proof.
move=> ee el Y0 Y1; have n0 : (0 < n)%N by case: (n) (i) => [[]|].
set m := \sum_c _; apply: log_ge => //; have F := frequency_sum n0 Y1.
have -> : e m = \sum_c frequency Y c * (e m * (1 + (Z i c - m))).
  transitivity (e m * \sum_c (frequency Y c * Z i c + (1 - m) * frequency Y c)).
    by rewrite big_split /= -mulr_sumr F -/m mulr1 addrCA subrr addr0 mulr1.
  by rewrite mulr_sumr; apply: eq_bigr => c _; ring.
apply: ler_sum => c _; rewrite ler_wpmul2l ?frequency_ge0 //.
have -> : e (Z i c) = e m * e (Z i c - m) by rewrite -ee.1 addrC subrK.
by rewrite ler_wpmul2l ?ee.2 //; apply/ltW/exp_gt0.
Qed.

Lemma gain_le n C (Y Z : 'M[R]_(n, C)) : is_exp e -> (forall u, 0 < u -> e (lg u) = u) ->
  (forall c, 0 <= \sum_i Y i c) -> Y *m one C = one n -> log_gain Y Z <= fip (H *m Y) Z.
Proof.
move=> ee el Y0 Y1; rewrite fip_center_labels /log_gain ler_add2l ler_opp2.
by apply: ler_sum => i _; apply: log_mean.
Qed.

Lemma fip_probe n p C (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, C)) W b :
  fip (H *m Y) (probe_logits X W b) = fip (X^T *m H *m Y) W.
Proof.
rewrite fipDr; have -> : fip (H *m Y) (one n *m b^T) = 0.
  by rewrite fipC fip_mulml mulmxA ones_center mul0mx fip0r.
rewrite addr0.
by rewrite fipC fip_mulml mulmxA fipC.
Qed.

(* CKA |K||L| = |X_c'Y_c|^2 *)
Lemma cka_covariance n p C (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, C)) : let G := X^T *m H *m Y in
  cka X Y * Num.sqrt (hsic X X) * Num.sqrt (hsic Y Y) = fip G G.
Proof.
move=> G; rewrite -mulrA -sqrtrM ?hsic_ge0 // /cka -[fip G G]/(hsic X Y).
have [z|z] := eqVneq (Num.sqrt (hsic X X * hsic Y Y)) 0; last by rewrite divfK.
rewrite z mulr0; move/eqP: z; rewrite sqrtr_eq0 => z; apply/esym/eqP.
rewrite -sqrf_eq0 eq_le sqr_ge0 andbT; exact: le_trans (hsic_cauchy_schwarz X Y) z.
Qed.

(* no logistic probe gains more on the constant predictor than |W| sqrt(CKA |K||L|) *)
Lemma gain_le_cka n p C (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, C)) W b :
  is_exp e -> (forall u, 0 < u -> e (lg u) = u) -> (forall c, 0 <= \sum_i Y i c) -> Y *m one C = one n ->
  log_gain Y (probe_logits X W b)
  <= Num.sqrt (fip W W) * Num.sqrt (cka X Y * Num.sqrt (hsic X X) * Num.sqrt (hsic Y Y)).
Proof.
move=> ee el Y0 Y1; apply: le_trans (gain_le _ ee el Y0 Y1) _; rewrite fip_probe; set G := X^T *m H *m Y.
rewrite cka_covariance.
apply: le_trans (ler_norm _) _; rewrite -sqrtrM ?fip_ge0 // -sqrtr_sqr ler_wsqrtr //.
by rewrite mulrC cauchy_schwarz.
Qed.

(* e(t) <= 1 + t + 2t^2 for small t *)
Lemma exp_small t : is_exp e -> `|t| <= 2%:R^-1 -> e t <= 1 + t + 2%:R * t ^+ 2.
Proof.
move=> ee; rewrite ler_norml => /andP[lo hi].
have h : 0 < 1 - t by rewrite subr_gt0 (le_lt_trans hi) // invf_lt1 ?ltr1n ?ltr0n.
have et : e t * (1 - t) <= 1.
  have : e t * (1 - t) <= e t * e (- t) by rewrite ler_wpmul2l ?ee.2 // ltW // exp_gt0.
  by rewrite -ee.1 subrr exp0.
rewrite -(ler_pmul2r h); apply: le_trans et _; rewrite -subr_ge0.
have -> : (1 + t + 2%:R * t ^+ 2) * (1 - t) - 1 = t ^+ 2 * (1 - 2%:R * t) by ring.
by rewrite mulr_ge0 ?sqr_ge0 // subr_ge0 mulrC -ler_pdivl_mulr ?ltr0n // mul1r.
Qed.

(* a small step gains what its gradient says, up to second order *)
Lemma gain_ge n C (Y Z : 'M[R]_(n, C)) : is_exp e -> (forall u, 0 < u -> e (lg u) = u) ->
  (forall c, 0 <= \sum_i Y i c) -> Y *m one C = one n -> (forall i c, `|Z i c| <= 2%:R^-1) ->
  fip (H *m Y) Z - 2%:R * fip Z Z <= log_gain Y Z.
Proof.
move=> ee el Y0 Y1 Zs; rewrite fip_center_labels /log_gain -addrA ler_add2l -opprD ler_opp2.
have -> : fip Z Z = \sum_i \sum_c Z i c ^+ 2.
  by rewrite fipE exchange_big; apply: eq_bigr => i _; apply: eq_bigr => c _; rewrite expr2.
rewrite mulr_sumr -big_split /=; apply: ler_sum => i _.
have n0 : (0 < n)%N by case: (n) (i) => [[]|].
have F := frequency_sum n0 Y1; have F0 c := frequency_ge0 c Y0.
have F1 c : frequency Y c <= 1.
  by rewrite -F (bigD1 c) //= ler_addl sumr_ge0.
have up : \sum_c frequency Y c * e (Z i c)
    <= 1 + (\sum_c frequency Y c * Z i c + 2%:R * \sum_c Z i c ^+ 2).
  rewrite -{1}F mulr_sumr -!big_split /=; apply: ler_sum => c _.
  apply: le_trans (ler_wpmul2l (F0 c) (exp_small ee (Zs i c))) _.
  rewrite !mulrDr mulr1 -addrA ler_add2l ler_add2l -[X in _ <= X]mul1r ler_wpmul2r ?F1 //.
  by rewrite mulr_ge0 ?sqr_ge0 ?ler0n.
apply: le_trans (log_le ee el _) _; last by rewrite ler_subl_addl.
rewrite lt_def sumr_ge0 ?andbT => [|c _]; last by rewrite mulr_ge0 // ltW // exp_gt0.
rewrite psumr_eq0 => [|c _]; last by rewrite mulr_ge0 // ltW // exp_gt0.
apply/negP => /allP z; suff : \sum_c frequency Y c = 0 by rewrite F => /eqP; rewrite oner_eq0.
apply: big1 => c _; have /= := z c (mem_index_enum c); rewrite mulf_eq0 => /orP[/eqP //|/eqP ec].
by have := exp_gt0 (Z i c) ee; rewrite ec ltxx.
Qed.

Lemma entry_le_norm n C (Z : 'M[R]_(n, C)) i c : Z i c ^+ 2 <= fip Z Z.
Proof.
rewrite fipE (bigD1 c) //= (bigD1 i) //= -expr2 -addrA ler_addl addr_ge0 ?sumr_ge0 // => j _.
  by rewrite -expr2 sqr_ge0.
by apply: sumr_ge0 => k _; rewrite -expr2 sqr_ge0.
Qed.

(* probes/logistic_probe_is_blind: for every exponential e with a logarithm lg, and label rows that sum to 1 with class
   frequencies that are nonnegative, as for probabilities, the constant predictor minimises the log-loss over all
   logistic probes exactly when X_c'Y_c = 0. *)
Theorem probes_logistic_probe_is_blind_loss n p C (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, C)) :
  is_exp e -> (forall u, 0 < u -> e (lg u) = u) -> (forall c, 0 <= \sum_i Y i c) -> Y *m one C = one n ->
  (forall W b, log_gain Y (probe_logits X W b) <= 0) <-> X^T *m H *m Y = 0.
Proof.
move=> ee el Y0 Y1; set G := X^T *m H *m Y; split=> [best|G0 W b]; last first.
  by rewrite (le_trans (gain_le _ ee el Y0 Y1)) // fip_probe -/G G0 fip0l.
apply/eqP; rewrite -fip_eq0 eq_le fip_ge0 andbT leNgt; apply/negP => a0.
set a := fip G G in a0; pose Z1 := probe_logits X G (- (n%:R^-1 *: ((X *m G)^T *m one n))).
set q := fip Z1 Z1; have q0 : 0 <= q := fip_ge0 _.
pose t := a / (4%:R * (q + a ^+ 2)).
have s0 : 0 < q + a ^+ 2 by rewrite ltr_paddl // exprn_gt0.
have t0 : 0 < t by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
have tq : 2%:R * (t * q) < a.
  rewrite /t mulrAC mulrA ltr_pdivr_mulr ?mulr_gt0 ?ltr0n // -subr_gt0.
  have -> : a * (4%:R * (q + a ^+ 2)) - 2%:R * (a * q) = a * (2%:R * q + 4%:R * a ^+ 2) by ring.
  by rewrite mulr_gt0 // ltr_paddl ?(mulr_ge0 _ q0) ?(mulr_gt0 _ (exprn_gt0 2 a0)) ?ler0n ?ltr0n.
have small : t ^+ 2 * q <= (2%:R^-1) ^+ 2.
  rewrite /t expr_div_n mulrAC ler_pdivr_mulr ?exprn_gt0 ?mulr_gt0 ?ltr0n // -subr_ge0.
  have -> : 2%:R^-1 ^+ 2 * (4%:R * (q + a ^+ 2)) ^+ 2 - a ^+ 2 * q
      = 4%:R * (q ^+ 2 + (a ^+ 2) ^+ 2) + 7%:R * (a ^+ 2 * q) by field.
  by apply: addr_ge0; rewrite mulr_ge0 ?ler0n //; [rewrite addr_ge0 ?sqr_ge0 | rewrite mulr_ge0 ?sqr_ge0].
have ZE : probe_logits X (t *: G) (t *: (- (n%:R^-1 *: ((X *m G)^T *m one n)))) = t *: Z1.
  by rewrite /Z1 /probe_logits [(t *: _)^T]linearZ /= -!scalemxAr -scalerDr.
have := best (t *: G) (t *: (- (n%:R^-1 *: ((X *m G)^T *m one n)))); apply/negP; rewrite -ltNge.
apply: lt_le_trans (gain_ge ee el Y0 Y1 _) => [|i c].
  rewrite fip_probe -/G ZE !fipZr fipZl -/a -/q.
  have -> : t * a - 2%:R * (t * (t * q)) = t * (a - 2%:R * (t * q)) by ring.
  by rewrite mulr_gt0 // subr_gt0.
rewrite ZE -(@ler_pexpn2r _ 2) ?nnegrE ?normr_ge0 ?invr_ge0 ?ler0n // real_normK ?num_real //.
by rewrite (le_trans (entry_le_norm _ _ _)) // fipZl fipZr -/q mulrA -expr2.
Qed.

End Gain.
