(* Cover's count of the labellings that a hyperplane separates, for samples in general position. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Cover.
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

(* a finite choice *)
Lemma choose_labels (S : seq (seq bool)) (P : bool -> seq bool -> Prop) :
  (forall y, y \in S -> exists b, P b y) -> exists g : seq bool -> bool, forall y, y \in S -> P (g y) y.
Proof.
elim: S => [|y S IH] h; first by exists xpredT.
have [g hg] := IH (fun z zS => h z (mem_behead (s := y :: S) zS)).
have [b Pb] := h y (mem_head y S); exists (fun z => if z == y then b else g z) => z.
by rewrite inE; case: eqP => [-> _|_ /hg].
Qed.

(* the labellings with one vector more: two for each in T, one for each other in S *)
Lemma assemble (S T : seq (seq bool)) (P : bool -> seq bool -> Prop) : uniq S -> uniq T ->
  (forall y, y \in S -> exists b, P b y) -> (forall b y, P b y -> y \in S) ->
  (forall y, (P true y /\ P false y) <-> y \in T) ->
  exists U, [/\ uniq U, size U = (size S + size T)%N, [::] \notin U & forall b y, b :: y \in U <-> P b y].
Proof.
move=> uS uT some sub both; have [g hg] := choose_labels some.
exists ([seq g y :: y | y <- S] ++ [seq ~~ g y :: y | y <- T]); split=> [|||b y].
- rewrite cat_uniq !map_inj_uniq ?uS ?uT ?andbT /=; try by move=> x y [].
  apply/hasPn => z /mapP[y yT ->]; apply/negP => /mapP[x _ [gy yx]].
  by move: gy; rewrite yx; case: (g x).
- by rewrite size_cat !size_map.
- by rewrite mem_cat negb_or; apply/andP; split; apply/mapP => -[].
rewrite mem_cat; split=> [/orP[] /mapP[x xS [-> ->]]|Pb]; first exact: hg.
  by have /both[pt pf] := xS; case: (g x).
have yS := sub _ _ Pb; have [E|ne] := eqVneq b (g y).
  by apply/orP; left; apply/mapP; exists y => //; rewrite E.
apply/orP; right; apply/mapP; exists y; last by congr (_ :: _); case: b (g y) ne {Pb} => [] [].
by apply/both; have := hg y yS; case: b (g y) ne Pb => [] [].
Qed.

Definition cover_number n d : nat := (2 * \sum_(k < d) 'C(n.-1, k))%N.

Lemma cover_step n d : (0 < n)%N -> cover_number n.+1 d.+1 = (cover_number n d.+1 + cover_number n d)%N.
Proof.
case: n => // n _; rewrite /cover_number -mulnDr /=; congr (2 * _)%N.
by rewrite big_ord_recl [in RHS]big_ord_recl !bin0 -addnA -big_split.
Qed.

Lemma separable0 v vs ys : ~ separable (v :: vs : seq 'rV[R]_0) ys.
Proof.
case=> w; case: ys => [|b ys]; first by rewrite /separates.
by rewrite separates_cons /on_side mxE big_ord0 ltxx; case: b.
Qed.

Lemma general_head d v vs : general_position (v :: vs : seq 'rV[R]_d.+1) -> v != 0.
Proof.
move=> gp; apply/eqP => v0; have i : independent [:: v] by apply: gp; rewrite ?sub1seq ?mem_head.
have := i (fun=> 1) _ 0%N isT; rewrite big_ord1 /= v0 scaler0 => /(_ erefl) /eqP.
by rewrite oner_eq0.
Qed.

Lemma general_tail d v vs : general_position (v :: vs : seq 'rV[R]_d) -> general_position vs.
Proof. by move=> gp us s; apply: gp; apply: subseq_trans s (subseq_cons _ _). Qed.

Lemma general_project d v vs (N : 'M[R]_(d.+1, d)) : v *m N = 0 ->
  (forall u : 'rV_d.+1, u *m N = 0 -> exists c, u = c *: v) ->
  general_position (v :: vs) -> general_position [seq u *m N | u <- vs].
Proof.
move=> vN ker gp us /subseqP[m sm ->]; rewrite -map_mask size_map => sz c.
set ms := mask m vs in sz *; have ind : independent (v :: ms).
  by apply: gp => //=; rewrite ?eqxx mask_subseq.
rewrite size_map => E i im.
have : (\sum_(j < size ms) c j *: ms`_j) *m N = 0.
  rewrite mulmx_suml -[RHS]E; apply: eq_bigr => j _; rewrite -scalemxAl (nth_map 0) //.
move=> /ker [a Ea]; have := ind (fun k => if k is k'.+1 then c k' else - a) _ i.+1 im; apply.
by rewrite big_ord_recl /= Ea scaleNr addNr.
Qed.

Lemma separates_project d p (N : 'M[R]_(d, p)) w vs ys :
  separates (N *m w) vs ys = separates w [seq u *m N | u <- vs] ys.
Proof.
elim: vs ys => [|u vs IH] [|b ys] //; rewrite /= !separates_cons IH; congr (_ && _).
by rewrite /on_side mulmxA.
Qed.

Theorem cover_list d v vs : general_position (v :: vs : seq 'rV[R]_d) -> exists S : seq (seq bool),
  [/\ uniq S, size S = cover_number (size vs).+1 d & forall ys, ys \in S <-> separable (v :: vs) ys].
Proof.
move=> gp; have [k] := ubnP (size vs); elim: k d v vs gp => // k IH [|d] v [|v2 vs] gp sz.
- exists [::]; split=> // [|ys]; first by rewrite /cover_number big_ord0.
  by split=> // /separable0.
- exists [::]; split=> // [|ys]; first by rewrite /cover_number big_ord0.
  by split=> // /separable0.
- have v0 := general_head gp; exists [:: [:: true]; [:: false]]; split=> // [|ys].
    by rewrite /cover_number big_ord_recl bin0 big1.
  split=> [|[w]]; last by case: ys => [|b [|b' ys]]; rewrite /separates //=; case: b.
  have [t f] : separable [:: v] [:: true] /\ separable [:: v] [:: false].
    split; [have [u h] := separates_self true v0 | have [u h] := separates_self false v0];
      by exists u; rewrite separates_cons h.
  by rewrite !inE => /orP[] /eqP ->.
have v0 := general_head gp; have gt := general_tail gp.
have [N [vN par ker]] := hyperplane v0; have gN := general_project vN ker gp.
have [S [uS sS hS]] := IH _ _ _ gt sz.
have sN : (size [seq u *m N | u <- vs] < k)%N by rewrite size_map.
have [T [uT sT hT]] := IH _ (v2 *m N) _ gN sN.
pose P b y := separable (v :: v2 :: vs) (b :: y).
have some y : y \in S -> exists b, P b y by move=> /hS; apply: some_label.
have sub b y : P b y -> y \in S by case=> w; rewrite separates_cons => /andP[_ sw]; apply/hS; exists w.
have both y : (P true y /\ P false y) <-> y \in T.
  rewrite /P both_labels //; split=> [[w sw /par [w' E]]|/hT [w sw]].
    by apply/hT; exists w'; rewrite E separates_project in sw.
  by exists (N *m w); rewrite ?separates_project // mulmxA vN mul0mx mxE.
have [U [uU sU U0 hU]] := assemble uS uT some sub both.
exists U; split=> //; first by rewrite sU sS sT size_map -cover_step.
case=> [|b ys]; last exact: hU.
by rewrite (negbTE U0); split=> // -[w]; rewrite /separates.
Qed.

(* samples with p features: no p + 1 of them, or fewer, are affinely dependent *)
Definition affinely_general n p (X : 'M[R]_(n, p)) := forall (A : {set 'I_n}) (c : 'I_n -> R), (#|A| <= p.+1)%N ->
  \sum_(i in A) c i = 0 -> \sum_(i in A) c i *: row i X = 0 -> forall i, i \in A -> c i = 0.

(* a linear probe with a bias gets all labels right *)
Definition learns n p (X : 'M[R]_(n, p)) (y : n.-tuple bool) := exists (w : 'cV[R]_p) (b : R), forall i,
  if tnth y i then 0 < (row i X *m w) 0 0 + b else (row i X *m w) 0 0 + b < 0.

Definition with_one n p (X : 'M[R]_(n, p)) i : 'rV[R]_(1 + p) := row_mx 1%:M (row i X).

Lemma with_one_general n p (X : 'M[R]_(n, p)) : affinely_general X ->
  general_position [seq with_one X i | i <- enum 'I_n].
Proof.
move=> ag us /subseqP[m sm ->]; rewrite -map_mask size_map; set s := mask m _ => sz c; rewrite size_map => E.
have us_s : uniq s by rewrite mask_uniq ?enum_uniq.
pose c' i := c (index i s); pose A := [set i in s].
have cA : (#|A| <= p.+1)%N by rewrite cardsE (card_uniqP us_s).
have conv q (f : 'I_n -> 'rV[R]_q) : \sum_(i in A) c' i *: f i = \sum_(j < size s) c j *: [seq f i | i <- s]`_j.
  rewrite (eq_bigl (mem s)) => [|i]; last by rewrite inE.
  rewrite -big_uniq //; case: s us_s @c' {cA A E sz} => [|i0 s'] us_s c'; first by rewrite big_nil big_ord0.
  rewrite (big_nth i0) big_mkord; apply: eq_bigr => j _.
  by rewrite (nth_map i0) // /c' index_uniq.
have Z : \sum_(i in A) c' i *: with_one X i = 0 by rewrite conv.
have z0 : \sum_(i in A) c' i = 0.
  have h := congr1 (fun M => M *m col_mx 1%:M 0) Z; rewrite /= mul0mx mulmx_suml in h.
  move/matrixP/(_ 0 0): h; rewrite summxE [RHS]mxE => h; rewrite -[RHS]h; apply: eq_bigr => i _.
  by rewrite -scalemxAl mul_row_col mulmx0 addr0 mulmx1 mxE [1%:M _ _]mxE mulr1.
have z1 : \sum_(i in A) c' i *: row i X = 0.
  have h := congr1 (fun M => M *m col_mx 0 1%:M) Z; rewrite /= mul0mx mulmx_suml in h; rewrite -[RHS]h.
  by apply: eq_bigr => i _; rewrite -scalemxAl mul_row_col mulmx0 add0r mulmx1.
move=> j js; have i0 : 'I_n by case: (s) js => [|i0 s'].
have := ag A c' cA z0 z1 (nth i0 s j); rewrite inE mem_nth // => /(_ isT).
by rewrite /c' index_uniq.
Qed.

Lemma learns_separable n p (X : 'M[R]_(n, p)) (y : n.-tuple bool) :
  learns X y <-> separable [seq with_one X i | i <- enum 'I_n] y.
Proof.
have E (w : 'cV[R]_p) b i : (with_one X i *m col_mx b%:M w) 0 0 = (row i X *m w) 0 0 + b.
  by rewrite mul_row_col mul1mx mxE addrC [b%:M 0 0]mxE eqxx mulr1n.
have S w : separates w [seq with_one X i | i <- enum 'I_n] y <-> forall i, on_side w (with_one X i) (tnth y i).
  rewrite /separates size_map size_tuple size_enum_ord eqxx /= -{1}(map_tnth_enum y) zip_map all_map.
  by split=> [/allP h i|h]; [apply: h; rewrite mem_enum | apply/allP => i _; apply: h].
split=> [[w [b h]]|[w /S h]].
  by exists (col_mx b%:M w); apply/S => i; have := h i; rewrite /on_side E.
have wE : w = col_mx (usubmx w 0 0)%:M (dsubmx w) by rewrite -mx11_scalar vsubmxK.
exists (dsubmx w), (usubmx w 0 0) => i; have := h i.
by rewrite /on_side {1 2}wE E.
Qed.

(* probes/cover_count: of the 2^n labellings of n >= 1 samples with p features in general position, a linear probe can
   learn exactly 2 sum_(k <= p) C(n - 1, k): S is the set of these labellings. *)
Theorem probes_cover_count n p (X : 'M[R]_(n, p)) : (0 < n)%N -> affinely_general X ->
  exists S : {set n.-tuple bool},
    #|S| = (2 * \sum_(k < p.+1) 'C(n.-1, k))%N /\ forall y, y \in S <-> learns X y.
Proof.
move=> n0 /with_one_general; have := size_enum_ord n; have L := learns_separable X.
case: (enum _) L => [|i0 s] L sn gp; first by rewrite -sn in n0.
have [S0 [uS sS hS]] := cover_list gp; exists [set y : n.-tuple bool | tval y \in S0]; split=> [|y].
  have -> : (2 * \sum_(k < p.+1) 'C(n.-1, k))%N = size S0 by rewrite sS /cover_number size_map (_ : (size s).+1 = n).
  have sz ys : ys \in S0 -> size ys == n.
    by move=> /hS [w] /andP[/eqP -> _]; apply/eqP; rewrite -[RHS]sn /= size_map.
  have pe : perm_eq [seq tval y | y <- enum [set y : n.-tuple bool | tval y \in S0]] S0.
    apply: uniq_perm => // [|ys]; first by rewrite map_inj_uniq ?enum_uniq //; exact: val_inj.
    apply/mapP/idP => [[y]|yS]; first by rewrite mem_enum inE => yS ->.
    by exists (Tuple (sz _ yS)) => //; rewrite mem_enum inE.
  by rewrite -(perm_size pe) size_map -cardE.
by rewrite inE hS L.
Qed.

End Cover.
