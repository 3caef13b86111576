(* What debiased CKA does where biased CKA does not: -1 after an irrelevant feature, below a readout floor, and another
   value when every sample is listed twice. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector hsic1 feature_maps compute compute_measures
  compute_debiased compute_tactics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Cases.
Variable R : rcfType.
Local Notation H := (center R _).

(* the rows of one list under those of another *)
Lemma mx_below n m p A B : size A = n -> col_mx (mx R n p A) (mx R m p B) = mx R (n + m) p (A ++ B).
Proof.
move=> sA; apply/matrixP => i j; rewrite mxE [RHS]mxE; case: split_ordP => k ->; rewrite mxE /ent nth_cat /= sA.
  by rewrite ltn_ord.
by rewrite ltnNge leq_addr /= addKn.
Qed.

(* estimators/debiased_minus_one: debiased CKA is 1, and -1 once a feature Z uncorrelated with Y is appended, where the
   square of biased CKA is 1/65. *)
Theorem estimators_debiased_minus_one : exists X Y Z : 'cV[R]_4,
  [/\ (H *m Y)^T *m (H *m Z) = 0, debiased_cka X Y = 1, debiased_cka (row_mx X Z) Y = - 1 &
      cka (row_mx X Z) Y ^+ 2 = 65%:R^-1].
Proof.
exists (mx R 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q), (mx R 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q).
exists (mx R 4 1 [:: [:: 2]; [:: -2]; [:: 0]; [:: 0]]%q).
have -> : - 1 = qr R (-1)%q by rewrite -{1}(qr1 R) -(qr_opp R).
have -> : 65%:R^-1 = qr R (1 # 65)%q by rewrite -(qr_nat R 65) -qr_inv; apply/eqP; rewrite qr_eq.
by computed.
Qed.

(* estimators/debiased_breaks_the_readout_floor: X and Y both hold the output t, to be read off linearly without error,
   and debiased CKA is negative. *)
Theorem estimators_debiased_breaks_the_readout_floor : exists (X Y : 'M[R]_(4, 2)) (t : 'cV[R]_4),
  [/\ r2 X t = 1, r2 Y t = 1 & debiased_cka X Y < 0].
Proof.
exists (mx R 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q).
exists (mx R 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; -1]; [:: -1; 1]]%q).
exists (mx R 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q).
split; [by computed | by computed |].
rewrite (_ : debiased_cka _ _ = qr R (-1 # 2)%q); last by computed.
have -> : qr R (-1 # 2)%q = - (qr R (1 # 2)%q) by rewrite -qr_opp.
have -> : qr R (1 # 2)%q = (2%:R)^-1 by rewrite -(qr_nat R 2) -qr_inv; apply/eqP; rewrite qr_eq.
by rewrite oppr_lt0 invr_gt0 ltr0n.
Qed.

(* estimators/debiased_not_duplication_invariant: debiased CKA changes when every sample is listed twice, from -1/2 to
   -1/6; biased CKA does not. *)
Theorem estimators_debiased_not_duplication_invariant : exists X Y : 'cV[R]_4,
  cka (col_mx X X) (col_mx Y Y) = cka X Y /\ debiased_cka (col_mx X X) (col_mx Y Y) != debiased_cka X Y.
Proof.
exists (mx R 4 1 [:: [:: 0]; [:: 0]; [:: 1]; [:: 1]]%q), (mx R 4 1 [:: [:: 0]; [:: 1]; [:: 0]; [:: 1]]%q).
split.
  pose D : 'M[R]_(4 + 4, 4) := col_mx 1%:M 1%:M.
  have twice p (X : 'M[R]_(4, p)) : col_mx X X = D *m X by rewrite mul_col_mx !mul1mx.
  have DD : D^T *m D = 2%:R%:M by rewrite /D tr_col_mx mul_row_col trmx1 mulmx1 -raddfD.
  have D1 : D *m ones R 4 = ones R (4 + 4).
    by rewrite /D mul_col_mx !mul1mx -[RHS]vsubmxK; congr col_mx; apply/matrixP => i j; rewrite !mxE.
  rewrite !twice; exact: (invariance_duplicated_samples _ _ DD D1).
rewrite !mx_below //.
rewrite (_ : debiased_cka (mx R (4 + 4) 1 _) _ = qr R (-1 # 6)%q); last by computed.
rewrite (_ : debiased_cka _ _ = qr R (-1 # 2)%q); last by computed.
by rewrite qr_eq.
Qed.
End Cases.
