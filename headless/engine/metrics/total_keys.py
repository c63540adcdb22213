"""The names under which daily totals are kept: `order`, `order|category=tea`, `event:checkin`, `asset:points`."""

from collections.abc import Iterable, Mapping

from headless.engine.metrics.metric import Query

ORDER = "order"
ORDER_ARGUMENTS = ("brand", "category", "channel", "sku", "store")

_ORDER_METRICS = frozenset({
    "orders", "gross_spend", "net_spend", "refunded", "average_order", "orders_per_month", "days_since_order",
})  # fmt: skip


def order_key(args: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> str:
    """The key of orders narrowed to categories, brands, skus, channels or stores: `order|brand=b|category=c`."""
    given = dict(args)
    return "|".join([ORDER, *(f"{name}={_escaped(given[name])}" for name in ORDER_ARGUMENTS if name in given)])


def order_args(key: str) -> dict[str, str] | None:
    """What an order key is narrowed to; None if it is not the key of orders."""
    kind, *parts = key.split("|")
    if kind != ORDER:
        return None
    return {name: _unescaped(value) for name, _, value in (part.partition("=") for part in parts)}


def event_key(type_: str) -> str:
    """The key that counts the events of a type."""
    return f"event:{type_}"


def asset_key(code: str) -> str:
    """The key of what was earned (`amount`) and spent (`less`) of an asset."""
    return f"asset:{code}"


def key_of(query: Query) -> str | None:
    """The key that a metric is computed from; None if it needs no totals."""
    name = query.spec.name
    if query.spec.stored:
        return None
    if name in _ORDER_METRICS:
        return order_key(query.args)
    if name == "streak" and query.arg("type") == "order.paid":
        # As elsewhere, an order that was wholly refunded is none.
        return ORDER
    if name in ("events", "streak"):
        return event_key(query.arg("type") or "")
    if name == "referrals":
        return event_key("referral.joined")
    if name in ("earned", "spent"):
        return asset_key(query.arg("asset") or "")
    return None


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("|", "%7C")


def _unescaped(value: str) -> str:
    return value.replace("%7C", "|").replace("%25", "%")
