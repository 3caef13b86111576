"""Exact numbers: the laws of arithmetic, decided signs, and faults in the number layer that the laws must catch."""

import operator
from fractions import Fraction

import pytest
import sympy
from flint import arb, ctx, fmpq, fmpq_poly, fmpz
from hypothesis import given, settings
from hypothesis import strategies as st

from unalignable.theory.core.numbers import (
    Enclosure,
    Field,
    Irrational,
    Surd,
    Undecided,
    enclose,
    field,
    rational,
    sign,
    sqrt,
    surd,
)
from unalignable.theory.core.numbers.rational import square_part

SMALL = st.integers(-4, 4)
RADICANDS = st.sampled_from([1, 2, 3, 5, 6, 8, 10, 12, 15, Fraction(1, 2), Fraction(3, 4), 10**12 + 39])


@st.composite
def surds(draw, nonzero=False):
    terms = draw(st.lists(st.tuples(SMALL, RADICANDS), max_size=3))
    x = sum((sqrt(rational(d)) * c for c, d in terms), fmpq(0))
    return x + 7 if nonzero and x == 0 else x


@st.composite
def cyclotomic(draw):
    N = draw(st.sampled_from([5, 7, 8, 12]))
    return Field(N).element(fmpq_poly([draw(SMALL) for _ in range(3)]))


NUMBERS = st.one_of(surds(), cyclotomic(), st.fractions(-4, 4, max_denominator=5).map(rational))


@pytest.fixture
def bits():
    """Set the precision for one test."""
    before = ctx.prec
    yield lambda prec: setattr(ctx, "prec", prec)
    ctx.prec = before


def is_zero(x):
    """Zero as the number layer must hold it; never asks an irrational for its sign, which would not end at zero."""
    return isinstance(x, fmpq) and x == 0


# ------------------------------------------------------------------------------------------------ the laws


def check_arithmetic(x, y):
    """Sums, differences, products and quotients enclose those of independent enclosures at 200 bits."""
    before, ctx.prec = ctx.prec, 200
    try:
        a, b = enclose(x), enclose(y)
        for operation in (operator.add, operator.sub, operator.mul):
            assert enclose(operation(x, y)).overlaps(operation(a, b)), (operation, x, y)
        if not is_zero(y):
            assert enclose(x / y).overlaps(a / b), (x, y)
    finally:
        ctx.prec = before


def check_root(x):
    """The square root encloses that of an enclosure, and its square is the number."""
    root = sqrt(x)
    assert enclose(root).overlaps(enclose(x).sqrt())
    assert is_zero(root * root - x)


def check_ring(x, y, z):
    """The laws of a commutative ring, as exact zeros; and inverses."""
    assert is_zero(x - x)
    assert is_zero((x + y) * z - (x * z + y * z))
    assert is_zero((x + y) * (x - y) - (x * x - y * y))
    assert is_zero(x * (y * z) - (x * y) * z)
    if not is_zero(x):
        assert is_zero(x * (1 / x) - 1)


@given(NUMBERS, NUMBERS)
@settings(max_examples=60, deadline=None)
def test_arithmetic_agrees_with_enclosures(x, y):
    check_arithmetic(x, y)


@given(st.one_of(st.fractions(0, 100).map(rational), cyclotomic().map(lambda x: x * x + 1)))
@settings(max_examples=60, deadline=None)
def test_roots(x):
    check_root(x)


@given(surds(), surds(), surds())
@settings(max_examples=60, deadline=None)
def test_surds_are_a_field(x, y, z):
    check_ring(x, y, z)


@given(cyclotomic(), cyclotomic(), cyclotomic())
@settings(max_examples=30, deadline=None)
def test_cyclotomic_numbers_are_a_field(x, y, z):
    check_ring(x, y, z)


@given(cyclotomic(), cyclotomic(), st.sampled_from([2, 5, 3]))
@settings(max_examples=20, deadline=None)
def test_roots_of_field_elements_are_a_ring(x, y, k):
    check_ring(sqrt(x * x + k), sqrt(rational(k)) + y, x)


