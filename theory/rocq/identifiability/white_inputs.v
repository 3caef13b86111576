(* When least weight norm and least representation norm agree: the inputs are white as far as they are read. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd rigid projector pinv roots linear_networks.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section WhiteInputs.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma sandwich0 m n (B : 'M[R]_(m, n)) (C : 'M[R]_m) : B *m (B^T *m C *m B) *m B^T = 0 -> B^T *m C *m B = 0.
Proof.
move=> E; apply/eqP; rewrite -fip_eq0 -{1}(mulmxA B^T) fip_mulml trmxK fip_mulmr E fip0r.
by [].
Qed.

(* X^T X = c W^T W exactly when the Gram matrices of X = SW and Y are proportional *)
Lemma white_as_read n d h l k (S : 'M[R]_(n, d)) (W : 'M[R]_(d, h)) (V : 'M[R]_(h, k)) (Y : 'M[R]_(n, l))
    (U : 'M[R]_(l, k)) :
  S *m W *m V = Y *m U -> W^T *m W = V *m V^T -> Y^T *m Y = U *m U^T ->
  let X := S *m W in gram Y *m gram Y = X *m (W^T *m W) *m X^T /\ gram X *m gram X = X *m (X^T *m X) *m X^T.
Proof.
move=> E bW bY X; split; last by rewrite /gram !mulmxA.
by rewrite (balanced_root bY) -E bW /gram trmx_mul !mulmxA.
Qed.

Lemma rank1_outer d k (B : 'M[R]_(d, k)) : \rank B = 1%N -> exists (b : 'cV_d) (c : 'rV_k), B = b *m c.
Proof.
move=> rB; have := mulmx_base B; move: (col_base B) (row_base B); rewrite rB => b c E.
by exists b, c.
Qed.

(* a balanced network of rank one has a first layer of rank one *)
Lemma balanced_rank1 d h k (W : 'M[R]_(d, h)) (V : 'M[R]_(h, k)) : W^T *m W = V *m V^T -> \rank (W *m V) = 1%N ->
  exists (b : 'cV_d) (q : 'rV_h), W = b *m q.
Proof.
move=> bW /rank1_outer [b [c E]]; pose g := fip c c / fip b b; pose r := Num.sqrt (Num.sqrt g).
have r4 : r ^+ 4 = g.
  have r2 : r ^+ 2 = Num.sqrt g by rewrite sqr_sqrtr ?sqrtr_ge0.
  by rewrite -[4%N]/(2 * 2)%N exprM r2 sqr_sqrtr // divr_ge0 ?fip_ge0.
have bb : gram b *m gram b = fip b b *: gram b.
  by rewrite /gram mulmxA -(mulmxA b) fip_scalar mul_mx_scalar -scalemxAl.
have G : gram W = gram (r *: b).
  apply: root_unique; rewrite ?(balanced_root bW) ?E; try exact: gram_psd.
  have -> : gram (b *m c) = fip c c *: gram b.
    by rewrite /gram trmx_mul mulmxA -(mulmxA b) fip_rowT mul_mx_scalar -scalemxAl.
  have [->|b0] := eqVneq b 0; first by rewrite scaler0 /gram !mul0mx scaler0.
  have -> : gram (r *: b) = r ^+ 2 *: gram b by rewrite /gram linearZ /= -scalemxAl -scalemxAr scalerA expr2.
  rewrite -scalemxAl -scalemxAr bb !scalerA; congr (_ *: _).
  by rewrite -exprD r4 /g divfK // fip_eq0.
by have [Q [EQ _]] := gram_partial G; exists (r *: b), Q.
Qed.

(* identifiability/minimal_norms_and_white_inputs: two networks compute the same output from centred inputs S, the
   first balanced in its weights, the second in its representation Y; W reads nothing that S does not contain. Linear CKA
   of X = SW and Y is 1 exactly when W^T S^T S W is proportional to W^T W; so if the inputs are white, S^T S = cI, or if
   the map WV has rank one. The constant is |SW|^2/|W|^2. *)
Theorem identifiability_minimal_norms_and_white_inputs n d h l k (S : 'M[R]_(n, d)) (W : 'M[R]_(d, h))
    (V : 'M[R]_(h, k)) (Y : 'M[R]_(n, l)) (U : 'M[R]_(l, k)) :
  S *m W *m V = Y *m U -> W^T *m W = V *m V^T -> Y^T *m Y = U *m U^T -> H *m (S *m W *m V) != 0 ->
  H *m S = S -> proj S^T *m W = W ->
  let X := S *m W in
  [/\ cka X Y = 1 <-> exists c, X^T *m X = c *: (W^T *m W),
      (exists c, X^T *m X = c *: (W^T *m W)) <-> fip W W *: (X^T *m X) = fip X X *: (W^T *m W),
      (exists c, S^T *m S = c%:M) -> cka X Y = 1 &
      \rank (W *m V) = 1%N -> cka X Y = 1].
Proof.
move=> E bW bY T0 HS rW X; have [LL KK] := white_as_read E bW bY.
have X0 : H *m X != 0 by apply: contraNneq T0 => e; rewrite mulmxA e mul0mx.
have HX : H *m X = X by rewrite mulmxA HS.
have EX := balanced_span S bW; have EY : Y = Y *m U *m (U^T *m (pinv (Y^T *m Y))^T).
  by have := balanced_span 1%:M bY; rewrite !mul1mx.
have HY : H *m Y = Y by rewrite EY -E !mulmxA HS.
have Y0 : H *m Y != 0.
  by apply: contraNneq X0; rewrite HY HX => e; rewrite /X EX E e !mul0mx.
have cX : cgram X = gram X by rewrite cgramE HX.
have cY : cgram Y = gram Y by rewrite cgramE HY.
have W2 : 0 < fip W W by rewrite fip_gt0; apply: contraNneq X0; rewrite /X => ->; rewrite !mulmx0.
have X2 : 0 < fip X X by rewrite fip_gt0 -HX.
have const c : X^T *m X = c *: (W^T *m W) -> fip X X = c * fip W W.
  by move/(congr1 mxtrace); rewrite mxtraceZ.
have one c : X^T *m X = c *: (W^T *m W) -> cka X Y = 1.
  move=> e; have c0 : 0 < c by rewrite -(pmulr_lgt0 _ W2) -const.
  apply/cka_eq1 => //; exists (Num.sqrt c); rewrite ?sqrtr_gt0 // cX cY.
  apply: root_unique; [exact: gram_psd | by apply: psdZ (sqrtr_ge0 c) _; exact: gram_psd |].
  by rewrite KK e -!(scalemxAr, scalemxAl) scalerA -expr2 sqr_sqrtr ?(ltW c0) // LL.
split.
- split=> [|[c]]; last exact: one.
  move=> /(cka_eq1 X0 Y0) [a a0]; rewrite cX cY => e; exists (a ^+ 2).
  pose F := S^T *m S - (a ^+ 2)%:M; pose D := W^T *m F *m W.
  have ED : D = X^T *m X - a ^+ 2 *: (W^T *m W).
    by rewrite /D /F mulmxBr mulmxBl mul_mx_scalar -scalemxAl /X trmx_mul !mulmxA.
  have XD : X *m D *m X^T = 0.
    rewrite ED mulmxBr mulmxBl -KK -scalemxAr -scalemxAl -LL e -scalemxAl -scalemxAr scalerA expr2.
    by rewrite subrr.
  have [C EC] := proj_col S^T; have WC : W = S^T *m (C *m W) by rewrite mulmxA -EC.
  have WD : W *m D *m W^T = 0.
    have SD : S^T *m (C *m W *m D *m (C *m W)^T) *m S = 0.
      by apply: sandwich0; rewrite -[RHS]XD /X [in RHS]WC !trmx_mul !trmxK !mulmxA.
    by rewrite -[RHS]SD {1 2}WC (trmx_mul S^T) trmxK !mulmxA.
  have D0 : D = 0 by apply: sandwich0; rewrite -/D.
  by apply/eqP; rewrite -subr_eq0 -ED D0.
- split=> [[c e]|e]; first by rewrite (const _ e) e scalerA mulrC.
  exists (fip X X / fip W W); apply: (@scalerI _ _ (fip W W)); first by rewrite gt_eqF.
  by rewrite e scalerA mulrCA divff ?mulr1 // gt_eqF.
- move=> [c e]; apply: (one c); rewrite /X trmx_mul mulmxA -(mulmxA W^T) e mul_mx_scalar -scalemxAl.
  by [].
move=> /(balanced_rank1 bW) [b [q EW]].
have b2 : fip b b != 0.
  by rewrite fip_eq0; apply: contraTneq W2 => b0; rewrite EW b0 mul0mx fip0l ltxx.
apply: (one (fip (S *m b) (S *m b) / fip b b)).
have qq (m : nat) (z : 'M[R]_(m, 1)) : (z *m q)^T *m (z *m q) = fip z z *: (q^T *m q).
  by rewrite trmx_mul mulmxA -(mulmxA q^T) fip_scalar mul_mx_scalar -scalemxAl.
rewrite /X EW (mulmxA S) (qq n) (qq d) scalerA divfK //. 
Qed.

End WhiteInputs.
