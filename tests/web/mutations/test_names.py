"""Names of what a merchant configures may be given per language, and everything is called so for its reader."""

from tests.web.shop import Shop, bearer

ZH = {"Accept-Language": "zh"}
SAVE = """mutation {
  assetKindSave(input: {code: "stars", name: "Stars", names: {zh: "星星"}, decimals: 0}) { userErrors { message } }
  tagSave(input: {code: "vip", name: "VIP", names: {zh: "贵宾"}}) { userErrors { message } }
  couponKindSave(input: {code: "off", name: "Ten off", names: {zh: "立减10"}, discount: {amount: "10"}}) {
    userErrors { message }
  }
  benefitSave(input: {code: "lounge", name: "Lounge", names: {zh: "贵宾室"}, value: SERVICE}) { userErrors { message } }
  tierTrackSave(input: {code: "club", name: "Club", names: {zh: "俱乐部"}, kind: EARNED, tiers: [
    {code: "bronze", name: "Bronze", names: {zh: "铜卡"}, rank: 1},
    {code: "silver", name: "Silver", names: {zh: "银卡"}, rank: 2,
      condition: {test: {metric: "balance", op: GTE, value: "10", args: {asset: "stars"}}}}
  ]}) { userErrors { message } }
  memberCreate(input: {number: "1"}) { userErrors { message } }
}"""
READ = """{
  assetKinds { code name names } tags { code name } benefits { name } couponKinds { name }
  tierTracks { name tiers { name } }
  member(by: {number: "1"}) { tierProgress(track: "club") { text } benefits { why } }
}"""


async def test_everything_is_called_by_its_name_in_the_readers_language(shop: Shop) -> None:
    saved = await shop.ask(SAVE)
    assert [[]] * len(saved) == [answer["userErrors"] for answer in saved.values()]

    english, chinese = (await shop.send(READ))["data"], (await shop.send(READ, **ZH))["data"]

    def named(data: dict, field: str, code: str) -> str:
        return next(row["name"] for row in data[field] if row["code"] == code)

    assert ("Stars", "星星") == (named(english, "assetKinds", "stars"), named(chinese, "assetKinds", "stars"))
    assert ("VIP", "贵宾") == (named(english, "tags", "vip"), named(chinese, "tags", "vip"))
    assert ({"name": "贵宾室"}, {"name": "立减10"}) == (chinese["benefits"][0], chinese["couponKinds"][0])
    club = next(track for track in chinese["tierTracks"] if track["name"] == "俱乐部")
    assert ["铜卡", "银卡"] == [tier["name"] for tier in club["tiers"]]
    assert "have 10 more Stars to reach Silver" == english["member"]["tierProgress"]["text"]
    assert "还差10星星，即可升级为银卡" == chinese["member"]["tierProgress"]["text"]
    assert {"zh": "星星"} == next(kind["names"] for kind in chinese["assetKinds"] if kind["code"] == "stars")


async def test_a_language_that_we_do_not_have_is_refused(shop: Shop) -> None:
    answer = await shop.ask(
        'mutation { tagSave(input: {code: "x", name: "X", names: {fr: "X"}}) { userErrors { code path } } }'
    )

    assert [{"code": "INVALID_NAME", "path": ["names"]}] == answer["tagSave"]["userErrors"]


async def test_a_refusal_calls_an_asset_by_its_name(shop: Shop) -> None:
    await shop.ask(SAVE)
    spend = """mutation { assetSpend(input: {member: {number: "1"}, kind: "stars", amount: "5", reason: "r",
      idempotencyKey: "k"}) { userErrors { message } } }"""

    response = await shop.client.post("/graphql", json={"query": spend}, headers=bearer(shop.secret) | ZH)

    assert "星星不足：需5，可用0" == response.json()["data"]["assetSpend"]["userErrors"][0]["message"]
