"""What is wrong with a comparer of networks, from the checks that it fails and the values that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from unalignable.theory import linear_cka, minibatch_cka

from .adapter import Misbehaved
from .comparer import Comparer
from .example_networks import BATCH, NARROW, WIDE, activations, data, loader, narrow, wide
from .model_checks import TOLERANCE
from .record import Diagnosis, Result

Values = NDArray[np.float64]


def batches(X: Values, Y: Values) -> list[tuple[Values, Values]]:
    """The batches of the loader."""
    return [(X[i : i + BATCH], Y[i : i + BATCH]) for i in range(0, len(X), BATCH)]


def each(X: Values, Y: Values, **options: Any) -> list[float]:
    """Linear CKA of every batch."""
    return [float(linear_cka(x, y, **options)) for x, y in batches(X, Y)]


def biased(X: Values, Y: Values) -> float:
    """Minibatch CKA with the biased HSIC."""
    from unalignable.theory.core.measures.dependence import hsic0

    grams = [(x @ x.T, y @ y.T) for x, y in batches(X, Y)]
    joint, first, second = (sum(hsic0(*pair) for pair in pairs) for pairs in _sums(grams))
    return float(joint / np.sqrt(first * second))


def _sums(grams: Sequence[tuple[Values, Values]]) -> tuple[list[tuple[Values, Values]], ...]:
    return [*grams], [(K, K) for K, _ in grams], [(L, L) for _, L in grams]


def uncentred(X: Values, Y: Values) -> float:
    """All samples, not centred."""
    return float(np.sum((X.T @ Y) ** 2) / np.sqrt(np.sum((X.T @ X) ** 2) * np.sum((Y.T @ Y) ** 2)))


KNOWN: Final[Mapping[str, tuple[str, Callable[[Values, Values], float]]]] = {
    "last-batch-only": (
        "only the last batch counts",
        lambda X, Y: float(minibatch_cka(batches(X, Y)[-1:])),
    ),
    "last-batch-only-biased": (
        "only the last batch counts, with the biased estimator",
        lambda X, Y: each(X, Y)[-1],
    ),
    "first-batch-only": ("only the first batch counts", lambda X, Y: float(minibatch_cka(batches(X, Y)[:1]))),
    "mean-of-ratios": (
        "the values of the batches are averaged, instead of HSIC before the ratio",
        lambda X, Y: float(np.mean(each(X, Y, debiased=True))),
    ),
    "mean-of-biased-ratios": (
        "the biased values of the batches are averaged",
        lambda X, Y: float(np.mean(each(X, Y))),
    ),
    "sum-of-ratios": (
        "the values of the batches are added, and not divided by their number",
        lambda X, Y: float(np.sum(each(X, Y, debiased=True))),
    ),
    "sum-of-biased-ratios": (
        "the biased values of the batches are added, and not divided by their number",
        lambda X, Y: float(np.sum(each(X, Y))),
    ),
    "sum-over-layers": (
        "the biased values of the batches are added, and divided by the number of layers of the first network",
        lambda X, Y: float(np.sum(each(X, Y))) / len(WIDE),
    ),
    "biased-minibatch": ("the biased HSIC is accumulated over batches", biased),
    "not-centred": ("the features are not centred", uncentred),
    "all-samples-biased": ("it is linear CKA of all samples, not debiased", lambda X, Y: float(linear_cka(X, Y))),
    "all-samples-debiased": (
        "it is debiased CKA of all samples, not of batches",
        lambda X, Y: float(linear_cka(X, Y, debiased=True)),
    ),
    "minibatch": ("it is minibatch CKA", lambda X, Y: float(minibatch_cka(batches(X, Y)))),
}
"""Name -> words, and the value of somebody who computes this instead."""

SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    "models/axes": ("layers-transposed", "rows and columns are exchanged, or layers get each other's values"),
    "models/call_order": ("registration-order", "layers are matched in the order in which they are registered"),
    "models/similar_names": ("names-by-part", "layers are found by a part of their names"),
    "models/asked_order": ("order-ignored", "the order in which layers are asked for is ignored"),
    "models/shuffled": ("loader-read-twice", "the loader is read once for each network, so a shuffled one mismatches"),
    "models/all_batches": ("batches-lost", "not every batch counts"),
    "models/all_batches_of_images": ("last-batch-only", "only the last batch counts"),
    "models/independent": ("clamped", "values below 0 are clamped or lose their sign"),
    "models/ragged_batch": ("ragged-batch", "a last batch of another size is dropped or counted wrongly"),
    "models/one_left_over": ("one-left-over", "a last batch of one sample is not noticed"),
    "models/hooks": ("hooks-left", "forward hooks stay on the networks"),
    "models/modes": ("modes-changed", "the networks are left in another mode"),
    "models/unchanged": ("network-changed", "the networks are run in training mode, or their gradients are touched"),
    "models/float64": ("float64-refused", "networks in double precision cannot be compared"),
    "models/mean_30": (
        "gram-of-uncentred-features",
        "products are taken of float32 features that are not centred: what is left after cancellation is noise",
    ),
    "models/images": ("images-refused", "layers with images as outputs cannot be compared"),
    "models/repeated": ("state-kept", "something is kept from one comparison to the next"),
    "models/copy": ("copies-differ", "a network and its copy are not found equal"),
    "models/itself": ("itself-differs", "a network is not found equal to itself"),
}
"""A failing check -> name and words, where the values of an ordinary comparison are right."""


def causes(comparer: Comparer, failures: Sequence[Result]) -> tuple[Diagnosis, ...]:
    """The faults, the one that explains the most first."""
    slugs = sorted((r.slug for r in failures), key=lambda slug: slug == "models/one_left_over")  # the rarest case last
    found: list[Diagnosis] = []
    crashes = {r.slug for r in failures if r.detail.startswith("crash")}
    explained: set[str] = set()
    if "models/values" in crashes:
        said = next(r.detail for r in failures if r.slug == "models/values")
        explained = crashes | ({"models/one_left_over"} & set(slugs))
        text = f"two small networks of linear layers cannot be compared: {said}"
        found.append(Diagnosis("crash", text, tuple(sorted(explained)), True))
    elif "models/values" in slugs:  # then what else rests on values says nothing of its own
        name, text = recognised(comparer) or UNKNOWN
        explained = {slug for slug in slugs if slug not in APART and slug not in crashes}
        found.append(Diagnosis(name, text, tuple(sorted(explained)), (name, text) != UNKNOWN))
    for slug in slugs:
        if slug not in explained:
            name, text = SIGNS[slug]
            detail = next(r.detail for r in failures if r.slug == slug)
            found.append(Diagnosis(name, f"{text} ({detail})" if slug in crashes else text, (slug,), False))
    return tuple(found)


UNKNOWN: Final = ("wrong-values", "values are wrong in a way of its own")
APART: Final = frozenset({"models/hooks", "models/modes", "models/unchanged", "models/one_left_over"})
"""Checks that do not rest on whose values they are."""


def recognised(comparer: Comparer) -> tuple[str, str] | None:
    """Whose values they are, where it is a known mistake."""
    first, second = wide(), narrow()
    x, _ = data()
    A, B = activations(first, WIDE, x), activations(second, NARROW, x)
    try:
        got = comparer(first, second, loader(), WIDE, NARROW)
    except Misbehaved:
        return None
    for name, (text, value) in KNOWN.items():
        if np.abs(got - np.array([[value(X, Y) for Y in B] for X in A])).max() <= TOLERANCE:
            return name, text
    return None
