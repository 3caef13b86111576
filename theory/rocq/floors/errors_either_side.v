(* Single features on either side of the target attain the floors of least squares and of errors below the target. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector.
From Unalignable Require Import readout_tools readout_sizes readout_scalar errors_decoding errors_sharp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section EitherSide.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma r2_line n (x t : 'cV[R]_n) : H *m x = x -> H *m t = t -> x != 0 ->
  r2 x t = fip x t ^+ 2 / (fip x x * fip t t).
Proof.
move=> Hx Ht x0; rewrite /r2 Hx Ht proj_cV // -scalemxAl -mulmxA fip_scalar mul_mx_scalar !fipZr (fipC t x).
by rewrite invfM [RHS]mulrA; congr (_ / _); rewrite mulrC -expr2.
Qed.

Lemma cka_lines n (x y : 'cV[R]_n) : H *m x = x -> H *m y = y -> cka x y = fip x y ^+ 2 / (fip x x * fip y y).
Proof.
move=> Hx Hy; rewrite ckaK !line_size // hsicE !cgramE Hx Hy fip_gram fip_scalar fip11.
by rewrite expr2.
Qed.

Variables (n : nat) (u z : 'cV[R]_n) (k : R).

(* floors/approximate_decoding: attained by X = u and Y = u + k z, u and z orthogonal of length one, and the target
   t = X + Y between them, with the heads X^T t/|X|^2 and Y^T t/|Y|^2 *)
Theorem floors_approximate_decoding_sharp : H *m u = u -> H *m z = z -> fip u u = 1 -> fip z z = 1 -> fip u z = 0 ->
  let X := u in let Y := u + k *: z in let t := X + Y in
  let w : 'M[R]_1 := (2%:R)%:M in let v : 'M[R]_1 := ((2%:R + k ^+ 2) / (1 + k ^+ 2))%:M in
  let r := r2 X t in let s := r2 Y t in let T := fip (H *m t) (H *m t) in
  [/\ (H *m X)^T *m (H *m t - H *m X *m w) = 0, (H *m Y)^T *m (H *m t - H *m Y *m v) = 0, 1 < r + s,
      cka X Y = (1 + k ^+ 2)^-1 &
      cka X Y = r * s * (Num.sqrt (r * s) - Num.sqrt ((1 - r) * (1 - s))) ^+ 2 * T ^+ 2
        / (fip w w * fip v v * (ksize X * ksize Y))].
Proof.
move=> Hu Hz uu zz uz X Y t w v r s T; have zu : fip z u = 0 by rewrite fipC.
have HY : H *m Y = Y by rewrite mulmxDr -scalemxAr Hu Hz.
have Ht : H *m t = t by rewrite mulmxDr HY Hu.
have k2 := sqr_ge0 k; have dp : 0 < 1 + k ^+ 2 by rewrite ltr_paddr ?ltr01.
have fp : 0 < 4%:R + k ^+ 2 by rewrite ltr_paddr ?ltr0n.
have YY : fip Y Y = 1 + k ^+ 2 by rewrite /Y !fip_lin uu zz uz zu; ring.
have Xt : fip X t = 2%:R by rewrite /t /X /Y !fip_lin uu uz; ring.
have Yt : fip Y t = 2%:R + k ^+ 2 by rewrite /t /X /Y !fip_lin uu zz uz zu; ring.
have tt : fip t t = 4%:R + k ^+ 2 by rewrite /t /X /Y !fip_lin uu zz uz zu; ring.
have XY : fip X Y = 1 by rewrite /X /Y !fip_lin uu uz; ring.
have X0 : X != 0 by rewrite -fip_eq0 uu oner_eq0.
have Y0 : Y != 0 by rewrite -fip_eq0 YY gt_eqF.
have er : r = 4%:R / (4%:R + k ^+ 2) by rewrite /r r2_line // Xt uu tt mul1r; congr (_ / _); ring.
have es : s = (2%:R + k ^+ 2) ^+ 2 / ((1 + k ^+ 2) * (4%:R + k ^+ 2)) by rewrite /s r2_line // Yt YY tt.
have EC : cka X Y = (1 + k ^+ 2)^-1 by rewrite cka_lines // XY uu YY expr1n !mul1r.
have ls (x : 'cV[R]_n) c : fip x t = c * fip x x -> x^T *m (t - x *m (c%:M : 'M_1)) = 0.
  by move=> E; rewrite mul_mx_scalar mulmxBr -scalemxAr !fip_scalar E scale_scalar_mx subrr.
clearbody r s; move: (k ^+ 2) k2 dp fp YY Yt tt er es EC @v => K k2 dp fp YY Yt tt er es EC v.
have [dn fn] : 1 + K != 0 /\ 4%:R + K != 0 by rewrite !gt_eqF.
have rs1 : r + s - 1 = (4%:R + 3%:R * K) / ((1 + K) * (4%:R + K)) by rewrite er es; field; rewrite dn fn.
have rsE : r * s = (2%:R * (2%:R + K) / (4%:R + K)) ^+ 2 * (1 + K)^-1 by rewrite er es; field; rewrite dn fn.
have rsE' : (1 - r) * (1 - s) = (K / (4%:R + K)) ^+ 2 * (1 + K)^-1 by rewrite er es; field; rewrite dn fn.
have root x : 0 <= x -> Num.sqrt (x ^+ 2 * (1 + K)^-1) = x * Num.sqrt (1 + K)^-1.
  by move=> x0; rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm.
split=> //.
- by rewrite Hu Ht; apply: ls; rewrite uu Xt mulr1.
- by rewrite HY Ht; apply: ls; rewrite YY Yt divfK.
- rewrite -subr_gt0 rs1; apply: divr_gt0; last exact: mulr_gt0.
  exact: ltr_paddr (mulr_ge0 (ler0n _ 3) k2) (ltr0Sn _ 3).
have E : (Num.sqrt (r * s) - Num.sqrt ((1 - r) * (1 - s))) ^+ 2 = (1 + K)^-1.
  have c1 : 0 <= 2%:R * (2%:R + K) / (4%:R + K).
    exact: divr_ge0 (mulr_ge0 (ler0n _ 2) (addr_ge0 (ler0n _ 2) k2)) (ltW fp).
  have c2 : 0 <= K / (4%:R + K) by exact: divr_ge0 k2 (ltW fp).
  rewrite rsE rsE' (root _ c1) (root _ c2) -mulrBl exprMn sqr_sqrtr ?invr_ge0 ?(ltW dp) //.
  have -> : 2%:R * (2%:R + K) / (4%:R + K) - K / (4%:R + K) = 1 by field.
  by rewrite expr1n mul1r.
rewrite EC E rsE /T Ht tt !line_size // uu YY !fip11; clear -dn fn k2.
have g0 : 2%:R + K != 0 by rewrite gt_eqF // ltr_paddr ?ltr0n.
by field; rewrite dn fn g0.
Qed.

(* floors/errors_below_the_target: the same X, Y, t and heads attain it, with the relative errors e = 1 - R^2_X and
   f = 1 - R^2_Y *)
Theorem floors_errors_below_the_target_sharp : H *m u = u -> H *m z = z -> fip u u = 1 -> fip z z = 1 -> fip u z = 0 ->
  let X := u in let Y := u + k *: z in let t := X + Y in
  let w : 'M[R]_1 := (2%:R)%:M in let v : 'M[R]_1 := ((2%:R + k ^+ 2) / (1 + k ^+ 2))%:M in
  let a := H *m X *m w in let b := H *m Y *m v in let T := fip (H *m t) (H *m t) in
  let e := 1 - r2 X t in let f := 1 - r2 Y t in
  [/\ fip (a - H *m t) (a - H *m t) = e * T, fip (b - H *m t) (b - H *m t) = f * T, e + f < 1 &
      cka X Y = (Num.sqrt ((1 - e) * (1 - f)) - Num.sqrt (e * f)) ^+ 2 * (fip a a * fip b b)
        / (fip w w * fip v v * (ksize X * ksize Y))].
Proof.
move=> Hu Hz uu zz uz X Y t w v a b T e f.
have [lx ly rs _ E] := floors_approximate_decoding_sharp Hu Hz uu zz uz; rewrite -/X -/Y -/t -/w -/v -/T in lx ly rs E.
have t0 : H *m t != 0.
  by apply: contraTneq rs => Et; rewrite /r2 Et !fip0l !mul0r addr0 -leNgt ler01.
have [A p] := least_squares t0 lx; have [B q] := least_squares t0 ly.
rewrite -/a -/T in A p; rewrite -/b -/T in B q.
split.
- by rewrite fipBl !fipBr (fipC (H *m t)) A p subrr sub0r opprB mulrBl mul1r.
- by rewrite fipBl !fipBr (fipC (H *m t)) B q subrr sub0r opprB mulrBl mul1r.
- by rewrite -subr_gt0 /e /f (_ : _ - _ = r2 X t + r2 Y t - 1) ?subr_gt0 //; ring.
rewrite E A B /e /f !subKr; congr (_ / _).
by move: (r2 X t) (r2 Y t) (T) (Num.sqrt _ - _) => r s S g; ring.
Qed.

End EitherSide.
