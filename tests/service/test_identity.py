"""What an answer belongs to, and what has changed since."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlens.service.addresses import is_loopback, normalised
from variantlens.service.identity import AnswerIdentity, Changed, ServiceId, changes, identity, key_fingerprint
from variantlens.service.schema import ClassifyAnswer

ROOT = Path(__file__).parents[2]
EXAMPLE: dict[str, Any] = json.loads((ROOT / "tests" / "example-response.json").read_text())
EMBEDDED = ServiceId("embedded")

Edit = Callable[[dict[str, Any]], None]


def identity_of(edit: Edit | None = None, impulse: int | None = 1) -> AnswerIdentity:
    """The identity of the reference page's example, with a model file, after an edit."""
    body = copy.deepcopy(EXAMPLE)
    block(body)["model"] = {"sha256": "aa", "sizeBytes": 10, "kernels": "optimised"}
    if edit is not None:
        edit(body)
    return identity(ClassifyAnswer.model_validate(body), EMBEDDED, 1, impulse)


def block(body: dict[str, Any]) -> dict[str, Any]:
    """The only classification."""
    only: dict[str, Any] = body["results"][0]["classifications"][0]
    return only


def test_the_same_answer_has_the_same_identity() -> None:
    """Asked twice, nothing has changed, and the digest is the same."""
    assert identity_of() == identity_of()
    assert identity_of().digest == identity_of().digest
    assert changes(identity_of(), identity_of()) == ()


