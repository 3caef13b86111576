(* Any two readouts, paired or shared, keep linear CKA above a floor. One output read from both representations keeps
   linear CKA above a floor, in several forms. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector pinv readout_norms.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Pairs.
Variable R : rcfType.
Local Notation H := (center R _).

(* floors/any_two_readouts: two linear readouts W and V of any numbers of outputs a = H X W and b = H Y V keep linear
   CKA above tr((W^T W)^+ a^T b (V^T V)^+ b^T a)/(|K||L|), whatever they read. *)
Theorem floors_any_two_readouts n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  let a := H *m X *m W in let b := H *m Y *m V in
  \tr (pinv (W^T *m W) *m (a^T *m b) *m pinv (V^T *m V) *m (b^T *m a)) / (ksize X * ksize Y) <= cka X Y.
Proof. exact: readout_floor_le. Qed.

(* floors/any_two_readouts: the gap, times |K||L|, is the squared norm of what is not read, M - P_W M P_V with M =
   X_c^T Y_c and P_W = W (W^T W)^+ W^T, the projector onto the columns of W. *)
Theorem floors_any_two_readouts_gap n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) : H *m X != 0 -> H *m Y != 0 ->
  let M := (H *m X)^T *m (H *m Y) in
  let rest := M - W *m pinv (W^T *m W) *m W^T *m M *m V *m pinv (V^T *m V) *m V^T in
  (cka X Y - readout_floor X Y W V) * ksize X * ksize Y = fip rest rest.
Proof.
move=> x0 y0 M rest; have [kx ky] : 0 < ksize X /\ 0 < ksize Y by rewrite !ksize_gt0.
have EM : M = X^T *m H *m Y.
  by rewrite /M (trmx_mul H) center_tr !mulmxA -[X^T *m H *m H]mulmxA center_idem.
have -> : rest = X^T *m H *m Y - seen X Y W V.
  by rewrite /rest EM /seen -[proj V]pinv_gram_proj -[proj W]pinv_gram_proj !mulmxA.
rewrite -seen_gap readout_floorE ckaK -mulrBl -mulrA divfK //.
by rewrite mulf_neq0 ?gt_eqF.
Qed.

(* floors/any_two_readouts: all features read as they are, the floor is CKA itself *)
Theorem floors_any_two_readouts_sharp n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  readout_floor X Y 1%:M 1%:M = cka X Y.
Proof.
have P1 k : proj (1%:M : 'M[R]_k) = 1%:M by rewrite -{2}(proj_id 1%:M) mulmx1.
by rewrite readout_floorE ckaK /seen !P1 mulmx1 mul1mx.
Qed.

(* <a, b>^2/(|V W^T|^2 |K| |L|), for as many outputs of either *)
Definition paired_floor n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) : R :=
  fip (output X W) (output Y V) ^+ 2 / (fip (V *m W^T) (V *m W^T) * (ksize X * ksize Y)).

Lemma paired_floor_le n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) :
  paired_floor X Y W V <= readout_floor X Y W V.
Proof.
rewrite /paired_floor invfM mulrA readout_floorE ler_wpmul2r ?ksizes_ge0 // paired_seen.
have -> : V *m W^T = (W *m V^T)^T by rewrite trmx_mul trmxK.
rewrite fip_tr; have [->|c0] := eqVneq (W *m V^T) 0; first by rewrite !fip0l expr0n mul0r fip_ge0.
by rewrite ler_pdivr_mulr ?fip_gt0 // mulrC cauchy_schwarz.
Qed.

(* floors/paired_readouts: for as many outputs of either, the floor of any two readouts is at least
   <a, b>^2/(|V W^T|^2 |K||L|), which needs no inverse; and so is CKA. V W^T may be 0: the quotient is then 0. *)
Theorem floors_paired_readouts n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) :
  let a := H *m X *m W in let b := H *m Y *m V in
  let paired := fip a b ^+ 2 / (fip (V *m W^T) (V *m W^T) * (ksize X * ksize Y)) in
  let floor := \tr (pinv (W^T *m W) *m (a^T *m b) *m pinv (V^T *m V) *m (b^T *m a)) / (ksize X * ksize Y) in
  [/\ paired <= floor, floor <= cka X Y & paired <= cka X Y].
