"""What consoles and editors read of rules, metrics, event types and the schema is told in the reader's language."""

from typing import Any

from tests.web.shop import Shop

Answer = dict[str, Any]
ZH = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


async def test_a_rule_describes_itself_and_its_settings_in_the_readers_language(shop: Shop) -> None:
    await shop.ask(
        'mutation { ruleSave(input: {plugin: "builtin", rule: "points_per_spend"}) { userErrors { message } } }'
    )
    query = "{ rules { rule label description settingsSchema } }"

    def of_points(answer: Answer) -> Answer:
        return next(rule for rule in answer["rules"] if rule["rule"] == "points_per_spend")

    english, chinese = of_points(await shop.ask(query)), of_points((await shop.send(query, **ZH))["data"])

    per = chinese["settingsSchema"]["properties"]["per"]
    assert ("Points per spend", "Members earn points for every unit of currency they spend.") == (
        english["label"], english["description"],
    )  # fmt: skip
    assert ("消费积分", "会员每消费1元（本位币）获得积分。") == (chinese["label"], chinese["description"])
    assert ("消费积分", "消费多少，获得多少。") == tuple(
        chinese["settingsSchema"][name] for name in ("title", "description")
    )
    assert ("每消费1元（本位币）获得", "每消费1元（本位币）获得的数量。") == (per["title"], per["description"])
    assert "Per unit of currency" == english["settingsSchema"]["properties"]["per"]["title"]


async def test_a_metric_tells_what_it_counts_and_what_narrows_it(shop: Shop) -> None:
    query = "{ metrics { name label description argsSchema } }"

    metrics = {metric["name"]: metric for metric in (await shop.send(query, **ZH))["data"]["metrics"]}
    english = {metric["name"]: metric for metric in (await shop.ask(query))["metrics"]}

    orders = metrics["orders"]
    assert ("订单数", "订单数，不含全额退款的订单。") == (orders["label"], orders["description"])
    assert "仅限该品类的商品行" == orders["argsSchema"]["properties"]["category"]["description"]
    assert "Orders, those wholly refunded left out." == english["orders"]["description"]
    assert (
        "only order lines of this category" == english["orders"]["argsSchema"]["properties"]["category"]["description"]
    )


async def test_what_a_condition_lacks_is_told_in_chinese_to_its_end(shop: Shop) -> None:
    query = """mutation { tagSave(input: {code: "x", name: "X", condition: {test: {metric: "events", op: GTE, value: 1}}}) {
      userErrors { message } } }"""

    [problem] = (await shop.send(query, **ZH))["data"]["tagSave"]["userErrors"]

    assert problem["message"].endswith("events须填写type：事件类型")


async def test_an_event_type_describes_its_data(shop: Shop) -> None:
    query = "{ eventTypes { name label schema } }"

    types = {type_["name"]: type_ for type_ in (await shop.send(query, **ZH))["data"]["eventTypes"]}

    paid = types["order.paid"]["schema"]
    assert "订单支付" == paid["title"]
    assert paid["description"].startswith("订单已支付。`total`为优惠券之后")
    assert ("订单号", "币种") == tuple(paid["properties"][name]["title"] for name in ("orderId", "currency"))
    assert "商品行" == paid["$defs"]["Item"]["title"]


async def test_an_editor_reads_the_schema_in_chinese(shop: Shop) -> None:
    query = '{ __type(name: "Tag") { description fields { name description } } }'

    chinese = (await shop.send(query, **ZH))["data"]["__type"]
    english = (await shop.ask(query))["__type"]

    assert "会员标签。设置条件后自动打上和移除。" == chinese["description"]
    assert "当前带有该标签的会员数。\n\n权限：`members:read` · 成本：1" in [
        field["description"] for field in chinese["fields"]
    ]
    assert "A label for members. With a condition it is put on and taken off by itself." == english["description"]


async def test_what_is_wrong_with_a_document_or_its_variables_is_told_in_chinese(shop: Shop) -> None:
    query = "query ($by: MemberLookup!) { member(by: $by) { id } }"

    [syntax] = (await shop.send("{ merchant { name }", **ZH))["errors"]
    [unknown] = (await shop.send("{ merchant { nmae } }", **ZH))["errors"]
    [variable] = (await shop.send(query, {"by": {"numbr": "7"}}, **ZH))["errors"]
    [literal] = (await shop.send("{ member(by: {}) { id } }", **ZH))["errors"]

    assert ("语法错误：应为名称，实际为文档结尾", "SYNTAX") == (syntax["message"], syntax["extensions"]["code"])
    assert ("类型Merchant没有字段nmae，是否应为name？", "INVALID_QUERY") == (
        unknown["message"],
        unknown["extensions"]["code"],
    )
    assert "变量$by的值无效：类型MemberLookup没有字段numbr，是否应为number？实际为{'numbr': '7'}" == variable["message"]
    assert "单选输入类型MemberLookup须且只能填写一个字段" == literal["message"]
