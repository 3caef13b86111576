(* Classifiers that are right on every class of features that have nothing linear in common. Integer witnesses: three
   samples on a line, and five points of the plane, right on every class and uncorrelated. *)
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

Section Witnesses.
Variable R : rcfType.
Local Notation H := (center R _).

(* classification/same_argmax_orthogonal: (0, 1, 3) and (5, 0, 4) have distinct samples and no covariance, so every
   class is right in both and CKA = 0. *)
Theorem classification_same_argmax_orthogonal_smallest :
  let X : 'M[R]_(3, 1) := table R 3 1 [:: [:: 0]; [:: 1]; [:: 3]] in
  let Y : 'M[R]_(3, 1) := table R 3 1 [:: [:: 5]; [:: 0]; [:: 4]] in
  [/\ forall i j, i != j -> centre_logits X i j < centre_logits X i i,
      forall i j, i != j -> centre_logits Y i j < centre_logits Y i i & cka X Y = 0].
Proof.
move=> X Y; have E : X^T *m H *m Y = 0.
  by apply: table_cov => -[[|k] Hk] // -[[|l] Hl] //; rewrite !big_ord_recl !big_ord0.
have [_ mX mY /(_ E)[c _ _ _]] := classification_same_argmax_orthogonal X Y.
by split=> // i j ij; [apply: mX|apply: mY]; move: ij; apply: contraNneq => /rowP/(_ 0); rewrite !mxE;
  move=> /eqP; rewrite eqr_int; move: i j => [[|[|[|i]]] Hi] // [[|[|[|j]]] Hj].
Qed.

(* heads scaled so that every class scores 1 on its own sample *)
Definition unit_scores n p (X : 'M[R]_(n, p)) (W : 'M_(p, n)) : 'M_(p, n) :=
  W *m diag_mx (\row_j ((X *m W) j j)^-1).

Lemma unit_scores_right n p (X : 'M[R]_(n, p)) (W : 'M_(p, n)) i j :
  (X *m unit_scores X W) i j = (X *m W) i j / (X *m W) j j.
Proof. by rewrite mulmxA mul_mx_diag !mxE. Qed.

(* three samples that are not on one line *)
Lemma plane_full n (X : 'M[R]_(n, 2)) i j k :
  (X i 0 - X k 0) * (X j 1 - X k 1) != (X j 0 - X k 0) * (X i 1 - X k 1) -> \rank (H *m X) = 2%N.
Proof.
move=> d; apply/eqP; rewrite eqn_leq rank_leq_col /=.
pose e l : 'rV[R]_n := delta_mx 0 l - delta_mx 0 k.
pose A := \matrix_(a < 2) e (if a == 0 then i else j).
have eX l : e l *m (H *m X) = row l X - row k X.
  rewrite mulmxA centerE mulmxBr mulmx1 -scalemxAr mulmxA.
  have -> : e l *m ones R n = 0.
    by apply/matrixP => a b; rewrite mulmxBl mxE [X in _ + X]mxE -!rowE !mxE subrr.
  by rewrite mul0mx scaler0 subr0 mulmxBl -!rowE.
apply: leq_trans (mxrankM_maxr A _); set B := _ *m _.
have BE a b : B a b = X (if a == 0 then i else j) b - X k b.
  have -> : B a b = row a B 0 b by rewrite [RHS]mxE.
  by rewrite /B row_mul rowK eX !mxE.
clearbody B; suff : B \in unitmx by move=> /mxrank_unit->.
rewrite unitmxE unitfE (expand_det_row _ 0) !big_ord_recl big_ord0 /cofactor !det_mx11 !mxE !BE /=.
rewrite addr0 expr0 mul1r expr1 mulN1r mulrN subr_eq0 [X in _ != X]mulrC.
have -> : lift (lift ord0 ord0) 0 = 0 :> 'I_2 by apply: val_inj.
by have -> : lift ord0 0 = 1 :> 'I_2 by apply: val_inj.
Qed.

Lemma ord5_all (P : 'I_5 -> Prop) : P 0 -> P 1 -> P 2%:R -> P 3%:R -> P 4%:R -> forall i, P i.
Proof.
move=> p0 p1 p2 p3 p4 [[|[|[|[|[|i]]]]] Hi] //; [move: p0|move: p1|move: p2|move: p3|move: p4];
  by congr (P _); apply: val_inj.
Qed.

Definition five_left := [:: [:: -2; 1]; [:: 2; 1]; [:: -2; 0]; [:: 2; -1]; [:: 0; -2]] : seq (seq int).
Definition five_right := [:: [:: 1; 2]; [:: 1; -1]; [:: -2; -2]; [:: -2; 1]; [:: 2; 0]] : seq (seq int).
Definition heads_left := [:: [:: -1; 1; -2; 1; 0]; [:: 1; 1; -1; -1; -1]] : seq (seq int).
Definition heads_right := [:: [:: 0; 1; 0; -1; 1]; [:: 1; -2; -1; 1; 0]] : seq (seq int).

(* on every sample its own class scores 1 and every other less *)
Definition right_scores n p (X : 'M[R]_(n, p)) (W : 'M_(p, n)) :=
  (forall i, (X *m W) i i = 1) /\ (forall i j, i != j -> (X *m W) i j < 1).

Lemma right_table s t : let X := table R 5 2 s in let W := table R 2 5 t in
  (forall j : 'I_5, 0 < \sum_(k < 2) nth 0 (nth [::] s j) k * nth 0 (nth [::] t k) j) ->
  (forall i j : 'I_5, i != j -> \sum_(k < 2) nth 0 (nth [::] s i) k * nth 0 (nth [::] t k) j <
     \sum_(k < 2) nth 0 (nth [::] s j) k * nth 0 (nth [::] t k) j) ->
  right_scores X (unit_scores X W).
Proof.
move=> X W own other; split=> [i|i j ij]; rewrite unit_scores_right !table_mul.
  by rewrite divff // intr_eq0 gt_eqF // own.
by rewrite ltr_pdivr_mulr ?ltr0z ?own // mul1r ltr_int other.
Qed.

(* classification/five_classes_in_the_plane: five points in either plane with integers up to 2, in convex position
   around the origin, and heads without biases: every class is right in both, both planes are full, and there is no
   covariance. *)
Theorem classification_five_classes_in_the_plane_witness :
  let X := table R 5 2 five_left in let W := unit_scores X (table R 2 5 heads_left) in
  let Y := table R 5 2 five_right in let V := unit_scores Y (table R 2 5 heads_right) in
  [/\ right_scores X W, right_scores Y V, X^T *m H *m Y = 0, cka X Y = 0 &
      \rank (H *m X) = 2%N /\ \rank (H *m Y) = 2%N].
Proof.
move=> X W Y V; have E : X^T *m H *m Y = 0.
  by apply: table_cov => -[[|[|k]] Hk] // -[[|[|l]] Hl] //; rewrite !big_ord_recl !big_ord0.
split=> //; last 1 first.
- split; [apply: (@plane_full _ X 0 1 4%:R)|apply: (@plane_full _ Y 0 1 4%:R)];
    by rewrite !mxE /= -!mulrzBr -!intrM eqr_int.
- by apply: right_table; [elim/ord5_all|move=> i j; elim/ord5_all: i; elim/ord5_all: j] => //;
    rewrite !big_ord_recl !big_ord0.
- by apply: right_table; [elim/ord5_all|move=> i j; elim/ord5_all: i; elim/ord5_all: j] => //;
    rewrite !big_ord_recl !big_ord0.
exact: cka_uncorrelated.
Qed.
End Witnesses.
