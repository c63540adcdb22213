"""What tests read of members: read as the server reads it for GraphQL, and given in Python's own words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from headless.engine.conditions.conditions import Condition, Test
from headless.engine.conditions.query_parsing import parse_query
from headless.engine.evaluation.views import context, member_view
from headless.engine.member.cards.records import CardStatus
from headless.engine.member.coupons import state_of
from headless.engine.member.state import MemberState
from headless.engine.metrics.value_formats import metric_value
from headless.engine.values.comparisons import Op
from headless.kit.listening import Ear
from headless.models.base.pages import PageRange
from headless.models.tables.cards.cards import cards_of_members
from headless.models.tables.events.event_pages import EventFilter, page_of_events
from headless.models.tables.rewards.coupon_pages import ORDERS, page_of_coupons
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.nouns.members.ext import FieldStates
from headless.resolvers.reading.context import ReadContext
from headless.services.members.entitlements import entitlements, needs_lots

MOST = PageRange(100_000)


@dataclass(frozen=True, slots=True)
class Reader:
    """One member, read in one operation."""

    ctx: ReadContext
    member_id: int
    ear: Ear

    async def state(self, conditions: Iterable[Condition] = ()) -> MemberState:
        """Return the member as it is now, with the totals that these conditions read."""
        async with self.ctx.read() as session:
            states = await read_states(self.ctx, session, [self.member_id], conditions)
        return states[self.member_id]

    async def metric(self, name: str, window: str | None, args: Mapping[str, Any]) -> Any:
        """Return a metric. Raise Invalid for an unknown one."""
        program = self.ctx.program
        query = parse_query(name, window, args or None, program.metrics, program)
        state = await self.state([Test(query, Op.EXISTS)])
        return state.stored.get(name) if query.spec.stored else metric_value(query, state, self.ctx.today, program)

    async def field(self, id_: str) -> Any:
        """Return what a plugin's field resolves to. Raise any error that it raises."""
        active = next(field for field in self.ctx.program.fields.values() if field.id == id_)
        states = await FieldStates([self.member_id]).states(self.ctx, active)
        self.ear.prompt(states)
        state = states[self.member_id]
        return active.declared.resolve(context(self.ctx.judge.needs(active), state, member_view(state), self.ctx.today))

    async def coupons(self) -> list[tuple[str, str, str]]:
        """Return kind, code and state of each coupon, oldest first."""
        async with self.ctx.read() as session:
            coupons = await page_of_coupons(
                session, self.ctx.merchant_id, [self.member_id], None, self.ctx.now, MOST, ORDERS["OLDEST"]
            )
        kinds = self.ctx.program.coupon_kind_by_id
        return [(kinds[coupon.kind_id].code, coupon.code, state_of(coupon, self.ctx.now)) for coupon in coupons]

    async def benefits(self) -> list[tuple[str, str, int | None]]:
        """Return code, status and remaining uses of each benefit."""
        program, ctx = self.ctx.program, self.ctx
        listed = sorted(program.benefits.values(), key=lambda benefit: benefit.id)
        conditions = [condition for benefit in listed for condition in benefit.conditions]
        async with ctx.read() as session:
            states = await read_states(ctx, session, [self.member_id], conditions, lots=needs_lots(listed))
            entitled = await entitlements(session, program, ctx.judge, states, listed, ctx.now)
        stands = [(benefit.code, entitled.get((self.member_id, benefit.id))) for benefit in listed]
        return [(code, stand.status, stand.remaining) for code, stand in stands if stand is not None]

    async def cards(self) -> list[tuple[str, str, str]]:
        """Return kind, number and state of each card, newest first."""
        async with self.ctx.read() as session:
            cards = await cards_of_members(session, self.ctx.merchant_id, [self.member_id])
        kinds = {kind.id: kind.code for kind in self.ctx.program.card_kinds.values()}
        return [(kinds[card.kind_id], card.number, CardStatus(card.status).name) for card in cards]

    async def happened(self, type_: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Return day and data of the member's events of a type, first recorded first."""
        async with self.ctx.read() as session:
            events = await page_of_events(
                session, self.ctx.merchant_id, [self.member_id], EventFilter(types=[type_]), MOST
            )
        zone = self.ctx.program.zone
        return [
            (date.fromordinal(zone.day_of(event.occurred_at)).isoformat(), json.loads(event.data))
            for event in reversed(events)
        ]
