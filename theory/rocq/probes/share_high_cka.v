(* High linear CKA forces linear R^2, the more so the fewer dimensions there are for what is not predicted. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector predict_tools readout_norms predict_shared.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

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
