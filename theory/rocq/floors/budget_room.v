(* When bounded readouts force more linear CKA than the least: no room beside the output, or none beside a layer.
   Bounded readouts of one output force more linear CKA in two directions than in more. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector rank predict_tools readout_norms budget_operator
  slack_features.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Room.
Variable R : rcfType.
Local Notation H := (center R _).

(* a semidefinite E that lives on the columns of Z and is not 0 sees them: <E, Z Z^T> > 0 *)
Lemma psd_sees n p (E : 'M[R]_n) (Z : 'M[R]_(n, p)) : psd E -> proj Z *m E = E -> E != 0 -> 0 < fip E (gram Z).
Proof.
move=> pE ZE E0; rewrite lt_def psd_trace_ge0 ?andbT //; last exact: gram_psd.
have [L EL] := psd_gram pE; rewrite EL fip_gram fip_eq0; apply: contraNneq E0 => LZ.
rewrite -ZE EL /gram mulmxA proj_away ?mul0mx //.
by rewrite -[LHS]trmxK trmx_mul trmxK LZ trmx0.
Qed.

(* the projector onto the columns of a layer that takes all directions is H *)
Lemma proj_full n p (X : 'M[R]_(n, p)) : \rank (H *m X) = n.-1 -> proj (H *m X) = H.
Proof.
case: n X => [|n] X rX; first by apply/matrixP => -[].
rewrite proj_same_rank ?rank_center //.
by apply/esym/(@proj_unique _ _ _ _ _ 1%:M); rewrite ?center_tr ?center_idem ?mulmx1.
Qed.

Lemma rank_centred n p (X : 'M[R]_(n, p)) : (\rank (H *m X) <= n.-1)%N.
Proof.
case: n X => [|n] X; first by rewrite rank_leq_row.
by apply: leq_trans (mxrankM_maxl _ _) _; rewrite rank_center.
Qed.

Lemma tr_cgram_gt0 n p (X : 'M[R]_(n, p)) : cgram X != 0 -> 0 < \tr (cgram X).
Proof. by rewrite cgram_eq0 trace_cgram fip_gt0. Qed.

Lemma psd_tr n (A : 'M[R]_n) : psd A -> 0 <= \tr A.
Proof. by move=> /psd_gram [L ->]; rewrite /gram mxtrace_mulC -/(fip L L) fip_ge0. Qed.

Lemma sqr_lt_pos n p (X : 'M[R]_(n, p)) M B : psd M -> psd (B *: cgram X - M) ->
  fip M M < B ^+ 2 * fip (cgram X) (cgram X) -> [/\ 0 < B, cgram X != 0 & B *: cgram X - M != 0].
Proof.
move=> pM pE lt; have pos := le_lt_trans (fip_ge0 M) lt.
have K0 : cgram X != 0 by apply: contraTneq pos => ->; rewrite fip0l mulr0 ltxx.
have B0 : B != 0 by apply: contraTneq pos => ->; rewrite expr0n mul0r ltxx.
split=> //; last first.
  by apply: contraTneq lt => /subr0_eq <-; rewrite fipZl fipZr mulrA -expr2 ltxx.
rewrite lt_def B0 /= -(pmulr_lge0 _ (tr_cgram_gt0 K0)) -mxtraceZ.
have := psd_tr pE; rewrite linearB /= => h; apply: le_trans (psd_tr pM) _.
by rewrite -subr_ge0.
Qed.

Local Lemma unfold_sizes (x k l B C : R) : k != 0 -> l != 0 -> x / (k * l) * (B * k * (C * l)) = B * C * x.
Proof. by move=> k0 l0; field; rewrite k0 l0. Qed.

(* floors/operator_budget_needs_room: where T = H X W = H Y V, W W^T <= B, V V^T <= C, |T^T T| < B|K| and |T^T T| <
   C|L|, linear CKA is above |T^T T|^2/(B|K| C|L|) if the rank of H X is that of T, and if it is n - 1. *)
Theorem floors_operator_budget_needs_room n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) T B C :
  H *m X *m W = T -> H *m Y *m V = T -> psd (B%:M - W *m W^T) -> psd (C%:M - V *m V^T) ->
  fip (T^T *m T) (T^T *m T) < B ^+ 2 * fip (cgram X) (cgram X) ->
  fip (T^T *m T) (T^T *m T) < C ^+ 2 * fip (cgram Y) (cgram Y) ->
  let floor := fip (T^T *m T) (T^T *m T) / (B * ksize X * (C * ksize Y)) in
  (\rank (H *m X) = \rank T -> floor < cka X Y) /\ (\rank (H *m X) = n.-1 -> floor < cka X Y).
Proof.
move=> XW YV PB PC; rewrite fip_gramT => ltX ltY floor.
have PX := output_psd X PB; have PY := output_psd Y PC; rewrite XW in PX; rewrite YV in PY.
have pT := gram_psd T.
have [B0 K0 E0] := sqr_lt_pos pT PX ltX; have [C0 L0 F0] := sqr_lt_pos pT PY ltY.
pose E := B *: cgram X - gram T; pose F := C *: cgram Y - gram T.
have EM0 : 0 <= fip E (gram T) by apply: psd_trace_ge0.
have FM0 : 0 <= fip F (gram T) by apply: psd_trace_ge0.
have EF0 : 0 <= fip E F by apply: psd_trace_ge0.
have gap : B * C * hsic X Y - fip (gram T) (gram T) = fip E (gram T) + (fip F (gram T) + fip E F).
  by rewrite hsicE /E /F !fip_lin (fipC (cgram Y) (gram T)); ring.
have more : 0 < fip E (gram T) + (fip F (gram T) + fip E F) -> floor < cka X Y.
  rewrite -gap subr_gt0 => h; have [kX kY] : 0 < ksize X /\ 0 < ksize Y by rewrite !ksize_gt0 -!cgram_eq0.
  rewrite /floor ckaK ltr_pdivr_mulr ?mulr_gt0 //.
  by rewrite unfold_sizes // gt_eqF.
split=> rk; apply: more.
  apply: ltr_paddr; first by rewrite addr_ge0.
  apply: psd_sees => //; rewrite /E mulmxBr -scalemxAr /gram mulmxA proj_id; congr (_ *: _ - _).
  rewrite cgramE /gram mulmxA -{1}XW proj_same_rank ?XW // proj_id.
  by [].
rewrite ltr_paddl // (_ : _ + _ = B * fip F (cgram X)).
  rewrite mulr_gt0 // cgramE; apply: psd_sees => //; rewrite proj_full // /F mulmxBr -scalemxAr.
  by rewrite cgramE /gram !mulmxA center_idem -YV !mulmxA center_idem.
by rewrite fipC -fipDl /E addrC subrK fipZl fipC.
Qed.

(* floors/operator_budget_needs_room: so where linear CKA is the least that the budgets allow, rank T <
   rank H X < n - 1; and so for Y *)
Theorem floors_operator_budget_needs_room_attained n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) T B C :
  H *m X *m W = T -> H *m Y *m V = T -> psd (B%:M - W *m W^T) -> psd (C%:M - V *m V^T) ->
  fip (T^T *m T) (T^T *m T) < B ^+ 2 * fip (cgram X) (cgram X) ->
  fip (T^T *m T) (T^T *m T) < C ^+ 2 * fip (cgram Y) (cgram Y) ->
  cka X Y = fip (T^T *m T) (T^T *m T) / (B * ksize X * (C * ksize Y)) ->
  (\rank T < \rank (H *m X) < n.-1)%N /\ (\rank T < \rank (H *m Y) < n.-1)%N.
Proof.
move=> XW YV PB PC ltX ltY E.
have ends m (Z : 'M[R]_(n, m)) (U : 'M[R]_(m, k)) : H *m Z *m U = T ->
    (\rank (H *m Z) = \rank T -> cka X Y < cka X Y) /\ (\rank (H *m Z) = n.-1 -> cka X Y < cka X Y) ->
    (\rank T < \rank (H *m Z) < n.-1)%N.
  move=> ZU [h1 h2]; rewrite !ltn_neqAle -ZU mxrankM_maxl ZU rank_centred !andbT.
  by apply/andP; split; apply/eqP => rk; [have := h1 (esym rk) | have := h2 rk]; rewrite ltxx.
split.
  by apply: (ends _ _ _ XW); have := floors_operator_budget_needs_room XW YV PB PC ltX ltY; rewrite /= -E.
apply: (ends _ _ _ YV); have := floors_operator_budget_needs_room YV XW PC PB ltY ltX.
by rewrite /= (mulrC (C * _)) -E (cka_sym Y X).
Qed.

End Room.

Section Plane.
Variable R : rcfType.
Local Notation H := (center R _).
Variables (n : nat) (G J : 'M[R]_n).

(* G and J project onto two orthogonal directions *)
Definition two_directions :=
  [/\ G^T = G, G *m G = G & \tr G = 1] /\ [/\ J^T = J, J *m J = J & \tr J = 1] /\ G *m J = 0.

Lemma directions_JG : two_directions -> J *m G = 0.
Proof. by move=> [[GT _ _] [[JT _ _] GJ]]; rewrite -[LHS]trmxK trmx_mul GT JT GJ trmx0. Qed.

Lemma directions_fip : two_directions -> [/\ fip G G = 1, fip J J = 1, fip G J = 0 & fip J G = 0].
Proof.
move=> D; have JG := directions_JG D; move: D => [[GT GG tG] [[JT JJ tJ] GJ]].
by rewrite /fip GT JT GG JJ GJ JG mxtrace0.
Qed.

Lemma directions_psd : two_directions -> psd G /\ psd J.
Proof.
move=> [[GT GG _] [[JT JJ _] _]].
by split; [rewrite -GG -{2}GT | rewrite -JJ -{2}JT]; apply: gram_psd.
Qed.

Lemma psd_ext (A B : 'M[R]_n) : A = B -> psd A -> psd B. Proof. by move=> ->. Qed.

(* one side: N = K has <N, G p + J q> >= |N| (c + a p + b q), p = e + 2a, q = f + 2b, c = 1 - a^2 - b^2 *)
Lemma plane_side (N : 'M[R]_n) r a b e f : two_directions -> 0 < r -> r <= 1 -> fip N N = r ^+ 2 ->
  let A := a *: G + b *: J in let c := 1 - a ^+ 2 - b ^+ 2 in
  psd (N - A) -> psd A -> (G + J) *m N = N -> 0 < c -> 0 <= e -> 0 <= f ->
  e * (e + 2%:R * a) = c -> f * (f + 2%:R * b) = c ->
  r * (c + a * (e + 2%:R * a) + b * (f + 2%:R * b)) <= fip N ((e + 2%:R * a) *: G + (f + 2%:R * b) *: J).
Proof.
move=> D r0 r1 NN A c pN pA PN c0 e0 f0 ec fc.
have [fGG fJJ fGJ fJG] := directions_fip D; have [pG pJ] := directions_psd D; have JG := directions_JG D.
have [[GT GG tG] [[JT JJ tJ] GJ]] := D.
pose E := N - r *: A.
have pE : psd E.
  have -> : E = (N - A) + (1 - r) *: A by rewrite /E scalerBl scale1r addrA subrK.
  by apply: psdD => //; apply: psd_scale => //; rewrite subr_ge0.
have x0 : 0 <= fip E G by apply: psd_trace_ge0.
have y0 : 0 <= fip E J by apply: psd_trace_ge0.
have PA : (G + J) *m A = A.
  by rewrite /A mulmxDr -!scalemxAr !mulmxDl GG JG GJ JJ addr0 add0r.
have trE : \tr E = fip E G + fip E J.
  have GJT : (G + J)^T = G + J by rewrite linearD /= GT JT.
  rewrite -fipDr fipC /fip GJT.
  by rewrite /E mulmxBr PN -scalemxAr PA.
have AG : fip A G = a by rewrite /A !fip_lin fGG fJG; ring.
have AJ : fip A J = b by rewrite /A !fip_lin fGJ fJJ; ring.
have NG : fip N G = fip E G + r * a by rewrite /E fipBl fipZl AG subrK.
have NJ : fip N J = fip E J + r * b by rewrite /E fipBl fipZl AJ subrK.
have EE : fip E E = c * r ^+ 2 - 2%:R * r * (a * fip E G + b * fip E J).
  have AA : fip A A = a ^+ 2 + b ^+ 2 by rewrite {2}/A fipDr !fipZr AG AJ; ring.
  have NA : fip N A = a * (fip E G + r * a) + b * (fip E J + r * b) by rewrite /A fipDr !fipZr NG NJ.
  have -> : fip E E = fip N N - 2%:R * r * fip N A + r ^+ 2 * fip A A.
    rewrite /E !fipBl !fipBr !fipZl !fipZr (fipC A N); move: (fip N N) (fip N A) (fip A A) => u v w; ring.
  rewrite NN NA AA /c; move: (fip E G) (fip E J) => x y; ring.
have bound : c * r ^+ 2 <= 2%:R * r * (a * fip E G + b * fip E J) + (fip E G + fip E J) ^+ 2.
  by have := psd_norm_tr pE; rewrite EE trE ler_subl_addl.
have line := chord r0 x0 y0 c0 e0 f0 ec fc bound.
rewrite fipDr !fipZr NG NJ -subr_ge0; have line' := line; rewrite -subr_ge0 in line'.
by congr (_ <= _): line'; move: (fip E G) (fip E J) (c) => x y z; ring.
Qed.

End Plane.

Section TwoDirections.
Variable R : rcfType.
Local Notation H := (center R _).

(* floors/operator_budget_in_two_directions: where T = H X W = H Y V is not 0, W W^T <= B, V V^T <= B, |K|, |L| <= 1,
   G and J project onto two orthogonal directions, T T^T = B (a G + b J), and (G + J) H X = H X, (G + J) H Y = H Y,
   linear CKA is at least a sqrt(1 - b^2) + b sqrt(1 - a^2), and that is at least |T^T T|/B. *)
Theorem floors_operator_budget_in_two_directions n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) T (G J : 'M[R]_n) B a b :
  H *m X *m W = T -> H *m Y *m V = T -> T != 0 ->
  psd (B%:M - W *m W^T) -> psd (B%:M - V *m V^T) -> ksize X <= 1 -> ksize Y <= 1 ->
  [/\ G^T = G, G *m G = G & \tr G = 1] -> [/\ J^T = J, J *m J = J & \tr J = 1] -> G *m J = 0 ->
  T *m T^T = B *: (a *: G + b *: J) ->
  (G + J) *m (H *m X) = H *m X -> (G + J) *m (H *m Y) = H *m Y ->
  let floor := a * Num.sqrt (1 - b ^+ 2) + b * Num.sqrt (1 - a ^+ 2) in
  floor <= cka X Y /\ Num.sqrt (fip (T^T *m T) (T^T *m T)) / B <= floor.
Proof.
move=> XW YV T0 PB PC kx ky DG DJ GJ ET GX GY floor.
have D : two_directions G J by split.
have [fGG fJJ fGJ fJG] := directions_fip D; have [pG pJ] := directions_psd D.
have B0 : 0 < B by apply: (@budget_gt0 _ _ _ _ X _ _ PB); rewrite XW.
have [x0 _] : H *m X != 0 /\ W != 0 by apply: output_const; rewrite /output XW.
have [y0 _] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output YV.
have [k0 l0] : 0 < ksize X /\ 0 < ksize Y by rewrite !ksize_gt0.
have PX := output_psd X PB; have PY := output_psd Y PC; rewrite XW in PX; rewrite YV in PY.
have pT := gram_psd T; pose A := a *: G + b *: J; have EM : gram T = B *: A by [].
have Bn : B != 0 by rewrite gt_eqF.
have EA : A = B^-1 *: gram T by rewrite EM scalerA mulVf // scale1r.
have pA : psd A by rewrite EA; apply: psd_scale => //; rewrite invr_ge0 ltW.
have AG : fip A G = a by rewrite /A !fip_lin fGG fJG; ring.
have AJ : fip A J = b by rewrite /A !fip_lin fGJ fJJ; ring.
have a0 : 0 <= a by rewrite -AG psd_trace_ge0.
have b0 : 0 <= b by rewrite -AJ psd_trace_ge0.
have AA : fip A A = a ^+ 2 + b ^+ 2 by rewrite {2}/A fipDr !fipZr AG AJ; ring.
have below m (Z : 'M[R]_(n, m)) : psd (B *: cgram Z - gram T) -> psd (cgram Z - A).
  move=> pZ; have -> : cgram Z - A = B^-1 *: (B *: cgram Z - gram T).
    by rewrite scalerBr scalerA mulVf // scale1r -EA.
  by apply: psd_scale => //; rewrite invr_ge0 ltW.
have pKA := below _ _ PX; have pLA := below _ _ PY.
have AK1 : fip A A <= 1.
  have := @read_le _ _ (cgram X) A 1 pA; rewrite scale1r => /(_ pKA ler01 (psd_cgram X)) h.
  by apply: le_trans h _; rewrite expr1n mul1r -ksize_sqr expr_le1 ?ksize_ge0.
have ab : a ^+ 2 + b ^+ 2 <= 1 by rewrite -AA.
have ba : b ^+ 2 + a ^+ 2 <= 1 by rewrite addrC.
have [e0 f0] := (side_ge0 a0 ab, side_ge0 b0 ba); have ec := side_eq ab; have fc := side_eq ba.
have b1 : 0 <= 1 - b ^+ 2 by rewrite subr_ge0 (le_trans _ ab) // ler_addr sqr_ge0.
have a1 : 0 <= 1 - a ^+ 2 by rewrite subr_ge0 (le_trans _ ab) // ler_addl sqr_ge0.
have rr := sqr_sqrtr b1; have tt := sqr_sqrtr a1.
have [r0 t0] := (sqrtr_ge0 (1 - b ^+ 2), sqrtr_ge0 (1 - a ^+ 2)).
rewrite /floor; move: (Num.sqrt (1 - b ^+ 2)) (Num.sqrt (1 - a ^+ 2)) rr tt r0 t0 e0 f0 ec fc.
move=> r t rr tt r0 t0 e0 f0 ec fc.
have s0 : 0 <= a * r + b * t by rewrite addr_ge0 ?mulr_ge0.
have s1 : a * r + b * t <= 1.
  rewrite -subr_ge0 -(@pmulr_rge0 _ 2%:R) ?ltr0n //; have h := addr_ge0 (sqr_ge0 (r - a)) (sqr_ge0 (t - b)).
  by congr (_ <= _): h; rewrite !sqrrB rr tt; ring.
split; last first.
  rewrite ler_pdivr_mulr // fip_gramT EM fipZl fipZr AA mulrA -expr2 sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm //.
  rewrite mulrC ler_pmul2r //; apply: le_sqr => //; first exact: sqrtr_ge0.
  rewrite sqr_sqrtr ?addr_ge0 ?sqr_ge0 // -subr_ge0.
  have crossed : a * b <= r * t.
    apply: le_sqr; rewrite ?mulr_ge0 // exprMn [X in _ <= X]exprMn rr tt -subr_ge0.
    have h := ab; rewrite -subr_ge0 in h; congr (_ <= _): h; ring.
  have h : 0 <= 2%:R * (a * b) * (r * t - a * b) by rewrite mulr_ge0 ?mulr_ge0 ?ler0n // subr_ge0.
  congr (_ <= _): h.
  have -> : (a * r + b * t) ^+ 2 = a ^+ 2 * r ^+ 2 + b ^+ 2 * t ^+ 2 + 2%:R * (a * b) * (r * t) by ring.
  by rewrite rr tt; ring.
rewrite ckaK ler_pdivl_mulr ?mulr_gt0 // hsicE.
have [c0|c0] := ltP 0 (1 - a ^+ 2 - b ^+ 2); last first.
  apply: le_trans (_ : fip A A <= _); last first.
    apply: le_trans (psd_fip_mono pA pKA) _; rewrite ![fip (cgram X) _]fipC.
    exact: psd_fip_mono (psd_cgram X) pLA.
  have E1 : fip A A = 1 by apply/eqP; rewrite eq_le AK1 AA -subr_le0 opprD addrA.
  by rewrite E1; apply: mulr_ile1; rewrite ?mulr_ge0 ?(ltW k0) ?(ltW l0) // mulr_ile1 ?(ltW k0) ?(ltW l0).
have fc' : (t - b) * (t - b + 2%:R * b) = 1 - a ^+ 2 - b ^+ 2 by rewrite fc addrAC.
have keep m (Z : 'M[R]_(n, m)) : (G + J) *m (H *m Z) = H *m Z -> (G + J) *m cgram Z = cgram Z.
  by move=> GZ; rewrite cgramE /gram (mulmxA (G + J)) GZ.
have size : 1 - a ^+ 2 - b ^+ 2 + a * (r - a + 2%:R * a) + b * (t - b + 2%:R * b) = 1 + (a * r + b * t) by ring.
have hK := plane_side D k0 kx (esym (ksize_sqr X)) pKA pA (keep _ _ GX) c0 e0 f0 ec fc'.
have hL := plane_side D l0 ky (esym (ksize_sqr Y)) pLA pA (keep _ _ GY) c0 e0 f0 ec fc'.
rewrite size in hK hL; apply: (half_angles s0 s1 (ltW k0) (ltW l0) _ _ _ hK hL); rewrite -?ksize_sqr //.
rewrite !fip_lin fGG fJJ fGJ fJG.
have -> : 2%:R * (1 + (a * r + b * t)) = (1 - b ^+ 2) + (1 - a ^+ 2) + a ^+ 2 + b ^+ 2 + 2%:R * (a * r + b * t) by ring.
by rewrite -rr -tt; ring.
Qed.

End TwoDirections.
