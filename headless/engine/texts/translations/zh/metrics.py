"""What metrics count, and what they can be narrowed to."""

TEXTS = {
    "Orders, those wholly refunded left out.": "订单数，不含全额退款的订单。",
    "only order lines of this category": "仅限该品类的商品行",
    "only order lines of this brand": "仅限该品牌的商品行",
    "only order lines of this sku": "仅限该SKU的商品行",
    "only orders of this channel": "仅限该渠道的订单",
    "only orders of this store": "仅限该门店的订单",
    "Orders × 365 / (12 × days) in a window of days; orders / months in one of months or years.": (
        "统计期以天计时为订单数×365÷(12×天数)，以月或年计时为订单数÷月数。"
    ),
    "Days since the last order that was not wholly refunded; missing without one.": (
        "距最近一笔未全额退款订单的天数；没有订单则无值。"
    ),
    "Payable totals of orders.": "订单应付金额合计。",
    "Payable totals of orders less refunds.": "订单应付金额合计，减去退款。",
    "What refunds gave back.": "退款金额合计。",
    "Net spend / orders, if any.": "净消费额÷订单数；没有订单则无值。",
    "Events of a type.": "某一类事件的次数。",
    "the event type": "事件类型",
    "Consecutive periods with an event, up to the last; 0 once the period after it has ended without one. "
    "Orders that were wholly refunded are left out.": (
        "截至最近一次，连续有该事件的周期数；其后一个完整周期内没有则归零。不含全额退款的订单。"
    ),
    "what must follow one another": "连续的周期单位",
    "Members who joined on this member's referral. Referrals that came to nothing are left out.": (
        "该会员邀请入会的人数，不含无效邀请。"
    ),
    "What is left less debt, pending and held included.": "全部剩余减去欠额，包括待入账和冻结的部分。",
    "the asset kind's code": "资产类型编码",
    "Earned and granted, less what reversals took back.": "累计获得和发放，减去冲正扣回的部分。",
    "Spent, less what was restored.": "累计使用，减去退回的部分。",
    "Days since the member joined.": "入会以来的天数。",
    "Days to the next birthday, 0 on the day; 29 February counts on 28 February in other years.": (
        "距下次生日的天数，当天为0；2月29日出生的平年按2月28日计。"
    ),
    "What the merchant keeps on the member by name: a text, a number, true or false, or a list of texts.": (
        "商户为会员保存的自定义属性：文本、数字、是否，或文本列表。"
    ),
    "the attribute's name": "属性名称",
    "The tier held on a track, compared by rank.": "在某个等级体系中的等级，按高低比较。",
    "the tier track's code; the default track if absent": "等级体系编码；不填则为默认的等级体系",
    "Days to the end of the standing on a track, grace included; 0 while a review is due, and missing without an end.": (
        "距当前等级结束的天数，宽限期内为距宽限期结束的天数；到期待评估时为0，没有期限则无值。"
    ),
    "The codes of the member's tags.": "会员的标签编码。",
    "Its plugin is not installed: the last values are kept.": "所属插件未安装，保留最后的数值。",
    "How often benefits were used. Uses that were reversed are left out.": "使用权益的次数，已撤销的不计。",
    "the benefit's code": "权益编码",
}
