(* Random key sets of circles of equal power: the mean of CKA itself. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka cyclic cyclic_spectra key_sets.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

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
