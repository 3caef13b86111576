(* One dimension agrees with a representation only as far as its rank and participation ratio together allow. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector participation eigen leading predict_tools
  rank_ceilings.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Ceiling.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma top_eigvalE n (S : 'M[R]_n.+1) : top_eigval S = eigval S ord0.
Proof.
rewrite /top_eigval /leading_sum (bigD1 ord0) //= big1 ?addr0 // => j /andP [j1].
by rewrite -val_eqE /= -leqn0 -ltnS j1.
Qed.

Lemma trace_leading1 n (S : 'M[R]_n.+1) : \tr (leading_proj S 1) = 1.
Proof.
rewrite trace_smap (bigD1 ord0) //= big1 ?addr0 // => j.
by rewrite -val_eqE /= ltnS leqn0 => /negbTE ->.
Qed.

Lemma leading1_mul n (S : 'M[R]_n.+1) : S^T = S -> S *m leading_proj S 1 = top_eigval S *: leading_proj S 1.
Proof.
move=> ST; rewrite {1}(eigenE ST) smapM -smapZ; apply: smap_eq => i; rewrite top_eigvalE ltnS leqn0.
by case: eqP => [i0|_]; rewrite ?mulr0 // (_ : i = ord0) //; apply: val_inj.
Qed.

Lemma top_eigval_gt0 n (S : 'M[R]_n) : psd S -> 0 < \tr S -> 0 < top_eigval S.
Proof.
move=> Sp t0; rewrite lt_def top_eigval_ge0 // andbT; apply: contraTneq t0 => m0.
rewrite -leNgt -sum_eigval ?(proj1 Sp) //; rewrite -oppr_ge0 -sumrN.
by apply: sumr_ge0 => i _; rewrite oppr_ge0 -m0 top_eigval_max.
Qed.

(* (N mu - t)^2 <= (N - 1)(N |L|^2 - t^2) for the largest eigenvalue mu, t = tr L and N the rank *)
Lemma top_share n q (Z : 'M[R]_(n.+1, q)) : let L := gram Z in let N := (\rank Z)%:R in Z != 0 ->
  [/\ 1 <= N, \tr L ^+ 2 <= N * fip L L &
      (N * top_eigval L - \tr L) ^+ 2 <= (N - 1) * (N * fip L L - \tr L ^+ 2)].
Proof.
move=> L N Z0; have Lp : psd L := gram_psd Z; have LT := proj1 Lp.
have t0 : 0 < \tr L by rewrite /L /gram mxtrace_mulC -/(fip Z Z) fip_gt0.
have m0 := top_eigval_gt0 Lp t0; set mu := top_eigval L in m0 *.
pose E := leading_proj L 1; pose Q := proj Z.
have ET : E^T = E := leading_proj_tr _ _; have EE : E *m E = E := leading_proj_idem _ _.
have QL : Q *m L = L by rewrite /L /gram mulmxA proj_id.
have QE : Q *m E = E.
  have -> : E = mu^-1 *: (L *m E) by rewrite leading1_mul // scalerA mulVf ?scale1r // gt_eqF.
  by rewrite -scalemxAr mulmxA QL.
have fEE : fip E E = 1 by rewrite /fip ET EE trace_leading1.
have fQE : fip Q E = 1 by rewrite /fip proj_tr QE trace_leading1.
have fQQ : fip Q Q = N by rewrite /fip proj_tr proj_idem trace_proj.
have fLE : fip L E = mu by rewrite ky_fan_attained.
have fLQ : fip L Q = \tr L by rewrite fipC /fip proj_tr QL.
have N1 : 1 <= N by rewrite ler1n lt0n mxrank_eq0.
split=> //; first by have := cauchy_schwarz L Q; rewrite fLQ fQQ mulrC.
have cs := cauchy_schwarz (L - mu *: E) (Q - E).
have e1 : fip (L - mu *: E) (Q - E) = \tr L - mu.
  by rewrite fipBl !fipBr !fipZl fLQ fLE (fipC E Q) fQE fEE; ring.
have e2 : fip (L - mu *: E) (L - mu *: E) = fip L L - mu ^+ 2.
  by rewrite fipBl !fipBr !fipZl !fipZr fLE (fipC E L) fLE fEE; ring.
have e3 : fip (Q - E) (Q - E) = N - 1 by rewrite fipBl !fipBr fQQ fQE (fipC E Q) fQE fEE; ring.
rewrite e1 e2 e3 in cs; move: (fip L L) (\tr L) cs => l t cs; have N0 : 0 <= N := ler0n _ _.
have := mulr_ge0 N0 (_ : 0 <= (l - mu ^+ 2) * (N - 1) - (t - mu) ^+ 2); rewrite subr_ge0 => /(_ cs) h.
by rewrite -subr_ge0; move: h; congr (_ <= _); ring.
Qed.

(* dimension/participation_ceiling: for X of one dimension, N the rank of Y_c and b its participation ratio, linear
   CKA is at most sqrt(b)/N (1 + sqrt((N - 1)(N/b - 1))). *)
Theorem dimension_participation_ceiling n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  H *m X != 0 -> H *m Y != 0 -> (\rank (H *m X) <= 1)%N ->
  let N := (\rank (H *m Y))%:R in let b := participation Y in
  cka X Y <= Num.sqrt b / N * (1 + Num.sqrt ((N - 1) * (N / b - 1))).
Proof.
case: n X Y => [|n] X Y x0 y0 r1; first by case/eqP: y0; apply/matrixP => -[].
cbv zeta; have [N1 tl h] := top_share y0; rewrite -cgramE in tl h; set N := (\rank _)%:R in N1 tl h *.
set L := cgram Y in tl h *; have Lp : psd L := psd_cgram_of Y.
have l0 : 0 < fip L L by rewrite fip_gt0 cgram_eq0.
have t0 : 0 < \tr L by rewrite trace_cgram fip_gt0.
have N0 : 0 < N by rewrite (lt_le_trans _ N1) ?ltr01.
have c : cka X Y <= top_eigval L / Num.sqrt (fip L L).
  have mu0 := top_eigval_ge0 Lp.
  rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?cka_ge0 ?divr_ge0 ?sqrtr_ge0 // [(top_eigval L / _) ^+ 2]expr_div_n sqr_sqrtr
    ?(ltW l0) //.
  have [h1 _] := dimension_von_neumann x0 y0; apply: le_trans h1 _.
  rewrite sum_eigval2 ?(proj1 Lp) // ler_wpmul2r ?invr_ge0 ?(ltW l0) //.
  by apply: le_trans (leading_sum2_le _ Lp) _; rewrite ler_pimull ?sqr_ge0 // lern1.
apply: le_trans c _; rewrite sqrt_participation1 -/L /participation -/L.
move: h tl; set mu := top_eigval L; move: (\tr L) (fip L L) mu l0 t0 => t l mu l0 t0 h tl.
have n0 : t != 0 by rewrite gt_eqF.
have -> : (N - 1) * (N / (t ^+ 2 / l) - 1) = t^-1 ^+ 2 * ((N - 1) * (N * l - t ^+ 2)).
  by field; rewrite n0 gt_eqF.
rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm ?invr_ge0 ?(ltW t0) //.
set s := Num.sqrt (_ * _).
have sh : N * mu - t <= s.
  by apply: le_trans (ler_norm _) _; rewrite -sqrtr_sqr ler_wsqrtr.
have sl : 0 < Num.sqrt l by rewrite sqrtr_gt0.
have -> : t / Num.sqrt l / N * (1 + t^-1 * s) = (t + s) / N / Num.sqrt l by field; rewrite n0 !gt_eqF.
by rewrite ler_wpmul2r ?invr_ge0 ?(ltW sl) // ler_pdivl_mulr // mulrC -ler_subl_addl.
Qed.
End Ceiling.
