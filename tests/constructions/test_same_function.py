"""Two networks, one function? Decided on all of R^d, with the differences that sampling would miss planted."""

import random

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from unalignable.constructions.core.network import Abs, Linear, Network, Products, ReLU
from unalignable.constructions.core.pruned import pruned
from unalignable.constructions.core.same_function import Differ, NotDecided, Same, same_function
from unalignable.theory.core.numbers import Field
from unalignable.theory.core.numbers.array import array
from unalignable.theory.core.numbers.functions import sqrt

SIGN_PRODUCT = Network(2, {"sums": Linear.of([[1, -1], [1, -1]]), "relu": ReLU(), "head": Linear.of([[1], [1]], [-1])})
"""|x + y| - 1, with two ReLU: the product of two signs."""


SHARP = 10**9


def wedge(height):
    """|x + y| - 1, and more by ``height`` times max(y - SHARP |3x - y|, 0): a wedge about the line y = 3x."""
    return Network(
        2,
        {
            "first": Linear.of([[1, -1, 0, 3, -3], [1, -1, 1, -1, 1]]),
            "relu": ReLU(),
            "second": Linear.of([[1, 0], [1, 0], [0, 1], [0, -SHARP], [0, -SHARP]]),
            "again": ReLU(),
            "head": Linear.of([[1], [height]], [-1]),
        },
    )


def test_relu_and_abs_are_the_same():
    absolute = Network(2, {"sum": Linear.of([[1], [1]]), "abs": Abs(), "head": Linear.of([[1]], [-1])})
    found = same_function(SIGN_PRODUCT, absolute)
    assert isinstance(found, Same)
    assert found.cells == 2


def test_a_thin_wedge_is_found():
    found = same_function(SIGN_PRODUCT, wedge(1))
    assert isinstance(found, Differ)
    assert found.left != found.right
    assert SIGN_PRODUCT([found.point])[0].tolist() == list(found.left)
    x, y = found.point
    assert y > SHARP * abs(3 * x - y)


def test_sampling_would_not_have_found_it():
    x, y = np.random.default_rng(0).normal(size=(2, 100_000))
    assert not np.any(y > SHARP * np.abs(3 * x - y))


def test_a_wedge_of_height_zero_is_none():
    assert isinstance(same_function(SIGN_PRODUCT, wedge(0)), Same)


def test_a_difference_on_one_side_only():
    """Equal where x < 1000: a bend far out."""
    bend = Network(1, {"two": Linear.of([[1, 1]], [0, -1000]), "relu": ReLU(), "head": Linear.of([[1], [1]])})
    straight = Network(1, {"one": Linear.of([[1]]), "relu": ReLU()})
    found = same_function(straight, bend)
    assert isinstance(found, Differ)
    assert found.point[0] > 1000


def test_dead_units_and_units_at_zero():
    """A unit that is identically zero, and one that never wakes."""
    dead = Network(1, {"two": Linear.of([[1, 0, 0]], [0, 0, -1]), "relu": ReLU(), "head": Linear.of([[1], [5], [7]])})
    assert isinstance(same_function(dead, Network(1, {"relu": ReLU()})), Same)
    awake = Network(1, {"two": Linear.of([[1, 0, 0]], [0, 0, 1]), "relu": ReLU(), "head": Linear.of([[1], [5], [7]])})
    assert isinstance(same_function(awake, Network(1, {"relu": ReLU()})), Differ)


@st.composite
def networks(draw, inputs=2, hidden=4):
    weight = st.integers(-2, 2)
    rows = [[draw(weight) for _ in range(hidden)] for _ in range(inputs)]
    bend = draw(st.sampled_from([ReLU(), Abs()]))
    second = [[draw(weight) for _ in range(2)] for _ in range(hidden)]
    layers = {"a": Linear.of(rows, [draw(weight) for _ in range(hidden)]), "bend": bend, "b": Linear.of(second)}
    if draw(st.booleans()):
        layers |= {"again": ReLU(), "c": Linear.of([[draw(weight)], [draw(weight)]])}
    else:
        layers |= {"c": Linear.of([[1], [1]])}
    return Network(inputs, layers)


