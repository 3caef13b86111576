(* Exact families and irrational cases of the main claims, and debiased CKA of data listed twice. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation hsic1 gram_maps permutations.
From Unalignable Require Import compute compute_measures compute_debiased compute_tactics.
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
