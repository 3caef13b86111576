(* Linear CKA as a cosine of squared distances: doubly centred, or whitened by their covariance. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka distances.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Doubly.
Variable R : rcfType.
Local Notation H := (center R _).

(* equivalences/doubly_centred_distances: H D H = -2K for the squared distances D, and linear CKA is the cosine of the
   doubly centred squared distances. *)
Theorem equivalences_doubly_centred_distances n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  let D := H *m sqdist X *m H in let E := H *m sqdist Y *m H in
  D = - 2%:R *: cgram X /\ fip D E / (Num.sqrt (fip D D) * Num.sqrt (fip E E)) = cka X Y.
Proof.
move=> D E; have ED : D = - 2%:R *: cgram X := double_centring X.
have EE : E = - 2%:R *: cgram Y := double_centring Y; split=> //.
have -> : cka X Y = mcos (2%:R *: cgram X) (2%:R *: cgram Y) by rewrite mcosZl ?mcosZr ?ckaE ?ltr0n.
by rewrite ED EE -sqrtrM ?fip_ge0 // /mcos !scaleNr !(fipNl, fipNr) !opprK.
Qed.
End Doubly.

Section Whitened.
Variable R : rcfType.
Local Notation H := (center R _).

(* the pairs i < j of samples *)
Definition pair_of n := {ij : 'I_n * 'I_n | (ij.1 < ij.2)%N}.
Definition npairs n := #|{: pair_of n}|.
Definition first n (e : 'I_(npairs n)) : 'I_n := (val (enum_val e)).1.
Definition second n (e : 'I_(npairs n)) : 'I_n := (val (enum_val e)).2.
(* one row per pair: 1 at the first, -1 at the second *)
Definition contrasts n : 'M[R]_(npairs n, n) := \matrix_(e, k) ((k == first e)%:R - (k == second e)%:R).
(* the squared distances of the pairs, and their covariance up to a factor: the squares of the entries of C C^T *)
Definition pair_distances n p (X : 'M[R]_(n, p)) : 'cV[R]_(npairs n) := \col_e dist2 X (first e) (second e).
Definition distance_covariance n : 'M[R]_(npairs n) :=
  \matrix_(e, f) (contrasts n *m (contrasts n)^T) e f ^+ 2.
(* the cosine of the squared distances, whitened *)
Definition whitened_fip n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  fip (pair_distances X) (invmx (distance_covariance n) *m pair_distances Y).
Definition whitened_rsa n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  whitened_fip X Y / (Num.sqrt (whitened_fip X X) * Num.sqrt (whitened_fip Y Y)).

(* the symmetric matrix sum_e a_e c_e^T c_e *)
Definition spread_pairs n (a : 'cV[R]_(npairs n)) : 'M[R]_n := (contrasts n)^T *m diag_mx a^T *m contrasts n.

Lemma first_second n (e : 'I_(npairs n)) : (first e < second e)%N.
Proof. exact: (valP (enum_val e)). Qed.

Lemma pair_exists n (i j : 'I_n) : (i < j)%N -> exists2 e : 'I_(npairs n), first e = i & second e = j.
Proof.
move=> ij; exists (enum_rank (Sub (i, j) ij : pair_of n)); by rewrite /first /second enum_rankK.
Qed.

Lemma pair_inj n (e f : 'I_(npairs n)) : first e = first f -> second e = second f -> e = f.
Proof.
rewrite /first /second => h k; apply: enum_val_inj; apply: val_inj.
by move: h k; case: (val _) => a b; case: (val _) => c d /= -> ->.
Qed.

Lemma contrastE n (e : 'I_(npairs n)) i : contrasts n e i = (i == first e)%:R - (i == second e)%:R.
Proof. by rewrite mxE. Qed.

Lemma sum_at n (f : 'I_n -> R) i : \sum_l (l == i)%:R * f l = f i.
Proof. by rewrite (bigD1 i) //= eqxx mul1r big1 ?addr0 // => l /negbTE ->; rewrite mul0r. Qed.

Lemma contrast_mul n p (X : 'M[R]_(n, p)) e k : (contrasts n *m X) e k = X (first e) k - X (second e) k.
Proof.
rewrite mxE -(sum_at (fun l => X l k)) -(sum_at (fun l => X l k) (second e)) -sumrB.
by apply: eq_bigr => l _; rewrite contrastE mulrBl.
Qed.

Lemma contrast_ones n : contrasts n *m ones R n = 0.
Proof. by apply/matrixP => e k; rewrite contrast_mul !mxE subrr. Qed.

Lemma spreadE n (a : 'cV[R]_(npairs n)) i j :
  spread_pairs a i j = \sum_e a e 0 * (contrasts n e i * contrasts n e j).
Proof.
rewrite /spread_pairs mxE; apply: eq_bigr => e _; rewrite mul_mx_diag mxE.
by rewrite [(contrasts n)^T _ _]mxE [a^T _ _]mxE [_ * a e 0]mulrC mulrA.
Qed.

(* its entries off the diagonal are -a *)
Lemma spread_off n (a : 'cV[R]_(npairs n)) e : spread_pairs a (first e) (second e) = - a e 0.
Proof.
have lt := first_second e; have ne1 : (first e == second e) = false by rewrite -val_eqE ltn_eqF.
have ne2 : (second e == first e) = false by rewrite eq_sym.
rewrite spreadE (bigD1 e) //= !contrastE !eqxx ne1 ne2 subr0 sub0r mul1r mulrN1 big1 ?addr0 // => f fe.
rewrite !contrastE; case: (eqVneq (first e) (first f)) => [E1|_].
  case: (eqVneq (second e) (second f)) => [E2|_]; first by rewrite (pair_inj E1 E2) eqxx in fe.
  by rewrite -E1 ne2 subrr !mulr0.
case: (eqVneq (first e) (second f)) => [E1|_]; last by rewrite subrr mul0r mulr0.
have f1 : second e != first f.
  by apply: contraTneq lt => ->; rewrite E1 -leqNgt ltnW ?first_second.
have f2 : second e != second f by rewrite -E1 ne2.
by rewrite (negbTE f1) (negbTE f2) subrr !mulr0.
Qed.

Lemma spread_tr n (a : 'cV[R]_(npairs n)) : (spread_pairs a)^T = spread_pairs a.
Proof. by rewrite /spread_pairs !trmx_mul trmxK tr_diag_mx mulmxA. Qed.

Lemma spread_ones n (a : 'cV[R]_(npairs n)) : spread_pairs a *m ones R n = 0.
Proof. by rewrite /spread_pairs -mulmxA contrast_ones mulmx0. Qed.

(* symmetric matrices with zero row sums are determined by their entries above the diagonal *)
Lemma above_diagonal n (D : 'M[R]_n) : D^T = D -> D *m ones R n = 0 ->
  (forall i j : 'I_n, (i < j)%N -> D i j = 0) -> D = 0.
Proof.
move=> DT D1 up; have off i j : i != j -> D i j = 0.
  rewrite -val_eqE neq_ltn => /orP [/up //|/up E]; by rewrite -DT mxE.
apply/matrixP => i j; rewrite [RHS]mxE; case: (eqVneq i j) => [<-|/off //].
move/matrixP: D1 => /(_ i 0); rewrite mxE [RHS]mxE (bigD1 i) //= big1 => [|k ki].
  by rewrite addr0 mxE mulr1.
by rewrite off ?mul0r // eq_sym.
Qed.

(* such a matrix is a spread *)
Lemma spread_all n (K : 'M[R]_n) : K^T = K -> K *m ones R n = 0 ->
  K = spread_pairs (\col_e - K (first e) (second e)).
Proof.
move=> KT K1; apply/eqP; rewrite -subr_eq0; apply/eqP/above_diagonal.
- by rewrite linearB /= KT spread_tr.
- by rewrite mulmxBl K1 spread_ones subr0.
move=> i j ij; have [e <- <-] := pair_exists ij.
by rewrite mxE [X in _ + X]mxE spread_off [X in - - X]mxE opprK subrr.
Qed.

Lemma fip_spread n (a : 'cV[R]_(npairs n)) (B : 'M_n) :
  fip (spread_pairs a) B = \sum_e a e 0 * (contrasts n *m B *m (contrasts n)^T) e e.
Proof.
rewrite /spread_pairs fip_mulmr fip_mulml trmxK mulmxA /fip tr_diag_mx /mxtrace.
by apply: eq_bigr => e _; rewrite mul_diag_mx !mxE.
Qed.

Lemma covariance_mul n (a b : 'cV[R]_(npairs n)) :
  fip a (distance_covariance n *m b) = fip (spread_pairs a) (spread_pairs b).
Proof.
rewrite fip_spread fipE big_ord1; apply: eq_bigr => e _; congr (_ * _).
rewrite /spread_pairs; set C := contrasts n.
have -> : C *m (C^T *m diag_mx b^T *m C) *m C^T = (C *m C^T) *m diag_mx b^T *m (C *m C^T) by rewrite !mulmxA.
have V f : distance_covariance n e f = (C *m C^T) e f ^+ 2 by rewrite mxE.
have GT f : (C *m C^T) f e = (C *m C^T) e f by rewrite -[in LHS](trmxK C) -trmx_mul mxE trmxK.
move: (C *m C^T) V GT => G V GT; rewrite [LHS]mxE mul_mx_diag [RHS]mxE; apply: eq_bigr => f _.
by rewrite V [X in _ = X * _]mxE GT [b^T _ _]mxE expr2 [RHS]mulrAC.
Qed.

Lemma spread_eq0 n (a : 'cV[R]_(npairs n)) : spread_pairs a = 0 -> a = 0.
Proof.
move=> E; apply/matrixP => e k; rewrite ord1 [RHS]mxE; apply/eqP; rewrite -oppr_eq0 -spread_off E mxE.
by [].
Qed.

Lemma covariance_unit n : distance_covariance n \in unitmx.
Proof.
rewrite -row_free_unit -kermx_eq0; apply/eqP/row_matrixP => i; rewrite row0.
set v := row i _; have vV : v *m distance_covariance n = 0 by apply: sub_kermxP; exact: row_sub.
apply: trmx_inj; rewrite trmx0; apply: spread_eq0; apply/eqP; rewrite -fip_eq0 -covariance_mul.
by rewrite /fip trmxK mulmxA vV mul0mx mxtrace0.
Qed.

Lemma pair_distancesE n p (X : 'M[R]_(n, p)) (a : 'cV[R]_(npairs n)) :
  fip a (pair_distances X) = fip (spread_pairs a) (cgram X).
Proof.
rewrite fip_spread fipE big_ord1; apply: eq_bigr => e _; congr (_ * _).
have CH : contrasts n *m H = contrasts n.
  by rewrite centerE mulmxBr mulmx1 -scalemxAr mulmxA contrast_ones mul0mx scaler0 subr0.
have -> : contrasts n *m cgram X *m (contrasts n)^T = gram (contrasts n *m X).
  have <- : contrasts n *m (H *m X) = contrasts n *m X by rewrite mulmxA CH.
  by rewrite cgramE; move: (H *m X) => Z; rewrite /gram trmx_mul !mulmxA.
rewrite mxE [RHS]mxE /dist2; apply: eq_bigr => k _.
by rewrite [(_ *m X)^T _ _]mxE contrast_mul expr2.
Qed.

Lemma whitened_fipE n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  whitened_fip X Y = fip (cgram X) (cgram Y).
Proof.
have KT m (Z : 'M[R]_(n, m)) : (cgram Z)^T = cgram Z by rewrite cgramE gram_tr.
have EL := spread_all (KT _ Y) (cgram_ones Y); set l := \col_e _ in EL.
have Vl : distance_covariance n *m l = pair_distances Y.
  apply/eqP; rewrite -subr_eq0 -fip_eq0 fipBr covariance_mul -EL.
  by rewrite -pair_distancesE subrr.
by rewrite /whitened_fip -Vl mulKmx ?covariance_unit // fipC pair_distancesE -EL fipC.
Qed.

(* equivalences/whitened_distances: the squared distances of the pairs of samples, whitened by V = (C C^T) o (C C^T),
   which is invertible, have inner product tr KL; so their whitened cosine is linear CKA. *)
Theorem equivalences_whitened_distances n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  [/\ distance_covariance n \in unitmx,
      fip (pair_distances X) (invmx (distance_covariance n) *m pair_distances Y) = fip (cgram X) (cgram Y) &
      whitened_rsa X Y = cka X Y].
Proof.
split; [exact: covariance_unit | exact: whitened_fipE|].
by rewrite /whitened_rsa !whitened_fipE -sqrtrM ?fip_ge0 // ckaE.
Qed.
End Whitened.
