(* Two representations with one output share at least the entropy of that output. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector predict_tools blind_bijection function_averages.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Bits.
Variables (R : rcfType) (n : nat).
Local Notation H := (center R n).

(* exp(n H(Z)), H the entropy of the rows of Z: the product over samples of n over the size of their group *)
Definition perplexity_power p (Z : 'M[R]_(n, p)) : R := \prod_i (n%:R / #|group Z i|%:R).

Lemma group_pos p (Z : 'M[R]_(n, p)) i : 0 < #|group Z i|%:R :> R.
Proof. by rewrite lt_def group_size ler0n. Qed.

Lemma group_of p k (X : 'M[R]_(n, p)) (T : 'M[R]_(n, k)) i j : function_of X T -> i \in group X j -> i \in group T j.
Proof. by move=> h; rewrite !inE => /eqP e; apply/eqP/h. Qed.

Lemma group_sym p (Z : 'M[R]_(n, p)) i j : (i \in group Z j) = (j \in group Z i).
Proof. by rewrite !inE eq_sym. Qed.

Lemma group_sum p (Z : 'M[R]_(n, p)) i : \sum_j (j \in group Z i)%:R = #|group Z i|%:R :> R.
Proof. by rewrite -natr_sum -sum1_card; congr _%:R; rewrite [RHS]big_mkcond; apply: eq_bigr => j _;
  case: (j \in _). Qed.

(* the groups of X and of Y, within a group of T *)
Definition overlap p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (T : 'M[R]_(n, k)) i : R :=
  #|group X i|%:R * #|group Y i|%:R / (#|group (row_mx X Y) i|%:R * #|group T i|%:R).

Lemma overlap_sum p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (T : 'M[R]_(n, k)) :
  function_of X T -> function_of Y T -> \sum_i overlap X Y T i <= n%:R.
Proof.
move=> hX hY; pose e a b i : R := (a \in group X i)%:R * (b \in group Y i)%:R.
have -> : \sum_i overlap X Y T i =
    \sum_a \sum_b \sum_i e a b i / (#|group (row_mx X Y) i|%:R * #|group T i|%:R).
  rewrite exchange_big; under [RHS]eq_bigr do rewrite exchange_big.
  rewrite [RHS]exchange_big; apply: eq_bigr => i _; rewrite /overlap -!group_sum.
  rewrite [RHS]exchange_big mulr_suml mulr_suml; apply: eq_bigr => a _.
  by rewrite mulr_sumr mulr_suml; apply: eq_bigr => b _.
apply: le_trans (_ : \sum_a \sum_b (b \in group T a)%:R / #|group T a|%:R <= _); last first.
  rewrite -[X in _ <= X%:R]card_ord -sumr_const; apply: ler_sum => a _.
  by rewrite -mulr_suml group_sum divff ?group_size.
apply: ler_sum => a _; apply: ler_sum => b _; pose J := [set i | (a \in group X i) && (b \in group Y i)].
have inJ i : i \in J -> group (row_mx X Y) i = J.
  rewrite inE => /andP[/group_eq ai /group_eq bi]; apply/setP => j; rewrite !inE !row_row_mx.
  have -> : (row_mx (row j X) (row j Y) == row_mx (row i X) (row i Y)) = (j \in group X i) && (j \in group Y i).
    by rewrite !inE; apply/eqP/andP => [/eq_row_mx[-> ->] //|[/eqP-> /eqP->]].
  rewrite -ai -bi (group_sym X j a) (group_sym Y j b); congr (_ && _); by rewrite inE.
have tJ i : i \in J -> group T i = group T a.
  by rewrite inE => /andP[ai _]; rewrite (group_eq (group_of hX ai)).
rewrite (bigID (mem J)) /= [X in _ + X]big1 ?addr0 => [|i]; last first.
  by rewrite inE negb_and /e => /orP[]/negbTE->; rewrite ?mul0r // mulr0 mul0r.
rewrite (eq_bigr (fun=> (#|J|%:R * #|group T a|%:R)^-1)) => [|i iJ]; last first.
  rewrite /e (inJ i iJ) (tJ i iJ); move: iJ; rewrite inE => /andP[-> ->].
  by rewrite mul1r mul1r.
rewrite sumr_const; have [J0|[i iJ]] := set_0Vmem J.
  by rewrite J0 cards0 mulr0n divr_ge0 ?ler0n.
have -> : b \in group T a.
  have := iJ; rewrite inE => /andP[ai bi].
  by rewrite -(tJ i iJ); apply: (group_of hY bi).
have j0 : #|J|%:R != 0 :> R by rewrite pnatr_eq0 -lt0n; apply/card_gt0P; exists i.
by rewrite invfM -[_ *+ _]mulr_natl mulrA divff.
Qed.

(* dimension/shared_bits: where T varies and is a function of X and of Y, the mutual information of X and Y is at
   least the entropy of T, which is positive: exp(n I(X; Y)) >= exp(n H(T)) > 1. *)
Theorem dimension_shared_bits p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (T : 'M[R]_(n, k)) :
  H *m T != 0 -> function_of X T -> function_of Y T ->
  perplexity_power T <= information_power X Y /\ 1 < perplexity_power T.
Proof.
move=> vary hX hY; have n0 : (0 < n)%N.
  by case: posnP vary => // n0; case/eqP; apply/matrixP => i; have := ltn_ord i; rewrite {2}n0.
have nR : 0 < n%:R :> R by rewrite ltr0n.
have ge1 i : 1 <= n%:R / #|group T i|%:R :> R.
  rewrite ler_pdivl_mulr ?group_pos // mul1r ler_nat -[X in (_ <= X)%N]card_ord; exact: max_card.
have perp0 : 0 < perplexity_power T by apply: prodr_gt0 => i _; rewrite divr_gt0 ?group_pos.
split; last first.
  have [i small] : exists i, (#|group T i| < n)%N.
    apply/existsP; apply: contraNT vary => /existsPn all.
    apply/eqP/center_eq0; exists (row (Ordinal n0) T); apply/matrixP => i l; rewrite !mxE big_ord1 !mxE mul1r.
    have full : group T (Ordinal n0) = setT.
      apply/eqP; rewrite eqEcard subsetT cardsT card_ord /= leqNgt; exact: all.
    have : i \in group T (Ordinal n0) by rewrite full inE.
    by rewrite inE => /eqP/rowP/(_ l); rewrite !mxE.
  rewrite /perplexity_power (bigD1 i) //=; apply: lt_le_trans (_ : n%:R / #|group T i|%:R <= _).
    by rewrite ltr_pdivl_mulr ?group_pos // mul1r ltr_nat.
  rewrite ler_pemulr ?divr_ge0 ?ler0n //.
  by elim/big_ind: _ => // x y x1 y1; rewrite -(mulr1 1) ler_pmul ?ler01.
have o0 i : 0 < overlap X Y T i by rewrite /overlap !(divr_gt0, mulr_gt0) ?group_pos.
have prod1 : \prod_i overlap X Y T i <= 1.
  have agm := (@Num.Theory.leif_AGM R [finType of 'I_n] predT (overlap X Y T) (fun i _ => ltW (o0 i))).1.
  apply: le_trans agm _; rewrite exprn_ile1 //.
    by rewrite divr_ge0 ?ler0n // sumr_ge0 // => i _; apply: ltW.
  by rewrite ler_pdivr_mulr ?ltr0n ?card_ord // mul1r; apply: overlap_sum.
have -> : information_power X Y = perplexity_power T * (\prod_i overlap X Y T i)^-1.
  rewrite -prodfV -big_split; apply: eq_bigr => i _; rewrite /odds /overlap /=.
  move: (group_pos X i) (group_pos Y i) (group_pos (row_mx X Y) i) (group_pos T i).
  move: (#|group X i|%:R : R) (#|group Y i|%:R : R) (#|group (row_mx X Y) i|%:R : R) (#|group T i|%:R : R) => x y z t.
  by move=> x0 y0 z0 t0; field; rewrite !gt_eqF.
rewrite ler_pemulr ?(ltW perp0) // invr_ge1 ?unitfE ?gt_eqF ?prodr_gt0 //.
Qed.
End Bits.
