(* One scalar output read from both representations: the share of a readout, and the floor as a product of shares. The
   share of a representation that a readout is, and when it is all of it. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector pinv readout_norms readout_pairs.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Scalar.
Variable R : rcfType.
Local Notation H := (center R _).

(* |X_c w|^2/(|w|^2 |K|): how much of X the readout w is *)
Definition readout_share n p (X : 'M[R]_(n, p)) (w : 'cV[R]_p) : R :=
  fip (H *m X *m w) (H *m X *m w) / (fip w w * ksize X).

Lemma proj_cV p (w : 'cV[R]_p) : w != 0 -> proj w = (fip w w)^-1 *: (w *m w^T).
Proof.
move=> w0; apply/esym/(@proj_unique _ _ _ _ _ ((fip w w)^-1 *: w^T)); last by rewrite -scalemxAr.
  by rewrite linearZ /= trmx_mul trmxK.
by rewrite -scalemxAl -mulmxA fip_scalar mul_mx_scalar scalerA mulVf ?scale1r // fip_eq0.
Qed.

Lemma fip_column_row p q (w : 'cV[R]_p) (v : 'cV[R]_q) : fip (w *m v^T) (w *m v^T) = fip w w * fip v v.
Proof. by rewrite fip_mulmr trmxK -mulmxA fip_scalar mul_mx_scalar fipZr mulrC. Qed.

Lemma seen_cV n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) : w != 0 -> v != 0 ->
  seen X Y w v = (fip (H *m X *m w) (H *m Y *m v) / (fip w w * fip v v)) *: (w *m v^T).
Proof.
move=> w0 v0; have E M : w *m w^T *m M *m (v *m v^T) = w *m (w^T *m M *m v) *m v^T by rewrite !mulmxA.
rewrite /seen !proj_cV // -scalemxAr -!scalemxAl scalerA E -outputs_cross fip_scalar mul_mx_scalar -scalemxAl.
by rewrite scalerA /output; congr (_ *: _); rewrite invfM mulrC; congr (_ * _); rewrite mulrC.
Qed.

Lemma floor_cV n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) : w != 0 -> v != 0 ->
  readout_floor X Y w v
    = fip (H *m X *m w) (H *m Y *m v) ^+ 2 / (fip w w * fip v v * (ksize X * ksize Y)).
Proof.
move=> w0 v0; rewrite readout_floorE seen_cV // !fip_lin fip_column_row.
have ab : fip w w * fip v v != 0 by rewrite mulf_neq0 // fip_eq0.
by rewrite divfK // [_ / (fip w w * _) * _]mulrAC -expr2 [in RHS]invfM mulrA.
Qed.

