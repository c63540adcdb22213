"""Plugins' metrics: computed when a need moves or a window rolls, stored, and usable like any other."""

from decimal import Decimal
from typing import Any

from headless.engine.conditions.conditions import compile_condition, parse_condition
from headless.models.conditions.conditions import compile_sql
from headless.services.configuration.rules import save_rule
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin
from headless.services.verifying.replaying import differences, left_out
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.plugins.declarations.scores import Diary
from tests.services.shop import Shop

M1 = Lookup("number", "m1")


async def stored(shop: Shop, member: Lookup = M1) -> dict[str, Any]:
    """The values of the plugin's metrics, without its name."""
    return {name.removeprefix("scores."): value for name, value in (await shop.state(member)).stored.items()}


async def matching(shop: Shop, metric: str, op: str, value: Any = None) -> tuple[bool, bool]:
    """Whether m1 meets a test in memory, and in SQL."""
    state = await shop.state(M1)
    program, today = state.program, state.program.zone.day_of(shop.clock.now_us())
    test = {"metric": f"scores.{metric}", "op": op, **({} if value is None else {"value": value})}
    condition = parse_condition({"test": test}, program.metrics, program)
    async with shop.kernel.db.read() as session:
        sql, values = compile_sql(condition, program, session.dialect, today, 2)
        found = await session.fetch(f"SELECT m.id FROM member m WHERE m.merchant_id = $1 AND {sql}", 1, *values)
    return compile_condition(condition, program)(state, today), bool(found)


async def test_an_event_moves_a_metric_and_those_that_need_it(stage: Shop) -> None:
    await stage.order(M1, "400.00", on="2026-05-31")

    assert {"score": Decimal(40), "star": False, "mood": None, "pages": 3} == await stored(stage)

    await stage.send("scores.applause", M1, {"loudness": 3})
    await stage.order(M1, "90.00")

    assert {"score": Decimal(50), "star": True, "mood": "star", "pages": 3} == await stored(stage)


async def test_a_refund_moves_a_metric_back(stage: Shop) -> None:
    await stage.order(M1, "400.00", number="o1")
    await stage.refund(M1, "100.00", "o1")

    assert Decimal(30) == (await stored(stage))["score"]


async def test_a_metric_is_computed_at_the_midnight_on_which_its_window_rolls(stage: Shop) -> None:
    await stage.order(M1, "400.00", on="2026-06-01T10:00")
    await stage.send("scores.applause", M1, {"loudness": 3}, on="2026-05-20T10:00")
    due_days = {Decimal(41): "2026-06-18", Decimal(40): "2026-06-30T23:59"}
    for expected, until in due_days.items():
        await stage.pass_time(until)

        assert expected == (await stored(stage))["score"]

    await stage.pass_time("2026-07-01T00:00")

    assert Decimal(0) == (await stored(stage))["score"]
    assert [] == await verify(stage.kernel)


async def test_conditions_test_a_metric_in_memory_and_in_sql_alike(stage: Shop) -> None:
    await stage.order(M1, "123.45")
    await stage.send("scores.applause", M1, {"loudness": 9})
    cases = [
        ("score", "GTE", "13.345", True),
        ("score", "GT", "13.345", False),
        ("score", "IN", ["13.345", "2"], True),
        ("score", "LT", 14, True),
        ("mood", "EQ", "loud", True),
        ("mood", "CONTAINS", "qui", False),
        ("star", "EQ", False, True),
        ("star", "EQ", True, False),
        ("pages", "EQ", 3, True),
        ("pages", "EXISTS", None, True),
    ]
    for metric, op, value, expected in cases:
        assert (expected, expected) == await matching(stage, metric, op, value), (metric, op, value)


async def test_a_tag_and_a_tier_follow_a_metric_in_the_same_settlement(stage: Shop) -> None:
    await stage.ladder(
        {"code": "member", "name": "Member", "rank": 1},
        {
            "code": "star",
            "name": "Star",
            "rank": 2,
            "condition": {"test": {"metric": "scores.star", "op": "EQ", "value": True}},
        },
        downgrade="TO_QUALIFIED",
    )
    recorded = await stage.order(M1, "500.00", on="2026-06-01T10:00")

    assert [("main", "member", "star")] == [(c.code, c.before, c.after) for c in recorded.changes if c.kind == "TIER"]

    await stage.pass_time("2026-07-01T00:00")

    assert "member" == await stage.tier(M1)
    assert [] == await verify(stage.kernel)


