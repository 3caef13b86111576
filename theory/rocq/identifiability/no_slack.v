(* Representations that hold nothing but one shared output. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector predict_tools scores_canonical same_span.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section NoSlack.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma no_slack_proj n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M_(p, m)) (V : 'M_(q, m)) :
  H *m X *m W = H *m Y *m V -> \rank (H *m X) = \rank (H *m X *m W) -> \rank (H *m Y) = \rank (H *m Y *m V) ->
  proj (H *m X) = proj (H *m Y).
Proof. by move=> E rX rY; rewrite -(proj_same_rank (esym rX)) E proj_same_rank. Qed.

(* identifiability/zero_slack: if the output T = HXW = HYV, not constant, has the rank of HX and that of HY, then the
   representations predict each other perfectly and all canonical correlations are 1. *)
Theorem identifiability_zero_slack n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M_(p, m)) (V : 'M_(q, m)) :
  H *m X *m W = H *m Y *m V -> H *m X *m W != 0 ->
  \rank (H *m X) = \rank (H *m X *m W) -> \rank (H *m Y) = \rank (H *m Y *m V) ->
  [/\ r2 X Y = 1, r2 Y X = 1 & mean_squared_cca X Y = 1].
Proof.
move=> E T0 rX rY; apply: same_proj_one; last exact: no_slack_proj E rX rY.
by apply: contraNneq T0 => ->; rewrite mul0mx.
Qed.

Lemma white_scale_gt0 n p (X : 'M[R]_(n, p)) c : H *m X != 0 -> cgram X = c *: proj (H *m X) -> 0 < c.
Proof.
move=> X0 E; have := congr1 mxtrace E; rewrite mxtraceZ trace_proj trace_cgram => e.
have r0 : 0 < (\rank (H *m X))%:R :> R by rewrite ltr0n lt0n mxrank_eq0.
by rewrite -(pmulr_lgt0 _ r0) -e fip_gt0.
Qed.

(* identifiability/white_without_slack: two white representations (K = c P_X, L = d P_Y) that hold nothing but one
   shared output have proportional centred Gram matrices, dK = cL, and linear CKA 1. *)
Theorem identifiability_white_without_slack n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M_(p, m))
    (V : 'M_(q, m)) c d :
  H *m X *m W = H *m Y *m V -> H *m X *m W != 0 ->
  \rank (H *m X) = \rank (H *m X *m W) -> \rank (H *m Y) = \rank (H *m Y *m V) ->
  cgram X = c *: proj (H *m X) -> cgram Y = d *: proj (H *m Y) ->
  d *: cgram X = c *: cgram Y /\ cka X Y = 1.
Proof.
move=> E T0 rX rY wX wY; have P := no_slack_proj E rX rY.
have X0 : H *m X != 0 by apply: contraNneq T0 => ->; rewrite mul0mx.
have Y0 : H *m Y != 0 by apply: contraNneq T0; rewrite E => ->; rewrite mul0mx.
have c0 := white_scale_gt0 X0 wX; have d0 := white_scale_gt0 Y0 wY.
split; first by rewrite wX wY P !scalerA mulrC.
by apply/cka_eq1 => //; exists (c / d); rewrite ?divr_gt0 // wX wY P scalerA divfK // gt_eqF.
Qed.

End NoSlack.
