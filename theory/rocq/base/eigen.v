(* Eigenvalues of a symmetric matrix as a function, in decreasing order, and the root of a semidefinite matrix. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius psd spectral.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Eigen.
Variable R : rcfType.

Definition decreasing n (d : 'rV[R]_n) := [forall i : 'I_n, forall j : 'I_n, (i <= j)%N ==> (d 0 j <= d 0 i)].

Lemma decreasingP n (d : 'rV[R]_n) : reflect (forall i j : 'I_n, (i <= j)%N -> d 0 j <= d 0 i) (decreasing d).
Proof.
apply: (iffP forallP) => [h i j ij|h i]; first by move/forallP: (h i) => /(_ j) /implyP; apply.
by apply/forallP => j; apply/implyP; apply: h.
Qed.

(* the rows of Q are orthonormal eigenvectors of S, with the eigenvalues d, the largest first *)
Definition eigenbasis n (S : 'M[R]_n) (Qd : 'M[R]_n * 'rV[R]_n) :=
  [&& Qd.1 *m Qd.1^T == 1%:M, S == Qd.1^T *m diag_mx Qd.2 *m Qd.1 & decreasing Qd.2].

Lemma sort_perm n (d : 'rV[R]_n) : exists s : 'S_n, decreasing (\row_i d 0 (s i)).
Proof.
pose t := [tuple d 0 i | i < n]; pose l := sort (fun x y => y <= x) t.
have tot : total (fun x y : R => y <= x) by move=> x y; apply: le_total.
have tr : transitive (fun x y : R => y <= x) by move=> x y z h k; apply: le_trans k h.
have [s es] : exists s : 'S_n, l = [tuple tnth t (s i) | i < n] :> seq R.
  by apply/tuple_permP; rewrite perm_sort.
exists s; apply/decreasingP => i j ij; rewrite !mxE.
have nl k : nth 0 l k%N = nth 0 [tuple tnth t (s i) | i < n] k by rewrite es.
have E (k : 'I_n) : nth 0 l k = d 0 (s k) by rewrite nl (nth_mktuple _ _ k) tnth_mktuple.
have sl : size l = n by rewrite size_sort size_tuple.
rewrite -!E; have := sorted_leq_nth tr (fun x => lexx x) 0 (sort_sorted tot t).
by apply; rewrite ?inE -/l ?sl.
Qed.

Definition sympart n (S : 'M[R]_n) := 2%:R^-1 *: (S + S^T).

Lemma sympart_tr n (S : 'M[R]_n) : (sympart S)^T = sympart S.
Proof. by rewrite /sympart linearZ linearD /= trmxK addrC. Qed.

Lemma sympart_id n (S : 'M[R]_n) : S^T = S -> sympart S = S.
Proof. by rewrite /sympart => ->; rewrite -mulr2n -scaler_nat scalerA mulVf ?scale1r // pnatr_eq0. Qed.

Lemma eigenbasis_ex n (S : 'M[R]_n) : exists Qd, eigenbasis (sympart S) Qd.
Proof.
have [Q [d [QQ E]]] := spectral (sympart_tr S); have [s sd] := sort_perm d.
exists (perm_mx s *m Q, \row_i d 0 (s i)); rewrite /eigenbasis /= sd andbT; apply/andP; split; apply/eqP.
  by rewrite trmx_mul mulmxA -(mulmxA (perm_mx s)) QQ mulmx1 tr_perm_mx -perm_mxM mulgV perm_mx1.
suff D : diag_mx d = (perm_mx s)^T *m diag_mx (\row_i d 0 (s i)) *m perm_mx s by rewrite E D trmx_mul !mulmxA.
have -> A : A *m perm_mx s = col_perm s^-1 A :> 'M[R]_n by rewrite col_permE invgK.
rewrite tr_perm_mx -row_permE; apply/matrixP => i j; rewrite !mxE permKV.
by rewrite (inj_eq perm_inj).
Qed.

(* of the symmetric part of S, which is S when S is symmetric *)
Definition eigvec n (S : 'M[R]_n) : 'M[R]_n := (xchoose (eigenbasis_ex S)).1.
Definition eigval n (S : 'M[R]_n) (i : 'I_n) : R := (xchoose (eigenbasis_ex S)).2 0 i.

Lemma eigvec_orth n (S : 'M[R]_n) : eigvec S *m (eigvec S)^T = 1%:M.
Proof. by have /and3P [/eqP] := xchooseP (eigenbasis_ex S). Qed.

Lemma eigvec_orthT n (S : 'M[R]_n) : (eigvec S)^T *m eigvec S = 1%:M.
Proof. exact/mulmx1C/eigvec_orth. Qed.

(* a function of the eigenvalues; locked, as mulmxA would see through it *)
Fact smap_key : unit. Proof. by []. Qed.
Definition spectral_map n (S : 'M[R]_n) (f : 'I_n -> R) : 'M[R]_n :=
  locked_with smap_key ((eigvec S)^T *m diag_mx (\row_i f i) *m eigvec S).
Lemma smapE n (S : 'M[R]_n) f : spectral_map S f = (eigvec S)^T *m diag_mx (\row_i f i) *m eigvec S.
Proof. by rewrite /spectral_map unlock. Qed.

Theorem eigenE n (S : 'M[R]_n) : S^T = S -> S = spectral_map S (eigval S).
Proof.
move=> ST; have /and3P [_ /eqP E _] := xchooseP (eigenbasis_ex S); rewrite -{1}(sympart_id ST) E smapE.
by congr (_ *m diag_mx _ *m _); apply/rowP => i; rewrite mxE.
Qed.

Lemma eigval_le n (S : 'M[R]_n) (i j : 'I_n) : (i <= j)%N -> eigval S j <= eigval S i.
Proof. by have /and3P [_ _ /decreasingP] := xchooseP (eigenbasis_ex S); apply. Qed.

(* calculus of such functions *)
Lemma smap_eq n (S : 'M[R]_n) (f g : 'I_n -> R) : f =1 g -> spectral_map S f = spectral_map S g.
Proof. by move=> fg; rewrite !smapE; congr (_ *m diag_mx _ *m _); apply/rowP => i; rewrite !mxE. Qed.

Lemma smap_tr n (S : 'M[R]_n) f : (spectral_map S f)^T = spectral_map S f.
Proof. by rewrite !smapE !trmx_mul trmxK tr_diag_mx mulmxA. Qed.

Lemma smapM n (S : 'M[R]_n) f g :
  spectral_map S f *m spectral_map S g = spectral_map S (fun i => f i * g i).
Proof.
rewrite !smapE !mulmxA -(mulmxA _ (eigvec S)) eigvec_orth mulmx1 -(mulmxA _^T) mulmx_diag.
by congr (_ *m diag_mx _ *m _); apply/rowP => i; rewrite !mxE.
Qed.

Lemma smap1 n (S : 'M[R]_n) : spectral_map S (fun _ => 1) = 1%:M.
Proof.
rewrite !smapE (_ : diag_mx _ = 1%:M) ?mulmx1 ?eigvec_orthT //.
by rewrite -diag_const_mx; congr diag_mx; apply/rowP => i; rewrite !mxE.
Qed.

Lemma smapB n (S : 'M[R]_n) f g : spectral_map S (fun i => f i - g i) = spectral_map S f - spectral_map S g.
Proof.
rewrite !smapE -mulmxBl -mulmxBr -linearB; congr (_ *m diag_mx _ *m _).
by apply/rowP => i; rewrite !mxE.
Qed.

Lemma smapZ n (S : 'M[R]_n) c f : spectral_map S (fun i => c * f i) = c *: spectral_map S f.
Proof.
rewrite !smapE scalemxAl scalemxAr -linearZ; congr (_ *m diag_mx _ *m _).
by apply/rowP => i; rewrite !mxE.
Qed.

Lemma trace_smap n (S : 'M[R]_n) f : \tr (spectral_map S f) = \sum_i f i.
Proof.
rewrite !smapE -mulmxA mxtrace_mulC -mulmxA eigvec_orth mulmx1 mxtrace_diag.
by apply: eq_bigr => i _; rewrite mxE.
Qed.

Lemma fip_smap n (S B : 'M[R]_n) f :
  fip (spectral_map S f) B = \sum_i f i * (eigvec S *m B *m (eigvec S)^T) i i.
Proof.
rewrite !smapE fip_mulmr fip_mulml trmxK mulmxA /fip tr_diag_mx /mxtrace.
by apply: eq_bigr => i _; rewrite mul_diag_mx !mxE.
Qed.

Lemma psd_entry n (S : 'M[R]_n) i : psd S -> 0 <= S i i.
Proof.
case=> _ /(_ (delta_mx i 0)); congr (_ <= _).
by rewrite -colE /fip trmx_delta -rowE /mxtrace big_ord1 !mxE.
Qed.

Lemma psd_conj n m (A : 'M[R]_n) (Z : 'M[R]_(m, n)) : psd A -> psd (Z *m A *m Z^T).
Proof.
move=> [AT P]; split=> [|v]; first by rewrite !trmx_mul trmxK AT mulmxA.
by rewrite -!mulmxA -{1}(trmxK Z) -fip_mulml.
Qed.

Lemma psd_diag n (f : 'rV[R]_n) : (forall i, 0 <= f 0 i) -> psd (diag_mx f).
Proof.
move=> f0; split=> [|v]; first by rewrite tr_diag_mx.
rewrite fipE; apply: sumr_ge0 => j _; apply: sumr_ge0 => i _; rewrite mul_diag_mx mxE mulrCA.
by rewrite mulr_ge0 // -expr2 sqr_ge0.
Qed.

Lemma psd_smap n (S : 'M[R]_n) f : (forall i, 0 <= f i) -> psd (spectral_map S f).
Proof.
move=> f0; rewrite !smapE -{2}(trmxK (eigvec S)); apply: psd_conj.
by apply: psd_diag => i; rewrite mxE.
Qed.

Lemma eigval_diag n (S : 'M[R]_n) : S^T = S ->
  eigvec S *m S *m (eigvec S)^T = diag_mx (\row_i eigval S i).
Proof.
move=> ST; rewrite {2}(eigenE ST) smapE !mulmxA eigvec_orth mul1mx -!mulmxA.
by rewrite eigvec_orth mulmx1.
Qed.

Lemma eigvalE n (S : 'M[R]_n) i : S^T = S -> eigval S i = (eigvec S *m S *m (eigvec S)^T) i i.
Proof. by move=> ST; rewrite eigval_diag // !mxE eqxx mulr1n. Qed.

Lemma eigval_ge0 n (S : 'M[R]_n) i : psd S -> 0 <= eigval S i.
Proof. by move=> P; rewrite eigvalE ?(proj1 P) //; apply/psd_entry/psd_conj. Qed.

Lemma sum_eigval n (S : 'M[R]_n) : S^T = S -> \sum_i eigval S i = \tr S.
Proof. by move=> ST; rewrite [in RHS](eigenE ST) trace_smap. Qed.

Lemma sum_eigval2 n (S : 'M[R]_n) : S^T = S -> \sum_i eigval S i ^+ 2 = fip S S.
Proof.
move=> ST; have E : S *m S = spectral_map S (fun i => eigval S i * eigval S i) by rewrite -smapM -eigenE.
by rewrite /fip ST E trace_smap; apply: eq_bigr => i _; rewrite expr2.
Qed.

(* the eigenvalues are determined by S *)
Lemma char_poly_frame n (Q : 'M[R]_n) (d : 'rV_n) : Q *m Q^T = 1%:M ->
  char_poly (Q^T *m diag_mx d *m Q) = \prod_(x <- [seq d 0 i | i <- enum 'I_n]) ('X - x%:P).
Proof.
move=> /mulmx1C QQ; set D := diag_mx d.
have E : char_poly_mx (Q^T *m D *m Q) = map_mx polyC Q^T *m char_poly_mx D *m map_mx polyC Q.
  rewrite /char_poly_mx mulmxBr mulmxBl -!map_mxM.
  by rewrite mul_mx_scalar -scalemxAl -map_mxM QQ map_mx1 scalemx1.
rewrite /char_poly E !det_mulmx mulrAC -det_mulmx -map_mxM QQ map_mx1 det1 mul1r.
rewrite -/(char_poly D) char_poly_trig ?diag_mx_is_trig // big_map big_enum.
by apply: eq_bigr => i _; rewrite !mxE eqxx mulr1n.
Qed.

Lemma prod_XsubC_perm (s t : seq R) :
  \prod_(x <- s) ('X - x%:P) = \prod_(x <- t) ('X - x%:P) -> perm_eq s t.
Proof.
elim: s t => [|x s IH] t.
  rewrite big_nil => /(congr1 (fun p : {poly R} => size p)); rewrite size_poly1 size_prod_XsubC => -[].
  by case: t.
move=> E; have xt : x \in t by rewrite -root_prod_XsubC -E root_prod_XsubC inE eqxx.
move: E; rewrite (perm_big _ (perm_to_rem xt)) /= !big_cons.
move=> /(mulfI (negbT (polyXsubC_eq0 x))) /IH pe.
by rewrite (perm_trans _ (_ : perm_eq (x :: rem x t) t)) ?perm_cons // perm_sym perm_to_rem.
Qed.

Theorem eigval_unique n (S Q : 'M[R]_n) (d : 'rV_n) : Q *m Q^T = 1%:M -> S = Q^T *m diag_mx d *m Q ->
  (forall i j : 'I_n, (i <= j)%N -> d 0 j <= d 0 i) -> forall i, eigval S i = d 0 i.
Proof.
move=> QQ E dd i; have ST : S^T = S by rewrite E !trmx_mul trmxK tr_diag_mx mulmxA.
have := char_poly_frame (\row_i eigval S i) (eigvec_orth S).
rewrite -smapE -eigenE // {1}E char_poly_frame // => /prod_XsubC_perm pe.
have srt (f : 'rV[R]_n) : (forall i j : 'I_n, (i <= j)%N -> f 0 j <= f 0 i) ->
    sorted (fun x y => y <= x) [seq f 0 i | i <- enum 'I_n].
  move=> h; apply: (@homo_sorted _ _ (fun i => f 0 i) (fun a b : 'I_n => (a <= b)%N)) => [a b|]; first exact: h.
  by have := iota_sorted 0 n; rewrite -val_enum_ord sorted_map.
have : [seq d 0 i | i <- enum 'I_n] = [seq (\row_i eigval S i) 0 i | i <- enum 'I_n].
  apply: (@sorted_eq _ (fun x y : R => y <= x)) => //; try exact: srt.
  - by move=> x y z h k; apply: le_trans k h.
  - by move=> x y /andP [h k]; apply: le_anti; rewrite h k.
  by apply: srt => a b; rewrite !mxE; apply: eigval_le.
move/(congr1 (fun l => nth 0 l i)); rewrite !(nth_map i) -?enumT ?size_enum_ord // nth_ord_enum.
by rewrite [in X in _ = X]mxE.
Qed.

(* the root of a semidefinite matrix *)
Definition psd_root n (S : 'M[R]_n) : 'M[R]_n := spectral_map S (fun i => Num.sqrt (eigval S i)).

Lemma psd_root_psd n (S : 'M[R]_n) : psd (psd_root S).
Proof. by apply: psd_smap => i; apply: sqrtr_ge0. Qed.

Theorem psd_root_sqr n (S : 'M[R]_n) : psd S -> psd_root S *m psd_root S = S.
Proof.
move=> P; rewrite smapM [RHS](eigenE (proj1 P)); apply: smap_eq => i.
by rewrite -expr2 sqr_sqrtr ?eigval_ge0.
Qed.
End Eigen.
