(* Exact families and irrational cases of the main claims, and debiased CKA of data listed twice. Exact pairs of the
   main claims: floors, classification, twists. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation hsic1 gram_maps permutations compute
  compute_measures compute_debiased compute_tactics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Families.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation mx := (@mx R).
Local Notation qr := (@qr R).

(* estimators/debiased_not_duplication_invariant: every sample listed twice: -1/2 becomes -1/6, or 57/239; biased CKA
   stays. *)
Theorem witness_estimators_debiased_not_duplication_invariant_lines :
  (debiased_cka (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q) (mx 4 1 [:: [:: 0]; [:: 1]; [:: 0]; [:: 1]]%q) = qr (-1
    # 2) /\
   debiased_cka (mx 8 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]; [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q) (mx 8 1 [:: [:: 0]; [::
     1]; [:: 0]; [:: 1]; [:: 0]; [:: 1]; [:: 0]; [:: 1]]%q) = qr (-1 # 6)) /\
  [/\ debiased_cka (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 2]]%q) (mx 4 1 [:: [:: 0]; [:: 1]; [:: 0]; [:: 2]]%q) = qr
    (-1 # 2), debiased_cka (mx 8 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 2]; [:: 0]; [:: 0]; [:: 1]; [:: 2]]%q) (mx 8 1 [::
    [:: 0]; [:: 1]; [:: 0]; [:: 2]; [:: 0]; [:: 1]; [:: 0]; [:: 2]]%q) = qr (57 # 239),
      cka (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 2]]%q) (mx 4 1 [:: [:: 0]; [:: 1]; [:: 0]; [:: 2]]%q) = qr (49 # 121)
        & cka (mx 8 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 2]; [:: 0]; [:: 0]; [:: 1]; [:: 2]]%q) (mx 8 1 [:: [:: 0]; [::
        1]; [:: 0]; [:: 2]; [:: 0]; [:: 1]; [:: 0]; [:: 2]]%q) = qr (49 # 121)].
Proof. by computed. Qed.

(* estimators/debiased_not_duplication_invariant: from -1. *)
Theorem witness_estimators_debiased_not_duplication_invariant_from_minus_one :
  debiased_cka (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 2]]%q) (mx 4 1 [:: [:: 1]; [:: 1]; [:: 0]; [:: 2]]%q) = qr (-1)
    /\ debiased2 (mx 8 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 2]; [:: 0]; [:: 0]; [:: 1]; [:: 2]]%q) (mx 8 1 [:: [:: 1]; [::
    1]; [:: 0]; [:: 2]; [:: 1]; [:: 1]; [:: 0]; [:: 2]]%q) = qr (1 # 6931).
Proof. by split; [computed | apply: debiased2_mx; vm_compute]. Qed.

(* inner products of two columns of four samples *)
Lemma hsic4 a b k : QArith_base.Qeq_bool (hsicl 4 1 1 a b) (natq k) -> hsic (mx 4 1 a) (mx 4 1 b) = k%:R.
Proof. by rewrite hsic_mx -qr_nat -(qr_eq R) => /eqP. Qed.

(* probes/decodable_above_one: the family with X = [s e, t], Y = e: the two squares of CKA sum to exactly 1 for every s,
   R^2 of t from X is 1 (t is a feature), and from Y it is 0. *)
Theorem witness_probes_decodable_above_one_family (s : R) (e := (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q)) (t :=
  (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q)) :
  [/\ cka (row_mx t (s *: e)) e ^+ 2 = s ^+ 4 / (s ^+ 4 + 1), cka (row_mx t (s *: e)) t ^+ 2 = 1 / (s ^+ 4 + 1),
      r2 e t = 0 & row_mx t (s *: e) *m col_mx 1 0 = t].
Proof.
have ee : hsic e e = 16%:R by apply: hsic4; vm_compute.
have tt : hsic t t = 16%:R by apply: hsic4; vm_compute.
have et : hsic e t = 0 by apply: (@hsic4 _ _ 0%N); vm_compute.
have te : hsic t e = 0 by rewrite hsic_sym.
have s4 : s ^+ 2 * s ^+ 2 = s ^+ 4 by rewrite -exprD.
have s0 : s ^+ 4 + 1 != 0 by rewrite gt_eqF // ltr_spaddr ?ltr01 // -[4%N]/(2 * 2)%N exprM sqr_ge0.
have part (y : 'cV[R]_4) : hsic (row_mx t (s *: e)) y = hsic t y + s ^+ 2 * hsic e y.
  by rewrite !hsicE cgram_row_mx cgram_scale !fip_lin.
split; last by rewrite mul_row_col mulmx1 mulmx0 addr0.
- rewrite cka_sqr part hsic_parts ee tt et te !mulr0 addr0 add0r addr0 s4.
  have -> : 16%:R + s ^+ 4 * 16%:R = 16%:R * (s ^+ 4 + 1) :> R by ring.
  by field.
- rewrite cka_sqr part hsic_parts ee tt et te !mulr0 !addr0 s4.
  have -> : 16%:R + s ^+ 4 * 16%:R = 16%:R * (s ^+ 4 + 1) :> R by ring.
  by field.
by computed.
Qed.

(* invariance/invertible_map_bound: a map that kills the larger of two directions of sizes s and 1: the square of CKA is
   1/(1 + s^4) for every s, which goes to 0. *)
Theorem s16_invariance_invertible_map_bound_injective_family (s : R) (e := (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [::
  -1]]%q)) (f := (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q)) :
  row_mx f (s *: e) *m col_mx 1 0 = f /\ cka (row_mx f (s *: e)) f ^+ 2 = 1 / (s ^+ 4 + 1).
Proof. by have [_ h _ h'] := witness_probes_decodable_above_one_family s. Qed.

(* invariance/invertible_map_bound: attained at every condition number k = s^2: X = [s e, f] and its image [s e, k f]
   have CKA^2 = (2 k/(1 + k^2))^2. *)
Theorem witness_invariance_invertible_map_bound_every_condition (s : R) (e := (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [::
  -1]]%q)) (f := (mx 4 1 [:: [:: 1]; [:: -1]; [:: 1]; [:: -1]]%q)) : s != 0 ->
  cka (row_mx f (s *: e)) (row_mx (s ^+ 2 *: f) (s *: e)) ^+ 2 = (2%:R * s ^+ 2 / (1 + s ^+ 4)) ^+ 2.
Proof.
move=> s1; have ee : hsic e e = 16%:R by apply: hsic4; vm_compute.
have ff : hsic f f = 16%:R by apply: hsic4; vm_compute.
have ef : hsic e f = 0 by apply: (@hsic4 _ _ 0%N); vm_compute.
have fe : hsic f e = 0 by rewrite hsic_sym.
have s0 : 1 + s ^+ 4 != 0 by rewrite gt_eqF // ltr_paddr ?ltr01 // -[4%N]/(2 * 2)%N exprM sqr_ge0.
rewrite cka_sqr !hsicE !cgram_row_mx !cgram_scale !fip_lin -!hsicE ee ff ef fe.
have -> : 16%:R + s ^+ 2 * 0 + (s ^+ 2 * 0 + s ^+ 2 * (s ^+ 2 * 16%:R)) = 16%:R * (1 + s ^+ 4) :> R by ring.
field; rewrite s0 /= (_ : _ + _ = 16%:R * s ^+ 4 * (1 + s ^+ 4)); last by ring.
by rewrite !mulf_neq0 ?expf_neq0 ?pnatr_eq0.
Qed.

(* twists/circle_against_two_frequencies: on three points, at 120 degrees, the frequencies are all one, and CKA is 1;
  the
   sines are those of 120 degrees, by r^2 = 3. *)
Theorem s16_twists_circle_against_two_frequencies_three_points (r := Num.sqrt 3%:R : R) :
  let c := (mx 3 1 [:: [:: 1]; [:: -1 # 2]; [:: -1 # 2]]%q) in let d := r *: (mx 3 1 [:: [:: 0]; [:: 1 # 2]; [:: -1 #
    2]]%q) in
  cka (row_mx c d) (row_mx (row_mx c (- d)) (row_mx (mx 3 1 [:: [:: 1]; [:: 1]; [:: 1]]%q) (mx 3 1 [:: [:: 0]; [:: 0];
    [:: 0]]%q))) = 1.
Proof.
cbv zeta; set c := (mx 3 1 [:: [:: 1]; [:: -1 # 2]; [:: -1 # 2]]%q); set d := r *: _.
have k : cgram (row_mx (row_mx c (- d)) (row_mx (mx 3 1 [:: [:: 1]; [:: 1]; [:: 1]]%q) (mx 3 1 [:: [:: 0]; [:: 0]; [::
  0]]%q))) = cgram (row_mx c d).
  have z1 : cgram (mx 3 1 [:: [:: 1]; [:: 1]; [:: 1]]%q) = 0 by rewrite cgram_mx; by_lists.
  have z0 : cgram (mx 3 1 [:: [:: 0]; [:: 0]; [:: 0]]%q) = 0 by rewrite cgram_mx; by_lists.
  by rewrite !cgram_row_mx z1 z0 !addr0 -(scaleN1r d) cgram_scale sqrrN expr1n scale1r.
have cc : hsic c c = qr (9 # 4) by computed.
rewrite ckaE k /mcos -expr2 sqrtr_sqr ger0_norm ?fip_ge0 // divff // fip_eq0.
apply/eqP => /(congr1 (fun M => fip (cgram c) M)); rewrite cgram_row_mx fipDr fip0r -hsicE cc => /eqP.
have := fip_gram_ge0 (H *m c) (H *m d); rewrite -!cgramE => ge0.
by rewrite gt_eqF // ltr_paddr // -(qr0 R) ltNge qr_le.
Qed.

End Families.

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
