"""What decisions say once more is known: what was refused was not done, and a rule that has caught up no longer waits."""

from headless.engine.explaining.verdicts import Verdict
from headless.engine.values.limits import RULE_FAILURES_BEFORE_PAUSE
from headless.services.configuration.rules import save_rule
from headless.services.explaining.explanations import verdicts_of
from headless.services.worker.worker import work_once
from tests.services.intake.closing import mates, registry
from tests.services.intake.mates import FAILING
from tests.services.shop import Shop, instant

__all__ = ["mates", "registry"]


async def said(shop: Shop, event_id: int | None, rule: str) -> tuple[bool, str, str]:
    """Whether the rule fired, the code, and the reason."""
    assert event_id is not None
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
        program = await shop.kernel.programs.of(session, merchant)
        known: list[Verdict] = (await verdicts_of(session, program, [event_id]))[event_id]
    verdict = next(each for each in known if each.rule == rule)
    return verdict.fired, verdict.code, verdict.why("en")


async def test_a_refused_request_did_not_spend_what_its_rule_asked_for(mates: Shop) -> None:
    answer = await mates.send("mates.bought", await mates.member("1"), {})

    told = await said(mates, answer.event_id, "buying")

    assert "REFUSED" == answer.outcome
    assert (False, "refused", "not done, because the event was refused: spent 50 Points") == told


async def test_one_that_was_taken_did(mates: Shop) -> None:
    ann = await mates.member("1")
    await mates.grant(ann, "points", "50")
    answer = await mates.send("mates.bought", ann, {})

    assert (True, "fired", "spent 50 Points") == await said(mates, answer.event_id, "buying")


async def test_a_rule_that_failed_says_when_it_has_caught_up(mates: Shop) -> None:
    FAILING["late"] = True
    answer = await mates.send("login", await mates.member("1"), {})
    before = await said(mates, answer.event_id, "late")
    FAILING["late"] = False
    mates.clock.set(instant("2026-06-01T13:00"))
    await work_once(mates.kernel)

    assert (False, "failed") == before[:2]
    after = await said(mates, answer.event_id, "late")
    assert (False, "caught_up", "did not run then; caught up later, as the entries show") == after


async def test_so_does_one_that_was_paused(mates: Shop) -> None:
    ann = await mates.member("1")
    FAILING["late"] = True
    for number in range(RULE_FAILURES_BEFORE_PAUSE):
        await mates.send("login", ann, {}, key=f"l{number}")
    await work_once(mates.kernel)
    missed = await mates.send("login", ann, {}, key="missed")
    before = await said(mates, missed.event_id, "late")
    FAILING["late"] = False
    on = await save_rule(mates.kernel, mates.owner, {"plugin": "mates", "rule": "late", "enabled": True})
    assert on.problem is None, on.problem
    await work_once(mates.kernel)

    assert (False, "paused", "the rule is paused") == before
    assert "caught_up" == (await said(mates, missed.event_id, "late"))[1]
