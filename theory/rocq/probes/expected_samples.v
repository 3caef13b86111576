(* The participation ratio of few samples and few features, for matrices of signs. An untrained layer is as similar to
   anything, on average over random signs, as its inputs are. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra zify ring.
From Unalignable Require Import frobenius centring expected_subsets sign_averages.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Samples.
Variable R : realFieldType.

(* one over the participation ratio, not centred: |FF'|^2/|F|^4 *)
Definition inverse_ratio n m (F : 'M[R]_(n, m)) : R := fip (gram F) (gram F) / fip F F ^+ 2.

(* the rows in S and the columns in T *)
Definition part n m (F : 'M[R]_(n, m)) (S : {set 'I_n}) (T : {set 'I_m}) : 'M[R]_(#|S|, #|T|) :=
  mxsub (@enum_val _ (mem S)) (@enum_val _ (mem T)) F.

(* (1 - 1/P)(1 - 1/Q) *)
Definition room (P Q : nat) : R := (1 - P%:R^-1) * (1 - Q%:R^-1).

Lemma sum_enum_val n (S : {set 'I_n}) (f : 'I_n -> R) : \sum_(i < #|S|) f (enum_val i) = \sum_(i in S) f i.
Proof. by rewrite [RHS]big_enum_val. Qed.

Definition quad n m (F : 'M[R]_(n, m)) i j a b : R := F i a * F j a * (F i b * F j b).

Lemma fip_gram_part n m (F : 'M[R]_(n, m)) S T :
  fip (gram (part F S T)) (gram (part F S T))
  = \sum_(i in S) \sum_(j in S) \sum_(a in T) \sum_(b in T) quad F i j a b.
Proof.
rewrite fipE -sum_enum_val; apply: eq_bigr => i _; rewrite -sum_enum_val; apply: eq_bigr => j _.
rewrite !mxE mulr_suml -[RHS]sum_enum_val; apply: eq_bigr => a _.
rewrite mulr_sumr -[RHS]sum_enum_val; apply: eq_bigr => b _.
by rewrite /quad !mxE ![F (enum_val j) _ * _]mulrC.
Qed.

Lemma fip_part n m (F : 'M[R]_(n, m)) (S : {set 'I_n}) (T : {set 'I_m}) : (forall i a, F i a ^+ 2 = 1) ->
  fip (part F S T) (part F S T) = #|S|%:R * #|T|%:R.
Proof.
move=> F1; rewrite fipE (eq_bigr (fun _ => #|S|%:R)) => [|a _].
  by rewrite sumr_const card_ord mulr_natr.
rewrite (eq_bigr (fun _ => 1)) => [|i _]; first by rewrite sumr_const card_ord.
by rewrite mxE -expr2 F1.
Qed.

(* the chance of two members of k of N, P(P - 1)/(N(N - 1)), and what it does to N^2 *)
Definition pair_chance (P n : nat) : R := P%:R * (P%:R - 1) / (n%:R * (n%:R - 1)).
Definition pair_share (P n : nat) : R := pair_chance P n * n%:R ^+ 2 / P%:R ^+ 2.

Lemma pair_cases P n : (1 <= P <= n)%N -> (n = 1%N /\ P = 1%N) \/
  [/\ n%:R != 0 :> R, n%:R - 1 != 0 :> R & P%:R != 0 :> R].
Proof.
case/andP=> P1 Pn; have [n1|n1] := eqVneq n 1%N; [left; split=> //|right].
  by apply/eqP; rewrite eqn_leq P1 -n1 Pn.
have n0 : (0 < n)%N by apply: leq_trans Pn.
by rewrite !pnatr_eq0 -!lt0n n0 P1 subr_eq0 (eqr_nat R _ 1) n1.
Qed.

Lemma pair_chance_all P n : (1 <= P <= n)%N -> pair_chance P n * (n%:R ^+ 2 - n%:R) = P%:R * (P%:R - 1).
Proof.
move=> Pn; rewrite /pair_chance; case: (pair_cases Pn) => [[-> ->]|[]]; first by rewrite expr1n !subrr !mulr0.
by move: (n%:R : R) (P%:R : R) => x y x0 x1 y0; field; rewrite x0 x1.
Qed.

Lemma pair_share_room P n : (1 <= P <= n)%N -> pair_share P n * (1 - n%:R^-1) = 1 - P%:R^-1.
Proof.
move=> Pn; rewrite /pair_share /pair_chance; case: (pair_cases Pn) => [[-> ->]|[]]; first by rewrite (_ : 1 - 1%:R^-1
  = 0 :> R) ?mulr0 // invr1 subrr.
by move: (n%:R : R) (P%:R : R) => x y x0 x1 y0; field; rewrite x0 x1 y0.
Qed.

Lemma pair_share_le1 P n : (1 <= P <= n)%N -> 0 <= pair_share P n <= 1.
Proof.
move=> Pn; have /andP [P1 Pn'] := Pn; have n1 : (1 <= n)%N by apply: leq_trans Pn'.
have ge1 k : (1 <= k)%N -> 0 <= k%:R - 1 :> R by move=> k1; rewrite subr_ge0 (ler_nat R 1).
apply/andP; split; first by rewrite /pair_share /pair_chance !mulr_ge0 ?invr_ge0 ?mulr_ge0 ?exprn_ge0 ?ler0n ?ge1.
rewrite /pair_share /pair_chance; case: (pair_cases Pn) => [[-> ->]|[n0 n10 P0]].
  by rewrite subrr mulr0 !mul0r ler01.
have -> : P%:R * (P%:R - 1) / (n%:R * (n%:R - 1)) * n%:R ^+ 2 / P%:R ^+ 2
    = 1 - (n%:R - P%:R) / (P%:R * (n%:R - 1)) :> R.
  by move: n0 n10 P0; move: (n%:R : R) (P%:R : R) => x y x0 x1 y0; field; rewrite x0 x1 y0.
by rewrite ler_subl_addr ler_addl divr_ge0 ?mulr_ge0 ?ler0n ?ge1 // subr_ge0 ler_nat.
Qed.

Section Signs.
Variables (n m : nat) (F : 'M[R]_(n, m)).
Let G := fip (gram F) (gram F).

Lemma quad_diag i j a : (forall i a, F i a ^+ 2 = 1) -> quad F i j a a = 1.
Proof. by move=> F1; rewrite /quad mulrACA -!expr2 !F1 mulr1. Qed.
Lemma quad_same i a b : (forall i a, F i a ^+ 2 = 1) -> quad F i i a b = 1.
Proof. by move=> F1; rewrite /quad -!expr2 !F1 mulr1. Qed.
Lemma quad_sum : \sum_i \sum_j \sum_a \sum_b quad F i j a b = G.
Proof.
rewrite /G fipE; apply: eq_bigr => i _; apply: eq_bigr => j _.
rewrite !mxE mulr_suml; apply: eq_bigr => a _; rewrite mulr_sumr; apply: eq_bigr => b _.
by rewrite /quad !mxE ![F j _ * _]mulrC.
Qed.

Lemma mean_quad (P Q : nat) : (forall i a, F i a ^+ 2 = 1) -> (1 <= P <= n)%N -> (1 <= Q <= m)%N ->
  mean_subsets P (fun S => mean_subsets Q (fun T => fip (gram (part F S T)) (gram (part F S T))))
  = P%:R ^+ 2 * Q%:R ^+ 2 - pair_chance P n * pair_chance Q m * (n%:R ^+ 2 * m%:R ^+ 2 - G).
Proof.
move=> F1 hP hQ; have /andP [P1 Pn] := hP; have /andP [Q1 Qm] := hQ.
have n0 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_trans P1).
have m0 : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_trans Q1).
pose g i j := Q%:R + pair_chance Q m * (\sum_a \sum_b quad F i j a b - m%:R).
transitivity (mean_subsets P (fun S => \sum_(i in S) \sum_(j in S) g i j)).
  apply: eq_mean_subsets => S _.
  transitivity (mean_subsets Q (fun T => \sum_(i in S) \sum_(j in S) \sum_(a in T) \sum_(b in T) quad F i j a b)).
    by apply: eq_mean_subsets => T _; rewrite fip_gram_part.
  rewrite mean_subsets_sum; apply: eq_bigr => i _; rewrite mean_subsets_sum; apply: eq_bigr => j _.
  rewrite mean_sum_pairs // (eq_bigr (fun _ => 1)) => [|a _]; last exact: quad_diag.
  by rewrite sumr_const card_ord divfK.
have gii i : g i i = Q%:R ^+ 2.
  rewrite /g (eq_bigr (fun _ => m%:R)) => [|a _]; last first.
    by rewrite (eq_bigr (fun _ => 1)) ?sumr_const ?card_ord // => b _; exact: quad_same.
  rewrite sumr_const card_ord -[_ *+ m]mulr_natr -expr2 pair_chance_all //; ring.
have gsum : \sum_i \sum_j g i j = n%:R ^+ 2 * Q%:R + pair_chance Q m * (G - n%:R ^+ 2 * m%:R).
  have cst (c : R) : \sum_(i < n) \sum_(j < n) c = n%:R ^+ 2 * c.
    by rewrite !sumr_const !card_ord -[c *+ n]mulr_natl -[(_ * c) *+ n]mulr_natl mulrA.
  rewrite /g -quad_sum; under eq_bigr do rewrite big_split /= -mulr_sumr sumrB.
  rewrite big_split /= -mulr_sumr sumrB !cst //.
rewrite mean_sum_pairs // -/(pair_chance P n) gsum (eq_bigr (fun _ => Q%:R ^+ 2)) // sumr_const card_ord.
rewrite -[(Q%:R ^+ 2) *+ n]mulr_natl mulrA divfK //.
have hm := pair_chance_all hQ; have hn := pair_chance_all hP.
move: hm hn; move: (pair_chance P n) (pair_chance Q m) (n%:R : R) (m%:R : R) (P%:R : R) (Q%:R : R) => kP kQ x y p q
  hm hn.
have -> : kQ * (G - x ^+ 2 * y) = x ^+ 2 * (kQ * (y ^+ 2 - y)) - kQ * (x ^+ 2 * y ^+ 2 - G) by ring.
rewrite hm; transitivity (p * q ^+ 2 + q ^+ 2 * (kP * (x ^+ 2 - x)) - kP * kQ * (x ^+ 2 * y ^+ 2 - G)); first by ring.
by rewrite hn; ring.
Qed.

Lemma whole_ratio : (forall i a, F i a ^+ 2 = 1) -> inverse_ratio F = G / (n%:R ^+ 2 * m%:R ^+ 2).
Proof.
move=> F1; rewrite /inverse_ratio -/G; congr (_ / _); rewrite -exprMn; congr (_ ^+ 2).
rewrite fipE (eq_bigr (fun _ => n%:R)) => [|a _]; first by rewrite sumr_const card_ord mulr_natr.
by rewrite (eq_bigr (fun _ => 1)) => [|i _]; rewrite ?sumr_const ?card_ord // -expr2 F1.
Qed.

Lemma mean_ratio (P Q : nat) : (forall i a, F i a ^+ 2 = 1) -> (1 <= P <= n)%N -> (1 <= Q <= m)%N ->
  1 - mean_subsets P (fun S => mean_subsets Q (fun T => inverse_ratio (part F S T)))
  = pair_share P n * pair_share Q m * (1 - inverse_ratio F).
Proof.
move=> F1 hP hQ; have /andP [P1 Pn] := hP; have /andP [Q1 Qm] := hQ.
have n0 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_trans P1).
have m0 : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_trans Q1).
have P0 : P%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have Q0 : Q%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have -> : mean_subsets P (fun S => mean_subsets Q (fun T => inverse_ratio (part F S T)))
    = (P%:R ^+ 2 * Q%:R ^+ 2)^-1 *
      mean_subsets P (fun S => mean_subsets Q (fun T => fip (gram (part F S T)) (gram (part F S T)))).
  rewrite -mean_subsetsZ; apply: eq_mean_subsets => S SP; rewrite -mean_subsetsZ; apply: eq_mean_subsets => T TQ.
  have ST : #|S|%:R * #|T|%:R = P%:R * Q%:R :> R by rewrite SP TQ.
  by rewrite /inverse_ratio (fip_part _ _ F1) ST exprMn [LHS]mulrC.
rewrite mean_quad // whole_ratio // /pair_share.
move: n0 m0 P0 Q0; move: (pair_chance P n) (pair_chance Q m) (n%:R : R) (m%:R : R) (P%:R : R) (Q%:R : R) => kP kQ x y
  p q.
by move=> x0 y0 p0 q0; field; rewrite x0 y0 p0 q0.
Qed.

Lemma room_neq0 a b : (2 <= a)%N -> (2 <= b)%N -> room a b != 0.
Proof.
have h k : (2 <= k)%N -> 1 - k%:R^-1 != 0 :> R.
  by move=> k2; rewrite subr_eq0 eq_sym invr_eq1 (eqr_nat R _ 1) gtn_eqF.
by move=> a2 b2; rewrite mulf_neq0 ?h.
Qed.

Lemma quad_le1 i j a b : (forall i a, F i a ^+ 2 = 1) -> quad F i j a b <= 1.
Proof.
move=> F1; set u := quad F i j a b.
have u2 : u ^+ 2 = 1 by rewrite /u /quad !exprMn !F1 !mulr1.
have := sqr_ge0 (1 - u); rewrite (_ : (1 - u) ^+ 2 = 2%:R * (1 - u)); last first.
  by transitivity (1 - 2%:R * u + u ^+ 2); [ring | rewrite u2; ring].
by rewrite pmulr_rge0 ?ltr0n // subr_ge0.
Qed.

Lemma whole_le1 : (forall i a, F i a ^+ 2 = 1) -> inverse_ratio F <= 1.
Proof.
move=> F1; have s0 : 0 <= n%:R ^+ 2 * m%:R ^+ 2 :> R by rewrite mulr_ge0 ?sqr_ge0.
rewrite whole_ratio //; have [->|sn] := eqVneq (n%:R ^+ 2 * m%:R ^+ 2 : R) 0; first by rewrite invr0 mulr0 ler01.
rewrite ler_pdivr_mulr ?lt_def ?sn // mul1r -quad_sum.
have -> : n%:R ^+ 2 * m%:R ^+ 2 = \sum_(i < n) \sum_(j < n) \sum_(a < m) \sum_(b < m) 1 :> R.
  by rewrite !sumr_const !card_ord -!mulrnA -!natrX -natrM; congr (_%:R); rewrite !expnS expn0; lia.
by do 4! (apply: ler_sum => ? _); exact: quad_le1.
Qed.

(* probes/participation_ratio_of_a_sample: for a matrix of signs, with g = |F|^4/|FF'|^2, the mean of 1 - 1/g over all
   choices of P rows and Q columns is to (1 - 1/P)(1 - 1/Q) as 1 - 1/g of the whole is to (1 - 1/n)(1 - 1/m); so 1/g is
   on average no smaller in a part. The first line has no quotients, and so holds for n = 1 and m = 1, too. *)
Theorem probes_participation_ratio_of_a_sample (P Q : nat) :
  (forall i a, F i a ^+ 2 = 1) -> (1 <= P <= n)%N -> (1 <= Q <= m)%N ->
  let mean := mean_subsets P (fun S => mean_subsets Q (fun T => inverse_ratio (part F S T))) in
  [/\ (1 - mean) * room n m = (1 - inverse_ratio F) * room P Q,
      (2 <= n)%N -> (2 <= m)%N -> 1 - mean = room P Q / room n m * (1 - inverse_ratio F) &
      inverse_ratio F <= mean].
Proof.
move=> F1 hP hQ; have E := mean_ratio F1 hP hQ; set mean := mean_subsets _ _ in E *; move=> /=.
have first : (1 - mean) * room n m = (1 - inverse_ratio F) * room P Q.
  rewrite E /room -(pair_share_room hP) -(pair_share_room hQ).
  by move: (pair_share P n) (pair_share Q m) (n%:R^-1 : R) (m%:R^-1 : R) (inverse_ratio F) => a b x y w; ring.
split=> //.
  by move=> n2 m2; apply: (mulIf (room_neq0 n2 m2)); rewrite first [RHS]mulrAC divfK ?room_neq0 // mulrC.
rewrite -(ler_add2l (-1)) -ler_opp2 !opprD !opprK E -[X in _ <= X]mul1r ler_wpmul2r //; last first.
  by have /andP [a0 a1] := pair_share_le1 hP; have /andP [b0 b1] := pair_share_le1 hQ; rewrite mulr_ile1.
by rewrite subr_ge0 whole_le1.
Qed.
End Signs.
End Samples.

Section Untrained.
Variable R : rcfType.
Local Notation H := (center R _).

(* random signs as the weights of one feature *)
Definition sign_weights p (s : signs p) : 'cV[R]_p := \col_i sgn_of R s i.

(* the centred Gram matrix of one untrained feature of the inputs Z *)
Definition untrained n p (Z : 'M[R]_(n, p)) (s : signs p) : 'M[R]_n := cgram (Z *m sign_weights s).

(* what regressing a Gram matrix M on that of the inputs leaves *)
Definition deconfounded n p (Z : 'M[R]_(n, p)) (M : 'M[R]_n) : 'M[R]_n :=
  M - (fip M (cgram Z) / fip (cgram Z) (cgram Z)) *: cgram Z.

Lemma sign_weights_gram n p (y : 'M[R]_(n, p)) a b : mean_signs (fun s => gram (y *m sign_weights s) a b) = gram y a b.
Proof.
transitivity (mean_signs (fun s : signs p => \sum_i \sum_j (y a i * y b j) * (sgn_of R s i * sgn_of R s j))).
  apply: eq_mean_signs => s; rewrite /gram mxE big_ord1 [X in _ * X]mxE !mxE.
  rewrite mulr_suml; apply: eq_bigr => i _; rewrite mulr_sumr; apply: eq_bigr => j _.
  by rewrite !mxE mulrACA.
rewrite mean_signs_sum /gram mxE; apply: eq_bigr => i _.
rewrite mean_signs_sum (bigD1 i) //= mean_signsZ mean2 eqxx mulr1 mxE big1 ?addr0 // => j ji.
by rewrite mean_signsZ mean2 eq_sym (negbTE ji) mulr0.
Qed.

Lemma untrained_entry n p (Z : 'M[R]_(n, p)) a b : mean_signs (fun s => untrained Z s a b) = cgram Z a b.
Proof.
rewrite cgramE -sign_weights_gram; apply: eq_mean_signs => s.
by rewrite /untrained cgramE mulmxA.
Qed.

Lemma untrained_mean n p (Z : 'M[R]_(n, p)) (L : 'M[R]_n) :
  mean_signs (fun s => fip (untrained Z s) L) = fip (cgram Z) L.
Proof.
transitivity (mean_signs (fun s : signs p => \sum_b \sum_a L a b * untrained Z s a b)).
  by apply: eq_mean_signs => s; rewrite fipE; apply: eq_bigr => b _; apply: eq_bigr => a _; rewrite mulrC.
rewrite mean_signs_sum fipE; apply: eq_bigr => b _; rewrite mean_signs_sum; apply: eq_bigr => a _.
by rewrite mean_signsZ untrained_entry mulrC.
Qed.

(* probes/untrained_layers_share_the_input_kernel: over all signs as weights, the inner product of the Gram matrix of an
   untrained feature with any other is on average that of the input kernel; deconfounding takes exactly this off, and
   leaves nothing of the input kernel itself. *)
Theorem probes_untrained_layers_share_the_input_kernel n p q (Z : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m Z != 0 ->
  [/\ mean_signs (fun s => fip (untrained Z s) (cgram Y)) = fip (cgram Z) (cgram Y),
      mean_signs (fun s => fip (deconfounded Z (untrained Z s)) (cgram Y)) = 0 &
      deconfounded Z (cgram Z) = 0].
Proof.
rewrite -cgram_eq0 -fip_eq0 => K0; split; first exact: untrained_mean.
  set c := - (fip (cgram Z) (cgram Y) / fip (cgram Z) (cgram Z)).
  transitivity (mean_signs (fun s => fip (untrained Z s) (cgram Y)) + c * mean_signs (fun s => fip (untrained Z s)
    (cgram Z))).
    rewrite -mean_signsZ /mean_signs -mulrDr -big_split /=; congr (_ * _); apply: eq_bigr => s _.
    rewrite /deconfounded fipBl fipZl /c; congr (_ + _); rewrite mulNr; congr (- _).
    by rewrite mulrC mulrA [RHS]mulrAC.
  by rewrite !untrained_mean /c mulNr divfK // subrr.
by rewrite /deconfounded divff // scale1r subrr.
Qed.

End Untrained.
