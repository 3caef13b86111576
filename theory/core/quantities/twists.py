"""What twists leave of linear CKA: cyclic spectra, random signs, swirls; over a carrier's primitives. Derived here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

Spectrum = Sequence[tuple[int, Any]]
"""(frequency, power) of each plane of an embedding of Z_m; frequencies are any integers."""


# ------------------------------------------------------------------------------------------------- cyclic spectra


def cyclic_cka(m: Any, modulus: int, p: Spectrum, q: Spectrum) -> Any:
    """sum w_k p_k q_k/sqrt(sum w_k p_k^2 sum w_k q_k^2), 1 <= k <= m/2 (twists/cyclic_spectrum).

    The CKA of two embeddings of Z_m made of circles sqrt(p_k)(cos 2 pi kj/m, sin 2 pi kj/m). k and -k are one
    frequency, 0 is none, and k = m/2 has weight w_k = 2, others 1: its Gram matrix has norm m, not m/sqrt 2.
    """
    return spectral_cosine(m, folded(modulus, p), folded(modulus, q), lambda k: 2 if 2 * k == modulus else 1)


def folded(modulus: int, spectrum: Spectrum) -> dict[int, Any]:
    """Frequency 1 <= k <= m/2 -> power."""
    return gathered(spectrum, lambda k: min(k % modulus, -k % modulus))


def gathered(spectrum: Spectrum, name: Callable[[int], int]) -> dict[int, Any]:
    """The total power of the frequencies of each name; what is called 0 is left out."""
    powers: dict[int, Any] = {}
    for frequency, power in spectrum:
        k = name(frequency)
        if k:
            powers[k] = powers[k] + power if k in powers else power
    return powers


def spectral_cosine(m: Any, p: dict[int, Any], q: dict[int, Any], weight: Callable[[int], int]) -> Any:
    """The cosine of two spectra, with weights."""

    def product(a: dict[int, Any], b: dict[int, Any]) -> Any:
        return sum((a[k] * b[k] * weight(k) for k in a if k in b), m.ratio(0, 1))

    return product(p, q) / (m.sqrt(product(p, p)) * m.sqrt(product(q, q)))


# --------------------------------------------------------------------------------------------------------- twins


def sign_twin_energy(m: Any, T: Any, X: Any) -> Any:
    """sum |t_i - mean t|^2 |x_i|^2, the mean of |T_c'Y_c|^2 when Y = SX for random signs S (twists/random_signs)."""
    return m.inner(m.diagonal(m.gram(T)), m.diagonal(X @ X.T))


def swirl_cka(m: Any, energies: Sequence[Any], turns: Sequence[Any]) -> Any:
    """|sum e_j R_j|^2/(d (sum e_j)^2), the CKA of rings of energies e_j with the same, turned by R_j (twists/swirl)."""
    first, *others = (R * e for R, e in zip(turns, energies, strict=True))
    mean = sum(others, first)
    total = sum(energies[1:], energies[0])
    return m.inner(mean, mean) / (total * total * turns[0].shape[0])


QUANTITIES: Final[tuple[Callable[..., Any], ...]] = (cyclic_cka, sign_twin_energy, swirl_cka)
