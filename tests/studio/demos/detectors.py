"""What the tests of both detector demos share: the embedded service's answer beside the plain one."""

import hashlib

from studio.classify import Wish, classify, prepared
from studio.inference import Runtime
from studio.projects import load
from tests.studio.demos import objects
from tests.studio.demos.objects import Thing
from tests.studio.demos.plain import Demo
from variantlens.service.schema import Classification


def answers(demo: Demo, number: int, variants: tuple[str, ...]) -> dict[str, Classification]:
    """What the service says of a sample by variant, with debug information."""
    project = load(demo.folder)
    task = prepared(project, Wish(number, variants, include_debug_info=True))
    results = classify(task, Runtime()).results
    return {result.variant: result.classifications[0] for result in results}


def said(classification: Classification) -> list[Thing]:
    """The objects of an answer."""
    assert classification.structured_result is not None
    (result,) = classification.structured_result
    labels = result.labels or []
    rows = zip(labels, result.boxes, result.scores, strict=True)
    return [Thing._make((label, *box, score)) for label, box, score in rows]


def plainly(demo: Demo, number: int, variant: str) -> list[Thing]:
    """The objects in a sample by loops over LiteRT's outputs, the best first."""
    stated = demo.measured["blocks"][0]
    block = demo.learning(stated)
    path = demo.folder / "samples" / demo.files()[number - 1]["path"]
    (things,) = objects.find(demo, block, block["models"][variant], objects.pictures(demo, stated, [path]))
    return sorted(things, key=lambda thing: -thing.score)


def pictures_by_content(demo: Demo) -> set[str]:
    """A fingerprint of each different picture."""
    files = (demo.folder / "samples" / entry["path"] for entry in demo.files())
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
