"""The bound on torch's forward pass: never exceeded, not far from what occurs, too small with a part left out."""

import dataclasses

import numpy as np
import pytest
import torch
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from unalignable.constructions import build, check
from unalignable.constructions.core import forward_error
from unalignable.constructions.core.forward_error import Beyond, computed, differences, error_bound, forward
from unalignable.constructions.core.network import Abs, Linear, Network, Products, ReLU
from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import array, filled

TYPES = [torch.float32, torch.float64]
SMALL, LARGE = {torch.float32: (-44, 36), torch.float64: (-322, 300)}, 8


def entries(rng, shape, low, high, integers):
    """Numbers of sizes from 10^low to 10^high: integers, doubles, thirds or roots, and zeros among them."""
    size = 10.0 ** rng.uniform(low, high, shape)
    made = np.round(rng.normal(size=shape) * 4) if integers else rng.normal(size=shape) * size
    made[rng.random(shape) < 0.2] = 0
    exact = array(made)
    kind = rng.integers(3)
    return exact if kind == 0 or integers else exact * (fmpq(1, 3) if kind == 1 else sqrt(2))


def network(rng, low, high):
    """Two to five layers of every kind, narrow or wide, with scales between 10^low and 10^high."""
    width = inputs = int(rng.integers(1, 6))
    layers = {}
    for k in range(rng.integers(2, 6)):
        kind, integers = rng.integers(5), rng.random() < 0.2
        if kind <= 2:
            new = int(rng.integers(1, 6)) if rng.random() < 0.85 else 200
            bias = entries(rng, new, low, high, integers) if rng.random() < 0.5 else None
            layers[f"linear{k}"] = Linear(entries(rng, (width, new), low, high, integers), bias)
            width = new
        elif kind == 3:
            layers[f"bend{k}"] = ReLU() if rng.random() < 0.5 else Abs()
        else:
            chosen = [tuple(map(int, rng.integers(0, width, rng.integers(1, 7)))) for _ in range(rng.integers(1, 4))]
            layers[f"products{k}"] = Products(tuple(chosen))
            width = len(chosen)
    return Network(inputs, layers), entries(rng, (3, inputs), low, high, rng.random() < 0.2)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(TYPES), st.floats(0, 1))
def test_never_exceeded(seed, dtype, spread):
    """Over all scales of the type: numbers that underflow, products that overflow and come back, wide layers."""
    low, high = SMALL[dtype]
    middle = low + (high - low) * spread
    made, inputs = network(np.random.default_rng(seed), max(low, middle - LARGE), min(high, middle + LARGE))
    try:
        found = forward(made, inputs, dtype)
    except Beyond:
        return
    assert found.within, found


@pytest.mark.parametrize("dtype", TYPES)
def test_most_random_networks_can_be_run(dtype):
    """The test above is not empty: at ordinary scales nothing is beyond the type."""
    for seed in range(40):
        made, inputs = network(np.random.default_rng(seed), -1, 1)
        assert forward(made, inputs, dtype).within


def layer(weights, bias=None):
    return Network(
        len(weights), {"layer": Linear(array([[w] for w in weights]), None if bias is None else array(bias))}
    )


def worst_ratio(made, inputs, dtype):
    """The largest error over its bound, of all outputs."""
    error = differences(computed(made, inputs, dtype), made(inputs))
    return float((error / error_bound(made, inputs, dtype)).max())


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    ("made", "inputs", "least"),
    [
        (layer([1]), 1, 0.9),
        (layer([1, 1]), 2, 0.4),
        (layer([1] * 8), 8, 0.1),
        (layer([fmpq(1, 3)]), 1, 0.7),
        (Network(2, {"product": Products(((0, 1),))}), 2, 0.9),
        (Network(2, {"products": Products(((0, 1, 0, 1, 0, 1),))}), 2, 0.4),
    ],
    ids=["one product", "two terms", "eight terms", "a rounded weight", "a product of two", "a product of six"],
)
def test_tight(dtype, made, inputs, least):
    """One rounding is met to a tenth, two terms to a factor of 2.5, eight terms to ten."""
    rng = np.random.default_rng(0)
    samples = rng.uniform(1, 2, (3000, inputs)).astype(np.float32 if dtype == torch.float32 else np.float64)
    if "product" not in "".join(made.layers):
        made = dataclasses.replace(made, layers={"layer": _scaled(made.layers["layer"], rng, dtype)})
    ratio = worst_ratio(made, array(samples), dtype)
    assert least <= ratio <= 1


