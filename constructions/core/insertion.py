"""Put a twist behind one layer of a module, and take it back before anything else sees it.

The layer's class is exchanged for a subclass of its own: it stays what it was to ``isinstance``, in its attributes and
in its ``state_dict``. Wrapping it would break modules that look at their children's types (nn.TransformerEncoder), and
a hook would switch off their fast path, which rounds differently.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import torch
from torch import Tensor, nn

from .twist import SIGN_BITS, Twist, UnsupportedActivation

INSIDE: Final = "twisted"
"""Name of the submodule through which the twisted activation passes: hook it to see the activation."""

M = TypeVar("M", bound=nn.Module)
Key = int | str | None


class UnknownLayer(ValueError):
    """There is no such layer, or it is not one that can be twisted."""


class Twisted(nn.Module):
    """What stands between twisting and untwisting: the identity.

    Attributes:
        twist: the twist; None lets the activation pass as it is.
        output: which part of a tuple or dict the layer's activation is; None for the one that can be it.
        recorded: where activations are appended, (before, twisted), when it is a list.
    """

    def __init__(self, twist: Twist | None = None, output: Key = None) -> None:
        super().__init__()
        self.twist = twist
        self.output = output
        self.recorded: list[tuple[Tensor, Tensor]] | None = None

    def forward(self, h: Tensor) -> Tensor:
        """The twisted activation, unchanged."""
        return h

    def around(self, h: Tensor) -> Tensor:
        """Twist, let it be seen, untwist; a nested tensor piece by piece."""
        if not h.is_nested:
            return self._around(h, self.recorded)
        pieces: list[tuple[Tensor, Tensor]] = []
        out = torch.nested.as_nested_tensor([self._around(piece, pieces) for piece in h.unbind()])
        if self.recorded is not None:
            before, twisted = (torch.cat(side) for side in zip(*pieces, strict=True))
            self.recorded.append((before, twisted))
        return out

    def _around(self, h: Tensor, recorded: list[tuple[Tensor, Tensor]] | None) -> Tensor:
        inside = self(h if self.twist is None else self.twist.twisted(h))
        if recorded is not None:
            # without a twist the same memory goes on, and an in-place ReLU may come next
            recorded.append((h.detach().clone() if self.twist is None else h.detach(), inside.detach()))
        return inside if self.twist is None else self.twist.untwisted(inside)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "recorded": None}


def layer_names(model: nn.Module) -> list[str]:
    """The layers that can be twisted, in the order of ``named_modules``; the model itself is not one."""
    return [name for name, _ in model.named_modules() if name]


def find(model: nn.Module, layer: str) -> nn.Module:
    """The submodule of this name.

    Raises:
        UnknownLayer: there is none; names the nearest.
    """
    modules: dict[str, nn.Module] = dict(model.named_modules())
    if layer in modules and layer:
        return modules[layer]
    known = layer_names(model)
    near = difflib.get_close_matches(layer, known, n=3, cutoff=0.4) or known[:5]
    raise UnknownLayer(
        f"no layer {layer!r} in {type(model).__name__}; {'nearest' if near else 'it has no layers'}: {', '.join(near)}"
    )


def insert(model: nn.Module, layer: str, twist: Twist | None = None, output: Key = None) -> Twisted:
    """Twist the output of one layer, in place.

    Args:
        model: changed: the class of one of its submodules, which gets one child more, without parameters.
        layer: name, as in ``model.named_modules()``. A Sequential is twisted at its last layer.
        twist: what is put in; None for a place that only records.
        output: which part of the layer's output to twist, if that is a tuple or dict.

    Returns:
        The child: its ``twist`` may be exchanged later, a hook on it sees the twisted activation.

    Raises:
        UnknownLayer: no such layer, it is twisted already, or it is a list of layers or TorchScript.
    """
    target = find(model, layer)
    if isinstance(target, nn.ModuleList | nn.ModuleDict):
        inner = ", ".join(f"{layer}.{name}" for name, _ in target.named_children())
        raise UnknownLayer(
            f"layer {layer!r} is a {type(target).__name__}, which has no forward pass; name a module in it: {inner}"
        )
    if isinstance(target, torch.jit.ScriptModule):
        raise UnknownLayer(
            f"layer {layer!r} is TorchScript, whose class is fixed; give the module it was scripted from"
        )
    while type(target).forward is nn.Sequential.forward and len(target):  # type: ignore[arg-type]
        target = target[-1]  # type: ignore[index]
    if hasattr(target, INSIDE):
        raise UnknownLayer(f"layer {layer!r} has an attribute {INSIDE!r} already: is it a twin's?")
    inside = Twisted(twist, output)
    inside.train(target.training)
    target.add_module(INSIDE, inside)
    target.__class__ = twisted_class(type(target))
    return inside


_CLASSES: Final[dict[type[nn.Module], type[nn.Module]]] = {}


def twisted_class(base: type[nn.Module]) -> type[nn.Module]:
    """The subclass whose outputs pass through a twist; one for each class."""
    if base not in _CLASSES:
        _CLASSES[base] = _subclass(base)
    return _CLASSES[base]


def _subclass(base: type[nn.Module]) -> type[nn.Module]:

    def forward(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        inside: Twisted = getattr(self, INSIDE)
        return changed(base.forward(self, *args, **kwargs), inside.output, inside.around, base)

    def reduce(self: nn.Module, protocol: int) -> Any:
        return _revived, (base,), object.__reduce_ex__(self, protocol)[2]

    members = {"forward": forward, "__reduce_ex__": reduce, "__doc__": base.__doc__, "__module__": base.__module__}
    return type(base.__name__, (base,), members)


def _revived(base: type[nn.Module]) -> nn.Module:
    """What pickle and deepcopy start from: an instance without its state."""
    kind = twisted_class(base)
    empty: nn.Module = kind.__new__(kind)
    return empty


def changed(value: Any, key: Key, change: Callable[[Tensor], Tensor], base: type) -> Any:
    """The layer's output with its activation changed, in the container that it came in.

    Raises:
        UnsupportedActivation: nothing in it can be the activation, or more than one thing, and no key was given.
    """
    if isinstance(value, Tensor):
        if key is not None:
            raise UnsupportedActivation(f"{base.__name__} returns a tensor; leave output={key!r} out")
        return change(_floating(value, base))
    if isinstance(value, Mapping):
        chosen = _chosen({k: value[k] for k in value}, key, base)
        parts = {**value, chosen: change(_floating(value[chosen], base))}
        # a ModelOutput is rebuilt from its fields, a dict from its items
        return type(value)(**parts) if type(value) is not dict else parts
    if isinstance(value, tuple | list):
        chosen = _chosen(dict(enumerate(value)), key, base)
        items = [change(_floating(part, base)) if i == chosen else part for i, part in enumerate(value)]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    raise UnsupportedActivation(
        f"{base.__name__} returns {type(value).__name__}; a tensor, tuple or dict can be twisted"
    )


def _floating(value: Any, base: type) -> Tensor:
    if not isinstance(value, Tensor) or value.dtype not in SIGN_BITS:
        what = f"a tensor of {value.dtype}" if isinstance(value, Tensor) else type(value).__name__
        raise UnsupportedActivation(
            f"the output of {base.__name__} is {what}; floats of 16, 32 or 64 bits can be twisted"
        )
    return value


def _chosen(parts: Mapping[Any, Any], key: Key, base: type) -> Any:
    candidates = [k for k, part in parts.items() if isinstance(part, Tensor) and part.dtype in SIGN_BITS]
    if key is not None:
        if key not in candidates:
            raise UnsupportedActivation(
                f"the output of {base.__name__} has no floating-point tensor {key!r}; output can be one of {candidates}"
            )
        return key
    if len(candidates) != 1:
        raise UnsupportedActivation(
            f"{base.__name__} returns {len(candidates)} floating-point tensors; say which one with"
            f" output=KEY, one of {candidates}"
        )
    return candidates[0]
