(* Stitching one network's features into the linear head of another. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector pinv predict_tools.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Stitch.
Variable R : realFieldType.

Lemma fipNN m n (A : 'M[R]_(m, n)) : fip (- A) (- A) = fip A A.
Proof. by rewrite fipNl fipNr opprK. Qed.

Lemma fip_mulr_pinv m n k (V : 'M[R]_(m, n)) (Z : 'M[R]_(k, n)) :
  fip (Z *m (pinv V *m V)) (Z *m (pinv V *m V)) <= fip Z Z.
Proof.
have -> : pinv V *m V = proj V^T.
  by rewrite -pinv_proj pinv_tr -trmx_mul pinv_mull_tr.
exact: fip_mulr_proj.
Qed.

(* floors/stitching_sees_nothing: the stitch S = W V^+ makes no error where the output of the head V can be read from X,
   and for any other readout U it errs by what XU misses, within the rows of V. *)
Theorem floors_stitching_sees_nothing n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) : X *m W = Y *m V ->
  X *m (W *m pinv V) *m V = Y *m V /\
  forall U : 'M_(p, k), let E := X *m (U *m pinv V) *m V - Y *m V in let residual := X *m U - Y *m V in
    fip E E = fip (residual *m pinv V *m V) (residual *m pinv V *m V) /\ fip E E <= fip residual residual.
Proof.
have YV : Y *m V *m pinv V *m V = Y *m V by rewrite -(mulmxA Y V) -(mulmxA Y) pinvK.
move=> XW; split=> [|U /=]; first by rewrite (mulmxA X) XW YV.
have -> : X *m (U *m pinv V) *m V - Y *m V = (X *m U - Y *m V) *m pinv V *m V.
  by rewrite !mulmxBl YV mulmxA.
by split=> //; rewrite -(mulmxA _ (pinv V)) fip_mulr_pinv.
Qed.

End Stitch.
