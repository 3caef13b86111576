(* Ridge heads of normalised features force linear CKA by their penalty. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector.
From Unalignable Require Import readout_tools readout_sizes readout_scalar errors_angles errors_floors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

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
