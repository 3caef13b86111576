(* The exponential by its functional equation and its tangent: the bounds that Gaussian kernels need. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* E(x + y) = E(x) E(y) and 1 + x <= E(x): over the real numbers this is the exponential function and no other. *)
Definition is_exp (R : realFieldType) (E : R -> R) :=
  (forall x y, E (x + y) = E x * E y) /\ (forall x, 1 + x <= E x).

Section Exponential.
Variables (R : realFieldType) (E : R -> R).
Implicit Types (x y t h : R) (m : nat).

Lemma exp0 : is_exp E -> E 0 = 1.
Proof.
move=> [EM E1]; have p : E 0 != 0 by rewrite gt_eqF // (lt_le_trans _ (E1 0)) ?addr0 ?ltr01.
by apply: (mulfI p); rewrite -EM addr0 mulr1.
Qed.

Lemma expN x : is_exp E -> E (- x) = (E x)^-1.
Proof.
move=> HE; have [EM _] := HE; have e : E x * E (- x) = 1 by rewrite -EM subrr exp0.
have x0 : E x != 0 by apply: contra_eq_neq e => ->; rewrite mul0r eq_sym oner_eq0.
by apply: (mulfI x0); rewrite e divff.
Qed.

Lemma exp_gt0 x : is_exp E -> 0 < E x.
Proof.
move=> HE; have [EM _] := HE; rewrite lt_def; apply/andP; split.
  have e : E x * E (- x) = 1 by rewrite -EM subrr exp0.
  by apply: contra_eq_neq e => ->; rewrite mul0r eq_sym oner_eq0.
have -> : x = x / 2%:R + x / 2%:R by field.
by rewrite EM -expr2 sqr_ge0.
Qed.

Lemma exp_lt x y : is_exp E -> x < y -> E x < E y.
Proof.
move=> HE xy; have [EM E1] := HE; have -> : y = x + (y - x) by ring.
rewrite EM -subr_gt0 -{2}[E x]mulr1 -mulrBr mulr_gt0 ?exp_gt0 // subr_gt0.
by apply: lt_le_trans (E1 _); rewrite ltr_addl subr_gt0.
Qed.

Lemma exp_le x y : is_exp E -> x <= y -> E x <= E y.
Proof. by move=> HE; rewrite le_eqVlt => /orP [/eqP ->|/exp_lt /ltW]; last apply. Qed.

Lemma exp_inj x y : is_exp E -> E x = E y -> x = y.
Proof.
move=> HE e; case: (ltgtP x y) => // /(exp_lt HE); by rewrite e ltxx.
Qed.

Lemma exp_pow x m : is_exp E -> E (x *+ m) = E x ^+ m.
Proof.
move=> HE; have [EM _] := HE; elim: m => [|m IH]; first by rewrite mulr0n exp0.
by rewrite mulrS EM IH exprS.
Qed.

Lemma exp_root x m : is_exp E -> (0 < m)%N -> E x = E (x / m%:R) ^+ m.
Proof. by move=> HE m0; rewrite -exp_pow // -[_ *+ m]mulr_natr divfK // pnatr_eq0 -lt0n. Qed.

Lemma bernoulli h m : -1 <= h -> 1 + m%:R * h <= (1 + h) ^+ m.
Proof.
move=> h1; have p : 0 <= 1 + h by rewrite addrC -ler_subl_addr sub0r.
elim: m => [|m IH]; first by rewrite mul0r addr0 expr0.
rewrite exprS; apply: le_trans (ler_wpmul2l p IH); rewrite -subr_ge0.
have -> : (1 + h) * (1 + m%:R * h) - (1 + m.+1%:R * h) = m%:R * h ^+ 2 by rewrite -addn1 natrD; ring.
by rewrite mulr_ge0 ?sqr_ge0 ?ler0n.
Qed.

Lemma bernoulli2 h m : 0 <= h -> 1 + m%:R * h + m%:R * (m%:R - 1) / 2%:R * h ^+ 2 <= (1 + h) ^+ m.
Proof.
move=> h0; elim: m => [|m IH]; first by rewrite !mul0r !addr0 expr0.
have p : 0 <= 1 + h by rewrite addr_ge0 ?ler01.
rewrite [(1 + h) ^+ _.+1]exprS; apply: le_trans (ler_wpmul2l p IH); rewrite -subr_ge0.
have -> : (1 + h) * (1 + m%:R * h + m%:R * (m%:R - 1) / 2%:R * h ^+ 2)
    - (1 + m.+1%:R * h + m.+1%:R * (m.+1%:R - 1) / 2%:R * h ^+ 2) = m%:R * (m%:R - 1) / 2%:R * h ^+ 3.
  by rewrite -addn1 natrD; field.
case: m {IH} => [|m]; first by rewrite !mul0r.
by rewrite !mulr_ge0 ?exprn_ge0 ?invr_ge0 ?ler0n // subr_ge0 ler1n.
Qed.

