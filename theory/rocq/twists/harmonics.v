(* Curves that a quadratic map reads and no linear one: two harmonics of a circle, and codes of a line. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector zero_scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Harmonics.
Variable R : rcfType.
Local Notation H := (center R _).

(* columns of mean zero with no products of mean other than zero *)
Lemma cov_sums n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (forall k, \sum_i X i k = 0) ->
  (forall k l, \sum_i X i k * Y i l = 0) -> X^T *m H *m Y = 0.
Proof.
move=> x xy; rewrite centerE mulmxBr mulmx1 -scalemxAr mulmxA.
have -> : X^T *m ones R n = 0.
  by apply/matrixP => k l; rewrite !mxE -[RHS](x k); apply: eq_bigr => i _; rewrite !mxE mulr1.
rewrite mul0mx scaler0 subr0; apply/matrixP => k l; rewrite !mxE -[RHS](xy k l).
by apply: eq_bigr => i _; rewrite mxE.
Qed.

(* cos kt and sin kt from cos t and sin t *)
Fixpoint harmonic (c s : R) k : R * R :=
  if k is j.+1 then let: (x, y) := harmonic c s j in (x * c - y * s, y * c + x * s) else (1, 0).

Lemma harmonic_back c s k : c ^+ 2 + s ^+ 2 = 1 ->
  (harmonic c s k.+1).1 * c + (harmonic c s k.+1).2 * s = (harmonic c s k).1 /\
  (harmonic c s k.+1).2 * c - (harmonic c s k.+1).1 * s = (harmonic c s k).2.
Proof.
move=> u /=; case: (harmonic c s k) => x y /=.
by split; rewrite -[RHS]mulr1 -u; ring.
Qed.

Lemma harmonicS c s k :
  (harmonic c s k.+1).1 = (harmonic c s k).1 * c - (harmonic c s k).2 * s /\
  (harmonic c s k.+1).2 = (harmonic c s k).2 * c + (harmonic c s k).1 * s.
Proof. by rewrite /=; case: harmonic. Qed.

Lemma harmonic1 c s : harmonic c s 1 = (c, s).
Proof. by rewrite /= !mul1r !mul0r subr0 add0r. Qed.

(* twists/circle_against_two_frequencies: the circle and its second and third harmonics on angles with sum cos kt =
   sum sin kt = 0 for k = 1, 2, 3, 4 (as for m >= 5 equally spaced points) are uncorrelated: CKA and both R^2 are 0;
   and t = 3t - 2t reads the circle from them by products. *)
Theorem twists_circle_against_two_frequencies n (c s : 'cV[R]_n) :
  let cosine k i := (harmonic (c i 0) (s i 0) k).1 in let sine k i := (harmonic (c i 0) (s i 0) k).2 in
  (forall i, c i 0 ^+ 2 + s i 0 ^+ 2 = 1) ->
  (forall k, (1 <= k <= 4)%N -> \sum_i cosine k i = 0 /\ \sum_i sine k i = 0) ->
  let X : 'M[R]_(n, 2) := \matrix_(i, l) nth 0 [:: c i 0; s i 0] l in
  let Y : 'M[R]_(n, 4) := \matrix_(i, l) nth 0 [:: cosine 2%N i; sine 2%N i; cosine 3%N i; sine 3%N i] l in
  [/\ forall i, c i 0 = cosine 3%N i * cosine 2%N i + sine 3%N i * sine 2%N i,
      forall i, s i 0 = sine 3%N i * cosine 2%N i - cosine 3%N i * sine 2%N i &
      [/\ X^T *m H *m Y = 0, cka X Y = 0, r2 X Y = 0 & r2 Y X = 0]].
Proof.
move=> cosine sine unit moments X Y.
have next k i : cosine k.+1 i = cosine k i * c i 0 - sine k i * s i 0 /\
    sine k.+1 i = sine k i * c i 0 + cosine k i * s i 0 by apply: harmonicS.
have back k i : cosine k.+1 i * c i 0 + sine k.+1 i * s i 0 = cosine k i /\
    sine k.+1 i * c i 0 - cosine k.+1 i * s i 0 = sine k i by apply: harmonic_back.
have one i : cosine 1%N i = c i 0 /\ sine 1%N i = s i 0 by rewrite /cosine /sine harmonic1.
have thirds i : cosine 3%N i * cosine 2%N i + sine 3%N i * sine 2%N i = c i 0 /\
    sine 3%N i * cosine 2%N i - cosine 3%N i * sine 2%N i = s i 0.
  have [-> ->] := next 2%N i; have [c2 s2] := back 1%N i; have [c1 s1] := one i.
  have u2 : cosine 2%N i ^+ 2 + sine 2%N i ^+ 2 = 1.
    have [-> ->] := next 1%N i; rewrite c1 s1; transitivity ((c i 0 ^+ 2 + s i 0 ^+ 2) ^+ 2); first by ring.
    by rewrite unit expr1n.
  split; [rewrite -[RHS]mul1r -u2|rewrite -[RHS]mul1r -u2]; ring.
have products k i : [/\ c i 0 * cosine k.+1 i = 2%:R^-1 * (cosine k.+2 i + cosine k i),
    c i 0 * sine k.+1 i = 2%:R^-1 * (sine k.+2 i + sine k i),
      s i 0 * cosine k.+1 i = 2%:R^-1 * (sine k.+2 i - sine k i) &
    s i 0 * sine k.+1 i = 2%:R^-1 * (cosine k i - cosine k.+2 i)].
  have [-> ->] := next k.+1 i; have [<- <-] := back k i.
  by split; field.
have sums k : (1 <= k <= 2)%N -> [/\ \sum_i c i 0 * cosine k.+1 i = 0, \sum_i c i 0 * sine k.+1 i = 0,
    \sum_i s i 0 * cosine k.+1 i = 0 & \sum_i s i 0 * sine k.+1 i = 0].
  move=> /andP[k1 k2]; have [a b] : \sum_i cosine k i = 0 /\ \sum_i sine k i = 0.
    by apply: moments; rewrite k1 (leq_trans k2).
  have [a' b'] : \sum_i cosine k.+2 i = 0 /\ \sum_i sine k.+2 i = 0 by apply: moments; rewrite !ltnS k2.
  split.
  - transitivity (\sum_i 2%:R^-1 * (cosine k.+2 i + cosine k i)); first by apply: eq_bigr => i _;
    have [] := products k i.
    by rewrite -mulr_sumr big_split /= a a' addr0 mulr0.
  - transitivity (\sum_i 2%:R^-1 * (sine k.+2 i + sine k i)); first by apply: eq_bigr => i _; have [] := products k i.
    by rewrite -mulr_sumr big_split /= b b' addr0 mulr0.
  - transitivity (\sum_i 2%:R^-1 * (sine k.+2 i - sine k i)); first by apply: eq_bigr => i _; have [] := products k i.
    by rewrite -mulr_sumr sumrB b b' subr0 mulr0.
  transitivity (\sum_i 2%:R^-1 * (cosine k i - cosine k.+2 i)); first by apply: eq_bigr => i _; have [] := products k i.
  by rewrite -mulr_sumr sumrB a a' subr0 mulr0.
split; [by move=> i; have [] := thirds i|by move=> i; have [] := thirds i|].
apply: unrelatedP; have [a2 b2 d2 e2] := sums 1%N isT; have [a3 b3 d3 e3] := sums 2%N isT.
have [c0 s0] := moments 1%N isT.
apply: cov_sums => [k|k l].
  rewrite (eq_bigr (fun i => nth 0 [:: cosine 1%N i; sine 1%N i] k)) => [|i _]; last by rewrite mxE;
    have [-> ->] := one i.
  by case: k => [[|[|k]] Hk].
rewrite (eq_bigr (fun i => nth 0 [:: c i 0; s i 0] k *
  nth 0 [:: cosine 2%N i; sine 2%N i; cosine 3%N i; sine 3%N i] l)) => [|i _]; last by rewrite !mxE.
by case: k => [[|[|k]] Hk] //; case: l => [[|[|[|[|l]]]] Hl].
Qed.
End Harmonics.
