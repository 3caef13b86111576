(* What a linear probe leaves over, and that n - 1 independent features fit every target. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector pinv predict_tools.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Loss.
Variable R : realFieldType.
Local Notation H := (center R _).

(* what the probe with weights W and biases b leaves over, and its squared size *)
Definition residual n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) W (b : 'cV[R]_q) : 'M[R]_(n, q) :=
  Y - X *m W - ones R n *m b^T.
Definition probe_loss n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) W (b : 'cV[R]_q) : R :=
  fip (residual X Y W b) (residual X Y W b).
(* least squares: weights X_c^+ Y_c, biases the mean of Y - XW *)
Definition ls_weights n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 'M[R]_(p, q) := pinv (H *m X) *m (H *m Y).
Definition ls_biases n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 'cV[R]_q :=
  n%:R^-1 *: (Y - X *m ls_weights X Y)^T *m ones R n.

Lemma mean_center n q (L : 'M[R]_(n, q)) :
  fip L L = fip (H *m L) (H *m L) + n%:R^-1 * fip (L^T *m ones R n) (L^T *m ones R n).
Proof.
have -> : fip (H *m L) (H *m L) = fip L (H *m L) by rewrite fip_mulml center_tr center_center.
rewrite centerE mulmxBl mul1mx fipBr -scalemxAl fipZr -mulmxA -[X in _ + _ * X]fip_tr trmx_mul trmxK.
by rewrite -[in X in _ - _ * X](trmxK (ones R n)) -fip_mulml trmxK subrK.
Qed.

Lemma unexplainedE n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : let y := H *m Y in
  let P := proj (H *m X) in (1 - r2 X Y) * fip y y = fip (y - P *m y) (y - P *m y).
Proof.
move=> /=; rewrite /r2; have [->|y0] := eqVneq (H *m Y) 0.
  by rewrite mulmx0 subrr fip0r mulr0.
rewrite mulrBl mul1r divfK ?fip_eq0 //.
by rewrite {1}(proj_pythagoras (H *m X)) addrC addKr.
Qed.

Lemma residual_center n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) W b :
  H *m residual X Y W b = H *m Y - H *m X *m W.
Proof. by rewrite /residual !mulmxBr (mulmxA _ (ones R n)) center_ones mul0mx subr0 (mulmxA H). Qed.

(* probes/linear_probe_is_r2: the squared loss of a linear probe is (1 - R^2)|Y_c|^2, plus |P_X Y_c - X_c W|^2, plus
   the squared sum of its residuals over n. *)
Theorem probes_linear_probe_is_r2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) W b :
  probe_loss X Y W b = (1 - r2 X Y) * fip (H *m Y) (H *m Y)
    + fip (proj (H *m X) *m (H *m Y) - H *m X *m W) (proj (H *m X) *m (H *m Y) - H *m X *m W)
    + n%:R^-1 * fip ((residual X Y W b)^T *m ones R n) ((residual X Y W b)^T *m ones R n).
Proof.
rewrite /probe_loss mean_center residual_center unexplainedE /=; congr (_ + _).
set y := H *m Y; set x := H *m X; set P := proj x.
have -> : y - x *m W = (y - P *m y) + (P *m y - x *m W) by rewrite addrA subrK.
set u := y - P *m y; set v := P *m y - x *m W.
have Pv : P *m v = v by rewrite mulmxBr mulmxA proj_idem mulmxA proj_id.
have Pu : P *m u = 0 by rewrite mulmxBr mulmxA proj_idem subrr.
have uv : fip u v = 0 by rewrite -Pv fipC fip_mulml proj_tr -/P Pu fip0r.
move: uv; move: u v {Pu Pv} => u v uv.
by rewrite fipDl !fipDr (fipC v u) uv addr0 add0r.
Qed.

