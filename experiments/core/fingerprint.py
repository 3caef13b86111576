"""What code a result comes from: a run is done again when what it runs has changed, and only then."""

from __future__ import annotations

import ast
import hashlib
import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

RESULTS: Final = ("settings", "predict", "train", "measure")
"""Fields of an experiment that make its results; claims and figures only read them."""
CLAIMS: Final = ("claims",)
"""Fields that make its predictions."""
HARNESS: Final = ((f"{__package__}.execute", "execute"),)
"""What runs them: it seeds, and it says what a number is."""
FOLLOWED: Final = "unalignable"
"""Code of other packages is named by their versions instead."""
COMPOUND: Final = (ast.If, ast.Try, ast.TryStar, ast.With, ast.For, ast.While, ast.Match)

Place = tuple[str, str]
"""Module and top-level name."""


def fingerprint(module: str, fields: Sequence[str] = RESULTS) -> str:
    """Sixteen hex digits of what predicts, trains and measures: the experiment's functions and all that they reach.

    Comments, docstrings and layout do not count, nor do claims and the figure. Functions of this project are followed
    from module to module, also through packages that load their names lazily. Not seen: tables that calls fill
    (``TABLE.update(…)``, decorators that register), and constants that a package loads lazily.
    """
    own = module.rsplit(".", 1)[0]
    seen: set[Place] = set()
    waiting = [*HARNESS, *((module, name) for name in _roots(module, fields))]
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting += _reached(*place, own)
    digest = hashlib.sha256()
    for place in sorted(seen):
        digest.update(f"{place[0]}:{place[1]}\n{_text(*place)}\n".encode())
    return digest.hexdigest()[:16]


def _top(module: str) -> dict[str, list[ast.stmt]]:
    """Top-level name -> the statements that make it what it is; ``*`` -> the imports of everything."""
    file = getattr(importlib.import_module(module), "__file__", None)
    if file is None:  # a folder without __init__.py
        return {}
    path = Path(file)
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _parsed(path: Path, changed: int) -> dict[str, list[ast.stmt]]:
    """``_top`` of a file as it was when it was last changed."""
    found: dict[str, list[ast.stmt]] = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        for name, maker in dict.fromkeys(_makers(statement)):
            found.setdefault(name, []).append(maker)
    return found


