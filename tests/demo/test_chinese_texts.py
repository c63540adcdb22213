"""What an operator of the Chinese shop reads: names in place of codes, money, days and the trade's terms."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from headless.app import create_app
from headless.config import Settings
from headless.demo import make_demo

RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) {
  results { status userErrors { code message } decisions { name why } changes { text } } } }"""
AT = "2017-12-31T23:59:59+08:00"


class Till:
    """A shop's server that asks in Chinese."""

    def __init__(self, client: httpx.AsyncClient, secret: str) -> None:
        self._client, self._numbers = client, 0
        self._headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "zh-CN"}

    async def ask(self, query: str, **variables: Any) -> Any:
        sent = {"query": query, "variables": variables}
        answer = (await self._client.post("/graphql", json=sent, headers=self._headers)).json()
        return answer["data"]

    async def error(self, mutation: str) -> str:
        """The message of the only error of a mutation."""
        (payload,) = (await self.ask(f"mutation {{ {mutation} {{ userErrors {{ message }} }} }}")).values()
        return str(payload["userErrors"][0]["message"])

    async def send(self, type_: str, **data: Any) -> Any:
        self._numbers += 1
        event = {
            "type": type_, "member": {"externalId": "lin"}, "source": "pos", "externalId": f"n{self._numbers}",
            "occurredAt": AT, "data": data,
        }  # fmt: skip
        return (await self.ask(RECORD, events=[event]))["eventsRecord"]["results"][0]

    async def why(self, rule: str, type_: str, **data: Any) -> str:
        """What a rule decided about an event."""
        result = await self.send(type_, **data)
        return next(str(decision["why"]) for decision in result["decisions"] if decision["name"] == rule)

    async def refused(self, type_: str, **data: Any) -> str:
        return str((await self.send(type_, **data))["userErrors"][0]["message"])

    async def member(self, fields: str) -> Any:
        return (await self.ask(f'{{ member(by: {{externalId: "lin"}}) {{ {fields} }} }}'))["member"]


@pytest.fixture
async def till(copied: Settings) -> AsyncIterator[Till]:
    shop = await make_demo(copied, lang="zh")
    app = create_app(copied)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demo") as client,
    ):
        yield Till(client, shop.tokens["管理后台"])


async def test_a_member_of_the_chinese_shop_reads_chinese(till: Till) -> None:
    join = 'memberCreate(input: {externalId: "%s", name: "林", phone: "%s"})'
    assert None is (
        await till.ask(f"mutation {{ {join % ('lin', '13800138000')} {{ userErrors {{ message }} }} }}")
    ).get("x")
    assert "该手机号已绑定其他会员，请直接查询或合并" == await till.error(join % ("wu", "138 0013 8000"))
    assert "手机号格式不正确" == await till.error(join % ("wu", "1"))

    await _assets(till)
    await _orders(till)
    await _plugins(till)


async def _assets(till: Till) -> None:
    spend = 'assetSpend(input: {member: {externalId: "%s"}, kind: "%s", amount: "%s", reason: "兑换", idempotencyKey: "%s"})'
    assert "积分不足：需999,999，可用100" == await till.error(spend % ("lin", "points", "999999", "k1"))
    assert "数量须为整数，实际为1.5" == await till.error(spend % ("lin", "points", "1.5", "k2"))
    assert "会员不存在（外部编号「M9」），请先注册" == await till.error(spend % ("M9", "points", "1", "k3"))
    assert "资产类型「x」不存在，现有：balance、green、growth、miles、points" == await till.error(
        spend % ("lin", "x", "1", "k4")
    )
    hold = 'assetHold(input: {member: {externalId: "lin"}, kind: "points", amount: "20", reason: "x", idempotencyKey: "h"})'
    await till.ask(f"mutation {{ {hold} {{ userErrors {{ message }} }} }}")
    told = await till.member('p: explain(what: {asset: "points"}) { text } g: explain(what: {asset: "green"}) { text }')
    assert {
        "p": {"text": "积分可用80，冻结20；最近：2017年12月31日 +100（入会送积分：入会）；其中100积分将于2018年3月31日到期"},
        "g": {"text": "暂无绿色积分记录"},
    } == told  # fmt: skip
    progress = await till.member('m: tierProgress { text } p: tierProgress(track: "paid") { text }')
    assert "再下3单，或累计消费再满¥200.00，即可成为铜卡" == progress["m"]["text"]
    assert "开通即可成为PLUS会员" == progress["p"]["text"]


async def _orders(till: Till) -> None:
    order = await till.send("order.paid", orderId="D1", total="199.00")
    said = {decision["name"]: decision["why"] for decision in order["decisions"]}
    assert "获得199积分（消费¥199.00）" == said["points_per_spend"]
    assert "获得199成长值（消费¥199.00）" == said["growth_per_spend"]
    assert "暂无等级，无积分加倍" == said["tier_multiplier"]
    assert "触发「任务完成」；已记录" == said["growth_tree"]
    assert "本单最多可抵9,950积分（¥99.50，订单¥199.00的50%）" == said["spend_cap"]
    changed = [change["text"] for change in order["changes"]]
    assert ["积分 +199，余额 299", "成长值 +199，余额 199", "打上标签「高客单价」"] == changed
    assert "获得2成长值（签到）" == await till.why("growth_per_activity", "checkin")
    assert "获得¥20.00储值余额（充¥500.00赠送）" == await till.why(
        "topup_bonus", "topup.paid", paymentId="T", amount="500"
    )
    assert "优惠券不存在（NONE），请核对券码" == await till.refused(
        "order.paid", orderId="D2", total="80", coupons=["NONE"]
    )
    assert "订单D1剩余可退¥199.00，本次申请¥9,999.00" == await till.refused(
        "order.refunded", refundId="R1", orderId="D1", amount="9999"
    )
    assert "退款按原订单扣回" == await till.why(
        "points_per_spend", "order.refunded", refundId="R2", orderId="D1", amount="99"
    )


async def _plugins(till: Till) -> None:
    assert (
        "「连续三个月下单」尚未完成，再连续2个月下单（如中断，将于2018年2月1日重新计算）即可"
        == await till.refused("gamified_tasks.claim", task="three_months")
    )  # fmt: skip
    await till.send("gamified_tasks.grab", grab="bouquet")
    assert "您已于2017年12月31日抢到「本周鲜花」" == await till.refused("gamified_tasks.grab", grab="bouquet")
    assert "已付¥10.00，PLUS会员年卡需¥99.00" == await till.refused(
        "subscription.paid", paymentId="P1", plan="plus-year", amount="10"
    )
    assert (
        "开通「付费会员」PLUS会员（PLUS会员年卡；多付¥21.00，不增加权益）；已记录；触发「会员开通」"
        == await till.why("membership", "subscription.paid", paymentId="P2", plan="plus-year", amount="120")
    )  # fmt: skip
    await till.send("subscription.cancelled")
    assert "付费会员已关闭自动续费，无需重复操作" == await till.refused("subscription.cancelled")
    use = 'benefitUse(input: {member: {externalId: "%s"}, benefit: "%s", idempotencyKey: "%s"})'
    assert "暂不满足「新品品鉴会」的领取条件" == await till.error(use % ("lin", "tasting", "b1"))
    assert "「新品品鉴会」次数已用完（1次），2018年1月1日起可再用" == await till.error(use % ("1023", "tasting", "b2"))
