"""Documents by their id: those that the merchant trusts, and those that a client sent once with their hash.

Trusted documents are stored, and remembered here for a moment. What clients registered is remembered by this process alone: if
another one is asked, it answers PersistedQueryNotFound, and the client sends the text along once more.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple

from headless.messages import Message
from headless.schema.serving.execution import Request
from headless.services.documents.trusted import id_of, trusted_text
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.web.operations.reading import IDS, operation_of
from headless.web.problems import Malformed

REMEMBERED_SECONDS = 5.0
REMEMBERED_MOST = 1_000
REMEMBERED_CHARACTERS = 5_000_000
NOT_FOUND = Message("PersistedQueryNotFound")
"""The message that clients look for."""

Key = tuple[int, str]


class Sent(NamedTuple):
    """The text of a document, if there is one, and if it is one that the merchant trusts."""

    text: Any
    is_trusted: bool = False


class Texts:
    """Texts by merchant and id, the least recently used ones forgotten first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[Key, tuple[float, str]] = OrderedDict()
        self._characters = 0

    def get(self, key: Key, now: float = 0.0) -> str | None:
        """Return a text that is remembered until later than now."""
        until, text = self._texts.get(key, (0.0, None))
        if text is None or until < now:
            return None
        self._texts.move_to_end(key)
        return text

    def put(self, key: Key, text: str, until: float = 0.0) -> None:
        """Remember a text."""
        _, old = self._texts.pop(key, (0.0, ""))
        self._texts[key] = until, text
        self._characters += len(text) - len(old)
        while len(self._texts) > REMEMBERED_MOST or self._characters > REMEMBERED_CHARACTERS:
            _, (_, dropped) = self._texts.popitem(last=False)
            self._characters -= len(dropped)

    def __len__(self) -> int:
        return len(self._texts)


class Documents:
    """The documents of all merchants. now_seconds: a clock that goes forward."""

    def __init__(self, kernel: Kernel, now_seconds: Callable[[], float]) -> None:
        self._kernel, self._now = kernel, now_seconds
        self._trusted, self._registered = Texts(), Texts()
        self._is_strict = kernel.settings.documents != "any"
        self._spares_merchants = kernel.settings.documents == "members"

    async def operation(
        self, principal: Principal, given: Mapping[str, Any], lang: str, *, reads_only: bool = False
    ) -> Request:
        """Return the operation that a caller sends or names. Raise Malformed as `text` and `operation_of` do."""
        query, is_trusted = given.get("query"), False
        # what a library fills in where a document is named: it has to give a text
        if query in (None, "") or self._is_strict or given.get("extensions"):
            query, is_trusted = await self.text(principal, given)
        asked = operation_of(query, given, lang, reads_only=reads_only)
        return replace(asked, is_trusted=True) if is_trusted else asked

    def _is_bound(self, principal: Principal) -> bool:
        """Return True if a caller is answered trusted documents alone."""
        return self._is_strict and not (self._spares_merchants and principal.member_id is None)

    async def text(self, principal: Principal, given: Mapping[str, Any]) -> Sent:
        """Return the text of the document that a request sends or names. If it does both, the text counts.

        Raises:
            Malformed: there is none of that id, the text has another hash, or only trusted ones are answered.
        """
        query, name = given.get("query"), _named(given)
        persisted = _persisted(given.get("extensions"))
        if persisted is not None:
            return await self._persisted(principal, persisted, query or None)
        if query and not self._is_bound(principal):
            return Sent(query)
        if name is not None:
            text = await self._of_id(principal, name)
            if query in (None, "", text):
                return Sent(text, is_trusted=True)
        if query:
            raise _untrusted()
        return Sent(query)

    async def _of_id(self, principal: Principal, name: str) -> str:
        text = await self._stored(principal, name)
        if text is None:
            message = Message("there is no document {name!r}: add it with headless documents add", name=name[:100])
            raise Malformed(message, code="DOCUMENT_NOT_FOUND")
        return text

    async def _persisted(self, principal: Principal, name: str, query: Any) -> Sent:
        key = principal.merchant_id, id_of(name)
        is_bound = self._is_bound(principal)
        if isinstance(query, str) and not is_bound:
            if sha256(query.encode("utf-8", "surrogatepass")).hexdigest() != key[1]:
                message = Message(
                    "the hash is not that of the query: send the SHA-256 of its UTF-8 text, in hexadecimal"
                )
                raise Malformed(message, code="PERSISTED_QUERY_HASH_MISMATCH")
            self._registered.put(key, query)
            return Sent(query)
        registered = None if is_bound else self._registered.get(key)
        text = registered or await self._stored(principal, name)
        if text is not None and query in (None, text):
            return Sent(text, is_trusted=registered is None)
        if is_bound:
            raise _untrusted()
        raise Malformed(NOT_FOUND, code="PERSISTED_QUERY_NOT_FOUND", status=200)

    async def _stored(self, principal: Principal, name: str) -> str | None:
        key, now = (principal.merchant_id, id_of(name)), self._now()
        text = self._trusted.get(key, now)
        if text is None:
            text = await trusted_text(self._kernel, *key)
            if text is not None:
                self._trusted.put(key, text, now + REMEMBERED_SECONDS)
        return text


def _named(given: Mapping[str, Any]) -> str | None:
    for name in IDS:
        value = given.get(name)
        if value is not None and value != "":
            if not isinstance(value, str):
                raise Malformed(Message("{name} must be a text", name=name), code="INVALID_REQUEST")
            return value
    return None


def _persisted(extensions: Any) -> str | None:
    """Return the hash that Apollo's protocol sends."""
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if persisted is None:
        return None
    name = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not isinstance(name, str) or not name or persisted.get("version", 1) != 1:
        message = Message('persistedQuery has another form: send {{"version": 1, "sha256Hash": "…"}}')
        raise Malformed(message, code="INVALID_REQUEST")
    return name


def _untrusted() -> Malformed:
    message = Message("only trusted documents are answered: send the id of one that headless documents list shows")
    return Malformed(message, code="DOCUMENT_NOT_TRUSTED", status=403)
