"""The address of a comparison: the one place that reads and writes it.

An address is the link to share, so what is written is always complete: nothing depends on a default, and an
API key is never part of it. What is read may be shorter, for links that people write by hand: without
``service`` the configured one is meant, without ``impulse`` the default one, without ``reference`` float32.

    /compare?v=1&service=embedded&project=1&impulse=1&sample=2&variants=float32&variants=int8&reference=float32
            &window=12&debug=1&truncate=1&threshold=3:min_score:0.55&run=fCOtH3aQ0bUk

``threshold`` repeats. Beside the service's own keys it takes ``min_score@int8``, the score threshold of one variant
that finds objects, ``iou``, the least overlap of two boxes that may be one object, and ``distance``, the largest
distance of two centres (FOMO). ``run`` is the sweep whose flips are walked through; with ``before``, an earlier sweep,
and ``became`` (mended, newly broken, still broken) it is that list of the two.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from variantlens.service.identity import ServiceId
from variantlens.sweeps.versus.mending import Mended

FORMAT = "1"

MOST_PARAMETERS = 1000
MOST_CHARACTERS = 512 * 1024
"""Of an address that has more parameters, or is longer, Streamlit hands a page nothing at all."""

_RUN = re.compile(r"[A-Za-z0-9_-]{1,64}")
Parameters = Mapping[str, Sequence[str]]
"""Query parameters: a name and all its values in order."""


class AddressError(ValueError):
    """An address that cannot be understood.

    Attributes:
        parameter: The query parameter that is wrong.
        value: What it says.
        wanted: What it should be, in words.
    """

    def __init__(self, parameter: str, value: str, wanted: str) -> None:
        super().__init__(f"{parameter}={value!r}: {wanted}")
        self.parameter = parameter
        self.value = value
        self.wanted = wanted


@dataclass(frozen=True)
class Choice:
    """What a person chose to look at; None and empty stand for "not chosen yet".

    Attributes:
        service: ``embedded`` or the base address of a service, with its ``/v1``.
        project: Project id.
        impulse: Impulse id.
        sample: Sample id.
        variants: Names of the variants, in the order chosen, without repetition.
        reference: The variant that the others are compared with.
        window: Index of the window whose numbers are shown.
        include_debug_info: Ask for the debug information of FOMO.
        truncate_structured_labels: Ask for a slice of the labels only.
        thresholds: Thresholds that were moved: (learn block id, key) → value.
        run: Id of the sweep whose flipped samples are walked through.
        before: Id of an earlier sweep; then samples are walked through whose outcome changed since.
        became: Which of these; None for those that were mended.
    """

    service: str | None = None
    project: int | None = None
    impulse: int | None = None
    sample: int | None = None
    variants: tuple[str, ...] = ()
    reference: str | None = None
    window: int | None = None
    include_debug_info: bool = False
    truncate_structured_labels: bool = False
    thresholds: Mapping[tuple[int, str], float] = field(default_factory=dict)
    run: str | None = None
    before: str | None = None
    became: Mended | None = None


def read(parameters: Parameters) -> Choice:
    """The choice that an address describes; what it leaves out stays unchosen.

    Raises:
        AddressError: A parameter has a value that it cannot have, or the address is of a newer form.
    """
    check_form(parameters)
    run, before = (run_of(parameters, name) for name in ("run", "before"))
    return Choice(
        service=service_of(parameters),
        project=id_of(parameters, "project"),
        impulse=id_of(parameters, "impulse"),
        sample=id_of(parameters, "sample"),
        variants=variants_of(parameters),
        reference=last(parameters, "reference") or None,
        window=id_of(parameters, "window"),
        include_debug_info=_flag(parameters, "debug"),
        truncate_structured_labels=_flag(parameters, "truncate"),
        thresholds=dict(_threshold(text) for text in parameters.get("threshold", ())),
        run=run,
        before=before if run else None,
        became=_became(parameters) if run and before else None,
    )


def write(choice: Choice) -> dict[str, Any]:
    """The query parameters that describe a choice, in a fixed order; :func:`read` gives the choice back."""
    single = {
        "v": FORMAT,
        "service": choice.service,
        "project": choice.project,
        "impulse": choice.impulse,
        "sample": choice.sample,
        "reference": choice.reference,
        "window": choice.window,
        "debug": 1 if choice.include_debug_info else None,
        "truncate": 1 if choice.truncate_structured_labels else None,
        "run": choice.run,
        "before": choice.before,
        "became": choice.became,
    }
    written: dict[str, Any] = {name: str(value) for name, value in single.items() if value is not None}
    if choice.variants:
        written["variants"] = list(choice.variants)
    if choice.thresholds:
        written["threshold"] = [f"{block}:{key}:{value!r}" for (block, key), value in sorted(choice.thresholds.items())]
    return written


def path(choice: Choice) -> str:
    """The page and its parameters, from the slash on; behind the dashboard's own address it is the link to share."""
    return f"/compare?{urlencode(write(choice), doseq=True)}"