@given(surds(nonzero=True))
@settings(max_examples=60, deadline=None)
def test_signs_and_order_agree_with_sympy(x):
    terms = x.terms if isinstance(x, Surd) else ((x, fmpz(1)),)
    value = sum(sympy.Rational(int(c.p), int(c.q)) * sympy.sqrt(int(d)) for c, d in terms)
    assert sign(x) == sympy.sign(value)
    assert (x > 1) == bool(value > 1)
    assert (x <= fmpq(1, 2)) == bool(value <= sympy.Rational(1, 2))
    assert float(x) == float(value.evalf(60))


def test_a_sum_that_almost_cancels_is_told_from_zero():
    """53 bits cannot: √(n² + 1) - n = 5·10⁻²¹ for n = 10²⁰."""
    n = 10**20
    small = sqrt(fmpq(n * n + 1)) - n
    assert small.sign() == 1
    assert 0 < small < fmpq(1, n)
    assert is_zero(small * (small + 2 * n) - 1)


def test_nested_radicals_are_enclosures_that_do_not_pretend_to_decide(bits):
    nested = sqrt(5 + 2 * sqrt(fmpq(6)))
    difference = nested - (sqrt(fmpq(2)) + sqrt(fmpq(3)))  # zero, but only by denesting
    assert isinstance(difference, Enclosure)
    for precision in (53, 400):
        bits(precision)
        assert sign(sqrt(5 + 2 * sqrt(fmpq(6))) - (sqrt(fmpq(2)) + sqrt(fmpq(3)))) is None
    with pytest.raises(Undecided, match="cannot be told at this precision"):
        bool(difference == 0)


# -------------------------------------------------------------------------------------------------- fields


def check_cosines(N):
    """cos 2πk/N lies in the ball that Arb gives, and the N of them sum to zero."""
    cosines = [Field(N).cos(k) for k in range(N)]
    for k, c in enumerate(cosines):
        assert enclose(c).overlaps(arb.cos_pi_fmpq(fmpq(2 * k, N)))
    assert is_zero(sum(cosines, fmpq(0)))


@pytest.mark.parametrize("N", [2, 3, 4, 5, 7, 8, 12, 15])
def test_cosines(N):
    check_cosines(N)


def test_the_fields_of_the_golden_ratio_and_of_root_two():
    assert 4 * Field(5).cos(1) + 1 == sqrt(fmpq(5))
    assert 2 * Field(8).cos(1) == sqrt(fmpq(2))
    assert Field(6).cos(1) == fmpq(1, 2)


def test_sine_and_cosine_are_on_the_circle():
    F = Field(20)
    for k in range(20):
        assert is_zero(F.sin(k) ** 2 + F.cos(k) ** 2 - 1)
        assert enclose(F.sin(k)).overlaps(arb.sin_pi_fmpq(fmpq(k, 10)))
    with pytest.raises(ValueError, match=r"take it from Field\(20\)"):
        Field(5).sin(1)


def test_numbers_of_two_fields_meet_in_the_common_one():
    product = Field(5).cos(1) * Field(8).cos(1)
    assert product.field == Field(40)
    assert is_zero(product * product * 2 - Field(5).cos(1) ** 2)


def check_squares(x):
    """Whether a field element is a square of the field is decided: x² is, x² times the golden ratio is not."""
    golden = Field(5).cos(1) * 2 + 1
    assert is_zero(sqrt(x * x) - abs(x))
    root = sqrt(x * x * golden)
    assert isinstance(root, Surd)
    assert is_zero(root * root - x * x * golden)


@given(st.tuples(SMALL, SMALL).filter(any))
@settings(max_examples=30, deadline=None)
def test_squares_of_a_field_are_recognised(coefficients):
    check_squares(Field(5).element(fmpq_poly(list(coefficients))))


def test_a_field_that_does_not_exist():
    with pytest.raises(ValueError, match="positive integer, got 0"):
        Field(0)


