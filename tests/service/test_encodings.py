"""One encoding, inflated in bounded steps."""

import gzip
import zlib
from collections.abc import Iterator

import httpx
import pytest

from tests.service.networks import PROJECTS, client_of
from variantlens.service import encodings
from variantlens.service.encodings import Damaged, Inflater
from variantlens.service.errors import BadAnswer

TEXT = httpx.Response(200, json=PROJECTS).content
BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)


def sent(content: bytes, encoding: str) -> httpx.Response:
    """An answer as it is on the wire, in pieces of some bytes."""

    class Pieces(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return (content[at : at + 7] for at in range(0, len(content), 7))

    return httpx.Response(200, stream=Pieces(), headers=[("content-encoding", each) for each in encoding.split("|")])


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), "GZip"),
        (zlib.compress(TEXT), "deflate"),
        (BARE.compress(TEXT) + BARE.flush(), "deflate"),
    ],
    ids=["as it is", "gzip", "gzip in capitals", "deflate", "deflate without a header"],
)
def test_what_was_asked_for_is_read(content: bytes, encoding: str) -> None:
    """Gzip and deflate, the latter also in the form that some services get wrong."""
    assert client_of(lambda _: sent(content, encoding)).projects()[0].name == "Motion"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip|gzip", "br", "deflate, gzip", "zstd"])
def test_nothing_else_is_unpacked(encoding: str) -> None:
    """Compression upon compression, or one that was not asked for, is refused before anything is inflated."""
    with pytest.raises(BadAnswer, match="not asked for"):
        client_of(lambda _: sent(gzip.compress(gzip.compress(TEXT)), encoding)).projects()


@pytest.mark.parametrize("kept", [30, -1])
def test_half_an_answer_is_none(kept: int) -> None:
    """Compression that ends too early is damaged."""
    with pytest.raises(BadAnswer, match="damaged"):
        client_of(lambda _: sent(gzip.compress(TEXT)[:kept], "gzip")).projects()


def test_only_gzip_and_deflate_are_asked_for() -> None:
    """Whatever packages are installed, no other encoding is asked for."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=PROJECTS)

    client_of(answer).projects()
    assert seen[0].headers["accept-encoding"] == "gzip, deflate"


def test_a_small_piece_is_not_inflated_at_once() -> None:
    """What stands for a hundred megabytes is made a quarter of one at a time, so that a limit ends it early."""
    bomb = gzip.compress(bytes(100 << 20))
    pieces = Inflater("gzip").pieces(bomb)
    assert len(next(pieces)) <= encodings.STEP_BYTES
    with pytest.raises(BadAnswer, match="larger than"):
        client_of(lambda _: sent(bomb, "gzip")).projects()


def test_damage_is_said_so() -> None:
    """What is no compression at all is no answer."""
    with pytest.raises(Damaged):
        list(Inflater("deflate").pieces(b"hello there"))
