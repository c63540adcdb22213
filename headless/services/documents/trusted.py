"""Trusted documents: texts that are stored ahead of time, so that front ends send an id alone."""

import re
from collections.abc import Collection, Mapping
from hashlib import sha256

from headless.engine.values.limits import QUERY_CHARACTERS
from headless.errors import Conflict, Invalid, NotFound
from headless.messages import Message
from headless.models.tables.configuration.documents import TrustedDocument, text_of
from headless.services.auditing.trail import Action, note, note_change
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import operator

NOUN = "TrustedDocument"
_ID = re.compile(r"[A-Za-z0-9._~:/+=@-]{1,200}", re.ASCII)
_HASH = re.compile(r"(sha256:)?[0-9A-Fa-f]{64}", re.ASCII)


def id_of(name: str) -> str:
    """Return the one spelling of an id: a SHA-256 in lower case, without the `sha256:` that some clients put before it."""
    return name.removeprefix("sha256:").lower() if _HASH.fullmatch(name) else name


def hash_of(text: str) -> str:
    """Return the id of a text that was given none."""
    return sha256(text.encode()).hexdigest()


async def trusted_text(kernel: Kernel, merchant_id: int, code: str) -> str | None:
    """Return the text of a document, None if the merchant has none of this id."""
    if not _ID.fullmatch(code):
        return None
    async with kernel.db.glance() as session:
        return await text_of(session, merchant_id, code)


async def add_documents(kernel: Kernel, slug: str, texts: Mapping[str, str], *, replace: bool = False) -> int:
    """Store documents by their ids, all or none, and return how many are new or changed.

    Raises:
        Invalid: an id or a text cannot be one.
        Conflict: an id has another text already, and not `replace`.
        NotFound: there is no such merchant.
    """
    for code, text in texts.items():
        _check(code, text)
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        documents = TrustedDocument.of(session, merchant.id)
        stored = {row.code: row.text for row in await documents.all()}
        for code, text in texts.items():
            if code in stored and stored[code] != text and not replace:
                message = Message(
                    "document {code} has another text already: give the new one another id, or add --replace", code=code
                )
                raise Conflict(message, code="DOCUMENT_EXISTS")
        changed = {code: text for code, text in texts.items() if stored.get(code) != text}
        now, owner = kernel.clock.now_us(), operator(merchant.id, slug)
        for code, text in changed.items():
            if code in stored:
                await documents.filter(code=code).update(text=text, added_at=now)
            else:
                await documents.create(code=code, text=text, added_at=now)
            was = {"sha256": hash_of(stored[code])} if code in stored else None
            await note_change(kernel, session, owner, NOUN, code, was, {"sha256": hash_of(text)})
    return len(changed)


async def list_documents(kernel: Kernel, slug: str) -> list[TrustedDocument]:
    """Return a merchant's documents by id. Raise NotFound if there is no such merchant."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        return await TrustedDocument.of(session, merchant.id).order_by("code").all()


async def remove_documents(kernel: Kernel, slug: str, codes: Collection[str]) -> None:
    """Remove documents, all or none. Raise NotFound if there is no such merchant, or one of them is not there."""
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        documents = TrustedDocument.of(session, merchant.id)
        for code in dict.fromkeys(map(id_of, codes)):
            if not await documents.filter(code=code).delete():
                raise NotFound(
                    Message("there is no document {code}: headless documents list shows all", code=code),
                    code="UNKNOWN_DOCUMENT",
                )
            await note(kernel, session, operator(merchant.id, slug), Action.REMOVED, NOUN, code)


def _check(code: str, text: str) -> None:
    if not _ID.fullmatch(code):
        message = Message("{code!r} is not an id: use 1 to 200 letters, digits and ._~:/+=@-", code=code[:100])
        raise Invalid(message, code="INVALID_DOCUMENT")
    if not text.strip() or "\x00" in text:
        raise Invalid(Message("document {code} is empty, or holds a NUL character", code=code), code="INVALID_DOCUMENT")
    if len(text) > QUERY_CHARACTERS:
        message = Message(
            "document {code} has {count} characters, at most {query_characters} are taken: split it",
            code=code,
            count=len(text),
            query_characters=QUERY_CHARACTERS,
        )
        raise Invalid(message, code="INVALID_DOCUMENT")
