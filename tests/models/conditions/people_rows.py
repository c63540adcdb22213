"""People as rows, so that SQL meets those whom the closures were asked about."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from headless.models.base.session import Session
from tests.engine.people import LONDON, SHOP, Person

_Rows = dict[str, list[tuple[Any, ...]]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "member": ("id", "birthday_on", "joined_at", "joined_on", "attributes", "clock_at", "created_at"),
    "daily_total": ("member_id", "key", "day", "count", "amount", "less"),
    "account": ("member_id", "kind_id", "balance"),
    "stored_metric": ("member_id", "metric", "number", "scale", "text", "computed_at"),
    "member_tier": ("member_id", "track_id", "standing_id", "seq", "tier_id", "rank", "since_at", "until_at"),
    "member_tag": ("member_id", "id", "tag_id", "author", "origin", "since_at", "expires_at", "removed_at"),
}


async def add_people(session: Session, people: Iterable[Person], merchant_id: int = 1) -> None:
    """A merchant with these people, numbered from 1."""
    merchant = ("id", "slug", "name", "currency", "decimals", "time_zone", "created_at")
    slug = f"shop{merchant_id}"
    await session.insert("merchant", merchant, [(merchant_id, slug, "Shop", "CNY", 2, LONDON.name, 0)])
    rows: _Rows = {table: [] for table in COLUMNS}
    for number, person in enumerate(people, start=1):
        _collect(rows, number, person)
    for table, columns in COLUMNS.items():
        await session.insert(table, ("merchant_id", *columns), [(merchant_id, *row) for row in rows[table]])


def _collect(rows: _Rows, number: int, person: Person) -> None:
    attributes = json.dumps(person.attributes, ensure_ascii=False)
    rows["member"].append((number, person.birthday_on, 0, person.joined_on, attributes, 0, 0))
    rows["daily_total"] += [(number, *row) for row in _totals(person)]
    rows["account"] += [(number, SHOP.kinds[asset].id, units) for asset, units in person.balances.items()]
    rows["stored_metric"] += [(number, name, *_stored(value), 0) for name, value in person.stored.items()]
    rows["member_tier"] += [(number, *row) for row in _standings(person)]
    gone = [SHOP.tags[code].id for code in SHOP.tags if code not in person.tag_codes]
    held = [SHOP.tags[code].id for code in sorted(person.tag_codes)]
    rows["member_tag"] += [(number, number * 100 + tag, tag, "eva", 0, 0, None, None) for tag in held]
    rows["member_tag"] += [(number, number * 100 + tag, tag, "eva", 0, 0, None, 5) for tag in gone]


def _totals(person: Person) -> Iterable[Sequence[Any]]:
    for key in sorted(person.totals.keys()):
        yield (key, 0, *person.totals.lifetime(key))
        for day, total in person.totals.days(key).items():
            yield (key, day, *total)


def _standings(person: Person) -> Iterable[Sequence[Any]]:
    for code, (tier, until) in person.tiers.items():
        track = SHOP.tracks[code]
        held = track.by_code[tier]
        # An end may fall at any time of its day; a paid standing here ends at the day's start.
        ends = None if until is None else LONDON.start_of(until) + (7_000_000 if code == "growth" else 0)
        yield (track.id, 1, 1, held.id, held.rank, 0, ends)


def _stored(value: Any) -> tuple[int | None, int, str | None]:
    if isinstance(value, str):
        return None, 0, value
    if not isinstance(value, Decimal):
        return int(value), 0, None
    places = -int(value.as_tuple().exponent)
    return int(value.scaleb(places)), places, None
