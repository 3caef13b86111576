(* Without covariance every linear score is zero; a covariance that is read linearly makes CKA positive. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Scores.
Variable R : rcfType.
Local Notation H := (center R _).

(* the covariance is zero, and with it CKA and the R^2 of either side from the other *)
Definition unrelated n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :=
  [/\ X^T *m H *m Y = 0, cka X Y = 0, r2 X Y = 0 & r2 Y X = 0].

Lemma cov_center n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (H *m X)^T *m (H *m Y) = X^T *m H *m Y.
Proof. by rewrite trmx_mul center_tr [LHS]mulmxA; congr (_ *m _); rewrite -mulmxA center_idem. Qed.

Lemma cov_flip n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  X^T *m H *m Y = 0 -> Y^T *m H *m X = 0.
Proof.
by move=> E; apply: trmx_inj; rewrite !trmx_mul center_tr trmxK mulmxA E trmx0.
Qed.

Lemma r2_uncorrelated n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  X^T *m H *m Y = 0 -> r2 X Y = 0.
Proof.
move=> E; rewrite /r2; have [C EC] := proj_col (H *m X).
have -> : proj (H *m X) *m (H *m Y) = 0.
  by rewrite -proj_tr EC trmx_mul -mulmxA cov_center E mulmx0.
by rewrite fip0r mul0r.
Qed.

Lemma unrelatedP n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  X^T *m H *m Y = 0 -> unrelated X Y.
Proof.
move=> E; split=> //; first by apply/eqP; rewrite cka_eq0 E.
  exact: r2_uncorrelated.
by apply: r2_uncorrelated; exact: cov_flip.
Qed.

Lemma cka_uncorrelated n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  X^T *m H *m Y = 0 -> cka X Y = 0.
Proof. by move=> E; apply/eqP; rewrite cka_eq0 E. Qed.

(* linear maps of the features stay uncorrelated *)
Lemma cov_maps n p q r s (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (A : 'M_(p, r)) (B : 'M_(q, s)) :
  X^T *m H *m Y = 0 -> (X *m A)^T *m H *m (Y *m B) = 0.
Proof. by move=> E; rewrite trmx_mul -!mulmxA (mulmxA H) (mulmxA X^T) (mulmxA X^T) E mul0mx mulmx0. Qed.

Lemma cka_gt0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  X^T *m H *m Y != 0 -> 0 < cka X Y.
Proof. by rewrite lt_def cka_eq0 cka_ge0 andbT. Qed.

(* two readouts with a covariance *)
Lemma cka_gt0_read n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M_(p, k)) (V : 'M_(q, k)) :
  fip (H *m X *m W) (H *m Y *m V) != 0 -> 0 < cka X Y.
Proof.
move=> c; apply: cka_gt0; apply: contraNneq c => E.
by rewrite -!mulmxA /fip cov_center (cov_maps W V E) mxtrace0.
Qed.

End Scores.
