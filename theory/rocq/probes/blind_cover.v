(* Cover's count of the labellings that a hyperplane separates, for samples in general position. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import blind_separation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Cover.
Variable R : realFieldType.

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
