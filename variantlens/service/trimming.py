"""Fields of an answer that the schema does not know: some of them are kept, a flood of them is left out.

They are kept so that nothing the service says is lost. But all of an answer becomes objects in memory, many times
larger than its text, and what nobody reads must not fill the memory of everybody. So the text of a large answer is
looked through before it is read, and what goes beyond :data:`MOST_UNKNOWN_BYTES` is cut out and named.

A place in the text is walked only where the schema says that a model stands; everything else is stepped over whole,
in blocks, without making an object of it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

MOST_UNKNOWN_BYTES = 256_000
"""Of an answer's unknown fields, names included, so much is kept."""

MOST_STEPS = 2_000_000
"""Fields and entries that are looked at one by one; a hundred thousand windows with boxes take some 600,000."""

MOST_CONTAINERS = 4_000_000
"""Lists and objects in an answer; a sample has one for each reading, and each takes some 300 bytes while it is read."""

MOST_VALUES = 16_000_000
"""Numbers and texts in an answer; eight variants with ten labels on a hundred thousand windows take half of that."""

MOST_NAMED = 20
"""So many different fields that were left out are named."""

_BLOCK = 1 << 20
_NEAR = 4096

_SPACE = re.compile(rb"[ \t\n\r]*+")
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_NAME = re.compile(rb"[ \t\n\r]*+(" + _STRING + rb")[ \t\n\r]*+:[ \t\n\r]*+", re.DOTALL)
_SCALAR = re.compile(rb"[^,\[\]{}\" \t\n\r:]++")
_QUOTE, _BACKSLASH, _OPEN, _CLOSE = b'"\\{}'


def _nested(depth: int) -> bytes:
    inner = rb'[^\[\]{}"]++|' + _STRING
    return rb"[\[{](?:" + inner + (rb"|" + _nested(depth - 1) if depth else b"") + rb")*+[\]}]"


_SMALL = re.compile(_nested(4) + rb"|" + _STRING, re.DOTALL)
"""Most values, without the price of a block."""


class TooMuch(ValueError):
    """The answer holds more than is read; the message says of what."""


class Malformed(ValueError):
    """The text is no JSON."""


@dataclass
class Trimmed:
    """An answer without the unknown fields that were too many.

    Attributes:
        body: Its text.
        dropped: Fields that were left out, with their size, such as ``results[].extra (60,000 kB)``.
    """

    body: bytes
    dropped: list[str]


@dataclass(frozen=True)
class _Shape:
    """Where models stand in a value: in its fields, or in all of its entries."""

    fields: dict[str, "_Shape | None"] | None = None
    entries: "_Shape | None" = None


def trimmed(body: bytes, model: type[BaseModel]) -> Trimmed:
    """An answer without those unknown fields that go beyond :data:`MOST_UNKNOWN_BYTES`.

    Args:
        body: Its text.
        model: What it will be read as.

    Raises:
        TooMuch: It holds more than is read even so.
        Malformed: It is no JSON. A small answer is not looked at.
    """
    if len(body) <= MOST_UNKNOWN_BYTES:
        return Trimmed(body, [])
    walk = _Walk(body)
    walk.value(_after_space(body, 0), _shape(model), "")
    kept = walk.kept()
    if _more_than(MOST_CONTAINERS, b"[{", kept):
        raise TooMuch(f"the answer holds more than {MOST_CONTAINERS:,} lists and objects")
    if _more_than(MOST_VALUES, b",", kept):
        raise TooMuch(f"the answer holds more than {MOST_VALUES:,} values")
    return Trimmed(kept, walk.named())


@dataclass
class _Walk:
    body: bytes
    cuts: list[tuple[int, int]] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    unknown: int = 0
    unnamed: int = 0
    steps: int = 0

    def value(self, at: int, shape: _Shape | None, path: str) -> int:
        """Look through a value; returns where it ends."""
        first = self.body[at : at + 1]
        if shape is None or first not in (b"{", b"["):
            return _end(self.body, at)
        if first == b"[":
            return self._list(at, shape.entries, path) if shape.entries is not None else _end(self.body, at)
        if shape.fields is None and shape.entries is None:
            return _end(self.body, at)
        return self._object(at, shape, path)

    def _list(self, at: int, shape: _Shape, path: str) -> int:
        at = _after_space(self.body, at + 1)
        if self.body[at : at + 1] == b"]":
            return at + 1
        while True:
            self._step()
            at = _after_space(self.body, self.value(at, shape, f"{path}[]"))
            if self.body[at : at + 1] == b"]":
                return at + 1
            if self.body[at : at + 1] != b",":
                raise Malformed
            at = _after_space(self.body, at + 1)

    def _object(self, at: int, shape: _Shape, path: str) -> int:
        at = _after_space(self.body, at + 1)
        if self.body[at : at + 1] == b"}":
            return at + 1
        kept_end = at
        while True:
            self._step()
            named = _NAME.match(self.body, at)
            if named is None:
                raise Malformed
            begin, name = at, _text(named[1])
            inner = f"{path}.{name}" if path else name
            cut = False
            if shape.fields is None or name in shape.fields:
                end = self.value(named.end(), shape.fields[name] if shape.fields is not None else shape.entries, inner)
            else:
                end = _end(self.body, named.end())
                cut = not self._has_room(end - begin, inner)
            at = _after_space(self.body, end)
            sign = self.body[at : at + 1]
            if sign not in (b",", b"}"):
                raise Malformed
            if cut and sign == b"}":
                # The comma before it goes too, with what was cut since the last field that is kept.
                while self.cuts and self.cuts[-1][0] >= kept_end:
                    self.cuts.pop()
                self.cuts.append((kept_end, at))
            elif cut:
                self.cuts.append((begin, at + 1))
            else:
                kept_end = end
            if sign == b"}":
                return at + 1
            at = _after_space(self.body, at + 1)

    def _has_room(self, size: int, path: str) -> bool:
        """Whether an unknown field of this size is kept; if not, it is counted as left out."""
        if self.unknown + size <= MOST_UNKNOWN_BYTES:
            self.unknown += size
            return True
        if path in self.sizes or len(self.sizes) < MOST_NAMED:
            self.sizes[path] = self.sizes.get(path, 0) + size
        else:
            self.unnamed += 1
        return False

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooMuch(f"the answer holds more than {MOST_STEPS:,} fields and entries")

    def kept(self) -> bytes:
        """The text without what is cut."""
        if not self.cuts:
            return self.body
        view, parts, at = memoryview(self.body), [], 0
        for begin, end in self.cuts:
            parts.append(view[at:begin])
            at = end
        return b"".join([*parts, view[at:]])

    def named(self) -> list[str]:
        """What is cut, for people."""
        named = [f"{path} ({max(1, size // 1000):,} kB)" for path, size in self.sizes.items()]
        return named + ([f"and {self.unnamed:,} more"] if self.unnamed else [])


