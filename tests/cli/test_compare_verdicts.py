"""What compare says, in words: of matrices made by hand, of the digits networks, and of labels."""

import json

import numpy as np
import pytest

from unalignable.experiments.core import digits
from unalignable.theory.core.compare import compare
from unalignable.theory.core.compare_screen import lines

RNG = np.random.default_rng(11)


def hadamard(order):
    H = np.ones((1, 1))
    for _ in range(order):
        H = np.kron([[1, 1], [1, -1]], H)
    return H


H = hadamard(5)
WHITE = H[:, 1:5]


def texts(comparison, kind=None):
    return [verdict.text for verdict in comparison.verdicts if kind in (None, verdict.kind)]


# ------------------------------------------------------------------------------ five matrices made by hand


def test_a_rotated_copy():
    X = WHITE * [4, 3, 2, 1]
    comparison = compare(X, 2.5 * X @ np.linalg.qr(RNG.normal(size=(4, 4)))[0] + 7)
    (said,) = texts(comparison, "alignable")
    assert said == (
        "alignable: R² = 1 both ways, CKA 1.000 ≥ 0.999 by condition 1, the same up to rotation, scale and shift"
    )
    assert texts(comparison, "forced") == []
    carried = "on samples it has not seen, a linear map carries 100 % of B from A and 100 % of A from B."
    assert comparison.verdict == f"Alignable?  Yes, linearly: {carried}"


def test_a_stretched_copy():
    """INV-4 with equality: X = [√κ e₁, e₂], A = diag(1, κ), κ = 4: CKA = 8/17 = 0.4706."""
    X = WHITE[:, :2] * [2, 1]
    comparison = compare(X, X * [1, 4])
    assert texts(comparison, "alignable") == ["alignable: R² = 1 both ways, CKA 0.471 ≥ 0.470 by condition 4"]
    assert comparison.verdicts[-1].text == "all that is given leaves CKA open between 0.470 and 1.000"


def test_readout_junk():
    """FLOOR-1 with equality: X = [t, sJ₁], Y = [t, sJ₂], s = 3: CKA = 1/82 = 0.012195, R² = 1/10."""
    X, Y = WHITE[:, [0, 1]] * [1, 3], WHITE[:, [0, 2]] * [1, 3]
    w = [[1], [0]]
    assert texts(compare(X, Y, readout=(w, w)), "forced") == [
        "these readouts force CKA ≥ 0.0121 (measured 0.0122; the floor explains 100 %)",
        "these readouts force R² A → B ≥ 0.0999 (measured 0.100; the floor explains 100 %)",
        "these readouts force R² B → A ≥ 0.0999 (measured 0.100; the floor explains 100 %)",
        "these readouts force NBS ≥ 0.0999 (measured 0.100; the floor explains 100 %)",
        "these readouts force mean CCA ≥ 0.499 (measured 0.500; the floor explains 100 %)",
    ]
    without = compare(X, Y)
    assert not any("force CKA" in said for said in texts(without, "forced"))
    assert texts(without, "open") == ["nothing given here forces CKA above 0; readouts may (--readout W V)"]


def test_a_relabelled_copy():
    X = np.random.default_rng(3).normal(size=(32, 20))
    comparison = compare(X, np.roll(X, 5, axis=0))
    score = comparison.measures["linear_cka"]
    assert score.p > 0.05
    (said,) = texts(comparison, "chance")
    null = f"({score.null:.3f} ± {score.null_sd:.3f})"
    assert said == f"CKA {score.value:.3f} is no more than a relabelling of the samples would give {null}"
    assert "No sign of it" in comparison.verdict
    assert "ranks 20 + 20 exceed n − 1 = 31: with so few samples CKA = 0 is impossible" in texts(comparison, "forced")


def test_as_many_directions_as_samples():
    wide, other = RNG.normal(size=(32, 40)), RNG.normal(size=(32, 31))
    said = "are vacuous: rank 31 of n − 1 = 31, so any target is fitted in sample"
    assert texts(compare(wide, other), "vacuous") == [f"probes {said}"]
    assert texts(compare(wide, other[:, :3]), "vacuous") == [f"probes from A {said}"]
    assert texts(compare(other[:, :3], wide), "vacuous") == [f"probes from B {said}"]
    assert texts(compare(wide, other), "alignable") == []  # anything is carried onto anything


# --------------------------------------------------------------------------------------------------- the digits


