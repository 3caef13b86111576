(* Budgets for the operator norms of two readouts of one output, and the least linear CKA that they allow. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector gram_maps.
From Unalignable Require Import readout_tools readout_norms readout_sizes.
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
