"""Balances: why one is what it is, and how entries changed it."""

TEXTS = {
    "never_moved": "暂无{asset}记录",
    "balance": "{asset}余额{balance}；最近：{lines}",
    "line": "{day} {amount}（{reason}）",
    "between_lines": "；",
    "expiring": "；其中{amount}{asset}将于{day}到期",
    "reason_of_rule": "{rule}：{reason}",
    "now": "{asset}可用{available}{more}；最近：{lines}",
    "pending": "，待入账{pending}（{day}到账）",
    "held": "，冻结{held}",
    "debt": "，欠{debt}（退款扣回不足）",
}
