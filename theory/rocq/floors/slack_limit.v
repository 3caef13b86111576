(* No positive floor is left where readouts may be as large as one likes: one output, read from four samples. Two
   networks that hold nothing but one output, stretched in two directions, with CKA near 0. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring gram_maps cka psd projector condition_bound readout_norms
  readout_scalar slack_features readout_sharp errors_floors rank predict_tools.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Limit.
Variable R : rcfType.
Local Notation H := (center R _).

(* the third direction of four samples, beside side4 and turn4 *)
Definition cross4 : 'cV[R]_4 := \col_i nth 0 [:: 1; -1; -1; 1] i.

Lemma three4 : [/\ fip (side4 R) cross4 = 0, fip (turn4 R) cross4 = 0 & fip cross4 cross4 = 4%:R].
Proof. by split; rewrite fipE !big_ord_recl !big_ord0 !mxE /=; ring. Qed.

Lemma cross4_center : H *m cross4 = cross4.
Proof. by apply: center_sum0; rewrite !big_ord_recl big_ord0 !mxE /=; ring. Qed.

Lemma sizes4 : fip (side4 R) (side4 R) = 4%:R /\ fip (turn4 R) (turn4 R) = 4%:R.
Proof. by split; rewrite fipE !big_ord_recl !big_ord0 !mxE /=; ring. Qed.

(* X = [t, s J] and Y = [t, s G] *)
Definition beside_x s : 'M[R]_(4, 1 + 1) := row_mx (side4 R) (s *: turn4 R).
Definition beside_y s : 'M[R]_(4, 1 + 1) := row_mx (side4 R) (s *: cross4).

(* floors/shared_scalar_readout: X = [t, s J] and Y = [t, s G] on four samples, read by the first feature, attain the
   floor: CKA = 1/(1 + s^4), and R^2 = 1/(1 + s^2) both ways *)
Theorem floors_shared_scalar_readout_beside s :
  let X := beside_x s in let Y := beside_y s in
  [/\ H *m X *m pick R 1 1 = side4 R, H *m Y *m pick R 1 1 = side4 R, side4 R != 0, cka X Y = (1 + s ^+ 4)^-1 &
      r2 X Y = (1 + s ^+ 2)^-1 /\ r2 Y X = (1 + s ^+ 2)^-1].
Proof.
move=> X Y; have [Ht HJ tJ _ t0] := square4 R; have [tG JG GG] := three4; have [tt JJ] := sizes4.
have HG := cross4_center.
have away (a b : 'cV[R]_4) : H *m b = b -> fip a b = 0 -> a^T *m H *m (s *: b) = 0.
  by move=> Hb ab; rewrite -scalemxAr -mulmxA Hb fip_scalar ab -scalemx1 scale0r scaler0.
have TJ := away _ _ HJ tJ; have TG := away _ _ HG tG.
have JG' : (s *: turn4 R)^T *m H *m (s *: cross4) = 0.
  by rewrite [(s *: turn4 R)^T]linearZ /= -!scalemxAl away // scaler0.
have [E _ _ r2xy r2yx] := floors_features_beside_the_output TJ TG JG'.
have four : 4%:R != 0 :> R by rewrite pnatr_eq0.
have p4 : 0 < 1 + s ^+ 4 by rewrite ltr_paddr ?ltr01 // exprn_even_ge0.
have hX : hsic X X = 16%:R * (1 + s ^+ 4).
  rewrite /X /beside_x hsicE cgram_row_mx cgram_scale !cgramE Ht HJ !fip_lin !fip_gram !fip_scalar !fip11.
  by rewrite tt JJ tJ (fipC (turn4 R)) tJ; ring.
have hY : hsic Y Y = 16%:R * (1 + s ^+ 4).
  rewrite /Y /beside_y hsicE cgram_row_mx cgram_scale !cgramE Ht HG !fip_lin !fip_gram !fip_scalar !fip11.
  by rewrite tt GG tG (fipC cross4) tG; ring.
have hXY : hsic X Y = 16%:R.
  rewrite /X /Y hsicE !cgram_row_mx !cgram_scale !cgramE Ht HJ HG !fip_lin !fip_gram !fip_scalar !fip11.
  by rewrite tt tG JG (fipC (turn4 R)) tJ; ring.
have shared : 4%:R / (4%:R + s * (s * 4%:R)) = (1 + s ^+ 2)^-1 :> R.
  have -> : 4%:R + s * (s * 4%:R) = 4%:R * (1 + s ^+ 2) :> R by ring.
  by rewrite invfM mulrA divff // mul1r.
split; rewrite ?pick_read ?Ht //.
  rewrite /cka hX hY hXY -expr2 sqrtr_sqr gtr0_norm ?mulr_gt0 ?ltr0n // invfM mulrA divff ?mul1r //.
  by rewrite pnatr_eq0.
split; [rewrite r2xy | rewrite r2yx]; rewrite -?scalemxAr ?HJ ?HG Ht !fip_lin tt ?GG ?JJ.
  exact: shared.
exact: shared.
Qed.

(* floors/same_output_excludes_zero: there is no least value. For every bound there are two layers of four samples from
   which one output, not constant, is read linearly, with linear CKA, and R^2 both ways, below it. *)
Theorem floors_same_output_excludes_zero_limit (bound : R) : 0 < bound ->
  exists (X Y : 'M[R]_(4, 2)) (w v : 'cV[R]_2) (t : 'cV[R]_4),
    [/\ H *m X *m w = t, H *m Y *m v = t, t != 0, cka X Y < bound & r2 X Y < bound /\ r2 Y X < bound].
Proof.
move=> b0; pose s := 1 + bound^-1; exists (beside_x s), (beside_y s), (pick R 1 1), (pick R 1 1), (side4 R).
have [EX EY t0 -> [-> ->]] := floors_shared_scalar_readout_beside s.
have s1 : 1 <= s by rewrite ler_addl invr_ge0 ltW.
have sb : bound^-1 < s by rewrite ltr_addr ltr01.
have i0 : 0 < bound^-1 by rewrite invr_gt0.
have below k : (0 < k)%N -> (1 + s ^+ k)^-1 < bound.
  case: k => // k _; have sk : s <= s ^+ k.+1 by rewrite exprS ler_pemulr ?exprn_ege1 // (le_trans ler01).
  have h : bound^-1 < 1 + s ^+ k.+1 by rewrite (lt_le_trans sb) // (le_trans sk) // ler_addr ler01.
  by rewrite -[bound]invrK ltf_pinv // posrE // (lt_trans i0).
by split; rewrite ?below.
Qed.

End Limit.

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
