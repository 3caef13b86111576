(* Exact values of the main claims: invariance, estimators, scores that disagree. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation hsic1 gram_maps permutations.
From Unalignable Require Import compute compute_measures compute_debiased compute_tactics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Headline.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation mx := (@mx R).
Local Notation qr := (@qr R).

(* invariance/invertible_map_lowers_cka: three samples, from 5/8 to 1/10 (squares). *)
Theorem witness_invariance_invertible_map_lowers_cka_five_eighths :
  cka (mx 3 2 [:: [:: 0; 0]; [:: 0; 1]; [:: 1; 0]]%q) (mx 3 1 [:: [:: 0]; [:: 1]; [:: 0]]%q) ^+ 2 = qr (5 # 8) /\ cka
    ((mx 3 2 [:: [:: 0; 0]; [:: 0; 1]; [:: 1; 0]]%q) *m (mx 2 2 [:: [:: 1; 1]; [:: 0; 1]]%q)) (mx 3 1 [:: [:: 0]; [::
    1]; [:: 0]]%q) ^+ 2 = qr (1 # 10).
Proof. by computed. Qed.

(* invariance/invertible_map_bound: attained. Condition 4: CKA is 8/17, its square 64/289; condition 9: 9/41, 81/1681.
  *)
Theorem witness_invariance_invertible_map_bound_attained :
  cka (mx 4 2 [:: [:: 2; 1]; [:: 2; -1]; [:: -2; 1]; [:: -2; -1]]%q) ((mx 4 2 [:: [:: 2; 1]; [:: 2; -1]; [:: -2; 1];
    [:: -2; -1]]%q) *m (mx 2 2 [:: [:: 1; 0]; [:: 0; 4]]%q)) ^+ 2 = qr (64 # 289) /\
  cka (mx 4 2 [:: [:: 3; 1]; [:: 3; -1]; [:: -3; 1]; [:: -3; -1]]%q) ((mx 4 2 [:: [:: 3; 1]; [:: 3; -1]; [:: -3; 1];
    [:: -3; -1]]%q) *m (mx 2 2 [:: [:: 1; 0]; [:: 0; 9]]%q)) ^+ 2 = qr (81 # 1681).
Proof. by computed. Qed.

(* invariance/relu_rescaling: units relu x and relu(-x) at 1, 2, -1, -2, the second twice as large: the square is
  505/541,
   above the bound's 16/25. *)
Theorem witness_invariance_relu_rescaling_two :
  cka (mx 4 2 [:: [:: 1; 0]; [:: 2; 0]; [:: 0; 1]; [:: 0; 2]]%q) ((mx 4 2 [:: [:: 1; 0]; [:: 2; 0]; [:: 0; 1]; [:: 0;
    2]]%q) *m (mx 2 2 [:: [:: 1; 0]; [:: 0; 2]]%q)) ^+ 2 = qr (505 # 541) /\ qr (16 # 25) < qr (505 # 541).
Proof. by computed; rewrite ltNge qr_le. Qed.

(* invariance/stretched_to_zero: R^2 is 1 both ways, and the square of CKA is 64/145 for k = 2, 10^6/900820009 for
   k = 10. *)
Theorem witness_invariance_stretched_to_zero_two :
  [/\ cka (mx 3 2 [:: [:: 2; 1]; [:: -2; 1]; [:: 0; -2]]%q) (mx 3 2 [:: [:: 1; 2]; [:: -1; 2]; [:: 0; -4]]%q) ^+ 2 = qr
    (64 # 145), r2 (mx 3 2 [:: [:: 2; 1]; [:: -2; 1]; [:: 0; -2]]%q) (mx 3 2 [:: [:: 1; 2]; [:: -1; 2]; [:: 0; -4]]%q)
    = 1 &
      r2 (mx 3 2 [:: [:: 1; 2]; [:: -1; 2]; [:: 0; -4]]%q) (mx 3 2 [:: [:: 2; 1]; [:: -2; 1]; [:: 0; -2]]%q) = 1].
Proof. by computed. Qed.
(* invariance/stretched_to_zero: k = 10. *)
Theorem witness_invariance_stretched_to_zero_ten :
  [/\ cka (mx 3 2 [:: [:: 10; 1]; [:: -10; 1]; [:: 0; -2]]%q) (mx 3 2 [:: [:: 1; 10]; [:: -1; 10]; [:: 0; -20]]%q) ^+ 2
    = qr (1000000 # 900820009),
      r2 (mx 3 2 [:: [:: 10; 1]; [:: -10; 1]; [:: 0; -2]]%q) (mx 3 2 [:: [:: 1; 10]; [:: -1; 10]; [:: 0; -20]]%q) = 1 &
        r2 (mx 3 2 [:: [:: 1; 10]; [:: -1; 10]; [:: 0; -20]]%q) (mx 3 2 [:: [:: 10; 1]; [:: -10; 1]; [:: 0; -2]]%q) =
        1].
Proof. by computed. Qed.

(* rigidity/one_minus_cka_is_no_metric: the squares of CKA are 1/2, 1/2 and 0. *)
Theorem witness_rigidity_one_minus_cka_is_no_metric_halves :
  [/\ cka (mx 3 1 [:: [:: 1]; [:: -1]; [:: 0]]%q) (mx 3 3 [:: [:: 1; 0; 0]; [:: 0; 1; 0]; [:: 0; 0; 1]]%q) ^+ 2 = qr (1
    # 2), cka (mx 3 3 [:: [:: 1; 0; 0]; [:: 0; 1; 0]; [:: 0; 0; 1]]%q) (mx 3 1 [:: [:: 1]; [:: 1]; [:: -2]]%q) ^+ 2 =
    qr (1 # 2) &
      cka (mx 3 1 [:: [:: 1]; [:: -1]; [:: 0]]%q) (mx 3 1 [:: [:: 1]; [:: 1]; [:: -2]]%q) = 0].
Proof. by computed. Qed.

(* rigidity/no_linear_invariance: X A = Y up to a shift with an invertible A (of determinant -46), so that R^2 is 1 both
   ways and the squared canonical correlations sum to 2, while CKA is not 1. *)
Theorem witness_rigidity_no_linear_invariance_determinant :
  [/\ H *m ((mx 3 2 [:: [:: 0; 0]; [:: 1; 0]; [:: 0; 1]]%q) *m (mx 2 2 [:: [:: -7; 2]; [:: 2; 6]]%q)) = H *m (mx 3 2
    [:: [:: 5; 1]; [:: -2; 3]; [:: 7; 7]]%q), (mx 2 2 [:: [:: -7; 2]; [:: 2; 6]]%q) *m (mx 2 2 [:: [:: -6 # 46; 2 #
    46]; [:: 2 # 46; 7 # 46]]%q) = 1%:M,
      r2 (mx 3 2 [:: [:: 0; 0]; [:: 1; 0]; [:: 0; 1]]%q) (mx 3 2 [:: [:: 5; 1]; [:: -2; 3]; [:: 7; 7]]%q) = 1, r2 (mx 3
        2 [:: [:: 5; 1]; [:: -2; 3]; [:: 7; 7]]%q) (mx 3 2 [:: [:: 0; 0]; [:: 1; 0]; [:: 0; 1]]%q) = 1 &
      sum_rho2 (mx 3 2 [:: [:: 0; 0]; [:: 1; 0]; [:: 0; 1]]%q) (mx 3 2 [:: [:: 5; 1]; [:: -2; 3]; [:: 7; 7]]%q) = qr 2].
Proof. by computed. Qed.

(* rigidity/subset_at_the_mean: the middle of (-1, 0, 1) moved by 1, 2, 3: the squares are 9/16, 9/49, 1/16. *)
Theorem witness_rigidity_subset_at_the_mean_middle :
  [/\ cka (mx 3 1 [:: [:: -1]; [:: 0]; [:: 1]]%q) (mx 3 1 [:: [:: -1]; [:: 1]; [:: 1]]%q) ^+ 2 = qr (9 # 16), cka (mx 3
    1 [:: [:: -1]; [:: 0]; [:: 1]]%q) (mx 3 1 [:: [:: -1]; [:: 2]; [:: 1]]%q) ^+ 2 = qr (9 # 49) &
      cka (mx 3 1 [:: [:: -1]; [:: 0]; [:: 1]]%q) (mx 3 1 [:: [:: -1]; [:: 3]; [:: 1]]%q) ^+ 2 = qr (1 # 16)].
Proof. by computed. Qed.

(* estimators/debiased_minus_one: 1 becomes -1 when (2, -2, 0, 0) is appended, where the square of CKA is 1/65. *)
Theorem witness_estimators_debiased_minus_one_appended :
  [/\ debiased_cka (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q) (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q) = 1,
    debiased_cka (mx 4 2 [:: [:: 0; 2]; [:: 0; -2]; [:: 1; 0]; [:: 1; 0]]%q) (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [::
    1]]%q) = qr (-1) &
      cka (mx 4 2 [:: [:: 0; 2]; [:: 0; -2]; [:: 1; 0]; [:: 1; 0]]%q) (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q) ^+
        2 = qr (1 # 65)].
Proof. by computed. Qed.

(* estimators/debiased_undefined_on_a_simplex: HSIC_1 of the simplex with itself is 0. *)
Theorem witness_estimators_debiased_undefined_on_a_simplex_four :
  hsic1 (cgram (mx 4 4 [:: [:: 1; 0; 0; 0]; [:: 0; 1; 0; 0]; [:: 0; 0; 1; 0]; [:: 0; 0; 0; 1]]%q)) (cgram (mx 4 4 [::
    [:: 1; 0; 0; 0]; [:: 0; 1; 0; 0]; [:: 0; 0; 1; 0]; [:: 0; 0; 0; 1]]%q)) = 0.
Proof. by computed. Qed.

(* estimators/debiased_breaks_the_readout_floor: twice the target beside three times the junk: debiased CKA is negative,
   and its square is 14641/14884. *)
Theorem witness_estimators_debiased_breaks_the_readout_floor_two_three :
  debiased2 (mx 4 2 [:: [:: 2; 3]; [:: 2; -3]; [:: -2; 3]; [:: -2; -3]]%q) (mx 4 2 [:: [:: 2; 3]; [:: 2; -3]; [:: -2;
    -3]; [:: -2; 3]]%q) = qr (-14641 # 14884).
Proof. by apply: debiased2_mx; vm_compute. Qed.

(* estimators/uncorrelated_is_not_independent: -1, 0, 1 and its modulus. *)
Theorem witness_estimators_uncorrelated_is_not_independent_modulus : hsic (mx 3 1 [:: [:: -1]; [:: 0]; [:: 1]]%q) (mx 3
  1 [:: [:: 1]; [:: 0]; [:: 1]]%q) = 0.
Proof. by computed. Qed.

(* estimators/hsic_zero_is_uncorrelated: the same pair, by the covariance. *)
Theorem witness_estimators_hsic_zero_is_uncorrelated_modulus : (mx 3 1 [:: [:: -1]; [:: 0]; [:: 1]]%q)^T *m H *m (mx 3
  1 [:: [:: 1]; [:: 0]; [:: 1]]%q) = 0.
Proof. by computed. Qed.

(* probes/top_components_keep_cka: spectrum 9, 4, 1: the first component keeps 81/98 of the square of CKA, the first two
   97/98, and R^2 of what is deleted is 0. *)
Theorem witness_probes_top_components_keep_cka_nine_four_one :
  [/\ cka (mx 4 3 [:: [:: 3; 2; 1]; [:: 3; -2; -1]; [:: -3; 2; -1]; [:: -3; -2; 1]]%q) (mx 4 1 [:: [:: 3]; [:: 3]; [::
    -3]; [:: -3]]%q) ^+ 2 = qr (81 # 98),
      cka (mx 4 3 [:: [:: 3; 2; 1]; [:: 3; -2; -1]; [:: -3; 2; -1]; [:: -3; -2; 1]]%q) (mx 4 2 [:: [:: 3; 2]; [:: 3;
        -2]; [:: -3; 2]; [:: -3; -2]]%q) ^+ 2 = qr (97 # 98),
      r2 (mx 4 2 [:: [:: 3; 2]; [:: 3; -2]; [:: -3; 2]; [:: -3; -2]]%q) (mx 4 1 [:: [:: 1]; [:: -1]; [:: -1]; [::
        1]]%q) = 0 & r2 (mx 4 3 [:: [:: 3; 2; 1]; [:: 3; -2; -1]; [:: -3; 2; -1]; [:: -3; -2; 1]]%q) (mx 4 1 [:: [::
        1]; [:: -1]; [:: -1]; [:: 1]]%q) = 1].
Proof. by computed. Qed.

(* dimension/von_neumann: the square against the cube: the square of CKA and R^2 are 2/3; back R^2 is 1. *)
Theorem witness_dimension_von_neumann_square_and_cube :
  let X := (mx 8 2 [:: [:: 1; 1]; [:: 1; 1]; [:: 1; -1]; [:: 1; -1]; [:: -1; 1]; [:: -1; 1]; [:: -1; -1]; [:: -1;
    -1]]%q) in
  let Y := (mx 8 3 [:: [:: 1; 1; 1]; [:: 1; 1; -1]; [:: 1; -1; 1]; [:: 1; -1; -1]; [:: -1; 1; 1]; [:: -1; 1; -1]; [::
    -1; -1; 1]; [:: -1; -1; -1]]%q) in
  [/\ cka X Y ^+ 2 = qr (2 # 3), r2 X Y = qr (2 # 3) & r2 Y X = 1].
Proof. by cbv zeta; computed. Qed.

(* dimension/independent_nuisance: three bits, s = 1, 2: CKA is 1/2, 1/17 and R^2 is 1/2, 1/5. *)
Theorem witness_dimension_independent_nuisance_three_bits :
  let t := (mx 8 1 [:: [:: 1]; [:: 1]; [:: 1]; [:: 1]; [:: -1]; [:: -1]; [:: -1]; [:: -1]]%q) in let J := (mx 8 1 [::
    [:: 1]; [:: 1]; [:: -1]; [:: -1]; [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q) in let G := (mx 8 1 [:: [:: 1]; [:: -1]; [::
    1]; [:: -1]; [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q) in
  (cka (row_mx t J) (row_mx t G) = qr (1 # 2) /\ r2 (row_mx t J) (row_mx t G) = qr (1 # 2)) /\
  (cka (row_mx t (J + J)) (row_mx t (G + G)) = qr (1 # 17) /\ r2 (row_mx t (J + J)) (row_mx t (G + G)) = qr (1 # 5)).
Proof. by cbv zeta; computed. Qed.

(* nulls/modified_rv_mean: HSIC_0 of (0, 0, 1, 1), unnormalised, and the participation ratio of one direction. *)
Theorem witness_nulls_modified_rv_mean_one_direction :
  participation (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q) = 1 /\ hsic (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [::
    1]]%q) (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q) = 1.
Proof. by computed. Qed.

(* floors/no_floor_without_slack: nothing but the output, stretched by 2 in different directions: CKA is 8/17, and R^2
  is
   1 both ways. *)
Theorem witness_floors_no_floor_without_slack_two :
  let X := (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) *m (mx 2 2 [:: [:: 1; 0]; [:: 0; 1 # 2]]%q)
    in let Y := (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) *m (mx 2 2 [:: [:: 1 # 2; 0]; [:: 0;
    1]]%q) in
  [/\ cka X Y = qr (8 # 17), r2 X Y = 1 & r2 Y X = 1].
Proof. by cbv zeta; computed. Qed.

(* probes/high_cka_without_predictability: one feature of twice the size beside two others: the square of CKA is 8/9,
   R^2 of Y from X is 2/3, and back 1. *)
Theorem witness_probes_high_cka_without_predictability_two :
  [/\ cka (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q) (mx 4 3 [:: [:: 2; 1; 1]; [:: -2; 1; -1]; [:: 2; -1; -1];
    [:: -2; -1; 1]]%q) ^+ 2 = qr (8 # 9),
      r2 (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q) (mx 4 3 [:: [:: 2; 1; 1]; [:: -2; 1; -1]; [:: 2; -1; -1]; [::
        -2; -1; 1]]%q) = qr (2 # 3) & r2 (mx 4 3 [:: [:: 2; 1; 1]; [:: -2; 1; -1]; [:: 2; -1; -1]; [:: -2; -1; 1]]%q)
        (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q) = 1].
Proof. by computed. Qed.

(* dimension/no_ceiling_from_participation_ratios: the same pair: participation ratios 1 and 2. *)
Theorem witness_dimension_no_ceiling_from_participation_ratios_two :
  participation (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q) = 1 /\ participation (mx 4 3 [:: [:: 2; 1; 1]; [:: -2;
    1; -1]; [:: 2; -1; -1]; [:: -2; -1; 1]]%q) = qr 2.
Proof. by computed. Qed.

End Headline.
