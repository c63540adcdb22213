"""What is drawn straight from the rows that were read is what the batch functions answer, and where it cannot be, they do."""

import pytest

from headless.resolvers.executing.prefetch import Ahead
from tests.web.shop import LADDER, NOW_US, Shop
from tests.web.test_events import BATCH, bearer, paid
from tests.web.test_executor import both

TAGS = """mutation { vip: tagSave(input: {code: "vip", name: "VIP"}) { userErrors { message } }
  old: tagSave(input: {code: "old", name: "Old"}) { userErrors { message } } }"""
WEAR = """mutation($ends: DateTime) { memberTagAssign(input: {
  member: {number: "1"}, tag: "vip", reason: "kind", expiresAt: $ends, idempotencyKey: "w"
}) { userErrors { message } } }"""
HOLDING = "kind { code name decimals worth } available pending held debt earned spent expired"
DRAWN = [
    "tier { __typename id code name rank attributes condition }",
    'tier(track: "club") { code }',
    "tags { __typename tag { id code condition } t: tag { name } expiresAt }",
    "tags { tag { name } by reason since expiresAt id }",
    f"assets {{ __typename {HOLDING} worth expiring {{ on amount __typename }} }}",
    f'assets {{ {HOLDING} expiring(within: "900d") {{ on amount }} more: expiring(within: "90d") {{ amount }} }}',
    f'asset(kind: "points") {{ {HOLDING} worth }} other: asset(kind: "stars") {{ available }}',
    "tierProgress { current { code } next { name id } fraction text keepUntil nearest { text } toNext { met remaining } }",
    'tierProgress(tier: "bronze") { next { rank } text toKeep { text clauses { met } } }',
]
ANSWERED = [
    "tier { code memberCount }",
    "tier { code track { code tiers { code } } }",
    "tags { tag { code memberCount } }",
    "assets { id available holds { amount } }",
    'asset(kind: "nope") { available }',
    'tier(track: "nope") { code }',
    'tierProgress(tier: "nope") { text }',
    'assets { expiring(within: "soon") { on } available }',
]
PAGE = 'query {{ members {{ edges {{ node {{ {0} }} }} }} member(by: {{number: "1"}}) {{ {0} }} }}'


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each field that may be drawn was."""
    seen: list[bool] = []
    draw = Ahead.drawn

    def noted(self: Ahead, step: object, rows: object) -> object:
        found = draw(self, step, rows)  # type: ignore[arg-type]
        if step.draws:  # type: ignore[attr-defined]
            seen.append(found is not None)
        return found

    monkeypatch.setattr(Ahead, "drawn", noted)
    return seen


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


@pytest.mark.parametrize("fields", DRAWN)
async def test_what_is_drawn_is_what_the_batch_functions_answer(full: Shop, drawn: list[bool], fields: str) -> None:
    ours, theirs = await both(full, full.secret, PAGE.format(fields))

    assert theirs == ours
    assert "errors" not in ours
    assert drawn
    assert all(drawn)


@pytest.mark.parametrize("fields", ANSWERED)
async def test_what_cannot_be_drawn_is_answered_all_the_same(full: Shop, drawn: list[bool], fields: str) -> None:
    ours, theirs = await both(full, full.secret, PAGE.format(fields))

    assert theirs["data"] == ours["data"]
    assert not any(drawn)


async def test_an_argument_of_a_variable_is_answered(full: Shop) -> None:
    query = "query($k: String!, $n: String!) { member(by: {number: $n}) { asset(kind: $k) { available } number } }"

    for number, kind in (("1", "points"), ("2", "stars"), ("nobody", "points"), ("1", "nope")):
        ours, theirs = await both(full, full.secret, query, {"k": kind, "n": number})

        assert theirs == ours


async def test_what_a_token_may_not_see_is_not_drawn(full: Shop, drawn: list[bool]) -> None:
    few = await full.token("members:read", "config:read", "tiers:read")
    asked = PAGE.format("tier { code } tags { tag { code } } assets { available } tierProgress { text }")
    ours, theirs = await both(full, few, asked)

    assert theirs["data"] == ours["data"]
    assert {"FORBIDDEN"} == {error["extensions"]["code"] for error in ours["errors"]}
    # the progress is: its clause is told without the value
    assert {"tier", "tierProgress"} == {key for key, found in ours["data"]["member"].items() if found is not None}


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
    assert {"regular", "vip"} == {each["tag"]["code"] for each in before["member"]["tags"]}
    assert "vip" not in {each["tag"]["code"] for each in ours["data"]["member"]["tags"]}


async def test_a_change_of_the_configuration_is_drawn_at_once(full: Shop) -> None:
    asked = '{ member(by: {number: "1"}) { assets { kind { code name } available } tags { tag { name } } } }'
    await full.ask(asked)
    await full.ask('mutation { assetKindSave(input: {code: "gems", name: "Gems"}) { userErrors { message } } }')
    found = await full.ask(asked)

    assert {"code": "gems", "name": "Gems"} in [each["kind"] for each in found["member"]["assets"]]
