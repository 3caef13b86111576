(* Matrices of rationals as nested lists, on which vm_compute runs; each list function equals its matrix definition. *)
From Coq Require Import QArith_base.
From Coq Require Qreduction.
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From mathcomp Require Import ssrZ zify.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.

(* rational numbers of binary integers: 3, -2, 3 # 5 *)
Declare Scope q_scope.
Delimit Scope q_scope with q.
Bind Scope q_scope with Q.
Definition q_of_Z (z : Z) : Q := Qmake z 1.
Definition Z_of_q (q : Q) : option Z := if Pos.eqb (Qden q) 1 then Some (Qnum q) else None.
Number Notation Q q_of_Z Z_of_q : q_scope.
Notation "a # b" := (Qdiv a b) (at level 55, no associativity) : q_scope.
Local Close Scope Q_scope.
Local Close Scope Z_scope.
Local Open Scope ring_scope.

(* fast where denominators are equal *)
Definition addq (a b : Q) : Q :=
  if Qnum a is Z0 then b else if Qnum b is Z0 then a else
  if Pos.eqb (Qden a) (Qden b) then Qmake (Z.add (Qnum a) (Qnum b)) (Qden a) else Qplus a b.
Definition natq (n : nat) : Q := Qmake (Z.of_nat n) 1.
Definition sumq (s : seq Q) : Q := foldr addq 0%q s.
Definition normq (a : Q) : Q := Qmake (Z.abs (Qnum a)) (Qden a).
Definition redq := Qreduction.Qred.

(* a quotient in lowest terms, or nothing when the denominator is zero *)
Definition quot (a b : Q) : option Q := if Qeq_bool b 0%q then None else Some (redq (Qmult a (Qinv b))).

Section Field.
Variable R : realFieldType.

Definition zr (z : Z) : R := (int_of_Z z)%:~R.
(* the rational q in the field R *)
Definition qr (q : Q) : R := zr (Qnum q) / zr (Zpos (Qden q)).

Lemma zrD a b : zr (Z.add a b) = zr a + zr b.
Proof. by rewrite /zr -intrD -(rmorphD [rmorphism of int_of_Z]). Qed.
Lemma zrM a b : zr (Z.mul a b) = zr a * zr b.
Proof. by rewrite /zr -intrM -(rmorphM [rmorphism of int_of_Z]). Qed.
Lemma zrN a : zr (Z.opp a) = - zr a.
Proof. by rewrite /zr -mulrNz -(rmorphN [rmorphism of int_of_Z]). Qed.
Lemma zr_neg p : zr (Zneg p) = - zr (Zpos p).
Proof. exact: (zrN (Zpos p)). Qed.
Lemma zr_nat n : zr (Z.of_nat n) = n%:R.
Proof. by rewrite /zr pmulrn; congr _%:~R; lia. Qed.
Lemma zr_le a b : (zr a <= zr b) = Z.leb a b.
Proof. by rewrite /zr ler_int; lia. Qed.
Lemma zr_eq a b : (zr a == zr b) = Z.eqb a b.
Proof. by rewrite /zr eqr_int; lia. Qed.
Lemma zr_pos p : 0 < zr (Zpos p).
Proof. by rewrite /zr ltr0z /=; lia. Qed.
Lemma zr_neq0 p : zr (Zpos p) != 0.
Proof. by rewrite gt_eqF ?zr_pos. Qed.


Lemma qr_nat n : qr (natq n) = n%:R.
Proof. by rewrite /qr /= zr_nat divr1. Qed.
Lemma qr0 : qr 0%q = 0.
Proof. by rewrite /qr mul0r. Qed.
Lemma qr1 : qr 1%q = 1.
Proof. by rewrite (qr_nat 1). Qed.
Lemma qr_opp a : qr (Qopp a) = - qr a.
Proof. by rewrite /qr /= zrN mulNr. Qed.
Lemma qr_mul a b : qr (Qmult a b) = qr a * qr b.
Proof. by rewrite /qr /= Pos2Z.inj_mul !zrM invfM mulrACA. Qed.
Lemma qr_plus a b : qr (Qplus a b) = qr a + qr b.
Proof. by rewrite /qr /= Pos2Z.inj_mul zrD !zrM addf_div ?zr_neq0. Qed.
Lemma qr_add a b : qr (addq a b) = qr a + qr b.
Proof.
have zero c : Qnum c = Z0 -> qr c = 0 by move=> E; rewrite /qr E mul0r.
have main :
    qr (if Pos.eqb (Qden a) (Qden b) then Qmake (Z.add (Qnum a) (Qnum b)) (Qden a) else Qplus a b) = qr a + qr b.
  case E: (Pos.eqb _ _); last exact: qr_plus.
  by move/Pos.eqb_eq: E => E; rewrite /qr /= zrD mulrDl {2}E.
rewrite /addq; case Ea: (Qnum a) => [|k|k]; first by rewrite (zero a Ea) add0r.
  by case Eb: (Qnum b) => [|l|l]; rewrite -?Eb -?Ea ?main // (zero b Eb) addr0.
by case Eb: (Qnum b) => [|l|l]; rewrite -?Eb -?Ea ?main // (zero b Eb) addr0.
Qed.
Lemma qr_inv a : qr (Qinv a) = (qr a)^-1.
Proof.
case: a => [[|a|a] b]; rewrite /qr /Qinv /=; first by rewrite !mul0r invr0.
  by rewrite invf_div.
by rewrite invf_div !zr_neg invrN mulrN mulNr.
Qed.
Lemma qr_eq a b : (qr a == qr b) = Qeq_bool a b.
Proof.
rewrite /qr /Qeq_bool eqr_div ?zr_neq0 // -!zrM zr_eq.
by apply/idP/idP => [/Z.eqb_eq/Zbool.Zeq_is_eq_bool|/Zbool.Zeq_is_eq_bool/Z.eqb_eq].
Qed.
Lemma qr_le a b : (qr a <= qr b) = Qle_bool a b.
Proof. by rewrite /qr /Qle_bool ler_pdivr_mulr ?zr_pos // mulrAC ler_pdivl_mulr ?zr_pos // -!zrM zr_le. Qed.
Lemma qr_red a : qr (redq a) = qr a.
Proof. by apply/eqP; rewrite qr_eq; apply/Qeq_bool_iff; apply: Qreduction.Qred_correct. Qed.
Lemma qr_norm a : qr (normq a) = `|qr a|.
Proof.
rewrite /qr /= normf_div (gtr0_norm (zr_pos _)); congr (_ / _).
by rewrite /zr -intr_norm; congr _%:~R; lia.
Qed.

Lemma quot_some a b v : quot a b = Some v -> qr b != 0 /\ qr a / qr b = qr v.
Proof.
rewrite /quot -{1}(qr0) qr_eq; case: (Qeq_bool b 0%q) => // e; split=> //.
by have <- : redq (Qmult a (Qinv b)) = v by [case: e]; rewrite qr_red qr_mul qr_inv.
Qed.
Lemma quot_none a b : quot a b = None -> qr b = 0.
Proof. by rewrite /quot -qr_eq qr0; case: eqP. Qed.

Lemma qr_sum n (F : nat -> Q) : qr (sumq [seq F i | i <- iota 0 n]) = \sum_(i < n) qr (F i).
Proof.
rewrite -(big_mkord xpredT (fun i => qr (F i))) unlock /= /index_iota subn0.
by elim: (iota 0 n) => /= [|a s <-]; rewrite ?qr0 ?qr_add.
Qed.

End Field.

(* lists of rows; entries that are missing are 0 *)
Definition rows := seq (seq Q).
Bind Scope q_scope with rows.
Definition ent (s : rows) (i j : nat) : Q := nth 0%q (nth [::] s i) j.
Definition tab (n p : nat) (f : nat -> nat -> Q) : rows := [seq [seq f i j | j <- iota 0 p] | i <- iota 0 n].
(* the same numbers over one denominator *)
Definition common (A : rows) : rows :=
  let nonzero := [seq x <- flatten A | ~~ Z.eqb (Qnum x) Z0] in
  if nonzero is x :: t then
    if all (fun y => Pos.eqb (Qden x) (Qden y)) t then A else
    let B := [seq [seq redq x | x <- r] | r <- A] in
    let d := foldr (fun x d => Z.lcm (Zpos (Qden x)) d) (Zpos 1) (flatten B) in
    [seq [seq (let y := Qmake (Z.mul (Qnum x) (Z.div d (Zpos (Qden x)))) (Z.to_pos d) in if Qeq_bool y x then y else x)
         | x <- r] | r <- B]
  else A.
Definition trl n p (A : rows) := tab p n (fun i j => ent A j i).
Definition mull n p q (A B : rows) :=
  let A := common A in let B := common B in
  tab n q (fun i k => sumq [seq Qmult (ent A i j) (ent B j k) | j <- iota 0 p]).
Definition addl n p (A B : rows) := tab n p (fun i j => addq (ent A i j) (ent B i j)).
Definition oppl n p (A : rows) := tab n p (fun i j => Qopp (ent A i j)).
Definition scalel n p c (A : rows) := tab n p (fun i j => Qmult c (ent A i j)).
Definition idl n := tab n n (fun i j => if i == j then 1%q else 0%q).
(* centred *)
Definition cenl n p (A : rows) :=
  let A := common A in
  let mean := [seq Qmult (Qinv (natq n)) (sumq [seq ent A i j | i <- iota 0 n]) | j <- iota 0 p] in
  tab n p (fun i j => addq (ent A i j) (Qopp (nth 0%q mean j))).
Definition fipl n p (A B : rows) : Q :=
  let A := common A in let B := common B in
  sumq [seq sumq [seq Qmult (ent A i j) (ent B i j) | i <- iota 0 n] | j <- iota 0 p].
Definition eql n p (A B : rows) := all (fun i => all (fun j => Qeq_bool (ent A i j) (ent B i j)) (iota 0 p)) (iota 0 n).
Definition row_l n p q (A B : rows) := tab n (p + q) (fun i j => if (j < p)%N then ent A i j else ent B i (j - p)).

Section Matrices.
Variable R : realFieldType.
Local Notation H := (center R _).
Local Notation qr := (@qr R).

(* a matrix from its rows *)
Definition mx n p (s : rows) : 'M[R]_(n, p) := \matrix_(i, j) qr (ent s i j).

Lemma ent_tab n p f i j : (i < n)%N -> (j < p)%N -> ent (tab n p f) i j = f i j.
Proof.
move=> ni pj; rewrite /ent /tab (nth_map 0%N) ?size_iota // nth_iota // add0n.
by rewrite (nth_map 0%N) ?size_iota // nth_iota // add0n.
Qed.

Lemma mx_tab n p f (i : 'I_n) (j : 'I_p) : mx n p (tab n p f) i j = qr (f i j).
Proof. by rewrite mxE ent_tab. Qed.

Lemma ent_map (f : Q -> Q) A i j : (forall x, qr (f x) = qr x) -> qr (ent (map (map f) A) i j) = qr (ent A i j).
Proof.
move=> fE; rewrite /ent; case: (ltnP i (size A)) => iA; last by rewrite !(nth_default [::]) ?size_map.
rewrite (nth_map [::]) //; case: (ltnP j (size (nth [::] A i))) => jA; last by rewrite !(nth_default 0%q) ?size_map.
by rewrite (nth_map 0%q) // fE.
Qed.

Lemma ent_common A i j : qr (ent (common A) i j) = qr (ent A i j).
Proof.
rewrite /common; case: filter => [|x t] //; case: ifP => // _.
rewrite ent_map => [|y]; first by rewrite ent_map // => y; rewrite qr_red.
by case E: Qeq_bool => //; apply/eqP; rewrite qr_eq.
Qed.

Lemma mx_tr n p A : (mx n p A)^T = mx p n (trl n p A).
Proof. by apply/matrixP => i j; rewrite [RHS]mx_tab !mxE. Qed.

Lemma mx_mul n p q A B : mx n p A *m mx p q B = mx n q (mull n p q A B).
Proof.
apply/matrixP => i j; rewrite [RHS]mx_tab qr_sum mxE.
by apply: eq_bigr => k _; rewrite !mxE qr_mul !ent_common.
Qed.

Lemma mx_add n p A B : mx n p A + mx n p B = mx n p (addl n p A B).
Proof. by apply/matrixP => i j; rewrite [RHS]mx_tab qr_add !mxE. Qed.

Lemma mx_opp n p A : - mx n p A = mx n p (oppl n p A).
Proof. by apply/matrixP => i j; rewrite [RHS]mx_tab qr_opp !mxE. Qed.

Lemma mx_scale n p c A : qr c *: mx n p A = mx n p (scalel n p c A).
Proof. by apply/matrixP => i j; rewrite [RHS]mx_tab qr_mul !mxE. Qed.

Lemma mx_id n : 1%:M = mx n n (idl n).
Proof. by apply/matrixP => i j; rewrite [RHS]mx_tab !mxE -val_eqE /=; case: eqP; rewrite ?qr0 ?qr1. Qed.

Lemma mx_row n p q A B : row_mx (mx n p A) (mx n q B) = mx n (p + q) (row_l n p q A B).
Proof.
apply/matrixP => i j; rewrite [RHS]mx_tab mxE.
by case: split_ordP => k ->; rewrite mxE //= addKn.
Qed.

Lemma mx_center n p A : H *m mx n p A = mx n p (cenl n p A).
Proof.
apply/matrixP => i j; rewrite [RHS]mx_tab qr_add qr_opp ent_common centerE mulmxBl mul1mx -scalemxAl -mulmxA.
rewrite !mxE big_ord1 !mxE mul1r (nth_map 0%N) ?size_iota // nth_iota // add0n qr_mul qr_inv qr_nat qr_sum.
by congr (_ - _ * _); apply: eq_bigr => k _; rewrite !mxE mul1r ent_common.
Qed.

Lemma mx_fip n p A B : fip (mx n p A) (mx n p B) = qr (fipl n p A B).
Proof.
rewrite fipE qr_sum; apply: eq_bigr => j _; rewrite qr_sum.
by apply: eq_bigr => i _; rewrite !mxE qr_mul !ent_common.
Qed.

Lemma mx_eq n p A B : (mx n p A == mx n p B) = eql n p A B.
Proof.
apply/eqP/idP => [E|h].
  apply/allP => i; rewrite mem_iota add0n => /= ni; apply/allP => j; rewrite mem_iota add0n => /= pj.
  by move/matrixP: E => /(_ (Ordinal ni) (Ordinal pj)); rewrite !mxE /= => /eqP; rewrite qr_eq.
apply/matrixP => i j; rewrite !mxE; apply/eqP; rewrite qr_eq.
by move/allP: h => /(_ (val i)); rewrite mem_iota /= => /(_ (ltn_ord i))/allP/(_ (val j)); rewrite mem_iota /=; apply.
Qed.

Lemma mx_0 n p : 0 = mx n p [::].
Proof. by apply/matrixP => i j; rewrite !mxE /ent nth_nil nth_nil qr0. Qed.

Lemma mx_eq0 n p A : (mx n p A == 0) = eql n p A [::].
Proof. by rewrite mx_0 mx_eq. Qed.

End Matrices.
