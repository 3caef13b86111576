(* Class probabilities that are close in KL leave CKA at zero. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector zero_scores nearest_centre class_probabilities
  exponential.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Divergence.
Variable R : rcfType.
Local Notation H := (center R _).
Variables e l : R -> R.

Definition logarithm := forall x, 0 < x -> e (l x) = x.

(* the logarithms of the probabilities, and the mean over samples of KL(softmax z_i || softmax w_i) *)
Definition log_softmax n C (Z : 'M[R]_(n, C)) i c : R := Z i c - l (\sum_k e (Z i k)).
Definition kl_divergence n C (Z W : 'M[R]_(n, C)) : R :=
  n%:R^-1 * \sum_i \sum_c e (log_softmax Z i c) * (log_softmax Z i c - log_softmax W i c).

Lemma exp_log_softmax n C (Z : 'M[R]_(n, C)) i c : is_exp e -> logarithm ->
  e (log_softmax Z i c) = softmax e Z i c.
Proof.
move=> ee ll; have s0 := exp_sum_gt0 Z i c ee; rewrite !mxE; apply: (mulIf (lt0r_neq0 s0)).
have [eD _] := ee; rewrite mulfVK ?gt_eqF // /log_softmax -[X in _ * X](ll _ s0) -eD.
by rewrite ?(ll _ s0) subrK.
Qed.

(* a number added to every logit of a row is not seen *)
Lemma kl_shift n C (Z W : 'M[R]_(n, C)) (a b : 'cV_n) : is_exp e -> logarithm ->
  kl_divergence (Z + a *m (ones R C)^T) (W + b *m (ones R C)^T) = kl_divergence Z W.
Proof.
move=> ee ll; have same (U : 'M[R]_(n, C)) (t : 'cV_n) i c :
    log_softmax (U + t *m (ones R C)^T) i c = log_softmax U i c.
  apply: (exp_inj ee); rewrite !exp_log_softmax //.
  have [h _] := classification_equal_softmax_equal_centred_logits (U + t *m (ones R C)^T) U ee.
  by congr (fun_of_matrix _ i c); apply/h; rewrite row_shift; exists t.
congr (_ * _); apply: eq_bigr => i _; apply: eq_bigr => c _.
by rewrite !same.
Qed.

(* -s times the squared distances of the samples *)
Definition distance_logits n p (X : 'M[R]_(n, p)) (s : R) : 'M[R]_n := \matrix_(i, j) - (s * row_distance X i j).

Lemma distance_logits_heads n p (X : 'M[R]_(n, p)) s :
  s *: centre_logits X = distance_logits X s + (s *: \col_i (X *m X^T) i i) *m (ones R n)^T.
Proof.
apply/matrixP => i c; rewrite !mxE !big_ord1 !mxE mul1r mulr1 /row_distance !fip_lin.
by rewrite (fipC (row c X) (row i X)) !fip_rows !mxE; ring.
Qed.

Lemma row_distanceii n p (X : 'M[R]_(n, p)) i : row_distance X i i = 0.
Proof. by rewrite /row_distance subrr fip0l. Qed.

Lemma kl_row n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) s d i : is_exp e -> logarithm -> 0 < s ->
  (forall j, i != j -> d <= row_distance X i j) -> (forall j, i != j -> d <= row_distance Y i j) ->
  let P := log_softmax (distance_logits X s) in let Q := log_softmax (distance_logits Y s) in
  \sum_c e (P i c) * (P i c - Q i c) <= e (- (s * d)) * (s * (\sum_j row_distance Y i j) + n.-1%:R).
Proof.
move=> ee ll s0 dX dY; cbv zeta.
set P := log_softmax (distance_logits X s); set Q := log_softmax (distance_logits Y s); have [eD e1] := ee;
  set E := e (- (s * d)).
have Psum : \sum_c e (P i c) = 1.
  have s1 := exp_sum_gt0 (distance_logits X s) i i ee.
  rewrite (eq_bigr (fun c => e (distance_logits X s i c) / \sum_k e (distance_logits X s i k))) => [|c _].
    by rewrite -mulr_suml divff // gt_eqF.
  by rewrite exp_log_softmax // mxE.
have P0 c : P i c <= 0.
  rewrite -(ler_add2l 1) addr0; apply: le_trans (e1 _) _; rewrite -Psum (bigD1 c) //= ler_addl.
  by apply: sumr_ge0 => k _; apply: ltW (exp_gt0 _ ee).
pose S m (Z : 'M[R]_(n, m)) := \sum_k e (distance_logits Z s i k).
have Ssplit m (Z : 'M[R]_(n, m)) : S m Z = 1 + \sum_(k | k != i) e (distance_logits Z s i k).
  by rewrite /S (bigD1 i) //= mxE row_distanceii mulr0 oppr0 exp0.
have small m (Z : 'M[R]_(n, m)) k : (forall j, i != j -> d <= row_distance Z i j) -> k != i ->
    e (distance_logits Z s i k) <= E.
  by move=> dZ ki; apply: exp_le => //; rewrite mxE ler_opp2 ler_pmul2l // dZ // eq_sym.
have PE c : c != i -> e (P i c) <= E.
  move=> ci; apply: le_trans (small _ _ _ dX ci); rewrite exp_log_softmax // mxE ler_pdivr_mulr ?(exp_sum_gt0 _ _ i) //.
  rewrite ler_pemulr ?(ltW (exp_gt0 _ ee)) // -/(S p X) Ssplit ler_addl.
  by apply: sumr_ge0 => k _; apply: ltW (exp_gt0 _ ee).
pose r := l (S q Y); have r1 : r <= E *+ n.-1.
  have := e1 r; rewrite /r ll ?(exp_sum_gt0 _ _ i) // Ssplit ler_add2l => /le_trans; apply.
  apply: le_trans (_ : \sum_(k | k != i) E <= _); first by apply: ler_sum => k; apply: small.
  by rewrite sumr_const (@eq_card _ _ (predC1 i)) // cardC1 card_ord.
apply: le_trans (_ : \sum_c e (P i c) * (s * row_distance Y i c + r) <= _).
  apply: ler_sum => c _; rewrite ler_pmul2l ?exp_gt0 // /Q /log_softmax -/(S q Y) -/r mxE.
  by rewrite opprD !opprK ger_addr.
rewrite (eq_bigr (fun c => e (P i c) * (s * row_distance Y i c) + e (P i c) * r)) => [|c _]; last by rewrite mulrDr.
rewrite big_split /= -mulr_suml Psum mul1r mulrDr; apply: ler_add; last by rewrite mulr_natr.
rewrite mulr_sumr mulr_sumr; apply: ler_sum => c _; have [->|ci] := eqVneq c i.
  by rewrite row_distanceii !mulr0.
by rewrite ler_wpmul2r ?PE // mulr_ge0 ?(ltW s0) // fip_ge0.
Qed.

(* classification/kl_to_zero_gives_no_floor: features without covariance, all of whose squared distances are at least
   d, have nearest-centre heads, times s, whose mean KL divergence is at most e^(-sd)(s/n sum |y_i - y_j|^2 + n - 1),
   while CKA is zero, for the features and for the logits. e is the exponential function, and l the logarithm. *)
Theorem classification_kl_to_zero_gives_no_floor n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) s d :
  is_exp e -> logarithm -> 0 < s -> X^T *m H *m Y = 0 ->
  (forall i j, i != j -> d <= row_distance X i j) -> (forall i j, i != j -> d <= row_distance Y i j) ->
  let bound := e (- (s * d)) * (s / n%:R * (\sum_i \sum_j row_distance Y i j) + n.-1%:R) in
  [/\ kl_divergence (distance_logits X s) (distance_logits Y s) <= bound /\
      kl_divergence (s *: centre_logits X) (s *: centre_logits Y) <= bound,
      logit_distance (s *: centre_logits X) (distance_logits X s) = 0,
      logit_distance (s *: centre_logits Y) (distance_logits Y s) = 0, cka X Y = 0 &
      cka (s *: centre_logits X) (s *: centre_logits Y) = 0].
Proof.
move=> ee ll s0 E dX dY bound; have near m (Z : 'M[R]_(n, m)) :
    logit_distance (s *: centre_logits Z) (distance_logits Z s) = 0.
  rewrite /logit_distance distance_logits_heads (addrC (distance_logits _ _)) addrK /class_centred -mulmxA
    ones_center mulmx0.
  exact: fip0l.
have le : kl_divergence (distance_logits X s) (distance_logits Y s) <= bound.
  have le1 : kl_divergence (distance_logits X s) (distance_logits Y s) <=
      n%:R^-1 * \sum_(i < n) e (- (s * d)) * (s * (\sum_j row_distance Y i j) + n.-1%:R).
    rewrite ler_wpmul2l ?invr_ge0 ?ler0n //; apply: ler_sum => i _.
    by apply: kl_row => // j ij; [apply: dX|apply: dY].
  apply: (le_trans le1); rewrite /bound -mulr_sumr mulrCA ler_wpmul2l ?(ltW (exp_gt0 _ ee)) // big_split /= mulrDr
    -mulr_sumr mulrCA mulrA.
  rewrite ler_add2l sumr_const card_ord -[X in _ * X]mulr_natl.
  have [->|n0] := posnP n; first by rewrite mul0r mulr0.
  by rewrite mulKf // pnatr_eq0 -lt0n.
split; rewrite ?near ?cka_uncorrelated //.
  by split=> //; rewrite !distance_logits_heads kl_shift.
by rewrite !linearZ /= -!scalemxAl centre_logits_cov // !scaler0.
Qed.

(* classification/kl_to_zero_gives_no_floor: the bound goes to zero with s. *)
Theorem classification_kl_to_zero_gives_no_floor_limit A B d eps :
  is_exp e -> 0 <= A -> 0 <= B -> 0 < d -> 0 < eps ->
  exists s0, forall s, s0 <= s -> e (- (s * d)) * (s * A + B) <= eps.
Proof.
move=> ee A0 B0 d0 eps0; have [eD e1] := ee.
pose u := 4%:R * (A + B) / (eps * d ^+ 2); have u0 : 0 <= u.
  by rewrite divr_ge0 ?mulr_ge0 ?addr_ge0 ?ler0n ?sqr_ge0 // ltW.
exists (1 + u) => s s1; have sge1 : 1 <= s by apply: le_trans s1; rewrite ler_addl.
have s0 : 0 < s by apply: lt_le_trans sge1.
have sd0 : 0 < s * d by rewrite mulr_gt0.
have big : (s * d) ^+ 2 / 4%:R <= e (s * d).
  have h : s * d / 2%:R <= e (s * d / 2%:R) by apply: le_trans (e1 _); rewrite ler_addr.
  have -> : e (s * d) = e (s * d / 2%:R) * e (s * d / 2%:R).
    by rewrite -eD; congr (e _); field.
  have -> : (s * d) ^+ 2 / 4%:R = (s * d / 2%:R) * (s * d / 2%:R) by field.
  by rewrite ler_pmul // divr_ge0 ?ler0n // ltW.
have inv : e (- (s * d)) * e (s * d) = 1 by rewrite -eD addrC subrr exp0.
have sAB : s * A + B <= s * (A + B) by rewrite mulrDr ler_add2l ler_pemull.
rewrite -(ler_pmul2l (exp_gt0 (s * d) ee)) mulrA (mulrC (e (s * d))) inv mul1r.
apply: le_trans sAB _; apply: le_trans (_ : (s * d) ^+ 2 / 4%:R * eps <= _); last by rewrite ler_wpmul2r // ltW.
have -> : (s * d) ^+ 2 / 4%:R * eps = s * (s * (d ^+ 2 * eps / 4%:R)) by field.
rewrite ler_pmul2l //; apply: le_trans (_ : u * (d ^+ 2 * eps / 4%:R) <= _).
  rewrite /u le_eqVlt; apply/orP; left; apply/eqP; field.
  by rewrite !gt_eqF.
rewrite ler_wpmul2r; first by [].
  by apply: divr_ge0 (ler0n _ 4); apply: mulr_ge0 (ltW eps0); apply: sqr_ge0.
by apply: le_trans s1; rewrite ler_addr ler01.
Qed.
End Divergence.
