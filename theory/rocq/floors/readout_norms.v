(* The squared operator norm of a matrix, its largest squared singular value, and what it bounds. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra polyrcf ring.
From Unalignable Require Import frobenius centring psd rigid spectral.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section OperatorNorm.
Variable R : rcfType.

(* the largest of 0 and the eigenvalues of W W^T *)
Definition op2 p k (W : 'M[R]_(p, k)) : R := \big[Num.max/0]_(x <- rootsR (char_poly (gram W))) x.

Lemma max_seq_ge (s : seq R) x : x \in s -> x <= \big[Num.max/0]_(y <- s) y.
Proof.
elim: s => // y s IH; rewrite inE big_cons le_maxr => /orP [/eqP ->|/IH ->]; last by rewrite orbT.
by rewrite lexx.
Qed.

Lemma max_seq_le (s : seq R) b : 0 <= b -> (forall x, x \in s -> x <= b) -> \big[Num.max/0]_(y <- s) y <= b.
Proof.
move=> b0; elim: s => [|y s IH] h; first by rewrite big_nil.
rewrite big_cons le_maxl h ?inE ?eqxx //=.
by apply: IH => x xs; apply: h; rewrite inE xs orbT.
Qed.

Lemma op2_root p k (W : 'M[R]_(p, k)) x : (x \in rootsR (char_poly (gram W))) = eigenvalue (gram W) x.
Proof.
by rewrite -roots_on_rootsR ?eigenvalue_root_char ?in_itv //= monic_neq0 // char_poly_monic.
Qed.

Lemma op2_ge0 p k (W : 'M[R]_(p, k)) : 0 <= op2 W.
Proof. by rewrite /op2; elim: (rootsR _) => [|y s IH]; rewrite ?big_nil // big_cons le_maxr IH orbT. Qed.

(* |W^T z|^2 <= op2 W |z|^2, and it is the least such bound *)
Theorem op2_psd p k (W : 'M[R]_(p, k)) : psd ((op2 W)%:M - gram W).
Proof.
split=> [|v]; first by rewrite linearB /= tr_scalar_mx gram_tr.
have [Q [d [QQ E]]] := spectral (gram_tr W).
have dle i : d 0 i <= op2 W.
  apply: max_seq_ge; rewrite op2_root; apply/eigenvalueP; exists (row i Q).
    rewrite E !mulmxA -!row_mul QQ mul1mx mul_diag_mx.
    by apply/rowP => j; rewrite !mxE.
  apply/eqP => /(congr1 (fun r => r *m Q^T)); rewrite -row_mul QQ mul0mx => /rowP /(_ i).
  by rewrite !mxE eqxx => /eqP; rewrite oner_eq0.
have -> : (op2 W)%:M - gram W = Q^T *m diag_mx (const_mx (op2 W) - d) *m Q.
  rewrite linearB /= mulmxBr mulmxBl -E; congr (_ - _).
  by rewrite diag_const_mx mul_mx_scalar -scalemxAl (mulmx1C QQ) scalemx1.
rewrite -!mulmxA -(fip_mulml Q) mul_diag_mx fipE; apply: sumr_ge0 => j _; apply: sumr_ge0 => i _.
by rewrite [X in _ * X]mxE mulrCA mulr_ge0 -?expr2 ?sqr_ge0 // !mxE subr_ge0.
Qed.

Theorem op2_least p k (W : 'M[R]_(p, k)) b : 0 <= b -> psd (b%:M - gram W) -> op2 W <= b.
Proof.
move=> b0 [_ P]; apply: max_seq_le => // x; rewrite op2_root => /eigenvalueP [v vE v0].
have := P v^T; rewrite mulmxBl fipBr mul_scalar_mx fipZr fip_tr.
have -> : gram W *m v^T = x *: v^T by rewrite -[gram W]gram_tr -trmx_mul vE linearZ.
by rewrite fipZr fip_tr -mulrBl pmulr_lge0 ?fip_gt0 // subr_ge0.
Qed.

(* a bound for one column is one for all of them *)
Lemma psd_fip n m (A : 'M[R]_n) (Z : 'M[R]_(n, m)) : psd A -> 0 <= fip Z (A *m Z).
Proof.
by move=> /psd_gram [L ->]; rewrite /gram -mulmxA -{1}(trmxK L) -fip_mulml fip_ge0.
Qed.

Lemma op2_mul p k m (W : 'M[R]_(p, k)) (Z : 'M[R]_(p, m)) :
  fip (W^T *m Z) (W^T *m Z) <= op2 W * fip Z Z.
Proof.
rewrite -subr_ge0; have := psd_fip Z (op2_psd W); rewrite mulmxBl fipBr mul_scalar_mx fipZr.
by rewrite fip_mulml trmxK /gram mulmxA.
Qed.

Lemma op2_mulr p k m (W : 'M[R]_(p, k)) (Z : 'M[R]_(m, p)) : fip (Z *m W) (Z *m W) <= op2 W * fip Z Z.
Proof. by rewrite -fip_tr trmx_mul -(fip_tr Z); apply: op2_mul. Qed.

Lemma op2_gt0 p k (W : 'M[R]_(p, k)) : (0 < op2 W) = (W != 0).
Proof.
apply/idP/idP => [|w0]; last first.
  rewrite lt_def op2_ge0 andbT; apply: contraNneq w0 => E.
  by have := op2_mulr W 1%:M; rewrite E mul0r mul1mx -fip_eq0 eq_le => -> /=; apply: fip_ge0.
apply: contraTneq => ->; rewrite -leNgt; apply: op2_least => //.
by rewrite /gram mul0mx subr0; split=> [|v]; rewrite ?tr_scalar_mx // mul_scalar_mx scale0r fip0r.
Qed.

End OperatorNorm.
