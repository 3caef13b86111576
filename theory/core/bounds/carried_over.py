"""When high CKA carries decodable labels over from one representation to the other."""

from __future__ import annotations

import math
from typing import Final

from ..data_pair import Pair
from .decoding import LABELS
from .evidence import Evidence
from .record import LABEL_CKA, LABEL_R2, Bound, Condition
from .rounding import within

TRANSFER: Final = "probes/transfer"
METRIC: Final = "rigidity/angular_cka_is_a_metric"


def transfer(evidence: Evidence) -> list[Bound]:
    """arccos CKA(Y, T) ≤ arccos CKA(X, Y) + arccos CKA(X, T), and R² of the labels T from Y ≥ CKA(Y, T)/√PR(T).

    So CKA(X, Y)² + CKA(X, T)² > 1 carries the labels over. In both directions; PR(T) = 1 for one target column.
    """
    return [bound for way in (0, 1) for bound in _transfer(evidence if way == 0 else evidence.swapped, way)]


def _transfer(evidence: Evidence, way: int) -> list[Bound]:
    """From X to Y where ``way`` is 0; the evidence is swapped where it is 1."""
    source, target = "AB"[way], "BA"[way]
    why = f"{target} is so near to {source}, and {source} to the labels, that {target} is near to the labels"
    given = Condition(LABELS, evidence.target is not None)
    names = (METRIC, LABEL_CKA[1 - way]), (TRANSFER, LABEL_R2[1 - way])
    if evidence.target is None:
        return [Bound(slug, name, "floor", None, why, (given,)) for slug, name in names]
    pair, labels = evidence.pair, evidence.target.side
    from_source, to_target = Pair(pair.x, labels), Pair(pair.y, labels)
    total = pair.cka**2 + from_source.cka**2
    # the angle of a cosine rounded down is an angle rounded up
    angle = sum(math.acos(within(p.cka - p.rounding)) + p.angle for p in (pair, from_source))
    text = f"CKA({source}, {target})² + CKA({source}, labels)² = {total:.3g} exceeds 1"
    enough = Condition(text, angle < math.pi / 2)
    numbers = (("between", pair.cka), ("labels", from_source.cka), ("squares", total))
    if not enough.holds:
        return [Bound(slug, name, "floor", None, why, (given, enough), numbers=numbers) for slug, name in names]
    cka = max(math.cos(angle + to_target.angle) - to_target.slack, 0.0)
    r2 = within(cka / math.sqrt(labels.participation_ratio) * (1 - to_target.rounding) - to_target.rounding)
    return [
        Bound(slug, name, "floor", value, why, (given, enough), numbers=numbers)
        for (slug, name), value in zip(names, (cka, r2), strict=True)
    ]
