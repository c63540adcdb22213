"""A plugin that meets the world: a webhook with a signature, actions, an observer, a table of its own."""

import hashlib
import hmac
import json
from typing import Any

from tortoise import fields
from tortoise.models import Model

from headless.plugins import (
    Action,
    EventData,
    EventType,
    Inbound,
    Money,
    NewEvent,
    Rejected,
    RuleSettings,
    Secret,
    Table,
    Value,
    hookimpl,
)

KEY = "a key that only the ticket office knows"


class Visit(EventData):
    """A visit."""

    seat: str


class Seat(Model):
    """The seat that a member likes."""

    id = fields.TextField()
    merchant_id = fields.BigIntField()
    member_id = fields.CharField(64, primary_key=True)
    seat = fields.TextField()

    class Meta:
        table = "club_seat"


class Tickets(Inbound):
    """The ticket office tells of visits."""

    name = "tickets"

    class Settings(RuleSettings):
        """What both sides know."""

        key: Secret = Secret(KEY)

    async def receive(self, headers: Any, body: bytes, do: Any) -> None:
        """One visit for each call."""
        expected = hmac.new(do.settings.key.get_secret_value().encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, headers.get("x-signature", "")):
            raise Rejected("the signature is not ours", code="FORGED")
        sent = json.loads(body)
        event = NewEvent("club.visited", {"number": sent["card"]}, sent["id"], {"seat": sent["seat"]})
        outcome = (await do.record([event]))[0]
        if outcome.status == "INVALID":
            raise Rejected(outcome.message or "", outcome.code or "")


class Choice(EventData):
    """A seat, and what the member bids for it."""

    seat: str
    bid: Money | None = None
    currency: str | None = None


class Choose(Action):
    """Keep a member's favourite seat."""

    name = "choose"
    input = Choice

    async def run(self, input: Any, member: Any, do: Any) -> Any:  # noqa: A002 - the promised name
        """Keep it, and say how often the member came."""
        if input.seat == "royal box":
            raise Rejected("the royal box is taken", code="TAKEN")
        async with do.writing():
            await Seat.filter(merchant_id=do.merchant.id, member_id=member).delete()
            await Seat.create(merchant_id=do.merchant.id, member_id=member, seat=input.seat, id=member)
        visits, spend = await do.read([Value("events", args={"type": "club.visited"}), "net_spend"])
        bid = {} if input.bid is None else {"bid": str(input.bid)}
        return {"seat": input.seat, "visits": visits, "spend": str(spend), **bid}


class Club:
    """The plugin."""

    __version__ = "1.0"

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, list[Any]]] = []

    @hookimpl
    def register_events(self) -> Any:
        return [EventType("club.visited", Visit)]

    @hookimpl
    def register_inbound(self) -> Any:
        return [Tickets]

    @hookimpl
    def register_actions(self) -> Any:
        return [Choose]

    @hookimpl
    def register_tables(self) -> Any:
        return [Table(Seat, "tests.services.plugin_admin.club_migrations")]

    @hookimpl
    async def event_settled(self, event: Any, member: str, changes: Any) -> None:
        self.seen.append((event.type, member, list(changes)))

    @hookimpl
    async def export_member(self, member_id: str, merchant: Any) -> Any:
        return {"seats": [each.seat for each in await Seat.filter(merchant_id=merchant.id, member_id=member_id)]}

    @hookimpl
    async def erase_member(self, member_id: str, merchant: Any) -> None:
        await Seat.filter(merchant_id=merchant.id, member_id=member_id).delete()
