(* Classifiers with equal log-odds and diverse unembeddings: representations that differ by a linear map. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps psd projector condition_bound scores_canonical
  same_span roots.
From Unalignable Require Import linear_networks.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Unembeddings.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma psd_gains m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(p, n)) c d :
  psd (c *: (A^T *m A) - d *: (B^T *m B)) -> forall v : 'cV_n, d * fip (B *m v) (B *m v) <= c * fip (A *m v) (A *m v).
Proof.
move=> [_ h] v; have := h v; rewrite mulmxBl fipBr -!scalemxAl !fipZr subr_ge0.
by rewrite -!mulmxA -!fip_mulml.
Qed.

(* a square map and its transpose stretch equally *)
Lemma gains_transposed n (A : 'M[R]_n) s t : A \in unitmx ->
  (forall z : 'cV_n, s ^+ 2 * fip z z <= fip (A *m z) (A *m z)) ->
  (forall z : 'cV_n, fip (A *m z) (A *m z) <= t ^+ 2 * fip z z) ->
  forall z : 'cV_n, s ^+ 2 * fip z z <= fip (A^T *m z) (A^T *m z) /\ fip (A^T *m z) (A^T *m z) <= t ^+ 2 * fip z z.
Proof.
move=> UA low high z; split; last exact: gain_tr (sqr_ge0 t) high z.
have [->|s0] := eqVneq s 0; first by rewrite expr0n mul0r fip_ge0.
have s2 : 0 < s ^+ 2 by rewrite lt_def sqr_ge0 sqrf_eq0 s0.
have inv (v : 'cV_n) : fip (invmx A *m v) (invmx A *m v) <= (s ^+ 2)^-1 * fip v v.
  by rewrite mulrC ler_pdivl_mulr // mulrC; have := low (invmx A *m v); rewrite mulKVmx.
have := gain_tr _ inv (A^T *m z); rewrite trmx_inv mulKmx ?unitmx_tr // => h.
by rewrite mulrC -ler_pdivl_mulr // mulrC; apply: h; rewrite invr_ge0 ltW.
Qed.

(* identifiability/diverse_unembeddings: equal log-odds XL = YL' with invertible L and L' (diversity) make X = Y L' L^-1:
   the representations predict each other perfectly, and linear CKA is at least 2k/(1 + k^2), k = t/s, where
   s^2 L^T L <= L'^T L' <= t^2 L^T L, that is, where L' L^-1 stretches by s at least and by t at most. *)
Theorem identifiability_diverse_unembeddings n d (X Y : 'M[R]_(n, d)) (L L' : 'M[R]_d) s t :
  H *m X != 0 -> X *m L = Y *m L' -> L \in unitmx -> L' \in unitmx ->
  psd (L'^T *m L' - s ^+ 2 *: (L^T *m L)) -> psd (t ^+ 2 *: (L^T *m L) - L'^T *m L') ->
  [/\ X = Y *m L' *m invmx L, r2 X Y = 1, r2 Y X = 1, mean_squared_cca X Y = 1 & map_floor (t / s) <= cka X Y].
Proof.
move=> X0 E UL UL' low high; pose A := L' *m invmx L.
have EX : X = Y *m L' *m invmx L by rewrite -E mulmxK.
have XA : X = Y *m A by rewrite mulmxA.
have UA : A \in unitmx by rewrite unitmx_mul UL' unitmx_inv.
have EY : Y = X *m invmx A by rewrite XA mulmxK.
have HX : H *m X = H *m Y *m A by rewrite {1}XA mulmxA.
have HY : H *m Y = H *m X *m invmx A by rewrite {1}EY mulmxA.
have Y0 : H *m Y != 0 by apply: contraNneq X0; rewrite HX => ->; rewrite mul0mx.
have [? ? ?] := same_span_one X0 HX HY; split=> //.
have lowA (z : 'cV_d) : s ^+ 2 * fip z z <= fip (A *m z) (A *m z).
  have := @psd_gains _ _ _ L' L 1 (s ^+ 2) _ (invmx L *m z); rewrite scale1r mulKVmx // mul1r mulmxA.
  by apply.
have highA (z : 'cV_d) : fip (A *m z) (A *m z) <= t ^+ 2 * fip z z.
  have := @psd_gains _ _ _ L L' (t ^+ 2) 1 _ (invmx L *m z); rewrite scale1r mulKVmx // mul1r mulmxA.
  by apply.
have gains := gains_transposed UA lowA highA.
have qA (v : 'cV_n) : fip v (cgram X *m v) = fip (A^T *m ((H *m Y)^T *m v)) (A^T *m ((H *m Y)^T *m v)).
  by rewrite cgram_qf HX trmx_mul -mulmxA.
rewrite cka_sym; apply: cka_map_floor_abs => //; (split=> [|v]; first by rewrite linearB linearZ /= !cgram_sym);
  rewrite mulmxBl fipBr -scalemxAl fipZr subr_ge0 (cgram_qf Y) qA.
  by have [] := gains ((H *m Y)^T *m v).
by have [] := gains ((H *m Y)^T *m v).
Qed.

(* identifiability/diverse_unembeddings: attained for every k >= 1: embeddings Y = [ku, v], X = Y diag(1, k^2), with
   centred orthogonal u and v of one length, any invertible L and L' = diag(1, k^2) L; s = 1 and t = k^2. *)
Theorem identifiability_diverse_unembeddings_sharp n (u v : 'cV[R]_n) (L : 'M[R]_(1 + 1)) k :
  1 <= k -> H *m u = u -> H *m v = v -> fip u v = 0 -> fip u u = fip v v -> u != 0 -> L \in unitmx ->
  let A := block_mx 1%:M 0 0 (k ^+ 2)%:M in let Y := row_mx (k *: u) v in let X := Y *m A in let L' := A *m L in
  [/\ X *m L = Y *m L', L' \in unitmx, psd (L'^T *m L' - 1 ^+ 2 *: (L^T *m L)),
      psd ((k ^+ 2) ^+ 2 *: (L^T *m L) - L'^T *m L') & cka X Y = map_floor (k ^+ 2)].
Proof.
move=> k1 Hu Hv uv e u0 UL A Y X L'; have k0 : 0 < k by apply: lt_le_trans ltr01 k1.
have kk : 1 <= (k ^+ 2) ^+ 2 by rewrite !exprn_ege1.
have AT : A^T = A by rewrite /A tr_block_mx !trmx0 !tr_scalar_mx.
have AA : A *m A = block_mx 1%:M 0 0 ((k ^+ 2) ^+ 2)%:M.
  by rewrite /A mulmx_block !mulmx0 !mul0mx !mulmx1 !addr0 add0r -scalar_mxM expr2.
have LL : L'^T *m L' = L^T *m (A *m A) *m L by rewrite /L' trmx_mul AT !mulmxA.
have conj (M : 'M[R]_(1 + 1)) : psd M -> psd (L^T *m M *m L) by rewrite -{2}(trmxK L); apply: eigen.psd_conj.
have pd (a b : R) : 0 <= a -> 0 <= b -> psd (block_mx a%:M 0 0 b%:M : 'M_(1 + 1)).
  move=> a0 b0; have -> : block_mx a%:M 0 0 b%:M = gram (block_mx (Num.sqrt a)%:M 0 0 (Num.sqrt b)%:M) :> 'M_(1 + 1).
    rewrite /gram tr_block_mx !trmx0 !tr_scalar_mx mulmx_block !mulmx0 !mul0mx !addr0 add0r -!scalar_mxM.
    by rewrite -!expr2 !sqr_sqrtr.
  exact: gram_psd.
split.
- by rewrite /X /L' !mulmxA.
- rewrite unitmx_mul UL andbT; have [|//] := @mulmx1_unit _ _ A (block_mx 1%:M 0 0 (k ^+ 2)^-1%:M).
  rewrite /A mulmx_block !mulmx0 !mul0mx !mulmx1 !addr0 add0r -scalar_mxM divff ?expf_neq0 ?gt_eqF //.
  by rewrite -scalar_mx_block.
- have -> : L'^T *m L' - 1 ^+ 2 *: (L^T *m L) = L^T *m block_mx 0%:M 0 0 ((k ^+ 2) ^+ 2 - 1)%:M *m L.
    rewrite LL expr1n scale1r -{2}(mulmx1 L^T) -mulmxBl -mulmxBr AA (scalar_mx_block 1 1) opp_block_mx.
    by rewrite add_block_mx !oppr0 !addr0 subrr raddf0 raddfB.
  by apply/conj/pd; rewrite ?subr_ge0.
- have -> : (k ^+ 2) ^+ 2 *: (L^T *m L) - L'^T *m L' = L^T *m block_mx ((k ^+ 2) ^+ 2 - 1)%:M 0 0 0%:M *m L.
    rewrite LL -{1}(mulmx1 L^T) scalemxAl scalemxAr -mulmxBl -mulmxBr AA (scalar_mx_block 1 1) opp_block_mx.
    rewrite scale_block_mx add_block_mx !oppr0 !scaler0 !addr0 !scale_scalar_mx !mulr1 subrr raddf0 raddfB.
    by [].
  by apply/conj/pd; rewrite ?subr_ge0.
rewrite cka_sym; exact: invariance_invertible_map_bound_sharp.
Qed.

End Unembeddings.
