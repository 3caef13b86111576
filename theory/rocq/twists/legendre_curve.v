(* A curve through three Legendre polynomials: uncorrelated with its parameter, regular, and read by a product. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Legendre.
Variable R : realFieldType.
Implicit Types p q : {poly R}.

(* the mean of t^k, and of a polynomial, for t uniform on [-1, 1] *)
Definition moment k : R := if odd k then 0 else k.+1%:R^-1.
Definition uniform_mean p : R := \sum_(i < size p) p`_i * moment i.

Definition legendre1 : {poly R} := 1 *: 'X^1.
Definition legendre2 : {poly R} := (3%:R / 2%:R) *: 'X^2 + (- 1 / 2%:R) *: 'X^0.
Definition legendre3 : {poly R} := (5%:R / 2%:R) *: 'X^3 + (- 3%:R / 2%:R) *: 'X^1.
Definition legendre5 : {poly R} := (63%:R / 8%:R) *: 'X^5 + (- 70%:R / 8%:R) *: 'X^3 + (15%:R / 8%:R) *: 'X^1.

Lemma uniform_mean_widen p m : (size p <= m)%N -> uniform_mean p = \sum_(i < m) p`_i * moment i.
Proof.
move=> le; rewrite /uniform_mean (big_ord_widen m (fun i => p`_i * moment i) le) big_mkcond.
by apply: eq_bigr => i _; case: ltnP => // h; rewrite nth_default ?mul0r.
Qed.

Lemma uniform_meanD p q : uniform_mean (p + q) = uniform_mean p + uniform_mean q.
Proof.
rewrite (uniform_mean_widen (size_add p q)) (uniform_mean_widen (leq_maxl (size p) (size q))).
rewrite (uniform_mean_widen (leq_maxr (size p) (size q))) -big_split.
by apply: eq_bigr => i _; rewrite coefD mulrDl.
Qed.

Lemma uniform_meanZ c p : uniform_mean (c *: p) = c * uniform_mean p.
Proof.
rewrite (uniform_mean_widen (size_scale_leq c p)) mulr_sumr.
by apply: eq_bigr => i _; rewrite coefZ mulrA.
Qed.

Lemma uniform_meanXn k : uniform_mean 'X^k = moment k.
Proof.
rewrite /uniform_mean size_polyXn (bigD1 ord_max) //= coefXn eqxx mul1r big1 ?addr0 // => i.
by rewrite coefXn -val_eqE /= => /negbTE->; rewrite mul0r.
Qed.

Definition mean_rules := (uniform_meanD, uniform_meanZ, uniform_meanXn).

(* twists/legendre_curve: with t uniform on [-1, 1] and Y = (P2, P3, c P5)(t), c != 0: all means and the covariances
   with t are 0; t is read from Y by a product of two components; Y is one to one, and its derivative is never 0. *)
Theorem twists_legendre_curve (c s t : R) : c != 0 -> s != t ->
  let y2 x := legendre2.[x] in let y3 x := legendre3.[x] in let y5 x := c * legendre5.[x] in
  let d2 := legendre2^`().[t] in let d3 := legendre3^`().[t] in let d5 := c * legendre5^`().[t] in
  [/\ [/\ uniform_mean legendre1 = 0, uniform_mean legendre2 = 0,
    uniform_mean legendre3 = 0 & uniform_mean legendre5 = 0],
      [/\ uniform_mean (legendre1 * legendre2) = 0, uniform_mean (legendre1 * legendre3) = 0 &
          uniform_mean (legendre1 * legendre5) = 0],
      t * c = 35%:R / 9%:R * (y2 t * y3 t * c - 4%:R / 15%:R * (y3 t * c) - 10%:R / 21%:R * y5 t),
      0 < (y2 t - y2 s) ^+ 2 + (y3 t - y3 s) ^+ 2 + (y5 t - y5 s) ^+ 2 &
      0 < d2 ^+ 2 + d3 ^+ 2 + d5 ^+ 2].
Proof.
move=> c0 st y2 y3 y5 d2 d3 d5.
have pos (a b d : R) : (a = 0 -> b = 0 -> d = 0 -> False) -> 0 < a ^+ 2 + b ^+ 2 + d ^+ 2.
  move=> h; rewrite lt_def !addr_ge0 ?sqr_ge0 // andbT; apply/eqP => e.
  have ab : 0 <= a ^+ 2 + b ^+ 2 by rewrite addr_ge0 ?sqr_ge0.
  move/eqP: e; rewrite paddr_eq0 ?sqr_ge0 // paddr_eq0 ?sqr_ge0 // !sqrf_eq0.
  by move=> /andP[/andP[/eqP a0 /eqP b0] /eqP d0]; exact: h.
have e2 x : y2 x = (3%:R * x ^+ 2 - 1) / 2%:R.
  by rewrite /y2 /legendre2 !(hornerD, hornerZ, hornerXn); field.
have e3 x : y3 x = (5%:R * x ^+ 3 - 3%:R * x) / 2%:R by rewrite /y3 /legendre3 !(hornerD, hornerZ, hornerXn); field.
have e5 x : y5 x = c * (63%:R * x ^+ 5 - 70%:R * x ^+ 3 + 15%:R * x) / 8%:R by rewrite /y5 /legendre5 !(hornerD,
  hornerZ, hornerXn); field.
have read x : x * c = 35%:R / 9%:R * (y2 x * y3 x * c - 4%:R / 15%:R * (y3 x * c) - 10%:R / 21%:R * y5 x).
  by rewrite e2 e3 e5; field.
split=> //.
- by rewrite /legendre1 /legendre2 /legendre3 /legendre5 !mean_rules /moment /=; split; field.
- have shift k (a : R) : legendre1 * (a *: 'X^k) = a *: 'X^k.+1 by rewrite /legendre1 scale1r expr1 -scalerAr -exprS.
  by rewrite /legendre2 /legendre3 /legendre5 !mulrDr !shift !mean_rules /moment /=; split; field.
- apply: pos => /eqP h2 /eqP h3 /eqP h5; move: h2 h3 h5; rewrite !subr_eq0 => /eqP h2 /eqP h3 /eqP h5.
  case/eqP: st; apply: (mulIf c0); rewrite (read s) (read t) h2 h3 h5 //.
apply: pos => z2 z3 _; have : t * (5%:R / 3%:R) * d2 - 2%:R / 3%:R * d3 = 1.
  by rewrite /d2 /d3 /legendre2 /legendre3 !(derivD, derivZ, derivXn) !(hornerD, hornerZ, hornerMn, hornerXn) /=; field.
by rewrite z2 z3 !mulr0 subrr => /esym/eqP; rewrite oner_eq0.
Qed.
End Legendre.
