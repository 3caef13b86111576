(* No linear score is above the square of the largest canonical correlation. CKA, R^2 and the canonical correlations,
   all as traces in orthonormal bases of the two spans. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector nuclear readout_norms scores_canonical
  predict_tools participation white_scores.
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

Section Basis.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma cgram_basis n r p (E : 'M[R]_(n, r)) (S : 'M[R]_(r, p)) :
  cgram (E *m S) = H *m E *m gram S *m (H *m E)^T.
Proof. by rewrite cgramE mulmxA /gram trmx_mul !mulmxA. Qed.

(* <U A U', V B V'> = tr A C B C' with C = U'V, for symmetric A *)
Lemma fip_bases n r s (U : 'M[R]_(n, r)) (V : 'M[R]_(n, s)) (A : 'M[R]_r) (B : 'M[R]_s) : A^T = A ->
  fip (U *m A *m U^T) (V *m B *m V^T) = \tr (A *m (U^T *m V) *m B *m (U^T *m V)^T).
Proof.
move=> AT; rewrite fip_mulmr trmxK fip_mulml /fip AT.
by rewrite trmx_mul trmxK !mulmxA.
Qed.

Lemma fip_basis_proj n r s (U : 'M[R]_(n, r)) (V : 'M[R]_(n, s)) (B : 'M[R]_s) :
  fip (U *m U^T) (V *m B *m V^T) = \tr (U^T *m V *m B *m (U^T *m V)^T).
Proof. by rewrite -{1}[U]mulmx1 fip_bases ?trmx1 // mul1mx. Qed.

Lemma trace_basis n r (U : 'M[R]_(n, r)) (A : 'M[R]_r) : U^T *m U = 1%:M -> \tr (U *m A *m U^T) = \tr A.
Proof. by move=> UU; rewrite mxtrace_mulC mulmxA UU mul1mx. Qed.

Lemma norm_basis n r (U : 'M[R]_(n, r)) (A : 'M[R]_r) : U^T *m U = 1%:M -> A^T = A ->
  fip (U *m A *m U^T) (U *m A *m U^T) = fip A A.
Proof. by move=> UU AT; rewrite fip_bases // UU trmx1 !mulmx1 /fip AT. Qed.

(* probes/predictability_in_one_basis: for X = ES and Y = FT with orthonormal E_c, F_c that span what X_c and Y_c do,
   A = SS', B = TT', C = E_c'F_c: CKA is tr ACBC'/(|A||B|), R^2 is tr CBC'/tr B from X and tr C'AC/tr A from Y, and the
   squared canonical correlations sum to tr CC'. *)
Theorem probes_predictability_in_one_basis n r s p q
    (E : 'M[R]_(n, r)) (S : 'M[R]_(r, p)) (F : 'M[R]_(n, s)) (T : 'M[R]_(s, q)) :
  let X := E *m S in let Y := F *m T in let e := H *m E in let f := H *m F in
  let A := gram S in let B := gram T in let C := e^T *m f in
  e^T *m e = 1%:M -> f^T *m f = 1%:M -> proj (H *m X) = e *m e^T -> proj (H *m Y) = f *m f^T ->
  [/\ cka X Y = \tr (A *m C *m B *m C^T) / (Num.sqrt (fip A A) * Num.sqrt (fip B B)),
      r2 X Y = \tr (C *m B *m C^T) / \tr B,
      sum_rho2 X Y = \tr (C *m C^T)
    & r2 Y X = \tr (C^T *m A *m C) / \tr A].
Proof.
move=> X Y e f A B C ee ff PX PY.
have KX : cgram X = e *m A *m e^T by rewrite cgram_basis.
have KY : cgram Y = f *m B *m f^T by rewrite cgram_basis.
have AT : A^T = A by rewrite gram_tr.
have BT : B^T = B by rewrite gram_tr.
have trX : \tr (cgram X) = \tr A by rewrite KX trace_basis.
have trY : \tr (cgram Y) = \tr B by rewrite KY trace_basis.
have r2E m k (Z : 'M[R]_(n, m)) (W : 'M[R]_(n, k)) : r2 Z W = fip (proj (H *m Z)) (cgram W) / \tr (cgram W).
  by rewrite /r2 fip_proj_cgram trace_cgram.
split.
- by rewrite cka_norms /gram_norm KX KY !norm_basis // fip_bases.
- by rewrite r2E PX trY KY fip_basis_proj.
- by rewrite /sum_rho2 PX PY -{1}[f]mulmx1 fip_basis_proj mulmx1.
by rewrite r2E PY trX KX fip_basis_proj (_ : f^T *m e = C^T) ?trmxK // [RHS]trmx_mul trmxK.
Qed.

End Basis.
