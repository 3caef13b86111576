(* Moving one class away along its margin: linear CKA and its limit in closed form. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka gram_maps condition_bound.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section WiderMargin.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma above_limit (x y : R) : 0 <= x -> 1 <= y ->
  let above := (x + y) ^+ 2 / ((x + 1) * (x + y ^+ 2)) - 1 / (x + 1) in 0 <= above /\ above * y <= x + 1.
Proof.
move=> x0 y1; have y0 : 0 < y by apply: lt_le_trans ltr01 y1.
have d1 : 0 < x + 1 by rewrite ltr_paddl ?ltr01.
have d2 : 0 < x + y ^+ 2 by rewrite ltr_paddl // exprn_gt0.
have z0 : 0 <= x + 2%:R * y - 1.
  by rewrite -addrA addr_ge0 // subr_ge0 (le_trans y1) // ler_pemull ?ler1n // ltW.
have -> /= : (x + y) ^+ 2 / ((x + 1) * (x + y ^+ 2)) - 1 / (x + 1) =
    x * (x + 2%:R * y - 1) / ((x + 1) * (x + y ^+ 2)).
  by field; rewrite !gt_eqF.
have dd : 0 < (x + 1) * (x + y ^+ 2) by rewrite mulr_gt0.
split; first by rewrite divr_ge0 ?(ltW dd) // mulr_ge0.
rewrite mulrAC ler_pdivr_mulr // -subr_ge0.
have -> : (x + 1) * ((x + 1) * (x + y ^+ 2)) - x * (x + 2%:R * y - 1) * y =
    x * (x + 1) ^+ 2 + x * y + y ^+ 2 + x ^+ 2 * (y * (y - 1)) by ring.
have yy : 0 <= y * (y - 1) by rewrite mulr_ge0 ?subr_ge0 ?(ltW y0).
by rewrite !addr_ge0 ?sqr_ge0 ?(mulr_ge0 x0) ?(mulr_ge0 (sqr_ge0 x)) ?sqr_ge0 ?(ltW y0).
Qed.

(* rigidity/wider_margin: X = [au, w] with centred orthogonal u and w of one length (for the classes w = 1 and w = -1),
   the upper class (w + 1)/2 moved by c >= 0 along its margin: with t = 1 + c/2 the square of linear CKA is
   (a^4 + t^2)^2/((a^4 + 1)(a^4 + t^4)); it is above 1/(1 + a^4) by at most (a^4 + 1)/t^2, so that is the limit. *)
Theorem rigidity_wider_margin n (u w : 'cV[R]_n) a c :
  H *m u = u -> H *m w = w -> fip u w = 0 -> fip u u = fip w w -> u != 0 -> 0 <= c ->
  let upper := 2%:R^-1 *: (w + ones R n) in
  let X := row_mx (a *: u) w in let Y := row_mx (a *: u) (w + c *: upper) in let t := 1 + c / 2%:R in
  let value := (a ^+ 4 + t ^+ 2) ^+ 2 / ((a ^+ 4 + 1) * (a ^+ 4 + t ^+ 4)) in
  [/\ cka X Y ^+ 2 = value, 0 <= value - 1 / (a ^+ 4 + 1) & (value - 1 / (a ^+ 4 + 1)) * t ^+ 2 <= a ^+ 4 + 1].
Proof.
move=> Hu Hw uw e u0 c0 upper X Y t value.
have a4 : 0 <= a ^+ 4 by rewrite exprn_even_ge0.
have t1 : 1 <= t by rewrite ler_addl divr_ge0 ?ler0n.
have [A B] := above_limit a4 (exprn_ege1 2 t1); rewrite -exprM in A B; split=> //.
have EY : Y = row_mx (a *: u) (t *: w) + ones R n *m row_mx 0 (c / 2%:R)%:M.
  rewrite mul_mx_row mulmx0 add_row_mx addr0 mul_mx_scalar /Y /upper /t; congr row_mx.
  by rewrite scalerA scalerDr scalerDl scale1r addrA.
have -> : cka X Y = cka (row_mx (a *: u) (1 *: w)) (row_mx (a *: u) (t *: w)).
  by rewrite EY scale1r !ckaE cgram_trans.
rewrite cka_two // expr_div_n sqr_sqrtr ?mulr_ge0 ?addr_ge0 ?exprn_even_ge0 //.
by rewrite /value; congr (_ / _); move: (t) => z; ring.
Qed.

End WiderMargin.