@given(networks(), st.permutations(range(4)), st.sampled_from([fmpq(1), fmpq(3), fmpq(2, 7)]))
def test_permuted_and_rescaled_units_are_the_same_function(network, order, scale):
    a, b = network.layers["a"], network.layers["b"]
    order = list(order)
    moved = Network(
        network.inputs,
        {
            **network.layers,
            "a": Linear(a.weight[:, order] * scale, a.bias[order] * scale),
            "b": Linear(b.weight[order] * (1 / scale), b.bias),
        },
    )
    assert isinstance(same_function(network, moved), Same)


@given(networks(), networks())
def test_two_networks_differ_where_they_are_said_to(f, g):
    found = same_function(f, g)
    grid = [[fmpq(i, 2), fmpq(j, 2)] for i in range(-6, 7) for j in range(-6, 7)]
    if isinstance(found, Same):
        assert (f(grid) == g(grid)).all()
    else:
        assert tuple(f([found.point])[0]) == found.left != found.right == tuple(g([found.point])[0])


def test_polynomials():
    product = Network(2, {"product": Products(((0, 1),))})
    square = {"sums": Linear.of([[1, 1], [1, -1]]), "squares": Products(((0, 0), (1, 1)))}
    polarised = Network(2, square | {"head": Linear.of([[fmpq(1, 4)], [fmpq(-1, 4)]])})
    assert isinstance(same_function(product, polarised), Same)
    off = Network(2, square | {"head": Linear.of([[fmpq(1, 4)], [fmpq(-1, 4) + fmpq(1, 10**30)]])})
    found = same_function(product, off)
    assert isinstance(found, Differ)
    assert found.left != found.right


def test_a_polynomial_that_vanishes_on_a_grid_is_seen():
    """x (x - 1) (x - 2) is zero at 0, 1 and 2."""
    cubic = Network(1, {"powers": Products(((0,), (0, 0), (0, 0, 0))), "head": Linear.of([[2], [-3], [1]])})
    nothing = Network(1, {"powers": Products(((0,),)), "head": Linear.of([[0]])})
    found = same_function(cubic, nothing)
    assert isinstance(found, Differ)
    assert found.point[0] not in (0, 1, 2)
    assert found.left == tuple(cubic([found.point])[0].tolist()) != (0,)


@pytest.mark.parametrize(
    ("f", "g", "said"),
    [
        (SIGN_PRODUCT, Network(1, {"relu": ReLU()}), "shapes differ: 2 -> 1 and 1 -> 1"),
        (
            Network(1, {"a": Linear.of([[sqrt(fmpq(2))]])}),
            Network(1, {"relu": ReLU()}),
            "weights of layer 'a' are not rational",
        ),
        (Network(1, {"p": Products(((0,),))}), Network(1, {"relu": ReLU()}), "kinds Products, ReLU"),
    ],
)
def test_what_cannot_be_decided_is_said(f, g, said):
    with pytest.raises(NotDecided, match=said):
        same_function(f, g)


def test_too_many_cells_are_refused():
    rng = random.Random(0)
    wide = [[rng.randint(-9, 9) for _ in range(6)] for _ in range(2)]
    network = Network(2, {"a": Linear.of(wide, list(range(6))), "relu": ReLU(), "b": Linear.of([[1]] * 6)})
    with pytest.raises(NotDecided, match="more than 5 cells"):
        same_function(network, network, most_cells=5)


# --------------------------------------------------------------------------------------------------- on a box


def within(point, box):
    return all(low <= x <= high for x, (low, high) in zip(point, box, strict=True))


def test_the_same_on_a_box_and_not_beyond():
    straight = Network(1, {"out": Linear.of([[1]])})
    kinked = Network(1, {"in": Linear.of([[1]]), "relu": ReLU(), "out": Linear.of([[1]])})
    assert isinstance(same_function(straight, kinked), Differ)
    found = same_function(straight, kinked, box=[(fmpq(0), fmpq(5))])
    assert isinstance(found, Same)
    assert "the box" in found.argument


