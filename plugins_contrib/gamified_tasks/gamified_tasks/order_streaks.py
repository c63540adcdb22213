"""A reward, such as free delivery, for a number of orders in a row. Each order counts in one row only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field

from gamified_tasks.events import GIVEN_BACK
from gamified_tasks.rewards import Reward, given
from gamified_tasks.scalars import Duration, Spent, spent_setting, words
from gamified_tasks.task_settings import OnRefund
from gamified_tasks.texts import TEXTS
from headless.plugins import Context, Effect, Remember, Rule, RuleContext, Skip, Undo

KEY = "row"
MERGED = "member.merged"
ROWS_KEPT = 5


class OrderStreakSettings(Reward):
    """How many orders make a row, and what it brings. Without a reward nothing is counted."""

    orders: Annotated[int, Field(ge=2, le=10)] = Field(
        default=3,
        title="Orders in a row",
        description="How many orders make a row.",
        json_schema_extra=words("连续单数"),
    )
    apart: Duration | None = Field(
        default="30d",
        title="At most apart",
        description="How long after an order the next one must come; otherwise the row starts again.",
        json_schema_extra=words("相邻订单最长间隔"),
    )
    on_refund: OnRefund = Field(
        default="TAKE_BACK",
        title="When an order of a complete row is wholly refunded",
        description="TAKE_BACK takes back what of its reward is not used; KEEP leaves it.",
        json_schema_extra=words("退款处理"),
    )
    spent: Spent = spent_setting()


@dataclass(frozen=True, slots=True)
class Row:
    """The open row's orders, oldest first, the day of the last one, and complete rows by the order that completed each."""

    orders: tuple[str, ...] = ()
    last: date | None = None
    complete: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def of(cls, shared: Mapping[str, Any]) -> Self:
        """Return the row in memory."""
        kept = shared.get(KEY, {})
        last = kept.get("last")
        complete = {by: tuple(orders) for by, orders in kept.get("complete", {}).items()}
        return cls(tuple(kept.get("orders", ())), None if last is None else date.fromisoformat(last), complete)

    def remember(self) -> Remember:
        """Keep it, with the last few of the complete rows."""
        complete = dict(list((self.complete or {}).items())[-ROWS_KEPT:])
        last = None if self.last is None else self.last.isoformat()
        kept = {"orders": list(self.orders), "last": last, "complete": {by: list(row) for by, row in complete.items()}}
        return Remember({KEY: kept}, shared=True)


class OrderStreak(Rule):
    """A reward, such as free delivery, for three orders in a row."""

    id = "order_streak"
    label, label_zh = "Orders in a row", "连续下单奖励"
    on = ("order.paid", *GIVEN_BACK, MERGED)
    single = True
    Settings = OrderStreakSettings

    def evaluate(self, ctx: RuleContext[OrderStreakSettings]) -> Iterable[Effect] | Skip:
        """Lengthen the row by an order. A refund shortens it or takes its reward back. Rows of merged members are joined."""
        if not ctx.settings.gives:
            return ctx.skip(TEXTS.told("no reward is set"))
        if ctx.event.type == MERGED:
            return _merged(ctx)
        return _refunded(ctx) if ctx.event.type in GIVEN_BACK else _ordered(ctx)


def open_row(ctx: Context[OrderStreakSettings], row: Row) -> tuple[str, ...]:
    """Return the orders of a row that today's order would continue."""
    apart = ctx.settings.apart
    broken = apart is not None and row.last is not None and ctx.after(apart, row.last) < ctx.today
    return () if broken else row.orders


def _ordered(ctx: RuleContext[OrderStreakSettings]) -> list[Effect]:
    row, order, settings = Row.of(ctx.shared), ctx.event.id, ctx.settings
    orders = (*open_row(ctx, row), order)
    last = max(ctx.today, row.last or ctx.today)  # An order may come late.
    if len(orders) < settings.orders:
        return [replace(row, orders=orders, last=last).remember()]
    # Kept, because a part of an order that was given back leaves the row complete; `_refunded` sees to the whole.
    reward = given(
        ctx, settings, TEXTS.told("{count} orders in a row", count=len(orders)), once=f"row/{order}", keep=True
    )
    complete = {**(row.complete or {}), order: orders}
    return [*reward, Row((), last, complete).remember()]


def _refunded(ctx: RuleContext[OrderStreakSettings]) -> list[Effect] | Skip:
    row, order = Row.of(ctx.shared), ctx.origin
    if order is None or order.refunded < 1:
        return ctx.skip(TEXTS.told("no order was wholly refunded"))
    if order.id in row.orders:
        return [replace(row, orders=tuple(id_ for id_ in row.orders if id_ != order.id)).remember()]
    by = next((by for by, orders in (row.complete or {}).items() if order.id in orders), None)
    if by is None or ctx.settings.on_refund == "KEEP":
        return ctx.skip(
            TEXTS.told("the order is in no row") if by is None else TEXTS.told("what a row has brought is kept")
        )
    # The other orders of the row stay spent: they have brought their reward once.
    left = {event: orders for event, orders in (row.complete or {}).items() if event != by}
    undone = Undo(by, owed=ctx.settings.spent == "OWED", why=TEXTS.told("an order of the row was refunded"))
    return [undone, replace(row, complete=left).remember()]


def _merged(ctx: RuleContext[OrderStreakSettings]) -> list[Effect] | Skip:
    """Join the rows of two members who are merged, as far as the next order would continue them."""
    if KEY not in ctx.merged:
        return ctx.skip(TEXTS.told("the other member had no row"))
    mine, theirs = Row.of(ctx.shared), Row.of(ctx.merged)
    rows = sorted((row for row in (theirs, mine) if open_row(ctx, row)), key=lambda row: row.last or ctx.today)
    orders = tuple(order for row in rows for order in row.orders)
    last = max((row.last for row in (theirs, mine) if row.last is not None), default=None)
    return [Row(orders, last, {**(theirs.complete or {}), **(mine.complete or {})}).remember()]
