(* Exact pairs of the main claims: floors, classification, twists. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation hsic1 gram_maps permutations.
From Unalignable Require Import compute compute_measures compute_debiased compute_tactics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Pairs.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation mx := (@mx R).
Local Notation qr := (@qr R).

(* floors/shared_scalar_readout: slack on one side, s = 1, 2, 10: the square of CKA is 1/(1 + 9 s^4), R^2 is 1 from X
   and 1/(1 + 3 s^2) from Y. *)
Theorem witness_floors_shared_scalar_readout_slack_in_one :
  [/\ cka (mx 3 2 [:: [:: 1; 1]; [:: -1; 1]; [:: 0; -2]]%q) (mx 3 1 [:: [:: 1]; [:: -1]; [:: 0]]%q) ^+ 2 = qr (1 # 10),
    cka (mx 3 2 [:: [:: 1; 2]; [:: -1; 2]; [:: 0; -4]]%q) (mx 3 1 [:: [:: 1]; [:: -1]; [:: 0]]%q) ^+ 2 = qr (1 # 145),
      cka (mx 3 2 [:: [:: 1; 10]; [:: -1; 10]; [:: 0; -20]]%q) (mx 3 1 [:: [:: 1]; [:: -1]; [:: 0]]%q) ^+ 2 = qr (1 #
        90001), r2 (mx 3 2 [:: [:: 1; 10]; [:: -1; 10]; [:: 0; -20]]%q) (mx 3 1 [:: [:: 1]; [:: -1]; [:: 0]]%q) = 1 &
      r2 (mx 3 1 [:: [:: 1]; [:: -1]; [:: 0]]%q) (mx 3 2 [:: [:: 1; 10]; [:: -1; 10]; [:: 0; -20]]%q) = qr (1 # 301)].
Proof. by computed. Qed.

(* floors/shared_scalar_readout: slack on both sides, s = 1, 2, 3: CKA is 1/(1 + s^4), R^2 both ways 1/(1 + s^2). *)
Theorem witness_floors_shared_scalar_readout_slack_in_both :
  [/\ cka (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1;
    -1]; [:: -1; 1]]%q) = qr (1 # 2),
      cka (mx 4 2 [:: [:: 1; 2]; [:: 1; -2]; [:: -1; 2]; [:: -1; -2]]%q) (mx 4 2 [:: [:: 1; 2]; [:: 1; -2]; [:: -1;
        -2]; [:: -1; 2]]%q) = qr (1 # 17),
      cka (mx 4 2 [:: [:: 1; 3]; [:: 1; -3]; [:: -1; 3]; [:: -1; -3]]%q) (mx 4 2 [:: [:: 1; 3]; [:: 1; -3]; [:: -1;
        -3]; [:: -1; 3]]%q) = qr (1 # 82),
      r2 (mx 4 2 [:: [:: 1; 2]; [:: 1; -2]; [:: -1; 2]; [:: -1; -2]]%q) (mx 4 2 [:: [:: 1; 2]; [:: 1; -2]; [:: -1; -2];
        [:: -1; 2]]%q) = qr (1 # 5) &
      r2 (mx 4 2 [:: [:: 1; 3]; [:: 1; -3]; [:: -1; 3]; [:: -1; -3]]%q) (mx 4 2 [:: [:: 1; 3]; [:: 1; -3]; [:: -1; -3];
        [:: -1; 3]]%q) = qr (1 # 10)].
Proof. by computed. Qed.

(* floors/features_beside_the_output: two outputs on eight samples, one feature beside them of size s = 1, 2, 3: CKA is
   2/(2 + s^4): 2/3, 1/9, 2/83. *)
Theorem witness_floors_features_beside_the_output_eight_samples :
  let T := (mx 8 2 [:: [:: 1; 1]; [:: 1; 1]; [:: 1; -1]; [:: 1; -1]; [:: -1; 1]; [:: -1; 1]; [:: -1; -1]; [:: -1;
    -1]]%q) in let J := (mx 8 1 [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]; [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q) in
  let G := (mx 8 1 [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]; [:: -1]; [:: -1]; [:: 1]; [:: 1]]%q) in
  [/\ cka (row_mx T J) (row_mx T G) = qr (2 # 3), cka (row_mx T (J + J)) (row_mx T (G + G)) = qr (1 # 9) &
      cka (row_mx T (J + J + J)) (row_mx T (G + G + G)) = qr (2 # 83)].
Proof. by cbv zeta; computed. Qed.

(* classification/same_argmax_orthogonal: other pairs of values with CKA 0: (0,1,3) and (0,5,1); with signs; four
   samples; the same four values. *)
Theorem witness_classification_same_argmax_orthogonal_pairs :
  [/\ cka (mx 3 1 [:: [:: 0]; [:: 1]; [:: 3]]%q) (mx 3 1 [:: [:: 5]; [:: 0]; [:: 4]]%q) = 0, cka (mx 3 1 [:: [:: 0];
    [:: 1]; [:: 3]]%q) (mx 3 1 [:: [:: 0]; [:: 5]; [:: 1]]%q) = 0, cka (mx 3 1 [:: [:: -1]; [:: 0]; [:: 2]]%q) (mx 3 1
    [:: [:: -2]; [:: 3]; [:: -1]]%q) = 0, cka (mx 4 1 [:: [:: 0]; [:: 1]; [:: 2]; [:: 4]]%q) (mx 4 1 [:: [:: 0]; [::
    4]; [:: 3]; [:: 1]]%q) = 0 &
      cka (mx 4 1 [:: [:: -3]; [:: -1]; [:: 1]; [:: 3]]%q) (mx 4 1 [:: [:: -1]; [:: 3]; [:: -3]; [:: 1]]%q) = 0].
Proof. by computed. Qed.

(* classification/five_classes_in_the_plane: integers up to two; both networks get every class right by heads without
   biases: the logit of the own class is 1 and the largest. *)
Theorem witness_classification_five_classes_in_the_plane_integers :
  let X := (mx 5 2 [:: [:: -2; 1]; [:: 2; 1]; [:: -2; 0]; [:: 2; -1]; [:: 0; -2]]%q) in let Y := (mx 5 2 [:: [:: 1; 2];
    [:: 1; -1]; [:: -2; -2]; [:: -2; 1]; [:: 2; 0]]%q) in
  let W := (mx 2 5 [:: [:: -1 # 3; 1 # 3; -1 # 2; 1 # 3; 0]; [:: 1 # 3; 1 # 3; -1 # 4; -1 # 3; -1 # 2]]%q) in let V :=
    (mx 2 5 [:: [:: 0; 1 # 3; 0; -1 # 3; 1 # 2]; [:: 1 # 2; -2 # 3; -1 # 2; 1 # 3; 0]]%q) in
  [/\ X^T *m H *m Y = 0, cka X Y = 0, cka (X *m W) (Y *m V) = 0 &
      forall i c : 'I_5, c != i -> [/\ (X *m W) i i = 1, (X *m W) i c < 1, (Y *m V) i i = 1 & (Y *m V) i c < 1]].
Proof.
cbv zeta; split; [by computed|by computed|by computed|].
move=> i c ci; rewrite !mx_mul !mxE -!(qr1 R) !ltNge !qr_le; split; try (apply/eqP; rewrite qr_eq);
  by move: i c ci => [[|[|[|[|[|i]]]]] ?] // [[|[|[|[|[|c]]]]] ?] //; vm_compute.
Qed.

(* classification/margins_force_covariance: the covariance of two scores with the right signs can be 0: (9, 1, -1, -1)
   and (1, 13, -1, -1) for equal classes, (6, 1, -1) and (1, 7, -1) for one of three. *)
Theorem witness_classification_margins_force_covariance_integers :
  (mx 4 1 [:: [:: 9]; [:: 1]; [:: -1]; [:: -1]]%q)^T *m H *m (mx 4 1 [:: [:: 1]; [:: 13]; [:: -1]; [:: -1]]%q) = 0 /\
    (mx 3 1 [:: [:: 6]; [:: 1]; [:: -1]]%q)^T *m H *m (mx 3 1 [:: [:: 1]; [:: 7]; [:: -1]]%q) = 0.
Proof. by computed. Qed.

(* twists/legendre_code: four points: CKA and R^2 are 0 both ways, and x = (5/3) y_1 y_2 + (4/3) y_2. *)
Theorem witness_twists_legendre_code_four_points :
  let X := (mx 4 1 [:: [:: -3]; [:: -1]; [:: 1]; [:: 3]]%q) in let Y := (mx 4 2 [:: [:: 1; -1]; [:: -1; 3]; [:: -1;
    -3]; [:: 1; 1]]%q) in
  [/\ X^T *m H *m Y = 0, cka X Y = 0, r2 X Y = 0, r2 Y X = 0 &
      forall i : 'I_4, X i 0 = qr (5 # 3) * (Y i 0 * Y i 1) + qr (4 # 3) * Y i 1].
Proof.
cbv zeta; split; try by computed.
by case=> [[|[|[|[|i]]]] ?] //; rewrite !mxE -!qr_mul -qr_plus; apply/eqP; rewrite qr_eq; vm_compute.
Qed.

(* twists/absolute_value: symmetric samples: CKA of x and |x| is 0 for -1, 0, 1 and for -2, -1, 1, 2. *)
Theorem witness_twists_absolute_value_symmetric : cka (mx 3 1 [:: [:: -1]; [:: 0]; [:: 1]]%q) (mx 3 1 [:: [:: 1]; [::
  0]; [:: 1]]%q) = 0 /\ cka (mx 4 1 [:: [:: -2]; [:: -1]; [:: 1]; [:: 2]]%q) (mx 4 1 [:: [:: 2]; [:: 1]; [:: 1]; [::
  2]]%q) = 0.
Proof. by computed. Qed.

(* twists/parity_pairings: the eight signs (a, b, c). The pairs (a, bc), (b, ac), (c, ab) have pairwise CKA and R^2 of
  0,
   and the product of both entries is abc in each. *)
Theorem witness_twists_parity_pairings_three_bits :
  let X := (mx 8 2 [:: [:: 1; 1]; [:: 1; -1]; [:: 1; -1]; [:: 1; 1]; [:: -1; 1]; [:: -1; -1]; [:: -1; -1]; [:: -1;
    1]]%q) in let Y := (mx 8 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]; [:: 1; -1]; [:: 1; 1]; [:: -1; -1];
    [:: -1; 1]]%q) in
  let Z := (mx 8 2 [:: [:: 1; 1]; [:: -1; 1]; [:: 1; -1]; [:: -1; -1]; [:: 1; -1]; [:: -1; -1]; [:: 1; 1]; [:: -1;
    1]]%q) in
  [/\ cka X Y = 0, cka X Z = 0, cka Y Z = 0, r2 X Y = 0 /\ r2 Y X = 0 &
      forall i : 'I_8, X i 0 * X i 1 = Y i 0 * Y i 1 /\ X i 0 * X i 1 = Z i 0 * Z i 1].
Proof.
cbv zeta; split; try by computed.
by case=> [[|[|[|[|[|[|[|[|i]]]]]]]] ?] //; rewrite !mxE -!qr_mul; split; apply/eqP; rewrite qr_eq; vm_compute.
Qed.

(* twists/parity_pairings: one ReLU later: the hidden units relu(u + v), relu(-u - v) of the first two pairs have CKA
  1/5
   and R^2 1/3. *)
Theorem witness_twists_parity_pairings_one_relu_later :
  let F := (mx 8 2 [:: [:: 2; 0]; [:: 0; 0]; [:: 0; 0]; [:: 2; 0]; [:: 0; 0]; [:: 0; 2]; [:: 0; 2]; [:: 0; 0]]%q) in
    let G := (mx 8 2 [:: [:: 2; 0]; [:: 0; 0]; [:: 0; 0]; [:: 0; 2]; [:: 0; 0]; [:: 2; 0]; [:: 0; 2]; [:: 0; 0]]%q) in
  cka F G = qr (1 # 5) /\ r2 F G = qr (1 # 3).
Proof. by cbv zeta; computed. Qed.

(* twists/parity_pairings: XOR of two bits: (a, b) against ab. *)
Theorem witness_twists_parity_pairings_xor : cka (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) (mx 4 1
  [:: [:: 1]; [:: -1]; [:: -1]; [:: 1]]%q) = 0.
Proof. by computed. Qed.

(* twists/swirl: twelve points on two rings, the outer one turned by half a turn: CKA and R^2 are 0. *)
Theorem witness_twists_swirl_twelve_points :
  let A := (mx 12 2 [:: [:: 1; 0]; [:: 0; 1]; [:: -1; 0]; [:: 0; -1]; [:: 3 # 5; 4 # 5]; [:: -4 # 5; 3 # 5]; [:: -3 #
    5; -4 # 5]; [:: 4 # 5; -3 # 5]; [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) in
  let B := (mx 12 2 [:: [:: 1; 0]; [:: 0; 1]; [:: -1; 0]; [:: 0; -1]; [:: 3 # 5; 4 # 5]; [:: -4 # 5; 3 # 5]; [:: -3 #
    5; -4 # 5]; [:: 4 # 5; -3 # 5]; [:: -1; -1]; [:: -1; 1]; [:: 1; -1]; [:: 1; 1]]%q) in
  [/\ A^T *m H *m B = 0, cka A B = 0 & r2 A B = 0].
Proof. by cbv zeta; computed. Qed.

(* twists/sign_twin: 3, 4, 5 against their twin with 5 and -5 exchanged: the covariance is 0. *)
Theorem witness_twists_sign_twin_three_four_five : (mx 6 1 [:: [:: -5]; [:: -4]; [:: -3]; [:: 3]; [:: 4]; [:: 5]]%q)^T
  *m H *m (mx 6 1 [:: [:: 5]; [:: -4]; [:: -3]; [:: 3]; [:: 4]; [:: -5]]%q) = 0.
Proof. by computed. Qed.

(* dimension/too_few_samples: five samples have room for ranks 2 and 2. *)
Theorem witness_dimension_too_few_samples_five :
  sum_rho2 (mx 5 2 [:: [:: -2; 1]; [:: 2; 1]; [:: -2; 0]; [:: 2; -1]; [:: 0; -2]]%q) (mx 5 2 [:: [:: 1; 2]; [:: 1; -1];
    [:: -2; -2]; [:: -2; 1]; [:: 2; 0]]%q) = 0.
Proof. by computed. Qed.

(* probes/zero: (0, 0, 1) against (0, 1, 0): one quarter. *)
Theorem witness_probes_zero_one_quarter : cka (mx 3 1 [:: [:: 0]; [:: 0]; [:: 1]]%q) (mx 3 1 [:: [:: 0]; [:: 1]; [::
  0]]%q) = qr (1 # 4) /\ r2 (mx 3 1 [:: [:: 0]; [:: 0]; [:: 1]]%q) (mx 3 1 [:: [:: 0]; [:: 1]; [:: 0]]%q) = qr (1 # 4).
Proof. by computed. Qed.

(* equivalences/doubly_centred_distances: the pair of 5/8, after an invertible map. *)
Theorem witness_equivalences_doubly_centred_distances_corner :
  cka (mx 3 2 [:: [:: 0; 0]; [:: 0; 1]; [:: 1; 0]]%q) (mx 3 1 [:: [:: 0]; [:: 1]; [:: 0]]%q) ^+ 2 = qr (5 # 8) /\ cka
    (mx 3 2 [:: [:: 0; 0]; [:: 0; 1]; [:: 1; 1]]%q) (mx 3 1 [:: [:: 0]; [:: 1]; [:: 0]]%q) ^+ 2 = qr (1 # 10).
Proof. by computed. Qed.

End Pairs.
