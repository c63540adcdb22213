"""Entries: movements on members' accounts."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Any

import strawberry

from headless.engine.explaining.narration import entry_text
from headless.engine.member.records import Entry as EntryRow
from headless.engine.program.partners import LEAD as PARTNER
from headless.ids import Prefix
from headless.resolvers.nouns.events import events
from headless.resolvers.nouns.ledger import entries
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.connections import Connection, cursor
from headless.schema.base.fields import batch, enum_type, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime
from headless.schema.types.configuration.asset_kinds import AssetKind
from headless.schema.types.events.events import Event


@enum_type(
    {
        "EARN": "A rule gave it, or money was paid in.",
        "SPEND": "It was used.",
        "GRANT": "It was given by hand.",
        "EXPIRE": "It came to its end unused.",
        "REVERSE": "An earlier entry was taken back, in whole or in part.",
        "TRANSFER": "It went to another member or came from one; with the amount 0: it repaid a debt.",
    }
)
class EntryType(StrEnum):
    """What kind of movement."""

    EARN = "EARN"
    SPEND = "SPEND"
    GRANT = "GRANT"
    EXPIRE = "EXPIRE"
    REVERSE = "REVERSE"
    TRANSFER = "TRANSFER"


def _units(read: Callable[[EntryRow], int]) -> Callable[[ReadContext, EntryRow], Decimal]:
    return lambda ctx, row: entries.natural(ctx, row, read(row))


def _rule(ctx: ReadContext, row: EntryRow) -> str | None:
    if row.rule_id is None:
        return None
    return next((rule.latest.name for rule in ctx.program.rules if rule.latest.id == row.rule_id), None)


def _funding(ctx: ReadContext, row: EntryRow) -> str | None:
    is_others = row.funding is not None and row.funding.startswith(PARTNER)
    return None if is_others and ctx.sight is not None and row.funding != ctx.sight.source else row.funding


def _reason(ctx: ReadContext, row: EntryRow) -> str:
    with_words = ctx.sight is None or row.funding == ctx.sight.source
    return entry_text(ctx.program, row, ctx.lang, ctx.allows, with_words=with_words)


def _asset(ctx: ReadContext, row: EntryRow) -> Any:
    return ctx.program.kind_by_id[row.kind_id]


@object_type(
    scope="assets:read", row=EntryRow, node=(Prefix.ENTRY, entries.entries_by_id), owner="member_id", for_partner=True
)
class Entry(Node):
    """One movement on an account. It is never changed."""

    id: strawberry.ID = identity(Prefix.ENTRY)
    type: EntryType = value("What kind of movement.", read=lambda row: row.type.name)
    asset: AssetKind = value("Of which kind.", told=_asset)
    amount: Decimal = value("What was added; below zero: taken.", told=_units(lambda row: row.amount))
    balance_after: Decimal = value("The balance right after it.", told=_units(lambda row: row.balance_after))
    funding: str | None = value(
        "Who pays for it: house, member, a partner or a campaign. Partners do not read of others.",
        told=_funding,
        for_member=False,
    )
    occurred_at: DateTime = value("When what caused it happened.")
    recorded_at: DateTime = value("When it was posted.")
    expires_at: DateTime | None = value("When what it gave expires; null: never.")
    reason: str = value(
        "Why, in words: the rule and its reason. Of what others gave, partners read the rule or the type of the event.",
        told=_reason,
    )
    event: Event | None = batch(events.causes, "The event that caused it.", scope="events:read")
    rule: str | None = value(
        "The name of the rule's instance that gave it; null where no rule did.",
        told=_rule,
        for_member=False,
        for_partner=False,
    )
    reverses: "Entry | None" = batch(entries.reversed_entries, "The entry that it takes back.")


@object_type(scope="assets:read", for_member=True, for_partner=True)
class EntryEdge:
    """An entry and its place."""

    cursor: str = cursor()
    node: Entry = value("The entry.")


@object_type(scope="assets:read", for_member=True, for_partner=True)
class EntryConnection(Connection):
    """Entries, newest first."""

    edges: list[EntryEdge] = value("The entries of this page.", sized=20)
