"""Exact numbers on python-flint.

Rationals (``fmpq``) ⊂ elements of real cyclotomic fields (Algebraic) ⊂ sums of their square roots (Surd), each with
a decidable sign; everything else is an enclosure (``arb``). They mix freely, and a result is always given as the
simplest kind that holds it.
"""

from .ball import exp, log, sign, sqrt
from .field import Algebraic, Field
from .irrational import Irrational, enclose
from .rational import RATIONAL, is_rational, rational
from .surd import Surd

__all__ = [
    "RATIONAL",
    "Algebraic",
    "Field",
    "Irrational",
    "Surd",
    "enclose",
    "exp",
    "is_rational",
    "log",
    "rational",
    "sign",
    "sqrt",
]
