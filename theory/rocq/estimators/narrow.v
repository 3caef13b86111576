(* A narrow Gaussian kernel scores any two representations with distinct samples near 1. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd distances hsic1 angular_cka exponential gaussian bandwidth.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Narrow.
Variable R : rcfType.

(* a change that is small in relative size leaves the cosine near 1 *)
Lemma mcos_small n (U A : 'M[R]_n) d : U != 0 -> d < 1 -> fip A A <= d * fip U U ->
  [/\ U + A != 0, 0 <= mcos U (U + A) & 1 - d <= mcos U (U + A) ^+ 2].
Proof.
move=> U0 d1 AU; have h0 : 0 < fip U U by rewrite fip_gt0.
have xx : fip U A ^+ 2 <= d * fip U U ^+ 2.
  by apply: le_trans (cauchy_schwarz U A) _; rewrite expr2 mulrCA ler_pmul2l.
have pos : 0 < fip U (U + A).
  rewrite fipDr ltNge; apply/negP => x; have x' : fip U U <= - fip U A by rewrite -subr_le0 opprK.
  have : fip U U ^+ 2 <= fip U A ^+ 2.
    by rewrite -[fip U A ^+ 2]sqrrN ler_pexpn2r ?nnegrE ?(ltW h0) ?(le_trans (ltW h0) x').
  by move=> /le_trans /(_ xx); rewrite -[X in X <= _]mul1r ler_pmul2r ?exprn_gt0 // leNgt d1.
have n0 : U + A != 0 by apply: contra_ltN pos => /eqP ->; rewrite fip0r.
split=> //; first by rewrite /mcos divr_ge0 ?(ltW pos) ?sqrtr_ge0.
rewrite /mcos expr_div_n sqr_sqrtr ?mulr_ge0 ?fip_ge0 // ler_pdivl_mulr ?mulr_gt0 ?fip_gt0 //.
rewrite !fip_lin (fipC A U); move: (fip U U) (fip U A) (fip A A) AU h0 => h x a ah hp.
have q : 0 <= (1 - d) * h * (d * h - a) by rewrite mulr_ge0 ?subr_ge0 // mulr_ge0 ?subr_ge0 ?ltW.
rewrite -subr_ge0 (_ : _ - _ = (x + d * h) ^+ 2 + (1 - d) * h * (d * h - a)); last by ring.
by rewrite addr_ge0 ?sqr_ge0.
Qed.

Lemma mcos_two_small n (U A B : 'M[R]_n) d : U != 0 -> 0 <= d ->
  fip A A <= d * fip U U -> fip B B <= d * fip U U -> U + A != 0 -> U + B != 0 ->
  1 - 2%:R * d <= mcos (U + A) (U + B).
Proof.
move=> U0 d0 hA hB A0 B0.
have [d1|d1] := ltP d 1; last first.
  apply: le_trans (_ : -1 <= _).
    have := ler_wpmul2l (ler0n R 2) d1; rewrite mulr1 => dd; rewrite ler_subl_addl.
    by apply: le_trans (_ : 2%:R - 1 <= _); [rewrite ler_subr_addr; exact: lexx | rewrite ler_add2r].
  have : `|mcos (U + A) (U + B)| <= 1 by rewrite -(@expr_le1 _ 2) // real_normK ?num_real // mcos_sqr_le1.
  by rewrite ler_norml => /andP [].
have [_ a0 a1] := mcos_small U0 d1 hA; have [_ b0 b1] := mcos_small U0 d1 hB.
have [_ _ h _] := mcos_triangle A0 U0 B0; apply: le_trans h; rewrite (mcosC _ U).
move: (mcos _ _) (mcos _ _) a0 a1 b0 b1 => b a b0 b1 a0 a1.
have e0 : 0 <= 1 - d by rewrite subr_ge0 ltW.
have low x : 0 <= x -> 1 - d <= x ^+ 2 -> Num.sqrt (1 - d) <= x.
  by move=> x0 x1; rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?sqrtr_ge0 // sqr_sqrtr.
have up x : 1 - d <= x ^+ 2 -> Num.sqrt (1 - x ^+ 2) <= Num.sqrt d.
  by move=> x1; apply: ler_wsqrtr; rewrite ler_subl_addl -ler_subl_addr.
have p : 1 - d <= a * b.
  rewrite -(sqr_sqrtr e0) expr2; apply: ler_pmul; rewrite ?sqrtr_ge0 ?low //.
have q : Num.sqrt (1 - a ^+ 2) * Num.sqrt (1 - b ^+ 2) <= d.
  by rewrite -[X in _ <= X](sqr_sqrtr d0) expr2; apply: ler_pmul; rewrite ?sqrtr_ge0 ?up.
apply: le_trans (ler_sub p q); rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

(* estimators/narrow_bandwidth, for any two kernels: 1 on the diagonal, between 0 and e off it. *)
Theorem narrow_kernel_cka n (K L : 'M[R]_n) e : (1 < n)%N ->
  (forall i, K i i = 1 /\ L i i = 1) -> (forall i j, i != j -> 0 <= K i j <= e /\ 0 <= L i j <= e) ->
  let A := center R n *m K *m center R n in let B := center R n *m L *m center R n in A != 0 -> B != 0 ->
  1 - 2%:R * n%:R * e ^+ 2 <= kernel_cka K L.
Proof.
move=> n1 dg off A B A0 B0; pose U := center R n.
have h1 : fip U U = n%:R - 1.
  rewrite /fip /U center_tr center_idem centerE raddfB /= mxtrace1 mxtraceZ mxtrace_mulC onesTones mxtrace_scalar.
  by rewrite mulr1n mulVf // pnatr_eq0 -lt0n; apply: ltn_trans n1.
have U0 : U != 0 by rewrite -fip_gt0 h1 subr_gt0 ltr1n.
have split (M : 'M[R]_n) : U *m M *m U = U + U *m (M - 1%:M) *m U.
  by rewrite mulmxBr mulmxBl mulmx1 center_idem addrC subrK.
have small (M : 'M[R]_n) : (forall i, M i i = 1) -> (forall i j, i != j -> 0 <= M i j <= e) ->
    fip (U *m (M - 1%:M) *m U) (U *m (M - 1%:M) *m U) <= n%:R * e ^+ 2 * fip U U.
  move=> d1 o; apply: le_trans (fip_double_center_le _) _; rewrite h1 fipE.
  have col j : \sum_i (M - 1%:M) i j * (M - 1%:M) i j <= (n%:R - 1) * e ^+ 2.
    rewrite (bigD1 j) //= !mxE d1 eqxx subrr mul0r add0r.
    apply: le_trans (_ : \sum_(i | i != j) e ^+ 2 <= _).
      apply: ler_sum => i ij; rewrite !mxE (negbTE ij) subr0; have /andP [l u] := o _ _ ij.
      by rewrite expr2 ler_pmul.
    by rewrite sumr_const cardC1 card_ord -subn1 -[_ *+ (n - 1)]mulr_natl natrB // ltnW.
  apply: le_trans (ler_sum _ (fun j _ => col j)) _.
  by rewrite sumr_const card_ord -[_ *+ n]mulr_natl le_eqVlt; apply/orP; left; apply/eqP; ring.
rewrite /kernel_cka -/U; move: A0 B0; rewrite /A /B -/U (split K) (split L) => A0 B0; rewrite -mulrA.
apply: mcos_two_small => //; first by rewrite mulr_ge0 ?ler0n ?sqr_ge0.
  by apply: small => [i|i j /off []] //; case: (dg i).
by apply: small => [i|i j /off []] //; case: (dg i).
Qed.

(* estimators/narrow_bandwidth: where different samples are at squared distance d or more, on both sides,
   CKA_s >= 1 - 2 n exp(-d/s^2). *)
Theorem estimators_narrow_bandwidth (E : R -> R) n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) s d :
  is_exp E -> (1 < n)%N -> 0 < s -> 0 < d ->
  (forall i j, i != j -> d <= dist2 X i j) -> (forall i j, i != j -> d <= dist2 Y i j) ->
  1 - 2%:R * n%:R * E (- (d / s ^+ 2)) <= kernel_cka (gaussian E s X) (gaussian E s Y).
Proof.
move=> HE n1 s0 d0 dX dY; have c0 : 0 < 2%:R * s ^+ 2 by rewrite mulr_gt0 ?ltr0n ?exprn_gt0.
have -> : E (- (d / s ^+ 2)) = E (- (d / (2%:R * s ^+ 2))) ^+ 2.
  by rewrite [RHS]expr2 -HE.1; congr E; field; rewrite gt_eqF.
have varies r (Z : 'M[R]_(n, r)) : (forall i j, i != j -> d <= dist2 Z i j) ->
    center R n *m gaussian E s Z *m center R n != 0.
  move=> dZ; apply: gaussian_varies => //; first by rewrite gt_eqF.
  apply/eqP => /center_eq0 [b Zb]; pose i0 := Ordinal (ltnW n1); pose i1 := Ordinal n1.
  have : d <= dist2 Z i0 i1 by apply: dZ.
  by rewrite /dist2 Zb big1 ?leNgt ?d0 // => k _; rewrite !mxE !big_ord1 !mxE subrr expr0n.
have diag r (Z : 'M[R]_(n, r)) i : gaussian E s Z i i = 1.
  by rewrite mxE /dist2 big1 ?mul0r ?oppr0 ?exp0 // => k _; rewrite subrr expr0n.
have off r (Z : 'M[R]_(n, r)) : (forall i j, i != j -> d <= dist2 Z i j) ->
    forall i j, i != j -> 0 <= gaussian E s Z i j <= E (- (d / (2%:R * s ^+ 2))).
  move=> dZ i j ij; rewrite mxE (ltW (exp_gt0 _ HE)) /=; apply: exp_le => //.
  by rewrite ler_opp2 ler_pmul2r ?invr_gt0 // dZ.
apply: narrow_kernel_cka => //; try exact: varies.
by move=> i j ij; split; apply: off.
Qed.

End Narrow.
