"""Noting what was done, in the transaction that does it: what is undone leaves no trace, and nothing is done without one.

What is changed of members by hand is an event already, with its actor and its entries, so that it is not noted again.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from headless.models.base.mapping import compact
from headless.models.base.session import Session
from headless.models.tables.audit.records import AuditRow, insert_records
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal

Document = Mapping[str, Any]
Shown = Callable[[Document], Document]


class Action(StrEnum):
    """What was done."""

    CREATED = "created"
    CHANGED = "changed"
    REVOKED = "revoked"
    ROTATED = "rotated"
    REMOVED = "removed"
    MERGED = "merged"
    ERASED = "erased"
    EXPORTED = "exported"
    READ = "read"


async def note(
    kernel: Kernel,
    session: Session,
    principal: Principal,
    action: Action,
    noun: str,
    code: str | None = None,
    *,
    before: Document | None = None,
    after: Document | None = None,
) -> None:
    """Add a record. noun: the type of the thing as the schema names it. code: the code or id of the thing.

    The documents hold neither secrets nor personal data: the trail outlives both.
    """
    row = AuditRow(
        kernel.ids.new(), kernel.clock.now_us(), principal.actor, action, noun, code,
        None if before is None else compact(before), None if after is None else compact(after),
    )  # fmt: skip
    await session.write(insert_records(principal.merchant_id, [row]))


async def note_change(
    kernel: Kernel,
    session: Session,
    principal: Principal,
    noun: str,
    code: str | None,
    before: Document | None,
    after: Document,
    shown: Shown = dict,
) -> None:
    """Add a record of something that was created, if there was nothing before, or changed. Unchanged, it leaves no record.

    shown: masks the secrets of a document.
    """
    if before is None:
        await note(kernel, session, principal, Action.CREATED, noun, code, after=shown(after))
        return
    old, new = _differing(before, after)
    if new:
        await note(kernel, session, principal, Action.CHANGED, noun, code, before=shown(old), after=shown(new))


def _differing(before: Document, after: Document) -> tuple[Document, Document]:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}
