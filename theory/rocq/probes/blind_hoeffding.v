(* Hoeffding's bound on the mean of an exponential, from its functional equation: log(pi'exp z) <= pi'z + |z|^2/4. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius exponential.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Hoeffding.
Variables (R : realFieldType) (e : R -> R).
Implicit Types (s t x a : R).

Lemma exp_quotient t : is_exp e -> t < 1 -> e t <= (1 - t)^-1.
Proof.
move=> ee t1; have h : 0 < 1 - t by rewrite subr_gt0.
rewrite -[X in _ <= X]mul1r ler_pdivl_mulr //.
have : e t * (1 - t) <= e t * e (- t) by rewrite ler_wpmul2l ?ee.2 // ltW // exp_gt0.
by rewrite -ee.1 subrr exp0.
Qed.

Lemma exp_le_double t : is_exp e -> 0 <= t -> t <= 2%:R^-1 -> e t <= 1 + 2%:R * t.
Proof.
move=> ee t0 th; have t1 : t < 1 by rewrite (le_lt_trans th) // invf_lt1 ?ltr1n ?ltr0n.
apply: le_trans (exp_quotient ee t1) _; rewrite -[X in X <= _]mul1r ler_pdivr_mulr ?subr_gt0 // -subr_ge0.
have -> : (1 + 2%:R * t) * (1 - t) - 1 = t * (1 - 2%:R * t) by ring.
by rewrite mulr_ge0 // subr_ge0 mulrC -ler_pdivl_mulr ?ltr0n // mul1r.
Qed.

Lemma sinh_small s : is_exp e -> 0 <= s -> s <= 2%:R^-1 -> 0 <= e s - e (- s) <= 2%:R * s * (1 + s).
Proof.
move=> ee s0 sh; have s1 : s < 1 by rewrite (le_lt_trans sh) // invf_lt1 ?ltr1n ?ltr0n.
rewrite subr_ge0 exp_le //=; last by rewrite (le_trans _ s0) // oppr_le0.
have h : 0 < 1 - s by rewrite subr_gt0.
apply: le_trans (_ : (1 - s)^-1 - (1 - s) <= _); first by rewrite ler_add ?exp_quotient // ler_opp2 ee.2.
rewrite -(ler_pmul2r h) mulrBl mulVf ?gt_eqF // -subr_ge0.
have -> : 2%:R * s * (1 + s) * (1 - s) - (1 - (1 - s) * (1 - s)) = s ^+ 2 * (1 - 2%:R * s) by ring.
by rewrite mulr_ge0 ?sqr_ge0 // subr_ge0 mulrC -ler_pdivl_mulr ?ltr0n // mul1r.
Qed.

