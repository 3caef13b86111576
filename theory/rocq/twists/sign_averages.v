(* Averages over all signs of the samples: mean and variance of the covariance that a random sign twin keeps. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Signs.
Variables (R : rcfType) (n : nat).
Local Notation H := (center R n).

(* all choices of a sign for each sample, the sign, and the mean over all choices *)
Definition signs := {ffun 'I_n -> bool}.
Definition sgn_of (s : signs) i : R := (-1) ^+ s i.
Definition mean_signs (f : signs -> R) : R := (2 ^ n)%:R^-1 * \sum_s f s.

Definition flip i (s : signs) : signs := [ffun k => (k == i) (+) s k].
Lemma flipK i : involutive (flip i).
Proof. by move=> s; apply/ffunP => k; rewrite !ffunE; case: (k == i); case: (s k). Qed.

Lemma sgn_flip i s k : sgn_of (flip i s) k = (if k == i then -1 else 1) * sgn_of s k.
Proof. by rewrite /sgn_of ffunE; case: (k == i); rewrite ?mul1r // signr_addb expr1. Qed.

Lemma sgn_sqr s i : sgn_of s i * sgn_of s i = 1.
Proof. by rewrite /sgn_of -signr_addb addbb. Qed.

Lemma mean_signs_cst c : mean_signs (fun=> c) = c.
Proof.
rewrite /mean_signs sumr_const card_ffun card_bool card_ord -[c *+ _]mulr_natl mulKf //.
by rewrite pnatr_eq0 expn_eq0.
Qed.

Lemma mean_signs_odd i f : (forall s, f (flip i s) = - f s) -> mean_signs f = 0.
Proof.
move=> odd; rewrite /mean_signs; have e : \sum_s f s = - \sum_s f s.
  rewrite {1}(reindex_inj (inv_inj (flipK i))) /= -sumrN.
  by apply: eq_bigr => s _; rewrite odd.
suff -> : \sum_s f s = 0 by rewrite mulr0.
by move/eqP: e; rewrite -addr_eq0 -mulr2n mulrn_eq0 => /eqP.
Qed.

Lemma mean_signsZ c f : mean_signs (fun s => c * f s) = c * mean_signs f.
Proof. by rewrite /mean_signs -mulr_sumr mulrCA. Qed.
Lemma mean_signs_sum (I : finType) (P : pred I) (f : I -> signs -> R) :
  mean_signs (fun s => \sum_(i | P i) f i s) = \sum_(i | P i) mean_signs (f i).
Proof. by rewrite /mean_signs exchange_big mulr_sumr. Qed.
Lemma eq_mean_signs f g : f =1 g -> mean_signs f = mean_signs g.
Proof. by move=> fg; rewrite /mean_signs; congr (_ * _); apply: eq_bigr. Qed.

Lemma mean2 i j : mean_signs (fun s => sgn_of s i * sgn_of s j) = (i == j)%:R.
Proof.
have [<-|ij] := eqVneq i j; first by rewrite -[RHS]mean_signs_cst; apply: eq_mean_signs => s; apply: sgn_sqr.
by apply: (@mean_signs_odd i) => s; rewrite !sgn_flip eqxx (eq_sym j) (negbTE ij) mul1r mulN1r mulNr.
Qed.

Lemma mean4 i j k l : i != j -> k != l ->
  mean_signs (fun s => sgn_of s i * sgn_of s j * (sgn_of s k * sgn_of s l)) =
    ((i == k) && (j == l))%:R + ((i == l) && (j == k))%:R.
Proof.
move=> ij kl; have [<-|ik] := eqVneq i k; have [jl|jl] := eqVneq j l.
- rewrite -jl (negbTE ij) /= addr0 -[RHS]mean_signs_cst; apply: eq_mean_signs => s.
  by rewrite mulrACA !sgn_sqr mulr1.
- have -> : (j == i) = false by rewrite eq_sym (negbTE ij).
  rewrite !andbF addr0; apply: (@mean_signs_odd j) => s.
  by rewrite !sgn_flip eqxx (negbTE ij) (eq_sym l) (negbTE jl) /=; ring.
- rewrite -jl (negbTE ij) /= addr0; apply: (@mean_signs_odd i) => s.
  by rewrite !sgn_flip eqxx (eq_sym j) (eq_sym k) (negbTE ij) (negbTE ik); ring.
rewrite /= add0r; have [il|il] := eqVneq i l; have [jk|jk] := eqVneq j k => /=.
- by rewrite -il -jk -[RHS]mean_signs_cst; apply: eq_mean_signs => s;
  rewrite (mulrC (sgn_of s j)) mulrACA !sgn_sqr mulr1.
- apply: (@mean_signs_odd j) => s; rewrite !sgn_flip eqxx (negbTE ij) (eq_sym l) (eq_sym k) (negbTE jk) (negbTE jl).
  ring.
- apply: (@mean_signs_odd i) => s; rewrite !sgn_flip eqxx (eq_sym j) (eq_sym l) (eq_sym k) (negbTE ij) (negbTE il)
  (negbTE ik).
  ring.
apply: (@mean_signs_odd i) => s; rewrite !sgn_flip eqxx (eq_sym j) (eq_sym l) (eq_sym k) (negbTE ij) (negbTE il)
  (negbTE ik).
ring.
Qed.
End Signs.
