(* The variance of linear CKA over all relabellings of the samples, in closed form. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka permutations participation.
From Unalignable Require Import relabelled orbits orbit_sums relabelled_debiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Moment.
Variable R : realFieldType.

(* (n - 1)|K|^2 - (tr K)^2 and n(n + 1) sum K_ii^2 - (n - 1)((tr K)^2 + 2|K|^2) *)
Definition moment_a n (K : 'M[R]_n) : R := (n%:R - 1) * fip K K - \tr K ^+ 2.
Definition moment_g n (K : 'M[R]_n) : R :=
  n%:R * (n%:R + 1) * diag_square K - (n%:R - 1) * (\tr K ^+ 2 + 2%:R * fip K K).

Lemma second_moment n (K L : 'M[R]_n) : (4 <= n)%N -> K^T = K -> L^T = L -> K *m ones R n = 0 -> L *m ones R n = 0 ->
  perm_mean (fun P => fip K (P *m L *m P^T) ^+ 2)
  = \tr K ^+ 2 * \tr L ^+ 2 / (n%:R - 1) ^+ 2
    + (2%:R * n%:R * (n%:R - 3%:R) * moment_a K * moment_a L + (n%:R - 1) * moment_g K * moment_g L)
      / ((n%:R - 2%:R) * (n%:R - 3%:R) * (n%:R - 1) ^+ 2 * n%:R * (n%:R + 1)).
Proof.
case: n K L => [|[|[|[|m]]]] // K L _ KT LT K1 L1.
rewrite /perm_mean sum_of_squares contract_all //.
have [e1 e2 e3 e4] := orbit_equations LT L1; have [e5 e6 e7] := orbit_totals L.
have h0 : m.+4%:R != 0 :> R by rewrite pnatr_eq0.
have hk k : (k < 4)%N -> m.+4%:R - k%:R != 0 :> R.
  by move=> k4; rewrite subr_eq0 eqr_nat gtn_eqF // (leq_trans k4).
have h4 : m.+4%:R + 1 != 0 :> R by rewrite -(natrD _ _ 1) pnatr_eq0 addn1.
have := moment_scalars (diag_square K) (\tr K ^+ 2) (fip K K) h0 (hk 1%N isT) (hk 2%N isT) (hk 3%N isT) h4
  e1 e2 e3 e4 e5 e6 e7.
rewrite -/(orbit_all L) -/(orbit_pairs L) -/(orbit_cross L) => ->.
by rewrite mulKf ?fact_neq0.
Qed.

Lemma scale_moments (n s t d S T D c : R) : s != 0 -> S != 0 ->
  (t * T / (n - 1) ^+ 2 + (2%:R * n * (n - 3%:R) * ((n - 1) * s - t) * ((n - 1) * S - T)
    + (n - 1) * (n * (n + 1) * d - (n - 1) * (t + 2%:R * s)) * (n * (n + 1) * D - (n - 1) * (T + 2%:R * S))) / c)
    / (s * S)
  = t * T / (n - 1) ^+ 2 / (s * S) + (2%:R * n * (n - 3%:R) * (n - 1 - t / s) * (n - 1 - T / S)
    + (n - 1) * (n * (n + 1) * (d / s) - (n - 1) * (t / s + 2%:R))
      * (n * (n + 1) * (D / S) - (n - 1) * (T / S + 2%:R))) / c.
Proof.
move=> s0 S0; rewrite mulrDl; congr (_ + _); rewrite mulrAC; congr (_ / _); field.
by rewrite s0 S0.
Qed.

(* E(f - E f)^2 = E f^2 - (E f)^2 *)
Lemma perm_mean_var n (f : 'M[R]_n -> R) : let mu := perm_mean f in
  perm_mean (fun P => (f P - mu) ^+ 2) = perm_mean (fun P => f P ^+ 2) - mu ^+ 2.
Proof.
move=> mu; have E (s : 'S_n) : (f (perm_mx s) - mu) ^+ 2
    = f (perm_mx s) ^+ 2 + (- (2%:R * mu) * f (perm_mx s) + mu ^+ 2).
  by move: mu (f _) => c x; ring.
rewrite /perm_mean (eq_bigr _ (fun s _ => E s)) !big_split /= -mulr_sumr sumr_const card_Sn.
rewrite -[mu ^+ 2 *+ _]mulr_natl !mulrDr mulKf ?fact_neq0 // [_ * (- _ * _)]mulrCA -/(perm_mean f) -/mu.
by congr (_ + _); move: mu {E} => c; ring.
Qed.

End Moment.

Section Variance.
Variable R : rcfType.
Local Notation H := (center R _).

(* b = (tr K)^2/|K|^2, d = sum K_ii^2/|K|^2, a = n - 1 - b and g = n(n + 1)d - (n - 1)(b + 2) *)
Definition null_b n p (X : 'M[R]_(n, p)) : R := \tr (cgram X) ^+ 2 / fip (cgram X) (cgram X).
Definition null_d n p (X : 'M[R]_(n, p)) : R := diag_square (cgram X) / fip (cgram X) (cgram X).
Definition null_a n p (X : 'M[R]_(n, p)) : R := n%:R - 1 - null_b X.
Definition null_g n p (X : 'M[R]_(n, p)) : R :=
  n%:R * (n%:R + 1) * null_d X - (n%:R - 1) * (null_b X + 2%:R).

Definition null_variance n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  (2%:R * n%:R * (n%:R - 3%:R) * null_a X * null_a Y + (n%:R - 1) * null_g X * null_g Y)
  / ((n%:R - 2%:R) * (n%:R - 3%:R) * (n%:R - 1) ^+ 2 * n%:R * (n%:R + 1)).

(* the mean of CKA^2 *)
Lemma mean_square n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (4 <= n)%N -> H *m X != 0 -> H *m Y != 0 ->
  perm_mean (fun P => cka X (P *m Y) ^+ 2) = perm_mean (fun P => cka X (P *m Y)) ^+ 2 + null_variance X Y.
Proof.
move=> n4 x0 y0; set K := cgram X; set L := cgram Y.
have pq : 0 <= participation X * participation Y by rewrite mulr_ge0 ?participation_ge0.
have KT : K^T = K by rewrite /K cgramE gram_tr.
have LT : L^T = L by rewrite /L cgramE gram_tr.
have sK : fip K K != 0 by rewrite fip_eq0 cgram_eq0.
have sL : fip L L != 0 by rewrite fip_eq0 cgram_eq0.
have -> : perm_mean (fun P => cka X (P *m Y) ^+ 2)
    = perm_mean (fun P => fip K (P *m L *m P^T) ^+ 2 / (fip K K * fip L L)).
  apply: eq_perm_mean => s; rewrite cka_permute expr_div_n sqr_sqrtr ?mulr_ge0 ?hsic_ge0 //.
  by rewrite !hsicE.
rewrite perm_meanZ second_moment ?cgram_ones //.
rewrite /moment_a /moment_g scale_moments //.
congr (_ + _); rewrite nulls_permutation_mean expr_div_n sqr_sqrtr //.
by rewrite /participation -/K -/L [LHS]mulrAC; congr (_ / _); rewrite invfM mulrACA.
Qed.

(* nulls/permutation_variance: the variance of linear CKA over all relabellings of the samples is the closed formula
   [2n(n - 3)a_K a_L + (n - 1)g_K g_L]/[(n - 2)(n - 3)(n - 1)^2 n(n + 1)], from four samples on. *)
Theorem nulls_permutation_variance n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (4 <= n)%N -> H *m X != 0 -> H *m Y != 0 ->
  let mu := perm_mean (fun P => cka X (P *m Y)) in
  mu = Num.sqrt (participation X * participation Y) / (n%:R - 1)
  /\ perm_mean (fun P => (cka X (P *m Y) - mu) ^+ 2) = null_variance X Y
  /\ perm_mean (fun P => cka X (P *m Y) ^+ 2) = mu ^+ 2 + null_variance X Y.
Proof.
move=> n4 x0 y0 mu; rewrite -mean_square //; split; first exact: nulls_permutation_mean.
split=> //; apply: (addrI (mu ^+ 2)); rewrite -mean_square //.
by rewrite perm_mean_var addrC subrK.
Qed.

End Variance.
