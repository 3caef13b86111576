"""The symbolic carrier: the same claim, run on words, for all n, p and q."""

from .engine import Matrix, NotProved, Scalar, Symbolic, fresh

__all__ = ["Matrix", "NotProved", "Scalar", "Symbolic", "fresh"]
