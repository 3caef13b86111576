"""No test depends on what ran before it: torch starts from one seed in each."""

import pytest
import torch


@pytest.mark.parametrize("draws", [1, 3])
def test_every_test_draws_the_same_numbers(draws):
    """The first of the two moves the generator on; the second would see that."""
    expected = torch.rand(draws, generator=torch.Generator().manual_seed(0))
    assert torch.equal(torch.rand(draws), expected)
