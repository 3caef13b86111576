(* Circles at the frequencies of a cyclic group: sums over a rotation of order m, without complex numbers. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka harmonics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Cyclic.
Variables (R : rcfType) (m : nat) (c s : R).
Local Notation H := (center R m).

(* (c, s) is a rotation of order m, as (cos 2 pi/m, sin 2 pi/m) is *)
Definition rotation := c ^+ 2 + s ^+ 2 = 1 /\ forall k, (harmonic c s k == (1, 0)) = (m %| k)%N.
(* cos 2 pi k/m and sin 2 pi k/m *)
Definition rcos k := (harmonic c s k).1.
Definition rsin k := (harmonic c s k).2.

Lemma rot_add k l : rcos (k + l) = rcos k * rcos l - rsin k * rsin l /\ rsin (k + l) = rsin k * rcos l + rcos k *
  rsin l.
Proof.
elim: l => [|l [IHc IHs]]; first by rewrite addn0 /rcos /rsin /= !mulr1 !mulr0 subr0 addr0.
rewrite addnS; have [ec es] := harmonicS c s (k + l); have [fc fs] := harmonicS c s l.
by rewrite /rcos /rsin ec es fc fs -/(rcos _) -/(rsin _) -/(rcos l) -/(rsin l) IHc IHs; split; ring.
Qed.

Lemma rcos_add k l : rcos (k + l) = rcos k * rcos l - rsin k * rsin l.
Proof. by case: (rot_add k l). Qed.
Lemma rsin_add k l : rsin (k + l) = rsin k * rcos l + rcos k * rsin l.
Proof. by case: (rot_add k l). Qed.

Lemma rot_unit k : rotation -> rcos k ^+ 2 + rsin k ^+ 2 = 1.
Proof.
move=> [u _]; elim: k => [|k IH]; first by rewrite /rcos /rsin /= expr1n expr0n addr0.
have [ec es] := harmonicS c s k; rewrite /rcos /rsin ec es -/(rcos k) -/(rsin k).
transitivity ((rcos k ^+ 2 + rsin k ^+ 2) * (c ^+ 2 + s ^+ 2)); first by ring.
by rewrite IH u mulr1.
Qed.

Lemma rot_one k : rotation -> (m %| k)%N -> rcos k = 1 /\ rsin k = 0.
Proof. by move=> [_ h]; rewrite -h /rcos /rsin => /eqP->. Qed.

Lemma rcos_eq1 k : rotation -> (rcos k == 1) = (m %| k)%N.
Proof.
move=> r; apply/idP/idP => [/eqP e|/(rot_one r)[-> _] //]; have [_ <-] := r.
have := rot_unit k r; rewrite e expr1n => /eqP; rewrite -[X in _ == X]addr0 (inj_eq (addrI 1)) sqrf_eq0 => /eqP h.
by rewrite -/(rcos k) [harmonic c s k]surjective_pairing -/(rcos k) -/(rsin k) e h.
Qed.

Lemma rot_sub k l : rotation -> (l <= k)%N ->
  rcos (k - l) = rcos k * rcos l + rsin k * rsin l /\ rsin (k - l) = rsin k * rcos l - rcos k * rsin l.
Proof.
move=> r lk; have u := rot_unit l r; move: (subnK lk); set d := (k - l)%N => <-.
by rewrite rcos_add rsin_add; split; rewrite -[LHS]mulr1 -u; ring.
Qed.

(* the sums over the group *)
Lemma rot_sum k : rotation -> \sum_(j < m) rcos (k * j) = (m %| k)%N%:R * m%:R /\ \sum_(j < m) rsin (k * j) = 0.
Proof.
move=> r; have [mk|mk] := boolP (m %| k)%N.
  have e (j : 'I_m) : rcos (k * j) = 1 /\ rsin (k * j) = 0 by apply: rot_one => //; rewrite dvdn_mulr.
  rewrite (eq_bigr (fun=> 1)) => [|j _]; last by case: (e j).
  by rewrite sumr_const card_ord mul1r big1 // => j _; case: (e j).
set a := \sum_(j < m) rcos _; set b := \sum_(j < m) rsin _.
have cyc (f : nat -> R) : f m = f 0%N -> \sum_(j < m) f j.+1 = \sum_(j < m) f j.
  move=> fm; apply: (addrI (f 0%N)); rewrite -(big_ord_recl m (fun j => f j)).
  by rewrite big_ord_recr /= fm addrC.
have km : rcos (k * m) = rcos (k * 0) /\ rsin (k * m) = rsin (k * 0).
  by have [-> ->] := rot_one r (dvdn_mull k (dvdnn m)); have [-> ->] := rot_one r (dvdn_mull k (dvdn0 m)).
have ea : a = a * rcos k - b * rsin k.
  rewrite {1}/a -(cyc (fun j => rcos (k * j))) ?(proj1 km) // !mulr_suml -sumrB.
  by apply: eq_bigr => j _; rewrite mulnS addnC rcos_add.
have eb : b = b * rcos k + a * rsin k.
  rewrite {1}/b -(cyc (fun j => rsin (k * j))) ?(proj2 km) // !mulr_suml -big_split.
  by apply: eq_bigr => j _; rewrite mulnS addnC rsin_add.
have u := rot_unit k r; have n1 : 1 - rcos k != 0 by rewrite subr_eq0 eq_sym rcos_eq1.
have two : 2%:R * (1 - rcos k) != 0 by rewrite mulf_neq0 // pnatr_eq0.
have d : 2%:R * (1 - rcos k) = (1 - rcos k) ^+ 2 + rsin k ^+ 2.
  by rewrite (_ : rsin k ^+ 2 = 1 - rcos k ^+ 2); [ring|rewrite -u addrAC subrr add0r].
have e1 : a * (1 - rcos k) = - (b * rsin k) by rewrite mulrBr mulr1 {1}ea; ring.
have e2 : b * (1 - rcos k) = a * rsin k by rewrite mulrBr mulr1 {1}eb; ring.
rewrite mul0r; clearbody a b; move: d two e1 e2; move: (rcos k) (rsin k) => x y d two e1 e2.
split; apply: (mulIf two); rewrite mul0r d.
  have -> : a * ((1 - x) ^+ 2 + y ^+ 2) = a * (1 - x) * (1 - x) + a * y * y by ring.
  by rewrite e1 -e2; ring.
have -> : b * ((1 - x) ^+ 2 + y ^+ 2) = b * (1 - x) * (1 - x) + b * y * y by ring.
by rewrite e2 mulrAC e1; ring.
Qed.
End Cyclic.
