(* HSIC_1 and debiased CKA on lists of rational numbers, proved equal to their matrix definitions. *)
From Coq Require Import QArith_base.
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka hsic1 compute compute_measures.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Close Scope Q_scope.
Local Close Scope Z_scope.
Local Open Scope ring_scope.

Definition subq a b := addq a (Qopp b).
Definition tracel n (K : rows) : Q := sumq [seq ent K i i | i <- iota 0 n].
Definition hollowl n (K : rows) : rows := tab n n (fun i j => if i == j then 0%q else ent K i j).
Definition msuml n (K : rows) : Q := sumq [seq sumq [seq ent K i j | j <- iota 0 n] | i <- iota 0 n].
Definition graml n p (A : rows) : rows := mull n p n A (trl n p A).
Definition cgraml n p (X : rows) : rows := graml n p (cenl n p X).

(* n (n-1) (n-2) (n-3): what HSIC_1 divides by *)
Definition hsic1_divisor n : Q :=
  let m := natq n in Qmult (Qmult m (subq m 1%q)) (Qmult (subq m 2%q) (subq m 3%q)).
(* with 1/0 = 0 *)
Definition hsic1q n (K L : rows) : Q :=
  let A := hollowl n K in let B := hollowl n L in let m := natq n in let M := mull n n n A B in
  redq (Qmult (subq (addq (tracel n M) (Qmult (Qmult (msuml n A) (msuml n B)) (Qinv (Qmult (subq m 1%q) (subq m 2%q)))))
                    (Qmult (Qmult 2%q (Qinv (subq m 2%q))) (msuml n M)))
              (Qinv (Qmult m (subq m 3%q)))).
Definition hsic1_by n (h : Q) := let d := hsic1_divisor n in quot (Qmult h d) d.
Definition hsic1l n p q X Y := hsic1_by n (hsic1q n (cgraml n p X) (cgraml n q Y)).
(* debiased CKA times its absolute value *)
Definition debiased_by n (h a b : Q) :=
  let d := hsic1_divisor n in quot (Qmult (Qmult h (normq h)) d) (Qmult (Qmult a b) d).
Definition debiasedl n p q X Y :=
  let K := cgraml n p X in let L := cgraml n q Y in debiased_by n (hsic1q n K L) (hsic1q n K K) (hsic1q n L L).

Section Debiased.
Variable R : realFieldType.
Local Notation qr := (@qr R).
Local Notation mx := (@mx R).

