"""A theorem for a paper: LaTeX that compiles, BibTeX with the sources, Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from .catalogue import Entry, bibliography
from .display import displayed
from .kernel import status
from .latex import escape, readable
from .notation import meanings

RELEASED: Final = "2026"
"""The year of this version (the same as in CITATION.cff)."""

_PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath,amssymb,amsthm}
\newtheorem{theorem}{Theorem}
\emergencystretch=6em
\begin{document}
% ---- paste from here (needs amsmath, amssymb, amsthm and \newtheorem{theorem}{Theorem}) ----
"""
_CLOSING = r"""% ---- to here; the sources as BibTeX: unalignable cite --format bibtex ----
"""


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of references.bib.

    Attributes:
        key: its key.
        kind: article, inproceedings, misc.
        fields: field -> value, in LaTeX.
    """

    key: str
    kind: str
    fields: Mapping[str, str]


def cite(entries: Iterable[Entry], form: str = "latex", *, rocq: bool = False) -> str:
    """The statements of theorems, ready to be used elsewhere.

    Args:
        entries: the theorems (``catalogue.select``).
        form: ``"latex"`` (a document that compiles, the part to paste marked), ``"bibtex"`` or ``"markdown"``.
        rocq: beside each statement also what Rocq's kernel has checked, as Rocq prints it.

    Returns:
        Text that ends with a newline.

    Raises:
        ValueError: an unknown form; ``rocq`` for a theorem that has not been kernel-checked here, or in BibTeX.
    """
    if form not in FORMS:
        raise ValueError(f"unknown format {form!r}; choose from {', '.join(FORMS)}")
    entries = list(entries)
    if rocq:
        _refuse_unchecked(entries, form)
        return (latex if form == "latex" else markdown)(entries, rocq=True)
    return FORMS[form](entries)


def _refuse_unchecked(entries: Sequence[Entry], form: str) -> None:
    if form == "bibtex":
        raise ValueError("BibTeX has no place for a Rocq statement; --rocq goes with --format latex or markdown")
    for entry in entries:
        if not status.checked(entry):
            why = (
                status.status(entry).why
                or "the build of the Rocq proofs did not pass: unalignable verify --level kernel"
            )
            raise ValueError(f"{entry.slug}: no Rocq statement to cite: {why}")


def latex(entries: Sequence[Entry], *, rocq: bool = False) -> str:
    """One LaTeX document: a theorem environment each, with hypotheses and source, then the sources."""
    body = "\n".join(latex_theorem(entry, rocq=rocq) for entry in entries)
    keys = _cited(entries)
    items = "\n".join(_bibitem(source(key)) for key in keys)
    references = f"\\begin{{thebibliography}}{{{len(keys)}}}\n{items}\n\\end{{thebibliography}}\n" if keys else ""
    return f"{_PREAMBLE}{body}{_CLOSING}{references}\\end{{document}}\n"


def latex_theorem(entry: Entry, *, rocq: bool = False) -> str:
    """The theorem environment of one entry, with its hypotheses and its source."""
    theorem = entry.theorem
    cited = rf"~\cite{{{','.join(theorem.cites)}}}" if theorem.cites else ""
    lines = [
        rf"\begin{{theorem}}[{{{escape(entry.title.rstrip('.'))}}}]\label{{thm:{entry.slug}}}",
        *_setting(entry),
        displayed(theorem.statement),
        r"\end{theorem}",
        rf"\noindent\emph{{Source.}} {_breakable(entry.section('Source'))}{cited}"
        rf" Checked by \texttt{{unalignable}} {version('unalignable')}: \texttt{{{_breakable(entry.slug)}}}"
        rf"{escape(_by_the_kernel(entry))}.",
        *(_verbatim(entry) if rocq else []),
        "",
    ]
    return "\n".join(lines)


def _by_the_kernel(entry: Entry) -> str:
    """Said only after a build that passed."""
    said = status.checked(entry)
    return f"; {said}" if said else ""


def _verbatim(entry: Entry) -> list[str]:
    return [r"{\footnotesize", r"\begin{verbatim}", *_rocq(entry), r"\end{verbatim}", "}"]


def _rocq(entry: Entry) -> list[str]:
    """What Rocq proves, as it prints it, a line of text each."""
    return [
        line
        for name, said in status.statement(entry).items()
        for line in (f"{name} :", *(f"  {row}" for row in said.splitlines()))
    ]


def _breakable(text: str) -> str:
    """Text in which a slug may be broken over lines, as it has no spaces."""
    return re.sub(r"(\\_|/)", r"\1\\allowbreak{}", escape(text))


def _setting(entry: Entry) -> list[str]:
    """What the symbols are, then what is assumed."""
    lines = []
    if shapes := [_shape(name, shape) for name, shape in entry.theorem.case.items() if shape != "data"]:
        lines.append(f"Let {_listed(shapes)}.")
    if notation := _notation(entry):
        lines.append(f"Here {'; '.join(notation)}.")
    hypotheses = [f"${hypothesis.latex}$" for hypothesis in entry.theorem.hypotheses]
    lines.append(f"If {_listed(hypotheses)}, then" if hypotheses else "Then")
    return lines


def _shape(name: str, shape: str) -> str:
    symbol = name if len(name) == 1 else rf"\mathit{{{escape(name)}}}"
    sizes = [size.rpartition("=")[2] for size in shape.split()]
    times = r" \times "
    power = rf"^{{{times.join(sizes)}}}" if sizes else ""
    return rf"${symbol} \in \mathbb{{R}}{power}$"


def _notation(entry: Entry) -> list[str]:
    theorem = entry.theorem
    return meanings(" ".join([theorem.statement, *(h.latex for h in theorem.hypotheses)]), theorem.case)


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def bibtex(entries: Sequence[Entry]) -> str:
    """A BibTeX entry for each theorem, citing this project, then one for each source they cite."""
    theorems = [
        "\n".join(
            [
                f"@misc{{unalignable:{entry.slug},",
                f"  title = {{{{{escape(entry.title.rstrip('.'))}}}}},",
                "  author = {{The unalignable authors}},",
                f"  howpublished = {{\\texttt{{unalignable}} {version('unalignable')},"
                f" theorem \\texttt{{{escape(entry.slug)}}}}},",
                f"  year = {{{RELEASED}}},",
                "}",
            ]
        )
        for entry in entries
    ]
    return "\n".join([*theorems, *(_bibtex(source(key)) for key in _cited(entries))]) + "\n"


def markdown(entries: Sequence[Entry], *, rocq: bool = False) -> str:
    """Markdown with formulas in dollars, as GitHub and most note-taking tools read it."""
    return "\n".join(_markdown(entry, rocq) for entry in entries)


def _markdown(entry: Entry, rocq: bool) -> str:
    cited = [f"- {readable(_reference(source(key)))}" for key in entry.theorem.cites]
    lines = [
        f"**{entry.title}** (`{entry.slug}`)",
        "",
        *_setting(entry),
        "",
        f"$${entry.theorem.statement}$$",
        "",
        *(["```coq", *_rocq(entry), "```", ""] if rocq else []),
        f"Source. {entry.section('Source')}{_by_the_kernel(entry).replace('; k', ' K', 1)}",
        *(["", *cited] if cited else []),
        "",
    ]
    return "\n".join(lines)


def source(key: str) -> Source:
    """One entry of references.bib, read into fields.

    Raises:
        ValueError: there is no such key, or its entry cannot be read.
    """
    known = bibliography()
    if key not in known:
        raise ValueError(f"references.bib has no entry {key!r}")
    text = known[key]
    head = re.match(r"@(\w+)\{([^,\s]+),", text)
    if head is None:
        raise ValueError(f"references.bib: the entry {key!r} does not start with @kind{{key,")
    fields, position = {}, head.end()
    while start := re.compile(r"\s*,?\s*(\w+)\s*=\s*\{").match(text, position):
        end = _closing(text, start.end())
        fields[start[1]] = text[start.end() : end]
        position = end + 1
    if text[position:].strip(" \n,") != "}":
        raise ValueError(f"references.bib: the entry {key!r} cannot be read from {text[position : position + 40]!r}")
    return Source(key, head[1], fields)


def _closing(text: str, position: int) -> int:
    """Where the brace opened just before ``position`` closes."""
    depth = 1
    for index in range(position, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index
    raise ValueError(f"references.bib: unbalanced braces at {text[position : position + 40]!r}")


def _bibtex(item: Source) -> str:
    fields = [f"  {name} = {{{value}}}," for name, value in item.fields.items()]
    return "\n".join([f"@{item.kind}{{{item.key},", *fields, "}"])


def _bibitem(item: Source) -> str:
    return rf"\bibitem{{{item.key}}} {_reference(item)}"


def _reference(item: Source) -> str:
    """Author, title, venue, year: one line of LaTeX."""
    fields = item.fields
    names = [" ".join(reversed(name.split(", ", 1))) for name in fields["author"].split(" and ")]
    venue = fields.get("journal") or fields.get("booktitle") or fields.get("howpublished") or ""
    volume = " ".join(filter(None, [fields.get("series", ""), fields.get("volume", "")]))
    where = " ".join(filter(None, [venue, volume]))
    arxiv = f"arXiv:{fields['eprint']}" if "eprint" in fields else ""
    parts = [_listed(names), fields["title"], where, fields.get("pages", ""), arxiv, fields["year"]]
    return ", ".join(filter(None, parts)) + "."


def _cited(entries: Sequence[Entry]) -> list[str]:
    return list(dict.fromkeys(key for entry in entries for key in entry.theorem.cites))


FORMS: Final[dict[str, Callable[[Sequence[Entry]], str]]] = {"latex": latex, "bibtex": bibtex, "markdown": markdown}
"""What ``cite`` can write."""
