(* An untrained layer is as similar to anything, on average over random signs, as its inputs are. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring sign_averages.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Untrained.
Variable R : rcfType.
Local Notation H := (center R _).

(* random signs as the weights of one feature *)
Definition sign_weights p (s : signs p) : 'cV[R]_p := \col_i sgn_of R s i.

(* the centred Gram matrix of one untrained feature of the inputs Z *)
Definition untrained n p (Z : 'M[R]_(n, p)) (s : signs p) : 'M[R]_n := cgram (Z *m sign_weights s).

(* what regressing a Gram matrix M on that of the inputs leaves *)
Definition deconfounded n p (Z : 'M[R]_(n, p)) (M : 'M[R]_n) : 'M[R]_n :=
  M - (fip M (cgram Z) / fip (cgram Z) (cgram Z)) *: cgram Z.

Lemma sign_weights_gram n p (y : 'M[R]_(n, p)) a b : mean_signs (fun s => gram (y *m sign_weights s) a b) = gram y a b.
Proof.
transitivity (mean_signs (fun s : signs p => \sum_i \sum_j (y a i * y b j) * (sgn_of R s i * sgn_of R s j))).
  apply: eq_mean_signs => s; rewrite /gram mxE big_ord1 [X in _ * X]mxE !mxE.
  rewrite mulr_suml; apply: eq_bigr => i _; rewrite mulr_sumr; apply: eq_bigr => j _.
  by rewrite !mxE mulrACA.
rewrite mean_signs_sum /gram mxE; apply: eq_bigr => i _.
rewrite mean_signs_sum (bigD1 i) //= mean_signsZ mean2 eqxx mulr1 mxE big1 ?addr0 // => j ji.
by rewrite mean_signsZ mean2 eq_sym (negbTE ji) mulr0.
Qed.

Lemma untrained_entry n p (Z : 'M[R]_(n, p)) a b : mean_signs (fun s => untrained Z s a b) = cgram Z a b.
Proof.
rewrite cgramE -sign_weights_gram; apply: eq_mean_signs => s.
by rewrite /untrained cgramE mulmxA.
Qed.

Lemma untrained_mean n p (Z : 'M[R]_(n, p)) (L : 'M[R]_n) :
  mean_signs (fun s => fip (untrained Z s) L) = fip (cgram Z) L.
Proof.
transitivity (mean_signs (fun s : signs p => \sum_b \sum_a L a b * untrained Z s a b)).
  by apply: eq_mean_signs => s; rewrite fipE; apply: eq_bigr => b _; apply: eq_bigr => a _; rewrite mulrC.
rewrite mean_signs_sum fipE; apply: eq_bigr => b _; rewrite mean_signs_sum; apply: eq_bigr => a _.
by rewrite mean_signsZ untrained_entry mulrC.
Qed.

(* probes/untrained_layers_share_the_input_kernel: over all signs as weights, the inner product of the Gram matrix of an
   untrained feature with any other is on average that of the input kernel; deconfounding takes exactly this off, and
   leaves nothing of the input kernel itself. *)
Theorem probes_untrained_layers_share_the_input_kernel n p q (Z : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m Z != 0 ->
  [/\ mean_signs (fun s => fip (untrained Z s) (cgram Y)) = fip (cgram Z) (cgram Y),
      mean_signs (fun s => fip (deconfounded Z (untrained Z s)) (cgram Y)) = 0 &
      deconfounded Z (cgram Z) = 0].
Proof.
rewrite -cgram_eq0 -fip_eq0 => K0; split; first exact: untrained_mean.
  set c := - (fip (cgram Z) (cgram Y) / fip (cgram Z) (cgram Z)).
  transitivity (mean_signs (fun s => fip (untrained Z s) (cgram Y)) + c * mean_signs (fun s => fip (untrained Z s)
    (cgram Z))).
    rewrite -mean_signsZ /mean_signs -mulrDr -big_split /=; congr (_ * _); apply: eq_bigr => s _.
    rewrite /deconfounded fipBl fipZl /c; congr (_ + _); rewrite mulNr; congr (- _).
    by rewrite mulrC mulrA [RHS]mulrAC.
  by rewrite !untrained_mean /c mulNr divfK // subrr.
by rewrite /deconfounded divff // scale1r subrr.
Qed.

End Untrained.
