(* CKA, R^2 and the canonical correlations, all as traces in orthonormal bases of the two spans. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector predict_tools participation white_scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

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
