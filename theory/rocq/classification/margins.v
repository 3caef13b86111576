(* Scores that get every sign right co-vary: what their margins and the rarer class dictate. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Mean.
Variables (R : realFieldType) (n : nat).
Implicit Types f g : 'I_n -> R.

(* the mean over the samples *)
Definition mean f : R := n%:R^-1 * \sum_i f i.

Lemma mean_le f g : (forall i, f i <= g i) -> mean f <= mean g.
Proof. by move=> fg; rewrite ler_wpmul2l ?invr_ge0 ?ler0n // ler_sum. Qed.
Lemma meanD f g : mean (fun i => f i + g i) = mean f + mean g.
Proof. by rewrite /mean big_split mulrDr. Qed.
Lemma meanZ c f : mean (fun i => c * f i) = c * mean f.
Proof. by rewrite /mean -mulr_sumr mulrCA. Qed.
Lemma eq_mean f g : f =1 g -> mean f = mean g.
Proof. by move=> fg; rewrite /mean; congr (_ * _); apply: eq_bigr => i _. Qed.
Lemma mean_cst c : (0 < n)%N -> mean (fun=> c) = c.
Proof. by move=> n0; rewrite /mean sumr_const card_ord -[c *+ n]mulr_natl mulKf // pnatr_eq0 -lt0n. Qed.
Lemma mean_norm f : `|mean f| <= mean (fun i => `|f i|).
Proof. by rewrite /mean normrM ger0_norm ?invr_ge0 ?ler0n // ler_wpmul2l ?invr_ge0 ?ler0n // ler_norm_sum. Qed.
Lemma mean_empty f : n = 0%N -> mean f = 0.
Proof. by move=> n0; rewrite /mean (_ : n%:R = 0 :> R) ?invr0 ?mul0r // n0. Qed.
End Mean.

Section Margins.
Variable R : realFieldType.
Variable n : nat.
Implicit Types y u v : 'cV[R]_n.
Implicit Types g h : R.
Local Notation H := (center R n).

(* the mean over samples of the product of the centred columns *)
Definition covariance u v : R := n%:R^-1 * fip (H *m u) (H *m v).
(* mean |u| in units of the least margin *)
Definition margin_ratio u g : R := mean (fun i => `|u i 0|) / g.
(* the share of the rarer of the labels 1 and -1 *)
Definition minority_share y : R := 2%:R^-1 * (1 - `|mean (fun i => y i 0)|).

Lemma fip_cols u v : fip u v = \sum_i u i 0 * v i 0.
Proof. by rewrite fipE big_ord1. Qed.

Lemma covarianceE u v :
  covariance u v = mean (fun i => u i 0 * v i 0) - mean (fun i => u i 0) * mean (fun i => v i 0).
Proof.
have one w : (ones R n)^T *m w = (\sum_i w i 0)%:M :> 'M_1.
  by rewrite [LHS]mx11_scalar !mxE; congr (_%:M); apply: eq_bigr => i _; rewrite !mxE mul1r.
rewrite /covariance fip_mulml center_tr mulmxA center_idem centerE mulmxBl mul1mx fipBr.
rewrite -scalemxAl fipZr -mulmxA -{1}(trmxK (ones R n)) -fip_mulml !one fip_cols.
rewrite /fip tr_scalar_mx -scalar_mxM mxtrace_scalar /mean.
by rewrite mulrBr; congr (_ - _); rewrite [LHS]mulrA [RHS]mulrACA.
Qed.

(* E|u| - 2kg bounds |E u| *)
Lemma mean_bound y u g : 0 <= g -> (forall i, y i 0 ^+ 2 = 1) -> (forall i, g <= y i 0 * u i 0) -> (0 < n)%N ->
  `|mean (fun i => u i 0)| <= mean (fun i => y i 0 * u i 0) - 2%:R * minority_share y * g.
Proof.
move=> g0 y2 yu n0.
have y1 i : `|y i 0| = 1.
  by apply/eqP; rewrite -(@eqr_expn2 _ 2) ?ler01 // real_normK ?num_real // y2 expr1n.
have -> : mean (fun i => u i 0) = mean (fun i => y i 0 * (y i 0 * u i 0 - g)) + g * mean (fun i => y i 0).
  rewrite -meanZ -meanD; apply: eq_mean => i.
  by rewrite mulrBr mulrA -expr2 y2 mul1r (mulrC g) subrK.
apply: le_trans (ler_norm_add _ _) _.
have -> : mean (fun i => y i 0 * u i 0) - 2%:R * minority_share y * g =
    mean (fun i => y i 0 * u i 0 - g) + g * `|mean (fun i => y i 0)|.
  rewrite meanD mean_cst // /minority_share mulrA divff ?pnatr_eq0 // mul1r; ring.
rewrite (normrM g) (ger0_norm g0) ler_add2r.
apply: le_trans (mean_norm _) _; apply: mean_le => i.
by rewrite normrM y1 mul1r ger0_norm // subr_ge0.
Qed.

(* E uv >= h E|u| + g E|v| - gh *)
Lemma mean_product y u v g h : (forall i, y i 0 ^+ 2 = 1) ->
  (forall i, g <= y i 0 * u i 0) -> (forall i, h <= y i 0 * v i 0) -> (0 < n)%N ->
  h * mean (fun i => y i 0 * u i 0) + g * mean (fun i => y i 0 * v i 0) - g * h
    <= mean (fun i => u i 0 * v i 0).
Proof.
move=> y2 yu yv n0; rewrite -!meanZ -(mean_cst (g * h) n0) -mulN1r -meanZ -!meanD.
apply: mean_le => i; have -> : u i 0 * v i 0 = (y i 0 * u i 0) * (y i 0 * v i 0).
  by rewrite mulrACA -expr2 y2 mul1r.
move: (yu i) (yv i); move: (y i 0 * u i 0) (y i 0 * v i 0) => a b ga hb.
rewrite -subr_ge0 (_ : _ - _ = (a - g) * (b - h)); last by ring.
by rewrite mulr_ge0 // subr_ge0.
Qed.

Lemma margin_ratioE y u g : 0 < g -> (forall i, y i 0 ^+ 2 = 1) -> (forall i, g <= y i 0 * u i 0) ->
  mean (fun i => y i 0 * u i 0) = margin_ratio u g * g.
Proof.
move=> g0 y2 yu; rewrite /margin_ratio mulfVK ?gt_eqF //; apply: eq_mean => i.
have y1 : `|y i 0| = 1.
  by apply/eqP; rewrite -(@eqr_expn2 _ 2) ?ler01 // real_normK ?num_real // y2 expr1n.
