(* A case with the values that another program gives to the measures: computing decides whether the matrices agree. *)
From Coq Require Import QArith_base.
From mathcomp Require Import all_ssreflect all_fingroup all_algebra.
From Unalignable Require Import frobenius centring projector participation hsic1 compute compute_measures
  compute_debiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Close Scope Q_scope.
Local Close Scope Z_scope.
Local Open Scope ring_scope.

(* n samples with p and with q features; the values in the order of computed, None where they are undefined *)
Record sample := Sample { rows_of : nat; left_of : nat; right_of : nat; X_of : rows; Y_of : rows; values_of : seq (option Q) }.

Definition hsic0l n p q X Y := let m := subq (natq n) 1%q in quot (hsicl n p q X Y) (Qmult m m).
(* what two measures need is computed once *)
Definition computed n p q X Y (P T : option rows) : seq (option Q) :=
  let K := cgraml n p X in let L := cgraml n q Y in let h := hsic1q n K L in
  [:: hsic0l n p q X Y; cka2l n p q X Y; r2_by n q P Y; r2_by n p T X; participationl n p X; participationl n q Y;
      sum_rho2_by n P T; hsic1_by n h; debiased_by n h (hsic1q n K K) (hsic1q n L L)].
Definition same_value (u v : option Q) : bool :=
  match u, v with Some a, Some b => Qeq_bool a b | None, None => true | _, _ => false end.
(* the measures of a case that differ, by their place in computed; 9 when no projector was found *)
Definition differing (c : sample) : seq nat :=
  let: Sample n p q X Y v := c in
  let P := projl n p (cenl n p X) in let T := projl n q (cenl n q Y) in
  let u := computed n p q X Y P T in
  [seq i <- iota 0 9 | ~~ same_value (nth None u i) (nth None v i)]
  ++ (if isSome P && isSome T then [::] else [:: 9%N]).
Definition disagreements (cases : seq (nat * sample)) : seq (nat * seq nat) :=
  [seq x <- [seq (c.1, differing c.2) | c <- cases] | x.2 != [::]].

Section Agreement.
Variable R : realFieldType.
Local Notation H := (center R _).
Local Notation mx := (@mx R).

(* what agreement says of the matrices, by their definitions *)
Definition agrees (c : sample) : Prop :=
  let: Sample n p q X Y v := c in
  let A := mx n p X in let B := mx n q Y in
  [/\ value (hsic A B / (n%:R - 1) ^+ 2) ((n%:R - 1) ^+ 2) (nth None v 0),
      value (cka2 A B) (hsic A A * hsic B B) (nth None v 1),
      value (r2 A B) (fip (H *m B) (H *m B)) (nth None v 2) /\ value (r2 B A) (fip (H *m A) (H *m A)) (nth None v 3),
      value (participation A) (fip (cgram A) (cgram A)) (nth None v 4) /\
      value (participation B) (fip (cgram B) (cgram B)) (nth None v 5) &
      [/\ value (sum_rho2 A B) 1 (nth None v 6),
          value (hsic1 (cgram A) (cgram B)) (hsic1_den R n) (nth None v 7) &
          value (debiased2 A B) (hsic1 (cgram A) (cgram A) * hsic1 (cgram B) (cgram B) * hsic1_den R n) (nth None v 8)]].

Lemma same_value_value (x d : R) u v : value x d u -> same_value u v -> value x d v.
Proof. by case: u v => [a|] [b|] //= [d0 ->]; rewrite -(qr_eq R) => /eqP <-. Qed.

Lemma hsic0_value n p q X Y :
  value (hsic (mx n p X) (mx n q Y) / (n%:R - 1) ^+ 2) ((n%:R - 1) ^+ 2) (hsic0l n p q X Y).
Proof. by apply: quot_value; rewrite qr_mul qr_sub qr_nat qr1 expr2 // hsic_mx. Qed.

Lemma sum_rho2_value n p q X Y : has_projector n p X -> has_projector n q Y ->
  value (sum_rho2 (mx n p X) (mx n q Y)) 1 (sum_rho2l n p q X Y).
Proof.
rewrite /has_projector; case E: (sum_rho2l n p q X Y) => [v|]; last first.
  by move: E; rewrite /sum_rho2l; case: projl => // P; case: projl.
by move=> _ _; split; [exact: oner_neq0 | exact: sum_rho2_mx E].
Qed.

Theorem agreement (c : sample) : differing c = [::] -> agrees c.
Proof.
case: c => n p q X Y v; rewrite /differing /agrees; cbv beta zeta.
rewrite -/(has_projector n p X) -/(has_projector n q Y).
case h: (_ && _); last by rewrite cats1; case: filter.
have /andP[hX hY] := h; rewrite cats0 => e.
have same i : (i < 9)%N -> same_value (nth None (computed n p q X Y (projl n p (cenl n p X)) (projl n q (cenl n q Y))) i) (nth None v i).
  move=> i9; apply: contraT => ne; have := in_nil i; rewrite -{}e mem_filter mem_iota /= i9.
  by rewrite ne.
split.
- exact: same_value_value (hsic0_value _ _ _ _ _) (same 0%N isT).
- exact: same_value_value (cka2_value _ _ _ _ _ _) (same 1%N isT).
- split; first exact: same_value_value (r2_value _ _ _ hX) (same 2%N isT).
  exact: same_value_value (r2_value _ _ _ hY) (same 3%N isT).
- split; first exact: same_value_value (participation_value _ _ _ _) (same 4%N isT).
  exact: same_value_value (participation_value _ _ _ _) (same 5%N isT).
split; first exact: same_value_value (sum_rho2_value hX hY) (same 6%N isT).
  exact: same_value_value (hsic1_value _ _ _ _ _ _) (same 7%N isT).
exact: same_value_value (debiased2_value _ _ _ _ _ _) (same 8%N isT).
Qed.

(* one computation for all cases *)
Theorem agreement_all (cases : seq (nat * sample)) c : disagreements cases = [::] -> List.In c cases -> agrees c.2.
Proof.
move=> e ic; apply: agreement; move: e; rewrite /disagreements; elim: cases ic => //= a s IH [->|ic]; last first.
  by case: ifP => // _; apply: IH.
by case: ifP => // /negbFE/eqP.
Qed.
End Agreement.
