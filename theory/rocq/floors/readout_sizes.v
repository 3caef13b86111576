(* Scalar steps for floors: quotients, the norm of a product, and CKA of normalised features. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector rigid readout_tools.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sizes.
Variable R : rcfType.
Local Notation H := (center R _).

(* x / 0 = 0, so c may vanish *)
Lemma over_le (x y c s : R) : 0 <= c -> 0 <= s -> 0 <= y -> x <= c * y -> x / (c * s) <= y / s.
Proof.
move=> c0 s0 y0 h; rewrite invfM mulrA ler_wpmul2r ?invr_ge0 //.
have [->|cn] := eqVneq c 0; first by rewrite invr0 mulr0.
by rewrite ler_pdivr_mulr 1?mulrC // lt_def cn.
Qed.

Lemma fip_by_rows m n (A : 'M[R]_(m, n)) : fip A A = \sum_i fip (row i A) (row i A).
Proof.
rewrite -fip_tr /fip trmxK; apply: eq_bigr => i _.
by rewrite -fip_row.
Qed.

(* |A B^T| <= |A| |B| *)
Lemma fip_mul_le m n k (A : 'M[R]_(m, k)) (B : 'M[R]_(n, k)) : fip (A *m B^T) (A *m B^T) <= fip A A * fip B B.
Proof.
rewrite [X in X * _]fip_by_rows [X in _ * X]fip_by_rows fipE mulr_sumr; apply: ler_sum => j _.
rewrite mulr_suml; apply: ler_sum => i _.
by rewrite -fip_row -expr2 cauchy_schwarz.
Qed.

Lemma hsic_le_sizes n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : hsic X Y <= ksize X * ksize Y.
Proof.
have [E|] := eqVneq (ksize X * ksize Y) 0; last first.
  move=> n0; have s0 : 0 < ksize X * ksize Y by rewrite lt_def n0 mulr_ge0 ?ksize_ge0.
  by rewrite -[X in _ <= X]mul1r -ler_pdivr_mulr // -ckaK cka_le1.
have := hsic_cauchy_schwarz X Y; rewrite -(sqr_sqrtr (hsic_ge0 X X)) -(sqr_sqrtr (hsic_ge0 Y Y)).
rewrite -exprMn -!/(ksize _) E expr0n /= => h.
by rewrite le_eqVlt -sqrf_eq0 eq_le h sqr_ge0.
Qed.

(* normalised features *)
Lemma cka_ge_hsic n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  ksize X <= 1 -> ksize Y <= 1 -> hsic X Y <= cka X Y.
Proof.
move=> kx ky; have [E|n0] := eqVneq (ksize X * ksize Y) 0.
  by rewrite (le_trans (hsic_le_sizes X Y)) // E cka_ge0.
have s0 : 0 < ksize X * ksize Y by rewrite lt_def n0 mulr_ge0 ?ksize_ge0.
rewrite ckaK ler_pdivl_mulr // ler_pimulr ?hsic_ge0 //.
by rewrite mulr_ile1 ?ksize_ge0.
Qed.

Lemma le_sqr (x y : R) : 0 <= x -> 0 <= y -> x ^+ 2 <= y ^+ 2 -> x <= y.
Proof. by move=> x0 y0; rewrite ler_pexpn2r. Qed.

End Sizes.
