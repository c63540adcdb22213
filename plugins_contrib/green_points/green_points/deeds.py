"""Members' deeds for the environment. All are kept, even those that earned nothing that day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tortoise import fields
from tortoise.functions import Min, Sum
from tortoise.models import Model

from green_points.events import ACTION
from headless.plugins import Asked, Do, Event, Merchant, Table

MERGED = "member.merged"


class Deed(Model):
    """One eco action of a member. done_on: the merchant's day, as date.toordinal() counts."""

    merchant_id = fields.BigIntField()
    member_id = fields.TextField()
    event_id = fields.CharField(64, primary_key=True)
    action = fields.TextField()
    times = fields.IntField()
    place = fields.TextField(null=True)
    done_on = fields.IntField()

    class Meta:
        table = "green_points_deed"


TABLES = (Table(Deed, "green_points.migrations"),)


async def note(event: Event, member: str, merchant: Merchant, do: Do) -> None:
    """Keep an eco action once, however often it is sent. Deeds of a member who is merged are the survivor's."""
    if event.type == MERGED:
        async with do.writing():
            await Deed.filter(merchant_id=merchant.id, member_id=event.data.merged).update(member_id=member)
    if event.type != ACTION:
        return
    data = event.data
    deed = Deed(
        merchant_id=merchant.id,
        member_id=member,
        event_id=event.id,
        action=data.action,
        times=data.count,
        place=data.place,
        done_on=event.local_date.toordinal(),
    )
    async with do.writing():
        await Deed.bulk_create([deed], ignore_conflicts=True)


async def sums(merchant: Merchant, members: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Return, by member and action, how often it was done and since which day."""
    asked = Deed.filter(merchant_id=merchant.id, member_id__in=members).annotate(sum=Sum("times"), since=Min("done_on"))
    by_member: dict[str, dict[str, Any]] = {}
    for row in await asked.group_by("member_id", "action").values("member_id", "action", "sum", "since"):
        by_member.setdefault(row["member_id"], {})[row["action"]] = (int(row["sum"]), int(row["since"]))
    return by_member


async def sums_of_all(merchant: Merchant, asked: Asked) -> Mapping[str, Any]:
    """Return the same of all members together: by action, how often it was done and since which day."""
    deeds = Deed.filter(merchant_id=merchant.id).annotate(sum=Sum("times"), since=Min("done_on"))
    rows = await deeds.group_by("action").values("action", "sum", "since")
    return {row["action"]: (int(row["sum"]), int(row["since"])) for row in rows}


async def export(member: str, merchant: Merchant) -> Mapping[str, Any]:
    """Return all deeds of a member, oldest first."""
    deeds = await Deed.filter(merchant_id=merchant.id, member_id=member).order_by("done_on", "event_id")
    return {"deeds": [_shown(deed) for deed in deeds]}


async def erase(member: str, merchant: Merchant) -> None:
    """Delete all deeds of a member."""
    await Deed.filter(merchant_id=merchant.id, member_id=member).delete()


def _shown(deed: Deed) -> Mapping[str, Any]:
    day = date.fromordinal(deed.done_on).isoformat()
    return {"event": deed.event_id, "action": deed.action, "times": deed.times, "place": deed.place, "day": day}
