"""Wrong quantities: cyclic spectra, random signs and swirls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..quantities import twists as q
from .bug import Bug, joined, planted

# ------------------------------------------------------------------------------------------------- cyclic spectra


def nyquist(modulus: int, k: int) -> int:
    """The weight of a frequency."""
    return 2 if 2 * k == modulus else 1


def nyquist_weight_one(m: Any, modulus: int, p: q.Spectrum, r: q.Spectrum) -> Any:
    """The frequency m/2 weighs as much as the others."""
    return q.spectral_cosine(m, q.folded(modulus, p), q.folded(modulus, r), lambda k: 1)


def frequencies_not_folded(m: Any, modulus: int, p: q.Spectrum, r: q.Spectrum) -> Any:
    """The frequencies k and m - k are taken for two."""
    a, b = (q.gathered(spectrum, lambda k: k % modulus) for spectrum in (p, r))
    return q.spectral_cosine(m, a, b, lambda k: nyquist(modulus, k))


def mean_counted_as_a_frequency(m: Any, modulus: int, p: q.Spectrum, r: q.Spectrum) -> Any:
    """The frequency 0 is kept, which centring removes."""
    a, b = (q.gathered(s, lambda k: min(k % modulus, -k % modulus) or modulus) for s in (p, r))
    return q.spectral_cosine(m, a, b, lambda k: 2 if k == modulus else nyquist(modulus, k))


def powers_not_squared(m: Any, modulus: int, p: q.Spectrum, r: q.Spectrum) -> Any:
    """The norms are sums of powers instead of roots of sums of squared powers."""
    a, b = q.folded(modulus, p), q.folded(modulus, r)
    joint = sum((a[k] * b[k] * nyquist(modulus, k) for k in a if k in b), m.ratio(0, 1))
    totals = [sum((s[k] * nyquist(modulus, k) for k in s), m.ratio(0, 1)) for s in (a, b)]
    return joint / (totals[0] * totals[1])


def amplitudes_for_powers(m: Any, modulus: int, p: q.Spectrum, r: q.Spectrum) -> Any:
    """The cosine of the amplitudes instead of the powers."""
    a, b = ({k: m.sqrt(x) for k, x in q.folded(modulus, s).items()} for s in (p, r))
    return q.spectral_cosine(m, a, b, lambda k: nyquist(modulus, k))


# ---------------------------------------------------------------------------------------------------------- twins


def squared_norm(m: Any, A: Any) -> Any:
    """|A|^2."""
    return m.inner(A, A)


def total(values: Sequence[Any]) -> Any:
    """The sum of matrices or scalars."""
    return sum(values[1:], values[0])


def signs_without_centring(m: Any, T: Any, X: Any) -> Any:
    """The target is not centred."""
    return m.inner(m.diagonal(T @ T.T), m.diagonal(X @ X.T))


def signs_centred_twice(m: Any, T: Any, X: Any) -> Any:
    """The rows of X are centred as well, though their signs differ."""
    return m.inner(m.diagonal(m.gram(T)), m.diagonal(m.gram(X)))


def signs_all_alike(m: Any, T: Any, X: Any) -> Any:
    """One sign for all samples: the covariance of X itself."""
    return squared_norm(m, m.center(T).T @ X)


def signs_mean_of_products(m: Any, T: Any, X: Any) -> Any:
    """The product of the mean energies for the mean of the products."""
    return m.trace(m.gram(T)) * m.trace(X @ X.T) * m.ratio(1, X.shape[0])


def swirl_not_squared(m: Any, energies: Sequence[Any], turns: Sequence[Any]) -> Any:
    """The modulus of the characteristic function instead of its square."""
    return m.sqrt(q.swirl_cka(m, energies, turns))


def swirl_without_energies(m: Any, energies: Sequence[Any], turns: Sequence[Any]) -> Any:
    """All rings count alike."""
    return q.swirl_cka(m, [m.ratio(1, 1) for _ in energies], turns)


def swirl_of_squared_energies(m: Any, energies: Sequence[Any], turns: Sequence[Any]) -> Any:
    """Divided by the sum of squared energies, not by the square of their sum."""
    mean = total([R * e for R, e in zip(turns, energies, strict=True)])
    return squared_norm(m, mean) / (total([e * e for e in energies]) * turns[0].shape[0])


BUGS: Final[dict[str, Bug]] = joined(
    (
        planted(
            "cyclic_cka",
            nyquist_weight_one,
            frequencies_not_folded,
            mean_counted_as_a_frequency,
            powers_not_squared,
            amplitudes_for_powers,
        ),
        planted(
            "sign_twin_energy",
            signs_without_centring,
            signs_centred_twice,
            signs_all_alike,
            signs_mean_of_products,
        ),
        planted("swirl_cka", swirl_not_squared, swirl_without_energies, swirl_of_squared_energies),
    )
)
