"""Event types: what happened, and what their data is called."""

TEXTS = {
    "An order was paid. `total` is payable after coupons, before freight and before any tender. Lines that do "
    "not add up to the total are scaled to it. `lines_total` is then filled in: what they came to as sent.": (
        "订单已支付。`total`为优惠券之后、运费和抵扣之前的应付金额。商品行合计与总额不符时按总额折算，`lines_total`记"
        "录上报时的合计。"
    ),
    "Item": "商品行",
    "sku": "SKU",
    "name": "名称",
    "category": "品类",
    "brand": "品牌",
    "quantity": "数量",
    "amount": "金额",
    "list price": "原价",
    "Tender": "抵扣",
    "A part of an order paid with an asset, in the asset's unit. `hold` names the reservation it captures.": (
        "订单中用资产支付的部分，以该资产的单位计。`hold`为所扣减的冻结单。"
    ),
    "asset": "资产类型",
    "hold": "冻结单",
    "order id": "订单号",
    "total": "总额",
    "currency": "币种",
    "items": "商品",
    "channel": "渠道",
    "store": "门店",
    "pay with": "支付抵扣",
    "coupons": "优惠券",
    "lines total": "商品行合计",
    "RefundItem": "退款商品行",
    "One line of a refund: what goes back of it, never negative. If the refund names its order, category, brand "
    "and name are those of the order's line. `line`: its position there, counted from 1, if a sku stands on "
    "several lines that differ.": (
        "退款的一行商品，即退回的部分，不能为负。退款指明订单时，品类、品牌和名称以订单行为准。同一SKU有多行且内容不"
        "同时，用`line`指明第几行，从1开始。"
    ),
    "line": "行号",
    "Restore": "退回资产",
    "An amount of an asset that a refund gives back, in the asset's unit.": "退款时退回的资产数量，以该资产的单位计。",
    "refund id": "退款单号",
    "restore": "退回资产",
    "A paid order is something else from now on. `total`, `items` and `coupons` describe it whole, before its "
    "refunds. Refunds go on counting: for the same money send either a refund or an amendment. Lines or coupons "
    "that are left out stay as they are. If `total` changes on an order that has lines, `items` are needed. "
    "Lines that do not add up are scaled to the total.": (
        "已支付的订单发生变更。`total`、`items`和`coupons`为变更后的完整内容，不含退款。此前的退款继续有效：同一笔金"
        "额只需上报退款或变更之一。未填写的商品行或优惠券保持不变。有商品行的订单修改`total`时须填写`items`。商品行合"
        "计与总额不符时按总额折算。"
    ),
    "amendment id": "变更单号",
    "reason": "原因",
    "An order belongs to another member, `to`. What it gave its member is taken back, and it is decided for the "
    "other one. Its refunds move along. An order paid with assets or coupons cannot be moved.": (
        "订单改属另一位会员`to`。原会员因此获得的予以收回，并为新会员重新计算。其退款一并转移。用资产或优惠券支付的订"
        "单不能转移。"
    ),
    "to": "转至",
    "the member, by exactly one of these": "会员，用其中一项指明",
    "An order was moved to this member: the order as it is, and the refunds that count. `recorded_at`: when the "
    "order was first recorded, in microseconds, and `first_event`: as which event. It is decided by what the "
    "member was then.": (
        "订单转入该会员：订单现状及有效的退款。`recorded_at`为订单首次记录的时间（微秒），`first_event`为当时的事件。"
        "按该会员当时的情况计算。"
    ),
    "recorded at": "记录时间",
    "first event": "原事件",
    "moved from": "转出会员",
    "order": "订单",
    "refunds": "退款",
    "Stored value was paid in. A `bonus` replaces the bonus of the rule.": "储值已到账。填写`bonus`则取代规则的赠送。",
    "payment id": "支付单号",
    "bonus": "赠送",
    "A top-up was given back: `amount` of what was paid in, in the asset's unit. The bonus goes with it in "
    "proportion.": "充值已退回：`amount`为退回的充值数额，以该资产的单位计。赠送部分按比例收回。",
    "A person became a member.": "成为会员。",
    "The member filled in the profile.": "会员完善了资料。",
    "The member logged in.": "会员登录。",
    "A person joined on this member's referral. A person counts once: a second referral of the same one is "
    "refused.": "有人受该会员邀请入会。每人只计一次，重复邀请同一人会被拒绝。",
    "referred": "被邀请人",
    "A referral came to nothing: `referral` is its event. It does not count, and another member may refer that "
    "person.": "邀请无效：`referral`为原邀请事件。不再计数，其他会员可再邀请此人。",
    "referral": "邀请事件",
    "Fields of the member changed. Those that identify a person are kept apart and can be erased.": (
        "会员的资料发生变更。识别个人身份的字段单独保存，可以清除。"
    ),
    "fields": "字段",
    "personal": "个人信息",
    "cleared": "已清空",
    "The member was erased: the receipt. Unused coupons and grants of benefits that were taken back are named.": (
        "会员已注销的凭据，列出收回的未使用优惠券和权益次数。"
    ),
    "benefits": "权益",
    "Another member, `merged`, became part of this one. Named are the fields of the profile that were `taken` "
    "over. `joined_at`: when this member had joined, if the other one was there sooner.": (
        "另一位会员`merged`并入该会员，`taken`列出沿用的资料字段。对方入会更早时，`joined_at`为该会员原来的入会时间。"
    ),
    "merged": "被合并会员",
    "taken": "沿用字段",
    "joined at": "入会时间",
    "A tag was added by hand.": "人工打上标签。",
    "tag": "标签",
    "expires at": "到期时间",
    "A tag was removed by hand.": "人工移除标签。",
    "A tier was imported from another system.": "从其他系统导入等级。",
    "track": "等级体系",
    "tier": "等级",
    "since": "开始时间",
    "until": "截止时间",
    "The member checked in.": "会员签到。",
    "place": "地点",
    "The member wrote a review, perhaps of an order.": "会员发表评价，可关联订单。",
    "text": "内容",
    "media": "图片或视频",
    "The member shared something, perhaps an order.": "会员进行分享，可关联订单。",
    "An amount was given by hand.": "人工发放资产。",
    "kind": "类型",
    "funding": "出资方",
    "An amount was spent. If it names an `order`, whose amount is `payable`, a cap may limit it.": (
        "资产已使用。指明订单`order`及其应付金额`payable`时，可能受抵扣上限限制。"
    ),
    "payable": "应付金额",
    "An amount was reserved until an instant.": "资产冻结至某一时间。",
    "An amount was transferred to another member, `to`.": "资产转赠给另一位会员`to`。",
    "An amount came from another member, `transferred_from`, in lots that keep their origin, funding and expiry. returns: "
    "the entry of a gift that came back, into the lots that it was taken from.": (
        "由另一位会员`transferred_from`转入的资产，各批次保留原有来源、出资方和有效期。returns：退回的赠送所对应的流水，退回原批次。"
    ),
    "What a rule gave the member in another one's name went back to that one, `transferred_to`. receipt: the event in "
    "which it came. returns: the entry with which it was given.": (
        "规则以另一位会员的名义转赠的资产已退还给该会员`transferred_to`。receipt：当时转入的事件；returns：转赠时的流水。"
    ),
    "receipt": "转入事件",
    "returns": "赠送流水",
    "transferred to": "退还会员",
    "ReceivedLot": "转入批次",
    "A part of a lot that was transferred. `entry`: what the other member earned it with.": (
        "转赠的部分批次。`entry`为对方获得它的流水。"
    ),
    "starts at": "生效时间",
    "earned at": "获得时间",
    "entry": "流水",
    "transferred from": "转出会员",
    "lots": "批次",
    "A hold was captured or released, wholly or in part.": "冻结单已扣减或释放，全部或部分。",
    "action": "操作",
    "An entry was reversed, wholly or in part.": "流水已冲正，全部或部分。",
    "A lot was imported from another system.": "从其他系统导入的批次。",
    "Coupons of a kind were given by hand.": "人工发放某一类型的优惠券。",
    "count": "数量",
    "A member's coupon was taken back by hand.": "人工作废会员的优惠券。",
    "A coupon will expire at `expiresAt`. It comes once for each coupon and end, as early as its kind says.": (
        "优惠券将于`expiresAt`到期。每张券每个到期时间提醒一次，提前量由券类型决定。"
    ),
    "code": "券码",
    "coupon": "优惠券",
    "benefit": "权益",
    "The member moved on a track. `up` is true if the new tier ranks higher.": (
        "会员在某个等级体系中的等级变化。升级时`up`为true。"
    ),
    "from": "变更前",
    "up": "是否升级",
    "A standing comes up for review, or ends, at `until`.": "等级将于`until`评估或结束。",
    "A standing came up for review by the clock.": "等级到期评估。",
    "A tier rule ranked all members and put this one on a tier, or on none.": (
        "等级规则对全体会员排名，该会员进入某个等级或不在任何等级。"
    ),
    "rule": "规则",
    "An amount of an asset expired.": "资产已过期。",
    "An amount of an asset will expire at the start of a day.": "资产将在某一天零点到期。",
    "on": "到期日",
    "A pending amount became available and repaid debt.": "待入账的资产转为可用，并抵扣欠额。",
    "Conditional tags changed because time had passed or a condition was changed.": (
        "因时间推移或条件变更，自动标签发生变化。"
    ),
    "A hold reached its end with this amount open.": "冻结单到期时，未处理的数额。",
    "A member used a benefit. `funding`: who pays for the assets that it brings.": (
        "会员使用了权益。`funding`为其带来的资产的出资方。"
    ),
    "A use of a benefit was taken back by hand, with everything that it cost and gave.": (
        "人工撤销权益使用，支付和获得的全部退回。"
    ),
    "Another system delivered what a use of a benefit was to bring. `use`, `event`: the use, and the event that it was.": (
        "其他系统已完成权益交付。`use`为使用记录，`event`为其对应的事件。"
    ),
    "What a use of a benefit was to bring could not be delivered: everything went back.": "权益交付失败，已全部退回。",
    "event": "事件",
    "reference": "单号",
    "use": "使用记录",
    "All that an order is to be paid with is kept under its number until an instant. The order is as it is to be paid.": (
        "订单要使用的全部资产和优惠券按订单号锁定至某一时刻。订单内容即支付时的内容。"
    ),
    "What was kept for an order goes back.": "退回为订单锁定的全部内容。",
    "A card became the member's. What it holds is now in the member's account, and `bonus` of it was given on top. "
    "Of a card that gives a tag, `tag` until `expiresAt`. What is told but the card is filled in.": (
        "卡已绑定会员。卡内金额已转入账户，其中 `bonus` 为赠送。打标签的卡，`tag` 有效至 `expiresAt`。除 card 外均"
        "由系统填写。"
    ),
    "A card is the member's no longer. What was left of it went back to the card. `stays`: another card gives the "
    "same tag, until `expiresAt`. What is told but the card and the reason is filled in.": (
        "卡已解绑，余额退回卡内。`stays`：另有一张卡给同样的标签，至 `expiresAt`。除 card 和 reason 外均由系统填写。"
    ),
    "CardBack": "退回的卡",
    "Money was refunded: `amount` of the order's total, tenders included. Without `order_id` the refund is "
    "unlinked. `cards` is filled in: what was taken back of cards that the refunded lines sold. `to`: an asset kind that is "
    "money. What would go back outside becomes stored value of the member instead.": (
        "退款：订单总额中的 `amount`，含抵扣。没有 `order_id` 即为无关联退款。`cards` 由系统填写：从所退订单行售出"
        "的卡中收回的金额。`to`：金额类资产，填写后应退回外部的款项改为存入会员的储值余额。"
    ),
    "One line of an order. `amount` is what is paid for it, after member prices and coupons. `list` is the plain "
    "price. What the customer hands back in an exchange is a line with a negative quantity and amount. `card` is "
    "the number of a card that the line sells; the card's id is kept of it, and its last digits in `cardEnds`. A "
    "line with `earns: false` earns nothing, and that is filled in where a card is sold whose kind does not earn.": (
        "一个订单行。`amount` 是会员价和优惠券之后的实付，`list` 是原价。换货时退回的商品为数量和金额为负的行。`car"
        "d` 是该行所售卡的卡号，系统只留卡的 ID，后四位在 `cardEnds`。`earns: false` 的行不产生积分；售卡且卡种不计"
        "积分的，由系统填写。"
    ),
    "The member's card is no longer blocked. What it holds is in the member's account again.": (
        "会员的卡已解冻，卡内金额回到账户。"
    ),
    "The member's card was blocked. What was left of it went back to the card.": "会员的卡已冻结，余额退回卡内。",
    "The member's card was topped up: the amount is in the member's account.": "会员的卡已充值，金额已转入账户。",
    "What a refund took back of a card that its order sold, in the card's unit. bonus: what of it was given on top. "
    "`bound`: it was among the member's lots. `closed`: the card is REFUNDED, and `tag` taken off, if it gave one. "
    "`stays`: another card gives the same tag, until `expiresAt`.": (
        "退款从订单所售的卡中收回的金额，按卡的单位。bonus：其中的赠送。`bound`：从会员账户中收回。`closed`：卡已作"
        "废，所打的 `tag` 已移除。`stays`：另有一张卡给同样的标签，至 `expiresAt`。"
    ),
    "bound": "已绑定",
    "card": "卡",
    "card ends": "卡号后四位",
    "cards": "卡",
    "closed": "已作废",
    "earns": "计积分",
    "stays": "保留标签",
}
