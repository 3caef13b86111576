"""Where a line of the hypothesis-drop table names no matrices, the record has the smallest case there is.

A case is as large as its samples, its columns and its largest entry. Each search tries all small integer cases in this
order, within the blocks that it names; what is smaller than the case found and lies outside of them is excluded by the
reason given. The other lines of the table name their matrices or a family, and have those.
"""

from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, combinations_with_replacement, product
from math import comb

import numpy as np
import pytest

from unalignable.theory.classification.five_classes_in_the_plane import ONES
from unalignable.theory.core import catalogue
from unalignable.theory.core.smallest import by_size, pairs, size, smallest
from unalignable.theory.twists.cyclic_spectrum import spectra


def entries(rows, columns, largest):
    """All integer matrices of this shape."""
    for flat in product(range(-largest, largest + 1), repeat=rows * columns):
        yield [list(flat[i * columns : (i + 1) * columns]) for i in range(rows)]


def centred(A):
    """n HA, in integers."""
    A = np.array(A)
    return A * len(A) - A.sum(axis=0)


def shared_output(pair, largest):
    """Readouts of one column that give X and Y the same output, not constant, and a budget for their norms."""
    x, y = centred(pair["X"]), centred(pair["Y"])
    for W, V in product(entries(x.shape[1], 1, largest), entries(y.shape[1], 1, largest)):
        if (x @ W == y @ V).all() and (x @ W).any():
            yield from ({**pair, "W": W, "V": V, "B": B} for B in range(1, largest + 1))


def other_side(pair, largest):
    """The same with X and Y exchanged."""
    for case in shared_output({"X": pair["Y"], "Y": pair["X"]}, largest):
        yield {**case, "X": case["Y"], "Y": case["X"], "W": case["V"], "V": case["W"]}


def batches(pair, largest):
    yield from ({**pair, "size": (b,)} for b in range(4, len(pair["X"]) + 1))


def invertible(pair, largest):
    """Two columns of X mapped by an integer matrix with an inverse; no shift."""
    if len(pair["X"][0]) == 2:
        for (a, b), (c, d) in entries(2, 2, largest):
            if a * d != b * c:
                yield {**pair, "Q": [[a, b], [c, d]], "b": [[0, 0]], "c": 1}


@dataclass(frozen=True)
class Search:
    """One line of the table.

    Of the cases in ``blocks``, (samples, columns of X and Y, largest entry) in order of size, ``tried`` are looked at,
    the smallest last. ``below`` says why nothing smaller lies outside of the blocks.
    """

    slug: str
    hypothesis: str
    complete: object
    blocks: tuple
    tried: int
    below: str

    @property
    def label(self):
        return f"{self.slug}: {self.hypothesis}"


@cache
def look(search):
    """The first case that breaks the hypothesis alone."""
    cases = chain.from_iterable(by_size(*block, search.complete) for block in search.blocks)
    return smallest(catalogue.get(search.slug).theorem, search.hypothesis, cases)


TWO_AND_THREE = (((2,), (2, 3), 1), ((3,), (2, 3), 1))
SEARCHES = [
    Search(
        "floors/bounded_readouts",
        r"\|K\|_F",
        shared_output,
        TWO_AND_THREE,
        4473,
        "two samples, or one column each, have CKA = 1, and the floor is at most 1: |T|^2 <= |V|^2 |L| <= B",
    ),
    Search(
        "floors/bounded_readouts",
        r"\|L\|_F",
        other_side,
        TWO_AND_THREE,
        1517,
        "the same with X and Y exchanged",
    ),
    Search(
        "estimators/minibatch_hsic1",
        "unbiased estimator",
        batches,
        (((4, 5), (2,), 1),),
        555,
        "batches have at least four samples, and four samples are one batch",
    ),
    Search(
        "invariance/orthogonal_map",
        "QQ^",
        invertible,
        (((3,), (3,), 1),),
        4084,
        "two samples have CKA = 1, and an invertible map of one column is a scale",
    ),
]


def recorded(search):
    theorem = catalogue.get(search.slug).theorem
    (hypothesis,) = (h for h in theorem.hypotheses if search.hypothesis in h.latex)
    return hypothesis.teeth.case


def check(search, case):
    """The case is no larger than the first that the search finds."""
    found = look(search)
    assert found.case is not None, f"{search.label}: none of {found.tried}"
    assert size(case) == size(found.case), f"{size(case)} is recorded, and {size(found.case)} is enough: {found.case}"
    assert found.tried == search.tried


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: search.label)
def test_the_record_has_the_smallest_case(search):
    check(search, recorded(search))


