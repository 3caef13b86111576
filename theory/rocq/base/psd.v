(* Over a real closed field a symmetric matrix with nonnegative quadratic form is
   a Gram matrix (Cholesky); hence the bounds under the usual spectral hypotheses. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section PSD.
Variable R : rcfType.
Local Notation H := (center R _).

Definition psd n (M : 'M[R]_n) := M^T = M /\ forall v : 'cV_n, 0 <= fip v (M *m v).

Lemma fip11 (x y : R) : fip (x%:M : 'M_1) y%:M = x * y.
Proof. by rewrite /fip tr_scalar_mx -scalar_mxM mxtrace_scalar. Qed.

Lemma fip_scalar n (u v : 'cV[R]_n) : u^T *m v = (fip u v)%:M.
Proof. by rewrite [LHS]mx11_scalar /fip /mxtrace big_ord1. Qed.

Lemma fip_col_mx m1 m2 n (A C : 'M[R]_(m1,n)) (B D : 'M[R]_(m2,n)) :
  fip (col_mx A B) (col_mx C D) = fip A C + fip B D.
Proof. by rewrite /fip tr_col_mx mul_row_col mxtraceD. Qed.

Lemma qf_block n (a t : R) (b w : 'cV[R]_n) (C : 'M[R]_n) :
  fip (col_mx t%:M w) (block_mx a%:M b^T b C *m col_mx t%:M w)
  = a * t ^+ 2 + 2%:R * t * fip b w + fip w (C *m w).
Proof.
rewrite mul_block_col fip_col_mx !fipDr -scalar_mxM fip_scalar !fip11.
rewrite mul_mx_scalar fipZr (fipC w b); ring.
Qed.

Lemma gram_psd n p (X : 'M[R]_(n,p)) : psd (gram X).
Proof.
by split=> [|v]; rewrite ?gram_tr // /gram -mulmxA -[X in X *m _]trmxK -fip_mulml fip_ge0.
Qed.

Theorem psd_gram n (M : 'M[R]_n) : psd M -> exists L : 'M_n, M = gram L.
Proof.
elim: n M => [|n IH] M [MT Mp]; first by exists 0; apply/matrixP => -[].
rewrite -[n.+1]/(1 + n)%N in M MT Mp *.
pose a := M 0 0; pose b : 'cV_n := dlsubmx M; pose C := drsubmx M.
have EM : M = block_mx a%:M b^T b C.
  rewrite -[LHS]submxK [ulsubmx M]mx11_scalar !mxE lshift0; congr (block_mx _ _ _ _).
  by rewrite /b trmx_dlsub MT.
have CT : C^T = C by rewrite /C trmx_drsub MT.
have q t w : 0 <= a * t ^+ 2 + 2%:R * t * fip b w + fip w (C *m w).
  by rewrite -qf_block -EM.
have a0 : 0 <= a.
  by have := q 1 0; rewrite mulmx0 !fip0r expr1n !mulr1 mulr0 !addr0.
have [az|an] := eqVneq a 0.
  have b0 : b = 0.
    apply/eqP; rewrite -fip_eq0 eq_le fip_ge0 andbT leNgt; apply/negP => bp.
    have := q (- (1 + fip b (C *m b)) / (2%:R * fip b b)) b.
    have n2 : 2%:R * fip b b != 0 by rewrite mulf_neq0 ?pnatr_eq0 ?gt_eqF.
    rewrite az mul0r add0r [2%:R * _]mulrC -mulrA divfK //.
    by rewrite opprD addrNK oppr_ge0 ler10.
  have [|L EL] := IH C.
    by split=> // w; have := q 0 w; rewrite az !(mul0r, mulr0) !add0r.
  exists (block_mx 0 0 0 L : 'M_(1 + n)); rewrite EM az b0 EL /gram tr_block_mx.
  by rewrite mulmx_block !trmx0 !mul0mx !mulmx0 !addr0 add0r -scalemx1 scale0r.
have ap : 0 < a by rewrite lt_def an.
have [|L EL] := IH (C - a^-1 *: (b *m b^T)).
  split=> [|w]; first by rewrite linearB linearZ /= CT trmx_mul trmxK.
  have := q (- (a^-1 * fip b w)) w; congr (_ <= _).
  rewrite mulmxBl fipBr -scalemxAl fipZr -mulmxA fip_scalar mul_mx_scalar fipZr.
  by rewrite (fipC w b); field.
exists (block_mx (Num.sqrt a)%:M 0 ((Num.sqrt a)^-1 *: b) L : 'M_(1 + n)).
have sa : Num.sqrt a != 0 by rewrite sqrtr_eq0 -ltNge.
rewrite EM /gram tr_block_mx mulmx_block !trmx0 !mul0mx !mulmx0 !addr0.
rewrite tr_scalar_mx linearZ /= -scalar_mxM -expr2 sqr_sqrtr // mul_scalar_mx.
rewrite scalerA divff // scale1r mul_mx_scalar scalerA divff // scale1r.
rewrite -scalemxAl -scalemxAr scalerA -invfM -expr2 sqr_sqrtr //.
by rewrite -/(gram L) -EL addrCA subrr addr0.
Qed.

(* tr(KL) >= 0 for positive semidefinite K, L in the usual sense *)
Theorem psd_trace_ge0 n (K L : 'M[R]_n) : psd K -> psd L -> 0 <= fip K L.
Proof. by move=> /psd_gram [A ->] /psd_gram [B ->]; apply: fip_gram_ge0. Qed.

End PSD.
