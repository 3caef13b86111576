"""Networks as data: evaluated exactly, over every kind of number, and refused where widths do not meet."""

import numpy as np
import pytest
from flint import fmpq

from unalignable.constructions.core.network import PIECEWISE_LINEAR, Abs, Linear, Network, Products, ReLU
from unalignable.theory.core.numbers.functions import sqrt

NETWORK = Network(
    2,
    {
        "hidden": Linear.of([[1, -1], [1, -1]], [0, fmpq(1, 2)]),
        "relu": ReLU(),
        "pairs": Products(((0, 1), (0,), (1, 1))),
        "head": Linear.of([[1], [0], [2]]),
    },
)


def test_by_hand():
    x = [[1, 2], [-1, -1]]
    assert NETWORK.at("hidden", x).tolist() == [[3, fmpq(-5, 2)], [-2, fmpq(5, 2)]]
    assert NETWORK.at("relu", x).tolist() == [[3, 0], [0, fmpq(5, 2)]]
    assert NETWORK.at("pairs", x).tolist() == [[0, 3, 0], [0, 0, fmpq(25, 4)]]
    assert NETWORK(x).tolist() == [[0], [fmpq(25, 2)]]
    assert NETWORK.outputs == 1


def test_roots_pass_through():
    root = sqrt(fmpq(2))
    network = Network(1, {"scale": Linear.of([[root]]), "abs": Abs()})
    assert network([[-1]])[0, 0] == root
    assert network([[root]])[0, 0] == 2


def test_floats_are_what_they_store():
    network = Network(1, {"tenth": Linear.of([[0.1]])})
    assert network([[1]])[0, 0] == fmpq(*(0.1).as_integer_ratio()) != fmpq(1, 10)
    assert network(np.array([[2]], dtype=np.float32))[0, 0] == 2 * fmpq(*(0.1).as_integer_ratio())


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ({"a": Linear.of([[1]])}, "layer 'a': a Linear layer of 1 inputs was given 2"),
        ({"a": Linear.of([[1], [1]], [1, 2])}, "layer 'a': .* 1 outputs has a bias of shape"),
        ({"r": ReLU(), "p": Products(((0, 2),))}, r"layer 'p': a product of columns \(0, 2\) of 2"),
        ({"p": Products(((),))}, "at least one"),
    ],
)
def test_widths_must_meet(layers, said):
    with pytest.raises(ValueError, match=said):
        Network(2, layers)


def test_bad_calls():
    with pytest.raises(ValueError, match="no layer 'relu2'; the layers are hidden, relu, pairs, head"):
        NETWORK.at("relu2", [[1, 2]])
    with pytest.raises(ValueError, match=r"inputs of shape \(1, 1\); this network takes \(n, 2\)"):
        NETWORK([[1]])


def test_kinds():
    assert not NETWORK.made_of(PIECEWISE_LINEAR)
    assert Network(1, {"abs": Abs()}).made_of(PIECEWISE_LINEAR)
