(* Classifiers that are right on every class of features that have nothing linear in common. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector rank zero_scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Heads.
Variable R : rcfType.
Local Notation H := (center R _).

(* the nearest-centre head 2XX' - 1d', d the diagonal of XX', with a class for each sample *)
Definition centre_logits n p (X : 'M[R]_(n, p)) : 'M[R]_n :=
  2%:R *: (X *m X^T) - ones R n *m \row_j (X *m X^T) j j.
Definition row_distance n p (X : 'M[R]_(n, p)) i j : R := fip (row i X - row j X) (row i X - row j X).

Lemma fip_rows n p (X : 'M[R]_(n, p)) i j : fip (row i X) (row j X) = (X *m X^T) i j.
Proof. by rewrite fipE mxE; apply: eq_bigr => k _; rewrite big_ord1 !mxE. Qed.

Lemma centre_logits_margin n p (X : 'M[R]_(n, p)) i j :
  centre_logits X i i - centre_logits X i j = row_distance X i j.
Proof.
have e k : centre_logits X i k = 2%:R * (X *m X^T) i k - (X *m X^T) k k.
  by rewrite !mxE big_ord1 !mxE mul1r.
by rewrite !e /row_distance !fip_lin (fipC (row j X) (row i X)) !fip_rows; ring.
Qed.

Lemma row_distance_gt0 n p (X : 'M[R]_(n, p)) i j : (0 < row_distance X i j) = (row i X != row j X).
Proof. by rewrite fip_gt0 subr_eq0. Qed.

Lemma centre_logits_cov n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  X^T *m H *m Y = 0 -> (centre_logits X)^T *m H *m centre_logits Y = 0.
Proof.
move=> E; rewrite -cov_center.
have e m (Z : 'M[R]_(n, m)) : H *m centre_logits Z = H *m (Z *m (2%:R *: Z^T)).
  by rewrite mulmxBr mulmxA center_ones mul0mx subr0 -!scalemxAr.
by rewrite !e cov_center; apply: cov_maps.
Qed.

(* classification/same_argmax_orthogonal: on sample i the logit of its own class exceeds that of class j by |x_i -
   x_j|^2, whatever X is; and features without covariance have CKA = R^2 = 0 and logits with CKA = 0. *)
Theorem classification_same_argmax_orthogonal n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  [/\ forall i j, centre_logits X i i - centre_logits X i j = row_distance X i j,
      forall i j, row i X != row j X -> centre_logits X i j < centre_logits X i i,
      forall i j, row i Y != row j Y -> centre_logits Y i j < centre_logits Y i i &
      X^T *m H *m Y = 0 ->
        [/\ cka X Y = 0, r2 X Y = 0, r2 Y X = 0 & cka (centre_logits X) (centre_logits Y) = 0]].
Proof.
have m r (Z : 'M[R]_(n, r)) i j : row i Z != row j Z -> centre_logits Z i j < centre_logits Z i i.
  by rewrite -subr_gt0 centre_logits_margin row_distance_gt0.
split; [exact: centre_logits_margin|exact: m|exact: m|move=> E].
have [_ -> -> ->] := unrelatedP E; split=> //.
by apply: cka_uncorrelated; apply: centre_logits_cov.
Qed.

(* room in H for both *)
Lemma uncorrelated_room n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  X^T *m H *m Y = 0 -> (\rank (H *m X) + \rank (H *m Y) <= n.-1)%N.
Proof.
case: n X Y => [|n] X Y E; first by rewrite !(flatmx0 (H *m _)) !mxrank0.
rewrite -mxrank_tr -(mxrank_tr (H *m Y)) -mxrank_disjoint_sum.
  rewrite /= -[X in (_ <= X)%N](rank_center R n); apply: mxrankS.
  by rewrite addsmx_sub !trmx_mul center_tr !submxMl.
apply/eqP/rowV0P => v; rewrite sub_capmx => /andP[/submxP[a Ea] /submxP[b Eb]].
apply/eqP; rewrite -fip_eq0 {1}Ea Eb fip_mulmr trmxK -mulmxA cov_center (cov_flip E).
by rewrite mulmx0 fip0r.
Qed.

(* classification/five_classes_in_the_plane: weights with w_i'x_i = w_j'x_j = 1 > w_j'x_i are right about sample i
   against class j; with X_c'Y_c = 0 features and logits have CKA = 0, and rank X_c + rank Y_c <= n - 1. *)
Theorem classification_five_classes_in_the_plane n p q (X : 'M[R]_(n, p)) (W : 'M_(p, n)) (Y : 'M[R]_(n, q))
    (V : 'M_(q, n)) i j :
  X^T *m H *m Y = 0 ->
  (X *m W) i i = 1 -> (X *m W) j j = 1 -> (X *m W) i j < 1 ->
  (Y *m V) i i = 1 -> (Y *m V) j j = 1 -> (Y *m V) i j < 1 ->
  [/\ (X *m W) i j < (X *m W) i i, (Y *m V) i j < (Y *m V) i i, cka X Y = 0, cka (X *m W) (Y *m V) = 0 &
      (\rank (H *m X) + \rank (H *m Y) <= n.-1)%N].
Proof.
move=> E -> _ xw -> _ yv; split; rewrite ?cka_uncorrelated ?uncorrelated_room //.
exact: cov_maps.
Qed.
End Heads.

(* integer matrices *)
Section Integers.
Variable R : rcfType.
Local Notation H := (center R _).

Definition table n p (s : seq (seq int)) : 'M[R]_(n, p) := \matrix_(i, j) (nth 0 (nth [::] s i) j)%:~R.

Lemma table_mul n p q s t i j : (table n p s *m table p q t) i j =
  (\sum_(k < p) nth 0 (nth [::] s i) k * nth 0 (nth [::] t k) j)%:~R.
Proof. by rewrite mxE rmorph_sum; apply: eq_bigr => k _; rewrite !mxE rmorphM. Qed.

Lemma table_cov n p q s t :
  (forall (k : 'I_p) (l : 'I_q), (\sum_(i < n) nth 0 (nth [::] s i) k * nth 0 (nth [::] t i) l) *+ n
    = (\sum_(i < n) nth 0 (nth [::] s i) k) * (\sum_(i < n) nth 0 (nth [::] t i) l)) ->
  (table n p s)^T *m H *m table n q t = 0.
Proof.
move=> e; apply/matrixP => k l; rewrite centerE mulmxBr mulmxBl mulmx1 -scalemxAr -scalemxAl mulmxA.
rewrite -(mulmxA (_^T *m _)) mxE [X in _ + X]mxE [X in - X]mxE.
have -> : ((table n p s)^T *m table n q t) k l = (\sum_(i < n) nth 0 (nth [::] s i) k * nth 0 (nth [::] t i) l)%:~R.
  by rewrite mxE rmorph_sum; apply: eq_bigr => i _; rewrite !mxE rmorphM.
have -> : ((table n p s)^T *m ones R n *m ((ones R n)^T *m table n q t)) k l =
    ((\sum_(i < n) nth 0 (nth [::] s i) k) * (\sum_(i < n) nth 0 (nth [::] t i) l))%:~R.
  rewrite mxE big_ord1 rmorphM !rmorph_sum; congr (_ * _).
    by rewrite mxE; apply: eq_bigr => i _; rewrite !mxE mulr1.
  by rewrite mxE; apply: eq_bigr => i _; rewrite !mxE mul1r.
rewrite -e mxE; case: n {e} => [|n]; first by rewrite big_ord0 mulr0n !mulr0 subr0.
by rewrite rmorphMn /= -[X in _ * X]mulr_natl mulKf ?subrr // pnatr_eq0.
Qed.
End Integers.