(* probes/linear_probe_is_r2: no probe leaves less than (1 - R^2)|Y_c|^2, and least squares leaves that. *)
Theorem probes_linear_probe_is_r2_least n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (forall W b, (1 - r2 X Y) * fip (H *m Y) (H *m Y) <= probe_loss X Y W b)
  /\ probe_loss X Y (ls_weights X Y) (ls_biases X Y) = (1 - r2 X Y) * fip (H *m Y) (H *m Y).
Proof.
split=> [W b|].
  by rewrite probes_linear_probe_is_r2 -addrA ler_addl addr_ge0 ?mulr_ge0 ?invr_ge0 ?ler0n ?fip_ge0.
rewrite probes_linear_probe_is_r2 /ls_weights (mulmxA (H *m X)) pinv_proj subrr fip0r addr0.
suff -> : (residual X Y (ls_weights X Y) (ls_biases X Y))^T *m ones R n = 0 by rewrite fip0r mulr0 addr0.
rewrite /residual /ls_biases; move: (Y - _) => L.
case: n X Y L => [|n] X Y L; first by rewrite (flatmx0 (ones R 0)) mulmx0.
rewrite linearB /= mulmxBl trmx_mul trmxK -(mulmxA _ _ (ones R _)) onesTones mul_mx_scalar.
by rewrite -scalemxAl scalerA divff ?pnatr_eq0 // scale1r subrr.
Qed.

(* only where X_c W is P_X Y_c does a probe leave the least *)
Lemma least_probe n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) W b :
  probe_loss X Y W b = (1 - r2 X Y) * fip (H *m Y) (H *m Y) -> H *m X *m W = proj (H *m X) *m (H *m Y).
Proof.
rewrite probes_linear_probe_is_r2 -addrA => /eqP; rewrite -subr_eq0 [_ + _ - _]addrAC subrr add0r.
rewrite paddr_eq0 ?fip_ge0 ?mulr_ge0 ?invr_ge0 ?ler0n ?fip_ge0 // fip_eq0 subr_eq0.
by move=> /andP[/eqP ->].
Qed.

Lemma trace_center n : \tr (center R n.+1) = n%:R.
Proof.
rewrite centerE linearB linearZ /= mxtrace1 mxtrace_mulC onesTones mxtrace_scalar mulr1n.
by rewrite mulVf ?pnatr_eq0 // -addn1 natrD addrK.
Qed.

Lemma proj_all n p (X : 'M[R]_(n, p)) : \rank (H *m X) = n.-1 -> proj (H *m X) = center R n.
Proof.
case: n X => [|n] X r; first by rewrite [LHS]flatmx0 [RHS]flatmx0.
set P := proj _.
have HP : center R n.+1 *m P = P by rewrite /P; have [C ->] := proj_col (H *m X); rewrite mulmxA center_center.
have PH : P *m center R n.+1 = P by apply: trmx_inj; rewrite trmx_mul center_tr proj_tr HP.
apply/esym/eqP; rewrite -subr_eq0 -fip_eq0 /fip [(_ - _)^T]linearB /= center_tr proj_tr -/P.
rewrite mulmxBr !mulmxBl center_idem PH HP proj_idem subrr subr0.
by rewrite [\tr _]linearB /= trace_center trace_proj r subrr.
Qed.

Lemma r2_full n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  \rank (H *m X) = n.-1 -> H *m Y != 0 -> r2 X Y = 1.
Proof. by move=> r y0; rewrite r2_all // proj_all // center_center. Qed.

(* probes/control_tasks: with n - 1 independent features a linear probe fits every target Y, and control task C. *)
Theorem probes_control_tasks n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (C : 'M[R]_(n, k)) :
  \rank (H *m X) = n.-1 -> H *m Y != 0 -> H *m C != 0 ->
  [/\ r2 X Y = 1, r2 X C = 1 & r2 X Y - r2 X C = 0].
Proof. by move=> r y0 c0; rewrite !r2_full // subrr. Qed.

End Loss.
