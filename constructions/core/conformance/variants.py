"""What a measure promises to be: a variant names the definition that its values are held against.

A variant is a family and, where a family has several rules in use, the rule: ``linear``, ``rbf:lower-median``,
``mutual-knn:10``. Without a rule the first of the family is meant.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, Literal

from . import rules

Takes = Literal["pair", "batches", "one", "grams", "labels"]
Definition = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Variant:
    """One kind of measure.

    Attributes:
        name: the family, and after a colon the rule if it is not the first.
        title: how a screen says it.
        quantity: the name of its definition, as theorems call it.
        theorems: the tags by which theorems name it (``Theorem.variants``).
        takes: a pair (X, Y); a list of pairs, the batches; one X; two Gram matrices; X and a label for each sample.
        options: keyword arguments that the function under test is called with, if the rule does not fix them.
        definition: what the rule puts in place of the catalogue's definition; None where it is that one.
        fixed: keyword arguments of the definition that the rule fixes.
        least: the smallest value.
        most: the largest, or None.
        distance: it is 0 for equal representations, and the definition gives its square.
        symmetric: exchanging X and Y changes nothing.
        scale_free: multiplying X by a number that is not 0 changes nothing.
        needs: the fewest samples for which it is defined.
        same: its value for X and X, or None where that depends on X.
    """

    name: str
    title: str
    quantity: str
    theorems: frozenset[str]
    takes: Takes = "pair"
    options: tuple[str, ...] = ()
    definition: Definition | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    least: float = 0.0
    most: float | None = 1.0
    distance: bool = False
    symmetric: bool = True
    scale_free: bool = True
    needs: int = 2
    same: float | None = 1.0

    @property
    def family(self) -> str:
        """The name without its rule."""
        return self.name.partition(":")[0]


def _variant(name: str, title: str, quantity: str, *tags: str, **more: Any) -> Variant:
    return Variant(name, title, quantity, frozenset(tags or (name,)), **more)


FAMILIES: Final[Mapping[str, Variant]] = {
    variant.name: variant
    for variant in (
        _variant("linear", "linear CKA", "linear_cka"),
        _variant("linear-debiased", "debiased linear CKA", "debiased_cka", least=-1.0, needs=4),
        _variant(
            "minibatch-debiased", "minibatch CKA", "minibatch_cka", takes="batches", least=-1.0, needs=4, same=1.0
        ),
        _variant("rbf", "RBF CKA, bandwidth the median distance", "rbf_cka"),
        _variant("kernel", "CKA of Gaussian kernels", "kernel_cka", options=("bandwidth",), scale_free=False),
        _variant("hsic", "HSIC, biased", "hsic0", "hsic", takes="grams", most=None, scale_free=False, same=None),
        _variant(
            "hsic-unbiased",
            "HSIC, unbiased",
            "hsic1",
            "hsic",
            takes="grams",
            least=-float("inf"),
            most=None,
            scale_free=False,
            needs=4,
            same=None,
        ),
        _variant("r2", "linear regression R²", "linear_r2", symmetric=False),
        _variant("cca", "mean CCA", "mean_cca"),
        _variant("cca-squared", "mean squared CCA", "mean_squared_cca", "cca"),
        _variant("svcca", "SVCCA", "svcca"),
        _variant("pwcca", "PWCCA", "pwcca", symmetric=False),
        _variant("nbs", "normalised bures similarity", "nbs"),
        _variant(
            "procrustes",
            "orthogonal Procrustes distance",
            "procrustes",
            most=None,
            distance=True,
            scale_free=False,
            same=0.0,
        ),
        _variant("rsa", "RSA, Pearson of squared distances", "rsa", least=-1.0, needs=3),
        _variant("mutual-knn", "mutual kNN", "mutual_knn", options=("k",)),
        _variant(
            "probe-accuracy",
            "accuracy of a linear probe, on its own samples",
            "probe_accuracy",
            takes="labels",
            symmetric=False,
            same=None,
        ),
        _variant(
            "participation-ratio", "participation ratio", "participation_ratio", takes="one", most=None, same=None
        ),
    )
}
"""Name -> variant, each with the first of its rules."""

RULES: Final[Mapping[str, Mapping[str, tuple[str, Definition]]]] = {
    "rbf": {
        "median": ("the median distance of different samples", rules.rbf_median),
        "lower-median": ("the lower of the two middle distances", rules.rbf_lower_median),
        "median-of-all": ("the median of all n² distances, those of samples to themselves included", rules.rbf_of_all),
        "lower-median-of-all": ("the lower median of all n² distances", rules.rbf_lower_of_all),
        "root-of-median-square": ("the root of the median squared distance", rules.rbf_root_of_median_square),
        "root-of-median-square-of-all": (
            "the root of the median of all n² squared distances",
            rules.rbf_root_of_median_square_of_all,
        ),
        "mean-square": ("the root of half the mean squared distance", rules.rbf_mean_square),
        "mean": ("the mean distance of different samples", rules.rbf_mean),
        "mean-of-all": ("the mean of all n² distances", rules.rbf_mean_of_all),
    },
    "rsa": {
        "squared-euclidean": ("Pearson of squared distances", rules.rsa_squared),
        "euclidean": ("Pearson of distances", rules.rsa_euclidean),
        "whitened": ("whitened cosine of squared distances", rules.rsa_whitened),
        "cosine": ("cosine of squared distances", rules.rsa_cosine),
    },
}
"""Family -> rule -> what it is, and its definition; the first is the catalogue's own."""


