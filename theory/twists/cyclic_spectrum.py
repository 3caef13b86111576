r"""CKA of two embeddings of a cyclic group is the cosine of their power spectra, with weight 2 at half the group order.

Proof.     A circle a(cos 2 pi kj/m, sin 2 pi kj/m) has Gram matrix a^2 C_k, C_k(i, j) = cos(2 pi k(i - j)/m). C_0 is
           constant and removed by centring, C_k = C_{-k}, and <C_k, C_l> = 0 for different k and l up to m/2, as the
           planes are orthogonal (twists/different_frequencies). |C_k|^2 = m^2/2, but m^2 for k = m/2, whose entries
           are 1 and -1. Expand <K, L>, |K|^2 and |L|^2 (twists/common_frame).
Sharpness. Weight 1 at half the order is wrong from m = 4 on: frequencies 1 and 2 against 1 have CKA 1/sqrt 3, not
           1/sqrt 2. The planes have to be circles: cos 2 pi j/m against sin 2 pi j/m has CKA 0 at equal spectra.
Source.    Derived here; for spectra of networks trained on modular addition see Nanda et al. (2023).
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.cyclic import plane
from ..core.record import All, Case, Claim, Drop, Hypothesis, Swap, Theorem, Witness, eq, lt, zero

Ellipses = tuple[tuple[int, int, int], ...]
"""(frequency, amplitude of the cosine, amplitude of the sine) of each plane."""
Spectra = tuple[int, Ellipses, Ellipses]


def embedding(m: Any, modulus: int, ellipses: Ellipses) -> Any:
    """One row for each element of Z_m, two columns for each plane."""
    return m.concat(*(m.array(plane(modulus, k) * [[a, b]]) for k, a, b in ellipses))


def powers(m: Any, ellipses: Ellipses) -> tuple[tuple[int, Any], ...]:
    return tuple((k, m.ratio(a * a + b * b, 2)) for k, a, b in ellipses)


def formula(m: Any, spectra: Spectra) -> Any:
    modulus, p, q = spectra
    return m.cyclic_cka(modulus, powers(m, p), powers(m, q))


def measured(m: Any, spectra: Spectra) -> Any:
    modulus, p, q = spectra
    return m.linear_cka(embedding(m, modulus, p), embedding(m, modulus, q))


def claim(m: Any, spectra: Spectra) -> Claim:
    return eq(measured(m, spectra), formula(m, spectra))


def varies(side: int) -> Any:
    def holds(m: Any, spectra: Spectra) -> Claim:
        modulus, *sides = spectra
        return lt(0, m.ratio(sum(a * a + b * b for k, a, b in sides[side] if k % modulus), 1))

    return holds


def circular(m: Any, spectra: Spectra) -> Claim:
    _, p, q = spectra
    return All(*(eq(m.ratio(a * a, 1), m.ratio(b * b, 1)) for _, a, b in (*p, *q)))


def spectra(m: int, p: dict[int, int], q: dict[int, int]) -> Case:
    """Circles of these amplitudes."""
    return {"spectra": (m, *(tuple((k, a, a) for k, a in side.items()) for side in (p, q)))}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Up to three circles a side, at any frequencies: 0, m/2, and k beside m - k among them."""
    m = draw(st.integers(4, 8))
    sides = [
        draw(st.dictionaries(st.integers(0, m), st.integers(1, 3), max_size=2)) | {draw(st.integers(1, m - 1)): 1}
        for _ in range(2)
    ]
    return spectra(m, *sides)


FIVE = spectra(5, {1: 1, 2: 2}, {1: 2, 2: 1})
EIGHT = spectra(8, {1: 1, 3: 2}, {1: 1, 3: 1})
HALF = spectra(4, {1: 1, 2: 1}, {1: 1})
NYQUIST = spectra(8, {1: 1, 4: 1}, {1: 2, 4: 1})
MIRRORED = spectra(5, {1: 1, 0: 3}, {4: 2, 5: 1})


def value(numerator: int, denominator: int) -> Any:
    return lambda m, spectra: eq(measured(m, spectra) ** 2, m.ratio(numerator, denominator))


THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, Y) = \frac{\sum_k w_k p_k q_k}{\sqrt{\sum_k w_k p_k^2 \sum_k w_k q_k^2}},\quad "
    r"1 \le k \le m/2,\ w_{m/2} = 2,\ w_k = 1 \text{ otherwise}",
    case={"spectra": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"p \ne 0 \text{ beside } k = 0", varies(0), Drop(spectra(5, {0: 1}, {1: 1}))),
        Hypothesis(r"q \ne 0 \text{ beside } k = 0", varies(1), Drop(spectra(5, {1: 1}, {5: 1}))),
        Hypothesis(r"\text{every plane is a circle}", circular, Drop({"spectra": (5, ((1, 1, 0),), ((1, 0, 1),))})),
        Hypothesis(r"k \ne m/2 \text{, or weight 2}", None, Swap("nyquist_weight_one", HALF)),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    why_not={
        "symbolic": "sums over roots of unity are sums over entries; that different frequencies are uncorrelated is "
        "symbolic (twists/different_frequencies), and so is the cosine of coefficients (twists/common_frame)"
    },
    witnesses=(
        Witness("m = 5, in Q(sqrt 5): 8/17", FIVE, value(64, 289)),
        Witness("m = 8, frequencies 1 and 3, in Q(sqrt 2)", EIGHT, value(25, 34)),
        Witness("m = 4, half the order has weight 2", HALF, value(1, 3)),
        Witness("m = 8, half the order has weight 2", NYQUIST, value(2, 3)),
        Witness("k and m - k, 0 and m are the same", MIRRORED, value(1, 1)),
        Witness("disjoint spectra", spectra(5, {1: 1}, {2: 1}), lambda m, spectra: zero(measured(m, spectra))),
    ),
    refutes=(
        "nyquist_weight_one",
        "frequencies_not_folded",
        "mean_counted_as_a_frequency",
        "powers_not_squared",
        "amplitudes_for_powers",
    ),
    kernel=("twists_cyclic_spectrum", "twists_cyclic_spectrum_any"),
    uses=("twists/different_frequencies", "twists/common_frame"),
    cites=("nanda2023progress",),
)
