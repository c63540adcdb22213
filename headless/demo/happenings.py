"""What happens in the demo after the orders: check-ins, eco actions, a top-up, a paid membership, coupons, uses."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headless.demo.editions import Edition
from headless.engine.values.zones import DAY_US, HOUR_US
from headless.errors import HeadlessError
from headless.messages import Message
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import Principal
from headless.services.members.benefits import use_benefit
from headless.services.members.cards.changing import activate_card, bind_card
from headless.services.members.cards.issuing import issue_cards
from headless.services.members.coupons import Codes, issue_coupons
from headless.services.members.members import update_member
from headless.services.members.tags import assign_tag

SOURCE = "demo"
ACCEPTED = ("RECORDED", "DUPLICATE")
COUPONS: Mapping[str, int | None] = {"five-off": None, "a-coffee": None}
"""The coupons of each household, and in how many days they end, None for as long as their kind says."""
COUPONS_OF_THE_FIRST: Mapping[str, int | None] = {"twenty-off": None, "fresh-fifth": 3, "no-freight": 10}


async def happen(
    kernel: Kernel, owner: Principal, edition: Edition, households: Sequence[str], plugins: Sequence[str]
) -> None:
    """Let things happen to households, to the first of them everything. plugins: those that are enabled."""
    await _by_hand(kernel, owner, edition, households, plugins)
    for days_ago in range(6, -1, -1):
        at = edition.clock_us - days_ago * DAY_US - HOUR_US
        sent = [_event(*told, household, at) for household in households for told in _of_a_day(days_ago, plugins)]
        await _record(kernel, owner, sent)
    told = list(_of_the_first(edition, plugins))
    at = edition.clock_us - HOUR_US // 2
    for place, (type_, data) in enumerate(told):
        await _record(kernel, owner, [_event(type_, data, households[0], at + place * 1_000_000)])
    await _gift(kernel, owner, households[0])
    for household, benefit in ((households[0], "tasting"), (households[1], "record-player")):
        used = await use_benefit(kernel, owner, Lookup("externalId", household), benefit, f"demo-{benefit}")
        _check(used.problem)


def _of_a_day(days_ago: int, plugins: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if days_ago:
        # today's is left to who tries the shop
        yield "checkin", {}
    if "green_points" in plugins:
        yield "green_points.action", {"action": "own_bag", "count": 1}
        if days_ago % 2 == 0:
            yield "green_points.action", {"action": "no_receipt", "count": 2}


def _of_the_first(edition: Edition, plugins: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "topup.paid", {"paymentId": "topup-1", "amount": "200"}
    if "gamified_tasks" in plugins:
        yield "gamified_tasks.claim", {"task": "first_order"}
        yield "gamified_tasks.grab", {"grab": "bouquet"}
    if "paid_tiers" in plugins:
        yield "subscription.paid", {"paymentId": "plus-1", "plan": "plus-year", "amount": "99"}
        yield "subscription.saved", {"amount": "6.90", "why": edition.words["delivery-saved"]}
    if "green_points" in plugins:
        yield "green_points.redeem", {"reward": "bamboo_cup"}


async def _by_hand(
    kernel: Kernel, owner: Principal, edition: Edition, households: Sequence[str], plugins: Sequence[str]
) -> None:
    for place, household in enumerate(households):
        member = Lookup("externalId", household)
        for kind, days in {**COUPONS, **(COUPONS_OF_THE_FIRST if place == 0 else {})}.items():
            ends = None if days is None else edition.clock_us + 1_000_000 + days * DAY_US
            issued = await issue_coupons(kernel, owner, member, Codes(kind, 1, ends, f"demo-{kind}-{household}"))
            _check(issued.problem)
        _check((await assign_tag(kernel, owner, member, "eco")).problem)
        if "upgrade_rules" in plugins:
            known = {"credit": 600 + 20 * place, "reputation": 70 + place}
            _check((await update_member(kernel, owner, member, {"attributes": known})).problem)


async def _gift(kernel: Kernel, owner: Principal, household: str) -> None:
    """Sell a gift card of 25, and let a household bind it."""
    issued = await issue_cards(kernel, owner, "gift-card", 1, "demo-gift")
    _check(issued.problem)
    number = issued.cards[0].number
    _check((await activate_card(kernel, owner, number, "25", None, "demo-gift-sold")).problem)
    bound = await bind_card(kernel, owner, Lookup("externalId", household), number, None, "demo-gift-bound")
    _check(bound.problem)


def _event(type_: str, data: Mapping[str, Any], household: str, at: int) -> EventInput:
    number = f"{type_}-{household}-{at}-{data.get('action', '')}"
    return EventInput(type_, dict(data), Lookup("externalId", household), SOURCE, number, at)


async def _record(kernel: Kernel, owner: Principal, sent: Sequence[EventInput]) -> None:
    for recorded in await record_events(kernel, owner, sent):
        if recorded.outcome not in ACCEPTED:
            raise HeadlessError(
                Message("an event of the demo was not recorded: {recorded}", recorded=recorded), code="DEMO_BROKEN"
            )


def _check(problem: Any) -> None:
    if problem is not None:
        raise HeadlessError(
            Message("the demo cannot go on: {problem} {problem2}", problem=problem.code, problem2=problem.message),
            code="DEMO_BROKEN",
        )
