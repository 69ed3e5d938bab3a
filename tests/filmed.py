"""Projects whose only sample is a film, made from a demo's pictures: every window is a frame."""

import json
import shutil
from pathlib import Path
from typing import Any

from PIL import Image

from tests.conftest import DEMOS

FRAME_MS = 250
SIDE = 96


def filmed(
    folder: Path, demo: str, names: list[str], *, label: dict[str, Any] | None = None, int8: str = "int8"
) -> Path:
    """A copy of a demo project, of whose samples only these are left, as the frames of one film.

    Args:
        folder: Where the project is written; does not exist yet.
        demo: The demo's folder, such as ``brick-defects``.
        names: Pictures of the demo, in the order of the film.
        label: The film's label as ``info.labels`` has it; none unless given.
        int8: The variant whose models answer for int8, for one that decides otherwise.
    """
    shutil.copytree(DEMOS / demo, folder, ignore=shutil.ignore_patterns("samples", "measured.json"))
    project = json.loads((folder / "project.json").read_text())
    for name in ("demo", "measured"):
        project.pop(name, None)
    for block in project["impulses"][0]["learning"]:
        block["models"]["int8"] = block["models"][int8]
    (folder / "project.json").write_text(json.dumps(project))
    samples = folder / project["samples"]
    samples.mkdir()
    frames = [Image.open(DEMOS / demo / "samples" / name).convert("RGB").resize((SIDE, SIDE)) for name in names]
    frames[0].save(samples / "film.gif", save_all=True, append_images=frames[1:], duration=FRAME_MS)
    listed = {"path": "film.gif", "category": "testing", "label": label or {"type": "unlabeled"}}
    (samples / "info.labels").write_text(json.dumps({"version": 1, "files": [listed]}))
    return folder