(* e(t) + e(-t) <= 2 + t^2 (1 + x)^2 for |t| <= 2x <= 1 *)
Lemma cosh_small t x : is_exp e -> `|t| <= 2%:R * x -> 2%:R * x <= 1 ->
  e t + e (- t) <= 2%:R + t ^+ 2 * (1 + x) ^+ 2.
Proof.
move=> ee tx x1; wlog t0 : t tx / 0 <= t => [h|].
  have [/h|/ltW tn] := lerP 0 t; first exact.
  by rewrite addrC -{2}(opprK t) -(sqrrN t) h ?normrN ?oppr_ge0.
rewrite ger0_norm // in tx; set s := t / 2%:R; have tE : t = s + s by rewrite /s; field.
have s0 : 0 <= s by rewrite divr_ge0 ?ler0n.
have sx : s <= x by rewrite ler_pdivr_mulr ?ltr0n // mulrC.
have sh : s <= 2%:R^-1 by rewrite (le_trans sx) // -[X in _ <= X]mul1r ler_pdivl_mulr ?ltr0n // mulrC.
have /andP[d0 d1] := sinh_small ee s0 sh.
have E : e t + e (- t) = 2%:R + (e s - e (- s)) ^+ 2.
  have p : e s * e (- s) = 1 by rewrite -ee.1 subrr exp0.
  rewrite tE opprD !ee.1; move: p; move: (e s) (e (- s)) => u v p.
  have -> : 2%:R = 2%:R * (u * v) by rewrite p mulr1.
  by ring.
rewrite E ler_add2l; apply: le_trans (_ : (2%:R * s * (1 + s)) ^+ 2 <= _).
  by rewrite ler_expn2r ?nnegrE // (le_trans d0).
have -> : 2%:R * s = t by rewrite tE; ring.
rewrite exprMn ler_wpmul2l ?sqr_ge0 // ler_expn2r ?nnegrE ?addr_ge0 ?ler01 ?ler_add2l //.
exact: le_trans sx.
Qed.

Section Weights.
Variables (C : nat) (w u : 'I_C -> R).
Let W := \sum_c w c.

(* the spread of weighted numbers: sum w_c w_d (u_c - u_d)^2 <= (sum w)^2 sum (u_c + a)^2 *)
Lemma spread a : (forall c, 0 <= w c) ->
  \sum_c \sum_d w c * w d * (u c - u d) ^+ 2 <= W ^+ 2 * \sum_c (u c + a) ^+ 2.
Proof.
move=> w0.
apply: le_trans (_ : \sum_c \sum_d (c != d)%:R * (w c * w d * (2%:R * ((u c + a) ^+ 2 + (u d + a) ^+ 2))) <= _).
  apply: ler_sum => c _; apply: ler_sum => d _; have [<-|cd] := eqVneq c d.
    by rewrite subrr expr0n /= mulr0 mul0r.
  rewrite mul1r ler_wpmul2l ?mulr_ge0 // -subr_ge0.
  have -> : 2%:R * ((u c + a) ^+ 2 + (u d + a) ^+ 2) - (u c - u d) ^+ 2 = (u c + a + (u d + a)) ^+ 2 by ring.
  exact: sqr_ge0.
have -> : \sum_c \sum_d (c != d)%:R * (w c * w d * (2%:R * ((u c + a) ^+ 2 + (u d + a) ^+ 2)))
    = \sum_c 4%:R * (w c * (u c + a) ^+ 2) * (W - w c).
  pose F c d := (c != d)%:R * (w c * w d * (2%:R * (u c + a) ^+ 2)).
  have key (i p q s t : R) : i * (p * q * (2%:R * (s + t))) = i * (p * q * (2%:R * s)) + i * (q * p * (2%:R * t)).
    by ring.
  have key2 (i p q s : R) : i * (p * q * s) = p * s * (i * q) by ring.
  transitivity (\sum_c \sum_d (F c d + F d c)).
    by apply: eq_bigr => c _; apply: eq_bigr => d _; rewrite /F [d == c]eq_sym key.
  under eq_bigr do rewrite big_split; rewrite big_split /= [X in _ + X]exchange_big /= -big_split /=.
  apply: eq_bigr => c _; rewrite -mulr2n -mulr_natl.
  have -> : \sum_d F c d = w c * (2%:R * (u c + a) ^+ 2) * \sum_d (c != d)%:R * w d.
    by rewrite mulr_sumr; apply: eq_bigr => d _; rewrite /F key2.
  have -> : \sum_d (c != d)%:R * w d = W - w c.
    rewrite /W (bigD1 c) //= eqxx mul0r add0r [in RHS](bigD1 c) //= [RHS]addrAC subrr add0r.
    by apply: eq_bigr => d dc; rewrite eq_sym dc mul1r.
  by ring.
rewrite mulr_sumr; apply: ler_sum => c _; rewrite -subr_ge0.
have -> : W ^+ 2 * (u c + a) ^+ 2 - 4%:R * (w c * (u c + a) ^+ 2) * (W - w c)
    = ((W - 2%:R * w c) * (u c + a)) ^+ 2 by ring.
exact: sqr_ge0.
Qed.

Lemma two_means a x : is_exp e -> (forall c, 0 <= w c) -> (forall c d, `|u c - u d| <= 2%:R * x) -> 2%:R * x <= 1 ->
  (\sum_c w c * e (u c)) * (\sum_c w c * e (- u c))
  <= W ^+ 2 * (1 + (1 + x) ^+ 2 / 2%:R * \sum_c (u c + a) ^+ 2).
