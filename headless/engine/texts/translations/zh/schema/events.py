"""Events, what they changed, what rules said, and background work."""

TEXTS = {
    "Set a sandbox merchant's clock; all that is due until then is done first, each at its time.": (
        "设置沙箱商户的时钟；到该时刻为止应发生的事会先按各自的时间执行完毕。"
    ),
    "The merchant, at its new present.": "商户，时钟已更新。",
    "Where to set the clock.": "将时钟设到何时。",
    "The new present; a clock never goes back.": "新的当前时间；时钟不能倒退。",
    "Record what happened.": "上报事件。",
    "See what recording would do, without keeping anything.": "模拟上报的结果，不保留任何数据。",
    "The results of a batch, in the order of its events.": "整批事件的结果，与事件顺序一致。",
    "One result per event.": "每个事件一条结果。",
    "What stood in the way of the batch as a whole.": "整批事件的问题。",
    "The result for one event.": "单个事件的结果。",
    "The event as recorded.": "记录后的事件。",
    "What each rule said, in order; with events:read.": "每条规则的决定，按顺序排列；需要events:read权限。",
    "What it did to the member, in order.": "对会员产生的变动，按顺序排列。",
    "The outcome of an event.": "事件的处理结果。",
    "It was recorded and settled.": "已记录并结算。",
    "It was recorded before; nothing was done twice.": "此前已记录，没有重复处理。",
    "It waits for the event that it refers to, or for its guest to join.": "等待其引用的事件，或等待访客入会。",
    "Its source and external id were used for something else.": "来源和外部编号已用于其他内容。",
    "It can never be taken as it is.": "内容有误，无法受理。",
    "It was understood, but a rule or the ledger refused it.": "内容无误，但被规则或账务拒绝。",
    "It was fine, but the batch was rejected as a whole.": "本身没有问题，但整批被拒绝。",
    "It would be recorded.": "可以记录（模拟）。",
    "A batch of events.": "一批事件。",
    "The events, at most 1000.": "事件，最多1000个。",
    "What happens when some of them fail.": "部分事件失败时如何处理。",
    "Something that happened to a member.": "会员身上发生的一件事。",
    "The event type's name, as Query.eventTypes lists it.": "事件类型的名称，见Query.eventTypes。",
    "To whom it happened; left out where the token or the type decides.": (
        "发生在哪位会员身上；由令牌或事件类型决定时不填。"
    ),
    "Which system says so; left out where the token decides.": "上报的系统；由令牌决定时不填。",
    "That system's own number for it: the same number again is a duplicate.": (
        "该系统自己的编号，相同编号视为重复上报。"
    ),
    "When it happened; left out: now.": "发生时间；不填则为现在。",
    "What the event type's schema asks for.": "事件类型的schema所要求的数据。",
    "What happens to a batch when some of its events fail.": "一批事件中有失败时如何处理。",
    "Keep nothing unless every event can be kept.": "有任何一个失败，就全部不保留。",
    "Keep what can be kept.": "保留可以保留的事件。",
    "One thing that a write did to the member.": "一次写入对会员产生的一项变动。",
    "What kind of thing changed.": "变动的类型。",
    "The code of the asset kind, track or tag.": "资产类型、等级体系或标签的编码。",
    "What it was: a balance, a tier's code; null: nothing.": "变动前：余额、等级编码；null表示没有。",
    "What it is now.": "变动后。",
    "For an asset: what was added; below zero: taken.": "资产变动的数额：正数为增加，负数为减少。",
    "The change in words, in the reader's language.": "变动的文字说明，使用读者的语言。",
    "An account's balance moved.": "账户余额变动。",
    "The tier on a track changed.": "某个等级体系中的等级变化。",
    "A tag was put on or taken off.": "打上或移除标签。",
    "A coupon was issued, used or revoked.": "优惠券发放、使用或作废。",
    "A benefit was granted, used or given back.": "权益发放、使用或退回。",
    "What one rule said about one event, fired or not.": "一条规则对一个事件的决定，无论是否触发。",
    "The plugin that declares the rule.": "声明该规则的插件。",
    "The plugin's version that decided.": "作出决定的插件版本。",
    "The id under which the plugin declares the rule.": "插件声明该规则所用的id。",
    "The name of the rule's instance.": "规则实例的名称。",
    "The version of its settings that decided.": "作出决定的设置版本。",
    "True if it had an effect.": "产生了效果时为true。",
    "fired, skipped, given_before, nothing, failed, paused, caught_up (failed or paused then, settled since), "
    "withheld, too_deep, lines_scaled, order_amended, coupons_saved, coupon_unused, order_differs, or refused (its effects "
    "were not done). By the rule's limits: no_store, no_channel, not_this_store, not_this_channel, outside_hours, "
    "member_not_meant, limit_reached, limit_in_all_reached or budget_used_up.": (
        "fired、skipped、given_before、nothing、failed、paused、caught_up（当时失败或暂停，之后已补）、withheld、"
        "too_deep、lines_scaled、order_amended、coupons_saved、coupon_unused、order_differs或refused（效果未执行）。"
        "因规则限制：no_store、no_channel、not_this_store、not_this_channel、outside_hours、member_not_meant、limit_reached、"
        "limit_in_all_reached或budget_used_up。"
    ),
    "The values behind the code.": "结果码所带的参数。",
    "The reason in words.": "原因的文字说明。",
    "What it did, in order.": "产生的效果，按顺序排列。",
    "What happened to one member at one time. Only its state ever changes.": (
        "某个时间发生在某位会员身上的事。记录后只有状态会变化。"
    ),
    "The event type's name.": "事件类型的名称。",
    "Which system said so.": "上报的系统。",
    "That system's own number for it.": "该系统自己的编号。",
    "To whom it happened.": "发生在哪位会员身上。",
    "When it happened.": "发生时间。",
    "When it was learnt and settled.": "获知并结算的时间。",
    "If it counts, waits, failed or was refused.": "状态：有效、等待、失败或被拒绝。",
    "Why it failed or was refused; null if neither.": "失败或被拒绝的原因；都不是则为null。",
    "The event whose rule emitted this one, or that it followed from; null: it came from outside.": (
        "由哪个事件的规则触发，或由哪个事件衍生；null表示来自外部。"
    ),
    "For how long it has waited, by the merchant's clock; null unless it is DEFERRED.": (
        "已等待的秒数，按商户时钟计算；状态不是DEFERRED时为null。"
    ),
    "Events that rules emitted because of it and that failed, oldest first.": (
        "规则因该事件触发、但失败了的事件，由早到晚排列。"
    ),
    "What was sent. A part that tells a balance, a tier, a tag, a coupon, a benefit or the profile needs its scope, "
    "personal texts need members:pii.": (
        "上报的数据。涉及余额、等级、标签、优惠券、权益或会员资料的部分需要相应权限，个人信息需要members:pii权限。"
    ),
    "What every rule said, fired or not.": "每条规则的决定，无论是否触发。",
    "What it posted to the member's accounts.": "在会员账户上产生的流水。",
    "The state of an event.": "事件的状态。",
    "It counts.": "有效。",
    "It waits for the event that it refers to, such as a refund for its order.": "等待其引用的事件，如退款等待订单。",
    "It could not be taken when its turn came, or when a rule emitted it; its number is free again.": (
        "轮到处理时或由规则触发时未能受理，编号可重新使用。"
    ),
    "A request that was refused when it was sent; its number is free again.": "请求在上报时被拒绝，编号可重新使用。",
    "Events: of a member newest first, of the merchant oldest first.": "事件列表：会员的由新到旧，商户的由旧到新。",
    "The events of this page.": "当前页的事件。",
    "An event and its place.": "事件及其位置。",
    "The event.": "事件。",
    "How far a piece of background work has come.": "后台任务的进行状态。",
    "It has not begun.": "尚未开始。",
    "It is under way.": "进行中。",
    "It is done.": "已完成。",
    "It could not be done.": "未能完成。",
    "The stock was used up before it was done.": "尚未完成，库存已用完。",
    "How many members were left out, because they may have no more of them or were closed meanwhile.": (
        "跳过的会员数：已达每人可领上限，或其间已注销。"
    ),
    "How many members met the condition when it began; null: it has not begun.": "开始时满足条件的会员数；为空：尚未开始。",
    "What they are given.": "发放的优惠券类型。",
    "Why it ended before all were served.": "未全部发放即结束的原因。",
    "When it ended.": "结束时间。",
    "How long before a coupon's end its owner is reminded; null: never.": "到期前多久提醒持券人；为空：不提醒。",
    "How long before a coupon's end its owner is reminded, by the event `coupon.expiring`; left out: never. "
    'Days, months or years such as "30d", "3m", "1y".': (
        '到期前多久提醒持券人（事件`coupon.expiring`）；不填则不提醒。填写天数、月数或年数，如"30d"、"3m"、"1y"。'
    ),
    "Each member who meets it gets them, in the background. The token needs the scopes of what it tests.": (
        "所有满足条件的会员每人发放，在后台进行。令牌需具备条件所涉及内容的权限。"
    ),
    "Coupons to give to a member or to all who meet a condition, or codes that have no owner yet.": (
        "要发放给一名会员或所有满足条件的会员的优惠券，或暂无持有人的券码。"
    ),
    "Give coupons to a member or to all who meet a condition, or make codes that have no owner yet.": (
        "向一名会员或所有满足条件的会员发放优惠券，或生成暂无持有人的券码。"
    ),
    "Coupons being given to many members.": "正在向大量会员发放的优惠券。",
    "How many members were served.": "已处理的会员数。",
}
