(* Squared distances of the samples, and their double centring. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Distances.
Variable R : realFieldType.
Local Notation H := (center R _).

Definition dist2 n p (X : 'M[R]_(n, p)) i j : R := \sum_k (X i k - X j k) ^+ 2.
Definition sqdist n p (X : 'M[R]_(n, p)) : 'M[R]_n := \matrix_(i, j) dist2 X i j.

Lemma sqdistE n p (X : 'M[R]_(n, p)) :
  let g : 'cV_n := \col_i \sum_k X i k ^+ 2 in
  sqdist X = g *m (ones R n)^T + ones R n *m g^T - 2%:R *: gram X.
Proof.
apply/matrixP => i j; rewrite !mxE !big_ord1 !mxE mulr1 mul1r mulr_sumr.
rewrite -big_split -sumrB /=; apply: eq_bigr => k _; rewrite !mxE; ring.
Qed.

Theorem double_centring n p (X : 'M[R]_(n, p)) : H *m sqdist X *m H = - 2%:R *: cgram X.
Proof.
rewrite sqdistE mulmxBr mulmxDr !mulmxA center_ones mul0mx addr0.
rewrite mulmxBl -!mulmxA ones_center !mulmx0 sub0r scaleNr.
by rewrite -scalemxAl -scalemxAr /cgram mulmxA.
Qed.

End Distances.
