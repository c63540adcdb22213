"""Some households of the demo's sample as a merchant, with all that clock work can bring."""

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headless.demo.configuration import asset_kinds, rules, tags, tier_tracks
from headless.demo.editions import EDITIONS
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from tests.oracle.demo_sample import SAMPLE
from tests.services.importing.retail import Person, people

SLUG = "grocer"
COLUMNS = {
    "order": "basket_id", "member": "household_id", "time": "time", "sku": "department", "category": "department",
    "amount": "amount",
}  # fmt: skip
_COUNTS = {
    "events by type": "SELECT type, count(*) FROM event GROUP BY type ORDER BY type",
    "entries": "SELECT type, count(*), sum(amount)::bigint FROM entry GROUP BY type ORDER BY type",
    "accounts": "SELECT sum(balance)::bigint, sum(debt)::bigint, sum(earned)::bigint, sum(expired)::bigint FROM account",
    "lots": "SELECT count(*), sum(granted)::bigint, sum(remaining)::bigint FROM lot",
    "totals": "SELECT key, sum(count)::bigint, sum(amount)::bigint FROM daily_total GROUP BY key ORDER BY key",
    "decisions": "SELECT count(*) FROM decision",
    "tags": "SELECT count(*), count(removed_at) FROM member_tag",
    "gifts": "SELECT count(*) FROM mark",
}


def write_households(path: Path, count: int) -> None:
    """The baskets of every n-th household, so that `count` are chosen."""
    with gzip.open(SAMPLE, "rt", encoding="utf-8", newline="") as text:
        lines = list(csv.DictReader(text))
    names = sorted({line["household_id"] for line in lines}, key=int)
    chosen = set(names[:: len(names) // count])
    with path.open("w", encoding="utf-8", newline="") as text:
        out = csv.DictWriter(text, list(lines[0]))
        out.writeheader()
        out.writerows(line for line in lines if line["household_id"] in chosen)


async def open_grocer(kernel: Kernel) -> None:
    """The demo's merchant without its orders."""
    edition = EDITIONS["en"]
    merchant = await create_merchant(
        kernel, SLUG, currency=edition.currency, time_zone=edition.time_zone, sandbox=True, clock_at=edition.clock_us
    )
    owner, words = system(merchant.id, merchant.slug), edition.words
    saved = [await save_asset_kind(kernel, owner, document) for document in asset_kinds(edition.named)]
    saved += [await save_tier_track(kernel, owner, document) for document in tier_tracks(edition.named)]
    saved += [await save_rule(kernel, owner, document) for document in rules()]
    saved += [await save_tag(kernel, owner, document) for document in tags(edition.named, words)]
    assert [None] * len(saved) == [each.problem for each in saved]


@dataclass(frozen=True)
class Books:
    """All that an import leaves behind, ids apart."""

    members: Mapping[str, Person]
    counts: Mapping[str, list[tuple[Any, ...]]]


async def books(kernel: Kernel) -> Books:
    """Read everything back."""
    async with kernel.db.read() as session:
        counts = {name: [tuple(row) for row in await session.fetch(sql)] for name, sql in _COUNTS.items()}
        return Books(await people(session), counts)
