"""What models without scores or a value do with a demo's samples: the blocks of kind ``tensors`` in measured.json."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]

DECIMALS = 5


def autoencoder(
    inputs: Numbers, outputs: Mapping[str, Numbers], sizes: Mapping[str, int], reference: str = "float32"
) -> dict[str, Any]:
    """The measured facts about an autoencoder, one window per sample: each variant alone, then against the reference.

    Args:
        inputs: What should come out again, shape (windows, values).
        outputs: By variant, shaped like inputs.
        sizes: Bytes of each variant's model file.
        reference: The variant that the others are compared with.
    """
    return {
        "kind": "tensors",
        "samples": len(inputs),
        "windows": len(inputs),
        "values": inputs.shape[1],
        "reference": reference,
        "variants": {
            name: {"sizeBytes": sizes[name], "reconstructionError": _rounded(squared(inputs, outputs[name]).mean())}
            for name in outputs
        },
        "candidates": {name: _against(outputs[reference], outputs[name]) for name in outputs if name != reference},
    }


def squared(expected: Numbers, found: Numbers) -> Numbers:
    """Mean squared difference of each window, shape (windows,)."""
    differences: Numbers = ((found - expected) ** 2).mean(axis=1)
    return differences


def _against(reference: Numbers, candidate: Numbers) -> dict[str, Any]:
    lengths = np.linalg.norm(reference, axis=1) * np.linalg.norm(candidate, axis=1)
    cosines = (reference * candidate).sum(axis=1) / lengths
    return {
        "meanSquaredError": _rounded(squared(reference, candidate).mean()),
        "largestChange": _rounded(np.abs(candidate - reference).max()),
        "cosineSimilarity": _rounded(cosines.mean()),
        "smallestCosineSimilarity": _rounded(cosines.min()),
    }


def _rounded(number: np.floating[Any]) -> float:
    return round(float(number), DECIMALS)
