(* Semidefinite square roots are monotone and unique; equal Gram matrices; gains of a matrix and of its transpose. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd eigen cka_one.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Roots.
Variable R : rcfType.

Lemma psd_eigen n (M : 'M[R]_n) : M^T = M ->
  (forall (v : 'cV_n) a, v != 0 -> M *m v = a *: v -> 0 <= a) -> psd M.
Proof.
move=> MT h; rewrite (eigenE MT); apply: psd_smap => i; pose v := (eigvec M)^T *m delta_mx i 0 : 'cV_n.
have Mv : M *m v = eigval M i *: v.
  rewrite [X in X *m _ = _](eigenE MT) smapE -(mulmxA _ _ v) [_ *m v]mulmxA eigvec_orth mul1mx.
  rewrite /v -mulmxA scalemxAr; congr (_ *m _).
  by apply/matrixP => j k; rewrite mul_diag_mx !mxE; case: (j =P i) => [->|_] /=; rewrite ?mulr0.
apply: h Mv; apply/eqP => /(congr1 (mulmx (eigvec M))).
rewrite /v mulmxA eigvec_orth mul1mx mulmx0 => /matrixP /(_ i 0); rewrite !mxE !eqxx => /eqP.
by rewrite oner_eq0.
Qed.

(* the square root keeps the order *)
Lemma root_mono n (A B : 'M[R]_n) : psd A -> psd B -> psd (B *m B - A *m A) -> psd (B - A).
Proof.
move=> [AT Ap] [BT Bp] [_ sq]; apply: psd_eigen => [|v a v0 E]; first by rewrite linearB /= AT BT.
have EB : B *m v = A *m v + a *: v by rewrite -E mulmxBl addrC subrK.
have v2 : 0 < fip v v by rewrite fip_gt0.
have Av := Ap v; have Bv := Bp v; rewrite EB fipDr fipZr in Bv.
have e2 (C : 'M[R]_n) : C^T = C -> fip v (C *m C *m v) = fip (C *m v) (C *m v).
  by move=> CT; rewrite [RHS]fip_mulml CT mulmxA.
have := sq v; rewrite mulmxBl fipBr !e2 // EB !fip_lin (fipC (A *m v) v).
move: (fip v (A *m v)) (fip (A *m v) _) (fip v v) Av Bv v2 => x y z x0 xz z0.
have -> : y + a * x + (a * x + a * (a * z)) - y = a * (x + (x + a * z)) by ring.
move=> h; rewrite leNgt; apply/negP => a0; move: h; rewrite nmulr_rge0 // => h.
have xaz : x + a * z <= 0 by apply: le_trans h; rewrite ler_addr.
have az : a * z < 0 by rewrite pmulr_llt0.
have e : x + a * z = 0 by apply/eqP; rewrite eq_le xaz xz.
have x00 : x <= 0 by move: h; rewrite e addr0.
by have := ler_lt_add x00 az; rewrite addr0 e ltxx.
Qed.

Lemma psd_antisym n (M : 'M[R]_n) : psd M -> psd (- M) -> M = 0.
Proof.
move=> /psd_gram [A EA] /psd_gram [B EB]; have := congr1 mxtrace EB; rewrite raddfN /= EA.
have t (C : 'M[R]_n) : \tr (gram C) = fip C C by rewrite /gram mxtrace_mulC.
rewrite !t => /eqP; rewrite eq_sym -subr_eq0 opprK paddr_eq0 ?fip_ge0 // => /andP [_].
by rewrite fip_eq0 => /eqP ->; rewrite /gram mul0mx.
Qed.

(* semidefinite square roots are unique *)
Lemma root_unique n (A B : 'M[R]_n) : psd A -> psd B -> A *m A = B *m B -> A = B.
Proof.
move=> Ap Bp E; have p0 : psd (0 : 'M[R]_n) by split=> [|v]; rewrite ?trmx0 // mul0mx fip0r.
have D : A - B = 0.
  by apply: psd_antisym; rewrite ?opprB; apply: root_mono; rewrite // E subrr.
by apply/eqP; rewrite -subr_eq0 D.
Qed.

(* equal Gram matrices: one factor is the other, turned by a partial isometry *)
Lemma gram_partial n p q (A : 'M[R]_(n, p)) (B : 'M[R]_(n, q)) : gram A = gram B ->
  exists Q : 'M_(q, p), B *m Q = A /\ Q *m Q^T *m Q = Q.
Proof.
move=> E; case/orP: (leq_total p q) => pq.
  move: B E; rewrite -(subnKC pq) => B E; have [Q QQ EQ] := gram_isometry E.
  by exists Q^T; rewrite trmxK -EQ -!mulmxA QQ !mulmx1.
move: A E; rewrite -(subnKC pq) => A E; have [Q QQ EQ] := gram_isometry (esym E).
by exists Q; rewrite EQ QQ mul1mx.
Qed.

(* how far a matrix stretches at most, it does transposed *)
Lemma gain_tr m n (A : 'M[R]_(m, n)) t : 0 <= t -> (forall v : 'cV_n, fip (A *m v) (A *m v) <= t * fip v v) ->
  forall w : 'cV_m, fip (A^T *m w) (A^T *m w) <= t * fip w w.
Proof.
move=> t0 up w; set v := A^T *m w; have [v0|vn] := eqVneq v 0; last first.
  have v2 : 0 < fip v v by rewrite fip_gt0.
  have E : fip v v = fip w (A *m v) by rewrite {1}/v fip_mulml trmxK.
  have h := le_trans (cauchy_schwarz w (A *m v)) (ler_wpmul2l (fip_ge0 w) (up v)).
  by move: h; rewrite -E expr2 mulrA ler_pmul2r // mulrC.
by rewrite v0 fip0r mulr_ge0 ?fip_ge0.
Qed.

End Roots.