def _after_space(body: bytes, at: int) -> int:
    space = _SPACE.match(body, at)
    return space.end() if space is not None else at


def _text(quoted: bytes) -> str:
    if b"\\" not in quoted:
        return quoted[1:-1].decode("utf-8", "replace")
    try:
        return str(json.loads(quoted))
    except ValueError:
        raise Malformed from None


def _end(body: bytes, at: int) -> int:
    """Where a value ends that nobody looks into."""
    first = body[at : at + 1]
    if first not in (b'"', b"[", b"{"):
        scalar = _SCALAR.match(body, at)
        if scalar is None:
            raise Malformed
        return scalar.end()
    small = _SMALL.match(body, at, at + _NEAR)
    if small is not None:
        return small.end()
    depth = 0
    for offset, block, inside in _blocks(body, at):
        if first == b'"':
            # The first quote opens the text; behind the one that closes it nothing is inside.
            found = np.flatnonzero(~inside)
        else:
            brackets = _changes(block, inside)
            depths = np.cumsum(brackets, dtype=np.int32)
            depths += depth
            depth = int(depths[-1])
            found = np.flatnonzero((depths == 0) & (brackets == -1))
        if found.size:
            return offset + int(found[0]) + 1
    raise Malformed


def _more_than(most: int, signs: bytes, body: bytes) -> bool:
    """Whether more of these signs stand in a text, outside of its strings."""
    if sum(body.count(bytes((sign,))) for sign in signs) <= most:
        return False
    outside = (block[~inside] for _, block, inside in _blocks(body, 0))
    return sum(int(np.count_nonzero(block == sign)) for block in outside for sign in signs) > most


def _changes(block: NDArray[np.uint8], inside: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Of each byte: 1 where it opens a list or an object, -1 where it closes one, else 0."""
    # Square brackets become curly ones.
    folded = block | 0x20
    opens, closes = folded == _OPEN, folded == _CLOSE
    changes: NDArray[np.int8] = opens.view(np.int8) - closes.view(np.int8)
    changes[inside] = 0
    return changes


def _blocks(body: bytes, at: int) -> Iterator[tuple[int, NDArray[np.uint8], NDArray[np.bool_]]]:
    """The text from a place outside of any string, in blocks: where each begins, its bytes, which are in a string.

    The quote that opens a string counts as inside, the one that closes it does not.
    """
    within, run = False, 0
    size = _NEAR
    while at < len(body):
        block = np.frombuffer(body, np.uint8, min(size, len(body) - at), at)
        quotes = block == _QUOTE
        backslashes = block == _BACKSLASH
        if run % 2 or backslashes.any():
            quotes &= ~_escaped(backslashes, run)
            run = _run_at_end(backslashes, run)
        inside = np.bitwise_xor.accumulate(quotes)
        if within:
            inside = ~inside
        within = bool(inside[-1])
        yield at, block, inside
        at += block.size
        size = min(size * 4, _BLOCK)


def _escaped(backslashes: NDArray[np.bool_], run: int) -> NDArray[np.bool_]:
    """Which bytes stand behind an odd number of backslashes, ``run`` of which came with the block before."""
    places = np.arange(backslashes.size)
    # The last byte before each that is no backslash; one before the block, as far away as its run is long.
    others = np.maximum.accumulate(np.where(backslashes, -1 - run, places))
    before = np.concatenate(([-1 - run], others[:-1]))
    odd: NDArray[np.bool_] = (places - 1 - before) % 2 == 1
    return odd


def _run_at_end(backslashes: NDArray[np.bool_], run: int) -> int:
    """How many backslashes a block ends with."""
    others = np.flatnonzero(~backslashes)
    return int(backslashes.size - 1 - others[-1]) if others.size else run + backslashes.size


@cache
def _shape(model: type[BaseModel]) -> _Shape:
    """Where models stand in a model's fields, by all names that they are read by."""
    fields: dict[str, _Shape | None] = {}
    for name, each in model.model_fields.items():
        fields[name] = fields[each.alias or name] = _of(each.annotation)
    return _Shape(fields=fields)


def _of(annotation: Any) -> _Shape | None:
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _shape(annotation)
    if origin in (Union, UnionType):
        return next((shape for each in inner if (shape := _of(each)) is not None), None)
    if origin is Annotated:
        return _of(inner[0])
    if origin in (list, dict):
        entries = _of(inner[-1])
        return None if entries is None else _Shape(entries=entries)
    return None
