(* Bounded readouts of one output in a plane force more linear CKA. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector.
From Unalignable Require Import readout_tools readout_norms readout_sizes.
From Unalignable Require Import budget_operator budget_one_sided errors_angles.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Scalars.
Variable R : rcfType.

(* c n^2 <= 2 n (a x + b y) + (x + y)^2 is n c <= (e + 2 a) x + (f + 2 b) y, where c = e (e + 2 a) = f (f + 2 b) *)
Lemma chord (n x y a b c e f : R) : 0 < n -> 0 <= x -> 0 <= y -> 0 < c -> 0 <= e -> 0 <= f ->
  e * (e + 2%:R * a) = c -> f * (f + 2%:R * b) = c ->
  c * n ^+ 2 <= 2%:R * n * (a * x + b * y) + (x + y) ^+ 2 ->
  n * c <= (e + 2%:R * a) * x + (f + 2%:R * b) * y.
Proof.
move=> n0 x0 y0 c0 e0 f0 ec fc h.
have d0 : 0 < c * n + e * x + f * y.
  by rewrite -addrA ltr_paddr ?mulr_gt0 // addr_ge0 ?mulr_ge0.
have h' : 0 <= e * f * (2%:R * n * (a * x + b * y) + (x + y) ^+ 2 - c * n ^+ 2).
  by rewrite mulr_ge0 ?mulr_ge0 // subr_ge0.
have line : 0 <= f * x + e * y - n * (e * f).
  rewrite -(pmulr_rge0 _ d0); apply: le_trans (_ : x * y * (e - f) ^+ 2 <= _).
    by rewrite mulr_ge0 ?sqr_ge0 ?mulr_ge0.
  rewrite -subr_ge0; congr (_ <= _): h'.
  have -> : 2%:R * n * (a * x + b * y) = n * ((2%:R * a) * x + (2%:R * b) * y) by ring.
  have E1 : e * f * (2%:R * a) = f * (c - e * e) by rewrite -ec; ring.
  have E2 : e * f * (2%:R * b) = e * (c - f * f) by rewrite -fc; ring.
  rewrite mulrBr mulrDr (_ : e * f * (n * _) = n * (e * f * (2%:R * a) * x + e * f * (2%:R * b) * y)); last by ring.
  by rewrite E1 E2; ring.
rewrite -subr_ge0 -(pmulr_rge0 _ c0).
have pq : 0 <= (e + 2%:R * a) * (f + 2%:R * b).
  have en : 0 < e by rewrite lt_def e0 andbT; apply: contraTneq c0 => E; rewrite -ec E mul0r ltxx.
  have fn : 0 < f by rewrite lt_def f0 andbT; apply: contraTneq c0 => E; rewrite -fc E mul0r ltxx.
  by apply: mulr_ge0; [rewrite -(pmulr_rge0 _ en) ec ltW | rewrite -(pmulr_rge0 _ fn) fc ltW].
have := mulr_ge0 pq line; congr (_ <= _).
have -> : (e + 2%:R * a) * (f + 2%:R * b) * (f * x + e * y - n * (e * f))
  = (f * (f + 2%:R * b)) * ((e + 2%:R * a) * x) + (e * (e + 2%:R * a)) * ((f + 2%:R * b) * y)
    - n * (e * (e + 2%:R * a)) * (f * (f + 2%:R * b)) by ring.
by rewrite ec fc; ring.
Qed.

(* the sides: e = sqrt(1 - b^2) - a *)
Lemma side_ge0 (a b : R) : 0 <= a -> a ^+ 2 + b ^+ 2 <= 1 -> 0 <= Num.sqrt (1 - b ^+ 2) - a.
Proof.
move=> a0 ab; have b1 : 0 <= 1 - b ^+ 2 by rewrite subr_ge0 (le_trans _ ab) // ler_addr sqr_ge0.
by rewrite subr_ge0; apply: le_sqr; rewrite ?sqrtr_ge0 // sqr_sqrtr // ler_subr_addr.
Qed.

Lemma side_eq (a b : R) : a ^+ 2 + b ^+ 2 <= 1 ->
  (Num.sqrt (1 - b ^+ 2) - a) * (Num.sqrt (1 - b ^+ 2) - a + 2%:R * a) = 1 - a ^+ 2 - b ^+ 2.
Proof.
move=> ab; have b1 : 0 <= 1 - b ^+ 2 by rewrite subr_ge0 (le_trans _ ab) // ler_addr sqr_ge0.
have := sqr_sqrtr b1; move: (Num.sqrt _) => r rr.
have -> : (r - a) * (r - a + 2%:R * a) = r ^+ 2 - a ^+ 2 by ring.
by rewrite rr; ring.
Qed.

(* half the angle arccos s from M on either side: at most the angle arccos s apart *)
Lemma half_angles m n (K L M : 'M[R]_(m, n)) k l s : 0 <= s -> s <= 1 -> 0 <= k -> 0 <= l ->
  fip K K = k ^+ 2 -> fip L L = l ^+ 2 -> fip M M = 2%:R * (1 + s) ->
  k * (1 + s) <= fip K M -> l * (1 + s) <= fip L M -> s * (k * l) <= fip K L.
Proof.
move=> s0 s1 k0 l0 KK LL MM hK hL; have s2 : 0 < 1 + s by rewrite ltr_paddr ?ltr01.
have sine z (Z : 'M[R]_(m, n)) : 0 <= z -> fip Z Z = z ^+ 2 -> z * (1 + s) <= fip Z M ->
    fip Z Z * fip M M - fip Z M ^+ 2 <= z ^+ 2 * ((1 + s) * (1 - s)).
  move=> z0 ZZ hZ; rewrite ZZ MM ler_subl_addr -ler_subl_addl.
  have -> : z ^+ 2 * (2%:R * (1 + s)) - z ^+ 2 * ((1 + s) * (1 - s)) = (z * (1 + s)) ^+ 2 by ring.
  have zs : 0 <= z * (1 + s) by rewrite mulr_ge0 // ltW.
  by rewrite ler_expn2r ?nnegrE // (le_trans zs).
have D0 (Z : 'M[R]_(m, n)) : 0 <= fip Z Z * fip M M - fip Z M ^+ 2 by rewrite subr_ge0 cauchy_schwarz.
have d0 : 0 <= k * l * ((1 + s) * (1 - s)) by rewrite !mulr_ge0 ?subr_ge0 // ltW.
have ge : fip K M * fip L M - k * l * ((1 + s) * (1 - s)) <= fip M M * fip K L.
  apply: agree_sines => //; apply: le_trans (ler_pmul (D0 K) (D0 L) (sine k K k0 KK hK) (sine l L l0 LL hL)) _.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
have t2 : 0 < 2%:R * (1 + s) by rewrite mulr_gt0 ?ltr0n.
rewrite -(ler_pmul2l t2) -{2}MM; apply: le_trans ge.
have := ler_pmul _ _ hK hL; rewrite !mulr_ge0 ?(ltW s2) // => /(_ isT isT) h.
apply: le_trans (ler_sub h (lexx _)); rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

End Scalars.
