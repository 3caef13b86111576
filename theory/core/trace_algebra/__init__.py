"""The symbolic carrier: the same claim, run on words, for all n, p and q."""

from .carrier import Symbolic
from .case import fresh
from .errors import NotProved
from .facts import Fact, Psd
from .field import Scalar
from .words import Matrix

__all__ = ["Fact", "Matrix", "NotProved", "Psd", "Scalar", "Symbolic", "fresh"]
