(* All linear scores are zero together. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector eigen nuclear zero_scores scores_canonical.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Zero.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma cov_flipE n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (Y^T *m H *m X == 0) = (X^T *m H *m Y == 0).
Proof. by apply/eqP/eqP => /cov_flip. Qed.

Lemma proj_mul_eq0 n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) : (proj A *m B == 0) = (A^T *m B == 0).
Proof.
apply/eqP/eqP => E; first by rewrite -(proj_id A) trmx_mul proj_tr -mulmxA E mulmx0.
by have [C EC] := proj_col A; rewrite -proj_tr EC trmx_mul -mulmxA E mulmx0.
Qed.

Lemma projs_eq0 n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) : (proj A *m proj B == 0) = (A^T *m B == 0).
Proof.
rewrite -proj_mul_eq0; apply/eqP/eqP => E; first by rewrite -(proj_id B) mulmxA E mul0mx.
by have [C ->] := proj_col B; rewrite mulmxA E mul0mx.
Qed.

Lemma r2_eq0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (r2 X Y == 0) = (X^T *m H *m Y == 0).
Proof.
rewrite -cov_center -proj_mul_eq0 /r2 -fip_proj mulf_eq0 fip_eq0 invr_eq0 fip_eq0.
by have [->|_] := eqVneq (H *m Y) 0; rewrite ?orbF // mulmx0 eqxx.
Qed.

Lemma sum_rho2E n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  sum_rho2 X Y = fip (proj (H *m X) *m proj (H *m Y)) (proj (H *m X) *m proj (H *m Y)).
Proof.
by rewrite fip_mulmr proj_tr -mulmxA proj_idem fipC fip_mulml proj_tr proj_idem fipC.
Qed.

Lemma mean_squared_cca_eq0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (mean_squared_cca X Y == 0) = (X^T *m H *m Y == 0).
Proof.
rewrite /mean_squared_cca /canonical_pairs mulf_eq0 sum_rho2E fip_eq0 projs_eq0 cov_center
  invr_eq0 pnatr_eq0 -leqn0 geq_min !leqn0 !mxrank_eq0.
apply/orb_idr => /orP [] /eqP E; first by rewrite -cov_center E trmx0 mul0mx.
by rewrite -cov_center E mulmx0.
Qed.

Lemma correlations_eq0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  [forall k, canonical_rho X Y k == 0] = (X^T *m H *m Y == 0).
Proof.
rewrite -cov_center -projs_eq0 -nuc_eq0 nucE; apply/forallP/idP => [z|].
  by apply/eqP; rewrite big1 // => k _; apply/eqP; exact: z.
rewrite psumr_eq0 => [/allP z k|k _]; last exact: sqrtr_ge0.
by have /= := z k (mem_index_enum k).
Qed.

Lemma nbs_eq0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (nbs X Y == 0) = (X^T *m H *m Y == 0).
Proof.
rewrite /nbs mulf_eq0 nuc_eq0 cov_center invr_eq0 sqrtr_eq0 le_eqVlt ltNge mulr_ge0 ?fip_ge0 // orbF mulf_eq0 !fip_eq0.
apply/orb_idr => /orP [] /eqP E; first by rewrite -cov_center E trmx0 mul0mx.
by rewrite -cov_center E mulmx0.
Qed.

Lemma grams_eq0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (cgram X *m cgram Y == 0) = (X^T *m H *m Y == 0).
Proof.
apply/eqP/eqP => E.
  apply/eqP; rewrite -hsic_eq0 hsicE /fip (_ : (cgram X)^T = cgram X) ?E ?mxtrace0 //.
  by rewrite cgramE gram_tr.
rewrite !cgramE /gram -mulmxA [(H *m X)^T *m _]mulmxA cov_center E mul0mx mulmx0.
by [].
Qed.

(* probes/zero: CKA, R^2 either way, what least squares reads, all canonical correlations and their mean square, NBS,
   tr KL and KL are zero exactly when the covariance X_c'Y_c is. (With x/0 = 0, constant sides included.) *)
Theorem probes_zero n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : let uncorrelated := X^T *m H *m Y == 0 in
  [/\ ((H *m X)^T *m (H *m Y) == 0) = uncorrelated,
      (cka X Y == 0) = uncorrelated,
      (r2 X Y == 0) = uncorrelated,
      (r2 Y X == 0) = uncorrelated
    & (proj (H *m X) *m (H *m Y) == 0) = uncorrelated]
  /\ [/\ [forall k, canonical_rho X Y k == 0] = uncorrelated,
      (mean_squared_cca X Y == 0) = uncorrelated,
      (nbs X Y == 0) = uncorrelated,
      (fip (cgram X) (cgram Y) == 0) = uncorrelated
    & (cgram X *m cgram Y == 0) = uncorrelated].
Proof.
move=> u; split; split.
- by rewrite cov_center.
- exact: cka_eq0.
- exact: r2_eq0.
- by rewrite r2_eq0 cov_flipE.
- by rewrite proj_mul_eq0 cov_center.
- exact: correlations_eq0.
- exact: mean_squared_cca_eq0.
- exact: nbs_eq0.
- by rewrite -hsicE hsic_eq0.
exact: grams_eq0.
Qed.

End Zero.
