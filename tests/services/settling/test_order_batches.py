"""A batch of orders, refunds, amendments, moves and top-ups in any order equals its events one by one."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import pytest

from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from tests.kit.order_stories import OrderStory, Step
from tests.services.shop import Shop, instant

KINDS = ("wait", "order", "order", "order", "refund", "refund", "early", "top_up", "amend", "amend", "move")
COUNT = 40


class Sender:
    """Tells a story: `together` sends in one batch what happens between two days, else each event comes alone."""

    def __init__(self, shop: Shop, members: Sequence[Lookup], prefix: str, together: bool) -> None:
        self.shop, self.members, self.prefix, self.together = shop, members, prefix, together
        self.outcomes: list[tuple[str, str | None]] = []
        self._sent = 0

    async def send(self, story: OrderStory, steps: Sequence[Step]) -> None:
        inputs = [self._input(step) for step in steps]
        batches = [inputs] if self.together else [[given] for given in inputs]
        answers = [answer for batch in batches for answer in await self._record(batch)]
        for step, answer in zip(steps, answers, strict=True):
            if answer.outcome != "RECORDED":
                story.forget(step)
            self.outcomes.append((answer.outcome, answer.problem and answer.problem.code))

    async def _record(self, batch: list[EventInput]) -> list[Recorded]:
        return await record_events(self.shop.kernel, self.shop.owner, batch) if batch else []

    def _input(self, step: Step) -> EventInput:
        self._sent += 1
        return EventInput(step.type, step.data, Lookup("number", step.member), "shop", f"{self.prefix}{self._sent}")

    async def trace(self) -> Any:
        """What the members have, and every movement that led to it."""
        return self.outcomes, [await self._of(member) for member in self.members]

    async def _of(self, member: Lookup) -> Any:
        state = await self.shop.state(member)
        accounts = {
            state.program.kind_by_id[id_].code: (
                account.balance,
                account.debt,
                account.earned,
                account.spent,
                account.expired,
            )
            for id_, account in state.accounts.items()
        }
        sql = "SELECT type, amount, contra FROM entry WHERE member_id = $1 ORDER BY kind_id, version"
        async with self.shop.kernel.db.read() as session:
            entries = [tuple(row) for row in await session.fetch(sql, state.id)]
        return accounts, entries


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_batch_equals_its_events_one_by_one(shop: Shop, seed: int) -> None:
    points = {"code": "points", "name": "Points", "worth": "0.01", "expiry": {"after": "20d"}}
    saved = await save_asset_kind(shop.kernel, shop.owner, points)
    assert saved.problem is None, saved.problem
    await shop.rule("points_per_spend", per_category={"tea": "2.5", "gift": "0"})
    await shop.rule("growth_per_spend")
    stories = [OrderStory(Random(seed), prefix, date(2026, 6, 2)) for prefix in ("a", "b")]
    senders = [
        Sender(shop, [await shop.member(number) for number in story.members], prefix, together)
        for story, prefix, together in zip(stories, ("a", "b"), (True, False), strict=True)
    ]
    told = [story.steps(COUNT, KINDS) for story in stories]
    shop.clock.set(instant("2026-06-02T12:00"))
    waiting: list[list[Step]] = [[], []]

    for pair in zip(*told, strict=True):
        for steps, step in zip(waiting, pair, strict=True):
            if step.type:
                steps.append(step)
        if not pair[0].type:
            for sender, story, steps in zip(senders, stories, waiting, strict=True):
                await sender.send(story, steps)
                steps.clear()
            await shop.pass_time(f"{pair[0].on}T12:00")

    assert await senders[0].trace() == await senders[1].trace()
    assert [] == await shop.drifts()
