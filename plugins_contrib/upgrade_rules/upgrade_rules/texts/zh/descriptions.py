"""Descriptions of what the plugin declares, by their English text."""

TEXTS = {
    "Shopping earns more growth value the better the member's credit.": "信用越好，购物获得的成长值越多。",
    "What is boosted, and by how much at which credit.": "加速哪种资产，各信用分对应的倍数。",
    "Step": "阶梯",
    "A factor for growth value from a credit on.": "达到一定信用分后的成长值倍数。",
    "The least credit of this step.": "该阶梯的最低信用分。",
    "How many times the growth.": "成长值的倍数。",
    "What is boosted.": "加速的资产。",
    "The member's attribute that holds the credit, a whole number.": "保存信用分的会员属性，为整数。",
    "The highest step reached counts.": "以达到的最高阶梯为准。",
    "A flight earns its miles, more in the better cabins.": "每次飞行获得里程，高舱位获得更多。",
    "What a flight earns.": "每次飞行获得的资产。",
    "How many times the miles a cabin earns; others earn them once.": "各舱位的里程倍数；未列出的为一倍。",
    "The composite score: the points of account, consumption and activity over the last year.": (
        "综合评分：近一年账户、消费和活跃得分之和。"
    ),
    "The five components: account, consumption with its four parts, activity with three. Reputation and credit "
    "are gates.": "综合评分的各项：账户、消费（四项）、活跃（三项）。信誉和信用须达标。",
    "Part": "评分项",
    "One part of the score: the points it can give, and the value that gives all of them.": (
        "一个评分项：最高分，以及满分对应的数值。"
    ),
    "What the part can give at most.": "该项的最高分。",
    "The value that gives all of it.": "获得满分的数值。",
    "A completed profile.": "完善资料。",
    "Spent within a year, after refunds.": "近一年消费金额，扣除退款。",
    "Orders within a year.": "近一年订单数。",
    "The average order of a year.": "近一年客单价。",
    "Up to now.": "截至目前。",
    "Within a year, of members who have bought.": "近一年，仅计有购买记录的会员。",
    "Within a year.": "近一年。",
    "The attribute `reputation` below which the gates close.": "属性`reputation`低于该值则不达标。",
    "The attribute `credit` below which the gates close. A member without one counts as not yet known: closed.": (
        "属性`credit`低于该值则不达标。没有该属性的会员视为未知，不达标。"
    ),
    "True if reputation and credit open the gates to services that cost much.": (
        "信誉和信用达标、可享受高价值服务时为true。"
    ),
    "The highest tier whose score is reached. A tier behind the gates is only for trusted members.": (
        "评分达到的最高等级。要求信用达标的等级仅限信用达标的会员。"
    ),
    "From which score on each tier is held.": "各等级的最低分。",
    "What each tier asks for, by its code.": "各等级的要求，按等级编码列出。",
    "Tiers for those alone whose reputation and credit open the gates.": "仅限信誉和信用达标的会员进入的等级。",
    "Tiers of fixed shares by what members spent over the window.": "按统计周期内的消费金额，以固定比例划分等级。",
    "The shares, highest tier first, the window, and the margin.": "由高到低各等级的配额、统计周期和保级缓冲。",
    "How many members of one tier there are to those of the others.": "各等级的会员人数之比。",
    'Over which time members are ranked, such as "1y" or "3m".': '排名的统计周期，如"1y"或"3m"。',
    "Places below a border up to which a tier is kept.": "名次低于分界线多少以内仍可保级。",
    "The track whose tiers are kept by the margin; the track of these settings if left out.": (
        "按缓冲名次保级的等级体系；不填则为使用该设置的等级体系。"
    ),
    "Tiers of fixed shares by how often members bought over the window.": (
        "按统计周期内的消费频次，以固定比例划分等级。"
    ),
    "The highest tier whose miles or flights within a year are reached.": "近一年里程或航段达到的最高等级。",
    "The rungs by tier, and the asset that counts as miles.": "各等级的门槛，以及计为里程的资产。",
    "Rung": "门槛",
    "What a tier asks for within a year: so many miles or so many flights.": "某个等级近一年的要求：里程或航段数。",
    "So many miles within a year are enough.": "近一年里程达到该值即可。",
    "So many flights within a year are enough.": "近一年航段达到该值即可。",
    "What is earned by flights.": "飞行获得的资产。",
    "The composite score, part by part, and whether the gates are open.": "综合评分的各项得分，以及信用是否达标。",
    "Goals that are nearly reached, nearest first.": "即将达成的目标，最接近的在前。",
    "nudges": "升级提醒",
    "The goals, and how near a member must be.": "提醒哪些目标，完成度达到多少时提醒。",
    "A condition by name, such as that of a tier.": "按名称列出的条件，如某个等级的条件。",
    "How near a goal must be to be shown, from 0 to 1.": "完成度达到多少才显示，0至1。",
    "The score with its parts. `closed` says why the gates are closed.": (
        "综合评分及各项得分。`closed`说明信用未达标的原因。"
    ),
    "Total.": "总分。",
    "Parts.": "各项得分。",
    "One part: its points, and the most it can give.": "一个评分项：得分和最高分。",
    "Name.": "名称。",
    "Points.": "得分。",
    "Most.": "最高分。",
    "Trusted.": "信用是否达标。",
    "Closed.": "信用未达标的原因。",
    "A goal that is not met yet: how near (0 to 1), and what is missing in words.": (
        "尚未达成的目标：完成度（0至1），以及还差什么。"
    ),
    "Goal.": "目标。",
    "Fraction.": "完成度。",
    "Text.": "文字说明。",
    "A flight was flown. `flight_id` is the traveller's own, such as the coupon of a ticket: each counts once. "
    "`miles` is the distance, `cabin` the booked class.": (
        "已完成航班。`flight_id`为旅客自己的编号，如客票的票联号，每个只计一次。`miles`为里程，`cabin`为所订舱位。"
    ),
    "flight id": "航班编号",
    "miles": "里程",
    "cabin": "舱位",
}
