"""What is loaded when: a fresh interpreter tells."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "sympy", "sklearn", "matplotlib", "hypothesis", "scipy", "flint")


def loaded_after(code):
    script = f"import sys\n{code}\nprint(*[m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


@pytest.mark.parametrize(
    "code",
    [
        "import unalignable.theory",
        "from unalignable.theory import linear_cka",
        "from unalignable.theory.core.measures import implementations; implementations()",
        """
import numpy as np
from unalignable.theory import *
X, Y = np.random.default_rng(0).standard_normal((2, 20, 3))
for f in (linear_cka, kernel_cka, linear_r2, mean_cca, svcca, pwcca, nbs, procrustes, rsa, hsic, modified_rv):
    f(X, Y)
rank(X), participation_ratio(X), mutual_knn(X, Y, k=2), rsa(X, Y, comparison="spearman"), linear_r2(X, Y, cv=3)
permutation_null(linear_cka, X, Y, permutations=3), bootstrap_interval(nbs, X, Y, resamples=3)
""".replace("import *", "import (bootstrap_interval, hsic, kernel_cka, linear_cka, linear_r2, mean_cca, modified_rv, "
            "mutual_knn, nbs, participation_ratio, permutation_null, procrustes, pwcca, rank, rsa, svcca)"),
    ],
    ids=["package", "one name", "implementations", "every measure on NumPy"],
)  # fmt: skip
def test_nothing_heavy_is_loaded(code):
    assert loaded_after(code) == []


def test_this_test_can_fail():
    assert loaded_after("import scipy") == ["scipy"]


def test_public_names():
    import unalignable.theory as theory
    from unalignable.theory.core import measures

    for name in theory.__all__:
        assert getattr(theory, name).__name__ == name
    for name in measures.__all__:
        assert getattr(measures, name).__name__ == name
    assert set(measures.HOME) <= set(theory.__all__)
    assert set(dir(measures)) == set(measures.__all__)
    # an imported submodule never takes the place of a function of its name
    modules = {path.stem for path in __import__("pathlib").Path(measures.__file__).parent.glob("*.py")}
    assert not modules & set(measures.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'cka_linear'"):
        measures.cka_linear  # noqa: B018
    with pytest.raises(AttributeError, match="has no attribute 'cka_linear'"):
        theory.cka_linear  # noqa: B018


def test_every_public_measure_says_where_it_comes_from():
    """Each docstring names a key of references.bib, its arguments and its errors."""
    import re
    from pathlib import Path

    import unalignable.theory as theory
    from unalignable.theory.core import measures

    bib = Path(theory.__file__).with_name("references.bib").read_text(encoding="utf-8")
    keys = set(re.findall(r"^@\w+\{([^,]+),", bib, re.MULTILINE))
    unsourced = {
        "UndefinedMeasure",
        "BootstrapInterval",
        "bootstrap_interval",
        "rank",
    }  # ours, and plain linear algebra
    for name in measures.HOME:
        text = getattr(measures, name).__doc__
        cited = set(re.findall(r"\b[a-z]+(?:19|20)\d\d[a-z]+\b", text))
        assert cited <= keys, name
        assert cited or name in unsourced, name


def test_implementations_have_the_definitions_names():
    from unalignable.theory.core.definitions import MEASURES
    from unalignable.theory.core.measures import implementations

    assert set(implementations()) == set(MEASURES)
