"""Exact numbers on python-flint.

Rationals (``fmpq``) ⊂ elements of real cyclotomic fields (Algebraic) ⊂ sums of their square roots (Surd), each with
a decidable sign; everything else is an Enclosure, whose sign may be undecided. They mix in any order, and a result is
always given as the simplest kind that holds it.
"""

from .enclosure import Enclosure
from .field import Algebraic, Field
from .functions import cos, exp, log, sign, sin, sqrt
from .irrational import Irrational
from .number import Number, Undecided, enclose
from .rational import RATIONAL, is_rational, rational
from .surd import Surd

__all__ = [
    "RATIONAL",
    "Algebraic",
    "Enclosure",
    "Field",
    "Irrational",
    "Number",
    "Surd",
    "Undecided",
    "cos",
    "enclose",
    "exp",
    "is_rational",
    "log",
    "rational",
    "sign",
    "sin",
    "sqrt",
]
