(* Moving some samples away: the limit of linear CKA and its rate, and how CKA can be driven to 0. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps psd condition_bound angular_cka.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Translation.
Variable R : rcfType.
Local Notation H := (center R _).

(* the samples of S moved by c v, for s = 1_S *)
Definition moved n p (X : 'M[R]_(n, p)) (s : 'cV_n) (v : 'cV_p) c := X + c *: (s *m v^T).

Lemma fip_outer_product m n (u a : 'cV[R]_m) (v b : 'cV[R]_n) : fip (u *m v^T) (a *m b^T) = fip u a * fip v b.
Proof. by rewrite fip_mulmr trmxK -mulmxA fip_scalar mul_mx_scalar fipZr mulrC (fipC b). Qed.

Lemma fip_sym_outer n (K : 'M[R]_n) (u v : 'cV[R]_n) : fip K (u *m v^T) = fip u (K *m v).
Proof. by rewrite fipC fip_mulmr trmxK. Qed.

Lemma cgram_moved n p (X : 'M[R]_(n, p)) (s : 'cV_n) (v : 'cV_p) c : fip v v = 1 ->
  let h := H *m s in let w := H *m X *m v in
  cgram (moved X s v c) = cgram X + c *: (h *m w^T + w *m h^T) + c ^+ 2 *: gram h.
Proof.
move=> v1 /=; rewrite !cgramE mulmxDr -scalemxAr mulmxA.
have vv : v^T *m v = 1%:M by rewrite fip_scalar v1.
move: (H *m X) (H *m s) => x h; rewrite /gram.
have T : (x + c *: (h *m v^T))^T = x^T + c *: (v *m h^T) by rewrite linearD linearZ /= trmx_mul trmxK.
rewrite T mulmxDl !mulmxDr -!(scalemxAl, scalemxAr) !mulmxA -(mulmxA h v^T v) vv mulmx1 scalerA -expr2.
by rewrite trmx_mul mulmxA scalerDr -!addrA; congr (_ + _); rewrite addrCA.
Qed.

Lemma cgram_mulC n p (X : 'M[R]_(n, p)) (a b : 'cV[R]_n) : fip a (cgram X *m b) = fip b (cgram X *m a).
Proof. by rewrite [RHS]fipC fip_mulml cgram_sym. Qed.

(* what is left of L = K + c(hw^T + wh^T) + c^2 hh^T without its largest part *)
Lemma moved_rest n (K : 'M[R]_n) (h w : 'cV[R]_n) c : K^T = K ->
  let S := K + c *: (h *m w^T + w *m h^T) in
  fip S S = fip K K + 4%:R * c * fip h (K *m w) + 2%:R * c ^+ 2 * (fip h h * fip w w + fip h w ^+ 2).
Proof.
move=> KT S; rewrite /S !fip_lin !fip_outer_product (fipC (_ *m _^T) K) (fipC (w *m _) K) !fip_sym_outer (fipC w h).
have -> : fip w (K *m h) = fip h (K *m w) by rewrite [RHS]fipC fip_mulml KT.
by move: (fip K K) (fip h (K *m w)) (fip h h) (fip w w) (fip h w) => *; ring.
Qed.

(* rigidity/subset_at_the_mean: samples S whose mean is the global mean (X_c^T h = 0, h = H 1_S) are moved by c v,
   |v| = 1: the square of linear CKA is |K|^2/(|K|^2 + 2 c^2 |h|^2 |w|^2 + c^4 |h|^4), w = X_c v, and CKA is at most
   |K|/(c^2 |h|^2), which tends to 0 for h != 0. *)
Theorem rigidity_subset_at_the_mean n p (X : 'M[R]_(n, p)) (s : 'cV_n) (v : 'cV_p) c :
  H *m X != 0 -> (H *m X)^T *m (H *m s) = 0 -> fip v v = 1 ->
  let K := cgram X in let h := H *m s in let w := H *m X *m v in let Y := moved X s v c in
  cka X Y ^+ 2 = fip K K / (fip K K + 2%:R * c ^+ 2 * fip h h * fip w w + c ^+ 4 * fip h h ^+ 2) /\
  cka X Y * (c ^+ 2 * fip h h) <= Num.sqrt (fip K K).
Proof.
move=> X0 xh v1 K h w Y; have K0 : 0 < fip K K by rewrite fip_gt0 cgram_eq0.
have Kh : K *m h = 0 by rewrite /K cgramE /gram -mulmxA xh mulmx0.
have hw : fip h w = 0 by rewrite fipC /w fip_mulml xh fip0r.
have hKw : fip h (K *m w) = 0 by rewrite /K cgram_mulC -/K Kh fip0r.
have L : cgram Y = K + c *: (h *m w^T + w *m h^T) + c ^+ 2 *: gram h by rewrite cgram_moved.
have KL : fip K (cgram Y) = fip K K.
  by rewrite L [gram h]/gram !fip_lin !fip_sym_outer hKw Kh !(fip0r, mulr0, addr0).
have LL : fip (cgram Y) (cgram Y) = fip K K + 2%:R * c ^+ 2 * fip h h * fip w w + c ^+ 4 * fip h h ^+ 2.
  rewrite L; set S := K + _; have SS : fip S S = fip K K + 2%:R * c ^+ 2 * (fip h h * fip w w).
    by rewrite moved_rest ?cgram_sym // hKw hw expr0n mulr0 !addr0.
  have Sh : fip S (gram h) = 0.
    by rewrite /S !fip_lin !fip_outer_product fip_sym_outer Kh fip0r (fipC w h) hw !(mulr0, mul0r, addr0).
  move: S SS Sh => S SS Sh; rewrite fipDl !fipDr !fipZl !fipZr (fipC _ S) Sh SS fip_gram_col.
  by move: (fip K K) (fip h h) (fip w w) => *; ring.
have ww : 0 <= 2%:R * c ^+ 2 * fip h h * fip w w by rewrite mulr_ge0 ?fip_ge0 // mulr_ge0 ?fip_ge0 // mulr_ge0 ?ler0n ?sqr_ge0.
have c4 : 0 <= c ^+ 4 * fip h h ^+ 2 by rewrite mulr_ge0 ?sqr_ge0 // exprn_even_ge0.
have L0 : 0 < fip (cgram Y) (cgram Y) by rewrite LL -addrA ltr_paddr // addr_ge0.
have C : cka X Y ^+ 2 = fip K K / fip (cgram Y) (cgram Y).
  by rewrite cka_sqr !hsicE KL expr2 -mulf_div divff ?mul1r // gt_eqF.
split; first by rewrite C LL.
have len0 : 0 <= c ^+ 2 * fip h h by rewrite mulr_ge0 ?sqr_ge0 ?fip_ge0.
have left0 : 0 <= cka X Y * (c ^+ 2 * fip h h) by rewrite mulr_ge0 ?cka_ge0.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?sqrtr_ge0 //.
rewrite sqr_sqrtr ?fip_ge0 // exprMn C mulrAC ler_pdivr_mulr // ler_pmul2l //.
by rewrite exprMn -exprM LL ler_addr addr_ge0 // ltW.
Qed.

(* rigidity/subset_at_the_mean: one feature: CKA = |K|/(|K| + c^2 |h|^2) *)
Theorem rigidity_subset_at_the_mean_one_feature n (X s : 'cV[R]_n) (v : 'cV_1) c :
  H *m X != 0 -> (H *m X)^T *m (H *m s) = 0 -> fip v v = 1 ->
  let K := Num.sqrt (fip (cgram X) (cgram X)) in let h := H *m s in
  cka X (moved X s v c) = K / (K + c ^+ 2 * fip h h).
Proof.
move=> X0 xh v1 K h; have [C _] := rigidity_subset_at_the_mean c X0 xh v1.
have K0 : 0 < K by rewrite sqrtr_gt0 fip_gt0 cgram_eq0.
have KK : fip (cgram X) (cgram X) = K ^+ 2 by rewrite sqr_sqrtr ?fip_ge0.
have w1 : fip (H *m X *m v) (H *m X *m v) = K.
  have EK : K = fip (H *m X) (H *m X) by rewrite /K cgramE fip_gram_col sqrtr_sqr ger0_norm ?fip_ge0.
  rewrite fip_mulmr -mulmxA (_ : v *m v^T = 1%:M); last by apply: mulmx1C; rewrite fip_scalar v1.
  by rewrite mulmx1 EK.
have D0 : 0 < K + c ^+ 2 * fip h h by apply: ltr_paddr K0; apply: mulr_ge0; rewrite ?sqr_ge0 ?fip_ge0.
apply/eqP; rewrite -(@eqr_expn2 _ 2) ?cka_ge0 ?(divr_ge0 (ltW K0) (ltW D0)) //; apply/eqP.
rewrite C KK w1 -/h expr_div_n; congr (_ / _).
by ring.
Qed.

(* cosines with two matrices that differ little: |L/|L| - E/|E|| <= 2 |L - E|/|E| *)
Lemma unitv_near m n (L E : 'M[R]_(m, n)) : L != 0 -> E != 0 ->
  2%:R - 2%:R * fip (unitv L) (unitv E) <= 4%:R * fip (L - E) (L - E) / fip E E.
Proof.
move=> L0 E0; pose N := Num.sqrt (fip L L); pose G := Num.sqrt (fip E E); pose I := fip L E.
have N0 : 0 < N by rewrite sqrtr_gt0 fip_gt0.
have G0 : 0 < G by rewrite sqrtr_gt0 fip_gt0.
have NN : fip L L = N ^+ 2 by rewrite sqr_sqrtr ?fip_ge0.
have GG : fip E E = G ^+ 2 by rewrite sqr_sqrtr ?fip_ge0.
have I2 : `|I| <= N * G.
  rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?normr_ge0 ?mulr_ge0 ?(ltW N0) ?(ltW G0) // real_normK ?num_real //.
  by rewrite exprMn -NN -GG; exact: cauchy_schwarz.
have [Sp Dp] : 0 <= N * G + I /\ 0 <= N * G - I.
  by move: I2; rewrite ler_norml => /andP [a b]; rewrite subr_ge0 b -[I]opprK subr_ge0 ler_oppl.
have -> : fip (unitv L) (unitv E) = I / (N * G).
  by rewrite /unitv !fip_lin -/N -/G -/I invfM [RHS]mulrC mulrA.
have -> : fip (L - E) (L - E) = N ^+ 2 + G ^+ 2 - 2%:R * I.
  by rewrite !fip_lin (fipC E L) -/I NN GG; ring.
rewrite GG -subr_ge0; clearbody N G I.
have -> : 4%:R * (N ^+ 2 + G ^+ 2 - 2%:R * I) / G ^+ 2 - (2%:R - 2%:R * (I / (N * G))) =
  (2%:R * N * (N - G) ^+ 2 * (N * G + I) + (2%:R * N ^+ 3 + 4%:R * N ^+ 2 * G) * (N * G - I)) / (N ^+ 2 * G ^+ 3).
  by field; rewrite !gt_eqF.
have N1 := ltW N0; have G1 := ltW G0.
have N2 : 0 <= N ^+ 2 * G ^+ 3 by apply: mulr_ge0; apply: exprn_ge0.
apply: divr_ge0 => //; apply: addr_ge0; apply: mulr_ge0 => //.
  by apply: mulr_ge0 (sqr_ge0 _); apply: mulr_ge0 N1; apply: ler0n.
by apply: addr_ge0; [apply: mulr_ge0 | apply: mulr_ge0 G1; apply: mulr_ge0]; rewrite ?ler0n ?exprn_ge0.
Qed.

Lemma limit_scalar (t k g m N : R) : t != 0 -> k != 0 -> m != 0 -> N - m != 0 -> N != 0 ->
  g / (k * (m * (N - m) / N)) = m / (N - m) * (m^-1 ^+ 2 * g / (t / N)) * (t / k).
Proof. by move=> t0 k0 m0 m1 N0; field; rewrite t0 k0 m0 m1 N0. Qed.

(* rigidity/subset_translation: samples S are moved by c v, |v| = 1, c != 0; linear CKA differs from its limit
   h^T K h/(|K| |h|^2), h = H 1_S, by at most 2|R|/(c^2 |h|^2), where R = L - c^2 h h^T has a squared norm of order c^2:
   the difference is of order 1/c. In terms of the share rho of S and the mean of S (for centred X) the limit is
   rho/(1 - rho) |mean_S|^2/(mean of |x|^2) sqrt(PR), PR = (tr K)^2/|K|^2. Only 1^T s = s^T s is used of s = 1_S, and
   only for the last equation. *)
Theorem rigidity_subset_translation n p (X : 'M[R]_(n, p)) (s : 'cV_n) (v : 'cV_p) c :
  let Y := moved X s v c in let K := cgram X in let h := H *m s in let w := H *m X *m v in
  let rest := cgram Y - c ^+ 2 *: gram h in
  let limit := fip h (K *m h) / (Num.sqrt (fip K K) * fip h h) in
  let members := fip s s in let mean := members^-1 *: ((H *m X)^T *m s) in
  H *m X != 0 -> H *m Y != 0 -> h != 0 -> fip v v = 1 -> c != 0 ->
  [/\ (cka X Y - limit) ^+ 2 <= 4%:R * fip rest rest / (c ^+ 2 * fip h h) ^+ 2,
      fip rest rest =
        fip K K + 4%:R * c * fip h (K *m w) + 2%:R * c ^+ 2 * (fip h h * fip w w + fip h w ^+ 2) &
      (ones R n)^T *m s = members%:M ->
      limit = members / (n%:R - members) * (fip mean mean / (\tr K / n%:R)) * (\tr K / Num.sqrt (fip K K))].
Proof.
move=> Y K h w rest limit members mean X0 Y0 h0 v1 c0.
have K0 : K != 0 by rewrite cgram_eq0.
have L0 : cgram Y != 0 by rewrite cgram_eq0.
have c2 : 0 < c ^+ 2 by rewrite lt_def sqr_ge0 sqrf_eq0 c0.
have h2 : 0 < fip h h by rewrite fip_gt0.
have G0 : gram h != 0 by rewrite gram_eq0.
have E0 : c ^+ 2 *: gram h != 0 by rewrite scaler_eq0 negb_or G0 gt_eqF.
have EE : fip (c ^+ 2 *: gram h) (c ^+ 2 *: gram h) = (c ^+ 2 * fip h h) ^+ 2.
  by rewrite fipZl fipZr fip_gram_col; move: (fip h h) => g; ring.
have LE : limit = mcos K (c ^+ 2 *: gram h).
  rewrite mcosZr // /mcos {1}/gram fip_sym_outer fip_gram_col sqrtrM ?fip_ge0 // sqrtr_sqr.
  by rewrite (gtr0_norm h2).
split.
- rewrite ckaE LE !mcos_unitv -fipBr -/K.
  apply: le_trans (cauchy_schwarz _ _) _; rewrite unitv1 // mul1r.
  apply: le_trans (_ : _ <= 2%:R - 2%:R * fip (unitv (cgram Y)) (unitv (c ^+ 2 *: gram h))) _.
    rewrite fipBl !fipBr !unitv1 // [fip (unitv (_ *: _)) (unitv (cgram Y))]fipC.
    by move: (fip _ _) => g; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
  by rewrite -EE; apply: unitv_near.
- have -> : rest = K + c *: (h *m w^T + w *m h^T) by rewrite /rest /Y cgram_moved // addrK.
  by apply: moved_rest; rewrite cgram_sym.
move=> s1; have n0 : n%:R != 0 :> R.
  rewrite pnatr_eq0; apply: contraNneq h0 => n0; apply/eqP/matrixP => i; have := ltn_ord i.
  by rewrite [X in (_ < X)%N]n0.
have hs : h = s - (members / n%:R) *: ones R n.
  by rewrite /h centerE mulmxBl mul1mx -scalemxAl -mulmxA s1 mul_mx_scalar scalerA mulrC.
have hh : fip h h = members * (n%:R - members) / n%:R.
  have -> : fip h h = fip h s by rewrite [in LHS]/h fip_mulml center_tr mulmxA center_idem fipC.
  have s1' : fip (ones R n) s = members by have := s1; rewrite fip_scalar => /matrixP /(_ 0 0); rewrite !mxE.
  rewrite hs fipBl fipZl s1' -/members; field.
  by rewrite n0.
have hKh : fip h (K *m h) = fip ((H *m X)^T *m s) ((H *m X)^T *m s).
  by rewrite /K cgram_qf (_ : _ *m h = (H *m X)^T *m s) // /h trmx_mul center_tr -!mulmxA (mulmxA H) center_idem.
have mean2 : fip mean mean = members^-1 ^+ 2 * fip ((H *m X)^T *m s) ((H *m X)^T *m s).
  by rewrite /mean fipZl fipZr mulrA -expr2.
have t0 : \tr K != 0 by rewrite /K cgramE /gram mxtrace_mulC -/(fip _ _) fip_eq0.
have [m0 m1] : members != 0 /\ n%:R - members != 0.
  by move: h2; rewrite hh => /lt0r_neq0; rewrite !mulf_eq0 !negb_or => /andP [/andP []].
have k0 : Num.sqrt (fip K K) != 0 by rewrite sqrtr_eq0 -ltNge fip_gt0.
by rewrite /limit hKh mean2 hh; exact: limit_scalar.
Qed.

End Translation.
