(* The Procrustes distance and its similarity NBS: a minimum over rotations, and their relation to linear CKA. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd rigid participation eigen nuclear.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Procrustes.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma fip_rotated n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) (Q : 'M[R]_(q, p)) :
  fip A (B *m Q) = fip (A^T *m B) Q^T.
Proof. by rewrite [RHS]fipC /fip trmxK [RHS]mxtrace_mulC mulmxA. Qed.

(* equivalences/procrustes_is_a_minimum: for every rotation Q of the features of Y the squared distance
   |X_c - Y_c Q|^2 is at least the Procrustes distance, and the cosine of X_c and Y_c Q is at most NBS. *)
Theorem equivalences_procrustes_is_a_minimum n p (X Y : 'M[R]_(n, p)) (Q : 'M[R]_p) : Q *m Q^T = 1%:M ->
  procrustes_distance X Y <= fip (H *m X - H *m Y *m Q) (H *m X - H *m Y *m Q) /\
  fip (H *m X) (H *m Y *m Q) / (Num.sqrt (fip (H *m X) (H *m X)) * Num.sqrt (fip (H *m Y) (H *m Y))) <= nbs X Y.
Proof.
move=> QQ; set A := H *m X; set B := H *m Y.
have h : fip A (B *m Q) <= nuc (A^T *m B).
  rewrite fip_rotated; apply: nuc_max; apply: orth_contraction; by rewrite trmxK.
split.
  rewrite /procrustes_distance -/A -/B fipBl !fipBr.
  have -> : fip (B *m Q) (B *m Q) = fip B B by rewrite fip_mulmr -mulmxA QQ mulmx1.
  rewrite (fipC (B *m Q) A) -subr_ge0.
  set f := fip A (B *m Q) in h *; rewrite (_ : _ - _ = 2%:R * (nuc (A^T *m B) - f)); last by ring.
  by rewrite mulr_ge0 ?ler0n // subr_ge0.
by rewrite /nbs -/A -/B -sqrtrM ?fip_ge0 // ler_wpmul2r // invr_ge0 sqrtr_ge0.
Qed.

(* equivalences/procrustes_is_a_minimum: both are attained, by one rotation. *)
Theorem equivalences_procrustes_is_a_minimum_attained n p (X Y : 'M[R]_(n, p)) : exists Q : 'M[R]_p,
  [/\ Q *m Q^T = 1%:M,
      procrustes_distance X Y = fip (H *m X - H *m Y *m Q) (H *m X - H *m Y *m Q) &
      fip (H *m X) (H *m Y *m Q) / (Num.sqrt (fip (H *m X) (H *m X)) * Num.sqrt (fip (H *m Y) (H *m Y))) = nbs X Y].
Proof.
set A := H *m X; set B := H *m Y; have [P PP E] := nuc_orthogonal (A^T *m B).
have h : fip A (B *m P^T) = nuc (A^T *m B) by rewrite fip_rotated trmxK.
exists P^T; rewrite trmxK; split; first exact: mulmx1C.
  rewrite /procrustes_distance -/A -/B fipBl !fipBr.
  have -> : fip (B *m P^T) (B *m P^T) = fip B B by rewrite fip_mulmr trmxK -mulmxA (mulmx1C PP) mulmx1.
  by rewrite (fipC (B *m P^T) A) h; ring.
by rewrite /nbs -/A -/B -sqrtrM ?fip_ge0 // h.
Qed.

Lemma trace_cgramE n p (X : 'M[R]_(n, p)) : \tr (cgram X) = fip (H *m X) (H *m X).
Proof. by rewrite cgramE /gram mxtrace_mulC. Qed.

(* equivalences/cka_and_nbs: NBS squared, times the root of the participation ratios, is between linear CKA and
   linear CKA times the rank of X_c^T Y_c. *)
Theorem equivalences_cka_and_nbs n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m X != 0 -> H *m Y != 0 ->
  let M := (H *m X)^T *m (H *m Y) in let PR := Num.sqrt (participation X * participation Y) in
  cka X Y / PR <= nbs X Y ^+ 2 /\ nbs X Y ^+ 2 <= (\rank M)%:R * (cka X Y / PR).
Proof.
move=> x0 y0 M PR.
have s0 : 0 < Num.sqrt (fip (cgram X) (cgram X) * fip (cgram Y) (cgram Y)).
  by rewrite sqrtr_gt0 mulr_gt0 // fip_gt0 cgram_eq0.
have E : cka X Y / PR = fip M M / (fip (H *m X) (H *m X) * fip (H *m Y) (H *m Y)).
  rewrite /PR sqrt_participation !trace_cgramE ckaE /mcos !cgramE fip_gram -!cgramE -/M.
  by rewrite invf_div mulrA divfK // gt_eqF.
rewrite E nbs_sqr -/M mulrA; split; apply: ler_wpmul2r; rewrite ?invr_ge0 ?mulr_ge0 ?fip_ge0 //.
  exact: nuc_frobenius.
exact: nuc_rank.
Qed.

(* equivalences/cka_and_nbs: so NBS is 0 exactly when linear CKA is. *)
Theorem equivalences_cka_and_nbs_zero n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m X != 0 -> H *m Y != 0 ->
  (nbs X Y == 0) = (cka X Y == 0).
Proof.
move=> x0 y0; rewrite cka_eq0 /nbs mulf_eq0 invr_eq0 sqrtr_eq0 leNgt mulr_gt0 ?fip_gt0 // orbF nuc_eq0.
by rewrite trmx_mul center_tr mulmxA -(mulmxA X^T H H) center_idem.
Qed.
End Procrustes.
