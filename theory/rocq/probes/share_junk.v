(* CKA, and R^2, of a representation and a part of it: principal components, and one feature beside many others. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka projector psd participation predict_tools
  white_scores.
From Unalignable Require Import transfer_cka.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Parts.
Variable R : rcfType.
Local Notation H := (center R _).

(* uncorrelated: no probe on A reads B *)
Lemma proj_uncorrelated n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) : A^T *m B = 0 -> proj A *m B = 0.
Proof. by move=> AB; have [C E] := proj_col A; rewrite -proj_tr E trmx_mul -mulmxA AB mulmx0. Qed.

Lemma fip_uncorrelated n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) : A^T *m B = 0 -> fip (gram A) (gram B) = 0.
Proof. by move=> AB; rewrite fip_gram AB fip0r. Qed.

(* probes/top_components_keep_cka: for two uncorrelated blocks of columns the squared CKA of both with one of them is
   its
   part of |K|^2, and no probe on it reads the other. *)
Theorem probes_top_components_keep_cka n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) :
  H *m A != 0 -> H *m B != 0 -> (H *m A)^T *m (H *m B) = 0 ->
  cka (row_mx A B) A ^+ 2
    = fip (cgram A) (cgram A) / (fip (cgram A) (cgram A) + fip (cgram B) (cgram B)) /\ r2 A B = 0.
Proof.
move=> A0 B0 AB; split; last by rewrite /r2 proj_uncorrelated // fip0r mul0r.
have ab : fip (cgram A) (cgram B) = 0 by rewrite !cgramE fip_uncorrelated.
have a0 : 0 < fip (cgram A) (cgram A) by rewrite fip_gt0 cgram_eq0.
have b0 : 0 < fip (cgram B) (cgram B) by rewrite fip_gt0 cgram_eq0.
rewrite cka_sqr !hsicE cgram_row_mx !fip_lin (fipC (cgram B) (cgram A)) ab !addr0 add0r.
by field; rewrite !gt_eqF ?addr_gt0.
Qed.

Lemma fip_spectrum n (Q : 'M[R]_n) (d e : 'rV[R]_n) : Q *m Q^T = 1%:M ->
  fip (Q^T *m diag_mx d *m Q) (Q^T *m diag_mx e *m Q) = \sum_i d 0 i * e 0 i.
Proof.
move=> QQ; have := @fip_conj R n Q^T (diag_mx d) (diag_mx e); rewrite trmxK => -> //.
by rewrite /fip tr_diag_mx mulmx_diag mxtrace_diag; apply: eq_bigr => i _; rewrite mxE.
Qed.

(* probes/top_components_keep_cka: for principal components: where the eigenvalues d of K in a set S of directions
   make up
   K_A and the others K_B, the squared CKA is the sum of their squares over that of all. *)
