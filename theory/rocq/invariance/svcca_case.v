(* SVCCA drops a direction of little variance that mean CCA sees. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps psd rigid eigen leading nuclear projector
  predict_tools.
From Unalignable Require Import condition_bound angular_cka scores_canonical.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Svcca.
Variable R : rcfType.
Local Notation H := (center R _).

(* the fewest principal components that hold a share of the variance, 99 percent unless told, and the projector on
   them *)
Definition components n p (share : R) (X : 'M[R]_(n, p)) : nat :=
  find (fun k => share * \tr (cgram X) <= leading_sum (cgram X) k) (iota 0 n.+1).
Definition principal n p (share : R) (X : 'M[R]_(n, p)) : 'M[R]_n := leading_proj (cgram X) (components share X).
(* mean CCA of the principal components *)
Definition svcca_of n p q (share : R) (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  nuc (principal share X *m principal share Y) / (minn (components share X) (components share Y))%:R.
Definition svcca n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R := svcca_of (99%:R / 100%:R) X Y.

(* the projector on one direction; locked, as scalemxAl would see through it *)
Fact pdir_key : unit. Proof. by []. Qed.
Definition pdir n (u : 'cV[R]_n) : 'M[R]_n := locked_with pdir_key ((fip u u)^-1 *: gram u).
Lemma pdirE n (u : 'cV[R]_n) : pdir u = (fip u u)^-1 *: gram u.
Proof. by rewrite /pdir unlock. Qed.

Lemma pdir_unit n (u : 'cV[R]_n) : gram (unitv u) = pdir u.
Proof.
rewrite pdirE /unitv /gram linearZ /= -scalemxAl -scalemxAr scalerA -invfM -expr2.
by rewrite sqr_sqrtr ?fip_ge0.
Qed.

Lemma pdirM n (u v : 'cV[R]_n) : fip u v = 0 -> pdir u *m pdir v = 0.
Proof.
move=> uv; rewrite !pdirE -scalemxAl -scalemxAr /gram mulmxA -(mulmxA u) fip_scalar uv raddf0 mulmx0 mul0mx.
by rewrite !scaler0.
Qed.

Lemma pdir_idem n (u : 'cV[R]_n) : u != 0 -> pdir u *m pdir u = pdir u.
Proof.
rewrite -fip_eq0 => u0; rewrite !pdirE -scalemxAl -scalemxAr /gram mulmxA -(mulmxA u) fip_scalar mul_mx_scalar.
by rewrite -scalemxAl [X in _ *: X = _]scalerA mulVf ?scale1r.
Qed.

Section Frame.
Variables (u v w : 'cV[R]_3) (a b : R).

Lemma frame_eigval : fip u v = 0 -> fip u w = 0 -> fip v w = 0 -> u != 0 -> v != 0 -> w != 0 -> b <= a -> 0 <= b ->
  let S := a *: pdir u + b *: pdir v in
  (forall i, eigval S i = nth 0 [:: a; b; 0] i) /\
  S *m S = a ^+ 2 *: pdir u + b ^+ 2 *: pdir v.
Proof.
move=> uv uw vw u0 v0 w0 ba b0 S; split; last first.
  have vu : fip v u = 0 by rewrite fipC.
  move: (pdirM uv) (pdirM vu) (pdir_idem u0) (pdir_idem v0) @S; move: (pdir u) (pdir v) => A B AB BA AA BB S.
  rewrite /S mulmxDl !mulmxDr -!(scalemxAl, scalemxAr) AB BA AA BB !scalerA.
  by rewrite !scaler0 addr0 add0r !expr2.
have un (x y : 'cV[R]_3) : fip x y = 0 -> fip (unitv x) (unitv y) = 0 by move=> xy; rewrite !fip_lin xy !mulr0.
pose r (i : 'I_3) := nth 0 [:: unitv u; unitv v; unitv w] i; pose Q : 'M[R]_3 := \matrix_i (r i)^T.
pose d : 'rV[R]_3 := \row_i nth 0 [:: a; b; 0] i.
have QQ : Q *m Q^T = 1%:M.
  apply/matrixP => i j; rewrite -fip_row !rowK fip_tr mxE /r.
  have [vu wu wv] : [/\ fip v u = 0, fip w u = 0 & fip w v = 0] by rewrite !(fipC w) (fipC v).
  by case: i => [[|[|[|i]]] Hi] //; case: j => [[|[|[|j]]] Hj] //=; rewrite ?unitv1 ?un.
have SE : S = Q^T *m diag_mx d *m Q.
  rewrite /S -!pdir_unit mul_mx_diag; apply/matrixP => k l; rewrite [RHS]mxE !big_ord_recl big_ord0.
  by rewrite /gram !mxE !big_ord1 !mxE /r /=; ring.
move=> i; rewrite (eigval_unique QQ SE) ?mxE // => {}i j; rewrite !mxE.
by case: i => [[|[|[|i]]] Hi] //; case: j => [[|[|[|j]]] Hj] //= _; rewrite ?(le_trans b0).
Qed.

Hint Resolve fip_ge0 : core.

Lemma trace_pdir n (x : 'cV[R]_n) : x != 0 -> \tr (pdir x) = 1.
Proof. by move=> x0; rewrite pdirE mxtraceZ /gram mxtrace_mulC -/(fip _ _) mulVf // fip_eq0. Qed.

Lemma pdir_tr n (x : 'cV[R]_n) : (pdir x)^T = pdir x.
Proof. by rewrite pdirE linearZ /= gram_tr. Qed.

Lemma nuc_pdir n (x : 'cV[R]_n) : x != 0 -> nuc (pdir x) = 1.
Proof.
move=> x0; rewrite nuc_rank1; first by rewrite /fip pdir_tr pdir_idem // trace_pdir // sqrtr1.
rewrite pdirE; apply: leq_trans (mxrank_scale _ _) _; rewrite /gram.
by apply: leq_trans (mxrankM_maxl _ _) _; apply: rank_leq_col.
Qed.

Lemma proj_pdir n (x : 'cV[R]_n) : x != 0 -> proj x = pdir x.
Proof.
move=> x0; apply/esym/(@proj_unique _ _ _ _ _ ((fip x x)^-1 *: x^T)); first exact: pdir_tr.
  by rewrite pdirE -scalemxAl /gram -mulmxA fip_scalar mul_mx_scalar scalerA mulVf ?scale1r // fip_eq0.
by rewrite pdirE -scalemxAr.
Qed.

(* how many components are kept, and the projector on them *)
Lemma principal_one p (X : 'M[R]_(3, p)) share :
  fip u v = 0 -> fip u w = 0 -> fip v w = 0 -> u != 0 -> v != 0 -> w != 0 ->
  cgram X = a *: pdir u + b *: pdir v -> b < a -> 0 <= b -> 0 < share * (a + b) <= a ->
  components share X = 1%N /\ principal share X = pdir u.
Proof.
move=> uv uw vw u0 v0 w0 E ba b0 /andP [s0 s1]; have a0 : 0 < a by apply: le_lt_trans ba.
have [ev SS] := frame_eigval uv uw vw u0 v0 w0 (ltW ba) b0; rewrite -E in ev SS.
have tr : \tr (cgram X) = a + b by rewrite E mxtraceD !mxtraceZ !trace_pdir // !mulr1.
have l0 : leading_sum (cgram X) 0 = 0 by rewrite /leading_sum big_pred0.
have l1 : leading_sum (cgram X) 1 = a.
  by rewrite /leading_sum big_mkcond !big_ord_recl big_ord0 /= !addr0 ev.
have C : components share X = 1%N by rewrite /components /= tr l0 l1 leNgt s0 /= s1.
split=> //; rewrite /principal C /leading_proj; set S := cgram X in ev SS E *.
have ST : S^T = S by rewrite cgram_sym.
have E2 : S *m S = spectral_map S (fun i => eigval S i * eigval S i) by rewrite -smapM -eigenE.
have an : a * (a - b) != 0 by rewrite mulf_neq0 ?subr_eq0 ?gt_eqF.
transitivity ((a * (a - b))^-1 *: (S *m S - b *: S)); last first.
  rewrite SS E; move: (pdir u) (pdir v) => A B; rewrite scalerDr !scalerA !expr2 opprD addrACA subrr addr0 -scalerBl.
  by rewrite scalerA [b * a]mulrC -mulrBr mulVf ?scale1r.
have ES : b *: S = spectral_map S (fun i => b * eigval S i) by rewrite smapZ -eigenE.
rewrite E2 ES -smapB -smapZ; apply: smap_eq => i; rewrite !ev.
case: i => [[|[|[|i]]] Hi] //=; rewrite ?subrr ?mulr0 ?subr0 ?mulr0 //.
by rewrite [b * a]mulrC -mulrBr mulVf.
Qed.

Lemma principal_two p (X : 'M[R]_(3, p)) share :
  fip u v = 0 -> fip u w = 0 -> fip v w = 0 -> u != 0 -> v != 0 -> w != 0 ->
  cgram X = a *: pdir u + b *: pdir v -> b <= a -> 0 < b -> a < share * (a + b) <= a + b ->
  components share X = 2%N /\ principal share X = pdir u + pdir v.
Proof.
move=> uv uw vw u0 v0 w0 E ba b0 /andP [s0 s1]; have a0 : 0 < a by apply: lt_le_trans ba.
have [ev SS] := frame_eigval uv uw vw u0 v0 w0 ba (ltW b0); rewrite -E in ev SS.
have tr : \tr (cgram X) = a + b by rewrite E mxtraceD !mxtraceZ !trace_pdir // !mulr1.
have l0 : leading_sum (cgram X) 0 = 0 by rewrite /leading_sum big_pred0.
have l1 : leading_sum (cgram X) 1 = a.
  by rewrite /leading_sum big_mkcond !big_ord_recl big_ord0 /= !addr0 ev.
have l2 : leading_sum (cgram X) 2 = a + b.
  by rewrite /leading_sum big_mkcond !big_ord_recl big_ord0 /= !addr0 !ev.
have C : components share X = 2%N.
  by rewrite /components /= tr l0 l1 l2 leNgt (lt_trans a0 s0) /= leNgt s0 /= s1.
split=> //; rewrite /principal C /leading_proj; set S := cgram X in ev SS E *.
have ST : S^T = S by rewrite cgram_sym.
have E2 : S *m S = spectral_map S (fun i => eigval S i * eigval S i) by rewrite -smapM -eigenE.
have an : a * b != 0 by rewrite mulf_neq0 ?gt_eqF.
transitivity ((a * b)^-1 *: ((a + b) *: S - S *m S)); last first.
  rewrite SS E; move: (pdir u) (pdir v) => A B; rewrite scalerDr !scalerA !expr2 opprD addrACA -!scalerBl.
  have -> : (a + b) * a - a * a = a * b by ring.
  have -> : (a + b) * b - b * b = a * b by ring.
  by rewrite -scalerDr scalerA mulVf ?scale1r.
have ES : (a + b) *: S = spectral_map S (fun i => (a + b) * eigval S i) by rewrite smapZ -eigenE.
rewrite E2 ES -smapB -smapZ; apply: smap_eq => i; rewrite !ev.
case: i => [[|[|[|i]]] Hi] //=; last by rewrite !mulr0 subrr mulr0.
  by rewrite mulrDl addrAC subrr add0r [b * a]mulrC mulVf.
by rewrite mulrDl addrK mulVf.
Qed.

End Frame.

Lemma gram_pdir n (x : 'cV[R]_n) : x != 0 -> gram x = fip x x *: pdir x.
Proof. by move=> x0; rewrite pdirE scalerA divff ?scale1r // fip_eq0. Qed.

(* mean CCA finds v in [su, v] *)
Lemma mean_cca_part n (u v : 'cV[R]_n) s : s != 0 -> H *m u = u -> H *m v = v -> fip u v = 0 -> u != 0 -> v != 0 ->
  mean_cca (row_mx (s *: u) v) v = 1.
Proof.
move=> s0 Hu Hv uv u0 v0; have u2 : fip u u != 0 by rewrite fip_eq0.
have v2 : fip v v != 0 by rewrite fip_eq0.
have vu : fip v u = 0 by rewrite fipC.
have HX : H *m row_mx (s *: u) v = row_mx (s *: u) v by rewrite mul_mx_row -scalemxAr Hu Hv.
have own (x : 'cV[R]_n) : x != 0 -> pdir x *m x = x by move=> x0; rewrite -{1}(proj_pdir x0) proj_id.
have other (x y : 'cV[R]_n) : fip x y = 0 -> pdir x *m y = 0.
  by move=> xy; rewrite pdirE -scalemxAl /gram -mulmxA fip_scalar xy raddf0 mulmx0 scaler0.
have P : proj (row_mx (s *: u) v) = pdir u + pdir v.
  apply/esym/(@proj_unique _ _ _ _ _ (col_mx ((s * fip u u)^-1 *: u^T) ((fip v v)^-1 *: v^T))).
  - by rewrite linearD /= !pdir_tr.
  - by rewrite mul_mx_row -scalemxAr !mulmxDl !own // !other // addr0 add0r.
  rewrite mul_row_col -!scalemxAr -scalemxAl scalerA !pdirE /gram; congr (_ *: _ + _).
  by rewrite invfM mulrAC mulVf // mul1r.
rewrite /mean_cca /canonical_pairs HX Hv P (proj_pdir v0) mulmxDl (pdirM uv) add0r (pdir_idem v0) (nuc_pdir v0).
have rv : \rank v = 1%N by apply/eqP; rewrite -(eqr_nat R) -trace_proj proj_pdir // trace_pdir.
have rX : \rank (row_mx (s *: u) v) = 2%N.
  by apply/eqP; rewrite -(eqr_nat R) -trace_proj P mxtraceD !trace_pdir // -natrD.
by rewrite rX rv divr1.
Qed.

(* invariance/svcca_drops_a_direction: u = (1, -1, 0), v = (1, 1, -2) and X = [su, v], shifted by 5: mean CCA with v is
   1, while SVCCA with 99 percent of the variance kept is 0 at s = 20, where v is dropped, and 1 at s = 3. *)
Theorem invariance_svcca_drops_a_direction :
  let u := no_metric_x R in let v := no_metric_z R in
  let X s := row_mx (s *: u) v + ones R 3 *m const_mx 5%:R in
  [/\ svcca (X 20%:R) v = 0, svcca (X 3%:R) v = 1, mean_cca (X 20%:R) v = 1 & mean_cca (X 3%:R) v = 1].
Proof.
move=> u v X; pose w := ones R 3.
have sum3 (x y : 'cV[R]_3) : fip x y = x 0 0 * y 0 0 + x (lift 0 0) 0 * y (lift 0 0) 0
    + x (lift 0 (lift 0 0)) 0 * y (lift 0 (lift 0 0)) 0.
  by rewrite fipE !big_ord_recl !big_ord0 !addr0 addrA.
have Hu : H *m u = u by apply: center_sum0; rewrite !big_ord_recl big_ord0 !mxE /=; ring.
have Hv : H *m v = v by apply: center_sum0; rewrite !big_ord_recl big_ord0 !mxE /=; ring.
have uv : fip u v = 0 by rewrite sum3 !mxE /=; ring.
have uw : fip u w = 0 by rewrite sum3 !mxE /=; ring.
have vw : fip v w = 0 by rewrite sum3 !mxE /=; ring.
have uu : fip u u = 2%:R by rewrite sum3 !mxE /=; ring.
have vv : fip v v = 6%:R by rewrite sum3 !mxE /=; ring.
have ww : fip w w = 3%:R by rewrite sum3 !mxE /=; ring.
have [u0 v0 w0] : [/\ u != 0, v != 0 & w != 0] by rewrite -!fip_eq0 uu vv ww !pnatr_eq0.
have vu : fip v u = 0 by rewrite fipC.
have cX s : cgram (X s) = (s ^+ 2 * 2%:R) *: pdir u + 6%:R *: pdir v.
  rewrite /X cgram_trans -{1}(scale1r v) cgram_two // expr1n scale1r !gram_pdir // uu vv scalerA.
  by [].
have cv : cgram v = 6%:R *: pdir v + 0 *: pdir u by rewrite cgramE Hv gram_pdir // vv scale0r addr0.
have mX s : mean_cca (X s) v = mean_cca (row_mx (s *: u) v) v.
  by rewrite /mean_cca /canonical_pairs /X mulmxDr mulmxA center_ones mul0mx addr0.
have frac (k m : nat) : (99%:R / 100%:R * k%:R <= m%:R :> R) = (99 * k <= 100 * m)%N.
  by rewrite mulrAC ler_pdivr_mulr ?ltr0n // mulrC -!natrM ler_nat mulnC [(m * _)%N]mulnC.
have [cy Py] : components (99%:R / 100%:R) v = 1%N /\ principal (99%:R / 100%:R) v = pdir v.
  apply: (principal_one vu vw uw v0 u0 w0 cv); rewrite ?ltr0n // addr0 frac !mulr_gt0 ?invr_gt0 ?ltr0n //.
have [c20 P20] : components (99%:R / 100%:R) (X 20%:R) = 1%N /\ principal (99%:R / 100%:R) (X 20%:R) = pdir u.
  apply: (principal_one uv uw vw u0 v0 w0 (cX _)); rewrite -?natrX -?natrM -?natrD ?ler0n ?ltr_nat // frac.
  by rewrite !mulr_gt0 ?invr_gt0 ?ltr0n.
have [c3 P3] : components (99%:R / 100%:R) (X 3%:R) = 2%N /\ principal (99%:R / 100%:R) (X 3%:R) = pdir u + pdir v.
  apply: (principal_two uv uw vw u0 v0 w0 (cX _)); rewrite -?natrX -?natrM -?natrD ?ler_nat ?ltr0n // frac.
  by rewrite ltNge frac.
split; rewrite ?mX ?mean_cca_part ?pnatr_eq0 //.
  by rewrite /svcca /svcca_of c20 cy P20 Py (pdirM uv) nuc0 mul0r.
by rewrite /svcca /svcca_of c3 cy P3 Py mulmxDl (pdirM uv) add0r (pdir_idem v0) (nuc_pdir v0) divr1.
Qed.

End Svcca.
