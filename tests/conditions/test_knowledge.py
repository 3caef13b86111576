"""What can be known: numbers are taken exactly, and what cannot be is refused in one line with the values."""

from fractions import Fraction

import pytest
from flint import fmpq

from unalignable.theory.core.forces import Forces
from unalignable.theory.core.knowledge import MEASURES, MIRRORED, BadKnowledge, Knowledge, said


def test_nothing_is_assumed():
    assert Knowledge().known == frozenset()
    k = Knowledge(same="output")
    assert k.known == {"same"}
    assert k.real_output
    assert not k.linear_output  # the heads may be anything
    assert Knowledge(same="probabilities", head="linear").linear_output
    assert not Knowledge(same="argmax", head="linear").linear_output


def test_numbers_are_exact():
    k = Knowledge(same="output", readout_norm=0.5 + 1.0, margins=(2, Fraction(7, 2)), balance=Fraction(1, 3))
    assert k.readout_norm == fmpq(3, 2)
    assert k.margins == (2, fmpq(7, 2))
    assert k.balance == fmpq(1, 3)


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ({"same": "task"}, "same must be one of output, logits, probabilities, argmax; got 'task'"),
        ({"head": "convex"}, "head must be one of linear, nonlinear; got 'convex'"),
        ({"samples": 1}, "samples must be at least 2, got 1"),
        ({"same": "output", "rank": 0}, "rank must be at least 1, got 0"),
        ({"ranks": (0, 2)}, "ranks must be at least 1, got 0"),
        ({"ranks": (5, 2), "samples": 5}, "ranks 5 of 5 samples: centred, they have at most 4 directions"),
        ({"same": "output", "rank": 4, "samples": 4}, "rank 4 of 4 samples"),
        ({"margins": (0.5, 2)}, "margins must be at least 1, got 1/2: the mean of a margin is no less than the least"),
        ({"margins": (2, 2), "balance": 0.75}, "balance must be above 0 and at most 1/2, got 3/4"),
        ({"margins": (2, 2), "balance": 0.5, "samples": 5}, "balance 1/2 of 5 samples is 5/2 of them"),
        ({"balance": 0.5}, "balance speaks about the label that the margins are of: add margins"),
        ({"decoding": (0, 1)}, "decoding must be above 0 and at most 1, got 0"),
        ({"decoding": (0.5, 1.5)}, "decoding must be above 0 and at most 1, got 3/2"),
        ({"same": "output", "readout_norm": 0.5}, "readout_norm must be at least 1, got 1/2"),
        ({"readout_norm": 2}, "readout_norm speaks about readouts: add what they read"),
        ({"same": "output", "head": "nonlinear", "readout_norm": 2}, "speaks about linear readouts, and the heads are"),
        ({"same": "output", "head": "linear", "readout_norm": 1, "rank": 1, "ranks": (2, 2)}, "leaves no room"),
        ({"condition": 0.5}, "condition must be at least 1, got 1/2"),
        ({"condition": 2, "ranks": (2, 3)}, "keeps the rank, and the ranks are 2 and 3"),
        ({"weight_decay": 1}, "weight_decay speaks about ridge readouts of a target: add decoding"),
        ({"weight_decay": 1, "decoding": (0.9, 0.5)}, "with weight_decay 1 explain at most 3/4, got 0.9"),
        ({"weight_decay": 0, "decoding": (0.5, 0.5)}, "weight_decay must be above 0, got 0"),
        ({"rank": 2}, "rank speaks about a shared output: add same=output, logits or probabilities"),
        ({"same": "argmax", "rank": 2}, "rank speaks about a shared output"),
        ({"same": "output", "head": "linear", "rank": 3, "ranks": (2, 5)}, "cannot give an output of rank 3 from"),
        ({"kl": 0}, "kl must be above 0, got 0: divergence 0 is --same probabilities"),
        ({"kl": 0.1, "same": "logits"}, "kl says less than same=logits, where the divergence is 0: leave kl out"),
        ({"cka": 1.2}, "cka must be above 0 and at most 1, got 1.2"),
        ({"task_cka": 0.5}, "add cka"),
    ],
)
def test_what_cannot_be_is_one_line(pieces, told):
    with pytest.raises(BadKnowledge) as found:
        Knowledge(**pieces)
    assert told in str(found.value)
    assert "\n" not in str(found.value)


def test_mirrored():
    k = Knowledge(ranks=(2, 3), decoding=(0.5, 0.75), cka=0.5, task_cka=0.25, r2=0.5)
    assert k.mirrored() == Knowledge(ranks=(3, 2), decoding=(0.75, 0.5), cka=0.5, r2_reverse=0.5)
    assert set(MIRRORED) < set(MEASURES)
    assert all(MIRRORED[b] == a for a, b in MIRRORED.items() if b)


def test_without_drops_what_speaks_about_it_only():
    k = Knowledge(same="output", head="linear", rank=2, ranks=(3, 3), readout_norm=2)
    assert k.without("same") == Knowledge(ranks=(3, 3))
    assert k.without("rank") == Knowledge(same="output", head="linear", ranks=(3, 3), readout_norm=2)
    both = Knowledge(same="output", decoding=(0.5, 0.5), weight_decay=1, readout_norm=2)
    assert both.without("decoding") == Knowledge(same="output", head="linear", readout_norm=2)


@pytest.mark.parametrize(("value", "text"), [(fmpq(1, 3), "1/3"), (2, "2"), (0.9, "0.9"), (fmpq(1, 10**9), "1e-09")])
def test_said(value, text):
    assert said(value) == text


def test_forces_name_measures_that_exist():
    with pytest.raises(ValueError, match=r"unknown measures \['cka'\]; choose from linear_cka"):
        Forces(("cka",), lambda k: True, lambda m, k: None, "")


def test_a_readout_norm_speaks_about_linear_heads():
    assert Knowledge(same="output", readout_norm=2).head == "linear"
    assert Knowledge(same="output", readout_norm=2, decoding=(0.5, 0.5)).head is None  # of the probes
