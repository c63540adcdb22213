"""Assets, entries and holds."""

TEXTS = {
    "Give an amount.": "发放资产。",
    "Spend an amount, all or nothing.": "消费资产，金额不足则整笔不扣。",
    "Reserve an amount for an order in flight.": "为进行中的订单冻结一定数额。",
    "Transfer an amount to another member. Lots keep their origin, funding and expiry; only what is available "
    "can go.": "将一定数额转赠给其他会员。批次保留原有来源、出资方和有效期，只能转赠可用部分。",
    "Spend what is held; the rest is released.": "扣减冻结的数额，其余部分释放。",
    "Give back what is held.": "释放冻结的数额。",
    "Take an entry back.": "冲正一笔流水。",
    "The result of a change to an account.": "账户变动的结果。",
    "The account's new state.": "账户变动后的状态。",
    "The entry that was made.": "生成的流水。",
    "An amount to give, paid for by the house.": "要发放的数额，由商户出资。",
    "Why, for the statement.": "原因，显示在流水中。",
    "When it expires; left out: as the kind says.": "到期时间；不填则按资产类型的规则。",
    "An amount to spend, all or nothing.": "要消费的数额，不足则整笔不扣。",
    "The order's amount, which the spend cap is taken of; required with order.": (
        "订单应付金额，用于计算抵扣上限；填写order时必填。"
    ),
    "The order that it pays for; the spend cap then binds it.": "支付的订单；填写后受抵扣上限限制。",
    "The hold's new state.": "冻结单变动后的状态。",
    "An amount to reserve.": "要冻结的数额。",
    "The order that it will pay for; the spend cap then binds it.": "将要支付的订单；填写后受抵扣上限限制。",
    "When it is given back by itself; left out: as the kind says.": "自动释放的时间；不填则按资产类型的规则。",
    "The result of a transfer between two members.": "两个会员之间转赠的结果。",
    "The new state of the account that gave it.": "转出账户变动后的状态。",
    "The new state of the account that received it.": "转入账户变动后的状态。",
    "An amount to transfer from one member to another, all or nothing.": (
        "一个会员转赠给另一个会员的数额，不足则整笔不转。"
    ),
    "The member who gives it; left out: the one whose token asks.": "转出的会员；不填则为令牌所属会员。",
    "The member who receives it; members name it by id or number.": "转入的会员；会员本人操作时用id或会员号指明。",
    "The asset kind's code; the kind must be transferable.": "资产类型编码，该类型须允许转赠。",
    "Why, for both statements.": "原因，显示在双方的流水中。",
    "A hold to capture or release, in part or whole.": "要扣减或释放的冻结单，可全部或部分。",
    "The hold's id.": "冻结单的ID。",
    "How much of it; left out: all of it.": "数额；不填则为全部。",
    "An entry to take back, in part or whole.": "要冲正的流水，可全部或部分。",
    "The entry's id.": "流水的ID。",
    "How much of it; left out: all that is left of it.": "数额；不填则为剩余的全部。",
    "What a member holds of one kind. Every kind is there, with zeroes if nothing was ever posted.": (
        "会员持有的一种资产。每种资产都会列出，没有流水的为零。"
    ),
    "Opaque and stable.": "内部标识，固定不变。",
    "What can be used now: neither pending, expired nor held.": "当前可用：不含待入账、已过期和已冻结的部分。",
    "What was earned and cannot be used yet.": "已获得、尚未可用的部分。",
    "What is reserved by open holds.": "未完成的冻结单所冻结的部分。",
    "What is owed; it is repaid by what is earned next.": "欠额，由之后获得的抵扣。",
    "All that was ever earned and granted, less what was taken back.": "累计获得和发放，减去扣回的部分。",
    "All that was ever spent, less what was given back.": "累计使用，减去退回的部分。",
    "All that ever expired.": "累计过期。",
    "What is available, in money; null for kinds without a worth.": "可用部分折合的金额；不可折算的资产类型为null。",
    "What expires soon, by day.": "即将到期的部分，按天列出。",
    'Up to how long from today, such as "90d"; left out: the kind\'s remindBefore.': (
        '从今天起多久以内，如"90d"；不填则按资产类型的remindBefore。'
    ),
    "The open holds, oldest first.": "未完成的冻结单，由早到晚排列。",
    "The balance as it was recorded at an instant: all that was left less debt, pending and held included.": (
        "某一时刻所记录的余额：全部剩余减去欠额，包括待入账和冻结的部分。"
    ),
    "The movements, newest first.": "流水，由新到旧排列。",
    "Only these kinds of movements.": "只返回这些类型的流水。",
    "Recorded at this instant or later.": "记录时间不早于此刻。",
    "What expires on one day.": "某一天到期的数额。",
    "At the start of this day.": "当天零点到期。",
    "So much, held parts included.": "数额，包括冻结的部分。",
    "One movement on an account. It is never changed.": "账户上的一笔流水，不可修改。",
    "What kind of movement.": "流水类型。",
    "What was added; below zero: taken.": "数额：正数为增加，负数为减少。",
    "The balance right after it.": "该笔流水之后的余额。",
    "Who pays for it: house, member, a partner or a campaign. Partners do not read of others.": (
        "出资方：商户（house）、会员（member）、合作方或活动。合作方看不到其他合作方。"
    ),
    "When what caused it happened.": "起因的发生时间。",
    "When it was posted.": "入账时间。",
    "When what it gave expires; null: never.": "所获资产的到期时间；null表示长期有效。",
    "Why, in words: the rule and its reason. Of what others gave, partners read the rule or the type of the event.": (
        "原因说明：规则及其理由。对他人发放的，合作方只看到规则或事件类型。"
    ),
    "The event that caused it.": "引起该流水的事件。",
    "The name of the rule's instance that gave it; null where no rule did.": (
        "发放它的规则实例的名称；不是由规则发放的为null。"
    ),
    "The entry that it takes back.": "所冲正的流水。",
    "A rule gave it, or money was paid in.": "由规则发放，或充值。",
    "It was used.": "使用。",
    "It was given by hand.": "人工发放。",
    "It came to its end unused.": "未使用而过期。",
    "An earlier entry was taken back, in whole or in part.": "冲正此前的流水，全部或部分。",
    "It went to another member or came from one; with the amount 0: it repaid a debt.": (
        "转赠给其他会员，或由其他会员转入；数额为0时表示抵扣了欠额。"
    ),
    "Entries, newest first.": "流水列表，由新到旧排列。",
    "The entries of this page.": "当前页的流水。",
    "An entry and its place.": "流水及其位置。",
    "The entry.": "流水。",
    "An amount that is reserved until it is captured, released or timed out.": "冻结的数额，直至扣减、释放或超时。",
    "What was reserved.": "冻结的数额。",
    "What of it was spent.": "已扣减的部分。",
    "What of it went back.": "已释放的部分。",
    "Its outcome.": "处理结果。",
    "The order that it is for.": "对应的订单。",
    "When what is open goes back by itself.": "未处理部分自动释放的时间。",
    "The outcome of a hold.": "冻结单的处理结果。",
    "Something is still reserved.": "仍有冻结中的部分。",
    "All of it was captured or released.": "已全部扣减或释放。",
    "It reached its end, and what was open went back.": "已到期，未处理的部分已释放。",
    "What an order would cost a guest, who is no member yet, and what it would earn: as for a member who joins now and is "
    "on a tier. Of coupons, the words that everyone may name. Nothing is kept.": (
        "非会员的订单试算：按现在入会并处于某等级计算应付金额和可获得的奖励。优惠券只限公开口令。不保存任何内容。"
    ),
    "The code of the tier, which needs tiers:read; left out: that of new members.": (
        "等级代码，需要tiers:read；不填则为新会员的等级。"
    ),
    "The track of the tier; left out: the default track, or the only one that has it.": (
        "等级所属的等级体系；不填则为默认等级体系，或唯一有该等级的等级体系。"
    ),
    "Use these words.": "使用这些口令。",
    "Pay a part with these assets, as far as a new member has them.": "用这些资产支付一部分，以新会员拥有的为限。",
}
