"""Members, and what is done with them."""

TEXTS = {
    "Create a member.": "创建会员。",
    "Change a member.": "修改会员。",
    "Erase a member for good: identifiers, profile, personal data of events, and what plugins keep. The ledger "
    "stays, without a name. What is open is given back.": (
        "永久注销会员：清除身份标识、资料、事件中的个人信息和插件保存的数据。账务流水保留，不再显示姓名。未完成的冻结"
        "会退回。"
    ),
    "Merge two members who are one person: history, assets, holds, coupons, tiers, tags and what rules remember. "
    "The merged one is a name of the other afterwards. There is no way back.": (
        "合并属于同一人的两个会员：历史、资产、冻结单、优惠券、等级、标签和规则记录全部合并。合并后，原会员的标识都指"
        "向保留的会员。此操作不可撤销。"
    ),
    "Put a tag on a member.": "为会员打标签。",
    "Take a tag off a member.": "移除会员的标签。",
    "The result of a change to a member.": "会员变更的结果。",
    "The events that had waited for this member as a guest and were settled now.": (
        "该会员作为访客时等待、现已结算的事件。"
    ),
    "A new member. Each identifier belongs to one member at a time.": "新会员。每个身份标识同一时间只能属于一个会员。",
    "Name.": "姓名。",
    "Phone number.": "手机号。",
    "E-mail address.": "邮箱地址。",
    "Birthday.": "生日。",
    "Gender, in the merchant's own words.": "性别，由商户自定写法。",
    "Where the member came from, such as a shop or campaign.": "会员来源，如门店或活动。",
    "When the member joined; left out: now.": "入会时间；不填则为现在。",
    "The merchant's own data; conditions can test it.": "商户自定义数据，可用于条件判断。",
    "The referral code of the member who brought this one, as Member.referralCode gives it.": (
        "邀请人的邀请码，即其Member.referralCode。"
    ),
    "The identifiers that the shop has proven to be this person's, by a code sent to the phone or a scanned "
    "receipt. Events that wait under them are settled. See Merchant.claimFor.": (
        "店铺已验证属于本人的身份标识，如通过短信验证码或扫描小票。以这些标识等待的事件会随即结算，见"
        "Merchant.claimFor。"
    ),
    "What identifies a member.": "用于识别会员的标识。",
    "The phone number.": "手机号。",
    "The accounts in other systems, all of them.": "在其他系统中的全部账号。",
    "Changes to a member. A field that is null is cleared, a field that is left out stays unchanged.": (
        "对会员的修改。填null则清空，不填则保持不变。"
    ),
    "Replaces the accounts in other systems as a whole.": "整体替换在其他系统中的账号。",
    "Replaces the attributes as a whole.": "整体替换自定义数据。",
    "Freezes or closes the membership, or opens it again; null leaves it. ERASED is set by memberErase alone.": (
        "冻结、关闭或恢复会员；填null则保持不变。ERASED只能通过memberErase设置。"
    ),
    "A member to erase for good.": "要永久注销的会员。",
    "Two members who are one person.": "属于同一人的两个会员。",
    "The member who is merged. All that names it names the other one afterwards.": (
        "被合并的会员，其标识此后都指向另一位。"
    ),
    "The member who stays, with everything of both.": "保留的会员，拥有双方的全部内容。",
    "A tag to put on.": "要打上的标签。",
    "The tag's code.": "标签编码。",
    "The reason, for the record.": "原因，用于留档。",
    "When it comes off by itself.": "自动移除的时间。",
    "A tag to take off.": "要移除的标签。",
    "An account in another system. It belongs to one member.": "在其他系统中的账号，只属于一个会员。",
    "The system's code.": "系统编码。",
    "The account there.": "该系统中的账号。",
    "The member whose token asks; null for every other token.": "令牌所属的会员；其他令牌为null。",
    "One member; null if there is none.": "一位会员；没有则为null。",
    "How to find it; phone and e-mail need members:pii.": "如何查找；使用手机号或邮箱需要members:pii权限。",
    "Members by any condition over any metric, and by a search.": "按任意指标的条件或搜索词查询会员。",
    "How many to give from the start: 20 if left out, at most 100.": "从开头返回的条数：不填则为20，最多100。",
    "Continue after this cursor.": "从该游标之后继续。",
    "How many to give from the end, at most 100; not together with first.": (
        "从末尾返回的条数，最多100；不能与first同时使用。"
    ),
    "End before this cursor.": "到该游标之前为止。",
    "Only members who meet it; needs the scope of what it tests.": "只返回满足条件的会员；需要所用指标的权限。",
    "A part of the number; with members:pii also of name, e-mail and phone.": (
        "会员号的一部分；有members:pii权限时，也搜索姓名、邮箱和手机号。"
    ),
    "How they are sorted; left out: oldest first.": "排序方式；不填则由早到晚排列。",
    "All that is known of a member, plugins included, as one document; null if there is none. Needs every scope "
    "that reads of members.": (
        "会员的全部已知信息（包括插件保存的），合为一份文档；没有该会员则为null。需要读取会员的所有权限。"
    ),
    "How to find the member.": "如何查找会员。",
    "The merchant's events, oldest first: by state what waits and what failed.": (
        "商户的事件，由旧到新排列：可按状态查看等待和失败的事件。"
    ),
    "Only events in these states.": "只返回处于这些状态的事件。",
    "Only events of these types.": "只返回这些类型的事件。",
    "Recorded at or after this instant.": "记录时间不早于此刻。",
    "Recorded before this instant.": "记录时间早于此刻。",
    "The event that a source knows by a number; if it failed, the last one of that number.": (
        "按来源和编号查询事件；失败过的返回该编号的最后一次。"
    ),
    "The system that said so.": "上报的系统。",
    "That system's own number.": "该系统自己的编号。",
    "A person known by card number, external id, phone or e-mail.": "会员，以会员号、外部编号、手机号或邮箱识别。",
    "Opaque and stable; sorts by age.": "内部标识，固定不变；可按创建先后排序。",
    "The card number.": "会员号。",
    "The merchant's own id.": "商户自己的编号。",
    "The name.": "姓名。",
    "The phone number as it was given.": "手机号，与填写时一致。",
    "The e-mail address.": "邮箱地址。",
    "Accounts in other systems.": "在其他系统中的账号。",
    "The birthday.": "生日。",
    "The gender, in the merchant's words.": "性别，由商户自定写法。",
    "Where the member came from.": "会员来源。",
    "When the member joined.": "入会时间。",
    "The status of the membership.": "会员状态。",
    "The merchant's own data about the member.": "商户关于该会员的自定义数据。",
    "The tier held now; a paid one ends at its end.": "当前等级；付费等级到期即止。",
    "The track's code; left out: the default track.": "等级体系编码；不填则为默认的等级体系。",
    "The tiers held now, one per track.": "当前各等级体系中的等级，每个体系一条。",
    "Progress to the next tier, and what keeps the present one.": "升级进度，以及保级要求。",
    "Another tier to aim for.": "以其他等级为目标。",
    "All standings on a track, newest first.": "某个等级体系中的全部等级记录，由新到旧排列。",
    "Holdings of every asset kind, zero ones included.": "各类资产的持有情况，包括为零的。",
    "The holding of one asset kind.": "某一类资产的持有情况。",
    "The asset kind's code.": "资产类型编码。",
    "The tags worn now.": "当前带有的标签。",
    "Every benefit, and if the member may use it now.": "全部权益，以及会员当前能否使用。",
    "The member's coupons.": "会员的优惠券。",
    "Only those in these states now.": "只返回当前处于这些状态的。",
    "How they are sorted; left out: newest first.": "排序方式；不填则由新到旧排列。",
    "A metric's value: counts as numbers, decimals as texts, null if it is missing. Needs the metric's scope, "
    "too.": "指标的值：计数为数字，小数为文本，没有则为null。还需要该指标的权限。",
    "The metric's name, as Query.metrics lists it.": "指标名称，见Query.metrics。",
    'Over which days: "30d", "3m", "1y", "month" …': '统计期："30d"、"3m"、"1y"、"month"等。',
    'What it is restricted to, such as {"asset": "points"}.': '限定范围，如{"asset": "points"}。',
    "The fields that plugins add to the member; a field that fails is null, and its error names the plugin.": (
        "插件为会员增加的字段；失败的字段为null，其错误会指明插件。"
    ),
    "What happened to the member, newest first.": "会员身上发生的事件，由新到旧排列。",
    "The code with which the member refers others.": "会员用于邀请他人的邀请码。",
    "The member on whose referral this one joined.": "邀请该会员入会的会员。",
    "Why the member has a tier, a balance or a tag, or what an event did.": (
        "解释会员的等级、余额或标签从何而来，或某个事件产生了什么。"
    ),
    "What to explain.": "要解释什么。",
    "As it was at this instant; left out: now.": "以此刻的情况为准；不填则为现在。",
    "The member as recorded at an instant.": "某一时刻所记录的会员情况。",
    "The instant.": "时间。",
    "The status of a membership.": "会员状态。",
    "In good standing.": "正常。",
    "Facts settle; requests, spends and holds are refused.": "已冻结：事实类事件照常结算，请求、消费和冻结被拒绝。",
    "Over; only refunds of known orders are taken.": "已关闭：只受理已知订单的退款。",
    "Over, and its personal data is gone.": "已注销，个人信息已清除。",
    "Members, page by page.": "会员列表，分页返回。",
    "The members of this page.": "当前页的会员。",
    "A member and its place.": "会员及其位置。",
    "The member.": "会员。",
    "What a list of members is sorted by. Those who have no value come last.": "会员列表的排序依据。没有值的排在最后。",
    "joinedAt, name (needs members:pii), or a metric that is a number, such as net_spend (needs its scope).": (
        "joinedAt、name（需要members:pii权限），或数值类指标，如net_spend（需要该指标的权限）。"
    ),
    "Largest first.": "由大到小排列。",
    'Over which days the metric counts: "30d", "3m", "1y", "month" …': '指标的统计期："30d"、"3m"、"1y"、"month"等。',
    'What the metric is restricted to, such as {"asset": "points"}.': '指标的限定范围，如{"asset": "points"}。',
    "A list of members of a plugin, the largest value first.": "插件的会员排行榜，数值由大到小排列。",
    "A list of a plugin's ranking; null if there is no such ranking. Needs the scope of what members are ranked by, too.": (
        "插件的某个排行榜；没有该排行榜则为null。还需要排名所依据指标的权限。"
    ),
    'Its name, "<plugin>.<ranking>".': '名称，格式为"<插件>.<排行榜>"。',
    'The ranking\'s name, "<plugin>.<ranking>".': '排行榜的名称，格式为"<插件>.<排行榜>"。',
    "What people call it.": "显示给人看的名称。",
    "A day of the window that is asked for; left out: today.": "要查询的统计期内的某一天；不填则为今天。",
    "The window before, whose list is over.": "查询上一期，其排名已经结束。",
    "The first day of its window; null: the list goes on.": "统计期的第一天；null表示榜单持续滚动。",
    "The last day of its window; null: the list goes on.": "统计期的最后一天；null表示榜单持续滚动。",
    "The places, the first one first.": "名次列表，由第一名开始。",
    "Places of a ranking, the first one first.": "排行榜的名次，由第一名开始。",
    "The places of this page.": "当前页的名次。",
    "A place of a ranking, and its cursor.": "排行榜的一个名次及其游标。",
    "The place in the ranking.": "排行榜中的名次。",
    "A place in a ranking.": "排行榜中的一个名次。",
    "1 is the first.": "1表示第一名。",
    "What the member is ranked by.": "会员排名所依据的数值。",
    "Since when it is this value. Of equal values, the one that was there first comes first.": (
        "从何时起为该数值。数值相同的，先达到者排在前面。"
    ),
    "Whose it is; members read their own alone, others are null.": "该名次属于谁；会员只能看到自己，其他人为null。",
    "The member's place in a plugin's ranking; null if the member is not in it. Needs the scope of the values, too.": (
        "会员在插件排行榜中的名次；未上榜则为null。还需要该数值的权限。"
    ),
}