async def test_other_settings_compute_every_member_anew(stage: Shop) -> None:
    await stage.order(M1, "400.00")
    document = {"plugin": "scores", "rule": "score", "settings": {"weight": "0.5"}}
    saved = await save_rule(stage.kernel, stage.owner, document)

    assert saved.problem is None
    assert Decimal(200) == (await stored(stage))["score"]


async def test_goals_are_conditions_in_the_settings(stage: Shop) -> None:
    goals = {
        "tea": {"test": {"metric": "gross_spend", "op": "GTE", "value": "5", "args": {"category": "tea"}}},
        "rich": {"test": {"metric": "gross_spend", "op": "GTE", "value": "1000"}},
    }
    settings = {"plugin": "scores", "rule": "score", "settings": {"goals": goals, "weight": "1"}}
    saved = await save_rule(stage.kernel, stage.owner, settings)
    items = [{"sku": "a", "name": "Tea", "category": "tea", "quantity": 1, "amount": "6.00"}]
    await stage.order(M1, "6.00", items=items)

    assert saved.problem is None
    assert Decimal(106) == (await stored(stage))["score"]


async def test_a_metric_that_fails_keeps_its_value_and_is_named(stage: Shop) -> None:
    await stage.order(M1, "400.00")
    recorded = await stage.send("scores.applause", M1, {"loudness": 13})
    lines = [line for line in recorded.document if "x" in line]

    assert "RECORDED" == recorded.outcome
    assert [{"d": "scores.score", "p": "2.1", "x": "ValueError: thirteen"}] == lines
    assert Decimal(40) == (await stored(stage))["score"]
    async with stage.kernel.db.read() as session:
        health = await session.fetch("SELECT plugin, part, failures FROM plugin_health")
    assert [("scores", "metric:score", 1)] == [tuple(row) for row in health]


async def test_what_the_plugin_keeps_of_its_own_is_read_once_for_all_members(stage: Shop) -> None:
    for number in ("m2", "m3"):
        await stage.member(number)
    Diary.asked.clear()
    Diary.pages = 8
    await stage.order(M1, "1.00")

    assert [("tea", 1)] == Diary.asked
    assert 8 == (await stored(stage))["pages"]

    Diary.broken = True
    recorded = await stage.order(M1, "1.00")

    assert "RECORDED" == recorded.outcome
    assert "no diaries today" in recorded.document[-1]["x"]
    assert 8 == (await stored(stage))["pages"]


async def test_a_disabled_plugins_values_stay_and_conditions_go_on_reading_them(stage: Shop) -> None:
    await stage.order(M1, "500.00")
    await stage.ladder(
        {
            "code": "star",
            "name": "Star",
            "rank": 2,
            "condition": {"test": {"metric": "scores.star", "op": "EQ", "value": True}},
        },
        downgrade="TO_QUALIFIED",
    )
    await disable_plugin(stage.kernel, stage.owner, "scores")
    await stage.order(M1, "1.00")
    await stage.pass_time("2026-09-01")

    assert "star" == await stage.tier(M1)
    assert True is (await stored(stage))["star"]

    await enable_plugin(stage.kernel, stage.owner, "scores")
    await work_once(stage.kernel)

    assert Decimal(0) == (await stored(stage))["score"]


async def test_verify_finds_a_stored_value_that_does_not_follow(stage: Shop) -> None:
    await stage.order(M1, "400.00")
    async with stage.kernel.db.transaction() as session:
        await session.execute("UPDATE stored_metric SET number = 7 WHERE metric = 'scores.score'")
    drifts = [(drift.area, drift.what, drift.expected, drift.actual) for drift in await verify(stage.kernel)]

    assert [("metric", "scores.score", Decimal(40), Decimal(7))] == drifts


async def test_a_replay_leaves_out_and_names_what_reads_the_plugins_own_tables(stage: Shop) -> None:
    await stage.order(M1, "400.00")
    await stage.send("scores.applause", M1, {"loudness": 9})
    async with stage.kernel.db.read() as session:
        merchant = await stage.kernel.programs.merchant(session, stage.owner.merchant_id)

    assert "3" == await stage.balance(M1)
    assert [] == [str(each) async for each in differences(stage.kernel, merchant)]
    assert ["scores.pages", "scores.reading"] == await left_out(stage.kernel, merchant)
