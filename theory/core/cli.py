"""The theorems' commands: show, cite, verify, attack, compare. The app is assembled in experiments/core/cli.py.

Each command imports what it needs when it runs, so that ``unalignable --help`` stays light.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .console import HOLDS, REFUTED, CallError, Screen

if TYPE_CHECKING:
    from .judge import Report

Json = Annotated[
    str | None,
    typer.Option("--json", metavar="FILE|-", help="Also write JSON; with -, stdout is nothing but the JSON."),
]
WORKERS = 2


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the app; ``show`` is in constructions/core/cli.py, which shows those too."""
    app.command()(cite)
    app.command()(verify)
    app.command()(attack)
    app.command()(compare)


def show(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="A theorem, as listed by: unalignable list")],
    json: Json = None,
) -> int:
    """Read one theorem, checked now.

    Statement, hypotheses with what fails without each, proof, exact values, the levels it passes today, sources.
    """
    from . import judge
    from .catalogue import get
    from .kernel import status
    from .latex import plain
    from .screens import shown

    screen = Screen(json)
    entry = get(slug)
    report = judge.verify(entry)
    for line in shown(entry, report):
        screen.say(line)
    theorem = entry.theorem
    screen.finish(
        {
            **report.as_json(),
            "title": entry.title,
            "statement": theorem.statement,
            "statement_text": plain(theorem.statement),
            "arguments": dict(theorem.case),
            "proof": entry.section("Proof"),
            "sharpness": entry.section("Sharpness"),
            "source": entry.section("Source"),
            "rocq": list(theorem.kernel),
            "checked": status.checked(entry),
            "uses": list(theorem.uses),
            "cites": list(theorem.cites),
        }
    )
    return HOLDS if report.ok else REFUTED


def cite(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG…", help="Theorems or families.")],
    form: Annotated[str, typer.Option("--format", metavar="latex|bibtex|markdown")] = "latex",
    rocq: Annotated[
        bool, typer.Option("--rocq", help="With what Rocq's kernel has checked, as Rocq prints it; after a build.")
    ] = False,
    json: Json = None,
) -> int:
    """Put theorems into a paper: LaTeX, BibTeX or Markdown."""
    from . import export
    from .catalogue import select
    from .kernel import status

    entries = select(slugs)
    content = export.cite(entries, form, rocq=rocq)
    screen = Screen(json)
    for line in content.splitlines():
        screen.say(line)
    screen.finish(
        [
            {
                "slug": entry.slug,
                "format": form,
                "text": export.cite([entry], form, rocq=rocq),
                "cites": list(entry.theorem.cites),
                "checked": status.checked(entry),
            }
            for entry in entries
        ]
    )
    return HOLDS


def verify(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SLUG|FAMILY]…", help="All of them by default.")] = None,
    level: Annotated[
        list[str] | None,
        typer.Option(metavar="kernel|symbolic|exact|float", help="Only this level; may be repeated."),
    ] = None,
    examples: Annotated[int, typer.Option(min=1, help="Random exact cases per theorem, shared by all levels.")] = 30,
    seed: Annotated[int, typer.Option(help="Of the random cases.")] = 0,
    json: Json = None,
) -> int:
    """Check theorems at every level that applies.

    For all sizes (symbolic), in exact arithmetic, in floating point; each hypothesis is taken away in turn, and planted
    bugs must be refuted. Level kernel builds the Rocq proofs (minutes, once) and asks which axioms each rests on.
    Exit code 1 when anything falls short.
    """
    from . import judge
    from .catalogue import select
    from .planted import ALL as BUGS
    from .record import LEVELS
    from .screens import verified

    levels = tuple(level) if level else judge.RUN
    _check_levels(levels, LEVELS)
    entries = select(names or [])
    screen = Screen(json)
    start = time.perf_counter()
    sound = "kernel" not in levels or _build_proofs(screen)
    with screen.progress("verifying", len(entries)) as done:
        reports = judge.verify_all(
            entries,
            levels=levels,
            examples=examples,
            seed=seed,
            workers=WORKERS,
            on_done=lambda report: done(report.slug),
        )
    missed = () if names or level else sorted(set(BUGS) - _caught(reports))
    for line in verified(reports, time.perf_counter() - start, missed):
        screen.say(line)
    screen.finish([report.as_json() for report in reports])
    return HOLDS if sound and all(report.ok for report in reports) else REFUTED


