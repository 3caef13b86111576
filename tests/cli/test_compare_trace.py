"""Every number on compare's screen comes from a function that gives it again, and has a theorem in the catalogue."""

import importlib
import re

import numpy as np
import pytest

from unalignable import theory
from unalignable.theory.core import compare_figures as fig
from unalignable.theory.core.bounds import Evidence, every, strongest
from unalignable.theory.core.catalogue import entries
from unalignable.theory.core.compare import compare
from unalignable.theory.core.compare_screen import figured, lines
from unalignable.theory.core.compare_verdicts import LEADS

FORMULAS = r"n − 1|not above 1|> 1\)|within 1 ±|SVCCA \(99 %\)|[a-z]+/[a-z0-9_]+"
"""Digits that belong to words: n − 1, a threshold that a theorem states, the name of a measure or of a theorem."""

RNG = np.random.default_rng(21)
RANDOM = RNG.normal(size=(40, 9))
WHITE = np.linalg.qr(RANDOM - RANDOM.mean(axis=0))[0]  # centred, uncorrelated, of length 1
T = WHITE[:, :2]
X, Y = np.hstack([T, 2 * WHITE[:, 2:4]]), np.hstack([T, 0.5 * WHITE[:, 4:6]])
EYE = np.eye(4, 2)
Y_LABEL = (T[:, 0] > 0).astype(int)


def evidence_of_every_kind():
    """Arguments of compare that together make every sentence appear."""
    near = X + 1e-3 * RNG.normal(size=X.shape)
    sign = np.where(Y_LABEL > 0, 1.0, -1.0)[:, None]
    yield {"X": X, "Y": Y, "readout": (EYE, EYE), "labels": Y_LABEL}
    yield {"X": X, "Y": Y, "readout": (EYE, EYE + 0.2), "labels": T, "bias": ([0, 1], None)}
    yield {"X": X, "Y": X * [1, 2, 3, 4]}
    yield {"X": X, "Y": near, "labels": T[:, 0]}
    yield {"X": X[:6], "Y": RNG.normal(size=(6, 9))}
    yield {"X": RNG.normal(size=(40, 2)), "Y": RNG.normal(size=(40, 3)), "labels": RNG.normal(size=40)}
    yield {"X": T[:, :1], "Y": X, "labels": T[:, 0] + T[:, 1]}
    yield {"X": X, "Y": X[:, :2] + 0.05 * Y[:, :2]}
    u, v = (np.tile([a, b, -1.0, -1.0], 10)[:, None] for a, b in ((9, 1), (1, 13)))
    yield {"X": u, "Y": v, "readout": ([[1]], [[1]]), "labels": (u[:, 0] > 0).astype(int)}
    yield {"X": sign, "Y": sign * 2, "readout": ([[1]], [[1]]), "labels": Y_LABEL}
    yield {"X": X, "Y": X @ np.linalg.qr(RNG.normal(size=(4, 4)))[0] * 1.01 + 0.02 * Y, "labels": T[:, 0]}
    yield {"X": np.hstack([X, 0.1 * WHITE[:, 6:7]]), "Y": np.hstack([X, 0.1 * WHITE[:, 7:8]])}  # almost the same
    # a third of the target is read easily, a hundredth only by a head of large norm: least squares pays for that
    t = T[:, 0] + T[:, 1] + 0.01 * WHITE[:, 2]
    Z = np.hstack([T * [1, 0.3], 1e-3 * WHITE[:, 2:3]])
    yield {"X": Z, "Y": Z[:, :2], "labels": t}
    heads = [np.linalg.solve(A.T @ A + 0.15 * np.eye(A.shape[1]), A.T @ t) for A in (Z, Z[:, :2])]
    yield {"X": Z, "Y": Z[:, :2], "labels": t, "readout": heads}


CASES = list(evidence_of_every_kind())
COMPARISONS = [compare(**case, permutations=19) for case in CASES]


def resolved(function):
    """The function of a dotted name; ``unalignable.theory`` hands out its parts as attributes."""
    package, _, names = function.partition("unalignable.theory.")
    found = theory if names else importlib.import_module(package.rpartition(".")[0])
    for name in (names or package.rpartition(".")[2]).split("."):
        found = getattr(found, name)
    return found


