"""The one exception of the measures: a value that does not exist."""

from __future__ import annotations


class UndefinedMeasure(ValueError):
    """The measure is 0/0 on these representations: it has no value, which is not the same as the value 0.

    Raised for a constant representation, too few samples, and debiased estimators whose denominator vanishes
    (a regular simplex). The message says which and why. Malformed input is a plain ValueError instead.
    """