Proof.
move=> ee w0 ux x1.
have -> : (\sum_c w c * e (u c)) * (\sum_c w c * e (- u c)) = \sum_c \sum_d w c * w d * e (u c - u d).
  by rewrite mulr_suml; apply: eq_bigr => c _; rewrite mulr_sumr; apply: eq_bigr => d _; rewrite ee.1; ring.
set T := \sum_c _; have two : T + T <= 2%:R * W ^+ 2 + (1 + x) ^+ 2 * \sum_c \sum_d w c * w d * (u c - u d) ^+ 2.
  have {2}-> : T = \sum_c \sum_d w c * w d * e (- (u c - u d)).
    by rewrite /T exchange_big; apply: eq_bigr => c _; apply: eq_bigr => d _; rewrite opprB [w c * _]mulrC.
  have -> : 2%:R * W ^+ 2 = \sum_c \sum_d w c * w d * 2%:R.
    rewrite expr2 /W mulr_suml mulr_sumr; apply: eq_bigr => c _; rewrite !mulr_sumr; apply: eq_bigr => d _.
    by rewrite mulrC.
  rewrite mulr_sumr -!big_split /=; apply: ler_sum => c _; rewrite mulr_sumr -!big_split /=.
  apply: ler_sum => d _; rewrite -mulrDr mulrCA -mulrDr ler_wpmul2l ?mulr_ge0 // [_ ^+ 2 * _]mulrC.
  exact: cosh_small.
have p2 : 0 < 2%:R :> R by rewrite ltr0n.
rewrite -(ler_pmul2l p2) mulr_natl mulr2n; apply: le_trans two _.
have -> : 2%:R * (W ^+ 2 * (1 + (1 + x) ^+ 2 / 2%:R * \sum_c (u c + a) ^+ 2))
    = 2%:R * W ^+ 2 + (1 + x) ^+ 2 * (W ^+ 2 * \sum_c (u c + a) ^+ 2) by field.
by rewrite ler_add2l ler_wpmul2l ?sqr_ge0 // spread.
Qed.

End Weights.

