(* Uncorrelated is not independent: a signal and its modulus. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd hsic1 exponential gaussian unbiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Uncorrelated.
Variables (R : rcfType) (E : R -> R).
Local Notation H := (center R _).
Local Notation one n := (ones R n).

Lemma sum_odd n (f : 'I_n -> R) : (forall i, f (rev_ord i) = - f i) -> \sum_i f i = 0.
Proof.
move=> odd; have e : \sum_i f i = - \sum_i f i.
  by rewrite {1}(reindex_inj rev_ord_inj) -sumrN; apply: eq_bigr => i _; rewrite odd.
have : 2%:R * (\sum_i f i) = 0 by rewrite mulr_natl mulr2n {2}e subrr.
by move/eqP; rewrite mulf_eq0 pnatr_eq0 => /eqP.
Qed.

(* two kernel matrices that both hold the same direction u, once centred, have a positive score *)
Lemma kernel_cka_shared n (K L : 'M[R]_n) (u : 'cV_n) :
  psd (K - gram u) -> psd (L - gram u) -> H *m u != 0 -> 0 < kernel_cka K L.
Proof.
move=> Ku Lu u0; rewrite /kernel_cka /mcos; set A := H *m K *m H; set B := H *m L *m H.
pose G := H *m gram u *m H; have GE : G = gram (H *m u) by apply: cgramE.
have AG : psd (A - G) by rewrite /A /G -mulmxBl -mulmxBr; apply: psd_center.
have BG : psd (B - G) by rewrite /B /G -mulmxBl -mulmxBr; apply: psd_center.
have Gp : psd G by rewrite GE; apply: gram_psd.
have Bp : psd B by rewrite -(subrK G B); apply: psd_plus.
have GG : 0 < fip G G by rewrite fip_gt0 GE gram_eq0.
have AB : 0 < fip A B.
  apply: lt_le_trans GG _; have := addr_ge0 (psd_trace_ge0 AG Bp) (psd_trace_ge0 Gp BG).
  by rewrite !fip_lin addrA subrK subr_ge0.
have A0 : A != 0 by apply: contra_ltN AB => /eqP ->; rewrite fip0l.
have B0 : B != 0 by apply: contra_ltN AB => /eqP ->; rewrite fip0r.
by rewrite divr_gt0 // sqrtr_gt0 mulr_gt0 ?fip_gt0.
Qed.

(* estimators/uncorrelated_is_not_independent: for a sample that is symmetric, x_{n+1-i} = -x_i, and its modulus,
   linear HSIC is 0 and Gaussian-kernel CKA, at bandwidth 1, is positive. *)
Theorem estimators_uncorrelated_is_not_independent n (X Y : 'cV[R]_n) :
  Num.archimedean_axiom R -> is_exp E ->
  (forall i, X (rev_ord i) 0 = - X i 0) -> (forall i, Y i 0 = `|X i 0|) -> H *m Y != 0 ->
  hsic0 (gram X) (gram Y) = 0 /\ 0 < kernel_cka (gaussian E 1 X) (gaussian E 1 Y).
Proof.
move=> arch HE sym YX Y0; split.
  have X1 : X^T *m one n = 0.
    apply/matrixP => i j; rewrite !ord1 mxE [RHS]mxE -[RHS](sum_odd sym).
    by apply: eq_bigr => k _; rewrite !mxE mulr1.
  have XY : X^T *m H *m Y = 0.
    rewrite centerE mulmxBr mulmx1 -scalemxAr mulmxA X1 mul0mx scaler0 subr0.
    apply/matrixP => i j; rewrite !ord1 mxE [RHS]mxE.
    rewrite -[RHS](@sum_odd n (fun k => X k 0 * `|X k 0|)) => [|k]; last by rewrite sym normrN mulNr.
    by apply: eq_bigr => k _; rewrite mxE YX.
  by rewrite hsic0_gram; move/eqP: XY; rewrite -hsic_eq0 => /eqP ->; rewrite mul0r.
have XY : bump E 1 Y = bump E 1 X.
  by apply/colP => i; rewrite !mxE !big_ord1 YX real_normK ?num_real.
apply: (@kernel_cka_shared _ _ _ (bump E 1 X)); first exact: gaussian_psd_bump.
  by rewrite -XY; apply: gaussian_psd_bump.
apply: contraNneq Y0 => u0; apply/eqP/center_eq0; move/center_eq0: u0 => [b ub].
have cst i : bump E 1 X i 0 = b 0 0 by rewrite ub mxE big_ord1 mxE mul1r.
have same i j : Y i 0 = Y j 0.
  have : bump E 1 X i 0 = bump E 1 X j 0 by rewrite !cst.
  rewrite !mxE !big_ord1 expr1n mulr1 => /(exp_inj HE) /oppr_inj /mulIf.
  rewrite invr_neq0 ?pnatr_eq0 // => /(_ isT) e; rewrite !YX; apply/eqP.
  by rewrite -(@eqr_expn2 _ 2) // !real_normK ?num_real // e.
case: n X Y {sym YX XY b ub cst} same => [|n] X Y same; first by exists 0; apply/matrixP => -[].
by exists (row 0 Y); apply/colP => i; rewrite mxE big_ord1 !mxE mul1r.
Qed.

End Uncorrelated.
