"""Asset kinds, tier tracks and tags."""

TEXTS = {
    "Save an asset kind.": "保存资产类型。",
    "Save a tier track.": "保存等级体系。",
    "Save a tag.": "保存标签。",
    "Save a rule instance; saving turns it on.": "保存规则实例，保存后即开启。",
    "A rule instance, named by id, or by plugin, rule and name.": "规则实例，用id指明，或用plugin、rule和name指明。",
    "The instance's id.": "实例的ID。",
    "The plugin that declared the rule; left out where only one does.": "声明该规则的插件；只有一个插件声明时可不填。",
    "The rule's id within the plugin.": "规则在插件内的id。",
    "What tells instances of the rule apart; left out: the rule's id.": (
        "用于区分同一规则的多个实例；不填则为规则的id。"
    ),
    "Its settings; left out: as they were, or the defaults.": "设置；不填则保持原样或使用默认值。",
    "Whether it is on; left out: it is.": "是否开启；不填则开启。",
    "The version that this change is based on; refused if there is a newer one. 0: it must be new.": (
        "本次修改所依据的版本，已有更新版本时拒绝。0表示必须是新建。"
    ),
    "A ladder, whole.": "完整的等级体系。",
    "What rules, conditions and requests call it; saving under a known code makes a new version of it.": (
        "规则、条件和请求中使用的编码；用已有编码保存即生成新版本。"
    ),
    'Names by language, such as {"zh": "金卡"}; left out: the name is the same in all.': (
        '各语言的名称，如{"zh": "金卡"}；不填则各语言都使用同一名称。'
    ),
    "Whether it is meant where no track is named; the first one is.": (
        "未指明等级体系时是否默认为它；第一个等级体系即为默认。"
    ),
    'How long a tier lasts before its review: "1y" and the like, or until "year", "year+1y" (this year and the next), "quarter", '
    '"anniversary" (of joining) and the like; left out: without end.': (
        '等级有效期，到期评估：时长如"1y"，或截至"year"（本年末）、"year+1y"（次年末）、"quarter"、"anniversary"（入会周年日）等；不填则长期有效。'
    ),
    'How long a member may stay after a failed review. Days, months or years such as "30d", "3m", "1y".': (
        '评估未达标后的宽限时间。填写天数、月数或年数，如"30d"、"3m"、"1y"。'
    ),
    "What this change means for members who are on it.": "本次修改如何影响已在该体系中的会员。",
    "A plugin's tier rule that decides, as plugin.rule; left out: the conditions do.": (
        "由插件的等级规则决定，格式为plugin.rule；不填则由条件决定。"
    ),
    'How long before a tier ends a reminder is sent. Days, months or years such as "30d", "3m", "1y".': (
        '等级到期前多久发送提醒。填写天数、月数或年数，如"30d"、"3m"、"1y"。'
    ),
    "Its tiers, in any order.": "各个等级，顺序不限。",
    "What rules, conditions and requests call it; a tier keeps its id as long as its code stays.": (
        "规则、条件和请求中使用的编码；编码不变，等级的ID就不变。"
    ),
    "Who climbs onto it; left out: everybody, or only by entering.": (
        "升级条件；不填则所有人都可达到，或只能通过开通进入。"
    ),
    "What keeps it at a review; left out: its own condition.": "保级条件；不填则与升级条件相同。",
    "A tag, whole.": "完整的标签。",
    "Who wears it; left out: it is put on by hand or by rules.": "自动打上该标签的条件；不填则由人工或规则打标。",
    "An asset kind, whole. Decimals and money stay as they were first saved.": (
        "完整的资产类型。小数位数和money以首次保存为准，不能修改。"
    ),
    "How many decimals its amounts have, 0 to 8.": "数额的小数位数，0至8。",
    "True if it is money that was paid in.": "是实际充值的资金时为true。",
    "When what was earned expires; left out: never.": "获得的资产何时到期；不填则长期有效。",
    'How long what was earned waits before it can be spent. Days, months or years such as "30d", "3m", "1y".': (
        '获得后多久可用。填写天数、月数或年数，如"30d"、"3m"、"1y"。'
    ),
    "What one unit is worth in the merchant's currency; left out: it cannot pay.": (
        "每单位折合的本位币金额；不填则不能用于支付。"
    ),
    'How long a hold lasts unless it says otherwise. Days, months or years such as "30d", "3m", "1y".': (
        '冻结单未指定时的有效时长。填写天数、月数或年数，如"30d"、"3m"、"1y"。'
    ),
    'How long points live that a refund gives back after their expiry. Days, months or years such as "30d", '
    '"3m", "1y".': '退款退回的积分已过期时，可再使用多久。填写天数、月数或年数，如"30d"、"3m"、"1y"。',
    'How long before expiry a reminder is sent. Days, months or years such as "30d", "3m", "1y".': (
        '到期前多久发送提醒。填写天数、月数或年数，如"30d"、"3m"、"1y"。'
    ),
    "True if a member may transfer it to another; left out: false.": "会员可以转赠给他人时为true；不填则为false。",
    "How much a member may transfer on one day of the merchant's; left out: any amount.": (
        "会员每天（按商户时区）最多可转赠的数额；不填则不限。"
    ),
    "When what was earned expires. Exactly one field is given.": "获得的资产何时到期。只能填写一个字段。",
    "It never does.": "长期有效。",
    'So long after the day it was earned. Days, months or years such as "30d", "3m", "1y".': (
        '从获得当天起多久后到期。填写天数、月数或年数，如"30d"、"3m"、"1y"。'
    ),
    "At the first boundary of the calendar once it is old enough.": "满足最短时长后，在下一个周期起点统一到期。",
    "Expiry at calendar boundaries.": "按日历周期统一到期。",
    "At which boundaries.": "在哪种周期的起点到期。",
    'How old an amount must be by then. Days, months or years such as "30d", "3m", "1y".': (
        '到期时须已满的最短时长。填写天数、月数或年数，如"30d"、"3m"、"1y"。'
    ),
    "How often old amounts are swept away.": "统一清理到期数额的周期。",
    "At the start of each month.": "每月月初。",
    "At the start of January, April, July and October.": "1月、4月、7月、10月的月初。",
    "At the start of each year.": "每年年初。",
    "The result of a save.": "保存结果。",
    "The kind as saved.": "保存后的资产类型。",
    "The track as saved.": "保存后的等级体系。",
    "The tag as saved.": "保存后的标签。",
    "The instance as saved.": "保存后的规则实例。",
    "Something that members earn and spend: points, growth value, stored balance and the like.": (
        "会员可获得和使用的资产：积分、成长值、储值余额等。"
    ),
    "How many decimals its amounts have.": "数额的小数位数。",
    "True if it is money that was paid in: paying with it earns, and no spend cap limits it.": (
        "是实际充值的资金时为true：用它支付照常累积，不受抵扣上限限制。"
    ),
    "When what was earned expires, in the form of ExpiryInput.": "获得的资产何时到期，格式同ExpiryInput。",
    'How long what was earned waits before it can be spent, such as "14d".': '获得后多久可用，如"14d"。',
    "How far spending may go below zero.": "最多可透支到零以下多少。",
    "What one unit is worth in the merchant's currency; null: it cannot pay.": (
        "每单位折合的本位币金额；null表示不能用于支付。"
    ),
    "How boosts of one group combine.": "同组加成如何叠加。",
    "What a refund does when the points are spent already.": "退款时积分已用掉如何处理。",
    "How long a hold lasts unless it says otherwise.": "冻结单未指定时的有效时长。",
    "How long points live that a refund gives back after their expiry.": "退款退回的积分已过期时，可再使用多久。",
    "How long before expiry a reminder is sent.": "到期前多久发送提醒。",
    "Which funding is spent first, in order.": "优先使用哪些出资方的资产，按顺序排列。",
    "True if a member may transfer it to another.": "会员可以转赠给他人时为true。",
    "How much a member may transfer on one day of the merchant's; null: any amount.": (
        "会员每天（按商户时区）最多可转赠的数额；null表示不限。"
    ),
    "How several boosts of one group combine.": "同组多个加成如何叠加。",
    "The largest boost alone counts.": "只取最高的加成。",
    "What the boosts add is added up: ×2 and ×3 give ×4.": "加成部分相加：×2与×3合为×4。",
    "Boosts multiply: ×2 and ×3 give ×6.": "加成相乘：×2与×3合为×6。",
    "What a refund does when the points that the order earned are spent already.": (
        "订单所获积分已用掉时，退款如何处理。"
    ),
    "What cannot be taken back is owed, and repaid by what is earned next.": "扣不回的部分记为欠额，由之后获得的抵扣。",
    "What cannot be taken back is forgiven.": "扣不回的部分免除。",
    "A label for members. With a condition it is put on and taken off by itself.": (
        "会员标签。设置条件后自动打上和移除。"
    ),
    "Who wears it, in the form of the input Condition; null: it is put on by hand or by rules.": (
        "自动打上该标签的条件，格式同输入类型Condition；null表示由人工或规则打标。"
    ),
    "How many members wear it now.": "当前带有该标签的会员数。",
    "One tier of a track.": "等级体系中的一个等级。",
    "The ladder it belongs to.": "所属的等级体系。",
    "What rules, conditions and requests call it.": "规则、条件和请求中使用的编码。",
    "Name in the reader's language.": "名称，使用读者的语言。",
    "Names by language, if there are several.": "各语言的名称（如有多个）。",
    "A larger rank is higher.": "数值越大等级越高。",
    "Who climbs onto it, in the form of the input Condition; null: always, or only by entering.": (
        "升级条件，格式同输入类型Condition；null表示无条件，或只能通过开通进入。"
    ),
    "What keeps it at a review; null: its own condition.": "保级条件；null表示与升级条件相同。",
    "The benefits whose condition asks for a tier of this ladder, and which this tier meets.": (
        "条件要求该体系的等级、且该等级满足的权益。"
    ),
    "The merchant's own data, such as a colour.": "商户自定义数据，如颜色。",
    "How many members stand on it now.": "当前处于该等级的会员数。",
    "A ladder of tiers.": "等级体系。",
    "How members get onto its tiers.": "会员进入各等级的方式。",
    "Whether it is meant where no track is named.": "未指明等级体系时是否默认为它。",
    "Its tiers, lowest rank first.": "各个等级，由低到高排列。",
    "What a failed review does.": "评估未达标的处理方式。",
    'How long a tier lasts before its review, such as "1y"; null: without end.': (
        '等级有效期，到期评估，如"1y"；null表示长期有效。'
    ),
    "How long a member may stay after a failed review.": "评估未达标后的宽限时间。",
    "What a change of this track means for members who are on it.": "修改等级体系如何影响已在其中的会员。",
    "The plugin's tier rule that decides, as plugin.rule; null: the conditions do.": (
        "由插件的等级规则决定，格式为plugin.rule；null表示由条件决定。"
    ),
    "The settings of that rule.": "该规则的设置。",
    "How long before a tier ends a reminder is sent.": "等级到期前多久发送提醒。",
    "Grows by one with each save.": "每保存一次加一。",
    "How members get onto a track's tiers.": "会员进入等级体系各等级的方式。",
    "Members climb by meeting conditions.": "满足条件即可升级。",
    "Members enter by paying for it.": "付费开通。",
    "Members enter by paying money in.": "储值开通。",
    "What a failed review does, once the grace is over.": "宽限期结束后，评估未达标的处理方式。",
    "The tier is kept.": "保留等级。",
    "One rank down.": "下降一级。",
    "Down to the highest tier whose condition holds.": "降至条件满足的最高等级。",
    "What a change of the track means for members who are on it.": "修改等级体系如何影响已在其中的会员。",
    "Members keep their tier until its next review.": "会员保留等级至下次评估。",
    "Every member is reviewed at once.": "立即评估所有会员。",
    "The condition in the reader's language; null: as in condition.": (
        "升级条件的文字说明，使用读者的语言；null的含义同condition。"
    ),
    "The same in the reader's language; null: its own condition.": (
        "同上，文字说明，使用读者的语言；null表示与升级条件相同。"
    ),
    "Something that the configuration says and hardly means, such as a benefit that no member can ever have.": (
        "配置中多半不合本意的一处，例如永远没有会员能享受的权益。"
    ),
    "Which kind of advice, stable for programs.": "建议的类型，供程序使用，不会改变。",
    "What is said, and of what, in the reader's language.": "建议的内容及对象，使用读者的语言。",
    "Which thing it is, such as benefit:birthday, coupon:may or tier:club/gold.": (
        "建议的对象，例如benefit:birthday、coupon:may或tier:club/gold。"
    ),
    "What headless check says. Advice that tells of something for which the token lacks the scope is left out.": (
        "headless check给出的建议。令牌无权查看的内容所涉及的建议会省略。"
    ),
}
