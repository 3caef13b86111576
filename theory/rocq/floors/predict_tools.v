(* What linear probes need of projectors: their trace is the rank, and larger column spaces predict more. How much of
   the features a bounded readout reads, by the dimensions that are left for the rest. Linear R^2 is at least what two
   linear readouts read alike. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector readout_norms pinv.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section ProbeTools.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma trace_row_proj k n (B : 'M[R]_(k, n)) : row_free B -> \tr (row_proj B) = k%:R.
Proof.
by move=> /gram_unitmx U; rewrite /row_proj mxtrace_mulC mulmxA -/(gram B) mulmxV // mxtrace1.
Qed.

Lemma trace_proj n p (A : 'M[R]_(n, p)) : \tr (proj A) = (\rank A)%:R.
Proof. by rewrite /proj unlock trace_row_proj ?row_base_free // mxrank_tr. Qed.

(* what lies in the span of A is kept *)
Lemma proj_keep n p q (A : 'M[R]_(n, p)) (C : 'M[R]_(p, q)) : proj A *m (A *m C) = A *m C.
Proof. by rewrite mulmxA proj_id. Qed.

Lemma proj_nest n p q (A : 'M[R]_(n, p)) (W : 'M[R]_(p, q)) : proj A *m proj (A *m W) = proj (A *m W).
Proof. by have [D ->] := proj_col (A *m W); rewrite -mulmxA proj_keep. Qed.

Lemma proj_nestr n p q (A : 'M[R]_(n, p)) (W : 'M[R]_(p, q)) : proj (A *m W) *m proj A = proj (A *m W).
Proof. by rewrite -[LHS]trmxK trmx_mul !proj_tr proj_nest proj_tr. Qed.

(* no directions are lost where the ranks agree *)
Lemma proj_same_rank n p q (A : 'M[R]_(n, p)) (W : 'M[R]_(p, q)) :
  \rank (A *m W) = \rank A -> proj (A *m W) = proj A.
Proof.
move=> E; have S : ((A *m W)^T <= A^T)%MS by rewrite trmx_mul submxMl.
have /andP[_ /submxP [D ED]] : ((A *m W)^T == A^T)%MS by rewrite -(mxrank_leqif_eq S) !mxrank_tr E.
by apply: (@proj_span _ _ _ _ _ _ W D^T) => //; apply: trmx_inj; rewrite [RHS]trmx_mul trmxK -ED.
Qed.

Lemma fip_proj_sqr n p m (A : 'M[R]_(n, p)) (Y : 'M[R]_(n, m)) :
  fip (proj A *m Y) (proj A *m Y) = fip Y (proj A *m Y).
Proof. exact: fip_proj. Qed.

(* a larger column space predicts more *)
Lemma fip_proj_mono n p q m (A : 'M[R]_(n, p)) (W : 'M[R]_(p, q)) (Y : 'M[R]_(n, m)) :
  fip Y (proj (A *m W) *m Y) <= fip Y (proj A *m Y).
Proof.
rewrite -!fip_proj_sqr -{1 2}(proj_nestr A W) -!(mulmxA (proj (A *m W))) fip_proj_sqr.
exact: fip_proj_le.
Qed.

Lemma fip_mulr_proj n p m (A : 'M[R]_(n, p)) (Y : 'M[R]_(m, n)) :
  fip (Y *m proj A) (Y *m proj A) <= fip Y Y.
Proof. by rewrite -fip_tr -[X in _ <= X]fip_tr trmx_mul proj_tr fip_proj_sqr fip_proj_le. Qed.

Lemma r2E n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  r2 X Y = fip (proj (H *m X) *m (H *m Y)) (proj (H *m X) *m (H *m Y)) / fip (H *m Y) (H *m Y).
Proof. by rewrite /r2 fip_proj_sqr. Qed.

Lemma r2_all n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  H *m Y != 0 -> proj (H *m X) *m (H *m Y) = H *m Y -> r2 X Y = 1.
Proof. by move=> y0 E; rewrite /r2 E divff // fip_eq0. Qed.

Lemma trace_cgram n p (X : 'M[R]_(n, p)) : \tr (cgram X) = fip (H *m X) (H *m X).
Proof. by rewrite cgramE /gram mxtrace_mulC. Qed.

Lemma center_center n p (X : 'M[R]_(n, p)) : H *m (H *m X) = H *m X.
Proof. by rewrite mulmxA center_idem. Qed.

End ProbeTools.

Section ReadShare.
Variable R : rcfType.
Local Notation H := (center R _).

(* 1/(1 + sqrt(k (b^2 - 1))): the least share that is read, at k dimensions beside it *)
Definition read_share_floor (k b : R) : R := (1 + Num.sqrt (k * (b ^+ 2 - 1)))^-1.

(* the trace of a compression has at most as many equal parts as dimensions *)
Lemma trace_compressed n (S M : 'M[R]_n) : S^T = S -> S *m S = S ->
  \tr (S *m M *m S) ^+ 2 <= \tr S * fip (S *m M *m S) (S *m M *m S).
Proof.
move=> ST SS; have -> : \tr (S *m M *m S) = fip S (S *m M *m S) by rewrite /fip ST !mulmxA SS.
by apply: le_trans (cauchy_schwarz _ _) _; rewrite {1}/fip ST SS.
Qed.

Lemma share_from_parts (a c A C k b : R) : 0 <= a -> 0 <= k -> 1 <= b ^+ 2 -> A <= a ^+ 2 -> c ^+ 2 <= k * C ->
  A + C <= b ^+ 2 * A -> read_share_floor k b * (a + c) <= a.
Proof.
move=> a0 k0 b1 Aa cC ACb; rewrite /read_share_floor mulrC; set r := Num.sqrt _.
have r0 : 0 <= r by exact: sqrtr_ge0.
have kb : 0 <= k * (b ^+ 2 - 1) by rewrite mulr_ge0 // subr_ge0.
rewrite ler_pdivr_mulr ?ltr_paddr // mulrDr mulr1 ler_add2l.
apply: le_trans (ler_norm _) _; rewrite -(@ler_sqr _ `|c|) ?nnegrE ?mulr_ge0 ?normr_ge0 //.
rewrite real_normK ?num_real // exprMn sqr_sqrtr //; apply: le_trans cC _.
rewrite mulrCA ler_wpmul2l //; apply: le_trans (_ : (b ^+ 2 - 1) * A <= _).
  by rewrite mulrBl mul1r ler_subr_addl.
by rewrite [X in _ <= X]mulrC ler_wpmul2l // subr_ge0.
Qed.

Lemma rank_le_mul m n k (A : 'M[R]_(m, n)) (B : 'M[R]_(n, k)) (C : 'M[R]_(m, k)) : C = A *m B -> (\rank C <= \rank B)%N.
Proof. by move=> ->; exact: mxrankM_maxr. Qed.

(* a readout V of the features y, projected into their row space, reads the part g of them, and leaves h *)
Lemma read_part n q k (y : 'M[R]_(n, q)) (V : 'M[R]_(q, k)) :
  exists U : 'M[R]_(q, k), let g := y *m proj U in let h := y - g in
  [/\ y = g + h, g *m h^T = 0, exists D, g = y *m V *m D, g *m V = y *m V &
      fip h h ^+ 2 <= ((\rank y)%:R - (\rank (y *m V))%:R) * fip (gram h) (gram h)].
Proof.
pose E := proj y^T; pose U := E *m V; pose Q := proj U.
have yE : y *m E = y by apply: trmx_inj; rewrite trmx_mul proj_tr proj_id.
have [D ED] := proj_col U; have [B EB] := proj_col y^T.
have yU : y *m U = y *m V by rewrite mulmxA yE.
have EQ : E *m Q = Q by rewrite /Q ED /U !mulmxA proj_idem.
have QE : Q *m E = Q by apply: trmx_inj; rewrite trmx_mul !proj_tr.
have QV : Q *m V = U by rewrite -QE -mulmxA proj_id.
pose S := E - Q; have ST : S^T = S by rewrite linearB /= !proj_tr.
have SS : S *m S = S by rewrite mulmxBl !mulmxBr proj_idem EQ QE proj_idem subrr subr0.
exists U => g h; have -> : h = y *m S by rewrite mulmxBr yE.
split.
- by rewrite -mulmxDr addrC subrK yE.
- by rewrite trmx_mul ST mulmxA -(mulmxA y) mulmxBr QE proj_idem subrr mulmx0 mul0mx.
- by exists D; rewrite /g ED mulmxA yU.
- by rewrite /g -mulmxA QV.
have trS : \tr S = (\rank y)%:R - (\rank (y *m V))%:R.
  rewrite linearB /= !trace_proj mxrank_tr; congr (_ - _%:R).
  apply/eqP; rewrite eqn_leq; apply/andP; split; last by rewrite -yU; apply: mxrankM_maxr.
  apply: (@rank_le_mul _ _ _ B^T); rewrite /U /E -proj_tr EB trmx_mul trmxK mulmxA.
  by [].
have hh : (y *m S)^T *m (y *m S) = S *m (y^T *m y) *m S by rewrite trmx_mul ST !mulmxA.
by rewrite -trS fip_gram {1}/fip hh; exact: trace_compressed.
Qed.

(* the least share of the features that is read, for a readout with |Z V|^2 <= t |Z|^2 *)
Lemma read_share n q k (y : 'M[R]_(n, q)) (V : 'M[R]_(q, k)) : let T := y *m V in T != 0 ->
  let b := op2 V * Num.sqrt (fip (gram y) (gram y)) / Num.sqrt (fip (T^T *m T) (T^T *m T)) in
  exists (U : 'M[R]_(q, k)) D, let g := y *m proj U in
    [/\ g = T *m D, g *m V = T, fip g (y - g) = 0 &
    read_share_floor ((\rank y)%:R - (\rank T)%:R) b * fip y y <= fip g g].
Proof.
move=> T T0 b; have [U [yE gh [D gE] gV hh]] := read_part y V.
rewrite -/T in gE gV hh; set g := y *m proj U in yE gh gE gV hh; set h := y - g in yE gh hh.
have yh : y - g = h by []. have gU : g = y *m proj U by []. clearbody h. clearbody g.
have gh0 : fip g h = 0 by rewrite -fip_tr /fip trmxK gh mxtrace0.
have yy : fip y y = fip g g + fip h h by rewrite yE !fip_lin (fipC h g) gh0; ring.
set t := op2 V in b *; set A := fip (gram g) (gram g); set C := fip (gram h) (gram h) in hh.
have L : A + C <= fip (gram y) (gram y).
  have -> : gram y = gram g + gram h.
    rewrite yE /gram linearD /= mulmxDl !mulmxDr gh -[h *m g^T]trmxK trmx_mul trmxK gh trmx0.
    by rewrite addr0 add0r.
  rewrite -subr_ge0 (_ : _ - _ = 2%:R * fip (gram g) (gram h)) ?mulr_ge0 ?fip_gram_ge0 ?ler0n //.
  by rewrite /A /C !fip_lin (fipC (gram h)); ring.
have TA : fip (T^T *m T) (T^T *m T) <= t ^+ 2 * A.
  rewrite -{2 4}gV mulmxA; apply: le_trans (op2_mulr _ _) _.
  rewrite expr2 -mulrA ler_wpmul2l ?op2_ge0 // /A fip_gram -fip_tr trmx_mul trmxK -gV mulmxA.
  exact: op2_mulr.
have T2 : 0 < fip (T^T *m T) (T^T *m T) by rewrite -fip_gram fip_gt0 gram_eq0.
have A0 : 0 < A.
  rewrite lt_def fip_ge0 andbT; apply: contraTneq TA => ->; rewrite mulr0 -ltNge //.
have b2 : A + C <= b ^+ 2 * A.
  apply: le_trans L _; rewrite /b expr_div_n exprMn !sqr_sqrtr ?fip_ge0 // mulrAC ler_pdivl_mulr //.
  by apply: le_trans (ler_wpmul2l (fip_ge0 (gram y)) TA) _; rewrite mulrCA mulrA lexx.
exists U, D => /=; rewrite -gU yh; split=> //.
rewrite yy; apply: (share_from_parts _ _ _ _ hh b2); rewrite ?fip_ge0 //.
- by rewrite subr_ge0 ler_nat mxrankM_maxl.
- by rewrite -(ler_pmul2r A0) mul1r; apply: le_trans b2; rewrite ler_addl fip_ge0.
by rewrite expr2; exact: fip_mul_le.
Qed.

(* what X predicts of y is at least a part g that it predicts fully, where the rest is uncorrelated with it *)
Lemma predicted_part n p q (A : 'M[R]_(n, p)) (y g : 'M[R]_(n, q)) :
  proj A *m g = g -> fip g (y - g) = 0 -> fip g g <= fip y (proj A *m y).
Proof.
have yE : y = g + (y - g) by rewrite addrC subrK.
move: yE; move: (y - g) => d -> Pg gd; rewrite -fip_proj_sqr mulmxDr Pg.
have {gd} gd : fip g (proj A *m d) = 0 by have := fip_mulml (proj A) g d; rewrite proj_tr Pg gd.
by rewrite !fip_lin (fipC _ g) gd addr0 add0r ler_addl fip_ge0.
Qed.

(* floors/r2_from_bounded_readouts: a bounded readout of what the other side holds, too, forces linear R^2, by the
   dimensions left for the rest. *)
Theorem floors_r2_from_bounded_readouts n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) : let T := H *m Y *m V in
  H *m X *m W = T -> T != 0 ->
  let b := op2 V * Num.sqrt (fip (cgram Y) (cgram Y)) / Num.sqrt (fip (T^T *m T) (T^T *m T)) in
  read_share_floor ((\rank (H *m Y))%:R - (\rank T)%:R) b <= r2 X Y.
Proof.
move=> T XT T0 /=; set b := op2 V * _ / _; have [U [D [gT gV gy s]]] := read_share T0; set g := _ *m proj U in gT gV
  gy s.
have y0 : H *m Y != 0 by apply: contraNneq T0 => E; rewrite /T E mul0mx.
rewrite /r2 ler_pdivl_mulr ?fip_gt0 //; move: s; rewrite -/T -cgramE -/b => s; apply: le_trans s _.
by apply: predicted_part => //; rewrite gT -/T -XT -(mulmxA _ W) proj_keep.
Qed.

End ReadShare.

Section PinvGram.
Variable R : realFieldType.

(* (V^T V)^+ = V^+ V^+^T *)
Lemma pinv_gramE m n (V : 'M[R]_(m, n)) : pinv (V^T *m V) = pinv V *m (pinv V)^T.
Proof.
set P := pinv V.
have VP : (V *m P)^T = V *m P by exact: pinv_mulr_tr.
have PV : (P *m V)^T = P *m V by exact: pinv_mull_tr.
have E1 : V^T *m V *m (P *m P^T) = P *m V.
  transitivity ((P *m V)^T *m (P *m V)^T); last by rewrite PV mulmxA pinvVK.
  by rewrite [in RHS]trmx_mul -!mulmxA (mulmxA V) -VP trmx_mul -!mulmxA.
have E2 : P *m P^T *m (V^T *m V) = P *m V.
  by rewrite -mulmxA (mulmxA P^T) -trmx_mul VP (mulmxA P) mulmxA pinvVK.
apply/esym/pinv_unique; rewrite ?E1 ?E2 //.
  by rewrite mulmxA -PV -trmx_mul mulmxA pinvK.
by rewrite mulmxA pinvVK.
Qed.

Lemma gram_proj_mul n p m (a : 'M[R]_(n, p)) (b : 'M[R]_(n, m)) :
  b^T *m proj a *m b = (proj a *m b)^T *m (proj a *m b).
Proof. by rewrite trmx_mul proj_tr [RHS]mulmxA -[in RHS](mulmxA b^T) proj_idem. Qed.

Lemma fip_pinv_gram m n k (V : 'M[R]_(m, n)) (b : 'M[R]_(k, n)) :
  fip (pinv (V^T *m V)) (b^T *m b) = fip (b *m pinv V) (b *m pinv V).
Proof.
by rewrite pinv_gramE fip_mulmr trmxK [RHS]fip_mulml mulmxA.
Qed.
End PinvGram.

Section SharedReadout.
Variable R : rcfType.
Local Notation H := (center R _).

(* tr((V^T V)^+ b^T P_a b) / tr L, where a and b are what W and V read *)
Definition r2_readout_floor n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) : R :=
  let a := H *m X *m W in let b := H *m Y *m V in
  fip (pinv (V^T *m V)) (b^T *m proj a *m b) / \tr (cgram Y).

Lemma r2_readout_floorE n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) :
  let Z := proj (H *m X *m W) *m (H *m Y *m V) *m pinv V in
  r2_readout_floor X Y W V = fip Z Z / fip (H *m Y) (H *m Y).
Proof.
rewrite /r2_readout_floor trace_cgram gram_proj_mul; congr (_ / _); exact: fip_pinv_gram.
Qed.

(* floors/r2_from_a_shared_readout: what two linear readouts read alike is predicted: linear R^2 has a floor; the floor
   is at least what b = Y_c V reads less the distance to a = X_c W, and at least what a predicts of b over |V|^2. *)
Theorem floors_r2_from_a_shared_readout n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) :
  let a := H *m X *m W in let b := H *m Y *m V in let P := proj a in let floor := r2_readout_floor X Y W V in
  [/\ floor <= r2 X Y,
      (fip (b *m pinv V) (b *m pinv V) - fip ((b - a) *m pinv V) ((b - a) *m pinv V)) / \tr (cgram Y) <= floor &
      fip (P *m b) (P *m b) / (op2 V * \tr (cgram Y)) <= floor].
Proof.
move=> a b P floor; rewrite /floor r2_readout_floorE trace_cgram -/a -/b -/P.
have t0 : 0 <= (fip (H *m Y) (H *m Y))^-1 by rewrite invr_ge0 fip_ge0.
split.
- rewrite /r2 ler_wpmul2r //; apply: le_trans (_ : fip (H *m Y) (P *m (H *m Y)) <= _).
    have -> : P *m b *m pinv V = P *m (H *m Y) *m proj V by rewrite /b -(mulmxA P) -(mulmxA _ V) pinv_proj
      -[RHS](mulmxA P).
    by rewrite -(fip_proj_sqr a) -/P fip_mulr_proj.
  exact: fip_proj_mono.
- rewrite ler_wpmul2r // ler_subl_addr -!(mulmxA P) -ler_subl_addl.
  have -> : fip (b *m pinv V) (b *m pinv V) - fip (P *m (b *m pinv V)) (P *m (b *m pinv V)) =
      fip ((b - a) *m pinv V - P *m ((b - a) *m pinv V)) ((b - a) *m pinv V - P *m ((b - a) *m pinv V)).
    rewrite (proj_pythagoras a (b *m pinv V)) -/P fip_proj_sqr addrC addKr.
    have -> : (b - a) *m pinv V - P *m ((b - a) *m pinv V) = b *m pinv V - P *m (b *m pinv V).
      rewrite mulmxBl mulmxBr (mulmxA P a) proj_id; set u := b *m _; set v := a *m _.
      by rewrite opprB addrA subrK.
    by [].
  by rewrite [X in _ <= X](proj_pythagoras a) -/P ler_addr fip_proj_ge0.
have bV : b *m (pinv V *m V) = b by rewrite /b -(mulmxA _ V) (mulmxA V) pinvK.
set Z := P *m b *m pinv V; have -> : P *m b = Z *m V by rewrite /Z -(mulmxA _ _ V) -(mulmxA P) bV.
have [-> | v0] := eqVneq V 0.
  by rewrite mulmx0 fip0r mul0r mulr_ge0 ?fip_ge0.
rewrite invfM mulrA ler_wpmul2r // ler_pdivr_mulr; first by rewrite mulrC; exact: op2_mulr.
by rewrite op2_gt0.
Qed.

(* floors/r2_from_a_shared_readout: where both read the same T: the floor is tr((V^T V)^+ T^T T) / tr L, whatever W
   is. *)
Theorem floors_r2_from_a_shared_readout_exact n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) (T : 'M[R]_(n, k)) : H *m X *m W = T -> H *m Y *m V = T ->
  r2_readout_floor X Y W V = fip (pinv (V^T *m V)) (T^T *m T) / \tr (cgram Y).
Proof. by rewrite /r2_readout_floor => -> ->; rewrite -mulmxA proj_id. Qed.

End SharedReadout.