def _scaled(linear, rng, dtype):
    """The weights times numbers of the type between 1 and 2, so that products are not exact."""
    factors = rng.uniform(1, 2, linear.weight.shape).astype(np.float32 if dtype == torch.float32 else np.float64)
    return Linear(linear.weight * array(factors))


@pytest.mark.parametrize("dtype", TYPES)
def test_half_of_it_is_exceeded(dtype):
    rng = np.random.default_rng(1)
    kind = np.float32 if dtype == torch.float32 else np.float64
    made = Network(1, {"layer": Linear(array([[x] for x in rng.uniform(1, 2, 1).astype(kind)]))})
    inputs = array(rng.uniform(1, 2, (3000, 1)).astype(kind))
    error = differences(computed(made, inputs, dtype), made(inputs))
    assert (error > error_bound(made, inputs, dtype) / 2).any()
    product = Network(2, {"product": Products(((0, 1),))})
    inputs = array(rng.uniform(1, 2, (3000, 2)).astype(kind))
    error = differences(computed(product, inputs, dtype), product(inputs))
    assert (error > error_bound(product, inputs, dtype) / 2).any()


class NoRounding:
    """torch.finfo, but of a type that does not round."""

    def __init__(self, dtype):
        self.real = REAL(dtype)

    def __getattr__(self, name):
        return 0.0 if name == "eps" else getattr(self.real, name)


REAL = torch.finfo


def without_rounding(made, inputs, dtype, monkeypatch):
    """Of sums and products: only what the weights and inputs are off by."""
    monkeypatch.setattr(forward_error.torch, "finfo", NoRounding)
    return error_bound(made, inputs, dtype)


def without_weights(made, inputs, dtype, monkeypatch):
    real = forward_error._stored
    monkeypatch.setattr(forward_error, "_stored", lambda some, d: (real(some, d)[0], real(some, d)[1] * 0))
    return error_bound(made, inputs, dtype)


def of_the_result_alone(made, inputs, dtype, monkeypatch):
    """A rounding of the output's own size, as if nothing cancelled."""
    return forward_error.upper(made(inputs)) * 4 * torch.finfo(dtype).eps


def as_if_nothing_underflowed(made, inputs, dtype, monkeypatch):
    class Gradual(NoRounding):
        def __getattr__(self, name):
            return 0.0 if name == "tiny" else getattr(self.real, name)

    monkeypatch.setattr(forward_error.torch, "finfo", Gradual)
    return error_bound(made, inputs, dtype)


def underflow_added_last(made, inputs, dtype, monkeypatch):
    """What is lost in a partial product, added to the whole one and not multiplied by what follows."""
    return as_if_nothing_underflowed(made, inputs, dtype, monkeypatch) + 10 * REAL(dtype).tiny


THIRDS = Network(1, {"layer": Linear(array([[fmpq(k, 3001) for k in range(2000, 3000)]]))})
NEAR = [[1 + k / 3, 1 + k / 3 - 1e-6] for k in range(9)]
CANCELS = Network(2, {"a": Linear(array([[3.3], [-3.3]]))})


def down_and_up(small, large):
    """A cube that underflows, made large again."""
    layers = {"down": Linear(array([[small]])), "cube": Products(((0, 0, 0),)), "up": Linear(array([[large]]))}
    return Network(1, layers)


