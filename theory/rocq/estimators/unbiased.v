(* HSIC_1 is an inner product of U-centred matrices; what follows for distances, shards, and simplices. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka distances hsic1.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Unbiased.
Variable R : realFieldType.
Local Notation H := (center R _).
Local Notation one n := (ones R n).

(* estimators/hsic1_is_u_centred: for any two symmetric matrices, such as Gram matrices: n(n-3) HSIC_1(K, L) is the inner
   product of the U-centred K and L, and HSIC_1 obeys the Cauchy-Schwarz inequality. *)
Theorem estimators_hsic1_is_u_centred_symmetric n (K L : 'M[R]_n) : (4 <= n)%N -> K^T = K -> L^T = L ->
  hsic1 K L * (n%:R * (n%:R - 3%:R)) = fip (ucenter K) (ucenter L) /\
  hsic1 K L ^+ 2 <= hsic1 K K * hsic1 L L.
Proof.
move=> n3 KT LT; split; first exact: hsic1_ucenter.
rewrite !hsic1E //; move: (hsic1_scale_gt0 R n3); move: (n%:R * _) => c c0.
rewrite mulrACA -invfM expr_div_n -expr2 ler_pmul2r ?cauchy_schwarz //.
by rewrite invr_gt0 exprn_gt0.
Qed.

(* U-centred squared distances are -2 times the U-centred Gram matrix *)
Lemma ucenter_sqdist n p (X : 'M[R]_(n, p)) : (3 <= n)%N ->
  ucenter (sqdist X) = - 2%:R *: ucenter (gram X).
Proof.
move=> n2; rewrite sqdistE /= ucenterB ucenterZ scaleNr.
set g := \col_i _; have -> : one n *m g^T = (g *m (one n)^T)^T by rewrite trmx_mul trmxK.
by rewrite ucenter_sum // sub0r.
Qed.

Lemma hsic1_sqdist n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (4 <= n)%N ->
  hsic1 (cgram X) (cgram Y) * (4%:R * n%:R * (n%:R - 3%:R)) = fip (ucenter (sqdist X)) (ucenter (sqdist Y)).
Proof.
move=> n3; have n2 : (2 < n)%N by apply: ltn_trans n3.
rewrite !ucenter_sqdist // fipZl fipZr hsic1_cgram // -hsic1_ucenter ?gram_tr //.
by move: (hsic1 _ _) => h; ring.
Qed.

(* hollow matrices, their row sums and totals from the matrix and its diagonal *)
Lemma hollow_ones n (K : 'M[R]_n) : hollow K *m one n = K *m one n - \col_i K i i.
Proof. by apply/colP => i; rewrite mul_ones hollow_sum [RHS]mxE mul_ones !mxE. Qed.

Lemma tr_hollow_mul n (K L : 'M[R]_n) : K^T = K ->
  \tr (hollow K *m hollow L) = fip K L - fip (\col_i K i i) (\col_i L i i).
Proof.
move=> KT; rewrite -{1}KT -hollow_tr -/(fip _ _) -fip_hollow !fipE big_ord1 -sumrB.
apply: eq_bigr => j _; rewrite !(bigD1 j (P := xpredT)) //= [hollow K j j]mxE eqxx mul0r add0r.
rewrite !mxE addrAC subrr add0r; apply: eq_bigr => i ij.
by rewrite mxE (negbTE ij).
Qed.

Lemma msum_hollow_mul n (K L : 'M[R]_n) : K^T = K ->
  msum (hollow K *m hollow L) = fip (K *m one n - \col_i K i i) (L *m one n - \col_i L i i).
Proof. by move=> KT; rewrite -!hollow_ones fip_mulml hollow_tr KT mulmxA -msumE. Qed.

Lemma msum_hollow n (K : 'M[R]_n) : msum (hollow K) = fip (one n) (K *m one n) - fip (one n) (\col_i K i i).
Proof. by rewrite msumE hollow_ones fipBr. Qed.

Definition sqnorms n p (X : 'M[R]_(n, p)) : 'cV[R]_n := \col_i \sum_k X i k ^+ 2.

Lemma sqnormsE n p (X : 'M[R]_(n, p)) : \col_i gram X i i = sqnorms X.
Proof. by apply/colP => i; rewrite !mxE; apply: eq_bigr => k _; rewrite !mxE expr2. Qed.

(* estimators/one_pass_debiased: HSIC_1 from sums over samples. *)
Theorem estimators_one_pass_debiased n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (4 <= n)%N ->
  let S := X^T *m Y in let s := X^T *m one n in let t := Y^T *m one n in
  let a := sqnorms X in let b := sqnorms Y in
  n%:R * (n%:R - 3%:R) * hsic1 (cgram X) (cgram Y) =
  fip S S - fip a b
  + (fip s s - fip (one n) a) * (fip t t - fip (one n) b) / ((n%:R - 1) * (n%:R - 2%:R))
  - 2%:R * (fip s (S *m t) - fip s (X^T *m b) - fip t (Y^T *m a) + fip a b) / (n%:R - 2%:R).
Proof.
move=> n3 S s t a b; rewrite hsic1_cgram // mulrC divfK; last by rewrite gt_eqF // hsic1_scale_gt0.
rewrite tr_hollow_mul ?gram_tr // msum_hollow_mul ?gram_tr // !msum_hollow !sqnormsE -/a -/b fip_gram -/S.
have G p' (Z : 'M[R]_(n, p')) : gram Z *m one n = Z *m (Z^T *m one n) by rewrite mulmxA.
have F p' (Z : 'M[R]_(n, p')) : fip (one n) (Z *m (Z^T *m one n)) = fip (Z^T *m one n) (Z^T *m one n).
  by rewrite fipC fip_mulml.
rewrite !G !F -/s -/t fipBl !fipBr.
have -> : fip (X *m s) (Y *m t) = fip s (S *m t) by rewrite fip_mulml /S mulmxA.
have -> : fip (X *m s) b = fip s (X^T *m b) by rewrite fip_mulml.
have -> : fip a (Y *m t) = fip t (Y^T *m a) by rewrite fipC fip_mulml.
move: (_ - 2%:R)^-1 (_ * (_ - 2%:R))^-1 => c d; name_atoms; ring.
Qed.

(* estimators/one_pass_debiased: each of the sums adds up over shards of the samples. *)
Theorem estimators_one_pass_debiased_shards m n p q (X : 'M[R]_(m, p)) (X' : 'M[R]_(n, p))
    (Y : 'M[R]_(m, q)) (Y' : 'M[R]_(n, q)) :
  let Z := col_mx X X' in let W := col_mx Y Y' in
  [/\ Z^T *m W = X^T *m Y + X'^T *m Y',
      Z^T *m one (m + n) = X^T *m one m + X'^T *m one n,
      Z^T *m sqnorms W = X^T *m sqnorms Y + X'^T *m sqnorms Y',
      fip (one (m + n)) (sqnorms Z) = fip (one m) (sqnorms X) + fip (one n) (sqnorms X') &
      fip (sqnorms Z) (sqnorms W) = fip (sqnorms X) (sqnorms Y) + fip (sqnorms X') (sqnorms Y')].
Proof.
move=> Z W; have N p' (A : 'M[R]_(m, p')) (B : 'M[R]_(n, p')) : sqnorms (col_mx A B) = col_mx (sqnorms A) (sqnorms B).
  apply/colP => i; rewrite !mxE; under eq_bigr do rewrite mxE.
  by case: (split i) => k; rewrite mxE.
have O : one (m + n) = col_mx (one m) (one n) by rewrite /ones -col_mx_const.
have F (a c : 'cV[R]_m) (b d : 'cV[R]_n) : fip (col_mx a b) (col_mx c d) = fip a c + fip b d.
  by rewrite /fip tr_col_mx mul_row_col mxtraceD.
by rewrite /Z /W O !N !tr_col_mx !mul_row_col !F.
Qed.

(* estimators/debiased_undefined_on_a_simplex: where all distances are equal, K = s H, U-centring leaves nothing and
   HSIC_1 is 0 with itself and with everything, so that debiased CKA is 0/0. *)
Theorem estimators_debiased_undefined_on_a_simplex n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) s : (4 <= n)%N ->
  cgram X = s *: center R n ->
  [/\ ucenter (cgram X) = 0, hsic1 (cgram X) (cgram X) = 0 & hsic1 (cgram X) (cgram Y) = 0].
Proof.
move=> n3 E; have n2 : (2 < n)%N by apply: ltn_trans n3.
suff U : ucenter (cgram X) = 0 by rewrite !hsic1E ?cgram_tr // U !fip0l !mul0r.
have I : ucenter (1%:M : 'M[R]_n) = 0 by rewrite -diag_const_mx ucenter_diag.
rewrite E ucenterZ centerE ucenterB I sub0r ucenterZ.
suff -> : ucenter (one n *m (one n)^T) = 0 by rewrite scaler0 oppr0 scaler0.
have := ucenter_sum (2%:R^-1 *: one n) n2; rewrite -scalemxAl linearZ /= trmx_mul trmxK -scalerDl.
by rewrite -[_ + _]mulr2n -[_ *+ 2]mulr_natl divff ?pnatr_eq0 // scale1r.
Qed.

(* estimators/debiased_undefined_on_a_simplex: samples that are pairwise orthogonal after a common shift, of any lengths,
   are enough. *)
Theorem estimators_debiased_undefined_on_a_simplex_orthogonal n p (X : 'M[R]_(n, p)) (b : 'rV_p) d : (4 <= n)%N ->
  gram (X - one n *m b) = diag_mx d -> ucenter (cgram X) = 0.
Proof.
move=> n3 E; have n2 : (2 < n)%N by apply: ltn_trans n3.
have -> : cgram X = cgram (X - one n *m b) by rewrite !cgramE mulmxBr mulmxA center_ones mul0mx subr0.
by rewrite ucenter_cgram // E ucenter_diag.
Qed.

(* the biased estimator of HSIC from two Gram matrices *)
Definition hsic0 n (K L : 'M[R]_n) : R := fip K (H *m L *m H) / (n%:R - 1) ^+ 2.

Lemma hsic0_gram n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  hsic0 (gram X) (gram Y) = hsic X Y / (n%:R - 1) ^+ 2.
Proof.
rewrite /hsic0 -/(cgram Y) hsicE; congr (_ / _); rewrite [cgram X]/cgram fip_mulmr fip_mulml center_tr.
by rewrite /cgram !mulmxA center_idem -!mulmxA center_idem.
Qed.

(* estimators/hsic_zero_is_uncorrelated: HSIC of linear kernels is zero exactly when no feature of one side correlates
   with any of the other. *)
Theorem estimators_hsic_zero_is_uncorrelated n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (1 < n)%N ->
  hsic0 (gram X) (gram Y) = 0 <-> (H *m X)^T *m (H *m Y) = 0.
Proof.
move=> n1; have h1 : n%:R - 1 != 0 :> R by rewrite (natr_sub_neq0 _ n1).
rewrite hsic0_gram trmx_mul center_tr mulmxA -(mulmxA X^T) center_idem.
split=> [/eqP|/eqP E]; last by apply/eqP; rewrite mulf_eq0 hsic_eq0 E.
by rewrite mulf_eq0 invr_eq0 expf_eq0 /= (negbTE h1) orbF hsic_eq0 => /eqP.
Qed.

End Unbiased.

Section Roots.
Variable R : rcfType.

(* estimators/hsic1_is_u_centred: HSIC_1 is the inner product of the U-centred Gram matrices, so that debiased CKA is
   their cosine and lies between -1 and 1. *)
Theorem estimators_hsic1_is_u_centred n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (4 <= n)%N ->
  let K := cgram X in let L := cgram Y in
  [/\ n%:R * (n%:R - 3%:R) * hsic1 K L = fip (ucenter K) (ucenter L),
      hsic1 K L ^+ 2 <= hsic1 K K * hsic1 L L,
      debiased_cka X Y = mcos (ucenter K) (ucenter L) & -1 <= debiased_cka X Y <= 1].
Proof.
move=> n3 K L; have n2 : (2 < n)%N by apply: ltn_trans n3.
have [E CS] := estimators_hsic1_is_u_centred_symmetric n3 (cgram_tr X) (cgram_tr Y).
split=> //; first by rewrite mulrC E.
  by rewrite (debiased_ckaE _ _ n3) /K /L (ucenter_cgram _ n2) (ucenter_cgram _ n2).
rewrite -ler_norml -(@expr_le1 _ 2) // real_normK ?num_real // (debiased_ckaE _ _ n3) /mcos.
move: (ucenter _) (ucenter _) => V U; rewrite expr_div_n sqr_sqrtr ?mulr_ge0 ?fip_ge0 //.
have [->|h0] := eqVneq (fip U U * fip V V) 0; first by rewrite invr0 mulr0 ler01.
have hp : 0 < fip U U * fip V V by rewrite lt_def h0 mulr_ge0 ?fip_ge0.
by rewrite ler_pdivr_mulr // mul1r cauchy_schwarz.
Qed.

(* estimators/debiased_is_distance_correlation: HSIC_1 is a quarter of the unbiased distance covariance of the squared
   distances, so that debiased CKA is their bias-corrected distance correlation. *)
Theorem estimators_debiased_is_distance_correlation n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (4 <= n)%N ->
  let U := ucenter (sqdist X) in let V := ucenter (sqdist Y) in
  hsic1 (cgram X) (cgram Y) = fip U V / (4%:R * n%:R * (n%:R - 3%:R)) /\
  debiased_cka X Y = mcos U V.
Proof.
move=> n3 U V; have n2 : (2 < n)%N by apply: ltn_trans n3.
split.
  rewrite -hsic1_sqdist // mulfK // -mulrA mulf_neq0 ?pnatr_eq0 //.
  by rewrite gt_eqF // hsic1_scale_gt0.
rewrite (debiased_ckaE _ _ n3) /U /V (ucenter_sqdist _ n2) (ucenter_sqdist _ n2) !scaleNr.
move: (ucenter _) (ucenter _) => B A; rewrite {2}/mcos !fipNl !fipNr !opprK -/(mcos _ _).
by rewrite mcosZl ?mcosZr ?ltr0n.
Qed.

(* estimators/debiased_undefined_on_a_simplex: biased CKA is defined there, 1/sqrt(n - 1) against any line. *)
Theorem estimators_debiased_undefined_on_a_simplex_biased n p (X : 'M[R]_(n, p)) (y : 'cV[R]_n) s : (1 < n)%N ->
  cgram X = s *: center R n -> 0 < s -> center R n *m y != 0 ->
  cka X y = (Num.sqrt (n%:R - 1))^-1 /\ cka X X = 1.
Proof.
move=> n1 E s0 y0; have h1 : 0 < n%:R - 1 :> R by rewrite subr_gt0 ltr1n.
have yy : 0 < fip (center R n *m y) (center R n *m y) by rewrite fip_gt0.
set t := fip _ _ in yy.
have HH : fip (center R n) (center R n) = n%:R - 1.
  rewrite /fip center_tr center_idem centerE raddfB /= mxtrace1 mxtraceZ mxtrace_mulC onesTones mxtrace_scalar.
  by rewrite mulr1n mulVf // pnatr_eq0 -lt0n; apply: ltn_trans n1.
have XX : hsic X X = s ^+ 2 * (n%:R - 1) by rewrite hsicE E fipZl fipZr HH mulrA expr2.
have YY : hsic y y = t ^+ 2.
  rewrite hsicE cgramE fip_gram /t; set z := _ *m y.
  have -> : z^T *m z = (fip z z)%:M by rewrite [LHS]mx11_scalar /fip /mxtrace big_ord1.
  by rewrite /fip tr_scalar_mx -scalar_mxM mxtrace_scalar expr2.
have XY : hsic X y = s * t.
  rewrite hsicE E fipZl cgramE /gram fipC fip_mulml /t; congr (_ * _).
  have : center R n *m (center R n *m y) = center R n *m y by rewrite mulmxA center_idem.
  move: (_ *m y) => z Hz; have -> : z^T *m center R n = z^T by rewrite -{2}Hz trmx_mul center_tr.
  exact: fip_tr.
have c0 : 0 < s ^+ 2 * (n%:R - 1) by rewrite mulr_gt0 ?exprn_gt0.
split; rewrite /cka; last by rewrite -expr2 sqrtr_sqr XX gtr0_norm // divff // gt_eqF.
rewrite XX YY XY [X in Num.sqrt X]mulrAC -exprMn sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm ?mulr_gt0 //.
by rewrite invfM mulrA divff ?mul1r // mulf_neq0 ?gt_eqF.
Qed.

End Roots.
