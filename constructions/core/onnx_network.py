"""An exact network as an ONNX model, for other runtimes. Needs the extra ``onnx``.

Written layer by layer from the architecture, with operators that every runtime has: MatMul, Add, Relu, Abs, Gather,
Mul, Concat. The initializers have the names of the state dict (weights transposed, as MatMul takes them), and every
layer's output has the layer's name, so that the layer compared can be asked for as well.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

import numpy as np
import torch

from unalignable.theory.core.numbers.array import Array

from .network import Abs, Layer, Linear, Network, Products, ReLU
from .torch_network import tensor

OPSET: Final = 17
IR: Final = 8
"""What runtimes of the last years read."""
INPUT: Final = "inputs"


class NoOnnx(ImportError, ValueError):
    """The package onnx is not installed; says how to get it."""


def _onnx() -> Any:
    try:
        return importlib.import_module("onnx")
    except ImportError:
        raise NoOnnx("ONNX files need the package onnx: pip install 'unalignable[onnx]'") from None


def onnx_model(network: Network, layer: str, dtype: torch.dtype) -> bytes:
    """The network as the bytes of an ONNX file.

    Args:
        network: the network; its last layer's output is the first output of the model.
        layer: the layer compared; its output is the second output of the model, unless it is the last layer.
        dtype: torch.float32 or torch.float64.

    Raises:
        NoOnnx: the package is not installed.
    """
    onnx = _onnx()
    kind = {torch.float32: onnx.TensorProto.FLOAT, torch.float64: onnx.TensorProto.DOUBLE}[dtype]
    nodes: list[Any] = []
    weights: list[Any] = []
    here, widths = INPUT, {INPUT: network.inputs}
    for name, one in network.layers.items():
        made, held = _nodes(onnx, name, one, here, dtype)
        nodes += made
        weights += held
        widths[name] = one.width(widths[here])
        here = name
    given, *outputs = (
        onnx.helper.make_tensor_value_info(name, kind, ["n", widths[name]])
        for name in (INPUT, *dict.fromkeys((here, layer)))
    )
    graph = onnx.helper.make_graph(nodes, "network", [given], outputs, weights)
    model = onnx.helper.make_model(
        graph, producer_name="unalignable", opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=IR
    )
    onnx.checker.check_model(model)
    raw: bytes = model.SerializeToString(deterministic=True)
    return raw


def _nodes(onnx: Any, name: str, layer: Layer, given: str, dtype: torch.dtype) -> tuple[list[Any], list[Any]]:
    """The operators of one layer, and the constants that they hold."""
    node = onnx.helper.make_node
    match layer:
        case Linear(weight, bias):
            held = [_constant(onnx, f"{name}.weight", weight, dtype)]
            product = name if bias is None else f"{name}.product"
            made = [node("MatMul", [given, f"{name}.weight"], [product])]
            if bias is not None:
                held.append(_constant(onnx, f"{name}.bias", bias, dtype))
                made.append(node("Add", [product, f"{name}.bias"], [name]))
            return made, held
        case ReLU():
            return [node("Relu", [given], [name])], []
        case Abs():
            return [node("Abs", [given], [name])], []
        case Products(factors):
            return _products(onnx, name, factors, given)
    raise TypeError(f"no ONNX operators for {layer!r}")


def _products(onnx: Any, name: str, factors: Any, given: str) -> tuple[list[Any], list[Any]]:
    node, columns = onnx.helper.make_node, list[str]()
    made: list[Any] = []
    held: list[Any] = []
    for i, chosen in enumerate(factors):
        for j, column in enumerate(chosen):
            index = f"{name}.{i}.{j}.column"
            held.append(onnx.numpy_helper.from_array(np.array([column], dtype=np.int64), index))
            made.append(node("Gather", [given, index], [f"{name}.{i}.{j}"], axis=1))
            if j:
                made.append(node("Mul", [columns[i], f"{name}.{i}.{j}"], [f"{name}.{i}.{j}.product"]))
                columns[i] = f"{name}.{i}.{j}.product"
            else:
                columns.append(f"{name}.{i}.{j}")
    made.append(node("Concat", columns, [name], axis=1))
    return made, held


def _constant(onnx: Any, name: str, entries: Array, dtype: torch.dtype) -> Any:
    return onnx.numpy_helper.from_array(np.ascontiguousarray(tensor(entries, dtype).numpy()), name)
