"""A fast path gives the answer of its batch function. If it cannot, the batch function answers, and the counter says why."""

from collections import Counter

import pytest

from headless.resolvers.executing import fast_path
from headless.schema.serving.execution import Api
from tests.resolvers.executing.test_executor import both
from tests.web.shop import LADDER, NOW_US, Shop
from tests.web.test_events import BATCH, bearer, paid

TAGS = """mutation { vip: tagSave(input: {code: "vip", name: "VIP"}) { userErrors { message } }
  old: tagSave(input: {code: "old", name: "Old"}) { userErrors { message } } }"""
WEAR = """mutation($ends: DateTime) { memberTagAssign(input: {
  member: {number: "1"}, tag: "vip", reason: "kind", expiresAt: $ends, idempotencyKey: "w"
}) { userErrors { message } } }"""
HOLDING = "kind { code name decimals worth } available pending held debt earned spent expired"
FAST = [
    "tier { __typename id code name rank attributes condition conditionText keepText }",
    'tier(track: "club") { code }',
    "tags { __typename tag { id code condition } t: tag { name } expiresAt }",
    "tags { tag { name } by reason since expiresAt id }",
    f"assets {{ __typename {HOLDING} worth expiring {{ on amount __typename }} }}",
    f'assets {{ {HOLDING} expiring(within: "900d") {{ on amount }} more: expiring(within: "90d") {{ amount }} }}',
    f'asset(kind: "points") {{ {HOLDING} worth }} other: asset(kind: "stars") {{ available }}',
    "tierProgress { current { code } next { name id } fraction text keepUntil nearest { text } toNext { met remaining } }",
    'tierProgress(tier: "bronze") { next { rank } text toKeep { text clauses { met } } }',
]
NOT_FAST = [
    ("tier { code memberCount }", "asks_database"),
    ("tier { code track { code tiers { code } } }", "depends_on_reader"),
    ("tags { tag { code memberCount } }", "asks_database"),
    ("assets { id available holds { amount } }", "asks_database"),
    ('asset(kind: "nope") { available }', "refused"),
    ('tier(track: "nope") { code }', "refused"),
    ('tierProgress(tier: "nope") { text }', "refused"),
]
PAGE = 'query {{ members {{ edges {{ node {{ {0} }} }} }} member(by: {{number: "1"}}) {{ {0} }} }}'


def counted(shop: Shop) -> Counter[tuple[str, str]]:
    """How often each field was answered on its fast path, or why not."""
    api: Api = shop.app.state.endpoints.graphql.__self__.api
    return api.fast_paths


@pytest.fixture
async def full(shop: Shop) -> Shop:
    """A shop whose first member has bought, wears a tag for a while and stands on a tier."""
    await shop.ask(LADDER)
    await shop.ask(TAGS)
    for number in ("1", "2"):
        create = 'mutation { memberCreate(input: {number: "%s"}) { userErrors { code } } }'
        await shop.ask(create % number)
    events = [paid("1", order) for order in "ab"]
    await shop.client.post("/events", json=events, headers={**bearer(shop.secret), **BATCH})
    await shop.ask(WEAR, {"ends": "2026-03-01T00:00:00Z"})
    return shop


@pytest.mark.parametrize("fields", FAST)
async def test_a_fast_path_answers_as_the_batch_function(full: Shop, fields: str) -> None:
    ours, theirs = await both(full, full.secret, PAGE.format(fields))

    assert theirs == ours
    assert "errors" not in ours
    assert {"answered"} == {outcome for _, outcome in counted(full)}


@pytest.mark.parametrize(("fields", "reason"), NOT_FAST)
async def test_without_a_fast_path_the_batch_function_answers(full: Shop, fields: str, reason: str) -> None:
    ours, theirs = await both(full, full.secret, PAGE.format(fields))

    assert theirs["data"] == ours["data"]
    assert {reason} == {outcome for _, outcome in counted(full)}


async def test_a_wrong_argument_below_leaves_the_field_to_the_batch_function(full: Shop) -> None:
    ours, theirs = await both(full, full.secret, PAGE.format('assets { expiring(within: "soon") { on } available }'))

    assert theirs["data"] == ours["data"]
    assert "answered" not in {outcome for _, outcome in counted(full)}


async def test_a_list_filtered_in_memory_is_counted_as_not_read_ahead(full: Shop) -> None:
    where = '{test: {metric: "events", args: {type: "login"}, op: GTE, value: 0}}'
    ours, theirs = await both(
        full, full.secret, f"{{ members(where: {where}) {{ edges {{ node {{ tier {{ code }} }} }} }} }}"
    )

    assert theirs == ours
    assert {("Member.tier", "not_read_ahead")} == set(counted(full))


async def test_a_defect_of_a_fast_path_is_logged_and_counted(
    full: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(fast_path.FastPath, "answer", property(lambda path: broken))
    found = await full.ask('{ member(by: {number: "1"}) { tier { code } } }')

    assert found["member"]["tier"] is not None
    assert {("Member.tier", "fault"): 1} == counted(full)
    assert "fast path failed" in caplog.text


async def test_an_argument_of_a_variable_is_answered(full: Shop) -> None:
    query = "query($k: String!, $n: String!) { member(by: {number: $n}) { asset(kind: $k) { available } number } }"

    for number, kind in (("1", "points"), ("2", "stars"), ("nobody", "points"), ("1", "nope")):
        ours, theirs = await both(full, full.secret, query, {"k": kind, "n": number})

        assert theirs == ours


async def test_what_a_token_may_not_see_has_no_fast_path(full: Shop) -> None:
    few = await full.token("members:read", "config:read", "tiers:read")
    asked = PAGE.format("tier { code } tags { tag { code } } assets { available } tierProgress { text }")
    ours, theirs = await both(full, few, asked)

    assert theirs["data"] == ours["data"]
    assert {"FORBIDDEN"} == {error["extensions"]["code"] for error in ours["errors"]}
    # the progress is not null: its clause is shown without the value
    assert {"tier", "tierProgress"} == {key for key, value in ours["data"]["member"].items() if value is not None}


async def test_a_tag_that_has_ended_and_a_tier_that_was_removed_are_seen_at_once(full: Shop) -> None:
    asked = '{ member(by: {number: "1"}) { tier { code } tags { tag { code } expiresAt } } }'
    before = await full.ask(asked)
    async with full.kernel.db.transaction() as session:
        # the clock's work is not done yet
        await session.execute("UPDATE merchant SET clock_at = $1", NOW_US + 90 * 86_400_000_000)
    without = LADDER.replace('{code: "silver"', '{code: "gold"').replace("rank: 2", "rank: 3")
    await full.ask(without)
    ours, theirs = await both(full, full.secret, asked)

    assert theirs == ours
    assert {"regular", "vip"} == {worn["tag"]["code"] for worn in before["member"]["tags"]}
    assert "vip" not in {worn["tag"]["code"] for worn in ours["data"]["member"]["tags"]}


async def test_a_change_of_the_configuration_is_seen_at_once(full: Shop) -> None:
    asked = '{ member(by: {number: "1"}) { assets { kind { code name } available } tags { tag { name } } } }'
    await full.ask(asked)
    await full.ask('mutation { assetKindSave(input: {code: "gems", name: "Gems"}) { userErrors { message } } }')
    found = await full.ask(asked)

    assert {"code": "gems", "name": "Gems"} in [asset["kind"] for asset in found["member"]["assets"]]
