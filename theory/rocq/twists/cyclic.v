(* Circles at the frequencies of a cyclic group: sums over a rotation of order m, without complex numbers. CKA of
   embeddings of a cyclic group by circles is the cosine of their power spectra. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka harmonics zero_scores frames.
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

Section Spectra.
Variables (R : rcfType) (m : nat) (c s : R).
Local Notation H := (center R m).
Local Notation C := (rcos c s).
Local Notation S := (rsin c s).

(* the circle of frequency k, and K circles of amplitudes a at the frequencies f *)
Definition circle k : 'M[R]_(m, 2) := \matrix_(j, b) if b == 0 then C (k * j) else S (k * j).
Definition circles K (f : 'I_K -> nat) (a : 'I_K -> R) : 'M[R]_(m, K + K) :=
  row_mx (\matrix_(j, k) (a k * C (f k * j))) (\matrix_(j, k) (a k * S (f k * j))).

(* two frequencies are one up to sign: 1 when k = l or k = -l modulo m, and 2 when both *)
Definition meets k l : R := (k == l %[mod m])%:R + (m %| k + l)%N%:R.
Definition spectral_weight k l : R := if (m %| k)%N || (m %| l)%N then 0 else meets k l.

Lemma circle_products k l : rotation m c s ->
  [/\ \sum_(j < m) C (k * j) * C (l * j) = m%:R / 2%:R * ((k == l %[mod m])%:R + (m %| k + l)%N%:R),
      \sum_(j < m) S (k * j) * S (l * j) = m%:R / 2%:R * ((k == l %[mod m])%:R - (m %| k + l)%N%:R),
      \sum_(j < m) S (k * j) * C (l * j) = 0 & \sum_(j < m) C (k * j) * S (l * j) = 0].
Proof.
move=> r; wlog lk : k l / (l <= k)%N => [wl|].
  have [/wl//|/ltnW/wl[cc ss sc cs]] := leqP l k.
  have sw (f g : nat -> R) : \sum_(j < m) f (k * j)%N * g (l * j)%N = \sum_(j < m) g (l * j)%N * f (k * j)%N.
    by apply: eq_bigr => j _; rewrite mulrC.
  by split; rewrite sw ?cc ?ss ?sc ?cs // eq_sym addnC.
have [pc ps] := rot_sum (k + l) r; have [dc ds] := rot_sum (k - l) r.
have sub (j : 'I_m) : C ((k - l) * j) = C (k * j) * C (l * j) + S (k * j) * S (l * j) /\
    S ((k - l) * j) = S (k * j) * C (l * j) - C (k * j) * S (l * j).
  by rewrite mulnBl; apply: rot_sub r _; rewrite leq_mul2r lk orbT.
have add (j : 'I_m) : C ((k + l) * j) = C (k * j) * C (l * j) - S (k * j) * S (l * j) /\
    S ((k + l) * j) = S (k * j) * C (l * j) + C (k * j) * S (l * j) by rewrite mulnDl rcos_add rsin_add.
have pc' : \sum_(j < m) C (k * j) * C (l * j) - \sum_(j < m) S (k * j) * S (l * j) = (m %| k + l)%N%:R * m%:R.
  by rewrite -sumrB -pc; apply: eq_bigr => j _; case: (add j).
have ps' : \sum_(j < m) S (k * j) * C (l * j) + \sum_(j < m) C (k * j) * S (l * j) = 0.
  by rewrite -big_split -[RHS]ps; apply: eq_bigr => j _; case: (add j).
have dc' : \sum_(j < m) C (k * j) * C (l * j) + \sum_(j < m) S (k * j) * S (l * j) = (k == l %[mod m])%:R * m%:R.
  by rewrite (eqn_mod_dvd m lk) -big_split -dc; apply: eq_bigr => j _; case: (sub j).
have ds' : \sum_(j < m) S (k * j) * C (l * j) - \sum_(j < m) C (k * j) * S (l * j) = 0.
  by rewrite -sumrB -[RHS]ds; apply: eq_bigr => j _; case: (sub j).
move: pc' ps' dc' ds'.
move: (\sum_(j < m) C (k * j) * C (l * j)) (\sum_(j < m) S (k * j) * S (l * j))
  (\sum_(j < m) S (k * j) * C (l * j)) (\sum_(j < m) C (k * j) * S (l * j)) => cc ss sc cs.
move: ((_ %| _)%N%:R : R) ((k == l %[mod m])%:R : R) (m%:R : R) => p d M {}pc {}ps {}dc {}ds.
have half (x y u v : R) : x - y = u -> x + y = v -> x = (u + v) / 2%:R /\ y = (v - u) / 2%:R.
  by move=> <- <-; split; field.
have [-> ->] := half _ _ _ _ pc dc.
have [-> ->] := half _ _ _ _ ds ps.
by split; field.
Qed.

Lemma hsic_circle k l : rotation m c s -> hsic (circle k) (circle l) = m%:R ^+ 2 / 2%:R * spectral_weight k l.
Proof.
move=> r; rewrite /spectral_weight.
have flat i : (m %| i)%N -> H *m circle i = 0.
  move=> mi; apply/center_eq0; exists (\row_b (b == 0)%:R); apply/matrixP => j b; rewrite !mxE big_ord1 !mxE mul1r.
  have [-> ->] := rot_one r (dvdn_mulr j mi).
  by case: (b == 0).
have [/flat k0|mk] := boolP (m %| k)%N; first by rewrite hsic_sym /hsic -mulmxA k0 mulmx0 fip0l mulr0.
have [/flat l0|ml] := boolP (m %| l)%N; first by rewrite /hsic -mulmxA l0 mulmx0 fip0l mulr0.
have centred : H *m circle l = circle l.
  rewrite centerE mulmxBl mul1mx -scalemxAl -mulmxA (_ : (ones R m)^T *m circle l = 0) ?mulmx0 ?scaler0 ?subr0 //.
  apply/matrixP => a b; rewrite !mxE (eq_bigr (fun j : 'I_m => if b == 0 then C (l * j) else S (l * j))) => [|j _].
    by have [sc ss] := rot_sum l r; case: (b == 0); rewrite ?ss // sc (negbTE ml) mul0r.
  by rewrite !mxE mul1r.
have [cc ss sc cs] := circle_products k l r.
have ent a b : ((circle k)^T *m circle l) a b =
    \sum_(j < m) (if a == 0 then C (k * j) else S (k * j)) * (if b == 0 then C (l * j) else S (l * j)).
  by rewrite mxE; apply: eq_bigr => j _; rewrite !mxE.
rewrite /hsic -mulmxA centred fipE !big_ord_recl !big_ord0 !ent /= cc ss sc cs /meets.
move: (m%:R : R) => M; by case: (_ == _); case: (_ %| _)%N; rewrite /=; field.
Qed.

Lemma cgram_circles K (f : 'I_K -> nat) (a : 'I_K -> R) :
  cgram (circles f a) = \sum_k a k ^+ 2 *: cgram (circle (f k)).
Proof.
have -> : \sum_k a k ^+ 2 *: cgram (circle (f k)) = H *m (\sum_k a k ^+ 2 *: gram (circle (f k))) *m H.
  by rewrite mulmx_sumr mulmx_suml; apply: eq_bigr => k _; rewrite -scalemxAr -scalemxAl.
rewrite /cgram; congr (_ *m _ *m _); apply/matrixP => i j; rewrite summxE.
rewrite /gram /circles tr_row_mx mul_row_col mxE [X in X + _]mxE [X in _ + X]mxE -big_split; apply: eq_bigr => k _.
by rewrite !mxE !big_ord_recl big_ord0 !mxE /=; ring.
Qed.

Lemma hsic_circles K L (f : 'I_K -> nat) (a : 'I_K -> R) (g : 'I_L -> nat) (b : 'I_L -> R) : rotation m c s ->
  hsic (circles f a) (circles g b) =
    m%:R ^+ 2 / 2%:R * \sum_k \sum_l spectral_weight (f k) (g l) * (a k ^+ 2 * b l ^+ 2).
Proof.
move=> r; rewrite hsicE !cgram_circles fipC fip_sumr mulr_sumr; apply: eq_bigr => k _.
rewrite fipC fip_sumr mulr_sumr; apply: eq_bigr => l _.
by rewrite !fip_lin -hsicE hsic_circle //; ring.
Qed.

(* the cosine of two spectra, of powers p and q at the frequencies f and g *)
Definition spectral_inner K L (f : 'I_K -> nat) (p : 'I_K -> R) (g : 'I_L -> nat) (q : 'I_L -> R) : R :=
  \sum_k \sum_l spectral_weight (f k) (g l) * (p k * q l).

(* twists/cyclic_spectrum: circles of any frequencies: k and -k are one frequency, 0 is none, and m/2 has weight 2. *)
Theorem twists_cyclic_spectrum_any K L (f : 'I_K -> nat) (a : 'I_K -> R) (g : 'I_L -> nat) (b : 'I_L -> R) :
  (0 < m)%N -> rotation m c s -> let p k := a k ^+ 2 in let q l := b l ^+ 2 in
  cka (circles f a) (circles g b) =
    spectral_inner f p g q / Num.sqrt (spectral_inner f p f p * spectral_inner g q g q).
Proof.
move=> m0 r p q; have k0 : 0 < m%:R ^+ 2 / 2%:R :> R by rewrite divr_gt0 ?exprn_gt0 ?ltr0n.
rewrite /cka !hsic_circles // -!/(spectral_inner _ _ _ _); move: (m%:R ^+ 2 / 2%:R) k0 => w w0.
have root x y : Num.sqrt (w * x * (w * y)) = w * Num.sqrt (x * y).
  by rewrite mulrACA -expr2 sqrtrM ?sqr_ge0 // sqrtr_sqr gtr0_norm.
by rewrite root invfM mulrACA divff ?gt_eqF // mul1r.
Qed.

(* twists/cyclic_spectrum: CKA of two embeddings of Z_m, of circles of amplitudes a and b at the frequencies k = 1,
   ..., m/2, is the cosine of the spectra p = a^2 and q = b^2 with weight 2 at k = m/2 and 1 otherwise. *)
Theorem twists_cyclic_spectrum (a b : 'I_(m./2) -> R) : (0 < m)%N -> rotation m c s ->
  let p k := a k ^+ 2 in let q k := b k ^+ 2 in let w (k : 'I_(m./2)) := if k.+1.*2 == m then 2%:R else 1 in
  cka (circles (fun k => k.+1) a) (circles (fun k => k.+1) b) =
    (\sum_k w k * (p k * q k)) / Num.sqrt ((\sum_k w k * p k ^+ 2) * (\sum_k w k * q k ^+ 2)).
Proof.
move=> m0 r p q w; rewrite twists_cyclic_spectrum_any //.
have bound (k : 'I_(m./2)) : (k.+1.*2 <= m)%N.
  by rewrite -[X in (_ <= X)%N]odd_double_half (leq_trans _ (leq_addl _ _)) // leq_double.
have small (k : 'I_(m./2)) : (k.+1 < m)%N.
  by apply: leq_trans (bound k); rewrite -addnn -addn1 leq_add2l.
have weight (k l : 'I_(m./2)) : spectral_weight k.+1 l.+1 = if l == k then w k else 0.
  rewrite /spectral_weight /meets (gtnNdvd _ (small k)) // (gtnNdvd _ (small l)) // (modn_small (small k)).
  rewrite (modn_small (small l)) eqSS; have [->|lk] := eqVneq l k.
    rewrite eqxx addnn /w; have [->|km] := eqVneq k.+1.*2 m; first by rewrite dvdnn.
    by rewrite gtnNdvd ?addr0 // ltn_neqAle km bound.
  have kl : (k == l :> nat) = false by apply/negbTE; rewrite eq_sym.
  rewrite kl add0r gtnNdvd // ltn_neqAle -leq_double doubleD -(addnn m) leq_add ?bound // andbT.
  apply: contraNneq lk => e; rewrite -val_eqE eqn_leq.
  have h1 : (l.+1 + l.+1 <= k.+1 + l.+1)%N by rewrite e addnn bound.
  have h2 : (k.+1 + k.+1 <= k.+1 + l.+1)%N by rewrite e addnn bound.
  by move: h1 h2; rewrite leq_add2r leq_add2l !ltnS => -> ->.
have inner (u v : 'I_(m./2) -> R) : spectral_inner (fun k : 'I_(m./2) => k.+1) u (fun k : 'I_(m./2) => k.+1) v =
    \sum_k w k * (u k * v k).
  apply: eq_bigr => k _; rewrite (bigD1 k) //= big1 ?addr0 => [|l lk]; rewrite weight ?eqxx //.
  by rewrite (negbTE lk) mul0r.
by rewrite !inner; congr (_ / Num.sqrt (_ * _)); apply: eq_bigr => k _; rewrite expr2.
Qed.
End Spectra.
