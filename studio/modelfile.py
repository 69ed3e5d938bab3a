"""What a ``.tflite`` file says of itself, read without running it: its tensors' shapes, and whether it has a memory.

The schema is the one that LiteRT ships. Reading a file's description takes a small part of what loading it takes.
"""

import struct
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from studio import files
from studio.shapes import Shape


class Memory(Enum):
    """What a model keeps from one run to the next."""

    NONE = "none"
    VARIABLES = "variables"
    """Tensors that are marked as variables, such as an LSTM's state: LiteRT can set them back."""
    RESOURCES = "resources"
    """Variables behind a handle, tables, random numbers: only a new interpreter begins anew."""


KEEPING = (
    "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "CALL_ONCE", "HASHTABLE", "HASHTABLE_IMPORT",
    "RANDOM_UNIFORM", "RANDOM_STANDARD_NORMAL", "MULTINOMIAL",
)  # fmt: skip
"""Operators whose memory outlives ``reset_all_variables``."""


@dataclass(frozen=True)
class Signature:
    """The shapes of a model's inputs and outputs, with the axis of windows; None where only a run decides."""

    inputs: tuple[Shape | None, ...]
    outputs: tuple[Shape | None, ...]


def signature(path: Path) -> Signature | None:
    """The shapes in a file; None where it cannot be read as a model, which loading it then says better."""
    try:
        graph = _model(files.content(path, None, files.LARGEST_MODEL)).Subgraphs(0)
        return Signature(
            tuple(_shape(graph.Tensors(graph.Inputs(i))) for i in range(graph.InputsLength())),
            tuple(_shape(graph.Tensors(graph.Outputs(i))) for i in range(graph.OutputsLength())),
        )
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError, struct.error):
        return None


def memory(data: bytes) -> Memory:
    """What a model keeps from one run to the next.

    Args:
        data: The content of a file that LiteRT has loaded.
    """
    from ai_edge_litert.schema_py_generated import BuiltinOperator

    model = _model(data)
    keeping = {getattr(BuiltinOperator, name) for name in KEEPING}
    codes = (model.OperatorCodes(i) for i in range(model.OperatorCodesLength()))
    # Small codes stand in an older field of eight bits; the larger of both is the operator's.
    if any(max(code.BuiltinCode(), code.DeprecatedBuiltinCode()) in keeping for code in codes):
        return Memory.RESOURCES
    graphs = (model.Subgraphs(i) for i in range(model.SubgraphsLength()))
    marked = any(graph.Tensors(i).IsVariable() for graph in graphs for i in range(graph.TensorsLength()))
    return Memory.VARIABLES if marked else Memory.NONE


def _model(data: bytes) -> Any:
    # Imported here, as all of LiteRT, to keep the service's start short.
    from ai_edge_litert.schema_py_generated import Model

    return Model.GetRootAs(data)


def _shape(tensor: Any) -> Shape | None:
    shape = tuple(tensor.Shape(i) for i in range(tensor.ShapeLength()))
    declared = tuple(tensor.ShapeSignature(i) for i in range(tensor.ShapeSignatureLength()))
    return None if not shape or -1 in declared[1:] else shape
