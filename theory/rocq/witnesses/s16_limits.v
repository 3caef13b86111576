(* Hypotheses dropped where the record types the row limit, scope or swap, and the rest of the drops. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation hsic1 gram_maps permutations.
From Unalignable Require Import compute compute_measures compute_debiased compute_tactics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Limits.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation mx := (@mx R).
Local Notation qr := (@qr R).

(* floors/shared_scalar_readout: limit. Without a bound on the readouts no floor serves all X and Y: both hold t in
   their first feature, and the square of CKA is 1/(1 + s^4)^2 for every s. *)
Theorem s16_floors_shared_scalar_readout_bounded_readout (s : R) :
  let X := row_mx (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q) (s *: (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [::
    -1]]%q)) in let Y := row_mx (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q) (s *: (mx 4 1 [:: [:: 1]; [:: -1]; [::
    -1]; [:: 1]]%q)) in
  [/\ H *m X *m col_mx 1 0 = (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q), H *m Y *m col_mx 1 0 = (mx 4 1 [:: [::
    1]; [:: 1]; [:: -1]; [:: -1]]%q) &
      cka X Y ^+ 2 = 1 / (1 + s ^+ 4) ^+ 2].
Proof.
have h (A B : 'cV[R]_4) : H *m row_mx A B *m col_mx 1 0 = H *m A.
  by rewrite mul_mx_row mul_row_col mulmx1 mulmx0 addr0.
split; [by rewrite h; computed|by rewrite h; computed|].
have e a b k : QArith_base.Qeq_bool (hsicl 4 1 1 a b) (natq k) -> hsic (mx 4 1 a) (mx 4 1 b) = k%:R.
  by rewrite hsic_mx -qr_nat -(qr_eq R) => /eqP.
rewrite cka_sqr !hsic_parts.
rewrite !(e [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q 16%N) //.
rewrite !(e [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q 16%N) //.
rewrite !(e [:: [:: 1]; [:: -1]; [:: -1]; [:: 1]]%q [:: [:: 1]; [:: -1]; [:: -1]; [:: 1]]%q 16%N) //.
rewrite !(e _ _ 0%N) ?mulr0 ?addr0; try by vm_compute.
have -> : 16%:R + s ^+ 2 * s ^+ 2 * 16%:R = 16%:R * (1 + s ^+ 4) :> R by ring.
have s0 : 1 + s ^+ 4 != 0 by rewrite gt_eqF // ltr_paddr ?ltr01 // -[4%N]/(2 * 2)%N exprM sqr_ge0.
by field.
Qed.

(* floors/bounded_readouts: without normalised features a budget for the readout says nothing. Features c times as
   large with a readout 1/c times as large have the same output and the same CKA, and the squared norm of the readout
   is 1/c^2 of what it was. *)
Theorem s16_floors_bounded_readouts_feature_normalisation n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p)
    (c : R) : c != 0 ->
  [/\ c *: X *m (c^-1 *: w) = X *m w, cka (c *: X) Y = cka X Y & fip (c^-1 *: w) (c^-1 *: w) = fip w w / c ^+ 2].
Proof.
move=> c0; split; first by rewrite -scalemxAl -scalemxAr scalerA divff // scale1r.
  by rewrite !ckaE cgram_scale mcosZl // lt_def sqr_ge0 sqrf_eq0 c0.
by rewrite !fip_lin mulrA -invfM -expr2 mulrC.
Qed.

(* dimension/too_few_samples: scope. With four samples and ranks 2 and 2 canonical correlations cannot all be 0: here
   their squares sum to 1, the least that the theorem allows. *)
Theorem s16_dimension_too_few_samples_ranks :
  sum_rho2 (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1;
    -1]; [:: -1; 1]]%q) = 1 /\
  cka (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; -1];
    [:: -1; 1]]%q) != 0.
