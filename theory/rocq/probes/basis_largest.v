(* No linear score is above the square of the largest canonical correlation. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector nuclear readout_norms scores_canonical.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Largest.
Variable R : rcfType.
Local Notation H := (center R _).

(* the square of the largest canonical correlation: the largest eigenvalue of (PQ)(PQ)' = PQP, for the projectors P, Q
   onto the columns of X_c, Y_c *)
Definition top_correlation2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  op2 (proj (H *m X) *m proj (H *m Y)).

(* |M^T v| <= |M||v| *)
Lemma gram_le_norm m n (M : 'M[R]_(m, n)) (v : 'cV_m) : fip v (gram M *m v) <= fip M M * fip v v.
Proof.
set w := M^T *m v; have E : fip v (gram M *m v) = fip w w by rewrite /gram -mulmxA [RHS]fip_mulml trmxK.
have [w0|w0] := eqVneq w 0; first by rewrite E w0 fip0r mulr_ge0 ?fip_ge0.
have q : fip w w = fip (v *m w^T) M by rewrite [RHS]fip_mulmr trmxK [LHS]fip_mulml trmxK.
rewrite -fip_gt0 in w0; rewrite E -(ler_pmul2r w0) -expr2 {1}q; apply: le_trans (cauchy_schwarz _ _) _.
have -> : fip (v *m w^T) (v *m w^T) = fip v v * fip w w.
  by rewrite fip_mulml mulmxA fip_scalar mul_scalar_mx fipZr fip_tr.
by rewrite mulrC mulrA.
Qed.

Section Pair.
Variables (n p q : nat) (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)).
Let P := proj A.
Let Q := proj B.
Let rho2 := op2 (P *m Q).

(* on the columns of A the projector Q shrinks to rho at most *)
Lemma shrink_other m (M : 'M[R]_(n, m)) : P *m M = M -> fip (Q *m M) (Q *m M) <= rho2 * fip M M.
Proof.
move=> PM; rewrite -subr_ge0; have := psd_fip M (op2_psd (P *m Q)).
rewrite mulmxBl fipBr mul_scalar_mx fipZr -/rho2; congr (_ <= _ - _).
rewrite /gram trmx_mul !proj_tr -/P -/Q -!mulmxA PM (mulmxA Q Q) proj_idem.
have -> : fip M (P *m (Q *m M)) = fip M (Q *m M) by rewrite -[in RHS]PM [RHS]fip_mulml proj_tr -/P PM.
by rewrite fip_proj.
Qed.

Lemma pair_bound m (a b : 'M[R]_(n, m)) : P *m a = a -> Q *m b = b -> fip a b ^+ 2 <= rho2 * fip a a * fip b b.
Proof.
move=> Pa Qb; have -> : fip a b = fip (Q *m a) b by rewrite fip_mulml proj_tr Qb.
by apply: le_trans (cauchy_schwarz _ _) _; rewrite ler_wpmul2r ?fip_ge0 // shrink_other.
Qed.

Lemma shrink_back m (b : 'M[R]_(n, m)) : Q *m b = b -> fip (P *m b) (P *m b) <= rho2 * fip b b.
Proof.
move=> Qb; have Pa : P *m (P *m b) = P *m b by rewrite mulmxA proj_idem.
have := pair_bound Pa Qb; rewrite [fip (P *m b) b]fipC -fip_proj -/P expr2.
have [z|z] := eqVneq (P *m b) 0; first by rewrite z fip0r mulr_ge0 ?op2_ge0 ?fip_ge0.
by rewrite -fip_gt0 in z; rewrite mulrAC ler_pmul2r.
Qed.

(* matrices on either side *)
Lemma gram_bound (K L : 'M[R]_n) : K^T = K -> P *m K = K -> L^T = L -> Q *m L = L ->
  fip K L <= rho2 * Num.sqrt (fip K K * fip L L).
Proof.
move=> KT PK LT QL; have LQ : L *m Q = L by rewrite -[LHS]trmxK trmx_mul proj_tr LT QL LT.
have -> : fip K L = fip (Q *m K *m Q) L by rewrite fip_mulmr proj_tr LQ fip_mulml proj_tr QL.
have s : fip (Q *m K *m Q) (Q *m K *m Q) <= rho2 ^+ 2 * fip K K.
  rewrite -(mulmxA Q) expr2 -mulrA; apply: le_trans (shrink_other _) _; first by rewrite mulmxA PK.
  rewrite ler_wpmul2l ?op2_ge0 // -fip_tr trmx_mul proj_tr KT.
  exact: shrink_other.
apply: le_trans (ler_norm _) _.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?normr_ge0 ?mulr_ge0 ?op2_ge0 ?sqrtr_ge0 //.
rewrite real_normK ?num_real // exprMn sqr_sqrtr ?mulr_ge0 ?fip_ge0 // mulrA.
by apply: le_trans (cauchy_schwarz _ _) _; rewrite ler_wpmul2r ?fip_ge0.
Qed.

Lemma op2_le_nuc : rho2 <= nuc (P *m Q) ^+ 2.
Proof.
apply: op2_least; rewrite ?sqr_ge0 //; split=> [|v]; first by rewrite linearB /= tr_scalar_mx gram_tr.
rewrite mulmxBl fipBr mul_scalar_mx fipZr subr_ge0; apply: le_trans (gram_le_norm _ _) _.
by rewrite ler_wpmul2r ?fip_ge0 // nuc_frobenius.
Qed.

End Pair.

Lemma ratio_bound (a b c : R) : 0 <= b -> 0 <= c -> a <= c * b -> a / b <= c.
Proof.
move=> b0 c0 ac; have [->|bn] := eqVneq b 0; first by rewrite invr0 mulr0.
by rewrite ler_pdivr_mulr // lt_def bn.
Qed.

(* probes/largest_canonical_correlation: CKA, R^2 either way and the squared correlation of any two readouts a = X_c w,
   b = Y_c v are at most the square of the largest canonical correlation; and it, over the number of pairs, is at most
   mean CCA. *)
Theorem probes_largest_canonical_correlation n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) w v :
  let rho2 := top_correlation2 X Y in let a : 'cV_n := H *m X *m w in let b : 'cV_n := H *m Y *m v in
  [/\ cka X Y <= rho2, r2 X Y <= rho2, r2 Y X <= rho2, fip a b ^+ 2 <= rho2 * fip a a * fip b b
    & Num.sqrt rho2 / (canonical_pairs X Y)%:R <= mean_cca X Y].
Proof.
move=> rho2 a b; have rho0 : 0 <= rho2 := op2_ge0 _.
have px := proj_id (H *m X); have py := proj_id (H *m Y); split.
- rewrite /cka !hsicE; apply: ratio_bound; rewrite ?sqrtr_ge0 //.
  by apply: gram_bound; rewrite cgramE ?gram_tr // /gram mulmxA ?px ?py.
- by rewrite /r2 -fip_proj; apply: ratio_bound; rewrite ?fip_ge0 //; apply: shrink_back.
- by rewrite /r2 -fip_proj; apply: ratio_bound; rewrite ?fip_ge0 //; apply: shrink_other.
- by apply: pair_bound; rewrite mulmxA ?px ?py.
rewrite /mean_cca ler_wpmul2r ?invr_ge0 ?ler0n // -[X in _ <= X]ger0_norm ?nuc_ge0 //.
by rewrite -sqrtr_sqr ler_wsqrtr // op2_le_nuc.
Qed.

End Largest.
