(* Two networks that hold nothing but one output, stretched in two directions, with CKA near 0. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector rank predict_tools.
From Unalignable Require Import readout_tools readout_sizes slack_features.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Stretched.
Variable R : rcfType.
Local Notation H := (center R _).
Variables (n k : nat) (T : 'M[R]_(n, k)).

(* A + e (P - A): the directions of the output T, all but A stretched by e; and the head that reads T from it *)
Definition stretched e (A : 'M[R]_n) : 'M[R]_n := A + e *: (proj (H *m T) - A).
Definition its_head e (A : 'M[R]_n) : 'M[R]_(n, k) := (A + e^-1 *: (proj (H *m T) - A)) *m T.

Section One.
Variables (A : 'M[R]_n).
Local Notation P := (proj (H *m T)).

Lemma proj_rest : A^T = A -> P *m A = A -> A *m P = A.
Proof. by move=> AT PA; rewrite -[LHS]trmxK trmx_mul AT proj_tr PA AT. Qed.

Lemma stretched_mul e f : A^T = A -> A *m A = A -> P *m A = A ->
  stretched e A *m stretched f A = stretched (e * f) A.
Proof.
move=> AT AA PA; have AP := proj_rest AT PA; have D : A *m (P - A) = 0 by rewrite mulmxBr AP AA subrr.
have D' : (P - A) *m A = 0 by rewrite mulmxBl PA AA subrr.
have DD : (P - A) *m (P - A) = P - A by rewrite mulmxBl {1}mulmxBr proj_idem PA D subr0.
by rewrite /stretched mulmxDl !mulmxDr -!scalemxAl -!scalemxAr AA D D' DD !scaler0 addr0 add0r scalerA.
Qed.

Lemma stretched1 : stretched 1 A = P.
Proof. by rewrite /stretched scale1r addrC subrK. Qed.

Lemma stretched_tr e : A^T = A -> (stretched e A)^T = stretched e A.
Proof. by move=> AT; rewrite /stretched linearD /= linearZ /= linearB /= AT proj_tr. Qed.

Lemma stretched_keep e : P *m A = A -> P *m stretched e A = stretched e A.
Proof. by move=> PA; rewrite /stretched mulmxDr -scalemxAr mulmxBr PA proj_idem. Qed.

Lemma stretched_center e : P *m A = A -> H *m stretched e A = stretched e A.
Proof. by move=> PA; rewrite -{1}(stretched_keep e PA) mulmxA center_proj stretched_keep. Qed.

Lemma stretched_read e : A^T = A -> A *m A = A -> P *m A = A -> e != 0 ->
  H *m stretched e A *m its_head e A = H *m T.
Proof.
move=> AT AA PA e0; rewrite stretched_center // /its_head -/(stretched e^-1 A) mulmxA stretched_mul // divff //.
have PH : P *m H = P by rewrite -[LHS]trmxK trmx_mul center_tr proj_tr center_proj proj_tr.
by rewrite stretched1 -{1}PH -mulmxA proj_id.
Qed.

Lemma stretched_rank e : A^T = A -> A *m A = A -> P *m A = A -> e != 0 -> \rank (stretched e A) = \rank (H *m T).
Proof.
move=> AT AA PA e0; apply/eqP; rewrite eqn_leq; apply/andP; split.
  rewrite -(stretched_keep e PA); have [C ->] := proj_col (H *m T).
  by rewrite -(mulmxA _ C); apply: mxrankM_maxl.
by rewrite -{1}(proj_id (H *m T)) -stretched1 -(divff e0) -stretched_mul // -mulmxA mxrankM_maxl.
Qed.

Lemma stretched_cgram e : A^T = A -> A *m A = A -> P *m A = A -> cgram (stretched e A) = stretched (e ^+ 2) A.
Proof. by move=> AT AA PA; rewrite cgramE stretched_center // /gram stretched_tr // stretched_mul // expr2. Qed.

Lemma stretched_predicts e m (Z : 'M[R]_(n, m)) : A^T = A -> A *m A = A -> P *m A = A -> e != 0 -> P *m Z = Z ->
  proj (H *m stretched e A) *m Z = Z.
Proof.
move=> AT AA PA e0 <-; rewrite stretched_center //.
have EP : P = stretched e A *m stretched e^-1 A by rewrite stretched_mul // divff // stretched1.
by rewrite [X in _ *m (X *m Z)]EP [X in _ = X *m Z]EP -(mulmxA (stretched e A)) proj_keep.
Qed.

End One.

(* floors/no_floor_without_slack: for P the projector onto the columns of H T, r its rank, and A and B projectors onto
   two orthogonal directions among them, X = A + e (P - A) and Y = B + e (P - B) hold nothing but the output: heads (A
   + (P - A)/e) T and (B + (P - B)/e) T read H T from both, both have the rank of H T, R^2 = 1 both ways, and CKA(X,
   Y) = (2 e^2 + (r - 2) e^4)/(1 + (r - 1) e^4) <= 2 e^2 + (r - 2) e^4, for every e > 0. *)
Theorem floors_no_floor_without_slack (A B : 'M[R]_n) e :
  let P := proj (H *m T) in
  A^T = A -> A *m A = A -> \tr A = 1 -> P *m A = A ->
  B^T = B -> B *m B = B -> \tr B = 1 -> P *m B = B -> A *m B = 0 -> 0 < e ->
  let X := A + e *: (P - A) in let Y := B + e *: (P - B) in
  let r : R := (\rank (H *m T))%:R in
  let common := 2%:R * e ^+ 2 + (r - 2%:R) * e ^+ 4 in
  [/\ H *m X *m ((A + e^-1 *: (P - A)) *m T) = H *m T /\ H *m Y *m ((B + e^-1 *: (P - B)) *m T) = H *m T,
      \rank X = \rank (H *m T) /\ \rank Y = \rank (H *m T),
      r2 X Y = 1 /\ r2 Y X = 1,
      cka X Y = common / (1 + (r - 1) * e ^+ 4) & cka X Y <= common].
Proof.
move=> P AT AA tA PA BT BB tB PB AB e0 X Y r common; have en : e != 0 by rewrite gt_eqF.
have AP : A *m P = A by apply: proj_rest.
have BP : B *m P = B by apply: proj_rest.
have trP : \tr P = r by rewrite trace_proj.
have inner C D : C^T = C -> \tr C = 1 -> \tr D = 1 -> C *m P = C -> P *m D = D ->
    fip (stretched (e ^+ 2) C) (stretched (e ^+ 2) D)
      = (1 - e ^+ 2) ^+ 2 * \tr (C *m D) + 2%:R * (1 - e ^+ 2) * e ^+ 2 + e ^+ 4 * r.
  move=> CT tC tD CP PD; rewrite /stretched -/P !fip_lin /fip CT proj_tr CP PD proj_idem tC tD trP; ring.
have KX : cgram X = stretched (e ^+ 2) A by apply: stretched_cgram.
have KY : cgram Y = stretched (e ^+ 2) B by apply: stretched_cgram.
have hXY : hsic X Y = common by rewrite hsicE KX KY inner // AB mxtrace0 /common; ring.
have hXX : hsic X X = 1 + (r - 1) * e ^+ 4 by rewrite hsicE KX inner // AA tA; ring.
have hYY : hsic Y Y = 1 + (r - 1) * e ^+ 4 by rewrite hsicE KY inner // BB tB; ring.
have r1 : 0 <= r - 1.
  have := fip_ge0 (P - A); rewrite !fip_lin /fip AT proj_tr proj_idem PA AP AA tA trP.
  by congr (_ <= _); ring.
have size1 : 1 <= 1 + (r - 1) * e ^+ 4 by rewrite ler_addl mulr_ge0 // exprn_ge0 // ltW.
have E : cka X Y = common / (1 + (r - 1) * e ^+ 4).
  by rewrite /cka hXY hXX hYY -expr2 sqrtr_sqr ger0_norm // (le_trans ler01).
have full (Z : 'M[R]_n) : H *m Z = Z -> \rank Z = \rank (H *m T) -> H *m Z != 0.
  move=> -> rk; rewrite -mxrank_eq0 rk -(pnatr_eq0 R) gt_eqF // (lt_le_trans ltr01) //.
  by rewrite -subr_ge0.
have [cX cY] : H *m X = X /\ H *m Y = Y by split; apply: stretched_center.
have [rX rY] : \rank X = \rank (H *m T) /\ \rank Y = \rank (H *m T) by split; apply: stretched_rank.
split=> //; first by split; apply: stretched_read.
  split; apply: r2_all; rewrite ?full // ?cX ?cY.
    by rewrite -{1}cX stretched_predicts // stretched_keep.
  by rewrite -{1}cY stretched_predicts // stretched_keep.
by rewrite E ler_pdivr_mulr ?(lt_le_trans ltr01) // ler_pemulr // -hXY hsic_ge0.
Qed.

End Stretched.
