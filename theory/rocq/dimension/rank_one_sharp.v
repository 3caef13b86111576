(* The ceiling by rank and participation ratio is attained: one long feature, and others of one length. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector pinv participation gram_maps predict_tools
  share_junk.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma rank_of_gram n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) : gram A = gram B -> (\rank A <= \rank B)%N.
Proof.
move=> E; have AE : gram A *m (pinv A)^T = A by rewrite /gram -mulmxA -trmx_mul pinv_mull_tr mulmxA pinvK.
by rewrite -{1}AE E /gram -mulmxA mxrankM_maxl.
Qed.

(* dimension/participation_ceiling: attained when Y looks like [sX, J], with X its longest feature and N others, 
   uncorrelated with it and with each other, of the length of X. *)
Theorem dimension_participation_ceiling_sharp n q N (X : 'cV[R]_n) (Y : 'M[R]_(n, q)) (J : 'M[R]_(n, N)) s :
  1 <= s -> H *m X != 0 -> (H *m J)^T *m (H *m J) = (fip (H *m X) (H *m X))%:M -> (H *m X)^T *m (H *m J) = 0 ->
  cgram Y = s ^+ 2 *: cgram X + cgram J ->
  let r := (\rank (H *m Y))%:R in let b := participation Y in
  r = N%:R + 1 /\ cka X Y = Num.sqrt b / r * (1 + Num.sqrt ((r - 1) * (r / b - 1))).
Proof.
move=> s1 x0 JJ XJ L r b; have s0 : 0 < s := lt_le_trans ltr01 s1; have sn : s != 0 by rewrite gt_eqF.
have [c2 r2E _ cE] := probes_high_cka_without_predictability sn x0 JJ XJ L.
have f0 : fip (H *m X) (H *m X) != 0 by rewrite fip_eq0.
have rE : r = N%:R + 1.
  pose W := row_mx (s *: (H *m X)) (H *m J).
  have GW : gram (H *m Y) = gram W by rewrite -cgramE L gram_row_mx !cgramE /gram linearZ -scalemxAl -scalemxAr scalerA.
  have -> : r = (\rank W)%:R by congr _%:R; apply/eqP; rewrite eqn_leq !rank_of_gram.
  have WW : W^T *m W = block_mx (s ^+ 2 * fip (H *m X) (H *m X))%:M 0 0 (fip (H *m X) (H *m X))%:M.
    have JX : (H *m J)^T *m (H *m X) = 0 by apply: trmx_inj; rewrite trmx_mul trmxK XJ trmx0.
    rewrite tr_row_mx mul_col_row JJ -!scalemxAr JX scaler0 [(s *: _)^T]linearZ -!scalemxAl XJ scaler0 fip_scalar.
    by rewrite scalerA -expr2 scale_scalar_mx.
  suff -> : \rank W = (1 + N)%N by rewrite natrD addrC.
  apply/eqP; rewrite eqn_leq rank_leq_col /=.
  have U : W^T *m W \in unitmx.
    apply: (mulmx1_unit (B := block_mx (s ^+ 2 * fip (H *m X) (H *m X))^-1%:M 0 0 (fip (H *m X) (H *m X))^-1%:M) _).1.
    rewrite WW mulmx_block !mulmx0 !mul0mx !addr0 add0r -!scalar_mxM !divff ?mulf_neq0 ?expf_neq0 //.
    by rewrite -scalar_mx_block.
  by have := mxrankM_maxr W^T W; rewrite mxrank_unit.
split=> //; have N0 : 0 <= N%:R :> R := ler0n _ _.
have u1 : 1 <= s ^+ 2 by apply: exprn_ege1.
have s4 : s ^+ 4 = (s ^+ 2) ^+ 2 by rewrite -exprM.
move: c2 r2E; rewrite s4 rE cE; move: (s ^+ 2) u1 => u u1 c2 r2E {s4}.
have u0 : 0 < u := lt_le_trans ltr01 u1; have un : u != 0 by rewrite gt_eqF.
have d1 : u + N%:R != 0 by rewrite gt_eqF // ltr_paddr.
have d2 : u ^+ 2 + N%:R != 0 by rewrite gt_eqF // ltr_paddr // exprn_gt0.
have N1 : N%:R + 1 != 0 :> R by rewrite gt_eqF // ltr_paddl // ltr01.
have bE : b = (u + N%:R) ^+ 2 / (u ^+ 2 + N%:R).
  have : b * r2 X Y ^+ 2 = u ^+ 2 / (u ^+ 2 + N%:R).
    by rewrite -c2 [RHS]exprMn sqr_sqrtr ?participation_ge0.
  rewrite r2E => /(canRL (mulfK _)) ->; last by rewrite expf_neq0 // mulf_neq0 ?invr_eq0.
  by field; rewrite d1 un d2.
have E : (N%:R + 1 - 1) * ((N%:R + 1) / b - 1) = (N%:R * (u - 1) / (u + N%:R)) ^+ 2.
  by rewrite bE; field; rewrite d1 d2.
rewrite E sqrtr_sqr ger0_norm; last by rewrite divr_ge0 ?mulr_ge0 ?subr_ge0 ?addr_ge0 ?(ltW u0).
by rewrite r2E -/b; move: (Num.sqrt b) => v; field; rewrite d1 N1.
Qed.
End Sharp.
