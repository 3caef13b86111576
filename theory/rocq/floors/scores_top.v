(* A shared output of rank r makes the top r canonical correlations one. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd projector eigen leading nuclear predict_tools scores_canonical.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Top.
Variable R : rcfType.
Local Notation H := (center R _).

(* the i-th canonical correlation: the i-th singular value of P_X P_Y, from the largest down *)
Definition canonical_rho n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (i : 'I_n) : R :=
  let M := proj (H *m X) *m proj (H *m Y) in Num.sqrt (eigval (M^T *m M) i).

Lemma eigval_contraction n (M : 'M[R]_n) i : contraction M -> eigval (M^T *m M) i <= 1.
Proof.
move=> /contractionP c; rewrite eigvalE ?tr_mul_sym //.
have := psd_entry i (psd_conj (eigvec (M^T *m M)) c).
rewrite mulmxBr mulmxBl mulmx1 eigvec_orth [X in 0 <= X]mxE [X in X + _]mxE eqxx [X in _ + X]mxE subr_ge0.
by [].
Qed.

Lemma top_ones n r (d : 'I_n -> R) : (r <= n)%N -> (forall i, d i <= 1) -> r%:R <= \sum_(i < n | (i < r)%N) d i ->
  forall i : 'I_n, (i < r)%N -> d i = 1.
Proof.
move=> rn d1 s i ir; have e : \sum_(j < n | (j < r)%N) (1 - d j) = 0.
  apply: le_anti; rewrite sumr_ge0 ?andbT => [|j _]; last by rewrite subr_ge0.
  rewrite sumrB -(big_ord_widen n (fun _ => 1 : R)) // sumr_const card_ord subr_le0 //.
move/eqP: e; rewrite psumr_eq0 => [/allP h|j _]; last by rewrite subr_ge0.
by have := h i (mem_index_enum i); rewrite ir /= subr_eq0 => /eqP.
Qed.

(* floors/shared_canonical_correlations: rho_1 = ... = rho_r = 1 for the rank r of the shared output T. *)
Theorem floors_shared_canonical_correlations_top n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q))
    (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) (T : 'M[R]_(n, k)) : H *m X *m W = T -> H *m Y *m V = T ->
  forall i : 'I_n, (i < \rank T)%N -> canonical_rho X Y i = 1.
Proof.
move=> XT YT i ir; rewrite /canonical_rho /=; set M := proj _ *m proj _.
suff -> : eigval (M^T *m M) i = 1 by rewrite sqrtr1.
have cM : contraction M by apply: contractionM; exact: proj_contraction.
apply: (top_ones (rank_leq_row T)) ir => [j|]; first exact: eigval_contraction.
have PX : proj (H *m X) *m proj T = proj T by rewrite -XT proj_nest.
have PY : proj (H *m Y) *m proj T = proj T by rewrite -YT proj_nest.
have MT : M^T *m M *m proj T = proj T.
  by rewrite /M trmx_mul !proj_tr -!(mulmxA _ _ (proj T)) PY PX -(mulmxA (proj _)) PX PY.
have <- : fip (M^T *m M) (proj T) = (\rank T)%:R by rewrite /fip tr_mul_sym MT trace_proj.
apply: ky_fan_max; rewrite ?tr_mul_sym ?trace_proj //.
  by apply: psd_projector; rewrite ?proj_tr ?proj_idem.
by apply: psd_coprojector; rewrite ?proj_tr ?proj_idem.
Qed.

End Top.
