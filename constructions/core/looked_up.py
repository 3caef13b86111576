"""MODULE:NAME on the command line: the object of that name, and the torch module that it is or returns."""

from __future__ import annotations

import difflib
import importlib
import inspect
import os
import sys
from typing import TYPE_CHECKING, Any

from unalignable.theory.core.console import CallError

if TYPE_CHECKING:
    from torch import nn


def looked_up(text: str) -> Any:
    """The object called NAME in MODULE; the module is looked up from the current directory first.

    Args:
        text: ``package.module:name`` or ``package.module:name.attribute``.

    Raises:
        CallError: not of this form, no such module, a module that fails, or no such name (nearest names are said).
    """
    module_name, colon, name = text.partition(":")
    if not (module_name and colon and name):
        start, dot, last = text.rpartition(".")
        meant = f"write {start}:{last}" if dot and last != "py" else "for load() in my_models.py write my_models:load"
        raise CallError(f"{text!r} is not MODULE:NAME; {meant}")
    here = os.getcwd()
    if sys.path[:1] != [here]:
        sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise CallError(f"{module_name} cannot be imported: {error}") from error
        dotted = module_name.removesuffix(".py").replace(os.sep, ".").strip(".")
        meant = f"; write {dotted}:{name}" if dotted != module_name else ""
        raise CallError(f"no module {module_name!r} in {here} or installed{meant}") from error
    except Exception as error:  # a module may raise anything
        raise CallError(f"{module_name} cannot be imported: {type(error).__name__}: {error}") from error
    for part in name.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, [n for n in dir(found) if not n.startswith("_")], n=3)
            raise CallError(f"no {name!r} in {module_name}" + (f"; nearest: {', '.join(near)}" if near else ""))
        found = getattr(found, part)
    return found


def model(text: str) -> nn.Module:
    """The torch module that MODULE:NAME is, or that it returns when called without arguments.

    Raises:
        CallError: it cannot be called without arguments, it fails, or it returns something else.
    """
    from torch import nn

    found = looked_up(text)
    if isinstance(found, nn.Module):
        return found
    if not callable(found):
        raise CallError(f"{text} is {_a(found)}; a torch.nn.Module is needed, or a function that returns one")
    if needed := _needed(found):
        raise CallError(
            f"{text} needs arguments ({', '.join(needed)}); write a function without any that returns the model"
        )
    try:
        made = found()
    except Exception as error:  # it may raise anything
        raise CallError(f"{text}() fails: {type(error).__name__}: {error}") from error
    if not isinstance(made, nn.Module):
        raise CallError(f"{text}() returns {_a(made)}; it must return a torch.nn.Module")
    return made


def _needed(found: Any) -> list[str]:
    """Names of the arguments that have no default."""
    try:
        parameters = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return []
    single = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [p.name for p in parameters if p.default is p.empty and p.kind not in single]


def _a(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
