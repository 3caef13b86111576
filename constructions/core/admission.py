"""Whether a pair is one of those of which something is known: each piece of knowledge as a claim about the pair.

The claims are judged by a carrier, as those of theorems are: for certain on exact pairs, to rounding in floats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from unalignable.theory.core.decide import decide
from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.record import All, Claim, Verdict, eq, le, lt, nonzero, psd

from .network import Linear
from .record import Pair, is_linear, outputs


def admission(m: Any, k: Knowledge, pair: Pair) -> dict[str, Claim]:
    """Piece of knowledge -> the claim that it is true of this pair."""
    return {name: All(*PIECES[name](m, k, pair)) for name in sorted(k.known)}


def refusals(m: Any, k: Knowledge, pair: Pair) -> dict[str, str]:
    """The pieces of knowledge that are not true of this pair, with what was seen instead; empty where it fits."""
    judged = {name: decide(m, claim) for name, claim in admission(m, k, pair).items()}
    return {name: f"{o.verdict.value}: {o.why}" for name, o in judged.items() if o.verdict is not Verdict.HOLDS}


def _is(m: Any, true: bool) -> Claim:
    """A fact about plain data, as a claim."""
    return eq(m.ratio(int(true), 1), m.ratio(1, 1))


def _count(m: Any, seen: int, known: int) -> Claim:
    return eq(m.ratio(int(seen), 1), m.ratio(known, 1))


def _unshifted(m: Any, T: Any) -> Any:
    """Logits with their mean over classes taken off, sample by sample."""
    return m.center(T.T).T


def _outputs(m: Any, k: Knowledge, pair: Pair) -> tuple[Any, Any]:
    """What the layers give on both sides; for probabilities, up to a shift of all classes."""
    T, U = outputs(m, pair.f, m.array(pair.X)), outputs(m, pair.g, m.array(pair.Y))
    return (_unshifted(m, T), _unshifted(m, U)) if k.same == "probabilities" else (T, U)


def _same(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    T, U = _outputs(m, k, pair)
    yield _is(m, T.shape == U.shape)
    if T.shape != U.shape:
        return
    if k.same == "argmax":
        yield from _same_argmax(m, T, U)
    else:
        yield eq(T, U)
        yield nonzero(m.center(T))


def _same_argmax(m: Any, T: Any, U: Any) -> Iterator[Claim]:
    """One column: the same sign, never 0. More: one largest entry, the same. Neither the same for all samples."""
    n, classes = T.shape
    if classes == 1:
        yield lt(m.zeros(n, 1), T * U)
        yield _is(m, len({bool(T[i, 0] > 0) for i in range(n)}) == 2)
        return
    labels = [max(range(classes), key=T[i].__getitem__) for i in range(n)]
    for i, label in enumerate(labels):
        for c in set(range(classes)) - {label}:
            yield lt(T[i, c], T[i, label])
            yield lt(U[i, c], U[i, label])
    yield _is(m, len(set(labels)) > 1)


def _kl(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    T, U = _outputs(m, k, pair)
    yield le(m.kl_divergence(T, U), m.array(k.kl))
    yield le(m.kl_divergence(U, T), m.array(k.kl))


def _head(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield _is(m, k.head == "nonlinear" or (is_linear(pair.f) and is_linear(pair.g)))


def _rank(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    for T in _outputs(m, k, pair):
        yield _count(m, m.rank(m.center(T)), k.rank or 0)


def _samples(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    for Z in (pair.X, pair.Y):
        yield _count(m, Z.shape[0], k.samples or 0)


def _ranks(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    for Z, rank in zip((pair.X, pair.Y), k.ranks or (), strict=True):
        yield _count(m, m.rank(m.center(m.array(Z))), rank)


def _readouts(m: Any, k: Knowledge, pair: Pair) -> Iterator[tuple[Any, Any, Any]]:
    """Features, weights and centred outputs of the two linear readouts."""
    for Z, layers, T in zip((pair.X, pair.Y), (pair.f, pair.g), _outputs(m, k, pair), strict=True):
        (layer,) = layers
        assert isinstance(layer, Linear)
        W = m.array(layer.weight)
        yield m.array(Z), _unshifted(m, W) if k.same == "probabilities" else W, m.center(T)


def _readout_norm(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield _is(m, is_linear(pair.f) and is_linear(pair.g))
    if is_linear(pair.f) and is_linear(pair.g):
        for Z, W, T in _readouts(m, k, pair):
            most = m.norm(T @ T.T) / m.norm(m.gram(Z)) * (m.array(k.readout_norm) * m.array(k.readout_norm)) * _room(m)
            yield psd(m.identity(W.shape[1]) * most - W.T @ W)


def _room(m: Any) -> Any:
    """A bound that is met is met to rounding in floats, where no matrix is semidefinite for certain."""
    return m.ratio(1, 1) if m.name == "exact" else m.ratio(10**9 + 1, 10**9)


def _margins(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield _is(m, pair.labels is not None and is_linear(pair.f) and is_linear(pair.g))
    if pair.labels is not None:
        for scores, most in zip(_outputs(m, k, pair), k.margins or (), strict=True):
            margins = m.array(pair.labels) * scores
            yield lt(m.zeros(*scores.shape), margins)
            yield le(margins - m.center(margins), margins * m.array(most))


def _balance(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield _is(m, pair.labels is not None)
    if pair.labels is not None:
        yield eq(m.minority_share(m.array(pair.labels)), m.array(k.balance))


def _target(m: Any, k: Knowledge, pair: Pair) -> Any:
    """The target, centred; where the pair names none, the output that both sides give."""
    return m.center(m.array(pair.target) if pair.target is not None else _outputs(m, k, pair)[0])


def _decoding(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield _is(m, is_linear(pair.f) and is_linear(pair.g))
    t = _target(m, k, pair)
    for T, share in zip(_outputs(m, k, pair), k.decoding or (), strict=True):
        left = t - m.center(T)
        yield le(m.inner(left, left), m.inner(t, t) * m.array(1 - share))


def _weight_decay(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    """The gradient of |Zw - t|^2 + l|w|^2 vanishes."""
    t = _target(m, k, pair)
    for Z, W, T in _readouts(m, k, pair):
        yield eq(m.center(Z).T @ (t - T), W * (m.norm(m.gram(Z)) * m.array(k.weight_decay)))


def _condition(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield _is(m, pair.carried is not None)
    if pair.carried is not None:
        A, s, t = (m.array(part) for part in pair.carried)
        K, L = m.gram(m.array(pair.X)), m.gram(m.array(pair.Y))
        yield eq(m.center(m.array(pair.X)) @ A, m.center(m.array(pair.Y)))
        yield lt(m.ratio(0, 1), s)
        yield le(t, s * m.array(k.condition))
        yield psd(L - K * (s * s))
        yield psd(K * (t * t) - L)


def _cka(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield le(m.array(k.cka), m.linear_cka(m.array(pair.X), m.array(pair.Y)))


def _task_cka(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield _is(m, pair.target is not None)
    if pair.target is not None:
        yield le(m.array(k.task_cka), m.linear_cka(m.array(pair.X), m.array(pair.target)))


def _r2(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield le(m.array(k.r2), m.linear_r2(m.array(pair.X), m.array(pair.Y)))


def _r2_reverse(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield le(m.array(k.r2_reverse), m.linear_r2(m.array(pair.Y), m.array(pair.X)))


def _white(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    for Z in (pair.X, pair.Y):
        K, P = m.gram(m.array(Z)), m.projector(m.center(m.array(Z)))
        yield eq(K * m.trace(P), P * m.trace(K))


def _least_norm(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    """A pair has no inputs and no first layer of which to say it."""
    yield _is(m, False)


def _aligned(m: Any, k: Knowledge, pair: Pair) -> Iterator[Claim]:
    yield nonzero(m.center(m.array(pair.X)).T @ m.center(m.array(pair.Y)))


PIECES: Final[dict[str, Callable[[Any, Knowledge, Pair], Iterator[Claim]]]] = {
    "same": _same,
    "kl": _kl,
    "head": _head,
    "rank": _rank,
    "samples": _samples,
    "ranks": _ranks,
    "readout_norm": _readout_norm,
    "margins": _margins,
    "balance": _balance,
    "decoding": _decoding,
    "weight_decay": _weight_decay,
    "condition": _condition,
    "cka": _cka,
    "task_cka": _task_cka,
    "r2": _r2,
    "r2_reverse": _r2_reverse,
    "white": _white,
    "least_norm": _least_norm,
    "aligned": _aligned,
}
"""Piece -> its claims about a pair."""
