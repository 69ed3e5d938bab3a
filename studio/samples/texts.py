"""Text files as people's programs write them: UTF-8 or UTF-16, with or without a byte order mark."""

import codecs


def text_of(data: bytes) -> str:
    """The text, without its byte order mark; only with one it is taken for UTF-16.

    Raises:
        UnicodeDecodeError: The bytes are neither.
    """
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if utf16 else "utf-8-sig")
