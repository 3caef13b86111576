"""Planted bugs: each is another measure than the one that it stands in for."""

import pytest
from flint import fmpq

from unalignable.theory.core import definitions
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.numbers import sign
from unalignable.theory.core.numbers.array import array
from unalignable.theory.core.planted import ALL, bug
from unalignable.theory.core.quantities import QUANTITIES

M = Exact()
DEFINED = definitions.MEASURES | QUANTITIES


def column(*entries):
    return array([[x] for x in entries])


def beside(*columns):
    return array([list(row) for row in zip(*columns, strict=True)])


T, J1, J2 = (1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)

GENERIC = [
    (
        array([[0, 1], [1, 3], [2, 0], [5, 2], [0, 7], [1, 1]]),
        array([[1, 0, 2], [0, 2, 0], [3, 1, 1], [4, 0, 0], [0, 1, 5], [9, 2, 0]]),
    ),
    (beside((0, 0, 1, 1), (2, -2, 0, 0)), column(0, 0, 1, 1)),
    (array([[0, 0], [0, 1], [1, 0]]), column(0, 1, 0)),
    (beside([20 * x for x in T], J1), column(1, 0, 3, 0)),
    (beside(T, J1, T), beside(T, J2)),
    (beside(T, J1, T), beside(T, T)),
    (column(0, 1, 3, 7, 15, 31), column(1, 40, 3, 0, 21, 9)),
    (column(fmpq(1, 100), 0, 0, fmpq(1, 50)), column(fmpq(1, 100), 0, fmpq(1, 30), 0)),
]


X, Y = GENERIC[0]
READOUTS = array([[1, 0], [2, 1]]), array([[1, 1], [0, 2], [1, 0]])

LOW_RANK = beside((1, 1, 4, 4, 0), (2, 2, 8, 8, 0)), beside((2, 1, 0, 5, 3), (0, 1, 1, 0, 7), (1, 1, 3, 0, 0))
CLASSES = column(0, 0, 1, 1, 2, 2), column(0, 1, 1, 5, 5, 0)

QUANTITY_CALLS = {
    "ky_fan_ceiling": [LOW_RANK],
    "von_neumann_ceiling": [LOW_RANK],
    "stable_rank": [LOW_RANK[1:]],
    "participation_ceiling": [(beside((2, 1, 0, 5), (1, 3, 0, 0), (3, 4, 0, 5)),)],
    "correlation_ratio": [CLASSES, (CLASSES[0], column(0, 1, 2, 3, 4, 5))],
    "maximal_correlation": [CLASSES],
    "perplexity_power": [(column(0, 0, 1, 1, 1, 2),)],
    "information_power": [CLASSES],
    "readout_floor": [(X, Y, *READOUTS)],
    "paired_readout_floor": [(X, Y, *READOUTS)],
    "operator_readout_floor": [(X, Y, *READOUTS)],
    "readout_share": [(X, READOUTS[0][:, :1])],
    "r2_readout_floor": [(X, Y, *READOUTS)],
    "nbs_readout_floor": [(X, Y, *READOUTS)],
    "read_share_floor": [(fmpq(3), fmpq(5))],
    "cca_readout_floor": [(X, Y, READOUTS[0][:, :1], READOUTS[1][:, :1]), (*LOW_RANK, *READOUTS)],
    "stitching_error": [(X, Y, READOUTS[0], READOUTS[1] @ array([[1, 2], [2, 4]]))],
    "budget_floor": [(column(1, 0, 1), fmpq(3))],
    "operator_budget_floor": [(array([[1, 0], [0, 3], [2, 2]]), fmpq(2), fmpq(3))],
    "one_sided_budget_floor": [(array([[1, 0], [0, 3], [2, 2]]), fmpq(2), fmpq(20), fmpq(1))],
    "two_direction_floor": [(fmpq(3, 5), fmpq(1, 2))],
    "acute_cosine": [(fmpq(1, 4), fmpq(1, 9))],
    "angle_floor": [(X[:, :1], Y[:, :1], column(2), column(3), fmpq(1, 4), fmpq(1, 9))],
    "decoding_floor": [(column(1, -1, 0), column(2, 0, -2), column(2), column(3), column(3, -1, -2))],
    "prediction_agreement": [(fmpq(1, 9),), (fmpq(4, 9),)],
    "relative_error_floor": [(X[:, :1], Y[:, :1], column(2), column(3), column(1, 5, 2, 9, 0, 3), fmpq(1, 9))],
    "ridge_floor": [(fmpq(1, 3), fmpq(1, 9))],
    "ridge_share": [(fmpq(1, 3), fmpq(1, 9))],
    "map_floor": [(fmpq(1), fmpq(4)), (fmpq(2), fmpq(3))],
    "two_layer_norm": [(array([[1, 0], [2, 3]]), array([[1], [5]]))],
    "least_two_layer_norm": [(array([[1, 0], [0, 3]]),)],
    "identification_error": [
        (array([[1, 2], [0, 1]]), array([[3, 1], [1, 1]]), array([[1, 1], [0, 1]]), array([[2, 1], [0, 1]]))
    ],
    "minority_share": [(column(1, 1, -1),)],
    "margin_ratio": [(column(1, 1, -1), column(6, 1, -1), fmpq(1, 2))],
    "margin_floor": [(fmpq(8, 3), fmpq(3), fmpq(1, 3))],
    "margin_threshold": [(fmpq(1, 2),)],
    "kl_divergence": [(array([[1, 0, 2], [0, 3, 1]]), array([[2, 5, 0], [1, 1, 1]]))],
    "logit_distance": [(array([[1, 0, 2], [0, 3, 1]]), array([[2, 5, 0], [1, 1, 1]]))],
    "cyclic_cka": [
        (8, ((1, fmpq(1)), (4, fmpq(1))), ((1, fmpq(1)), (4, fmpq(2)))),
        (5, ((0, fmpq(1)), (1, fmpq(2)), (2, fmpq(1))), ((0, fmpq(3)), (4, fmpq(1)), (2, fmpq(5)))),
    ],
    "sign_twin_energy": [(column(1, 0, 3, 2), column(0, 2, 5, 1))],
    "swirl_cka": [([fmpq(1), fmpq(2)], [array([[1, 0], [0, 1]]), array([[0, 1], [-1, 0]])])],
}
"""Quantity -> argument tuples on which to compare it with its bugs."""


