(* No ceiling on linear CKA comes from participation ratios alone. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd participation predict_tools.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section NoCeiling.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma near_scalar (u N : R) : 0 <= u -> 0 <= N -> u + N != 0 -> (1 - u / (u + N)) * u <= N.
Proof.
move=> u0 N0 d0; have d : 0 < u + N by rewrite lt_def d0 addr_ge0.
have E : N - (1 - u / (u + N)) * u = N ^+ 2 / (u + N) by field.
by rewrite -subr_ge0 E divr_ge0 ?sqr_ge0 ?ltW.
Qed.

Lemma wide_scalar (v N : R) : 0 <= v -> 0 <= N -> v ^+ 2 + N != 0 -> N <= v ^+ 2 ->
  N ^+ 2 <= (v + N) ^+ 2 / (v ^+ 2 + N) * v ^+ 2 * 2%:R.
Proof.
move=> v0 N0 d0 Nv; have d : 0 < v ^+ 2 + N by rewrite lt_def d0 addr_ge0 ?sqr_ge0.
have E : (v + N) ^+ 2 / (v ^+ 2 + N) * v ^+ 2 * 2%:R - N ^+ 2
  = (N ^+ 2 * (v ^+ 2 - N) + v ^+ 3 * 2%:R * (v + 2%:R * N)) / (v ^+ 2 + N) by field.
by rewrite -subr_ge0 E divr_ge0 ?(ltW d) // addr_ge0 // !mulr_ge0 ?sqr_ge0 ?subr_ge0 ?exprn_ge0 ?ler0n ?addr_ge0
  ?mulr_ge0 ?ler0n.
Qed.

(* dimension/no_ceiling_from_participation_ratios: where Y looks like [sX, J], with N <= s^4 further features of the
   length of X, uncorrelated with it and with each other, s^4 (1 - CKA^2) <= N, PR(Y) (s^4 + N) = (s^2 + N)^2 and
   2 s^4 PR(Y) >= N^2, but PR(X) is 1, as is the rank of X. *)
Theorem dimension_no_ceiling_from_participation_ratios n q N (X : 'cV[R]_n) (Y : 'M[R]_(n, q)) (J : 'M[R]_(n, N)) s :
  H *m X != 0 -> (H *m J)^T *m (H *m J) = (fip (H *m X) (H *m X))%:M -> (H *m X)^T *m (H *m J) = 0 ->
  cgram Y = s ^+ 2 *: cgram X + cgram J -> N%:R <= s ^+ 4 ->
  [/\ participation Y * (s ^+ 4 + N%:R) = (s ^+ 2 + N%:R) ^+ 2,
      (1 - cka X Y ^+ 2) * s ^+ 4 <= N%:R,
      N%:R ^+ 2 <= participation Y * s ^+ 4 * 2%:R,
      participation X = 1 & \rank (H *m X) = 1%N].
Proof.
move=> x0 JJ XJ L Ns; set f := fip (H *m X) (H *m X) in JJ.
have f0 : 0 < f by rewrite fip_gt0.
have fn : f != 0 by rewrite gt_eqF.
have KK : fip (cgram X) (cgram X) = f ^+ 2.
  by rewrite cgramE fip_gram fip_scalar fip11 expr2.
have KJ : fip (cgram X) (cgram J) = 0 by rewrite !cgramE fip_gram XJ fip0r.
have KJJ : fip (cgram J) (cgram J) = N%:R * f ^+ 2.
  by rewrite cgramE fip_gram JJ /fip tr_scalar_mx -scalar_mxM mxtrace_scalar -mulr_natl expr2.
have KL : fip (cgram X) (cgram Y) = s ^+ 2 * f ^+ 2 by rewrite L !fip_lin KJ KK addr0.
have LL : fip (cgram Y) (cgram Y) = (s ^+ 4 + N%:R) * f ^+ 2.
  by rewrite L !fip_lin (fipC (cgram J)) KJ KK KJJ; ring.
have trJ : \tr (cgram J) = N%:R * f by rewrite cgramE /gram mxtrace_mulC JJ mxtrace_scalar mulr_natl.
have trL : \tr (cgram Y) = (s ^+ 2 + N%:R) * f.
  by rewrite L linearD linearZ /= trJ trace_cgram -/f mulrDl.
have PX : participation X = 1 by rewrite /participation trace_cgram KK divff ?expf_neq0.
have rX : \rank (H *m X) = 1%N by apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0.
have s4 : s ^+ 4 = (s ^+ 2) ^+ 2 by rewrite -exprM.
have v0 : 0 <= s ^+ 2 := sqr_ge0 s; have N0 : 0 <= N%:R :> R := ler0n _ _.
have [z|d0] := eqVneq (s ^+ 4 + N%:R) 0.
  have /andP [sz Nz] : (s ^+ 4 == 0) && (N%:R == 0 :> R) by rewrite -paddr_eq0 ?z // s4 sqr_ge0.
  have s2 : s ^+ 2 = 0 by apply/eqP; move: sz; rewrite s4 sqrf_eq0.
  by rewrite z s2 (eqP Nz) (eqP sz) !(mulr0, mul0r, add0r) expr0n.
have PY : participation Y = (s ^+ 2 + N%:R) ^+ 2 / (s ^+ 4 + N%:R).
  by rewrite /participation trL LL; field; rewrite fn d0.
have C2 : cka X Y ^+ 2 = s ^+ 4 / (s ^+ 4 + N%:R).
  by rewrite cka_sqr !hsicE KL KK LL; field; rewrite fn d0.
split=> //; first by rewrite PY divfK.
  by rewrite C2 near_scalar // s4 sqr_ge0.
by rewrite PY s4 wide_scalar // -s4.
Qed.
End NoCeiling.
