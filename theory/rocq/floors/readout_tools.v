(* What two readouts see of each other: the sizes of Gram matrices, the floor of any two readouts, and its gap. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector pinv.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Read.
Variable R : realFieldType.
Local Notation H := (center R _).

(* what is read: H X W *)
Definition output n p k (X : 'M[R]_(n, p)) (W : 'M[R]_(p, k)) : 'M[R]_(n, k) := H *m X *m W.

(* P_W X_c^T Y_c P_V: what the readouts see of X_c^T Y_c *)
Definition seen n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :=
  proj W *m (X^T *m H *m Y) *m proj V.

Lemma outputs_cross n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  (output X W)^T *m output Y V = W^T *m (X^T *m H *m Y) *m V.
Proof.
rewrite /output (trmx_mul (_ *m _)) (trmx_mul H) center_tr !mulmxA.
by rewrite -[_ *m H *m H]mulmxA center_idem.
Qed.

Lemma proj_mul_tr n p (A : 'M[R]_(n, p)) : A^T *m proj A = A^T.
Proof. by rewrite -{1}(proj_tr A) -trmx_mul proj_id. Qed.

Lemma outputs_seen n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  (output X W)^T *m output Y V = W^T *m seen X Y W V *m V.
Proof.
rewrite outputs_cross /seen !mulmxA proj_mul_tr -!mulmxA; congr (_ *m _).
by rewrite proj_id.
Qed.

Lemma seen_whole n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  fip (X^T *m H *m Y) (seen X Y W V) = fip (seen X Y W V) (seen X Y W V).
Proof.
rewrite /seen; set M := X^T *m H *m Y.
rewrite [RHS]fip_mulmr proj_tr -(mulmxA _ (proj V)) proj_idem [RHS]fip_mulml proj_tr.
by rewrite -(mulmxA (proj W) M) (mulmxA (proj W) (proj W)) proj_idem.
Qed.

(* tr ((W^T W)^+ a^T b (V^T V)^+ b^T a) is the squared norm of what is seen *)
Lemma pinv_floor n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  let a := output X W in let b := output Y V in
  \tr (pinv (W^T *m W) *m (a^T *m b) *m pinv (V^T *m V) *m (b^T *m a)) = fip (seen X Y W V) (seen X Y W V).
Proof.
move=> a b; rewrite -seen_whole /fip [RHS]mxtrace_mulC /seen; set M := X^T *m H *m Y.
have -> : b^T *m a = V^T *m M^T *m W.
  by rewrite -[LHS]trmxK (trmx_mul b^T) trmxK outputs_cross (trmx_mul (_ *m _)) (trmx_mul W^T) trmxK mulmxA.
have -> : a^T *m b = W^T *m M *m V by exact: outputs_cross.
move: M => M; rewrite (mulmxA _ _ W) [LHS]mxtrace_mulC -(pinv_gram_proj W) -(pinv_gram_proj V).
by congr (\tr _); rewrite !mulmxA.
Qed.

(* the gap of the floor is what is not seen *)
Lemma seen_gap n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  let rest := X^T *m H *m Y - seen X Y W V in
  hsic X Y - fip (seen X Y W V) (seen X Y W V) = fip rest rest.
Proof.
move=> rest; rewrite /rest !fip_lin (fipC (seen X Y W V) (X^T *m H *m Y)) seen_whole /hsic; ring.
Qed.

Lemma seen_le n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  fip (seen X Y W V) (seen X Y W V) <= hsic X Y.
Proof. by rewrite -subr_ge0 seen_gap fip_ge0. Qed.

(* paired outputs: <a, b> = <W V^T, seen> *)
Lemma paired_seen n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) :
  fip (output X W) (output Y V) = fip (W *m V^T) (seen X Y W V).
Proof. by rewrite {1}/fip outputs_seen [RHS]fip_mulmr trmxK [RHS]/fip mulmxA. Qed.

End Read.

Section Sizes.
Variable R : rcfType.
Local Notation H := (center R _).

(* |K|, K = H X X^T H *)
Definition ksize n p (X : 'M[R]_(n, p)) : R := Num.sqrt (hsic X X).

Lemma ksize_ge0 n p (X : 'M[R]_(n, p)) : 0 <= ksize X.
Proof. exact: sqrtr_ge0. Qed.

Lemma ksize_sqr n p (X : 'M[R]_(n, p)) : ksize X ^+ 2 = fip (cgram X) (cgram X).
Proof. by rewrite sqr_sqrtr ?hsic_ge0 // hsicE. Qed.

Lemma ksize_gt0 n p (X : 'M[R]_(n, p)) : (0 < ksize X) = (H *m X != 0).
Proof. by rewrite sqrtr_gt0 lt_def hsic_ge0 andbT hsic_self_eq0. Qed.

Lemma ckaK n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : cka X Y = hsic X Y / (ksize X * ksize Y).
Proof. by rewrite /cka sqrtrM // hsic_ge0. Qed.

Lemma ksizes_ge0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 0 <= (ksize X * ksize Y)^-1.
Proof. by rewrite invr_ge0 mulr_ge0 ?ksize_ge0. Qed.

(* tr ((W^T W)^+ a^T b (V^T V)^+ b^T a) / (|K| |L|) for the outputs a = X_c W and b = Y_c V *)
Definition readout_floor n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) : R :=
  let a := output X W in let b := output Y V in
  \tr (pinv (W^T *m W) *m (a^T *m b) *m pinv (V^T *m V) *m (b^T *m a)) / (ksize X * ksize Y).

Lemma readout_floorE n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  readout_floor X Y W V = fip (seen X Y W V) (seen X Y W V) / (ksize X * ksize Y).
Proof. by rewrite /readout_floor pinv_floor. Qed.

Lemma readout_floor_le n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  readout_floor X Y W V <= cka X Y.
Proof. by rewrite readout_floorE ckaK ler_wpmul2r ?ksizes_ge0 // seen_le. Qed.

Lemma output_const n p k (X : 'M[R]_(n, p)) (W : 'M[R]_(p, k)) : output X W != 0 -> H *m X != 0 /\ W != 0.
Proof.
by move=> T0; split; apply: contraNneq T0 => E; rewrite /output E ?mul0mx ?mulmx0.
Qed.

End Sizes.
