(* The covariance that is left after random signs of the samples: its mean, a bound of order 1/n, and its variance. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector sign_averages.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Twins.
Variables (R : rcfType) (n : nat).
Local Notation H := (center R n).

(* Y = SX with the signs s on the diagonal of S; |T_c'Y_c|^2; and sum_i |t_i - mean t|^2 |x_i|^2 *)
Definition sign_twin d (X : 'M[R]_(n, d)) (s : signs n) : 'M[R]_(n, d) := diag_mx (\row_i sgn_of R s i) *m X.
Definition kept r d (T : 'M[R]_(n, r)) (X : 'M[R]_(n, d)) s : R :=
  fip ((H *m T)^T *m (H *m sign_twin X s)) ((H *m T)^T *m (H *m sign_twin X s)).
Definition square_row d (X : 'M[R]_(n, d)) i : R := fip (row i X) (row i X).
Definition twin_energy r d (T : 'M[R]_(n, r)) (X : 'M[R]_(n, d)) : R :=
  \sum_i square_row (H *m T) i * square_row X i.

Lemma square_rowE d (X : 'M[R]_(n, d)) i : square_row X i = gram X i i.
Proof. by rewrite /square_row fipE mxE; apply: eq_bigr => k _; rewrite big_ord1 !mxE. Qed.

Lemma trace_rows d (X : 'M[R]_(n, d)) : \sum_i square_row X i = fip X X.
Proof. by rewrite -fip_tr /fip trmxK; apply: eq_bigr => i _; rewrite square_rowE. Qed.

Lemma square_row_ge0 d (X : 'M[R]_(n, d)) i : 0 <= square_row X i.
Proof. exact: fip_ge0. Qed.

Lemma kept_form r d (T : 'M[R]_(n, r)) (X : 'M[R]_(n, d)) s :
  kept T X s = \sum_i \sum_j cgram T i j * gram X i j * (sgn_of R s i * sgn_of R s j).
Proof.
have e : (H *m T)^T *m H = (H *m T)^T by rewrite trmx_mul -mulmxA center_tr center_idem.
rewrite /kept !(mulmxA (H *m T)^T H) e.
rewrite -fip_gram -cgramE fipE exchange_big; apply: eq_bigr => i _; apply: eq_bigr => j _.
have -> : gram (sign_twin X s) i j = sgn_of R s i * sgn_of R s j * gram X i j.
  have ent k l : sign_twin X s k l = sgn_of R s k * X k l by rewrite /sign_twin mul_diag_mx !mxE.
  rewrite mxE [in RHS]mxE mulr_sumr; apply: eq_bigr => k _.
  by rewrite [X in _ * X]mxE !ent [X in _ = _ * (_ * X)]mxE mulrACA.
by rewrite mulrA (mulrAC (cgram T i j)) mulrA.
Qed.

Lemma mean_kept r d (T : 'M[R]_(n, r)) (X : 'M[R]_(n, d)) : mean_signs (kept T X) = twin_energy T X.
Proof.
rewrite (eq_mean_signs (kept_form T X)) mean_signs_sum; apply: eq_bigr => i _.
rewrite mean_signs_sum (bigD1 i) //= big1 => [|j ji]; last by rewrite mean_signsZ mean2 eq_sym (negbTE ji) mulr0.
by rewrite mean_signsZ mean2 eqxx mulr1 addr0 !square_rowE cgramE.
Qed.

Lemma trace_le d (X : 'M[R]_(n, d)) : fip X X <= Num.sqrt d%:R * Num.sqrt (fip (X^T *m X) (X^T *m X)).
Proof.
rewrite -sqrtrM ?ler0n // -(ger0_norm (fip_ge0 X)) -sqrtr_sqr ler_wsqrtr //.
have := cauchy_schwarz (1%:M : 'M[R]_d) (X^T *m X); rewrite fip_1 [fip 1%:M _]fip_1 mxtrace1.
by [].
Qed.

(* twists/random_signs: over all signs S of the samples, the mean of |T_c'Y_c|^2, Y = SX, is the sum of |t_i - mean
   t|^2 |x_i|^2, for every target T, for X itself and for the projector P onto the columns of X_c; and where F is at
   least n sum a_i b_i/(sum a_i sum b_i), a_i = |x_i - mean x|^2, b_i = |x_i|^2, what is left of X itself is at most
   (dF/n)|X_c'X_c||X'X|. *)
Theorem twists_random_signs r d (T : 'M[R]_(n, r)) (X : 'M[R]_(n, d)) (F : R) :
  [/\ mean_signs (kept T X) = twin_energy T X, mean_signs (kept X X) = twin_energy X X &
      mean_signs (kept (proj (H *m X)) X) = \sum_i proj (H *m X) i i * square_row X i] /\
  (H *m X != 0 ->
   n%:R * (\sum_i square_row (H *m X) i * square_row X i)
     <= F * (\sum_i square_row (H *m X) i) * (\sum_i square_row X i) ->
   mean_signs (kept X X) <= d%:R * F / n%:R *
     (Num.sqrt (fip ((H *m X)^T *m (H *m X)) ((H *m X)^T *m (H *m X))) * Num.sqrt (fip (X^T *m X) (X^T *m X)))).
Proof.
split; first split; rewrite ?mean_kept //.
  apply: eq_bigr => i _; congr (_ * _); rewrite square_rowE /gram.
  have [C E] := proj_col (H *m X); have -> : H *m proj (H *m X) = proj (H *m X).
    by rewrite {1}E !mulmxA center_idem -E.
  by rewrite proj_tr proj_idem.
move=> vary; rewrite -/(twin_energy X X) !trace_rows => spread.
set a := fip (H *m X) _ in spread; set b := fip X X in spread; set E := twin_energy X X in spread *.
have a0 : 0 < a by rewrite fip_gt0.
have b0 : 0 < b by rewrite fip_gt0; apply: contraNneq vary => ->; rewrite mulmx0.
have E0 : 0 <= E by apply: sumr_ge0 => i _; rewrite mulr_ge0 ?square_row_ge0.
have F0 : 0 <= F.
  by rewrite -(pmulr_lge0 _ (mulr_gt0 a0 b0)) mulrA; apply: le_trans spread; rewrite mulr_ge0 ?ler0n.
have ab := ler_pmul (ltW a0) (ltW b0) (trace_le (H *m X)) (trace_le X).
move: ab; rewrite mulrACA -expr2 sqr_sqrtr ?ler0n // -/a -/b; set N := _ * Num.sqrt _ => ab.
have [n0|n0] := posnP n.
  have -> : E = 0 by rewrite /E /twin_energy big1 // => i; have := ltn_ord i; rewrite {2}n0.
  by rewrite n0 invr0 mulr0 mul0r.
rewrite mulrAC ler_pdivl_mulr ?ltr0n // (mulrC E); apply: le_trans spread _.
by rewrite -mulrA -mulrA (mulrCA d%:R) ler_wpmul2l.
Qed.

(* twists/random_signs: attained by white features, X_c'X_c and X'X multiples of 1, at the least F. *)
Theorem twists_random_signs_sharp d (X : 'M[R]_(n, d.+1)) (a b : R) : (0 < n)%N -> 0 < a -> 0 < b ->
  (H *m X)^T *m (H *m X) = a%:M -> X^T *m X = b%:M ->
  let F := n%:R * (\sum_i square_row (H *m X) i * square_row X i) /
    ((\sum_i square_row (H *m X) i) * (\sum_i square_row X i)) in
  mean_signs (kept X X) = d.+1%:R * F / n%:R *
    (Num.sqrt (fip ((H *m X)^T *m (H *m X)) ((H *m X)^T *m (H *m X))) * Num.sqrt (fip (X^T *m X) (X^T *m X))).
Proof.
move=> n0 a0 b0 ea eb F; rewrite mean_kept /F -/(twin_energy X X) !trace_rows ea eb.
have tr_ m (Z : 'M[R]_(m, d.+1)) c : Z^T *m Z = c%:M -> fip Z Z = d.+1%:R * c.
  by move=> e; rewrite /fip e mxtrace_scalar mulr_natl.
have root c : 0 < c -> Num.sqrt (fip (c%:M : 'M[R]_d.+1) c%:M) = Num.sqrt d.+1%:R * c.
  move=> c0; rewrite /fip tr_scalar_mx -scalar_mxM mxtrace_scalar -[_ *+ _]mulr_natl sqrtrM ?ler0n //.
  by rewrite -expr2 sqrtr_sqr gtr0_norm.
rewrite (tr_ _ _ _ ea) (tr_ _ _ _ eb) !root //; move: (twin_energy X X) => E.
have dd : Num.sqrt d.+1%:R * Num.sqrt d.+1%:R = d.+1%:R :> R by rewrite -expr2 sqr_sqrtr ?ler0n.
rewrite [X in _ = _ * X]mulrACA dd; have nn : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have d0 : d.+1%:R != 0 :> R by rewrite pnatr_eq0.
move: (d.+1%:R : R) (n%:R : R) d0 nn {dd F} => e m e0 m0.
by field; rewrite e0 m0 (gt_eqF a0) (gt_eqF b0).
Qed.

Lemma pick2 (f : 'I_n -> 'I_n -> R) i j : j != i ->
  \sum_k \sum_(l | l != k) f k l * ((i == k) && (j == l))%:R = f i j.
Proof.
move=> ji; rewrite (bigD1 i) //= (bigD1 j) //= !eqxx mulr1 [X in _ + X + _]big1 ?addr0 => [|l /andP[_ lj]]; last first.
  by rewrite (eq_sym j l) (negbTE lj) mulr0.
rewrite big1 ?addr0 // => k ki; apply: big1 => l _.
by rewrite (eq_sym i k) (negbTE ki) mulr0.
Qed.

(* twists/random_signs_variance: over all signs, |T_c'Y_c|^2 has the variance 2 sum over i != j of (T_cT_c')_ij^2
   (XX')_ij^2. *)
Theorem twists_random_signs_variance r d (T : 'M[R]_(n, r)) (X : 'M[R]_(n, d)) :
  mean_signs (fun s => (kept T X s - mean_signs (kept T X)) ^+ 2) =
  2%:R * \sum_i \sum_(j | j != i) cgram T i j ^+ 2 * gram X i j ^+ 2.
Proof.
pose M i j := cgram T i j * gram X i j; pose S (s : signs n) i j := sgn_of R s i * sgn_of R s j.
have sym i j : M i j = M j i.
  have t (K : 'M[R]_n) : K^T = K -> K i j = K j i by move=> {1}<-; rewrite mxE.
  by rewrite /M (t _ (gram_tr X)) cgramE (t _ (gram_tr _)).
have off s : kept T X s - mean_signs (kept T X) = \sum_i \sum_(j | j != i) M i j * S s i j.
  rewrite mean_kept kept_form /twin_energy -sumrB; apply: eq_bigr => i _; rewrite (bigD1 i) //= /S sgn_sqr mulr1.
  by rewrite !square_rowE -cgramE addrAC subrr add0r.
rewrite (eq_mean_signs (g := fun s => \sum_i \sum_(j | j != i) \sum_k \sum_(l | l != k)
  M i j * M k l * (S s i j * S s k l))); last first.
  move=> s; rewrite off expr2 mulr_suml; apply: eq_bigr => i _; rewrite mulr_suml; apply: eq_bigr => j _.
  rewrite mulr_sumr; apply: eq_bigr => k _; rewrite mulr_sumr; apply: eq_bigr => l _; exact: mulrACA.
rewrite mean_signs_sum mulr_sumr; apply: eq_bigr => i _.
rewrite mean_signs_sum mulr_sumr; apply: eq_bigr => j ji.
rewrite mean_signs_sum (eq_bigr (fun k => \sum_(l | l != k) M i j * M k l *
    (((i == k) && (j == l))%:R + ((i == l) && (j == k))%:R))) => [|k _]; last first.
  rewrite mean_signs_sum; apply: eq_bigr => l lk.
  by rewrite mean_signsZ -mean4 // eq_sym.
transitivity (M i j * M i j + M i j * M j i); last by rewrite (sym j i) /M; ring.
rewrite -(pick2 (fun k l => M i j * M k l)) // -(pick2 (fun k l => M i j * M k l) (i := j)) 1?eq_sym //.
rewrite -big_split; apply: eq_bigr => k _; rewrite -big_split; apply: eq_bigr => l _ /=.
by rewrite -mulrDr [(j == k) && _]andbC.
Qed.
End Twins.
