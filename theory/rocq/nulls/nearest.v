(* The mean overlap of nearest neighbours over all relabellings of the samples. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps permutations distances relabelled.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section OffDiagonal.
Variable R : realFieldType.

Lemma symm_total n (L : 'M[R]_n) :
  \sum_i \sum_j symm L i j = n`!%:R * \sum_i \sum_j L i j.
Proof.
transitivity (\sum_(s : 'S_n) \sum_i \sum_j L (s i) (s j)).
  rewrite [RHS]exchange_big; apply: eq_bigr => i _.
  by rewrite [RHS]exchange_big; apply: eq_bigr => j _; rewrite symmE.
rewrite [LHS](eq_bigr (fun=> \sum_i \sum_j L i j)) => [|s _].
  by rewrite sumr_const card_Sn mulr_natl.
rewrite [RHS](reindex_inj (@perm_inj _ s)); apply: eq_bigr => i _.
by rewrite [RHS](reindex_inj (@perm_inj _ s)).
Qed.

Lemma fip_allones n (K : 'M[R]_n) : fip K (ones R n *m (ones R n)^T) = \sum_i \sum_j K i j.
Proof.
rewrite fipE exchange_big; apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite !mxE big_ord1 !mxE !mulr1.
Qed.

(* of matrices with zero trace: the mean of <K, P L P'> is the product of the sums of all entries, over n(n - 1) *)
Lemma perm_mean_offdiag n (K L : 'M[R]_n.+2) : \tr K = 0 -> \tr L = 0 ->
  perm_mean (fun P => fip K (P *m L *m P^T))
  = (\sum_i \sum_j K i j) * (\sum_i \sum_j L i j) / (n.+2%:R * n.+1%:R).
Proof.
move=> K0 L0; rewrite /perm_mean -fip_sumr -/(symm L).
have [a [b E]] := symm_shape L.
have n2 : n.+2%:R != 0 :> R by rewrite pnatr_eq0.
have n1 : n.+1%:R != 0 :> R by rewrite pnatr_eq0.
have ab : a = - b.
  have := trace_symm L; rewrite L0 mulr0 E mxtraceD mxtrace_scalar mxtraceZ mxtrace_mulC onesTones.
  rewrite mxtrace_scalar mulr1n -mulr_natr -mulrDl => /eqP.
  by rewrite mulf_eq0 (negbTE n2) orbF addr_eq0 => /eqP.
have tot : n.+2%:R * n.+1%:R * b = n.+2`!%:R * \sum_i \sum_j L i j.
  rewrite -symm_total -fip_allones E fipDl fipZl -{1}scalemx1 fipZl fip_1 fip_allones.
  rewrite mxtrace_mulC onesTones mxtrace_scalar mulr1n.
  under [\sum_i \sum_j _]eq_bigr do under eq_bigr do rewrite !mxE big_ord1 !mxE mulr1.
  under [\sum_i \sum_j _]eq_bigr do rewrite sumr_const card_ord.
  rewrite sumr_const card_ord ab -[n.+2%:R *+ _]mulr_natl -(natr_pred R n.+1).
  by move: (n.+2%:R) => m; ring.
rewrite E fipDr fipZr -scalemx1 fipZr fipC fip_1 K0 mulr0 add0r fip_allones.
apply: (mulfI (mulf_neq0 n2 n1)); rewrite [in RHS]mulrC divfK ?mulf_neq0 //.
move: tot (fact_neq0 R n.+2); move: (\sum_i \sum_j K i j) (\sum_i \sum_j L i j) (n.+2`!%:R) => x y f.
by move=> tot f0; apply: (mulfI f0); rewrite mulrCA mulVKf // mulrCA [RHS]mulrCA -tot; ring.
Qed.

End OffDiagonal.

Section Neighbours.
Variable R : realFieldType.

(* the k nearest other samples of sample i: fewer than k others are closer *)
Definition closer n p (X : 'M[R]_(n, p)) i j : {set 'I_n} :=
  [set l | (l != i) && (dist2 X i l < dist2 X i j)].
Definition nearest n p (X : 'M[R]_(n, p)) k i : {set 'I_n} :=
  [set j | (j != i) && (#|closer X i j| < k)%N].

(* no tie for the k-th neighbour: there are k of them *)
Definition untied n p (X : 'M[R]_(n, p)) k := forall i, #|nearest X k i| = k.

(* the mean share of common members among the k nearest neighbours *)
Definition mutual_knn n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) k : R :=
  (\sum_i #|nearest X k i :&: nearest Y k i|%:R) / (k%:R * n%:R).

(* a set of k other samples, each of them closer than all the rest, is the set of the k nearest *)
Lemma nearest_unique n p (X : 'M[R]_(n, p)) k i (S : {set 'I_n}) :
  i \notin S -> #|S| = k -> (forall j l, j \in S -> l \notin S -> l != i -> dist2 X i j < dist2 X i l) ->
  nearest X k i = S.
Proof.
move=> iS Sk near; apply/setP => j; rewrite inE.
have [jS|jS] := boolP (j \in S).
  rewrite (contraNneq _ iS) => [/=|<- //]; rewrite -Sk.
  apply: proper_card; apply/properP; split; last by exists j => //; rewrite inE ltxx andbF.
  apply/subsetP => l; rewrite inE => /andP[li lj]; apply: contraT => lS.
  by move: (near j l jS lS li); rewrite ltNge ltW.
have [//|ji /=] := eqVneq j i; rewrite ltnNge -Sk; apply/negbF; apply: subset_leq_card.
apply/subsetP => l lS; rewrite inE near // andbT.
by apply: contraNneq iS => <-.
Qed.

Definition marks n p (X : 'M[R]_(n, p)) k : 'M[R]_n := \matrix_(i, j) (j \in nearest X k i)%:R.

Lemma marks_trace n p (X : 'M[R]_(n, p)) k : \tr (marks X k) = 0.
Proof. by rewrite /mxtrace big1 // => i _; rewrite mxE inE eqxx. Qed.

Lemma marks_total n p (X : 'M[R]_(n, p)) k : untied X k ->
  \sum_i \sum_j marks X k i j = n%:R * k%:R.
Proof.
move=> X0; rewrite (eq_bigr (fun=> k%:R)) => [|i _]; first by rewrite sumr_const card_ord mulr_natl.
rewrite -[in RHS](X0 i) -sum1_card natr_sum [RHS]big_mkcond; apply: eq_bigr => j _.
by rewrite mxE; case: (j \in nearest X k i).
Qed.

Lemma nearest_perm n p (Y : 'M[R]_(n, p)) k (s : 'S_n) i j :
  (j \in nearest (perm_mx s *m Y) k i) = (s j \in nearest Y k (s i)).
Proof.
have D a b : dist2 (perm_mx s *m Y) a b = dist2 Y (s a) (s b).
  by apply: eq_bigr => l _; rewrite -row_permE !mxE.
rewrite !inE (inj_eq perm_inj); congr (_ && (_ < _)%N).
rewrite -(card_imset _ (@perm_inj _ s)); apply: eq_card => l; rewrite !inE.
apply/imsetP/idP => [[m]|E].
  by rewrite inE !D => E ->; rewrite (inj_eq perm_inj).
exists (s^-1%g l); last by rewrite permKV.
by rewrite inE !D permKV -(inj_eq (@perm_inj _ s)) permKV.
Qed.

Lemma mutual_knnE n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) k :
  mutual_knn X Y k = fip (marks X k) (marks Y k) / (k%:R * n%:R).
Proof.
congr (_ / _); rewrite fipE exchange_big; apply: eq_bigr => i _.
rewrite -sum1_card natr_sum [LHS]big_mkcond; apply: eq_bigr => j _; rewrite !mxE inE.
by case: (j \in nearest X k i); case: (j \in nearest Y k i); rewrite /= ?mulr0 ?mul0r ?mulr1.
Qed.

(* nulls/mutual_knn_mean: relabelling the samples at random leaves the overlap of k nearest neighbours at k/(n - 1) on
   average, where no sample is its own neighbour and there is no tie for the k-th neighbour on either side. *)
Theorem nulls_mutual_knn_mean n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) k :
  (0 < n)%N -> untied X k -> untied Y k -> perm_mean (fun P => mutual_knn X (P *m Y) k) = k%:R / (n%:R - 1).
Proof.
move=> n0 X0 Y0.
have -> : perm_mean (fun P => mutual_knn X (P *m Y) k)
    = perm_mean (fun P => fip (marks X k) (P *m marks Y k *m P^T) / (k%:R * n%:R)).
  apply: eq_perm_mean => s; rewrite mutual_knnE; congr (fip _ _ / _).
  by apply/matrixP => i j; rewrite -/(conjp s (marks Y k)) conjpE !mxE nearest_perm.
rewrite perm_meanZ; have [->|k0] := eqVneq k 0%N; first by rewrite !mul0r invr0 mulr0.
case: n X Y n0 X0 Y0 => // -[|n] X Y _ X0 Y0.
- by case/eqP: k0; rewrite -(X0 0); apply: eq_card0 => j; rewrite inE [j]ord1 eqxx.
rewrite perm_mean_offdiag ?marks_trace // !marks_total // natr_pred.
have n2 : n.+2%:R != 0 :> R by rewrite pnatr_eq0.
have n1 : n.+1%:R != 0 :> R by rewrite pnatr_eq0.
have : k%:R != 0 :> R by rewrite pnatr_eq0.
by move: n2 n1; move: (k%:R) (n.+2%:R) (n.+1%:R) => a b c b0 c0 a0; field; rewrite a0 b0 c0.
Qed.

End Neighbours.
