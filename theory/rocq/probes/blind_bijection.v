(* An injective map of the features keeps the mutual information with a target, and the best R^2 of any probe. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring projector predict_tools.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Groups.
Variables (R : realFieldType) (n : nat).
Local Notation H := (center R _).

(* the samples with the same features as sample i *)
Definition group p (X : 'M[R]_(n, p)) i : {set 'I_n} := [set j | row j X == row i X].

(* the mean over the samples with the same features: E[. | X] *)
Definition averaging p (X : 'M[R]_(n, p)) : 'M[R]_n :=
  \matrix_(i, j) (#|group X i|%:R^-1 *+ (j \in group X i)).

(* a function of the features, sample by sample *)
Definition apply p k (g : 'rV[R]_p -> 'rV[R]_k) (X : 'M[R]_(n, p)) : 'M[R]_(n, k) := \matrix_i g (row i X).

(* Var E[T|X]/Var T, the share of the variance of T that X explains *)
Definition correlation_ratio p k (X : 'M[R]_(n, p)) (T : 'M[R]_(n, k)) : R :=
  fip (averaging X *m (H *m T)) (H *m T) / fip (H *m T) (H *m T).

(* the mutual information of the rows, in the unit that lg says: the mean of lg(n k_xt/(k_x k_t)) for the sizes of the
   groups of X, T and both *)
Definition odds p k (X : 'M[R]_(n, p)) (T : 'M[R]_(n, k)) i : R :=
  n%:R * #|group (row_mx X T) i|%:R / (#|group X i|%:R * #|group T i|%:R).
Definition information (lg : R -> R) p k (X : 'M[R]_(n, p)) (T : 'M[R]_(n, k)) : R :=
  n%:R^-1 * \sum_i lg (odds X T i).
(* exp(n I) *)
Definition information_power p k (X : 'M[R]_(n, p)) (T : 'M[R]_(n, k)) : R := \prod_i odds X T i.

Lemma group_self p (X : 'M[R]_(n, p)) i : i \in group X i.
Proof. by rewrite inE. Qed.

Lemma group_eq p (X : 'M[R]_(n, p)) i j : j \in group X i -> group X j = group X i.
Proof. by rewrite inE => /eqP E; apply/setP => k; rewrite !inE E. Qed.

Lemma group_size p (X : 'M[R]_(n, p)) i : #|group X i|%:R != 0 :> R.
Proof. by rewrite pnatr_eq0 -lt0n; apply/card_gt0P; exists i; rewrite group_self. Qed.

Lemma averaging_tr p (X : 'M[R]_(n, p)) : (averaging X)^T = averaging X.
Proof.
apply/matrixP => i j; rewrite !mxE; have [ji|/negbTE ji] := boolP (i \in group X j).
  by rewrite (group_eq ji) group_self.
have ij : (j \in group X i) = false by rewrite -ji !inE eq_sym.
by rewrite ij !mulr0n.
Qed.

(* what depends on the features alone is its own mean *)
Lemma averaging_fix p k (X : 'M[R]_(n, p)) (M : 'M[R]_(n, k)) :
  (forall i j, row i X = row j X -> row i M = row j M) -> averaging X *m M = M.
Proof.
move=> same; apply/matrixP => i l; rewrite mxE (bigID (mem (group X i))) /= [X in _ + X]big1 ?addr0 => [|j /negbTE ji].
  rewrite (eq_bigr (fun=> #|group X i|%:R^-1 * M i l)) => [|j ji].
    by rewrite sumr_const -[_ *+ _]mulr_natl mulVKf ?group_size.
  rewrite mxE ji mulr1n; congr (_ * _); move: ji; rewrite inE => /eqP /same /rowP /(_ l).
  by rewrite !mxE.
by rewrite mxE ji mulr0n mul0r.
Qed.

Lemma averaging_rows p (X : 'M[R]_(n, p)) i j : row i X = row j X -> row i (averaging X) = row j (averaging X).
Proof.
move=> E; have G : group X i = group X j by apply/setP => l; rewrite !inE E.
by apply/rowP => l; rewrite !mxE G.
Qed.

Lemma averaging_idem p (X : 'M[R]_(n, p)) : averaging X *m averaging X = averaging X.
Proof. by apply: averaging_fix; exact: averaging_rows. Qed.

Lemma averaging_ones p (X : 'M[R]_(n, p)) : averaging X *m ones R n = ones R n.
Proof. by apply: averaging_fix => i j _; apply/rowP => l; rewrite !mxE. Qed.

Lemma averaging_center p (X : 'M[R]_(n, p)) : averaging X *m center R n = center R n *m averaging X.
Proof.
have OA : (ones R n)^T *m averaging X = (ones R n)^T.
  by apply: trmx_inj; rewrite trmx_mul trmxK averaging_tr averaging_ones.
by rewrite centerE mulmxBr mulmxBl mulmx1 mul1mx -scalemxAr -scalemxAl mulmxA averaging_ones -mulmxA OA.
Qed.

Lemma averaging_apply p k (g : 'rV[R]_p -> 'rV[R]_k) (X : 'M[R]_(n, p)) : averaging X *m apply g X = apply g X.
Proof. by apply: averaging_fix => i j E; rewrite !rowK E. Qed.

Lemma correlation_ratioE p k (X : 'M[R]_(n, p)) (T : 'M[R]_(n, k)) : let m := averaging X *m (H *m T) in
  correlation_ratio X T = fip m m / fip (H *m T) (H *m T).
Proof.
rewrite /= /correlation_ratio; congr (_ / _).
by rewrite [RHS]fip_mulml averaging_tr (mulmxA (averaging X) (averaging X)) averaging_idem fipC.
Qed.

(* no probe of X reads more than the correlation ratio, and the conditional mean reads as much *)
Lemma best_probe p k m (X : 'M[R]_(n, p)) (T : 'M[R]_(n, k)) (g : 'rV[R]_p -> 'rV[R]_m) :
  r2 (apply g X) T <= correlation_ratio X T.
Proof.
rewrite correlation_ratioE /r2 -fip_proj ler_wpmul2r ?invr_ge0 ?fip_ge0 //.
set A := averaging X; set x := H *m apply g X; set y := H *m T.
have AP : A *m proj x = proj x.
  by have [C ->] := proj_col x; rewrite /x !mulmxA averaging_center -(mulmxA H) averaging_apply.
have PA : proj x *m A = proj x by apply: trmx_inj; rewrite trmx_mul proj_tr averaging_tr.
by rewrite -{1 2}PA -!(mulmxA (proj x) A) fip_proj fip_proj_le.
Qed.

Lemma best_probe_attained p k (X : 'M[R]_(n, p)) (T : 'M[R]_(n, k)) :
  exists g : 'rV[R]_p -> 'rV[R]_k, r2 (apply g X) T = correlation_ratio X T.
Proof.
pose M := averaging X *m T.
exists (fun x => if [pick i | row i X == x] is Some i then row i M else 0).
have -> : apply (fun x => if [pick i | row i X == x] is Some i then row i M else 0) X = M.
  apply/row_matrixP => i; rewrite rowK; case: pickP => [j /eqP E|/(_ i)]; last by rewrite eqxx.
  by rewrite /M !row_mul (averaging_rows E).
have -> : correlation_ratio X T = fip (H *m T) (averaging X *m (H *m T)) / fip (H *m T) (H *m T).
  by rewrite /correlation_ratio fipC.
have HM : H *m (averaging X *m T) = averaging X *m (H *m T) by rewrite !mulmxA averaging_center.
rewrite /r2 /M HM; set y := H *m T; congr (fip _ _ / _).
have ayT : (averaging X *m y)^T *m (y - averaging X *m y) = 0.
  by rewrite mulmxBr trmx_mul averaging_tr -!mulmxA (mulmxA (averaging X) (averaging X)) averaging_idem subrr.
have E : proj (averaging X *m y) *m (y - averaging X *m y) = 0.
  by have [C EC] := proj_col (averaging X *m y); rewrite -proj_tr EC trmx_mul -mulmxA ayT mulmx0.
by move: E; rewrite mulmxBr proj_id => /subr0_eq.
Qed.

End Groups.

(* probes/bijection_keeps_information: where F = f(X) with f injective on the rows of X, F and X have the same mutual
   information with every target T (whatever function lg is the logarithm), the same exp(n I), and the same correlation
   ratio; that is the largest R^2 of any function of the features, and is attained. *)
Theorem probes_bijection_keeps_information (R : realFieldType) n p q k
    (X : 'M[R]_(n, p)) (F : 'M[R]_(n, q)) (T : 'M[R]_(n, k)) (f : 'rV[R]_p -> 'rV[R]_q) :
  (forall i, row i F = f (row i X)) -> (forall i j, f (row i X) = f (row j X) -> row i X = row j X) ->
  [/\ forall lg, information lg F T = information lg X T,
      information_power F T = information_power X T,
      correlation_ratio F T = correlation_ratio X T,
      forall m (g : 'rV[R]_q -> 'rV[R]_m), r2 (apply g F) T <= correlation_ratio X T
    & (exists g : 'rV[R]_q -> 'rV[R]_k, r2 (apply g F) T = correlation_ratio X T)
      /\ (exists g : 'rV[R]_p -> 'rV[R]_k, r2 (apply g X) T = correlation_ratio X T)].
Proof.
move=> FX inj.
have G i : group F i = group X i.
  by apply/setP => j; rewrite !inE !FX; apply/eqP/eqP; [apply: inj | move=> ->].
have GT i : group (row_mx F T) i = group (row_mx X T) i.
  apply/setP => j; rewrite !inE !row_row_mx.
  apply/eqP/eqP => /eq_row_mx []; rewrite !FX; first by move=> /inj -> ->.
  by move=> -> ->.
have O i : odds F T i = odds X T i by rewrite /odds G GT.
have C : correlation_ratio F T = correlation_ratio X T.
  by rewrite /correlation_ratio (_ : averaging F = averaging X) //; apply/matrixP => i j; rewrite !mxE G.
split=> [lg||//|m g|].
- by congr (_ * _); apply: eq_bigr => i _; rewrite O.
- by apply: eq_bigr => i _; rewrite O.
- by rewrite -C best_probe.
by split; [rewrite -C|]; apply: best_probe_attained.
Qed.
