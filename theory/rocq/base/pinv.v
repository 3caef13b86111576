(* The Moore-Penrose inverse over any real field, by a full-rank factorisation: its four equations, and uniqueness. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius projector.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section PseudoInverse.
Variable R : realFieldType.

(* of C F with independent columns of C and independent rows of F *)
Definition factor_pinv m r n (C : 'M[R]_(m, r)) (F : 'M[R]_(r, n)) : 'M[R]_(n, m) :=
  F^T *m invmx (gram F) *m invmx (gram C^T) *m C^T.

Fact pinv_key : unit. Proof. by []. Qed.
Definition pinv m n (A : 'M[R]_(m, n)) : 'M[R]_(n, m) :=
  locked_with pinv_key (factor_pinv (col_base A) (row_base A)).

(* every A is C F with independent columns of C and independent rows of F *)
Lemma pinv_factors m n (A : 'M[R]_(m, n)) : exists r (C : 'M[R]_(m, r)) (F : 'M[R]_(r, n)),
  [/\ A = C *m F, gram C^T \in unitmx, gram F \in unitmx & pinv A = factor_pinv C F].
Proof.
exists (\rank A), (col_base A), (row_base A); rewrite mulmx_base /pinv unlock; split=> //.
  by apply: gram_unitmx; rewrite -row_leq_rank mxrank_tr col_leq_rank col_base_full.
exact/gram_unitmx/row_base_free.
Qed.

Lemma pinvP m n (A : 'M[R]_(m, n)) : exists r (C : 'M[R]_(m, r)) (F : 'M[R]_(r, n)),
  [/\ A = C *m F, pinv A = factor_pinv C F, A *m pinv A = row_proj C^T, pinv A *m A = row_proj F &
      gram C^T \in unitmx /\ gram F \in unitmx].
Proof.
have [r [C [F [E UC UF EP]]]] := pinv_factors A; exists r, C, F; split=> //.
  rewrite EP E /factor_pinv /row_proj trmxK !mulmxA -(mulmxA C F) -/(gram F).
  by rewrite -(mulmxA C) mulmxV // mulmx1.
have -> : pinv A *m A = F^T *m invmx (gram F) *m (invmx (gram C^T) *m (C^T *m C)) *m F.
  by rewrite EP [in LHS]E /factor_pinv !mulmxA.
by rewrite -[X in C^T *m X]trmxK -/(gram C^T) mulVmx // mulmx1.
Qed.

Lemma pinv_mulr_tr m n (A : 'M[R]_(m, n)) : (A *m pinv A)^T = A *m pinv A.
Proof. by have [r [C [F [_ _ -> _ _]]]] := pinvP A; rewrite row_proj_tr. Qed.

Lemma pinv_mull_tr m n (A : 'M[R]_(m, n)) : (pinv A *m A)^T = pinv A *m A.
Proof. by have [r [C [F [_ _ _ -> _]]]] := pinvP A; rewrite row_proj_tr. Qed.

Lemma row_proj_fixE k n (B : 'M[R]_(k, n)) : gram B \in unitmx -> row_proj B *m B^T = B^T.
Proof. by move=> U; rewrite /row_proj -(mulmxA _ B) -/(gram B) -(mulmxA B^T) mulVmx // mulmx1. Qed.

Lemma pinvK m n (A : 'M[R]_(m, n)) : A *m pinv A *m A = A.
Proof.
have [r [C [F [E _ -> _ [UC _]]]]] := pinvP A.
by rewrite {1}E mulmxA -{2}(trmxK C) row_proj_fixE // trmxK -E.
Qed.

Lemma pinvVK m n (A : 'M[R]_(m, n)) : pinv A *m A *m pinv A = pinv A.
Proof.
have [r [C [F [_ EP _ -> [_ UF]]]]] := pinvP A.
by rewrite EP /factor_pinv !mulmxA row_proj_fixE.
Qed.

(* the four equations determine it *)
Theorem pinv_unique m n (A : 'M[R]_(m, n)) (B : 'M[R]_(n, m)) :
  A *m B *m A = A -> B *m A *m B = B -> (A *m B)^T = A *m B -> (B *m A)^T = B *m A -> B = pinv A.
Proof.
move=> ABA BAB AB BA; set P := pinv A.
have h1 : A *m B = A *m P.
  rewrite -{1}[A](pinvK A) -/P -mulmxA -[LHS]trmxK trmx_mul AB pinv_mulr_tr.
  by rewrite mulmxA ABA pinv_mulr_tr.
have h2 : B *m A = P *m A.
  rewrite -{1}[A](pinvK A) -/P !mulmxA -[LHS]trmxK -(mulmxA (B *m A)) trmx_mul BA pinv_mull_tr.
  by rewrite -(mulmxA P) (mulmxA A) ABA pinv_mull_tr.
by rewrite -BAB h2 -(mulmxA P) h1 mulmxA pinvVK.
Qed.

Lemma pinv_tr m n (A : 'M[R]_(m, n)) : pinv A^T = (pinv A)^T.
Proof.
apply/esym/pinv_unique; first by rewrite -!trmx_mul mulmxA pinvK.
- by rewrite -!trmx_mul mulmxA pinvVK.
- by rewrite -trmx_mul !pinv_mull_tr.
by rewrite -trmx_mul !pinv_mulr_tr.
Qed.

(* the projector onto the columns, by the pseudo-inverse *)
Lemma pinv_proj m n (A : 'M[R]_(m, n)) : A *m pinv A = proj A.
Proof. by apply: (@proj_unique _ _ _ _ _ (pinv A)); rewrite ?pinv_mulr_tr ?pinvK. Qed.

(* W (W^T W)^+ W^T is the projector onto the columns of W *)
Lemma pinv_gram_fix m n (W : 'M[R]_(m, n)) : W *m pinv (W^T *m W) *m (W^T *m W) = W.
Proof.
set G := W^T *m W; apply/eqP; rewrite -subr_eq0 -fip_eq0.
have E : W^T *m (W *m pinv G *m G - W) = 0 by rewrite mulmxBr (mulmxA W^T) (mulmxA W^T W) pinvK subrr.
have -> : W *m pinv G *m G - W = W *m (pinv G *m G - 1%:M) by rewrite mulmxBr mulmx1 (mulmxA W).
by rewrite fip_mulml mulmxBr mulmx1 (mulmxA W) E fip0r.
Qed.

Lemma pinv_gram_tr m n (W : 'M[R]_(m, n)) : (pinv (W^T *m W))^T = pinv (W^T *m W).
Proof. by rewrite -pinv_tr trmx_mul trmxK. Qed.

Lemma pinv_gram_proj m n (W : 'M[R]_(m, n)) : W *m pinv (W^T *m W) *m W^T = proj W.
Proof.
apply: (@proj_unique _ _ _ _ _ (pinv (W^T *m W) *m W^T)); last by rewrite mulmxA.
  by rewrite (trmx_mul (W *m _)) (trmx_mul W) trmxK pinv_gram_tr mulmxA.
by rewrite -mulmxA pinv_gram_fix.
Qed.
End PseudoInverse.
