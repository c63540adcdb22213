"""Coupons and benefits."""

TEXTS = {
    "Save a coupon kind.": "保存优惠券类型。",
    "Take an unused coupon back.": "作废一张未使用的优惠券。",
    "Save a benefit.": "保存权益。",
    "A coupon kind, whole.": "完整的优惠券类型。",
    "How long a coupon lives from the day it is given; left out: without end. Days, months or years such as "
    '"30d", "3m", "1y".': '优惠券自发放日起的有效期；不填则长期有效。填写天数、月数或年数，如"30d"、"3m"、"1y"。',
    "How many there are in all, from now on; left out: any number.": "从现在起的总数量；不填则不限。",
    "The merchant's own data.": "商户自定义数据。",
    "The result of giving coupons or taking them back.": "发放或作废优惠券的结果。",
    "The coupons; with coupons:read.": "优惠券；需要coupons:read权限。",
    "The background job, if there is one.": "后台任务（如有）。",
    "The coupon kind's code.": "优惠券类型编码。",
    "Who gets them; left out, and no where: they have no owner until they are used.": (
        "领取的会员；不填则暂无持有人，使用时归属使用者。"
    ),
    "How many, at most 1000 to each member and 10000 without one; left out: one.": (
        "数量，发放给会员最多1000，无持有人的券码最多10000；不填则为1。"
    ),
    "The last day of all its coupons, instead of validity.": "所有券的统一到期日（当天仍可用），与validity二选一。",
    "False: a used one does not come back from an order that is wholly refunded.": "false：订单全额退款后，已用的券不返还。",
    "How long one that comes back lives at least; left out: 30d. Days, months or years such as "
    '"30d", "3m", "1y".': '返还的券至少还有多长有效期；不填则为30d。填写天数、月数或年数，如"30d"、"3m"、"1y"。',
    "A word, such as SUMMER. A member who names it is given a coupon and uses it at once.": (
        "口令，如SUMMER。会员填写口令即领取一张并当场使用。"
    ),
    "The last day of all its coupons; null: each has a life of its own.": "所有券的统一到期日；null表示每张单独计算。",
    "True if a used one comes back from an order that is wholly refunded.": "订单全额退款后，已用的券是否返还。",
    "How long one that comes back lives at least; null: none comes back.": "返还的券至少还有多长有效期；null表示不返还。",
    "A member who names this word is given a coupon and uses it at once; null: there is none.": (
        "口令：会员填写即领取一张并当场使用；null表示没有口令。"
    ),
    "When they expire; left out: as the kind says.": "到期时间；不填则按优惠券类型的规则。",
    "An unused coupon to take back.": "要作废的未使用优惠券。",
    "The coupon's id.": "优惠券的ID。",
    "Why, for the record.": "原因，用于留档。",
    "The benefit as saved.": "保存后的权益。",
    "Who may use it; left out: everyone.": "可使用的条件；不填则所有会员可用。",
    "How often a member may use it in each period; left out: any number of times.": (
        "每个周期内会员可使用的次数；不填则不限。"
    ),
    'When the quota is filled again: "week", "month", "quarter" or "year" of the calendar, or "1d"; left out: never.': (
        '次数恢复的周期：自然周"week"、自然月"month"、自然季"quarter"、自然年"year"或"1d"；不填则不恢复。'
    ),
    "How many uses there are in all, for everyone, from now on; left out: any number.": (
        "从现在起全体会员可使用的总次数；不填则不限。"
    ),
    "The code of the coupon kind that each use issues.": "每次使用时发放的优惠券类型编码。",
    "Members who may use a benefit before it opens.": "可在权益开放前使用的会员。",
    "Who they are.": "满足的条件。",
    "How many days earlier.": "提前的天数。",
    "The result of a use.": "使用结果。",
    "The member's entitlement to it now.": "会员当前享有该权益的情况。",
    "A benefit to use once.": "要使用一次的权益。",
    "Who uses it; left out: the member whose token asks.": "使用的会员；不填则为令牌所属会员。",
    "The benefit's code.": "权益编码。",
    "Something that members are entitled to.": "会员享有的权益。",
    "What rules and requests call it.": "规则和请求中使用的编码。",
    "Who may use it, in the form of the input Condition; null: everyone.": (
        "可使用的条件，格式同输入类型Condition；null表示所有会员可用。"
    ),
    "How often it may be used in each period; null: any number of times.": "每个周期内可使用的次数；null表示不限。",
    "When the quota is filled again: each week, month, quarter or year of the calendar, or 1d; null: never.": (
        "次数恢复的周期：自然月、自然季、自然年或1d；null表示不恢复。"
    ),
    "How many uses there are in all, for everyone; null: any number.": "全体会员可使用的总次数；null表示不限。",
    "How many uses are left of the stock; null: any number.": "库存剩余次数；null表示不限。",
    "The kind of coupon that each use issues.": "每次使用时发放的优惠券类型。",
    "The merchant's own data, such as a picture.": "商户自定义数据，如图片。",
    "What it is worth to a member.": "对会员的价值。",
    "What a use costs of an asset.": "每次使用所需的资产。",
    "Of which kind.": "资产类型。",
    "How much, in the kind's natural unit.": "数额，以该资产类型的自然单位计。",
    "What a benefit is worth to a member.": "权益对会员的价值。",
    "It saves money.": "经济价值：省钱。",
    "It is a service.": "服务价值：享受服务。",
    "It brings people together.": "社交价值：结识同好。",
    "It shows status.": "身份价值：彰显身份。",
    "All benefits.": "全部权益。",
    "All coupon kinds.": "全部优惠券类型。",
    "The coupon of a code; null if there is none.": "按券码查询优惠券；没有则为null。",
    "The code, however it was typed.": "券码，大小写和空格不限。",
    "A kind of coupon. Each coupon of it is numbered and used once.": (
        "优惠券类型。每张优惠券有独立编号，只能使用一次。"
    ),
    "What it takes off.": "优惠内容。",
    "What an order must have come to before its coupons.": "订单在使用优惠券前须达到的金额。",
    "How long a coupon lives; null: without end.": "优惠券的有效期；null表示长期有效。",
    "How many there are in all; null: any number.": "总数量；null表示不限。",
    "How many can still be given; null: any number.": "还可发放的数量；null表示不限。",
    "An amount in the merchant's currency.": "优惠金额，以本位币计。",
    "The most that the percentage takes off.": "按百分比优惠时的上限金额。",
    "What is given with the order instead.": "随订单赠送的赠品。",
    "One numbered coupon.": "一张有编号的优惠券。",
    "What is typed or scanned; it cannot be guessed.": "输入或扫描的券码，无法猜测。",
    "Its state now.": "当前状态。",
    "Its number among its kind; null where the kind has no stock.": "在同类型中的序号；类型没有限量时为null。",
    "Its owner; null: none yet.": "持有人；null表示暂无。",
    "When it expires; null: never.": "到期时间；null表示长期有效。",
    "The order that it was used for, or is kept for.": "使用或保留于哪个订单。",
    "The state of a coupon at the time it is read.": "优惠券在读取时的状态。",
    "Without an owner; the first member to use it becomes the owner.": "暂无持有人；首个使用的会员成为持有人。",
    "Its owner may use it.": "持有人可使用。",
    "It is kept for an order in flight.": "为进行中的订单保留。",
    "It was used, which is done once.": "已使用，只能使用一次。",
    "Its end has passed unused.": "未使用而过期。",
    "It was taken back unused.": "未使用而作废。",
    "Coupons, newest first.": "优惠券列表，由新到旧排列。",
    "The coupons of this page.": "当前页的优惠券。",
    "A coupon and its place.": "优惠券及其位置。",
    "The coupon.": "优惠券。",
    "How coupons are sorted.": "优惠券的排序方式。",
    "Those issued last come first.": "最近发放的在前。",
    "Those issued first come first.": "最早发放的在前。",
    "Those that expire first come first, those that never expire last.": "最早到期的在前，长期有效的在最后。",
    "A member's entitlement to a benefit.": "会员享有某项权益的情况。",
    "The benefit.": "权益。",
    "If it can be used now.": "当前能否使用。",
    "The same in words.": "同上，文字说明。",
    "How often it was used in the present period.": "当前周期内已使用的次数。",
    "How often it may still be used, grants included; null: any number of times.": (
        "还可使用的次数，包括额外发放的；null表示不限。"
    ),
    "When the quota is filled again; null: never, or there is none.": (
        "次数恢复的时间；null表示不恢复，或没有次数限制。"
    ),
    "Every use of it, newest first.": "全部使用记录，由新到旧排列。",
    "How far a member may use a benefit now.": "会员当前能否使用某项权益。",
    "It can be used now.": "当前可用。",
    "It opens later.": "尚未开放。",
    "It has closed.": "已结束。",
    "It was used as often as its quota allows; `resetsAt` says when it is filled again.": (
        "次数已用完，恢复时间见`resetsAt`。"
    ),
    "Others have used up its stock.": "已被领完。",
    "The condition cannot be evaluated, for example because its plugin is missing.": "无法判断条件，例如所属插件缺失。",
    "Uses of benefits: a member's of one, newest first, or the merchant's of all, oldest first.": (
        "权益的使用记录：某会员某项权益的由新到旧，商户全部权益的由旧到新。"
    ),
    "Uses of benefits, oldest first, without those that were taken back: by state what waits for someone to deliver it.": (
        "权益的使用记录，由旧到新排列，不含已撤回的；可按状态查询待交付的使用。"
    ),
    "Only uses that are so far; left out: all.": "只返回处于这些交付状态的使用；不填则返回全部。",
    "Who used it.": "使用者。",
    "The uses of this page.": "当前页的使用记录。",
    "A use and its place.": "使用记录及其位置。",
    "The use.": "使用记录。",
    "One use of a benefit.": "权益的一次使用。",
    "When it was used.": "使用时间。",
    "Who asked for it: a token's name. Members read `member` or `merchant`, partners their own or `merchant`.": (
        "由谁发起：令牌的名称。会员看到`member`或`merchant`，合作方看到自己或`merchant`。"
    ),
    "Its number among all uses; null where the benefit has no stock.": "在全部使用中的序号；权益没有限量时为null。",
    "The coupon that it gave.": "发放的优惠券。",
    "When it was taken back; null: it was not.": "撤回时间；null表示未撤回。",
    "A coupon that the member has for an order.": "会员可用于某订单的一张优惠券。",
    "A line of an order before it is paid.": "待付订单的一行商品。",
    "A line of the order as it is to be recorded.": "应记录的一行订单商品。",
    "A percentage, up to 100.": "百分比，最大100。",
    "A percentage.": "百分比。",
    "An order before it is paid.": "待付订单。",
    "An order before it is paid: what it would cost, how it may be paid, and what it would earn. Nothing of it is kept.": (
        "待付订单的试算：应付金额、可用的支付方式和可获得的奖励。不保存任何内容。"
    ),
    "At most one coupon of a group is used for an order; left out: it belongs to none.": (
        "同组优惠券每单最多用一张；不填表示不属于任何组。"
    ),
    "At most one coupon of a group is used for an order; null: it belongs to none.": (
        "同组优惠券每单最多用一张；null表示不属于任何组。"
    ),
    "For how many pieces of an order; left out: for all.": "每单限几件；不填表示不限。",
    "For how many pieces of an order; null: for all.": "每单限几件；null表示不限。",
    "For which lines of an order; left out: for all.": "适用订单中的哪些商品；不填表示全部。",
    "For which lines of an order; null: for all.": "适用订单中的哪些商品；null表示全部。",
    "How many a member may be given in all; left out: any number.": "每位会员最多可领几张；不填表示不限。",
    "How many a member may be given in all; null: any number.": "每位会员最多可领几张；null表示不限。",
    "How many of its coupons one order may use; left out: any number.": "每单最多用几张；不填表示不限。",
    "How many of its coupons one order may use; null: any number.": "每单最多用几张；null表示不限。",
    "How many per cent less they pay, up to 100.": "优惠百分之几，最大100，例如20即8折。",
    "How many per cent less they pay.": "优惠百分之几，例如20即8折。",
    "How many pieces; below 0: handed back in exchange.": "件数；负数表示换货退回。",
    "How much of an asset may be used for an order.": "订单可用的某种资产数额。",
    "In which channels it can be used; empty: in all.": "可用的渠道；空表示全部渠道。",
    "In which channels it can be used; left out: in all.": "可用的渠道；不填表示全部渠道。",
    "In which store.": "所在门店。",
    "In which stores it can be used; empty: in all.": "可用的门店；空表示全部门店。",
    "In which stores it can be used; left out: in all.": "可用的门店；不填表示全部门店。",
    "Its brand.": "品牌。",
    "Its category.": "类目。",
    "Its currency; left out: the merchant's.": "币种；不填表示商户的本位币。",
    "Its lines.": "商品行。",
    "Its number, if it has one: then what is held or used under it counts.": "订单号（如有）：其名下已冻结或已使用的数额会计入。",
    "Not of these brands.": "不含这些品牌。",
    "Not of these categories.": "不含这些类目。",
    "Not of these skus.": "不含这些商品编码。",
    "Of the plain prices.": "按原价计算。",
    "Of these brands.": "限这些品牌。",
    "Of these categories.": "限这些类目。",
    "Of these skus.": "限这些商品编码。",
    "Of what is still to be paid when its turn comes.": "按轮到它时的待付金额计算。",
    "Pay a part with these assets.": "用这些资产支付一部分。",
    "The article's number.": "商品编码。",
    "The benefit that makes the price; null: none does.": "形成该价格的权益；null表示没有。",
    "The codes of the coupons that save most together, or of those that were asked for and save something.": (
        "合计最省的优惠券券码，或指定的且有优惠的券码。"
    ),
    "The goods.": "商品。",
    "The lines as `order.paid` is to have them, after member prices and these coupons.": (
        "`order.paid`应包含的商品行，已计会员价和这些优惠券。"
    ),
    "The member's coupons, those that expire first, with what each saves by itself; with coupons:read.": (
        "会员的优惠券，先到期的在前，附每张单独使用时的优惠；需要coupons:read。"
    ),
    "The most that may be used.": "最多可用的数额。",
    "The number or id of a card that this line sells; needs cards:read, and a merchant's token.": (
        "该行所售卡的卡号或ID；需要cards:read和商户令牌。"
    ),
    "The order, before member prices, coupons and tenders.": "订单，未计会员价、优惠券和资产支付。",
    "The plain price of the line.": "该行商品的原价。",
    "The plain price of the whole line; left out: the amount.": "整行商品的原价；不填则取amount。",
    "The price of a piece.": "单件价格。",
    "The total as `order.paid` is to have it.": "`order.paid`应填写的总额。",
    "True if it can be used for this order.": "本单可用时为true。",
    "True if it is only for a member's first order.": "仅限首单使用时为true。",
    "True if it is used with no other coupon.": "不能与其他券同用时为true。",
    "True if it takes off the freight.": "免运费时为true。",
    "True: it is used with no other coupon.": "true表示不能与其他券同用。",
    "True: it takes off the freight.": "true表示免运费。",
    "True: no freight.": "true表示免运费。",
    "True: only for a member's first order.": "true表示仅限首单使用。",
    "Use these codes; left out: those that save most together.": "使用这些券码；不填则用合计最省的组合。",
    "What a coupon takes off: one of amount, percent, gift and delivery.": "优惠内容：金额、百分比、赠品和免运费之一。",
    "What a line costs a member, next to its plain price.": "一行商品的会员价和原价。",
    "What a percentage is taken of.": "百分比的计算基数。",
    "What an order would cost the member, how it may be paid, and what it would earn, by the code that settles it. "
    "Nothing is kept.": "订单的试算：会员应付的金额、可用的支付方式和可获得的奖励，与实际结算使用同一套逻辑。不保存任何内容。",
    "What each line costs the member, before coupons.": "每行商品的会员价，未计优惠券。",
    "What goods cost the member next to their plain prices, each by itself; up to 100 in one request.": (
        "商品的会员价和原价，逐件计算；每次最多100件。"
    ),
    "What is left to pay after these coupons and tenders, without freight.": "使用这些优惠券和资产后仍需支付的金额，不含运费。",
    "What is paid for it, after member price and coupons.": "计会员价和优惠券后的实付金额。",
    "What it comes to before member prices, coupons and tenders, without freight.": (
        "总额，未计会员价、优惠券和资产支付，不含运费。"
    ),
    "What it is called.": "商品名称。",
    "What it saves, or why it cannot be used, in the reader's language.": "能省多少，或为何不可用，以读者的语言说明。",
    "What it takes off by itself, freight included; null: it cannot be used.": (
        "单独使用时的优惠金额，含运费；null表示不可用。"
    ),
    "What its freight costs, so that free delivery can be worth something.": "运费，用于计算免运费的优惠金额。",
    "What limits it, in the reader's language.": "上限的原因，以读者的语言说明。",
    "What members pay who may use a benefit: one of percentOff, each and delivery.": (
        "可使用该权益的会员的价格：percentOff、each和delivery之一。"
    ),
    "What members who may use it pay for goods.": "可使用该权益的会员购买商品的价格。",
    "What members who may use it pay for goods; null: it is no price.": (
        "可使用该权益的会员购买商品的价格；null表示不是价格权益。"
    ),
    "What that is worth in money.": "折合金额。",
    "What the freight costs; null: it was not said.": "运费；null表示未提供。",
    "What the lines that it is for must have come to before coupons.": "适用商品在使用优惠券前须达到的金额。",
    "What the member may pay with, of each kind that is worth money.": "会员可用于支付的资产，每种可抵现的资产一项。",
    "What the member pays for it, before coupons.": "会员价，未计优惠券。",
    "What the order would do to the member.": "订单会给会员带来的变化。",
    "What the other lines of the order must come to; for all lines: the order.": (
        "订单中其他商品须达到的金额；适用全部商品时为整单金额。"
    ),
    "What the percentage is taken of.": "百分比的计算基数。",
    "What the percentage is taken of; left out: RUNNING.": "百分比的计算基数；不填则为RUNNING。",
    "What the shop asks for the whole line, before member prices and coupons.": "整行商品的售价，未计会员价和优惠券。",
    "Where it is placed.": "下单渠道。",
    "Which lines of an order it is for; left out: the whole order.": "适用订单中的哪些商品；不填表示整单。",
    "Which lines of an order it is for; null: the whole order.": "适用订单中的哪些商品；null表示整单。",
    "Which lines of an order something is for. Without sku, category and brand: all but those that are left out.": (
        "适用订单中的哪些商品。不限商品编码、类目和品牌时，为排除项以外的全部商品。"
    ),
    "Why the order would not be taken; empty: it would.": "订单不被接受的原因；空表示可以接受。",
    "A benefit, whole. With a price it is a reward.": "完整的权益；设有价格时即为兑换商品。",
    "A use of a benefit to take back.": "要撤销的权益使用。",
    "An amount of an asset kind, such as what a use costs.": "某一资产类型的数额，如每次使用的价格。",
    "Another system is to deliver it, and has not said more yet.": "待其他系统交付，尚无结果。",
    "Benefits that a member has seen.": "会员已查看的权益。",
    "Everything that was paid for it and that it brought.": "本次使用支付和带来的全部流水。",
    "How far what a use brings has come.": "使用权益后的交付进度。",
    "How far what it brings has come.": "交付进度。",
    "How many of them are left.": "剩余数量。",
    "How many units are kept for them in all.": "为其预留的总数量。",
    "It cannot be delivered; its price and everything else goes back.": "无法交付，价格及其他全部退回。",
    "It could not be delivered; everything went back.": "交付失败，已全部退回。",
    "It was delivered.": "已交付。",
    "Mark the benefits that can be used now as seen by a member, so that they are news no more.": (
        "将会员当前可用的权益标为已读，不再作为新权益提示。"
    ),
    "Only those that can be used now and are news to the member (true), or only the rest (false); left out: all.": (
        "true只返回当前可用且会员未读的权益，false只返回其余权益；不填则返回全部。"
    ),
    "Only those with a price (true) or without one (false); left out: all.": (
        "true只返回有价格的，false只返回无价格的；不填则返回全部。"
    ),
    "Say that what a use brings was delivered, or could not be: then everything goes back.": (
        "告知使用权益后的交付结果；交付失败时全部退回。"
    ),
    "Take a use of a benefit back: quota, stock, an unused coupon that it gave, and the price into the lots it came from.": (
        "撤销一次权益使用：退回次数、库存、其发放的未使用优惠券，并将价格退回原批次。"
    ),
    "The assets that each use brings; left out: none.": "每次使用带来的资产；不填则没有。",
    "The assets that each use brings; null: none.": "每次使用带来的资产；null表示没有。",
    "The benefits that are marked as seen: of those named, the ones that can be used now.": (
        "标为已读的权益：所列权益中当前可用的。"
    ),
    "The condition is not met, or the price cannot be paid; `missing` says what by.": (
        "未满足条件或不够支付价格；`missing`说明还差什么。"
    ),
    "The days of every year on which it is open; left out: all.": "每年开放的日期；不填则全年。",
    "The days of every year on which it is open; null: all.": "每年开放的日期；null表示全年。",
    'The first day, such as "03-01".': '首日，如"03-01"。',
    'The last day, such as "05-31". 29 February is the 28th in other years.': '末日，如"05-31"。平年的2月29日按2月28日计。',
    "The member's entitlements to them.": "会员享有这些权益的情况。",
    "The same days of every year. They may go over the end of the year.": "每年的同一段日期，可以跨年。",
    "The use's id.": "使用记录的ID。",
    "Their codes; left out: all.": "权益编码；不填则为全部。",
    "True if another system delivers what a use brings, and says so with benefitUseFulfil; left out: false.": (
        "由其他系统交付并通过benefitUseFulfil回报时填true；不填则为false。"
    ),
    "True if another system delivers what a use brings: it is REQUESTED until that system says more.": (
        "由其他系统交付时为true：在其回报之前状态为REQUESTED。"
    ),
    "True if it can be used now, and the member has not seen that since it opened or was granted.": (
        "当前可用，且会员自其开放或发放以来尚未查看时为true。"
    ),
    "Units of a stock that are kept for the members of a condition. They take those first, then what is left for everyone.": (
        "为满足条件的会员预留的库存。这些会员先用预留部分，再用公共部分。"
    ),
    "Use a benefit once, and pay its price: all of it is done, or nothing.": (
        "使用一次权益并支付价格：要么全部完成，要么都不发生。"
    ),
    "What a use costs, in one or several asset kinds; left out: nothing.": "每次使用的价格，可为一种或多种资产；不填则免费。",
    "What a use costs, which makes it a reward; null: nothing.": "每次使用的价格，有价格即为兑换商品；null表示免费。",
    "What came of a delivery.": "交付结果。",
    "What came of it.": "结果。",
    "What came of the delivery of what a use brings.": "使用权益后的交付结果。",
    "What is missing: the condition with the member's values, if it is not met, and what the price lacks.": (
        "还差什么：未满足的条件及会员当前数值，以及价格不足的部分。"
    ),
    "What of the stock is kept for some members; left out: nothing.": "为部分会员预留的库存；不填则不预留。",
    "What of the stock is kept for some members; null: nothing.": "为部分会员预留的库存；null表示没有。",
    "What the delivering system calls it, such as the number of a parcel.": "交付系统的单号，如快递单号。",
    "What the member lacks to pay the price; null: nothing.": "会员支付价格还差的数额；null表示不差。",
    "What the other system calls it, such as the number of a parcel; null: it has not said.": (
        "交付系统的单号，如快递单号；null表示未提供。"
    ),
    "What was paid for it, the first part if there are several; null: nothing.": (
        "为此支付的流水，有多笔时为第一笔；null表示免费。"
    ),
    "What was used.": "所使用的权益。",
    "When another system said so; null: none was to, or it has not.": "其他系统回报的时间；null表示无需回报或尚未回报。",
    "When it closes for good; null: never.": "最终结束时间；null表示长期有效。",
    "When it closes, or closed; with a season, at the end of the present one or the next. null: never.": (
        "结束时间；有季节的，为本季或下一季的结束时间。null表示长期有效。"
    ),
    "When it closes; left out: never.": "结束时间；不填则长期有效。",
    "When it opens for everyone; left out: it is open.": "对所有会员的开放时间；不填则已开放。",
    "When it opens for everyone; null: it has no such time.": "对所有会员的开放时间；null表示不限。",
    "When it opens for this member, early access included; null: it is open, or has closed for good.": (
        "对该会员的开放时间，含提前使用；null表示已开放或已最终结束。"
    ),
    "When the member last saw it or used it; null: never.": "会员最近一次查看或使用的时间；null表示从未。",
    "Who has seen them; left out: the member whose token asks.": "查看的会员；不填则为令牌所属会员。",
    "Who may use it earlier, as a list of {condition, days}; null: no one.": (
        "可提前使用的会员，格式为{condition, days}列表；null表示没有。"
    ),
    "Who may use it earlier, at the same time of an earlier day; of several the earliest counts. Left out: no one.": (
        "可提前使用的会员，提前若干自然日的同一时刻；符合多项时取最早。不填则没有。"
    ),
    "Who they are, in the form of the input Condition.": "满足的条件，格式同输入类型Condition。",
    "Why it failed, for the record; it must be given then.": "失败原因，用于留档；失败时必填。",
}
