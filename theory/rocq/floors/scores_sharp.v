(* The floors of scores are attained: one output beside other features that are uncorrelated with it and each other. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector pinv nuclear predict_tools readout_norms.
From Unalignable Require Import predict_tools stitch_error scores_canonical.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).

(* an output t, and N features on either side of the length of t, all centred and uncorrelated *)
Definition beside_output n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) : Prop :=
  [/\ H *m t = t /\ t != 0, H *m J1 = J1 /\ H *m J2 = J2, t^T *m J1 = 0 /\ t^T *m J2 = 0, J1^T *m J2 = 0 &
      J1^T *m J1 = (fip t t)%:M /\ J2^T *m J2 = (fip t t)%:M].

(* [t, sJ], and the readout of its first feature *)
Definition with_junk n N (t : 'cV[R]_n) (J : 'M[R]_(n, N)) (s : R) : 'M[R]_(n, 1 + N) := row_mx t (s *: J).
Definition first_readout N : 'cV[R]_(1 + N) := col_mx 1%:M 0.

Lemma beside_sym n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) : beside_output t J1 J2 -> beside_output t J2 J1.
Proof.
case=> h1 [h2 h2'] [h3 h3'] h4 [h5 h5']; split=> //.
by apply: trmx_inj; rewrite trmx_mul trmxK h4 trmx0.
Qed.

Section Pair.
Variables (n N : nat) (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) (s : R).
Let X := with_junk t J1 s.
Let Y := with_junk t J2 s.
Let w := first_readout N.
Let f := fip t t.

Lemma junk_first n' N' (u : 'cV[R]_n') (J : 'M[R]_(n', N')) r : with_junk u J r *m first_readout N' = u.
Proof. by rewrite /with_junk /first_readout mul_row_col mulmx1 mulmx0 addr0. Qed.

Lemma first_norm : w^T *m w = 1%:M.
Proof. by rewrite /w /first_readout tr_col_mx mul_row_col trmx1 mulmx1 trmx0 mulmx0 addr0. Qed.

Lemma first_fip : fip w w = 1.
Proof. by rewrite /fip first_norm mxtrace1. Qed.

Lemma junk_centred : beside_output t J1 J2 -> H *m X = X /\ H *m Y = Y.
Proof.
case=> [[h1 _] [h2 h2'] _ _ _]; rewrite /X /Y /with_junk !mul_mx_row h1.
by rewrite -!scalemxAr h2 h2'.
Qed.

Lemma junk_cross : beside_output t J1 J2 -> X^T *m Y = f *: (w *m w^T).
Proof.
case=> [_ _ [h3 h3'] h4 _]; rewrite /X /Y /with_junk tr_row_mx mul_col_row [(s *: J1)^T]linearZ /=.
have h3t : J1^T *m t = 0 by apply: trmx_inj; rewrite trmx_mul trmxK h3 trmx0.
rewrite -!scalemxAr -!scalemxAl h3' h4 h3t !scaler0 fip_scalar -/f /w /first_readout tr_col_mx mul_col_row.
by rewrite !trmx1 !trmx0 !mulmx1 !mulmx0 ?mul0mx scale_block_mx !scaler0 scalemx1.
Qed.

Lemma junk_own : beside_output t J1 J2 -> Y^T *m Y = block_mx f%:M 0 0 (s ^+ 2 * f)%:M.
Proof.
case=> [_ _ [_ h3] _ [_ h5]]; rewrite /Y /with_junk tr_row_mx mul_col_row [(s *: J2)^T]linearZ /=.
have h3t : J2^T *m t = 0 by apply: trmx_inj; rewrite trmx_mul trmxK h3 trmx0.
by rewrite -!scalemxAr -!scalemxAl h3 h5 h3t !scaler0 fip_scalar -/f !scale_scalar_mx mulrA -expr2.
Qed.

Lemma junk_size : beside_output t J1 J2 -> fip Y Y = f * (1 + N%:R * s ^+ 2).
Proof.
by move=> /junk_own E; rewrite /fip E mxtrace_block !mxtrace_scalar mulr1n -mulr_natl; ring.
Qed.

Lemma junk_gram_size : beside_output t J1 J2 -> fip (cgram Y) (cgram Y) = f ^+ 2 * (1 + N%:R * s ^+ 4).
Proof.
move=> B; have [_ HY] := junk_centred B.
rewrite cgramE HY fip_gram junk_own // /fip tr_block_mx mulmx_block !trmx0 !mul0mx !mulmx0 !addr0 !add0r.
by rewrite mxtrace_block !tr_scalar_mx -!scalar_mxM !mxtrace_scalar mulr1n -mulr_natl; ring.
Qed.

Lemma junk_hsic : beside_output t J1 J2 -> hsic X Y = f ^+ 2.
Proof.
move=> B; have [HX HY] := junk_centred B.
rewrite hsicE !cgramE HX HY fip_gram junk_cross // !fip_lin fip_mulmr trmxK -(mulmxA w) first_norm mulmx1.
by rewrite first_fip mulr1 expr2.
Qed.

Lemma junk_seen : beside_output t J1 J2 -> proj X *m Y = t *m w^T.
Proof.
move=> B; have [_ _ [_ h3] h4 _] := B; have [C EC] := proj_col X.
have PJ : proj X *m J2 = 0.
  rewrite -proj_tr EC trmx_mul -mulmxA /X /with_junk tr_row_mx mul_col_mx [(s *: J1)^T]linearZ /= -scalemxAl h3 h4.
  by rewrite scaler0 col_mx0 mulmx0.
have Pt : proj X *m t = t by rewrite -(junk_first t J1 s) proj_keep.
by rewrite /Y /with_junk mul_mx_row Pt -scalemxAr PJ scaler0 /w /first_readout tr_col_mx mul_mx_row trmx1 trmx0
  mulmx1 mulmx0.
Qed.

Lemma junk_r2 : beside_output t J1 J2 -> r2 X Y = (1 + N%:R * s ^+ 2)^-1.
Proof.
move=> B; have [HX HY] := junk_centred B; have [[_ t0] _ _ _ _] := B.
rewrite r2E HX HY junk_seen // junk_size // fip_mulmr trmxK -mulmxA first_norm mulmx1 -/f.
by rewrite invfM mulrA divff ?mul1r // fip_eq0.
Qed.
End Pair.

Lemma even_sum_ge0 N (x : R) k : ~~ odd k -> 0 <= 1 + N%:R * x ^+ k.
Proof. by move=> ek; rewrite addr_ge0 ?ler01 // mulr_ge0 ?ler0n // exprn_even_ge0. Qed.

Lemma junk_cka n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s : beside_output t J1 J2 ->
  cka (with_junk t J1 s) (with_junk t J2 s) = (1 + N%:R * s ^+ 4)^-1.
Proof.
move=> B; have [[_ t0] _ _ _ _] := B; rewrite /cka (junk_hsic s B) !hsicE (junk_gram_size s B).
rewrite (junk_gram_size s (beside_sym B)) -expr2 sqrtr_sqr ger0_norm; last first.
  by apply: mulr_ge0; [exact: sqr_ge0 | exact: even_sum_ge0].
by rewrite invfM mulrA divff ?mul1r // sqrf_eq0 fip_eq0.
Qed.

Lemma junk_read n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s : beside_output t J1 J2 ->
  H *m with_junk t J1 s *m first_readout N = t /\ H *m with_junk t J2 s *m first_readout N = t.
Proof. by move=> B; have [-> ->] := junk_centred s B; rewrite !junk_first. Qed.

(* floors/stitching_sees_nothing: sharp: what [t, sJ1] and [t, sJ2] both read is stitched without error, though CKA
   and
   R^2 fall to 0 as s grows. *)
Theorem floors_stitching_sees_nothing_sharp n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s : beside_output t J1 J2 ->
  let X := with_junk t J1 s in let Y := with_junk t J2 s in let w := first_readout N in
  [/\ X *m (w *m pinv w) *m w = Y *m w, cka X Y = (1 + N%:R * s ^+ 4)^-1 & r2 X Y = (1 + N%:R * s ^+ 2)^-1].
Proof.
move=> B X Y w; split; [|exact: junk_cka|exact: junk_r2].
by have [-> _] := floors_stitching_sees_nothing (etrans (junk_first t J1 s) (esym (junk_first t J2 s))).
Qed.

Lemma pinv1 n : pinv (1%:M : 'M[R]_n) = 1%:M.
Proof. by apply/esym/pinv_unique; rewrite ?mulmx1 ?trmx1. Qed.

(* floors/r2_from_a_shared_readout: sharp. *)
Theorem floors_r2_from_a_shared_readout_sharp n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s : beside_output t J1 J2 ->
  let X := with_junk t J1 s in let Y := with_junk t J2 s in let w := first_readout N in
  r2_readout_floor X Y w w = r2 X Y /\ r2 X Y = (1 + N%:R * s ^+ 2)^-1.
Proof.
move=> B X Y w; have e := junk_r2 s B; split=> //; have [Xt Yt] := junk_read s B; have [[_ t0] _ _ _ _] := B.
rewrite (floors_r2_from_a_shared_readout_exact Xt Yt) first_norm pinv1 fip_1 trace_cgram.
have [_ ->] := junk_centred s B; rewrite (junk_size s B) e invfM -/(fip t t) mulrA divff ?mul1r // fip_eq0 //.
Qed.

Lemma junk_rank n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s : beside_output t J1 J2 -> s != 0 ->
  \rank (H *m with_junk t J2 s) = N.+1.
Proof.
move=> B s0; have [_ ->] := junk_centred s B; have [[_ t0] _ _ _ _] := B.
apply/eqP; rewrite eqn_leq rank_leq_col -[X in (X <= _)%N](mxrank1 R).
have U : (with_junk t J2 s)^T *m with_junk t J2 s \in unitmx.
  rewrite (junk_own s B) unitmxE det_ublock !det_scalar unitrM !unitrX ?unitfE ?mulf_neq0 ?fip_eq0 ?expf_neq0 //.
by rewrite mxrank1 -[X in (X <= _)%N](mxrank_unit U) mxrankM_maxr.
Qed.

(* floors/r2_from_bounded_readouts: sharp. *)
Theorem floors_r2_from_bounded_readouts_sharp n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s : beside_output t J1 J2 ->
  let X := with_junk t J1 s in let Y := with_junk t J2 s in let w := first_readout N in let T := H *m Y *m w in
  read_share_floor ((\rank (H *m Y))%:R - (\rank T)%:R)
    (op2 w * Num.sqrt (fip (cgram Y) (cgram Y)) / Num.sqrt (fip (T^T *m T) (T^T *m T))) = r2 X Y.
Proof.
move=> B X Y w T; have [[_ t0] _ _ _ _] := B; have [_ Yt] := junk_read s B; rewrite {}/T Yt.
have f0 : fip t t != 0 by rewrite fip_eq0.
have p0 : 0 <= 1 + N%:R * s ^+ 4 by exact: even_sum_ge0.
have rt : \rank t = 1%N by apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0.
rewrite rt op2_col first_fip mul1r fip_scalar fip11 -expr2 (junk_gram_size s B) (junk_r2 s B) /read_share_floor.
rewrite (sqrtrM _ (sqr_ge0 (fip t t))) mulrAC divff ?mul1r; last by rewrite sqrtr_eq0 -ltNge exprn_even_gt0 // f0.
rewrite sqr_sqrtr // [1 + N%:R * s ^+ 4]addrC addrK; congr (_ + _)^-1.
have [->|s0] := eqVneq s 0; first by rewrite !expr0n !mulr0 sqrtr0.
rewrite (junk_rank B s0) -[N.+1]addn1 natrD addrK.
rewrite (_ : N%:R * (N%:R * s ^+ 4) = (N%:R * s ^+ 2) ^+ 2); last by rewrite exprMn -exprM mulrA -expr2.
by rewrite sqrtr_sqr ger0_norm // mulr_ge0 ?ler0n ?sqr_ge0.
Qed.

Lemma nuc_first N : nuc (first_readout N *m (first_readout N)^T) = 1.
Proof.
rewrite nuc_rank1; last by rewrite (leq_trans (mxrankM_maxr _ _)) // rank_leq_row.
by rewrite fip_mulmr trmxK -mulmxA first_norm mulmx1 first_fip sqrtr1.
Qed.

(* floors/nbs_from_a_shared_readout: sharp. *)
Theorem floors_nbs_from_a_shared_readout_sharp n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s : beside_output t J1 J2 ->
  let X := with_junk t J1 s in let Y := with_junk t J2 s in let w := first_readout N in
  nbs_readout_floor X Y w w = nbs X Y /\ nbs X Y = (1 + N%:R * s ^+ 2)^-1.
Proof.
move=> B X Y w; have [[_ t0] _ _ _ _] := B; have [HX HY] := junk_centred s B.
have f0 : fip t t != 0 by rewrite fip_eq0.
have p0 : 0 <= 1 + N%:R * s ^+ 2 by exact: even_sum_ge0.
have E : nbs X Y = (1 + N%:R * s ^+ 2)^-1.
  rewrite /nbs HX HY (junk_cross s B) nucZ ?fip_ge0 // nuc_first mulr1 (junk_size s B) (junk_size s (beside_sym B)).
  rewrite -expr2 sqrtr_sqr ger0_norm ?mulr_ge0 ?fip_ge0 //.
  by rewrite invfM mulrA divff ?mul1r.
split; last exact: E.
have K : proj w *m ((H *m X)^T *m (H *m Y)) *m proj w = (H *m X)^T *m (H *m Y).
  rewrite HX HY (junk_cross s B) -scalemxAr -scalemxAl; congr (_ *: _).
  by rewrite mulmxA proj_id -mulmxA proj_mul_tr.
by rewrite /nbs_readout_floor nbs_readout K.
Qed.

(* floors/shared_canonical_correlations: sharp: one canonical correlation is 1, the others 0. *)
Theorem floors_shared_canonical_correlations_sharp n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s :
  beside_output t J1 J2 -> s != 0 ->
  let X := with_junk t J1 s in let Y := with_junk t J2 s in let w := first_readout N in
  [/\ proj (H *m X) *m proj (H *m Y) = proj t, mean_cca X Y = N.+1%:R^-1,
      cca_readout_floor X Y w w = N.+1%:R^-1, cka X Y = (1 + N%:R * s ^+ 4)^-1 & r2 X Y = (1 + N%:R * s ^+ 2)^-1].
Proof.
move=> B s0 X Y w; have [[_ t0] _ _ _ _] := B; have [HX HY] := junk_centred s B; have [Xt Yt] := junk_read s B.
have rt : \rank t = 1%N by apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0.
have E : proj (H *m X) *m proj (H *m Y) = proj t.
  have [C EC] := proj_col Y; have e : proj X *m proj Y = t *m (w^T *m C) by rewrite EC mulmxA junk_seen // mulmxA.
  have k : proj t *m (proj X *m proj Y) = proj X *m proj Y by rewrite e proj_keep.
  rewrite HX HY -k mulmxA.
  have -> : proj t *m proj X = proj t by have := proj_nestr X w; rewrite junk_first.
  by have := proj_nestr Y w; rewrite junk_first.
have pr : canonical_pairs X Y = N.+1 by rewrite /canonical_pairs (junk_rank B s0) (junk_rank (beside_sym B) s0) minnn.
split; [exact: E| | |exact: junk_cka|exact: junk_r2].
  by rewrite /mean_cca E pr nuc_proj rt mul1r.
by rewrite /cca_readout_floor Xt Yt proj_idem pr nuc_proj rt mul1r.
Qed.

(* floors/canonical_correlations_of_readouts: sharp: readouts of everything. *)
Theorem floors_canonical_correlations_of_readouts_sharp n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  cca_readout_floor X Y 1%:M 1%:M = mean_cca X Y.
Proof. by rewrite /cca_readout_floor !mulmx1. Qed.

End Sharp.
