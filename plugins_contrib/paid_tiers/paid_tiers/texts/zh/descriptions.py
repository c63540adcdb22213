"""Descriptions of what the plugin declares, by their English text."""

TEXTS = {
    "Which plan to pay, and where the member comes back to.": "要支付的方案，以及支付后会员返回的地址。",
    "Plan.": "方案。",
    "Success url.": "支付成功后返回的地址。",
    "Cancel url.": "取消支付后返回的地址。",
    "A member who pays a plan has it until the end of its period, effective at once. It keeps the settings of "
    "all.": "会员支付套餐后立即生效，至周期结束。付费会员的全部设置都在此处。",
    "The plans, and what happens around their ends.": "会员套餐，以及到期前后的处理。",
    "AssetGift": "赠送资产",
    "An amount of an asset.": "一定数量的资产。",
    "What is given.": "赠送的资产。",
    "How much of it.": "数量。",
    "Pack": "礼包",
    "Assets, coupons and uses of benefits.": "资产、优惠券和权益次数。",
    "Amounts to give.": "赠送的资产数量。",
    'How many of which kind: {"fresh_food": 2}.': '各类优惠券的张数：{"fresh_food": 2}。',
    'How many uses of which: {"free_returns": 3}.': '各项权益的次数：{"free_returns": 3}。',
    "Once only, or with each period.": "仅一次，或每个周期一次。",
    "The unused assets, coupons and uses go back. KEPT leaves what was spent; OWED makes spent assets a debt.": (
        "收回未使用的资产、优惠券和权益次数。已使用的部分，KEPT为不追究，OWED为记作欠额。"
    ),
    "If not, it comes with the first payment or code.": "关闭时，随首次付款或兑换码发放。",
    "What it is worth in the plan's currency; it counts as saved.": "以套餐币种计的价值，计入已省金额。",
    "Plan": "套餐",
    "A way to be a member: so much money for so long a time on a tier.": (
        "一种会员套餐：以一定价格、在一定时间内享有某个等级。"
    ),
    "How events and front ends call it.": "事件和前端使用的编码。",
    "How members know it; the code if empty.": "会员看到的名称；不填则显示编码。",
    'How members know it in a language: {"zh": "年卡"}; the name if left out.': (
        '会员看到的各语言名称：{"zh": "年卡"}；不填则显示名称。'
    ),
    "For one period.": "每个周期的价格。",
    "Its ISO code, such as CNY.": "ISO币种代码，如CNY。",
    'How long a payment lasts: "1m", "3m" or "1y".': '一次付款的时长："1m"、"3m"或"1y"。',
    'How long it may be tried, such as "30d"; once per person.': '试用时长，如"30d"；每人一次。',
    "A track of the kind PAID.": "PAID类型的等级体系。",
    "The tier that the member has while it lasts.": "套餐有效期间享有的等级。",
    "A higher level is an upgrade; among equals, a higher price.": "级别更高即为升级；级别相同时以价格更高为升级。",
    "How many times as much orders earn while it lasts.": "套餐有效期间订单获得的倍数。",
    "What a new member gets.": "新会员获得的礼包。",
    "The coupon kind whose codes open it for a period.": "其券码可开通一个周期的优惠券类型。",
    "If not, members who have it keep it, codes still open it, and no one else gets it.": (
        "关闭时，现有会员保留，兑换码仍可开通，其他人不能购买。"
    ),
    "The id of a recurring price of Stripe's.": "Stripe周期性价格的ID。",
    "What `times` multiplies.": "`times`所加倍的资产。",
    "What members can buy.": "会员可购买的套餐。",
    'How long the tier stays when a renewal is late, such as "7d"; not at all if left out.': (
        '续费逾期后等级保留的时间，如"7d"；不填则不保留。'
    ),
    "How long after that it is not yet given up.": "此后再保留多久才终止会员。",
    "How many days before its end.": "到期前的天数。",
    "manual, stripe, or another that is installed.": "manual（人工）、stripe，或其他已安装的支付方式。",
    "The secret key of Stripe's API.": "Stripe API的密钥。",
    "The signing secret of the webhook's endpoint.": "Webhook端点的签名密钥。",
    "A member tries a plan, once per person, for all plans together.": "会员试用套餐，每人一次，所有套餐合计。",
    "A member who redeems a plan's code is a member for one period of it.": "会员使用套餐的兑换码，即开通一个周期。",
    "A member changes to another plan. An upgrade that costs something is refused with what is to be paid. The "
    "payment itself then makes the change.": "会员变更套餐。需要补差价的升级会先被拒绝并告知应付金额，付款后自动变更。",
    "A membership stays until what is paid ends. Then nothing follows: after a pause, until it is resumed.": (
        "会员资格保留至已付期限结束，此后不再续期；暂停的可恢复。"
    ),
    "A member who is late with a renewal keeps the tier for the grace that the merchant gives. A trial has none.": (
        "续费逾期的会员，在商户给予的宽限期内保留等级。试用没有宽限期。"
    ),
    "A full refund of a payment takes the unused time back. Later periods move up.": (
        "付款全额退款时收回未使用的时间，其后的周期前移。"
    ),
    "When a standing ends, its next state follows from the days, and an event reports it.": (
        "会员到期时，按日期进入下一个状态，并产生相应事件。"
    ),
    "A new member gets the plan's welcome pack: assets, coupons, uses of benefits.": (
        "新会员获得套餐的开卡礼包：资产、优惠券和权益次数。"
    ),
    "Orders of a member earn as many times as much as the plan says. The asset kind decides how that combines "
    "with others.": "会员的订单按套餐的倍数获得积分。与其他倍数如何叠加由资产类型决定。",
    "What was saved by a member's price or free delivery adds up, so that a member sees what the fee brought.": (
        "会员价或免邮节省的金额累计起来，让会员看到会员费带来了什么。"
    ),
    "A member who pays in enough at once has a tier: 500 for half a year, 1,000 for a year. More is added to "
    "what is left.": "单次充值达到一定金额即获得等级：500为半年，1,000为一年。续充的时间累加。",
    "Which amounts bring which tier, on a track of stored value.": "储值等级体系中，充值多少获得哪个等级。",
    "TopUpStep": "充值档位",
    "A tier, and for how long, from an amount on.": "充值满一定金额获得的等级和时长。",
    "The least amount paid in at once.": "单次充值的最低金额。",
    "The tier that it brings.": "获得的等级。",
    'How long, such as "6m".': '时长，如"6m"。',
    "Other top-ups bring nothing.": "只计该资产的充值，其他充值不计。",
    "A track of the kind STORED_VALUE.": "STORED_VALUE类型的等级体系。",
    "The highest step that the amount reaches counts.": "以达到的最高档位为准。",
    "Of two members who are merged, the higher plan runs first, and what is left of the other one follows.": (
        "两位会员合并后，先使用级别更高的套餐，另一方剩余的时间接续其后。"
    ),
    "The code of the plan that the member is entitled to.": "会员当前享有的套餐编码。",
    "The billing status: trialing, active, past_due, suspended, paused, cancelled or expired.": (
        "续费状态：trialing（试用中）、active（正常）、past_due（逾期）、suspended（已停用）、paused（已暂停）、"
        "cancelled（已取消）或expired（已到期）。"
    ),
    "True if the next period is to be paid: neither cancelled, paused nor over.": (
        "下个周期将续费时为true：没有取消、暂停或结束。"
    ),
    "The plans for sale, as the merchant lists them.": "在售的套餐，按商户设置的顺序。",
    "True if the member may still try a plan.": "会员仍可试用套餐时为true。",
    "The code of the plan that the member is entitled to, null without one.": "会员当前享有的套餐编码；没有则为null。",
    "The code of the plan that comes after the present one, if another one is paid ahead or was chosen.": (
        "当前套餐之后的套餐编码；已预付或已选择其他套餐时才有。"
    ),
    "The state of the next payment: trialing, active, past_due, suspended, paused, cancelled or expired. Null "
    "before any.": (
        "续费状态：trialing（试用中）、active（正常）、past_due（逾期）、suspended（已停用）、paused（已暂停）、"
        "cancelled（已取消）或expired（已到期）；从未有过则为null。"
    ),
    "True if the member has what a plan gives today. The billing status does not matter.": (
        "会员今天享有套餐权益时为true，与续费状态无关。"
    ),
    "The day at whose start what is paid, tried or given by a code of the present plan ends.": (
        "当前套餐已付、试用或兑换的期限，于该日零点结束。"
    ),
    "The day at whose start all that is paid ahead of the next plan ends, null if nothing is.": (
        "下一套餐已预付的期限，于该日零点结束；没有则为null。"
    ),
    "True if a renewal will be asked for.": "将续费时为true。",
    "What the member has saved so far by being one, in the plan's currency.": "会员至今节省的金额，以套餐币种计。",
    "How much more must be saved to earn back the plan's price. 0 once it is earned back, null without a plan.": (
        "还要节省多少才能回本；已回本为0，没有套餐则为null。"
    ),
    "Shortly before its end a membership that renews is due. Listen to the event and collect the fee.": (
        "会员到期前不久提醒续费。请监听该事件并扣款。"
    ),
    "A suspended membership is reviewed every day, until it is resumed or given up.": (
        "已停用的会员每天检查，直至恢复或终止。"
    ),
    "Stripe's webhooks. Point its endpoint here.": "Stripe的Webhook，请将其端点指向此处。",
    "Webhooks of the provider that the settings name.": "设置中所选支付方式的Webhook。",
    "Begin to pay a plan: a new one, another period, or a change. A change that costs nothing today is made at "
    "once. The payment itself is recorded as subscription.paid.": (
        "开始支付套餐：新购、续期或变更。当天不需付费的变更立即生效。付款本身以subscription.paid上报。"
    ),
    "A plan as this member may buy it today.": "该会员今天可购买的套餐。",
    "How events call it.": "事件中使用的编码。",
    "How members know it.": "会员看到的名称。",
    "Its ISO code.": "ISO币种代码。",
    "How long a payment lasts.": "一次付款的时长。",
    "Its tier track.": "等级体系编码。",
    "The tier that the member has.": "会员享有的等级。",
    "How many times as much orders earn.": "订单获得的倍数。",
    "How long it may be tried.": "试用时长。",
    "True if this member may still try it.": "该会员仍可试用时为true。",
    "What it costs this member today: less than its price if an upgrade counts what is unused.": (
        "该会员今天应付的金额；升级时未使用的部分可抵减，低于原价。"
    ),
    "Begin a plan's trial.": "开始试用套餐。",
    "plan": "套餐",
    "Use up a code that opens a plan.": "使用兑换码开通套餐。",
    "code": "兑换码",
    "Change to another plan: to a higher one now, to a lower one when what is paid ends.": (
        "变更套餐：升级立即生效，降级在已付期限结束时生效。"
    ),
    "Let the membership end or pause when what is paid ends.": "已付期限结束时，会员终止或暂停。",
    "Resume a cancelled or paused membership.": "恢复已取消或已暂停的会员。",
    "A period was paid. plan: that of the membership if left out. until: its end, if the provider knows it.": (
        "已支付一个周期。不填plan则为当前套餐；until为支付方给出的结束时间（如有）。"
    ),
    "provider": "支付方",
    "A renewal could not be collected.": "续费扣款失败。",
    "A payment was given back, wholly or in part.": "付款已退回，全部或部分。",
    "A top-up was given back, wholly or in part. payment_id: that of topup.paid.": (
        "充值已退回，全部或部分。payment_id为topup.paid的支付单号。"
    ),
    "The member saved money by being one: a member's price, free delivery.": "会员因会员价、免邮等节省的金额。",
    "why": "说明",
    "The clock says that a membership is due for review.": "会员续费检查的时间已到。",
    "A membership began or goes on. how: paid, code or trial. payment_id: the payment that brought it.": (
        "会员开通或续期。how：paid（付费）、code（兑换码）或trial（试用）。payment_id：对应的付款。"
    ),
    "how": "开通方式",
    "paid through": "付费至",
    "A membership is suspended or over, and why.": "会员已停用或已终止，及其原因。",
}