Proof.
have E : cka (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1;
  -1]; [:: -1; 1]]%q) = qr (1 # 2) by computed.
by split; [computed | rewrite E -(qr0 R) qr_eq].
Qed.

(* probes/decodable_above_one: at a sum of exactly 1 the target can be unreadable from Y: s = 10. *)
Theorem s16_probes_decodable_above_one_strict :
  [/\ cka (mx 4 2 [:: [:: 10; 1]; [:: 10; -1]; [:: -10; 1]; [:: -10; -1]]%q) (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [::
    -1]]%q) ^+ 2 = qr (10000 # 10001),
      cka (mx 4 2 [:: [:: 10; 1]; [:: 10; -1]; [:: -10; 1]; [:: -10; -1]]%q) (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [::
        -1]]%q) ^+ 2 = qr (1 # 10001),
      r2 (mx 4 2 [:: [:: 10; 1]; [:: 10; -1]; [:: -10; 1]; [:: -10; -1]]%q) (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [::
        -1]]%q) = 1 & r2 (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q) (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [::
        -1]]%q) = 0].
Proof. by computed. Qed.

(* classification/margins_below_two_plus_root_two: classes that are not balanced. The mean margins are 8/3 and 3 times
   the least, both below 2 + sqrt 2 (so that the product of what they exceed 2 by is 2/3 < 2), and the covariance is 0.
     *)
Theorem s16_classification_margins_below_two_plus_root_two_balanced :
  [/\ (mx 1 3 [:: [:: 1; 1; 1]]%q) *m (mx 3 1 [:: [:: 1]; [:: 1]; [:: -1]]%q) = (mx 1 1 [:: [:: 1]]%q), (mx 1 3 [:: [::
    1; 1; 1]]%q) *m (mx 3 1 [:: [:: 6]; [:: 1]; [:: 1]]%q) = (mx 1 1 [:: [:: 8]]%q), (mx 1 3 [:: [:: 1; 1; 1]]%q) *m
    (mx 3 1 [:: [:: 1]; [:: 7]; [:: 1]]%q) = (mx 1 1 [:: [:: 9]]%q) &
      (mx 3 1 [:: [:: 6]; [:: 1]; [:: -1]]%q)^T *m H *m (mx 3 1 [:: [:: 1]; [:: 7]; [:: -1]]%q) = 0] /\ ((8%:R / 3%:R -
        2%:R) * (9%:R / 3%:R - 2%:R) < 2%:R :> R).
Proof.
split; first by computed.
by rewrite -!qr_nat -!qr_inv -!qr_mul -!qr_sub -qr_mul ltNge qr_le.
Qed.

(* nulls/permutation_mean: without centring (another measure) the mean of <K, P L P^T> over all relabellings is 2/3, and
   tr K tr L/(n - 1) is 1. *)
Theorem s16_nulls_permutation_mean_centring :
  let K := gram (mx 3 1 [:: [:: 1]; [:: 1]; [:: 0]]%q) in let L := gram (mx 3 1 [:: [:: 1]; [:: 0]; [:: 0]]%q) in
  (3`!%:R)^-1 * (\sum_(s : 'S_3) fip K (conjp s L)) = 2%:R / 3%:R :> R /\ \tr K * \tr L / 2%:R = 1 :> R.
Proof.
have tK : \tr (gram (mx 3 1 [:: [:: 1]; [:: 1]; [:: 0]]%q)) = 2%:R by rewrite gram_mx trace_mx -qr_nat; apply/eqP;
  rewrite qr_eq.
have tL : \tr (gram (mx 3 1 [:: [:: 1]; [:: 0]; [:: 0]]%q)) = 1 by rewrite gram_mx trace_mx -(qr1 R); apply/eqP;
  rewrite qr_eq.
split=> /=; last by rewrite tK tL mulr1 divff // pnatr_eq0.
rewrite -fip_sumr -/(symm _).
have -> : symm (gram (mx 3 1 [:: [:: 1]; [:: 0]; [:: 0]]%q)) = 2%:R%:M.
  have d i : symm (gram (mx 3 1 [:: [:: 1]; [:: 0]; [:: 0]]%q)) i i = 2%:R.
    have : \tr (symm (gram (mx 3 1 [:: [:: 1]; [:: 0]; [:: 0]]%q))) = 6%:R by rewrite trace_symm tL mulr1.
    rewrite /mxtrace (eq_bigr (fun _ => symm (gram (mx 3 1 [:: [:: 1]; [:: 0]; [:: 0]]%q)) i i)) => [|j _]; last exact:
      symm_diag.
    rewrite sumr_const card_ord -[_ *+ 3]mulr_natl => E; apply: (@mulfI _ 3%:R); first by rewrite pnatr_eq0.
    by rewrite E -natrM.
  apply/matrixP => i j; have [->|ij] := eqVneq i j; first by rewrite d !mxE eqxx.
  rewrite symmE !mxE (negbTE ij) big1 // => s _; rewrite gram_mx mxE.
  have : s i != s j by rewrite (inj_eq perm_inj).
  by case: (s i) (s j) => [[|[|[|k]]] ?] [[|[|[|l]]] ?] //= _; apply/eqP; rewrite -(qr0 R) qr_eq.
by rewrite -scalemx1 fipZr fipC fip_1 tK (_ : 3`! = 6)%N //; field.
Qed.