(* what is above every -c/m is not negative *)
Lemma archimedean_ge0 x c M : Num.archimedean_axiom R -> (forall m, (M < m)%N -> - (c / m%:R) <= x) -> 0 <= x.
Proof.
move=> arch h; rewrite leNgt; apply/negP => x0.
have [k kc] := arch (c / - x); pose m := (maxn k M).+1.
have m0 : 0 < m%:R :> R by rewrite ltr0n.
have := h m _; rewrite ltnS leq_maxr => /(_ isT); rewrite ler_oppl ler_pdivl_mulr // => cm.
have : c / - x < m%:R.
  by apply: le_lt_trans (ler_norm _) _; apply: lt_trans kc _; rewrite ltr_nat ltnS leq_maxl.
by rewrite ltr_pdivr_mulr ?oppr_gt0 // mulrC ltNge cm.
Qed.

Lemma exp_ge2 t : Num.archimedean_axiom R -> is_exp E -> 0 <= t -> 1 + t + t ^+ 2 / 2%:R <= E t.
Proof.
move=> arch HE t0; have [EM E1] := HE; rewrite -subr_ge0.
apply: (@archimedean_ge0 _ (t ^+ 2 / 2%:R) 0 arch) => m m0.
have mr : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have tm : 0 <= t / m%:R by rewrite divr_ge0 ?ler0n.
have : (1 + t / m%:R) ^+ m <= E t.
  by rewrite [E t](exp_root _ HE m0) ler_expn2r ?nnegrE ?E1 ?(ltW (exp_gt0 _ HE)) // addr_ge0 ?ler01.
move=> h; have {h} := le_trans (bernoulli2 m tm) h; move: (E t) => e; rewrite ler_subr_addl; apply: le_trans.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
Qed.

(* exp(-t) = 1 - t + r with 0 <= r <= t^2/2 *)
Lemma exp_taylor t : Num.archimedean_axiom R -> is_exp E -> 0 <= t -> 0 <= E (- t) - (1 - t) <= t ^+ 2 / 2%:R.
Proof.
move=> arch HE t0; rewrite subr_ge0 (HE.2 (- t)) /=; have := exp_ge2 arch HE t0.
have p : 0 < 1 + t + t ^+ 2 / 2%:R by rewrite ltr_paddr ?ltr_paddr ?divr_ge0 ?sqr_ge0 ?ltr01 ?ler0n.
rewrite expN // ler_subl_addr => e; apply: le_trans (_ : (1 + t + t ^+ 2 / 2%:R)^-1 <= _).
  by rewrite lef_pinv ?posrE ?exp_gt0.
rewrite -[X in X <= _]mul1r ler_pdivr_mulr // -subr_ge0.
have -> : (t ^+ 2 / 2%:R + (1 - t)) * (1 + t + t ^+ 2 / 2%:R) - 1 = (t ^+ 2) ^+ 2 / 4%:R by field.
by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
Qed.

(* (1 + x/m)^m is below exp(x), by a relative error of at most x^2/m *)
Lemma exp_limit x m : is_exp E -> `|x| < m%:R ->
  0 <= E x - (1 + x / m%:R) ^+ m <= E x * x ^+ 2 / m%:R.
Proof.
move=> HE xm; have m1 : 0 < m%:R :> R by apply: le_lt_trans xm.
have m0 : (0 < m)%N by rewrite -(ltr0n R).
have [lo hi] : -1 <= x / m%:R /\ x / m%:R <= 1.
  apply/andP; rewrite -ler_norml normrM normfV [`|m%:R|]ger0_norm ?ler0n // ler_pdivr_mulr // mul1r.
  exact: ltW.
have up y : -1 <= y / m%:R -> (1 + y / m%:R) ^+ m <= E y.
  move=> y1; rewrite [E y](exp_root _ HE m0) ler_expn2r ?nnegrE ?(ltW (exp_gt0 _ HE)) ?(HE.2) //.
  by rewrite addrC -ler_subl_addr sub0r.
rewrite subr_ge0 up //= ler_subl_addr -ler_subl_addl.
have := up (- x); rewrite mulNr ler_opp2 => /(_ hi) upN.
have p : 0 <= (1 + x / m%:R) ^+ m by rewrite exprn_ge0 // addrC -ler_subl_addr sub0r.
have b : 1 - x ^+ 2 / m%:R <= (1 + x / m%:R) ^+ m * (1 - x / m%:R) ^+ m.
  rewrite -exprMn [X in X ^+ m](_ : _ = 1 + - (x / m%:R) ^+ 2); last by move: (x / m%:R) => y; ring.
  have := @bernoulli (- (x / m%:R) ^+ 2) m; rewrite ler_opp2 => h; apply: le_trans (h _).
    rewrite le_eqVlt; apply/orP; left; apply/eqP; field; exact: lt0r_neq0.
  by rewrite -real_normK ?num_real // expr_le1 // ler_norml lo.
have := le_trans b (ler_wpmul2l p upN); rewrite expN // ler_pdivl_mulr ?exp_gt0 // => h.
by apply: le_trans h; rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (m%:R^-1) (E x) => u v; ring.
Qed.

End Exponential.
