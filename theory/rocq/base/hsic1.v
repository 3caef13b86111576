(* The unbiased HSIC of Song et al., U-centring of Szekely and Rizzo, and debiased CKA. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* ring and field after naming the matrix entries, sums and inner products in the goal *)
Ltac name_atoms := repeat match goal with
  | |- context [fun_of_matrix ?M ?i ?j] => move: (fun_of_matrix M i j) => ?
  | |- context [fip ?A ?B] => move: (fip A B) => ?
  | |- context [bigop ?x ?r ?f] => move: (bigop x r f) => ? end.

Section Hsic1.
Variable R : realFieldType.
Local Notation one n := (ones R n).

(* K with its diagonal set to 0 *)
Definition hollow n (K : 'M[R]_n) : 'M[R]_n := \matrix_(i, j) (if i == j then 0 else K i j).
(* the sum of all entries *)
Definition msum n (K : 'M[R]_n) : R := \sum_i \sum_j K i j.

(* the unbiased estimator of HSIC from two Gram matrices (meant for n >= 4) *)
Definition hsic1 n (K L : 'M[R]_n) : R :=
  let A := hollow K in let B := hollow L in let m : R := n%:R in
  (\tr (A *m B) + msum A * msum B / ((m - 1) * (m - 2%:R)) - 2%:R / (m - 2%:R) * msum (A *m B))
  / (m * (m - 3%:R)).

(* U-centring of a symmetric matrix, whose diagonal is ignored (meant for n >= 3) *)
Definition ucenter n (K : 'M[R]_n) : 'M[R]_n :=
  let A := hollow K in let m : R := n%:R in
  let rows := (m - 2%:R)^-1 *: (A *m one n *m (one n)^T) in
  hollow (A - rows - rows^T + const_mx (msum A / ((m - 1) * (m - 2%:R)))).

Lemma hollow_tr n (K : 'M[R]_n) : (hollow K)^T = hollow K^T.
Proof. by apply/matrixP => i j; rewrite !mxE [j == i]eq_sym. Qed.

Lemma hollow_id n (K : 'M[R]_n) : hollow (hollow K) = hollow K.
Proof. by apply/matrixP => i j; rewrite !mxE; case: (i == j). Qed.

Lemma hollowD n (K L : 'M[R]_n) : hollow (K + L) = hollow K + hollow L.
Proof. by apply/matrixP => i j; rewrite !mxE; case: (i == j) => //; rewrite addr0. Qed.

Lemma hollowZ n a (K : 'M[R]_n) : hollow (a *: K) = a *: hollow K.
Proof. by apply/matrixP => i j; rewrite !mxE; case: (i == j) => //; rewrite mulr0. Qed.

Lemma hollowB n (K L : 'M[R]_n) : hollow (K - L) = hollow K - hollow L.
Proof. by rewrite -scaleN1r hollowD hollowZ scaleN1r. Qed.

Lemma hollow_diag n (d : 'rV[R]_n) : hollow (diag_mx d) = 0.
Proof. by apply/matrixP => i j; rewrite !mxE; case: eqP => // ne; rewrite mulr0n. Qed.

Lemma fip_hollow n (K L : 'M[R]_n) : fip (hollow K) L = fip (hollow K) (hollow L).
Proof.
rewrite !fipE; apply: eq_bigr => j _; apply: eq_bigr => i _; rewrite !mxE.
by case: (i == j) => //; rewrite !mul0r.
Qed.

Lemma hollow_sum n (K : 'M[R]_n) i : \sum_j hollow K i j = \sum_j K i j - K i i.
Proof.
rewrite [in RHS](bigD1 i) //= addrAC subrr add0r (bigD1 i) //= mxE eqxx add0r.
by apply: eq_bigr => j ji; rewrite mxE eq_sym (negbTE ji).
Qed.

Lemma mul_ones n p (K : 'M[R]_(p,n)) i : (K *m one n) i 0 = \sum_j K i j.
Proof. by rewrite mxE; apply: eq_bigr => j _; rewrite !mxE mulr1. Qed.

Lemma msumE n (K : 'M[R]_n) : msum K = fip (one n) (K *m one n).
Proof.
rewrite fipE big_ord1; apply: eq_bigr => i _; rewrite mul_ones.
by rewrite !mxE mul1r.
Qed.

Lemma msumD n (K L : 'M[R]_n) : msum (K + L) = msum K + msum L.
Proof. by rewrite !msumE mulmxDl fipDr. Qed.

Lemma msumZ n a (K : 'M[R]_n) : msum (a *: K) = a * msum K.
Proof. by rewrite !msumE -scalemxAl fipZr. Qed.

Lemma natr_sub_neq0 n k : (k < n)%N -> n%:R - k%:R != 0 :> R.
Proof. by move=> kn; rewrite subr_eq0 eqr_nat gtn_eqF. Qed.

(* entries, with the row sums of the hollow matrix *)
Lemma ucenterE n (K : 'M[R]_n) i j : ucenter K i j =
  if i == j then 0 else
  K i j - (n%:R - 2%:R)^-1 * ((hollow K *m one n) i 0 + (hollow K *m one n) j 0)
  + msum (hollow K) / ((n%:R - 1) * (n%:R - 2%:R)).
Proof.
rewrite /ucenter; move: (hollow K *m one n) => r.
move: (msum _ / _) (n%:R - 2%:R)^-1 => t c.
by rewrite !mxE !big_ord1 !mxE !mulr1; case: (i == j) => //; ring.
Qed.

Lemma ucenterD n (K L : 'M[R]_n) : ucenter (K + L) = ucenter K + ucenter L.
Proof.
apply/matrixP => i j; rewrite [RHS]mxE !ucenterE hollowD msumD mulmxDl.
move: (hollow K *m _) (hollow L *m _) (_ - 2%:R)^-1 (_ * (_ - 2%:R))^-1 => r s c d; rewrite !mxE.
move: (msum _) (msum _) => t u.
by case: (i == j); name_atoms; ring.
Qed.

Lemma ucenterZ n a (K : 'M[R]_n) : ucenter (a *: K) = a *: ucenter K.
Proof.
apply/matrixP => i j; rewrite [RHS]mxE !ucenterE hollowZ msumZ -scalemxAl.
move: (hollow K *m _) (_ - 2%:R)^-1 (_ * (_ - 2%:R))^-1 => r c d; rewrite !mxE.
move: (msum _) => t.
by case: (i == j); name_atoms; ring.
Qed.

Lemma ucenterB n (K L : 'M[R]_n) : ucenter (K - L) = ucenter K - ucenter L.
Proof. by rewrite -scaleN1r ucenterD ucenterZ scaleN1r. Qed.

Lemma ucenter_tr n (K : 'M[R]_n) : K^T = K -> (ucenter K)^T = ucenter K.
Proof.
move=> KT; apply/matrixP => i j; rewrite [LHS]mxE !ucenterE eq_sym [_ j 0 + _]addrC.
by rewrite -{1}KT mxE.
Qed.

Lemma ucenter_hollow n (K : 'M[R]_n) : ucenter (hollow K) = ucenter K.
Proof. by rewrite /ucenter hollow_id. Qed.

Lemma ucenter_diag n (d : 'rV[R]_n) : ucenter (diag_mx d) = 0.
Proof. by rewrite -ucenter_hollow hollow_diag; have := ucenterZ 0 (0 : 'M_n); rewrite !scale0r. Qed.

(* U-centring removes what has the form a_i + a_j *)
Lemma ucenter_sum n (a : 'cV[R]_n) : (2 < n)%N ->
  ucenter (a *m (one n)^T + (a *m (one n)^T)^T) = 0.
Proof.
move=> n2; set M := _ + _.
have n1 : (1 < n)%N by apply: ltn_trans n2.
have ME i j : M i j = a i 0 + a j 0 by rewrite !mxE !big_ord1 !mxE !mulr1.
have rowE i : (hollow M *m one n) i 0 = (n%:R - 2%:R) * a i 0 + \sum_k a k 0.
  rewrite mul_ones hollow_sum (eq_bigr _ (fun j _ => ME i j)) ME big_split /=.
  by rewrite sumr_const card_ord -[_ *+ n]mulr_natl; name_atoms; ring.
have tot : msum (hollow M) = (n%:R - 1) * 2%:R * \sum_k a k 0.
  rewrite msumE fipE big_ord1 (eq_bigr _ (fun i _ => congr1 _ (rowE i))).
  under eq_bigr do rewrite mxE mul1r.
  by rewrite big_split /= -mulr_sumr sumr_const card_ord -[_ *+ n]mulr_natl; name_atoms; ring.
apply/matrixP => i j; rewrite ucenterE [RHS]mxE; case: eqP => // _; rewrite !rowE tot ME.
have := natr_sub_neq0 n1; have := natr_sub_neq0 n2; move: (n%:R) => m h2 h1; field.
by rewrite h1 h2.
Qed.

(* zero row sums *)
Lemma ucenter_ones n (K : 'M[R]_n) : (2 < n)%N -> ucenter K *m one n = 0.
Proof.
move=> n2; have n1 : (1 < n)%N by apply: ltn_trans n2.
apply/colP => i; rewrite [RHS]mxE mul_ones.
pose A := hollow K; pose r := A *m one n; pose c : R := (n%:R - 2%:R)^-1.
pose t := msum A / ((n%:R - 1) * (n%:R - 2%:R)).
have tot : \sum_j r j 0 = msum A by apply: eq_bigr => j _; rewrite mul_ones.
pose M : 'M_n := \matrix_(i, j) (A i j - c * (r i 0 + r j 0) + t).
have -> : ucenter K = hollow M.
  by apply/matrixP => k j; rewrite ucenterE [RHS]mxE [M k j]mxE [A k j]mxE; case: (k == j).
rewrite hollow_sum [M i i]mxE [A i i]mxE eqxx.
under eq_bigr do rewrite mxE.
rewrite big_split sumrB -mulr_sumr big_split /= tot !sumr_const card_ord -[t *+ n]mulr_natl -[(r i 0) *+ n]mulr_natl.
have -> : \sum_j A i j = r i 0 by rewrite mul_ones.
rewrite /c /t; have := natr_sub_neq0 n1; have := natr_sub_neq0 n2.
move: (n%:R) (r i 0) (msum A) => m x y h2 h1; field.
by rewrite h1 h2.
Qed.

(* HSIC_1 is the inner product of U-centred matrices *)
Theorem hsic1_ucenter n (K L : 'M[R]_n) : (3 < n)%N -> K^T = K -> L^T = L ->
  hsic1 K L * (n%:R * (n%:R - 3%:R)) = fip (ucenter K) (ucenter L).
Proof.
move=> n3 KT LT; have n2 : (2 < n)%N by apply: ltn_trans n3.
have n0 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n; apply: ltn_trans n3.
rewrite /hsic1 divfK ?mulf_neq0 ?natr_sub_neq0 //.
pose A := hollow K; pose B := hollow L.
have AT : A^T = A by rewrite hollow_tr KT.
have BT : B^T = B by rewrite hollow_tr LT.
have UE M : ucenter M = hollow (ucenter M) by rewrite /ucenter hollow_id.
have UT := ucenter_tr KT.
have c0 (x : 'cV[R]_n) : fip (ucenter K) (x *m (one n)^T) = 0.
  by rewrite fipC fip_mulmr trmxK ucenter_ones // fip0r.
have r0 (x : 'cV[R]_n) : fip (ucenter K) (x *m (one n)^T)^T = 0.
  by rewrite -UT fip_tr c0.
have cE c : const_mx c = (c *: one n) *m (one n)^T.
  by apply/matrixP => i j; rewrite !mxE big_ord1 !mxE !mulr1.
have -> : fip (ucenter K) (ucenter L) = fip (ucenter K) B.
  rewrite [ucenter L]/ucenter -/B UE -fip_hollow -UE cE.
  by rewrite fipDr c0 !fipBr linearZ /= !fipZr c0 r0 !mulr0 !subr0 addr0.
have cB (x : 'cV[R]_n) : fip (x *m (one n)^T) B = fip x (B *m one n).
  by rewrite fip_mulmr trmxK.
have rB (x : 'cV[R]_n) : fip (x *m (one n)^T)^T B = fip x (B *m one n).
  by rewrite -{1}BT fip_tr cB.
have hB (Z : 'M[R]_n) : fip (hollow Z) B = fip Z B by rewrite fipC -fip_hollow fipC.
rewrite /ucenter -/A hB.
rewrite cE fipDl !fipBl linearZ /= !fipZl cB cB rB fipZl -!msumE.
have -> : \tr (A *m B) = fip A B by rewrite /fip AT.
have -> : msum (A *m B) = fip (A *m one n) (B *m one n).
  by rewrite msumE fip_mulml AT mulmxA.
by move: (msum _) (msum _) (_ - 2%:R)^-1 (_ * (_ - 2%:R))^-1 => *; name_atoms; ring.
Qed.

Lemma hsic1C n (K L : 'M[R]_n) : K^T = K -> L^T = L -> hsic1 K L = hsic1 L K.
Proof.
move=> KT LT; rewrite /hsic1 mxtrace_mulC [msum (hollow K) * _]mulrC.
congr ((_ - _ * _) / _); rewrite !msumE -!mulmxA -{1}KT -{2}LT -!hollow_tr.
by rewrite -!fip_mulml fipC.
Qed.

Lemma hsic1E n (K L : 'M[R]_n) : (3 < n)%N -> K^T = K -> L^T = L ->
  hsic1 K L = fip (ucenter K) (ucenter L) / (n%:R * (n%:R - 3%:R)).
Proof.
move=> n3 KT LT; rewrite -hsic1_ucenter // mulfK // mulf_neq0 ?natr_sub_neq0 //.
by rewrite pnatr_eq0 -lt0n; apply: ltn_trans n3.
Qed.

Lemma hsic1_scale_gt0 n : (3 < n)%N -> 0 < n%:R * (n%:R - 3%:R) :> R.
Proof. by move=> n3; rewrite mulr_gt0 ?subr_gt0 ?ltr_nat ?ltr0n //; apply: ltn_trans n3. Qed.

Lemma hsic1_self_ge0 n (K : 'M[R]_n) : (3 < n)%N -> K^T = K -> 0 <= hsic1 K K.
Proof. by move=> n3 KT; rewrite hsic1E // divr_ge0 ?fip_ge0 // ltW // hsic1_scale_gt0. Qed.

Lemma cgram_tr n p (X : 'M[R]_(n,p)) : (cgram X)^T = cgram X.
Proof. by rewrite cgramE gram_tr. Qed.

(* centring first changes nothing *)
Lemma ucenter_center n (K : 'M[R]_n) : (2 < n)%N -> K^T = K ->
  ucenter (center R n *m K *m center R n) = ucenter K.
Proof.
move=> n2 KT; pose k := K *m one n; pose c : R := n%:R^-1.
pose a : 'cV_n := (c ^+ 2 / 2%:R * fip (one n) k) *: one n - c *: k.
have -> : center R n *m K *m center R n = K + (a *m (one n)^T + (a *m (one n)^T)^T).
  have E : center R n *m K = K - c *: (one n *m k^T).
    by rewrite centerE mulmxBl mul1mx -scalemxAl -mulmxA /k trmx_mul KT.
  have tk : k^T *m one n = (fip (one n) k)%:M.
    by rewrite [LHS]mx11_scalar fipC /fip /mxtrace big_ord1.
  have E1 : center R n *m K *m one n = k - (c * fip (one n) k) *: one n.
    by rewrite E mulmxBl -scalemxAl -mulmxA tk mul_mx_scalar scalerA.
  rewrite [X in _ *m X]centerE mulmxBr mulmx1 -scalemxAr mulmxA E1 E -/c /a.
  move: (k) (fip _ _) => u s; apply/matrixP => i j.
  by rewrite !mxE !big_ord1 !mxE; name_atoms; field.
by rewrite ucenterD ucenter_sum // addr0.
Qed.

Lemma ucenter_cgram n p (X : 'M[R]_(n,p)) : (2 < n)%N -> ucenter (cgram X) = ucenter (gram X).
Proof. by move=> n2; rewrite ucenter_center ?gram_tr. Qed.

Lemma hsic1_cgram n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : (3 < n)%N ->
  hsic1 (cgram X) (cgram Y) = hsic1 (gram X) (gram Y).
Proof.
move=> n3; have n2 : (2 < n)%N by apply: ltn_trans n3.
by rewrite !hsic1E ?cgram_tr ?gram_tr // !ucenter_cgram.
Qed.

End Hsic1.

Section Debiased.
Variable R : rcfType.

(* debiased CKA: CKA with HSIC_1 in place of the three inner products *)
Definition debiased_cka n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : R :=
  let K := cgram X in let L := cgram Y in
  hsic1 K L / (Num.sqrt (hsic1 K K) * Num.sqrt (hsic1 L L)).

Lemma debiased_ckaE n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : (3 < n)%N ->
  debiased_cka X Y = mcos (ucenter (gram X)) (ucenter (gram Y)).
Proof.
move=> n3; rewrite /debiased_cka -sqrtrM ?hsic1_self_ge0 ?cgram_tr //.
rewrite !hsic1_cgram // !hsic1E ?gram_tr // /mcos.
have c0 := hsic1_scale_gt0 R n3; move: (n%:R * _) c0 => c c0.
rewrite mulrACA -invfM -expr2 sqrtrM ?mulr_ge0 ?fip_ge0 // sqrtrV ?sqr_ge0 // sqrtr_sqr gtr0_norm //.
by rewrite invfM invrK mulrACA mulVf ?mulr1 // gt_eqF.
Qed.

Lemma debiased_cka_sym n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  debiased_cka X Y = debiased_cka Y X.
Proof.
rewrite /debiased_cka /= (hsic1C (cgram_tr X) (cgram_tr Y)).
by congr (_ / _); apply: mulrC.
Qed.

End Debiased.
