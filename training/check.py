"""Does a freshly built demo agree with the one that is shipped?

Two builds tell. One takes the shipped float32 weights, converts and quantizes them again: that must give the same on
every computer. Samples and what was measured (decisions included, by their digest; latency excepted) must be the same;
model files with other bytes are said and tolerated as long as every decision stays.

The other one trains anew, which ends a rounding error elsewhere on another processor, and then decides a window or two
otherwise. It must tell the same story: the same samples, the verdict that the demo expects, and every figure that a
headline may hold within :data:`RANGES` of the shipped one.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOLERANCE = 1e-3
"""How far apart two stated scores may be; decisions and counts must be equal."""

SHARE, PART, LEAST, FACTOR = 0.03, 0.05, 3, 1.5
SHARES = frozenset({"accuracy", "f1", "precision", "recall", "auroc", "withinShare"})
COUNTS = frozenset(
    {"flips", "imagesChanged", "objectsLost", "objectsFound", "falseAlarmsNew", "falseAlarmsGone", "imagesHarmed"}
)
ERRORS = frozenset({"meanAbsoluteError", "reconstructionError", "meanSquaredError"})
RANGES = (
    f"shares such as the accuracy or F1 by {100 * SHARE:.0f} points, counts such as flips by {LEAST} or "
    f"{100 * PART:.0f} % of all windows, errors by a factor of {FACTOR}"
)
"""How far figures may be from the shipped ones after training anew."""


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
            parts.append(f"other bytes: {', '.join(self.differing)}")
        if self.broken:
            parts.append(f"DISAGREES: {'; '.join(self.broken)}")
        return "; ".join(parts)


def compare(shipped: Path, fresh: Path) -> Agreement:
    """Compares two folders of one demo.

    Args:
        shipped: The folder in studio/demos.
        fresh: The same, just built.
    """
    same, differing, broken = _files_held(shipped, fresh)
    if "measured.json" in differing:
        broken += _differences(_measured(shipped), _measured(fresh), "measured.json")
    tolerated = tuple(path for path in differing if not path.startswith("samples/") and path != "measured.json")
    return Agreement(same, tolerated, tuple(broken))


def story(shipped: Path, fresh: Path) -> Agreement:
    """Whether a demo that was trained anew tells what the shipped one does, its verdict apart.

    Args:
        shipped: The folder in studio/demos.
        fresh: The same, just trained.
    """
    same, differing, broken = _files_held(shipped, fresh)
    before, after = (_blocks(_measured(folder)) for folder in (shipped, fresh))
    if before.keys() != after.keys():
        broken.append(f"blocks {sorted(before)} are shipped, {sorted(after)} were built")
    for key in sorted(before.keys() & after.keys()):
        broken += _other_figures(before[key], after[key], f"impulse {key[0]}, block {key[1]}")
    tolerated = tuple(path for path in differing if not path.startswith("samples/"))
    return Agreement(same, tolerated, tuple(broken))


def _blocks(measured: dict[str, Any]) -> dict[tuple[int, int], dict[str, Any]]:
    return {(block["impulse"], block["block"]): block for block in measured["blocks"]}


def _other_figures(shipped: dict[str, Any], fresh: dict[str, Any], where: str) -> list[str]:
    """Figures of variants and candidates that are farther apart than :data:`RANGES`."""
    count = max(shipped.get("windows", 0), shipped.get("objects", 0), shipped.get("samples", 0))
    found = []
    for group in ("variants", "candidates"):
        before, after = shipped.get(group, {}), fresh.get(group, {})
        if before.keys() != after.keys():
            found.append(f"{where}: {group} {sorted(before)} are shipped, {sorted(after)} were built")
        for name in sorted(before.keys() & after.keys()):
            for figure in sorted(before[name].keys() | after[name].keys()):
                one, other = before[name].get(figure), after[name].get(figure)
                if not _in_range(figure, one, other, count):
                    found.append(f"{where}, {name}: {figure} {one} is shipped, {other} was built")
    return found


def _in_range(figure: str, shipped: Any, fresh: Any, count: int) -> bool:
    """Whether a figure that a headline may hold is near enough; any other is."""
    if figure not in SHARES | COUNTS | ERRORS:
        return True
    if shipped is None or fresh is None:
        return shipped is fresh
    if figure in SHARES:
        return bool(abs(fresh - shipped) <= SHARE)
    if figure in COUNTS:
        return bool(abs(fresh - shipped) <= max(LEAST, PART * count))
    return bool(shipped / FACTOR <= fresh <= shipped * FACTOR)


def _files_held(shipped: Path, fresh: Path) -> tuple[int, list[str], list[str]]:
    """How many files are the same, which have other bytes, and what disagrees: files of one folder alone, samples."""
    ours, theirs = _files(shipped), _files(fresh)
    broken = [f"only shipped: {path}" for path in sorted(ours - theirs)]
    broken += [f"only built: {path}" for path in sorted(theirs - ours)]
    differing = [path for path in sorted(ours & theirs) if (shipped / path).read_bytes() != (fresh / path).read_bytes()]
    broken += [f"{path} has other bytes" for path in differing if path.startswith("samples/")]
    return len(ours & theirs) - len(differing), differing, broken


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
        # Weights that came out of a file leave no trace of normalisations, which were parts of it before.
        keys = sorted((shipped.keys() | fresh.keys()) - {"sizeBytes"})
        return [d for key in keys for d in _differences(shipped.get(key), fresh.get(key), f"{where} {key}")]
    if isinstance(shipped, list) and isinstance(fresh, list) and len(shipped) == len(fresh):
        pairs = enumerate(zip(shipped, fresh, strict=True))
        return [d for i, pair in pairs for d in _differences(*pair, f"{where}[{i}]")]
    if isinstance(shipped, float) and isinstance(fresh, float) and abs(shipped - fresh) <= TOLERANCE:
        return []
    return [] if shipped == fresh else [f"{where}: {shipped!r} is shipped, {fresh!r} was built"]
