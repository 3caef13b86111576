"""Twists are bijections: taken back bit for bit, the same for a row and a batch, with the right gradients."""

import numpy as np
import pytest
import torch

from unalignable.constructions.core.twist import (
    FARTHEST,
    SIGN_BITS,
    UnsupportedActivation,
    alike,
    flipped,
    sign_twist,
    swirl_twist,
)
from unalignable.theory import linear_cka

ODD = [float("nan"), -float("nan"), float("inf"), -float("inf"), -0.0, 0.0, 1e37, -1e-45, 1.0]


def activations(n=300, d=24, seed=0):
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def bits(h):
    return h.view(SIGN_BITS[h.dtype][0])


@pytest.mark.parametrize("dtype", list(SIGN_BITS))
@pytest.mark.parametrize("strength", [0, 0.3, 2, 20, 1e6])
def test_the_sign_twist_is_its_own_inverse_bit_for_bit(dtype, strength):
    h = activations().to(dtype)
    h[: len(ODD), 0] = torch.tensor(ODD).to(dtype)
    twist = sign_twist(h, strength=strength, seed=1)
    there = twist.twisted(h)
    assert torch.equal(bits(twist.untwisted(there)), bits(h))
    assert torch.equal(bits(there.abs()), bits(h.abs()))
    if strength >= 2:
        assert 0.2 < float(twist.flips(h).float().mean()) < 0.8
    if strength == 0:
        assert torch.equal(bits(there), bits(h))


def test_a_row_alone_has_the_sign_that_it_has_in_the_batch():
    h = activations(2000)
    twist = sign_twist(h, strength=1e5, seed=0)
    whole = twist.flips(h)
    assert torch.equal(whole, torch.cat([twist.flips(row) for row in h.split(1)]))
    assert torch.equal(whole, twist.flips(h.flip(0)).flip(0))


def test_a_sign_from_a_float_sum_would_not_be_the_same():
    """The planted bug: the order in which floats are added shows in the last bits, and a strong twist sees them."""
    h = activations(2000)
    weights = activations(1, 24, seed=5)[0] * 1e6
    batch = torch.sin(h.abs() @ weights) > 0
    one_by_one = torch.stack([torch.sin((row.abs() * weights).sum()) > 0 for row in h])
    assert not torch.equal(batch, one_by_one)


def test_products_of_channels_are_kept():
    h = activations()
    there = sign_twist(h, strength=20, seed=0).twisted(h)
    assert torch.equal(there[:, :, None] * there[:, None, :], h[:, :, None] * h[:, None, :])


def test_the_stronger_the_less_is_left():
    h = activations(2000).double()
    left = [linear_cka(h.numpy(), sign_twist(h, strength=s, seed=3).twisted(h).numpy()) for s in (0, 0.2, 0.6, 20)]
    # the same sums above and below the line: two roots, a product and a quotient are left to round
    assert abs(left[0] - 1) <= 4 * np.finfo(np.float64).eps
    assert left == sorted(left, reverse=True)
    assert left[-1] < 0.1


def test_huge_values_and_nan_count_alike():
    h = activations()
    twist = sign_twist(h, strength=20, seed=0)
    row = torch.full((1, 24), float("nan"))
    top = torch.full((1, 24), FARTHEST * 2.0**-twist.exponent)
    assert torch.equal(twist.flips(row), twist.flips(top))
    assert torch.equal(twist.flips(torch.full((1, 24), float("inf"))), twist.flips(-top))


@pytest.mark.parametrize("make", [sign_twist, swirl_twist])
def test_gradients(make):
    h = activations(5, 6).double().requires_grad_()
    twist = make(activations(50, 6).double(), strength=3.0, seed=0)
    assert torch.autograd.gradcheck(lambda x: twist.untwisted(twist.twisted(x) ** 3), (h,))


@pytest.mark.parametrize("strength", [0.0, 1.0, 30.0, 1e4, 1e7])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_the_swirl_comes_back_within_its_bound(strength, dtype):
    h = activations(500, 7).to(dtype)
    twist = swirl_twist(h, strength=strength, seed=0)
    there = twist.twisted(h)
    # the bound speaks about h; there has the norms of h up to the same rounding
    bound = max(twist.rounding(h), twist.rounding(there))
    off = float((twist.untwisted(there).double() - h.double()).abs().max())
    assert off <= bound
    assert torch.equal(there[:, ~np.isin(np.arange(7), twist.pairs)], h[:, ~np.isin(np.arange(7), twist.pairs)])
    if strength == 1e4 and dtype is torch.float32:
        assert off > bound / 1e4  # a bound that says something


def test_swirl_and_its_wrong_inverse():
    h = activations(2000, 6)
    twist = swirl_twist(h, strength=20.0, seed=0)
    assert linear_cka(h.numpy(), twist.twisted(h).numpy()) < 0.05
    assert float((twist.twisted(twist.twisted(h)) - h).abs().max()) > 0.1


def test_images_and_sequences():
    image = torch.randn(4, 8, 5, 5, generator=torch.Generator().manual_seed(1)).to(memory_format=torch.channels_last)
    twist = sign_twist(image, strength=20, seed=0, channel_dim=1)
    there = twist.twisted(image)
    assert twist.flips(image).shape == (4, 1, 5, 5)
    assert torch.equal(bits(twist.untwisted(there)), bits(image))
    assert there.stride() == image.stride()


@pytest.mark.parametrize("view", [lambda x: x.T, lambda x: x[:, ::2], lambda x: x[3:], lambda x: x[:0]])
def test_strides_are_kept(view):
    h = view(activations())
    assert alike(h).stride() == h.stride()
    assert torch.equal(flipped(h, torch.ones_like(h, dtype=torch.bool)), -h)


def test_an_expanded_tensor():
    h = torch.ones(1, 4).expand(3, 4)
    assert torch.equal(
        flipped(h, torch.tensor([[True], [False], [True]])), torch.tensor([[-1.0], [1.0], [-1.0]]).expand(3, 4)
    )


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: sign_twist(activations(), strength=-1, seed=0), ValueError, "strength must be at least 0, got -1"),
        (lambda: sign_twist(activations(), strength=float("nan"), seed=0), ValueError, "at least 0, got nan"),
        (lambda: swirl_twist(activations(), strength=float("inf"), seed=0), ValueError, "must be finite, got inf"),
        (
            lambda: swirl_twist(activations(9, 1), strength=1.0, seed=0),
            ValueError,
            "turns pairs of channels; there is 1",
        ),
        (lambda: flipped(torch.ones(2, 2, dtype=torch.int64), torch.ones(2, 2) > 0), UnsupportedActivation, "int64"),
    ],
)
def test_bad_arguments(call, error, said):
    with pytest.raises(error, match=said):
        call()
