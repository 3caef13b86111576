(* When bounded readouts force more linear CKA than the least: no room beside the output, or none beside a layer. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector rank predict_tools.
From Unalignable Require Import readout_tools readout_norms readout_sizes budget_operator slack_features.
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
