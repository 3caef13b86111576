(* When high CKA carries a decodable target over from one representation to another. The error of stitching one
   network's features into the linear head of another, and what CKA says about it. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka projector psd predict_tools white_scores angular_cka
  pinv readout_norms stitch_error.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Transfer.
Variable R : rcfType.
Local Notation H := (center R _).

(* Selberg's inequality for three unit vectors *)
Lemma selberg m n (A B C : 'M[R]_(m, n)) : fip A A = 1 -> fip B B = 1 -> fip C C = 1 -> 0 <= fip B C ->
  fip A B ^+ 2 + fip A C ^+ 2 - 1 <= fip B C.
Proof.
move=> A1 B1 C1 c0; set a := fip A B; set b := fip A C; set c := fip B C in c0 *.
have := fip_ge0 ((1 + c) *: A - a *: B - b *: C).
rewrite !fip_lin A1 B1 C1 (fipC B A) (fipC C A) (fipC C B) -/a -/b -/c => s.
have c1 : 0 < 1 + c by rewrite ltr_paddr ?ltr01.
rewrite -subr_ge0 -(pmulr_rge0 _ c1).
by have := addr_ge0 s (mulr_ge0 c0 (sqr_ge0 (a - b))); congr (_ <= _); ring.
Qed.

Lemma selberg_cka n p q r (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (Z : 'M[R]_(n, r)) :
  H *m X != 0 -> H *m Y != 0 -> H *m Z != 0 -> cka X Y ^+ 2 + cka X Z ^+ 2 - 1 <= cka Y Z.
Proof.
rewrite -!cgram_eq0 => X0 Y0 Z0; have := cka_ge0 Y Z; rewrite !ckaE !mcos_unitv => c0.
by apply: selberg; rewrite ?unitv1.
Qed.

(* for one target the norm of its Gram matrix is its trace *)
Lemma gram_norm_col n (t : 'cV[R]_n) : gram_norm t = \tr (cgram t).
Proof.
rewrite trace_cgram /gram_norm cgramE fip_gram fip_scalar fip11 -expr2 sqrtr_sqr ger0_norm //.
exact: fip_ge0.
Qed.

Lemma cka_le_r2 n q (Y : 'M[R]_(n, q)) (t : 'cV[R]_n) : cka Y t <= r2 Y t.
Proof.
have [y0|y0] := eqVneq (H *m Y) 0.
  have -> : cka Y t = 0 by apply/eqP; rewrite cka_eq0 -trmx_eq0 !trmx_mul trmxK center_tr y0 mulmx0.
  exact: r2_ge0.
have [t0|t0] := eqVneq (H *m t) 0.
  have -> : cka Y t = 0 by apply/eqP; rewrite cka_eq0 -mulmxA t0 mulmx0.
  exact: r2_ge0.
have Y0 : 0 < gram_norm Y by rewrite lt_def gram_norm_eq0 y0 gram_norm_ge0.
have T0 : 0 < gram_norm t by rewrite lt_def gram_norm_eq0 t0 gram_norm_ge0.
rewrite cka_norms ler_pdivr_mulr ?mulr_gt0 // mulrCA gram_norm_col r2_trace.
by have := psd_sub t (norm_proj_psd Y); rewrite fipZl.
Qed.

(* probes/transfer: high CKA is sure to carry a decodable target over only when the two squared CKA exceed one together.
   The angles add: the last two lines are arccos CKA(Y, t) <= arccos CKA(X, Y) + arccos CKA(X, t), without roots and as
   the cosine of the sum (rigidity/angular_cka_is_a_metric says why that is the same). *)
Theorem probes_transfer n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (t : 'cV[R]_n) :
  H *m X != 0 -> H *m Y != 0 -> H *m t != 0 ->
  let a := cka X Y in let b := cka X t in let c := cka Y t in
  [/\ a ^+ 2 + b ^+ 2 - 1 <= c, c <= r2 Y t, (c - a * b) ^+ 2 <= (1 - a ^+ 2) * (1 - b ^+ 2) &
      a * b - Num.sqrt (1 - a ^+ 2) * Num.sqrt (1 - b ^+ 2) <= c].
Proof.
move=> X0 Y0 t0 a b c; have [h1 _ h3 _] := rigidity_angular_cka_is_a_metric Y0 X0 t0.
split; first exact: selberg_cka.
- exact: cka_le_r2.
- by move: h1; rewrite (cka_sym Y X).
by move: h3; rewrite (cka_sym Y X).
Qed.

(* probes/transfer: sharp: X = [se, t], Y = e with orthogonal centred e and t of one length have squared CKA that sum
   to one, t is read perfectly from X, and not at all from Y. *)
Theorem probes_transfer_sharp n (e t : 'cV[R]_n) s : H *m e = e -> H *m t = t -> fip e t = 0 ->
  fip e e = fip t t -> e != 0 ->
  let X := row_mx (s *: e) t in
  [/\ cka X e ^+ 2 + cka X t ^+ 2 = 1, r2 X t = 1 & r2 e t = 0].
Proof.
move=> He Ht et ee e0 X; have [h1 h2 h3 h4 h5] := hsic_col_two s He Ht et.
have E0 : fip t t != 0 by rewrite -ee fip_eq0.
have t0 : t != 0 by rewrite -fip_eq0.
have XX : hsic X X = (s ^+ 4 + 1) * fip t t ^+ 2.
  have Y : cgram X = s ^+ 2 *: cgram e + cgram t by rewrite cgram_row_mx cgram_scale.
  by rewrite hsicE Y !fip_lin -!hsicE h1 (hsic_sym t) h1 h2 h3 ee; ring.
have s1 : s ^+ 4 + 1 != 0.
  by rewrite gt_eqF // ltr_paddl ?ltr01 // exprn_even_ge0.
split.
- rewrite !cka_sqr !(hsic_sym X) -/X h2 h3 h4 h5 XX ee.
  by field; rewrite E0 s1.
- apply: r2_all; rewrite Ht // mul_mx_row Ht.
  have -> : proj (row_mx (H *m (s *: e)) t) *m t = proj (row_mx (H *m (s *: e)) t) *m (row_mx (H *m (s *: e)) t *m
    col_mx 0 1%:M).
    by rewrite mul_row_col mulmx0 add0r mulmx1.
  by rewrite proj_keep mul_row_col mulmx0 add0r mulmx1.
rewrite /r2 He Ht; have [C EC] := proj_col e.
have -> : proj e *m t = 0 by rewrite -proj_tr EC trmx_mul -mulmxA fip_scalar et mul_mx_scalar scale0r.
by rewrite fip0r mul0r.
Qed.

(* probes/decodable_above_one: a target is decodable from Y once the squared CKA of X with Y and of X with the target
   exceed one together. None of the three is then constant, as CKA is 0 there. *)
Theorem probes_decodable_above_one n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (t : 'cV[R]_n) :
  1 < cka X Y ^+ 2 + cka X t ^+ 2 -> 0 < r2 Y t /\ 0 < cka Y t.
Proof.
move=> h; have le1 q' (Z : 'M[R]_(n, q')) : cka X Z ^+ 2 <= 1 by rewrite exprn_ile1 ?cka_ge0 ?cka_le1.
have zero q' (Z : 'M[R]_(n, q')) : H *m Z = 0 -> cka X Z = 0.
  by move=> z; apply/eqP; rewrite cka_eq0 -mulmxA z mulmx0.
have X0 : H *m X != 0.
  apply: contraTneq h => x0; have zx q' (Z : 'M[R]_(n, q')) : cka X Z = 0.
    by apply/eqP; rewrite cka_eq0 -trmx_eq0 !trmx_mul trmxK center_tr x0 mulmx0.
  by rewrite !zx expr0n addr0 ltNge ler01.
have Y0 : H *m Y != 0 by apply: contraTneq h => /zero ->; rewrite expr0n add0r -leNgt.
have t0 : H *m t != 0 by apply: contraTneq h => /zero ->; rewrite expr0n addr0 -leNgt.
have [h1 h2 _ _] := probes_transfer X0 Y0 t0.
have c0 : 0 < cka Y t by apply: lt_le_trans h1; rewrite subr_gt0.
by split=> //; apply: lt_le_trans h2.
Qed.

End Transfer.

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
