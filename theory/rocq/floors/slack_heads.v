(* Networks that hold nothing but one output: condition numbers of their heads, and one direction each. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector.
From Unalignable Require Import readout_tools readout_sizes readout_own budget_operator.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Heads.
Variable R : rcfType.
Local Notation H := (center R _).

(* 2st/(s^2 + t^2) from (s^2 + t^2) x >= u^2 + v^2, (uv)^2 = (st k)^2 *)
Lemma weigh (x a b c d k l : R) : 0 <= k -> 0 <= l -> 0 <= x ->
  a ^+ 2 * b ^+ 2 * k ^+ 2 + c ^+ 2 * d ^+ 2 * l ^+ 2 <= (a ^+ 2 * c ^+ 2 + b ^+ 2 * d ^+ 2) * x ->
  2%:R * (a * c) * (b * d) * (k * l) <= ((a * c) ^+ 2 + (b * d) ^+ 2) * x.
Proof.
move=> k0 l0 x0; rewrite !exprMn => h; apply: le_trans h; rewrite -subr_ge0.
by rewrite (_ : _ - _ = (a * b * k - c * d * l) ^+ 2) ?sqr_ge0 //; ring.
Qed.

(* floors/condition_of_two_heads: where T = H X W = H Y V is not 0, M = T T^T and a^2 K <= M <= b^2 K and c^2 L <= M
   <= d^2 L in the Loewner order, linear CKA is at least 2 k/(1 + k^2) for the condition number k = (b/a)(d/c), which
   is 2 (ac)(bd)/((ac)^2 + (bd)^2) (0 where a or c is 0). *)
Theorem floors_condition_of_two_heads n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, m))
    (V : 'M[R]_(q, m)) T a b c d :
  H *m X *m W = T -> H *m Y *m V = T -> T != 0 ->
  let M := T *m T^T in
  psd (M - a ^+ 2 *: cgram X) -> psd (b ^+ 2 *: cgram X - M) ->
  psd (M - c ^+ 2 *: cgram Y) -> psd (d ^+ 2 *: cgram Y - M) ->
  2%:R * (a * c) * (b * d) / ((a * c) ^+ 2 + (b * d) ^+ 2) <= cka X Y /\
  let k := b / a * (d / c) in 2%:R * k / (1 + k ^+ 2) <= cka X Y.
Proof.
move=> XW YV T0 M Pa Pb Pc Pd.
have [x0 _] : H *m X != 0 /\ W != 0 by apply: output_const; rewrite /output XW.
have [y0 _] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output YV.
have first : 2%:R * (a * c) * (b * d) / ((a * c) ^+ 2 + (b * d) ^+ 2) <= cka X Y.
  have [->|s0] := eqVneq ((a * c) ^+ 2 + (b * d) ^+ 2) 0; first by rewrite invr0 mulr0 cka_ge0.
  have sp : 0 < (a * c) ^+ 2 + (b * d) ^+ 2 by rewrite lt_def s0 addr_ge0 ?sqr_ge0.
  rewrite ler_pdivr_mulr // ckaK [X in _ <= X]mulrAC ler_pdivl_mulr ?mulr_gt0 ?ksize_gt0 // [hsic X Y * _]mulrC.
  apply: weigh; rewrite ?ksize_ge0 ?hsic_ge0 // !ksize_sqr hsicE.
  have := psd_trace_ge0 (psdD Pd Pa) (psdD Pb Pc).
  have -> : d ^+ 2 *: cgram Y - M + (M - a ^+ 2 *: cgram X) = d ^+ 2 *: cgram Y - a ^+ 2 *: cgram X
    by rewrite addrA subrK.
  have -> : b ^+ 2 *: cgram X - M + (M - c ^+ 2 *: cgram Y) = b ^+ 2 *: cgram X - c ^+ 2 *: cgram Y
    by rewrite addrA subrK.
  rewrite !fip_lin (fipC (cgram Y) (cgram X)) => h; rewrite -subr_ge0; congr (_ <= _): h.
  by ring.
split=> //=; have [->|a0] := eqVneq a 0; first by rewrite invr0 mulr0 mul0r mulr0 mul0r cka_ge0.
have [->|c0] := eqVneq c 0; first by rewrite invr0 !mulr0 mul0r cka_ge0.
suff -> : 2%:R * (b / a * (d / c)) / (1 + (b / a * (d / c)) ^+ 2)
  = 2%:R * (a * c) * (b * d) / ((a * c) ^+ 2 + (b * d) ^+ 2) by [].
have s0 : (a * c) ^+ 2 + (b * d) ^+ 2 != 0 by rewrite gt_eqF // ltr_paddr ?sqr_ge0 // exprn_even_gt0 //= mulf_neq0.
have E : 1 + (b / a * (d / c)) ^+ 2 = ((a * c) ^+ 2 + (b * d) ^+ 2) / (a * c) ^+ 2 by field; rewrite a0 c0.
by rewrite E; field; rewrite a0 c0 s0.
Qed.

Lemma rank1_factor n p (A : 'M[R]_(n, p)) : \rank A = 1%N -> exists (x : 'cV_n) (b : 'cV_p), A = x *m b^T.
Proof.
move=> r1; have := mulmx_base A; move: (col_base A) (row_base A); rewrite r1 => C F E.
by exists C, F^T; rewrite trmxK.
Qed.

(* floors/one_direction_each: where H X W = H Y V is not 0 and H X and H Y have rank one, linear CKA is 1, and K tr L
   = L tr K: K/tr K = L/tr L. *)
Theorem floors_one_direction_each n p q m (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, m)) (V : 'M[R]_(q, m)) :
  H *m X *m W = H *m Y *m V -> H *m X *m W != 0 -> \rank (H *m X) = 1%N -> \rank (H *m Y) = 1%N ->
  [/\ cka X Y = 1, \tr (cgram Y) *: cgram X = \tr (cgram X) *: cgram Y &
      (\tr (cgram X))^-1 *: cgram X = (\tr (cgram Y))^-1 *: cgram Y].
Proof.
move=> XY T0 /rank1_factor [x [b EX]] /rank1_factor [y [c EY]].
have [x0 _] : H *m X != 0 /\ W != 0 by apply: output_const.
have [y0 _] : H *m Y != 0 /\ V != 0 by apply: output_const; rewrite /output -XY.
have [s Es] : exists s, x = s *: y.
  pose r := (b^T *m W)^T; pose s := (c^T *m V)^T.
  have E : x *m r^T = y *m s^T by rewrite !trmxK !mulmxA -EX -EY.
  have r0 : r != 0.
    by apply: contraNneq T0 => r0; rewrite EX -mulmxA -[b^T *m W]trmxK -/r r0 trmx0 mulmx0.
  have E2 : x *m r^T *m r = y *m s^T *m r by rewrite E.
  rewrite -!mulmxA !fip_scalar !mul_mx_scalar in E2; exists (fip s r / fip r r).
  by rewrite mulrC -scalerA -E2 scalerA mulVf ?scale1r // fip_eq0.
have EK : cgram X = fip b b * s ^+ 2 *: (y *m y^T).
  rewrite cgramE EX -[x *m _]scale1r gram_outer expr1n mul1r Es linearZ /= -scalemxAl -scalemxAr !scalerA.
  by congr (_ *: _); ring.
have EL : cgram Y = fip c c *: (y *m y^T) by rewrite cgramE EY -[y *m _]scale1r gram_outer expr1n mul1r.
have [kn ln] : fip b b * s ^+ 2 != 0 /\ fip c c != 0.
  by split; [move: x0; rewrite -cgram_eq0 EK | move: y0; rewrite -cgram_eq0 EL];
    apply: contraNneq => ->; rewrite scale0r.
rewrite EK EL !mxtraceZ !scalerA; split; last 2 first.
- by congr (_ *: _); ring.
- have drop (z r : R) : z != 0 -> (z * r)^-1 * z = r^-1 by move=> z0; rewrite invfM mulrAC mulVf ?mul1r.
  by rewrite !drop.
apply/(cka_eq1 x0 y0); exists (fip b b * s ^+ 2 / fip c c); last by rewrite EK EL scalerA divfK.
have kp : 0 < fip b b * s ^+ 2 by rewrite lt_def kn mulr_ge0 ?fip_ge0 ?sqr_ge0.
have lp : 0 < fip c c by rewrite lt_def ln fip_ge0.
exact: divr_gt0.
Qed.

End Heads.
