(* CKA between two multiples of R^2 of a linear probe, by the spectrum of the features; and where they are white. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector predict_tools participation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Scores.
Variable R : rcfType.
Local Notation H := (center R _).

(* |K| of the centred Gram matrix *)
Definition gram_norm n p (X : 'M[R]_(n, p)) : R := Num.sqrt (fip (cgram X) (cgram X)).

Lemma gram_norm_ge0 n p (X : 'M[R]_(n, p)) : 0 <= gram_norm X.
Proof. exact: sqrtr_ge0. Qed.

Lemma gram_norm_eq0 n p (X : 'M[R]_(n, p)) : (gram_norm X == 0) = (H *m X == 0).
Proof. by rewrite /gram_norm sqrtr_eq0 le_eqVlt ltNge fip_ge0 orbF fip_eq0 cgram_eq0. Qed.

Lemma gram_norm_sqr n p (X : 'M[R]_(n, p)) : gram_norm X ^+ 2 = fip (cgram X) (cgram X).
Proof. by rewrite sqr_sqrtr ?fip_ge0. Qed.

Lemma cka_norms n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  cka X Y = fip (cgram X) (cgram Y) / (gram_norm X * gram_norm Y).
Proof. by rewrite /cka !hsicE sqrtrM ?fip_ge0. Qed.

Lemma fip_proj_cgram n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  fip (proj (H *m X)) (cgram Y) = fip (H *m Y) (proj (H *m X) *m (H *m Y)).
Proof. by rewrite cgramE /gram -{1}[H *m Y]trmxK -fip_mulmr trmxK fipC. Qed.

(* R^2 tr L = tr PL *)
Lemma r2_trace n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  r2 X Y * \tr (cgram Y) = fip (proj (H *m X)) (cgram Y).
Proof.
rewrite fip_proj_cgram trace_cgram /r2; have [->|y0] := eqVneq (H *m Y) 0.
  by rewrite !mulmx0 fip0r mulr0.
by rewrite divfK ?fip_eq0.
Qed.

(* sqrt(PR(Y)) R^2 = tr PL/|L| *)
Lemma pr_r2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  Num.sqrt (participation Y) * r2 X Y = fip (proj (H *m X)) (cgram Y) / gram_norm Y.
Proof. by rewrite sqrt_participation1 -/(gram_norm Y) mulrAC [_ * r2 _ _]mulrC r2_trace. Qed.

Lemma proj_cgram n p (X : 'M[R]_(n, p)) : proj (H *m X) *m cgram X = cgram X.
Proof. by rewrite cgramE /gram mulmxA proj_id. Qed.

Lemma cgram_proj n p (X : 'M[R]_(n, p)) : cgram X *m proj (H *m X) = cgram X.
Proof. by apply: trmx_inj; rewrite trmx_mul cgramE gram_tr -cgramE proj_tr proj_cgram. Qed.

Lemma fip_proj_self n p (X : 'M[R]_(n, p)) : fip (proj (H *m X)) (cgram X) = \tr (cgram X).
Proof. by rewrite /fip proj_tr proj_cgram. Qed.

Lemma fip_projs n p (A : 'M[R]_(n, p)) : fip (proj A) (proj A) = (\rank A)%:R.
Proof. by rewrite /fip proj_tr proj_idem trace_proj. Qed.

Lemma psd_sub n (K : 'M[R]_n) (M : 'M[R]_n) q (Y : 'M[R]_(n, q)) :
  psd (K - M) -> fip M (cgram Y) <= fip K (cgram Y).
Proof. by move=> P; rewrite -subr_ge0 -fipBl; apply: psd_trace_ge0 => //; rewrite cgramE; apply: gram_psd. Qed.

(* K <= |K| P *)
Lemma norm_proj_psd n p (X : 'M[R]_(n, p)) : psd (gram_norm X *: proj (H *m X) - cgram X).
Proof.
split=> [|v]; first by rewrite linearB linearZ /= proj_tr cgramE gram_tr.
set P := proj _; pose u := P *m v.
have -> : fip v ((gram_norm X *: P - cgram X) *m v) = gram_norm X * fip u u - fip u (cgram X *m u).
  rewrite mulmxBl -scalemxAl fipBr fipZr -fip_proj -/P; congr (_ - _).
  by rewrite /u [in RHS]fip_mulml proj_tr -/P (mulmxA P (cgram X)) proj_cgram (mulmxA (cgram X)) cgram_proj.
rewrite subr_ge0; apply: le_trans (ler_norm _) _.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?gram_norm_ge0 ?fip_ge0 ?normr_ge0 //.
rewrite real_normK ?num_real // exprMn gram_norm_sqr.
have -> : fip u (cgram X *m u) = fip (u *m u^T) (cgram X) by rewrite fipC fip_mulmr fipC.
rewrite mulrC (le_trans (cauchy_schwarz _ _)) // ler_wpmul2r ?fip_ge0 //.
by rewrite -[u *m u^T]/(gram u) fip_gram fip_scalar fip11 expr2.
Qed.

Lemma div_norms n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) a :
  a / gram_norm X * Num.sqrt (participation Y) * r2 X Y
  = a * fip (proj (H *m X)) (cgram Y) / (gram_norm X * gram_norm Y).
Proof. by rewrite -mulrA pr_r2 invfM mulrACA. Qed.

Lemma le_norms n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) a b :
  a <= b -> a / (gram_norm X * gram_norm Y) <= b / (gram_norm X * gram_norm Y).
Proof. by move=> ab; rewrite ler_wpmul2r // invr_ge0 mulr_ge0 ?gram_norm_ge0. Qed.

(* probes/cka_between_r2: where aP <= K <= bP, P the projector onto the columns of X_c, CKA lies between a and b over
   |K|, times sqrt(PR(Y)) R^2; always it is at most sqrt(PR(Y)) R^2; and |K| is at most b times the root of the rank. *)
Theorem probes_cka_between_r2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) a b :
  psd (cgram X - a *: proj (H *m X)) -> psd (b *: proj (H *m X) - cgram X) ->
  [/\ a / gram_norm X * Num.sqrt (participation Y) * r2 X Y <= cka X Y,
      cka X Y <= b / gram_norm X * Num.sqrt (participation Y) * r2 X Y,
      cka X Y <= Num.sqrt (participation Y) * r2 X Y
    & fip (cgram X) (cgram X) <= b ^+ 2 * (\rank (H *m X))%:R].
Proof.
move=> low high; split.
- by rewrite div_norms cka_norms le_norms // -fipZl psd_sub.
- by rewrite div_norms cka_norms le_norms // -fipZl psd_sub.
- have [x0|x0] := eqVneq (H *m X) 0.
    rewrite cka_norms (_ : cgram X = 0) ?fip0l ?mul0r; last by apply/eqP; rewrite cgram_eq0 x0.
    by rewrite mulr_ge0 ?sqrtr_ge0 ?r2_ge0.
  have k0 : gram_norm X != 0 by rewrite gram_norm_eq0.
  rewrite -[X in _ <= X * _]mul1r -(divff k0) div_norms cka_norms le_norms // -fipZl.
  by apply: psd_sub; apply: norm_proj_psd.
set P := proj (H *m X) in low high.
have t0 := trace_cgram_ge0 X.
have kt : fip (cgram X) (cgram X) <= b * \tr (cgram X).
  by rewrite -fip_proj_self -/P -fipZl psd_sub.
have tr : \tr (cgram X) <= b * (\rank (H *m X))%:R.
  have := psd_trace_ge0 high (gram_psd P).
  rewrite /gram proj_tr proj_idem fipBl fipZl fip_projs subr_ge0.
  by rewrite [fip (cgram X) _]fipC fip_proj_self.
have [x0|x0] := eqVneq (cgram X) 0.
  by rewrite x0 fip0r mulr_ge0 ?sqr_ge0 ?ler0n.
have b0 : 0 < b.
  rewrite ltNge; apply/negP => b0; move: x0; rewrite -fip_gt0 ltNge => /negP; apply.
  exact: le_trans kt (mulr_le0_ge0 b0 t0).
by apply: le_trans kt _; rewrite expr2 -mulrA ler_pmul2l.
Qed.

(* probes/cka_between_r2: sharp: white features, a = b, attain both ends. *)
Theorem probes_cka_between_r2_sharp n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) a :
  cgram X = a *: proj (H *m X) -> cka X Y = a / gram_norm X * Num.sqrt (participation Y) * r2 X Y.
Proof. by move=> E; rewrite div_norms cka_norms -fipZl -E. Qed.

(* features with K = cP have |K| = c sqrt(rank) *)
Lemma white_norm n p (X : 'M[R]_(n, p)) c : cgram X = c *: proj (H *m X) ->
  gram_norm X = c * Num.sqrt (\rank (H *m X))%:R.
Proof.
move=> E; rewrite /gram_norm E fipZl fipZr mulrA fip_projs sqrtrM -expr2 ?sqr_ge0 // sqrtr_sqr.
have [r0|r0] := eqVneq (\rank (H *m X)) 0%N; first by rewrite r0 sqrtr0 !mulr0.
rewrite ger0_norm //; have := trace_cgram_ge0 X.
by rewrite E mxtraceZ trace_proj pmulr_lge0 // ltr0n lt0n.
Qed.

(* probes/white_cka_is_r2: for white features, K = cP, CKA is sqrt(PR(Y)/rank) times R^2 of the linear probe. *)
Theorem probes_white_cka_is_r2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) c :
  cgram X = c *: proj (H *m X) ->
  cka X Y = Num.sqrt (participation Y / (\rank (H *m X))%:R) * r2 X Y.
Proof.
move=> E; rewrite cka_norms sqrtrM ?participation_ge0 // sqrtrV ?ler0n // mulrAC pr_r2 (white_norm E) {1}E fipZl.
have [c0|c0] := eqVneq c 0; last first.
  by rewrite -[c * _ * gram_norm Y]mulrA invfM mulrACA divff // mul1r invfM mulrA mulrAC.
rewrite c0 !mul0r (_ : \rank _ = 0%N) ?sqrtr0 ?invr0 ?mulr0 //.
by apply/eqP; rewrite mxrank_eq0 -cgram_eq0 E c0 scale0r.
Qed.

(* probes/white_both_cka_is_cca: for two white representations CKA is the sum of the squared canonical correlations,
   over sqrt(r_X r_Y). *)
Theorem probes_white_both_cka_is_cca n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) c d :
  cgram X = c *: proj (H *m X) -> cgram Y = d *: proj (H *m Y) ->
  cka X Y = sum_rho2 X Y / Num.sqrt ((\rank (H *m X))%:R * (\rank (H *m Y))%:R).
Proof.
move=> EX EY; rewrite cka_norms (white_norm EX) (white_norm EY) EX EY fipZl fipZr -/(sum_rho2 X Y).
rewrite sqrtrM ?ler0n //.
have zero m k (Z : 'M[R]_(m, k)) e : cgram Z = e *: proj (H *m Z) -> e = 0 -> Num.sqrt (\rank (H *m Z))%:R = 0 :> R.
  move=> EZ e0; rewrite (_ : \rank _ = 0%N) ?sqrtr0 //.
  by apply/eqP; rewrite mxrank_eq0 -cgram_eq0 EZ e0 scale0r.
have [c0|c0] := eqVneq c 0; first by rewrite (zero _ _ _ _ EX c0) !(mul0r, mulr0) invr0 mulr0 !mulr0.
have [d0|d0] := eqVneq d 0; first by rewrite (zero _ _ _ _ EY d0) !(mul0r, mulr0) invr0 !mulr0.
by rewrite mulrACA mulrA invfM mulrACA divff ?mulf_neq0 // mul1r.
Qed.

End Scores.