def test_the_digest_is_stable_between_processes() -> None:
    """A digest that was stored is found again by a later process."""
    program = (
        "from variantlens.service.identity import *\n"
        f"print(AnswerIdentity.from_json({identity_of().to_json()!r}).digest)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == identity_of().digest


def test_an_identity_survives_its_json() -> None:
    """What the store keeps is the whole identity."""
    assert AnswerIdentity.from_json(identity_of().to_json()) == identity_of()


def retrain(body: dict[str, Any]) -> None:
    """The block is trained again."""
    block(body)["learnBlock"]["createdAt"] = "2026-01-01T00:00:00Z"


def same_time_elsewhere(body: dict[str, Any]) -> None:
    """The same moment, in another time zone."""
    block(body)["learnBlock"]["createdAt"] = "2025-07-12T04:33:48.554+02:00"


def replace_file(body: dict[str, Any]) -> None:
    """Another model file computes the scores."""
    block(body)["model"]["sha256"] = "bb"


def other_kernels(body: dict[str, Any]) -> None:
    """The same file runs with other kernels."""
    block(body)["model"]["kernels"] = "reference"


def move_threshold(body: dict[str, Any]) -> None:
    """The threshold is another one."""
    block(body)["thresholds"][0]["value"] = 0.7


def edit_sample(body: dict[str, Any]) -> None:
    """The sample is another recording under the same id."""
    body["sample"]["sample"]["sha256Hash"] = "other"


def hide_hashes(body: dict[str, Any]) -> None:
    """The service does not give hashes."""
    del body["sample"]["sample"]["sha256Hash"]
    del block(body)["model"]


def other_block(body: dict[str, Any]) -> None:
    """The impulse has another block."""
    block(body)["learnBlock"]["id"] = 9
    block(body)["thresholds"] = []


def other_sample(body: dict[str, Any]) -> None:
    """Another sample."""
    body["sample"]["sample"]["id"] = 77


def new_scores(body: dict[str, Any]) -> None:
    """The scores are others."""
    block(body)["result"][0]["idle"] = 0.5


@pytest.mark.parametrize(
    ("edit", "what", "words"),
    [
        (retrain, [Changed.MODEL], "The model of block 1 changed since"),
        (replace_file, [Changed.MODEL], "The model changed since: int8 of block 1"),
        (other_kernels, [Changed.MODEL], "other kernels"),
        (move_threshold, [Changed.THRESHOLD], "The threshold min_score of block 1 moved: 0.5 before, 0.7 now."),
        (edit_sample, [Changed.SAMPLE], "Sample 2 has changed since."),
        (other_block, [Changed.BLOCKS, Changed.BLOCKS], "Block 1 is no longer there."),
        (other_sample, [Changed.QUESTION], "The sample is another one: 2 before, 77 now."),
    ],
)
def test_a_change_is_named(edit: Edit, what: list[Changed], words: str) -> None:
    """Each thing that an answer depends on is noticed when it changes, and said in a sentence."""
    found = changes(identity_of(), identity_of(edit))
    assert [change.what for change in found] == what
    assert words in found[0].sentence
    assert identity_of(edit).digest != identity_of().digest


@pytest.mark.parametrize("edit", [same_time_elsewhere, hide_hashes, new_scores])
def test_what_is_no_change_is_not_named(edit: Edit) -> None:
    """The same moment in another time zone, hashes that one side lacks, and the scores themselves are no change."""
    assert changes(identity_of(), identity_of(edit)) == ()
    assert changes(identity_of(edit), identity_of()) == ()


def test_the_order_of_variants_does_not_matter() -> None:
    """An identity is the same whichever variant the service names first."""

    def two(body: dict[str, Any]) -> None:
        body["results"].append(copy.deepcopy(body["results"][0]) | {"variant": "float32"})

    def two_reversed(body: dict[str, Any]) -> None:
        two(body)
        body["results"].reverse()

    assert identity_of(two).digest == identity_of(two_reversed).digest
    assert changes(identity_of(), identity_of(two)) == ()


def test_another_impulse_is_another_question() -> None:
    """Answers of two impulses do not belong together."""
    assert [change.what for change in changes(identity_of(impulse=1), identity_of(impulse=2))] == [Changed.QUESTION]


@given(st.text(min_size=1), st.text(min_size=1))
def test_fingerprints_tell_keys_apart(one: str, other: str) -> None:
    """Two keys have the same fingerprint only if they are the same, and it does not contain the key."""
    assert (key_fingerprint(one) == key_fingerprint(other)) == (one == other)
    assert len(one) < 6 or one not in key_fingerprint(one)


def test_fingerprints_are_worth_nothing_elsewhere() -> None:
    """Another process gives the same key another fingerprint, so that a leaked one cannot be looked up."""
    program = "from variantlens.service.identity import key_fingerprint; print(key_fingerprint('ei_canary'))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() != key_fingerprint("ei_canary")
    assert key_fingerprint(None) == key_fingerprint("") == "none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://studio.edgeimpulse.com/v1", "https://studio.edgeimpulse.com/v1"),
        (" HTTPS://Studio.EdgeImpulse.com:443/v1/ ", "https://studio.edgeimpulse.com/v1"),
        ("http://127.0.0.1:4800/v1//", "http://127.0.0.1:4800/v1"),
        ("http://[::1]:80/v1", "http://[::1]/v1"),
        ("https://host.", "https://host"),
        ("https://host/V1", "https://host/V1"),
    ],
)
def test_addresses_have_one_form(text: str, expected: str) -> None:
    """Case of the host, default ports and slashes at the end make no other service; a path's case does."""
    assert normalised(text) == expected
    assert ServiceId.parse(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "studio.edgeimpulse.com/v1",
        "ftp://host/v1",
        "https://",
        "https://host:hunter2/v1",
        "https://host:99999/v1",
        "https://hunter2@host/v1",
        "https://host/v1?x=1",
        "https://host/v1#x",
        "https://host/v1?",
        "https://.",
        "https://ho st/v1",
        "https://host\\@other/v1",
        "javascript:alert(1)",
        "https://[::1/v1",
        "file:///etc/passwd",
        "https://host/v\n1",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Other schemes, missing hosts, passwords, queries and odd characters are no address."""
    with pytest.raises(ValueError, match="address") as caught:
        normalised(text)
    assert "hunter2" not in str(caught.value) + repr(caught.value.__context__)


@given(st.text())
def test_any_text_is_an_address_or_none(text: str) -> None:
    """Whatever is typed is either refused or has one form, which is its own form."""
    once = None
    with suppress(ValueError):
        once = normalised("https://" + text)
    if once is not None:
        assert normalised(once) == once


@pytest.mark.parametrize("text", ["embedded", " Embedded "])
def test_the_embedded_service_has_its_name(text: str) -> None:
    """Links say embedded, and mean the embedded service."""
    assert ServiceId.parse(text) == EMBEDDED
    assert ServiceId.parse(text).is_embedded
    assert str(EMBEDDED) == "embedded"


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]/v1", True),
        ("https://studio.edgeimpulse.com/v1", False),
        ("http://10.0.0.1/v1", False),
        ("http://127.0.0.1.evil.test", False),
    ],
)
def test_this_machine_is_known(address: str, here: bool) -> None:
    """Loopback addresses are this machine; what only looks like one is not."""
    assert is_loopback(address) is here
