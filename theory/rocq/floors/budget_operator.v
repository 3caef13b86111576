(* Budgets for the operator norms of two readouts of one output, and the least linear CKA that they allow. Bounded
   readouts of one output, where one of the two layers holds nothing but it. Bounded readouts of one output in a plane
   force more linear CKA. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector gram_maps readout_norms predict_tools
  errors_angles.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Psd.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma psd_cong n m (A : 'M[R]_n) (Z : 'M[R]_(m, n)) : psd A -> psd (Z *m A *m Z^T).
Proof.
move=> [AT P]; split=> [|v]; first by rewrite !trmx_mul trmxK AT mulmxA.
by rewrite -!mulmxA -{1}(trmxK Z) -fip_mulml.
Qed.

Lemma psdD n (A B : 'M[R]_n) : psd A -> psd B -> psd (A + B).
Proof. by move=> [AT P] [BT Q]; split=> [|v]; rewrite ?linearD /= ?AT ?BT // mulmxDl fipDr addr_ge0. Qed.

Lemma psd_scale n (A : 'M[R]_n) c : 0 <= c -> psd A -> psd (c *: A).
Proof. by move=> c0 [AT P]; split=> [|v]; rewrite ?linearZ /= ?AT // -scalemxAl fipZr mulr_ge0. Qed.

Lemma gram_cong n p k (F : 'M[R]_(n, p)) (W : 'M[R]_(p, k)) : gram (F *m W) = F *m gram W *m F^T.
Proof. by rewrite /gram trmx_mul !mulmxA. Qed.

(* W W^T <= B gives T T^T <= B K for T = X_c W *)
Lemma output_psd n p k (X : 'M[R]_(n, p)) (W : 'M[R]_(p, k)) B :
  psd (B%:M - gram W) -> psd (B *: cgram X - gram (H *m X *m W)).
Proof.
move=> P; rewrite cgramE [gram (H *m X *m W)]gram_cong.
have -> : B *: gram (H *m X) = H *m X *m B%:M *m (H *m X)^T by rewrite mul_mx_scalar -scalemxAl.
by rewrite -mulmxBl -mulmxBr; apply: psd_cong.
Qed.

(* tr AB is monotone in the Loewner order *)
Lemma psd_fip_mono n (A B C : 'M[R]_n) : psd C -> psd (B - A) -> fip A C <= fip B C.
Proof. by move=> pC pB; rewrite -subr_ge0 -fipBl psd_trace_ge0. Qed.

Lemma fip_gramT n k (T : 'M[R]_(n, k)) : fip (T^T *m T) (T^T *m T) = fip (gram T) (gram T).
Proof. by rewrite fip_gram. Qed.

(* T T^T <= B K: |T^T T| <= B |K| *)
Lemma read_le n (K M : 'M[R]_n) B : psd M -> psd (B *: K - M) -> 0 <= B -> psd K ->
  fip M M <= B ^+ 2 * fip K K.
Proof.
move=> pM pE B0 pK; apply: le_trans (psd_fip_mono pM pE) _; rewrite fipZl fipC expr2 -mulrA ler_wpmul2l //.
by rewrite -fipZl; apply: psd_fip_mono.
Qed.

Lemma psd_cgram n p (X : 'M[R]_(n, p)) : psd (cgram X).
Proof. by rewrite cgramE; apply: gram_psd. Qed.

(* a budget that reads something is positive *)
Lemma budget_gt0 n p k (X : 'M[R]_(n, p)) (W : 'M[R]_(p, k)) B :
  psd (B%:M - gram W) -> H *m X *m W != 0 -> 0 < B.
Proof.
move=> /output_psd P T0; have := psd_fip_mono (gram_psd (H *m X *m W)) (P _ X).
have p1 : 0 < fip (gram (H *m X *m W)) (gram (H *m X *m W)) by rewrite fip_gt0 gram_eq0.
move=> /(lt_le_trans p1); rewrite fipZl; apply: contraTT; rewrite -!leNgt => B0.
by apply: mulr_le0_ge0 => //; apply: psd_trace_ge0; [apply: psd_cgram | apply: gram_psd].
Qed.

(* floors/operator_budget: where T = H X W = H Y V is not 0, W W^T <= B, V V^T <= C and |K|, |L| <= 1, linear CKA is
   at least |T^T T|^2/(BC); and |T^T T| is at most B and at most C. *)
Theorem floors_operator_budget n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k))
    T B C :
  H *m X *m W = T -> H *m Y *m V = T -> T != 0 ->
  psd (B%:M - W *m W^T) -> psd (C%:M - V *m V^T) -> ksize X <= 1 -> ksize Y <= 1 ->
  [/\ fip (T^T *m T) (T^T *m T) / (B * C) <= cka X Y,
      Num.sqrt (fip (T^T *m T) (T^T *m T)) <= B & Num.sqrt (fip (T^T *m T) (T^T *m T)) <= C].
Proof.
move=> XW YV T0 PB PC kx ky; have B0 : 0 < B by apply: (@budget_gt0 _ _ _ X _ _ PB); rewrite XW.
have C0 : 0 < C by apply: (@budget_gt0 _ _ _ Y _ _ PC); rewrite YV.
have PX := output_psd X PB; have PY := output_psd Y PC; rewrite XW in PX; rewrite YV in PY.
have small m r (Z : 'M[R]_(n, r)) b : 0 < b -> ksize Z <= 1 -> psd (b *: cgram Z - gram T) ->
    m = fip (gram T) (gram T) -> Num.sqrt m <= b.
  move=> b0 kz P ->; apply: le_sqr; rewrite ?sqrtr_ge0 ?(ltW b0) // sqr_sqrtr ?fip_ge0 //.
  apply: le_trans (read_le (gram_psd T) P (ltW b0) (psd_cgram Z)) _.
  by rewrite ler_pimulr ?sqr_ge0 // -ksize_sqr expr_le1 ?ksize_ge0.
rewrite fip_gramT; split; [|exact: small B0 kx PX _|exact: small C0 ky PY _].
apply: le_trans (cka_ge_hsic kx ky); rewrite ler_pdivr_mulr ?mulr_gt0 // hsicE.
have := psd_fip_mono (gram_psd T) PX; rewrite fipZl => h1.
have := psd_fip_mono (psd_cgram X) PY; rewrite fipZl !(fipC _ (cgram X)) => h2.
by apply: le_trans h1 _; rewrite [X in _ <= X]mulrC -mulrA ler_wpmul2l ?(ltW B0).
Qed.

End Psd.

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

Section Scalars.
Variable R : rcfType.

(* c n^2 <= 2 n (a x + b y) + (x + y)^2 is n c <= (e + 2 a) x + (f + 2 b) y, where c = e (e + 2 a) = f (f + 2 b) *)
Lemma chord (n x y a b c e f : R) : 0 < n -> 0 <= x -> 0 <= y -> 0 < c -> 0 <= e -> 0 <= f ->
  e * (e + 2%:R * a) = c -> f * (f + 2%:R * b) = c ->
  c * n ^+ 2 <= 2%:R * n * (a * x + b * y) + (x + y) ^+ 2 ->
  n * c <= (e + 2%:R * a) * x + (f + 2%:R * b) * y.
Proof.
move=> n0 x0 y0 c0 e0 f0 ec fc h.
have d0 : 0 < c * n + e * x + f * y.
  by rewrite -addrA ltr_paddr ?mulr_gt0 // addr_ge0 ?mulr_ge0.
have h' : 0 <= e * f * (2%:R * n * (a * x + b * y) + (x + y) ^+ 2 - c * n ^+ 2).
  by rewrite mulr_ge0 ?mulr_ge0 // subr_ge0.
have line : 0 <= f * x + e * y - n * (e * f).
  rewrite -(pmulr_rge0 _ d0); apply: le_trans (_ : x * y * (e - f) ^+ 2 <= _).
    by rewrite mulr_ge0 ?sqr_ge0 ?mulr_ge0.
  rewrite -subr_ge0; congr (_ <= _): h'.
  have -> : 2%:R * n * (a * x + b * y) = n * ((2%:R * a) * x + (2%:R * b) * y) by ring.
  have E1 : e * f * (2%:R * a) = f * (c - e * e) by rewrite -ec; ring.
  have E2 : e * f * (2%:R * b) = e * (c - f * f) by rewrite -fc; ring.
  rewrite mulrBr mulrDr (_ : e * f * (n * _) = n * (e * f * (2%:R * a) * x + e * f * (2%:R * b) * y)); last by ring.
  by rewrite E1 E2; ring.
rewrite -subr_ge0 -(pmulr_rge0 _ c0).
have pq : 0 <= (e + 2%:R * a) * (f + 2%:R * b).
  have en : 0 < e by rewrite lt_def e0 andbT; apply: contraTneq c0 => E; rewrite -ec E mul0r ltxx.
  have fn : 0 < f by rewrite lt_def f0 andbT; apply: contraTneq c0 => E; rewrite -fc E mul0r ltxx.
  by apply: mulr_ge0; [rewrite -(pmulr_rge0 _ en) ec ltW | rewrite -(pmulr_rge0 _ fn) fc ltW].
have := mulr_ge0 pq line; congr (_ <= _).
have -> : (e + 2%:R * a) * (f + 2%:R * b) * (f * x + e * y - n * (e * f))
  = (f * (f + 2%:R * b)) * ((e + 2%:R * a) * x) + (e * (e + 2%:R * a)) * ((f + 2%:R * b) * y)
    - n * (e * (e + 2%:R * a)) * (f * (f + 2%:R * b)) by ring.
by rewrite ec fc; ring.
Qed.

(* the sides: e = sqrt(1 - b^2) - a *)
Lemma side_ge0 (a b : R) : 0 <= a -> a ^+ 2 + b ^+ 2 <= 1 -> 0 <= Num.sqrt (1 - b ^+ 2) - a.
Proof.
move=> a0 ab; have b1 : 0 <= 1 - b ^+ 2 by rewrite subr_ge0 (le_trans _ ab) // ler_addr sqr_ge0.
by rewrite subr_ge0; apply: le_sqr; rewrite ?sqrtr_ge0 // sqr_sqrtr // ler_subr_addr.
Qed.

Lemma side_eq (a b : R) : a ^+ 2 + b ^+ 2 <= 1 ->
  (Num.sqrt (1 - b ^+ 2) - a) * (Num.sqrt (1 - b ^+ 2) - a + 2%:R * a) = 1 - a ^+ 2 - b ^+ 2.
Proof.
move=> ab; have b1 : 0 <= 1 - b ^+ 2 by rewrite subr_ge0 (le_trans _ ab) // ler_addr sqr_ge0.
have := sqr_sqrtr b1; move: (Num.sqrt _) => r rr.
have -> : (r - a) * (r - a + 2%:R * a) = r ^+ 2 - a ^+ 2 by ring.
by rewrite rr; ring.
Qed.

(* half the angle arccos s from M on either side: at most the angle arccos s apart *)
Lemma half_angles m n (K L M : 'M[R]_(m, n)) k l s : 0 <= s -> s <= 1 -> 0 <= k -> 0 <= l ->
  fip K K = k ^+ 2 -> fip L L = l ^+ 2 -> fip M M = 2%:R * (1 + s) ->
  k * (1 + s) <= fip K M -> l * (1 + s) <= fip L M -> s * (k * l) <= fip K L.
Proof.
move=> s0 s1 k0 l0 KK LL MM hK hL; have s2 : 0 < 1 + s by rewrite ltr_paddr ?ltr01.
have sine z (Z : 'M[R]_(m, n)) : 0 <= z -> fip Z Z = z ^+ 2 -> z * (1 + s) <= fip Z M ->
    fip Z Z * fip M M - fip Z M ^+ 2 <= z ^+ 2 * ((1 + s) * (1 - s)).
  move=> z0 ZZ hZ; rewrite ZZ MM ler_subl_addr -ler_subl_addl.
  have -> : z ^+ 2 * (2%:R * (1 + s)) - z ^+ 2 * ((1 + s) * (1 - s)) = (z * (1 + s)) ^+ 2 by ring.
  have zs : 0 <= z * (1 + s) by rewrite mulr_ge0 // ltW.
  by rewrite ler_expn2r ?nnegrE // (le_trans zs).
have D0 (Z : 'M[R]_(m, n)) : 0 <= fip Z Z * fip M M - fip Z M ^+ 2 by rewrite subr_ge0 cauchy_schwarz.
have d0 : 0 <= k * l * ((1 + s) * (1 - s)) by rewrite !mulr_ge0 ?subr_ge0 // ltW.
have ge : fip K M * fip L M - k * l * ((1 + s) * (1 - s)) <= fip M M * fip K L.
  apply: agree_sines => //; apply: le_trans (ler_pmul (D0 K) (D0 L) (sine k K k0 KK hK) (sine l L l0 LL hL)) _.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
have t2 : 0 < 2%:R * (1 + s) by rewrite mulr_gt0 ?ltr0n.
rewrite -(ler_pmul2l t2) -{2}MM; apply: le_trans ge.
have := ler_pmul _ _ hK hL; rewrite !mulr_ge0 ?(ltW s2) // => /(_ isT isT) h.
apply: le_trans (ler_sub h (lexx _)); rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

End Scalars.
