"""A conformance suite for anybody's CKA, Procrustes, RSA or CCA: theorems, known answers, a numerical contract."""