@given(NUMBERS, st.integers(-3, 3))
@settings(max_examples=40, deadline=None)
def test_powers(x, k):
    if is_zero(x):
        return
    expected = fmpq(1)
    for _ in range(abs(k)):
        expected = expected * x if k > 0 else expected / x
    assert is_zero(x**k - expected)


# --------------------------------------------------------------------------------- faults that must be seen


def forgets_squares(field_, x):
    """8 is not seen to be 4 · 2."""
    return


def takes_every_root(field_, x):
    """Every product is taken for a square: its root in floats."""
    return fmpq(round(float(enclose(x)) ** 0.5))


def conjugate_only(self):
    """The conjugate under √g -> -√g for the last root, not divided by the norm."""
    *rest, (c, d) = self.terms
    return Surd(self.field, (*rest, (-c, d)))


def wrong_chebyshev(k):
    """C_k = x C_{k-1} + C_{k-2}."""
    if k < 2:
        return fmpq_poly([[2], [0, 1]][k])
    return fmpq_poly([0, 1]) * wrong_chebyshev(k - 1) + wrong_chebyshev(k - 2)


def surd_laws():
    check_root(fmpq(8))
    assert is_zero(sqrt(fmpq(2)) + sqrt(fmpq(8)) - 3 * sqrt(fmpq(2)))
    x, y = sqrt(fmpq(2)) + sqrt(fmpq(3)), sqrt(fmpq(8)) - sqrt(fmpq(12))
    check_arithmetic(x, y)
    check_ring(x, y, sqrt(fmpq(6)) + 1)


LARGE, SQUARED = fmpq(2**89 - 1), fmpq(2**61 - 1)
"""Primes: the square in LARGE SQUARED^2 is too large to be found by factoring."""


def large_surd_laws():
    check_root(LARGE * SQUARED**2)
    assert is_zero(sqrt(LARGE * SQUARED**2) - sqrt(LARGE) * SQUARED)
    check_arithmetic(sqrt(LARGE) + sqrt(fmpq(3)), sqrt(LARGE * SQUARED**2) - sqrt(fmpq(12)))
    check_ring(sqrt(LARGE), sqrt(LARGE * 3) - 1, sqrt(fmpq(6)) + 1)


def field_laws():
    check_cosines(5)
    check_ring(Field(5).cos(1), Field(7).cos(2), fmpq(3))
    check_squares(Field(5).cos(1))


FAULTS = {
    "a merge that forgets squares": (surd, "small_square_part", lambda d: (fmpz(1), d), surd_laws),
    "a square part that is dropped": (surd, "small_square_part", lambda d: (fmpz(1), square_part(d)[1]), surd_laws),
    "a merge that forgets large squares": (surd, "root_in", forgets_squares, large_surd_laws),
    "a merge that takes everything for a square": (surd, "root_in", takes_every_root, large_surd_laws),
    "a large square part that is dropped": (
        surd,
        "square_part",
        lambda d: (fmpz(1), square_part(d)[1]),
        large_surd_laws,
    ),
    "an inverse that forgets the norm": (Surd, "inverse", conjugate_only, surd_laws),
    "a wrong Chebyshev recurrence": (field, "twice_cosine", wrong_chebyshev, field_laws),
    "no element is a square": (field, "_field_root", lambda N, a: None, field_laws),
    "an inverse modulo nothing": (field, "inverse_modulo", lambda a, minimal: a, field_laws),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_number_layer_is_caught(fault, monkeypatch):
    place, name, wrong, laws = FAULTS[fault]
    laws()
    monkeypatch.setattr(place, name, wrong)
    with pytest.raises((AssertionError, ZeroDivisionError, RecursionError)):
        laws()


def test_a_sign_without_refinement_is_caught(monkeypatch):
    def unrefined(self):
        value = self.ball()
        return 1 if value > 0 else -1 if value < 0 else 0

    monkeypatch.setattr(Irrational, "sign", unrefined)
    with pytest.raises(AssertionError):
        test_a_sum_that_almost_cancels_is_told_from_zero()
