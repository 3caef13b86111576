(* Single features on either side of the target attain the floors of least squares and of errors below the target.
   Ridge heads of normalised features force linear CKA by their penalty. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector readout_norms readout_scalar errors_angles
  errors_floors.
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

Section Ridge.
Variable R : rcfType.
Local Notation H := (center R _).

(* X_c^T (t_c - X_c w) = c w: the norm of the head is paid for *)
Lemma ridge_paid n p (F : 'M[R]_(n, p)) (t : 'cV[R]_n) w c : F^T *m (t - F *m w) = c *: w ->
  c * fip w w = fip (F *m w) t - fip (F *m w) (F *m w).
Proof. by move=> E; rewrite -fipZr -E -fip_mulml fipBr. Qed.

Lemma ridge_quarter n p (F : 'M[R]_(n, p)) (t : 'cV[R]_n) w c : F^T *m (t - F *m w) = c *: w ->
  4%:R * (c * fip w w) <= fip t t.
Proof.
move=> /ridge_paid ->; rewrite -subr_ge0; have h := fip_ge0 (t - 2%:R *: (F *m w)).
by congr (_ <= _): h; rewrite !fip_lin (fipC t (F *m w)); ring.
Qed.

(* heads bounded by what they read: k^2 |w|^2 |v|^2 <= (a^T b)^2 is k^2 <= CKA *)
Lemma paid_floor n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) k :
  w != 0 -> v != 0 -> ksize X <= 1 -> ksize Y <= 1 ->
  k * (fip w w * fip v v) <= fip (H *m X *m w) (H *m Y *m v) ^+ 2 -> k <= cka X Y.
Proof.
move=> w0 v0 kx ky h; apply: le_trans (cka_ge_hsic kx ky).
have wv : 0 < fip w w * fip v v by rewrite mulr_gt0 ?fip_gt0.
by rewrite -(ler_pmul2r wv) [X in _ <= X]mulrC; apply: le_trans h (agree_hsic X Y w v).
Qed.

Local Lemma ridge_left (y c W V : R) :
  y ^+ 4 * (4%:R * (c * W) * (4%:R * (c * V))) = 16%:R * c ^+ 2 * y ^+ 4 * (W * V).
Proof. by ring. Qed.

Local Lemma ridge_right (y T : R) : y ^+ 4 * (T * T) = (y ^+ 2 * T) ^+ 2.
Proof. by ring. Qed.

(* floors/ridge_heads: ridge heads of penalty c (X_c^T (t_c - X_c w) = c w) that leave at most E <= 1/4 of a target t,
   not constant, of features with |K|, |L| <= 1 keep linear CKA above 16 c^2 (1 - sqrt E)^4. *)