def test_a_difference_in_the_last_corner_of_a_box_is_found():
    """Planted: the bend is at 4.99 of a box that ends at 5."""
    straight = Network(1, {"out": Linear.of([[0]])})
    late = Network(1, {"in": Linear.of([[1]], [fmpq(-499, 100)]), "relu": ReLU(), "out": Linear.of([[1]])})
    box = [(fmpq(0), fmpq(5))]
    found = same_function(straight, late, box=box)
    assert isinstance(found, Differ)
    assert within(found.point, box)
    assert isinstance(same_function(straight, late, box=[(fmpq(0), fmpq(499, 100))]), Same)


def test_a_difference_on_a_box_is_shown_inside_it():
    box = [(fmpq(7), fmpq(8)), (fmpq(-3), fmpq(-2))]
    product = Network(2, {"out": Products(((0, 1),))})
    nothing = Network(2, {"out": Products(((0, 0),))})
    one, other = (Network(2, {"out": Linear.of([[1], [k]])}) for k in (1, 2))
    for f, g in ((product, nothing), (one, other)):
        found = same_function(f, g, box=box)
        assert isinstance(found, Differ)
        assert within(found.point, box)
        assert f([found.point])[0].tolist() != g([found.point])[0].tolist()


def test_linear_networks_over_a_field_are_compared_by_multiplying_out():
    field = Field(20)
    c, s = field.cos(3), field.sin(3)
    turn = Linear(array([[c, s], [-s, c]]))
    back = Linear(array([[c, -s], [s, c]]))
    identity = Network(2, {"out": Linear.of([[1, 0], [0, 1]])})
    assert isinstance(same_function(Network(2, {"turn": turn, "back": back}), identity), Same)
    found = same_function(Network(2, {"turn": turn, "back": turn}), identity)
    assert isinstance(found, Differ)


def test_a_bad_box_is_one_clear_error():
    network = Network(2, {"out": Linear.of([[1], [1]])})
    for box in ([(fmpq(0), fmpq(1))], [(fmpq(0), fmpq(1)), (fmpq(2), fmpq(2))]):
        with pytest.raises(ValueError, match="a box for 2 inputs has as many sides"):
            same_function(network, network, box=box)


# ------------------------------------------------------------------------------------------- units that nothing reads


def with_unread_units(weights, unread):
    """relu(x) - relu(-x) read back, beside units that nothing reads."""
    width = len(weights)
    first = Linear.of([[1, -1, *weights], *[[0, 0, *row] for row in unread]])
    return Network(1 + len(unread), {"units": first, "relu": ReLU(), "head": Linear.of([[1], [-1], *[[0]] * width])})


def test_units_that_nothing_reads_are_left_out():
    """Forty units that nothing reads, one of them with an irrational weight, make no cells."""
    unread = [[int(i == j) for j in range(40)] for i in range(40)]
    f, g = with_unread_units([sqrt(2)] * 40, unread), with_unread_units([1] * 40, unread)
    found = same_function(f, g)
    assert isinstance(found, Same)
    assert found.cells == 2


def test_a_unit_that_only_such_units_read_is_left_out():
    deep = Network(
        1,
        {
            "first": Linear.of([[1, -1, 1, 1]], [0, 0, 3, -3]),
            "relu": ReLU(),
            "second": Linear.of([[1, 0], [-1, 0], [0, 1], [0, 0]]),
            "again": ReLU(),
            "head": Linear.of([[1], [0]]),
        },
    )
    cut = pruned(deep)
    assert [layer.weight.shape for layer in cut.layers.values() if isinstance(layer, Linear)] == [
        (1, 2),
        (2, 1),
        (1, 1),
    ]
    points = array([[-4], [-1], [0], [2]])
    assert cut(points).tolist() == deep(points).tolist()


def test_inputs_and_a_network_that_reads_nothing_stay():
    """A ReLU on the inputs keeps all of them, and a constant network one unit of each layer."""
    first = Network(3, {"relu": ReLU(), "head": Linear.of([[1], [0], [0]])})
    assert pruned(first)([[1, 2, 3]]).tolist() == [[1]]
    constant = Network(2, {"first": Linear.of([[1, 2], [3, 4]]), "relu": ReLU(), "head": Linear.of([[0], [0]], [5])})
    assert pruned(constant)([[1, 2]]).tolist() == [[5]]
    assert isinstance(same_function(constant, Network(2, {"c": Linear.of([[0], [0]], [5])})), Same)
