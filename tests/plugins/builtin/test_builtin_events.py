"""The built-in event types are those of the documentation, sent by whom it says."""

from datetime import date
from decimal import Decimal

import pytest

from headless.engine.member import derived_events
from headless.plugins.contract.payloads import parse_payload
from tests.plugins.builtin.contexts import TYPES

SENT_BY = {
    "order.paid": {"merchant", "partner"},
    "order.refunded": {"merchant", "partner"},
    "order.amended": {"merchant", "partner"},
    "order.moved": {"merchant", "partner"},
    "topup.paid": {"merchant"},
    "topup.refunded": {"merchant"},
    "member.joined": {"merchant"},
    "profile.completed": {"merchant"},
    "login": {"merchant", "member"},
    "checkin": {"merchant", "member"},
    "review.posted": {"merchant", "member"},
    "share.posted": {"merchant", "member"},
    "referral.joined": {"merchant"},
}


@pytest.mark.parametrize("name", sorted(TYPES))
def test_who_may_send_it(name: str) -> None:
    assert SENT_BY.get(name, {"engine"}) == TYPES[name].sent_by


def test_only_claims_are_requests() -> None:
    assert {"checkin", "review.posted", "share.posted"} == {name for name, each in TYPES.items() if each.request}


def test_a_member_checks_in_once_a_day_and_joins_once() -> None:
    assert {"checkin": "1d", "member.joined": "ever"} == {name: each.once for name, each in TYPES.items() if each.once}


@pytest.mark.parametrize("name", sorted(TYPES))
def test_it_describes_itself(name: str) -> None:
    found = TYPES[name]

    assert all([found.label, found.label_zh, found.data.model_json_schema()["description"]])


@pytest.mark.parametrize(
    ("type_", "happened"),
    [
        ("tier.changed", derived_events.TierChanged("main", None, "gold", True)),
        ("tier.expiring", derived_events.TierExpiring("main", "gold", 1_767_225_600_000_000)),
        ("tier.reviewed", derived_events.TierReviewed("main", None)),
        ("asset.expired", derived_events.AssetExpired("points", Decimal(5))),
        ("asset.expiring", derived_events.AssetExpiring("points", Decimal(5), date(2026, 1, 1))),
        ("hold.timed_out", derived_events.HoldTimedOut("hold_1", "points", Decimal(5))),
    ],
)
def test_what_the_engine_derives_reads_back_as_it_was(type_: str, happened: object) -> None:
    document = happened.to_json()  # type: ignore[attr-defined]
    data = parse_payload(TYPES[type_], document)

    assert {name: getattr(happened, name) for name in type(data).model_fields} == {
        name: getattr(data, name) for name in type(data).model_fields
    }
