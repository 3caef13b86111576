(* Representations that a rotation brings close have close Gram matrices, and conversely (Powers and Stormer). The
   Procrustes distance and its similarity NBS: a minimum over rotations, and their relation to linear CKA. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd eigen nuclear cka rigid participation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section GramDistance.
Variable R : rcfType.
Local Notation H := (center R _).

(* s^2 I - A^T A semidefinite: no singular value of A exceeds s *)
Lemma op_bound n p m (A : 'M[R]_(n, p)) (B : 'M[R]_(p, m)) s :
  psd (s ^+ 2 *: 1%:M - A^T *m A) -> fip (A *m B) (A *m B) <= s ^+ 2 * fip B B.
Proof.
move=> P; rewrite -subr_ge0.
have -> : s ^+ 2 * fip B B - fip (A *m B) (A *m B) = fip (gram B) (s ^+ 2 *: 1%:M - A^T *m A).
  rewrite fipBr fipZr /gram ![fip (B *m _) _]fip_mulmr trmxK mul1mx; congr (_ - _).
  by rewrite fip_mulml mulmxA fipC.
by apply: psd_trace_ge0 => //; apply: gram_psd.
Qed.

(* (s + t)^2 d bounds |A + B|^2 when |A|^2 <= s^2 d and |B|^2 <= t^2 d *)
Lemma sum_bound n m (A B : 'M[R]_(n, m)) s t d : 0 < s -> 0 < t ->
  fip A A <= s ^+ 2 * d -> fip B B <= t ^+ 2 * d -> fip (A + B) (A + B) <= (s + t) ^+ 2 * d.
Proof.
move=> s0 t0 ha hb; have st : 0 < s * t by rewrite mulr_gt0.
rewrite -subr_ge0 -(pmulr_rge0 _ st).
have -> : s * t * ((s + t) ^+ 2 * d - fip (A + B) (A + B)) =
  (s * t + t ^+ 2) * (s ^+ 2 * d - fip A A) + (s * t + s ^+ 2) * (t ^+ 2 * d - fip B B)
  + fip (t *: A - s *: B) (t *: A - s *: B).
  rewrite !fip_lin (fipC B A); ring.
by rewrite !addr_ge0 ?fip_ge0 // mulr_ge0 ?subr_ge0 // ltW // addr_gt0 ?exprn_gt0.
Qed.

(* equivalences/gram_distance_below_procrustes: |K - L| is at most the sum of the operator norms of X_c and Y_c times
   |X_c - Y_c Q|, for every rotation Q; s and t are numbers at least these norms. *)
Theorem equivalences_gram_distance_below_procrustes n p (X Y : 'M[R]_(n, p)) (Q : 'M[R]_p) s t :
  psd (s ^+ 2 *: 1%:M - (H *m X)^T *m (H *m X)) -> psd (t ^+ 2 *: 1%:M - (H *m Y)^T *m (H *m Y)) ->
  0 < s -> 0 < t -> Q *m Q^T = 1%:M ->
  let D := H *m X - H *m Y *m Q in
  Num.sqrt (fip (cgram X - cgram Y) (cgram X - cgram Y)) <= (s + t) * Num.sqrt (fip D D) /\
  fip (cgram X - cgram Y) (cgram X - cgram Y) <= (s + t) ^+ 2 * fip D D.
Proof.
move=> pX pY s0 t0 QQ D.
have E : cgram X - cgram Y = H *m X *m D^T + D *m Q^T *m (H *m Y)^T.
  rewrite !cgramE /gram /D; move: (H *m X) (H *m Y) => A B.
  rewrite linearB /= mulmxBr !mulmxBl -(mulmxA B Q) QQ mulmx1 (trmx_mul B) mulmxA.
  by rewrite addrA subrK.
have le2 : fip (cgram X - cgram Y) (cgram X - cgram Y) <= (s + t) ^+ 2 * fip D D.
  rewrite E; apply: sum_bound => //; first by rewrite -(fip_tr D) op_bound.
  rewrite -fip_tr trmx_mul trmxK; apply: le_trans (op_bound _ pY) _; rewrite ler_wpmul2l ?sqr_ge0 //.
  by rewrite fip_tr fip_mulmr trmxK -mulmxA (mulmx1C QQ) mulmx1.
split=> //; rewrite -(ger0_norm (ltW (addr_gt0 s0 t0))) -sqrtr_sqr -sqrtrM ?sqr_ge0 //.
by rewrite ler_wsqrtr.
Qed.

(* equivalences/gram_distance_below_procrustes: attained on a line. *)
Theorem equivalences_gram_distance_below_procrustes_attained n (e : 'M[R]_(n, 1)) a b :
  let X := a *: e in let Y := b *: e in
  let D := H *m X - H *m Y *m 1%:M in let c := fip (H *m e) (H *m e) in
  [/\ psd ((a ^+ 2 * c) *: 1%:M - (H *m X)^T *m (H *m X)), psd ((b ^+ 2 * c) *: 1%:M - (H *m Y)^T *m (H *m Y)) &
  fip (cgram X - cgram Y) (cgram X - cgram Y) = (a + b) ^+ 2 * c * fip D D].
Proof.
have S c (v : 'M[R]_(n, 1)) : psd ((c ^+ 2 * fip (H *m v) (H *m v)) *: 1%:M - (H *m (c *: v))^T *m (H *m (c *: v))).
  rewrite -scalemxAr; move: (H *m v) => u; have -> : (c *: u)^T *m (c *: u) = (c ^+ 2 * fip u u) *: 1%:M.
    by rewrite -scalemxAr [(c *: u)^T]linearZ -scalemxAl scalerA fip_scalar -scalemx1 scalerA.
  rewrite subrr.
  by split=> [|w]; rewrite ?trmx0 // mul0mx fip0r.
split; [exact: S | exact: S|].
rewrite mulmx1 !cgramE /gram -!scalemxAr; move: (H *m e) => u.
have E c : (c *: u) *m (c *: u)^T = c ^+ 2 *: gram u by rewrite [(c *: u)^T]linearZ -scalemxAr -scalemxAl scalerA.
by rewrite !E !fip_lin fip_gram fip_scalar fip11; ring.
Qed.

(* ---- Powers and Stormer ---- *)

(* the absolute value and the sign of a symmetric matrix *)
Definition mabs n (D : 'M[R]_n) : 'M[R]_n := spectral_map D (fun i => `|eigval D i|).
Definition msign n (D : 'M[R]_n) : 'M[R]_n := spectral_map D (fun i => Num.sg (eigval D i)).

Lemma smapD n (S : 'M[R]_n) f g : spectral_map S (fun i => f i + g i) = spectral_map S f + spectral_map S g.
Proof.
rewrite !smapE -mulmxDl -mulmxDr -linearD; congr (_ *m diag_mx _ *m _).
by apply/rowP => i; rewrite !mxE.
Qed.

Lemma msign_contraction n (D : 'M[R]_n) : contraction (msign D).
Proof.
apply/contractionP; rewrite smap_tr smapM -(smap1 D) -smapB; apply: psd_smap => i.
by rewrite -expr2 sqr_sg; case: (_ != _); rewrite subr_ge0 ?ler01.
Qed.

(* |A - B|^2 <= |A^2 - B^2|_* for semidefinite A and B *)
Theorem powers_stormer n (A B : 'M[R]_n) : psd A -> psd B -> fip (A - B) (A - B) <= nuc (A *m A - B *m B).
Proof.
move=> pA pB; set D := A - B; set S := A + B.
have DT : D^T = D by rewrite /D linearB /= (proj1 pA) (proj1 pB).
apply: le_trans (nuc_max _ (msign_contraction D)).
have SD : msign D *m D = mabs D.
  by rewrite {2}(eigenE DT) smapM; apply: smap_eq => i; rewrite -normrEsg.
have DS : D *m msign D = mabs D.
  by rewrite {1}(eigenE DT) smapM; apply: smap_eq => i; rewrite mulrC -normrEsg.
have E : fip (A *m A - B *m B) (msign D) = fip S (mabs D).
  have -> : A *m A - B *m B = 2%:R^-1 *: (D *m S + S *m D).
    rewrite /D /S mulmxBl !mulmxDr !mulmxDl !mulmxN; move: (A *m A) (A *m B) (B *m A) (B *m B) => a b c d.
    by apply/matrixP => i j; rewrite !mxE; field.
  rewrite fipZl fipDl fip_mulml DT DS fip_mulmr DT SD; by field.
have half : 0 <= 2%:R^-1 :> R by rewrite invr_ge0 ler0n.
have pos : psd (2%:R^-1 *: (mabs D + D)).
  rewrite {2}(eigenE DT) -smapD -smapZ; apply: psd_smap => i; rewrite mulr_ge0 //.
  by rewrite -ler_subl_addr sub0r -normrN ler_norm.
have neg : psd (2%:R^-1 *: (mabs D - D)).
  by rewrite {2}(eigenE DT) -smapB -smapZ; apply: psd_smap => i; rewrite mulr_ge0 // subr_ge0 ler_norm.
rewrite E -subr_ge0.
have -> : fip S (mabs D) - fip D D =
  fip (2%:R^-1 *: (mabs D + D)) (2%:R *: B) + fip (2%:R^-1 *: (mabs D - D)) (2%:R *: A).
  move: (mabs D) => N; rewrite /D /S !fip_lin (fipC B A) !(fipC N); by field.
by rewrite addr_ge0 // fipZr mulr_ge0 ?ler0n // psd_trace_ge0.
Qed.

Lemma gram_root n p (X : 'M[R]_(n, p)) : gram (psd_root (cgram X)) = gram (H *m X).
Proof.
have pK : psd (cgram X) by rewrite cgramE; apply: gram_psd.
by rewrite /gram (proj1 (psd_root_psd _)) psd_root_sqr // cgramE.
Qed.

(* equivalences/procrustes_below_gram_distance: the squared Procrustes distance of X and Y is at most |K - L|_*. *)
Theorem equivalences_procrustes_below_gram_distance n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  procrustes_distance X Y <= nuc (cgram X - cgram Y).
Proof.
set A := psd_root (cgram X); set B := psd_root (cgram Y).
have pA : psd A := psd_root_psd _; have pB : psd B := psd_root_psd _.
have AA : A *m A = cgram X by rewrite psd_root_sqr // cgramE; apply: gram_psd.
have BB : B *m B = cgram Y by rewrite psd_root_sqr // cgramE; apply: gram_psd.
rewrite -AA -BB; apply: le_trans (powers_stormer pA pB).
have fX : fip (H *m X) (H *m X) = fip A A by rewrite /fip (proj1 pA) AA cgramE /gram mxtrace_mulC.
have fY : fip (H *m Y) (H *m Y) = fip B B by rewrite /fip (proj1 pB) BB cgramE /gram mxtrace_mulC.
rewrite /procrustes_distance fX fY -(nuc_gram (gram_root X) (gram_root Y)) -/A -/B (proj1 pA).
move: A B pA pB {AA BB fX fY} => A B pA pB.
rewrite !fip_lin (fipC B A).
have h : fip A B <= nuc (A *m B).
  have -> : fip A B = fip (A *m B) 1%:M by rewrite fip_mulmr mul1mx (proj1 pB).
  by apply: nuc_max; apply: contraction1.
by move: h; set f := fip A B; set u := nuc _ => h; rewrite -subr_ge0 (_ : _ - _ = 2%:R * (u - f));
  [rewrite mulr_ge0 ?ler0n ?subr_ge0 | ring].
Qed.

Lemma nucN m n (A : 'M[R]_(m, n)) : nuc (- A) = nuc A.
Proof.
have h (B : 'M[R]_(m, n)) : nuc (- B) <= nuc B.
  by apply: nuc_le => C cC; rewrite fipNl -fipNr; apply/nuc_max/contractionN.
by apply: le_anti; rewrite h -{1}(opprK A) h.
Qed.

Lemma nuc_gram_trace n p (A : 'M[R]_(n, p)) : nuc (gram A) <= fip A A.
Proof.
apply: nuc_le => C cC; rewrite /gram fip_mulmr trmxK.
have h := cauchy_schwarz A (C *m A); have g := contraction_mat A cC.
have [n0|a0] := leP 0 (fip A (C *m A)); last by apply: le_trans (ltW a0) (fip_ge0 A).
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?fip_ge0 //; apply: le_trans h _.
by rewrite expr2 ler_wpmul2l ?fip_ge0.
Qed.

(* equivalences/procrustes_below_gram_distance: attained by uncorrelated representations; both are then tr K +
   tr L. *)
Theorem equivalences_procrustes_below_gram_distance_attained n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  (H *m X)^T *m (H *m Y) = 0 ->
  procrustes_distance X Y = nuc (cgram X - cgram Y) /\ procrustes_distance X Y = \tr (cgram X) + \tr (cgram Y).
Proof.
move=> E; have P : procrustes_distance X Y = fip (H *m X) (H *m X) + fip (H *m Y) (H *m Y).
  by rewrite /procrustes_distance E nuc0 mulr0 subr0.
split; last by rewrite P !cgramE /gram !(mxtrace_mulC (H *m _)).
apply: le_anti; rewrite equivalences_procrustes_below_gram_distance /= P !cgramE.
by apply: le_trans (nucD _ _) _; rewrite nucN ler_add ?nuc_gram_trace.
Qed.
End GramDistance.

Section Procrustes.
Variable R : rcfType.
Local Notation H := (center R _).

Lemma fip_rotated n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) (Q : 'M[R]_(q, p)) :
  fip A (B *m Q) = fip (A^T *m B) Q^T.
Proof. by rewrite [RHS]fipC /fip trmxK [RHS]mxtrace_mulC mulmxA. Qed.

(* equivalences/procrustes_is_a_minimum: for every rotation Q of the features of Y the squared distance
   |X_c - Y_c Q|^2 is at least the Procrustes distance, and the cosine of X_c and Y_c Q is at most NBS. *)
Theorem equivalences_procrustes_is_a_minimum n p (X Y : 'M[R]_(n, p)) (Q : 'M[R]_p) : Q *m Q^T = 1%:M ->
  procrustes_distance X Y <= fip (H *m X - H *m Y *m Q) (H *m X - H *m Y *m Q) /\
  fip (H *m X) (H *m Y *m Q) / (Num.sqrt (fip (H *m X) (H *m X)) * Num.sqrt (fip (H *m Y) (H *m Y))) <= nbs X Y.
Proof.
move=> QQ; set A := H *m X; set B := H *m Y.
have h : fip A (B *m Q) <= nuc (A^T *m B).
  rewrite fip_rotated; apply: nuc_max; apply: orth_contraction; by rewrite trmxK.
split.
  rewrite /procrustes_distance -/A -/B fipBl !fipBr.
  have -> : fip (B *m Q) (B *m Q) = fip B B by rewrite fip_mulmr -mulmxA QQ mulmx1.
  rewrite (fipC (B *m Q) A) -subr_ge0.
  set f := fip A (B *m Q) in h *; rewrite (_ : _ - _ = 2%:R * (nuc (A^T *m B) - f)); last by ring.
  by rewrite mulr_ge0 ?ler0n // subr_ge0.
by rewrite /nbs -/A -/B -sqrtrM ?fip_ge0 // ler_wpmul2r // invr_ge0 sqrtr_ge0.
Qed.

(* equivalences/procrustes_is_a_minimum: both are attained, by one rotation. *)
Theorem equivalences_procrustes_is_a_minimum_attained n p (X Y : 'M[R]_(n, p)) : exists Q : 'M[R]_p,
  [/\ Q *m Q^T = 1%:M,
      procrustes_distance X Y = fip (H *m X - H *m Y *m Q) (H *m X - H *m Y *m Q) &
      fip (H *m X) (H *m Y *m Q) / (Num.sqrt (fip (H *m X) (H *m X)) * Num.sqrt (fip (H *m Y) (H *m Y))) = nbs X Y].
Proof.
set A := H *m X; set B := H *m Y; have [P PP E] := nuc_orthogonal (A^T *m B).
have h : fip A (B *m P^T) = nuc (A^T *m B) by rewrite fip_rotated trmxK.
exists P^T; rewrite trmxK; split; first exact: mulmx1C.
  rewrite /procrustes_distance -/A -/B fipBl !fipBr.
  have -> : fip (B *m P^T) (B *m P^T) = fip B B by rewrite fip_mulmr trmxK -mulmxA (mulmx1C PP) mulmx1.
  by rewrite (fipC (B *m P^T) A) h; ring.
by rewrite /nbs -/A -/B -sqrtrM ?fip_ge0 // h.
Qed.

Lemma trace_cgramE n p (X : 'M[R]_(n, p)) : \tr (cgram X) = fip (H *m X) (H *m X).
Proof. by rewrite cgramE /gram mxtrace_mulC. Qed.

(* equivalences/cka_and_nbs: NBS squared, times the root of the participation ratios, is between linear CKA and
   linear CKA times the rank of X_c^T Y_c. *)
Theorem equivalences_cka_and_nbs n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m X != 0 -> H *m Y != 0 ->
  let M := (H *m X)^T *m (H *m Y) in let PR := Num.sqrt (participation X * participation Y) in
  cka X Y / PR <= nbs X Y ^+ 2 /\ nbs X Y ^+ 2 <= (\rank M)%:R * (cka X Y / PR).
Proof.
move=> x0 y0 M PR.
have s0 : 0 < Num.sqrt (fip (cgram X) (cgram X) * fip (cgram Y) (cgram Y)).
  by rewrite sqrtr_gt0 mulr_gt0 // fip_gt0 cgram_eq0.
have E : cka X Y / PR = fip M M / (fip (H *m X) (H *m X) * fip (H *m Y) (H *m Y)).
  rewrite /PR sqrt_participation !trace_cgramE ckaE /mcos !cgramE fip_gram -!cgramE -/M.
  by rewrite invf_div mulrA divfK // gt_eqF.
rewrite E nbs_sqr -/M mulrA; split; apply: ler_wpmul2r; rewrite ?invr_ge0 ?mulr_ge0 ?fip_ge0 //.
  exact: nuc_frobenius.
exact: nuc_rank.
Qed.

(* equivalences/cka_and_nbs: so NBS is 0 exactly when linear CKA is. *)
Theorem equivalences_cka_and_nbs_zero n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : H *m X != 0 -> H *m Y != 0 ->
  (nbs X Y == 0) = (cka X Y == 0).
Proof.
move=> x0 y0; rewrite cka_eq0 /nbs mulf_eq0 invr_eq0 sqrtr_eq0 leNgt mulr_gt0 ?fip_gt0 // orbF nuc_eq0.
by rewrite trmx_mul center_tr mulmxA -(mulmxA X^T H H) center_idem.
Qed.
End Procrustes.
