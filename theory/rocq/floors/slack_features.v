(* Features beside a shared output, and a white representation against one that holds nothing but the output. Networks
   that hold nothing but one output: condition numbers of their heads, and one direction each. The floor of two heads
   is attained by two layers that are stretched across each other. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka projector rank participation predict_tools
  readout_norms psd readout_scalar budget_operator.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Beside.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma proj_away n p m (A : 'M[R]_(n, p)) (Z : 'M[R]_(n, m)) : A^T *m Z = 0 -> proj A *m Z = 0.
Proof. by move=> AZ; have [C E] := proj_col A; rewrite -proj_tr E trmx_mul -mulmxA AZ mulmx0. Qed.

Lemma cross_center n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (H *m X)^T *m (H *m Y) = X^T *m H *m Y.
Proof. by rewrite trmx_mul center_tr !mulmxA -[X^T *m H *m H]mulmxA center_idem. Qed.

Lemma hsic_away n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : X^T *m H *m Y = 0 -> fip (cgram X) (cgram Y) = 0.
Proof. by move=> E; rewrite -hsicE /hsic E fip0l. Qed.

Lemma fip_row_mx n p q (A C : 'M[R]_(n, p)) (B D : 'M[R]_(n, q)) :
  fip (row_mx A B) (row_mx C D) = fip A C + fip B D.
Proof.
rewrite -(fip_tr A) -(fip_tr B) -fip_tr !tr_row_mx /fip tr_col_mx mul_row_col mxtraceD.
by rewrite !trmxK.
Qed.

Lemma r2_beside n k p q (T : 'M[R]_(n, k)) (J : 'M[R]_(n, p)) (G : 'M[R]_(n, q)) :
  T^T *m H *m G = 0 -> J^T *m H *m G = 0 ->
  r2 (row_mx T J) (row_mx T G) = fip (H *m T) (H *m T) / (fip (H *m T) (H *m T) + fip (H *m G) (H *m G)).
Proof.
move=> TG JG; rewrite /r2 !(mul_mx_row H) mul_mx_row !fip_row_mx.
have -> : proj (row_mx (H *m T) (H *m J)) *m (H *m T) = H *m T.
  have := proj_keep (row_mx (H *m T) (H *m J)) (col_mx 1%:M 0); rewrite mul_row_col mulmx1 mulmx0 addr0; exact.
by rewrite proj_away ?fip0r ?addr0 // tr_row_mx mul_col_mx !cross_center TG JG col_mx0.
Qed.

(* floors/features_beside_the_output: X = [T, J] and Y = [T, G] with T, J and G uncorrelated and T not constant have
   CKA |T^T H T|^2/(|K||L|), where |K|^2 = |T^T H T|^2 + |J^T H J|^2 and |L|^2 alike, and R^2 from X to Y is
   |HT|^2/(|HT|^2 + |HG|^2), from Y to X |HT|^2/(|HT|^2 + |HJ|^2). *)
Theorem floors_features_beside_the_output n k p q (T : 'M[R]_(n, k)) (J : 'M[R]_(n, p)) (G : 'M[R]_(n, q)) :
  T^T *m H *m J = 0 -> T^T *m H *m G = 0 -> J^T *m H *m G = 0 ->
  let X := row_mx T J in let Y := row_mx T G in
  let size := fip (T^T *m H *m T) (T^T *m H *m T) in
  [/\ cka X Y = size / (ksize X * ksize Y),
      fip (cgram X) (cgram X) = size + fip (J^T *m H *m J) (J^T *m H *m J),
      fip (cgram Y) (cgram Y) = size + fip (G^T *m H *m G) (G^T *m H *m G),
      r2 X Y = fip (H *m T) (H *m T) / (fip (H *m T) (H *m T) + fip (H *m G) (H *m G)) &
      r2 Y X = fip (H *m T) (H *m T) / (fip (H *m T) (H *m T) + fip (H *m J) (H *m J))].
Proof.
move=> TJ TG JG X Y size; have JT : J^T *m H *m T = 0.
  by rewrite -[LHS]trmxK (trmx_mul (_ *m _)) (trmx_mul J^T) trmxK center_tr mulmxA TJ trmx0.
have GJ : G^T *m H *m J = 0.
  by rewrite -[LHS]trmxK (trmx_mul (_ *m _)) (trmx_mul G^T) trmxK center_tr mulmxA JG trmx0.
have ES : size = fip (cgram T) (cgram T) by rewrite -hsicE.
split; [| | |exact: r2_beside|exact: r2_beside].
- rewrite ckaK hsicE !cgram_row_mx fipDl !fipDr (hsic_away TG) (hsic_away JT) (hsic_away JG).
  by rewrite !addr0 -ES.
- rewrite cgram_row_mx fipDl !fipDr (hsic_away TJ) (hsic_away JT) addr0 add0r -ES.
  by congr (_ + _); rewrite -hsicE.
rewrite cgram_row_mx fipDl !fipDr (hsic_away TG) (fipC (cgram G)) (hsic_away TG) addr0 add0r -ES.
by congr (_ + _); rewrite -hsicE.
Qed.

Lemma participation_ge1 n p (X : 'M[R]_(n, p)) : H *m X != 0 -> 1 <= participation X.
Proof.
move=> x0; rewrite ler_pdivl_mulr ?fip_gt0 ?cgram_eq0 // mul1r trace_cgram cgramE expr2 /gram.
exact: fip_mul_le.
Qed.

Lemma center_proj n p (X : 'M[R]_(n, p)) : H *m proj (H *m X) = proj (H *m X).
Proof. by have [C ->] := proj_col (H *m X); rewrite !mulmxA center_idem. Qed.

Lemma cgram_white n p (X : 'M[R]_(n, p)) : cgram (proj (H *m X)) = proj (H *m X).
Proof. by rewrite cgramE center_proj /gram proj_tr proj_idem. Qed.

Lemma fip_proj_rank n p (A : 'M[R]_(n, p)) : fip (proj A) (proj A) = (\rank A)%:R.
Proof. by rewrite /fip proj_tr proj_idem trace_proj. Qed.

(* floors/one_sided_stretching: for the white Y = P_{H[X, Z]}, the projector onto what X and Z hold, of rank r = rank
   H[X, Z], CKA(X, Y) = sqrt(PR(X)/r) >= 1/sqrt(r), PR(X) = (tr K)^2/|K|^2. *)
Theorem floors_one_sided_stretching n p q (X : 'M[R]_(n, p)) (Z : 'M[R]_(n, q)) : H *m X != 0 ->
  let Y := proj (H *m row_mx X Z) in let r : R := (\rank (H *m row_mx X Z))%:R in
  [/\ \rank Y = \rank (H *m row_mx X Z), cka X Y = Num.sqrt (participation X / r), cka X Y ^+ 2 * r = participation X &
      (Num.sqrt r)^-1 <= cka X Y].
Proof.
move=> x0 Y r; have Yx : Y *m (H *m X) = H *m X.
  have := proj_keep (H *m row_mx X Z) (col_mx 1%:M 0).
  by rewrite -mulmxA mul_row_col mulmx1 mulmx0 addr0.
have rk : \rank Y = \rank (H *m row_mx X Z).
  apply/eqP; rewrite eqn_leq; apply/andP; split; last by rewrite -{1}(proj_id (H *m row_mx X Z)) mxrankM_maxl.
  by rewrite /Y; have [C ->] := proj_col (H *m row_mx X Z); apply: mxrankM_maxl.
have r0 : 0 < r.
  rewrite ltr0n lt0n mxrank_eq0; apply: contraNneq x0 => E.
  by rewrite -Yx /Y; have [C ->] := proj_col (H *m row_mx X Z); rewrite E !mul0mx.
have K0 : 0 < fip (cgram X) (cgram X) by rewrite fip_gt0 cgram_eq0.
have hXY : hsic X Y = \tr (cgram X).
  by rewrite hsicE fipC cgram_white /fip proj_tr cgramE /gram mulmxA Yx.
have hYY : hsic Y Y = r by rewrite hsicE cgram_white fip_proj_rank.
have E : cka X Y = Num.sqrt (participation X / r).
  rewrite /cka hXY hYY hsicE sqrtrM ?fip_ge0 // [RHS]sqrtrM ?participation_ge0 // sqrt_participation1.
  by rewrite sqrtrV ?(ltW r0) // invfM mulrA.
split=> //; rewrite E.
  by rewrite sqr_sqrtr ?divfK ?gt_eqF // divr_ge0 ?(ltW r0) // (le_trans ler01) // participation_ge1.
rewrite -sqrtrV ?(ltW r0) // ler_wsqrtr // -[X in X <= _]mul1r ler_wpmul2r ?invr_ge0 ?(ltW r0) //.
exact: participation_ge1.
Qed.

End Beside.

Section Heads.
Variable R : rcfType.
Local Notation H := (center R _).

(* 2st/(s^2 + t^2) from (s^2 + t^2) x >= u^2 + v^2, (uv)^2 = (st k)^2 *)
Lemma weigh (x a b c d k l : R) : 0 <= k -> 0 <= l -> 0 <= x ->
  a ^+ 2 * b ^+ 2 * k ^+ 2 + c ^+ 2 * d ^+ 2 * l ^+ 2 <= (a ^+ 2 * c ^+ 2 + b ^+ 2 * d ^+ 2) * x ->
  2%:R * (a * c) * (b * d) * (k * l) <= ((a * c) ^+ 2 + (b * d) ^+ 2) * x.
Proof.
move=> k0 l0 x0; rewrite !exprMn => h; apply: le_trans h; rewrite -subr_ge0.
by rewrite (_ : _ - _ = (a * b * k - c * d * l) ^+ 2) ?sqr_ge0 //; ring.
Qed.

(* floors/condition_of_two_heads: where T = H X W = H Y V is not 0, M = T T^T and a^2 K <= M <= b^2 K and c^2 L <= M
   <= d^2 L in the Loewner order, linear CKA is at least 2 k/(1 + k^2) for the condition number k = (b/a)(d/c), which
   is 2 (ac)(bd)/((ac)^2 + (bd)^2) (0 where a or c is 0). *)
Theorem floors_condition_of_two_heads n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, m))
    (V : 'M[R]_(q, m)) T a b c d :
  H *m X *m W = T -> H *m Y *m V = T -> T != 0 ->
  let M := T *m T^T in
  psd (M - a ^+ 2 *: cgram X) -> psd (b ^+ 2 *: cgram X - M) ->
  psd (M - c ^+ 2 *: cgram Y) -> psd (d ^+ 2 *: cgram Y - M) ->
  2%:R * (a * c) * (b * d) / ((a * c) ^+ 2 + (b * d) ^+ 2) <= cka X Y /\
  let k := b / a * (d / c) in 2%:R * k / (1 + k ^+ 2) <= cka X Y.
Proof.
move=> XW YV T0 M Pa Pb Pc Pd.
have [x0 _] : H *m X != 0 /\ W != 0 by apply: output_const; rewrite /output XW.
have [y0 _] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output YV.
have first : 2%:R * (a * c) * (b * d) / ((a * c) ^+ 2 + (b * d) ^+ 2) <= cka X Y.
  have [->|s0] := eqVneq ((a * c) ^+ 2 + (b * d) ^+ 2) 0; first by rewrite invr0 mulr0 cka_ge0.
  have sp : 0 < (a * c) ^+ 2 + (b * d) ^+ 2 by rewrite lt_def s0 addr_ge0 ?sqr_ge0.
  rewrite ler_pdivr_mulr // ckaK [X in _ <= X]mulrAC ler_pdivl_mulr ?mulr_gt0 ?ksize_gt0 // [hsic X Y * _]mulrC.
  apply: weigh; rewrite ?ksize_ge0 ?hsic_ge0 // !ksize_sqr hsicE.
  have := psd_trace_ge0 (psdD Pd Pa) (psdD Pb Pc).
  have -> : d ^+ 2 *: cgram Y - M + (M - a ^+ 2 *: cgram X) = d ^+ 2 *: cgram Y - a ^+ 2 *: cgram X
    by rewrite addrA subrK.
  have -> : b ^+ 2 *: cgram X - M + (M - c ^+ 2 *: cgram Y) = b ^+ 2 *: cgram X - c ^+ 2 *: cgram Y
    by rewrite addrA subrK.
  rewrite !fip_lin (fipC (cgram Y) (cgram X)) => h; rewrite -subr_ge0; congr (_ <= _): h.
  by ring.
split=> //=; have [->|a0] := eqVneq a 0; first by rewrite invr0 mulr0 mul0r mulr0 mul0r cka_ge0.
have [->|c0] := eqVneq c 0; first by rewrite invr0 !mulr0 mul0r cka_ge0.
suff -> : 2%:R * (b / a * (d / c)) / (1 + (b / a * (d / c)) ^+ 2)
  = 2%:R * (a * c) * (b * d) / ((a * c) ^+ 2 + (b * d) ^+ 2) by [].
have s0 : (a * c) ^+ 2 + (b * d) ^+ 2 != 0 by rewrite gt_eqF // ltr_paddr ?sqr_ge0 // exprn_even_gt0 //= mulf_neq0.
have E : 1 + (b / a * (d / c)) ^+ 2 = ((a * c) ^+ 2 + (b * d) ^+ 2) / (a * c) ^+ 2 by field; rewrite a0 c0.
by rewrite E; field; rewrite a0 c0 s0.
Qed.

Lemma rank1_factor n p (A : 'M[R]_(n, p)) : \rank A = 1%N -> exists (x : 'cV_n) (b : 'cV_p), A = x *m b^T.
Proof.
move=> r1; have := mulmx_base A; move: (col_base A) (row_base A); rewrite r1 => C F E.
by exists C, F^T; rewrite trmxK.
Qed.

(* floors/one_direction_each: where H X W = H Y V is not 0 and H X and H Y have rank one, linear CKA is 1, and K tr L
   = L tr K: K/tr K = L/tr L. *)
Theorem floors_one_direction_each n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, m)) (V : 'M[R]_(q, m)) :
  H *m X *m W = H *m Y *m V -> H *m X *m W != 0 -> \rank (H *m X) = 1%N -> \rank (H *m Y) = 1%N ->
  [/\ cka X Y = 1, \tr (cgram Y) *: cgram X = \tr (cgram X) *: cgram Y &
      (\tr (cgram X))^-1 *: cgram X = (\tr (cgram Y))^-1 *: cgram Y].
Proof.
move=> XY T0 /rank1_factor [x [b EX]] /rank1_factor [y [c EY]].
have [x0 _] : H *m X != 0 /\ W != 0 by apply: output_const.
have [y0 _] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output -XY.
have [s Es] : exists s, x = s *: y.
  pose r := (b^T *m W)^T; pose s := (c^T *m V)^T.
  have E : x *m r^T = y *m s^T by rewrite !trmxK !mulmxA -EX -EY.
  have r0 : r != 0.
    by apply: contraNneq T0 => r0; rewrite EX -mulmxA -[b^T *m W]trmxK -/r r0 trmx0 mulmx0.
  have E2 : x *m r^T *m r = y *m s^T *m r by rewrite E.
  rewrite -!mulmxA !fip_scalar !mul_mx_scalar in E2; exists (fip s r / fip r r).
  by rewrite mulrC -scalerA -E2 scalerA mulVf ?scale1r // fip_eq0.
have EK : cgram X = fip b b * s ^+ 2 *: (y *m y^T).
  rewrite cgramE EX -[x *m _]scale1r gram_outer expr1n mul1r Es linearZ /= -scalemxAl -scalemxAr !scalerA.
  by congr (_ *: _); ring.
have EL : cgram Y = fip c c *: (y *m y^T) by rewrite cgramE EY -[y *m _]scale1r gram_outer expr1n mul1r.
have [kn ln] : fip b b * s ^+ 2 != 0 /\ fip c c != 0.
  by split; [move: x0; rewrite -cgram_eq0 EK | move: y0; rewrite -cgram_eq0 EL];
    apply: contraNneq => ->; rewrite scale0r.
rewrite EK EL !mxtraceZ !scalerA; split; last 2 first.
- by congr (_ *: _); ring.
- have drop (z r : R) : z != 0 -> (z * r)^-1 * z = r^-1 by move=> z0; rewrite invfM mulrAC mulVf ?mul1r.
  by rewrite !drop.
apply/(cka_eq1 x0 y0); exists (fip b b * s ^+ 2 / fip c c); last by rewrite EK EL scalerA divfK.
have kp : 0 < fip b b * s ^+ 2 by rewrite lt_def kn mulr_ge0 ?fip_ge0 ?sqr_ge0.
have lp : 0 < fip c c by rewrite lt_def ln fip_ge0.
exact: divr_gt0.
Qed.

End Heads.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).
Variables (n : nat) (u v : 'cV[R]_n).

Lemma crossed_gram a b : H *m u = u -> H *m v = v ->
  cgram (row_mx (a *: u) (b *: v)) = a ^+ 2 *: (u *m u^T) + b ^+ 2 *: (v *m v^T).
Proof. by move=> Hu Hv; rewrite cgram_row_mx !cgram_scale !cgramE Hu Hv. Qed.

Lemma crossed_fip : fip u v = 0 -> fip (u *m u^T) (v *m v^T) = 0.
Proof. by move=> uv; rewrite -/(gram u) -/(gram v) fip_gram fip_scalar uv fip11 mul0r. Qed.

(* floors/condition_of_two_heads: X = [u, e v] and Y = [e u, v] with orthogonal u and v of length one, of which [u, v]
   is read, attain it: a = c = 1, b = d = 1/e, and both sides are 2 e^2/(1 + e^4) *)
Theorem floors_condition_of_two_heads_sharp e : H *m u = u -> H *m v = v -> fip u u = 1 -> fip v v = 1 -> fip u v = 0 ->
  0 < e -> e <= 1 ->
  let X := row_mx u (e *: v) in let Y := row_mx (e *: u) v in let T := row_mx u v in
  let W : 'M[R]_(1 + 1) := block_mx 1%:M 0 0 (e^-1)%:M in let V : 'M[R]_(1 + 1) := block_mx (e^-1)%:M 0 0 1%:M in
  let M := T *m T^T in
  [/\ H *m X *m W = T /\ H *m Y *m V = T,
      psd (M - 1 ^+ 2 *: cgram X) /\ psd ((e^-1) ^+ 2 *: cgram X - M),
      psd (M - 1 ^+ 2 *: cgram Y) /\ psd ((e^-1) ^+ 2 *: cgram Y - M),
      cka X Y = 2%:R * e ^+ 2 / (1 + e ^+ 4) &
      2%:R * (1 * 1) * (e^-1 * e^-1) / ((1 * 1) ^+ 2 + (e^-1 * e^-1) ^+ 2) = 2%:R * e ^+ 2 / (1 + e ^+ 4)].
Proof.
move=> Hu Hv uu vv uv e0 e1 X Y T W V M; have en : e != 0 by rewrite gt_eqF.
have EM : M = u *m u^T + v *m v^T by rewrite /M /T tr_row_mx mul_row_col.
have KX : cgram X = u *m u^T + e ^+ 2 *: (v *m v^T).
  by rewrite -[u *m u^T]scale1r -[1 in RHS](expr1n _ 2) -crossed_gram // scale1r.
have KY : cgram Y = e ^+ 2 *: (u *m u^T) + v *m v^T.
  by rewrite -[v *m v^T]scale1r -[1 in RHS](expr1n _ 2) -crossed_gram // scale1r.
have room : 0 <= 1 - e ^+ 2 by rewrite subr_ge0 expr_le1 // ltW.
have wide : 0 <= e^-1 ^+ 2 - 1 by rewrite subr_ge0 expr_ge1 ?invr_ge0 ?(ltW e0) // invf_ge1.
have back : e^-1 ^+ 2 * e ^+ 2 = 1 by rewrite -exprMn mulVf // expr1n.
have pu := gram_psd u; have pv := gram_psd v.
have s0 : 1 + e ^+ 4 != 0 by rewrite gt_eqF // ltr_paddr ?ltr01 // exprn_ge0 // ltW.
split.
- split; rewrite mul_mx_row mul_row_block -!scalemxAr Hu Hv !mul_mx_scalar !mulmx0 addr0 add0r scale1r.
    by rewrite scalerA mulVf // scale1r.
  by rewrite scalerA mulVf // scale1r.
- rewrite expr1n scale1r EM KX; split.
    have -> : u *m u^T + v *m v^T - (u *m u^T + e ^+ 2 *: (v *m v^T)) = (1 - e ^+ 2) *: gram v.
      by rewrite opprD addrACA subrr add0r scalerBl scale1r.
    exact: psd_scale.
  have -> : e^-1 ^+ 2 *: (u *m u^T + e ^+ 2 *: (v *m v^T)) - (u *m u^T + v *m v^T) = (e^-1 ^+ 2 - 1) *: gram u.
    by rewrite scalerDr scalerA back scale1r opprD addrACA subrr addr0 scalerBl scale1r.
  exact: psd_scale.
- rewrite expr1n scale1r EM KY; split.
    have -> : u *m u^T + v *m v^T - (e ^+ 2 *: (u *m u^T) + v *m v^T) = (1 - e ^+ 2) *: gram u.
      by rewrite opprD addrACA subrr addr0 scalerBl scale1r.
    exact: psd_scale.
  have -> : e^-1 ^+ 2 *: (e ^+ 2 *: (u *m u^T) + v *m v^T) - (u *m u^T + v *m v^T) = (e^-1 ^+ 2 - 1) *: gram v.
    by rewrite scalerDr scalerA back scale1r opprD addrACA subrr add0r scalerBl scale1r.
  exact: psd_scale.
- have [cu cv] : fip (u *m u^T) (u *m u^T) = 1 /\ fip (v *m v^T) (v *m v^T) = 1 by rewrite !fip_column_row uu vv mulr1.
  have cuv := crossed_fip uv; have cvu : fip (v *m v^T) (u *m u^T) = 0 by rewrite fipC.
  have hXY : hsic X Y = 2%:R * e ^+ 2 by rewrite hsicE KX KY !fip_lin cu cv cuv cvu; ring.
  have hXX : hsic X X = 1 + e ^+ 4 by rewrite hsicE KX !fip_lin cu cv cuv cvu; ring.
  have hYY : hsic Y Y = 1 + e ^+ 4 by rewrite hsicE KY !fip_lin cu cv cuv cvu; ring.
  by rewrite /cka hXY hXX hYY -expr2 sqrtr_sqr ger0_norm // addr_ge0 ?ler01 ?exprn_ge0 // ltW.
rewrite !mulr1 expr1n; have s1 : e ^+ 4 + 1 != 0 by rewrite addrC.
by field; rewrite s0 en.
Qed.

End Sharp.
