"""Descriptions of what the plugin declares, by their English text."""

TEXTS = {
    "Tasks with goals, prerequisites and rewards: by default first order, three months in a row, refer a new "
    "member.": "有目标、前置任务和奖励的任务，默认为：完成首单、连续三个月下单、邀请新会员。",
    "Tasks with their goals. By default the growth tree: first order, three months in a row, refer a new member.": (
        "任务及其目标。默认为成长树：完成首单、连续三个月下单、邀请新会员。"
    ),
    "Task": "任务",
    "One task. requires: tasks to be done before it. daily: it starts again each day. audience: only members "
    "with this tag have it. ends_on: the last day on which it can be done and its reward claimed. on_refund: "
    "what a refund does to it; as for all tasks if left out.": (
        "一个任务：可设前置任务、每天重新开始、仅限带有某标签的会员、最后可完成和领奖的日期，以及退款时的处理（不填则"
        "与全部任务相同）。"
    ),
    "What the amount is of.": "奖励的资产。",
    "How much of it; 0: none.": "奖励的数量；0表示没有。",
    "The benefit of which uses are given.": "发放使用次数的权益。",
    "How many uses of the benefit.": "发放的权益次数。",
    "The kind of which coupons are issued.": "发放的优惠券类型。",
    "How many coupons.": "发放的优惠券张数。",
    "A tag that the member gets.": "会员获得的标签。",
    "How long the uses and the tag last; without end if left out.": "权益次数和标签的有效期；不填则长期有效。",
    "How members know it; the code if empty.": "会员看到的名称；不填则显示编码。",
    'How members know it in a language: {"zh": "完成首单"}; the name if left out.': (
        '会员看到的各语言名称：{"zh": "完成首单"}；不填则显示名称。'
    ),
    'How members know it in a language: {"zh": "本周鲜花"}; the name if left out.': (
        '会员看到的各语言名称：{"zh": "本周鲜花"}；不填则显示名称。'
    ),
    'How members know it in a language: {"zh": "茶叶达人"}; the name if left out.': (
        '会员看到的各语言名称：{"zh": "茶叶达人"}；不填则显示名称。'
    ),
    "Tasks that must be done before this one.": "须先完成的任务。",
    "It starts again each day.": "每天重新开始。",
    "Only members with this tag have it; all if left out.": "仅限带有该标签的会员；不填则所有会员。",
    "The last day on which it can be done and its reward claimed.": "最后可完成任务并领取奖励的日期。",
    "TAKE_BACK or KEEP; as for all tasks if left out.": "TAKE_BACK（收回）或KEEP（保留）；不填则与全部任务相同。",
    "The condition that completes a task.": "完成任务的条件。",
    "Required tasks and the reward of each.": "各任务的前置任务和奖励。",
    "Otherwise they are given as soon as a task is done.": "关闭时，任务完成即自动发放奖励。",
    "TAKE_BACK opens the task again if its goal is no longer met, and takes its reward back; KEEP leaves both.": (
        "TAKE_BACK：目标不再达成时任务重新开放并收回奖励；KEEP：两者都保留。"
    ),
    "Unused assets, coupons and uses go back. KEPT leaves what was spent; OWED makes spent assets a debt.": (
        "收回未使用的资产、优惠券和权益次数。已使用的部分，KEPT为不追究，OWED为记作欠额。"
    ),
    "Members earn for checking in, more with each day in a row.": "会员签到可获得奖励，连续签到逐日递增。",
    "What each day of a streak brings.": "连续签到每天的奖励。",
    "What a check-in earns.": "签到获得的资产。",
    "The first day's, the second day's and so on.": "依次为第一天、第二天……的数量。",
    "Otherwise the last amount stays for as long as the streak does.": "关闭时，连续期间一直按最后一天的数量发放。",
    "A reward, such as free delivery, for three orders in a row.": "连续下单满三单的奖励，如免邮。",
    "How many orders make a row, and what it brings. Without a reward nothing is counted.": (
        "连续多少单，奖励什么。不设置奖励则不计数。"
    ),
    "How many orders make a row.": "连续下单的单数。",
    "How long after an order the next one must come; otherwise the row starts again.": (
        "相邻两单的最长间隔，超过则重新计数。"
    ),
    "TAKE_BACK takes back what of its reward is not used; KEEP leaves it.": (
        "TAKE_BACK：收回奖励中未使用的部分；KEEP：保留。"
    ),
    "Refuses reviews and shares that have no order, are too short, or were written before.": (
        "拒绝没有订单、字数过少或重复发表的评价和分享。"
    ),
    "What a review must be like.": "对评价的要求。",
    "Shorter texts are refused.": "字数不足的评价会被拒绝。",
    "Reviews and shares, each; 0: any number.": "评价和分享各自的每日上限；0表示不限。",
    "Members earn for a review and for a share, each once per order. A full refund of the order takes it back.": (
        "会员评价和晒单可获得奖励，每个订单各一次。订单全额退款时收回。"
    ),
    "What a review and a share bring.": "评价和晒单的奖励。",
    "What is earned.": "获得的资产。",
    "Once per order.": "每个订单一次。",
    "Members earn for bringing new members, and new members for having come, when the first order is paid.": (
        "会员邀请新会员可获得奖励，新会员支付首单后双方到账。"
    ),
    "What a referral brings, and when it has succeeded.": "邀请的奖励，以及成功的标准。",
    "What both sides earn.": "双方获得的资产。",
    "Once the new member has ordered.": "新会员下单后发放。",
    "With the first order.": "支付首单时发放。",
    "How long after joining a member counts as new.": "入会后多久内算新会员。",
    "The total that counts.": "计入的订单最低金额。",
    "Points, coupons or benefits for those who come first, as long as there are any.": (
        "限量的积分、优惠券或权益，先到先得。"
    ),
    "What there is to grab.": "可抢兑的内容。",
    "Grab": "抢兑项",
    "Something limited. stock: the benefit whose stock says how many shares there are; by default the coupon "
    "kind's. each: how often a member may have it. opens_on, ends_on: the first and the last day.": (
        "一项限量内容：份数以库存权益为准，不填则以优惠券类型的库存为准；可设每人限领周期、开始日期和结束日期。"
    ),
    "The benefit whose stock says how many there are; else the coupon kind's.": (
        "以该权益的库存为份数；不填则以优惠券类型的库存为准。"
    ),
    "DAY: once a day; EVER: once.": "DAY：每天一次；EVER：仅一次。",
    "The first day on which it can be had.": "可抢兑的第一天。",
    "The last one.": "可抢兑的最后一天。",
    "What there is, by the code that the event names.": "按事件中使用的编码列出。",
    "A medal for members who buy much of a category. Benefits can be for its holders.": (
        "为购买某品类较多的会员颁发勋章，权益可仅限勋章持有人。"
    ),
    "Medals by the code of their tag, with their goals: so many orders, or so much spend, of a category.": (
        "以标签编码表示的勋章及其目标：某品类的订单数或消费金额。"
    ),
    "Medal": "勋章",
    "A medal, kept as the tag of its code, and what is given with it, once.": (
        "勋章，以其编码对应的标签保存，并附一次性奖励。"
    ),
    "It is taken off where its goal is met no more after a refund.": "退款后不再达成目标时收回。",
    "The condition that wins a medal.": "获得勋章的条件。",
    "What is given with it, by the code of the medal's tag.": "按勋章的标签编码列出附带的奖励。",
    "The member's tasks with state, progress, what locks them, what there is to claim, and until when.": (
        "会员的任务：状态、进度、未解锁的原因、可领取的奖励和截止日期。"
    ),
    "The member's streak of check-ins.": "会员的连续签到情况。",
    "How near the member is to the reward for orders in a row.": "会员距连续下单奖励还差多少。",
    "The member's medals, and those still to win.": "会员已获得的勋章，以及尚可获得的勋章。",
    "One task. state: LOCKED, OPEN, CLAIMABLE, DONE or OVER. locked_by: what to do first. deadline: the last day.": (
        "一个任务。state为LOCKED（未解锁）、OPEN（进行中）、CLAIMABLE（可领取）、DONE（已完成）或OVER（已结束）。"
    ),
    "Code.": "编码。",
    "Name.": "名称。",
    "State.": "状态。",
    "Progress.": "完成度。",
    "Text.": "文字说明。",
    "Locked by.": "须先完成的任务。",
    "Reward.": "奖励。",
    "What there is to get.": "可获得的奖励。",
    "Asset.": "资产类型编码。",
    "Amount.": "数量。",
    "Benefit.": "权益编码。",
    "Coupon.": "优惠券类型编码。",
    "Tag.": "标签编码。",
    "Deadline.": "截止日期。",
    "Done on.": "完成日期。",
    "Daily.": "是否每日任务。",
    "The streak of check-ins up to today or yesterday, and what the next one brings.": (
        "截至今天或昨天的连续签到，以及下次签到的奖励。"
    ),
    "Days.": "连续天数。",
    "Today.": "今天是否已签到。",
    "Next.": "下次签到的奖励。",
    "Orders in a row so far, how many make it complete, by when the next must come, and what that brings.": (
        "目前连续的单数、达成所需的单数、下一单的截止日期，以及奖励。"
    ),
    "Orders.": "目前连续的单数。",
    "Of.": "达成所需的单数。",
    "One medal, held or not yet.": "一枚勋章，已获得或尚未获得。",
    "Held.": "是否已获得。",
    "The member asks for a task's reward.": "会员申请领取任务奖励。",
    "task": "任务",
    "The member reaches for a share of something limited.": "会员抢兑限量内容。",
    "grab": "抢兑项",
    "A task was completed.": "任务已完成。",
    "The member was brought here by another. came_by: who had brought that other one, as known when this was "
    "sent. joined_on: since when the other one is a member.": (
        "该会员由另一位会员邀请而来。came_by为上报时所知的、邀请对方的会员，joined_on为对方的入会日期。"
    ),
    "referrer": "邀请人",
    "came by": "邀请人的邀请人",
    "joined on": "入会日期",
    "The result of a referral: the member it brought, and that member's order.": "邀请的结果：所邀请的会员及其订单。",
    "by order": "凭借的订单",
}
