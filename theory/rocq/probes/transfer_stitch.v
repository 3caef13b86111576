(* The error of stitching one network's features into the linear head of another, and what CKA says about it. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector pinv predict_tools readout_norms stitch_error.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section AlignmentStitch.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma cka_sizes n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m X != 0 -> H *m Y != 0 ->
  cka X Y * Num.sqrt (fip (cgram X) (cgram X)) * Num.sqrt (fip (cgram Y) (cgram Y)) = hsic X Y.
Proof.
move=> x0 y0; rewrite -mulrA -sqrtrM ?fip_ge0 // /cka !hsicE divfK //.
by rewrite sqrtr_eq0 -ltNge mulr_gt0 ?fip_gt0 ?cgram_eq0.
Qed.

(* K <= |K|_op P_X, so <K, L> <= |K|_op |P_X Y_c|^2 *)
Lemma hsic_le_top n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  hsic X Y <= op2 (H *m X) * fip (proj (H *m X) *m (H *m Y)) (proj (H *m X) *m (H *m Y)).
Proof.
rewrite hsicE !cgramE fip_gram -{1 2}(proj_id (H *m X)) trmx_mul proj_tr -mulmxA.
exact: op2_mul.
Qed.

(* probes/alignment_bounds_stitching: the stitch X_c^+ Y_c is the best of all linear ones, and CKA bounds its error.
   op2 (H X), the squared operator norm of X_c, is the operator norm of K = X_c X_c^T. *)
Theorem probes_alignment_bounds_stitching n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (V : 'M[R]_(q, k)) :
  H *m X != 0 -> H *m Y != 0 ->
  let error (S : 'M_(p, q)) := fip (H *m X *m S *m V - H *m Y *m V) (H *m X *m S *m V - H *m Y *m V) in
  let best := pinv (H *m X) *m (H *m Y) in
  (forall S, error best <= error S) /\
  error best <= op2 V * (fip (H *m Y) (H *m Y) - cka X Y *
    (Num.sqrt (fip (cgram X) (cgram X)) * Num.sqrt (fip (cgram Y) (cgram Y)) / op2 (H *m X))).
Proof.
move=> x0 y0 error best; set P := proj (H *m X).
have Eb : H *m X *m best = P *m (H *m Y) by rewrite /best mulmxA pinv_proj.
have eb : error best = fip ((H *m Y) *m V - P *m ((H *m Y) *m V)) ((H *m Y) *m V - P *m ((H *m Y) *m V)).
  by rewrite /error Eb -fipNN opprB -(mulmxA P).
split=> [S|].
  rewrite eb (_ : error S = fip (H *m Y *m V - H *m X *m S *m V) (H *m Y *m V - H *m X *m S *m V)); last first.
    by rewrite /error -fipNN opprB.
  move: (H *m Y *m V) => T; rewrite [X in _ <= X](proj_pythagoras (H *m X)).
  rewrite -/P; set D := T - H *m X *m S *m V.
  have -> : D - P *m D = T - P *m T.
    by rewrite /D mulmxBr -!(mulmxA (H *m X)) proj_keep opprB addrA subrK.
  by rewrite ler_addr fip_proj_ge0.
have c0 : 0 < op2 (H *m X) by rewrite op2_gt0.
rewrite 2!mulrA cka_sizes // eb mulmxA -mulmxBl; apply: le_trans (op2_mulr _ _) _.
rewrite ler_wpmul2l ?op2_ge0 // [X in X - _ / _](proj_pythagoras (H *m X)) -/P -fip_proj_sqr -/P.
rewrite addrAC ler_addr subr_ge0 ler_pdivr_mulr // mulrC; exact: hsic_le_top.
Qed.

End AlignmentStitch.
