"""The suite inside one's own test file: a test for every theorem, known answer and numerical promise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .adapter import Measure
from .comparer import Comparer
from .expected import Expectation

if TYPE_CHECKING:
    import pytest


def parametrize_with_theorems(
    function: Callable[..., Any] | Measure | Comparer,
    variant: str = "linear",
    *,
    expect: Expectation = None,
    **options: Any,
) -> pytest.MarkDecorator:
    """Run a test once for everything that a measure of this variant must satisfy.

    The argument ``theorem`` of the test is the thing asked; calling it passes, fails, or skips what does not apply::

        from unalignable.constructions import parametrize_with_theorems
        from mylib.metrics import cka

        @parametrize_with_theorems(cka, variant="linear")
        def test_cka(theorem):
            theorem()

    Args:
        function: the function under test, a method of an object, a ``Measure``, or a ``Comparer`` of whole networks.
        variant: what it promises to be: ``linear``, ``linear-debiased``, ``rbf:lower-median`` …
        expect: slug or ``family/*`` -> why it fails, or a file with one of these a line (``Path(__file__)
            .with_name("known.txt")`` for one beside the tests). What is expected to fail and does not is an error.
        options: further arguments of ``Measure``: ``kind``, ``batch``, ``inputs``, ``name``.

    Returns:
        ``pytest.mark.parametrize`` over the checks, each named by its slug: ``pytest -k rigidity`` runs a family.

    Raises:
        ValueError: an unknown variant or option, or an expectation that cannot be met.
    """
    import pytest

    from .as_test import questions

    measure = function if isinstance(function, Measure | Comparer) else Measure(function, variant, **options)
    asked = questions(measure, expect)
    return pytest.mark.parametrize("theorem", asked, ids=[question.slug for question in asked])
