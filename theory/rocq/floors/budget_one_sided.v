(* Bounded readouts of one output, where one of the two layers holds nothing but it. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector predict_tools.
From Unalignable Require Import readout_tools readout_norms readout_sizes budget_operator.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section OneSided.
Variable R : rcfType.
Local Notation H := (center R _).

(* |E| <= tr E *)
Lemma psd_norm_tr n (E : 'M[R]_n) : psd E -> fip E E <= \tr E ^+ 2.
Proof.
move=> /psd_gram [L ->]; have -> : \tr (gram L) = fip L L by rewrite /gram mxtrace_mulC.
by rewrite expr2 /gram fip_mul_le.
Qed.

Lemma psd_tr_ge0 n (E : 'M[R]_n) : psd E -> 0 <= \tr E.
Proof. by move=> /psd_gram [L ->]; rewrite /gram mxtrace_mulC -/(fip L L) fip_ge0. Qed.

(* <M, E> >= z tr E for M >= z P, where E lives on the columns of P *)
Lemma filled_meets n (M P E : 'M[R]_n) z : psd (M - z *: P) -> psd E -> P *m E = E -> P^T = P -> z * \tr E <= fip M E.
Proof.
move=> pM pE PE PT; have := psd_trace_ge0 pM pE; rewrite fipBl fipZl.
by rewrite {2}/fip PT PE subr_ge0.
Qed.

(* l (m + z (sqrt(z^2 + C^2 - m) - z)) <= C y for l = |L|, m = |M|^2, y = <M, L>, from x = C y - l m >= z|E|, where
   |E|^2 = C^2 l^2 - 2 l x - l^2 m *)
Lemma one_sided_root (C l m z y : R) : 0 <= l -> 0 <= z -> 0 <= C * y - l * m -> m <= C ^+ 2 ->
  z ^+ 2 * (C ^+ 2 * l ^+ 2 - 2%:R * l * (C * y - l * m) - l ^+ 2 * m) <= (C * y - l * m) ^+ 2 ->
  l * (m + z * (Num.sqrt (z ^+ 2 + C ^+ 2 - m) - z)) <= C * y.
Proof.
move=> l0 z0 x0 mC h; set r := Num.sqrt _.
have rr : r ^+ 2 = z ^+ 2 + C ^+ 2 - m by rewrite sqr_sqrtr // -addrA addr_ge0 ?sqr_ge0 // subr_ge0.
have r0 : 0 <= r by apply: sqrtr_ge0.
have k : l * z * r <= (C * y - l * m) + l * z ^+ 2.
  have k1 : 0 <= l * z * r by rewrite mulr_ge0 // mulr_ge0.
  have k2 : 0 <= C * y - l * m + l * z ^+ 2 by rewrite addr_ge0 // mulr_ge0 ?sqr_ge0.
  apply: le_sqr => //; rewrite exprMn rr -subr_ge0; have h' := h; rewrite -subr_ge0 in h'.
  by congr (_ <= _): h'; clear; ring.
rewrite -subr_ge0 (_ : _ - _ = (C * y - l * m + l * z ^+ 2) - l * z * r) ?subr_ge0 //.
by move: r {rr r0 k h} => r; ring.
Qed.

(* floors/operator_budget_without_slack: where T = H X W = H Y V is not 0, W W^T <= B, V V^T <= C, |K|, |L| <= 1, and
   T T^T >= s^2 P_Y for the projector P_Y onto the columns of H Y, linear CKA is at least (m + s^2 (sqrt(s^4 + C^2 -
   m) - s^2))/(BC), m = |T^T T|^2. *)
Theorem floors_operator_budget_without_slack n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) T B C s :
  H *m X *m W = T -> H *m Y *m V = T -> T != 0 ->
  psd (B%:M - W *m W^T) -> psd (C%:M - V *m V^T) -> ksize X <= 1 -> ksize Y <= 1 ->
  psd (T *m T^T - s ^+ 2 *: proj (H *m Y)) ->
  let m := fip (T^T *m T) (T^T *m T) in
  (m + s ^+ 2 * (Num.sqrt (s ^+ 4 + C ^+ 2 - m) - s ^+ 2)) / (B * C) <= cka X Y.
Proof.
move=> XW YV T0 PB PC kx ky Ps /=; rewrite fip_gramT; set M := gram T; set m := fip M M.
have B0 : 0 < B by apply: (@budget_gt0 _ _ _ _ X _ _ PB); rewrite XW.
have C0 : 0 < C by apply: (@budget_gt0 _ _ _ _ Y _ _ PC); rewrite YV.
have [x0 _] : H *m X != 0 /\ W != 0 by apply: output_const; rewrite /output XW.
have [y0 _] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output YV.
have PX := output_psd X PB; have PY := output_psd Y PC; rewrite XW in PX; rewrite YV in PY.
have pM : psd M by apply: gram_psd.
pose l := ksize Y; pose L := cgram Y; have l0 : 0 < l by rewrite ksize_gt0.
have k0 : 0 < ksize X by rewrite ksize_gt0.
have ll : l ^+ 2 = fip L L by apply: ksize_sqr.
pose E := C *: L - l *: M.
have pE : psd E.
  have -> : E = (C *: L - M) + (1 - l) *: M.
    by rewrite /E scalerBl scale1r addrA subrK.
  by apply: psdD => //; apply: psd_scale => //; rewrite subr_ge0.
have PL : proj (H *m Y) *m E = E.
  have PL : proj (H *m Y) *m L = L by rewrite /L cgramE /gram (mulmxA (proj _)) proj_id.
  have PM : proj (H *m Y) *m M = M by rewrite /M /gram -YV (mulmxA (proj _)) proj_keep.
  by rewrite /E mulmxBr -!scalemxAr PL PM.
have meet := filled_meets Ps pE PL (proj_tr _); rewrite -/(gram T) -/M in meet.
have trE := psd_tr_ge0 pE; have z0 := sqr_ge0 s.
have x_eq : fip M E = C * fip M L - l * m by rewrite /E fipBr !fipZr.
have xE : 0 <= C * fip M L - l * m by rewrite -x_eq (le_trans _ meet) // mulr_ge0.
have mC : m <= C ^+ 2.
  apply: le_trans (read_le pM PY (ltW C0) (psd_cgram Y)) _.
  by rewrite ler_pimulr ?sqr_ge0 // -ksize_sqr expr_le1 ?ksize_ge0.
have EE : fip E E = C ^+ 2 * l ^+ 2 - 2%:R * l * (C * fip M L - l * m) - l ^+ 2 * m.
  rewrite [C ^+ 2 * l ^+ 2](congr1 _ ll) /E !fip_lin (fipC L M) -/m.
  by move: (fip M L) (fip L L) (l) (m) => a b c d; ring.
have root := @one_sided_root C l m (s ^+ 2) (fip M L) (ltW l0) z0 xE mC.
have {root} : l * (m + s ^+ 2 * (Num.sqrt ((s ^+ 2) ^+ 2 + C ^+ 2 - m) - s ^+ 2)) <= C * fip M L.
  apply: root; rewrite -EE -x_eq; apply: le_trans (_ : (s ^+ 2 * \tr E) ^+ 2 <= _).
    by rewrite [X in _ <= X]exprMn ler_wpmul2l ?sqr_ge0 // psd_norm_tr.
  have d0 : 0 <= s ^+ 2 * \tr E by rewrite mulr_ge0.
  by rewrite ler_expn2r ?nnegrE // (le_trans d0).
rewrite -exprM; set N := m + _ => root.
have N0 : 0 <= N.
  rewrite addr_ge0 ?fip_ge0 // mulr_ge0 // subr_ge0; apply: le_sqr; rewrite ?sqrtr_ge0 // sqr_sqrtr.
    by rewrite -exprM -addrA ler_addl subr_ge0.
  by rewrite -addrA addr_ge0 ?exprn_even_ge0 // subr_ge0.
have KL : fip M L <= B * hsic X Y.
  by rewrite hsicE -fipZl; apply: psd_fip_mono (psd_cgram Y) PX.
rewrite ler_pdivr_mulr ?mulr_gt0 // ckaK mulrAC ler_pdivl_mulr ?mulr_gt0 //.
apply: le_trans (_ : l * N <= _).
  by rewrite mulrC -/l -mulrA ler_pimull // mulr_ge0 // ltW.
apply: le_trans root _; rewrite [B * C]mulrC mulrCA [_ * B]mulrC; rewrite ler_wpmul2l ?(ltW C0) //.
Qed.

End OneSided.