@pytest.mark.parametrize("number", range(len(CASES)))
def test_no_number_is_written_by_hand(number):
    for line in figured(COMPARISONS[number]):
        words = "".join("" if isinstance(part, fig.Figure) else part for part in line)
        assert not re.search(r"\d", re.sub(FORMULAS, "", words)), fig.written(line)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_every_number_names_a_function_and_a_theorem(number):
    for line in figured(COMPARISONS[number]):
        for figure in fig.figures(line):
            assert callable(resolved(figure.function)), figure
            assert figure.slug in set(entries()), figure


@pytest.mark.parametrize("number", range(len(CASES)))
def test_the_function_gives_the_number_again(number):
    case = CASES[number]
    again = recomputed(case)
    for line in figured(COMPARISONS[number]):
        for figure in fig.figures(line):
            name = figure.function.rpartition(".")[2]
            if name == "permutation_null":
                continue  # sampled; exact ones below
            near = [abs(value - figure.value) for value in again[name]]
            # sums of 40 products behind numbers of size up to 1e3
            assert min(near) < 1e-9, (figure, again[name])
            assert agrees(figure), figure


def agrees(figure):
    """What is written is the number, to the digits shown: at most one unit of the last of them away."""
    shown = figure.text.removesuffix(" %")
    decimals = len(shown.partition("e")[0].partition(".")[2])
    unit = 10.0 ** (int(shown.partition("e")[2] or 0) - decimals)
    value = figure.value * 100 if figure.text.endswith("%") else figure.value
    if "." not in shown and "e" not in shown and abs(value) >= 1000:
        return float(shown) == value
    return abs(float(shown) - value) <= unit