def last(parameters: Parameters, name: str) -> str | None:
    """The last value of a parameter, None without any."""
    values = parameters.get(name)
    return values[-1] if values else None


def check_length(query: str) -> None:
    """See to it that an address has no more than a page can be given; without that, all of it would be left out.

    Args:
        query: What stands behind the question mark.

    Raises:
        AddressError: It has more.
    """
    counted = {"parameters": (query.count("&") + 1, MOST_PARAMETERS), "characters": (len(query), MOST_CHARACTERS)}
    for what, (count, most) in counted.items():
        if count > most:
            raise AddressError(what, f"{count:,}", f"a link has at most {most:,}")


def check_form(parameters: Parameters) -> None:
    """See to it that an address is of a form that is known here.

    Raises:
        AddressError: It is of a newer one.
    """
    version = last(parameters, "v")
    if version not in (None, FORMAT):
        raise AddressError("v", str(version), "this link was made by a newer Variant Lens")


def variants_of(parameters: Parameters) -> tuple[str, ...]:
    """The variants that an address names, each once."""
    return tuple(dict.fromkeys(name for name in parameters.get("variants", ()) if name))


def service_of(parameters: Parameters) -> str | None:
    """The service that an address names, in its one form.

    Raises:
        AddressError: It names none that can be.
    """
    text = last(parameters, "service")
    try:
        return ServiceId.parse(text).text if text else None
    except ValueError as problem:
        raise AddressError("service", str(text), str(problem)) from problem


def id_of(parameters: Parameters, name: str) -> int | None:
    """A parameter that is a whole number from 0 up.

    Raises:
        AddressError: It is something else.
    """
    text = last(parameters, name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise AddressError(name, text, "it should be a number")
    return int(text)


def run_of(parameters: Parameters, name: str = "run") -> str | None:
    """The id of a sweep.

    Raises:
        AddressError: It holds what no id holds.
    """
    text = last(parameters, name)
    if text and not _RUN.fullmatch(text):
        raise AddressError(name, text, "it should be the id of a sweep")
    return text or None


def _became(parameters: Parameters) -> Mended | None:
    text = last(parameters, "became")
    if text and text not in set(Mended):
        raise AddressError("became", text, f"it should be one of {', '.join(Mended)}")
    return Mended(text) if text else None


def _flag(parameters: Parameters, name: str) -> bool:
    text = last(parameters, name)
    if text not in (None, "0", "1"):
        raise AddressError(name, str(text), "it should be 0 or 1")
    return text == "1"


def _threshold(text: str) -> tuple[tuple[int, str], float]:
    """``3:min_score:0.55`` → ((3, "min_score"), 0.55)."""
    block, _, rest = text.partition(":")
    key, _, number = rest.rpartition(":")
    try:
        value = float(number)
        moved = (int(block), key), value
    except ValueError:
        value = math.nan
    if not (key and math.isfinite(value)):
        raise AddressError("threshold", text, "it should read block:key:value, such as 3:min_score:0.55")
    return moved
