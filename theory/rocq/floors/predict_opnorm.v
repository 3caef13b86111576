(* The largest eigenvalue of a symmetric matrix, and the squared operator norm of any matrix. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra polyrcf ring.
From Unalignable Require Import frobenius psd rigid spectral.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section OperatorNorm.
Variable R : rcfType.

(* the largest eigenvalue, or 0 where all are negative: rootsR lists the real roots *)
Definition top_eigen n (M : 'M[R]_n) : R := \big[Num.max/0]_(a <- rootsR (char_poly M)) a.

(* the square of the operator norm of V: the largest eigenvalue of V V^T *)
Definition opnorm2 m n (V : 'M[R]_(m, n)) : R := top_eigen (gram V).

Lemma le_bigmax (s : seq R) a : a \in s -> a <= \big[Num.max/0]_(b <- s) b.
Proof.
elim: s => // b s IH; rewrite inE big_cons le_maxr => /orP [/eqP ->|/IH ->]; first by rewrite lexx.
by rewrite orbT.
Qed.

Lemma top_eigen_ge0 n (M : 'M[R]_n) : 0 <= top_eigen M.
Proof. by rewrite /top_eigen; elim: (rootsR _) => [|b s IH]; rewrite ?big_nil // big_cons le_maxr IH orbT. Qed.

Lemma mem_eigen n (M : 'M[R]_n) a : (a \in rootsR (char_poly M)) = eigenvalue M a.
Proof.
by rewrite eigenvalue_root_char -roots_on_rootsR ?monic_neq0 ?char_poly_monic // in_itv.
Qed.

Lemma le_top_eigen n (M : 'M[R]_n) a : eigenvalue M a -> a <= top_eigen M.
Proof. by rewrite -mem_eigen => /le_bigmax. Qed.

Lemma top_eigen_mem n (M : 'M[R]_n) : top_eigen M = 0 \/ eigenvalue M (top_eigen M).
Proof.
suff : top_eigen M = 0 \/ top_eigen M \in rootsR (char_poly M) by rewrite mem_eigen.
rewrite /top_eigen; elim: (rootsR _) => [|b s IH]; first by left; rewrite big_nil.
rewrite big_cons inE; case: leP => [_|_]; last by right; rewrite eqxx.
by case: IH => [->|->]; [left|right; rewrite orbT].
Qed.

Lemma fip_diag n m (d : 'rV[R]_n) (x : 'M[R]_(n, m)) :
  fip x (diag_mx d *m x) = \sum_j \sum_i d 0 i * x i j ^+ 2.
Proof.
rewrite fipE; apply: eq_bigr => j _; apply: eq_bigr => i _.
by rewrite mul_diag_mx mxE expr2 mulrCA.
Qed.

(* M is at most its largest eigenvalue *)
Lemma le_top n m (M : 'M[R]_n) (x : 'M[R]_(n, m)) : M^T = M -> fip x (M *m x) <= top_eigen M * fip x x.
Proof.
move=> MT; have [Q [d [QQ E]]] := spectral MT.
have d_le i : d 0 i <= top_eigen M.
  apply: le_top_eigen; apply/eigenvalueP; exists (row i Q).
    rewrite -row_mul {1}E !mulmxA QQ mul1mx row_mul row_diag_mx -scalemxAl; congr (_ *: _).
    by rewrite -rowE.
  by rewrite -fip_eq0 fip_row QQ mxE eqxx oner_eq0.
have -> : fip x (M *m x) = fip (Q *m x) (diag_mx d *m (Q *m x)).
  by rewrite E -!mulmxA fip_mulml.
have -> : fip x x = fip (Q *m x) (Q *m x).
  by rewrite fip_mulml mulmxA (mulmx1C QQ) mul1mx.
rewrite fip_diag fipE mulr_sumr; apply: ler_sum => j _; rewrite mulr_sumr; apply: ler_sum => i _.
by rewrite -expr2 ler_wpmul2r ?sqr_ge0.
Qed.

Lemma opnorm2_ge0 m n (V : 'M[R]_(m, n)) : 0 <= opnorm2 V.
Proof. exact: top_eigen_ge0. Qed.

(* |V^T x|^2 <= |V|^2 |x|^2 *)
Lemma opnorm2P m n k (V : 'M[R]_(m, n)) (x : 'M[R]_(m, k)) :
  fip (V^T *m x) (V^T *m x) <= opnorm2 V * fip x x.
Proof. by rewrite fip_mulml trmxK mulmxA le_top ?gram_tr. Qed.

(* and no smaller number does for all x *)
Lemma opnorm2_least m n (V : 'M[R]_(m, n)) t : 0 <= t ->
  (forall x : 'cV_m, fip (V^T *m x) (V^T *m x) <= t * fip x x) -> opnorm2 V <= t.
Proof.
move=> t0 Vt; rewrite /opnorm2; have [->//|/eigenvalueP [v vM v0]] := top_eigen_mem (gram V).
have Mv : gram V *m v^T = top_eigen (gram V) *: v^T by rewrite -{1}gram_tr -trmx_mul vM linearZ.
have := Vt v^T; rewrite fip_mulml trmxK mulmxA -/(gram V) Mv fipZr ler_pmul2r // fip_gt0.
by rewrite trmx_eq0.
Qed.

Lemma opnorm2_mulr m n k (V : 'M[R]_(m, n)) (x : 'M[R]_(k, m)) :
  fip (x *m V) (x *m V) <= opnorm2 V * fip x x.
Proof. by rewrite -fip_tr trmx_mul -[fip x x]fip_tr opnorm2P. Qed.

Lemma opnorm2_eq0 m n (V : 'M[R]_(m, n)) : (opnorm2 V == 0) = (V == 0).
Proof.
apply/eqP/eqP => [E|->].
  apply: trmx_inj; rewrite trmx0; apply/eqP; rewrite -fip_eq0 -[V^T]mulmx1 eq_le fip_ge0 andbT.
  by apply: le_trans (opnorm2P V 1%:M) _; rewrite E mul0r.
apply/eqP; rewrite eq_le opnorm2_ge0 andbT; apply: opnorm2_least => // x.
by rewrite trmx0 mul0mx fip0l mul0r.
Qed.

(* of a column it is the squared length *)
Lemma opnorm2_col m (v : 'cV[R]_m) : opnorm2 v = fip v v.
Proof.
have [->|v0] := eqVneq v 0; first by rewrite fip0l; apply/eqP; rewrite opnorm2_eq0.
apply/eqP; rewrite eq_le; apply/andP; split.
  apply: opnorm2_least => [|x]; first exact: fip_ge0.
  by rewrite fip_scalar fip11 -expr2 cauchy_schwarz.
by have := opnorm2P v v; rewrite fip_scalar fip11 ler_pmul2r // fip_gt0.
Qed.

End OperatorNorm.