def recomputed(case):
    """Name of a function -> every value that it gives on the case, either way round."""
    A, B = case["X"], case["Y"]
    known = Evidence.of(A, B, **{key: case[key] for key in ("readout", "bias", "labels") if key in case})
    T = None if known.target is None else known.target.columns
    pairs = [(A, B), (B, A)] + ([] if T is None else [(A, T), (B, T)])
    found = {
        "shape": [*np.shape(A), *np.shape(B), *(() if T is None else (np.shape(T)[1], len(known.target.classes)))],
        "rank": [theory.rank(A), theory.rank(B)],
        "participation_ratio": [theory.participation_ratio(A), theory.participation_ratio(B)],
        "linear_cka": [f(A, B) for f in (theory.linear_cka, debiased)],
        "linear_r2": [f(P, Q) for P, Q in pairs for f in (theory.linear_r2, held_out)] + [0.0, 10.0],
        "mutual_knn": [theory.mutual_knn(A, B, k=min(10, max(1, (len(A) - 1) // 2)))],
    }
    for name in ("kernel_cka", "mean_cca", "svcca", "pwcca", "nbs", "rsa"):
        found[name] = [getattr(theory, name)(A, B)]
    if known.readouts is not None:
        found["shape"] += [head.outputs for head in known.readouts]
    measured = {"linear_cka": theory.linear_cka(A, B), "nbs": theory.nbs(A, B), "mean_cca": theory.mean_cca(A, B)}
    measured |= {"linear_r2": theory.linear_r2(A, B), "linear_r2_reverse": theory.linear_r2(B, A)}
    if T is not None:
        measured |= {"label_r2_a": theory.linear_r2(A, T), "label_r2_b": theory.linear_r2(B, T)}
    for rule in theory.bounds.RULES:
        bounds = rule(known)
        values = [b.value for b in bounds if b.value is not None] + [n for b in bounds for _, n in b.numbers]
        shares = [b.value / measured[b.measure] for b in bounds if b.value and measured.get(b.measure)]
        found[rule.__name__] = [*values, *shares, 0.0, 1.0, len(A) - 1]
    found["accuracies"] = list(theory.bounds.accuracies(known) or ())
    return found


def debiased(A, B):
    return theory.linear_cka(A, B, debiased=True) if len(A) >= 4 else 0.0


def held_out(P, Q):
    return theory.linear_r2(P, Q, cv=5) if len(P) >= 10 else 0.0


def test_exact_nulls_are_those_of_permutation_null():
    score = COMPARISONS[0].measures
    for name, measure in (("linear_cka", theory.linear_cka), ("linear_r2", theory.linear_r2), ("rsa", theory.rsa)):
        null = theory.permutation_null(measure, X, Y, permutations=1)
        assert null.mean_is_exact
        # sums of n^2 products of numbers of size 1, added in another order
        rounding = len(X) ** 2 * np.finfo(np.float64).eps
        assert abs(score[name].null - null.mean) <= rounding
        assert abs(score[name].null_sd - null.sd) <= rounding


def test_every_bound_rests_on_a_theorem():
    assert {bound.slug for bound in COMPARISONS[0].bounds} <= set(entries())


def test_every_sentence_was_seen():
    """Each rule that has words has used them on one of the cases, and each kind of verdict has appeared."""
    told = {verdict.text for comparison in COMPARISONS for verdict in comparison.verdicts}
    functions = {
        number.function.rpartition(".")[2]
        for comparison in COMPARISONS
        for verdict in comparison.verdicts
        for number in fig.figures(verdict.line)
    }
    assert set(LEADS) - functions == set()
    kinds = {verdict.kind for comparison in COMPARISONS for verdict in comparison.verdicts}
    assert kinds == {"vacuous", "alignable", "chance", "forced", "open"}
    for beginning in ("CKA does not carry", "decoding the labels forces nothing", "right answers force nothing"):
        assert any(text.startswith(beginning) for text in told), beginning


def test_what_is_written_is_on_the_safe_side():
    for case, comparison in zip(CASES, COMPARISONS, strict=True):
        known = Evidence.of(case["X"], case["Y"], **{k: v for k, v in case.items() if k not in "XY"})
        for verdict in comparison.verdicts:
            if verdict.kind != "forced" or verdict.value in (None, 0.0):
                continue
            (shown,) = [n for n in fig.figures(verdict.line) if n.value == verdict.value][:1]
            best = [strongest(every(known), verdict.measure, kind) for kind in ("floor", "ceiling")]
            assert any(
                b is not None and (float(shown.text) <= b.value if b.kind == "floor" else float(shown.text) >= b.value)
                for b in best
            ), verdict.text


def test_the_planted_number_is_caught():
    """A digit that is no figure, and a figure rounded to the wrong side."""
    words = "these readouts force CKA ≥ 0.388"
    assert re.search(r"\d", re.sub(FORMULAS, "", words))
    up = fig.fixed(0.38821, ("numpy.shape", "rigidity/range"), 3, "up")
    down = fig.fixed(0.38821, ("numpy.shape", "rigidity/range"), 3, "down")
    assert (up.text, down.text) == ("0.389", "0.388")
    assert not agrees(fig.Figure(0.40, "0.388", "numpy.shape", "rigidity/range"))


def test_lines_are_the_figured_lines():
    assert list(lines(COMPARISONS[0])) == [fig.written(line) for line in figured(COMPARISONS[0])]


@pytest.mark.parametrize(
    ("value", "text"), [(1.19, "1.19"), (1.00195, "1.002"), (0.99996, "0.99996"), (1.0, "1"), (0.5, "0.5")]
)
def test_what_is_compared_with_one_does_not_read_as_one(value, text):
    """Planted: three digits would write 1 > 1."""
    assert fig.beside_one(value, ("numpy.shape", "rigidity/range")).text == text


@pytest.mark.parametrize(
    ("value", "decimals", "towards", "text"),
    [
        (-0.0001, 3, "nearest", "0.000"),
        (0.1 + 0.2, 1, "down", "0.3"),
        (0.3, 1, "down", "0.2"),  # the float below 3/10
        (0.1, 1, "up", "0.2"),  # the float above 1/10
        (0.0121951, 4, "down", "0.0121"),
        (1e-7, 9, "nearest", "0.000000100"),
    ],
)
def test_rounding_is_exact(value, decimals, towards, text):
    assert fig.fixed(value, ("numpy.shape", "rigidity/range"), decimals, towards).text == text
