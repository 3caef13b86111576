(* The mean of HSIC_1 over all batches of b samples is HSIC_1 of all samples; debiased CKA from those means is itself. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka hsic1 u_statistic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* batches of b samples that hold the samples of A *)
Lemma card_batches (T : finType) (A : {set T}) b : (b <= #|T|)%N ->
  #|[set B : {set T} | (A \subset B) && (#|B| == b)]| = 'C(#|T| - #|A|, #|T| - b).
Proof.
move=> bn; have -> : (#|T| - #|A|)%N = #|~: A| by rewrite -(cardsC A) addKn.
rewrite -cards_draws -[RHS](card_preimset _ (@setC_inj T)); congr #|pred_of_set _|.
apply/setP => B; rewrite !inE setCS; congr (_ && _).
have := cardsC B; move: (#|B|) (#|~: B|) => x y xy; apply/eqP/eqP => [e|e].
  by rewrite -xy e addKn.
by apply/eqP; rewrite -(eqn_add2r y) xy e subnKC.
Qed.

Lemma count_batches n b : (4 <= b)%N -> (b <= n)%N ->
  ('C(n - 4, n - b) * n ^_ 4 = 'C(n, b) * b ^_ 4)%N.
Proof.
move=> b4 bn; have n4 : (4 <= n)%N by apply: leq_trans bn.
have p : (0 < (n - b)`! * (b - 4)`!)%N by rewrite muln_gt0 !fact_gt0.
apply/eqP; rewrite -(eqn_pmul2r p); apply/eqP.
have E1 : ('C(n - 4, n - b) * ((n - b)`! * (b - 4)`!) = (n - 4)`!)%N.
  have -> : (b - 4 = n - 4 - (n - b))%N by rewrite subnAC subKn.
  by rewrite bin_fact // leq_sub2l.
rewrite mulnAC E1 mulnC ffact_fact //.
have -> : ('C(n, b) * b ^_ 4 * ((n - b)`! * (b - 4)`!) = 'C(n, b) * (b ^_ 4 * (b - 4)`! * (n - b)`!))%N.
  by rewrite -!mulnA [((b - 4)`! * _)%N]mulnC.
by rewrite ffact_fact // bin_fact.
Qed.

Section Minibatch.
Variable R : realFieldType.

(* the rows of X in the batch B, in their order *)
Definition batch n p (B : {set 'I_n}) (X : 'M[R]_(n, p)) : 'M[R]_(#|B|, p) := \matrix_(i, j) X (enum_val i) j.

(* sums over distinct quadruples *)
Definition distinct4 n (F : 'I_n -> 'I_n -> 'I_n -> 'I_n -> R) : R :=
  \sum_i \sum_j \sum_k \sum_(l | uniq [:: i; j; k; l]) F i j k l.
Definition kernel4 n (K L : 'M[R]_n) i j k l : R := K i j * (L i j - 2%:R * L j k + L k l).

(* HSIC_1 is a mean over distinct quadruples, of a kernel that does not depend on n *)
Lemma hsic1_kernel4 n (K L : 'M[R]_n) : (4 <= n)%N -> K^T = K -> L^T = L ->
  (n ^_ 4)%:R * hsic1 K L = distinct4 (kernel4 K L).
Proof.
move=> n4 KT LT.
have e3 (c : R) i j k : \sum_(l : 'I_n | uniq [:: i; j; k; l]) c = if uniq [:: i; j; k] then (n - 3)%:R * c else 0.
  rewrite sum_uniq4 sumr_const card_ord natrB ?(ltnW n4) //; case: ifP => // _.
  by rewrite -[c *+ n]mulr_natl; ring.
have e2 (c : R) i j : \sum_(k : 'I_n | uniq [:: i; j; k]) c = if uniq [:: i; j] then (n - 2)%:R * c else 0.
  rewrite sum_uniq3 sumr_const card_ord natrB ?(leq_trans _ n4) //; case: ifP => // _.
  by rewrite -[c *+ n]mulr_natl; ring.
have P : distinct4 (fun i j _ _ => K i j * L i j) = (n - 2)%:R * (n - 3)%:R * pairs K L.
  rewrite /distinct4 /pairs mulr_sumr; apply: eq_bigr => i _; rewrite mulr_sumr [RHS]big_mkcond.
  apply: eq_bigr => j _; have := e2 ((n - 3)%:R * (K i j * L i j)) i j; rewrite -mulrA => <-.
  by rewrite [RHS]big_mkcond; apply: eq_bigr => k _; rewrite e3.
have T : distinct4 (fun i j k _ => K i j * L j k) = (n - 3)%:R * triples K L.
  rewrite /distinct4 /triples mulr_sumr; apply: eq_bigr => i _; rewrite mulr_sumr; apply: eq_bigr => j _.
  by rewrite mulr_sumr [RHS]big_mkcond; apply: eq_bigr => k _; rewrite e3.
have -> : distinct4 (kernel4 K L) =
    distinct4 (fun i j _ _ => K i j * L i j) - 2%:R * distinct4 (fun i j k _ => K i j * L j k) + quadruples K L.
  rewrite /distinct4 mulr_sumr -sumrB -big_split; apply: eq_bigr => i _.
  rewrite mulr_sumr -sumrB -big_split; apply: eq_bigr => j _.
  rewrite mulr_sumr -sumrB -big_split; apply: eq_bigr => k _.
  rewrite mulr_sumr -sumrB -big_split; apply: eq_bigr => l _.
  by rewrite /kernel4 /=; move: (K i j) (L i j) (L j k) (L k l) => *; ring.
rewrite P T {P T}.
rewrite estimators_hsic1_is_a_u_statistic_symmetric //.
move: (pairs _ _) (triples _ _) (quadruples _ _) => x y z.
have h k : (k < 4)%N -> (n - k)%:R != 0 :> R by move=> k4; rewrite pnatr_eq0 subn_eq0 -ltnNge (leq_trans k4).
rewrite !ffactnSr ffactn0 mul1n !natrM.
have := h 0%N isT; have := h 1%N isT; have := h 2%N isT; have := h 3%N isT.
move: (n - 0)%N (n - 1)%N (n - 2)%N (n - 3)%N => a b c d.
move: (a%:R) (b%:R) (c%:R) (d%:R) => a' b' c' d' h3 h2 h1 h0; field.
by rewrite h0 h1 h2 h3.
Qed.

Lemma gram_batch n p (B : {set 'I_n}) (X : 'M[R]_(n, p)) i j :
  gram (batch B X) i j = gram X (enum_val i) (enum_val j).
Proof. by rewrite !mxE; apply: eq_bigr => k _; rewrite !mxE. Qed.

Lemma distinct4_batch n (F : 'I_n -> 'I_n -> 'I_n -> 'I_n -> R) (B : {set 'I_n}) :
  distinct4 (fun i j k l : 'I_#|B| => F (enum_val i) (enum_val j) (enum_val k) (enum_val l)) =
  \sum_i \sum_j \sum_k \sum_(l | uniq [:: i; j; k; l]) if [set i; j; k; l] \subset B then F i j k l else 0.
Proof.
transitivity (\sum_(i in B) \sum_(j in B) \sum_(k in B) \sum_(l in B | uniq [:: i; j; k; l]) F i j k l).
  rewrite [RHS]big_enum_val; apply: eq_bigr => i _; rewrite [RHS]big_enum_val; apply: eq_bigr => j _.
  rewrite [RHS]big_enum_val; apply: eq_bigr => k _; rewrite [RHS]big_enum_val_cond; apply: eq_bigl => l.
  by rewrite -(map_inj_uniq (@enum_val_inj _ (mem B)) [:: i; j; k; l]).
have sub i j k l : ([set i; j; k; l] \subset B) = [&& i \in B, j \in B, k \in B & l \in B].
  by rewrite !subUset !sub1set -!andbA.
rewrite big_mkcond; apply: eq_bigr => i _; case: ifP => iB; last first.
  by rewrite !big1 // => j _; rewrite big1 // => k _; rewrite big1 // => l _; rewrite sub iB.
rewrite big_mkcond; apply: eq_bigr => j _; case: ifP => jB; last first.
  by rewrite !big1 // => k _; rewrite big1 // => l _; rewrite sub iB jB.
rewrite big_mkcond; apply: eq_bigr => k _; case: ifP => kB; last first.
  by rewrite !big1 // => l _; rewrite sub iB jB kB.
by rewrite big_mkcondl; apply: eq_bigr => l _; rewrite sub iB jB kB.
Qed.

(* estimators/minibatch_hsic1: the sum over all batches of b samples, of which there are C(n, b). *)
Lemma sum_hsic1_batches n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) b : (4 <= b)%N -> (b <= n)%N ->
  \sum_(B : {set 'I_n} | #|B| == b) hsic1 (gram (batch B X)) (gram (batch B Y)) =
  'C(n, b)%:R * hsic1 (gram X) (gram Y).
Proof.
move=> b4 bn; have n4 : (4 <= n)%N by apply: leq_trans bn.
have b0 : (b ^_ 4)%:R != 0 :> R by rewrite pnatr_eq0 -lt0n ffact_gt0.
apply: (mulfI b0); rewrite mulr_sumr.
transitivity (\sum_(B : {set 'I_n} | #|B| == b) \sum_i \sum_j \sum_k \sum_(l | uniq [:: i; j; k; l])
    if [set i; j; k; l] \subset B then kernel4 (gram X) (gram Y) i j k l else 0).
  apply: eq_bigr => B /eqP Bb; rewrite -{1}Bb hsic1_kernel4 ?gram_tr ?Bb // -distinct4_batch.
  apply: eq_bigr => i _; apply: eq_bigr => j _; apply: eq_bigr => k _; apply: eq_bigr => l _.
  by rewrite /kernel4 !gram_batch.
transitivity ('C(n - 4, n - b)%:R * distinct4 (kernel4 (gram X) (gram Y))); last first.
  rewrite -hsic1_kernel4 ?gram_tr // mulrA -natrM count_batches // natrM.
  by rewrite [_%:R * (b ^_ 4)%:R]mulrC -mulrA.
rewrite exchange_big mulr_sumr; apply: eq_bigr => i _.
rewrite exchange_big mulr_sumr; apply: eq_bigr => j _.
rewrite exchange_big mulr_sumr; apply: eq_bigr => k _.
rewrite exchange_big mulr_sumr; apply: eq_bigr => l u.
rewrite -big_mkcondr sumr_const mulr_natl; congr (_ *+ _).
have A4 : #|[set i; j; k; l]| = 4%N.
  have := card_uniqP u; rewrite [RHS]/= => <-; apply: eq_card => x.
  by rewrite !inE -!orbA.
rewrite -A4 -[n in (n - _)%N]card_ord -[n in (n - b)%N]card_ord -card_batches ?card_ord //.
by apply: eq_card => B; rewrite !inE andbC.
Qed.

(* estimators/minibatch_hsic1: the mean of HSIC_1 over all batches of b samples is HSIC_1 of all samples. *)
Theorem estimators_minibatch_hsic1 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) b : (4 <= b)%N -> (b <= n)%N ->
  (\sum_(B : {set 'I_n} | #|B| == b) hsic1 (gram (batch B X)) (gram (batch B Y))) / 'C(n, b)%:R =
  hsic1 (gram X) (gram Y).
Proof.
move=> b4 bn; rewrite sum_hsic1_batches // mulrC mulKf //.
by rewrite pnatr_eq0 -lt0n bin_gt0.
Qed.

End Minibatch.

Section Roots.
Variable R : rcfType.

(* debiased CKA over all batches of b samples: each of the three HSIC_1 is summed over batches first *)
Definition minibatch_cka n p q b (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  let sum p q (X : 'M_(n, p)) (Y : 'M_(n, q)) :=
    \sum_(B : {set 'I_n} | #|B| == b) hsic1 (cgram (batch B X)) (cgram (batch B Y)) in
  sum _ _ X Y / (Num.sqrt (sum _ _ X X) * Num.sqrt (sum _ _ Y Y)).

(* estimators/minibatch_hsic1: minibatch CKA, over every batch once, is debiased CKA. *)
Theorem estimators_minibatch_hsic1_cka n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) b :
  (4 <= b)%N -> (b <= n)%N -> minibatch_cka b X Y = debiased_cka X Y.
Proof.
move=> b4 bn; have n4 : (4 <= n)%N by apply: leq_trans bn.
have S p' q' (Z : 'M[R]_(n, p')) (W : 'M[R]_(n, q')) :
    \sum_(B : {set 'I_n} | #|B| == b) hsic1 (cgram (batch B Z)) (cgram (batch B W)) =
    'C(n, b)%:R * hsic1 (cgram Z) (cgram W).
  rewrite hsic1_cgram // -sum_hsic1_batches //.
  by apply: eq_bigr => B /eqP Bb; rewrite hsic1_cgram // Bb.
have c0 : 0 < 'C(n, b)%:R :> R by rewrite ltr0n bin_gt0.
rewrite /minibatch_cka /= !S /debiased_cka; move: ('C(n, b)%:R) c0 => c c0.
rewrite !(sqrtrM _ (ltW c0)) mulrACA -expr2 sqr_sqrtr ?ltW // invfM mulrACA divff ?mul1r //.
by rewrite gt_eqF.
Qed.

End Roots.
