(* HSIC_1 is a U-statistic of order four: a combination of means over distinct tuples of samples. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka hsic1 unbiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section UStatistic.
Variable R : realFieldType.
Local Notation one n := (ones R n).

(* the sums over distinct pairs, triples and quadruples of samples *)
Definition pairs n (K L : 'M[R]_n) : R := \sum_i \sum_(j | uniq [:: i; j]) K i j * L i j.
Definition triples n (K L : 'M[R]_n) : R := \sum_i \sum_j \sum_(k | uniq [:: i; j; k]) K i j * L j k.
Definition quadruples n (K L : 'M[R]_n) : R :=
  \sum_i \sum_j \sum_k \sum_(l | uniq [:: i; j; k; l]) K i j * L k l.

(* one index left out after another *)
Lemma sum_uniq2 n (f : 'I_n -> R) i : \sum_(j | uniq [:: i; j]) f j = \sum_j f j - f i.
Proof.
rewrite [in RHS](bigD1 i) //= addrAC subrr add0r; apply: eq_bigl => j.
by rewrite /= inE andbT eq_sym.
Qed.

Lemma sum_uniq3 n (f : 'I_n -> R) i j : \sum_(k | uniq [:: i; j; k]) f k =
  if uniq [:: i; j] then \sum_k f k - f i - f j else 0.
Proof.
rewrite /= !inE andbT; have [->|ij] := eqVneq i j; first by rewrite big_pred0 // => k; rewrite !inE eqxx.
rewrite -sum_uniq2 (bigD1 (P := fun k => uniq [:: i; k]) j) /= ?inE ?andbT // addrAC subrr add0r.
by apply: eq_bigl => k; rewrite !inE negb_or ij (eq_sym j k) !andbT.
Qed.

Lemma sum_uniq4 n (f : 'I_n -> R) i j k : \sum_(l | uniq [:: i; j; k; l]) f l =
  if uniq [:: i; j; k] then \sum_l f l - f i - f j - f k else 0.
Proof.
case: ifP => u; last first.
  rewrite big1 // => l; apply: contraTeq => _; move/negbT: u.
  by rewrite -[[:: i; j; k; l]]/([:: i; j; k] ++ [:: l]) cat_uniq => /negbTE ->.
have /= u2 : uniq [:: i; j] by move: u; rewrite -[[:: i; j; k]]/([:: i; j] ++ [:: k]) cat_uniq; case/and3P.
have := sum_uniq3 f i j; rewrite /= u2 => <-; rewrite (bigD1 (P := fun k => uniq [:: i; j; k]) k) //=.
rewrite addrAC subrr add0r; apply: eq_bigl => l; move: u; rewrite /= !inE !negb_or !andbT (eq_sym k l).
by case: (i == j); case: (i == k); case: (j == k); case: (i == l); case: (j == l); case: (l == k).
Qed.

Lemma hollowE n (K : 'M[R]_n) i j : hollow K i j = if uniq [:: i; j] then K i j else 0.
Proof. by rewrite mxE /= inE andbT; case: (i == j). Qed.

Lemma hollow_neq n (K : 'M[R]_n) i j : i != j -> hollow K i j = K i j.
Proof. by move=> ij; rewrite mxE (negbTE ij). Qed.

Lemma hollow_ii n (K : 'M[R]_n) i : hollow K i i = 0.
Proof. by rewrite mxE eqxx. Qed.

Lemma pairsE n (K L : 'M[R]_n) : pairs K L = fip (hollow K) (hollow L).
Proof.
rewrite -fip_tr fipE; apply: eq_bigr => i _; rewrite big_mkcond; apply: eq_bigr => j _.
by rewrite 2![_^T _ _]mxE !hollowE; case: (uniq _); rewrite ?mulr0.
Qed.

Lemma triplesE n (K L : 'M[R]_n) : L^T = L ->
  triples K L = msum (hollow K *m hollow L) - fip (hollow K) (hollow L).
Proof.
move=> LT; pose A := hollow K; pose B := hollow L; have BT : B^T = B by rewrite hollow_tr LT.
transitivity (\sum_i \sum_j A i j * ((B *m one n) j 0 - B i j)).
  apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite -mulr_sumr sum_uniq3 mul_ones hollow_sum.
  have -> : B i j = if i == j then 0 else L j i by rewrite -BT !mxE eq_sym.
  rewrite /A mxE /= inE andbT; case: (i == j) => /=; first by rewrite mul0r mulr0.
  by rewrite addrAC.
rewrite -[fip _ _]fip_tr fipE msumE -mulmxA fipE big_ord1 -sumrB; apply: eq_bigr => i _.
rewrite [one n i 0]mxE mul1r [(_ *m (_ *m _)) i 0]mxE -sumrB; apply: eq_bigr => j _.
by rewrite 2![_^T _ _]mxE mulrBr.
Qed.

Lemma quadruplesE n (K L : 'M[R]_n) : K^T = K -> L^T = L ->
  quadruples K L = msum (hollow K) * msum (hollow L) - 4%:R * msum (hollow K *m hollow L)
    + 2%:R * fip (hollow K) (hollow L).
Proof.
move=> KT LT; pose A := hollow K; pose B := hollow L.
have AT : A^T = A by rewrite hollow_tr KT.
have BT : B^T = B by rewrite hollow_tr LT.
pose r := B *m one n; have tot : \sum_k r k 0 = msum B.
  by rewrite msumE fipE big_ord1; apply: eq_bigr => k _; rewrite [one n k 0]mxE mul1r.
have inner i j : i != j -> \sum_k \sum_(l | uniq [:: i; j; k; l]) L k l =
    msum B - 2%:R * r i 0 - 2%:R * r j 0 + 2%:R * B i j.
  move=> ij; have u2 : uniq [:: i; j] by rewrite /= inE ij.
  transitivity (\sum_(k | uniq [:: i; j; k]) (r k 0 - B i k - B j k)).
    rewrite [RHS]big_mkcond; apply: eq_bigr => k _; rewrite sum_uniq4; case: ifP => // u.
    have [ik jk] : i != k /\ j != k by move: u; rewrite /= !inE negb_or !andbT => /andP [/andP []].
    have BL x : x != k -> B x k = L k x by move=> xk; rewrite -BT mxE hollow_neq // eq_sym.
    by rewrite /r mul_ones hollow_sum !BL //; name_atoms; ring.
  rewrite sum_uniq3 u2 !sumrB tot -!mul_ones -/r /B !hollow_ii -/B.
  have -> : B j i = B i j by rewrite -{1}BT mxE.
  by name_atoms; move: (msum _) => ?; ring.
transitivity (\sum_i \sum_j A i j * (msum B - 2%:R * r i 0 - 2%:R * r j 0 + 2%:R * B i j)).
  apply: eq_bigr => i _; apply: eq_bigr => j _.
  under eq_bigr do rewrite -mulr_sumr.
  rewrite -mulr_sumr; have [->|ij] := eqVneq i j; last by rewrite inner // /A hollow_neq.
  by rewrite /A hollow_ii mul0r big1 ?mulr0 // => k _; rewrite big_pred0 // => l; rewrite /= !inE eqxx.
have -> : fip (hollow K) (hollow L) = \sum_i \sum_j A i j * B i j.
  by rewrite -fip_tr fipE; apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite 2![_^T _ _]mxE.
have -> : msum (A *m B) = \sum_i \sum_j A i j * r j 0.
  rewrite msumE -mulmxA fipE big_ord1; apply: eq_bigr => i _.
  by rewrite [one n i 0]mxE mul1r [(_ *m (_ *m _)) i 0]mxE.
have rows : \sum_i \sum_j A i j * r i 0 = \sum_i \sum_j A i j * r j 0.
  by rewrite exchange_big; apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite -{1}AT mxE.
transitivity (\sum_i \sum_j A i j * msum B - 2%:R * (\sum_i \sum_j A i j * r i 0)
   - 2%:R * (\sum_i \sum_j A i j * r j 0) + 2%:R * (\sum_i \sum_j A i j * B i j)).
  rewrite !mulr_sumr -!sumrB -big_split; apply: eq_bigr => i _ /=.
  rewrite !mulr_sumr -!sumrB -big_split; apply: eq_bigr => j _ /=.
  by move: (msum B) => ?; name_atoms; ring.
rewrite rows; have -> : \sum_i \sum_j A i j * msum B = msum A * msum B.
  by rewrite /msum mulr_suml; apply: eq_bigr => i _; rewrite mulr_suml.
by move: (msum _) (msum _) => ? ?; name_atoms; ring.
Qed.

(* estimators/hsic1_is_a_u_statistic: for any two symmetric matrices: HSIC_1 is the mean of K_ij L_ij over distinct pairs,
   less twice the mean of K_ij L_jk over distinct triples, plus the mean of K_ij L_kl over distinct quadruples. *)
Theorem estimators_hsic1_is_a_u_statistic_symmetric n (K L : 'M[R]_n) : (4 <= n)%N -> K^T = K -> L^T = L ->
  hsic1 K L = pairs K L / (n ^_ 2)%:R - 2%:R * triples K L / (n ^_ 3)%:R + quadruples K L / (n ^_ 4)%:R.
Proof.
move=> n3 KT LT; rewrite pairsE triplesE // quadruplesE // /hsic1.
have -> : \tr (hollow K *m hollow L) = fip (hollow K) (hollow L) by rewrite /fip hollow_tr KT.
move: (fip _ _) (msum _) (msum _) (msum _) => f a b c.
have h k : (k < 4)%N -> n%:R - k%:R != 0 :> R by move=> k4; rewrite natr_sub_neq0 // (leq_trans k4).
have e k : (k < 4)%N -> (n - k)%:R = n%:R - k%:R :> R.
  by move=> k4; rewrite natrB // ltnW // (leq_trans k4).
have -> : (n ^_ 2)%:R = n%:R * (n%:R - 1) :> R by rewrite !ffactnSr ffactn0 mul1n subn0 natrM e.
have -> : (n ^_ 3)%:R = n%:R * (n%:R - 1) * (n%:R - 2%:R) :> R.
  by rewrite !ffactnSr ffactn0 mul1n subn0 !natrM !e.
have -> : (n ^_ 4)%:R = n%:R * (n%:R - 1) * (n%:R - 2%:R) * (n%:R - 3%:R) :> R.
  by rewrite !ffactnSr ffactn0 mul1n subn0 !natrM !e.
have := h 0%N isT; have := h 1%N isT; have := h 2%N isT; have := h 3%N isT; rewrite subr0.
move: (n%:R) => m h3 h2 h1 h0; field.
by rewrite h0 h1 h2 h3.
Qed.

(* estimators/hsic1_is_a_u_statistic: the case of Gram matrices, and their sums by inclusion and exclusion. *)
Theorem estimators_hsic1_is_a_u_statistic n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (4 <= n)%N ->
  let K := cgram X in let L := cgram Y in let A := hollow K in let B := hollow L in
  [/\ hsic1 K L = pairs K L / (n ^_ 2)%:R - 2%:R * triples K L / (n ^_ 3)%:R + quadruples K L / (n ^_ 4)%:R,
      pairs K L = \tr (A *m B), triples K L = fip (one n) (A *m B *m one n) - \tr (A *m B) &
      quadruples K L = fip (one n) (A *m one n) * fip (one n) (B *m one n) - 4%:R * triples K L - 2%:R * pairs K L].
Proof.
move=> n3 K L A B; have KT : K^T = K by apply: cgram_tr.
have LT : L^T = L by apply: cgram_tr.
have trE : \tr (A *m B) = fip A B by rewrite /fip hollow_tr KT.
split; first exact: estimators_hsic1_is_a_u_statistic_symmetric.
- by rewrite pairsE trE.
- by rewrite triplesE // msumE trE.
rewrite quadruplesE // triplesE // pairsE -/A -/B -!msumE.
by move: (fip _ _) (msum _) (msum _) (msum _) => ? ? ? ?; ring.
Qed.

End UStatistic.
