(* No R^2 is forced where the predicted side holds more than the output and the other side leaves room. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector predict_tools predict_unread.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Escape.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma nonzero_column n (P : 'M[R]_n) : \tr P != 0 -> exists j, col j P != 0.
Proof.
move=> tP; have [j /existsP [i h]|z] := pickP (fun j => [exists i, P i j != 0]).
  by exists j; apply: contra h => /eqP /matrixP /(_ i 0); rewrite !mxE => ->.
case/eqP: tP; rewrite /mxtrace big1 // => i _; have := z i; move/negbT; rewrite negb_exists => /forallP /(_ i).
by rewrite negbK => /eqP.
Qed.

Lemma mul_column m n k (A : 'M[R]_(m, n)) (B : 'M[R]_(n, k)) j : col j (A *m B) = A *m col j B.
Proof. by rewrite !colE mulmxA. Qed.

Lemma trace_centre n : \tr (center R n.+1) = n%:R.
Proof.
rewrite centerE linearB linearZ /= mxtrace1 mxtrace_mulC onesTones mxtrace_scalar mulr1n mulVf ?pnatr_eq0 //.
by rewrite -addn1 natrD addrK.
Qed.

(* a direction that X does not have *)
Lemma unseen_direction n p (X : 'M[R]_(n, p)) : (\rank (H *m X) + 2 <= n)%N ->
  exists a : 'cV[R]_n, [/\ H *m a = a, X^T *m a = 0 & a != 0].
Proof.
case: n X => [|n] X rX; first by rewrite addn2 in rX.
have [C EC] := proj_col (H *m X).
have HP : H *m proj (H *m X) = proj (H *m X) by rewrite EC mulmxA center_center.
pose P := center R n.+1 - proj (H *m X).
have [|j a0] := @nonzero_column _ P.
  rewrite linearB /= trace_centre trace_proj subr_eq0 (eqr_nat R) gtn_eqF //.
  by move: rX; rewrite addn2.
have HPP : H *m P = P by rewrite mulmxBr center_idem HP.
have XP : X^T *m P = 0.
  have e1 : (H *m X)^T *m H = (H *m X)^T by rewrite trmx_mul center_tr -mulmxA center_idem.
  have e2 : (H *m X)^T *m proj (H *m X) = (H *m X)^T.
    by have := congr1 trmx (proj_id (H *m X)); rewrite trmx_mul proj_tr.
  have -> : X^T *m P = (H *m X)^T *m P by rewrite trmx_mul center_tr -mulmxA HPP.
  by rewrite mulmxBr e1 e2 subrr.
exists (col j P); split=> //; first by rewrite -mul_column HPP.
by rewrite -mul_column XP; apply/matrixP => i k; rewrite !mxE.
Qed.

(* a direction that Y has beside the output *)
Lemma unread_direction n q k (Y : 'M[R]_(n, q)) (V : 'M[R]_(q, k)) : (\rank (H *m Y *m V) < \rank (H *m Y))%N ->
  exists b : 'cV[R]_n, b^T *m (H *m Y *m V) = 0 /\ Y^T *m (H *m b) != 0.
Proof.
move=> r; set T := H *m Y *m V; pose P := proj (H *m Y) - proj T.
have [|j b0] := @nonzero_column _ P.
  by rewrite linearB /= !trace_proj subr_eq0 (eqr_nat R) gtn_eqF.
have PT : P *m T = 0 by rewrite mulmxBl /T proj_keep -/T proj_id subrr.
have PP : P^T = P by rewrite linearB /= !proj_tr.
have YP : proj (H *m Y) *m P = P by rewrite mulmxBr proj_idem proj_nest.
exists (col j P); split.
  by rewrite tr_col PP -row_mul PT; apply/matrixP => i l; rewrite !mxE.
apply: contra b0 => /eqP z; have [C EC] := proj_col (H *m Y).
have e : (H *m Y)^T *m col j P = 0 by rewrite trmx_mul center_tr -mulmxA.
by rewrite -YP mul_column -proj_tr EC trmx_mul -mulmxA e mulmx0.
Qed.

(* floors/unread_features_escape_prediction: what it is for: where X leaves a direction and Y holds more than its output
   T = Y_c V, there is a representation with the same output and of the same rank of which X predicts as little as one
   likes. *)
Theorem floors_unread_features_escape_prediction_exists n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (V : 'M[R]_(q, k)) (e : R) : (\rank (H *m X) + 2 <= n)%N -> (\rank (H *m Y *m V) < \rank (H *m Y))%N -> 0 < e ->
  exists Z : 'M[R]_(n, q), [/\ H *m Z *m V = H *m Y *m V, \rank (H *m Z) = \rank (H *m Y) & r2 X Z < e].
Proof.
move=> /unseen_direction [a' [Ha' Xa' a0']] /unread_direction [b [bT b0]] e0.
have [a [Ha Xa a0 ab]] : exists a : 'cV[R]_n, [/\ H *m a = a, X^T *m a = 0, a != 0 & 0 <= fip a b].
  have [ab|ab] := leP 0 (fip a' b); first by exists a'.
  by exists (- a'); rewrite !mulmxN Ha' Xa' oppr0 oppr_eq0 fipNl oppr_ge0 ltW.
have [s0 h] := floors_unread_features_escape_prediction_limit Ha Xa a0 b0 e0.
pose s := 1 + `|s0|; have sp : 0 < s by rewrite ltr_paddr ?normr_ge0 ?ltr01.
have sab : s * fip a b != -1.
  by rewrite gt_eqF // (lt_le_trans (ltrN10 _)) // mulr_ge0 // ltW.
have [z1 z2 _ _] := floors_unread_features_escape_prediction Ha Xa bT a0 b0 (lt0r_neq0 sp) sab.
exists (moved_along Y a b s); rewrite center_moved //; split=> //; apply: h.
by rewrite gtr0_norm // (le_lt_trans (ler_norm _)) // ltr_addr ltr01.
Qed.

End Escape.
