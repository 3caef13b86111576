(* Parity networks that pair the bits differently: uncorrelated, and CKA 1/5 and R^2 1/3 one ReLU layer later. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka psd projector zero_scores relu_units function_labels.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Parity.
Variable R : rcfType.
Local Notation H := (center R _).

(* the entrywise product, and the ReLU layer of the head: relu(a + b) and relu(-a - b) *)
Definition times n (a b : 'cV[R]_n) : 'cV[R]_n := \col_i (a i 0 * b i 0).
Definition pair_layer n (a b : 'cV[R]_n) : 'M[R]_(n, 1 + 1) := row_mx (relu (a + b)) (relu (- (a + b))).

Lemma sign_cases (a : R) : a ^+ 2 = 1 -> a = 1 \/ a = -1.
Proof. by move/eqP; rewrite sqrf_eq1 => /orP[]/eqP->; [left|right]. Qed.

(* signs: relu(a + b) = (a + b + ab + 1)/2 and relu(-a - b) = (ab + 1 - a - b)/2 *)
Lemma pair_layer_signs (a b : R) : a ^+ 2 = 1 -> b ^+ 2 = 1 ->
  Num.max (a + b) 0 = 2%:R^-1 * (a + b + a * b + 1) /\ Num.max (- (a + b)) 0 = 2%:R^-1 * (a * b - (a + b) + 1).
Proof.
have two : 0 <= 2%:R :> R by rewrite ler0n.
have n2 : - 2%:R <= 0 :> R by rewrite oppr_le0.
move=> /sign_cases[]-> /sign_cases[]->.
- have -> : 1 + 1 = 2%:R :> R by [].
  by rewrite (max_l two) (max_r n2); split; field.
- by rewrite subrr oppr0 maxxx; split; field.
- by rewrite addNr oppr0 maxxx; split; field.
have -> : -1 + -1 = - 2%:R :> R by ring.
rewrite opprK.
by rewrite (max_l two) (max_r n2); split; field.
Qed.

(* columns x = (S + W)/2 + 1/2 and (W - S)/2 + 1/2, with S and W centred and orthogonal *)
Lemma halves_cgram n (S W : 'cV[R]_n) : H *m S = S -> H *m W = W ->
  let X := row_mx (2%:R^-1 *: (S + W + ones R n)) (2%:R^-1 *: (W - S + ones R n)) in
  H *m X = row_mx (2%:R^-1 *: (S + W)) (2%:R^-1 *: (W - S)) /\
  cgram X = 2%:R^-1 *: (S *m S^T + W *m W^T).
Proof.
move=> hS hW X; have hX : H *m X = row_mx (2%:R^-1 *: (S + W)) (2%:R^-1 *: (W - S)).
  by rewrite mul_mx_row -!scalemxAr !(mulmxDr H) mulmxN center_ones hS hW !addr0.
split=> //; rewrite cgramE hX gram_row_mx /gram; apply/matrixP => i j.
by rewrite !mxE !big_ord1 !mxE; move: (S i 0) (S j 0) (W i 0) (W j 0) => a b d e; field.
Qed.

Lemma fip_rank1 n (a b : 'cV[R]_n) : fip (a *m a^T) (b *m b^T) = fip a b ^+ 2.
Proof. by rewrite -/(gram a) -/(gram b) fip_gram fip_scalar fip11 expr2. Qed.

(* s, t, w centred and orthogonal, of squared lengths 2N, 2N, N *)
Lemma halves_scores n (s t w : 'cV[R]_n) N : 0 < N -> H *m s = s -> H *m t = t -> H *m w = w ->
  fip s s = 2%:R * N -> fip t t = 2%:R * N -> fip w w = N -> fip s t = 0 -> fip s w = 0 -> fip t w = 0 ->
  let half (u : 'cV[R]_n) := row_mx (2%:R^-1 *: (u + w + ones R n)) (2%:R^-1 *: (w - u + ones R n)) in
  [/\ cka (half s) (half t) = 5%:R^-1 & r2 (half s) (half t) = 3%:R^-1].
Proof.
move=> N0 hs ht hw ss tt ww st sw tw half.
have [xs cs] := halves_cgram hs hw; have [xt ct] := halves_cgram ht hw.
have ws : fip w s = 0 by rewrite fipC.
have wt : fip w t = 0 by rewrite fipC.
have inner u v : fip (2%:R^-1 *: (u *m u^T + w *m w^T)) (2%:R^-1 *: (v *m v^T + w *m w^T)) =
    4%:R^-1 * (fip u v ^+ 2 + fip u w ^+ 2 + fip w v ^+ 2 + fip w w ^+ 2).
  by rewrite !fip_lin !fip_rank1; field.
split.
  rewrite /cka !hsicE cs ct !inner st sw wt tt ss ww tw ws.
  have e : 0 <= 5%:R / 4%:R * N ^+ 2 by rewrite mulr_ge0 ?divr_ge0 ?ler0n ?sqr_ge0.
  have -> : 4%:R^-1 * ((2%:R * N) ^+ 2 + 0 ^+ 2 + 0 ^+ 2 + N ^+ 2) = 5%:R / 4%:R * N ^+ 2 by field.
  by rewrite -expr2 sqrtr_sqr ger0_norm //; field; rewrite gt_eqF.
rewrite /r2 xs xt; set A := row_mx (2%:R^-1 *: (s + w)) _.
have As : A *m col_mx 1%:M (- 1%:M) = s.
  by rewrite mul_row_col mulmxN !mulmx1 -scalerBr; apply/matrixP => i j; rewrite !mxE; move: (s i j) (w i j) => a b;
    field.
have Aw : A *m col_mx 1%:M 1%:M = w.
  by rewrite mul_row_col !mulmx1 -scalerDr; apply/matrixP => i j; rewrite !mxE; move: (s i j) (w i j) => a b; field.
have As2 : proj A *m s = s by rewrite -[X in _ *m X = _]As mulmxA proj_id.
have Aw2 : proj A *m w = w by rewrite -[X in _ *m X = _]Aw mulmxA proj_id.
have At : proj A *m t = 0.
  have [C E] := proj_col A; rewrite -proj_tr E trmx_mul -mulmxA.
  have z (u : 'cV[R]_n) : fip u t = 0 -> u^T *m t = 0.
    by move=> e; rewrite fip_scalar e; apply/matrixP => i j; rewrite !mxE mul0rn.
  rewrite /A tr_row_mx mul_col_mx !linearZ /= -!scalemxAl !raddfD /= raddfN /= !mulmxDl mulNmx.
  have wt' : fip w t = 0 by [].
  by rewrite (z s st) (z w wt') oppr0 !addr0 !scaler0 col_mx0 mulmx0.
have PY : proj A *m row_mx (2%:R^-1 *: (t + w)) (2%:R^-1 *: (w - t)) = row_mx (2%:R^-1 *: w) (2%:R^-1 *: w).
  by rewrite mul_mx_row -!scalemxAr mulmxDr mulmxBr At Aw2 add0r subr0.
rewrite PY !fip_beside !fip_lin tt ww tw wt; field.
rewrite (_ : N * 2%:R + N + (N - - (2%:R * N)) = 6%:R * N); last by ring.
by rewrite mulf_neq0 ?pnatr_eq0 // gt_eqF.
Qed.

Lemma times_sign n (a b : 'cV[R]_n) : (forall i, a i 0 ^+ 2 = 1) -> (forall i, b i 0 ^+ 2 = 1) ->
  pair_layer a b = row_mx (2%:R^-1 *: (a + b + times a b + ones R n)) (2%:R^-1 *: (times a b - (a + b) + ones R n)).
Proof.
move=> a1 b1; congr row_mx; apply/matrixP => i j; rewrite (ord1 j) !mxE.
  by case: (pair_layer_signs (a1 i) (b1 i)).
by case: (pair_layer_signs (a1 i) (b1 i)).
Qed.

(* twists/parity_pairings: u, v, y independent fair signs on the sample and z = uvy: the heads read uv from (u, v) and
   from (y, z); (u, v) and (y, z) are uncorrelated; and one ReLU later CKA is 1/5 and both R^2 are 1/3. *)
Theorem twists_parity_pairings n (u v y : 'cV[R]_n) : (0 < n)%N ->
  (forall i, u i 0 ^+ 2 = 1) -> (forall i, v i 0 ^+ 2 = 1) -> (forall i, y i 0 ^+ 2 = 1) ->
  \sum_i u i 0 = 0 -> \sum_i v i 0 = 0 -> \sum_i y i 0 = 0 ->
  \sum_i u i 0 * v i 0 = 0 -> \sum_i u i 0 * y i 0 = 0 -> \sum_i v i 0 * y i 0 = 0 ->
  \sum_i u i 0 * v i 0 * y i 0 = 0 ->
  let z := times (times u v) y in
  let read (a b : 'cV[R]_n) := relu (a + b) + relu (- (a + b)) - ones R n in
  [/\ read u v = times u v, read y z = times u v, unrelated (row_mx u v) (row_mx y z),
      cka (pair_layer u v) (pair_layer y z) = 5%:R^-1 &
      r2 (pair_layer u v) (pair_layer y z) = 3%:R^-1 /\ r2 (pair_layer y z) (pair_layer u v) = 3%:R^-1].
Proof.
move=> n0 u2 v2 y2 su sv sy uv uy vy uvy z read.
have zE i : z i 0 = u i 0 * v i 0 * y i 0 by rewrite !mxE.
have z2 i : z i 0 ^+ 2 = 1 by rewrite zE !exprMn u2 v2 y2 !mulr1.
have yz : times y z = times u v.
  apply/matrixP => i j; rewrite (ord1 j) !mxE; transitivity (u i 0 * v i 0 * y i 0 ^+ 2); first by ring.
  by rewrite y2 mulr1.
have head (a b : 'cV[R]_n) : (forall i, a i 0 ^+ 2 = 1) -> (forall i, b i 0 ^+ 2 = 1) -> read a b = times a b.
  move=> a2 b2; apply/matrixP => i j; rewrite (ord1 j) !mxE; have [-> ->] := pair_layer_signs (a2 i) (b2 i).
  by field.
have centred (a : 'cV[R]_n) : \sum_i a i 0 = 0 -> H *m a = a.
  move=> a0; rewrite centerE mulmxBl mul1mx -scalemxAl -mulmxA (_ : (ones R n)^T *m a = 0) ?mulmx0 ?scaler0 ?subr0 //.
  by apply/matrixP => i j; rewrite (ord1 j) !mxE -[RHS]a0; apply: eq_bigr => k _; rewrite !mxE mul1r.
have dot (a b : 'cV[R]_n) : fip a b = \sum_i a i 0 * b i 0 by rewrite fipE big_ord1.
have self (a : 'cV[R]_n) : (forall i, a i 0 ^+ 2 = 1) -> fip a a = n%:R.
  move=> a2; rewrite dot (eq_bigr (fun=> 1)) => [|i _]; first by rewrite sumr_const card_ord.
  by rewrite -expr2 a2.
have sz : \sum_i z i 0 = 0 by rewrite -[RHS]uvy; apply: eq_bigr => i _; rewrite zE.
have by_sign (f g : 'I_n -> R) : (forall i, f i = g i) -> \sum_i g i = 0 -> \sum_i f i = 0.
  by move=> fg g0; rewrite -[RHS]g0; apply: eq_bigr.
have duy : fip u y = 0 by rewrite dot.
have dvy : fip v y = 0 by rewrite dot.
have duv : fip u v = 0 by rewrite dot.
have duz : fip u z = 0.
  rewrite dot; apply: by_sign vy => i; rewrite zE; transitivity (u i 0 ^+ 2 * (v i 0 * y i 0)); first by ring.
  by rewrite u2 mul1r.
have dvz : fip v z = 0.
  rewrite dot; apply: by_sign uy => i; rewrite zE; transitivity (v i 0 ^+ 2 * (u i 0 * y i 0)); first by ring.
  by rewrite v2 mul1r.
have dyz : fip y z = 0.
  rewrite dot; apply: by_sign uv => i; rewrite zE; transitivity (y i 0 ^+ 2 * (u i 0 * v i 0)); first by ring.
  by rewrite y2 mul1r.
have w2 i : times u v i 0 ^+ 2 = 1 by rewrite mxE exprMn u2 v2 mulr1.
have sw : \sum_i times u v i 0 = 0 by apply: by_sign uv => i; rewrite mxE.
have duw : fip u (times u v) = 0.
  rewrite dot; apply: by_sign sv => i; rewrite mxE mulrA -expr2 u2 mul1r //.
have dvw : fip v (times u v) = 0.
  by rewrite dot; apply: by_sign su => i; rewrite mxE mulrCA -expr2 v2 mulr1.
have dyw : fip y (times u v) = 0 by rewrite dot; apply: by_sign uvy => i; rewrite mxE mulrC.
have dzw : fip z (times u v) = 0.
  rewrite -yz dot; apply: by_sign sy => i; rewrite [times y z i 0]mxE mulrCA -expr2 z2 mulr1 //.
have N0 : 0 < n%:R :> R by rewrite ltr0n.
have [hs ht hw] : [/\ H *m (u + v) = u + v, H *m (y + z) = y + z & H *m times u v = times u v].
  by split; rewrite ?mulmxDr !centred.
have scores (a b a' b' : 'cV[R]_n) : H *m (a + b) = a + b -> H *m (a' + b') = a' + b' ->
    fip a a = n%:R -> fip b b = n%:R -> fip a' a' = n%:R -> fip b' b' = n%:R -> fip a b = 0 -> fip a' b' = 0 ->
    fip a a' = 0 -> fip a b' = 0 -> fip b a' = 0 -> fip b b' = 0 ->
    fip a (times u v) = 0 -> fip b (times u v) = 0 -> fip a' (times u v) = 0 -> fip b' (times u v) = 0 ->
    let half (x : 'cV[R]_n) := row_mx (2%:R^-1 *: (x + times u v + ones R n)) (2%:R^-1 *: (times u v - x + ones R n)) in
    cka (half (a + b)) (half (a' + b')) = 5%:R^-1 /\ r2 (half (a + b)) (half (a' + b')) = 3%:R^-1.
  move=> h1 h2 aa bb aa' bb' ab ab' e1 e2 e3 e4 f1 f2 f3 f4 half.
  have ww := self _ w2; have two (x x' : 'cV[R]_n) : fip x x = n%:R -> fip x' x' = n%:R -> fip x x' = 0 ->
      fip (x + x') (x + x') = 2%:R * n%:R by move=> p1 p2 p3; rewrite !fip_lin (fipC x' x) p1 p2 p3; ring.
  by have [] := halves_scores N0 h1 h2 hw (two _ _ aa bb ab) (two _ _ aa' bb' ab') ww;
    rewrite ?fip_lin ?e1 ?e2 ?e3 ?e4 ?f1 ?f2 ?f3 ?f4 ?addr0.
have [c1 r1] := scores u v y z hs ht (self _ u2) (self _ v2) (self _ y2) (self _ z2) duv dyz duy duz dvy dvz duw dvw
  dyw dzw.
have [_ r1'] := scores y z u v ht hs (self _ y2) (self _ z2) (self _ u2) (self _ v2) dyz duv (etrans (fipC _ _) duy)
  (etrans (fipC _ _) dvy) (etrans (fipC _ _) duz) (etrans (fipC _ _) dvz) dyw dzw duw dvw.
have lay1 := times_sign u2 v2; have lay2 := times_sign y2 z2; rewrite yz in lay2.
split; [exact: head|by rewrite head|..]; last first.
- by rewrite lay1 lay2.
- by rewrite lay1 lay2.
apply: unrelatedP; rewrite -cov_center !mul_mx_row !centred // tr_row_mx !mul_col_mx.
have z0 (a b : 'cV[R]_n) : fip a b = 0 -> a^T *m b = 0.
  by move=> e; rewrite fip_scalar e; apply/matrixP => i j; rewrite !mxE mul0rn.
by rewrite !z0 // !col_mx0 row_mx0.
Qed.
End Parity.
