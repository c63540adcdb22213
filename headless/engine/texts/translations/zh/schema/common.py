"""Roots, conditions, pages, look-ups and errors."""

TEXTS = {
    "How a metric is compared.": "指标的比较方式。",
    "Equal to the value.": "等于该值。",
    "Known, and not equal to the value.": "有值，且不等于该值。",
    "Greater than the value.": "大于该值。",
    "The value or greater.": "大于或等于该值。",
    "Less than the value.": "小于该值。",
    "The value or less.": "小于或等于该值。",
    "One of the values in a list.": "等于列表中的某个值。",
    "Holds the value: a set has it, a text has it as a part.": "包含该值：集合含有它，或文本中有这一段。",
    "Known at all; takes no value.": "有值即可，不需要填写value。",
    "A tree of tests over a member's metrics. Exactly one field is given.": (
        "对会员指标的一组判断，以树形组合。只能填写其中一个字段。"
    ),
    "Each of these holds; an empty list always does.": "全部满足；空列表视为满足。",
    "At least one of these holds; an empty list never does.": "至少满足一项；空列表视为不满足。",
    "This does not hold.": "不满足该条件。",
    "This comparison holds.": "该比较成立。",
    "One comparison. A metric without a value makes it false.": "一次比较。指标没有值时视为不成立。",
    "How to compare.": "比较方式。",
    "What to compare with; a list for IN, nothing for EXISTS.": "要比较的值；IN填写列表，EXISTS不填写。",
    'Over which days: "30d", "3m", "1y", "week", "month", "quarter", "year"; left out: ever.': (
        '统计期："30d"、"3m"、"1y"、"week"、"month"、"quarter"、"year"；不填则统计全部时间。'
    ),
    'What the metric is restricted to, such as {"category": "tea"}.': '指标的限定范围，如{"category": "tea"}。',
    "The position of a page in its list.": "当前页在列表中的位置。",
    "True if more rows follow.": "后面还有数据时为true。",
    "True if there are rows before it.": "前面还有数据时为true。",
    "The cursor of the first row of this page; null if it is empty.": "当前页第一行的游标；当前页为空时为null。",
    "The cursor of the last row of this page; null if it is empty.": "当前页最后一行的游标；当前页为空时为null。",
    "A member, by exactly one of these. By phone or e-mail it needs members:pii.": (
        "用其中一项指明会员。使用手机号或邮箱需要members:pii权限。"
    ),
    "The id that we gave.": "本系统分配的ID。",
    "The phone number in any spelling; without + it is one of the merchant's country.": (
        "手机号，写法不限；不带+时视为商户所在国家或地区的号码。"
    ),
    "The e-mail address; case does not matter.": "邮箱地址，不区分大小写。",
    "An account in another system.": "在其他系统中的账号。",
    "The code that the member shows, for as long as it lives; see memberCodeCreate.": (
        "会员出示的动态码，在有效期内可用；见memberCodeCreate。"
    ),
    "An account in another system, such as an openid or a marketplace's number.": (
        "在其他系统中的账号，如openid或电商平台的买家编号。"
    ),
    "The system's code, of your choice.": "系统编码，由商户自定。",
    "Anything that can be found by its id.": "可通过id查询的对象。",
    "Everything that can be read.": "所有可读取的内容。",
    "Everything that can be changed. What a caller can correct is returned as userErrors, not as an error.": (
        "所有可变更的内容。调用方可自行修正的问题在userErrors中返回，不作为错误。"
    ),
    "Everything that can be watched, over WebSocket (graphql-transport-ws) or server-sent events.": (
        "所有可订阅的内容，通过WebSocket（graphql-transport-ws）或服务器推送事件（SSE）。"
    ),
    "A user error that needs no fields of its own.": "没有专属字段的业务错误。",
    "Stable, for programs: branch on it.": "稳定的错误码，供程序判断。",
    "What is wrong and what to do, for people, in the reader's language.": "问题及处理办法，使用读者的语言，供人阅读。",
    "Which part of the input it is about.": "涉及输入的哪一部分。",
    "Something the caller can correct.": "调用方可自行修正的问题。",
    "A rule refused the request.": "规则拒绝了请求。",
    "The rule that refused.": "拒绝的规则。",
    "What the rule adds for programs.": "规则提供给程序的补充信息。",
    "The account holds less than this takes.": "账户余额不足。",
    "What can be spent now, credit included.": "当前可用数额，包括透支额度。",
    "What was asked for.": "所需数额。",
    "A cap allows less than was asked for.": "超出上限。",
    "The most that the cap allows.": "上限允许的最大值。",
    "A stock, quota or budget has less left than this takes.": "库存、次数或预算不足。",
    "What is left.": "剩余数量。",
    "When it is filled again; null if never.": "恢复时间；不恢复则为null。",
    "The member does not meet what this asks for.": "会员不满足所需条件。",
    "What is still missing.": "尚未满足的部分。",
    "When it opens for this member, if it will.": "对该会员的开放时间（如会开放）。",
    "The same idempotency key was used before for another request.": "相同的幂等键已用于其他请求。",
    "The key.": "幂等键。",
    "Another request saved a newer version in between.": "其他请求已先保存了更新的版本。",
    "The newest version: read it, merge, save again.": "最新版本号：请重新读取、合并后再保存。",
}
