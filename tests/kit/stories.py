"""One member's recorded history for a back-test, told in a few words."""

import json
from dataclasses import dataclass, field
from typing import Any

from headless.engine.backtest.histories import Input, Story
from headless.engine.program.program import Program
from headless.plugins.contract.payloads import parse_payload, refers_of, subject_of
from tests.kit.program import instant

MEMBER_ID = 1
JOINED = "2026-01-01T00:00"


@dataclass
class History:
    """Events of one member, recorded when they occurred. `on`: a time of the shop's own zone."""

    program: Program
    inputs: list[Input] = field(default_factory=list)

    def send(self, type_: str, on: str, **data: Any) -> "History":
        """Add an event."""
        at, event_type = instant(self.program.zone, on), self.program.event_types[type_]
        typed, id_ = parse_payload(event_type, data), 1_000 + len(self.inputs)
        self.inputs.append(
            Input(id_, type_, "shop", f"x{id_}", at, at, self.program.zone.day_of(at), json.dumps(data),
                  subject_of(event_type, typed), refers_of(event_type, typed))
        )  # fmt: skip
        return self

    def order(self, number: str, total: str, on: str) -> "History":
        """Add an order."""
        return self.send("order.paid", on, orderId=number, total=total)

    def refund(self, amount: str, on: str, order: str | None = None) -> "History":
        """Add a refund, of an order or of none."""
        linked = {} if order is None else {"orderId": order}
        return self.send("order.refunded", on, refundId=f"r{len(self.inputs)}", amount=amount, **linked)

    def spend(self, amount: str, on: str) -> "History":
        """Add a spending of points."""
        return self.send("asset.spent", on, kind="points", amount=amount, reason="gift")

    def story(self) -> Story:
        """Return it as a back-test reads it."""
        joined_at = instant(self.program.zone, JOINED)
        return Story(MEMBER_ID, joined_at, self.program.zone.day_of(joined_at), None, "{}", tuple(self.inputs))
