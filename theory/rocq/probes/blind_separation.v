(* Which labels a hyperplane can give: sums and small changes of hyperplanes, and one vector more. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Separation.
Variable R : realFieldType.

(* the side of w on which v lies: strictly positive, or strictly negative *)
Definition on_side d (w : 'cV[R]_d) (v : 'rV[R]_d) (b : bool) : bool :=
  if b then 0 < (v *m w) 0 0 else (v *m w) 0 0 < 0.

(* w separates the vectors with label true from those with label false *)
Definition separates d (w : 'cV[R]_d) (vs : seq 'rV[R]_d) (ys : seq bool) : bool :=
  (size ys == size vs) && all (fun vb => on_side w vb.1 vb.2) (zip vs ys).
Definition separable d (vs : seq 'rV[R]_d) (ys : seq bool) := exists w, separates w vs ys.

(* any d of the vectors, or fewer, are linearly independent *)
Definition independent d (vs : seq 'rV[R]_d) := forall c : nat -> R,
  \sum_(i < size vs) c i *: vs`_i = 0 -> forall i, (i < size vs)%N -> c i = 0.
Definition general_position d (vs : seq 'rV[R]_d) :=
  forall us, subseq us vs -> (size us <= d)%N -> independent us.

Lemma value_add d (v : 'rV[R]_d) (w u : 'cV[R]_d) t : (v *m (w + t *: u)) 0 0 = (v *m w) 0 0 + t * (v *m u) 0 0.
Proof. by rewrite mulmxDr -scalemxAr mxE [X in _ + X]mxE. Qed.

Lemma separates_cons d (w : 'cV[R]_d) v vs b ys :
  separates w (v :: vs) (b :: ys) = on_side w v b && separates w vs ys.
Proof. by rewrite /separates /= eqSS andbCA. Qed.

Lemma on_side_add d (w u : 'cV[R]_d) v b a c : 0 <= a -> 0 <= c -> 0 < a + c -> on_side w v b -> on_side u v b ->
  on_side (a *: w + c *: u) v b.
Proof.
move=> a0 c0 ac; rewrite /on_side mulmxDr -!scalemxAr !mxE; move: (\sum_j _) (\sum_j _) => s t.
have [ap|an] := ltrP 0 a; last first.
  have az : a = 0 by apply: le_anti; rewrite a0 an.
  by move: ac; rewrite az add0r => cp; case: b => hs ht; rewrite mul0r add0r ?pmulr_rgt0 ?pmulr_rlt0.
case: b => hs ht.
  by rewrite ltr_paddr ?mulr_gt0 // mulr_ge0 // ltW.
by rewrite ltr_naddr ?pmulr_rlt0 // mulr_ge0_le0 // ltW.
Qed.

Lemma separates_add d (w u : 'cV[R]_d) vs ys a c : 0 <= a -> 0 <= c -> 0 < a + c ->
  separates w vs ys -> separates u vs ys -> separates (a *: w + c *: u) vs ys.
Proof.
move=> a0 c0 ac /andP[s1 /allP h1] /andP[_ /allP h2]; apply/andP; split=> //; apply/allP => vb vbi.
by apply: on_side_add => //; [exact: h1 | exact: h2].
Qed.

Lemma stays_positive (x y : R) : 0 < x -> exists2 r, 0 < r & forall s, 0 <= s -> s <= r -> 0 < x + s * y.
Proof.
move=> x0; have y1 : 0 < 1 + `|y| by rewrite ltr_paddr.
exists (x / (1 + `|y|)) => [|s s0 sr]; first by rewrite divr_gt0.
rewrite -ltr_subl_addl sub0r ltr_oppl; apply: le_lt_trans (_ : s * `|y| < _).
  by rewrite -mulrN ler_wpmul2l // -normrN ler_norm.
apply: le_lt_trans (ler_wpmul2r (normr_ge0 y) sr) _.
rewrite mulrAC ltr_pdivr_mulr // ltr_pmul2l // ltr_addr; exact: ltr01.
Qed.

(* strict separation bears a small change *)
Lemma separates_near d (w u : 'cV[R]_d) vs ys : separates w vs ys ->
  exists2 t, 0 < t & separates (w + t *: u) vs ys.
Proof.
suff : separates w vs ys -> exists2 t, 0 < t & forall s, 0 <= s -> s <= t -> separates (w + s *: u) vs ys.
  by move=> h /h [t t0 ht]; exists t => //; apply: ht => //; exact: ltW.
elim: vs ys => [|v vs IH] [|b ys] //; first by move=> _; exists 1.
rewrite separates_cons => /andP[sv /IH [t t0 ht]].
have [r r0 hr] : exists2 r, 0 < r & forall s, 0 <= s -> s <= r -> on_side (w + s *: u) v b.
  have E s : (v *m (w + s *: u)) 0 0 = (v *m w) 0 0 + s * (v *m u) 0 0 by exact: value_add.
  move: sv; rewrite /on_side; case: b => sv.
    by have [r r0 h] := stays_positive ((v *m u) 0 0) sv; exists r => // s s0 sr; rewrite E h.
  rewrite -oppr_gt0 in sv; have [r r0 h] := stays_positive (- (v *m u) 0 0) sv.
  by exists r => // s s0 sr; rewrite E -oppr_gt0 opprD -mulrN h.
exists (Num.min t r) => [|s s0]; first by rewrite lt_minr t0 r0.
by rewrite le_minr => /andP[st sr]; rewrite separates_cons hr // ht.
Qed.

Lemma separates_self d (v : 'rV[R]_d) b : v != 0 -> exists u, on_side u v b.
Proof.
move=> v0; have p : 0 < (v *m v^T) 0 0.
  rewrite lt_def; apply/andP; split; last by rewrite mxE sumr_ge0 // => j _; rewrite mxE -expr2 sqr_ge0.
  apply: contra v0; rewrite mxE psumr_eq0 => [/allP h|j _]; last by rewrite mxE -expr2 sqr_ge0.
  apply/eqP/rowP => j; rewrite [RHS]mxE; have /= := h j (mem_index_enum j).
  by rewrite mxE -expr2 sqrf_eq0 => /eqP.
case: b; first by exists v^T.
by exists (- v^T); rewrite /on_side mulmxN mxE oppr_lt0.
Qed.

(* both labels of v are possible exactly when some w that separates the others has v on its hyperplane *)
Lemma both_labels d (v : 'rV[R]_d) vs ys : v != 0 ->
  (separable (v :: vs) (true :: ys) /\ separable (v :: vs) (false :: ys))
  <-> exists2 w, separates w vs ys & (v *m w) 0 0 = 0.
Proof.
move=> v0; split=> [[[w1]]|[w sw vw]].
  rewrite separates_cons => /andP[/= p1 s1] [w2]; rewrite separates_cons => /andP[/= p2 s2].
  exists ((- (v *m w2) 0 0) *: w1 + (v *m w1) 0 0 *: w2).
    by apply: separates_add => //; rewrite ?oppr_ge0 ?ltW // addr_gt0 // oppr_gt0.
  by rewrite mulmxDr -!scalemxAr mxE [X in X + _]mxE [X in _ + X]mxE mulNr mulrC addNr.
have side b : separable (v :: vs) (b :: ys).
  have [u uv] := separates_self b v0; have [t t0 st] := separates_near u sw.
  exists (w + t *: u); rewrite separates_cons st andbT.
  move: uv; rewrite /on_side value_add vw add0r.
  by case: b; rewrite ?pmulr_rgt0 ?pmulr_rlt0.
by split.
Qed.

(* some label of v is always possible *)
Lemma some_label d (v : 'rV[R]_d) vs ys : v != 0 -> separable vs ys -> exists b, separable (v :: vs) (b :: ys).
Proof.
move=> v0 [w sw]; have [z|z] := eqVneq ((v *m w) 0 0) 0.
  by exists true; have [_ [|h _]] := both_labels vs ys v0; first by exists w.
exists (0 < (v *m w) 0 0), w; rewrite separates_cons sw andbT /on_side.
by case: ifP => // /negbT; rewrite -leNgt le_eqVlt (negbTE z).
Qed.

(* coordinates of the hyperplane of the w with v w = 0 *)
Lemma hyperplane d (v : 'rV[R]_d.+1) : v != 0 -> exists N : 'M[R]_(d.+1, d),
  [/\ v *m N = 0, forall w : 'cV_d.+1, (v *m w) 0 0 = 0 -> exists w', w = N *m w'
    & forall u : 'rV_d.+1, u *m N = 0 -> exists c, u = c *: v].
Proof.
rewrite -[d.+1]/(1 + d)%N in v * => v0; pose A := row_ebase v.
have UA : A \in unitmx by apply: row_ebase_unit.
have r1 : \rank v = 1%N.
  by apply/eqP; rewrite eqn_leq rank_leq_row lt0n mxrank_eq0.
pose c := col_ebase v 0 0.
have vE : v = row_mx c%:M 0 *m A.
  rewrite -{1}(mulmx_ebase v) r1; congr (_ *m _).
  by rewrite [col_ebase v]mx11_scalar mul_scalar_mx pid_mx_row scale_row_mx scalemx1 scaler0.
have c0 : c != 0 by apply: contra v0 => /eqP z; rewrite vE z raddf0 row_mx0 mul0mx.
exists (invmx A *m col_mx 0 1%:M); split=> [|w vw|u uN].
- by rewrite {1}vE !mulmxA mulmxK // mul_row_col mulmx0 mul0mx addr0.
- exists (dsubmx (A *m w)); have y0 : usubmx (A *m w) = 0.
    move: vw; rewrite {1}vE -mulmxA -[A *m w]vsubmxK mul_row_col mul0mx addr0 mul_scalar_mx mxE col_mxKu => /eqP.
    rewrite mulf_eq0 (negbTE c0) /= => /eqP h; apply/matrixP => i j; rewrite !ord1 [RHS]mxE.
    exact: h.
  have E : col_mx 0 1%:M *m dsubmx (A *m w) = A *m w.
    by rewrite mul_col_mx mul0mx mul1mx -[RHS]vsubmxK y0.
  by rewrite -mulmxA E mulKmx.
pose t := u *m invmx A; have uE : u = t *m A by rewrite mulmxKV.
have t0 : rsubmx t = 0.
  move: uN; rewrite mulmxA -/t -[t in t *m _]hsubmxK mul_row_col mulmx0 add0r mulmx1.
  by [].
have tl : lsubmx t = (lsubmx t 0 0)%:M := mx11_scalar _.
exists (lsubmx t 0 0 / c); rewrite uE {1}vE scalemxAl scale_row_mx scaler0 -[t in LHS]hsubmxK t0.
by rewrite scale_scalar_mx divfK // -tl.
Qed.

End Separation.
