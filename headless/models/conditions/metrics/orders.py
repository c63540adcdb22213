"""The days since the last order, as SQL."""

from headless.engine.conditions.leaves import Leaf
from headless.models.conditions.calendar_sql import days_before, since_moves
from headless.models.conditions.metrics.sums import days_of
from headless.models.conditions.sql import Twin, Writer


def _last(leaf: Leaf, writer: Writer) -> str:
    return f"SELECT MAX(d.day) {days_of(leaf, writer)} AND d.count > 0"


def _since(leaf: Leaf, writer: Writer) -> str:
    return writer.within(writer.once(_last(leaf, writer)), days_before(leaf.spans or (), writer.today))


def _days(leaf: Leaf, writer: Writer) -> str:
    return f"{writer.place(writer.today)} - ({_last(leaf, writer)})"


def _since_moves(leaf: Leaf, writer: Writer) -> str | None:
    return since_moves(f"({_last(leaf, writer)})", leaf, writer)


TWINS = {
    "days_since_order": Twin(_since, _since_moves, _days),
}