Theorem probes_top_components_keep_cka_spectrum n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q))
    (Q : 'M[R]_n) (d : 'rV[R]_n) (S : {set 'I_n}) :
  H *m A != 0 -> H *m B != 0 -> Q *m Q^T = 1%:M ->
  cgram A = Q^T *m diag_mx (\row_i (if i \in S then d 0 i else 0)) *m Q ->
  cgram B = Q^T *m diag_mx (\row_i (if i \in S then 0 else d 0 i)) *m Q ->
  [/\ cgram (row_mx A B) = Q^T *m diag_mx d *m Q,
      cka (row_mx A B) A ^+ 2 = (\sum_(i in S) d 0 i ^+ 2) / \sum_i d 0 i ^+ 2 & r2 A B = 0].
Proof.
move=> A0 B0 QQ KA KB; set a := \row_i _ in KA; set b := \row_i _ in KB.
have E : cgram (row_mx A B) = Q^T *m diag_mx d *m Q.
  rewrite cgram_row_mx KA KB -mulmxDl -mulmxDr -linearD /=; congr (_ *m diag_mx _ *m _).
  by apply/rowP => i; rewrite !mxE; case: (i \in S); rewrite ?addr0 ?add0r.
have AB : (H *m A)^T *m (H *m B) = 0.
  apply/eqP; rewrite -fip_eq0 -fip_gram -!cgramE KA KB fip_spectrum // big1 // => i _.
  by rewrite !mxE; case: (i \in S); rewrite ?mulr0 ?mul0r.
have [cka2 r20] := probes_top_components_keep_cka A0 B0 AB; split=> //.
have ab : fip (cgram A) (cgram B) = 0 by rewrite !cgramE fip_uncorrelated.
have <- : fip (cgram (row_mx A B)) (cgram (row_mx A B)) = \sum_i d 0 i ^+ 2.
  by rewrite E fip_spectrum //; apply: eq_bigr => i _; rewrite expr2.
rewrite cka2 cgram_row_mx !fip_lin (fipC (cgram B) (cgram A)) ab addr0 add0r; congr (_ / _).
rewrite KA fip_spectrum // [RHS]big_mkcond; apply: eq_bigr => i _ /=.
by rewrite !mxE; case: (i \in S); rewrite ?mul0r ?expr2.
Qed.

(* probes/high_cka_without_predictability: Y looks like [sX, J], a multiple of one feature X beside N others of the same
   length, uncorrelated with it and with each other: CKA^2 = s^4/(s^4 + N), and R^2 = s^2/(s^2 + N) is
     CKA/sqrt(PR(Y)). *)
Theorem probes_high_cka_without_predictability n q N (X : 'cV[R]_n) (Y : 'M[R]_(n, q)) (J : 'M[R]_(n, N)) s :
  s != 0 -> H *m X != 0 -> (H *m J)^T *m (H *m J) = (fip (H *m X) (H *m X))%:M -> (H *m X)^T *m (H *m J) = 0 ->
  cgram Y = s ^+ 2 *: cgram X + cgram J ->
  [/\ cka X Y ^+ 2 = s ^+ 4 / (s ^+ 4 + N%:R), r2 X Y = s ^+ 2 / (s ^+ 2 + N%:R), r2 Y X = 1 &
      cka X Y = Num.sqrt (participation Y) * r2 X Y].
Proof.
move=> s0 x0 JJ XJ L; set f := fip (H *m X) (H *m X) in JJ.
have f0 : 0 < f by rewrite fip_gt0.
have KK : fip (cgram X) (cgram X) = f ^+ 2.
  by rewrite cgramE fip_gram fip_scalar fip11 expr2.
have KJ : fip (cgram X) (cgram J) = 0 by rewrite !cgramE fip_uncorrelated.
have KJJ : fip (cgram J) (cgram J) = N%:R * f ^+ 2.
  by rewrite cgramE fip_gram JJ /fip tr_scalar_mx -scalar_mxM mxtrace_scalar -mulr_natl expr2.
have KL : fip (cgram X) (cgram Y) = s ^+ 2 * f ^+ 2 by rewrite L !fip_lin KJ KK addr0.
have LL : fip (cgram Y) (cgram Y) = (s ^+ 4 + N%:R) * f ^+ 2.
  by rewrite L !fip_lin (fipC (cgram J)) KJ KK KJJ; ring.
have trJ : \tr (cgram J) = N%:R * f by rewrite cgramE /gram mxtrace_mulC JJ mxtrace_scalar mulr_natl.
have trL : \tr (cgram Y) = (s ^+ 2 + N%:R) * f.
  by rewrite L linearD linearZ /= trJ trace_cgram -/f mulrDl.
have PL : fip (proj (H *m X)) (cgram Y) = s ^+ 2 * f.
  by rewrite L !fip_lin fip_proj_self trace_cgram fip_proj_cgram proj_uncorrelated // fip0r addr0.
have s4 : s ^+ 4 + N%:R != 0 by rewrite gt_eqF // ltr_paddr ?ler0n // exprn_even_gt0 // s0.
have s2 : s ^+ 2 + N%:R != 0 by rewrite gt_eqF // ltr_paddr ?ler0n // exprn_even_gt0 // s0.
have fn : f != 0 by rewrite gt_eqF.
split.
- by rewrite cka_sqr !hsicE KL KK LL; field; rewrite fn s4.
- have := r2_trace X Y; rewrite PL trL => /(canRL (mulfK _)) ->; last by rewrite mulf_neq0.
  by field; rewrite fn s2.
- apply: r2_all => //; have E : H *m X = H *m Y *m ((s ^+ 2 * f)^-1 *: ((H *m Y)^T *m (H *m X))).
    have EK : H *m Y *m ((H *m Y)^T *m (H *m X)) = cgram Y *m (H *m X) by rewrite cgramE /gram -[RHS]mulmxA.
    have KX : cgram X *m (H *m X) = f *: (H *m X) by rewrite cgramE /gram -[LHS]mulmxA fip_scalar mul_mx_scalar.
    have JX : cgram J *m (H *m X) = 0.
      have e : (H *m J)^T *m (H *m X) = 0 by apply: trmx_inj; rewrite trmx_mul trmxK XJ trmx0.
      by rewrite cgramE /gram -[LHS]mulmxA e mulmx0.
    rewrite -scalemxAr EK L mulmxDl -scalemxAl KX JX addr0 !scalerA -mulrA mulVf ?scale1r //.
    by rewrite !mulf_neq0.
  by rewrite {1}E proj_keep -E.
rewrite pr_r2 PL cka_norms KL gram_norm_col trace_cgram -/f invfM mulrA; congr (_ * _).
by rewrite (expr2 f) mulrA mulfK.
Qed.

End Parts.
