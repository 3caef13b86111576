(* Projection-weighted CCA changes when the features are rotated. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd rigid eigen projector predict_tools condition_bound.
From Unalignable Require Import angular_cka scores_canonical svcca_case.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Pwcca.
Variable R : rcfType.
Local Notation H := (center R _).

(* P_X P_Y P_X: its eigenvectors are the canonical variates on the side of X, its eigenvalues the squared canonical
   correlations, the largest first *)
Definition canonical_matrix n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 'M[R]_n :=
  proj (H *m X) *m proj (H *m Y) *m proj (H *m X).
Definition variate n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) i : 'cV[R]_n := (row i (eigvec (canonical_matrix X Y)))^T.
Definition canonical_correlation n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) i : R :=
  Num.sqrt (eigval (canonical_matrix X Y) i).
(* what the variate explains of the centred features of X *)
Definition variate_weight n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) i : R :=
  \sum_j `|fip (variate X Y i) (col j (H *m X))|.
(* the weighted mean of the canonical correlations (where one is repeated, with the variates that eigvec chooses) *)
Definition pwcca n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  (\sum_(i < n | (i < canonical_pairs X Y)%N) variate_weight X Y i * canonical_correlation X Y i) /
  \sum_(i < n | (i < canonical_pairs X Y)%N) variate_weight X Y i.

Lemma eigvec_gram n (S : 'M[R]_n) i : gram (row i (eigvec S))^T = spectral_map S (fun j => (j == i)%:R).
Proof.
rewrite smapE mul_mx_diag /gram trmxK; apply/matrixP => k l; rewrite !mxE big_ord1 (bigD1 i) //= !mxE eqxx mulr1.
by rewrite big1 ?addr0 // => j ji; rewrite !mxE (negbTE ji) mulr0 mul0r.
Qed.

Lemma abs_fip_pdir n (v h x : 'cV[R]_n) : gram v = pdir h -> `|fip v x| = `|fip h x| / Num.sqrt (fip h h).
Proof.
move=> E; have sq (y : 'cV[R]_n) : fip y x ^+ 2 = fip x (gram y *m x).
  by rewrite /gram -mulmxA fip_scalar mul_mx_scalar fipZr (fipC x y) expr2.
rewrite -sqrtr_sqr sq E pdirE -scalemxAl fipZr -sq mulrC sqrtrM ?sqr_ge0 // sqrtr_sqr.
by rewrite sqrtrV ?fip_ge0.
Qed.

Lemma proj_two n (u v : 'cV[R]_n) : fip u v = 0 -> u != 0 -> v != 0 -> proj (row_mx u v) = pdir u + pdir v.
Proof.
move=> uv u0 v0; have own (x : 'cV[R]_n) : x != 0 -> pdir x *m x = x by move=> x0; rewrite -{1}(proj_pdir x0) proj_id.
have other (x y : 'cV[R]_n) : fip x y = 0 -> pdir x *m y = 0.
  by move=> xy; rewrite pdirE -scalemxAl /gram -mulmxA fip_scalar xy raddf0 mulmx0 scaler0.
apply/esym/(@proj_unique _ _ _ _ _ (col_mx ((fip u u)^-1 *: u^T) ((fip v v)^-1 *: v^T))).
- by rewrite linearD /= !pdir_tr.
- by rewrite mul_mx_row !mulmxDl !own // !other // 1?fipC // addr0 add0r.
by rewrite mul_row_col -!scalemxAr !pdirE.
Qed.

Definition col4 (s : seq R) : 'cV[R]_4 := \col_i nth 0 s i.
Definition h4 := col4 [:: -1; -1; -1; 3%:R].
Definition h3 := col4 [:: -1; -1; 2%:R; 0].
Definition h2 := col4 [:: -1; 2%:R; -1; 0].
Definition g4 := col4 [:: 1; -1; 0; 0].

Lemma fip_col4 (a b c d a' b' c' d' : R) :
  fip (col4 [:: a; b; c; d]) (col4 [:: a'; b'; c'; d']) = a * a' + b * b' + c * c' + d * d'.
Proof. by rewrite fipE !big_ord_recl !big_ord0 !mxE /= !addr0 !addrA. Qed.

Lemma ones4 : ones R 4 = col4 [:: 1; 1; 1; 1].
Proof. by apply/matrixP => -[[|[|[|[|i]]]] Hi] j //; rewrite !mxE. Qed.

Lemma frame4 : [/\ fip h4 h3 = 0, fip h4 h2 = 0, fip h3 h2 = - 3%:R, fip h4 h4 = 12%:R & fip h3 h3 = 6%:R] /\
  [/\ fip h2 h2 = 6%:R, fip h4 (ones R 4) = 0, fip h3 (ones R 4) = 0, fip h4 g4 = 0 & fip h3 g4 = 0] /\
  [/\ fip (ones R 4) g4 = 0, fip (ones R 4) (ones R 4) = 4%:R & fip g4 g4 = 2%:R].
Proof. by rewrite ones4 /h4 /h3 /h2 /g4 !fip_col4; do !split; ring. Qed.

(* the canonical matrix of the example *)
Definition S4 : 'M[R]_4 := pdir h4 + 4%:R^-1 *: pdir h3.

Lemma S4_canonical : (pdir h4 + pdir h3) *m (pdir h4 + pdir h2) *m (pdir h4 + pdir h3) = S4.
Proof.
have [[e1 e2 e3 e4 e5] [[e6 _ _ _ _] _]] := frame4.
have n4 : h4 != 0 by rewrite -fip_eq0 e4 pnatr_eq0.
have B : pdir h3 *m pdir h2 *m pdir h3 = 4%:R^-1 *: pdir h3.
  rewrite !pdirE -!(scalemxAl, scalemxAr) /gram !mulmxA -(mulmxA h3) fip_scalar mul_mx_scalar -!scalemxAl.
  rewrite -(mulmxA h3) fip_scalar (fipC h2) mul_mx_scalar -!scalemxAl !scalerA e3 e5 e6.
  by congr (_ *: _); field.
have [h43 h34] := (pdirM e1, pdirM (etrans (fipC _ _) e1)).
have [h42 h24] := (pdirM e2, pdirM (etrans (fipC _ _) e2)).
rewrite /S4 -B; have := pdir_idem n4; move: (pdir h4) (pdir h3) (pdir h2) h43 h34 h42 h24 => A C D AC CA AD DA AA.
have -> : (A + C) *m (A + D) = A + C *m D by rewrite mulmxDl !mulmxDr AA AD CA addr0 add0r.
by rewrite mulmxDl !mulmxDr AA AC addr0 -(mulmxA C D A) DA mulmx0 add0r.
Qed.

Lemma S4_eigen : (forall i, eigval S4 i = nth 0 [:: 1; 4%:R^-1; 0; 0] i) /\
  (gram (row 0 (eigvec S4))^T = pdir h4 /\ gram (row 1 (eigvec S4))^T = pdir h3).
Proof.
have [[e1 _ _ e4 e5] [[_ f1 f2 f3 f4] [f5 f6 f7]]] := frame4.
have [n4 n3] : h4 != 0 /\ h3 != 0 by rewrite -!fip_eq0 e4 e5 !pnatr_eq0.
have [m1 m2] : ones R 4 != 0 /\ g4 != 0 by rewrite -!fip_eq0 f6 f7 !pnatr_eq0.
have un (x y : 'cV[R]_4) : fip x y = 0 -> fip (unitv x) (unitv y) = 0 by move=> xy; rewrite !fip_lin xy !mulr0.
pose r (i : 'I_4) := nth 0 [:: unitv h4; unitv h3; unitv (ones R 4); unitv g4] i; pose Q : 'M[R]_4 := \matrix_i (r i)^T.
pose d : 'rV[R]_4 := \row_i nth 0 [:: 1; 4%:R^-1; 0; 0] i.
have QQ : Q *m Q^T = 1%:M.
  apply/matrixP => i j; rewrite -fip_row !rowK fip_tr mxE /r.
  case: i => [[|[|[|[|i]]]] Hi] //; case: j => [[|[|[|[|j]]]] Hj] //=; rewrite ?unitv1 ?un //; by rewrite fipC.
have SE : S4 = Q^T *m diag_mx d *m Q.
  rewrite /S4 -!pdir_unit mul_mx_diag; apply/matrixP => k l; rewrite [RHS]mxE !big_ord_recl big_ord0.
  by rewrite /gram !mxE !big_ord1 !mxE /r /=; move: (fun_of_matrix (unitv h4)) (fun_of_matrix (unitv h3)) => f g; ring.
have ev i : eigval S4 i = nth 0 [:: 1; 4%:R^-1; 0; 0] i.
  rewrite (eigval_unique QQ SE) ?mxE // => {}i j; rewrite !mxE.
  have q1 : 4%:R^-1 <= 1 :> R by rewrite invf_le1 ?ltr0n // ler1n.
  have q0 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
  by case: i => [[|[|[|[|i]]]] Hi] //; case: j => [[|[|[|[|j]]]] Hj] //= _; rewrite ?ler01.
split=> //; have ST : S4^T = S4 by rewrite /S4 linearD linearZ /= !pdir_tr.
have E2 : S4 *m S4 = spectral_map S4 (fun i => eigval S4 i * eigval S4 i) by rewrite -smapM -eigenE.
have SS : S4 *m S4 = pdir h4 + 16%:R^-1 *: pdir h3.
  move: (pdirM e1) (pdirM (etrans (fipC _ _) e1)) (pdir_idem n4) (pdir_idem n3); rewrite /S4.
  move: (pdir h4) (pdir h3) => A B AB BA AA BB.
  rewrite mulmxDl !mulmxDr -!(scalemxAl, scalemxAr) AB BA AA BB !scaler0 addr0 add0r scalerA -invfM -natrM.
  by [].
rewrite !eigvec_gram; split.
  transitivity ((4%:R / 3%:R) *: (S4 *m S4 - 4%:R^-1 *: S4)).
    have ES : 4%:R^-1 *: S4 = spectral_map S4 (fun i => 4%:R^-1 * eigval S4 i) by rewrite smapZ -eigenE.
    rewrite E2 ES -smapB -smapZ; apply: smap_eq => i; rewrite !ev.
    by case: i => [[|[|[|[|i]]]] Hi] //=; field.
  rewrite SS /S4; move: (pdir h4) (pdir h3) => A B; apply/matrixP => i j; rewrite !mxE; move: (A i j) (B i j) => x y.
  by field.
transitivity ((16%:R / 3%:R) *: (S4 - S4 *m S4)).
  rewrite E2 {2}(eigenE ST) -smapB -smapZ; apply: smap_eq => i; rewrite !ev.
  by case: i => [[|[|[|[|i]]]] Hi] //=; field.
rewrite SS /S4; move: (pdir h4) (pdir h3) => A B; apply/matrixP => i j; rewrite !mxE; move: (A i j) (B i j) => x y.
by field.
Qed.

End Pwcca.