# what the records had before: one sample more, and an entry of 2
BESIDE = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": [[1], [1], [-1], [-1]], "W": [[1], [0]], "V": [[1]], "B": 1}
STEPS = {"X": [[0], [0], [1], [1], [2]], "Y": [[0], [0], [1], [2], [1]], "size": (4,)}


@pytest.mark.parametrize(("search", "case"), [(SEARCHES[0], BESIDE), (SEARCHES[2], STEPS)], ids=["samples", "entry"])
def test_a_larger_case_is_noticed(search, case):
    with pytest.raises(AssertionError, match="is recorded, and"):
        check(search, case)


def circles(order, largest):
    """Spectra on Z_m, one frequency of m/2 and below on either side or more, by number of circles and amplitude."""
    keys = range(1, order // 2 + 1)
    sides = [dict(zip(k, a, strict=True)) for r in keys for k in combinations(keys, r) for a in amplitudes(r, largest)]
    both = sorted(product(sides, sides), key=lambda pair: len(pair[0]) + len(pair[1]))
    yield from (spectra(order, *pair) for pair in both)


def amplitudes(count, largest):
    return product(range(1, largest + 1), repeat=count)


def circles_of(case):
    order, *sides = case["spectra"]
    return order, sum(map(len, sides)), max(a for side in sides for _, a, _ in side)


def test_half_the_order_has_weight_two_from_four_samples_on():
    """Size: order, circles on both sides, largest amplitude. Of order 2 there is one frequency only, of 3 no half."""
    theorem = catalogue.get("twists/cyclic_spectrum").theorem
    found = smallest(theorem, "k \\ne m/2", chain.from_iterable(circles(order, 2) for order in (2, 3, 4)))
    (hypothesis,) = (h for h in theorem.hypotheses if "k \\ne m/2" in h.latex)
    assert circles_of(hypothesis.teeth.case) == circles_of(found.case) == (4, 3, 1)
    assert circles_of(spectra(8, {1: 1, 4: 1}, {1: 2, 4: 1})) > circles_of(found.case)


def ranks_two(matrices):
    """n X_c of those with centred rank 2."""
    columns = np.array([centred(A) for A in matrices])
    return columns[np.linalg.matrix_rank(columns) == 2]


def test_four_samples_are_too_few_for_ranks_two_and_two():
    """No two of them with entries up to 1 are uncorrelated; of five samples some are."""
    x = ranks_two([list(rows) for rows in combinations_with_replacement(list(product((-1, 0, 1), repeat=2)), 4)])
    y = ranks_two(entries(4, 2, 1))
    assert (len(x), len(y)) == (354, 5760)
    assert np.abs(np.einsum("anp,bnq->abpq", x, y)).sum(axis=(2, 3)).min() > 0
    five = ranks_two(ONES.values())
    assert len(five) == 2
    assert (five[0].T @ five[1] == 0).all()


def test_diversity_has_the_family_that_the_table_names_not_the_smallest_case():
    """Unembeddings that are all equal, L = L' = 0, fail at two samples: they say nothing about slack."""
    theorem = catalogue.get("identifiability/diverse_unembeddings").theorem
    equal = {"X": [[0], [1]], "Y": [[0], [1]], "L": [[0]], "R": [[0]], "G": [[0]], "N": [[0]], "s": 1, "t": 1}
    (hypothesis,) = (h for h in theorem.hypotheses if "diversity" in h.latex)
    assert smallest(theorem, "diversity", [equal]).case == equal
    assert size(equal) < size(hypothesis.teeth.case)


def test_bad_calls():
    theorem = catalogue.get("invariance/invertible_map_bound").theorem
    with pytest.raises(ValueError, match="no hypothesis about 'white'; there are: "):
        smallest(theorem, "white", [])
    with pytest.raises(ValueError, match=r"no single case shows .*linear.*: scope"):
        smallest(theorem, "map is linear", [{"X": [[0], [1]]}])
    assert smallest(theorem, "s > 0", []).case is None


def test_every_pair_is_tried_once():
    """Four rows of two columns, in any order: (4 + 9 - 1) choose 4 multisets of rows from {-1, 0, 1}^2."""
    seen = {(str(pair["X"]), str(pair["Y"])) for pair in pairs(4, 1, 1, 1)}
    assert len(seen) == comb(12, 4)
