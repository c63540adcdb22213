"""The built-in event types are those of the documentation, sent by whom it says."""

import pytest

from headless.engine import happenings
from headless.plugins.payloads import parse_payload
from tests.plugins.contexts import TYPES

SENT_BY = {
    "order.paid": {"merchant", "partner"},
    "order.refunded": {"merchant", "partner"},
    "topup.paid": {"merchant"},
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
        ("tier.changed", happenings.TierChanged("main", None, "gold", True)),
        ("tier.expiring", happenings.TierExpiring("main", "gold", "2026-01-01T00:00:00Z")),
        ("tier.reviewed", happenings.TierReviewed("main", None)),
        ("asset.expired", happenings.AssetExpired("points", "5")),
        ("asset.expiring", happenings.AssetExpiring("points", "5", "2026-01-01")),
        ("hold.timed_out", happenings.HoldTimedOut("hold_1", "points", "5")),
    ],
)
def test_what_the_engine_derives_reads_back_under_the_same_names(type_: str, happened: object) -> None:
    document = happened.to_json()  # type: ignore[attr-defined]
    data = parse_payload(TYPES[type_], document)

    assert set(type(happened).__slots__) == set(type(data).model_fields)  # type: ignore[attr-defined]
    assert {key: value for key, value in document.items() if value is not None} == {
        key: value for key, value in data.model_dump(mode="json").items() if value is not None
    }
