(* What linear probes need of projectors: their trace is the rank, and larger column spaces predict more. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section ProbeTools.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma trace_row_proj k n (B : 'M[R]_(k, n)) : row_free B -> \tr (row_proj B) = k%:R.
Proof.
by move=> /gram_unitmx U; rewrite /row_proj mxtrace_mulC mulmxA -/(gram B) mulmxV // mxtrace1.
Qed.

Lemma trace_proj n p (A : 'M[R]_(n, p)) : \tr (proj A) = (\rank A)%:R.
Proof. by rewrite /proj unlock trace_row_proj ?row_base_free // mxrank_tr. Qed.

(* what lies in the span of A is kept *)
Lemma proj_keep n p q (A : 'M[R]_(n, p)) (C : 'M[R]_(p, q)) : proj A *m (A *m C) = A *m C.
Proof. by rewrite mulmxA proj_id. Qed.

Lemma proj_nest n p q (A : 'M[R]_(n, p)) (W : 'M[R]_(p, q)) : proj A *m proj (A *m W) = proj (A *m W).
Proof. by have [D ->] := proj_col (A *m W); rewrite -mulmxA proj_keep. Qed.

Lemma proj_nestr n p q (A : 'M[R]_(n, p)) (W : 'M[R]_(p, q)) : proj (A *m W) *m proj A = proj (A *m W).
Proof. by rewrite -[LHS]trmxK trmx_mul !proj_tr proj_nest proj_tr. Qed.

(* no directions are lost where the ranks agree *)
Lemma proj_same_rank n p q (A : 'M[R]_(n, p)) (W : 'M[R]_(p, q)) :
  \rank (A *m W) = \rank A -> proj (A *m W) = proj A.
Proof.
move=> E; have S : ((A *m W)^T <= A^T)%MS by rewrite trmx_mul submxMl.
have /andP[_ /submxP [D ED]] : ((A *m W)^T == A^T)%MS by rewrite -(mxrank_leqif_eq S) !mxrank_tr E.
by apply: (@proj_span _ _ _ _ _ _ W D^T) => //; apply: trmx_inj; rewrite [RHS]trmx_mul trmxK -ED.
Qed.

Lemma fip_proj_sqr n p m (A : 'M[R]_(n, p)) (Y : 'M[R]_(n, m)) :
  fip (proj A *m Y) (proj A *m Y) = fip Y (proj A *m Y).
Proof. exact: fip_proj. Qed.

(* a larger column space predicts more *)
Lemma fip_proj_mono n p q m (A : 'M[R]_(n, p)) (W : 'M[R]_(p, q)) (Y : 'M[R]_(n, m)) :
  fip Y (proj (A *m W) *m Y) <= fip Y (proj A *m Y).
Proof.
rewrite -!fip_proj_sqr -{1 2}(proj_nestr A W) -!(mulmxA (proj (A *m W))) fip_proj_sqr.
exact: fip_proj_le.
Qed.

Lemma fip_mulr_proj n p m (A : 'M[R]_(n, p)) (Y : 'M[R]_(m, n)) :
  fip (Y *m proj A) (Y *m proj A) <= fip Y Y.
Proof. by rewrite -fip_tr -[X in _ <= X]fip_tr trmx_mul proj_tr fip_proj_sqr fip_proj_le. Qed.

Lemma r2E n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  r2 X Y = fip (proj (H *m X) *m (H *m Y)) (proj (H *m X) *m (H *m Y)) / fip (H *m Y) (H *m Y).
Proof. by rewrite /r2 fip_proj_sqr. Qed.

Lemma r2_all n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  H *m Y != 0 -> proj (H *m X) *m (H *m Y) = H *m Y -> r2 X Y = 1.
Proof. by move=> y0 E; rewrite /r2 E divff // fip_eq0. Qed.

Lemma trace_cgram n p (X : 'M[R]_(n, p)) : \tr (cgram X) = fip (H *m X) (H *m X).
Proof. by rewrite cgramE /gram mxtrace_mulC. Qed.

Lemma center_center n p (X : 'M[R]_(n, p)) : H *m (H *m X) = H *m X.
Proof. by rewrite mulmxA center_idem. Qed.

End ProbeTools.
