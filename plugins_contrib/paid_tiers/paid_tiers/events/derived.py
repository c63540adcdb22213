"""Derived events: a job's reminders, and changes of a membership."""

from datetime import date

from headless.plugins import Code, EventData, EventType
from paid_tiers.scalars import Text


class Due(EventData):
    """The clock says that a membership is due for review."""


class Begun(EventData):
    """A membership began or goes on. how: paid, code or trial. payment_id: the payment that brought it."""

    plan: Code
    how: Code
    paid_through: date
    payment_id: Text | None = None


class Over(EventData):
    """A membership is suspended or over, and why."""

    plan: Code
    why: Text = ""


def _told(name: str, data: type[EventData], label: str, label_zh: str) -> EventType:
    return EventType(f"subscription.{name}", data, {"engine"}, label=label, label_zh=label_zh)


DERIVED = (
    _told("renewal_due", Due, "renewal due", "待续费"),
    _told("reviewed", Due, "subscription reviewed", "续费检查"),
    _told("started", Begun, "subscription started", "会员开通"),
    _told("renewed", Begun, "subscription renewed", "会员续费"),
    _told("suspended", Over, "subscription suspended", "付费会员已停用（逾期未续费）"),
    _told("expired", Over, "subscription expired", "会员到期"),
)
