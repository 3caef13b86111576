(* Averages over all signs of the samples: mean and variance of the covariance that a random sign twin keeps.
   Representations with the signs of samples flipped, by a function of absolute values; the absolute value. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector gram_maps zero_scores relu_units.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Signs.
Variables (R : rcfType) (n : nat).
Local Notation H := (center R n).

(* all choices of a sign for each sample, the sign, and the mean over all choices *)
Definition signs := {ffun 'I_n -> bool}.
Definition sgn_of (s : signs) i : R := (-1) ^+ s i.
Definition mean_signs (f : signs -> R) : R := (2 ^ n)%:R^-1 * \sum_s f s.

Definition flip i (s : signs) : signs := [ffun k => (k == i) (+) s k].
Lemma flipK i : involutive (flip i).
Proof. by move=> s; apply/ffunP => k; rewrite !ffunE; case: (k == i); case: (s k). Qed.

Lemma sgn_flip i s k : sgn_of (flip i s) k = (if k == i then -1 else 1) * sgn_of s k.
Proof. by rewrite /sgn_of ffunE; case: (k == i); rewrite ?mul1r // signr_addb expr1. Qed.

Lemma sgn_sqr s i : sgn_of s i * sgn_of s i = 1.
Proof. by rewrite /sgn_of -signr_addb addbb. Qed.

Lemma mean_signs_cst c : mean_signs (fun=> c) = c.
Proof.
rewrite /mean_signs sumr_const card_ffun card_bool card_ord -[c *+ _]mulr_natl mulKf //.
by rewrite pnatr_eq0 expn_eq0.
Qed.

Lemma mean_signs_odd i f : (forall s, f (flip i s) = - f s) -> mean_signs f = 0.
Proof.
move=> odd; rewrite /mean_signs; have e : \sum_s f s = - \sum_s f s.
  rewrite {1}(reindex_inj (inv_inj (flipK i))) /= -sumrN.
  by apply: eq_bigr => s _; rewrite odd.
suff -> : \sum_s f s = 0 by rewrite mulr0.
by move/eqP: e; rewrite -addr_eq0 -mulr2n mulrn_eq0 => /eqP.
Qed.

Lemma mean_signsZ c f : mean_signs (fun s => c * f s) = c * mean_signs f.
Proof. by rewrite /mean_signs -mulr_sumr mulrCA. Qed.
Lemma mean_signs_sum (I : finType) (P : pred I) (f : I -> signs -> R) :
  mean_signs (fun s => \sum_(i | P i) f i s) = \sum_(i | P i) mean_signs (f i).
Proof. by rewrite /mean_signs exchange_big mulr_sumr. Qed.
Lemma eq_mean_signs f g : f =1 g -> mean_signs f = mean_signs g.
Proof. by move=> fg; rewrite /mean_signs; congr (_ * _); apply: eq_bigr. Qed.

Lemma mean2 i j : mean_signs (fun s => sgn_of s i * sgn_of s j) = (i == j)%:R.
Proof.
have [<-|ij] := eqVneq i j; first by rewrite -[RHS]mean_signs_cst; apply: eq_mean_signs => s; apply: sgn_sqr.
by apply: (@mean_signs_odd i) => s; rewrite !sgn_flip eqxx (eq_sym j) (negbTE ij) mul1r mulN1r mulNr.
Qed.

Lemma mean4 i j k l : i != j -> k != l ->
  mean_signs (fun s => sgn_of s i * sgn_of s j * (sgn_of s k * sgn_of s l)) =
    ((i == k) && (j == l))%:R + ((i == l) && (j == k))%:R.
Proof.
move=> ij kl; have [<-|ik] := eqVneq i k; have [jl|jl] := eqVneq j l.
- rewrite -jl (negbTE ij) /= addr0 -[RHS]mean_signs_cst; apply: eq_mean_signs => s.
  by rewrite mulrACA !sgn_sqr mulr1.
- have -> : (j == i) = false by rewrite eq_sym (negbTE ij).
  rewrite !andbF addr0; apply: (@mean_signs_odd j) => s.
  by rewrite !sgn_flip eqxx (negbTE ij) (eq_sym l) (negbTE jl) /=; ring.
- rewrite -jl (negbTE ij) /= addr0; apply: (@mean_signs_odd i) => s.
  by rewrite !sgn_flip eqxx (eq_sym j) (eq_sym k) (negbTE ij) (negbTE ik); ring.
rewrite /= add0r; have [il|il] := eqVneq i l; have [jk|jk] := eqVneq j k => /=.
- by rewrite -il -jk -[RHS]mean_signs_cst; apply: eq_mean_signs => s;
  rewrite (mulrC (sgn_of s j)) mulrACA !sgn_sqr mulr1.
- apply: (@mean_signs_odd j) => s; rewrite !sgn_flip eqxx (negbTE ij) (eq_sym l) (eq_sym k) (negbTE jk) (negbTE jl).
  ring.
- apply: (@mean_signs_odd i) => s; rewrite !sgn_flip eqxx (eq_sym j) (eq_sym l) (eq_sym k) (negbTE ij) (negbTE il)
  (negbTE ik).
  ring.
apply: (@mean_signs_odd i) => s; rewrite !sgn_flip eqxx (eq_sym j) (eq_sym l) (eq_sym k) (negbTE ij) (negbTE il)
  (negbTE ik).
ring.
Qed.
End Signs.

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
