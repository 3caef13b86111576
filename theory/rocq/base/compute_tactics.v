(* Tactics that settle concrete rational cases by computing on lists. *)
From Coq Require Import QArith_base.
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation hsic1 gram_maps.
From Unalignable Require Import compute compute_measures compute_debiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Close Scope Q_scope.
Local Close Scope Z_scope.
Local Open Scope ring_scope.

Section More.
Variable R : realFieldType.
Local Notation mx := (@mx R).
Local Notation H := (center R _).

Lemma mx_ones n : ones R n = mx n 1 (tab n 1 (fun _ _ => 1%q)).
Proof. by apply/matrixP => i j; rewrite mx_tab mxE qr1. Qed.

(* without row i *)
Definition dell n p i (A : rows) : rows := tab n p (fun k j => ent A (bump i k) j).
Lemma mx_drop_row n p (i : 'I_n.+1) A : row' i (mx n.+1 p A) = mx n p (dell n p i A).
Proof. by apply/matrixP => k j; rewrite [RHS]mx_tab !mxE. Qed.

Lemma fip_cgram_mx n p q X Y : fip (cgram (mx n p X)) (cgram (mx n q Y)) = qr R (hsicl n p q X Y).
Proof. by rewrite -hsicE hsic_mx. Qed.

(* two parts on each side, one of them scaled *)
Lemma hsic_parts n p p' q q' (A : 'M[R]_(n, p)) (B : 'M[R]_(n, p')) (C : 'M[R]_(n, q)) (D : 'M[R]_(n, q')) s t :
  hsic (row_mx A (s *: B)) (row_mx C (t *: D))
  = hsic A C + t ^+ 2 * hsic A D + s ^+ 2 * hsic B C + s ^+ 2 * t ^+ 2 * hsic B D.
Proof.
by rewrite !hsicE !cgram_row_mx !cgram_scale !fip_lin; ring.
Qed.
End More.

(* products, transposes and centrings of lists become lists *)
Ltac to_lists :=
  rewrite -?mulmxA; repeat (rewrite mx_tr || rewrite mx_center || rewrite mx_mul || rewrite mx_add || rewrite mx_opp
    || rewrite mx_scale || rewrite mx_row || rewrite mx_ones || rewrite mx_id).
Ltac by_lists :=
  lazymatch goal with
  | |- is_true (_ != _) => rewrite ?mx_eq0 ?mx_eq; vm_compute; reflexivity
  | |- _ = _ => apply/eqP; rewrite ?mx_eq0 ?mx_eq; vm_compute; reflexivity
  end.
Ltac as_rational :=
  lazymatch goal with
  | |- _ = 0 => apply: (eq_trans _ (qr0 _))
  | |- _ = 1 => apply: (eq_trans _ (qr1 _))
  | _ => idtac
  end.
(* a measure is a rational number, or two matrices are equal or differ *)
Ltac by_value :=
  to_lists;
  lazymatch goal with
  | |- cka _ _ ^+ 2 = _ => as_rational; apply: ckasqr_mx; vm_compute; reflexivity
  | |- cka _ _ = _ => as_rational; apply: cka_mx; vm_compute; reflexivity
  | |- r2 _ _ = _ => as_rational; apply: r2_mx; vm_compute; reflexivity
  | |- debiased_cka _ _ = _ => as_rational; apply: debiased_mx; vm_compute; reflexivity
  | |- ucos2 _ _ = _ => as_rational; apply: ucos2_mx; vm_compute; reflexivity
  | |- sum_rho2 _ _ = _ => as_rational; apply: sum_rho2_mx; vm_compute; reflexivity
  | |- participation _ = _ => as_rational; apply: participation_mx; vm_compute; reflexivity
  | |- cka2 _ _ = _ => as_rational; apply: cka2_mx; vm_compute; reflexivity
  | |- hsic1 _ _ = _ => as_rational; apply: hsic1_cgram_mx; vm_compute; reflexivity
  | |- hsic _ _ = _ => as_rational; rewrite hsic_mx; apply/eqP; rewrite qr_eq; vm_compute; reflexivity
  | |- fip _ _ = _ => as_rational; rewrite ?fip_cgram_mx ?mx_fip; apply/eqP; rewrite qr_eq; vm_compute; reflexivity
  | _ => by_lists
  end.
Ltac computed :=
  repeat lazymatch goal with
  | |- _ /\ _ => split
  | |- and3 _ _ _ => split
  | |- and4 _ _ _ _ => split
  | |- and5 _ _ _ _ _ => split
  end; try by_value.