Theorem floors_ridge_heads n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (t : 'cV[R]_n) w v c E :
  H *m t != 0 ->
  (H *m X)^T *m (H *m t - H *m X *m w) = c *: w -> (H *m Y)^T *m (H *m t - H *m Y *m v) = c *: v ->
  fip (H *m X *m w - H *m t) (H *m X *m w - H *m t) <= E * fip (H *m t) (H *m t) ->
  fip (H *m Y *m v - H *m t) (H *m Y *m v - H *m t) <= E * fip (H *m t) (H *m t) ->
  E <= 4%:R^-1 -> ksize X <= 1 -> ksize Y <= 1 -> 0 <= c ->
  16%:R * c ^+ 2 * (1 - Num.sqrt E) ^+ 4 <= cka X Y.
Proof.
move=> t0 rx ry ha hb E4 kx ky c0; have E0 := error_ge0 t0 ha.
have E2 : E < 2%:R^-1.
  by apply: le_lt_trans E4 _; rewrite ltf_pinv ?posrE ?ltr0n // ltr_nat.
have e1 : E < 1 by rewrite (lt_trans E2) // invf_lt1 ?ltr0n // ltr1n.
have w0 : w != 0 by apply: contraTneq (error_neq0 t0 ha e1) => ->; rewrite mulmx0 eqxx.
have v0 : v != 0 by apply: contraTneq (error_neq0 t0 hb e1) => ->; rewrite mulmx0 eqxx.
apply: (paid_floor w0 v0) => //; have := agree_errors E0 ha hb; rewrite /prediction_agreement E4 => ge.
set T := fip (H *m t) (H *m t) in ge; have T0 : 0 <= T by apply: fip_ge0.
apply: le_trans (_ : ((1 - Num.sqrt E) ^+ 2 * T) ^+ 2 <= _); last first.
  have g0 : 0 <= (1 - Num.sqrt E) ^+ 2 * T by rewrite mulr_ge0 ?sqr_ge0.
  by rewrite ler_expn2r ?nnegrE // (le_trans g0).
have := ler_pmul _ _ (ridge_quarter rx) (ridge_quarter ry); rewrite -/T !mulr_ge0 ?ler0n ?fip_ge0 // => /(_ isT isT) h.
have y4 : 0 <= (1 - Num.sqrt E) ^+ 4 by rewrite exprn_even_ge0.
by have := ler_wpmul2l y4 h; rewrite ridge_left ridge_right.
Qed.

(* c (1/sqrt e - 1): the share that a ridge head of penalty c takes if it leaves e of the target *)
Definition ridge_share (c e : R) : R := c * ((Num.sqrt e)^-1 - 1).

Section Vectors.
Variables (m n : nat) (t a : 'M[R]_(m, n)) (x : R).

(* a^T t >= (1 - x)|t|^2 *)
Lemma ridge_reach : 0 <= x -> fip (a - t) (a - t) <= x ^+ 2 * fip t t -> (1 - x) * fip t t <= fip a t.
Proof.
move=> x0 h; rewrite mulrBl mul1r ler_subl_addr -ler_subl_addl -fipBl.
have [/ltW n0|p0] := ltP (fip (t - a) t) 0.
  by rewrite (le_trans n0) // mulr_ge0 ?fip_ge0.
apply: le_sqr; rewrite ?mulr_ge0 ?fip_ge0 //.
apply: le_trans (cauchy_schwarz _ _) _; rewrite exprMn expr2 [X in _ <= _ * X]expr2 mulrA ler_wpmul2r ?fip_ge0 //.
by rewrite -expr2 -opprB fipNl fipNr opprK.
Qed.

(* x (p^2 - s D) >= (1 - x)(p - A) T for p = a^T t, D = A T - p^2 and s = (1 - x)(1 + 2x)/(2 x^2) *)
Lemma ridge_ahead : 0 < x -> x <= 1 -> fip (a - t) (a - t) <= x ^+ 2 * fip t t ->
  let p := fip a t in let D := fip a a * fip t t - p ^+ 2 in
  (1 - x) * (p - fip a a) * fip t t <= x * (p ^+ 2 - (1 - x) * (1 + 2%:R * x) / (2%:R * x ^+ 2) * D).
Proof.
move=> x0 x1 h /=; set p := fip a t; have xn : x != 0 by rewrite gt_eqF.
have h' : 0 <= x ^+ 2 * fip t t - fip (a - t) (a - t) by rewrite subr_ge0.
have pos : 0 <= (1 + x) * (p - (1 - x) * fip t t) ^+ 2
    + (1 - x) * fip t t * (x ^+ 2 * fip t t - fip (a - t) (a - t)).
  apply: addr_ge0; first by rewrite mulr_ge0 ?sqr_ge0 // addr_ge0 ?ler01 // ltW.
  by rewrite mulr_ge0 // mulr_ge0 ?fip_ge0 // subr_ge0.
rewrite -subr_ge0 -(@pmulr_rge0 _ (2%:R * x)) ?mulr_gt0 ?ltr0n //; congr (_ <= _): pos.
rewrite !fip_lin (fipC t a) -/p; move: (fip a a) (fip t t) (p) xn => A T q yn.
by field.
Qed.

(* A >= (1 - x) p *)
Lemma ridge_own : 0 < x -> x <= 1 -> fip (a - t) (a - t) <= x ^+ 2 * fip t t -> t != 0 ->
  (1 - x) * (fip a t - fip a a) <= x * fip a a.
Proof.
move=> x0 x1 h t0; have T0 : 0 < fip t t by rewrite fip_gt0.
have rp := ridge_reach (ltW x0) h; have y0 : 0 <= 1 - x by rewrite subr_ge0.
have p0 : 0 <= fip a t by rewrite (le_trans _ rp) // mulr_ge0 ?fip_ge0.
suff k : (1 - x) * fip a t <= fip a a.
  rewrite -subr_ge0; have -> : x * fip a a - (1 - x) * (fip a t - fip a a) = fip a a - (1 - x) * fip a t by ring.
  by rewrite subr_ge0.
rewrite -(ler_pmul2r T0); apply: le_trans (cauchy_schwarz a t); rewrite expr2 mulrAC.
by rewrite ler_wpmul2r.
Qed.

End Vectors.
End Ridge.
