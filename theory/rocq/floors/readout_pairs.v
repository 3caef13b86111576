(* Any two readouts, paired or shared, keep linear CKA above a floor. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector pinv readout_tools.
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
