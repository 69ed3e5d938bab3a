"""Does a freshly built demo agree with the one that is shipped?

Samples and what was measured (decisions included, by their digest; latency excepted) must be the same. Model
files should be the same bytes; on another processor training may end a rounding error elsewhere, which is said
but is no failure as long as every decision stays.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOLERANCE = 1e-3
"""How far apart two stated scores may be; decisions and counts must be equal."""


@dataclass(frozen=True)
class Agreement:
    """How a fresh folder compares with a shipped one.

    Attributes:
        same: How many files have the same bytes.
        differing: Files that both have, with other bytes, and that may have.
        broken: What must agree and does not, in words.
    """

    same: int
    differing: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def agree(self) -> bool:
        """Whether everything that must agree does."""
        return not self.broken

    def __str__(self) -> str:
        parts = [f"{self.same} files have the same bytes"]
        if self.differing:
            parts.append(f"other bytes, same decisions: {', '.join(self.differing)}")
        if self.broken:
            parts.append(f"DISAGREES: {'; '.join(self.broken)}")
        return "; ".join(parts)


def compare(shipped: Path, fresh: Path) -> Agreement:
    """Compares two folders of one demo.

    Args:
        shipped: The folder in studio/demos.
        fresh: The same, just built.
    """
    ours, theirs = _files(shipped), _files(fresh)
    broken = [f"only shipped: {path}" for path in sorted(ours - theirs)]
    broken += [f"only built: {path}" for path in sorted(theirs - ours)]
    differing = [path for path in sorted(ours & theirs) if (shipped / path).read_bytes() != (fresh / path).read_bytes()]
    broken += [f"{path} has other bytes" for path in differing if path.startswith("samples/")]
    if "measured.json" in differing:
        broken += _differences(_measured(shipped), _measured(fresh), "measured.json")
    tolerated = tuple(path for path in differing if not path.startswith("samples/") and path != "measured.json")
    return Agreement(len(ours & theirs) - len(differing), tolerated, tuple(broken))


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _measured(folder: Path) -> dict[str, Any]:
    """What was measured, without the latency, which is another on every run."""
    measured: dict[str, Any] = json.loads((folder / "measured.json").read_text())
    measured.pop("latency", None)
    return measured


def _differences(shipped: Any, fresh: Any, where: str) -> list[str]:
    """Where two JSON values differ by more than the tolerance allows."""
    if isinstance(shipped, dict) and isinstance(fresh, dict):
        keys = sorted(shipped.keys() | fresh.keys())
        return [d for key in keys for d in _differences(shipped.get(key), fresh.get(key), f"{where} {key}")]
    if isinstance(shipped, list) and isinstance(fresh, list) and len(shipped) == len(fresh):
        pairs = enumerate(zip(shipped, fresh, strict=True))
        return [d for i, pair in pairs for d in _differences(*pair, f"{where}[{i}]")]
    if isinstance(shipped, float) and isinstance(fresh, float) and abs(shipped - fresh) <= TOLERANCE:
        return []
    return [] if shipped == fresh else [f"{where}: {shipped!r} is shipped, {fresh!r} was built"]
