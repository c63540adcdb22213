"""The demo is what it says: a year of real orders, tiers that follow from them, tokens and queries that work."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from headless.app import create_app
from headless.config import Settings
from headless.demo import Demo, demo_settings, make_demo
from headless.demo.words import WORDS
from headless.errors import Conflict
from headless.services.verifying.verifying import verify
from tests.oracle.demo_sample import read
from tests.oracle.movements import Movement, by_customer
from tests.oracle.test_online_retail import LADDER
from tests.oracle.tiers import final, midnights, standings
from tests.services.importing.retail import people
from tests.services.importing.stores import open_kernel

LAST_DAY = date(2017, 12, 31)
ADMIN, FRONT_END, PARTNER, MEMBER = (
    "admin",
    "front end, no personal data",
    "partner, a café next door",
    "one member, household 1023",
)
PLUGINS = ["gamified_tasks", "green_points", "paid_tiers", "upgrade_rules"]


@pytest.fixture(scope="module")
def households() -> Mapping[str, list[Movement]]:
    return by_customer(read().movements)


@pytest.fixture
async def client(demo: Demo, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demo") as opened,
    ):
        yield opened


async def ask(client: httpx.AsyncClient, secret: str, query: str) -> dict[str, Any]:
    response = await client.post("/graphql", json={"query": query}, headers={"Authorization": f"Bearer {secret}"})
    found: dict[str, Any] = response.json()
    return found


def test_every_basket_is_there(demo: Demo) -> None:
    assert (200, 12_758) == (demo.findings.members, demo.findings.orders)


async def test_every_household_stands_where_the_slow_calculator_puts_it(
    demo: Demo, settings: Settings, households: Mapping[str, list[Movement]]
) -> None:
    histories = {name: standings(own, LADDER, midnights(own, [365], LAST_DAY)) for name, own in households.items()}
    async with open_kernel(settings.database_url) as kernel, kernel.db.read() as session:
        booked = await people(session, demo.merchant.id)

    assert {name: final(history) for name, history in histories.items()} == {
        name: own.tier for name, own in booked.items()
    }
    assert {name: [(each.tier, each.since) for each in history] for name, history in histories.items()} == {
        name: own.standings for name, own in booked.items()
    }


def test_each_stage_of_the_ladder_has_members(demo: Demo) -> None:
    assert {"Bronze": 28, "Silver": 60, "Gold": 75, "Platinum": 25, "Diamond": 0, "none": 12} == demo.findings.per_tier


def test_points_have_been_earned_and_have_expired_and_tags_are_on(demo: Demo) -> None:
    found = demo.findings

    assert min(int(found.points), int(found.points_earned), int(found.points_expired)) > 0
    assert all(count > 0 for count in found.per_tag.values())


async def test_verify_finds_nothing(demo: Demo, settings: Settings) -> None:
    async with open_kernel(settings.database_url) as kernel:
        assert [] == await verify(kernel, "demo")


async def test_the_queries_to_paste_work_with_the_tokens_they_are_for(client: httpx.AsyncClient, demo: Demo) -> None:
    assert 6 == len(demo.queries)
    for title, query in demo.queries.items():
        answer = await ask(client, demo.tokens[MEMBER if "me {" in query else FRONT_END], query)

        assert "errors" not in answer, (title, answer["errors"])
        assert [None] != list(answer["data"].values()), title
        assert 0 != (answer["data"].get("members") or {}).get("totalCount"), title


async def test_each_token_sees_what_it_is_for(client: httpx.AsyncClient, demo: Demo) -> None:
    one = f'{{member(by: {{externalId: "{demo.findings.household}"}}) {{externalId name}}}}'
    other = '{member(by: {externalId: "2"}) {externalId}}'
    answers = {name: await ask(client, demo.tokens[name], one) for name in (ADMIN, FRONT_END, MEMBER)}

    named, unnamed = ({"externalId": "1023", "name": name} for name in ("Pink Raven 1023", None))
    assert [named, unnamed, named] == [answer["data"]["member"] for answer in answers.values()]
    assert "members:pii" == answers[FRONT_END]["errors"][0]["extensions"]["requiredScope"]
    assert {"member": {"externalId": "2"}} == (await ask(client, demo.tokens[FRONT_END], other))["data"]
    assert {"member": None} == (await ask(client, demo.tokens[MEMBER], other))["data"]


async def test_the_wallet_and_the_plugins_have_something_to_see(client: httpx.AsyncClient, demo: Demo) -> None:
    """One member has everything: coupons, a benefit that is used up, tasks, green points, a paid membership, a score."""
    assert PLUGINS == list(demo.findings.plugins)
    wallet, ext = [
        (await ask(client, demo.tokens[FRONT_END], query))["data"]["member"]
        for query in list(demo.queries.values())[1:3]
    ]
    ext = ext["ext"]

    assert 6 == len(wallet["coupons"]["edges"])
    assert {"AVAILABLE", "QUOTA_USED", "NOT_ELIGIBLE", "NOT_OPEN", "OUT_OF_STOCK"} == {
        benefit["status"] for benefit in wallet["benefits"]
    }
    assert {"DONE", "CLAIMABLE", "LOCKED", "OPEN"} & {task["state"] for task in ext["gamifiedTasks"]["tasks"]} >= {
        "DONE",
        "CLAIMABLE",
    }
    # today's check-in is left to the reader
    assert (6, False) == (ext["gamifiedTasks"]["checkin"]["days"], ext["gamifiedTasks"]["checkin"]["today"])
    assert "active" == ext["paidTiers"]["status"]
    assert int(ext["greenPoints"]["plan"]["balance"]) > 0
    assert ext["upgradeRules"]["scoreParts"]["total"] >= 500


async def test_the_partners_token_sees_and_gives_points_and_nothing_else(client: httpx.AsyncClient, demo: Demo) -> None:
    household = demo.findings.household
    query = f'{{member(by: {{externalId: "{household}"}}) {{externalId name assets {{kind {{code}}}} tags {{tag {{code}}}}}}}}'
    answer = await ask(client, demo.tokens[PARTNER], query)
    give = f"""mutation {{assetGrant(input: {{member: {{externalId: "{household}"}}, kind: "points", amount: 10, reason: "cake",
      idempotencyKey: "cake-1"}}) {{entry {{id}} budgets {{left period perMember}} userErrors {{message}}}}}}"""
    given = (await ask(client, demo.tokens[PARTNER], give))["data"]["assetGrant"]
    back = f"""mutation {{entryReverse(input: {{entry: "{given["entry"]["id"]}", reason: "eaten", idempotencyKey: "dog"}})
      {{budgets {{left}} userErrors {{message}}}}}}"""
    taken = (await ask(client, demo.tokens[PARTNER], back))["data"]["entryReverse"]

    assert {"members:pii", "tags:read"} == {error["extensions"]["requiredScope"] for error in answer["errors"]}
    assert [{"kind": {"code": "points"}}] == answer["data"]["member"]["assets"]
    assert ["990", "9990", "90"] == [budget["left"] for budget in given["budgets"]]
    assert ["1000", "10000", "100"] == [budget["left"] for budget in taken["budgets"]]


async def test_the_chinese_shop_is_chinese_throughout(settings: Settings, demo: Demo, chinese_demo: Demo) -> None:
    """It stands in the same file as the English one, with the same baskets, in yuan and in Shanghai."""
    shop = chinese_demo
    assert ("demo-zh", "CNY", "Asia/Shanghai") == (shop.merchant.slug, shop.merchant.currency, shop.merchant.time_zone)
    assert list(demo.findings.per_tier.values()) == list(shop.findings.per_tier.values())
    page = shop.text("127.0.0.1", 8000).partition("可直接粘贴的查询")[0]
    for secret in shop.tokens.values():
        page = page.replace(secret, "")
    known = {"demo", "zh", "T", "GraphiQL", "http", "graphql", "Accept", "Language", "CN", *PLUGINS}
    assert set() == set(re.findall(r"[A-Za-z_]+", page)) - known
    async with open_kernel(settings.database_url) as kernel, kernel.db.read() as session:
        program = await kernel.programs.of(session, shop.merchant)
    parts = (program.tracks, program.kinds, program.tags, program.benefits, program.coupon_kinds)
    names = [part.name for mapping in parts for part in mapping.values()]
    names += [tier.name for track in program.tracks.values() for tier in track.tiers]
    assert [] == [name for name in names if not re.search(r"[\u4e00-\u9fff]", name)]


async def test_what_is_configured_is_named_in_both_languages(client: httpx.AsyncClient, demo: Demo) -> None:
    query = """{
      tierTracks { name tiers { name attributes } } assetKinds { name } tags { name } benefits { name } couponKinds { name }
    }"""
    secret = demo.tokens[FRONT_END]
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "zh-CN"}
    chinese = (await client.post("/graphql", json={"query": query}, headers=headers)).json()["data"]
    english = (await ask(client, secret, query))["data"]

    names = re.findall(r'"name": "(.*?)"', json.dumps(chinese, ensure_ascii=False))
    assert [] == [name for name in names if not re.search(r"[\u4e00-\u9fff]", name)]
    assert not re.search(r"[\u4e00-\u9fff]", json.dumps(english, ensure_ascii=False))
    colours = [tier["attributes"]["colour"] for track in english["tierTracks"] for tier in track["tiers"]]
    assert (8, True) == (len(colours), all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours))


async def test_its_sign_in_server_makes_tokens_of_members_and_reads_nothing(
    client: httpx.AsyncClient, demo: Demo
) -> None:
    secret = demo.tokens["sign-in server"]
    sign_in = 'mutation { memberTokenCreate(input: {member: {externalId: "1023"}}) { token } }'
    made = await ask(client, secret, sign_in)

    assert made["data"]["memberTokenCreate"]["token"].startswith("hmm_")
    assert {"member": None} == (await ask(client, secret, '{member(by: {externalId: "1023"}) {id}}'))["data"]


def test_its_words_exist_in_both_languages() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()


def test_its_text_names_tiers_tokens_and_queries(demo: Demo) -> None:
    text = demo.text("127.0.0.1", 8000)

    assert "Bronze 28, Silver 60, Gold 75, Platinum 25" in text
    assert all(secret in text for secret in demo.tokens.values())
    assert all(query in text for query in demo.queries.values())


async def test_a_reader_of_chinese_is_told_about_the_english_shop_in_chinese(demo: Demo, copied: Settings) -> None:
    told = await make_demo(copied, reader="zh")
    page = told.text("127.0.0.1", 8000)

    assert "各等级人数：铜卡 28，银卡 60，金卡 75，白金卡 25，钻石卡 0，暂无等级 12" in page
    assert "权益：      共19项：经济 9，服务 4，社交 4，身份 2" in page
    assert "单个会员（家庭1023）" in told.tokens
    assert demo.findings == told.findings


async def test_a_second_start_finds_it_complete_and_gives_other_tokens(demo: Demo, copied: Settings) -> None:
    again = await make_demo(copied)

    assert (False, True) == (demo.was_there, again.was_there)
    assert demo.findings == again.findings
    assert not Counter(demo.tokens.values()) & Counter(again.tokens.values())


async def test_somebody_elses_merchant_is_left_alone(tmp_path: Path) -> None:
    from headless.models.migrating.migrate import migrate
    from headless.services.configuration.merchants import create_merchant

    url = f"sqlite:///{tmp_path}/theirs.db?synchronous=OFF"
    async with open_kernel(url) as kernel:
        await migrate(kernel.db)
        await create_merchant(kernel, "demo", currency="USD", time_zone="UTC")

    with pytest.raises(Conflict, match="not the demo"):
        await make_demo(Settings(database_url=url, plugins=()))


def test_it_has_a_file_of_its_own_unless_the_environment_names_a_database() -> None:
    theirs = {"HEADLESS_DATABASE_URL": "sqlite:///shop.db"}

    assert "sqlite:///headless-demo.db" == demo_settings({}).database_url
    assert "sqlite:///shop.db" == demo_settings(theirs).database_url
