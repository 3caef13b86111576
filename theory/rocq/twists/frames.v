(* Coefficients in one orthogonal frame, eigenvectors of a shift, and swirls: twists that are statements on matrices. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector zero_scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Frames.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma center_fix_tr n p (F : 'M[R]_(n, p)) : H *m F = F -> F^T *m H = F^T.
Proof. by move=> h; rewrite -{1}center_tr -trmx_mul h. Qed.

Lemma mcosZ2 n m (K L : 'M[R]_n) (A B : 'M[R]_m) k : 0 < k ->
  fip K L = k * fip A B -> fip K K = k * fip A A -> fip L L = k * fip B B -> mcos K L = mcos A B.
Proof.
move=> k0 e1 e2 e3; rewrite /mcos e1 e2 e3 mulrACA -expr2 sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm //.
by rewrite invfM mulrACA divff ?gt_eqF // mul1r.
Qed.

(* twists/common_frame: in one orthogonal frame of centred functions, CKA is the cosine of the Gram matrices of the
   coefficients. *)
Theorem twists_common_frame n r p q (F : 'M[R]_(n, r)) (A : 'M_(r, p)) (B : 'M_(r, q)) (e : R) :
  H *m F = F -> F^T *m F = e%:M -> 0 < e ->
  cka (F *m A) (F *m B) = fip (A *m A^T) (B *m B^T) / (Num.sqrt (fip (A *m A^T) (A *m A^T)) *
    Num.sqrt (fip (B *m B^T) (B *m B^T))).
Proof.
move=> HF FF e0; rewrite ckaE -sqrtrM ?fip_ge0 // -/(mcos _ _).
have g m (C : 'M[R]_(r, m)) : cgram (F *m C) = F *m (C *m C^T) *m F^T.
  by rewrite cgramE (mulmxA H) HF /gram trmx_mul !mulmxA.
have k (K L : 'M[R]_r) : fip (F *m K *m F^T) (F *m L *m F^T) = e ^+ 2 * fip K L.
  rewrite fip_mulmr trmxK -(mulmxA (F *m L)) FF fip_mulml !mulmxA FF.
  by rewrite mul_scalar_mx mul_mx_scalar !fip_lin; ring.
by rewrite !g (@mcosZ2 _ _ _ _ (A *m A^T) (B *m B^T) (e ^+ 2)) ?exprn_gt0 ?k.
Qed.

(* twists/different_frequencies: with T the shift of the samples, centred features with (T + T')x = 2c x and others
   with (T + T')y = 2d y, c and d different, are uncorrelated: CKA and both R^2 are 0. *)
Theorem twists_different_frequencies n p q (T : 'M[R]_n) (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (c d : R) :
  c != d -> (T + T^T) *m (H *m X) = (2%:R * c) *: (H *m X) -> (T + T^T) *m (H *m Y) = (2%:R * d) *: (H *m Y) ->
  [/\ X^T *m H *m Y = 0, cka X Y = 0, r2 X Y = 0 & r2 Y X = 0].
Proof.
move=> cd tx ty; apply: unrelatedP; rewrite -cov_center; set x := H *m X in tx *; set y := H *m Y in ty *.
have : (2%:R * c) *: x^T *m y = (2%:R * d) *: (x^T *m y).
  have sym : (T + T^T)^T = T + T^T by rewrite [LHS]raddfD /= trmxK addrC.
  have <- : x^T *m (T + T^T) = (2%:R * c) *: x^T by rewrite -{1}sym -trmx_mul tx [LHS]linearZ.
  by rewrite scalemxAr -ty (mulmxA x^T).
move=> /eqP; rewrite -scalemxAl -subr_eq0 -scalerBl scaler_eq0 => /orP[|/eqP//].
by rewrite -mulrBr mulf_eq0 pnatr_eq0 subr_eq0 (negbTE cd).
Qed.

(* white features *)
Lemma white_scores n d (X Y : 'M[R]_(n, d)) (g : R) : 0 < g ->
  H *m X = X -> H *m Y = Y -> X^T *m X = g%:M -> Y^T *m Y = g%:M ->
  let share := fip (X^T *m Y) (X^T *m Y) / (d%:R * g ^+ 2) in
  [/\ cka X Y = share, r2 X Y = share & r2 Y X = share].
Proof.
move=> g0 hX hY gX gY share; have g2 : 0 < g ^+ 2 by rewrite exprn_gt0.
have cov Z W : H *m Z = Z -> (Z : 'M_(n, d))^T *m H *m W = Z^T *m W :> 'M_d by move=> /center_fix_tr->.
have white (Z : 'M[R]_(n, d)) : H *m Z = Z -> Z^T *m Z = g%:M -> hsic Z Z = d%:R * g ^+ 2.
  by move=> hZ gZ; rewrite /hsic cov // gZ /fip tr_scalar_mx -scalar_mxM mxtrace_scalar mulr_natl expr2.
have prob (Z W : 'M[R]_(n, d)) : H *m Z = Z -> H *m W = W -> Z^T *m Z = g%:M -> W^T *m W = g%:M ->
    r2 Z W = fip (Z^T *m W) (Z^T *m W) / (d%:R * g ^+ 2).
  move=> hZ hW gZ gW; rewrite /r2 hZ hW.
  have <- : Z *m (g^-1 *: Z^T) = proj Z.
    apply: (@proj_unique _ _ _ _ _ (g^-1 *: Z^T)) => //; rewrite -scalemxAr.
      by rewrite linearZ /= trmx_mul trmxK.
    by rewrite -scalemxAl -mulmxA gZ mul_mx_scalar scalerA mulVf ?gt_eqF // scale1r.
  rewrite -scalemxAr -scalemxAl fipZr -mulmxA -{1}(trmxK Z) -fip_mulml.
  rewrite [fip W W]/fip gW mxtrace_scalar -mulr_natl expr2 !invfM; move: (fip _ _) d%:R^-1 g^-1 => u v w; ring.
split; [|exact: prob|]; last by rewrite prob // /share -(fip_tr (X^T *m Y)) trmx_mul trmxK.
by rewrite /cka !white // /hsic cov // -expr2 sqrtr_sqr ger0_norm // mulr_ge0 ?ler0n // ltW.
Qed.

(* twists/swirl: two spheres A, B around the origin with A'A = eI and B'B = fI, each turned by its own rotation: norms
   stay, turning back undoes it, and CKA and both R^2 are |eR + fS|^2/(d(e + f)^2). *)
Theorem twists_swirl a b d (A : 'M[R]_(a, d)) (B : 'M[R]_(b, d)) (Q S : 'M[R]_d) (e f : R) :
  H *m A = A -> H *m B = B -> A^T *m A = e%:M -> B^T *m B = f%:M -> 0 < e + f ->
  Q^T *m Q = 1%:M -> S^T *m S = 1%:M ->
  let X := col_mx A B in let Y := col_mx (A *m Q) (B *m S) in
  let share := fip (e *: Q + f *: S) (e *: Q + f *: S) / (d%:R * (e + f) ^+ 2) in
  [/\ forall i, (Y *m Y^T) i i = (X *m X^T) i i, col_mx (A *m Q *m Q^T) (B *m S *m S^T) = X,
      cka X Y = share, r2 X Y = share & r2 Y X = share].
Proof.
move=> hA hB gA gB ef qq ss X Y share.
have [qq' ss'] := (mulmx1C qq, mulmx1C ss).
have stack m (U : 'M[R]_(a, m)) (V : 'M[R]_(b, m)) : H *m U = U -> H *m V = V -> H *m col_mx U V = col_mx U V.
  move=> hU hV; rewrite centerE mulmxBl mul1mx -scalemxAl -mulmxA.
  have -> : (ones R (a + b))^T *m col_mx U V = 0.
    have -> : ones R (a + b) = col_mx (ones R a) (ones R b).
      by apply/colP => i; rewrite !mxE; case: split => j; rewrite mxE.
    by rewrite tr_col_mx mul_row_col -hU -hV !mulmxA !ones_center !mul0mx addr0.
  by rewrite mulmx0 scaler0 subr0.
have gX : X^T *m X = (e + f)%:M by rewrite tr_col_mx mul_row_col gA gB [RHS]raddfD.
have gY : Y^T *m Y = (e + f)%:M.
  rewrite tr_col_mx mul_row_col !trmx_mul -!mulmxA (mulmxA A^T) (mulmxA B^T) gA gB.
  by rewrite !mul_scalar_mx -!scalemxAr qq ss !scalemx1 [RHS]raddfD.
have XY : X^T *m Y = e *: Q + f *: S.
  by rewrite tr_col_mx mul_row_col !mulmxA gA gB !mul_scalar_mx.
have hX : H *m X = X by apply: stack.
have hY : H *m Y = Y by apply: stack; rewrite mulmxA ?hA ?hB.
have [c r r'] := white_scores ef hX hY gX gY; split; rewrite ?c ?r ?r' /share ?XY //; last first.
  by rewrite -!mulmxA qq' ss' !mulmx1.
move=> i; rewrite !tr_col_mx !mul_col_row.
have back m (U : 'M[R]_(m, d)) (V : 'M_d) : V^T *m V = 1%:M -> U *m V *m (U *m V)^T = U *m U^T.
  by move=> vv; have v := mulmx1C vv; rewrite trmx_mul mulmxA -(mulmxA U) v mulmx1.
by rewrite -(splitK i); case: (split i) => j /=; rewrite ?block_mxEul ?block_mxEdr back.
Qed.
End Frames.
