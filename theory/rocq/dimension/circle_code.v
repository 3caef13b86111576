(* A circle does not fit on a line: a code in one number puts two opposite points together, or nearly. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Circle.
Variable R : rcfType.
Implicit Types (e : nat -> R) (k : nat).

(* a sign change between neighbours *)
Lemma sign_change (h : nat -> R) k : h 0%N * h k <= 0 -> (0 < k)%N ->
  exists2 i, (i < k)%N & h i * h i.+1 <= 0.
Proof.
elim: k => [//|k IH] hk _; have [k0|k0] := posnP k; first by exists 0%N; rewrite k0 in hk *.
have [small|big] := lerP (h 0%N * h k) 0; first by have [i ik hi] := IH small k0; exists i => //; apply: ltnW.
exists k => //; rewrite -(pmulr_rle0 _ big).
have -> : h 0%N * h k * (h k * h k.+1) = h k ^+ 2 * (h 0%N * h k.+1) by ring.
by rewrite mulr_ge0_le0 ?sqr_ge0.
Qed.

Lemma opposite_norms (a b : R) : a * b <= 0 -> `|a| + `|b| = `|b - a|.
Proof.
move=> ab; apply/eqP; rewrite -(@eqr_expn2 _ 2) ?addr_ge0 ?normr_ge0 // sqrrD !real_normK ?num_real //.
by rewrite -normrM (ler0_norm ab); apply/eqP; ring.
Qed.

Definition row_size q (v : 'rV[R]_q) : R := Num.sqrt (fip v v).

Lemma row_sizeD q (u v : 'rV[R]_q) : row_size (u + v) <= row_size u + row_size v.
Proof.
have uv : fip u v <= row_size u * row_size v.
  rewrite /row_size -sqrtrM ?fip_ge0 //; apply: le_trans (ler_norm _) _.
  by rewrite -sqrtr_sqr ler_wsqrtr // cauchy_schwarz.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?addr_ge0 ?sqrtr_ge0 // sqrrD !sqr_sqrtr ?fip_ge0 //.
rewrite -subr_ge0 !fip_lin (fipC v u) (_ : _ - _ = 2%:R * (row_size u * row_size v - fip u v)); last by ring.
by rewrite mulr_ge0 ?ler0n // subr_ge0.
Qed.

Lemma row_sizeN q (u : 'rV[R]_q) : row_size (- u) = row_size u.
Proof. by rewrite /row_size fipNl fipNr opprK. Qed.

(* neighbours between which e(i + k) - e(i) changes sign *)
Lemma near_opposites e k d : (0 < k)%N -> (forall i, e (i + k.*2)%N = e i) -> (forall j, `|e j.+1 - e j| <= d) ->
  exists2 i, (i < k)%N & `|e (i + k)%N - e i| + `|e (i.+1 + k)%N - e i.+1| <= d + d.
Proof.
move=> k0 period step; pose h i := e (i + k)%N - e i.
have hk : h 0%N * h k <= 0.
  have -> : h k = - h 0%N by rewrite /h add0n addnn -(add0n k.*2) period opprB.
  by rewrite mulrN oppr_le0 -expr2 sqr_ge0.
have [i ik hi] := sign_change hk k0; exists i => //; rewrite -!/(h _) opposite_norms //.
have -> : h i.+1 - h i = (e (i + k).+1 - e (i + k)%N) - (e i.+1 - e i) by rewrite /h addSn; ring.
by apply: le_trans (ler_norm_sub _ _) _; rewrite ler_add.
Qed.

(* dimension/circle_to_line: on the 2k points of a circle, functions of period 2k: a code e with steps of at most d
   puts some opposite points i, i + k within d; and with opposite features x(i + k) = -x(i), a decoder D of the code
   with |D_i - D_j| <= c|e_i - e_j| errs on any two opposite points, together, by at least 2|x_i| - c|e(i + k) -
   e(i)|; so its largest error is at least |x_i| - cd/2 for some i. *)
Theorem dimension_circle_to_line k q e (x D : nat -> 'rV[R]_q) c d : (0 < k)%N -> 0 <= c ->
  (forall i, e (i + k.*2)%N = e i) -> (forall i, x (i + k)%N = - x i) ->
  (forall i j, row_size (D i - D j) <= c * `|e i - e j|) -> (forall j, `|e j.+1 - e j| <= d) ->
  (forall i, 2%:R * row_size (x i) - c * `|e (i + k)%N - e i| <=
     row_size (D i - x i) + row_size (D (i + k)%N - x (i + k)%N)) /\
  (exists i, `|e (i + k)%N - e i| <= d /\ forall M, (forall j, row_size (D j - x j) <= M) ->
     [/\ row_size (x i) - c / 2%:R * `|e (i + k)%N - e i| <= M & row_size (x i) - c * d / 2%:R <= M]).
Proof.
move=> k0 c0 period opp decode step.
have errs i : 2%:R * row_size (x i) - c * `|e (i + k)%N - e i| <= row_size (D i - x i) + row_size (D (i + k)%N - x (i
  + k)%N).
  rewrite ler_subl_addr -[X in row_size X + _]opprB row_sizeN.
  have -> : 2%:R * row_size (x i) = row_size (x i - D i + (D (i + k)%N - x (i + k)%N) - (D (i + k)%N - D i)).
    have -> : x i - D i + (D (i + k)%N - x (i + k)%N) - (D (i + k)%N - D i) = 2%:R *: x i.
      by apply/rowP => l; rewrite opp !mxE; move: (x i 0 l) (D i 0 l) (D (i + k)%N 0 l) => a b a'; ring.
    by rewrite /row_size !fip_lin mulrA -expr2 sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm ?ler0n.
  apply: le_trans (row_sizeD _ _) _; rewrite row_sizeN; apply: ler_add; first exact: row_sizeD.
  exact: decode.
split=> //; have [i _ near] := near_opposites k0 period step.
have [j jd] : exists j, `|e (j + k)%N - e j| <= d.
  have [small|big] := lerP `|e (i + k)%N - e i| d; first by exists i.
  exists i.+1; rewrite leNgt; apply: contraTN near => big2; rewrite -ltNge.
  exact: ltr_add.
exists j; split=> // M err; have two : 0 < 2%:R :> R by rewrite ltr0n.
have main : row_size (x j) - c / 2%:R * `|e (j + k)%N - e j| <= M.
  rewrite -(ler_pmul2l two) mulrBr mulrA (mulrCA 2%:R c) divff ?gt_eqF // mulr1; apply: le_trans (errs j) _.
  by rewrite mulr_natl mulr2n ler_add.
split=> //; apply: le_trans main; rewrite ler_add2l ler_opp2 mulrAC ler_wpmul2r ?invr_ge0 ?ler0n //.
by rewrite ler_wpmul2l.
Qed.

(* dimension/circle_to_line: where k is even and every step of the code is 1 or -1, some opposite points share a code.
   *)
Theorem dimension_circle_to_line_walk k e : (0 < k)%N -> ~~ odd k -> (forall i, e (i + k.*2)%N = e i) ->
  (forall j, e j.+1 - e j = 1 \/ e j.+1 - e j = -1) -> exists i, e (i + k)%N = e i.
Proof.
move=> k0 ev period walk; have step j : `|e j.+1 - e j| <= 1 by case: (walk j) => ->; rewrite ?normrN1 ?normr1.
have even l i : exists z : int, e (i + l.*2)%N - e i = z%:~R * 2%:R.
  elim: l => [|l [z IH]]; first by exists 0; rewrite addn0 subrr mul0r.
  rewrite doubleS !addnS; set a := (i + l.*2)%N in IH *.
  have -> : e a.+2 - e i = (e a.+2 - e a.+1) + (e a.+1 - e a) + z%:~R * 2%:R by rewrite -IH; ring.
  case: (walk a) (walk a.+1) => -> [] ->.
  - by exists (1 + z); rewrite intrD; ring.
  - by exists z; rewrite addNr add0r.
  - by exists z; rewrite subrr add0r.
  by exists (-1 + z); rewrite intrD mulrDl; ring.
have [i _ near] := near_opposites k0 period step.
have kk : k = (k./2).*2 by rewrite -{1}(odd_double_half k) (negbTE ev).
have [z hz] := even k./2 i; have [w hw] := even k./2 i.+1; rewrite -kk in hz hw.
have big (y : int) : y != 0 -> 2%:R <= `|y%:~R * 2%:R : R|.
  move=> y0; rewrite normrM (ger0_norm (ler0n _ 2)) ler_pemull ?ler0n // -intr_norm ler1z.
  by rewrite -gtz0_ge1 normr_gt0.
have [z0|z0] := eqVneq z 0; first by exists i; apply/eqP; rewrite -subr_eq0 hz z0 mul0r.
have [w0|w0] := eqVneq w 0; first by exists i.+1; apply/eqP; rewrite -subr_eq0 hw w0 mul0r.
move: near; rewrite hz hw => near; have := le_trans (ler_add (big z z0) (big w w0)) near.
by rewrite -natrD -[1 + 1 : R]/(2%:R : R) ler_nat.
Qed.
End Circle.