(* estimators/minibatch_hsic1: with the biased HSIC_0 = |X^T H Y|^2/(n - 1)^2 the mean over the batches of four of five
   samples is 11/120, and HSIC_0 of all is 9/100. *)
Theorem s16_estimators_minibatch_hsic1_unbiased :
  let X := (mx 5 1 [:: [:: 0]; [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q) in
  5%:R^-1 * (\sum_(i < 5) hsic (row' i X) (row' i X) / 3%:R ^+ 2) = qr (11 # 120) /\
  hsic X X / 4%:R ^+ 2 = qr (9 # 100).
Proof.
move=> X; rewrite {}/X; split.
  rewrite !big_ord_recl big_ord0 !mx_drop_row !hsic_mx -!(qr_nat R) -(qr0 R) !expr2 -!qr_mul -!qr_inv -!qr_mul
    -!qr_plus -!qr_mul.
  by apply/eqP; rewrite qr_eq; vm_compute.
by rewrite hsic_mx -(qr_nat R) expr2 -qr_mul -qr_inv -qr_mul; apply/eqP; rewrite qr_eq; vm_compute.
Qed.

(* twists/legendre_curve: without the component P_5 the curve crosses itself, at t and -t with t^2 = 3/5; P_5 tells
   these apart. P_2 = (3t^2 - 1)/2, P_3 = (5t^3 - 3t)/2, P_5 = (63t^5 - 70t^3 + 15t)/8. *)
Theorem s16_twists_legendre_curve_fifth_component (t := Num.sqrt (3%:R / 5%:R) : R) :
  let P2 x := (3%:R * x ^+ 2 - 1) / 2%:R : R in let P3 x := (5%:R * x ^+ 3 - 3%:R * x) / 2%:R : R in
  let P5 x := (63%:R * x ^+ 5 - 70%:R * x ^+ 3 + 15%:R * x) / 8%:R : R in
  [/\ t != - t, P2 t = P2 (- t), P3 t = P3 (- t) & P5 t != P5 (- t)].
Proof.
have t2 : t ^+ 2 = 3%:R / 5%:R by rewrite sqr_sqrtr // divr_ge0 ?ler0n.
have t0 : t != 0 by rewrite sqrtr_eq0 -ltNge divr_gt0 ?ltr0n.
have tt x : (x == - x :> R) = (x == 0) by rewrite -subr_eq0 opprK -mulr2n mulrn_eq0.
have p3 : 5%:R * t ^+ 3 - 3%:R * t = 0 by rewrite exprS t2; field.
split=> /=; rewrite ?tt //; first by rewrite sqrrN.
  have -> : 5%:R * (- t) ^+ 3 - 3%:R * - t = - (5%:R * t ^+ 3 - 3%:R * t) by ring.
  by rewrite p3 oppr0.
have -> : 63%:R * (- t) ^+ 5 - 70%:R * (- t) ^+ 3 + 15%:R * - t = - (63%:R * t ^+ 5 - 70%:R * t ^+ 3 + 15%:R * t) by
  ring.
rewrite mulNr tt (_ : _ / _ = (63%:R * (t ^+ 2) ^+ 2 - 70%:R * t ^+ 2 + 15%:R) / 8%:R * t); last by field.
rewrite mulf_neq0 // t2 -!(qr_nat R) !expr2 -!qr_inv -!qr_mul -!qr_sub -!qr_plus -!qr_mul.
by rewrite -(qr0 R) qr_eq.
Qed.

(* twists/circle_against_two_frequencies: on 4 points the frequencies 1 and 3 are one, and the square of CKA is 1/3. *)
Theorem s16_twists_circle_against_two_frequencies_four_points :
  cka (mx 4 2 [:: [:: 1; 0]; [:: 0; 1]; [:: -1; 0]; [:: 0; -1]]%q) (mx 4 4 [:: [:: 1; 0; 1; 0]; [:: -1; 0; 0; -1]; [::
    1; 0; -1; 0]; [:: -1; 0; 0; 1]]%q) ^+ 2 = qr (1 # 3).
Proof. by computed. Qed.

(* twists/cyclic_spectrum: half the order has weight 2. m = 4, frequencies 1 and 2 against 1, all powers 1: the square
   of CKA is 1/3, where the formula without the weight says 1/2. *)
Theorem s16_twists_cyclic_spectrum_half_order :
  cka (mx 4 3 [:: [:: 1; 0; 1]; [:: 0; 1; -1]; [:: -1; 0; 1]; [:: 0; -1; -1]]%q) (mx 4 2 [:: [:: 1; 0]; [:: 0; 1]; [::
    -1; 0]; [:: 0; -1]]%q) ^+ 2 = qr (1 # 3) /\ qr (1 # 3) != qr (1 # 2).
Proof. by computed; rewrite qr_eq. Qed.

(* dimension/independent_nuisance: nuisance bits that are not independent. n = 4, G = tJ: the linear R^2 is 1/2, and a
   product of two features of X gives the second feature of Y. *)
Theorem s16_dimension_independent_nuisance_independence :
  r2 (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; -1]; [::
    -1; 1]]%q) = qr (1 # 2) /\
  forall i : 'I_4, (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; -1]; [:: -1; 1]]%q) i 1 = (mx 4 2 [:: [:: 1; 1]; [:: 1;
    -1]; [:: -1; 1]; [:: -1; -1]]%q) i 0 * (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) i 1.
Proof.
split; first by computed.
by case=> [[|[|[|[|i]]]] ?] //; rewrite !mxE -qr_mul; apply/eqP; rewrite qr_eq.
Qed.

(* floors/unread_features_escape_prediction: without a direction beside both (rank n - 1 in the predictor) R^2 is 1. *)
Theorem s16_floors_unread_features_escape_prediction_room :
  r2 (mx 4 3 [:: [:: 1; 1; 1]; [:: 1; -1; -1]; [:: -1; 1; -1]; [:: -1; -1; 1]]%q) (mx 4 2 [:: [:: 1; 1]; [:: 1; -1];
    [:: -1; 1]; [:: -1; -1]]%q) = 1.
Proof. by computed. Qed.

(* identifiability/diverse_unembeddings: differences of unembeddings in a proper subspace. X L = Y L' for singular L,
   and R^2 is 1/5 both ways. *)
Theorem s16_identifiability_diverse_unembeddings_diversity :
  [/\ (mx 4 2 [:: [:: 1; 2]; [:: 1; -2]; [:: -1; 2]; [:: -1; -2]]%q) *m (mx 2 2 [:: [:: 1; 0]; [:: 0; 0]]%q) = (mx 4 2
    [:: [:: 1; 2]; [:: 1; -2]; [:: -1; -2]; [:: -1; 2]]%q) *m (mx 2 2 [:: [:: 1; 0]; [:: 0; 0]]%q),
      (mx 2 2 [:: [:: 1; 0]; [:: 0; 0]]%q) *m (mx 2 1 [:: [:: 0]; [:: 1]]%q) = 0, r2 (mx 4 2 [:: [:: 1; 2]; [:: 1; -2];
        [:: -1; 2]; [:: -1; -2]]%q) (mx 4 2 [:: [:: 1; 2]; [:: 1; -2]; [:: -1; -2]; [:: -1; 2]]%q) = qr (1 # 5) &
      r2 (mx 4 2 [:: [:: 1; 2]; [:: 1; -2]; [:: -1; -2]; [:: -1; 2]]%q) (mx 4 2 [:: [:: 1; 2]; [:: 1; -2]; [:: -1; 2];
        [:: -1; -2]]%q) = qr (1 # 5)].
Proof. by computed. Qed.

End Limits.
