(* How far a linear map of the features can lower the Procrustes similarity NBS: 2 sqrt(k)/(1 + k). *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd eigen nuclear condition_bound.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section NbsFloor.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma root_floorE (s t : R) : 0 < s -> 0 < t ->
  2%:R * Num.sqrt (t / s) / (1 + t / s) = 2%:R * (Num.sqrt s * Num.sqrt t) / (s + t).
Proof.
move=> s0 t0; rewrite sqrtrM ?(ltW t0) // sqrtrV ?(ltW s0) //.
have a0 : Num.sqrt s != 0 by rewrite sqrtr_eq0 -ltNge.
have dn : s + t != 0 by rewrite gt_eqF ?addr_gt0.
have := sqr_sqrtr (ltW s0); move: (Num.sqrt s) (Num.sqrt t) a0 => a b a0 E.
by rewrite -E in dn *; field; rewrite dn a0.
Qed.

(* invariance/invertible_map_lowers_nbs: if <Y_c - sX_c, tX_c - Y_c> >= 0 with s, t > 0, then NBS is at least
   2 sqrt(k)/(1 + k), k = t/s. *)
Theorem invariance_invertible_map_lowers_nbs n p (X Y : 'M[R]_(n, p)) s t :
  H *m X != 0 -> 0 < s -> 0 < t -> 0 <= fip (H *m Y - s *: (H *m X)) (t *: (H *m X) - H *m Y) ->
  2%:R * Num.sqrt (t / s) / (1 + t / s) <= nbs X Y.
Proof.
move=> x0 s0 t0; rewrite root_floorE // /nbs; move: (H *m X) (H *m Y) x0 => x y x0 between.
have up : fip x y <= nuc (x^T *m y).
  by have := nuc_max (x^T *m y) (@contraction1 R p); rewrite fipC fip_1.
have h : fip y y + s * t * fip x x <= (s + t) * fip x y.
  by rewrite -subr_ge0; move: between; rewrite !fip_lin (fipC y x); congr (_ <= _); ring.
have X2 : 0 < fip x x by rewrite fip_gt0.
have y0 : y != 0.
  apply: contraTneq h => ->; rewrite !fip0r mulr0 add0r -ltNge.
  by rewrite !mulr_gt0.
have Y2 : 0 < fip y y by rewrite fip_gt0.
have d0 : 0 < s + t by rewrite addr_gt0.
rewrite ler_pdivl_mulr ?sqrtr_gt0 ?mulr_gt0 // mulrAC ler_pdivr_mulr // [nuc _ * _]mulrC.
apply: le_trans (_ : _ <= (s + t) * fip x y) _; last by rewrite ler_pmul2l.
apply: le_trans h; rewrite (sqrtrM _ (ltW X2)).
rewrite -{2}(sqr_sqrtr (ltW Y2)) -{2}(sqr_sqrtr (ltW X2)) -{2}(sqr_sqrtr (ltW s0)) -{2}(sqr_sqrtr (ltW t0)).
rewrite -subr_ge0.
have -> : forall a b c d : R, d ^+ 2 + a ^+ 2 * b ^+ 2 * c ^+ 2 - 2%:R * (a * b) * (c * d) = (d - a * b * c) ^+ 2.
  by move=> a b c d; ring.
exact: sqr_ge0.
Qed.

(* invariance/invertible_map_lowers_nbs: holds for Y_c = X_c S with sI <= S <= tI *)
Theorem invariance_invertible_map_lowers_nbs_map n p (X Y : 'M[R]_(n, p)) (S : 'M[R]_p) s t :
  H *m X != 0 -> 0 < s -> 0 < t -> H *m Y = H *m X *m S -> psd (S - s%:M) -> psd (t%:M - S) ->
  2%:R * Num.sqrt (t / s) / (1 + t / s) <= nbs X Y.
Proof.
move=> x0 s0 t0 E low high; apply: invariance_invertible_map_lowers_nbs => //.
have ST : S^T = S by have := proj1 low; rewrite linearB /= tr_scalar_mx => /addIr.
have sc c : c%:M = spectral_map S (fun _ => c) :> 'M[R]_p.
  by rewrite -scalemx1 -(smap1 S) -smapZ; apply: smap_eq => i; rewrite mulr1.
have dl i : s <= eigval S i.
  have := psd_entry i (psd_conj (eigvec S) low).
  rewrite mulmxBr mulmxBl mul_mx_scalar -scalemxAl eigvec_orth mxE -eigvalE // !mxE eqxx mulr1.
  by rewrite subr_ge0.
have dh i : eigval S i <= t.
  have := psd_entry i (psd_conj (eigvec S) high).
  rewrite mulmxBr mulmxBl mul_mx_scalar -scalemxAl eigvec_orth mxE [X in _ + X]mxE -eigvalE // !mxE eqxx mulr1.
  by rewrite subr_ge0.
have P : psd ((t%:M - S) *m (S - s%:M)).
  rewrite {1 2}(eigenE ST) !sc -!smapB smapM; apply: psd_smap => i.
  by rewrite mulr_ge0 ?subr_ge0.
rewrite E; move: (H *m X) => x.
have -> : x *m S - s *: x = x *m (S - s%:M) by rewrite mulmxBr mul_mx_scalar.
have -> : t *: x - x *m S = x *m (t%:M - S) by rewrite mulmxBr mul_mx_scalar.
have := psd_trace_ge0 P (psd_tr_mul x); rewrite /fip (proj1 P) mxtrace_mulC => h.
rewrite -/(fip _ _) fip_mulml /fip (proj1 low) mxtrace_mulC [x^T *m _]mulmxA.
by move: h; rewrite mulmxA.
Qed.

Lemma nuc1 n : nuc (1%:M : 'M[R]_n) = n%:R.
Proof.
apply/eqP; rewrite eq_le; apply/andP; split; last first.
  by have := nuc_max 1%:M (@contraction1 R n); rewrite fip_1 mxtrace1.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?nuc_ge0 ?ler0n //; apply: le_trans (nuc_rank _) _.
by rewrite fip_1 mxtrace1 mxrank1 expr2.
Qed.

(* invariance/invertible_map_lowers_nbs: attained for every k > 0: X = [ku, v] with centred orthogonal u and v of one
   length, Y = [ku, k^2 v], s = 1 and t = k^2. *)
Theorem invariance_invertible_map_lowers_nbs_sharp n (u v : 'cV[R]_n) k :
  0 < k -> H *m u = u -> H *m v = v -> fip u v = 0 -> fip u u = fip v v -> u != 0 ->
  let X := row_mx (k *: u) v in let Y := row_mx (k *: u) (k ^+ 2 *: v) in
  fip (H *m Y - 1 *: (H *m X)) (k ^+ 2 *: (H *m X) - H *m Y) = 0 /\
  nbs X Y = 2%:R * Num.sqrt (k ^+ 2) / (1 + k ^+ 2).
Proof.
move=> k0 Hu Hv uv e u0 X Y; pose g := fip u u; have g0 : 0 < g by rewrite fip_gt0.
have HX : H *m X = X by rewrite mul_mx_row -scalemxAr Hu Hv.
have HY : H *m Y = Y by rewrite mul_mx_row -!scalemxAr Hu Hv.
have inner (a b c d : R) : fip (row_mx (a *: u) (b *: v)) (row_mx (c *: u) (d *: v)) = (a * c + b * d) * g.
  by rewrite -fip_tr !tr_row_mx fip_col_mx !fip_tr !fip_lin -e -/g; ring.
have X1 : X = row_mx (k *: u) (1 *: v) by rewrite scale1r.
have C : X^T *m Y = (k ^+ 2 * g) *: 1%:M.
  rewrite tr_row_mx mul_col_row (scalar_mx_block 1 1) scale_block_mx !scaler0 !scale_scalar_mx mulr1.
  rewrite !fip_scalar !fip_lin (fipC v u) uv -e -/g !mulr0 raddf0.
  by congr (block_mx _ _ _ _); congr (_%:M); ring.
rewrite /nbs HX HY C; split.
  rewrite X1 /Y !scale_row_mx !scalerA opp_row_mx add_row_mx -!scalerBl opp_row_mx add_row_mx -!scalerBl inner.
  by rewrite !mul1r subrr mul0r mulr1 subrr mulr0 addr0 mul0r.
have c0 : 0 <= k ^+ 2 * g by rewrite ltW // mulr_gt0 // exprn_gt0.
rewrite (nucZ _ c0) (nuc1 (1 + 1)) {1}X1 {1}X1 /Y !inner.
have -> : (k * k + 1 * 1) * g * ((k * k + k ^+ 2 * k ^+ 2) * g) = (k * (1 + k ^+ 2) * g) ^+ 2 by ring.
have d0 : 0 < 1 + k ^+ 2 by rewrite ltr_paddr ?sqr_ge0 ?ltr01.
have D0 : 0 < k * (1 + k ^+ 2) * g by rewrite mulr_gt0 // mulr_gt0.
rewrite !sqrtr_sqr !gtr0_norm //; have [kn gn dn] : [/\ k != 0, g != 0 & 1 + k ^+ 2 != 0] by rewrite !gt_eqF.
by clearbody g; field; rewrite kn gn dn.
Qed.

End NbsFloor.
