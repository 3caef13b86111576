(* What maps of the features or the samples do to the centred Gram matrix. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section GramMaps.
Variable R : realFieldType.
Local Notation H := (center R _).

Lemma cgram_orth n p p' (X : 'M[R]_(n,p)) (Q : 'M[R]_(p,p')) :
  Q *m Q^T = 1%:M -> cgram (X *m Q) = cgram X.
Proof.
move=> QQ; rewrite /cgram; congr (_ *m _ *m _).
by rewrite /gram trmx_mul mulmxA -(mulmxA X) QQ mulmx1.
Qed.

Lemma cgram_scale n p (X : 'M[R]_(n,p)) c : cgram (c *: X) = c ^+ 2 *: cgram X.
Proof.
by rewrite /cgram /gram linearZ /= -!(scalemxAl, scalemxAr) scalerA expr2.
Qed.

Lemma cgram_trans n p (X : 'M[R]_(n,p)) (b : 'rV_p) :
  cgram (X + ones R n *m b) = cgram X.
Proof. by rewrite !cgramE mulmxDr mulmxA center_ones mul0mx addr0. Qed.

Lemma perm_ones n (s : 'S_n) : perm_mx s *m ones R n = ones R n.
Proof. by rewrite -row_permE; apply/matrixP => i j; rewrite !mxE. Qed.

Lemma perm_mxV_tr n (s : 'S_n) : (perm_mx s)^T = perm_mx s^-1 :> 'M[R]_n.
Proof. exact: tr_perm_mx. Qed.

Lemma perm_mxTK n (s : 'S_n) : (perm_mx s)^T *m perm_mx s = 1%:M :> 'M[R]_n.
Proof. by rewrite tr_perm_mx -perm_mxM mulVg perm_mx1. Qed.

Lemma perm_mxKT n (s : 'S_n) : perm_mx s *m (perm_mx s)^T = 1%:M :> 'M[R]_n.
Proof. by rewrite tr_perm_mx -perm_mxM mulgV perm_mx1. Qed.

Lemma perm_center n (s : 'S_n) :
  perm_mx s *m center R n = center R n *m perm_mx s.
Proof.
rewrite centerE mulmxBr mulmxBl mulmx1 mul1mx -scalemxAr -scalemxAl mulmxA.
rewrite perm_ones -mulmxA; congr (_ - _ *: (_ *m _)).
by rewrite -{1}(perm_ones s^-1) trmx_mul tr_perm_mx invgK.
Qed.

Lemma cgram_perm n p (X : 'M[R]_(n,p)) (s : 'S_n) :
  cgram (perm_mx s *m X) = perm_mx s *m cgram X *m (perm_mx s)^T.
Proof.
rewrite !cgramE /gram mulmxA -perm_center.
by rewrite -(mulmxA _ H) trmx_mul !mulmxA.
Qed.

Lemma fip_conj n (P K L : 'M[R]_n) : P^T *m P = 1%:M ->
  fip (P *m K *m P^T) (P *m L *m P^T) = fip K L.
Proof.
by move=> PP; rewrite fip_mulmr trmxK -(mulmxA (P *m L)) PP mulmx1 fip_mulml mulmxA PP mul1mx.
Qed.

Lemma gram_row_mx n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  gram (row_mx X Y) = gram X + gram Y.
Proof. by rewrite /gram tr_row_mx mul_row_col. Qed.

Lemma cgram_row_mx n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  cgram (row_mx X Y) = cgram X + cgram Y.
Proof. by rewrite /cgram gram_row_mx mulmxDr mulmxDl. Qed.

Lemma cgram_pad n p q (X : 'M[R]_(n,p)) :
  cgram (row_mx X (0 : 'M_(n,q))) = cgram X.
Proof. by rewrite cgram_row_mx /cgram /gram mul0mx mulmx0 mul0mx addr0. Qed.

Lemma cgram_dup n p (X : 'M[R]_(n,p)) : cgram (row_mx X X) = 2%:R *: cgram X.
Proof. by rewrite cgram_row_mx scaler_nat mulr2n. Qed.

(* k-fold duplication of the whole layer *)
Lemma cgram_dupk n p k (X : 'M[R]_(n,p)) :
  cgram (\mxrow_(i < k) X) = k%:R *: cgram X.
Proof.
rewrite /cgram /gram tr_mxrow mul_mxrow_mxcol sumr_const card_ord.
by rewrite -scaler_nat -scalemxAr -scalemxAl.
Qed.

End GramMaps.
