(* The second moment of <K, PLP'> over all relabellings P, by orbit sums. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring permutations relabelled orbits.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Scalars.
Variable R : realFieldType.

(* the linear equations that determine the values of all patterns, solved, and the moment that follows; d, t, s and
   D, T, S stand for sum K_ii^2, (tr K)^2, |K|^2 and the same of L; N is n! *)
Lemma moment_scalars (n N D T S d t s o1 o2 o3 o4 o5 o6 o7 : R) :
  n != 0 -> n - 1 != 0 -> n - 2%:R != 0 -> n - 3%:R != 0 -> n + 1 != 0 ->
  o1 + (n - 1) * o2 = 0 -> o2 + o3 + (n - 2%:R) * o5 = 0 -> o2 + o4 + (n - 2%:R) * o6 = 0 ->
  2%:R * o6 + o5 + (n - 3%:R) * o7 = 0 ->
  n * o1 = N * D -> n * o1 + n * (n - 1) * o3 = N * T -> n * o1 + n * (n - 1) * o4 = N * S ->
  (o1 - 4%:R * o2 - o3 - 2%:R * o4 + 4%:R * o5 + 8%:R * o6 - 6%:R * o7) * d
    + (o3 - 2%:R * o5 + o7) * t + 2%:R * (o4 - 2%:R * o6 + o7) * s
  = N * (t * T / (n - 1) ^+ 2 + (2%:R * n * (n - 3%:R) * ((n - 1) * s - t) * ((n - 1) * S - T)
      + (n - 1) * (n * (n + 1) * d - (n - 1) * (t + 2%:R * s)) * (n * (n + 1) * D - (n - 1) * (T + 2%:R * S)))
    / ((n - 2%:R) * (n - 3%:R) * (n - 1) ^+ 2 * n * (n + 1))).
Proof.
move=> h0 h1 h2 h3 h4 e1 e2 e3 e4 e5 e6 e7.
have E1 : o1 = N * D / n by rewrite -e5 mulrC mulKf.
have E2 : o2 = - o1 / (n - 1).
  by apply: (mulfI h1); rewrite mulrC [RHS]mulrC divfK //; apply/eqP; rewrite mulrC -addr_eq0 addrC e1.
have E3 : o3 = (N * T - n * o1) / (n * (n - 1)).
  by apply: (mulfI (mulf_neq0 h0 h1)); rewrite [RHS]mulrC divfK ?mulf_neq0 // -e6; ring.
have E4 : o4 = (N * S - n * o1) / (n * (n - 1)).
  by apply: (mulfI (mulf_neq0 h0 h1)); rewrite [RHS]mulrC divfK ?mulf_neq0 // -e7; ring.
have E5 : o5 = - (o2 + o3) / (n - 2%:R).
  by apply: (mulfI h2); rewrite [RHS]mulrC divfK //; apply/eqP; rewrite -addr_eq0 addrC e2.
have E6 : o6 = - (o2 + o4) / (n - 2%:R).
  by apply: (mulfI h2); rewrite [RHS]mulrC divfK //; apply/eqP; rewrite -addr_eq0 addrC e3.
have E7 : o7 = - (2%:R * o6 + o5) / (n - 3%:R).
  by apply: (mulfI h3); rewrite [RHS]mulrC divfK //; apply/eqP; rewrite -addr_eq0 addrC e4.
rewrite E7 E6 E5 E4 E3 E2 E1; field.
by rewrite h0 h1 h2 h3 h4.
Qed.

End Scalars.

Section Sums.
Variable R : realFieldType.

Lemma sum_delta n (f : 'I_n -> R) i : \sum_l f l * (i == l)%:R = f i.
Proof.
rewrite (bigD1 i) //= eqxx mulr1 big1 ?addr0 // => l li.
by rewrite eq_sym (negbTE li) mulr0.
Qed.

Lemma row_sum n (L : 'M[R]_n) i : L *m ones R n = 0 -> \sum_j L i j = 0.
Proof.
move=> /matrixP /(_ i 0); rewrite !mxE => E; rewrite -[RHS]E; apply: eq_bigr => j _.
by rewrite mxE mulr1.
Qed.

Lemma col_sum n (L : 'M[R]_n) j : L^T = L -> L *m ones R n = 0 -> \sum_i L i j = 0.
Proof. by move=> LT L1; rewrite -[RHS](row_sum j L1); apply: eq_bigr => i _; rewrite -{1}LT mxE. Qed.

(* sum of K_ii^2 *)
Definition diag_square n (K : 'M[R]_n) : R := \sum_i K i i ^+ 2.

Section OneMatrix.
Variable m : nat.
Local Notation n := m.+4.
Variables K L : 'M[R]_n.

Lemma tensor_row i j k : L *m ones R n = 0 -> \sum_l tensor L i j k l = 0.
Proof.
move=> L1; rewrite exchange_big big1 // => s _; rewrite -mulr_sumr.
have E : \sum_l L (s k) (s l) = \sum_l L (s k) l by rewrite [RHS](reindex_inj (@perm_inj _ s)).
by rewrite E row_sum // mulr0.
Qed.

Lemma tensor_row_parts i j k : L^T = L -> L *m ones R n = 0 ->
  n%:R * orbit_part_0 L i j k + orbit_part_k L i j k + orbit_part_i L j k + orbit_part_j L i j k = 0.
Proof.
move=> LT L1; rewrite -[RHS](tensor_row i j k L1); under [RHS]eq_bigr do rewrite tensorE //.
move: (orbit_part_0 _ _ _ _) (orbit_part_k _ _ _ _) (orbit_part_i _ _ _) (orbit_part_j _ _ _ _) => A B C D.
rewrite !big_split /= sumr_const card_ord -[A *+ n]mulr_natl.
by rewrite !(sum_delta (fun=> _)).
Qed.

(* the contraction with K: all that leaves one index free is lost *)
Lemma contract_l i j k : L^T = L -> K *m ones R n = 0 ->
  \sum_l K k l * tensor L i j k l
  = orbit_part_k L i j k * K k k + orbit_part_i L j k * K k i + orbit_part_j L i j k * K k j.
Proof.
move=> LT K1; under eq_bigr do rewrite tensorE //.
move: (orbit_part_0 _ _ _ _) (orbit_part_k _ _ _ _) (orbit_part_i _ _ _) (orbit_part_j _ _ _ _) => A B C D.
under eq_bigr do rewrite !mulrDr !(mulrCA (K _ _)).
rewrite !big_split /= -!mulr_sumr !sum_delta -mulr_suml row_sum //.
by rewrite mul0r add0r.
Qed.

Lemma contract_kl i j : K^T = K -> L^T = L -> K *m ones R n = 0 ->
  \sum_k \sum_l K k l * tensor L i j k l
  = (orbit_own L + orbit_pairs L * (i == j)%:R) * \tr K + orbit_three L * (K i i + K j j)
    + orbit_all L * (K j j * (i == j)%:R) + orbit_cross L * (K i j + K j i).
Proof.
move=> KT LT K1; under eq_bigr do rewrite contract_l // /orbit_part_k /orbit_part_i /orbit_part_j.
move: (orbit_own L) (orbit_pairs L) (orbit_three L) (orbit_all L) (orbit_cross L) (orbit_other L) => o p t a c h.
set e := (i == j)%:R; transitivity (\sum_k ((o + p * e) * K k k + t * (K k k * (i == k)%:R)
    + (t + a * e) * (K k k * (j == k)%:R) + h * K k i + c * (K k i * (j == k)%:R)
    + (h + t * e) * K k j + c * (K k j * (i == k)%:R))).
  by apply: eq_bigr => k _; ring.
rewrite !big_split /= -!mulr_sumr !sum_delta !col_sum // -/(\tr K).
by ring.
Qed.

Lemma contract_all : K^T = K -> L^T = L -> K *m ones R n = 0 ->
  \sum_i \sum_j \sum_k \sum_l K i j * K k l * tensor L i j k l
  = orbit_all L * diag_square K + orbit_pairs L * \tr K ^+ 2 + 2%:R * orbit_cross L * fip K K.
Proof.
move=> KT LT K1.
have E i j : \sum_k \sum_l K i j * K k l * tensor L i j k l
    = orbit_own L * \tr K * K i j + orbit_pairs L * \tr K * (K i j * (i == j)%:R) + orbit_three L * K i i * K i j
      + orbit_three L * (K i j * K j j) + orbit_all L * (K i j * K j j * (i == j)%:R)
      + 2%:R * orbit_cross L * (K i j * K i j).
  transitivity (K i j * \sum_k \sum_l K k l * tensor L i j k l).
    rewrite mulr_sumr; apply: eq_bigr => k _; rewrite mulr_sumr; apply: eq_bigr => l _.
    by rewrite mulrA.
  rewrite contract_kl // (_ : K j i = K i j); last by rewrite -{1}KT mxE.
  by ring.
under eq_bigr do under eq_bigr do rewrite E.
under eq_bigr do rewrite !big_split /= -!mulr_sumr !sum_delta row_sum // !mulr0 add0r addr0.
rewrite !big_split /= -!mulr_sumr -/(\tr K).
have -> : \sum_i \sum_j K i j * K j j = 0.
  by rewrite exchange_big big1 // => j _; rewrite -mulr_suml col_sum // mul0r.
have -> : \sum_i \sum_j K i j * K i j = fip K K by rewrite fipE exchange_big.
have -> : \sum_i K i i * K i i = diag_square K by apply: eq_bigr => i _; rewrite expr2.
by rewrite mulr0 addr0 expr2 mulrA [orbit_pairs L * _ * _ + _]addrC.
Qed.

(* the values of all patterns are determined *)
Lemma orbit_equations : L^T = L -> L *m ones R n = 0 ->
  [/\ orbit1 L + (n%:R - 1) * orbit2 L = 0,
      orbit2 L + orbit3 L + (n%:R - 2%:R) * orbit5 L = 0,
      orbit2 L + orbit4 L + (n%:R - 2%:R) * orbit6 L = 0
    & 2%:R * orbit6 L + orbit5 L + (n%:R - 3%:R) * orbit7 L = 0].
Proof.
move=> LT L1; have E i j k := tensor_row_parts i j k LT L1.
pose a : 'I_n := @Ordinal n 0 isT; pose b : 'I_n := @Ordinal n 1 isT; pose c : 'I_n := @Ordinal n 2 isT.
have ab : (a == b) = false by []. have ac : (a == c) = false by []. have bc : (b == c) = false by [].
have ba : (b == a) = false by [].
move: (E a a a) (E a a b) (E a b a) (E a b c).
rewrite /orbit_part_0 /orbit_part_k /orbit_part_i /orbit_part_j /orbit_all /orbit_pairs /orbit_cross
  /orbit_three /orbit_own /orbit_other !eqxx ab ac bc ba /= !mulr0n !mulr1n.
move: (n%:R) (orbit1 L) (orbit2 L) (orbit3 L) (orbit4 L) (orbit5 L) (orbit6 L) (orbit7 L) => N o1 o2 o3 o4 o5 o6 o7.
move=> e1 e2 e3 e4; split; [rewrite -[RHS]e1 | rewrite -[RHS]e2 | rewrite -[RHS]e3 | rewrite -[RHS]e4]; ring.
Qed.

Lemma sum_two_values (x y : R) : \sum_(i < n) \sum_(j < n) (x + y * (i == j)%:R) = n%:R * y + n%:R ^+ 2 * x.
Proof.
under eq_bigr do rewrite big_split /= (sum_delta (fun=> y)) sumr_const card_ord.
by rewrite big_split /= !sumr_const card_ord -[y *+ _]mulr_natl -[x *+ n *+ n]mulr_natl -[x *+ n]mulr_natl; ring.
Qed.

Lemma orbit_totals : [/\ n%:R * orbit1 L = n`!%:R * diag_square L,
    n%:R * orbit1 L + n%:R * (n%:R - 1) * orbit3 L = n`!%:R * \tr L ^+ 2
  & n%:R * orbit1 L + n%:R * (n%:R - 1) * orbit4 L = n`!%:R * fip L L].
Proof.
have over_s (G : 'S_n -> R) x : (forall s, G s = x) -> \sum_s G s = n`!%:R * x.
  by move=> E; rewrite (eq_bigr _ (fun s _ => E s)) sumr_const card_Sn -[x *+ _]mulr_natl.
split.
- rewrite -(over_s (fun s : 'S_n => \sum_i L (s i) (s i) ^+ 2)) => [|s]; last first.
    by rewrite /diag_square [RHS](reindex_inj (@perm_inj _ s)).
  rewrite exchange_big (eq_bigr (fun=> orbit1 L)) => [|i _]; first by rewrite sumr_const card_ord mulr_natl.
  by rewrite -(tensor1 L i); apply: eq_bigr => s _; rewrite expr2.
- rewrite -(over_s (fun s : 'S_n => \sum_i \sum_k L (s i) (s i) * L (s k) (s k))) => [|s]; last first.
    rewrite expr2 {1}/mxtrace mulr_suml [RHS](reindex_inj (@perm_inj _ s)); apply: eq_bigr => i _.
    by rewrite /mxtrace mulr_sumr [RHS](reindex_inj (@perm_inj _ s)).
  rewrite exchange_big; under [RHS]eq_bigr do rewrite exchange_big.
  transitivity (\sum_(i < n) \sum_(k < n) (orbit3 L + (orbit1 L - orbit3 L) * (i == k)%:R)).
    by rewrite sum_two_values; ring.
  apply: eq_bigr => i _; apply: eq_bigr => k _; have [<-|ik] := eqVneq i k.
    by rewrite mulr1 addrC subrK -(tensor1 L i).
  by rewrite mulr0 addr0 -(tensor3 L ik).
rewrite -(over_s (fun s : 'S_n => \sum_i \sum_j L (s i) (s j) * L (s i) (s j))) => [|s]; last first.
  rewrite fipE exchange_big [RHS](reindex_inj (@perm_inj _ s)); apply: eq_bigr => i _.
  by rewrite [RHS](reindex_inj (@perm_inj _ s)).
rewrite exchange_big; under [RHS]eq_bigr do rewrite exchange_big.
transitivity (\sum_(i < n) \sum_(j < n) (orbit4 L + (orbit1 L - orbit4 L) * (i == j)%:R)).
  by rewrite sum_two_values; ring.
apply: eq_bigr => i _; apply: eq_bigr => j _; have [<-|ij] := eqVneq i j.
  by rewrite mulr1 addrC subrK -(tensor1 L i).
by rewrite mulr0 addr0 -(tensor4 L ij).
Qed.

(* the sum of <K, PLP'>^2 over all relabellings, as a sum over two pairs of indices *)
Lemma sum_of_squares : \sum_(s : 'S_n) fip K (conjp s L) ^+ 2
  = \sum_i \sum_j \sum_k \sum_l K i j * K k l * tensor L i j k l.
Proof.
transitivity (\sum_(s : 'S_n) \sum_i \sum_j \sum_k \sum_l K i j * K k l * (L (s i) (s j) * L (s k) (s l))).
  apply: eq_bigr => s _; rewrite fipE exchange_big expr2 mulr_suml; apply: eq_bigr => i _.
  rewrite mulr_suml; apply: eq_bigr => j _; rewrite mulr_sumr; apply: eq_bigr => k _.
  rewrite mulr_sumr; apply: eq_bigr => l _; rewrite !conjpE; ring.
rewrite exchange_big; apply: eq_bigr => i _; rewrite exchange_big; apply: eq_bigr => j _.
rewrite exchange_big; apply: eq_bigr => k _; rewrite exchange_big; apply: eq_bigr => l _.
by rewrite mulr_sumr.
Qed.

End OneMatrix.
End Sums.
