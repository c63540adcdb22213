"""The metrics that every merchant has."""

from types import MappingProxyType

from headless.engine.metrics.metric import Argument, MetricSpec, MetricType, Registry, WindowKind
from headless.engine.values.comparisons import ORDERED, Op

_NUMBER = (*ORDERED, Op.IN, Op.EXISTS)
_ANY_WINDOW: tuple[WindowKind, ...] = ("days", "months", "calendar")
_LINES = (
    Argument("category", "only order lines of this category"),
    Argument("brand", "only order lines of this brand"),
    Argument("sku", "only order lines of this sku"),
    Argument("channel", "only orders of this channel"),
    Argument("store", "only orders of this store"),
)
_ASSET = Argument("asset", "the asset kind's code", required=True)
_TRACK = Argument("track", "the tier track's code; the default track if absent")


def _labels(en: str, zh: str) -> MappingProxyType[str, str]:
    return MappingProxyType({"en": en, "zh": zh})


def _of_orders(name: str, type_: MetricType, en: str, zh: str, description: str, ratio: bool = False) -> MetricSpec:
    return MetricSpec(
        name, type_, _labels(en, zh), description, _NUMBER,
        unit="orders" if type_ == "count" else None, windows=_ANY_WINDOW, arguments=_LINES, ratio=ratio,
    )  # fmt: skip


_ORDER_METRICS = (
    _of_orders("orders", "count", "orders", "订单数", "Orders, those wholly refunded left out."),
    _of_orders("gross_spend", "money", "gross spend", "消费总额", "Payable totals of orders."),
    _of_orders("net_spend", "money", "net spend", "净消费额", "Payable totals of orders less refunds."),
    _of_orders("refunded", "money", "refunded", "退款额", "What refunds gave back."),
    _of_orders("average_order", "money", "average order", "客单价", "Net spend / orders, if any.", True),
    MetricSpec(
        "orders_per_month", "decimal", _labels("orders per month", "月均订单数"),
        "Orders × 365 / (12 × days) in a window of days; orders / months in one of months or years.",
        _NUMBER, unit="orders per month", windows=("days", "months"), window_required=True,
        arguments=_LINES, ratio=True,
    ),
    MetricSpec(
        "days_since_order", "days", _labels("days since the last order", "距上次下单天数"),
        "Days since the last order that was not wholly refunded; missing without one.",
        _NUMBER, unit="days", arguments=_LINES,
    ),
)  # fmt: skip

_EVENT_METRICS = (
    MetricSpec(
        "events", "count", _labels("events", "行为次数"), "Events of a type.", _NUMBER, scope="events:read",
        unit="events", windows=_ANY_WINDOW, arguments=(Argument("type", "the event type", required=True),),
    ),
    MetricSpec(
        "streak", "count", _labels("streak", "连续周期数"),
        "Consecutive periods with an event, up to the last; 0 once the period after it has ended without one. "
        "Orders that were wholly refunded are left out.",
        _NUMBER, scope="events:read", unit="periods",
        arguments=(
            Argument("type", "the event type", default="checkin"),
            Argument("period", "what must follow one another", default="day", choices=("day", "week", "month")),
        ),
    ),
    MetricSpec(
        "referrals", "count", _labels("referrals", "推荐人数"), "Members who joined on this member's referral.",
        _NUMBER, unit="referrals", windows=_ANY_WINDOW,
    ),
)  # fmt: skip

_ASSET_METRICS = (
    MetricSpec(
        "balance", "amount", _labels("balance", "余额"), "What is left less debt, pending and held included.",
        _NUMBER, scope="assets:read", arguments=(_ASSET,),
    ),
    MetricSpec(
        "earned", "amount", _labels("earned", "累计获得"), "Earned and granted, less what reversals took back.",
        _NUMBER, scope="assets:read", windows=_ANY_WINDOW, arguments=(_ASSET,),
    ),
    MetricSpec(
        "spent", "amount", _labels("spent", "累计使用"), "Spent, less what was restored.",
        _NUMBER, scope="assets:read", windows=_ANY_WINDOW, arguments=(_ASSET,),
    ),
)  # fmt: skip

_MEMBER_METRICS = (
    MetricSpec(
        "days_since_join", "days", _labels("days since joining", "入会天数"), "Days since the member joined.",
        _NUMBER, unit="days",
    ),
    MetricSpec(
        "birthday_in", "days", _labels("days to the birthday", "距生日天数"),
        "Days to the next birthday, 0 on the day; 29 February counts on 28 February in other years.",
        _NUMBER, scope="members:pii", unit="days",
    ),
    MetricSpec(
        "tier", "tier", _labels("tier", "等级"), "The tier held on a track, compared by rank.",
        _NUMBER, arguments=(_TRACK,),
    ),
    MetricSpec(
        "tier_ends_in", "days", _labels("days to the end of the tier", "等级剩余天数"),
        "Days to the end of the standing on a track; missing without an end.",
        _NUMBER, unit="days", arguments=(_TRACK,),
    ),
    MetricSpec(
        "tag", "set", _labels("tags", "标签"), "The codes of the member's tags.",
        (Op.EQ, Op.IN, Op.CONTAINS, Op.EXISTS),
    ),
    MetricSpec(
        "attribute", "attribute", _labels("attribute", "属性"),
        "What the merchant keeps on the member by name: a text, a whole number, true or false, or a list of texts.",
        tuple(Op), arguments=(Argument("name", "the attribute's name", required=True),),
    ),
)  # fmt: skip

BUILT_IN: Registry = MappingProxyType(
    {spec.name: spec for spec in (*_ORDER_METRICS, *_EVENT_METRICS, *_ASSET_METRICS, *_MEMBER_METRICS)}
)
