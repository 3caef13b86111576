(* One scalar output read from both representations: the share of a readout, and the floor as a product of shares. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector pinv.
From Unalignable Require Import readout_tools readout_pairs readout_norms readout_sizes readout_shared.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Scalar.
Variable R : rcfType.
Local Notation H := (center R _).

(* |X_c w|^2/(|w|^2 |K|): how much of X the readout w is *)
Definition readout_share n p (X : 'M[R]_(n, p)) (w : 'cV[R]_p) : R :=
  fip (H *m X *m w) (H *m X *m w) / (fip w w * ksize X).

Lemma proj_cV p (w : 'cV[R]_p) : w != 0 -> proj w = (fip w w)^-1 *: (w *m w^T).
Proof.
move=> w0; apply/esym/(@proj_unique _ _ _ _ _ ((fip w w)^-1 *: w^T)); last by rewrite -scalemxAr.
  by rewrite linearZ /= trmx_mul trmxK.
by rewrite -scalemxAl -mulmxA fip_scalar mul_mx_scalar scalerA mulVf ?scale1r // fip_eq0.
Qed.

Lemma fip_column_row p q (w : 'cV[R]_p) (v : 'cV[R]_q) : fip (w *m v^T) (w *m v^T) = fip w w * fip v v.
Proof. by rewrite fip_mulmr trmxK -mulmxA fip_scalar mul_mx_scalar fipZr mulrC. Qed.

Lemma seen_cV n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) : w != 0 -> v != 0 ->
  seen X Y w v = (fip (H *m X *m w) (H *m Y *m v) / (fip w w * fip v v)) *: (w *m v^T).
Proof.
move=> w0 v0; have E M : w *m w^T *m M *m (v *m v^T) = w *m (w^T *m M *m v) *m v^T by rewrite !mulmxA.
rewrite /seen !proj_cV // -scalemxAr -!scalemxAl scalerA E -outputs_cross fip_scalar mul_mx_scalar -scalemxAl.
by rewrite scalerA /output; congr (_ *: _); rewrite invfM mulrC; congr (_ * _); rewrite mulrC.
Qed.

Lemma floor_cV n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) : w != 0 -> v != 0 ->
  readout_floor X Y w v
    = fip (H *m X *m w) (H *m Y *m v) ^+ 2 / (fip w w * fip v v * (ksize X * ksize Y)).
Proof.
move=> w0 v0; rewrite readout_floorE seen_cV // !fip_lin fip_column_row.
have ab : fip w w * fip v v != 0 by rewrite mulf_neq0 // fip_eq0.
by rewrite divfK // [_ / (fip w w * _) * _]mulrAC -expr2 [in RHS]invfM mulrA.
Qed.