Section Steps.
Variables (C : nat) (f : 'I_C -> R) (z : 'I_C -> R) (N : nat).
Let mu := \sum_c f c * z c.
Let u c := (z c - mu) / N.+1%:R.
Let phi k := \sum_c f c * e (u c *+ k).
Let S := \sum_c z c ^+ 2.
Let D := \sum_c `|z c|.
Let x := D / N.+1%:R.
Let B := 1 + (1 + x) ^+ 2 / 2%:R * (S / N.+1%:R ^+ 2).

Lemma step_gap c d : `|u c - u d| <= 2%:R * x.
Proof.
have n0 : 0 < N.+1%:R :> R by rewrite ltr0Sn.
have -> : u c - u d = (z c - z d) / N.+1%:R by rewrite /u -mulrBl; congr (_ / _); ring.
rewrite normrM normfV (ger0_norm (ltW n0)) /x mulrA ler_pmul2r ?invr_gt0 //.
have h i : `|z i| <= D by rewrite /D (bigD1 i) //= ler_addl sumr_ge0.
by apply: le_trans (ler_norm_sub _ _) _; rewrite mulr_natl mulr2n ler_add.
Qed.

Lemma step_size : \sum_c (u c + mu / N.+1%:R) ^+ 2 = S / N.+1%:R ^+ 2.
Proof. by rewrite /S [RHS]mulr_suml; apply: eq_bigr => c _; rewrite /u -mulrDl subrK expr_div_n. Qed.

Lemma mean_exp_gt0 (v : 'I_C -> R) : is_exp e -> (forall c, 0 <= f c) -> \sum_c f c = 1 -> 0 < \sum_c f c * e (v c).
Proof.
move=> ee f0 f1; have p c : 0 <= f c * e (v c) by rewrite mulr_ge0 // ltW // exp_gt0.
rewrite lt_def sumr_ge0 ?andbT // psumr_eq0 //; apply/negP => /allP h.
suff : \sum_c f c = 0 by rewrite f1 => /eqP; rewrite oner_eq0.
apply: big1 => c _; have /= := h c (mem_index_enum c); rewrite mulf_eq0 => /orP[/eqP //|/eqP ec].
by have := exp_gt0 (v c) ee; rewrite ec ltxx.
Qed.

Lemma step_mean : \sum_c f c = 1 -> \sum_c f c * u c = 0.
Proof.
move=> f1; rewrite (eq_bigr (fun c => (f c * z c - f c * mu) / N.+1%:R)) => [|c _]; last by rewrite /u mulrA mulrBr.
by rewrite -mulr_suml sumrB -[X in _ - X]mulr_suml f1 mul1r subrr mul0r.
Qed.

Lemma phi0 : is_exp e -> \sum_c f c = 1 -> phi 0 = 1.
Proof. by move=> ee f1; rewrite -f1; apply: eq_bigr => c _; rewrite mulr0n exp0 // mulr1. Qed.

Lemma phi1 : is_exp e -> (forall c, 0 <= f c) -> \sum_c f c = 1 -> 2%:R * x <= 1 -> phi 1 <= B.
Proof.
move=> ee f0 f1 x1; have := two_means (mu / N.+1%:R) ee f0 step_gap x1; rewrite f1 expr1n mul1r step_size -/B.
apply: le_trans; rewrite -[X in X <= _]mulr1 ler_pmul2l ?mean_exp_gt0 //.
  have {1}-> : 1 = \sum_c f c * (1 - u c).
    by under eq_bigr do rewrite mulrBr mulr1; rewrite sumrB step_mean // f1 subr0.
  by apply: ler_sum => c _; rewrite ler_wpmul2l // ee.2.
Qed.

Lemma phi_step k : is_exp e -> (forall c, 0 <= f c) -> 2%:R * x <= 1 -> phi k.+2 * phi k <= phi k.+1 ^+ 2 * B.
Proof.
move=> ee f0 x1; have w0 c : 0 <= f c * e (u c *+ k.+1) by rewrite mulr_ge0 // ltW // exp_gt0.
have := two_means (mu / N.+1%:R) ee w0 step_gap x1; rewrite step_size -/B -/(phi k.+1).
have -> : \sum_c f c * e (u c *+ k.+1) * e (u c) = phi k.+2.
  by apply: eq_bigr => c _; rewrite -mulrA -ee.1 [u c *+ k.+2]mulrSr.
have -> // : \sum_c f c * e (u c *+ k.+1) * e (- u c) = phi k.
by apply: eq_bigr => c _; rewrite -mulrA -ee.1 mulrSr addrK.
Qed.

Lemma B_ge1 : 1 <= B.
Proof. by rewrite ler_addl mulr_ge0 ?divr_ge0 ?sqr_ge0 ?ler0n // sumr_ge0 // => c _; rewrite sqr_ge0. Qed.

Lemma phi_ratio k : is_exp e -> (forall c, 0 <= f c) -> \sum_c f c = 1 -> 2%:R * x <= 1 ->
  phi k.+1 <= phi k * B ^+ k.+1.
Proof.
move=> ee f0 f1 x1; elim: k => [|k IH]; first by rewrite phi0 // mul1r expr1 phi1.
have p i : 0 < phi i by apply: mean_exp_gt0.
rewrite -(ler_pmul2r (p k)); apply: le_trans (phi_step k ee f0 x1) _.
have key (a b c d : R) : a * (c * b) * d = a * (d * c) * b by ring.
rewrite [B ^+ k.+2]exprSr key expr2 ler_wpmul2r ?(le_trans ler01 B_ge1) //.
by rewrite ler_pmul2l.
Qed.

Lemma phi_square k : is_exp e -> (forall c, 0 <= f c) -> \sum_c f c = 1 -> 2%:R * x <= 1 ->
  phi k ^+ 2 <= B ^+ (k * k.+1).
Proof.
move=> ee f0 f1 x1; elim: k => [|k IH]; first by rewrite phi0 // expr1n mul0n expr0.
have p i : 0 < phi i by apply: mean_exp_gt0.
have b0 : 0 <= B by rewrite (le_trans ler01 B_ge1).
have q i : 0 <= phi i by apply: ltW.
have h : phi k.+1 ^+ 2 <= (phi k * B ^+ k.+1) ^+ 2.
  by rewrite ler_expn2r ?nnegrE ?phi_ratio // mulr_ge0 ?exprn_ge0.
apply: le_trans h _; rewrite exprMn -exprM (_ : (k.+1 * k.+2 = k * k.+1 + k.+1 * 2)%N).
  by rewrite exprD ler_wpmul2r ?exprn_ge0.
by rewrite [(k * _)%N]mulnC -mulnDr addn2.
Qed.
Lemma steps_bound : is_exp e -> (forall c, 0 <= f c) -> \sum_c f c = 1 -> 2%:R * x <= 1 ->
  (\sum_c f c * e (z c - mu)) ^+ 2
  <= e (S / 2%:R * ((1 + x) ^+ 2 * (1 + N.+1%:R^-1))).
Proof.
move=> ee f0 f1 x1; have n0 : N.+1%:R != 0 :> R by rewrite pnatr_eq0.
have -> : \sum_c f c * e (z c - mu) = phi N.+1.
  by apply: eq_bigr => c _; rewrite /u -mulr_natr divfK.
apply: le_trans (phi_square N.+1 ee f0 f1 x1) _.
have -> : S / 2%:R * ((1 + x) ^+ 2 * (1 + N.+1%:R^-1)) = (B - 1) *+ (N.+1 * N.+2).
  rewrite -[(B - 1) *+ _]mulr_natr natrM -[N.+2]addn1 natrD /B.
  by move: n0; move: x S (N.+1%:R) => y s n n0; field.
rewrite exp_pow // ler_expn2r ?nnegrE ?(le_trans ler01 B_ge1) ?(ltW (exp_gt0 _ ee)) //.
by have := ee.2 (B - 1); rewrite addrC subrK.
Qed.

End Steps.

Lemma slack a b : 2%:R * a <= 1 -> b <= 1 -> 0 <= b -> 0 <= a -> (1 + a) ^+ 2 * (1 + b) <= 1 + (3%:R * a + 3%:R * b).
Proof.
move=> a1 b1 b0 a0; rewrite -subr_ge0.
have -> : 1 + (3%:R * a + 3%:R * b) - (1 + a) ^+ 2 * (1 + b)
  = (a * (1 - 2%:R * a) + a ^+ 2 * (1 - b)) + 2%:R * (b * (1 - a)) by ring.
have a2 : a <= 1 by apply: le_trans a1; rewrite mulr_natl mulr2n ler_addl.
by rewrite addr_ge0 ?addr_ge0 // mulr_ge0 ?ler0n ?sqr_ge0 ?mulr_ge0 ?subr_ge0.
Qed.

(* Hoeffding: the mean of exp(z) is at most exp(pi'z + |z|^2/4) *)
Theorem hoeffding C (f z : 'I_C -> R) : Num.archimedean_axiom R -> is_exp e -> (forall c, 0 <= f c) -> \sum_c f c = 1 ->
  \sum_c f c * e (z c) <= e (\sum_c f c * z c + (\sum_c z c ^+ 2) / 4%:R).
Proof.
move=> arch ee f0 f1; set mu := \sum_c f c * z c; set S := \sum_c z c ^+ 2; set D := \sum_c `|z c|.
set F := \sum_c f c * e (z c - mu).
have D0 : 0 <= D by apply: sumr_ge0. have S0 : 0 <= S by apply: sumr_ge0 => c _; rewrite sqr_ge0.
have F0 : 0 <= F by apply: sumr_ge0 => c _; rewrite mulr_ge0 // ltW // exp_gt0.
suff key : F ^+ 2 <= e (S / 2%:R).
  have -> : \sum_c f c * e (z c) = e mu * F.
    by rewrite mulr_sumr; apply: eq_bigr => c _; rewrite mulrCA -ee.1 addrC subrK.
  rewrite ee.1 ler_wpmul2l ?(ltW (exp_gt0 _ ee)) // -(@ler_pexpn2r _ 2) ?nnegrE ?(ltW (exp_gt0 _ ee)) //.
  have half : S / 2%:R = S / 4%:R + S / 4%:R by field.
  by apply: le_trans key _; rewrite half ee.1 expr2.
