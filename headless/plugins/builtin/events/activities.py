"""Events that a member claims to have done. A rule may refuse them."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from headless.plugins import EventData, EventType, Personal
from headless.plugins.builtin.events.senders import MEMBER_TOO
from headless.plugins.contract.scalars import Key, Reference

Prose = Annotated[str, Field(min_length=1, max_length=10_000)]
Address = Annotated[str, Field(min_length=1, max_length=2_000)]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Media = Annotated[tuple[Address, ...], BeforeValidator(_listed), Field(min_length=1, max_length=50)]


class Checkin(EventData):
    """The member checked in."""

    place: Reference | None = None


class ReviewPosted(EventData):
    """The member wrote a review, perhaps of an order."""

    order_id: Key | None = None
    text: Personal[Prose]
    media: Personal[Media] | None = None


class SharePosted(EventData):
    """The member shared something, perhaps an order."""

    order_id: Key | None = None
    text: Personal[Prose] | None = None
    media: Personal[Media] | None = None


_OF_ORDER = ("orderId", "order.paid")


def _post(name: str, data: type[EventData], label: str, label_zh: str) -> EventType:
    return EventType(name, data, MEMBER_TOO, request=True, refers=_OF_ORDER, label=label, label_zh=label_zh)


ACTIVITIES = (
    EventType("checkin", Checkin, MEMBER_TOO, request=True, once="1d", label="check-in", label_zh="签到"),
    _post("review.posted", ReviewPosted, "review posted", "评价"),
    _post("share.posted", SharePosted, "share posted", "晒单分享"),
)
