"""Between LaTeX and text: a statement for a terminal, a sentence for a paper.

Statements and hypotheses are written once, in LaTeX. ``plain`` shows them on a terminal; ``escape`` carries the
docstrings' text the other way, and refuses a character it has no LaTeX for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

SYMBOLS: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "varphi": "φ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "xi": "ξ", "nu": "ν",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "ge": "≥", "geq": "≥", "le": "≤", "leq": "≤", "ne": "≠", "neq": "≠", "succeq": "⪰",
    "preceq": "⪯", "succ": "≻", "prec": "≺", "approx": "≈", "sim": "∼", "propto": "∝", "equiv": "≡",
    "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "implies": "⇒", "Longrightarrow": "⇒", "iff": "⇔",
    "Leftrightarrow": "⇔", "Longleftrightarrow": "⇔", "mapsto": "↦", "in": "∈", "notin": "∉", "subset": "⊂",
    "subseteq": "⊆", "cup": "∪", "cap": "∩", "setminus": "∖", "emptyset": "∅", "varnothing": "∅",
    "forall": "∀", "exists": "∃", "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "Σ", "prod": "Π", "int": "∫",
    "cdot": "·", "times": "×", "circ": "∘", "otimes": "⊗", "oplus": "⊕", "odot": "⊙", "pm": "±", "mp": "∓",
    "perp": "⊥", "mid": "|", "vert": "|", "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖",
    "|": "‖", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "ldots": "…", "dots": "…", "cdots": "…", "top": "ᵀ", "prime": "'", "star": "*", "ast": "*", "dagger": "†",
    "ell": "ℓ", "angle": "∠", "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "neg": "¬",
    "quad": "  ", "qquad": "    ", ",": " ", ";": " ", ":": " ", " ": " ", "!": "", "\\": "; ",
    "{": "{", "}": "}", "%": "%", "&": "&", "_": "_", "#": "#", "$": "$",
}  # fmt: skip
"""LaTeX command -> how a terminal shows it."""

TRANSPARENT: Final = frozenset(
    {"left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "bigg", "Bigg", "displaystyle", "limits"}
)
WRAPPERS: Final = frozenset(
    {"mathrm", "mathbf", "mathbb", "mathcal", "mathsf", "mathit", "boldsymbol", "text", "textrm", "textit", "emph"}
    | {"operatorname", "mbox"}
)
ACCENTS: Final = {"tilde": "\u0303", "widetilde": "\u0303", "hat": "\u0302", "bar": "\u0304", "overline": "\u0304"}

_TOKEN = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([{}^_&~])|(\s+)|(.)", re.DOTALL)


class UnknownCharacter(ValueError):
    """A character of a docstring has no LaTeX in our table."""


def plain(latex: str) -> str:
    r"""A formula as text: ``\frac{a}{b}`` becomes ``a/b``, ``X^\top`` becomes ``Xᵀ``, Greek letters are themselves.

    Args:
        latex: a formula as it stands in a statement or a hypothesis, without dollars.

    Returns:
        One line of text. A command that is not in the table is shown by its name.
    """
    spaced = re.sub(r"\s*([=≥≤≠≈⇔⇒→↦⪰⪯≻≺∈∝<>]|:=)\s*", r" \1 ", _sequence(_Tokens(latex)))
    return " ".join(spaced.split()).replace(" ,", ",")


class _Tokens:
    """A formula cut into commands, braces and characters, with one token of look-ahead."""

    def __init__(self, latex: str) -> None:
        self._rest: Iterator[re.Match[str]] = _TOKEN.finditer(latex)
        self.next: tuple[str, str] | None = None
        self.advance()

    def advance(self) -> tuple[str, str] | None:
        """The current token (kind, text); moves on."""
        current = self.next
        match = next(self._rest, None)
        if match is None:
            self.next = None
        elif match[1] or match[2]:
            self.next = ("command", match[1] or match[2])
        elif match[3]:
            self.next = (match[3], match[3])
        else:
            self.next = ("text", " " if match[4] else match[5])
        return current


def _sequence(tokens: _Tokens) -> str:
    """Everything up to the closing brace or the end."""
    out = ""
    while tokens.next is not None and tokens.next[0] != "}":
        out += _one(tokens)
    return out


def _one(tokens: _Tokens) -> str:
    """One token with its arguments."""
    token = tokens.advance()
    if token is None:
        return ""
    kind, text = token
    if kind == "{":
        inside = _sequence(tokens)
        tokens.advance()
        return inside
    if kind in "^_":
        return _script(kind, _argument(tokens))
    if kind == "command":
        return _command(text, tokens)
    return {"~": " ", "&": " "}.get(kind, text)


def _argument(tokens: _Tokens) -> str:
    """One argument: a braced group, or the next token."""
    while tokens.next == ("text", " "):
        tokens.advance()
    return _one(tokens).strip()


def _command(name: str, tokens: _Tokens) -> str:
    if name in ("frac", "tfrac", "dfrac"):
        above, below = _argument(tokens), _argument(tokens)
        return f"{_grouped(above)}/{_grouped(below)}"
    if name in ("binom", "tbinom", "dbinom"):
        above, below = _argument(tokens), _argument(tokens)
        return f"C({above}, {below})"
    if name == "sqrt":
        return f"√{_grouped(_argument(tokens))}"
    if name in WRAPPERS:
        return _argument(tokens)
    if name in ACCENTS:
        return _argument(tokens) + ACCENTS[name]
    if name in TRANSPARENT:
        return ""
    if name in ("begin", "end"):
        _argument(tokens)
        return " "
    shown = SYMBOLS.get(name, name)
    if shown.isalpha() and len(shown) == 1 and tokens.next == ("text", " "):
        tokens.advance()  # the space after \Pi in "\Pi Y" ends the command's name and is not seen
    return shown


def _script(kind: str, argument: str) -> str:
    if kind == "^" and argument in ("ᵀ", "'", "*", "†"):
        return argument
    if kind == "^" and argument in ("2", "3"):
        return {"2": "²", "3": "³"}[argument]
    return f"{kind}{argument}" if len(argument) == 1 else f"{kind}{_grouped(argument, always=len(argument) > 3)}"


def _grouped(text: str, always: bool = False) -> str:
    """In parentheses, unless it is one word."""
    return f"({text})" if always or not re.fullmatch(r"[\w|‖.ᵀ²³']+|√?\([^()]*\)", text) else text


_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": "$<$", ">": "$>$", "|": "$|$",
    "–": "--", "—": "---", "’": "'", "‘": "`", "“": "``", "”": "''", "…": r"\dots{}", "§": r"\S{}",
    "²": "$^2$", "³": "$^3$", "ᵀ": r"$^\top$", "⁺": "$^+$", "⁻": "$^-$", "¹": "$^1$", "₀": "$_0$", "₁": "$_1$",
    "₂": "$_2$", "√": r"$\surd$", "½": r"$\tfrac12$", "′": "$'$", "−": "$-$", "⟂": r"$\perp$",
}  # fmt: skip
_PREFERRED = ("ge", "le", "ne", "to", "epsilon", "phi", "Sigma", "Pi", "dots", "implies", "iff", "ast", "wedge", "vee")
_FROM_SYMBOL = {SYMBOLS[name]: name for name in (*SYMBOLS, *_PREFERRED) if len(SYMBOLS[name]) == 1}
_MARKS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "c": "\u0327", "v": "\u030c"}
_LETTERS = {"l": "ł", "L": "Ł", "o": "ø", "O": "Ø", "ss": "ß", "ae": "æ", "aa": "å"}
_LATIN = re.compile(r"[\u00c0-\u017f]")  # LaTeX reads accented Latin letters in UTF-8 by itself


def escape(text: str) -> str:
    """A sentence of a docstring as LaTeX text.

    Args:
        text: plain text, Greek letters and mathematical signs included.

    Raises:
        UnknownCharacter: for a character that is neither ASCII, accented Latin nor in the table.
    """
    quoted = re.sub(r'"([^"]*)"', r"“\1”", text)
    pieces = re.split(r"(\^\w+|\^\([^()]*\)|<=|>=|>>|<<)", quoted)  # every second one is a power or a sign
    return "".join(
        _sign(piece) if index % 2 else "".join(_escaped(character, text) for character in piece)
        for index, piece in enumerate(pieces)
    )


def _sign(text: str) -> str:
    """``^2`` raised, ``<=`` as one sign."""
    if text.startswith("^"):
        return f"$^{{{text[1:].strip('()')}}}$"
    return {"<=": r"$\le$", ">=": r"$\ge$", "<<": r"$\ll$", ">>": r"$\gg$"}[text]


def _escaped(character: str, text: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character.isascii() or _LATIN.match(character):
        return character
    if character in _FROM_SYMBOL:
        return rf"$\{_FROM_SYMBOL[character]}$"
    raise UnknownCharacter(f"no LaTeX for {character!r} (U+{ord(character):04X}) in {text!r}; add it to latex.SYMBOLS")


def readable(bibtex: str) -> str:
    r"""A field of a BibTeX entry as text: accents are letters, protecting braces are gone, ``--`` is a dash.

    ``Sch{\"o}lkopf`` becomes ``Schölkopf``.
    """
    text = re.sub(
        r"\{\\(\W|[cv](?= ))\s*\{?(\w)\}?\}", lambda m: unicodedata.normalize("NFC", m[2] + _MARKS[m[1]]), bibtex
    )
    text = re.sub(r"\{\\([A-Za-z]+)\}", lambda m: _LETTERS[m[1]], text)
    return text.replace("\\&", "&").replace("{", "").replace("}", "").replace("--", "–")
