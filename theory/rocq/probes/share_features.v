(* Superposition: the same white features stored in fewer dimensions look less alike. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Unalignable Require Import frobenius centring cka projector participation predict_tools white_scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Features.
Variable R : rcfType.
Local Notation H := (center R _).

(* the participation ratio is at most the rank *)
Lemma participation_le_rank n p (X : 'M[R]_(n, p)) : participation X <= (\rank (H *m X))%:R.
Proof.
rewrite /participation; have [K0|K0] := eqVneq (cgram X) 0; first by rewrite K0 mxtrace0 expr0n mul0r ler0n.
by rewrite ler_pdivr_mulr ?fip_gt0 // -fip_proj_self -fip_projs cauchy_schwarz.
Qed.

Lemma fip_white n f (y : 'M[R]_(n, f)) c (M N : 'M[R]_f) : y^T *m y = c%:M ->
  fip (y *m M *m y^T) (y *m N *m y^T) = c ^+ 2 * fip M N.
Proof.
move=> yy; rewrite fip_mulmr trmxK -[y *m N *m y^T *m y]mulmxA yy mul_mx_scalar fipZr fip_mulml mulmxA yy.
by rewrite mul_scalar_mx fipZr mulrA expr2.
Qed.

Lemma cgram_code n f p (F : 'M[R]_(n, f)) (A : 'M[R]_(f, p)) : cgram (F *m A) = H *m F *m gram A *m (H *m F)^T.
Proof. by rewrite cgramE mulmxA /gram trmx_mul !mulmxA. Qed.

Lemma cgram_nocode n f (F : 'M[R]_(n, f)) : cgram F = H *m F *m 1%:M *m (H *m F)^T.
Proof. by rewrite mulmx1 cgramE. Qed.

Lemma fip_one f : fip (1%:M : 'M[R]_f) 1%:M = f%:R.
Proof. by rewrite fip_1 mxtrace1. Qed.

(* probes/superposition_lowers_cka: for white features F in the codes FA and FB, CKA is the cosine of AA' and BB'; with
   the features themselves its square is the participation ratio over their number f, and R^2 is the rank over f. *)
Theorem probes_superposition_lowers_cka n f p q (F : 'M[R]_(n, f)) (A : 'M[R]_(f, p)) (B : 'M[R]_(f, q)) c :
  (H *m F)^T *m (H *m F) = c%:M -> 0 < c -> A != 0 -> B != 0 ->
  [/\ cka (F *m A) (F *m B) = fip (gram A) (gram B)
        / (Num.sqrt (fip (gram A) (gram A)) * Num.sqrt (fip (gram B) (gram B))),
      cka (F *m A) F ^+ 2 = participation (F *m A) / f%:R,
      participation (F *m A) <= (\rank (H *m (F *m A)))%:R,
      r2 (F *m A) F = (\rank (H *m (F *m A)))%:R / f%:R &
      cka (F *m A) F ^+ 2 <= r2 (F *m A) F].
Proof.
move=> yy c0 A0 B0.
have c2 : 0 < c ^+ 2 by rewrite exprn_gt0.
have cn : c != 0 by rewrite gt_eqF.
have E2 : cka (F *m A) F ^+ 2 = participation (F *m A) / f%:R.
  rewrite cka_sqr !hsicE /participation cgram_code (cgram_nocode F) !(fip_white _ _ yy) fip_one (fipC _ 1%:M) fip_1.
  have -> : \tr (H *m F *m gram A *m (H *m F)^T) = c * \tr (gram A).
    by rewrite mxtrace_mulC mulmxA yy mul_scalar_mx mxtraceZ.
  have An : fip (gram A) (gram A) != 0 by rewrite fip_eq0 gram_eq0.
  have [->|fn] := eqVneq (f%:R : R) 0; first by rewrite !mulr0 invr0 !mulr0.
  by field; rewrite An cn fn.
have E4 : r2 (F *m A) F = (\rank (H *m (F *m A)))%:R / f%:R.
  rewrite /r2 -fip_proj_cgram -trace_cgram cgram_nocode.
  have -> : \tr (H *m F *m 1%:M *m (H *m F)^T) = c * f%:R.
    by rewrite mxtrace_mulC mulmxA yy mul_scalar_mx mxtraceZ mxtrace1.
  have -> : fip (proj (H *m (F *m A))) (H *m F *m 1%:M *m (H *m F)^T) = c * (\rank (H *m (F *m A)))%:R.
    rewrite -trace_proj mulmx1; have [D] := proj_col (H *m (F *m A)); rewrite !mulmxA -(mulmxA _ A) => E.
    rewrite E; move: (A *m D) (H *m F) yy => G y yy; rewrite /fip trmx_mul -mulmxA (mulmxA y^T) yy.
    by rewrite mul_scalar_mx -scalemxAr mxtraceZ -trmx_mul mxtrace_tr.
  by rewrite -mulf_div divff // mul1r.
split=> //; last 1 first.
- by rewrite E2 E4 ler_wpmul2r ?invr_ge0 ?ler0n // participation_le_rank.
- rewrite cka_norms /gram_norm !cgram_code !(fip_white _ _ yy).
  rewrite !(sqrtrM _ (sqr_ge0 c)) !sqrtr_sqr !gtr0_norm // mulrACA -expr2 -mulf_div divff ?mul1r //.
  by rewrite gt_eqF.
exact: participation_le_rank.
Qed.

End Features.
