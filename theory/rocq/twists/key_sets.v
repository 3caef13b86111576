(* Random key sets of frequencies: the mean of their overlap, over all relabellings and over all sets. Random key sets
   of circles of equal power: the mean of CKA itself. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka cyclic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Keys.
Variable R : rcfType.

Definition col_norm n (p : 'cV[R]_n) : R := Num.sqrt (fip p p).

Lemma col_fip n (p q : 'cV[R]_n) : fip p q = \sum_i p i 0 * q i 0.
Proof. by rewrite fipE big_ord1. Qed.

Lemma perm_norm n (q : 'cV[R]_n) (s : 'S_n) : col_norm (perm_mx s *m q) = col_norm q.
Proof.
rewrite /col_norm; congr Num.sqrt; rewrite !col_fip [RHS](reindex_inj (@perm_inj _ s)).
by apply: eq_bigr => i _; rewrite -row_permE !mxE.
Qed.

(* every place meets every entry equally often *)
Lemma perm_entries n (q : 'cV[R]_n) i : n%:R * (\sum_(s : 'S_n) q (s i) 0) = n`!%:R * \sum_k q k 0.
Proof.
have same k : \sum_(s : 'S_n) q (s k) 0 = \sum_(s : 'S_n) q (s i) 0.
  by rewrite (reindex_inj (mulgI (tperm i k))); apply: eq_bigr => s _; rewrite permM tpermR.
transitivity (\sum_k \sum_(s : 'S_n) q (s k) 0).
  by rewrite (eq_bigr _ (fun k _ => same k)) sumr_const card_ord mulr_natl.
rewrite exchange_big (eq_bigr (fun=> \sum_k q k 0)) => [|s _].
  by rewrite sumr_const card_Sn mulr_natl.
by rewrite [RHS](reindex_inj (@perm_inj _ s)).
Qed.

(* twists/random_key_sets: spectra p, q on K frequencies with sum p = |p|^2 and sum q = |q|^2, as for equal powers on
   key sets of |p|^2 and |q|^2 frequencies: over all relabellings of the frequencies the mean of their cosine, which
   is CKA, is |p||q|/K. *)
Theorem twists_random_key_sets K (p q : 'cV[R]_K) :
  \sum_k p k 0 = fip p p -> \sum_k q k 0 = fip q q ->
  K`!%:R^-1 * (\sum_(s : 'S_K) fip p (perm_mx s *m q) / (col_norm p * col_norm (perm_mx s *m q))) =
    col_norm p * col_norm q / K%:R.
Proof.
move=> sp sq; rewrite (eq_bigr (fun s => fip p (perm_mx s *m q) / (col_norm p * col_norm q))) => [|s _]; last first.
  by rewrite perm_norm.
have [K0|K0] := posnP K.
  have -> : K%:R = 0 :> R by rewrite K0.
  rewrite invr0 mulr0 big1 ?mulr0 // => s _; rewrite col_fip big1 ?mul0r // => i.
  by have := ltn_ord i; rewrite {2}K0.
have k0 : K%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have f0 : K`!%:R != 0 :> R by rewrite pnatr_eq0 -lt0n fact_gt0.
rewrite -mulr_suml; have -> : \sum_(s : 'S_K) fip p (perm_mx s *m q) = K`!%:R / K%:R * (fip p p * fip q q).
  rewrite (eq_bigr (fun s : 'S_K => \sum_i p i 0 * q (s i) 0)) => [|s _]; last first.
    by rewrite col_fip; apply: eq_bigr => i _; rewrite -row_permE !mxE.
  rewrite exchange_big (eq_bigr (fun i => p i 0 * (K`!%:R / K%:R * fip q q))) => [|i _]; last first.
    by rewrite -mulr_sumr; congr (_ * _); apply: (mulfI k0); rewrite perm_entries sq; field.
  by rewrite -mulr_suml sp mulrCA.
have [a b] : fip p p = col_norm p ^+ 2 /\ fip q q = col_norm q ^+ 2 by rewrite !sqr_sqrtr ?fip_ge0.
rewrite a b; move: (col_norm p) (col_norm q) => u v.
have [->|u0] := eqVneq u 0; first by rewrite expr0n /= !(mul0r, mulr0).
have [->|v0] := eqVneq v 0; first by rewrite expr0n /= !(mul0r, mulr0).
by field; rewrite k0 f0 u0 v0.
Qed.

(* how many sets of t + 1 of K + 1 frequencies have k among them *)
Lemma sets_with K t (k : 'I_K.+1) : \sum_(A : {set 'I_K.+1} | #|A| == t.+1) (k \in A)%:R = 'C(K, t)%:R :> R.
Proof.
have total : (\sum_(A : {set 'I_K.+1} | #|A| == t.+1) 1)%N = 'C(K.+1, t.+1).
  by rewrite sum1dep_card card_draws card_ord.
have without : (\sum_(A : {set 'I_K.+1} | #|A| == t.+1) (k \notin A))%N = 'C(K, t.+1).
  have := cards_draws [set~ k] t.+1; rewrite cardsC1 card_ord => <-.
  rewrite -sum1_card; transitivity (\sum_(A : {set 'I_K.+1} | (#|A| == t.+1) && (k \notin A)) 1)%N.
    by rewrite big_mkcondr /=; apply: eq_bigr => A _; case: (k \in A).
  by apply: eq_bigl => A; rewrite !inE subsets_disjoint setCK disjoint_sym disjoints1 andbC.
rewrite -natr_sum; congr _%:R; apply/eqP; rewrite -(eqn_add2r 'C(K, t.+1)) [X in _ == X]addnC -binS -total -without.
by rewrite -big_split; apply/eqP/eq_bigr => A _; case: (k \in A).
Qed.

(* twists/random_key_sets: over all key sets S of s and T of t frequencies out of K, the mean of the overlap |S n
   T|/sqrt(st), the CKA for equal powers, is sqrt(st)/K; for s = t it is s/K. *)
Theorem twists_random_key_sets_all K s t : (0 < s <= K)%N -> (0 < t <= K)%N ->
  let mean := ('C(K, s) * 'C(K, t))%:R^-1 * (\sum_(S : {set 'I_K} | #|S| == s) \sum_(T : {set 'I_K} | #|T| == t)
    #|S :&: T|%:R / Num.sqrt (s * t)%:R) in
  mean = Num.sqrt (s * t)%:R / K%:R :> R /\ (s = t -> mean = s%:R / K%:R).
Proof.
case: K => [|K]; first by case: s.
case: s => [//|s] /andP[_ sK]; case: t => [//|t] /andP[_ tK] mean.
have k0 : K.+1%:R != 0 :> R by rewrite pnatr_eq0.
have cs : 'C(K.+1, s.+1)%:R != 0 :> R by rewrite pnatr_eq0 -lt0n bin_gt0.
have ct : 'C(K.+1, t.+1)%:R != 0 :> R by rewrite pnatr_eq0 -lt0n bin_gt0.
have r0 : 0 < (s.+1 * t.+1)%:R :> R by rewrite ltr0n.
have sq : Num.sqrt (s.+1 * t.+1)%:R != 0 :> R by rewrite sqrtr_eq0 -ltNge.
have bin : K.+1%:R * 'C(K, t)%:R = t.+1%:R * 'C(K.+1, t.+1)%:R :> R by rewrite -!natrM mul_bin_diag.
have E : mean = Num.sqrt (s.+1 * t.+1)%:R / K.+1%:R.
  rewrite /mean (eq_bigr (fun=> s.+1%:R * 'C(K, t)%:R / Num.sqrt (s.+1 * t.+1)%:R)) => [|S /eqP Ss]; last first.
    rewrite -mulr_suml; congr (_ / _); rewrite (eq_bigr (fun T : {set 'I_K.+1} => \sum_(k in S) (k \in T)%:R));
      last first.
      by move=> T _; rewrite -natr_sum -sum1_card (big_mkcond (fun k => k \in S)) /= (big_mkcond (fun k =>
        k \in _ :&: _))
        /=; congr _%:R; apply: eq_bigr => k _; rewrite inE; case: (k \in S); case: (k \in T).
    by rewrite exchange_big (eq_bigr _ (fun k _ => sets_with t k)) sumr_const Ss mulr_natl.
  have count : #|[pred S : {set 'I_K.+1} | #|S| == s.+1]| = 'C(K.+1, s.+1).
    by rewrite -[in RHS](card_ord K.+1) -card_draws; apply: eq_card => A; rewrite !inE.
  rewrite (@sumr_const _ _ [pred S : {set 'I_K.+1} | #|S| == s.+1]) count.
  have -> : 'C(K, t)%:R = t.+1%:R * 'C(K.+1, t.+1)%:R / K.+1%:R :> R.
    by apply: (mulfI k0); rewrite bin [RHS]mulrC mulfVK.
  set u := Num.sqrt _ in sq *; rewrite natrM invfM -[X in _ * X]mulr_natl.
  have uu : u * u = s.+1%:R * t.+1%:R by rewrite -expr2 sqr_sqrtr ?ltW // natrM.
  clearbody u.
  move: uu k0 cs ct; move: (K.+1%:R : R) ('C(K.+1, s.+1)%:R : R) ('C(K.+1, t.+1)%:R : R) (s.+1%:R : R) (t.+1%:R : R).
  move=> a b c x y uu a0 b0 c0; apply: (mulIf sq); rewrite [RHS]mulrAC uu; field.
  by rewrite a0 b0 c0 sq.
split=> // st; rewrite E st natrM -expr2 sqrtr_sqr ger0_norm ?ler0n //.
Qed.
End Keys.

Section KeyCircles.
Variables (R : rcfType) (m : nat) (c s : R).

(* circles of radius a at the frequencies k + 1 for k in the key set S, of radius 0 at the others *)
Definition set_circles K (S : {set 'I_K}) (a : R) : 'M[R]_(m, K + K) :=
  circles m c s (fun k : 'I_K => k.+1) (fun k => if k \in S then a else 0).

Lemma inner_sets K (S T : {set 'I_K}) (a b : R) : (2 * K < m)%N ->
  spectral_inner m (fun k : 'I_K => k.+1) (fun k => (if k \in S then a else 0) ^+ 2)
    (fun k : 'I_K => k.+1) (fun k => (if k \in T then b else 0) ^+ 2) = a ^+ 2 * b ^+ 2 * #|S :&: T|%:R.
Proof.
move=> Km; have small (k l : 'I_K) : (k.+1 + l.+1 < m)%N.
  by apply: leq_ltn_trans Km; rewrite mul2n -addnn leq_add.
have one (k : 'I_K) : (k.+1 < m)%N by apply: leq_ltn_trans (small k k); rewrite leq_addr.
have weight (k l : 'I_K) : spectral_weight R m k.+1 l.+1 = (l == k)%:R.
  rewrite /spectral_weight /meets (gtnNdvd _ (one k)) // (gtnNdvd _ (one l)) // (gtnNdvd _ (small k l)) //.
  by rewrite (modn_small (one k)) (modn_small (one l)) eqSS addr0 eq_sym.
rewrite /spectral_inner -sum1_card natr_sum mulr_sumr [RHS]big_mkcond; apply: eq_bigr => k _.
rewrite (bigD1 k) //= big1 ?addr0 => [|l /negbTE lk]; last by rewrite weight lk mul0r.
rewrite weight eqxx mul1r inE; case: (k \in S); case: (k \in T); by rewrite /= ?expr0n /= ?(mul0r, mulr0, mulr1).
Qed.

Lemma cka_sets K (S T : {set 'I_K}) (a b : R) : (2 * K < m)%N -> rotation m c s -> a != 0 -> b != 0 ->
  cka (set_circles S a) (set_circles T b) = #|S :&: T|%:R / Num.sqrt (#|S| * #|T|)%:R.
Proof.
move=> Km r a0 b0; rewrite twists_cyclic_spectrum_any ?(leq_ltn_trans _ Km) // !inner_sets // !setIid.
have x0 : 0 < a ^+ 2 by rewrite lt_def sqrf_eq0 a0 sqr_ge0.
have y0 : 0 < b ^+ 2 by rewrite lt_def sqrf_eq0 b0 sqr_ge0.
move: (a ^+ 2) (b ^+ 2) x0 y0 => x y x0 y0; rewrite natrM.
have -> : x * x * #|S|%:R * (y * y * #|T|%:R) = (x * y) ^+ 2 * (#|S|%:R * #|T|%:R) by ring.
rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm ?mulr_gt0 // invfM mulrACA divff ?mul1r //.
by rewrite gt_eqF ?mulr_gt0.
Qed.

(* twists/random_key_sets: over all key sets S of t and T of u of the K frequencies 1, ..., K of Z_m, 2K < m (all of
   them for K = (m - 1)/2), the mean of the CKA of the circles at S, of radius a, with the circles at T, of radius b, is
   sqrt(tu)/K; for t = u it is t/K. *)
Theorem twists_random_key_sets_cka K t u (a b : R) : (2 * K < m)%N -> rotation m c s -> a != 0 -> b != 0 ->
  (0 < t <= K)%N -> (0 < u <= K)%N ->
  let mean := ('C(K, t) * 'C(K, u))%:R^-1 * (\sum_(S : {set 'I_K} | #|S| == t) \sum_(T : {set 'I_K} | #|T| == u)
    cka (set_circles S a) (set_circles T b)) in
  mean = Num.sqrt (t * u)%:R / K%:R /\ (t = u -> mean = t%:R / K%:R).
Proof.
move=> Km r a0 b0 tK uK mean; have -> : mean = ('C(K, t) * 'C(K, u))%:R^-1 * (\sum_(S : {set 'I_K} | #|S| == t)
    \sum_(T : {set 'I_K} | #|T| == u) #|S :&: T|%:R / Num.sqrt (t * u)%:R).
  by congr (_ * _); apply: eq_bigr => S /eqP St; apply: eq_bigr => T /eqP Tu; rewrite cka_sets // St Tu.
exact: twists_random_key_sets_all.
Qed.
End KeyCircles.