def _build_proofs(screen: Screen) -> bool:
    """Before the theorems are asked, with a bar of its own; False when something is wrong with the proofs."""
    from .kernel import sources, status

    with screen.progress("building the Rocq proofs", len(sources.files())) as done:
        outcome = status.build(done)
    if isinstance(outcome, str):
        screen.say(f"level kernel cannot run here: {outcome}")
        return True
    closed = sum(not axioms for axioms in outcome.assumptions.values())
    screen.say(
        f"{outcome.toolchain}: {closed} of {len(outcome.assumptions)} Rocq theorems rest on no axiom;"
        f" built and audited in {outcome.seconds:.0f} s"
    )
    for fault in outcome.faults:
        screen.say(f"  {fault}")
    return outcome.passed


def _check_levels(levels: Iterable[str], known: Iterable[str]) -> None:
    for level in levels:
        if level not in known:
            raise CallError(f"unknown level {level!r}; --level takes {', '.join(known)}")


def _caught(reports: Iterable[Report]) -> set[str]:
    return {bug for report in reports for bug, _ in report.bugs_caught}


def attack(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SLUG|FAMILY]…", help="All of them by default.")] = None,
    cases: Annotated[int, typer.Option(min=1, help="Evaluations of each inequality.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Of the search.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the results here as they come; run it again to finish the rest."),
    ] = None,
    json: Json = None,
) -> int:
    """Try to violate every inequality.

    A search through each theorem's own domain for the case with the least room between the two sides. A violation
    counts only when exact arithmetic confirms it (exit code 1). About a minute a theorem at 20000 cases.
    """
    from .attack import campaign
    from .attack.screen import lines
    from .catalogue import select

    entries = select(names or [])
    screen = Screen(json)
    start = time.perf_counter()
    with screen.progress("attacking", len(entries)) as done:
        attacks = campaign(
            entries, cases=cases, seed=seed, workers=WORKERS, out=out, on_done=lambda record: done(record.slug)
        )
    for line in lines(attacks, time.perf_counter() - start):
        screen.say(line)
    screen.finish([record.as_json() for record in attacks])
    return REFUTED if any(record.violated for record in attacks) else HOLDS


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="Samples by features: .npy .npz .safetensors .csv")],
    b: Annotated[str, typer.Argument(metavar="B", help="The same samples; FILE:NAME picks one array of several.")],
    ids: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="IA IB", help="Sample ids of A and of B (.txt .npy .csv): align the rows of B by them."),
    ] = None,
    readout: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="W V", help="Weights of a linear readout of A and of one of B: features by outputs."),
    ] = None,
    bias: Annotated[tuple[str, str] | None, typer.Option(metavar="BA BB", help="Biases of the two readouts.")] = None,
    labels: Annotated[
        str | None,
        typer.Option(metavar="Y", help="One per sample of A: classes, one-hot or real targets (.txt too)."),
    ] = None,
    measures: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only these; repeat it, or separate names by commas.")
    ] = None,
    permutations: Annotated[int, typer.Option(min=1, help="Relabellings of the samples behind each null.")] = 199,
    seed: Annotated[int, typer.Option(help="Of the relabellings.")] = 0,
    json: Json = None,
) -> int:
    """Compare two activation matrices.

    Every measure beside what relabelled samples give, ranks and participation ratios, linear R² held out; then what
    the theorems force on these data, and what they leave open. Readouts and labels make them say more.
    """
    from .activations import align, read, read_ids
    from .compare import compare as compared
    from .compare_labels import read_labels
    from .compare_screen import lettered, lines
    from .relabelling import MEASURES

    screen = Screen(json)
    samples = (read_ids(str(ids[0])), read_ids(str(ids[1]))) if ids else None
    X, Y, said = align(read(a), read(b), samples)
    if said:
        screen.say(said)
    chosen = [name for given in measures for name in given.split(",")] if measures else None
    heads = tuple(read(location).values for location in readout) if readout else None
    offsets = tuple(read(location).values for location in bias) if bias else None
    target = read_labels(labels, len(X)) if labels else None
    with screen.progress("comparing", len(chosen or MEASURES) + permutations) as done:
        try:
            comparison = compared(
                X,
                Y,
                readout=heads,
                bias=offsets,
                labels=target,
                measures=chosen,
                permutations=permutations,
                seed=seed,
                on_done=done,
            )
        except ValueError as error:
            raise CallError(lettered(str(error))) from error
    for line in lines(comparison):
        screen.say(line)
    screen.finish(comparison.as_json())
    return HOLDS


def listed() -> list[dict[str, Any]]:
    """The theorems, for ``unalignable list``."""
    from .catalogue import select

    return [{"kind": "theorem", "slug": entry.slug, "title": entry.title} for entry in select([])]