Definition hsic1_den n : R := let m : R := n%:R in m * (m - 1) * ((m - 2%:R) * (m - 3%:R)).
(* debiased CKA times its absolute value: rational for rational data *)
Definition debiased2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  let K := cgram X in let L := cgram Y in hsic1 K L * `|hsic1 K L| / (hsic1 K K * hsic1 L L).

Lemma qr_sub a b : qr (subq a b) = qr a - qr b.
Proof. by rewrite qr_add qr_opp. Qed.

Lemma trace_mx n K : \tr (mx n n K) = qr (tracel n K).
Proof. by rewrite qr_sum; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma hollow_mx n K : hollow (mx n n K) = mx n n (hollowl n K).
Proof. by apply/matrixP => i j; rewrite [RHS]mx_tab !mxE -val_eqE /=; case: eqP; rewrite ?qr0. Qed.

Lemma msum_mx n K : msum (mx n n K) = qr (msuml n K).
Proof.
by rewrite qr_sum; apply: eq_bigr => i _; rewrite qr_sum; apply: eq_bigr => j _; rewrite mxE.
Qed.

Lemma gram_mx n p X : gram (mx n p X) = mx n n (graml n p X).
Proof. by rewrite /gram mx_tr mx_mul. Qed.

Lemma cgram_mx n p X : cgram (mx n p X) = mx n n (cgraml n p X).
Proof. by rewrite cgramE mx_center gram_mx. Qed.

Lemma hsic1_mx n K L : hsic1 (mx n n K) (mx n n L) = qr (hsic1q n K L).
Proof.
rewrite /hsic1 !hollow_mx !mx_mul trace_mx !msum_mx /hsic1q.
by rewrite qr_red !(qr_mul, qr_inv, qr_sub, qr_add, qr_nat, qr1) (qr_nat R 2) (qr_nat R 3).
Qed.

Lemma hsic1_denE n : hsic1_den n = qr (hsic1_divisor n).
Proof. by rewrite /hsic1_divisor !(qr_mul, qr_sub, qr_nat, qr1) (qr_nat R 2) (qr_nat R 3). Qed.

Lemma hsic1_value n p q X Y :
  value (hsic1 (cgram (mx n p X)) (cgram (mx n q Y))) (hsic1_den n) (hsic1l n p q X Y).
Proof.
rewrite !cgram_mx hsic1_mx hsic1_denE /hsic1l /hsic1_by /=; move: (hsic1q _ _ _) (hsic1_divisor n) => h d.
rewrite /value; case E: quot => [v|]; last exact: quot_none E.
by have [d0 <-] := quot_some R E; rewrite qr_mul mulfK.
Qed.

Lemma debiased2_value n p q X Y : let A := mx n p X in let B := mx n q Y in
  value (debiased2 A B) (hsic1 (cgram A) (cgram A) * hsic1 (cgram B) (cgram B) * hsic1_den n) (debiasedl n p q X Y).
Proof.
rewrite /debiased2 /= !cgram_mx !hsic1_mx hsic1_denE /debiasedl /debiased_by /=.
move: (hsic1q _ _ _) (hsic1q _ _ _) (hsic1q _ _ _) (hsic1_divisor n) => h a b d.
rewrite /value; case E: quot => [v|]; last by rewrite -!qr_mul; exact: quot_none E.
have [] := quot_some R E; rewrite !qr_mul qr_norm => d0 <-; split=> //.
by rewrite -[RHS]mulf_div divff ?mulr1 //; move: d0; rewrite !mulf_eq0 !negb_or => /andP[].
Qed.

Lemma debiased2_mx n p q X Y v : debiasedl n p q X Y = Some v -> debiased2 (mx n p X) (mx n q Y) = qr v.
Proof. by move=> E; have := debiased2_value n p q X Y; rewrite E => /value_some. Qed.

Lemma hsic1_cgram_mx n p q X Y v :
  hsic1l n p q X Y = Some v -> hsic1 (cgram (mx n p X)) (cgram (mx n q Y)) = qr v.
Proof. by move=> E; have := hsic1_value n p q X Y; rewrite E => /value_some. Qed.

Lemma signed_sqr_inj (x y : R) : x * `|x| = y * `|y| -> x = y.
Proof.
have sg (z : R) : 0 <= z * `|z| = (0 <= z).
  by case: (lerP 0 z) => z0; [rewrite ger0_norm ?mulr_ge0 | rewrite ltr0_norm // mulrN oppr_ge0 leNgt nmulr_rgt0 // z0].
move=> E; have := sg x; rewrite E sg => S; move: E; case: (lerP 0 x) S => x0.
  by move=> y0; rewrite !ger0_norm // -!expr2 => /eqP; rewrite eqr_expn2 // => /eqP.
move/negbT; rewrite -ltNge => y0; rewrite !ltr0_norm // !mulrN => /oppr_inj; rewrite -!expr2 -sqrrN -[RHS]sqrrN.
by move/eqP; rewrite eqr_expn2 ?oppr_ge0 ?ltW // => /eqP /oppr_inj.
Qed.
End Debiased.

Section Roots.
Variable R : rcfType.
Local Notation mx := (@mx R).

Lemma debiased_sqr n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : (3 < n)%N ->
  debiased_cka X Y * `|debiased_cka X Y| = debiased2 X Y.
Proof.
move=> n3; rewrite /debiased_cka /debiased2.
have := hsic1_self_ge0 n3 (cgram_tr X); have := hsic1_self_ge0 n3 (cgram_tr Y).
move: (hsic1 _ _) (hsic1 _ _) (hsic1 _ _) => h b a b0 a0.
rewrite normf_div (ger0_norm (mulr_ge0 _ _)) ?sqrtr_ge0 // mulf_div; congr (_ / _).
by rewrite mulrACA -!expr2 !sqr_sqrtr.
Qed.

(* debiased CKA itself, when it is rational *)
Lemma debiased_mx n p q X Y v : (3 < n)%N ->
  debiasedl n p q X Y = Some (redq (Qmult v (normq v))) -> debiased_cka (mx n p X) (mx n q Y) = qr R v.
Proof.
move=> n3 E; apply: signed_sqr_inj; rewrite debiased_sqr // (debiased2_mx R E).
by rewrite qr_red qr_mul qr_norm.
Qed.
End Roots.
