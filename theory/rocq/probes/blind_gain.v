(* What a logistic probe can gain over the constant predictor, held from both sides by CKA with the labels. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka exponential readout_norms blind_logistic blind_hoeffding.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Gain.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation one n := (ones R n).

(* |AG|^2 is at most the largest eigenvalue of AA' times |G|^2 *)
Lemma op2_mull n p m (A : 'M[R]_(n, p)) (G : 'M[R]_(p, m)) : fip (A *m G) (A *m G) <= op2 A * fip G G.
Proof.
set T := A *m G; have [T0|T0] := eqVneq T 0; first by rewrite T0 fip0r mulr_ge0 ?op2_ge0 ?fip_ge0.
rewrite -fip_gt0 in T0; rewrite -(ler_pmul2r T0) -expr2.
have {1}-> : fip T T = fip (A^T *m T) G by rewrite [RHS]fip_mulml trmxK.
apply: le_trans (cauchy_schwarz _ _) _; rewrite [op2 A * _ * _]mulrAC; apply: ler_wpmul2r; first exact: fip_ge0.
exact: op2_mul.
Qed.

(* a second-order lower bound on the gain *)
Lemma gain_ge_quarter (e lg : R -> R) n C (Y Z : 'M[R]_(n, C)) : Num.archimedean_axiom R ->
  is_exp e -> (forall u, 0 < u -> e (lg u) = u) -> (forall c, 0 <= \sum_i Y i c) -> Y *m one C = one n ->
  fip (H *m Y) Z - fip Z Z / 4%:R <= log_gain e lg Y Z.
Proof.
move=> arch ee el Y0 Y1; rewrite fip_center_labels /log_gain -addrA ler_add2l -opprD ler_opp2.
have -> : fip Z Z = \sum_i \sum_c Z i c ^+ 2.
  by rewrite fipE exchange_big; apply: eq_bigr => i _; apply: eq_bigr => c _; rewrite expr2.
rewrite mulr_suml -big_split /=; apply: ler_sum => i _.
have n0 : (0 < n)%N by case: (n) (i) => [[]|].
have F := frequency_sum n0 Y1; have F0 c := frequency_ge0 c Y0.
have s0 := mean_exp_gt0 (Z i) ee F0 F.
rewrite leNgt; apply/negP => /(exp_lt ee); rewrite el // ltNge hoeffding //.
Qed.

(* the step along the gradient of the log-loss: weights 2G/c with G = X_c'Y_c and c the largest eigenvalue of K, and
   biases that centre the logits *)
Definition gradient_weights n p C (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, C)) : 'M[R]_(p, C) :=
  (2%:R / op2 (H *m X)) *: (X^T *m H *m Y).
Definition centring_biases n p C (X : 'M[R]_(n, p)) (W : 'M[R]_(p, C)) : 'cV[R]_C :=
  - (n%:R^-1 *: ((X *m W)^T *m one n)).

Lemma centred_logits n p C (X : 'M[R]_(n, p)) (W : 'M[R]_(p, C)) :
  probe_logits X W (centring_biases X W) = H *m X *m W.
Proof.
rewrite /probe_logits /centring_biases -[RHS]mulmxA centerE mulmxBl mul1mx; congr (_ + _).
by rewrite linearN linearZ /= trmx_mul trmxK mulmxN -scalemxAr -scalemxAl !mulmxA.
Qed.

(* probes/logistic_gain: no logistic probe gains more log-likelihood on the constant predictor than
   |W| sqrt(CKA |K||L|); and one along the gradient gains at least CKA |K||L| over the largest eigenvalue of K.
   For every exponential e with a logarithm lg over an archimedean field, such as the real numbers. *)
Theorem probes_logistic_gain (e lg : R -> R) n p C (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, C)) :
  Num.archimedean_axiom R -> is_exp e -> (forall u, 0 < u -> e (lg u) = u) ->
  (forall c, 0 <= \sum_i Y i c) -> Y *m one C = one n ->
  let aligned := cka X Y * Num.sqrt (hsic X X) * Num.sqrt (hsic Y Y) in
  let W := gradient_weights X Y in
  (forall W b, log_gain e lg Y (probe_logits X W b) <= Num.sqrt (fip W W) * Num.sqrt aligned)
  /\ aligned / op2 (H *m X) <= log_gain e lg Y (probe_logits X W (centring_biases X W)).
Proof.
move=> arch ee el Y0 Y1 aligned W; split=> [V b|]; first exact: gain_le_cka.
rewrite /aligned cka_covariance; set G := X^T *m H *m Y.
apply: le_trans (gain_ge_quarter _ arch ee el Y0 Y1); rewrite fip_probe -/G centred_logits.
rewrite /W /gradient_weights -/G -scalemxAr !fipZr fipZl; have b := op2_mull (H *m X) G.
move: b (op2_ge0 (H *m X)); move: (op2 _) (fip G G) (fip _ _) => c a q b c0.
have [->|cn] := eqVneq c 0; first by rewrite invr0 !(mulr0, mul0r) subrr.
have cp : 0 < c by rewrite lt_def cn.
rewrite -subr_ge0 (_ : _ - _ = (c * a - q) / c ^+ 2); last by field.
by rewrite divr_ge0 ?sqr_ge0 // subr_ge0.
Qed.

End Gain.
