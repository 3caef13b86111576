(* A wide Gaussian kernel sees what linear CKA sees; a narrow one scores everything near 1. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd distances hsic1 angular_cka exponential gaussian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Norm.
Variable R : rcfType.
Local Notation H := (center R _).

(* the Frobenius norm *)
Definition fnorm m n (A : 'M[R]_(m, n)) : R := Num.sqrt (fip A A).

Lemma fnorm_ge0 m n (A : 'M[R]_(m, n)) : 0 <= fnorm A.
Proof. exact: sqrtr_ge0. Qed.

Lemma fnorm_sqr m n (A : 'M[R]_(m, n)) : fnorm A ^+ 2 = fip A A.
Proof. by rewrite sqr_sqrtr ?fip_ge0. Qed.

Lemma fnorm_gt0 m n (A : 'M[R]_(m, n)) : A != 0 -> 0 < fnorm A.
Proof. by move=> A0; rewrite sqrtr_gt0 fip_gt0. Qed.

Lemma fip_fnorm m n (A B : 'M[R]_(m, n)) : `|fip A B| <= fnorm A * fnorm B.
Proof.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?fnorm_ge0 // real_normK ?num_real //.
by rewrite exprMn !fnorm_sqr cauchy_schwarz.
Qed.

Lemma fnormD m n (A B : 'M[R]_(m, n)) : fnorm (A + B) <= fnorm A + fnorm B.
Proof.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?addr_ge0 ?fnorm_ge0 // sqrrD !fnorm_sqr !fip_lin (fipC B A).
have := le_trans (ler_norm _) (fip_fnorm A B).
move: (fnorm A * fnorm B) (fip A B) (fip A A) (fip B B) => c x a b h.
rewrite -subr_ge0 (_ : _ - _ = 2%:R * (c - x)); last by ring.
by rewrite mulr_ge0 ?ler0n ?subr_ge0.
Qed.

Lemma fnormZ m n a (A : 'M[R]_(m, n)) : fnorm (a *: A) = `|a| * fnorm A.
Proof. by rewrite /fnorm !fip_lin mulrA -expr2 sqrtrM ?sqr_ge0 // sqrtr_sqr. Qed.

Lemma fnormN m n (A : 'M[R]_(m, n)) : fnorm (- A) = fnorm A.
Proof. by rewrite /fnorm fipNl fipNr opprK. Qed.

Lemma fnorm_diff m n (A B : 'M[R]_(m, n)) : `|fnorm (A + B) - fnorm A| <= fnorm B.
Proof.
rewrite ler_norml ler_subl_addl fnormD andbT ler_subr_addl ler_subl_addr.
by rewrite -{1}(addrK B A) -(fnormN B) fnormD.
Qed.

(* centring is a contraction *)
Lemma fip_center_le n (M : 'M[R]_n) : fip (H *m M) (H *m M) <= fip M M.
Proof.
have O : fip (H *m M) (M - H *m M) = 0.
  by rewrite fip_mulml center_tr mulmxBr mulmxA center_idem subrr fip0r.
move: (H *m M) O => P O; have -> : fip M M = fip (P + (M - P)) (P + (M - P)) by rewrite addrC subrK.
move: (M - P) O => Q O.
by rewrite !fipDl !fipDr (fipC Q P) O addr0 add0r ler_addl fip_ge0.
Qed.

Lemma fip_double_center_le n (M : 'M[R]_n) : fip (H *m M *m H) (H *m M *m H) <= fip M M.
Proof.
rewrite -mulmxA; apply: le_trans (fip_center_le _) _; rewrite -fip_tr trmx_mul center_tr.
by apply: le_trans (fip_center_le _) _; rewrite fip_tr.
Qed.

(* a unit vector moves by at most twice the relative size of the change *)
Lemma unitv_change n (K V : 'M[R]_n) : K != 0 -> fnorm (unitv (K + V) - unitv K) <= 2%:R * fnorm V / fnorm K.
Proof.
move=> K0; have k0 := fnorm_gt0 K0; rewrite /unitv -/(fnorm _) -/(fnorm _).
set k := fnorm K in k0 *; set l := fnorm (K + V).
have -> : l^-1 *: (K + V) - k^-1 *: K = k^-1 *: V + (l^-1 - k^-1) *: (K + V).
  by apply/matrixP => i j; rewrite !mxE; name_atoms; ring.
apply: le_trans (fnormD _ _) _; rewrite !fnormZ -/l.
have -> : 2%:R * fnorm V / k = k^-1 * fnorm V + k^-1 * fnorm V by move: (fnorm V) (k^-1) => x y; ring.
rewrite [`|k^-1|]ger0_norm ?invr_ge0 ?(ltW k0) // ler_add2l.
have [l0|l0] := eqVneq l 0; first by rewrite l0 mulr0 mulr_ge0 ?invr_ge0 ?fnorm_ge0 // ltW.
have lp : 0 < l by rewrite lt_def l0 fnorm_ge0.
have -> : `|l^-1 - k^-1| * l = k^-1 * `|k - l|.
  rewrite -{2}(gtr0_norm lp) -normrM (_ : _ * l = k^-1 * (k - l)); last by field; rewrite l0 gt_eqF.
  by rewrite normrM gtr0_norm // invr_gt0.
by rewrite ler_pmul2l ?invr_gt0 // distrC fnorm_diff.
Qed.

Lemma unitv_le1 n (K : 'M[R]_n) : fnorm (unitv K) <= 1.
Proof.
have [->|K0] := eqVneq K 0; first by rewrite /unitv scaler0 /fnorm fip0r sqrtr0 ler01.
by rewrite /fnorm unitv1 // sqrtr1.
Qed.

Lemma mcos_change n (K L V W : 'M[R]_n) : K != 0 -> L != 0 ->
  `|mcos (K + V) (L + W) - mcos K L| <= 2%:R * fnorm V / fnorm K + 2%:R * fnorm W / fnorm L.
Proof.
move=> K0 L0; rewrite !mcos_unitv; have hK := unitv_change V K0; have hL := unitv_change W L0.
have := unitv_le1 K; have := unitv_le1 (L + W).
set k' := unitv (K + V) in hK *; set l' := unitv (L + W) in hL *; set k := unitv K in hK *; set l := unitv L in hL *.
move=> l1 k1.
have -> : fip k' l' - fip k l = fip (k' - k) l' + fip k (l' - l) by rewrite !fip_lin; name_atoms; ring.
apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
  by apply: le_trans (fip_fnorm _ _) _; apply: le_trans hK; rewrite ler_pimulr ?fnorm_ge0.
by apply: le_trans (fip_fnorm _ _) _; apply: le_trans hL; rewrite ler_pimull ?fnorm_ge0.
Qed.


(* a wide kernel, 1 - D/(2 s^2) plus a remainder T *)
Variable E : R -> R.

Lemma gaussian_split n p s (X : 'M[R]_(n, p)) : Num.archimedean_axiom R -> is_exp E -> s != 0 ->
  exists2 T : 'M[R]_n, H *m gaussian E s X *m H = s ^- 2 *: (cgram X + s ^+ 2 *: (H *m T *m H)) &
    fip T T <= (8%:R * s ^+ 4)^-1 ^+ 2 * fip (entrywise (sqdist X) (sqdist X)) (entrywise (sqdist X) (sqdist X)).
Proof.
move=> arch HE s0; pose c := (2%:R * s ^+ 2)^-1; pose T := gaussian E s X - (const_mx 1 - c *: sqdist X).
have s2 : s ^+ 2 != 0 by rewrite expf_eq0.
exists T.
  have -> : gaussian E s X = const_mx 1 - c *: sqdist X + T by rewrite /T addrC subrK.
  have -> : const_mx 1 = ones R n *m (ones R n)^T by apply/matrixP => i j; rewrite !mxE big_ord1 !mxE mulr1.
  rewrite mulmxDr mulmxBr mulmxDl mulmxBl [center R n *m (ones R n *m _)]mulmxA center_ones !mul0mx sub0r.
  rewrite -scalemxAr -scalemxAl.
  rewrite double_centring scalerDr !scalerA mulVf // scale1r mulrN scaleNr opprK.
  by congr (_ *: _ + _); rewrite /c; field.
rewrite !fipE mulr_sumr; apply: ler_sum => j _; rewrite mulr_sumr; apply: ler_sum => i _.
have d0 : 0 <= dist2 X i j by apply: sumr_ge0 => k _; apply: sqr_ge0.
have t0 : 0 <= dist2 X i j / (2%:R * s ^+ 2) by rewrite divr_ge0 // mulr_ge0 ?ler0n ?sqr_ge0.
have /andP [] := exp_taylor arch HE t0.
rewrite /T !mxE /c; move: (E _) d0 {t0} => e; move: (dist2 _ _ _) => d d0 l u.
have -> : e - (1 - (2%:R * s ^+ 2)^-1 * d) = e - (1 - d / (2%:R * s ^+ 2)) by rewrite [_^-1 * d]mulrC.
have -> : (8%:R * s ^+ 4)^-1 ^+ 2 * (d * d * (d * d)) = (d / (2%:R * s ^+ 2)) ^+ 2 / 2%:R * ((d / (2%:R * s ^+ 2)) ^+ 2 / 2%:R).
  by field.
by apply: ler_pmul.
Qed.

(* estimators/wide_bandwidth: |CKA_s - CKA| <= (|D_X o D_X|/|K| + |D_Y o D_Y|/|L|)/(4 s^2), with the squared distances D. *)
Theorem estimators_wide_bandwidth n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) s :
  Num.archimedean_axiom R -> is_exp E -> 0 < s -> H *m X != 0 -> H *m Y != 0 ->
  let D := sqdist X in let F := sqdist Y in
  `|kernel_cka (gaussian E s X) (gaussian E s Y) - cka X Y| <=
  (fnorm (entrywise D D) / fnorm (cgram X) + fnorm (entrywise F F) / fnorm (cgram Y)) / (4%:R * s ^+ 2).
Proof.
move=> arch HE sp X0 Y0; rewrite /=; have s0 : s != 0 by rewrite gt_eqF.
have k0 : 0 < s ^- 2 by rewrite invr_gt0 exprn_gt0.
have [T ET hT] := gaussian_split X arch HE s0; have [S ES hS] := gaussian_split Y arch HE s0.
rewrite /kernel_cka ET ES mcosZl // mcosZr // ckaE.
apply: le_trans (mcos_change _ _ _ _) _; rewrite ?cgram_eq0 //.
have step (U V : 'M[R]_n) : fip U U <= (8%:R * s ^+ 4)^-1 ^+ 2 * fip V V ->
    2%:R * fnorm (s ^+ 2 *: (H *m U *m H)) <= fnorm V / (4%:R * s ^+ 2).
  move=> h; have s4 : 0 <= (8%:R * s ^+ 4)^-1 by rewrite invr_ge0 mulr_ge0 ?ler0n // exprn_ge0 // ltW.
  have : fnorm (H *m U *m H) <= (8%:R * s ^+ 4)^-1 * fnorm V.
    rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?fnorm_ge0 // exprMn !fnorm_sqr.
    exact: le_trans (fip_double_center_le _) h.
  rewrite fnormZ ger0_norm ?sqr_ge0 // => h2.
  have -> : fnorm V / (4%:R * s ^+ 2) = 2%:R * (s ^+ 2 * ((8%:R * s ^+ 4)^-1 * fnorm V)).
    by move: (fnorm V) => v; field.
  by rewrite ler_pmul2l ?ltr0n // ler_pmul2l // exprn_gt0.
have := ler_add (ler_wpmul2r (_ : 0 <= (fnorm (cgram X))^-1) (step _ _ hT)) (ler_wpmul2r (_ : 0 <= (fnorm (cgram Y))^-1) (step _ _ hS)).
rewrite !invr_ge0 !fnorm_ge0 => /(_ isT isT) h; apply: le_trans h _.
rewrite mulrDl le_eqVlt; apply/orP; left; apply/eqP; congr (_ + _); exact: mulrAC.
Qed.

End Norm.
