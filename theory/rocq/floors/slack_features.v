(* Features beside a shared output, and a white representation against one that holds nothing but the output. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka projector rank participation predict_tools.
From Unalignable Require Import readout_tools readout_sizes.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Beside.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma proj_away n p m (A : 'M[R]_(n, p)) (Z : 'M[R]_(n, m)) : A^T *m Z = 0 -> proj A *m Z = 0.
Proof. by move=> AZ; have [C E] := proj_col A; rewrite -proj_tr E trmx_mul -mulmxA AZ mulmx0. Qed.

Lemma cross_center n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (H *m X)^T *m (H *m Y) = X^T *m H *m Y.
Proof. by rewrite trmx_mul center_tr !mulmxA -[X^T *m H *m H]mulmxA center_idem. Qed.

Lemma hsic_away n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : X^T *m H *m Y = 0 -> fip (cgram X) (cgram Y) = 0.
Proof. by move=> E; rewrite -hsicE /hsic E fip0l. Qed.

Lemma fip_row_mx n p q (A C : 'M[R]_(n, p)) (B D : 'M[R]_(n, q)) :
  fip (row_mx A B) (row_mx C D) = fip A C + fip B D.
Proof.
rewrite -(fip_tr A) -(fip_tr B) -fip_tr !tr_row_mx /fip tr_col_mx mul_row_col mxtraceD.
by rewrite !trmxK.
Qed.

Lemma r2_beside n k p q (T : 'M[R]_(n, k)) (J : 'M[R]_(n, p)) (G : 'M[R]_(n, q)) :
  T^T *m H *m G = 0 -> J^T *m H *m G = 0 ->
  r2 (row_mx T J) (row_mx T G) = fip (H *m T) (H *m T) / (fip (H *m T) (H *m T) + fip (H *m G) (H *m G)).
Proof.
move=> TG JG; rewrite /r2 !(mul_mx_row H) mul_mx_row !fip_row_mx.
have -> : proj (row_mx (H *m T) (H *m J)) *m (H *m T) = H *m T.
  have := proj_keep (row_mx (H *m T) (H *m J)) (col_mx 1%:M 0); rewrite mul_row_col mulmx1 mulmx0 addr0; exact.
by rewrite proj_away ?fip0r ?addr0 // tr_row_mx mul_col_mx !cross_center TG JG col_mx0.
Qed.

(* floors/features_beside_the_output: X = [T, J] and Y = [T, G] with T, J and G uncorrelated and T not constant have
   CKA |T^T H T|^2/(|K||L|), where |K|^2 = |T^T H T|^2 + |J^T H J|^2 and |L|^2 alike, and R^2 from X to Y is
   |HT|^2/(|HT|^2 + |HG|^2), from Y to X |HT|^2/(|HT|^2 + |HJ|^2). *)
Theorem floors_features_beside_the_output n k p q (T : 'M[R]_(n, k)) (J : 'M[R]_(n, p)) (G : 'M[R]_(n, q)) :
  T^T *m H *m J = 0 -> T^T *m H *m G = 0 -> J^T *m H *m G = 0 ->
  let X := row_mx T J in let Y := row_mx T G in
  let size := fip (T^T *m H *m T) (T^T *m H *m T) in
  [/\ cka X Y = size / (ksize X * ksize Y),
      fip (cgram X) (cgram X) = size + fip (J^T *m H *m J) (J^T *m H *m J),
      fip (cgram Y) (cgram Y) = size + fip (G^T *m H *m G) (G^T *m H *m G),
      r2 X Y = fip (H *m T) (H *m T) / (fip (H *m T) (H *m T) + fip (H *m G) (H *m G)) &
      r2 Y X = fip (H *m T) (H *m T) / (fip (H *m T) (H *m T) + fip (H *m J) (H *m J))].
Proof.
move=> TJ TG JG X Y size; have JT : J^T *m H *m T = 0.
  by rewrite -[LHS]trmxK (trmx_mul (_ *m _)) (trmx_mul J^T) trmxK center_tr mulmxA TJ trmx0.
have GJ : G^T *m H *m J = 0.
  by rewrite -[LHS]trmxK (trmx_mul (_ *m _)) (trmx_mul G^T) trmxK center_tr mulmxA JG trmx0.
have ES : size = fip (cgram T) (cgram T) by rewrite -hsicE.
split; [| | |exact: r2_beside|exact: r2_beside].
- rewrite ckaK hsicE !cgram_row_mx fipDl !fipDr (hsic_away TG) (hsic_away JT) (hsic_away JG).
  by rewrite !addr0 -ES.
- rewrite cgram_row_mx fipDl !fipDr (hsic_away TJ) (hsic_away JT) addr0 add0r -ES.
  by congr (_ + _); rewrite -hsicE.
rewrite cgram_row_mx fipDl !fipDr (hsic_away TG) (fipC (cgram G)) (hsic_away TG) addr0 add0r -ES.
by congr (_ + _); rewrite -hsicE.
Qed.

Lemma participation_ge1 n p (X : 'M[R]_(n, p)) : H *m X != 0 -> 1 <= participation X.
Proof.
move=> x0; rewrite ler_pdivl_mulr ?fip_gt0 ?cgram_eq0 // mul1r trace_cgram cgramE expr2 /gram.
exact: fip_mul_le.
Qed.

Lemma center_proj n p (X : 'M[R]_(n, p)) : H *m proj (H *m X) = proj (H *m X).
Proof. by have [C ->] := proj_col (H *m X); rewrite !mulmxA center_idem. Qed.

Lemma cgram_white n p (X : 'M[R]_(n, p)) : cgram (proj (H *m X)) = proj (H *m X).
Proof. by rewrite cgramE center_proj /gram proj_tr proj_idem. Qed.

Lemma fip_proj_rank n p (A : 'M[R]_(n, p)) : fip (proj A) (proj A) = (\rank A)%:R.
Proof. by rewrite /fip proj_tr proj_idem trace_proj. Qed.

(* floors/one_sided_stretching: for the white Y = P_{H[X, Z]}, the projector onto what X and Z hold, of rank r = rank
   H[X, Z], CKA(X, Y) = sqrt(PR(X)/r) >= 1/sqrt(r), PR(X) = (tr K)^2/|K|^2. *)
Theorem floors_one_sided_stretching n p q (X : 'M[R]_(n, p)) (Z : 'M[R]_(n, q)) : H *m X != 0 ->
  let Y := proj (H *m row_mx X Z) in let r : R := (\rank (H *m row_mx X Z))%:R in
  [/\ \rank Y = \rank (H *m row_mx X Z), cka X Y = Num.sqrt (participation X / r), cka X Y ^+ 2 * r = participation X &
      (Num.sqrt r)^-1 <= cka X Y].
Proof.
move=> x0 Y r; have Yx : Y *m (H *m X) = H *m X.
  have := proj_keep (H *m row_mx X Z) (col_mx 1%:M 0).
  by rewrite -mulmxA mul_row_col mulmx1 mulmx0 addr0.
have rk : \rank Y = \rank (H *m row_mx X Z).
  apply/eqP; rewrite eqn_leq; apply/andP; split; last by rewrite -{1}(proj_id (H *m row_mx X Z)) mxrankM_maxl.
  by rewrite /Y; have [C ->] := proj_col (H *m row_mx X Z); apply: mxrankM_maxl.
have r0 : 0 < r.
  rewrite ltr0n lt0n mxrank_eq0; apply: contraNneq x0 => E.
  by rewrite -Yx /Y; have [C ->] := proj_col (H *m row_mx X Z); rewrite E !mul0mx.
have K0 : 0 < fip (cgram X) (cgram X) by rewrite fip_gt0 cgram_eq0.
have hXY : hsic X Y = \tr (cgram X).
  by rewrite hsicE fipC cgram_white /fip proj_tr cgramE /gram mulmxA Yx.
have hYY : hsic Y Y = r by rewrite hsicE cgram_white fip_proj_rank.
have E : cka X Y = Num.sqrt (participation X / r).
  rewrite /cka hXY hYY hsicE sqrtrM ?fip_ge0 // [RHS]sqrtrM ?participation_ge0 // sqrt_participation1.
  by rewrite sqrtrV ?(ltW r0) // invfM mulrA.
split=> //; rewrite E.
  by rewrite sqr_sqrtr ?divfK ?gt_eqF // divr_ge0 ?(ltW r0) // (le_trans ler01) // participation_ge1.
rewrite -sqrtrV ?(ltW r0) // ler_wsqrtr // -[X in X <= _]mul1r ler_wpmul2r ?invr_ge0 ?(ltW r0) //.
exact: participation_ge1.
Qed.

End Beside.
