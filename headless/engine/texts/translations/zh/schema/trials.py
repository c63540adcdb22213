"""Back-tests."""

TEXTS = {
    "Try changes on what has happened: who would gain, who would lose. Nothing else is written.": (
        "用历史数据试算变更：谁受益，谁受损。不写入其他任何数据。"
    ),
    "The back-test, which runs in the background.": "在后台运行的回测。",
    "What to try, with which members, and over which time.": "试算什么、针对哪些会员、哪段时间。",
    "The change; give either this or `changes`.": "要试算的变更；与`changes`二选一。",
    "Several changes to be tried together, saved one after another. Each may name what those before it bring.": (
        "一起试算的多项变更，按顺序保存。后面的可以引用前面新增的内容。"
    ),
    "Events recorded from then on are compared; earlier ones only build up state. Left out: all are compared.": (
        "从此刻起记录的事件参与比较，更早的只用于还原状态。不填则全部比较。"
    ),
    "The end of the comparison; left out: now.": "比较的截止时间；不填则为现在。",
    "Only members who meet this now; left out: all.": "只包含当前满足该条件的会员；不填则为全部会员。",
    "Tags that are a gain to those who would get them, and a loss to those who would lose them. By default a tag "
    "is neither.": "得到算受益、失去算受损的标签。默认标签变化不算受益或受损。",
    "A change to try. Exactly one field is given, as its mutation takes it.": (
        "要试算的一项变更。只能填写一个字段，内容与对应的变更操作相同。"
    ),
    "A rule instance, new or changed.": "新增或修改的规则实例。",
    "A plugin put to use.": "启用的插件。",
    "A tier track, new or changed.": "新增或修改的等级体系。",
    "A tag, new or changed.": "新增或修改的标签。",
    "An asset kind, new or changed.": "新增或修改的资产类型。",
    "A trial of a change: the live and the changed configuration are run over all recorded events. Nothing else "
    "is written.": "变更试算：对全部历史事件分别按当前配置和变更后的配置运行。不写入其他任何数据。",
    "How far it has come.": "进行状态。",
    "How much of it is done, 0 to 100.": "完成百分比，0至100。",
    "How many members would gain, and lose nothing.": "只受益、不受损的会员数。",
    "How many members would lose anything.": "有任何受损的会员数。",
    "How many members it would neither give nor take anything.": "不受影响的会员数。",
    "What all members together would get otherwise: given, less what was taken back and what expired.": (
        "全体会员合计的差异：发放数减去扣回和过期的部分。"
    ),
    "Who would stand on another tier at the end.": "最终处于其他等级的会员。",
    "The members whom it would affect.": "会受影响的会员。",
    "Only those who would gain, or who would lose.": "只返回受益的，或只返回受损的。",
    "Why it failed.": "失败原因。",
    "What could not be tried: it reads a plugin's own tables, ranks all members, or is a job that never ran.": (
        "未能试算的内容：读取插件自有数据表的、对全体会员排名的，或从未运行过的任务。"
    ),
    "Rules that failed while they were tried: how often, and how.": "试算中失败的规则：次数和原因。",
    "When it was asked for.": "发起时间。",
    "Members who would stand on another tier.": "等级会变化的会员。",
    "Their tier under the live configuration; null: none.": "当前配置下的等级；null表示没有。",
    "Their tier after the change; null: none.": "变更后的等级；null表示没有。",
    "How many.": "人数。",
    "Members whom the change would affect, oldest first.": "会受变更影响的会员，由早到晚排列。",
    "A member whom the change would affect.": "会受变更影响的会员。",
    "What would be otherwise: before is what is live, after the change.": (
        "差异之处：before为当前配置的结果，after为变更后的结果。"
    ),
    "Why, in words: the condition with the member's values, and which rule would give what.": (
        "原因说明：条件与会员的数值，以及哪条规则会给出什么。"
    ),
}
