(* A two-layer linear network has least weights exactly when its layers are balanced; what imbalance costs at most. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd eigen nuclear pinv.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section LeastNorm.
Variable R : rcfType.

Lemma pinv_sym n (N : 'M[R]_n) : N^T = N -> (pinv N)^T = pinv N.
Proof.
move=> NT; apply: pinv_unique.
- by apply: trmx_inj; rewrite !trmx_mul trmxK NT mulmxA pinvK.
- by apply: trmx_inj; rewrite !trmx_mul trmxK NT mulmxA pinvVK.
- by rewrite trmx_mul trmxK NT -[LHS]pinv_mull_tr trmx_mul NT.
by rewrite trmx_mul trmxK NT -[LHS]pinv_mulr_tr trmx_mul NT.
Qed.

(* both layers from the polar factor of the map *)
Lemma two_layer_gap d h k (W : 'M[R]_(d, h)) (V : 'M[R]_(h, k)) (U : 'M[R]_(d, k)) :
  fip W W + fip V V - 2%:R * fip (W *m V) U =
  fip (W - U *m V^T) (W - U *m V^T) + (fip V^T V^T - fip (U *m V^T) (U *m V^T)).
Proof.
have E : fip (W *m V) U = fip W (U *m V^T) by rewrite fip_mulmr.
by rewrite E !fip_lin fip_tr (fipC _ W); ring.
Qed.

Lemma partial_gap d h k (V : 'M[R]_(h, k)) (U : 'M[R]_(d, k)) : U *m U^T *m U = U ->
  let D := V^T - U^T *m U *m V^T in fip V^T V^T - fip (U *m V^T) (U *m V^T) = fip D D.
Proof.
move=> UU /=; have e : fip (U^T *m U *m V^T) (U^T *m U *m V^T) = fip (U *m V^T) (U *m V^T).
  by rewrite -!(mulmxA U^T) fip_mulml trmxK !mulmxA UU.
have f : fip V^T (U^T *m U *m V^T) = fip (U *m V^T) (U *m V^T) by rewrite fipC -(mulmxA U^T) fip_mulml trmxK.
by rewrite !fip_lin e (fipC _ V^T) f; ring.
Qed.

(* what imbalance costs at most: tr N^+ D^2, N = W^T W + V V^T, D = W^T W - V V^T *)
Lemma two_layer_price d h k (W : 'M[R]_(d, h)) (V : 'M[R]_(h, k)) :
  fip W W + fip V V - 2%:R * nuc (W *m V) <=
  \tr (pinv (W^T *m W + V *m V^T) *m (W^T *m W - V *m V^T) *m (W^T *m W - V *m V^T)).
Proof.
set N := _ + V *m V^T; set D := _ - V *m V^T; set P := pinv N; pose A := W^T *m W; pose B := V *m V^T.
have AT : A^T = A by rewrite trmx_mul trmxK.
have BT : B^T = B by rewrite trmx_mul trmxK.
have NT : N^T = N by rewrite /N linearD /= AT BT.
have PT : P^T = P by apply: pinv_sym.
pose C := 2%:R *: (W *m P *m V).
have cC : contraction C.
  apply/contractionP; pose M := V^T *m P *m V; have MT : M^T = M by rewrite /M !trmx_mul trmxK PT mulmxA.
  pose E := W *m P *m V; have CT : C^T = 2%:R *: E^T by rewrite /C linearZ.
  have EE : E^T *m E = M - M *m M.
    have -> : E^T *m E = V^T *m (P *m A *m P) *m V by rewrite /E !trmx_mul PT /A !mulmxA.
    have -> : M *m M = V^T *m (P *m B *m P) *m V by rewrite /M /B !mulmxA.
    have -> : M = V^T *m (P *m N *m P) *m V by rewrite pinvVK.
    by rewrite -mulmxBl -mulmxBr -mulmxBl -mulmxBr /N addrK.
  have CC : C^T *m C = 4%:R *: (M - M *m M).
    by rewrite CT /C -scalemxAl -scalemxAr scalerA -natrM EE.
  have -> : 1%:M - C^T *m C = gram (1%:M - 2%:R *: M).
    have T : (1%:M - 2%:R *: M)^T = 1%:M - 2%:R *: M by rewrite linearB linearZ /= trmx1 MT.
    rewrite CC /gram T mulmxBr !mulmxBl !mulmx1 !mul1mx -!(scalemxAl, scalemxAr).
    move: (M *m M) (1%:M) => M2 I; clearbody M; apply/matrixP => i j; rewrite !mxE.
    by move: (I i j) (M i j) (M2 i j) => *; ring.
  exact: gram_psd.
have up := nuc_max (W *m V) cC.
have cyc (X Y Z : 'M[R]_h) : \tr (X *m Y *m Z) = \tr (Z *m X *m Y) by rewrite mxtrace_mulC mulmxA.
have tr3 (X Y Z : 'M[R]_h) : X^T = X -> Y^T = Y -> Z^T = Z -> \tr (X *m Y *m Z) = \tr (X *m Z *m Y).
  by move=> XT YT ZT; rewrite -mxtrace_tr !trmx_mul XT YT ZT cyc mulmxA cyc.
have cross : fip (W *m V) C = 2%:R * \tr (P *m A *m B).
  rewrite /C fipZr; congr (_ * _); rewrite /fip trmx_mul.
  have -> : V^T *m W^T *m (W *m P *m V) = V^T *m (A *m P *m V) by rewrite /A !mulmxA.
  by rewrite mxtrace_mulC -(mulmxA (A *m P)) -/B cyc cyc tr3.
have DD : \tr (P *m D *m D) = \tr N - 4%:R * \tr (P *m A *m B).
  have e : \tr (P *m N *m N) = \tr N.
    by rewrite cyc -(mulmxA N) [N *m _]mulmxA pinvK.
  have -> : \tr (P *m D *m D) = \tr (P *m N *m N) - 2%:R * (\tr (P *m A *m B) + \tr (P *m B *m A)).
    rewrite /D /N -/A -/B; clearbody P A B; rewrite !(mulmxDr, mulmxDl, mulmxN, mulNmx, opprK).
    by rewrite !(linearD, linearN) /=; ring.
  rewrite e (tr3 P B A PT BT AT).
  by move: (\tr N) (\tr (P *m A *m B)) => x y; ring.
have tN : fip W W + fip V V = \tr N by rewrite /N mxtraceD [\tr (V *m _)]mxtrace_mulC.
have four (z : R) : 4%:R * z = 2%:R * (2%:R * z) by ring.
rewrite DD tN ler_add2l ler_opp2 four -cross.
by rewrite ler_pmul2l ?ltr0n.
Qed.

(* identifiability/minimal_norm_is_balanced: |W|^2 + |V|^2 >= 2|WV|_* (nuclear norm), with equality exactly for balanced
   layers, W^T W = V V^T; the excess is at most tr N^+ D^2 with N = W^T W + V V^T and the imbalance D = W^T W - V V^T. *)
Theorem identifiability_minimal_norm_is_balanced d h k (W : 'M[R]_(d, h)) (V : 'M[R]_(h, k)) :
  let weight := fip W W + fip V V in let least := 2%:R * nuc (W *m V) in
  let N := W^T *m W + V *m V^T in let D := W^T *m W - V *m V^T in
  [/\ least <= weight, weight - least <= \tr (pinv N *m D *m D) & W^T *m W = V *m V^T <-> least = weight].
Proof.
move=> weight least N D; have price := two_layer_price W V.
have [U [cU EU UU _]] := nuc_attained (W *m V).
have gap : weight - least = fip (W - U *m V^T) (W - U *m V^T) + (fip V^T V^T - fip (U *m V^T) (U *m V^T)).
  by rewrite /weight /least -EU two_layer_gap.
have low : 0 <= weight - least by rewrite gap addr_ge0 ?fip_ge0 // subr_ge0 contraction_mat.
split=> //; first by rewrite -subr_ge0.
split=> e; last first.
  move: gap; rewrite e subrr (partial_gap V UU) => /esym/eqP.
  rewrite paddr_eq0 ?fip_ge0 // !fip_eq0 !subr_eq0 => /andP [/eqP EW /eqP EV].
  by rewrite {1 2}EW trmx_mul trmxK -[in LHS]mulmxA [U^T *m _]mulmxA -EV.
apply/eqP; rewrite eq_sym -subr_eq0 eq_le low andbT; apply: le_trans price _.
by rewrite e subrr mulmx0 mxtrace0.
Qed.

End LeastNorm.
