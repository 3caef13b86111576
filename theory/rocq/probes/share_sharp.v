(* The bounds on R^2 and on stitching by CKA are attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka projector psd predict_tools readout_norms.
From Unalignable Require Import share_junk transfer_stitch stitch_error pinv.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma rank_ge_trace n q N (Y : 'M[R]_(n, q)) (J : 'M[R]_(n, N)) c : c != 0 ->
  J^T *m gram Y *m J = c%:M -> (N <= \rank Y)%N.
Proof.
move=> c0 E; have r : \rank (J^T *m gram Y *m J) = N by rewrite E -scalemx1 mxrank_scale_nz ?mxrank1.
rewrite -{1}r; apply: leq_trans (mxrankM_maxl _ _) _; apply: leq_trans (mxrankM_maxr _ _) _.
exact: mxrankM_maxl.
Qed.

(* probes/high_cka_forces_r2: sharp: X = e and Y = [se, J], where J fills up all that the samples leave. *)
Theorem probes_high_cka_forces_r2_sharp N (e : 'cV[R]_N.+2) (J : 'M[R]_(N.+2, N)) s :
  H *m e = e -> e != 0 -> H *m J = J -> J^T *m J = (fip e e)%:M -> e^T *m J = 0 -> s != 0 ->
  let Y := row_mx (s *: e) J in
  read_share_floor (minn (\rank (H *m Y)) (N.+2.-1 - \rank (H *m e)))%:R (cka e Y)^-1 = r2 e Y /\
  r2 e Y = s ^+ 2 / (s ^+ 2 + N%:R).
Proof.
move=> He e0 HJ JJ eJ s0 Y; have f0 : fip e e != 0 by rewrite fip_eq0.
have L : cgram Y = s ^+ 2 *: cgram e + cgram J by rewrite cgram_row_mx cgram_scale.
have [] := @probes_high_cka_without_predictability R _ _ _ e Y J s s0; rewrite ?He ?HJ // => c2 r _ _.
split=> //; have re : \rank e = 1%N by apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0.
have rY : (N <= \rank (H *m Y))%N.
  apply: (@rank_ge_trace _ _ _ _ J (fip e e ^+ 2)); first by rewrite sqrf_eq0.
  have Je : J^T *m e = 0 by apply: trmx_inj; rewrite trmx_mul trmxK eJ trmx0.
  have e1 : J^T *m gram e *m J = 0 by rewrite /gram (mulmxA J^T) Je !mul0mx.
  have e2 : J^T *m gram J *m J = (fip e e ^+ 2)%:M.
    by rewrite /gram (mulmxA J^T) -[LHS]mulmxA JJ mul_scalar_mx scale_scalar_mx expr2.
  by rewrite -cgramE L !cgramE He HJ mulmxDr mulmxDl -scalemxAr -scalemxAl e1 e2 scaler0 add0r.
rewrite re /= subSS subn0 (minn_idPr rY) r /read_share_floor exprVn c2 invf_div.
have s2 : s ^+ 2 != 0 by rewrite sqrf_eq0.
have -> : N%:R * ((s ^+ 4 + N%:R) / s ^+ 4 - 1) = (N%:R / s ^+ 2) ^+ 2 :> R.
  by move: (N%:R : R) => x; field.
rewrite sqrtr_sqr ger0_norm ?divr_ge0 ?ler0n ?sqr_ge0 //.
by rewrite (_ : 1 + N%:R / s ^+ 2 = (s ^+ 2 + N%:R) / s ^+ 2) ?invf_div // mulrDl divff.
Qed.

(* probes/alignment_bounds_stitching: sharp: for white features of X, K = cP, and a head V without scales, VV' = u. *)
Theorem probes_alignment_bounds_stitching_sharp n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (V : 'M[R]_(q, k)) c u :
  H *m X != 0 -> H *m Y != 0 -> 0 < c -> cgram X = c *: proj (H *m X) -> 0 <= u -> gram V = u%:M ->
  let E := H *m X *m (pinv (H *m X) *m (H *m Y)) *m V - H *m Y *m V in
  fip E E = op2 V * (fip (H *m Y) (H *m Y) - cka X Y *
    (Num.sqrt (fip (cgram X) (cgram X)) * Num.sqrt (fip (cgram Y) (cgram Y)) / op2 (H *m X))).
Proof.
move=> x0 y0 c0 KX u0 VV E; have y1 : 0 < fip (H *m Y) (H *m Y) by rewrite fip_gt0.
have fV m (Z : 'M[R]_(m, q)) : fip (Z *m V) (Z *m V) = u * fip Z Z.
  by rewrite fip_mulmr -mulmxA -/(gram V) VV mul_mx_scalar fipZr.
have oV : op2 V = u.
  apply: le_anti; apply/andP; split; last by have := op2_mulr V (H *m Y); rewrite fV ler_pmul2r.
  by apply: op2_least => //; rewrite VV subrr; split=> [|v]; rewrite ?trmx0 // mul0mx fip0r.
have oX : op2 (H *m X) = c.
  apply: le_anti; apply/andP; split.
    apply: op2_least; first exact: ltW.
    rewrite -cgramE KX; split=> [|v]; first by rewrite linearB linearZ /= tr_scalar_mx proj_tr.
    by rewrite mulmxBl mul_scalar_mx -scalemxAl -scalerBr fipZr fipBr pmulr_rge0 // subr_ge0 fip_proj_le.
  have := op2_mul (H *m X) (H *m X); rewrite -fip_gram -cgramE {2}KX fipZr.
  have -> : fip (cgram X) (proj (H *m X)) = fip (H *m X) (H *m X).
    by rewrite cgramE /gram fip_mulmr trmxK proj_id.
  by rewrite ler_pmul2r // fip_gt0.
rewrite oV oX 2!mulrA cka_sizes // hsicE KX fipZl mulrAC divff ?mul1r ?gt_eqF //.
have -> : fip (proj (H *m X)) (cgram Y) = fip (H *m Y) (proj (H *m X) *m (H *m Y)).
  by rewrite cgramE /gram -{1}[H *m Y]trmxK -fip_mulmr trmxK fipC.
have -> : E = - ((H *m Y - proj (H *m X) *m (H *m Y)) *m V).
  by rewrite /E (mulmxA (H *m X)) pinv_proj; move: (H *m Y) => y; rewrite -mulmxBl -mulNmx opprB.
rewrite fipNN fV; congr (_ * _); move: (H *m Y) => y.
by rewrite [X in _ = X - _](proj_pythagoras (H *m X)) [fip y _ + _]addrC addrK.
Qed.
End Sharp.