pose K := S * (3%:R * D + 3%:R) / 2%:R.
have K0 : 0 <= K by rewrite divr_ge0 ?ler0n // mulr_ge0 // addr_ge0 ?ler0n // mulr_ge0 ?ler0n.
have [M1 hM1] := arch (2%:R * D); have [M2 hM2] := arch (2%:R * K).
rewrite -subr_ge0; apply: (@archimedean_ge0 _ _ (2%:R * K * e (S / 2%:R)) (maxn M1 M2) arch) => -[//|N] MN.
have n0 : 0 < N.+1%:R :> R by rewrite ltr0Sn.
have big M (v : R) : `|v| < M%:R -> (M <= maxn M1 M2)%N -> v <= N.+1%:R.
  move=> vM MM; apply: le_trans (ler_norm _) _; apply: ltW; apply: lt_le_trans vM _.
  by rewrite ler_nat; apply: leq_trans MM (ltnW MN).
have x1 : 2%:R * (D / N.+1%:R) <= 1 by rewrite mulrA ler_pdivr_mulr // mul1r (big M1) // leq_maxl.
have small : 2%:R * (K / N.+1%:R) <= 1 by rewrite mulrA ler_pdivr_mulr // mul1r (big M2) // leq_maxr.
have := @steps_bound C f z N ee f0 f1 x1; rewrite -/mu -/F -/S -/D => bound.
have keyK (s d n : R) : s * (3%:R * d + 3%:R) / 2%:R * n = s / 2%:R * (3%:R * (d * n) + 3%:R * n) by field.
have up : S / 2%:R * ((1 + D / N.+1%:R) ^+ 2 * (1 + N.+1%:R^-1)) <= S / 2%:R + K / N.+1%:R.
  have y1 : N.+1%:R^-1 <= 1 :> R by rewrite invf_le1 // ler1n.
  have y0 : 0 <= N.+1%:R^-1 :> R by rewrite invr_ge0 ler0n.
  have x0 : 0 <= D / N.+1%:R by rewrite mulr_ge0.
  have -> : K / N.+1%:R = S / 2%:R * (3%:R * (D / N.+1%:R) + 3%:R * N.+1%:R^-1) by exact: keyK.
  rewrite -{2}[S / 2%:R]mulr1 -mulrDr ler_wpmul2l ?divr_ge0 ?ler0n //.
  exact: slack.
have /(le_trans bound) {bound up} bound := exp_le ee up.
have := exp_le_double ee _ _; move=> /(_ (K / N.+1%:R)) dbl.
have kk : 0 <= K / N.+1%:R by rewrite divr_ge0 ?ler0n.
have kh : K / N.+1%:R <= 2%:R^-1 by rewrite -[X in _ <= X]mul1r ler_pdivl_mulr ?ltr0n // mulrC.
rewrite ler_subr_addl -ler_subr_addr opprK; apply: le_trans bound _.
rewrite ee.1; apply: le_trans (ler_wpmul2l (ltW (exp_gt0 _ ee)) (dbl kk kh)) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (e _) (N.+1%:R^-1) => p q; ring.
Qed.
End Hoeffding.
