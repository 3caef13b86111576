(* Low CKA needs distances that are really distorted. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka distances.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Distortion.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma center_shrinks n p (M : 'M[R]_(n, p)) : fip (H *m M) (H *m M) <= fip M M.
Proof.
rewrite -subr_ge0 (_ : _ - _ = fip (M - H *m M) (M - H *m M)) ?fip_ge0 //.
have -> : fip (H *m M) (H *m M) = fip M (H *m M) by rewrite fip_mulml center_tr mulmxA center_idem.
rewrite fipBl !fipBr [fip (H *m M) M]fipC.
have -> : fip (H *m M) (H *m M) = fip M (H *m M) by rewrite fip_mulml center_tr mulmxA center_idem.
by rewrite subrr subr0.
Qed.

Lemma center_both_shrinks n (M : 'M[R]_n) : fip (H *m M *m H) (H *m M *m H) <= fip M M.
Proof.
apply: le_trans (center_shrinks M); rewrite -fip_tr trmx_mul center_tr.
by rewrite (le_trans (center_shrinks _)) // fip_tr.
Qed.

(* |D_X| of all squared distances, over 2|K|; squared, and times d^2 *)
Definition strain n p (X : 'M[R]_(n, p)) d : R :=
  (d * Num.sqrt (fip (sqdist X) (sqdist X)) / (2%:R * Num.sqrt (fip (cgram X) (cgram X)))) ^+ 2.

Lemma strainE n p (X : 'M[R]_(n, p)) d :
  strain X d = d ^+ 2 * fip (sqdist X) (sqdist X) / (4%:R * fip (cgram X) (cgram X)).
Proof. by rewrite /strain expr_div_n !exprMn !sqr_sqrtr ?fip_ge0 // -natrX. Qed.

Lemma far_from_line n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) g : H *m X != 0 ->
  1 - fip (g *: cgram Y - cgram X) (g *: cgram Y - cgram X) / fip (cgram X) (cgram X) <= cka X Y ^+ 2.
Proof.
rewrite -cgram_eq0 -fip_gt0 cka_sqr !hsicE; move: (cgram X) (cgram Y) => K L K0.
have [->|L0] := eqVneq L 0.
  by rewrite !fip0r mulr0 invr0 mulr0 scaler0 sub0r fipNl fipNr opprK divff ?subrr // gt_eqF.
rewrite -fip_gt0 in L0; rewrite -(ler_pmul2r (mulr_gt0 K0 L0)) divfK ?gt_eqF ?mulr_gt0 //.
rewrite -subr_ge0 [X in 0 <= X](_ : _ = (g * fip L L - fip K L) ^+ 2) ?sqr_ge0 //.
rewrite mulrBl mul1r (mulrA (_ / _)) divfK ?gt_eqF //.
rewrite fipBl !fipBr !fipZl !fipZr (fipC L K).
by move: (fip K K) (fip L L) (fip K L) => a b c; ring.
Qed.

(* probes/distortion_floor: where the squared distances of Y, in units g, differ from those of X by at most the share d,
   CKA^2 is at least 1 - (d |D_X|/(2 |K|))^2. *)
Theorem probes_distortion_floor n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) g d : H *m X != 0 ->
  let E := g *: sqdist Y - sqdist X in
  fip E E <= d ^+ 2 * fip (sqdist X) (sqdist X) -> 1 - strain X d <= cka X Y ^+ 2.
Proof.
move=> x0 E small; apply: le_trans (far_from_line Y g x0); rewrite ler_add2l ler_opp2.
have kp : 0 < fip (cgram X) (cgram X) by rewrite fip_gt0 cgram_eq0.
rewrite strainE invfM mulrA ler_pmul2r ?invr_gt0 // ler_pdivl_mulr ?ltr0n //.
apply: le_trans small; apply: le_trans (center_both_shrinks E).
rewrite /E mulmxBr mulmxBl -scalemxAr -scalemxAl !double_centring scalerA [g * _]mulrC -scalerA -scalerBr.
by rewrite fipZl fipZr mulrA mulrNN -natrM mulrC.
Qed.

(* probes/distortion_floor: in particular where every squared distance is kept within the factors 1 - d and 1 + d. *)
Theorem probes_distortion_floor_factors n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) g d : H *m X != 0 ->
  (forall i j, (1 - d) * dist2 X i j <= g * dist2 Y i j <= (1 + d) * dist2 X i j) ->
  1 - strain X d <= cka X Y ^+ 2.
Proof.
move=> x0 kept; apply: (probes_distortion_floor (g := g)) => //.
rewrite !fipE mulr_sumr; apply: ler_sum => j _; rewrite mulr_sumr; apply: ler_sum => i _.
rewrite !mxE; have /andP[lo hi] := kept i j; rewrite -!expr2 -exprMn.
rewrite -subr_ge0 subr_sqr mulr_ge0 //.
  by rewrite subr_ge0 ler_subl_addr -[X in _ + X]mul1r -mulrDl addrC.
by rewrite addrA subr_ge0 -ler_subl_addl -[X in X - _]mul1r -mulrBl.
Qed.

End Distortion.
