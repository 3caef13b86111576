"""The plain carrier: the same measures in bare double precision, and nothing that another carrier has is missing."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.carriers.plain import Plain
from unalignable.theory.core.definitions import MEASURES
from unalignable.theory.core.numbers import sign
from unalignable.theory.core.numbers.enclosure import Enclosure
from unalignable.theory.core.record import Verdict, eq, le, lt, ne, psd
from unalignable.theory.core.strategies import pairs

EXACT, PLAIN = Exact(), Plain()
FEW = settings(
    max_examples=10, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
OPTIONS = {"kernel_cka": {"bandwidth": 2}, "mutual_knn": {"k": 1}}
GRAMS = {"hsic0", "hsic1"}


def public(carrier):
    return {name for name in dir(carrier) if not name.startswith("_")}


def test_no_primitive_is_missing():
    assert public(Exact) - {"implement"} <= public(Plain)


def value(m, name, X, Y):
    X, Y = m.array(X), m.array(Y)
    if name == "minibatch_cka":
        return m.minibatch_cka([(X, Y), (X, Y)])
    args = (X @ X.T, Y @ Y.T) if name in GRAMS else (X,) if name == "participation_ratio" else (X, Y)
    return getattr(m, name)(*args, **OPTIONS.get(name, {}))


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_measures_agree_with_the_exact_carrier(name):
    agreed = []

    @FEW
    @given(pairs(n=5))
    def compare(pair):
        try:
            exact = value(EXACT, name, *pair)
        except (ZeroDivisionError, Undecided, ValueError):
            return  # undefined here, or a tie that only the exact carrier sees
        # a root of a zero that was rounded to 1e-16 is 1e-8; an enclosure says by how much its middle may be off
        radius = float(exact.ball().rad()) if isinstance(exact, Enclosure) else 0.0
        assert abs(float(value(PLAIN, name, *pair)) - float(exact)) <= 1e-7 * max(1.0, abs(float(exact))) + radius
        agreed.append(sign(exact))

    compare()
    assert agreed


def test_relations_are_believed_within_rounding_and_no_further():
    tiny, small = 1e-13, 1e-6
    holds, refuted = Verdict.HOLDS, Verdict.REFUTED
    assert PLAIN.decide(eq(1.0, 1 + tiny)) is holds
    assert PLAIN.decide(eq(1.0, 1 + small)) is refuted
    assert PLAIN.decide(ne(1.0, 1 + small)) is holds
    assert PLAIN.decide(le(1 + tiny, 1.0)) is holds
    assert PLAIN.decide(le(1 + small, 1.0)) is refuted
    assert PLAIN.decide(lt(1.0, 1.0)) is refuted
    assert PLAIN.decide(psd(np.diag([1.0, 0.0, -tiny]))) is holds
    assert PLAIN.decide(psd(np.diag([1.0, -small]))) is refuted


def test_what_is_undefined_says_so():
    with pytest.raises(ZeroDivisionError, match="1/0"):
        PLAIN.ratio(1, 0)
    with pytest.raises(ZeroDivisionError, match="singular matrix of shape"):
        PLAIN.solve(np.zeros((2, 2)), np.eye(2))
    with pytest.raises(ValueError, match="shapes"):
        PLAIN.inner(np.eye(2), np.eye(3))
