(* Spectral theorem for symmetric matrices over any real closed field
   (absent from MathComp 1.15): eigenvalue via R[i], deflation by Householder. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra complex ring.
From Unalignable Require Import frobenius rigid.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Spectral.
Variable R : rcfType.

Lemma sym_eigen n (M : 'M[R]_n.+1) : M^T = M ->
  exists a (v : 'rV_n.+1), v != 0 /\ v *m M = a *: v.
Proof.
move=> MT; pose MC := map_mx (real_complex R) M.
have [l rl] : exists l, root (char_poly MC) l.
  by apply/closed_rootP; rewrite size_char_poly.
have /eigenvalueP [v vM nv] : eigenvalue MC l by rewrite eigenvalue_root_char.
pose x := map_mx (@complex.Re R) v; pose y := map_mx (@complex.Im R) v.
pose a := complex.Re l; pose b := complex.Im l.
have xM : x *m M = a *: x - b *: y.
  apply/matrixP => i j; move/matrixP/(_ i j)/(congr1 (@complex.Re R)): vM.
  rewrite !mxE raddf_sum /= => E.
  transitivity (complex.Re (l * v i j)); last by rewrite /a /b; case: (l) (v i j) => ? ? [].
  rewrite -E; apply: eq_bigr => k _; rewrite !mxE; case: (v i k) => r s /=.
  by rewrite mulr0 subr0.
have yM : y *m M = b *: x + a *: y.
  apply/matrixP => i j; move/matrixP/(_ i j)/(congr1 (@complex.Im R)): vM.
  rewrite !mxE raddf_sum /= => E.
  transitivity (complex.Im (l * v i j)); last first.
    by rewrite /a /b; case: (l) (v i j) => ? ? [] ? ? /=; rewrite addrC.
  rewrite -E; apply: eq_bigr => k _; rewrite !mxE; case: (v i k) => r s /=.
  by rewrite mulr0 add0r.
have b0 : b * (fip x x + fip y y) = 0.
  have : fip (x *m M) y = fip x (y *m M) by rewrite fip_mulmr MT.
  rewrite xM yM !fip_lin => /eqP; rewrite -subr_eq0 => /eqP h.
  by apply/eqP; rewrite -oppr_eq0 -h; apply/eqP; ring.
have nxy : (x != 0) || (y != 0).
  rewrite -negb_and; apply: contra nv => /andP [/eqP x0 /eqP y0].
  apply/eqP/matrixP => i j; rewrite mxE.
  move/matrixP/(_ i j): x0; move/matrixP/(_ i j): y0; rewrite !mxE.
  by case: (v i j) => r s /= -> ->.
have bz : b = 0.
  apply/eqP; move/eqP: b0; rewrite mulf_eq0 => /orP [//|].
  rewrite paddr_eq0 ?fip_ge0 // !fip_eq0 => /andP [x0 y0].
  by move: nxy; rewrite x0 y0.
case/orP: nxy => n0.
  by exists a, x; split=> //; rewrite xM bz scale0r subr0.
by exists a, y; split=> //; rewrite yM bz scale0r add0r.
Qed.

Theorem spectral n (M : 'M[R]_n) : M^T = M ->
  exists (Q : 'M_n) (d : 'rV_n), Q *m Q^T = 1%:M /\ M = Q^T *m diag_mx d *m Q.
Proof.
elim: n M => [|n IH] M MT.
  by exists 1%:M, 0; split; apply/matrixP => -[].
have [a [v [nv vM]]] := sym_eigen MT.
rewrite -[n.+1]/(1 + n)%N in M MT v nv vM *.
pose u := (Num.sqrt (fip v v))^-1 *: v.
have fv : 0 < fip v v by rewrite fip_gt0.
have u1 : fip u u = 1.
  rewrite !fip_lin mulrA -invfM -expr2 sqr_sqrtr ?ltW // mulVf //.
  by rewrite gt_eqF.
have uM : u *m M = a *: u by rewrite -scalemxAl vM !scalerA mulrC.
pose e : 'rV[R]_(1 + n) := row_mx 1%:M 0.
have e1 : fip e e = 1.
  by rewrite /fip -mxtrace_mulC tr_row_mx mul_row_col trmx0 mulmx0 addr0 trmx1
    mulmx1 mxtrace1.
pose P := hh (e - u).
have PP : P *m P = 1%:M by rewrite hh_inv.
have PT : P^T = P by rewrite hh_tr.
have uP : u *m P = e by apply: hh_swap; rewrite e1 u1.
have eP : e *m P = u by rewrite -uP -mulmxA PP mulmx1.
pose N := P *m M *m P.
have NT : N^T = N by rewrite /N !trmx_mul PT MT mulmxA.
have eN : e *m N = a *: e by rewrite /N !mulmxA eP uM -scalemxAl uP.
have MN : M = P *m N *m P by rewrite /N !mulmxA PP mul1mx -mulmxA PP mulmx1.
clearbody N.
have [ul ur] : ulsubmx N = a%:M /\ ursubmx N = 0.
  move: eN; rewrite -[N]submxK mul_row_block !mul1mx !mul0mx !addr0 scale_row_mx.
  rewrite scaler0 scalemx1 => /eq_row_mx [-> ->].
  by rewrite block_mxKul block_mxKur.
have dl : dlsubmx N = 0 by rewrite -NT -trmx_ursub ur trmx0.
have [|Q' [d' [QQ EN]]] := IH (drsubmx N); first by rewrite trmx_drsub NT.
pose B : 'M[R]_(1 + n) := block_mx 1%:M 0 0 Q'.
have BB : B *m B^T = 1%:M.
  rewrite /B tr_block_mx mulmx_block !trmx0 !mul0mx !mulmx0 trmx1 mulmx1 QQ.
  by rewrite !addr0 add0r -scalar_mx_block.
exists (B *m P), (row_mx a%:M d'); split.
  by rewrite trmx_mul mulmxA -(mulmxA B) PT PP mulmx1.
rewrite MN trmx_mul PT -!mulmxA; congr (_ *m _); rewrite !mulmxA; congr (_ *m _).
rewrite -[N]submxK ul ur dl EN diag_mx_row /B tr_block_mx !mulmx_block.
rewrite !trmx0 !mul0mx !mulmx0 trmx1 !mulmx1 !mul1mx !addr0 !add0r.
rewrite mul0mx; congr block_mx.
by apply/matrixP => i j; rewrite !ord1 !mxE.
Qed.


(* singular value decomposition of a square matrix: spectral theorem + rigidity *)
Theorem svd n (X : 'M[R]_n) : exists (U V : 'M_n) (d : 'rV_n),
  [/\ U *m U^T = 1%:M, V *m V^T = 1%:M, forall i, 0 <= d 0 i &
      X = V^T *m diag_mx d *m U].
Proof.
have [Q [d [QQ E]]] := spectral (gram_tr X).
have ED : diag_mx d = gram (Q *m X).
  rewrite /gram trmx_mul mulmxA -(mulmxA Q) -/(gram X) E !mulmxA QQ mul1mx.
  by rewrite -mulmxA QQ mulmx1.
have d0 i : 0 <= d 0 i.
  have := congr1 (fun M => fun_of_matrix M i i) ED; rewrite mxE eqxx mulr1n => ->.
  by rewrite /gram -fip_row fip_ge0.
pose r : 'rV[R]_n := \row_i Num.sqrt (d 0 i).
have rr : diag_mx r *m diag_mx r = diag_mx d.
  rewrite mulmx_diag; congr diag_mx; apply/rowP => i; rewrite !mxE.
  by rewrite -expr2 sqr_sqrtr.
have [|U UU EX] := @gram_rigid _ _ _ X (Q^T *m diag_mx r).
  by rewrite {2}/gram trmx_mul trmxK tr_diag_mx mulmxA -(mulmxA Q^T) rr -E.
by exists U, Q, r; split=> // i; rewrite mxE sqrtr_ge0.
Qed.

Lemma orth_diag_le1 n (W : 'M[R]_n) i : W *m W^T = 1%:M -> W i i <= 1.
Proof.
move=> WW; apply: le_trans (ler_norm _) _; rewrite -(@expr_le1 _ 2) ?normr_ge0 //.
rewrite real_normK ?num_real //.
have := congr1 (fun M => fun_of_matrix M i i) WW; rewrite !mxE eqxx mulr1n => <-.
rewrite (bigD1 i) //= mxE -expr2 ler_addl sumr_ge0 // => j _.
by rewrite mxE -expr2 sqr_ge0.
Qed.

(* Procrustes: the maximum of <X,Q> over orthogonal Q is the sum of singular values *)
Theorem procrustes n (X : 'M[R]_n) : exists s : R,
  (forall Q : 'M_n, Q *m Q^T = 1%:M -> fip X Q <= s) /\
  (exists2 Q : 'M_n, Q *m Q^T = 1%:M & fip X Q = s).
Proof.
have [U [V [d [UU VV d0 ->]]]] := svd X.
have E Q : fip (V^T *m diag_mx d *m U) Q = \sum_i d 0 i * (V *m Q *m U^T) i i.
  rewrite fip_mulmr fip_mulml trmxK mulmxA /fip tr_diag_mx /mxtrace.
  by apply: eq_bigr => i _; rewrite mul_diag_mx mxE.
exists (\sum_i d 0 i); split=> [Q QQ|].
  rewrite E; apply: ler_sum => i _; rewrite -[X in _ <= X]mulr1 ler_wpmul2l //.
  apply: orth_diag_le1; rewrite !trmx_mul trmxK !mulmxA.
  by rewrite -[V *m Q *m U^T *m U]mulmxA (mulmx1C UU) mulmx1 -(mulmxA V) QQ mulmx1.
exists (V^T *m U).
  by rewrite trmx_mul trmxK mulmxA -(mulmxA V^T) UU mulmx1 (mulmx1C VV).
rewrite E; apply: eq_bigr => i _; rewrite mulmxA VV mul1mx UU.
by rewrite mxE eqxx mulr1.
Qed.

End Spectral.
