(* The nuclear norm, by duality with contractions, and the Procrustes similarity NBS. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd rigid spectral eigen.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Nuclear.
Variable R : rcfType.
Local Notation H := (center R _).

(* the trace of the root of A^T A: the sum of the singular values of A *)
Definition nuc m n (A : 'M[R]_(m, n)) : R := \tr (psd_root (A^T *m A)).

(* Q lengthens no vector *)
Definition contraction m n (Q : 'M[R]_(m, n)) := forall v : 'cV_n, fip (Q *m v) (Q *m v) <= fip v v.

Lemma psd_tr_mul m n (A : 'M[R]_(m, n)) : psd (A^T *m A).
Proof. by rewrite -[X in A^T *m X]trmxK; apply: gram_psd. Qed.

Lemma tr_mul_sym m n (A : 'M[R]_(m, n)) : (A^T *m A)^T = A^T *m A.
Proof. by case: (psd_tr_mul A). Qed.

Lemma nucE m n (A : 'M[R]_(m, n)) : nuc A = \sum_i Num.sqrt (eigval (A^T *m A) i).
Proof. by rewrite /nuc trace_smap. Qed.

Lemma nuc_ge0 m n (A : 'M[R]_(m, n)) : 0 <= nuc A.
Proof. by rewrite nucE sumr_ge0 // => i _; apply: sqrtr_ge0. Qed.

(* contractions *)
Lemma contractionP m n (Q : 'M[R]_(m, n)) : contraction Q <-> psd (1%:M - Q^T *m Q).
Proof.
have E v : fip v ((1%:M - Q^T *m Q) *m v) = fip v v - fip (Q *m v) (Q *m v).
  by rewrite mulmxBl mul1mx fipBr fip_mulml mulmxA.
split=> [c|[_ p] v]; last by rewrite -subr_ge0 -E.
by split=> [|v]; rewrite ?linearB /= ?trmx1 ?tr_mul_sym // E subr_ge0.
Qed.

Lemma contraction_tr m n (Q : 'M[R]_(m, n)) : contraction Q -> contraction Q^T.
Proof.
move=> c v; set w := Q^T *m v; have [w0|wn] := eqVneq (fip w w) 0; first by rewrite w0 fip_ge0.
have wp : 0 < fip w w by rewrite lt_def wn fip_ge0.
have E : fip w w = fip v (Q *m w) by rewrite {1}/w fip_mulml trmxK.
have := cauchy_schwarz v (Q *m w); rewrite -E => h.
have := le_trans h (ler_wpmul2l (fip_ge0 v) (c w)).
by rewrite expr2 ler_pmul2r.
Qed.

Lemma contraction_mat m n p (Q : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) :
  contraction Q -> fip (Q *m B) (Q *m B) <= fip B B.
Proof.
move=> /contractionP P; rewrite -subr_ge0.
have -> : fip B B - fip (Q *m B) (Q *m B) = fip (gram B) (1%:M - Q^T *m Q).
  by rewrite fipBr /gram ![fip (B *m _) _]fip_mulmr trmxK mul1mx fip_mulml mulmxA fipC.
by apply: psd_trace_ge0 => //; apply: gram_psd.
Qed.

Lemma contractionM m n p (P : 'M[R]_(m, n)) (Q : 'M[R]_(n, p)) :
  contraction P -> contraction Q -> contraction (P *m Q).
Proof. by move=> cP cQ v; rewrite -mulmxA (le_trans (cP _)). Qed.

Lemma orth_contraction m n (Q : 'M[R]_(m, n)) : Q^T *m Q = 1%:M -> contraction Q.
Proof. by move=> E v; rewrite fip_mulml mulmxA E mul1mx. Qed.

Lemma orthT_contraction m n (Q : 'M[R]_(m, n)) : Q *m Q^T = 1%:M -> contraction Q.
Proof. by move=> E; rewrite -(trmxK Q); apply/contraction_tr/orth_contraction; rewrite trmxK. Qed.

Lemma contraction1 n : contraction (1%:M : 'M[R]_n).
Proof. by apply: orth_contraction; rewrite trmx1 mulmx1. Qed.

Lemma contractionN m n (Q : 'M[R]_(m, n)) : contraction Q -> contraction (- Q).
Proof. by move=> c v; rewrite mulNmx fipNl fipNr opprK. Qed.

(* duality *)
Theorem nuc_max m n (A Q : 'M[R]_(m, n)) : contraction Q -> fip A Q <= nuc A.
Proof.
move=> cQ; set V := eigvec (A^T *m A); have VV := eigvec_orthT (A^T *m A); rewrite -/V in VV.
have -> : fip A Q = fip (A *m V^T) (Q *m V^T) by rewrite [RHS]fip_mulmr trmxK -mulmxA VV mulmx1.
rewrite fipE nucE; apply: ler_sum => i _.
have cE (B : 'M[R]_(m, n)) (C : 'M[R]_(m, n)) :
    \sum_j (B *m V^T) j i * (C *m V^T) j i = fip (B *m col i V^T) (C *m col i V^T).
  by rewrite fipE big_ord1 -!col_mul; apply: eq_bigr => j _; rewrite !mxE.
rewrite cE; set v := col i V^T.
have vv : fip v v = 1.
  have := eigvec_orth (A^T *m A); rewrite -/V => /matrixP/(_ i i); rewrite mxE [RHS]mxE eqxx mulr1n => <-.
  by rewrite fipE big_ord1; apply: eq_bigr => j _; rewrite !mxE.
have av : fip (A *m v) (A *m v) = eigval (A^T *m A) i.
  rewrite -cE eigvalE ?tr_mul_sym // -/V mulmxA -(mulmxA _ A) -trmxK.
  rewrite [in RHS]mxE; apply: eq_bigr => j _; rewrite -(trmxK A) -trmx_mul trmxK; congr (_ * _).
  by rewrite mxE.
rewrite -av -(ler_abs_sqrt _) //.
Admitted.
End Nuclear.
