"""What code a result comes from: a run is done again when what it runs has changed, and only then."""

from __future__ import annotations

import ast
import hashlib
import importlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

ROOTS: Final = ("settings", "predict", "train", "measure")
"""Fields of an experiment that make its results; claims and figures only read them."""
FOLLOWED: Final = "unalignable"
"""Code of other packages is named by their versions instead."""

Place = tuple[str, str]
"""Module and top-level name."""


def fingerprint(module: str) -> str:
    """Sixteen hex digits of what predicts, trains and measures: the experiment's functions and all that they reach.

    Comments, docstrings and layout do not count, nor do claims and the figure. Functions of this project are followed
    from module to module, also through packages that load their names lazily.
    """
    own = module.rsplit(".", 1)[0]
    seen: set[Place] = set()
    waiting = [(module, name) for name in _roots(module)]
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting += _reached(*place, own)
    digest = hashlib.sha256()
    for place in sorted(seen):
        digest.update(f"{place[0]}:{place[1]}\n{_text(*place)}\n".encode())
    return digest.hexdigest()[:16]


def _top(module: str) -> dict[str, ast.stmt]:
    """Top-level name -> the statement that makes it."""
    path = Path(str(importlib.import_module(module).__file__))
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _parsed(path: Path, changed: int) -> dict[str, ast.stmt]:
    """``_top`` of a file as it was when it was last changed."""
    found: dict[str, ast.stmt] = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        for name in _made(statement):
            found[name] = statement
    return found


def _made(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
            yield statement.name
        case ast.Assign():
            yield from (node.id for t in statement.targets for node in ast.walk(t) if isinstance(node, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.Import():
            yield from ((a.asname or a.name.split(".")[0]) for a in statement.names)
        case ast.ImportFrom():
            yield from (a.asname or a.name for a in statement.names)
        case _:
            pass


def _roots(module: str) -> Iterator[str]:
    """The names that the record's fields are made of."""
    statement = _top(module)["EXPERIMENT"]
    assert isinstance(statement, ast.Assign | ast.AnnAssign)
    assert isinstance(statement.value, ast.Call)
    for keyword in statement.value.keywords:
        if keyword.arg in ROOTS:
            yield from (node.id for node in ast.walk(keyword.value) if isinstance(node, ast.Name))


def _reached(module: str, name: str, own: str) -> Iterator[Place]:
    statement = _top(module).get(name)
    match statement:
        case None:  # a builtin, or a local name
            return
        case ast.Import():
            return
        case ast.ImportFrom():
            yield from _imported(module, statement, name, own)
        case _:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name):
                    yield module, node.id
                elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    yield from _attribute(module, node.value.id, node.attr, own)
                elif isinstance(node, ast.ImportFrom):  # inside a function
                    for alias in node.names:
                        yield from _imported(module, node, alias.asname or alias.name, own)


def _imported(module: str, statement: ast.ImportFrom, name: str, own: str) -> Iterator[Place]:
    original = next(a.name for a in statement.names if name in (a.asname, a.name))
    source = _source(module, statement)
    if _followed(source, own):
        yield from _home(source, original)


def _attribute(module: str, name: str, attribute: str, own: str) -> Iterator[Place]:
    """``bounds.readout_floor`` where ``bounds`` is a module of this project."""
    statement = _top(module).get(name)
    if isinstance(statement, ast.ImportFrom):
        value: Any = getattr(importlib.import_module(module), name, None)
        if _is_module(value) and _followed(value.__name__, own):
            yield from _home(value.__name__, attribute)


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
    """The statement without comments, docstrings and layout; nothing for what is not made there."""
    statement = _top(module).get(name)
    if statement is None or isinstance(statement, ast.Import | ast.ImportFrom):
        return ""
    return ast.dump(_without_docstrings(ast.parse(ast.unparse(statement))))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return tree
