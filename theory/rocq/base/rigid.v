(* Equal Gram matrices differ by an orthogonal map of the features: a proof by reflections, without square roots. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Rigid.
Variable R : realFieldType.

Lemma fip_row n m p (A : 'M[R]_(n,p)) (B : 'M[R]_(m,p)) i j :
  fip (row i A) (row j B) = (A *m B^T) i j.
Proof.
by rewrite fipE mxE; apply: eq_bigr => k _; rewrite big_ord1 !mxE.
Qed.

Lemma fip_rowT p (x u : 'rV[R]_p) : x *m u^T = (fip x u)%:M.
Proof. by rewrite [LHS]mx11_scalar -fip_row !row_id. Qed.

(* Householder reflection; u = 0 gives the identity since 0^-1 = 0 *)
Definition hh p (u : 'rV[R]_p) : 'M[R]_p := 1%:M - (2%:R / fip u u) *: (u^T *m u).

Lemma hhE p (x u : 'rV[R]_p) : x *m hh u = x - (2%:R / fip u u * fip x u) *: u.
Proof.
rewrite /hh mulmxBr mulmx1 -scalemxAr mulmxA fip_rowT mul_scalar_mx scalerA.
by [].
Qed.

Lemma hh_tr p (u : 'rV[R]_p) : (hh u)^T = hh u.
Proof. by rewrite /hh linearB linearZ /= trmx1 trmx_mul trmxK. Qed.

Lemma hh_fix p (x u : 'rV[R]_p) : fip x u = 0 -> x *m hh u = x.
Proof. by move=> xu; rewrite hhE xu mulr0 scale0r subr0. Qed.

Lemma hh_inv p (u : 'rV[R]_p) : hh u *m hh u = 1%:M.
Proof.
apply/row_matrixP => i; rewrite row_mul; set x := row i (hh u).
have -> : x = row i 1%:M *m hh u by rewrite -row_mul mul1mx.
set e := row i 1%:M; rewrite !hhE fipBl fipZl -addrA -opprD -scalerDl.
have [->|un] := eqVneq u 0; first by rewrite scaler0 subr0.
have f0 : fip u u != 0 by rewrite fip_eq0.
set f := fip u u in f0 *; set g := fip e u.
have -> : 2%:R / f * g + 2%:R / f * (g - 2%:R / f * g * f) = 0 by field.
by rewrite scale0r subr0.
Qed.

Lemma hh_swap p (x y : 'rV[R]_p) : fip x x = fip y y -> y *m hh (x - y) = x.
Proof.
move=> xy; rewrite hhE; have [/subr0_eq ->|un] := eqVneq (x - y) 0.
  by rewrite subrr scaler0 subr0.
have f0 : fip (x - y) (x - y) != 0 by rewrite fip_eq0.
rewrite (_ : _ * _ = -1) ?scaleN1r ?opprK ?[y + _]addrC ?subrK //.
move: f0; rewrite !fip_lin xy (fipC y x) => f0; field.
by move: f0; congr (_ != _); ring.
Qed.

Theorem gram_rigid n p (X Y : 'M[R]_(n,p)) : gram X = gram Y ->
  exists2 Q : 'M_p, Q *m Q^T = 1%:M & X = Y *m Q.
Proof.
move=> E; suff step k : (k <= n)%N -> exists2 Q : 'M_p, Q *m Q^T = 1%:M &
    forall i : 'I_n, (i < k)%N -> row i X = row i (Y *m Q).
  have [Q QQ EQ] := step n (leqnn n).
  by exists Q => //; apply/row_matrixP => i; rewrite EQ.
elim: k => [_|k IH kn]; first by exists 1%:M => //; rewrite trmx1 mulmx1.
have [Q QQ EQ] := IH (ltnW kn); pose ik := Ordinal kn.
have G : gram (Y *m Q) = gram X.
  by rewrite E /gram trmx_mul mulmxA -(mulmxA Y) QQ mulmx1.
pose u := row ik X - row ik (Y *m Q); exists (Q *m hh u).
  by rewrite trmx_mul hh_tr mulmxA -(mulmxA Q) hh_inv mulmx1.
move=> i; rewrite ltnS leq_eqVlt => /orP [/eqP ei|ik'].
  have -> : i = ik by apply: val_inj.
  by rewrite mulmxA row_mul hh_swap // !fip_row -/(gram X) -/(gram _) G.
rewrite mulmxA row_mul -EQ // hh_fix // fipBr {2}EQ // !fip_row.
by rewrite -/(gram X) -/(gram _) G subrr.
Qed.

End Rigid.
