"""Limits of rule instances."""

TEXTS = {
    "A calendar month.": "一个自然月。",
    "A calendar year.": "一个自然年。",
    "A day of the week, in the merchant's zone.": "一周中的某天，按商户时区。",
    "A local day.": "当地的一天。",
    "A span of local time. One that ends before it begins goes over midnight and belongs to the day on which it begins.": (
        "一段当地时间。结束早于开始的时段跨越午夜，归属于开始的那天。"
    ),
    "A week, Monday to Sunday.": "一周，周一至周日。",
    "For all time.": "不限时间，累计。",
    "For how long something is counted before the count begins again.": "多长时间重新开始计数。",
    "Monday.": "周一。",
    "Tuesday.": "周二。",
    "Wednesday.": "周三。",
    "Thursday.": "周四。",
    "Friday.": "周五。",
    "Saturday.": "周六。",
    "Sunday.": "周日。",
    "From when, such as 18:30.": "从何时开始，例如18:30。",
    "From when, such as 18:30; left out: 00:00.": "从何时开始，例如18:30；省略则为00:00。",
    "How many times at most, 1 or more.": "最多几次，至少为1。",
    "How many times at most.": "最多几次。",
    "How much at most, to all members together.": "最多发放多少，全体会员合计。",
    "How much at most.": "最多多少。",
    "How much it gives to all members together.": "向全体会员合计最多发放多少。",
    "How much it gives to all members together. If less is left than it would give, it does not fire.": (
        "向全体会员合计最多发放多少。余额不足以发放时，规则不执行。"
    ),
    "How much of an asset a rule gives in a period, to all members together.": "规则在一个周期内向全体会员合计发放多少资产。",
    "How much of an asset a rule gives in a period.": "规则在一个周期内发放多少资产。",
    "How often a rule fires in a period.": "规则在一个周期内执行多少次。",
    "How often it fires for a member, one for each period.": "对每位会员最多执行几次，每种周期一条。",
    "How often it fires for a member. What was wholly taken back counts no more.": (
        "对每位会员最多执行几次。已全部收回的不再计数。"
    ),
    "How often it fires for all members together, one for each period.": "对全体会员合计最多执行几次，每种周期一条。",
    "How often it fires for all members together. Nothing is given back to it.": (
        "对全体会员合计最多执行几次。退款不会退还次数。"
    ),
    "In which period, the one in which the event happened.": "按哪种周期，以事件发生的时间为准。",
    "On which weekdays; left out: on each.": "一周中的哪几天；省略则为每天。",
    "On which weekdays; null: on each.": "一周中的哪几天；为空则为每天。",
    "The channels of the events on which it fires.": "规则对哪些渠道的事件生效。",
    "The channels of the events on which it fires; events that name none are left out.": (
        "规则对哪些渠道的事件生效；没有注明渠道的事件不计入。"
    ),
    "The code of an asset kind that the rule gives.": "规则所发放的资产类型的代码。",
    "The code of the asset kind.": "资产类型的代码。",
    "The local hours of the events on which it fires, any of them.": "规则对哪些当地时段内的事件生效，符合其一即可。",
    "The local hours of the events on which it fires.": "规则对哪些当地时段内的事件生效。",
    "The members for whom it fires, in the form of the input Condition.": "规则对哪些会员生效，格式同输入Condition。",
    "The members for whom it fires, judged as of the event.": "规则对哪些会员生效，按事件发生时判断。",
    "The stores of the events on which it fires.": "规则对哪些门店的事件生效。",
    "The stores of the events on which it fires; events that name none are left out.": (
        "规则对哪些门店的事件生效；没有注明门店的事件不计入。"
    ),
    "Up to when; 24:00 is the end of the day.": "到何时为止；24:00为当天结束。",
    "Up to when; left out: 24:00, the end of the day.": "到何时为止；省略则为24:00，即当天结束。",
    "Where, when, for whom and how often a rule fires. The core judges it before the rule is asked. Null does not limit.": (
        "规则在何处、何时、对谁、执行几次。由核心在询问规则之前判断。为空则不限制。"
    ),
    "Where, when, for whom and how often a rule fires. What is left out does not limit.": (
        "规则在何处、何时、对谁、执行几次。省略的项不限制。"
    ),
    "Where, when, for whom and how often it fires, whole; left out: as before; null: without limits.": (
        "规则在何处、何时、对谁、执行几次，须完整给出；省略则保持不变；为空则不限制。"
    ),
    "Where, when, for whom and how often it fires; null: without limits.": "规则在何处、何时、对谁、执行几次；为空则不限制。",
}
