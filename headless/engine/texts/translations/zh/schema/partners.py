"""Partners, their budgets and their statements."""

TEXTS = {
    "A partner's token with the scope may read or use this field, for what the partner may touch.": (
        "合作方的令牌具备该权限时可读取或使用此字段，仅限合作方可接触的内容。"
    ),
    "A partner, whole: what is left out, its tokens may not touch.": "完整的合作方设置：未列出的内容，其令牌不可接触。",
    "A third party. Its tokens touch what is listed here, and for them nothing else exists.": (
        "第三方合作方。其令牌只能接触此处列出的内容，其余内容对其视为不存在。"
    ),
    "All partners.": "全部合作方。",
    "How long a budget has to last.": "预算的周期。",
    "How long it has to last, by the merchant's calendar and the real time.": "预算周期，按商户日历和实际时间计算。",
    "How long it has to last.": "预算周期。",
    "How much of an asset kind a partner may give in each period.": "合作方每个周期可发放某种资产的数量。",
    "How much of an asset kind a partner may give, to all members together or to each, and what is left of it.": (
        "合作方可发放某种资产的数量（全体会员合计或每位会员），以及剩余数量。"
    ),
    "How much there is in each period.": "每个周期的总量。",
    "Once and for all.": "累计，不恢复。",
    "Refuses to save over a newer version.": "如已有更新的版本，则拒绝保存。",
    "Save a partner under its code. Its tokens follow within seconds.": "按代码保存合作方，其令牌数秒内生效。",
    "The asset kind's code, one of assetKinds.": "资产类型代码，须在assetKinds之列。",
    "The asset kinds it may see and move.": "可查看和变动的资产类型。",
    "The code of the partner whose token it is: it may touch what the partner may; left out: as the token that asks.": (
        "令牌所属合作方的代码：令牌可接触合作方可接触的内容；不填则与当前令牌相同。"
    ),
    "The event types it may send.": "可上报的事件类型。",
    "The partner as saved.": "保存后的合作方。",
    "The partner whose token it is; null: the merchant's own.": "令牌所属的合作方；为空表示商户自己的令牌。",
    "The partner.": "合作方。",
    "The tags it may see and set.": "可查看和设置的标签。",
    "True if each member may be given so much. What is left is then told with each grant.": (
        "为true时按每位会员计算，剩余数量在每次发放时返回。"
    ),
    "True: to each member; left out: to all members together.": "为true时按每位会员计算，不填则全体会员合计。",
    "What can still be given.": "还可发放的数量。",
    "What is left of the partner's budgets for the asset kind; null if no partner asks.": (
        "合作方在该资产类型上的剩余预算；非合作方的令牌为空。"
    ),
    "What it gave, and what was taken back of it, newest first: the entries against its account.": (
        "其发放和被收回的明细，最新的在前，即记在其账户上的分录。"
    ),
    "What it may give, shared by all its tokens. A kind without a budget it cannot give.": (
        "可发放的预算，由其全部令牌共用；没有预算的资产类型不能发放。"
    ),
    "What it may give. A kind without a budget it cannot give.": "可发放的预算；没有预算的资产类型不能发放。",
    "What requests call it. It cannot be changed later.": "请求中使用的代码，保存后不可更改。",
    "What requests call it. The source of its events is partner:<code>.": "请求中使用的代码，其事件来源为partner:<代码>。",
    "What was given in the present period, less what was taken back of it.": "本周期已发放的数量，扣除已收回的部分。",
    "When it is there whole again; null: never.": "预算恢复的时间；为空表示不恢复。",
    "Whole again at the start of each local day.": "每天（当地时间）零点恢复。",
    "Whole again at the start of each month.": "每月初恢复。",
}
