"""A rule may write anything into an effect or an error: the order settles on both databases, and so do those after it."""

from decimal import Decimal
from typing import Any

import pytest

from headless.engine.values.limits import ACCOUNT_UNITS
from headless.plugins import Earn, Emit, Reclaim, Refuse, Remember
from headless.services.intake.acceptance import EventInput
from headless.services.intake.events import record_events
from headless.services.plugin_runs import outbox
from headless.services.plugin_runs.outbox import run_outbox
from headless.services.worker.worker import merchants, work_once
from tests.plugins.hostile.rules import Evaluate, plugin, says
from tests.plugins.hostile.sayings import HALF, NUL, SAYINGS
from tests.plugins.hostile.test_rules import health, open_for_trouble


@pytest.mark.parametrize("name", SAYINGS)
async def test_what_cannot_be_kept_costs_the_rule_its_effects_and_nobody_else(install: Any, name: str) -> None:
    evaluate, words = SAYINGS[name]
    async with install(trouble=plugin(evaluate)) as shop:
        member = await open_for_trouble(shop)

        sent = await shop.order(member, "30")
        await work_once(shop.kernel)

        failures = [line["x"] for line in sent.document if "x" in line]
        assert ("RECORDED", "30") == (sent.outcome, await shop.balance(member))
        assert [True] == [words in failure for failure in failures], failures
        assert "rule:trouble" == (await health(shop))["parts"][0]["part"]


def raises(text: str) -> Evaluate:
    def evaluate(self: Any, ctx: Any) -> Any:
        raise ValueError(text)

    return evaluate


@pytest.mark.parametrize(
    "evaluate", [raises(HALF), raises(NUL), *(lambda _, ctx, t=t: ctx.skip(t) for t in (HALF, NUL))]
)
async def test_an_error_or_a_reason_that_cannot_be_kept_is_told_with_a_mark(install: Any, evaluate: Any) -> None:
    async with install(trouble=plugin(evaluate)) as shop:
        member = await open_for_trouble(shop)

        sent = await shop.order(member, "30")

        told = "".join(str(line.get("x", line.get("s", ""))) for line in sent.document)
        assert ("RECORDED", "30", True) == (sent.outcome, await shop.balance(member), "\ufffd" in told)


@pytest.mark.parametrize("refusal", [Refuse("NO", HALF), Refuse([], "no"), Refuse("NO", "no", 5)])  # type: ignore[arg-type]
async def test_a_request_whose_gate_refuses_in_no_words_is_refused_all_the_same(install: Any, refusal: Refuse) -> None:
    async with install(trouble=plugin(says(refusal), stage="gate", on=("checkin",))) as shop:
        member = await open_for_trouble(shop)

        sent = await shop.send("checkin", member, {})

        assert ("REFUSED", "RULE_FAILED") == (sent.outcome, sent.problem.code)


@pytest.mark.parametrize("effect", [Earn("points", 10**15), Reclaim("points", 10**15)])
async def test_no_rule_brings_an_account_beyond_what_is_counted(install: Any, effect: Any) -> None:
    async with install(trouble=plugin(says(*[effect] * 50))) as shop:
        member = await open_for_trouble(shop)

        sent = [await shop.order(member, "30") for _ in range(25)]

        assert {"RECORDED"} == {each.outcome for each in sent}
        assert ACCOUNT_UNITS >= abs(int(await shop.balance(member))) > ACCOUNT_UNITS * 0.9
        assert [True] == [f"over {ACCOUNT_UNITS} units" in line["s"] for line in sent[-1].document if "s" in line]


async def test_memory_is_the_same_in_the_next_event_and_in_the_next_process(install: Any) -> None:
    seen = []

    def evaluate(self: Any, ctx: Any) -> Any:
        seen.append(dict(ctx.state))
        return [Remember({"due": Decimal("1.50"), "pair": (1, 2), "by": {7: "x"}})]

    async with install(trouble=plugin(evaluate)) as shop:
        member = await open_for_trouble(shop)
        orders = [
            EventInput("order.paid", {"orderId": key, "total": "5"}, member, "till", key, shop.clock.now_us())
            for key in ("a", "b")
        ]
        await record_events(shop.kernel, shop.owner, orders)
        await shop.order(member, "5")

        assert [{}, *[{"due": "1.50", "pair": [1, 2], "by": {"7": "x"}}] * 2] == seen


async def test_one_message_that_cannot_be_handed_on_does_not_hold_up_those_behind_it(
    install: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with install(trouble=plugin(lambda _, ctx: [Emit("login", {}, member=ctx.member.id, key="k")])) as shop:
        member = await open_for_trouble(shop)
        for _ in range(2):
            await shop.order(member, "30")
        given = outbox.record_events
        calls = []

        async def first_fails(*args: Any, **named: Any) -> Any:
            calls.append(args)
            if len(calls) == 1:
                raise AttributeError("broken")
            return await given(*args, **named)

        monkeypatch.setattr(outbox, "record_events", first_fails)
        (merchant,) = await merchants(shop.kernel)

        assert [1, 0] == [await run_outbox(shop.kernel, merchant), await run_outbox(shop.kernel, merchant)]
