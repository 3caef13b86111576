(* Floors of readouts are attained: features beside the output, readouts of everything, and one line. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka psd projector.
From Unalignable Require Import readout_norms readout_pairs readout_scalar.
From Unalignable Require Import budget_operator slack_features.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Sharp.
Variable R : rcfType.
Local Notation H := (center R _).

(* the head that picks the first features *)
Definition pick k p : 'M[R]_(k + p, k) := col_mx 1%:M 0.

Lemma pick_read n k p (T : 'M[R]_(n, k)) (J : 'M[R]_(n, p)) : H *m row_mx T J *m pick k p = H *m T.
Proof. by rewrite -mulmxA mul_row_col mulmx1 mulmx0 addr0. Qed.

Lemma pick_norm k p : fip (pick k p) (pick k p) = k%:R.
Proof. by rewrite fip_col_mx fip_1 mxtrace1 fip0r addr0. Qed.

Lemma pick_gram k p : (pick k p)^T *m pick k p = 1%:M.
Proof. by rewrite tr_col_mx mul_row_col trmx1 mulmx1 trmx0 mul0mx addr0. Qed.

Lemma pick_psd k p : psd (1%:M - pick k p *m (pick k p)^T).
Proof.
have -> : pick k p *m (pick k p)^T = block_mx 1%:M 0 0 0.
  by rewrite tr_col_mx mul_col_row trmx1 trmx0 mulmx1 !mul0mx mulmx0.
rewrite (scalar_mx_block k p 1) opp_block_mx add_block_mx subrr !subr0.
have -> : block_mx 0 0 0 1%:M = gram (col_mx 0 1%:M) :> 'M[R]_(k + p).
  by rewrite /gram tr_col_mx mul_col_row trmx1 !trmx0 !mulmx1 !(mul0mx, mulmx0).
exact: gram_psd.
Qed.

Lemma size_gram n k (T : 'M[R]_(n, k)) :
  fip (T^T *m H *m T) (T^T *m H *m T) = fip ((H *m T)^T *m (H *m T)) ((H *m T)^T *m (H *m T)).
Proof. by rewrite cross_center. Qed.

(* floors/operator_budget: the floor is attained by X = [T, J] and Y = [T, G] with T, J and G uncorrelated and |K| =
   |L| = 1, read by heads of operator norm 1 *)
Theorem floors_operator_budget_sharp n k p q (T : 'M[R]_(n, k)) (J : 'M[R]_(n, p)) (G : 'M[R]_(n, q)) :
  T^T *m H *m J = 0 -> T^T *m H *m G = 0 -> J^T *m H *m G = 0 ->
  let X := row_mx T J in let Y := row_mx T G in ksize X = 1 -> ksize Y = 1 ->
  let W := pick k p in let V := pick k q in let t := H *m T in
  [/\ H *m X *m W = t, H *m Y *m V = t, psd (1%:M - W *m W^T), psd (1%:M - V *m V^T) &
      cka X Y = fip (t^T *m t) (t^T *m t) / (1 * 1)].
Proof.
move=> TJ TG JG X Y kX kY W V t; have [E _ _ _ _] := floors_features_beside_the_output TJ TG JG.
by split; rewrite ?pick_read //; [apply: pick_psd | apply: pick_psd | rewrite E kX kY size_gram].
Qed.

(* floors/shared_scalar_readout: the floor is attained by X = [t, J] and Y = [t, G] with t, J and G uncorrelated *)
Theorem floors_shared_scalar_readout_sharp n p q (t : 'cV[R]_n) (J : 'M[R]_(n, p)) (G : 'M[R]_(n, q)) :
  t^T *m H *m J = 0 -> t^T *m H *m G = 0 -> J^T *m H *m G = 0 ->
  let X := row_mx t J in let Y := row_mx t G in let w := pick 1 p in let v := pick 1 q in
  [/\ H *m X *m w = H *m t, H *m Y *m v = H *m t &
      cka X Y = fip (H *m t) (H *m t) ^+ 2 / (fip w w * fip v v * (ksize X * ksize Y))].
Proof.
move=> TJ TG JG X Y w v; have [E _ _ _ _] := floors_features_beside_the_output TJ TG JG.
split; rewrite ?pick_read // E !pick_norm !mul1r; congr (_ / _).
by rewrite size_gram [(H *m t)^T *m _]fip_scalar fip11 expr2.
Qed.

(* floors/shared_readout: all forms of the floor but the last are CKA for X = [T, J] and Y = [T, G], T, J and G
   uncorrelated, where T^T H T is c times the identity: then |T^T T|^2 = |T|^4/|V W^T|^2 *)
Theorem floors_shared_readout_sharp n k p q (T : 'M[R]_(n, k)) (J : 'M[R]_(n, p)) (G : 'M[R]_(n, q)) c :
  T^T *m H *m J = 0 -> T^T *m H *m G = 0 -> J^T *m H *m G = 0 -> T^T *m H *m T = c%:M ->
  let X := row_mx T J in let Y := row_mx T G in let W := pick k p in let V := pick k q in let t := H *m T in
  [/\ H *m X *m W = t, H *m Y *m V = t, op2 W <= 1 /\ op2 V <= 1,
      cka X Y = fip (t^T *m t) (t^T *m t) / (ksize X * ksize Y) &
      cka X Y = fip t t ^+ 2 / (fip (V *m W^T) (V *m W^T) * (ksize X * ksize Y))].
Proof.
move=> TJ TG JG TT X Y W V t; have [E _ _ _ _] := floors_features_beside_the_output TJ TG JG.
split; rewrite ?pick_read //.
- by split; apply: op2_least; rewrite ?ler01 //; apply: pick_psd.
- by rewrite E size_gram.
rewrite E [in RHS](invfM (fip _ _)) mulrA; congr (_ / _).
have -> : fip (V *m W^T) (V *m W^T) = k%:R.
  by rewrite fip_mulml (mulmxA V^T) pick_gram mul1mx fip_tr pick_norm.
have tt : fip t t = c * k%:R by rewrite /fip cross_center TT mxtrace_scalar mulr_natr.
rewrite TT tt -scalemx1 !fip_lin fip_1 mxtrace1; have [->|k0] := eqVneq k 0%N; first by rewrite !mulr0 expr0n mul0r.
by field; rewrite pnatr_eq0.
Qed.

(* floors/operator_norms_of_readouts: both floors are CKA where X and Y are read as they are *)
Theorem floors_operator_norms_of_readouts_sharp n p q (X : 'M[R]_(n, p)) (Y : 'M[R]_(n, q)) :
  let M := X^T *m H *m Y in
  [/\ op2 (1%:M : 'M[R]_p) <= 1, op2 (1%:M : 'M[R]_q) <= 1, readout_floor X Y 1%:M 1%:M = cka X Y &
      fip ((1%:M : 'M_p)^T *m M *m (1%:M : 'M_q)) ((1%:M : 'M_p)^T *m M *m (1%:M : 'M_q)) / (ksize X * ksize Y)
        = cka X Y].
Proof.
have one1 k : op2 (1%:M : 'M[R]_k) <= 1.
  apply: op2_least; rewrite ?ler01 // /gram trmx1 mulmx1 subrr.
  by have := gram_psd (0 : 'M[R]_(k, 1)); rewrite /gram mul0mx.
move=> M; split=> //; first exact: floors_any_two_readouts_sharp.
by rewrite trmx1 mul1mx mulmx1 ckaK.
Qed.

(* floors/bounded_readouts: attained by X = Y = t of length one *)
Theorem floors_bounded_readouts_sharp n (t : 'cV[R]_n) : H *m t = t -> fip t t = 1 ->
  let W : 'M[R]_1 := 1%:M in
  [/\ H *m t *m W = t, fip W W <= 1, ksize t <= 1 & cka t t = fip t t ^+ 2 / 1 ^+ 2].
Proof.
move=> Ht tt W; have h1 : hsic t t = 1.
  by rewrite hsicE cgramE Ht /gram fip_column_row tt mulr1.
split; rewrite ?mulmx1 //; first by rewrite /W fip_1 mxtrace1.
  by rewrite /ksize h1 sqrtr1.
by rewrite ckaK /ksize h1 sqrtr1 tt !expr1n !mulr1 divr1.
Qed.

End Sharp.
