(* The means over all relabellings of the samples: of linear CKA, and of R^2 of a linear probe. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka projector permutations predict_tools participation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section PermMean.
Variable R : realFieldType.
Local Notation H := (center R _).

(* the mean of a score over all n! permutation matrices *)
Definition perm_mean n (f : 'M[R]_n -> R) : R := (n`!%:R)^-1 * \sum_(s : 'S_n) f (perm_mx s).

Lemma fact_neq0 n : n`!%:R != 0 :> R.
Proof. by rewrite pnatr_eq0 -lt0n fact_gt0. Qed.

Lemma natr_pred n : n.+1%:R - 1 = n%:R :> R.
Proof. by rewrite -addn1 natrD addrK. Qed.

Lemma eq_perm_mean n (f g : 'M[R]_n -> R) :
  (forall s : 'S_n, f (perm_mx s) = g (perm_mx s)) -> perm_mean f = perm_mean g.
Proof. by move=> E; congr (_ * _); apply: eq_bigr => s _. Qed.

Lemma perm_meanZ n (f : 'M[R]_n -> R) c : perm_mean (fun P => f P * c) = perm_mean f * c.
Proof. by rewrite /perm_mean -mulr_suml mulrA. Qed.

Lemma perm_mean_const n (c : R) : @perm_mean n (fun=> c) = c.
Proof. by rewrite /perm_mean sumr_const card_Sn -[c *+ _]mulr_natl mulKf ?fact_neq0. Qed.

Lemma perm_mean_fip n (K L : 'M[R]_n.+2) : K *m ones R _ = 0 -> L *m ones R _ = 0 ->
  perm_mean (fun P => fip K (P *m L *m P^T)) = \tr K * \tr L / n.+1%:R.
Proof. exact: perm_null. Qed.

Lemma center_perm n p (Y : 'M[R]_(n, p)) (s : 'S_n) :
  H *m (perm_mx s *m Y) = perm_mx s *m (H *m Y).
Proof. by rewrite !mulmxA perm_center. Qed.

Lemma fip_permmx n p (A B : 'M[R]_(n, p)) (s : 'S_n) : fip (perm_mx s *m A) (perm_mx s *m B) = fip A B.
Proof. by rewrite fip_mulml mulmxA perm_mxTK mul1mx. Qed.

Lemma proj_ones n p (X : 'M[R]_(n, p)) : proj (H *m X) *m ones R n = 0.
Proof.
have [C E] := proj_col (H *m X).
by rewrite -proj_tr E !trmx_mul center_tr -!mulmxA center_ones !mulmx0.
Qed.

Lemma center1 : center R 1 = 0.
Proof. by apply/matrixP => i j; rewrite centerE !ord1 !mxE big_ord1 !mxE /= invr1 !mulr1 subrr. Qed.

(* nulls/permutation_mean_of_r2: relabelling the samples at random leaves R^2 of a linear probe at rank(HX)/(n - 1)
   on average. (A target that varies has n >= 2 samples.) *)
Theorem nulls_permutation_mean_of_r2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m Y != 0 ->
  perm_mean (fun P => r2 X (P *m Y)) = (\rank (H *m X))%:R / (n%:R - 1).
Proof.
case: n X Y => [|[|n]] X Y y0; first by case/eqP: y0; apply/matrixP => -[].
  by move: y0; rewrite center1 mul0mx eqxx.
pose P := proj (H *m X).
rewrite (eq_perm_mean (g := fun Q => fip P (Q *m cgram Y *m Q^T) * (fip (H *m Y) (H *m Y))^-1)) => [|s].
  rewrite perm_meanZ perm_mean_fip ?proj_ones ?cgram_ones // trace_proj trace_cgram.
  by rewrite mulrAC mulfK ?fip_eq0 // natr_pred.
rewrite /r2 center_perm fip_permmx -/P; congr (_ / _).
by rewrite fipC fip_mulmr cgramE /gram trmx_mul !mulmxA.
Qed.

End PermMean.

Section MeanCKA.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma cka_permute n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (s : 'S_n) :
  cka X (perm_mx s *m Y)
  = fip (cgram X) (perm_mx s *m cgram Y *m (perm_mx s)^T) / Num.sqrt (hsic X X * hsic Y Y).
Proof. by rewrite /cka !hsicE !cgram_perm fip_conj ?perm_mxTK. Qed.

(* nulls/permutation_mean: relabelling the samples at random leaves linear CKA at sqrt(PR_X PR_Y)/(n - 1) on average,
   PR the participation ratio. (With x/0 = 0 this holds for constant sides too.) *)
Theorem nulls_permutation_mean n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  perm_mean (fun P => cka X (P *m Y)) = Num.sqrt (participation X * participation Y) / (n%:R - 1).
Proof.
have -> : perm_mean (fun P => cka X (P *m Y)) = perm_mean (fun P => fip (cgram X) (P *m cgram Y *m P^T)
    / Num.sqrt (hsic X X * hsic Y Y)) by apply: eq_perm_mean => s; rewrite cka_permute.
rewrite perm_meanZ sqrt_participation.
case: n X Y => [|[|n]] X Y.
- by rewrite -!hsicE /hsic -!mulmxA !(flatmx0 (H *m _)) !mulmx0 fip0r mul0r sqrtr0 invr0 !mulr0 mul0r.
- by rewrite -!hsicE /hsic center1 !(mulmx0, mul0mx) fip0r mul0r sqrtr0 invr0 !mulr0 mul0r.
by rewrite !hsicE perm_mean_fip ?cgram_ones // natr_pred mulrAC.
Qed.

End MeanCKA.
