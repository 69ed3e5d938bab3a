"""What an answer is compressed with: gzip or deflate, one of them and once, inflated in bounded steps.

A kilobyte of ``gzip, gzip`` can stand for gigabytes, and so can a small piece of what is compressed once, if all that
it stands for is made at a time.
"""

import zlib
from collections.abc import Iterator

ACCEPTED = "gzip, deflate"
"""As it is sent in ``Accept-Encoding``."""

STEP_BYTES = 1 << 18
"""Most that is inflated at a time."""

_GZIP = zlib.MAX_WBITS | 16
_BARE = -zlib.MAX_WBITS


class Damaged(ValueError):
    """What was sent cannot be inflated; the message says why."""


class Inflater:
    """Takes pieces as they come and gives what they stand for.

    Args:
        encoding: The ``Content-Encoding`` of the answer; empty for none.

    Raises:
        Damaged: It is another encoding than was asked for, or several.
    """

    def __init__(self, encoding: str):
        self._name = encoding.strip().lower()
        if self._name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise Damaged("the answer is compressed in a way that was not asked for")
        self._inflate = None if self._name in {"", "identity"} else zlib.decompressobj(_GZIP)
        if self._name == "deflate":
            self._inflate = zlib.decompressobj()
        self._begun = False

    def pieces(self, compressed: bytes) -> Iterator[bytes]:
        """What a piece stands for, at most :data:`STEP_BYTES` at a time.

        Raises:
            Damaged: It cannot be inflated.
        """
        if self._inflate is None:
            yield compressed
            return
        while compressed and not self._inflate.eof:
            try:
                piece = self._inflate.decompress(compressed, STEP_BYTES)
            except zlib.error:
                if self._begun or self._name != "deflate":
                    raise Damaged("the answer's compression is damaged") from None
                # Some services send deflate without the header that the standard asks for (RFC 9110, 8.4.1.2).
                self._inflate = zlib.decompressobj(_BARE)
                self._begun = True
                continue
            self._begun = True
            compressed = self._inflate.unconsumed_tail
            yield piece

    def end(self) -> None:
        """Say that everything came.

        Raises:
            Damaged: What came is not the whole.
        """
        if self._inflate is not None and self._begun and not self._inflate.eof:
            raise Damaged("the answer's compression is damaged")
