(* Gaussian kernel matrices are positive semidefinite; kernel CKA is positive when the samples of one side are distinct. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd distances hsic1 exponential.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Positive.
Variable R : rcfType.
Local Notation H := (center R _).
Local Notation one n := (ones R n).

(* the product entry by entry *)
Definition entrywise n (A B : 'M[R]_n) : 'M[R]_n := \matrix_(i, j) (A i j * B i j).

Lemma quadratic_form n (A : 'M[R]_n) (v : 'cV_n) :
  fip v (A *m v) = \sum_i \sum_j v i 0 * A i j * v j 0.
Proof.
rewrite fipE big_ord1; apply: eq_bigr => i _; rewrite [(A *m v) i 0]mxE mulr_sumr.
by apply: eq_bigr => j _; rewrite mulrA.
Qed.

Lemma psd_plus n (A B : 'M[R]_n) : psd A -> psd B -> psd (A + B).
Proof.
move=> [AT Ap] [BT Bp]; split=> [|v]; first by rewrite linearD /= AT BT.
by rewrite mulmxDl fipDr addr_ge0.
Qed.

Lemma psd_times n c (A : 'M[R]_n) : 0 <= c -> psd A -> psd (c *: A).
Proof.
move=> c0 [AT Ap]; split=> [|v]; first by rewrite linearZ /= AT.
by rewrite -scalemxAl fipZr mulr_ge0.
Qed.

(* the product of Schur *)
Lemma psd_entrywise n (A B : 'M[R]_n) : psd A -> psd B -> psd (entrywise A B).
Proof.
move=> /[dup] [[AT _]] /psd_gram [M EM] [BT Bp]; split=> [|v].
  by apply/matrixP => i j; rewrite !mxE -{1}AT -{1}BT !mxE.
pose w k : 'cV_n := \col_i (v i 0 * M i k).
suff -> : fip v (entrywise A B *m v) = \sum_k fip (w k) (B *m w k) by rewrite sumr_ge0.
rewrite quadratic_form; under [RHS]eq_bigr do rewrite quadratic_form.
rewrite [RHS]exchange_big; apply: eq_bigr => i _ /=; rewrite [RHS]exchange_big; apply: eq_bigr => j _ /=.
rewrite mxE EM [gram M i j]mxE mulr_suml mulr_sumr mulr_suml; apply: eq_bigr => k _.
by rewrite !mxE; name_atoms; ring.
Qed.

Lemma psd_ones n : psd (const_mx 1 : 'M[R]_n).
Proof.
have -> : const_mx 1 = gram (one n) by apply/matrixP => i j; rewrite !mxE big_ord1 !mxE mulr1.
exact: gram_psd.
Qed.

Lemma psd_powers n (G : 'M[R]_n) c m : 0 <= c -> psd G ->
  psd (\matrix_(i, j) ((1 + c * G i j) ^+ m - 1)).
Proof.
move=> c0 Gp; have Hp : psd (const_mx 1 + c *: G) by apply: psd_plus (psd_ones n) (psd_times c0 Gp).
elim: m => [|m IH].
  have -> : (\matrix_(i, j) ((1 + c * G i j) ^+ 0 - 1)) = 0 *: G.
    by apply/matrixP => i j; rewrite !mxE expr0 subrr mul0r.
  exact: psd_times.
have := psd_plus (psd_entrywise Hp IH) (psd_times c0 Gp); congr psd.
by apply/matrixP => i j; rewrite !mxE exprS; name_atoms; ring.
Qed.

Variable E : R -> R.

(* exp(G) - 1, entry by entry, is positive semidefinite with G *)
Lemma psd_exp n (G : 'M[R]_n) : Num.archimedean_axiom R -> is_exp E -> psd G ->
  psd (\matrix_(i, j) (E (G i j) - 1)).
Proof.
move=> arch HE Gp; split=> [|v].
  by apply/matrixP => i j; rewrite !mxE -{1}Gp.1 mxE.
pose c := \sum_i \sum_j `|v i 0 * v j 0| * (E (G i j) * G i j ^+ 2).
have [M Mb] := arch (\sum_i \sum_j `|G i j|).
apply: (@archimedean_ge0 _ _ c M arch) => m Mm; set Q := fip v _.
have Gm i j : `|G i j| < m%:R.
  apply: le_lt_trans (_ : \sum_i \sum_j `|G i j| < _).
    rewrite (bigD1 i) //= (bigD1 j) //= -addrA ler_addl addr_ge0 ?sumr_ge0 // => k _.
    by rewrite sumr_ge0.
  by apply: le_lt_trans (ler_norm _) _; apply: lt_trans Mb _; rewrite ltr_nat.
have m0 : 0 <= m%:R^-1 :> R by rewrite invr_ge0 ler0n.
have [_ /(_ v)] := psd_powers m m0 Gp; set P := fip v _ => P0.
apply: le_trans (_ : Q - P <= _); last by rewrite ler_subl_addr ler_addl.
rewrite /P /Q /c !quadratic_form -sumrB mulr_suml -sumrN; apply: ler_sum => i _.
rewrite -sumrB mulr_suml -sumrN; apply: ler_sum => j _.
have /andP [] := exp_limit HE (Gm i j); rewrite !mxE [_^-1 * _]mulrC.
move: (G i j) (v i 0) (v j 0) (m%:R^-1) (_ ^+ m) (E _) => g x y k f e d0 d1.
have -> : x * (e - 1) * y - x * (f - 1) * y = x * y * (e - f) by ring.
rewrite -[_ * k]mulrA; apply: le_trans (_ : - (`|x * y| * (e - f)) <= _).
  by rewrite ler_opp2 ler_wpmul2l.
by rewrite ler_oppl -mulNr ler_wpmul2r // -normrN ler_norm.
Qed.

(* the Gaussian kernel of the rows of X, exp(-|x - x'|^2/(2 s^2)) *)
Definition gaussian n p (s : R) (X : 'M[R]_(n, p)) : 'M[R]_n :=
  \matrix_(i, j) E (- (dist2 X i j / (2%:R * s ^+ 2))).
(* CKA of two kernel matrices *)
Definition kernel_cka n (K L : 'M[R]_n) : R := mcos (H *m K *m H) (H *m L *m H).

Lemma kernel_cka_gram n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : kernel_cka (gram X) (gram Y) = cka X Y.
Proof. by rewrite ckaE. Qed.

(* exp(-|x|^2/(2 s^2)) for every row *)
Definition bump n p (s : R) (X : 'M[R]_(n, p)) : 'cV[R]_n :=
  \col_i E (- ((\sum_k X i k ^+ 2) / (2%:R * s ^+ 2))).

Lemma gaussian_psd_bump n p s (X : 'M[R]_(n, p)) : Num.archimedean_axiom R -> is_exp E ->
  psd (gaussian s X - gram (bump s X)).
Proof.
move=> arch HE; have Gp : psd (s ^- 2 *: gram X) by apply: psd_times (gram_psd X); rewrite invr_ge0 sqr_ge0.
have := psd_entrywise (gram_psd (bump s X)) (psd_exp arch HE Gp); congr psd; apply/matrixP => i j.
have := congr1 (fun A : 'M[R]_n => A i j) (sqdistE X); rewrite /= !mxE !big_ord1 !mxE mulr1 mul1r => ->.
set g := \sum_k X i k ^+ 2; set h := \sum_k X j k ^+ 2; set c := \sum_k _.
rewrite mulrBr mulr1 -!HE.1; congr (E _ - _).
have [->|s0] := eqVneq s 0; first by rewrite expr0n /= mulr0 invr0 !mulr0 mul0r oppr0 !addr0.
by field.
Qed.

Lemma gaussian_psd n p s (X : 'M[R]_(n, p)) : Num.archimedean_axiom R -> is_exp E -> psd (gaussian s X).
Proof.
move=> arch HE; have := psd_plus (gaussian_psd_bump s X arch HE) (gram_psd (bump s X)).
by rewrite subrK.
Qed.

Lemma psd_center n (L : 'M[R]_n) : psd L -> psd (H *m L *m H).
Proof. by move=> /psd_gram [M ->]; have := gram_psd (H *m M); rewrite -cgramE. Qed.

Lemma psd_tr_gt0 n (M : 'M[R]_n) : psd M -> M != 0 -> 0 < \tr M.
Proof.
by move=> /psd_gram [A ->] A0; rewrite /gram mxtrace_mulC -/(fip _ _) fip_gt0 -gram_eq0.
Qed.

(* for any kernels K and L of which K - c is positive semidefinite *)
Theorem definite_kernel_cka n (K L : 'M[R]_n) c : psd (K - c%:M) -> psd L ->
  let A := H *m K *m H in let B := H *m L *m H in
  c * \tr B / (Num.sqrt (fip A A) * Num.sqrt (fip B B)) <= kernel_cka K L /\
  (0 < c -> B != 0 -> 0 < kernel_cka K L).
Proof.
move=> Kc Lp A B; have Bp : psd B by apply: psd_center.
have HB : H *m B *m H = B by rewrite /B !mulmxA center_idem -!mulmxA center_idem.
have AB : c * \tr B <= fip A B.
  have := psd_trace_ge0 Kc Bp; rewrite fipBl -scalemx1 fipZl fip_1 subr_ge0; congr (_ <= _).
  by rewrite /A fip_mulmr fip_mulml !center_tr mulmxA HB.
rewrite /kernel_cka /mcos -/A -/B sqrtrM ?fip_ge0 //; split=> [|c0 B0].
  by rewrite ler_wpmul2r // invr_ge0 mulr_ge0 ?sqrtr_ge0.
have AB0 : 0 < fip A B by apply: lt_le_trans AB; rewrite mulr_gt0 // psd_tr_gt0.
have A0 : A != 0 by apply: contra_ltN AB0 => /eqP ->; rewrite fip0l.
by rewrite divr_gt0 // mulr_gt0 // sqrtr_gt0 fip_gt0.
Qed.

Lemma gaussian_varies n p s (X : 'M[R]_(n, p)) : is_exp E -> s != 0 -> H *m X != 0 ->
  H *m gaussian s X *m H != 0.
Proof.
move=> HE s0; apply: contraNneq => Z; apply/eqP/center_eq0.
have D i j : gaussian s X i i + gaussian s X j j - gaussian s X i j - gaussian s X j i = 0.
  pose e : 'cV[R]_n := delta_mx i 0 - delta_mx j 0.
  have He : H *m e = e.
    rewrite centerE mulmxBl mul1mx -scalemxAl -mulmxA /e mulmxBr.
    have O k : (one n)^T *m (delta_mx k 0 : 'cV[R]_n) = 1%:M.
      by apply/matrixP => a b; rewrite -colE !mxE !ord1 eqxx.
    by rewrite !O subrr mulmx0 scaler0 subr0.
  have : fip e (gaussian s X *m e) = 0.
    have := congr1 (fun M => fip e (M *m e)) Z; rewrite mul0mx fip0r => <-.
    by rewrite -!mulmxA He -{1}He fip_mulml center_tr.
  rewrite /e mulmxBr fipBl !fipBr.
  have F a b : fip (delta_mx a 0 : 'cV[R]_n) (gaussian s X *m delta_mx b 0) = gaussian s X a b.
    rewrite -colE fipE big_ord1 (bigD1 a) //= big1 ?addr0 => [|k ka]; first by rewrite !mxE !eqxx mul1r.
    by rewrite mxE (negbTE ka) mul0r.
  by rewrite !F => <-; name_atoms; ring.
have dii i : dist2 X i i = 0 by rewrite /dist2 big1 // => k _; rewrite subrr expr0n.
have dC i j : dist2 X j i = dist2 X i j by apply: eq_bigr => k _; rewrite -sqrrN opprB.
have d0 i j : dist2 X i j = 0.
  have := D i j; rewrite !mxE !dii mul0r oppr0 exp0 // dC; set x := _ / _ => h.
  have e1 : E (- x) = E 0.
    have : 2%:R * (1 - E (- x)) = 0 by rewrite -h; move: (E _) => e; ring.
    by move/eqP; rewrite exp0 // mulf_eq0 pnatr_eq0 /= subr_eq0 eq_sym => /eqP.
  have := exp_inj HE e1; move/eqP; rewrite oppr_eq0 mulf_eq0 invr_eq0 mulf_eq0 pnatr_eq0 expf_eq0 /=.
  by rewrite (negbTE s0) orbF => /eqP.
have eqX i j k : X i k = X j k.
  have := d0 i j => /eqP; rewrite psumr_eq0 => [/allP /(_ k (mem_index_enum k))|? _]; last exact: sqr_ge0.
  by rewrite /= sqrf_eq0 subr_eq0 => /eqP.
case: n X {Z D dii dC d0} eqX => [|n] X eqX; first by exists 0; apply/matrixP => -[].
exists (row 0 X); apply/matrixP => i k; rewrite mxE big_ord1 !mxE mul1r.
exact: eqX.
Qed.

(* estimators/gaussian_cka_is_positive: where K - c is positive semidefinite, Gaussian-kernel CKA is at least
   c tr(HLH)/(|HKH| |HLH|), which is positive for c > 0. *)
Theorem estimators_gaussian_cka_is_positive n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) s c :
  Num.archimedean_axiom R -> is_exp E -> s != 0 -> H *m Y != 0 ->
  let K := gaussian s X in let L := gaussian s Y in
  let A := H *m K *m H in let B := H *m L *m H in
  psd (K - c%:M) ->
  c * \tr B / (Num.sqrt (fip A A) * Num.sqrt (fip B B)) <= kernel_cka K L /\
  (0 < c -> 0 < kernel_cka K L).
Proof.
move=> arch HE s0 Y0 K L A B Kc; have Lp : psd L by apply: gaussian_psd.
have [h1 h2] := definite_kernel_cka Kc Lp; split=> // c0.
by apply: h2 => //; apply: gaussian_varies.
Qed.

End Positive.
