"""Which rows a partner's token sees: those of the asset kinds and tags that the partner may touch, and its own events.

All that the executor answers passes here, whichever field it stands under. Rows of other classes are a matter of scopes alone.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.rules import EventType
from headless.engine.member.records import Entry, HeldTag, Hold
from headless.engine.program.partners import Partner
from headless.engine.program.sights import Sight
from headless.engine.program.tag_kinds import TagKind
from headless.models.tables.events.event_pages import EventRow

Sees = Callable[[Sight, Any], bool]
RULES: Mapping[type, Sees] = MappingProxyType({
    AssetKind: lambda sight, row: row.code in sight.kinds,
    Entry: lambda sight, row: row.kind_id in sight.kind_ids,
    Hold: lambda sight, row: row.kind_id in sight.kind_ids,
    TagKind: lambda sight, row: row.code in sight.tags,
    HeldTag: lambda sight, row: row.tag_id in sight.tag_ids,
    EventType: lambda sight, row: row.name in sight.event_types,
    EventRow: lambda sight, row: row.source == sight.source,
    Partner: lambda sight, row: row.id == sight.partner.id,
})  # fmt: skip
"""By the class of the row. Rows of the resolvers' own say it themselves, by `is_seen`."""


def sees(sight: Sight, row: Any) -> bool:
    """Return True unless a row is of what the partner may not touch."""
    rule = next((RULES[base] for base in type(row).__mro__ if base in RULES), None)
    if rule is not None:
        return rule(sight, row)
    is_seen = getattr(row, "is_seen", None)
    return is_seen is None or is_seen(sight)
