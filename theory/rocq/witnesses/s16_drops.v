(* Hypotheses dropped, one exact rational case each: the hypothesis is broken, the others hold, and the claim fails. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation hsic1 gram_maps permutations.
From Unalignable Require Import compute compute_measures compute_debiased compute_tactics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Drops.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation mx := (@mx R).
Local Notation qr := (@qr R).

(* invariance/orthogonal_map: without centring (another measure: the cosine of the Gram matrices, squared) a shift of
   the features is seen: 1 becomes 16/25, that is, the cosine 1 becomes 4/5. *)
Theorem s16_invariance_orthogonal_map_centring :
  ucos2 (mx 2 1 [:: [:: 0]; [:: 1]]%q) (mx 2 1 [:: [:: 0]; [:: 1]]%q) = 1 /\ ucos2 ((mx 2 1 [:: [:: 0]; [:: 1]]%q) +
    ones R 2 *m (mx 1 1 [:: [:: 1]]%q)) (mx 2 1 [:: [:: 0]; [:: 1]]%q) = qr (16 # 25).
Proof. by computed. Qed.

(* invariance/orthogonal_map: without Q Q^T = 1, for an invertible Q, the square of CKA falls from 5/8 to 1/10. *)
Theorem s16_invariance_orthogonal_map_isometry :
  [/\ (mx 2 2 [:: [:: 1; 1]; [:: 0; 1]]%q) *m (mx 2 2 [:: [:: 1; 1]; [:: 0; 1]]%q)^T != 1%:M, (mx 2 2 [:: [:: 1; 1];
    [:: 0; 1]]%q) *m (mx 2 2 [:: [:: 1; -1]; [:: 0; 1]]%q) = 1%:M,
      cka (mx 3 2 [:: [:: 0; 0]; [:: 0; 1]; [:: 1; 0]]%q) (mx 3 1 [:: [:: 0]; [:: 1]; [:: 0]]%q) ^+ 2 = qr (5 # 8) &
        cka ((mx 3 2 [:: [:: 0; 0]; [:: 0; 1]; [:: 1; 0]]%q) *m (mx 2 2 [:: [:: 1; 1]; [:: 0; 1]]%q)) (mx 3 1 [:: [::
        0]; [:: 1]; [:: 0]]%q) ^+ 2 = qr (1 # 10)].
Proof. by computed. Qed.

(* rigidity/range: with the debiased estimator (U-centred matrices are not positive semidefinite) the value is -1. *)
Theorem s16_rigidity_range_positive_kernel :
  [/\ H *m (mx 4 2 [:: [:: 0; 2]; [:: 0; -2]; [:: 1; 0]; [:: 1; 0]]%q) != 0, H *m (mx 4 1 [:: [:: 0]; [:: 0]; [:: 1];
    [:: 1]]%q) != 0 & debiased_cka (mx 4 2 [:: [:: 0; 2]; [:: 0; -2]; [:: 1; 0]; [:: 1; 0]]%q) (mx 4 1 [:: [:: 0]; [::
    0]; [:: 1]; [:: 1]]%q) = qr (-1)].
Proof. by computed. Qed.

(* invariance/invertible_map_bound: a map that kills a direction of the features: with s = 1 and t = 4 the bound is
   8/17, and the square of CKA is 1/17. *)
Theorem s16_invariance_invertible_map_bound_injective :
  [/\ H *m (mx 4 2 [:: [:: 2; 1]; [:: 2; -1]; [:: -2; 1]; [:: -2; -1]]%q) != 0, (mx 4 2 [:: [:: 2; 1]; [:: 2; -1]; [::
    -2; 1]; [:: -2; -1]]%q) *m (mx 2 1 [:: [:: 0]; [:: 1]]%q) != 0 /\ (mx 2 2 [:: [:: 0; 0]; [:: 0; 1]]%q)^T *m (mx 2 1
    [:: [:: 1]; [:: 0]]%q) = 0 &
      cka (mx 4 2 [:: [:: 2; 1]; [:: 2; -1]; [:: -2; 1]; [:: -2; -1]]%q) ((mx 4 2 [:: [:: 2; 1]; [:: 2; -1]; [:: -2;
        1]; [:: -2; -1]]%q) *m (mx 2 2 [:: [:: 0; 0]; [:: 0; 1]]%q)) ^+ 2 = qr (1 # 17)].
Proof. by computed. Qed.

(* invariance/invertible_map_bound: typed scope, not a drop. A bijection of the values 0, 1, 3 onto 5, 0, 4 is no linear
   map, and CKA is 0. *)
Theorem s16_invariance_invertible_map_bound_linear :
  [/\ H *m (mx 3 1 [:: [:: 0]; [:: 1]; [:: 3]]%q) != 0, H *m (mx 3 1 [:: [:: 5]; [:: 0]; [:: 4]]%q) != 0 & cka (mx 3 1
    [:: [:: 0]; [:: 1]; [:: 3]]%q) (mx 3 1 [:: [:: 5]; [:: 0]; [:: 4]]%q) = 0].
Proof. by computed. Qed.

(* rigidity/no_linear_invariance: the centred ranks are 1 and not n - 1 = 2, and the score R^2 of Z = (0, 1, 4), which
   invertible linear maps and shifts leave alone, tells (0, 1, 3) from (5, 0, 4): 361/364 against 3/364. *)
Theorem s16_rigidity_no_linear_invariance_rank :
  r2 (mx 3 1 [:: [:: 0]; [:: 1]; [:: 3]]%q) (mx 3 1 [:: [:: 0]; [:: 1]; [:: 4]]%q) = qr (361 # 364) /\ r2 (mx 3 1 [::
    [:: 5]; [:: 0]; [:: 4]]%q) (mx 3 1 [:: [:: 0]; [:: 1]; [:: 4]]%q) = qr (3 # 364).
Proof. by computed. Qed.

(* floors/shared_scalar_readout: without linear heads. The network that holds x in {-1, 0, 1} and the network that holds
   |x| give the same output |x| by ReLU heads, and CKA is 0. *)
Theorem s16_floors_shared_scalar_readout_linear_head :
  [/\ forall x : R, Num.max x 0 + Num.max (- x) 0 = `|x|, forall i, (mx 3 1 [:: [:: 1]; [:: 0]; [:: 1]]%q) i 0 = `|(mx
    3 1 [:: [:: -1]; [:: 0]; [:: 1]]%q) i 0|,
      H *m (mx 3 1 [:: [:: 1]; [:: 0]; [:: 1]]%q) != 0 & cka (mx 3 1 [:: [:: -1]; [:: 0]; [:: 1]]%q) (mx 3 1 [:: [::
        1]; [:: 0]; [:: 1]]%q) = 0].
Proof.
split; [move=> x| |by computed|by computed].
  case: (ger0P x) => x0; first by rewrite max_r ?oppr_le0 // addr0.
  by rewrite max_l ?add0r // oppr_ge0 ltW.
by case=> [[|[|[|i]]] ?] //; rewrite !mxE /= -qr_norm; apply/eqP; rewrite qr_eq.
Qed.

(* floors/approximate_decoding: the outputs are only near: R^2 of t is 1/4 from X and 3/4 from Y, 1 in sum, and CKA is
  0. *)
Theorem s16_floors_approximate_decoding_exact_output :
  [/\ r2 (mx 3 1 [:: [:: 1]; [:: -1]; [:: 0]]%q) (mx 3 1 [:: [:: 2]; [:: 0]; [:: -2]]%q) = qr (1 # 4), r2 (mx 3 1 [::
    [:: 1]; [:: 1]; [:: -2]]%q) (mx 3 1 [:: [:: 2]; [:: 0]; [:: -2]]%q) = qr (3 # 4) & cka (mx 3 1 [:: [:: 1]; [:: -1];
    [:: 0]]%q) (mx 3 1 [:: [:: 1]; [:: 1]; [:: -2]]%q) = 0].
Proof. by computed. Qed.

(* row: sample, column: class; the largest logit of a sample is that of the nearest value *)
Definition line_logits n (z : 'cV[R]_n) : 'M[R]_n := \matrix_(i, c) (2%:R * z c 0 * z i 0 - z c 0 ^+ 2).

(* floors/shared_scalar_readout: the same class of every sample, by the heads 2 z_c z - z_c^2, and not the same output:
  CKA is 0, of the representations and of the logits. *)
Theorem s16_floors_shared_scalar_readout_same_output (i c : 'I_3) : c != i ->
  [/\ line_logits (mx 3 1 [:: [:: 0]; [:: 1]; [:: 3]]%q) i c < line_logits (mx 3 1 [:: [:: 0]; [:: 1]; [:: 3]]%q) i i,
    line_logits (mx 3 1 [:: [:: 5]; [:: 0]; [:: 4]]%q) i c < line_logits (mx 3 1 [:: [:: 5]; [:: 0]; [:: 4]]%q) i i,
      cka (mx 3 1 [:: [:: 0]; [:: 1]; [:: 3]]%q) (mx 3 1 [:: [:: 5]; [:: 0]; [:: 4]]%q) = 0 & cka (line_logits (mx 3 1
        [:: [:: 0]; [:: 1]; [:: 3]]%q)) (line_logits (mx 3 1 [:: [:: 5]; [:: 0]; [:: 4]]%q)) = 0].
Proof.
move=> ci; have apart a : injective (fun k : 'I_3 => mx 3 1 a k 0) ->
    line_logits (mx 3 1 a) i c < line_logits (mx 3 1 a) i i.
  move=> inj; pose x := mx 3 1 a c 0; pose y := mx 3 1 a i 0; rewrite [X in X < _]mxE [X in _ < X]mxE -/x -/y.
  rewrite -subr_gt0 (_ : _ - _ = (y - x) ^+ 2); last by ring.
  by rewrite lt_def sqr_ge0 sqrf_eq0 subr_eq0 andbT; apply/eqP => /inj E; rewrite E eqxx in ci.
have L1 : line_logits (mx 3 1 [:: [:: 0]; [:: 1]; [:: 3]]%q) = (mx 3 3 [:: [:: 0; -1; -9]; [:: 0; 1; -3]; [:: 0; 5;
  9]]%q).
  by apply/matrixP => -[[|[|[|k]]] ?] // -[[|[|[|l]]] ?] //; rewrite !mxE /ent /= -(qr_nat R 2) expr2 -!qr_mul -qr_sub;
    apply/eqP; rewrite qr_eq.
have L2 : line_logits (mx 3 1 [:: [:: 5]; [:: 0]; [:: 4]]%q) = (mx 3 3 [:: [:: 25; 0; 24]; [:: -25; 0; -16]; [:: 15; 0;
  16]]%q).
  by apply/matrixP => -[[|[|[|k]]] ?] // -[[|[|[|l]]] ?] //; rewrite !mxE /ent /= -(qr_nat R 2) expr2 -!qr_mul -qr_sub;
    apply/eqP; rewrite qr_eq.
split; [apply: apart|apply: apart|by computed|by rewrite L1 L2; computed].
  by move=> [[|[|[|k]]] ?] // [[|[|[|l]]] ?] //; rewrite !mxE => /eqP; rewrite qr_eq //= => _; apply: val_inj.
by move=> [[|[|[|k]]] ?] // [[|[|[|l]]] ?] //; rewrite !mxE => /eqP; rewrite qr_eq //= => _; apply: val_inj.
Qed.

(* floors/shared_scalar_readout: with the debiased estimator. Both hold t in their first feature, and the floor is 1/2:
   CKA is 1/2, and debiased CKA is -1/2. *)
Theorem s16_floors_shared_scalar_readout_biased_estimator :
  [/\ H *m (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) *m (mx 2 1 [:: [:: 1]; [:: 0]]%q) = (mx 4 1
    [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q), H *m (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; -1]; [:: -1; 1]]%q) *m
    (mx 2 1 [:: [:: 1]; [:: 0]]%q) = (mx 4 1 [:: [:: 1]; [:: 1]; [:: -1]; [:: -1]]%q),
      cka (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1;
        -1]; [:: -1; 1]]%q) = qr (1 # 2) &
      debiased_cka (mx 4 2 [:: [:: 1; 1]; [:: 1; -1]; [:: -1; 1]; [:: -1; -1]]%q) (mx 4 2 [:: [:: 1; 1]; [:: 1; -1];
        [:: -1; -1]; [:: -1; 1]]%q) = qr (-1 # 2)].
Proof. by computed. Qed.

(* probes/zero: without an intercept (nothing is centred) the probe from (4, 5, 6) to (1, 0, 1) scores 50/77, where R^2
   is 0. *)
Theorem s16_probes_zero_intercept :
  [/\ cka (mx 3 1 [:: [:: 4]; [:: 5]; [:: 6]]%q) (mx 3 1 [:: [:: 1]; [:: 0]; [:: 1]]%q) = 0, r2 (mx 3 1 [:: [:: 4]; [::
    5]; [:: 6]]%q) (mx 3 1 [:: [:: 1]; [:: 0]; [:: 1]]%q) = 0 &
      fip (mx 3 1 [:: [:: 1]; [:: 0]; [:: 1]]%q) (proj (mx 3 1 [:: [:: 4]; [:: 5]; [:: 6]]%q) *m (mx 3 1 [:: [:: 1];
        [:: 0]; [:: 1]]%q)) / fip (mx 3 1 [:: [:: 1]; [:: 0]; [:: 1]]%q) (mx 3 1 [:: [:: 1]; [:: 0]; [:: 1]]%q) = qr
        (50 # 77)].
Proof.
split; [by computed|by computed|].
set a := [:: [:: 4]; [:: 5]; [:: 6]]%q; have E : projl 3 1 a = Some (odflt [::] (projl 3 1 a)) by vm_compute.
rewrite (projl_mx R E) mx_mul !mx_fip -qr_inv -qr_mul; apply/eqP; rewrite qr_eq; vm_compute; reflexivity.
Qed.

(* probes/accuracy_above_chance: R^2 = 0 bounds the logistic loss, not the accuracy: the threshold 3/2 gets 3 of the 4
   labels right. *)
Theorem s16_probes_accuracy_above_chance_log_loss :
  r2 (mx 4 1 [:: [:: 0]; [:: 1]; [:: 1]; [:: 2]]%q) (mx 4 1 [:: [:: 0]; [:: 1]; [:: 1]; [:: 0]]%q) = 0 /\
  (\sum_(i < 4) (((mx 4 1 [:: [:: 0]; [:: 1]; [:: 1]; [:: 2]]%q) i 0 < qr (3 # 2)) == ((mx 4 1 [:: [:: 0]; [:: 1]; [::
    1]; [:: 0]]%q) i 0 == 1))%R = 3)%N.
Proof.
split; first by computed.
by rewrite !big_ord_recl big_ord0 !mxE /= -(qr1 R) !qr_eq !ltNge !qr_le.
Qed.

End Drops.
