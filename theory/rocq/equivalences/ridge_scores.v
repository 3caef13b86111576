(* Agreement of ridge decoders: linear CKA at a large ridge, canonical correlations at a small one, with rates. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka psd projector pinv eigen nuclear predict_tools.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Ridge.
Variable R : rcfType.
Local Notation H := (center R _).

(* K (K + r I)^-1, and the cosine of two such decoders *)
Definition ridge_decoder n (K : 'M[R]_n) r : 'M[R]_n := K *m invmx (K + r%:M).
Definition ridge_agreement n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) r : R :=
  mcos (ridge_decoder (cgram X) r) (ridge_decoder (cgram Y) r).
Definition frob m n (A : 'M[R]_(m, n)) : R := Num.sqrt (fip A A).

Lemma frob_ge0 m n (A : 'M[R]_(m, n)) : 0 <= frob A.
Proof. exact: sqrtr_ge0. Qed.
Lemma frob_sqr m n (A : 'M[R]_(m, n)) : frob A ^+ 2 = fip A A.
Proof. by rewrite sqr_sqrtr ?fip_ge0. Qed.
Lemma frob_gt0 m n (A : 'M[R]_(m, n)) : (0 < frob A) = (A != 0).
Proof. by rewrite sqrtr_gt0 fip_gt0. Qed.
Lemma frobZ m n c (A : 'M[R]_(m, n)) : 0 <= c -> frob (c *: A) = c * frob A.
Proof. by move=> c0; rewrite /frob fipZl fipZr mulrA -expr2 sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm. Qed.
Lemma fip_le_frob m n (A B : 'M[R]_(m, n)) : fip A B <= frob A * frob B.
Proof.
apply: le_trans (ler_norm _) _; rewrite -sqrtrM ?fip_ge0 // -sqrtr_sqr ler_wsqrtr //; exact: cauchy_schwarz.
Qed.
Lemma frob_le m n p q (A : 'M[R]_(m, n)) (B : 'M[R]_(p, q)) : fip A A <= fip B B -> frob A <= frob B.
Proof. by move=> h; apply: ler_wsqrtr. Qed.

(* unit vectors a, k, b with no two more than a right angle apart: the cosine with b moves by no more than the
   distance of k from the line of a *)
Lemma unit_cos m n (a k b : 'M[R]_(m, n)) : fip a a = 1 -> fip k k = 1 -> fip b b = 1 ->
  0 <= fip a k -> 0 <= fip k b -> 0 <= fip a b ->
  `|fip a b - fip k b| <= frob (k - fip a k *: a).
Proof.
move=> a1 k1 b1 ak kb ab.
have one (x y : 'M[R]_(m, n)) : fip x x = 1 -> fip y y = 1 -> 0 <= fip x y -> 0 <= fip y b ->
    fip x b - fip y b <= frob (x - fip x y *: y).
  move=> x1 y1 xy yb; set c := fip x y in xy *.
  have c1 : c <= 1.
    have := cauchy_schwarz x y; rewrite x1 y1 mulr1 -/c expr_le1 //.
  have -> : fip x b - fip y b = fip (x - c *: y) b - (1 - c) * fip y b by rewrite fipBl fipZl; ring.
  apply: le_trans (_ : fip (x - c *: y) b <= _); first by rewrite ler_subl_addr ler_addl mulr_ge0 ?subr_ge0.
  by apply: le_trans (fip_le_frob _ _) _; rewrite /frob b1 sqrtr1 mulr1.
have sym : frob (a - fip a k *: k) = frob (k - fip a k *: a).
  by rewrite /frob !fip_lin a1 k1 (fipC k a); congr Num.sqrt; ring.
rewrite ler_norml ler_oppl opprB; apply/andP; split; last by rewrite -sym; apply: one.
by have := one k a; rewrite (fipC k a); apply.
Qed.

(* a nonzero multiple of A at relative distance d from K: turning K into A moves a cosine by at most d *)
Lemma cos_moves n (A K B : 'M[R]_n) t : A != 0 -> K != 0 -> B != 0 ->
  0 <= fip A K -> 0 <= fip K B -> 0 <= fip A B ->
  `|mcos A B - mcos K B| <= frob (t *: A - K) / frob K.
Proof.
move=> A0 K0 B0 ak kb ab.
pose u (Z : 'M[R]_n) := (frob Z)^-1 *: Z.
have u1 Z : Z != 0 -> fip (u Z) (u Z) = 1.
  by move=> Z0; rewrite fipZl fipZr mulrA -expr2 exprVn frob_sqr mulVf // fip_eq0.
have uE Z W : fip (u Z) (u W) = mcos Z W.
  by rewrite fipZl fipZr mulrA /mcos sqrtrM ?fip_ge0 // invfM mulrC -!/(frob _).
have pos (Z W : 'M[R]_n) : 0 <= fip Z W -> 0 <= mcos Z W by move=> h; rewrite divr_ge0 ?sqrtr_ge0.
have := @unit_cos _ _ (u A) (u K) (u B) (u1 _ A0) (u1 _ K0) (u1 _ B0); rewrite !uE => h.
apply: le_trans (h (pos _ _ ak) (pos _ _ kb) (pos _ _ ab)) _.
have kp : 0 < frob K by rewrite frob_gt0.
rewrite ler_pdivl_mulr // mulrC -frobZ ?(ltW kp) // scalerBr /u !scalerA divff ?gt_eqF // scale1r.
(* the foot of the perpendicular is nearest *)
set s := _ * _ / _. apply: frob_le.
have sA : fip (K - s *: A) A = 0.
  rewrite fipBl fipZl /s /mcos sqrtrM ?fip_ge0 // -!/(frob _) (fipC K A) -frob_sqr.
  have a0 : frob A != 0 by rewrite gt_eqF // frob_gt0.
  have k0 : frob K != 0 by rewrite gt_eqF.
  by move: (frob A) (frob K) (fip A K) a0 k0 => x y z x0 y0; field; rewrite x0.
have -> : t *: A - K = (t - s) *: A - (K - s *: A) by rewrite scalerBl opprB addrA subrK.
move: (K - s *: A) sA => D DA; rewrite fipBl !fipBr !fipZl fipZr !fipZr DA (fipC A) DA.
set x := fip A A; have x0 : 0 <= x := fip_ge0 A; set d := fip D D.
rewrite (_ : _ - (_ - d) = (t - s) ^+ 2 * x + d); last by ring.
by rewrite ler_addr mulr_ge0 ?sqr_ge0.
Qed.

Lemma cos_moves2 n (A B K L : 'M[R]_n) t u : A != 0 -> B != 0 -> K != 0 -> L != 0 ->
  psd A -> psd B -> psd K -> psd L ->
  `|mcos A B - mcos K L| <= frob (t *: A - K) / frob K + frob (u *: B - L) / frob L.
Proof.
move=> A0 B0 K0 L0 pA pB pK pL; rewrite -(subrKA (mcos K B)); apply: le_trans (ler_norm_add _ _) _.
apply: ler_add; first by apply: cos_moves => //; apply: psd_trace_ge0.
by rewrite !(mcosC K); apply: cos_moves => //; apply: psd_trace_ge0.
Qed.

Lemma psd_mat n m (K : 'M[R]_n) (B : 'M[R]_(n, m)) : psd K -> 0 <= fip B (K *m B).
Proof. by move=> Kp; rewrite -[B in K *m B]trmxK -fip_mulmr psd_trace_ge0 //; apply: gram_psd. Qed.

Section Decoder.
Variables (n : nat) (K : 'M[R]_n) (r : R).

Lemma ridge_unit : psd K -> 0 < r -> K + r%:M \in unitmx.
Proof.
move=> [_ p] r0; rewrite -row_free_unit -kermx_eq0; apply/eqP/row_matrixP => i; rewrite row0.
set v := row i _; have vV : v *m (K + r%:M) = 0 by apply: sub_kermxP; exact: row_sub.
apply: trmx_inj; rewrite trmx0; apply/eqP; rewrite -fip_eq0; apply/eqP; apply: le_anti; rewrite fip_ge0 andbT.
have E : fip v^T (K *m v^T) + r * fip v^T v^T = 0.
  by rewrite -fipZr -mul_scalar_mx -fipDr -mulmxDl /fip trmxK mulmxA vV mul0mx mxtrace0.
by rewrite -(pmulr_rle0 _ r0) -E ler_addr.
Qed.

Hypothesis (Kp : psd K) (r0 : 0 < r).
Let KT : K^T = K := proj1 Kp.
Let U := ridge_unit Kp r0.
Local Notation M := (invmx (K + r%:M)).
Local Notation A := (ridge_decoder K r).

Lemma ridge_inv_tr : M^T = M.
Proof. by rewrite trmx_inv linearD /= KT tr_scalar_mx. Qed.

Lemma ridge_comm : M *m K = K *m M.
Proof.
have E : (K + r%:M) *m K = K *m (K + r%:M) by rewrite mulmxDl mulmxDr scalar_mxC.
by rewrite -{2}[K](mulmxK U) -E -[_ *m K *m M]mulmxA mulKmx.
Qed.

Lemma ridge_tr : A^T = A.
Proof. by rewrite /ridge_decoder trmx_mul KT ridge_inv_tr ridge_comm. Qed.

Lemma ridge_solve : A *m K + r *: A = K.
Proof. by rewrite -mul_mx_scalar -mulmxDr /ridge_decoder -mulmxA mulVmx // mulmx1. Qed.

Lemma ridge_KA : K *m A = A *m K.
Proof. by rewrite /ridge_decoder -mulmxA ridge_comm. Qed.

Lemma ridge_psd : psd A.
Proof.
split=> [|v]; first exact: ridge_tr.
have -> : A = M *m (K *m (K + r%:M)) *m M^T by rewrite ridge_inv_tr !mulmxA -!mulmxA mulmxV // mulmx1 ridge_comm.
apply: (proj2 (psd_conj _ _)); rewrite mulmxDr mul_mx_scalar; split=> [|w].
  by rewrite linearD linearZ /= trmx_mul KT.
rewrite mulmxDl fipDr -scalemxAl fipZr addr_ge0 ?mulr_ge0 ?(ltW r0) ?(proj2 Kp) //.
by rewrite -mulmxA -{1}KT -fip_mulml fip_ge0.
Qed.

Lemma ridge_neq0 : K != 0 -> A != 0.
Proof. by apply: contraNneq => E; rewrite -ridge_solve E mul0mx scaler0 addr0. Qed.

(* |r A - K| <= |K^2|/r *)
Lemma ridge_large : frob (r *: A - K) <= frob (K *m K) / r.
Proof.
have -> : r *: A - K = - (A *m K) by rewrite -{2}ridge_solve opprD addrCA subrr addr0.
have -> : frob (- (A *m K)) = frob (A *m K) by rewrite /frob fipNl fipNr opprK.
rewrite ler_pdivl_mulr // mulrC -frobZ ?(ltW r0) //; apply: frob_le.
have E : K *m K = K *m A *m K + r *: (A *m K).
  by rewrite -{2}ridge_solve mulmxDr -scalemxAr mulmxA -ridge_KA.
rewrite E fipDl !fipDr; set x := fip (r *: _) (r *: _); rewrite (fipC _ (K *m A *m K)).
have c : 0 <= fip (K *m A *m K) (r *: (A *m K)).
  rewrite fipZr -mulmxA fipC; apply: mulr_ge0; [exact: ltW | exact: psd_mat].
by rewrite addrA ler_addr !addr_ge0 ?fip_ge0.
Qed.

(* |P - A| <= r |K^+| for the projector P onto the columns of K *)
Lemma ridge_small : frob (1 *: A - proj K) <= r * frob (pinv K).
Proof.
set P := proj K; have PK : P *m K = K := proj_id K; have PT : P^T = P := proj_tr K.
have KP : K *m P = K by rewrite -[LHS]trmxK trmx_mul PT KT PK KT.
have pT : (pinv K)^T = pinv K by rewrite -pinv_tr KT.
have KpP : pinv K *m K = P by rewrite -[LHS]trmxK trmx_mul KT pT pinv_proj -/P PT.
have pKP : pinv K *m P = pinv K by rewrite /P -pinv_proj mulmxA pinvVK.
have PpK : P *m pinv K = pinv K by rewrite -KpP pinvVK.
have MP : M *m P = P *m M.
  have E : (K + r%:M) *m P = P *m (K + r%:M) by rewrite mulmxDl mulmxDr scalar_mxC KP PK.
  by rewrite -{1}[P](mulmxK U) -E -[_ *m P *m M]mulmxA mulKmx.
have D : 1 *: A - P = - (r *: (M *m P)).
  rewrite scale1r; apply: (can_inj (mulKmx U)); rewrite mulmxBr mulmxN -scalemxAr mulKVmx //.
  by rewrite !mulmxDl ridge_KA KP !mul_scalar_mx ridge_solve opprD addrA subrr sub0r.
have -> : frob (1 *: A - P) = r * frob (M *m P).
  by rewrite D /frob fipNl fipNr opprK -/(frob _) frobZ ?ltW.
rewrite ler_pmul2l //; apply: frob_le.
have E : pinv K = M *m P + r *: (pinv K *m (M *m P)).
  have PMP : P *m (M *m P) = M *m P by rewrite mulmxA -MP -mulmxA (proj_idem K).
  transitivity (pinv K *m ((K + r%:M) *m (M *m P))); first by rewrite mulKVmx ?pKP.
  by rewrite mulmxA mulmxDr KpP mul_mx_scalar mulmxDl PMP scalemxAl.
rewrite E fipDl !fipDr; set x := fip (r *: _) (r *: _); rewrite (fipC _ (M *m P)).
have pp : psd (pinv K).
  have -> : pinv K = pinv K *m K *m (pinv K)^T by rewrite pT pinvVK.
  exact: psd_conj.
have c : 0 <= fip (M *m P) (r *: (pinv K *m (M *m P))) by rewrite fipZr mulr_ge0 ?(ltW r0) // psd_mat.
by rewrite -addrA ler_addl !addr_ge0 ?fip_ge0.
Qed.
End Decoder.

Lemma mcos_norms n (K L : 'M[R]_n) : mcos K L = fip K L / (frob K * frob L).
Proof. by rewrite /mcos sqrtrM ?fip_ge0. Qed.

Lemma psd_cgramE n p (X : 'M[R]_(n, p)) : psd (cgram X).
Proof. by rewrite cgramE; apply: gram_psd. Qed.

(* equivalences/ridge_decoders_at_large_ridge: the agreement S_r of the ridge decoders A = K (K + rI)^-1 and
   B = L (L + rI)^-1 is within (|K^2|/|K| + |L^2|/|L|)/r of linear CKA. *)
Theorem equivalences_ridge_decoders_at_large_ridge n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) r :
  H *m X != 0 -> H *m Y != 0 -> 0 < r ->
  let K := cgram X in let L := cgram Y in
  `|ridge_agreement X Y r - cka X Y| <= r^-1 * (frob (K *m K) / frob K + frob (L *m L) / frob L).
Proof.
move=> x0 y0 r0; cbv zeta; set K := cgram X; set L := cgram Y; have Kp : psd K := psd_cgramE X;
  have Lp : psd L := psd_cgramE Y.
have K0 : K != 0 by rewrite cgram_eq0.
have L0 : L != 0 by rewrite cgram_eq0.
rewrite ckaE -/K -/L; apply: le_trans (cos_moves2 r r _ _ K0 L0 _ _ Kp Lp) _; rewrite ?ridge_neq0 //.
- exact: ridge_psd.
- exact: ridge_psd.
by rewrite mulrDr ler_add // mulrA (mulrC r^-1) ler_wpmul2r ?invr_ge0 ?frob_ge0 // ridge_large.
Qed.

(* equivalences/ridge_decoders_at_small_ridge: it is within r (|K^+|/sqrt(r_X) + |L^+|/sqrt(r_Y)) of
   sum rho_k^2/sqrt(r_X r_Y), with r_X and r_Y the ranks of X_c and Y_c. *)
Theorem equivalences_ridge_decoders_at_small_ridge n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) r :
  H *m X != 0 -> H *m Y != 0 -> 0 < r ->
  let rX := (\rank (H *m X))%:R in let rY := (\rank (H *m Y))%:R in
  `|ridge_agreement X Y r - sum_rho2 X Y / Num.sqrt (rX * rY)| <=
    r * (frob (pinv (cgram X)) / Num.sqrt rX + frob (pinv (cgram Y)) / Num.sqrt rY).
Proof.
move=> x0 y0 r0; cbv zeta; set K := cgram X; set L := cgram Y.
have Kp : psd K := psd_cgramE X; have Lp : psd L := psd_cgramE Y.
have K0 : K != 0 by rewrite cgram_eq0.
have L0 : L != 0 by rewrite cgram_eq0.
have PE m (Z : 'M[R]_(n, m)) : proj (H *m Z) = proj (cgram Z).
  rewrite cgramE; move: (H *m Z) => A; apply: (@proj_span _ _ _ _ _ _ (pinv A)^T A^T) => //.
  by rewrite /gram -mulmxA -trmx_mul pinv_mull_tr mulmxA pinvK.
have P2 m (Z : 'M[R]_(n, m)) : fip (proj (cgram Z)) (proj (cgram Z)) = (\rank (H *m Z))%:R.
  by rewrite /fip proj_tr proj_idem -PE trace_proj.
have Pp (Z : 'M[R]_n) : psd (proj Z) by rewrite -proj_idem -{2}proj_tr; apply: gram_psd.
have P0 (Z : 'M[R]_n) : Z != 0 -> proj Z != 0.
  by apply: contraNneq => E; rewrite -[Z]proj_id E mul0mx.
have -> : sum_rho2 X Y / Num.sqrt ((\rank (H *m X))%:R * (\rank (H *m Y))%:R) = mcos (proj K) (proj L).
  by rewrite /mcos !P2 /sum_rho2 !PE.
apply: le_trans (cos_moves2 1 1 _ _ (P0 _ K0) (P0 _ L0) _ _ (Pp _) (Pp _)) _; rewrite ?ridge_neq0 //.
- exact: ridge_psd.
- exact: ridge_psd.
by rewrite mulrDr ler_add // mulrA /frob ?P2 ler_wpmul2r ?invr_ge0 ?sqrtr_ge0 // ridge_small.
Qed.

End Ridge.
