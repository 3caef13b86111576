(* Representations with the signs of samples flipped, by a function of absolute values; the absolute value. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka projector zero_scores relu_units.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Flips.
Variable R : rcfType.
Local Notation H := (center R _).

Definition abs_mx n p (X : 'M[R]_(n, p)) : 'M[R]_(n, p) := map_mx (fun x => `|x|) X.

Lemma relu_abs n p (X : 'M[R]_(n, p)) : relu X + relu (- X) = abs_mx X.
Proof.
apply/matrixP => i j; rewrite !mxE; case: (lerP 0 (X i j)) => x0.
  by rewrite max_r ?oppr_le0 // addr0 ger0_norm.
by rewrite max_l ?oppr_ge0 ?(ltW x0) // add0r ltr0_norm.
Qed.

(* twists/absolute_value: relu(t) + relu(-t) = |t|; and on a sample that a relabelling of the samples maps to its
   negative, X and |X| are uncorrelated: CKA and both R^2 are 0. *)
Theorem twists_absolute_value n p (X : 'M[R]_(n, p)) (s : 'S_n) : perm_mx s *m X = - X ->
  relu X + relu (- X) = abs_mx X /\
  [/\ X^T *m H *m abs_mx X = 0, cka X (abs_mx X) = 0, r2 X (abs_mx X) = 0 & r2 (abs_mx X) X = 0].
Proof.
move=> odd; split; first exact: relu_abs; apply: unrelatedP.
have even : perm_mx s *m abs_mx X = abs_mx X.
  rewrite -row_permE; apply/matrixP => i j; rewrite !mxE.
  have /matrixP/(_ i j) := odd; rewrite -row_permE !mxE => ->; exact: normrN.
have back : (perm_mx s)^T *m abs_mx X = abs_mx X by rewrite -{1}even mulmxA perm_mxTK mul1mx.
have move_center : (perm_mx s)^T *m H = H *m (perm_mx s)^T.
  by rewrite -{1}(center_tr R n) -trmx_mul -perm_center trmx_mul center_tr.
suff e : X^T *m H *m abs_mx X = - (X^T *m H *m abs_mx X).
  by move/eqP: e; rewrite -addr_eq0 -mulr2n -scaler_nat scaler_eq0 pnatr_eq0 => /eqP.
rewrite {1}(_ : X = - (perm_mx s *m X)); last by rewrite odd opprK.
by rewrite raddfN /= trmx_mul !mulNmx -(mulmxA X^T (perm_mx s)^T) move_center -!mulmxA back.
Qed.

(* twists/sign_twin: with a sign s = +-1 that reads |h| alone, psi(h) = s(|h|) h has |psi(h)| = |h| and undoes itself,
   so that the head g o psi on the representation psi(h) computes what g computes on h, for every head g. *)
Theorem twists_sign_twin d (s : 'rV[R]_d -> R) (h : 'rV[R]_d) : (forall u, s u = 1 \/ s u = -1) ->
  let psi u := s (abs_mx u) *: u in
  [/\ abs_mx (psi h) = abs_mx h, psi (psi h) = h & forall (T : Type) (g : 'rV[R]_d -> T), (g \o psi) (psi h) = g h].
Proof.
move=> sign psi; have same : abs_mx (psi h) = abs_mx h.
  by apply/matrixP => i j; rewrite !mxE normrM; case: (sign (abs_mx h)) => ->; rewrite ?normrN1 ?normr1 mul1r.
have back : psi (psi h) = h.
  by rewrite /psi same scalerA; case: (sign (abs_mx h)) => ->; rewrite ?mulrNN mulr1 scale1r.
by split=> // T g; rewrite /= back.
Qed.

(* twists/sign_twin: the same for all samples at once: the twin is S X with a diagonal S of signs *)
Theorem twists_sign_twin_samples n d (s : 'rV[R]_d -> R) (X : 'M[R]_(n, d)) : (forall u, s u = 1 \/ s u = -1) ->
  let twin (Z : 'M[R]_(n, d)) := diag_mx (\row_i s (abs_mx (row i Z))) *m Z in
  [/\ abs_mx (twin X) = abs_mx X & twin (twin X) = X].
Proof.
move=> sign twin; have entry Z i j : twin Z i j = s (abs_mx (row i Z)) * Z i j.
  by rewrite /twin mul_diag_mx !mxE.
have same : abs_mx (twin X) = abs_mx X.
  apply/matrixP => i j; rewrite [LHS]mxE entry normrM [RHS]mxE.
  by case: (sign (abs_mx (row i X))) => ->; rewrite ?normrN1 ?normr1 mul1r.
split=> //; apply/matrixP => i j; rewrite !entry.
have -> : abs_mx (row i (twin X)) = abs_mx (row i X) by rewrite /abs_mx !map_row -/(abs_mx _) same.
by rewrite mulrA; case: (sign (abs_mx (row i X))) => ->; rewrite ?mulrNN mulr1 mul1r.
Qed.
End Flips.