def _makers(statement: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """Names, each with what makes it: of an ``if`` or ``try`` the import in it, else all of it, with its condition."""
    if not isinstance(statement, COMPOUND):
        yield from ((name, statement) for name in _made(statement))
        return
    if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
        return
    for part in _simple(statement):
        for name in _made(part):
            yield name, part if isinstance(part, ast.Import | ast.ImportFrom) else statement


def _simple(statement: ast.AST) -> Iterator[ast.stmt]:
    for part in ast.iter_child_nodes(statement):
        if isinstance(part, (ast.ExceptHandler, ast.match_case, *COMPOUND)):
            yield from _simple(part)
        elif isinstance(part, ast.stmt):
            yield part


def _made(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
            yield statement.name
        case ast.Assign():
            yield from (name for target in statement.targets for name in _targets(target))
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            yield name
        case ast.Import():
            yield from ((a.asname or a.name.split(".")[0]) for a in statement.names)
        case ast.ImportFrom():
            yield from (a.asname or a.name for a in statement.names)
        case _:
            pass


def _targets(target: ast.expr) -> Iterator[str]:
    """The names that an assignment makes or changes: of ``TABLE[key] = 1`` the table, not the key."""
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            yield from (name for part in parts for name in _targets(part))
        case ast.Starred(value=value) | ast.Subscript(value=value) | ast.Attribute(value=value):
            yield from _targets(value)
        case _:
            pass


def _roots(module: str, fields: Sequence[str]) -> Iterator[str]:
    """The names that these fields of the record are made of."""
    statement = _top(module)["EXPERIMENT"][-1]
    assert isinstance(statement, ast.Assign | ast.AnnAssign)
    assert isinstance(statement.value, ast.Call)
    for keyword in statement.value.keywords:
        if keyword.arg in fields:
            yield from (node.id for node in ast.walk(keyword.value) if isinstance(node, ast.Name))


def _reached(module: str, name: str, own: str) -> Iterator[Place]:
    statements = _top(module).get(name)
    if statements is None:  # a builtin, or a local name, or from an import of everything
        for everything in _top(module).get("*", []):
            assert isinstance(everything, ast.ImportFrom)
            source = _source(module, everything)
            if _followed(source, own) and name != "*" and hasattr(importlib.import_module(source), name):
                yield from _home(source, name)
    for statement in statements or ():
        yield from _reached_by(module, statement, name, own)


def _reached_by(module: str, statement: ast.stmt, name: str, own: str) -> Iterator[Place]:
    match statement:
        case ast.Import():
            return
        case ast.ImportFrom():
            yield from _imported(module, statement, name, own)
        case _:
            local = dict(_local_modules(module, statement))
            for node in ast.walk(statement):
                if isinstance(node, ast.Name):
                    yield module, node.id
                elif isinstance(node, ast.Attribute):
                    yield from _attribute(module, node, own, local)
                elif isinstance(node, ast.ImportFrom):  # inside a function
                    for alias in node.names:
                        yield from _imported(module, node, alias.asname or alias.name, own)


def _imported(module: str, statement: ast.ImportFrom, name: str, own: str) -> Iterator[Place]:
    original = next(a.name for a in statement.names if name in (a.asname, a.name))
    source = _source(module, statement)
    if _followed(source, own):
        yield from _home(source, original)


def _local_modules(module: str, statement: ast.stmt) -> Iterator[tuple[str, Any]]:
    """Modules of this project that are imported inside a function, under the names that they have there."""
    ours = {FOLLOWED, module.split(".")[0]}
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == FOLLOWED:
                    found = importlib.import_module(alias.name)
                    yield (alias.asname, found) if alias.asname else (FOLLOWED, importlib.import_module(FOLLOWED))
        elif isinstance(node, ast.ImportFrom) and (source := _source(module, node)).split(".")[0] in ours:
            for alias in node.names:
                with suppress(ModuleNotFoundError):  # a name of the source, and no module in it
                    yield alias.asname or alias.name, importlib.import_module(f"{source}.{alias.name}")


def _attribute(module: str, node: ast.Attribute, own: str, local: Mapping[str, Any]) -> Iterator[Place]:
    """``bounds.readout_floor`` where ``bounds`` is a module of this project, however it is reached."""
    value = _module_at(module, node.value, local)
    if value is not None and _followed(value.__name__, own):
        yield from _home(value.__name__, node.attr)


def _module_at(module: str, node: ast.expr, local: Mapping[str, Any]) -> Any:
    """The module that ``a`` or ``a.b.c`` stands for, among ``local`` or at the top of this one; else None."""
    found: Any = None
    match node:
        case ast.Name(id=name):
            if name in local:
                found = local[name]
            elif any(isinstance(made, ast.Import | ast.ImportFrom) for made in _top(module).get(name, ())):
                found = getattr(importlib.import_module(module), name, None)
        case ast.Attribute(value=inner, attr=name):
            found = getattr(_module_at(module, inner, local), name, None)
        case _:
            pass
    return found if _is_module(found) else None


def _home(source: str, name: str) -> Iterator[Place]:
    """Where a name of a module is made: there, or where the object that it loads says."""
    if name in _top(source):
        yield source, name
        return
    value: Any = getattr(importlib.import_module(source), name, None)
    home = getattr(value, "__module__", None)
    if home is not None and hasattr(value, "__name__") and home != source:
        yield home, value.__name__


def _source(module: str, statement: ast.ImportFrom) -> str:
    if not statement.level:
        return str(statement.module)
    package = module if _is_package(module) else module.rpartition(".")[0]
    base = package.rsplit(".", statement.level - 1)[0]
    return f"{base}.{statement.module}" if statement.module else base


def _is_package(module: str) -> bool:
    return hasattr(importlib.import_module(module), "__path__")


def _is_module(value: Any) -> bool:
    return type(value).__name__ == "module"


def _followed(module: str, own: str) -> bool:
    return module.split(".")[0] == FOLLOWED or module == own or module.startswith(f"{own}.")


def _text(module: str, name: str) -> str:
    """The statements without comments, docstrings and layout; nothing for what is not made there."""
    made = [s for s in _top(module).get(name, ()) if not isinstance(s, ast.Import | ast.ImportFrom)]
    return "\n".join(ast.dump(_without_docstrings(ast.parse(ast.unparse(statement)))) for statement in made)


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return tree
