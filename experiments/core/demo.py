"""``unalignable demo``: theorems checked, two networks trained and compared layer by layer, and the twin of one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from unalignable.theory.core import judge
from unalignable.theory.core.compare import Comparison, compare
from unalignable.theory.core.console import CallError, Screen, write
from unalignable.theory.core.judge import Report

from .demo_screen import closing, opening
from .demo_twin import DemoTwin, twin_of_mlp
from .digits import EPOCHS, NETWORKS, Trained, digits, train
from .heatmap import heatmap

EXAMPLES: Final = 3
"""Random cases per theorem and carrier, beside every witness; ``unalignable verify`` takes 30 and replays bugs."""
LEVELS: Final = ("exact", "float")
MEASURES: Final = ("linear_cka", "linear_cka_debiased", "linear_r2", "linear_r2_reverse", "nbs")
PERMUTATIONS: Final = 99
LAST: Final = ("hidden2", "hidden")
"""The layers that the closing screen speaks about: the last hidden layer of the MLP and of the CNN."""

Comparisons = dict[tuple[str, str], Comparison]


def run_demo(out: Path, screen: Screen) -> dict[str, Any]:
    """Run the demo and write its results.

    Everything is computed first and written at the end, file by file under a temporary name: an interrupted run leaves
    nothing half-written behind.

    Args:
        out: folder to write to: demo.json, heatmap.png, twin.png, activations.safetensors. Made if missing.
        screen: where to speak.

    Returns:
        What demo.json holds. The same on every run on one machine.

    Raises:
        CallError: the folder cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(f"cannot make the folder {out}: {error.strerror}") from error
    reports = _verify(screen)
    for line in opening(reports):
        screen.say(line)
    networks = _train(screen)
    comparisons = _compare(networks, screen)
    twin = twin_of_mlp(networks["mlp"], screen)
    for line in closing(networks, comparisons[LAST], comparisons, twin.report, out):
        screen.say(line)
    record = _record(reports, networks, comparisons) | {"twin": twin.report.as_json()}
    _write(out, record, networks, comparisons, twin)
    return record


def _verify(screen: Screen) -> list[Report]:
    from unalignable.theory.core.catalogue import select

    entries = select([])
    with screen.progress("checking theorems", len(entries)) as done:
        return judge.verify_all(
            entries, levels=LEVELS, examples=EXAMPLES, bugs=False, workers=2, on_done=lambda report: done(report.slug)
        )


def _train(screen: Screen) -> dict[str, Trained]:
    data = digits()
    with screen.progress("training", EPOCHS * len(NETWORKS)) as done:
        return {name: train(name, data, done) for name in NETWORKS}


def _compare(networks: dict[str, Trained], screen: Screen) -> Comparisons:
    first, second = networks["mlp"].layers, networks["cnn"].layers
    found: Comparisons = {}
    with screen.progress("comparing layers", len(first) * len(second)) as done:
        for a, X in first.items():
            for b, Y in second.items():
                found[a, b] = compare(X, Y, measures=MEASURES, permutations=PERMUTATIONS)
                done(f"{a} and {b}")
    return found


def _record(reports: list[Report], networks: dict[str, Trained], comparisons: Comparisons) -> dict[str, Any]:
    return {
        "theorems": [
            {"slug": r.slug, "holds": r.ok, "levels": {k: v.value for k, v in r.levels.items() if v}} for r in reports
        ],
        "networks": {
            name: {"shape": network.shape, "accuracy": network.accuracy} for name, network in networks.items()
        },
        "agreement": float(np.mean(networks["mlp"].answers == networks["cnn"].answers)),
        "layers": [{"mlp": a, "cnn": b, **comparison.as_json()} for (a, b), comparison in comparisons.items()],
    }


def _write(
    out: Path, record: dict[str, Any], networks: dict[str, Trained], comparisons: Comparisons, twin: DemoTwin
) -> None:
    from safetensors.numpy import save

    tensors = {
        f"{name}.{layer}": np.ascontiguousarray(values)
        for name, network in networks.items()
        for layer, values in network.layers.items()
    }
    for name, network in networks.items():
        tensors |= {f"{name}.readout": network.readout, f"{name}.bias": network.bias}
    data = digits()
    tensors |= {"labels": data.held_out_labels.numpy(), "images": data.held_out_images.numpy()}
    write(out / "activations.safetensors", save(tensors))
    write(out / "heatmap.png", _figure(networks, comparisons))
    write(out / "twin.png", twin.figure)
    write(out / "demo.json", json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _figure(networks: dict[str, Trained], comparisons: Comparisons) -> bytes:
    rows, columns = list(networks["mlp"].layers), list(networks["cnn"].layers)

    def table(read: Callable[[Comparison], float | None]) -> np.ndarray[Any, Any]:
        return np.array([[read(comparisons[a, b]) for b in columns] for a in rows], dtype=float)

    return heatmap(
        rows,
        columns,
        table(lambda c: c.measures["linear_cka"].value),
        table(lambda c: c.measures["linear_cka"].null),
        table(lambda c: c.measures["linear_r2"].heldout),
    )
