"""The figure of pairs of two-layer linear networks: CKA over imbalance, and over the condition number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .record import Runs
from .style import CHANCE, COLOURS, PREDICTED, points, tidy


def draw(runs: Runs[Any], fig: Any, curve: Callable[[Any, float], float]) -> str:
    """CKA over imbalance of the second network, and over the condition number.

    Args:
        runs: of any arms.
        fig: an empty figure.
        curve: settings and imbalance -> CKA that is predicted against a balanced network.
    """
    left, right = fig.subplots(1, 2)
    alone = [r for r in runs if r.config.first == 0 and r.config.weight_decay == 0] or list(runs)
    for index, ((turned, stretch), part) in enumerate(Runs(alone).split("turned", "stretch").items()):
        arms = part.split("second")
        reach = max(5.0, *(abs(q) for q in arms))
        grid_q = np.linspace(-reach, reach, 81)
        shown = [next(iter(one)).config for one in part.split("seed").values()][:5]
        said = f"stretch {stretch:g}" + (", turned" if turned else "")
        points(left, list(arms), [arm.values("cka") for arm in arms.values()], said, index, line=False)
        left.plot(grid_q, [np.mean([curve(c, q) for c in shown]) for q in grid_q], **PREDICTED)
    left.plot([], [], label="predicted", **PREDICTED)
    left.set_xlabel("imbalance q of the second network (first: 0)")
    for index, (name, decayed) in enumerate({"no weight decay": False, "weight decay": True}.items()):
        chosen = [r for r in runs if (r.config.weight_decay > 0) == decayed]
        if chosen:
            x, y = ([r.metrics[key] for r in chosen] for key in ("condition", "cka"))
            style = {"color": COLOURS[2 + index], "markersize": 5 - index, "zorder": 3 + index}
            right.plot(x, y, "^D"[index], label=name, **style)
    k = np.geomspace(1, 1.2 * max(runs.values("condition").max(), 4), 200)
    right.plot(k, 2 * k / (1 + k * k), label="2k/(1 + k²)", **PREDICTED)
    right.set_xscale("log")
    ticks = [t for t in (1, 2, 3, 5, 10, 20, 50, 100) if t <= k[-1]]
    right.set_xticks(ticks, [str(t) for t in ticks])
    right.minorticks_off()
    right.set_xlabel("condition number k between hidden layers")
    for axes in (left, right):
        axes.axhline(runs.values("cka_null").mean(), **CHANCE)
        axes.set_ylim(0, 1.05)
        axes.legend(frameon=False, fontsize=7, loc=(0.03, 0.12))  # below the floor there are no pairs
        tidy(axes)
    left.set_ylabel("linear CKA of the hidden layers")
    return (
        "Pairs of two-layer linear networks trained to one map of four outputs, inputs not white. Left: CKA against a "
        "balanced network as the other starts with W'W - VV' = qI; mean and 95 % interval (Student's t) over "
        f"{len(runs.split('seed'))} seeds, lines computed before training. Right: all {len(runs)} pairs over the "
        "condition number between their hidden layers, and the floor 2k/(1 + k²) (invariance/invertible_map_bound). "
        f"Dotted: mean over relabelled samples, n = {runs[0].config.samples}."
    )
