(* Averages over all permutations of the samples. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Null.
Variable R : realFieldType.

Definition conjp n (s : 'S_n) (L : 'M[R]_n) := perm_mx s *m L *m (perm_mx s)^T.

Lemma conjpE n (s : 'S_n) (L : 'M[R]_n) i j : conjp s L i j = L (s i) (s j).
Proof. by rewrite /conjp tr_perm_mx -col_permE -row_permE !mxE. Qed.

Definition symm n (L : 'M[R]_n) : 'M[R]_n := \sum_(s : 'S_n) conjp s L.

Lemma symmE n (L : 'M[R]_n) i j : symm L i j = \sum_(s : 'S_n) L (s i) (s j).
Proof. by rewrite summxE; apply: eq_bigr => s _; rewrite conjpE. Qed.

Lemma symm_inv n (L : 'M[R]_n) (t : 'S_n) i j : symm L (t i) (t j) = symm L i j.
Proof.
rewrite !symmE [RHS](reindex_inj (mulgI t)) /=.
by apply: eq_bigr => s _; rewrite !permM.
Qed.

Lemma symm_diag n (L : 'M[R]_n) i k : symm L i i = symm L k k.
Proof. by rewrite -(symm_inv L (tperm i k)) tpermL. Qed.

(* 2-transitivity of 'S_n *)
Lemma symm_off n (L : 'M[R]_n) i j k l : i != j -> k != l ->
  symm L i j = symm L k l.
Proof.
move=> nij nkl; pose t1 := tperm i k.
rewrite -(symm_inv L t1) tpermL.
have n1 : t1 j != k by rewrite -(tpermL i k) (inj_eq perm_inj) eq_sym.
by rewrite -(symm_inv L (tperm (t1 j) l)) tpermL tpermD // eq_sym.
Qed.

Lemma symm_ones n (L : 'M[R]_n) : L *m ones R n = 0 -> symm L *m ones R n = 0.
Proof.
move=> L1; rewrite mulmx_suml big1 // => s _.
by rewrite /conjp tr_perm_mx -!mulmxA perm_ones L1 mulmx0.
Qed.

Lemma trace_symm n (L : 'M[R]_n) : \tr (symm L) = n`!%:R * \tr L.
Proof.
rewrite raddf_sum (eq_bigr (fun _ => \tr L)) /= => [|s _].
  by rewrite sumr_const card_Sn mulr_natl.
by rewrite /conjp mxtrace_mulC mulmxA perm_mxTK mul1mx.
Qed.

Lemma symm_shape n (L : 'M[R]_n.+2) :
  exists a b, symm L = a%:M + b *: (ones R _ *m (ones R _)^T).
Proof.
exists (symm L ord0 ord0 - symm L ord0 ord_max), (symm L ord0 ord_max).
apply/matrixP => i j; rewrite !mxE big_ord1 !mxE !mulr1.
have [->|nij] := eqVneq i j; first by rewrite mulr1n subrK (symm_diag L j ord0).
by rewrite mulr0n add0r (@symm_off _ L i j ord0 ord_max).
Qed.

(* average over permutations of P L P^T is (tr L / (n-1)) H *)
Theorem perm_average n (L : 'M[R]_n.+2) : L *m ones R _ = 0 ->
  symm L = ((n.+2)`!%:R * \tr L / n.+1%:R) *: center R n.+2.
Proof.
move=> L1; have [a [b E]] := symm_shape L.
have n2 : n.+2%:R != 0 :> R by rewrite pnatr_eq0.
have n1 : n.+1%:R != 0 :> R by rewrite pnatr_eq0.
have ab : a = - (n.+2%:R * b).
  have := symm_ones L1; rewrite E mulmxDl mul_scalar_mx -scalemxAl -mulmxA.
  rewrite onesTones mul_mx_scalar scalerA -scalerDl => /matrixP /(_ ord0 ord0).
  by rewrite !mxE mulr1 mulrC => /eqP; rewrite addr_eq0 => /eqP.
have tr : n.+2%:R * (a + b) = n.+2`!%:R * \tr L.
  rewrite -trace_symm E mxtraceD mxtrace_scalar mxtraceZ mxtrace_mulC onesTones.
  by rewrite mxtrace_scalar mulr1n -[a *+ _]mulr_natl mulrDr [b * _]mulrC.
have -> : n.+2`!%:R * \tr L / n.+1%:R = a.
  apply: (mulIf n1); rewrite divfK // -tr ab; ring.
rewrite E centerE scalerBr scalerA -scalemx1 -scaleNr; congr (_ + _ *: _).
by rewrite ab mulNr opprK mulrAC divff ?mul1r.
Qed.

Theorem perm_null n (K L : 'M[R]_n.+2) :
  K *m ones R _ = 0 -> L *m ones R _ = 0 ->
  (n.+2`!%:R)^-1 * (\sum_(s : 'S_n.+2) fip K (conjp s L))
    = \tr K * \tr L / n.+1%:R.
Proof.
move=> K1 L1; rewrite -fip_sumr -/(symm L) perm_average // fipZr.
have -> : fip K (center R n.+2) = \tr K.
  rewrite fipC centerE fipBl fipZl fip_1 [fip (_ *m _) _]fip_mulmr trmxK K1.
  by rewrite fip0r mulr0 subr0.
have f0 : n.+2`!%:R != 0 :> R by rewrite pnatr_eq0 -lt0n fact_gt0.
by rewrite -!mulrA mulKf // mulrA [RHS]mulrC.
Qed.

End Null.
