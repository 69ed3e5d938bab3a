"""What a report promises to whoever opens, forwards or prints it."""

import base64
import gzip
import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.reports.examples import NASTY, VARIANTS, drawings, origin, report, wire
from variantlens import __version__, logs
from variantlens.comparison.compare import compare
from variantlens.reports import kinds, packing
from variantlens.reports.parts import Material

ADDRESS_ATTRIBUTES = {"src", "href", "srcset", "action", "data", "poster", "background", "formaction", "ping"}


class Reader(HTMLParser):
    """Reads a page as a browser without scripts does: its text, its elements and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def packs(page: str) -> Iterator[tuple[str, Any]]:
    """Id and content of every figure in a file."""
    for id_, text in re.findall(r'<script type="text/plain" id="(chart-[^"]+)">([^<]+)</script>', page):
        yield id_, json.loads(gzip.decompress(base64.b64decode(text)))


def test_the_answer_comes_first_in_words() -> None:
    """The headline says what differs and whether it matters, before anything else."""
    page = Reader(report())
    assert "int8 decides differently in 1 of 17 windows" in page.text
    assert "▼ harmful" in page.text
    assert page.text.index("decides differently") < page.text.index("Where the decisions differ")


@pytest.mark.parametrize(
    "fact",
    [
        "Motion (1)",
        "2 s windows (1)",
        "float32",
        "0" * 64,
        "2026-11-23 12:30 UTC",
        f"Variant Lens {__version__}",
        "0.65",
        "Measured on the service's runtime, not on the device",
        "does not decide for the whole data set",
    ],
)
def test_it_says_what_it_belongs_to(fact: str) -> None:
    """Project, impulse, model file, moved threshold, date, version and the limits of the result stand in it."""
    assert fact in Reader(report()).text


def test_it_names_the_identity_of_the_answer() -> None:
    """The digest is the one that the dashboard gives the same answer."""
    assert origin().identity(wire()).digest in Reader(report()).text


def test_text_from_the_service_is_text() -> None:
    """Markup in a label, a field or a name opens no element, and is read as it was sent."""
    page = Reader(report(wire(label=NASTY, unheardOf=[NASTY])))
    plain = Reader(report())
    assert page.text.count(NASTY) >= 2
    assert [tag for tag, _ in page.elements].count("script") == [tag for tag, _ in plain.elements].count("script")
    assert not page.of("img")
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_charts_show_markup_as_text() -> None:
    """In the figures too, a label is no element."""
    for _, pack in packs(report(wire(label=NASTY))):
        assert "<script" not in json.dumps(pack).replace("\\u003c", "<")
        assert "<img" not in json.dumps(pack).replace("\\u003c", "<")


def test_it_asks_nobody_for_anything() -> None:
    """No element names an address but the link back, and the file's policy forbids every request."""
    page = Reader(report())
    named = {
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in ADDRESS_ATTRIBUTES and value and not value.startswith(("#", "data:"))
    }
    assert named == {origin().link}
    policy = next(each["content"] for each in page.of("meta") if each.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'nonce-")
    head = report().split("</head>")[0]
    assert "@import" not in head
    assert {held[:15] for held in re.findall(r"url\(([^)]*)", head)} == {"data:font/woff2"}


def test_without_a_dashboard_there_is_no_link() -> None:
    """A report that was made where nobody else can go links nowhere."""
    assert not [each for each in Reader(report(where=origin(link=None))).of("a") if (each["href"] or "")[:1] != "#"]


def test_every_chart_is_told_in_words() -> None:
    """Each chart has a text for screen readers, which readers without scripts see."""
    page = Reader(report())
    told = [each["aria-label"] for each in page.of("div") if each.get("role") == "group"]
    assert len(told) == 4
    assert all(text and page.text.count(text) == 1 for text in told)


def test_every_chart_is_there_for_light_and_dark() -> None:
    """Each chart is packed twice, in the colours of either theme."""
    packed = dict(packs(report()))
    assert sorted(packed) == sorted(f"chart-{place}-{theme}" for place in range(1, 5) for theme in ("light", "dark"))
    backgrounds = {
        theme: {
            str(pack["figure"]["layout"]["template"]["layout"]["paper_bgcolor"])
            for id_, pack in packed.items()
            if theme in id_
        }
        for theme in ("light", "dark")
    }
    assert all(len(each) == 1 for each in backgrounds.values())
    assert backgrounds["light"] != backgrounds["dark"]


def test_charts_that_do_not_fit_are_left_out_by_name() -> None:
    """The first charts have the room; what has none is missing whole, dark before light."""
    made = drawings()
    names = [each.title for each in made]
    sizes = [len(each.light or "") for each in packing.packed(made, names)]
    kept = packing.packed(made, names, room=sizes[0] + sizes[1])
    assert [each.light is not None for each in kept] == [True, True, *(False for _ in sizes[2:])]
    assert not any(each.dark for each in kept)


def test_many_windows_stay_readable_and_small() -> None:
    """With 20,000 windows the tables are cut and say so, and the file stays below 6 MB."""
    page = report(wire(windows=20_000))
    assert len(page.encode()) < packing.LARGEST_REPORT
    assert "first 300 rows of 20,000" in Reader(page).text
    assert page.count("<tr>") < 1000


def test_no_key_is_in_it() -> None:
    """A key that the service repeats in a field is in no part of the file, packed or not."""
    canary = "canary-91d0e6b87f34aa"
    logs.hide(canary)
    page = report(wire(echo=[canary]))
    assert "echo" in page
    assert canary not in html.unescape(page)
    packed = dict(packs(page))
    assert packed
    assert all(canary not in json.dumps(pack) for pack in packed.values())


def test_a_kind_that_nobody_drew_is_named() -> None:
    """A kind of result without parts of its own is a remark, no crash and no silence."""
    comparison = compare(wire(), variants=VARIANTS)
    (remark,) = kinds.parts(Material(comparison, comparison.blocks[0]), object())
    assert kinds.NOT_DRAWN in str(remark)
