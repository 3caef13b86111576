(* Ranks: of H, and matrices with equal column spaces. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* equal column spaces => related by an invertible map on the features *)
Lemma same_colspace (F : fieldType) n p (X Y : 'M[F]_(n,p)) :
  (X^T :=: Y^T)%MS -> exists2 A, A \in unitmx & Y = X *m A.
Proof.
move=> E; have /eqmxMunitP [P UP E'] : (Y^T == X^T)%MS by apply/eqmxP/eqmx_sym.
by exists P^T; rewrite ?unitmx_tr //; apply: trmx_inj; rewrite E' trmx_mul trmxK.
Qed.

Section Centred.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma rank_center n : \rank (center R n.+1) = n.
Proof.
have r1 : \rank (ones R n.+1) = 1%N.
  apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0.
  by apply/eqP => /matrixP /(_ ord0 ord0); rewrite !mxE => /eqP; rewrite oner_eq0.
have le1 : (\rank (center R n.+1) <= n)%N.
  have := mxrank_mul_min (center R n.+1) (ones R n.+1).
  by rewrite center_ones mxrank0 r1 leqn0 subn_eq0 addn1 ltnS.
apply/eqP; rewrite eqn_leq le1 /=.
have : (\rank (1%:M : 'M[R]_n.+1) <= \rank (center R n.+1) + 1)%N.
  have -> : 1%:M = center R n.+1 + (n.+1%:R^-1 *: ones R n.+1) *m (ones R n.+1)^T.
    by rewrite centerE -scalemxAl subrK.
  apply: leq_trans (mxrank_add _ _) _; rewrite leq_add2l.
  by apply: leq_trans (mxrankM_maxl _ _) _; apply: rank_leq_col.
by rewrite mxrank1 addn1 ltnS.
Qed.

End Centred.