(* |M|^2 in four orthogonal parts, of which P M Q is one *)
Lemma four_parts p q (M : 'M[R]_(p, q)) (P : 'M[R]_p) (Q : 'M[R]_q) :
  P^T = P -> P *m P = P -> Q^T = Q -> Q *m Q = Q ->
  let P' := 1%:M - P in let Q' := 1%:M - Q in
  fip M M = fip (P *m M *m Q) (P *m M *m Q) + (fip (P' *m M *m Q') (P' *m M *m Q')
    + fip (P' *m M *m Q) (P' *m M *m Q) + fip (P *m M *m Q') (P *m M *m Q')).
Proof.
move=> PT PP QT QQ /=.
have splitl r (N : 'M[R]_(p, r)) : fip N N = fip (P *m N) (P *m N) + fip ((1%:M - P) *m N) ((1%:M - P) *m N).
  rewrite mulmxBl mul1mx !fip_lin !(fip_mulml P) PT (mulmxA P) PP; ring.
have splitr r (N : 'M[R]_(r, q)) : fip N N = fip (N *m Q) (N *m Q) + fip (N *m (1%:M - Q)) (N *m (1%:M - Q)).
  rewrite mulmxBr mulmx1 !fip_lin !(fip_mulmr N Q) QT -(mulmxA N) QQ; ring.
by rewrite (splitl _ M) (splitr _ (P *m M)) (splitr _ ((1%:M - P) *m M)); ring.
Qed.

(* floors/shared_scalar_readout: where t = H X w = H Y v is not 0, linear CKA is at least |t|^4/(|w|^2 |v|^2 |K||L|) >
   0, the floor of any two readouts, and the product of the two shares. The gap, times |K||L|, is the squared norm of
   X_c^T Y_c - |t|^2 w v^T/(|w|^2 |v|^2); and also of the three products of what is read (t w^T/|w|^2) and what is
   not. *)
Theorem floors_shared_scalar_readout n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) t :
  H *m X *m w = t -> H *m Y *m v = t -> t != 0 ->
  let floor := fip t t ^+ 2 / (fip w w * fip v v * (ksize X * ksize Y)) in
  let x_read := (fip w w)^-1 *: (t *m w^T) in let y_read := (fip v v)^-1 *: (t *m v^T) in
  let x_rest := H *m X - x_read in let y_rest := H *m Y - y_read in
  let off := (H *m X)^T *m (H *m Y) - (fip t t / (fip w w * fip v v)) *: (w *m v^T) in
  let gap := (cka X Y - floor) * ksize X * ksize Y in
  [/\ floor <= cka X Y, 0 < floor,
      floor = readout_floor X Y w v /\ floor = readout_share X w * readout_share Y v,
      gap = fip off off &
      gap = fip (x_rest^T *m y_rest) (x_rest^T *m y_rest) + fip (x_rest^T *m y_read) (x_rest^T *m y_read)
          + fip (x_read^T *m y_rest) (x_read^T *m y_rest)].
Proof.
move=> Xw Yv t0 floor x_read y_read x_rest y_rest off gap.
have [x0 w0] : H *m X != 0 /\ w != 0 by apply: output_const; rewrite /output Xw.
have [y0 v0] : H *m Y != 0 /\ v != 0 by apply: output_const; rewrite /output Yv.
have EF : floor = readout_floor X Y w v by rewrite floor_cV // Xw Yv.
have EM : (H *m X)^T *m (H *m Y) = X^T *m H *m Y.
  by rewrite (trmx_mul H) center_tr !mulmxA -[X^T *m H *m H]mulmxA center_idem.
have EG : gap = fip off off.
  rewrite /gap EF readout_floorE ckaK -mulrBl -mulrA divfK ?seen_gap; last by rewrite mulf_neq0 ?gt_eqF ?ksize_gt0.
  by rewrite /off EM seen_cV // Xw Yv.
split=> //; first by rewrite EF readout_floor_le.
- exact: (crude_gt0 Xw Yv t0).
- split=> //; rewrite /readout_share Xw Yv /floor expr2 [RHS]mulrACA -invfM; congr (_ / _).
  by rewrite mulrACA.
have ER : x_read = H *m X *m proj w by rewrite proj_cV // -scalemxAr mulmxA Xw.
have ES : y_read = H *m Y *m proj v by rewrite proj_cV // -scalemxAr mulmxA Yv.
have ER' : x_rest = H *m X *m (1%:M - proj w) by rewrite mulmxBr mulmx1 -ER.
have ES' : y_rest = H *m Y *m (1%:M - proj v) by rewrite mulmxBr mulmx1 -ES.
have cross P Q : P^T = P -> (H *m X *m P)^T *m (H *m Y *m Q) = P *m (X^T *m H *m Y) *m Q.
  by move=> PT; rewrite (trmx_mul _ P) PT -EM !mulmxA.
rewrite ER' ES' ER ES !cross ?proj_tr ?proj_cproj // EG.
have := four_parts (X^T *m H *m Y) (proj_tr w) (proj_idem w) (proj_tr v) (proj_idem v).
rewrite -/(seen X Y w v) -/(hsic X Y) => E; rewrite -EG /gap EF readout_floorE ckaK -mulrBl -mulrA divfK.
  by rewrite [in LHS]E addrC addKr.
by rewrite mulf_neq0 ?gt_eqF ?ksize_gt0.
Qed.

End Scalar.