SHRINKS = {torch.float32: down_and_up(1e-14, 1e20), torch.float64: down_and_up(1e-105, 1e150)}
RETURNS = Network(2, {"product": Products(((0, 0, 1, 1),))})
TINY = {torch.float32: [[1e-30, 1e25]], torch.float64: [[1e-200, 1e150]]}
POINTS = array([[1.25 + k / 7, 1.75 - k / 11, 0.3 * k] for k in range(20)])


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    ("wrong", "made", "inputs"),
    [
        (without_rounding, lambda dtype: layer([3, 5, 7]), lambda dtype: POINTS),
        (without_rounding, lambda dtype: Network(3, {"p": Products(((0, 1, 2),))}), lambda dtype: POINTS),
        (without_weights, lambda dtype: THIRDS, lambda dtype: array([[1.3125 + 2.0**-20]])),
        (of_the_result_alone, lambda dtype: CANCELS, lambda dtype: array(NEAR)),
        (as_if_nothing_underflowed, lambda dtype: SHRINKS[dtype], lambda dtype: array([[0.7], [1.9]])),
        (underflow_added_last, lambda dtype: RETURNS, lambda dtype: array(TINY[dtype])),
    ],
)
def test_a_bound_with_a_part_left_out_is_exceeded(wrong, made, inputs, dtype, monkeypatch):
    made, inputs = made(dtype), inputs(dtype)
    error = differences(computed(made, inputs, dtype), made(inputs))
    assert (error <= error_bound(made, inputs, dtype)).all()
    with monkeypatch.context() as patch:
        assert (error > wrong(made, inputs, dtype, patch)).any()


def test_exact_networks_lose_nothing_but_are_allowed_a_rounding():
    pair = build("readout_junk")
    for dtype in TYPES:
        found = forward(pair.networks.f, pair.networks.inputs, dtype)
        assert found.error == 0
        assert found.bound < 50 * torch.finfo(dtype).eps


def test_zeros_are_exact():
    """A network of zeros, and samples of zeros, are off by nothing, and nothing is allowed."""
    made = Network(2, {"a": Linear(array([[0, 0], [1, 0]])), "relu": ReLU(), "p": Products(((0, 1), (1,)))})
    assert error_bound(made, array([[0, 0], [5, 0]]), torch.float32).tolist() == [[0, 0], [0, 0]]


def test_beyond_the_type_is_said_and_not_run():
    made = layer([1])
    with pytest.raises(Beyond, match=r"beyond torch.float32: 1.0e\+39 is stored"):
        forward(made, array([[1e39]]), torch.float32)
    with pytest.raises(Beyond, match="may reach"):  # a partial sum overflows, and the output does not
        forward(layer([1, 1, -1]), array([[3e38, 3e38, 3e38]]), torch.float32)
    with pytest.raises(Beyond, match="may reach"):
        forward(Network(2, {"p": Products(((0, 0, 1),))}), array([[1e200, 1e-250]]), torch.float64)
    with pytest.raises(Beyond, match="beyond float64"):
        forward(made, filled([fmpq(10) ** 400], (1, 1)), torch.float64)


def test_a_pair_beyond_single_precision_holds_in_double(tmp_path):
    """What is stored in double precision is not asked to run in single."""
    build("readout_junk", s=10**50).save(tmp_path / "pair")
    report = check(tmp_path / "pair")
    assert report.holds
    (said,) = [claim.value for claim in report.claims if claim.claim == "torch_float32"]
    assert said.startswith("not run: beyond torch.float32")


def test_narrow_matrix_products_do_not_matter():
    """Even where a caller lets single precision go through bfloat16."""
    rng = np.random.default_rng(0)
    made = Network(64, {"a": Linear(array(rng.normal(size=(64, 64)))), "b": Linear(array(rng.normal(size=(64, 64))))})
    before = torch.get_float32_matmul_precision()
    try:
        torch.set_float32_matmul_precision("medium")
        assert forward(made, array(rng.normal(size=(8, 64))), torch.float32).within
        assert torch.get_float32_matmul_precision() == "medium"
    finally:
        torch.set_float32_matmul_precision(before)
