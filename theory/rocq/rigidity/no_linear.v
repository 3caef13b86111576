(* A score that ignores invertible linear maps of its argument ignores the argument itself, once its rank is full. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring rank.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* over any field *)
Lemma full_rank_map (F : fieldType) n p (X Y : 'M[F]_(n, p)) : \rank X = n -> \rank Y = n ->
  exists2 A, A \in unitmx & X *m A = Y.
Proof.
move=> rX rY; have full (Z : 'M[F]_(n, p)) : \rank Z = n -> (1%:M :=: Z^T)%MS.
  by move=> rZ; apply/eqmx_sym/eqmxP; rewrite submx1 sub1mx /row_full mxrank_tr rZ eqxx.
have [|A UA ->] := @same_colspace F _ _ X Y; last by exists A.
exact: eqmx_trans (eqmx_sym (full X rX)) (full Y rY).
Qed.

(* rigidity/no_linear_invariance_uncentred: where X and Y have rank n, an invertible map A carries X to Y; so a score s
   (of any kind, and relative to any Z) that ignores invertible linear maps of its first argument does not tell X
   from Y. *)
Theorem rigidity_no_linear_invariance_uncentred (F : fieldType) n p (X Y : 'M[F]_(n, p)) :
  \rank X = n -> \rank Y = n ->
  (exists2 A, A \in unitmx & X *m A = Y) /\
  (forall (Score Other : Type) (s : 'M[F]_(n, p) -> Other -> Score) (Z : Other),
     (forall X' A, A \in unitmx -> s (X' *m A) Z = s X' Z) -> s X Z = s Y Z).
Proof.
move=> rX rY; have [A UA XA] := full_rank_map rX rY; split; first by exists A.
by move=> Score Other s Z inv; rewrite -XA inv.
Qed.

Section Centred.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma full_centred_rank_map n p (X Y : 'M[R]_(n, p)) : \rank (H *m X) = n.-1 -> \rank (H *m Y) = n.-1 ->
  exists2 A, A \in unitmx & H *m X *m A = H *m Y.
Proof.
case: n X Y => [|n] X Y /= rX rY; first by exists 1%:M; rewrite ?unitmx1 //; apply/matrixP => -[].
have full (Z : 'M[R]_(n.+1, p)) : \rank (H *m Z) = n -> (center R n.+1 :=: (H *m Z)^T)%MS.
  move=> rZ; apply/eqmx_sym/eqmxP; rewrite trmx_mul center_tr -(geq_leqif (mxrank_leqif_eq (submxMl _ _))).
  by rewrite (_ : \rank (Z^T *m H) = n) ?rank_center // -[in LHS]center_tr -trmx_mul mxrank_tr.
have [|A UA ->] := @same_colspace R _ _ (H *m X) (H *m Y); last by exists A.
exact: eqmx_trans (eqmx_sym (full X rX)) (full Y rY).
Qed.

(* rigidity/no_linear_invariance: where HX and HY have rank n - 1, an invertible map A carries HX to HY; so a score s
   that ignores invertible linear maps and shifts of its first argument does not tell X from Y. *)
Theorem rigidity_no_linear_invariance n p (X Y : 'M[R]_(n, p)) :
  \rank (H *m X) = n.-1 -> \rank (H *m Y) = n.-1 ->
  (exists2 A, A \in unitmx & H *m X *m A = H *m Y) /\
  (forall (Score Other : Type) (s : 'M[R]_(n, p) -> Other -> Score) (Z : Other),
     (forall X' A b, A \in unitmx -> s (X' *m A + ones R n *m b) Z = s X' Z) -> s X Z = s Y Z).
Proof.
move=> rX rY; have [A UA XA] := full_centred_rank_map rX rY; split; first by exists A.
move=> Score Other s Z inv; have sH X' : s (H *m X') Z = s X' Z.
  have -> : H *m X' = X' *m 1%:M + ones R n *m (- (n%:R^-1 *: ((ones R n)^T *m X'))).
    by rewrite centerE mulmxBl mul1mx mulmx1 mulmxN -scalemxAr -scalemxAl mulmxA.
  by rewrite inv ?unitmx1.
rewrite -sH -[RHS]sH -XA; have := inv (H *m X) A 0 UA; by rewrite mulmx0 addr0 => ->.
Qed.

End Centred.
