(* The range of linear CKA, and what its value 1 says: proportional Gram matrices, and so rotations of each other. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps projector rigid predict_tools.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Rotations.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma gram_scaled n p (X : 'M[R]_(n, p)) c : gram (c *: X) = c ^+ 2 *: gram X.
Proof. by rewrite /gram linearZ /= -scalemxAl -scalemxAr scalerA expr2. Qed.

(* equal Gram matrices, the first factor not wider than the second *)
Lemma gram_isometry n p r (A : 'M[R]_(n, p)) (B : 'M[R]_(n, p + r)) : gram A = gram B ->
  exists2 Q : 'M_(p, p + r), Q *m Q^T = 1%:M & A *m Q = B.
Proof.
move=> E; have [|Q QQ EQ] := @gram_rigid _ _ _ (row_mx A 0) B.
  by rewrite gram_row_mx [X in _ + X]/gram mul0mx addr0.
have QT : Q^T *m Q = 1%:M by apply: mulmx1C.
exists (usubmx Q^T).
  have e : col_mx (usubmx Q^T) (dsubmx Q^T) *m (col_mx (usubmx Q^T) (dsubmx Q^T))^T = 1%:M.
    by rewrite vsubmxK trmxK.
  by move: e; rewrite tr_col_mx mul_col_row scalar_mx_block => /eq_block_mx [].
have -> : B = row_mx A 0 *m Q^T by rewrite EQ -mulmxA QQ mulmx1.
by rewrite -[in RHS](vsubmxK Q^T) mul_row_col mul0mx addr0.
Qed.

(* rigidity/proportional_grams_are_rotations: representations with proportional centred Gram matrices, K = d^2 L, are
   rotations of each other: an isometry Q of the p features into the q >= p others carries HX to d HY, and back. *)
Theorem rigidity_proportional_grams_are_rotations n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) d :
  d != 0 -> cgram X = d ^+ 2 *: cgram Y -> (p <= q)%N ->
  exists Q : 'M_(p, q), [/\ Q *m Q^T = 1%:M, H *m X *m Q = d *: (H *m Y) & d *: (H *m Y *m Q^T) = H *m X].
Proof.
move=> d0 E pq; move: Y E; rewrite -(subnKC pq) => Y E.
have [|Q QQ EQ] := @gram_isometry _ _ _ (H *m X) (d *: (H *m Y)); first by rewrite gram_scaled -!cgramE.
by exists Q; split; rewrite // scalemxAl -EQ -mulmxA QQ mulmx1.
Qed.

(* rigidity/proportional_grams_are_rotations: for any p and q: HX = HY W, where W/d is a partial isometry *)
Theorem rigidity_proportional_grams_are_rotations_partial n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) d :
  d != 0 -> cgram X = d ^+ 2 *: cgram Y ->
  exists W : 'M_(q, p), H *m Y *m W = H *m X /\ W *m W^T *m W = d ^+ 2 *: W.
Proof.
move=> d0 E; case/orP: (leq_total p q) => pq.
  have [Q [QQ _ EQ]] := rigidity_proportional_grams_are_rotations d0 E pq.
  have T : (d *: Q^T)^T = d *: Q by rewrite linearZ /= trmxK.
  exists (d *: Q^T); rewrite -scalemxAr EQ T -!(scalemxAl, scalemxAr) -mulmxA QQ mulmx1 !scalerA.
  by split=> //; congr (_ *: _); ring.
have dV : d^-1 != 0 by rewrite invr_eq0.
have E' : cgram Y = d^-1 ^+ 2 *: cgram X by rewrite E scalerA -exprMn mulVf // expr1n scale1r.
have [Q [QQ EQ _]] := rigidity_proportional_grams_are_rotations dV E' pq.
have T : (d *: Q)^T = d *: Q^T by rewrite linearZ.
exists (d *: Q); split; first by rewrite -scalemxAr EQ scalerA divff // scale1r.
rewrite T -!(scalemxAl, scalemxAr) QQ mul1mx !scalerA.
by congr (_ *: _); ring.
Qed.

