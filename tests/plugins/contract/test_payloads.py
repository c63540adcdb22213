"""Payloads: exact amounts, plain words for what is wrong, nothing unknown."""

from decimal import Decimal
from typing import Any

import pytest

from headless.errors import Invalid
from headless.plugins import EventData, EventType
from headless.plugins.contract.payloads import parse_payload, rebuild_payload, refers_of, subject_of
from tests.plugins.builtin.contexts import TYPES, payload

ORDER: dict[str, Any] = {"orderId": "A-1", "total": "19.99"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("19.99", "19.99"),
        ("0", "0"),
        (5, "5"),
        (0.1, "0.1"),
        (1e-7, "1E-7"),
        ("-0.00", "0.00"),
        (10**15, "1000000000000000"),
    ],
)
def test_an_amount_is_read_exactly_as_it_was_written(sent: Any, read: str) -> None:
    data: Any = payload("order.paid", orderId="A-1", total=sent)

    assert read == str(data.total)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("-0.01", "may not be negative"),
        (-1, "may not be negative"),
        ("1e5", "exact decimal"),
        ("NaN", "exact decimal"),
        (float("inf"), "exact decimal"),
        ("٣", "exact decimal"),
        (True, "exact decimal"),
        ("", "exact decimal"),
        (10**15 + 1, "at most 1000000000000000"),
        (10**400, "at most 1000000000000000"),
        (1e-13, "at most 12 decimals"),
    ],
)
def test_what_is_not_an_amount_is_refused_in_plain_words(sent: Any, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        payload("order.paid", orderId="A-1", total=sent)


@pytest.mark.parametrize(
    ("type_", "data", "path", "words"),
    [
        ("order.paid", {"total": 1}, ["orderId"], "is missing"),
        ("order.paid", {**ORDER, "orderId": 7}, ["orderId"], "must be a text"),
        ("order.paid", {**ORDER, "orderId": ""}, ["orderId"], "may not be empty"),
        ("order.paid", {**ORDER, "orderId": "a\x00"}, ["orderId"], "control characters"),
        ("order.paid", {**ORDER, "orderId": "a" * 201}, ["orderId"], "longer than 200"),
        ("order.paid", {**ORDER, "discount": 1}, ["discount"], "there are orderId, total"),
        ("order.paid", {**ORDER, "currency": "pounds"}, ["currency"], "longer than 3"),
        ("order.paid", {**ORDER, "items": [{"sku": "a", "amount": 1}]}, ["items", "0", "quantity"], "is missing"),
        ("order.paid", {**ORDER, "payWith": [{"asset": "points", "amount": 0}]}, ["payWith", "0", "amount"], "than 0"),
        ("topup.paid", {"paymentId": "p", "amount": "0"}, ["amount"], "greater than 0"),
        ("asset.spent", {"kind": "points", "amount": -5, "reason": "x"}, ["amount"], "greater than 0"),
        ("hold.settled", {"hold": "hold_1", "action": "keep"}, ["action"], "'capture' or 'release'"),
        ("tag.assigned", {"tag": "vip", "expiresAt": "2026-01-01"}, ["expiresAt"], "a time with its zone"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(type_: str, data: dict[str, Any], path: list[str], words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        payload(type_, **data)

    assert (path, "INVALID_DATA") == (caught.value.data["path"], caught.value.code)
    assert caught.value.message.startswith(f"{type_}: {'.'.join(path)} ")


def test_at_most_a_thousand_items() -> None:
    item = {"sku": "a", "quantity": 1, "amount": 1}
    assert payload("order.paid", **ORDER, items=[item] * 1000)

    with pytest.raises(Invalid, match="at most 1000, not 1001"):
        payload("order.paid", **ORDER, items=[item] * 1001)


def test_a_payload_that_is_not_an_object_is_refused() -> None:
    with pytest.raises(Invalid, match=r"order\.paid must be an object"):
        parse_payload(TYPES["order.paid"], ["A-1"])


def test_an_order_of_nothing_is_an_order() -> None:
    data: Any = payload("order.paid", orderId="A-1", total="0.00")

    assert 0 == data.total


def test_python_names_are_snake_case_and_json_names_camel_case() -> None:
    sent = {**ORDER, "payWith": [{"asset": "points", "amount": "5"}]}
    data: Any = payload("order.paid", **sent)

    assert Decimal(5) == data.pay_with[0].amount
    assert sent == data.to_json()


def test_a_tier_change_says_from_where() -> None:
    data: Any = payload("tier.changed", **{"track": "main", "from": "silver", "to": "gold", "up": True})

    assert ("silver", "from") == (data.from_, next(name for name in data.to_json() if name.startswith("from")))


def test_an_instant_is_microseconds_inside_and_iso_text_outside() -> None:
    data: Any = payload("asset.held", kind="points", amount=5, reason="x", until="2026-01-01T01:00:00+01:00")

    assert 1_767_225_600_000_000 == data.until
    assert "2026-01-01T00:00:00Z" == data.to_json()["until"]


def test_a_payload_cannot_be_changed() -> None:
    data: Any = payload("member.updated", fields={"colour": {"dark": ["red"]}})

    with pytest.raises(Exception, match="frozen"):
        data.fields = {}
    with pytest.raises(TypeError, match="cannot be changed"):
        data.fields["colour"]["dark"].append("blue")
    assert {"fields": {"colour": {"dark": ["red"]}}} == data.to_json()


def test_the_business_keys_of_an_order_and_its_refund() -> None:
    refund = payload("order.refunded", refundId="R-1", orderId="A-1", amount="5")

    assert "R-1" == subject_of(TYPES["order.refunded"], refund)
    assert "A-1" == refers_of(TYPES["order.refunded"], refund)
    assert refers_of(TYPES["login"], payload("login")) is None


class Seat(EventData):
    """A seat was taken, in the second version's words."""

    row: str


class SeatTaken(EventType):
    """The first version called the row a line."""

    def upgrade(self, data: dict[str, Any]) -> dict[str, Any]:
        """line became row."""
        return {"row": data["line"]}


def test_a_payload_of_an_older_version_is_upgraded() -> None:
    type_ = SeatTaken("seat.taken", Seat, version=2)

    assert Seat(row="K") == rebuild_payload(type_, {"line": "K"}, 1)
    assert Seat(row="K") == rebuild_payload(type_, {"row": "K"}, 2)