def calls(measure):
    """Argument lists on which to compare a measure with its bugs."""
    if measure in QUANTITIES:
        yield from ((args, {}) for args in QUANTITY_CALLS[measure])
        return
    for X, Y in GENERIC:
        if measure in ("hsic0", "hsic1"):
            yield (X @ X.T, Y @ Y.T), {}
        elif measure == "participation_ratio":
            yield (X,), {}
        elif measure == "minibatch_cka":
            yield ([(X, Y), (X * X, Y)],), {}
        elif measure == "kernel_cka":
            yield (X, Y), {"bandwidth": fmpq(2)}
        elif measure == "rbf_cka":
            yield (X, Y), {"fraction": fmpq(1, 2)}
        elif measure == "mutual_knn":
            yield (X, Y), {"k": 2}
        else:
            yield (X, Y), {}


def outcome(m, measure, args, options):
    try:
        return getattr(m, measure)(*args, **options)
    except (ZeroDivisionError, Undecided, ValueError) as error:
        return type(error)


def differs(found, expected):
    if isinstance(found, type) or isinstance(expected, type):
        return False  # undefined or undecided: neither is a different value
    return sign(found - expected) in (-1, 1)


EXACT_BUGS = [name for name, planted in ALL.items() if "exact" in planted.carriers]


@pytest.mark.parametrize("name", EXACT_BUGS)
def test_a_planted_bug_gives_another_value_somewhere(name):
    planted = ALL[name]
    wrong = M.replace(**{planted.measure: planted.function})
    assert any(
        differs(outcome(wrong, planted.measure, *call), outcome(M, planted.measure, *call))
        for call in calls(planted.measure)
    ), planted.what


@pytest.mark.parametrize("measure", sorted(DEFINED))
def test_a_correct_definition_is_no_bug(measure):
    copy = M.replace(**{measure: lambda m, *args, **options: DEFINED[measure](m, *args, **options)})
    found = [(outcome(copy, measure, *call), outcome(M, measure, *call)) for call in calls(measure)]
    assert not any(differs(a, b) for a, b in found)
    assert any(not isinstance(a, type) for a, _ in found)


def test_every_measure_has_a_planted_bug_and_every_bug_a_measure():
    assert {planted.measure for planted in ALL.values()} == set(DEFINED)
    assert len(ALL) >= 36
    assert all(planted.what and "\n" not in planted.what for planted in ALL.values())


def test_a_bug_needs_a_line_and_a_name_of_its_own():
    def silent(m, X, Y):
        return 0

    with pytest.raises(ValueError, match="the bug silent needs a docstring of one line"):
        bug.planted("linear_cka", silent)
    with pytest.raises(ValueError, match="planted twice: squared_cka"):
        bug.joined([{"squared_cka": ALL["squared_cka"]}] * 2)
