"""What a member holds, has earned and has spent of an asset kind."""

from collections.abc import Callable

from headless.engine.metrics.measure import Measure, Steady
from headless.engine.metrics.spec import ANY_WINDOW, Argument, MetricSpec, Query
from headless.engine.metrics.subject import Terms
from headless.engine.metrics.sums import AMOUNT, LESS, Addend, Sum
from headless.messages import Message

_ASSET = Argument("asset", Message("the asset kind's code"), required=True)


def asset_key(code: str) -> str:
    """Return the key of what was earned (`amount`) and spent (`less`) of an asset."""
    return f"asset:{code}"


def _asset(query: Query, terms: Terms | None = None) -> str:
    return query.arg("asset") or ""


def _key(query: Query) -> str:
    return asset_key(_asset(query))


def _balance(query: Query, terms: Terms) -> Measure:
    asset = _asset(query)
    decimals = terms.asset_decimals(asset)
    if decimals is None:
        return _unknown()
    return Steady(lambda subject, today: subject.balance(asset) or 0, decimals)


def _summed(addend: Addend) -> Callable[[Query, Terms], Measure]:
    """Return how a sum of an asset is measured."""

    def measure(query: Query, terms: Terms) -> Measure:
        decimals = terms.asset_decimals(_asset(query))
        return _unknown() if decimals is None else Sum(_key(query), query.window, addend, decimals)

    return measure


def _unknown() -> Measure:
    """Return the measure of an asset kind that the merchant does not have."""
    return Steady(lambda subject, today: None)


METRICS = (
    MetricSpec(
        "balance",
        "amount",
        Message("What is left less debt, pending and held included."),
        _balance,
        source="balance",
        scope="assets:read",
        counted_in=_asset,
        arguments=(_ASSET,),
    ),
    MetricSpec(
        "earned",
        "amount",
        Message("Earned and granted, less what reversals took back."),
        _summed(AMOUNT),
        key=_key,
        scope="assets:read",
        counted_in=_asset,
        windows=ANY_WINDOW,
        arguments=(_ASSET,),
    ),
    MetricSpec(
        "spent",
        "amount",
        Message("Spent, less what was restored."),
        _summed(LESS),
        key=_key,
        scope="assets:read",
        counted_in=_asset,
        windows=ANY_WINDOW,
        arguments=(_ASSET,),
    ),
)
