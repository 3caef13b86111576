(* No positive floor is left where readouts may be as large as one likes: one output, read from four samples. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka psd projector condition_bound.
From Unalignable Require Import readout_tools readout_sizes readout_scalar slack_features readout_sharp errors_sharp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Limit.
Variable R : rcfType.
Local Notation H := (center R _).

(* the third direction of four samples, beside side4 and turn4 *)
Definition cross4 : 'cV[R]_4 := \col_i nth 0 [:: 1; -1; -1; 1] i.

Lemma three4 : [/\ fip (side4 R) cross4 = 0, fip (turn4 R) cross4 = 0 & fip cross4 cross4 = 4%:R].
Proof. by split; rewrite fipE !big_ord_recl !big_ord0 !mxE /=; ring. Qed.

Lemma cross4_center : H *m cross4 = cross4.
Proof. by apply: center_sum0; rewrite !big_ord_recl big_ord0 !mxE /=; ring. Qed.

Lemma sizes4 : fip (side4 R) (side4 R) = 4%:R /\ fip (turn4 R) (turn4 R) = 4%:R.
Proof. by split; rewrite fipE !big_ord_recl !big_ord0 !mxE /=; ring. Qed.

(* X = [t, s J] and Y = [t, s G] *)
Definition beside_x s : 'M[R]_(4, 1 + 1) := row_mx (side4 R) (s *: turn4 R).
Definition beside_y s : 'M[R]_(4, 1 + 1) := row_mx (side4 R) (s *: cross4).

(* floors/shared_scalar_readout: X = [t, s J] and Y = [t, s G] on four samples, read by the first feature, attain the
   floor: CKA = 1/(1 + s^4), and R^2 = 1/(1 + s^2) both ways *)
Theorem floors_shared_scalar_readout_beside s :
  let X := beside_x s in let Y := beside_y s in
  [/\ H *m X *m pick R 1 1 = side4 R, H *m Y *m pick R 1 1 = side4 R, side4 R != 0, cka X Y = (1 + s ^+ 4)^-1 &
      r2 X Y = (1 + s ^+ 2)^-1 /\ r2 Y X = (1 + s ^+ 2)^-1].
Proof.
move=> X Y; have [Ht HJ tJ _ t0] := square4 R; have [tG JG GG] := three4; have [tt JJ] := sizes4.
have HG := cross4_center.
have away (a b : 'cV[R]_4) : H *m b = b -> fip a b = 0 -> a^T *m H *m (s *: b) = 0.
  by move=> Hb ab; rewrite -scalemxAr -mulmxA Hb fip_scalar ab -scalemx1 scale0r scaler0.
have TJ := away _ _ HJ tJ; have TG := away _ _ HG tG.
have JG' : (s *: turn4 R)^T *m H *m (s *: cross4) = 0.
  by rewrite [(s *: turn4 R)^T]linearZ /= -!scalemxAl away // scaler0.
have [E _ _ r2xy r2yx] := floors_features_beside_the_output TJ TG JG'.
have four : 4%:R != 0 :> R by rewrite pnatr_eq0.
have p4 : 0 < 1 + s ^+ 4 by rewrite ltr_paddr ?ltr01 // exprn_even_ge0.
have hX : hsic X X = 16%:R * (1 + s ^+ 4).
  rewrite /X /beside_x hsicE cgram_row_mx cgram_scale !cgramE Ht HJ !fip_lin !fip_gram !fip_scalar !fip11.
  by rewrite tt JJ tJ (fipC (turn4 R)) tJ; ring.
have hY : hsic Y Y = 16%:R * (1 + s ^+ 4).
  rewrite /Y /beside_y hsicE cgram_row_mx cgram_scale !cgramE Ht HG !fip_lin !fip_gram !fip_scalar !fip11.
  by rewrite tt GG tG (fipC cross4) tG; ring.
have hXY : hsic X Y = 16%:R.
  rewrite /X /Y hsicE !cgram_row_mx !cgram_scale !cgramE Ht HJ HG !fip_lin !fip_gram !fip_scalar !fip11.
  by rewrite tt tG JG (fipC (turn4 R)) tJ; ring.
have shared : 4%:R / (4%:R + s * (s * 4%:R)) = (1 + s ^+ 2)^-1 :> R.
  have -> : 4%:R + s * (s * 4%:R) = 4%:R * (1 + s ^+ 2) :> R by ring.
  by rewrite invfM mulrA divff // mul1r.
split; rewrite ?pick_read ?Ht //.
  rewrite /cka hX hY hXY -expr2 sqrtr_sqr gtr0_norm ?mulr_gt0 ?ltr0n // invfM mulrA divff ?mul1r //.
  by rewrite pnatr_eq0.
split; [rewrite r2xy | rewrite r2yx]; rewrite -?scalemxAr ?HJ ?HG Ht !fip_lin tt ?GG ?JJ.
  exact: shared.
exact: shared.
Qed.

(* floors/same_output_excludes_zero: there is no least value. For every bound there are two layers of four samples from
   which one output, not constant, is read linearly, with linear CKA, and R^2 both ways, below it. *)
Theorem floors_same_output_excludes_zero_limit (bound : R) : 0 < bound ->
  exists (X Y : 'M[R]_(4, 2)) (w v : 'cV[R]_2) (t : 'cV[R]_4),
    [/\ H *m X *m w = t, H *m Y *m v = t, t != 0, cka X Y < bound & r2 X Y < bound /\ r2 Y X < bound].
Proof.
move=> b0; pose s := 1 + bound^-1; exists (beside_x s), (beside_y s), (pick R 1 1), (pick R 1 1), (side4 R).
have [EX EY t0 -> [-> ->]] := floors_shared_scalar_readout_beside s.
have s1 : 1 <= s by rewrite ler_addl invr_ge0 ltW.
have sb : bound^-1 < s by rewrite ltr_addr ltr01.
have i0 : 0 < bound^-1 by rewrite invr_gt0.
have below k : (0 < k)%N -> (1 + s ^+ k)^-1 < bound.
  case: k => // k _; have sk : s <= s ^+ k.+1 by rewrite exprS ler_pemulr ?exprn_ege1 // (le_trans ler01).
  have h : bound^-1 < 1 + s ^+ k.+1 by rewrite (lt_le_trans sb) // (le_trans sk) // ler_addr ler01.
  by rewrite -[bound]invrK ltf_pinv // posrE // (lt_trans i0).
by split; rewrite ?below.
Qed.

End Limit.
