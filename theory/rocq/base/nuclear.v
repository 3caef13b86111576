(* The nuclear norm, by duality with contractions, and the Procrustes similarity NBS. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring psd rigid spectral eigen.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Nuclear.
Variable R : rcfType.
Local Notation H := (center R _).

(* the trace of the root of A^T A: the sum of the singular values of A *)
Definition nuc m n (A : 'M[R]_(m, n)) : R := \tr (psd_root (A^T *m A)).

(* Q lengthens no vector *)
Definition contraction m n (Q : 'M[R]_(m, n)) := forall v : 'cV_n, fip (Q *m v) (Q *m v) <= fip v v.

Lemma psd_tr_mul m n (A : 'M[R]_(m, n)) : psd (A^T *m A).
Proof. by rewrite -[X in A^T *m X]trmxK; apply: gram_psd. Qed.

Lemma tr_mul_sym m n (A : 'M[R]_(m, n)) : (A^T *m A)^T = A^T *m A.
Proof. by case: (psd_tr_mul A). Qed.

Lemma nucE m n (A : 'M[R]_(m, n)) : nuc A = \sum_i Num.sqrt (eigval (A^T *m A) i).
Proof. by rewrite /nuc trace_smap. Qed.

Lemma nuc_ge0 m n (A : 'M[R]_(m, n)) : 0 <= nuc A.
Proof. by rewrite nucE sumr_ge0 // => i _; apply: sqrtr_ge0. Qed.

(* contractions *)
Lemma contractionP m n (Q : 'M[R]_(m, n)) : contraction Q <-> psd (1%:M - Q^T *m Q).
Proof.
have E v : fip v ((1%:M - Q^T *m Q) *m v) = fip v v - fip (Q *m v) (Q *m v).
  by rewrite mulmxBl mul1mx fipBr fip_mulml mulmxA.
split=> [c|[_ p] v]; last by rewrite -subr_ge0 -E.
by split=> [|v]; rewrite ?linearB /= ?trmx1 ?tr_mul_sym // E subr_ge0.
Qed.

Lemma contraction_tr m n (Q : 'M[R]_(m, n)) : contraction Q -> contraction Q^T.
Proof.
move=> c v; set w := Q^T *m v; have [w0|wn] := eqVneq (fip w w) 0; first by rewrite w0 fip_ge0.
have wp : 0 < fip w w by rewrite lt_def wn fip_ge0.
have E : fip w w = fip v (Q *m w) by rewrite {1}/w fip_mulml trmxK.
have := cauchy_schwarz v (Q *m w); rewrite -E => h.
have := le_trans h (ler_wpmul2l (fip_ge0 v) (c w)).
by rewrite expr2 ler_pmul2r.
Qed.

Lemma contraction_mat m n p (Q : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) :
  contraction Q -> fip (Q *m B) (Q *m B) <= fip B B.
Proof.
move=> /contractionP P; rewrite -subr_ge0.
have -> : fip B B - fip (Q *m B) (Q *m B) = fip (gram B) (1%:M - Q^T *m Q).
  by rewrite fipBr /gram ![fip (B *m _) _]fip_mulmr trmxK mul1mx fip_mulml mulmxA fipC.
by apply: psd_trace_ge0 => //; apply: gram_psd.
Qed.

Lemma contractionM m n p (P : 'M[R]_(m, n)) (Q : 'M[R]_(n, p)) :
  contraction P -> contraction Q -> contraction (P *m Q).
Proof. by move=> cP cQ v; rewrite -mulmxA (le_trans (cP _)). Qed.

Lemma orth_contraction m n (Q : 'M[R]_(m, n)) : Q^T *m Q = 1%:M -> contraction Q.
Proof. by move=> E v; rewrite fip_mulml mulmxA E mul1mx. Qed.

Lemma orthT_contraction m n (Q : 'M[R]_(m, n)) : Q *m Q^T = 1%:M -> contraction Q.
Proof. by move=> E; rewrite -(trmxK Q); apply/contraction_tr/orth_contraction; rewrite trmxK. Qed.

Lemma contraction1 n : contraction (1%:M : 'M[R]_n).
Proof. by apply: orth_contraction; rewrite trmx1 mulmx1. Qed.

Lemma contractionN m n (Q : 'M[R]_(m, n)) : contraction Q -> contraction (- Q).
Proof. by move=> c v; rewrite mulNmx fipNl fipNr opprK. Qed.

Lemma entry_cs m n (B C : 'M[R]_(m, n)) i :
  (B^T *m C) i i <= Num.sqrt ((B^T *m B) i i) * Num.sqrt ((C^T *m C) i i).
Proof.
have E (X Y : 'M[R]_(m, n)) : (X^T *m Y) i i = fip (col i X) (col i Y).
  by rewrite mxE fipE big_ord1; apply: eq_bigr => j _; rewrite !mxE.
rewrite !E -sqrtrM ?fip_ge0 //; apply: le_trans (ler_norm _) _.
by rewrite -sqrtr_sqr ler_wsqrtr ?cauchy_schwarz.
Qed.

(* duality *)
Theorem nuc_max m n (A Q : 'M[R]_(m, n)) : contraction Q -> fip A Q <= nuc A.
Proof.
move=> cQ; have VV := eigvec_orthT (A^T *m A); have VV' := eigvec_orth (A^T *m A).
have dV := eigval_diag (tr_mul_sym A); rewrite nucE.
move: (eigvec _) VV VV' dV => V VV VV' dV.
have -> : fip A Q = fip (A *m V^T) (Q *m V^T) by rewrite [RHS]fip_mulmr trmxK -mulmxA VV mulmx1.
rewrite /fip /mxtrace; apply: ler_sum => i _; apply: le_trans (entry_cs _ _ _) _.
have -> : (A *m V^T)^T *m (A *m V^T) = V *m (A^T *m A) *m V^T by rewrite trmx_mul trmxK !mulmxA.
have h : ((Q *m V^T)^T *m (Q *m V^T)) i i <= 1.
  have := psd_entry i (psd_conj V (proj1 (contractionP Q) cQ)).
  by rewrite mulmxBr mulmxBl mulmx1 VV' trmx_mul trmxK !mulmxA mxE [X in _ <= _ + X]mxE [X in X - _]mxE eqxx subr_ge0.
by rewrite dV [X in Num.sqrt X * _]mxE eqxx mulr1n mxE ler_pimulr ?sqrtr_ge0 // -(sqrtr1 R) ler_wsqrtr.
Qed.

(* the polar factor, a partial isometry *)
Theorem nuc_attained m n (A : 'M[R]_(m, n)) : exists Q : 'M[R]_(m, n),
  [/\ contraction Q, fip A Q = nuc A, Q *m Q^T *m Q = Q & exists W, Q = A *m W].
Proof.
set G := A^T *m A; pose r i := Num.sqrt (eigval G i).
have Gp : psd G := psd_tr_mul A.
have rr i : eigval G i = r i * r i by rewrite -expr2 sqr_sqrtr ?eigval_ge0.
pose W := spectral_map G (fun i => (r i)^-1).
have WG : W *m G = spectral_map G r.
  rewrite {1}(eigenE (proj1 Gp)) /W smapM; apply: smap_eq => i; rewrite rr.
  by have [->|ri] := eqVneq (r i) 0; rewrite ?mulr0 // mulKf.
have QQ : (A *m W)^T *m (A *m W) = spectral_map G (fun i => (r i != 0)%:R).
  rewrite trmx_mul smap_tr !mulmxA -(mulmxA W) -/G WG /W smapM; apply: smap_eq => i.
  by have [->|ri] := eqVneq (r i) 0; rewrite ?mul0r // divff.
exists (A *m W); split; last by exists W.
- apply/contractionP; rewrite QQ -(smap1 G) -smapB; apply: psd_smap => i.
  by case: (_ != _); rewrite subr_ge0 ?ler01.
- by rewrite fipC fip_mulml -/G /fip smap_tr -/W WG.
rewrite -mulmxA QQ /W -mulmxA smapM; congr (_ *m _); apply: smap_eq => i.
by have [->|ri] := eqVneq (r i) 0; rewrite ?mulr0 ?invr0 ?mulr1.
Qed.

Lemma nuc_le m n (A : 'M[R]_(m, n)) s : (forall Q, contraction Q -> fip A Q <= s) -> nuc A <= s.
Proof. by move=> h; have [Q [c <- _ _]] := nuc_attained A; apply: h. Qed.

Lemma nuc_contr m n p q (P : 'M[R]_(m, n)) (A : 'M_(n, p)) (Q : 'M_(p, q)) :
  contraction P -> contraction Q -> nuc (P *m A *m Q) <= nuc A.
Proof.
move=> cP cQ; apply: nuc_le => C cC; rewrite fip_mulmr fip_mulml; apply: nuc_max.
by apply: contractionM; [exact: contraction_tr | apply: contractionM => //; exact: contraction_tr].
Qed.

Lemma nuc_tr m n (A : 'M[R]_(m, n)) : nuc A^T = nuc A.
Proof.
suff h k l (B : 'M[R]_(k, l)) : nuc B^T <= nuc B by apply: le_anti; rewrite h -{1}(trmxK A) h.
by apply: nuc_le => C cC; rewrite -fip_tr trmxK nuc_max //; apply: contraction_tr.
Qed.

Lemma nucD m n (A B : 'M[R]_(m, n)) : nuc (A + B) <= nuc A + nuc B.
Proof. by apply: nuc_le => C cC; rewrite fipDl ler_add ?nuc_max. Qed.

Lemma nuc0 m n : nuc (0 : 'M[R]_(m, n)) = 0.
Proof. by apply: le_anti; rewrite nuc_ge0 andbT; apply: nuc_le => C _; rewrite fip0l. Qed.

Lemma nucZ m n c (A : 'M[R]_(m, n)) : 0 <= c -> nuc (c *: A) = c * nuc A.
Proof.
move=> c0; apply: le_anti; apply/andP; split.
  by apply: nuc_le => C cC; rewrite fipZl ler_wpmul2l ?nuc_max.
by have [Q [cQ <- _ _]] := nuc_attained A; rewrite -fipZl nuc_max.
Qed.

(* maps of features that keep lengths *)
Lemma nuc_orthl m n k (U : 'M[R]_(k, m)) (A : 'M_(m, n)) : U^T *m U = 1%:M -> nuc (U *m A) = nuc A.
Proof.
move=> UU; have c1 := @contraction1 n; have cU := orth_contraction UU; apply: le_anti; apply/andP; split.
  by rewrite -[U *m A]mulmx1; apply: nuc_contr.
rewrite -{1}[A]mul1mx -UU -mulmxA -[_ *m (U *m A)]mulmx1; apply: nuc_contr => //; exact: contraction_tr.
Qed.

Lemma nuc_orthr m n k (A : 'M[R]_(m, n)) (U : 'M_(n, k)) : U *m U^T = 1%:M -> nuc (A *m U) = nuc A.
Proof. by move=> UU; rewrite -nuc_tr trmx_mul nuc_orthl ?nuc_tr // trmxK. Qed.

(* the nuclear norm is at least the Frobenius norm, and at most sqrt(rank) times it *)
Theorem nuc_frobenius m n (A : 'M[R]_(m, n)) : fip A A <= nuc A ^+ 2.
Proof.
have E : fip A A = \sum_i Num.sqrt (eigval (A^T *m A) i) ^+ 2.
  rewrite /fip -(sum_eigval (tr_mul_sym A)); apply: eq_bigr => i _.
  by rewrite sqr_sqrtr // eigval_ge0 //; apply: psd_tr_mul.
rewrite E nucE expr2 mulr_suml; apply: ler_sum => i _; rewrite expr2 ler_wpmul2l ?sqrtr_ge0 //.
by rewrite (bigD1 i) //= ler_addl sumr_ge0 // => j _; apply: sqrtr_ge0.
Qed.

Lemma nuc_eq0 m n (A : 'M[R]_(m, n)) : (nuc A == 0) = (A == 0).
Proof.
apply/eqP/eqP => [E|->]; last exact: nuc0.
by apply/eqP; rewrite -fip_eq0 eq_le fip_ge0 andbT (le_trans (nuc_frobenius A)) // E expr0n.
Qed.

Lemma trace_idem n (P : 'M[R]_n) : P *m P = P -> \tr P = (\rank P)%:R.
Proof.
move=> PP; have := row_base_free P; have := col_base_full P; have := mulmx_base P.
move: (col_base P) (row_base P) => C F E fC fF; rewrite -{1}E mxtrace_mulC.
have -> : F *m C = 1%:M; last by rewrite mxtrace1.
apply: (row_free_inj fF); apply: (row_full_inj fC).
by rewrite /= mul1mx E -mulmxA E mulmxA E PP.
Qed.

Theorem nuc_rank m n (A : 'M[R]_(m, n)) : nuc A ^+ 2 <= (\rank A)%:R * fip A A.
Proof.
have [Q [_ <- QQ [W E]]] := nuc_attained A; apply: le_trans (cauchy_schwarz _ _) _.
rewrite mulrC ler_wpmul2r ?fip_ge0 // /fip mxtrace_mulC.
rewrite trace_idem; last by rewrite mulmxA QQ.
by rewrite ler_nat (leq_trans (mxrankM_maxl _ _)) // E mxrankM_maxl.
Qed.

Lemma nuc_rank1 m n (A : 'M[R]_(m, n)) : (\rank A <= 1)%N -> nuc A = Num.sqrt (fip A A).
Proof.
move=> r1; apply/eqP; rewrite -(@eqr_expn2 _ 2) ?nuc_ge0 ?sqrtr_ge0 // sqr_sqrtr ?fip_ge0 //.
rewrite eq_le nuc_frobenius andbT (le_trans (nuc_rank A)) // -[X in _ <= X]mul1r.
by rewrite ler_wpmul2r ?fip_ge0 // lern1.
Qed.

(* a square matrix: attained by an orthogonal map *)
Theorem nuc_orthogonal n (A : 'M[R]_n) : exists2 Q : 'M_n, Q *m Q^T = 1%:M & fip A Q = nuc A.
Proof.
have [U [V [d [UU VV d0 EA]]]] := svd A.
have E Q : fip A Q = \sum_i d 0 i * (V *m Q *m U^T) i i.
  rewrite EA fip_mulmr fip_mulml trmxK mulmxA /fip tr_diag_mx /mxtrace.
  by apply: eq_bigr => i _; rewrite mul_diag_mx mxE.
exists (V^T *m U); first by rewrite trmx_mul trmxK mulmxA -(mulmxA V^T) UU mulmx1 (mulmx1C VV).
apply: le_anti; rewrite nuc_max /=; last first.
  by apply/contractionM/orthT_contraction/UU/orth_contraction; rewrite trmxK.
apply: nuc_le => C cC; rewrite !E; apply: ler_sum => i _; rewrite ler_wpmul2l //.
rewrite !mulmxA VV mul1mx UU [X in _ <= X]mxE eqxx.
have := @entry_cs _ _ V^T (C *m U^T) i; rewrite trmxK mulmxA VV [X in Num.sqrt X * _]mxE eqxx sqrtr1 mul1r => h.
apply: le_trans h _; rewrite -(sqrtr1 R) ler_wsqrtr //.
have := psd_entry i (psd_conj U (proj1 (contractionP C) cC)).
by rewrite mulmxBr mulmxBl mulmx1 UU trmx_mul trmxK !mulmxA mxE [X in _ <= _ + X]mxE [X in X - _]mxE eqxx subr_ge0.
Qed.

(* |X^T Y|_* depends on X and Y through their Gram matrices *)
Lemma nuc_gram_le n p p' q (X : 'M[R]_(n, p)) (X' : 'M[R]_(n, p')) (Y : 'M[R]_(n, q)) :
  gram X = gram X' -> nuc (X^T *m Y) <= nuc (X'^T *m Y).
Proof.
move=> E; have [|Q QQ EQ] := @gram_rigid _ _ _ (row_mx X (0 : 'M_(n, p'))) (row_mx (0 : 'M_(n, p)) X').
  by rewrite /gram !tr_row_mx !mul_row_col !trmx0 !mulmx0 addr0 add0r.
pose S : 'M[R]_(p', p + p') := row_mx 0 1%:M; pose T : 'M[R]_(p + p', p) := col_mx 1%:M 0.
have cS : contraction S.
  by apply: orthT_contraction; rewrite tr_row_mx mul_row_col trmx0 mulmx0 add0r trmx1 mulmx1.
have cT : contraction T.
  by apply: orth_contraction; rewrite tr_col_mx mul_row_col trmx0 mulmx0 addr0 trmx1 mulmx1.
have -> : X = X' *m (S *m Q *m T).
  have <- : row_mx X 0 *m T = X by rewrite mul_row_col mulmx1 mulmx0 addr0.
  by rewrite EQ !mulmxA mul_mx_row mulmx0 mulmx1.
move: (contractionM (contractionM cS (orthT_contraction QQ)) cT); move: (_ *m T) => C cC.
rewrite trmx_mul -mulmxA -[C^T *m _]mulmx1; apply: nuc_contr; [exact: contraction_tr | exact: contraction1].
Qed.

Lemma nuc_gram n p p' q q' (X : 'M[R]_(n, p)) (X' : 'M[R]_(n, p')) (Y : 'M[R]_(n, q)) (Y' : 'M[R]_(n, q')) :
  gram X = gram X' -> gram Y = gram Y' -> nuc (X^T *m Y) = nuc (X'^T *m Y').
Proof.
move=> EX EY; transitivity (nuc (X'^T *m Y)); first by apply: le_anti; rewrite !nuc_gram_le.
by rewrite -nuc_tr -[RHS]nuc_tr !trmx_mul !trmxK; apply: le_anti; rewrite !nuc_gram_le.
Qed.

(* Hoelder: |A B|_* is at most the product of the Frobenius norms *)
Lemma nuc_mul m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) : nuc (A *m B) ^+ 2 <= fip A A * fip B B.
Proof.
have [Q [cQ <- _ _]] := nuc_attained (A *m B); rewrite fip_mulmr; apply: le_trans (cauchy_schwarz _ _) _.
by rewrite ler_wpmul2l ?fip_ge0 // -(fip_tr B) contraction_mat.
Qed.

(* the similarity |X_c^T Y_c|_*/(|X_c||Y_c|) *)
Definition nbs n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  nuc ((H *m X)^T *m (H *m Y)) / Num.sqrt (fip (H *m X) (H *m X) * fip (H *m Y) (H *m Y)).
(* the squared Procrustes distance *)
Definition procrustes_distance n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : R :=
  fip (H *m X) (H *m X) + fip (H *m Y) (H *m Y) - 2%:R * nuc ((H *m X)^T *m (H *m Y)).

Lemma nbsC n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : nbs X Y = nbs Y X.
Proof. by rewrite /nbs -nuc_tr trmx_mul trmxK [_ * fip (H *m Y) _]mulrC. Qed.

Lemma nbs_ge0 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : 0 <= nbs X Y.
Proof. by rewrite divr_ge0 ?nuc_ge0 ?sqrtr_ge0. Qed.

Lemma nbs_sqr n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  nbs X Y ^+ 2 = nuc ((H *m X)^T *m (H *m Y)) ^+ 2 / (fip (H *m X) (H *m X) * fip (H *m Y) (H *m Y)).
Proof. by rewrite /nbs expr_div_n sqr_sqrtr // mulr_ge0 ?fip_ge0. Qed.

Lemma nbs_le1 n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) : nbs X Y <= 1.
Proof.
rewrite -(@expr_le1 _ 2) ?nbs_ge0 // nbs_sqr; set d := fip _ _ * _.
have [->|d0] := eqVneq d 0; first by rewrite invr0 mulr0 ler01.
by rewrite ler_pdivr_mulr ?mul1r ?lt_def ?d0 ?mulr_ge0 ?fip_ge0 // (le_trans (nuc_mul _ _)) // fip_tr.
Qed.
End Nuclear.
