(* The participation ratio (tr K)^2/|K|^2 of the centred Gram matrix: an effective number of dimensions. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Definition participation (R : realFieldType) n p (X : 'M[R]_(n, p)) : R :=
  \tr (cgram X) ^+ 2 / fip (cgram X) (cgram X).

Section Participation.
Variable R : rcfType.

Lemma trace_cgram_ge0 n p (X : 'M[R]_(n, p)) : 0 <= \tr (cgram X).
Proof. by rewrite cgramE /gram mxtrace_mulC fip_ge0. Qed.

Lemma participation_ge0 n p (X : 'M[R]_(n, p)) : 0 <= participation X.
Proof. by rewrite divr_ge0 ?sqr_ge0 ?fip_ge0. Qed.

Lemma sqrt_participation1 n p (X : 'M[R]_(n, p)) :
  Num.sqrt (participation X) = \tr (cgram X) / Num.sqrt (fip (cgram X) (cgram X)).
Proof. by rewrite /participation sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm ?trace_cgram_ge0 // sqrtrV ?fip_ge0. Qed.

(* sqrt(PR_X PR_Y) = tr K tr L/(|K||L|) *)
Lemma sqrt_participation n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  Num.sqrt (participation X * participation Y)
  = \tr (cgram X) * \tr (cgram Y) / Num.sqrt (fip (cgram X) (cgram X) * fip (cgram Y) (cgram Y)).
Proof.
by rewrite sqrtrM ?participation_ge0 // !sqrt_participation1 [in RHS]sqrtrM ?fip_ge0 // invfM mulrACA.
Qed.
End Participation.
