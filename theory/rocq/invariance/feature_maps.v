(* What linear CKA does not see: rotations, scalings and shifts of the features, copies, the order of the samples. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section FeatureMaps.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma cka_scaled n m p q p' q' (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (X' : 'M[R]_(m, p')) (Y' : 'M[R]_(m, q')) a b c :
  0 < a -> 0 < b -> hsic X' Y' = c * (a * b) * hsic X Y ->
  hsic X' X' = c * a ^+ 2 * hsic X X -> hsic Y' Y' = c * b ^+ 2 * hsic Y Y -> 0 < c ->
  cka X' Y' = cka X Y.
Proof.
move=> a0 b0 E1 E2 E3 c0; rewrite /cka E1 E2 E3.
have -> : c * a ^+ 2 * hsic X X * (c * b ^+ 2 * hsic Y Y) = (c * (a * b)) ^+ 2 * (hsic X X * hsic Y Y) by ring.
have p0 : 0 < c * (a * b) by rewrite !mulr_gt0.
by rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm // invfM mulrACA divff ?mul1r // gt_eqF.
Qed.

Lemma cka_cgram_scaled n p p' q (X : 'M[R]_(n, p)) (X' : 'M[R]_(n, p')) (Y : 'M[R]_(n, q)) c :
  0 < c -> cgram X' = c *: cgram X -> cka X' Y = cka X Y.
Proof. by move=> c0 E; rewrite !ckaE E mcosZl. Qed.

(* invariance/orthogonal_map: rotating, scaling and shifting the features keeps linear CKA; Q Q^T = 1 covers
   rotations, reflections, permutations, zero padding and isometric embeddings into more features. *)
Theorem invariance_orthogonal_map n p p' q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (Q : 'M_(p, p')) (b : 'rV_p') c :
  Q *m Q^T = 1%:M -> c != 0 -> cka (c *: (X *m Q) + ones R n *m b) Y = cka X Y.
Proof.
move=> QQ c0; apply: (@cka_cgram_scaled _ _ _ _ _ _ _ (c ^+ 2)); first by rewrite lt_def sqr_ge0 sqrf_eq0 c0.
by rewrite cgram_trans cgram_scale cgram_orth.
Qed.

Lemma cgram_tall n p p' (X : 'M[R]_(n, p)) (D : 'M[R]_(p, p')) k :
  D *m D^T = k%:M -> cgram (X *m D) = k *: cgram X.
Proof.
move=> DD; rewrite !cgramE /gram mulmxA (trmx_mul (H *m X)) mulmxA -(mulmxA (H *m X)) DD.
by rewrite mul_mx_scalar -scalemxAl.
Qed.

(* invariance/duplicated_features: writing every feature equally often keeps linear CKA, in particular [X, X]. *)
Theorem invariance_duplicated_features n p p' q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (D : 'M_(p, p')) k :
  D *m D^T = k%:M -> 0 < k -> cka (X *m D) Y = cka X Y /\ cka (row_mx X X) Y = cka X Y.
Proof.
move=> DD k0; split; first by apply: (cka_cgram_scaled _ k0); rewrite (cgram_tall _ DD).
by apply: (@cka_cgram_scaled _ _ _ _ _ _ _ 2%:R); rewrite ?ltr0Sn // cgram_dup.
Qed.

(* invariance/duplicated_features: k copies of the layer side by side *)
Theorem invariance_duplicated_features_copies n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  cka (\mxrow_(i < k.+1) X) Y = cka X Y.
Proof. by apply: (@cka_cgram_scaled _ _ _ _ _ _ _ k.+1%:R); rewrite ?ltr0Sn // cgram_dupk. Qed.

(* a map of the samples that is a multiple of an isometry and fixes the constants commutes with centring *)
Lemma center_isometry m n (D : 'M[R]_(m, n)) k :
  D^T *m D = k%:M -> D *m ones R n = ones R m -> H *m D = D *m H.
Proof.
move=> DD D1; have DT1 : D^T *m ones R m = k *: ones R n by rewrite -D1 mulmxA DD mul_scalar_mx.
have mk : m%:R = k * n%:R.
  have := onesTones R m; rewrite -{1}D1 trmx_mul -mulmxA DT1 -scalemxAr onesTones scale_scalar_mx.
  by move=> /(congr1 (fun M => fun_of_matrix M 0 0)); rewrite !mxE !mulr1n.
case: n D DD D1 DT1 mk => [|n] D DD D1 DT1 mk; first by apply/matrixP => i [].
case: m D DD D1 DT1 mk => [|m] D DD D1 DT1 mk; first by apply/matrixP => [] [].
rewrite !centerE mulmxBl mulmxBr mul1mx mulmx1 -scalemxAl -scalemxAr mulmxA D1.
rewrite -[_ *m _^T *m D]mulmxA; congr (_ - _).
have -> : (ones R m.+1)^T *m D = k *: (ones R n.+1)^T by apply: trmx_inj; rewrite trmx_mul trmxK linearZ /= trmxK.
rewrite -scalemxAr scalerA; congr (_ *: _).
have k0 : k != 0 by apply: contra_eqN mk => /eqP ->; rewrite mul0r pnatr_eq0.
by rewrite mk invfM mulrAC mulVf ?mul1r.
Qed.

Lemma hsic_isometry m n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (D : 'M[R]_(m, n)) k :
  D^T *m D = k%:M -> D *m ones R n = ones R m -> hsic (D *m X) (D *m Y) = k ^+ 2 * hsic X Y.
Proof.
move=> DD D1; rewrite /hsic trmx_mul -!mulmxA (mulmxA H) (center_isometry DD D1) -!mulmxA (mulmxA D^T) DD.
by rewrite mul_scalar_mx -scalemxAr !fip_lin expr2 mulrA.
Qed.

(* invariance/joint_permutation: the order of the samples does not matter, nor any joint orthogonal map of the samples
   that fixes the constants. *)
Theorem invariance_joint_permutation n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (P : 'M_n) :
  P^T *m P = 1%:M -> P *m ones R n = ones R n -> cka (P *m X) (P *m Y) = cka X Y.
Proof. by move=> PP P1; rewrite /cka !(hsic_isometry _ _ PP P1) expr1n !mul1r. Qed.

(* invariance/joint_permutation: for a permutation of the samples *)
Theorem invariance_joint_permutation_perm n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (s : 'S_n) :
  cka (perm_mx s *m X) (perm_mx s *m Y) = cka X Y.
Proof. by apply: invariance_joint_permutation; [exact: perm_mxTK | exact: perm_ones]. Qed.

(* invariance/duplicated_samples: repeating all samples equally often keeps linear CKA (D has a row for every sample
   after the repetition, at least one). *)
Theorem invariance_duplicated_samples m n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (D : 'M_(m.+1, n)) k :
  D^T *m D = k%:M -> D *m ones R n = ones R m.+1 -> cka (D *m X) (D *m Y) = cka X Y.
Proof.
move=> DD D1; have k0 : k != 0.
  apply/eqP => k0; have D0 : D = 0.
    by apply/eqP; rewrite -fip_eq0 /fip DD k0 raddf0 mxtrace0.
  by have /matrixP /(_ 0 0) := D1; rewrite D0 mul0mx !mxE => /eqP; rewrite eq_sym oner_eq0.
apply: (@cka_scaled _ _ _ _ _ _ _ _ _ _ 1 1 (k ^+ 2)); rewrite ?ltr01 ?(hsic_isometry _ _ DD D1) ?expr1n ?mulr1 //.
by rewrite lt_def sqr_ge0 sqrf_eq0 k0.
Qed.

(* invariance/duplicated_samples: the data set k + 1 times one below the other *)
Theorem invariance_duplicated_samples_copies n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  cka (\mxcol_(i < k.+1) X) (\mxcol_(i < k.+1) Y) = cka X Y.
Proof.
pose D : 'M[R]_(\sum_(i < k.+1) n, n) := \mxcol_(i < k.+1) 1%:M.
have DD : D^T *m D = (k.+1%:R)%:M.
  rewrite tr_mxcol mul_mxrow_mxcol (eq_bigr (fun _ => 1%:M)) => [|i _]; last by rewrite trmx1 mulmx1.
  by rewrite sumr_const card_ord -scaler_nat scale_scalar_mx mulr1.
have D1 : D *m ones R n = ones R _.
  by rewrite mxcol_mul -[RHS]mxcol_const; apply: eq_mxcol => i; rewrite mul1mx.
have E r (Z : 'M[R]_(n, r)) : \mxcol_(i < k.+1) Z = D *m Z.
  by rewrite mxcol_mul; apply: eq_mxcol => i; rewrite mul1mx.
apply: (@cka_scaled _ _ _ _ _ _ _ _ _ _ 1 1 (k.+1%:R ^+ 2)); rewrite ?ltr01 ?E ?(hsic_isometry _ _ DD D1) ?expr1n ?mulr1 //.
by rewrite exprn_gt0 // ltr0Sn.
Qed.

End FeatureMaps.