by rewrite -[LHS]ger0_norm ?normrM ?y1 ?mul1r // (le_trans (ltW g0)).
Qed.

(* classification/margins_force_covariance: two scores u, v that get every sign y right, by margins of at least g and
   h, have Cov(u, v)/(gh) >= a + b - 1 - (a - 2k)(b - 2k), where a = mean|u|/g, b = mean|v|/h and k is the share of
   the rarer label. *)
Theorem classification_margins_force_covariance y u v g h :
  0 < g -> 0 < h -> (forall i, y i 0 ^+ 2 = 1) ->
  (forall i, g <= y i 0 * u i 0) -> (forall i, h <= y i 0 * v i 0) ->
  let a := margin_ratio u g in let b := margin_ratio v h in let k := minority_share y in
  a + b - 1 - (a - 2%:R * k) * (b - 2%:R * k) <= covariance u v / (g * h).
Proof.
move=> g0 h0 y2 yu yv; set a := margin_ratio u g; set b := margin_ratio v h; set k := minority_share y.
cbv zeta; rewrite ler_pdivl_mulr ?mulr_gt0 // covarianceE.
have [n0|n0] := posnP n.
  have m0 (f : 'I_n -> R) : mean f = 0 by apply: mean_empty.
  have k1 : 2%:R * k = 1 by rewrite /k /minority_share m0 normr0 subr0 mulr1 divff ?pnatr_eq0.
  have [a0 b0] : a = 0 /\ b = 0 by rewrite /a /b /margin_ratio !m0 !mul0r.
  rewrite m0 m0 mul0r subr0 k1 a0 b0; move: (mulr_gt0 g0 h0); move: (g * h) => gh gh0.
  rewrite [X in X <= _](_ : _ = - (2%:R * gh)); last by ring.
  by rewrite oppr_le0 mulr_ge0 ?ler0n ?ltW.
have ku := mean_bound (ltW g0) y2 yu n0; have kv := mean_bound (ltW h0) y2 yv n0.
have uv := mean_product y2 yu yv n0.
rewrite (margin_ratioE g0 y2 yu) -/a -/k in ku uv; rewrite (margin_ratioE h0 y2 yv) -/b -/k in kv uv.
move: ku kv uv; move: (mean (fun i => u i 0)) (mean (fun i => v i 0)) (mean (fun i => u i 0 * v i 0)) => eu ev euv.
clearbody a b k => ku kv uv.
have p : eu * ev <= (a * g - 2%:R * k * g) * (b * h - 2%:R * k * h).
  by apply: le_trans (ler_norm _) _; rewrite normrM ler_pmul.
by apply: le_trans (ler_sub uv p); rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

(* classification/one_even_margin_is_enough: with a = mean|u|/g at most 1 + 2k, where k is the share of the rarer
   label, u co-varies with every score of the same signs: Cov(u, v) >= 2k(a + 1 - 2k)gh, however uneven v is. *)
Theorem classification_one_even_margin_is_enough y u v g h :
  0 < g -> 0 < h -> (forall i, y i 0 ^+ 2 = 1) ->
  (forall i, g <= y i 0 * u i 0) -> (forall i, h <= y i 0 * v i 0) ->
  let a := margin_ratio u g in let k := minority_share y in a <= 1 + 2%:R * k ->
  2%:R * k * (a + 1 - 2%:R * k) * (g * h) <= covariance u v.
Proof.
move=> g0 h0 y2 yu yv a k ak; have [n0|n0] := posnP n.
  have m0 (f : 'I_n -> R) : mean f = 0 by apply: mean_empty.
  rewrite covarianceE !m0 mul0r subr0 /a /k /margin_ratio /minority_share !m0 normr0 subr0 mulr1.
  by rewrite divff ?pnatr_eq0 // mul0r add0r subrr mulr0 mul0r.
rewrite -ler_pdivl_mulr ?mulr_gt0 //.
apply: le_trans (classification_margins_force_covariance g0 h0 y2 yu yv) => /=.
have b1 : 1 <= margin_ratio v h.
  rewrite -(@ler_pmul2r _ h) // mul1r -(margin_ratioE h0 y2 yv) -{1}(mean_cst h n0).
  exact: mean_le.
rewrite -/a -/k; move: (margin_ratio v h) b1 => b b1.
rewrite -subr_ge0 (_ : _ - _ = (b - 1) * (1 + 2%:R * k - a)); last by ring.
by rewrite mulr_ge0 // subr_ge0.
Qed.
End Margins.
