"""The level ``kernel``: proofs in ``theory/rocq`` that Rocq's kernel accepts for all sizes, built and audited here."""
