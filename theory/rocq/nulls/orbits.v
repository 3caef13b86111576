(* Products of two entries, summed over all relabellings: they depend on the pattern of equal indices only. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* a permutation takes any list of different elements to any other of the same length *)
Lemma perm_moves (T : finType) (xs ys : seq T) : uniq xs -> uniq ys -> size xs = size ys ->
  exists s : {perm T}, map s xs = ys.
Proof.
elim: xs ys => [|x xs IH] [|y ys] //=; first by exists 1%g.
move=> /andP[xn xu] /andP[yn yu] [/(IH _ xu yu) [s E]].
exists (s * tperm (s x) y)%g; rewrite permM tpermL; congr (_ :: _).
rewrite -E; apply/eq_in_map => z zx; rewrite permM tpermD //.
  by rewrite (inj_eq perm_inj); apply: contraNneq xn => ->.
by apply: contraNneq yn => ->; rewrite -E map_f.
Qed.

Section Orbits.
Variables (R : realFieldType) (m : nat).
Local Notation n := m.+4.
Variable L : 'M[R]_n.
Implicit Types i j k l : 'I_n.

Definition tensor i j k l : R := \sum_(s : 'S_n) L (s i) (s j) * L (s k) (s l).

Lemma tensor_inv (t : 'S_n) i j k l : tensor (t i) (t j) (t k) (t l) = tensor i j k l.
Proof.
rewrite /tensor [RHS](reindex_inj (mulgI t)) /=.
by apply: eq_bigr => s _; rewrite !permM.
Qed.

Lemma tensor_swap i j k l : tensor k l i j = tensor i j k l.
Proof. by apply: eq_bigr => s _; rewrite mulrC. Qed.

Lemma tensor_swap_l i j k l : L^T = L -> tensor j i k l = tensor i j k l.
Proof. by move=> LT; apply: eq_bigr => s _; rewrite -{1}LT mxE. Qed.

Lemma tensor_swap_r i j k l : L^T = L -> tensor i j l k = tensor i j k l.
Proof. by move=> LT; rewrite -tensor_swap tensor_swap_l // tensor_swap. Qed.

(* four different samples, and the value of every pattern *)
Let a : 'I_n := @Ordinal n 0 isT.
Let b : 'I_n := @Ordinal n 1 isT.
Let c : 'I_n := @Ordinal n 2 isT.
Let d : 'I_n := @Ordinal n 3 isT.
Definition orbit1 := tensor a a a a.
Definition orbit2 := tensor a a a b.
Definition orbit3 := tensor a a b b.
Definition orbit4 := tensor a b a b.
Definition orbit5 := tensor a a b c.
Definition orbit6 := tensor a b a c.
Definition orbit7 := tensor a b c d.

Lemma tensor1 i : tensor i i i i = orbit1.
Proof. by have [s [<-]] := @perm_moves _ [:: a] [:: i] isT isT erefl; rewrite tensor_inv. Qed.

Lemma pair_moves i j : i != j -> exists s : 'S_n, s a = i /\ s b = j.
Proof.
move=> ij; have u : uniq [:: i; j] by rewrite /= inE ij.
by have [s [sa sb]] := @perm_moves _ [:: a; b] [:: i; j] isT u erefl; exists s.
Qed.

Lemma triple_moves i j k : uniq [:: i; j; k] -> exists s : 'S_n, [/\ s a = i, s b = j & s c = k].
Proof. by move=> u; have [s [sa sb sc]] := @perm_moves _ [:: a; b; c] [:: i; j; k] isT u erefl; exists s. Qed.

Lemma tensor2 i j : i != j -> tensor i i i j = orbit2.
Proof. by move=> /pair_moves [s [<- <-]]; rewrite tensor_inv. Qed.
Lemma tensor3 i j : i != j -> tensor i i j j = orbit3.
Proof. by move=> /pair_moves [s [<- <-]]; rewrite tensor_inv. Qed.
Lemma tensor4 i j : i != j -> tensor i j i j = orbit4.
Proof. by move=> /pair_moves [s [<- <-]]; rewrite tensor_inv. Qed.
Lemma tensor5 i j k : uniq [:: i; j; k] -> tensor i i j k = orbit5.
Proof. by move=> /triple_moves [s [<- <- <-]]; rewrite tensor_inv. Qed.
Lemma tensor6 i j k : uniq [:: i; j; k] -> tensor i j i k = orbit6.
Proof. by move=> /triple_moves [s [<- <- <-]]; rewrite tensor_inv. Qed.
Lemma tensor7 i j k l : uniq [:: i; j; k; l] -> tensor i j k l = orbit7.
Proof.
by move=> u; have [s [<- <- <- <-]] := @perm_moves _ [:: a; b; c; d] [:: i; j; k; l] isT u erefl; rewrite tensor_inv.
Qed.

(* the coefficients of the products of Kronecker deltas *)
Definition orbit_own := orbit5 - orbit7.
Definition orbit_other := orbit6 - orbit7.
Definition orbit_three := orbit2 - orbit5 - 2%:R * orbit6 + 2%:R * orbit7.
Definition orbit_pairs := orbit3 - 2%:R * orbit5 + orbit7.
Definition orbit_cross := orbit4 - 2%:R * orbit6 + orbit7.
Definition orbit_all := orbit1 - 4%:R * orbit2 - orbit3 - 2%:R * orbit4 + 4%:R * orbit5 + 8%:R * orbit6 - 6%:R * orbit7.

Local Notation delta i j := ((i == j)%:R : R).

Definition orbit_part_0 i j k : R :=
  orbit7 + orbit_own * delta i j + orbit_other * (delta i k + delta j k) + orbit_three * (delta i j * delta j k).
Definition orbit_part_k i j k : R :=
  orbit_own + orbit_three * (delta i k + delta j k) + orbit_pairs * delta i j + orbit_all * (delta i j * delta j k).
Definition orbit_part_i j k : R := orbit_other + orbit_cross * delta j k.
Definition orbit_part_j i j k : R := orbit_other + orbit_three * delta i j + orbit_cross * delta i k.

Local Ltac ring_of := rewrite ?eqxx /=; ring.

Lemma tensorE i j k l : L^T = L ->
  tensor i j k l = orbit_part_0 i j k + orbit_part_k i j k * delta k l
    + orbit_part_i j k * delta i l + orbit_part_j i j k * delta j l.
Proof.
move=> LT; rewrite /orbit_part_0 /orbit_part_k /orbit_part_i /orbit_part_j /orbit_all /orbit_pairs /orbit_cross
  /orbit_three /orbit_own /orbit_other.
have [<-|ij] := eqVneq i j.
  have [<-|ik] := eqVneq i k.
    have [<-|il] := eqVneq i l; first by rewrite tensor1; ring_of.
    by rewrite tensor2 //; ring_of.
  have [<-|kl] := eqVneq k l.
    by rewrite (negbTE ik) tensor3 //; ring_of.
  have [<-|il] := eqVneq i l.
    by rewrite tensor_swap_r // tensor2 //; ring_of.
  by rewrite tensor5 /= ?inE ?negb_or ?ik ?il ?kl //; ring_of.
have [<-|ik] := eqVneq i k.
  rewrite [j == i]eq_sym (negbTE ij); have [<-|il] := eqVneq i l.
    by rewrite [j == i]eq_sym (negbTE ij) tensor_swap tensor2 //; ring_of.
  have [<-|jl] := eqVneq j l; first by rewrite tensor4 //; ring_of.
  by rewrite tensor6 /= ?inE ?negb_or ?ij ?il ?jl //; ring_of.
have [<-|jk] := eqVneq j k.
  have [<-|jl] := eqVneq j l.
    by rewrite (negbTE ij) tensor_swap tensor_swap_r // tensor2 1?eq_sym //; ring_of.
  have [<-|il] := eqVneq i l; first by rewrite tensor_swap_r // tensor4 //; ring_of.
  by rewrite tensor_swap_l // tensor6 /= ?inE ?negb_or 1?eq_sym ?ij ?il ?jl //; ring_of.
have [<-|kl] := eqVneq k l.
  by rewrite (negbTE ik) (negbTE jk) tensor_swap tensor5 /= ?inE ?negb_or ?ij 1?eq_sym ?ik 1?eq_sym ?jk //; ring_of.
have [<-|il] := eqVneq i l.
  by rewrite [j == i]eq_sym (negbTE ij) tensor_swap_r // tensor6 /= ?inE ?negb_or ?ij ?ik ?jk //; ring_of.
have [<-|jl] := eqVneq j l.
  by rewrite tensor_swap_l // tensor_swap_r // tensor6 /= ?inE ?negb_or ?ik ?jk 1?eq_sym ?ij //; ring_of.
by rewrite tensor7 /= ?inE ?negb_or ?ij ?ik ?il ?jk ?jl ?kl //; ring_of.
Qed.

End Orbits.