def variant(name: str) -> Variant:
    """The variant of this name.

    Raises:
        ValueError: there is none; the nearest are named.
    """
    family, colon, rule = name.partition(":")
    if family not in FAMILIES:
        near = difflib.get_close_matches(family, FAMILIES, n=3, cutoff=0.5)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise ValueError(f"no variant {name!r}{hint} (there are {', '.join(FAMILIES)})")
    found = FAMILIES[family]
    if not colon:
        return found
    if family in RULES and rule in RULES[family]:
        what, definition = RULES[family][rule]
        if rule == next(iter(RULES[family])):
            return found
        title = f"{found.title.partition(',')[0]}, {'bandwidth ' if family == 'rbf' else ''}{what}"
        least = 0.0 if rule in ("whitened", "cosine") else found.least
        return replace(found, name=name, title=title, definition=definition, least=least)
    if family in ("rbf", "kernel"):
        return _fixed_bandwidth(family, rule)
    if family == "mutual-knn" and rule.isdecimal() and int(rule) > 0:
        return replace(found, name=name, title=f"mutual kNN, k = {int(rule)}", options=(), fixed={"k": int(rule)})
    known = list(RULES.get(family, ())) or ["a positive whole number" if family == "mutual-knn" else "no rule"]
    raise ValueError(f"{family} has no rule {rule!r}; it takes {', '.join(known)}")


def _fixed_bandwidth(family: str, rule: str) -> Variant:
    try:
        bandwidth = float(rule)
    except ValueError:
        bandwidth = -1.0
    if not 0 < bandwidth < float("inf"):
        known = ", ".join(RULES["rbf"])
        raise ValueError(f"{family}:{rule} names no bandwidth; give a positive number, or one of {known}")
    return replace(
        FAMILIES["kernel"],
        name=f"{family}:{rule}",
        title=f"CKA of Gaussian kernels of bandwidth {rule}",
        options=(),
        definition=partial(rules.kernel_of_width, bandwidth=bandwidth),
    )


def listed() -> list[dict[str, str]]:
    """Every variant with a title, rules included: the names that ``variant`` takes."""
    names = [
        name
        for family in FAMILIES
        for name in (family, *(f"{family}:{rule}" for rule in list(RULES.get(family, ()))[1:]))
    ]
    rows = [{"variant": name, "title": variant(name).title} for name in names]
    return [
        *rows,
        {"variant": "rbf:S", "title": "CKA of Gaussian kernels of bandwidth S, a number"},
        {"variant": "mutual-knn:K", "title": "mutual kNN with K neighbours"},
    ]
