(* The p-value of a permutation test that counts the observed score among the others is valid at every level. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section PValues.
Variables (R : realFieldType) (B : nat).
Implicit Types (s : 'I_B.+1 -> R) (a : R).

(* of score i among the B others: ties count against it *)
Definition others_above s i : {set 'I_B.+1} := [set j | (j != i) && (s i <= s j)].
Definition p_value s i : R := (1 + #|others_above s i|)%:R / B.+1%:R.
Definition significant s a : {set 'I_B.+1} := [set i | p_value s i <= a].

Definition above s i : {set 'I_B.+1} := [set j | s i <= s j].

Lemma card_above s i : #|above s i| = (1 + #|others_above s i|)%N.
Proof.
rewrite (cardD1 i) inE lexx; congr (_ + _)%N.
by apply: eq_card => j; rewrite !inE.
Qed.

Lemma p_valueE s i : p_value s i = #|above s i|%:R / B.+1%:R.
Proof. by rewrite card_above. Qed.

Lemma significantE s a i : (i \in significant s a) = (#|above s i|%:R <= a * B.+1%:R).
Proof. by rewrite inE p_valueE ler_pdivr_mulr ?ltr0Sn. Qed.

Lemma card_significant s a : 0 <= a -> #|significant s a|%:R <= a * B.+1%:R.
Proof.
move=> a0; have [->|[i0 i0a]] := set_0Vmem (significant s a).
  by rewrite cards0 mulr_ge0 ?ler0n.
case: (Order.TotalTheory.arg_minP s i0a) => i ia least.
apply: le_trans (_ : #|above s i|%:R <= _); last by rewrite -significantE.
by rewrite ler_nat; apply: subset_leq_card; apply/subsetP => j /least; rewrite inE.
Qed.

(* nulls/add_one_p_value: P(p <= a) <= a at every sample size B + 1 and every level a >= 0, for
   p = (1 + #{b : s_b >= s_0})/(B + 1), where each of the scores is equally likely to be the observed one. *)
Theorem nulls_add_one_p_value s a : 0 <= a -> #|significant s a|%:R / B.+1%:R <= a.
Proof. by move=> a0; rewrite ler_pdivr_mulr ?ltr0Sn // card_significant. Qed.

(* nulls/add_one_p_value: the same for any law (finitely many outcomes o of weights w) under which the scores are
   exchangeable: the mean of no function of them changes when they are permuted; score 0 is the observed one. *)
Theorem nulls_add_one_p_value_exchangeable (O : finType) (w : O -> R) (S : O -> {ffun 'I_B.+1 -> R}) a :
  (forall o, 0 <= w o) -> \sum_o w o = 1 ->
  (forall (t : 'S_B.+1) (f : {ffun 'I_B.+1 -> R} -> R),
     \sum_o w o * f [ffun i => S o (t i)] = \sum_o w o * f (S o)) ->
  0 <= a -> \sum_(o | p_value (S o) ord0 <= a) w o <= a.
Proof.
move=> w0 w1 exch a0; pose P i := \sum_o w o * (i \in significant (S o) a)%:R.
have PE i : P i = P ord0.
  rewrite -[RHS](exch (tperm ord0 i) (fun x : {ffun 'I_B.+1 -> R} => (ord0 \in significant x a)%:R)).
  apply: eq_bigr => o _; congr (_ * _%:R); rewrite !significantE; congr (_ <= _); congr _%:R.
  rewrite -(card_imset (above [ffun _ => _] _) (@perm_inj _ (tperm ord0 i))).
  apply: eq_card => j; rewrite inE; apply/idP/imsetP => [h|[k]].
    exists (tperm ord0 i j); last by rewrite tpermK.
    by rewrite inE !ffunE tpermK tpermL.
  by rewrite inE !ffunE tpermL => h ->.
have -> : \sum_(o | p_value (S o) ord0 <= a) w o = P ord0.
  rewrite big_mkcond; apply: eq_bigr => o _; rewrite inE.
  by case: ifP => _; rewrite ?mulr1 ?mulr0.
have : B.+1%:R * P ord0 <= B.+1%:R * a; last by rewrite ler_pmul2l ?ltr0Sn.
have <- : \sum_i P i = B.+1%:R * P ord0.
  by rewrite (eq_bigr _ (fun i _ => PE i)) sumr_const card_ord mulr_natl.
have -> : B.+1%:R * a = \sum_o w o * (a * B.+1%:R) by rewrite -mulr_suml w1 mul1r mulrC.
rewrite exchange_big; apply: ler_sum => o _; rewrite -mulr_sumr ler_wpmul2l //.
apply: le_trans (card_significant (S o) a0); rewrite -sum1_card natr_sum [X in _ <= X]big_mkcond.
by apply: ler_sum => i _; case: (i \in significant (S o) a).
Qed.

(* nulls/add_one_p_value: distinct scores attain every level k/(B + 1). *)
Theorem nulls_add_one_p_value_attained s (k : nat) : injective s -> (k <= B.+1)%N ->
  #|significant s (k%:R / B.+1%:R)|%:R / B.+1%:R = k%:R / B.+1%:R :> R.
Proof.
move=> sI kB; congr (_%:R / _).
have pos i : (0 < #|above s i|)%N by rewrite card_above.
have lt i : (#|above s i|.-1 < B.+1)%N.
  by rewrite prednK //; apply: leq_trans (max_card _) _; rewrite card_ord.
pose r i := Ordinal (lt i).
have rI : injective r.
  move=> i j /(congr1 val) /= /(congr1 succn); rewrite !prednK // => E.
  apply: sI; apply/eqP; rewrite eq_le; apply/andP; split; rewrite leNgt; apply/negP => lij.
    suff : (#|above s i| < #|above s j|)%N by rewrite E ltnn.
    apply: proper_card; apply/properP; split.
      by apply/subsetP => l; rewrite !inE; apply: le_trans; exact: ltW.
    by exists j; rewrite !inE ?lexx // -ltNge.
  suff : (#|above s j| < #|above s i|)%N by rewrite E ltnn.
  apply: proper_card; apply/properP; split.
    by apply/subsetP => l; rewrite !inE; apply: le_trans; exact: ltW.
  by exists i; rewrite !inE ?lexx // -ltNge.
rewrite -(card_imset _ rI).
have -> : [set r i | i in significant s (k%:R / B.+1%:R)] = [set j : 'I_B.+1 | (j < k)%N].
  apply/setP => j; have [q _ qK] := injF_bij rI.
  apply/imsetP/idP => [[i]|].
    by rewrite significantE divfK ?pnatr_eq0 // ler_nat => h ->; rewrite inE /= -ltnS prednK.
  rewrite inE => jk; exists (q j) => //.
  by rewrite significantE divfK ?pnatr_eq0 // ler_nat -(prednK (pos _)) -[_.-1]/(val (r (q j))) qK.
rewrite -sum1dep_card (eq_bigl (fun j : 'I_B.+1 => (j < k)%N)) //.
by rewrite -(big_ord_widen _ (fun=> 1%N) kB) sum1_card card_ord.
Qed.

End PValues.