(* |M|^2 in four orthogonal parts, of which P M Q is one *)
Lemma four_parts p q (M : 'M[R]_(p, q)) (P : 'M[R]_p) (Q : 'M[R]_q) :
  P^T = P -> P *m P = P -> Q^T = Q -> Q *m Q = Q ->
  let P' := 1%:M - P in let Q' := 1%:M - Q in
  fip M M = fip (P *m M *m Q) (P *m M *m Q) + (fip (P' *m M *m Q') (P' *m M *m Q')
    + fip (P' *m M *m Q) (P' *m M *m Q) + fip (P *m M *m Q') (P *m M *m Q')).
Proof.
move=> PT PP QT QQ /=.
have splitl r (N : 'M[R]_(p, r)) : fip N N = fip (P *m N) (P *m N) + fip ((1%:M - P) *m N) ((1%:M - P) *m N).
  rewrite mulmxBl mul1mx !fip_lin !(fip_mulml P) PT (mulmxA P) PP; ring.
have splitr r (N : 'M[R]_(r, q)) : fip N N = fip (N *m Q) (N *m Q) + fip (N *m (1%:M - Q)) (N *m (1%:M - Q)).
  rewrite mulmxBr mulmx1 !fip_lin !(fip_mulmr N Q) QT -(mulmxA N) QQ; ring.
by rewrite (splitl _ M) (splitr _ (P *m M)) (splitr _ ((1%:M - P) *m M)); ring.
Qed.

(* floors/shared_scalar_readout: where t = H X w = H Y v is not 0, linear CKA is at least |t|^4/(|w|^2 |v|^2 |K||L|) >
   0, the floor of any two readouts, and the product of the two shares. The gap, times |K||L|, is the squared norm of
   X_c^T Y_c - |t|^2 w v^T/(|w|^2 |v|^2); and also of the three products of what is read (t w^T/|w|^2) and what is
   not. *)
Theorem floors_shared_scalar_readout n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (w : 'cV[R]_p) (v : 'cV[R]_q) t :
  H *m X *m w = t -> H *m Y *m v = t -> t != 0 ->
  let floor := fip t t ^+ 2 / (fip w w * fip v v * (ksize X * ksize Y)) in
  let x_read := (fip w w)^-1 *: (t *m w^T) in let y_read := (fip v v)^-1 *: (t *m v^T) in
  let x_rest := H *m X - x_read in let y_rest := H *m Y - y_read in
  let off := (H *m X)^T *m (H *m Y) - (fip t t / (fip w w * fip v v)) *: (w *m v^T) in
  let gap := (cka X Y - floor) * ksize X * ksize Y in
  [/\ floor <= cka X Y, 0 < floor,
      floor = readout_floor X Y w v /\ floor = readout_share X w * readout_share Y v,
      gap = fip off off &
      gap = fip (x_rest^T *m y_rest) (x_rest^T *m y_rest) + fip (x_rest^T *m y_read) (x_rest^T *m y_read)
          + fip (x_read^T *m y_rest) (x_read^T *m y_rest)].
Proof.
move=> Xw Yv t0 floor x_read y_read x_rest y_rest off gap.
have [x0 w0] : H *m X != 0 /\ w != 0 by apply: output_const; rewrite /output Xw.
have [y0 v0] : H *m Y != 0 /\ v != 0 by apply: output_const; rewrite /output Yv.
have EF : floor = readout_floor X Y w v by rewrite floor_cV // Xw Yv.
have EM : (H *m X)^T *m (H *m Y) = X^T *m H *m Y.
  by rewrite (trmx_mul H) center_tr !mulmxA -[X^T *m H *m H]mulmxA center_idem.
have EG : gap = fip off off.
  rewrite /gap EF readout_floorE ckaK -mulrBl -mulrA divfK ?seen_gap; last by rewrite mulf_neq0 ?gt_eqF ?ksize_gt0.
  by rewrite /off EM seen_cV // Xw Yv.
split=> //; first by rewrite EF readout_floor_le.
- exact: (crude_gt0 Xw Yv t0).
- split=> //; rewrite /readout_share Xw Yv /floor expr2 [RHS]mulrACA -invfM; congr (_ / _).
  by rewrite mulrACA.
have ER : x_read = H *m X *m proj w by rewrite proj_cV // -scalemxAr mulmxA Xw.
have ES : y_read = H *m Y *m proj v by rewrite proj_cV // -scalemxAr mulmxA Yv.
have ER' : x_rest = H *m X *m (1%:M - proj w) by rewrite mulmxBr mulmx1 -ER.
have ES' : y_rest = H *m Y *m (1%:M - proj v) by rewrite mulmxBr mulmx1 -ES.
have cross P Q : P^T = P -> (H *m X *m P)^T *m (H *m Y *m Q) = P *m (X^T *m H *m Y) *m Q.
  by move=> PT; rewrite (trmx_mul _ P) PT -EM !mulmxA.
rewrite ER' ES' ER ES !cross ?proj_tr ?proj_cproj // EG.
have := four_parts (X^T *m H *m Y) (proj_tr w) (proj_idem w) (proj_tr v) (proj_idem v).
rewrite -/(seen X Y w v) -/(hsic X Y) => E; rewrite -EG /gap EF readout_floorE ckaK -mulrBl -mulrA divfK.
  by rewrite [in LHS]E addrC addKr.
by rewrite mulf_neq0 ?gt_eqF ?ksize_gt0.
Qed.

End Scalar.

Section Share.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma gram_outer m k (a : 'cV[R]_m) (b : 'cV[R]_k) c : gram (c *: (a *m b^T)) = (c ^+ 2 * fip b b) *: (a *m a^T).
Proof.
rewrite /gram linearZ /= -scalemxAl -scalemxAr scalerA (trmx_mul a) trmxK mulmxA -(mulmxA a) fip_scalar.
by rewrite mul_mx_scalar -scalemxAl scalerA expr2.
Qed.

Lemma outer_idem m k (a : 'cV[R]_m) (b : 'cV[R]_k) : a *m a^T *m (a *m b^T) = fip a a *: (a *m b^T).
Proof. by rewrite mulmxA -(mulmxA a) fip_scalar mul_mx_scalar -scalemxAl. Qed.

Variables (n p : nat) (X : 'M[R]_(n, p)) (w : 'cV[R]_p).

Let t : 'cV[R]_n := H *m X *m w.
Let u : 'cV[R]_p := (H *m X)^T *m t.

(* K - t t^T/|w|^2 *)
Definition unread : 'M[R]_n := cgram X - (fip w w)^-1 *: (t *m t^T).

Lemma unread_gram : unread = gram (H *m X *m (1%:M - proj w)).
Proof.
have [w0|w0] := eqVneq w 0.
  have P0 : proj w = 0 by have [C ->] := proj_col w; rewrite w0 mul0mx.
  by rewrite /unread /t P0 subr0 mulmx1 w0 mulmx0 mul0mx scaler0 subr0 cgramE.
have PP : (1%:M - proj w) *m (1%:M - proj w) = 1%:M - proj w.
  by rewrite mulmxBr mulmx1 mulmxBl mul1mx proj_idem subrr subr0.
rewrite /gram (trmx_mul (H *m X) (1%:M - _)) proj_cproj mulmxA -(mulmxA (H *m X) (1%:M - _)) PP.
rewrite mulmxBr mulmx1 mulmxBl -/(gram _) -cgramE proj_cV // -scalemxAr -scalemxAl; congr (_ - _ *: _).
by rewrite (mulmxA (H *m X)) -/t -mulmxA -trmx_mul.
Qed.

Lemma fip_outer_unread : 0 <= fip (t *m t^T) unread.
Proof. by rewrite unread_gram -/(gram t) fip_gram_ge0. Qed.

Lemma fip_outer_t : fip (t *m t^T) (t *m t^T) = fip t t ^+ 2.
Proof. by rewrite fip_column_row expr2. Qed.

Lemma center_t : H *m t = t.
Proof. by rewrite /t !mulmxA center_idem. Qed.

Lemma ksize_t : ksize t = fip t t.
Proof. by rewrite /ksize hsicE cgramE center_t fip_outer_t sqrtr_sqr ger0_norm ?fip_ge0. Qed.

Lemma share_le_cka : t != 0 -> readout_share X w <= cka X t.
Proof.
move=> t0; have [x0 w0] := output_const t0.
have [k0 T0 W0] : [/\ 0 < ksize X, 0 < fip t t & 0 < fip w w] by rewrite ksize_gt0 !fip_gt0.
rewrite /readout_share -/t ckaK ksize_t hsicE (cgramE t) center_t.
rewrite ler_pdivr_mulr ?mulr_gt0 // mulrAC ler_pdivl_mulr ?mulr_gt0 // -subr_ge0.
have : 0 <= fip (t *m t^T) unread * fip w w * ksize X by rewrite !mulr_ge0 ?fip_outer_unread ?fip_ge0 ?ltW.
rewrite /unread fipBr fipZr fip_outer_t (fipC _ (cgram X)) => h; apply: le_trans h _.
rewrite mulrBl mulrAC mulVf ?gt_eqF // mul1r /gram mulrBl; apply: ler_sub; rewrite le_eqVlt; apply/orP; left.
  by rewrite mulrA.
by rewrite expr2 mulrA mulrAC.
Qed.

Lemma share_sqr : t != 0 -> readout_share X w ^+ 2 <= 1 - fip unread unread / fip (cgram X) (cgram X).
Proof.
move=> t0; have [x0 w0] := output_const t0.
have [k0 W0] : 0 < ksize X /\ 0 < fip w w by rewrite ksize_gt0 fip_gt0.
have K0 : 0 < fip (cgram X) (cgram X) by rewrite -ksize_sqr exprn_gt0.
have EK : cgram X = (fip w w)^-1 *: (t *m t^T) + unread by rewrite /unread addrC subrK.
have -> : readout_share X w ^+ 2 = (fip t t / fip w w) ^+ 2 / fip (cgram X) (cgram X).
  by rewrite /readout_share -/t -ksize_sqr -expr_div_n invfM mulrA.
have := fip_outer_unread; move: unread EK => U EK h.
rewrite -[X in X - _](divff (lt0r_neq0 K0)) -mulrBl ler_pmul2r ?invr_gt0 // -subr_ge0 {1 2}EK.
rewrite !fip_lin fip_outer_t (fipC U) (_ : _ - _ = (fip w w)^-1 * fip (t *m t^T) U *+ 2).
  by rewrite mulrn_wge0 // mulr_ge0 ?invr_ge0 ?fip_ge0.
rewrite expr_div_n -mulr_natl -exprVn; move: (fip w w)^-1 => c; ring.
Qed.

(* t^T X_c, and what a multiple of t t^T is *)
Lemma u_w : fip u w = fip t t.
Proof. by rewrite /u fip_mulml trmxK -/t. Qed.

Lemma u_neq0 : t != 0 -> u != 0.
Proof. by apply: contraNneq => E; rewrite -fip_eq0 -u_w E fip0l. Qed.

(* the columns of X_c are multiples of t *)
Lemma line_of_multiple : t != 0 -> fip t t *: cgram X = t *m t^T *m cgram X -> H *m X = (fip t t)^-1 *: (t *m u^T).
Proof.
move=> t0 E; have T0 : fip t t != 0 by rewrite fip_eq0.
apply/eqP; rewrite -subr_eq0 -gram_eq0 (_ : _ - _ = (1%:M - (fip t t)^-1 *: (t *m t^T)) *m (H *m X)); last first.
  by rewrite mulmxBl mul1mx -scalemxAl -(mulmxA t) [u^T]trmx_mul trmxK.
rewrite /gram (trmx_mul _ (H *m X)) mulmxA -(mulmxA _ (H *m X)) -/(gram (H *m X)) -cgramE mulmxBl mul1mx -scalemxAl -E.
by rewrite scalerA mulVf // scale1r subrr mul0mx.
Qed.

Lemma multiple_unread : t != 0 -> fip t t *: cgram X = t *m t^T *m cgram X -> fip u u *: w = fip t t *: u -> unread = 0.
Proof.
move=> t0 /(line_of_multiple t0) EX Ew; have T0 : fip t t != 0 by rewrite fip_eq0.
have U0 : fip u u != 0 by rewrite fip_eq0 u_neq0.
have W : w = (fip t t / fip u u) *: u.
  by rewrite mulrC -scalerA -Ew scalerA mulVf // scale1r.
have WW : fip w w = fip t t ^+ 2 / fip u u.
  rewrite {1 2}W fipZl fipZr; move: (fip t t) (fip u u) U0 => a b b0; field; exact: b0.
rewrite /unread cgramE EX gram_outer -scalerBl WW (_ : _ - _ = 0) ?scale0r //.
by move: (fip t t) (fip u u) U0 T0 => a b b0 a0; field; rewrite a0 b0.
Qed.

Lemma unread_multiple : t != 0 -> unread = 0 ->
  fip t t *: cgram X = t *m t^T *m cgram X /\ fip u u *: w = fip t t *: u.
Proof.
move=> t0 E0; have [_ w0] := output_const t0; have W0 : fip w w != 0 by rewrite fip_eq0.
have EK : cgram X = (fip w w)^-1 *: (t *m t^T) by apply/eqP; rewrite -subr_eq0; apply/eqP.
split.
  by rewrite EK -scalemxAr outer_idem !scalerA mulrC.
have EX : H *m X = (fip w w)^-1 *: (t *m w^T).
  apply/eqP; rewrite -subr_eq0 -gram_eq0; have := E0; rewrite unread_gram mulmxBr mulmx1 proj_cV // -scalemxAr.
  by rewrite mulmxA -/t => ->.
have Eu : u = (fip t t / fip w w) *: w.
  by rewrite /u EX linearZ /= (trmx_mul t) trmxK -scalemxAl -(mulmxA w) fip_scalar mul_mx_scalar scalerA mulrC.
by rewrite Eu fipZl fipZr !scalerA; congr (_ *: _); move: (fip w w) (fip t t) W0 => a b a0; field.
Qed.

(* floors/readout_share: for a readout t = H X w that is not 0, the share eta = |t|^2/(|w|^2 |K|) is positive and at
   most the CKA of X with t; its square is at most 1 - |E|^2/|K|^2, E = K - t t^T/|w|^2; and E = 0 exactly when K is a
   multiple of t t^T (|t|^2 K = t t^T K) and w of u = X_c^T t (|u|^2 w = |t|^2 u). *)
Theorem floors_readout_share : t != 0 ->
  let K := cgram X in let E := K - (fip w w)^-1 *: (t *m t^T) in
  let eta := fip t t / (fip w w * ksize X) in
  [/\ 0 < eta, eta <= cka X t, eta ^+ 2 <= 1 - fip E E / fip K K &
      E = 0 <-> fip t t *: K = t *m t^T *m K /\ fip u u *: w = fip t t *: u].
Proof.
move=> t0 K E eta; have [x0 w0] := output_const t0; split.
- by rewrite divr_gt0 ?mulr_gt0 ?fip_gt0 ?ksize_gt0.
- exact: share_le_cka.
- exact: share_sqr.
by split=> [|[]]; [apply: unread_multiple | apply: multiple_unread].
Qed.

(* floors/readout_share: the share is 1 exactly when K is a multiple of t t^T and w lies in the row space of X_c *)
Theorem floors_readout_share_eq1 : t != 0 ->
  fip t t / (fip w w * ksize X) = 1 <-> (exists c, cgram X = c *: (t *m t^T)) /\ (w^T <= H *m X)%MS.
Proof.
move=> t0; have [x0 w0] := output_const t0; have T0 : fip t t != 0 by rewrite fip_eq0.
have K0 : fip (cgram X) (cgram X) != 0 by rewrite fip_eq0 cgram_eq0.
split=> [E1|[[c EK] /submxP [D ED]]].
  have /(unread_multiple t0) [EK Ew] : unread = 0.
    have := share_sqr t0; rewrite /readout_share -/t E1 expr1n -subr_ge0 addrC addrA addNr add0r oppr_ge0 => h.
    apply/eqP; rewrite -fip_eq0 eq_le fip_ge0 andbT.
    by rewrite -(@pmulr_rle0 _ (fip (cgram X) (cgram X))^-1) 1?mulrC ?invr_gt0 ?lt_def ?K0 ?fip_ge0.
  have EX := line_of_multiple t0 EK; split.
    by exists ((fip t t)^-1 ^+ 2 * fip u u); rewrite cgramE EX gram_outer.
  apply/submxP; exists ((fip t t / fip u u) *: t^T); have U0 : fip u u != 0 by rewrite fip_eq0 u_neq0.
  have -> : w = (fip t t / fip u u) *: u by rewrite mulrC -scalerA -Ew scalerA mulVf // scale1r.
  by rewrite linearZ /= [u^T]trmx_mul trmxK -scalemxAl.
have EK' : fip t t *: cgram X = t *m t^T *m cgram X.
  by rewrite EK -scalemxAr outer_idem !scalerA mulrC.
have EX := line_of_multiple t0 EK'.
have [b Eb] : exists b, w = b *: u.
  exists ((fip t t)^-1 * fip D^T t); apply: trmx_inj; rewrite ED EX -scalemxAr mulmxA -{1}(trmxK D) fip_scalar.
  by rewrite mul_scalar_mx scalerA linearZ.
have Ew : fip u u *: w = fip t t *: u.
  by rewrite -u_w {1 2}Eb fipZr scalerA mulrC.
have E0 := multiple_unread t0 EK' Ew; have EK2 : cgram X = (fip w w)^-1 *: (t *m t^T).
  by apply/eqP; rewrite -subr_eq0; apply/eqP.
rewrite /ksize hsicE EK2 !fip_lin fip_outer_t mulrA -!expr2 -exprMn sqrtr_sqr ger0_norm.
  by rewrite mulrA divff ?fip_eq0 // mul1r divff.
by rewrite mulr_ge0 ?invr_ge0 ?fip_ge0.
Qed.

End Share.