Proof.
move=> a b paired floor; have := paired_floor_le X Y W V; have := readout_floor_le X Y W V.
by rewrite -/(paired) -/(floor) => h1 h2; split=> //; apply: le_trans h1.
Qed.

End Pairs.

Section Shared.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma operator_seen n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  fip ((output X W)^T *m output Y V) ((output X W)^T *m output Y V)
    <= op2 W * op2 V * fip (seen X Y W V) (seen X Y W V).
Proof.
rewrite outputs_seen; apply: le_trans (op2_mulr _ _) _.
by rewrite [op2 W * _]mulrC -mulrA ler_wpmul2l ?op2_ge0 // op2_mul.
Qed.

(* floors/operator_norms_of_readouts: for any two readouts, linear CKA is at least |P_W X_c^T Y_c P_V|^2/(|K||L|), the
   floor of any two readouts, and that is at least |W^T X_c^T Y_c V|^2/(|W|^2 |V|^2 |K||L|) with the operator norms of
   W and V (op2 is the squared operator norm, the largest eigenvalue of W W^T). *)
Theorem floors_operator_norms_of_readouts n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  let M := X^T *m H *m Y in let N := proj W *m M *m proj V in
  let floor := fip N N / (ksize X * ksize Y) in
  [/\ floor <= cka X Y, readout_floor X Y W V = floor &
      fip (W^T *m M *m V) (W^T *m M *m V) / (op2 W * op2 V * (ksize X * ksize Y)) <= floor].
Proof.
move=> M N floor; rewrite /floor -(readout_floorE X Y W V); split=> //; first exact: readout_floor_le.
rewrite readout_floorE -outputs_cross over_le ?fip_ge0 ?mulr_ge0 ?op2_ge0 ?ksize_ge0 //.
exact: operator_seen.
Qed.

Section Same.
Variables (n p q k : nat) (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)).
Variable T : 'M[R]_(n, k).

(* |T|^4/(|W|^2 |V|^2 |K||L|) *)
Definition crude_floor : R := fip T T ^+ 2 / (fip W W * fip V V * (ksize X * ksize Y)).

Lemma shared_floorE : H *m X *m W = T -> H *m Y *m V = T ->
  readout_floor X Y W V
    = \tr (T *m pinv (W^T *m W) *m T^T *m T *m pinv (V^T *m V) *m T^T) / (ksize X * ksize Y).
Proof.
rewrite /readout_floor /output => -> ->; congr (_ / _).
by rewrite mulmxA mxtrace_mulC !mulmxA.
Qed.

Lemma crude_paired : H *m X *m W = T -> H *m Y *m V = T -> T != 0 ->
  crude_floor <= fip T T ^+ 2 / (fip (V *m W^T) (V *m W^T) * (ksize X * ksize Y)).
Proof.
move=> XW YV T0; have VW : V *m W^T != 0.
  apply: contraNneq T0 => E; rewrite -fip_eq0 -{1}XW -YV -/(output X W) -/(output Y V) paired_seen.
  by rewrite -[W *m V^T]trmxK trmx_mul trmxK E trmx0 fip0l.
have [x0 w0] : H *m X != 0 /\ W != 0 by apply: output_const; rewrite /output XW.
have [y0 v0] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output YV.
have kk : 0 < ksize X * ksize Y by rewrite mulr_gt0 ?ksize_gt0.
rewrite /crude_floor ler_wpmul2l ?sqr_ge0 // lef_pinv ?posrE ?mulr_gt0 ?fip_gt0 ?ksize_gt0 //.
by rewrite ler_pmul2r // [fip W W * _]mulrC fip_mul_le.
Qed.

Lemma crude_gt0 : H *m X *m W = T -> H *m Y *m V = T -> T != 0 -> 0 < crude_floor.
Proof.
move=> XW YV T0; have [x0 w0] : H *m X != 0 /\ W != 0 by apply: output_const; rewrite /output XW.
have [y0 v0] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output YV.
by rewrite divr_gt0 ?exprn_gt0 ?mulr_gt0 ?fip_gt0 ?ksize_gt0.
Qed.

(* floors/shared_readout: where T = H X W = H Y V is not 0, linear CKA times |K||L| is at least tr(T A T^T T B T^T)
   with A = (W^T W)^+ and B = (V^T V)^+; that is at least |T^T T|^2 over the squared operator norms, and at least
   |T|^4/|V W^T|^2, which is at least |T|^4/(|W|^2 |V|^2) > 0 (all four over |K||L|). *)
