"""Pages: keyset cursors that belong to one merchant, field and filter, and refuse to be changed.

part = ctx.slice("Asset.entries", filters, first=first, after=after, last=last, before=before)
rows = await page_of_entries(session, ..., part.range)      # up to part.limit + 1 rows beyond part.key
page = part.page(rows, key_of=lambda row: (row.version,), counted=(count_entries, parent, arguments))
"""

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from headless.engine.values.limits import PAGE_DEFAULT, PAGE_MOST
from headless.errors import Invalid
from headless.messages import Message
from headless.models.base.pages import PageRange

Key = tuple[Any, ...]
Counted = tuple[Callable[..., Any], Any, Mapping[str, Any]]
MAC_BYTES = 12


class Edge(NamedTuple):
    """One row of a page and its place. The cursor is sealed when it is asked for."""

    node: Any
    key: Key
    part: "Slice"

    @property
    def cursor(self) -> str:
        """The row's place, as callers see it."""
        return self.part.cursors.seal(self.part.context, self.key)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """The position of a page in its list."""

    has_next_page: bool
    has_previous_page: bool
    edges: Sequence[Edge]

    @property
    def start_cursor(self) -> str | None:
        """The cursor of the first row, None if there is none."""
        return self.edges[0].cursor if self.edges else None

    @property
    def end_cursor(self) -> str | None:
        """The cursor of the last row, None if there is none."""
        return self.edges[-1].cursor if self.edges else None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `counted` is the batch function, parent and arguments that count the whole list, None if nothing can."""

    edges: Sequence[Edge]
    page_info: PageInfo
    counted: Counted | None = None


class Cursors:
    """The seal of cursors, with a key derived from the installation's secret. older: secrets that still open cursors."""

    def __init__(self, secret: str, *older: str) -> None:
        self._key, *self._older = (sha256(b"headless cursors\0" + text.encode()).digest() for text in (secret, *older))

    def seal(self, context: bytes, key: Key) -> str:
        """Return the cursor of a row's key. Keys hold whole numbers, texts and None."""
        body = orjson.dumps(key)
        return base64.urlsafe_b64encode(_mac(self._key, context, body) + body).decode().rstrip("=")

    def open(self, context: bytes, cursor: str) -> Key:
        """Return the key in a cursor. Raise Invalid with code INVALID_CURSOR if it was changed or is another list's."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            raw = b""
        mac, body = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not any(hmac.compare_digest(mac, _mac(key, context, body)) for key in (self._key, *self._older)):
            raise Invalid(
                Message(
                    "this cursor was not given by this field with these filters: pass one of its own, unchanged, or none"
                ),
                code="INVALID_CURSOR",
            )
        return tuple(orjson.loads(body))


def _mac(key: bytes, context: bytes, body: bytes) -> bytes:
    return hmac.new(key, context + b"\0" + body, sha256).digest()[:MAC_BYTES]


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows a page wants: `limit` of them beyond `key`, `backward` from the end."""

    limit: int
    backward: bool
    key: Key | None
    cursors: Cursors
    context: bytes

    @property
    def range(self) -> PageRange:
        """The rows as the database is asked for them."""
        return PageRange(self.limit, self.key, self.backward)

    def page(
        self, rows: Sequence[Any], key_of: Callable[[Any], Key], *, counted: Counted | None = None, node: Any = None
    ) -> Page:
        """Return the page of up to `limit` + 1 rows, read in the direction asked for. `node` makes a node of a row."""
        more, kept = len(rows) > self.limit, list(rows[: self.limit])
        if self.backward:
            kept.reverse()
        edges = [Edge(node(row) if node else row, key_of(row), self) for row in kept]
        beyond = self.key is not None
        has_next, has_previous = (beyond, more) if self.backward else (more, beyond)
        return Page(edges, PageInfo(has_next, has_previous, edges), counted)


def slice_of(
    cursors: Cursors,
    merchant_id: int,
    field: str,
    filters: Any = None,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Slice:
    """Return what the page arguments ask for. Raise Invalid with code INVALID_PAGE or INVALID_CURSOR."""
    if (first is not None or after is not None) and (last is not None or before is not None):
        raise Invalid(Message("give first and after, or last and before, not both"), code="INVALID_PAGE")
    backward = last is not None or before is not None
    limit = _limit("last" if backward else "first", last if backward else first)
    sealed = sha256(orjson.dumps([merchant_id, field, filters], default=str)).digest()
    cursor = before if backward else after
    return Slice(limit, backward, None if cursor is None else cursors.open(sealed, cursor), cursors, sealed)


def _limit(name: str, given: int | None) -> int:
    if given is None:
        return PAGE_DEFAULT
    if not 0 <= given <= PAGE_MOST:
        raise Invalid(
            Message("{name} is {given}: a page holds at most {page_most}", name=name, given=given, page_most=PAGE_MOST),
            code="INVALID_PAGE",
        )
    return given
