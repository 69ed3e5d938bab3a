"""What of an answer could not be read, as far as a reader would miss it."""

import re
from collections import Counter
from collections.abc import Iterable

from variantlens.comparison.notices import Notice
from variantlens.comparison.wording import counted
from variantlens.service.schema import ClassifyAnswer, Unread

MISSED = {
    "expectedLabels": "expected label",
    "expectedAnomalyOutcome": "expected label",
    "thresholds": "threshold",
    "minimumConfidenceRating": "threshold",
    "isMultiLabel": "field isMultiLabel",
    "objectDetectionLastLayer": "field objectDetectionLastLayer",
    "anomalyResult": "box around anomalous cells",
    "structuredResult": "field of its boxes",
    "details": "field of its boxes",
    "result": "window",
}
"""Fields of a classification that a reader would miss, and what one entry of them is called."""

MISSED_OF_SAMPLE = {
    "boundingBoxes": "labelled box",
    "structuredLabels": "label",
    "values": "value",
    "datastreams": "stream",
    "datastreamPayloads": "stream",
    "imageDimensions": "size of the picture",
}
"""The same of the sample."""

_BLOCK = re.compile(r"\.classifications\[\d+\]\.(\w+)")
_SAMPLE = re.compile(r"^sample\.(?:sample\.|payload\.)?(\w+)")


def unread_notices(answer: ClassifyAnswer) -> list[Notice]:
    """What could not be read: variants and learn blocks that are not compared, and what else a reader would miss."""
    notices = []
    for result in answer.results:
        notices += [Notice(_unusable(result.variant, each)) for each in result.unread if each.block is not None]
        unnumbered = sum(each.field.endswith(".learnBlock.id") and each.block is None for each in result.unread)
        if unnumbered:
            what = (
                "a learn block without its number" if unnumbered == 1 else f"{unnumbered} learn blocks without a number"
            )
            notices.append(Notice(f"{result.variant} sent {what}: taken for what stands in the same place."))
        notices += _left_out(result.variant, _names(result.unread, _BLOCK, MISSED))
        if not result.classifications and not any(each.block is not None for each in result.unread):
            notices.append(Notice(f"{result.variant} sent no classifications."))
    notices += [
        Notice(f"A variant's answer cannot be used: its field {each.field} is wrong ({each.problem}).")
        for each in answer.unread
        if each.field.startswith("results")
    ]
    return notices + _left_out("The service", _names(answer.unread, _SAMPLE, MISSED_OF_SAMPLE))


def _unusable(variant: str, unread: Unread) -> str:
    found = f", found {unread.found}" if unread.found else ""
    name = unread.block or "a learn block"
    return f"What {variant} says of {name} cannot be used: the field {unread.field} is wrong ({unread.problem}{found})."


def _names(unread: Iterable[Unread], pattern: re.Pattern[str], names: dict[str, str]) -> Counter[str]:
    """How many things of each name could not be read; what nobody would miss is not among them."""
    found = (pattern.search(each.field) for each in unread if each.block is None)
    return Counter(names[match[1]] for match in found if match and match[1] in names)


def _left_out(who: str, names: Counter[str]) -> list[Notice]:
    return [
        Notice(f"{who} sent {counted(count, name)} that cannot be read: left out.") for name, count in names.items()
    ]
