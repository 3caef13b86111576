(* Equal class means: a threshold gets a sample wrong, and gains nothing on the majority below four samples. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector zero_scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Threshold.
Variables (R : rcfType) (n : nat).
Implicit Types (x : 'cV[R]_n) (y : 'I_n -> bool) (t : R).
Local Notation H := (center R _).

(* the labels as a column of 0 and 1 *)
Definition label_column y : 'cV[R]_n := \col_i (y i)%:R.

(* the shares of the samples that are right when the label is predicted as x > t, and as x <= t *)
Definition right_up x y t : {set 'I_n} := [set i | (t < x i 0) == y i].
Definition right_down x y t : {set 'I_n} := [set i | (x i 0 <= t) == y i].
Definition accuracy_up x y t : R := #|right_up x y t|%:R / n%:R.
Definition accuracy_down x y t : R := #|right_down x y t|%:R / n%:R.
(* the share of the more frequent label *)
Definition majority_share y : R := (maxn #|[set i | y i]| #|[set i | ~~ y i]|)%:R / n%:R.

Lemma cov_columns x y : fip (H *m x) (H *m label_column y)
  = \sum_i x i 0 * ((y i)%:R - n%:R^-1 * #|[set j | y j]|%:R).
Proof.
rewrite fip_mulml center_tr mulmxA center_idem centerE mulmxBl mul1mx -scalemxAl -mulmxA fipE big_ord1.
apply: eq_bigr => i _; congr (_ * _); rewrite !mxE big_ord1 !mxE mul1r; congr (_ - _ * _).
rewrite -sum1dep_card natr_sum [RHS]big_mkcond; apply: eq_bigr => j _.
by rewrite !mxE mul1r; case: (y j).
Qed.

(* a threshold that is always right gives a positive covariance *)
Lemma cov_gt0 x y t : (forall i, (t < x i 0) = y i) -> (exists i, y i) -> (exists i, ~~ y i) ->
  0 < fip (H *m x) (H *m label_column y).
Proof.
move=> right [i yi] [j yj]; set m := n%:R^-1 * #|[set k | y k]|%:R : R.
have n0 : 0 < n%:R :> R by rewrite ltr0n; case: (n) (i) => [[]|].
have m0 : 0 < m by rewrite mulr_gt0 ?invr_gt0 // ltr0n; apply/card_gt0P; exists i; rewrite inE.
have m1 : m < 1.
  rewrite /m mulrC ltr_pdivr_mulr // mul1r ltr_nat -[X in (_ < X)%N]card_ord -cardsT.
  by apply: proper_card; rewrite properT; apply/negP => /eqP /setP /(_ j); rewrite !inE (negbTE yj).
have -> : fip (H *m x) (H *m label_column y) = \sum_k (x k 0 - t) * ((y k)%:R - m).
  rewrite cov_columns -/m; under [RHS]eq_bigr do rewrite mulrBl.
  rewrite sumrB -mulr_sumr sumrB sumr_const card_ord.
  suff -> : \sum_k (y k)%:R = m *+ n by rewrite subrr mulr0 subr0.
  rewrite -mulr_natl /m mulVKf ?gt_eqF // -sum1dep_card natr_sum [RHS]big_mkcond.
  by apply: eq_bigr => k _; case: (y k).
have ge k : 0 <= (x k 0 - t) * ((y k)%:R - m).
  have := right k; case: (y k) => [xt|/negbT]; first by rewrite mulr_ge0 // subr_ge0 ltW.
  by rewrite -leNgt => xt; rewrite mulr_le0 // subr_le0 // ltW.
rewrite (bigD1 i) //= ltr_paddr ?sumr_ge0 //.
by rewrite yi mulr_gt0 // subr_gt0 // right.
Qed.

Lemma label_flip x y : fip (H *m x) (H *m label_column (fun i => ~~ y i)) = - fip (H *m x) (H *m label_column y).
Proof.
have -> : label_column (fun i => ~~ y i) = ones R n - label_column y.
  by apply/colP => i; rewrite !mxE; case: (y i); rewrite /= ?subrr ?subr0.
by rewrite mulmxBr center_ones sub0r fipNr.
Qed.

Lemma equal_means x y : x^T *m H *m label_column y = 0 -> fip (H *m x) (H *m label_column y) = 0.
Proof. by move=> E; rewrite /fip cov_center E mxtrace0. Qed.

Lemma one_wrong (P : pred 'I_n) i : ~~ P i -> (#|[set i | P i]| <= n.-1)%N.
Proof.
move=> Pi; rewrite -ltnS prednK; last by case: (n) (i) => [[]|].
rewrite -[X in (_ < X)%N]card_ord -cardsT; apply: proper_card.
by rewrite properT; apply/negP => /eqP /setP /(_ i); rewrite !inE (negbTE Pi).
Qed.

Lemma up_wrong x y t : x^T *m H *m label_column y = 0 -> (exists i, y i) -> (exists i, ~~ y i) ->
  exists i, ~~ ((t < x i 0) == y i).
Proof.
move=> /equal_means E p m; apply/existsP; rewrite -negb_forall; apply/negP => /forallP right.
by have := cov_gt0 (fun i => eqP (right i)) p m; rewrite E ltxx.
Qed.

Lemma down_wrong x y t : x^T *m H *m label_column y = 0 -> (exists i, y i) -> (exists i, ~~ y i) ->
  exists i, ~~ ((x i 0 <= t) == y i).
Proof.
move=> /equal_means E p [j yj]; apply/existsP; rewrite -negb_forall; apply/negP => /forallP right.
have := @cov_gt0 x (fun i => ~~ y i) t; rewrite label_flip E oppr0 ltxx => h.
suff : false by []; apply: h; last by have [i yi] := p; exists i; rewrite negbK.
  by move=> i; rewrite -(eqP (right i)) -ltNge.
by exists j.
Qed.

Lemma small_majority a b : (0 < a)%N -> (0 < b)%N -> (a + b <= 3)%N -> ((a + b).-1 <= maxn a b)%N.
Proof.
case: a b => [|[|a]] // [|[|b]] // _ _; rewrite ?addSn ?addnS /= leq_max.
  by rewrite addn0 ltnSn.
by rewrite ltnNge.
Qed.

Lemma accuracies x y t : x^T *m H *m label_column y = 0 -> (exists i, y i) -> (exists i, ~~ y i) ->
  (#|right_up x y t| <= n.-1)%N /\ (#|right_down x y t| <= n.-1)%N.
Proof.
move=> E p m; have [i wi] := up_wrong t E p m; have [j wj] := down_wrong t E p m.
by split; [exact: (@one_wrong (fun i => (t < x i 0) == y i)) wi |
           exact: (@one_wrong (fun i => (x i 0 <= t) == y i)) wj].
Qed.

(* probes/accuracy_above_chance: where R^2 is zero since the class means are equal, and both labels occur, no threshold
   has an accuracy above 1 - 1/n on either side; and for n <= 3 none is above the majority. *)
Theorem probes_accuracy_above_chance x y : x^T *m H *m label_column y = 0 ->
  (exists i, y i) -> (exists i, ~~ y i) ->
  [/\ r2 x (label_column y) = 0,
      forall t, accuracy_up x y t <= 1 - n%:R^-1 /\ accuracy_down x y t <= 1 - n%:R^-1
    & (n <= 3)%N -> forall t, accuracy_up x y t <= majority_share y /\ accuracy_down x y t <= majority_share y].
Proof.
move=> E p m; have [i yi] := p; have [j yj] := m.
have n0 : (0 < n)%N by case: (n) (i) => [[]|].
have n1 : 0 < n%:R :> R by rewrite ltr0n.
split=> [|t|n3 t]; first exact: r2_uncorrelated.
  have -> : 1 - n%:R^-1 = n.-1%:R / n%:R :> R.
    have nE : n%:R = n.-1%:R + 1 :> R by rewrite -{1}(prednK n0) -addn1 natrD.
    by rewrite (_ : n.-1%:R = n%:R - 1) ?mulrBl ?divff ?mul1r ?gt_eqF // nE addrK.
  by rewrite !ler_pmul2r ?invr_gt0 // !ler_nat; exact: accuracies.
rewrite !ler_pmul2r ?invr_gt0 // !ler_nat.
suff mj : (n.-1 <= maxn #|[set i | y i]| #|[set i | ~~ y i]|)%N.
  by have [u d] := accuracies t E p m; rewrite !(leq_trans _ mj).
have tot : (#|[set i | y i]| + #|[set i | ~~ y i]|)%N = n.
  rewrite -[RHS]card_ord -(cardsC [set i | y i]); congr (_ + #|pred_of_set _|)%N.
  by apply/setP => k; rewrite !inE.
rewrite -{1}tot; apply: small_majority; rewrite ?tot //.
  by apply/card_gt0P; exists i; rewrite inE.
by apply/card_gt0P; exists j; rewrite inE.
Qed.

End Threshold.
