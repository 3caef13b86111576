(* The measures on lists of rational numbers, each proved equal to its matrix definition. *)
From Coq Require Import QArith_base.
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation compute.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Close Scope Q_scope.
Local Close Scope Z_scope.
Local Open Scope ring_scope.

Definition hsicl n p q (X Y : rows) : Q :=
  let M := mull p n q (trl n p X) (cenl n q Y) in fipl p q M M.
(* linear CKA squared *)
Definition cka2l n p q X Y := let c := hsicl n p q X Y in quot (Qmult c c) (Qmult (hsicl n p p X X) (hsicl n q q Y Y)).
Definition participationl n p X := let A := cenl n p X in let t := fipl n p A A in quot (Qmult t t) (hsicl n p p X X).

(* the projector onto the columns: elimination, of which the normal equations are checked afterwards *)
Fixpoint pivot (j : nat) (rs : rows) : option (seq Q * rows) :=
  match rs with
  | [::] => None
  | r :: t => if ~~ Qeq_bool (nth 0%q r j) 0%q then Some (r, t)
              else if pivot j t is Some (x, t') then Some (x, r :: t') else None
  end.
Fixpoint eliminate (cols : seq nat) (solved : seq (nat * seq Q)) (todo : rows) : seq (nat * seq Q) :=
  match cols with
  | [::] => solved
  | j :: cs => if pivot j todo is Some (r, t) then
      let r' := [seq redq (Qmult x (Qinv (nth 0%q r j))) | x <- r] in
      let clear s := [seq redq (addq x.1 (Qopp (Qmult (nth 0%q s j) x.2))) | x <- zip s r'] in
      eliminate cs ((j, r') :: [seq (d.1, clear d.2) | d <- solved]) [seq clear s | s <- t]
    else eliminate cs solved todo
  end.
Definition normal n p (A : rows) : rows :=
  let At := trl n p A in
  let found := eliminate (iota 0 p) [::] [seq x.1 ++ x.2 | x <- zip (mull p n p At A) At] in
  [seq drop p (nth [::] [seq d.2 | d <- found & d.1 == j] 0) | j <- iota 0 p].
Definition projl n p (A : rows) : option rows :=
  let At := trl n p A in let P := mull n p n A (normal n p A) in
  if eql p n (mull p n n At P) At then Some P else None.

(* None: no projector was found, or the denominator is 0 *)
Definition r2_by n q (P : option rows) Y :=
  let Z := cenl n q Y in if P is Some P then quot (fipl n q Z (mull n n q P Z)) (fipl n q Z Z) else None.
Definition r2l n p q X Y := r2_by n q (projl n p (cenl n p X)) Y.
Definition sum_rho2_by n (P T : option rows) :=
  match P, T with Some P, Some T => Some (redq (fipl n n P T)) | _, _ => None end.
Definition sum_rho2l n p q X Y := sum_rho2_by n (projl n p (cenl n p X)) (projl n q (cenl n q Y)).
Definition has_projector n p X := isSome (projl n p (cenl n p X)).
(* the cosine, squared, of the Gram matrices without centring *)
Definition ucos2l n p q (X Y : rows) :=
  let d p q (X Y : rows) := let M := mull p n q (trl n p X) Y in fipl p q M M in
  quot (Qmult (d p q X Y) (d p q X Y)) (Qmult (d p p X X) (d q q Y Y)).

Section Measures.
Variable R : realFieldType.
Local Notation H := (center R _).
Local Notation qr := (@qr R).
Local Notation mx := (@mx R).

(* linear CKA squared, and the same without centring: rational for rational data *)
Definition cka2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R := hsic X Y ^+ 2 / (hsic X X * hsic Y Y).
Definition ucos2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  fip (gram X) (gram Y) ^+ 2 / (fip (gram X) (gram X) * fip (gram Y) (gram Y)).

(* what a measure is: v with a denominator that is not 0, or 0/0 *)
Definition value (x d : R) (v : option Q) : Prop := if v is Some v then d != 0 /\ x = qr v else d = 0.

Lemma quot_value a b x d : qr a / qr b = x -> qr b = d -> value x d (quot a b).
Proof.
move=> <- <-; rewrite /value; case E: quot => [v|]; last exact: quot_none E.
by have [? ->] := quot_some R E.
Qed.

Lemma hsic_mx n p q X Y : hsic (mx n p X) (mx n q Y) = qr (hsicl n p q X Y).
Proof. by rewrite /hsic -mulmxA mx_center mx_tr mx_mul mx_fip. Qed.

Lemma cka2_value n p q X Y : let A := mx n p X in let B := mx n q Y in
  value (cka2 A B) (hsic A A * hsic B B) (cka2l n p q X Y).
Proof. by apply: quot_value; rewrite /cka2 !qr_mul !hsic_mx ?expr2. Qed.

Lemma participation_value n p X : let A := mx n p X in
  value (participation A) (fip (cgram A) (cgram A)) (participationl n p X).
Proof.
move=> A; apply: quot_value; last by rewrite -hsicE hsic_mx.
rewrite /participation -hsicE hsic_mx qr_mul expr2; congr (_ * _ / _).
  by rewrite cgramE /gram mxtrace_mulC -/(fip _ _) mx_center mx_fip.
by rewrite cgramE /gram mxtrace_mulC -/(fip _ _) mx_center mx_fip.
Qed.

Lemma ucos2_value n p q X Y : let A := mx n p X in let B := mx n q Y in
  value (ucos2 A B) (fip (gram A) (gram A) * fip (gram B) (gram B)) (ucos2l n p q X Y).
Proof.
by move=> A B; apply: quot_value; rewrite /ucos2 !qr_mul !fip_gram ?expr2 !mx_tr !mx_mul !mx_fip.
Qed.

Lemma projl_mx n p A P : projl n p A = Some P -> proj (mx n p A) = mx n n P.
Proof.
rewrite /projl; set C := normal n p A; case: ifP => // e [<-].
rewrite -[proj _]mulmx1 -mx_mul; apply: proj_normal.
by rewrite mulmx1 mx_mul mx_tr mx_mul; apply/eqP; rewrite mx_eq.
Qed.

Lemma r2_value n p q X Y : has_projector n p X -> let B := mx n q Y in
  value (r2 (mx n p X) B) (fip (H *m B) (H *m B)) (r2l n p q X Y).
Proof.
rewrite /has_projector /r2l /r2_by; case E: projl => [P|] // _; cbv beta iota zeta.
by apply: quot_value; rewrite /r2 !mx_center ?(projl_mx E) ?mx_mul !mx_fip.
Qed.

Lemma sum_rho2_mx n p q X Y v :
  sum_rho2l n p q X Y = Some v -> sum_rho2 (mx n p X) (mx n q Y) = qr v.
Proof.
rewrite /sum_rho2l /sum_rho2_by; case E: projl => [P|] //; case F: projl => [T|] // [<-].
by rewrite qr_red /sum_rho2 !mx_center (projl_mx E) (projl_mx F) mx_fip.
Qed.

(* for single cases *)
Lemma value_some x d v : value x d (Some v) -> x = qr v.
Proof. by case. Qed.

Lemma cka2_mx n p q X Y v : cka2l n p q X Y = Some v -> cka2 (mx n p X) (mx n q Y) = qr v.
Proof. by move=> E; have := cka2_value n p q X Y; rewrite E => /value_some. Qed.

Lemma ucos2_mx n p q X Y v : ucos2l n p q X Y = Some v -> ucos2 (mx n p X) (mx n q Y) = qr v.
Proof. by move=> E; have := ucos2_value n p q X Y; rewrite E => /value_some. Qed.

Lemma participation_mx n p X v : participationl n p X = Some v -> participation (mx n p X) = qr v.
Proof. by move=> E; have := participation_value n p X; rewrite E => /value_some. Qed.

Lemma r2_mx n p q X Y v : r2l n p q X Y = Some v -> r2 (mx n p X) (mx n q Y) = qr v.
Proof.
move=> E; have hp : has_projector n p X by move: E; rewrite /r2l /r2_by /has_projector; case: projl.
by have := @r2_value n p q X Y hp; rewrite E => /value_some.
Qed.
End Measures.

Section Roots.
Variable R : rcfType.
Local Notation mx := (@mx R).

Lemma cka_cka2 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : cka X Y ^+ 2 = cka2 X Y.
Proof. exact: cka_sqr. Qed.

Lemma ckasqr_mx n p q X Y v : cka2l n p q X Y = Some v -> cka (mx n p X) (mx n q Y) ^+ 2 = qr R v.
Proof. by rewrite cka_cka2; apply: cka2_mx. Qed.

Lemma cka_mx n p q X Y v :
  cka2l n p q X Y = Some (redq (Qmult v v)) -> Qle_bool 0%q v -> cka (mx n p X) (mx n q Y) = qr R v.
Proof.
move=> /ckasqr_mx E v0; have v1 : 0 <= qr R v by rewrite -(qr0 R) qr_le.
by apply/eqP; rewrite -(@eqr_expn2 _ 2) ?cka_ge0 // E qr_red qr_mul expr2.
Qed.
End Roots.
