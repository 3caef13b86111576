"""LaTeX that compiles, BibTeX that parses, text that reads: for every theorem of the catalogue."""

import re
import shutil
import subprocess

import pytest

from unalignable.theory.core import export
from unalignable.theory.core.catalogue import bibliography, select
from unalignable.theory.core.latex import UnknownCharacter, escape, plain, readable
from unalignable.theory.core.notation import CENTRES

ENTRIES = select([])
ENGINE = next((engine for engine in ("pdflatex", "lualatex", "xelatex", "tectonic") if shutil.which(engine)), None)

TOO_WIDE = re.compile(r"Overfull \\hbox \((\d+\.\d+)pt too wide\) detected")
"""Of a display: a paragraph is the paper's own to break."""
MARGIN = 12
"""Points by which a line may stick out and still not be seen: a letter or two."""


def faults(latex):
    """What keeps a LaTeX document from compiling, as far as text alone shows it."""
    found = []
    depth, stack = 0, []
    for token in re.findall(r"\\begin\{\w+\}|\\end\{\w+\}|\\.|%[^\n]*|[{}$]|\n\n", latex, re.DOTALL):
        if token.startswith("\\begin{"):
            stack.append(token[7:-1])
        elif token.startswith("\\end{"):
            if not stack or stack.pop() != token[5:-1]:
                found.append(f"{token} closes nothing")
        elif token in "{}":
            depth += 1 if token == "{" else -1
            if depth < 0:
                found.append("a brace closes nothing")
        elif token in (r"\[", r"\("):
            stack.append(token)
        elif token in (r"\]", r"\)"):
            if not stack or stack.pop() != {r"\]": r"\[", r"\)": r"\("}[token]:
                found.append(f"{token} closes nothing")
        elif token == "$":
            if stack and stack[-1] == "$":
                stack.pop()
            else:
                stack.append("$")
    found += [f"{name} stays open" for name in stack]
    found += ["a brace stays open"] * (depth > 0)
    unknown = [c for c in latex if not c.isascii() and not re.match(r"[\u00c0-\u017f]", c)]
    return found + [f"pdflatex does not know {c!r}" for c in unknown]


def unbroken(latex):
    """Without the line breaks of a display, and the spaces that they replace."""
    return re.sub(r"\\\\|\\begin\{gathered\}|\\end\{gathered\}|\\qquad|\\quad|\\[,;: ]|\s", "", latex)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_latex_is_balanced(entry):
    latex = export.cite([entry], "latex")
    assert faults(latex) == []
    assert latex.count(r"\begin{theorem}") == 1
    assert unbroken(entry.theorem.statement) in unbroken(latex)
    assert all(hypothesis.latex in latex for hypothesis in entry.theorem.hypotheses)


@pytest.mark.parametrize(
    "planted",
    [r"\begin{theorem} x", r"\frac{1}{2", "$x", r"\[ x \)", r"\end{theorem}", "x}", "κ"],
)
def test_planted_faults_are_seen(planted):
    assert faults(planted)


def test_an_escaped_brace_is_no_fault():
    assert faults(r"\{ \$ 100\% } {"[:-4] + "x") == []


@pytest.mark.skipif(ENGINE is None, reason="no LaTeX engine on this machine; balance and characters were checked")
def test_the_whole_catalogue_compiles(tmp_path):
    (tmp_path / "all.tex").write_text(export.cite(ENTRIES, "latex"), encoding="utf-8")
    options = [] if ENGINE == "tectonic" else ["-interaction=nonstopmode", "-halt-on-error"]
    done = subprocess.run([ENGINE, *options, "all.tex"], cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-3000:]
    assert (tmp_path / "all.pdf").exists()
    log = (tmp_path / "all.log").read_text(encoding="utf-8", errors="replace")
    assert TOO_WIDE.findall("Overfull \\hbox (14.6pt too wide) detected at line 13") == ["14.6"]
    assert [points for points in TOO_WIDE.findall(log) if float(points) > MARGIN] == []