def test_the_digits_networks_with_their_own_readouts(monkeypatch):
    monkeypatch.setattr(digits, "EPOCHS", 2)
    data = digits.digits()
    mlp, cnn = (digits.train(name, data) for name in ("mlp", "cnn"))
    comparison = compare(
        mlp.layers["hidden2"],
        cnn.layers["hidden"],
        readout=(mlp.readout, cnn.readout),
        bias=(mlp.bias, cnn.bias),
        labels=data.held_out_labels,
        measures=["linear_cka", "linear_r2", "linear_r2_reverse"],
        permutations=19,
    )
    n = len(data.held_out_labels)
    right = [accuracy * n for accuracy in (mlp.accuracy, cnn.accuracy)]
    assert [round(accuracy * n) for accuracy in comparison.given.accuracies] == [round(count) for count in right]
    said = texts(comparison, "forced")[0]
    assert said.startswith("these readouts force CKA ≥ 0.")
    floor = max(b.value for b in comparison.bounds if b.slug == "floors/any_two_readouts" and b.value is not None)
    assert 0.1 < floor <= comparison.measures["linear_cka"].value
    head = "\n".join(lines(comparison)).splitlines()
    right = [f"{100 * network.accuracy:.0f} %" for network in (mlp, cnn)]
    assert head[1] == f"readouts of 10 and 10 outputs, right on {right[0]} and {right[1]} of the labels"
    assert head[2] == "labels of 10 classes"


# ---------------------------------------------------------------------------------------------------- labels


def test_a_target_that_both_decode():
    """X = Y = [t, J] up to junk: R² = 1 + 1 > 1."""
    X, Y = WHITE[:, [0, 1]], WHITE[:, [0, 2]]
    comparison = compare(X, Y, labels=WHITE[:, 0])
    forces = "CKA ≥ 0.499 (measured 0.500; the floor explains 100 %)"
    assert f"a label is decoded from both (R² 1 + 1 > 1), which forces {forces}" in texts(comparison)
    assert comparison.given.targets == 1
    assert [probe.value for probe in comparison.probes.values()] == pytest.approx([1, 1])


def test_a_target_at_the_threshold():
    """FLOOR-3: X = e₁, Y = e₂, t = e₁ + e₂: R² = 1/2 + 1/2 and CKA = 0."""
    comparison = compare(WHITE[:, :1], WHITE[:, 1:2], labels=WHITE[:, 0] + WHITE[:, 1])
    assert "decoding the labels forces nothing: R² 0.5 + 0.5 is not above 1" in texts(comparison, "open")
    assert comparison.verdicts[-1].text.startswith("nothing given here forces CKA above 0")


def test_margins():
    """CLS-5: (9, 1, −1, −1) and (1, 13, −1, −1) have covariance 0; with even margins it is at least γ_uγ_v."""
    y, u, v = (np.array([[a], [b], [-1.0], [-1]]) for a, b in ((1, 1), (9, 1), (1, 13)))
    one = [[1.0]]
    labels = (y[:, 0] > 0).astype(int)
    uneven = compare(u, v, readout=(one, one), labels=labels)
    assert "right answers force nothing with margins this uneven (mean/smallest 3, 4)" in texts(uneven, "open")
    even = compare(y, y + np.array([[0], [0.5], [0], [0]]), readout=(one, one), labels=labels)
    expected = "right answers with margins this even (mean/smallest 1, 1.13) force CKA ≥ 0.9"
    assert any(said.startswith(expected) for said in texts(even))


def test_labels_that_carry_over_and_labels_that_do_not():
    t, e, f = WHITE[:, :1], WHITE[:, 1:2], WHITE[:, 2:3]
    near = compare(np.hstack([2 * t, e]), np.hstack([2 * t, f]), labels=t[:, 0])
    said = [said for said in texts(near, "forced") if said.startswith("CKA carries the labels over (")]
    assert any(") > 1): R² B → labels ≥ 0.".replace(")", "", 1) in line for line in said)
    far = compare(np.hstack([t, 2 * e]), np.hstack([t, 2 * f]), labels=t[:, 0])
    assert any(said.startswith("CKA does not carry the labels over: 0.0588² + 0.243²") for said in texts(far, "open"))


def test_the_json_of_a_verdict():
    comparison = compare(WHITE[:, :2], WHITE[:, 1:3], readout=(np.eye(2), np.eye(2)), labels=[0, 1] * 16)
    record = json.loads(json.dumps(comparison.as_json(), allow_nan=False))
    assert record["verdicts"]
    for verdict in record["verdicts"]:
        assert {"kind", "slug", "measure", "value", "measured", "text", "numbers"} == set(verdict)
        for number in verdict["numbers"]:
            assert {"text", "value", "function", "slug"} == set(number)
    assert isinstance(record["verdict"], str)
    assert record["given"] == {"outputs": [2, 2], "classes": ["0", "1"], "targets": 0, "accuracies": None} | {
        "accuracies": record["given"]["accuracies"]
    }
    assert set(record["probes"]) == {"label_r2_a", "label_r2_b"}
