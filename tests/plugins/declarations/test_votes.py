"""Tier rules that vote: the plugin says where a member stands, and a failed vote moves nobody."""

from typing import Any

import pytest

from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.explaining.explanations import Asking, explain
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import disable_plugin
from headless.services.verifying.verifying import verify
from tests.services.shop import Shop

M1 = Lookup("number", "m1")
TIERS = ({"code": "member", "name": "Member", "rank": 1}, {"code": "gold", "name": "Gold", "rank": 2})


@pytest.fixture
async def voted(stage: Shop) -> Shop:
    """A ladder on which the plugin votes."""
    await stage.ladder(*TIERS, rule="scores.by_score", settings={"gold_from": 20})
    return stage


async def until(shop: Shop) -> int | None:
    """The day on which the standing ends."""
    state = await shop.state(M1)
    return state.tier_until_day(None)


async def test_a_vote_counts_at_once_up_and_down(voted: Shop) -> None:
    found = []
    for total in ("10.00", "290.00"):
        await voted.order(M1, total, number=f"o{total}")
        found.append(await voted.tier(M1))
    await voted.refund(M1, "290.00", "o290.00")
    found.append(await voted.tier(M1))
    await voted.refund(M1, "10.00", "o10.00")
    found.append(await voted.tier(M1))

    assert ["member", "gold", "member", None] == found
    assert [] == await verify(voted.kernel)


async def test_a_vote_is_asked_again_when_a_fact_of_its_moves(voted: Shop) -> None:
    await voted.order(M1, "290.00", on="2026-06-01T10:00")
    await voted.pass_time("2026-06-30T23:59")

    assert "gold" == await voted.tier(M1)

    await voted.pass_time("2026-07-01T00:00")

    assert await voted.tier(M1) is None
    assert [] == await verify(voted.kernel)


async def test_a_vote_says_how_long_it_holds(voted: Shop) -> None:
    await voted.order(M1, "290.00", on="2026-06-01T10:00")
    day = (await voted.state(M1)).program.zone.day_of(voted.clock.now_us())

    assert day + 90 == await until(voted)


@pytest.mark.parametrize(("loudness", "error"), [(99, "ValueError: ninety-nine"), (98, "lacks")])
async def test_a_failed_vote_moves_nobody_and_is_named(voted: Shop, loudness: int, error: str) -> None:
    await voted.order(M1, "290.00")
    recorded = await voted.send("scores.applause", M1, {"loudness": loudness})
    await voted.pass_time("2026-12-01")
    lines = [line for line in recorded.document if line.get("d") == "scores.by_score"]

    assert "gold" == await voted.tier(M1)
    assert "2.1" == lines[0]["p"]
    assert error in lines[0]["x"]

    await voted.send("scores.applause", M1, {"loudness": 1})

    assert await voted.tier(M1) is None


async def test_a_disabled_plugin_moves_nobody(voted: Shop) -> None:
    await voted.order(M1, "290.00")
    await disable_plugin(voted.kernel, voted.owner, "scores")
    await voted.order(M1, "1.00")
    await voted.pass_time("2027-06-01")

    assert "gold" == await voted.tier(M1)


async def test_the_explanation_names_the_rule_and_its_reason(voted: Shop) -> None:
    await voted.order(M1, "290.00")
    state = await voted.state(M1)
    async with voted.kernel.db.read() as session:
        asking = Asking(session, state.program, voted.clock.now_us())
        found = (await explain(asking, [state.id], {"track": "main"}))[state.id]

    assert ("voted", "Gold by the rule scores.by_score: a score of 29") == (found.code, found.text)


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"rule": "scores.nonsense"}, "UNKNOWN_TIER_RULE", ("rule",)),
        ({"rule": "scores.by_score", "kind": "PAID"}, "RULE_NOT_EARNED", ("rule",)),
        ({"rule": "scores.by_score", "settings": {"gold_from": "many"}}, "INVALID_SETTINGS", ("settings", "gold_from")),
        ({"rule": "scores.by_score", "settings": {"silver": 1}}, "INVALID_SETTINGS", ("settings", "silver")),
    ],
)
async def test_a_track_takes_only_a_rule_that_is_there_and_settings_that_it_knows(
    stage: Shop, changed: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    document = {"code": "main", "name": "Main", "kind": "EARNED", "tiers": list(TIERS), **changed}
    saved = await save_tier_track(stage.kernel, stage.owner, document)

    assert saved.problem is not None
    assert (code, path) == (saved.problem.code, saved.problem.path)


async def test_a_rule_of_a_plugin_that_is_not_enabled_is_refused(shop: Shop) -> None:
    document = {"code": "main", "name": "Main", "kind": "EARNED", "tiers": list(TIERS), "rule": "scores.by_score"}
    saved = await save_tier_track(shop.kernel, shop.owner, document)

    assert saved.problem is not None
    assert "PLUGIN_NOT_ENABLED" == saved.problem.code
