(* An invertible map of two features lowers linear CKA on three samples. *)
From Coq Require Import QArith_base.
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka compute.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Close Scope Q_scope. Local Close Scope Z_scope.
Local Open Scope ring_scope.

Section ShearCase.
Variable R : rcfType.
Local Notation H := (center R _).

Definition hsic_rowsq n p q A B : Q := let C := mull p n q (trl n p A) (cenl n q B) in fipl p q C C.

Lemma hsic_rows n p q A B : hsic (mx R n p A) (mx R n q B) =
  qr R (hsic_rowsq n p q A B).
Proof. by rewrite /hsic -mulmxA mx_center mx_tr mx_mul mx_fip. Qed.

Lemma cka_sqr_rows n p q A B (a b : nat) :
  Qeq_bool (Qmult (Qmult (hsic_rowsq n p q A B) (hsic_rowsq n p q A B)) (Qinv (Qmult (hsic_rowsq n p p A A) (hsic_rowsq n q q B B))))
           (Qmult (natq a) (Qinv (natq b))) ->
  cka (mx R n p A) (mx R n q B) ^+ 2 = a%:R / b%:R.
Proof.
by move=> e; apply/eqP; rewrite cka_sqr !hsic_rows expr2 -!(qr_nat R) -!qr_mul -!qr_inv -!qr_mul qr_eq.
Qed.

(* invariance/invertible_map_lowers_cka: X = [[0,0],[0,1],[1,0]], Y = (0,1,0), A = [[1,1],[0,1]]: A is invertible, and
   the square of linear CKA is 5/8 before and 1/10 after. *)
Theorem invariance_invertible_map_lowers_cka :
  let X := mx R 3 2 [:: [:: 0; 0]; [:: 0; 1]; [:: 1; 0]]%q in
  let Y := mx R 3 1 [:: [:: 0]; [:: 1]; [:: 0]]%q in
  let A := mx R 2 2 [:: [:: 1; 1]; [:: 0; 1]]%q in
  [/\ A \in unitmx, cka X Y ^+ 2 = 5%:R / 8%:R, cka (X *m A) Y ^+ 2 = 1 / 10%:R & cka (X *m A) Y != cka X Y].
Proof.
move=> X Y A; have c1 : cka X Y ^+ 2 = 5%:R / 8%:R.
  by apply: cka_sqr_rows; vm_compute.
have c2 : cka (X *m A) Y ^+ 2 = 1 / 10%:R.
  by rewrite mx_mul; apply: (@cka_sqr_rows _ _ _ _ _ 1); vm_compute.
split=> //.
  have /eqP AB : A *m mx R 2 2 [:: [:: 1; -1]; [:: 0; 1]]%q == 1%:M.
    by rewrite mx_id mx_mul mx_eq; vm_compute.
  by have [] := mulmx1_unit AB.
apply/eqP => E; move: c2; rewrite E c1 => /eqP.
by rewrite eqr_div ?pnatr_eq0 // mul1r -natrM eqr_nat.
Qed.

End ShearCase.
