(* Linear R^2 is at least what two linear readouts read alike. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector pinv predict_tools readout_norms.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section PinvGram.
Variable R : realFieldType.

(* (V^T V)^+ = V^+ V^+^T *)
Lemma pinv_gramE m n (V : 'M[R]_(m, n)) : pinv (V^T *m V) = pinv V *m (pinv V)^T.
Proof.
set P := pinv V.
have VP : (V *m P)^T = V *m P by exact: pinv_mulr_tr.
have PV : (P *m V)^T = P *m V by exact: pinv_mull_tr.
have E1 : V^T *m V *m (P *m P^T) = P *m V.
  transitivity ((P *m V)^T *m (P *m V)^T); last by rewrite PV mulmxA pinvVK.
  by rewrite [in RHS]trmx_mul -!mulmxA (mulmxA V) -VP trmx_mul -!mulmxA.
have E2 : P *m P^T *m (V^T *m V) = P *m V.
  by rewrite -mulmxA (mulmxA P^T) -trmx_mul VP (mulmxA P) mulmxA pinvVK.
apply/esym/pinv_unique; rewrite ?E1 ?E2 //.
  by rewrite mulmxA -PV -trmx_mul mulmxA pinvK.
by rewrite mulmxA pinvVK.
Qed.

Lemma gram_proj_mul n p m (a : 'M[R]_(n, p)) (b : 'M[R]_(n, m)) :
  b^T *m proj a *m b = (proj a *m b)^T *m (proj a *m b).
Proof. by rewrite trmx_mul proj_tr [RHS]mulmxA -[in RHS](mulmxA b^T) proj_idem. Qed.

Lemma fip_pinv_gram m n k (V : 'M[R]_(m, n)) (b : 'M[R]_(k, n)) :
  fip (pinv (V^T *m V)) (b^T *m b) = fip (b *m pinv V) (b *m pinv V).
Proof.
by rewrite pinv_gramE fip_mulmr trmxK [RHS]fip_mulml mulmxA.
Qed.
End PinvGram.

Section SharedReadout.
Variable R : rcfType.
Local Notation H := (center R _).

(* tr((V^T V)^+ b^T P_a b) / tr L, where a and b are what W and V read *)
Definition r2_readout_floor n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) : R :=
  let a := H *m X *m W in let b := H *m Y *m V in
  fip (pinv (V^T *m V)) (b^T *m proj a *m b) / \tr (cgram Y).

Lemma r2_readout_floorE n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) :
  let Z := proj (H *m X *m W) *m (H *m Y *m V) *m pinv V in
  r2_readout_floor X Y W V = fip Z Z / fip (H *m Y) (H *m Y).
Proof.
rewrite /r2_readout_floor trace_cgram gram_proj_mul; congr (_ / _); exact: fip_pinv_gram.
Qed.

(* floors/r2_from_a_shared_readout: what two linear readouts read alike is predicted: linear R^2 has a floor; the floor
   is at least what b = Y_c V reads less the distance to a = X_c W, and at least what a predicts of b over |V|^2. *)
Theorem floors_r2_from_a_shared_readout n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) :
  let a := H *m X *m W in let b := H *m Y *m V in let P := proj a in let floor := r2_readout_floor X Y W V in
  [/\ floor <= r2 X Y,
      (fip (b *m pinv V) (b *m pinv V) - fip ((b - a) *m pinv V) ((b - a) *m pinv V)) / \tr (cgram Y) <= floor &
      fip (P *m b) (P *m b) / (op2 V * \tr (cgram Y)) <= floor].
Proof.
move=> a b P floor; rewrite /floor r2_readout_floorE trace_cgram -/a -/b -/P.
have t0 : 0 <= (fip (H *m Y) (H *m Y))^-1 by rewrite invr_ge0 fip_ge0.
split.
- rewrite /r2 ler_wpmul2r //; apply: le_trans (_ : fip (H *m Y) (P *m (H *m Y)) <= _).
    have -> : P *m b *m pinv V = P *m (H *m Y) *m proj V by rewrite /b -(mulmxA P) -(mulmxA _ V) pinv_proj
      -[RHS](mulmxA P).
    by rewrite -(fip_proj_sqr a) -/P fip_mulr_proj.
  exact: fip_proj_mono.
- rewrite ler_wpmul2r // ler_subl_addr -!(mulmxA P) -ler_subl_addl.
  have -> : fip (b *m pinv V) (b *m pinv V) - fip (P *m (b *m pinv V)) (P *m (b *m pinv V)) =
      fip ((b - a) *m pinv V - P *m ((b - a) *m pinv V)) ((b - a) *m pinv V - P *m ((b - a) *m pinv V)).
    rewrite (proj_pythagoras a (b *m pinv V)) -/P fip_proj_sqr addrC addKr.
    have -> : (b - a) *m pinv V - P *m ((b - a) *m pinv V) = b *m pinv V - P *m (b *m pinv V).
      rewrite mulmxBl mulmxBr (mulmxA P a) proj_id; set u := b *m _; set v := a *m _.
      by rewrite opprB addrA subrK.
    by [].
  by rewrite [X in _ <= X](proj_pythagoras a) -/P ler_addr fip_proj_ge0.
have bV : b *m (pinv V *m V) = b by rewrite /b -(mulmxA _ V) (mulmxA V) pinvK.
set Z := P *m b *m pinv V; have -> : P *m b = Z *m V by rewrite /Z -(mulmxA _ _ V) -(mulmxA P) bV.
have [-> | v0] := eqVneq V 0.
  by rewrite mulmx0 fip0r mul0r mulr_ge0 ?fip_ge0.
rewrite invfM mulrA ler_wpmul2r // ler_pdivr_mulr; first by rewrite mulrC; exact: op2_mulr.
by rewrite op2_gt0.
Qed.

(* floors/r2_from_a_shared_readout: where both read the same T: the floor is tr((V^T V)^+ T^T T) / tr L, whatever W
   is. *)
Theorem floors_r2_from_a_shared_readout_exact n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) (T : 'M[R]_(n, k)) : H *m X *m W = T -> H *m Y *m V = T ->
  r2_readout_floor X Y W V = fip (pinv (V^T *m V)) (T^T *m T) / \tr (cgram Y).
Proof. by rewrite /r2_readout_floor => -> ->; rewrite -mulmxA proj_id. Qed.

End SharedReadout.
