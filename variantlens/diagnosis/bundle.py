"""A diagnosis as a file that can be attached to a bug report: no key, no value, no name of the project in it."""

import json
import platform
import re
from typing import Any

from variantlens import __version__
from variantlens.diagnosis.calls import Diagnosis, Finding, joined
from variantlens.diagnosis.structure import ENTRY, ITEM, Form, Path, known
from variantlens.service.identity import ServiceId
from variantlens.settings import EDGE_IMPULSE

HIDDEN = "‹hidden›"
LARGEST_NAME = 40
SHORTEST_PART = 4
"""A shorter text of an answer may well be a part of a field's name without being meant."""
_FIELD = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{LARGEST_NAME - 1}}}")


def bundle(diagnosis: Diagnosis, service: ServiceId) -> bytes:
    """A diagnosis as JSON: of every answer names of fields, types and counts.

    Args:
        diagnosis: The diagnosis.
        service: Whom it is about; an address of one's own is not named.
    """
    hidden = _Names(diagnosis.texts)
    document = {
        "form": "variantlens check",
        "version": 1,
        "variantlens": __version__,
        "python": platform.python_version(),
        "service": "embedded" if service.is_embedded else "Edge Impulse" if service.text == EDGE_IMPULSE else "another",
        "calls": [_call(finding, hidden) for finding in diagnosis.findings],
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


class _Names:
    """Which names of fields may be said: those that we know, and others that look like fields and are no content."""

    def __init__(self, texts: frozenset[str]) -> None:
        whole = {text.casefold() for text in texts}
        self._whole = frozenset(whole)
        self._parts = tuple(text for text in whole if SHORTEST_PART <= len(text) <= LARGEST_NAME)

    def said(self, name: str) -> str:
        """A name, or that there is one."""
        if name in {ITEM, ENTRY} or known(name):
            return name
        lowered = name.casefold()
        is_content = lowered in self._whole or any(text in lowered for text in self._parts)
        return HIDDEN if is_content or not _FIELD.fullmatch(name) else name

    def path(self, path: Path) -> str:
        """A path in one text."""
        return joined(tuple(self.said(part) for part in path))


def _call(finding: Finding, names: _Names) -> dict[str, Any]:
    return {
        "call": finding.call,
        "purpose": finding.purpose,
        "outcome": finding.outcome.value,
        "status": finding.status,
        "took_ms": round(finding.took_ms),
        "reason": finding.reason,
        "answers_about_jobs": finding.jobs,
        "problems": [f"{names.path(problem.path)}: {problem.what}" for problem in finding.problems],
        "unknown": sorted({names.path(path) for path in finding.unknown}),
        "missing": sorted({names.path(path) for path in finding.missing}),
        "answer": None if finding.form is None else _form(finding.form, names),
    }


def _form(form: Form, names: _Names) -> dict[str, Any]:
    """A form as plain values; what is empty is left out."""
    fields: dict[str, Any] = {}
    for name, each in sorted(form.fields.items()):
        said = names.said(name)
        # Several names may be hidden at one place: each keeps its form.
        fields[said if said not in fields else f"{said} {len(fields)}"] = _form(each, names)
    found = {
        "types": dict(form.types),
        "lengths": list(form.lengths) if form.lengths is not None else None,
        "words": sorted(form.words),
        "fields": fields,
        "items": _form(form.items, names) if form.items is not None and form.items.types else None,
        "entries": _form(form.entries, names) if form.entries is not None and form.entries.types else None,
    }
    return {name: value for name, value in found.items() if value}