Theorem floors_shared_readout : H *m X *m W = T -> H *m Y *m V = T -> T != 0 ->
  let floor := \tr (T *m pinv (W^T *m W) *m T^T *m T *m pinv (V^T *m V) *m T^T) / (ksize X * ksize Y) in
  let paired := fip T T ^+ 2 / (fip (V *m W^T) (V *m W^T) * (ksize X * ksize Y)) in
  let separate := fip T T ^+ 2 / (fip W W * fip V V * (ksize X * ksize Y)) in
  [/\ floor <= cka X Y,
      fip (T^T *m T) (T^T *m T) / (op2 W * op2 V * (ksize X * ksize Y)) <= floor,
      paired <= floor, separate <= paired & 0 < separate].
Proof.
move=> XW YV T0 /=; rewrite -shared_floorE //; split.
- exact: readout_floor_le.
- rewrite readout_floorE over_le ?fip_ge0 ?mulr_ge0 ?op2_ge0 ?ksize_ge0 //.
  by have := operator_seen X Y W V; rewrite /output XW YV.
- by have := paired_floor_le X Y W V; rewrite /paired_floor /output XW YV.
- exact: crude_paired.
exact: crude_gt0.
Qed.

Lemma crude_le : H *m X *m W = T -> H *m Y *m V = T -> T != 0 -> crude_floor <= cka X Y.
Proof.
move=> XW YV T0; have [h1 _ h2 h3 _] := floors_shared_readout XW YV T0.
exact: le_trans h3 (le_trans h2 h1).
Qed.

Lemma shared_hsic : H *m X *m W = T -> H *m Y *m V = T -> fip T T ^+ 2 <= fip W W * fip V V * hsic X Y.
Proof.
move=> XW YV; have := paired_seen X Y W V; rewrite /output XW YV => ->.
apply: le_trans (cauchy_schwarz _ _) _; apply: ler_pmul; rewrite ?fip_ge0 ?seen_le //.
exact: fip_mul_le.
Qed.

(* floors/bounded_readouts: a budget B for the squared Frobenius norms of two readouts of one output is the floor
   |T|^4/B^2 for linear CKA, for features with |K|, |L| <= 1. *)
Theorem floors_bounded_readouts B : H *m X *m W = T -> H *m Y *m V = T ->
  fip W W <= B -> fip V V <= B -> ksize X <= 1 -> ksize Y <= 1 ->
  fip T T ^+ 2 / B ^+ 2 <= cka X Y.
Proof.
move=> XW YV WB VB kx ky; apply: le_trans (cka_ge_hsic kx ky).
have B0 : 0 <= B := le_trans (fip_ge0 W) WB.
rewrite -[X in X / _]mulr1 -[hsic X Y]divr1 -[X in _ / X]mulr1 over_le ?sqr_ge0 ?hsic_ge0 // mulr1.
apply: le_trans (shared_hsic XW YV) _; rewrite ler_wpmul2r ?hsic_ge0 // expr2.
by rewrite ler_pmul ?fip_ge0.
Qed.

End Same.

Lemma r2_positive n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) T :
  H *m X *m W = T -> H *m Y *m V = T -> T != 0 -> 0 < r2 X Y.
Proof.
move=> XW YV T0; have [y0 _] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output YV.
rewrite /r2 -fip_proj divr_gt0 ?fip_gt0 //; apply: contraNneq T0 => E.
by rewrite -XW -(proj_id (H *m X)) -mulmxA XW -YV mulmxA E mul0mx.
Qed.

(* floors/same_output_excludes_zero: two networks with linear heads and the same real output up to a constant, which
   is not constant, have positive linear CKA, and positive R^2 of linear regression both ways. *)
Theorem floors_same_output_excludes_zero n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) (F G : 'M[R]_(n, k)) :
  H *m X *m W = H *m F -> H *m Y *m V = H *m G -> H *m F = H *m G -> H *m F != 0 ->
  [/\ 0 < cka X Y, 0 < r2 X Y & 0 < r2 Y X].
Proof.
move=> XW YV FG F0; rewrite -FG in YV; split; [|exact: (r2_positive XW YV)|exact: (r2_positive YV XW)].
exact: lt_le_trans (crude_gt0 XW YV F0) (crude_le XW YV F0).
Qed.

End Shared.
