"""Numbers of different kinds meet in every order, or say clearly why not."""

import itertools
import operator
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import fmpq, fmpz

from unalignable.theory.core.numbers import Algebraic, Field, Surd, enclose, exp, log, rational, sign, sqrt

KINDS = {
    "int": 3,
    "fmpz": fmpz(3),
    "fmpq": fmpq(3, 7),
    "Fraction": Fraction(3, 7),
    "surd": sqrt(fmpq(2)) + sqrt(fmpq(3)),
    "element": Field(5).cos(1),
    "element of another field": Field(8).cos(1) + 1,
    "root of an element": sqrt(Field(5).cos(1)) + 1,
    "enclosure": exp(fmpq(1)),
}
OURS = ("surd", "element", "element of another field", "root of an element", "enclosure")


@pytest.mark.parametrize(("left", "right"), list(itertools.product(KINDS, KINDS)))
def test_kinds_mix_in_every_order(left, right):
    if left not in OURS and right not in OURS:
        return  # Python's and FLINT's own arithmetic
    x, y = KINDS[left], KINDS[right]
    for operation in (operator.add, operator.sub, operator.mul, operator.truediv):
        assert enclose(operation(x, y)).overlaps(operation(enclose(x), enclose(y)))
    if left != right:
        assert (x < y) == (float(x) < float(y))
        assert (x >= y) == (float(x) >= float(y))


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("stranger", [0.5, None, 1j])
def test_what_is_not_a_number_of_ours_is_a_type_error(kind, stranger):
    for operation in (operator.add, operator.sub, operator.mul, operator.truediv, operator.lt):
        with pytest.raises(TypeError, match=r"unsupported operand|not supported between"):
            operation(KINDS[kind], stranger)
        with pytest.raises(TypeError, match=r"unsupported operand|not supported between"):
            operation(stranger, KINDS[kind])
    assert KINDS[kind] != stranger


def test_one_value_has_one_hash_whatever_holds_it():
    golden = [(1 + sqrt(fmpq(5))) / 2, 2 * Field(5).cos(1) + 1, Field(10).cos(1) * 2]
    assert len({hash(x) for x in golden}) == 1
    assert len(set(golden)) == 1
    assert isinstance(golden[0], Surd)
    assert isinstance(golden[1], Algebraic)


def test_an_enclosure_has_no_hash_and_a_single_point_is_no_enclosure():
    with pytest.raises(TypeError, match="unhashable"):
        hash(exp(fmpq(1)))
    assert exp(fmpq(0)) == 1
    assert isinstance(exp(fmpq(0)), fmpq)
    assert isinstance(exp(fmpq(1)) * 0, fmpq)
    assert isinstance(log(fmpq(1)), fmpq)


def test_dividing_by_zero_is_an_error_in_every_kind():
    for x in KINDS.values():
        for zero in (0, fmpq(0), exp(fmpq(1)) * 0, sqrt(fmpq(2)) - sqrt(fmpq(2))):
            if isinstance(x, Fraction) and isinstance(zero, fmpq):
                continue  # Python's Fraction and FLINT do not meet
            with pytest.raises(ZeroDivisionError):
                x / zero


def test_an_enclosure_of_zero_divides_into_nothing_known():
    e = exp(fmpq(1))
    assert sign(1 / (e - e)) is None


def test_texts():
    assert repr(sqrt(fmpq(8, 9)) - 1) in ("2/3·√2 + -1", "-1 + 2/3·√2")
    assert repr(Field(5).cos(1)) == "[1/2*x at x = 2cos(2π/5)]"
    assert "+/-" in repr(exp(fmpq(1)))


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        (3, fmpq(3)),
        (True, fmpq(1)),
        (np.int8(-2), fmpq(-2)),
        (Fraction(1, 3), fmpq(1, 3)),
        (0.5, fmpq(1, 2)),
        (np.float32(0.1), fmpq(13421773, 134217728)),
        (fmpz(4), fmpq(4)),
        (sympy.Rational(2, 3), fmpq(2, 3)),
    ],
)
def test_rational_takes_every_exact_type_as_it_is(given_, value):
    assert rational(given_) == value


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), np.float32("-inf")])
def test_rational_refuses_what_is_not_finite(bad):
    with pytest.raises(ValueError, match="give a finite value"):
        rational(bad)


def test_rational_refuses_other_things():
    with pytest.raises(TypeError, match=r"'1/2' \(str\) is not a rational number"):
        rational("1/2")


def test_roots_and_logarithms_of_negative_numbers():
    for x in (fmpq(-2), Field(5).cos(2), sqrt(fmpq(2)) - 2, exp(fmpq(1)) - 3):
        with pytest.raises(ValueError, match=r"square root of .* < 0"):
            sqrt(x)
        with pytest.raises(ValueError, match=r"logarithm of .* <= 0"):
            log(x)
