(* Linear CKA: the cosine of the centred Gram matrices. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.


Section CKA.
Variable R : rcfType.
Local Notation H := (center R _).

(* cosine of two matrices; cka is the cosine of the centred Gram matrices *)
Definition mcos n (K L : 'M[R]_n) : R := fip K L / Num.sqrt (fip K K * fip L L).
Definition cka n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : R :=
  hsic X Y / Num.sqrt (hsic X X * hsic Y Y).

Lemma ckaE n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  cka X Y = mcos (cgram X) (cgram Y).
Proof. by rewrite /cka !hsicE. Qed.

Lemma mcosC n (K L : 'M[R]_n) : mcos K L = mcos L K.
Proof. by rewrite /mcos fipC mulrC [X in Num.sqrt X]mulrC mulrC. Qed.

Lemma cka_sym n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : cka X Y = cka Y X.
Proof. by rewrite !ckaE mcosC. Qed.

Lemma mcosZl n (K L : 'M[R]_n) c : 0 < c -> mcos (c *: K) L = mcos K L.
Proof.
move=> c0; rewrite /mcos !fip_lin; set a := fip K K; set b := fip L L.
have -> : c * (c * a) * b = c ^+ 2 * (a * b) by ring.
rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm // invfM mulrACA.
by rewrite divff ?mul1r // gt_eqF.
Qed.

Lemma mcosZr n (K L : 'M[R]_n) c : 0 < c -> mcos K (c *: L) = mcos K L.
Proof. by move=> c0; rewrite mcosC mcosZl // mcosC. Qed.


Theorem cka_ge0 n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : 0 <= cka X Y.
Proof. by rewrite divr_ge0 ?hsic_ge0 ?sqrtr_ge0. Qed.

Lemma cka_sqr n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  cka X Y ^+ 2 = hsic X Y ^+ 2 / (hsic X X * hsic Y Y).
Proof. by rewrite /cka expr_div_n sqr_sqrtr // mulr_ge0 ?hsic_ge0. Qed.

Theorem cka_le1 n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) : cka X Y <= 1.
Proof.
rewrite -(@expr_le1 _ 2) ?cka_ge0 // cka_sqr.
have [->|h0] := eqVneq (hsic X X * hsic Y Y) 0; first by rewrite invr0 mulr0 ler01.
have hp : 0 < hsic X X * hsic Y Y by rewrite lt_def h0 mulr_ge0 ?hsic_ge0.
by rewrite ler_pdivr_mulr // mul1r hsic_cauchy_schwarz.
Qed.

Theorem cka_eq1 n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  H *m X != 0 -> H *m Y != 0 ->
  cka X Y = 1 <-> exists2 c, 0 < c & cgram X = c *: cgram Y.
Proof.
rewrite -!cgram_eq0 => nX nY.
have hX : 0 < fip (cgram X) (cgram X) by rewrite fip_gt0.
have hY : 0 < fip (cgram Y) (cgram Y) by rewrite fip_gt0.
split=> [E|[c c0 E]]; last first.
  rewrite ckaE E mcosZl // /mcos -expr2 sqrtr_sqr gtr0_norm //.
  by rewrite divff // gt_eqF.
have: cka X Y ^+ 2 = 1 by rewrite E expr1n.
rewrite cka_sqr !hsicE => /divr1_eq /(cauchy_schwarz_eq _ nY) [c Ec].
exists c => //; have c0 : c != 0 by apply: contraNneq nX => c0; rewrite Ec c0 scale0r.
rewrite lt_def c0 /= -(pmulr_lge0 _ hY) -fipZl -Ec.
by rewrite -hsicE hsic_ge0.
Qed.

(* no non-degeneracy needed with the convention x / 0 = 0 *)
Theorem cka_eq0 n p q (X : 'M[R]_(n,p)) (Y : 'M[R]_(n,q)) :
  (cka X Y == 0) = (X^T *m H *m Y == 0).
Proof.
rewrite -hsic_eq0 /cka mulf_eq0 invr_eq0 sqrtr_eq0.
have [//|h0] := eqVneq (hsic X Y) 0; rewrite orFb.
apply/negbTE; rewrite -ltNge; apply: lt_le_trans (hsic_cauchy_schwarz X Y).
by rewrite lt_def sqr_ge0 sqrf_eq0 h0.
Qed.

End CKA.
