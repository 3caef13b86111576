(* The floors from readout shares are attained, by outputs in one plane and junk of one size beside each. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector nuclear predict_tools predict_unread
  readout_norms.
From Unalignable Require Import predict_tools scores_canonical scores_sharp share_junk.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Plane.
Variable R : rcfType.
Local Notation H := (center R _).

(* outputs a and b, and N features on either side of the length of its output, all centred and uncorrelated but a and
   b *)
Definition two_outputs n N (a b : 'cV[R]_n) (J K : 'M[R]_(n, N)) : Prop :=
  [/\ [/\ H *m a = a, a != 0, H *m b = b & b != 0], H *m J = J /\ H *m K = K,
      [/\ a^T *m J = 0, a^T *m K = 0, b^T *m J = 0 & b^T *m K = 0], J^T *m K = 0 &
      J^T *m J = (fip a a)%:M /\ K^T *m K = (fip b b)%:M].

Lemma two_outputs_sym n N (a b : 'cV[R]_n) (J K : 'M[R]_(n, N)) : two_outputs a b J K -> two_outputs b a K J.
Proof.
case=> [[h1 h2 h3 h4] [h5 h6] [h7 h8 h9 h10] h11 [h12 h13]]; split=> //.
by apply: trmx_inj; rewrite trmx_mul trmxK h11 trmx0.
Qed.

(* each side is one output beside features that are uncorrelated with it *)
Lemma two_beside n N (a b : 'cV[R]_n) (J K : 'M[R]_(n, N)) : two_outputs a b J K ->
  beside_output a (Num.sqrt (fip a a / fip b b) *: K) J.
Proof.
case=> [[h1 h2 h3 h4] [h5 h6] [h7 h8 h9 h10] h11 [h12 h13]].
have b0 : fip b b != 0 by rewrite fip_eq0.
have KJ : K^T *m J = 0 by apply: trmx_inj; rewrite trmx_mul trmxK h11 trmx0.
split=> //; first by rewrite -scalemxAr h6.
- by rewrite -scalemxAr h8 scaler0.
- by rewrite [(_ *: K)^T]linearZ /= -scalemxAl KJ scaler0.
split=> //; rewrite [(_ *: K)^T]linearZ /= -scalemxAl -scalemxAr h13 !scale_scalar_mx mulrA -expr2.
by rewrite sqr_sqrtr ?divr_ge0 ?fip_ge0 // divfK.
Qed.

Lemma junk_share n N (t : 'cV[R]_n) (J1 J2 : 'M[R]_(n, N)) s : beside_output t J1 J2 ->
  least_share (with_junk t J2 s) (first_readout R N) = (1 + N%:R * s ^+ 2)^-1.
Proof.
move=> B; have := floors_r2_from_bounded_readouts_sharp s B; rewrite /= (junk_r2 s B) => <-.
have [_ Yt] := junk_read s B; rewrite /least_share Yt; have [[_ t0] _ _ _ _] := B.
have -> : \rank t = 1%N by apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0.
rewrite op2_col [in RHS]fip_scalar fip11; congr (read_share_floor _ (_ / _)).
by rewrite -expr2 sqrtr_sqr ger0_norm ?fip_ge0.
Qed.

(* floors/scores_from_readout_shares: sharp. *)
Theorem floors_scores_from_readout_shares_sharp n N (a b : 'cV[R]_n) (J K : 'M[R]_(n, N)) s : two_outputs a b J K ->
  let X := with_junk a J s in let Y := with_junk b K s in let w := first_readout R N in
  output_cosine2 a b * least_share Y w = r2 X Y /\
  output_cosine2 a b * least_share X w * least_share Y w = nbs X Y ^+ 2.
Proof.
move=> T X Y w; have BX := two_beside T; have BY := two_beside (two_outputs_sym T).
have [_ HX] := junk_centred s BX; have [_ HY] := junk_centred s BY.
have [[_ a0 _ b0] _ [aJ aK bJ bK] JK _] := T.
have aa : fip a a != 0 by rewrite fip_eq0. have bb : fip b b != 0 by rewrite fip_eq0.
have d0 : 1 + N%:R * s ^+ 2 != 0 by rewrite gt_eqF // ltr_paddr ?ltr01 // mulr_ge0 ?ler0n ?sqr_ge0.
have Jb : J^T *m b = 0 by apply: trmx_inj; rewrite trmx_mul trmxK bJ trmx0.
have Ja : J^T *m a = 0 by apply: trmx_inj; rewrite trmx_mul trmxK aJ trmx0.
have Xc (u : 'cV[R]_n) : J^T *m u = 0 -> X^T *m u = fip a u *: w.
  move=> Ju; rewrite /X /with_junk tr_row_mx mul_col_mx [(s *: J)^T]linearZ /= -scalemxAl Ju scaler0 fip_scalar.
  by rewrite /w /first_readout scale_col_mx scaler0 scalemx1.
have XK : X^T *m K = 0.
  by rewrite /X /with_junk tr_row_mx mul_col_mx [(s *: J)^T]linearZ /= -scalemxAl aK JK scaler0 col_mx0.
have YE : Y = b *m w^T + s *: row_mx 0 K.
  rewrite /w /first_readout tr_col_mx mul_mx_row trmx1 trmx0 mulmx1 mulmx0 scale_row_mx scaler0 add_row_mx.
  by rewrite addr0 add0r.
have XY : X^T *m Y = fip a b *: (w *m w^T).
  rewrite YE mulmxDr mulmxA Xc // -scalemxAr mul_mx_row mulmx0 XK row_mx0 scaler0 addr0.
  by rewrite -scalemxAl.
have Pb : proj X *m b = (fip a b / fip a a) *: a.
  rewrite -(junk_first a J s) -/X -/w scalemxAr; apply: proj_normal.
  rewrite -scalemxAr (junk_first a J s) -scalemxAr !Xc // scalerA divfK //.
have PY : proj X *m Y = (fip a b / fip a a) *: (a *m w^T).
  by rewrite YE mulmxDr mulmxA Pb -scalemxAr mul_mx_row mulmx0 proj_uncorrelated // row_mx0 scaler0 addr0 -scalemxAl.
have ww : fip w^T w^T = 1 by rewrite fip_tr first_fip.
have YY : fip Y Y = fip b b * (1 + N%:R * s ^+ 2) := junk_size s BY.
have XX : fip X X = fip a a * (1 + N%:R * s ^+ 2) := junk_size s BX.
rewrite (junk_share s BX) (junk_share s BY) /output_cosine2; split.
  rewrite r2E HX HY PY !fip_lin fip_col_row ww YY.
  by move: aa bb d0; move: (fip a b) (fip a a) (fip b b) (1 + _) => c x y z x0 y0 z0; field; rewrite x0 y0 z0.
rewrite nbs_sqr HX HY XX YY XY nuc_rank1; last first.
  by rewrite (leq_trans (mxrank_scale _ _)) // (leq_trans (mxrankM_maxr _ _)) // rank_leq_row.
rewrite sqr_sqrtr ?fip_ge0 // !fip_lin fip_col_row ww first_fip !mulr1.
by move: aa bb d0; move: (fip a b) (fip a a) (fip b b) (1 + _) => c x y z x0 y0 z0; field; rewrite x0 y0 z0.
Qed.

End Plane.