(* rigidity/proportional_grams_are_rotations: as many features on both sides: Q is orthogonal *)
Theorem rigidity_proportional_grams_are_rotations_square n p (X Y : 'M[R]_(n, p)) d :
  d != 0 -> cgram X = d ^+ 2 *: cgram Y ->
  exists Q : 'M_p, [/\ Q *m Q^T = 1%:M, Q^T *m Q = 1%:M & H *m X *m Q = d *: (H *m Y)].
Proof.
move=> d0 E; have [Q [QQ EQ _]] := rigidity_proportional_grams_are_rotations d0 E (leqnn p).
by exists Q; split=> //; apply: mulmx1C.
Qed.

(* two samples have one centred direction *)
Definition step2 : 'cV[R]_2 := \col_i (-1) ^+ i.

Lemma center2 : H = 2%:R^-1 *: (step2 *m step2^T).
Proof.
apply/matrixP => -[[|[|i]] Hi] [[|[|j]] Hj] //; by rewrite centerE !mxE !big_ord1 !mxE /= ?mulr1n ?mulr0n; field.
Qed.

End Rotations.

Section CKAOne.
Variable R : rcfType.
Local Notation H := (center R _).

(* rigidity/range: linear CKA lies between 0 and 1. *)
Theorem rigidity_range n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 0 <= cka X Y <= 1.
Proof. by rewrite cka_ge0 cka_le1. Qed.

(* rigidity/range: 1 is attained by every representation that varies, with itself *)
Theorem rigidity_range_sharp n p (X : 'M[R]_(n, p)) : H *m X != 0 -> cka X X = 1.
Proof. by move=> X0; apply/cka_eq1 => //; exists 1; rewrite ?ltr01 ?scale1r. Qed.

(* rigidity/one_means_proportional_grams: linear CKA is 1 exactly when the centred Gram matrices are proportional. *)
Theorem rigidity_one_means_proportional_grams n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  H *m X != 0 -> H *m Y != 0 -> cka X Y = 1 <-> exists2 c, 0 < c & cgram X = c *: cgram Y.
Proof. exact: cka_eq1. Qed.

(* rigidity/one_means_proportional_grams: the constant is <K, L>/|L|^2, so K is proportional to L exactly when
   |L|^2 K = <K, L> L, with <K, L> > 0. *)
Theorem rigidity_one_means_proportional_grams_residual n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  H *m X != 0 -> H *m Y != 0 -> let K := cgram X in let L := cgram Y in
  cka X Y = 1 <-> fip L L *: K - fip K L *: L = 0 /\ 0 < fip K L.
Proof.
move=> X0 Y0 K L; have L0 : 0 < fip L L by rewrite fip_gt0 cgram_eq0.
split=> [/(cka_eq1 X0 Y0) [c c0 E]|[E KL]].
  by rewrite -/K -/L in E; rewrite E !fip_lin scalerA mulrC subrr mulr_gt0.
apply/cka_eq1 => //; exists (fip K L / fip L L); first by rewrite divr_gt0.
apply: (@scalerI _ _ (fip L L)); first by rewrite gt_eqF.
by rewrite scalerA mulrCA divff ?mulr1 ?gt_eqF //; apply: subr0_eq.
Qed.

(* rigidity/two_samples: with two samples linear CKA and R^2 are 1 whatever the representations. *)
Theorem rigidity_two_samples p q (X : 'M[R]_(2, p)) (Y : 'M[R]_(2, q)) :
  H *m X != 0 -> H *m Y != 0 -> cka X Y = 1 /\ r2 X Y = 1.
Proof.
pose h := step2 R; pose row k (Z : 'M[R]_(2, k)) := 2%:R^-1 *: (h^T *m Z).
have E k (Z : 'M[R]_(2, k)) : H *m Z = h *m row k Z by rewrite center2 -scalemxAl -scalemxAr mulmxA.
clearbody row; have G k (Z : 'M[R]_(2, k)) : cgram Z = fip (row k Z) (row k Z) *: gram h.
  by rewrite cgramE E /gram trmx_mul mulmxA -(mulmxA h) fip_rowT mul_mx_scalar -scalemxAl.
have pos k (Z : 'M[R]_(2, k)) : H *m Z != 0 -> 0 < fip (row k Z) (row k Z).
  by rewrite E fip_gt0; apply: contraNneq => ->; rewrite mulmx0.
move=> X0 Y0; split.
  apply/cka_eq1 => //; exists (fip (row _ X) (row _ X) / fip (row _ Y) (row _ Y)); rewrite ?divr_gt0 ?pos //.
  by rewrite !G scalerA divfK // gt_eqF ?pos.
apply: r2_all => //; pose a := (fip (row _ X) (row _ X))^-1.
have -> : H *m Y = H *m X *m (a *: (row _ X)^T *m row _ Y).
  by rewrite !E mulmxA -scalemxAr -(mulmxA h) fip_rowT mul_mx_scalar scalerA mulVf ?gt_eqF ?pos // scale1r.
exact: proj_keep.
Qed.

End CKAOne.
