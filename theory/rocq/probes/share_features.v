(* Superposition: the same white features stored in fewer dimensions look less alike. High linear CKA forces linear
   R^2, the more so the fewer dimensions there are for what is not predicted. The bounds on R^2 and on stitching by
   CKA are attained. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation predict_tools white_scores
  readout_norms gram_maps psd share_junk transfer_cka stitch_error pinv.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Features.
Variable R : rcfType.
Local Notation H := (center R _).

(* the participation ratio is at most the rank *)
Lemma participation_le_rank n p (X : 'M[R]_(n, p)) : participation X <= (\rank (H *m X))%:R.
Proof.
rewrite /participation; have [K0|K0] := eqVneq (cgram X) 0; first by rewrite K0 mxtrace0 expr0n mul0r ler0n.
by rewrite ler_pdivr_mulr ?fip_gt0 // -fip_proj_self -fip_projs cauchy_schwarz.
Qed.

Lemma fip_white n f (y : 'M[R]_(n, f)) c (M N : 'M[R]_f) : y^T *m y = c%:M ->
  fip (y *m M *m y^T) (y *m N *m y^T) = c ^+ 2 * fip M N.
Proof.
move=> yy; rewrite fip_mulmr trmxK -[y *m N *m y^T *m y]mulmxA yy mul_mx_scalar fipZr fip_mulml mulmxA yy.
by rewrite mul_scalar_mx fipZr mulrA expr2.
Qed.

Lemma cgram_code n f p (F : 'M[R]_(n, f)) (A : 'M[R]_(f, p)) : cgram (F *m A) = H *m F *m gram A *m (H *m F)^T.
Proof. by rewrite cgramE mulmxA /gram trmx_mul !mulmxA. Qed.

Lemma cgram_nocode n f (F : 'M[R]_(n, f)) : cgram F = H *m F *m 1%:M *m (H *m F)^T.
Proof. by rewrite mulmx1 cgramE. Qed.

Lemma fip_one f : fip (1%:M : 'M[R]_f) 1%:M = f%:R.
Proof. by rewrite fip_1 mxtrace1. Qed.

(* probes/superposition_lowers_cka: for white features F in the codes FA and FB, CKA is the cosine of AA' and BB'; with
   the features themselves its square is the participation ratio over their number f, and R^2 is the rank over f. *)
Theorem probes_superposition_lowers_cka n f p q (F : 'M[R]_(n, f)) (A : 'M[R]_(f, p)) (B : 'M[R]_(f, q)) c :
  (H *m F)^T *m (H *m F) = c%:M -> 0 < c -> A != 0 -> B != 0 ->
  [/\ cka (F *m A) (F *m B) = fip (gram A) (gram B)
        / (Num.sqrt (fip (gram A) (gram A)) * Num.sqrt (fip (gram B) (gram B))),
      cka (F *m A) F ^+ 2 = participation (F *m A) / f%:R,
      participation (F *m A) <= (\rank (H *m (F *m A)))%:R,
      r2 (F *m A) F = (\rank (H *m (F *m A)))%:R / f%:R &
      cka (F *m A) F ^+ 2 <= r2 (F *m A) F].
Proof.
move=> yy c0 A0 B0.
have c2 : 0 < c ^+ 2 by rewrite exprn_gt0.
have cn : c != 0 by rewrite gt_eqF.
have E2 : cka (F *m A) F ^+ 2 = participation (F *m A) / f%:R.
  rewrite cka_sqr !hsicE /participation cgram_code (cgram_nocode F) !(fip_white _ _ yy) fip_one (fipC _ 1%:M) fip_1.
  have -> : \tr (H *m F *m gram A *m (H *m F)^T) = c * \tr (gram A).
    by rewrite mxtrace_mulC mulmxA yy mul_scalar_mx mxtraceZ.
  have An : fip (gram A) (gram A) != 0 by rewrite fip_eq0 gram_eq0.
  have [->|fn] := eqVneq (f%:R : R) 0; first by rewrite !mulr0 invr0 !mulr0.
  by field; rewrite An cn fn.
have E4 : r2 (F *m A) F = (\rank (H *m (F *m A)))%:R / f%:R.
  rewrite /r2 -fip_proj_cgram -trace_cgram cgram_nocode.
  have -> : \tr (H *m F *m 1%:M *m (H *m F)^T) = c * f%:R.
    by rewrite mxtrace_mulC mulmxA yy mul_scalar_mx mxtraceZ mxtrace1.
  have -> : fip (proj (H *m (F *m A))) (H *m F *m 1%:M *m (H *m F)^T) = c * (\rank (H *m (F *m A)))%:R.
    rewrite -trace_proj mulmx1; have [D] := proj_col (H *m (F *m A)); rewrite !mulmxA -(mulmxA _ A) => E.
    rewrite E; move: (A *m D) (H *m F) yy => G y yy; rewrite /fip trmx_mul -mulmxA (mulmxA y^T) yy.
    by rewrite mul_scalar_mx -scalemxAr mxtraceZ -trmx_mul mxtrace_tr.
  by rewrite -mulf_div divff // mul1r.
split=> //; last 1 first.
- by rewrite E2 E4 ler_wpmul2r ?invr_ge0 ?ler0n // participation_le_rank.
- rewrite cka_norms /gram_norm !cgram_code !(fip_white _ _ yy).
  rewrite !(sqrtrM _ (sqr_ge0 c)) !sqrtr_sqr !gtr0_norm // mulrACA -expr2 -mulf_div divff ?mul1r //.
  by rewrite gt_eqF.
exact: participation_le_rank.
Qed.

End Features.

Section HighCka.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma tr_center n : \tr (center R n) = n.-1%:R.
Proof.
case: n => [|n]; first by rewrite /mxtrace big_ord0.
rewrite centerE linearB linearZ /= mxtrace1 mxtrace_mulC onesTones mxtrace_scalar mulr1n mulVf ?pnatr_eq0 //.
by rewrite -addn1 natrD addrK.
Qed.

(* (tr h^T h)^2 <= tr S |h^T h|^2 for a projector S that keeps the columns of h, or its rows *)
Lemma spread_columns n q (S : 'M[R]_n) (h : 'M[R]_(n, q)) : S^T = S -> S *m S = S -> S *m h = h ->
  fip h h ^+ 2 <= \tr S * fip (gram h) (gram h).
Proof.
move=> ST SS Sh; have := trace_compressed (gram h) ST SS.
have -> : S *m gram h *m S = gram h by rewrite /gram mulmxA Sh -mulmxA -{1}ST -trmx_mul Sh.
by rewrite {1}/gram mxtrace_mulC.
Qed.

Lemma mul_projT n q (y : 'M[R]_(n, q)) : y *m proj y^T = y.
Proof. by apply: trmx_inj; rewrite trmx_mul proj_tr proj_id. Qed.

Lemma fip_gram_tr n q (h : 'M[R]_(n, q)) : fip (gram h^T) (gram h^T) = fip (gram h) (gram h).
Proof. by rewrite [in RHS]fip_gram /gram trmxK. Qed.

Lemma spread_rows n q (S : 'M[R]_q) (h : 'M[R]_(n, q)) : S^T = S -> S *m S = S -> h *m S = h ->
  fip h h ^+ 2 <= \tr S * fip (gram h) (gram h).
Proof.
move=> ST SS hS; have := @spread_columns _ _ S h^T ST SS; rewrite fip_tr fip_gram_tr; apply.
by rewrite -{1}ST -trmx_mul hS.
Qed.

Lemma gram_split n q (y g h : 'M[R]_(n, q)) : y = g + h -> g^T *m h = 0 ->
  fip (gram g) (gram g) + fip (gram h) (gram h) <= fip (gram y) (gram y).
Proof.
move=> yE gh; have hg : h^T *m g = 0 by rewrite -[h^T *m g]trmxK trmx_mul trmxK gh trmx0.
rewrite -(fip_gram_tr y) -(fip_gram_tr g) -(fip_gram_tr h).
have -> : gram y^T = gram g^T + gram h^T.
  by rewrite yE /gram !trmxK [(g + h)^T]linearD /= mulmxDl !mulmxDr gh hg addr0 add0r.
set A := gram g^T; set B := gram h^T.
rewrite -subr_ge0 (_ : _ - _ = 2%:R * fip A B) ?mulr_ge0 ?fip_gram_ge0 ?ler0n //.
by rewrite !fip_lin (fipC B); ring.
Qed.

Section Pair.
Variables (n p q : nat) (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)).
Let g := proj (H *m X) *m (H *m Y).
Let h := H *m Y - g.

Lemma cka_predicts : (H *m X)^T *m (H *m Y) != 0 ->
  fip (gram g) (gram g) + fip (gram h) (gram h) <= (cka X Y)^-1 ^+ 2 * fip (gram g) (gram g).
Proof.
move=> XY0.
have gh : g^T *m h = 0.
  by rewrite /h /g; move: (H *m Y) => y; rewrite mulmxBr -gram_proj_mul trmx_mul proj_tr subrr.
have yE : H *m Y = g + h by rewrite /h addrC subrK.
have L : fip (gram g) (gram g) + fip (gram h) (gram h) <= fip (cgram Y) (cgram Y).
  by rewrite cgramE; exact: gram_split yE gh.
apply: le_trans L _.
have KL : hsic X Y = fip (cgram X) (gram g).
  rewrite hsicE !cgramE !fip_gram; have := congr1 trmx (proj_id (H *m X)); rewrite trmx_mul proj_tr => E.
  by rewrite /g (mulmxA _ (proj _)) E.
have x0 : 0 < fip (cgram X) (cgram X).
  by rewrite fip_gt0 cgram_eq0; apply: contraNneq XY0 => ->; rewrite trmx0 mul0mx.
have y0 : 0 < fip (cgram Y) (cgram Y).
  by rewrite fip_gt0 cgram_eq0; apply: contraNneq XY0 => ->; rewrite mulmx0.
have k0 : 0 < hsic X Y.
  by rewrite hsicE !cgramE fip_gram fip_gt0.
rewrite exprVn cka_sqr (hsicE X X) (hsicE Y Y) invf_div mulrAC ler_pdivl_mulr ?exprn_gt0 //.
rewrite mulrAC [X in _ <= X]mulrC ler_wpmul2l ?fip_ge0 // KL.
exact: cauchy_schwarz.
Qed.

Lemma share_of_spread k : (H *m X)^T *m (H *m Y) != 0 -> 0 <= k ->
  fip h h ^+ 2 <= k * fip (gram h) (gram h) -> read_share_floor k (cka X Y)^-1 <= r2 X Y.
Proof.
move=> XY0 k0 hh; have y0 : H *m Y != 0 by apply: contraNneq XY0 => ->; rewrite mulmx0.
have gh : fip g h = 0 by rewrite /h fipBr /g fip_proj_sqr fipC subrr.
rewrite r2E ler_pdivl_mulr ?fip_gt0 // -/g.
have -> : fip (H *m Y) (H *m Y) = fip g g + fip h h by rewrite /g fip_proj_sqr (proj_pythagoras (H *m X)).
apply: (share_from_parts _ _ _ _ hh (cka_predicts XY0)); rewrite ?fip_ge0 //.
  have c0 : 0 < cka X Y.
    rewrite lt_def cka_ge0 andbT cka_eq0; move: XY0; rewrite trmx_mul center_tr -!mulmxA.
    by rewrite center_center.
  by rewrite exprVn invr_ge1 ?unitfE ?gt_eqF ?exprn_gt0 // exprn_ile1 ?cka_ge0 ?cka_le1.
by rewrite expr2; exact: fip_mul_le.
Qed.
End Pair.

(* probes/high_cka_forces_r2: with c = CKA(X, Y) and k the smaller of the rank of Y and of the number of directions that
   the samples leave beside X, R^2 from X to Y is at least 1/(1 + sqrt(k (1/c^2 - 1))). *)
Theorem probes_high_cka_forces_r2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (H *m X)^T *m (H *m Y) != 0 ->
  read_share_floor (minn (\rank (H *m Y)) (n.-1 - \rank (H *m X)))%:R (cka X Y)^-1 <= r2 X Y.
Proof.
move=> XY0; case: leqP => _; apply: share_of_spread => //; rewrite ?ler0n //.
  rewrite -[\rank _]mxrank_tr -trace_proj; apply: spread_rows; rewrite ?proj_tr ?proj_idem //.
  by rewrite mulmxBl -(mulmxA (proj _)) mul_projT.
set S := center R n - proj (H *m X).
have HP : center R n *m proj (H *m X) = proj (H *m X).
  by have [C E] := proj_col (H *m X); rewrite E !mulmxA center_idem.
have PH : proj (H *m X) *m center R n = proj (H *m X).
  by apply: trmx_inj; rewrite trmx_mul proj_tr center_tr HP.
have ST : S^T = S by rewrite linearB /= center_tr proj_tr.
have SS : S *m S = S by rewrite mulmxBl !mulmxBr center_idem HP PH proj_idem subrr subr0.
have trS : \tr S = n.-1%:R - (\rank (H *m X))%:R by rewrite linearB /= tr_center trace_proj.
have rX : (\rank (H *m X) <= n.-1)%N by rewrite -(ler_nat R) -subr_ge0 -trS -SS -{1}ST fip_ge0.
rewrite natrB // -trS; apply: spread_columns => //.
have SP : S *m proj (H *m X) = 0 by rewrite mulmxBl HP proj_idem subrr.
by rewrite mulmxBr (mulmxA S (proj _)) SP mul0mx subr0 mulmxBl center_center.
Qed.

End HighCka.

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
