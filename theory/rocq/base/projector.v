(* The orthogonal projector onto the columns of a matrix, over any real field, and R^2 of a linear probe. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Projector.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma gram_unitmx m n (B : 'M[R]_(m, n)) : row_free B -> gram B \in unitmx.
Proof.
move=> fB; rewrite -row_free_unit -kermx_eq0; apply/eqP/row_matrixP => i.
set v := row i _; have vG : v *m gram B = 0 by apply: sub_kermxP; exact: row_sub.
have : fip (v *m B) (v *m B) == 0.
  by rewrite fip_mulmr -mulmxA -/(gram B) vG fip0r.
by rewrite fip_eq0 row0 mulmx_free_eq0 // => /eqP.
Qed.

(* onto the rows of a matrix with independent rows *)
Definition row_proj k n (B : 'M[R]_(k, n)) : 'M[R]_n := B^T *m invmx (gram B) *m B.

Lemma row_proj_tr k n (B : 'M[R]_(k, n)) : (row_proj B)^T = row_proj B.
Proof. by rewrite /row_proj (trmx_mul (_ *m _)) (trmx_mul B^T) trmxK trmx_inv gram_tr mulmxA. Qed.

Lemma row_proj_fix k n (B : 'M[R]_(k, n)) : row_free B -> row_proj B *m B^T = B^T.
Proof.
by move=> /gram_unitmx U; rewrite /row_proj -(mulmxA _ B) -/(gram B) -(mulmxA B^T) mulVmx // mulmx1.
Qed.

(* onto the columns of A, of which the rows of row_base A^T are a basis; locked, as row_base unfolds *)
Fact proj_key : unit. Proof. by []. Qed.
Definition proj n p (A : 'M[R]_(n, p)) : 'M[R]_n := locked_with proj_key (row_proj (row_base A^T)).

Lemma proj_tr n p (A : 'M[R]_(n, p)) : (proj A)^T = proj A.
Proof. by rewrite /proj unlock row_proj_tr. Qed.

Lemma proj_id n p (A : 'M[R]_(n, p)) : proj A *m A = A.
Proof.
have [D E] : exists D, A^T = D *m row_base A^T by apply/submxP; rewrite eq_row_base submx_refl.
apply: trmx_inj; rewrite trmx_mul proj_tr E /proj unlock.
have := row_proj_fix (row_base_free A^T); move: (row_base _) D {E} => B D h.
by rewrite -mulmxA -{1}(trmxK B) -{1}(row_proj_tr B) -trmx_mul h trmxK.
Qed.

Lemma proj_col n p (A : 'M[R]_(n, p)) : exists C, proj A = A *m C.
Proof.
have [D E] : exists D, row_base A^T = D *m A^T by apply/submxP; rewrite eq_row_base submx_refl.
rewrite /proj unlock /row_proj; move: (row_base _) E => B E.
by exists (D^T *m invmx (gram B) *m B); rewrite {1}E trmx_mul trmxK !mulmxA.
Qed.

Lemma proj_idem n p (A : 'M[R]_(n, p)) : proj A *m proj A = proj A.
Proof. by have [C E] := proj_col A; rewrite {2}E mulmxA proj_id -E. Qed.

(* P A = A and P in the span of A determine the projector *)
Theorem proj_unique n p (A : 'M[R]_(n, p)) (P : 'M[R]_n) C :
  P^T = P -> P *m A = A -> P = A *m C -> P = proj A.
Proof.
move=> PT PA PC; have [D E] := proj_col A.
have h1 : P *m proj A = proj A by rewrite {1}E mulmxA PA -E.
have h2 : proj A *m P = P by rewrite {1}PC mulmxA proj_id -PC.
by rewrite -h2 -[in LHS]PT -{1}(proj_tr A) -trmx_mul h1 proj_tr.
Qed.

(* A and B span the same columns *)
Lemma proj_span n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) C D :
  A = B *m C -> B = A *m D -> proj A = proj B.
Proof.
move=> AB BA; have [E EA] := proj_col A.
apply: (@proj_unique _ _ _ _ (C *m E)); rewrite ?proj_tr //.
  by rewrite [in LHS]BA mulmxA proj_id -BA.
by rewrite mulmxA -AB.
Qed.

(* normal equations: A W is the projection of Y *)
Lemma proj_normal n p m (A : 'M[R]_(n, p)) (Y : 'M[R]_(n, m)) (W : 'M[R]_(p, m)) :
  A^T *m (A *m W) = A^T *m Y -> proj A *m Y = A *m W.
Proof.
move=> N; have [C E] := proj_col A.
have ET : proj A = C^T *m A^T by rewrite -trmx_mul -E proj_tr.
by rewrite -{2}(proj_id A) -mulmxA {1 2}ET -!mulmxA N.
Qed.

Lemma proj_cproj n p (A : 'M[R]_(n, p)) : (1%:M - proj A)^T = 1%:M - proj A.
Proof. by rewrite linearB /= trmx1 proj_tr. Qed.

(* |P Y|^2 <= |Y|^2 *)
Lemma fip_proj n p m (A : 'M[R]_(n, p)) (Y Z : 'M[R]_(n, m)) :
  fip (proj A *m Y) (proj A *m Z) = fip Y (proj A *m Z).
Proof. by rewrite fip_mulml proj_tr mulmxA proj_idem. Qed.

Lemma fip_proj_ge0 n p m (A : 'M[R]_(n, p)) (Y : 'M[R]_(n, m)) : 0 <= fip Y (proj A *m Y).
Proof. by rewrite -fip_proj fip_ge0. Qed.

Lemma proj_pythagoras n p m (A : 'M[R]_(n, p)) (Y : 'M[R]_(n, m)) :
  fip Y Y = fip Y (proj A *m Y) + fip (Y - proj A *m Y) (Y - proj A *m Y).
Proof. by rewrite fipBl !fipBr fip_proj (fipC (proj A *m Y)) subrr subr0 addrC subrK. Qed.

Lemma fip_proj_le n p m (A : 'M[R]_(n, p)) (Y : 'M[R]_(n, m)) : fip Y (proj A *m Y) <= fip Y Y.
Proof. by rewrite (proj_pythagoras A) ler_addl fip_ge0. Qed.

(* R^2 of the least squares probe with intercept, from X to Y, weighted by the variances of the columns *)
Definition r2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  fip (H *m Y) (proj (H *m X) *m (H *m Y)) / fip (H *m Y) (H *m Y).

Lemma r2_ge0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 0 <= r2 X Y.
Proof. by rewrite divr_ge0 ?fip_proj_ge0 ?fip_ge0. Qed.

Lemma r2_le1 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : r2 X Y <= 1.
Proof.
rewrite /r2; have [->|y0] := eqVneq (H *m Y) 0; first by rewrite !fip0l mul0r ler01.
by rewrite ler_pdivr_mulr ?fip_gt0 // mul1r fip_proj_le.
Qed.

(* the sum of the squared canonical correlations *)
Definition sum_rho2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  fip (proj (H *m X)) (proj (H *m Y)).

End Projector.
