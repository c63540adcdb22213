"""What is read of a member: tiers, progress, tags, explanations, changes."""

TEXTS = {
    "A member as it was recorded at an instant.": "某一时刻所记录的会员情况。",
    "The tier held then.": "当时的等级。",
    "What was held of a kind then.": "当时持有的某种资产。",
    "The tags worn then.": "当时带有的标签。",
    "A holding at an instant.": "某一时刻持有的资产。",
    "All that was left less debt, pending and held included.": "全部剩余减去欠额，包括待入账和冻结的部分。",
    "One node of a condition with the member's values. A value is left out if the token lacks its metric's scope.": (
        "条件的一个节点，附带会员的数值。令牌缺少指标所需权限时，不返回数值。"
    ),
    "What it asks for.": "节点的判断方式。",
    "The metric that a TEST compares.": "TEST所比较的指标。",
    "Over which days.": "统计期。",
    "What the metric is narrowed to.": "指标的限定范围。",
    "How a TEST compares.": "TEST的比较方式。",
    "What a TEST compares with.": "TEST的目标值。",
    "What value and threshold are counted in: a currency, an asset kind, orders, days.": (
        "数值和目标值的计量单位：币种、资产类型、订单、天等。"
    ),
    "True if it holds.": "满足时为true。",
    "How near it is to being met, from 0 to 1.": "完成度，0至1。",
    "What is missing, in the unit; null where that cannot be said.": "还差多少，以unit计；无法给出时为null。",
    "The clause in words.": "条款的文字说明。",
    "Its parts.": "下级条款。",
    "The member's value; null if there is none.": "会员的数值；没有则为null。",
    "What a clause asks for.": "条款的判断方式。",
    "Each of its clauses must be met.": "下级条款须全部满足。",
    "One of its clauses must be met.": "下级条款满足一项即可。",
    "Its one clause must not be met.": "下级条款不能满足。",
    "A metric is compared with a threshold.": "将指标与目标值比较。",
    "Why something is as it is, for people and for programs.": "说明为何如此，供人阅读，也供程序使用。",
    "The answer in words.": "文字说明。",
    "The answer for programs, such as qualified, by_hand or balance.": (
        "供程序使用的结果码，如qualified、by_hand或balance。"
    ),
    "The condition behind it, with the member's values.": "背后的条件，附带会员的数值。",
    "The event that made it so.": "促成它的事件。",
    "What every rule said about that event; with events:read.": "每条规则对该事件的决定；需要events:read权限。",
    "What to explain. Exactly one field is given.": "要解释什么。只能填写一个字段。",
    "The tier on this track. Needs tiers:read.": "该等级体系中的等级。需要tiers:read权限。",
    "The balance of this asset kind. Needs assets:read.": "该资产类型的余额。需要assets:read权限。",
    "This tag, or its absence. Needs tags:read.": "是否带有该标签及原因。需要tags:read权限。",
    "If this benefit can be used now. Needs benefits:read.": "当前能否使用该权益。需要benefits:read权限。",
    "What this event of the member did. Needs events:read.": "会员的该事件产生了什么。需要events:read权限。",
    "The fields that plugins add to the merchant: one for each installed plugin that has any.": (
        "插件为商户增加的字段：每个有此类字段的已安装插件各一个。"
    ),
    "What plugins say of the merchant as a whole: a field for each installed plugin that has any.": (
        "插件提供的商户整体信息：每个有此类字段的已安装插件各一个字段。"
    ),
    "The fields that plugins add to a member: one for each installed plugin.": (
        "插件为会员增加的字段：每个已安装的插件一个。"
    ),
    "Always null: there for those who have no plugin.": "始终为null：供没有安装插件时占位。",
    "What asks for a plugin that is not installed is answered by this: null, and an error that says so.": (
        "查询未安装的插件时由此返回：null，并附带说明的错误。"
    ),
    "The plugin's name.": "插件名称。",
    "Each thing that happens to a member from now on, once it is committed.": (
        "从现在起会员身上发生的每件事，提交后推送。"
    ),
    "Whom to watch; left out: the member whose token asks.": "要关注的会员；不填则为令牌所属会员。",
    "Something happened to a member.": "会员身上发生了变化。",
    "The member as it is now.": "会员的当前状态。",
    "What happened; null if it was many things at once.": "发生的事件；多件事同时发生时为null。",
    "What that did to the member, in order.": "对会员产生的变动，按顺序排列。",
    "A tag on a member: by whom, why and since when.": "会员的一个标签：由谁、为何、从何时起。",
    "The tag.": "标签。",
    "Who put it on: a token's name, condition, or a rule. Members and partners read `merchant` of what is not their "
    "own.": ("由谁打上：令牌的名称、条件或规则。会员和合作方对非自己打上的看到`merchant`。"),
    "Since when.": "打上的时间。",
    "When it comes off by itself; null: never.": "自动移除的时间；null表示长期保留。",
    "The tier that a member holds or held on a track: since when, until when, and why.": (
        "会员在某个等级体系中现在或曾经的等级：起止时间和原因。"
    ),
    "The ladder.": "等级体系。",
    "The tier; null if the member left the track or lost its tier.": "等级；null表示会员已离开该体系或失去等级。",
    "Since when it is held.": "开始时间。",
    "When it is reviewed or ends; null: open.": "评估或结束的时间；null表示没有期限。",
    "After a failed review: until when the member may qualify again.": "评估未达标后，可重新达标的截止时间。",
    "Why, in words.": "原因的文字说明。",
    "The condition that decided, with the member's values of then.": "作出判断的条件，附带会员当时的数值。",
    "The event that led to it.": "促成它的事件。",
    "Progress to the next tier, by the condition that decides it.": "升级进度，以决定该等级的条件计算。",
    "The tier held now.": "当前等级。",
    "The next tier up, or the one asked for; null at the top.": "下一个等级，或指定的目标等级；已是最高等级时为null。",
    "How close it is, from 0 to 1; 1 at the top.": "完成度，0至1；已是最高等级时为1。",
    "The unmet test that is closest to being met.": "未满足的条件中最接近达成的一项。",
    "What the next tier asks for, with the member's values.": "升级要求，附带会员的数值。",
    "What keeps the present tier at its review, with the member's values.": (
        "当前等级在评估时的保级要求，附带会员的数值。"
    ),
    "When the present tier is reviewed or ends; never in the past.": "当前等级评估或结束的时间；不会早于现在。",
    "What is missing, in one sentence.": "还差什么，用一句话说明。",
    "Standings on a track, newest first.": "某个等级体系中的等级记录，由新到旧排列。",
    "The position of this page.": "当前页的位置。",
    "How many there are in all; counted only when asked for.": "总数；查询该字段时才统计。",
    "The standings of this page.": "当前页的等级记录。",
    "A standing and its place.": "等级记录及其位置。",
    "The place of this row: pass it as after or before, with the same filters.": (
        "该行的位置：在相同筛选条件下作为after或before传入。"
    ),
    "The standing.": "等级记录。",
}
