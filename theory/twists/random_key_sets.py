r"""Random key sets of s frequencies out of K have a CKA of s/K on average.

Proof.     With equal powers on s and on t frequencies, CKA is |S and T|/sqrt(st) (twists/cyclic_spectrum). Over random
           relabellings of the K frequencies each of the s meets one of the t with probability t/K: the mean is
           sqrt(st)/K, which is s/K for t = s.
Sharpness. Equal powers are needed: spectra (2, 1) and (1, 1) have a cosine of 3/sqrt 10, not of sqrt(5 * 2)/2.
Source.    Derived here.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, nonzero


def overlap(m: Any, p: Any, q: Any) -> Any:
    """The cosine of two spectra."""
    return m.inner(p, q) / (m.norm(p) * m.norm(q))


def claim(m: Any, p: Any, q: Any) -> Claim:
    K = p.shape[0]
    mean = m.mean_over_permutations(K, lambda P: overlap(m, p, P @ q))
    return eq(mean, m.norm(p) * m.norm(q) * m.ratio(1, K))


def indicator(name: str) -> Any:
    def holds(m: Any, **case: Any) -> Claim:
        return eq(m.inner(m.ones(case[name]), case[name]), m.inner(case[name], case[name]))

    return holds


@st.composite
def cases(draw: st.DrawFn) -> Case:
    K = draw(st.integers(2, 4))
    sets = [draw(st.lists(st.integers(0, 1), min_size=K, max_size=K).filter(any)) for _ in range(2)]
    return {name: [[entry] for entry in entries] for name, entries in zip("pq", sets, strict=True)}


PAIRS = {"p": [[1], [1], [0], [0]], "q": [[1], [0], [1], [0]]}


def thirteen(m: Any, p: Any, q: Any) -> Claim:
    """All 15 key sets of two of the six frequencies of Z_13 against one of them."""
    one = m.ratio(1, 1)
    values = [m.cyclic_cka(13, ((1, one), (2, one)), tuple((k, one) for k in keys)) for keys in SETS]
    return eq(sum(values[1:], values[0]) * m.ratio(1, len(values)), m.ratio(1, 3))


SETS = list(combinations(range(1, 7), 2))
THEOREM = Theorem(
    statement=r"\mathbb{E}_{|S| = s,\,|T| = t}\,\mathrm{CKA} = \frac{\sqrt{st}}{K} = \frac{s}{K} \text{ for } s = t",
    case={"p": "K 1", "q": "K 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"p \ne 0", lambda m, p: nonzero(p), Drop(PAIRS | {"p": [[0]] * 4})),
        Hypothesis(r"q \ne 0", lambda m, q: nonzero(q), Drop(PAIRS | {"q": [[0]] * 4})),
        Hypothesis(
            r"\sum_k p_k = \sum_k p_k^2 \text{, as for equal powers}",
            indicator("p"),
            Drop({"p": [[2], [1]], "q": [[1], [1]]}),
        ),
        Hypothesis(
            r"\sum_k q_k = \sum_k q_k^2 \text{, as for equal powers}",
            indicator("q"),
            Drop({"p": [[1], [1]], "q": [[2], [1]]}),
        ),
    ),
    domain=cases(),
    symbolic=REWRITING,
    witnesses=(Witness("m = 13, two keys of six: one third", PAIRS, thirteen),),
    kernel=("twists_random_key_sets", "twists_random_key_sets_all", "twists_random_key_sets_cka"),
    uses=("twists/cyclic_spectrum",),
)
