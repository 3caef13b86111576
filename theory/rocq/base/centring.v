(* The centring matrix H, centred Gram matrices and HSIC (biased, linear kernel). *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Centring.
Variable R : realFieldType.

Definition ones n : 'cV[R]_n := const_mx 1.
(* locked: otherwise mulmxDl & co. see through it during unification *)
Fact center_key : unit. Proof. by []. Qed.
Definition center n : 'M[R]_n :=
  locked_with center_key (1%:M - n%:R^-1 *: (ones n *m (ones n)^T)).
Lemma centerE n : center n = 1%:M - n%:R^-1 *: (ones n *m (ones n)^T).
Proof. by rewrite /center unlock. Qed.
Local Notation H := (center _).

Lemma onesTones n : (ones n)^T *m ones n = n%:R%:M.
Proof.
rewrite [LHS]mx11_scalar !mxE (eq_bigr (fun _ => 1)) => [|i _].
  by rewrite sumr_const card_ord.
by rewrite !mxE mulr1.
Qed.

Lemma center_tr n : (center n)^T = center n.
Proof. by rewrite centerE linearB linearZ /= trmx1 trmx_mul trmxK. Qed.

Lemma center_ones n : center n *m ones n = 0.
Proof.
case: n => [|n]; first by apply/matrixP => -[].
rewrite centerE mulmxBl mul1mx -scalemxAl -mulmxA onesTones.
by rewrite mul_mx_scalar scalerA mulVf ?scale1r ?subrr // pnatr_eq0.
Qed.

Lemma ones_center n : (ones n)^T *m center n = 0.
Proof. by rewrite -{1}center_tr -trmx_mul center_ones trmx0. Qed.

Lemma center_idem n : center n *m center n = center n.
Proof.
rewrite {2}centerE mulmxBr mulmx1 -scalemxAr mulmxA center_ones mul0mx.
by rewrite scaler0 subr0.
Qed.

(* H M = 0 iff all rows of M agree with their mean *)
Lemma center_eq0 n p (X : 'M[R]_(n,p)) :
  center n *m X = 0 <-> exists b : 'rV_p, X = ones n *m b.
Proof.
split=> [|[b ->]]; last by rewrite mulmxA center_ones mul0mx.
rewrite centerE mulmxBl mul1mx => /eqP; rewrite subr_eq0 => /eqP E.
by exists (n%:R^-1 *: ((ones n)^T *m X)); rewrite {1}E -scalemxAl -scalemxAr mulmxA.
Qed.

Definition cgram n p (X : 'M[R]_(n,p)) : 'M[R]_n := H *m gram X *m H.
Definition hsic n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : R :=
  fip (X^T *m H *m Y) (X^T *m H *m Y).

Lemma cgramE n p (X : 'M[R]_(n,p)) : cgram X = gram (H *m X).
Proof. by rewrite /cgram /gram trmx_mul center_tr !mulmxA. Qed.

Lemma cgram_ones n p (X : 'M[R]_(n,p)) : cgram X *m ones n = 0.
Proof. by rewrite /cgram -mulmxA center_ones mulmx0. Qed.

Lemma hsicE n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  hsic X Y = fip (cgram X) (cgram Y).
Proof.
by rewrite !cgramE fip_gram trmx_mul center_tr mulmxA -(mulmxA X^T) center_idem.
Qed.

Lemma hsic_sym n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : hsic X Y = hsic Y X.
Proof. by rewrite !hsicE fipC. Qed.

Lemma hsic_ge0 n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : 0 <= hsic X Y.
Proof. exact: fip_ge0. Qed.

Lemma gram_eq0 n p (X : 'M[R]_(n,p)) : (gram X == 0) = (X == 0).
Proof.
apply/eqP/eqP => [E|->]; last by rewrite /gram mul0mx.
apply/eqP; rewrite -fip_eq0 -fip_tr /fip trmxK.
by rewrite -/(gram X) E mxtrace0.
Qed.

Lemma cgram_eq0 n p (X : 'M[R]_(n,p)) : (cgram X == 0) = (H *m X == 0).
Proof. by rewrite cgramE gram_eq0. Qed.

Theorem hsic_self_eq0 n p (X : 'M[R]_(n,p)) : (hsic X X == 0) = (H *m X == 0).
Proof. by rewrite hsicE fip_eq0 cgram_eq0. Qed.

Theorem hsic_eq0 n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  (hsic X Y == 0) = (X^T *m H *m Y == 0).
Proof. exact: fip_eq0. Qed.

Theorem hsic_cauchy_schwarz n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  hsic X Y ^+ 2 <= hsic X X * hsic Y Y.
Proof. by rewrite !hsicE cauchy_schwarz. Qed.

End Centring.
