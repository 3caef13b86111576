(* The squared operator norm of a matrix, its largest squared singular value, and what it bounds. What two readouts
   see of each other: the sizes of Gram matrices, the floor of any two readouts, and its gap. Scalar steps for floors:
   quotients, the norm of a product, and CKA of normalised features. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra polyrcf ring.
From Unalignable Require Import frobenius centring psd rigid spectral cka projector pinv.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section OperatorNorm.
Variable R : rcfType.

(* the largest of 0 and the eigenvalues of W W^T *)
Definition op2 p k (W : 'M[R]_(p, k)) : R := \big[Num.max/0]_(x <- rootsR (char_poly (gram W))) x.

Lemma max_seq_ge (s : seq R) x : x \in s -> x <= \big[Num.max/0]_(y <- s) y.
Proof.
elim: s => // y s IH; rewrite inE big_cons le_maxr => /orP [/eqP ->|/IH ->]; last by rewrite orbT.
by rewrite lexx.
Qed.

Lemma max_seq_le (s : seq R) b : 0 <= b -> (forall x, x \in s -> x <= b) -> \big[Num.max/0]_(y <- s) y <= b.
Proof.
move=> b0; elim: s => [|y s IH] h; first by rewrite big_nil.
rewrite big_cons le_maxl h ?inE ?eqxx //=.
by apply: IH => x xs; apply: h; rewrite inE xs orbT.
Qed.

Lemma op2_root p k (W : 'M[R]_(p, k)) x : (x \in rootsR (char_poly (gram W))) = eigenvalue (gram W) x.
Proof.
by rewrite -roots_on_rootsR ?eigenvalue_root_char ?in_itv //= monic_neq0 // char_poly_monic.
Qed.

Lemma op2_ge0 p k (W : 'M[R]_(p, k)) : 0 <= op2 W.
Proof. by rewrite /op2; elim: (rootsR _) => [|y s IH]; rewrite ?big_nil // big_cons le_maxr IH orbT. Qed.

(* |W^T z|^2 <= op2 W |z|^2, and it is the least such bound *)
Theorem op2_psd p k (W : 'M[R]_(p, k)) : psd ((op2 W)%:M - gram W).
Proof.
split=> [|v]; first by rewrite linearB /= tr_scalar_mx gram_tr.
have [Q [d [QQ E]]] := spectral (gram_tr W).
have dle i : d 0 i <= op2 W.
  apply: max_seq_ge; rewrite op2_root; apply/eigenvalueP; exists (row i Q).
    rewrite E !mulmxA -!row_mul QQ mul1mx mul_diag_mx.
    by apply/rowP => j; rewrite !mxE.
  apply/eqP => /(congr1 (fun r => r *m Q^T)); rewrite -row_mul QQ mul0mx => /rowP /(_ i).
  by rewrite !mxE eqxx => /eqP; rewrite oner_eq0.
have -> : (op2 W)%:M - gram W = Q^T *m diag_mx (const_mx (op2 W) - d) *m Q.
  rewrite linearB /= mulmxBr mulmxBl -E; congr (_ - _).
  by rewrite diag_const_mx mul_mx_scalar -scalemxAl (mulmx1C QQ) scalemx1.
rewrite -!mulmxA -(fip_mulml Q) mul_diag_mx fipE; apply: sumr_ge0 => j _; apply: sumr_ge0 => i _.
by rewrite [X in _ * X]mxE mulrCA mulr_ge0 -?expr2 ?sqr_ge0 // !mxE subr_ge0.
Qed.

Theorem op2_least p k (W : 'M[R]_(p, k)) b : 0 <= b -> psd (b%:M - gram W) -> op2 W <= b.
Proof.
move=> b0 [_ P]; apply: max_seq_le => // x; rewrite op2_root => /eigenvalueP [v vE v0].
have := P v^T; rewrite mulmxBl fipBr mul_scalar_mx fipZr fip_tr.
have -> : gram W *m v^T = x *: v^T by rewrite -[gram W]gram_tr -trmx_mul vE linearZ.
by rewrite fipZr fip_tr -mulrBl pmulr_lge0 ?fip_gt0 // subr_ge0.
Qed.

(* a bound for one column is one for all of them *)
Lemma psd_fip n m (A : 'M[R]_n) (Z : 'M[R]_(n, m)) : psd A -> 0 <= fip Z (A *m Z).
Proof.
by move=> /psd_gram [L ->]; rewrite /gram -mulmxA -{1}(trmxK L) -fip_mulml fip_ge0.
Qed.

Lemma op2_mul p k m (W : 'M[R]_(p, k)) (Z : 'M[R]_(p, m)) :
  fip (W^T *m Z) (W^T *m Z) <= op2 W * fip Z Z.
Proof.
rewrite -subr_ge0; have := psd_fip Z (op2_psd W); rewrite mulmxBl fipBr mul_scalar_mx fipZr.
by rewrite fip_mulml trmxK /gram mulmxA.
Qed.

Lemma op2_mulr p k m (W : 'M[R]_(p, k)) (Z : 'M[R]_(m, p)) : fip (Z *m W) (Z *m W) <= op2 W * fip Z Z.
Proof. by rewrite -fip_tr trmx_mul -(fip_tr Z); apply: op2_mul. Qed.

Lemma op2_gt0 p k (W : 'M[R]_(p, k)) : (0 < op2 W) = (W != 0).
Proof.
apply/idP/idP => [|w0]; last first.
  rewrite lt_def op2_ge0 andbT; apply: contraNneq w0 => E.
  by have := op2_mulr W 1%:M; rewrite E mul0r mul1mx -fip_eq0 eq_le => -> /=; apply: fip_ge0.
apply: contraTneq => ->; rewrite -leNgt; apply: op2_least => //.
by rewrite /gram mul0mx subr0; split=> [|v]; rewrite ?tr_scalar_mx // mul_scalar_mx scale0r fip0r.
Qed.

End OperatorNorm.

Section Read.
Variable R : realFieldType.
Local Notation H := (center R _).

(* what is read: H X W *)
Definition output n p k (X : 'M[R]_(n, p)) (W : 'M[R]_(p, k)) : 'M[R]_(n, k) := H *m X *m W.

(* P_W X_c^T Y_c P_V: what the readouts see of X_c^T Y_c *)
Definition seen n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :=
  proj W *m (X^T *m H *m Y) *m proj V.

Lemma outputs_cross n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  (output X W)^T *m output Y V = W^T *m (X^T *m H *m Y) *m V.
Proof.
rewrite /output (trmx_mul (_ *m _)) (trmx_mul H) center_tr !mulmxA.
by rewrite -[_ *m H *m H]mulmxA center_idem.
Qed.

Lemma proj_mul_tr n p (A : 'M[R]_(n, p)) : A^T *m proj A = A^T.
Proof. by rewrite -{1}(proj_tr A) -trmx_mul proj_id. Qed.

Lemma outputs_seen n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  (output X W)^T *m output Y V = W^T *m seen X Y W V *m V.
Proof.
rewrite outputs_cross /seen !mulmxA proj_mul_tr -!mulmxA; congr (_ *m _).
by rewrite proj_id.
Qed.

Lemma seen_whole n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  fip (X^T *m H *m Y) (seen X Y W V) = fip (seen X Y W V) (seen X Y W V).
Proof.
rewrite /seen; set M := X^T *m H *m Y.
rewrite [RHS]fip_mulmr proj_tr -(mulmxA _ (proj V)) proj_idem [RHS]fip_mulml proj_tr.
by rewrite -(mulmxA (proj W) M) (mulmxA (proj W) (proj W)) proj_idem.
Qed.

(* tr ((W^T W)^+ a^T b (V^T V)^+ b^T a) is the squared norm of what is seen *)
Lemma pinv_floor n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  let a := output X W in let b := output Y V in
  \tr (pinv (W^T *m W) *m (a^T *m b) *m pinv (V^T *m V) *m (b^T *m a)) = fip (seen X Y W V) (seen X Y W V).
Proof.
move=> a b; rewrite -seen_whole /fip [RHS]mxtrace_mulC /seen; set M := X^T *m H *m Y.
have -> : b^T *m a = V^T *m M^T *m W.
  by rewrite -[LHS]trmxK (trmx_mul b^T) trmxK outputs_cross (trmx_mul (_ *m _)) (trmx_mul W^T) trmxK mulmxA.
have -> : a^T *m b = W^T *m M *m V by exact: outputs_cross.
move: M => M; rewrite (mulmxA _ _ W) [LHS]mxtrace_mulC -(pinv_gram_proj W) -(pinv_gram_proj V).
by congr (\tr _); rewrite !mulmxA.
Qed.

(* the gap of the floor is what is not seen *)
Lemma seen_gap n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  let rest := X^T *m H *m Y - seen X Y W V in
  hsic X Y - fip (seen X Y W V) (seen X Y W V) = fip rest rest.
Proof.
move=> rest; rewrite /rest !fip_lin (fipC (seen X Y W V) (X^T *m H *m Y)) seen_whole /hsic; ring.
Qed.

Lemma seen_le n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  fip (seen X Y W V) (seen X Y W V) <= hsic X Y.
Proof. by rewrite -subr_ge0 seen_gap fip_ge0. Qed.

(* paired outputs: <a, b> = <W V^T, seen> *)
Lemma paired_seen n p q k (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, k)) :
  fip (output X W) (output Y V) = fip (W *m V^T) (seen X Y W V).
Proof. by rewrite {1}/fip outputs_seen [RHS]fip_mulmr trmxK [RHS]/fip mulmxA. Qed.

End Read.

Section Sizes.
Variable R : rcfType.
Local Notation H := (center R _).

(* |K|, K = H X X^T H *)
Definition ksize n p (X : 'M[R]_(n, p)) : R := Num.sqrt (hsic X X).

Lemma ksize_ge0 n p (X : 'M[R]_(n, p)) : 0 <= ksize X.
Proof. exact: sqrtr_ge0. Qed.

Lemma ksize_sqr n p (X : 'M[R]_(n, p)) : ksize X ^+ 2 = fip (cgram X) (cgram X).
Proof. by rewrite sqr_sqrtr ?hsic_ge0 // hsicE. Qed.

Lemma ksize_gt0 n p (X : 'M[R]_(n, p)) : (0 < ksize X) = (H *m X != 0).
Proof. by rewrite sqrtr_gt0 lt_def hsic_ge0 andbT hsic_self_eq0. Qed.

Lemma ckaK n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : cka X Y = hsic X Y / (ksize X * ksize Y).
Proof. by rewrite /cka sqrtrM // hsic_ge0. Qed.

Lemma ksizes_ge0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 0 <= (ksize X * ksize Y)^-1.
Proof. by rewrite invr_ge0 mulr_ge0 ?ksize_ge0. Qed.

(* tr ((W^T W)^+ a^T b (V^T V)^+ b^T a) / (|K| |L|) for the outputs a = X_c W and b = Y_c V *)
Definition readout_floor n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) : R :=
  let a := output X W in let b := output Y V in
  \tr (pinv (W^T *m W) *m (a^T *m b) *m pinv (V^T *m V) *m (b^T *m a)) / (ksize X * ksize Y).

Lemma readout_floorE n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  readout_floor X Y W V = fip (seen X Y W V) (seen X Y W V) / (ksize X * ksize Y).
Proof. by rewrite /readout_floor pinv_floor. Qed.

Lemma readout_floor_le n p q k l (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) (W : 'M[R]_(p, k)) (V : 'M[R]_(q, l)) :
  readout_floor X Y W V <= cka X Y.
Proof. by rewrite readout_floorE ckaK ler_wpmul2r ?ksizes_ge0 // seen_le. Qed.

Lemma output_const n p k (X : 'M[R]_(n, p)) (W : 'M[R]_(p, k)) : output X W != 0 -> H *m X != 0 /\ W != 0.
Proof.
by move=> T0; split; apply: contraNneq T0 => E; rewrite /output E ?mul0mx ?mulmx0.
Qed.

End Sizes.

Section Sizes.
Variable R : rcfType.
Local Notation H := (center R _).

(* x / 0 = 0, so c may vanish *)
Lemma over_le (x y c s : R) : 0 <= c -> 0 <= s -> 0 <= y -> x <= c * y -> x / (c * s) <= y / s.
Proof.
move=> c0 s0 y0 h; rewrite invfM mulrA ler_wpmul2r ?invr_ge0 //.
have [->|cn] := eqVneq c 0; first by rewrite invr0 mulr0.
by rewrite ler_pdivr_mulr 1?mulrC // lt_def cn.
Qed.

Lemma fip_by_rows m n (A : 'M[R]_(m, n)) : fip A A = \sum_i fip (row i A) (row i A).
Proof.
rewrite -fip_tr /fip trmxK; apply: eq_bigr => i _.
by rewrite -fip_row.
Qed.

(* |A B^T| <= |A| |B| *)
Lemma fip_mul_le m n k (A : 'M[R]_(m, k)) (B : 'M[R]_(n, k)) : fip (A *m B^T) (A *m B^T) <= fip A A * fip B B.
Proof.
rewrite [X in X * _]fip_by_rows [X in _ * X]fip_by_rows fipE mulr_sumr; apply: ler_sum => j _.
rewrite mulr_suml; apply: ler_sum => i _.
by rewrite -fip_row -expr2 cauchy_schwarz.
Qed.

Lemma hsic_le_sizes n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : hsic X Y <= ksize X * ksize Y.
Proof.
have [E|] := eqVneq (ksize X * ksize Y) 0; last first.
  move=> n0; have s0 : 0 < ksize X * ksize Y by rewrite lt_def n0 mulr_ge0 ?ksize_ge0.
  by rewrite -[X in _ <= X]mul1r -ler_pdivr_mulr // -ckaK cka_le1.
have := hsic_cauchy_schwarz X Y; rewrite -(sqr_sqrtr (hsic_ge0 X X)) -(sqr_sqrtr (hsic_ge0 Y Y)).
rewrite -exprMn -!/(ksize _) E expr0n /= => h.
by rewrite le_eqVlt -sqrf_eq0 eq_le h sqr_ge0.
Qed.

(* normalised features *)
Lemma cka_ge_hsic n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  ksize X <= 1 -> ksize Y <= 1 -> hsic X Y <= cka X Y.
Proof.
move=> kx ky; have [E|n0] := eqVneq (ksize X * ksize Y) 0.
  by rewrite (le_trans (hsic_le_sizes X Y)) // E cka_ge0.
have s0 : 0 < ksize X * ksize Y by rewrite lt_def n0 mulr_ge0 ?ksize_ge0.
rewrite ckaK ler_pdivl_mulr // ler_pimulr ?hsic_ge0 //.
by rewrite mulr_ile1 ?ksize_ge0.
Qed.

Lemma le_sqr (x y : R) : 0 <= x -> 0 <= y -> x ^+ 2 <= y ^+ 2 -> x <= y.
Proof. by move=> x0 y0; rewrite ler_pexpn2r. Qed.

End Sizes.
