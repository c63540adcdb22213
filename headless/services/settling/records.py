"""The engine's records from rows: columns to select, and what makes a record of them."""

import json
from typing import Any

from headless.engine.member.records import HeldTag, Hold, HoldStatus, Origin, Standing

HOLD_COLUMNS = """id, member_id, kind_id, amount, captured, released, status, order_ref, reason, event_id, created_at,
  expires_at"""
STANDING_COLUMNS = """id, member_id, track_id, seq, tier_id, since_at, until_at, grace_until_at, code, params, clause,
  event_id, recorded_at"""
TAG_COLUMNS = """id, member_id, tag_id, author, reason, origin, since_at, expires_at, removed_at, removed_by_hand,
  event_id"""


ORIGINS = tuple(Origin)


def hold_of(row: Any) -> Hold:
    """A hold from HOLD_COLUMNS, without the lots it keeps."""
    values = [row[place] for place in range(12)]
    values[6] = HoldStatus(values[6])
    return Hold(*values)


def standing_of(row: Any) -> Standing:
    """A standing from STANDING_COLUMNS."""
    values = [row[place] for place in range(13)]
    values[9] = json.loads(values[9])
    values[10] = None if values[10] is None else json.loads(values[10])
    return Standing(*values)


def held_tag_of(row: Any) -> HeldTag:
    """A tag on a member from TAG_COLUMNS."""
    id_, member_id, tag_id, author, reason, origin, since_at, expires_at, removed_at, by_hand, event_id = row[:11]
    return HeldTag(
        id_,
        member_id,
        tag_id,
        author,
        reason,
        ORIGINS[origin],
        since_at,
        expires_at,
        removed_at,
        bool(by_hand),
        event_id,
    )


def prefixed(columns: str, alias: str) -> str:
    """The same columns of a table's alias."""
    return ", ".join(f"{alias}.{name.strip()}" for name in columns.split(","))
