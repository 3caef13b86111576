(* What ranks and spectra allow: Ky Fan's ceiling on R^2, von Neumann's on linear CKA, and zero CKA at few samples.
   The ceiling by rank and participation ratio is attained: one long feature, and others of one length. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector rank eigen nuclear leading predict_tools pinv
  participation gram_maps share_junk.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section RankCeilings.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma psd_cgram_of n p (X : 'M[R]_(n, p)) : psd (cgram X).
Proof. by rewrite cgramE; apply: gram_psd. Qed.

Lemma psd_proj n p (A : 'M[R]_(n, p)) : psd (proj A).
Proof. exact: psd_projector (proj_tr A) (proj_idem A). Qed.

Lemma psd_coproj n p (A : 'M[R]_(n, p)) : psd (1%:M - proj A).
Proof. exact: psd_coprojector (proj_tr A) (proj_idem A). Qed.

(* dimension/ky_fan: R^2 of a linear probe is at most the share of the largest eigenvalues of L, as many as the rank
   of X_c. *)
Theorem dimension_ky_fan n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  r2 X Y <= leading_sum (cgram Y) (\rank (H *m X)) / \sum_i eigval (cgram Y) i.
Proof.
have LT := proj1 (psd_cgram_of Y).
have E : \sum_i eigval (cgram Y) i = fip (H *m Y) (H *m Y) by rewrite sum_eigval // cgramE /gram mxtrace_mulC.
rewrite E /r2 ler_wpmul2r ?invr_ge0 ?fip_ge0 //.
have -> : fip (H *m Y) (proj (H *m X) *m (H *m Y)) = fip (cgram Y) (proj (H *m X)).
  by rewrite cgramE /gram [RHS]fip_mulmr trmxK.
by apply: ky_fan_max => //; [exact: psd_proj | exact: psd_coproj | exact: trace_proj].
Qed.

(* dimension/ky_fan: attained when the columns of X_c span the leading eigenvectors of L. *)
Theorem dimension_ky_fan_attained n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  proj (H *m X) = leading_proj (cgram Y) (\rank (H *m X)) ->
  r2 X Y = leading_sum (cgram Y) (\rank (H *m X)) / \sum_i eigval (cgram Y) i.
Proof.
move=> EP; have LT := proj1 (psd_cgram_of Y).
rewrite /r2 EP sum_eigval //; congr (_ / _); last by rewrite cgramE /gram mxtrace_mulC.
by rewrite -ky_fan_attained // [X in _ = fip X _]cgramE /gram [RHS]fip_mulmr trmxK.
Qed.

(* |L|^2/mu_1^2 *)
Definition stable_rank n q (Y : 'M[R]_(n, q)) : R := fip (cgram Y) (cgram Y) / top_eigval (cgram Y) ^+ 2.

(* <K, L>^2 is at most |K|^2 times the sum of the largest mu_j^2 *)
Lemma von_neumann_bound n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  fip (cgram X) (cgram Y) ^+ 2 <= fip (cgram X) (cgram X) * leading_sum2 (cgram Y) (\rank (H *m X)).
Proof.
set P := proj (H *m X); set L := cgram Y; have PT : P^T = P := proj_tr _.
have PK : P *m cgram X = cgram X by rewrite cgramE /gram mulmxA proj_id.
have KP : cgram X *m P = cgram X.
  by rewrite -[LHS]trmxK trmx_mul PT (proj1 (psd_cgram_of X)) PK (proj1 (psd_cgram_of X)).
have -> : fip (cgram X) L = fip (cgram X) (P *m L).
  by rewrite -{1}PK fip_mulml PT.
apply: le_trans (cauchy_schwarz _ _) _; rewrite ler_wpmul2l ?fip_ge0 //.
have -> : fip (P *m L) (P *m L) = fip (L *m L) P.
  by rewrite fip_proj fipC fip_mulmr (proj1 (psd_cgram_of Y)) -/L [RHS]fipC.
apply: ky_fan_max2; [exact: psd_cgram_of | exact: psd_proj | exact: psd_coproj | exact: trace_proj].
Qed.

(* dimension/von_neumann: linear CKA squared is at most the share of the largest squared eigenvalues of L, as many as
   the rank of X_c, and this is at most the rank over the stable rank of Y. *)
Theorem dimension_von_neumann n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m X != 0 -> H *m Y != 0 ->
  let most := leading_sum2 (cgram Y) (\rank (H *m X)) / \sum_i eigval (cgram Y) i ^+ 2 in
  cka X Y ^+ 2 <= most /\ most <= (\rank (H *m X))%:R / stable_rank Y.
Proof.
move=> x0 y0 most; have Lp := psd_cgram_of Y.
have K0 : 0 < fip (cgram X) (cgram X) by rewrite fip_gt0 cgram_eq0.
have L0 : 0 < fip (cgram Y) (cgram Y) by rewrite fip_gt0 cgram_eq0.
rewrite /most sum_eigval2 ?(proj1 Lp) //; split.
  rewrite cka_sqr !hsicE invfM mulrA ler_wpmul2r ?invr_ge0 ?(ltW L0) //.
  by rewrite ler_pdivr_mulr // mulrC von_neumann_bound.
by rewrite /stable_rank invf_div mulrA ler_wpmul2r ?invr_ge0 ?(ltW L0) ?leading_sum2_le.
Qed.

(* dimension/von_neumann: the first bound is attained where K is, up to a factor, L on its k leading eigenvectors,
   with k the rank of X_c. *)
Theorem dimension_von_neumann_attained n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) c k : H *m X != 0 ->
  cgram X = c *: (leading_proj (cgram Y) k *m cgram Y) ->
  cka X Y ^+ 2 = leading_sum2 (cgram Y) k / \sum_i eigval (cgram Y) i ^+ 2.
Proof.
rewrite -cgram_eq0 => K0 EK; have Lp := psd_cgram_of Y; have LT := proj1 Lp.
rewrite sum_eigval2 // cka_sqr !hsicE.
have ET := leading_proj_tr (cgram Y) k; have EE := leading_proj_idem (cgram Y) k.
have LE : fip (leading_proj (cgram Y) k *m cgram Y) (cgram Y) = leading_sum2 (cgram Y) k.
  have LL : cgram Y *m cgram Y = spectral_map (cgram Y) (fun i => eigval (cgram Y) i ^+ 2).
    by rewrite {1 2}(eigenE LT) smapM; apply: smap_eq => i; rewrite expr2.
  rewrite fip_mulmr LT LL /fip ET smapM trace_smap /leading_sum2 [RHS]big_mkcond; apply: eq_bigr => i _.
  by case: (_ < _)%N; rewrite ?mul1r ?mul0r.
have KL : fip (cgram X) (cgram Y) = c * leading_sum2 (cgram Y) k by rewrite EK fipZl LE.
have KK : fip (cgram X) (cgram X) = c ^+ 2 * leading_sum2 (cgram Y) k.
  rewrite EK fipZl fipZr mulrA -expr2 -LE; congr (_ * _).
  by rewrite fip_mulml ET mulmxA EE fipC.
have s0 : c ^+ 2 * leading_sum2 (cgram Y) k != 0 by rewrite -KK fip_eq0.
rewrite KL KK; move: s0; move: (leading_sum2 _ _) (fip (cgram Y) _) => a l.
rewrite mulf_eq0 negb_or sqrf_eq0 => /andP [c0 a0].
have [->|l0] := eqVneq l 0; first by rewrite mulr0 invr0 !mulr0.
by field; rewrite l0 a0 c0.
Qed.

Lemma proj_center n p (X : 'M[R]_(n, p)) : H *m proj (H *m X) = proj (H *m X).
Proof. by have [C ->] := proj_col (H *m X); rewrite !mulmxA center_idem. Qed.

(* dimension/too_few_samples: the sum of the squared canonical correlations is at least the ranks together less
   n - 1; so zero linear CKA needs the ranks to be at most n - 1 together. *)
Theorem dimension_too_few_samples n p q (X : 'M[R]_(n.+1, p)) (Y : 'M[R]_(n.+1, q)) :
  (\rank (H *m X))%:R + (\rank (H *m Y))%:R - n%:R <= sum_rho2 X Y /\
  (cka X Y = 0 -> (\rank (H *m X) + \rank (H *m Y) <= n)%N).
Proof.
set P := proj (H *m X); set T := proj (H *m Y).
have cp (Z : 'M[R]_n.+1) : Z^T = Z -> Z *m Z = Z -> H *m Z = Z -> psd (H - Z).
  move=> ZT ZZ HZ; have ZH : Z *m H = Z by rewrite -[LHS]trmxK trmx_mul ZT center_tr HZ ZT.
  apply: psd_projector; first by rewrite linearB /= center_tr ZT.
  by rewrite mulmxBr !mulmxBl center_idem ZH HZ ZZ subrr subr0.
have fH (Z : 'M[R]_n.+1) : H *m Z = Z -> fip H Z = \tr Z by move=> HZ; rewrite /fip center_tr HZ.
have le : (\rank (H *m X))%:R + (\rank (H *m Y))%:R - n%:R <= sum_rho2 X Y.
  have := psd_trace_ge0 (cp P (proj_tr _) (proj_idem _) (proj_center X))
    (cp T (proj_tr _) (proj_idem _) (proj_center Y)).
  rewrite fipBl !fipBr (fipC P H) !fH ?center_idem ?proj_center // !trace_proj.
  rewrite trace_idem ?center_idem // rank_center /sum_rho2 -/P -/T => h.
  by rewrite -subr_ge0; move: h; congr (_ <= _); ring.
split=> // /eqP; rewrite cka_eq0 => /eqP E.
have z : sum_rho2 X Y = 0.
  rewrite /sum_rho2; have [C ->] := proj_col (H *m X); have [D ->] := proj_col (H *m Y).
  rewrite fip_mulml trmx_mul center_tr !mulmxA -(mulmxA _ H H) center_idem E mul0mx.
  by rewrite fip0r.
by move: le; rewrite z subr_le0 -natrD ler_nat.
Qed.
End RankCeilings.

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
