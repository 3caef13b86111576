(* Modular addition at two disjoint key sets, and what it takes to undo a frequency doubling. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector zero_scores harmonics cyclic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Networks.
Variables (R : rcfType) (m : nat) (c s : R).
Local Notation H := (center R m).
Local Notation C := (rcos c s).
Local Notation S := (rsin c s).

(* circles of radius 1 at the frequencies f: the hidden features of a network of these keys for every value of a + b *)
Definition key_circles K (f : 'I_K -> nat) : 'M[R]_(m, K + K) := circles m c s f (fun=> 1).
Definition disjoint_keys K L (f : 'I_K -> nat) (g : 'I_L -> nat) :=
  forall k l, ~~ (f k == g l %[mod m]) && ~~ (m %| f k + g l)%N.

Lemma disjoint_cov K L (f : 'I_K -> nat) (g : 'I_L -> nat) : rotation m c s -> disjoint_keys f g ->
  (key_circles f)^T *m H *m key_circles g = 0.
Proof.
move=> r d; apply/eqP; rewrite -hsic_eq0 hsic_circles // big1 ?mulr0 // => k _; apply: big1 => l _.
by have /andP[/negbTE a /negbTE b] := d k l; rewrite /spectral_weight /meets a b addr0 if_same mul0r.
Qed.

(* the logit of class i minus that of class j on the value i *)
Lemma logit_entry K (f : 'I_K -> nat) (i j : 'I_m) :
  (key_circles f *m (key_circles f)^T) i j = \sum_k (C (f k * i) * C (f k * j) + S (f k * i) * S (f k * j)).
Proof.
rewrite tr_row_mx mul_row_col mxE [X in X + _]mxE [X in _ + X]mxE -big_split; apply: eq_bigr => k _.
by rewrite !mxE !mul1r.
Qed.

Lemma rcos_le1 k : rotation m c s -> C k <= 1.
Proof.
move=> r; apply: le_trans (ler_norm _) _; rewrite -(@expr_le1 _ 2) ?normr_ge0 // real_normK ?num_real //.
by rewrite -(rot_unit k r) ler_addl sqr_ge0.
Qed.

Lemma close_term k (i j : 'I_m) : rotation m c s -> let x := C (k * i) * C (k * j) + S (k * i) * S (k * j) in
  x <= 1 /\ (coprime k m -> i != j -> x < 1).
Proof.
move=> r; wlog ji : i j / (j <= i)%N => [wl x|].
  have [/wl//|/ltnW/wl] := leqP j i; rewrite /x (mulrC (C (k * i))) (mulrC (S (k * i))).
  by move=> [a b]; split=> // cp ij; apply: b; rewrite // eq_sym.
have [e _] := rot_sub (k := k * i) (l := k * j) r (leq_mul (leqnn k) ji).
rewrite /= -e -mulnBr; split=> [|cp ij]; first exact: rcos_le1.
rewrite lt_neqAle rcos_le1 // andbT (rcos_eq1 _ r) Gauss_dvdr 1?coprime_sym // gtnNdvd //.
  by rewrite subn_gt0 ltn_neqAle ji andbT eq_sym.
by apply: leq_ltn_trans (leq_subr _ _) (ltn_ord i).
Qed.

Lemma keys_right K (f : 'I_K -> nat) : rotation m c s -> (exists k, coprime (f k) m) -> forall i j : 'I_m, i != j ->
  let Z := key_circles f *m (key_circles f)^T in Z i j < Z i i.
Proof.
move=> r [k0 cp] i j ij; rewrite /= !logit_entry (bigD1 k0) //= [X in _ < X](bigD1 k0) //=.
have own k : C (f k * i) * C (f k * i) + S (f k * i) * S (f k * i) = 1 by rewrite -!expr2 (rot_unit _ r).
apply: ltr_le_add; first by rewrite own; apply: (close_term _ _ _ r).2.
by apply: ler_sum => k _; rewrite own; apply: (close_term _ _ _ r).1.
Qed.

(* twists/modular_addition: networks that add modulo m by circles at the keys f and at the keys g, disjoint up to
   sign, each with a key coprime to m: the logit of a + b is the largest in both, on every value of a + b, and hidden
   features and logits have CKA (and hidden features R^2) zero, though the logits differ. The embedding of a is the
   same circles; each value of a + b occurs m times among the inputs, which no score sees. *)
Theorem twists_modular_addition K L (f : 'I_K -> nat) (g : 'I_L -> nat) : (0 < m)%N -> rotation m c s ->
  disjoint_keys f g -> (exists k, coprime (f k) m) -> (exists l, coprime (g l) m) ->
  let X := key_circles f in let Y := key_circles g in
  [/\ forall i j, i != j -> (X *m X^T) i j < (X *m X^T) i i, forall i j, i != j -> (Y *m Y^T) i j < (Y *m Y^T) i i,
      unrelated X Y, (X *m X^T)^T *m H *m (Y *m Y^T) = 0 /\ cka (X *m X^T) (Y *m Y^T) = 0 & X *m X^T != Y *m Y^T].
Proof.
move=> m0 r d cf cg X Y; have E : X^T *m H *m Y = 0 by apply: disjoint_cov.
have E2 := cov_maps X^T Y^T E.
split; [exact: keys_right|exact: keys_right|exact: unrelatedP|by split=> //; exact: cka_uncorrelated|].
apply/eqP => same; have [k0 cp] := cf; have [l0 _] := cg.
have m1 : (1 < m)%N.
  by rewrite ltn_neqAle m0 andbT; apply: contraTneq (d k0 l0) => <-; rewrite !modn1 eqxx.
have : hsic X Y = hsic X X by rewrite !hsicE /cgram /gram same.
have -> : hsic X Y = 0 by apply/eqP; rewrite hsic_eq0 E.
rewrite hsic_circles // => /esym/eqP; rewrite mulf_eq0 gt_eqF ?divr_gt0 ?exprn_gt0 ?ltr0n //=.
have w0 k l : 0 <= spectral_weight R m (f k) (f l) * (1 ^+ 2 * 1 ^+ 2).
  by rewrite /spectral_weight /meets; case: ifP; rewrite ?mul0r // mulr_ge0 ?addr_ge0 ?ler0n // !expr1n mulr1 ler01.
rewrite psumr_eq0 => [/allP/(_ k0 (mem_index_enum _))/=|k _]; last by apply: sumr_ge0.
rewrite psumr_eq0 => [/allP/(_ k0 (mem_index_enum _))/=|k _]; last exact: w0.
have nd : (m %| f k0)%N = false.
  by apply/negbTE; apply/negP => /gcdn_idPr e; move: cp; rewrite /coprime e => /eqP m11; move: m1; rewrite m11.
rewrite /spectral_weight nd /meets eqxx /= !expr1n !mulr1 gt_eqF //.
by apply: lt_le_trans (ltr01) _; rewrite ler_addl ler0n.
Qed.

(* twists/modular_addition: the logits are sums over the keys of cos 2 pi k(i - j)/m (with i + m - j for i - j), and the
   two networks have R^2 = 0 both ways and CKA zero in their logits as in their hidden features. *)
Theorem twists_modular_addition_logits K L (f : 'I_K -> nat) (g : 'I_L -> nat) : rotation m c s ->
  disjoint_keys f g -> let X := key_circles f in let Y := key_circles g in
  [/\ forall i j : 'I_m, (X *m X^T) i j = \sum_k C (f k * (i + (m - j))),
      forall i j : 'I_m, (Y *m Y^T) i j = \sum_k C (g k * (i + (m - j))),
      unrelated (X *m X^T) (Y *m Y^T) & unrelated X Y].
Proof.
move=> r d X Y; have E : X^T *m H *m Y = 0 by apply: disjoint_cov.
have entry N (h : 'I_N -> nat) (i j : 'I_m) :
    (key_circles h *m (key_circles h)^T) i j = \sum_k C (h k * (i + (m - j))).
  rewrite logit_entry; apply: eq_bigr => k _; rewrite mulnDr rcos_add mulnBr.
  have [-> ->] := rot_sub (k := h k * m) (l := h k * j) r (leq_mul (leqnn _) (ltnW (ltn_ord j))).
  by have [-> ->] := rot_one r (dvdn_mull (h k) (dvdnn m)); ring.
split; [exact: entry|exact: entry|apply: unrelatedP; exact: cov_maps|exact: unrelatedP].
Qed.

(* Chebyshev polynomials *)
Fixpoint chebyshev (k : nat) (x : R) : R :=
  match k with 0%N => 1 | 1%N => x | (j.+1 as l).+1 => 2%:R * x * chebyshev l x - chebyshev j x end.

Lemma chebyshev_cos k a : rotation m c s -> chebyshev k (C a) = C (k * a).
Proof.
move=> r; elim/ltn_ind: k => -[|[|k]] IH; rewrite ?mul1n //.
have -> : chebyshev k.+2 (C a) = 2%:R * C a * chebyshev k.+1 (C a) - chebyshev k (C a) by [].
have := rot_unit a r; rewrite !IH // !mulSn !rcos_add rsin_add => u.
have -> : C a * (C a * C (k * a) - S a * S (k * a)) - S a * (S a * C (k * a) + C a * S (k * a)) =
  2%:R * C a * (C a * C (k * a) - S a * S (k * a)) - (C a ^+ 2 + S a ^+ 2) * C (k * a) by ring.
by rewrite u mul1r.
Qed.

(* twists/doubling_needs_a_high_degree: the polynomials of degree d in (cos 2t, sin 2t) are the frequencies 2, 4, ...,
   2d and the constant. On an odd number m of points they are uncorrelated with (cos t, sin t) for 2d < m - 1, and for
   2d = m - 1 they have R^2 = 1, by the Chebyshev polynomial of degree d: cos t = T_d(cos 2t), sin t = - sin 2dt. *)
Theorem twists_doubling_needs_a_high_degree d : odd m -> (3 <= m)%N -> rotation m c s ->
  let doubled := key_circles (fun k : 'I_d => (2 * k.+1)%N) in
  ((2 * d < m.-1)%N -> unrelated doubled (circle m c s 1)) /\
  ((2 * d)%N = m.-1 -> [/\ r2 doubled (circle m c s 1) = 1, forall j, C j = chebyshev d (C (2 * j)) &
     forall j, S j = - S (2 * d * j)]).
Proof.
move=> om m3 r doubled; have m0 : (0 < m)%N by apply: leq_trans m3.
have low (k : 'I_d) : (2 * k.+1 <= 2 * d)%N by rewrite leq_mul2l /= ltn_ord.
have one : ~~ (m %| 1)%N by rewrite dvdn1 gtn_eqF // (leq_trans _ m3).
have cov k : hsic (circle m c s k) (circle m c s 1) = m%:R ^+ 2 / 2%:R * spectral_weight R m k 1 by apply: hsic_circle.
split=> [small|top].
  apply: unrelatedP; apply/eqP; rewrite -hsic_eq0 hsicE cgram_circles fipC fip_sumr big1 // => k _.
  rewrite fipC fip_lin -hsicE cov /spectral_weight /meets; have lm : ((2 * k.+1).+1 < m)%N.
    by rewrite -ltnS prednK // in small; apply: leq_ltn_trans small; rewrite ltnS low.
  have -> : (m %| 2 * k.+1 + 1)%N = false by rewrite addn1 gtnNdvd.
  have -> : (2 * k.+1 == 1 %[mod m]) = false.
    by rewrite !modn_small ?(ltn_trans _ lm) // ?(leq_trans _ m3) // mul2n -addnn addSn addnS.
  by rewrite addr0 if_same !mulr0.
case: d @doubled top low => [|d] doubled top low.
  have : (0 < m.-1)%N by rewrite -ltnS prednK // (leq_trans _ m3).
  by rewrite -top muln0.
have mE : (2 * d.+1).+1 = m by rewrite top prednK.
have last j : C (2 * d.+1 * j) = C j /\ S (2 * d.+1 * j) = - S j.
  have [mc ms] : C (m * j) = 1 /\ S (m * j) = 0 by apply: rot_one r _; apply: dvdn_mulr.
  have -> : (2 * d.+1 * j)%N = (m * j - j)%N by rewrite -mE mulSn addKn.
  have [-> ->] := rot_sub (k := m * j) (l := j) r (leq_pmull _ m0); rewrite mc ms !mul0r mul1r addr0 add0r.
  by rewrite mul1r.
have read : circle m c s 1 = doubled *m col_mx (\matrix_(k < d.+1, b < 2) ((k == ord_max) && (b == 0))%:R)
    (- \matrix_(k < d.+1, b < 2) ((k == ord_max) && (b != 0))%:R).
  rewrite /doubled /key_circles /circles mul_row_col mulmxN; apply/matrixP => j b.
  have pick (F : 'I_d.+1 -> R) e : \sum_k F k * ((k == ord_max) && e)%:R = F ord_max * e%:R.
    by rewrite (bigD1 ord_max) //= eqxx big1 ?addr0 // => k /negbTE->; rewrite mulr0.
  rewrite mxE [in RHS]mxE [X in X + _]mxE [X in _ + X]mxE [X in _ - X]mxE.
  rewrite (eq_bigr (fun k : 'I_d.+1 => C (2 * k.+1 * j) * ((k == ord_max) && (b == 0))%:R)); last first.
    by move=> k _; rewrite !mxE mul1r.
  rewrite [X in _ = _ - X](eq_bigr (fun k : 'I_d.+1 => S (2 * k.+1 * j) * ((k == ord_max) && (b != 0))%:R)); last first.
    by move=> k _; rewrite !mxE mul1r.
  rewrite (pick (fun k : 'I_d.+1 => C (2 * k.+1 * j))) (pick (fun k : 'I_d.+1 => S (2 * k.+1 * j))) mul1n.
  have [lc ls] := last j; rewrite [(2 * (ord_max : 'I_d.+1).+1)%N]/(2 * d.+1)%N lc ls.
  by case: (b == 0); rewrite /= mulr1 mulr0 ?subr0 // sub0r opprK.
split=> [|j|j].
- rewrite /r2 {2}read (mulmxA H) (mulmxA (proj _)) proj_id -mulmxA -read divff // fip_eq0 -hsic_self_eq0 cov.
  apply: mulf_neq0; first by rewrite gt_eqF ?divr_gt0 ?exprn_gt0 ?ltr0n.
  rewrite /spectral_weight (negbTE one) /meets eqxx /= gt_eqF //.
  by apply: lt_le_trans (ltr01) _; rewrite ler_addl ler0n.
- by rewrite chebyshev_cos // mulnA (mulnC d.+1) (proj1 (last j)).
by rewrite (proj2 (last j)) opprK.
Qed.
End Networks.