def test_latex_defines_what_it_uses():
    """H, K, PR are said to be what they are, where they occur; a bare document needs nothing else."""
    entry = next(e for e in ENTRIES if "H" in e.theorem.hypotheses[0].latex)
    assert "centres the samples" in export.latex_theorem(entry)
    for other in ENTRIES:
        latex = export.latex_theorem(other)
        assert ("HX" in latex or "X_c" in latex) <= (CENTRES in latex), other.slug
    latex = export.cite([entry])
    assert latex.startswith(r"\documentclass")
    assert latex.endswith("\\end{document}\n")
    for key in entry.theorem.cites:
        assert rf"\bibitem{{{key}}}" in latex


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_bibtex_has_the_theorem_and_its_sources(entry):
    bibtex = export.cite([entry], "bibtex")
    keys = re.findall(r"^@\w+\{([^,]+),$", bibtex, re.MULTILINE)
    assert keys == [f"unalignable:{entry.slug}", *entry.theorem.cites]
    assert bibtex.count("{") == bibtex.count("}")


@pytest.mark.parametrize("key", bibliography())
def test_every_source_can_be_read(key):
    item = export.source(key)
    assert {"title", "author", "year"} <= set(item.fields)
    assert re.fullmatch(r"\d{4}", item.fields["year"])
    assert "note" not in item.fields  # notes were to ourselves
    assert not re.search(r"[{}\\]", readable(export._reference(item)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@misc{a,title={x{y}", "unbalanced braces"),
        ("@misc{a,title={x} year 2000}", "cannot be read from"),
    ],
)
def test_a_broken_source_is_refused(monkeypatch, text, said):
    monkeypatch.setattr(export, "bibliography", lambda: {"a": text})
    with pytest.raises(ValueError, match=said):
        export.source("a")


def test_unknown_source_and_form():
    with pytest.raises(ValueError, match="no entry 'nobody1999'"):
        export.source("nobody1999")
    with pytest.raises(ValueError, match="unknown format 'word'; choose from latex, bibtex, markdown"):
        export.cite(ENTRIES[:1], "word")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_markdown_and_plain_text(entry):
    markdown = export.cite([entry], "markdown")
    assert f"$${entry.theorem.statement}$$" in markdown
    for latex in (entry.theorem.statement, *(hypothesis.latex for hypothesis in entry.theorem.hypotheses)):
        assert "\\" not in plain(latex), plain(latex)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\mathrm{CKA}(cXQ + 1b^\top, Y) = \mathrm{CKA}(X, Y)", "CKA(cXQ + 1bᵀ, Y) = CKA(X, Y)"),
        (r"\frac{\sqrt{PR_X PR_Y}}{n-1}", "√(PR_X PR_Y)/(n-1)"),
        (r"\frac{a+b}{c^2}", "(a+b)/c²"),
        (r"2\binom{n - 1}{k}", "2C(n - 1, k)"),
        (r"AA^\top\succeq s^2 I", "AAᵀ ⪰ s² I"),
        (r"\mathbb{E}_\Pi\, \mathrm{CKA}(X, \Pi Y)", "E_Π CKA(X, ΠY)"),
        (r"\text{the features are centred}", "the features are centred"),
        (r"\left\|K\right\|_F \ne 0", "‖K‖_F ≠ 0"),
        (r"\tilde{K}_{ij} \le \max_i x_i", "K̃_ij ≤ max_i x_i"),
        (r"x^{n+1}", "x^(n+1)"),
    ],
)
def test_plain(latex, text):
    assert plain(latex) == text


def test_escape():
    assert escape('"a_b", said') == r"``a\_b'', said"
    assert escape("R^2 <= x^(n+1), p >> n") == r"R$^{2}$ $\le$ x$^{n+1}$, p $\gg$ n"
    assert escape("Székely & Rizzo: 100 % of κ ≥ 2_3") == r"Székely \& Rizzo: 100 \% of $\kappa$ $\ge$ 2\_3"
    with pytest.raises(UnknownCharacter, match="no LaTeX for '☃'"):
        escape("a ☃")


@pytest.mark.parametrize(
    ("bibtex", "text"),
    [
        (r"Sch{\"o}lkopf", "Schölkopf"),
        (r"Brbi{\'c}", "Brbić"),
        (r"Adser{\`a}", "Adserà"),
        (r"Fran{\c c}ois", "François"),
        (r"St{\o}rmer", "Størmer"),
        (r"Zdzis{\l}aw", "Zdzisław"),
        (r"Statistics \& {CKA}", "Statistics & CKA"),
    ],
)
def test_readable(bibtex, text):
    assert readable(bibtex) == text
